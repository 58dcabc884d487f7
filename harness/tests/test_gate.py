"""Gate and defect log over records written for the purpose."""

from __future__ import annotations

import itertools
import multiprocessing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from harness.defect_log import defects, difference_kind, events, find, fold_run, set_values, waive
from harness.gate import Policy, decide, load_policy
from harness.history import History
from harness.record import Run, load
from harness.record_writer import RecordWriter, summary_of, write_json, write_manifest
from simulators.wire.errors import ConfigError

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
serial = itertools.count(1)


def finding(**changes: Any) -> dict[str, Any]:
    values = {"check": "PROP-05", "verdict": "FAIL", "role": "ris", "summary": "name lost", "expected": "PEÑA",
              "received": "PE?A", "hop": "emr→ris", "where": "(0010,0010)", "severity": "critical"}  # fmt: skip
    return {**values, **changes}


def write_run(folder: Path, verdicts: dict[str, str], findings: dict[str, list[dict[str, Any]]] | None = None,
              **started: Any) -> Run:  # fmt: skip
    number = next(serial)
    folder = folder / f"run-{number}"
    clock = itertools.count((NOW - timedelta(hours=1)).timestamp() + number)
    writer = RecordWriter(folder, clock=lambda: float(next(clock)))
    planned = [{"id": name, "feature": "f", "name": name} for name in verdicts]
    writer.append("run-started", **{"run_id": folder.name, "version": "0", "schema": 1, "site": {"name": "HGM"},
                                    "planned": planned, **started})  # fmt: skip
    for name, verdict in verdicts.items():
        writer.append("scenario-started", id=name, feature="f", name=name)
        for values in (findings or {}).get(name, []):
            writer.append("finding", id=name, step=0, **values)
        writer.append("scenario-ended", id=name, verdict=verdict, seconds=0.1)
    writer.append("run-ended", exit_code=0, interrupted=False)
    writer.close()
    run = load(folder)
    write_json(folder / "summary.json", summary_of(run))
    write_manifest(folder, run.run_id, run.chain)
    return run


def state_of(decision: Any, words: str) -> str:
    return next(reason.state for reason in decision.reasons if words in reason.rule)


def test_all_passed_is_go(tmp_path: Path) -> None:
    decision = decide([write_run(tmp_path, {"TC-1": "PASS"})], Policy(), now=NOW)
    assert (decision.word, decision.exit_code) == ("GO", 0)


@pytest.mark.parametrize("verdict", ["PENDING", "SKIP", "ERROR"])
def test_what_was_not_judged_is_undecided(tmp_path: Path, verdict: str) -> None:
    decision = decide([write_run(tmp_path, {"TC-1": "PASS", "TC-2": verdict})], Policy(), now=NOW)
    assert (decision.word, decision.exit_code) == ("UNDECIDED", 4)


def test_nothing_executed_is_never_go(tmp_path: Path) -> None:
    assert decide([write_run(tmp_path, {"TC-1": "OMIT"})], Policy(), now=NOW).word == "UNDECIDED"


def test_a_failure_blocks_with_and_without_a_log(tmp_path: Path) -> None:
    run = write_run(tmp_path, {"TC-1": "FAIL", "TC-2": "PENDING"}, {"TC-1": [finding()]})
    assert decide([run], Policy(), now=NOW).word == "NO-GO"
    with History(tmp_path / "h.sqlite") as history:
        decision = decide([run], Policy(), history, now=NOW)
    assert decision.exit_code == 1
    assert "D-0001 critical in TC-1" in next(r.text for r in decision.reasons if r.state == "fail")


def test_a_waiver_counts_only_until_it_expires(tmp_path: Path) -> None:
    run = write_run(tmp_path, {"TC-1": "FAIL"}, {"TC-1": [finding()]})
    with History(tmp_path / "h.sqlite") as history:
        fold_run(history, run)
        waive(history, "D-0001", reason="screens cope", person="A. Solís", expires="2026-11-30", now=NOW)
        assert decide([run], Policy(), history, now=NOW).word == "GO"
        assert decide([run], Policy(waivers=False), history, now=NOW).word == "NO-GO"
        late = Policy(max_age_days=None)
        assert decide([run], late, history, now=NOW + timedelta(days=7)).word == "NO-GO"


def test_a_minor_defect_does_not_block_but_an_override_does(tmp_path: Path) -> None:
    run = write_run(tmp_path, {"TC-1": "FAIL"}, {"TC-1": [finding(severity="minor")]})
    with History(tmp_path / "h.sqlite") as history:
        assert decide([run], Policy(), history, now=NOW).word == "GO"
        set_values(history, "1", person="QA", now=NOW, severity="critical", remark="wrong patient possible")
        assert decide([run], Policy(), history, now=NOW).word == "NO-GO"
        assert [e["event"] for e in events(history, find(history, "D-0001"))] == ["opened", "severity", "remark"]


