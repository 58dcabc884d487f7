"""The temporary folder that a parent owns for the processes it starts: whoever is killed cannot clean up behind him."""

from __future__ import annotations

import os
import shutil
import tempfile
from multiprocessing import parent_process, util


def owned() -> tempfile.TemporaryDirectory[str]:
    """A new one, to be removed by the parent when its processes have ended. A context manager, or ``cleanup()``."""
    return tempfile.TemporaryDirectory(prefix="interop-", ignore_cleanup_errors=True)


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
