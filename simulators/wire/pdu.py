"""Upper layer PDUs: bytes and values, sans-io (PS3.8 9.3; the asynchronous window PS3.7 D.3.3.3).

What has a length is bounded; what a peer sends wrongly is a :class:`PeerViolation`, never another exception.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from simulators.wire.errors import PeerViolation

APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1"
IMPLEMENTATION_CLASS_UID = "1.2.826.0.1.3680043.10.1561.2.1"
IMPLEMENTATION_VERSION = "INTEROP_1"
MAX_PDU = 1024 * 1024  # longest P-DATA-TF that is taken, and announced
CONTROL_LIMIT = 1024 * 1024  # bytes of any other PDU
MOST_EMPTY = 1000  # fragments in a row without a byte: a peer could send them without end, and each is in time
MAX_CONTEXTS = 128  # odd IDs of one byte (PS3.8 9.3.2.2)
RELEASE_RQ, RELEASE_RP = bytes.fromhex("050000000004 00000000"), bytes.fromhex("060000000004 00000000")

_PDU, _PDV = struct.Struct(">BxL"), struct.Struct(">LBB")
_DATA_HEAD = struct.Struct(">BxLLBB")
_FIXED = struct.Struct(">H2x16s16s32x")


class Fragment(NamedTuple):
    """Part of a command or data set. ``data`` is a view that holds until the next bytes are taken."""

    context_id: int
    is_command: bool
    data: memoryview
    last: bool


@dataclass(frozen=True, slots=True)
class Associate:
    """A-ASSOCIATE-RQ or -AC. ``contexts`` of a request: ID → (abstract syntax, transfer syntaxes); ``results`` of an
    answer: ID → (result, transfer syntax). ``window``: operations invoked, performed; 0 is without limit. ``roles``:
    SOP class → (SCU role, SCP role), 0 or 1, of the requestor (PS3.7 D.3.3.4). ``user``: type and fields of the user
    identity that a request of ours shows (PS3.7 D.3.3.7); it is never read."""

    called_ae_title: str = ""
    calling_ae_title: str = ""
    contexts: Mapping[int, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    results: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    max_pdu: int = 0
    window: tuple[int, int] | None = None
    implementation_class_uid: str = ""
    implementation_version: str = ""
    is_request: bool = True
    roles: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    application_context: str = APPLICATION_CONTEXT
    user: tuple[int, bytes, bytes] | None = field(default=None, repr=False)

    def encode(self) -> bytes:
        body = _FIXED.pack(1, _ae(self.called_ae_title), _ae(self.calling_ae_title))
        body += _item(0x10, self.application_context.encode())
        for number, (abstract, syntaxes) in self.contexts.items():
            names = _item(0x30, abstract.encode()) + b"".join(_item(0x40, one.encode()) for one in syntaxes)
            body += _item(0x20, bytes((number, 0, 0, 0)) + names)
        for number, (result, syntax) in self.results.items():
            body += _item(0x21, bytes((number, 0, result, 0)) + _item(0x40, syntax.encode()))
        user = _item(0x51, self.max_pdu.to_bytes(4, "big")) + _item(0x52, IMPLEMENTATION_CLASS_UID.encode())
        if self.window is not None:
            user += _item(0x53, struct.pack(">HH", *self.window))
        for uid, (scu, scp) in self.roles.items():
            name = uid.encode()
            user += _item(0x54, len(name).to_bytes(2, "big") + name + bytes((scu, scp)))
        if self.user is not None:
            kind, primary, secondary = self.user
            fields = (struct.pack(">H", len(one)) + one for one in (primary, secondary))
            user += _item(0x58, bytes((kind, 0)) + b"".join(fields))
        body += _item(0x50, user + _item(0x55, IMPLEMENTATION_VERSION.encode()))
        return _PDU.pack(1 if self.is_request else 2, len(body)) + body


@dataclass(frozen=True, slots=True)
class Reject:
    """A-ASSOCIATE-RJ (PS3.8 9.3.4)."""

    result: int
    source: int
    reason: int

    def encode(self) -> bytes:
        return bytes((3, 0, 0, 0, 0, 4, 0, self.result, self.source, self.reason))


@dataclass(frozen=True, slots=True)
class Abort:
    """A-ABORT: source 0 is the service user, 2 the service provider (PS3.8 9.3.8)."""

    source: int = 0
    reason: int = 0

    def encode(self) -> bytes:
        return bytes((7, 0, 0, 0, 0, 4, 0, 0, self.source, self.reason))


@dataclass(frozen=True, slots=True)
class Release:
    """A-RELEASE-RQ, or -RP where ``is_answer``."""

    is_answer: bool


Event: TypeAlias = Fragment | Associate | Reject | Abort | Release


def data_head(context_id: int, length: int, *, is_command: bool, last: bool) -> bytes:
    """What stands before ``length`` bytes of one fragment that is a P-DATA-TF of its own (PS3.8 9.3.5, E.2)."""
    return _DATA_HEAD.pack(4, length + 6, length + 2, context_id, is_command | last << 1)


def room(max_pdu: int, most: int) -> int:
    """Bytes of a message in one P-DATA-TF for a peer that takes ``max_pdu`` (0: any): even, and at most ``most``."""
    if 0 < max_pdu < 8:
        raise violation(f"a maximum PDU length of {max_pdu} leaves no room for data", "D.1")
    return min(most, max_pdu - 6 & ~1) if max_pdu else most


def fragments(context_id: int, data: bytes, step: int, *, is_command: bool) -> bytes:
    """``data`` as P-DATA-TF PDUs of at most ``step`` bytes of it each."""
    parts = []
    for at in range(0, len(data), step):
        piece = data[at : at + step]
        parts += [data_head(context_id, len(piece), is_command=is_command, last=at + step >= len(data)), piece]
    return b"".join(parts)


class Decoder:
    """Bytes of one association to events, whatever pieces they come in. Keeps no data: fragments pass through."""

    def __init__(self, max_pdu: int = MAX_PDU) -> None:
        self._max_pdu = max_pdu
        self._carry = bytearray()
        self._pdu_left = 0  # of a P-DATA-TF, after the value that is being read
        self._value_left = 0
        self._empty = 0  # values without data so far, in a row
        self._value = (0, False, False)  # context, is_command, last
        self._kind, self._wanted = -1, 6  # kind -1: the head of a PDU; 4: of a value; others: a body

    @property
    def is_between(self) -> bool:
        """Whether the next byte begins a PDU."""
        return self._kind == -1 and not self._carry

    def receive_data(self, data: bytes | bytearray | memoryview) -> Iterator[Event]:
        """Events in the order of the wire; :class:`PeerViolation` at what is none, and then no more."""
        view, at = memoryview(data), 0
        while True:
            if self._value_left:
                if at == len(view):
                    return
                part = view[at : at + self._value_left]
                at += len(part)
                self._value_left -= len(part)
                context_id, is_command, last = self._value
                yield Fragment(context_id, is_command, part, last and not self._value_left)
                if not self._value_left:
                    self._next_value()
                continue
            have = len(self._carry)
            piece = view[at : at + self._wanted - have]
            at += len(piece)
            if have + len(piece) < self._wanted:
                self._carry += piece
                return
            unit = bytes(self._carry + piece) if have else bytes(piece)
            self._carry.clear()
            event = self._unit(unit)
            if event is not None:
                yield event

    def _next_value(self) -> None:
        self._kind, self._wanted = (4, 6) if self._pdu_left else (-1, 6)

    def _unit(self, unit: bytes) -> Event | None:
        if self._kind == 4:
            return self._value_head(unit)
        if self._kind == -1:
            self._pdu_head(*_PDU.unpack(unit))
            return None
        kind = self._kind
        self._kind, self._wanted = -1, 6
        return _control(kind, unit)

    def _pdu_head(self, kind: int, length: int) -> None:
        if not 1 <= kind <= 7:
            raise violation(f"PDU type {kind:02X}H is unknown", "9.3.1")
        if length > (self._max_pdu if kind == 4 else CONTROL_LIMIT):
            raise violation(f"a PDU of type {kind:02X}H with {length} bytes is longer than agreed", "D.1")
        if kind == 4:
            if length < 6:
                raise violation("a P-DATA-TF PDU without a value", "9.3.5")
            self._pdu_left, self._kind, self._wanted = length, 4, 6
        else:
            if length < 4:
                raise violation(f"a PDU of type {kind:02X}H with {length} bytes", "9.3")
            self._kind, self._wanted = kind, length

    def _value_head(self, unit: bytes) -> Fragment | None:
        length, context_id, flags = _PDV.unpack(unit)
        if length < 2 or length + 4 > self._pdu_left or 0 < self._pdu_left - length - 4 < 6:
            raise violation(f"a presentation data value of {length} bytes in {self._pdu_left}", "9.3.5.1")
        self._pdu_left -= length + 4
        self._value_left = length - 2
        self._value = (context_id, bool(flags & 1), bool(flags & 2))
        self._empty = 0 if self._value_left or flags & 2 else self._empty + 1
        if self._empty > MOST_EMPTY:
            raise PeerViolation(f"more than {MOST_EMPTY} fragments in a row without data", clause="our limit")
        if self._value_left:
            return None
        self._next_value()
        return Fragment(context_id, bool(flags & 1), memoryview(b""), bool(flags & 2))


def violation(what: str, clause: str) -> PeerViolation:
    """The peer broke PS3.8."""
    return PeerViolation(what, clause=f"PS3.8 {clause}")


def _control(kind: int, body: bytes) -> Event:
    if kind in (1, 2):
        return _associate(kind == 1, body)
    if kind == 3:
        return Reject(body[1], body[2], body[3])
    if kind == 7:
        return Abort(body[2], body[3])
    return Release(kind == 6)


def _associate(is_request: bool, body: bytes) -> Associate:
    if len(body) < _FIXED.size:
        raise violation(f"an association PDU of {len(body)} bytes", "9.3.2")
    version, called, calling = _FIXED.unpack_from(body)
    if not version & 1:
        raise violation(f"protocol version {version:04X}H", "9.3.2")
    contexts: dict[int, tuple[str, tuple[str, ...]]] = {}
    results: dict[int, tuple[int, str]] = {}
    user: dict[int, bytes] = {}
    granted: dict[str, tuple[int, int]] = {}
    application = ""
    for kind, value in _items(body[_FIXED.size :]):
        if kind == (0x20 if is_request else 0x21):
            _context(value, contexts, results, is_request)
        elif kind == 0x10:
            application = _ascii(value)
        elif kind == 0x50:
            items = list(_items(value))
            user.update(items)
            granted.update(_role(one) for number, one in items if number == 0x54)
    return Associate(
        _ascii(called), _ascii(calling), contexts, results,
        int.from_bytes(_exactly(user, 0x51, 4) or b"\0", "big"), _window(user),
        _ascii(user.get(0x52, b"")), _ascii(user.get(0x55, b"")), is_request, granted, application,
    )  # fmt: skip


def _context(
    value: bytes,
    contexts: dict[int, tuple[str, tuple[str, ...]]],
    results: dict[int, tuple[int, str]],
    is_request: bool,
) -> None:
    if len(value) < 4 or not value[0] & 1 or value[0] in contexts or value[0] in results:
        raise violation(f"a presentation context item {value[:4].hex(' ')}: its ID has to be odd, once", "9.3.2.2")
    names = list(_items(value[4:]))
    syntaxes = tuple(_ascii(name) for kind, name in names if kind == 0x40)
    if is_request:
        contexts[value[0]] = (next((_ascii(name) for kind, name in names if kind == 0x30), ""), syntaxes)
    else:
        results[value[0]] = (value[2], next(iter(syntaxes), ""))


def _role(value: bytes) -> tuple[str, tuple[int, int]]:
    length = int.from_bytes(value[:2], "big")
    if len(value) != length + 4:
        raise violation(f"a role selection item of {len(value)} bytes", "D.3.3.4")
    return _ascii(value[2:-2]), (value[-2], value[-1])


def _window(user: dict[int, bytes]) -> tuple[int, int] | None:
    value = _exactly(user, 0x53, 4)
    return (int.from_bytes(value[:2], "big"), int.from_bytes(value[2:], "big")) if value else None


def _exactly(user: dict[int, bytes], kind: int, length: int) -> bytes:
    value = user.get(kind, b"")
    if value and len(value) != length:
        raise violation(f"a user information item {kind:02X}H of {len(value)} bytes, not {length}", "D")
    return value


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        end = at + 4 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data):
            raise violation("an item is longer than what holds it", "9.3.2")
        yield data[at], data[at + 4 : end]
        at = end


def _item(kind: int, value: bytes) -> bytes:
    return bytes((kind, 0)) + len(value).to_bytes(2, "big") + value


def _ae(title: str) -> bytes:
    return f"{title:16}".encode("ascii", "replace")


def _ascii(value: bytes) -> str:
    return value.decode("latin-1").strip(" \0")
