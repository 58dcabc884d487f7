"""The acceptance record: who executed and who accepted each scenario, with which reservations; and who signs."""

from __future__ import annotations

from typing import Any

from reports.cards import title_of
from reports.documents import cases, front
from reports.documents.blocks import (
    Block,
    Document,
    Inline,
    bold,
    code,
    heading,
    lines,
    muted,
    para,
    table,
    toned,
    verdict,
    whole,
)
from reports.documents.front import Case, decision_in_words, role_in_words
from reports.documents.integration import defect_table
from reports.matrix import EXECUTED
from reports.view import ScenarioView

NAME = "signoff"
DEFAULT_ROLES = ("technologist", "radiologist", "referring_physician", "administrator")
_TONES = {"accepted": "ok", "refused": "bad"}


def document(case: Case) -> Document:
    """The record as blocks. What nobody executed can be signed by nobody."""
    words = case.words
    doc = case.document(NAME, words("doc_signoff"))
    doc.add(para(words("signoff_say"), "lead"), front.gate_banner(case), front.identity(case))
    doc.add(*front.closing(case), para(words("page_version"), "small"))
    doc.add(heading(words("scenarios")), _scenarios(case))
    _answers(doc, case)
    doc.add(heading(words("open_defects")))
    still = [defect for defect in case.defects if defect.is_open]
    doc.add(defect_table(still, case) if still else para(words("no_open_defects")))
    doc.add(heading(words("signatures_given")), _given(case))
    doc.add(heading(words("conditional")), para(words("conditional_say")), lines(4, words("reservations")))
    doc.add(heading(words("signatures")), _blocks(case), para(words("digital_seal", command="interop verify"), "small"))
    return doc


def _scenarios(case: Case) -> Block:
    words = case.words
    rows, tones = [], []
    for view in case.view.scenarios:
        scenario = view.scenario
        name: list[Inline] = [bold(title_of(scenario)), muted(f" {scenario.id}")]
        rows.append([name, verdict(view.result, words), _executed(view, case), _accepted(view, case)])
        tones.append("bad" if view.result == "FAIL" else "")
    head = [words(key) for key in ("scenario", "verdict", "executed_by", "accepted_by")]
    return table(["1fr", "30mm", "36mm", "46mm"], head, rows, small=True, tones=tones)


def _executed(view: ScenarioView, case: Case) -> Inline:
    """People who answered; the test bench where every step was automatic; nobody where nothing was executed."""
    words = case.words
    if view.result in ("SKIP", "OMIT"):
        return muted(words("nothing_executed_of"))
    people = dict.fromkeys(answer.person for answer in view.scenario.answers if answer.person)
    waiting = [toned(" " + words("PENDING"), "pend")] if view.result == "PENDING" else []
    return [", ".join(people) or words("automatic"), *waiting]


def _accepted(view: ScenarioView, case: Case) -> Inline:
    """The last signature of each role that covers this scenario; nothing counts that was not executed."""
    if view.result not in EXECUTED:
        return "–"
    latest: dict[str, dict[str, Any]] = {}
    for row in case.signatures:
        if row["scenario_id"] in ("", view.scenario.id):
            latest[row["role"]] = row
    said: list[Inline] = []
    for row in latest.values():
        tone = _TONES.get(row["decision"], "pend")
        said += [toned(decision_in_words(row["decision"], case.words), tone), f" {row['person']}. "]
        said += [muted(row["remarks"] + " ")] if row["remarks"] and row["scenario_id"] else []
    return said or "–"


def _answers(doc: Document, case: Case) -> None:
    doc.add(heading(case.words("answers_title")))
    asked = [(view, block) for view in case.view.scenarios if (block := cases.answers(view, case))]
    for view, block in asked:
        doc.add(heading([title_of(view.scenario), muted(f"  {view.scenario.id}")], 3), block)
    if not asked:
        doc.add(para(case.words("no_answers"), "muted"))


def _given(case: Case) -> Block:
    words = case.words
    if not case.signatures:
        return para(words("no_signatures"), "muted")
    rows = []
    for row in case.signatures:
        tone = _TONES.get(row["decision"], "pend")
        said: list[Inline] = [toned(decision_in_words(row["decision"], words), tone)]
        said += [f" {row['remarks']}"] if row["remarks"] else []
        said += [" ", whole(row["sha256"])] if row["sha256"] else []
        rows.append(
            [
                [bold(row["person"]), muted(f" {role_in_words(row['role'], words)}")],
                said,
                code(row["scenario_id"]) if row["scenario_id"] else words("all"),
                words.moment(row["time"]),
            ]
        )
    head = [words(key) for key in ("full_name", "decision", "scenario", "date_label")]
    return table(["44mm", "1fr", "34mm", "30mm"], head, rows, small=True)


def _blocks(case: Case) -> Block:
    """A block for each role that has to sign: filled where it has, empty lines where it has not."""
    words = case.words
    roles = [*(case.policy.required_signatures or DEFAULT_ROLES), "test_lead", "hospital", "provider"]
    latest = {row["role"]: row for row in case.signatures}
    blocks = []
    for role in dict.fromkeys(roles):
        row = latest.get(role)
        said = {
            "full_name": row["person"] if row else "", "position": role_in_words(role, words) if row else "",
            "decision": decision_in_words(row["decision"], words) if row else "",
            "place_date": words.moment(row["time"]) if row else "", "signature_label": "",
        }  # fmt: skip
        blocks.append(
            {"role": role_in_words(role, words), "rows": [[words(key), value] for key, value in said.items()]}
        )
    return {"k": "signatures", "blocks": blocks}
