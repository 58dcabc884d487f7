"""The wheel carries features and fixtures: it works in an empty folder, away from the sources."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked; its dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "site")
    return folder / "site"


def interop(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "harness.cli", *arguments], cwd=cwd, capture_output=True, text=True, timeout=120,
        env={**os.environ, "PYTHONPATH": str(installed)}, check=False,
    )  # fmt: skip


def test_it_carries_what_it_needs_and_no_tests(installed: Path) -> None:
    assert (installed / "harness" / "_data" / "features" / "environment.py").is_file()
    assert list((installed / "harness" / "_data" / "features" / "integration").glob("*.feature"))
    assert (installed / "harness" / "_data" / "fixtures" / "sites" / "simulated.toml").is_file()
    assert (installed / "harness" / "requirements.toml").is_file()
    assert (installed / "reports" / "words.toml").is_file()
    assert not [path for path in installed.rglob("tests") if path.is_dir()]


def test_it_runs_the_library_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    done = interop(installed, tmp_path, "demo", "TC-MWL-001")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed=1" in done.stdout
    assert "features/integration/worklist.feature" in next(tmp_path.rglob("record.jsonl")).read_text(encoding="utf-8")
    assert list(tmp_path.rglob("report.html"))
    assert next(tmp_path.rglob("report.pdf")).read_bytes().startswith(b"%PDF-1.7")


def test_it_lists_its_sites(installed: Path, tmp_path: Path) -> None:
    done = interop(installed, tmp_path, "site", "check", "hospital")
    assert done.returncode == 0, done.stderr
