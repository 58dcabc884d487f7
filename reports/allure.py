"""Allure results out of the record, through allure_commons' own model and file writer.

Scenarios inside Rules, steps with their times, findings as status details, exchange files of what did not pass as
attachments. FAIL is ``failed``; ERROR is ``broken``; SKIP, PENDING and OMIT are ``skipped`` with the reason.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Attachment, Label, Parameter, StatusDetails, TestResult, TestStepResult

from harness.record import RecordedExchange, Run, ScenarioResult
from harness.verdict import SEVERITIES
from reports import evidence
from reports.cards import occurrences_of, result_of, title_of
from reports.course import label_of
from reports.decision import real_roles, role_title
from reports.shown import shortened, visible, visible_lines

NAME = "allure-results"
STATUS = {
    "PASS": "passed",
    "ACCEPTED": "passed",
    "FAIL": "failed",
    "ERROR": "broken",
    "SKIP": "skipped",
    "PENDING": "skipped",
    "OMIT": "skipped",
}
STEP_STATUS = {"passed": "passed", "failed": "failed", "error": "broken"}
SEVERITY = {"critical": "critical", "major": "normal", "minor": "minor", "note": "trivial"}
MOST_FILES = 60  # exchange files attached to one scenario


def write(run: Run, folder: Path) -> Path:
    """Write ``allure-results/`` into ``folder``, in place of what stood there."""
    place = folder / NAME
    if place.is_dir():
        shutil.rmtree(place)
    return add(run, place)


def add(run: Run, place: Path) -> Path:
    """Write the results of ``run`` into ``place``, beside those that stand there, unit tests' for example."""
    logger = AllureFileLogger(str(place))
    for scenario in run.scenarios:
        logger.report_result(_result(scenario, run, logger))
    (place / "environment.properties").write_bytes("".join(_environment(run)).encode("ascii", "backslashreplace"))
    (place / "categories.json").write_text(json.dumps(CATEGORIES, indent=1) + "\n", encoding="utf-8")
    return place


CATEGORIES = [
    {"name": "The system broke a requirement", "matchedStatuses": ["failed"]},
    {"name": "Could not be judged: the harness or the network", "matchedStatuses": ["broken"]},
    {"name": "Waits for a person", "matchedStatuses": ["skipped"], "messageRegex": "PENDING.*"},
    {"name": "Not claimed by the site", "matchedStatuses": ["skipped"], "messageRegex": "OMIT.*"},
    {"name": "Not run", "matchedStatuses": ["skipped"], "messageRegex": "SKIP.*"},
]


def _result(scenario: ScenarioResult, run: Run, logger: AllureFileLogger) -> TestResult:
    result = result_of(scenario)
    start = _milliseconds(scenario.started) or _milliseconds(run.started) or 0
    full_name = f"{scenario.file or scenario.feature}: {scenario.id}"
    identity = hashlib.md5(full_name.encode("utf-8", "replace"), usedforsecurity=False).hexdigest()
    test = TestResult(
        uuid=str(uuid.uuid4()), name=_shown(title_of(scenario)), fullName=_shown(full_name),
        historyId=identity, testCaseId=identity, status=STATUS[result], stage="finished",
        start=start, stop=start + round(scenario.seconds * 1000),
        titlePath=[_shown(part) for part in (scenario.feature, scenario.rule) if part],
    )  # fmt: skip
    test.description = _shown_lines([scenario.feature_description, scenario.rule, scenario.description])
    test.statusDetails = _details(scenario, result)
    test.labels = [Label(name, _shown(value)) for name, value in _labels(scenario, run)]
    test.parameters = [
        Parameter("site", _shown(run.site.get("name", ""))),
        Parameter("seed", str(run.seed), excluded=True),
    ]
    test.steps = list(_steps(scenario, start))
    test.attachments = list(_attachments(scenario, run, logger, every_file=result in ("FAIL", "ERROR", "ACCEPTED")))
    return test


