"""Defects of how a system answers and orders HL7 messages: its interface, and the link before it.

What a link does to messages on their way in is the receiver's doing, as seen from outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulators import hl7_receiver, mllp_server
from simulators.defects.defect import defect
from simulators.defects.planting import EveryNth, Plant, Planting, around, both, doing, only_of, remembering
from simulators.hl7_receiver import Receiver
from simulators.ris_outgoing import Outgoing
from simulators.wire.ack import is_enhanced
from simulators.wire.er7 import Message
from simulators.wire.mllp import Decoder


def answers(wrapped: Any, role: str = "ris") -> Plant:
    """How a role writes its acknowledgements."""
    return around(Receiver, "_acknowledgement", only_of(role, wrapped))


def _always_accepted(original: Any, self: Any, message: Message, code: str, error: Any) -> Message:
    answer: Message = original(self, message, "CA" if code.startswith("C") else "AA", None)
    return answer


def _other_control_id(original: Any, self: Any, message: Message, code: str, error: Any) -> Message:
    answer: Message = original(self, message, code, error)
    return answer.set("MSA-2", message.control_id[::-1])


def _error_for_reject(original: Any, self: Any, message: Message, code: str, error: Any) -> Message:
    answer: Message = original(self, message, {"AR": "AE", "AE": "AR"}.get(code, code), error)
    return answer


def _without_error(original: Any, self: Any, message: Message, code: str, error: Any) -> Message:
    """Refuses, and does not say why."""
    answer: Message = original(self, message, code, None)
    return answer


class _Behind:
    """Acknowledges the message before the one that came."""

    def __init__(self) -> None:
        self.last = "NONE"

    def __call__(self, original: Any, receiver: Any, message: Message, code: str, error: Any) -> Message:
        answer: Message = original(receiver, message, code, error)
        if receiver._role != "ris":
            return answer
        wrong, self.last = self.last, message.control_id
        return answer.set("MSA-2", wrong)


def served(change: Any, role: str = "ris") -> Plant:
    """How a role's answers go out."""
    return around(Receiver, "__call__", only_of(role, change))


def _twice(original: Any, self: Any, message: Message, connection: Any) -> Iterator[Message]:
    for reply in original(self, message, connection):
        yield reply
        yield reply


def _never_orders(original: Any, self: Any, message: Message, connection: Any) -> Iterator[Message]:
    silent = message.type.startswith(("OMG", "ORM"))
    for reply in original(self, message, connection):
        if not silent:
            yield reply


def _commit_only(original: Any, self: Any, message: Message, error: Any) -> list[Message]:
    replies: list[Message] = original(self, message, error)
    return replies[:1] if is_enhanced(message) else replies


def _control_id_forgotten(planting: Planting) -> None:
    """The EMR acts again on a message that is sent again."""
    planting.setattr(hl7_receiver, "REMEMBERED", 0)


class _LosesOneInFour:
    """Acknowledges every order message and acts on three of four."""

    def __init__(self) -> None:
        self.lost = EveryNth(4)

    def __call__(self, original: Any, receiver: Any, message: Message) -> Any:
        if receiver._role == "ris" and message.type.startswith(("OMG", "ORM")) and self.lost():
            return receiver._replies(message, None), None
        return original(receiver, message)


def _obr_first(message: Message) -> Message:
    """Segments in another order: OBR before ORC."""
    segments = message.raw.rstrip(b"\r").split(b"\r")
    names = [segment[:3] for segment in segments]
    if b"ORC" in names and b"OBR" in names:
        orc, obr = names.index(b"ORC"), names.index(b"OBR")
        segments[orc], segments[obr] = segments[obr], segments[orc]
    return Message.parse(b"\r".join(segments) + b"\r")


def _to_emr(original: Any, self: Any, *args: Any, **options: Any) -> Iterator[Message]:
    for message in original(self, *args, **options):
        yield _obr_first(message)


def _wrong_charset(message: Message) -> Message:
    """Declares Latin-1 and writes UTF-8."""
    if message.raw.isascii():
        return message
    return Message.parse(message.raw.replace(b"UNICODE UTF-8", b"8859/1", 1))


def _unfaithful(original: Any, self: Any, *args: Any, **options: Any) -> Iterator[Message]:
    for message in original(self, *args, **options):
        yield _wrong_charset(message)


def _swapped(original: Any, self: Any, *args: Any, **options: Any) -> Iterator[Message]:
    yield from reversed(list(original(self, *args, **options)))


def _refuses_half(original: Any, self: Any, message: Message) -> None:
    """Half a message is a message."""


def _half_is_whole(original: Any, self: Any, reason: Any = None) -> None:
    """What had come when the line broke is taken for the message."""
    decoder = self._decoder
    if self.server.role == "ris" and decoder._state == decoder._inside:
        self._block(bytes(decoder._buffer))
    original(self, reason)


