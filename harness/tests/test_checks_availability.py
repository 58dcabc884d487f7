"""IAN checks: what is announced as available."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pydicom import Dataset

from harness.checks import run_always
from harness.tests.dicom_story import CHECKS, IAN, Wire, dataset, faults, holds, images, reference, run
from harness.verdict import Verdict
from simulators.images import make_images


def notification(made: list[Dataset], **changes: object) -> Dataset:
    references = [reference(ds) for ds in made]
    for one in references:
        one.InstanceAvailability = "ONLINE"
        one.RetrieveAETitle = "PACS1"
    series = dataset(SeriesInstanceUID=made[0].SeriesInstanceUID, ReferencedSOPSequence=references)
    values = {
        "StudyInstanceUID": "2.25.1",
        "ReferencedSeriesSequence": [series],
        "ReferencedPerformedProcedureStepSequence": [],
    }
    return dataset(**{**values, **changes})


def announced(made: list[Dataset], *notes: Dataset) -> Wire:
    wire = Wire()
    for ds in made:
        wire.store(ds)
    for note in notes:
        wire.create(f"2.25.{900 + len(wire.transcript.exchanges)}", note, sender="pacs", receiver="ris", sop_class=IAN)
    return wire


def test_notifications() -> None:
    made = images(2)
    good = announced(made, notification(made))
    assert holds("IAN-01", good)
    assert holds("IAN-02", good, study_instance_uid="2.25.1")
    assert len(faults("IAN-02", announced(made), study_instance_uid="2.25.1")) == 1
    assert (
        len(faults("IAN-02", announced(made, notification(made), notification(made)), study_instance_uid="2.25.1")) == 1
    )
    part = announced(made, notification(made[:1]))
    assert [made[1].SOPInstanceUID in one.expected for one in faults("IAN-02", part, study_instance_uid="2.25.1")] == [
        True
    ]


def test_an_object_sent_twice_was_there_before_it_was_announced() -> None:
    made = images(1)
    wire = announced(made, notification(made))
    wire.store(made[0])
    assert holds("IAN-01", wire)


def test_wrong_notifications() -> None:
    made = images(1)
    assert len(faults("IAN-01", announced(made, notification(made, StudyInstanceUID="2.25.2")))) == 1
    assert len(faults("IAN-01", announced(made, notification(made, ReferencedSeriesSequence=[])))) == 1
    bare = notification(made)
    del bare.ReferencedPerformedProcedureStepSequence
    del bare.ReferencedSeriesSequence[0].ReferencedSOPSequence[0].RetrieveAETitle
    bare.ReferencedSeriesSequence[0].ReferencedSOPSequence[0].InstanceAvailability = "SOMEWHERE"
    assert len(faults("IAN-01", announced(made, bare))) == 3


def test_what_is_announced_under_a_title_that_is_nobodys() -> None:
    made = images(2)
    wire = announced(made, notification(made))

    def found(*titles: str) -> list[str]:
        judged = CHECKS["IAN-01"](wire.story(names={"pacs": frozenset(titles[:1]), "ris": frozenset(titles[1:])}))
        return [one.received for one in judged if one.verdict is Verdict.FAIL]

    assert found("WS_1", "RIS_MPPS") == ["PACS1"]
    assert found("PACS1") == []
    assert found() == []  # a site that is not known says nothing


def test_the_same_announcement_again() -> None:
    made = images(2)
    twice = announced(made, notification(made), notification(made))
    assert ["the same 2 objects" in one.summary for one in faults("IAN-03", twice)] == [True]
    one_each = announced(made, notification(made[:1]), notification(made[1:]))
    assert not faults("IAN-03", one_each)
    untaken = announced(made)
    for uid, status in (("2.25.901", 0x0110), ("2.25.902", 0)):
        untaken.create(uid, notification(made), sender="pacs", receiver="ris", sop_class=IAN, status=status)
    assert not faults("IAN-03", untaken)  # said again because it was not taken
    offline = notification(made)
    for reference_ in offline.ReferencedSeriesSequence[0].ReferencedSOPSequence:
        reference_.InstanceAvailability = "OFFLINE"
    assert not faults("IAN-03", announced(made, notification(made), offline))


def test_a_rejection_note_does_not_count_as_unannounced() -> None:
    made = images(2)
    wire = announced(made)
    (note,) = make_images(None, modality="KO", references=made[:1], title=None, study_instance_uid="2.25.1")
    note.ConceptNameCodeSequence[0].CodeValue = "113001"
    wire.store(note)
    wire.create("2.25.950", notification(made[1:]), sender="pacs", receiver="ris", sop_class=IAN)
    assert holds("IAN-02", wire, study_instance_uid="2.25.1")


# --- what a notification must say -------------------------------------------------------------------------------------


def first(ds: Dataset) -> Dataset:
    return ds.ReferencedSeriesSequence[0].ReferencedSOPSequence[0]


REFERENCE = "(0008,1115)[1] > (0008,1199)[1] > "


@pytest.mark.parametrize("absent", [True, False])
@pytest.mark.parametrize(
    ("of", "keyword", "where"),
    [
        (lambda ds: ds, "StudyInstanceUID", "(0020,000D) StudyInstanceUID"),
        (lambda ds: ds, "ReferencedSeriesSequence", "(0008,1115) ReferencedSeriesSequence"),
        (
            lambda ds: ds,
            "ReferencedPerformedProcedureStepSequence",
            "(0008,1111) ReferencedPerformedProcedureStepSequence",
        ),
        (
            lambda ds: ds.ReferencedSeriesSequence[0],
            "SeriesInstanceUID",
            "(0008,1115)[1] > (0020,000E) SeriesInstanceUID",
        ),
        (
            lambda ds: ds.ReferencedSeriesSequence[0],
            "ReferencedSOPSequence",
            "(0008,1115)[1] > (0008,1199) ReferencedSOPSequence",
        ),
        (first, "ReferencedSOPClassUID", REFERENCE + "(0008,1150) ReferencedSOPClassUID"),
        (first, "ReferencedSOPInstanceUID", REFERENCE + "(0008,1155) ReferencedSOPInstanceUID"),
        (first, "InstanceAvailability", REFERENCE + "(0008,0056) InstanceAvailability"),
        (first, "RetrieveAETitle", REFERENCE + "(0008,0054) RetrieveAETitle"),
    ],
)
def test_what_a_notification_must_hold(
    of: Callable[[Dataset], Dataset], keyword: str, where: str, absent: bool
) -> None:
    made = images(1)
    poor = notification(made)
    if absent:
        delattr(of(poor), keyword)
    else:
        setattr(of(poor), keyword, [] if keyword.endswith("Sequence") else "")
    found = [one.where for one in faults("IAN-01", announced([], poor))]
    may_be_empty = not absent and keyword == "ReferencedPerformedProcedureStepSequence"
    assert found == ([] if may_be_empty else [where])


def test_where_the_second_of_two_is() -> None:
    made = images(2)
    poor = notification(made)
    poor.ReferencedSeriesSequence[0].ReferencedSOPSequence[1].InstanceAvailability = "SOON"
    [finding] = faults("IAN-01", announced(made, poor))
    assert (finding.where[:34], finding.received) == ("(0008,1115)[1] > (0008,1199)[2] > ", "SOON")


@pytest.mark.parametrize("availability", ["ONLINE", "NEARLINE", "OFFLINE", "UNAVAILABLE"])
def test_which_availabilities_there_are(availability: str) -> None:
    made = images(1)
    note = notification(made)
    first(note).InstanceAvailability = availability
    assert holds("IAN-01", announced(made, note))


def test_one_notification_hides_no_other() -> None:
    made = images(1)
    wire = announced(made)
    wire.create("2.25.901", notification(made, StudyInstanceUID="2.25.2"), sender="pacs", receiver="ris",
                sop_class=IAN, deliberate="ours")  # fmt: skip
    wire.add("N-CREATE-RQ", "pacs", "ris", AffectedSOPClassUID=IAN, AffectedSOPInstanceUID="2.25.902", error="cut")
    wire.create("2.25.903", notification(made, StudyInstanceUID="2.25.3"), sender="pacs", receiver="ris", sop_class=IAN)
    [finding] = run("IAN-01", wire)
    assert (finding.received, finding.severity) == ("2.25.3", "critical")
    for uid in ("2.25.904", "2.25.905"):
        wire.create(uid, notification(made), sender="pacs", receiver="ris", sop_class=IAN)
    assert len(faults("IAN-03", wire)) == 1


@pytest.mark.parametrize(("early", "status", "failed"), [(True, 0, 1), (False, 0, 0), (True, 0xA700, 0)])
def test_what_is_announced_is_there_already(early: bool, status: int, failed: int) -> None:
    made, wire = images(1), Wire()
    acts: list[Callable[[], Any]] = [
        lambda: wire.create("2.25.901", notification(made), sender="pacs", receiver="ris", sop_class=IAN),
        lambda: wire.store(made[0], status=status),
    ]
    for act in acts if early else reversed(acts):
        act()
    assert [one.received for one in faults("IAN-01", wire)] == [made[0].SOPInstanceUID] * failed


def test_from_where_it_can_be_retrieved() -> None:
    """A title is told once, with blanks around it or not; from nowhere, where it is unavailable."""
    made = images(3)
    note = notification(made)
    for one, title in zip(note.ReferencedSeriesSequence[0].ReferencedSOPSequence, ("X", " X ", "Y"), strict=True):
        one.RetrieveAETitle = title
    note.ReferencedSeriesSequence[0].ReferencedSOPSequence[2].InstanceAvailability = "UNAVAILABLE"
    found = CHECKS["IAN-01"](announced(made, note).story(names={"pacs": frozenset({"PACS1"})}))
    assert [(one.received, one.where) for one in found] == [("X", REFERENCE + "(0008,0054) RetrieveAETitle")]


# --- how often --------------------------------------------------------------------------------------------------------


def test_an_archive_that_was_restored_says_it_again() -> None:
    made = images(1)
    wire = announced(made, notification(made), notification(made))
    before, after = (one.number for one in wire.story().dimse("N-CREATE-RQ"))

    def again(restored: int) -> int:
        return len([one for one in CHECKS["IAN-03"](wire.story(restored=restored)) if one.verdict is Verdict.FAIL])

    assert [again(number) for number in (before - 1, before, after - 1, after)] == [1, 0, 0, 1]


@pytest.mark.parametrize(("receiver", "changes"), [("BATA", {}), ("ris", {"StudyInstanceUID": "2.25.2"})])
def test_told_to_another_or_of_another_study_is_not_told_again(receiver: str, changes: dict[str, Any]) -> None:
    made = images(1)
    wire = announced(made, notification(made))
    wire.create("2.25.950", notification(made, **changes), sender="pacs", receiver=receiver, sop_class=IAN)
    assert not faults("IAN-03", wire)


def test_a_study_without_objects_is_not_told_again() -> None:
    made = images(1)
    empty = notification(made, ReferencedSeriesSequence=[])
    assert not faults("IAN-03", announced(made, empty, empty))


def test_who_was_told_of_which_study() -> None:
    made = images(1)
    wire = announced(made, notification(made), notification(made, StudyInstanceUID="2.25.2"))
    wire.create("2.25.950", notification(made), sender="pacs", receiver="BATA", sop_class=IAN)
    asked = {"study_instance_uid": "2.25.1"}
    assert holds("IAN-02", wire, **asked, receiver="ris")
    assert holds("IAN-02", wire, **asked, count=2)
    [finding] = run("IAN-02", wire, **asked)
    assert (finding.summary, finding.expected, finding.received, finding.hop) == (
        "pacs announced a study 2 times", "1 notifications", "2", "pacs→ris",
    )  # fmt: skip
    [never] = faults("IAN-02", wire, study_instance_uid="2.25.3")
    assert (never.role, never.received, never.hop, never.exchanges) == ("pacs", "0", "pacs→ris", ())
    assert faults("IAN-02", wire, study_instance_uid="2.25.3", receiver="emr")[0].hop == "pacs→emr"


def test_only_what_is_of_the_study_and_was_taken_must_be_announced() -> None:
    made = images(4)
    made[2].StudyInstanceUID = "2.25.2"
    wire = announced([made[0], made[2]])
    wire.store(made[1], status=0xA700)
    wire.store(made[3], receiver="BATA")
    wire.create("2.25.950", notification(made[:1]), sender="pacs", receiver="ris", sop_class=IAN)
    [held] = run("IAN-02", wire, study_instance_uid="2.25.1")
    assert held.summary == "pacs announced a study with 1 objects"
    wire.store(made[1])
    [missing] = run("IAN-02", wire, study_instance_uid="2.25.1")
    assert (missing.verdict.value, missing.expected) == ("FAIL", made[1].SOPInstanceUID)


def test_of_two_archives_the_first_that_announced_is_asked() -> None:
    made = images(1)
    wire = announced(made, notification(made))
    wire.create("2.25.950", notification(made), sender="BATA", receiver="ris", sop_class=IAN)
    assert [one.role for one in faults("IAN-02", wire, study_instance_uid="2.25.1")] == ["pacs"]
    assert "IAN-02" not in {one.check for one in run_always(wire.story())}


def test_what_we_announce_on_purpose_is_not_told_again() -> None:
    made, wire = images(1), Wire()
    for uid, why in (("2.25.901", "ours"), ("2.25.902", "")):
        wire.create(uid, notification(made), sender="pacs", receiver="ris", sop_class=IAN, deliberate=why)
    assert run("IAN-03", wire) == []
