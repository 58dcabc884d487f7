"""A dossier: the runs behind one signature bound into one, so that its documents stand alone.

It is a run folder like any other: the events of each run, in the order in which the scenarios were signed, under a
chain of its own, with copies of their evidence. It names the runs that it is bound from and the SHA-256 of their
records.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from harness.acceptance import requirements
from harness.decide import exit_code_of
from harness.record import (
    ATTACHMENTS,
    EXCHANGES,
    MANIFEST,
    RECORD,
    SUMMARY,
    Run,
    RunReader,
    counts_of,
    load,
    read_events,
    verdict_of,
)
from harness.record_writer import RecordWriter, summary_of, write_json, write_manifest


def bind(folder: Path, sources: list[Path]) -> Run:
    """Bind the runs in ``sources`` into ``folder``, whole or not at all; what is there already stays as it is."""
    if not (folder / MANIFEST).is_file():
        partial = folder.with_name(f".{folder.name}.part")
        shutil.rmtree(partial, ignore_errors=True)
        _write(partial, folder.name, sources)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(partial, folder)
    return load(folder)


def _write(folder: Path, run_id: str, sources: list[Path]) -> None:
    writer = RecordWriter(folder)
    try:
        run = Run(folder=folder)
        reader = RunReader(run)
        reader.take(writer.append("run-started", **_beginning(run_id, sources)))
        for source in sources:
            for place in (EXCHANGES, ATTACHMENTS):
                if (source / place).is_dir():
                    shutil.copytree(source / place, folder / place, dirs_exist_ok=True)
            for kind, fields in _events(source):
                reader.take(writer.append(kind, **fields))
        run.counts, run.exit_code = counts_of(run.scenarios), None
        run.verdict = verdict_of(run.counts)
        last = {"verdict": run.verdict.value, "counts": run.counts, "exit_code": exit_code_of(run), "foreign": {},
                "interrupted": False, "seconds": round(sum(each.seconds for each in run.scenarios), 3)}  # fmt: skip
        reader.take(writer.append("run-ended", **last))
    finally:
        writer.close()
    reader.finish()
    write_json(folder / SUMMARY, summary_of(run))
    write_manifest(folder, run_id, run.chain)


def _beginning(run_id: str, sources: list[Path]) -> dict[str, Any]:
    """As the first run began, with what all of them planned; its time is that of the first of them."""
    starts = [next(read_events(source)) for source in sources]
    planned = [entry for start in starts for entry in start.get("planned", ())]
    rows = requirements((str(entry["id"]), entry.get("tags", ())) for entry in planned)
    kept = {name: value for name, value in starts[0].items() if name not in ("n", "type", "chain", "time")}
    return {
        **kept,
        "time": min(datetime.fromisoformat(start["time"]).timestamp() for start in starts),
        "run_id": run_id,
        "planned": planned,
        "requirements": [row for row in rows if row["scenarios"]],
        "bound_from": [
            {"run_id": start["run_id"], "record_sha256": hashlib.sha256((source / RECORD).read_bytes()).hexdigest()}
            for start, source in zip(starts, sources, strict=True)
        ],
    }


def _events(source: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Kind and fields of everything between the beginning and the end of a run, with its own times."""
    for event in read_events(source):
        if event["type"] not in ("run-started", "run-ended"):
            fields = {name: value for name, value in event.items() if name not in ("n", "type", "chain")}
            yield event["type"], {**fields, "time": datetime.fromisoformat(event["time"]).timestamp()}
