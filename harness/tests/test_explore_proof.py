"""The proof of exploration: what is chosen, what counts, and a defect proven from the walk to both runs."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from harness.cli.exploring import explore
from harness.explore import proof as explore_proof
from harness.explore.lines import Line, line
from harness.explore.move import Ground
from harness.explore.proof import (
    AT_ONCE,
    FALSE_ALARM,
    MISSED,
    NOT_CONFIRMED,
    PROVEN,
    Proof,
    chosen,
    prove,
    state_dependent,
)
from harness.explore.walks import ground_of, replayed
from harness.site import Site, load_site
from harness.verdict import Verdict
from simulators.defects import Defect, find

ANA = "Ana Torres"
CORRECTED = (
    line("exam_was_performed", exam="chest CT", patient=ANA, device="CT_ER1"),
    line("desk_corrects", exam="chest CT", patient=ANA, words="A."),
)


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site("simulated")


def only(monkeypatch: pytest.MonkeyPatch, site: Site, *walks: tuple[Line, ...]) -> None:
    """Exploration walks these and no other."""
    monkeypatch.setattr("harness.explore.exploration.SECONDS", 1.0)
    ground = Ground(
        **{**ground_of(site), "exams": (("chest CT", "CT_ER1"),)},
        people=(ANA,), aliases=(), texts=("A.",), dates=(), births=(),
    )  # fmt: skip
    made = [replayed(lines, ground) for lines in walks]
    monkeypatch.setattr("harness.explore.exploration.drawn", lambda allowed, seed, crossed: iter([made]))


def defect(name: str) -> Defect:
    return find([name])[0]


def test_the_seed_chooses_among_the_state_dependent() -> None:
    assert chosen(10, 7) == chosen(10, 7) != chosen(10, 8)
    assert len({each.id for each in chosen(10, 7)}) == 10
    assert len(chosen(1000, 1)) == len(state_dependent()) >= 30
    assert all(each.after for each in chosen(1000, 1))


def test_a_defect_is_proven_by_a_scenario_that_fails_with_it_and_passes_without(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, site, CORRECTED)
    proof = prove(defect("order.revived"), site, 1, 1.0, tmp_path)
    assert (proof.outcome, proof.rule, proof.role) == (PROVEN, "MWL-06", "ris")
    assert len(proof.lines) == 3
    assert Path(proof.feature).is_file()
    assert proof.processor_seconds > 0


def test_what_a_plain_examination_shows_and_what_is_not_seen_are_not_proven(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only(monkeypatch, site)
    assert prove(defect("store.lost"), site, 1, 1.0, tmp_path).outcome == AT_ONCE
    missed = prove(defect("order.revived"), site, 1, 1.0, tmp_path)
    assert (missed.outcome, missed.walks, missed.lines) == (MISSED, 0, ())
    assert missed.seconds <= missed.seconds_in_all


@pytest.mark.parametrize(
    ("confirmed", "verdict", "outcome"),
    [(True, Verdict.FAIL, FALSE_ALARM), (True, Verdict.PASS, PROVEN), (False, Verdict.PASS, NOT_CONFIRMED)],
)
def test_a_scenario_that_fails_without_the_defect_proves_nothing(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, confirmed: bool, verdict: Verdict, outcome: str
) -> None:
    finding = SimpleNamespace(check="MWL-06", role="ris")
    found = SimpleNamespace(
        seen=SimpleNamespace(finding=finding), seconds=1.0, processor=0.5, script=CORRECTED,
        feature=tmp_path / "x.feature", confirmed=confirmed,
    )  # fmt: skip
    run = SimpleNamespace(execute=lambda: SimpleNamespace(scenarios=[SimpleNamespace(verdict=verdict)]))
    monkeypatch.setattr(explore_proof, "make_plan", lambda paths: paths)
    monkeypatch.setattr(explore_proof, "RunProcess", lambda *args: run)
    proof = explore_proof._judged(Proof("x", "y"), found, site, tmp_path)  # type: ignore[arg-type]
    assert proof.outcome == outcome


@pytest.mark.parametrize(("outcome", "code"), [(PROVEN, 0), (MISSED, 1)])
def test_the_command_says_what_came_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, outcome: str, code: int
) -> None:
    def proved(defect: Defect, *rest: Any) -> Proof:
        return Proof(defect.id, defect.after, outcome)

    monkeypatch.setattr(explore_proof, "prove", proved)
    options = ["--prove", "3", "--seed", "7", "--out", str(tmp_path)]
    done = CliRunner().invoke(explore, options, obj={}, standalone_mode=False)
    assert done.return_value == code, done.output
    [report] = tmp_path.glob("proof-*/proof.json")
    found = json.loads(report.read_text(encoding="utf-8"))
    assert [each["id"] for each in found["defects"]] == [each.id for each in chosen(3, 7)]
    assert {each["outcome"] for each in found["defects"]} == {outcome}


def test_defects_are_not_planted_beside_others(tmp_path: Path) -> None:
    options = ["--prove", "3", "--defect", "store.lost", "--out", str(tmp_path)]
    done = CliRunner().invoke(explore, options, obj={})
    assert done.exit_code == 2
