"""Findings as cards, and what crossed the wire as rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.record import RecordedFinding, ScenarioResult, load
from reports import course
from reports.cards import cards_of, spoken, title_of
from reports.decision import decide, is_altered, repeat_command
from reports.tests.sample import Sample, failing_run
from reports.words import Words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ris acknowledged another message", "RIS acknowledged another message"),
        ("his sent something to ris", "HIS sent something to RIS"),
        ("the patient lost his name", "The patient lost his name"),
        ("pacs.toml is missing", "Pacs.toml is missing"),
        ("", ""),
    ],
)
def test_summaries_are_spoken(text: str, shown: str) -> None:
    assert spoken(text) == shown


def test_rows_of_an_outline_lose_their_number() -> None:
    assert (
        title_of(ScenarioResult(id="TC-1.2", feature="", name="Images of a CT come back -- @1.2 "))
        == "Images of a CT come back"
    )


def fails(s: Sample, identifier: str, **finding: object) -> None:
    s.scenario(identifier, identifier)
    s.finding(identifier, **{"summary": "x", "where": "PID-5", **finding})
    s.end(identifier, "FAIL")


def test_the_same_fault_in_several_scenarios_is_one_card_the_worst_first(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    fails(s, "TC-1", severity="minor", where="PID-7")
    fails(s, "TC-2", received="a")
    fails(s, "TC-3", received="b")
    fails(s, "TC-4", severity="critical", where="PID-3", role="pacs")
    cards = cards_of(load(s.close(1)))
    assert [(c.number, c.severity, [x.id for x in c.scenarios]) for c in cards] == [
        ("H-01", "critical", ["TC-4"]), ("H-02", "major", ["TC-2", "TC-3"]), ("H-03", "minor", ["TC-1"]),
    ]  # fmt: skip


def test_an_accepted_difference_is_a_card_of_its_own_and_no_open_one(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    fails(s, "TC-1", accepted="agreed")
    fails(s, "TC-2")
    cards = cards_of(load(s.close(1)))
    assert [(c.accepted, c.open) for c in cards] == [("", True), ("agreed", False)]


def test_a_failure_without_finding_or_reason_is_still_a_card(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.scenario("TC-1", "x")
    s.end("TC-1", "FAIL")
    (card,) = cards_of(load(s.close(1)))
    assert card.open
    assert card.finding.summary == "no reason was recorded"


def test_a_fault_that_is_accepted_and_one_that_is_not_do_not_pass(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.scenario("TC-1", "x")
    s.finding("TC-1", summary="a", accepted="agreed")
    s.finding("TC-1", summary="b", where="PID-7")
    s.end("TC-1", "FAIL")
    assert decide(load(s.close(1)), Words()).kind == "no-go"


@pytest.mark.parametrize(
    ("problems", "complete", "altered"),
    [
        ([], True, False),
        (["the run was cut short: the record has no end"], False, False),
        (["line 9 cannot be read (cut short while it was written?)", "the run was cut short"], False, False),
        (["line 9 cannot be read (cut short while it was written?)"], True, True),
        (["line 9: the chain is broken, it or a line before it was changed"], False, True),
    ],
)
def test_cut_short_is_not_altered(tmp_path: Path, problems: list[str], complete: bool, altered: bool) -> None:
    run = load(Sample(tmp_path).close(0))
    run.problems, run.complete = problems, complete
    assert is_altered(run) is altered


def test_the_command_to_repeat_names_the_site(tmp_path: Path) -> None:
    run = load(failing_run(tmp_path))
    assert repeat_command(run, run.scenarios[1]) == "interop run --site malabo.toml TC-MWL-002"
    run.site["file"] = "my site.toml; rm -rf /"
    assert '--site "my site.toml; rm -rf /"' in repeat_command(run, run.scenarios[1])


def test_the_command_to_repeat_names_what_else_it_takes(tmp_path: Path) -> None:
    run = load(failing_run(tmp_path))
    run.site.update(file="simulated", defects=["mwl.ae-case", "order.lost"])
    run.scenarios[1].file = "/home/ana/features/integration/explored_316.feature"
    assert repeat_command(run, run.scenarios[1]) == (
        "interop run --defect mwl.ae-case --defect order.lost "
        "/home/ana/features/integration/explored_316.feature TC-MWL-002"
    )


# --- course ----------------------------------------------------------------------------------------------------------


def test_requests_and_answers_are_one_line_and_repetitions_are_counted(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.scenario("TC-1", "x")
    for _ in range(3):
        number = s.exchange("TC-1", "CT_ER1", "pacs", "C-STORE-RQ", {})
        s.exchange("TC-1", "pacs", "CT_ER1", "C-STORE-RSP", {}, reply_to=number, summary="0000")
    number = s.exchange("TC-1", "CT_ER1", "pacs", "C-STORE-RQ", {})
    s.exchange("TC-1", "pacs", "CT_ER1", "C-STORE-RSP", {}, reply_to=number, summary="A700")
    s.end("TC-1")
    rows = course.rows_of(load(s.close(0)).scenarios[0])
    assert [(line.kind, line.answer, line.times) for line in course.folded(rows)] == [
        ("C-STORE", "0000", 3), ("C-STORE", "A700", 1),
    ]  # fmt: skip


def test_only_the_message_of_the_role_at_fault_is_wrong(tmp_path: Path) -> None:
    run = load(failing_run(tmp_path))
    rows = course.rows_of(run.scenarios[1])
    assert [row.exchange.kind for row in rows if row.verdict == "bad"] == ["C-FIND-RSP"]


def test_what_was_sent_wrong_on_purpose_is_not_a_fault(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.scenario("TC-1", "x")
    s.exchange("TC-1", "emr", "ris", "ADT^A04", "MSH", deliberate="half a message", error="no end block")
    s.end("TC-1")
    (row,) = course.rows_of(load(s.close(0)).scenarios[0])
    assert row.verdict == "deliberate"


def test_a_long_course_keeps_what_is_wrong_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.scenario("TC-1", "x")
    numbers = [s.exchange("TC-1", "emr", "ris", "ADT^A08", "MSH") for _ in range(300)]
    s.finding("TC-1", role="emr", exchanges=[numbers[150]], summary="x")
    s.end("TC-1", "FAIL")
    run = load(s.close(1))
    rows = course.rows_of(run.scenarios[0])
    table = course.table_of(rows)
    assert sum(row if isinstance(row, int) else 1 for row in table) == 300
    assert len(table) <= course.MOST_ROWS + 4
    assert any(not isinstance(row, int) and row.verdict == "bad" for row in table)
    arrows = course.arrows_of(rows, Words(), failing=False)
    assert any(arrow.verdict == "bad" for arrow in arrows)
    assert len(arrows) <= course.MOST_ARROWS + 4


def test_a_long_pause_is_drawn(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.scenario("TC-1", "x")
    s.exchange("TC-1", "emr", "ris", "ADT^A08", "MSH")
    s.now += 41
    s.exchange("TC-1", "emr", "ris", "ADT^A08", "MSH")
    s.end("TC-1", "FAIL")
    arrows = course.arrows_of(course.rows_of(load(s.close(1)).scenarios[0]), Words(), failing=False)
    assert [arrow.label.replace("\u00a0", " ") for arrow in arrows] == ["ADT^A08", "… 41.1 s", "ADT^A08"]


def test_evidence_by_file_counts_where_no_number_is_given() -> None:
    scenario = ScenarioResult(id="TC-1", feature="", name="")
    finding = RecordedFinding(check="X", verdict="FAIL", role="", summary="", evidence=("exchanges/a",))  # type: ignore[arg-type]
    assert course.exchanges_of(finding.exchanges, finding.evidence, scenario) == []
