"""What no test would notice: cosmic-ray's mutants of the wire floor and the checks, and who notices them.

    python -m harness.tests.mutation --seed 1 --share 0.1 simulators/wire harness/checks/merge.py

Each mutant is put into a process forked from one that has tests and modules loaded (POSIX), which runs the unit tests
that reach its line, the quickest first. What they leave is asked the questions of all scenarios, with and without
defects (``mutation_stories.py``): *tests* and *scenarios* are told apart, since only the first say where it hurts.
Tests that take long are about time and are left out. What ``survivors.toml`` does not justify is printed, and ends the
run with 1. A mutant keeps its name while its function and its line stay as they are.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from harness.tests.mutation_code import source_of
from harness.tests.mutation_trial import Campaign, Trials

ROOT = Path(__file__).resolve().parents[2]
JUSTIFIED = Path(__file__).with_name("survivors.toml")
STORIES = ROOT / "reports" / "out" / "mutation" / "stories"
TESTS = {"simulators": "simulators/wire/tests/test_*.py", "harness": "harness/tests/test_checks_*.py"}
LEFT_OUT = ("strategies.py",)  # data for tests
LEFT_OUT_LINES = ("@dataclass(", "if TYPE_CHECKING")  # frozen or not: types say it
OPERATORS = (
    *("AddNot", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"),
    *("NumberReplacer", "ZeroIterationForLoop", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak"),
    *("ReplaceUnaryOperator_Delete_Not", "ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add"),
    *("ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq", "ReplaceComparisonOperator_Lt_LtE"),
    *("ReplaceComparisonOperator_LtE_Lt", "ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_GtE_Gt"),
    *("ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is", "ExceptionReplacer"),
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """``module`` is a path below the project, ``occurrence`` counts the places of ``operator`` in it. Its name is
    ``function``, ``text`` of the line, ``operator`` and ``nth``: it counts those that have the rest in common."""

    module: str
    line: int
    function: str
    text: str
    operator: str
    nth: int
    occurrence: int

    @property
    def name(self) -> tuple[str, str, str, str]:
        return self.module, self.function, self.text, f"{self.operator} {self.nth}"


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Every mutant of a module."""
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator

    source = source_of(path)
    lines, tree = source.splitlines(), get_ast(source)
    nodes, module, seen = list(ast_nodes(tree)), path.relative_to(ROOT).as_posix(), Counter[tuple[str, str, str]]()
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        places = ((node, position) for node in nodes for position in operator.mutation_positions(node))
        for occurrence, (node, ((line, _), _)) in enumerate(places):
            function, text = _function_of(node), lines[line - 1].strip()
            if text.startswith(LEFT_OUT_LINES):
                continue
            nth = seen[function, text, name]
            seen[function, text, name] += 1
            yield Mutant(module, line, function, text, name, nth, occurrence)


def _function_of(node: object) -> str:
    """``Class.function``; "" on the floor of the module."""
    names: list[str] = []
    while node := getattr(node, "parent", None):
        if getattr(node, "type", "") in ("funcdef", "classdef"):
            names.insert(0, node.name.value)
    return ".".join(names)


