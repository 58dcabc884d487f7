"""One worker process: runs features with behave, in a hospital of its own, and tells the parent what happens.

Events go through the connection as JSON bytes, one message each; the parent alone writes the record. The parent ends
a worker by the word ``stop``; a worker whose parent is gone ends by itself.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import sys
import threading
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from behave.configuration import Configuration
from behave.exception import ConfigError as BehaveConfigError
from behave.model import Feature, Scenario, Step
from behave.runner import Context, Runner

from harness import checks, hooks, temporary
from harness.attended import Answer, Question
from harness.data import features_folder
from harness.defects_on import switch_on
from harness.evidence import Evidence
from harness.feature_file import read_feature
from harness.outcome import Outcome
from harness.session import Hospital
from harness.site import load_site
from harness.steps.registering import adopt
from harness.verdict import Finding, Verdict
from harness.worker_job import Job
from simulators.transcript import Exchange
from simulators.wire.errors import ConfigError

GRACE = 10.0  # seconds that a stopped worker may take to end its scenario


class Reporter(hooks.Observer):
    """Sends everything to the parent, in order: exchanges of a scenario come before its end."""

    def __init__(self, connection: Connection, job: Job) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._job = job
        self._held: list[dict[str, Any]] = []  # findings of this scenario that say that something held
        self._evidence = Evidence(Path(job.folder), self._emit, self._disk_failed)

    def send(self, kind: str, /, **fields: Any) -> None:
        self._emit({"type": kind, **fields})

    def _emit(self, event: dict[str, Any]) -> None:
        data = json.dumps(event, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace")
        with self._lock:
            self._connection.send_bytes(data)

    def _disk_failed(self, error: OSError) -> None:
        self.send("disk-failed", text=error.strerror or str(error))

    def close(self) -> None:
        self._evidence.close()

    def ask(self, question: Question, stop: _Parent) -> Answer | None:
        """Ask the parent and wait for the answer, as long as it takes. None where nobody is there to answer."""
        if not self._job.attended:
            return None
        self._evidence.flush()
        self.send("question", id=question.scenario_id, question=question.as_dict())
        return stop.answer()

    def scenario_id(self, scenario: Scenario) -> str:
        return self._job.ids[place_of(scenario)]

    def scenario_started(self, scenario_id: str, scenario: Scenario) -> None:
        feature, rule = containers_of(scenario)
        self.send(
            "scenario-started",
            id=scenario_id,
            feature=feature.name,
            feature_description="\n".join(feature.description),
            rule=rule,
            name=scenario.name,
            description="\n".join(scenario.description),
            tags=sorted(map(str, scenario.effective_tags)),
            language=feature.language or "en",
            file=str(scenario.filename),
            line=scenario.line,
        )

    def step(self, scenario_id: str, index: int, step: Step, outcome: Outcome) -> None:
        self.send(
            "step",
            id=scenario_id,
            index=index,
            keyword=step.keyword,
            text=step.name,
            status=outcome.status,
            seconds=round(step.duration, 4),
            error=outcome.text,
            role=outcome.role,
            waiting_for=outcome.waiting_for,
        )

    def finding(self, scenario_id: str, index: int, finding: Finding) -> None:
        if finding.verdict is Verdict.PASS and finding.severity == "note":
            values = {name: value for name, value in finding.as_dict().items() if value}
            self._held.append({"step": index, **values})
            return
        self._evidence.flush()
        self.send("finding", id=scenario_id, step=index, **finding.as_dict())

    def progress(self, scenario_id: str, text: str) -> None:
        self.send("progress", id=scenario_id, text=text)

    def exchange(self, scenario_id: str, exchange: Exchange) -> None:
        self._evidence.take(scenario_id, exchange)

    def scenario_ended(self, scenario_id: str, verdict: Verdict, seconds: float, reason: str, fault: str) -> None:
        self._evidence.flush()
        if self._held:
            self.send("held", id=scenario_id, findings=self._held)
            self._held = []
        self.send(
            "scenario-ended",
            id=scenario_id,
            verdict=verdict.value,
            seconds=round(seconds, 3),
            reason=reason,
            fault=fault,
        )

    def created(self, entry: dict[str, Any]) -> None:
        self.send("created", **entry)


def place_of(scenario: Scenario) -> str:
    """The key of a scenario in :attr:`Job.ids`."""
    return f"{scenario.filename}:{scenario.line}"


def containers_of(scenario: Scenario) -> tuple[Feature, str]:
    """Its feature, and the name of its rule or empty."""
    rule, parent = "", scenario.parent
    while not isinstance(parent, Feature):
        if parent.type == "rule":
            rule = parent.name
        parent = parent.parent
    return parent, rule


class FeatureRunner(Runner):
    """behave's own runner on features that were already chosen; it writes nothing to the terminal."""

    def setup_paths(self) -> None:
        """A feature that has no steps folder beside or above it takes the steps of the library."""
        try:
            super().setup_paths()
        except BehaveConfigError:
            self.base_dir = self.config.base_dir = str(features_folder())
            self.path_manager.add(self.base_dir)

    def run_chosen(self, features: list[Feature]) -> None:
        with self.path_manager:
            self.setup_paths()
            self.context = Context(self)
            self.load_hooks()
            self.load_step_definitions()
            self.features.extend(features)
            self.formatters: list[Any] = []
            self.run_model()


