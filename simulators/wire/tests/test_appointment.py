"""Appointments: new, moved, cancelled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire.appointment import EVENTS, Service, read_appointment, siu
from simulators.wire.er7 import Message
from simulators.wire.order import Dialect
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
