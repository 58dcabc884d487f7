"""The manifest of an archive that lies as a folder of DICOM files. Nothing is written to that folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from harness.migrate.manifest import insert, opened, remember
from harness.migrate.reading import Row, read, storable
from simulators.wire.errors import ConfigError

LINK = "a link to a folder, which is not followed: take the inventory of the folder that holds the files"
UNKNOWN = -1  # stamp of what is looked at each time
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
        for path, problem in _files(folder, manifest.parent):
            place, stamp = storable(path.relative_to(folder).as_posix()), UNKNOWN if problem else _stamp(path)
            seen.add(place)
            if stamp == UNKNOWN or known.get(place) != stamp:
                batch.append((Row(place=place, problem=problem) if problem else read(path, place), stamp))
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
        return UNKNOWN


def _files(folder: Path, ours: Path) -> Iterator[tuple[Path, str]]:
    """Every file; and every folder that is not looked into, with the reason: what lies there must not count as gone."""
    unlisted: list[OSError] = []
    ours = ours.resolve()
    for place, folders, names in os.walk(folder, onerror=unlisted.append):
        folders[:] = sorted(name for name in folders if Path(place, name).resolve() != ours)
        yield from ((Path(place, name), "") for name in sorted(names) if name != "DICOMDIR")
        yield from ((Path(place, name), LINK) for name in folders if Path(place, name).is_symlink())
    yield from ((Path(error.filename), f"it cannot be listed: {error.strerror or error}") for error in unlisted)


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
