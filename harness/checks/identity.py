"""Who may speak to a system: one call at a time, by what was answered to its association request and to what it asked.

``call`` is the number of the A-ASSOCIATE-RQ. A refusal in another way than the standard's is a refusal, and noted; so
is no answer at all, for whoever refuses has to serve those whom it knows afterwards (``harness/steps/identity.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.checks import check, fail, held, note
from harness.checks.dimse import REQUESTS, Details, final_reply, hop, is_accepted, numbers, status_of, status_text
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange

CALLING, CALLED, USER = "1/1/3", "1/1/7", "1/2/1"  # result/source/reason of A-ASSOCIATE-RJ
NOT_AUTHORIZED = 0x0124
LET_IN, NO_ANSWER = "the association was accepted", "nothing"


@dataclass(frozen=True, slots=True)
class Call:
    """An association request and how it was answered: ``answer`` is A-ASSOCIATE-AC, -RJ, A-ABORT, or nothing."""

    request: Exchange
    answer: Exchange | None

    @property
    def system(self) -> str:
        return self.request.receiver

    @property
    def is_let_in(self) -> bool:
        return self.answer is not None and self.answer.kind == "A-ASSOCIATE-AC"

    @property
    def rejection(self) -> str:
        """``1/1/3``; "" where it was not rejected."""
        return self.line("result/source/reason")

    @property
    def words(self) -> str:
        """How it was answered."""
        if self.is_let_in:
            return LET_IN
        told = " ".join([self.rejection, *self.lines()[2:3]]).strip()
        return told or (self.answer.kind if self.answer is not None else NO_ANSWER)

    @property
    def context(self) -> str:
        """How its presentation contexts were refused; "" where one was accepted, or the association was not."""
        results = [line.partition(": ")[2].partition(";")[0] for line in self.lines() if line.startswith("context ")]
        return "" if not self.is_let_in or "accepted" in results else (results or ["no answer"])[0]

    def line(self, name: str) -> str:
        """What stands behind ``name:`` in the answer."""
        found = (line.removeprefix(f"{name}: ") for line in self.lines() if line.startswith(f"{name}: "))
        return next(found, "")

    def lines(self) -> list[str]:
        """The answer, as the transcript tells it."""
        return self.answer.raw.decode("utf-8", "replace").split("\n") if self.answer is not None else []

    @property
    def details(self) -> Details:
        return {"received": self.words, "hop": hop(self.request), "exchanges": numbers(self.request, self.answer)}


def call_of(story: Story, number: int) -> Call:
    """The call that begins with this exchange."""
    request = story.by_number(number)
    assert request is not None
    kinds = ("A-ASSOCIATE-AC", "A-ASSOCIATE-RJ", "A-ABORT")
    later = (one for one in story.after(request) if one.connection == request.connection)
    return Call(request, next((one for one in later if one.kind in kinds and one.sender == request.receiver), None))


def _refused(call: Call, reason: str) -> Finding:
    """It was refused: for the reason of the standard, or otherwise."""
    if call.rejection == reason:
        return held(call.system, f"{call.system} refused a caller that it has to refuse", hop=hop(call.request))
    what = f"{call.system} refused a caller in another way than the standard says"
    return note(call.system, what, **{**call.details, "expected": reason})


@check("IDN-01", "An unknown caller is refused", clause="PS3.8 9.3.4", always=False, severity="critical")
def unknown_caller(story: Story, *, call: int) -> Iterator[Finding]:
    """A calling AE title that is not known, is written otherwise, or is bound to another address."""
    one = call_of(story, call)
    if one.is_let_in:
        yield fail(one.system, f"{one.system} let a caller in that it does not know", **one.details, expected=CALLING)
    else:
        yield _refused(one, CALLING)


@check("IDN-02", "Who calls somebody else is refused", clause="PS3.8 9.3.4", always=False)
def called_otherwise(story: Story, *, call: int) -> Iterator[Finding]:
    """A called AE title that is not the system's."""
    one = call_of(story, call)
    if one.is_let_in:
        what = f"{one.system} let a caller in that called another application entity"
        yield fail(one.system, what, **one.details, expected=CALLED)
    else:
        yield _refused(one, CALLED)


@check("IDN-03", "A known caller is let in", clause="PS3.5 6.2", always=False, severity="critical")
def known_caller(story: Story, *, call: int) -> Iterator[Finding]:
    """Titles are compared without outer blanks; who has a right is served."""
    one = call_of(story, call)
    request, reply = _asked(story, one)
    if not one.is_let_in or one.context:
        received = one.context or one.words
        yield fail(
            one.system, f"{one.system} refuses a caller that it knows", **{**one.details, "received": received},
            expected=LET_IN,
        )  # fmt: skip
    elif request is not None and not is_accepted(status_of(reply)):
        what = f"{one.system} refuses to do what a caller may ask for"
        yield fail(one.system, what, **_answered(story, one, request, reply), expected=status_text(0))
    else:
        yield held(one.system, f"{one.system} let a caller in that it knows", hop=hop(one.request))


