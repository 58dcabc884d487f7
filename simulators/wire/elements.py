"""Reading a peer's data set without ever raising.

Importing this module turns pydicom's own validation off and its warnings into log lines: a peer's values are kept as
they came and judged by the checks. Text that cannot be decoded has U+FFFD in it; ``dicom_text.problems`` says where.
"""

from __future__ import annotations

import importlib
import logging
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pydicom import DataElement, Dataset
from pydicom.config import IGNORE, settings
from pydicom.datadict import keyword_for_tag, tag_for_keyword
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag, Tag

settings.reading_validation_mode = IGNORE
settings.writing_validation_mode = IGNORE


def _log(message: str, *_: Any, **__: Any) -> None:
    logging.getLogger("simulators.wire").debug(message)


for _name in ("charset", "dataelem", "dataset", "filereader", "filewriter", "hooks", "valuerep"):
    importlib.import_module(f"pydicom.{_name}").warn_and_log = _log  # type: ignore[attr-defined]  # version is pinned

TEXT_VRS = frozenset({"LO", "LT", "PN", "SH", "ST", "UC", "UT"})  # encoded by (0008,0005)
STRING_VRS = TEXT_VRS | {"AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR"}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]{1,4})?")
_TRAILING_ONLY = frozenset({"LT", "ST", "UT", "UC", "UR"})


def tag_of(key: str | int | tuple[int, int]) -> BaseTag:
    """The tag of a keyword, number or pair. An unknown keyword is a programming error: ValueError."""
    if isinstance(key, str):
        found = tag_for_keyword(key)
        if found is None:
            raise ValueError(f"no such DICOM keyword: {key}")
        return Tag(found)
    return Tag(key)


def name_of(tag: int) -> str:
    """``(0010,0010) PatientName``, as findings write it."""
    tag = Tag(tag)
    return f"({tag.group:04X},{tag.element:04X}) {keyword_for_tag(tag)}".rstrip()


def tags(dataset: Dataset) -> list[BaseTag]:
    """The tags in ``dataset``, in ascending order. (Iterating a Dataset reads every value, and that may raise.)"""
    return sorted(dataset.keys())


def element(dataset: Dataset, key: str | int | tuple[int, int]) -> DataElement | None:
    """The element, or None. One whose bytes cannot be read comes back as UN with those bytes."""
    tag = tag_of(key)
    if tag not in dataset:
        return None
    try:
        return dataset[tag]
    except Exception:  # pydicom raises anything on bytes it does not understand
        raw = dataset.get_item(tag)
        value = getattr(raw, "value", b"")
        unread = DataElement(tag, "OB", value if isinstance(value, bytes) else b"")
        unread.VR = "UN"  # set afterwards, or pydicom looks up the VR that just failed
        return unread


def elements(dataset: Dataset) -> list[DataElement]:
    """Every element as :func:`element` gives it, in ascending order."""
    return [found for tag in tags(dataset) if (found := element(dataset, tag)) is not None]


def items(dataset: Dataset, key: str | int | tuple[int, int]) -> list[Dataset]:
    """The items of a sequence; empty when it is absent, empty or not a sequence."""
    found = element(dataset, key)
    if found is None or found.VR != "SQ" or not found.value:
        return []
    return [item for item in found.value if isinstance(item, Dataset)]


def strip_padding(text: str, vr: str) -> str:
    """Without the blanks that PS3.5 6.2 calls padding: both sides, for text VRs trailing only; NUL everywhere."""
    text = text.rstrip("\0")
    return text.rstrip(" ") if vr in _TRAILING_ONLY else text.strip(" ")


def element_values(found: DataElement | None) -> tuple[str, ...]:
    """Values as text, without padding. A sequence has none; bytes are shown in hexadecimal."""
    if found is None or found.VR == "SQ":
        return ()
    value: Any = found.value
    if value is None:
        return ()
    if isinstance(value, bytes):
        readable = (
            found.VR == "UN" and value.rstrip(b"\0").isascii() and value.rstrip(b"\0").decode("ascii").isprintable()
        )
        return (value.decode("ascii").strip(" \0") if readable else value.hex(),) if value else ()
    values = value if isinstance(value, MultiValue | list | tuple) else [value]
    return tuple(strip_padding("" if one is None else _text(one), found.VR) for one in values)


def _text(value: Any) -> str:
    original = getattr(value, "original_string", None)
    return original if isinstance(original, str) else str(value)


def number(text: str) -> Decimal | None:
    """The value of a DS or IS (PS3.5 6.2); None for what is none, as "1_0" and "sNaN", which Python would read."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def copy_of(dataset: Dataset) -> Dataset:
    """A data set with equal elements, items of sequences too: setting a value in one leaves the other alone."""
    copy = Dataset()
    for tag in tags(dataset):
        copy_element(dataset, tag, copy)
    return copy


def forget_encoding(dataset: Dataset) -> None:
    """Make every person name be encoded anew at the next write: pydicom keeps the bytes of the first one."""
    for found in elements(dataset):
        if found.VR == "PN":
            found.value = _fresh_names(found.value)
        for item in items(dataset, found.tag):
            forget_encoding(item)


def _fresh_names(value: Any) -> Any:
    if isinstance(value, MultiValue | list):
        return [str(one) for one in value]
    return str(value) if value is not None else None


def copy_element(source: Dataset, key: str | int | tuple[int, int], target: Dataset) -> bool:
    """Copy one element; False where ``source`` lacks it. ``ds[tag] = other[tag]`` would share it between both."""
    found = element(source, key)
    if found is None:
        return False
    tag = found.tag
    if found.VR == "SQ":
        target[tag] = DataElement(tag, "SQ", [copy_of(item) for item in items(source, tag)])
        return True
    if found.VR == "PN":  # a PersonName keeps the bytes of its first encoding, whatever charset is declared later
        target[tag] = DataElement(tag, "PN", _fresh_names(found.value))
        return True
    vr = "OB" if found.VR == "UN" and not tag.is_private else found.VR  # pydicom would try to read UN once more
    target[tag] = DataElement(tag, vr, found.value, already_converted=True)
    if digest := getattr(found, "bulk_digest", ""):
        target[tag].bulk_digest = digest  # type: ignore[attr-defined]
    return True


def values(dataset: Dataset, key: str | int | tuple[int, int]) -> tuple[str, ...]:
    """All values of an element as text, without padding; ``()`` when absent or zero length."""
    found = element_values(element(dataset, key))
    return found if any(found) else ()


def text(dataset: Dataset, *path: str | int | tuple[int, int]) -> str:
    r"""One element as text, values joined by ``\``; through the first item of each sequence on the way.

    >>> text(item, "ScheduledProcedureStepSequence", "Modality")
    """
    for key in path[:-1]:
        found = items(dataset, key)
        if not found:
            return ""
        dataset, *_ = found
    return "\\".join(values(dataset, path[-1]))


def inside(path: str, tag: int, number: int) -> str:
    """The path of the elements in the item ``number`` (from 1) of a sequence that stands at ``path``."""
    tag = Tag(tag)
    return f"{path}({tag.group:04X},{tag.element:04X})[{number}] > "


def walk(dataset: Dataset, path: str = "") -> Iterator[tuple[str, DataElement]]:
    """Every element with its path, depth first: ``(0040,0100)[1] > (0040,0001) ScheduledStationAETitle``."""
    for found in elements(dataset):
        yield path + name_of(found.tag), found
        for number, item in enumerate(items(dataset, found.tag), start=1):
            yield from walk(item, inside(path, found.tag, number))
