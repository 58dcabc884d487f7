"""Migration: ten million instances a side from manifests; two Orthancs in full, beside what getscu alone reaches."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from harness.migrate.archive import Archive
from harness.migrate.network import Inventory, Scope
from harness.migrate.verify import verify
from harness.tests.test_migrate_manifest import synthetic
from simulators.addresses import DicomAddress
from simulators.images import make_images
from simulators.storage_files import find
from simulators.storage_sender import StorageSender
from simulators.tests.bench_table import Line, add
from simulators.tests.imaging_systems import orthanc
from simulators.tests.real_systems import Running, environment, free_port, missing, require

MANY = int(os.environ.get("INTEROP_BENCH_ROWS", "10000000"))
COUNT = int(os.environ.get("INTEROP_BENCH_INSTANCES", "2000"))
ROUNDS = int(os.environ.get("INTEROP_BENCH_ROUNDS", "3"))
EACH = 100  # instances of a study
PLUGIN = "/usr/share/orthanc/plugins/libOrthancPostgreSQLIndex.so"
ROOT = Path(__file__).parents[2]


@pytest.mark.bench
def test_ten_million_a_side(tmp_path: Path) -> None:
    synthetic(tmp_path / "old.duckdb", MANY, but="i % 10007 > 0")
    synthetic(tmp_path / "new.duckdb", MANY, but="i % 9973 > 0", pixels="if(i % 20011 = 5, 'other', '')")
    command = [sys.executable, "-m", "harness.tests.migrate_measured", tmp_path / "old.duckdb", tmp_path / "new.duckdb"]
    runs = []
    for _ in range(ROUNDS):
        done = subprocess.run(
            list(map(str, command)), env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
            check=True,
        )  # fmt: skip
        seconds, peak, compared, totals = done.stdout.strip().split("|")
        runs.append((float(seconds), float(peak)))
        print(done.stdout, done.stderr)
        assert int(compared) == MANY - len({*range(0, MANY, 10007), *range(0, MANY, 9973)})
        assert f"'missing': {len({*range(0, MANY, 9973)} - {*range(0, MANY, 10007)})}" in totals
        assert f"'extra': {len({*range(0, MANY, 10007)} - {*range(0, MANY, 9973)})}" in totals
        changed = set(range(5, MANY, 20011)) - {*range(0, MANY, 10007), *range(0, MANY, 9973)}
        assert f"'pixels': {len(changed)}" in totals
    best = min(seconds for seconds, _ in runs)
    peak_mb = max(peak for _, peak in runs)
    add([Line("migration, 10 million a side from manifests", MANY / best, MANY / 30, "30 s", 1.0),
         Line("migration, 1,000 MB beside the peak memory of it", 1000, peak_mb, "its peak", 1.0, "MB")])  # fmt: skip


@contextmanager
def postgresql() -> Iterator[dict[str, Any]]:
    """A PostgreSQL server of its own; what Orthanc has to be told of it. It refuses to run as root: then as nobody."""
    initdb, server = require("initdb", package="postgresql"), require("postgres", package="postgresql")
    who: dict[str, Any] = {"env": environment(), "cwd": "/"}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
            who["user"] = "nobody"
        data = Path(folder) / "data"
        subprocess.run([initdb, "-D", data, "-U", "orthanc", "-A", "trust"], check=True, capture_output=True, **who)
        port = free_port()  # not before: initdb takes seconds, in which somebody else may take it
        command = [server, "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1"]
        program = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **who)
        try:
            Running(program).wait_for_port(port)
            yield {"EnableIndex": True, "EnableStorage": False, "Host": "127.0.0.1", "Port": port, "Lock": False,
                   "Database": "postgres", "Username": "orthanc", "Password": "", "EnableSsl": False}  # fmt: skip
        finally:
            program.terminate()
            program.wait(20)


def images(folder: Path) -> Path:
    """COUNT instances of 512 KiB of pixels, EACH a study."""
    folder.mkdir()
    ds = make_images(modality="CT", instances=1, rows=512, columns=512)[0]
    ds.PatientID = "ZZ9001"
    for number in range(COUNT):
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"2.25.1000{number}"
        ds.StudyInstanceUID, ds.SeriesInstanceUID = f"2.25.77{number // EACH}", f"2.25.88{number // EACH}"
        ds.PixelData = number.to_bytes(8, "big") + ds.PixelData[8:]
        ds.save_as(folder / f"{number}.dcm", enforce_file_format=True)
    return folder


def getscu(peer: DicomAddress, folder: Path) -> float:
    program = require("getscu", package="dcmtk")
    folder.mkdir()
    begin = time.perf_counter()
    for number in range(COUNT // EACH):
        keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID=2.25.77{number}"]
        command = [program, "-S", "-aec", peer.ae_title, peer.host, str(peer.port), "-od", str(folder), *keys]
        subprocess.run(command, env=environment(), check=True, capture_output=True)
    rate = COUNT / (time.perf_counter() - begin)
    assert len(os.listdir(folder)) == COUNT
    shutil.rmtree(folder)
    return rate


def inventory(peer: DicomAddress, manifest: Path) -> int:
    return Inventory(Archive(peer), manifest, Scope(sample=None)).execute().instances


def ours(both: Executor, old: DicomAddress, new: DicomAddress, folder: Path) -> float:
    """Both inventories in full at the same time, each in its process, then the comparison."""
    manifests = [folder / "old.duckdb", folder / "new.duckdb"]
    begin = time.perf_counter()
    assert list(both.map(inventory, (old, new), manifests)) == [COUNT, COUNT]
    found = verify(*manifests, {})
    rate = COUNT / (time.perf_counter() - begin)
    assert (found["findings"], found["compared"]["in full"]) == ([], COUNT)
    return rate


def measured(index: str, folder: Path, files: Path, options: list[dict[str, Any]]) -> Line:
    context = multiprocessing.get_context("spawn")
    with (
        orthanc(folder / "old", {}, **options[0]) as old,
        orthanc(folder / "new", {}, **options[1]) as new,
        ProcessPoolExecutor(2, context) as both,
    ):
        for peer in (old, new):
            assert {one.state for one in StorageSender(peer, patients=None).send(find([files]))} == {"stored"}
        best = {"ours": 0.0, "getscu": 0.0}
        for number in range(ROUNDS):
            best["getscu"] = max(best["getscu"], getscu(old, folder / f"got{number}"))
            best["ours"] = max(best["ours"], ours(both, old, new, folder / f"m{number}"))
    name = f"migration, Orthanc to Orthanc in full, {index} index"
    return Line(name, best["ours"], best["getscu"], "DCMTK getscu alone", 0.5)


@pytest.mark.bench
@pytest.mark.parametrize("index", ["SQLite", "PostgreSQL"])
def test_full_verification_of_two_orthancs(index: str, tmp_path: Path) -> None:
    files = images(tmp_path / "files")
    with ExitStack() as stack:
        options: list[dict[str, Any]] = [{}, {}]
        if index == "PostgreSQL":
            if not Path(PLUGIN).exists():
                missing("no PostgreSQL index: apt-get install orthanc-postgresql")
            options = [{"Plugins": [PLUGIN], "PostgreSQL": stack.enter_context(postgresql())} for _ in options]
        add([measured(index, tmp_path, files, options)])
