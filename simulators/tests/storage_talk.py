"""Files to send, written without a data set being built, and peers that do what they should not."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from pathlib import Path

from simulators.addresses import DicomAddress
from simulators.wire import pdu
from simulators.wire import store_command as dimse
from simulators.wire.part10 import DATASET_DEFLATED, FileMeta, file_head

CT, EXPLICIT = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.1"


def element(group: int, number: int, vr: str, value: str) -> bytes:
    raw = value.encode() + (b"\0" if vr == "UI" else b" ") * (len(value) % 2)
    return struct.pack("<HH2sH", group, number, vr.encode(), len(raw)) + raw


def written(
    folder: Path, count: int, size: int = 1024, *, patient: str = "ZZ90001", sop_class: str = CT, sparse: bool = False
) -> list[Path]:
    """``count`` explicit little endian files with ``size`` bytes of pixels each."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        uid = f"2.25.{10**20 + number}"
        data = element(8, 0x16, "UI", sop_class) + element(8, 0x18, "UI", uid) + element(8, 0x60, "CS", "CT")
        data += element(0x10, 0x10, "PN", "Nsue^Ana") + element(0x10, 0x20, "LO", patient)
        data += element(0x20, 0x0D, "UI", "2.25.1") + element(0x20, 0x0E, "UI", "2.25.2")
        head = file_head(FileMeta(sop_class, uid, EXPLICIT, 0)) + data
        head += struct.pack("<HH2sHL", 0x7FE0, 0x10, b"OW", 0, size)
        paths.append(folder / f"{number:05d}.dcm")
        with paths[-1].open("wb") as file:
            file.write(head)
            if sparse:
                file.truncate(len(head) + size)
            else:
                file.write((bytes(range(256)) * (size // 256 + 1))[:size])
    return paths


def dataset_of(raw: bytes) -> bytes:
    """The data set of a Part 10 file."""
    return raw[144 + int.from_bytes(raw[140:144], "little") :]


class ScriptedPeer:
    """Answers each association by one function ``(accept, receive, sock)``; the last one serves all that follow."""

    def __init__(self, *scripts: Callable[[Conversation], object]) -> None:
        self._scripts = scripts
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = DicomAddress("127.0.0.1", self._listener.getsockname()[1], "PEER")
        self.seen: list[str] = []

    def __enter__(self) -> ScriptedPeer:
        threading.Thread(target=self._run, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _run(self) -> None:
        number = 0
        while True:
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            with sock:
                sock.settimeout(5)
                with contextlib.suppress(OSError):
                    self._scripts[min(number, len(self._scripts) - 1)](Conversation(sock, self.seen))
            number += 1


class Conversation:
    """One association as the acceptor sees it."""

    def __init__(self, sock: socket.socket, seen: list[str]) -> None:
        self.sock, self.seen = sock, seen
        self.data = b""  # the data set of the last request
        self._decoder = pdu.Decoder()
        self._events: list[object] = []

    def next(self) -> object:
        while not self._events:
            data = self.sock.recv(65536)
            if not data:
                raise ConnectionResetError
            for event in self._decoder.receive_data(data):
                self._events.append(
                    event._replace(data=bytes(event.data)) if isinstance(event, pdu.Fragment) else event
                )
        return self._events.pop(0)

    def accept(self, *, max_pdu: int = 16384, window: tuple[int, int] | None = None, result: int = 0) -> pdu.Associate:
        asked = self.next()
        assert isinstance(asked, pdu.Associate)
        results = {number: (result, syntaxes[0]) for number, (_, syntaxes) in asked.contexts.items()}
        self.sock.sendall(pdu.Associate(results=results, max_pdu=max_pdu, window=window, is_request=False).encode())
        return asked

    def request(self) -> dimse.Command | None:
        """The next C-STORE-RQ with its data set gone by; None at the release."""
        command = self.data = b""
        while True:
            event = self.next()
            if not isinstance(event, pdu.Fragment):
                self.sock.sendall(pdu.RELEASE_RP)
                return None
            if event.is_command:
                command += event.data
            else:
                self.data += event.data
            if event.last and not event.is_command:
                found = dimse.parse(command)
                self.seen.append(found.sop_instance_uid)
                return found

    def answer(self, request: dimse.Command, status: int = 0) -> None:
        self.sock.sendall(pdu.fragments(1, dimse.response(request, status), 16378, is_command=True))

    def store_all(self, status: int = 0) -> None:
        while (request := self.request()) is not None:
            self.answer(request, status)


def odd_deflated(path: Path) -> bytes:
    """A deflated file whose data set has an odd length, some 1500 bytes; that data set."""
    noise = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(40))
    for more in range(100):
        data = element(8, 0x16, "UI", CT) + element(8, 0x18, "UI", "2.25.9") + element(0x10, 0x20, "LO", "ZZ90001")
        packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        packed = packer.compress(data + element(0x20, 0x4000, "LT", noise + "x" * more)) + packer.flush()
        if len(packed) % 2:
            path.write_bytes(file_head(FileMeta(CT, "2.25.9", DATASET_DEFLATED, 0)) + packed)
            return packed
    raise AssertionError("no odd length")


def seen(condition: Callable[[], object]) -> bool:
    """Whether it comes true within five seconds."""
    end, pause = time.monotonic() + 5, threading.Event()
    while not (found := condition()) and time.monotonic() < end:
        pause.wait(0.01)
    return bool(found)
