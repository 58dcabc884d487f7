"""What differs between the manifests of an old and a new archive, and whose fault it is.

Presence and equality are one grouping of 64-bit numbers, a share of the keys at a time so that it stays in memory; only
what is not equal there is looked at element by element.
"""

from __future__ import annotations

import tomllib
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from harness.migrate.manifest import attach, connected, facts, settings
from harness.migrate.reading import attributes
from simulators.wire.difference import is_lossy
from simulators.wire.errors import ConfigError, InteropError

RULES = ("any", "added", "removed")
LISTED = 1000  # findings of one kind that are told one by one; all are counted
SHARES = 16  # parts of the key space that are grouped one after the other
SIDES = ("old", "new")


@dataclass
class Findings:
    """Counts of every kind, and the first of each."""

    totals: Counter[str] = field(default_factory=Counter)
    listed: list[dict[str, str]] = field(default_factory=list)

    def add(self, kind: str, sop: str, study: str, what: str, count: int = 1) -> None:
        """One finding; ``count`` 0 where it has been counted already."""
        if count == 0 or self.totals[kind] < LISTED:
            self.listed.append({"kind": kind, "sop": sop, "study": study, "what": what})
        self.totals[kind] += count


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
        if not isinstance(entry, dict)
        or not all(entry.get(key) for key in ("tag", "reason", "owner"))
        or entry.get("rule") not in RULES
    ]
    if wrong:
        raise ConfigError(f"{path}: {wrong[0]}", cause=f"each needs tag, reason, owner, and rule: {', '.join(RULES)}")
    return {entry["tag"]: entry["rule"] for entry in entries}


def verify(old: Path, new: Path, policy: dict[str, str], *, progress: Callable[[str], object] = id) -> dict[str, Any]:
    """Everything that differs, as JSON: ``totals`` by kind, ``findings`` (kind, sop, study, what; the first LISTED of
    each kind), ``counts``, ``by_modality_year``, ``compared`` (instances in both archives, by how they were compared).

    Values of attributes are not told, only their names: patients' data does not reach a report."""
    found = Findings()
    with connected(None, settings(old.parent)) as db:
        for name, path in zip(SIDES, (old, new), strict=True):
            attach(db, path, name)
            if facts(db, f"{name}.").get("complete") != "yes":
                raise ConfigError(
                    f"the inventory of the {name} archive has not ended: what it has not read would be told as missing",
                    remedy=f"start it again, it goes on where it was: interop migrate inventory {name} …",
                )
        progress("comparing keys and digests")
        compared = _candidates(db)
        _presence(db, found)
        _content(db, policy, found, progress)
        _troubles(db, found)
        _reports(db, found)
        document: dict[str, Any] = {
            "schema": 2,
            "time": datetime.now().astimezone().isoformat(timespec="seconds"),
            "archives": {name: facts(db, f"{name}.") for name in SIDES},
            "counts": _counts(db),
            "by_modality_year": _by_modality(db),
            "compared": compared,
            "totals": dict(sorted(found.totals.items())),
            "findings": found.listed,
        }
    document["passed"] = not found.totals
    return document


