"""MLLP: the same events however the bytes are cut, and never more than linear work."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulators.wire.errors import PeerViolation
from simulators.wire.mllp import COMMIT_ACK, Decoder, frame

BLOCK = st.binary(max_size=40).filter(lambda data: not set(data) & {0x0B, 0x1C})
# Mostly marks, so that their every order is met.
NOISE = st.lists(
    st.sampled_from([b"\x0b", b"\x1c", b"\r", b"\n", b"\x1c\r", b"MSH|", b"x" * 70, b"\x0bMSH\x1c\r"])
).map(b"".join)


def events(decoder: Decoder, pieces: list[bytes]) -> list[object]:
    found = [event for piece in pieces for event in decoder.receive_data(piece)]
    end = decoder.receive_eof()
    return [(str(event), event.received) if isinstance(event, PeerViolation) else event for event in [*found, end]]


def cut(data: bytes, places: list[int]) -> list[bytes]:
    marks = sorted({min(place, len(data)) for place in places} | {0, len(data)})
    return [data[a:b] for a, b in itertools.pairwise(marks)]


@given(st.lists(BLOCK, max_size=6), st.lists(st.integers(0, 300), max_size=8))
def test_framed_blocks_come_out(blocks: list[bytes], places: list[int]) -> None:
    data = b"".join(frame(block) for block in blocks)
    assert events(Decoder(), cut(data, places)) == [*blocks, None]


@settings(max_examples=400)
@given(NOISE, st.lists(st.integers(0, 400), max_size=12), st.sampled_from([1, 3, 10, 1000]))
@example(b"\x0bMSH\x1c\x0bMSH\x1c\r", [5], 1000)
def test_events_do_not_depend_on_the_cuts(data: bytes, places: list[int], limit: int) -> None:
    whole = events(Decoder(limit), [data])
    assert events(Decoder(limit), cut(data, places)) == whole
    assert events(Decoder(limit), [data[n : n + 1] for n in range(len(data))]) == whole


@settings(max_examples=300)
@given(st.binary(max_size=200), st.lists(st.integers(0, 200), max_size=5))
def test_any_bytes_are_survived(data: bytes, places: list[int]) -> None:
    decoder = Decoder(limit=50)
    assert events(decoder, cut(data, places)) == events(Decoder(limit=50), [data])
    rest = b"\x0b" + b"MSH\x1c\r"
    fresh = decoder.receive_data(b"\x1c\r" + rest)
    assert fresh[-1] == b"MSH"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (frame(b"A") + b"\r\n" + frame(b"B"), [b"A", b"B"]),
        (frame(b""), [b""]),
        (frame(COMMIT_ACK), [COMMIT_ACK]),
        (b"junk" + frame(b"A"), ["bytes outside a message", b"A"]),
        (frame(b"A") + b"\x1c\r" + frame(b"B"), [b"A", "bytes outside a message", b"B"]),
        (b"\x0bMSH|half" + frame(b"B"), ["a new message starts after 8 bytes", b"B"]),
        (b"\x0bA\x1c" + frame(b"B"), ["not followed by 0D", b"A", b"B"]),
        (b"\x0bA\x1c\n" + frame(b"B"), ["not followed by 0D", b"A", b"B"]),
        (b"\x0bA\x1cB\x1c\r", ["control byte 1C stands inside", b"A\x1cB"]),
        (b"\x0b" + b"x" * 101 + b"\x1c\r" + frame(b"B"), ["larger than 100 bytes", b"B"]),
        (b"\x0b" + b"x" * 100 + b"\x1c\r", [b"x" * 100]),
    ],
)
def test_what_the_stream_holds(data: bytes, expected: list[object]) -> None:
    found = Decoder(limit=100).receive_data(data)
    assert len(found) == len(expected)
    for event, wanted in zip(found, expected, strict=True):
        if isinstance(wanted, str):
            assert isinstance(event, PeerViolation)
            assert wanted in str(event)
        else:
            assert event == wanted


def test_junk_is_said_once_and_early() -> None:
    decoder = Decoder()
    first = decoder.receive_data(b"GET / HTTP/1.1\r\nHost: ris\r\nUser-Agent: scanner of ports and of patience\r\n\r\n")
    assert [str(event) for event in first] == ["bytes outside a message"]
    assert first[0].received.startswith(b"GET / HTTP/1.1")  # type: ignore[union-attr]
    assert decoder.receive_data(b"x" * 1000) == []
    assert decoder.receive_eof() is None


@pytest.mark.parametrize("sizes", [[64], [63, 1], [40, 40], [100]])
def test_junk_in_pieces_is_said_when_there_is_an_excerpt_of_it(sizes: list[int]) -> None:
    decoder = Decoder()
    *before, last = [decoder.receive_data(b"x" * size) for size in sizes]
    assert not any(before)
    assert [(str(event), event.received) for event in last if isinstance(event, PeerViolation)] == [
        ("bytes outside a message", b"x" * 64)
    ]


def test_an_unfinished_message_is_reported_at_the_end() -> None:
    decoder = Decoder()
    assert decoder.receive_data(b"\x0bMSH|^~\\&|half") == []
    violation = decoder.receive_eof()
    assert violation is not None
    assert "in the middle of a message of 13 bytes" in str(violation)
    assert Decoder().receive_eof() is None


def test_a_huge_block_costs_linear_time() -> None:
    def seconds(size: int) -> float:
        decoder, piece = Decoder(limit=size * 2), b"x" * 65536
        start = time.perf_counter()
        decoder.receive_data(b"\x0b")
        for _ in range(size // 65536):
            decoder.receive_data(piece)
        assert len(decoder.receive_data(b"\x1c\r")[0]) == size  # type: ignore[arg-type]
        return time.perf_counter() - start

    small = min(seconds(4 * 1024 * 1024) for _ in range(3))
    assert seconds(64 * 1024 * 1024) < 16 * small * 6  # quadratic would be 256 times


def test_the_memory_of_a_block_beyond_the_limit_is_given_back() -> None:
    decoder = Decoder(limit=1000)
    found = [
        event
        for _ in range(100)
        for event in decoder.receive_data(b"\x0b" + b"x" * 10_000 if _ == 0 else b"x" * 10_000)
    ]
    assert len(found) == 1
    assert len(decoder._buffer) == 0
