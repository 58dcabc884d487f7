"""Packet captures to TCP byte streams: pcap and pcapng, Ethernet, VLAN, Linux cooked, loopback and raw IP. Sans-io.

Nothing is trusted: a length that leaves the file, a packet cut by the snapshot length, segments lost, repeated, out of
order or overlapping. What is missing in a stream is a gap, which ends it: guessing what stood there is no evidence.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush

from simulators.wire.errors import PeerViolation

LARGEST_PACKET = 1 << 20  # bytes; no link layer has larger ones
MOST_STREAMS = 100_000
AHEAD, MOST_WAITING = 64 * 1024 * 1024, 100_000  # bytes and segments of one direction that may wait for a missing one
_ETHERNET, _RAW, _NULL, _LOOP, _SLL, _SLL2 = 1, (12, 14, 101, 228, 229), 0, 108, 113, 276
_SYN, _END = 2, 5  # FIN and RST end a connection
Address = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """One TCP segment: ``time`` in seconds since the epoch, addresses as text and port."""

    time: float
    source: Address
    target: Address
    sequence: int
    flags: int
    data: bytes


@dataclass(slots=True)
class Direction:
    """One direction of a connection: what is in order, and what waits for a missing segment, by its place in the
    stream: the sequence number without its wrapping around. ``places`` is a heap of those that wait."""

    expected: int | None = None
    waiting: dict[int, tuple[float, bytes]] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    held: int = 0
    gap: bool = False


@dataclass(slots=True)
class Stream:
    """One TCP connection. ``pieces``: (time, whether from the client, bytes) in order; ``gaps``: what is missing."""

    client: Address
    server: Address
    pieces: list[tuple[float, bool, bytes]] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    sides: tuple[Direction, Direction] = field(default_factory=lambda: (Direction(), Direction()))
    closed: bool = False


def streams_of(data: bytes) -> list[Stream]:
    """Every TCP connection of a capture file with what was said in it. :class:`PeerViolation` when it is none."""
    streams: list[Stream] = []
    current: dict[frozenset[Address], Stream] = {}
    for link, time, packet in packets(data):
        segment = _segment(link, time, packet)
        if segment is None:
            continue
        key = frozenset((segment.source, segment.target))
        stream = current.get(key)
        opening = segment.flags & _SYN and not segment.flags & 0x10
        if stream is None or (stream.closed and opening):
            if len(streams) >= MOST_STREAMS:
                break
            answers = bool(segment.flags & _SYN and segment.flags & 0x10)
            ends = (segment.target, segment.source) if answers else _ends(segment, bool(opening))
            stream = current[key] = Stream(*ends)
            streams.append(stream)
        _take(stream, segment)
    for stream in streams:
        _unfinished(stream)
    return streams


def _ends(segment: Segment, opening: bool) -> tuple[Address, Address]:
    """Client and server; of a connection that was open already, the lower port is taken for the server's."""
    if opening or segment.target[1] <= segment.source[1]:
        return segment.source, segment.target
    return segment.target, segment.source


def _take(stream: Stream, segment: Segment) -> None:
    from_client = segment.source == stream.client
    side = stream.sides[0 if from_client else 1]
    sequence = segment.sequence
    if segment.flags & _SYN:
        sequence += 1
    if side.expected is None:
        side.expected = sequence
    if segment.flags & _END:
        stream.closed = True
    if segment.data and not side.gap:
        _keep(side, side.expected + (sequence - side.expected + 2**31) % 2**32 - 2**31, segment)
        _release(stream, side, from_client)
        if side.held > AHEAD or len(side.waiting) > MOST_WAITING:
            _lost(stream, side, from_client)


def _keep(side: Direction, place: int, segment: Segment) -> None:
    """Of two segments at one place the longer one."""
    kept = side.waiting.get(place)
    if kept is None:
        heappush(side.places, place)
    if kept is None or len(kept[1]) < len(segment.data):
        side.held += len(segment.data) - (len(kept[1]) if kept else 0)
        side.waiting[place] = segment.time, segment.data


def _release(stream: Stream, side: Direction, from_client: bool) -> None:
    """Hand on what follows what is there already; bytes that came twice are taken once."""
    assert side.expected is not None
    while side.places and side.places[0] <= side.expected:
        place = heappop(side.places)
        time, data = side.waiting.pop(place)
        side.held -= len(data)
        if fresh := data[side.expected - place :]:
            stream.pieces.append((time, from_client, fresh))
            side.expected += len(fresh)


def _lost(stream: Stream, side: Direction, from_client: bool) -> None:
    who = stream.client if from_client else stream.server
    stream.gaps.append(f"bytes of {who[0]}:{who[1]} are missing in the capture, {side.held} bytes after them not read")
    side.gap = True
    side.waiting.clear()
    side.places.clear()


def _unfinished(stream: Stream) -> None:
    for side, from_client in zip(stream.sides, (True, False), strict=True):
        if side.waiting:
            _lost(stream, side, from_client)


