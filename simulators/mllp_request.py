"""A message on its way to a peer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulators.mllp_header import Header, header
from simulators.wire.er7 import Message


@dataclass(slots=True, eq=False)
class Request:
    """A message on its way. ``done`` is called once, in the reactor's thread, with the answer or the error."""

    raw: bytes
    message: Message | None  # None: bytes that are sent as they are
    timeout: float
    deliberate: str
    done: Callable[[Any], None]
    framed: bool = True
    number: int | None = None  # in the transcript
    deadline: float = 0.0  # of the reactor's clock, once it is sent
    sent: bool = False
    finished: bool = False

    head: Header | None = field(init=False)

    def __post_init__(self) -> None:
        self.head = header(self.message) if self.message is not None else None

    @property
    def control_id(self) -> str:
        return self.head.control_id if self.head is not None else ""

    @property
    def kind(self) -> str:
        return self.head.kind if self.head is not None else ""
