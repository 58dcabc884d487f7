"""How fast, how long and how much a discovery asks: gentle to what is in use, and never without an end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from simulators.dimse_negotiation import SERVICES, STORAGE, SYNTAXES
from simulators.wire.errors import InteropError

SAID = 200  # characters of a peer's own words that are kept


class OutOfTime(InteropError):
    """The time that the discovery was given is over."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for. ``rate``: requests a second to one system; ``seconds``: for the whole discovery;
    ``hl7_probes``: whether test patients and orders may be created."""

    hl7_probes: bool = False
    rate: float = 10.0
    seconds: float = 600.0
    storage: tuple[str, ...] = STORAGE
    services: tuple[str, ...] = SERVICES
    syntaxes: tuple[str, ...] = SYNTAXES


@dataclass(slots=True)
class Pace:
    """Asked before each request: waits until the next one is due, and says what comes."""

    scope: Scope
    said: Callable[[str], None]
    end: float  # of the whole discovery, by time.monotonic
    _never: threading.Event = field(default_factory=threading.Event)
    _due: float = 0.0

    def step(self, what: str) -> None:
        """Return when the next request may go out. :class:`OutOfTime` when there is no time left for it."""
        now = time.monotonic()
        if max(now, self._due) >= self.end:
            raise OutOfTime(
                f"not asked: the {self.scope.seconds:g} s of this discovery were over",
                remedy="give it more time: --minutes",
            )
        self._never.wait(max(0.0, self._due - now))
        self._due = max(now, self._due) + 1 / self.scope.rate
        self.said(what)


def told(text: object) -> str:
    """A peer's own words, on one line and cut."""
    line = " ".join(str(text).split())
    return line if len(line) <= SAID else line[: SAID - 1] + "…"


def problem(error: InteropError) -> dict[str, str]:
    """An error as the document keeps it."""
    return {"what": told(error), "cause": told(error.cause), "try": told(error.remedy)}
