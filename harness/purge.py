"""Retention: which runs below a folder are older than they need to be kept, and their removal.

A run that somebody signed is kept unless it is asked for: it is evidence. What was removed stays accounted for in
``purged.jsonl`` beside the runs: identity, verdict and the last link of its chain, nothing of what it held.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from harness.record import RECORD, load
from harness.signed_answers import FOLDER as SIGNATURES
from simulators.wire.errors import ConfigError, InteropError

LOG = "purged.jsonl"
REMOVING = ".removing"  # a run whose removal was begun: the next purge ends it


@dataclass(frozen=True, slots=True)
class Kept:
    """A run on the disk. ``days`` since its record was last written; ``size`` in bytes."""

    folder: Path
    run_id: str
    verdict: str
    chain: str
    days: float
    size: int
    signed: bool


def runs_below(root: Path, now: float | None = None) -> list[Kept]:
    """Every run in ``root`` and its folders, the oldest first; links are not followed. :class:`ConfigError` where there
    is no such folder."""
    if not root.is_dir():
        raise ConfigError(f"there is no folder {root}", remedy="interop purge reports/out")
    found = [_kept(folder, time.time() if now is None else now) for folder in _folders(root)]
    return sorted(found, key=lambda one: -one.days)


def _folders(root: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.endswith(REMOVING)]
        if RECORD in files:
            folders.clear()
            yield Path(place)


def _kept(folder: Path, now: float) -> Kept:
    run_id, verdict, chain = folder.name, "unreadable", ""
    try:
        run = load(folder)
        run_id, verdict, chain = run.run_id, run.verdict.value, run.chain
    except InteropError:
        pass  # a record of which nothing can be read is a run too, and gets old
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    days = max(0.0, (now - (folder / RECORD).stat().st_mtime) / 86_400)
    signed = any(path.parent.name == SIGNATURES or _is_signed(path) for path in files)
    return Kept(folder, run_id, verdict, chain, days, sum(path.stat().st_size for path in files), signed)


def _is_signed(path: Path) -> bool:
    return path.suffix == ".pdf" and b"/ByteRange" in path.read_bytes()


def due(runs: list[Kept], days: float, *, signed: bool) -> list[Kept]:
    """Those older than ``days`` that may go; ``signed`` ones too where that is asked for."""
    return [run for run in runs if run.days > days and (signed or not run.signed)]


def remove(run: Kept, root: Path) -> None:
    """Write the run down, then remove its folder. Ended in between, the next :func:`finish` ends the removal.
    :class:`ConfigError` where it cannot be removed."""
    entry = {
        **asdict(run),
        "folder": os.path.relpath(run.folder, root),
        "removed": datetime.now(UTC).isoformat("T", "seconds"),
    }
    going = run.folder.with_name(run.folder.name + REMOVING)
    try:
        with (root / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(entry, ensure_ascii=False) + "\n")
        os.replace(run.folder, going)
        shutil.rmtree(going)
    except OSError as error:
        raise ConfigError(
            f"{run.folder} cannot be removed: {error.strerror or error}",
            cause="a file of it is open, or the folder belongs to another user",
            remedy="close what shows it, then again",
        ) from error


def finish(root: Path) -> None:
    """Remove what an earlier purge was ended in the middle of."""
    for folder in sorted(root.rglob("*" + REMOVING)):
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)
