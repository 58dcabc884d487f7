"""The PACS's index: one SQLite file. What is committed here is what the PACS knows after a crash."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
create table if not exists patient (
    key integer primary key, id text not null, namespace text not null, universal_id text not null,
    universal_id_type text not null, apart text not null default '', demographics text,
    merged_into integer references patient);
create index if not exists patient_id on patient (id);
create table if not exists instance (
    number integer primary key, sop_instance_uid text not null unique, sop_class_uid text not null,
    transfer_syntax text not null, patient integer not null references patient,
    study_instance_uid text not null, series_instance_uid text not null, modality text not null,
    station text not null, body_part text not null, step_uid text not null,
    calling_ae_title text not null, called_ae_title text not null, received real not null,
    path text not null, hidden text not null default '');
create index if not exists instance_study on instance (study_instance_uid, series_instance_uid);
create index if not exists instance_patient on instance (patient);
create index if not exists instance_step on instance (step_uid);
create table if not exists step (uid text primary key, status text not null, dataset text not null);
create table if not exists discarded_step (uid text primary key);
create table if not exists procedure (
    study_instance_uid text not null, accession_number text not null, status text not null, message blob not null,
    primary key (study_instance_uid, accession_number));
create table if not exists announced (sop_instance_uid text primary key);
create table if not exists delivery (
    number integer primary key, sop_instance_uid text not null, destination text not null,
    done real, attempts integer not null default 0, status text not null default '',
    unique (sop_instance_uid, destination));
create index if not exists delivery_open on delivery (destination) where done is null;
create table if not exists committed (transaction_uid text primary key);
"""


class Index:
    """One connection shared by all threads under one lock. ``sync``: every commit reaches the disk before it returns
    (power loss); without it a commit outlives the process (SIGKILL) but not the machine."""

    def __init__(self, path: Path, *, sync: bool) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, cached_statements=256)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("pragma journal_mode = wal")
        self._connection.execute(f"pragma synchronous = {'full' if sync else 'off'}")
        self._connection.executescript(f"begin;{_SCHEMA}commit;")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside or nothing; committed when the outermost one ends. Holds the lock."""
        with self._lock:
            if self._depth == 0:
                self._connection.execute("begin immediate")
            self._depth += 1
            try:
                yield
            except BaseException:
                self._depth -= 1
                if self._depth == 0:
                    self._connection.execute("rollback")
                raise
            self._depth -= 1
            if self._depth == 0:
                self._commit()

    def _commit(self) -> None:
        try:
            self._connection.execute("commit")
        except sqlite3.Error:
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            raise

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """All rows of a statement."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """The first row, or None."""
        with self._lock:
            found: sqlite3.Row | None = self._connection.execute(statement, values).fetchone()
            return found

    def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Execute in the current transaction or in one of its own; answers the last row number."""
        with self.transaction():
            return self._connection.execute(statement, values).lastrowid or 0

    @contextmanager
    def held_still(self) -> Iterator[None]:
        """Nothing is committed meanwhile."""
        with self._lock:
            yield

    def copy_to(self, path: Path) -> None:
        """The whole index as it is committed now, in a file of its own."""
        with self._lock, closing(sqlite3.connect(path)) as copy:
            self._connection.backup(copy)

    def close(self) -> None:
        with self._lock:
            self._connection.close()
