"""The parent of a run: starts a worker for each feature, alone writes the record, ends cleanly whatever happens.

Where real systems send to fixed ports here, all features run in one worker with one hospital: parallel workers would
take each other's messages.
"""

from __future__ import annotations

import contextlib
import getpass
import json
import multiprocessing
import os
import platform
import queue
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from harness import temporary
from harness.attended import Answer, Question
from harness.decide import exit_code_of
from harness.defects_on import warning
from harness.plan import Plan
from harness.record import SCHEMA, SUMMARY, Run, RunReader, counts_of, verdict_of
from harness.record_writer import RecordError, RecordWriter, summary_of, write_json, write_manifest
from harness.run_version import version
from harness.site import Site
from harness.verdict import ExitCode, Verdict
from harness.worker_job import Job, work

Event = dict[str, Any]
LAST_WORDS = 20.0  # seconds that a worker may take to close its hospital
AT_ONCE = 100  # events taken from one worker before the next is heard
NOT_RECORDED = ("progress", "foreign", "worker-failed", "disk-failed", "done")


@dataclass(frozen=True, slots=True)
class Options:
    """``out`` is the folder under which the run gets its own; ``jobs`` 0 chooses. ``attended``: somebody answers what
    attended steps ask, through ``RunProcess.answer``."""

    out: Path = Path("reports/out")
    jobs: int = 0
    language: str = ""
    seed: int = 0
    requirements: tuple[dict[str, Any], ...] = ()
    attended: bool = False


@dataclass(slots=True)
class Worker:
    """One running worker: the scenario it is in, those it has ended, when it was last heard."""

    job: Job
    process: BaseProcess
    connection: Connection
    open: str = ""
    done: set[str] = field(default_factory=set)
    heard: float = field(default_factory=time.monotonic)


