"""Qualification: does the library find each defect of the catalogue, and does it leave a correct hospital alone?

A defect is *detected* where a finding names the role at fault and the identifier or rule that it is about; found
*elsewhere* where there are only other findings; *missed* where there is none; *invisible* where there is none and the
catalogue says why no message can show it. The run can be taken up again: each result is written as soon as it is there.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from harness import temporary
from harness.plan import Plan, make_plan
from harness.qualify.worker import Trial
from harness.run import context
from harness.run_version import version
from simulators.defects import Defect
from simulators.wire.errors import ConfigError

SCHEMA = 1
RESULTS = "results.jsonl"
LIMIT = 90.0  # seconds for the scenarios of one defect
CLEAN_LIMIT = 240.0
CLEAN = "clean"


@dataclass(slots=True)
class Result:
    """One trial. ``seconds`` is how long the first finding that counts took, from the start of the hospital."""

    name: str
    outcome: str = ""
    named: dict[str, float] = field(default_factory=dict)  # of several defects at once: those found, and when
    findings: list[dict[str, Any]] = field(default_factory=list)
    verdicts: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    took: float = 0.0
    problem: str = ""


def trial_of(defects: Sequence[Defect]) -> Trial:
    """The scenarios that could see these defects, in one hospital that has them all."""
    scenarios = [scenario for defect in defects for scenario in defect.scenarios]
    return _trial("+".join(defect.id for defect in defects), make_plan(scenarios), tuple(d.id for d in defects))


def clean_trials() -> list[Trial]:
    """The whole library in a hospital without defects, a feature each, with the limits of the site."""
    plan = make_plan()
    return [
        Trial(f"{CLEAN} {Path(feature.path).stem}", (feature.path,), (), feature.ids, quick=False)
        for feature in sorted(plan.features, key=lambda feature: -len(feature.ids))
    ]


def _trial(name: str, plan: Plan, defects: tuple[str, ...]) -> Trial:
    ids = {place: each for feature in plan.features for place, each in feature.ids.items()}
    return Trial(name, tuple(feature.path for feature in plan.features), defects, ids)


# --- judging ---------------------------------------------------------------------------------------------------------


def about(defect: Defect, finding: dict[str, Any]) -> bool:
    """Whether a finding names the role at fault and the identifier or rule."""
    words = ("check", "summary", "where", "clause", "expected", "received")
    said = " | ".join(str(finding.get(word, "")) for word in words)
    return finding["verdict"] == "FAIL" and finding["kind"] == defect.role and bool(re.search(defect.finds, said))


def judge(defect: Defect, result: Result) -> Result:
    """Fill ``outcome`` and ``seconds``, and mark the findings that count."""
    for finding in result.findings:
        finding["counts"] = about(defect, finding)
    counting = [finding for finding in result.findings if finding["counts"]]
    failing = [finding for finding in result.findings if finding["verdict"] == "FAIL"]
    result.outcome = "detected" if counting else "elsewhere" if failing else "invisible" if defect.hidden else "missed"
    result.seconds = min((finding["seconds"] for finding in counting or failing), default=0.0)
    return result


def judge_together(defects: Sequence[Defect], result: Result) -> Result:
    """Fill ``named`` and ``outcome`` of a hospital with two defects: ``both``, ``one`` or ``neither`` was found;
    ``masked``: see :func:`hidden_by`. Each has to be found in a scenario of its own list, by a finding of its own: one
    that would do for either counts for one."""
    for finding in result.findings:
        finding["counts"] = [defect.id for defect in defects if about(defect, finding)]
    mine = {defect.id: [one for one in result.findings if _is_of(defect, one)] for defect in defects}
    one, other = mine.values()
    if len(one) == 1 and one == other:
        mine.popitem()
    result.named = {name: min(finding["seconds"] for finding in found) for name, found in mine.items() if found}
    result.outcome = ("neither", "one", "both")[len(result.named)]
    if result.outcome == "one" and hidden_by(defects, result):
        result.outcome = "masked"
    result.seconds = max(result.named.values(), default=0.0)
    return result


def _is_of(defect: Defect, finding: dict[str, Any]) -> bool:
    return defect.id in finding["counts"] and _could_see(defect, finding["scenario"])


def _could_see(defect: Defect, scenario: str) -> bool:
    """Whether the scenario, or the outline that it is a row of, is one of the defect's."""
    return any(scenario == name or scenario.startswith(f"{name}.") for name in defect.scenarios)


def hidden_by(defects: Sequence[Defect], result: Result) -> str:
    """Why the one of two defects that was not found cannot be seen beside the one that was: that one stops something,
    as the catalogue says, and every scenario that could have shown the other ran into it or could not be carried out.
    "" where it should have been seen."""
    [found] = [defect for defect in defects if defect.id in result.named]
    [left] = [defect for defect in defects if defect.id not in result.named]
    stopped = {finding["scenario"] for finding in result.findings if found.id in finding["counts"]}
    stopped |= {name for name, verdict in result.verdicts.items() if verdict == "ERROR"}
    could = {name for name in result.verdicts if _could_see(left, name)}
    return found.stops if could and could <= stopped else ""


def quarter_of(defects: Sequence[Defect], number: int) -> list[Defect]:
    """Every fourth defect, ``number`` from 1 to 4: each of a subject falls into another quarter."""
    return list(defects[number - 1 :: 4])


