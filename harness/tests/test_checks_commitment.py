"""COM checks: storage commitment, asked, told in time, whole and true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from pydicom import Dataset

from harness.tests.dicom_story import CHECKS, COMMITMENT, Wire, dataset, faults, holds, images, reference, run
from harness.verdict import Finding
from simulators.runtime import Limits
from simulators.transcript import Exchange

LIMIT = Limits().commitment_s
HELD, NOTED, FAILED = ("PASS", "note"), ("PASS", "minor"), ("FAIL", "critical")


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


def ask(wire: Wire, made: list[Dataset], *, status: int | None = 0, uid: str = "2.25.7", **fields: Any) -> Exchange:
    """The request for commitment and its answer."""
    action = dataset(TransactionUID=uid, ReferencedSOPSequence=[reference(ds) for ds in made])
    request = wire.add(
        "N-ACTION-RQ", "CT_ER1", "pacs", action, RequestedSOPClassUID=COMMITMENT, ActionTypeID=1, **fields
    )
    if status is not None:
        wire.answer(request, status)
    return request


def report(
    wire: Wire,
    good: list[Dataset],
    bad: Sequence[Dataset] = (),
    *,
    reason: int | None = 0x0112,
    event: int | None = None,
    uid: str = "2.25.7",
    archive: str = "pacs",
    status: int = 0,
) -> Dataset:
    """The report, answered; what it says, to be changed."""
    result = dataset(TransactionUID=uid, ReferencedSOPSequence=[reference(ds) for ds in good])
    if bad:
        result.FailedSOPSequence = [reference(ds, reason) for ds in bad]
    event = event or (2 if bad else 1)
    sent = wire.add("N-EVENT-REPORT-RQ", archive, "CT_ER1", result, AffectedSOPClassUID=COMMITMENT, EventTypeID=event)
    wire.answer(sent, status)
    assert sent.dataset is not None
    return sent.dataset


def commit(
    made: list[Dataset], good: list[Dataset], bad: Sequence[Dataset] = (), *, later: float = 0, **told: Any
) -> Wire:
    """Everything stored and asked for, then reported on."""
    wire = Wire()
    for ds in made:
        wire.store(ds)
    ask(wire, made)
    wire.clock += later
    report(wire, good, bad, **told)
    return wire


@pytest.mark.parametrize("check_id", ["COM-01", "COM-02", "COM-03", "COM-04"])
def test_a_correct_commitment_holds(check_id: str) -> None:
    made = images(2)
    assert holds(check_id, commit(made, made))


def test_reports_that_do_not_come_come_late_or_twice() -> None:
    made = images(1)
    assert "late" in faults("COM-01", commit(made, made, later=30))[0].summary
    other = faults("COM-01", commit(made, made, uid="2.25.8", later=21))
    assert len(other) == 2  # nothing for ours, and one that nobody asked for
    twice = commit(made, made)
    report(twice, made)
    assert "2 times" in faults("COM-01", twice)[0].summary
    soon = commit(made, made, uid="2.25.8")
    assert len(faults("COM-01", soon)) == 1  # ours may still come


def test_answers_for_every_object_once() -> None:
    made = images(3)
    (other,) = images(1)
    assert len(faults("COM-02", commit(made, made[:2]))) == 1
    assert len(faults("COM-02", commit(made, [*made, other]))) == 1
    assert len(faults("COM-02", commit(made, made, made[:1]))) == 1
    assert len(faults("COM-02", commit(made, made[1:], made[:1], reason=None))) == 1
    assert len(faults("COM-02", commit(made, made[1:], made[:1], event=1))) == 1
    assert len(faults("COM-02", commit(made, made, event=2))) == 1
    assert holds("COM-02", commit(made, made[1:], made[:1]))
    assert any("not in the standard" in one.summary for one in run("COM-02", commit(made, [], made, reason=0x0109)))


def test_commitment_must_be_true() -> None:
    made = images(2)
    found = faults("COM-03", commit(made, made[:1], made[1:]))
    assert [one.role for one in found] == ["pacs"]
    assert "acknowledged" in found[0].summary
    wire = Wire()
    wire.store(made[0], status=0xA700)
    ask(wire, made, deliberate="one never stored")
    report(wire, made)
    assert len(faults("COM-03", wire)) == 2


# --- in time ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "expected"), [(0.9, NOTED), (1.1, FAILED)])
def test_a_report_that_has_not_come_is_due_after_its_time(share: float, expected: tuple[str, str]) -> None:
    """The scenario may end without a further message: its own end counts."""
    wire = Wire()
    ask(wire, images(1))
    assert said(CHECKS["COM-01"](wire.story(ended=wire.clock + share * LIMIT))) == [expected]


def test_the_first_report_tells_whether_it_is_late() -> None:
    made = images(1)
    late, twice = commit(made, made, later=LIMIT), commit(made, made)
    assert said(run("COM-01", late)) == [FAILED]
    twice.clock += LIMIT
    report(twice, made)
    assert said(run("COM-01", twice)) == [("FAIL", "major")]


def test_a_report_that_was_refused_may_come_again() -> None:
    made = images(1)
    wire = commit(made, made, status=0x0110)
    report(wire, made)
    assert said(run("COM-01", wire)) == [HELD]


@pytest.mark.parametrize(("status", "failed"), [(None, 0), (0x0213, 1)])
def test_a_request_that_was_not_taken_hides_no_other(status: int | None, failed: int) -> None:
    wire = Wire()
    ask(wire, images(1), status=status)
    ask(wire, images(1), uid="2.25.8", status=0x0110, deliberate="nonsense")
    ask(wire, images(1), uid="2.25.9")
    wire.clock += LIMIT
    ask(wire, images(1), uid="2.25.10")
    refused, silent = f"{status or 0:04X}", "none"
    found = [one.received.split(" ")[0] for one in faults("COM-01", wire)]
    assert found == [*[refused] * failed, silent]


def test_another_archives_report_is_no_answer() -> None:
    made = images(1)
    wire = commit(made, made, archive="BATA", later=LIMIT)
    assert [one.role for one in faults("COM-01", wire)] == ["pacs"]


def test_a_report_without_its_transaction() -> None:
    made = images(1)
    wire = commit(made, made)
    del report(wire, made).TransactionUID
    assert [(one.role, one.received) for one in faults("COM-01", wire)] == [("pacs", "absent")]


# --- whole ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("good", "bad", "received"),
    [
        ((0,), (), "neither"),
        ((0, 1, 1), (), "twice"),
        ((0, 1), (1,), "committed and failed"),
        ((0,), (1, 1), "committed and failed"),
    ],
)
def test_how_an_object_is_answered_for(good: tuple[int, ...], bad: tuple[int, ...], received: str) -> None:
    made = images(2)
    [finding] = faults("COM-02", commit(made, [made[one] for one in good], [made[one] for one in bad]))
    assert (finding.received, made[1].SOPInstanceUID in finding.expected) == (received, True)


@pytest.mark.parametrize(("sop_class", "received"), [("1.2.3", "1.2.3"), ("", "absent")])
@pytest.mark.parametrize("sequence", ["ReferencedSOPSequence", "FailedSOPSequence"])
def test_an_object_keeps_its_class(sop_class: str, received: str, sequence: str) -> None:
    made = images(1)
    wire = commit(made, *((made, []) if sequence == "ReferencedSOPSequence" else ([], made)))
    told = wire.story().dimse("N-EVENT-REPORT-RQ")[0].dataset
    assert told is not None
    told[sequence][0].ReferencedSOPClassUID = sop_class
    [finding] = faults("COM-02", wire)
    assert (finding.received, finding.expected, finding.severity) == (received, made[0].SOPClassUID, "major")


def test_a_report_without_event_type() -> None:
    made = images(1)
    wire = commit(made, made)
    command = wire.story().dimse("N-EVENT-REPORT-RQ")[0].command
    assert command is not None
    del command.EventTypeID
    assert [one.received for one in faults("COM-02", wire)] == ["absent with 0 failures"]


@pytest.mark.parametrize(
    ("reason", "known"),
    [(0x0110, "processing failure"), (0x0112, "no such object instance"), (0x0119, "class-instance conflict"),
     (0x0122, "referenced SOP class not supported"), (0x0131, "duplicate transaction UID"),
     (0x0213, "resource limitation"), (0x0109, ""), (None, "")],
)  # fmt: skip
def test_which_reasons_there_are(reason: int | None, known: str) -> None:
    made = images(1)
    wire = commit(made, [], made, reason=reason)
    whole = [("FAIL", "major")] if reason is None else [HELD] if known else [NOTED]
    assert said(run("COM-02", wire)) == whole
    [untrue] = run("COM-03", wire)
    assert (untrue.verdict.value, untrue.received) == ("FAIL", f"failed: {known or reason or 'no reason'}")


def test_a_reason_in_words_is_noted() -> None:
    made = images(1)
    wire = commit(made, [], made, reason=None)
    told = wire.story().dimse("N-EVENT-REPORT-RQ")[0].dataset
    assert told is not None
    told.FailedSOPSequence[0].add_new("FailureReason", "LO", "full")
    assert said(run("COM-02", wire)) == [NOTED]
    assert [one.received for one in run("COM-03", wire)] == ["failed: full"]


def test_every_report_is_read() -> None:
    """Our side refused the first one; the second says something else."""
    made = images(1)
    wire = commit(made, made, status=0x0110)
    report(wire, [], made, reason=None)
    assert said(run("COM-02", wire)) == [HELD, ("FAIL", "major")]
    assert said(run("COM-03", wire)) == [HELD, FAILED]


# --- true -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "deliberate", "committed", "expected", "received"),
    [
        (0x0000, "", True, HELD, ""),
        (0xB000, "", True, HELD, ""),
        (0x0000, "x", True, HELD, ""),
        (0xA700, "", True, FAILED, "committed; its storage was refused"),
        (None, "x", True, FAILED, "committed; never sent"),
        (None, "", True, HELD, ""),  # of an earlier day, perhaps
        (0x0000, "", False, FAILED, "failed: no such object instance"),
        (0xA700, "", False, HELD, ""),
        (None, "x", False, HELD, ""),
    ],
)
def test_what_may_be_committed(
    stored: int | None, deliberate: str, committed: bool, expected: tuple[str, str], received: str
) -> None:
    wire, made = Wire(), images(1)
    if stored is not None:
        wire.store(made[0], status=stored)
    ask(wire, made, deliberate=deliberate)
    report(wire, made if committed else [], [] if committed else made)
    wire.store(made[0])  # too late to count
    [finding] = run("COM-03", wire)
    assert (said([finding]), finding.received) == ([expected], received)


@pytest.mark.parametrize("statuses", [(0xA700, 0), (0, 0xA700)])
def test_an_object_that_was_taken_once_is_there(statuses: tuple[int, int]) -> None:
    wire, made = Wire(), images(1)
    for status in statuses:
        wire.store(made[0], status=status)
    ask(wire, made)
    report(wire, made)
    assert said(run("COM-03", wire)) == [HELD]


# --- fresh ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("uid", "summary", "received"),
    [("2.25.7", "CT_ER1 used a transaction UID again", "2.25.7"), ("", "no transaction UID", "absent")],
)
def test_a_transaction_has_a_uid_of_its_own(uid: str, summary: str, received: str) -> None:
    wire, made = Wire(), images(1)
    ask(wire, made)
    ask(wire, made, deliberate="the same again")
    ask(wire, made, uid=uid)
    assert [(one.role, one.summary, one.received) for one in faults("COM-04", wire)] == [("CT_ER1", summary, received)]
    assert said(run("COM-04", wire)) == [HELD, ("FAIL", "major")]
