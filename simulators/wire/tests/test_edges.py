"""Edges of the wire floor, found by mutants that no other test noticed: one table each."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.wire import ack, charset, envelope, pdu
from simulators.wire.er7 import Message, Segment
from simulators.wire.errors import NoAnswer, PeerViolation
from simulators.wire.identifiers import AssigningAuthority, Code, PatientId, PersonName
from simulators.wire.mllp import MOST_BREACHES, Decoder, frame
from simulators.wire.order import Dialect

# --- errors -----------------------------------------------------------------------------------------------------------


def test_who_was_not_waited_for_was_silent_for_no_time() -> None:
    assert NoAnswer("nobody is there").seconds == 0


# --- identifiers and names --------------------------------------------------------------------------------------------

Authority = AssigningAuthority


def test_the_parts_of_an_identifier() -> None:
    assert Authority.from_hd("") == Authority.from_hd("&&&") == Authority()
    assert Authority.from_hd("A&1.2&ISO&more") == Authority("A", "1.2", "ISO")
    assert PatientId.from_cx("") == PatientId("", type_code="")
    assert PatientId.from_cx(" 007 ^1^M11^A&1.2&ISO^MR^F") == PatientId("007", Authority("A", "1.2", "ISO"), "MR")
    assert [PatientId("1", Authority("A", "1.2", "ISO")).to_cx(), PatientId("1", type_code="").to_cx()] == [
        "1^^^A&1.2&ISO^PI", "1",
    ]  # fmt: skip
    assert Code.from_ce("") == Code("", "", "")
    assert Code.from_ce("a^b^c^d") == Code("a", "b", "c")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Authority(), Authority(), True),
        (Authority("A"), Authority("B"), False),
        (Authority("A", "1.2", "ISO"), Authority("B", "1.2", "ISO"), True),
        (Authority("A", "1.2", ""), Authority("A", "1.2", "ISO"), True),
        (Authority("A", "1.2", "ISO"), Authority("A", "1.2", ""), True),
        (Authority("A", "1.2", "DNS"), Authority("A", "1.2", ""), False),
        (Authority("A", "1.2", "ISO"), Authority("A", "1.3", "ISO"), False),
        (Authority("A", "1.2", "ISO"), Authority("A"), True),
        (Authority("A"), Authority("B", "1.2", "ISO"), False),
    ],
)
def test_who_issued_the_same(one: Authority, other: Authority, same: bool) -> None:
    assert one.agrees_with(other) is same
    assert PatientId("1", one).agrees_with(PatientId(" 1", other)) is same
    assert not PatientId("1", one).agrees_with(PatientId("01", other))


def test_the_parts_of_a_name() -> None:
    whole = PersonName("Mba", "Ana", "Eyang", "Dra.", "Jr", "MD", "L")
    assert PersonName.from_xpn("Mba&de&Nsue^Ana^Eyang^Jr^Dra.^MD^L^x") == whole
    assert PersonName.from_xcn("77^Mba^Ana^Eyang^Jr^Dra.^MD^L") == whole
    assert PersonName.from_xcn("77") == PersonName.from_xpn("") == PersonName(type_code="")
    assert PersonName.from_pn(" Mba ^Ana^Eyang^Dra.^Jr^x=alphabet") == PersonName("Mba", "Ana", "Eyang", "Dra.", "Jr")
    assert PersonName.from_pn("") == PersonName()
    assert (whole.to_xpn(), whole.to_pn()) == ("Mba^Ana^Eyang^Jr^Dra.^MD^L", "Mba^Ana^Eyang^Dra.^Jr")
    assert whole.display() == "Dra. Ana Eyang Mba Jr"
    assert PersonName("Mba").display() == "Mba"
    assert PersonName("Pe\u00f1a ", "Ana").agrees_with(PersonName("Pen\u0303a", "Ana", degree="MD"))
    assert not PersonName("Peña").agrees_with(PersonName("Pena"))


# --- acknowledgements -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2.5.1", (2, 5, 1)),
        (" 2.3 ", (2, 3)),
        ("2.999", (2, 999)),
        ("2.1000", ()),
        ("2.٣", ()),
        ("2.", ()),
        ("", ()),
        ("two", ()),
    ],
)
def test_versions(text: str, version: tuple[int, ...]) -> None:
    assert ack.version_of(text) == version


NEW: dict[str, Any] = {"control_id": "A1", "when": "20261124103208"}


def asked(version: str = "2.5.1", kind: str = "ADT^A01", accept: str = "", application: str = "") -> Message:
    header = f"MSH|^~\\&|EMR|HGM|RIS|H2|2026||{kind}|1|T|{version}|||{accept}|{application}||ASCII"
    return Message.parse(f"{header}\rPID|1\r".encode())


@pytest.mark.parametrize(
    ("version", "kind", "answer"),
    [
        ("2.3", "ADT^A01", "ACK^A01"),
        ("2.3.0", "ADT^A01", "ACK^A01"),
        ("2.5", "ADT^A01^ADT_A01", "ACK^A01^ACK"),
        ("2.3.1", "ADT^A01", "ACK^A01^ACK"),
        ("2.3.2", "ADT^A01", "ACK^A01^ACK"),
        ("2.2", "ADT^A01", "ACK^A01"),
        ("", "ADT^A01", "ACK^A01^ACK"),
        ("x", "ADT^A01", "ACK^A01^ACK"),
        ("2.5", "ADT^", "ACK"),
        ("2.5", "ADT", "ACK"),
    ],
)
def test_the_type_of_an_answer(version: str, kind: str, answer: str) -> None:
    assert ack.acknowledge(asked(version, kind), **NEW).raw_field("MSH-9") == answer


def test_the_header_of_an_answer() -> None:
    reply = ack.acknowledge(asked(), text="a|b", **NEW)
    assert [reply.raw_field(f"MSH-{n}") for n in (3, 4, 5, 6, 7, 10, 11, 12, 15, 16, 18)] == [
        "RIS", "H2", "EMR", "HGM", "20261124103208", "A1", "T", "2.5.1", "", "", "ASCII",
    ]  # fmt: skip
    assert reply.raw_field("MSA-3") == "a\\F\\b"
    enhanced = ack.acknowledge(asked(accept="AL"), **NEW)
    assert [enhanced.get("MSH-15"), enhanced.get("MSH-16")] == ["NE", "NE"]
    bare = ack.acknowledge(Message.parse(b"MSH|^~\\&|"), **NEW)
    assert [bare.get("MSH-11"), bare.get("MSH-12")] == ["P", "2.5.1"]


@pytest.mark.parametrize(
    ("location", "old", "new"),
    [
        ("", "^^^207&no&HL70357", ""),
        ("PID", "PID^1^^207&no&HL70357", "PID^1"),
        ("PID-5", "PID^1^5^207&no&HL70357", "PID^1^5"),
        ("PID[2]-3.4", "PID^2^3^207&no&HL70357", "PID^2^3^1^4"),
        ("PIDX-3[2].4", "PID^1^3^207&no&HL70357", "PID^1^3^1^4"),
    ],
)
def test_where_an_error_is(location: str, old: str, new: str) -> None:
    error = ack.Hl7Error("207", "no", location)
    for version, where, wanted in (("2.4", "ERR-1", old), ("2.5", "ERR-2", new)):
        assert ack.acknowledge(asked(version), "AE", error=error, **NEW).raw_field(where) == wanted


def test_what_an_error_is_called() -> None:
    assert ack.Hl7Error("101").meaning == "Required field missing"
    assert ack.Hl7Error("999").meaning == "Application internal error"
    reply = ack.acknowledge(asked("2.4"), "AE", error=ack.Hl7Error("101"), **NEW)
    assert reply.raw_field("ERR-1") == "^^^101&Required field missing&HL70357"


def test_a_warning_is_no_refusal() -> None:
    warning = ack.Hl7Error("101", severity="W")
    assert ack.code_for(asked(), warning) == "AA"
    assert ack.code_for(asked(accept="SU"), warning) == "CA"
    assert ack.wants_accept(asked(accept="SU"))
    assert ack.wants_application(asked(application="SU"))


@pytest.mark.parametrize(
    ("kind", "is_response"), [("ACK^A01", True), ("ORR^O02", True), ("ORI^O24", True), ("ADT^A01", False)]
)
def test_what_is_a_response(kind: str, is_response: bool) -> None:
    assert not ack.is_response(asked(kind=kind))
    assert ack.is_response(asked(kind=kind).with_segment("MSA|AA|1")) is is_response


@pytest.mark.parametrize(
    ("accept", "application", "code", "wrong"),
    [
        ("", "", "AA", False), ("", "", "CA", True),
        ("AL", "", "CA", False), ("AL", "", "AA", True), ("AL", "NE", "AA", True), ("AL", "AL", "AA", False),
        ("NE", "AL", "AA", False), ("NE", "AL", "CA", True), ("", "AL", "CA", True), ("SU", "ER", "CA", False),
        ("AL", "NE", "XX", True),
    ],
)  # fmt: skip
def test_which_codes_a_mode_has(accept: str, application: str, code: str, wrong: bool) -> None:
    request = asked(accept=accept, application=application)
    assert [one.kind for one in ack.problems(request, ack.acknowledge(request, code, **NEW))] == ["code"] * wrong


def kinds(request: Message, reply: Message) -> list[tuple[str, str, str]]:
    return [(one.where, one.expected, one.received) for one in ack.problems(request, reply)]


def test_what_is_wrong_in_an_answer() -> None:
    request = asked()
    reply = ack.acknowledge(request, **NEW)
    assert kinds(request, reply) == []
    assert kinds(request, reply.set("MSA-1", "XX")) == [("MSA-1", "AA AE AR", "XX")]
    assert kinds(request, reply.set("MSH-10", "1")) == []  # of another application
    assert kinds(request, reply.set("MSH-10", "1").set("MSH-3", "EMR")) == [
        ("MSH-3", "RIS", "EMR"), ("MSH-10", "a new ID", "1"),
    ]  # fmt: skip
    assert kinds(request.set("MSH-5", ""), reply.set("MSH-3", "")) == []  # none was asked by name
    assert kinds(request.set("MSH-12", ""), reply.set("MSH-12", "2.2")) == []
    assert kinds(request, reply.set("MSH-9", "ORR^O02")) == [("MSH-9", "ACK^A01", "ORR^O02")]
    bare = asked(kind="ADT")
    assert kinds(bare, ack.acknowledge(bare, **NEW).set("MSH-9", "ORR")) == [("MSH-9", "ACK", "ORR")]
    assert kinds(asked(kind="ORM^O01"), reply.set("MSH-9", "ORR^O02")) == []
    [(_, _, shown)] = kinds(request, reply.without("MSA").with_segment("ZZZ|" + "x" * 300))
    assert len(shown) == 200


@pytest.mark.parametrize(("code", "reason", "wrong"), [("AE", "", 1), ("AE", "why", 0), ("CR", "", 2), ("AA", "", 0)])
def test_a_refusal_gives_a_reason(code: str, reason: str, wrong: int) -> None:
    request = asked()
    assert len(ack.problems(request, ack.acknowledge(request, code, text=reason, **NEW))) == wrong


@pytest.mark.parametrize(
    ("version", "places"), [("2.4", []), ("2.5", ["ERR-3", "ERR-4"]), ("2.5.1", ["ERR-3", "ERR-4"])]
)
def test_which_versions_name_errors_by_code(version: str, places: list[str]) -> None:
    request = asked(version)
    reply = ack.acknowledge(request, "AE", **NEW).with_segment("ERR|PID^1").with_segment("ERR|PID^1||207|E")
    assert [one.where for one in ack.problems(request, reply)] == places


# --- MLLP -------------------------------------------------------------------------------------------------------------


def decoded(data: bytes, limit: int = 100, *, end: bool = False, bytewise: bool = False) -> list[object]:
    """Blocks, and of what was wrong the bytes that are quoted."""
    decoder = Decoder(limit)
    pieces = [data[n : n + 1] for n in range(len(data))] if bytewise else [data]
    found = [event for piece in pieces for event in decoder.receive_data(piece)]
    last = decoder.receive_eof() if end else None
    return [
        ("wrong", event.received) if isinstance(event, PeerViolation) else event
        for event in [*found, *([last] if last else [])]
    ]


X = b"x" * 200


@pytest.mark.parametrize("bytewise", [False, True])
@pytest.mark.parametrize(
    ("data", "events"),
    [
        (b"\x0b" + X[:101], [("wrong", X[:64])]),
        (b"\x0b" + X[:100] + b"\x1c\r", [X[:100]]),
        (b"\x0b" + X[:101] + b"\x1c\r" + frame(b"B"), [("wrong", X[:64]), b"B"]),
        (X + frame(b"B"), [("wrong", X[:64]), b"B"]),
        (X[:64] + frame(b"B"), [("wrong", X[:64]), b"B"]),
        (X[:63] + frame(b"B"), [("wrong", X[:63]), b"B"]),
        (b"x\r\ny" + frame(b"B"), [("wrong", b"x\r\ny"), b"B"]),
        (frame(b"A") + b"junk" + frame(b"B") + b"more" + frame(b"C"),
         [b"A", ("wrong", b"junk"), b"B", ("wrong", b"more"), b"C"]),
        (b"\x0bhalf" + frame(b"B"), [("wrong", b"half"), b"B"]),
        (b"\x0b" + X[:90] + frame(b"B"), [("wrong", X[:64]), b"B"]),
        (b"\x0bA\x1cB\x1c\r", [("wrong", b"A\x1c"), b"A\x1cB"]),
        (b"\x0bA\x1c\x1c\r", [("wrong", b"A\x1c"), b"A\x1c"]),
        (b"\x0b" + X[:90] + b"\x1cB\x1c\r", [("wrong", X[:64]), X[:90] + b"\x1cB"]),
        (b"\x0bA\x1c\n" + frame(b"B"), [("wrong", b"A\x1c"), b"A", b"B"]),
        (frame(b""), [b""]),
    ],
)  # fmt: skip
def test_what_is_quoted_of_a_broken_stream(data: bytes, events: list[object], bytewise: bool) -> None:
    assert decoded(data, bytewise=bytewise) == events


@pytest.mark.parametrize(
    ("data", "last"),
    [
        (b"\x0b" + X[:90], X[:64]),
        (b"\x0b", b""),
        (b"junk", b"junk"),
        (X, X[:64]),
        (b"xA\x1c\r", b"xA\x1c\r"),
        (b"\r\n", None),
        (frame(b"A"), None),
    ],
)
def test_what_is_told_at_the_end(data: bytes, last: bytes | None) -> None:
    wrong = [event[1] for event in decoded(data, end=True) if isinstance(event, tuple)]
    assert wrong == ([] if last is None else [last])


@pytest.mark.parametrize("before", [b"\x0b", b"junk", X, b"\x0bhalf", b"\x0b" + X])
def test_a_whole_block_that_comes_after_something_else_is_no_short_cut(before: bytes) -> None:
    decoder = Decoder(100)
    apart = [*decoder.receive_data(before), *decoder.receive_data(frame(b"A")), *decoder.receive_data(frame(b"B"))]
    whole = decoded(before + frame(b"A") + frame(b"B"))
    assert [("wrong", one.received) if isinstance(one, PeerViolation) else one for one in apart] == whole
    assert len(whole) == 3


def test_how_many_breaches_in_a_row_are_told() -> None:
    noise = b"\x0bA" * (MOST_BREACHES + 5)
    decoder = Decoder()
    assert len(decoder.receive_data(noise)) == MOST_BREACHES
    assert decoder.waiting == 1
    assert decoder.receive_data(b"\x1c\r") == [b"A"]
    assert len(decoder.receive_data(noise)) == MOST_BREACHES  # a block has come between
    decoder.receive_data(b"\x1c\r")
    assert len(decoder.receive_data(frame(b"B") + noise)) == MOST_BREACHES + 1


# --- character sets ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [*((f"ISO 8859-{n}", f"8859/{n}") for n in (*range(1, 10), 15)),
     ("ISO 8859-0", ""), ("ISO 8859-10", ""), ("ISO 8859-16", ""),
     ("latin2", "8859/2"), ("latin5", "8859/9"), ("8859/1~8859/2", "8859/1"), (" 8859/1 ", "8859/1")],
)  # fmt: skip
def test_what_senders_call_them(written: str, meant: str) -> None:
    assert charset.spelling_of(written) == meant


@pytest.mark.parametrize(
    ("value", "version", "standard"),
    [("8859/15", "2.5", True), ("8859/15", "2.4", False), ("8859/15", "", True), ("8859/1", "", True),
     ("CNS 11643-1992", "2.5", True), ("CNS 11643-1992", "2.4", False), ("8859/1~KLINGON", "2.5", False),
     ("8859/15", "3", True), ("8859/15", "2.10", True)],
)  # fmt: skip
def test_which_versions_have_it(value: str, version: str, standard: bool) -> None:
    assert charset.is_standard(value, version) is standard


def test_every_byte_that_cannot_be_read_comes_back() -> None:
    every = bytes(range(256))
    text = charset.decode(every, "ascii")
    assert text[:128] == every[:128].decode()
    assert [ord(letter) for letter in text[128:]] == [0xDC00 + byte for byte in every[128:]]
    assert charset.encode(text, "ascii") == every
    assert charset.shown(text)[128:] == 128 * "\ufffd"
    for letter in ("\udc7f", "\udd00", "\ud800", "ñ"):
        with pytest.raises(UnicodeEncodeError):
            charset.encode(letter, "ascii")


# --- ER7 --------------------------------------------------------------------------------------------------------------

HEADER = b"MSH|^~\\&|EMR|HGM|RIS|HGM|20261124103207||ADT^A01|1|P|2.5.1"


def pid(content: str) -> Message:
    return Message.parse(HEADER + b"\rPID|1||" + content.encode() + b"\r")


@pytest.mark.parametrize(
    ("where", "value", "content"),
    [
        ("PID-3", "X", "X"),
        ("PID-3.1", "X", "X^^^HGM&1.2&ISO~B"),
        ("PID-3[2].1", "X", "A^^^HGM&1.2&ISO~X"),
        ("PID-3[3].1", "X", "A^^^HGM&1.2&ISO~B~X"),
        ("PID-3.4", "X", "A^^^X~B"),
        ("PID-3.4.2", "X", "A^^^HGM&X&ISO~B"),
        ("PID-3[2].2.2", "X", "A^^^HGM&1.2&ISO~B^&X"),
    ],
)
def test_what_a_change_touches(where: str, value: str, content: str) -> None:
    assert pid("A^^^HGM&1.2&ISO~B").set(where, value).raw_field("PID-3") == content


def test_the_delimiters_have_no_parts() -> None:
    found = {where: pid("").get(f"MSH-2{where}") for where in ("", "[1]", ".1", "[2]", ".2")}
    assert found == {"": "^~\\&", "[1]": "^~\\&", ".1": "^~\\&", "[2]": "", ".2": ""}


def test_what_was_read_of_one_segment_is_not_told_of_another() -> None:
    for indexes in ((0, 1, 0, 1), (1, 0, 1, 0)):
        message = Message.parse(HEADER + b"\rOBX|1\rOBX|2\r")
        assert [message.get("OBX-1", index) for index in indexes] == [str(index + 1) for index in indexes]


def test_a_field_in_the_senders_own_delimiters() -> None:
    odd = Message.parse(b"MSH!@%$*!EMR\rPID!1!!A@B%C*D$S$\r")
    assert [odd.raw_field(where) for where in ("MSH-1", "MSH-2", "PID-3")] == ["!", "@%$*", "A^B~C&D@"]


def test_a_message_without_msh_18_is_read_as_it_was_built() -> None:
    assert Message.build([HEADER.decode(), "PID|1||Ã±"], "8859/1").get("PID-3") == "Ã±"


def test_a_segment_is_added_after_a_line_feed() -> None:
    message = Message.parse(HEADER + b"\nPID|1\n")
    assert message.with_segment("ZAB|x").raw == HEADER + b"\nPID|1\nZAB|x\r"


def test_every_field_of_our_header() -> None:
    given: dict[str, Any] = {"sender": "A&1.2&ISO|F^x", "receiver": "R|S", "control_id": "C|1", "when": "2026"}
    old = Dialect("old", "2.5", "ORM^O01", "OMI^O23", "8859/1", enhanced=True)
    new = Dialect("new", "2.3.1", "ORM^O01", "ORM^O01", "")
    assert envelope.msh("ADT^A01", dialect=old, structure="ADT_A01", **given) == (
        "MSH|^~\\&|A&1.2&ISO|F^x|R|S|2026||ADT^A01^ADT_A01|C\\F\\1|P|2.5|||AL|AL||8859/1"
    )
    assert envelope.msh("ADT^A01", dialect=new, **given) == (
        "MSH|^~\\&|A&1.2&ISO|F^x|R|S|2026||ADT^A01|C\\F\\1|P|2.3.1"
    )
    assert [envelope.segment("ZZ1", fields) for fields in ({}, {3: ""}, {2: "x", 4: ""})] == ["ZZ1", "ZZ1", "ZZ1||x"]


def test_what_is_not_there_of_a_name_an_identifier_or_a_code() -> None:
    assert envelope.read_name([], "") == PersonName(type_code="")
    assert envelope.read_name(['""', "Ana", '""', "Jr", " Dra. ", "MD", "L", "x"], " Nsue ") == PersonName(
        "Nsue", "Ana", "", "Dra.", "Jr", "MD", "L"
    )
    assert envelope.read_cx([], []) == PatientId("", type_code="")
    assert envelope.read_cx([" 7 ", "1", "M11", "A", "MR", "x"], ["A", "1.2", "ISO", "x"]) == PatientId(
        "7", Authority("A", "1.2", "ISO"), "MR"
    )
    assert envelope.read_code([]) is envelope.read_code(['""', "", "", "x"]) is None
    assert envelope.read_code(["a", "b", "c", "d"]) == Code("a", "b", "c")
    assert envelope.cx(PatientId("7&", Authority("", "1.2", "ISO"), "")) == "7\\T\\^^^&1.2&ISO"
    assert (envelope.ei("7", "A|"), envelope.ei("7"), envelope.ei("", "A")) == ("7^A\\F\\", "7", "")


def test_names_of_odd_segments_and_messages_that_differ() -> None:
    assert [Segment(raw).name for raw in (b"|x", b"PID", b"PID|x")] == ["", "PID", "PID"]
    assert pid("A") == pid("A")
    assert pid("A") not in (pid("B"), "A")


def test_what_is_quoted_of_bytes_that_cannot_be_read() -> None:
    bad = Message.parse(HEADER + b"||||||UNICODE UTF-8\rPID|1||" + b"\xf1" * 10 + b"\r")
    assert bad.warnings == ("PID-3: bytes F1 F1 F1 F1 F1 F1 F1 F1 cannot be read as utf-8",)
    for block, what in ((b"\r\n" * 100, "empty"), (b"x" * 100, "does not begin"), (b"MSH\x7f^~", "letters")):
        with pytest.raises(PeerViolation, match=what) as caught:
            Message.parse(block)
        assert caught.value.received == block[:80]


# --- PDUs -------------------------------------------------------------------------------------------------------------


def received(data: str | bytes) -> list[Any]:
    data = bytes.fromhex(data) if isinstance(data, str) else data
    return [
        event._replace(data=bytes(event.data)) if isinstance(event, pdu.Fragment) else event  # type: ignore[arg-type]
        for event in pdu.Decoder(100).receive_data(data)
    ]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ("00 00 00 00 00 04", "type 00H is unknown"),
        ("08 00 00 00 00 04", "type 08H is unknown"),
        ("04 00 00 00 00 65", "longer than agreed"),
        ("01 00 00 10 00 01", "longer than agreed"),
        ("04 00 00 00 00 05", "without a value"),
        ("07 00 00 00 00 03", "with 3 bytes"),
        ("04 00 00 00 00 06 00 00 00 01 01 03", "value of 1 bytes in 6"),
        ("04 00 00 00 00 0b 00 00 00 01 01 03", "value of 1 bytes in 11"),
        ("04 00 00 00 00 06 00 00 00 03 01 03", "value of 3 bytes in 6"),
        ("04 00 00 00 00 07 00 00 00 02 01 03", "value of 2 bytes in 7"),
        ("04 00 00 00 00 0b 00 00 00 02 01 03", "value of 2 bytes in 11"),
    ],
)
def test_lengths_that_cannot_be(data: str, what: str) -> None:
    with pytest.raises(PeerViolation, match=what):
        received(data)


def test_lengths_that_just_can_be() -> None:
    assert received("04 00 00 00 00 64") == received("01 00 00 10 00 00") == []
    assert received("04 00 00 00 00 06 00 00 00 02 01 03") == [pdu.Fragment(1, True, b"", True)]  # type: ignore[arg-type]
    two = "04 00 00 00 00 0d 00 00 00 03 01 00 aa 00 00 00 02 01 02"
    assert received(two) == [pdu.Fragment(1, False, b"\xaa", False), pdu.Fragment(1, False, b"", True)]  # type: ignore[arg-type]
    assert received("07 00 00 00 00 04 00 00 02 01") == [pdu.Abort(2, 1)]
    assert received("03 00 00 00 00 04 00 01 02 03") == [pdu.Reject(1, 2, 3)]
    assert received(pdu.RELEASE_RQ + pdu.RELEASE_RP) == [pdu.Release(False), pdu.Release(True)]


@pytest.mark.parametrize("is_command", [False, True])
def test_how_many_empty_fragments_a_peer_may_send(is_command: bool) -> None:
    empty, full = (pdu.data_head(1, n, is_command=is_command, last=False) + b"\0" * n for n in (0, 1))
    assert len(received(empty * pdu.MOST_EMPTY + full + empty * pdu.MOST_EMPTY)) == 2 * pdu.MOST_EMPTY + 1
    with pytest.raises(PeerViolation, match="in a row without data"):
        received(full + empty * (pdu.MOST_EMPTY + 1))
    with pytest.raises(PeerViolation, match="in a row without data"):
        received(empty * (pdu.MOST_EMPTY + 1))
    end = pdu.data_head(1, 0, is_command=is_command, last=True)
    assert len(received((empty * pdu.MOST_EMPTY + end) * 2)) == 2 * pdu.MOST_EMPTY + 2
    assert received(empty + end) == [pdu.Fragment(1, is_command, b"", last) for last in (False, True)]  # type: ignore[arg-type]


def test_where_a_pdu_begins() -> None:
    decoder = pdu.Decoder()
    for at in range(10):
        assert decoder.is_between is (at == 0)
        list(decoder.receive_data(bytes.fromhex("07000000000400000201")[at : at + 1]))
    assert decoder.is_between


@pytest.mark.parametrize(
    ("max_pdu", "most", "room"), [(0, 50, 50), (8, 50, 2), (9, 50, 2), (56, 50, 50), (57, 50, 50), (55, 50, 48)]
)
def test_room_for_data(max_pdu: int, most: int, room: int) -> None:
    assert pdu.room(max_pdu, most) == room
    with pytest.raises(PeerViolation, match="maximum PDU length of 7 leaves no room"):
        pdu.room(7, most)


def test_what_is_agreed_comes_back_whole() -> None:
    roles = {"1.2.3": (0, 1), "1.2.4": (1, 0)}
    for is_request in (True, False):
        sent = pdu.Associate(
            "A" * 20, "CT", {1: ("1.2", ("1.3", "1.4"))} if is_request else {}, {} if is_request else {3: (4, "1.5")},
            16384, (258, 772), is_request=is_request, roles=roles,
        )  # fmt: skip
        [read] = received(sent.encode()) if len(sent.encode()) else []
        assert isinstance(read, pdu.Associate)
        assert (read.called_ae_title, read.calling_ae_title) == ("A" * 16, "CT")
        assert (read.contexts, read.results, read.roles) == (sent.contexts, sent.results, roles)
        assert (read.max_pdu, read.window, read.is_request) == (16384, (258, 772), is_request)
        assert (read.implementation_class_uid, read.implementation_version, read.application_context) == (
            pdu.IMPLEMENTATION_CLASS_UID, pdu.IMPLEMENTATION_VERSION, pdu.APPLICATION_CONTEXT,
        )  # fmt: skip


def test_what_is_sent_byte_for_byte() -> None:
    head = "0001 0000" + (b"P".ljust(16) + b"CT".ljust(16)).hex() + "00" * 32
    ours = (
        "52 00 00 1f" + pdu.IMPLEMENTATION_CLASS_UID.encode().hex(),
        "55 00 00 09" + pdu.IMPLEMENTATION_VERSION.encode().hex(),
    )
    request = pdu.Associate(
        "P", "CT", {1: ("1.2", ("1.3",))}, max_pdu=16384, application_context="1", user=(2, b"u", b"pw")
    )
    assert request.encode() == bytes.fromhex(
        "01 00 00 00 00 a8" + head + "10 00 00 01 31"
        "20 00 00 12 01 00 00 00  30 00 00 03 31 2e 32  40 00 00 03 31 2e 33"
        "50 00 00 45 51 00 00 04 00 00 40 00" + ours[0] + "58 00 00 09 02 00 00 01 75 00 02 70 77" + ours[1]
    )
    assert "pw" not in repr(request)
    answer = pdu.Associate("P", "CT", results={3: (4, "1.5")}, is_request=False, application_context="1")
    assert answer.encode() == bytes.fromhex(
        "02 00 00 00 00 94" + head + "10 00 00 01 31  21 00 00 0b 03 00 04 00 40 00 00 03 31 2e 35"
        "50 00 00 38 51 00 00 04 00 00 00 00" + ours[0] + ours[1]
    )
    assert pdu.Abort().encode() == bytes.fromhex("07 00 00 00 00 04 00 00 00 00")
    assert pdu.Reject(1, 2, 3).encode() == bytes.fromhex("03 00 00 00 00 04 00 01 02 03")


def test_a_message_in_fragments() -> None:
    for data, parts in (
        (b"abcde", [(b"ab", False), (b"cd", False), (b"e", True)]),
        (b"abcd", [(b"ab", False), (b"cd", True)]),
    ):
        for is_command in (False, True):
            sent = pdu.fragments(3, data, 2, is_command=is_command)
            assert received(sent) == [
                pdu.Fragment(3, is_command, piece, last)  # type: ignore[arg-type]
                for piece, last in parts
            ]


FIXED = bytes.fromhex("0001 0000") + b"A".ljust(16) + b"B".ljust(16) + bytes(32)


def association(items: str, fixed: bytes = FIXED, kind: int = 1) -> bytes:
    body = fixed + bytes.fromhex(items)
    return bytes((kind, 0)) + len(body).to_bytes(4, "big") + body


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (association("", FIXED[:-1]), "of 67 bytes"),
        (association("", b"\0\2" + FIXED[2:]), "protocol version 0002H"),
        (association("20 00 00 03 01 00 00"), "its ID has to be odd"),
        (association("20 00 00 05 02 00 00 07 08"), "item 02 00 00 07: its ID has to be odd"),
        (association("20 00 00 04 01 00 00 00 20 00 00 04 01 00 00 00"), "its ID has to be odd"),
        (association("21 00 00 04 01 00 00 00 21 00 00 04 01 00 00 00", kind=2), "its ID has to be odd"),
        (association("50 00 00 07 51 00 00 03 00 00 01"), "51H of 3 bytes, not 4"),
        (association("50 00 00 07 53 00 00 03 00 00 01"), "53H of 3 bytes, not 4"),
        (association("50 00 00 09 54 00 00 05 00 02 31 32 01"), "role selection item of 5 bytes"),
        (association("10 00 00 01"), "longer than what holds it"),
        (association("10 00 00"), "longer than what holds it"),
    ],
)
def test_associations_that_cannot_be(data: bytes, what: str) -> None:
    with pytest.raises(PeerViolation, match=what):
        received(data)


def test_associations_that_just_can_be() -> None:
    [bare] = received(association(""))
    assert isinstance(bare, pdu.Associate)
    assert (bare.contexts, bare.max_pdu, bare.window, bare.application_context) == ({}, 0, None, "")
    [read] = received(association("10 ff 00 01 31 20 ff 00 04 01 ff ff ff", b"\0\1\xff\xff" + FIXED[4:]))
    assert (read.application_context, read.contexts) == ("1", {1: ("", ())})  # reserved bytes are not looked at
    [read] = received(association("10 00 01 2c" + "31" * 300))
    assert read.application_context == "1" * 300
    [read] = received(association("".join(f"20 00 00 04 {number:02x} 00 00 00" for number in range(1, 256, 2))))
    assert len(read.contexts) == pdu.MAX_CONTEXTS
    [empty] = received(association("10 00 00 00"))
    assert empty == bare
    [read] = received(association("20 00 00 04 01 00 00 00 50 00 00 08 51 00 00 04 00 00 40 00"))
    assert isinstance(read, pdu.Associate)
    assert (read.contexts, read.max_pdu) == ({1: ("", ())}, 16384)
    [answer] = received(association("21 00 00 04 03 00 04 00", kind=2))
    assert isinstance(answer, pdu.Associate)
    assert answer.results == {3: (4, "")}
