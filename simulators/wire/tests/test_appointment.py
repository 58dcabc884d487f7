"""Appointments: new, moved, cancelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire.appointment import EVENTS, Service, read_appointment, siu
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Code
from simulators.wire.order import IHE_SWF_B, Dialect, Order, ScheduledStep
from simulators.wire.tests.cases import ANA, DIALECTS, ENVELOPE, ORDER, SECOND_STEP
from simulators.wire.tests.hl7_oracle import complaints


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("event", EVENTS)
def test_every_event(event: str, dialect: Dialect) -> None:
    order = ORDER.with_(steps=(*ORDER.steps, SECOND_STEP))
    message = siu(event, order, appointment_id="AP1", dialect=dialect, **ENVELOPE)
    found = complaints(message)
    if dialect.version == "2.3.1":  # SCH-26 and SCH-27 came later; IHE wants them
        found = [line for line in found if "for <Segment SCH>: [None]" not in line]
    assert found == []
    read = read_appointment(message)
    action = {"S12": "A", "S13": "U", "S15": "D"}[event]
    assert (read.event, read.id, read.start) == (event, "AP1", "20261124120000")
    assert read.services == (
        Service(action, ORDER.steps[0].protocol, "20261124120000"),
        Service(action, SECOND_STEP.protocol, "20261124120000"),
    )
    assert read.order.patient == ANA
    assert (read.order.placer_order_number, read.order.filler_order_number) == ("P|1", "F1")
    assert [step.start for step in read.order.steps] == ["20261124120000"] * 2
    assert read.reason == EVENTS[event]


@given(st.binary(max_size=200))
def test_reading_survives_anything(tail: bytes) -> None:
    head = b"MSH|^~\\&|A|B|C|D|2026||SIU^S12|1|P|2.5\rSCH|"
    read_appointment(Message.parse(head + tail))
    read_appointment(Message.parse(head + tail.replace(b"\0", b"\rAIS|")))


def test_every_field_of_a_cancelled_appointment() -> None:
    message = siu("S15", ORDER, appointment_id="AP1", dialect=IHE_SWF_B, reason="ill|", **ENVELOPE)
    assert message.get("MSH-9.3") == "SIU_S12"
    assert [segment.text for segment in message.segments if segment.name in ("SCH", "RGS", "AIS")] == [
        r"SCH||AP1^RIS||||^ill\F\|||||1^^^20261124120000|||||99902^PRUEBA^CITAS||||99902^PRUEBA^CITAS|||||Cancelled|P\F\1^EMR|F1^RIS",
        "RGS|1|D",
        "AIS|1|D|P-1^Thin^L|20261124120000",
    ]
    assert [segment.name for segment in message.segments] == ["MSH", "SCH", "PID", "PV1", "RGS", "AIS"]


def test_an_order_without_steps_is_one_service() -> None:
    order = Order(ANA, ORDER.procedure, visit=ORDER.visit.with_(patient_class=""), requested_start="20261124")
    message = siu("S13", order, appointment_id="AP1", dialect=IHE_SWF_B, **ENVELOPE)
    assert [segment.text for segment in message.all("AIS")] == [r"AIS|1|U|CTCHEST^CT chest \T\ neck^L|20261124"]
    assert message.segment("PV1") is None
    two = order.with_(steps=(ScheduledStep(start="20261125"), ScheduledStep(start="20261126")))
    message = siu("S12", two, appointment_id="AP1", dialect=IHE_SWF_B, **ENVELOPE)
    assert [segment.get("1") for segment in message.all("AIS")] == ["1", "2"]
    assert message.get("SCH-11.4") == "20261125"


HEAD = b"MSH|^~\\&|A|B|C|D|2026||SIU^S12|1|P|2.5\r"


def test_where_each_value_is_looked_for() -> None:
    sch = b"SCH||A1^x||||R1^R2|||||1^^^20261124&x|||||||||" + b"|" * 5 + b"Booked^x|P1^PI|F1^FI\r"
    read = read_appointment(Message.parse(HEAD + sch + b"PID|1||7\rPV1|1|I\rAIS|1|A||8^x\rAIS|2|U|X^Y^Z|9\r"))
    assert (read.event, read.id, read.start, read.status, read.reason) == ("S12", "A1", "20261124", "Booked", "R2")
    assert read.services == (Service("A", None, "8"), Service("U", Code("X", "Y", "Z"), "9"))
    order = read.order
    assert (order.placer_order_number, order.placer_issuer) == ("P1", "PI")
    assert (order.filler_order_number, order.filler_issuer) == ("F1", "FI")
    assert (order.procedure, order.requested_start) == (Code("X", "Y", "Z"), "20261124")
    assert (order.patient.id.value, order.visit.patient_class) == ("7", "I")
    assert order.steps == (ScheduledStep(start="8"), ScheduledStep(start="9", protocol=Code("X", "Y", "Z")))


def test_what_is_absent_is_empty() -> None:
    read = read_appointment(Message.parse(HEAD + b"SCH||||||R1\r"))
    assert (read.reason, read.services, read.order.steps, read.order.procedure) == ("R1", (), (), Code("", "", ""))
    assert (read.order.patient.id.value, read.order.visit.patient_class) == ("", "")
