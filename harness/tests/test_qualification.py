"""Qualification: what counts as found, what is taken up again, and a few defects through the whole of it."""

from __future__ import annotations

import html
import json
import multiprocessing
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

import reports
from harness.cli.qualifying import qualify
from harness.plan import make_plan
from harness.qualify.document import document
from harness.qualify.pairs import Drawn, draw
from harness.qualify.qualification import (
    RESULTS,
    Qualification,
    Result,
    about,
    hidden_by,
    judge,
    judge_together,
    quarter_of,
    trial_of,
)
from harness.qualify.worker import Trial, work
from harness.run import context
from reports.documents.qualification import document_of
from reports.qualification import heading, page, summary, tone
from simulators.defects import Defect, catalogue, find, seams_of
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


def test_nearly_every_scenario_is_proved_by_a_defect_that_it_finds() -> None:
    """A scenario that no defect of the catalogue needs might pass whatever happens. Outlines count once."""
    known = {_whole(scenario.id) for scenario in make_plan().scenarios if not scenario.id.startswith("UAT-")}
    proved = {_whole(id) for defect in catalogue().values() for id in defect.scenarios}
    assert len(known & proved) >= 0.9 * len(known), sorted(known - proved)
    assert {"TC-CON-007", "TC-CON-008", "TC-CON-009"} <= proved


def _whole(scenario: str) -> str:
    return "-".join(part.partition(".")[0] for part in scenario.split("-"))


def test_a_finding_counts_when_it_names_the_role_and_the_identifier() -> None:
    assert about(TRUNCATED, finding())
    assert not about(TRUNCATED, finding(kind="pacs"))
    assert not about(TRUNCATED, finding(summary="the name changes"))
    assert not about(TRUNCATED, finding(verdict="ERROR"))


def test_what_a_finding_has_to_say_is_not_what_findings_of_other_defects_say() -> None:
    """A pattern that fits whatever is said would call each failure a detection. Against the example that is shipped."""
    example = json.loads((Path(reports.__file__).parent / "examples" / "qualification.json").read_text("utf-8"))
    said = {entry["id"]: entry["said"] for entry in example["defects"] if entry["said"]}
    role = {entry["id"]: entry["role"] for entry in example["defects"]}

    def share(defect: Defect) -> float:
        others = [lines for id, lines in said.items() if id != defect.id and role[id] == defect.role]
        return sum(any(re.search(defect.finds, line) for line in lines) for lines in others) / max(1, len(others))

    loose = {d.id: round(share(d), 2) for d in catalogue().values() if not d.hidden and share(d) > 0.35}
    assert loose == {}


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
    trials = [(trial_of([defect]), (defect,)) for defect in find(["mwl.accession-truncated", "store.lost"])]
    first = Qualification(trials, tmp_path, jobs=1)
    with (tmp_path / RESULTS).open("a") as file:
        file.write(json.dumps({"name": "store.lost", "outcome": "missed"}) + '\n{"name": "mwl.acc')
    again = Qualification(trials, tmp_path, jobs=1, resume=True)
    assert first.results == {}
    assert {name: result.outcome for name, result in again.results.items()} == {"store.lost": "missed"}
    assert Qualification(trials, tmp_path, jobs=1).results == {}


@pytest.mark.parametrize(
    "line",
    [
        {"name": "store.lost", "findings": [{"x": 1}]},
        {"name": "store.lost", "findings": [finding(seconds="soon")]},
        {"name": "store.lost", "findings": [finding(check=3)]},
        {"name": "store.lost", "findings": 5},
        {"name": "store.lost", "verdicts": {"TC-1": 5}},
        {"name": "store.lost", "verdicts": 5},
        {"name": ["store.lost"]},
        [1],
    ],
)
def test_a_result_that_somebody_changed_is_run_again(tmp_path: Path, line: object) -> None:
    trials = [(trial_of([defect]), (defect,)) for defect in find(["store.lost"])]
    Qualification(trials, tmp_path, jobs=1)
    with (tmp_path / RESULTS).open("a") as file:
        file.write(json.dumps(line) + "\n")
    assert Qualification(trials, tmp_path, jobs=1, resume=True).results == {}
    (tmp_path / RESULTS).write_bytes(b"\xff{{{")
    with pytest.raises(ConfigError) as told:
        Qualification(trials, tmp_path, jobs=1, resume=True)
    assert "without --resume" in told.value.remedy


