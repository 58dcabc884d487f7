"""Every test case: those that did not pass with all their evidence, those that passed with their steps and times."""

from __future__ import annotations

from typing import Any

from reports import evidence, matrix
from reports.cards import Card, title_of
from reports.decision import role_title
from reports.documents.blocks import (
    Block,
    Document,
    Inline,
    bold,
    bullets,
    code,
    facts,
    group,
    heading,
    muted,
    para,
    table,
    toned,
    verdict,
)
from reports.documents.front import Case
from reports.documents.pictures import sequence_on_paper
from reports.evidence import Shown, ShownElement
from reports.shown import shortened, visible_lines
from reports.view import STEP_LOOK, ScenarioView

MOST_ERROR_LINES = 10
MOST_ROWS = 26  # attributes of a data set


def add(doc: Document, case: Case) -> None:
    """The chapter of test cases, the ones without a pass first."""
    words = case.words
    passed = [view for view in case.view.scenarios if view.result == "PASS"]
    others = [view for view in case.view.scenarios if view.result not in ("PASS", "OMIT")]
    if others:
        doc.add(heading(words("open_cases")))
        for view in others:
            _in_full(doc, view, case)
    doc.add(heading(words("passed_cases")))
    feature = None
    for view in passed:
        if view.scenario.feature != feature:
            feature = view.scenario.feature
            doc.add(heading(feature, 2))
        doc.add(*_in_brief(view, case))
    if not passed:
        doc.add(para(words("say_nothing"), "muted"))


def _head(view: ScenarioView, case: Case) -> Block:
    scenario = view.scenario
    return heading([title_of(scenario), muted(f"  {scenario.id}")], 3)


def _in_brief(view: ScenarioView, case: Case) -> list[Block]:
    scenario, words = view.scenario, case.words
    said: list[Inline] = [verdict(view.result, words), muted(f"  {words.local_iso(scenario.started)}, ")]
    said.append(muted(f"{words.seconds(scenario.seconds)}. {words('checks_held', n=view.held)}. "))
    if scenario.exchanges:
        said += [muted(words("evidence_files", n=len(scenario.exchanges)) + " "), code(view.evidence_folder)]
    return [_head(view, case), _steps(view, case), para(said, "small")]


def _steps(view: ScenarioView, case: Case) -> Block:
    rows = []
    for step in view.scenario.steps:
        mark, tone = STEP_LOOK.get(step.status, STEP_LOOK["error"])
        notes: list[Inline] = []
        if step.waiting_for:
            notes.append(toned(case.words("waiting", who=step.waiting_for), "pend"))
        seen = view.cards_at(step.index)
        notes += [[toned(card.number + " ", tone), case.view.here(card, view)] for card in seen]
        if step.error and not step.waiting_for and not case.view.explained(seen):
            notes += [code(shortened(line, 300)) for line in visible_lines(step.error)[:MOST_ERROR_LINES] if line]
        time = case.words.seconds(step.seconds) if step.seconds >= 0.05 else ""
        rows.append({"mark": mark, "tone": tone, "keyword": step.keyword.strip(), "text": step.text, "notes": notes,
                     "time": time})  # fmt: skip
    for card in view.afterwards:
        notes = [[toned(card.number + " ", "bad"), case.view.here(card, view)]]
        rows.append({"mark": "v-bad", "tone": "bad", "keyword": case.words("afterwards"), "text": "", "notes": notes,
                     "time": ""})  # fmt: skip
    return {"k": "steps", "rows": rows}


def _in_full(doc: Document, view: ScenarioView, case: Case) -> None:
    scenario, words = view.scenario, case.words
    doc.add(heading([title_of(scenario), muted(f"  {scenario.id}")], 2, outlined=False))
    requirements = ", ".join(row.id for row in matrix.rows_of(case.run) if scenario in row.scenarios)
    doc.add(facts([
        (words("verdict"), verdict(view.result, words)),
        (words("reason"), scenario.reason if view.result in ("SKIP", "PENDING", "ERROR") else ""),
        (words("started_ended"), _when(view, case)),
        (words("requirements"), code(requirements) if requirements else ""),
        (words("file_and_line"), code(f"{scenario.file}:{scenario.line}") if scenario.file else ""),
    ]))  # fmt: skip
    doc.add(_steps(view, case) if scenario.steps else para(words("not_executed_steps"), "muted"))
    for card in view.cards:
        doc.add(_card(card, view, case))
    if view.diagram and view.shown:
        doc.add(heading(words("course"), 3), para(words("dashed"), "small"))
        parties = ", ".join(dict.fromkeys(role_title(e.sender, case.words) for e in scenario.exchanges if e.sender))
        alt = words("diagram_of", lanes=parties, n=len(scenario.exchanges))
        doc.picture(f"p{len(doc.pictures)}", sequence_on_paper(view.diagram), alt)
    for shown in view.shown:
        doc.add(*_evidence(shown, case))


def _when(view: ScenarioView, case: Case) -> str:
    scenario, words = view.scenario, case.words
    return f"{words.local_iso(scenario.started)}, {words.seconds(scenario.seconds)}" if scenario.started else ""


