"""One DICOM object as a row of the migration manifest: who it belongs to, its elements as they are, its pixels as
digests.

The data set is walked, not decoded: bytes that are equal in both archives need no decoding, and :func:`attributes` of
what is not equal are read when the archives are compared. What cannot be read becomes a row with the reason, never an
exception.
"""

from __future__ import annotations

import hashlib
import io
import json
import mmap
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from pydicom import Dataset
from pydicom.pixels import iter_pixels
from pydicom.uid import UID

from simulators.dimse_messages import decode
from simulators.wire.difference import NOT_COMPARED, PIXELS
from simulators.wire.elements import element_values, items, tags, text, walk
from simulators.wire.errors import InteropError, LocalViolation
from simulators.wire.part10 import DATASET_DEFLATED, EXPLICIT_BIG, UNDEFINED, ElementReader, TooShort

EXPLICIT = "1.2.840.10008.1.2.1"
IN_MEMORY = 256 * 1024 * 1024  # bytes of a file that are read at once; longer ones are mapped
INFLATED = 1024 * 1024 * 1024  # bytes that a deflated data set may have
LARGE = 64 * 1024  # of a value that is longer only the digest is kept
PIECE = 1 << 20
IDENTITY = {"study": 0x0020000D, "series": 0x0020000E, "sop": 0x00080018, "patient": 0x00100020,
            "issuer": 0x00100021, "sop_class": 0x00080016, "modality": 0x00080060, "study_date": 0x80020}  # fmt: skip
SAMPLES, PHOTOMETRIC, PLANAR, FRAMES, ROWS, COLUMNS, BITS = (
    *(0x00280002, 0x00280004, 0x00280006, 0x00280008, 0x00280010, 0x00280011, 0x00280100),
)
WANTED = frozenset((*IDENTITY.values(), SAMPLES, PHOTOMETRIC, PLANAR, FRAMES, ROWS, COLUMNS, BITS))
Data: TypeAlias = Any  # bytes, bytearray or mmap


@dataclass(slots=True)
class Row:
    """One instance. ``head``: its elements but the pixels, encoded in ``syntax`` (inflated), compressed by zlib; empty
    where only its identifiers are known. ``large``: JSON, tag → SHA-256 of values left out of it. ``raw``, ``decoded``:
    SHA-256 of the pixels as stored and decoded, shortened, "" without pixels. ``problem``: why it cannot be read."""

    study: str = ""
    series: str = ""
    sop: str = ""
    patient: str = ""
    issuer: str = ""
    sop_class: str = ""
    modality: str = ""
    study_date: str = ""
    syntax: str = ""
    size: int = 0
    head: bytes = b""
    large: str = ""
    raw: str = ""
    decoded: str = ""
    problem: str = ""
    place: str = ""


