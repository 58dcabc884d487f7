"""What differs between two data sets that should be the same object."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from pydicom import DataElement, Dataset
from pydicom.dataelem import RawDataElement
from pydicom.tag import BaseTag, Tag
from pydicom.uid import UID

from simulators.wire.elements import element, element_values, inside, items, name_of, number, tags

PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
NOT_COMPARED = frozenset({0x00080001, 0xFFFCFFFC})  # length to end, trailing padding
EMPTY = "(empty)"
MOST_SHOWN = 1024  # bytes; of more only the digest
Content: TypeAlias = bytes | str | tuple[str, ...]  # str: the digest of bytes that the transcript does not keep
_TAG = re.compile(r"\(([0-9A-F]{4}),([0-9A-F]{4})\)")


@dataclass(frozen=True, slots=True)
class Difference:
    """One attribute that differs. ``path`` as findings write it; a text is "" where the attribute is absent there and
    ``(empty)`` where it has no value."""

    path: str
    original: str
    other: str
    tag: int
    pixels: bool = False

    @property
    def tags(self) -> frozenset[int]:
        """The tag that differs and those of the sequences that it stands in."""
        return frozenset(int(group + number, 16) for group, number in _TAG.findall(self.path))

    @property
    def is_loss(self) -> bool:
        """Whether a value was there and is not any more."""
        return self.original not in ("", EMPTY) and self.other in ("", EMPTY)

    @property
    def is_only_presence(self) -> bool:
        """Whether it is empty in one and absent in the other: no value differs."""
        return {self.original, self.other} <= {"", EMPTY}


def compare(original: Dataset, other: Dataset, allowed: Collection[int] = frozenset()) -> list[Difference]:
    """Every difference, in the order of tags. ``allowed`` are tags, at any depth, that may differ.

    Values are compared without padding, decimal and integer strings as numbers, text after decoding, bulk data by
    content, or by the digest that the transcript keeps in its place. Pixels in two transfer syntaxes are compared
    decoded; where no decoder is at hand they are not compared. Group 2 and group lengths are no part of an object.
    """
    recoded = _syntax(original) != _syntax(other) and bool(_syntax(original) and _syntax(other))
    return _compare(original, other, frozenset(allowed), "", recoded)


def _compare(original: Dataset, other: Dataset, allowed: frozenset[int], path: str, recoded: bool) -> list[Difference]:
    found: list[Difference] = []
    for tag in sorted({*tags(original), *tags(other)}):
        if tag in allowed or tag in NOT_COMPARED or tag.element == 0 or tag.group <= 0x0002:
            continue
        if _same_bytes(original, other, tag):
            continue
        left, right = element(original, tag), element(other, tag)
        if left is not None and right is not None and left.VR == right.VR == "SQ":
            found += _compare_items(items(original, tag), items(other, tag), allowed, path, tag, recoded)
        elif recoded and tag in PIXELS and left is not None and right is not None:
            found += _compare_pixels(original, other, path + name_of(tag), tag)
        elif not _same(left, right, recoded):
            found.append(Difference(path + name_of(tag), _shown(left), _shown(right), int(tag), tag in PIXELS))
    return found


def _compare_items(
    left: list[Dataset], right: list[Dataset], allowed: frozenset[int], path: str, tag: BaseTag, recoded: bool
) -> list[Difference]:
    if len(left) != len(right):
        return [Difference(path + name_of(tag), _count(left), _count(right), int(tag))]
    return [
        difference
        for number, (one, two) in enumerate(zip(left, right, strict=True), start=1)
        for difference in _compare(one, two, allowed, inside(path, tag, number), recoded)
    ]


def _count(found: list[Dataset]) -> str:
    return {0: EMPTY, 1: "1 item"}.get(len(found), f"{len(found)} items")


def _same_bytes(original: Dataset, other: Dataset, tag: BaseTag) -> bool:
    """Equal as they stood on the wire, in the same character set: nothing needs to be decoded. Implicit VR says
    nothing of a private element's VR, which is then compared by its bytes alone."""
    left, right = original.get_item(tag) if tag in original else None, other.get_item(tag) if tag in other else None
    return (
        isinstance(left, RawDataElement)
        and isinstance(right, RawDataElement)
        and left.value == right.value
        and (left.VR == right.VR or left.VR in (None, "UN") or right.VR in (None, "UN"))
        and left.is_little_endian == right.is_little_endian
        and original.original_character_set == other.original_character_set
    )


