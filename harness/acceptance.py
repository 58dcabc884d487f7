"""What has to be accepted, by whom: items and roles of ``fixtures/acceptance.toml``, and the parts of a scenario's
description that a person reads before she signs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from harness.data import fixtures_folder
from harness.terms import LANGUAGES
from simulators.wire.errors import ConfigError

FILE = "acceptance.toml"
TAG = "UAT-"  # a scenario of features/uat bears the ID of its item as a tag
PARTS = ("purpose", "look_at", "expected", "by_hand")
Row = Mapping[str, str]  # the text in each language


@dataclass(frozen=True, slots=True)
class Role:
    """Who signs. ``code`` stands in the IDs of her items; ``quick`` is one piece of advice a line."""

    id: str
    code: str
    name: Row
    intro: Row
    quick: Row

    @property
    def tag(self) -> str:
        """As a feature bears it."""
        return self.id.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the acceptance, ``UAT-TEC-01``."""

    id: str
    role: str
    text: Row


@cache
def _file() -> dict[str, Any]:
    return tomllib.loads((fixtures_folder() / FILE).read_text(encoding="utf-8"))


@cache
def roles() -> tuple[Role, ...]:
    """Every role that signs, in the order of the file."""
    return tuple(
        Role(row["id"], row["code"], _row(row["name"], row["id"]), _row(row["intro"], row["id"]),
             _row(row["quick"], row["id"]))
        for row in _file()["role"]
    )  # fmt: skip


@cache
def items() -> tuple[Item, ...]:
    """Every item, in the order of the file."""
    return tuple(Item(row["id"], row["role"], _row(row, row["id"])) for row in _file()["item"])


def items_of(tags: Iterable[str]) -> tuple[Item, ...]:
    """The items that a scenario with these tags shows."""
    borne = {str(tag) for tag in tags}
    return tuple(item for item in items() if item.id in borne)


def word(table: str, key: str, language: str) -> str:
    """A word of ``headings``, ``labels``, ``sides`` or ``texts``; English where the language is not one of ours."""
    row = _row(_file()[table][key], f"{table}.{key}")
    return row.get(language, row["en"])


def parts_of(description: str) -> dict[str, str]:
    """A scenario's description by its headings, in whatever language: purpose, look_at, expected, by_hand, and what
    stands before the first of them under "". Lines of one part become one line."""
    found: dict[str, list[str]] = {"": []}
    part = ""
    for line in map(str.strip, description.splitlines()):
        for name in PARTS:
            for language in LANGUAGES:
                heading = word("headings", name, language)
                if line.startswith(heading):
                    part, line = name, line.removeprefix(heading).strip()
        found.setdefault(part, []).append(line)
    return {name: " ".join(filter(None, lines)) for name, lines in found.items() if any(lines)}


def requirements(planned: Iterable[tuple[str, Iterable[str]]]) -> list[dict[str, Any]]:
    """The items as requirements of a run, each with the ``planned`` scenarios (ID and tags) that show it."""
    scenarios = [(id, set(tags)) for id, tags in planned]
    return [
        {
            "id": item.id,
            "source": "acceptance",
            "clause": f"item {int(item.id[-2:])}",
            "text": item.text["en"],
            "strength": "SHALL",
            "role": item.role,
            "scenarios": [id for id, tags in scenarios if item.id in tags],
            "tags": [item.id],
            "not_tested": "",
        }
        for item in items()
    ]


def _row(values: Mapping[str, str], what: str) -> Row:
    row = {language: values.get(language, "").strip() for language in LANGUAGES}
    if missing := [language for language, text in row.items() if not text]:
        raise ConfigError(
            f"{FILE}: {what} has no text in {', '.join(missing)}", remedy="write it in all four languages"
        )
    return row
