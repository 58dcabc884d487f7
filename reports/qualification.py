"""``qualification.html``: which defect was found by which scenario, as one self-contained page; from the JSON alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reports.page import rendered
from reports.whole import write_whole

NAME = "qualification.html"
LOOK = {"detected": "ok", "elsewhere": "pend", "missed": "bad", "invisible": "none"}
WORDS = {
    "detected": ("detected", "A finding names the role at fault and the identifier or rule."),
    "elsewhere": ("found elsewhere", "There were findings, and none names both the role and the identifier or rule."),
    "missed": ("missed", "Every scenario passed, or ended without a finding."),
    "invisible": ("invisible", "No message that crosses the wire can show them; the catalogue says why."),
}
STYLE = (
    ".scroll{overflow-x:auto}.q{border-collapse:collapse;width:100%;font-size:.92rem}"
    ".q th,.q td{border-bottom:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}"
    ".q th{font-weight:600}.q tr:target{background:var(--pendb)}.q details{margin-top:.3rem}"
    "@media print{.top{position:static}.q details{display:none}}"
)


def page(document: dict[str, Any]) -> str:
    """The whole page as text."""
    counts = counts_of(document)
    return rendered(
        "qualification.html.j2",
        STYLE,
        q=document,
        counts=counts,
        sentence=sentence(document, counts),
        LOOK=LOOK,
        WORDS=WORDS,
    )


def counts_of(document: dict[str, Any]) -> dict[str, int]:
    """How many defects had each outcome, the best first."""
    return {outcome: sum(d["outcome"] == outcome for d in document["defects"]) for outcome in LOOK}


def sentence(document: dict[str, Any], counts: dict[str, int]) -> str:
    """What came out, in one sentence."""
    visible = len(document["defects"]) - counts["invisible"]
    clean = document["clean_findings"]
    alarm = (
        "The correct hospital was not run."
        if clean is None
        else "A correct hospital raised no alarm."
        if clean == 0
        else f"A correct hospital raised {clean} false alarms."
    )
    return f"{counts['detected']} of {visible} defects that can be seen were found by the right rule. {alarm}"


def write(folder: Path) -> Path:
    """Write the page beside ``qualification.json`` of ``folder``, whole or not at all. OSError where not possible."""
    document = json.loads((folder / "qualification.json").read_text(encoding="utf-8"))
    return write_whole(folder / NAME, page(document))
