"""Values of ours that a scenario writes between quotes, in each language: examinations, statuses, reasons, priorities.

Inside the harness a value is always the English one; a phrase translates it when a line is read or written. The
examinations are in ``fixtures/procedures.toml``, everything else in ``fixtures/terms.toml``.

A site may say another word for one of ours: ``[terms.es]`` of its file, ``"solicitud" = "petición"``, or with the words
around it where its gender differs, ``"la solicitud" = "el pedido"``. It is then written in everything that is shown of
a scenario, and both are understood. See :func:`use` and :func:`at_site`.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from functools import cache

from harness import fixtures_data
from simulators.wire.errors import ConfigError

LANGUAGES = ("en", "es", "fr", "pt")
Row = Mapping[str, str]  # the word in each language
_SITE: dict[str, dict[str, str]] = {}  # language → our word → the site's


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
    return at_site(row[language], language) if row is not None else english


def canonical(kind: str, written: str, language: str) -> str:
    """The English value of a word in ``language``, or of the English word; anything else stays as it is."""
    return _canonical(kind, language).get(written.casefold(), written)


@cache
def _canonical(kind: str, language: str) -> dict[str, str]:
    rows = kinds().get(kind, {})
    found = {row[code].casefold(): english for code in ("en", language) for english, row in rows.items()}
    return found | {at_site(row[language], language).casefold(): english for english, row in rows.items()}


def unknown(kind: str, written: str, language: str) -> str:
    """Empty where ``written`` is a word of the kind in this language; else the nearest one, or "?"."""
    rows = kinds().get(kind)
    if rows is None or written.startswith("<") or canonical(kind, written, language) in rows:
        return ""
    near = difflib.get_close_matches(written, [row[language] for row in rows.values()], n=1)
    return near[0] if near else "?"


# --- words of a site ---------------------------------------------------------------------------------------------


def use(site: Mapping[str, Mapping[str, str]]) -> None:
    """From now on say the words of a site: language → our word → the site's."""
    _SITE.clear()
    _SITE.update({language: dict(words) for language, words in site.items()})
    _canonical.cache_clear()
    _ours.cache_clear()
    _pattern.cache_clear()


def at_site(text: str, language: str) -> str:
    """``text`` with the words of the site, a capital where ours had one."""
    words = _SITE.get(language)
    if not words:
        return text

    def replaced(found: re.Match[str]) -> str:
        said = words.get(found[0]) or words[found[0][:1].lower() + found[0][1:]]
        return said[:1].upper() + said[1:] if found[0][:1].isupper() else said

    return _pattern(language).sub(replaced, text)


def line_at_site(text: str, language: str) -> str:
    """A line of a scenario with the words of the site: between quotes only where a word of ours stands there."""
    if language not in _SITE:
        return text
    parts = re.split(r'("[^"]*")', text)
    return "".join(
        at_site(part, language) if not part.startswith('"') or part[1:-1].casefold() in _ours(language) else part
        for part in parts
    )


@cache
def _ours(language: str) -> frozenset[str]:
    return frozenset(row[language].casefold() for rows in kinds().values() for row in rows.values())


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Whole words, the longest first; the first letter of each also as a capital."""
    longest_first = sorted(_SITE[language], key=len, reverse=True)
    spelt = (word for ours in longest_first for word in {ours, ours[:1].upper() + ours[1:]})
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, spelt))})\b")
