"""Acknowledgements: one for each message, in time, of the right mode, naming the message it answers."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held, note
from harness.checks.hl7 import REFUSED, hop, is_answer, requests
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import ack
from simulators.wire.er7 import Message


def _title(exchange: Exchange) -> str:
    return f"{exchange.kind} {exchange.message.control_id if exchange.message else ''}".strip()


def _pairs(story: Story) -> list[tuple[Exchange, Message, Exchange, Message]]:
    """Every request with each of its answers, both readable."""
    return story.memo(_paired)


def _paired(story: Story) -> list[tuple[Exchange, Message, Exchange, Message]]:
    return [
        (request, request.message, reply, reply.message)
        for request in requests(story)
        for reply in story.replies(request)
        if request.message is not None and reply.message is not None and not reply.deliberate
    ]


def _problems(story: Story) -> list[tuple[Exchange, Message, Exchange, Message, ack.Problem]]:
    """What is wrong with any answer: (request, its message, reply, its message, problem)."""
    return story.memo(_found_problems)


def _found_problems(story: Story) -> list[tuple[Exchange, Message, Exchange, Message, ack.Problem]]:
    return [(*pair, problem) for pair in _pairs(story) for problem in ack.problems(pair[1], pair[3])]


def _counted(story: Story, what: str, wrong: set[int]) -> Iterator[Finding]:
    """One finding for each pair of peers whose answers were all right."""
    counts: dict[tuple[str, str], list[int]] = {}
    for request, _, reply, _ in _pairs(story):
        counts.setdefault((request.sender, request.receiver), []).append(reply.number)
    for (sender, receiver), numbers in counts.items():
        good = [number for number in numbers if number not in wrong]
        if good:
            yield held(
                receiver, what.format(receiver=receiver, sender=sender, count=len(good)), hop=f"{receiver}→{sender}"
            )


@check("ACK-01", "Every HL7 message is acknowledged in time", clause="HL7 v2 chapter 2, MSA", severity="critical")
def answered(story: Story) -> Iterator[Finding]:
    """Never, or later than the site's limit. A message that was sent again on a new connection only counts as noted."""
    limit = story.limits.acknowledgement_s
    for request in requests(story):
        message, reply = request.message, next(iter(story.replies(request)), None)
        if message is None or not _wants_any(message):
            continue
        if reply is not None:
            yield from _in_time(request, reply, limit)
            continue
        waited = story.end - request.time
        again = _sent_again(story, request)
        if waited < limit or request.deliberate or _wrongly_answered(story, request):
            continue
        details = {
            "expected": f"an acknowledgement within {limit:g} s",
            "received": f"nothing within {waited:.1f} s" + (", then it was sent again" if again else ""),
            "hop": hop(request),
            "exchanges": (request.number, *(one.number for one in again)),
        }
        if again and again[0].connection != request.connection and any(story.reply(one) for one in again):
            yield note(
                request.receiver,
                f"{request.receiver} acknowledged {_title(request)} of {request.sender} only on a new connection",
                **details,
            )
        else:
            yield fail(
                request.receiver,
                f"{request.receiver} never acknowledged {_title(request)} of {request.sender}",
                likely="the receiver is down, stuck, or does not know this message type",
                **details,
            )


def _wants_any(message: Message) -> bool:
    """Whether any answer is due: MSH-15 or MSH-16 may ask for none."""
    return ack.wants_accept(message) or ack.wants_application(message)


def _in_time(request: Exchange, reply: Exchange, limit: float) -> Iterator[Finding]:
    seconds = reply.time - request.time
    if seconds > limit and not request.deliberate:
        yield fail(
            request.receiver,
            f"{request.receiver} acknowledged {_title(request)} of {request.sender} too late",
            expected=f"within {limit:g} s",
            received=f"after {seconds:.1f} s",
            severity="major",
            hop=hop(reply),
            exchanges=(request.number, reply.number),
        )
    elif not request.deliberate:
        yield held(
            request.receiver,
            f"{request.receiver} acknowledged {_title(request)} of {request.sender} after {seconds * 1000:.0f} ms",
            hop=hop(reply),
            exchanges=(request.number, reply.number),
        )


def _sent_again(story: Story, request: Exchange) -> list[Exchange]:
    """Later copies of the same message under the same control ID."""
    assert request.message is not None
    same = requests(story, request.kind, sender=request.sender, receiver=request.receiver)
    return [
        one
        for one in same
        if one.number > request.number and one.message and one.message.control_id == request.message.control_id
    ]


