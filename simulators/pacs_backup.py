"""The PACS's backup: index and files as they were at one moment, and the way back to them."""

from __future__ import annotations

import shutil
from pathlib import Path

from simulators.pacs_files import Files
from simulators.pacs_index import Index

INDEX, OBJECTS = "index.db", "objects"


def back_up(index: Index, files: Files, to: Path) -> None:
    """Copy both into the empty folder ``to``; nothing is committed meanwhile. OSError where there is no room."""
    to.mkdir(parents=True, exist_ok=True)
    with index.held_still():
        index.copy_to(to / INDEX)
        shutil.copytree(files.folder, to / OBJECTS, ignore=shutil.ignore_patterns("*.part"), dirs_exist_ok=True)


def bring_back(backup: Path, folder: Path) -> None:
    """Make ``folder``, which nobody uses now, what the backup holds: what came later is gone."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(backup, folder)