class RunProcess:
    """One run. ``listen`` hears each event as it comes, ``tick`` is called a few times a second."""

    def __init__(
        self,
        site: Site,
        plan: Plan,
        options: Options,
        *,
        listen: Callable[[Event], None] = lambda event: None,
        tick: Callable[[], None] = lambda: None,
    ) -> None:
        self.site = site
        self.plan = plan
        self.options = options
        self.listen = listen
        self.tick = tick
        self.stops = 0  # how often the person asked to stop
        self._heeded = 0
        self.foreign: dict[str, int] = {}
        self.problem: RecordError | None = None
        self._workers: list[Worker] = []
        self._answers: queue.SimpleQueue[tuple[Question, Answer | None]] = queue.SimpleQueue()
        self._jobs: list[Job] = []
        self._context = context()
        self._temporary = ""  # for what the workers keep while they live
        self._started = time.monotonic()
        self.run_id, self.folder = new_folder(options.out)
        self._writer = RecordWriter(self.folder)
        self._reader = RunReader(Run(folder=self.folder))

    @property
    def jobs(self) -> int:
        """How many workers at once: one where real systems are pressed or send to us; else two a processor, for they
        mostly wait."""
        if self.site.needs_one_process:
            return 1
        if self.options.jobs:
            return self.options.jobs
        return 1 if self.site.real_roles else 2 * (os.cpu_count() or 1)

    def execute(self) -> Run:
        """Run everything; the record as it was written. The first Ctrl-C ends the run cleanly, the second at once;
        outside the main thread only :meth:`stop` does. Raises :class:`RecordError` when the record could not be
        written to its end."""
        main = threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGINT, self._interrupt) if main else None
        owned = temporary.owned()
        self._temporary = owned.name
        try:
            self._start()
            self._jobs = self._make_jobs()
            while (self._jobs and not self.stops and not self.problem) or self._workers:
                self._fill()
                self._hear()
                self._pass_on()
                self._heed()
                self._watch()
                self.tick()
            return self._end()
        except RecordError:
            self._kill()
            raise
        finally:
            self._writer.close()
            owned.cleanup()
            if main:
                signal.signal(signal.SIGINT, before)

    # --- the record ------------------------------------------------------------------------------------------------

    def _record(self, kind: str, /, **fields: Any) -> None:
        self._reader.take(self._writer.append(kind, **fields))
        self.listen({"type": kind, **fields})

    def _start(self) -> None:
        self._record(
            "run-started",
            run_id=self.run_id,
            version=version(),
            schema=SCHEMA,
            site=self.site.describe(),
            language=self.options.language or self.site.language,
            seed=self.options.seed,
            requirements=list(self.options.requirements),
            planned=[
                {"id": s.id, "feature": s.feature, "name": s.name, "tags": list(s.tags), "file": s.file, "line": s.line}
                for s in self.plan.scenarios
            ],
            host=_host(),
        )
        if self.site.tables.defects:
            self._record("note", text=warning(self.site.tables.defects))
        if self.site.needs_one_process and (len(self.plan.features) > 1 or self.options.jobs > 1):
            ports = ", ".join(f"{name} {port}" for name, port in self.site.fixed_listeners.items())
            self._record(
                "note",
                text=f"all features run one after the other in one process: real systems send to fixed ports ({ports})",
            )

    def _end(self) -> Run:
        """Close the record, then summary and manifest."""
        interrupted = bool(self.stops)
        self._record("run-ended", **self._result(interrupted))
        self._writer.close()
        self._reader.finish()
        run = self._reader.run
        write_json(self.folder / SUMMARY, summary_of(run))
        exchanges = [each for scenario in run.scenarios for each in scenario.exchanges] + run.between
        write_manifest(self.folder, run.run_id, run.chain, {each.file: each.sha256 for each in exchanges if each.file})
        self._reader.finish()
        return run

    def _result(self, interrupted: bool) -> Event:
        run = self._reader.run
        run.counts = counts_of(run.scenarios)
        run.verdict = verdict_of(run.counts)
        run.interrupted = interrupted
        code = ExitCode.COULD_NOT_TEST if self.problem and not interrupted else exit_code_of(run)
        return {
            "verdict": run.verdict.value,
            "counts": run.counts,
            "exit_code": code,
            "interrupted": interrupted,
            "seconds": round(time.monotonic() - self._started, 3),
            "foreign": self.foreign,
        }

    # --- workers ---------------------------------------------------------------------------------------------------

    def _make_jobs(self) -> list[Job]:
        features = self.plan.features
        groups = [features] if self.site.needs_one_process else [[feature] for feature in _longest_first(features)]
        return [
            Job(
                name=Path(group[0].path).stem if len(group) == 1 else "all",
                features=tuple(feature.path for feature in group),
                site=self.site.file,
                folder=str(self.folder.absolute()),
                ids={place: each for feature in group for place, each in feature.ids.items()},
                attended=self.options.attended,
                defects=tuple(self.site.tables.defects),
                temporary=self._temporary,
            )
            for group in groups
        ]

    def _fill(self) -> None:
        while self._jobs and len(self._workers) < self.jobs and not self.stops and not self.problem:
            job = self._jobs.pop(0)
            ours, theirs = self._context.Pipe()
            process = self._context.Process(target=work, args=(theirs, job), name=job.name, daemon=True)  # type: ignore[attr-defined]
            process.start()
            theirs.close()
            self._workers.append(Worker(job, process, ours))

    def _hear(self) -> None:
        """Take what workers sent, for a fifth of a second at most."""
        for connection in wait([worker.connection for worker in self._workers], timeout=0.2):
            worker = next(worker for worker in self._workers if worker.connection is connection)
            for _ in range(AT_ONCE):
                try:
                    event = json.loads(worker.connection.recv_bytes())
                except (EOFError, OSError, ValueError):
                    self._lost(worker)
                    break
                worker.heard = time.monotonic()
                self._take(worker, event)
                if worker not in self._workers or not worker.connection.poll():
                    break

    def _watch(self) -> None:
        """End a worker that has done all it had to do and does not come to its end: a peer may hold it."""
        for worker in self._workers:
            idle = time.monotonic() - worker.heard
            if idle > LAST_WORDS and worker.done >= set(worker.job.ids.values()):
                worker.process.kill()  # its closed line is heard next

    def _take(self, worker: Worker, event: Event) -> None:
        kind = event.pop("type")
        if kind == "scenario-started":
            worker.open = event["id"]
            event["file"] = next((s.file for s in self.plan.scenarios if s.id == event["id"]), event["file"])
        elif kind == "scenario-ended":
            worker.open = ""
            worker.done.add(event["id"])
        elif kind == "finding":
            event = self._accept(event)
        elif kind == "foreign":
            for name, count in event["counts"].items():
                self.foreign[name] = self.foreign.get(name, 0) + count
        elif kind == "disk-failed":
            self._disk_failed(event["text"])
        elif kind == "worker-failed":
            self._worker_failed(worker, event)
        elif kind == "done":
            if not self.stops and not self.problem:
                self._give_up(worker, "the worker ended without executing it", "harness", only_open=False)
            self._forget(worker)
        if kind in NOT_RECORDED:
            self.listen({"type": kind, **event})
        else:
            self._record(kind, **event)

    def _accept(self, event: Event) -> Event:
        """Mark a difference that the site knows and accepts."""
        if event["verdict"] == Verdict.FAIL.value:
            for known in self.site.known:
                if known.covers(event["id"], event["check"], event["role"]):
                    return {**event, "accepted": known.reason}
        return event

    def _lost(self, worker: Worker) -> None:
        """A worker ended without saying so. Its open scenario is an ERROR, the others get a new worker."""
        worker.process.join(2)
        if not self.stops and not worker.done >= set(worker.job.ids.values()):
            how = f"the worker process of {worker.job.name} died (exit code {worker.process.exitcode})"
            self._record("note", text=how)
            self._give_up(worker, how, "harness", only_open=bool(worker.open or worker.done))
        self._forget(worker)

    def _worker_failed(self, worker: Worker, event: Event) -> None:
        """The worker says that it cannot go on: a port in use, or a bug."""
        text = ": ".join(part for part in (event["text"], event.get("cause", "")) if part)
        self._record("note", text=event.get("traceback") or text)
        self._give_up(worker, text, "network" if event["kind"] == "config" else "harness", only_open=False)

    def _give_up(self, worker: Worker, reason: str, fault: str, *, only_open: bool) -> None:
        """End what a worker did not end, as ERROR; with ``only_open`` the rest goes to a new worker."""
        left = {place: each for place, each in worker.job.ids.items() if each not in worker.done}
        for each in [worker.open] if only_open else list(left.values()):
            if each:
                worker.done.add(each)
                self._record(
                    "scenario-ended", id=each, verdict=Verdict.ERROR.value, seconds=0, reason=reason, fault=fault
                )
        left = {place: each for place, each in left.items() if each != worker.open} if only_open else {}
        if left:
            self._jobs.append(replace(worker.job, ids=left))

    def _forget(self, worker: Worker) -> None:
        if worker in self._workers:
            self._workers.remove(worker)
            worker.connection.close()
            worker.process.join(5)
            if worker.process.is_alive():
                worker.process.kill()

    # --- people ----------------------------------------------------------------------------------------------------

    def answer(self, question: Question, answer: Answer | None) -> None:
        """The person's answer to a ``question`` event; None where nobody will answer. May come from any thread."""
        self._answers.put((question, answer))

    def _pass_on(self) -> None:
        while not self._answers.empty():
            question, answer = self._answers.get()
            if answer is not None:
                self._record("answer", id=question.scenario_id, step=question.step, answer=answer.as_dict())
            for worker in self._workers:
                if worker.open == question.scenario_id:
                    with contextlib.suppress(OSError):  # it has just ended: that is heard in its turn
                        worker.connection.send_bytes(json.dumps(answer and answer.as_dict()).encode())

    # --- stopping --------------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """End the run cleanly, a second time at once. May come from any thread."""
        self.stops += 1

    def _interrupt(self, number: int, frame: object) -> None:
        self.stop()

    def _heed(self) -> None:
        """After Ctrl-C: ask the workers to end their scenario; after a second one end them."""
        if self._heeded < self.stops:
            self._heeded = self.stops
            self.listen({"type": "stopping", "again": self.stops > 1})
            if self.stops > 1:
                self._kill()
            else:
                self._tell_stop()

    def _tell_stop(self) -> None:
        for worker in self._workers:
            try:
                worker.connection.send_bytes(b"stop")
            except OSError:
                continue  # it has just ended

    def _disk_failed(self, text: str) -> None:
        if self.problem is None:
            self.problem = RecordError(
                f"evidence cannot be written: {text}",
                cause=f"writing into {self.folder} failed; what was recorded before is kept",
                remedy="free space on that disk or choose another with --out DIR, then run again",
            )
            self._record("note", text=str(self.problem))
            self._tell_stop()

    def _kill(self) -> None:
        for worker in self._workers:
            worker.process.kill()


def context() -> BaseContext:
    """Workers come from a server that has the heavy modules loaded already; where there is none, they start afresh."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["__main__", "harness.worker_preload"])
    return server


def warm_up() -> None:
    """Begin to load what workers need, beside whatever comes before the first of them."""
    if context().get_start_method() == "forkserver":
        from multiprocessing import forkserver

        forkserver.ensure_running()


def new_folder(out: Path, prefix: str = "") -> tuple[str, Path]:
    """A name that is not taken under ``out``, and that folder: the ID of a run, the time after ``prefix``."""
    base = prefix + datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
    run_id, number = base, 2
    while (out / run_id).exists():
        run_id, number = f"{base}-{number}", number + 1
    return run_id, out / run_id


def _longest_first(features: list[Any]) -> list[Any]:
    return sorted(features, key=lambda feature: -len(feature.ids))


def _host() -> dict[str, Any]:
    """This machine, and the account that runs here: a document says who ran it."""
    account = ""
    with contextlib.suppress(OSError, KeyError, ImportError):  # an account without a name: a container's, for example
        account = getpass.getuser()
    machine = {"os": platform.platform(), "python": platform.python_version(), "processors": os.cpu_count()}
    return {**machine, "name": platform.node(), "user": account}
