"""A campaign: broken messages to each listener of a site in turn, a correct peer after each, everything repeatable.

Each case follows from its target and its seed alone, so a result names both and can be sent again.
"""

from __future__ import annotations

import json
import random
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from harness.fuzz import dicom as fuzz_dicom
from harness.fuzz import hl7 as fuzz_hl7
from harness.fuzz.case import BAD, OUTCOMES, Case, Target, Verdict
from harness.fuzz.hospital import Process
from harness.fuzz.talk import attempt, probe
from simulators.runtime import Runtime
from simulators.wire.errors import ConfigError, NoAnswer

SCHEMA = 1
WARM_S = 60.0  # a process grows until it has loaded what it needs and its caches are full; it is compared from then on
WARM_CASES = 300
GROWTH = 1.1
POINTS = 60  # of the course of memory
FINDINGS = 200  # told at most; all are in the file of cases


@dataclass(slots=True)
class Tally:
    """What came of the cases for one target."""

    target: Target
    outcomes: Counter[str] = field(default_factory=Counter)
    probes: list[float] = field(default_factory=list)  # ms

    def as_dict(self) -> dict[str, Any]:
        ranked = sorted(self.probes) or [0.0]
        return {
            "target": self.target.name,
            "real": self.target.real,
            "cases": sum(self.outcomes.values()),
            **{outcome: self.outcomes[outcome] for outcome in OUTCOMES},
            "probe_ms_median": round(statistics.median(ranked), 2),
            "probe_ms_worst": round(ranked[-1], 2),
        }


def case_of(target: Target, seed: int, runtime: Runtime) -> Case:
    """The case that this seed gives for this target."""
    make = fuzz_hl7.case if target.is_hl7 else fuzz_dicom.case
    return make(target, seed, runtime.test_patients)


def forever(targets: Sequence[Target], seed: int) -> Iterator[tuple[Target, int]]:
    """Each target in turn, with seeds that follow from one."""
    chance = random.Random(seed)
    while True:
        for target in targets:
            yield target, chance.randrange(1 << 32)


