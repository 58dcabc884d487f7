"""When two values of two runs say the same: times by their distance to the message, identifiers by a bijection.

What changes from run to run is understood, not left out. An identifier of one run stands for exactly one of the other,
wherever it appears; a time lies as far from its message as in the other run, in the same format; a text in which an
identifier is written holds the other run's identifier there. Everything else is compared as it stands.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from harness.compare.comparable import EMPTY, Field, Message

STANDARD_UIDS = "1.2.840.10008."  # known to everybody: compared as they stand
LONG_UID = 16  # characters: a shorter dotted number in HL7 may be a version
SHORTEST = 4  # characters: a shorter value is no identifier made by a system
IDENTIFIERS = frozenset(
    (
        *("PatientID", "OtherPatientIDs", "AccessionNumber", "StudyID", "RequestedProcedureID", "TransactionUID"),
        *("ScheduledProcedureStepID", "PerformedProcedureStepID", "AdmissionID", "ServiceEpisodeID"),
        *("PlacerOrderNumberImagingServiceRequest", "FillerOrderNumberImagingServiceRequest"),
        *("PlacerOrderNumberProcedure", "FillerOrderNumberProcedure", "ImagingServiceRequestNumber"),
    )
)
_HL7_IDENTIFIERS = re.compile(
    r"(MSH-10|MSA-2|PID-(2|3|4|18)|MRG-[1-6]|PV1-19|PV1-50|ORC-[2348]|OBR-([23]|18|19|20|29)|SCH-(1|2|26)|ARQ-[12]"
    r"|ZDS-1|IPC-[1-4]|TXA-1[2-4]|ERR-2|QAK-1|QPD-2|OBR-51|TQ1-10)(\[\d+\])?\.1(\.1)?"
)
_UID = re.compile(r"[0-2](\.(0|[1-9]\d*)){2,}")
_HL7_TIME = re.compile(r"\d{8}(\d{4}(\d{2}(\.\d{1,6})?)?)?([+-]\d{4})?")
_DA = re.compile(r"\d{8}")
_TM = re.compile(r"\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?")
_NUMBERING = re.compile(r"\(0000,(0000|0110|0120|1031)\)")  # group length, message IDs: how a message is sent
_OCCURRENCE = re.compile(r"#\d+")
FAR = timedelta(days=400)  # a time further from its message than this is a date of somebody's life, not of the run


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a pair of values. ``kind``: field, identifier, format or time; ``text`` says it."""

    kind: str
    text: str = ""


def is_identifier(path: str, value: Field) -> bool:
    """Whether a system makes up the value at ``path``."""
    if value.vr == "UI" or (not value.vr and len(value.value) >= LONG_UID and _UID.fullmatch(value.value)):
        return not value.value.startswith(STANDARD_UIDS)
    if len(value.value) < SHORTEST:
        return False
    if value.vr:
        return path.rpartition(" ")[2] in IDENTIFIERS
    return bool(_HL7_IDENTIFIERS.fullmatch(_OCCURRENCE.sub("", path)))


def same_bytes(one: Field, other: Field) -> bool:
    """Whether a text and the bytes of an element whose VR was not said (UN, in base64) are the same: implicit VR names
    no VR of private elements."""
    if (one.vr == "UN") == (other.vr == "UN"):
        return False
    unknown, known = (one, other) if one.vr == "UN" else (other, one)
    try:
        return base64.b64decode(unknown.value, validate=True).decode("utf-8").strip(" \0") == known.value.strip(" ")
    except ValueError:
        return False


def is_numbering(path: str) -> bool:
    """Whether a field numbers messages of one association only: the pairing of answers has used it already."""
    return bool(_NUMBERING.match(path))


@dataclass(slots=True)
class Identities:
    """Which identifier of the first run is which of the second: the pairs on which most messages agree."""

    shapes: bool = True  # whether they also have to be built alike; not against pseudonyms
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    there: dict[str, str] = field(default_factory=dict)
    back: dict[str, str] = field(default_factory=dict)

    def knows(self, text: str) -> bool:
        """Whether a text is an identifier of either run."""
        return text in self.there or text in self.back

    def learn(self, first: Message, second: Message) -> None:
        """Count the pairs of one aligned message."""
        for path, one in first.fields.items():
            other = second.fields.get(path)
            if other is not None and is_identifier(path, one) and is_identifier(path, other):
                self.seen.update(zip(one.value.split("\\"), other.value.split("\\"), strict=False))

    def settle(self) -> None:
        """Decide: the commonest pairs first, each identifier once on either side."""
        self.there, self.back = {}, {}
        for (one, other), _ in self.seen.most_common():
            if one not in self.there and other not in self.back:
                self.there[one], self.back[other] = other, one

    def judge(self, one: str, other: str) -> Verdict | None:
        """Whether two identifiers are each other's; None when they are."""
        for left, right in zip(one.split("\\"), other.split("\\"), strict=False):
            expected = self.there.get(left)
            if expected is not None and expected != right:
                return Verdict("identifier", f"{left} is {expected} elsewhere in the second run, and {right} here")
            if self.back.get(right, left) != left:
                return Verdict("identifier", f"{right} stands for {self.back[right]} elsewhere, and for {left} here")
            if self.shapes and (shape := _shape_differs(left, right)):
                return Verdict("format", shape)
        if one.count("\\") != other.count("\\"):
            return Verdict("identifier", "another number of values")
        return None

    def translated(self, text: str, known: Iterable[str]) -> str:
        """``text`` with every identifier of ``known`` (first run) replaced by that of the second, longest first."""
        present = sorted((one for one in known if len(one) >= SHORTEST and one in text), key=len, reverse=True)
        if not present:
            return text
        pattern = re.compile("|".join(map(re.escape, present)))
        return pattern.sub(lambda match: self.there.get(match.group(), match.group()), text)


