"""The gate over comparisons: planted changes, acceptances that ended, and files that compare nothing here."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from harness.cli import main
from harness.compare.accepted import Accepted
from harness.compare.changes import Changes as Found
from harness.compare.changes import Place
from harness.compare.comparison import Comparison, compare
from harness.compare.times import compare_times
from harness.gate import Changes, Decision, Policy, changes_beside, decide, read_changes
from harness.record import Run
from harness.tests.test_gate import finding, write_run
from reports.changes import write
from reports.documents.written import case_beside, of_run
from simulators.wire.errors import ConfigError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
EASY = Policy(required_requirements="none", max_age_days=None)  # type: ignore[call-arg]


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Run, Run]:
    return write_run(tmp_path, {"TC-1": "PASS", "TC-2": "PASS"}), write_run(tmp_path, {"TC-1": "PASS", "TC-2": "PASS"})


def written(result: Comparison, folder: Path) -> Path:
    write(result.as_dict(), folder)
    return folder / "changes.json"


def field_change(result: Comparison, *, expires: date | None = None) -> None:
    """One field of one interface differs; accepted until ``expires``."""
    found = Found()
    found.add("field", "PID-3.1 differs", Place("TC-1"), hop="emr→ris", where="PID-3.1", before="1", after="01")
    if expires:
        found.accept([Accepted(where="PID-3.1", reason="leading zero agreed", owner="A. Peña", expires=expires)])
    result.changes = found.sorted


def rule(decision: Decision, key: str) -> tuple[str, str]:
    return next((reason.state, reason.text) for reason in decision.reasons if reason.key == key)


def judged(result: Comparison, folder: Path, policy: Policy = EASY, now: datetime = NOW) -> Decision:
    return decide([result.second], policy, changes=[read_changes(written(result, folder), [result.second])], now=now)


def test_an_unchanged_system_goes(runs: tuple[Run, Run], tmp_path: Path) -> None:
    decision = judged(compare(*runs), tmp_path)
    assert decision.word == "GO"
    assert [rule(decision, key)[0] for key in ("compared", "unchanged", "no_worse", "no_slower")] == ["pass"] * 4


def test_a_changed_interface_stops_unless_somebody_answers_for_it(runs: tuple[Run, Run], tmp_path: Path) -> None:
    result = compare(*runs)
    field_change(result)
    decision = judged(result, tmp_path)
    assert decision.word == "NO-GO"
    assert rule(decision, "unchanged") == ("fail", "1: emr→ris: PID-3.1 differs")
    field_change(result, expires=NOW.date())
    decision = judged(result, tmp_path)
    assert decision.word == "GO"
    assert "leading zero agreed (A. Peña, until 2026-11-24)" in rule(decision, "accepted")[1]
    decision = judged(result, tmp_path, now=NOW + timedelta(days=1))  # nobody has reviewed it again
    assert (decision.word, "acceptance ended 2026-11-24" in rule(decision, "unchanged")[1]) == ("NO-GO", True)


def test_a_worse_verdict_stops_although_the_defect_log_lets_it_through(tmp_path: Path) -> None:
    before = write_run(tmp_path, {"TC-1": "PASS", "TC-2": "PASS"})
    after = write_run(tmp_path, {"TC-1": "PENDING"}, {"TC-1": [finding(severity="note")]})
    text = rule(judged(compare(before, after), tmp_path), "no_worse")[1]
    assert text.startswith("3: ")
    assert all(part in text for part in ("TC-1 was PASS and is PENDING", "TC-2 is not in the second run", "name lost"))
    better = judged(compare(after, before), tmp_path)
    assert rule(better, "no_worse") == ("pass", "none")


def test_times_are_judged_by_the_tolerance_of_the_gate(runs: tuple[Run, Run], tmp_path: Path) -> None:
    result = compare(*runs)
    fast = [0.010 + n / 10_000 for n in range(20)]
    samples = {("ris→pacs", "C-FIND-RQ"): (fast, [each + 0.080 for each in fast])}
    result.shifts = compare_times(samples, tolerance_s=10, tolerance_percent=0)  # the comparison tolerated it
    assert judged(result, tmp_path).word == "GO"
    strict = EASY.model_copy(update={"slower_ms": 50.0})
    state, text = rule(judged(result, tmp_path, strict), "no_slower")
    assert (state, text) == ("fail", "1: ris→pacs C-FIND-RQ: 11 → 91 ms")


def test_what_was_not_compared_is_no_pass(runs: tuple[Run, Run], tmp_path: Path) -> None:
    asked = EASY.model_copy(update={"comparison": True})
    assert decide([runs[1]], asked, now=NOW).word == "UNDECIDED"
    assert decide([runs[1]], EASY, now=NOW).word == "GO"
    other = write_run(tmp_path, {"TC-9": "SKIP"})
    decision = judged(compare(other, runs[1]), tmp_path)
    assert rule(decision, "compared")[0] == "wait"
    doubtful = compare(*runs)
    doubtful.notes = ["first run: line 3 was changed"]
    assert rule(judged(doubtful, tmp_path), "compared") == ("wait", "first run: line 3 was changed")


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "{",
        lambda text: "[]",
        lambda text: "[" * 100_000,
        lambda text: text.replace('"schema": 1', '"schema": 2'),
        lambda text: text.replace('"improvement": false', '"improvement": 0'),
        lambda text: text.replace('"changes": [', '"change": ['),
        lambda text: text.replace('"p": ', '"p": NaN, "q": '),
        lambda text: '{"schema": 1, "exit_code": 0}',
    ],
)
def test_a_file_that_is_no_comparison_is_an_error(runs: tuple[Run, Run], tmp_path: Path, damage: Any) -> None:
    result = compare(*runs)
    field_change(result)
    result.shifts = compare_times({("a→b", "C-ECHO-RQ"): ([0.1] * 9, [0.1] * 9)}, tolerance_s=1, tolerance_percent=1)
    path = written(result, tmp_path)
    whole = path.read_text("utf-8")
    read_changes(path, [runs[1]])
    path.write_text(damage(whole), "utf-8")
    assert path.read_text("utf-8") != whole
    with pytest.raises(ConfigError):
        read_changes(path, [runs[1]])


def test_a_comparison_of_other_runs_or_another_record_is_an_error(runs: tuple[Run, Run], tmp_path: Path) -> None:
    path = written(compare(*runs), tmp_path)
    with pytest.raises(ConfigError, match="compares other runs"):
        read_changes(path, [runs[0]])
    document = json.loads(path.read_text("utf-8"))
    document["runs"][1]["chain"] = "0" * 64
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(ConfigError, match="another record"):
        read_changes(path, [runs[1]])
    with pytest.raises(ConfigError, match="cannot read"):
        read_changes(tmp_path / "none.json", [runs[1]])


def test_the_command_and_the_documents_find_it_beside_the_run(
    runs: tuple[Run, Run], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "gate.toml"
    policy.write_text('schema = 1\nrequired_requirements = "none"\nmax_age_days = 100000\n', "utf-8")
    asked = ["gate", "--policy", str(policy), str(runs[1].folder)]
    assert main(asked) == 0
    result = compare(*runs)
    field_change(result)
    path = written(result, tmp_path / f"{runs[0].run_id}-to-{runs[1].run_id}")
    assert changes_beside(runs[1]) == [path.resolve()]
    capsys.readouterr()
    assert main(asked) == 1
    assert "emr→ris: PID-3.1 differs" in " ".join(capsys.readouterr().out.split())
    page = next(p for p in of_run(case_beside(runs[1], language="es"), ["gate"], tmp_path) if p.suffix == ".html")
    assert "No hay cambios en las interfaces sin un responsable" in page.read_text("utf-8")
    path.write_text("{}", "utf-8")
    assert main([*asked, "--changes", str(path)]) == 2
    assert "is no comparison of two runs" in capsys.readouterr().err


def test_every_change_that_decides_a_comparison_decides_the_gate(runs: tuple[Run, Run], tmp_path: Path) -> None:
    from harness.compare.changes import KINDS

    for kind in KINDS:
        result = compare(*runs)
        found = Found()
        found.add(kind, "planted", Place("TC-1"), hop="a→b", where="C-ECHO-RQ: time to the final answer")
        result.changes = found.sorted
        slow = [0.1 + n / 1000 for n in range(9)], [1 + n / 1000 for n in range(9)]
        if kind == "slower":
            result.shifts = compare_times({("a→b", "C-ECHO-RQ"): slow}, tolerance_s=0, tolerance_percent=0)
        assert judged(result, tmp_path).word == "NO-GO", kind
        assert isinstance(read_changes(tmp_path / "changes.json", [runs[1]]), Changes)
