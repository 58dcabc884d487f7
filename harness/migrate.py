"""Manifests of an old and a new archive, and what differs between them. Nothing here writes to an archive."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import astuple, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from harness.migrate_reading import Row, read
from simulators.wire.difference import is_lossy
from simulators.wire.errors import ConfigError

COLUMNS = [column.name for column in fields(Row)]
TYPES = {"size": "BIGINT", "stamp": "BIGINT"}
BATCH = 200  # files a transaction: what a kill can cost
RULES = ("any", "added", "removed")


def inventory(
    folder: Path,
    manifest: Path,
    *,
    may_go_on: Callable[[], bool] = lambda: True,
    progress: Callable[[int], object] = id,
) -> int:
    """Read every file below ``folder`` that is new or changed into ``manifest`` (duckdb). Returns how many were read.

    Each batch is one transaction, so that a killed inventory goes on where it was; ``may_go_on`` is asked before each.
    """
    if not folder.is_dir():
        raise ConfigError(f"there is no folder {folder}", remedy="name the folder that holds the archive's files")
    manifest.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # its files hold what the archive holds
    with duckdb.connect(str(manifest)) as db:
        db.execute(f"CREATE TABLE IF NOT EXISTS instance ({', '.join(_column(c) for c in [*COLUMNS, 'stamp'])})")
        known = dict(db.execute("SELECT place, stamp FROM instance").fetchall())
        count, batch, seen = 0, [], set()
        for path in _files(folder):
            place, stamp = path.relative_to(folder).as_posix(), path.stat().st_mtime_ns ^ path.stat().st_size
            seen.add(place)
            if known.get(place) != stamp:
                batch.append((*astuple(read(path, place)), stamp))
            if len(batch) == BATCH:
                count += _keep(db, batch)
                progress(count)
                if not may_go_on():
                    return count
        count += _keep(db, batch)
        _keep_out(db, [place for place in known if place not in seen])
    return count


def _column(name: str) -> str:
    return f"{name} {TYPES.get(name, 'VARCHAR')}"


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / name for name in sorted(names) if name != "DICOMDIR")


def _keep(db: duckdb.DuckDBPyConnection, batch: list[Any]) -> int:
    count = len(batch)
    if count:
        db.begin()
        _keep_out(db, [row[COLUMNS.index("place")] for row in batch])
        columns = [list(column) for column in zip(*batch, strict=True)]
        db.execute(f"INSERT INTO instance SELECT {', '.join('unnest(?)' for _ in columns)}", columns)
        db.commit()
        batch.clear()
    return count


def _keep_out(db: duckdb.DuckDBPyConnection, places: list[str]) -> None:
    db.execute("DELETE FROM instance WHERE list_contains(?, place)", [places])


def read_policy(path: Path | None) -> dict[str, str]:
    """Accepted changes, path → rule. ``[[accepted]]`` with tag (``(0008,0080) InstitutionName`` or its start), rule
    (any, added, removed), reason and owner. ConfigError where one of them is missing."""
    if path is None:
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accepted", [])
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error
    wrong = [
        str(entry)
        for entry in entries
        if not all(entry.get(key) for key in ("tag", "reason", "owner")) or entry.get("rule") not in RULES
    ]
    if wrong:
        raise ConfigError(f"{path}: {wrong[0]}", cause=f"each needs tag, reason, owner, and rule: {', '.join(RULES)}")
    return {entry["tag"]: entry["rule"] for entry in entries}


def verify(old: Path, new: Path, policy: dict[str, str], *, memory: str = "600MB") -> dict[str, Any]:
    """Everything that differs, as JSON: ``counts``, ``by_modality_year`` and ``findings`` (kind, sop, study, what).

    Values of attributes are not told, only their names: patients' data does not reach a report."""
    with duckdb.connect(config={"memory_limit": memory, "threads": 2, "preserve_insertion_order": False}) as db:
        for name, path in (("old", old), ("new", new)):
            if not path.is_file():
                raise ConfigError(f"there is no manifest {path}", remedy="interop migrate inventory")
            db.execute(f"ATTACH '{str(path).replace(chr(39), chr(39) * 2)}' AS {name}_archive (READ_ONLY)")
            db.execute(f"CREATE VIEW {name} AS SELECT * FROM {name}_archive.instance")
        findings = [*_presence(db), *_content(db, policy)]
        document: dict[str, Any] = {
            "time": datetime.now().astimezone().isoformat(timespec="seconds"),
            "counts": {name: _counts(db, name) for name in ("old", "new")},
            "by_modality_year": _by_modality(db),
            "findings": findings,
        }
    document["passed"] = not findings
    return document


