"""A scenario that cannot fail proves nothing: each fault of the field, planted, turns its scenario red.

The same scenarios pass without a fault; that is asserted first, in one hospital.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from behave.configuration import Configuration
from behave.model import Feature

from harness import checks, hooks
from harness.data import fixtures_folder
from harness.feature_file import read_feature
from harness.outcome import Outcome
from harness.plan import id_of
from harness.session import Hospital
from harness.site import load_site
from harness.tests.planted import FAULTS
from harness.verdict import Finding, Verdict
from harness.worker import FeatureRunner

FEATURES = Path(__file__).parents[2] / "features" / "integration"
QUICK = ("notification_s", "commitment_s", "stored_retrievable_s", "routing_s", "worklist_s")


class Watch(hooks.Observer):
    """Keeps what a run says."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.verdicts: dict[str, Verdict] = {}
        self.said: dict[str, list[str]] = {}

    def step(self, scenario_id: str, index: int, step: object, outcome: Outcome) -> None:
        if outcome.verdict is not Verdict.PASS:
            self.said.setdefault(scenario_id, []).append(f"{outcome.verdict} {outcome.text}")

    def finding(self, scenario_id: str, index: int, finding: Finding) -> None:
        if finding.verdict is not Verdict.PASS:
            self.said.setdefault(scenario_id, []).append(f"{finding.verdict} {finding.check} {finding.summary}")

    def scenario_ended(self, scenario_id: str, verdict: Verdict, seconds: float, reason: str, fault: str) -> None:
        self.verdicts[scenario_id] = verdict


@pytest.fixture
def site(tmp_path: Path) -> str:
    """The simulated hospital with short limits: a fault is waited for no longer than needed."""
    shipped = (fixtures_folder() / "sites" / "simulated.toml").read_text(encoding="utf-8").split("[limits]")[0]
    shipped = shipped.replace("within_s = 15", "within_s = 2")
    file = tmp_path / "quick.toml"
    file.write_text(shipped + "[limits]\n" + "".join(f"{name} = 2.0\n" for name in QUICK), encoding="utf-8")
    return str(file)


@cache
def _files() -> dict[str, Path]:
    """Feature file of each scenario."""
    found = {}
    for file in sorted(FEATURES.glob("*.feature")):
        feature = read_feature(str(file))
        assert feature is not None
        found.update({id_of(scenario): file for scenario in feature.walk_scenarios()})
    return found


def _chosen(ids: set[str]) -> Iterator[Feature]:
    for file in sorted({_files()[id] for id in ids}):
        feature = read_feature(str(file))
        assert feature is not None
        for scenario in feature.walk_scenarios():
            if id_of(scenario) not in ids:
                scenario.mark_skipped()
        yield feature


def _run(site: str, ids: set[str], monkeypatch: pytest.MonkeyPatch) -> Watch:
    hospital = Hospital(load_site(site))
    hospital.start()
    try:
        checks.load()
        watch = Watch(hospital)
        monkeypatch.setattr(hooks, "observer", watch)
        features = list(_chosen(ids))
        arguments = ["--no-capture", "--no-capture-stderr", "--no-logcapture", "--no-summary", "--no-color"]
        runner = FeatureRunner(Configuration([*arguments, *(str(f.filename) for f in features)], load_config=False))
        runner.run_chosen(features)
    finally:
        hospital.close()
    return watch


def test_without_a_fault_the_same_scenarios_pass(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {scenario for scenario, _, _ in FAULTS.values()}
    watch = _run(site, wanted, monkeypatch)
    assert {id: watch.said.get(id) for id in wanted if watch.verdicts.get(id) is not Verdict.PASS} == {}


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_turns_its_scenario_red(name: str, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, says, plant = FAULTS[name]
    plant(monkeypatch)
    watch = _run(site, {scenario}, monkeypatch)
    said = watch.said.get(scenario, [])
    assert watch.verdicts[scenario] is Verdict.FAIL, said
    assert any(says in line for line in said if line.startswith("FAIL")), said
