"""The first words of TLS, by hand: to offer what this machine's own library has lost, and to read what is answered.

A ClientHello goes out, and the first record that comes back says whether the offer was taken (RFC 5246 7.4.1; RFC 8446
4.1). The handshake is not carried on.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass

from simulators.wire.errors import PeerViolation

HANDSHAKE, ALERT = 22, 21
CLIENT_HELLO, SERVER_HELLO = 1, 2
RECORD_LIMIT = 16384 + 2048  # bytes of a record (RFC 5246 6.2.3)
VERSIONS = {"TLS 1.0": 0x0301, "TLS 1.1": 0x0302, "TLS 1.2": 0x0303}
STRONG = (0xC02F, 0xC030, 0xC02B, 0xC02C, 0x009E, 0x009F)  # forward secrecy, authenticated encryption
RENEGOTIATION_INFO = 0xFF01
USUAL = (0xC013, 0xC014, 0xC009, 0xC00A, 0x0033, 0x0039, 0x002F, 0x0035, 0x000A)  # of the time before TLS 1.2
WEAK = {  # what RFC 7525 4.1 forbids to negotiate
    "no encryption": (0x003B, 0x0002, 0x0001, 0xC010, 0xC006),
    "RC4": (0x0005, 0x0004, 0xC011, 0xC007),
    "export keys": (0x0003, 0x0006, 0x0008, 0x000B, 0x000E, 0x0011, 0x0014),
    "DES": (0x0009, 0x000C, 0x000F, 0x0012, 0x0015),
}
ALERTS = {
    0: "close_notify", 10: "unexpected_message", 20: "bad_record_mac", 22: "record_overflow", 40: "handshake_failure",
    42: "bad_certificate", 47: "illegal_parameter", 48: "unknown_ca", 50: "decode_error", 70: "protocol_version",
    71: "insufficient_security", 80: "internal_error", 86: "inappropriate_fallback", 90: "user_canceled",
    109: "missing_extension", 112: "unrecognized_name", 116: "certificate_required",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``kind``: *hello* (the offer was taken), *alert* (refused), *other* (no TLS). ``is_secured``: a
    renegotiation is tied to the connection (RFC 5746)."""

    kind: str
    version: int = 0
    suite: int = 0
    alert: int = 0
    is_secured: bool = False

    def __str__(self) -> str:
        if self.kind == "hello":
            names = {number: name for name, number in VERSIONS.items()}
            return f"{names.get(self.version, f'version {self.version:04X}')}, suite {self.suite:04X}"
        return f"alert {ALERTS.get(self.alert, self.alert)}" if self.kind == "alert" else "no TLS"


def offering(offer: str) -> bytes:
    """A ClientHello of TLS 1.2 with suites of one weakness, or of a version with the suites of its time."""
    if offer in WEAK:
        return client_hello(VERSIONS["TLS 1.2"], WEAK[offer])
    return client_hello(VERSIONS[offer], STRONG if offer == "TLS 1.2" else USUAL)


def client_hello(version: int, suites: tuple[int, ...]) -> bytes:
    """One record. 00FF says that renegotiation is secured (RFC 5746 3.3)."""
    offered = (*suites, 0x00FF)
    extensions = _extension(10, _list16(23, 24, 25, 29)) + _extension(11, b"\x01\x00")
    if version >= VERSIONS["TLS 1.2"]:
        extensions += _extension(13, _list16(0x0401, 0x0501, 0x0403, 0x0201, 0x0203))
    body = struct.pack(">H", version) + os.urandom(32) + b"\0" + _list16(*offered) + b"\x01\x00"
    body += struct.pack(">H", len(extensions)) + extensions
    handshake = struct.pack(">B", CLIENT_HELLO) + struct.pack(">I", len(body))[1:] + body
    return struct.pack(">BHH", HANDSHAKE, 0x0301, len(handshake)) + handshake


def _list16(*numbers: int) -> bytes:
    return struct.pack(">H", 2 * len(numbers)) + struct.pack(f">{len(numbers)}H", *numbers)


def _extension(kind: int, value: bytes) -> bytes:
    return struct.pack(">HH", kind, len(value)) + value


def read_answer(received: bytes) -> Answer | None:
    """The answer in the bytes so far; None where more is needed. :class:`PeerViolation` for a record that is none."""
    if not received:
        return None
    if received[0] not in (HANDSHAKE, ALERT):
        return Answer("other")
    if len(received) < 5:
        return None
    kind, version, length = struct.unpack_from(">BHH", received)
    if version >> 8 != 3 or not 2 <= length <= RECORD_LIMIT:
        raise PeerViolation(f"a TLS record of version {version:04X} and {length} bytes", clause="RFC 5246 6.2.1")
    if len(received) < 5 + length:
        return None
    record = received[5 : 5 + length]
    return Answer("alert", alert=record[1]) if kind == ALERT else _hello(record)


def _hello(record: bytes) -> Answer:
    """ServerHello: type, length, version, random, session identifier, suite, extensions (RFC 5246 7.4.1.3)."""
    if record[0] != SERVER_HELLO or len(record) < 39 or len(record) < 41 + record[38]:
        raise PeerViolation("a TLS handshake that does not begin with ServerHello", clause="RFC 5246 7.4.1.3")
    (version,) = struct.unpack_from(">H", record, 4)
    (suite,) = struct.unpack_from(">H", record, 39 + record[38])
    return Answer("hello", version=version, suite=suite, is_secured=RENEGOTIATION_INFO in _extensions(record))


def _extensions(record: bytes) -> list[int]:
    """Which there are: behind the suite one byte of compression, then the length of all, then type, length, value."""
    end, found = 4 + int.from_bytes(record[1:4], "big"), []
    at = 41 + record[38] + 1 + 2
    while at + 4 <= min(end, len(record)):
        kind, length = struct.unpack_from(">HH", record, at)
        found.append(kind)
        at += 4 + length
    return found
