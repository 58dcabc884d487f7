"""What a person needs beside the bytes: names of fields and attributes, dates and codes in words.

Pure: a message or a DICOM JSON model in, notes out. Texts are shown as they were decoded; making control characters
visible and escaping for a page are the reader's business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from simulators.wire.charset import shown
from simulators.wire.er7 import Message, Segment
from simulators.wire.fields import field_name


def _codes(text: str) -> dict[str, str]:
    return dict(entry.strip().split(" ", 1) for entry in text.split(","))


# Code meanings by HL7 table (workflow tables d and e; UTG, hl7apy). Only codes met on these interfaces.
TABLES: dict[str, dict[str, str]] = {
    "0001": _codes("F female, M male, O other, U unknown, A ambiguous, N not applicable"),
    "0003": _codes(
        "A01 admission, A02 transfer, A03 discharge, A04 registration, A05 pre-admission, A06 outpatient "
        "becomes inpatient, A07 inpatient becomes outpatient, A08 patient data changed, A11 admission "
        "cancelled, A12 transfer cancelled, A13 discharge cancelled, A31 person data changed, A34 merge, A36 "
        "merge, A38 pre-admission cancelled, A40 merge, O01 order, O02 order response, O19 order, O20 order "
        "response, O23 imaging order, R01 result, S12 new appointment, S13 appointment moved, S15 appointment "
        "cancelled"
    ),
    "0004": _codes("I inpatient, O outpatient, E emergency, P pre-admission, R recurring, N not applicable"),
    "0008": _codes("AA accepted, AE error, AR rejected, CA received, CE received with error, CR receipt rejected"),
    "0038": _codes(
        "A some results, CA cancelled, CM completed, DC discontinued, ER not found, HD on hold, IP in "
        "process, RP replaced, SC scheduled"
    ),
    "0085": _codes(
        "C corrected, D deleted, F final, I in process, N not asked, O order detail only, P preliminary, R "
        "not verified, S partial, U final without resending, W was wrong, X cannot be obtained"
    ),
    "0103": _codes("P production, T training, D debugging"),
    "0119": _codes(
        "NW new order, CA cancel, DC discontinue, XO change, SN number wanted, NA number assigned, SC status "
        "changed, OC cancelled by the filler, OK accepted, UA unable to accept, CR cancelled as asked, UC "
        "unable to cancel, RE results follow, SS status wanted, CN combined result, RP replace"
    ),
    "0123": _codes(
        "A some results, C corrected, F final, I in process, O ordered, P preliminary, R stored / not "
        "verified, S scheduled, X cancelled, Y no order, Z no patient"
    ),
    "0155": _codes("AL always, NE never, SU on success, ER on error"),
    "0485": _codes("S stat, A as soon as possible, R routine, P before operation, C callback, T timed"),
}
# Where hl7apy names no table, or the code is a component.
CODED = {
    "MSH-9": ("0003", 2), "MSH-11": ("0103", 1), "MSH-15": ("0155", 1), "MSH-16": ("0155", 1), "EVN-1": ("0003", 1),
    "PID-8": ("0001", 1), "PV1-2": ("0004", 1), "MSA-1": ("0008", 1), "ORC-1": ("0119", 1), "ORC-5": ("0038", 1),
    "OBR-25": ("0123", 1), "OBX-11": ("0085", 1), "TQ1-9": ("0485", 1),
}  # fmt: skip
_SEGMENTS = _codes(
    "MSH Message header, EVN Event, PID Patient, PD1 Patient / additional, PV1 Visit, PV2 Visit / additional, "
    "MRG Merge: the identifier given up, ORC Order, OBR Examination ordered, OBX Observation, TQ1 Timing, IPC "
    "Imaging procedure, ZDS Study Instance UID (IHE), MSA Acknowledgement, ERR Error, SCH Appointment, RGS "
    "Resource group, AIS Service booked, NTE Note, AL1 Allergy, DG1 Diagnosis, GT1 Guarantor, IN1 Insurance, "
    "NK1 Next of kin, FHS File header, BHS Batch header, BTS Batch trailer, FTS File trailer, SFT Software"
)
_NAMES = {"PID-5", "PID-9", "MRG-7"}
_STAFF = {"PV1-7", "PV1-8", "PV1-9", "PV1-17", "ORC-10", "ORC-12", "OBR-16", "OBR-28", "OBR-32", "OBR-34"}
_IDENTIFIERS = {"PID-2", "PID-3", "PID-18", "PV1-19", "MRG-1"}
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(?:(\d\d)(?:\.\d+)?)?)?([+-]\d{4})?")
_WHEN = {"TS", "DTM", "DT", "TQ"}


class Definition(NamedTuple):
    """What the standard's tables (hl7apy) say of a field."""

    datatype: str
    required: bool
    repeats: bool