# --- files


def packets(data: bytes) -> Iterator[tuple[int, float, bytes]]:
    """Link type, time and bytes of each packet. :class:`PeerViolation` where it is no capture file."""
    magic = data[:4]
    if magic == b"\x0a\x0d\x0d\x0a":
        yield from _pcapng(data)
        return
    for order in "<>":
        for number, unit in ((0xA1B2C3D4, 1e-6), (0xA1B23C4D, 1e-9)):
            if magic == struct.pack(order + "I", number) and len(data) >= 24:
                yield from _pcap(data, order, unit)
                return
    raise PeerViolation("is no packet capture: neither pcap nor pcapng", received=magic.hex())


def _pcap(data: bytes, order: str, unit: float) -> Iterator[tuple[int, float, bytes]]:
    (link,) = struct.unpack_from(order + "I", data, 20)
    position = 24
    while position + 16 <= len(data):
        seconds, fraction, size, _ = struct.unpack_from(order + "IIII", data, position)
        position += 16
        if size > LARGEST_PACKET or position + size > len(data):
            return
        yield link & 0x0FFFFFFF, seconds + fraction * unit, data[position : position + size]
        position += size


def _pcapng(data: bytes) -> Iterator[tuple[int, float, bytes]]:
    position, order = 0, "<"
    interfaces: list[tuple[int, float]] = []
    while position + 12 <= len(data):
        (kind,) = struct.unpack_from(order + "I", data, position)
        if kind == 0x0A0D0D0A:
            order = "<" if data[position + 8 : position + 12] == b"\x4d\x3c\x2b\x1a" else ">"
            interfaces = []
        (size,) = struct.unpack_from(order + "I", data, position + 4)
        if size < 12 or size % 4 or position + size > len(data):
            return
        body = data[position + 8 : position + size - 4]
        if kind == 1 and len(body) >= 8:
            interfaces.append((*struct.unpack_from(order + "H", body), _resolution(body[8:], order)))
        elif kind == 6 and len(body) >= 20:
            number, high, low, captured = struct.unpack_from(order + "IIII", body)
            if number < len(interfaces) and captured <= len(body) - 20:
                link, unit = interfaces[number]
                yield link, ((high << 32) | low) * unit, body[20 : 20 + captured]
        position += size


def _resolution(options: bytes, order: str) -> float:
    """Seconds of one unit of a time stamp: option if_tsresol, microseconds without it."""
    position = 0
    while position + 4 < len(options):
        code, size = struct.unpack_from(order + "HH", options, position)
        if code == 0:
            break
        if code == 9 and size >= 1:
            value = options[position + 4]
            return float(2.0 ** -(value & 0x7F) if value & 0x80 else 10.0 ** -min(value, 30))
        position += 4 + (size + 3) // 4 * 4
    return 1e-6


# --- layers


def _segment(link: int, time: float, packet: bytes) -> Segment | None:
    network = _network(link, packet)
    if not network:
        return None
    try:
        if network[0] >> 4 == 4:
            return _ipv4(time, network)
        return _ipv6(time, network) if network[0] >> 4 == 6 else None
    except (struct.error, IndexError):
        return None


def _network(link: int, packet: bytes) -> bytes:
    """The IP packet in a frame; empty when there is none."""
    if link in _RAW:
        return packet
    if link in (_NULL, _LOOP):
        return packet[4:]
    offset = {_ETHERNET: 12, _SLL: 14, _SLL2: 0}.get(link)
    if offset is None:
        return b""
    kind, start = packet[offset : offset + 2], {_SLL2: 20}.get(link, offset + 2)
    while kind in (b"\x81\x00", b"\x88\xa8"):
        kind, start = packet[start + 2 : start + 4], start + 4
    return packet[start:] if kind in (b"\x08\x00", b"\x86\xdd") else b""


def _ipv4(time: float, packet: bytes) -> Segment | None:
    words = packet[0] & 15
    total, _, fragment = struct.unpack_from(">HHH", packet, 2)
    if packet[9] != 6 or fragment & 0x3FFF or words < 5:
        return None
    ends = tuple(".".join(map(str, packet[at : at + 4])) for at in (12, 16))
    return _tcp(time, ends[0], ends[1], packet[4 * words : total or None])


def _ipv6(time: float, packet: bytes) -> Segment | None:
    size, following = struct.unpack_from(">HB", packet, 4)
    ends = tuple(packet[at : at + 16].hex(":", 2) for at in (8, 24))
    return _tcp(time, ends[0], ends[1], packet[40 : 40 + size if size else None]) if following == 6 else None


def _tcp(time: float, source: str, target: str, packet: bytes) -> Segment:
    from_port, to_port, sequence = struct.unpack_from(">HHI", packet)
    words = packet[12] >> 4
    data = packet[4 * words :] if words >= 5 else b""
    return Segment(time, (source, from_port), (target, to_port), sequence, packet[13], data)
