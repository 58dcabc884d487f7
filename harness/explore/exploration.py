"""Explores a hospital on its own: walks drawn from the model, what went wrong made short, written down and shown again.

What is found counts only when the scenario that was written fails in an ordinary run, with the limits of the site.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from harness.explore.live import Fingerprint, Played, Seen, Stage
from harness.explore.shrink import Script, Shrinking, beginnings, with_a_look
from harness.explore.walks import BEST, Coverage, Walk, drawn, ground_of
from harness.site import Site

SCHEMA = 1
REPORT = "exploration.json"
AGAIN = 2  # how often a story is told again before it is given up as one that does not repeat
SECONDS = 4.0  # what a simulated system is waited for
IN_A_ROW = 3  # walks that fail for the network's or our own fault before it ends


@dataclass(frozen=True, slots=True)
class Found:
    """One fault with the shortest script that shows it. ``confirmed``: the scenario written at ``feature`` failed in a
    run of its own, ``run``; None where it was not run."""

    seen: Seen
    script: Script
    tries: int
    seconds: float  # from the beginning until it was seen
    shrunk: float  # until it was short
    processor: float = 0.0  # seconds of the processor until it was seen
    steady: bool = True
    shortest: bool = True  # False where time ended before every line had been tried without
    feature: Path | None = None
    run: Path | None = None
    confirmed: bool | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return {
            "rule": self.seen.finding.check,
            "role": self.seen.finding.role,
            "summary": self.seen.finding.summary,
            "expected": self.seen.finding.expected,
            "received": self.seen.finding.received,
            "clause": self.seen.finding.clause,
            "lines": [each.text for each in self.script],
            "steady": self.steady,
            "shortest": self.shortest,
            "confirmed": self.confirmed,
            "tries": self.tries,
            "seconds": round(self.seconds, 1),
            "processor_seconds": round(self.processor, 1),
            "seconds_short": round(self.shrunk, 1),
            "feature": self.feature.as_posix() if self.feature else "",
            "run": self.run.as_posix() if self.run else "",
        }


@dataclass(frozen=True, slots=True)
class Bounds:
    """``examples`` walks and ``minutes`` at most; it ends after ``faults`` of them."""

    examples: int = 1_000_000
    minutes: float = 3.0
    faults: int = 5
    shrink_seconds: float = 60.0


@dataclass(slots=True)
class Tally:
    """What was done."""

    walks: int = 0
    lines: int = 0
    judged: int = 0
    problems: Counter[tuple[str, str]] = field(default_factory=Counter)  # (fault, what)
    left: Counter[str] = field(default_factory=Counter)  # in real systems, by what it is

    def take(self, played: Played) -> None:
        self.walks += 1
        self.lines += played.lines
        self.judged += played.judged
        if played.problem:
            self.problems[played.fault or "harness", played.problem] += 1
        self.left.update(f"{each['what']}, removed" if each["removed"] else each["what"] for each in played.left)


class Exploration:
    """One exploration of a site. ``confirm`` runs a fault's scenario and says what came of it; ``say`` hears what
    happens, one line each."""

    def __init__(
        self,
        site: Site,
        seed: int,
        bounds: Bounds,
        *,
        confirm: Callable[[Found], Found] = lambda found: found,
        say: Callable[[str], None] = lambda text: None,
        progress: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.site, self.seed, self.bounds = site, seed, bounds
        self.confirm, self.say, self.progress = confirm, say, progress
        self.found: list[Found] = []
        self.tally = Tally()
        self.allowed = ground_of(site)
        self.coverage = Coverage.of(self.allowed)
        self.interrupted = False
        self.seconds, self.processor_seconds = 0.0, 0.0
        self._known: set[Fingerprint] = set()
        self._stage = Stage(site)
        self._processor = 0.0

    @property
    def faults(self) -> list[Found]:
        """What counts: it repeats, and the scenario that was written failed too where it was run."""
        return [each for each in self.found if each.steady and each.confirmed is not False]

    def execute(self) -> None:
        """Explore until a bound is reached; Ctrl-C ends it and loses nothing."""
        began, self._processor = time.monotonic(), time.process_time()
        try:
            for walk in self._walks(began):
                self._take(walk, began)
        except KeyboardInterrupt:
            self.interrupted = True
        finally:
            self._stage.close()
            self.seconds = time.monotonic() - began
            self.processor_seconds = time.process_time() - self._processor

    def _walks(self, began: float) -> Iterator[Walk]:
        until = began + self.bounds.minutes * 60
        failed = 0
        for batch in drawn(self.allowed, self.seed, self.coverage):
            for _ in range(min(BEST, len(batch))):
                enough = self.tally.walks >= self.bounds.examples or len(self.faults) >= self.bounds.faults
                if enough or time.monotonic() > until or failed >= IN_A_ROW:
                    return
                before = self.tally.problems.total()
                yield self.coverage.next_of(batch)
                failed = failed + 1 if self.tally.problems.total() > before else 0

    def _take(self, walk: Walk, began: float) -> None:
        played = self._stage.explore(walk)
        self.tally.take(played)
        self.coverage.take(walk.offers[: played.lines])
        tally, covered = self.tally, self.coverage
        self.progress(
            f"walk {tally.walks}, {tally.judged} looks, {covered.share} transitions, {len(covered.pairs)} pairs, "
            f"{len(self.found)} found"
        )
        for fingerprint, seen in played.seen.items():
            if fingerprint not in self._known:
                self._known.add(fingerprint)
                self._pursue(seen, walk, time.monotonic() - began, began)
                return  # what else was seen comes again where it is a fault of its own

    def _pursue(self, seen: Seen, walk: Walk, seconds: float, began: float) -> None:
        """Make it short, write it, see it fail again."""
        processor = time.process_time() - self._processor
        self.say(f"{seen.finding.check} {seen.finding.role}: {seen.finding.summary}; making it shorter")
        shrinking = Shrinking(lambda script: self._fails(script, seen), walk.ground, self.bounds.shrink_seconds)
        begin = next(
            (each for each in beginnings(seen, walk.ground) for _ in range(AGAIN) if shrinking.holds(each)), None
        )
        script = shrinking.shortest(begin) if begin else seen.script
        if begin:
            script = self._ended(script, shrinking)
        self._known |= {seen.fingerprint}
        short = time.monotonic() - began
        found = Found(
            seen, script, shrinking.tries, seconds, short, processor,
            steady=begin is not None, shortest=not shrinking.unsure,
        )  # fmt: skip
        self.found.append(self.confirm(found) if found.steady else found)

    def _ended(self, script: Script, shrinking: Shrinking) -> Script:
        looked = with_a_look(script, shrinking.ground)
        return looked if looked == script or shrinking.fails(looked) else script

    def _fails(self, script: Script, seen: Seen) -> bool:
        return seen.fingerprint in self._stage.play(script).seen

    def as_dict(self) -> dict[str, Any]:
        """The report, JSON-ready."""
        tally = self.tally
        return {
            "schema": SCHEMA,
            "site": self.site.describe(),
            "seed": self.seed,
            "seconds": round(self.seconds, 1),
            "processor_seconds": round(self.processor_seconds, 1),
            "interrupted": self.interrupted,
            "walks": tally.walks,
            "lines": tally.lines,
            "looks": tally.judged,
            "found": [each.as_dict() for each in self.found],
            "problems": [{"fault": f, "what": what, "times": n} for (f, what), n in tally.problems.items()],
            "left_in_real_systems": dict(tally.left),
            "coverage": self.coverage.as_dict(),
        }


def quick(site: Site) -> Site:
    """A simulated hospital answers at once: what does not come is waited for no longer than needed."""
    if site.real_roles:
        return site
    names = ("notification_s", "commitment_s", "stored_retrievable_s", "worklist_s")
    limits = site.tables.limits.model_copy(
        update={name: min(getattr(site.tables.limits, name), SECONDS) for name in names}
    )
    return replace(site, tables=site.tables.model_copy(update={"limits": limits}))


def confirmed_by_a_run(found: Found, site: Site, folder: Path, seed: int) -> Found:
    """Write the scenario and run it as any other, the record and its evidence beside it."""
    from harness.explore.scenario import write
    from harness.plan import make_plan
    from harness.run import Options, RunProcess
    from harness.verdict import Verdict

    feature = write(found.script, folder, who=found.seen.who, seed=seed, shortest=found.shortest)
    run = RunProcess(site, make_plan([str(feature)]), Options(out=folder)).execute()
    failed = any(scenario.verdict is Verdict.FAIL for scenario in run.scenarios)
    return replace(found, feature=feature, run=run.folder, confirmed=failed)
