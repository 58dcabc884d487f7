"""What a simulated role has to tell the audit repository of HL7 messages: RAD-1 to RAD-4, RAD-12, RAD-13."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from simulators.audit_tellers import Tellers, Told, forget_oldest, study, tell
from simulators.transcript import Exchange
from simulators.wire import audit
from simulators.wire.ack import wants_application
from simulators.wire.audit import Participant
from simulators.wire.er7 import Message
from simulators.wire.order_reading import read_orders
from simulators.wire.registration import read_merges, read_patient

REMEMBERED = 5_000  # messages that wait for their answer, or were acted on and may be sent again


class Hl7Events:
    """A message is told of when it was answered; one that is sent again is not told of again."""

    def __init__(self, tellers: Tellers) -> None:
        self._tellers = tellers
        self._asked: dict[int, Exchange] = {}  # by number
        self._acted: dict[tuple[str, str, bytes], None] = {}

    def take(self, exchange: Exchange) -> Iterator[Told]:
        """What is to be told now, with the role that tells it."""
        message = exchange.message
        if message is None:
            return
        if exchange.reply_to is None:
            if message.type.partition("^")[0] in ("ADT", "ORM", "OMG", "OMI"):
                self._asked[exchange.number] = exchange
                forget_oldest(self._asked, REMEMBERED)
            return
        request = self._asked.get(exchange.reply_to)
        code = message.get("MSA-1")
        if request is None or request.message is None or (code == "CA" and wants_application(request.message)):
            return
        del self._asked[request.number]
        key = (request.sender, request.receiver, request.message.raw)
        if key in self._acted:
            return  # sent again: the answer was given again, and nothing else was done
        if code in ("AA", "CA"):
            self._acted[key] = None
            forget_oldest(self._acted, REMEMBERED)
        outcome = audit.SUCCESS if code in ("AA", "CA") else audit.SERIOUS_FAILURE
        for role in (request.sender, request.receiver):
            if role in self._tellers:
                yield from self._record(role, request, request.message, outcome, exchange.time)

    def _record(self, role: str, request: Exchange, message: Message, outcome: str, when: float) -> Iterator[Told]:
        """One message for each patient, order or procedure that the HL7 message names."""
        ends = (
            Participant(user_id=f"{message.sending_application}|{message.sending_facility}", is_requestor=True),
            Participant(user_id=f"{message.get('MSH-5')}|{message.get('MSH-6')}", is_requestor=False),
        )
        record = partial(tell, self._tellers, role, when=when, outcome=outcome, participants=ends)
        if message.type.startswith("ADT"):
            for action, patient_id in _registered(message):
                yield record(audit.PATIENT_RECORD, action, objects=(audit.patient(patient_id),))
            return
        event = audit.PROCEDURE_RECORD if "pacs" in (request.sender, request.receiver) else audit.ORDER_RECORD
        for control, order in read_orders(message):
            action = {"NW": "C", "SN": "C", "CA": "D", "OC": "D", "DC": "D"}.get(control, "U")
            objects = [audit.patient(order.patient.id.to_cx())]
            if event is audit.PROCEDURE_RECORD and order.study_instance_uid:
                numbers = (order.accession_number,) if order.accession_number else ()
                objects.insert(0, study(order.study_instance_uid, accessions=numbers))
            yield record(event, action, objects=tuple(objects))


def _registered(message: Message) -> Iterator[tuple[str, str]]:
    """Action and patient ID (CX): the survivor of a merge is updated, the other record deleted."""
    event = message.type.partition("^")[2]
    merges = read_merges(message) if event in ("A34", "A36", "A40") else []
    for survivor, prior in merges:
        yield "U", survivor.id.to_cx()
        yield "D", prior.to_cx()
    if not merges and (patient_id := read_patient(message).id.to_cx()):
        yield ("C" if event in ("A01", "A04", "A05", "A28") else "U"), patient_id
