"""Qualification: what counts as found, what is taken up again, and a few defects through the whole of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from harness.cli.qualifying import qualify
from harness.plan import make_plan
from harness.qualification import RESULTS, Qualification, Result, about, judge, quarter_of, trial_of
from harness.qualification_document import document
from reports.qualification import page
from simulators.defects import Defect, catalogue, find
from simulators.wire.errors import ConfigError

TRUNCATED = catalogue()["mwl.accession-truncated"]


def finding(**values: Any) -> dict[str, Any]:
    """A finding of the truncated accession number, as a trial tells it."""
    return {
        "scenario": "TC-SCH-001",
        "kind": "ris",
        "role": "ris",
        "check": "PRP-04",
        "verdict": "FAIL",
        "summary": "the accession number changes",
        "seconds": 1.5,
        **values,
    }


def judged(*findings: dict[str, Any], defect: Defect = TRUNCATED) -> Result:
    return judge(defect, Result(defect.id, findings=list(findings)))


def test_every_scenario_that_a_defect_names_is_in_the_library() -> None:
    known = {scenario.id for scenario in make_plan().scenarios}
    known |= {each.rsplit(".", 1)[0] for each in known}
    assert {d.id: set(d.scenarios) - known for d in catalogue().values() if set(d.scenarios) - known} == {}


def test_a_finding_counts_when_it_names_the_role_and_the_identifier() -> None:
    assert about(TRUNCATED, finding())
    assert not about(TRUNCATED, finding(kind="pacs"))
    assert not about(TRUNCATED, finding(summary="the name changes"))
    assert not about(TRUNCATED, finding(verdict="ERROR"))


def test_outcomes() -> None:
    hidden = catalogue()["hl7.messages-swapped"]
    assert judged(finding(kind="pacs"), finding(seconds=4.0)).outcome == "detected"
    assert judged(finding(kind="pacs"), finding(seconds=4.0)).seconds == 4.0
    assert judged(finding(kind="pacs")).outcome == "elsewhere"
    assert judged(finding(verdict="ERROR")).outcome == "missed"
    assert judged().outcome == "missed"
    assert judged(defect=hidden).outcome == "invisible"


def test_quarters_are_the_whole() -> None:
    defects = list(catalogue().values())
    quarters = [quarter_of(defects, number) for number in (1, 2, 3, 4)]
    assert sorted(d.id for quarter in quarters for d in quarter) == sorted(d.id for d in defects)


def test_a_run_that_was_cut_short_is_taken_up_again(tmp_path: Path) -> None:
    trials = [(trial_of([defect]), defect) for defect in find(["mwl.accession-truncated", "store.lost"])]
    first = Qualification(trials, tmp_path, jobs=1)
    with (tmp_path / RESULTS).open("a") as file:
        file.write(json.dumps({"name": "store.lost", "outcome": "missed"}) + '\n{"name": "mwl.acc')
    again = Qualification(trials, tmp_path, jobs=1, resume=True)
    assert first.results == {}
    assert {name: result.outcome for name, result in again.results.items()} == {"store.lost": "missed"}
    assert Qualification(trials, tmp_path, jobs=1).results == {}


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(ConfigError):
        Qualification([], tmp_path / "taken", jobs=1)


def test_the_document_says_what_was_missed_and_what_was_a_false_alarm() -> None:
    results = {TRUNCATED.id: judged()}
    assert document([TRUNCATED], results)["passed"] is False
    assert document([TRUNCATED], results)["clean_findings"] is None
    results = {TRUNCATED.id: judged(finding()), "clean worklist": Result("clean worklist", verdicts={"TC-1": "PASS"})}
    found = document([TRUNCATED], results)
    assert (found["passed"], found["clean_findings"]) == (True, 0)
    assert found["defects"][0]["checks"] == ["PRP-04"]
    results["clean worklist"].verdicts["TC-2"] = "ERROR"
    alarmed = document([TRUNCATED], results)
    assert (alarmed["passed"], alarmed["clean_findings"]) == (False, 1)
    results["clean worklist"] = Result("clean worklist", problem="ended after 240 s")
    assert document([TRUNCATED], results)["passed"] is False


def test_the_page_escapes_what_systems_said() -> None:
    result = judged(finding(summary="accession <script>alert(1)</script>"))
    result.verdicts = {"TC-SCH-001": "FAIL"}
    text = page(document([TRUNCATED], {TRUNCATED.id: result}))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "http" not in text.split("<body>")[0].replace("http-equiv", "")


def test_each_of_some_defects_is_found_by_the_right_rule(tmp_path: Path) -> None:
    wanted = ["mwl.accession-truncated", "qry.zeros-ignored", "ack.aa-for-ca", "rpt.cut", "acq.group-one-order"]
    arguments = [word for name in wanted for word in ("--only", name)]
    done = CliRunner().invoke(
        qualify, [*arguments, "--out", str(tmp_path), "--jobs", "3"], obj={}, standalone_mode=False
    )
    found = json.loads((tmp_path / "qualification.json").read_text(encoding="utf-8"))
    assert {d["id"]: d["outcome"] for d in found["defects"]} == dict.fromkeys(wanted, "detected")
    assert done.return_value == 0, done.output
    assert (tmp_path / "qualification.html").read_text(encoding="utf-8").count("<tr id=") == len(wanted)


def test_two_defects_at_once_are_both_named(tmp_path: Path) -> None:
    pair = find(["mwl.accession-truncated", "mwl.name-swapped"])
    run = Qualification([(trial_of(pair), pair[0])], tmp_path, jobs=1)
    [result] = run.execute().values()
    assert [any(about(defect, each) for each in result.findings) for defect in pair] == [True, True]
