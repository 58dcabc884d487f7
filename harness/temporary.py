"""The temporary folder that a parent owns for the processes it starts: whoever is killed cannot clean up behind him.

He holds a lock on it, which ends with him however he ends; whoever makes the next one takes away those that nobody
holds. Windows has no locks on folders: there what a killed parent left stays until the disk is cleaned up.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from multiprocessing import parent_process, util
from pathlib import Path

PREFIX = "interop-run-"
YOUNG_S = 60.0


class Owned(tempfile.TemporaryDirectory[str]):
    """Held by this process until ``cleanup()``."""

    def __init__(self) -> None:
        super().__init__(prefix=PREFIX, ignore_cleanup_errors=True)
        self._lock = _locked(self.name)

    def cleanup(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)
        super().cleanup()


def owned() -> Owned:
    """A new one, to be removed by the parent when its processes have ended. A context manager, or ``cleanup()``."""
    _sweep(tempfile.gettempdir())
    return Owned()


if sys.platform == "win32":

    def _locked(folder: str) -> int | None:
        return None

else:
    import fcntl

    def _locked(folder: str) -> int | None:
        """The descriptor that holds ``folder``; None where somebody else does, or its file system knows no locks."""
        try:
            found = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except OSError:
            return None
        try:
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(found)
            return None
        return found


def _sweep(place: str) -> None:
    """Remove what nobody holds any more; what was made just now may not be held yet."""
    for folder in Path(place).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.lstat().st_mtime > YOUNG_S and (lock := _locked(str(folder))) is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def environment(folder: str) -> dict[str, str]:
    """The environment of a program that puts its temporary files there."""
    return {**os.environ, "TMPDIR": folder, "TEMP": folder, "TMP": folder}


def use(folder: str) -> None:
    """Put the temporary files of this process there; "" changes nothing."""
    if folder:
        tempfile.tempdir = folder


def inherit(folder: str) -> None:
    """To be called where the line to the parent has ended. If he is gone and cannot remove it any more, remove it, and
    the folder that his multiprocessing made; if he has only hung up, others may still use it."""
    if _parent_is_gone():
        for left in (util.get_temp_dir(), folder):
            shutil.rmtree(left, ignore_errors=True)


def _parent_is_gone() -> bool:
    import psutil

    parent = parent_process()
    if parent is None or parent.pid is None:
        return False
    try:
        return bool(psutil.Process(parent.pid).status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
