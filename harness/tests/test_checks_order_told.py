"""What is told of an order after it was placed: its end, its status, its appointment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydicom import Dataset

from harness.tests.scenes import ANA, LUIS, ORDER, OTHER, Performed, Scene, fails
from harness.verdict import Finding
from simulators.runtime import Limits
from simulators.wire.er7 import Message
from simulators.wire.order import Order

Act = Callable[[Scene], object]
LIMITS = Limits()
HELD, NOTED, FAILED = ("PASS", "note"), ("PASS", "minor"), ("FAIL", "major")
CRITICAL = ("FAIL", "critical")


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


def played(*acts: Act, **story: Any) -> Scene:
    scene = Scene(**story)
    for act in acts:
        act(scene)
    return scene


def waited(seconds: float) -> Act:
    return lambda scene: scene.wait(seconds)


def placed(order: Order = ORDER, control: str = "NW", **fields: Any) -> Act:
    return lambda scene: scene.placer(order, control, **fields)


def scheduled(order: Order = ORDER, control: str = "NW", **fields: Any) -> Act:
    return lambda scene: scene.schedule(order, control, **fields)


def noticed(control: str, order: Order = ORDER, **fields: Any) -> Act:
    return lambda scene: scene.filler(order, control, **fields)


def listed(order: Order = ORDER, **fields: Any) -> Act:
    return lambda scene: scene.worklist(order, **fields)


TWO_STEPS = ORDER.with_(steps=(ORDER.steps[0], replace(ORDER.steps[0], id="S1B")))

# --- its end ----------------------------------------------------------------------------------------------------------

LATE, SOON = waited(1.1 * LIMITS.worklist_s), waited(0.9 * LIMITS.worklist_s)


@pytest.mark.parametrize(
    ("end", "failed"),
    [
        (placed(ORDER, "CA"), 1),
        (placed(ORDER, "DC"), 1),
        (noticed("OC"), 1),
        (scheduled(ORDER, "CA"), 1),
        (scheduled(ORDER, "DC"), 1),
        (placed(ORDER, "CA", code="AE"), 0),
        (placed(ORDER, "CA", deliberate="ours"), 0),
        (scheduled(ORDER, "CA", deliberate="ours"), 0),
        (placed(ORDER, "XO"), 0),
        (noticed("SC"), 0),
        (scheduled(ORDER, "XO"), 0),
        (placed(OTHER, "CA"), 0),
    ],
)
def test_what_ends_an_order(end: Act, failed: int) -> None:
    scene = played(placed(), scheduled(), end, LATE, listed())
    assert [one.severity for one in fails(scene.run("ORD-06"))] == ["critical"] * failed


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((), []),
        ((SOON, listed()), [HELD]),
        ((LATE, listed()), [CRITICAL]),
        ((LATE, listed(OTHER)), [HELD]),
        ((LATE, listed(), listed(station="DX_1")), [CRITICAL, CRITICAL]),
        ((LATE, listed(), listed()), [CRITICAL]),
        ((LATE, listed(TWO_STEPS), listed(TWO_STEPS, station="DX_1")), [CRITICAL, CRITICAL]),
        ((LATE, placed(), listed()), [HELD]),
        ((LATE, scheduled(), listed()), [HELD]),
        ((LATE, scheduled(ORDER, "XO"), listed()), [HELD]),
        ((LATE, placed(OTHER), listed()), [CRITICAL]),
        ((LATE, placed(ORDER, "SC"), listed()), [CRITICAL]),
        ((LATE, listed(), placed()), [CRITICAL]),
    ],
)
def test_a_cancelled_order_leaves_the_worklist_unless_ordered_anew(acts: tuple[Act, ...], expected: Any) -> None:
    assert said(played(placed(), listed(), placed(ORDER, "CA"), *acts).run("ORD-06")) == expected


@pytest.mark.parametrize(
    ("status", "failed"),
    [("CANCELED", 0), ("DISCONTINUED", 0), ("COMPLETED", 0), ("SCHEDULED", 1), ("", 1)],
)
def test_an_entry_may_say_that_it_is_over(status: str, failed: int) -> None:
    def change(ds: Dataset) -> None:
        ds.ScheduledProcedureStepSequence[0].ScheduledProcedureStepStatus = status

    scene = played(placed(), placed(ORDER, "CA"), LATE, listed(alter=change))
    assert len(fails(scene.run("ORD-06"))) == failed


@pytest.mark.parametrize(
    ("shown", "failed"),
    [
        ({}, 1),
        ({"placer_order_number": ""}, 1),
        ({"filler_order_number": ""}, 1),
        ({"placer_order_number": "", "filler_order_number": ""}, 1),  # through the procedure told to the PACS
        ({"placer_order_number": "P7"}, 0),
        ({"filler_order_number": "F7"}, 0),
        ({"placer_order_number": "", "filler_order_number": "", "accession_number": "", "study_instance_uid": ""}, 0),
    ],
)
def test_whose_entry_it_is_when_numbers_are_missing(shown: dict[str, str], failed: int) -> None:
    end = ORDER.with_(accession_number="", study_instance_uid="", requested_procedure_id="", steps=())
    scene = played(placed(end), scheduled(), placed(end, "CA"), LATE, listed(ORDER.with_(**shown)))
    if "study_instance_uid" in shown:  # nothing but numbers that are no order's own
        scene = played(placed(end), placed(end, "CA"), LATE, listed(ORDER.with_(**shown)))
    assert len(fails(scene.run("ORD-06"))) == failed


TOLD_LATE, TOLD_SOON = waited(1.1 * LIMITS.notification_s), waited(0.9 * LIMITS.notification_s)


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((scheduled(), placed(ORDER, "CA"), TOLD_SOON), []),
        ((scheduled(), placed(ORDER, "CA"), TOLD_LATE), [FAILED]),
        ((scheduled(), noticed("OC"), TOLD_LATE), [FAILED]),
        ((scheduled(), placed(ORDER, "CA"), scheduled(ORDER, "CA"), TOLD_LATE), [HELD]),
        ((scheduled(), placed(ORDER, "CA"), scheduled(ORDER, "DC"), TOLD_LATE), [HELD]),
        ((scheduled(), placed(ORDER, "CA"), scheduled(ORDER, "XO"), TOLD_LATE), [FAILED]),
        ((scheduled(), placed(ORDER, "CA"), scheduled(OTHER, "CA"), TOLD_LATE), [FAILED]),
        ((scheduled(), placed(ORDER, "CA"), scheduled(ORDER, "CA", deliberate="ours"), TOLD_LATE), [FAILED]),
        ((scheduled(ORDER, "XO"), placed(ORDER, "CA"), TOLD_LATE), []),
        ((placed(ORDER, "CA"), scheduled(), TOLD_LATE), []),
        ((scheduled(OTHER), placed(ORDER, "CA"), TOLD_LATE), []),
        ((scheduled(ORDER.with_(placer_order_number="P7")), placed(ORDER, "CA"), TOLD_LATE), []),
        ((scheduled(), placed(OTHER, "CA"), placed(ORDER, "CA"), TOLD_LATE), [FAILED]),
        ((scheduled(), scheduled(ORDER, "CA"), TOLD_LATE), []),
    ],
)
def test_the_pacs_is_told_of_the_end_of_what_it_was_told(acts: tuple[Act, ...], expected: Any) -> None:
    assert said(played(*acts).run("ORD-07")) == expected


# --- its status -------------------------------------------------------------------------------------------------------


def begun(order: Order = ORDER, uid: str = "2.25.900", **fields: Any) -> Act:
    return lambda scene: scene.begin(scene.worklist(order), uid=uid, **fields)


def ended(uid: str = "2.25.900", status: str = "COMPLETED") -> Act:
    return lambda scene: scene.end(Performed(uid, "PPS1", [], "2.25.111"), status=status)


def tells(status: str, order: Order = ORDER, **fields: Any) -> Act:
    return noticed("SC", order, status=status, **fields)


DISCONTINUED = ended(status="DISCONTINUED")


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((begun(), tells("IP"), TOLD_LATE), [HELD]),
        ((begun(), TOLD_SOON, tells("IP")), [HELD]),
        ((begun(), TOLD_LATE, tells("IP")), [FAILED]),
        ((begun(), tells("IP"), TOLD_LATE, tells("IP")), [HELD]),
        ((begun(), tells("CM"), TOLD_LATE), [FAILED]),
        ((tells("IP"), begun(), TOLD_LATE), [FAILED]),
        ((tells("IP"), begun(), TOLD_SOON), []),
        ((begun(), tells("IP", OTHER), TOLD_LATE), [FAILED]),
        ((begun(), tells("IP"), ended(), tells("CM"), TOLD_LATE), [HELD, HELD]),
        ((begun(), tells("IP"), ended(), TOLD_LATE), [HELD, FAILED]),
        ((begun(), tells("IP"), tells("CM"), ended(), TOLD_LATE), [HELD, FAILED]),
        ((begun(), tells("IP"), DISCONTINUED, TOLD_LATE), [HELD]),
        ((begun(), tells("IP"), ended("2.25.901"), TOLD_LATE), [HELD]),
        ((begun(TWO_STEPS), tells("IP"), ended(), TOLD_LATE), [HELD]),
        ((begun(), tells("IP"), begun(uid="2.25.901"), TOLD_LATE), [HELD]),
        ((tells("IP", OTHER), begun(status=0x0110), begun(uid="2.25.901", deliberate="ours"), TOLD_LATE), []),
        ((begun(status=0x0110), begun(uid="2.25.901"), tells("IP"), TOLD_LATE), [HELD]),
        ((begun(deliberate="ours"), begun(uid="2.25.901"), tells("IP"), TOLD_LATE), [HELD]),
        ((listed(OTHER), begun(), tells("IP"), ended(), TOLD_LATE), [HELD, FAILED]),
        ((noticed("OC", OTHER), begun(), TOLD_LATE), []),
        ((begun(), TOLD_LATE), []),  # a RIS that tells no status at all
    ],
)
def test_what_the_placer_hears_of_an_examination(acts: tuple[Act, ...], expected: Any) -> None:
    assert said(played(placed(), placed(OTHER), scheduled(), *acts).run("ORD-08")) == expected


@pytest.mark.parametrize(
    ("acts", "received"),
    [
        ((waited(11), tells("IP"), waited(1), tells("IP")), "after 11.0 s"),
        ((tells("IP", OTHER), waited(11)), "nothing within 11.0 s"),
    ],
)
def test_how_long_the_placer_waited(acts: tuple[Act, ...], received: str) -> None:
    [finding] = fails(played(placed(), begun(), *acts).run("ORD-08"))
    assert finding.received == received


def test_what_is_shown_of_an_order_that_is_over() -> None:
    scene = played(placed(), placed(ORDER, "CA"), LATE, listed(TWO_STEPS), listed(OTHER.with_(accession_number="00A1")))
    assert [one.received for one in fails(scene.run("ORD-06"))] == ["accession 00A1, step S1"]
    told = played(scheduled(), placed(ORDER, "CA"), *(scheduled(ORDER, control) for control in ("DC", "CA")))
    assert [one.received for one in told.run("ORD-07")] == ["DC"]


def test_a_ris_that_claims_to_tell_a_status_has_to() -> None:
    for claims, failed in ((("RAD-3",), 1), (("RAD-5",), 0), ((), 0)):
        scene = played(placed(), scheduled(), begun(), TOLD_LATE, claims={"ris": frozenset(claims)} if claims else {})
        assert len(fails(scene.run("ORD-08"))) == failed
    scene = played(begun(), TOLD_LATE, claims={"ris": frozenset({"RAD-3"})})
    assert scene.run("ORD-08") == []  # nobody ordered it


def nameless(message: Message) -> Message:
    """Without the placer's number."""
    return message.set("ORC-2", "").set("OBR-2", "")


