"""HL7 messages as such: which are requests, what was accepted, and whether each can be read at all."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire.er7 import Message

ACCEPTED = ("AA", "CA")
REFUSED = ("AE", "AR", "CE", "CR")


def hop(exchange: Exchange) -> str:
    """``emr→ris``."""
    return f"{exchange.sender}→{exchange.receiver}"


def is_answer(exchange: Exchange) -> bool:
    """Whether the exchange acknowledges something: paired by the transport, or a lone ACK."""
    message = exchange.message
    return exchange.reply_to is not None or (message is not None and message.type.split("^")[0] == "ACK")


def requests(story: Story, *kinds: str, sender: str = "", receiver: str = "") -> list[Exchange]:
    """Messages that ask for an acknowledgement, readable ones, in order."""
    found = story.hl7(*kinds, sender=sender, receiver=receiver)
    return [one for one in found if one.message is not None and not is_answer(one)]


def answer_code(story: Story, request: Exchange) -> str:
    """MSA-1 of the last answer ("AA"); "" when there was none."""
    reply = story.reply(request)
    return reply.message.get("MSA-1") if reply is not None and reply.message is not None else ""


def was_accepted(story: Story, request: Exchange) -> bool:
    return answer_code(story, request) in ACCEPTED


def told(story: Story, *kinds: str, sender: str = "", receiver: str = "") -> list[tuple[Exchange, Message]]:
    """Requests that the receiver accepted, each once: one sent again under its control ID is the same message."""
    found, seen = [], set()
    for request in requests(story, *kinds, sender=sender, receiver=receiver):
        message = request.message
        assert message is not None
        key = (request.sender, request.receiver, message.control_id, message.raw)
        if was_accepted(story, request) and key not in seen:
            seen.add(key)
            found.append((request, message))
    return found


def fair(exchanges: list[Exchange]) -> list[Exchange]:
    """Without those by which our own side broke a rule on purpose."""
    return [exchange for exchange in exchanges if not exchange.deliberate]


@check("HL7-01", "Every HL7 message can be read", clause="HL7 v2 chapter 2; MLLP: 0B block 1C 0D", severity="critical")
def readable(story: Story) -> Iterator[Finding]:
    """Broken framing, no MSH, half a message: the sender's fault. Odd segment ends are minor; charsets are CHR-01."""
    read: dict[str, int] = {}
    for exchange in story.hl7():
        if exchange.message is None:
            if not exchange.deliberate:
                yield fail(
                    exchange.sender,
                    f"{exchange.sender} sent something to {exchange.receiver} that is no HL7 message",
                    expected="0B, a message that begins with MSH, 1C 0D",
                    received=f"{exchange.error}: {exchange.raw[:60]!r}",
                    hop=hop(exchange),
                    exchanges=(exchange.number,),
                )
            continue
        read[exchange.sender] = read.get(exchange.sender, 0) + 1
        for warning in () if exchange.deliberate else exchange.message.warnings:
            if warning.startswith("segments end") or warning.endswith("stands before MSH"):
                yield fail(
                    exchange.sender,
                    f"{exchange.sender} writes its messages to {exchange.receiver} in an odd form",
                    expected="MSH first; segments ended by a carriage return (0D)",
                    received=warning,
                    severity="minor",
                    hop=hop(exchange),
                    exchanges=(exchange.number,),
                )
    for sender, count in read.items():
        yield held(sender, f"{count} HL7 messages of {sender} could be read")
