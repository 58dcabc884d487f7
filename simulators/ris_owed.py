"""What is owed to peers, in the order in which it happened, each told only after its cause was answered."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from simulators.wire.errors import NoAnswer


@dataclass(slots=True, eq=False)
class Debt:
    """One act of telling. It waits for :meth:`Owed.release`."""

    tell: Callable[[], None]
    released: bool = False


class Owed:
    """A queue whose head waits until its own message was answered; those behind it wait too, so order is kept."""

    def __init__(self) -> None:
        self._queue: deque[Debt] = deque()
        self._changed = threading.Condition()
        self._telling = False

    def promise(self, tell: Callable[[], None]) -> Debt:
        """Queue ``tell`` now; to be called while the act is committed, so that queue and book agree in order."""
        debt = Debt(tell)
        with self._changed:
            self._queue.append(debt)
        return debt

    def release(self, debt: Debt) -> None:
        """Its cause was answered: tell it, as soon as everything before it was told."""
        with self._changed:
            debt.released = True
            if self._telling:
                return  # the thread that tells takes it along
            self._telling = True
        while (first := self._next()) is not None:
            try:
                first.tell()
            except BaseException:
                with self._changed:
                    self._telling = False
                raise

    def _next(self) -> Debt | None:
        with self._changed:
            if self._queue and self._queue[0].released:
                return self._queue.popleft()
            self._telling = False  # in the same breath as seeing that nothing is left
            self._changed.notify_all()
            return None

    def settle(self, timeout: float) -> None:
        """Wait until everything was told; :class:`NoAnswer` after ``timeout`` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._queue and not self._telling, timeout):
                raise NoAnswer(f"not everything was told within {timeout:g} s", seconds=timeout)