def storable(text: str) -> str:
    """``text`` as UTF-8 can hold it: a file name in another encoding, or half a character of JSON, cannot be kept."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def read(path: Path, place: str = "") -> Row:
    """The row of a file; ``place`` is how the report names it."""
    place = place or str(path)
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size <= IN_MEMORY:
                return row_of(file.read(), place)
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                return row_of(data, place)
    except OSError as error:
        return Row(place=place, problem=f"it cannot be read: {error.strerror or error}")


def row_of(data: Data, place: str) -> Row:
    """The row of a Part 10 file that is in memory or mapped."""
    row = Row(place=place, size=len(data))
    try:
        row.syntax, at = _meta(data)
        if row.syntax == DATASET_DEFLATED:
            found = _Walk(_inflated(data, at), EXPLICIT, 0)
        else:
            found = _Walk(data, row.syntax, at)
        row.head, row.large = zlib.compress(found.head, 1), json.dumps(found.large) if found.large else ""
        for name, tag in IDENTITY.items():
            setattr(row, name, found.text(tag))
        if found.pixels is not None:
            row.raw, row.decoded, row.problem = _pixels(found, row.syntax, data)
    except TooShort:
        row.problem = "it ends before its data set does"
    except InteropError as error:
        row.problem = error.what
    except Exception as error:  # hostile bytes: struct, pydicom and its decoders raise anything
        row.problem = f"{type(error).__name__}: {error}"[:300]
    if not row.problem and not (row.study and row.series and row.sop):
        row.problem = "no Study, Series or SOP Instance UID"
    return row


def attributes(head: bytes, syntax: str, large: str) -> dict[str, str]:
    """Path → value as text, without padding, of every element but the pixels; of sequences the number of items too.
    InteropError or zlib.error where ``head`` is none."""
    found = {tag: f"SHA-256 {digest}" for tag, digest in json.loads(large or "{}").items()}
    ds = decode(zlib.decompress(head), EXPLICIT if syntax == DATASET_DEFLATED else syntax)
    top = Dataset()
    for tag in tags(ds):
        if tag.group > 2 and tag.element and tag not in PIXELS and tag not in NOT_COMPARED:
            top[tag] = ds[tag]
    for path, one in walk(top):
        found[path] = f"{len(items_of(one))} items" if one.VR == "SQ" else "\\".join(element_values(one))
    return found


def items_of(element: Any) -> list[Dataset]:
    """The items of a sequence element."""
    holder = Dataset()
    holder[element.tag] = element
    return items(holder, element.tag)


def _meta(data: Data) -> tuple[str, int]:
    """Transfer syntax, and where the data set begins (PS3.10 7.1)."""
    if data[128:132] != b"DICM":
        raise LocalViolation("it is no DICOM file: DICM is missing after 128 bytes")
    reader, syntax = ElementReader(data, EXPLICIT, 132), ""
    while True:
        at = reader.at
        tag, vr, length = reader.header()
        if tag >> 16 != 2:
            break
        start = reader.at
        reader.skip(vr, length)
        if tag == 0x00020010:
            syntax = bytes(data[start : reader.at]).decode("latin-1").strip(" \0")
    if not syntax:
        raise LocalViolation("its file meta information names no transfer syntax")
    return syntax, at


def _inflated(data: Data, at: int) -> bytes:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    found = inflater.decompress(data[at:], INFLATED)
    if inflater.unconsumed_tail:
        raise LocalViolation(f"its data set has more than {INFLATED} bytes when inflated")
    return found


class _Walk:
    """The top of a data set: what stands in ``head``, the bytes of WANTED elements, where the pixels are."""

    def __init__(self, data: Data, syntax: str, at: int) -> None:
        self.data, self.syntax = data, syntax
        self.values: dict[int, bytes] = {}
        self.large: dict[str, str] = {}
        self.pixels: tuple[int, int] | None = None  # offset and length of the value
        reader, kept, start = ElementReader(data, syntax, at), bytearray(), at
        while not reader.ended:
            begin = reader.at
            tag, vr, length = reader.header()
            value = reader.at
            reader.skip(vr, length)
            if tag in WANTED:
                self.values[tag] = bytes(data[value : reader.at])
            is_large = length > LARGE and length != UNDEFINED and vr != b"SQ"
            if tag in PIXELS or is_large:
                kept += data[start:begin]
                start = reader.at
                if tag in PIXELS:
                    self.pixels = (value, length)
                else:
                    self.large[f"({tag >> 16:04X},{tag & 0xFFFF:04X})"] = digest_of(pieces(data, value, length))
        self.head = bytes(kept + data[start : reader.at])

    def text(self, tag: int) -> str:
        """A value as text; one with letters beyond ASCII as its character set says."""
        value = self.values.get(tag, b"")
        if value.isascii() and b"\x1b" not in value:
            return value.decode().strip(" \0")
        return text(decode(self.head, self.syntax), tag)

    def number(self, tag: int, default: int = 0) -> int:
        value = self.values.get(tag, b"")
        if tag == FRAMES:
            return int(value.strip(b" \0") or 1)
        order = ">H" if self.syntax == EXPLICIT_BIG else "<H"
        return int(struct.unpack(order, value[:2])[0]) if len(value) >= 2 else default


def pieces(data: Data, start: int, length: int) -> Iterator[bytes]:
    """Those bytes, PIECE by PIECE."""
    for at in range(start, start + length, PIECE):
        yield data[at : min(at + PIECE, start + length)]


def digest_of(parts: Iterator[bytes]) -> str:
    """SHA-256, its first 128 bits in hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:32]


def _pixels(found: _Walk, syntax: str, data: Data) -> tuple[str, str, str]:
    """(digest as stored, digest decoded, why it cannot be decoded)."""
    assert found.pixels is not None
    start, length = found.pixels
    if length == UNDEFINED or (UID(syntax).is_transfer_syntax and UID(syntax).is_encapsulated):
        return digest_of(_fragments(found.data, start)), *_decoded(data)
    expected = _expected(found)
    if length < expected:
        return "", "", f"{length} bytes of pixels, {expected} expected"
    stored = digest_of(pieces(found.data, start, expected or length))
    plain = syntax != EXPLICIT_BIG and found.number(PLANAR) != 1
    return (stored, stored, "") if plain else (stored, *_decoded(data))


def _expected(found: _Walk) -> int:
    """Bytes of all frames without padding."""
    bits = found.number(ROWS) * found.number(COLUMNS) * found.number(SAMPLES, 1) * found.number(BITS)
    bits *= max(1, found.number(FRAMES))  # fewer than one would make a digest of nothing
    if found.text(PHOTOMETRIC) == "YBR_FULL_422":
        bits = bits * 2 // 3
    return (bits + 7) // 8


def _fragments(data: Data, at: int) -> Iterator[bytes]:
    """Of encapsulated pixels (PS3.5 A.4), without the offset table: archives write it or leave it out."""
    number = 0
    while True:
        group, element, length = struct.unpack_from("<HHL", data, at)
        at += 8
        if (group, element) != (0xFFFE, 0xE000):
            return
        if number:
            yield from pieces(data, at, length)
        number, at = number + 1, at + length


def _decoded(data: Data) -> tuple[str, str]:
    """Digest of the frames decoded one by one, little endian; or why that is not possible."""
    source: BinaryIO = data if isinstance(data, mmap.mmap) else io.BytesIO(data)  # type: ignore[assignment]
    try:
        source.seek(0)
        frames = (frame.astype(frame.dtype.newbyteorder("<"), copy=False) for frame in iter_pixels(source, raw=True))
        return digest_of(frame.tobytes() for frame in frames), ""
    except Exception as error:  # no decoder, or bytes that are none
        return "", f"pixels cannot be decoded: {error}"[:300]
