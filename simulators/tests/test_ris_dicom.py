"""The RIS on its DICOM ports: the worklist, performed steps and what follows from them, availability."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydicom import Dataset

from simulators.dimse import Scu
from simulators.ris_mpps import INSTANCE_AVAILABILITY
from simulators.ris_worklist import Worklist
from simulators.tests.small_hospital import ANA, CHEST, DOE, HGM, KNEE, TWO, SmallHospital, order_for, small_hospital
from simulators.wire.elements import text, values
from simulators.wire.errors import Refused
from simulators.wire.identifiers import Code, Patient, PatientId, PersonName, Visit
from simulators.wire.order import read_orders
from simulators.wire.procedure_step import REASONS, n_create
from simulators.wire.worklist import MODALITY_WORKLIST, worklist_items, worklist_query

OEUVRAY = Patient(PatientId("ZZ9004", HGM), PersonName("Œuvray", "Noël"), "19900909", "M")


@pytest.fixture
def hospital() -> Iterator[SmallHospital]:
    with small_hospital() as running:
        for patient in (ANA, DOE):
            running.his.send("A04", patient)
        yield running


def placed(hospital: SmallHospital, procedure: Code = CHEST, **fields: object) -> list[Dataset]:
    """The worklist entries of a new order."""
    order = hospital.emr.place(order_for(procedure=procedure, **fields))
    number = order.placer_order_number
    return [item for item in hospital.worklist() if text(item, "PlacerOrderNumberImagingServiceRequest") == number]


# Worklist


def test_each_scanner_sees_its_own_entries(hospital: SmallHospital) -> None:
    placed(hospital)
    placed(hospital, KNEE)
    assert [len(hospital.worklist(station=name)) for name in ("CT_ER1", "MR_1", "CT_2", "")] == [1, 1, 0, 2]
    assert [len(hospital.worklist(modality=name)) for name in ("CT", "MR", "US")] == [1, 1, 0]


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"patient_name": "NGUEMA*"}, 1),
        ({"patient_name": "nguema obiang^maria jose*"}, 1),
        ({"patient_name": "Doe^J?ne"}, 1),
        ({"patient_id": "00ZZ9002"}, 1),
        ({"patient_id": "ZZ9002"}, 0),
        ({"date": "20260302"}, 1),
        ({"date": "20260301", "date_to": "20260303"}, 2),
        ({"date": "20260302", "time": "0900", "time_to": "1000"}, 0),
        ({"accession": "NOSUCH"}, 0),
        ({"performing_physician": "*"}, 2),
    ],
)
def test_matching(hospital: SmallHospital, keys: dict[str, str], found: int) -> None:
    hospital.emr.place(order_for(ANA, requested_start="20260302101500"))
    hospital.emr.place(order_for(DOE, requested_start="20260303101500"))
    assert len(hospital.worklist(**keys)) == found


def test_a_key_outside_the_table_is_ignored_and_said_to_be(hospital: SmallHospital) -> None:
    placed(hospital)
    query = worklist_query()
    query.InstitutionName = "Elsewhere"
    responses = hospital.find(query)
    assert [each.status for each in responses] == [0xFF01, 0x0000]
    query = worklist_query(station="CT_ER1")
    query.ScheduledProcedureStepSequence[0].InstitutionName = "Elsewhere"
    assert [each.status for each in hospital.find(query)] == [0xFF01, 0x0000]
    query = worklist_query()
    code = Dataset()
    code.CodeValue = "NOSUCH"
    query.RequestedProcedureCodeSequence = [code]
    assert [each.status for each in hospital.find(query)] == [0x0000]
    code.CodeValue = CHEST.value
    assert [each.status for each in hospital.find(query)] == [0xFF00, 0x0000]
    query.ScheduledProcedureStepSequence = [Dataset(), Dataset()]
    assert [each.status for each in hospital.find(query)] == [0xA900]


def test_an_entry_has_every_step_of_the_examination_once(hospital: SmallHospital) -> None:
    items = placed(hospital, TWO)
    assert len(items) == 2
    steps = [text(item, "ScheduledProcedureStepSequence", "ScheduledProcedureStepID") for item in items]
    assert len(set(steps)) == 2
    assert len({text(item, "StudyInstanceUID") for item in items}) == 1


@pytest.mark.parametrize(
    ("site", "declared", "answered"),
    [
        ("", "ISO_IR 100", "ISO_IR 100"),
        ("", "ISO_IR 192", "ISO_IR 192"),
        ("", "", "ISO_IR 192"),
        ("ISO_IR 100", "ISO_IR 192", "ISO_IR 100"),
        ("ISO_IR 192", "ISO_IR 100", "ISO_IR 192"),
        ("", "ISO_IR 999", "ISO_IR 192"),
    ],
)
def test_character_set_of_the_answers(site: str, declared: str, answered: str) -> None:
    with small_hospital(worklist_charset=site) as hospital:
        hospital.his.send("A04", ANA)
        hospital.emr.place(order_for())
        (item,) = hospital.worklist(charset=declared)
        assert text(item, "SpecificCharacterSet") == answered
        assert text(item, "PatientName") == "Nguema Obiang^María José^^Sra.^II"


def test_a_name_that_the_character_set_lacks_is_answered_in_utf_8() -> None:
    with small_hospital(worklist_charset="ISO_IR 100") as hospital:
        for patient in (ANA, OEUVRAY):
            hospital.his.send("A04", patient)
            hospital.emr.place(order_for(patient))
        sets = {text(item, "PatientName"): text(item, "SpecificCharacterSet") for item in hospital.worklist()}
        assert sets == {"Nguema Obiang^María José^^Sra.^II": "ISO_IR 100", "Œuvray^Noël": "ISO_IR 192"}


def test_latin_9_is_answered_where_asked() -> None:
    with small_hospital() as hospital:
        hospital.his.send("A04", OEUVRAY)
        hospital.emr.place(order_for(OEUVRAY))
        (item,) = Worklist(hospital.ris._shown, "").items("ISO_IR 203")
        assert (text(item, "SpecificCharacterSet"), text(item, "PatientName")) == ("ISO_IR 203", "Œuvray^Noël")


def test_an_order_that_was_acknowledged_is_on_the_list(hospital: SmallHospital) -> None:
    for n in range(1, 16):
        hospital.emr.place(order_for())
        assert len(hospital.worklist()) == n


def test_only_its_own_ae_title_is_answered(hospital: SmallHospital) -> None:
    address = hospital.ris.worklist_address
    scu = Scu(hospital.runtime, "CT_ER1", "ris", address.host, address.port, "WRONG", "CT_ER1")
    with pytest.raises(Refused) as refusal:
        scu.find(MODALITY_WORKLIST, worklist_query())
    assert refusal.value.code == "1/1/7"


def test_a_query_that_is_cancelled(hospital: SmallHospital) -> None:
    count = 250  # so many that no list is out before the cancel is in
    for _ in range(count):
        hospital.emr.place(order_for())
    address = hospital.ris.worklist_address
    scu = Scu(hospital.runtime, "CT_ER1", "ris", address.host, address.port, address.ae_title, "CT_ER1")
    responses = scu.find(MODALITY_WORKLIST, worklist_query(), cancel_after=1)
    assert responses[-1].status == 0xFE00
    assert len(responses) <= count


# Performed steps


def test_the_plain_day(hospital: SmallHospital) -> None:
    items = placed(hospital)
    (order,) = hospital.ris.orders_for(ANA.id)
    uid = hospital.runtime.uid()
    assert hospital.begin(items, uid).status == 0
    assert hospital.worklist() == []
    assert hospital.end(uid).status == 0
    hospital.settle()
    assert [each.status for each in hospital.emr.statuses_for(order)] == ["SC", "IP", "CM"]
    assert hospital.pacs.steps == [("created", uid), ("COMPLETED", uid)]
    assert hospital.ris.order(order.accession_number).status == "CM"


def test_a_site_may_keep_started_entries_on_the_list() -> None:
    with small_hospital(hide_started=False) as hospital:
        hospital.his.send("A04", ANA)
        items = placed(hospital)
        uid = hospital.runtime.uid()
        hospital.begin(items, uid)
        (item,) = hospital.worklist()
        assert text(item, "ScheduledProcedureStepSequence", "ScheduledProcedureStepStatus") == "STARTED"
        hospital.end(uid)
        assert hospital.worklist() == []


def test_what_a_step_may_not_do(hospital: SmallHospital) -> None:
    items, uid = placed(hospital), hospital.runtime.uid()
    assert hospital.begin(items, uid).status == 0
    assert hospital.begin(items, uid).status == 0x0111
    assert hospital.end(uid).status == 0
    again = hospital.end(uid, "DISCONTINUED")
    assert (again.status, again.error_id) == (0x0110, 0xA710)
    hospital.settle()
    assert hospital.pacs.steps == [("created", uid), ("COMPLETED", uid)]


def test_a_step_that_begins_completed_is_refused_and_changes_nothing(hospital: SmallHospital) -> None:
    items = placed(hospital)
    ds = n_create(items, station_ae_title="CT_ER1", started="20260301090000", pps_id="P")
    ds.PerformedProcedureStepStatus = "COMPLETED"
    uid = hospital.runtime.uid()
    answer = hospital.mpps(lambda assoc: assoc.n_create("1.2.840.10008.3.1.2.3.3", uid, ds))
    assert answer.status == 0x0106
    assert hospital.end(uid).status == 0x0112
    hospital.settle()
    assert len(hospital.worklist()) == 1
    assert hospital.pacs.steps == []


def test_wrong_worklist_entry(hospital: SmallHospital) -> None:
    items, uid = placed(hospital), hospital.runtime.uid()
    (order,) = hospital.ris.orders_for(ANA.id)
    hospital.begin(items, uid)
    hospital.end(uid, "DISCONTINUED", REASONS["110514"])
    assert [text(item, "AccessionNumber") for item in hospital.worklist()] == [order.accession_number]
    hospital.settle()
    assert [each.status for each in hospital.emr.statuses_for(order)] == ["SC", "IP", "SC"]


@pytest.mark.parametrize("reason", [None, REASONS["110501"]])
def test_an_abandoned_examination(hospital: SmallHospital, reason: Code | None) -> None:
    items, uid = placed(hospital), hospital.runtime.uid()
    (order,) = hospital.ris.orders_for(ANA.id)
    hospital.begin(items, uid)
    hospital.end(uid, "DISCONTINUED", reason)
    assert hospital.worklist() == []
    hospital.settle()
    assert hospital.emr.statuses_for(order)[-1].status == "DC"


def test_a_group_case(hospital: SmallHospital) -> None:
    items, uid = [*placed(hospital), *placed(hospital)], hospital.runtime.uid()
    hospital.begin(items, uid)
    assert hospital.worklist() == []
    hospital.end(uid)
    assert [order.status for order in hospital.ris.orders_for(ANA.id)] == ["CM", "CM"]


def test_an_appended_step(hospital: SmallHospital) -> None:
    items = placed(hospital)
    (order,) = hospital.ris.orders_for(ANA.id)
    for uid in (hospital.runtime.uid(), hospital.runtime.uid()):
        hospital.begin(items, uid)
        hospital.end(uid)
    hospital.settle()
    assert [each.status for each in hospital.emr.statuses_for(order)] == ["SC", "IP", "CM", "IP", "CM"]
    assert hospital.worklist() == []


def test_an_unscheduled_examination_is_ordered_afterwards(hospital: SmallHospital) -> None:
    uid, study = hospital.runtime.uid(), hospital.runtime.uid()
    temporary = Patient(PatientId("ZZ9SUNDAY", HGM), PersonName("SUNDAY", "J1"))
    ds = n_create(
        [],
        station_ae_title="CT_ER1",
        started="20260301090000",
        pps_id="P",
        study_instance_uid=study,
        modality="CT",
        patient=temporary,
    )
    assert hospital.mpps(lambda assoc: assoc.n_create("1.2.840.10008.3.1.2.3.3", uid, ds)).status == 0
    hospital.end(uid)
    assert hospital.worklist() == []
    hospital.his.send("A04", temporary)
    order = hospital.ris.create_order(temporary, CHEST, study_instance_uid=study)
    assert (order.study_instance_uid, order.status) == (study, "CM")
    hospital.his.send("A40", DOE, prior=temporary)
    (order,) = hospital.ris.orders_for(DOE.id)
    assert (order.study_instance_uid, order.patient) == (study, DOE)
    assert hospital.worklist() == []
    (told,) = hospital.messages("ris", "pacs", "OMI^O23")
    assert read_orders(told)[0][1].study_instance_uid == study
    assert hospital.pacs.steps == [("created", uid), ("COMPLETED", uid)]


def test_a_merge_during_the_examination(hospital: SmallHospital) -> None:
    items, uid = placed(hospital), hospital.runtime.uid()
    hospital.begin(items, uid)
    hospital.his.send("A40", DOE, prior=ANA)
    assert hospital.end(uid).status == 0
    (order,) = hospital.ris.orders_for(DOE.id)
    assert (order.status, order.patient) == ("CM", DOE)
    assert hospital.ris.orders_for(ANA.id) == []


def test_a_change_after_completion_does_not_revive_the_entry(hospital: SmallHospital) -> None:
    items, uid = placed(hospital), hospital.runtime.uid()
    hospital.begin(items, uid)
    hospital.end(uid)
    hospital.ris.change(text(items[0], "AccessionNumber"), reason="Corregido")
    assert hospital.worklist() == []
    assert hospital.kinds("ris", "pacs")[-1].startswith("A-RELEASE") or "OMI^O23 XO CM" in hospital.kinds("ris", "pacs")
    orders = [read_orders(message)[0] for message in hospital.messages("ris", "pacs", "OMI^O23")]
    assert [(control, order.status) for control, order in orders] == [("NW", "SC"), ("XO", "CM")]


def test_a_cancel_that_comes_too_late(hospital: SmallHospital) -> None:
    items, uid = placed(hospital), hospital.runtime.uid()
    (order,) = hospital.ris.orders_for(ANA.id)
    hospital.begin(items, uid)
    with pytest.raises(Refused, match="it has begun"):
        hospital.emr.cancel(order)
    assert hospital.emr.discontinue(order).get("MSA-1") == "AA"
    hospital.end(uid)
    assert hospital.ris.order(order.accession_number).status == "DC"


def test_a_pacs_that_takes_no_steps_does_not_hold_up_the_ris(hospital: SmallHospital) -> None:
    hospital.pacs.dimse.stop()
    items, uid = placed(hospital), hospital.runtime.uid()
    hospital.begin(items, uid)
    hospital.end(uid)
    assert hospital.ris.orders_for(ANA.id)[0].status == "CM"
    hospital.settle()
    assert any("attempt 3 of 3" in problem for problem in hospital.problems)


def test_availability_is_remembered(hospital: SmallHospital) -> None:
    study = hospital.runtime.uid()
    reference = Dataset()
    reference.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.2"
    reference.ReferencedSOPInstanceUID = "1.2.3.4.5"
    reference.InstanceAvailability = "ONLINE"
    reference.RetrieveAETitle = "PACS1"
    series = Dataset()
    series.SeriesInstanceUID = "1.2.3.4"
    series.ReferencedSOPSequence = [reference]
    ds = Dataset()
    ds.PatientID = ANA.id.value
    ds.StudyInstanceUID = study
    ds.ReferencedSeriesSequence = [series]
    address = hospital.ris.mpps_address
    scu = Scu(hospital.runtime, "pacs", "ris", address.host, address.port, address.ae_title, "PACS1")
    with scu.associate([INSTANCE_AVAILABILITY]) as assoc:
        assert assoc.n_create(INSTANCE_AVAILABILITY, hospital.runtime.uid(), ds).status == 0
    assert hospital.ris.available(study) == {"1.2.3.4.5"}
    assert hospital.ris.available("1.2") == set()


def test_a_stay_shows_on_the_worklist(hospital: SmallHospital) -> None:
    placed(hospital)
    hospital.his.send("A06", ANA, Visit("I", "WARD^7^1", number="V77"))
    (item,) = hospital.worklist()
    assert text(item, "CurrentPatientLocation") == "WARD^7^1"
    assert text(item, "AdmissionID") == "V77"


def test_items_are_made_once_for_each_state_of_an_order(hospital: SmallHospital) -> None:
    placed(hospital)
    list_of = Worklist(hospital.ris._shown, "")
    first, again = list_of.items("ISO_IR 192"), list_of.items("ISO_IR 192")
    assert first[0] is again[0]
    hospital.his.send("A08", DOE.renamed(PersonName("Roe", "Jane")))
    assert list_of.items("ISO_IR 192")[0] is first[0]
    hospital.his.send("A08", ANA.renamed(PersonName("Silverheels", "Ana")))
    (changed,) = list_of.items("ISO_IR 192")
    assert values(changed, "PatientName") == ("Silverheels^Ana",)
    assert worklist_items(hospital.ris._shown()[0])[0].PatientName == changed.PatientName
