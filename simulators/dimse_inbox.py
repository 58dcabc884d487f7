"""What came from the peer and waits to be used."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from simulators.dimse_messages import DimseMessage


class Inbox:
    """What came from the peer and waits to be used: responses for whoever asked, requests for whoever serves."""

    def __init__(self) -> None:
        self._messages: dict[bool, deque[DimseMessage]] = {True: deque(), False: deque()}
        self._changed = threading.Condition()
        self.cancelled: set[int] = set()  # message IDs of C-CANCEL
        self.closed = False

    def put(self, item: DimseMessage | tuple[None, None]) -> None:
        """A message; pynetdicom's state machine puts ``(None, None)`` when the connection is gone."""
        if not isinstance(item, DimseMessage):
            self.close()
            return
        with self._changed:
            if item.kind == "C-CANCEL-RQ":
                self.cancelled.add(item.command.get("MessageIDBeingRespondedTo", -1))
            else:
                self._messages[item.is_response].append(item)
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def poke(self) -> None:
        """Wake who waits, to look at its ``unless`` again."""
        with self._changed:
            self._changed.notify_all()

    def take(
        self,
        timeout: float,
        *,
        responses: bool = False,
        requests: bool = False,
        unless: Callable[[], bool] = lambda: False,
    ) -> DimseMessage | None:
        """The next message of the wanted sort; None after ``timeout`` seconds, or at once when the connection is gone
        or ``unless`` is true."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while True:
                for wanted, sort in ((requests, False), (responses, True)):
                    if wanted and self._messages[sort]:
                        return self._messages[sort].popleft()
                left = deadline - time.monotonic()
                if self.closed or left <= 0 or unless():
                    return None
                self._changed.wait(left)
