"""JUnit XML for CI servers: a suite for each feature, a case for each scenario.

FAIL is ``failure``; ERROR is ``error``; SKIP, PENDING and OMIT are ``skipped`` with the reason; an accepted difference
passes and says so. A run in which nothing was executed is one ``error``: it must not look green.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from harness.record import Run, ScenarioResult
from harness.verdict import Verdict
from reports.cards import occurrences_of, result_of, title_of
from reports.decision import is_altered
from reports.shown import shortened, visible
from reports.whole import write_whole

NAME = "junit.xml"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST = 20_000


def write(run: Run, folder: Path) -> Path:
    """Write ``junit.xml`` into ``folder``."""
    root = tree(run)
    ET.indent(root, " ")
    return write_whole(folder / NAME, ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def tree(run: Run) -> ET.Element:
    """The document as an element."""
    root = ET.Element("testsuites", {"name": _clean(f"interop {run.run_id}"), "time": f"{run.seconds:.3f}"})
    suites: dict[str, list[ScenarioResult]] = {}
    for scenario in run.scenarios:
        suites.setdefault(scenario.feature, []).append(scenario)
    for feature, scenarios in suites.items():
        root.append(_suite(feature, scenarios, run))
    problem = _problem(run)
    if problem:
        root.append(_bad_run(problem, run))
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    return root


def _problem(run: Run) -> str:
    """What keeps the run as a whole from being a result."""
    if is_altered(run):
        return "the record of the run is damaged or altered: " + "; ".join(run.problems[:3])
    if not any(result_of(s) in ("PASS", "FAIL", "ACCEPTED", "ERROR") for s in run.scenarios):
        return "nothing was executed"
    if run.interrupted or not run.complete:
        return "the run was stopped before its end"
    return ""


def _bad_run(problem: str, run: Run) -> ET.Element:
    suite = ET.Element(
        "testsuite", {"name": "run", "tests": "1", "failures": "0", "errors": "1", "skipped": "0", "time": "0"}
    )
    case = ET.SubElement(suite, "testcase", {"classname": "run", "name": "the run as a whole", "time": "0"})
    ET.SubElement(case, "error", {"message": _clean(problem), "type": "run"}).text = _clean("\n".join(run.problems))
    return suite


def _suite(feature: str, scenarios: list[ScenarioResult], run: Run) -> ET.Element:
    verdicts = [result_of(scenario) for scenario in scenarios]
    suite = ET.Element(
        "testsuite",
        {
            "name": _clean(feature or "?"),
            "tests": str(len(scenarios)),
            "failures": str(verdicts.count("FAIL")),
            "errors": str(verdicts.count("ERROR")),
            "skipped": str(sum(verdict in ("SKIP", "PENDING", "OMIT") for verdict in verdicts)),
            "time": f"{sum(s.seconds for s in scenarios):.3f}",
            "timestamp": _clean(next((s.started for s in scenarios if s.started), run.started)[:19]),
            "hostname": _clean(str(run.host.get("name") or run.host.get("node") or "localhost")),
        },
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in (("run_id", run.run_id), ("site", str(run.site.get("name", ""))), ("seed", str(run.seed))):
        ET.SubElement(properties, "property", {"name": name, "value": _clean(value)})
    for scenario in scenarios:
        suite.append(_case(scenario, feature))
    return suite


def _case(scenario: ScenarioResult, feature: str) -> ET.Element:
    case = ET.Element(
        "testcase",
        {
            "classname": _clean(feature or "?"),
            "name": _clean(f"{scenario.id} {title_of(scenario)}"),
            "time": f"{scenario.seconds:.3f}",
        },
    )
    if scenario.file:
        case.set("file", _clean(scenario.file))
        case.set("line", str(scenario.line))
    result = result_of(scenario)
    if result in ("FAIL", "ERROR"):
        found = list(occurrences_of(scenario))
        first = found[0].finding.summary if found else scenario.reason
        element = ET.SubElement(case, "failure" if result == "FAIL" else "error")
        element.set("message", _clean(shortened(first, 500)))
        element.set("type", _clean(found[0].finding.check or "step") if found else "step")
        element.text = _clean("\n\n".join(_finding(o.finding) for o in found), lines=True)
    elif result in ("SKIP", "PENDING", "OMIT"):
        ET.SubElement(case, "skipped", {"message": _clean(f"{result}: {scenario.reason}")})
    output = ET.SubElement(case, "system-out")
    output.text = _clean("\n".join(_steps(scenario)), lines=True)
    return case


def _finding(finding: object) -> str:
    parts = [("", "summary"), ("where: ", "where"), ("hop: ", "hop"), ("expected: ", "expected"),
             ("received: ", "received"), ("likely: ", "likely"), ("rule: ", "clause")]  # fmt: skip
    lines = [label + value for label, name in parts if (value := str(getattr(finding, name)))]
    evidence = getattr(finding, "evidence", ())
    return "\n".join([*lines, *(f"evidence: {path}" for path in evidence)])


def _steps(scenario: ScenarioResult) -> Iterable[str]:
    yield "tags: " + " ".join(f"@{tag}" for tag in scenario.tags)
    for step in scenario.steps:
        yield f"{step.status:8} {step.keyword.strip()} {step.text} ({step.seconds:.1f} s)"
    for finding in scenario.failures:
        if finding.accepted:
            yield f"accepted {finding.check}: {finding.summary} ({finding.accepted})"
    notes = [f for f in scenario.findings if f.verdict is Verdict.PASS and f.severity != "note"]
    yield from (f"note     {finding.check}: {finding.summary}" for finding in notes[:20])


def _clean(text: object, *, lines: bool = False) -> str:
    """``text`` in characters that XML 1.0 has, what could act drawn; on one line unless ``lines``."""
    shown = "\n".join(visible(line) for line in str(text).split("\n")) if lines else visible(text)
    return _NOT_XML.sub("\ufffd", shortened(shown, _LONGEST))