def _details(scenario: ScenarioResult, result: str) -> StatusDetails | None:
    if result in ("FAIL", "ERROR", "ACCEPTED"):
        found = [o.finding for o in occurrences_of(scenario)]
        texts = ["\n".join(filter(None, (
            f"{f.check} {f.role}: {f.summary}", f"expected: {f.expected}" if f.expected else "",
            f"received: {f.received}" if f.received else "", f"where: {f.where}" if f.where else "",
            f"hop: {f.hop}" if f.hop else "", f.likely, f"rule: {f.clause}" if f.clause else "",
            f"accepted: {f.accepted}" if f.accepted else "",
        ))) for f in found]  # fmt: skip
        message = found[0].summary if found else scenario.reason
        known = result == "ACCEPTED"
        return StatusDetails(known=known, message=_shown(message), trace=_shown_lines(texts))
    if result in ("SKIP", "PENDING", "OMIT"):
        return StatusDetails(message=_shown(f"{result}: {scenario.reason}"))
    return None


def _labels(scenario: ScenarioResult, run: Run) -> Iterator[tuple[str, str]]:
    folder = Path(scenario.file).parent.name if scenario.file else ""
    yield "epic", str(run.site.get("name", ""))
    yield "feature", scenario.feature
    if scenario.rule:
        yield "story", scenario.rule
    yield "parentSuite", folder or "features"
    yield "suite", scenario.feature
    if scenario.rule:
        yield "subSuite", scenario.rule
    yield "framework", "interop"
    yield "language", scenario.language
    yield "host", str(run.host.get("name") or run.host.get("node") or "localhost")
    yield "thread", scenario.feature
    worst = min(
        (f.severity for f in scenario.failures if f.severity in SEVERITIES), key=SEVERITIES.index, default="major"
    )
    yield "severity", SEVERITY[worst]
    yield "as_id", scenario.id
    yield from (("tag", tag) for tag in scenario.tags)


def _steps(scenario: ScenarioResult, start: int) -> Iterator[TestStepResult]:
    for step in scenario.steps:
        stop = start + round(step.seconds * 1000)
        name = _shown(f"{step.keyword.strip()} {step.text}")
        result = TestStepResult(
            name=name, status=STEP_STATUS.get(step.status, "skipped"), stage="finished", start=start, stop=stop
        )
        if step.error or step.waiting_for:
            result.statusDetails = StatusDetails(message=_shown_lines([step.error or step.waiting_for]))
        yield result
        start = stop


def _attachments(
    scenario: ScenarioResult, run: Run, logger: AllureFileLogger, *, every_file: bool
) -> Iterator[Attachment]:
    if not scenario.exchanges:
        return
    text = "\n".join(_line(exchange) for exchange in scenario.exchanges) + "\n"
    yield _attached("What crossed the wire", text.encode("utf-8", "replace"), "text/plain", "txt", logger)
    for exchange in scenario.exchanges[:MOST_FILES] if every_file else ():
        data = evidence.read(run.folder, exchange.file)
        if data is not None:
            kind, suffix = ("application/json", "json") if exchange.file.endswith(".json") else ("text/plain", "txt")
            yield _attached(f"{exchange.number} {exchange.kind}", data, kind, suffix, logger)


def _attached(name: str, data: bytes, kind: str, suffix: str, logger: AllureFileLogger) -> Attachment:
    source = f"{uuid.uuid4()}-attachment.{suffix}"
    logger.report_attached_data(body=data, file_name=source)
    return Attachment(name=_shown(name), source=source, type=kind)


def _line(exchange: RecordedExchange) -> str:
    hop = f"{role_title(exchange.sender)} → {role_title(exchange.receiver)}"
    return visible(f"{exchange.number:4} {exchange.time} {hop} {label_of(exchange)} {exchange.file}")


def _environment(run: Run) -> Iterable[str]:
    """Java properties: Allure shows them as the environment of the launch."""
    entries = {"run": run.run_id, "interop": run.version, "site": str(run.site.get("name", ""))}
    for role in real_roles(run):
        words = (role.get("product"), role.get("version"), role.get("address"))
        entries[f"under test {role.get('name')}"] = " ".join(str(word) for word in words if word)
    entries |= {f"machine {name}": str(value) for name, value in run.host.items()}
    for name, value in entries.items():
        key = re.sub(r"[^A-Za-z0-9_.]", "_", name)
        yield f"{key}={visible(value)}\n".replace("\\", "\\\\")


def _milliseconds(iso: str) -> int | None:
    try:
        return round(datetime.fromisoformat(iso).timestamp() * 1000)
    except ValueError:
        return None


def _shown(text: object) -> str:
    return shortened(visible(text), 2000)


def _shown_lines(texts: Iterable[str]) -> str:
    shown = ["\n".join(visible_lines(text)) for text in texts if text]
    return shortened("\n\n".join(shown), 20_000)
