"""Many machines in one report: the JSON files of a folder, read as files that anybody may have changed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simulators.wire.errors import ConfigError

MOST_BYTES = 1_000_000
MOST_FILES = 5000
_SHAPE: dict[str, type | tuple[type, ...]] = {
    "name": str, "time": str, "site": str, "version": str, "system": dict, "cpu": dict, "memory_gb": (int, float),
    "disk": dict, "gpus": dict, "displays": dict, "reach": list, "link": dict, "comparison": dict,
}  # fmt: skip
COLUMNS = (
    "machine", "time", "system", "release", "cpu", "cores", "memory_gb", "disk_free_gb", "gpu", "gpu_memory_gb",
    "displays", "link_mbit_s", "verdict", "missing",
)  # fmt: skip


def collect(folder: Path) -> dict[str, Any]:
    """Every ``inventory-*.json`` of ``folder``, the latest of each machine, by name; what is none is named in
    ``unreadable``. :class:`ConfigError` where there is nothing."""
    latest: dict[str, dict[str, Any]] = {}
    unreadable = []
    paths = sorted(folder.glob("inventory-*.json"))
    if len(paths) > MOST_FILES:
        unreadable.append({"file": f"{len(paths) - MOST_FILES} more", "why": f"more than {MOST_FILES} files"})
    for path in paths[:MOST_FILES]:
        try:
            found = _read(path)
        except ValueError as error:
            unreadable.append({"file": path.name, "why": str(error)[:200]})
            continue
        if found["name"] not in latest or found["time"] > latest[found["name"]]["time"]:
            latest[found["name"]] = found
    if not latest and not unreadable:
        raise ConfigError(
            f"{folder} holds no inventory-*.json", remedy="interop inventory --name WS-1 --out DIR on each machine"
        )
    return {"schema": 1, "kind": "inventories", "machines": [latest[name] for name in sorted(latest)],
            "unreadable": unreadable}  # fmt: skip


def _read(path: Path) -> dict[str, Any]:
    """ValueError with the reason where it is no inventory."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("too large")
        found = json.loads(path.read_bytes())
    except (OSError, RecursionError) as error:
        raise ValueError(str(error) or type(error).__name__) from error
    if not isinstance(found, dict) or found.get("kind") != "inventory" or found.get("schema") != 1:
        raise ValueError("no inventory")
    for key, kind in _SHAPE.items():
        if not isinstance(found.get(key), kind):
            raise ValueError(f"{key} is missing or is something else")
    try:
        list(row_of(found).values())
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"damaged: {type(error).__name__} {error}") from error
    return found


def row_of(found: dict[str, Any]) -> dict[str, Any]:
    """One machine as a row of :data:`COLUMNS`."""
    rows = found["comparison"]["rows"]
    cards = found["gpus"].get("found")
    screens = found["displays"].get("found")
    memories = [card["memory_gb"] for card in cards or () if card["memory_gb"] is not None]
    return {
        "machine": found["name"],
        "time": found["time"],
        "system": found["system"]["detail"] or found["system"]["name"],
        "release": found["system"]["release"],
        "cpu": found["cpu"]["model"],
        "cores": found["cpu"]["cores"],
        "memory_gb": found["memory_gb"],
        "disk_free_gb": found["disk"]["free_gb"],
        "gpu": "unknown" if cards is None else ", ".join(card["name"] for card in cards) or "none",
        "gpu_memory_gb": max(memories, default="unknown"),
        "displays": "unknown" if screens is None else ", ".join(_size(each) for each in screens) or "none",
        "link_mbit_s": found["link"].get("mbit_s", "unknown"),
        "verdict": found["comparison"]["verdict"],
        "missing": "; ".join(_lack(row) for row in rows if row["state"] != "enough"),
    }


def _size(screen: dict[str, Any]) -> str:
    return f"{screen['width']}x{screen['height']}"


def _lack(row: dict[str, Any]) -> str:
    return f"{row['what']}: {'unknown' if row['has'] is None else row['has']}, wanted {row['wants']}"


def write_csv(path: Path, machines: list[dict[str, Any]]) -> None:
    """One line a machine. A value that a spreadsheet would compute is written as text."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(list(_cells(row_of(found))) for found in machines)


def _cells(row: dict[str, Any]) -> Iterator[str]:
    for name in COLUMNS:
        text = " ".join(str("unknown" if row[name] is None else row[name]).split())
        yield f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
