"""Every file inside pydicom: stored, queried, retrieved and compared with our own PACS."""

from __future__ import annotations

from collections import Counter

import pytest

from simulators.dimse import EncodedInstance, Scu
from simulators.modality_queue import send
from simulators.runtime import Limits, Runtime
from simulators.tests.department import Department, EveryPatient, department
from simulators.tests.pydicom_files import Sample, rounds, samples
from simulators.wire.elements import text
from simulators.workstation import RetrieveResult

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom.*")
FOUND = list(samples())
OBJECTS = [sample for sample in FOUND if not sample.reason]
ROUNDS = rounds(OBJECTS)
# Why the others are no object that a PACS can file; a new reason is looked at, not waved through.
REASONS = {
    "no DICOM file": 9,  # without preamble and file meta information, compressed, or text
    "a DICOMDIR": 8,
    "no StudyInstanceUID": 12,  # eight colour palettes, which belong to no study, and four JPEG-LS samples
    "no SOPClassUID": 7,
    "cut short": 2,
    "no transfer syntax in its file meta information": 1,
}


def test_what_is_left_out_and_why() -> None:
    assert Counter(sample.reason for sample in FOUND if sample.reason) == REASONS
    assert len(OBJECTS) == 158


@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_stored_queried_retrieved_unchanged(number: int) -> None:
    runtime = Runtime(limits=Limits(dimse_s=20), test_patients=EveryPatient())  # type: ignore[arg-type]
    with department(runtime=runtime) as dept:
        scu = Scu(runtime, "CT_ER1", "pacs", "127.0.0.1", dept.pacs.ports["dimse"], "PACS1", "CT_ER1")
        instances = [EncodedInstance.of(sample.path) for sample in ROUNDS[number]]
        responses = send(scu, instances)
        refused = {sample.name: one for sample, one in zip(ROUNDS[number], responses, strict=True) if one.status}
        assert refused == {}
        wrong = {sample.name: found for sample in ROUNDS[number] if (found := difference(dept, sample))}
        assert wrong == {}


@pytest.mark.parametrize("sample", [one for one in FOUND if one.reason == "cut short"], ids=lambda one: one.path.stem)
def test_object_that_is_cut_short_is_refused(sample: Sample) -> None:
    runtime = Runtime(test_patients=EveryPatient())  # type: ignore[arg-type]
    with department(runtime=runtime) as dept:
        scu = Scu(runtime, "CT_ER1", "pacs", "127.0.0.1", dept.pacs.ports["dimse"], "PACS1", "CT_ER1")
        [response] = send(scu, [EncodedInstance.of(sample.path)])
        assert response.status == 0xC000
        assert dept.studies(StudyInstanceUID=text(sample.dataset, "StudyInstanceUID")) == []


def difference(dept: Department, sample: Sample) -> list[str]:
    """What is wrong with this one in queries or on retrieve."""
    found = [*asked(dept, sample)]
    for result in retrieved(dept, sample):
        if (result.status, result.completed, len(result.instances)) != (0, 1, 1):
            found.append(f"{result.status:04X} completed {result.completed} failed {result.failed}")
            continue
        [one] = result.instances
        if one.file_meta.TransferSyntaxUID != sample.dataset.file_meta.TransferSyntaxUID:
            found.append(f"transfer syntax became {one.file_meta.TransferSyntaxUID.name}")
        found += [f"{diff.path}: {diff}" for diff in dept.workstation.compare(sample.dataset, one)]
    return found


def keys(sample: Sample) -> dict[str, str]:
    ds = sample.dataset
    return {
        "study_uid": text(ds, "StudyInstanceUID"),
        "series_uid": text(ds, "SeriesInstanceUID"),
        "instance_uid": text(ds, "SOPInstanceUID"),
    }


def retrieved(dept: Department, sample: Sample) -> list[RetrieveResult]:
    get = dept.workstation.get(**keys(sample), sop_classes=[text(sample.dataset, "SOPClassUID")])
    return [get, dept.workstation.move(**keys(sample))]


def asked(dept: Department, sample: Sample) -> list[str]:
    ds, unique = sample.dataset, keys(sample)
    problems = []
    studies = dept.studies(StudyInstanceUID=unique["study_uid"])
    expected = {text(ds, "PatientID")}
    if not expected <= {text(one, "PatientID") for one in studies}:
        problems.append(f"study query gave {len(studies)} answers, none with patient ID {expected}")
    images = dept.workstation.find(
        "IMAGE",
        StudyInstanceUID=unique["study_uid"],
        SeriesInstanceUID=unique["series_uid"],
        SOPInstanceUID=unique["instance_uid"],
        PatientName=None,
    )
    if len(images) != 1:
        problems.append(f"image query gave {len(images)} answers")
    elif text(images[0], "PatientName") != text(ds, "PatientName"):
        problems.append(f"name {text(images[0], 'PatientName')!r} instead of {text(ds, 'PatientName')!r}")
    return problems
