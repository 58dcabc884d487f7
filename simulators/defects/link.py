"""Defects of what stands between two systems: an interface engine, or the queue before a line that fails.

From outside they are the doing of the system whose messages they are.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from pydicom import Dataset

from simulators import mllp_reactor
from simulators.defects.defect import defect
from simulators.defects.hl7_interface import served
from simulators.defects.planting import EveryNth, Plant, around
from simulators.hl7_line import Line
from simulators.mllp_outbox import Delivery, Outbox
from simulators.modality_queue import StoreQueue
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


def _under_way_forgotten(original: Any, self: StoreQueue, *args: Any) -> Any:
    """What was being sent when the line broke counts as sent."""
    found = original(self, *args)
    with self._changed:
        if self._waiting and len(self._waiting) < len(args[0]):
            self._waiting.pop(0)
        self._changed.notify_all()
    return found


def _gives_up(original: Any, self: StoreQueue) -> None:
    """After the first try and one more in vain the queue is emptied, and nobody is told."""
    before = self.waiting
    original(self)
    if self.waiting == before:
        with self._changed:
            self._waiting.clear()
            self._changed.notify_all()


def _numbered_anew(original: Any, self: StoreQueue) -> None:
    """What is sent again gets a number of its own: to the archive it is another image."""
    with self._changed:
        self._waiting[:] = [(_renumbered(instance), to) for instance, to in self._waiting]
    original(self)


def _renumbered(instance: Dataset) -> Dataset:
    again = copy.deepcopy(instance)
    again.SOPInstanceUID = f"{str(again.SOPInstanceUID)[:54]}.9"
    again.file_meta.MediaStorageSOPInstanceUID = again.SOPInstanceUID
    return again


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
        after="an order before",
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
        after="two reports, one soon after the other",
    ),
    defect(
        "link.queue-lost",
        "what could not be sent during an outage is given up",
        "ris",
        "TC-CON-003 TC-CON-004",
        "(?i)report|status|final|completed|arriv",
        queue("_ended", _given_up),
        row=18,
        after="an outage of the medical record",
    ),
    defect(
        "con.under-way-forgotten",
        "the scanner takes the image that was under way when the line broke for sent",
        "modality",
        "TC-CON-007 TC-CON-001",
        "(?i)send again|did not send",
        around(StoreQueue, "store", _under_way_forgotten),
        row=9,
    ),
    defect(
        "con.gives-up",
        "the scanner gives up what it could not send twice",
        "modality",
        "TC-CON-008",
        "(?i)send again|did not send",
        around(StoreQueue, "_once", _gives_up),
        row=9,
    ),
    defect(
        "con.numbered-anew",
        "the scanner gives an image another number when it sends it again",
        "modality",
        "TC-CON-008 TC-CON-007 TC-CON-002",
        "(?i)does not list|did not send again",
        around(StoreQueue, "_once", _numbered_anew),
        row=10,
    ),
)
