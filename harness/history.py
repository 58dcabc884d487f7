"""What outlives a run: runs, defects, waivers and signatures, in one SQLite file beside the runs.

Several processes may write at once: write-ahead log, a busy time-out, and one transaction for each change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from simulators.wire.errors import ConfigError

FILE = "history.sqlite"
SCHEMA = """
CREATE TABLE IF NOT EXISTS run (
    run_id TEXT PRIMARY KEY, site TEXT NOT NULL, started TEXT NOT NULL, ended TEXT NOT NULL, verdict TEXT NOT NULL,
    exit_code INTEGER, folder TEXT NOT NULL, chain TEXT NOT NULL, counts TEXT NOT NULL, systems TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS scenario (
    run_id TEXT NOT NULL REFERENCES run, scenario_id TEXT NOT NULL, verdict TEXT NOT NULL,
    PRIMARY KEY (run_id, scenario_id));
CREATE TABLE IF NOT EXISTS defect (
    fingerprint TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, site TEXT NOT NULL, check_id TEXT NOT NULL,
    role TEXT NOT NULL, scenario_id TEXT NOT NULL, hop TEXT NOT NULL, place TEXT NOT NULL, kind TEXT NOT NULL,
    summary TEXT NOT NULL, rule_severity TEXT NOT NULL, severity TEXT NOT NULL DEFAULT '',
    severity_by TEXT NOT NULL DEFAULT '', status TEXT NOT NULL, first_run TEXT NOT NULL, last_run TEXT NOT NULL,
    resolved_run TEXT NOT NULL DEFAULT '', owner TEXT NOT NULL DEFAULT '', due TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS defect_event (
    id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL REFERENCES defect, time TEXT NOT NULL, event TEXT NOT NULL,
    run_id TEXT NOT NULL DEFAULT '', person TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS waiver (
    id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL REFERENCES defect, reason TEXT NOT NULL, person TEXT NOT NULL,
    given TEXT NOT NULL, expires TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS signature (
    id INTEGER PRIMARY KEY, run_id TEXT NOT NULL, scenario_id TEXT NOT NULL DEFAULT '', role TEXT NOT NULL,
    person TEXT NOT NULL, decision TEXT NOT NULL, remarks TEXT NOT NULL DEFAULT '', time TEXT NOT NULL,
    sha256 TEXT NOT NULL DEFAULT '');
"""


class History:
    """The history file. Use as a context manager; ``change()`` is a transaction that sees and blocks other writers."""

    def __init__(self, path: Path, *, timeout: float = 30.0) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(path, timeout=timeout, isolation_level=None)
            self.db.row_factory = sqlite3.Row
            self.db.execute("PRAGMA journal_mode = WAL")
            with self.change():
                for statement in SCHEMA.split(";"):
                    self.db.execute(statement)
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"the history {path} cannot be used: {error}",
                cause="the file is not a history of this program, or its folder cannot be written",
                remedy="give another file with --history FILE, or move this one away",
            ) from error

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: whole or not at all."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield self.db
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        return self.db.execute(query, values).fetchall()
