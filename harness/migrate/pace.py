"""When the next study may be asked for: so many a minute, and only within the window of the night."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from simulators.wire.errors import ConfigError

_WINDOW = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes of the day, local time; past midnight where ``end`` is not later than ``begin``."""

    begin: int
    end: int

    @classmethod
    def of(cls, text: str) -> Window:
        """``22:00-06:00``. ConfigError for anything else."""
        found = _WINDOW.fullmatch(text.strip())
        if found is None:
            raise ConfigError(f"{text!r} is no window", remedy="--window 22:00-06:00")
        hours = [int(part) for part in found.groups()]
        return cls(hours[0] * 60 + hours[1], hours[2] * 60 + hours[3])

    def __str__(self) -> str:
        return "-".join(f"{one // 60:02}:{one % 60:02}" for one in (self.begin, self.end))

    @property
    def minutes(self) -> int:
        """How long it is."""
        return (self.end - self.begin) % 1440 or 1440

    def opens_in(self, now: datetime) -> float:
        """Seconds until it opens, 0 within it."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        since = (now - midnight - timedelta(minutes=self.begin)).total_seconds() % 86400
        return 0.0 if since < self.minutes * 60 else 86400 - since


@dataclass
class Pace:
    """Asked before each study: returns when it may be asked for. ``studies_per_min`` 0 is without a limit. A study that
    was begun within the window is finished. ``said`` hears why nothing goes on."""

    studies_per_min: float = 0.0
    window: Window | None = None
    said: Callable[[str], object] = id
    now: Callable[[], datetime] = datetime.now
    wait: Callable[[float], object] = field(default_factory=lambda: threading.Event().wait)
    _due: float = 0.0

    def step(self) -> None:
        """Wait for the window, then for the next study's turn."""
        while self.window is not None and (left := self.window.opens_in(self.now())) > 0:
            opens = self.now() + timedelta(seconds=left)
            self.said(f"outside the window {self.window}: paused until {opens:%Y-%m-%d %H:%M}")
            self.wait(min(left, 60.0))
        if self.studies_per_min:
            now = time.monotonic()
            self.wait(max(0.0, self._due - now))
            self._due = max(now, self._due) + 60 / self.studies_per_min
