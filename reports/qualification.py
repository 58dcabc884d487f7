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
PAIR_LOOK = {"both": "ok", "masked": "pend", "one": "bad", "neither": "bad"}
PAIR_WORDS = {
    "both": "both found",
    "masked": "one hides the other",
    "one": "one found",
    "neither": "neither found",
}
STYLE = (
    ".scroll{overflow-x:auto}.q{border-collapse:collapse;width:100%;font-size:.92rem}"
    ".q th,.q td{border-bottom:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}"
    ".q th{font-weight:600}.q tr:target{background:var(--pendb)}.q details{margin-top:.3rem}"
    ".q a{text-decoration:none}.g div{display:flex;gap:.8rem;padding:.15rem 0}.g div:target{background:var(--pendb)}"
    ".g dt{flex:0 0 7.5rem}.g dd{margin:0}"
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
        heading=heading(document),
        tone=tone(document),
        sentence=sentence(document),
        method=method(document),
        pairs=pair_counts_of(document),
        LOOK=LOOK,
        PAIR_LOOK=PAIR_LOOK,
        PAIR_WORDS=PAIR_WORDS,
        WORDS=WORDS,
    )


def is_whole(document: dict[str, Any]) -> bool:
    """Whether the whole catalogue and the correct hospital were run: only that qualifies."""
    return document["clean"] is not None and not document["part"] and not document["pairs"]


def heading(document: dict[str, Any]) -> str:
    """The verdict in two words."""
    if not document["passed"]:
        return "Not qualified"
    return "Qualified" if is_whole(document) else "Passed in part"


def tone(document: dict[str, Any]) -> str:
    """How the verdict is painted."""
    return "bad" if not document["passed"] else "ok" if is_whole(document) else "pend"


def method(document: dict[str, Any]) -> str:
    """Why this says what a PASS is worth."""
    number = len(document["defects"] or document["pairs"]["entries"])
    what = f"{number} pairs of ways" if document["pairs"] else f"{number} ways"
    each = "each pair together" if document["pairs"] else "each alone"
    clean = (
        f"The {document['clean']['scenarios']} scenarios of the library were also run in the hospital without any "
        "defect: whatever they say there is a false alarm."
        if document["clean"]
        else "Whether they raise false alarms in a hospital without any defect was not asked this time."
    )
    return (
        f"{what} in which a RIS, an archive, a medical record, a scanner or a line goes wrong were switched on in a "
        f"hospital that is otherwise correct, {each}, and the scenarios that could see it were run over the wire, as "
        "they are against your systems. A defect counts as detected only where a finding names the role at fault and "
        f"the identifier or rule: that something failed is not enough. {clean} What is not in this list was not tried."
    )


def counts_of(document: dict[str, Any]) -> dict[str, int]:
    """How many defects had each outcome, the best first."""
    return {outcome: sum(d["outcome"] == outcome for d in document["defects"]) for outcome in LOOK}


def pair_counts_of(document: dict[str, Any]) -> dict[str, int]:
    """How many pairs of defects had each outcome; empty where no pairs were run."""
    entries = (document.get("pairs") or {}).get("entries", ())
    found = {outcome: sum(pair["outcome"] == outcome for pair in entries) for outcome in PAIR_LOOK}
    return {outcome: count for outcome, count in found.items() if count}


def summary(document: dict[str, Any]) -> list[str]:
    """Lines for the terminal: how many had each outcome, what a correct hospital was blamed for, and what was not found
    and why."""
    lines = [] if document["pairs"] else [", ".join(f"{count} {name}" for name, count in counts_of(document).items())]
    clean = document["clean"] or {"findings": [], "not_passed": []}
    lines += [f"false alarm: {line}" for line in clean["findings"] or clean["not_passed"]]
    for entry in document["defects"]:
        if entry["outcome"] == "missed":
            lines.append(f"missed: {entry['id']}: {entry['reason'] or 'no finding'}")
    for pair in (document["pairs"] or {}).get("entries", ()):
        left = " and ".join(one["id"] for one in pair["found"] if one["seconds"] is None)
        if left:
            lines.append(f"{' + '.join(pair['ids'])}: {left} not found: {pair['reason'] or 'no finding of its own'}")
    return lines


def sentence(document: dict[str, Any]) -> str:
    """What came out, in one sentence."""
    counts = counts_of(document)
    visible = len(document["defects"]) - counts["invisible"]
    clean = document["clean_findings"]
    alarm = (
        "The correct hospital was not run."
        if clean is None
        else "A correct hospital raised no alarm."
        if clean == 0
        else f"A correct hospital raised {clean} false alarm{'s' * (clean > 1)}."
    )
    pairs = pair_counts_of(document)
    if pairs:
        together = ", ".join(f"{count} {PAIR_WORDS[outcome]}" for outcome, count in pairs.items())
        return f"{sum(pairs.values())} pairs of defects planted together: {together}. {alarm}"
    return f"{counts['detected']} of {visible} defects that can be seen were found by the right rule. {alarm}"


def write(folder: Path) -> Path:
    """Write the page beside ``qualification.json`` of ``folder``, whole or not at all. OSError where not possible."""
    document = json.loads((folder / "qualification.json").read_text(encoding="utf-8"))
    return write_whole(folder / NAME, page(document))
