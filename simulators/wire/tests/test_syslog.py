"""Syslog messages and their framing, whatever the bytes."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.wire.errors import LocalViolation, PeerViolation
from simulators.wire.syslog import BOM, Decoder, SyslogMessage, frame, parse

WHOLE = b"<85>1 2026-11-24T10:00:00.003Z host app 8710 ID47 - " + BOM + "José".encode()


def test_a_message_of_the_standard_is_read() -> None:
    message = parse(b'<165>1 2003-10-11T22:14:15.003Z mymachine evntslog - ID47 [a@32473 iut="3" x="\\"\\]"][b@1] text')
    assert (message.facility, message.severity, message.hostname, message.process_id) == (20, 5, "mymachine", "")
    assert message.structured_data == (("a@32473", (("iut", "3"), ("x", '"]'))), ("b@1", ()))
    assert (message.content, message.is_marked_utf8) == (b"text", False)


def test_the_byte_order_mark_is_no_part_of_the_text() -> None:
    message = parse(WHOLE)
    assert message.is_marked_utf8
    assert message.content.decode() == "José"


printable = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=30).filter(lambda text: text != "-")
names = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters='="]'), min_size=1, max_size=32)
words = st.text(st.characters(codec="utf-8"), max_size=20)


@given(
    st.builds(
        SyslogMessage,
        facility=st.integers(0, 23),
        severity=st.integers(0, 7),
        timestamp=st.sampled_from(["", "2026-11-24T10:00:00Z", "2026-11-24T10:00:00.123456+01:00"]),
        hostname=printable,
        app_name=printable,
        message_id=printable,
        structured_data=st.lists(
            st.tuples(names, st.lists(st.tuples(names, words), max_size=3).map(tuple)), max_size=3
        ).map(tuple),
        content=words.filter(bool).map(str.encode),
    )
)
def test_what_is_written_is_read(message: SyslogMessage) -> None:
    assert parse(message.raw) == message


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        (b"", "PRI"),
        (b"no syslog at all", "PRI"),
        (b"<192>1 - - - - - -", "PRI"),
        (b"<085>1 - - - - - -", "PRI"),
        (b"<34>Oct 11 22:14:15 host su: old", "PRI"),
        (b"<85>2 - - - - - -", "version 2"),
        (b"<85>1 24/11/2026 - - - - -", "timestamp"),
        (b"<85>1 2026-11-24T10:00:00 - - - - -", "timestamp"),
        (b"<85>1 - " + b"h" * 256 + b" - - - -", "hostname"),
        (b"<85>1 - h\xff - - - -", "hostname"),
        (b"<85>1 - - - - -", "message_id"),
        (b"<85>1 - - - - - x", "structured data"),
        (b'<85>1 - - - - - [a b="c]', "structured data"),
        (b"<85>1 - - - - - -x", "structured data"),
        (b"<85>1 - - - - - - " + BOM + b"\xff", "UTF-8"),
        (b"<85>1 - - - - - - " + b"x" * 300_000, "more than"),
    ],
)
def test_what_is_outside_the_grammar_is_named(raw: bytes, part: str) -> None:
    with pytest.raises(PeerViolation, match=part):
        parse(raw)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with contextlib.suppress(PeerViolation):
        assert parse(b"<85>1 " + raw).severity == 5


def test_a_header_that_cannot_be_written_is_ours() -> None:
    with pytest.raises(LocalViolation, match="hostname"):
        _ = SyslogMessage(hostname="two words").raw


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=5), st.integers(1, 20))
def test_pieces_do_not_matter(messages: list[bytes], size: int) -> None:
    stream, decoder = b"".join(map(frame, messages)), Decoder()
    found = [
        event for place in range(0, len(stream), size) for event in decoder.receive_data(stream[place : place + size])
    ]
    assert found == messages
    assert decoder.receive_eof() is None


@pytest.mark.parametrize("start", [b"<85>1 -", b"0 x", b"05 abcde", b" x", b"-3 abc", b"99999999999999 x", b"\n"])
def test_after_a_wrong_length_nothing_can_be_read(start: bytes) -> None:
    decoder = Decoder()
    found = decoder.receive_data(frame(b"first") + start + b"z" * 20)
    assert found[0] == b"first"
    assert [type(event) for event in found[1:]] == [PeerViolation]
    assert decoder.broken
    assert decoder.receive_data(frame(b"more") * 1000) == []
    assert decoder.waiting == 0


def test_a_message_that_is_too_long_is_refused_before_it_has_come() -> None:
    (event,) = Decoder(limit=100).receive_data(b"101 ")
    assert isinstance(event, PeerViolation)
    assert "more than 100" in event.what


def test_half_a_message_is_told_at_the_end() -> None:
    decoder = Decoder()
    assert decoder.receive_data(b"100 half") == []
    left = decoder.receive_eof()
    assert left is not None
    assert "middle of a message" in left.what


@given(st.lists(st.binary(max_size=60), max_size=10))
def test_whatever_comes_the_buffer_stays_small(pieces: list[bytes]) -> None:
    decoder = Decoder(limit=50)
    for piece in pieces:
        decoder.receive_data(piece)
        assert decoder.waiting <= 50 + 12
