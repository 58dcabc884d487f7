"""The migration execution report: counts of both archives, and what could not be migrated, to be signed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from reports.documents import paper, press
from reports.documents.blocks import Document, bold, code, heading, lines, para, table, toned
from reports.words import Words


def document_of(found: dict[str, Any]) -> Document:
    """The document of ``migration.json``."""
    doc = Document(
        "migration", "Data migration execution report", Words("en", "UTC"), kicker="old archive against new",
        foot=f"interop · {found['time']}", moment=found["time"],
    )  # fmt: skip
    total = sum(found["totals"].values())
    tone, said = ("ok", "Complete and unaltered") if found["passed"] else ("bad", f"{total:,} findings")
    doc.add(heading(toned(said, tone)))
    _archives(doc, found)
    counts = found["counts"]
    rows = [[bold(name), f"{counts['old'][name]:,}", f"{counts['new'][name]:,}"] for name in counts["old"]]
    doc.add(heading("Counts", 2), table(["1fr", "40mm", "40mm"], ["", "Old archive", "New archive"], rows))
    shares = [[one["modality"] or "–", one["year"] or "–", f"{one['old']:,}", f"{one['new']:,}"]
              for one in found["by_modality_year"]]  # fmt: skip
    doc.add(heading("Instances by modality and year", 2))
    doc.add(table(["1fr", "1fr", "40mm", "40mm"], ["Modality", "Year", "Old", "New"], shares))
    _findings(doc, found)
    names = {"Full name": "", "Decision": "", "Place and date": "", "Signature": ""}
    blocks = [
        {"role": role, "rows": [[key, value] for key, value in names.items()]} for role in ("Hospital", "Provider")
    ]
    doc.add(heading("Reservations", 2), lines(4), heading("Signatures", 2), {"k": "signatures", "blocks": blocks})
    return doc


def _archives(doc: Document, found: dict[str, Any]) -> None:
    """Which archives, and how much of them was compared in which way."""
    rows = [
        [bold(name), code(one.get("source", "")), one.get("sample", "") or "all"]
        for name, one in found["archives"].items()
    ]
    doc.add(table(["20mm", "1fr", "50mm"], ["", "Archive", "Read in full"], rows))
    compared = [[bold(how), f"{count:,}"] for how, count in found["compared"].items()]
    doc.add(table(["1fr", "40mm"], ["Instances in both, compared", ""], compared))
    for name, one in found["archives"].items():
        if one.get("note"):
            doc.add(para(f"{name}: {one['note']}.", "small"))


def _findings(doc: Document, found: dict[str, Any]) -> None:
    doc.add(heading("What was not migrated as it was", 2))
    kinds = [[bold(kind), f"{count:,}"] for kind, count in sorted(found["totals"].items())]
    doc.add(table(["1fr", "40mm"], ["Kind", "Findings"], kinds) if kinds else para("Nothing."))
    listed = Counter(one["kind"] for one in found["findings"])
    for kind, count in sorted(found["totals"].items()):
        if listed[kind] < count:
            doc.add(para(f"{kind}: the first {listed[kind]:,} of {count:,} are listed.", "small"))
    rows = [[one["kind"], code(one["sop"] or one["study"]), one["what"]] for one in found["findings"]]
    if rows:
        doc.add(table(["30mm", "70mm", "1fr"], ["Kind", "SOP Instance or Study UID", "What"], rows, small=True))


def write(found: dict[str, Any], folder: Path) -> list[Path]:
    """Write migration.html and migration.pdf into ``folder``. OSError or PressError where that is not possible."""
    document = document_of(found)
    return [paper.write(document, folder), press.write(document, folder)]
