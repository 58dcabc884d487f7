"""The run record: what a run leaves behind, and how it is read back.

A run folder holds ``record.jsonl`` (one JSON object a line, appended and flushed at once), ``exchanges/`` (what crossed
the wire, one file each), ``attachments/`` of attended steps, ``summary.json`` and ``manifest.json``
(SHA-256 of every file). Only the parent process writes the record. Each line ends in ``"chain"``: the SHA-256 of the
previous line's chain followed by the line without its chain, so a changed, lost or moved line is seen. A record cut
short by a crash or by power loss can still be read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from harness.attended import Answer, Question
from harness.verdict import Verdict
from simulators.wire.errors import ConfigError

SCHEMA = 1
RECORD = "record.jsonl"
MANIFEST = "manifest.json"
SUMMARY = "summary.json"
EXCHANGES = "exchanges"  # and the pictures made of them
ATTACHMENTS = "attachments"  # what a person added to an answer


def chain_of(previous: str, body: bytes) -> str:
    """The chain value of a line: ``body`` is the line without its chain, ``previous`` the chain before it."""
    return hashlib.sha256(previous.encode("utf-8", "replace") + body).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedScenario:
    """A scenario the run meant to execute."""

    id: str
    feature: str
    name: str
    tags: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


@dataclass(slots=True, kw_only=True)
class StepResult:
    """One step. ``status``: passed failed error pending skipped omitted."""

    index: int
    keyword: str
    text: str
    status: str
    seconds: float = 0.0
    error: str = ""
    role: str = ""
    waiting_for: str = ""


@dataclass(slots=True, kw_only=True)
class RecordedExchange:
    """One message on the wire; ``file`` is relative to the run folder, ``time`` ISO 8601 in UTC."""

    number: int
    time: str
    sender: str
    receiver: str
    protocol: str
    kind: str
    connection: str = ""
    peer: str = ""
    summary: str = ""
    file: str = ""
    reply_to: int | None = None
    deliberate: str = ""
    error: str = ""
    size: int = 0
    sha256: str = ""


@dataclass(slots=True, kw_only=True)
class RecordedFinding:
    """A finding as it was recorded; see :class:`harness.verdict.Finding`. ``step`` is the index of its step, or -1
    where it came from the checks after the last step. ``accepted`` is the reason of a known difference, or empty."""

    check: str
    verdict: Verdict
    role: str
    summary: str
    expected: str = ""
    received: str = ""
    clause: str = ""
    hop: str = ""
    where: str = ""
    likely: str = ""
    severity: str = "major"
    exchanges: tuple[int, ...] = ()
    evidence: tuple[str, ...] = ()
    step: int = -1
    accepted: str = ""


@dataclass(slots=True, kw_only=True)
class ScenarioResult:
    """One scenario with all that belongs to it. A planned scenario that never ended has verdict SKIP and a reason."""

    id: str
    feature: str
    name: str
    feature_description: str = ""
    rule: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    language: str = "en"
    file: str = ""
    line: int = 0
    started: str = ""
    ended: bool = False
    verdict: Verdict = Verdict.SKIP
    seconds: float = 0.0
    reason: str = ""
    fault: str = ""  # of an ERROR: "harness" or "network"
    steps: list[StepResult] = field(default_factory=list)
    exchanges: list[RecordedExchange] = field(default_factory=list)
    findings: list[RecordedFinding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    @property
    def failures(self) -> list[RecordedFinding]:
        """The findings that say FAIL, accepted ones included."""
        return [finding for finding in self.findings if finding.verdict is Verdict.FAIL]

    @property
    def accepted(self) -> bool:
        """Whether it fails only in differences that the site's known list accepts."""
        return self.verdict is Verdict.FAIL and bool(self.failures) and all(f.accepted for f in self.failures)