def work(connection: Connection, job: Job) -> None:
    """Entry of the process. Sends ``done``, or ``worker-failed`` with what went wrong, as its last event."""
    _quiet(job)
    temporary.use(job.temporary)
    reporter = Reporter(connection, job)
    stop = _Parent(connection, job.temporary)
    try:
        _run(job, reporter, stop)
    except ConfigError as error:
        reporter.send("worker-failed", kind="config", text=str(error), cause=error.cause, remedy=error.remedy)
    except KeyboardInterrupt:
        pass
    except BaseException as error:
        reporter.send(
            "worker-failed", kind="bug", text=f"{type(error).__name__}: {error}", traceback=traceback.format_exc()
        )
    with contextlib.suppress(OSError):
        reporter.close()
        reporter.send("done")
        sys.stdout.flush()
    os._exit(0)  # threads of a peer that hangs must not keep the process


def _run(job: Job, reporter: Reporter, stop: _Parent) -> None:
    site = load_site(job.site)
    adopt(site.tables.terms)
    features = [feature for path in job.features if (feature := read_feature(path)) is not None]
    for feature in features:
        for scenario in feature.walk_scenarios():
            if place_of(scenario) not in job.ids:
                scenario.mark_skipped()
    switch_on(job.defects)
    hospital = Hospital(site)
    hospital.on_progress = lambda text: reporter.progress("", text)
    hospital.asker = lambda question: reporter.ask(question, stop)
    hospital.folder = Path(job.folder)
    hospital.start()
    try:
        checks.load()
        reporter.hospital = hospital
        hooks.observer = reporter
        arguments = ["--no-capture", "--no-capture-stderr", "--no-logcapture", "--no-summary", "--no-color"]
        runner = FeatureRunner(Configuration([*arguments, *job.features], load_config=False))
        stop.interrupts(True)
        runner.run_chosen(features)
    finally:
        stop.interrupts(False)
        hospital.close()
        reporter.send("foreign", counts=dict(hospital.runtime.foreign))


class _Parent:
    """Listens for the parent: ``stop`` interrupts the scenario, anything else answers a question, silence of the line
    ends the process."""

    def __init__(self, connection: Connection, temporary: str) -> None:
        self._connection, self._temporary = connection, temporary
        self._wanted = False
        self._interrupts = False
        self._answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        signal.signal(signal.SIGINT, self._signal)
        threading.Thread(target=self._listen, name="parent", daemon=True).start()

    def interrupts(self, on: bool) -> None:
        self._interrupts = on
        if on and self._wanted:
            raise KeyboardInterrupt

    def answer(self) -> Answer | None:
        """The next answer of the parent; a stop interrupts the wait."""
        while True:
            with contextlib.suppress(queue.Empty):
                values = json.loads(self._answers.get(timeout=1.0))
                return Answer.from_dict(values) if values else None

    def _signal(self, number: int, frame: object) -> None:
        if self._wanted and self._interrupts:  # a Ctrl-C of the terminal reaches us too: the parent decides
            self._interrupts = False
            raise KeyboardInterrupt

    def _listen(self) -> None:
        try:
            while (said := self._connection.recv_bytes()) != b"stop":
                self._answers.put(said)
        except (EOFError, OSError):
            temporary.inherit(self._temporary)
            os._exit(1)  # the parent is gone: nobody writes down what we would find
        self._wanted = True
        _interrupt_main()
        threading.Event().wait(GRACE)
        os._exit(1)


def _interrupt_main() -> None:
    main = threading.main_thread().ident
    if hasattr(signal, "pthread_kill") and main is not None:
        signal.pthread_kill(main, signal.SIGINT)
    else:
        import _thread

        _thread.interrupt_main()


def _quiet(job: Job) -> None:
    """Send what anything prints to a log of this worker in the run folder."""
    path = Path(job.folder) / "logs" / f"{job.name}.log"
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(log, 1)
        os.dup2(log, 2)
        os.close(log)
