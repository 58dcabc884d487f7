"""Whatever bytes come to an SCP's port: it answers the next proper caller, and keeps nothing alive for the others."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators import dimse_acceptor
from simulators.dimse import Scp, Scu
from simulators.dimse_upper_layer import UpperLayer
from simulators.runtime import Runtime
from simulators.tests.dimse_talk import runtime, scu_for
from simulators.wire.errors import NoAnswer


def association_request(**changed: bytes) -> bytes:
    """An A-ASSOCIATE-RQ for Verification, with parts replaced."""

    def item(kind: int, body: bytes) -> bytes:
        return struct.pack(">BBH", kind, 0, len(body)) + body

    syntax = item(0x30, b"1.2.840.10008.1.1") + item(0x40, b"1.2.840.10008.1.2")
    user = item(0x51, struct.pack(">L", 16384)) + item(0x52, b"1.2.3.4")
    parts = {
        "version": b"\0\1",
        "called": b"PACS1           ",
        "calling": b"CT_ER1          ",
        "application": item(0x10, b"1.2.840.10008.3.1.1.1"),
        "context": item(0x20, b"\1\0\0\0" + syntax),
        "user": item(0x50, user),
        **changed,
    }
    body = parts["version"] + b"\0\0" + parts["called"] + parts["calling"] + b"\0" * 32
    body += parts["application"] + parts["context"] + parts["user"]
    return struct.pack(">BBL", 1, 0, len(body)) + body


@pytest.fixture
def scp() -> Iterator[Scp]:
    rt = Runtime(limits=runtime(dimse_s=0.4).limits)
    with Scp(rt, "pacs", "PACS1", on_store=lambda ds, raw, info: 0) as scp:
        yield scp


def survives(scp: Scp, sent: bytes) -> None:
    """Send it, read what comes, then call properly."""
    with socket.create_connection(("127.0.0.1", scp.port), timeout=3) as sock, contextlib.suppress(OSError):
        sock.sendall(sent)
        sock.shutdown(socket.SHUT_WR)
        while sock.recv(65536):
            pass
    patient: Scu = scu_for(scp.runtime, scp.port)
    patient.timeout = 5.0
    assert patient.echo().is_success


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\1",
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS
        b"\x0bMSH|^~\\&|HIS|\x1c\r",  # HL7
        struct.pack(">BBL", 1, 0, 0xFFFFFFFF),
        association_request()[:40],
        association_request() + b"\4\0\0\0",
        association_request() + struct.pack(">BBL", 4, 0, 6) + b"\0\0\0\2\1\3",
        association_request() + association_request(),
        association_request(version=b"\0\2"),
        association_request(called=b" " * 16),
        association_request(calling=b"\xff" * 16),
        association_request(application=b""),
        association_request(context=b""),
        association_request(context=b"\x20\0\xff\xff"),
        association_request(user=b""),
        struct.pack(">BBL", 7, 0, 4) + b"\0\0\0\0",
        struct.pack(">BBL", 5, 0, 4) + b"\0\0\0\0",
    ],
)
def test_an_scp_survives(scp: Scp, sent: bytes) -> None:
    survives(scp, sent)


@settings(max_examples=40, deadline=None)
@given(cut=st.integers(0, 250), noise=st.binary(max_size=60), before=st.booleans())
def test_an_scp_survives_noise(cut: int, noise: bytes, before: bool) -> None:
    good = association_request()
    with Scp(runtime(dimse_s=0.5), "pacs", "PACS1") as scp:
        survives(scp, noise + good if before else good[:cut] + noise + good[cut:])


def test_a_caller_that_says_nothing_is_let_go(scp: Scp) -> None:
    with socket.create_connection(("127.0.0.1", scp.port), timeout=5) as sock:
        assert sock.recv(10) == b""  # closed by us, after the site's time limit
    for association in scp.associations:
        association.join(2)
    assert not scp.associations


def test_a_caller_that_stops_in_the_middle_is_let_go(scp: Scp) -> None:
    with socket.create_connection(("127.0.0.1", scp.port), timeout=5) as sock:
        sock.sendall(association_request()[:100])
        with contextlib.suppress(ConnectionError):
            while sock.recv(100):
                pass
    for association in scp.associations:
        association.join(2)
    assert not scp.associations


def test_a_caller_that_does_not_read_does_not_hold_up_others(scp: Scp) -> None:
    with socket.create_connection(("127.0.0.1", scp.port), timeout=5) as sock:
        sock.sendall(association_request())
        other = scu_for(scp.runtime, scp.port)
        other.timeout = 5.0
        for _ in range(3):
            assert other.echo().is_success


def test_a_caller_that_is_gone_at_once_leaves_no_socket(scp: Scp, monkeypatch: pytest.MonkeyPatch) -> None:
    """It cut the connection before its address was read."""
    made, ended = [], threading.Event()

    class Layer(UpperLayer):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            made.append(self)

        def kill(self) -> None:
            super().kill()
            ended.set()

    def gone(*_: object) -> None:
        raise OSError("not connected")

    monkeypatch.setattr(dimse_acceptor, "UpperLayer", Layer)
    monkeypatch.setattr(dimse_acceptor, "address_of", gone)
    socket.create_connection(("127.0.0.1", scp.port), timeout=3).close()
    assert ended.wait(5)
    assert [layer.dul._wake_reader.fileno() for layer in made] == [-1]


def test_a_stopped_scp_answers_nobody(scp: Scp) -> None:
    scp.stop()
    with pytest.raises(NoAnswer):
        scu_for(scp.runtime, scp.port).echo()
