"""Rejection notes (IOCM): gone from queries and retrieves, kept on the disk, refused when they make no sense."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pydicom import Dataset

from simulators.modality import PerformedStep
from simulators.tests.department import Department, department
from simulators.wire.identifiers import Code

TITLES = {
    "113001": Code("113001", "Rejected for Quality Reasons", "DCM"),
    "113037": Code("113037", "Rejected for Patient Safety Reasons", "DCM"),
    "113038": Code("113038", "Incorrect Modality Worklist Entry", "DCM"),
    "113039": Code("113039", "Data Retention Policy Expired", "DCM"),
}


@pytest.fixture
def dept() -> Iterator[Department]:
    with department() as found:
        yield found


def acquired(dept: Department, instances: int = 3) -> tuple[PerformedStep, list[Dataset]]:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    images = dept.ct.acquire(performed, instances)
    dept.ct.store(images)
    return performed, images


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_rejected_objects_and_the_note_disappear(dept: Department, title: Code) -> None:
    performed, images = acquired(dept)
    note = dept.ct.key_objects(performed, images[:2], title)
    assert [one.status for one in dept.ct.store(note)] == [0]
    [study] = dept.studies(PatientID="ZZ91")
    assert (study.NumberOfStudyRelatedInstances, study.ModalitiesInStudy) == (1, "CT")
    for result in (dept.workstation.move(images[0].StudyInstanceUID), dept.workstation.get(images[0].StudyInstanceUID)):
        assert [one.SOPInstanceUID for one in result.instances] == [images[2].SOPInstanceUID]
    assert [one.status for one in dept.ct.store(images)] == [0xA771, 0xA771, 0x0000]
    assert dept.ct.store(note)[0].status == 0


def test_study_rejected_whole_is_gone(dept: Department) -> None:
    performed, images = acquired(dept)
    dept.ct.store(dept.ct.key_objects(performed, images, TITLES["113037"]))
    assert dept.studies(PatientID="ZZ91") == []
    assert dept.workstation.find("PATIENT", root="patient", PatientID="ZZ91") == []


def test_ordinary_key_objects_hide_nothing(dept: Department) -> None:
    performed, images = acquired(dept)
    assert dept.ct.store(dept.ct.key_objects(performed, images[:1]))[0].status == 0
    [study] = dept.studies(PatientID="ZZ91")
    assert study.NumberOfStudyRelatedInstances == 4


def test_note_about_what_is_not_here(dept: Department) -> None:
    performed, images = acquired(dept)
    unknown = dept.ct.acquire(performed, 1)
    dept.ct.store(images)
    note = dept.ct.key_objects(performed, images[:1] + unknown, TITLES["113001"])
    refused = _store_unguarded(dept, note)
    assert refused == 0xA772
    assert dept.studies(PatientID="ZZ91")[0].NumberOfStudyRelatedInstances == 3


def test_note_that_names_another_class(dept: Department) -> None:
    performed, images = acquired(dept)
    [note] = dept.ct.key_objects(performed, images[:1], TITLES["113001"])
    evidence = note.CurrentRequestedProcedureEvidenceSequence[0].ReferencedSeriesSequence[0].ReferencedSOPSequence[0]
    evidence.ReferencedSOPClassUID = "1.2.840.10008.5.1.4.1.1.4"
    assert dept.ct.store([note])[0].status == 0xA773


def test_second_note_about_the_same_object(dept: Department) -> None:
    performed, images = acquired(dept)
    dept.ct.store(dept.ct.key_objects(performed, images[:1], TITLES["113001"]))
    assert dept.ct.store(dept.ct.key_objects(performed, images[:2], TITLES["113037"]))[0].status == 0xA774


def test_note_about_nothing(dept: Department) -> None:
    performed, images = acquired(dept)
    [note] = dept.ct.key_objects(performed, images[:1], TITLES["113001"])
    note.CurrentRequestedProcedureEvidenceSequence = []
    assert dept.ct.store([note])[0].status == 0xC000


def _store_unguarded(dept: Department, note: list[Dataset]) -> int:
    """The harness does not send a note about what it has not stored; another peer might."""
    from simulators.dimse import encode

    stored = dept.pacs._store.add(
        b"\0" * 128 + b"DICM" + b"\2\0\0\0UL\4\0\0\0\0\0" + encode(note[0], "1.2.840.10008.1.2.1"),
        note[0],
        sop_class_uid=note[0].SOPClassUID,
        sop_instance_uid=note[0].SOPInstanceUID,
        transfer_syntax="1.2.840.10008.1.2.1",
        calling="OTHER",
        called="PACS1",
    )
    return stored.status
