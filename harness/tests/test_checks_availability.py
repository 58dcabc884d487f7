"""IAN checks: what is announced as available."""

from __future__ import annotations

from pydicom import Dataset

from harness.tests.dicom_story import CHECKS, IAN, Wire, dataset, faults, holds, images, reference
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
