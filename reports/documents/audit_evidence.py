"""What the performance and security audit report is computed from: a run, and the files that other commands wrote.

Each file is known by what it holds. One that is none of these, or a comparison of another run, is an error: what cannot
be read is never left out in silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.gate import changes_beside, read_changes
from harness.record import RECORD, Run, load
from reports import load as load_report
from simulators.wire.errors import ConfigError

LARGEST = 256 * 1024 * 1024  # bytes of a file that are read
KNOWN = {  # what a file holds → the keys by which it is known
    "changes": {"changes", "times", "runs"},
    "availability": {"systems", "incidents", "endpoints"},
    "security": {"findings", "probes", "references"},
}
INSTRUMENT = ("load,", "link,")  # the measurements of the harness by which figures of a load can be believed
BESIDE = {"security": ("audit.json", "audit/audit.json"), "availability": ("availability.json",)}
REMEDY = "give load runs, changes.json, availability.json, audit.json or bench.json"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A load run and what its events hold (:func:`reports.load.of_run`)."""

    run: Run
    load: dict[str, Any]

    @property
    def rows(self) -> dict[str, dict[str, Any]]:
        rows: dict[str, dict[str, Any]] = self.load["summary"]
        return rows

    @property
    def mix(self) -> tuple[Any, Any]:
        """What was asked of the system: loads of different mixes are not judged against each other."""
        profile = self.load["profile"]
        return profile["jobs"], profile["users"]

    def memory_mib(self) -> float:
        """The largest resident set of any of our own processes."""
        return max((used["rss_mib"] for point in self.load["points"] for used in point["usage"].values()), default=0.0)


@dataclass(slots=True)
class Evidence:
    """``loads`` oldest first, at most two: before and after. ``files`` are what was read, to be hashed."""

    run: Run
    loads: list[Loaded] = field(default_factory=list)
    changes: dict[str, Any] | None = None
    availability: dict[str, Any] | None = None
    security: dict[str, Any] | None = None
    bench: list[dict[str, Any]] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)


def gather(run: Run, paths: Iterable[Path]) -> Evidence:
    """The evidence of ``run`` and ``paths``; what is not among these is looked for beside the run. :class:`ConfigError`
    names the file that cannot be used."""
    found = Evidence(run)
    _take_load(found, run, required=False)
    for path in paths:
        if path.is_dir():
            _take_load(found, load(path), required=True)
        else:
            _take_file(found, path)
    if found.changes is None:
        for path in changes_beside(run)[:1]:
            _take_file(found, path)
    for name, places in BESIDE.items():
        beside = [run.folder / places[0], *(run.folder.parent / place for place in places)]
        there = [path for path in beside if path.is_file()]
        if there and getattr(found, name) is None:
            _take_file(found, there[0])
    return found


def _take_load(found: Evidence, run: Run, *, required: bool) -> None:
    measured = load_report.of_run(run)
    if not measured:
        if required:
            raise ConfigError(f"{run.folder} is no load run", remedy=REMEDY)
        return
    if not measured["summary"]:
        raise ConfigError(f"the load of {run.folder} has no end: {measured['stopped']}", remedy="load again")
    if all(one.run.chain != run.chain for one in found.loads):
        found.loads.append(Loaded(run, measured))
        found.files.append(run.folder / RECORD)
    if len(found.loads) > 2:
        raise ConfigError("before and after are two loads, three given", remedy="choose two")
    found.loads.sort(key=lambda one: one.run.started)


def _take_file(found: Evidence, path: Path) -> None:
    document = _read(path)
    kind = _kind(document)
    if kind == "bench":
        found.bench = [row for row in document if str(row["name"]).startswith(INSTRUMENT)]
    elif kind == "changes":
        read_changes(path, [found.run, *(one.run for one in found.loads)])
        found.changes = document
    elif kind and getattr(found, kind) is None:
        setattr(found, kind, document)
    else:
        raise ConfigError(f"{path} is nothing that this report is made of, or the second of its kind", remedy=REMEDY)
    found.files.append(path)


def _read(path: Path) -> Any:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ConfigError(f"{path} is larger than {LARGEST >> 20} MiB", remedy=REMEDY)
        return json.loads(content)
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror or error}", remedy=REMEDY) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is no JSON: {error}", remedy=REMEDY) from error


def _kind(document: Any) -> str:
    if isinstance(document, list) and document and all(_is_measured(row) for row in document):
        return "bench"
    if isinstance(document, Mapping) and document.get("schema") == 1:
        return next((kind for kind, keys in KNOWN.items() if keys <= set(document)), "")
    return ""


def _is_measured(row: object) -> bool:
    return isinstance(row, Mapping) and {"name", "ours", "peer", "peer_name", "unit", "ratio", "goal", "met"} <= set(
        row
    )
