"""What changed between two runs: verdicts, findings, messages, fields, what the interfaces offer, times.

The first run is the measure: "lost" is what only it has. Both are read from their records alone; nothing is run.
"""

from __future__ import annotations

import zoneinfo
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from harness.compare.accepted import Accepted
from harness.compare.changes import KINDS, Change, Changes, Place
from harness.compare.comparable import transactions_of
from harness.compare.messages import Messages
from harness.compare.offers import offers_of
from harness.compare.times import METHOD, Shift, compare_times
from harness.compare.values import Clock
from harness.defect_log import difference_kind
from harness.record import RecordedFinding, Run, ScenarioResult
from harness.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """What is no change. ``slower_s`` seconds or ``slower_percent`` of the first run's median, whichever is more;
    ``time_s``: how much further from its message a time may lie."""

    slower_s: float = 0.1
    slower_percent: float = 25.0
    confidence: float = 0.95
    time_s: float = 120.0


@dataclass(slots=True, kw_only=True)
class Comparison:
    """What came out. ``unchanged``: findings that both runs have. ``compared`` counts scenarios, transactions, messages
    and fields that were laid side by side, ``again`` what was only asked or sent more often, by hop and kind."""

    first: Run
    second: Run
    changes: list[Change] = field(default_factory=list)
    unchanged: list[tuple[str, str]] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    compared: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    unused: list[Accepted] = field(default_factory=list)

    @property
    def deciding(self) -> list[Change]:
        return [change for change in self.changes if change.decides]

    @property
    def exit_code(self) -> int:
        """0 no change that is not accepted, 1 there is one, 4 nothing could be laid side by side."""
        if self.deciding:
            return 1
        return 0 if self.compared["scenarios"] else 4

    def as_dict(self) -> dict[str, Any]:
        """The document of ``--json`` and of ``changes.json``: schema 1."""
        return {
            "schema": 1,
            "exit_code": self.exit_code,
            "runs": [_described(run) for run in (self.first, self.second)],
            "compared": dict(self.compared),
            "changes": [_as_dict(change) for change in self.changes],
            "findings_unchanged": [{"scenario": name, "text": text} for name, text in self.unchanged],
            "times": {"method": METHOD, "transactions": [_times(shift) for shift in self.shifts]},
            "only_repeated": dict(self.again),
            "notes": self.notes,
            "accepted_unused": [entry.model_dump(mode="json") for entry in self.unused],
        }


def _described(run: Run) -> dict[str, str]:
    return {"run_id": run.run_id, "site": str(run.site.get("name", "")), "started": run.started, "chain": run.chain}


def _as_dict(change: Change) -> dict[str, Any]:
    names = (
        "kind",
        "text",
        "hop",
        "message",
        "where",
        "before",
        "after",
        "improvement",
        "accepted",
        "expires",
        "count",
    )
    places = [{"scenario": p.scenario, "step": p.step, "first": p.first, "second": p.second} for p in change.places]
    return {**{name: getattr(change, name) for name in names}, "scenarios": sorted(change.scenarios), "places": places}


def _times(shift: Shift) -> dict[str, Any]:
    (before, after), (before95, after95) = shift.medians, shift.p95
    figures = {
        "median_before": before, "median_after": after, "p95_before": before95, "p95_after": after95,
        "shift": shift.shift, "low": shift.low, "high": shift.high, "p": shift.p,
    }  # fmt: skip
    counts = {"n_before": len(shift.first), "n_after": len(shift.second)}
    return {"hop": shift.hop, "kind": shift.kind, "verdict": shift.verdict, **counts, **figures}


def compare(
    first: Run,
    second: Run,
    *,
    tolerance: Tolerance | None = None,
    accepted: tuple[Accepted, ...] = (),
    answers: bool = False,
) -> Comparison:
    """Compare two runs that were read with :func:`harness.record.load`. ``answers``: only what was answered, as the
    second run is the replay of the first."""
    tolerance = tolerance or Tolerance()
    result = Comparison(first=first, second=second)
    for run, which in ((first, "first"), (second, "second")):
        result.notes += [f"{which} run: {problem}" for problem in run.problems[:5]]
    both = [one.id for one in first.scenarios if second.scenario(one.id) is not None]
    executed = [name for name in both if all(_executed(run.scenario(name)) for run in (first, second))]
    clock = Clock(zone_of(first), tolerance.time_s)
    shapes = not any(run.site.get("capture") for run in (first, second))
    messages = Messages(transactions_of(first), transactions_of(second), clock, shapes=shapes, answers=answers)
    messages.compare(executed)
    result.compared, result.again = messages.compared, messages.again
    result.compared["scenarios"] = len(executed)
    changes = messages.changes
    _verdicts(first, second, changes)
    for name in both:
        result.unchanged += _findings(name, first.scenario(name), second.scenario(name), changes)
    if not answers:
        _offers(messages, executed, changes)
    result.shifts = _slower(messages, tolerance, changes)
    result.unused = changes.accept(accepted)
    result.changes = changes.sorted
    return result