@dataclass(slots=True, kw_only=True)
class Run:
    """A whole run. ``ended`` is empty and ``complete`` False when it was cut short; ``problems`` names what is wrong
    with the record itself (an unreadable line, a broken chain)."""

    folder: Path
    run_id: str = ""
    version: str = ""
    schema: int = SCHEMA
    site: dict[str, Any] = field(default_factory=dict)
    language: str = "en"
    seed: int = 0
    host: dict[str, Any] = field(default_factory=dict)
    started: str = ""
    ended: str = ""
    complete: bool = False
    interrupted: bool = False
    verdict: Verdict = Verdict.SKIP
    exit_code: int | None = None
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict)
    planned: tuple[PlannedScenario, ...] = ()
    requirements: list[dict[str, Any]] = field(default_factory=list)  # entries of requirements.toml as they stood
    scenarios: list[ScenarioResult] = field(default_factory=list)
    between: list[RecordedExchange] = field(default_factory=list)  # exchanges outside every scenario
    created: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    foreign: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    chain: str = ""
    manifest_sha256: str = ""

    def scenario(self, scenario_id: str) -> ScenarioResult | None:
        """The scenario with that ID, or None."""
        return next((scenario for scenario in self.scenarios if scenario.id == scenario_id), None)

    @property
    def findings(self) -> list[tuple[ScenarioResult, RecordedFinding]]:
        """Every FAIL finding with its scenario, in order."""
        return [(scenario, finding) for scenario in self.scenarios for finding in scenario.failures]


