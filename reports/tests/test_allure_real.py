"""Features and unit tests in one Allure report, read by Allure's own command line (npm)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from harness.cli import main
from reports.tests.sample import failing_run
from simulators.tests.real_systems import npm_package, require

pytestmark = pytest.mark.real
UNIT = """
import pytest
def test_holds(): pass
def test_fails(): assert "PE\\u00d1A" == "PE?A"
@pytest.mark.skip(reason="not here")
def test_is_skipped(): pass
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that an Allure server takes: unit tests by allure-pytest, scenarios by ``interop report``."""
    folder = tmp_path_factory.mktemp("allure")
    (folder / "test_unit.py").write_text(UNIT, encoding="utf-8")
    place = folder / "allure-results"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--alluredir",
        str(place),
        "test_unit.py",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    assert done.returncode == 1
    assert main(["report", str(failing_run(folder / "run")), "--allure", str(place)]) == 1
    return place


def test_the_folder_holds_both_and_every_attachment(results: Path) -> None:
    documents = [json.loads(path.read_text("utf-8")) for path in results.glob("*-result.json")]
    counted = Counter(document["status"] for document in documents)
    assert counted == {"passed": 4, "failed": 3, "broken": 1, "skipped": 4}
    names = {attachment["source"] for document in documents for attachment in document.get("attachments", ())}
    assert names
    assert all((results / name).is_file() for name in names)


def test_allure_reads_it_and_counts_the_same(results: Path, tmp_path: Path) -> None:
    package = npm_package("allure")
    out = tmp_path / "report"
    command = [
        require("node"),
        str(package / "node_modules" / "allure" / "cli.js"),
        "generate",
        str(results),
        "-o",
        str(out),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))
    wanted = Counter(json.loads(path.read_text("utf-8"))["status"] for path in results.glob("*-result.json"))
    stats = summary["stats"]
    assert stats["total"] == wanted.total()
    assert {status: stats.get(status, 0) for status in wanted} == dict(wanted)
    assert (out / "index.html").stat().st_size > 1000
