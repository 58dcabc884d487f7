"""One load, from the site file to the run record: starts hospital, engine and workers, watches, records, judges.

Each job of the profile stands in the record as a scenario ``LOAD-<job>``, so that gate, history and comparison know
it; the course of the figures stands in ``load`` events, and all of them together in ``load-ended``.
"""

from __future__ import annotations

import json
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from harness import temporary
from harness.load.figures import Figures, summary_of
from harness.load.profile import Profile
from harness.load.target import NEEDS, Target, loaded_jobs
from harness.load.watch import AbortWatch, Usage, require_allowed, thresholds
from harness.record import SCHEMA, SUMMARY, Run, RunReader, counts_of, verdict_of
from harness.record_writer import RecordWriter, write_json, write_manifest
from harness.record_writer import summary_of as run_summary
from harness.run import _host, exit_code_of, new_folder
from harness.run_version import version
from harness.site import Site
from harness.verdict import Finding, Verdict
from simulators.wire.errors import ConfigError, NoAnswer

START_S = 60.0  # how long hospital, engine and workers may take to come up
LOAD_FILE = "load.json"
MOST_POINTS = 5000  # kept for page and terminal; the record has them all


@dataclass(frozen=True, slots=True)
class Options:
    """``workers``: processes on this machine (0: the engine itself makes the load); ``remote``: workers of other
    machines that are waited for at ``listen`` (host, port)."""

    out: Path = Path("reports/out")
    workers: int = 0
    remote: int = 0
    listen: tuple[str, int] = ("127.0.0.1", 0)


