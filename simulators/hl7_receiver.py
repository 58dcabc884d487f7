"""What every HL7 listener does before it looks at content: header, duplicates, unreadable text; and its answers."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulators.after_answer import after_answer
from simulators.clock import local_time
from simulators.runtime import Runtime
from simulators.wire.ack import Hl7Error, acknowledge, code_for, is_enhanced, is_response, wants_application
from simulators.wire.charset import is_known
from simulators.wire.er7 import Message

if TYPE_CHECKING:
    from simulators.mllp_server import Connection

VERSIONS = frozenset({"2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6"})
REMEMBERED = 2 * 1024 * 1024  # bytes of answers kept for resent messages: those to the last three thousand or so
_ENTRY = 400  # bytes that one costs beside the answer itself
_TEXT_SEGMENTS = ("PID", "MRG", "ORC", "OBR")  # where a character that cannot be read is dangerous


class NotAccepted(Exception):
    """The message is answered AE or AR with this error; the listener goes on."""

    def __init__(self, code: str, text: str, location: str = "") -> None:
        super().__init__(text)
        self.error = Hl7Error(code, text, location)


@dataclass(frozen=True, slots=True)
class Taken:
    """``response`` replaces the plain acknowledgement (ORR, ORG); ``then`` runs once the answer was given."""

    response: Message | None = None
    then: Callable[[], None] | None = None


class _Remembered:
    """What the last messages were (a digest of their body) and what they were answered, as bytes: a parsed message
    takes ten times the room of its text, and how long a text is, the sender says."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, tuple[bytes, tuple[bytes, ...]]] = OrderedDict()
        self._size = 0

    def find(self, key: bytes) -> tuple[bytes, tuple[bytes, ...]] | None:
        return self._kept.get(key)

    def keep(self, key: bytes, digest: bytes, replies: Sequence[Message]) -> None:
        """The oldest are forgotten where all would be more than :data:`REMEMBERED`."""
        answers = tuple(reply.raw for reply in replies)
        self._kept[key] = digest, answers
        self._size += _cost(answers)
        while self._size > REMEMBERED:
            _, (_, forgotten) = self._kept.popitem(last=False)
            self._size -= _cost(forgotten)


def _cost(answers: tuple[bytes, ...]) -> int:
    return _ENTRY + sum(map(len, answers))


class Receiver:
    """Handler of an MLLP listener. ``take`` acts on a message, or raises :class:`NotAccepted`.

    The same message again (sender and MSH-10, everything after MSH equal) gets the same answer and is not acted on
    again; another message under the same control ID is refused with 205. Original and enhanced mode are answered as
    the sender asks. What ``take`` leaves to be done is done after the answer went out.
    """

    def __init__(self, runtime: Runtime, role: str, take: Callable[[Message], Taken], *, kinds: Sequence[str]) -> None:
        """``kinds``: what is supported, ``"ORM^O01"``, or ``"ADT^*"`` where ``take`` looks at the event itself."""
        self._runtime, self._role, self._take = runtime, role, take
        self._kinds = frozenset(kinds)
        self._answers = _Remembered()
        self._lock = threading.Lock()

    def __call__(self, message: Message, connection: Connection) -> Iterator[Message]:
        """The replies in order; then, once they were sent, what is left to be done."""
        with self._lock:
            replies, then = self._answer(message)
        mark = self._runtime.transcript.mark()
        yield from replies
        if then is not None:
            if replies:
                here = connection.server.port
                after_answer(self._runtime, connection.peer, here, mark, lambda one: one.raw == replies[-1].raw)
            then()

    def refuse(self, message: Message, error: Hl7Error) -> list[Message]:
        """The answers to a message that is not looked at."""
        return self._replies(message, error)

    def _answer(self, message: Message) -> tuple[list[Message], Callable[[], None] | None]:
        if is_response(message):  # to what we sent, on a connection of its own: nothing is due, but what it asks for
            return self._replies(message, None) if is_enhanced(message) else [], None
        sender = (message.sending_application, message.sending_facility, message.control_id)
        key = hashlib.sha256(repr(sender).encode()).digest()
        digest = hashlib.sha256(b"\r".join(segment.raw for segment in message.segments[1:])).digest()
        before = self._answers.find(key)
        try:
            self._require_header(message)
            if before is not None and before[0] == digest:
                return [Message.parse(answer) for answer in before[1]], None
            if before is not None:
                raise NotAccepted("205", f"control ID {message.control_id} was used for another message", "MSH-10")
            self._require_text(message)
            taken = self._take(message)
        except NotAccepted as refusal:
            return self._replies(message, refusal.error), None
        replies = [taken.response] if taken.response else self._replies(message, None)
        self._answers.keep(key, digest, replies)
        return replies, taken.then

    def _require_header(self, message: Message) -> None:
        kind, _, event = message.type.partition("^")
        if message.type not in self._kinds and f"{kind}^*" not in self._kinds:
            known = any(each.startswith(f"{kind}^") for each in self._kinds)
            if known and kind:
                raise NotAccepted("201", f"event {event or '(none)'} of {kind} is not supported", "MSH-9.2")
            raise NotAccepted("200", f"message type {kind or '(none)'} is not supported", "MSH-9.1")
        if message.version not in VERSIONS:
            raise NotAccepted("203", f"HL7 version {message.version or '(none)'} is not supported", "MSH-12")
        if message.get("MSH-11.1") not in ("P", "T", "D"):
            raise NotAccepted("202", "processing ID is none of P, T, D", "MSH-11")
        if not message.control_id.strip():
            raise NotAccepted("101", "the message has no control ID", "MSH-10")

    def _require_text(self, message: Message) -> None:
        if not is_known(message.declared_charset) and not message.raw.isascii():
            raise NotAccepted("103", f"character set {message.declared_charset!r} is unknown", "MSH-18")
        for name in _TEXT_SEGMENTS:
            for segment in message.all(name):
                for number, content in enumerate(segment.fields):
                    if any("\ud800" <= character <= "\udfff" for character in content):
                        text = f"bytes that are not {message.charset}, which MSH-18 declares"
                        raise NotAccepted("102", text, f"{name}-{number}")

    def _replies(self, message: Message, error: Hl7Error | None) -> list[Message]:
        """One answer in original mode. In enhanced mode: what was received is accepted (CA), and the application's
        answer follows; a wrong type, event, version or processing ID is rejected at once (CR), and nothing follows."""
        first = code_for(message, error)
        codes = [first] if first else []
        if is_enhanced(message) and first in ("CA", "CE") and wants_application(message, error is None):
            codes = ["CA", "AE" if error else "AA"]
        return [self._acknowledgement(message, code, error if code != "CA" else None) for code in codes]

    def _acknowledgement(self, message: Message, code: str, error: Hl7Error | None) -> Message:
        return acknowledge(
            message,
            code,
            text=error.text if error else "",
            error=error,
            control_id=self._runtime.control_id(self._role),
            when=local_time(self._runtime),
        )