def _card(card: Card, view: ScenarioView, case: Case) -> Block:
    words, finding = case.words, next(o.finding for o in card.occurrences if o.scenario is view.scenario)
    tone = "err" if card.verdict != "FAIL" else "pend" if card.accepted else "bad"
    word = words("untested_title") if tone == "err" else words("ACCEPTED" if card.accepted else card.severity)
    blocks: list[Block] = [para([toned(f"{card.number} · {word}  ", tone), bold(case.view.headline(finding))])]
    letters = case.view.comparison(finding)
    if letters:
        blocks.append(_letters(letters, case))
    values = () if letters else (("expected", finding.expected), ("received", finding.received))
    wanted = finding.expected or finding.received
    rows: list[tuple[Inline, Inline]] = [
        (words(key), shortened(text, 1200) or words("nothing")) for key, text in values if wanted
    ]
    likely = "; ".join(line for line in visible_lines(finding.likely)[:8] if line)
    rows += [
        (words("where"), code(finding.where) if finding.where else ""),
        (words("hop"), case.view.hop(finding.hop) if finding.hop else ""),
        (words("likely"), likely),
        (words("rule"), finding.clause),
        (
            words("check"),
            [code(finding.check or "–"), f" {role_title(finding.role, case.words)}" if finding.role else ""],
        ),
        (words("accepted_because", reason=""), finding.accepted),
        (words("repeat"), code(case.view.repeat(view.scenario))),
    ]
    return group([*blocks, facts(rows, label="27mm")], tone)


def _letters(comparison: Any, case: Case) -> Block:
    rows = [
        [[{"text": cell.text, "kind": cell.kind} for cell in side] for side in pair] for pair in comparison.rows
    ]  # fmt: skip
    return {"k": "letters", "rows": rows, "expected": case.words("expected"), "received": case.words("received")}


def _evidence(shown: Shown, case: Case) -> list[Block]:
    """A message or data set with its fields named, and the SHA-256 of its file."""
    exchange, words = shown.exchange, case.words
    kind = exchange.kind or exchange.protocol
    hop = f"{role_title(exchange.sender, case.words)} → {role_title(exchange.receiver, case.words)}"
    blocks = [heading([f"{exchange.number} · ", code(kind), f" {hop}"], 3)]
    blocks.append(para([code(exchange.file), muted(f"  {words.local_iso(exchange.time)} {shown.note}")], "small"))
    if exchange.deliberate:
        blocks.append(para(f"{words('deliberate')}: {exchange.deliberate}", "muted"))
    if exchange.error:
        blocks.append(para(toned(exchange.error, "bad")))
    if shown.gone:
        blocks.append(para(words("file_gone", file=exchange.file or kind), "muted"))
    elif shown.segments:
        blocks.append(
            {
                "k": "message",
                "segments": [[segment.name, [_part(part) for part in segment.parts]] for segment in shown.segments],
            }
        )
    elif shown.elements:
        blocks.append(_dataset(shown.elements, case))
    elif shown.lines:
        blocks.append({"k": "message", "segments": [["", [line]] for line in shown.lines[:40]]})
    return blocks


def _part(part: str | evidence.ShownField) -> Any:
    if isinstance(part, str):
        return part
    return {"key": part.key, "name": part.name, "content": part.content, "meaning": part.meaning, "mark": part.mark}


def _dataset(elements: list[ShownElement], case: Case) -> Block:
    words = case.words
    rows, tones = [], []
    for element in elements[:MOST_ROWS]:
        note = element.note
        value: Inline = code(element.value)
        if element.absent:
            value = toned(words("absent"), "bad")
        elif note.vr == "SQ":
            value = words("items", n=int(note.meaning or 0)) if str(note.meaning or "0").isdigit() else ""
        elif not element.value:
            value = muted(words("empty"))
        expected = [muted(f" {words('expected')}: {element.expected}")] if element.expected else []
        meaning = [muted(f" {note.meaning}")] if note.meaning and note.vr != "SQ" else []
        state = {"bad": verdict("FAIL", words), "ok": toned(words("as_expected"), "ok")}.get(element.state, "")
        indent = "› " * min(note.depth, 3)
        rows.append(
            [
                code(indent + note.tag),
                [note.keyword or note.tag, muted(f" {note.name}") if note.keyword and note.name else ""],
                note.vr,
                [value, *meaning, *expected],
                state,
            ]
        )
        tones.append("bad" if element.state == "bad" else "")
    head = [words("attribute"), words("name"), "VR", words("value_received"), words("verdict")]
    return table(["25mm", "1fr", "9mm", "1.5fr", "28mm"], head, rows, small=True, tones=tones)


def answers(view: ScenarioView, case: Case) -> Block | None:
    """What people answered in a scenario, each with what was asked; None where nothing was asked."""
    scenario, words = view.scenario, case.words
    if not scenario.questions:
        return None
    given = {answer.question_id: answer for answer in scenario.answers}
    items: list[Inline] = []
    for question in scenario.questions:
        answer = given.get(question.id)
        if answer is None:
            items.append([question.instruction + " ", toned(words("waits_for_answer"), "pend")])
            continue
        tone = {"yes": "ok", "no": "bad"}.get(answer.value, "pend")
        read = [muted(f" {label}, {words('read_as', text=text)}") for label, text in answer.blind.items()]
        said: list[Inline] = [f"{question.instruction} ", toned(words(f"answer_{answer.value}"), tone)]
        said += [muted(f" · {answer.person}, {words.moment(answer.time)}"), *read]
        said += [f" «{answer.remark}»"] if answer.remark else []
        files = [
            [muted(f" {words('attachment')}: {path} "), {"t": digest, "s": "h"}]
            for path, digest in answer.attachments.items()
        ]
        items.append([*said, *files])
    return bullets(items)
