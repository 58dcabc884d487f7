"""A DICOM connection overheard: the bytes of both directions to associations and messages. Sans-io.

PS3.8 9.3: a PDU is type, reserved byte, length, then items. Each direction is read on its own; what breaks the
protocol becomes a :class:`PeerViolation` in its place and ends that direction.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydicom import Dataset
from pydicom.filereader import read_dataset
from pydicom.uid import UID, ImplicitVRLittleEndian

from simulators.wire.errors import PeerViolation

LARGEST_PDU = 1 << 28
LARGEST_MESSAGE = 1 << 31
_KINDS = {1: "A-ASSOCIATE-RQ", 2: "A-ASSOCIATE-AC", 3: "A-ASSOCIATE-RJ", 5: "A-RELEASE-RQ", 6: "A-RELEASE-RP",
          7: "A-ABORT"}  # fmt: skip
_RESULTS = {0: "accepted", 1: "user rejection", 2: "no reason", 3: "abstract syntax not supported",
            4: "transfer syntaxes not supported"}  # fmt: skip
COMMANDS = {0x01: "C-STORE", 0x10: "C-GET", 0x20: "C-FIND", 0x21: "C-MOVE", 0x30: "C-ECHO", 0x100: "N-EVENT-REPORT",
            0x110: "N-GET", 0x120: "N-SET", 0x130: "N-ACTION", 0x140: "N-CREATE", 0x150: "N-DELETE"}  # fmt: skip


@dataclass(slots=True)
class Heard:
    """One association event (``text``) or DIMSE message (``command``, ``data`` encoded in ``transfer_syntax``)."""

    kind: str
    from_client: bool
    text: str = ""
    command: Dataset | None = None
    data: bytes = b""
    transfer_syntax: str = ""
    context_id: int = 0


@dataclass(slots=True)
class _Way:
    buffer: bytearray = field(default_factory=bytearray)
    command: bytearray = field(default_factory=bytearray)
    data: bytearray = field(default_factory=bytearray)
    pending: Dataset | None = None
    broken: bool = False


class Overheard:
    """One connection. Feed it pieces in the order in which they were seen."""

    def __init__(self) -> None:
        self._ways = {True: _Way(), False: _Way()}
        self.proposed: dict[int, str] = {}
        self.accepted: dict[int, str] = {}
        self.calling = self.called = ""

    def receive(self, data: bytes, from_client: bool) -> list[Heard | PeerViolation]:
        """What is complete now."""
        way, found = self._ways[from_client], list[Heard | PeerViolation]()
        if way.broken:
            return found
        way.buffer += data
        try:
            while len(way.buffer) >= 6:
                kind, size = way.buffer[0], int.from_bytes(way.buffer[2:6], "big")
                if kind not in (*_KINDS, 4) or size > LARGEST_PDU:
                    raise PeerViolation(f"is no PDU of DICOM: type {kind}, length {size}", clause="PS3.8 9.3")
                if len(way.buffer) < 6 + size:
                    break
                body = bytes(memoryview(way.buffer)[6 : 6 + size])
                del way.buffer[: 6 + size]
                found += self._pdu(kind, body, from_client, way)
        except PeerViolation as violation:
            found.append(violation)
            way.broken = True
        except Exception as error:  # pydicom raises anything on bytes that it does not understand
            found.append(PeerViolation(f"a PDU cannot be read: {type(error).__name__}", clause="PS3.8 9.3"))
            way.broken = True
        return found

    def _pdu(self, kind: int, body: bytes, from_client: bool, way: _Way) -> Iterator[Heard]:
        if kind == 4:
            yield from self._values(body, from_client, way)
            return
        lines = [_KINDS[kind]]
        if kind in (1, 2):
            lines += self._associate(kind, body)
        elif kind == 3:
            lines.append(f"result {body[1]}, source {body[2]}, reason {body[3]}")
        yield Heard(_KINDS[kind], from_client, text="\n".join(lines))

    # --- associations

    def _associate(self, kind: int, body: bytes) -> Iterator[str]:
        self.called, self.calling = (body[at : at + 16].decode("latin-1").strip() for at in (4, 20))
        yield f"calling AE title: {self.calling}"
        yield f"called AE title: {self.called}"
        for item, value in _items(body[68:]):
            if item == 0x10:
                yield f"application context: {_uid(value)}"
            elif item in (0x20, 0x21):
                yield self._context(item, value)
            elif item == 0x50:
                yield from _user(value)

    def _context(self, item: int, value: bytes) -> str:
        number, result = value[0], value[2]
        parts = list(_items(value[4:]))
        syntaxes = [_uid(part) for kind, part in parts if kind == 0x40]
        if item == 0x20:
            self.proposed[number] = next((_uid(part) for kind, part in parts if kind == 0x30), "")
            what = _named(self.proposed[number])
        else:
            what = _RESULTS.get(result, str(result))
            if result == 0 and syntaxes:
                self.accepted[number] = syntaxes[0]
        return f"context {number}: {what}; {', '.join(map(_named, syntaxes))}"

    # --- messages

    def _values(self, body: bytes, from_client: bool, way: _Way) -> Iterator[Heard]:
        position = 0
        while position + 6 <= len(body):
            size = int.from_bytes(body[position : position + 4], "big")
            if size < 2 or position + 4 + size > len(body):
                raise PeerViolation("a presentation data value is longer than its PDU", clause="PS3.8 9.3.5.1")
            context, control = body[position + 4], body[position + 5]
            part = way.command if control & 1 else way.data
            part += body[position + 6 : position + 4 + size]
            position += 4 + size
            if len(part) > LARGEST_MESSAGE:
                raise PeerViolation(f"a message is larger than {LARGEST_MESSAGE} bytes")
            if control & 2:
                yield from self._fragment(bool(control & 1), context, from_client, way)

    def _fragment(self, is_command: bool, context: int, from_client: bool, way: _Way) -> Iterator[Heard]:
        if is_command:
            way.pending = read_dataset(io.BytesIO(bytes(way.command)), is_implicit_VR=True, is_little_endian=True)
            way.command.clear()
            if int(way.pending.get("CommandDataSetType", 0x0101)) != 0x0101:
                return
        command, data = way.pending, bytes(way.data)
        way.pending = None
        way.data.clear()
        if command is None:
            raise PeerViolation("a data set without a command", clause="PS3.7 6.3")
        code = int(command.get("CommandField", 0))
        name = COMMANDS.get(code & 0x7FFF, "C-CANCEL" if code == 0x0FFF else f"command {code:04X}")
        kind = name if code == 0x0FFF else name + ("-RSP" if code & 0x8000 else "-RQ")
        yield Heard(kind, from_client, command=command, data=data, context_id=context,
                    transfer_syntax=self.accepted.get(context, ImplicitVRLittleEndian))  # fmt: skip


def _items(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position + 4 <= len(data):
        size = int.from_bytes(data[position + 2 : position + 4], "big")
        yield data[position], data[position + 4 : position + 4 + size]
        position += 4 + size


def _user(data: bytes) -> Iterator[str]:
    for item, value in _items(data):
        if item == 0x51 and len(value) >= 4:
            yield f"MaximumLengthNotification: maximum_length={int.from_bytes(value[:4], 'big')}"
        elif item == 0x52:
            yield f"ImplementationClassUIDNotification: implementation_class_uid={_uid(value)}"
        elif item == 0x55:
            yield f"ImplementationVersionNameNotification: implementation_version_name={_uid(value)}"


def _uid(value: bytes) -> str:
    return value.decode("latin-1").strip("\0 ")


def _named(uid: str) -> str:
    name = UID(uid).name
    return f"{uid} ({name})" if name != uid else uid
