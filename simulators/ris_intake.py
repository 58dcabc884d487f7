"""What HL7 messages do to the RIS's book (RAD-1, RAD-12, RAD-2, RAD-13 from the placer). Pure.

Conformance: ADT A01-A08 A11-A13 A28 A31 A34 A36 A38 A40; ORM^O01, OMG^O19 and OMI^O23 with ORC-1 NW, CA, XO, DC and
NA. Other order control codes are answered AE 103, what the book forbids AE with its code; nothing is changed then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from simulators.hl7_receiver import NotAccepted
from simulators.ris_book import Book
from simulators.ris_notice import Notice
from simulators.ris_patients import MERGE, UNKNOWN_KEY, NotPossible
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Patient, Visit
from simulators.wire.order import Order, ScheduledStep, read_orders
from simulators.wire.order_reading import OrderGroup, order_groups
from simulators.wire.registration import read_merges, read_patient, read_visit

KINDS = ("ADT^*", "ORM^O01", "OMG^O19", "OMI^O23")
Act = Callable[[Book], list[Notice]]
_NULL = '""'
_CHANGEABLE = (
    *("procedure", "priority", "ordering_physician", "requested_start", "reason", "danger", "transport", "alerts"),
    *("laterality", "body_part", "weight_kg", "height_m"),
)


def take(book: Book, message: Message, when: str) -> list[Notice]:
    """Act on one message; what peers are owed. :class:`NotAccepted` with the error to answer."""
    acts = _admissions(message) if message.type.startswith("ADT") else _orders(message, when)
    undo = book.saved() if len(acts) > 1 else None
    try:
        return [notice for act in acts for notice in act(book)]
    except NotPossible as refusal:
        if undo:
            undo()
        raise NotAccepted(refusal.code, refusal.what, refusal.where) from refusal


# Registration


def _admissions(message: Message) -> list[Act]:
    event = message.type.partition("^")[2]
    if event in MERGE:
        merges = read_merges(message)
        if not merges:
            raise NotAccepted("101", "no prior patient identifier", "MRG-1")
        return [partial(Book.admit, event=event, patient=survivor, prior_id=prior) for survivor, prior in merges]
    visit = read_visit(message) if message.segment("PV1") else None
    return [partial(Book.admit, event=event, patient=_patient(message), visit=visit)]


def _patient(message: Message) -> Patient:
    """The patient of PID, with HL7's explicit null kept where it empties a field."""
    patient = read_patient(message)
    return replace(
        patient,
        birth_date=_NULL if message.get("PID-7") == _NULL else patient.birth_date,
        sex=_NULL if message.get("PID-8") == _NULL else patient.sex,
    )


# Orders


def _orders(message: Message, when: str) -> list[Act]:
    orders = read_orders(message)
    if not orders:
        raise NotAccepted("100", "no order in the message", "ORC")
    groups = order_groups(message)
    acts: list[Act] = []
    for n, (control, order) in enumerate(orders):
        where = f"ORC[{n + 1}]-1"
        if not control:
            raise NotAccepted("101", "no order control code", where)
        if control not in _ACTS:
            raise NotAccepted("103", f"order control code {control!r} is not supported", where)
        if not order.patient.id.value:
            raise NotAccepted("101", "no patient identifier", "PID-3")
        asked = _asked(groups[n]) if len(groups) == len(orders) else ()
        acts.append(partial(_ACTS[control], order=_as_asked(order, asked, message), when=when))
    return acts


def _asked(group: OrderGroup) -> tuple[ScheduledStep, ...]:
    """What the placer may say about the step: modality (OBR-24) and performing physician (OBR-34)."""
    modality, physician = group.get("OBR-24"), group.get("OBR-34").replace("&", "^")
    return (ScheduledStep(modality=modality, performing_physician=physician),) if modality or physician else ()


def _as_asked(order: Order, asked: tuple[ScheduledStep, ...], message: Message) -> Order:
    """The placer's order without numbers that are the filler's to give; the placer is named where ORC-2.2 does not."""
    return order.with_(
        visit=order.visit if order.visit.patient_class else Visit(),
        placer_issuer=order.placer_issuer or message.sending_application,
        accession_number="",
        requested_procedure_id="",
        study_instance_uid="",
        steps=asked,
        priority=order.priority or "R",
        status="",
    )


def _place(book: Book, order: Order, when: str) -> list[Notice]:
    return book.place(order.with_(filler_order_number="", filler_issuer=""), when)


def _cancel(book: Book, order: Order, when: str) -> list[Notice]:
    return book.cancel(book.placed(order).accession_number)


def _discontinue(book: Book, order: Order, when: str) -> list[Notice]:
    return book.discontinue(book.placed(order).accession_number)


def _change(book: Book, order: Order, when: str) -> list[Notice]:
    """What the message leaves empty stays as it was."""
    known = book.placed(order)
    values = {name: getattr(order, name) for name in _CHANGEABLE}
    changes = {name: value for name, value in values.items() if value and value != getattr(known, name)}
    if "procedure" in changes and not order.procedure.value:
        del changes["procedure"]
    return book.change(known.accession_number, when, **changes)


def _number(book: Book, order: Order, when: str) -> list[Notice]:
    """NA sent as a message of its own, not as the answer to SN."""
    known = book.orders.find(filler=order.filler_order_number)
    if known is None:
        raise NotPossible(f"unknown filler order number {order.filler_order_number!r}", code=UNKNOWN_KEY, where="ORC-3")
    book.give_placer_number(known.accession_number, order.placer_order_number, order.placer_issuer)
    return []


_ACTS: dict[str, Callable[..., list[Notice]]] = {
    "NW": _place,
    "CA": _cancel,
    "DC": _discontinue,
    "XO": _change,
    "NA": _number,
}
