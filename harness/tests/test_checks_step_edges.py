"""Edges of the checks of performed steps, rejection and recovery, just inside or outside of a rule."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydicom import Dataset

from harness.checks import CHECKS
from harness.checks.recovery import NAMED
from harness.tests.dicom_story import MPPS, Wire, dataset, faults, images, run, step_created, step_ended
from harness.verdict import Finding
from simulators.images import make_images
from simulators.transcript import Exchange
from simulators.wire.dicom_text import declare
from simulators.wire.dicomweb import WebMessage
from simulators.wire.elements import copy_of
from simulators.wire.identifiers import Code

UID = "2.25.500"
ENDED_AT = {"PerformedProcedureStepEndDate": "20240105", "PerformedProcedureStepEndTime": "104500"}


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


def created(**values: Any) -> Dataset:
    """As it must be, but for these values; None takes an element out."""
    ds = step_created()
    for keyword, value in values.items():
        if value is None:
            del ds[keyword]
        else:
            setattr(ds, keyword, value)
    return ds


def begun(**values: Any) -> Wire:
    wire = Wire()
    wire.create(UID, created(**values))
    return wire


def ended(made: list[Dataset], **values: Any) -> Dataset:
    ds = step_ended(made)
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def bare(wire: Wire, kind: str, status: int | None = 0, **fields: Any) -> Exchange:
    """A request without any data set."""
    of = {"N-CREATE-RQ": "Affected", "N-SET-RQ": "Requested"}[kind]
    fields |= {f"{of}SOPClassUID": MPPS, f"{of}SOPInstanceUID": UID}
    request = wire.add(kind, "CT_ER1", "ris", **fields)
    if status is not None:
        wire.answer(request, status)
    return request


# --- PPS-01 and PPS-02: what the station sends ------------------------------------------------------------------------


def test_a_creation_that_is_not_judged_hides_no_other() -> None:
    wire = Wire()
    wire.create(UID, created(Modality=""), deliberate="ours")
    bare(wire, "N-CREATE-RQ")
    wire.create(UID, created(Modality=""))
    assert said(run("PPS-01", wire)) == [("FAIL", "major")]


def test_a_step_that_was_only_begun_or_never_created_is_not_ended() -> None:
    assert run("PPS-02", begun()) == []
    wire = Wire()
    wire.set(UID, step_ended(images(1)))
    assert run("PPS-02", wire) == []
    wire.create("2.25.501", step_created())
    wire.set("2.25.501", ended([], PatientName="Otra^Ana"))
    assert "FAIL" in [one.verdict.value for one in run("PPS-02", wire)]


def test_what_is_wrong_in_a_change_is_not_held_as_well() -> None:
    wire = begun()
    wire.set(UID, dataset(PatientID="ZZ9"))
    assert [(one.verdict.value, one.received) for one in run("PPS-02", wire)] == [("FAIL", "ZZ9")]


def test_what_may_not_be_set_is_shown() -> None:
    wire = begun()
    wire.set(UID, dataset(ScheduledStepAttributesSequence=[Dataset()]))
    assert [one.received for one in faults("PPS-02", wire)] == ["present"]


def test_a_change_that_is_not_judged_hides_no_other() -> None:
    wire = begun()
    bare(wire, "N-SET-RQ")
    wire.set(UID, dataset(PatientID="ZZ9"), status=0x0106, deliberate="ours")
    wire.set(UID, dataset(PatientID="ZZ9"), status=0x0106)
    assert len(faults("PPS-02", wire)) == 1


def test_each_change_after_the_end_is_told() -> None:
    made = images(1)
    wire = begun()
    wire.set(UID, step_ended(made))
    for _ in range(2):
        wire.set(UID, dataset(PerformedProcedureStepDescription="again"), status=0x0110)
    [finding] = faults("PPS-02", wire)
    assert "(2 times)" in finding.summary


def test_a_refused_end_is_none_and_a_change_on_the_way_neither() -> None:
    made = images(1)
    wire = begun()
    wire.set(UID, dataset(PerformedProcedureStepStatus="IN PROGRESS"))
    wire.set(UID, step_ended(made), status=0x0110)
    wire.set(UID, step_ended(made))
    assert said(run("PPS-02", wire)) == [("PASS", "note")]


@pytest.mark.parametrize(("status", "failed"), [(0x0000, 0), (0x0110, 2)])
def test_what_was_set_before_counts_at_the_end_if_it_was_accepted(status: int, failed: int) -> None:
    wire = begun()
    wire.set(UID, dataset(**ENDED_AT), status=status)
    last = step_ended(images(1))
    for keyword in ENDED_AT:
        del last[keyword]
    wire.set(UID, last)
    assert len(faults("PPS-02", wire)) == failed


def test_the_first_creation_says_what_may_be_set() -> None:
    wire = begun()
    wire.create(UID, created(PerformedProcedureStepDescription=None), status=0x0111)
    bare(wire, "N-CREATE-RQ", 0x0111)
    wire.set(UID, dataset(PerformedProcedureStepDescription="x"))
    assert said(run("PPS-02", wire)) == [("PASS", "note")]


def test_a_character_set_may_be_set_that_was_not_created() -> None:
    wire = begun(SpecificCharacterSet=None)
    wire.set(UID, dataset(SpecificCharacterSet="ISO_IR 192", PerformedProcedureStepDescription="x"))
    assert said(run("PPS-02", wire)) == [("PASS", "note")]


# --- PPS-03: what the receiver answers --------------------------------------------------------------------------------

STEP = "of a performed step"


@pytest.mark.parametrize(
    ("values", "status", "deliberate", "expected"),
    [
        ({}, 0, "", ("PASS", "note", f"ris accepted the start {STEP}")),
        ({}, 0x0110, "", ("FAIL", "critical", f"ris refused the start {STEP}")),
        ({}, 0x0110, "ours", ("PASS", "minor", f"ris refused the start {STEP}")),
        ({"PatientID": None}, 0, "", ("PASS", "note", f"ris accepted the start {STEP}")),  # of type 2
        ({"PatientID": None}, 0x0120, "", ("PASS", "minor", f"ris refused the start {STEP}")),
        ({"Modality": ""}, 0, "", ("PASS", "minor", f"ris accepted the start {STEP} that lacks something")),
        ({"Modality": ""}, 0, "ours", ("FAIL", "critical", f"ris accepted the start {STEP} that it must refuse")),
        ({"Modality": ""}, 0x0121, "", ("PASS", "note", f"ris refused the start {STEP}, as it must")),
        ({"PerformedProcedureStepStatus": "COMPLETED"}, 0x0106, "",
         ("PASS", "note", f"ris refused the start {STEP}, as it must")),
        ({"PerformedProcedureStepStatus": "COMPLETED"}, 0x0110, "",
         ("FAIL", "minor", f"ris refused the start {STEP} in other words than it should")),
        ({"PerformedProcedureStepStatus": "COMPLETED"}, 0, "",
         ("FAIL", "critical", f"ris accepted the start {STEP} that it must refuse")),
    ],
)  # fmt: skip
def test_the_answer_to_a_creation(
    values: dict[str, Any], status: int, deliberate: str, expected: tuple[str, str, str]
) -> None:
    wire = Wire()
    wire.create(UID, created(**values), status=status, deliberate=deliberate)
    assert [(one.verdict.value, one.severity, one.summary) for one in run("PPS-03", wire)] == [expected]


@pytest.mark.parametrize(
    ("values", "status", "deliberate", "expected"),
    [
        ({"PerformedProcedureStepDescription": "x"}, 0, "", ("PASS", "note", f"ris accepted a change {STEP}")),
        ({"PerformedProcedureStepStatus": "IN PROGRESS"}, 0, "", ("PASS", "note", f"ris accepted a change {STEP}")),
        ({"PerformedProcedureStepDescription": "x"}, 0x0110, "",
         ("FAIL", "critical", f"ris refused a change {STEP}")),
        ({"PerformedSeriesSequence": [Dataset()]}, 0x0120, "", ("PASS", "minor", f"ris refused a change {STEP}")),
        ({"PerformedProcedureStepStatus": "DONE"}, 0, "",
         ("PASS", "minor", f"ris accepted a change {STEP} that lacks something")),
        ({"PerformedProcedureStepStatus": "DONE"}, 0, "ours",
         ("FAIL", "critical", f"ris accepted a change {STEP} that it must refuse")),
        ({"PerformedProcedureStepStatus": "DONE"}, 0x0106, "",
         ("PASS", "note", f"ris refused a change {STEP}, as it must")),
    ],
)  # fmt: skip
def test_the_answer_to_a_change(
    values: dict[str, Any], status: int, deliberate: str, expected: tuple[str, str, str]
) -> None:
    wire = begun()
    wire.set(UID, dataset(**values), status=status, deliberate=deliberate)
    assert [(one.verdict.value, one.severity, one.summary) for one in run("PPS-03", wire)][1:] == [expected]


def test_a_request_without_a_data_set_may_be_refused() -> None:
    wire = Wire()
    bare(wire, "N-CREATE-RQ", 0x0120)
    assert said(run("PPS-03", wire)) == [("PASS", "minor")]


@pytest.mark.parametrize(("answer", "shown"), [({}, "Error ID absent"), ({"ErrorID": 0xA505}, "Error ID 42245")])
def test_an_answer_after_the_end_names_its_reason(answer: dict[str, int], shown: str) -> None:
    wire = begun()
    wire.set(UID, step_ended(images(1)))
    wire.set(UID, dataset(PerformedProcedureStepDescription="x"), status=0x0110, answer=answer)
    assert [one.received for one in faults("PPS-03", wire)] == [f"0110 processing failure, {shown}"]


def test_a_request_without_an_answer_hides_no_wrong_one() -> None:
    wire = Wire()
    wire.create(UID, step_created(), status=None)
    wire.set(UID, step_ended(images(1)))
    assert [one.expected for one in faults("PPS-03", wire)] == ["0112"]


# --- PPS-04: what a step lists ----------------------------------------------------------------------------------------


def listing(made: list[Dataset], listed: list[Dataset], **values: Any) -> Wire:
    wire = begun(**values)
    for ds in made:
        wire.store(ds)
    wire.set(UID, step_ended(listed))
    return wire


def of_step(ds: Dataset, uid: str) -> Dataset:
    reference = dataset(ReferencedSOPClassUID=MPPS, ReferencedSOPInstanceUID=uid)
    other = copy_of(ds)
    other.ReferencedPerformedProcedureStepSequence = [reference]
    return other


def test_whose_an_object_is() -> None:
    """Its own reference says of which step it is, and only without one its series."""
    first, second, third = images(3)
    assert said(run("PPS-04", listing([first, second], [first, second]))) == [("PASS", "note")]
    assert said(run("PPS-04", listing([first, of_step(second, "2.25.9")], [first]))) == [("PASS", "note")]
    assert said(run("PPS-04", listing([of_step(first, "2.25.9")], [first]))) == [("FAIL", "critical")]
    third.SeriesInstanceUID = "2.25.77"
    assert said(run("PPS-04", listing([first, third], [first]))) == [("PASS", "note")]
    found = run("PPS-04", listing([first, of_step(third, UID)], [first]))
    assert [(one.verdict.value, one.received) for one in found] == [("FAIL", "absent")]


def test_another_class_is_named_than_was_sent() -> None:
    made = images(1)
    other = copy_of(made[0])
    other.SOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    found = faults("PPS-04", listing(made, [other]))
    assert [(one.expected, one.received) for one in found] == [(made[0].SOPClassUID, other.SOPClassUID)]


def test_only_the_first_end_that_was_meant_says_what_was_made() -> None:
    made = images(2)
    wire = begun()
    wire.set(UID, step_ended(made), status=0x0110, deliberate="too early")
    for ds in made[:1]:
        wire.store(ds)
    assert run("PPS-04", wire) == []
    wire.set(UID, step_ended(made[:1]))
    wire.set(UID, step_ended(made), status=0x0110)
    bare(wire, "N-SET-RQ", 0x0110)
    assert said(run("PPS-04", wire)) == [("PASS", "note")]


def test_series_that_were_listed_at_the_beginning_count() -> None:
    made = images(1)
    wire = begun(PerformedSeriesSequence=step_ended(made).PerformedSeriesSequence)
    wire.create(UID, step_created(), status=0x0111)
    for ds in made:
        wire.store(ds)
    wire.set(UID, dataset(PerformedProcedureStepStatus="COMPLETED", **ENDED_AT))
    assert [one.summary for one in run("PPS-04", wire)] == ["the performed step lists all 1 objects made in it"]


def test_steps_that_are_not_judged_hide_no_other() -> None:
    made = images(1)
    wire = Wire()
    wire.create("2.25.1", step_created(), sender="ris", receiver="pacs")  # passed on
    wire.set("2.25.1", step_ended(made), sender="ris", receiver="pacs")
    wire.create("2.25.2", step_created())  # not ended
    wire.set("2.25.3", step_ended(made))  # not created
    wire.create(UID, step_created())
    wire.set(UID, step_ended(made))
    assert [one.received for one in faults("PPS-04", wire)] == ["never sent"]


@pytest.mark.parametrize(("sender", "missing"), [("CT_ER1", 0), ("MR_1", 1)])
def test_what_the_station_stored_over_the_web_was_sent(sender: str, missing: int) -> None:
    made = images(1)
    wire = begun()
    common: dict[str, Any] = {"protocol": "HTTP", "connection": "web"}
    request = wire.transcript.add(
        sender=sender, receiver="pacs", kind="STOW-RQ", web=WebMessage(datasets=tuple(made)), **common
    )
    wire.transcript.add(sender="pacs", receiver=sender, kind="STOW-RSP", web=WebMessage(status=200),
                        reply_to=request.number, **common)  # fmt: skip
    wire.set(UID, step_ended(made))
    assert len(faults("PPS-04", wire)) == missing


# --- PPS-05 and PPS-06: what is passed on -----------------------------------------------------------------------------


def pass_on(wire: Wire, ds: Dataset | None = None, uid: str = UID, kind: str = "create", to: str = "pacs") -> None:
    send: Callable[..., object] = getattr(wire, kind)
    send(uid, step_created() if ds is None else ds, sender="ris", receiver=to)


def test_only_what_was_accepted_and_is_asked_for_is_passed_on() -> None:
    wire = begun()
    wire.set(UID, dataset(PerformedProcedureStepStatus="DONE"), status=0x0106)
    wire.create("2.25.501", step_created())
    assert [one.received for one in run("PPS-05", wire, uids=["2.25.501"])] == ["nothing"]
    assert len(faults("PPS-05", wire)) == 2
    assert run("PPS-05", wire, source="pacs") == []
    pass_on(wire, uid="2.25.501")
    assert said(run("PPS-05", wire, uids=["2.25.501"])) == [("PASS", "note")]


@pytest.mark.parametrize(
    ("uid", "kind", "ds", "to"),
    [
        ("2.25.9", "create", step_created(), "pacs"),
        (UID, "create", created(PerformedProcedureStepStatus="COMPLETED"), "pacs"),
        (UID, "set", step_created(), "pacs"),
        (UID, "create", step_created(), "emr"),
    ],
)
def test_what_is_no_copy(uid: str, kind: str, ds: Dataset, to: str) -> None:
    wire = begun()
    pass_on(wire, ds, uid, kind, to)
    assert [one.received for one in run("PPS-05", wire)] == ["nothing"]


def test_the_first_copy_has_to_come_in_time_after_the_answer() -> None:
    wire = Wire()
    request = wire.create(UID, step_created(), status=None)
    wire.clock += 30
    wire.answer(request, 0)
    wire.clock += 5
    pass_on(wire)
    wire.clock += 30
    pass_on(wire)
    assert said(run("PPS-05", wire)) == [("PASS", "note")]


def test_what_was_changed_on_the_way() -> None:
    wire = begun()
    pass_on(wire, created(PerformedProcedureStepID="", PerformedLocation="here"))
    found = [(one.where[12:], one.expected, one.received) for one in faults("PPS-06", wire)]
    assert found == [
        ("PerformedLocation", "Emergency", "here"), ("PerformedProcedureStepID", "PPS1", "(empty)"),
    ]  # fmt: skip
    lost = begun()
    pass_on(lost, created(PerformedProcedureStepID=None))
    assert [(one.expected, one.received) for one in faults("PPS-06", lost)] == [("PPS1", "absent")]
    added = begun()
    pass_on(added, created(CommentsOnThePerformedProcedureStep="x"))
    assert [(one.expected, one.received) for one in faults("PPS-06", added)] == [("absent", "x")]


def test_the_same_words_in_another_character_set_are_noted() -> None:
    wire = begun(PerformedLocation="Única")
    other = created(PerformedLocation="Única")
    declare(other, "ISO_IR 100")
    pass_on(wire, other)
    assert [(one.verdict.value, one.severity, one.where) for one in run("PPS-06", wire)] == [
        ("PASS", "minor", "(0008,0005) SpecificCharacterSet")
    ]


@pytest.mark.parametrize(
    ("receiver", "when", "values", "failed"),
    [
        ("ris", "before", {"PatientName": "Nuevo^Ana"}, 0),
        ("ris", "before", {"PerformedProcedureStepID": "X"}, 1),
        ("pacs", "before", {"PatientName": "Nuevo^Ana"}, 1),
        ("ris", "after", {"PatientName": "Nuevo^Ana"}, 1),
        ("", "", {"PatientName": "Nuevo^Ana"}, 1),
    ],
)
def test_who_was_told_of_a_new_name_may_pass_it_on(
    receiver: str, when: str, values: dict[str, str], failed: int
) -> None:
    def told() -> None:
        wire.transcript.add(sender="his", receiver=receiver, protocol="HL7", kind="ADT^A08", connection="hl7")

    wire = begun()
    if when == "before":
        told()
    pass_on(wire, created(**values))
    if when == "after":
        told()
    assert len(faults("PPS-06", wire)) == failed


def test_what_cannot_be_compared_hides_no_change() -> None:
    wire = Wire()
    bare(wire, "N-CREATE-RQ")
    wire.create(UID, step_created(), status=0x0111)
    pass_on(wire)
    assert run("PPS-06", wire) == []
    wire.set(UID, dataset(PerformedProcedureStepDescription="x"))
    copy = wire.add("N-SET-RQ", "ris", "pacs", RequestedSOPClassUID=MPPS, RequestedSOPInstanceUID=UID)
    wire.answer(copy, 0)
    assert run("PPS-06", wire) == []
    pass_on(wire, dataset(PerformedProcedureStepDescription="y"), kind="set")
    assert [one.received for one in run("PPS-06", wire)] == ["y"]


# --- rejection --------------------------------------------------------------------------------------------------------


def note_of(made: list[Dataset], title: str = "113001") -> Dataset:
    return make_images(None, modality="KO", references=made, title=Code(title, "?", "DCM"))[0]


def shown(wire: Wire, made: list[Dataset], **fields: Any) -> None:
    query = dataset(QueryRetrieveLevel="IMAGE", StudyInstanceUID="2.25.1", SOPInstanceUID="")
    answers = [dataset(SOPInstanceUID=ds.SOPInstanceUID) for ds in made]
    wire.find(query, answers, model="1.2.840.10008.5.1.4.1.2.2.1", sender="workstation", receiver="pacs", **fields)


def rejected(*titles: str, status: int = 0) -> tuple[Wire, list[Dataset]]:
    wire, made = Wire(), images(2)
    for ds in made:
        wire.store(ds)
    for title in titles:
        wire.store(note_of(made[:1], title), status=status)
    return wire, made


@pytest.mark.parametrize(("title", "hides"), [("113001", True), ("113039", True), ("113000", False)])
def test_which_notes_reject(title: str, hides: bool) -> None:
    wire, made = rejected(title)
    shown(wire, made)
    assert bool(faults("REJ-01", wire)) is hides
    assert bool(run("REJ-01", wire)) is hides


def test_an_image_with_such_a_title_is_no_note() -> None:
    wire, made = rejected()
    image = images(1)[0]
    note = note_of(made[:1])
    image.ConceptNameCodeSequence = note.ConceptNameCodeSequence
    image.CurrentRequestedProcedureEvidenceSequence = note.CurrentRequestedProcedureEvidenceSequence
    wire.store(image)
    shown(wire, made)
    assert run("REJ-01", wire) == []


def test_what_is_shown_is_not_held_and_what_was_not_asked_neither() -> None:
    wire, made = rejected("113001")
    assert run("REJ-01", wire) == []
    shown(wire, made)
    assert said(run("REJ-01", wire)) == [("FAIL", "critical")]
    shown(wire, made[1:])
    assert said(run("REJ-01", wire)) == [("PASS", "note")]


@pytest.mark.parametrize("claim", ["IOCM", "RAD-66"])
def test_a_refused_note_hides_no_accepted_one_and_either_claim_will_do(claim: str) -> None:
    wire, made = rejected("113001", status=0xA770)
    wire.store(note_of(made[:1]))
    shown(wire, made)
    found = CHECKS["REJ-01"](wire.story(claims={"pacs": frozenset({claim})}))
    assert said(found) == [("FAIL", "critical")]


def test_a_query_while_the_note_was_not_answered_is_too_early() -> None:
    wire, made = rejected()
    note = note_of(made[:1])
    request = wire.store(note, status=None)
    shown(wire, made)
    wire.answer(request, 0)
    assert run("REJ-01", wire) == []


@pytest.mark.parametrize(("receiver", "title", "missing"), [("pacs", "113001", 0), ("BATA", "113001", 1)])
def test_only_a_note_at_the_same_archive_hides(receiver: str, title: str, missing: int) -> None:
    wire, made = rejected()
    wire.store(note_of(made[:1], title), receiver=receiver)
    wire.clock += 61
    wire.move(dataset(QueryRetrieveLevel="STUDY", StudyInstanceUID="2.25.1"), made[1:])
    assert len(faults("RET-02", wire)) == missing


def test_a_note_after_the_retrieve_hides_nothing() -> None:
    wire, made = rejected()
    wire.move(dataset(QueryRetrieveLevel="STUDY", StudyInstanceUID="2.25.1"), made[1:])
    wire.store(note_of(made[:1]))
    assert len(faults("RET-02", wire)) == 1


@pytest.mark.parametrize(("codes", "hides"), [(("110514", "110501"), True), (("110501", "110514"), False)])
def test_the_first_reason_of_a_discontinued_step_counts(codes: tuple[str, str], hides: bool) -> None:
    wire, made = rejected()
    wire.create(UID, step_created())
    reasons = [dataset(CodeValue=code, CodingSchemeDesignator="DCM") for code in codes]
    keyword = "PerformedProcedureStepDiscontinuationReasonCodeSequence"
    wire.set(UID, ended(made, PerformedProcedureStepStatus="DISCONTINUED", **{keyword: reasons}))
    wire.move(dataset(QueryRetrieveLevel="STUDY", StudyInstanceUID="2.25.1"), [])
    assert (not faults("RET-02", wire)) is hides


# --- recovery ---------------------------------------------------------------------------------------------------------


def test_what_was_answered_last_before_the_backup_was_saved() -> None:
    wire = Wire()
    first, second = images(2)
    wire.store(first)
    backup = wire.transcript.exchanges[-1].number
    wire.store(second, sender="MR_1")
    found = run("REC-01", wire, there=[], backup=backup)
    assert [(one.verdict.value, one.hop, one.summary) for one in found] == [
        ("FAIL", "CT_ER1→pacs", "pacs acknowledged an object before its backup and has lost it"),
        ("PASS", "MR_1→pacs", "pacs has lost 1 objects of a study since its backup"),
        ("PASS", "", "pacs still has 0 objects that it acknowledged"),
    ]
    [held] = run("REC-01", wire, there=[first.SOPInstanceUID, second.SOPInstanceUID])
    assert held.summary == "pacs still has 2 objects that it acknowledged"


@pytest.mark.parametrize(("count", "cut"), [(NAMED, False), (NAMED + 1, True)])
def test_a_list_that_is_cut_says_so(count: int, cut: bool) -> None:
    wire = Wire()
    for number in range(count):
        wire.create(f"2.25.{number}", Dataset(), receiver="pacs")
    (note, _) = run("REC-01", wire, there=[], backup=0)
    assert note.received.endswith(" …") is cut


def test_what_the_archive_may_have_forgotten_lies_between_backup_and_restore() -> None:
    wire = Wire()
    numbers = []
    for place in range(4):
        wire.create(f"2.25.{place}", Dataset(), receiver="pacs")
        numbers.append(wire.transcript.exchanges[-2].number)
    story = wire.story(restored=numbers[2])
    [note] = [one for one in CHECKS["REC-01"](story, there=[], backup=numbers[0]) if "may have" in one.summary]
    assert note.received == "2.25.1, 2.25.2"
    [note] = [one for one in run("REC-01", wire, there=[], backup=numbers[0]) if "may have" in one.summary]
    assert note.received == "2.25.1, 2.25.2, 2.25.3"
