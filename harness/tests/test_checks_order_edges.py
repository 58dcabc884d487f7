"""Edges of what is compared along an order: found by mutants that no other test noticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from harness.checks.dicom_traces import worklist_items
from harness.checks.propagation import order_of
from harness.checks.story import Story
from harness.checks.traces import Trace, reports, scheduled_procedures
from harness.tests.scenes import ANA, HGM, LUIS, ORDER, OTHER, Scene, blamed, fails
from harness.verdict import Finding
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Code, PatientId
from simulators.wire.order import IHE_SWF, IHE_SWF_B, Dialect, Order, placer_order

Change = Callable[[Message], Message]
RADIOGRAPH = Code("RX", "Radiografía", "99HGM")


def setting(**values: str) -> Change:
    """``ORC_2="P9"``."""

    def change(message: Message) -> Message:
        for where, value in values.items():
            message = message.set(where.replace("_", "-", 1).replace("_", "."), value)
        return message

    return change


# --- which order is meant ---------------------------------------------------------------------------------------------


def numbered(number: int, **changes: Any) -> Order:
    """The same examination of the same patient under numbers of its own."""
    return ORDER.with_(
        **{
            "placer_order_number": f"P{number}", "filler_order_number": f"F{number}", "accession_number": f"A{number}",
            "requested_procedure_id": f"RP{number}", "study_instance_uid": f"2.25.{number}",
            "steps": (replace(ORDER.steps[0], id=f"S{number}"),), **changes,
        }
    )  # fmt: skip


def last_item(story: Story) -> Trace:
    return worklist_items(story)[-1]


def last_schedule(story: Story) -> Trace:
    return scheduled_procedures(story)[-1]


def last_report(story: Story) -> Trace:
    return reports(story)[-1][0]


def meant(orders: list[Order], show: str, shown: Order, made: Order | None = None) -> str:
    """The placer's number of the order that is taken to stand behind what the RIS ``shows``."""
    scene = Scene()
    for order in orders:
        scene.placer(order)
    if made:
        scene.filler(made, "SN")
    getattr(scene, show)(shown)
    found = order_of(
        story := scene.story(), {"worklist": last_item, "schedule": last_schedule}.get(show, last_report)(story)
    )
    return found.trace.text("placer") if found else ""


@pytest.mark.parametrize(
    ("orders", "shown", "order"),
    [
        ([ORDER], ORDER, "P1"),
        ([ORDER], numbered(9), "P1"),
        ([ORDER, ORDER], numbered(9), "P1"),
        ([ORDER, numbered(5)], numbered(9), ""),
        ([], numbered(9), ""),
        ([ORDER], numbered(9, patient=LUIS), ""),
        ([ORDER], numbered(9, procedure=RADIOGRAPH), ""),
    ],
)
@pytest.mark.parametrize("show", ["worklist", "schedule"])
def test_an_order_is_found_by_patient_and_examination_where_only_one_can_be_meant(
    show: str, orders: list[Order], shown: Order, order: str
) -> None:
    assert meant(orders, show, shown) == order


def test_a_report_must_name_its_order() -> None:
    assert meant([ORDER], "report", ORDER) == "P1"
    assert meant([ORDER], "report", numbered(9)) == ""


@pytest.mark.parametrize(("made", "order"), [(9, ""), (8, "P1")])
@pytest.mark.parametrize("placer", ["", "P9"])
def test_an_examination_that_radiology_ordered_is_no_ones_order(placer: str, made: int, order: str) -> None:
    shown = numbered(9, placer_order_number=placer)
    assert meant([ORDER], "worklist", shown, numbered(made, placer_order_number="")) == order


# --- along the way ----------------------------------------------------------------------------------------------------


def test_who_an_entry_should_be_of_is_said_by_its_order() -> None:
    scene = Scene()
    for patient in (ANA, LUIS):
        scene.adt("A04", patient)
    scene.placer(ORDER)
    scene.worklist(ORDER.with_(patient=LUIS))
    assert ("ris", "(0010,0020) PatientID") in blamed(scene.run("PRP-02"))


@pytest.mark.parametrize(("dropped", "received"), [(False, "00ZZ9001, ZZ9B2"), (True, "nothing")])
def test_which_further_identifiers_were_shown(dropped: bool, received: str) -> None:
    both = replace(ANA, other_ids=(PatientId("ZZ9B2", HGM.from_hd("MIN"), "NI"),))
    scene = Scene()
    scene.adt("A04", both)

    def drop(ds: Any) -> None:
        if dropped:
            del ds.OtherPatientIDsSequence

    scene.worklist(ORDER.with_(patient=both), alter=drop)
    [finding] = [one for one in scene.run("PRP-02") if "further patient ID" in one.summary]
    assert finding.received == received


def test_without_registration_the_order_says_who_the_patient_is() -> None:
    scene = Scene()
    scene.placer(ORDER)
    scene.schedule(ORDER, alter=setting(PID_5="X^Y"))
    assert blamed(scene.run("PRP-03")) == [("ris", "PID-5")]


