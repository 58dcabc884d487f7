"""Runs attempts: each scenario is a run of its own in a thread; it asks the console's people and waits for them.

Where real systems send to fixed ports here, one attempt runs at a time and the next waits for its turn.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from harness.acceptance import requirements
from harness.attended import Answer, Question
from harness.console.accounts import Account
from harness.console.attempts import ENDED, INTERRUPTED, Attempts
from harness.console.library import Tale, plan_of
from harness.record import Run
from harness.run import Options, RunProcess, warm_up
from harness.site import Site
from harness.verdict import Verdict
from simulators.wire.errors import InteropError

AT_ONCE = 8  # attempts that may run beside each other: each is a hospital of its own
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Live:
    """An attempt that this server runs. ``steps`` maps a step's index to its status; ``version`` grows with each
    change that a page should show."""

    number: int
    tale: Tale
    process: RunProcess | None = None
    steps: dict[int, str] = field(default_factory=dict)
    question: Question | None = None
    version: int = 0
    stopped: bool = False


class Runner:
    """Starts and ends attempts; ``finished`` gets each run that has ended."""

    def __init__(self, site: Site, attempts: Attempts, out: Path, finished: Callable[[Run], None]) -> None:
        self.site = site
        self.attempts = attempts
        self.out = out
        self.server = secrets.token_hex(8)
        self.systems = systems_of(site)
        self._finished = finished
        self._places = threading.Semaphore(1 if site.needs_one_process else AT_ONCE)
        self._folders = threading.Lock()
        self._lock = threading.Lock()
        self._live: dict[int, Live] = {}
        self._threads: list[threading.Thread] = []
        attempts.interrupt_others(self.server)
        warm_up()

    def start(self, tale: Tale, account: Account, address: str) -> int:
        """Begin a scenario; the number of the attempt."""
        number = self.attempts.begin(account, tale.id, tale.language, self.systems, self.server, address)
        live = Live(number, tale)
        thread = threading.Thread(target=self._run, args=(live,), name=f"attempt {number}", daemon=True)
        with self._lock:
            self._live[number] = live
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
        thread.start()
        return number

    def live(self, number: int) -> Live | None:
        """The attempt, where this server runs it."""
        return self._live.get(number)

    def deliver(self, number: int, answer: Answer) -> None:
        """Hand an answer, which is stored already, to the scenario that waits for it."""
        with self._lock:
            live = self._live.get(number)
            if live is None or live.process is None or live.question is None or live.question.id != answer.question_id:
                return
            question, live.question = live.question, None
            live.version += 1
        live.process.answer(question, answer)

    def stop(self, number: int) -> None:
        """End an attempt before its end."""
        live = self._live.get(number)
        if live is not None:
            live.stopped = True
            if live.process is not None:
                live.process.stop()

    def close(self) -> None:
        """End every attempt cleanly: their records get an end."""
        for number in list(self._live):
            self.stop(number)
        for thread in self._threads:
            thread.join(15)

    def now(self) -> str:
        """The moment with the site's offset."""
        return datetime.now(ZoneInfo(self.site.tables.time_zone)).isoformat(timespec="milliseconds")

    # --- in the attempt's thread -----------------------------------------------------------------------------------

    def _run(self, live: Live) -> None:
        state, verdict, reason, run = ENDED, Verdict.ERROR.value, "", None
        try:
            while not self._places.acquire(timeout=0.5):
                if live.stopped:
                    state, verdict = INTERRUPTED, ""
                    return
            try:
                run = self._execute(live)
            finally:
                self._places.release()
            if run is None or run.interrupted:
                state, verdict = INTERRUPTED, ""
            else:
                verdict, reason = run.scenarios[0].verdict.value, run.scenarios[0].reason
        except InteropError as error:
            reason = ": ".join(part for part in (str(error), error.cause) if part)
        except Exception as error:
            log.exception("attempt %s", live.number)
            reason = f"{type(error).__name__}: {error}"
        finally:
            self._end(live, state, verdict, reason, run)

    def _execute(self, live: Live) -> Run | None:
        if live.stopped:
            return None
        plan = plan_of(live.tale)
        rows = requirements((scenario.id, scenario.tags) for scenario in plan.scenarios)
        options = Options(
            out=self.out,
            jobs=1,
            language=live.tale.language,
            requirements=tuple(row for row in rows if row["scenarios"]),
            attended=True,
        )
        with self._folders:  # two runs of the same second must not choose the same folder
            process = RunProcess(self.site, plan, options, listen=lambda event: self._hear(live, event))
        self.attempts.running(live.number, process.run_id, process.folder)
        live.process = process
        if live.stopped:
            process.stop()
        return process.execute()

    def _hear(self, live: Live, event: dict[str, Any]) -> None:
        if event["type"] == "step":
            live.steps[event["index"]] = event["status"]
            live.version += 1
        elif event["type"] == "question":
            question = Question.from_dict(event["question"])
            self.attempts.asked(live.number, question)
            live.question = question
            live.version += 1

    def _end(self, live: Live, state: str, verdict: str, reason: str, run: Run | None) -> None:
        try:
            self.attempts.ended(live.number, state, verdict, reason)
        finally:
            live.version += 1
            self._live.pop(live.number, None)
        try:
            if run is not None:
                self._finished(run)
        except Exception:
            log.exception("reports of attempt %s", live.number)


def systems_of(site: Site) -> str:
    """Products and versions of the real systems: what an acceptance is an acceptance of."""
    real = [entry for entry in site.describe()["roles"] if not entry["simulated"]]
    return json.dumps([[entry["name"], entry["product"], entry["version"]] for entry in real], ensure_ascii=False)