# --- running ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Running:
    trial: Trial
    process: BaseProcess
    connection: Connection
    result: Result
    began: float


class Qualification:
    """Each trial with the defects that are in it: none, one, or two. ``listen`` hears each result as it comes.
    ``folder`` gets ``results.jsonl``."""

    def __init__(
        self,
        trials: Iterable[tuple[Trial, Sequence[Defect]]],
        folder: Path,
        *,
        jobs: int,
        resume: bool = False,
        listen: Callable[[Result, Sequence[Defect]], None] = lambda result, defects: None,
    ) -> None:
        self.folder, self.jobs, self.listen = folder, jobs, listen
        self.results: dict[str, Result] = {}
        self._defects = {trial.name: defects for trial, defects in trials}
        self._waiting = [trial for trial, _ in trials]
        self._running: list[_Running] = []
        self._prepare(resume)

    def _prepare(self, resume: bool) -> None:
        """Take up what is there, or begin with a new file. :class:`ConfigError` where the folder cannot be used."""
        path = self.folder / RESULTS
        head = {"schema": SCHEMA, "version": version()}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lines = path.read_text(encoding="utf-8").splitlines() if resume and path.exists() else []
            if lines and json.loads(lines[0]) == head:
                self._take_up(lines[1:])
            else:
                path.write_text(json.dumps(head) + "\n", encoding="utf-8")
        except (OSError, ValueError) as error:
            remedy = "without --resume, or --out DIR" if resume else "--out DIR"
            raise ConfigError(f"{path} cannot be used: {error}", remedy=remedy) from error

    def _take_up(self, lines: Sequence[str]) -> None:
        for line in lines:
            try:
                found = Result(**json.loads(line))
                if found.name in self._defects:
                    self.results[found.name] = self._judged(_whole(found))
            except (ValueError, TypeError, KeyError):
                continue  # the line that was being written when it was ended, or one that somebody changed: run again
        self._waiting = [trial for trial in self._waiting if trial.name not in self.results]

    def execute(self) -> dict[str, Result]:
        """Run what is left, ``jobs`` at once; every result by the name of its trial."""
        with temporary.owned() as folder:
            try:
                while self._waiting or self._running:
                    self._fill(folder)
                    self._hear()
                    self._watch()
            finally:
                for one in self._running:
                    one.process.kill()
                    one.process.join()
        return self.results

    def _fill(self, folder: str) -> None:
        from harness.qualify.worker import work

        while self._waiting and len(self._running) < self.jobs:
            trial = replace(self._waiting.pop(0), temporary=folder)
            ours, theirs = context().Pipe()
            process = context().Process(target=work, args=(theirs, trial), daemon=True)  # type: ignore[attr-defined]
            process.start()
            theirs.close()
            self._running.append(_Running(trial, process, ours, Result(trial.name), time.monotonic()))

    def _hear(self) -> None:
        for connection in wait([one.connection for one in self._running], timeout=0.2):
            one = next(each for each in self._running if each.connection is connection)
            try:
                event = json.loads(one.connection.recv_bytes())
            except (EOFError, OSError, ValueError):
                event = {"type": "broken", "text": "the process died"}
            self._take(one, event)

    def _take(self, one: _Running, event: dict[str, Any]) -> None:
        kind, result = event.pop("type"), one.result
        if kind == "finding":
            result.findings.append(event)
        elif kind == "ended":
            result.verdicts[event["scenario"]] = event["verdict"]
            if event["verdict"] == "ERROR":
                result.problem = result.problem or event["reason"]
        elif kind == "broken":
            result.problem = event["text"]
        if kind in ("done", "broken", "closing"):
            self._end(one)

    def _watch(self) -> None:
        now = time.monotonic()
        for one in list(self._running):
            if now - one.began > (LIMIT if one.trial.defects else CLEAN_LIMIT):
                one.result.problem = f"ended after {now - one.began:.0f} s"
                self._end(one)

    def _end(self, one: _Running) -> None:
        self._running.remove(one)
        one.process.join(2 if not one.result.problem else 0)
        one.process.kill()
        one.connection.close()
        one.result.took = round(time.monotonic() - one.began, 2)
        left = set(one.trial.ids.values()) - one.result.verdicts.keys()
        if left and not one.result.problem:
            one.result.problem = f"not carried out: {', '.join(sorted(left))}"
        self.results[one.trial.name] = self._judged(one.result)
        with (self.folder / RESULTS).open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(one.result), ensure_ascii=False) + "\n")
        self.listen(one.result, self._defects[one.trial.name])

    def _judged(self, result: Result) -> Result:
        defects = self._defects[result.name]
        if len(defects) == 1:
            return judge(defects[0], result)
        return judge_together(defects, result) if defects else result


def _whole(result: Result) -> Result:
    """The result, where it has all that is asked of it. ValueError, TypeError or KeyError where it has not."""
    for finding in result.findings:
        if not all(isinstance(finding[name], str) for name in ("scenario", "kind", "check", "verdict")):
            raise TypeError(finding)
        float(finding["seconds"])
    if not all(isinstance(verdict, str) for verdict in dict(result.verdicts).values()):
        raise TypeError(result.verdicts)
    return result
