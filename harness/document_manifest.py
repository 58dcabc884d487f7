"""``documents.json``: the documents of a run with their SHA-256, and the manifest that they rest on.

Documents may be written again, in another language or with signatures, long after the run and its manifest are closed;
so they have a list of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.record import MANIFEST
from harness.record_writer import write_json

DOCUMENTS = "documents.json"
_KEYS = {"schema", "run_id", "chain", "manifest_sha256", "documents"}


def enter(folder: Path, run_id: str, chain: str, paths: Iterable[Path]) -> Path:
    """Put the documents at ``paths`` into the list of the run in ``folder``; files outside it are left out. The ones
    that are gone leave it. Raises ``RecordError``."""
    known = _read(folder)
    listed = {str(entry["path"]): entry for entry in known.get("documents", ()) if (folder / entry["path"]).is_file()}
    for path in paths:
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            name = path.resolve().relative_to(folder.resolve()).as_posix()
            content = path.read_bytes()
            listed[name] = {"path": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    document = {
        "schema": 1,
        "run_id": run_id,
        "chain": chain,
        "manifest_sha256": sha256_of(folder / MANIFEST),
        "documents": [listed[name] for name in sorted(listed)],
    }
    write_json(folder / DOCUMENTS, document)
    return folder / DOCUMENTS


def sha256_of(path: Path) -> str:
    """SHA-256 of a file; empty where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _read(folder: Path) -> dict[str, Any]:
    try:
        document = json.loads((folder / DOCUMENTS).read_bytes())
        return document if isinstance(document, dict) and well_formed(document) else {}
    except (OSError, ValueError):
        return {}


def well_formed(document: Any) -> bool:
    """Whether it is a list of documents as :func:`enter` writes it."""
    return (
        isinstance(document, dict)
        and set(document) == _KEYS
        and document["schema"] == 1
        and isinstance(document["documents"], list)
        and all(isinstance(e, dict) and set(e) == {"path", "size", "sha256"} for e in document["documents"])
    )


def canonical(document: object) -> bytes:
    """The one form in which it stands on the disk."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "backslashreplace")
