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


# --- edges


def test_a_message_is_written_part_by_part() -> None:
    assert SyslogMessage().raw == b"<85>1 - - - - - - " + BOM
    assert SyslogMessage(is_marked_utf8=False).raw == b"<85>1 - - - - - -"
    whole = SyslogMessage(
        facility=23, severity=7, timestamp="t", hostname="h", app_name="a", process_id="p", message_id="m",
        structured_data=(("a", (("b", 'c"d\\e]f'),)), ("g", ())), content=b"x", is_marked_utf8=False,
    )  # fmt: skip
    assert whole.raw == b'<191>1 t h a p m [a b="c\\"d\\\\e\\]f"][g] x'


LONGEST = {"timestamp": 40, "hostname": 255, "app_name": 48, "process_id": 128, "message_id": 32}


@pytest.mark.parametrize("part", LONGEST)
def test_how_long_each_part_may_be(part: str) -> None:
    """RFC 5424 6."""
    longest = LONGEST[part]
    assert ("x" * longest).encode() in SyslogMessage(**{part: "x" * longest}).raw  # type: ignore[arg-type]
    for value in ("x" * (longest + 1), "two words", "ñ", "a\tb", "a\x7f"):
        with pytest.raises(LocalViolation, match=part):
            _ = SyslogMessage(**{part: value}).raw  # type: ignore[arg-type]
    for size in (longest, longest + 1, 0):
        values = [b"x" * size if name == part else b"-" for name in LONGEST]
        raw = b"<85>1 " + b" ".join(values) + b" -"
        if size == longest and part != "timestamp":
            assert getattr(parse(raw), part) == "x" * longest
        else:
            with pytest.raises(PeerViolation, match=part):
                parse(raw)


@pytest.mark.parametrize(
    ("pri", "facility", "severity"), [(b"0", 0, 0), (b"7", 0, 7), (b"8", 1, 0), (b"85", 10, 5), (b"191", 23, 7)]
)
def test_a_priority_is_facility_and_severity(pri: bytes, facility: int, severity: int) -> None:
    message = parse(b"<" + pri + b">1 - - - - - -")
    assert (message.facility, message.severity) == (facility, severity)


@pytest.mark.parametrize(
    ("data", "found", "content"),
    [
        (b"-", (), b""),
        (b"- x", (), b"x"),
        (b"-  x", (), b" x"),
        (b"[a]", (("a", ()),), b""),
        (b"[a] x", (("a", ()),), b"x"),
        (
            b'[a b="1" c="2"][d e="\\\\\\"\\]\\n"] x',
            (("a", (("b", "1"), ("c", "2"))), ("d", (("e", '\\"]\\n'),))),
            b"x",
        ),
        (b'[a b="\xff"]', (("a", (("b", "\ufffd"),)),), b""),
    ],
)
def test_structured_data(data: bytes, found: object, content: bytes) -> None:
    message = parse(b"<85>1 - - - - - " + data)
    assert (message.structured_data, message.content, message.is_marked_utf8) == (found, content, False)


@pytest.mark.parametrize(
    "data", [b"", b"-x", b"[]", b"[a", b"[a]x", b"[a][", b'[a b="c"[d]', b"[a b]", b'[a b="1"', b"[" + b"n" * 33 + b"]"]
)
def test_what_is_no_structured_data(data: bytes) -> None:
    with pytest.raises(PeerViolation, match="structured data"):
        parse(b"<85>1 - - - - - " + data)


@pytest.mark.parametrize(
    ("stamp", "good"),
    [
        ("2026-11-24T10:00:00Z", True), ("2026-11-24T10:00:00.123456Z", True), ("2026-11-24T23:59:59-12:30", True),
        ("2026-11-24T10:00:00.1234567Z", False), ("2026-11-24T24:00:00Z", False), ("2026-00-24T10:00:00Z", False),
        ("2026-11-32T10:00:00Z", False), ("2026-11-24T10:00:60Z", False), ("2026-11-24t10:00:00Z", False),
    ],
)  # fmt: skip
def test_time_stamps(stamp: str, good: bool) -> None:
    raw = b"<85>1 " + stamp.encode() + b" - - - - -"
    if good:
        assert parse(raw).timestamp == stamp
    else:
        with pytest.raises(PeerViolation, match=r"the timestamp"):
            parse(raw)


def test_what_is_quoted_and_how_long_a_message_may_be() -> None:
    raw = b"<85>1 - - - - - - " + b"x" * 82
    assert parse(raw, limit=100).content == b"x" * 82
    with pytest.raises(PeerViolation, match="100 octets, more than 99") as caught:
        parse(raw, limit=99)
    assert (caught.value.received, caught.value.clause) == (raw[:60], "RFC 5424 6")
    with pytest.raises(PeerViolation, match="version 2 ") as caught:
        parse(b"<85>2 x")
    assert caught.value.received == b"<85>2 x"


def stream(*pieces: bytes, limit: int = 1000) -> tuple[list[object], Decoder]:
    decoder = Decoder(limit=limit)
    found = [event for piece in pieces for event in decoder.receive_data(piece)]
    return [event.what if isinstance(event, PeerViolation) else event for event in found], decoder


@pytest.mark.parametrize(
    ("data", "events", "waiting"),
    [
        (b"", [], 0),
        (b"5", [], 1),
        (b"5 ", [], 2),
        (b"5 abcd", [], 6),
        (b"5 abcde", [b"abcde"], 0),
        (b"5 abcde2 x", [b"abcde"], 3),
        (b"1000 ", [], 5),
        (b"1001", ["a message of 1001 octets, more than 1000"], 0),
        (b"1001 ", ["a message of 1001 octets, more than 1000"], 0),
        (b"99999999999 ", ["a message of 99999999999 octets, more than 1000"], 0),
        (b"99999999999", ["a message of 99999999999 octets, more than 1000"], 0),
        (b"0 ", ["no length in octets before the message"], 0),
        (b"0", ["no length in octets before the message"], 0),
        (b" x", ["no length in octets before the message"], 0),
        (b"1x ", ["no length in octets before the message"], 0),
        (b"1 a<85>", [b"a", "no length in octets before the message"], 0),
    ],
)
def test_lengths_before_messages(data: bytes, events: list[object], waiting: int) -> None:
    found, decoder = stream(data)
    assert (found, decoder.waiting) == (events, waiting)
    assert decoder.broken == any(isinstance(event, str) for event in events)
    apart, decoder = stream(*(data[at : at + 1] for at in range(len(data))))
    assert [event for event in apart if isinstance(event, bytes)] == [
        event for event in events if isinstance(event, bytes)
    ]
    last = decoder.receive_eof()
    assert (last is not None) == (decoder.waiting > 0)


def test_a_length_has_at_most_eleven_digits() -> None:
    assert stream(b"9" * 11, limit=10**12)[0] == []
    assert stream(b"9" * 12, limit=10**13)[0] == [f"a message of {'9' * 12} octets, more than {10**13}"]
    assert stream(b"00000000001 x")[0] == ["no length in octets before the message"]
    found, _ = stream(b"1 a" + b"z" * 100)
    assert found == [b"a", "no length in octets before the message"]
    decoder = Decoder()
    (event,) = decoder.receive_data(b"z" * 100)
    assert isinstance(event, PeerViolation)
    assert (event.received, event.clause) == (b"z" * 60, "RFC 5425 4.3")
    decoder = Decoder()
    decoder.receive_data(b"100 " + b"y" * 90)
    last = decoder.receive_eof()
    assert last is not None
    assert last.received == b"100 " + b"y" * 56
