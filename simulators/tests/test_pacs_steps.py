"""MPPS at the PACS: life cycle, the reading list, availability notification, the wrong worklist entry."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydicom import Dataset

from simulators.addresses import DicomAddress
from simulators.dimse import Scp
from simulators.pacs import INSTANCE_AVAILABILITY
from simulators.runtime import Runtime
from simulators.tests.department import Department, department
from simulators.wire.errors import Refused
from simulators.wire.procedure_step import REASONS
from simulators.wire.worklist import worklist_items


@pytest.fixture
def dept() -> Iterator[Department]:
    with department() as found:
        yield found


class Ris:
    """Takes availability notifications; ``answers`` are the statuses it gives, 0000 when used up."""

    def __init__(self) -> None:
        self.notified: list[Dataset] = []
        self.answers: list[int] = []
        self._changed = threading.Condition()

    def take(self, sop_class: str, uid: str, ds: Dataset, info: object) -> int:
        with self._changed:
            status = self.answers.pop(0) if self.answers else 0
            if status == 0:
                self.notified.append(ds)
            self._changed.notify_all()
        return status

    def wait(self, count: int, timeout: float = 5) -> int:
        with self._changed:
            self._changed.wait_for(lambda: len(self.notified) >= count, timeout)
            return len(self.notified)


@contextmanager
def with_ris(**pacs: object) -> Iterator[tuple[Department, Ris]]:
    runtime, ris = Runtime(), Ris()
    scp = Scp(runtime, "ris", "RIS_MPPS", sop_classes=[INSTANCE_AVAILABILITY], on_n_create=ris.take)
    with scp:
        address = DicomAddress("127.0.0.1", scp.port, "RIS_MPPS")
        with department(runtime=runtime, availability_to=address, **pacs) as dept:
            yield dept, ris


def test_life_cycle(dept: Department) -> None:
    items = worklist_items(dept.order())
    performed = dept.ct.begin(items)
    dept.ct.store(dept.ct.acquire(performed, 2))
    assert dept.pacs.reading_list == []
    assert dept.ct.complete(performed).status == 0
    assert dept.pacs.reading_list == [performed.study_instance_uid]
    late = dept.ct.complete(performed)
    assert (late.status, late.error_id) == (0x0110, 0xA710)
    with pytest.raises(Refused) as duplicate:
        dept.ct.begin(items, uid=performed.sop_instance_uid)
    assert duplicate.value.code == 0x0111


def test_step_that_does_not_begin_in_progress(dept: Department) -> None:
    def done(ds: Dataset) -> None:
        ds.PerformedProcedureStepStatus = "COMPLETED"

    with pytest.raises(Refused) as refused:
        dept.ct.begin(worklist_items(dept.order()), alter=done, deliberate="a step that begins completed")
    assert refused.value.code == 0x0106


def test_not_on_the_reading_list_before_every_image_is_here(dept: Department) -> None:
    performed = dept.ct.begin(worklist_items(dept.order()))
    images = dept.ct.acquire(performed, 2)
    dept.ct.store(images[:1])
    dept.ct.complete(performed)
    assert dept.pacs.reading_list == []
    dept.ct.store(images[1:])
    assert dept.pacs.reading_list == [performed.study_instance_uid]


def test_append_case_is_complete_after_its_second_step(dept: Department) -> None:
    items = worklist_items(dept.order())
    first = dept.ct.begin(items)
    dept.ct.store(dept.ct.acquire(first, 1))
    dept.ct.complete(first)
    second = dept.ct.begin(items)
    assert (second.id != first.id, second.study_instance_uid) == (True, first.study_instance_uid)
    assert dept.pacs.reading_list == []
    dept.ct.store(dept.ct.acquire(second, 1))
    dept.ct.complete(second)
    assert dept.pacs.reading_list == [first.study_instance_uid]


def test_wrong_worklist_entry_hides_what_came_and_what_still_comes(dept: Department) -> None:
    performed = dept.ct.begin(worklist_items(dept.order()))
    images = dept.ct.acquire(performed, 3)
    dept.ct.store(images[:1])
    assert dept.ct.discontinue(performed, REASONS["110514"]).status == 0
    assert [one.status for one in dept.ct.store(images[1:])] == [0, 0]
    assert dept.studies(PatientID="ZZ91") == []
    assert dept.workstation.get(performed.study_instance_uid).instances == []
    assert dept.ct.commit(images).complete


def test_other_reasons_hide_nothing(dept: Department) -> None:
    performed = dept.ct.begin(worklist_items(dept.order()))
    dept.ct.store(dept.ct.acquire(performed, 1))
    dept.ct.discontinue(performed, REASONS["110505"])
    assert len(dept.studies(PatientID="ZZ91")) == 1


def test_steps_survive_a_restart(tmp_path: Path) -> None:
    with department(folder=tmp_path) as dept:
        performed = dept.ct.begin(worklist_items(dept.order()))
        dept.ct.store(dept.ct.acquire(performed, 1))
        runtime = dept.runtime
    with department(folder=tmp_path, runtime=runtime) as dept:
        assert dept.ct.complete(performed).status == 0
        assert dept.pacs.reading_list == [performed.study_instance_uid]


def test_one_notification_when_the_step_is_finished_and_everything_is_here() -> None:
    with with_ris() as (dept, ris):
        performed = dept.ct.begin(worklist_items(dept.order()))
        images = dept.ct.acquire(performed, 2) + dept.ct.dose_report(performed)
        dept.ct.store(images[:2])
        dept.ct.complete(performed)
        dept.ct.store(images[2:])
        assert ris.wait(1) == 1
        [said] = ris.notified
        assert said.StudyInstanceUID == performed.study_instance_uid
        assert said.ReferencedPerformedProcedureStepSequence[0].ReferencedSOPInstanceUID == performed.sop_instance_uid
        named = [one for series in said.ReferencedSeriesSequence for one in series.ReferencedSOPSequence]
        assert sorted(one.ReferencedSOPInstanceUID for one in named) == sorted(one.SOPInstanceUID for one in images)
        assert {(one.InstanceAvailability, one.RetrieveAETitle) for one in named} == {("ONLINE", "PACS1")}
        dept.ct.store(images)
        assert ris.wait(2, 0.5) == 1


def test_late_objects_of_a_finished_step_are_announced_and_the_others_not_again() -> None:
    with with_ris() as (dept, ris):
        performed = dept.ct.begin(worklist_items(dept.order()))
        dept.ct.store(dept.ct.acquire(performed, 2))
        dept.ct.complete(performed)
        assert ris.wait(1) == 1
        late = dept.ct.key_objects(performed, performed.instances[:1])
        dept.ct.store(late)
        assert ris.wait(2) == 2
        assert ris.wait(3, 0.4) == 2
        named = [one for series in ris.notified[1].ReferencedSeriesSequence for one in series.ReferencedSOPSequence]
        assert [one.ReferencedSOPInstanceUID for one in named] == [late[0].SOPInstanceUID]


def test_study_without_steps_is_announced_when_it_comes_to_rest() -> None:
    with with_ris() as (dept, ris):
        performed = dept.ct.begin(patient=dept.patient(), mpps=False)
        images = dept.ct.acquire(performed, 2)
        for image in images:
            image.pop("ReferencedPerformedProcedureStepSequence")
        dept.ct.store(images)
        assert ris.wait(1) == 1
        assert ris.notified[0].ReferencedPerformedProcedureStepSequence == []


def test_notification_is_sent_again_until_it_is_taken() -> None:
    with with_ris() as (dept, ris):
        ris.answers = [0x0110, 0x0213]
        performed = dept.ct.begin(worklist_items(dept.order()))
        dept.ct.store(dept.ct.acquire(performed, 1))
        dept.ct.complete(performed)
        assert ris.wait(1) == 1
