"""The migration execution report: counts of both archives, and what could not be migrated, to be signed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from reports.documents import paper, press
from reports.documents.blocks import Document, bold, code, heading, lines, para, table, toned
from reports.words import Words

SHOWN = 2000  # findings that are printed; the JSON has them all


def document_of(found: dict[str, Any]) -> Document:
    """The document of ``migration.json``."""
    doc = Document(
        "migration", "Data migration execution report", Words("en", "UTC"), kicker="old archive against new",
        foot=f"interop · {found['time']}", moment=found["time"],
    )  # fmt: skip
    findings = found["findings"]
    tone, said = ("ok", "Complete and unaltered") if found["passed"] else ("bad", f"{len(findings)} findings")
    doc.add(heading(toned(said, tone)))
    counts = found["counts"]
    rows = [[bold(name), str(counts["old"][name]), str(counts["new"][name])] for name in counts["old"]]
    doc.add(heading("Counts", 2), table(["1fr", "40mm", "40mm"], ["", "Old archive", "New archive"], rows))
    shares = [[one["modality"] or "–", one["year"] or "–", str(one["old"]), str(one["new"])]
              for one in found["by_modality_year"]]  # fmt: skip
    doc.add(heading("Instances by modality and year", 2))
    doc.add(table(["1fr", "1fr", "40mm", "40mm"], ["Modality", "Year", "Old", "New"], shares))
    doc.add(heading("What was not migrated as it was", 2))
    kinds = [[bold(kind), str(count)] for kind, count in sorted(Counter(one["kind"] for one in findings).items())]
    doc.add(table(["1fr", "40mm"], ["Kind", "Findings"], kinds) if kinds else para("Nothing."))
    listed = [[one["kind"], code(one["sop"]), one["what"]] for one in findings[:SHOWN]]
    if listed:
        doc.add(table(["30mm", "70mm", "1fr"], ["Kind", "SOP Instance UID", "What"], listed, small=True))
    if len(findings) > SHOWN:
        doc.add(para(f"{len(findings) - SHOWN} more stand in migration.json."))
    names = {"Full name": "", "Decision": "", "Place and date": "", "Signature": ""}
    blocks = [
        {"role": role, "rows": [[key, value] for key, value in names.items()]} for role in ("Hospital", "Provider")
    ]
    doc.add(heading("Reservations", 2), lines(4), heading("Signatures", 2), {"k": "signatures", "blocks": blocks})
    return doc


def write(found: dict[str, Any], folder: Path) -> list[Path]:
    """Write migration.html and migration.pdf into ``folder``. OSError or PressError where that is not possible."""
    document = document_of(found)
    return [paper.write(document, folder), press.write(document, folder)]
