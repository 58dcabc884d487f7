"""``qualification.json``: what a qualification found, as a document with a schema of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from harness import checks
from harness.plan import make_plan
from harness.qualify.pairs import Drawn
from harness.qualify.qualification import CLEAN, SCHEMA, Result, hidden_by
from harness.run_version import version
from simulators.defects import Defect

DETECTED = 0.95  # share of the defects that can be seen
FEW = 20  # of so few a share says nothing
STEP = "what a line of the scenario says is not so"
SAID = 8  # findings of a defect that are quoted


def document(
    defects: Iterable[Defect], results: Mapping[str, Result], *, part: str = "", drawn: Drawn | None = None
) -> dict[str, Any]:
    """``clean_findings`` is None where the correct hospital was not run. ``passed``: no false alarm, nothing missed but
    what the catalogue knows to be a gap, and, where the whole catalogue was run, 95 % of what can be seen detected; of
    the pairs ``drawn``, both found, or the one that hides the other."""
    clean = [result for name, result in results.items() if name.startswith(f"{CLEAN} ")]
    entries = [_entry(defect, results[defect.id]) for defect in defects if defect.id in results]
    alarms = sum(len(result.findings) for result in clean)
    not_passed = [line for result in clean for line in _not_passed(result)]
    missed = any(entry["outcome"] == "missed" and not entry["gap"] for entry in entries)
    visible = [entry for entry in entries if entry["outcome"] != "invisible"]
    pairs = _pairs(drawn, results) if drawn is not None else None
    unnamed = any(pair["outcome"] in ("one", "neither") for pair in (pairs or {}).get("entries", ()))
    share = sum(entry["outcome"] == "detected" for entry in visible) / (len(visible) or 1)
    rules, names = _glossary(results.values())
    return {
        "schema": SCHEMA,
        "clean_findings": max(alarms, len(not_passed)) if clean else None,
        "defects": entries,
        "version": version(),
        "time": datetime.now().astimezone().isoformat(timespec="seconds"),
        "part": part,
        "pairs": pairs,
        "passed": not missed
        and not unnamed
        and (share >= DETECTED or bool(part) or len(entries) < FEW)
        and not alarms
        and not not_passed,
        "clean": {
            "scenarios": sum(len(result.verdicts) for result in clean),
            "findings": [_said(finding) for result in clean for finding in result.findings],
            "not_passed": not_passed,
        }
        if clean
        else None,
        "rules": rules,
        "names": names,
    }


def _glossary(results: Iterable[Result]) -> tuple[dict[str, str], dict[str, str]]:
    """What each rule that spoke up is about, and the name of each scenario that was run."""
    titles = {id: check.title for id, check in checks.load().items()} | {"STEP": STEP}
    said = {finding["check"] for result in results for finding in result.findings}
    run = {scenario for result in results for scenario in result.verdicts}
    return (
        {rule: titles.get(rule, "") for rule in sorted(said)},
        {each.id: each.name.partition(" -- @")[0] for each in make_plan().scenarios if each.id in run},
    )


def _entry(defect: Defect, result: Result) -> dict[str, Any]:
    counting = [finding for finding in result.findings if finding.get("counts")]
    return {
        "id": defect.id,
        "title": defect.title,
        "outcome": result.outcome,
        "checks": sorted({finding["check"] for finding in counting or result.findings}),
        "scenarios": sorted({finding["scenario"] for finding in counting or result.findings}),
        "seconds": result.seconds,
        "role": defect.role,
        "row": defect.row,
        "gap": defect.gap if result.outcome == "missed" else "",
        "reason": defect.hidden or (defect.gap if result.outcome == "missed" else "") or result.problem,
        "matrix": [_cell(scenario, verdict, result) for scenario, verdict in sorted(result.verdicts.items())],
        "said": list(dict.fromkeys(_said(finding) for finding in counting or result.findings))[:SAID],
        "took": result.took,
    }


def _pairs(drawn: Drawn, results: Mapping[str, Result]) -> dict[str, Any]:
    entries = [
        _pair(pair, results[name]) for pair in drawn.pairs if (name := "+".join(one.id for one in pair)) in results
    ]
    return {"seed": drawn.seed, "apart": ["+".join(ids) for ids in drawn.apart], "entries": entries}


def _pair(pair: tuple[Defect, Defect], result: Result) -> dict[str, Any]:
    return {
        "ids": [defect.id for defect in pair],
        "outcome": result.outcome,
        "reason": hidden_by(pair, result) if result.outcome == "masked" else result.problem,
        "found": [_found(defect, result) for defect in pair],
        "scenarios": result.verdicts,
        "took": result.took,
    }


def _found(defect: Defect, result: Result) -> dict[str, Any]:
    """What was found of one of the two; ``seconds`` None: nothing."""
    mine = [finding for finding in result.findings if defect.id in finding["counts"] and defect.id in result.named]
    return {
        "id": defect.id,
        "title": defect.title,
        "role": defect.role,
        "seconds": result.named.get(defect.id),
        "checks": sorted({finding["check"] for finding in mine}),
        "said": list(dict.fromkeys(_said(finding) for finding in mine))[:SAID],
    }


def _cell(scenario: str, verdict: str, result: Result) -> dict[str, Any]:
    rules: dict[str, bool] = {}
    for finding in result.findings:
        if finding["scenario"] == scenario:
            rules[finding["check"]] = rules.get(finding["check"], False) or bool(finding.get("counts"))
    found = [{"check": check, "counts": counts} for check, counts in sorted(rules.items())]
    return {"scenario": scenario, "verdict": verdict, "rules": found}


def _not_passed(result: Result) -> list[str]:
    lines = [f"{name} {verdict}" for name, verdict in result.verdicts.items() if verdict != "PASS"]
    return [*lines, f"{result.name}: {result.problem}"] if result.problem else lines


def _said(finding: Mapping[str, Any]) -> str:
    """``TC-MWL-001 · MWL-03 ris: …``."""
    text = " ".join(str(finding.get("summary", "")).split())
    where = f" ({finding['where']})" if finding.get("where") else ""
    return f"{finding['scenario']} · {finding['check']} {finding.get('role', '')}: {text}{where}"
