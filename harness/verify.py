"""Whether a run folder is as it was written: the chain of the record, every file, the signatures.

What can be altered and who says so: a line of ``record.jsonl`` (its chain, and the manifest), an exchange (the record
holds its SHA-256, and the manifest), the manifest itself (its canonical form, the record's chain, and the documents
that were signed over it), a file added or taken away (the manifest), a document (``documents.json``, its signature).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from harness.record import ATTACHMENTS, EXCHANGES, MANIFEST, RECORD, SUMMARY, read_events
from harness.signed_answers import FOLDER, problem_of
from harness.verify_documents import Alteration, verify_documents

__all__ = ["Alteration", "verify"]


def verify(folder: Path) -> list[Alteration]:
    """Every alteration of the run in ``folder``; an empty list means unaltered.

    Raises ``ConfigError`` where there is no run to verify at all.
    """
    record = _read(folder)
    found = [Alteration(RECORD, problem) for problem in record.problems]
    witness = {} if found else record.exchanges
    if not found:
        witness[RECORD] = hashlib.sha256((folder / RECORD).read_bytes()).hexdigest()
    listed = _manifest(folder, (record.run_id, record.chain), found)
    for path, (size, digest) in listed.items():
        found += _file(folder, path, size, digest, witness.get(path, ""))
    if listed:
        found += _unlisted(folder, set(listed), set(witness))
    named = {alteration.path for alteration in found}
    for path, digest in witness.items():
        if (path not in listed and path not in named) or listed.get(path, (0, digest))[1] != digest:
            found += _against_record(folder, path, digest)
    for file in sorted((folder / FOLDER).glob("*.json")):
        if problem := problem_of(file, record.run_id, record.bound):
            found.append(Alteration(file.relative_to(folder).as_posix(), problem))
    return found + verify_documents(folder, record.run_id, record.chain)


@dataclass(slots=True)
class _Record:
    """What the record itself says: its problems, its identity, path and SHA-256 of every exchange and attachment."""

    problems: list[str]
    run_id: str = ""
    chain: str = ""
    exchanges: dict[str, str] = field(default_factory=dict)
    bound: dict[str, str] = field(default_factory=dict)  # runs that it is bound from, with the SHA-256 of their records


def _read(folder: Path) -> _Record:
    record, ended = _Record([]), False
    for event in read_events(folder, record.problems):
        ended, record.chain = event["type"] == "run-ended", event["chain"]
        if event["type"] == "run-started":
            record.run_id = str(event.get("run_id", ""))
            record.bound = _bound(event)
        elif event["type"] == "exchange" and event.get("file") and event.get("sha256"):
            record.exchanges[str(event["file"])] = str(event["sha256"])
        elif event["type"] == "answer":
            record.exchanges |= {str(path): str(digest) for path, digest in _attachments(event).items()}
    if not ended:
        record.problems.append(
            "it does not end with the end of the run: the run was cut short, or its last lines are gone"
        )
    return record


def _bound(event: dict[str, Any]) -> dict[str, str]:
    entries = event.get("bound_from")
    rows = [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return {str(row.get("run_id", "")): str(row.get("record_sha256", "")) for row in rows}


def _attachments(event: dict[str, Any]) -> dict[str, Any]:
    answer = event.get("answer")
    attached = answer.get("attachments") if isinstance(answer, dict) else None
    return attached if isinstance(attached, dict) else {}


def _manifest(folder: Path, identity: tuple[str, str], found: list[Alteration]) -> dict[str, tuple[int, str]]:
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
    if (run_id, chain) != identity:
        found.append(Alteration(MANIFEST, "its run or chain is not that of the record: one of the two was altered"))
    return listed


def _file(folder: Path, path: str, size: int, digest: str, witness: str) -> list[Alteration]:
    """``witness`` is the hash that the record itself vouches for, or empty: it decides who of the two was altered."""
    if os.path.isabs(path) or ".." in path.replace("\\", "/").split("/"):
        return [Alteration(MANIFEST, f"names a file outside the run: {path}")]
    try:
        content = _content(folder, path)
    except (OSError, ValueError):
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


def _unlisted(folder: Path, listed: set[str], recorded: set[str]) -> list[Alteration]:
    files = (path for place in (EXCHANGES, ATTACHMENTS) for path in (folder / place).rglob("*") if path.is_file())
    present = {path.relative_to(folder).as_posix() for path in files}
    missing = sorted((present | {RECORD, SUMMARY}) - listed)
    return [
        Alteration(MANIFEST, f"was altered: it does not list {path}")
        if path in recorded | {RECORD, SUMMARY}
        else Alteration(path, "was added: neither the manifest nor the record knows it")
        for path in missing
    ]


def _present(folder: Path) -> Iterator[str]:
    """Every file below ``exchanges/`` and ``attachments/``, relative to the run folder."""
    for place, _, names in chain(os.walk(folder / EXCHANGES), os.walk(folder / ATTACHMENTS)):
        below = os.path.relpath(place, folder).replace(os.sep, "/")
        yield from (f"{below}/{name}" for name in names)


def _content(folder: Path, path: str) -> bytes:
    """A run has ten thousand of these: no objects for paths here."""
    with open(os.path.join(folder, path), "rb") as file:
        return file.read()


def _against_record(folder: Path, path: str, digest: str) -> list[Alteration]:
    """A file against the record: catches one that was changed together with the manifest."""
    try:
        content = _content(folder, path)
    except (OSError, ValueError):
        return [Alteration(path, "is missing")]
    if hashlib.sha256(content).hexdigest() == digest:
        return []
    return [Alteration(path, "is not what the record says it was")]
