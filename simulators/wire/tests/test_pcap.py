"""Packet captures: every link layer and file format, and segments that are lost, doubled or out of order."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from ipaddress import ip_address

import pytest

from simulators.wire import pcap
from simulators.wire.errors import PeerViolation
from simulators.wire.pcap import Stream, packets, streams_of

FIN, SYN, RST, ACK = 1, 2, 4, 16
CLIENT, SERVER = ("10.0.0.1", 50000), ("10.0.0.2", 104)


def tcp(data: bytes = b"", sequence: int = 7, flags: int = ACK, *, ports: tuple[int, int] = (50000, 104),
        words: int = 5, options: bytes = b"") -> bytes:  # fmt: skip
    return struct.pack(">HHIIBBHHH", *ports, sequence, 0, words << 4, flags, 0, 0, 0) + options + data


def ipv4(content: bytes, ends: tuple[str, str] = ("10.0.0.1", "10.0.0.2"), *, words: int = 5, fragment: int = 0,
         protocol: int = 6, options: bytes = b"", total: int | None = None) -> bytes:  # fmt: skip
    size = 20 + len(options) + len(content) if total is None else total
    head = struct.pack(">BBHHHBBH", 0x40 | words, 0, size, 0, fragment, 64, protocol, 0)
    return head + b"".join(ip_address(end).packed for end in ends) + options + content


def ipv6(content: bytes, *, following: int = 6, size: int | None = None) -> bytes:
    length = len(content) if size is None else size
    head = struct.pack(">IHBB", 0x60000000, length, following, 64)
    return head + ip_address("2001:db8::1").packed + ip_address("fe80::2").packed + content


def file(frames: Iterable[bytes], link: int = 12, order: str = "<", magic: int = 0xA1B2C3D4) -> bytes:
    head = struct.pack(order + "IHHIIII", magic, 2, 4, 0, 0, 65535, link)
    return head + b"".join(
        struct.pack(order + "IIII", number, 500, len(each), len(each)) + each for number, each in enumerate(frames, 1)
    )


def only(data: bytes) -> Stream:
    (stream,) = streams_of(data)
    return stream


# --- link layers

HELLO = ipv4(tcp(b"hello"))


@pytest.mark.parametrize(
    ("link", "head", "tail"),
    [
        (1, bytes(12) + b"\x08\0", b""),
        (1, bytes(12) + b"\x08\0", bytes(6)),  # Ethernet fills up short frames
        (1, bytes(12) + b"\x81\0\0\7\x08\0", b""),  # VLAN
        (1, bytes(12) + b"\x88\xa8\0\7\x81\0\0\x08\x08\0", b""),
        *((link, b"", b"") for link in (12, 14, 101, 228)),
        (0, b"\2\0\0\0", b""),
        (108, b"\0\0\0\2", b""),
        (113, bytes(14) + b"\x08\0", b""),  # Linux cooked
        (276, b"\x08\0" + bytes(18), b""),
        (0xF0000001, bytes(12) + b"\x08\0", b"\1\2\3\4"),  # with the check sequence behind each frame
    ],
)
def test_what_was_said_is_found_under_every_link_layer(link: int, head: bytes, tail: bytes) -> None:
    stream = only(file([head + HELLO + tail], link))
    assert (stream.client, stream.server) == (CLIENT, SERVER)
    assert stream.pieces == [(pytest.approx(1.0005), True, b"hello")]
    assert stream.gaps == []


@pytest.mark.parametrize("size", [None, 0])
@pytest.mark.parametrize(("link", "head"), [(1, bytes(12) + b"\x86\xdd"), (229, b""), (0, b"\x1e\0\0\0")])
def test_ip_version_6(link: int, head: bytes, size: int | None) -> None:
    stream = only(file([head + ipv6(tcp(b"hello"), size=size) + (b"" if size == 0 else b"\0\0")], link))
    assert (stream.client, stream.server) == (
        ("2001:0db8:0000:0000:0000:0000:0000:0001", 50000), ("fe80:0000:0000:0000:0000:0000:0000:0002", 104),
    )  # fmt: skip
    assert [piece[2] for piece in stream.pieces] == [b"hello"]


@pytest.mark.parametrize(
    "packet",
    [
        ipv4(tcp(b"hello", words=8, options=bytes(12))),
        ipv4(tcp(b"hello"), words=6, options=bytes(4)),
        ipv4(tcp(b"hello"), fragment=0x4000),  # may not be fragmented
        ipv4(tcp(b"hello"), total=0),  # cut into segments by the network card, later
        ipv4(tcp(b"hello"), total=45),
    ],
)
def test_headers_with_options_and_lengths_left_out(packet: bytes) -> None:
    assert [piece[2] for piece in only(file([packet])).pieces] == [b"hello"]


@pytest.mark.parametrize(
    ("link", "packet"),
    [
        (999, HELLO),
        (1, bytes(12) + b"\x08\x06" + HELLO),  # ARP
        (1, bytes(13)),
        (12, b""),
        (12, b"\x50" + HELLO[1:]),
        (12, ipv4(tcp(b"hello"), protocol=17)),
        (12, ipv4(tcp(b"hello"), fragment=0x2000)),
        (12, ipv4(tcp(b"hello"), fragment=1)),
        (12, ipv4(tcp(b"hello"), words=4)),
        (12, HELLO[:9]),
        (12, HELLO[:33]),
        (12, ipv6(tcp(b"hello"), following=17)),
    ],
)
def test_what_is_no_segment_of_tcp_is_passed_over(link: int, packet: bytes) -> None:
    assert streams_of(file([packet], link)) == []
    assert len(streams_of(file([bytes(12) + b"\x08\x06", bytes(12) + b"\x08\0" + HELLO], 1))) == 1


@pytest.mark.parametrize("words", [0, 4])
def test_a_segment_whose_header_cannot_be_has_no_data(words: int) -> None:
    assert only(file([ipv4(tcp(b"hello", words=words))])).pieces == []


# --- files


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("magic", "time"), [(0xA1B2C3D4, 1.0005), (0xA1B23C4D, 1.0000005)])
def test_both_byte_orders_and_units_of_time(order: str, magic: int, time: float) -> None:
    assert list(packets(file([b"A"], 1, order, magic))) == [(1, pytest.approx(time, abs=1e-9), b"A")]


@pytest.mark.parametrize("data", [b"", b"\xa1\xb2\xc3", b"PK\3\4" + bytes(30), file([])[:23]])
def test_what_is_no_capture_is_refused(data: bytes) -> None:
    with pytest.raises(PeerViolation, match="neither pcap nor pcapng") as caught:
        streams_of(data)
    assert caught.value.received == data[:4].hex()


def test_a_file_that_was_cut_is_read_as_far_as_it_goes() -> None:
    whole = file([b"A", b"BB"])
    assert list(packets(file([]))) == []
    for end, count in (
        (len(whole), 2),
        (len(whole) - 1, 1),
        (len(whole) - 2, 1),
        (len(whole) - 3, 1),
        (41, 1),
        (40, 0),
    ):
        assert len(list(packets(whole[:end]))) == count
    assert [len(one) for _, _, one in packets(file([b""]))] == [0]


def test_a_packet_that_no_link_layer_has_ends_the_file() -> None:
    most = pcap.LARGEST_PACKET
    assert len(list(packets(file([bytes(most), b"A"])))) == 2
    assert list(packets(file([bytes(most + 1), b"A"]))) == []


def block(kind: int, body: bytes, order: str = "<", size: int | None = None) -> bytes:
    length = 12 + len(body) if size is None else size
    return struct.pack(order + "II", kind, length) + body + struct.pack(order + "I", length)


def section(order: str = "<") -> bytes:
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(link: int = 1, options: bytes = b"", order: str = "<") -> bytes:
    return block(1, struct.pack(order + "HHI", link, 0, 0) + options + bytes(-len(options) % 4), order)


def enhanced(
    data: bytes, number: int = 0, time: int = 2**32 + 5, order: str = "<", captured: int | None = None
) -> bytes:
    size = len(data) if captured is None else captured
    head = struct.pack(order + "IIIII", number, time >> 32, time & 0xFFFFFFFF, size, size)
    return block(6, head + data + bytes(-len(data) % 4), order)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_pcapng_in_both_byte_orders(order: str) -> None:
    data = section(order) + interface(1, order=order) + interface(113, order=order) + block(99, b"", order)
    data += enhanced(b"ABC", order=order) + enhanced(b"", 1, order=order)
    time = pytest.approx((2**32 + 5) * 1e-6)
    assert list(packets(data)) == [(1, time, b"ABC"), (113, time, b"")]


def option(code: int, value: bytes, size: int | None = None) -> bytes:
    return struct.pack("<HH", code, len(value) if size is None else size) + value + bytes(-len(value) % 4)


@pytest.mark.parametrize(
    ("options", "unit"),
    [
        (b"", 1e-6),
        (option(9, b"\6"), 1e-6),
        (option(9, b"\0"), 1.0),
        (option(9, b"\3"), 1e-3),
        (option(9, b"\x83"), 1 / 8),
        (option(9, b"\x80"), 1.0),
        (option(9, b"\x1e"), 1e-30),
        (option(9, b"\x7f"), 1e-30),  # no clock is as fine as that
        (option(2, b"eth0") + option(9, b"\3"), 1e-3),
        (option(2, b"lo") + option(9, b"\3"), 1e-3),
        (option(2, b"wlan\0") + option(9, b"\3"), 1e-3),
        (option(0, b"") + option(9, b"\3"), 1e-6),  # behind the end of the options
        (option(9, b"") + option(2, b"\3"), 1e-6),
        (option(9, b"", 1), 1e-6),
        (option(2, b"lo\0\0") + b"\x09\0", 1e-6),
        (option(9, b"\x15"), 1e-21),
    ],
)
def test_the_unit_of_time_of_an_interface(options: bytes, unit: float) -> None:
    assert [time for _, time, _ in packets(section() + interface(1, options) + enhanced(b"A", time=8))] == [
        pytest.approx(8 * unit, rel=1e-9, abs=0)
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        [enhanced(b"A")],  # of no interface
        [interface(), enhanced(b"A", 1)],
        [block(1, bytes(4)), enhanced(b"A")],
        [interface(), enhanced(b"ABCD", captured=5)],
        [interface(), block(6, bytes(16))],
        [interface(), block(5, bytes(24))],
        [interface(), section(), enhanced(b"A")],  # each section has interfaces of its own
        [interface(), block(7, b"", size=8), enhanced(b"A")],
        [interface(), block(7, b"\0\0", size=14), enhanced(b"A")],
        [interface(), enhanced(b"A")[:-1]],
    ],
)
def test_blocks_that_hold_no_packet(blocks: Sequence[bytes]) -> None:
    assert list(packets(section() + b"".join(blocks))) == []


# --- connections


def talk(*segments: tuple[bool, int, bytes, int]) -> bytes:
    """A capture of segments: from the client, sequence number, data, flags."""
    return file(
        ipv4(tcp(data, sequence, flags, ports=(50000, 104) if mine else (104, 50000)),
             ("10.0.0.1", "10.0.0.2") if mine else ("10.0.0.2", "10.0.0.1"))
        for mine, sequence, data, flags in segments
    )  # fmt: skip


def said(stream: Stream) -> list[tuple[bool, bytes]]:
    return [(from_client, data) for _, from_client, data in stream.pieces]


OPENING = [(True, 9, b"", SYN), (False, 99, b"", SYN | ACK)]


@pytest.mark.parametrize(
    ("ports", "mine", "flags", "client"),
    [
        ((104, 50000), True, SYN, ("10.0.0.1", 104)),  # who opens is the client, whatever its port
        ((104, 50000), True, SYN | FIN, ("10.0.0.1", 104)),
        ((104, 50000), True, SYN | ACK, ("10.0.0.2", 50000)),
        ((50000, 104), True, SYN | ACK, ("10.0.0.2", 104)),
        ((50000, 104), True, ACK, ("10.0.0.1", 50000)),  # was open already: the lower port is the server's
        ((104, 50000), True, ACK, ("10.0.0.2", 50000)),
        ((104, 104), True, ACK, ("10.0.0.1", 104)),
    ],
)
def test_who_is_the_client(ports: tuple[int, int], mine: bool, flags: int, client: tuple[str, int]) -> None:
    assert only(file([ipv4(tcp(b"", 1, flags, ports=ports))])).client == client


@pytest.mark.parametrize(
    ("segments", "pieces"),
    [
        ([(True, 10, b"abc", ACK), (False, 100, b"xyz", ACK)], [(True, b"abc"), (False, b"xyz")]),
        ([(True, 13, b"def", ACK), (True, 10, b"abc", ACK)], [(True, b"abc"), (True, b"def")]),
        ([(True, 10, b"abc", ACK), (True, 10, b"abc", ACK)], [(True, b"abc")]),
        ([(True, 10, b"abc", ACK), (True, 11, b"bcd", ACK)], [(True, b"abc"), (True, b"d")]),
        ([(True, 13, b"de", ACK), (True, 13, b"def", ACK), (True, 10, b"abc", ACK)], [(True, b"abc"), (True, b"def")]),
        ([(True, 13, b"def", ACK), (True, 13, b"de", ACK), (True, 10, b"abc", ACK)], [(True, b"abc"), (True, b"def")]),
        ([(True, 13, b"DEF", ACK), (True, 13, b"def", ACK), (True, 10, b"abc", ACK)], [(True, b"abc"), (True, b"DEF")]),
        ([(True, 12, b"cd", ACK), (True, 10, b"abc", ACK)], [(True, b"abc"), (True, b"d")]),
        ([(True, 11, b"b", ACK), (True, 10, b"abc", ACK)], [(True, b"abc")]),
        ([(True, 9, b"", SYN), (True, 10, b"abc", ACK | FIN)], [(True, b"abc")]),
        ([(True, 10, b"abc", ACK | FIN), (True, 10, b"abc", ACK)], [(True, b"abc")]),
    ],
)
def test_segments_are_put_in_order_and_taken_once(
    segments: list[tuple[bool, int, bytes, int]], pieces: list[tuple[bool, bytes]]
) -> None:
    stream = only(talk(*OPENING, *segments))
    assert said(stream) == pieces
    assert stream.gaps == []


def test_data_may_come_with_the_opening_and_numbers_begin_anew_after_the_last() -> None:
    assert said(only(talk((True, 9, b"abc", SYN), (True, 13, b"d", ACK)))) == [(True, b"abc"), (True, b"d")]
    top = 2**32 - 1
    assert said(only(talk((True, top, b"", SYN), (True, 0, b"a", ACK)))) == [(True, b"a")]
    assert said(only(talk((True, top - 1, b"abc", ACK), (True, 1, b"d", ACK)))) == [(True, b"abc"), (True, b"d")]


def test_what_is_missing_ends_its_direction() -> None:
    stream = only(talk(*OPENING, (True, 10, b"a", ACK), (True, 20, b"later", ACK), (True, 20, b"later on", ACK),
                       (True, 40, b"x", ACK), (False, 100, b"xyz", ACK)))  # fmt: skip
    assert said(stream) == [(True, b"a"), (False, b"xyz")]
    assert stream.gaps == ["bytes of 10.0.0.1:50000 are missing in the capture, 9 bytes after them not read"]
    other = only(talk(*OPENING, (False, 101, b"xyz", ACK)))
    assert other.gaps == ["bytes of 10.0.0.2:104 are missing in the capture, 3 bytes after them not read"]


@pytest.mark.parametrize(("bound", "value"), [("AHEAD", 6), ("MOST_WAITING", 2)])
def test_how_much_may_wait_for_what_is_missing(bound: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcap, bound, value)
    waiting = [(True, 20, b"abc", ACK), (True, 30, b"def", ACK)]
    missing = (True, 10, bytes(10), ACK)
    assert len(said(only(talk(*OPENING, *waiting, missing)))) == 2
    stream = only(talk(*OPENING, *waiting, (True, 40, b"g", ACK), missing, (False, 100, b"xyz", ACK)))
    assert said(stream) == [(False, b"xyz")]
    assert [gap.split(", ")[1] for gap in stream.gaps] == ["7 bytes after them not read"]


def test_what_was_taken_waits_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcap, "AHEAD", 5)
    segments = [(True, 10 + 3 * number, b"abc", ACK) for number in range(20)]
    assert len(said(only(talk(*OPENING, *segments)))) == 20


@pytest.mark.parametrize(("flag", "count"), [(FIN, 2), (RST, 2), (ACK, 1)])
def test_a_port_that_is_used_again_is_another_connection(flag: int, count: int) -> None:
    streams = streams_of(talk(*OPENING, (True, 10, b"a", ACK), (True, 11, b"", flag), (False, 100, b"last", ACK),
                              (True, 5000, b"", SYN), (False, 7000, b"", SYN | ACK),
                              (True, 5001, b"b", ACK)))  # fmt: skip
    assert len(streams) == count
    if count == 2:
        assert [said(stream) for stream in streams] == [[(True, b"a"), (False, b"last")], [(True, b"b")]]


def test_an_answer_to_an_opening_opens_nothing_new() -> None:
    assert len(streams_of(talk(*OPENING, (True, 10, b"", FIN), (False, 99, b"", SYN | ACK)))) == 1


def test_how_many_connections_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcap, "MOST_STREAMS", 2)
    packets = [ipv4(tcp(b"a", 7, ports=(number, 104))) for number in (2001, 2002, 2003)]
    packets.append(ipv4(tcp(b"b", 8, ports=(2001, 104))))
    assert [(one.client[1], said(one)) for one in streams_of(file([*packets[:2], packets[3]]))] == [
        (2001, [(True, b"a"), (True, b"b")]), (2002, [(True, b"a")]),
    ]  # fmt: skip
    assert [(one.client[1], said(one)) for one in streams_of(file(packets))] == [
        (2001, [(True, b"a")]), (2002, [(True, b"a")]),
    ]  # fmt: skip
