"""Defects of what stands between two systems: an interface engine, or the queue before a line that fails.

From outside they are the doing of the system whose messages they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulators import mllp_reactor
from simulators.defects.defect import defect
from simulators.defects.hl7_interface import served
from simulators.defects.planting import EveryNth, Plant, around
from simulators.hl7_line import Line
from simulators.mllp_outbox import Delivery, Outbox
from simulators.wire.er7 import Message

SENDER = "ris"
HELD_BACK_S = 2.0


def _second_answer_lost(planting: Any) -> None:
    """Made anew each time that it is planted: it counts."""
    second = EveryNth(2)

    def answers(original: Any, self: Any, message: Message, connection: Any) -> Iterator[Message]:
        lost = message.type.startswith(("OMG", "ORM")) and second()
        for reply in original(self, message, connection):
            if not lost:
                yield reply

    served(answers)(planting)


def _put_twice(original: Any, self: Line, message: Message, **options: Any) -> Delivery:
    """An engine that was restarted sends its last result once more, as a new message."""
    delivery: Delivery = original(self, message, **options)
    if self._sender == SENDER and message.type.startswith("ORU"):
        original(self, message.set("MSH-10", f"{message.control_id[:18]}X2"), **options)
    return delivery


def _overtaken(original: Any, self: Outbox, delivery: Delivery) -> None:
    """A preliminary report is held back, so that the final one, signed at once, goes first."""
    message = delivery.message
    if self.client.sender == SENDER and message.type.startswith("ORU") and message.get("OBR-25") == "P":
        mllp_reactor.loop.callLater(HELD_BACK_S, original, self, delivery)
    else:
        original(self, delivery)


def _given_up(original: Any, self: Outbox, result: Any) -> None:
    """What could not be sent at once is not sent."""
    if isinstance(result, BaseException) and self.client.sender == SENDER and self._queue:
        self._queue.popleft()._done.set()
        self._busy = False
        self._pump()
    else:
        original(self, result)


def queue(name: str, wrapped: Any) -> Plant:
    """How messages wait for a peer."""
    return around(Outbox, name, wrapped)


DEFECTS = (
    defect(
        "link.second-answer-lost",
        "the line loses every second acknowledgement of an order",
        "ris",
        "TC-ROB-004 TC-ORD-010",
        "(?i)acknowledg|answer|nothing",
        _second_answer_lost,
        row=10,
    ),
    defect(
        "link.reports-doubled",
        "the engine before the EMR sends each report twice, as two messages",
        "ris",
        "TC-CON-003 TC-RPT-001",
        "(?i)twice|each once|report|arriv",
        around(Line, "put", _put_twice),
        row=10,
    ),
    defect(
        "link.queue-reversed",
        "two reports that wait for a line are sent in the wrong order",
        "ris",
        "TC-CON-003",
        "(?i)order|report|preliminary|final|arriv",
        queue("_add", _overtaken),
    ),
    defect(
        "link.queue-lost",
        "what could not be sent during an outage is given up",
        "ris",
        "TC-CON-003 TC-CON-004",
        "(?i)report|status|final|completed|arriv",
        queue("_ended", _given_up),
        row=18,
    ),
)
