"""Values of ours that a scenario writes between quotes, in each language: examinations, statuses, reasons, priorities.

Inside the harness a value is always the English one; a phrase translates it when a line is read or written. The
examinations are in ``fixtures/procedures.toml``, everything else in ``fixtures/terms.toml``.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from functools import cache

from harness import fixtures_data
from simulators.wire.errors import ConfigError

LANGUAGES = ("en", "es", "fr", "pt")
Row = Mapping[str, str]  # the word in each language


@cache
def kinds() -> dict[str, dict[str, Row]]:
    """Kind of value (``exam``, ``status``) → English word → the word in each language.

    :class:`ConfigError` for a word that is missing, or that stands for two English ones.
    """
    file = fixtures_data.fixtures_folder() / "terms.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))["terms"]
    found: dict[str, dict[str, Row]] = {
        kind: {english: {"en": english, **others} for english, others in rows.items()} for kind, rows in tables.items()
    }
    found["exam"] = {procedure.names["en"]: procedure.names for procedure in fixtures_data.procedures().values()}
    for kind, rows in found.items():
        for language in LANGUAGES:
            words = [row.get(language, "") for row in rows.values()]
            if "" in words or len(set(words)) != len(words):
                raise ConfigError(f"fixtures/terms.toml: a word of {kind!r} in {language!r} is missing or stands twice")
    return found


def word(kind: str, english: str, language: str) -> str:
    """The English value in a language; what is no word of the kind (a place holder, a name) stays as it is."""
    row = kinds().get(kind, {}).get(english)
    return row[language] if row is not None else english


@cache
def _canonical(kind: str, language: str) -> dict[str, str]:
    rows = kinds().get(kind, {})
    return {row[code].casefold(): english for code in ("en", language) for english, row in rows.items()}


def canonical(kind: str, written: str, language: str) -> str:
    """The English value of a word in ``language``, or of the English word; anything else stays as it is."""
    return _canonical(kind, language).get(written.casefold(), written)


def unknown(kind: str, written: str, language: str) -> str:
    """Empty where ``written`` is a word of the kind in this language; else the nearest one, or "?"."""
    rows = kinds().get(kind)
    if rows is None or written.startswith("<") or canonical(kind, written, language) in rows:
        return ""
    near = difflib.get_close_matches(written, [row[language] for row in rows.values()], n=1)
    return near[0] if near else "?"