def _same(left: DataElement | None, right: DataElement | None, recoded: bool) -> bool:
    if left is None or right is None:
        return False
    one, two = _content(left), _content(right)
    if one == two:
        return True
    if isinstance(one, bytes) and isinstance(two, bytes):
        return recoded and len(one) % 2 == 0 and _swapped(one) == two
    if isinstance(one, str) or isinstance(two, str):
        return _digested(one) == _digested(two)
    if isinstance(one, bytes) or isinstance(two, bytes):
        return _as_bytes(one) == _as_bytes(two)
    return left.VR in ("DS", "IS") and _numbers(one) == _numbers(two)


def _content(found: DataElement) -> Content:
    if digest := getattr(found, "bulk_digest", ""):
        return str(digest)
    value = found.value
    if isinstance(value, bytes):
        return value
    found_values = element_values(found)
    return found_values if any(found_values) else ()


def _digest(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()


def _digested(content: Content) -> Content:
    return _digest(content) if isinstance(content, bytes) else content


def _as_bytes(content: bytes | tuple[str, ...]) -> bytes:
    return (content if isinstance(content, bytes) else "\\".join(content).encode()).strip(b" \0")


def _numbers(content: tuple[str, ...]) -> list[object]:
    return [one if (value := number(one)) is None else value for one in content]


def _swapped(data: bytes) -> bytes:
    return np.frombuffer(data, np.uint16).byteswap().tobytes()


def _syntax(ds: Dataset) -> str:
    meta = getattr(ds, "file_meta", None)
    return str(meta.get("TransferSyntaxUID", "")) if meta is not None else ""


def _compare_pixels(original: Dataset, other: Dataset, path: str, tag: int) -> list[Difference]:
    left, right = pixel_digest(original), pixel_digest(other)
    if not left or not right or left == right:
        return []
    return [Difference(path, f"pixels, SHA-256 {left[:16]}", f"pixels, SHA-256 {right[:16]}", tag, True)]


def pixel_digest(ds: Dataset) -> str:
    """SHA-256 of the decoded pixels with their shape; "" without pixels, or without a decoder for their encoding."""
    try:
        pixels = ds.pixel_array
    except Exception:  # no decoder, or bytes that are none: pydicom raises anything
        return ""
    native = np.ascontiguousarray(pixels.astype(pixels.dtype.newbyteorder("<"), copy=False))
    return _digest(str(native.shape).encode() + native.tobytes())


def is_lossy(transfer_syntax: str) -> bool:
    """Whether a transfer syntax may change pixels: decoded ones are then not expected to be equal."""
    return transfer_syntax in _LOSSY


_LOSSY = frozenset(
    {
        "1.2.840.10008.1.2.4.50",
        "1.2.840.10008.1.2.4.51",
        "1.2.840.10008.1.2.4.81",
        "1.2.840.10008.1.2.4.91",
        "1.2.840.10008.1.2.4.93",
    }
)


def _shown(found: DataElement | None) -> str:
    if found is None:
        return ""
    if found.VR == "SQ":
        return _count([item for item in found.value or () if isinstance(item, Dataset)])
    content = _content(found)
    if isinstance(content, bytes) and len(content) > MOST_SHOWN:
        content = _digest(content)
    if isinstance(content, str):
        return f"binary, SHA-256 {content[:16]}"
    if isinstance(content, bytes):
        return f"{len(content)} bytes {content[:16].hex()}" if content else EMPTY
    return "\\".join(element_values(found)) or EMPTY


def tag_names(allowed: Collection[int]) -> str:
    """Those tags for a sentence: ``(0010,0010) PatientName, …``."""
    return ", ".join(name_of(Tag(tag)) for tag in sorted(allowed))


def is_compressed(transfer_syntax: str) -> bool:
    """Whether pixels are encapsulated; False for an unknown or private one."""
    try:
        return UID(transfer_syntax).is_encapsulated
    except ValueError:
        return False
