"""ER7: the bytes stay, whatever they are; the text is what was meant."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from simulators.wire import strategies
from simulators.wire.er7 import DEFAULT, Delimiters, Message, Segment, escape, path, unescape
from simulators.wire.errors import LocalViolation, PeerViolation

HEADER = b"MSH|^~\\&|EMR|HGM|RIS|HGM|20261124103207||ADT^A01^ADT_A01|EMR000417|P|2.5.1||||||UNICODE UTF-8"
ODD = Delimiters("!", "@", "%", "$", "*", "")
DELIMITERS = st.sampled_from(
    [DEFAULT, ODD, Delimiters("|", "^", "~", "\\", "&", "#"), Delimiters("|", "&", "~", "^", "\\")]
)
TEXTS = strategies.any_text()


def message(*segments: str, header: bytes = HEADER) -> Message:
    return Message.parse(header + b"\r" + "".join(f"{each}\r" for each in segments).encode())


# --- bytes -------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=300))
@example(b"\rPID|1\n\n\r\r\nZZZ|\xff|\x00")
def test_any_bytes_after_a_header_come_out_as_they_went_in(body: bytes) -> None:
    parsed = Message.parse(HEADER + b"\r" + body)
    assert parsed.to_bytes() == HEADER + b"\r" + body
    assert b"".join(raw + end for raw, end in parsed._split()) == parsed.raw
    assert parsed.text is not None
    assert isinstance(parsed.warnings, tuple)


@given(st.binary(max_size=60))
@example(b"MSH")
@example(b"MSH|")
@example(b"MSH|^~\\&")
@example(b"\r\n\xef\xbb\xbfMSH|^~\\&|")
@example(b"MSH^|~&\\")
def test_any_bytes_parse_or_are_the_peers_fault(block: bytes) -> None:
    try:
        parsed = Message.parse(block)
    except PeerViolation:
        return
    assert parsed.to_bytes() == block
    assert isinstance(parsed.type + parsed.control_id + parsed.version + parsed.text, str)


@given(st.lists(st.tuples(st.sampled_from(["PID", "OBX", "ZZ1"]), st.lists(TEXTS, max_size=6)), max_size=6), DELIMITERS)
def test_what_is_written_is_read(segments: list[tuple[str, list[str]]], delimiters: Delimiters) -> None:
    sep = delimiters.field
    header = f"MSH{sep}{''.join(delimiters[1:])}{sep}A" + sep * 15 + "UNICODE UTF-8"
    lines = [sep.join([name, *(escape(text, delimiters) for text in texts)]) for name, texts in segments]
    built = Message.build([header, *lines], "UNICODE UTF-8")
    read = [segment for segment in built.segments if segment.name != "MSH"]
    assert [segment.name for segment in read] == [name for name, _ in segments]
    for segment, (_, texts) in zip(read, segments, strict=True):
        assert [segment.get(str(n)) for n in range(1, len(texts) + 1)] == texts


@given(st.binary(max_size=80), st.sampled_from(["PID-5", "PID-3[2].4.1", "PID-30", "PID-1.2"]))
def test_a_change_touches_nothing_else(tail: bytes, where: str) -> None:
    before = Message.parse(HEADER + b"\r\nPID|1||A^B~C|\xf1&|x\nPV1|1\r" + tail)
    after = before.set_text(where, "new|^é")
    assert after.get(where) == "new|^é"
    assert after.raw.startswith(HEADER + b"\r\nPID|")
    assert after.raw.endswith(b"PV1|1\r" + tail)
    assert b"\xf1" in after.raw


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_every_terminator_ends_a_segment(end: bytes) -> None:
    parsed = Message.parse(end.join([HEADER, b"PID|1||ZZ9", b"PV1|1|I", b"", b"ZAB|x"]) + end)
    assert [segment.name for segment in parsed.segments] == ["MSH", "PID", "PV1", "ZAB"]
    assert parsed.get("PV1-2") == "I"
    assert bool(parsed.warnings) is (end != b"\r")


def test_a_line_feed_in_a_text_is_text_where_segments_end_with_carriage_returns() -> None:
    parsed = message("OBX|1|TX|1||first\nsecond", "OBX|2|TX|1||x")
    assert parsed.get("OBX-5") == "first\nsecond"
    assert len(parsed.all("OBX")) == 2


def test_a_segment_after_a_bare_line_feed_is_not_lost() -> None:
    parsed = message("PID|1||ZZ9\nPV1|1|I", "ZAB|x")
    assert parsed.get("PV1-2") == "I"
    assert "b'\\n'" in parsed.warnings[0]


@pytest.mark.parametrize(
    ("body", "names"),
    [(b"\nPID|1\nz|x\r", ["MSH", "PID", "z"]), (b"\rPID|1||a\nz|x", ["MSH", "PID"]), (b"\nz|x\n", ["MSH", "z"])],
)
def test_the_first_terminator_decides_what_a_line_feed_is(body: bytes, names: list[str]) -> None:
    assert [segment.name for segment in Message.parse(HEADER + body).segments] == names


def test_trailing_blanks_and_missing_terminator() -> None:
    parsed = Message.parse(HEADER + b"\rPID|1||ZZ9  |\r  \rPV1|1|I  ")
    assert [segment.name for segment in parsed.segments] == ["MSH", "PID", "PV1"]
    assert parsed.get("PID-3") == "ZZ9  "
    assert parsed.set("PV1-3", "W1").raw.endswith(b"\r  \rPV1|1|I  |W1")


# --- paths -------------------------------------------------------------------------------------------------------


def test_paths_reach_repetitions_components_and_subcomponents() -> None:
    parsed = message("PID|1||A1^^^HGM&1.2.3&ISO^PI~B2^^^MIN", "OBX|1", "OBX|2|TX")
    assert parsed.get("PID-3.1") == "A1"
    assert parsed.get("PID-3[2].1") == "B2"
    assert parsed.get("PID-3.4.2") == "1.2.3"
    assert parsed.get("PID-3[2].4.1") == "MIN"
    assert parsed.get("PID-3[3].1") == parsed.get("PID-99") == parsed.get("ZZZ-1") == ""
    assert parsed.get("OBX-2", segment_index=1) == "TX"
    assert parsed.get("PID-0") == "PID"
    assert parsed.repetitions("PID-3") == ["A1^^^HGM&1.2.3&ISO^PI", "B2^^^MIN"]
    assert parsed.components("PID-3.4") == ["HGM", "1.2.3", "ISO"]
    assert parsed.repetitions("PID-9") == []
    assert parsed.raw_field("PID-3") == "A1^^^HGM&1.2.3&ISO^PI~B2^^^MIN"


def test_the_header_counts_its_separator() -> None:
    parsed = message()
    assert parsed.get("MSH-1") == "|"
    assert parsed.get("MSH-2") == "^~\\&"
    assert parsed.get("MSH-3") == parsed.sending_application == "EMR"
    assert (parsed.type, parsed.structure) == ("ADT^A01", "ADT_A01")
    assert (parsed.control_id, parsed.version) == ("EMR000417", "2.5.1")
    assert (parsed.receiving_application, parsed.receiving_facility, parsed.sending_facility) == ("RIS", "HGM", "HGM")


@pytest.mark.parametrize("text", ["PID", "PID-", "pid-3", "PID-3.1.2.3", "PID-x", "PID-3[]", ""])
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a path"):
        path(text)


# --- delimiters and escapes --------------------------------------------------------------------------------------


@given(TEXTS, DELIMITERS)
def test_escaped_text_comes_back(text: str, delimiters: Delimiters) -> None:
    escaped = escape(text, delimiters)
    assert unescape(escaped, delimiters, "utf-8") == text
    assert not set(escaped) & set(filter(None, (*delimiters[:3], delimiters.subcomponent, "\r", "\n")))


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        ("a\\F\\b", "a|b"),
        ("\\S\\\\T\\\\R\\\\E\\", "^&~\\"),
        ("\\P\\", "#"),  # who names no truncation character means the usual one
        ("line\\.br\\next", "line\nnext"),
        ("\\X0D0A\\", "\r\n"),
        ("\\XC3B1\\", "ñ"),
        ("\\XC3\\\\XB1\\", "ñ"),
        ("\\H\\bold\\N\\", "\\H\\bold\\N\\"),
        ("\\H\\E\\T\\", "\\H\\E&"),
        ("\\Zab\\E\\", "\\Zab\\E\\"),
        ("\\.sp3\\\\F\\", "\\.sp3\\|"),
        ("C:\\temp", "C:\\temp"),
        ("\\", "\\"),
        ("\\X1\\", "\\X1\\"),
        ("\\XFF\\", "\udcff"),
    ],
)
def test_escapes(escaped: str, text: str) -> None:
    assert unescape(escaped, DEFAULT, "utf-8") == text


def test_controls_are_escaped_and_tabs_are_text() -> None:
    assert escape("a\tb\x08\x1f \n\r") == "a\tb\\X08\\\\X1F\\ \\.br\\\\X0D\\"


def test_every_escape_means_the_same_in_other_delimiters() -> None:
    raw = b"MSH!@%$*!A!!!!!!ADT@A01!1!P!2.5!!!!!!UNICODE UTF-8\rPID!1!!$XC3$$XB1$$H$b$.br$c$T$\r"
    assert Message.parse(raw).get("PID-3") == "ñ$H$b\nc*"
    assert Message.parse(raw).raw_field("PID-3") == "\\XC3\\\\XB1\\\\H\\b\\.br\\c*"
    assert Message.parse(raw.replace(b"!", b"^")).raw_field("MSH-1") == "^"
    assert Message.parse(raw).set("MSH-2", "@%$*#").get("MSH-2") == "@%$*#"
    assert Message.parse(raw).set("MSH-3", "B^C").raw.startswith(b"MSH!@%$*!B@C!")


def test_what_only_looks_like_a_control_is_kept_by_a_change_of_delimiters() -> None:
    raw = b"MSH|^~\\&|A\rOBX|1|TX|1||first\nsecond\r"
    assert Message.parse(raw).raw_field("OBX-5") == "first\nsecond"
    assert Message.parse(raw.replace(b"|", b"!")).raw_field("OBX-5") == "first\nsecond"


def test_other_delimiters_mean_the_same() -> None:
    raw = b"MSH!@%$*!EMR!HGM!!!!!ADT@A01!1!P!2.5.1!!!!!!UNICODE UTF-8\rPID!1!!ZZ9@@@HGM*1.2*ISO%B!x$S$y$F$z^|~&$T$\r"
    parsed = Message.parse(raw)
    assert parsed.type == "ADT^A01"
    assert parsed.get("PID-3.4.2") == "1.2"
    assert parsed.repetitions("PID-3") == ["ZZ9^^^HGM&1.2&ISO", "B"]
    assert parsed.get("PID-4") == "x@y!z^|~&*"
    assert unescape(parsed.raw_field("PID-4")) == "x@y!z^|~&*"
    changed = parsed.set("PID-5", "Torres^Ana\\F\\!")
    assert changed.get("PID-5.2") == "Ana|!"
    assert changed.raw.startswith(raw[:-1])


def test_a_delimiter_left_out_separates_nothing() -> None:
    parsed = Message.parse(b"MSH|^~|A|B\rPID|1||a\\T\\b&c^d\r")
    assert parsed.delimiters.escape == parsed.delimiters.subcomponent == ""
    assert parsed.get("PID-3.1.1") == "a\\T\\b&c"
    assert parsed.get("PID-3.1.2") == ""


def test_without_an_escape_character_a_delimiter_cannot_be_carried() -> None:
    with pytest.raises(LocalViolation, match="no escape character"):
        escape("a|b", Delimiters("|", "^", "", "", ""))
    assert unescape("FST", Delimiters("|", "^", "~", "", "")) == "FST"


@pytest.mark.parametrize(
    ("block", "what"),
    [
        (b"", "empty"),
        (b"\r\n \r", "empty"),
        (b"GET / HTTP/1.1\r\n", "does not begin with an MSH"),
        (b"FHS|^~\\&|", "does not begin with an MSH"),
        (b"PID|1", "does not begin with an MSH"),
        (b"msh|^~\\&|", "does not begin with an MSH"),
        (b"MSH", "too short"),
        (b"MSH|", "too short"),
        (b"MSH||", "too short"),
        (b"MSH|\rPID|1", "too short"),
        (b"MSHA^~\\&A", "letters, digits"),
        (b"MSH|abcd|", "letters, digits"),
        (b"MSH ^~\\& ", "blanks"),
        (b"MSH|^~^&|", "twice"),
        (b"MSH|^|", None),
        (b"MSH|^~\\&#|", None),
        (b"MSH|^~\\&\nPID|1", None),  # MSH-2 ends with its line
        (b"MSH|^~\\&\rPID|1", None),
        (b"\r" * 64 + b"MSH|^~|", None),
        (b"\r" * 65 + b"MSH|^~|", "does not begin with an MSH"),
        (b"MSH|^~\\&#@|", "more than five"),
        (b"MSH|!@$%^*()_+{}[]~|", "more than five"),
        (b"MSH\xf1^~\\&\xf1", "not ASCII"),
    ],
)
def test_a_header_that_cannot_be_used(block: bytes, what: str | None) -> None:
    if what is None:
        assert Message.parse(block).to_bytes() == block
        return
    with pytest.raises(PeerViolation, match=what):
        Message.parse(block)


def test_what_stands_before_the_header_is_stepped_over_and_said() -> None:
    parsed = Message.parse(b"\r\n\xef\xbb\xbf" + HEADER + b"\rPID|1||ZZ9\r")
    assert parsed.get("PID-3") == "ZZ9"
    assert parsed.control_id == "EMR000417"
    assert "stands before MSH" in parsed.warnings[0]
    assert parsed.set("PID-3", "X").raw == b"\r\n\xef\xbb\xbf" + HEADER + b"\rPID|1||X\r"


# --- character sets ----------------------------------------------------------------------------------------------


def with_charset(msh18: str, body: bytes) -> Message:
    return Message.parse(HEADER.replace(b"UNICODE UTF-8", msh18.encode()) + b"\r" + body + b"\r")


@pytest.mark.parametrize(
    ("msh18", "text", "encoded"),
    [
        ("8859/1", "Peña", b"Pe\xf1a"),
        ("UNICODE UTF-8", "Œuvray", "Œuvray".encode()),
        ("8859/15", "Œuvray €", b"\xbcuvray \xa4"),
        ("ISO IR87", "山田", "山田".encode("iso2022_jp")),
        ("8859/1~ISO IR87", "山田", "山田".encode("iso2022_jp")),
        ("GB 18030-2000", "王丂", "王丂".encode("gb18030")),
        ("KS X 1001", "김", "김".encode("euc_kr")),
        ("BIG-5", "許功蓋", "許功蓋".encode("big5")),  # second bytes are backslashes
        ("utf8", "Ñ", "Ñ".encode()),
    ],
)
def test_text_is_read_in_the_declared_charset(msh18: str, text: str, encoded: bytes) -> None:
    parsed = with_charset(msh18, b"PID|1||||" + encoded + b"^Ana")
    assert parsed.get("PID-5.1") == text
    assert parsed.get("PID-5.2") == "Ana"
    assert parsed.warnings == ()


def test_undecodable_bytes_are_kept_and_reported() -> None:
    parsed = with_charset("UNICODE UTF-8", b"PID|1||||Pe\xf1a^Ana")
    assert parsed.get("PID-5.1") == "Pe\ufffda"
    assert parsed.raw.count(b"\xf1") == 1
    assert parsed.warnings == ("PID-5: bytes F1 cannot be read as utf-8",)
    assert parsed.set("PID-5.2", "Eva").raw.endswith(b"Pe\xf1a^Eva\r")


@pytest.mark.parametrize(("msh18", "what"), [("", "MSH-18 is empty"), ("KLINGON", "names no known")])
@pytest.mark.parametrize(("body", "codec"), [("Peña".encode(), "utf-8"), ("Peña".encode("latin-1"), "iso8859-1")])
def test_undeclared_bytes_are_read_by_the_best_guess_and_said(msh18: str, what: str, body: bytes, codec: str) -> None:
    parsed = with_charset(msh18, b"PID|1||||" + body)
    assert parsed.charset == codec
    assert parsed.get("PID-5") == "Peña"
    assert what in parsed.warnings[0]


@pytest.mark.parametrize(
    ("msh18", "body", "codec"),
    [
        ("", b"Ana", "ascii"),
        ("KLINGON", b"Ana", "ascii"),
        ("ASCII", b"Pe\xf1a", "ascii"),  # who declares 7 bits is not guessed about: the byte is wrong
        ("8859/1", b"Ana", "iso8859-1"),
    ],
)
def test_only_undeclared_bytes_are_guessed_about(msh18: str, body: bytes, codec: str) -> None:
    assert with_charset(msh18, b"PID|1||||" + body).charset == codec


@pytest.mark.parametrize(
    ("fields", "declared"),
    [
        ("|" * 15, ""),
        ("|" * 16, ""),
        ("|" * 16 + "8859/1", "8859/1"),
        ("|" * 16 + "8859/1~ISO IR87|x", "8859/1~ISO IR87"),
    ],
)
def test_msh_18_is_the_eighteenth_field(fields: str, declared: str) -> None:
    assert Message.parse(f"MSH|^~\\&{fields}\rPID|1".encode()).declared_charset == declared
    odd = fields.replace("|", "!").replace("~", "%")
    assert Message.parse(f"MSH!@%$*{odd}\rPID!1".encode()).declared_charset == declared


@pytest.mark.parametrize(
    ("content", "text", "lost"),
    [
        (b"\x1b$B;3ED\x1b(B", "山田", None),
        (b"\x1b$Z^A", "\x1b$Z^A", "PID: bytes 1B 24 5A"),  # bytes below 80, which no field shows as lost
        (b"\x1b\x80 \\XFF\\", "\x1b\x80 \ufffd", None),  # was a crash: can be read, but not written
        (b"\\X1B80\\\\XFF\\", "\x1b\x80\ufffd", None),
        (b"\x80A", "\ufffdA", "PID-3: bytes 80"),
        (b"\x1b$B;3\x7f\x7f\x1b(B", "山\x7f\x7f", "PID: bytes 7F 7F"),
    ],
)
def test_japanese_text_that_is_cut_or_broken(content: bytes, text: str, lost: str | None) -> None:
    parsed = with_charset("ISO IR87", b"PID|1||" + content)
    assert parsed.get("PID-3") == text
    assert parsed.warnings == (() if lost is None else (f"{lost} cannot be read as iso2022_jp_2",))


def test_utf_16_cannot_travel() -> None:
    parsed = with_charset("UNICODE UTF-16", "PID|1||||Peña".encode())
    assert parsed.get("PID-5") == "Peña"
    assert "cannot travel in MLLP" in parsed.warnings[0]


def test_a_wrong_declaration_can_be_planted() -> None:
    right = with_charset("UNICODE UTF-8", "PID|1||||Peña".encode())
    wrong = right.set("MSH-18", "8859/1")
    assert wrong.get("PID-5") == "PeÃ±a"
    assert wrong.raw[-9:] == right.raw[-9:]


def test_the_charset_can_be_overridden() -> None:
    assert Message.parse(HEADER + b"\rPID|1||||\xbc\r", charset="8859/15").get("PID-5") == "Œ"


def test_build_refuses_what_the_charset_lacks() -> None:
    header = "MSH|^~\\&|" + "|" * 15 + "8859/1"
    with pytest.raises(LocalViolation, match="PID holds 'Œ', which iso8859-1 does not have"):
        Message.build([header, "PID|1||||Œuvray"], "8859/1")
    assert Message.build([header, "PID|1||||Œuvray"], "8859/1", errors="replace").get("PID-5") == "?uvray"


# --- changes -----------------------------------------------------------------------------------------------------


def test_segments_come_and_go() -> None:
    before = message("PID|1||ZZ9", "OBX|1", "OBX|2")
    assert [s.name for s in before.with_segment("ZAB|x", after="PID").segments] == ["MSH", "PID", "ZAB", "OBX", "OBX"]
    assert before.with_segment(Segment(b"ZAB|y")).raw.endswith(b"OBX|2\rZAB|y\r")
    assert before.without("OBX", 1).raw.endswith(b"OBX|1\r")
    assert before.without("OBX").raw.endswith(b"PID|1||ZZ9\rOBX|2\r")
    with pytest.raises(LocalViolation, match="no ZDS segment"):
        before.set("ZDS-1", "1")
    with pytest.raises(LocalViolation, match="no OBX segment number 3"):
        before.without("OBX", 2)
    unfinished = Message.parse(HEADER + b"\rPID|1")
    assert unfinished.with_segment("ZAB|x").raw == HEADER + b"\rPID|1\rZAB|x\r"


def test_header_fields_can_be_changed() -> None:
    changed = message("PID|1").set("MSH-10", "").set("MSH-9", "ZZZ^Z99").set("MSH-12", "2.3.1")
    assert (changed.control_id, changed.type, changed.version) == ("", "ZZZ^Z99", "2.3.1")


def test_messages_are_values() -> None:
    assert message("PID|1") == message("PID|1")
    assert len({message("PID|1"), message("PID|1"), message("PID|2")}) == 2


@pytest.mark.bench
def test_parsing_is_much_faster_than_reading_every_field() -> None:
    raw = HEADER + b"\r" + b"OBX|1|TX|18782-3^Radiology^LN||some text of the report, and more of it|||||F\r" * 14

    def rate(work: object, times: int) -> float:
        start = time.perf_counter()
        for _ in range(times):
            work()  # type: ignore[operator]
        return times / (time.perf_counter() - start)

    parsing = rate(lambda: Message.parse(raw), 20_000)
    reading = rate(lambda: [segment.fields for segment in Message.parse(raw).segments], 2_000)
    assert parsing > 3 * reading


def test_a_field_of_very_many_repetitions_is_split_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by fuzzing: read one by one, each split the whole field again, and a sender waited for minutes."""
    from simulators.wire import er7_segment

    times: list[str] = []
    usual = er7_segment.split
    monkeypatch.setattr(er7_segment, "split", lambda text, mark: (times.append(mark), usual(text, mark))[1])
    segment = Message.parse(b"MSH|^~\\&|A\rPID|||" + b"~".join(b"ZZ9%d" % n for n in range(500)) + b"\r").segment("PID")
    assert segment is not None
    assert [segment.get(f"3[{n}].1") for n in (1, 2, 500)] == ["ZZ90", "ZZ91", "ZZ9499"]
    assert times.count("~") == 1
