"""Whole messages on a line: MLLP blocks or DICOM PDUs, doubled, swapped, dropped, or counted until the line is cut.

For ``Link(per_connection=...)``: the relay knows no protocol, these do.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from simulators.link_way import TO_SERVER, CutHere

Protocol: TypeAlias = Literal["mllp", "dicom"]
Fault: TypeAlias = Literal["double", "swap", "drop"]
PDU_HEADER = 6  # type, reserved, length: PS3.8 9.3.1


def split(data: bytes, protocol: Protocol) -> tuple[list[bytes], bytes]:
    """Whole messages, and the beginning of one that is not all there yet."""
    whole, rest = [], data
    while (end := _end(rest, protocol)) and len(rest) >= end:
        whole.append(rest[:end])
        rest = rest[end:]
    return whole, rest


def _end(data: bytes, protocol: Protocol) -> int:
    """Where the first message ends; 0 where that is not known yet."""
    if protocol == "mllp":
        return data.find(b"\x1c\r") + 2 if b"\x1c\r" in data else 0
    return PDU_HEADER + int.from_bytes(data[2:PDU_HEADER], "big") if len(data) >= PDU_HEADER else 0


class Messages:
    """``change`` for a link that does something to every ``nth`` message of one direction.

    ``double``: it goes twice. ``drop``: it does not go. ``swap``: it waits for the next and goes after it; one after
    which nothing comes is never sent, as by an engine that lost it.
    """

    def __init__(self, protocol: Protocol, fault: Fault, *, nth: int = 1, direction: str = TO_SERVER) -> None:
        self._protocol, self._fault, self._nth, self._direction = protocol, fault, nth, direction
        self._rest = b""
        self._held = b""
        self._count = 0

    def __call__(self, data: bytes, direction: str) -> bytes:
        if direction != self._direction:
            return data
        whole, self._rest = split(self._rest + data, self._protocol)
        return b"".join(self._one(message) for message in whole)

    def _one(self, message: bytes) -> bytes:
        self._count += 1
        hit = self._count % self._nth == 0
        held, self._held = self._held, b""
        if hit and self._fault == "double":
            return message * 2
        if hit and self._fault == "drop":
            return b""
        if hit and self._fault == "swap" and not held:
            self._held = message
            return b""
        return message + held


class CutAfter:
    """``change`` that lets ``count`` whole messages to the server pass, cuts the line, and lets nothing more pass."""

    def __init__(self, protocol: Protocol, count: int) -> None:
        self._protocol, self._left = protocol, count
        self._rest = b""

    def __call__(self, data: bytes, direction: str) -> bytes:
        if direction != TO_SERVER:
            return data
        whole, self._rest = split(self._rest + data, self._protocol)
        passing, self._left = whole[: self._left], max(0, self._left - len(whole))
        if not self._left:
            raise CutHere(b"".join(passing))
        return b"".join(passing)