def test_what_is_passed_over_hides_nothing_after_it() -> None:
    scene = Scene()
    scene.placer(ORDER)
    scene.schedule(ORDER, alter=setting(PID_5="X^Y"), deliberate="ours")
    scene.schedule(ORDER, alter=setting(PID_5="X^Y"))
    assert blamed(scene.run("PRP-03")) == [("ris", "PID-5")]
    scene = Scene()
    scene.schedule(ORDER)
    scene.worklist(OTHER)
    scene.worklist(ORDER.with_(accession_number="X"))
    assert blamed(scene.run("PRP-04")) == [("ris", "(0008,0050) AccessionNumber")]
    scene = Scene()
    scene.placer(ORDER)
    scene.report(ORDER, alter=setting(PID_5="X^Y"), deliberate="ours")
    for number in (8, 9):
        scene.report(numbered(number))
    scene.report(ORDER, alter=setting(PID_5="X^Y"))
    assert [one.where or one.received for one in fails(scene.run("PRP-06"))] == [
        "ORC-2 P8, ORC-3 F8, OBR-18 A8".replace("ORC", "OBR"), "OBR-2 P9, OBR-3 F9, OBR-18 A9", "PID-5",
    ]  # fmt: skip


def unknown(*before: str) -> list[str]:
    """What is told of a report without any number."""
    scene = Scene()
    for each in before:
        getattr(scene, each)(ORDER)
    empty = dict.fromkeys(("ORC_2", "ORC_3", "OBR_2", "OBR_3", "OBR_18", "OBR_19", "OBX_5"), "")
    scene.report(ORDER, alter=setting(**empty))
    return [one.received for one in fails(scene.run("PRP-06"))]


def test_a_report_without_numbers() -> None:
    assert unknown() == []
    assert unknown("placer") == unknown("schedule") == ["no number at all"]


def test_a_report_by_its_order_alone() -> None:
    scene = Scene()
    scene.placer(ORDER)
    scene.report(ORDER)
    assert fails(scene.run("PRP-06")) == []


def test_a_report_follows_the_last_version_of_its_procedure() -> None:
    scene = Scene()
    scene.schedule(ORDER)
    scene.schedule(ORDER.with_(procedure=RADIOGRAPH), "XO")
    scene.report(ORDER)
    assert blamed(scene.run("PRP-06")) == [("ris", "OBR-4")]


def told(*acts: Callable[[Scene], object]) -> list[str]:
    """Where or what PRP-05 finds wrong."""
    scene = Scene()
    for act in acts:
        act(scene)
    return [one.where or one.received for one in fails(scene.run("PRP-05"))]


def test_which_order_a_status_names() -> None:
    def order(scene: Scene) -> object:
        return scene.placer(ORDER)

    def status(number: int, control: str = "SC", **changes: Any) -> Callable[[Scene], object]:
        return lambda scene: scene.filler(numbered(number, **changes), control)

    unnumbered = {"placer_order_number": "", "filler_order_number": "", "accession_number": ""}
    assert told(status(9)) == []
    assert told(order, status(9)) == ["ORC-2 P9, ORC-3 F9, OBR-18 A9"]
    assert told(order, status(9, **unnumbered)) == ["no number at all"]
    assert told(order, status(9, "SN", placer_order_number="")) == told(order, status(9, "NW")) == []
    assert told(order, status(9, "SN"), status(9)) == []  # radiology's own
    assert told(order, status(9, "SN"), status(8)) == ["ORC-2 P8, ORC-3 F8, OBR-18 A8"]
    assert told(lambda scene: scene.schedule(ORDER), lambda scene: scene.filler(ORDER)) == []
    renumbered = ORDER.with_(filler_order_number="F9")
    assert told(lambda scene: scene.schedule(ORDER), lambda scene: scene.filler(renumbered)) == ["ORC-3"]


def test_what_the_placer_answers_is_no_status_of_the_ris() -> None:
    scene = Scene()
    scene.placer(ORDER)
    answer(scene, numbered(9))
    assert scene.run("PRP-05") == []


# --- what is in an order ----------------------------------------------------------------------------------------------


def answer(scene: Scene, order: Order, control: str = "NA") -> None:
    """A numbered answer that the placer sends on its own."""
    asked = placer_order(order, "SN", **scene.envelope("ris", "emr"))
    scene.hl7("emr", "ris", placer_order(order, control, reply_to=asked, **scene.envelope("emr", "ris")))


