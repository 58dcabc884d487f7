"""Manifests: private, of one version, portable; millions compared in bounded memory; pace, plan and command."""

from __future__ import annotations

import json
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from harness.cli import main
from harness.migrate.archive import Archive, Job, Study
from harness.migrate.folder import inventory
from harness.migrate.manifest import connected, export, imported, opened, remember, settings
from harness.migrate.pace import Pace, Window
from harness.migrate.reading import Row
from harness.migrate.reports import take as take_reports
from harness.migrate.retrieve import Taking
from harness.migrate.verify import LISTED, verify
from harness.tests.migrate_peer import ScriptedArchive, instances, written
from reports.documents.migration import document_of
from simulators.wire.errors import ConfigError

unix = pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's folders from the others by itself")


def synthetic(manifest: Path, count: int, *, but: str = "true", pixels: str = "''") -> None:
    """A manifest of ``count`` instances in full, made by SQL; ``but``: which of them are there."""
    with opened(manifest) as db:
        remember(db, {"complete": "yes", "source": str(manifest), "kind": "folder"})
        db.execute(
            "INSERT INTO series SELECT hash(i), 'ZZ9' || i // 10, 'HGM', '2.25.1' || i // 3, '2.25.2' || i, "
            f"['CT', 'MR', 'DX'][i % 3 + 1], (2000 + i % 25) || '0101' FROM range({count // 20 + 1}) t(i)"
        )
        db.execute(
            f"INSERT INTO instance SELECT hash('2.25.' || i), hash(i // 20), hash(i, {pixels}), '2.25.' || i, '', '', "
            f"0, ''::BLOB, '', '', {pixels}, '', '' || i, 1 FROM range({count}) t(i) WHERE {but}"
        )


# --- private


@unix
@pytest.mark.parametrize("mode", [0o755, 0o777])
def test_a_folder_that_somebody_else_made_becomes_private(mode: int, tmp_path: Path) -> None:
    files, out = written(instances(1), tmp_path / "files"), tmp_path / "out"
    out.mkdir()
    out.chmod(mode)
    (out / "old.duckdb").touch(mode=0o644)
    (out / "old.duckdb").unlink()
    inventory(files, out / "old.duckdb")
    assert out.stat().st_mode & 0o077 == 0
    assert [path.name for path in out.rglob("*") if path.stat().st_mode & 0o077] == []


@unix
def test_a_manifest_that_others_could_read_is_closed(tmp_path: Path) -> None:
    files = written(instances(1), tmp_path / "files")
    inventory(files, tmp_path / "m" / "old.duckdb")
    (tmp_path / "m" / "old.duckdb").chmod(0o644)
    inventory(files, tmp_path / "m" / "old.duckdb")
    assert (tmp_path / "m" / "old.duckdb").stat().st_mode & 0o077 == 0


@unix
def test_a_folder_that_cannot_be_made_private_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    tmp_path.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", refused)
    with pytest.raises(ConfigError, match="cannot be made private") as error:
        inventory(written(instances(1), tmp_path / "files"), tmp_path / "old.duckdb")
    assert "--out" in error.value.remedy


def test_what_does_not_fit_into_memory_stays_in_the_private_folder(tmp_path: Path) -> None:
    with connected(None, settings(tmp_path)) as db:
        row = db.execute("SELECT current_setting('temp_directory')").fetchone()
    assert row == (str(tmp_path / "spool"),)


# --- of one version


@pytest.mark.parametrize("command", ["inventory", "verify"])
def test_a_manifest_of_an_earlier_version_is_refused_with_a_remedy(command: str, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "old.duckdb")) as db:
        db.execute("CREATE TABLE instance (study VARCHAR, sop VARCHAR, attributes VARCHAR)")
    files = written(instances(1), tmp_path / "files")
    taking = {"inventory": lambda: inventory(files, tmp_path / "old.duckdb"),
              "verify": lambda: verify(tmp_path / "old.duckdb", tmp_path / "old.duckdb", {})}  # fmt: skip
    with pytest.raises(ConfigError, match="another version") as error:
        taking[command]()
    assert "delete it" in error.value.remedy


def test_a_damaged_manifest_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "old.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(ConfigError, match="cannot be used"):
        inventory(written(instances(1), tmp_path / "files"), tmp_path / "old.duckdb")


