"""The audit trail: who did what, when, from where. It can only grow; each row is chained to the one before it."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime

from harness.console.store import Store

DETAIL = 500  # characters of a detail that are kept: it may come from outside


def now() -> str:
    """ISO 8601 in UTC with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def write(
    db: sqlite3.Connection, person: str, action: str, object_: str = "", detail: str = "", address: str = ""
) -> None:
    """Add a row, within the caller's transaction: an action is kept together with its trace or not at all."""
    values = [now(), *(_clean(text) for text in (person, action, object_, detail, address))]
    last = db.execute("SELECT chain FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    chain = _chain(last["chain"] if last else "", values)
    db.execute(
        "INSERT INTO audit (time, person, action, object, detail, address, chain) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (*values, chain),
    )


def record(store: Store, person: str, action: str, object_: str = "", detail: str = "", address: str = "") -> None:
    """Add a row on its own, where nothing else is changed."""
    with store.change() as db:
        write(db, person, action, object_, detail, address)


def page(store: Store, *, before: int = 0, size: int = 100) -> list[sqlite3.Row]:
    """The newest rows, or those before the row ``before``."""
    return store.rows(
        "SELECT * FROM audit WHERE id < ? ORDER BY id DESC LIMIT ?", before if before > 0 else 1 << 62, size
    )


def altered(store: Store) -> int:
    """Number of the first row that was changed, or from before which one is missing; 0 where all is as written."""
    previous, expected = "", 1
    for row in store.db.execute("SELECT * FROM audit ORDER BY id"):
        values = [row[name] for name in ("time", "person", "action", "object", "detail", "address")]
        if row["id"] != expected or row["chain"] != _chain(previous, values):
            return int(row["id"])
        previous, expected = row["chain"], expected + 1
    return 0


def _clean(text: str) -> str:
    """What SQLite can hold: no lone surrogate, and not without end."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")[:DETAIL]


def _chain(previous: str, values: Sequence[str]) -> str:
    return hashlib.sha256((previous + json.dumps(list(values), ensure_ascii=True)).encode("ascii")).hexdigest()
