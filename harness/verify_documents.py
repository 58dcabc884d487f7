"""Whether the documents of a run are as they were written: against their list, their signatures, and the manifest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.document_manifest import DOCUMENTS, canonical, sha256_of, well_formed
from harness.record import MANIFEST, RECORD
from simulators.wire.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Alteration:
    """``path`` relative to the run folder, and what is wrong with it."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


def verify_documents(folder: Path, run_id: str, chain: str) -> list[Alteration]:
    """Every alteration of the documents in ``folder``; ``run_id`` and ``chain`` are what the record says of itself."""
    present = sorted(path.name for path in folder.glob("*.pdf"))
    if not (folder / DOCUMENTS).is_file():
        lost = [Alteration(DOCUMENTS, "is missing: nothing vouches for the documents")] if present else []
        return [*lost, *(each for name in present for each in _pdf(folder, name, run_id, chain)[0])]
    document, found = _list(folder, run_id, chain)
    listed = {str(entry["path"]): entry for entry in document.get("documents", ())}
    for name, entry in listed.items():
        found += _document(folder, name, entry, run_id, chain)
    for name in present:
        if name not in listed:
            problems, signed = _pdf(folder, name, run_id, chain)
            found += problems if signed or problems else []
            if not signed:
                found.append(Alteration(DOCUMENTS, f"does not list {name}: it was altered, or the file was added"))
    return found


def _list(folder: Path, run_id: str, chain: str) -> tuple[dict[str, Any], list[Alteration]]:
    raw = (folder / DOCUMENTS).read_bytes()
    try:
        document = json.loads(raw)
    except ValueError:
        return {}, [Alteration(DOCUMENTS, "cannot be read: it was altered")]
    if not well_formed(document) or canonical(document) != raw:
        return {}, [Alteration(DOCUMENTS, "was altered: it is not in the form in which it is written")]
    found = []
    if (document["run_id"], document["chain"]) != (run_id, chain):
        found.append(Alteration(DOCUMENTS, "its run or chain is not that of the record: one of the two was altered"))
    if document["manifest_sha256"] != sha256_of(folder / MANIFEST):
        found.append(Alteration(DOCUMENTS, f"rests on another {MANIFEST}: one of the two was altered"))
    return document, found


def _document(folder: Path, name: str, entry: dict[str, Any], run_id: str, chain: str) -> list[Alteration]:
    if ".." in Path(name).parts or Path(name).is_absolute():
        return [Alteration(DOCUMENTS, f"names a file outside the run: {name}")]
    try:
        content = (folder / name).read_bytes()
    except (OSError, ValueError):
        return [Alteration(name, "is missing"), Alteration(DOCUMENTS, f"or its entry for {name} was altered")]
    problems, signed = _pdf(folder, name, run_id, chain) if name.endswith(".pdf") else ([], False)
    if hashlib.sha256(content).hexdigest() == entry["sha256"]:
        if len(content) != entry["size"]:
            problems.append(Alteration(DOCUMENTS, f"the size it gives for {name} was altered"))
        return problems
    if problems:
        return problems
    if signed:
        return [Alteration(DOCUMENTS, f"the SHA-256 it gives for {name} was altered, or {name} was signed elsewhere")]
    return [
        Alteration(name, f"was altered: its SHA-256 is not the one in {DOCUMENTS}"),
        Alteration(DOCUMENTS, f"or its value for {name} was altered: nothing else vouches for that file"),
    ]


def _pdf(folder: Path, name: str, run_id: str, chain: str) -> tuple[list[Alteration], bool]:
    """What a PDF's own signatures say, and what it says of the run; and whether it is signed."""
    content = (folder / name).read_bytes()
    if b"/ByteRange" not in content:
        return [], False
    from harness.pdf_signature import read

    state = read(content)
    found = [Alteration(name, problem) for problem in state.problems]
    if not found and state.claims.get("run") and (state.claims["run"], state.claims.get("chain")) != (run_id, chain):
        found.append(Alteration(RECORD, f"is not the record that {name} was signed over"))
    manifest = state.claims.get("manifest-sha256")
    if not found and manifest and manifest != sha256_of(folder / MANIFEST):
        found.append(Alteration(MANIFEST, f"is not the one that {name} was signed over"))
    return found, bool(state.signers)


def signers_in(folder: Path) -> list[tuple[str, Any]]:
    """Who signed the documents in ``folder``: name of the file, :class:`harness.pdf_signature.Signer`."""
    found: list[tuple[str, Any]] = []
    for path in sorted(folder.glob("*.pdf")):
        content = path.read_bytes()
        if b"/ByteRange" in content:
            from harness.pdf_signature import read

            found += [(path.name, signer) for signer in read(content).signers]
    return found


def verify_file(path: Path) -> tuple[list[Alteration], list[tuple[str, Any]]]:
    """A single PDF away from its run: its alterations, and its signers as :func:`signers_in` has them.

    ``ConfigError`` where it is no PDF, or an unsigned one, which nothing but the list of its run can vouch for.
    """
    from harness.pdf_signature import read

    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror or error}", remedy="interop verify RUN|FILE.pdf"
        ) from error
    if not content.startswith(b"%PDF-") and not path.name.lower().endswith(".pdf"):
        raise ConfigError(f"{path} is no PDF", remedy="give a run folder or a PDF")
    state = read(content)
    if not state.signers and not state.problems:
        raise ConfigError(
            f"{path} bears no signature", cause="only the list of its run can say whether it is unaltered",
            remedy="interop verify RUN, the folder it was written into; interop sign RUN signs it",
        )  # fmt: skip
    return [Alteration(path.name, problem) for problem in state.problems], [
        (path.name, signer) for signer in state.signers
    ]