def code_of(mutant: Mutant) -> str | None:
    """The mutated source of the module; None where the tool cannot make it."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = source_of(ROOT / mutant.module)
    try:
        return mutate_code(source, get_operator(f"core/{mutant.operator}")(), mutant.occurrence)
    except AttributeError:  # cosmic-ray has no other exception to put for a name with a dot, as binascii.Error
        return None


class Justified:
    """``survivors.toml``: the reasons, of single mutants and of every line that a pattern matches."""

    def __init__(self, path: Path = JUSTIFIED) -> None:
        read = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        self.rules: list[dict[str, Any]] = read.get("rule", [])
        self.survivors: list[dict[str, Any]] = read.get("survivor", [])
        self._named = {
            (one["module"], one["function"], one["line"], mutant): str(one["reason"])
            for one in self.survivors
            for mutant in one["mutants"]
        }

    def reason(self, mutant: Mutant) -> str:
        """Why it may survive; "" where nothing says so."""
        return self._named.get(mutant.name) or next(
            (
                str(rule["reason"])
                for rule in self.rules
                if mutant.module.startswith(rule["module"]) and mutant.operator in rule["mutants"]
                and re.search(rule["pattern"], mutant.text)
            ),
            "",
        )  # fmt: skip

    def is_single(self, mutant: Mutant) -> bool:
        return mutant.name in self._named


# --- the whole --------------------------------------------------------------------------------------------------------


def modules_of(targets: Sequence[str]) -> list[Path]:
    """The modules that targets, files or folders, stand for."""
    places = [Path(target).resolve() for target in targets]
    files = [path for place in places for path in (sorted(place.glob("*.py")) if place.is_dir() else [place])]
    return [path for path in files if path.name not in LEFT_OUT]


def test_files(modules: Sequence[Path]) -> list[str]:
    """The tests that are about them."""
    layers = dict.fromkeys(path.relative_to(ROOT).parts[0] for path in modules)
    return [str(path) for layer in layers for path in sorted(ROOT.glob(TESTS[layer]))]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", default=["simulators/wire", "harness/checks"])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0, help="of each module's mutants: 0.1")
    parser.add_argument("--stories", type=int, default=700, help="of some 1400 that scenarios told; 0: unit tests only")
    parser.add_argument("--tests", nargs="*", help="test files to use instead of all")
    parser.add_argument("--in-order", action="store_true", help="module after module instead of a fair sample")
    parser.add_argument("--left", type=Path, help="only what survived there: an --out of before")
    parser.add_argument("--out", type=Path, default=Path("reports/out/mutation/mutants.jsonl"))
    chosen = parser.parse_args()
    os.chdir(ROOT)
    if chosen.stories:
        _write_down()
    modules = modules_of(chosen.targets)
    found = _sample(modules, chosen.seed, chosen.share)
    if chosen.left:
        left = {_name(json.loads(line)) for line in chosen.left.read_text(encoding="utf-8").splitlines()}
        found = [mutant for mutant in found if mutant.name in left]
    elif not chosen.in_order:
        random.Random(chosen.seed).shuffle(found)  # so that a run that is ended by --minutes is a fair sample too
    judge = Judge(found, time.monotonic() + chosen.minutes * 60, chosen.out)
    stories = STORIES if chosen.stories else None
    campaign = Campaign(modules, chosen.tests or test_files(modules), stories, chosen.seed, chosen.stories, judge.all)
    return campaign.run() or judge.conclude()


def _write_down() -> None:
    """In a process of its own: what runs when a module is loaded has to be seen here."""
    child = os.fork()
    if not child:
        try:
            from harness.tests.mutation_stories import write_down

            write_down(STORIES)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def _sample(modules: Sequence[Path], seed: int, share: float) -> list[Mutant]:
    found = []
    for path in modules:
        mutants = list(mutants_of(path))
        random.Random(f"{seed} {path.name}").shuffle(mutants)
        found += mutants[: max(1, round(len(mutants) * share))] if mutants else []
    return found


def _name(line: dict[str, Any]) -> tuple[str, str, str, str] | None:
    name = line["module"], line["function"], line["text"], f"{line['operator']} {line['nth']}"
    return name if line["outcome"] == "survived" else None


class Judge:
    """Tries the mutants one after the other, and counts."""

    def __init__(self, found: Sequence[Mutant], until: float, out: Path) -> None:
        self._found, self._until, self._out, self._known = found, until, out, Justified()
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        out.parent.mkdir(parents=True, exist_ok=True)

    def all(self, trials: Trials) -> None:
        with self._out.open("w", encoding="utf-8") as file:
            for number, mutant in enumerate(self._found, 1):
                if time.monotonic() > self._until:
                    break
                outcome = self._one(mutant, trials)
                file.write(json.dumps(asdict(mutant) | {"outcome": outcome}) + "\n")
                file.flush()
                if number % 100 == 0:
                    print(f"… {number} of {len(self._found)}: {dict(self._sum())}", file=sys.stderr, flush=True)

    def _one(self, mutant: Mutant, trials: Trials) -> str:
        code = code_of(mutant)
        outcome = trials.outcome(ROOT / mutant.module, mutant.line, code) if code is not None else "no mutant"
        reason = self._known.reason(mutant)
        if reason and outcome == "survived":
            outcome = "justified"
        elif reason and self._known.is_single(mutant):
            print(f"{outcome}, though survivors.toml says: {reason}  {mutant.module}:{mutant.line}")
        self._counts[mutant.module][outcome] += 1
        if outcome == "survived":
            where = f"{mutant.module}:{mutant.line} {mutant.function}"
            print(f"survived  {where}  {mutant.operator} {mutant.nth}  {mutant.text}", flush=True)
        return outcome

    def _sum(self) -> Counter[str]:
        return sum(self._counts.values(), Counter[str]())

    def conclude(self) -> int:
        """The table; 1 where something survived without a reason."""
        kinds = ("tests", "scenarios", "justified", "survived")
        print(f"{'module':44}{'mutants':>10}" + "".join(f"{kind:>11}" for kind in kinds))
        for module, counts in [*sorted(self._counts.items()), ("all", self._sum())]:
            print(f"{module:44}{sum(counts.values()):>10}" + "".join(f"{counts[kind]:>11}" for kind in kinds))
        return 1 if self._sum()["survived"] else 0


if __name__ == "__main__":
    sys.exit(main())
