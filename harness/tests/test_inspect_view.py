"""``interop inspect`` as it is typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

FAULTY = Path(__file__).parents[2] / "fixtures" / "faulty"


def interop(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "harness.cli", "inspect", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False)


def test_says_what_is_wrong_and_returns_1() -> None:
    done = interop(FAULTY / "no_control_id.hl7", FAULTY / "whole.dcm")
    assert done.returncode == 1
    assert "MSH-10" in done.stdout
    assert "no acknowledgement can name it" in done.stdout
    assert "nothing wrong found" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stderr == ""


def test_nothing_wrong_returns_0() -> None:
    assert interop(FAULTY / "whole.dcm").returncode == 0


def test_json_is_one_document_whatever_happens() -> None:
    done = interop("--json", FAULTY / "hostile.hl7", "missing.hl7", FAULTY / "empty.hl7")
    assert done.returncode == 2
    first, second, third = json.loads(done.stdout)
    assert first["kind"] == "HL7"
    assert "cannot read" in second["error"]
    assert third["problems"][0]["what"].startswith("the file is empty")


def test_a_file_that_cannot_be_opened_does_not_keep_the_others_from_it() -> None:
    done = interop("missing.hl7", FAULTY / "whole.dcm")
    assert done.returncode == 2
    assert "error: cannot read missing.hl7" in done.stderr
    assert "Secondary Capture" in done.stdout
