"""One mutant in one process: the function's new code is put under the functions that are loaded, or the module is
loaded anew where its floor differs; then the tests that reach the line run, and the questions of the scenarios."""

from __future__ import annotations

import gc
import importlib
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Sequence
from inspect import CO_OPTIMIZED
from pathlib import Path
from typing import Any

import coverage
import pytest

from harness.tests.mutation_code import OURS, Mutated, caches, changed, functions, key_of, source_of
from harness.tests.mutation_stories import PATIENCE, Corpus

ROOT = Path(__file__).resolve().parents[2]
PYTEST = ("-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--hypothesis-seed=0", "--no-header")
QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning", "-m", "not real and not browser and not bench")
SLOW = 0.4  # seconds of the processor: a test of so many is about time, or tries so much that it belongs to a campaign
HANGS = 20  # seconds of the processor for one mutant beside those of its tests; what takes longer is noticed
FEW = 60  # stories that are asked where everything is loaded anew
SURVIVED, TESTS, SCENARIOS = 0, 1, 2
OUTCOMES = {SURVIVED: "survived", SCENARIOS: "scenarios"}  # anything else: tests


class Trials:
    """What is known once: which tests and questions reach which line, and what the questions' answers are."""

    def __init__(
        self, items: Sequence[pytest.Item], corpus: Corpus | None, modules: Sequence[Path], floor: Any
    ) -> None:
        self._items = {item.nodeid: item for item in items}
        self._corpus, self._modules, self._floor = corpus, modules, floor
        self._functions, self._caches = functions(), caches()
        self._seconds: dict[str, float] = {}
        self._answers: dict[Any, Any] = {}
        self._reached: dict[tuple[str, int], list[str]] = {}
        self._anywhere: dict[str, set[str]] = defaultdict(set)
        gc.collect()
        gc.freeze()
        self._learn()

    def _learn(self) -> None:
        """In a process of its own, so that nothing here remembers what was computed without a mutant."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "learned"
            child = os.fork()
            if not child:
                try:
                    path.write_bytes(pickle.dumps(self._look(folder)))
                except BaseException:
                    traceback.print_exc()
                finally:
                    os._exit(0)
            os.waitpid(child, 0)
            failed, self._seconds, self._answers, self._reached = pickle.loads(path.read_bytes())
        for name in failed:
            print(f"left out, for it fails without any mutant: {name}", file=sys.stderr, flush=True)
            self._seconds[name] = SLOW
        for (module, _), names in self._reached.items():
            self._anywhere[module].update(names)

    def _look(
        self, folder: str
    ) -> tuple[list[str], dict[str, float], dict[Any, Any], dict[tuple[str, int], list[str]]]:
        measured = _coverage(folder, self._modules)
        seconds: dict[str, float] = {}
        answers: dict[Any, Any] = {}
        failed = []
        measured.start()
        mutated = {_module_name(path) for path in self._modules}
        remembered = [cache for cache in self._caches if cache.__module__ in mutated]
        for name, item in self._items.items():
            for cache in remembered:  # else only the first test that asks reaches what stands behind a cache
                cache.cache_clear()
            measured.switch_context(name)
            began = time.process_time()
            if not _passes(item):
                failed.append(name)
            seconds[name] = time.process_time() - began
        if self._corpus:
            few = self._corpus.again(
                FEW
            )  # which check reaches a line is told by some: to watch takes five times as long
            for check, numbers in few.by_check.items():
                measured.switch_context(f"? {check}")
                answers.update((few.questions[number].name, answer) for number, answer in few.ask(numbers))
        measured.stop()
        if self._corpus:
            every = self._corpus.ask(range(len(self._corpus.questions)))
            answers.update((self._corpus.questions[number].name, answer) for number, answer in every)
        return failed, seconds, answers, _lines(measured.get_data())

    def outcome(self, path: Path, line: int, code: str) -> str:
        """``tests`` or ``scenarios``, whichever notices the mutant first; ``survived``."""
        names = self._reached.get((str(path), line))
        if names is None or line in self._floor.get(str(path), ()):
            names = sorted(self._anywhere[str(path)])  # a line that runs only on import, or none
        elif not any(name.startswith("? ") for name in names):
            names = [*names, *(name for name in self._anywhere[str(path)] if name.startswith("? "))]
        checks = [name.removeprefix("? ") for name in names if name.startswith("? ")]
        tests = sorted((name for name in names if self._seconds.get(name, SLOW) < SLOW), key=self._seconds.__getitem__)
        patience = HANGS + round(sum(self._seconds[name] for name in tests))
        child = os.fork()
        if not child:
            self._try(path, code, tests, checks, patience)
        deadline = time.monotonic() + 10 * patience
        while time.monotonic() < deadline:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return OUTCOMES.get(os.waitstatus_to_exitcode(status), "tests")
            signal.sigtimedwait({signal.SIGCHLD}, 0.2)
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "tests"

    def _try(self, path: Path, code: str, tests: Sequence[str], checks: Sequence[str], patience: int) -> None:
        """In the child; its exit code is the outcome."""
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (patience, patience))
        quiet = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(quiet, number)
        outcome = TESTS
        try:
            if not self._put(path, code):
                outcome = self._afresh(path, code, tests, checks)
            elif all(_passes(self._items[name]) for name in tests):
                outcome = SCENARIOS if self._differs(self._corpus, checks) else SURVIVED
        finally:
            os._exit(outcome)

    def _put(self, path: Path, code: str) -> bool:
        """Give the loaded functions their new code. False where that is not enough."""
        old = compile(source_of(path), str(path), "exec")
        differing = list(changed(old, compile(code, str(path), "exec")))
        if differing and not any(self._functions.get(key_of(was)) for was, _ in differing):
            return False
        for was, new in differing:
            loaded = self._functions.get(key_of(was), [])
            if not was.co_flags & CO_OPTIMIZED or was.co_freevars != new.co_freevars:
                return False
            if any(line in self._floor.get(str(path), ()) for *_, line in was.co_lines() if line != was.co_firstlineno):
                return False
            for function in loaded:
                function.__code__ = new
        for cache in self._caches:
            cache.cache_clear()
        return True

    def _afresh(self, path: Path, code: str, tests: Sequence[str], checks: Sequence[str]) -> int:
        """Load everything of ours again, with the mutant."""
        for name in [name for name in sys.modules if name.split(".")[0] in OURS and "mutation" not in name]:
            del sys.modules[name]
        sys.meta_path.insert(0, Mutated(_module_name(path), path, code))
        files = list(dict.fromkeys(name.split("::")[0] for name in tests))
        if tests and pytest.main([*PYTEST, *QUIET, *files], [_Only(tests)]):
            return TESTS
        corpus = self._corpus and self._corpus.again(FEW)
        return SCENARIOS if self._differs(corpus, checks) else SURVIVED

    def _differs(self, corpus: Corpus | None, checks: Sequence[str]) -> bool:
        """Whether one of the questions is answered otherwise."""
        if corpus is None:
            return False
        until = time.process_time() + PATIENCE
        numbers = sorted(number for check in checks for number in corpus.by_check[check])
        for number, answer in corpus.ask(numbers):
            if answer != self._answers[corpus.questions[number].name]:
                return True
            if time.process_time() > until:
                break
        return False


# --- pytest and coverage ----------------------------------------------------------------------------------------------


class Campaign:
    """A plug-in of pytest that has the tests collected and then tries mutants instead of running them."""

    def __init__(
        self,
        modules: Sequence[Path],
        tests: Sequence[str],
        stories: Path | None,
        seed: int,
        asked: int,
        judge: Callable[[Trials], None],
    ) -> None:
        self._asked = asked
        self._modules, self._tests, self._stories, self._seed, self._judge = modules, tests, stories, seed, judge

    def run(self) -> int:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        with tempfile.TemporaryDirectory() as folder:
            self._floor = _coverage(folder, self._modules)
            self._floor.start()
            return int(pytest.main([*PYTEST, *QUIET, "-s", *self._tests], [self]))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for path in self._modules:  # tests may have left the loading for later
            importlib.import_module(_module_name(path))
        self._floor.stop()
        data = self._floor.get_data()
        floor = {name: frozenset(data.lines(name) or ()) for name in data.measured_files()}
        corpus = Corpus(self._stories, self._seed, self._asked) if self._stories else None
        _without_memory(session.items)
        began = time.monotonic()
        trials = Trials(session.items, corpus, self._modules, floor)
        asked = len(corpus.questions) if corpus else 0
        print(f"… {len(session.items)} tests, {asked} questions: {time.monotonic() - began:.0f} s", file=sys.stderr)
        self._judge(trials)
        return True


class _Only:
    """Of what was collected, the tests that reach the line."""

    def __init__(self, names: Sequence[str]) -> None:
        self._order = {name: number for number, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order), key=lambda item: self._order[item.nodeid]
        )
        _without_memory(items)


def _without_memory(items: Sequence[pytest.Item]) -> None:
    """Examples that a mutant fails with are neither kept nor made smaller."""
    from hypothesis import HealthCheck, Phase, is_hypothesis_test, settings

    for item in items:
        function = getattr(item, "obj", None)
        function = getattr(function, "__func__", function)
        if function is not None and is_hypothesis_test(function):
            function._hypothesis_internal_use_settings = settings(
                getattr(function, "_hypothesis_internal_use_settings", None) or settings.default,
                database=None,
                phases=(Phase.explicit, Phase.generate),
                suppress_health_check=list(HealthCheck),
                deadline=None,
            )


def _passes(item: pytest.Item) -> bool:
    from _pytest.runner import runtestprotocol

    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _coverage(folder: str, modules: Sequence[Path]) -> coverage.Coverage:
    """Where no test reaches a line of the modules, coverage's warning would end the run: warnings are errors here."""
    measured = coverage.Coverage(
        data_file=str(Path(folder) / f"coverage-{os.getpid()}"),
        include=[str(path) for path in modules],
        config_file=False,
    )
    measured.set_option("run:disable_warnings", ["no-data-collected"])
    return measured


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _lines(data: coverage.CoverageData) -> dict[tuple[str, int], list[str]]:
    return {
        (name, line): [context for context in contexts if context]
        for name in data.measured_files()
        for line, contexts in data.contexts_by_lineno(name).items()
    }
