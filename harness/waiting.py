"""The only wait: for a condition, with a limit, saying what is waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from simulators.wire.errors import NoAnswer

T = TypeVar("T")
SLOWEST_S, SLOWEST_REAL_S = 0.25, 1.0  # the longest pause between two asks, of a simulated and of a real system
_tick = threading.Event()  # never set: its wait() is an interruptible pause


def wait_until(
    condition: Callable[[], T],
    timeout: float,
    what: str,
    *,
    progress: Callable[[str], None] = lambda text: None,
    slowest: float = SLOWEST_S,
) -> T:
    """Ask ``condition`` until its answer is true and return it; raise :class:`NoAnswer` after ``timeout`` seconds.

    The pause between two asks grows from 10 ms to ``slowest`` seconds, so that a real system is not pressed.
    """
    deadline = time.monotonic() + timeout
    pause = 0.01
    progress(f"waiting for {what}, up to {timeout:g} s")
    while True:
        answer = condition()
        if answer:
            return answer
        left = deadline - time.monotonic()
        if left <= 0:
            raise NoAnswer(f"{what}: not within {timeout:g} s", seconds=timeout)
        _tick.wait(min(pause, left))
        pause = min(pause * 1.6, slowest)
