"""What a verification would compare, and how long it would take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.migrate import manifest as manifests
from harness.migrate.network import Scope
from harness.migrate.pace import Window

ASSUMED = 500_000  # bytes of an instance, where none has been read
SPEED = 100.0  # instances a second that are assumed without a limit: what the archive does is not known before


def plan(folder: Path, scope: Scope, studies_per_min: float, window: Window | None) -> dict[str, Any]:
    """The plan of the manifests in ``folder`` as far as they go; seconds, bytes and nights are estimates."""
    sides = {}
    for name in ("old", "new"):
        if (folder / f"{name}.duckdb").is_file():
            with manifests.connected(None, manifests.settings(folder)) as db:
                manifests.attach(db, folder / f"{name}.duckdb", "archive")
                sides[name] = _side(db, scope, studies_per_min, window)
    sample = "every study" if scope.sample is None else f"{scope.sample} studies chosen by seed {scope.seed}"
    return {"schema": 1, "sample": sample, "throttle": {"studies_per_min": studies_per_min,
            "bytes_per_s": scope.bytes_per_s}, "window": str(window or ""), "archives": sides}  # fmt: skip


def _side(db: Any, scope: Scope, studies_per_min: float, window: Window | None) -> dict[str, Any]:
    known = manifests.facts(db, "archive.")
    row = db.execute(
        "SELECT count(*), coalesce(sum(greatest(instances, 0)), 0)::BIGINT, count(*) FILTER (instances < 0), "
        "count(*) FILTER (NOT listed), count(*) FILTER (NOT retrieved) FROM archive.study"
    ).fetchone()
    studies, instances, untold, unlisted, unread = row
    if known.get("kind") == "folder":
        query = "SELECT count(*), count(DISTINCT study) FROM archive.instance JOIN archive.series USING (belongs)"
        instances, studies = db.execute(query).fetchone()
        return {"source": known.get("source", ""), "studies": studies, "instances": instances, "seconds": 0.0,
                "in_full": instances, "note": "a folder, read already"}  # fmt: skip
    mean = instances / max(1, studies - untold)
    full = unread if scope.sample is None else min(unread, scope.sample)
    size = db.execute("SELECT avg(size) FROM archive.instance WHERE size > 0").fetchone()[0] or ASSUMED
    full_bytes = full * mean * size
    by_turns = 60 * (unlisted + full) / studies_per_min if studies_per_min else full * mean / SPEED
    seconds = max(by_turns, full_bytes / scope.bytes_per_s if scope.bytes_per_s else 0.0)
    return {
        "source": known.get("source", ""), "studies": studies, "instances": instances,
        "studies_without_count": untold, "to_list": unlisted, "in_full": full, "instances_in_full": round(full * mean),
        "bytes": round(full_bytes), "seconds": round(seconds, 1),
        "nights": round(seconds / (60 * window.minutes) + 0.499) if window is not None else None,
        "note": known.get("note", ""),
    }  # fmt: skip
