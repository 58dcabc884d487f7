"""What no test would notice: cosmic-ray's mutants of the wire floor and the checks, run by the tests that reach them.

    python -m harness.tests.mutation --minutes 60 --seed 1 simulators/wire harness/checks

Mutants are taken in an order that the seed decides, so that a short run is a fair sample; the tests of a mutant are
those in which its line was executed. Each runs in a process forked from one that has the libraries loaded (POSIX).
Survivors that ``survivors.toml`` does not justify are printed, and end the run with 1.
"""

from __future__ import annotations

import argparse
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import random
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
JUSTIFIED = Path(__file__).with_name("survivors.toml")
TESTS = {"simulators/wire": "simulators/wire/tests/test_*.py", "harness/checks": "harness/tests/test_checks_*.py"}
PYTEST = ("-x", "-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
LEFT_OUT = ("strategies.py",)  # data for tests
ONLY = ("-m", "not real and not browser and not bench")
LIBRARIES = ("pytest", "hypothesis", "hypothesis.strategies", "pydicom", "numpy", "hl7apy.parser")
OPERATORS = (
    *("AddNot", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"),
    *("NumberReplacer", "ZeroIterationForLoop", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak"),
    *("ReplaceUnaryOperator_Delete_Not", "ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add"),
    *("ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq", "ReplaceComparisonOperator_Lt_LtE"),
    *("ReplaceComparisonOperator_LtE_Lt", "ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_GtE_Gt"),
    *("ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is", "ExceptionReplacer"),
)
SLOWEST = 40.0  # seconds for the tests of one mutant; what takes longer is caught: it hangs


@dataclass(frozen=True, slots=True)
class Mutant:
    """``occurrence`` counts the places of ``operator`` in ``module`` (a path below the project)."""

    module: str
    line: int
    text: str
    operator: str
    occurrence: int


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of a module."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator

    source = path.read_text(encoding="utf-8")
    lines, tree = source.splitlines(), get_ast(source)
    nodes = list(ast_nodes(tree))
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        positions = (position for node in nodes for position in operator.mutation_positions(node))
        for occurrence, ((line, _), _) in enumerate(positions):
            yield Mutant(str(path.relative_to(ROOT)), line, lines[line - 1].strip(), name, occurrence)


def code_of(mutant: Mutant) -> str | None:
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = (ROOT / mutant.module).read_text(encoding="utf-8")
    return mutate_code(source, get_operator(f"core/{mutant.operator}")(), mutant.occurrence)


# --- which tests reach a line -----------------------------------------------------------------------------------------


class Reached:
    """Tests by module and line."""

    def __init__(self, data: Path, targets: Sequence[str]) -> None:
        import coverage

        found = coverage.CoverageData(str(data))
        found.read()
        self._lines: dict[str, dict[int, list[str]]] = {}
        for name in found.measured_files():
            relative = os.path.relpath(name, ROOT)
            if relative.startswith(tuple(targets)):
                by_line = found.contexts_by_lineno(name)
                self._lines[relative] = {line: [c for c in contexts if c] for line, contexts in by_line.items()}

    def tests(self, mutant: Mutant) -> list[str]:
        """Node IDs; of a line that runs only on import, those of the whole module."""
        lines = self._lines.get(mutant.module, {})
        contexts = lines.get(mutant.line) or sorted({each for some in lines.values() for each in some})
        return sorted({node for context in contexts if (node := _node(context))})


def _node(context: str) -> str:
    """``harness.tests.test_x.test_y`` as pytest names it."""
    module, _, function = context.rpartition(".")
    path = ROOT / (module.replace(".", "/") + ".py")
    return f"{path.relative_to(ROOT)}::{function}" if path.is_file() else ""


def cover(targets: Sequence[str], data: Path) -> None:
    """Run the tests once, noting which of them execute which line."""
    import coverage
    import pytest

    places = [f"{ROOT}/{target}/*" for target in targets]
    measured = coverage.Coverage(data_file=str(data), include=places, config_file=False)
    measured.set_option("run:dynamic_context", "test_function")
    child = os.fork()
    if not child:
        measured.start()
        code = pytest.main([*PYTEST, *ONLY, *files_about(targets)])
        measured.stop()
        measured.save()
        os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit("a test fails without any mutant")


def files_about(targets: Sequence[str]) -> list[str]:
    """The test files that are about the targets."""
    return [str(path) for target in targets for path in sorted(ROOT.glob(TESTS.get(target, "**/tests/test_*.py")))]


# --- running one ------------------------------------------------------------------------------------------------------


class _Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, name: str, path: Path, code: str) -> None:
        self._name, self._path, self._code = name, path, code

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        if name != self._name:
            return None
        package = self._path.name == "__init__.py"
        return importlib.util.spec_from_file_location(
            name, self._path, loader=self, submodule_search_locations=[str(self._path.parent)] if package else None
        )

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._code, str(self._path), "exec"), module.__dict__)


