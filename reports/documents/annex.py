"""The annex: the files that the document rests on, with their SHA-256, from the manifest of the run."""

from __future__ import annotations

import hashlib
import json
from pathlib import PurePosixPath
from typing import Any

from harness.record import MANIFEST, Run
from reports.documents.blocks import Document, Inline, code, heading, para, table, whole
from reports.documents.front import Case

MOST_FILES = 400  # above it a folder of exchanges stands for its files


def add(doc: Document, case: Case) -> None:
    """One line a file; in a large run one line a folder of exchanges."""
    words, files = case.words, files_of(case.run)
    doc.add(heading(words("annex_files")))
    if case.run.manifest_sha256:
        files = [(MANIFEST, case.run.manifest_sha256), *files]
    if not files:
        doc.add(para(words("no_manifest"), "muted"))
        return
    grouped = len(files) > MOST_FILES
    doc.add(para(words("annex_say" if grouped else "annex_plain", count=words.number(len(files))), "small"))
    rows: list[list[Inline]] = []
    for path, digest, count in _folders(files) if grouped else [(path, digest, 1) for path, digest in files]:
        name = path if count == 1 else words("files_in", path=path, count=count)
        rows.append([code(name), whole(digest)])
    doc.add(table(["1fr", "92mm"], [words("file_label"), "SHA-256"], rows, small=True))


def files_of(run: Run) -> list[tuple[str, str]]:
    """(path, SHA-256) of the manifest, in its order; empty where it cannot be read."""
    try:
        document: Any = json.loads((run.folder / MANIFEST).read_bytes())
        return [(str(entry["path"]), str(entry["sha256"])) for entry in document["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _folders(files: list[tuple[str, str]]) -> list[tuple[str, str, int]]:
    """(path, SHA-256, number of files): files of a folder below ``exchanges/`` together."""
    together: dict[str, list[tuple[str, str]]] = {}
    for path, digest in files:
        folder = PurePosixPath(path).parent.as_posix()
        together.setdefault(path if folder == "." else folder + "/", []).append((path, digest))
    return [(name, _sum(entries), len(entries)) for name, entries in together.items()]


def _sum(entries: list[tuple[str, str]]) -> str:
    if len(entries) == 1:
        return entries[0][1]
    return hashlib.sha256("".join(f"{digest}  {path}\n" for path, digest in entries).encode()).hexdigest()
