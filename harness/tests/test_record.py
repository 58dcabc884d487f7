"""The record: written line by line, chained, readable however it was cut short."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.record import RECORD, load, read_events
from harness.record_writer import RecordError, RecordWriter, summary_of, write_json, write_manifest
from harness.verdict import Verdict
from simulators.wire.errors import ConfigError

PLANNED = [
    {"id": "TC-A-001", "feature": "A", "name": "first", "tags": ["RAD-5"], "file": "a.feature", "line": 3},
    {"id": "TC-A-002", "feature": "A", "name": "second", "tags": [], "file": "a.feature", "line": 9},
]


def write_run(folder: Path, *, end: bool = True) -> None:
    writer = RecordWriter(folder)
    writer.append("run-started", run_id="r1", version="0.1.0", schema=1, site={"name": "s"}, planned=PLANNED)
    writer.append("scenario-started", id="TC-A-001", feature="A", name="first", tags=["RAD-5"], line=3)
    writer.append("exchange", id="TC-A-001", number=1, sender="emr", receiver="ris", protocol="HL7", kind="OMG^O19")
    writer.append("step", id="TC-A-001", index=0, keyword="Given", text="x", status="passed", seconds=0.1)
    writer.append(
        "finding", id="TC-A-001", step=0, check="ACK-02", verdict="FAIL", role="ris", summary="PE\ud1a0 \U0001f600"
    )
    writer.append("scenario-ended", id="TC-A-001", verdict="FAIL", seconds=0.2, reason="")
    writer.append("scenario-started", id="TC-A-002", feature="A", name="second", tags=[], line=9)
    if end:
        writer.append("scenario-ended", id="TC-A-002", verdict="PASS", seconds=0.2, reason="")
        writer.append("run-ended", exit_code=1, interrupted=False, seconds=1.0, foreign={"ris": 2})
    writer.close()


def test_a_whole_run_reads_back(tmp_path: Path) -> None:
    write_run(tmp_path / "r")
    run = load(tmp_path / "r")
    assert run.problems == []
    assert run.complete
    assert (run.run_id, run.verdict, run.exit_code) == ("r1", Verdict.FAIL, 1)
    assert run.counts == {"planned": 2, "PASS": 1, "FAIL": 1, "ERROR": 0, "SKIP": 0, "OMIT": 0, "PENDING": 0}
    first = run.scenario("TC-A-001")
    assert first is not None
    assert [f.check for f in first.failures] == ["ACK-02"]
    assert first.exchanges[0].kind == "OMG^O19"
    assert run.foreign == {"ris": 2}


def test_a_run_without_an_end_has_its_open_scenario_as_not_finished(tmp_path: Path) -> None:
    write_run(tmp_path / "r", end=False)
    run = load(tmp_path / "r")
    assert not run.complete
    assert [s.verdict for s in run.scenarios] == [Verdict.FAIL, Verdict.SKIP]
    assert run.scenarios[1].reason == "not finished"
    assert any("cut short" in problem for problem in run.problems)


def test_every_prefix_of_a_record_can_be_read(tmp_path: Path) -> None:
    write_run(tmp_path / "r")
    whole = (tmp_path / "r" / RECORD).read_bytes()
    first_line = whole.index(b"\n")
    cut = tmp_path / "cut"
    cut.mkdir()
    for length in range(first_line, len(whole)):
        (cut / RECORD).write_bytes(whole[:length])
        run = load(cut)
        assert run.run_id == "r1"
        assert not any("chain" in problem for problem in run.problems)


def test_a_folder_without_a_run_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no run"):
        load(tmp_path)
    (tmp_path / RECORD).write_bytes(b"")
    with pytest.raises(ConfigError, match="no readable run"):
        load(tmp_path)


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_one_changed_byte_is_always_noticed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("chain")
    write_run(folder / "r")
    whole = bytearray((folder / "r" / RECORD).read_bytes())
    position = data.draw(st.integers(0, len(whole) - 2))  # the last line feed carries nothing
    whole[position] ^= data.draw(st.integers(1, 255))
    (folder / "r" / RECORD).write_bytes(bytes(whole))
    with contextlib.suppress(ConfigError):  # where the first line is gone there is no run to read
        assert load(folder / "r").problems


def test_lost_and_swapped_lines_are_noticed(tmp_path: Path) -> None:
    write_run(tmp_path / "r")
    path = tmp_path / "r" / RECORD
    lines = path.read_bytes().splitlines(keepends=True)
    for changed in (
        lines[:2] + lines[3:],
        [lines[0], lines[2], lines[1], *lines[3:]],
        [*lines[:4], lines[3], *lines[4:]],
    ):
        path.write_bytes(b"".join(changed))
        assert load(tmp_path / "r").problems


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_disk_that_fills_up_is_said_so_and_keeps_what_was_written(tmp_path: Path) -> None:
    writer = RecordWriter(tmp_path / "r")
    writer.append("run-started", run_id="r1", planned=[])
    kept = (tmp_path / "r" / RECORD).read_bytes()
    writer._file.close()
    writer._file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115
    with pytest.raises(RecordError, match="cannot be written any further: No space left") as caught:
        writer.append("note", text="x")
    assert "free space" in caught.value.remedy
    writer.close()
    assert (tmp_path / "r" / RECORD).read_bytes() == kept


def test_a_folder_that_cannot_be_written_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot write a run into"):
        RecordWriter(tmp_path / "file" / "run")


def test_an_existing_run_is_never_overwritten(tmp_path: Path) -> None:
    write_run(tmp_path / "r")
    with pytest.raises(ConfigError, match="cannot write a run into"):
        RecordWriter(tmp_path / "r")


def test_summary_and_manifest(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    write_run(folder)
    (folder / "exchanges" / "TC-A-001").mkdir(parents=True)
    (folder / "exchanges" / "TC-A-001" / "0001-omg.hl7").write_bytes(b"MSH|")
    run = load(folder)
    write_json(folder / "summary.json", summary_of(run))
    write_manifest(folder, run.run_id, run.chain)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["schema"] == 1
    assert summary["verdict"] == "FAIL"
    assert summary["scenarios"][0]["findings"][0]["check"] == "ACK-02"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert [f["path"] for f in manifest["files"]] == ["record.jsonl", "summary.json", "exchanges/TC-A-001/0001-omg.hl7"]
    assert manifest["chain"] == [*read_events(folder)][-1]["chain"]
