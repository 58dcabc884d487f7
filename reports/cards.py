"""Findings as a reader meets them: the same fault in several scenarios is one card, worst first, numbered H-01, H-02 …

Cards are computed from the record alone, so that terminal, page and ticket use the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from harness.record import RecordedFinding, Run, ScenarioResult, StepResult
from harness.verdict import SEVERITIES, Verdict

# Each kind of result that has a place in the tally, worst first; they add up to what was planned.
TALLY = ("FAIL", "ERROR", "SKIP", "PENDING", "ACCEPTED", "PASS", "OMIT")
_ROLES = {"emr": "EMR", "ris": "RIS", "pacs": "PACS"}


def spoken(text: str) -> str:
    """A summary as a person reads it: names of roles as they are written, the first letter a capital."""
    text = re.sub(r"\b(emr|ris|pacs)\b(?![-_./])", lambda found: _ROLES[found.group()], text.strip())
    text = re.sub(r"(^|\b(?:to|from|by|the|our simulated) )his\b(?= |$)", r"\1HIS", text)
    return text[:1].upper() + text[1:]


def title_of(scenario: ScenarioResult) -> str:
    """Name of a scenario without what behave adds to each row of an outline."""
    return re.sub(r"\s*-- @\d+\.\d+\s*$", "", scenario.name) or scenario.id


def result_of(scenario: ScenarioResult) -> str:
    """The place of a scenario in the tally: its verdict, or ACCEPTED."""
    return "ACCEPTED" if scenario.accepted else scenario.verdict.value


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A finding where it was made. ``step`` is None where it came from the checks after the last step."""

    scenario: ScenarioResult
    finding: RecordedFinding
    step: StepResult | None


@dataclass(slots=True)
class Card:
    """One fault. ``verdict`` is FAIL, or ERROR for what could not be judged."""

    number: str = ""
    occurrences: list[Occurrence] = field(default_factory=list)

    @property
    def finding(self) -> RecordedFinding:
        return self.occurrences[0].finding

    @property
    def scenario(self) -> ScenarioResult:
        return self.occurrences[0].scenario

    @property
    def verdict(self) -> Verdict:
        return self.finding.verdict

    @property
    def severity(self) -> str:
        """The worst of its occurrences; what is no severity counts as major."""
        return SEVERITIES[min(_rank(o.finding.severity) for o in self.occurrences)]

    @property
    def accepted(self) -> str:
        """The reason, where each occurrence is a known difference."""
        reasons = [o.finding.accepted for o in self.occurrences]
        return reasons[0] if all(reasons) else ""

    @property
    def scenarios(self) -> list[ScenarioResult]:
        """The scenarios in which it was seen, each once."""
        return list({id(o.scenario): o.scenario for o in self.occurrences}.values())

    @property
    def open(self) -> bool:
        return self.verdict is Verdict.FAIL and not self.accepted


def cards_of(run: Run) -> list[Card]:
    """Every card of ``run``: open failures, then accepted ones, then what could not be judged."""
    cards: dict[tuple[object, ...], Card] = {}
    for scenario in run.scenarios:
        for occurrence in occurrences_of(scenario):
            cards.setdefault(_same_cause(occurrence), Card()).occurrences.append(occurrence)
    ordered = sorted(cards.values(), key=_order)
    for number, card in enumerate(ordered, 1):
        card.number = f"H-{number:02d}"
    return ordered


def occurrences_of(scenario: ScenarioResult) -> Iterator[Occurrence]:
    """What went wrong in ``scenario``: its FAIL and ERROR findings, and the steps that failed without one."""
    steps = {step.index: step for step in scenario.steps}
    explained = set()
    for finding in scenario.findings:
        if finding.verdict in (Verdict.FAIL, Verdict.ERROR):
            explained.add(finding.step)
            yield Occurrence(scenario, finding, steps.get(finding.step))
    found = bool(explained)
    for step in scenario.steps:
        if step.status in ("failed", "error") and step.index not in explained:
            found = True
            yield Occurrence(scenario, _of_step(step), step)
    if not found and scenario.verdict in (Verdict.FAIL, Verdict.ERROR):
        summary = scenario.reason or "no reason was recorded"
        yield Occurrence(scenario, RecordedFinding(check="", verdict=scenario.verdict, role="", summary=summary), None)


def _of_step(step: StepResult) -> RecordedFinding:
    """A finding out of a step that failed by itself: silence, a refusal, a count that is not right."""
    lines = step.error.strip().splitlines() or [f"{step.keyword.strip()} {step.text}"]
    verdict = Verdict.FAIL if step.status == "failed" else Verdict.ERROR
    finding = RecordedFinding(check="", verdict=verdict, role=step.role, summary=lines[0], step=step.index)
    finding.likely = "\n".join(lines[1:])
    return finding


def _same_cause(occurrence: Occurrence) -> tuple[object, ...]:
    finding = occurrence.finding
    if finding.verdict is Verdict.ERROR:
        return (finding.verdict, finding.role, finding.summary)
    if finding.check in ("", "STEP"):
        return (finding.verdict, finding.role, finding.summary, occurrence.scenario.id)
    return (finding.verdict, finding.check, finding.role, finding.where, bool(finding.accepted))


def _rank(severity: str) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else 1


def _order(card: Card) -> tuple[int, int, int]:
    kind = 0 if card.open else 1 if card.verdict is Verdict.FAIL else 2
    return (kind, _rank(card.severity), -len(card.scenarios))
