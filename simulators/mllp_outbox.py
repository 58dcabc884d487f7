"""A queue of messages to one peer that survives the peer's absence: in order, and each until it is acknowledged."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulators import mllp_reactor
from simulators.mllp_guard import guard
from simulators.mllp_request import Request
from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError, LocalViolation, NoAnswer

if TYPE_CHECKING:
    from simulators.mllp_client import MllpClient


@dataclass(slots=True, eq=False)
class Delivery:
    """A message in an :class:`Outbox`, on its way or delivered."""

    message: Message
    deliberate: str = ""
    attempts: int = 0
    last_error: InteropError | None = None
    _done: threading.Event = field(default_factory=threading.Event)
    _answer: Message | None = None

    @property
    def is_done(self) -> bool:
        return self._done.is_set()

    def result(self, timeout: float) -> Message:
        """The acknowledgement, once there is one; :class:`NoAnswer` (or the last error) after ``timeout`` seconds."""
        if not self._done.wait(timeout):
            raise self.last_error or NoAnswer(
                f"{self.message.type} {self.message.control_id} was not acknowledged within {timeout:g} s",
                seconds=timeout,
            )
        if self._answer is None:
            raise self.last_error or LocalViolation("the outbox was stopped")
        return self._answer


class Outbox:
    """Messages in order, each sent again with the same control ID until it is acknowledged.

    The next one goes out when the one before it was acknowledged, with AE and AR as with AA: it has arrived.
    """

    def __init__(self, client: MllpClient, *, retry_s: float = 5.0, timeout: float | None = None) -> None:
        """``retry_s``: seconds before the next attempt; ``timeout``: seconds for one acknowledgement."""
        self.client = client
        self._retry_s, self._timeout = retry_s, timeout
        self._queue: deque[Delivery] = deque()
        self._busy = False
        self._retry: Any = None
        self._stopped = False

    def put(self, message: Message, *, deliberate: str = "") -> Delivery:
        """Queue it. :class:`LocalViolation` at once for a patient that is not ours."""
        guard(self.client.runtime, message.raw, deliberate=deliberate)
        delivery = Delivery(message, deliberate)
        mllp_reactor.soon(self._add, delivery)
        return delivery

    @property
    def depth(self) -> int:
        """Messages not acknowledged yet."""
        return len(self._queue)

    def stop(self) -> None:
        """Give up what is not delivered. The client stays open."""
        mllp_reactor.call(self._stop, timeout=5)

    def _add(self, delivery: Delivery) -> None:
        if self._stopped:
            delivery._done.set()
            return
        self._queue.append(delivery)
        self._pump()

    def _pump(self) -> None:
        if self._busy or self._retry is not None or not self._queue or self._stopped:
            return
        self._busy = True
        first = self._queue[0]
        first.attempts += 1
        self.client._submit(
            Request(
                first.message.raw, first.message, self.client._seconds(self._timeout), first.deliberate, self._ended
            )
        )

    def _ended(self, result: Any) -> None:
        self._busy = False
        if self._stopped or not self._queue:
            return
        first = self._queue[0]
        if isinstance(result, BaseException):
            first.last_error = result if isinstance(result, InteropError) else None
            self._retry = mllp_reactor.loop.callLater(self._retry_s, self._again)
            return
        self._queue.popleft()
        first._answer = result
        first._done.set()
        self._pump()

    def _again(self) -> None:
        self._retry = None
        self._pump()

    def _stop(self) -> None:
        self._stopped = True
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        for delivery in self._queue:
            delivery._done.set()
        self._queue.clear()
