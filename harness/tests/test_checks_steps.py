"""PPS and ROU checks: performed steps and routing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pydicom import Dataset

from harness.checks.dimse import text_of
from harness.tests.dicom_story import (
    Wire,
    dataset,
    faults,
    holds,
    images,
    step_created,
    step_ended,
)
from simulators.images import make_images
from simulators.wire.elements import copy_of
from simulators.wire.identifiers import Code
from simulators.wire.procedure_step import REASONS

UID = "2.25.500"


def performed(
    made: list[Dataset] | None = None, *, created: Dataset | None = None, ended: Dataset | None = None
) -> Wire:
    """The usual life: created, images stored, completed."""
    wire = Wire()
    made = images(2) if made is None else made
    wire.create(UID, created or step_created())
    for ds in made:
        wire.store(ds)
    wire.set(UID, ended or step_ended(made))
    return wire


def changed(ds: Dataset, change: Callable[[Dataset], object]) -> Dataset:
    change(ds)
    return ds


@pytest.mark.parametrize("check_id", ["PPS-01", "PPS-02", "PPS-03", "PPS-04"])
def test_a_correct_life_holds(check_id: str) -> None:
    assert holds(check_id, performed())


def test_created_as_completed() -> None:
    created = changed(step_created(), lambda ds: setattr(ds, "PerformedProcedureStepStatus", "COMPLETED"))
    wire = Wire()
    wire.create(UID, created, status=0x0106)
    assert [one.role for one in faults("PPS-01", wire)] == ["CT_ER1"]
    assert holds("PPS-03", wire)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda ds: delattr(ds, "PerformedProcedureStepID"), "PerformedProcedureStepID"),
        (lambda ds: setattr(ds, "Modality", ""), "Modality"),
        (lambda ds: delattr(ds, "PatientID"), "PatientID"),
        (lambda ds: setattr(ds, "ScheduledStepAttributesSequence", []), "ScheduledStepAttributesSequence"),
        (lambda ds: setattr(ds.ScheduledStepAttributesSequence[0], "StudyInstanceUID", ""), "(0040,0270)[1]"),
        (lambda ds: delattr(ds.ScheduledStepAttributesSequence[0], "AccessionNumber"), "AccessionNumber"),
        (lambda ds: delattr(ds, "PerformedSeriesSequence"), "PerformedSeriesSequence"),
    ],
)
def test_types_at_creation(change: Callable[[Dataset], object], where: str) -> None:
    found = faults("PPS-01", performed(created=changed(step_created(), change)))
    assert [one.role for one in found] == ["CT_ER1"]
    assert where in found[0].where


def test_empty_type_2_is_right_and_provoked_errors_are_not_judged() -> None:
    empty = changed(step_created(), lambda ds: setattr(ds, "PatientID", ""))
    assert holds("PPS-01", performed(created=empty))
    wire = Wire()
    wire.create(UID, dataset(PatientID="ZZ91"), status=0x0120, deliberate="no status")
    assert not faults("PPS-01", wire)
    assert holds("PPS-03", wire)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda ds: delattr(ds, "PerformedProcedureStepEndDate"), "PerformedProcedureStepEndDate"),
        (lambda ds: setattr(ds, "PerformedSeriesSequence", []), "PerformedSeriesSequence"),
        (lambda ds: delattr(ds.PerformedSeriesSequence[0], "ProtocolName"), "ProtocolName"),
        (lambda ds: setattr(ds.PerformedSeriesSequence[0], "SeriesInstanceUID", ""), "SeriesInstanceUID"),
        (lambda ds: setattr(ds, "PatientName", "Otra^Ana"), "PatientName"),
        (lambda ds: setattr(ds, "PerformedProcedureStepStatus", "DONE"), "PerformedProcedureStepStatus"),
        (lambda ds: setattr(ds, "CommentsOnThePerformedProcedureStep", "x"), "CommentsOnThePerformedProcedureStep"),
    ],
)
def test_wrong_endings(change: Callable[[Dataset], object], where: str) -> None:
    made = images(1)
    found = faults("PPS-02", performed(made, ended=changed(step_ended(made), change)))
    assert {one.role for one in found} == {"CT_ER1"}
    assert any(where in one.where for one in found)


def test_a_reason_needs_to_be_created_empty() -> None:
    made = images(1)
    stopped = step_ended(made, "DISCONTINUED", reason=REASONS["110514"])
    assert holds("PPS-02", performed(made, ended=stopped))
    keyword = "PerformedProcedureStepDiscontinuationReasonCodeSequence"
    without = changed(step_created(), lambda ds: delattr(ds, keyword))
    assert [keyword in one.where for one in faults("PPS-02", performed(made, created=without, ended=stopped))] == [True]


def test_changed_after_the_end() -> None:
    wire = performed()
    late = dataset(PerformedProcedureStepDescription="again")
    wire.set(UID, late, status=0x0110, answer={"ErrorID": 0xA710})
    assert [one.role for one in faults("PPS-02", wire)] == ["CT_ER1"]
    assert holds("PPS-03", wire)
    provoked = performed()
    provoked.set(UID, late, status=0x0110, answer={"ErrorID": 0xA710}, deliberate="after the end")
    assert holds("PPS-02", provoked)


@pytest.mark.parametrize(
    ("status", "answer", "severity"),
    [(0x0000, {}, "critical"), (0x0110, {}, "minor"), (0x0110, {"ErrorID": 0xA505}, "minor"), (0x0105, {}, "minor")],
)
def test_answers_after_the_end(status: int, answer: dict[str, int], severity: str) -> None:
    wire = performed()
    wire.set(
        UID, dataset(PerformedProcedureStepDescription="x"), status=status, answer=answer, deliberate="after the end"
    )
    assert [(one.role, one.severity) for one in faults("PPS-03", wire)] == [("ris", severity)]


def test_answers_to_other_wrong_requests() -> None:
    wire = performed()
    wire.create(UID, step_created(), deliberate="the UID again")
    wire.set("2.25.9", step_ended(images(1)), deliberate="an unknown step")
    wrong = changed(step_created(), lambda ds: setattr(ds, "PerformedProcedureStepStatus", "COMPLETED"))
    wire.create("2.25.10", wrong, deliberate="completed at once")
    wire.create("2.25.11", dataset(PerformedProcedureStepStatus="IN PROGRESS"), deliberate="nothing in it")
    found = faults("PPS-03", wire)
    assert [one.expected for one in found] == ["0111", "0112", "0106", "a refusal"]


def test_a_right_request_refused() -> None:
    wire = Wire()
    wire.create(UID, step_created(), status=0x0110)
    assert [one.role for one in faults("PPS-03", wire)] == ["ris"]


def test_listed_and_made_must_be_the_same() -> None:
    made = images(3)
    missing = faults("PPS-04", performed(made, ended=step_ended(made[:2])))
    assert [one.role for one in missing] == ["CT_ER1"]
    assert made[2].SOPInstanceUID in missing[0].expected
    phantom = faults("PPS-04", performed(made[:2], ended=step_ended(made)))
    assert [made[2].SOPInstanceUID in one.expected for one in phantom] == [True]


def forwarded(
    change: Callable[[Dataset], object] = lambda ds: None, *, skip_end: bool = False, later: float = 0
) -> Wire:
    wire = performed()
    wire.clock += later
    made = [one.dataset for one in wire.story().dimse("N-SET-RQ")]
    wire.create(UID, changed(step_created(), change), sender="ris", receiver="pacs")
    if not skip_end and made[0] is not None:
        wire.set(UID, copy_of(made[0]), sender="ris", receiver="pacs")
    return wire


def test_passed_on() -> None:
    assert holds("PPS-05", forwarded())
    assert holds("PPS-06", forwarded())
    assert [one.role for one in faults("PPS-05", forwarded(skip_end=True))] == ["ris"]
    assert "late" in faults("PPS-05", forwarded(later=30))[0].summary
    assert len(faults("PPS-05", performed())) == 2


def test_passed_on_with_a_change() -> None:
    def change(ds: Dataset) -> None:
        ds.ScheduledStepAttributesSequence[0].AccessionNumber = ""
        ds.PatientID = "ZZ9"

    found = faults("PPS-06", forwarded(change))
    assert {one.role for one in found} == {"ris"}
    assert len(found) == 2


# --- routing --------------------------------------------------------------------------------------------------------


@dataclass
class Rule:
    to: tuple[str, ...]
    modality: tuple[str, ...] = ()
    body_part: tuple[str, ...] = ()
    station: tuple[str, ...] = ()
    called_ae_title: tuple[str, ...] = ()
    between: tuple[str, str] | None = None
    within_s: float | None = None


CT_RULE = (Rule(("BATA", "AI_NODE"), modality=("CT",)),)


def routed(to: tuple[str, ...], count: int = 2, *, times: int = 1, later: float = 0, status: int = 0) -> Wire:
    wire = Wire()
    wire.add("A-ASSOCIATE-RQ", "CT_ER1", "pacs", raw=b"calling AE title: CT_ER1\ncalled AE title: PACS1\n")
    made = images(count)
    for ds in made:
        wire.store(ds)
    wire.clock += later
    for ds in made:
        for name in to * times:
            wire.store(ds, sender="pacs", receiver=name, status=status)
    return wire


def test_routing_of_one_study_leaves_others_their_time_and_still_finds_what_no_rule_names() -> None:
    scene = routed(("BATA",))
    (study,) = {text_of(one.dataset, "StudyInstanceUID") for one in scene.story().dimse("C-STORE-RQ")}
    assert len(faults("ROU-01", scene, rules=CT_RULE, studies=(study,))) == 2
    assert not faults("ROU-01", scene, rules=CT_RULE, studies=("1.2.3",))
    assert faults("ROU-01", routed(("BATA",)), rules=(), studies=("1.2.3",))


def test_routing() -> None:
    both = ("BATA", "AI_NODE")
    assert holds("ROU-01", routed(both), rules=CT_RULE)
    assert len(faults("ROU-01", routed(("BATA",)), rules=CT_RULE)) == 2
    assert len(faults("ROU-01", routed(both, 1, times=2), rules=CT_RULE)) == 2
    assert len(faults("ROU-01", routed(both, 1, later=70), rules=CT_RULE)) == 2
    assert len(faults("ROU-01", routed(both, 1, status=0xA700), rules=CT_RULE)) == 2
    late = (Rule(both, modality=("CT",), within_s=5),)
    assert len(faults("ROU-01", routed(both, 1, later=10), rules=late)) == 2


def note_of(made: list[Dataset]) -> Dataset:
    title = Code("113001", "Rejected for Quality Reasons", "DCM")
    return make_images(None, modality="KO", references=made, title=title)[0]


def test_a_rejection_note_follows_what_it_rejects_and_nothing_else() -> None:
    rules = (Rule(("BATA",), modality=("CT",)),)
    for names, wrong in ((("BATA",), 0), (("AI_NODE",), 1)):
        wire, made = Wire(), images(2)
        for ds in made:
            wire.store(ds)
        for ds in made:
            wire.store(ds, sender="pacs", receiver="BATA")
        note = note_of(made[:1])
        wire.store(note)
        for name in names:
            wire.store(note, sender="pacs", receiver=name)
        assert len(faults("ROU-01", wire, rules=rules)) == wrong


def test_what_was_rejected_before_it_was_due_need_not_arrive() -> None:
    rules = (Rule(("BATA",), modality=("CT",), within_s=5),)
    for later, status, missing in ((0, 0, 0), (60, 0, 1), (0, 0xA770, 1)):
        wire, made = Wire(), images(2)
        for ds in made:
            wire.store(ds)
        wire.store(made[1], sender="pacs", receiver="BATA")
        wire.clock += later
        wire.store(note_of(made[:1]), status=status)
        assert len(faults("ROU-01", wire, rules=rules)) == missing


def test_what_no_rule_names_must_not_be_sent() -> None:
    found = faults("ROU-01", routed(("BATA",), 1), rules=(Rule(("BATA",), modality=("MR",)),))
    assert [one.role for one in found] == ["pacs"]
    retrieve = Wire()
    (ds,) = images(1)
    retrieve.store(ds)
    retrieve.store(ds, sender="pacs", receiver="BATA", MoveOriginatorMessageID=3)
    assert not faults("ROU-01", retrieve, rules=())


@pytest.mark.parametrize(
    ("rule", "applies"),
    [
        (Rule(("BATA",), body_part=("CHEST",)), True),
        (Rule(("BATA",), body_part=("HEAD",)), False),
        (Rule(("BATA",), station=("ER1",)), True),
        (Rule(("BATA",), station=("CT_ER1",)), True),
        (Rule(("BATA",), station=("MR_1",)), False),
        (Rule(("BATA",), called_ae_title=("PACS1",)), True),
        (Rule(("BATA",), called_ae_title=("PACS2",)), False),
        (Rule(("BATA",), between=("2200", "2300")), True),  # 22:13 UTC
        (Rule(("BATA",), between=("2300", "0600")), False),
        (Rule(("BATA",), between=("2200", "0600")), True),
    ],
)
def test_conditions(rule: Rule, applies: bool) -> None:
    assert (not faults("ROU-01", routed(("BATA",), 1), rules=(rule,))) is applies
    assert (not faults("ROU-01", routed((), 1), rules=(rule,))) is not applies