def on_purpose(scene: Scene) -> None:
    """The last message was wrong on purpose."""
    scene.exchanges[-2] = replace(scene.exchanges[-2], deliberate="ours")


@pytest.mark.parametrize(("order", "expected"), [(ORDER, [HELD]), (OTHER, [FAILED])])
def test_a_status_may_name_only_the_fillers_number(order: Order, expected: Any) -> None:
    told = tells("IP", order, alter=nameless)
    scene = played(placed(), placed(OTHER), scheduled(), scheduled(OTHER), begun(), told, TOLD_LATE)
    assert said(scene.run("ORD-08")) == expected


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((tells("IP"),), []),
        ((tells("IP"), tells("CM")), [HELD]),
        ((tells("CM"), tells("IP")), [NOTED]),
        ((tells("CM"), tells("CM")), [HELD]),
        ((tells("IP"), tells("IP")), [HELD]),
        ((tells("CM"), tells("IP", OTHER)), []),
        ((noticed("OC"), tells("CM"), tells("IP")), [NOTED]),
        ((tells("CM", alter=nameless), tells("IP", alter=nameless)), [NOTED]),
        ((tells("CM", alter=nameless), tells("IP", OTHER, alter=nameless)), []),
        ((tells("CM"), tells("IP"), on_purpose), []),
        ((tells("CM"), tells("IP"), tells("CM")), [NOTED, HELD]),
    ],
)
def test_where_a_status_may_go(acts: tuple[Act, ...], expected: Any) -> None:
    assert said(played(*acts).run("ORD-09")) == expected