def _noise_eats(planting: Planting) -> None:
    """What follows noise is noise, up to the next end of a block."""
    deaf: set[int] = set()

    def noise(original: Any, self: Decoder, junk: bytearray, events: list[Any]) -> None:
        original(self, junk, events)
        if self._junk:
            deaf.add(id(self))

    def ended(original: Any, self: Decoder, end: int, following: int, events: list[Any]) -> None:
        original(self, end, following, events)
        if id(self) in deaf:
            deaf.discard(id(self))
            events.pop()

    both(around(Decoder, "_add_junk", noise), around(Decoder, "_ended", ended))(planting)


DEFECTS = (
    defect(
        "ack.always-aa",
        "every message is acknowledged AA",
        "ris",
        "TC-MRG-005 TC-ROB-001 TC-ADT-004",
        "(?i)did not refuse|refus|AA",
        answers(_always_accepted),
        row=11,
    ),
    defect(
        "ack.other-control-id",
        "acknowledgements name another control ID",
        "ris",
        "TC-ORD-001 TC-ROB-004",
        "(?i)MSA-2|control ID|acknowledg",
        answers(_other_control_id),
        row=10,
        stops="no sender gets an answer to its own message, and so none goes on",
    ),
    defect(
        "ack.behind",
        "acknowledgements are one message behind",
        "ris",
        "TC-ROB-004",
        "(?i)MSA-2|control ID|acknowledg",
        remembering(Receiver, "_acknowledgement", _Behind),
        row=10,
        stops="no sender gets an answer to its own message, and so none goes on",
    ),
    defect(
        "ack.twice",
        "every message is acknowledged twice",
        "ris",
        "TC-ROB-004 TC-ORD-001",
        "(?i)twice|second|more than one|acknowledg|unasked",
        served(_twice),
        row=10,
    ),
    defect(
        "ack.never",
        "orders are never acknowledged",
        "ris",
        "TC-ORD-001 TC-ORD-010",
        "(?i)acknowledg|answer|nothing",
        served(_never_orders),
        row=10,
        stops="no ward gets an answer to an order, and so none goes on",
    ),
    defect(
        "ack.ae-ar-exchanged",
        "AE is answered where AR is due, and AR for AE",
        "ris",
        "TC-ROB-001 TC-ADT-004",
        "'A[ER]'|MSA-1",
        answers(_error_for_reject),
        row=11,
    ),
    defect(
        "ack.no-reason",
        "a refusal does not say why",
        "ris",
        "TC-ROB-001 TC-ADT-004",
        "(?i)ERR|reason|error|why",
        answers(_without_error),
        row=11,
    ),
    defect(
        "ack.aa-for-ca",
        "AA is answered where CA was asked for",
        "ris",
        "TC-ROB-005",
        "(?i)CA|MSA-1|accept",
        doing(hl7_receiver, "code_for", "AA"),
        row=11,
    ),
    defect(
        "ack.commit-only",
        "in enhanced mode the application's answer never comes",
        "ris",
        "TC-ORD-011",
        "(?i)application|never said",
        around(Receiver, "_replies", only_of("ris", _commit_only)),
        row=11,
    ),
    defect(
        "ack.one-in-four-lost",
        "the RIS acknowledges before it acts, and loses one order in four",
        "ris",
        "TC-ROB-004",
        r"(?i)where \d+ were expected|lost",
        remembering(Receiver, "_answer", _LosesOneInFour),
        row=9,
        after="three orders before",
    ),
    defect(
        "hl7.segments-exchanged",
        "the RIS writes OBR before ORC",
        "ris",
        "TC-ORD-004 TC-ORD-001",
        "(?i)SEG-01|segment|order of|ORC|OBR",
        around(Outgoing, "to_emr", _to_emr),
    ),
    defect(
        "hl7.charset-wrong",
        "the RIS declares Latin-1 and writes UTF-8",
        "ris",
        "TC-CHR-001.1 TC-CHR-002",
        "(?i)MSH-18|character set|letters|name",
        around(Outgoing, "to_pacs", _unfaithful),
        row=5,
    ),
    defect(
        "hl7.messages-swapped",
        "the RIS tells the EMR of appointment and status in the wrong order",
        "ris",
        "TC-APT-001 TC-ORD-001 TC-ORD-004",
        "(?i)order|sequence|before",
        around(Outgoing, "to_emr", _swapped),
        hidden="no rule says whether the status or the appointment comes first",
    ),
    defect(
        "mllp.half-taken",
        "half a message counts as a message when the line breaks",
        "ris",
        "TC-ROB-002",
        "(?i)where 0|entr|half",
        around(mllp_server.Connection, "connectionLost", _half_is_whole),
        row=9,
    ),
    defect(
        "mllp.noise-eats",
        "a message that follows noise on the line is lost",
        "ris",
        "TC-ROB-003",
        "(?i)where 1|entr|never acknowledged",
        _noise_eats,
        row=10,
    ),
)
