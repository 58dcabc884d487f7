"""What exploration can do besides the plain day: each move holds in a correct hospital, and walks meet what is new."""

from __future__ import annotations

from collections import Counter

import pytest

from harness.explore.exploration import quick
from harness.explore.lines import Line, line
from harness.explore.live import Stage
from harness.explore.model import MISTAKEN
from harness.explore.move import Ground
from harness.explore.moves import possible, transitions
from harness.explore.walks import BEST, Coverage, Walk, drawn, ground_of, pairs_of, replayed
from harness.site import Site, load_site

ANA, LUIS, CT, MR, XRAY = "Ana Torres", "Luis Mba", "chest CT", "brain MR", "chest X-ray"
DEVICES = {CT: "CT_ER1", MR: "MR_1", XRAY: "DX_1"}


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site("simulated")


@pytest.fixture(scope="module")
def ground(site: Site) -> Ground:
    return Ground(
        **{**ground_of(site), "exams": tuple(DEVICES.items())},
        people=(ANA, LUIS), aliases=("Elena Silva",), texts=("A.", "B.", "C.", "D."),
        dates=("2031-03-14 09:30",), births=("1971-02-28",),
    )  # fmt: skip


def said(step: str, exam: str, *, device: bool = False, **values: object) -> Line:
    at = {"device": DEVICES[exam]} if device else {}
    return line(step, exam=exam, patient=ANA, **at, **values)


def walk_of(ground: Ground, *lines: Line) -> Walk:
    walk = replayed(lines, ground)
    assert walk is not None, "the model does not allow it"
    return walk


REFUSED = (
    said("exam_was_performed", CT, device=True),
    said("exam_is_scheduled", MR, device=True),
    said("reports_finished_as_given_up", CT, device=True),
    said("asks_for_more", CT, device=True),
    said("technologist_starts", MR, device=True),
    said("reports_beginning_again", MR, device=True),
    said("technologist_acquires", MR, n=1),
    said("gives_up_with_reason", MR, reason="wrong worklist entry"),
    said("signs", CT, status="final", words="B."),
    said("adds_addendum", CT, words="C."),
)
ELSEWHERE = (
    line("patient_is_on_record_in_ward/A01", patient=ANA, ward="MED-3"),
    said("exam_is_scheduled", XRAY, device=True),
    said("exam_is_scheduled", MR, device=True),
    line("destination_is_down", destination="BATA"),
    said("service_orders_for", CT, date="2031-03-14 09:30"),
    line("desk_transfers", patient=ANA, ward="SUR-1"),
    said("technologist_performs", XRAY, device=True),
    said("performs_for_name", MR, device=True, called="PACS1_TELE"),
    line("destination_is_up", destination="BATA"),
)


@pytest.mark.parametrize("lines", [REFUSED, ELSEWHERE], ids=["refused", "elsewhere"])
def test_a_correct_hospital_does_what_the_model_says(site: Site, ground: Ground, lines: tuple[Line, ...]) -> None:
    stage = Stage(quick(site))
    try:
        played = stage.explore(walk_of(ground, *lines))
    finally:
        stage.close()
    assert [seen.finding.summary for seen in played.seen.values()] == []
    assert (played.problem, played.lines) == ("", len(lines))


def test_what_is_due_is_looked_for_at_once_and_no_later(ground: Ground) -> None:
    walk = walk_of(ground, *REFUSED)
    refused = line("refuses_report", reason="the step may no longer be changed")
    missing = said("answers_in_part", CT, n=2, missing=1)
    due = [[each for each in (refused, missing) if each in walk.truths(length)] for length in range(1, 6)]
    assert due == [[], [], [refused], [missing], []]


def test_a_wrong_entry_returns_to_the_list_and_its_images_are_shown_to_nobody(ground: Ground) -> None:
    walk = walk_of(ground, *REFUSED[:8])
    assert walk.world.cases[ANA, MR].state == MISTAKEN
    truths = walk.truths(8)
    assert line("number_of_entries", patient=ANA, device="MR_1", n=1) in truths
    assert said("number_of_images", MR, n=0) in truths
    assert not [each for each in possible(walk.world, ground) if each.line.values.get("exam") == MR]


def test_nothing_is_said_of_routing_while_a_destination_is_down_and_it_comes_up_in_the_end(ground: Ground) -> None:
    walk = walk_of(ground, *ELSEWHERE)
    reaches = said("reaches_no_other", XRAY)
    assert reaches not in walk.truths(8)
    assert reaches in walk.truths(9)
    assert not walk_of(ground, *ELSEWHERE[:8]).world.is_settled


