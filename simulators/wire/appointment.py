"""Appointment notification (RAD-48): SIU^S12 new, S13 moved, S15 cancelled, written and read."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulators.wire import envelope
from simulators.wire.envelope import ce, composite, joined, read_code, value
from simulators.wire.er7 import Message, Segment
from simulators.wire.identifiers import Code, Patient, PatientId, PersonName, Visit
from simulators.wire.order_values import Dialect, Order, ScheduledStep
from simulators.wire.registration import patient_of, pid, pv1, visit_of

EVENTS = {"S12": "new appointment", "S13": "appointment rescheduled", "S15": "appointment cancelled"}
_ACTIONS = {"S12": "A", "S13": "U", "S15": "D"}  # AIS-2
_STATUS = {"S12": "Booked", "S13": "Booked", "S15": "Cancelled"}  # SCH-25
_SCHEDULER = "99902^PRUEBA^CITAS"  # SCH-16 and SCH-20 are required


@dataclass(frozen=True, slots=True)
class Service:
    """One AIS: what is booked and when. ``action`` A add, U update, D delete."""

    action: str
    code: Code | None
    start: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment as it is told to the placer. Each service is also a step of ``order``."""

    event: str  # "S12"
    id: str  # SCH-2, the filler's
    order: Order
    services: tuple[Service, ...] = field(default=())
    reason: str = ""  # SCH-6
    start: str = ""  # SCH-11
    status: str = ""  # SCH-25


def siu(
    event: str,
    order: Order,
    *,
    appointment_id: str,
    dialect: Dialect,
    sender: str,
    receiver: str,
    control_id: str,
    when: str,
    reason: str = "",
) -> Message:
    """SIU^S12, S13 or S15 with one AIS for each scheduled step of the order."""
    steps = order.steps or (ScheduledStep(start=order.requested_start),)
    segments = [
        envelope.msh(
            f"SIU^{event}",
            structure="SIU_S12",
            dialect=dialect,
            sender=sender,
            receiver=receiver,
            control_id=control_id,
            when=when,
        ),
        _sch(event, order, appointment_id, steps[0].start, reason),
        pid(order.patient),
        *([pv1(order.visit)] if order.visit.patient_class else []),
        envelope.segment("RGS", {1: "1", 2: _ACTIONS[event]}),
    ]
    for number, step in enumerate(steps, start=1):
        fields = {1: str(number), 2: _ACTIONS[event], 3: ce(step.protocol or order.procedure), 4: step.start}
        segments.append(envelope.segment("AIS", fields))
    return envelope.assemble(segments, dialect)


def _sch(event: str, order: Order, appointment_id: str, start: str, reason: str) -> str:
    fields = {
        2: envelope.ei(appointment_id, order.filler_issuer),
        6: joined(("", reason or EVENTS[event])),
        11: joined(("1", "", "", start)),
        16: composite(_SCHEDULER),
        20: composite(_SCHEDULER),
        25: _STATUS[event],
        26: envelope.ei(order.placer_order_number, order.placer_issuer),
        27: envelope.ei(order.filler_order_number, order.filler_issuer),
    }
    return envelope.segment("SCH", fields)


def read_appointment(message: Message) -> Appointment:
    """The appointment of an SIU; fields that are absent come back empty."""
    segment, pv1_segment = message.segment("PID"), message.segment("PV1")
    services = tuple(_service_of(ais) for ais in message.all("AIS"))

    def get(where: str) -> str:
        return value(message.get(where))

    procedure = next((service.code for service in services if service.code), None)
    order = Order(
        patient=patient_of(segment) if segment else Patient(PatientId(""), PersonName()),
        procedure=procedure or Code("", "", ""),
        visit=visit_of(pv1_segment) if pv1_segment else Visit(patient_class=""),
        placer_order_number=get("SCH-26.1"),
        placer_issuer=get("SCH-26.2"),
        filler_order_number=get("SCH-27.1"),
        filler_issuer=get("SCH-27.2"),
        steps=tuple(ScheduledStep(start=service.start, protocol=service.code) for service in services),
        requested_start=get("SCH-11.4.1"),
    )
    return Appointment(
        event=message.get("MSH-9.2"),
        id=get("SCH-2.1"),
        order=order,
        services=services,
        reason=get("SCH-6.2") or get("SCH-6.1"),
        start=get("SCH-11.4.1"),
        status=get("SCH-25.1"),
    )


def _service_of(ais: Segment) -> Service:
    return Service(value(ais.get("2")), read_code(ais.components("3")), value(ais.get("4.1")))
