"""The console's SQLite file: accounts, sessions, attempts, what people entered, signatures, the audit trail.

Write-ahead log and ``synchronous = FULL``: a change that was committed survives a crash and a power cut. Several
processes may write; each change is one transaction that waits for the others. The audit trail can only grow.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

from simulators.wire.errors import ConfigError


class Store:
    """The file. Any thread may use it: each gets a connection of its own."""

    def __init__(self, path: Path, *, timeout: float = 30.0) -> None:
        self.path = path
        self._timeout = timeout
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: list[sqlite3.Connection] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # password hashes are nobody else's business
            schema = (files("harness.console") / "schema.sql").read_text(encoding="utf-8")
            self.db.executescript(f"BEGIN IMMEDIATE;\n{schema}\nCOMMIT;")
        except (OSError, sqlite3.Error) as error:
            self.close()
            raise ConfigError(
                f"the console's file {path} cannot be used: {error}",
                cause="it is not a file of this program, or its folder cannot be written",
                remedy="give another file with --accounts FILE, or move this one away",
            ) from error

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def db(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection = getattr(self._local, "db", None)
        if connection is None:
            connection = sqlite3.connect(
                self.path, timeout=self._timeout, isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            with self._lock:
                self._open.append(connection)
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")
            self._local.db = connection
        return connection

    def close(self) -> None:
        """Close every connection; no thread may use the store afterwards."""
        with self._lock:
            for connection in self._open:
                with contextlib.suppress(sqlite3.Error):
                    connection.close()
            self._open = []
        self._local = threading.local()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, whole or not at all; on the disk when it is left."""
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
        except BaseException:
            db.execute("ROLLBACK")
            raise
        db.execute("COMMIT")

    def rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        return self.db.execute(query, values).fetchall()

    def one(self, query: str, *values: Any) -> sqlite3.Row | None:
        """The first row, or None."""
        row: sqlite3.Row | None = self.db.execute(query, values).fetchone()
        return row


class OnlyServer:
    """Held by the one console of a file, and let go by the operating system however it ends."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path.with_suffix(".lock"), timeout=0, isolation_level=None, check_same_thread=False)
        try:
            self._db.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            self._db.close()
            raise ConfigError(
                f"another console already serves {path}",
                cause=str(error),
                remedy="use that one, or end it first",
            ) from error

    def close(self) -> None:
        self._db.close()
