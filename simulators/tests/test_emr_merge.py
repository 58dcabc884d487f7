"""A message that was on its way while two records were merged still has the identifier that was given up."""

from __future__ import annotations

import pytest

from simulators.emr_intake import Records
from simulators.hl7_receiver import NotAccepted
from simulators.wire.er7 import Message
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName, Visit
from simulators.wire.order import IHE_SWF_B, Order, placer_order
from simulators.wire.registration import adt

HGM = AssigningAuthority("HGM")
ABOUT = {
    "dialect": IHE_SWF_B,
    "sender": "RIS|HGM",
    "receiver": "EMR|HGM",
    "control_id": "C1",
    "when": "20260101120000",
}


def _person(value: str) -> Patient:
    return Patient(PatientId(value, HGM), PersonName("Prueba", value))


def _status(patient: Patient) -> Message:
    order = Order(patient, Code("CTTX", "CT of chest", "L"), placer_order_number="P1", filler_order_number="F1")
    return placer_order(order.with_(status="CM"), "SC", **ABOUT)  # type: ignore[arg-type]


def test_a_status_under_the_identifier_given_up_is_taken_and_a_stranger_is_not() -> None:
    records = Records(lambda: "P2", "EMR")
    old, survivor = _person("ZZ91"), _person("ZZ92")
    records.orders["P1"] = Order(old, Code("CTTX", "CT of chest", "L"), placer_order_number="P1")
    records.take(adt("A40", survivor, Visit(), prior=old, **ABOUT))  # type: ignore[arg-type]
    assert records.orders["P1"].patient == survivor
    records.take(_status(old))
    records.take(_status(survivor))
    assert [report.status for report in records.inbox.statuses] == ["CM", "CM"]
    with pytest.raises(NotAccepted, match="another patient"):
        records.take(_status(_person("ZZ93")))
