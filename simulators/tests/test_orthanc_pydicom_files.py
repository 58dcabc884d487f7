"""Every file inside pydicom: stored in Orthanc by our sender, queried, retrieved by our workstation and compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from simulators.dimse import EncodedInstance, Scu
from simulators.modality_queue import send
from simulators.runtime import Limits, Runtime
from simulators.tests.department import EveryPatient
from simulators.tests.imaging_systems import orthanc
from simulators.tests.pydicom_files import Sample, rounds, samples
from simulators.wire.elements import text
from simulators.wire.errors import NoAnswer
from simulators.workstation import Workstation, WorkstationConfig

pytestmark = [pytest.mark.real, pytest.mark.filterwarnings("ignore::UserWarning:pydicom.*")]
# What Orthanc 1.10 does not take, and why. It says nothing at all about the first and goes on waiting.
KNOWN = {
    "test_files/SC_rgb_jpeg.dcm": "implicit VR under a transfer syntax that is explicit VR",
    "test_files/rtdose_rle.dcm": "encapsulated pixel data with VR OW",
    "test_files/rtdose_rle_1frame.dcm": "encapsulated pixel data with VR OW",
}
OBJECTS = [sample for sample in samples() if not sample.reason]
ROUNDS = rounds([sample for sample in OBJECTS if sample.name not in KNOWN])


@contextmanager
def archive(folder: Path, dimse_s: float) -> Iterator[tuple[Scu, Workstation]]:
    runtime = Runtime(limits=Limits(dimse_s=dimse_s), test_patients=EveryPatient())  # type: ignore[arg-type]
    with orthanc(folder, {}, UnknownSopClassAccepted=True) as pacs:
        scu = Scu(runtime, "CT_ER1", "pacs", pacs.host, pacs.port, pacs.ae_title, "CT_ER1")
        yield scu, Workstation(runtime, WorkstationConfig(pacs=pacs))


@pytest.mark.parametrize("number", range(len(ROUNDS)))
def test_stored_queried_retrieved_unchanged(number: int, tmp_path: Path) -> None:
    with archive(tmp_path, 30) as (scu, workstation):
        responses = send(scu, [EncodedInstance.of(sample.path) for sample in ROUNDS[number]])
        wrong = {
            sample.name: found
            for sample, response in zip(ROUNDS[number], responses, strict=True)
            if (found := [f"status {response.status:04X}"] if response.status else difference(workstation, sample))
        }
        assert wrong == {}


@pytest.mark.parametrize("sample", [one for one in OBJECTS if one.name in KNOWN], ids=lambda one: one.path.stem)
def test_what_it_does_not_take_is_said_and_not_lost_silently(sample: Sample, tmp_path: Path) -> None:
    with archive(tmp_path, 2) as (scu, workstation):
        if sample.path.name == "SC_rgb_jpeg.dcm":
            with pytest.raises(NoAnswer, match="did not answer C-STORE-RQ"):
                send(scu, [EncodedInstance.of(sample.path)])
        else:
            [response] = send(scu, [EncodedInstance.of(sample.path)])
            assert response.is_failure
        assert workstation.find("STUDY", StudyInstanceUID=text(sample.dataset, "StudyInstanceUID")) == []


def difference(workstation: Workstation, sample: Sample) -> list[str]:
    ds = sample.dataset
    study, series, instance = (text(ds, word) for word in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"))
    images = workstation.find("IMAGE", StudyInstanceUID=study, SeriesInstanceUID=series, SOPInstanceUID=instance)
    if len(images) != 1:
        return [f"image query gave {len(images)} answers"]
    classes = [text(ds, "SOPClassUID")]
    result = workstation.get(study, series_uid=series, instance_uid=instance, sop_classes=classes)
    if (result.status, result.completed, len(result.instances)) != (0, 1, 1):
        return [f"{result.status:04X} completed {result.completed} failed {result.failed}"]
    [one] = result.instances
    found = [f"{diff}" for diff in workstation.compare(ds, one)]
    if one.file_meta.TransferSyntaxUID != ds.file_meta.TransferSyntaxUID:
        found.append(f"transfer syntax became {one.file_meta.TransferSyntaxUID.name}")
    return found