def test_parquet_carries_a_manifest_to_another_machine(tmp_path: Path) -> None:
    inventory(written(instances(1), tmp_path / "files"), tmp_path / "a" / "old.duckdb")
    paths = export(tmp_path / "a" / "old.duckdb", tmp_path / "carried")
    imported(tmp_path / "carried", tmp_path / "b" / "old.duckdb")
    found = verify(tmp_path / "a" / "old.duckdb", tmp_path / "b" / "old.duckdb", {})
    assert (found["findings"], found["compared"]["in full"]) == ([], 2)
    assert os.name == "nt" or all(path.stat().st_mode & 0o077 == 0 for path in paths)
    shutil.copy(tmp_path / "carried" / "series.parquet", tmp_path / "carried" / "instance.parquet")
    with pytest.raises(ConfigError, match="no exported manifest"):
        imported(tmp_path / "carried", tmp_path / "b" / "old.duckdb")
    assert verify(tmp_path / "a" / "old.duckdb", tmp_path / "b" / "old.duckdb", {})["passed"]


# --- many


def test_all_are_counted_and_the_first_of_each_kind_are_listed(tmp_path: Path) -> None:
    synthetic(tmp_path / "old.duckdb", 20_000)
    synthetic(tmp_path / "new.duckdb", 20_000, but="i % 4 > 0")
    found = verify(tmp_path / "old.duckdb", tmp_path / "new.duckdb", {})
    assert found["totals"] == {"missing": 5000}
    assert len(found["findings"]) == LISTED == 1000
    assert found["compared"] == {"in full": 15_000, "by identifiers": 0}
    assert (found["counts"]["old"]["instances"], found["counts"]["new"]["instances"]) == (20_000, 15_000)
    said = json.dumps(document_of(found).blocks)
    assert "the first 1,000 of 5,000" in said


def test_a_difference_of_one_bit_anywhere_is_looked_at(tmp_path: Path) -> None:
    synthetic(tmp_path / "old.duckdb", 5000)
    synthetic(tmp_path / "new.duckdb", 5000, pixels="CASE i WHEN 4321 THEN 'other' ELSE '' END")
    found = verify(tmp_path / "old.duckdb", tmp_path / "new.duckdb", {})
    assert [(one["kind"], one["sop"]) for one in found["findings"]] == [("pixels", "2.25.4321")]


def test_doubled_in_both_is_no_finding_and_doubled_in_one_is(tmp_path: Path) -> None:
    files = written(instances(1), tmp_path / "files")
    shutil.copy(files / "2.25.991.0.dcm", files / "again.dcm")
    inventory(files, tmp_path / "old.duckdb")
    shutil.copy(tmp_path / "old.duckdb", tmp_path / "new.duckdb")
    found = verify(tmp_path / "old.duckdb", tmp_path / "new.duckdb", {})
    assert (found["findings"], found["counts"]["new"]["instances"]) == ([], 2)
    shutil.copy(files / "2.25.991.0.dcm", files / "thrice.dcm")
    inventory(files, tmp_path / "new.duckdb")
    assert verify(tmp_path / "old.duckdb", tmp_path / "new.duckdb", {})["totals"] == {"duplicated": 1}


# --- reports


def oru(accession: str, text: str, status: str = "F") -> str:
    return (
        f"MSH|^~\\&|RIS|HGM|EMR|HGM|20200101||ORU^R01^ORU_R01|{accession}|P|2.5.1\r"
        f"PID|1||ZZ91^^^HGM||Secreto^Ana\rOBR|1|P1|{accession}|CT^CT||||||||||||||{accession}|||||||{status}\r"
        f"OBX|1|TX|18748-4^Report^LN||{text}||||||{status}\r"
    )


def test_reports_are_compared_without_being_kept(tmp_path: Path) -> None:
    for side, messages in (
        ("old", [oru("A1", "No finding"), oru("A2", "Nodule left"), oru("A3", "Lost")]),
        ("new", [oru("A1", "No finding"), oru("A2", "Nodule right"), oru("A4", "Extra")]),
    ):
        (tmp_path / side).mkdir()
        (tmp_path / side / "all.hl7").write_text("\n".join(messages))
        inventory(written(instances(1), tmp_path / f"{side}-files"), tmp_path / f"{side}.duckdb")
        assert take_reports(tmp_path / side, tmp_path / f"{side}.duckdb") == 3
    found = verify(tmp_path / "old.duckdb", tmp_path / "new.duckdb", {})
    assert found["totals"] == {"report changed": 1, "report extra": 1, "report missing": 1}
    assert b"Nodule" not in (tmp_path / "old.duckdb").read_bytes()