class Campaign:
    """``execute`` runs until ``seconds`` have passed, the cases are used up, or ``stop`` is set. ``rate`` is in cases
    a second, ``limit`` the seconds in which an answer is due."""

    def __init__(
        self,
        targets: Sequence[Target],
        runtime: Runtime,
        folder: Path,
        *,
        seconds: float,
        rate: float,
        limit: float,
        process: Process | None = None,
        heard: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.targets, self.runtime, self.folder = targets, runtime, folder
        self.seconds, self.rate, self.limit = seconds, rate, limit
        self.process, self.heard = process, heard
        self.stop = threading.Event()
        self.tallies = {target.name: Tally(target) for target in targets}
        self.findings: list[dict[str, Any]] = []
        self.memory: list[tuple[float, int]] = []  # seconds, bytes
        self.took = 0.0
        self.gone = ""
        self.interrupted = False

    def require_health(self) -> None:
        """:class:`NoAnswer` naming the first target that does not serve a correct peer before anything was sent."""
        for target in self.targets:
            if ill := probe(target, self.runtime, self.limit):
                raise NoAnswer(
                    f"{target.name} at {target.host}:{target.port} is not well before anything was sent: {ill[1]}",
                    remedy="interop check",
                )

    def execute(self, cases: Iterable[tuple[Target, int]]) -> None:
        began = time.monotonic()
        try:
            with (self.folder / "cases.jsonl").open("a", encoding="utf-8") as file:
                for number, (target, seed) in enumerate(cases):
                    self.took = time.monotonic() - began
                    if self.gone or self.took >= self.seconds or self.stop.wait(self._pause(number)):
                        break
                    self._one(target, seed, file)
        except KeyboardInterrupt:
            self.interrupted = True
            self.heard("stopped by you; what was done is kept")
        self.took = time.monotonic() - began

    def _pause(self, number: int) -> float:
        """Seconds until the next case may go out."""
        return max(0.0, number / self.rate - self.took) if self.rate else 0.0

    def _one(self, target: Target, seed: int, file: Any) -> None:
        case = case_of(target, seed, self.runtime)
        verdict = attempt(target, case, self.runtime, self.limit)
        if self.process is not None:
            if self.process.has_ended:
                verdict = Verdict("crash", "the process has ended", verdict.ms)
            self.memory.append((self.took, self.process.memory))
        tally = self.tallies[target.name]
        tally.outcomes[verdict.outcome] += 1
        tally.probes.append(verdict.probe_ms)
        row = {"case": f"{target.name}:{seed}", "mutation": case.name, **asdict(verdict)}
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        if verdict.outcome in BAD:
            file.flush()
            self.findings.append({**row, "bytes": len(case.data), "begins": case.data[:200].hex()})
            self.heard(f"{verdict.outcome:<9} {row['case']:<26} {case.name}: {verdict.detail}")
        if verdict.outcome == "crash":
            self._recovered(target)

    def _recovered(self, target: Target) -> None:
        """After a crash the target may come back by itself; where it does not, nothing more can be said."""
        until = time.monotonic() + 3 * self.limit
        while time.monotonic() < until and not (self.process and self.process.has_ended):
            if probe(target, self.runtime, self.limit) is None:
                return
            self.stop.wait(0.5)
        self.gone = target.name

    @property
    def growth(self) -> float | None:
        """Memory at the end over memory once it was warm, the medians of a tenth of the time each; None if unknown."""
        warm = [size for at, size in self.memory[WARM_CASES:] if at >= min(WARM_S, self.took / 4)]
        part = len(warm) // 10
        if part < 10:
            return None
        return statistics.median(warm[-part:]) / max(1.0, statistics.median(warm[:part]))

    def course(self) -> list[tuple[float, float]]:
        """Memory over time, in seconds and MB: the highest in each of at most :data:`POINTS` parts."""
        size = max(1, -(-len(self.memory) // POINTS))
        parts = [self.memory[start : start + size] for start in range(0, len(self.memory), size)]
        return [(round(part[0][0], 1), round(max(each for _, each in part) / 1e6, 1)) for part in parts]

    @property
    def failed(self) -> bool:
        return bool(self.findings) or (self.growth or 1.0) > GROWTH

    def document(self, site: str, seed: int | None) -> dict[str, Any]:
        """``fuzz.json``."""
        sizes = [size for _, size in self.memory if size]
        return {
            "schema": SCHEMA,
            "site": site,
            "seed": seed,
            "seconds": round(self.took, 1),
            "passed": not self.failed,
            "stopped_at": self.gone,
            "interrupted": self.interrupted,
            "targets": [tally.as_dict() for tally in self.tallies.values()],
            "memory": {
                "first_mb": round(sizes[0] / 1e6, 1) if sizes else None,
                "last_mb": round(sizes[-1] / 1e6, 1) if sizes else None,
                "growth": round(self.growth, 3) if self.growth else None,
                "course": self.course(),
            },
            "findings": self.findings[:FINDINGS],
        }


def named(case: str, targets: Sequence[Target]) -> tuple[Target, int]:
    """``ris.hl7:12345`` as target and seed. :class:`ConfigError` where there is no such target."""
    name, _, seed = case.rpartition(":")
    known = {target.name: target for target in targets}
    if name not in known or not seed.isdigit():
        raise ConfigError(
            f"there is no case {case!r}", cause=f"targets: {', '.join(known)}", remedy="--case TARGET:SEED"
        )
    return known[name], int(seed)


def kept(file: Path) -> list[str]:
    """The cases of a result (``fuzz.json``) or of a list (``cases.jsonl``). :class:`ConfigError` where it is none, or
    has none: nothing else may be sent instead."""
    try:
        text = file.read_text(encoding="utf-8")
        rows = (
            [json.loads(line) for line in text.splitlines()]
            if file.suffix == ".jsonl"
            else json.loads(text)["findings"]
        )
        cases = [str(one["case"]) for one in rows]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{file} holds no cases: {error}", remedy="--replay fuzz.json or cases.jsonl") from error
    if not cases:
        raise ConfigError(
            f"{file} holds no cases", cause="nothing was found", remedy=f"--replay {file.with_name('cases.jsonl')}"
        )
    return cases