# --- its appointment --------------------------------------------------------------------------------------------------

LATER = ORDER.with_(steps=(replace(ORDER.steps[0], start="20261125120000"),))

SECOND_LATER = ORDER.with_(steps=(*ORDER.steps, replace(LATER.steps[0], id="S1B")))


def appointed(event: str, order: Order = ORDER, **fields: Any) -> Act:
    return lambda scene: scene.appointment(event, order, **fields)


def field(where: str, value: str) -> Callable[[Message], Message]:
    return lambda message: message.set(where, value)


def test_an_event_of_another_transaction_hides_no_fault() -> None:
    other, bare = field("MSH-9.2", "S14"), field("MSH-9.2", "")
    scene = played(*(appointed("S12", alter=one) for one in (other, bare, field("SCH-27", ""))))
    scene.exchanges[0:4:2] = [replace(one, kind="SIU^S14") for one in scene.exchanges[0:4:2]]
    found = scene.run("APT-01")
    assert [(one.severity, one.received) for one in found if one.where == "MSH-9.2"] == [
        ("minor", "S14"),
        ("minor", "empty"),
    ]
    assert [one.where for one in fails(found)] == ["SCH-27.1"]


@pytest.mark.parametrize(("event", "action"), [("S12", "A"), ("S13", "U"), ("S13", "A"), ("S13", "D"), ("S15", "D")])
def test_which_action_an_event_has(event: str, action: str) -> None:
    for code, failed in ((action, 0), ("X", 1)):
        scene = played(appointed(event, alter=field("AIS-2", code)))
        assert [one.severity for one in fails(scene.run("APT-01"))] == ["minor"] * failed


