"""``signatures/``: what people signed, word for word, with the SHA-256 that stands on their receipts.

One file a signature: ``{"signed": …, "sha256": …}``. The hash is that of ``signed`` in its canonical form, and
``signed`` names the SHA-256 of the record it was signed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.record import RECORD

FOLDER = "signatures"


def canonical(signed: dict[str, Any]) -> bytes:
    """The one form that is hashed: sorted keys, no blanks, ASCII."""
    return json.dumps(signed, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")


def sha256_of(signed: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(signed)).hexdigest()


def written(signed: dict[str, Any]) -> bytes:
    """The file of a signature, in the one form in which it is written."""
    document = {"signed": signed, "sha256": sha256_of(signed)}
    return (json.dumps(document, ensure_ascii=True, indent=1, sort_keys=True) + "\n").encode("ascii")


def problem_of(path: Path, run_id: str, bound: Mapping[str, str] | None = None) -> str:
    """What is wrong with the file of a signature in the folder of the run ``run_id``; empty where nothing is.
    ``bound`` are the runs that this one is bound from, each with the SHA-256 of its record."""
    try:
        raw = path.read_bytes()
        signed = json.loads(raw)["signed"]
        over = {str(scenario["run_id"]): str(scenario["record_sha256"]) for scenario in signed["scenarios"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "cannot be read: it was altered"
    if written(signed) != raw:
        return "was altered: what was signed does not have the SHA-256 that stands beside it"
    known = dict(bound or {})
    known[run_id] = hashlib.sha256((path.parent.parent / RECORD).read_bytes()).hexdigest()
    named = set(over) & set(known) if not bound else set(over)
    if named and all(over[name] == known.get(name) for name in named):
        return ""
    return f"was signed over another {RECORD}: one of the two was altered"