def test_what_is_taken_up_is_judged_by_the_catalogue_of_today(tmp_path: Path) -> None:
    trials = [(trial_of([TRUNCATED]), (TRUNCATED,))]
    Qualification(trials, tmp_path, jobs=1)
    with (tmp_path / RESULTS).open("a") as file:
        file.write(json.dumps({"name": TRUNCATED.id, "outcome": "detected", "findings": [finding(kind="pacs")]}) + "\n")
    taken = Qualification(trials, tmp_path, jobs=1, resume=True).results[TRUNCATED.id]
    assert taken.outcome == "elsewhere"


def test_scenarios_that_never_ended_are_no_correct_hospital(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closing(connection: Any, trial: Any) -> None:
        connection.send_bytes(b'{"type": "closing"}')

    monkeypatch.setattr("harness.qualify.worker.work", closing)
    here = SimpleNamespace(Pipe=multiprocessing.Pipe, Process=_InThisProcess)
    monkeypatch.setattr("harness.qualify.qualification.context", lambda: here)
    trial = Trial("clean worklist", (), (), {"worklist.feature:3": "TC-MWL-001"})
    results = Qualification([(trial, ())], tmp_path, jobs=1).execute()
    found = document([], results)
    assert found["clean"]["not_passed"] == ["clean worklist: not carried out: TC-MWL-001"]
    assert not found["passed"]


class _InThisProcess:
    """A process that is none."""

    def __init__(self, target: Any, args: Any, daemon: bool) -> None:
        self.start = lambda: target(*args)

    def join(self, timeout: float | None = None) -> None:
        """It has ended."""

    kill = join


@pytest.mark.parametrize(
    ("clean", "part", "passed", "words", "painted"),
    [
        ({}, "", True, "Qualified", "ok"),
        ({}, "", False, "Not qualified", "bad"),
        (None, "", True, "Passed in part", "pend"),
        ({}, "quarter 1 of 4", True, "Passed in part", "pend"),
    ],
)
def test_only_the_whole_qualifies(clean: object, part: str, passed: bool, words: str, painted: str) -> None:
    found = {"clean": clean, "part": part, "pairs": None, "passed": passed}
    assert (heading(found), tone(found)) == (words, painted)


def test_the_page_says_what_a_pass_is_worth_and_what_each_rule_and_scenario_is() -> None:
    results = {TRUNCATED.id: judged(finding(), finding(check="STEP"))}
    results[TRUNCATED.id].verdicts["TC-SCH-001"] = "FAIL"
    found = document([TRUNCATED], results)
    shown = page(found)
    assert found["rules"]["PRP-04"]
    assert found["names"]["TC-SCH-001"]
    for text in (found["rules"]["PRP-04"], found["names"]["TC-SCH-001"], "that something failed is not enough"):
        assert text in html.unescape(shown)
    assert 'href="#rule-PRP-04"' in shown
    assert 'id="rule-PRP-04"' in shown
    assert "correct hospital not run" in shown


def test_who_stops_it_is_told_how_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(self: Qualification) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Qualification, "execute", stopped)
    done = CliRunner().invoke(qualify, ["--only", "store.lost", "--out", str(tmp_path)], obj={})
    assert done.exit_code == 1
    assert "0 of 1 are done and kept" in done.output
    assert "--resume" in done.output


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
    assert summary(alarmed)[1:] == ["false alarm: TC-2 ERROR"]
    results["clean worklist"].findings = [finding(role="ris", summary="an entry too many", scenario="TC-2")]
    (line,) = summary(document([TRUNCATED], results))[1:]
    assert line.startswith("false alarm: TC-2 · PRP-04 ris: an entry too many")
    results["clean worklist"].findings.clear()
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


PAIR = find(["mwl.accession-truncated", "qry.counts-wrong"])
OTHER = {"kind": "pacs", "check": "QR-05", "summary": "pacs counts a study wrongly", "scenario": "TC-QRY-001"}


def together(*findings: dict[str, Any], pair: list[Defect] = PAIR, verdicts: tuple[str, ...] = ()) -> Result:
    name = "+".join(one.id for one in pair)
    return judge_together(pair, Result(name, findings=list(findings), verdicts=dict.fromkeys(verdicts, "FAIL")))


def test_two_at_once_each_need_a_finding_of_their_own() -> None:
    assert together(finding(), finding(**OTHER)).outcome == "both"
    assert together(finding(), finding(**OTHER, seconds=9.0)).named == {PAIR[0].id: 1.5, PAIR[1].id: 9.0}
    assert together(finding()).outcome == "one"
    assert together(finding(scenario="TC-QRY-001"), finding(**OTHER)).outcome == "one"  # not a scenario of the first
    assert together().outcome == "neither"
    alike = find(["mwl.name-swapped", "adt.letters-dropped"])
    either = finding(summary="the patient name changes", scenario="TC-CHR-001.1")
    assert together(either, pair=alike).outcome == "one"
    assert together(either, {**either, "where": "PID-5"}, pair=alike).outcome == "both"


