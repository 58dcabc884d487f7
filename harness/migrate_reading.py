"""One DICOM file as a row of the migration manifest: who it belongs to, every attribute, its pixels as digests.

Pixels are read in pieces, or a frame at a time where they are compressed, so that a file larger than the memory is
read too. What cannot be read becomes a row with the reason, never an exception.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pydicom import Dataset, dcmread
from pydicom.encaps import generate_fragments
from pydicom.pixels import iter_pixels
from pydicom.uid import UID

from simulators.wire.difference import NOT_COMPARED, PIXELS
from simulators.wire.elements import element_values, items, tags, text, values, walk

PIECE = 1 << 20  # bytes read at once
LONG = 256  # characters of a value that are kept; of longer ones the digest
UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")


@dataclass(slots=True)
class Row:
    """One instance. ``attributes`` is a JSON object: path → value as text, without padding; ``problem`` is why it
    could not be read. ``raw`` and ``decoded`` are SHA-256 of the pixels as stored and decoded, "" without pixels."""

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
    attributes: str = "{}"
    raw: str = ""
    decoded: str = ""
    problem: str = ""
    place: str = ""


def read(path: Path, place: str = "", *, full: bool = True) -> Row:
    """The row of a file; ``full`` False: identifiers only. ``place`` is how the report names it."""
    row = Row(place=place or str(path))
    try:
        row.size = path.stat().st_size
        ds = dcmread(path, defer_size=PIECE if full else None, stop_before_pixels=not full, force=False)
        _identify(row, ds)
        if full:
            with path.open("rb") as file:
                row.attributes = json.dumps(_attributes(ds, file), ensure_ascii=False, sort_keys=True)
                if "PixelData" in ds or "FloatPixelData" in ds or "DoubleFloatPixelData" in ds:
                    row.raw, row.decoded, row.problem = _pixels(ds, path, file)
    except Exception as error:  # hostile bytes: pydicom and its decoders raise anything
        row.problem = f"{type(error).__name__}: {error}"[:300]
    if not row.problem and not (row.study and row.series and row.sop):
        row.problem = "no Study, Series or SOP Instance UID"
    return row


def _identify(row: Row, ds: Dataset) -> None:
    row.study, row.series, row.sop = (text(ds, word) for word in UIDS)
    row.patient, row.issuer = text(ds, "PatientID"), text(ds, "IssuerOfPatientID")
    row.sop_class, row.modality = text(ds, "SOPClassUID"), text(ds, "Modality")
    row.study_date = text(ds, "StudyDate")
    row.syntax = str(ds.file_meta.get("TransferSyntaxUID", ""))


def _attributes(ds: Dataset, file: BinaryIO) -> dict[str, str]:
    """Every element but the pixels at the top, with its path; the number of items of each sequence too."""
    found: dict[str, str] = {}
    top = Dataset()
    for tag in tags(ds):
        if tag.group <= 2 or tag in PIXELS or tag in NOT_COMPARED or tag.element == 0:
            continue
        raw: Any = ds.get_item(tag)
        if (
            getattr(raw, "value", b"") is None and hasattr(raw, "value_tell") and raw.length
        ):  # left in the file, being long
            found[f"({tag.group:04X},{tag.element:04X})"] = _digest_of(file, raw)
        else:
            top[tag] = ds[tag]
    for path, one in walk(top):
        found[path] = f"{len(items_of(one))} items" if one.VR == "SQ" else _shown("\\".join(element_values(one)))
    return found


def items_of(element: Any) -> list[Dataset]:
    """The items of a sequence element."""
    holder = Dataset()
    holder[element.tag] = element
    return items(holder, element.tag)


def _shown(value: str) -> str:
    return value if len(value) <= LONG else f"SHA-256 {hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()}"


def _digest_of(file: BinaryIO, raw: Any) -> str:
    return f"SHA-256 {_hashed(file, raw.value_tell, raw.length)}"


def _hashed(file: BinaryIO, start: int, length: int) -> str:
    digest = hashlib.sha256()
    file.seek(start)
    while length > 0 and (piece := file.read(min(PIECE, length))):
        digest.update(piece)
        length -= len(piece)
    if length > 0:
        raise ValueError(f"the file ends {length} bytes before its pixels do")
    return digest.hexdigest()


def _pixels(ds: Dataset, path: Path, file: BinaryIO) -> tuple[str, str, str]:
    """(digest as stored, digest decoded, why it cannot be decoded)."""
    tag = next(tag for tag in sorted(PIXELS) if tag in ds)
    raw: Any = ds.get_item(tag)
    syntax = UID(str(ds.file_meta.get("TransferSyntaxUID", "")))
    if syntax.is_encapsulated:
        stored = _stored_frames(file, raw)
        return stored, *_decoded(path)
    expected = _expected(ds)
    held = getattr(raw, "value", None)
    length = len(held) if held else int(getattr(raw, "length", 0))
    if length < expected:
        return "", "", f"{length} bytes of pixels, {expected} expected"
    if held:
        stored = hashlib.sha256(held[: expected or length]).hexdigest()
    else:
        stored = _hashed(file, raw.value_tell, expected or length)
    plain = syntax.is_little_endian and values(ds, "PlanarConfiguration") != ("1",)
    return (stored, stored, "") if plain else (stored, *_decoded(path))


def _expected(ds: Dataset) -> int:
    """Bytes of all frames without padding."""
    count = [int(ds.get(word) or 0) for word in ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated")]
    bits = count[0] * count[1] * count[2] * count[3] * int(ds.get("NumberOfFrames") or 1)
    if str(ds.get("PhotometricInterpretation", "")) == "YBR_FULL_422":
        bits = bits * 2 // 3
    return (bits + 7) // 8


def _stored_frames(file: BinaryIO, raw: Any) -> str:
    """Of the fragments, without the offset table: archives write it or leave it out."""
    digest = hashlib.sha256()
    held = getattr(raw, "value", None)
    if held is None:
        file.seek(raw.value_tell)
    for number, fragment in enumerate(generate_fragments(held if held is not None else file)):
        if number:  # the first item is the offset table
            digest.update(fragment)
    return digest.hexdigest()


def _decoded(path: Path) -> tuple[str, str]:
    """Digest of the frames decoded one by one, little endian; or why that is not possible."""
    digest = hashlib.sha256()
    try:
        for frame in iter_pixels(path, raw=True):
            digest.update(frame.astype(frame.dtype.newbyteorder("<"), copy=False).tobytes())
    except Exception as error:  # no decoder, or bytes that are none
        return "", f"pixels cannot be decoded: {error}"[:300]
    return digest.hexdigest(), ""
