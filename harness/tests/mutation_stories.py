"""What the checks were asked in every scenario, with and without defects: written down, and asked again of a mutant.

``interop demo`` and ``interop qualify`` prove the checks by scenarios. Here each question (check, story, facts) is
kept, so that whether a mutant would have answered one of them otherwise is known in seconds, without a hospital.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import pickle
import random
import sys
import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, NamedTuple

LIMIT = 240.0  # seconds for one hospital
JOBS = 2
PATIENCE = 6.0  # seconds of the processor for the questions to one mutant


class Question(NamedTuple):
    """``facts`` are what the step gave."""

    check: str
    story: Any
    facts: dict[str, Any]
    name: tuple[Any, ...] = ()


# --- writing down -----------------------------------------------------------------------------------------------------


def write_down(folder: Path) -> None:
    """Run every scenario in the correct hospital, and for each defect those that could see it; a file a hospital."""
    from harness import temporary
    from harness.qualify.qualification import clean_trials, trial_of
    from harness.run import context
    from simulators.defects import catalogue

    folder.mkdir(parents=True, exist_ok=True)
    trials = [*clean_trials(), *(trial_of([defect]) for defect in catalogue().values())]
    running: dict[int, tuple[Any, float]] = {}
    with temporary.owned() as place:
        for number, trial in enumerate(trials, 1):
            path = folder / f"{trial.name.replace(' ', '-')}.gz"
            if path.exists():
                continue
            while len(running) >= JOBS:
                _watch(running)
            process = context().Process(target=_hospital, args=(replace(trial, temporary=place), str(path)))  # type: ignore[attr-defined]
            process.start()
            running[process.sentinel] = (process, time.monotonic() + LIMIT)
            print(f"… scenarios of {trial.name} ({number} of {len(trials)})", file=sys.stderr, flush=True)
        while running:
            _watch(running)


def _watch(running: dict[int, tuple[Any, float]]) -> None:
    for sentinel in wait(list(running), timeout=0.5):
        del running[sentinel]  # type: ignore[arg-type]
    for process, until in running.values():
        if time.monotonic() > until:
            process.kill()


def _hospital(trial: Any, path: str) -> None:
    """Entry of the process. Threads of a system that hangs must not keep it."""
    from harness import checks, temporary
    from harness.qualify.worker import carry_out

    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    temporary.use(trial.temporary)
    asked: list[bytes] = []
    answer = checks.Check.__call__

    def listen(self: Any, story: Any, **facts: Any) -> Any:
        asked.append(
            pickle.dumps(Question(self.id, replace(story), facts))
        )  # a story of its own: nothing is remembered
        return answer(self, story, **facts)

    def always(story: Any) -> Any:
        asked.append(pickle.dumps(Question("", replace(story), {})))
        return [
            finding
            for id in sorted(checks.load())
            if checks.CHECKS[id].always
            for finding in answer(checks.CHECKS[id], story)
        ]

    checks.Check.__call__, checks.run_always = listen, always  # type: ignore[method-assign]
    try:
        carry_out(trial, lambda kind, /, **fields: None)
    finally:
        partial = Path(f"{path}.part")
        partial.write_bytes(gzip.compress(pickle.dumps(asked), 1))
        partial.replace(path)
        os._exit(0)


# --- asking again -----------------------------------------------------------------------------------------------------


class Corpus:
    """So many stories of a folder, chosen and set in order by the seed, and every question of a step."""

    def __init__(self, folder: Path, seed: int, stories: int) -> None:
        from harness import checks

        self._folder, self._seed = folder, seed
        always = [id for id, check in sorted(checks.load().items()) if check.always]
        found = {(path.name, number): line for path in sorted(folder.glob("*.gz")) for number, line in _lines(path)}
        order = sorted(found)
        random.Random(seed).shuffle(order)
        self.questions: list[Question] = []
        for name in order[:stories]:
            question = pickle.loads(found[name])
            asked = [each for each in ([question.check] if question.check else always) if each in checks.CHECKS]
            self.questions += [question._replace(check=check, name=(*name, check)) for check in asked]
        self.by_check: dict[str, list[int]] = defaultdict(list)
        for number, question in enumerate(self.questions):
            self.by_check[question.check].append(number)

    def ask(self, numbers: Collection[int]) -> Iterator[tuple[int, bytes]]:
        """Each question by its number, with a digest of what today's code answers."""
        from harness import checks

        stories: dict[int, Any] = {}  # several questions are about one: what it remembers is shared as in a scenario
        for number in numbers:
            check, story, facts, _ = self.questions[number]
            answer = checks.CHECKS[check](stories.setdefault(id(story), replace(story)), **facts)
            yield number, hashlib.blake2b(repr(answer).encode("utf-8", "backslashreplace"), digest_size=8).digest()

    def again(self, stories: int) -> Corpus:
        """The first of the same questions, made of the classes that are loaded now."""
        return Corpus(self._folder, self._seed, stories)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    return enumerate(pickle.loads(gzip.decompress(path.read_bytes())))
