"""The go-live gate on one page: go or no-go, the rule that decided, the defects open, the signatures missing."""

from __future__ import annotations

from harness.defect_log import Defect
from reports.documents import front
from reports.documents.blocks import Document, Inline, bold, bullets, heading, muted, para, toned
from reports.documents.front import Case, role_in_words

NAME = "gate"
MOST_DEFECTS = 8
_RANK = {"fail": 0, "wait": 1, "pass": 2}


def document(case: Case) -> Document:
    """The page as blocks."""
    words = case.words
    doc = case.document(NAME, words("doc_gate"))
    doc.add(front.gate_banner(case))
    first = min(case.gate.reasons, key=lambda reason: _RANK[reason.state], default=None)
    if first is not None and first.state != "pass":
        found = front.found_in_words(first, case)
        doc.add(para([bold(words("gate_decided", rule=front.rule_in_words(first, case))), ": ", found], "lead"))
    doc.add(front.gate_rules(case))
    doc.add(heading(words("open_defects"), 2, outlined=False))
    still = [defect for defect in case.defects if defect.is_open]
    items: list[Inline] = [_defect(defect, case) for defect in still[:MOST_DEFECTS]]
    if len(still) > MOST_DEFECTS:
        items.append(muted(words("and_more", n=len(still) - MOST_DEFECTS)))
    doc.add(bullets(items) if items else para(words("no_open_defects")))
    doc.add(heading(words("signatures_missing"), 2, outlined=False))
    missing = [str(r.values.get("role")) for r in case.gate.reasons if r.key == "signature" and r.state == "wait"]
    doc.add(para(", ".join(role_in_words(role, words) for role in missing) or "–"))
    doc.add(front.identity(case), *front.closing(case)[:1])
    labels = ("full_name", "place_date", "signature_label")
    blocks = [
        {"role": words(role), "rows": [[words(label), ""] for label in labels]} for role in ("hospital", "test_lead")
    ]
    doc.add({"k": "signatures", "blocks": blocks})
    return doc


def _defect(defect: Defect, case: Case) -> Inline:
    tone = "bad" if defect.severity in case.policy.blocking_severities else "pend"
    severity = toned(case.words(defect.severity) + " ", tone)
    return [bold(f"{defect.id} "), severity, _short(case.words.said(defect.summary)), muted(f" {defect.scenario}")]


def _short(text: str) -> str:
    return text if len(text) <= 110 else text[:108].rstrip() + "…"
