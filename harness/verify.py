"""Whether a run folder is as it was written: the chain of the record, every file, the signatures.

What can be altered and who says so: a line of ``record.jsonl`` (its chain, and the manifest), an exchange (the record
holds its SHA-256, and the manifest), the manifest itself (its canonical form, the record's chain, and the documents
that were signed over it), a file added or taken away (the manifest).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from harness.record import EXCHANGES, MANIFEST, RECORD, Run, load, read_events
from simulators.wire.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Alteration:
    """``path`` relative to the run folder, and what is wrong with it."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


def verify(folder: Path) -> list[Alteration]:
    """Every alteration of the run in ``folder``; an empty list means unaltered.

    Raises :class:`ConfigError` where there is no run to verify at all.
    """
    found = _chain(folder)
    witness = {} if found else _recorded(folder)
    if not found:
        witness[RECORD] = hashlib.sha256((folder / RECORD).read_bytes()).hexdigest()
    listed = _manifest(folder, found)
    for path, (size, digest) in listed.items():
        found += _file(folder, path, size, digest, witness.get(path, ""))
    if listed:
        found += _unlisted(folder, set(listed))
    named = {alteration.path for alteration in found}
    found += [a for path, digest in witness.items() if path not in named for a in _against_record(folder, path, digest)]
    return found


def _chain(folder: Path) -> list[Alteration]:
    problems: list[str] = []
    ended = False
    for event in read_events(folder, problems):
        ended = event["type"] == "run-ended"
    if not ended:
        problems.append("it does not end with the end of the run: the run was cut short, or its last lines are gone")
    return [Alteration(RECORD, problem) for problem in problems]


def _manifest(folder: Path, found: list[Alteration]) -> dict[str, tuple[int, str]]:
    path = folder / MANIFEST
    try:
        raw = path.read_bytes()
    except OSError:
        found.append(Alteration(MANIFEST, "is missing: nothing vouches for the files of this run"))
        return {}
    try:
        document = json.loads(raw)
        listed = {entry["path"]: (int(entry["size"]), str(entry["sha256"])) for entry in document["files"]}
        run_id, chain = document["run_id"], document["chain"]
    except (ValueError, KeyError, TypeError, AttributeError):
        found.append(Alteration(MANIFEST, "cannot be read: it was altered"))
        return {}
    canonical = (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")
    if canonical != raw or set(document) != {"schema", "run_id", "chain", "files"} or document["schema"] != 1:
        found.append(Alteration(MANIFEST, "was altered: it is not in the form in which it is written"))
    if (run_id, chain) != _identity(folder):
        found.append(Alteration(MANIFEST, "its run or chain is not that of the record: one of the two was altered"))
    return listed


def _identity(folder: Path) -> tuple[str, str]:
    """Run ID and chain of the record as its last whole line gives it."""
    run_id, chain = "", ""
    for event in read_events(folder, []):
        run_id = str(event.get("run_id", run_id)) if event["type"] == "run-started" else run_id
        chain = event["chain"]
    return run_id, chain


def _file(folder: Path, path: str, size: int, digest: str, witness: str) -> list[Alteration]:
    """``witness`` is the hash that the record itself vouches for, or empty: it decides who of the two was altered."""
    target = folder / path
    if not target.resolve().is_relative_to(folder.resolve()):
        return [Alteration(MANIFEST, f"names a file outside the run: {path}")]
    try:
        content = target.read_bytes()
    except OSError:
        return [Alteration(path, "is missing")]
    actual = hashlib.sha256(content).hexdigest()
    if actual == digest:
        return [] if len(content) == size else [Alteration(MANIFEST, f"the size it gives for {path} was altered")]
    if actual == witness:
        return [Alteration(MANIFEST, f"the SHA-256 it gives for {path} was altered")]
    altered = Alteration(path, f"was altered: its SHA-256 is {actual[:12]}…, the manifest says {digest[:12]}…")
    if witness or path == RECORD:
        return [altered]
    return [altered, Alteration(MANIFEST, f"or its value for {path} was altered: nothing else vouches for that file")]


def _unlisted(folder: Path, listed: set[str]) -> list[Alteration]:
    present = {path.relative_to(folder).as_posix() for path in (folder / EXCHANGES).rglob("*") if path.is_file()}
    return [Alteration(path, "was added: the manifest does not know it") for path in sorted(present - listed)]


def _recorded(folder: Path) -> dict[str, str]:
    """Path and SHA-256 of every exchange as the record holds them."""
    try:
        run: Run = load(folder)
    except ConfigError:
        return {}
    recorded = [*run.between, *(exchange for scenario in run.scenarios for exchange in scenario.exchanges)]
    return {exchange.file: exchange.sha256 for exchange in recorded if exchange.file and exchange.sha256}


def _against_record(folder: Path, path: str, digest: str) -> list[Alteration]:
    """An exchange against the record: catches one that was changed together with the manifest."""
    try:
        content = (folder / path).read_bytes()
    except OSError:
        return [Alteration(path, "is missing")]
    if hashlib.sha256(content).hexdigest() == digest:
        return []
    return [Alteration(path, "is not what the record says was exchanged")]