@dataclass(frozen=True, slots=True)
class FieldNote:
    """One field that is not empty. ``content`` as it stands, decoded; ``meaning`` in words, or ""."""

    key: str  # "PID-5"
    name: str
    content: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class SegmentNote:
    """One segment; ``occurrence`` counts segments of this name from 0. ``fields`` has an entry for each position after
    the name, None where it is empty, so that the line can be written again."""

    name: str
    occurrence: int
    separator: str
    fields: tuple[FieldNote | None, ...]


@dataclass(frozen=True, slots=True)
class ElementNote:
    """One attribute of a data set. ``value`` is None where nothing was sent (zero length)."""

    tag: str  # "(0010,0010)"
    depth: int
    item: int  # which item of its sequence, from 1; 0 at the root
    keyword: str
    name: str
    vr: str
    value: str | None
    meaning: str = ""


def annotate_message(message: Message) -> tuple[SegmentNote, ...]:
    """Every segment of ``message`` with its fields named and decoded."""
    version = message.version or "2.5.1"
    seen: dict[str, int] = {}
    notes = []
    for segment in message.segments:
        occurrence = seen.get(segment.name, 0)
        seen[segment.name] = occurrence + 1
        fields = tuple(_fields(segment, version))
        notes.append(SegmentNote(segment.name, occurrence, segment.delimiters.field, fields))
    return tuple(notes)


def _fields(segment: Segment, version: str) -> Iterator[FieldNote | None]:
    for number in range(1, len(segment.fields)):
        content = segment.fields[number]
        if segment.is_verbatim(1) and number == 1:
            continue  # MSH-1 is the separator that stands between the name and MSH-2
        key = f"{segment.name}-{number}"
        name = "Study Instance UID" if key == "ZDS-1" else field_name(key, version)
        yield FieldNote(key, name, shown(content), meaning(segment, number, version)) if content else None


@lru_cache(maxsize=2048)
def definition(key: str, version: str = "2.5.1") -> Definition | None:
    """What HL7 ``version`` says of field ``key``; None for Z segments, unknown fields and versions."""
    from hl7apy import load_library
    from hl7apy.exceptions import UnsupportedVersion

    segment, _, number = key.partition("-")
    try:
        fields = load_library(version).SEGMENTS[segment][1]
        entry = fields[int(number) - 1]
    except (UnsupportedVersion, KeyError, IndexError, TypeError, ValueError, AttributeError, ImportError):
        return None
    reference, (least, most) = entry[1], entry[2]
    return Definition(reference[2], least > 0, most != 1)


def segment_name(name: str) -> str:
    """What a segment is, for the segments of these interfaces."""
    return _SEGMENTS.get(name, "")


def meaning(segment: Segment, number: int, version: str = "2.5.1") -> str:
    """The content of a field in words: a date, a code, the parts of a name or identifier; "" where it adds nothing."""
    key = f"{segment.name}-{number}"
    content = segment.field(number)
    if segment.is_verbatim(number):
        return ""
    if key in CODED:
        table, component = CODED[key]
        return TABLES[table].get(segment.get(f"{number}.{component}"), "")
    if key in _NAMES or key in _STAFF:
        return _name(segment, number, staff=key in _STAFF)
    if key in _IDENTIFIERS:
        return "; ".join(
            filter(None, (_identifier(segment, number, n + 1) for n in range(len(segment.repetitions(number)))))
        )
    known = definition(key, version)
    if known and known.datatype in _WHEN:
        at = f"{number}.4" if known.datatype == "TQ" else f"{number}.1"
        return moment(segment.get(at))
    if segment.delimiters.escape and segment.delimiters.escape in content:
        return shown(segment.plain(content))
    return ""


