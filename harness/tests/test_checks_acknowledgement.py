"""Acknowledgements: each fault is found, with the role that made it; a right conversation has none."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.checks.story import Story
from harness.tests.scenes import ANA, ORDER, Scene, blamed, fails, passes
from harness.verdict import Verdict
from simulators.wire import ack
from simulators.wire.er7 import Message
from simulators.wire.order import IHE_SWF_B, Dialect
from simulators.wire.registration import adt

CHECKS = ["HL7-01", *(f"ACK-0{n}" for n in range(1, 8))]


def admission(scene: Scene) -> Message:
    return adt("A01", ANA, **scene.envelope("his", "ris"))


def answer(request: Message, code: str = "AA", **fields: Any) -> Message:
    return ack.acknowledge(request, code, control_id="RIS1", when="20261124", **fields)


@pytest.mark.parametrize("check_id", CHECKS)
@pytest.mark.parametrize("dialect", [IHE_SWF_B, Dialect("old", "2.3.1", "ORM^O01", "ORM^O01", "8859/1")])
def test_a_right_conversation(check_id: str, dialect: Dialect) -> None:
    scene = Scene(dialect)
    scene.adt("A01", ANA)
    scene.placer(ORDER)
    scene.schedule(ORDER)
    scene.adt("A08", ANA, code="AE", deliberate="a test of ours")
    scene.wait(60)
    findings = scene.run(check_id)
    assert blamed(findings) == []
    assert passes(findings) or check_id == "ACK-07"


@pytest.mark.parametrize("check_id", CHECKS)
def test_a_right_conversation_in_enhanced_mode(check_id: str) -> None:
    scene = Scene(Dialect(enhanced=True))
    message = admission(scene)
    request = scene.hl7("his", "ris", message, reply=answer(message, "CA"))
    scene.answer(request, answer(message, "AA").set("MSH-10", "RIS2"))
    scene.wait(60)
    assert blamed(scene.run(check_id)) == []


def test_never_acknowledged() -> None:
    scene = Scene()
    scene.adt("A01", ANA, code="")
    scene.wait(4)
    assert scene.run("ACK-01") == []  # not late yet
    scene.wait(2)
    [finding] = scene.run("ACK-01")
    assert (finding.verdict, finding.role, finding.severity) == (Verdict.FAIL, "ris", "critical")
    assert "nothing within 6.0 s" in finding.received
    assert finding.exchanges == (1,)


def test_late() -> None:
    scene = Scene()
    message = admission(scene)
    request = scene.hl7_only("his", "ris", message)
    scene.wait(7)
    scene.answer(request, answer(message))
    [finding] = scene.run("ACK-01")
    assert (finding.verdict, finding.role) == (Verdict.FAIL, "ris")
    assert finding.received == "after 7.0 s"


def test_none_is_due_where_none_is_wanted() -> None:
    scene = Scene()
    scene.hl7_only("his", "ris", admission(scene).set("MSH-15", "NE").set("MSH-16", "NE"))
    scene.wait(60)
    assert scene.run("ACK-01") == []
    scene.adt("A01", ANA, code="")
    scene.wait(60)
    assert blamed(scene.run("ACK-01")) == [("ris", "")]  # and hides no other


@pytest.mark.parametrize(
    ("sender", "receiver", "connection", "early"),
    [("ris", "his", "his>ris#1", True), ("ris", "his", "ris>his#2", False), ("his", "ris", "his>ris#1", False)],
)
def test_what_names_another_message_is_an_answer_only_after_it_and_on_its_line(
    sender: str, receiver: str, connection: str, early: bool
) -> None:
    scene = Scene()
    message = admission(scene)

    def lone() -> None:
        stray = answer(message).set("MSA-2", "GHOST")
        scene.hl7_only(sender, receiver, stray, connection=connection)

    if early:
        lone()
    request = scene.hl7_only("his", "ris", message)
    if not early:
        lone()
    scene.wait(60)
    assert [one.exchanges for one in fails(scene.run("ACK-01"))] == [(request.number,)]
    [stray] = fails(scene.run("ACK-02"))
    assert stray.summary == f"{sender} acknowledged a message that {receiver} did not send"


def test_the_first_of_two_stray_answers_is_the_wrong_one() -> None:
    scene = Scene()
    message = admission(scene)
    request = scene.hl7_only("his", "ris", message)
    for number in (1, 2):
        scene.answer(request, answer(message).set("MSA-2", f"GHOST{number}"), reply_to=None)
    assert [one.exchanges for one in fails(scene.run("ACK-02"))] == [(1, 2), (3,)]


@pytest.mark.parametrize("check_id", CHECKS[1:])
def test_an_answer_that_cannot_be_read_is_no_second_one_and_breaks_nothing(check_id: str) -> None:
    scene = Scene()
    request = scene.adt("A01", ANA)
    scene.add(sender="ris", receiver="his", protocol="HL7", kind="", raw=b"x", reply_to=request.number, error="junk")
    assert blamed(scene.run(check_id)) == []


@pytest.mark.parametrize(("check_id", "where", "value"), [("ACK-02", "MSA-2", "GHOST"), ("ACK-03", "MSA-1", "CA"),
                                                          ("ACK-05", "MSH-3", "HIS")])  # fmt: skip
def test_our_own_wrong_answer_is_not_judged(check_id: str, where: str, value: str) -> None:
    scene = Scene()
    message = admission(scene)
    request = scene.hl7_only("his", "ris", message)
    scene.answer(request, answer(message).set(where, value), deliberate="a wrong answer of ours")
    assert scene.run(check_id) == []


def test_a_copy_on_a_new_connection_is_noted_and_on_the_same_one_is_no_excuse() -> None:
    for connection, verdict in (("his>ris#2", Verdict.PASS), ("his>ris#1", Verdict.FAIL)):
        scene = Scene()
        message = admission(scene)
        scene.hl7_only("his", "ris", message)
        scene.wait(6)
        scene.hl7("his", "ris", message, connection=connection)
        first = scene.run("ACK-01")[0]
        assert (first.verdict, first.role) == (verdict, "ris")
        assert "sent again" in first.received
    scene.hl7("his", "ris", message, connection="his>ris#2")
    assert scene.run("ACK-01")[0].verdict is Verdict.FAIL  # the first copy came on the line that was silent


@pytest.mark.parametrize(
    ("check_id", "change", "where"),
    [
        ("ACK-02", lambda reply: reply.set("MSA-2", "EMR000416"), "MSA-2"),
        ("ACK-03", lambda reply: reply.set("MSA-1", "CA"), "MSA-1"),
        ("ACK-03", lambda reply: reply.without("MSA"), "MSA"),
        ("ACK-05", lambda reply: reply.set("MSH-3", "HIS"), "MSH-3"),
        ("ACK-05", lambda reply: reply.set("MSH-12", "2.3.1"), "MSH-12"),
        ("ACK-05", lambda reply: reply.set("MSH-9", "ACK^A08"), "MSH-9"),
        ("ACK-05", lambda reply: reply.set("MSH-10", ""), "MSH-10"),
        ("ACK-06", lambda reply: reply.set("MSA-1", "AE"), "ERR"),
        ("ACK-06", lambda reply: reply.set("MSA-1", "AE").with_segment("ERR||PID^1^3|204^x"), "ERR-4"),
    ],
)
@pytest.mark.parametrize("deliberate", ["", "a broken message of ours"])
def test_a_wrong_answer(check_id: str, change: Any, where: str, deliberate: str) -> None:
    scene = Scene()
    message = admission(scene)
    scene.hl7("his", "ris", message, reply=change(answer(message)), deliberate=deliberate)
    assert blamed(scene.run(check_id)) == [("ris", where)]


def test_every_wrong_field_is_a_finding_of_its_own() -> None:
    scene = Scene()
    message = admission(scene)
    reply = answer(message).set("MSH-3", "X").set("MSH-4", "X").set("MSH-5", "X").set("MSH-12", "9")
    scene.hl7("his", "ris", message, reply=reply)
    assert [where for _, where in blamed(scene.run("ACK-05"))] == ["MSH-3", "MSH-4", "MSH-5", "MSH-12"]


def test_an_answer_to_another_message_is_found_although_the_transport_could_not_pair_it() -> None:
    scene = Scene()
    message = admission(scene)
    request = scene.hl7_only("his", "ris", message)
    scene.answer(request, answer(message).set("MSA-2", "EMR000416"), reply_to=None)
    scene.wait(60)
    findings = fails(scene.run("ACK-02"))
    assert [(finding.role, finding.exchanges) for finding in findings] == [("ris", (1, 2))]
    assert message.control_id in findings[0].expected
    assert "EMR000416" in findings[0].received
    assert scene.run("ACK-01") == []  # said once


def test_an_answer_to_nothing() -> None:
    scene = Scene()
    message = admission(scene)
    scene.hl7("his", "ris", message)
    scene.hl7_only("ris", "his", answer(message).set("MSA-2", "GHOST"))
    assert blamed(scene.run("ACK-02")) == [("ris", "MSA-2")]


def test_two_answers() -> None:
    scene = Scene()
    request = scene.adt("A01", ANA)
    scene.answer(request, answer(request.message))  # type: ignore[arg-type]
    [finding] = fails(scene.run("ACK-04"))
    assert finding.role == "ris"
    assert "2 times" in finding.summary


def test_the_application_acknowledgement_that_never_comes() -> None:
    scene = Scene(Dialect(enhanced=True))
    message = admission(scene)
    scene.hl7("his", "ris", message, reply=answer(message, "CA"))
    assert fails(scene.run("ACK-04")) == []
    scene.wait(11)
    [finding] = fails(scene.run("ACK-04"))
    assert (finding.role, finding.received) == ("ris", "only CA")


def test_nothing_is_due_of_a_message_that_was_not_taken_over() -> None:
    scene = Scene(Dialect(enhanced=True))
    message = admission(scene)
    scene.hl7("his", "ris", message, reply=answer(message, "CE"))
    scene.wait(60)
    assert fails(scene.run("ACK-04")) == []


def test_one_message_hides_nothing_of_the_next() -> None:
    scene = Scene()
    scene.adt("A01", ANA)
    scene.adt("A01", ANA, code="AE", deliberate="a test of ours")
    scene.adt("A01", ANA, code="", deliberate="a test of ours")
    refused, silent = scene.adt("A01", ANA, code="AE"), scene.adt("A01", ANA, code="")
    scene.wait(60)
    assert [one.exchanges[0] for one in fails(scene.run("ACK-07"))] == [refused.number]
    assert [one.exchanges[0] for one in fails(scene.run("ACK-01"))] == [silent.number]
    assert [one.summary for one in passes(scene.run("ACK-01"))] == [
        f"ris acknowledged ADT^A01 HIS00000{number} of his after 10 ms" for number in (1, 6)
    ]


@pytest.mark.parametrize(("words", "verdicts"), [("ERR||PID^1^3|204^x|E", ["PASS"]), ("ERR||PID^1^3|204^x", ["FAIL"])])
def test_a_refusal_that_says_why_is_held(words: str, verdicts: list[str]) -> None:
    scene = Scene()
    message = admission(scene)
    scene.adt("A01", ANA)
    scene.hl7("his", "ris", message, reply=answer(message).set("MSA-1", "AE").with_segment(words))
    assert [one.verdict.value for one in scene.run("ACK-06")] == verdicts


def test_a_refusal_without_cause() -> None:
    scene = Scene()
    scene.adt("A01", ANA, code="AR")
    [finding] = fails(scene.run("ACK-07"))
    assert finding.role == "ris"
    assert finding.received == "AR 207 no"


def test_a_refusal_of_what_is_not_claimed_is_noted() -> None:
    scene = Scene(claims={"ris": frozenset({"RAD-2"}), "pacs": frozenset({"RAD-8"})})
    scene.schedule(ORDER, code="AR")
    [finding] = scene.run("ACK-07")
    assert (finding.verdict, finding.role) == (Verdict.PASS, "pacs")
    scene.placer(ORDER, code="AE")
    assert [finding.role for finding in fails(scene.run("ACK-07"))] == ["ris"]


def test_bytes_that_are_no_message() -> None:
    scene = Scene()
    scene.add(sender="ris", receiver="emr", protocol="HL7", kind="", raw=b"\x0bhalf", error="no end block")
    scene.add(sender="emr", receiver="ris", protocol="HL7", kind="", raw=b"x", error="junk", deliberate="noise of ours")
    [finding] = fails(scene.run("HL7-01"))
    assert (finding.role, finding.severity) == ("ris", "critical")
    assert "no end block" in finding.received


def test_line_feeds_between_segments() -> None:
    scene = Scene()
    message = admission(scene)
    scene.hl7("his", "ris", Message.parse(message.raw.replace(b"\r", b"\n")))
    assert [(f.role, f.severity) for f in fails(scene.run("HL7-01"))] == [("his", "minor")]


def test_our_own_side_at_fault_is_an_error_not_a_fail() -> None:
    scene = Scene(judged=frozenset({"pacs"}))
    scene.adt("A01", ANA, code="")
    scene.wait(60)
    [finding] = scene.run("ACK-01")
    assert finding.verdict is Verdict.ERROR
    assert "our simulated ris" in finding.summary


def test_answers_are_asked_of_an_unchanged_story() -> None:
    scene = Scene()
    scene.adt("A01", ANA)
    story = scene.story()
    assert isinstance(story, Story)
    assert replace(story).exchanges == story.exchanges
