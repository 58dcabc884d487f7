"""What HL7 messages do to the EMR's records: orders, status, appointments, results. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from simulators.emr_inbox import Inbox, StatusReport
from simulators.hl7_receiver import NotAccepted
from simulators.wire.appointment import read_appointment
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Patient, PatientId
from simulators.wire.order import Order, read_orders
from simulators.wire.registration import read_merges, read_patient
from simulators.wire.result import read_result

KINDS = ("ADT^*", "ORM^O01", "OMG^O19", "SIU^S12", "SIU^S13", "SIU^S15", "ORU^R01")
_EVENTS = frozenset(f"A{number:02d}" for number in range(1, 63))  # of ADT, HL7 table 0003
_FROM_FILLER = frozenset({"SC", "OC", "OK", "OD", "OR", "UA", "UC", "UD", "CR", "DR", "XR", "XX", "RO", "SN"})


class Records:
    """The orders the EMR knows, by placer order number, and what was received about them."""

    def __init__(self, new_number: Callable[[], str], issuer: str) -> None:
        """``new_number`` gives the placer order number of an order that the filler made; ``issuer`` is who we are."""
        self._new_number, self._issuer = new_number, issuer
        self.orders: dict[str, Order] = {}
        self.made_by_filler: list[str] = []  # placer order numbers
        self._merges: list[tuple[PatientId, PatientId]] = []  # given up, survivor
        self.inbox = Inbox()

    def take(self, message: Message) -> Order | None:
        """Act on one message; the order to answer NA for, after SN. :class:`NotAccepted` with what to answer."""
        kind = message.type.partition("^")[0]
        if kind == "ADT":
            self._admit(message)
        elif kind == "SIU":
            appointment = read_appointment(message)
            self._require_same_patient(appointment.order)
            self.inbox.appointments.append(appointment)
        elif kind == "ORU":
            self._results(message)
        else:
            return self._orders(message)
        return None

    def _admit(self, message: Message) -> None:
        """The EMR keeps its own orders true: renamed and merged patients."""
        event = message.type.partition("^")[2]
        if event not in _EVENTS:
            raise NotAccepted("201", f"event {event or '(none)'} is not supported", "MSH-9.2")
        for survivor, prior in read_merges(message):
            self._merges.append((prior, survivor.id))
            self._carry(survivor, prior)
        patient = read_patient(message)
        if not patient.id.value:
            raise NotAccepted("101", "no patient identifier", "PID-3")
        if message.type in ("ADT^A08", "ADT^A31"):
            self._carry(patient, patient.id)

    def _carry(self, patient: Patient, patient_id: PatientId) -> None:
        for number, order in self.orders.items():
            if order.patient.id.agrees_with(patient_id):
                self.orders[number] = order.with_(patient=patient)

    def _orders(self, message: Message) -> Order | None:
        orders = read_orders(message)
        if not orders:
            raise NotAccepted("100", "no order in the message", "ORC")
        for n, (control, order) in enumerate(orders, start=1):
            if control not in _FROM_FILLER:
                text = f"order control code {control!r} is not a filler's" if control else "no order control code"
                raise NotAccepted("103" if control else "101", text, f"ORC[{n}]-1")
            if control == "SN" and not order.filler_order_number:
                raise NotAccepted("101", "no filler order number", "ORC-3")
            self._require_same_patient(order)
        created = [self._created(order) for control, order in orders if control == "SN"]
        for control, order in orders:
            if control != "SN":
                self._status(control, order, message.control_id)
        return created[0] if created else None

    def _created(self, order: Order) -> Order:
        """A filler order with the placer number that it had before, or a new one."""
        for number in self.made_by_filler:
            if self.orders[number].filler_order_number == order.filler_order_number:
                return self.orders[number]
        numbered = order.with_(placer_order_number=self._new_number(), placer_issuer=self._issuer)
        self.orders[numbered.placer_order_number] = numbered
        self.made_by_filler.append(numbered.placer_order_number)
        return numbered

    def _status(self, control: str, order: Order, control_id: str) -> None:
        self.inbox.statuses.append(
            StatusReport(control=control, status=order.status, order=order, control_id=control_id)
        )
        known = self.known(order)
        if known is not None:
            status = "CA" if control == "OC" else order.status
            self.orders[known.placer_order_number] = replace(
                known,
                filler_order_number=known.filler_order_number or order.filler_order_number,
                filler_issuer=known.filler_issuer or order.filler_issuer,
                accession_number=known.accession_number or order.accession_number,
                status=status or known.status,
            )

    def _results(self, message: Message) -> None:
        results = read_result(message)
        if not results:
            raise NotAccepted("101", "no result in the message", "OBR")
        for result in results:
            if not result.status:
                raise NotAccepted("101", "no result status", "OBR-25")
            self._require_same_patient(result.order)
        for result in results:
            self.inbox.add_result(result, message.control_id)

    def known(self, order: Order) -> Order | None:
        """Our order with this placer order number."""
        return self.orders.get(order.placer_order_number)

    def _survivor(self, patient_id: PatientId) -> PatientId:
        """Under what the patient is known now: a message that was on its way during the merge still has the old one."""
        for prior, survivor in self._merges:
            if prior.agrees_with(patient_id):
                patient_id = survivor
        return patient_id

    def _require_same_patient(self, order: Order) -> None:
        """What arrives for one of our orders must be about the same patient; else it would be shown under another."""
        if not order.patient.id.value:
            raise NotAccepted("101", "no patient identifier", "PID-3")
        known = self.known(order)
        if known is not None and not known.patient.id.agrees_with(self._survivor(order.patient.id)):
            raise NotAccepted("204", f"order {order.placer_order_number} is another patient's", "PID-3")
