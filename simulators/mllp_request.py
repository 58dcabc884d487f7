"""A message on its way to a peer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulators.mllp_header import Header, header
from simulators.wire.er7 import Message


class Request:
    """A message on its way. ``done`` is called once, in the reactor's thread, with the answer or the error."""

    __slots__ = (
        "deadline",
        "deliberate",
        "done",
        "finished",
        "framed",
        "head",
        "message",
        "number",
        "raw",
        "sent",
        "timeout",
    )

    def __init__(
        self,
        raw: bytes,
        message: Message | None,
        timeout: float,
        deliberate: str,
        done: Callable[[Any], None],
        framed: bool = True,
    ) -> None:
        """``message`` None: bytes that are sent as they are. ``timeout``: seconds from sending to the answer."""
        self.raw, self.message = raw, message
        self.timeout, self.deliberate = timeout, deliberate
        self.done, self.framed = done, framed
        self.head: Header | None = header(message) if message is not None else None
        self.number: int | None = None  # in the transcript
        self.deadline = 0.0  # of the reactor's clock, once it is sent
        self.sent = self.finished = False

    @property
    def control_id(self) -> str:
        return self.head.control_id if self.head is not None else ""

    @property
    def kind(self) -> str:
        return self.head.kind if self.head is not None else ""
