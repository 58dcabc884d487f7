"""Edges of form: what a registration carries, in which order segments stand, and whether text can be read."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import Dataset

from harness.checks import CHECKS, load
from harness.checks.story import Story
from harness.tests.dicom_story import Wire, dataset, images, off_the_wire
from harness.tests.dicom_story import run as run_wire
from harness.tests.scenes import ANA, HGM, LUIS, ORDER, Scene
from harness.verdict import Finding, Verdict
from simulators.wire.er7 import Message
from simulators.wire.identifiers import AssigningAuthority, Patient, PatientId, Visit

load()
VISIT = Visit("I", "W1^101^1", attending="77^Ruiz^Luis", referring="78^Nsue^Ana", number="V1^^^HGM")


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.verdict.value, finding.severity) for finding in findings]


ALSO_ALWAYS = {"STO-06"}  # judges after each scenario what was cut off, and at a step's word what was refused


def test_a_check_with_facts_is_asked_by_a_step_and_every_other_runs_always() -> None:
    for id in CHECKS:
        code = CHECKS[id].function.__code__
        facts = code.co_varnames[1 : code.co_argcount + code.co_kwonlyargcount]
        assert CHECKS[id].always is (not facts or id in ALSO_ALWAYS), id
        if CHECKS[id].always:
            assert CHECKS[id](Story()) == [], id
        else:
            CHECKS[id](Story(), **dict.fromkeys(facts))  # may be an ERROR, which is a finding too


# --- registration -----------------------------------------------------------------------------------------------------


def registered(event: str = "A04", patient: Patient = ANA, **fields: Any) -> Scene:
    scene = Scene()
    scene.adt(event, patient, visit=VISIT, **fields)
    return scene


def setting(*changes: tuple[str, str]) -> Any:
    def change(message: Message) -> Message:
        for where, value in changes:
            message = message.set(where, value)
        return message

    return change


@pytest.mark.parametrize(
    ("event", "where", "expected"),
    [
        ("A04", "PID-7", [("PASS", "minor")]),  # not everybody knows it
        ("A04", "PID-8", [("FAIL", "minor")]),
        ("A04", "PV1-8", [("FAIL", "minor")]),
        ("A04", "PV1-3", [("FAIL", "minor")]),
        ("A04", "PV1-2", [("FAIL", "major")]),
        ("A04", "PID-3", [("FAIL", "critical"), ("FAIL", "critical")]),
        ("A01", "PV1-8", []),
        ("A01", "PV1-7", [("FAIL", "minor")]),
        ("A08", "PID-8", []),
        ("A08", "PV1-2", []),
    ],
)
def test_which_fields_an_event_requires(event: str, where: str, expected: list[tuple[str, str]]) -> None:
    found = run(registered(event, alter=setting((where, ""))), "REG-01")
    assert [pair for pair in said(found) if pair != ("PASS", "note")] == expected


def run(scene: Scene, check: str) -> list[Finding]:
    found = scene.run(check)
    assert not [one for one in found if one.verdict is Verdict.ERROR], found
    return found


@pytest.mark.parametrize(
    ("visit", "account", "event", "failed"),
    [("V1", "", "A04", 0), ("", "C1", "A04", 0), ("", "", "A04", 1), ("", "", "A08", 0)],
)
def test_a_visit_has_its_number_or_an_account(visit: str, account: str, event: str, failed: int) -> None:
    scene = registered(event, alter=setting(("PV1-19", visit), ("PID-18", account)))
    assert [one.received for one in run(scene, "REG-01") if "neither" in one.received] == ["neither"] * failed


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ((("PID-3", "1^^^HGM~2^^^HGM"),), []),
        ((("PID-3", "1^^^HGM~2"),), ["PID-3[2]"]),
        ((("PID-3", "1^^^HGM~2~3"),), ["PID-3[2]", "PID-3[3]"]),
        ((("PID-3", "1"),), []),  # the first one is REG-01's
        ((("PID-2", "1^^^HGM~2"),), []),
        ((("PID-4", "1^^^HGM~2"),), []),
    ],
)
def test_every_identifier_of_a_patient_has_its_issuer(changes: tuple[tuple[str, str], ...], where: list[str]) -> None:
    found = run(registered(alter=setting(*changes)), "REG-02")
    assert [one.where for one in found if one.verdict is Verdict.FAIL] == where
    assert said(found) == ([("FAIL", "major")] * len(where) or [("PASS", "note")])


def merging(prior: Patient = ANA, survivor: Patient = LUIS, **fields: Any) -> Scene:
    scene = Scene()
    scene.adt("A40", survivor, prior=prior, **fields)
    return scene


OTHER = AssigningAuthority("OTHER", "", "")


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (merging(), [("PASS", "", "")]),
        (merging(alter=setting(("MRG-1", "1^^^HGM~2"))), [("FAIL", "MRG-1[2]", "2")]),
        (merging(alter=setting(("MRG-2", "1^^^HGM~2"))), [("PASS", "", "")]),
        (merging(alter=setting(("MRG-1", "1^^^OTHER"))), [("FAIL", "MRG-1.4", "OTHER")]),
        (merging(alter=setting(("MRG-1", ""))), [("PASS", "", "")]),  # nothing to compare: REG-01
        (merging(alter=setting(("PID-3", ""))), [("PASS", "", "")]),
        (merging(alter=setting(("MRG-1", "1^^^HGM~2^^^OTHER"))), [("PASS", "", "")]),
    ],
)
def test_both_sides_of_a_merge_have_one_issuer(scene: Scene, expected: list[tuple[str, str, str]]) -> None:
    found = run(scene, "REG-02")
    assert [(one.verdict.value, one.where, one.received) for one in found] == expected


def test_what_was_wrong_on_purpose_is_not_judged() -> None:
    scene = merging(alter=setting(("MRG-1", "1^^^OTHER~2"), ("MSH-9.2", "A99")), deliberate="ours")
    assert [run(scene, f"REG-0{n}") for n in range(1, 5)] == [[], [], [], []]


@pytest.mark.parametrize(
    ("event", "changes", "summary"),
    [
        ("A04", (), "ADT^A04 of his is an event of the profile"),
        ("A08", (), "ADT^A08 of his is an event of the profile"),
        ("A31", (), "his sends ADT^A31: an older event for it"),
        ("A08", (("MSH-9.2", "A99"),), "his sends ADT^A99: no event of the profile"),
        ("A08", (("MSH-9.3", "ADT_A99"),), "his names an unusual structure for ADT^A08"),
        ("A08", (("MSH-9.3", ""),), "ADT^A08 of his is an event of the profile"),
    ],
)
def test_which_events_belong_to_the_profile(event: str, changes: tuple[tuple[str, str], ...], summary: str) -> None:
    [finding] = run(registered(event, alter=setting(*changes)), "REG-03")
    assert (finding.verdict.value, finding.summary) == ("PASS", summary)


@pytest.mark.parametrize(("where", "shown"), [("MRG-2", "MRG-2"), ("MRG-6", "MRG-6"), ("MRG-3", ""), ("", "")])
def test_what_a_merge_need_not_carry(where: str, shown: str) -> None:
    [finding] = run(merging(alter=setting((where, "X")) if where else None), "REG-04")
    assert (finding.received, finding.severity) == (shown, "minor" if shown else "note")
    scene = registered("A08")
    assert run(scene, "REG-04") == []
    scene.adt("A40", LUIS, prior=Patient(PatientId("1", HGM), ANA.name))
    assert len(run(scene, "REG-04")) == 1


# --- segments ---------------------------------------------------------------------------------------------------------


def in_order(*names: str) -> Any:
    def change(message: Message) -> Message:
        lines = message.raw.split(b"\r")
        rest = [line for line in lines if line[:3].decode() not in names]
        chosen = [line for name in names for line in lines if line[:3].decode() == name]
        return Message.parse(b"\r".join([rest[0], *chosen, *rest[1:]]))

    return change


@pytest.mark.parametrize(
    ("send", "alter", "problem"),
    [
        ("placer", None, ""),
        ("placer", in_order("PID", "ORC", "OBR"), ""),
        ("placer", in_order("ORC", "PID", "OBR"), "PID stands after ORC"),
        ("placer", in_order("PID", "OBR", "ORC"), "OBR stands before its ORC"),
        ("placer", in_order("PID", "OBR"), "OBR stands before its ORC"),
        ("placer", lambda message: message.without("ORC"), "OBR stands before its ORC"),
        ("placer", lambda message: message.without("PID"), ""),
        ("placer", lambda message: message.without("OBR"), ""),
        ("report", None, ""),
        ("report", lambda message: message.without("ORC"), ""),  # a result needs none
        ("report", in_order("PID", "OBR", "ORC"), ""),
        ("report", in_order("ORC", "PID", "OBR"), "PID stands after ORC"),
    ],
)
def test_the_order_of_segments(send: str, alter: Any, problem: str) -> None:
    scene = Scene()
    getattr(scene, send)(ORDER, alter=alter)
    [finding] = run(scene, "SEG-01")
    assert finding.verdict.value == ("FAIL" if problem else "PASS")
    assert finding.summary.endswith(problem or "segments stand in their order")
    ours = Scene()
    ours.placer(ORDER, alter=in_order("ORC", "PID", "OBR"), deliberate="ours")
    assert run(ours, "SEG-01") == []


# --- text of data sets ------------------------------------------------------------------------------------------------


def without_declaration(ds: Dataset) -> Dataset:
    """As it came: bytes that nobody has decoded."""
    ds.SpecificCharacterSet = "ISO_IR 100"
    came = off_the_wire(ds)
    del came[0x00080005]
    return came


def answered(wire: Wire, ds: Dataset, **fields: Any) -> None:
    request = wire.add("C-FIND-RQ", "CT_ER1", "ris", **fields)
    reply = wire.answer(request, 0xFF00, dataset(PatientID="1"), **fields)
    assert reply.dataset is not None
    reply.dataset.clear()
    reply.dataset.update(ds)


def test_what_can_be_read_is_counted_for_each_sender() -> None:
    wire = Wire()
    for _ in range(2):
        wire.store(images(1)[0])
    answered(wire, dataset(PatientID="1"))
    assert [one.summary for one in run_wire("TXT-01", wire)] == [
        "the text in 2 data sets of CT_ER1 can be read as declared",
        "the text in 1 data sets of ris can be read as declared",
    ]


def test_what_cannot_be_read_says_what_was_declared() -> None:
    wire = Wire()
    wire.add("C-ECHO-RQ", "CT_ER1", "ris")  # without any data set: hides nothing
    answered(wire, without_declaration(dataset(PatientName="José^Ana")))
    [finding] = run_wire("TXT-01", wire)
    assert finding.expected == "values that the declared character set (nothing) can hold"
    wire = Wire()
    answered(wire, dataset(SpecificCharacterSet="ISO_IR 999", PatientName="Ana"))
    [finding] = run_wire("TXT-01", wire)
    assert finding.expected == "values that the declared character set (ISO_IR 999) can hold"


def test_what_was_unreadable_on_purpose_is_neither_blamed_nor_held() -> None:
    wire = Wire()
    request = wire.store(images(1)[0], deliberate="ours")
    assert request.dataset is not None
    request.dataset.SpecificCharacterSet = "ISO_IR 999"
    assert run_wire("TXT-01", wire) == []


def test_who_adds_a_fault_to_an_object_has_made_it_and_a_query_is_everybodys_own() -> None:
    wire = Wire()
    image = images(1)[0]
    for sender, receiver, declared in (("CT_ER1", "pacs", "ISO_IR 192"), ("pacs", "BATA", "ISO_IR 999")):
        request = wire.store(image, sender=sender, receiver=receiver)
        assert request.dataset is not None
        request.dataset.SpecificCharacterSet = declared
    assert [one.role for one in run_wire("TXT-01", wire) if one.verdict is Verdict.FAIL] == ["pacs"]
    wire = Wire()
    for _ in range(2):
        answered(wire, dataset(SpecificCharacterSet="ISO_IR 999"))
    [finding] = run_wire("TXT-01", wire)
    assert "(2 times)" in finding.summary
