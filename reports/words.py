"""The words of the interface: one catalogue, four languages; and how a language writes numbers and times."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from harness.say import said

LANGUAGES = ("en", "es", "fr", "pt")


@lru_cache(maxsize=4)
def _catalogue(package: str) -> dict[str, Any]:
    return tomllib.loads((files(package) / "words.toml").read_text(encoding="utf-8"))


class Words:
    """``words("say_no_go", n=3, of=9)`` is that sentence in this language; English where it is not translated yet.

    Unknown keys raise KeyError: a missing word is a defect, not an empty place. ``package`` holds the ``words.toml``.
    """

    def __init__(self, language: str = "en", time_zone: str = "UTC", *, package: str = "reports") -> None:
        code = language.split("-")[0].split("_")[0].lower()
        self.language = code if code in LANGUAGES else "en"
        catalogue = _catalogue("reports")
        self._words: dict[str, dict[str, str]] = _catalogue(package)["words"]
        self._decimal: str = catalogue["languages"][self.language]["decimal"]
        self._months: list[str] = catalogue["languages"][self.language]["months"].split()
        self.zone: tzinfo = _zone(time_zone)
        self.zone_name = time_zone if self.zone is not UTC else "UTC"

    def __call__(self, key: str, /, **values: object) -> str:
        entry = self._words.get(f"{key}_one") if values.get("n") == 1 else None
        entry = entry or self._words[key]
        text = entry.get(self.language) or entry["en"]
        shown = {name: self.number(value) if isinstance(value, int) else value for name, value in values.items()}
        return text.format(**shown) if values else text

    def said(self, text: str) -> str:
        """What the harness said in English, in this language."""
        return said(text, self.language)

    def number(self, value: int) -> str:
        """With a no-break space between thousands from 10 000 on."""
        return f"{value:,}".replace(",", "\u00a0") if abs(value) >= 10_000 else str(value)

    def decimal(self, value: float, *, digits: int = 1, sign: str = "") -> str:
        """With ``digits`` after the decimal sign, none from a thousand on; ``sign`` "+" shows that of both."""
        return f"{value:{sign}.{digits if abs(value) < 1000 else 0}f}".replace(".", self._decimal)

    def seconds(self, value: float) -> str:
        """``2.2 s``; minutes from two minutes on; ``0`` as less than a tenth."""
        if value >= 120:
            return f"{int(value) // 60}\u00a0min {int(value) % 60:02d}\u00a0s"
        return f"{value:.1f}\u00a0s".replace(".", self._decimal)

    def moment(self, iso: str, *, with_time: bool = True) -> str:
        """``24 Nov 2026, 03:12`` in the site's time zone; the text itself where it is no time."""
        when = self._local(iso)
        if when is None:
            return iso
        day = f"{when.day} {self._months[when.month - 1]} {when.year}"
        return f"{day}, {when:%H:%M}" if with_time else day

    def clock(self, iso: str) -> str:
        """``03:12:06.101`` in the site's time zone."""
        when = self._local(iso)
        return f"{when:%H:%M:%S}.{when.microsecond // 1000:03d}" if when else iso

    def local_iso(self, iso: str) -> str:
        """ISO 8601 with the site's offset, to the millisecond."""
        when = self._local(iso)
        return when.isoformat(timespec="milliseconds") if when else iso

    def offset(self, iso: str) -> str:
        """``UTC+1`` at that moment."""
        when = self._local(iso)
        minutes = int((when.utcoffset() or when - when).total_seconds()) // 60 if when else 0
        hours, rest = divmod(abs(minutes), 60)
        return "UTC" if not minutes else f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02d}" if rest else "")

    def _local(self, iso: str) -> datetime | None:
        try:
            return datetime.fromisoformat(iso).astimezone(self.zone)
        except (ValueError, OverflowError):
            return None


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC
