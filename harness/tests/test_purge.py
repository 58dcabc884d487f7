"""What is old goes when asked, what is signed stays, and what went is accounted for."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from harness import purge
from harness.cli import main
from harness.record_writer import RecordWriter


def run_of(root: Path, name: str, days: float) -> Path:
    writer = RecordWriter(root / name)
    writer.append("run-started", run_id=name, version="1", schema=1, site={"name": "x"}, planned=[])
    writer.append("run-ended", counts={}, verdict="PASS", exit_code=0, seconds=1.0)
    writer.close()
    moment = time.time() - days * 86_400
    os.utime(root / name / "record.jsonl", (moment, moment))
    return root / name


@pytest.fixture
def root(tmp_path: Path) -> Path:
    run_of(tmp_path, "old", 400)
    run_of(tmp_path / "night", "older", 500)
    run_of(tmp_path, "young", 3)
    signed = run_of(tmp_path, "signed", 900)
    (signed / "signatures").mkdir()
    (signed / "signatures" / "1.json").write_text("{}")
    (tmp_path / "notes.txt").write_text("not a run")
    return tmp_path


def test_nothing_goes_without_yes(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purge", str(root), "--older-than", "365"]) == 0
    said = capsys.readouterr().out
    assert "2 of 4 runs" in said
    assert "nothing was removed" in said
    assert all((root / name / "record.jsonl").is_file() for name in ("old", "night/older", "young", "signed"))


def test_old_runs_go_signed_ones_stay_and_the_log_says_so(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chain = next(run.chain for run in purge.runs_below(root) if run.run_id == "old")
    assert main(["purge", str(root), "--older-than", "365", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kept_because_signed"] == ["signed"]
    assert sorted(path.parent.name for path in root.rglob("record.jsonl")) == ["signed", "young"]
    assert (root / "notes.txt").exists()
    log = [json.loads(line) for line in (root / purge.LOG).read_text().splitlines()]
    assert [(entry["run_id"], entry["folder"]) for entry in log] == [("older", "night/older"), ("old", "old")]
    assert chain
    assert log[1]["chain"] == chain
    assert main(["purge", str(root), "--older-than", "365", "--signed", "--yes"]) == 0
    assert not (root / "signed").exists()


def test_a_removal_that_was_ended_in_the_middle_is_finished(root: Path) -> None:
    os.replace(root / "old", root / "old.removing")
    shutil.rmtree(root / "old.removing" / "nothing", ignore_errors=True)
    assert main(["purge", str(root), "--older-than", "99999", "--yes"]) == 0
    assert not (root / "old.removing").exists()


def test_links_are_not_followed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = run_of(tmp_path_factory.mktemp("elsewhere"), "foreign", 999)
    try:
        (root / "link").symlink_to(elsewhere, target_is_directory=True)
    except OSError:
        pytest.skip("this user may not make links here")
    assert "foreign" not in {run.run_id for run in purge.runs_below(root)}


def test_no_folder_is_an_error_that_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purge", str(tmp_path / "none"), "--older-than", "1"]) == 2
    assert "there is no folder" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="the modes of POSIX")
def test_only_its_owner_enters_a_run(tmp_path: Path) -> None:
    assert run_of(tmp_path, "mine", 0).stat().st_mode & 0o777 == 0o700