def zone_of(run: Run) -> tzinfo:
    """The time zone of the site, UTC where it names none that is known here."""
    try:
        return zoneinfo.ZoneInfo(str(run.site.get("time_zone") or "UTC"))
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return UTC


def _executed(scenario: ScenarioResult | None) -> bool:
    return scenario is not None and scenario.verdict not in (Verdict.SKIP, Verdict.OMIT)


def _verdicts(first: Run, second: Run, changes: Changes) -> None:
    before, after = ({one.id: one.verdict for one in run.scenarios} for run in (first, second))
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name), after.get(name)
        if other is None:
            changes.add("scenario-lost", f"{name} is not in the second run", Place(name))
        elif one is None:
            changes.add("scenario-new", f"{name} is not in the first run", Place(name), improvement=True)
        elif one is not other:
            text = f"{name} was {one.value} and is {other.value}"
            better = other is Verdict.PASS
            changes.add("verdict", text, Place(name), before=one.value, after=other.value, improvement=better)


def _findings(
    name: str, one: ScenarioResult | None, other: ScenarioResult | None, changes: Changes
) -> list[tuple[str, str]]:
    """Add what is new and gone; the findings that both have."""
    before, after = _findings_of(one), _findings_of(other)
    unchanged = []
    for key in dict.fromkeys([*before, *after]):
        finding = (after.get(key) or before[key])[0]
        text = f"{finding.check} {finding.role}: {finding.summary}"
        more = len(after.get(key, ())) - len(before.get(key, ()))
        if not more or (key in before and key in after):
            unchanged.append((name, text))
            continue
        kind = "finding-new" if more > 0 else "finding-gone"
        changes.add(kind, text, Place(name, finding.step), hop=finding.hop, where=finding.where,
                    before=finding.expected, after=finding.received, improvement=more < 0)  # fmt: skip
    return unchanged


def _findings_of(scenario: ScenarioResult | None) -> dict[tuple[str, ...], list[RecordedFinding]]:
    """The failures by what they say without their values, as the defect log tells them apart."""
    found: dict[tuple[str, ...], list[RecordedFinding]] = {}
    for one in scenario.failures if scenario is not None else ():
        kind = difference_kind(one.expected, one.received)
        found.setdefault((one.check, one.role, one.hop, one.where, kind), []).append(one)
    return found


def _offers(messages: Messages, scenarios: list[str], changes: Changes) -> None:
    first, second = offers_of(messages.first, scenarios), offers_of(messages.second, scenarios)
    for hop, what in sorted(first - second):
        changes.add("offer-lost", f"{what}: not any more", Place(""), hop=hop, where=what)
    for hop, what in sorted(second - first):
        changes.add("offer-new", f"{what}: not before", Place(""), hop=hop, where=what)


def _slower(messages: Messages, tolerance: Tolerance, changes: Changes) -> list[Shift]:
    shifts = compare_times(
        messages.samples,
        tolerance_s=tolerance.slower_s,
        tolerance_percent=tolerance.slower_percent,
        confidence=tolerance.confidence,
    )
    for shift in shifts:
        if shift.verdict in ("slower", "faster"):
            low, high = shift.low * 1000, shift.high * 1000
            text = f"{shift.kind} is {shift.verdict}: {shift.shift * 1000:+.0f} ms ({low:+.0f} to {high:+.0f} ms)"
            before, after = (f"{median * 1000:.0f} ms" for median in shift.medians)
            changes.add("slower", text, Place(""), hop=shift.hop, where=f"{shift.kind}: time to the final answer",
                        before=before, after=after, improvement=shift.verdict == "faster")  # fmt: skip
    return shifts


__all__ = ["KINDS", "Comparison", "Tolerance", "compare", "zone_of"]
