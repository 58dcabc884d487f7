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
