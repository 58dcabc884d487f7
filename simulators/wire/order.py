"""Orders on the wire: RAD-2/RAD-3 between placer and filler, RAD-4/RAD-13 from filler to image manager.

ORM^O01 (2.3.1 with ZDS, 2.4, 2.5), OMG^O19, OMI^O23, and the placer's answer ORR^O02 or ORG^O20.
"""

from __future__ import annotations

from simulators.wire import ack, envelope
from simulators.wire.envelope import ce, composite, ei, joined
from simulators.wire.er7 import Message, escape, path
from simulators.wire.errors import LocalViolation
from simulators.wire.order_reading import read_orders
from simulators.wire.order_values import IHE_SWF, IHE_SWF_B, Dialect, Order, ScheduledStep
from simulators.wire.registration import pid, pv1

__all__ = [
    "IHE_SWF",
    "IHE_SWF_B",
    "Dialect",
    "Order",
    "ScheduledStep",
    "placer_order",
    "read_orders",
    "scheduled_procedure",
]

# ORC-5 of RAD-4 and RAD-13 by ORC-1; XO is SC before and CM after completion.
_SCHEDULE_STATUS = {"NW": "SC", "CA": "CA", "DC": "CA", "XO": "SC"}
_ANSWERS = {"ORM^O01": "ORR^O02", "OMG^O19": "ORG^O20", "OMI^O23": "ORI^O24"}


def placer_order(
    order: Order,
    control: str,
    *,
    dialect: Dialect,
    sender: str,
    receiver: str,
    control_id: str,
    when: str,
    reply_to: Message | None = None,
) -> Message:
    """RAD-2 (NW, CA; XO, DC in dialects that have them) or RAD-3 (SN, SC, OC; NA).

    NW leaves ORC-3 empty, SN leaves ORC-2 empty, OC leaves ORC-5 empty. NA and every other control code given with
    ``reply_to`` is an ORR^O02 or ORG^O20 that acknowledges that message (MSA AA); LocalViolation for NA without it.
    """
    if control == "NA" and reply_to is None:
        raise LocalViolation("NA answers a filler's SN; there is none to answer")
    omg = dialect.placer_message == "OMG^O19"
    orc = _orc(order, control, when, omg)
    if reply_to is not None:
        kind = _ANSWERS.get(reply_to.type, "ORG^O20" if omg else "ORR^O02")
        body = [pid(order.patient), orc, _obr(order, control, None, omg)]
        return ack.response(reply_to, "AA", body, kind=kind, control_id=control_id, when=when)
    segments = [
        envelope.msh(
            dialect.placer_message,
            structure=dialect.placer_message.replace("^", "_"),
            dialect=dialect,
            sender=sender,
            receiver=receiver,
            control_id=control_id,
            when=when,
        ),
        pid(order.patient),
        pv1(order.visit),
        orc,
        *([_tq1(order, None)] if omg else []),
        _obr(order, control, None, omg),
        *_measures(order),
    ]
    message = envelope.assemble(segments, dialect)
    return message if control == "NW" else _relocated(message, order.with_(study_instance_uid=""), dialect)


def scheduled_procedure(
    order: Order,
    control: str,
    *,
    dialect: Dialect,
    sender: str,
    receiver: str,
    control_id: str,
    when: str,
    status: str | None = None,
) -> Message:
    """RAD-4 (NW) or RAD-13 (XO, CA, DC) to the image manager.

    ORM^O01 has one ORC and OBR for each scheduled step and one ZDS; OMI^O23 one ORC, OBR and an IPC for each step.
    ``status`` is ORC-5; None takes it from ``control``, and CM for XO where ``order.status`` is CM.
    """
    if status is None:
        status = "CM" if control == "XO" and order.status == "CM" else _SCHEDULE_STATUS.get(control, order.status)
    order = order.with_(status=status)
    omi = dialect.schedule_message == "OMI^O23"
    segments = [
        envelope.msh(
            dialect.schedule_message,
            structure=dialect.schedule_message.replace("^", "_"),
            dialect=dialect,
            sender=sender,
            receiver=receiver,
            control_id=control_id,
            when=when,
        ),
        pid(order.patient),
        pv1(order.visit),
        *(_omi_group(order, control, when) if omi else _orm_groups(order, control, when)),
    ]
    return _relocated(envelope.assemble(segments, dialect), order, dialect)


def _omi_group(order: Order, control: str, when: str) -> list[str]:
    first = order.steps[0] if order.steps else None
    return [
        _orc(order, control, when, True),
        _tq1(order, first),
        _obr(order, control, None, True, scheduled=True),
        *_measures(order),
        *[_ipc(order, step) for step in order.steps or (ScheduledStep(),)],
    ]


def _orm_groups(order: Order, control: str, when: str) -> list[str]:
    segments = []
    for number, step in enumerate(order.steps or (None,), start=1):
        segments += [
            _orc(order, control, when, False, step),
            _obr(order, control, step, False, scheduled=True, number=number),
            *_measures(order),
        ]
    return (
        [*segments, f"ZDS|{joined((order.study_instance_uid,))}^^Application^DICOM"]
        if order.study_instance_uid
        else segments
    )