def test_a_defect_lives_through_runs(tmp_path: Path) -> None:
    with History(tmp_path / "h.sqlite") as history:
        first = write_run(tmp_path, {"TC-1": "FAIL"}, {"TC-1": [finding()]})
        assert len(fold_run(history, first)["opened"]) == 1
        assert fold_run(history, first) == {"opened": [], "confirmed": [], "reopened": [], "resolved": []}
        other_values = finding(expected="MUÑOZ", received="MU?OZ")
        second = write_run(tmp_path, {"TC-1": "FAIL"}, {"TC-1": [other_values]})
        assert len(fold_run(history, second)["confirmed"]) == 1
        assert not fold_run(history, write_run(tmp_path, {"TC-1": "OMIT"}))["resolved"]
        fixed = write_run(tmp_path, {"TC-1": "PASS"})
        assert len(fold_run(history, fixed)["resolved"]) == 1
        assert defects(history)[0].resolved_run == fixed.run_id
        again = write_run(tmp_path, {"TC-1": "FAIL"}, {"TC-1": [finding()]})
        assert len(fold_run(history, again)["reopened"]) == 1
        assert len(defects(history)) == 1


def test_an_older_run_taken_in_later_resolves_nothing(tmp_path: Path) -> None:
    old = write_run(tmp_path, {"TC-1": "PASS"})
    new = write_run(tmp_path, {"TC-1": "FAIL"}, {"TC-1": [finding()]})
    with History(tmp_path / "h.sqlite") as history:
        fold_run(history, new)
        fold_run(history, old)
        assert defects(history)[0].status == "open"


def test_signatures_and_age_decide(tmp_path: Path) -> None:
    run = write_run(tmp_path, {"TC-1": "PASS"})
    policy = Policy(required_signatures=("radiologist",))
    with History(tmp_path / "h.sqlite") as history:
        assert decide([run], policy, history, now=NOW).word == "UNDECIDED"
        sign = "INSERT INTO signature (run_id, role, person, decision, time) VALUES (?,?,?,?,?)"
        history.db.execute(sign, (run.run_id, "radiologist", "A. Solís", "accepted", "t"))
        assert decide([run], policy, history, now=NOW).word == "GO"
        history.db.execute(sign, (run.run_id, "radiologist", "A. Solís", "refused", "t"))
        assert decide([run], policy, history, now=NOW).word == "NO-GO"
    assert state_of(decide([run], Policy(), now=NOW + timedelta(days=9)), "older") == "wait"


def test_altered_evidence_is_no_go(tmp_path: Path) -> None:
    run = write_run(tmp_path, {"TC-1": "PASS"})
    path = run.folder / "record.jsonl"
    path.write_bytes(path.read_bytes().replace(b"PASS", b"FAIL", 1))
    assert decide([run], Policy(), now=NOW).word == "NO-GO"


def test_a_policy_names_every_mistake(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text('schema = 1\nblocking_severities = ["huge"]\ntypo = 1\n', "utf-8")
    with pytest.raises(ConfigError) as error:
        load_policy(path)
    assert len(error.value.problems) == 2


@pytest.mark.parametrize(
    ("expected", "received", "kind"),
    [("PEÑA", "PENA", "accents"), ("Edú", "EDÚ", "case"), ("0012", "12", "zeros"), ("A 1", "A1", "blanks"),
     ("ACC-0001", "ACC-00", "truncated"), ("A", "", "missing"), ("", "A", "unexpected"), ("A", "B", "different")],
)  # fmt: skip
def test_kinds_of_difference(expected: str, received: str, kind: str) -> None:
    assert difference_kind(expected, received) == kind


def test_waiver_and_set_refuse_nonsense(tmp_path: Path) -> None:
    run = write_run(tmp_path, {"TC-1": "FAIL"}, {"TC-1": [finding()]})
    with History(tmp_path / "h.sqlite") as history:
        fold_run(history, run)
        for wrong in ({"reason": ""}, {"person": " "}, {"expires": "tomorrow"}, {"expires": "2020-01-01"}):
            values = {"reason": "r", "person": "p", "expires": "2026-12-01", **wrong}
            with pytest.raises(ConfigError):
                waive(history, "D-0001", now=NOW, **values)
        with pytest.raises(ConfigError, match="no defect"):
            find(history, "D-0099")
        assert defects(history, today=date(2026, 11, 24))[0].waiver == ""


def _write_many(path: Path, folder: Path, worker: int) -> None:
    with History(path) as history:
        for number in range(5):
            name = f"TC-{worker}-{number}"
            fold_run(history, write_run(folder / str(worker), {name: "FAIL"}, {name: [finding()]}, run_id=name))


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    path = tmp_path / "h.sqlite"
    workers = [context.Process(target=_write_many, args=(path, tmp_path, n)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    with History(path) as history:
        assert sorted(d.number for d in defects(history)) == list(range(1, 11))


def test_a_file_that_is_no_history_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "h.sqlite"
    path.write_text("not a database, and long enough to be seen as one" * 40, "utf-8")
    with pytest.raises(ConfigError, match="cannot be used"):
        History(path)