@pytest.mark.parametrize(
    ("before", "after", "received"),
    [
        ([], [], ["ACK^O19"]),
        ([], [("NA", "F1")], []),
        ([], [("NA", "F9")], ["ACK^O19"]),
        ([], [("UA", "F1")], ["ACK^O19"]),
        ([("NA", "F1")], [], ["ACK^O19"]),
    ],
)
def test_a_number_that_comes_later(before: Any, after: Any, received: list[str]) -> None:
    scene = Scene()
    for acts in (before, None, after):
        if acts is None:
            scene.filler(ORDER.with_(placer_order_number=""), "SN")
        for control, filler in acts or ():
            answer(scene, ORDER.with_(filler_order_number=filler), control)
    findings = scene.run("ORD-03")
    assert [one.received for one in fails(findings)] == received
    assert [one.received for one in findings if one not in fails(findings)] == ([] if received else ["ORG^O20"])


def placed(control: str = "NW", change: Change | None = None, dialect: Dialect = IHE_SWF_B) -> list[Finding]:
    scene = Scene(dialect)
    scene.placer(ORDER, control, alter=change)
    return scene.run("ORD-01")


@pytest.mark.parametrize(
    ("version", "where"),
    [("2.3.1", "ORC-7.4"), ("2.4", "ORC-7.4"), ("2.5", "TQ1-7"), ("2.5.1", "TQ1-7"), ("2.8", "TQ1-7")],
)
def test_where_the_time_of_an_order_stands(version: str, where: str) -> None:
    """No source settles it: noted."""
    found = placed("NW", setting(MSH_12=version, TQ1_7="", ORC_7=""))
    assert fails(found) == []
    assert [one.where for one in found if one.severity == "minor"] == [where]


def test_the_station_of_a_step_may_be_missing() -> None:
    scene = Scene()
    scene.schedule(ORDER, alter=setting(IPC_9=""))
    findings = scene.run("ORD-04")
    assert fails(findings) == []
    assert [one.where for one in findings if one.severity == "minor"] == ["IPC-9"]


def test_a_cancellation_needs_only_the_placers_number() -> None:
    assert fails(placed("CA", setting(OBR_2="P9"))) == []
    assert blamed(placed("CA", setting(ORC_2="", OBR_2=""))) == [("emr", "ORC-2.1")]


@pytest.mark.parametrize(
    ("control", "noted"), [("NW", []), ("CA", []), ("XO", []), ("DC", []), ("HD", ["HD"]), ("", ["(none)"])]
)
def test_which_control_codes_are_told(control: str, noted: list[str]) -> None:
    found = [one.summary for one in placed("NW", setting(ORC_1=control)) if one.where == "ORC-1"]
    assert found == [f"emr uses order control {each}, which RAD-2 does not have" for each in noted]


@pytest.mark.parametrize(
    ("control", "change", "where"),
    [
        ("SC", setting(OBR_2="P9", OBR_3="F9"), []),
        ("OC", setting(OBR_2="P9", OBR_3="F9"), []),
        ("OC", setting(ORC_3=""), ["ORC-3.1"]),
        ("SC", setting(ORC_3=""), ["ORC-3.1"]),
    ],
)
def test_what_a_status_has_to_carry(control: str, change: Change, where: list[str]) -> None:
    scene = Scene()
    scene.filler(ORDER, control, status="IP" if control == "SC" else "", alter=change)
    assert [place for _, place in blamed(scene.run("ORD-02"))] == where


@pytest.mark.parametrize(
    ("control", "status", "told"), [("SC", "IP", 0), ("SC", "CM", 0), ("SC", "", 0), ("SC", "A", 1), ("OC", "A", 0)]
)
def test_a_status_beside_the_two(control: str, status: str, told: int) -> None:
    scene = Scene()
    scene.filler(ORDER, control, alter=setting(ORC_5=status))
    assert len([one for one in scene.run("ORD-02") if one.expected == "IP or CM"]) == told


def test_the_numbers_of_a_procedure_stand_in_its_orc() -> None:
    for change, where in ((setting(OBR_2="P9"), []), (setting(ORC_2=""), ["ORC-2.1"])):
        scene = Scene()
        scene.schedule(ORDER, alter=change)
        assert [place for _, place in blamed(scene.run("ORD-04"))] == where


def test_each_order_of_a_message_is_judged_by_its_own_segments() -> None:
    def second(message: Message) -> Message:
        orc, obr = message.segment("ORC"), message.segment("OBR")
        assert orc is not None
        assert obr is not None
        return message.with_segment(orc).with_segment(obr).set("ORC-2", "", 1).set("OBR-2", "", 1)

    assert blamed(placed("NW", second, IHE_SWF)) == [("emr", "ORC-2.1")]


def test_a_refused_notice_hides_no_second_uid() -> None:
    scene = Scene()
    scene.schedule(ORDER, code="AE")
    scene.schedule(ORDER)
    scene.schedule(ORDER)
    assert len(fails(scene.run("ORD-05"))) == 1


def test_two_messages_without_a_control_id_are_two() -> None:
    scene = Scene()
    for when in ("20261124110000", "20261124120000"):
        scene.schedule(ORDER, alter=setting(MSH_10="", MSH_7=when))
    assert len(fails(scene.run("ORD-05"))) == 1
