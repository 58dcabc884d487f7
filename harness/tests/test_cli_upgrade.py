"""``interop load`` and ``interop monitor`` as a person types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.cli import main

SITE = """
schema = 1
name = "Hospital"
[roles.pacs]
dimse = { host = "127.0.0.1", port = 1, ae_title = "PACS" }
[monitor]
interval_s = 1
timeout_s = 1
"""


@pytest.fixture
def site(tmp_path: Path) -> str:
    path = tmp_path / "hospital.toml"
    path.write_text(SITE, encoding="utf-8")
    return str(path)


def test_a_real_system_is_not_loaded_without_a_word_in_the_site_file(
    site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", "--site", site, "--out", str(tmp_path / "out")]) == 2
    assert "[load] max_rate_per_s = 6.7" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_profiles_are_listed_and_wrong_ones_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", "--list"]) == 0
    assert "peak-times-two" in capsys.readouterr().out
    assert main(["load", "--profile", "rush"]) == 2
    assert main(["load", "--jobs", "fly"]) == 2
    assert main(["load", "--worker", "10.0.0.5"]) == 2
    assert "HOST:PORT" in capsys.readouterr().err


def test_a_load_from_the_command_line_ends_in_one_document(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "load",
        "--site",
        "simulated",
        "--seconds",
        "1",
        "--jobs",
        "order,query",
        "--out",
        str(tmp_path),
        "--json",
    ]
    code = main(arguments)
    told = json.loads(capsys.readouterr().out)
    assert code == told["exit_code"]
    assert {entry["id"] for entry in told["scenarios"]} == {"LOAD-order", "LOAD-query"}
    for name in ("load", "load-pdf", "html"):
        assert Path(told["reports"][name]).is_file()
    assert main(["verify", told["folder"]]) == 0


def test_a_system_that_is_down_is_told_answered_and_reported(
    site: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    common = ["monitor", "--site", site, "--file", str(tmp_path / "m.sqlite"), "--out", str(tmp_path / "out")]
    assert main([*common, "--rounds", "2"]) == 1
    said = capsys.readouterr()
    assert "DOWN" in said.err
    assert "open: 1 critical" in said.out
    assert main([*common, "--respond", "1"]) == 2
    assert main([*common, "--respond", "1", "--by", "M. Rios", "--note", "called"]) == 0
    capsys.readouterr()
    assert main([*common, "--report", "--json"]) == 1
    (incident,) = json.loads(capsys.readouterr().out)["incidents"]
    assert incident["person"] == "M. Rios"
    assert (tmp_path / "out" / "availability.html").is_file()
