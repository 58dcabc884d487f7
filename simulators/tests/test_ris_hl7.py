"""The RIS on its HL7 port: registration, orders in every dialect, what it tells, and what it refuses."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from simulators.mllp_client import MllpClient
from simulators.ris import Ris, RisConfig
from simulators.runtime import Limits
from simulators.tests.small_hospital import (
    ANA,
    CHEST,
    DOE,
    HGM,
    KNEE,
    TWO,
    SmallHospital,
    a_runtime,
    client_of,
    order_for,
    refusal,
    small_hospital,
)
from simulators.wire.ack import judge
from simulators.wire.elements import text
from simulators.wire.er7 import Message
from simulators.wire.errors import ConfigError, LocalViolation, Refused
from simulators.wire.identifiers import Patient, PatientId, PersonName, Visit
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect, Order, placer_order, read_orders, scheduled_procedure
from simulators.wire.registration import adt, read_patient, read_prior

ORM_2_4 = Dialect("orm-2.4", "2.4", "ORM^O01", "ORM^O01", "8859/1")
ORM_2_5 = Dialect("orm-2.5", "2.5", "ORM^O01", "ORM^O01", "UNICODE UTF-8")
ENHANCED = Dialect("enhanced", enhanced=True)
DIALECTS = [IHE_SWF, ORM_2_4, ORM_2_5, IHE_SWF_B, ENHANCED]


@pytest.fixture
def hospital() -> Iterator[SmallHospital]:
    with small_hospital() as running:
        yield running


@pytest.fixture
def client(hospital: SmallHospital) -> Iterator[MllpClient]:
    with client_of(hospital) as opened:
        yield opened


def envelope(hospital: SmallHospital, sender: str = "HIS|HGM", dialect: Dialect = IHE_SWF_B) -> dict[str, Any]:
    return {
        "dialect": dialect,
        "sender": sender,
        "receiver": "RIS|HGM",
        "control_id": hospital.runtime.control_id("his"),
        "when": "20260301083000",
    }


def an_order(hospital: SmallHospital, control: str = "NW", dialect: Dialect = IHE_SWF_B, **fields: object) -> Message:
    order = order_for(placer_order_number="P1", placer_issuer="EMR").with_(**fields)
    return placer_order(order, control, **envelope(hospital, "EMR|HGM", dialect))


def registered(hospital: SmallHospital, *patients: Patient) -> None:
    for patient in patients or (ANA,):
        hospital.his.send("A04", patient)


# Registration


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("event", ["A01", "A04", "A05"])
def test_registration(event: str, dialect: Dialect) -> None:
    with small_hospital(dialect=dialect) as hospital:
        hospital.his.send(event, ANA, Visit("I", "ER^1^2", number="V1"))
        assert hospital.ris.patient(ANA.id) == ANA
        assert hospital.kinds("ris", "pacs") == []


@pytest.mark.parametrize("event", ["A02", "A03", "A06", "A07", "A08", "A12", "A13", "A31"])
def test_updates_are_passed_on_to_the_pacs(hospital: SmallHospital, event: str) -> None:
    registered(hospital)
    hospital.his.send(event, ANA.renamed(PersonName("Silverheels", "Ana")), Visit("I", "WARD^7"))
    (told,) = hospital.messages("ris", "pacs", "ADT^A08" if event == "A31" else f"ADT^{event}")
    expected = "Silverheels" if event in ("A08", "A31") else "Nguema Obiang"
    assert read_patient(told).name.family == expected
    assert told.get("PV1-3.1") == "WARD"
    assert told.control_id.startswith("RIS")


@pytest.mark.parametrize("event", ["A11", "A38"])
def test_a_cancelled_stay_is_not_passed_on(hospital: SmallHospital, event: str) -> None:
    registered(hospital)
    hospital.emr.place(order_for())
    hospital.his.send(event, ANA)
    assert hospital.kinds("ris", "pacs") == ["OMI^O23 NW SC"]
    assert len(hospital.worklist()) == 1


def test_a_renamed_patient_is_renamed_on_the_worklist_at_once(hospital: SmallHospital) -> None:
    registered(hospital)
    hospital.emr.place(order_for())
    hospital.his.send("A08", ANA.renamed(PersonName("Silverheels", "Ana")))
    assert [text(item, "PatientName") for item in hospital.worklist()] == ["Silverheels^Ana"]


@pytest.mark.parametrize("event", ["A34", "A36", "A40"])
def test_a_merge_leaves_nothing_under_the_prior_identifier(hospital: SmallHospital, event: str) -> None:
    registered(hospital, ANA, DOE)
    order = hospital.emr.place(order_for(DOE))
    hospital.his.send(event, ANA, prior=DOE)
    assert hospital.ris.patient(DOE.id) is None
    assert hospital.ris.orders_for(DOE.id) == []
    assert [each.placer_order_number for each in hospital.ris.orders_for(ANA.id)] == [order.placer_order_number]
    assert hospital.worklist(patient_id=DOE.id.value) == []
    (item,) = hospital.worklist(patient_id=ANA.id.value)
    assert text(item, "PatientName") == ANA.name.to_pn()
    (told,) = hospital.messages("ris", "pacs", "ADT^A40")
    assert (read_patient(told).id, read_prior(told)) == (ANA.id, DOE.id)


def test_several_merges_in_one_message_are_all_done_or_none(hospital: SmallHospital, client: MllpClient) -> None:
    third = Patient(PatientId("ZZ9003", HGM), PersonName("Third", "One"))
    registered(hospital, ANA, DOE)
    message = adt("A40", ANA, prior=DOE, **envelope(hospital))
    pid, mrg = adt("A40", ANA, prior=third, **envelope(hospital)).segments[2:4]
    both = Message.build([*message.segments, pid, mrg], "UNICODE UTF-8")
    assert refusal(client.send(both)) == ("AE", "204", "MRG")
    assert hospital.ris.patient(DOE.id) == DOE
    registered(hospital, third)
    assert client.send(both.set("MSH-10", "AGAIN")).get("MSA-1") == "AA"
    assert hospital.ris.patient(DOE.id) is None
    assert hospital.ris.patient(third.id) is None


# Orders


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_an_order_in_every_dialect_reaches_scanner_and_pacs_with_the_same_identifiers(dialect: Dialect) -> None:
    with small_hospital(dialect=dialect) as hospital:
        registered(hospital)
        order = hospital.emr.place(order_for(requested_start="20260302101500", priority="S"))
        (item,) = hospital.worklist()
        step = item.ScheduledProcedureStepSequence[0]
        assert text(item, "PatientName") == "Nguema Obiang^María José^^Sra.^II"
        assert (text(item, "PatientID"), text(item, "IssuerOfPatientID")) == ("ZZ9001", "HGM")
        assert text(item, "PlacerOrderNumberImagingServiceRequest") == order.placer_order_number
        assert (step.ScheduledProcedureStepStartDate, step.ScheduledProcedureStepStartTime) == ("20260302", "101500")
        assert text(item, "RequestedProcedurePriority") == "STAT"
        kind = dialect.schedule_message
        (told,) = hospital.messages("ris", "pacs", kind)
        ((control, scheduled),) = read_orders(told)
        assert (control, scheduled.status) == ("NW", "SC")
        assert scheduled.study_instance_uid == text(item, "StudyInstanceUID")
        assert scheduled.accession_number == text(item, "AccessionNumber")
        assert scheduled.requested_procedure_id == text(item, "RequestedProcedureID")
        assert [s.id for s in scheduled.steps] == [step.ScheduledProcedureStepID]
        assert scheduled.patient.name == ANA.name
        (status,) = hospital.emr.statuses_for(order)
        assert (status.order.accession_number, status.status) == (scheduled.accession_number, "SC")
        (booked,) = hospital.emr.appointments_for(order)
        assert (booked.event, booked.start) == ("S12", "20260302101500")
        assert hospital.problems == []


def test_identifiers_are_short_enough_for_dicom(hospital: SmallHospital) -> None:
    registered(hospital)
    for _ in range(20):
        hospital.emr.place(order_for(procedure=TWO))
    for item in hospital.worklist():
        values = [text(item, key) for key in ("AccessionNumber", "RequestedProcedureID")]
        values.append(text(item, "ScheduledProcedureStepSequence", "ScheduledProcedureStepID"))
        assert all(0 < len(value) <= 16 for value in values)
        assert len(text(item, "StudyInstanceUID")) <= 64


def test_the_answer_to_an_order_is_a_plain_acknowledgement(hospital: SmallHospital, client: MllpClient) -> None:
    registered(hospital)
    message = an_order(hospital)
    answer = client.send(message)
    assert answer.type == "ACK^O19"
    assert judge(message, answer) == []


def test_an_omi_is_an_order_too(hospital: SmallHospital, client: MllpClient) -> None:
    registered(hospital)
    order = order_for(placer_order_number="P1", filler_order_number="F0", accession_number="FOREIGN")
    assert client.send(scheduled_procedure(order, "NW", **envelope(hospital, "EMR|HGM"))).get("MSA-1") == "AA"
    (item,) = hospital.worklist()
    assert text(item, "AccessionNumber") != "FOREIGN"


def test_a_modality_that_the_order_names_is_used_for_a_code_outside_the_catalogue(
    hospital: SmallHospital, client: MllpClient
) -> None:
    registered(hospital)
    message = an_order(hospital).set("OBR-4", "NEW^New examination^99HGM").set("OBR-24", "MR")
    assert client.send(message).get("MSA-1") == "AA"
    (item,) = hospital.worklist()
    assert text(item, "ScheduledProcedureStepSequence", "ScheduledStationAETitle") == "MR_1"


def test_the_same_message_again_gets_the_same_answer_and_makes_no_second_order(
    hospital: SmallHospital, client: MllpClient
) -> None:
    registered(hospital)
    message = an_order(hospital)
    first = client.send(message)
    assert client.send(message).raw == first.raw
    later = message.set("MSH-7", "20270101000000")  # some senders date the repetition anew
    assert client.send(later).raw == first.raw
    assert len(hospital.worklist()) == 1
    assert len(hospital.messages("ris", "pacs", "OMI^O23")) == 1


def test_another_message_under_the_same_control_id_is_refused(hospital: SmallHospital, client: MllpClient) -> None:
    registered(hospital)
    message = an_order(hospital)
    client.send(message)
    other = message.set("ORC-2", "P2").set("OBR-2", "P2")
    assert refusal(client.send(other)) == ("AE", "205", "MSH")
    assert len(hospital.worklist()) == 1


def test_a_refused_message_is_looked_at_again_when_it_is_sent_again(
    hospital: SmallHospital, client: MllpClient
) -> None:
    message = an_order(hospital)
    assert refusal(client.send(message)) == ("AE", "204", "PID")
    registered(hospital)
    assert client.send(message).get("MSA-1") == "AA"


def test_an_order_placed_twice_under_two_control_ids_is_refused(hospital: SmallHospital, client: MllpClient) -> None:
    registered(hospital)
    client.send(an_order(hospital))
    assert refusal(client.send(an_order(hospital))) == ("AE", "205", "ORC")
    assert len(hospital.worklist()) == 1


def test_cancel_by_the_placer(hospital: SmallHospital) -> None:
    registered(hospital)
    order = hospital.emr.place(order_for())
    hospital.emr.cancel(order)
    assert hospital.worklist() == []
    assert hospital.kinds("ris", "pacs") == ["OMI^O23 NW SC", "OMI^O23 CA CA"]
    assert [each.event for each in hospital.emr.appointments_for(order)] == ["S12", "S15"]
    assert refusal(hospital.emr.cancel(order, deliberate="a second time")) == ("AE", "207", "ORC")


def test_change_by_the_placer(hospital: SmallHospital) -> None:
    registered(hospital)
    order = hospital.emr.place(order_for())
    (before,) = hospital.worklist()
    hospital.emr.change(order.with_(reason="Tos", procedure=KNEE))
    (after,) = hospital.worklist()
    assert text(after, "ScheduledProcedureStepSequence", "Modality") == "MR"
    assert text(after, "ReasonForTheRequestedProcedure") == "Tos"
    for key in ("StudyInstanceUID", "AccessionNumber", "RequestedProcedureID"):
        assert text(after, key) == text(before, key)
    assert hospital.kinds("ris", "pacs") == ["OMI^O23 NW SC", "OMI^O23 XO SC"]


def test_another_time_wished_by_the_placer_moves_the_appointment(hospital: SmallHospital) -> None:
    registered(hospital)
    order = hospital.emr.place(order_for())
    hospital.emr.change(order.with_(requested_start="20260401080000"))
    hospital.settle()
    assert [(each.event, each.start) for each in hospital.emr.appointments_for(order)][-1] == ("S13", "20260401080000")
    assert hospital.kinds("ris", "pacs") == ["OMI^O23 NW SC", "OMI^O23 XO SC"]


def test_discontinue_by_the_placer(hospital: SmallHospital) -> None:
    registered(hospital)
    order = hospital.emr.place(order_for(procedure=TWO))
    hospital.emr.discontinue(order)
    assert hospital.worklist() == []
    assert hospital.kinds("ris", "pacs")[-1] == "OMI^O23 DC CA"


def test_several_orders_in_one_message_are_all_taken_or_none(hospital: SmallHospital, client: MllpClient) -> None:
    registered(hospital)
    first, second = an_order(hospital), an_order(hospital, placer_order_number="P2", procedure=KNEE)
    both = Message.build([*first.segments, *second.segments[3:]], "UNICODE UTF-8")
    bad = both.set("OBR-4", "NOSUCH^^99HGM", 1)
    assert refusal(client.send(bad)) == ("AE", "103", "OBR")
    assert hospital.worklist() == []
    assert client.send(both.set("MSH-10", "AGAIN")).get("MSA-1") == "AA"
    assert len(hospital.worklist()) == 2


# What a person at the RIS does


def test_an_order_made_by_the_filler(hospital: SmallHospital) -> None:
    registered(hospital)
    order = hospital.ris.create_order(ANA, CHEST, start="20260302090000", station="CT_2", reason="Urgencia")
    (known,) = hospital.emr.filler_orders()
    assert order.placer_order_number == known.placer_order_number
    (item,) = hospital.worklist(station="CT_2")
    assert text(item, "PlacerOrderNumberImagingServiceRequest") == order.placer_order_number
    assert hospital.kinds("ris", "emr")[:1] == ["OMG^O19 SN"]
    (sn,) = [m for m in hospital.messages("ris", "emr", "OMG^O19") if m.get("ORC-1") == "SN"]
    assert (sn.get("ORC-2.1"), sn.get("ORC-3.1")) == ("", order.filler_order_number)
    (told,) = hospital.messages("ris", "pacs", "OMI^O23")
    assert told.get("ORC-2.1") == order.placer_order_number


def test_an_order_made_by_the_filler_without_an_emr() -> None:
    with small_hospital(with_emr=False) as hospital:
        order = hospital.ris.create_order(ANA, CHEST)
        assert (order.placer_order_number, order.status) == ("", "SC")
        assert hospital.kinds("ris", "pacs") == ["OMI^O23 NW SC"]


def test_a_placer_that_is_away_numbers_the_fillers_order_when_it_is_back() -> None:
    with small_hospital(limits=Limits(acknowledgement_s=1, notification_s=0.2)) as hospital:
        hospital.emr.take_down()
        order = hospital.ris.create_order(ANA, CHEST)
        assert order.placer_order_number == ""
        assert len(hospital.worklist()) == 1
        hospital.emr.bring_up()
        hospital.ris.settle(5)
        (known,) = hospital.emr.filler_orders()
        number = known.placer_order_number

        def entries() -> bool:
            return [text(item, "PlacerOrderNumberImagingServiceRequest") for item in hospital.worklist()] == [number]

        asked_until(entries)


def asked_until(condition: Callable[[], bool], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline


def test_a_filler_cancels(hospital: SmallHospital) -> None:
    registered(hospital)
    order = hospital.emr.place(order_for())
    (item,) = hospital.worklist()
    hospital.ris.cancel(text(item, "AccessionNumber"))
    hospital.settle()
    assert hospital.emr.statuses_for(order)[-1].control == "OC"
    (oc,) = [m for m in hospital.messages("ris", "emr", "OMG^O19") if m.get("ORC-1") == "OC"]
    assert oc.get("ORC-5") == ""
    assert hospital.kinds("ris", "pacs")[-1] == "OMI^O23 CA CA"
    assert hospital.worklist() == []


def test_a_filler_replaces_the_examination(hospital: SmallHospital) -> None:
    registered(hospital)
    order = hospital.emr.place(order_for())
    (old,) = hospital.worklist()
    new = hospital.ris.replace_exam(text(old, "AccessionNumber"), KNEE)
    (item,) = hospital.worklist()
    assert text(item, "AccessionNumber") == new.accession_number != text(old, "AccessionNumber")
    assert text(item, "StudyInstanceUID") != text(old, "StudyInstanceUID")
    assert new.placer_order_number not in ("", order.placer_order_number)
    told = [each for each in hospital.kinds("ris", "emr") if each.startswith("OMG")]
    assert told == ["OMG^O19 SC SC", "OMG^O19 OC", "OMG^O19 SN", "OMG^O19 SC SC"]
    assert hospital.kinds("ris", "pacs") == ["OMI^O23 NW SC", "OMI^O23 CA CA", "OMI^O23 NW SC"]


def test_reschedule_change_and_discontinue_by_the_filler(hospital: SmallHospital) -> None:
    registered(hospital)
    order = hospital.emr.place(order_for())
    accession = text(hospital.worklist()[0], "AccessionNumber")
    hospital.ris.reschedule(accession, start="202603051100", station="CT_2")
    hospital.ris.change(accession, reason="Corregido")
    (item,) = hospital.worklist(station="CT_2", date="20260305")
    assert text(item, "ReasonForTheRequestedProcedure") == "Corregido"
    hospital.ris.discontinue(accession)
    hospital.settle()
    assert [(each.event, each.start) for each in hospital.emr.appointments_for(order)][1] == ("S13", "20260305110000")
    assert hospital.emr.statuses_for(order)[-1].status == "DC"
    assert hospital.kinds("ris", "pacs") == ["OMI^O23 NW SC", "OMI^O23 XO SC", "OMI^O23 XO SC", "OMI^O23 DC CA"]
    for act in (hospital.ris.cancel, hospital.ris.discontinue, hospital.ris.reschedule, hospital.ris.order):
        with pytest.raises(LocalViolation):
            act("NOSUCH")


# Order of what is told


def test_the_acknowledgement_comes_before_what_others_are_told(hospital: SmallHospital) -> None:
    registered(hospital)
    for _ in range(10):
        hospital.emr.place(order_for())
    hospital.settle()
    acknowledged: set[str] = set()
    for exchange in hospital.transcript:
        message = exchange.message
        if exchange.receiver == "emr" and message is not None and message.segment("MSA"):
            acknowledged.add(message.get("MSA-2"))
        if exchange.receiver == "pacs" and message is not None and message.type == "OMI^O23":
            placer = message.get("ORC-2.1")
            sent = [
                each.message.control_id
                for each in hospital.transcript
                if each.message is not None and each.sender == "emr" and each.message.get("ORC-2.1") == placer
            ]
            assert acknowledged.issuperset(sent)


def test_a_peer_is_told_in_the_order_in_which_it_happened(hospital: SmallHospital) -> None:
    registered(hospital)

    def one_ward() -> None:
        for _ in range(5):
            hospital.emr.cancel(hospital.emr.place(order_for()))

    wards = [threading.Thread(target=one_ward) for _ in range(4)]
    for ward in wards:
        ward.start()
    for ward in wards:
        ward.join()
    hospital.settle()
    told: dict[str, list[str]] = {}
    for message in hospital.pacs.messages:
        told.setdefault(message.get("ORC-2.1"), []).append(message.get("ORC-1"))
    assert len(told) == 20
    assert set(map(tuple, told.values())) == {("NW", "CA")}


def test_a_pacs_that_was_away_is_told_everything_in_order(hospital: SmallHospital) -> None:
    registered(hospital)
    hospital.pacs.mllp.stop()
    order = hospital.emr.place(order_for())
    hospital.emr.cancel(order)
    hospital.pacs.mllp.start()
    hospital.ris.settle(10)
    assert [message.get("ORC-1") for message in hospital.pacs.messages] == ["NW", "CA"]


def test_a_name_that_the_pacs_cannot_be_told_in_its_character_set_stops_nothing() -> None:
    with small_hospital(dialect=IHE_SWF) as hospital:
        client = client_of(hospital)
        greek = Patient(PatientId("ZZ9009", HGM), PersonName("Παπαδόπουλος", "Νίκος"))
        client.send(adt("A04", greek, **envelope(hospital)))
        client.send(placer_order(order_for(greek, placer_order_number="P1"), "NW", **envelope(hospital)))
        registered(hospital)
        hospital.emr.place(order_for())
        hospital.settle()
        client.close()
        assert len(hospital.worklist()) == 2
        assert [read_patient(message).id for message in hospital.pacs.messages] == [ANA.id]
        assert hospital.problems


# Refusals


def without_pid(message: Message) -> Message:
    return message.without("PID")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda m: m.set("MSH-9", "ORU^R01"), ("AR", "200", "MSH")),
        (lambda m: m.set("MSH-9", ""), ("AR", "200", "MSH")),
        (lambda m: m.set("MSH-9", "ADT^A60"), ("AR", "201", "MSH")),
        (lambda m: m.set("MSH-9", "OMG^O20"), ("AR", "201", "MSH")),
        (lambda m: m.set("MSH-12", "2.9.9"), ("AR", "203", "MSH")),
        (lambda m: m.set("MSH-12", ""), ("AR", "203", "MSH")),
        (lambda m: m.set("MSH-11", "Q"), ("AR", "202", "MSH")),
        (lambda m: m.set("MSH-10", ""), ("AE", "101", "MSH")),
        (lambda m: m.set("MSH-18", "KLINGON").set("OBR-31", "^ñ"), ("AE", "103", "MSH")),
        (without_pid, ("AE", "101", "PID")),
        (lambda m: m.set("PID-3", "ZZ9NOBODY^^^HGM&1.2.3&ISO^PI"), ("AE", "204", "PID")),
        (lambda m: m.set("PID-3", "ZZ9001^^^OTHER&9.9&ISO^PI"), ("AE", "204", "PID")),
        (lambda m: m.set("ORC-1", ""), ("AE", "101", "ORC")),
        (lambda m: m.set("ORC-1", "HD"), ("AE", "103", "ORC")),
        (lambda m: m.set("ORC-1", "SN"), ("AE", "103", "ORC")),
        (lambda m: m.set("ORC-1", "CA"), ("AE", "204", "ORC")),
        (lambda m: m.set("ORC-1", "XO"), ("AE", "204", "ORC")),
        (lambda m: m.set("ORC-2", "").set("OBR-2", ""), ("AE", "101", "ORC")),
        (lambda m: m.set("OBR-4", ""), ("AE", "101", "OBR")),
        (lambda m: m.set("OBR-4", "NOSUCH^^99HGM"), ("AE", "103", "OBR")),
        (lambda m: m.without("ORC").without("OBR"), ("AE", "100", "ORC")),
    ],
)
def test_orders_that_are_refused(hospital: SmallHospital, client: MllpClient, change: Any, expected: Any) -> None:
    registered(hospital)
    message = change(an_order(hospital))
    answer = client.send(message, deliberate="broken on purpose")
    assert refusal(answer) == expected
    assert answer.get("MSA-3")
    assert answer.get("ERR-4") in ("E", "")
    assert hospital.worklist() == []
    assert client.send(an_order(hospital)).get("MSA-1") == "AA"  # it goes on working


def test_bytes_that_are_not_what_msh_18_declares(hospital: SmallHospital, client: MllpClient) -> None:
    raw = adt("A04", ANA, **envelope(hospital)).raw.replace("José".encode(), "José".encode("latin-1"))
    answer = Message.parse(client.send_bytes(raw, deliberate="Latin-1 under a UTF-8 label") or b"")
    assert refusal(answer) == ("AE", "102", "PID")
    assert hospital.ris.patient(ANA.id) is None


def test_an_old_sender_is_refused_in_its_own_version(hospital: SmallHospital, client: MllpClient) -> None:
    answer = client.send(an_order(hospital, dialect=IHE_SWF))
    assert (answer.version, answer.get("MSA-1"), answer.get("ERR-1.1"), answer.get("ERR-1.4.1")) == (
        "2.3.1",
        "AE",
        "PID",
        "204",
    )
    assert answer.get("ERR-3") == ""


def test_enhanced_mode_gets_accept_and_application_answers(hospital: SmallHospital, client: MllpClient) -> None:
    registered(hospital)
    message = an_order(hospital, dialect=ENHANCED)
    assert client.send(message).get("MSA-1") == "CA"
    assert client.wait_for_more(message.control_id, 5).get("MSA-1") == "AA"
    bad = an_order(hospital, "CA", dialect=ENHANCED, placer_order_number="NEVER")
    assert client.send(bad).get("MSA-1") == "CA"
    assert refusal(client.wait_for_more(bad.control_id, 5)) == ("AE", "204", "ORC")
    assert refusal(client.send(an_order(hospital, dialect=ENHANCED).set("MSH-12", "9"))) == ("CR", "203", "MSH")


def test_an_enhanced_emr_learns_of_a_refusal() -> None:
    with small_hospital(dialect=ENHANCED) as hospital, pytest.raises(Refused, match="AE unknown patient"):
        hospital.emr.place(order_for())


def test_messages_for_real_patients_are_counted_and_not_kept(hospital: SmallHospital) -> None:
    raw = adt("A04", Patient(PatientId("4711", HGM), PersonName("Real", "Person")), **envelope(hospital)).raw
    with socket.create_connection(("127.0.0.1", hospital.ris.ports["hl7"]), timeout=5) as peer:
        peer.sendall(b"\x0b" + raw + b"\x1c\r")
        assert b"MSA|AA|" in peer.recv(4096)
    assert hospital.ris.patient(PatientId("4711", HGM)) is None
    assert sum(hospital.runtime.foreign.values()) == 1


def test_a_port_in_use_leaves_nothing_bound(hospital: SmallHospital) -> None:
    taken = hospital.ris.ports["mpps"]
    other = Ris(a_runtime(), RisConfig(mpps_port=taken))
    with pytest.raises(ConfigError, match=str(taken)):
        other.start()
    other.stop()


def test_ports_given_by_the_site_are_used(hospital: SmallHospital) -> None:
    ports = dict(hospital.ris.ports)
    hospital.ris.stop()
    names = {"hl7": "hl7_port", "worklist": "worklist_port", "mpps": "mpps_port"}
    again = Ris(a_runtime(), RisConfig(**{names[name]: port for name, port in ports.items()}))
    again.start()
    assert again.ports == ports
    again.stop()


def test_an_order_of_a_patient_that_the_site_lets_orders_register() -> None:
    with small_hospital(register_from_orders=True) as hospital:
        order: Order = hospital.emr.place(order_for())
        assert [each.placer_order_number for each in hospital.ris.orders_for(ANA.id)] == [order.placer_order_number]
