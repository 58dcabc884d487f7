"""The first words of TLS by hand: what is offered, and what is read of whatever comes back."""

from __future__ import annotations

import ssl
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.authority import make
from simulators.wire.errors import PeerViolation
from simulators.wire.tls_hello import VERSIONS, WEAK, Answer, client_hello, offering, read_answer


def server_hello(version: int, suite: int, session: bytes = b"") -> bytes:
    body = struct.pack(">H", version) + bytes(32) + bytes((len(session),)) + session + struct.pack(">HB", suite, 0)
    handshake = b"\x02" + struct.pack(">I", len(body))[1:] + body
    return struct.pack(">BHH", 22, version, len(handshake)) + handshake


@pytest.mark.parametrize("offer", [*list(VERSIONS)[:2], *WEAK])
def test_a_strict_library_reads_the_offer_and_refuses_it(offer: str) -> None:
    """What is written is a ClientHello: OpenSSL answers it with an alert about its content, not about its form."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    incoming.write(offering(offer))
    with pytest.raises(ssl.SSLError) as refused:
        context.wrap_bio(incoming, outgoing, server_side=True).do_handshake()
    assert refused.value.reason in ("UNSUPPORTED_PROTOCOL", "NO_SHARED_CIPHER", "VERSION_TOO_LOW")
    answer = read_answer(outgoing.read())
    assert answer is not None
    assert str(answer) in ("alert protocol_version", "alert handshake_failure")


def test_what_is_taken_is_read_byte_by_byte() -> None:
    whole = server_hello(0x0301, 0x002F, session=bytes(32))
    for end in range(len(whole)):
        assert read_answer(whole[:end]) is None
    assert read_answer(whole + b"more") == Answer("hello", version=0x0301, suite=0x002F)
    assert str(read_answer(whole)) == "TLS 1.0, suite 002F"
    assert str(read_answer(b"\x15\x03\x01\x00\x02\x02\x46")) == "alert protocol_version"
    assert str(read_answer(b"HTTP/1.1 400")) == "no TLS"


@pytest.mark.parametrize(
    "received",
    [
        b"\x16\x02\x00\x00\x20" + bytes(32),  # version
        b"\x16\x03\x01\xff\xff",  # length
        b"\x15\x03\x01\x00\x00",
        b"\x16\x03\x01\x00\x04\x0b\x00\x00\x00",  # another handshake message
        server_hello(0x0303, 1)[:43] + b"\xff" + server_hello(0x0303, 1)[44:],  # a session longer than the record
    ],
)
def test_what_is_no_answer_is_a_violation(received: bytes) -> None:
    with pytest.raises(PeerViolation, match="TLS"):
        read_answer(received)


@given(st.binary(max_size=200))
def test_anything_ends_in_an_answer_a_wait_or_a_violation(received: bytes) -> None:
    for head in (b"", b"\x16\x03\x03", server_hello(0x0303, 1)[:40]):
        try:
            found = read_answer(head + received)
        except PeerViolation:
            continue
        assert found is None or found.kind in ("hello", "alert", "other")


def test_it_is_read_whether_a_renegotiation_is_tied_to_the_connection(tmp_path: Path) -> None:
    authority = make(tmp_path / "certs")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.server().certificate, authority.server().key)
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    incoming.write(offering("TLS 1.2"))
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(incoming, outgoing, server_side=True).do_handshake()
    record = outgoing.read()
    answer = read_answer(record)
    assert answer is not None
    assert answer.is_secured
    changed = read_answer(record.replace(b"\xff\x01\x00\x01\x00", b"\xff\x02\x00\x01\x00", 1))
    assert changed is not None
    assert not changed.is_secured


def test_a_hello_is_one_record_with_its_suites() -> None:
    hello = client_hello(0x0303, (0x0001, 0x0002))
    kind, version, length = struct.unpack_from(">BHH", hello)
    assert (kind, version, length) == (22, 0x0301, len(hello) - 5)
    assert b"\x00\x06\x00\x01\x00\x02\x00\xff" in hello


@pytest.mark.parametrize("version", [0x0301, 0x0302, 0x0303])
def test_every_byte_of_a_hello(version: int) -> None:
    """RFC 5246 7.4.1.2, RFC 8422 5.1, RFC 5246 7.4.1.4.1."""
    hello = client_hello(version, (0x0005,))
    random = hello[11:43]
    signatures = "" if version < 0x0303 else "000d 000c 000a 0401 0501 0403 0201 0203"
    extensions = bytes.fromhex("000a 000a 0008 0017 0018 0019 001d" + "000b 0002 0100" + signatures)
    body = (
        version.to_bytes(2)
        + random
        + bytes.fromhex("00 0004 0005 00ff 0100")
        + len(extensions).to_bytes(2)
        + extensions
    )
    handshake = b"\x01" + len(body).to_bytes(3) + body
    assert hello == b"\x16\x03\x01" + len(handshake).to_bytes(2) + handshake
    assert random != client_hello(version, (0x0005,))[11:43]


SUITES = {  # IANA, TLS Cipher Suites
    "TLS 1.0": "C013 C014 C009 C00A 0033 0039 002F 0035 000A",
    "TLS 1.1": "C013 C014 C009 C00A 0033 0039 002F 0035 000A",
    "TLS 1.2": "C02F C030 C02B C02C 009E 009F",
    "no encryption": "003B 0002 0001 C010 C006",
    "RC4": "0005 0004 C011 C007",
    "export keys": "0003 0006 0008 000B 000E 0011 0014",
    "DES": "0009 000C 000F 0012 0015",
}


@pytest.mark.parametrize("offer", SUITES)
def test_which_suites_are_offered(offer: str) -> None:
    hello, suites = offering(offer), bytes.fromhex(SUITES[offer] + "00FF")
    assert hello[9:11] == {"TLS 1.0": b"\3\1", "TLS 1.1": b"\3\2"}.get(offer, b"\3\3")
    assert hello[43] == 0
    assert hello[44:46] == len(suites).to_bytes(2)
    assert hello[46 : 46 + len(suites)] == suites
    assert set(SUITES) == {*VERSIONS, *WEAK}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (0, "close_notify"), (10, "unexpected_message"), (20, "bad_record_mac"), (22, "record_overflow"),
        (40, "handshake_failure"), (42, "bad_certificate"), (47, "illegal_parameter"), (48, "unknown_ca"),
        (50, "decode_error"), (70, "protocol_version"), (71, "insufficient_security"), (80, "internal_error"),
        (86, "inappropriate_fallback"), (90, "user_canceled"), (109, "missing_extension"), (112, "unrecognized_name"),
        (116, "certificate_required"), (200, "200"),
    ],
)  # fmt: skip
def test_an_alert_has_a_name(code: int, name: str) -> None:
    answer = read_answer(bytes((21, 3, 3, 0, 2, 2, code)))
    assert answer == Answer("alert", alert=code)
    assert str(answer) == f"alert {name}"


def record(content: bytes, kind: int = 22, version: int = 0x0303, length: int | None = None) -> bytes:
    return struct.pack(">BHH", kind, version, len(content) if length is None else length) + content


def hello_with(extensions: bytes | None, session: bytes = b"") -> bytes:
    body = b"\3\3" + bytes(32) + bytes((len(session),)) + session + b"\0\x2f\0"
    body += b"" if extensions is None else len(extensions).to_bytes(2) + extensions
    return record(b"\2" + len(body).to_bytes(3) + body)


INFO = bytes.fromhex("ff01 0001 00")


@pytest.mark.parametrize(
    ("received", "is_secured"),
    [
        (hello_with(None), False),
        (hello_with(b""), False),
        (hello_with(INFO), True),
        (hello_with(INFO, session=bytes(32)), True),
        (hello_with(bytes.fromhex("0023 0000") + INFO), True),
        (hello_with(bytes.fromhex("000b 0002 0100") + INFO), True),
        (hello_with(bytes.fromhex("ff01 0000")), True),
        (hello_with(bytes.fromhex("000b 0005 ff01 0001 00")), False),  # in another's value
        (hello_with(bytes.fromhex("ff01 00")), False),
        (hello_with(bytes.fromhex("ff02 0001 00")), False),
        (record(hello_with(bytes.fromhex("ff01 00"))[5:] + b"\0"), False),
        (record(b"\2\1\0\0" + hello_with(INFO)[9:]), True),  # a length that cannot be
        (record(hello_with(b"")[5:] + INFO), False),  # another handshake message
    ],
)
def test_whether_a_renegotiation_is_secured_stands_among_the_extensions(received: bytes, is_secured: bool) -> None:
    assert read_answer(received) == Answer("hello", 0x0303, 0x002F, is_secured=is_secured)


@pytest.mark.parametrize(
    ("received", "clause"),
    [
        (record(b"\2\x46", 21, 0x0203), "6.2.1"),
        (record(b"\2\x46", 21, 0x0400), "6.2.1"),
        (record(b"\2", 21), "6.2.1"),
        (record(b"", length=16384 + 2049), "6.2.1"),
        (record(b"\1" + bytes(60)), "7.4.1.3"),
        (record(b"\2" + bytes(37)), "7.4.1.3"),
        (record(b"\2" + bytes(39)), "7.4.1.3"),
        (record(b"\2" + bytes(39)) + b"more", "7.4.1.3"),
        (record(b"\2" + bytes(37) + b"\2" + bytes(3)), "7.4.1.3"),
    ],
)
def test_records_that_cannot_be(received: bytes, clause: str) -> None:
    with pytest.raises(PeerViolation) as caught:
        read_answer(received)
    assert caught.value.clause.endswith(clause)


def test_records_that_just_can_be() -> None:
    assert read_answer(b"") is None
    taken = read_answer(record(b"\2" + bytes(40)))
    assert taken is not None
    assert (taken.version, taken.suite, taken.alert) == (0, 0, 0)
    assert read_answer(record(b"", length=16384 + 2048)) is None
    assert read_answer(b"\x16\3\3\0") is None
    assert read_answer(record(b"\2" + bytes(40))) == Answer("hello")
    assert read_answer(record(b"\2" + bytes(37) + b"\2" + bytes(2) + b"\0\5")) == Answer("hello", suite=5)
    assert read_answer(b"\x17") == Answer("other")
    assert str(Answer("hello", 0x0304, 0x1301)) == "version 0304, suite 1301"
    assert [str(Answer("hello", number)) for number in (0x0301, 0x0302, 0x0303)] == [
        "TLS 1.0, suite 0000", "TLS 1.1, suite 0000", "TLS 1.2, suite 0000",
    ]  # fmt: skip