def _counts(db: duckdb.DuckDBPyConnection, name: str) -> dict[str, int]:
    parts = [f"count(DISTINCT {c})" for c in ("(patient, issuer)", "study", "series", "sop")]
    row = db.execute(f"SELECT {', '.join(parts)} FROM {name} WHERE sop <> ''").fetchone() or ()
    return dict(zip(("patients", "studies", "series", "instances"), row, strict=True))


def _by_modality(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    one = "SELECT modality m, substr(study_date, 1, 4) y, count(DISTINCT sop) n FROM {} WHERE sop <> '' GROUP BY ALL"
    rows = db.execute(
        f"SELECT m, y, coalesce(o.n, 0), coalesce(w.n, 0) FROM ({one.format('old')}) o "
        f"FULL JOIN ({one.format('new')}) w USING (m, y) ORDER BY m, y"
    ).fetchall()
    return [dict(zip(("modality", "year", "old", "new"), row, strict=True)) for row in rows]


def _presence(db: duckdb.DuckDBPyConnection) -> Iterator[dict[str, str]]:
    for side in ("old", "new"):
        for place, sop, study, problem in db.execute(
            f"SELECT place, sop, study, problem FROM {side} WHERE problem <> '' ORDER BY place"
        ).fetchall():
            yield _finding(f"unreadable {side}", sop, study, f"{place}: {problem}")
    for kind, here, there in (("missing", "old", "new"), ("extra", "new", "old")):
        for sop, study in db.execute(
            f"SELECT DISTINCT sop, study FROM {here} ANTI JOIN {there} USING (sop) WHERE sop <> '' ORDER BY 1"
        ).fetchall():
            yield _finding(kind, sop, study, f"in the {here} archive only")
    for sop, study, count in db.execute(
        "SELECT sop, any_value(study), count(*) FROM new WHERE sop <> '' GROUP BY sop "
        "HAVING count(*) > (SELECT count(*) FROM old WHERE old.sop = new.sop) AND count(*) > 1 ORDER BY 1"
    ).fetchall():
        yield _finding("duplicated", sop, study, f"{count} times in the new archive")


def _content(db: duckdb.DuckDBPyConnection, policy: dict[str, str]) -> Iterator[dict[str, str]]:
    wanted = ["sop", "study", "series", "patient", "issuer", "syntax", "raw", "decoded", "problem", "attributes"]
    pairs = db.execute(
        f"SELECT {', '.join(f'o.{c}, n.{c}' for c in wanted)} FROM old o JOIN new n USING (sop) "
        "WHERE sop <> '' AND o.attributes <> '{}' AND n.attributes <> '{}' AND (o.attributes <> n.attributes OR "
        "o.raw <> n.raw OR o.decoded <> n.decoded OR o.syntax <> n.syntax) ORDER BY sop"
    )
    while row := pairs.fetchone():
        before, after = (dict(zip(wanted, row[side::2], strict=True)) for side in (0, 1))
        for kind, what in [*_moved(before, after), *_pixels(before, after), *_attributes(before, after, policy)]:
            yield _finding(kind, before["sop"], before["study"], what)


def _finding(kind: str, sop: str, study: str, what: str) -> dict[str, str]:
    return {"kind": kind, "sop": sop, "study": study, "what": what}


def _moved(before: dict[str, str], after: dict[str, str]) -> Iterator[tuple[str, str]]:
    for key, name in (("study", "another study"), ("series", "another series")):
        if before[key] != after[key]:
            yield "moved", name
    if (before["patient"], before["issuer"]) != (after["patient"], after["issuer"]):
        yield "moved", "another patient"


def _pixels(before: dict[str, str], after: dict[str, str]) -> Iterator[tuple[str, str]]:
    if before["syntax"] != after["syntax"] and is_lossy(after["syntax"]):
        yield "pixels", f"lossy transfer syntax {after['syntax']} where it was {before['syntax']}"
    elif before["problem"] or after["problem"]:
        return  # told as unreadable
    elif before["decoded"] != after["decoded"]:
        yield "pixels", "not equal after decoding"
    elif before["syntax"] == after["syntax"] and before["raw"] != after["raw"]:
        yield "pixels", "encoded anew in the same transfer syntax; equal after decoding"


def _attributes(before: dict[str, str], after: dict[str, str], policy: dict[str, str]) -> Iterator[tuple[str, str]]:
    old, new = json.loads(before["attributes"]), json.loads(after["attributes"])
    for path in sorted({*old, *new}):
        if old.get(path, "") == new.get(path, ""):  # empty and absent say the same
            continue
        kind = "added" if not old.get(path) else "removed" if not new.get(path) else "changed"
        rule = next((rule for tag, rule in policy.items() if path.startswith(tag)), "")
        if rule not in ("any", kind):
            yield f"attribute {kind}", path
