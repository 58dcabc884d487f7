"""Edges of what is asked of reports, of fields and of character sets: found by mutants that no other test noticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from harness.checks.requirements import Rule, judge
from harness.tests.scenes import ANA, LUIS, ORDER, OTHER, Scene, blamed, fails
from harness.verdict import Finding
from simulators.images import make_images
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Code, PersonName
from simulators.wire.result import Observation, Result, oru, pdf_observation, text_observation

REPORT = Code("18782-3", "Report", "LN")


def setting(where: str, value: str) -> Callable[[Message], Message]:
    return lambda message: message.set(where, value)


def said(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(one.verdict.value, one.received) for one in findings]


# --- fields -----------------------------------------------------------------------------------------------------------


def judged(*rules: Rule, clause: str = "", **values: str) -> list[Finding]:
    exchange = Scene().adt("A04", ANA)
    return list(judge(exchange, "it", rules, lambda where: values.get(where.replace("-", "_"), ""), clause=clause))


@pytest.mark.parametrize(
    ("rule", "value", "summary", "received"),
    [
        (Rule("PID-5"), "", "it: Patient name is missing", "empty"),
        (Rule("ZZZ-5"), "", "it: ZZZ-5 is missing", "empty"),
        (Rule("PID-5", "empty"), "X", "it: Patient name is not empty", "X"),
        (Rule("PID-5", "a|b"), "X", "it: Patient name is wrong", "X"),
        (Rule("PID-5", "a|b"), "", "it: Patient name is missing", "empty"),
        (Rule("PID-5", longest=2), "123", "it: Patient name is too long", "3 characters: 123"),
        (Rule("PID-5", "a|b", longest=2), "12", "it: Patient name is wrong", "12"),
        (Rule("PID-5", "a|b"), "3 characters: 123", "it: Patient name is wrong", "3 characters: 123"),
        (Rule("PID-5", "a|b", longest=99), "characters: 12", "it: Patient name is wrong", "characters: 12"),
    ],
)
def test_how_a_field_is_wrong(rule: Rule, value: str, summary: str, received: str) -> None:
    [finding] = judged(rule, PID_5=value)
    assert (finding.summary, finding.received) == (summary, received)


def test_a_field_that_should_equal_another() -> None:
    rule = Rule("PID-5", same_as="PID-8")
    assert [(f.expected, f.received) for f in judged(rule, PID_8="X")] == [("the value of PID-8, X", "empty")]
    assert [(f.expected, f.received) for f in judged(rule, PID_5="X")] == [("the value of PID-8, empty", "X")]


def test_what_a_finding_of_a_field_says() -> None:
    one, two = Rule("PID-5", uncertain=True), Rule("PID-8", severity="minor")
    assert [(f.verdict.value, f.severity, f.clause) for f in judged(one, two, Rule("PID-3"), clause="§")] == [
        ("PASS", "minor", "§"), ("FAIL", "minor", "§"), ("FAIL", "", "§"),
    ]  # fmt: skip
    [held] = judged(one, PID_5="X", clause="§")
    assert (held.summary, held.clause) == ("it carries what it must", "§")
    assert [f.severity for f in judged(one)] == ["minor", "note"]  # a departure that is noted: right all the same


# --- reports ----------------------------------------------------------------------------------------------------------


def report(*observations: Observation, status: str = "F", alter: Any = None) -> Scene:
    scene = Scene()
    message = oru(Result(ORDER, status, observations), **scene.envelope("ris", "emr"))
    scene.hl7("ris", "emr", alter(message) if alter else message)
    return scene


def test_one_observation_with_a_wrong_status_is_told_and_not_held() -> None:
    text = text_observation("Sin hallazgos.", "F")
    assert said(report(text).run("RES-02")) == [("PASS", "")]
    assert said(report(text, text_observation("x", "Q")).run("RES-02")) == [("FAIL", "Q")]
    assert said(report(text, text_observation("x", "P")).run("RES-02")) == [("FAIL", "OBX-11 P of 18782-3")]
    no_status = report(text, alter=setting("OBX-11", ""))
    assert said(no_status.run("RES-02")) in ([("PASS", "")], [("FAIL", "empty")])
    empty = report(text, alter=lambda message: message.set("OBX-11", "", 1))
    assert said(empty.run("RES-02")) == [("FAIL", "empty")]
    unknown = report(text, status="Q")
    assert said(unknown.run("RES-02")) == [("FAIL", "Q")]


@pytest.mark.parametrize(("version", "verdict"), [("2.5.1", "FAIL"), ("2.8", "PASS"), ("2.8.1", "PASS")])
def test_statuses_that_came_with_2_8(version: str, verdict: str) -> None:
    scene = report(text_observation("x", "A"), status="A", alter=setting("MSH-12", version))
    assert [one for one, _ in said(scene.run("RES-02"))] == ["FAIL"]  # under A only what 2.7 has
    scene = report(text_observation("x", "A"), status="Z", alter=setting("MSH-12", version))
    wrong = [one for one in fails(scene.run("RES-02")) if "none of the table" in one.summary]
    assert bool(wrong) is (verdict == "FAIL")


@pytest.mark.parametrize(
    ("where", "value", "found"),
    [
        ("OBR-22", "", []),
        ("OBR-18", "A" * 16, []),
        ("OBR-18", "A" * 17, ["OBR-18"]),
        ("ORC-2", "", []),
        ("ORC-2", "X", ["OBR-2.1"]),
        ("ORC-3", "", []),
        ("ORC-3", "X", ["OBR-3.1"]),
    ],
)
def test_what_a_report_has_to_carry(where: str, value: str, found: list[str]) -> None:
    scene = Scene()
    scene.report(ORDER, alter=setting(where, value))
    assert [place for _, place in blamed(scene.run("RES-01"))] == found


def test_each_report_of_a_message_is_judged_once_and_hides_no_other() -> None:
    scene = Scene()
    text = (text_observation("x"),)
    both = oru((Result(ORDER, "F", text), Result(OTHER, "F", text)), **scene.envelope("ris", "emr"))
    scene.hl7("ris", "emr", both.set("OBR-4", "", 1).with_segment("ORC|RE", after="PID"))
    scene.report(ORDER, alter=setting("OBR-7", ""))
    findings = fails(scene.run("RES-01"))
    assert [one.where for one in findings] == ["OBR-4.1", "OBR-7"]
    assert not any("times" in one.summary for one in findings)


def test_reports_without_a_placers_number_are_told_apart() -> None:
    scene = Scene()
    bare = ORDER.with_(placer_order_number="", accession_number="")
    for filler, status, failed in (("F1", "F", 0), ("F2", "P", 0), ("F1", "P", 1)):
        scene.report(bare.with_(filler_order_number=filler), status)
        assert len(fails(scene.run("RES-03"))) == failed


def test_a_refused_report_hides_none_after_it() -> None:
    scene = Scene()
    scene.report(ORDER, "P", code="AE")
    for status in "FP":
        scene.report(ORDER, status)
    assert len(fails(scene.run("RES-03"))) == 1


def test_the_last_of_two_cancellations_is_named() -> None:
    scene = Scene()
    scene.placer(ORDER, "CA")
    last = scene.placer(ORDER, "CA")
    late = scene.report(ORDER)
    [finding] = fails(scene.run("RES-04"))
    assert finding.exchanges == (last.number, late.number)


def test_what_a_document_begins_with() -> None:
    text, broken = text_observation("x"), pdf_observation(b"GIF89a0123")
    assert said(report(text, broken).run("RES-05")) == [("FAIL", "begins with b'GIF89a01', not with %PDF")]
    scene = report(text, broken, alter=lambda message: message.set("OBX-5", "^^^Base64^", 2))
    [finding] = scene.run("RES-05")
    assert (finding.expected, finding.received) == ("a document", "no data")
    [silent] = report(text_observation(" ")).run("RES-05")
    assert (silent.verdict.value, silent.where) == ("FAIL", "OBX-5")


def test_a_single_report_hides_no_combined_one() -> None:
    scene = Scene()
    scene.report(ORDER)
    both = oru(
        tuple(Result(each, "F", (text_observation("x"),)) for each in (ORDER, OTHER)), **scene.envelope("ris", "emr")
    )
    scene.hl7("ris", "emr", both.set("ORC-1", "RE"))
    assert said(scene.run("RES-06")) == [("PASS", "RE RE")]


# --- character sets ---------------------------------------------------------------------------------------------------


def with_bytes(declared: str, name: bytes, version: str = "2.5.1") -> Scene:
    header = f"MSH|^~\\&|HIS|HGM|RIS|HGM|2026||ADT^A04|1|P|{version}||||||{declared}".encode()
    scene = Scene()
    scene.hl7_only("his", "ris", Message.parse(header + b"\rPID|1||1||" + name + b"\r"))
    return scene


LONG = "á" + "b" * 70


@pytest.mark.parametrize(
    ("declared", "name", "expected", "received"),
    [
        ("", "Peña".encode(), "MSH-18, or 7-bit ASCII only", "PID-5 'Peña' (read as utf-8)"),
        ("", LONG.encode(), "MSH-18, or 7-bit ASCII only", f"PID-5 '{LONG[:60]}' (read as utf-8)"),
        ("ASCII", "Peña".encode("latin-1"), "ASCII (ascii)", "bytes F1 cannot be read as ascii"),
        ("8859/1", "Peña".encode(), "8859/1 as declared in MSH-18", "'PeÃ±a', which is 'Peña' in UTF-8"),
        ("8859/1", LONG.encode(), "8859/1 as declared in MSH-18",
         f"'Ã¡{38 * 'b'}', which is '{LONG[:40]}' in UTF-8"),
    ],
)  # fmt: skip
def test_text_that_is_not_of_its_character_set(declared: str, name: bytes, expected: str, received: str) -> None:
    findings = with_bytes(declared, name).run("CHR-01")
    assert [(one.verdict.value, one.expected, one.received) for one in findings] == [("FAIL", expected, received)]


def test_signs_that_could_be_utf_8_are_no_letters() -> None:
    assert fails(with_bytes("8859/1", "abc 3°".encode()).run("CHR-01")) == []


@pytest.mark.parametrize(
    ("declared", "version", "expected"),
    [("utf8", "2.5.1", "UNICODE UTF-8"), ("UNICODE UTF-8", "2.3.1", "a value of it")],
)
def test_what_a_sender_should_declare(declared: str, version: str, expected: str) -> None:
    assert with_bytes(declared, b"Pena", version).run("CHR-01")[0].expected == expected


def test_where_letters_were_lost_and_what_was_declared() -> None:
    scene = Scene()
    scene.adt("A04", ANA)
    plain = ANA.renamed(PersonName("Nguema Nengono", "Ines", "", "Dra.", "Jr"))
    lost = ORDER.with_(patient=plain)
    scene.worklist(lost, alter=lambda ds: setattr(ds, "SpecificCharacterSet", "ISO_IR 100"))
    scene.report(lost)
    name = "Nguema Nengono^Ines^^Dra.^Jr"
    assert said(fails(scene.run("CHR-02"))) == [("FAIL", f"{name} (declared ISO_IR 100)"), ("FAIL", name)]
    undeclared = Scene()
    undeclared.adt("A04", ANA)

    def undeclare(ds: Any) -> None:
        ds.pop("SpecificCharacterSet", None)

    undeclared.worklist(lost, alter=undeclare)
    assert said(undeclared.run("CHR-02")) == [("FAIL", f"{name} (declared nothing)")]


def test_what_a_station_was_given_without_letters_is_neither_blamed_nor_held() -> None:
    scene = Scene()
    scene.adt("A04", ANA)
    plain = ANA.renamed(PersonName("Nguema Nengono", "Ines", "", "Dra.", "Jr"))
    items = scene.worklist(ORDER.with_(patient=plain))
    scene.store(make_images(items[0], instances=1))
    assert [(one.verdict.value, one.role) for one in scene.run("CHR-02")] == [("FAIL", "ris")]


def test_a_name_of_another_length_is_not_held_to_have_every_letter() -> None:
    scene = Scene()
    scene.adt("A04", ANA.renamed(PersonName("Ñu")))
    scene.worklist(ORDER.with_(patient=ANA.renamed(PersonName("Ñu", "Inés"))))
    assert scene.run("CHR-02") == []


def test_a_registration_that_cannot_be_read_hides_none_after_it() -> None:
    def mislabelled(message: Message) -> Message:
        return Message.parse(message.raw.decode("utf-8").encode("latin-1"))

    scene = Scene()
    scene.adt("A04", LUIS.renamed(PersonName("Peña")), alter=mislabelled)
    scene.adt("A04", ANA)
    scene.worklist(ORDER.with_(patient=ANA.renamed(PersonName("Nguema Nengono", "Inés", "", "Dra.", "Jr"))))
    assert len(fails(scene.run("CHR-02"))) == 1