def survives(mutant: Mutant, code: str, tests: Sequence[str]) -> bool:
    """Whether every test still passes."""
    child = os.fork()
    if not child:
        _run(mutant, code, tests)
    deadline = time.monotonic() + SLOWEST
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) == 0
        signal.sigtimedwait({signal.SIGCHLD}, 0.2)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False


def _run(mutant: Mutant, code: str, tests: Sequence[str]) -> None:
    import pytest

    os.setsid()
    quiet = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(quiet, number)
    name = mutant.module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    sys.meta_path.insert(0, _Mutated(name, ROOT / mutant.module, code))
    exit_code = 1
    try:
        exit_code = int(pytest.main([*PYTEST, *tests]))
    finally:
        os._exit(exit_code)


# --- the whole --------------------------------------------------------------------------------------------------------


def justified() -> set[tuple[str, str, str]]:
    """Module, line and operator of each survivor that has a reason."""
    entries = tomllib.loads(JUSTIFIED.read_text(encoding="utf-8")).get("survivor", []) if JUSTIFIED.is_file() else []
    return {(one["module"], one["line"], operator) for one in entries for operator in one["operators"]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", default=["simulators/wire", "harness/checks"])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("reports/out/mutation.jsonl"))
    chosen = parser.parse_args()
    os.chdir(ROOT)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for library in LIBRARIES:
        importlib.import_module(library)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "coverage"
        cover(chosen.targets, data)
        reached = Reached(data, chosen.targets)
    paths = [path for target in chosen.targets for path in sorted((ROOT / target).glob("*.py"))]
    paths = [path for path in paths if path.name not in LEFT_OUT]
    found = [mutant for path in paths for mutant in mutants_of(path)]
    random.Random(chosen.seed).shuffle(found)
    return _judge(found, reached, time.monotonic() + chosen.minutes * 60, chosen.out)


def _judge(found: Sequence[Mutant], reached: Reached, until: float, out: Path) -> int:
    known, counts, new = justified(), Counter[str](), 0
    by_module: dict[str, Counter[str]] = defaultdict(Counter)
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8") as file:
        for number, mutant in enumerate(found, 1):
            code = code_of(mutant) if time.monotonic() < until else None
            if code is None:
                break
            tests = reached.tests(mutant)
            outcome = "unreached" if not tests else "survived" if survives(mutant, code, tests) else "killed"
            if outcome != "killed" and (mutant.module, mutant.text, mutant.operator) in known:
                outcome = "justified"
            counts[outcome] += 1
            by_module[mutant.module][outcome] += 1
            file.write(json.dumps(asdict(mutant) | {"outcome": outcome, "tests": len(tests)}) + "\n")
            file.flush()
            if outcome in ("survived", "unreached"):
                new += 1
                print(f"{outcome}  {mutant.module}:{mutant.line}  {mutant.operator}  {mutant.text}", flush=True)
            if number % 50 == 0:
                print(f"… {number} of {len(found)}: {dict(counts)}", file=sys.stderr, flush=True)
    print(f"{sum(counts.values())} of {len(found)} mutants: {dict(counts)}")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
