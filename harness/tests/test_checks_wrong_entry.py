"""Images of a step that was given up as that of a wrong entry: an archive may hide them."""

from __future__ import annotations

import pytest
from pydicom import Dataset

from harness.tests.dicom_story import Wire, dataset, faults, images, step_created, step_ended
from simulators.wire.procedure_step import REASONS

UID = "2.25.900"
STUDY = dataset(QueryRetrieveLevel="STUDY", StudyInstanceUID="2.25.1")


def given_up(reason: str) -> tuple[Wire, list[Dataset]]:
    """Three images stored, and the step of two of them given up."""
    wire, made = Wire(), images(3)
    wire.create(UID, step_created())
    for ds in made:
        wire.store(ds)
    wire.clock += 61
    wire.set(UID, step_ended(made[:2], "DISCONTINUED", reason=REASONS[reason]))
    return wire, made


@pytest.mark.parametrize(("reason", "may_hide"), [("110514", True), ("110501", False)])
def test_only_a_wrong_entry_hides_what_was_stored(reason: str, may_hide: bool) -> None:
    wire, made = given_up(reason)
    wire.move(STUDY, made[2:])
    blamed = [one.role for check in ("RET-02", "STO-02") for one in faults(check, wire)]
    assert blamed == ([] if may_hide else ["pacs"] * len(blamed))
    assert may_hide or len(blamed) >= 2


def test_what_was_asked_before_the_step_was_given_up_must_be_there() -> None:
    wire, made = Wire(), images(2)
    wire.create(UID, step_created())
    for ds in made:
        wire.store(ds)
    wire.clock += 61
    wire.move(STUDY, made[:1])
    wire.set(UID, step_ended(made, "DISCONTINUED", reason=REASONS["110514"]))
    assert [one.role for one in faults("RET-02", wire)] == ["pacs"]


def test_an_image_of_another_step_must_be_there() -> None:
    wire, made = given_up("110514")
    wire.move(STUDY, [])
    assert made[2].SOPInstanceUID in {one.expected for one in faults("RET-02", wire)}
