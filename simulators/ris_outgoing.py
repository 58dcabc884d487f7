"""What a notice of the RIS's book is on the wire: messages to the EMR (RAD-3, RAD-48) and to the PACS (RAD-4, 12, 13).

Nothing is sent here; building a message needs only who it is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from simulators.addresses import Hl7Address
from simulators.ris_notice import Notice, What
from simulators.wire.appointment import siu
from simulators.wire.er7 import Message
from simulators.wire.order import Order, placer_order, scheduled_procedure
from simulators.wire.registration import adt
from simulators.wire.result import Result, oru

# What RAD-12 has for events that the profile does not: a PACS need not know the others.
_TOLD_AS = {"A31": "A08", "A34": "A40", "A36": "A40"}
_TO_PACS = {
    What.SCHEDULED: "NW",
    What.CHANGED: "XO",
    What.RESCHEDULED: "XO",
    What.CANCELLED: "CA",
    What.CANCELLED_BY_FILLER: "CA",
    What.DISCONTINUED: "DC",
}
_APPOINTMENTS = {
    What.SCHEDULED: "S12",
    What.RESCHEDULED: "S13",
    What.CANCELLED: "S15",
    What.CANCELLED_BY_FILLER: "S15",
    What.DISCONTINUED: "S15",
}
_TO_EMR = {What.CANCELLED_BY_FILLER: "OC", What.STATUS: "SC"}


class Outgoing:
    """Builds messages in the dialect of each peer."""

    def __init__(self, sender: str, control_id: Callable[[], str], now: Callable[[], str]) -> None:
        """``sender`` is ``"APP|FACILITY"``."""
        self._sender, self._control_id, self._now = sender, control_id, now

    def to_emr(
        self, notice: Notice, peer: Hl7Address, *, appointments: bool = True, status_when_scheduled: bool = True
    ) -> Iterator[Message]:
        """The order message first, then the appointment."""
        order = notice.order
        if order is None:
            return
        if notice.what in _TO_EMR:
            yield placer_order(order, _TO_EMR[notice.what], **self._envelope(peer))
        event = _APPOINTMENTS.get(notice.what)
        if notice.what is What.SCHEDULED and status_when_scheduled and order.status == "SC":
            yield placer_order(order, "SC", **self._envelope(peer))
        done = notice.what is What.SCHEDULED and order.status != "SC"  # taken over after it was performed
        if event and appointments and not done and not notice.begun:
            yield self.appointment(event, order, peer)

    def to_pacs(self, notice: Notice, peer: Hl7Address) -> Iterator[Message]:
        """RAD-12, or RAD-4 and RAD-13."""
        if notice.what is What.PATIENT and notice.patient is not None:
            event = _TOLD_AS.get(notice.event, notice.event)
            yield adt(event, notice.patient, notice.visit, prior=notice.prior, **self._envelope(peer))
        elif notice.what in _TO_PACS and notice.order is not None:
            yield scheduled_procedure(notice.order, _TO_PACS[notice.what], **self._envelope(peer))

    def new_order(self, order: Order, peer: Hl7Address) -> Message:
        """RAD-3 SN; ORC-2 is empty, for the placer to fill in its NA."""
        return placer_order(order, "SN", **self._envelope(peer))

    def report(self, result: Result, peer: Hl7Address) -> Message:
        """ORU^R01 (RAD-28, RAD-128)."""
        return oru(result, **self._envelope(peer))

    def appointment(self, event: str, order: Order, peer: Hl7Address) -> Message:
        """SIU; the filler order number names the appointment."""
        return siu(event, order, appointment_id=order.filler_order_number, **self._envelope(peer))

    def _envelope(self, peer: Hl7Address) -> dict[str, Any]:
        return {
            "dialect": peer.dialect,
            "sender": self._sender,
            "receiver": peer.name,
            "control_id": self._control_id(),
            "when": self._now(),
        }
