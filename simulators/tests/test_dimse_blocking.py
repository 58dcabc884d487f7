"""The association without threads against a hostile peer: whatever it sends ends in an error that says whose fault."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from simulators.addresses import DicomAddress
from simulators.dimse_blocking import Association
from simulators.runtime import Limits
from simulators.tests.storage_talk import Conversation, ScriptedPeer
from simulators.wire import pdu
from simulators.wire.errors import NoAnswer, PeerViolation, Refused, Unreachable

VERIFICATION = "1.2.840.10008.1.1"
LIMITS = Limits(connect_s=2, dimse_s=0.3)


@contextmanager
def peer(answer: bytes, *, keep: bool = False) -> Iterator[DicomAddress]:
    """Takes one connection, reads the request, sends ``answer``; closes unless ``keep``."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def serve() -> None:
            taken, _ = server.accept()
            with taken:
                taken.recv(65536)
                taken.sendall(answer)
                if keep:
                    over.wait(5)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield DicomAddress("127.0.0.1", server.getsockname()[1], "PEER")
        over.set()
        thread.join(5)


@pytest.mark.parametrize(
    ("answer", "keep", "error"),
    [
        (b"", False, PeerViolation),
        (b"", True, NoAnswer),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", False, PeerViolation),
        (b"\x02\x00\xff\xff\xff\xff", True, PeerViolation),  # a PDU of 4 GiB
        (b"\x02\x00\x00\x00\x00\x10short", True, NoAnswer),  # the rest never comes
        (b"\x02\x00\x00\x00\x00\x04\xff\xff\xff\xff", True, PeerViolation),  # an A-ASSOCIATE-AC of nothing
        (b"\x03\x00\x00\x00\x00\x04\x00\x01\x01\x07", True, Refused),
        (b"\x03\x00\x00\x00\x00\x00", True, PeerViolation),
        (b"\x07\x00\x00\x00\x00\x04\x00\x00\x00\x00", True, PeerViolation),
    ],
)
def test_a_hostile_answer_to_the_association_request(answer: bytes, keep: bool, error: type[Exception]) -> None:
    with peer(answer, keep=keep) as address, pytest.raises(error):
        Association(address, "US", [VERIFICATION], LIMITS)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable):
        Association(DicomAddress("127.0.0.1", port, "PEER"), "US", [VERIFICATION], LIMITS)


def test_a_peer_that_drips_gets_no_more_time() -> None:
    """A byte now and then of a PDU that never ends: each wait is short, the PDU is not."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        over = threading.Event()

        def drip() -> None:
            taken, _ = server.accept()
            with taken:
                taken.recv(65536)
                taken.sendall(b"\x02\x00\x00\x01\x00\x00")
                while not over.wait(0.05):
                    taken.sendall(b"\0")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(NoAnswer):
            Association(DicomAddress("127.0.0.1", server.getsockname()[1], "PEER"), "US", [VERIFICATION], LIMITS)
        over.set()
        thread.join(5)
        assert not thread.is_alive()


@pytest.mark.parametrize(
    ("syntax", "error"), [("1.2.840.10008.1.2.1", None), ("1.2.840.10008.1.2.4.50", Refused), ("", Refused)]
)
def test_only_a_proposed_transfer_syntax_is_taken(syntax: str, error: type[Exception] | None) -> None:
    answer = pdu.Associate(results={1: (0, syntax)}, max_pdu=16384, is_request=False).encode()
    with peer(answer, keep=True) as address:
        if error is not None:
            with pytest.raises(error):
                Association(address, "US", [VERIFICATION], LIMITS)
            return
        with Association(address, "US", [VERIFICATION], LIMITS) as association:
            assert association.syntax(VERIFICATION) == syntax


CT, EXPLICIT = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1"


@pytest.mark.parametrize(
    ("answer", "found"), [(lambda one: one, 0xA700), (lambda one: one._replace(message_id=4711), PeerViolation),
                          (lambda one: one._replace(field=0x20), PeerViolation)]
)  # fmt: skip
def test_a_store_is_answered_by_its_status(answer, found) -> None:  # type: ignore[no-untyped-def]
    got: list[bytes] = []

    def script(talk: Conversation) -> None:
        talk.accept(max_pdu=1000)
        talk.answer(answer(talk.request()), 0xA700)
        got.append(talk.data)
        talk.next()

    sent = bytes(range(256)) * 20
    with ScriptedPeer(script) as peer:
        association = Association(peer.address, "US", [(CT, (EXPLICIT,))], LIMITS)
        if isinstance(found, int):
            assert association.store(CT, "1.2.3", sent).status == found
        else:
            with pytest.raises(found):
                association.store(CT, "1.2.3", sent)
        with association:
            pass
    assert got == [sent]
