"""SIGKILL in the middle of 500 C-STOREs: what was acknowledged is there after the restart, nothing is half there."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread

from simulators.addresses import DicomAddress
from simulators.dimse import encode
from simulators.modality import Modality, ModalityConfig
from simulators.runtime import Runtime
from simulators.tests.department import Department, department
from simulators.wire.errors import InteropError
from simulators.wire.identifiers import Patient, PatientId, PersonName

STATIONS, EACH = 5, 100


class Killer:
    """Counts acknowledged instances and kills the process when there are ``limit`` of them."""

    def __init__(self, process: subprocess.Popen[str], limit: int) -> None:
        self.process, self.limit = process, limit
        self.acknowledged: list[str] = []
        self._lock = threading.Lock()

    def store(self, modality: Modality, images: list[Dataset]) -> None:
        try:
            with modality._scu(modality.config.storage, "images").associate([images[0].SOPClassUID]) as assoc:
                for image in images:
                    if assoc.store(image).status == 0:
                        self._count(image.SOPInstanceUID)
        except InteropError:
            assert self.process.poll() is not None or len(self.acknowledged) >= self.limit

    def _count(self, uid: str) -> None:
        with self._lock:
            self.acknowledged.append(uid)
            if len(self.acknowledged) == self.limit:
                self.process.kill()


@pytest.fixture
def process(tmp_path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "simulators.tests.pacs_process", str(tmp_path / "pacs")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("limit", [1, 250])
def test_nothing_acknowledged_is_lost(process: subprocess.Popen[str], tmp_path: Path, limit: int) -> None:
    runtime = Runtime()
    assert process.stdout is not None
    port = int(process.stdout.readline())
    pacs = DicomAddress("127.0.0.1", port, "PACS1")
    killer = Killer(process, limit)
    made: dict[str, Dataset] = {}
    threads = []
    for number in range(STATIONS):
        modality = Modality(runtime, ModalityConfig(station=f"CT_{number}", storage=pacs, image_size=16))
        who = Patient(PatientId(f"ZZ9{number}", runtime.test_patients.authority), PersonName("Nsue", "Ana"))
        images = modality.acquire(modality.begin(patient=who, mpps=False), EACH)
        made |= {one.SOPInstanceUID: one for one in images}
        threads.append(threading.Thread(target=killer.store, args=(modality, images)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.wait(10)
    process.stdout.close()
    assert process.stdin is not None
    process.stdin.close()
    assert limit <= len(killer.acknowledged) < STATIONS * EACH
    with department(folder=tmp_path / "pacs", runtime=runtime) as dept:
        check(dept, killer.acknowledged, made)


def check(dept: Department, acknowledged: list[str], made: dict[str, Dataset]) -> None:
    objects = dept.pacs._store.files.folder
    files = {str(dcmread(path).SOPInstanceUID): path for path in objects.rglob("*.dcm")}
    assert set(acknowledged) <= set(files)
    assert not list(objects.rglob("*.part"))
    for uid, path in files.items():
        assert path.read_bytes().endswith(encode(made[uid], made[uid].file_meta.TransferSyntaxUID))
    shown = sum(int(one.NumberOfStudyRelatedInstances) for one in dept.studies())
    assert shown == len(files)
    received = [one for study in dept.studies() for one in dept.workstation.get(study.StudyInstanceUID).instances]
    assert {one.SOPInstanceUID for one in received} == set(files)