def _lone_answers(story: Story) -> list[Exchange]:
    """Acknowledgements that the transport could pair with no message."""
    return [one for one in story.hl7() if one.reply_to is None and one.message is not None and is_answer(one)]


def _wrongly_answered(story: Story, request: Exchange) -> Exchange | None:
    """The first lone acknowledgement on the connection after an unanswered request: it names another message."""
    later = [
        one
        for one in _lone_answers(story)
        if one.number > request.number and one.connection == request.connection and one.sender == request.receiver
    ]
    return later[0] if later else None


@check(
    "ACK-02",
    "The acknowledgement names the message that was sent",
    clause="HL7 v2.5.1 chapter 2, MSA-2 Message Control ID",
    severity="critical",
)
def control_id(story: Story) -> Iterator[Finding]:
    """MSA-2 is MSH-10 of the message, also of a deliberately broken one."""
    wrong: set[int] = set()
    for request, message, reply, answer, problem in _problems(story):
        if problem.kind == "control":
            wrong.add(reply.number)
            yield _misnamed(request, reply, message.control_id, answer.get("MSA-2"))
    blamed: set[int] = set()
    for request in requests(story):
        lone = None if story.replies(request) else _wrongly_answered(story, request)
        if lone is not None and lone.message is not None and lone.number not in blamed and request.message is not None:
            blamed.add(lone.number)
            yield _misnamed(request, lone, request.message.control_id, lone.message.get("MSA-2"))
    for lone in _lone_answers(story):
        if lone.number not in blamed and not lone.deliberate and lone.message is not None:
            yield fail(
                lone.sender,
                f"{lone.sender} acknowledged a message that {lone.receiver} did not send",
                expected="MSA-2 of a message that was sent",
                received=f'MSA-2 "{lone.message.get("MSA-2")}" in {_title(lone)}',
                where="MSA-2",
                hop=hop(lone),
                exchanges=(lone.number,),
            )
    yield from _counted(story, "{receiver} named the message of {sender} in {count} acknowledgements", wrong)


def _misnamed(request: Exchange, reply: Exchange, expected: str, received: str) -> Finding:
    return fail(
        reply.sender,
        f"{reply.sender} acknowledged a different message from the one {request.sender} sent",
        expected=f'MSA-2 "{expected}" (the control ID of {_title(request)})',
        received=f'MSA-2 "{received}" in {_title(reply)}',
        where="MSA-2",
        hop=hop(reply),
        likely="the receiver answers from a queue and runs one message behind",
        exchanges=(request.number, reply.number),
    )


def _judged(story: Story, kinds: tuple[str, ...], summary: str, wrong: set[int]) -> Iterator[Finding]:
    """Problems of these kinds with any answer, one finding each."""
    for request, _, reply, _, problem in _problems(story):
        if problem.kind in kinds:
            wrong.add(reply.number)
            yield fail(
                reply.sender,
                summary.format(receiver=reply.sender, sender=request.sender, what=problem.text),
                expected=problem.expected,
                received=problem.received,
                where=problem.where,
                hop=hop(reply),
                exchanges=(request.number, reply.number),
            )


@check("ACK-03", "The acknowledgement is of the sender's mode", clause="HL7 tables 0008 and 0155, MSA-1")
def mode(story: Story) -> Iterator[Finding]:
    """AA AE AR in original mode; CA CE CR and AA AE AR in enhanced mode as MSH-15 and MSH-16 ask."""
    wrong: set[int] = set()
    yield from _judged(story, ("msa", "code"), "{receiver} answered {sender} with a wrong code: {what}", wrong)
    yield from _counted(story, "{receiver} answered {sender} {count} times with a code of its mode", wrong)


@check("ACK-04", "Each message is acknowledged once", clause="HL7 v2 chapter 2, MSH-15 and MSH-16")
def once(story: Story) -> Iterator[Finding]:
    """In original mode one answer; in enhanced mode at most one accept and one application acknowledgement."""
    wrong: set[int] = set()
    for request in requests(story):
        assert request.message is not None
        replies = [one for one in story.replies(request) if one.message is not None and not one.deliberate]
        accepts = [one for one in replies if one.message and one.message.get("MSA-1") in ack.ACCEPT]
        others = [one for one in replies if one not in accepts]
        for several, what in ((accepts, "accept acknowledgement"), (others, "acknowledgement")):
            if len(several) > 1:
                wrong |= {one.number for one in several}
                yield fail(
                    request.receiver,
                    f"{request.receiver} acknowledged {_title(request)} of {request.sender} {len(several)} times",
                    expected=f"one {what}",
                    received=", ".join(f"{_title(one)} {one.message.get('MSA-1')}" for one in several if one.message),
                    hop=f"{request.receiver}→{request.sender}",
                    exchanges=(request.number, *(one.number for one in several)),
                )
        yield from _application(story, request, request.message, accepts, others)
    yield from _counted(story, "{receiver} gave {sender} {count} acknowledgements, none twice", wrong)