def read_events(folder: Path, problems: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """The events of a record in order; ``problems`` collects what is wrong with a line. Raises :class:`ConfigError`
    where there is no record."""
    problems = [] if problems is None else problems
    previous, expected = "", 1
    for number, line in _lines(folder):
        try:
            event = json.loads(line)
        except ValueError:
            problems.append(f"line {number} cannot be read (cut short while it was written?)")
            continue
        if not isinstance(event, dict) or not isinstance(event.get("type"), str) or "time" not in event:
            problems.append(f"line {number} is not an event")
            continue
        chain = str(event.pop("chain", ""))
        body = line.removesuffix(b',"chain":"' + chain.encode("utf-8", "replace") + b'"}') + b"}"
        if event.get("n") != expected:
            problems.append(f"line {number}: event {event.get('n')} where {expected} was expected")
        if chain_of(previous, body) != chain:
            problems.append(f"line {number}: the chain is broken, it or a line before it was changed")
        previous, expected = chain, int(event.get("n") or 0) + 1
        yield {**event, "chain": chain}


def _lines(folder: Path) -> Iterator[tuple[int, bytes]]:
    path = folder / RECORD
    try:
        with open(path, "rb") as file:
            yield from ((number, line.rstrip(b"\n")) for number, line in enumerate(file, 1))
    except OSError as error:
        raise ConfigError(
            f"{folder} holds no run: {error.strerror or error}",
            cause=f"{path} cannot be read",
            remedy="give the folder of a run, for example reports/out/<run>",
        ) from error


def load(folder: str | Path) -> Run:
    """Read a run folder back, whole or cut short.

    Raises :class:`ConfigError` where there is no record, or none of it can be read.
    """
    folder = Path(folder)
    run = Run(folder=folder)
    reader = RunReader(run)
    for event in read_events(folder, run.problems):
        try:
            reader.take(event)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            run.problems.append(f"event {event.get('n')} ({event['type']}) does not hold what it must: {error!r}")
    if not run.run_id:
        raise ConfigError(
            f"{folder / RECORD} holds no readable run", cause="; ".join(run.problems) or "the file is empty"
        )
    reader.finish()
    return run


class RunReader:
    """Builds a :class:`Run` from events, as they are read or as they are written."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.by_id: dict[str, ScenarioResult] = {}

    def take(self, event: dict[str, Any]) -> None:
        self.run.chain = event.pop("chain", "")
        self.run.ended = event["time"]
        handler = getattr(self, "_" + event["type"].replace("-", "_"), None)
        if handler is not None:
            handler(event)

    def _scenario(self, event: dict[str, Any]) -> ScenarioResult:
        scenario_id = str(event.get("id", ""))
        if scenario_id not in self.by_id:
            self.by_id[scenario_id] = ScenarioResult(id=scenario_id, feature="", name=scenario_id)
            self.run.scenarios.append(self.by_id[scenario_id])
        return self.by_id[scenario_id]

    def _run_started(self, event: dict[str, Any]) -> None:
        run = self.run
        run.started = event["time"]
        for name in ("run_id", "version", "schema", "site", "language", "seed", "host", "requirements"):
            setattr(run, name, event.get(name, getattr(run, name)))
        run.planned = tuple(
            PlannedScenario(**{**_known(PlannedScenario, entry), "tags": tuple(entry.get("tags", ()))})
            for entry in event.get("planned", ())
        )
        for planned in run.planned:
            scenario = ScenarioResult(id=planned.id, feature=planned.feature, name=planned.name, tags=planned.tags)
            scenario.file, scenario.line, scenario.reason = planned.file, planned.line, "not started"
            self.by_id[planned.id] = scenario
            run.scenarios.append(scenario)

    def _scenario_started(self, event: dict[str, Any]) -> None:
        scenario = self._scenario(event)
        for name in ("feature", "feature_description", "rule", "name", "description", "language", "file", "line"):
            setattr(scenario, name, event.get(name, getattr(scenario, name)))
        scenario.tags = tuple(event.get("tags", scenario.tags))
        scenario.started, scenario.reason = event["time"], "not finished"

    def _step(self, event: dict[str, Any]) -> None:
        self._scenario(event).steps.append(StepResult(**_known(StepResult, event)))

    def _exchange(self, event: dict[str, Any]) -> None:
        exchange = RecordedExchange(**_known(RecordedExchange, event))
        (self._scenario(event).exchanges if event.get("id") else self.run.between).append(exchange)

    def _finding(self, event: dict[str, Any]) -> None:
        values = _known(RecordedFinding, event)
        values["verdict"] = Verdict(values["verdict"])
        for name in ("exchanges", "evidence"):
            values[name] = tuple(values.get(name, ()))
        self._scenario(event).findings.append(RecordedFinding(**values))

    def _held(self, event: dict[str, Any]) -> None:
        """What held in a scenario, in one event: there are a hundred times as many of these as of differences."""
        for values in event.get("findings", ()):
            blank = {"check": "", "role": "", "summary": ""}  # empty values are left out of the event
            self._finding({"verdict": "PASS", "severity": "note", **blank, **values, "id": event.get("id")})

    def _question(self, event: dict[str, Any]) -> None:
        self._scenario(event).questions.append(Question.from_dict(event["question"]))

    def _answer(self, event: dict[str, Any]) -> None:
        self._scenario(event).answers.append(Answer.from_dict(event["answer"]))

    def _scenario_ended(self, event: dict[str, Any]) -> None:
        scenario = self._scenario(event)
        scenario.ended = True
        scenario.verdict = Verdict(event["verdict"])
        scenario.seconds = event.get("seconds", 0.0)
        scenario.reason = event.get("reason", "")
        scenario.fault = event.get("fault", "")

    def _created(self, event: dict[str, Any]) -> None:
        self.run.created.append({key: value for key, value in event.items() if key not in ("n", "type")})

    def _note(self, event: dict[str, Any]) -> None:
        self.run.notes.append(str(event.get("text", "")))

    def _run_ended(self, event: dict[str, Any]) -> None:
        run = self.run
        run.complete = True
        run.exit_code = event.get("exit_code")
        run.interrupted = bool(event.get("interrupted"))
        run.foreign = dict(event.get("foreign", {}))
        run.seconds = event.get("seconds", 0.0)

    def finish(self) -> None:
        """Compute what follows from the events: counts and verdict are never taken on trust."""
        run = self.run
        run.counts = counts_of(run.scenarios)
        run.verdict = verdict_of(run.counts)
        if not run.complete:
            run.problems.append("the run was cut short: the record has no end")
            run.interrupted = True
            run.seconds = (datetime.fromisoformat(run.ended) - datetime.fromisoformat(run.started)).total_seconds()
        manifest = run.folder / MANIFEST
        if manifest.is_file():
            run.manifest_sha256 = hashlib.sha256(manifest.read_bytes()).hexdigest()


def _known(kind: type, event: dict[str, Any]) -> dict[str, Any]:
    """The values of ``event`` that ``kind`` has a field for: newer records stay readable."""
    return {name: event[name] for name in kind.__dataclass_fields__ if name in event}  # type: ignore[attr-defined]


def counts_of(scenarios: list[ScenarioResult]) -> dict[str, int]:
    """How many scenarios of each verdict, and ``planned`` as their sum."""
    counts = {"planned": len(scenarios), **{verdict.value: 0 for verdict in Verdict}}
    for scenario in scenarios:
        counts[scenario.verdict.value] += 1
    return counts


def verdict_of(counts: dict[str, int]) -> Verdict:
    """The worst verdict there is. What the site does not claim (OMIT) decides only where there is nothing else;
    of nothing it is SKIP."""
    for verdict in (Verdict.ERROR, Verdict.FAIL, Verdict.SKIP, Verdict.PENDING, Verdict.PASS, Verdict.OMIT):
        if counts.get(verdict.value):
            return verdict
    return Verdict.SKIP
