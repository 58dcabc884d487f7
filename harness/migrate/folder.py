"""The manifest of an archive that lies as a folder of DICOM files. Nothing is written to that folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from harness.migrate.manifest import insert, opened, remember
from harness.migrate.reading import Row, read
from simulators.wire.errors import ConfigError

BATCH = 200  # files a transaction: what a kill can cost


def inventory(
    folder: Path, manifest: Path, *, may_go_on: Callable[[], bool] = lambda: True,
    progress: Callable[[int], object] = id,
) -> int:  # fmt: skip
    """Read every file below ``folder`` that is new or changed into ``manifest``. Returns how many were read.

    Each batch is one transaction, so that a killed inventory goes on where it was; ``may_go_on`` is asked after each.
    """
    if not folder.is_dir():
        raise ConfigError(f"there is no folder {folder}", remedy="name the folder that holds the archive's files")
    with opened(manifest) as db:
        remember(db, {"source": str(folder), "kind": "folder", "complete": "no"})
        known = dict(db.execute("SELECT place, stamp FROM instance").fetchall())
        count, seen = 0, set[str]()
        batch: list[tuple[Row, int]] = []
        for path in _files(folder, manifest.parent):
            place, stamp = path.relative_to(folder).as_posix(), _stamp(path)
            seen.add(place)
            if known.get(place) != stamp:
                batch.append((read(path, place), stamp))
            if len(batch) == BATCH:
                count += _keep(db, batch)
                progress(count)
                if not may_go_on():
                    return count
        count += _keep(db, batch)
        _keep_out(db, [place for place in known if place not in seen])
        remember(db, {"complete": "yes"})
    return count


def _stamp(path: Path) -> int:
    """Of time and size; one that cannot be asked is read each time, and says why then."""
    try:
        found = path.stat()
        return found.st_mtime_ns ^ found.st_size
    except OSError:
        return -1


def _files(folder: Path, ours: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if Path(place, name) != ours)
        yield from (Path(place) / name for name in sorted(names) if name != "DICOMDIR")


def _keep(db: duckdb.DuckDBPyConnection, batch: list[tuple[Row, int]]) -> int:
    count = len(batch)
    if count:
        db.begin()
        _keep_out(db, [row.place for row, _ in batch])
        insert(db, batch)
        db.commit()
        batch.clear()
    return count


def _keep_out(db: duckdb.DuckDBPyConnection, places: list[str]) -> None:
    if places:
        db.execute("DELETE FROM instance WHERE place IN (SELECT unnest(?))", [places])
