"""Propagation: every identifier, on every hop, with the role that lost or changed it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydicom import Dataset

from harness.checks.comparing import judge
from harness.checks.guesses import likely, lost_letters
from harness.tests.scenes import ANA, HGM, LUIS, ORDER, OTHER, Scene, blamed, fails, passes
from simulators.images import make_images
from simulators.wire.elements import copy_of
from simulators.wire.er7 import Message
from simulators.wire.identifiers import PatientId, PersonName
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect
from simulators.wire.worklist import patient_module

CHECKS = [f"PRP-{n:02}" for n in range(1, 11)]
DIALECTS = [IHE_SWF_B, replace(IHE_SWF, charset="8859/15"), Dialect("mixed", "2.5", "OMG^O19", "ORM^O01")]


def the_plain_day(dialect: Dialect = IHE_SWF_B, **alter: Any) -> Scene:
    """Registered, ordered, scheduled, acquired, stored, found, reported; ``alter`` plants a fault by hop."""
    scene = Scene(dialect)
    for patient, order in ((ANA, ORDER), (LUIS, OTHER)):
        scene.adt("A01", patient)
        scene.placer(order, alter=alter.get("order"))
        scene.schedule(order, alter=alter.get("schedule"))
        scene.filler(order, alter=alter.get("status"))
    items = scene.worklist(ORDER, OTHER, alter=alter.get("item"))
    performed = scene.begin(items[:1], alter=alter.get("step"))
    images = make_images(items[0], performed=performed)
    stored = scene.store(images, alter=alter.get("image"))
    scene.end(performed, images)
    answer = patient_module(ANA)
    answer.QueryRetrieveLevel = "STUDY"
    answer.StudyInstanceUID = stored[0].StudyInstanceUID
    answer.AccessionNumber = ORDER.accession_number
    if "answer" in alter:
        alter["answer"](answer)
    scene.dimse("workstation", "pacs", "C-FIND", Dataset(), answers=[answer])
    scene.report(ORDER, alter=alter.get("report"))
    return scene


def found(scene: Scene) -> list[tuple[str, str, str]]:
    """Check, role and place of every FAIL of every propagation check."""
    return [(check, *blame) for check in CHECKS for blame in blamed(scene.run(check))]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_the_plain_day_holds_everywhere(dialect: Dialect) -> None:
    scene = the_plain_day(dialect)
    assert found(scene) == []
    for check in CHECKS:
        assert passes(scene.run(check)), check


def test_one_pass_for_each_identifier_and_hop() -> None:
    held = [finding.summary for finding in passes(the_plain_day().run("PRP-04")) if finding.severity == "note"]
    accession = "the accession number is the same in the notice to the PACS and the worklist of CT_ER1"
    assert held.count(accession) == 2  # two examinations
    assert len(set(held)) > 10


def element(keyword: str, value: Any) -> Callable[[Dataset], None]:
    return lambda ds: setattr(ds, keyword, value)


def in_step(keyword: str, value: Any) -> Callable[[Dataset], None]:
    return lambda ds: setattr(ds.ScheduledProcedureStepSequence[0], keyword, value)


def without(keyword: str) -> Callable[[Dataset], None]:
    return lambda ds: delattr(ds, keyword)


def other_issuer(ds: Dataset) -> None:
    ds.IssuerOfPatientID = "OTHER"
    del ds.IssuerOfPatientIDQualifiersSequence


def field(where: str, value: str) -> Callable[[Message], Message]:
    return lambda message: message.set(where, value)


@pytest.mark.parametrize(
    ("change", "where", "checks"),
    [
        (element("PatientID", "ZZ9001"), "(0010,0020) PatientID", {"PRP-02"}),
        (element("PatientName", "X^Y"), "(0010,0010) PatientName", {"PRP-02"}),
        (element("PatientBirthDate", "19800228"), "(0010,0030) PatientBirthDate", {"PRP-02"}),
        (element("PatientSex", "O"), "(0010,0040) PatientSex", {"PRP-02"}),
        (other_issuer, "(0010,0021) IssuerOfPatientID", {"PRP-02"}),
        (element("AccessionNumber", "WRONG"), "(0008,0050) AccessionNumber", {"PRP-04"}),
        (element("StudyInstanceUID", "1.2.3"), "(0020,000D) StudyInstanceUID", {"PRP-04"}),
        (element("RequestedProcedureID", "X"), "(0040,1001) RequestedProcedureID", {"PRP-04"}),
        (in_step("ScheduledProcedureStepID", "X"), "(0040,0100)[1] > (0040,0009) ScheduledProcedureStepID", {"PRP-04"}),
        (in_step("Modality", "MR"), "(0040,0100)[1] > (0008,0060) Modality", {"PRP-04"}),
        (
            in_step("ScheduledProcedureStepStartDate", "20261125"),
            "(0040,0100)[1] > (0040,0002) ScheduledProcedureStepStartDate",
            {"PRP-04"},
        ),
        (element("RequestedProcedurePriority", "STAT"), "(0040,1003) RequestedProcedurePriority", {"PRP-02"}),
        (element("RequestingPhysician", "No^One"), "(0032,1032) RequestingPhysician", {"PRP-02"}),
        (
            element("PlacerOrderNumberImagingServiceRequest", "X"),
            "(0040,2016) PlacerOrderNumberImagingServiceRequest",
            {"PRP-02", "PRP-04"},
        ),
        (
            element("FillerOrderNumberImagingServiceRequest", "X"),
            "(0040,2017) FillerOrderNumberImagingServiceRequest",
            {"PRP-04"},
        ),
    ],
)
def test_the_ris_shows_something_else_in_the_worklist(change: Any, where: str, checks: set[str]) -> None:
    def once(ds: Dataset) -> None:
        if ds.PatientID == ANA.id.value:
            change(ds)

    scene = the_plain_day(item=once)
    blames = [blame for blame in found(scene) if blame[0] in ("PRP-02", "PRP-03", "PRP-04", "PRP-07")]
    assert {(check, role) for check, role, _ in blames} == {(check, "ris") for check in checks}
    assert {place for _, _, place in blames} == {where}


@pytest.mark.parametrize("listed", ["20240105103000", "20261111111100"])
def test_an_entry_after_a_merge_is_compared_with_what_was_told_before_and_not_with_a_later_move(listed: str) -> None:
    scene = Scene()
    for patient in (ANA, LUIS):
        scene.adt("A04", patient)
    scene.placer(ORDER)
    planned = ORDER.with_(steps=(replace(ORDER.steps[0], start="20240105103000"),))
    scene.schedule(planned)
    scene.adt("A40", LUIS, prior=ANA)
    merged = planned.with_(patient=LUIS)
    scene.worklist(merged.with_(steps=(replace(ORDER.steps[0], start=listed),)))
    scene.wait(60)
    scene.schedule(merged.with_(steps=(replace(ORDER.steps[0], start="20310228183000"),)), "XO")
    blames = [(finding.role, finding.expected[:14]) for finding in fails(scene.run("PRP-04"))]
    assert blames == ([] if listed == "20240105103000" else [("ris", "20240105103000")])


@pytest.mark.parametrize(
    ("keyword", "weight"), [("AccessionNumber", 1), ("StudyInstanceUID", 1), ("PatientName", 1), ("PatientID", 1)]
)
def test_what_the_worklist_lost_is_the_riss_fault(keyword: str, weight: int) -> None:
    scene = the_plain_day(item=without(keyword))
    assert {role for check, role, _ in found(scene) if check in ("PRP-02", "PRP-04")} == {"ris"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (element("PatientID", "ZZ9001"), "(0010,0020) PatientID"),
        (element("PatientID", ""), "(0010,0020) PatientID"),
        (element("PatientName", "Nguema Nengono^Ines^^Dra.^Jr"), "(0010,0010) PatientName"),
        (element("PatientName", "Nguema Ñengono^Inés^^Jr^Dra."), "(0010,0010) PatientName"),
        (element("PatientSex", "M"), "(0010,0040) PatientSex"),
        (other_issuer, "(0010,0021) IssuerOfPatientID"),
        (element("AccessionNumber", ""), "(0008,0050) AccessionNumber"),
        (element("AccessionNumber", "A1"), "(0008,0050) AccessionNumber"),
        (element("StudyInstanceUID", "1.2.3"), "(0020,000D) StudyInstanceUID"),
    ],
)
def test_the_modality_writes_something_else_into_its_images(change: Any, where: str) -> None:
    blames = {blame for blame in found(the_plain_day(image=change)) if blame[0] == "PRP-07"}
    assert blames == {("PRP-07", "CT_ER1", where)}


def test_a_request_of_the_image_that_is_another() -> None:
    def change(ds: Dataset) -> None:
        ds.RequestAttributesSequence[0].ScheduledProcedureStepID = "S9"

    blames = {blame for blame in found(the_plain_day(image=change)) if blame[0] == "PRP-07"}
    assert blames == {("PRP-07", "CT_ER1", "(0040,0275)[1] > (0040,0009) ScheduledProcedureStepID")}


def test_an_image_without_request_attributes_is_noted() -> None:
    findings = the_plain_day(image=without("RequestAttributesSequence")).run("PRP-07")
    assert blamed(findings) == []
    noted = [finding.summary for finding in findings if finding.severity == "minor"]
    assert any("requested procedure ID" in summary and "missing" in summary for summary in noted)


def test_all_faults_of_one_image_are_reported() -> None:
    def change(ds: Dataset) -> None:
        ds.PatientName, ds.AccessionNumber, ds.StudyInstanceUID = "X^Y", "", "1.2.3"

    assert len(fails(the_plain_day(image=change).run("PRP-07"))) == 3


def test_one_wrong_image_among_right_ones_is_found() -> None:
    seen = []

    def second(ds: Dataset) -> None:
        seen.append(ds)
        if len(seen) == 2:
            ds.PatientID = "ZZ9002"

    [finding] = fails(the_plain_day(image=second).run("PRP-07"))
    assert finding.received == "ZZ9002"


def test_the_wrong_entry_of_another_patient_does_not_hide_a_difference() -> None:
    """The accession of one entry and the study of another: both differences are told, none passes by the other."""

    def mixed(ds: Dataset) -> None:
        ds.AccessionNumber = OTHER.accession_number

    [finding] = fails(the_plain_day(image=mixed).run("PRP-07"))
    assert finding.likely == "it is that of order P2"
    assert (finding.role, finding.expected) == ("CT_ER1", "00A1 ((0008,0050) AccessionNumber)")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (element("PatientID", "ZZ9001"), "(0010,0020) PatientID"),
        (element("PatientName", ""), "(0010,0010) PatientName"),
        (element("Modality", "MR"), "(0008,0060) Modality"),
        (
            lambda ds: setattr(ds.ScheduledStepAttributesSequence[0], "AccessionNumber", ""),
            "(0040,0270)[1] > (0008,0050) AccessionNumber",
        ),
        (
            lambda ds: setattr(ds.ScheduledStepAttributesSequence[0], "StudyInstanceUID", "1.2.3"),
            "(0040,0270)[1] > (0020,000D) StudyInstanceUID",
        ),
        (
            lambda ds: setattr(ds.ScheduledStepAttributesSequence[0], "RequestedProcedureID", "X"),
            "(0040,0270)[1] > (0040,1001) RequestedProcedureID",
        ),
        (
            lambda ds: setattr(ds.ScheduledStepAttributesSequence[0], "ScheduledProcedureStepID", ""),
            "(0040,0270)[1] > (0040,0009) ScheduledProcedureStepID",
        ),
    ],
)
def test_the_modality_tells_something_else_of_its_step(change: Any, where: str) -> None:
    blames = {blame for blame in found(the_plain_day(step=change)) if blame[0] == "PRP-08"}
    assert blames == {("PRP-08", "CT_ER1", where)}


def test_images_and_step_of_an_unscheduled_examination() -> None:
    scene = Scene()
    scene.worklist(OTHER)
    step = scene.begin([], study="2.25.777", patient=ANA)
    images = make_images(modality="CT", patient=ANA, performed=step)
    scene.store(images)
    assert found(scene) == []
    assert any("unscheduled" in finding.summary for finding in scene.run("PRP-07"))
    scene.store(images, alter=element("PatientID", "ZZ9002"))
    scene.store(images, alter=element("StudyInstanceUID", "1.2.3"))
    scene.store(images, alter=element("PerformedProcedureStepID", "X"))
    assert {place for check, _, place in found(scene) if check == "PRP-09"} == {
        "(0010,0020) PatientID",
        "(0020,000D) StudyInstanceUID",
        "(0040,0253) PerformedProcedureStepID",
    }


def test_images_that_lost_every_identifier_are_no_unscheduled_examination() -> None:
    scene = Scene()
    scene.worklist(ORDER)
    scene.store(make_images(modality="CT", patient=ANA, study_instance_uid="1.2.3"))
    [finding] = fails(scene.run("PRP-07"))
    assert finding.role == "CT_ER1"
    assert "no identifier of the patient's worklist entry" in finding.summary


@pytest.mark.parametrize("accession", ["", "00A1", "00A1B", "NEW"])
def test_the_group_case(accession: str) -> None:
    second = ORDER.with_(
        placer_order_number="P1B", filler_order_number="F1B", accession_number="00A1B", requested_procedure_id="RP1B",
        study_instance_uid="2.25.112", steps=(replace(ORDER.steps[0], id="S1B"),),
    )  # fmt: skip
    scene = Scene()
    for order in (ORDER, second):
        scene.schedule(order)
    items = scene.worklist(ORDER, second, OTHER)
    step = scene.begin(items[:2], study="2.25.888")
    images = make_images(group=items[:2], performed=step, accession_number=accession)
    scene.store(images)
    assert found(scene) == []
    assert any("2 entries" in finding.summary for finding in scene.run("PRP-07"))

    def change(ds: Dataset) -> None:
        ds.RequestAttributesSequence[1].ScheduledProcedureStepID = "S9"

    scene.store(images, alter=change)
    assert ("PRP-07", "CT_ER1", "(0040,0275)[2] > (0040,0009) ScheduledProcedureStepID") in found(scene)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (field("PID-3", "ZZ9001^^^HGM"), "PID-3.1"),
        (field("PID-3", "00ZZ9001^^^OTHER"), "PID-3.4"),
        (field("PID-3", "00ZZ9001"), "PID-3.4"),
        (field("PID-5", "X^Y"), "PID-5"),
        (field("ORC-2", "X"), "ORC-2"),
    ],
)
def test_the_ris_tells_the_pacs_something_else(change: Any, where: str) -> None:
    def once(message: Message) -> Message:
        return change(message) if message.get("PID-3.1") == ANA.id.value else message

    blames = {blame for blame in found(the_plain_day(schedule=once)) if blame[0] == "PRP-03"}
    assert {(check, role) for check, role, _ in blames} == {("PRP-03", "ris")}
    assert where in {place for _, _, place in blames}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (field("OBR-2", "X"), None),
        (lambda m: m.set("OBR-2", "X").set("ORC-2", "X"), "OBR-2"),
        (lambda m: m.set("OBR-3", "X").set("ORC-3", "X"), "OBR-3"),
        (field("OBR-18", "X"), "OBR-18"),
        (field("OBR-18", ""), None),  # RES-01
        (field("OBX-5", "1.2.3"), "OBX-5 (Study Instance UID)"),
        (field("PID-3", "ZZ9002^^^HGM"), "PID-3.1"),
        (field("PID-5", "X^Y"), "PID-5"),
    ],
)
def test_the_report_names_something_else(change: Any, where: str | None) -> None:
    blames = {blame for blame in found(the_plain_day(report=change)) if blame[0] == "PRP-06"}
    assert blames == ({("PRP-06", "ris", where)} if where else set())


def test_a_report_of_nobodys_order() -> None:
    def change(message: Message) -> Message:
        for where in ("ORC-2", "ORC-3", "OBR-2", "OBR-3", "OBR-18", "OBR-19", "OBX-5"):
            message = message.set(where, "X")
        return message

    [finding] = fails(the_plain_day(report=change).run("PRP-06"))
    assert (finding.role, finding.severity) == ("ris", "critical")
    assert "names no order that is known" in finding.summary


def test_a_status_with_another_order_number() -> None:
    def change(message: Message) -> Message:
        return message.set("ORC-2", "P9").set("OBR-2", "P9") if message.get("PID-3.1") == ANA.id.value else message

    assert {blame for blame in found(the_plain_day(status=change)) if blame[0] == "PRP-05"} == {
        ("PRP-05", "ris", "ORC-2")
    }


def test_the_placer_orders_for_somebody_else_than_was_registered() -> None:
    scene = Scene()
    scene.adt("A01", ANA)
    scene.placer(ORDER.with_(patient=replace(LUIS, id=ANA.id)))
    assert {(check, role) for check, role, _ in found(scene)} == {("PRP-01", "emr")}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (element("PatientName", "X^Y"), "(0010,0010) PatientName"),
        (element("PatientID", "ZZ9001"), "(0010,0020) PatientID"),
        (element("AccessionNumber", ""), "(0008,0050) AccessionNumber"),
    ],
)
def test_the_archive_answers_something_else_than_was_stored(change: Any, where: str) -> None:
    assert found(the_plain_day(answer=change)) == [("PRP-10", "pacs", where)]


# --- what is no fault --------------------------------------------------------------------------------------------


def test_deliberate_stimuli_are_not_judged() -> None:
    scene = the_plain_day()
    scene.schedule(ORDER, alter=field("PID-5", "X^Y"), deliberate="a wrong name of ours")
    scene.report(ORDER, alter=field("OBR-18", "X"), deliberate="a wrong number of ours")
    scene.begin(scene.worklist(ORDER), uid="2.25.901", alter=element("PatientID", "X"), deliberate="wrong on purpose")
    assert found(scene) == []


def test_a_change_on_its_way_is_no_fault_until_the_limit_passed() -> None:
    renamed = ANA.renamed(PersonName("Nguema", "Inés"))
    scene = Scene()
    scene.adt("A01", ANA)
    scene.placer(ORDER)
    scene.worklist(ORDER)
    scene.adt("A08", renamed)
    scene.worklist(ORDER)
    assert found(scene) == []
    scene.worklist(ORDER.with_(patient=renamed))
    assert found(scene) == []
    scene.wait(11)
    scene.worklist(ORDER)
    assert found(scene) == [("PRP-02", "ris", "(0010,0010) PatientName")]


def test_a_changed_order_and_schedule_are_the_new_measure() -> None:
    later = ORDER.with_(steps=(replace(ORDER.steps[0], start="20261125080000"),))
    scene = Scene()
    scene.placer(ORDER)
    scene.schedule(ORDER)
    scene.worklist(ORDER)
    scene.schedule(later, "XO")
    scene.wait(20)
    scene.worklist(later)
    assert found(scene) == []
    scene.worklist(ORDER)
    assert set(found(scene)) == {("PRP-04", "ris", "(0040,0100)[1] > (0040,0002) ScheduledProcedureStepStartDate")}


def test_the_station_may_have_picked_an_older_version_of_the_entry() -> None:
    scene = Scene()
    items = scene.worklist(ORDER)
    scene.worklist(ORDER.with_(patient=ANA.renamed(PersonName("Otro", "Nombre"))))
    scene.store(make_images(items[0]))
    assert blamed(scene.run("PRP-07")) == []


def test_after_a_merge_the_survivor_is_expected() -> None:
    scene = Scene()
    scene.adt("A01", ANA)
    scene.adt("A01", LUIS)
    scene.placer(ORDER)
    scene.adt("A40", LUIS, prior=ANA)
    scene.wait(20)
    scene.worklist(ORDER.with_(patient=LUIS))
    scene.report(ORDER.with_(patient=LUIS))
    assert found(scene) == []
    scene.worklist(ORDER)
    assert ("PRP-02", "ris", "(0010,0020) PatientID") in found(scene)


def test_further_identifiers_are_noted_where_they_are_missing() -> None:
    other = PatientId("ZZ9B2", HGM.from_hd("MIN"), "NI")
    both = replace(ANA, other_ids=(other,))
    for drop, severity in ((False, "note"), (True, "minor")):
        scene = Scene()
        scene.adt("A04", both)
        scene.placer(ORDER.with_(patient=both))
        scene.worklist(ORDER.with_(patient=both), alter=without("OtherPatientIDsSequence") if drop else None)
        findings = [finding for finding in scene.run("PRP-02") if "further patient ID" in finding.summary]
        assert [finding.severity for finding in findings] == [severity]
        assert found(scene) == []


def test_the_status_of_a_scheduled_step() -> None:
    assert judge("status", "SCHEDULED", "STARTED").same
    assert not judge("status", "CANCELED", "SCHEDULED").same
    assert not judge("status", "CANCELED", "SCHEDULED").settled


def test_a_name_in_capitals_is_a_minor_fault() -> None:
    def shout(ds: Dataset) -> None:
        ds.PatientName = str(ds.PatientName).upper()

    findings = fails(the_plain_day(item=shout).run("PRP-02"))
    assert {(finding.role, finding.severity) for finding in findings} == {("ris", "minor")}


def test_identifier_rules() -> None:
    for expected, received, same in (("U", "", True), ("A", "O", True), ("F", "M", False), ("F", "", False)):
        assert judge("sex", expected, received).same is same
    assert judge("birth_date", "19800229103000", "19800229").same
    assert not judge("birth_date", "1980", "19800101").settled
    assert judge("name", "Côté^Éloïse", "Co\u0302te\u0301^E\u0301loi\u0308se").same
    assert judge("accession", "00123", "00123 ").same
    assert not judge("accession", "00123", "123").same
    assert judge("start", "20261124120000+0100", "20261124120000.000").same
    assert not judge("start", "20261124120000", "20261124130000").same
    assert judge("issuer", "HGM&1.2&ISO", "HGM").same
    assert not judge("issuer", "HGM", "&1.2&ISO").settled
    assert not judge("modality", "DX", "CR").settled
    assert judge("modality", "CT", "MR").settled
    assert judge("priority", "S", "STAT").same
    assert judge("priority", "S", "HIGH").settled
    assert not judge("priority", "A", "MEDIUM").settled


@pytest.mark.parametrize(
    ("expected", "received", "guess"),
    [
        ("0000000000000A1617", "0000000000000A16", "cut after 16 characters"),
        ("00123", "123", "leading zeros were taken off"),
        ("abc", "ABC", "upper and lower case were changed"),
        ("Mba^Ana^^Dra.^Jr", "Mba^Ana^^Jr^Dra.", "prefix and suffix changed places"),
        ("Mba^Ana", "Ana^Mba", "another order"),
        ("Peña^Inés", "PeÃ±a^InÃ©s", "UTF-8 was read as Latin-1"),
        ("Peña", "Pe\ufffda", "Latin-1 was read as UTF-8; letters lost: ñ → \ufffd"),
        ("Lecœur^Anaïs", "Lec½ur^Anaïs", "Latin-9 was read as Latin-1; letters lost: œ → ½"),
        ("Peña^Inés", "Pena^Ines", "letters lost: ñ → n, é → e"),
        ("Œuvray", "?uvray", "letters lost: Œ → ?"),
        ("Mba^Ana", "Mba Ana", "run together"),
    ],
)
def test_guesses(expected: str, received: str, guess: str) -> None:
    assert guess in likely(expected, received)


def test_lost_letters() -> None:
    assert lost_letters("Ñengono", "engono") == ["Ñ → nothing"]
    assert lost_letters("Nguema", "Ngema") == []


def test_foreign_identifier_types_and_absent_datasets_are_survived() -> None:
    scene = the_plain_day()
    scene.dimse("CT_ER1", "ris", "N-CREATE", None, uid="2.25.1", sop_class="1.2.840.10008.3.1.2.3.3")
    scene.dimse("CT_ER1", "pacs", "C-STORE", Dataset(), uid="2.25.1")
    scene.dimse("workstation", "pacs", "C-FIND", None, answers=[Dataset()])
    bare = Message.parse(b"MSH|^~\\&|RIS|HGM|PACS|HGM|2026||OMI^O23|1|P|2.5.1\rORC\rIPC\r")
    scene.hl7("ris", "pacs", bare)
    for check in CHECKS:
        scene.run(check)
    assert copy_of(Dataset()) == Dataset()
    assert PatientId("1", HGM).agrees_with(PatientId("1 ", HGM))
