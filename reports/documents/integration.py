"""The system integration test report: summary and gate, environment, matrix, every test case, defects, gaps, files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from harness.defect_log import Defect
from harness.record import Run
from reports.cards import Card, title_of
from reports.decision import role_title
from reports.documents import annex, cases, front
from reports.documents.blocks import (
    CONTENTS,
    PAGE,
    Block,
    Document,
    Inline,
    bold,
    bullets,
    code,
    heading,
    identified,
    marked,
    muted,
    para,
    table,
    toned,
    verdict,
)
from reports.documents.front import Case
from reports.matrix import RequirementRow
from reports.view import ScenarioView

NAME = "report"
_SEVERITY = {"critical": "bad", "major": "bad", "minor": "pend", "note": "none"}
MOST_NAMED = 40


def document(case: Case) -> Document:
    """The whole report as blocks."""
    words = case.words
    doc = case.document(NAME, words("doc_report"))
    doc.add(front.banner(case))
    _first_finding(doc, case)
    doc.add(front.identity(case), front.tally_line(case), *front.closing(case), CONTENTS)
    doc.add(PAGE, heading(words("summary")))
    front.areas(doc, case)
    front.trend(doc, case)
    doc.add(heading(words("gate_title"), 2), front.gate_banner(case), front.gate_rules(case))
    _findings(doc, case)
    _environment(doc, case)
    _matrix(doc, case)
    cases.add(doc, case)
    _defects(doc, case)
    _not_tested(doc, case)
    annex.add(doc, case)
    return doc


def _first_finding(doc: Document, case: Case) -> None:
    worst = case.view.decision.worst
    if worst is None:
        return
    words, view = case.words, case.view
    doc.add(
        para([bold(words("why") + " "), toned(worst.number + " ", "bad"), view.headline(worst.finding)], "lead"),
        para([bold(words("what_next") + " "),
              words("next_fix", owner=view.owner(worst.finding.role), id=worst.number)], "lead"),
    )  # fmt: skip


def _findings(doc: Document, case: Case) -> None:
    words, view = case.words, case.view
    doc.add(heading(words("findings")))
    if not view.cards:
        doc.add(para(words("no_findings" if view.decision.kind == "go" else "no_findings_yet")))
        return
    rows = [[toned(card.number, _tone(card)), _severity(card, case), [bold(view.headline(card.finding)), *_where(card)],
             role_title(card.finding.role, case.words), _scenarios(card)] for card in view.cards]  # fmt: skip
    head = ["", words("severity"), words("findings"), words("system"), words("seen_in")]
    doc.add(table(["13mm", "24mm", "1fr", "24mm", "34mm"], head, rows, small=True))


def _tone(card: Card) -> str:
    return "err" if card.verdict != "FAIL" else "pend" if card.accepted else "bad"


def _severity(card: Card, case: Case) -> Inline:
    if card.verdict != "FAIL":
        return toned(case.words("untested_title"), "err")
    return toned(case.words("ACCEPTED" if card.accepted else card.severity), _tone(card))


def _where(card: Card) -> list[Inline]:
    finding = card.finding
    return [muted(f" {finding.check} "), code(finding.where)] if finding.where or finding.check else []


def _scenarios(card: Card) -> str:
    names = [scenario.id for scenario in card.scenarios]
    return ", ".join(names[:6]) + (f" +{len(names) - 6}" if len(names) > 6 else "")


def _environment(doc: Document, case: Case) -> None:
    words, run = case.words, case.run
    doc.add(heading(words("environment")))
    rows = []
    for role in case.view.systems:
        product = " ".join(str(role.get(key) or "") for key in ("product", "version")).strip()
        simulated = role["simulated"]
        part = muted(words("simulated")) if simulated else bold(words("real"))
        claims = role.get("claims")
        said: Inline = ", ".join(map(str, claims)) if claims and not simulated else muted(words("everything"))
        rows.append([bold(role["name"]), product or (f"interop {run.version}" if simulated else ""), part,
                     code(role.get("address") or ""), said])  # fmt: skip
    head = [words(key) for key in ("system", "version", "part", "address", "claims")]
    doc.add(table(["1.1fr", "1fr", "22mm", "1.2fr", "1.3fr"], head, rows, small=True))
    host = ", ".join(str(value) for key, value in run.host.items() if key not in ("user", "name"))
    doc.add(
        para(
            [muted(f"{words('site_file')}: "), code(run.site.get("file", "")), muted(f" · {words('machine')}: {host}")],
            "small",
        )
    )


def _matrix(doc: Document, case: Case) -> None:
    words, view = case.words, case.view
    doc.add(heading(words("matrix_closed")))
    if case.run.requirements:
        done, total = view.covered
        doc.add(para(words("coverage_say", n=done, of=total)))
    else:
        doc.add(para(words("no_requirements")))
    rows = [_requirement(row, case) for row in view.matrix]
    tones = ["bad" if row.verdict == "FAIL" else "pend" if row.gap else "" for row in view.matrix]
    head = [words("requirement"), words("rule"), words("verdict"), words("tested_by")]
    doc.add(table(["24mm", "1fr", "29mm", "46mm"], head, rows, small=True, tones=tones))


def _requirement(row: RequirementRow, case: Case) -> list[Inline]:
    words = case.words
    name = [bold(row.id), muted(f" {row.strength}")]
    text = case.view.requirement_text(row)
    said: list[Inline] = [text + " "] if text else []
    said.append(muted(f"{row.source} {row.clause}".strip()))
    result = verdict(row.verdict, words) if row.scenarios else marked("v-none", "none", words("no_scenario_for"))
    tested: list[Inline] = []
    for scenario, outcome in zip(row.scenarios, row.results, strict=True):
        tested += [identified(scenario.id, outcome), "  "]
    tested += [muted(f"{name} ") for name in row.missing]
    if not row.executed and row.not_tested:
        tested.append(muted(row.not_tested))
    return [name, said, result, tested]


def _defects(doc: Document, case: Case) -> None:
    words = case.words
    doc.add(heading(words("defect_log")))
    if not case.defects:
        doc.add(para(words("no_defects" if case.has_history else "no_history")))
        return
    doc.add(defect_table(case.defects, case))


def defect_table(log: list[Defect], case: Case) -> Block:
    """Every defect with severity, first and last seen, and the run that confirmed its resolution."""
    words = case.words
    head = [words(key) for key in ("defect", "severity", "findings", "first_seen", "last_seen", "resolved_in")]
    rows = [list(_defect(defect, case)) for defect in log]
    return table(["17mm", "23mm", "1fr", "25mm", "25mm", "27mm"], head, rows, small=True)


def _defect(defect: Defect, case: Case) -> Iterator[Inline]:
    words = case.words
    yield [bold(defect.id), " ", muted(words(f"state_{defect.status}"))]
    yield toned(words(defect.severity), _SEVERITY.get(defect.severity, "none"))
    more: list[Inline] = [
        case.words.said(defect.summary),
        muted(f" {defect.check} {defect.scenario} {role_title(defect.role, case.words)}"),
    ]
    if defect.owner or defect.due:
        more.append(muted(f" · {defect.owner} {words('due', day=defect.due) if defect.due else ''}"))
    if defect.waiver:
        more.append(toned(" " + words("waived", day=defect.waived_until, reason=defect.waiver), "pend"))
    yield more
    yield code(defect.first_run)
    yield code(defect.last_run)
    yield code(defect.resolved_run) if defect.resolved_run else "–"


def _not_tested(doc: Document, case: Case) -> None:
    words, view, run = case.words, case.view, case.run
    doc.add(heading(words("not_tested")))
    items: list[Inline] = []
    for result, reason, views in view.untested_by_reason:
        items.append([verdict(result, words), f" {reason}: " if reason else " ", code(_ids(views, case))])
    doc.add(bullets(items) if items else para(words("all_tested")))
    gaps = [row for row in view.matrix if row.gap]
    if gaps:
        doc.add(heading(words("gaps"), 2))
        doc.add(bullets([[bold(row.id), f" {view.requirement_text(row)} ", muted(row.not_tested)] for row in gaps]))
    if view.simulated_names:
        doc.add(para(words("simulated_roles", roles=view.simulated_names)))
    if run.foreign:
        what = ", ".join(f"{number} × {kind}" for kind, number in run.foreign.items())
        doc.add(para(words("foreign", what=what)))
    if view.left_behind:
        doc.add(heading(words("left_behind"), 2), bullets(view.left_behind[:50]))


def _ids(views: list[ScenarioView], case: Case) -> str:
    names = ", ".join(view.scenario.id or title_of(view.scenario) for view in views[:MOST_NAMED])
    more = len(views) - MOST_NAMED
    return f"{names} {case.words('and_more', n=more)}" if more > 0 else names


def write(run: Run, folder: Path) -> Path:
    """Write ``report.pdf``; with the defect log and trend of the history beside the run. OSError, ``PressError``."""
    from reports.documents.written import case_beside, of_run

    return of_run(case_beside(run), ["integration"], folder)[0]
