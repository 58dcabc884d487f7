"""Orthanc against Orthanc: what was planted is found, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.migrate.archive import Archive
from harness.migrate.network import Inventory, Scope
from harness.migrate.verify import verify
from harness.tests.migrate_peer import instances, written
from simulators.addresses import DicomAddress
from simulators.storage_files import find
from simulators.storage_sender import StorageSender
from simulators.tests.imaging_systems import dcmqrscp, orthanc
from simulators.tests.real_systems import free_port

pytestmark = pytest.mark.real
PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"
STUDIES, EACH = 20, 10


def stored(peer: DicomAddress, folder: Path) -> None:
    assert {one.state for one in StorageSender(peer, patients=None).send(find([folder]))} == {"stored"}


def archive() -> list[Any]:
    return [ds for n in range(STUDIES) for ds in instances(n, EACH, date=f"20{n % 5 + 10}0{n % 9 + 1}01")]


def read(archive: Archive, manifest: Path) -> None:
    assert Inventory(archive, manifest, Scope(sample=None, limit=8)).execute().studies >= STUDIES


def test_planted_faults_between_two_orthancs_are_found_and_no_other(tmp_path: Path) -> None:
    whole, changed = archive(), archive()
    lost = changed.pop(0)
    changed[20].PatientID = "ZZ9OTHER"  # one instance of a study: Orthanc takes it into a study of its own
    pixels = changed[40]
    pixels.PixelData = bytes([pixels.PixelData[0] ^ 1]) + pixels.PixelData[1:]
    changed[60].SeriesDescription = "RESTORED"
    extra = instances(99, 1)[0]
    moved = changed[20]
    http = free_port()
    web: dict[str, Any] = {}
    if Path(PLUGIN).exists():
        web = {"HttpPort": http, "Plugins": [PLUGIN], "DicomWeb": {"Enable": True}}
    with orthanc(tmp_path / "a", {}) as old, orthanc(tmp_path / "b", {}, **web) as new:
        stored(old, written(whole, tmp_path / "old-files"))
        stored(new, written([*changed, extra], tmp_path / "new-files"))
        read(Archive(old), tmp_path / "old.duckdb")
        read(Archive(new), tmp_path / "new.duckdb")
        if web:
            by_web = Archive(None, url=f"http://127.0.0.1:{http}/dicom-web", by="web")
            read(by_web, tmp_path / "web.duckdb")
    by_dimse = {
        ("missing", lost.SOPInstanceUID), ("extra", extra.SOPInstanceUID), ("pixels", pixels.SOPInstanceUID),
        ("attribute changed", changed[60].SOPInstanceUID), ("split new", moved.StudyInstanceUID),
    }  # fmt: skip
    both = {(kind, moved.SOPInstanceUID) for kind in ("moved", "attribute changed")}
    assert told(tmp_path / "old.duckdb", tmp_path / "new.duckdb") == by_dimse | both
    if web:  # Orthanc's WADO-RS knows no study that two patients have
        ours = [ds.SOPInstanceUID for ds in whole if ds.StudyInstanceUID == moved.StudyInstanceUID]
        refused = {("refused new", moved.StudyInstanceUID), *(("unreadable new", uid) for uid in ours)}
        assert told(tmp_path / "old.duckdb", tmp_path / "web.duckdb") == by_dimse | refused


def told(old: Path, new: Path) -> set[tuple[str, str]]:
    return {(one["kind"], one["sop"] or one["study"]) for one in verify(old, new, {})["findings"]}


def test_an_archive_of_dcmtk_is_read_by_c_get_and_c_move(tmp_path: Path) -> None:
    destination = DicomAddress("127.0.0.1", free_port(), "INTEROP")
    files = written([ds for n in range(3) for ds in instances(n, 4)], tmp_path / "files")
    with dcmqrscp(tmp_path / "q", {"interop": destination}) as peer:
        stored(peer, files)
        for by in ("get", "move"):
            taking = Archive(peer, by=by, listen=("127.0.0.1", destination.port))  # type: ignore[arg-type]
            done = Inventory(taking, tmp_path / f"{by}.duckdb", Scope(sample=None)).execute()
            assert (done.instances, done.troubles) == (12, 0)
    assert verify(tmp_path / "get.duckdb", tmp_path / "move.duckdb", {})["findings"] == []
