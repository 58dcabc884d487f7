"""The temporary folder of a parent: gone when he ends, and swept by the next one when he was killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness import temporary

unix = pytest.mark.skipif(os.name == "nt", reason="no locks on folders")
OWNER = "from harness import temporary; it = temporary.owned(); print(it.name, flush=True); input()"


def left(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def old(folder: Path) -> None:
    os.utime(folder, (1, 1))


def test_it_is_gone_with_its_owner_however_often_he_says_so(place: Path) -> None:
    with temporary.owned() as folder:
        (Path(folder) / "file").write_text("x")
        assert left(place) == [Path(folder).name]
    assert left(place) == []
    one = temporary.owned()
    one.cleanup()
    one.cleanup()
    assert left(place) == []


@unix
def test_the_folder_of_who_was_killed_is_swept_and_that_of_who_lives_is_not(place: Path) -> None:
    environment = {**temporary.environment(str(place)), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    owners = [
        subprocess.Popen([sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        for _ in range(2)
    ]
    try:
        folders = []
        for owner in owners:
            assert owner.stdout is not None
            folders.append(Path(owner.stdout.readline().decode().strip()))
        owners[0].kill()
        owners[0].wait(10)
        (folders[0] / "left").write_text("x")
        for folder in folders:
            old(folder)
        with temporary.owned() as mine:
            assert left(place) == sorted((folders[1].name, Path(mine).name))
    finally:
        for owner in owners:
            owner.kill()
            owner.communicate(timeout=10)


@unix
def test_what_was_made_just_now_or_is_no_folder_of_ours_stays(place: Path) -> None:
    (place / f"{temporary.PREFIX}new").mkdir()
    (place / "elsewhere").mkdir()
    (place / f"{temporary.PREFIX}link").symlink_to(place / "elsewhere")
    (place / "interop-tls-1").mkdir()
    for name in ("elsewhere", "interop-tls-1"):
        old(place / name)
    os.utime(place / f"{temporary.PREFIX}link", (1, 1), follow_symlinks=False)
    before = left(place)
    with temporary.owned():
        pass
    assert left(place) == before
