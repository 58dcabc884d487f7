"""STO, RET, QR and REJ checks: what an archive can do wrong with what it was given."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from pydicom import DataElement, Dataset

from harness.checks.story import Story
from harness.tests.dicom_story import CHECKS, STUDY_ROOT, Wire, dataset, faults, holds, images, run
from harness.verdict import Verdict
from simulators.images import make_images
from simulators.wire.dicom_text import declare
from simulators.wire.identifiers import Code

FIND = f"{STUDY_ROOT}.1"


def image_query(wire: Wire, found: list[Dataset], **keys: object) -> None:
    query = dataset(QueryRetrieveLevel="IMAGE", StudyInstanceUID="2.25.1", SOPInstanceUID="", **keys)
    answers = [
        dataset(QueryRetrieveLevel="IMAGE", StudyInstanceUID="2.25.1", SOPInstanceUID=ds.SOPInstanceUID, **keys)
        for ds in found
    ]
    wire.find(query, answers, model=FIND, sender="workstation", receiver="pacs")


STUDY = dataset(QueryRetrieveLevel="STUDY", StudyInstanceUID="2.25.1")


def test_accepted_and_refused() -> None:
    wire = Wire()
    wire.store(images(1)[0])
    assert holds("STO-01", wire)
    wire.store(images(1)[0], status=0xA900)
    found = faults("STO-01", wire)
    assert [one.role for one in found] == ["pacs"]
    assert "A900" in found[0].received


def test_a_warning_is_stored_and_noted() -> None:
    wire = Wire()
    wire.store(images(1)[0], status=0xB000)
    assert holds("STO-01", wire)
    assert any("B000" in one.received for one in run("STO-01", wire))


def test_provoked_refusal_and_mended_shortage_are_no_fault() -> None:
    wire = Wire()
    first, second = images(2)
    wire.store(first, status=0xA900, deliberate="another SOP class in the command")
    wire.store(second, status=0xA700)
    assert len(faults("STO-01", wire)) == 1
    wire.store(second)
    assert holds("STO-01", wire)


def test_acknowledged_and_found() -> None:
    wire = Wire()
    made = images(3)
    for ds in made:
        wire.store(ds)
    wire.clock += 61
    image_query(wire, made)
    assert holds("STO-02", wire)


def test_acknowledged_and_lost() -> None:
    wire = Wire()
    made = images(3)
    for ds in made:
        wire.store(ds)
    wire.clock += 61
    image_query(wire, made[:2])
    found = faults("STO-02", wire)
    assert [one.role for one in found] == ["pacs"]
    assert made[2].SOPInstanceUID in found[0].expected


def test_asked_too_early_is_only_noted_and_a_refused_object_is_not_missed() -> None:
    wire = Wire()
    made = images(2)
    wire.store(made[0])
    wire.store(made[1], status=0xA700)
    image_query(wire, [])
    assert not faults("STO-02", wire)
    assert len(run("STO-02", wire)) == 1
    wire.clock += 61
    image_query(wire, [])
    assert len(faults("STO-02", wire)) == 1


def test_queries_with_other_keys_do_not_cover() -> None:
    wire = Wire()
    wire.store(images(1)[0])
    wire.clock += 61
    image_query(wire, [], InstanceNumber="9")
    assert not run("STO-02", wire)


def test_a_retrieve_shows_what_is_lost() -> None:
    wire = Wire()
    made = images(2)
    for ds in made:
        wire.store(ds)
    wire.move(STUDY, made[:1])
    assert [one.role for one in faults("STO-02", wire)] == ["pacs"]


def passed_on(change: Callable[[Dataset], object], count: int = 1, **store: object) -> Wire:
    wire = Wire()
    for ds in images(count):
        wire.store(ds, **store)  # type: ignore[arg-type]
        other = deepcopy(ds)
        change(other)
        wire.store(other, sender="pacs", receiver="BATA")
    return wire


def test_unchanged() -> None:
    assert holds("STO-03", passed_on(lambda ds: None))


def flip(ds: Dataset) -> None:
    ds.PixelData = ds.PixelData[:-1] + bytes([ds.PixelData[-1] ^ 1])


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (flip, "PixelData"),
        (lambda ds: setattr(ds, "PatientName", "Otra^Ana"), "PatientName"),
        (lambda ds: setattr(ds, "PatientID", "ZZ9001"), "PatientID"),
        (lambda ds: setattr(ds, "AccessionNumber", "1A"), "AccessionNumber"),
        (lambda ds: delattr(ds, "StudyDescription"), "StudyDescription"),
        (lambda ds: setattr(ds, "SeriesDescription", ""), "SeriesDescription"),
        (lambda ds: setattr(ds, "WindowCenter", "41"), "WindowCenter"),
        (lambda ds: setattr(ds, "InstitutionName", "Other hospital"), "InstitutionName"),
        (lambda ds: setattr(ds.RequestAttributesSequence[0], "RequestedProcedureID", "X"), "RequestedProcedureID"),
    ],
)
def test_changed(change: Callable[[Dataset], object], where: str) -> None:
    found = faults("STO-03", passed_on(change))
    assert [(one.role, one.hop) for one in found] == [("pacs", "pacs→BATA")]
    assert where in found[0].where


def test_one_finding_for_each_attribute_however_many_objects() -> None:
    def change(ds: Dataset) -> None:
        ds.PatientName = "Otra^Ana"
        ds.StudyDescription = "changed"

    found = faults("STO-03", passed_on(change, count=4))
    assert len(found) == 2
    assert all("4 objects" in one.summary for one in found)


@pytest.mark.parametrize(
    "change",
    [
        lambda ds: setattr(ds, "PatientID", "00ZZ9001 "),
        lambda ds: setattr(ds, "RetrieveAETitle", "PACS1"),
        lambda ds: setattr(ds, "RescaleSlope", "1.0"),
        lambda ds: setattr(ds, "PatientComments", ""),
        lambda ds: declare(ds, "ISO_IR 100"),
    ],
)
def test_differences_that_change_nothing(change: Callable[[Dataset], object]) -> None:
    assert not faults("STO-03", passed_on(change))


def test_coercion_after_a_patient_update_only_of_the_patient() -> None:
    wire = Wire()
    (ds,) = images(1)
    wire.store(ds)
    wire.transcript.add(sender="his", receiver="pacs", protocol="HL7", kind="ADT^A40", connection="x", message=object())
    ds.PatientName = "Survivor^Ana"
    ds.AccessionNumber = "A2"
    wire.store(ds, sender="pacs", receiver="workstation")
    found = faults("STO-03", wire)
    assert ["AccessionNumber" in one.where for one in found] == [True]
    assert any("PatientName" in one.where and one.verdict is Verdict.PASS for one in run("STO-03", wire))


def test_announced_coercion_is_noted() -> None:
    assert not faults("STO-03", passed_on(lambda ds: setattr(ds, "StudyID", "9"), status=0xB000))
    assert faults("STO-03", passed_on(flip, status=0xB000))


def test_another_encoding_of_the_pixels_is_not_judged_here() -> None:
    wire = Wire()
    (ds,) = images(1)
    wire.store(ds)
    ds.compress("1.2.840.10008.1.2.5", generate_instance_uid=False)
    sent = wire.store(ds, sender="pacs", receiver="BATA")
    fields = {name: getattr(sent, name) for name in sent.__slots__} | {"transfer_syntax": "1.2.840.10008.1.2.5"}
    exchanges = [type(sent)(**fields) if one is sent else one for one in wire.transcript.exchanges]
    assert faults("STO-03", wire)
    story = Story(exchanges=tuple(exchanges))
    assert all(one.verdict is Verdict.PASS for one in CHECKS["STO-03"](story))


def test_command_and_object_disagree() -> None:
    wire = Wire()
    (ds,) = images(1)
    wire.store(ds)
    assert holds("STO-04", wire)
    uid = ds.SOPInstanceUID
    ds.SOPInstanceUID = "2.25.77"
    ds.StudyInstanceUID = "2.25." + "7" * 60
    request = wire.add(
        "C-STORE-RQ", "CT_ER1", "pacs", ds, AffectedSOPInstanceUID="2.25.78", AffectedSOPClassUID=ds.SOPClassUID
    )
    wire.answer(request, 0)
    found = faults("STO-04", wire)
    assert {one.role for one in found} == {"CT_ER1"}
    assert len(found) == 2
    assert uid != ds.SOPInstanceUID


def test_retrieved_objects_are_compared_with_their_pixels() -> None:
    made = images(2)
    got = deepcopy(made)
    got[0].compress("1.2.840.10008.1.2.5", generate_instance_uid=False)
    wire = Wire()
    assert holds("STO-05", wire, original=made, received=got)
    assert len(faults("STO-05", wire, original=made, received=got[:1])) == 1
    assert len(faults("STO-05", wire, original=made, received=[*got, got[0]])) == 1
    assert len(faults("STO-05", wire, original=made[:1], received=got)) == 1
    flip(got[1])
    got[1].PatientID = "other"
    assert len(faults("STO-05", wire, original=made, received=got)) == 2
    wrong = make_images(None, modality="CT", instances=1)[0]
    wrong.SOPInstanceUID = made[0].SOPInstanceUID
    wrong.compress("1.2.840.10008.1.2.5", generate_instance_uid=False)
    assert any("pixels" in one.summary for one in faults("STO-05", wire, original=made[:1], received=[wrong]))


def stored(count: int = 2) -> tuple[Wire, list[Dataset]]:
    wire, made = Wire(), images(count)
    for ds in made:
        wire.store(ds)
    return wire, made


def test_a_whole_retrieve() -> None:
    wire, made = stored()
    wire.move(STUDY, made)
    assert all(holds(check_id, wire) for check_id in ("RET-01", "RET-02", "STO-02", "STO-03"))


def test_objects_routed_meanwhile_are_not_taken_for_the_answer() -> None:
    wire, made = stored()
    wire.add("A-ASSOCIATE-RQ", "workstation", "pacs", connection="retrieve", raw=b"calling AE title: WS_1\n")
    request = wire.add("C-MOVE-RQ", "workstation", "pacs", STUDY, connection="retrieve", MoveDestination="WS_1",
                       AffectedSOPClassUID=f"{STUDY_ROOT}.2", MessageID=7)  # fmt: skip
    for ds in made:
        wire.store(ds, sender="pacs", receiver="workstation")  # without Move Originator Message ID, which is optional
        wire.store(ds, sender="pacs", receiver="BATA")
    wire.answer(request, 0, NumberOfCompletedSuboperations=2)
    assert holds("RET-02", wire)


def test_fewer_arrive_than_claimed() -> None:
    wire, made = stored()
    wire.move(STUDY, made[:1], claimed=2)
    found = faults("RET-02", wire)
    assert {one.role for one in found} == {"pacs"}
    assert len(found) == 2  # the count is wrong, and one object is missing


def test_a_success_with_nothing_sent() -> None:
    wire, _ = stored()
    wire.move(STUDY, [])
    assert len(faults("RET-02", wire)) == 2


def test_something_else_arrives() -> None:
    wire, made = stored()
    (other,) = images(1)
    other.StudyInstanceUID = "2.25.9"
    wire.store(other)
    wire.move(STUDY, [*made, other])
    assert ["not asked for" in one.summary for one in faults("RET-02", wire)] == [True]


@pytest.mark.parametrize(
    ("status", "failed", "good"), [(0, 0, True), (0, 1, False), (0xB000, 1, True), (0xB000, 0, False)]
)
def test_final_status_and_counts(status: int, failed: int, good: bool) -> None:
    wire, made = stored()
    wire.move(STUDY, made, status=status, failed=failed)
    assert (not faults("RET-01", wire)) is good


def test_a_failed_retrieve_is_a_fault_of_its_own_and_proves_no_loss() -> None:
    wire, _ = stored()
    wire.move(STUDY, [], status=0xC000)
    assert [one.role for one in faults("RET-01", wire)] == ["pacs"]
    assert not run("STO-02", wire)
    assert not faults("RET-02", wire)


@pytest.mark.parametrize(("waited", "answered", "blamed"), [(5.0, False, False), (5.0, True, True), (0.2, False, True)])
def test_an_archive_that_waited_in_vain_for_our_answer_may_give_a_retrieve_up(
    waited: float, answered: bool, blamed: bool
) -> None:
    wire, made = stored()
    request = wire.add("C-MOVE-RQ", "workstation", "pacs", STUDY, connection="retrieve", MoveDestination="WS_1",
                       AffectedSOPClassUID=f"{STUDY_ROOT}.2", MessageID=7)  # fmt: skip
    wire.store(
        made[0], sender="pacs", receiver="workstation", status=0 if answered else None, MoveOriginatorMessageID=7,
        connection="sub",
    )  # fmt: skip
    wire.clock += waited
    wire.answer(request, 0xC000, NumberOfCompletedSuboperations=0)
    assert bool(faults("RET-01", wire)) is blamed
    assert any("gave up a retrieve" in one.summary for one in run("RET-01", wire)) is not blamed


def test_what_was_given_up_and_is_read_late_is_no_object_more_than_was_said() -> None:
    wire, made = stored()
    request = wire.add("C-MOVE-RQ", "workstation", "pacs", STUDY, connection="retrieve", MoveDestination="WS_1",
                       AffectedSOPClassUID=f"{STUDY_ROOT}.2", MessageID=7)  # fmt: skip
    for connection, sent in (("given up", made[:1]), ("sub", made)):
        for ds in sent:
            wire.store(
                ds, sender="pacs", receiver="workstation", MoveOriginatorMessageID=7, connection=connection
            )  # fmt: skip
    wire.answer(request, 0, NumberOfCompletedSuboperations=len(made))
    assert not faults("RET-02", wire)


def test_running_counts_contradict() -> None:
    wire, _ = stored()
    request = wire.add("C-MOVE-RQ", "workstation", "pacs", STUDY)
    names = ("Remaining", "Completed", "Failed", "Warning")
    for numbers in ((2, 0, 0, 0), (0, 1, 0, 0)):
        wire.answer(
            request, 0xFF00, **{f"NumberOf{name}Suboperations": one for name, one in zip(names, numbers, strict=True)}
        )
    wire.answer(request, 0x0000)
    assert ["contradict" in one.summary for one in faults("RET-01", wire)] == [True]


@pytest.mark.parametrize(("status", "good"), [(0xA801, True), (0x0000, False), (0xA900, False)])
def test_unknown_destination(status: int, good: bool) -> None:
    wire, _ = stored()
    wire.move(STUDY, [], status=status, destination="NOWHERE", deliberate="unknown move destination")
    assert (not faults("RET-03", wire)) is good
    assert not faults("RET-02", wire)


def study_query(wire: Wire, answers: list[Dataset], status: int = 0, **keys: object) -> None:
    query = dataset(QueryRetrieveLevel="STUDY", StudyInstanceUID="", **keys)
    wire.find(query, answers, model=FIND, sender="workstation", receiver="pacs", status=status)


def test_study_queries() -> None:
    wire = Wire()
    study_query(wire, [dataset(StudyInstanceUID="2.25.1", PatientID="ZZ91")], PatientID="ZZ91")
    assert all(holds(check_id, wire) for check_id in ("QR-01", "QR-02", "QR-03"))
    assert holds("QR-04", wire, uids=["2.25.1"], count=1)
    assert len(faults("QR-04", wire, uids=["2.25.2"])) == 2
    assert len(faults("QR-04", wire, count=0)) == 1
    assert [one.role for one in faults("QR-04", Wire(), count=0)] == ["pacs"]


@pytest.mark.parametrize(
    ("series", "instances", "wrong"),
    [("1", "2", []), (None, None, []), ("1", "3", ["3"]), ("2", "2", ["2"]), ("", "1 ", ["1"]), ("1", "x", ["x"])],
)
def test_what_an_archive_says_of_how_much_it_has(series: object, instances: object, wrong: list[str]) -> None:
    wire = Wire()
    numbers = {"NumberOfStudyRelatedSeries": series, "NumberOfStudyRelatedInstances": instances}
    answers = [dataset(StudyInstanceUID=uid) for uid in ("2.25.1", "2.25.9")]  # of the second nothing is known
    for answer in answers:
        for keyword, value in numbers.items():
            answer.add(DataElement(keyword, "LO" if value == "x" else "IS", value))
    study_query(wire, answers)
    found = faults("QR-05", wire, held_by_study={"2.25.1": (1, 2)}, requester="workstation")
    assert [one.received for one in found] == wrong
    assert run("QR-05", wire, held_by_study={}) == []
    assert run("QR-05", Wire(), held_by_study={"2.25.1": (1, 2)}) == []


def test_what_was_refused_for_want_of_room_is_sent_again() -> None:
    first, second = images(2)
    wire = Wire()
    wire.store(first, status=0xA700)
    assert not faults("STO-06", wire)  # it may still come
    assert [one.role for one in faults("STO-06", wire, sender="CT_ER1")] == ["CT_ER1"]
    assert not faults("STO-06", wire, sender="MR_1")
    wire.store(second)
    wire.store(first)
    assert holds("STO-06", wire, sender="CT_ER1")


def test_what_was_under_way_when_the_line_was_cut_is_sent_again() -> None:
    first, second = images(2)
    wire = Wire()
    wire.store(first, status=None, connection="cut")

    def found() -> list[str]:
        judged = CHECKS["STO-06"](wire.story(cut=frozenset({"cut"})))
        return [one.role for one in judged if one.verdict is Verdict.FAIL]

    assert found() == []  # nothing has been sent since
    wire.store(second, connection="next")
    assert found() == ["CT_ER1"]
    assert not faults("STO-06", wire)  # nobody cut it on purpose: DIC-02 speaks of it
    wire.store(first, connection="last")
    assert found() == []


def test_an_unknown_stored_value_may_match() -> None:
    wire = Wire()
    study_query(wire, [dataset(StudyInstanceUID="2.25.1", StudyDate="")], StudyDate="20240101-")
    assert not faults("QR-02", wire)


@pytest.mark.parametrize(
    ("asked", "answered", "good"),
    [
        ("M’Bouémé^Zoé", "MBoueme^Zoe", True),  # letters lost: the character set's fault, told by its own check
        ("山田^太郎 Prueba", "^ Prueba", True),
        ("山田^太郎", "Mba^Jose", False),
        ("山田*", "Mba^Jose", False),
        ("Nsue^Ana", "Nsue^Eva", False),
    ],
)
def test_a_name_without_its_letters_is_not_somebody_else(asked: str, answered: str, good: bool) -> None:
    wire = Wire()
    found = dataset(StudyInstanceUID="2.25.1", PatientName=answered)
    study_query(wire, [found], PatientName=asked, SpecificCharacterSet="ISO_IR 192")
    assert (not faults("QR-02", wire)) is good


def test_the_same_fault_again_and_again_is_one_finding() -> None:
    wire = Wire()
    for _ in range(30):
        study_query(wire, [dataset(StudyInstanceUID="2.25.1", PatientID="ZZ92")], PatientID="ZZ91")
    (found,) = faults("QR-02", wire)
    assert "30 times" in found.summary
    assert len(found.exchanges) == 12


def test_answers_that_were_not_asked_for() -> None:
    wire = Wire()
    answers = [
        dataset(StudyInstanceUID="2.25.1", PatientID="ZZ92"),
        dataset(StudyInstanceUID="2.25.1", PatientID="ZZ91"),
        dataset(StudyInstanceUID="", PatientID="ZZ91", StudyDescription="unasked"),
    ]
    study_query(wire, answers, PatientID="ZZ91")
    assert ["PatientID" in one.where for one in faults("QR-02", wire)] == [True]
    assert len(faults("QR-03", wire)) == 2
    assert any("not asked for" in one.summary for one in run("QR-03", wire))


def test_a_refused_query() -> None:
    wire = Wire()
    study_query(wire, [], status=0xC001)
    assert [one.role for one in faults("QR-01", wire)] == ["pacs"]


def rejection(made: list[Dataset]) -> Dataset:
    return make_images(
        None, modality="KO", references=made, title=Code("113001", "Rejected for Quality Reasons", "DCM")
    )[0]


def test_rejected_objects_are_gone() -> None:
    wire, made = stored(3)
    wire.store(rejection(made[:1]))
    wire.clock += 61
    image_query(wire, made[1:])
    wire.move(STUDY, made[1:])
    assert all(holds(check_id, wire) for check_id in ("REJ-01", "RET-02", "STO-02"))


def test_rejected_objects_that_are_still_shown() -> None:
    wire, made = stored(3)
    wire.store(rejection(made[:2]))
    image_query(wire, made[1:])
    wire.move(STUDY, made[2:])
    found = faults("REJ-01", wire)
    assert [one.role for one in found] == ["pacs"]
    assert made[1].SOPInstanceUID in found[0].expected
    wire.move(STUDY, made)
    assert len(faults("REJ-01", wire)) == 2


def test_a_refused_note_rejects_nothing() -> None:
    wire, made = stored(1)
    wire.store(rejection(made), status=0xA770)
    image_query(wire, made)
    assert not faults("REJ-01", wire)
    assert faults("STO-01", wire)


def test_an_archive_that_does_not_claim_rejection_is_not_judged_by_it() -> None:
    wire, made = stored(1)
    wire.store(rejection(made))
    image_query(wire, made)
    assert CHECKS["REJ-01"](wire.story(claims={})) == []
