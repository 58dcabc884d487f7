"""What the transport has to know of each message, read once from its header and, of an answer, from its MSA segment.

:class:`simulators.wire.er7.Message` and :mod:`simulators.wire.ack` do the same for any message; this is the short way
for the many thousand messages a second that are plain ASCII and use the usual delimiters. Tests hold the two equal.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from simulators.wire import ack
from simulators.wire.er7 import Message

_FIELD = r"([^|\r\n\\]*)"
_SKIP = r"[^|\r\n]*"
_PLAIN = re.compile(
    r"MSH\|\^~\\&"
    + rf"\|{_FIELD}" * 4  # 3 to 6
    + rf"\|{_SKIP}\|{_SKIP}"
    + rf"\|{_FIELD}" * 4  # 9 to 12
    + rf"(?:\|{_SKIP}(?:\|{_SKIP}(?:\|{_FIELD}(?:\|{_FIELD}(?:\|{_SKIP}(?:\|{_FIELD})?)?)?)?)?)?"  # 15, 16, 18
    + rf"(?:\|{_SKIP})*\r"
    + rf"(?:(MSA)\|{_SKIP}(?:\|{_FIELD})?)?"
)
_LOOKED_AT = 640  # bytes in which MSH and the start of MSA must lie for the short way
_KNOWN_CHARSETS = frozenset({"", "ASCII", "8859/1", "8859/15", "UNICODE UTF-8"})
_OLD = frozenset({"2.1", "2.2", "2.3"})  # answered with ACK^event, without a structure
_NEW = frozenset({"2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2"})


class Header(NamedTuple):
    """Of MSH and MSA; "" for what is absent."""

    kind: str  # "ADT^A01"
    control_id: str  # MSH-10
    caller: str  # "APP|FACILITY" of MSH-3 and MSH-4
    accept: str  # MSH-15
    application: str  # MSH-16
    has_msa: bool
    answers: str  # MSA-2
    fields: tuple[str, ...] = ()  # of a plain header: MSH-3 4 5 6 9 10 11 12 15 16 18; () where it is not plain
    is_clean: bool = False  # surely without anything that Message.warnings would name

    @property
    def is_enhanced(self) -> bool:
        return bool(self.accept or self.application)

    @property
    def wants_answer(self) -> bool:
        """Whether any acknowledgement is due: in original mode always, in enhanced mode unless both say NE."""
        return not self.is_enhanced or not {self.accept, self.application} <= {"", "NE"}


def header(message: Message) -> Header:
    """The header of ``message``."""
    raw = message.raw
    try:
        found = _PLAIN.match(raw[:_LOOKED_AT].decode("ascii"))
    except UnicodeDecodeError:
        return _slow(message)
    if found is None:
        return _slow(message)
    application, facility, _, _, kind, control_id, _, _, accept, reply, charset, msa, answers = fields = found.groups(
        ""
    )
    line_feeds = b"\n" in raw
    if not msa and (raw.find(b"\rMSA") >= 0 or (line_feeds and raw.find(b"\nMSA") >= 0)):
        return _slow(message)
    return Header(
        _kind(kind),
        control_id if "~" not in control_id else control_id.split("~", 1)[0],
        f"{_component(application)}|{_component(facility)}",
        accept and accept.strip(),
        reply and reply.strip(),
        bool(msa),
        answers if "~" not in answers else answers.split("~", 1)[0],
        fields,
        charset in _KNOWN_CHARSETS and not line_feeds and raw.isascii(),
    )


def acknowledgement(message: Message, head: Header, code: str, *, control_id: str, when: str) -> Message:
    """As :func:`simulators.wire.ack.acknowledge`, for a message whose header was read already."""
    if not head.fields:
        return ack.acknowledge(message, code, control_id=control_id, when=when)
    application, facility, to, to_facility, _, answered, processing, version, _, _, charset, _, _ = head.fields
    if head.accept or head.application or not (version in _NEW or version in _OLD):
        return ack.acknowledge(message, code, control_id=control_id, when=when)
    event = head.kind.partition("^")[2]
    kind = "ACK" if not event else f"ACK^{event}" if version in _OLD else f"ACK^{event}^ACK"
    tail = f"||||||{charset}" if charset else ""
    msa = f"MSA|{code}|{answered}" if answered else f"MSA|{code}"
    return Message.parse(
        f"MSH|^~\\&|{to}|{to_facility}|{application}|{facility}|{when}||{kind}|{control_id}"
        f"|{processing or 'P'}|{version}{tail}\r{msa}\r".encode("ascii")
    )


@lru_cache(maxsize=512)
def _kind(field: str) -> str:
    """``ADT^A01`` of MSH-9. There are few of these, and they come again and again."""
    return "^".join(field.split("~", 1)[0].split("^", 2)[:2]).rstrip("^")


@lru_cache(maxsize=512)
def _component(field: str) -> str:
    """The first component of the first repetition."""
    return field.split("~", 1)[0].split("^", 1)[0]


def _slow(message: Message) -> Header:
    return Header(
        message.type,
        message.control_id,
        f"{message.sending_application}|{message.sending_facility}",
        message.get("MSH-15").strip(),
        message.get("MSH-16").strip(),
        message.segment("MSA") is not None,
        message.get("MSA-2"),
    )
