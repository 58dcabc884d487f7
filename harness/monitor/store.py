"""What the availability monitor remembers, in one SQLite file that stops growing.

Kept are every probe of the last two days, sums of each hour for 92 days, sums of each day for three years, and the last
10,000 incidents. A name is an endpoint (``pacs · dimse``) or a system (``pacs``).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulators.wire.errors import ConfigError

FILE = "monitor.sqlite"
HOUR, DAY = 3600, 86400
KEEP_PROBES_S, KEEP_HOURS_S, KEEP_DAYS_S, KEEP_INCIDENTS = 2 * DAY, 92 * DAY, 1096 * DAY, 10_000
ROW_BYTES = 160  # of one row with its index, rounded up generously; a reason is at most WHY_LETTERS long
WHY_LETTERS = 120
_SUMS = "up_s, down_s, excluded_s, probes, failures, ms_sum, ms_max"
SCHEMA = """
CREATE TABLE IF NOT EXISTS probe (time REAL NOT NULL, name TEXT NOT NULL, up INTEGER NOT NULL, ms REAL NOT NULL,
    why TEXT NOT NULL DEFAULT '', PRIMARY KEY (time, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS span (size INTEGER NOT NULL, start INTEGER NOT NULL, name TEXT NOT NULL,
    up_s REAL NOT NULL, down_s REAL NOT NULL, excluded_s REAL NOT NULL, probes INTEGER NOT NULL,
    failures INTEGER NOT NULL, ms_sum REAL NOT NULL, ms_max REAL NOT NULL,
    PRIMARY KEY (size, start, name)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS incident (id INTEGER PRIMARY KEY AUTOINCREMENT, system TEXT NOT NULL, severity TEXT NOT NULL,
    began REAL NOT NULL, ended REAL, why TEXT NOT NULL, responded REAL, person TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '');
"""


def bound_bytes(endpoints: int, systems: int, interval_s: float) -> int:
    """The size that the file does not exceed, write-ahead log included."""
    probes = endpoints * (KEEP_PROBES_S / interval_s + 2)
    spans = (endpoints + systems) * (KEEP_HOURS_S / HOUR + KEEP_DAYS_S / DAY + 4)
    return int((probes + spans) * ROW_BYTES + KEEP_INCIDENTS * 3 * ROW_BYTES) + 8 * 2**20


@dataclass(frozen=True, slots=True)
class Sums:
    """Seconds and probes of a name over a span of time. ``excluded_s`` is agreed maintenance."""

    up_s: float = 0.0
    down_s: float = 0.0
    excluded_s: float = 0.0
    probes: int = 0
    failures: int = 0
    ms_sum: float = 0.0
    ms_max: float = 0.0

    @property
    def availability(self) -> float | None:
        """Per cent of the observed time outside maintenance; None where nothing was observed."""
        seen = self.up_s + self.down_s
        return 100 * self.up_s / seen if seen else None


class Store:
    """The file. Raises :class:`ConfigError` where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
            self.db.row_factory = sqlite3.Row
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = NORMAL")  # power loss may cost the last rounds, never the file
            self.db.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"the history {path} cannot be used: {error}", remedy="give another with --file, or move this one away"
            ) from error

    def close(self) -> None:
        self.db.close()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One transaction: whole or not at all, so that a kill between two rounds loses nothing. :class:`ConfigError`
        where the file cannot be written any more."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                self.db.execute("COMMIT")
            finally:
                if self.db.in_transaction:  # a full disk may have ended it already
                    self.db.execute("ROLLBACK")
        except sqlite3.Error as error:
            raise ConfigError(
                f"the history {self.path} cannot be written: {error}",
                cause="the disk is full, or another program holds the file",
                remedy="free space; start it again: it goes on where it was, and the gap counts as not observed",
            ) from error

    # --- writing, inside a change

    def add_probe(self, time: float, name: str, up: bool, ms: float, why: str) -> None:
        self.db.execute("INSERT OR REPLACE INTO probe VALUES (?,?,?,?,?)", (time, name, up, ms, why[:WHY_LETTERS]))

    def add(self, time: float, name: str, sums: Sums) -> None:
        """Add to the hour and to the day of ``time``."""
        for size in (HOUR, DAY):
            self.db.execute(
                f"INSERT INTO span (size, start, name, {_SUMS}) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET "
                "up_s = up_s + excluded.up_s, down_s = down_s + excluded.down_s, "
                "excluded_s = span.excluded_s + excluded.excluded_s, probes = probes + excluded.probes, "
                "failures = failures + excluded.failures, ms_sum = ms_sum + excluded.ms_sum, "
                "ms_max = max(ms_max, excluded.ms_max)",
                (size, int(time // size) * size, name, sums.up_s, sums.down_s, sums.excluded_s, sums.probes,
                 sums.failures, sums.ms_sum, sums.ms_max),
            )  # fmt: skip

    def forget(self, now: float) -> None:
        """Drop what is older than what is kept."""
        self.db.execute("DELETE FROM probe WHERE time < ?", (now - KEEP_PROBES_S,))
        for size, keep in ((HOUR, KEEP_HOURS_S), (DAY, KEEP_DAYS_S)):
            self.db.execute("DELETE FROM span WHERE size = ? AND start < ?", (size, now - keep))
        self.db.execute(
            "DELETE FROM incident WHERE ended IS NOT NULL AND id <= (SELECT max(id) FROM incident) - ?",
            (KEEP_INCIDENTS,),
        )

    def open_incident(self, system: str, severity: str, began: float, why: str) -> None:
        self.db.execute(
            "INSERT INTO incident (system, severity, began, why) VALUES (?,?,?,?)",
            (system, severity, began, why[:WHY_LETTERS]),
        )

    def update_incident(self, id: int, *, severity: str | None = None, ended: float | None = None) -> None:
        self.db.execute(
            "UPDATE incident SET severity = coalesce(?, severity), ended = coalesce(?, ended) WHERE id = ?",
            (severity, ended, id),
        )

    def respond(self, id: int, when: float, person: str, note: str) -> None:
        """Who took care of an incident, and when. :class:`ConfigError` where there is none of that number."""
        with self.change() as db:
            changed = db.execute(
                "UPDATE incident SET responded = coalesce(responded, ?), person = ?, note = ? WHERE id = ?",
                (when, person[:80], note[:400], id),
            )
            if not changed.rowcount:
                raise ConfigError(f"there is no incident {id}", remedy="interop monitor --report names them")

    # --- reading

    def last_round(self) -> float:
        """When the last probe was; 0.0 of none."""
        return float(self.db.execute("SELECT coalesce(max(time), 0) FROM probe").fetchone()[0])

    def open_incidents(self) -> dict[str, sqlite3.Row]:
        rows = self.db.execute("SELECT * FROM incident WHERE ended IS NULL").fetchall()
        return {row["system"]: row for row in rows}

    def incidents(self, begin: float, end: float) -> list[dict[str, Any]]:
        """Those that lie in the span, in part at least, oldest first."""
        rows = self.db.execute(
            "SELECT * FROM incident WHERE began < ? AND coalesce(ended, ?) >= ? ORDER BY began", (end, end, begin)
        )
        return [dict(row) for row in rows]

    def sums(self, begin: float, end: float) -> dict[str, Sums]:
        """Sums by name over the hours in the span, or over the days where the hours are gone."""
        size = HOUR if begin >= end - KEEP_HOURS_S else DAY
        rows = self.db.execute(
            "SELECT name, sum(up_s), sum(down_s), sum(excluded_s), sum(probes), sum(failures), sum(ms_sum), "
            "max(ms_max) FROM span WHERE size = ? AND start > ? AND start <= ? GROUP BY name",
            (size, begin - size, end),
        )
        return {row[0]: Sums(*row[1:]) for row in rows}

    def by_day(self, system: str, begin: float, end: float) -> list[tuple[int, Sums]]:
        """The days of a system: start of the day (UTC, seconds since the epoch) and its sums."""
        rows = self.db.execute(
            f"SELECT start, {_SUMS} FROM span WHERE size = ? AND name = ? AND start > ? AND start <= ? ORDER BY start",
            (DAY, system, begin - DAY, end),
        )
        return [(row[0], Sums(*row[1:])) for row in rows]
