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
