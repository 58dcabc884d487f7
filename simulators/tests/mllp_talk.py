"""What the tests of the MLLP transport share: messages, a plain socket as client, and a scripted server."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable

from simulators.runtime import Limits, Runtime
from simulators.tests.scripted import scripted_socket
from simulators.wire import mllp
from simulators.wire.er7 import Message

QUICK = Limits(connect_s=2.0, acknowledgement_s=2.0, message_bytes=64 * 1024)


def runtime(**limits: float) -> Runtime:
    return Runtime(limits=Limits(**{"connect_s": 2.0, "acknowledgement_s": 2.0, **limits}))  # type: ignore[arg-type]


def adt(control_id: str, patient: str = "ZZ9001", *, msh: str = "", event: str = "A01") -> Message:
    """An ADT message. ``msh`` is added after MSH-12: fields from 13 on."""
    text = (
        f"MSH|^~\\&|HIS|HGM|RIS|HGM|20250101120000||ADT^{event}^ADT_A01|{control_id}|P|2.5.1{msh}\r"
        f"EVN||20250101120000\rPID|||{patient}^^^HGM^PI||Nsue^Ana\rPV1||O\r"
    )
    return Message.parse(text.encode())


def ack_bytes(control_id: str, code: str = "AA", own_id: str = "R1") -> bytes:
    return f"MSH|^~\\&|RIS|HGM|HIS|HGM|20250101120001||ACK^A01^ACK|{own_id}|P|2.5.1\rMSA|{code}|{control_id}\r".encode()


class Talker:
    """A blocking socket that speaks MLLP as badly as a test wants."""

    def __init__(self, peer: int | socket.socket) -> None:
        """``peer``: the port of a server, or a connection that is there already."""
        self.sock = socket.create_connection(("127.0.0.1", peer), timeout=5) if isinstance(peer, int) else peer
        self._decoder = mllp.Decoder()
        self._blocks: list[bytes] = []

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def ask(self, block: bytes) -> bytes:
        self.send(mllp.frame(block))
        return self.read()

    def read(self) -> bytes:
        """Next block; EOFError when the server closed."""
        while not self._blocks:
            data = self.sock.recv(65536)
            if not data:
                raise EOFError
            self._blocks += [event for event in self._decoder.receive_data(data) if isinstance(event, bytes)]
        return self._blocks.pop(0)

    def __enter__(self) -> Talker:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()


def scripted(script: Callable[[Talker], None]) -> contextlib.AbstractContextManager[int]:
    """A server that runs ``script`` on each connection; gives its port. What the script raises fails the test."""
    return scripted_socket(lambda sock: script(Talker(sock)))
