"""Acknowledgements: original and enhanced mode, errors by version, and what is wrong with another's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire.ack import (
    Hl7Error,
    acknowledge,
    code_for,
    is_enhanced,
    judge,
    problems,
    wants_accept,
    wants_application,
)
from simulators.wire.er7 import Message
from simulators.wire.order import Dialect
from simulators.wire.registration import adt
from simulators.wire.tests.cases import ANA, DIALECTS, ENVELOPE
from simulators.wire.tests.hl7_oracle import complaints

NEW = {"control_id": "PACS0001", "when": "20261124103208"}
ADMIT = adt("A01", ANA, dialect=Dialect(), **ENVELOPE)
CONTENT, WRONG_TYPE = Hl7Error("204", "no such patient", "PID-3.1"), Hl7Error("200")


def asking(accept: str, application: str) -> Message:
    return ADMIT.set("MSH-15", accept).set("MSH-16", application)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@pytest.mark.parametrize("code", ["AA", "AE", "AR"])
def test_the_acknowledgement_is_right_in_every_version(dialect: Dialect, code: str) -> None:
    request = adt("A01", ANA, dialect=dialect, **ENVELOPE)
    error = None if code == "AA" else CONTENT
    reply = acknowledge(request, code, error=error, **NEW)
    assert complaints(reply) == []
    assert judge(request, reply) == []
    assert (reply.sending_application, reply.receiving_application) == ("PACS", "RIS")
    assert (reply.get("MSA-1"), reply.get("MSA-2")) == (code, request.control_id)
    assert reply.version == request.version
    assert reply.declared_charset == request.declared_charset


def test_the_error_segment_by_version() -> None:
    for dialect in DIALECTS:
        reply = acknowledge(adt("A01", ANA, dialect=dialect, **ENVELOPE), "AE", error=CONTENT, **NEW)
        if dialect.version < "2.5":
            assert reply.raw_field("ERR-1") == "PID^1^3^204&no such patient&HL70357"
        else:
            assert reply.raw_field("ERR-2") == "PID^1^3^1^1"
            assert reply.raw_field("ERR-3") == "204^Unknown key identifier^HL70357"
            assert (reply.get("ERR-4"), reply.get("ERR-8")) == ("E", "no such patient")


@pytest.mark.parametrize(
    ("accept", "application", "error", "code", "then"),
    [
        ("", "", None, "AA", False),
        ("", "", CONTENT, "AE", False),
        ("", "", WRONG_TYPE, "AR", False),
        ("AL", "NE", None, "CA", False),
        ("AL", "NE", CONTENT, "CE", False),
        ("AL", "NE", WRONG_TYPE, "CR", False),
        ("AL", "AL", None, "CA", True),
        ("NE", "AL", None, "AA", True),
        ("NE", "NE", None, "", False),
        ("ER", "NE", None, "", False),
        ("ER", "NE", CONTENT, "CE", False),
        ("SU", "ER", None, "CA", False),
        ("SU", "ER", CONTENT, "AE", True),
        ("NE", "SU", CONTENT, "", False),
    ],
)
def test_codes_of_both_modes(accept: str, application: str, error: Hl7Error | None, code: str, then: bool) -> None:
    message = asking(accept, application)
    assert code_for(message, error) == code
    assert is_enhanced(message) is bool(accept or application)
    ok = error is None
    assert wants_accept(message, ok) is code.startswith("C")
    assert wants_application(message, ok) is (then or not (accept or application))


@pytest.mark.parametrize(
    ("change", "kind", "where"),
    [
        (lambda reply: reply.set("MSA-2", "EMR000416"), "control", "MSA-2"),
        (lambda reply: reply.set("MSA-1", "CA"), "code", "MSA-1"),
        (lambda reply: reply.set("MSA-1", "OK"), "code", "MSA-1"),
        (lambda reply: reply.set("MSH-3", "RIS"), "swap", "MSH-3"),
        (lambda reply: reply.set("MSH-6", "OTHER"), "swap", "MSH-6"),
        (lambda reply: reply.set("MSH-12", "2.3.1"), "version", "MSH-12"),
        (lambda reply: reply.set("MSH-10", ""), "id", "MSH-10"),
        (lambda reply: reply.set("MSH-9", "ACK^A04"), "type", "MSH-9"),
        (lambda reply: reply.set("MSH-9", "ADT^A01"), "type", "MSH-9"),
        (lambda reply: reply.without("MSA"), "msa", "MSA"),
        (lambda reply: reply.set("MSA-1", "AE"), "error", "ERR"),
        (lambda reply: reply.with_segment("ERR||PID^1^3||E"), "error", "ERR-3"),
        (lambda reply: reply.with_segment("ERR||PID^1^3|101"), "error", "ERR-4"),
    ],
)
def test_each_fault_is_seen(change, kind: str, where: str) -> None:  # type: ignore[no-untyped-def]
    found = problems(ADMIT, change(acknowledge(ADMIT, **NEW)))
    assert [(problem.kind, problem.where) for problem in found] == [(kind, where)]


def test_all_faults_are_seen_at_once() -> None:
    reply = acknowledge(ADMIT, **NEW).set("MSA-2", "X").set("MSH-3", "X").set("MSH-12", "2.2").set("MSA-1", "CA")
    assert [problem.kind for problem in problems(ADMIT, reply)] == ["code", "control", "swap", "version"]


def test_enhanced_codes_in_original_mode_and_the_other_way_round() -> None:
    assert "original mode" in judge(ADMIT, acknowledge(ADMIT, "CA", **NEW))[0]
    assert "enhanced mode" in judge(asking("AL", "NE"), acknowledge(asking("AL", "NE"), "AA", **NEW))[0]
    assert judge(asking("AL", "AL"), acknowledge(asking("AL", "AL"), "AA", **NEW)) == []


def test_older_spellings_of_the_type_are_right() -> None:
    for kind in ("ACK", "ACK^A01"):
        assert judge(ADMIT, acknowledge(ADMIT, **NEW).set("MSH-9", kind)) == []


def test_a_message_that_lacks_what_the_answer_needs() -> None:
    bare = Message.parse(b"MSH|^~\\&|")
    reply = acknowledge(bare, "AR", error=Hl7Error("101", "no control ID", "MSH-10"), **NEW)
    assert reply.type == "ACK"
    assert (reply.get("MSA-1"), reply.get("MSA-2")) == ("AR", "")
    assert reply.get("ERR-2") == "MSH^1^10"


def test_an_answer_in_the_senders_own_delimiters_and_charset() -> None:
    odd = Message.parse(b"MSH!@%$*!A!B!C!D!2026!!ADT@A01!N$F$1!P!2.5.1!!!!!!8859/15\rPID!1!!\xbc\r")
    reply = acknowledge(odd, text="Œuvray ñ", **NEW)
    assert reply.get("MSA-2") == "N!1"
    assert reply.get("MSA-3") == "Œuvray ñ"
    assert judge(odd, reply) == []
    unknown = acknowledge(ADMIT.set("MSH-18", "KLINGON"), text="ñ", **NEW)
    assert unknown.get("MSA-3") == "ñ"


@given(st.binary(max_size=120))
def test_any_message_can_be_acknowledged_and_judged(tail: bytes) -> None:
    message = Message.parse(b"MSH|^~\\&|" + tail)
    reply = acknowledge(message, "AE", error=CONTENT, **NEW)
    judge(message, reply)
    judge(reply, message)
    code_for(message, CONTENT)