def _orc(order: Order, control: str, when: str, tq1: bool, step: ScheduledStep | None = None) -> str:
    placer = "" if control == "SN" else ei(order.placer_order_number, order.placer_issuer)
    filler = "" if control == "NW" and not order.steps else ei(order.filler_order_number, order.filler_issuer)
    status = "" if control in ("OC", "SN", "NA") or (control == "NW" and not order.steps) else order.status
    station = step.station_ae_title if step else ""
    fields = {
        1: control,
        2: placer,
        3: filler,
        5: status,
        7: "" if tq1 else _timing(order, step),
        9: when,
        12: composite(order.ordering_physician),
        17: joined(("RAD", "Radiology", "L")),
        18: joined((station,)),
    }
    return envelope.segment("ORC", fields)


def _timing(order: Order, step: ScheduledStep | None) -> str:
    """TQ of ORC-7 and OBR-27: component 4 the start, 6 the priority."""
    start = step.start if step and step.start else order.requested_start
    return joined(("1", "", "", start, "", order.priority))


def _tq1(order: Order, step: ScheduledStep | None) -> str:
    start = step.start if step and step.start else order.requested_start
    return envelope.segment("TQ1", {1: "1", 7: start, 9: escape(order.priority)})


def _obr(
    order: Order, control: str, step: ScheduledStep | None, tq1: bool, *, scheduled: bool = False, number: int = 1
) -> str:
    physician = step.performing_physician if step else (order.steps[0].performing_physician if order.steps else "")
    fields = {
        1: str(number),
        2: "" if control == "SN" else ei(order.placer_order_number, order.placer_issuer),
        3: "" if control == "NW" and not scheduled else ei(order.filler_order_number, order.filler_issuer),
        4: _service(order, step),
        5: "" if tq1 else escape(order.priority),
        12: composite(order.danger),
        13: escape(order.alerts),
        15: _body_site(order),
        16: composite(order.ordering_physician),
        27: "" if tq1 else _timing(order, step),
        30: escape(order.transport),
        31: joined(("", order.reason)),
        34: composite(physician.replace("^", "&")),
        44: ce(order.procedure) if scheduled else "",
    }
    if control != "NW" or scheduled:
        fields |= {18: escape(order.accession_number), 19: escape(order.requested_procedure_id)}
    if step:
        fields |= {20: escape(step.id), 24: escape(step.modality)}
    return envelope.segment("OBR", fields)


def _service(order: Order, step: ScheduledStep | None) -> str:
    """OBR-4: the procedure; in RAD-4 of ORM^O01 the step's protocol as the alternate code."""
    if not step or not (step.protocol or step.description):
        return ce(order.procedure)
    code, text, scheme = (
        (step.protocol.value, step.protocol.meaning, step.protocol.scheme) if step.protocol else ("", "", "")
    )
    return joined(
        (
            order.procedure.value,
            order.procedure.meaning,
            order.procedure.scheme,
            code,
            step.description or text,
            scheme,
        )
    )


def _body_site(order: Order) -> str:
    """OBR-15: body site in component 4, site modifier (laterality) in 5."""
    return joined(("", "", "", order.body_part, order.laterality)) if order.body_part or order.laterality else ""


def _ipc(order: Order, step: ScheduledStep) -> str:
    protocol = step.protocol
    coded = (protocol.value, protocol.meaning, protocol.scheme) if protocol else ("", "", "")
    fields = {
        1: ei(order.accession_number, order.accession_issuer),
        2: ei(order.requested_procedure_id),
        3: ei(order.study_instance_uid),
        4: ei(step.id),
        5: escape(step.modality),
        6: joined((*coded, "", step.description)) if step.description else joined(coded),
        7: ei(step.station_name),
        8: joined((step.location,)),
        9: escape(step.station_ae_title),
    }
    return envelope.segment("IPC", fields)


def _measures(order: Order) -> list[str]:
    """OBX segments for weight and height."""
    measures = (
        ("29463-7^Body weight^LN", order.weight_kg, "kg"),
        ("8302-2^Body height^LN", order.height_m, "m"),
    )
    present = [(code, number, unit) for code, number, unit in measures if number]
    return [
        envelope.segment("OBX", {1: str(n), 2: "NM", 3: code, 4: "1", 5: escape(number), 6: unit, 11: "F"})
        for n, (code, number, unit) in enumerate(present, start=1)
    ]


def _relocated(message: Message, order: Order, dialect: Dialect) -> Message:
    """With the accession number and Study Instance UID where this site wants them."""
    places = (
        (dialect.accession_field, order.accession_number, ("OBR-18", "IPC-1")),
        (dialect.study_uid_field, order.study_instance_uid, ("ZDS-1", "IPC-3")),
    )
    for wanted, content, usual in places:
        if not wanted or not content:
            continue
        for where in (*usual, wanted):
            for index in range(len(message.all(path(where).segment))):
                message = message.set_text(where, content if where == wanted else "", index)
    zds = message.segment("ZDS")
    return message.without("ZDS") if zds and not any(zds.fields[1:]) else message
