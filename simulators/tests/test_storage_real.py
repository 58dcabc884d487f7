"""The fast path with DCMTK, Orthanc and our own PACS at the other end; what arrives is what lies in the files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pytest

from simulators.addresses import DicomAddress
from simulators.dimse import Scp
from simulators.runtime import TestPatients
from simulators.storage_files import find
from simulators.storage_sender import StorageSender
from simulators.storage_sink import StorageSink
from simulators.tests.dimse_talk import runtime
from simulators.tests.imaging_systems import orthanc, storescp
from simulators.tests.real_systems import finished, require
from simulators.tests.storage_talk import dataset_of, written

real = pytest.mark.real
PATIENTS = TestPatients()


def digests(paths: Iterable[Path]) -> list[str]:
    return sorted(hashlib.sha256(dataset_of(path.read_bytes())).hexdigest() for path in paths)


def stored(peer: DicomAddress, folder: Path) -> int:
    return sum(one.state == "stored" for one in StorageSender(peer, patients=PATIENTS).send(find([folder])))


@real
@pytest.mark.parametrize("nodelay", [True, False], ids=["TCP_NODELAY=1", "without TCP_NODELAY"])
def test_to_storescp(tmp_path: Path, nodelay: bool) -> None:
    files = written(tmp_path / "in", 50, 65536)
    with storescp(tmp_path / "out", "+B", nodelay=nodelay) as peer:
        assert stored(peer, tmp_path / "in") == 50
    assert digests((tmp_path / "out").iterdir()) == digests(files)


@real
def test_to_orthanc(tmp_path: Path) -> None:
    files = written(tmp_path / "in", 20, 65536)
    with orthanc(tmp_path / "orthanc", {}, StorageCompression=False) as peer:
        assert stored(peer, tmp_path / "in") == 20
    kept = [path for path in (tmp_path / "orthanc" / "storage").rglob("*") if path.is_file()]
    kept = [path for path in kept if path.read_bytes()[128:132] == b"DICM"]
    assert digests(kept) == digests(files)


@real
def test_to_our_own_scp(tmp_path: Path) -> None:
    files, got = written(tmp_path / "in", 20, 65536), []
    rt = runtime()
    with Scp(rt, "pacs", "PACS1", on_store=lambda ds, raw, info: got.append(raw) or 0) as scp:
        assert stored(DicomAddress("127.0.0.1", scp.port, "PACS1"), tmp_path / "in") == 20
    assert sorted(hashlib.sha256(dataset_of(raw)).hexdigest() for raw in got) == digests(files)


@real
@pytest.mark.parametrize("tool", ["storescu", "dcmsend"])
def test_from_dcmtk(tmp_path: Path, tool: str) -> None:
    files = written(tmp_path / "in", 20, 65536)
    with StorageSink("INTEROP", folder=tmp_path / "out", patients=PATIENTS, fsync=True) as sink:
        program = require(tool, package="dcmtk")
        done = finished([program, "-aec", "INTEROP", "127.0.0.1", str(sink.port), "+sd", tmp_path / "in"])
    assert done.returncode == 0, done.stdout
    assert digests((tmp_path / "out").iterdir()) == digests(files)


@pytest.mark.bench
def test_four_gib_in_bounded_memory(tmp_path: Path) -> None:
    import tracemalloc

    written(tmp_path, 1, 0xFFFFFFFE, sparse=True)
    with StorageSink() as sink:
        tracemalloc.start()
        try:
            assert stored(DicomAddress("127.0.0.1", sink.port, "INTEROP"), tmp_path) == 1
            assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
        finally:
            tracemalloc.stop()
            (tmp_path / "00000.dcm").unlink()