@pytest.mark.parametrize(("exam", "who"), [(XRAY, ["BATA"]), (CT, ["AI_NODE", "BATA"]), (MR, [])])
def test_a_destination_goes_down_that_waits_for_images_still_to_be_made(
    ground: Ground, exam: str, who: list[str]
) -> None:
    scheduled = said("exam_is_scheduled", exam, device=True)
    offers = possible(walk_of(ground, scheduled).world, ground)
    downs = [each.line for each in offers if each.line.step == "destination_is_down"]
    assert [each.values["destination"] for each in downs] == who
    for down in downs:
        then = possible(walk_of(ground, scheduled, down).world, ground)
        (made,) = [each.line for each in then if each.transition == ("destination down", "perform what it awaits")]
        assert made == said("technologist_performs", exam, device=True)


def test_what_was_moved_and_cancelled_is_not_expected_on_that_device_again(ground: Ground) -> None:
    def again(*between: Line) -> bool:
        walk = walk_of(ground, said("exam_is_scheduled", CT, device=True), *between, said("service_cancels", CT))
        return said("service_orders_again", CT) in [each.line for each in possible(walk.world, ground)]

    assert again()
    assert not again(line("desk_moves_to_device", exam=CT, patient=ANA, device="CT_2"))


def test_what_was_moved_to_another_device_is_taken_from_its_list_before_it_is_performed(ground: Ground) -> None:
    moved = (
        said("exam_is_scheduled", CT, device=True),
        line("desk_moves_to_device", exam=CT, patient=ANA, device="CT_2"),
    )
    performs = line("technologist_performs", exam=CT, patient=ANA, device="CT_2")
    taken = line("device_takes_entry", exam=CT, patient=ANA, device="CT_2")
    assert performs not in [each.line for each in possible(walk_of(ground, *moved).world, ground)]
    assert performs in [each.line for each in possible(walk_of(ground, *moved, taken).world, ground)]
    assert said("archive_is_told/changed", CT) in walk_of(ground, *moved).truths(2)


def test_the_issues_moves_are_there(ground: Ground) -> None:
    wanted = {
        "register", "admit", "correct name", "correct birth date", "transfer", "merge", "order", "change reason",
        "move to another day", "cancel", "scheduled", "take from worklist", "start", "acquire", "append", "complete",
        "give up", "stop for good", "perform", "commit", "perform for another name", "sign final", "correct report",
        "add to report", "perform without link", "record goes down", "destination goes down", "resend order",
        "resend images", "reject",
    }  # fmt: skip
    assert wanted <= {move for _, move in transitions(ground)}
    nothing = Ground((), (), (), (), (), ())
    assert not {"reject", "acquire", "destination goes down"} & {move for _, move in transitions(nothing)}


def test_moves_meet_on_one_patient_also_after_a_merge(ground: Ground) -> None:
    orders = (
        line("patient_is_on_record", patient=ANA), line("patient_is_on_record", patient=LUIS),
        line("service_orders", exam=CT, patient=ANA), line("service_orders", exam=MR, patient=LUIS),
    )  # fmt: skip
    apart = walk_of(ground, *orders)
    assert ("order", "order") not in pairs_of(apart.offers)
    assert ("on record", "order") in pairs_of(apart.offers)
    merged = walk_of(ground, *orders, line("desk_merges", prior=ANA, patient=LUIS))
    assert {("order", "order"), ("order", "merge")} <= pairs_of(merged.offers)
    assert pairs_of(()) == set()


def test_when_no_transition_is_new_the_walk_with_new_pairs_is_taken(site: Site, ground: Ground) -> None:
    coverage = Coverage.of(ground_of(site))
    registered = line("patient_is_on_record", patient=ANA)
    known = walk_of(ground, registered, said("service_orders", CT), said("service_cancels", CT))
    coverage.take(known.offers)
    again = walk_of(ground, registered, said("service_orders", MR), said("service_cancels", MR))
    other = walk_of(
        ground, registered, said("service_orders", CT), said("service_cancels", CT), said("service_orders", MR)
    )
    assert not pairs_of(again.offers) - coverage.pairs
    assert coverage.next_of([again, other]) is other


def test_what_was_not_crossed_is_drawn_more_often_and_so_is_the_way_there(site: Site) -> None:
    allowed = ground_of(site)
    there_are = Coverage.of(allowed).there_are
    deep = {(where, move) for where, move in there_are if where.endswith("of a merged patient")}

    def times(missing: set[tuple[str, str]]) -> int:
        coverage = Coverage(there_are, Counter(there_are - missing))
        return sum(offer.transition in deep for walk in next(drawn(allowed, 5, coverage)) for offer in walk.offers)

    assert times(deep) > 3 * times(set())


def test_most_transitions_of_the_model_are_crossed_soon(site: Site) -> None:
    allowed = ground_of(site)
    coverage = Coverage.of(allowed)
    for batch, _ in zip(drawn(allowed, 2, coverage), range(6), strict=False):
        for _ in range(min(BEST, len(batch))):
            coverage.take(coverage.next_of(batch).offers)
    assert len(set(coverage.crossed)) > 0.6 * len(coverage.there_are)
    assert set(coverage.crossed) <= coverage.there_are
