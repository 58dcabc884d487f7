"""One thing that was looked at before a run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at. ``state`` pass, warn or fail."""

    system: str
    name: str
    state: str
    detail: str = ""
    cause: str = ""
    remedy: str = ""
