"""What every document says first: which site and systems, which run, who ran it, on what evidence; and the decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harness import acceptance
from harness.defect_log import Defect, defects
from harness.gate import Changes, Policy, Reason, decide
from harness.gate import Decision as GateDecision
from harness.history import History
from harness.record import Run
from reports.cards import TALLY, result_of
from reports.decision import real_roles, role_title
from reports.documents import pictures
from reports.documents.blocks import (
    Block,
    Document,
    Inline,
    bold,
    code,
    facts,
    heading,
    marked,
    muted,
    para,
    table,
    whole,
)
from reports.told import told
from reports.view import LOOK, View
from reports.words import Words

SIMULATED = "Simulated hospital"  # as fixtures/sites/simulated.toml says
MOST_RUNS = 9  # bars of the trend
TONES = {"v-ok": "ok", "v-acc": "pend", "v-bad": "bad", "v-pend": "pend", "v-err": "err"}
_GATE = {"GO": ("gate_go", "v-ok"), "NO-GO": ("gate_no_go", "v-bad"), "UNDECIDED": ("gate_undecided", "v-pend")}
_STATES = {"pass": ("v-ok", "ok"), "fail": ("v-bad", "bad"), "wait": ("v-pend", "pend")}


@dataclass(slots=True)
class Case:
    """All that a document is computed from: the run, the words, what the history holds, the gate's decision."""

    run: Run
    words: Words
    view: View
    gate: GateDecision
    policy: Policy
    defects: list[Defect]
    signatures: list[dict[str, Any]]
    runs: list[dict[str, Any]]
    has_history: bool

    @property
    def site(self) -> str:
        return site_name(self.run, self.words)

    def document(self, name: str, title: str) -> Document:
        """An empty document about this run; its metadata carry run, manifest and chain."""
        run, words = self.run, self.words
        marks = [f"run:{run.run_id}", f"chain:{run.chain}"]
        if run.manifest_sha256:
            marks.insert(1, f"manifest-sha256:{run.manifest_sha256}")
        document = Document(name, title, words, keywords=tuple(marks), moment=run.ended or run.started)
        document.kicker = f"{self.site} · {words.moment(run.started)} ({words.offset(run.started)})"
        document.foot = f"{words('run')} {run.run_id} · SHA-256 {(run.manifest_sha256 or run.chain)[:16]}…"
        return document


def site_name(run: Run, words: Words) -> str:
    """The site as its file names it; the hospital that ships with the program in the words of the language."""
    site = run.site if isinstance(run.site, dict) else {}
    name = str(site.get("name") or "?")
    return words("simulated_site") if name == SIMULATED and site.get("file") == "simulated" else name


def case_of(
    run: Run, *, language: str = "", history: History | None = None, policy: Policy | None = None,
    changes: Sequence[Changes] = (), now: datetime | None = None,
) -> Case:  # fmt: skip
    """Read what the documents need; the history only where given. ``changes``: comparisons with earlier runs."""
    site = run.site if isinstance(run.site, dict) else {}
    words = Words(language or run.language or "en", str(site.get("time_zone") or "UTC"))
    policy = policy or Policy()  # type: ignore[call-arg]
    gate = decide([run], policy, history, changes=changes, now=now)
    name = str(site.get("name", ""))
    log, signed, runs = [], [], []
    if history is not None:
        log = defects(history, site=name, today=now.date() if now else None)
        signed = [dict(row) for row in history.rows("SELECT * FROM signature WHERE run_id = ? ORDER BY id", run.run_id)]
        query = "SELECT * FROM run WHERE site = ? AND started <= ? ORDER BY started DESC LIMIT ?"
        runs = [dict(row) for row in history.rows(query, name, run.started, MOST_RUNS)][::-1]
    run = told(run, words.language)
    return Case(run, words, View(run, words, run.folder), gate, policy, log, signed, runs, history is not None)


def banner(case: Case) -> Block:
    """The run's own decision, as the HTML report says it."""
    decision = case.view.decision
    tone = TONES[decision.mark]
    return {
        "k": "banner", "tone": tone, "mark": decision.mark, "heading": decision.heading, "sentence": decision.sentence,
    }  # fmt: skip


def gate_banner(case: Case) -> Block:
    key, mark = _GATE[case.gate.word]
    states = Counter(reason.state for reason in case.gate.reasons)
    words = case.words
    sentence = words("gate_counts", failed=states["fail"], waiting=states["wait"])
    if case.gate.word == "GO":
        sentence = words("gate_all_hold")
    if case.view.decision.simulated:
        sentence += " " + words("no_real")
    return {"k": "banner", "tone": TONES[mark], "mark": mark, "heading": words(key), "sentence": sentence}


def identity(case: Case) -> Block:
    """Site, systems and versions, run, time zone, who ran it, and the SHA-256 of the evidence."""
    run, words = case.run, case.words
    zone = f"{words.zone_name} ({words.offset(run.started)})"
    times = f"{words.moment(run.started)} – {words.clock(run.ended)[:5]} ({words.seconds(run.seconds)})"
    hashes = (
        [whole(run.manifest_sha256), muted(f" {words('manifest')}")]
        if run.manifest_sha256
        else muted(words("no_manifest"))
    )
    return facts([
        (words("site"), bold(case.site)),
        (words("systems_under_test"), ", ".join(case.view.real) or words("nothing_real")),
        (words("run"), [code(run.run_id), f", interop {run.version}"]),
        (words("started_ended"), times),
        (words("zone"), zone),
        (words("ran_by"), ran_by(case)),
        (words("evidence_sha"), hashes),
        (words("chain_head"), whole(run.chain)),
    ])  # fmt: skip


