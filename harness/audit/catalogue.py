"""What the audit does, what it can find, and which articles that bears on: three tables of TOML beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

SEVERITIES = ("critical", "major", "minor", "info")  # the worst first
LANGUAGES = ("en", "es", "fr", "pt")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding. ``references`` are the ids of articles in ``references.toml``."""

    id: str
    severity: str
    title: str
    remedy: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What a product is shipped or documented with."""

    product: str
    user: str
    password: str


@lru_cache(maxsize=4)
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((files("harness.audit") / f"{name}.toml").read_text(encoding="utf-8"))


def kinds(language: str = "en") -> dict[str, Kind]:
    """Every kind of finding by its id, in that language."""
    return {
        name: Kind(name, each["severity"], each[language]["title"], each[language]["remedy"],
                   tuple(each["references"]))
        for name, each in _table("catalogue")["finding"].items()
    }  # fmt: skip


def what_it_does(language: str = "en") -> dict[str, str]:
    """Each probe and what it does, in that language."""
    return {name: each[language] for name, each in _table("catalogue")["probe"].items()}


def references() -> dict[str, dict[str, str]]:
    """``{id: {"id", "article", "text", "read"}}``: articles, with a short quotation and where it was read."""
    return {each["id"]: dict(each) for each in _table("references")["reference"]}


def accounts() -> tuple[Account, ...]:
    """The published default accounts that are tried, few on purpose."""
    return tuple(Account(**each) for each in _table("passwords")["account"])