def _application(
    story: Story, request: Exchange, message: Message, accepts: list[Exchange], others: list[Exchange]
) -> Iterator[Finding]:
    """In enhanced mode: the application acknowledgement that MSH-16 asked for, after a positive accept."""
    accepted = any(one.message and one.message.get("MSA-1") == "CA" for one in accepts)
    due = ack.is_enhanced(message) and message.get("MSH-16").strip() == "AL" and accepted and not others
    if due and not request.deliberate and story.end - request.time >= story.limits.notification_s:
        yield fail(
            request.receiver,
            f"{request.receiver} took over {_title(request)} of {request.sender} and never said what became of it",
            expected="an application acknowledgement AA, AE or AR (MSH-16 is AL)",
            received="only CA",
            hop=f"{request.receiver}→{request.sender}",
            exchanges=(request.number, *(one.number for one in accepts)),
        )


@check("ACK-05", "The header of an acknowledgement is right", clause="HL7 v2 chapter 2, MSH", severity="minor")
def header(story: Story) -> Iterator[Finding]:
    """MSH-3/4 and MSH-5/6 exchanged, an own MSH-10, the message's version, a type that answers it."""
    wrong: set[int] = set()
    yield from _judged(story, ("swap", "id", "version", "type"), "{receiver} answers {sender} oddly: {what}", wrong)
    yield from _counted(story, "{receiver} gave {sender} {count} acknowledgements with a right header", wrong)


@check("ACK-06", "A refusal says what was wrong", clause="HL7 v2 chapter 2, ERR", severity="minor")
def reason(story: Story) -> Iterator[Finding]:
    """AE, AR, CE, CR with ERR or MSA-3; from 2.5 on ERR-3 and ERR-4 are required."""
    wrong: set[int] = set()
    yield from _judged(story, ("error",), "{receiver} refused a message of {sender} badly: {what}", wrong)
    for request, _, reply, answer in _pairs(story):
        if answer.get("MSA-1") in REFUSED and reply.number not in wrong:
            yield held(
                reply.sender,
                f"{reply.sender} refused {_title(request)} of {request.sender} and said why",
                received=reason_of(answer),
                hop=hop(reply),
                exchanges=(request.number, reply.number),
            )


def reason_of(answer: Message) -> str:
    """Code and words of a refusal, from whichever fields the version has."""
    words = (answer.get("ERR-8"), answer.get("ERR-3.2"), answer.get("ERR-1.4.2"), answer.get("MSA-3"))
    code = answer.get("ERR-3.1") or answer.get("ERR-1.4.1")
    return " ".join(filter(None, (answer.get("MSA-1"), code, next(filter(None, words), ""))))


@check("ACK-07", "A message that breaks no rule is accepted", clause="HL7 v2 chapter 2, MSA-1")
def refused(story: Story) -> Iterator[Finding]:
    """AE or AR to a message not sent wrong on purpose; noted where the receiver does not claim such messages."""
    for request, message, reply, answer in _pairs(story):
        code = answer.get("MSA-1")
        if request.deliberate or code not in REFUSED:
            continue
        details = {
            "expected": "AA, or CA in enhanced mode",
            "received": reason_of(answer),
            "hop": hop(reply),
            "exchanges": (request.number, reply.number),
        }
        summary = f"{request.receiver} refused {_title(request)} of {request.sender}"
        claims = _TRANSACTIONS.get(message.type.split("^")[0], ())
        if claims and not any(story.claimed(request.receiver, claim) for claim in claims) and story.claims:
            yield note(request.receiver, f"{summary}, which it does not claim to take", **details)
        else:
            yield fail(request.receiver, summary, **details)


# What a receiver must claim for messages of a type to be due.
_TRANSACTIONS = {
    "ADT": ("RAD-1", "RAD-12"),
    "ORM": ("RAD-2", "RAD-3", "RAD-4", "RAD-13"),
    "OMG": ("RAD-2", "RAD-3"),
    "OMI": ("RAD-4", "RAD-13"),
    "ORU": ("RAD-28", "RAD-128", "ORU"),
    "SIU": ("RAD-48",),
}
