"""Registration, orders, statuses, results and appointments: each planted fault is found with its role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from harness.tests.scenes import ANA, HGM, LUIS, ORDER, OTHER, Scene, blamed, fails, passes
from harness.verdict import Verdict
from simulators.images import make_images
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Code, PatientId, Visit
from simulators.wire.order import IHE_SWF, Dialect, placer_order
from simulators.wire.result import Observation, Result, coded_observation, oru, pdf_observation, text_observation

CHECKS = [
    *(f"REG-0{n}" for n in range(1, 5)),
    *(f"ORD-0{n}" for n in range(1, 10)),
    *(f"RES-0{n}" for n in range(1, 7)),
    *(f"APT-0{n}" for n in range(1, 5)),
]
VISIT = Visit("I", "W1^101^1", attending="77^Ruiz^Luis", referring="78^Nsue^Ana", number="V1^^^HGM")
Change = Callable[[Message], Message]


def field(where: str, value: str) -> Change:
    return lambda message: message.set(where, value)


def the_day(dialect: Dialect | None = None) -> Scene:
    """Registered, ordered, scheduled, begun, ended, reported, corrected; another one cancelled."""
    scene = Scene(dialect) if dialect else Scene()
    for event, patient in (("A01", ANA), ("A04", LUIS)):
        scene.adt(event, patient, visit=VISIT)
    for order in (ORDER, OTHER):
        scene.placer(order)
        scene.schedule(order)
        scene.appointment("S12", order.with_(filler_order_number=order.filler_order_number))
    items = scene.worklist(ORDER, OTHER)
    performed = scene.begin(items[:1])
    scene.filler(ORDER, "SC", status="IP")
    images = make_images(items[0], performed=performed)
    scene.store(images)
    scene.end(performed, images)
    scene.filler(ORDER, "SC", status="CM")
    for status in "PFC":
        scene.report(ORDER, status)
    scene.placer(OTHER, "CA")
    scene.schedule(OTHER, "CA")
    scene.appointment("S15", OTHER)
    scene.wait(20)
    scene.worklist(ORDER)
    return scene


def found(scene: Scene) -> list[tuple[str, str, str]]:
    return [(check, *blame) for check in CHECKS for blame in blamed(scene.run(check))]


@pytest.mark.parametrize("dialect", [None, IHE_SWF, Dialect("mixed", "2.5", "OMG^O19", "ORM^O01")])
def test_a_right_day(dialect: Dialect | None) -> None:
    scene = the_day(dialect)
    assert found(scene) == []
    silent = {check for check in CHECKS if not passes(scene.run(check))}
    assert silent == {"ORD-03", "ORD-05", "REG-04", "RES-04", "RES-06"} - (
        {"ORD-05"} if passes(scene.run("ORD-05")) else set()
    )


# --- registration ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "where", "value"),
    [
        ("A01", "PID-3", ""),
        ("A01", "PID-5", ""),
        ("A01", "PID-8", ""),
        ("A01", "PV1-2", ""),
        ("A01", "PV1-7", ""),
        ("A01", "PV1-10", ""),
        ("A01", "PV1-17", ""),
        ("A04", "PV1-8", ""),
        ("A01", "EVN-2", ""),
        ("A01", "MSH-10", ""),
        ("A08", "PID-5", ""),
    ],
)
def test_a_field_that_registration_left_out(event: str, where: str, value: str) -> None:
    scene = Scene()
    scene.adt(event, ANA, visit=VISIT, alter=field(where, value))
    places = [(role, place.partition(".")[0]) for check, role, place in found(scene) if check == "REG-01"]
    assert set(places) == {("his", where)}


def test_an_update_needs_no_visit() -> None:
    scene = Scene()
    scene.adt("A08", ANA, alter=lambda message: message.without("PV1"))
    assert found(scene) == []


def test_neither_account_nor_visit_number() -> None:
    scene = Scene()
    scene.adt("A04", ANA, visit=VISIT, alter=field("PV1-19", ""))
    assert found(scene) == [("REG-01", "his", "PID-18")]


def test_issuers() -> None:
    scene = Scene()
    scene.adt("A04", ANA, visit=VISIT, alter=field("PID-3", "00ZZ9001^^^HGM~B2"))
    scene.adt("A40", LUIS, prior=replace(ANA, id=PatientId("1", HGM.from_hd("OTHER"))))
    scene.adt("A40", LUIS, prior=ANA, alter=field("MRG-1", ""))
    assert {(check, place) for check, _, place in found(scene)} == {
        ("REG-02", "PID-3[2]"),
        ("REG-02", "MRG-1.4"),
        ("REG-01", "MRG-1.1"),
        ("REG-01", "MRG-1.4"),
    }


def test_events_and_forms_beside_the_profile_are_noted() -> None:
    scene = Scene()
    scene.adt("A31", ANA)
    scene.adt("A40", LUIS, prior=ANA, alter=lambda message: message.with_segment("PV1|1|I").set("MRG-4", "X"))
    scene.adt("A08", ANA, alter=field("MSH-9.3", "ADT_A99"))
    assert found(scene) == []
    notes = [finding for check in ("REG-03", "REG-04") for finding in scene.run(check) if finding.severity == "minor"]
    assert {finding.received for finding in notes} == {"ADT^A31", "MRG-4, PV1", "ADT_A99"}


# --- orders ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda m: m.set("ORC-2", "").set("OBR-2", ""), "ORC-2.1"),
        (field("OBR-2", "P9"), "OBR-2.1"),
        (lambda m: m.set("ORC-3", "F9").set("OBR-3", "F9"), "ORC-3.1 OBR-3.1"),
        (field("OBR-4", ""), "OBR-4.1"),
        (field("ORC-9", ""), "ORC-9"),
        (field("ORC-12", ""), "ORC-12 OBR-16.1"),
        (field("PID-3", ""), "PID-3.1 PID-3.4"),
    ],
)
def test_what_an_order_left_out(change: Change, where: str) -> None:
    scene = Scene()
    scene.placer(ORDER, alter=change)
    assert {place for check, role, place in found(scene) if (check, role) == ("ORD-01", "emr")} == set(where.split())


@pytest.mark.parametrize(
    ("control", "status", "change", "where"),
    [
        ("SC", "IP", field("ORC-2", ""), "ORC-2.1"),
        ("SC", "IP", field("ORC-3", ""), "ORC-3.1"),
        ("SC", "", None, "ORC-5"),
        ("OC", "", field("ORC-5", "CA"), "ORC-5"),
        ("OC", "", field("ORC-2", ""), "ORC-2.1"),
    ],
)
def test_what_a_status_left_out(control: str, status: str, change: Change | None, where: str) -> None:
    scene = Scene()
    scene.filler(ORDER, control, status=status, alter=change)
    assert ("ORD-02", "ris", where) in found(scene)


def ordered_by_radiology(answer: str) -> Scene:
    scene = Scene()
    asked = placer_order(ORDER, "SN", **scene.envelope("ris", "emr"))
    reply = placer_order(ORDER, "NA", reply_to=asked, **scene.envelope("emr", "ris"))
    replies: dict[str, Any] = {
        "right": {"reply": reply},
        "ack": {},
        "no number": {"reply": reply.set("ORC-2", "")},
        "other order": {"reply": reply.set("ORC-3", "F9")},
    }
    scene.hl7("ris", "emr", asked, **replies[answer])
    return scene


@pytest.mark.parametrize(
    ("answer", "where"), [("right", ""), ("ack", "ORC-1"), ("no number", "ORC-2.1"), ("other order", "ORC-3.1")]
)
def test_the_number_for_an_order_of_radiology(answer: str, where: str) -> None:
    blames = [blame for blame in found(ordered_by_radiology(answer)) if blame[0] == "ORD-03"]
    assert blames == ([("ORD-03", "emr", where)] if where else [])


def test_sn_with_a_placer_number() -> None:
    scene = Scene()
    scene.filler(ORDER, "SN", alter=field("ORC-2", "P1"))
    assert ("ORD-02", "ris", "ORC-2.1") in found(scene)


@pytest.mark.parametrize("dialect", [Dialect(), IHE_SWF])
@pytest.mark.parametrize(
    ("concept", "value"),
    [
        *(("accession", ""), ("accession", "A" * 17), ("rp", ""), ("sps", ""), ("uid", ""), ("modality", "")),
        *(("status", "IP"), ("filler", "")),
    ],
)
def test_what_the_procedure_left_out(dialect: Dialect, concept: str, value: str) -> None:
    omi = dialect.schedule_message == "OMI^O23"
    places = {
        "accession": ("IPC-1.1", "OBR-18"),
        "rp": ("IPC-2.1", "OBR-19"),
        "uid": ("IPC-3.1", "ZDS-1.1"),
        "sps": ("IPC-4.1", "OBR-20"),
        "modality": ("IPC-5.1", "OBR-24"),
        "status": ("ORC-5", "ORC-5"),
        "filler": ("ORC-3.1", "ORC-3.1"),
    }
    where = places[concept][0 if omi else 1]
    scene = Scene(dialect)
    scene.schedule(ORDER, alter=field(where, value))
    assert ("ORD-04", "ris", where) in found(scene)


def test_a_dialect_with_its_own_places_is_not_blamed() -> None:
    dialect = replace(IHE_SWF, accession_field="OBR-21", study_uid_field="OBR-22")
    scene = Scene(dialect, dialects={"ris": dialect})
    scene.schedule(ORDER)
    assert found(scene) == []


@pytest.mark.parametrize(("control", "status"), [("CA", "SC"), ("DC", "CM"), ("XO", "CA"), ("NW", "CM")])
def test_orc_5_by_control_code(control: str, status: str) -> None:
    scene = Scene()
    scene.schedule(ORDER, control, alter=field("ORC-5", status))
    assert ("ORD-04", "ris", "ORC-5") in found(scene)


def test_the_study_uid_of_a_procedure_is_kept() -> None:
    scene = Scene()
    scene.schedule(ORDER)
    scene.schedule(ORDER, "XO")
    assert [check for check, _, _ in found(scene)] == []
    scene.schedule(ORDER.with_(study_instance_uid="1.2.3"), "XO")
    assert ("ORD-05", "ris", "IPC-3") in found(scene)


def test_a_procedure_is_new_only_once() -> None:
    scene = Scene()
    first = scene.schedule(ORDER)
    scene.hl7("ris", "pacs", first.message)  # type: ignore[arg-type]  # sent again: the same message
    assert [check for check, _, _ in found(scene)] == []
    scene.schedule(ORDER)
    assert [check for check, _, _ in found(scene)] == ["ORD-05"]


def test_control_codes_beside_the_lists_are_noted() -> None:
    scene = Scene()
    scene.placer(ORDER, "HD")
    scene.filler(ORDER, "UA")
    scene.schedule(ORDER, "RE")
    notes = [f for check in ("ORD-01", "ORD-02", "ORD-04") for f in scene.run(check) if f.where == "ORC-1"]
    assert [(f.verdict, f.received) for f in notes] == [
        (Verdict.PASS, "HD"), (Verdict.PASS, "UA"), (Verdict.PASS, "RE")
    ]  # fmt: skip


@pytest.mark.parametrize("by", ["placer", "filler", "ris to pacs"])
def test_a_cancelled_order_stays_on_the_worklist(by: str) -> None:
    scene = Scene()
    scene.placer(ORDER)
    scene.schedule(ORDER)
    scene.worklist(ORDER, OTHER)
    if by == "placer":
        scene.placer(ORDER, "CA")
    elif by == "filler":
        scene.filler(ORDER, "OC", status="")
    else:
        scene.schedule(ORDER, "CA")
    scene.worklist(ORDER, OTHER)
    assert fails(scene.run("ORD-06")) == []  # on its way
    scene.wait(11)
    scene.worklist(OTHER)
    assert fails(scene.run("ORD-06")) == []
    scene.worklist(ORDER, OTHER)
    [finding] = fails(scene.run("ORD-06"))
    assert (finding.role, finding.hop) == ("ris", "ris→CT_ER1")


def test_an_order_placed_again_after_its_cancellation_may_be_shown() -> None:
    scene = Scene()
    scene.placer(ORDER)
    scene.placer(ORDER, "CA")
    scene.placer(ORDER)
    scene.wait(20)
    scene.worklist(ORDER)
    assert fails(scene.run("ORD-06")) == []


def test_a_refused_cancellation_ends_nothing() -> None:
    scene = Scene()
    scene.placer(ORDER)
    scene.placer(ORDER, "CA", code="AE")
    scene.wait(20)
    scene.worklist(ORDER)
    assert scene.run("ORD-06") == []


def test_the_pacs_is_not_told_of_a_cancellation() -> None:
    scene = Scene()
    scene.placer(ORDER)
    scene.schedule(ORDER)
    scene.placer(ORDER, "CA")
    assert scene.run("ORD-07") == []
    scene.wait(11)
    assert [finding.role for finding in fails(scene.run("ORD-07"))] == ["ris"]
    scene.schedule(ORDER, "CA")
    assert fails(scene.run("ORD-07")) == []


# --- status ------------------------------------------------------------------------------------------------------


def examined(*statuses: str, wait: float = 11, claims: Any = None) -> Scene:
    scene = Scene(claims=claims or {"ris": frozenset({"RAD-3"})})
    scene.placer(ORDER)
    scene.schedule(ORDER)
    items = scene.worklist(ORDER)
    performed = scene.begin(items)
    if "IP" in statuses:
        scene.filler(ORDER, "SC", status="IP")
    scene.end(performed)
    if "CM" in statuses:
        scene.filler(ORDER, "SC", status="CM")
    scene.wait(wait)
    return scene


def test_the_placer_hears_of_begin_and_end() -> None:
    assert fails(examined("IP", "CM").run("ORD-08")) == []
    assert len(passes(examined("IP", "CM").run("ORD-08"))) == 2
    assert ["in progress" in f.summary for f in fails(examined("CM").run("ORD-08"))] == [True]
    assert ["completed" in f.summary for f in fails(examined("IP").run("ORD-08"))] == [True]
    assert fails(examined(wait=1).run("ORD-08")) == []
    assert examined(claims={"ris": frozenset({"RAD-5"})}).run("ORD-08") == []


def test_a_status_that_goes_backwards_is_noted() -> None:
    scene = Scene()
    for status in ("IP", "CM", "IP"):
        scene.filler(ORDER, "SC", status=status)
    notes = [finding for finding in scene.run("ORD-09") if finding.severity == "minor"]
    assert [finding.received for finding in notes] == ["CM, then IP"]


# --- results -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (field("PID-3", ""), "PID-3.1"),
        (lambda m: m.set("OBR-2", "").set("ORC-2", ""), "OBR-2.1"),
        (field("OBR-3", "X"), "OBR-3.1"),
        (field("OBR-4", ""), "OBR-4.1"),
        (field("OBR-7", ""), "OBR-7"),
        (field("OBR-18", ""), "OBR-18"),
        (field("OBR-18", "A" * 17), "OBR-18"),
        (field("OBR-25", ""), "OBR-25"),
    ],
)
def test_what_a_report_left_out(change: Change, where: str) -> None:
    scene = Scene()
    scene.report(ORDER, alter=change)
    assert ("RES-01", "ris", where) in found(scene)


@pytest.mark.parametrize(
    ("status", "observed", "where"),
    [("F", "P", "OBX-11"), ("P", "F", "OBX-11"), ("Q", "F", "OBR-25"), ("F", "Q", "OBX-11"), ("F", "", "OBX-11"),
     ("C", "P", "OBX-11")],
)  # fmt: skip
def test_statuses_that_do_not_agree(status: str, observed: str, where: str) -> None:
    scene = Scene()
    change = (lambda m: m.set("OBX-11", "", 1)) if not observed else None
    scene.report(ORDER, status, observed=observed or "F", alter=change)
    assert ("RES-02", "ris", where) in found(scene)


@pytest.mark.parametrize(
    ("status", "observed"), [("C", "F"), ("C", "W"), ("C", "D"), ("F", "U"), ("X", "X"), ("R", "P")]
)
def test_statuses_that_agree(status: str, observed: str) -> None:
    scene = Scene()
    scene.report(ORDER, status, observed=observed)
    assert [blame for blame in found(scene) if blame[0] == "RES-02"] == []


@pytest.mark.parametrize(
    ("statuses", "wrong"),
    [("PFC", 0), ("FCC", 0), ("PPF", 0), ("FP", 1), ("CP", 1), ("CF", 1), ("FR", 1), ("FPFP", 1)],
)
def test_the_order_of_statuses(statuses: str, wrong: int) -> None:
    scene = Scene()
    for status in statuses:
        scene.report(ORDER, status)
        scene.report(OTHER, "F")  # of another order: nothing to do with it
    blames = [role for check, role, _ in found(scene) if check == "RES-03"]
    assert blames == ["ris"] * wrong


def test_after_a_withdrawal_a_report_may_begin_again() -> None:
    scene = Scene()
    scene.report(ORDER, "F")
    scene.report(ORDER, "C", observed="W")
    scene.report(ORDER, "P")
    assert [check for check, _, _ in found(scene) if check == "RES-03"] == []


def test_a_refused_or_deliberate_report_changes_nothing() -> None:
    scene = Scene()
    scene.report(ORDER, "F")
    scene.report(ORDER, "P", code="AE")
    scene.report(ORDER, "P", deliberate="a late one of ours")
    assert [check for check, _, _ in found(scene) if check == "RES-03"] == []


def test_a_final_report_of_a_cancelled_order() -> None:
    scene = Scene()
    scene.placer(ORDER)
    scene.placer(OTHER)
    scene.placer(ORDER, "CA")
    scene.report(OTHER, "F")
    scene.report(ORDER, "X", observed="X")
    assert [check for check, _, _ in found(scene) if check == "RES-04"] == []
    scene.report(ORDER, "F")
    assert ("RES-04", "ris", "OBR-25") in found(scene)


def reported(*observations: Observation, status: str = "F") -> Scene:
    scene = Scene()
    message = oru(Result(ORDER.with_(steps=()), status, observations), **scene.envelope("ris", "emr"))
    scene.hl7("ris", "emr", message)
    return scene


@pytest.mark.parametrize(
    ("observation", "good"),
    [
        (pdf_observation(b"%PDF-1.4 x"), True),
        (pdf_observation(b"<html>"), False),
        (pdf_observation(b""), False),
        (replace(pdf_observation(b"%PDF"), value="JVBE*"), False),
        (text_observation("Sin hallazgos."), True),
        (text_observation("   "), False),
        (coded_observation(Code("A", "B", "L"), Code("1", "2", "L")), True),
    ],
)
def test_what_a_report_holds(observation: Observation, good: bool) -> None:
    blames = [blame for blame in found(reported(observation)) if blame[0] == "RES-05"]
    assert blames == ([] if good else [("RES-05", "ris", "OBX-5")])


def test_a_combined_report() -> None:
    for controls, severity in ((("CN", "RE"), "note"), (("RE", "RE"), "minor")):
        scene = Scene()
        one = Result(ORDER.with_(steps=()), "F", (text_observation("x"),), control=controls[0])
        other = Result(ORDER.with_(steps=(), placer_order_number="P3"), "F", (text_observation("y"),))
        message = oru((one, other), **scene.envelope("ris", "emr"))
        message = message.set("ORC-1", controls[0])
        scene.hl7("ris", "emr", message)
        assert [finding.severity for finding in scene.run("RES-06")] == [severity]


# --- appointments ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (field("SCH-2", ""), "SCH-2.1"),
        (field("SCH-11", ""), "SCH-11.4"),
        (field("SCH-27", ""), "SCH-27.1"),
        (field("AIS-2", "D"), "AIS-2"),
        (field("AIS-3", ""), "AIS-3.1"),
        (field("AIS-4", ""), "AIS-4"),
        (field("PID-3", ""), "PID-3.1"),
    ],
)
def test_what_an_appointment_left_out(change: Change, where: str) -> None:
    scene = Scene()
    scene.appointment("S12", ORDER, alter=change)
    assert ("APT-01", "ris", where) in found(scene)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (field("SCH-26", "P9"), "SCH-26"),
        (field("SCH-26", ""), "SCH-26"),
        (field("SCH-11", "1^^^20270101120000"), "SCH-11"),
        (field("PID-3", "ZZ9002^^^HGM"), ""),
        (field("PID-5", "X^Y"), "PID-5"),
    ],
)
def test_an_appointment_of_something_else(change: Change, where: str) -> None:
    scene = Scene()
    scene.adt("A04", ANA, visit=VISIT)
    scene.placer(ORDER)
    scene.schedule(ORDER)
    scene.filler(ORDER)
    scene.appointment("S12", ORDER)
    assert found(scene) == []
    scene.appointment("S12", ORDER, alter=change)
    blames = [blame for blame in found(scene) if blame[0] == "APT-02"]
    if where:
        assert ("APT-02", "ris", where) in blames


def test_an_appointment_of_nobodys_order() -> None:
    scene = Scene()
    scene.placer(ORDER)
    scene.appointment("S12", ORDER.with_(placer_order_number="X", filler_order_number="Y"))
    assert ("APT-02", "ris", "SCH-26") in found(scene)


@pytest.mark.parametrize(("control", "event"), [("XO", "S13"), ("CA", "S15")])
def test_nobody_hears_that_an_appointment_changed(control: str, event: str) -> None:
    later = ORDER.with_(steps=(replace(ORDER.steps[0], start="20261125120000"),))
    for told in (False, True):
        scene = Scene()
        scene.schedule(ORDER)
        scene.appointment("S12", ORDER)
        scene.schedule(ORDER, "XO")  # nothing moved
        scene.schedule(later, control)
        if told:
            scene.appointment(event, later)
        assert fails(scene.run("APT-04")) == []
        scene.wait(11)
        assert [finding.role for finding in fails(scene.run("APT-04"))] == ([] if told else ["ris"])


@pytest.mark.parametrize("begun", [True, False])
def test_an_appointment_that_was_kept_is_not_cancelled_by_stopping_the_rest(begun: bool) -> None:
    scene = Scene()
    scene.schedule(ORDER)
    scene.appointment("S12", ORDER)
    entries = scene.worklist(ORDER)
    if begun:
        scene.begin(entries)
    scene.schedule(ORDER, "DC")
    scene.wait(11)
    assert [finding.role for finding in fails(scene.run("APT-04"))] == ([] if begun else ["ris"])


def test_the_sequence_of_appointments() -> None:
    scene = Scene()
    for event in ("S12", "S13", "S15"):
        scene.appointment(event, ORDER)
    assert [check for check, _, _ in found(scene)] == []
    scene.appointment("S13", ORDER)
    assert [check for check, _, _ in found(scene)] == ["APT-03"]