@check("IDN-04", "A caller is refused what it may not do", clause="PS3.7 C.5", always=False, severity="critical")
def forbidden(story: Story, *, call: int) -> Iterator[Finding]:
    """No association, no presentation context, or 0124; another failure is noted, and whatever was done is wrong."""
    one = call_of(story, call)
    request, reply = _asked(story, one)
    if not one.is_let_in:
        yield _refused(one, CALLING)
    elif request is None:
        yield held(one.system, f"{one.system} refused a caller what it may not do", hop=hop(one.request))
    elif is_accepted(status_of(reply)):
        what = f"{one.system} did for a caller what it may not ask for"
        yield fail(one.system, what, **_answered(story, one, request, reply), expected=status_text(NOT_AUTHORIZED))
    elif status_of(reply) == NOT_AUTHORIZED:
        yield held(one.system, f"{one.system} refused a caller what it may not do", hop=hop(one.request))
    else:
        what = f"{one.system} refused a caller in another way than the standard says"
        yield note(one.system, what, **_answered(story, one, request, reply), expected=status_text(NOT_AUTHORIZED))


def _asked(story: Story, call: Call) -> tuple[Exchange | None, Exchange | None]:
    """What was asked on the association, and the final answer to it; None where nothing could be asked."""
    there = [one for one in story.dimse(*REQUESTS) if one.connection == call.request.connection]
    asked = [one for one in there if one.receiver == call.system]
    return (asked[-1], final_reply(story, asked[-1])) if asked else (None, None)


def _answered(story: Story, call: Call, request: Exchange, reply: Exchange | None) -> Details:
    """Its final answer; where there is none, how the association ended."""
    end = [one for one in story.dimse("A-ABORT", sender=call.system) if one.connection == request.connection]
    return {
        "received": status_text(status_of(reply)) if reply is not None else ("A-ABORT" if end else NO_ANSWER),
        "hop": hop(request),
        "where": "(0000,0900) Status",
        "exchanges": numbers(request, reply, *end[-1:]),
    }


@check("IDN-05", "Messages of unknown senders are refused", clause="HL7 v2 chapter 2, MSA-1", always=False)
def unknown_sender(story: Story, *, message: int) -> Iterator[Finding]:
    """A message (its number) of an application or facility that the system does not know: AE or AR, and why (ERR)."""
    sent = story.by_number(message)
    assert sent is not None
    system, reply = sent.receiver, story.reply(sent)
    answer = reply.message if reply is not None else None
    code = answer.get("MSA-1") if answer is not None else NO_ANSWER
    details: Details = {"hop": hop(sent), "exchanges": numbers(sent, reply)}
    if answer is None or code not in ("AE", "AR", "CE", "CR"):
        what = f"{system} did not refuse a message of a sender that it does not know"
        yield fail(system, what, **details, expected="AE or AR", received=code, where="MSA-1")
    elif answer.segment("ERR") is None:
        what = f"{system} refused a message of a sender that it does not know, and did not say why"
        yield note(system, what, **details, expected="ERR", received="nothing")
    else:
        yield held(system, f"{system} refused a message of a sender that it does not know", hop=hop(sent))


@check("IDN-06", "Who does not prove who she is, is refused", clause="PS3.7 D.3.3.7", always=False, severity="critical")
def unproven_user(story: Story, *, call: int) -> Iterator[Finding]:
    """No user identity, a wrong one, one that has expired."""
    one = call_of(story, call)
    if one.is_let_in:
        what = f"{one.system} let a user in who did not prove who she is"
        yield fail(one.system, what, **one.details, expected=USER)
    else:
        yield _refused(one, USER)


@check("IDN-07", "A user is confirmed where she asks for it", clause="PS3.7 D.3.3.7.2", always=False)
def confirmation(story: Story, *, call: int, asked: bool) -> Iterator[Finding]:
    """The positive response of the A-ASSOCIATE-AC is there where it was asked for, and only there."""
    one = call_of(story, call)
    given = one.line("UserIdentityNegotiation")
    if asked and not given:
        what = f"{one.system} did not confirm the user, though it was asked to"
        yield fail(one.system, what, **{**one.details, "received": "nothing"}, expected="a positive response")
    elif given and not asked:
        what = f"{one.system} confirmed a user, though nobody had asked it to"
        yield fail(one.system, what, **{**one.details, "received": given}, expected="nothing")
    elif one.is_let_in:
        yield held(one.system, f"{one.system} confirmed the user where it was asked to", hop=hop(one.request))
