"""A run: verdicts from exceptions, lost workers, known differences, plain behave."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.plan import NothingToRun, make_plan
from harness.record import Run, load
from harness.run import Options, RunProcess
from harness.site import load_site
from harness.tests.small_features import make, scenario
from harness.verdict import ExitCode, Verdict
from simulators.wire.errors import ConfigError


def run(folder: Path, *, site: str = "", tags: str = "", **features: str) -> Run:
    root = make(folder, **features)
    plan = make_plan([str(root)], tags)
    process = RunProcess(load_site(str(folder / (site or "site.toml"))), plan, Options(out=folder / "out"))
    return process.execute()


def test_each_end_of_a_step_has_its_verdict(tmp_path: Path) -> None:
    steps = {
        "TC-A-001": "it passes",
        "TC-A-002": "it fails",
        "TC-A-003": "it breaks",
        "TC-A-004": "the peer is silent",
        "TC-A-005": "the peer refuses",
        "TC-A-006": "nobody is there",
        "TC-A-007": "a person has to sign",
        "TC-A-008": "the site does not have it",
        "TC-A-009": "no such step exists",
    }
    finished = run(tmp_path, ends="".join(scenario(each, step) for each, step in steps.items()))
    verdicts = {each.id: each.verdict.value for each in finished.scenarios}
    assert verdicts == {
        "TC-A-001": "PASS",
        "TC-A-002": "FAIL",
        "TC-A-003": "ERROR",
        "TC-A-004": "FAIL",
        "TC-A-005": "FAIL",
        "TC-A-006": "ERROR",
        "TC-A-007": "PENDING",
        "TC-A-008": "OMIT",
        "TC-A-009": "ERROR",
    }
    faults = {each.id: each.fault for each in finished.scenarios if each.verdict is Verdict.ERROR}
    assert faults == {"TC-A-003": "harness", "TC-A-006": "network", "TC-A-009": "harness"}
    reasons = {each.id: each.reason for each in finished.scenarios}
    assert "sign the report" in reasons["TC-A-007"]
    assert "no second scanner" in reasons["TC-A-008"]
    assert "there is no step “no such step exists”" in reasons["TC-A-009"]
    assert finished.exit_code == ExitCode.HARNESS_ERROR
    assert finished.problems == []
    refused = finished.scenario("TC-A-005")
    assert refused is not None
    assert [(f.check, f.clause) for f in refused.findings] == [("STEP", "HL7 chapter 2")]


def test_what_a_person_has_to_do_at_a_real_system_is_said_in_the_words_of_the_step(tmp_path: Path) -> None:
    finished = run(tmp_path, ends=scenario("TC-A-001", "the workstation shows the images"))
    assert [each.verdict for each in finished.scenarios] == [Verdict.PENDING]
    assert finished.scenarios[0].reason == "WORKSTATION: the workstation shows the images"


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (["it passes"], ExitCode.GO),
        (["it passes", "it fails"], ExitCode.NO_GO),
        (["it fails", "nobody is there"], ExitCode.COULD_NOT_TEST),
        (["nobody is there", "it breaks"], ExitCode.HARNESS_ERROR),
        (["it passes", "a person has to sign"], ExitCode.UNDECIDED),
        (["it fails", "a person has to sign"], ExitCode.NO_GO),
        (["the site does not have it"], ExitCode.UNDECIDED),
    ],
)
def test_the_worst_scenario_decides_the_exit_code(tmp_path: Path, steps: list[str], code: int) -> None:
    text = "".join(scenario(f"TC-A-{number:03d}", step) for number, step in enumerate(steps, 1))
    assert run(tmp_path, ends=text).exit_code == code


def test_what_a_site_does_not_claim_is_omitted_by_tag(tmp_path: Path) -> None:
    text = scenario("TC-A-001", "it passes", tags="@RAD-5") + scenario("TC-A-002", "it passes", tags="@RAD-6")
    finished = run(tmp_path, claims=text)
    assert [each.verdict for each in finished.scenarios] == [Verdict.PASS, Verdict.OMIT]
    assert finished.scenarios[1].reason == "the site does not claim RAD-6 for the RIS"
    assert finished.exit_code == ExitCode.GO


def test_steps_after_a_failure_are_skipped_and_recorded(tmp_path: Path) -> None:
    finished = run(tmp_path, ends=scenario("TC-A-001", "it passes", "it fails", "it passes"))
    assert [step.status for step in finished.scenarios[0].steps] == ["passed", "failed", "skipped"]


def test_a_worker_that_dies_costs_one_scenario(tmp_path: Path) -> None:
    text = (
        scenario("TC-A-001", "it passes") + scenario("TC-A-002", "the process dies") + scenario("TC-A-003", "it passes")
    )
    finished = run(tmp_path, dies=text)
    assert [each.verdict.value for each in finished.scenarios] == ["PASS", "ERROR", "PASS"]
    assert "the worker process of dies died (exit code -9)" in finished.scenarios[1].reason
    assert finished.exit_code == ExitCode.HARNESS_ERROR
    assert finished.complete


def test_a_worker_that_does_not_come_to_its_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.run.LAST_WORDS", 0.5)
    finished = run(tmp_path, hangs=scenario("TC-A-001", "the hospital cannot be closed"))
    assert finished.scenarios[0].verdict is Verdict.PASS
    assert finished.exit_code == ExitCode.GO


def test_a_known_difference_stays_a_finding_and_does_not_decide(tmp_path: Path) -> None:
    (tmp_path / "known.toml").write_text('[[known]]\ncheck = "QRY-01"\nreason = "agreed until the next version"\n')
    text = scenario("TC-A-001", "a check finds a known difference")
    root = make(tmp_path, ends=text)
    site = tmp_path / "accepting.toml"
    site.write_text((tmp_path / "site.toml").read_text().replace("[roles]", 'known = "known.toml"\n[roles]'))
    plan = make_plan([str(root)])
    finished = RunProcess(load_site(str(site)), plan, Options(out=tmp_path / "out")).execute()
    assert finished.scenarios[0].verdict is Verdict.FAIL
    assert finished.scenarios[0].findings[0].accepted == "agreed until the next version"
    assert finished.exit_code == ExitCode.GO
    strict = RunProcess(load_site(str(tmp_path / "site.toml")), plan, Options(out=tmp_path / "out")).execute()
    assert strict.exit_code == ExitCode.NO_GO


def test_exchanges_are_files_with_their_digest(tmp_path: Path) -> None:
    finished = run(tmp_path, ends=scenario("TC-A-001", "it passes"))
    manifest = json.loads((finished.folder / "manifest.json").read_text())
    assert [entry["path"] for entry in manifest["files"]] == ["record.jsonl", "summary.json"]


def test_several_features_run_in_several_workers(tmp_path: Path) -> None:
    features = {f"f{number}": scenario(f"TC-F-{number:03d}", "it passes") for number in range(1, 5)}
    root = make(tmp_path, **features)
    plan = make_plan([str(root)])
    process = RunProcess(load_site(str(tmp_path / "site.toml")), plan, Options(out=tmp_path / "out", jobs=3))
    assert process.jobs == 3
    finished = process.execute()
    assert finished.counts["PASS"] == 4
    assert finished.problems == []


def test_real_systems_that_send_to_fixed_ports_get_one_process(tmp_path: Path) -> None:
    root = make(tmp_path, a=scenario("TC-A-001", "it passes"), b=scenario("TC-B-001", "it passes"))
    site = tmp_path / "ports.toml"
    text = (tmp_path / "site.toml").read_text().replace("workstation = { simulated = false }", "")
    site.write_text(text + "[roles.workstation]\nlisten = { port = 11999 }\n")
    process = RunProcess(load_site(str(site)), make_plan([str(root)]), Options(out=tmp_path / "out", jobs=4))
    assert process.jobs == 1
    assert len(process._make_jobs()) == 1
    process._writer.close()


def test_a_tag_that_matches_nothing_is_undecided_and_names_the_nearest(tmp_path: Path) -> None:
    root = make(tmp_path, a=scenario("TC-A-001", "it passes", tags="@RAD-5"))
    with pytest.raises(NothingToRun, match="nothing was run") as caught:
        make_plan([str(root)], "@RAD-55")
    assert "@RAD-5" in caught.value.remedy


def test_a_tag_expression_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    root = make(tmp_path, a=scenario("TC-A-001", "it passes"))
    with pytest.raises(ConfigError, match="cannot be understood"):
        make_plan([str(root)], "@RAD-5 and (")


def test_a_feature_that_does_not_parse_is_named(tmp_path: Path) -> None:
    root = make(tmp_path, a=scenario("TC-A-001", "it passes"))
    (root / "broken.feature").write_text("Feature: x\n  Scenario: y\n    Given it passes\n    Perhaps z\n")
    with pytest.raises(ConfigError, match=r"broken\.feature cannot be read"):
        make_plan([str(root)])


def test_rows_of_an_outline_have_ids_of_their_own(tmp_path: Path) -> None:
    text = """
        @TC-A-001
        Scenario Outline: rows
          Given it <what>
          Examples: one
            | what   |
            | passes |
            | fails  |
          Examples: two
            | what   |
            | passes |
    """
    root = make(tmp_path, rows=text)
    plan = make_plan([str(root)])
    assert [each.id for each in plan.scenarios] == ["TC-A-001.1", "TC-A-001.2", "TC-A-001.2.1"]
    assert "TC-A-001.1" not in {each.id for each in make_plan([str(root), "TC-A-001.2"]).scenarios}
    finished = RunProcess(load_site(str(tmp_path / "site.toml")), plan, Options(out=tmp_path / "out")).execute()
    assert [each.verdict.value for each in finished.scenarios] == ["PASS", "FAIL", "PASS"]


def test_plain_behave_runs_the_same_features(tmp_path: Path) -> None:
    root = make(tmp_path, a=scenario("TC-A-001", "it passes"), b=scenario("TC-B-001", "the site does not have it"))
    command = [sys.executable, "-m", "behave", "-D", f"site={tmp_path / 'site.toml'}", str(root)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 scenario passed, 0 failed, 1 skipped" in done.stdout


def test_a_folder_that_cannot_be_written_ends_before_anything_is_sent(tmp_path: Path) -> None:
    root = make(tmp_path, a=scenario("TC-A-001", "it passes"))
    (tmp_path / "out").write_text("a file where a folder should be")
    with pytest.raises(ConfigError, match="cannot write a run into"):
        RunProcess(load_site(str(tmp_path / "site.toml")), make_plan([str(root)]), Options(out=tmp_path / "out"))


def test_the_record_of_a_run_verifies(tmp_path: Path) -> None:
    finished = run(tmp_path, ends=scenario("TC-A-001", "it passes"))
    assert load(finished.folder).problems == []


def test_what_workers_are_forked_from_has_no_reactor() -> None:
    """One made before the fork would be shared: its epoll gives the events of one worker to another."""
    code = "import sys, harness.worker_preload; sys.exit('twisted.internet.reactor' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0
