"""Names of HL7 fields, for people: ``field_name("PID-5")`` is "Patient name". From hl7apy's tables, read once."""

from __future__ import annotations

import importlib
from functools import lru_cache

from simulators.wire.er7 import path

_NEWEST = "2.5.1"
_KNOWN = ("2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.8", "2.8.1", "2.8.2")
_CAPITALS = frozenset({"id", "uid", "ssn", "drg", "icd", "dea", "upin"})


@lru_cache(maxsize=4096)
def field_name(where: str, version: str = _NEWEST) -> str:
    """Name of a field, or of a component after its field ("Patient name: given name").

    "" for what the tables do not know: Z segments, fields beyond the version, an odd path.
    """
    try:
        place = path(where)
    except ValueError:
        return ""
    entry = _fields(version if version in _KNOWN else _NEWEST).get(f"{place.segment}_{place.field}")
    if entry is None and version != _NEWEST:
        return field_name(where, _NEWEST)
    if entry is None:
        return ""
    name = _words(entry[3])
    component = entry[1][place.component - 1] if place.component and _has(entry, place.component) else None
    return f"{name}: {_words(component[1][3]).lower()}" if component else name


def _has(entry: tuple, number: int) -> bool:
    return entry[0] == "sequence" and number <= len(entry[1])


@lru_cache(maxsize=16)
def _fields(version: str) -> dict[str, tuple]:
    tables = importlib.import_module(f"hl7apy.v{version.replace('.', '_')}.fields")
    return tables.FIELDS


def _words(name: str) -> str:
    """PATIENT_NAME → "Patient name"; ids stay in capitals."""
    words = [word.upper() if word.lower() in _CAPITALS else word.lower() for word in (name or "").split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]
