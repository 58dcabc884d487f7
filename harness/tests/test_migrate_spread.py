"""Retrieval spread by dask.distributed: two workers in processes of their own, one that is killed, none at all."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from harness.migrate import network, workers
from harness.migrate.archive import Archive
from harness.migrate.network import Inventory, Scope
from harness.migrate.verify import verify
from harness.tests.migrate_peer import ScriptedArchive, instances
from simulators.wire.errors import ConfigError

pytestmark = pytest.mark.real
STUDIES = 12
LOOPBACK: dict[str, Any] = {
    "host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL,
}  # fmt: skip


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **LOOPBACK) as cluster:
        yield cluster


def archive() -> ScriptedArchive:
    return ScriptedArchive([ds for n in range(STUDIES) for ds in instances(n, 2)])


def taken(peer: Archive, manifest: Path, scheduler: str = "") -> int:
    return Inventory(peer, manifest, Scope(sample=None, scheduler=scheduler)).execute().instances


def test_two_processes_read_what_one_reads_although_one_is_killed(cluster: LocalCluster, tmp_path: Path) -> None:
    at = cluster.scheduler_address
    with archive().open() as peer:
        assert taken(Archive(peer), tmp_path / "alone.duckdb") == 2 * STUDIES
        assert taken(Archive(peer), tmp_path / "two.duckdb", at) == 2 * STUDIES
        cluster.workers[0].process.process.kill()  # its nanny starts another
        assert taken(Archive(peer), tmp_path / "killed.duckdb", at) == 2 * STUDIES
    for name in ("two", "killed"):
        found = verify(tmp_path / "alone.duckdb", tmp_path / f"{name}.duckdb", {})
        assert (found["findings"], found["compared"]["in full"]) == ([], 2 * STUDIES)


def test_no_worker_is_an_error_at_the_start_and_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WORKERS_S", 0.5)
    monkeypatch.setattr(network, "LOOK_S", 0.2)
    with (
        LocalCluster(n_workers=0, processes=True, **LOOPBACK) as empty,
        archive().open() as peer,
    ):
        with pytest.raises(ConfigError, match="has no worker"):
            taken(Archive(peer), tmp_path / "none.duckdb", empty.scheduler_address)
        monkeypatch.setattr("distributed.Client.wait_for_workers", lambda *_, **__: None)  # they left just then
        with pytest.raises(ConfigError, match="no worker is left"):
            taken(Archive(peer), tmp_path / "lost.duckdb", empty.scheduler_address)
        with pytest.raises(ConfigError, match="no scheduler answers"):
            taken(Archive(peer), tmp_path / "gone.duckdb", "tcp://127.0.0.1:1")
