"""The fast C-STORE path where the disk fails, the peer has no end, or what lay in a buffer could be sent."""

from __future__ import annotations

import collections
import contextlib
import errno
import os
import socket
import struct
import threading
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from simulators.addresses import DicomAddress
from simulators.runtime import TestPatients
from simulators.storage_files import find
from simulators.storage_sender import SMALL, StorageSender
from simulators.storage_sink import StorageSink
from simulators.tests.storage_talk import (
    CT,
    EXPLICIT,
    Conversation,
    ScriptedPeer,
    dataset_of,
    odd_deflated,
    written,
)
from simulators.upper_layer import Channel
from simulators.wire import pdu
from simulators.wire.errors import NoAnswer, PeerViolation, Unreachable

OURS = TestPatients()


def states(peer: DicomAddress, *places: Path) -> dict[str, str]:
    found = StorageSender(peer, patients=OURS, timeout=5, retries=1).send(find(places))
    return {Path(one.path).name: one.state for one in found}


def test_the_byte_that_deflated_data_lack_is_zero_whatever_the_buffer_held(tmp_path: Path) -> None:
    """PS3.5 A.5. Both buffers are full of another file's pixels when the odd one is read into one of them."""
    for path in written(tmp_path, 2, SMALL * 2):
        path.write_bytes(path.read_bytes()[: -SMALL * 2] + b"\xff" * SMALL * 2)
    data, got = odd_deflated(tmp_path / "odd.dcm"), []

    def keeping(talk: Conversation) -> None:
        talk.accept()
        while (request := talk.request()) is not None:
            got.append(talk.data)
            talk.answer(request)

    with ScriptedPeer(keeping) as peer:
        assert states(peer.address, tmp_path) == dict.fromkeys(("00000.dcm", "00001.dcm", "odd.dcm"), "stored")
    assert got[0].endswith(b"\xff" * SMALL)
    assert got[2] == data + b"\0"


def test_a_disk_that_fails_in_the_middle_is_named_and_the_rest_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = written(tmp_path, 2, 3 * 1024 * 1024, sparse=True)

    class Failing(FileIO):
        def readinto(self, buffer: Any) -> int | None:
            if self.tell() > 1024 * 1024 and self.name == str(first):
                raise OSError(errno.EIO, "Input/output error")
            return super().readinto(buffer)

    monkeypatch.setattr("simulators.storage_sender.FileIO", Failing)
    with StorageSink() as sink:
        found = states(DicomAddress("127.0.0.1", sink.port, sink.ae_title), tmp_path)
    assert found == {"00000.dcm": "unreadable", "00001.dcm": "stored"}


def test_a_folder_that_cannot_be_listed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "in", 1)
    written(tmp_path / "in" / "closed", 1)
    listed = os.scandir

    def refusing(place: str) -> Any:
        if place.endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", place)
        return listed(place)

    monkeypatch.setattr("os.scandir", refusing)
    with StorageSink() as sink:
        found = states(DicomAddress("127.0.0.1", sink.port, sink.ae_title), tmp_path / "in")
    assert found == {"00000.dcm": "stored", "closed": "unreadable"}


def test_the_sink_goes_on_after_a_caller_that_could_not_be_taken(tmp_path: Path) -> None:
    class Failing:
        def __init__(self, listener: socket.socket) -> None:
            self._listener, self.left = listener, 2

        def accept(self) -> Any:
            self.left -= 1
            if self.left >= 0:
                raise OSError(errno.EMFILE, "Too many open files")
            return self._listener.accept()

        def __getattr__(self, name: str) -> Any:
            return getattr(self._listener, name)

    sink = StorageSink()
    sink._listener = Failing(sink._listener)  # type: ignore[assignment]
    with sink:
        found = states(DicomAddress("127.0.0.1", sink.port, sink.ae_title), *written(tmp_path, 1))
    assert found == {"00000.dcm": "stored"}


def channel(peer: ScriptedPeer, timeout: float = 5) -> Channel:
    made = Channel(peer.address, timeout, timeout)
    made.associate("US", {1: (CT, (EXPLICIT,))})
    return made


ENDLESS = 200_000  # PDUs, some seconds of them, so that a test fails and does not hang


def flood(talk: Conversation, one: bytes, ended: list[bool]) -> None:
    talk.accept()
    try:
        for _ in range(ENDLESS // 100):
            talk.sock.sendall(one * 100)
        ended.append(False)
    except OSError:
        ended.append(True)


@pytest.mark.parametrize("is_command", [True, False])
def test_fragments_without_data_have_an_end(is_command: bool) -> None:
    cut: list[bool] = []
    empty = pdu.data_head(1, 0, is_command=is_command, last=False)
    with ScriptedPeer(lambda talk: flood(talk, empty, cut)) as peer:
        line = channel(peer)
        try:
            with pytest.raises(PeerViolation, match="without data"):
                collections.deque((line.fragment("a test") for _ in range(ENDLESS * 2)), 0)
        finally:
            line.close()


def test_the_last_fragment_may_be_empty() -> None:
    head = pdu.data_head(1, 0, is_command=False, last=True)
    found = list(pdu.Decoder().receive_data(head * (pdu.MOST_EMPTY * 2)))
    assert len(found) == pdu.MOST_EMPTY * 2


def test_a_command_that_drips_has_an_end() -> None:
    """A byte in each PDU: each of them is in time, and the command never whole."""

    def drip(talk: Conversation) -> None:
        talk.accept()
        pause = threading.Event()
        with contextlib.suppress(OSError):
            for _ in range(150):
                talk.sock.sendall(pdu.data_head(1, 1, is_command=True, last=False) + b"x")
                pause.wait(0.02)

    with ScriptedPeer(drip) as peer:
        line = channel(peer, 0.4)
        try:
            with pytest.raises(NoAnswer):
                line.command("a test")
        finally:
            line.close()


def test_a_release_that_is_never_answered_but_drowned_has_an_end() -> None:
    cut: list[bool] = []
    data = pdu.data_head(1, 4, is_command=False, last=True) + struct.pack(">L", 0)
    with ScriptedPeer(lambda talk: flood(talk, data * 100, cut)) as peer:
        line = channel(peer, 0.2)
        line.release()
    assert line._sock.fileno() == -1
    assert cut in ([], [True])  # it was not heard to its end


def test_no_socket_is_left_of_a_peer_that_was_gone_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """macOS: EINVAL from setsockopt once the peer has reset."""
    made: list[socket.socket] = []

    class Gone(socket.socket):
        def setsockopt(self, *_: Any) -> None:
            raise OSError(errno.EINVAL, "Invalid argument")

    def connected(*_: Any, **__: Any) -> socket.socket:
        made.append(Gone())
        return made[0]

    monkeypatch.setattr("simulators.upper_layer.socket.create_connection", connected)
    with pytest.raises(Unreachable):
        Channel(DicomAddress("127.0.0.1", 1, "X"), 1, 1)
    assert made[0].fileno() == -1


def test_what_is_sent_is_what_lies_there(tmp_path: Path) -> None:
    """A file of more than one reading, through both buffers."""
    (path,) = written(tmp_path / "in", 1, 2_500_000)
    with StorageSink(folder=tmp_path / "out", patients=OURS) as sink:
        states(DicomAddress("127.0.0.1", sink.port, sink.ae_title), path)
        (got,) = (tmp_path / "out").iterdir()
        assert dataset_of(got.read_bytes()) == dataset_of(path.read_bytes())
