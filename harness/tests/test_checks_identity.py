"""The checks of who may speak: every way in which a call may be answered, and what is said of it."""

from __future__ import annotations

from typing import Any

import pytest
from pydicom import Dataset

from harness.checks import load
from harness.checks.story import Story
from harness.verdict import Finding, Verdict
from simulators.transcript import Transcript
from simulators.wire.er7 import Message

CHECKS = load()
AC = "A-ASSOCIATE-AC\ncalling AE title: X\ncontext 1: {}; 1.2.840.10008.1.2\n{}"
ACCEPTED = ("A-ASSOCIATE-AC", AC.format("accepted", ""))
TWO_CONTEXTS = (
    "A-ASSOCIATE-AC",
    AC.format("abstract syntax not supported", "context 3: accepted; 1.2.840.10008.1.2\n"),
)
NO_CONTEXT = ("A-ASSOCIATE-AC", AC.format("user rejection", ""))
CONFIRMED = ("A-ASSOCIATE-AC", AC.format("accepted", "UserIdentityNegotiation: server_response=0 bytes\n"))
HELD, NOTED, FAILED = (Verdict.PASS, "note"), (Verdict.PASS, "minor"), Verdict.FAIL


def rejected(code: str) -> tuple[str, str]:
    return "A-ASSOCIATE-RJ", f"A-ASSOCIATE-RJ\nresult/source/reason: {code}\nrejected permanently by …\n"


ABORTED = ("A-ABORT", "A-ABORT\nsource/reason: 2/0\nservice provider: reason not specified\n")


def told(answer: tuple[str, str] | None, status: int | None = None, after: tuple[str, str] | None = None) -> Story:
    """A call, its answer, perhaps a query that is answered with ``status`` (-1: not at all), and an end."""
    transcript = Transcript()
    line: dict[str, Any] = {"protocol": "DICOM", "connection": "WS>pacs#1"}
    there, back = {"sender": "WS", "receiver": "pacs"}, {"sender": "pacs", "receiver": "WS"}
    transcript.add(kind="A-ASSOCIATE-RQ", raw=b"A-ASSOCIATE-RQ\n", deliberate="x", **line, **there)
    if answer is not None:
        transcript.add(kind=answer[0], raw=answer[1].encode(), **line, **back)
    if status is not None:
        asked = transcript.add(kind="C-FIND-RQ", command=Dataset(), deliberate="x", **line, **there)
        if status >= 0:
            command = Dataset()
            command.Status = status
            transcript.add(kind="C-FIND-RSP", command=command, reply_to=asked.number, **line, **back)
    if after is not None:
        transcript.add(kind=after[0], raw=after[1].encode(), **line, **back)
    return Story(exchanges=transcript.exchanges)


def verdict(found: list[Finding]) -> object:
    (finding,) = found
    assert finding.role == "pacs"
    return finding.verdict if finding.verdict is FAILED else (finding.verdict, finding.severity)


@pytest.mark.parametrize(
    ("check", "story", "expected"),
    [
        ("IDN-01", told(rejected("1/1/3")), HELD),
        ("IDN-01", told(rejected("1/1/1")), NOTED),
        ("IDN-01", told(ABORTED), NOTED),
        ("IDN-01", told(None), NOTED),
        ("IDN-01", told(ACCEPTED), FAILED),
        ("IDN-01", told(NO_CONTEXT), FAILED),
        ("IDN-02", told(rejected("1/1/7")), HELD),
        ("IDN-02", told(rejected("1/1/3")), NOTED),
        ("IDN-02", told(ACCEPTED), FAILED),
        ("IDN-03", told(ACCEPTED), HELD),
        ("IDN-03", told(TWO_CONTEXTS), HELD),
        ("IDN-03", told(NO_CONTEXT), FAILED),
        ("IDN-03", told(rejected("1/1/3")), FAILED),
        ("IDN-03", told(ABORTED), FAILED),
        ("IDN-03", told(None), FAILED),
        ("IDN-03", told(ACCEPTED, 0x0000), HELD),
        ("IDN-03", told(ACCEPTED, 0x0124), FAILED),
        ("IDN-03", told(ACCEPTED, -1), FAILED),
        ("IDN-04", told(ACCEPTED, 0x0124), HELD),
        ("IDN-04", told(ACCEPTED, 0xC000), NOTED),
        ("IDN-04", told(ACCEPTED, 0x0000), FAILED),
        ("IDN-04", told(ACCEPTED, 0xB000), FAILED),
        ("IDN-04", told(NO_CONTEXT), HELD),
        ("IDN-04", told(rejected("1/1/3")), HELD),
        ("IDN-04", told(ACCEPTED, -1, ABORTED), NOTED),
        ("IDN-06", told(rejected("1/2/1")), HELD),
        ("IDN-06", told(rejected("1/1/7")), NOTED),
        ("IDN-06", told(CONFIRMED), FAILED),
    ],
)
def test_how_a_call_is_answered_and_what_is_said_of_it(check: str, story: Story, expected: object) -> None:
    assert verdict(CHECKS[check](story, call=1)) == expected


def test_an_abort_instead_of_an_answer_is_named() -> None:
    (finding,) = CHECKS["IDN-04"](told(ACCEPTED, -1, ABORTED), call=1)
    assert finding.received == "A-ABORT"


@pytest.mark.parametrize(
    ("story", "asked", "expected"),
    [
        (told(CONFIRMED), True, HELD),
        (told(ACCEPTED), True, FAILED),
        (told(CONFIRMED), False, FAILED),
        (told(ACCEPTED), False, HELD),
    ],
)
def test_a_confirmation_is_owed_to_who_asks_for_it(story: Story, asked: bool, expected: object) -> None:
    assert verdict(CHECKS["IDN-07"](story, call=1, asked=asked)) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("MSA|AE|1\rERR||MSH^1^4|103|E\r", HELD),
        ("MSA|AR|1\rERR||MSH^1^4|103|E\r", HELD),
        ("MSA|AE|1\r", NOTED),
        ("MSA|AA|1\r", FAILED),
        ("MSA|\r", FAILED),
        ("", FAILED),
    ],
)
def test_a_message_of_an_unknown_sender_is_to_be_refused(answer: str, expected: object) -> None:
    transcript = Transcript()
    line: dict[str, Any] = {"protocol": "HL7", "connection": "his>pacs#1"}
    sent = transcript.add(kind="ADT^A04", sender="his", receiver="pacs", deliberate="x", **line)
    if answer:
        message = Message.parse(f"MSH|^~\\&|P|H|X|Y|2026||ACK^A04^ACK|9|P|2.5.1\r{answer}".encode())
        transcript.add(kind="ACK^A04", sender="pacs", receiver="his", message=message, reply_to=sent.number, **line)
    assert verdict(CHECKS["IDN-05"](Story(exchanges=transcript.exchanges), message=1)) == expected