def ran_by(case: Case) -> str:
    """Account and machine that ran it, and the people who answered."""
    host, words = case.run.host, case.words
    account = [words("on_machine", user=host["user"], machine=host.get("name") or "?")] if host.get("user") else []
    people = [answer.person for scenario in case.run.scenarios for answer in scenario.answers if answer.person]
    return ", ".join([*account, *dict.fromkeys(people)]) or words("not_recorded")


def tally_line(case: Case) -> Block:
    """The tally in words; its numbers add up to what was planned."""
    words, parts = case.words, []
    for result, number in case.view.tally:
        _, mark, tone = LOOK[result]
        parts += [marked(mark, tone if number else "none", f"{number} {words('n_' + result, n=number)}"), "   "]
    total = words("tally_sum", n=len(case.run.scenarios), messages=case.words.number(case.view.messages),
                  time=words.seconds(case.run.seconds))  # fmt: skip
    return para([*parts, muted(total)])


def areas(document: Document, case: Case) -> None:
    """Bars: verdicts by area, an area being a feature."""
    tallies: dict[str, Counter[str]] = {}
    for scenario in case.run.scenarios:
        tallies.setdefault(scenario.feature or "?", Counter())[result_of(scenario)] += 1
    if not tallies:
        return
    words = case.words
    shown = [pictures.Area(name, tally) for name, tally in tallies.items()][:40]
    said = "; ".join(f"{area.name}: {_said(area.tally, words)}" for area in shown)
    present = [result for result in TALLY if any(area.tally[result] for area in shown)]
    document.add(heading(words("by_area"), 2, outlined=False))
    document.picture("areas", pictures.by_area(shown), words("by_area_alt", what=said))
    legend = pictures.legend(present, {result: words(result) for result in present})
    document.picture("legend", legend, ", ".join(words(result) for result in present))


def trend(document: Document, case: Case) -> None:
    """The last runs of the site, this one last; one sentence where it is the first."""
    import json

    words = case.words
    document.add(heading(words("trend"), 2, outlined=False))
    if len(case.runs) < 2:
        document.add(para(words("no_trend"), "muted"))
        return
    bars = []
    for row in case.runs:
        tally = {key: int(n) for key, n in json.loads(row["counts"]).items() if key in TALLY}
        bars.append(
            pictures.Bar(words.moment(row["started"], with_time=False), tally, row["run_id"] == case.run.run_id)
        )
    said = "; ".join(f"{bar.label}: {_said(bar.tally, words)}" for bar in bars)
    document.picture("trend", pictures.trend(bars), words("by_area_alt", what=said))


def _said(tally: Any, words: Words) -> str:
    return ", ".join(
        f"{tally[result]} {words('n_' + result, n=tally[result])}" for result in TALLY if tally.get(result)
    )


def gate_rules(case: Case) -> Block:
    """Each rule of the go-live policy with its state and what was found."""
    words = case.words
    rows = []
    for reason in case.gate.reasons:
        mark, tone = _STATES[reason.state]
        rows.append(
            [
                rule_in_words(reason, case),
                marked(mark, tone, words(f"gate_{reason.state}")),
                found_in_words(reason, case),
            ]
        )
    return table(["1fr", "27mm", "1.3fr"], [words("gate_rule"), words("gate_state"), words("gate_found")], rows)


def rule_in_words(reason: Reason, case: Case) -> str:
    words, values = case.words, reason.values
    said: dict[str, Any] = {
        "severities": ", ".join(words(name).lower() for name in values.get("severities", ())),
        "strengths": ", ".join(values.get("strengths", ())),
        "role": role_in_words(str(values.get("role", "")), words),
        **{name: values.get(name, "") for name in ("days", "ms", "percent")},
    }
    return words(f"gate_{reason.key}", **said) if reason.key else reason.rule


def found_in_words(reason: Reason, case: Case) -> Inline:
    words, values = case.words, reason.values
    names = list(values.get("names", ()))
    decision = str(values.get("decision", ""))
    said = {
        "count": values.get("n", 0), "of": values.get("of", 0), "omitted": values.get("omitted", 0),
        "names": ", ".join(names[:12]) + (f" {words('and_more', n=len(names) - 12)}" if len(names) > 12 else ""),
        "person": values.get("person", ""), "decision": decision_in_words(decision, words),
        "time": words.moment(str(values.get("time", ""))),
    }  # fmt: skip
    return words(f"gate_say_{reason.say}", **said) if reason.say else reason.text


def role_in_words(role: str, words: Words) -> str:
    """A role of a person in the language; any other word as it is."""
    named = next((entry.name for entry in acceptance.roles() if entry.id == role), None)
    if named is not None:
        return named[words.language]
    return words(role) if role in ("test_lead", "hospital", "provider") else role


def decision_in_words(decision: str, words: Words) -> str:
    """What a signature decided: accepted, accepted with reservations, refused; any other word as it is."""
    if decision.startswith("accepted") and decision != "accepted":
        return words("decision_reservations")
    return words(f"decision_{decision}") if decision in ("accepted", "reservations", "refused") else decision


def closing(case: Case) -> list[Block]:
    """What the document rests on, and how to check it."""
    command = f"interop verify {case.run.folder.name}"
    blocks = [para(case.words("evidence_rests", command=command), "small")]
    if case.words.language != "en":
        blocks.append(para(case.words("not_reviewed"), "small"))
    return blocks


def system_names(case: Case) -> list[str]:
    return [role_title(str(role.get("name") or "?")) for role in real_roles(case.run)]