@pytest.mark.parametrize("where", ["SCH-6", "RGS-1", "AIS-1"])
def test_what_is_of_no_great_weight_in_an_appointment(where: str) -> None:
    assert [one.severity for one in fails(played(appointed("S12", alter=field(where, ""))).run("APT-01"))] == ["minor"]


@pytest.mark.parametrize(
    ("acts", "where"),
    [
        ((placed(), appointed("S12")), []),
        ((placed(), appointed("S12", alter=field("SCH-27", "F9"))), []),
        ((placed(), appointed("S12", OTHER)), ["SCH-26"]),
        ((scheduled(), appointed("S12", OTHER)), ["SCH-26"]),
        ((appointed("S12", OTHER),), []),  # nothing to compare it with
        ((scheduled(), appointed("S12", LATER)), ["SCH-11"]),
        ((scheduled(), appointed("S15", LATER)), []),
        ((scheduled(), appointed("S12", LATER), scheduled(LATER, "XO")), []),
        ((scheduled(), appointed("S12", alter=field("SCH-26", "P9"))), ["SCH-26"]),
        ((scheduled(), appointed("S12", alter=field("SCH-26", ""))), ["SCH-26"]),
        ((scheduled(), placed(), appointed("S12", alter=field("SCH-27", "F9"))), ["SCH-27"]),
        ((appointed("S12", deliberate="ours"), scheduled(), appointed("S12", LATER)), ["SCH-11"]),
        ((placed(), appointed("S12", OTHER, deliberate="ours")), []),
        ((scheduled(), appointed("S12", alter=field("SCH-11", ""))), []),
        ((scheduled(), appointed("S12", LATER, alter=field("SCH-11", ""))), ["SCH-11"]),
        ((scheduled(), appointed("S12", SECOND_LATER, alter=field("SCH-11", ""))), []),
        ((scheduled(), appointed("S12", alter=lambda one: one.set("SCH-11", "").without("AIS"))), []),
    ],
)
def test_of_which_order_an_appointment_is(acts: tuple[Act, ...], where: list[str]) -> None:
    assert [one.where for one in fails(played(*acts).run("APT-02"))] == where


def test_an_appointment_without_numbers() -> None:
    def bare(message: Message) -> Message:
        for where in ("SCH-26", "SCH-27"):
            message = message.set(where, "")
        return message

    [finding] = fails(played(placed(), appointed("S12", alter=bare)).run("APT-02"))
    assert finding.received == "SCH-26 empty, SCH-27 empty"


def test_the_patient_of_an_appointment_is_the_registered_one() -> None:
    for order, failed in ((ORDER, 0), (ORDER.with_(patient=replace(LUIS, id=ANA.id)), 1)):
        scene = played(lambda scene: scene.adt("A04", ANA), placed(), appointed("S12", order))
        assert [one.where for one in fails(scene.run("APT-02"))] == ["PID-5"] * failed


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ("S12", [HELD]),
        ("S13", [NOTED]),
        ("S15", [NOTED]),
        ("S12 S12", [HELD]),
        ("S12 S13 S15", [HELD, HELD, HELD]),
        ("S12 S15 S13", [HELD, HELD, ("FAIL", "minor")]),
        ("S12 S15 S15", [HELD, HELD, ("FAIL", "minor")]),
        ("S12 S15 S12 S13", [HELD, HELD, HELD]),
        ("S14 S13", [NOTED]),
    ],
)
def test_in_which_sequence_appointments_are_told(events: str, expected: Any) -> None:
    scene = Scene()
    for event in events.split():
        scene.appointment("S12" if event == "S14" else event, ORDER, alter=field("MSH-9.2", event))
    scene.exchanges = [replace(one, kind=one.message.type if one.message else "") for one in scene.exchanges]
    assert said(scene.run("APT-03")) == expected