def test_what_stops_everything_hides_the_other_and_says_why() -> None:
    pair = find(["order.lost", "rej.stored-only"])
    lost = finding(summary="shows 0 entries where 1 were expected", scenario="TC-ORD-001")
    there = {**lost, "scenario": "TC-REJ-001"}
    one = together(lost, there, pair=pair, verdicts=("TC-ORD-001", "TC-REJ-001"))
    assert (one.outcome, hidden_by(pair, one)) == ("masked", pair[0].stops)
    assert together(lost, there, pair=pair, verdicts=("TC-REJ-001", "TC-REJ-002")).outcome == "one"  # that might have
    assert together(lost, pair=pair).outcome == "one"  # nothing that could show it was run
    rejected = finding(kind="pacs", summary="a rejected image is shown", scenario="TC-REJ-001")
    assert together(rejected, pair=pair, verdicts=("TC-ORD-001",)).outcome == "one"  # it stops nothing
    assert together(pair=pair).outcome == "neither"


def test_the_same_seed_draws_the_same_pairs_and_none_that_shares_a_seam() -> None:
    everything = list(catalogue().values())
    drawn = draw(everything, 40, 7)
    assert drawn == draw(everything, 40, 7)
    assert drawn.pairs != draw(everything, 40, 8).pairs
    assert len({frozenset((one.id, other.id)) for one, other in drawn.pairs}) == 40
    assert not any(seams_of(one) & seams_of(other) for one, other in drawn.pairs)
    assert not any(defect.hidden or defect.gap for pair in drawn.pairs for defect in pair)


def test_pairs_that_cannot_be_combined_are_told() -> None:
    alike = find(["mwl.accession-truncated", "mwl.accession-empty", "store.lost"])
    assert draw(alike, 2, 1).pairs == draw(alike, 2, 1).pairs
    assert all(pair[1].id == "store.lost" for pair in draw(alike, 2, 1).pairs)
    with pytest.raises(ConfigError) as told:
        draw(alike, 3, 1)
    assert told.value.remedy == "--pairs 2"


def test_the_document_of_pairs_says_which_was_not_found() -> None:
    name = "+".join(one.id for one in PAIR)
    drawn = Drawn(1, [(PAIR[0], PAIR[1])], [("a", "b")])
    found = document([], {name: together(finding(summary="accession <b>"))}, drawn=drawn)
    assert found["passed"] is False
    assert [one["seconds"] for one in found["pairs"]["entries"][0]["found"]] == [1.5, None]
    assert summary(found) == [f"{name.replace('+', ' + ')}: {PAIR[1].id} not found: no finding of its own"]
    text = page(found)
    assert "one found" in text
    assert "accession <b>" not in text
    assert document_of(found).title
    assert document([], {name: together(finding(), finding(**OTHER))}, drawn=drawn)["passed"] is True


def test_two_defects_at_once_are_both_named(tmp_path: Path) -> None:
    arguments = ["--pairs", "1", "--only", "mwl.accession-truncated", "--only", "ack.aa-for-ca", "--out", str(tmp_path)]
    done = CliRunner().invoke(qualify, arguments, obj={}, standalone_mode=False)
    assert done.return_value == 0, done.output
    found = json.loads((tmp_path / "qualification.json").read_text(encoding="utf-8"))
    [pair] = found["pairs"]["entries"]
    assert (pair["outcome"], [one["checks"] != [] for one in pair["found"]]) == ("both", [True, True])
    assert "both found" in (tmp_path / "qualification.html").read_text(encoding="utf-8")


def test_two_defects_that_replace_the_same_are_planted_one_over_the_other(tmp_path: Path) -> None:
    pair = tuple(find(["mwl.accession-truncated", "mwl.name-swapped"]))
    [result] = Qualification([(trial_of(pair), pair)], tmp_path, jobs=1).execute().values()
    assert result.outcome == "both"


def test_a_hospital_whose_parent_has_only_hung_up_leaves_him_his_folder(tmp_path: Path) -> None:
    """Others use it; what is left when he is gone: test_cli.py, kill -9."""
    (folder := tmp_path / "owned").mkdir()
    (folder / "left").write_text("x", encoding="utf-8")
    ours, theirs = context().Pipe()
    process = context().Process(target=work, args=(theirs, Trial("x", (), temporary=str(folder))))  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    ours.close()
    process.join(60)
    assert process.exitcode == 0
    assert (folder / "left").exists()
