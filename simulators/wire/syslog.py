"""Syslog messages (RFC 5424) and their framing on a stream (RFC 5425 4.3), sans-io.

A message is kept as it came; what is outside the grammar is a :class:`PeerViolation` that names the part. Over UDP a
datagram is a message (RFC 5426); on a stream each stands behind its length in octets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from simulators.wire.errors import LocalViolation, PeerViolation

LIMIT = 256 * 1024  # octets of one message that are taken
BOM = b"\xef\xbb\xbf"
NIL = "-"
MESSAGE, FRAMING = "RFC 5424 6", "RFC 5425 4.3"
_PARTS = (  # name, longest
    ("timestamp", 40),
    ("hostname", 255),
    ("app_name", 48),
    ("process_id", 128),
    ("message_id", 32),
)
_PRI = re.compile(rb"<(0|[1-9][0-9]{0,2})>([1-9][0-9]{0,2}) ")
_STAMP = re.compile(
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
_NAME = re.compile(rb'[^\x00-\x20"=\]\x7f-\xff]{1,32}')
_PARAMETER = re.compile(rb' ([^\x00-\x20"=\]\x7f-\xff]{1,32})="((?:[^"\\\]]|\\.)*)"', re.DOTALL)
_EXCERPT = 60

Parameters = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SyslogMessage:
    """One message; a part that the sender left out is "" (on the wire ``-``). ``structured_data`` is in its order."""

    facility: int = 10  # security and authorization
    severity: int = 5  # notice
    timestamp: str = ""
    hostname: str = ""
    app_name: str = ""
    process_id: str = ""
    message_id: str = ""
    structured_data: tuple[tuple[str, Parameters], ...] = ()
    content: bytes = b""  # MSG without its byte order mark
    is_marked_utf8: bool = True  # a byte order mark stands before it

    @property
    def raw(self) -> bytes:
        """The message in octets. :class:`LocalViolation` where a part cannot stand in a header."""
        header = [f"<{self.facility * 8 + self.severity}>1"]
        for name, longest in _PARTS:
            value = getattr(self, name) or NIL
            if len(value) > longest or not value.isascii() or not value.isprintable() or " " in value:
                raise LocalViolation(f"syslog {name} cannot be {value!r}")
            header.append(value)
        data = "".join(_element(*one) for one in self.structured_data) or NIL
        text = (BOM if self.is_marked_utf8 else b"") + self.content
        return " ".join((*header, data)).encode() + (b" " + text if text else b"")


def _element(name: str, parameters: Parameters) -> str:
    return "[" + name + "".join(f' {key}="{_escaped(value)}"' for key, value in parameters) + "]"


def _escaped(value: str) -> str:
    return re.sub(r'(["\\\]])', r"\\\1", value)


def parse(raw: bytes, limit: int = LIMIT) -> SyslogMessage:
    """Octets of one message to its parts. :class:`PeerViolation` says which part is outside the grammar."""
    if len(raw) > limit:
        raise _violation(f"the message has {len(raw)} octets, more than {limit}", raw)
    head = _PRI.match(raw)
    if head is None or int(head[1]) > 191:
        raise _violation("no PRI from <0> to <191> and no version at the start", raw)
    if head[2] != b"1":
        raise _violation(f"version {head[2].decode()} of the syslog protocol, where 1 is known", raw)
    parts, rest = _header(raw, raw[head.end() :])
    data, rest = _structured_data(raw, rest)
    marked = rest.startswith(BOM)
    content = rest.removeprefix(BOM)
    if marked and not _is_utf8(content):
        raise _violation("a byte order mark, and then text that is not UTF-8", raw)
    return SyslogMessage(
        facility=int(head[1]) // 8,
        severity=int(head[1]) % 8,
        structured_data=data,
        content=content,
        is_marked_utf8=marked,
        **parts,
    )


def _header(raw: bytes, rest: bytes) -> tuple[dict[str, str], bytes]:
    parts: dict[str, str] = {}
    for name, longest in _PARTS:
        value, blank, rest = rest.partition(b" ")
        text = value.decode("latin-1")
        if not blank or not 0 < len(value) <= longest or not text.isascii() or not text.isprintable():
            raise _violation(f"no {name} of 1 to {longest} printable ASCII characters in the header", raw)
        if name == "timestamp" and text != NIL and not _STAMP.fullmatch(text):
            raise _violation(f"the timestamp {text[:_EXCERPT]!r} is not of the form 2026-11-24T10:00:00.000Z", raw)
        parts[name] = "" if text == NIL else text
    return parts, rest


def _structured_data(raw: bytes, rest: bytes) -> tuple[tuple[tuple[str, Parameters], ...], bytes]:
    """The elements, and what stands behind them."""
    if rest[:1] == b"-" and rest[1:2] in (b"", b" "):
        return (), rest[2:]
    found: list[tuple[str, Parameters]] = []
    place = 0
    while rest[place : place + 1] == b"[":
        name = _NAME.match(rest, place + 1)
        if name is None:
            break
        place, parameters = name.end(), []
        while parameter := _PARAMETER.match(rest, place):
            value = re.sub(rb'\\(["\\\]])', rb"\1", parameter[2])
            parameters.append((parameter[1].decode(), value.decode("utf-8", "replace")))
            place = parameter.end()
        if rest[place : place + 1] != b"]":
            break
        place += 1
        found.append((name[0].decode(), tuple(parameters)))
    if not found or rest[place : place + 1] not in (b"", b" "):
        raise _violation("structured data that is neither - nor elements in square brackets", raw)
    return tuple(found), rest[place + 1 :]


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _violation(what: str, raw: bytes, clause: str = MESSAGE) -> PeerViolation:
    return PeerViolation(what, clause=clause, received=bytes(raw[:_EXCERPT]))


def frame(message: bytes) -> bytes:
    """``message`` behind its length: ``MSG-LEN SP SYSLOG-MSG``."""
    return b"%d %b" % (len(message), message)


@dataclass(slots=True)
class Decoder:
    """Octets of one connection to messages. ``limit`` is the longest message.

    Nothing marks the end of a message, so after a wrong length nothing that follows can be read: the violation comes
    once, :attr:`broken` is set, and the rest is dropped.
    """

    limit: int = LIMIT
    broken: bool = False
    _buffer: bytearray = field(default_factory=bytearray)

    @property
    def waiting(self) -> int:
        """Octets of a message that is not whole yet."""
        return len(self._buffer)

    def receive_data(self, data: bytes) -> list[bytes | PeerViolation]:
        """Whole messages, or what was wrong, in the order of the wire."""
        events: list[bytes | PeerViolation] = []
        self._buffer += b"" if self.broken else data
        place = 0
        while not self.broken:
            digits, blank, _ = bytes(self._buffer[place : place + 12]).partition(b" ")
            begin = place + len(digits) + 1
            if not self._may_be_length(digits, bool(blank)):
                events.append(self._break(digits, place))
            elif not blank or len(self._buffer) < begin + int(digits):
                break
            else:
                place = begin + int(digits)
                events.append(bytes(memoryview(self._buffer)[begin:place]))
        del self._buffer[:place]
        return events

    def receive_eof(self) -> PeerViolation | None:
        """What the peer left unfinished; None after a clean end."""
        if not self._buffer or self.broken:
            return None
        return _violation("the connection ended in the middle of a message", bytes(self._buffer[:_EXCERPT]), FRAMING)

    def _may_be_length(self, digits: bytes, is_whole: bool) -> bool:
        if not digits:
            return not is_whole
        return digits.isdigit() and digits[:1] != b"0" and len(digits) < 12 and int(digits) <= self.limit

    def _break(self, digits: bytes, place: int) -> PeerViolation:
        self.broken = True
        excerpt = bytes(self._buffer[place : place + _EXCERPT])
        self._buffer.clear()
        if digits.isdigit() and digits[:1] != b"0":
            return _violation(f"a message of {digits.decode()} octets, more than {self.limit}", excerpt, FRAMING)
        return _violation("no length in octets before the message", excerpt, FRAMING)
