"""MWL checks: planted faults in worklist answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pydicom import Dataset

from harness.checks import run_always
from harness.tests.dicom_story import MWL, Wire, faults, holds, item, run
from simulators.wire.elements import copy_of
from simulators.wire.matching import identifier
from simulators.wire.worklist import worklist_query

QUERY = worklist_query(station="CT_ER1", modality="CT", date="20240105")


def answered(*changes: Callable[[Dataset], object], query: Dataset = QUERY, **fields: object) -> Wire:
    """The worklist answers with the item, changed in each way."""
    wire = Wire()
    answers = []
    for change in changes or (lambda ds: None,):
        answer = identifier(item(), copy_of(query))
        change(answer)
        answers.append(answer)
    wire.find(query, answers, **fields)  # type: ignore[arg-type]
    return wire


def step(ds: Dataset) -> Dataset:
    return ds.ScheduledProcedureStepSequence[0]


@pytest.mark.parametrize("check_id", ["MWL-01", "MWL-02", "MWL-03", "MWL-04"])
def test_a_correct_answer_holds(check_id: str) -> None:
    assert holds(check_id, answered())


def test_an_empty_worklist_is_no_fault() -> None:
    wire = Wire()
    wire.find(QUERY, [])
    assert all(not faults(check_id, wire) for check_id in ("MWL-01", "MWL-02", "MWL-03", "MWL-04"))


def test_refusal_is_the_ris_fault_unless_provoked() -> None:
    assert [one.role for one in faults("MWL-01", answered(status=0xA900))] == ["ris"]
    assert "A900" in faults("MWL-01", answered(status=0xA900))[0].received
    assert not faults("MWL-01", answered(status=0xA900, deliberate="a date that is none"))


def test_cancel_is_right_only_when_asked() -> None:
    assert faults("MWL-01", answered(status=0xFE00))
    wire = Wire()
    request = wire.add("C-FIND-RQ", "CT_ER1", "ris", QUERY, AffectedSOPClassUID="1.2.840.10008.5.1.4.31")
    wire.add("C-CANCEL-RQ", "CT_ER1", "ris")
    wire.answer(request, 0xFE00)
    assert holds("MWL-01", wire)


def test_pending_without_an_entry() -> None:
    wire = Wire()
    request = wire.add("C-FIND-RQ", "CT_ER1", "ris", QUERY, AffectedSOPClassUID="1.2.840.10008.5.1.4.31")
    wire.answer(request, 0xFF00)
    wire.answer(request, 0x0000)
    assert [one.role for one in faults("MWL-01", wire)] == ["ris"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda ds: delattr(ds, "StudyInstanceUID"), "StudyInstanceUID"),
        (lambda ds: setattr(ds, "PatientID", ""), "PatientID"),
        (lambda ds: setattr(ds, "RequestedProcedureID", None), "RequestedProcedureID"),
        (lambda ds: delattr(ds, "AccessionNumber"), "AccessionNumber"),
        (lambda ds: delattr(ds, "PatientSex"), "PatientSex"),
        (lambda ds: delattr(step(ds), "Modality"), "Modality"),
        (lambda ds: setattr(step(ds), "ScheduledProcedureStepID", ""), "ScheduledProcedureStepID"),
        (lambda ds: delattr(step(ds), "ScheduledPerformingPhysicianName"), "ScheduledPerformingPhysicianName"),
        (lambda ds: setattr(ds, "ScheduledProcedureStepSequence", [step(ds), step(ds)]), "(0040,0100)"),
        (lambda ds: setattr(ds, "ScheduledProcedureStepSequence", []), "(0040,0100)"),
    ],
)
def test_missing_attributes(change: Callable[[Dataset], object], where: str) -> None:
    found = faults("MWL-02", answered(change))
    assert [one.role for one in found] == ["ris"]
    assert where in found[0].where


def test_every_missing_attribute_is_reported() -> None:
    def strip(ds: Dataset) -> None:
        del ds.PatientName
        del ds.StudyInstanceUID
        step(ds).Modality = ""

    assert len(faults("MWL-02", answered(strip))) == 3


def test_neither_words_nor_code() -> None:
    def silent(ds: Dataset) -> None:
        ds.RequestedProcedureDescription = ""
        ds.RequestedProcedureCodeSequence = []

    def in_words(ds: Dataset) -> None:
        ds.RequestedProcedureCodeSequence = []

    assert len(faults("MWL-02", answered(silent))) == 1
    assert holds("MWL-02", answered(in_words))


@pytest.mark.parametrize("words", ["Tórax", ""])
@pytest.mark.parametrize("code", [True, False])
def test_a_step_says_in_words_or_in_a_code_what_is_to_be_done(words: str, code: bool) -> None:
    def say(ds: Dataset) -> None:
        step(ds).ScheduledProcedureStepDescription = words
        step(ds).ScheduledProtocolCodeSequence = [Dataset()] if code else []

    silent = [] if words or code else ["(0040,0100)[1] > (0040,0007) ScheduledProcedureStepDescription"]
    assert [one.where for one in faults("MWL-02", answered(say))] == silent


def test_what_cannot_be_read_hides_no_wrong_entry() -> None:
    wire = Wire()
    wire.find(QUERY, [])
    for asked in (None, QUERY):
        query = wire.add("C-FIND-RQ", "CT_ER1", "ris", asked, AffectedSOPClassUID=MWL)
        wire.answer(query, 0xFF00)
        wrong = identifier(item(), copy_of(QUERY))
        step(wrong).Modality = ""
        wire.answer(query, 0xFF00, wrong)
        wire.answer(query, 0x0000)
    assert [len(faults(check, wire)) for check in ("MWL-02", "MWL-03")] == [1, 1]


def test_letters_of_a_character_set_that_nobody_knows_stand_for_any() -> None:
    query = worklist_query(patient_name="Nñue*", charset="ISO_IR 192")
    wire = answered(query=query)
    asked = wire.story().dimse("C-FIND-RQ")[0].dataset
    assert asked is not None
    assert len(faults("MWL-03", wire)) == 1
    asked.SpecificCharacterSet = "ISO_IR 999"
    assert not faults("MWL-03", wire)


def test_type_2_may_be_empty_and_type_3_absent() -> None:
    def poor(ds: Dataset) -> None:
        ds.AccessionNumber = ""
        ds.PatientBirthDate = ""
        del ds.PatientSize
        del step(ds).ScheduledProcedureStepStatus

    assert holds("MWL-02", answered(poor))


def test_unasked_attributes_are_noted() -> None:
    wire = answered(lambda ds: setattr(ds, "InstitutionName", "HGM"))
    assert not faults("MWL-02", wire)
    assert any("InstitutionName" in one.received for one in run("MWL-02", wire))


def test_what_may_come_unasked() -> None:
    """How to read the rest, and a reference to the document of the order."""

    def add(ds: Dataset) -> None:
        ds.SpecificCharacterSet, ds.TimezoneOffsetFromUTC = "ISO_IR 192", "+0100"
        ds.HL7StructuredDocumentReferenceSequence = []

    assert [one.severity for one in run("MWL-02", answered(add))] == ["note"]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda ds: setattr(step(ds), "ScheduledStationAETitle", "CT_ER2"), "ScheduledStationAETitle"),
        (lambda ds: setattr(step(ds), "ScheduledStationAETitle", "ct_er1"), "ScheduledStationAETitle"),
        (lambda ds: setattr(step(ds), "Modality", "MR"), "Modality"),
        (lambda ds: setattr(step(ds), "ScheduledProcedureStepStartDate", "20240106"), "StartDate"),
        (lambda ds: setattr(step(ds), "ScheduledProcedureStepStartDate", ""), "StartDate"),
    ],
)
def test_an_entry_of_somebody_else(change: Callable[[Dataset], object], where: str) -> None:
    found = faults("MWL-03", answered(lambda ds: None, change))
    assert [one.role for one in found] == ["ris"]
    assert where in found[0].where


def test_another_patient() -> None:
    query = worklist_query(patient_id="00ZZ9001", patient_name="nsue*")
    assert holds("MWL-03", answered(query=query))
    other = answered(lambda ds: setattr(ds, "PatientID", "ZZ9001"), query=query)
    assert ["PatientID" in one.where for one in faults("MWL-03", other)] == [True]
    assert len(faults("MWL-03", answered(lambda ds: setattr(ds, "PatientName", "Mbá^Ana"), query=query))) == 1


def test_an_optional_key_that_is_not_matched_is_noted() -> None:
    query = worklist_query(accession="OTHER")
    assert not faults("MWL-03", answered(query=query))
    assert any("FF01" in one.summary for one in run("MWL-03", answered(query=query)))
    assert not any("FF01" in one.summary for one in run("MWL-03", answered(query=query, pending=0xFF01)))


def test_a_step_twice_in_one_list() -> None:
    found = faults("MWL-04", answered(lambda ds: None, lambda ds: None))
    assert [one.role for one in found] == ["ris"]
    assert holds("MWL-04", answered(lambda ds: None, lambda ds: setattr(step(ds), "ScheduledProcedureStepID", "SPS2")))


def test_presence_is_exact() -> None:
    assert holds("MWL-05", answered(), accession="A1", patient_id="00ZZ9001", scheduled_step_id="SPS1")
    assert len(faults("MWL-05", answered(), accession="A2")) == 1
    assert len(faults("MWL-05", answered(), patient_id="ZZ9001")) == 1  # the zeros belong to it
    assert len(faults("MWL-05", answered(lambda ds: None, lambda ds: None), accession="A1")) == 1
    assert [one.role for one in faults("MWL-05", Wire(), accession="A1")] == ["ris"]


def test_the_last_answer_counts() -> None:
    wire = answered()
    wire.find(QUERY, [])
    [empty] = faults("MWL-05", wire)
    assert (empty.expected, empty.received) == ("1 with any", "0 of 0 entries")
    assert len(faults("MWL-05", wire, accession="A1")) == 1
    assert holds("MWL-06", wire, accession="A1")
    wire.find(QUERY, [identifier(item(), copy_of(QUERY))])
    wire.find(QUERY, [], sender="MR_1")
    assert holds("MWL-05", wire, accession="A1", station="CT_ER1")
    assert holds("MWL-06", wire, accession="A1", station="MR_1")


def test_an_entry_that_is_over_is_gone_or_says_so() -> None:
    assert [one.role for one in faults("MWL-06", answered(), accession="A1")] == ["ris"]
    done = answered(lambda ds: setattr(step(ds), "ScheduledProcedureStepStatus", "COMPLETED"))
    assert not faults("MWL-06", done, accession="A1")
    assert holds("MWL-06", answered(), accession="A2")


def test_what_the_worklist_shows_is_judged_where_a_step_asks() -> None:
    wire = answered(lambda ds: setattr(step(ds), "ScheduledProcedureStepStatus", ""))
    assert [one.received for one in faults("MWL-06", wire)] == ["an entry with status not given"]
    assert not {"MWL-05", "MWL-06"} & {one.check for one in run_always(wire.story())}
