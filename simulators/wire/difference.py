"""What differs between two data sets that should be the same object."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from pydicom import DataElement, Dataset

from simulators.wire.elements import element, element_values, items, name_of

PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
BULK_VRS = frozenset({"OB", "OW", "OD", "OF", "OL", "OV", "UN"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute that differs; ``path`` as findings write it, texts empty where the attribute is absent."""

    path: str
    original: str
    other: str
    pixels: bool = False


def compare(original: Dataset, other: Dataset, allowed: Collection[int] = frozenset()) -> list[Difference]:
    """Every difference, outermost first by tag. ``allowed`` are tags (at any depth) that may differ.

    Values are compared without padding; bulk data by content. Group 2 and group lengths are no part of it.
    """
    return _compare(original, other, frozenset(allowed), "")


def _compare(original: Dataset, other: Dataset, allowed: frozenset[int], path: str) -> list[Difference]:
    found: list[Difference] = []
    for tag in sorted({*original.keys(), *other.keys()}):
        if tag in allowed or tag.element == 0 or tag.group <= 0x0002:
            continue
        left, right = element(original, tag), element(other, tag)
        if left is not None and right is not None and left.VR == right.VR == "SQ":
            found += _compare_items(items(original, tag), items(other, tag), allowed, path + name_of(tag))
        elif _content(left) != _content(right):
            found.append(Difference(path + name_of(tag), _shown(left), _shown(right), tag in PIXELS))
    return found


def _compare_items(left: list[Dataset], right: list[Dataset], allowed: frozenset[int], path: str) -> list[Difference]:
    if len(left) != len(right):
        return [Difference(path, f"{len(left)} items", f"{len(right)} items")]
    return [
        difference
        for number, (one, two) in enumerate(zip(left, right, strict=True), start=1)
        for difference in _compare(one, two, allowed, f"{path}[{number}] > ")
    ]


def _content(found: DataElement | None) -> object:
    if found is None:
        return None
    if isinstance(found.value, bytes):
        return found.value.rstrip(b"\0") if len(found.value) % 2 == 0 else found.value
    return element_values(found)


def _shown(found: DataElement | None) -> str:
    if found is None:
        return ""
    if isinstance(found.value, bytes):
        return f"{len(found.value)} bytes, SHA-256 {hashlib.sha256(found.value).hexdigest()[:16]}"
    return "\\".join(element_values(found)) or "(empty)"
