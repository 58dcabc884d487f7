"""Writes the run record; only the parent process of a run does. For what it holds see ``harness.record``."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.record import (
    ATTACHMENTS,
    EXCHANGES,
    MANIFEST,
    RECORD,
    SCHEMA,
    SUMMARY,
    Run,
    ScenarioResult,
    chain_of,
)
from harness.verdict import Verdict
from simulators.wire.errors import ConfigError, InteropError


class RecordError(InteropError):
    """The record cannot be written: a full disk, a folder that went away. What was written before stays."""


def iso(moment: float) -> str:
    """Seconds since the epoch as ISO 8601 in UTC with milliseconds."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


class RecordWriter:
    """Appends events to ``record.jsonl``; thread-safe; every line is with the operating system when append returns."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._clock = clock
        self._lock = threading.Lock()
        self._number = 0
        self._chain = ""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # test patients, but the hospital's systems
            self._file = open(folder / RECORD, "xb", buffering=0)  # noqa: SIM115  closed by close()
        except OSError as error:
            raise ConfigError(
                f"cannot write a run into {folder}: {error.strerror or error}",
                cause="the folder cannot be created or written by this user",
                remedy="choose another folder: --out DIR",
            ) from error

    def append(self, kind: str, /, **fields: Any) -> dict[str, Any]:
        """Write one event and return it with its chain. ``time`` may be given in seconds since the epoch.
        Raises :class:`RecordError`."""
        with self._lock:
            moment = fields.pop("time", None)
            self._number += 1
            event = {
                "n": self._number,
                "time": iso(self._clock() if moment is None else moment),
                "type": kind,
                **fields,
            }
            body = json.dumps(event, ensure_ascii=False, separators=(",", ":"), default=str).encode(
                "utf-8", "surrogatepass"
            )
            self._chain = chain_of(self._chain, body)
            self._write(body[:-1] + b',"chain":"' + self._chain.encode("ascii") + b'"}\n')
            return {**event, "chain": self._chain}

    def _write(self, line: bytes) -> None:
        try:
            written = 0
            while written < len(line):
                written += self._file.write(line[written:]) or 0
        except OSError as error:
            raise RecordError(
                f"the run record cannot be written any further: {error.strerror or error}",
                cause=f"writing to {self.folder / RECORD} failed; what was recorded before is kept",
                remedy="free space on that disk or choose another with --out DIR, then run again",
            ) from error

    @property
    def chain(self) -> str:
        """Chain value of the last line."""
        return self._chain

    def close(self) -> None:
        """Force the record onto the disk and close it."""
        with self._lock:
            if not self._file.closed:
                with contextlib.suppress(OSError):  # a full disk: what could be written is written
                    os.fsync(self._file.fileno())
                self._file.close()


def summary_of(run: Run) -> dict[str, Any]:
    """``summary.json``: the run in one document for other programs."""
    return {
        "schema": SCHEMA,
        "run_id": run.run_id,
        "site": run.site.get("name", ""),
        "verdict": run.verdict.value,
        "exit_code": run.exit_code,
        "interrupted": run.interrupted,
        "started": run.started,
        "seconds": run.seconds,
        "counts": run.counts,
        "scenarios": [_scenario_summary(scenario) for scenario in run.scenarios],
    }


def _scenario_summary(scenario: ScenarioResult) -> dict[str, Any]:
    return {
        "id": scenario.id,
        "feature": scenario.feature,
        "name": scenario.name,
        "tags": list(scenario.tags),
        "verdict": scenario.verdict.value,
        "seconds": scenario.seconds,
        "reason": scenario.reason,
        "findings": [
            {
                "check": finding.check,
                "verdict": finding.verdict.value,
                "role": finding.role,
                "summary": finding.summary,
                "expected": finding.expected,
                "received": finding.received,
                "clause": finding.clause,
                "evidence": list(finding.evidence),
                **({"accepted": finding.accepted} if finding.accepted else {}),
            }
            for finding in scenario.findings
            if finding.verdict is not Verdict.PASS or finding.severity != "note"
        ],
        "held": sum(f.verdict is Verdict.PASS and f.severity == "note" for f in scenario.findings),
    }


def write_json(path: Path, document: object) -> None:
    """Write ``document`` whole or not at all. Raises :class:`RecordError`."""
    partial = path.with_suffix(path.suffix + ".part")
    try:
        text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
        partial.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
        os.replace(partial, path)
    except OSError as error:
        raise RecordError(
            f"cannot write {path}: {error.strerror or error}",
            cause="the disk is full or the folder cannot be written; what was recorded before is kept",
            remedy="free space, then write it again: interop report " + str(path.parent),
        ) from error


def write_manifest(folder: Path, run_id: str, chain: str, known: Mapping[str, str] | None = None) -> None:
    """``manifest.json``: size and SHA-256 of the record, the summary, every exchange and attachment.

    ``known``: SHA-256 by path of files that were hashed when they were written, so that ten thousand need not be read.
    """
    paths = [folder / RECORD, folder / SUMMARY, *_files(folder / EXCHANGES), *_files(folder / ATTACHMENTS)]
    files = []
    for path in paths:
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            digest = (known or {}).get(name) or hashlib.sha256(path.read_bytes()).hexdigest()
            files.append({"path": name, "size": path.stat().st_size, "sha256": digest})
    write_json(folder / MANIFEST, {"schema": SCHEMA, "run_id": run_id, "chain": chain, "files": files})


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
