"""Command sets of C-STORE as bytes, and what their status says (PS3.7 9.3.1, PS3.4 Table B.2-1)."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import NamedTuple

from simulators.wire.errors import PeerViolation

STORE_RQ, STORE_RSP, ECHO_RQ, ECHO_RSP = 0x0001, 0x8001, 0x0030, 0x8030
NO_DATASET = 0x0101
COMMAND_LIMIT = 64 * 1024
SUCCESS, OUT_OF_RESOURCES, MISMATCH = 0x0000, 0xA700, 0xA900
INVALID_INSTANCE, UNRECOGNIZED = 0x0117, 0x0211

_HEAD = struct.Struct("<HHL")
_WARNINGS = {0x0001, 0x0107, 0x0116}
_MEANINGS = {
    0x0000: "stored",
    0x0112: "no such SOP instance, or SOP class not supported",
    0x0117: "invalid SOP instance",
    0x0122: "SOP class not supported",
    0x0124: "not authorized",
    0x0210: "duplicate invocation",
    0x0211: "unrecognized operation",
    0x0212: "mistyped argument",
    0xB000: "coercion of data elements",
    0xB006: "elements discarded",
    0xB007: "data set does not match SOP class",
}


@lru_cache(256)
def status_text(status: int) -> str:
    """The status in the standard's words, with its number."""
    ranges = {0xA7: "out of resources", 0xA9: "data set does not match SOP class"}
    words = _MEANINGS.get(status) or ranges.get(status >> 8) or ("cannot understand" if status >> 12 == 0xC else "")
    return f"{status:04X}H" + (f" {words}" if words else "")


def is_warning(status: int) -> bool:
    """Stored, with something to know (PS3.7 C)."""
    return status in _WARNINGS or status >> 12 == 0xB


def store_rq(sop_class: bytes, sop_instance: bytes, message_id: int) -> bytes:
    """A C-STORE-RQ with a data set; UIDs in ASCII, without padding."""
    body = _ui(0x0002, sop_class) + _us(0x0100, STORE_RQ) + _us(0x0110, message_id) + _us(0x0700, 0)
    return _grouped(body + _us(0x0800, 1) + _ui(0x1000, sop_instance))


def response(request: Command, status: int) -> bytes:
    """The response to a request, of any kind."""
    body = _ui(0x0002, request.sop_class_uid.encode("ascii", "replace")) if request.sop_class_uid else b""
    body += _us(0x0100, request.field | 0x8000) + _us(0x0120, request.message_id) + _us(0x0800, NO_DATASET)
    body += _us(0x0900, status)
    uid = request.sop_instance_uid.encode("ascii", "replace")
    return _grouped(body + (_ui(0x1000, uid) if uid else b""))


class Command(NamedTuple):
    """What is used of a command set; -1 and "" where it does not say. ``message_id`` of a response is that of the
    request it answers."""

    field: int
    message_id: int = -1
    status: int = -1
    has_dataset: bool = False
    sop_class_uid: str = ""
    sop_instance_uid: str = ""
    comment: str = ""


def parse(data: bytes) -> Command:
    """A command set (implicit VR little endian, PS3.7 6.3.1); :class:`PeerViolation` where it is none."""
    found: dict[int, bytes] = {}
    at, end = 0, len(data)
    while at < end:
        if end - at < 8:
            raise _bad(data, "it ends in the head of an element")
        group, element, length = _HEAD.unpack_from(data, at)
        at += 8
        if group or length > end - at:
            raise _bad(data, f"element ({group:04X},{element:04X}) with {length} bytes")
        found[element] = data[at : at + length]
        at += length
    field = _number(data, found, 0x0100)
    if field < 0:
        raise _bad(data, "no Command Field (0000,0100)")
    return Command(
        field,
        _number(data, found, 0x0120 if field & 0x8000 else 0x0110),
        _number(data, found, 0x0900),
        _number(data, found, 0x0800) not in (NO_DATASET, -1),
        _text(found, 0x0002),
        _text(found, 0x1000),
        _text(found, 0x0902),
    )


def _number(data: bytes, found: dict[int, bytes], element: int) -> int:
    value = found.get(element)
    if value is None:
        return -1
    if len(value) != 2:
        raise _bad(data, f"(0000,{element:04X}) has {len(value)} bytes, not 2")
    return value[0] | value[1] << 8


def _text(found: dict[int, bytes], element: int) -> str:
    return found[element].decode("latin-1").strip(" \0") if element in found else ""


def _bad(data: bytes, why: str) -> PeerViolation:
    return PeerViolation(
        f"a command set that cannot be read: {why}", clause="PS3.7 6.3.1", received=bytes(data[:64]).hex(" ")
    )


def _us(element: int, value: int) -> bytes:
    return struct.pack("<HHLH", 0, element, 2, value & 0xFFFF)


def _ui(element: int, value: bytes) -> bytes:
    value += b"\0" * (len(value) % 2)
    return _HEAD.pack(0, element, len(value)) + value


def _grouped(body: bytes) -> bytes:
    return struct.pack("<HHLL", 0, 0, 4, len(body)) + body
