"""The texts of the features in each language: names, descriptions, rules, statements that a person confirms.

One file for each feature, ``fixtures/catalogue/integration/worklist.toml`` beside
``features/integration/worklist.feature``:

    [[text]]
    en = "A device sees its own work and nothing else"
    es = "…"
    fr = "…"
    pt = "…"

The key is the English text itself, so that a text that was changed is a text without a translation. A description of
several lines is one text. No native clinician has reviewed the other languages yet.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from harness.data import fixtures_folder
from harness.terms import LANGUAGES
from simulators.wire.errors import ConfigError

Row = Mapping[str, str]  # the text in each language


def folder() -> Path:
    """Where the catalogue is."""
    return fixtures_folder() / "catalogue"


@cache
def texts(name: str) -> dict[str, Row]:
    """English text → the text in each language, of the file ``name`` (``integration/worklist``); empty without a file.

    :class:`ConfigError` naming every entry that lacks a language or stands twice.
    """
    file = folder() / f"{name}.toml"
    if not file.is_file():
        return {}
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8")).get("text", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{shown(name)} cannot be read: {error}", remedy="correct the file") from error
    found: dict[str, Row] = {}
    problems = []
    for row in rows:
        english = str(row.get("en", "")).strip("\n")
        missing = [language for language in LANGUAGES if not str(row.get(language, "")).strip()]
        if missing:
            problems.append(f"{english!r}: no {', '.join(missing)}")
        elif english in found:
            problems.append(f"{english!r}: stands twice")
        found[english] = {language: str(row.get(language, "")).strip("\n") for language in LANGUAGES}
    if problems:
        raise ConfigError(f"{shown(name)} has {len(problems)} mistakes", problems=tuple(problems))
    return found


def names() -> Iterator[str]:
    """Every file of the catalogue: ``integration/worklist``."""
    for path in sorted(folder().rglob("*.toml")):
        yield path.relative_to(folder()).with_suffix("").as_posix()


def shown(name: str) -> str:
    """The file as people know it."""
    return f"fixtures/catalogue/{name}.toml"


def row(written: str, language: str, name: str) -> Row | None:
    """A text in every language, by what it is in one of them: from the file ``name`` first, then from any other."""
    return next((found for place in (name, *names()) if (found := _by(language, place).get(written))), None)


@cache
def _by(language: str, name: str) -> dict[str, Row]:
    return {row[language]: row for row in texts(name).values()}
