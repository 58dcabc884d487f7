"""Dates and times of DICOM keys and values, compared by meaning (PS3.4 C.2.2.2.1.3 and C.2.2.2.5).

A moment is text that sorts as time does: DA ``YYYYMMDD``, TM ``HHMMSSFFFFFF``, DT and date with time both, one after
the other. A value of low precision begins at its first moment; a key means the span from its first to its last one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

VRS = frozenset({"DA", "TM", "DT"})
_DATE = re.compile(r"(\d{4})(?:\.?(0[1-9]|1[0-2])(?:\.?(0[1-9]|[12]\d|3[01]))?)?")
_TIME = re.compile(r"([01]\d|2[0-3])(?::?([0-5]\d)(?::?([0-5]\d|60)(?:\.(\d{1,6}))?)?)?")
_DT_PATTERN = (
    r"(\d{4}(?:(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])(?:[0-5]\d(?:(?:[0-5]\d|60)"
    r"(?:\.\d{1,6})?)?)?)?)?)?)([+-](?:0\d|1[0-4])[0-5]\d(?!\d))?"
)
_DATETIME = re.compile(_DT_PATTERN)
_DATETIME_RANGE = re.compile(f"(?:{_DT_PATTERN})?-(?:{_DT_PATTERN})?")


@dataclass(frozen=True, slots=True)
class Span:
    """From ``first`` to ``last``, both included; empty text is open."""

    first: str
    last: str

    def __contains__(self, moment: str) -> bool:
        return (not self.first or self.first <= moment) and (not self.last or moment <= self.last)


def value(text: str, vr: str) -> str | None:
    """The moment at which a stored value begins; None when it is not of the VR."""
    bounds = _bounds(text.strip(), vr)
    return bounds[0] if bounds else None


def span(key: str, vr: str) -> Span | None:
    """What a key asks for, a value or a range; None when it is neither. A backward range contains nothing."""
    key = key.strip()
    if (bounds := _bounds(key, vr)) is not None:
        return Span(*bounds)
    ends = _ends(key, vr)
    if ends is None:
        return None
    first, last = (_bounds(end, vr) if end else ("", "") for end in ends)
    return None if first is None or last is None else Span(first[0], last[1])


def joined(date_key: str, time_key: str) -> Span | None:
    """One interval of a date range and a time range of the same form; None when they are not (C.2.2.2.5.4)."""
    dates, times = _ends(date_key.strip(), "DA"), _ends(time_key.strip(), "TM")
    if dates is None or times is None or [bool(end) for end in dates] != [bool(end) for end in times]:
        return None
    date, time = span(date_key, "DA"), span(time_key, "TM")
    return Span(date.first + time.first, date.last + time.last) if date and time else None


def joined_value(date: str, time: str) -> str | None:
    """The moment of a stored date with its time; an absent time is the start of the day."""
    first, second = value(date, "DA"), value(time, "TM") if time else "0" * 12
    return None if first is None or second is None else first + second


def _ends(key: str, vr: str) -> tuple[str, str] | None:
    if vr == "DT":
        found = _DATETIME_RANGE.fullmatch(key)
        if found is None or key == "-":
            return None
        return (found[1] or "") + (found[2] or ""), (found[3] or "") + (found[4] or "")
    parts = [part.strip() for part in key.split("-")]
    return (parts[0], parts[1]) if len(parts) == 2 and any(parts) else None


def _bounds(text: str, vr: str) -> tuple[str, str] | None:
    if vr == "DA":
        found = _DATE.fullmatch(text)
        return found and (
            "".join((found[1], found[2] or "01", found[3] or "01")),
            "".join((found[1], found[2] or "12", found[3] or "31")),
        )
    if vr == "TM":
        return _time_bounds(text)
    found = _DATETIME.fullmatch(text)
    if found is None:
        return None
    digits, _, fraction = found[1].partition(".")
    date, clock = _bounds(digits[:8], "DA"), digits[8:]
    time = _time_bounds(clock + ("." + fraction if fraction else "")) if clock else ("0" * 12, "235959999999")
    if date is None or time is None:
        return None
    return _to_utc(date[0] + time[0], found[2]), _to_utc(date[1] + time[1], found[2])


def _time_bounds(text: str) -> tuple[str, str] | None:
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    fraction = found[4] or ""
    return (
        "".join((found[1], found[2] or "00", found[3] or "00", fraction.ljust(6, "0"))),
        "".join((found[1], found[2] or "59", found[3] or "59", fraction.ljust(6, "9"))),
    )


def _to_utc(moment: str, offset: str | None) -> str:
    if not offset:
        return moment
    minutes = int(offset[1:3]) * 60 + int(offset[3:])
    try:
        local = datetime.strptime(moment, "%Y%m%d%H%M%S%f")
        return (
            (local - timedelta(minutes=minutes if offset[0] == "+" else -minutes)).strftime("%Y%m%d%H%M%S%f").zfill(20)
        )
    except (ValueError, OverflowError):
        return moment