def _name(segment: Segment, number: int, *, staff: bool) -> str:
    shift = 1 if staff else 0
    family = segment.get(f"{number}.{1 + shift}").split("&")[0]
    labels = (("given", 2), ("middle", 3), ("suffix", 4), ("prefix", 5))
    parts = [f"family {family}"] if family else []
    parts += [f"{label} {value}" for label, at in labels if (value := segment.get(f"{number}.{at + shift}"))]
    return ", ".join(parts)


def _identifier(segment: Segment, number: int, repetition: int) -> str:
    value = segment.get(f"{number}[{repetition}].1")
    issuer = segment.get(f"{number}[{repetition}].4.1") or segment.get(f"{number}[{repetition}].4.2")
    return f"{value} issued by {issuer}" if value and issuer else ""


def moment(text: str) -> str:
    """HL7 or DICOM date and time as ISO (``2026-11-24 14:05:09``); "" where it is none or only a year."""
    found = _MOMENT.fullmatch(text.strip())
    if not found:
        return ""
    year, month, day, hour, minute, second, offset = found.groups()
    if not ("01" <= month <= "12" and "01" <= day <= "31" and (hour or "00") < "24" and (minute or "00") < "60"):
        return ""
    clock = f" {hour}:{minute}" + (f":{second}" if second else "") if hour else ""
    return f"{year}-{month}-{day}{clock}" + (f" {offset[:3]}:{offset[3:]}" if offset else "")


# --- DICOM -----------------------------------------------------------------------------------------------------------


def annotate_dataset(model: Mapping[str, Any], depth: int = 0, item: int = 0) -> Iterator[ElementNote]:
    """Every element of a DICOM JSON model (PS3.18 F.2) in order, items of sequences after their sequence.

    Anything in the model may be of the wrong kind; what cannot be read is shown as it stands.
    """
    for key in sorted(model, key=str):
        element = model[key]
        element = element if isinstance(element, Mapping) else {"Value": [element]}
        vr, values = str(element.get("vr", "")), element.get("Value")
        values = values if isinstance(values, list) else [] if values is None else [values]
        keyword, name = attribute(str(key))
        tag = f"({key[:4]},{key[4:]})" if re.fullmatch("[0-9A-Fa-f]{8}", str(key)) else str(key)
        if vr == "SQ":
            yield ElementNote(tag, depth, item, keyword, name, vr, "" if values else None, f"{len(values)}")
            for number, inner in enumerate(values, 1):
                if isinstance(inner, Mapping) and depth < 32:
                    yield from annotate_dataset(inner, depth + 1, number)
            continue
        value = "\\".join(_value(each) for each in values) if values else _binary(element)
        yield ElementNote(tag, depth, item, keyword, name, vr, value, element_meaning(vr, value or ""))


def _value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):  # PN
        groups = [str(value.get(group, "")) for group in ("Alphabetic", "Ideographic", "Phonetic")]
        return "=".join(groups).rstrip("=")
    return str(value)


def _binary(element: Mapping[str, Any]) -> str | None:
    for kind in ("InlineBinary", "BulkDataURI"):
        if kind in element:
            return f"[{kind}] {str(element[kind])[:80]}"
    return None


def element_meaning(vr: str, value: str) -> str:
    """A value in words: dates, times, names of UIDs."""
    if vr in ("DA", "DT"):
        return moment(value)
    if vr == "TM" and (found := re.fullmatch(r"(\d\d)(\d\d)(\d\d)(\.\d+)?", value)):
        return ":".join(found.groups()[:3])
    if vr == "UI":
        return uid_name(value)
    return ""


@lru_cache(maxsize=4096)
def attribute(tag: str) -> tuple[str, str]:
    """Keyword and name of an attribute by its eight hexadecimal digits; empty for private and unknown ones."""
    from pydicom.datadict import dictionary_description, keyword_for_tag

    try:
        number = int(tag, 16)
        return keyword_for_tag(number), dictionary_description(number)
    except (KeyError, ValueError, OverflowError):
        return "", ""


@lru_cache(maxsize=1024)
def uid_name(uid: str) -> str:
    """Name of a UID of the standard ("CT Image Storage"); "" for any other."""
    from pydicom.uid import UID

    name = UID(uid).name if re.fullmatch(r"[0-9.]{1,64}", uid) else ""
    return "" if name == uid else name
