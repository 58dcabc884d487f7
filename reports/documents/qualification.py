"""``qualification.pdf``: the same as ``qualification.html``, on paper; from the JSON alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reports.documents.blocks import Document, Inline, bold, bullets, code, heading, muted, para, table, toned
from reports.documents.press import pdf
from reports.qualification import LOOK, PAIR_LOOK, PAIR_WORDS, WORDS, counts_of, method, sentence, tone
from reports.qualification import heading as verdict
from reports.whole import write_whole
from reports.words import Words

NAME = "qualification.pdf"


def document_of(found: dict[str, Any]) -> Document:
    """The document of ``qualification.json``."""
    doc = Document(
        "qualification", "Qualification of the test harness", Words("en", "UTC"), kicker=f"interop {found['version']}",
        foot=f"interop {found['version']} · qualification · {found['time']}", moment=found["time"],
    )  # fmt: skip
    counts = counts_of(found)
    doc.add(heading(toned(verdict(found), tone(found))))
    doc.add(para(sentence(found), "lead"))
    if not found["pairs"]:
        doc.add(bullets([[bold(count), f" {WORDS[name][0]}"] for name, count in counts.items()]))
    doc.add(heading("What a PASS is worth", 2), para(method(found)))
    if found["pairs"]:
        return _with_rules(_with_pairs(doc, found["pairs"]["entries"]), found)
    for outcome in ("missed", "elsewhere", "invisible"):
        entries = [entry for entry in found["defects"] if entry["outcome"] == outcome]
        if entries:
            doc.add(heading(WORDS[outcome][0].capitalize(), 2), para(WORDS[outcome][1]))
            doc.add(bullets([[code(e["id"]), f" {e['title']}", muted(f" {e['reason']}")] for e in entries]))
    doc.add(heading("Defects", 2))
    head = ["Defect", "In", "Outcome", "Rules", "Scenarios", "After"]
    rows = [_row(entry) for entry in found["defects"]]
    doc.add(table(["1fr", "16mm", "20mm", "24mm", "26mm", "12mm"], head, rows, small=True))
    return _with_rules(doc, found)


def _with_rules(doc: Document, found: dict[str, Any]) -> Document:
    told = (("Rule", "What it asks", found["rules"]), ("Scenario", "Its name", found["names"]))
    for one, other, entries in told:
        if entries:
            rows: list[list[Inline]] = [[code(id), text] for id, text in entries.items()]
            doc.add(heading(f"The {one.lower()}s", 2), table(["26mm", "1fr"], [one, other], rows, small=True))
    return doc


def _with_pairs(doc: Document, entries: list[dict[str, Any]]) -> Document:
    doc.add(heading("Two at once", 2))
    rows: list[list[Inline]] = [
        [
            [part for one in pair["found"] for part in (code(one["id"]), f" {one['title']}. ")],
            toned(PAIR_WORDS[pair["outcome"]], PAIR_LOOK[pair["outcome"]]),
            " · ".join(", ".join(one["checks"]) or "–" for one in pair["found"]),
            pair["reason"],
        ]
        for pair in entries
    ]
    doc.add(table(["1fr", "24mm", "30mm", "40mm"], ["Defects", "Outcome", "Rules", "Why"], rows, small=True))
    return doc


def _row(entry: dict[str, Any]) -> list[Inline]:
    return [
        [code(entry["id"]), f" {entry['title']}"],
        entry["role"],
        toned(WORDS[entry["outcome"]][0], LOOK[entry["outcome"]]),
        ", ".join(entry["checks"]),
        ", ".join(entry["scenarios"]),
        f"{entry['seconds']:.1f} s" if entry["seconds"] else "–",
    ]


def write(folder: Path) -> Path:
    """Write the PDF beside ``qualification.json``, whole or not at all. OSError or PressError where not possible."""
    found = json.loads((folder / "qualification.json").read_text(encoding="utf-8"))
    return write_whole(folder / NAME, pdf(document_of(found)))
