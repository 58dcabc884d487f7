"""gate, verify and defects from the command line, on records written for the purpose."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from harness.cli import main
from harness.tests.test_gate import finding, write_run

HOSTILE = "=cmd|'/c calc'!A0 \x1b[31m<script>"


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    failed = write_run(tmp_path, {"TC-1": "FAIL", "TC-2": "PASS"}, {"TC-1": [finding(summary=HOSTILE)]})
    return failed.folder, write_run(tmp_path, {"TC-1": "PASS", "TC-2": "PASS"}).folder


POLICY = "schema = 1\nmax_age_days = 100000\n"


def test_gate_says_why_and_writes_both_files(
    runs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "gate.toml"
    policy.write_text(POLICY, "utf-8")
    assert main(["gate", "--policy", str(policy), str(runs[0])]) == 1
    said = capsys.readouterr().out
    assert "NO-GO" in said
    assert "D-0001 critical in TC-1" in said
    document = json.loads((runs[0] / "gate.json").read_text("utf-8"))
    assert (document["decision"], document["exit_code"]) == ("NO-GO", 1)
    suite = ElementTree.parse(runs[0] / "gate-junit.xml").getroot()[0]
    assert (suite.get("failures"), len(suite)) == ("1", int(suite.get("tests", "0")))
    assert main(["gate", "--policy", str(policy), *map(str, runs), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["decision"] == "GO"


def test_gate_prints_a_policy_that_loads(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gate", "--show-policy"]) == 0
    path = tmp_path / "gate.toml"
    path.write_text(capsys.readouterr().out, "utf-8")
    assert main(["gate", "--policy", str(path), "--show-policy"]) == 0
    assert capsys.readouterr().out == path.read_text("utf-8")


def test_verify_names_what_was_altered(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(runs[1])]) == 0
    (runs[1] / "summary.json").write_text("{}", "utf-8")
    assert main(["verify", str(runs[1])]) == 1
    assert "summary.json: was altered" in capsys.readouterr().out


def test_the_life_of_a_defect(runs: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    history = ["--history", str(tmp_path / "h.sqlite")]
    assert main(["defects", "list", *history]) == 2
    assert main(["defects", "add", str(runs[0]), *history]) == 0
    assert main(["defects", "set", "D-0001", "--owner", "J. Vera", "--person", "QA", *history]) == 0
    assert main(["defects", "waive", "1", "--reason", "r", "--expires", "2999-01-01", "--person", "QA", *history]) == 0
    capsys.readouterr()
    assert main(["defects", "show", "D-0001", *history]) == 0
    shown = capsys.readouterr().out
    assert "J. Vera" in shown
    assert "\x1b" not in shown
    out = tmp_path / "defects.csv"
    assert main(["defects", "export", "--out", str(out), *history]) == 0
    assert "'=cmd" in out.read_text("utf-8-sig")
    assert main(["defects", "add", str(runs[1]), *history]) == 0
    capsys.readouterr()
    assert main(["defects", "list", "--json", *history]) == 0
    assert json.loads(capsys.readouterr().out) == []
