"""``inspect`` for DICOM files: with or without preamble, cut short, of any transfer syntax and character set."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydicom import Dataset, FileDataset, dcmread
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.errors import InvalidDicomError
from pydicom.tag import BaseTag
from pydicom.uid import UID

from harness.annotation import Annotation, Line, Part
from simulators.wire import dicom_text
from simulators.wire.annotation import attribute, element_meaning, uid_name
from simulators.wire.elements import element, element_values, items, tags

_DEFERRED = 64 * 1024  # longer values are not read, only measured
_MOST_LINES = 2000
_BULK = ("OB", "OW", "OF", "OD", "OL", "OV", "UN")
_LIMITS = {"AE": 16, "AS": 4, "CS": 16, "DS": 16, "IS": 12, "LO": 64, "SH": 16, "UI": 64}  # PS3.5 6.2, characters
_UID = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))*")
_WHO = (0x00080016, 0x00080018)
_MUST = ((0x00080016, "SOP Class UID", "no receiver can tell what kind of object it is"),
         (0x00080018, "SOP Instance UID", "it has no identity"))  # fmt: skip
_SHOULD = ((0x0020000D, "Study Instance UID"), (0x0020000E, "Series Instance UID"), (0x00100020, "Patient ID"),
           (0x00100010, "Patient's Name"))  # fmt: skip


def annotate(annotation: Annotation, path: Path) -> None:
    """Fill ``annotation`` from a DICOM file; what cannot be read is said in one sentence."""
    annotation.kind, annotation.summary = "DICOM", "DICOM"
    ds = _read(annotation, path)
    if ds is None:
        return
    _file(annotation, ds)
    _truncation(annotation, ds, path)
    if not tags(ds):
        annotation.error("", "holds no data set: only a preamble or a file meta header; it was cut short")
        return
    for name, what in dicom_text.problems(ds):
        annotation.error(name, what, "DICOM PS3.5 6.2" if "outside" in what else "")
    for name in dicom_text.unreadable(ds):
        annotation.error(name, "the bytes are not those of its value representation")
    lines = list(_lines(ds, annotation))
    annotation.parts.append(Part("Data set", lines[:_MOST_LINES]))
    if len(lines) > _MOST_LINES:
        annotation.warn("", f"only the first {_MOST_LINES} of {len(lines)} attributes are shown")
    _identity(annotation, ds)


def _read(annotation: Annotation, path: Path) -> FileDataset | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return dcmread(path, force=True, defer_size=_DEFERRED)
    except (InvalidDicomError, OSError, EOFError) as error:
        annotation.error("", f"was cut short: it ends inside an element ({error})")
    except Exception as error:  # whatever hostile bytes make of the parser
        annotation.error("", f"cannot be read as DICOM: {type(error).__name__}: {error}")
    return None


def _file(annotation: Annotation, ds: FileDataset) -> None:
    """File meta information and what the file is, as summary."""
    meta = ds.file_meta if ds.file_meta is not None else Dataset()
    if not ds.preamble:
        annotation.warn("", "has no preamble and no DICM prefix: a bare data set, as some old systems write it")
    syntax = str(meta.get("TransferSyntaxUID", "") or "")
    if not syntax and ds.preamble:
        annotation.error("(0002,0010)", "no Transfer Syntax UID: how the data set is encoded had to be guessed")
    for keyword, tag in (("MediaStorageSOPClassUID", 0x00080016), ("MediaStorageSOPInstanceUID", 0x00080018)):
        declared, real = str(meta.get(keyword, "") or ""), _one(ds, tag)
        if declared and real and declared != real:
            annotation.error(keyword, f"{declared} differs from the data set, which says {real}")
    if meta:
        annotation.parts.append(Part("File meta information", list(_lines(meta, annotation))))
    kind = uid_name(_one(ds, 0x00080016)) or _one(ds, 0x00080016) or "unknown SOP class"
    annotation.summary = f"DICOM {kind}, {uid_name(syntax) or syntax or 'transfer syntax not declared'}"


def _truncation(annotation: Annotation, ds: FileDataset, path: Path) -> None:
    """Whether the last element ends where the file does."""
    meta = ds.file_meta if ds.file_meta is not None else Dataset()
    if str(meta.get("TransferSyntaxUID", "")) == "1.2.840.10008.1.2.1.99":
        return  # deflated: positions are not those of the file
    size = os.path.getsize(path)
    raws: list[Any] = [raw for raw in (ds.get_item(tag) for tag in tags(ds)) if isinstance(raw, RawDataElement)]
    known = [
        (raw.value_tell, raw.length, len(raw.value) if raw.value is not None else raw.length, raw.tag)
        for raw in raws
        if raw.length != 0xFFFFFFFF
    ]
    if not known:
        return
    start, length, held, last = max(known)
    missing = max(start + length - size, length - held)
    if missing > 0:
        annotation.error(_tag(last), f"was cut short: {missing} of the {length} bytes of this element are missing")


def _identity(annotation: Annotation, ds: Dataset) -> None:
    command = any(tag.group == 0 for tag in tags(ds))
    for tag, name, harm in () if command else _MUST:
        if not _one(ds, tag):
            annotation.error(_tag(BaseTag(tag)), f"{name} is missing or empty: {harm}")
    for tag, name in _SHOULD if not command and _one(ds, 0x00080016) else ():
        if not _one(ds, tag):
            annotation.warn(_tag(BaseTag(tag)), f"{name} is missing or empty")


def _lines(ds: Dataset, annotation: Annotation, depth: int = 0) -> Iterator[Line]:
    for tag in tags(ds):
        keyword, name = attribute(f"{tag:08X}")
        label = keyword or name or ("private" if tag.is_private else "unknown")
        raw = ds.get_item(tag)
        key = f"{_tag(tag)} {getattr(raw, 'VR', None) or _vr(tag)}"
        length = getattr(raw, "length", None)
        if isinstance(raw, RawDataElement) and (raw.value is None and (raw.length or 0) > 0):
            yield Line(key, label, f"[{raw.length} bytes]", "", depth)
            continue
        inner = items(ds, tag)
        if inner:
            yield Line(key, label, f"{len(inner)} item{'s' if len(inner) > 1 else ''}", "", depth)
            for item in inner[:200] if depth < 20 else ():
                yield from _lines(item, annotation, depth + 1)
            continue
        found = element(ds, tag)
        if found is None:
            yield Line(key, label, f"[{length or '?'} bytes that cannot be read]", "", depth)
        elif found.VR in _BULK or isinstance(found.value, bytes):
            yield Line(key, label, _bulk(found.value), "", depth)
        else:
            values = element_values(found)
            yield Line(
                _tag(tag), label, "\\".join(values) or "(empty)", element_meaning(found.VR, "\\".join(values)), depth
            )
            _judge(annotation, tag, label, found.VR, values)


def _vr(tag: BaseTag) -> str:
    try:
        return dictionary_VR(tag)
    except KeyError:
        return "UN"


def _judge(annotation: Annotation, tag: BaseTag, label: str, vr: str, values: tuple[str, ...]) -> None:
    where = f"{_tag(tag)} {label}"
    limit = _LIMITS.get(vr)
    for value in values:
        if vr == "UI" and value and (len(value) > 64 or not _UID.fullmatch(value)):
            rule = "digits and dots, no leading zero, at most 64"
            annotation.error(where, f"{value[:80]!r} is no UID: {rule}", "DICOM PS3.5 6.2")
        elif limit and len(value) > limit:
            annotation.error(where, f"has {len(value)} characters; {vr} holds {limit}", "DICOM PS3.5 6.2")
        elif vr == "PN" and any(len(group) > 64 for group in value.split("=")):
            annotation.error(where, "a component group of the name has more than 64 characters", "DICOM PS3.5 6.2")
        elif vr == "DA" and value and not element_meaning("DA", value):
            annotation.error(where, f"{value!r} is no date: YYYYMMDD", "DICOM PS3.5 6.2")
    if (
        vr == "UI"
        and tag == 0x00080016
        and values
        and not UID(values[0]).name.endswith("Storage")
        and not uid_name(values[0])
    ):
        annotation.warn(where, "is no SOP class of the standard")


def _bulk(value: object) -> str:
    data = value if isinstance(value, bytes) else b""
    if not data:
        return "(empty)" if not value else str(value)[:200]
    start = " ".join(f"{byte:02X}" for byte in data[:16])
    return f"[{len(data)} bytes] {start}{' …' if len(data) > 16 else ''}"


def _one(ds: Dataset, tag: int) -> str:
    values = element_values(element(ds, tag))
    return values[0] if values else ""


def _tag(tag: BaseTag) -> str:
    return f"({tag.group:04X},{tag.element:04X})"