def test_appointments_without_an_id_are_told_apart_by_the_fillers_number() -> None:
    for order, expected in ((ORDER, HELD), (OTHER, NOTED)):
        scene = played(
            *(appointed(event, each, alter=field("SCH-2", "")) for event, each in (("S12", ORDER), ("S13", order)))
        )
        assert said(scene.run("APT-03")) == [HELD, expected]


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((scheduled(LATER, "XO"), TOLD_LATE), [FAILED]),
        ((scheduled(LATER, "XO"), TOLD_SOON), []),
        ((scheduled(LATER, "XO"), appointed("S13", LATER), TOLD_LATE), [HELD]),
        ((appointed("S13", LATER), scheduled(LATER, "XO"), TOLD_LATE), [HELD]),
        ((appointed("S13", LATER), TOLD_LATE, scheduled(LATER, "XO"), TOLD_LATE), [FAILED]),
        ((scheduled(LATER, "XO"), TOLD_LATE, appointed("S13", LATER)), [FAILED]),
        ((scheduled(LATER, "XO"), appointed("S15", LATER), TOLD_LATE), [FAILED]),
        ((scheduled(LATER, "XO"), appointed("S13", OTHER), TOLD_LATE), [FAILED]),
        ((scheduled(LATER, "XO", deliberate="ours"), TOLD_LATE), []),
        ((scheduled(ORDER, "XO"), TOLD_LATE), []),
        ((scheduled(LATER, "NW"), TOLD_LATE), []),
        ((scheduled(OTHER, "XO"), scheduled(LATER, "XO"), TOLD_LATE), [FAILED]),
        ((scheduled(ORDER, "CA"), TOLD_LATE), [FAILED]),
        ((scheduled(ORDER, "CA"), appointed("S15"), TOLD_LATE), [HELD]),
        ((begun(), scheduled(ORDER, "CA"), TOLD_LATE), [FAILED]),
        ((begun(), scheduled(ORDER, "DC"), TOLD_LATE), []),
        ((scheduled(ORDER, "DC"), begun(), TOLD_LATE), [FAILED]),
        ((begun(OTHER), scheduled(ORDER, "DC"), TOLD_LATE), [FAILED]),
    ],
)
def test_who_was_told_an_appointment_hears_of_its_change(acts: tuple[Act, ...], expected: Any) -> None:
    assert said(played(scheduled(), appointed("S12"), *acts).run("APT-04")) == expected


@pytest.mark.parametrize(
    ("order", "control", "event", "word"), [(LATER, "XO", "S13", "moved"), (ORDER, "CA", "S15", "cancelled")]
)
def test_what_is_said_of_a_change(order: Order, control: str, event: str, word: str) -> None:
    acts = (scheduled(), appointed("S12"), scheduled(order, control))
    [never] = played(*acts, TOLD_LATE).run("APT-04")
    [heard] = played(*acts, appointed(event, order)).run("APT-04")
    assert (never.summary, heard.summary) == (
        f"the placer never heard that the appointment is {word}", f"the placer heard that the appointment is {word}",
    )  # fmt: skip


def test_what_was_no_appointment_needs_no_change_told() -> None:
    for acts in ((appointed("S13"),), (appointed("S12", OTHER),), ()):
        assert played(scheduled(), *acts, scheduled(LATER, "XO"), TOLD_LATE).run("APT-04") == []
    assert (
        played(appointed("S12"), scheduled(LATER, "XO"), TOLD_LATE).run("APT-04") == []
    )  # the PACS knew no other time


def test_a_time_that_a_notice_leaves_out_stays_as_it_was() -> None:
    nowhere = ORDER.with_(steps=(replace(ORDER.steps[0], start=""),), requested_start="")
    for order, failed in ((ORDER, 0), (LATER, 1)):
        acts = (scheduled(), appointed("S12"), scheduled(nowhere, "XO"), scheduled(order, "XO"), TOLD_LATE)
        assert len(fails(played(*acts).run("APT-04"))) == failed
