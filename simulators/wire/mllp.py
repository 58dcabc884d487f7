"""MLLP framing (release 1): ``0B`` block ``1C 0D``, sans-io.

Release 2 answers each block with a commit acknowledgement, itself framed: ``0B 06 1C 0D`` or ``0B 15 1C 0D``. It is
delivered as the block :data:`COMMIT_ACK` or :data:`COMMIT_NAK`; a release 1 peer must not take it for a message.
"""

from __future__ import annotations

import re

from simulators.wire.errors import PeerViolation

START, END = b"\x0b", b"\x1c\r"
COMMIT_ACK, COMMIT_NAK = b"\x06", b"\x15"

_OUTSIDE = "bytes outside a message"
_CLAUSE = "MLLP: 0B block 1C 0D"
_MARK = re.compile(rb"[\x0b\x1c]")
_BLANK = b"\r\n"  # tolerated between blocks
_EXCERPT = 64
MOST_BREACHES = 1000  # told in a row: a byte of noise each would be a thousand times as much in memory


def frame(block: bytes) -> bytes:
    """``block`` between start and end block characters."""
    return START + block + END


class Decoder:
    """Bytes of one connection to blocks. The events do not depend on how the bytes were cut into pieces.

    ``limit`` is the largest block in bytes. What breaks the framing comes back as a :class:`PeerViolation` in its
    place, and decoding goes on at the next start character; of a thousand in a row, with no block between them, the
    others are not told.
    """

    def __init__(self, limit: int = 64 * 1024 * 1024) -> None:
        self._limit = limit
        self._buffer = bytearray()
        self._searched = 0  # bytes of the block in the buffer that hold no mark
        self._state = self._between
        self._junk = bytearray()
        self._junk_said = False
        self._breaches = 0  # in a row

    def receive_data(self, data: bytes) -> list[bytes | PeerViolation]:
        """Complete blocks, or what was wrong, in the order of the wire."""
        events: list[bytes | PeerViolation] = []
        if not self._buffer and self._state == self._between:
            data = self._whole_blocks(data, events)
            if not data:
                return events
        self._buffer += data
        while self._state(events):
            pass
        return events

    @property
    def waiting(self) -> int:
        """Bytes kept of what is not whole yet."""
        return len(self._buffer)

    def receive_eof(self) -> PeerViolation | None:
        """What the peer left unfinished: half a message, or junk; None after a clean end."""
        if self._state == self._inside:
            return self._violation(
                f"the connection ended in the middle of a message of {len(self._buffer)} bytes so far: no end block",
                bytes(self._buffer[:_EXCERPT]),
            )
        if self._junk and not self._junk_said:
            return self._violation(_OUTSIDE, bytes(self._junk))
        return None

    def _whole_blocks(self, data: bytes, events: list[bytes | PeerViolation]) -> bytes:
        """The fast path: take whole, flawless blocks off the front of ``data`` and return the rest."""
        position = 0
        if self._junk or self._junk_said:
            return data
        while data[position : position + 1] == START:
            end = data.find(b"\x1c", position + 1)
            if end < 0 or data[end : end + 2] != END or end - position - 1 > self._limit:
                break
            if data.find(START, position + 1, end) >= 0:
                break
            events.append(data[position + 1 : end])
            self._breaches = 0
            position = end + 2
        return data[position:] if position else data

    def _between(self, events: list[bytes | PeerViolation]) -> bool:
        start = self._buffer.find(START)
        self._add_junk(self._buffer[: start if start >= 0 else None], events)
        if start < 0:
            self._buffer.clear()
            return False
        if self._junk and not self._junk_said:
            self._breach(events, _OUTSIDE, bytes(self._junk))
        self._junk.clear()
        self._junk_said = False
        del self._buffer[: start + 1]
        self._searched = 0
        self._state = self._inside
        return True

    def _add_junk(self, junk: bytearray, events: list[bytes | PeerViolation]) -> None:
        if not self._junk:
            junk = junk.lstrip(_BLANK)
        if self._junk_said or not junk:
            return
        self._junk += junk[: _EXCERPT - len(self._junk)]
        if len(self._junk) == _EXCERPT:
            self._breach(events, _OUTSIDE, bytes(self._junk))
            self._junk_said = True

    def _inside(self, events: list[bytes | PeerViolation]) -> bool:
        """Look for the end of the block that the buffer begins with."""
        buffer = self._buffer
        found = _MARK.search(buffer, self._searched)
        position = found.start() if found else len(buffer)
        if position > self._limit:
            self._too_large(events)
            return True
        if not found:
            self._searched = position
            return False
        if buffer[position] == 0x0B:
            self._cut_short(position, events)
            return True
        if position + 1 == len(buffer):
            self._searched = position
            return False
        following = buffer[position + 1]
        excerpt = bytes(buffer[: min(position + 1, _EXCERPT)])
        if following == 0x0D:
            self._ended(position, position + 2, events)
        elif following in b"\x0b\n":
            self._breach(events, "the end block 1C is not followed by 0D", excerpt)
            self._ended(position, position + 1, events)
        else:
            self._breach(events, "the control byte 1C stands inside a message", excerpt)
            self._searched = position + 1
        return True

    def _ended(self, end: int, following: int, events: list[bytes | PeerViolation]) -> None:
        events.append(bytes(memoryview(self._buffer)[:end]))
        self._breaches = 0
        del self._buffer[:following]
        self._state = self._between

    def _cut_short(self, position: int, events: list[bytes | PeerViolation]) -> None:
        what = f"a new message starts after {position} bytes of one that has no end block"
        self._breach(events, what, bytes(self._buffer[: min(position, _EXCERPT)]))
        del self._buffer[: position + 1]
        self._searched = 0

    def _too_large(self, events: list[bytes | PeerViolation]) -> None:
        what = f"the message is larger than {self._limit} bytes"
        self._breach(events, what, bytes(self._buffer[: min(self._limit, _EXCERPT)]))
        del self._buffer[: self._limit]
        self._state = self._skipping

    def _skipping(self, events: list[bytes | PeerViolation]) -> bool:
        """Drop the rest of a block that was too large, up to the next start."""
        start = self._buffer.find(START)
        del self._buffer[: start if start >= 0 else None]
        if start < 0:
            return False
        self._state = self._between
        return True

    def _breach(self, events: list[bytes | PeerViolation], what: str, received: bytes) -> None:
        """Tell it, unless there were too many in a row."""
        self._breaches += 1
        if self._breaches <= MOST_BREACHES:
            events.append(self._violation(what, received))

    @staticmethod
    def _violation(what: str, received: bytes) -> PeerViolation:
        return PeerViolation(what, clause=_CLAUSE, received=received)
