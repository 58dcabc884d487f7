"""What exploration looks at after each act: every look, in the situations in which it is due. A look that is left out
here would let an invariant go unwatched for ever, and every walk would still pass."""

from __future__ import annotations

import pytest

from harness.explore.lines import Line, line
from harness.explore.move import Ground
from harness.explore.truths import truths
from harness.explore.walks import ground_of, replayed
from harness.site import load_site

ANA, LUIS, CT = "Ana Torres", "Luis Mba", "chest CT"


@pytest.fixture(scope="module")
def ground() -> Ground:
    return Ground(
        **{**ground_of(load_site("simulated")), "exams": ((CT, "CT_ER1"),)},
        people=(ANA, LUIS), aliases=("Elena Silva",), texts=("A.", "B.", "C.", "D."),
        dates=("2031-03-14 09:30",), births=("1971-02-28",),
    )  # fmt: skip


def ct(step: str, *, device: bool = False, **values: object) -> Line:
    at = {"device": "CT_ER1"} if device else {}
    return line(step, exam=CT, patient=ANA, **at, **values)


def listed(n: int, patient: str = ANA) -> Line:
    return line("number_of_entries", patient=patient, device="CT_ER1", n=n)


def studies(n: int) -> Line:
    return line("finds_studies", patient=ANA, n=n)


SCHEDULED, MADE = ct("exam_is_scheduled", device=True), ct("exam_was_performed", device=True)
LUIS_IS_HERE = line("patient_is_on_record", patient=LUIS)
IN_THE_ARCHIVE = (ct("stored_and_retrievable"), ct("number_of_images", n=2))
AS_MADE = (ct("retrieved_unchanged"), ct("images_carry_identifiers"))
ENDED = (ct("physician_sees_status", status="completed"), ct("archive_told_ended"))
ANNOUNCED = (ct("reaches_no_other"), ct("told_once"), ct("names_images"))
STORIES = {
    "waits": (
        (
            line("patient_is_on_record_in_ward/A01", patient=ANA, ward="MED-3"),
            ct("service_orders_urgent"),
            ct("device_takes_entry", device=True),
            ct("desk_moves", date="2031-03-14 09:30"),
        ),
        (
            ct("entry_shows_patient"), ct("entry_carries_identifiers"), ct("entry_shows_priority", priority="urgent"),
            ct("entry_shows_time", date="2031-03-14 09:30"), ct("entry_shows_ward", ward="MED-3"),
            ct("archive_is_told/changed"), ct("told_agrees_with_list"), ct("physician_sees_status", status="scheduled"),
            ct("physician_sees_accession"), listed(1), studies(0),
        ),
    ),
    "cancelled": (
        (SCHEDULED, ct("desk_cancels")),
        (ct("archive_is_told/cancelled"), ct("physician_sees_status", status="cancelled"), listed(0), studies(0)),
    ),
    "begun": (
        (SCHEDULED, ct("technologist_starts", device=True)),
        (ct("physician_sees_status", status="in progress"), ct("archive_told_begun"), listed(0), studies(0)),
    ),
    "given up": (
        (SCHEDULED, ct("technologist_starts", device=True), ct("technologist_acquires", n=1), ct("gives_up")),
        (
            ct("physician_sees_status", status="discontinued"), listed(0), ct("stored_and_retrievable"),
            ct("number_of_images", n=1), *AS_MADE, studies(1),
        ),
    ),
    "reported": (
        (
            SCHEDULED,
            ct("technologist_performs", device=True),
            ct("asks_for_commitment/False", device=True),
            ct("signs", status="final", words="B."),
            ct("signs", status="corrected", words="C."),
        ),
        (
            *ENDED, ct("report_lists_images"), ct("sees_report", status="corrected"), ct("reads", words="C."),
            ct("names_order_and_study"), ct("arrived_in_order", first="final", second="corrected"), listed(0),
            ct("confirms"), *IN_THE_ARCHIVE, *AS_MADE, *ANNOUNCED, studies(1),
        ),
    ),
    "rejected in part": (
        (
            MADE,
            ct("technologist_appends"),
            ct("rejects_some", n=1, reason="quality"),
            ct("signs", status="final", words="B."),
            ct("withdraws"),
        ),
        (
            *ENDED, ct("sees_no_report"), listed(0), ct("stored_and_retrievable"), ct("number_of_images", n=3),
            ct("not_delivered"), *AS_MADE, ct("performed_steps_in_one_study", n=2), studies(1),
        ),
    ),
    "renamed": (
        (MADE, line("desk_corrects_name", patient=ANA, name="Elena Silva")),
        (
            *ENDED, ct("report_lists_images"), listed(0), *IN_THE_ARCHIVE, ct("bear_correction"), *ANNOUNCED,
            studies(1),
        ),
    ),
    "merged": (
        (
            MADE,
            LUIS_IS_HERE,
            line("desk_merges", prior=ANA, patient=LUIS),
            ct("signs", status="final", words="B."),
        ),
        (
            *ENDED, ct("report_lists_images"), ct("sees_report", status="final"), ct("reads", words="B."),
            ct("arrives_under_survivor", survivor=LUIS), listed(0, LUIS),
            line("number_under_retired", patient=ANA, device="CT_ER1", n=0), *IN_THE_ARCHIVE,
            ct("bear_survivor", survivor=LUIS), *ANNOUNCED,
            line("all_under_survivor", prior=ANA, patient=LUIS, survivor=LUIS),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("told", "due"), STORIES.values(), ids=STORIES)
def test_everything_that_must_hold_is_looked_at(ground: Ground, told: tuple[Line, ...], due: tuple[Line, ...]) -> None:
    walk = replayed(told, ground)
    assert walk is not None, "the model does not allow it"
    order = sorted(each.text for each in due)
    assert sorted(each.text for each in walk.truths(len(told))) == order


def test_nothing_is_looked_at_that_the_site_does_not_claim(ground: Ground) -> None:
    told, _ = STORIES["merged"]
    walk = replayed(told, ground)
    assert walk is not None
    bare = Ground(**{**{name: getattr(ground, name) for name in Ground.__slots__}, "claims": frozenset()})
    assert {each.step for each in truths(walk.world, bare)} == {"stored_and_retrievable", "number_of_images"}
