"""C-STORE: what is kept, what is refused, and that an answer is never a lie."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom import Dataset

from simulators.dimse import EncodedInstance, Scu, encode
from simulators.modality_queue import send
from simulators.pacs import Pacs, PacsConfig
from simulators.pacs_index import Index
from simulators.runtime import Runtime
from simulators.tests.department import Department, department
from simulators.wire.errors import ConfigError
from simulators.wire.identifiers import AssigningAuthority, PersonName


@pytest.fixture
def dept() -> Iterator[Department]:
    with department() as found:
        yield found


def test_file_is_byte_exact(tmp_path: Path) -> None:
    with department(folder=tmp_path) as dept:
        [image] = dept.stored(instances=1)
        syntax = str(image.file_meta.TransferSyntaxUID)
        [file] = (tmp_path / "objects").rglob("*.dcm")
        assert file.read_bytes().endswith(encode(image, syntax))
        assert file.read_bytes()[128:132] == b"DICM"


def test_same_object_twice_is_one_copy(dept: Department, tmp_path: Path) -> None:
    images = dept.stored(instances=1)
    assert [response.status for response in dept.ct.store(images)] == [0]
    assert len(dept.workstation.get(images[0].StudyInstanceUID).instances) == 1


def test_other_object_under_a_known_uid_is_refused_and_the_first_kept(dept: Department) -> None:
    [image] = dept.stored(instances=1)
    first = image.PixelData
    image.PixelData = bytes(reversed(first))
    [response] = dept.ct.store([image])
    assert (response.status, response.error_comment) == (0x0111, "another object with this SOP Instance UID is stored")
    assert dept.workstation.get(image.StudyInstanceUID).instances[0].PixelData == first


def test_other_transfer_syntax_under_a_known_uid_is_another_object(dept: Department) -> None:
    [image] = dept.stored(instances=1)
    image.compress("1.2.840.10008.1.2.5", generate_instance_uid=False)
    assert dept.ct.store([image])[0].status == 0x0111


def test_same_bytes_called_another_transfer_syntax_are_another_object(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    [image] = dept.ct.acquire(performed, 1, rle=True)
    encoded = encode(image, "1.2.840.10008.1.2.5")
    scu = Scu(dept.runtime, "CT_ER1", "pacs", *_where(dept))
    jpegs = [EncodedInstance(image, f"1.2.840.10008.1.2.4.{which}", encoded) for which in (57, 70, 57)]
    assert [one.status for one in send(scu, jpegs)] == [0x0000, 0x0111, 0x0000]


@pytest.mark.parametrize("keyword", ["SOPInstanceUID", "SOPClassUID"])
def test_data_set_that_differs_from_the_request(dept: Department, keyword: str) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    [image] = dept.ct.acquire(performed, 1)
    image[keyword].value = "1.2.840.10008.5.1.4.1.1.4" if keyword == "SOPClassUID" else dept.runtime.uid()
    assert dept.ct.store([image], deliberate="UIDs of request and data set differ")[0].status == 0xA900
    del image[keyword]
    assert dept.ct.store([image], deliberate="no UID in the data set")[0].status == 0xA900
    assert dept.studies(PatientID="ZZ91") == []


@pytest.mark.parametrize("keyword", ["StudyInstanceUID", "SeriesInstanceUID"])
def test_object_that_cannot_be_filed(dept: Department, keyword: str) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    [image] = dept.ct.acquire(performed, 1)
    del image[keyword]
    [response] = dept.ct.store([image])
    assert (response.status, response.error_comment) == (0xC000, f"no {keyword}")
    assert dept.studies(PatientID="ZZ91") == []


def test_bytes_that_are_no_data_set(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    [image] = dept.ct.acquire(performed, 1)
    whole = encode(image, image.file_meta.TransferSyntaxUID)
    cut = EncodedInstance(image, str(image.file_meta.TransferSyntaxUID), whole[: len(whole) // 4 * 2 + 2][:-2][:301])
    [response] = send(Scu(dept.runtime, "CT_ER1", "pacs", *_where(dept)), [cut])  # type: ignore[list-item]
    assert response.is_failure
    assert dept.studies(PatientID="ZZ91") == []


def _where(dept: Department) -> tuple[str, int, str, str]:
    return "127.0.0.1", dept.pacs.ports["dimse"], "PACS1", "CT_ER1"


def test_full_disk_is_a700_and_nothing_is_left(
    dept: Department, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    images = dept.ct.acquire(performed, 2)
    real, written = os.write, [0]

    def full(descriptor: int, data: bytes) -> int:
        if written[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written[0] = real(descriptor, bytes(data[:100]))
        return written[0]

    monkeypatch.setattr("simulators.pacs_files.os.write", full)
    first = dept.ct.store(images[:1])[0]
    monkeypatch.undo()
    assert first.status == 0xA700
    assert "No space left" in first.error_comment
    objects = dept.pacs._store.files.folder
    assert [path for path in objects.rglob("*") if path.is_file()] == []
    assert dept.studies(PatientID="ZZ91") == []
    assert [response.status for response in dept.ct.store(images)] == [0, 0]


def test_full_index_is_a700_and_nothing_is_left(dept: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    [image] = dept.ct.acquire(performed, 1)
    dept.pacs._index.run("pragma max_page_count = 1")
    pages = dept.pacs._index.rows("pragma page_count")[0][0]
    dept.pacs._index._connection.execute(f"pragma max_page_count = {pages}")
    statuses = set()
    for _ in range(200):
        performed.instances.clear()
        [image] = dept.ct.acquire(performed, 1)
        statuses.add(dept.ct.store([image])[0].status)
        if 0xA700 in statuses:
            break
    assert 0xA700 in statuses
    assert dept.pacs._store.find(image.SOPInstanceUID) is None
    assert not dept.pacs._store.files.exists(dept.pacs._store.files.name(image.SOPInstanceUID))
    dept.pacs._index._connection.execute("pragma max_page_count = 1000000")
    assert dept.ct.store([image])[0].status == 0


def test_commit_that_fails_leaves_no_file(dept: Department, monkeypatch: pytest.MonkeyPatch) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    [image] = dept.ct.acquire(performed, 1)

    def full() -> None:
        dept.pacs._index._connection.execute("rollback")
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(dept.pacs._index, "_commit", full)
    [response] = dept.ct.store([image])
    monkeypatch.undo()
    assert (response.status, response.error_comment) == (0xA700, "not stored: database or disk is full")
    assert [path for path in dept.pacs._store.files.folder.rglob("*") if path.is_file()] == []
    assert dept.ct.store([image])[0].status == 0


def test_same_id_of_two_issuers_are_two_patients(dept: Department) -> None:
    dept.stored(dept.patient("7", PersonName("Torres", "Ana")))
    dept.stored(dept.patient("7", PersonName("Ruiz", "Eva"), AssigningAuthority("OTHER", "1.2.3.4", "ISO")))
    found = dept.workstation.find("PATIENT", root="patient", PatientID="ZZ97")
    assert sorted((str(one.PatientName), one.IssuerOfPatientID) for one in found) == [
        ("Ruiz^Eva", "OTHER"),
        ("Torres^Ana", "HGM"),
    ]
    assert [int(one.NumberOfPatientRelatedStudies) for one in found] == [1, 1]


def test_object_of_a_stranger_is_answered_counted_and_not_kept() -> None:
    with department(foreign_status=0x0124) as dept:
        performed = dept.ct.begin(patient=dept.patient(), mpps=False)
        [image] = dept.ct.acquire(performed, 1)
        image.PatientID = "4711"
        outside = Runtime(test_patients=type(dept.runtime.test_patients)(prefixes=("47",)))
        [response] = send(Scu(outside, "CT_ER1", "pacs", *_where(dept)), [image])
        assert response.status == 0x0124
        assert sum(dept.runtime.foreign.values()) == 1
        assert dept.pacs._store.find(image.SOPInstanceUID) is None


def test_index_lost_after_a_power_failure_is_made_again_from_the_files(tmp_path: Path) -> None:
    with department(folder=tmp_path) as dept:
        images = dept.stored(instances=3)
    index = Index(tmp_path / "index.db", sync=False)
    index.run("delete from instance")
    index.close()
    half = tmp_path / "objects" / "0"
    half.mkdir(exist_ok=True)
    (half / "x.dcm.1.part").write_bytes(b"half")
    (half / "cut.dcm").write_bytes(b"\0" * 128 + b"DICM\2\0")
    with department(folder=tmp_path) as dept:
        [study] = dept.studies(StudyInstanceUID=images[0].StudyInstanceUID)
        assert int(study.NumberOfStudyRelatedInstances) == 3
        assert not list((tmp_path / "objects").rglob("*.part"))
        assert not (half / "cut.dcm").exists()


def test_port_in_use_is_a_clear_error(dept: Department) -> None:
    other = Pacs(Runtime(), PacsConfig(port=dept.pacs.ports["dimse"]))
    with pytest.raises(ConfigError, match="cannot listen for DICOM"):
        other.start()
    other.stop()


def test_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("not a folder")
    with pytest.raises(ConfigError, match="cannot be used"):
        Pacs(Runtime(), PacsConfig(folder=tmp_path / "here")).start()


def test_every_object_read_back_as_sent(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient(), mpps=False)
    made: list[Dataset] = []
    for modality in ("CT", "MR", "CR", "DX", "MG", "US", "SC"):
        made += dept.ct.acquire(performed, 1, modality=modality)
    made += dept.ct.acquire(performed, 1, modality="US", frames=3, rle=True)
    made += dept.ct.dose_report(performed) + dept.ct.key_objects(performed, made[:1])
    assert {response.status for response in dept.ct.store(made)} == {0}
    result = dept.workstation.get(performed.study_instance_uid)
    assert (result.status, result.completed, result.failed) == (0, len(made), 0)
    received = {one.SOPInstanceUID: one for one in result.instances}
    assert [dept.workstation.compare(one, received[one.SOPInstanceUID]) for one in made] == [[] for _ in made]