def _candidates(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Fill ``candidate``: keys that are not once in each archive, equal. How the others were compared."""
    db.execute("CREATE TEMP TABLE candidate (key UBIGINT, o UBIGINT, n UBIGINT)")
    whole = identity = 0
    step = 2**64 // SHARES
    for share in range(SHARES):
        part = f"WHERE key BETWEEN {share * step} AND {(share + 1) * step - 1}"
        sides = " UNION ALL ".join(
            f"SELECT {number}::UTINYINT side, key, digest, belongs FROM {name}.instance {part}"
            for number, name in enumerate(SIDES)
        )
        db.execute(
            "CREATE OR REPLACE TEMP TABLE share AS SELECT key, count(*) FILTER (side = 0) o, "
            "count(*) FILTER (side = 1) n, count(digest) FILTER (side = 0) od, count(digest) FILTER (side = 1) nd, "
            f"min(digest) <> max(digest) OR min(belongs) <> max(belongs) differs FROM ({sides}) GROUP BY key"
        )
        db.execute("INSERT INTO candidate SELECT key, o, n FROM share WHERE o <> 1 OR n <> 1 OR differs")
        row = db.execute(
            "SELECT count(*) FILTER (od > 0 AND nd > 0), count(*) FILTER (o > 0 AND n > 0) FROM share"
        ).fetchone()
        assert row is not None
        whole, identity = whole + row[0], identity + row[1]
    db.execute("DROP TABLE share")
    for count, here, there in (("n", "old", "new"), ("o", "new", "old")):  # not told is not missing
        db.execute(
            f"DELETE FROM candidate WHERE {count} = 0 AND key IN (SELECT key FROM {here}.instance JOIN {here}.series "
            f"USING (belongs) JOIN (SELECT study FROM {there}.study WHERE NOT listed) USING (study))"
        )
    return {"in full": whole, "by identifiers": identity - whole}


def _presence(db: duckdb.DuckDBPyConnection, found: Findings) -> None:
    for side in SIDES:
        count = _one(db, f"SELECT count(*) FROM {side}.instance WHERE problem <> ''")
        found.totals.update({f"unreadable {side}": count} if count else {})
        for place, sop, study, problem in db.execute(
            f"SELECT place, sop, study, problem FROM {side}.instance JOIN {side}.series USING (belongs) "
            f"WHERE problem <> '' ORDER BY place, sop LIMIT {LISTED}"
        ).fetchall():
            found.add(f"unreadable {side}", sop, study, f"{place}: {problem}", 0)
    for kind, which, side in (
        ("missing", "n = 0", "old"), ("extra", "o = 0", "new"), ("duplicated", "n > o AND n > 1", "new"),
    ):  # fmt: skip
        count = _one(db, f"SELECT count(*) FROM candidate WHERE {which}")
        found.totals.update({kind: count} if count else {})
        for sop, study, times in db.execute(
            "SELECT sop, any_value(study), any_value(n) FROM (SELECT key, n FROM candidate "
            f"WHERE {which} ORDER BY key LIMIT {LISTED}) JOIN {side}.instance USING (key) "
            f"JOIN {side}.series USING (belongs) GROUP BY sop ORDER BY sop"
        ).fetchall():
            told = f"{times} times in the new archive" if kind == "duplicated" else f"in the {side} archive only"
            found.add(kind, sop, study, told, 0)


def _one(db: duckdb.DuckDBPyConnection, query: str) -> int:
    row = db.execute(query).fetchone()
    return int(row[0]) if row else 0


ISSUER = "(0010,0021) IssuerOfPatientID"
WORDS = ("study", "series", "patient", "syntax", "raw", "decoded", "problem", "head", "large", "digest")


def _content(
    db: duckdb.DuckDBPyConnection, policy: dict[str, str], found: Findings, progress: Callable[[str], object]
) -> None:
    """Look at each pair that is not equal, in the order of their keys; the memory does not grow with their number."""
    tables = " JOIN ".join(
        f"(SELECT * FROM {name}.instance JOIN {name}.series USING (belongs)) {name[0]}"
        f"{' ON o.key = n.key AND o.sop = n.sop' if name == 'new' else ''}"
        for name in SIDES
    )
    pairs = db.execute(
        f"SELECT o.sop, {', '.join(f'o.{c}, n.{c}' for c in WORDS)} FROM {tables} "
        "WHERE o.key IN (SELECT key FROM candidate WHERE o > 0 AND n > 0) AND (o.belongs <> n.belongs OR "
        "o.digest <> n.digest)"
    )
    done, listed = 0, Findings()
    while row := pairs.fetchone():
        before, after = (dict(zip(WORDS, row[1 + side :: 2], strict=True)) for side in (0, 1))
        for kind, what in _differences(before, after, policy):
            listed.add(kind, row[0], before["study"], what)
        done += 1
        if done % 10000 == 0:
            progress(f"{done} instances that are not equal looked at")
    found.totals.update(listed.totals)
    found.listed += sorted(listed.listed, key=lambda one: (one["kind"], one["sop"], one["what"]))


def _differences(before: dict[str, Any], after: dict[str, Any], policy: dict[str, str]) -> Iterator[tuple[str, str]]:
    whole = before["digest"] is not None and after["digest"] is not None
    yield from _moved(before, after, whole)
    if whole:
        yield from _pixels(before, after)
        yield from _attributes(before, after, policy)


def _moved(before: dict[str, Any], after: dict[str, Any], whole: bool) -> Iterator[tuple[str, str]]:
    for key, name in (("study", "another study"), ("series", "another series")):
        if before[key] != after[key]:
            yield "moved", name
    told = whole or (before["patient"] and after["patient"])  # by a query not always
    if told and before["patient"] != after["patient"]:
        yield "moved", "another patient"


def _pixels(before: dict[str, Any], after: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if before["syntax"] != after["syntax"] and is_lossy(after["syntax"]):
        yield "pixels", f"lossy transfer syntax {after['syntax']} where it was {before['syntax']}"
    elif before["problem"] or after["problem"]:
        return  # told as unreadable
    elif before["decoded"] != after["decoded"]:
        yield "pixels", "not equal after decoding"
    elif before["syntax"] == after["syntax"] and before["raw"] != after["raw"]:
        yield "pixels", "encoded anew in the same transfer syntax; equal after decoding"


def _attributes(before: dict[str, Any], after: dict[str, Any], policy: dict[str, str]) -> Iterator[tuple[str, str]]:
    if before["head"] == after["head"] and before["large"] == after["large"]:
        return
    try:
        old, new = (attributes(one["head"], one["syntax"], one["large"]) for one in (before, after))
    except (InteropError, ValueError, zlib.error) as error:
        yield "attribute changed", f"the elements cannot be read: {type(error).__name__}"
        return
    for path in sorted({*old, *new}):
        if old.get(path, "") == new.get(path, ""):  # empty and absent say the same
            continue
        kind = "added" if not old.get(path) else "removed" if not new.get(path) else "changed"
        rule = next((rule for tag, rule in policy.items() if path.startswith(tag)), "")
        if path == ISSUER:
            yield "moved", "another patient: another issuer of the same identifier"
        elif rule not in ("any", kind):
            yield f"attribute {kind}", path


def _troubles(db: duckdb.DuckDBPyConnection, found: Findings) -> None:
    """What an archive answered wrongly or not at all while its inventory was taken."""
    for side in SIDES:
        for study, kind, whose, what in db.execute(f"SELECT * FROM {side}.trouble ORDER BY ALL").fetchall():
            found.add(f"{kind} {side}", "", study, f"{_fault(whose, side)}: {what}")


def _fault(whose: str, side: str) -> str:
    return f"fault of the {side} archive" if whose == "archive" else f"no fault of an archive ({whose})"


def _reports(db: duckdb.DuckDBPyConnection, found: Findings) -> None:
    """Reports (ORU^R01) of HL7 folders, where both archives have them."""
    if not all(_one(db, f"SELECT count(*) FROM {side}.report") for side in SIDES):
        return
    for side in SIDES:
        for place, problem in db.execute(
            f"SELECT place, problem FROM {side}.report WHERE problem <> '' ORDER BY place"
        ).fetchall():
            found.add(f"report unreadable {side}", "", "", f"{place}: {problem}")
    rows = db.execute(
        "SELECT coalesce(o.place, n.place), o.place IS NULL, n.place IS NULL FROM "
        "(SELECT * FROM old.report WHERE problem = '') o FULL JOIN (SELECT * FROM new.report WHERE problem = '') n "
        "ON o.key = n.key WHERE o.key IS NULL OR n.key IS NULL OR o.digest <> n.digest ORDER BY 1"
    ).fetchall()
    for place, extra, missing in rows:
        kind = "report extra" if extra else "report missing" if missing else "report changed"
        found.add(kind, "", "", place)


def _counts(db: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """Distinct patients, studies, series and instances of each archive."""
    found = {}
    for side in SIDES:
        db.execute(
            f"CREATE TEMP TABLE {side}_series AS SELECT s.*, n FROM {side}.series s JOIN (SELECT belongs, count(*) n "
            f"FROM {side}.instance WHERE key IS NOT NULL GROUP BY belongs) USING (belongs)"
        )
        row = db.execute(
            "SELECT count(DISTINCT (patient, issuer)), count(DISTINCT study), count(DISTINCT series), "
            f"coalesce(sum(n), 0)::BIGINT FROM {side}_series"
        ).fetchone() or (0, 0, 0, 0)
        which = {"old": "o", "new": "n"}[side]
        again = _one(db, f"SELECT coalesce(sum({which} - 1), 0)::BIGINT FROM candidate WHERE {which} > 1")
        found[side] = dict(zip(("patients", "studies", "series", "instances"), (*row[:3], row[3] - again), strict=True))
    return found


def _by_modality(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    one = "SELECT modality m, substr(study_date, 1, 4) y, sum(n)::BIGINT n FROM {}_series GROUP BY ALL"
    rows = db.execute(
        f"SELECT m, y, coalesce(o.n, 0), coalesce(w.n, 0) FROM ({one.format('old')}) o "
        f"FULL JOIN ({one.format('new')}) w USING (m, y) ORDER BY m, y"
    ).fetchall()
    return [dict(zip(("modality", "year", "old", "new"), row, strict=True)) for row in rows]