def _shape_differs(one: str, other: str) -> str:
    """How two identifiers are built differently; "" when they look alike. UIDs by their root."""
    if _UID.fullmatch(one) and _UID.fullmatch(other):
        roots = [".".join(uid.split(".")[:5]) if not uid.startswith("2.25.") else "2.25" for uid in (one, other)]
        return f"the UIDs have another root: {roots[0]} and {roots[1]}" if roots[0] != roots[1] else ""
    if abs(len(one) - len(other)) > 1:
        return f"the identifiers have another length: {len(one)} and {len(other)}"
    kinds = [(text[:1].isdigit(), text.isdigit(), text[:1] == "0" and text.isdigit()) for text in (one, other)]
    return "the identifiers are built differently" if kinds[0][:2] != kinds[1][:2] else ""


# --- times


def time_format(value: Field) -> str:
    """The format of a time, ``00000000000000.000+0000`` with all digits zero; "" when the value is none."""
    pattern = {"DA": _DA, "TM": _TM, "DT": _HL7_TIME, "": _HL7_TIME}.get(value.vr)
    if pattern is None or not pattern.fullmatch(value.value) or _moment(value, UTC) is None:
        return ""
    sign = re.search(r"[+-]\d{4}$", value.value)
    return re.sub(r"\d", "0", value.value[: sign.start()] if sign else value.value) + (sign.group() if sign else "")


def _moment(value: Field, zone: tzinfo) -> datetime | None:
    """The time that a value names; a TM on 1 January 1970. None where there is no such time."""
    text, offset = value.value, ""
    if match := re.search(r"[+-]\d{4}$", text):
        text, offset = text[: match.start()], match.group()
    whole, _, fraction = text.partition(".")
    if value.vr == "TM":
        whole = "19700101" + whole
    try:
        base = datetime.strptime(whole.ljust(14, "0"), "%Y%m%d%H%M%S")
    except ValueError:
        return None
    if not 1850 <= base.year <= 2200:
        return None
    if offset:
        minutes = int(offset[:3]) * 60 + int(offset[0] + offset[3:])
        zone = timezone(timedelta(minutes=minutes)) if abs(minutes) < 1440 else UTC
    return base.replace(microsecond=int(fraction[:6].ljust(6, "0")) if fraction else 0, tzinfo=zone)


@dataclass(frozen=True, slots=True)
class Clock:
    """How times of two runs are compared: the site's zone, and how far distances may differ (seconds)."""

    zone: tzinfo = UTC
    tolerance_s: float = 120.0

    def judge(self, one: Field, other: Field, first: Message, second: Message) -> Verdict | None:
        """None where they are no times of the run; else a :class:`Verdict`, with an empty text where both lie as far
        from their message."""
        formats = time_format(one), time_format(other)
        if not all(formats):
            return None
        distances = self._distance(one, first), self._distance(other, second)
        if None in distances:
            return None
        if formats[0] != formats[1]:
            return Verdict("format", f"the time is written as {formats[1]}, it was {formats[0]}")
        apart = (distances[1] or 0.0) - (distances[0] or 0.0)
        if one.vr == "TM":
            apart = (apart + 43200) % 86400 - 43200
        whole_days = "DA" in (one.vr, other.vr) or len(one.value) == 8
        allowed = max(self.tolerance_s, 60.0 if len(one.value) == 12 else 0.0)
        if abs(apart) <= (0.5 if whole_days else allowed):
            return Verdict("time")
        if whole_days and self._near_midnight(first, second) and abs(apart) <= 86400:
            return Verdict("time")
        return Verdict("time", f"the time is {_span(apart)} {'later' if apart > 0 else 'earlier'} than it was")

    def _distance(self, value: Field, message: Message) -> float | None:
        """Seconds from the message to the time; whole days for dates; None for a date that is not of the run."""
        when = _moment(value, self.zone)
        sent = datetime.fromtimestamp(message.time, self.zone)
        if when is None:
            return None
        if value.vr == "TM":
            return (when - when.replace(hour=0, minute=0, second=0, microsecond=0)).total_seconds() - (
                sent - sent.replace(hour=0, minute=0, second=0, microsecond=0)
            ).total_seconds()
        if len(value.value) == 8:
            sent = sent.replace(hour=0, minute=0, second=0, microsecond=0)
        return (when - sent).total_seconds() if abs(when - sent) <= FAR else None

    def _near_midnight(self, *messages: Message) -> bool:
        for message in messages:
            sent = datetime.fromtimestamp(message.time, self.zone)
            seconds = sent.hour * 3600 + sent.minute * 60 + sent.second
            if min(seconds, 86400 - seconds) <= self.tolerance_s:
                return True
        return False


def _span(seconds: float) -> str:
    seconds = abs(seconds)
    for unit, size in (("days", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"


def shown(value: Field | None) -> str:
    """A value for a report: absent ones say so."""
    return "(absent)" if value is None else value.value or EMPTY