# --- pace


class Clock:
    """A day that passes only where somebody waits."""

    def __init__(self, text: str) -> None:
        self.now = datetime.fromisoformat(text)
        self.said: list[str] = []

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("window", "now", "then"),
    [
        ("22:00-06:00", "2026-01-05T23:00:00", "2026-01-05T23:00:00"),
        ("22:00-06:00", "2026-01-05T05:59:59", "2026-01-05T05:59:59"),
        ("22:00-06:00", "2026-01-05T06:00:00", "2026-01-05T22:00:00"),
        ("01:30-04:00", "2026-01-05T12:00:00", "2026-01-06T01:30:00"),
    ],
)
def test_outside_the_window_nothing_goes_on(window: str, now: str, then: str) -> None:
    clock = Clock(now)
    Pace(0, Window.of(window), clock.said.append, lambda: clock.now, clock.wait).step()
    assert clock.now == datetime.fromisoformat(then)
    assert bool(clock.said) == (now != then)
    assert all("paused until" in one for one in clock.said)


def test_studies_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    pace = Pace(30, wait=waits.append)
    for _ in range(4):
        pace.step()
    assert waits[0] == 0
    assert sum(waits[-1:]) == pytest.approx(6, abs=0.5)  # the fourth is due after three times two seconds


def test_bytes_a_second() -> None:
    waits: list[float] = []
    taking = Taking(Job(Archive(), Study("2.25.1"), {}, "", bytes_per_s=1000))
    taking._wait = waits.append  # type: ignore[assignment,method-assign]
    for number in range(3):
        taking.take(Row(study="2.25.1", sop=f"2.25.{number}", size=2000))
    assert waits[-1] == pytest.approx(6, abs=0.5)


@pytest.mark.parametrize("text", ["22-06", "24:00-06:00", "", "22:00 to 06:00"])
def test_what_is_no_window(text: str) -> None:
    with pytest.raises(ConfigError, match="no window"):
        Window.of(text)


# --- the command


def test_plan_inventory_verify_and_report_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, found = ["--out", str(tmp_path / "out")], instances(1) + instances(2, 3)
    inventory(written(found, tmp_path / "files"), tmp_path / "out" / "new.duckdb")
    with ScriptedArchive(found[1:]).open() as peer:
        old = ["old", "--from", f"127.0.0.1:{peer.port}/OLD", *out]
        slow = ["--studies-per-minute", "1", "--window", "22:00-06:00"]
        assert main(["migrate", "plan", *old, *slow]) == 0
        plan: dict[str, Any] = json.loads((tmp_path / "out" / "plan.json").read_text())["archives"]["old"]
        assert (plan["studies"], plan["instances"], plan["seconds"], plan["nights"]) == (2, 4, 240.0, 1)
        assert main(["migrate", "inventory", *old, "--full", "--workers", "1"]) == 0
    assert main(["migrate", "verify", *out, "--json"]) == 1
    said = capsys.readouterr().out
    assert json.loads(said[said.index("{") :])["totals"] == {"extra": 1}
    assert main(["migrate", "report", *out]) == 1
    assert main(["migrate", "export", "old", str(tmp_path / "carried"), *out]) == 0
    assert main(["migrate", "import", "old", str(tmp_path / "carried"), *out]) == 0
    assert main(["migrate", "verify", *out]) == 1


@pytest.mark.parametrize(
    "arguments",
    [["inventory", "old", "--from", "nowhere"], ["inventory", "old", "--listen", "x"],
     ["inventory", "old", "--from", "127.0.0.1:1/X", "--window", "now"], ["verify"], ["report"],
     ["export", "old", "x"]],
)  # fmt: skip
def test_what_was_typed_wrongly_is_a_usage_error(arguments: list[str], tmp_path: Path) -> None:
    assert main(["migrate", *arguments, "--out", str(tmp_path / "none")]) == 2
