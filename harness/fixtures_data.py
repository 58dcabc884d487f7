"""Reads fixtures/people.toml and fixtures/procedures.toml: who the scenarios' people are, what the examinations are.

The files say their own format in their head. Identifiers are not in them: the session draws one for each patient and
scenario from the site's test range.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from simulators.wire.errors import ConfigError
from simulators.wire.identifiers import Code, PersonName

PROCEDURE_SCHEME = "99HGM"
PROTOCOL_SCHEME = "99HGMP"
LANGUAGES = ("en", "es", "fr", "pt")


@dataclass(frozen=True, slots=True)
class Person:
    """A patient of the scenarios without an identifier. ``needs`` is the smallest character set that holds the name."""

    name: str
    person_name: PersonName
    birth_date: str
    sex: str
    needs: str = "ascii"  # ascii latin-1 latin-9 utf-8
    id_style: str = "ordinary"  # ordinary leading-zero
    tries: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who acts: ``xcn`` is the HL7 form, ``person_name.to_pn()`` the DICOM one."""

    name: str
    number: str
    person_name: PersonName
    works_as: str

    @property
    def xcn(self) -> str:
        name = self.person_name
        return "^".join((self.number, name.family, name.given, name.middle, name.suffix, name.prefix)).rstrip("^")


@dataclass(frozen=True, slots=True)
class Procedure:
    """An examination of the catalogue. ``names`` by language; ``steps`` scheduled steps that the RIS plans for it."""

    names: dict[str, str]
    code: Code
    modality: str
    body_part: str
    laterality: str  # "" R L B
    protocol: Code
    steps: int = 1
    contrast: bool = False


def fixtures_folder() -> Path:
    """The folder with the data: beside the packages in a clone, inside the harness in a wheel."""
    here = Path(__file__).resolve().parent
    return next((folder for folder in (here.parent / "fixtures", here / "_data" / "fixtures") if folder.is_dir()), here)


@cache
def people() -> dict[str, Person]:
    """Every patient by the name that scenarios write."""
    rows = _tables("people.toml")["patient"]
    return _by_name((_person(row) for row in rows), lambda person: (person.name,))


@cache
def staff() -> dict[str, Staff]:
    """Everybody who acts, by name."""
    rows = _tables("people.toml")["staff"]
    members = (Staff(row["name"], row["number"], _name(row), row["works_as"]) for row in rows)
    return _by_name(members, lambda member: (member.name,))


@cache
def procedures() -> dict[str, Procedure]:
    """Every examination under each of its names, in any of the four languages, folded for case."""
    rows = _tables("procedures.toml")["procedure"]
    return _by_name(
        (_procedure(row) for row in rows), lambda procedure: {name.casefold() for name in procedure.names.values()}
    )


def person(name: str) -> Person:
    """The patient called ``name``; :class:`ConfigError` with the nearest name where there is none."""
    return _look_up(people(), name, "patient", "people.toml")


def staff_member(name: str) -> Staff:
    """Who acts under ``name``; :class:`ConfigError` with the nearest name where there is none."""
    return _look_up(staff(), name, "member of staff", "people.toml")


def procedure(name: str) -> Procedure:
    """The examination called ``name`` in any language; else :class:`ConfigError` with the nearest name."""
    return _look_up(procedures(), name.casefold(), "examination", "procedures.toml")


def _tables(file: str) -> dict[str, Any]:
    return tomllib.loads((fixtures_folder() / file).read_text(encoding="utf-8"))


def _name(row: dict[str, Any]) -> PersonName:
    parts = {key: row.get(key, "") for key in ("family", "given", "middle", "prefix", "suffix")}
    return PersonName(**parts, type_code=row.get("name_type", "L"))


def _person(row: dict[str, Any]) -> Person:
    return Person(row["name"], _name(row), row["birth"], row["sex"], row["needs"], row["id_style"], row["tries"])


def _procedure(row: dict[str, Any]) -> Procedure:
    return Procedure(
        names={language: row[language] for language in LANGUAGES},
        code=Code(row["code"], row["meaning"], PROCEDURE_SCHEME),
        modality=row["modality"],
        body_part=row["body_part"],
        laterality=row["laterality"],
        protocol=Code(row["protocol_code"], row["protocol_meaning"], PROTOCOL_SCHEME),
        steps=row.get("steps", 1),
        contrast=row.get("contrast", False),
    )


def _by_name(values: Iterable[Any], names: Any) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for value in values:
        for name in names(value):
            if name in table:
                raise ConfigError(f"fixtures: the name {name!r} stands twice")
            table[name] = value
    return table


def _look_up(table: dict[str, Any], name: str, what: str, file: str) -> Any:
    if name in table:
        return table[name]
    near = difflib.get_close_matches(name, table, n=1)
    hint = f"; the nearest is {near[0]!r}" if near else ""
    raise ConfigError(f"no {what} {name!r} in fixtures/{file}{hint}")
