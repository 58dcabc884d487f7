"""The checks of who may speak: every way in which a call may be answered, and what is said of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from pydicom import Dataset

from harness.checks import load, run_always
from harness.checks.story import Story
from harness.steps.identity import ASKED, REFUSALS, SERVED, is_judged
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


ABORTED = ("A-ABORT", "A-ABORT\nsource/reason: 2/0\nservice provider: reason not specified\nand so on\n")


def told(answer: tuple[str, str] | None, status: int | None = None, after: tuple[str, str] | None = None) -> Story:
    """A call, its answer, perhaps a query that is answered with ``status`` (-1: not at all), and an end."""
    transcript, success = Transcript(), Dataset()
    success.Status = 0
    line: dict[str, Any] = {"protocol": "DICOM", "connection": "WS>pacs#1"}
    there, back = {"sender": "WS", "receiver": "pacs"}, {"sender": "pacs", "receiver": "WS"}
    transcript.add(kind="A-ASSOCIATE-RQ", raw=b"A-ASSOCIATE-RQ\n", deliberate="x", **line, **there)
    for foreign in (rejected("1/2/1"), CONFIRMED):  # what is answered on other lines, and asked there
        other: dict[str, Any] = {"protocol": "DICOM", "connection": f"WS>pacs#{foreign[0]}"}
        transcript.add(kind="A-ASSOCIATE-RQ", raw=b"A-ASSOCIATE-RQ\n", **other, **there)
        transcript.add(kind=foreign[0], raw=foreign[1].encode(), **other, **back)
        asked = transcript.add(kind="C-FIND-RQ", command=Dataset(), **other, **there)
        transcript.add(kind="C-FIND-RSP", command=success, reply_to=asked.number, **other, **back)
        transcript.add(kind="A-ABORT", raw=b"A-ABORT\n", **other, **back)
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
        ("IDN-02", told(None), NOTED),
        ("IDN-02", told(ABORTED), NOTED),
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
        ("IDN-04", told(ACCEPTED, -1), NOTED),
        ("IDN-04", told(None), NOTED),
        ("IDN-06", told(None), NOTED),
        ("IDN-06", told(ABORTED), NOTED),
        ("IDN-06", told(rejected("1/2/1")), HELD),
        ("IDN-06", told(rejected("1/1/7")), NOTED),
        ("IDN-06", told(CONFIRMED), FAILED),
    ],
)
def test_how_a_call_is_answered_and_what_is_said_of_it(check: str, story: Story, expected: object) -> None:
    assert verdict(CHECKS[check](story, call=1)) == expected


TWO_REFUSALS = ("A-ASSOCIATE-AC", AC.format("user rejection", "context 3: no reason\n"))
NOTHING_SAID = ("A-ASSOCIATE-AC", "A-ASSOCIATE-AC\n")


@pytest.mark.parametrize(
    ("check", "story", "received"),
    [
        ("IDN-01", told(rejected("1/1/1")), "1/1/1 rejected permanently by …"),
        ("IDN-01", told(ABORTED), "service provider: reason not specified"),
        ("IDN-01", told(("A-ABORT", "A-ABORT")), "A-ABORT"),
        ("IDN-01", told(None), "nothing"),
        ("IDN-01", told(ACCEPTED), "the association was accepted"),
        ("IDN-03", told(TWO_REFUSALS), "user rejection"),
        ("IDN-03", told(NOTHING_SAID), "no answer"),
        ("IDN-03", told(rejected("1/1/3")), "1/1/3 rejected permanently by …"),
        ("IDN-03", told(ACCEPTED, 0x0124), "0124 not authorized"),
        ("IDN-03", told(ACCEPTED, -1), "nothing"),
        ("IDN-04", told(ACCEPTED, -1, ABORTED), "A-ABORT"),
    ],
)
def test_how_a_call_was_answered_is_named(check: str, story: Story, received: str) -> None:
    (finding,) = CHECKS[check](story, call=1)
    assert finding.received == received
    if "0124" in received:
        assert finding.expected == "0000 success"


def test_a_caller_that_breaks_off_itself_was_not_answered() -> None:
    transcript = Transcript()
    for kind, sender, receiver in (
        ("A-ASSOCIATE-RQ", "WS", "pacs"),
        ("A-ABORT", "WS", "pacs"),
        ("A-ASSOCIATE-AC", "pacs", "WS"),
    ):
        transcript.add(kind=kind, sender=sender, receiver=receiver, protocol="DICOM", connection="1", raw=b"x")
    (finding,) = CHECKS["IDN-01"](Story(exchanges=transcript.exchanges), call=1)
    assert (finding.verdict, finding.exchanges) == (Verdict.FAIL, (1, 3))


def test_the_last_question_tells_whether_a_caller_is_served() -> None:
    story = told(ACCEPTED, 0x0124)
    line = {"sender": "WS", "receiver": "pacs", "protocol": "DICOM", "connection": "WS>pacs#1"}
    transcript = Transcript()
    for each in story.exchanges:
        transcript.add(**{name: getattr(each, name) for name in (*line, "kind", "raw", "command", "reply_to")})
    asked = transcript.add(kind="C-ECHO-RQ", command=Dataset(), **line)
    back = {**line, "sender": "pacs", "receiver": "WS"}
    success = Dataset()
    success.Status = 0
    transcript.add(kind="C-ECHO-RSP", command=success, reply_to=asked.number, **back)
    transcript.add(kind="C-FIND-RQ", command=Dataset(), **back)  # what the system asks is not the caller's
    story = Story(exchanges=transcript.exchanges)
    assert verdict(CHECKS["IDN-03"](story, call=1)) == HELD
    (done,) = CHECKS["IDN-04"](story, call=1)
    assert (done.verdict, done.exchanges) == (FAILED, (asked.number, asked.number + 1))
    assert not [one.check for one in run_always(story) if one.check.startswith("IDN")]  # without facts there is no call


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
        ("MSA|CE|1\rERR||MSH^1^4|103|E\r", HELD),
        ("MSA|CR|1\rERR||MSH^1^4|103|E\r", HELD),
        ("MSA|CA|1\rERR||MSH^1^4|103|E\r", FAILED),
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


@pytest.mark.parametrize(("check", "again"), [(each, True) for each in REFUSALS.split()] + [("IDN-03", False)])
def test_who_refused_serves_whom_it_knows_all_the_same(check: str, again: bool) -> None:
    """A system that broke down when a stranger called has refused nobody."""
    judged: list[tuple[str, int]] = []
    memory = {ASKED: (check, {"call": 1}), SERVED: lambda: 2}
    hospital = SimpleNamespace(memory=memory, check=lambda name, call: judged.append((name, call)))
    is_judged(SimpleNamespace(hospital=hospital), "PACS", checks=f"{REFUSALS} IDN-03")
    assert judged == [(check, 1), *([("IDN-03", 2)] if again else [])]
