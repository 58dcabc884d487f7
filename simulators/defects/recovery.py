"""Defects of backups, of restoring them, and of scanners that go over to another address."""

from __future__ import annotations

import copy
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from pydicom.uid import generate_uid

from simulators import modality_queue, pacs
from simulators.defects.defect import defect
from simulators.defects.planting import around
from simulators.pacs_backup import INDEX, OBJECTS

QUEUE = modality_queue.StoreQueue


def _changed(index: Path, *statements: str) -> None:
    with closing(sqlite3.connect(index)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def _without_the_last_study(original: Any, index: Any, files: Any, to: Path) -> None:
    original(index, files, to)
    last = "(select study_instance_uid from instance order by number desc limit 1)"
    with closing(sqlite3.connect(to / INDEX)) as connection, connection:
        for (path,) in connection.execute(f"select path from instance where study_instance_uid = {last}"):
            (to / OBJECTS / path).unlink()
        connection.execute(f"delete from instance where study_instance_uid = {last}")


def _index_alone(original: Any, backup: Path, folder: Path) -> None:
    original(backup, folder)
    shutil.rmtree(folder / OBJECTS)


def _without_merges(original: Any, backup: Path, folder: Path) -> None:
    original(backup, folder)
    _changed(folder / INDEX, "update patient set merged_into = null, demographics = null")


def _without_the_queue(original: Any, backup: Path, folder: Path) -> None:
    original(backup, folder)
    _changed(folder / INDEX, "delete from delivery where done is null")


def _drops_what_was_under_way(original: Any, self: Any, instances: Any, *to: Any) -> Any:
    if len(to) < 2:
        return original(self, instances, *to)
    found = self._try(instances, to[0])
    return found + original(self, instances[len(found) + 1 :], *to[1:])


def _sends_it_all_again(original: Any, self: Any, instances: Any, *to: Any) -> Any:
    if len(to) < 2:
        return original(self, instances, *to)
    found = self._try(instances, to[0])
    again = [copy.deepcopy(ds) for ds in instances[: len(found)]]
    for ds in again:
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    return found + original(self, [*again, *instances[len(found) :]], *to[1:])


DEFECTS = (
    defect(
        "rec.backup-incomplete",
        "the archive's backup leaves the last study out",
        "pacs",
        "TC-REC-002",
        "(?i)before its backup and has lost it",
        around(pacs, "back_up", _without_the_last_study),
    ),
    defect(
        "rec.index-alone",
        "a restore of the archive brings its index back and not its images",
        "pacs",
        "TC-REC-002",
        "(?i)refused the query|retriev",
        around(pacs, "bring_back", _index_alone),
    ),
    defect(
        "rec.merges-forgotten",
        "a restored archive has forgotten which records were merged",
        "pacs",
        "TC-REC-004",
        "(?i)Luis|merge|surviv",
        around(pacs, "bring_back", _without_merges),
    ),
    defect(
        "rec.queue-forgotten",
        "a restored archive has forgotten what it still had to route",
        "pacs",
        "TC-REC-005",
        "(?i)at BATA|rout",
        around(pacs, "bring_back", _without_the_queue),
        row=9,
    ),
    defect(
        "rec.fail-over-drops",
        "the scanner that goes over to the second address leaves out the image that was under way",
        "modality",
        "TC-REC-001",
        "(?i)did not send again",
        around(QUEUE, "store", _drops_what_was_under_way),
        row=9,
    ),
    defect(
        "rec.fail-over-twice",
        "the scanner that goes over to the second address sends everything again, as new images",
        "modality",
        "TC-REC-001",
        "(?i)step does not list",
        around(QUEUE, "store", _sends_it_all_again),
    ),
)
