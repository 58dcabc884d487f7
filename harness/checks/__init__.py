"""Checks: pure functions from what crossed the wire to findings.

A check is a function ``(story, **facts) -> Iterable[Finding]`` under :func:`check`. It yields one finding for each
thing compared: what differs (:func:`fail`), what held (:func:`held`), what departs from the usual but is allowed
(:func:`note`). It reports every difference, and never passes because one of several answers matched.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from harness.checks.story import Story
from harness.verdict import Finding, Verdict

CheckFunction = Callable[..., Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. ``always`` ones run after each scenario; the others are asked for by a step, with facts."""

    id: str
    title: str
    clause: str
    always: bool
    severity: str
    function: CheckFunction

    def __call__(self, story: Story, **facts: Any) -> list[Finding]:
        """The findings, with id, clause and severity; those that say the same are one, which says how often.

        A check that breaks is an ERROR of ours, never a pass.
        """
        findings: list[Finding] = []
        try:
            for finding in self.function(story, **facts):
                findings.append(self._completed(finding, story))
        except Exception as error:
            findings.append(
                Finding(
                    check=self.id,
                    verdict=Verdict.ERROR,
                    role="harness",
                    summary=f"the check could not be completed: {type(error).__name__}: {error}",
                    clause=self.clause,
                )
            )
        return _alike_once(findings)

    def _completed(self, finding: Finding, story: Story) -> Finding:
        verdict, summary = finding.verdict, finding.summary
        if verdict is Verdict.FAIL and not story.is_judged(finding.role):
            verdict, summary = Verdict.ERROR, f"our simulated {finding.role} is at fault: {summary}"
        return replace(
            finding,
            check=finding.check or self.id,
            clause=finding.clause or self.clause,
            severity=finding.severity or self.severity,
            verdict=verdict,
            summary=summary,
        )


def _alike_once(findings: list[Finding]) -> list[Finding]:
    """Findings that differ in nothing but their exchanges become one: a peer that is asked again errs again."""
    groups: dict[Finding, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(replace(finding, exchanges=()), []).append(finding)
    return [alike[0] if len(alike) == 1 else _counted(alike) for alike in groups.values()]


def _counted(alike: list[Finding]) -> Finding:
    exchanges = tuple(dict.fromkeys(number for finding in alike for number in finding.exchanges))
    return replace(alike[0], summary=f"{alike[0].summary} ({len(alike)} times)", exchanges=exchanges[:SHOWN])


SHOWN = 12  # exchanges of a finding that stands for several
CHECKS: dict[str, Check] = {}


def check(
    id: str, title: str, *, clause: str = "", always: bool = True, severity: str = "major"
) -> Callable[[CheckFunction], Check]:
    """Register a function as check ``id`` ("MWL-03"); the decorated name is then the :class:`Check`."""

    def register(function: CheckFunction) -> Check:
        if id in CHECKS:
            raise ValueError(f"check {id} is defined twice")
        CHECKS[id] = Check(id, title, clause, always, severity, function)
        return CHECKS[id]

    return register


def load() -> dict[str, Check]:
    """Every check there is, by id: imports all modules of this package."""
    for module in pkgutil.iter_modules(__path__, __name__ + "."):
        if not module.ispkg:
            importlib.import_module(module.name)
    return CHECKS


def run_always(story: Story) -> list[Finding]:
    """Findings of every check that needs no facts, in the order of their ids."""
    return [finding for id in sorted(load()) if CHECKS[id].always for finding in CHECKS[id](story)]


def fail(role: str, summary: str, **details: Any) -> Finding:
    """``role`` broke a rule. ``details`` are those of :class:`~harness.verdict.Finding`."""
    return _finding(Verdict.FAIL, role, summary, details)


def held(role: str, summary: str, **details: Any) -> Finding:
    """The rule held, and ``role`` was judged."""
    return _finding(Verdict.PASS, role, summary, {"severity": "note", **details})


def note(role: str, summary: str, **details: Any) -> Finding:
    """A departure that the standard allows, or that no source settles: shown, and does not fail."""
    return _finding(Verdict.PASS, role, summary, {"severity": "minor", **details})


def _finding(verdict: Verdict, role: str, summary: str, details: dict[str, Any]) -> Finding:
    return Finding(**{"check": "", "severity": "", **details, "verdict": verdict, "role": role, "summary": summary})
