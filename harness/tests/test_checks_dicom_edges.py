"""Edges of the DICOM checks: what lies just inside or outside of a rule, found by mutants that nothing else noticed."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import Dataset

from harness.checks.storage import is_uid
from harness.tests.dicom_story import Wire, dataset, faults, holds, images, item, run
from harness.verdict import Finding
from simulators.runtime import Limits
from simulators.wire.elements import copy_of
from simulators.wire.matching import identifier
from simulators.wire.worklist import ITEM_KEYS, worklist_query

QUERY = worklist_query(station="CT_ER1", modality="CT", date="20240105")


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


# --- storage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("1.2.840", True),
        ("1", True),
        (32 * "1." + "", False),
        (31 * "1." + "11", True),
        (31 * "1." + "111", False),
        ("", False),
        ("1..2", False),
        ("1.2.", False),
        ("1.a", False),
        ("1.²", False),
    ],
)
def test_what_a_uid_is(text: str, good: bool) -> None:
    assert is_uid(text) is good


@pytest.mark.parametrize(
    ("first", "second", "failed"),
    [
        (0xA700, 0x0000, 0),
        (0xA7FF, 0xB000, 0),
        (0xA700, 0xA700, 2),
        (0xA900, 0x0000, 1),
        (0xC000, 0x0000, 1),
        (0x0000, 0xA700, 1),
    ],
)
def test_only_a_shortage_that_a_retry_mended_is_no_loss(first: int, second: int, failed: int) -> None:
    wire = Wire()
    [image] = images(1)
    for status in (first, second):
        wire.store(image, status=status)
    found = faults("STO-01", wire)
    assert sum(len(one.exchanges) // 2 for one in found) == failed


@pytest.mark.parametrize(("where", "which"), [("BATA", 0), ("pacs", 1)])
def test_a_shortage_is_not_mended_elsewhere_or_by_another_object(where: str, which: int) -> None:
    wire = Wire()
    both = images(2)
    wire.store(both[0], status=0xA700)
    wire.store(both[which], receiver=where)
    assert len(faults("STO-01", wire)) == 1


def test_how_many_were_stored() -> None:
    wire = Wire()
    for image, status in zip(images(3), (0, 0xB000, 0xA900), strict=True):
        wire.store(image, status=status)
    assert [one.summary for one in run("STO-01", wire)][-1] == "pacs stored 2 objects of CT_ER1"


def image_query(wire: Wire, *found: Dataset, status: int = 0, **fields: Any) -> None:
    asked = dataset(QueryRetrieveLevel="IMAGE", StudyInstanceUID="2.25.1", SOPInstanceUID="")
    answers = [copy_of(asked) for _ in found]
    for answer, image in zip(answers, found, strict=True):
        answer.SOPInstanceUID = image.SOPInstanceUID
    wire.find(asked, answers, model="1.2.840.10008.5.1.4.1.2.2.1", sender="workstation", receiver="pacs", status=status,
              **fields)  # fmt: skip


@pytest.mark.parametrize(("share", "verdict"), [(0.9, "PASS"), (1.1, "FAIL")])
def test_when_an_object_must_be_found(share: float, verdict: str) -> None:
    wire = Wire()
    wire.store(images(1)[0])
    wire.clock += share * Limits().stored_retrievable_s
    image_query(wire)
    assert [one.verdict.value for one in run("STO-02", wire)] == [verdict]


@pytest.mark.parametrize("fields", [{"status": 0xA700}, {"deliberate": "ours"}])
def test_a_question_that_was_not_answered_proves_no_loss(fields: dict[str, Any]) -> None:
    wire = Wire()
    [image] = images(1)
    wire.store(image)
    wire.clock += 2 * Limits().stored_retrievable_s
    image_query(wire, **fields)
    assert run("STO-02", wire) == []


def test_a_question_before_the_acknowledgement_proves_no_loss() -> None:
    wire = Wire()
    image_query(wire)
    wire.store(images(1)[0])
    assert run("STO-02", wire) == []


def test_the_last_question_counts() -> None:
    wire = Wire()
    [image] = images(1)
    wire.store(image)
    wire.clock += 2 * Limits().stored_retrievable_s
    image_query(wire)
    image_query(wire, image)
    assert holds("STO-02", wire)
    image_query(wire)
    assert len(faults("STO-02", wire)) == 1


def test_a_question_about_something_else_hides_no_loss() -> None:
    wire = Wire()
    both = images(2)
    for image in both:
        wire.store(image)
    wire.clock += 2 * Limits().stored_retrievable_s
    image_query(wire, *both)
    assert [one.summary for one in run("STO-02", wire)] == ["pacs still has 2 objects that it acknowledged"]
    image_query(wire)
    other = dataset(QueryRetrieveLevel="IMAGE", StudyInstanceUID="2.25.9", SOPInstanceUID="")
    wire.find(other, [], model="1.2.840.10008.5.1.4.1.2.2.1", sender="workstation", receiver="pacs")
    assert len(faults("STO-02", wire)) == 2


def test_objects_are_judged_once_and_counted_for_each_sender() -> None:
    wire = Wire()
    first, second = images(2)
    for image in (first, first, second):
        wire.store(image)
    assert [one.summary for one in run("STO-04", wire)] == ["2 objects of CT_ER1 are what their commands say"]
    ours = Wire()
    broken = copy_of(first)
    broken.StudyInstanceUID = "x"
    ours.store(broken, deliberate="ours")
    assert run("STO-04", ours) == []


def cut_off(*after: tuple[str, str, int], receiver: str = "pacs") -> Wire:
    """One object cut off on connection ``c1``; then (object, connection, status) of others."""
    wire = Wire()
    first, second = images(2)
    wire.store(first, status=None, connection="c1")
    for which, connection, status in after:
        wire.store(first if which == "first" else second, connection=connection, status=status, receiver=receiver)
    return wire


@pytest.mark.parametrize(
    ("after", "verdicts"),
    [
        ([], []),
        ([("second", "c2", 0)], ["FAIL"]),
        ([("second", "c1", 0)], []),
        ([("second", "c2", 0xA900)], []),
        ([("first", "c2", 0)], ["PASS"]),
        ([("first", "c2", 0xA900)], []),
    ],
)
def test_what_was_cut_off_is_due_when_the_station_went_on(
    after: list[tuple[str, str, int]], verdicts: list[str]
) -> None:
    from harness.checks import CHECKS

    wire = cut_off(*after)
    story = wire.story(cut=frozenset({"c1"}))
    assert [one.verdict.value for one in CHECKS["STO-06"](story)] == verdicts
    assert [one.received for one in CHECKS["STO-06"](story) if one.verdict == "FAIL"] == (
        ["never sent again"] if "FAIL" in verdicts else []
    )
    assert CHECKS["STO-06"](wire.story()) == []  # nobody cut it
    elsewhere = cut_off(*after, receiver="BATA").story(cut=frozenset({"c1"}))
    assert "FAIL" not in [one.verdict.value for one in CHECKS["STO-06"](elsewhere)]


# --- worklist ---------------------------------------------------------------------------------------------------------


def listed(*answers: Dataset, query: Dataset = QUERY, **fields: Any) -> Wire:
    wire = Wire()
    wire.find(query, [identifier(answer, copy_of(query)) for answer in answers], **fields)
    return wire


def altered(where: str = "", **values: Any) -> Dataset:
    ds = item()
    for keyword, value in values.items():
        setattr(ds.ScheduledProcedureStepSequence[0] if where else ds, keyword, value)
    return ds


def test_a_right_entry_is_not_noted_and_no_entry_is_not_judged() -> None:
    for check in ("MWL-02", "MWL-03", "MWL-04"):
        assert said(run(check, listed(item()))) == [("PASS", "note")]
        assert run(check, listed()) == []


def test_a_wrong_entry_is_told_once_and_nothing_held() -> None:
    right, wrong = (identifier(item(), copy_of(QUERY)) for _ in range(2))
    wrong.ScheduledProcedureStepSequence[0].Modality = ""
    wire = Wire()
    wire.find(QUERY, [right, wrong])
    [finding] = run("MWL-03", wire)
    assert (finding.verdict.value, finding.received) == ("FAIL", "empty")


def test_a_query_without_an_answer_hides_no_other() -> None:
    wire = Wire()
    wire.add("C-FIND-RQ", "CT_ER1", "ris", QUERY, AffectedSOPClassUID="1.2.840.10008.5.1.4.31")
    wire.find(QUERY, [], status=0xA900)
    assert len(faults("MWL-01", wire)) == 1


@pytest.mark.parametrize("keyword", ["PatientName", "PatientBirthDate", "RequestedProcedureID", "AdmissionID"])
def test_how_bad_it_is_that_a_key_is_missing(keyword: str) -> None:
    wire = Wire()
    answer = identifier(item(), copy_of(QUERY))
    del answer[keyword]
    wire.find(QUERY, [answer])
    severity = {"1": "major", "2": "minor"}[ITEM_KEYS[keyword]]
    assert said(run("MWL-02", wire)) == [("FAIL", severity)]


def test_an_entry_in_the_last_answer_is_minor() -> None:
    wire = Wire()
    request = wire.find(QUERY, [], status=0)
    final = wire.transcript.exchanges[-1]
    assert final.reply_to == request.number
    assert holds("MWL-01", wire)
    other = Wire()
    request = other.add("C-FIND-RQ", "CT_ER1", "ris", QUERY, AffectedSOPClassUID="1.2.840.10008.5.1.4.31")
    other.answer(request, 0, item())
    assert said(run("MWL-01", other)) == [("FAIL", "minor")]


def test_a_cancel_of_before_or_of_another_line_does_not_excuse() -> None:
    for early, connection in ((True, ""), (False, "another")):
        wire = Wire()
        if early:
            wire.add("C-CANCEL-RQ", "CT_ER1", "ris")
        request = wire.add("C-FIND-RQ", "CT_ER1", "ris", QUERY, AffectedSOPClassUID="1.2.840.10008.5.1.4.31")
        if not early:
            wire.add("C-CANCEL-RQ", "CT_ER1", "ris", connection=connection)
        wire.answer(request, 0xFE00)
        assert len(faults("MWL-01", wire)) == 1


@pytest.mark.parametrize(("count", "failed"), [(0, 1), (1, 0), (2, 1)])
def test_an_entry_holds_one_step(count: int, failed: int) -> None:
    entry = item()
    entry.ScheduledProcedureStepSequence = [entry.ScheduledProcedureStepSequence[0]] * count
    wire = Wire()
    answer = identifier(item(), copy_of(QUERY))
    answer.ScheduledProcedureStepSequence = [answer.ScheduledProcedureStepSequence[0]] * count
    wire.find(QUERY, [answer])
    assert len([one for one in faults("MWL-02", wire) if one.severity == "critical"]) == failed


def test_the_same_number_of_two_patients_or_procedures_is_no_double() -> None:
    assert holds("MWL-04", listed(item(), altered(PatientID="ZZ2")))
    assert holds("MWL-04", listed(item(), altered(RequestedProcedureID="RP2")))
    assert holds("MWL-04", listed(item(), altered("step", ScheduledProcedureStepID="SPS2")))
    assert len(faults("MWL-04", listed(item(), item()))) == 1
    assert not faults("MWL-04", listed(*2 * [altered("step", ScheduledProcedureStepID="")]))


def test_a_step_in_the_answers_to_two_queries_is_no_double() -> None:
    wire = Wire()
    for _ in range(2):
        wire.find(QUERY, [identifier(item(), copy_of(QUERY))])
    assert holds("MWL-04", wire)


@pytest.mark.parametrize(("status", "count"), [(0xFF00, 1), (0xFF01, 0)])
def test_an_optional_key_says_whether_it_was_matched(status: int, count: int) -> None:
    query = copy_of(QUERY)
    query.RequestedProcedurePriority = "STAT"
    wire = listed(altered(RequestedProcedurePriority="LOW"), query=query, pending=status)
    assert [one.severity for one in run("MWL-03", wire)].count("minor") == count
    assert not faults("MWL-03", wire)


@pytest.mark.parametrize(
    ("span", "start", "good"),
    [
        (("20240104-20240106", "100000-120000"), ("20240105", "093000"), True),  # one interval of date and time
        (("20240105-20240106", "100000-120000"), ("20240105", "093000"), False),
        (("20240105", "100000-120000"), ("20240105", "093000"), False),
        (("20240105", "100000-120000"), ("20240105", "113000"), True),
    ],
)
def test_date_and_time_are_one_interval(span: tuple[str, str], start: tuple[str, str], good: bool) -> None:
    query = copy_of(QUERY)
    asked = query.ScheduledProcedureStepSequence[0]
    asked.ScheduledProcedureStepStartDate, asked.ScheduledProcedureStepStartTime = span
    entry = altered("step", ScheduledProcedureStepStartDate=start[0], ScheduledProcedureStepStartTime=start[1])
    assert holds("MWL-03", listed(entry, query=query)) is good


# --- what failed is not held as well; what cannot be judged hides nothing ---------------------------------------------


def test_nothing_is_held_of_a_query_that_went_wrong() -> None:
    empty, refused = Wire(), Wire()
    request = empty.add("C-FIND-RQ", "CT_ER1", "ris", QUERY, AffectedSOPClassUID="1.2.840.10008.5.1.4.31")
    empty.answer(request, 0xFF00)
    empty.answer(request, 0)
    refused.find(QUERY, [], status=0xA900)
    for check, wire in (("MWL-01", empty), ("MWL-01", refused), ("MWL-04", listed(item(), item()))):
        assert said(run(check, wire)) == [("FAIL", "critical")]


def test_an_object_without_an_answer_hides_no_refusal() -> None:
    wire = Wire()
    wire.store(images(1)[0], status=None)
    wire.store(images(1)[0], status=0xA900)
    assert len(faults("STO-01", wire)) == 1


def test_a_question_to_another_archive_hides_no_loss() -> None:
    wire = Wire()
    wire.store(images(1)[0])
    wire.clock += 2 * Limits().stored_retrievable_s
    image_query(wire)
    asked = dataset(QueryRetrieveLevel="IMAGE", StudyInstanceUID="2.25.1", SOPInstanceUID="")
    wire.find(asked, [], model="1.2.840.10008.5.1.4.1.2.2.1", sender="workstation", receiver="BATA")
    assert len(faults("STO-02", wire)) == 1


def test_what_was_refused_is_due_only_where_a_step_asks() -> None:
    wire = Wire()
    first, second = images(2)
    wire.store(first, status=0xA700, connection="c1")
    wire.store(second, connection="c2")
    assert run("STO-06", wire) == []
    assert len(faults("STO-06", wire, sender="CT_ER1")) == 1


def test_a_uid_that_is_absent() -> None:
    wire = Wire()
    [image] = images(1)
    request = {"AffectedSOPClassUID": image.SOPClassUID, "AffectedSOPInstanceUID": image.SOPInstanceUID}
    del image.SOPClassUID, image.StudyInstanceUID
    wire.add("C-STORE-RQ", "CT_ER1", "pacs", image, **request)
    assert {one.received for one in faults("STO-04", wire)} == {"absent"}