@dataclass(slots=True)
class Course:
    """How the load goes: what page and terminal show."""

    profile: Profile
    site: str
    seconds: float = 0.0
    at_once: int = 0
    workers: int = 0
    total: Figures = field(default_factory=Figures)
    last: Figures = field(default_factory=Figures)  # of the last interval
    points: list[dict[str, Any]] = field(default_factory=list)  # as recorded, at most MOST_POINTS
    usage: dict[str, dict[str, float]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    stopped: str = ""  # why it ended early


class LoadRun:
    """One load. ``listen`` hears the course once a second; :meth:`stop` (Ctrl-C) ends it and keeps what there is."""

    def __init__(
        self, site: Site, profile: Profile, options: Options, listen: Callable[[Course], None] = lambda course: None
    ) -> None:
        require_allowed(site, profile)
        require_locust()
        if options.remote and not site.real_roles:
            raise ConfigError(
                "workers of other machines cannot reach a hospital that is simulated on this one",
                remedy="--workers N, or a site file with real systems",
            )
        self.site, self.options, self.listen = site, options, listen
        self.course = Course(profile, site.name)
        self._children: dict[str, subprocess.Popen[str]] = {}
        self._temporary = ""  # for what the processes keep while they live
        self._lines: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._interrupted = threading.Event()
        self._interval = Figures()
        self._recorded = 0.0
        self._whole = False  # whether the engine came to its own end
        self.run_id, self.folder = new_folder(options.out)
        self._writer: RecordWriter | None = None
        self._reader = RunReader(Run(folder=self.folder))

    def stop(self) -> None:
        self._interrupted.set()

    def execute(self) -> Run:
        """Load until the profile is over; the record as it was written. ConfigError where nothing can be loaded."""
        main = threading.current_thread() is threading.main_thread()
        before = signal.signal(signal.SIGINT, lambda *_: self.stop()) if main else None
        owned = temporary.owned()
        self._temporary = owned.name
        try:
            target = self._hospital()
            self._choose(target)
            self._start_record()
            self._engine(target)
            self._follow()
            return self._end()
        finally:
            self._close()
            owned.cleanup()
            if main:
                signal.signal(signal.SIGINT, before)

    # --- processes

    def _spawn(self, name: str, *arguments: str) -> subprocess.Popen[str]:
        child = subprocess.Popen(
            [sys.executable, "-m", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            encoding="utf-8", start_new_session=True, env=temporary.environment(self._temporary),
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )  # fmt: skip
        self._children[name] = child
        return child

    def _hospital(self) -> Target:
        child = self._spawn("simulators", "harness.load.hospital", self.site.file)
        assert child.stdout is not None
        said = json.loads(child.stdout.readline() or '{"error": "the simulated hospital did not start"}')
        if "error" in said:
            raise ConfigError(said["error"], cause=said.get("cause", ""), remedy=said.get("try", ""))
        return Target.from_dict(said)

    def _choose(self, target: Target) -> None:
        wanted = tuple(self.course.profile.jobs)
        jobs, self.course.left_out = loaded_jobs(self.site, target, wanted)
        if not jobs:
            reasons = "\n".join(f"{job}: {why}" for job, why in self.course.left_out.items())
            raise ConfigError("nothing of this profile can be loaded at this site", cause=reasons)
        self.course.profile = self.course.profile.only(jobs)

    def _engine(self, target: Target) -> None:
        host, port = self.options.listen
        count = self.options.workers + self.options.remote
        port = port or _free_port(host)
        child = self._spawn("engine", "harness.load.engine")
        plan = {
            "profile": self.course.profile.model_dump(), "target": target.as_dict(), "workers": count,
            "listen": [host, port],
        }  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(json.dumps(plan) + "\n")
        child.stdin.flush()
        threading.Thread(target=self._hear, args=(child.stdout,), daemon=True).start()
        for number in range(self.options.workers):
            own = "127.0.0.1" if host == "0.0.0.0" else host
            self._spawn(f"worker {number + 1}", "harness.load.engine", "worker", own, str(port))

    def _hear(self, stream: IO[str]) -> None:
        for line in stream:
            try:
                self._lines.put(json.loads(line))
            except ValueError:
                continue  # a library that prints
        self._lines.put(None)

    # --- while it goes

    def _follow(self) -> None:
        usage = Usage({name: child.pid for name, child in self._children.items()})
        watch = AbortWatch(thresholds(self.site, self.course.profile))
        started, told = time.monotonic(), False
        while True:
            try:
                said = self._lines.get(timeout=0.25)
            except queue.Empty:
                said = {}
            if said is None:
                break
            if "figures" in said:
                self._whole = said["type"] == "last"
                self._take(said, usage, watch)
            elif not self.course.seconds and time.monotonic() - started > START_S:
                raise NoAnswer("the load workers did not come up", seconds=START_S, remedy="start them, or --workers 0")
            if self._interrupted.is_set() and not self.course.stopped:
                self.course.stopped = "stopped by you"
            if self.course.stopped and not told:
                told = True
                self._tell_engine()
        if not self._whole:
            self.course.stopped = f"the load engine died (exit code {self._children['engine'].wait(5)})"
            self._record("note", text=self.course.stopped)
        self._record_point(last=True)

    def _take(self, said: dict[str, Any], usage: Usage, watch: AbortWatch) -> None:
        course = self.course
        course.last = Figures.from_dict(said["figures"])
        course.total.merge(course.last)
        self._interval.merge(course.last)
        course.seconds, course.at_once, course.workers = said["seconds"], said["at_once"], said["workers"]
        course.usage = usage.now() or course.usage
        problem = watch.take(course.seconds, course.last)
        if problem and not course.stopped:
            course.stopped = f"the system under test degrades: {problem}"
        if course.seconds - self._recorded >= course.profile.interval_s * 0.99:
            self._record_point()
        self.listen(course)

    def _tell_engine(self) -> None:
        child = self._children["engine"]
        assert child.stdin is not None
        try:
            child.stdin.write("stop\n")
            child.stdin.flush()
        except OSError:
            return  # it has just ended

    # --- the record

    def _record(self, kind: str, /, **fields: Any) -> None:
        assert self._writer is not None
        self._reader.take(self._writer.append(kind, **fields))

    def _start_record(self) -> None:
        profile = self.course.profile
        self._writer = RecordWriter(self.folder)
        planned = [
            {"id": f"LOAD-{job}", "feature": "Load", "name": f"{job}: {table.rate_per_s:g} a second", "tags": ["load"]}
            for job, table in profile.jobs.items()
        ]
        self._record(
            "run-started", run_id=self.run_id, version=version(), schema=SCHEMA, site=self.site.describe(),
            language=self.site.language, seed=profile.seed, requirements=[], planned=planned, host=_host(),
        )  # fmt: skip
        self._record("load-started", profile=profile.model_dump(), left_out=self.course.left_out,
                     workers=max(self.options.workers + self.options.remote, 1))  # fmt: skip
        for job, why in self.course.left_out.items():
            self._record("note", text=f"load: {job} is left out: {why}")
        for entry in planned:
            self._record("scenario-started", id=entry["id"], feature="Load", name=entry["name"], tags=["load"])

    def _record_point(self, *, last: bool = False) -> None:
        course = self.course
        if last and not self._interval.tallies:
            return
        span = max(course.seconds - self._recorded, 1e-3)
        point = {
            "seconds": course.seconds,
            "span": round(span, 3),
            "at_once": course.at_once,
            "workers": course.workers,
            "jobs": {name: summary_of(tally, span) for name, tally in self._interval.tallies.items()},
            "usage": course.usage,
        }
        self._record("load", **point)
        course.points.append(point)
        del course.points[:-MOST_POINTS]
        self._recorded, self._interval = course.seconds, Figures()

    def _end(self) -> Run:
        course, seconds = self.course, max(self.course.seconds, 1e-3)
        ended: dict[str, Any] = {
            "seconds": course.seconds,
            "stopped": course.stopped,
            "summary": {name: summary_of(tally, seconds) for name, tally in sorted(course.total.tallies.items())},
            "figures": course.total.as_dict(),
            "test_patients": list(self.site.test_patients.prefixes),
        }
        self._record("load-ended", **ended)
        write_json(
            self.folder / LOAD_FILE, {"schema": 1, "run_id": self.run_id, "profile": course.profile.name, **ended}
        )
        self._left_behind()
        for job in course.profile.jobs:
            self._judge(job)
        self._record("run-ended", **self._result())
        assert self._writer is not None
        self._writer.close()
        self._reader.finish()
        run = self._reader.run
        write_json(self.folder / SUMMARY, run_summary(run))
        write_manifest(self.folder, run.run_id, run.chain)
        self._reader.finish()
        return run

    def _left_behind(self) -> None:
        """What real systems now hold of it: studies and orders of test patients, by number."""
        prefixes = ", ".join(self.site.test_patients.prefixes)
        for role, what, jobs in (("pacs", "studies", ("store", "commit")), ("ris", "orders", ("order",))):
            count = sum(self.course.total.of(job).done for job in jobs)
            if count and self.site.is_real(role):
                self._record("created", what=what, identifier=f"{count} of patients {prefixes}…", where=role)

    def _judge(self, job: str) -> None:
        verdict, reason = Verdict.PASS, ""
        findings = findings_of(self.course, job)
        for finding in findings:
            self._record("finding", id=f"LOAD-{job}", step=-1, **finding.as_dict())
        if not self._whole:
            verdict, reason = Verdict.ERROR, self.course.stopped
        elif findings:
            verdict = Verdict.FAIL
        elif self._interrupted.is_set():
            verdict, reason = Verdict.SKIP, self.course.stopped
        elif not self.course.total.of(job).done:
            verdict, reason = Verdict.SKIP, "no such job was done: the load was too short or stopped too early"
        self._record(
            "scenario-ended",
            id=f"LOAD-{job}",
            verdict=verdict.value,
            seconds=self.course.seconds,
            reason=reason,
            fault="" if self._whole else "harness",
        )

    def _result(self) -> dict[str, Any]:
        run = self._reader.run
        run.counts = counts_of(run.scenarios)
        run.verdict = verdict_of(run.counts)
        run.interrupted = self._interrupted.is_set()
        return {
            "verdict": run.verdict.value, "counts": run.counts, "exit_code": exit_code_of(run),
            "interrupted": run.interrupted, "seconds": self.course.seconds, "foreign": {},
        }  # fmt: skip

    def _close(self) -> None:
        """End every process; their stdin ends, which they all take as the end."""
        if self._writer is not None:
            self._writer.close()
        for child in reversed(self._children.values()):
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    try:
                        stream.close()
                    except OSError:
                        continue
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def findings_of(course: Course, job: str) -> list[Finding]:
    """What of a job did not hold: its goal, the share of errors, and the early end that it caused."""
    tally, table = course.total.of(job), course.profile.jobs[job]  # type: ignore[index]
    role = "ris" if NEEDS[job] in ("orders", "worklist", "mpps") else "pacs"
    found = []
    slow = tally.latency.percentile(95)
    if table.goal_p95_s is not None and tally.done and slow > table.goal_p95_s:
        found.append(
            Finding(
                check="LOAD-01", verdict=Verdict.FAIL, role=role, where=job,
                summary=f"Under load, {job} took longer than the goal",
                expected=f"95 % within {table.goal_p95_s:g} s", received=f"95 % within {slow:.2f} s",
            )
        )  # fmt: skip
    if tally.error_share > course.profile.tolerated_error_share:
        most = ", ".join(f"{count} × {kind}" for kind, count in sorted(tally.errors.items(), key=lambda e: -e[1])[:5])
        found.append(
            Finding(
                check="LOAD-02", verdict=Verdict.FAIL, role=role, where=job,
                summary=f"Under load, {job} failed too often",
                expected=f"at most {course.profile.tolerated_error_share:.1%}",
                received=f"{tally.error_share:.1%} of {tally.done + tally.failed}: {most}",
            )
        )  # fmt: skip
    if course.stopped.startswith("the system under test") and (tally.failed or job in course.stopped):
        found.append(
            Finding(
                check="LOAD-03", verdict=Verdict.FAIL, role=role, where=job, severity="critical",
                summary="The load was stopped because the system under test degraded",
                expected="the whole profile", received=course.stopped,
            )
        )  # fmt: skip
    return found


def require_locust() -> None:
    """:class:`ConfigError` where locust is not installed. It is not imported: that would patch this process."""
    import importlib.util

    if importlib.util.find_spec("locust") is None:
        raise ConfigError(
            "interop load needs locust, which is not installed",
            cause="it is an extra, since most sites never load",
            remedy='pip install "interop-harness[load]"',
        )


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
