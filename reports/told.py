"""A run as it is told in another language: what the harness said in English, said again; what a peer sent, untouched.

The record stays English, and so does everything that machines read. Pages, documents and the
terminal show the told run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from harness.record import RecordedExchange, RecordedFinding, Run, ScenarioResult, StepResult
from harness.say import said, said_value
from harness.verdict import Verdict


def told(run: Run, language: str) -> Run:
    """A copy of the run in ``language``; the run itself where that is English."""
    if language == "en":
        return run
    return replace(
        run,
        site={**run.site, "name": said(str(run.site.get("name") or ""), language)},
        scenarios=[_scenario(scenario, language) for scenario in run.scenarios],
        requirements=[_requirement(entry, language) for entry in run.requirements],
        notes=[said(note, language) for note in run.notes],
    )


def _scenario(scenario: ScenarioResult, language: str) -> ScenarioResult:
    return replace(
        scenario,
        reason=said(scenario.reason, language),
        steps=[_step(step, language) for step in scenario.steps],
        exchanges=[_exchange(exchange, language) for exchange in scenario.exchanges],
        findings=[_finding(finding, language) for finding in scenario.findings],
    )


def _step(step: StepResult, language: str) -> StepResult:
    if not step.error and not step.waiting_for:
        return step
    return replace(step, error=said(step.error, language), waiting_for=said(step.waiting_for, language))


def _exchange(exchange: RecordedExchange, language: str) -> RecordedExchange:
    if not exchange.deliberate and not exchange.error:
        return exchange
    return replace(exchange, deliberate=said(exchange.deliberate, language), error=said(exchange.error, language))


def _finding(finding: RecordedFinding, language: str) -> RecordedFinding:
    """What held is only counted: it is left as it is."""
    if finding.verdict is Verdict.PASS and finding.severity == "note":
        return finding
    return replace(
        finding,
        summary=said(finding.summary, language),
        expected=said_value(finding.expected, language),
        received=said_value(finding.received, language),
        likely=said(finding.likely, language),
        clause=said(finding.clause, language),
    )


def _requirement(entry: Mapping[str, Any], language: str) -> dict[str, Any]:
    keys = ("text", "source", "clause", "not_tested")
    return {**entry, **{key: said(str(entry[key]), language) for key in keys if entry.get(key)}}
