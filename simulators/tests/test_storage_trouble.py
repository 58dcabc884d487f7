"""The fast C-STORE path where the disk fails, the peer has no end, or what lay in a buffer could be sent."""

from __future__ import annotations

import collections
import contextlib
import errno
import hashlib
import os
import socket
import struct
import threading
import time
import zlib
from collections.abc import Callable
from io import FileIO
from pathlib import Path
from typing import Any

import pytest

from simulators.addresses import DicomAddress
from simulators.runtime import TestPatients
from simulators.storage_files import ForeignPatient, find
from simulators.storage_getter import Retrieved, _final
from simulators.storage_sender import SMALL, StorageSender
from simulators.storage_sink import StorageSink
from simulators.tests.storage_talk import CT, EXPLICIT, Conversation, ScriptedPeer, dataset_of, element, written
from simulators.upper_layer import Channel
from simulators.wire import pdu
from simulators.wire import store_command as dimse
from simulators.wire.errors import NoAnswer, PeerViolation, Unreachable
from simulators.wire.part10 import DATASET_DEFLATED, FileMeta, file_head

OURS = TestPatients()


def seen(condition: Callable[[], object]) -> bool:
    """Whether it comes true within five seconds."""
    end, pause = time.monotonic() + 5, threading.Event()
    while not (found := condition()) and time.monotonic() < end:
        pause.wait(0.01)
    return bool(found)


def states(peer: DicomAddress, *places: Path) -> dict[str, str]:
    found = StorageSender(peer, patients=OURS, timeout=5, retries=1).send(find(places))
    return {Path(one.path).name: one.state for one in found}


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


# --- what a peer says wrongly


def test_a_transfer_syntax_that_was_not_proposed_is_no_acceptance(tmp_path: Path) -> None:
    def other(talk: Conversation) -> None:
        asked = talk.next()
        assert isinstance(asked, pdu.Associate)
        results = dict.fromkeys(asked.contexts, (0, "1.2.840.10008.1.2"))
        talk.sock.sendall(pdu.Associate(results=results, max_pdu=16384, is_request=False).encode())
        talk.next()

    with ScriptedPeer(other) as peer:
        outcomes = list(StorageSender(peer.address, patients=OURS, timeout=5).send(written(tmp_path, 1)))
    assert [(one.state, "which was not proposed" in one.text) for one in outcomes] == [("not accepted", True)]


@pytest.mark.parametrize(
    ("change", "words"), [({"sop_instance_uid": "2.25.1"}, "another instance"), ({"status": -1}, "nothing we asked")]
)
def test_an_answer_for_something_else_leaves_it_unknown(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    def wrong(talk: Conversation) -> None:
        talk.accept()
        request = talk.request()
        assert request is not None
        raw = dimse.response(request._replace(**{key: value for key, value in change.items() if key != "status"}), 0)
        if "status" in change:
            raw = raw.replace(b"\x00\x00\x00\x09\x02\x00\x00\x00\x00\x00", b"")
        talk.sock.sendall(pdu.fragments(1, raw, 16378, is_command=True))
        talk.next()

    with ScriptedPeer(wrong) as peer:
        outcomes = list(StorageSender(peer.address, patients=OURS, timeout=5, retries=0).send(written(tmp_path, 1)))
    assert [(one.state, words in one.text) for one in outcomes] == [("unknown", True)]


def test_who_rejects_for_good_is_asked_once(tmp_path: Path) -> None:
    asked = []

    def reject(talk: Conversation) -> None:
        asked.append(talk.next())
        talk.sock.sendall(pdu.Reject(1, 1, 3).encode())

    with ScriptedPeer(reject) as peer:
        outcomes = list(StorageSender(peer.address, patients=OURS, timeout=5, retries=3).send(written(tmp_path, 1)))
    assert ([one.state for one in outcomes], len(asked)) == (["not sent"], 1)


@pytest.mark.parametrize("packed", [True, False])
def test_a_key_object_that_cannot_be_seen_whole_is_not_sent(packed: bool, tmp_path: Path) -> None:
    """It may be a rejection note."""
    kos = "1.2.840.10008.5.1.4.1.1.88.59"
    if packed:
        odd_deflated(path := tmp_path / "note.dcm")
        head = file_head(FileMeta(kos, "2.25.9", DATASET_DEFLATED, 0))
        path.write_bytes(head + dataset_of(path.read_bytes()))
    else:
        (path,) = written(tmp_path, 1, 3 * 1024 * 1024, sop_class=kos, sparse=True)
    with pytest.raises(ForeignPatient, match="rejection note"):
        list(StorageSender(DicomAddress("127.0.0.1", 1, "X"), patients=OURS).send([path]))


# --- the sink


def asked_for(sink: StorageSink, sop_class: str, data: bytes) -> Conversation:
    """An association with a request whose data set is ``data``, not answered yet."""
    talk = Conversation(socket.create_connection(("127.0.0.1", sink.port)), [])
    talk.sock.settimeout(5)
    talk.sock.sendall(pdu.Associate("INTEROP", "Y", {1: (CT, (EXPLICIT,))}).encode())
    talk.next()
    talk.sock.sendall(pdu.fragments(1, dimse.store_rq(sop_class.encode(), b"2.25.3", 1), 1000, is_command=True))
    talk.sock.sendall(pdu.data_head(1, len(data), is_command=False, last=True)[:-1])
    return talk


def test_a_class_other_than_that_of_its_context_is_refused(tmp_path: Path) -> None:
    data = element(0x10, 0x20, "LO", "ZZ90001")
    with StorageSink(folder=tmp_path, patients=OURS) as sink:
        talk = asked_for(sink, "1.2.840.10008.5.1.4.1.1.4", data)
        with talk.sock:
            talk.sock.sendall(b"\2" + data)
            assert dimse.parse(talk.next().data).status == dimse.MISMATCH  # type: ignore[attr-defined]
    assert list(tmp_path.iterdir()) == []


def test_two_patient_ids_are_not_a_test_patients(tmp_path: Path) -> None:
    data = element(0x10, 0x20, "LO", "ZZ90001\\0047110") + element(0x20, 0x0D, "UI", "2.25.1")
    with StorageSink(folder=tmp_path, patients=OURS) as sink:
        talk = asked_for(sink, CT, data)
        with talk.sock:
            talk.sock.sendall(b"\2" + data)
            assert dimse.parse(talk.next().data).status == 0  # type: ignore[attr-defined]
        assert sink.counts["foreign"] == 1
    assert list(tmp_path.iterdir()) == []


def test_a_release_in_the_middle_of_an_instance_is_no_good_end(tmp_path: Path) -> None:
    data = element(0x10, 0x20, "LO", "ZZ90001") + element(0x20, 0x4000, "LT", "x" * 5000)
    with StorageSink(folder=tmp_path, patients=OURS) as sink:
        talk = asked_for(sink, CT, data)
        with talk.sock:
            talk.sock.sendall(b"\0" + data + pdu.RELEASE_RQ)
            assert talk.next() == pdu.Abort(2, 0)
            assert talk.sock.recv(1) == b""
    assert list(tmp_path.iterdir()) == []


def test_what_says_not_whose_it_is_because_it_cannot_be_read_is_not_kept(tmp_path: Path) -> None:
    data = element(8, 0x18, "UI", "2.25.3") + b"\x10\x00\x10\x00PN\xff\xff" + b"Oyana" * 2  # longer than what is there
    data = b"\xff" * 8 + data * 3
    with StorageSink(folder=tmp_path, patients=OURS) as sink:
        talk = asked_for(sink, CT, data)
        with talk.sock:
            talk.sock.sendall(b"\2" + data)
            assert dimse.parse(talk.next().data).status == 0  # type: ignore[attr-defined]
        assert sink.counts["foreign"] == 1
    assert list(tmp_path.iterdir()) == []


def test_of_half_an_instance_nothing_stays(tmp_path: Path) -> None:
    data = element(0x10, 0x20, "LO", "ZZ90001") + element(0x20, 0x4000, "LT", "x" * 50_000)
    with StorageSink(folder=tmp_path, patients=OURS) as sink:
        talk = asked_for(sink, CT, data)
        with talk.sock:
            talk.sock.sendall(b"\0" + data)
            assert seen(lambda: list(tmp_path.iterdir()))
        assert seen(lambda: sink.counts["broken"])
    assert list(tmp_path.iterdir()) == []


def test_it_is_on_the_disk_before_it_is_acknowledged_where_that_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("simulators.storage_sink.os.fsync", lambda descriptor: said.append("synced"))
    for fsync in (True, False):
        with StorageSink(folder=tmp_path / "out", patients=OURS, fsync=fsync) as sink:
            peer = DicomAddress("127.0.0.1", sink.port, sink.ae_title)
            for outcome in StorageSender(peer, patients=OURS).send(written(tmp_path / "in", 1)):
                said.append(outcome.state)
    assert said == ["synced", "stored", "stored"]


def test_a_presentation_context_that_is_proposed_twice_is_a_violation() -> None:
    good = pdu.Associate("A", "B", {1: (CT, (EXPLICIT,)), 3: (CT, (EXPLICIT,))}).encode()
    assert len(list(pdu.Decoder().receive_data(good))) == 1
    twice = good.replace(b"\x03\x00\x00\x00\x30", b"\x01\x00\x00\x00\x30")
    with pytest.raises(PeerViolation, match="odd, once"):
        list(pdu.Decoder().receive_data(twice))


def test_a_protocol_of_another_version_is_a_violation() -> None:
    """PS3.8 9.3.2: bit 0 of the version."""
    good = bytearray(pdu.Associate("A", "B", {1: (CT, (EXPLICIT,))}).encode())
    good[7] = 2
    with pytest.raises(PeerViolation, match="protocol version"):
        list(pdu.Decoder().receive_data(good))


def test_an_answer_to_the_association_that_drips_has_an_end() -> None:
    def drip(talk: Conversation) -> None:
        talk.next()
        pause = threading.Event()
        with contextlib.suppress(OSError):
            talk.sock.sendall(struct.pack(">BBL", 2, 0, 1000))
            for _ in range(150):
                talk.sock.sendall(b"x")
                pause.wait(0.02)

    with ScriptedPeer(drip) as peer, pytest.raises(NoAnswer):
        channel(peer, 0.4)


@pytest.mark.parametrize("room", [1, 7, 4096])
def test_what_the_system_takes_in_part_is_sent_on_from_there(room: int) -> None:
    """``sendmsg`` may end in the middle of any part."""
    taken = bytearray()

    class Narrow:
        def sendmsg(self, parts: list[bytes | memoryview]) -> int:
            some = b"".join(parts)[:room]
            taken.extend(some)
            return len(some)

    line = object.__new__(Channel)
    line._sock, line._gathers = Narrow(), True  # type: ignore[assignment]
    parts: list[bytes | memoryview] = [b"ab", b"", memoryview(b"c" * 5000), b"d", b"efghi" * 300]
    whole = b"".join(parts)
    line.send(parts, "a test")
    assert taken == whole


def of_get(*elements: tuple[int, bytes]) -> bytes:
    """A C-GET-RSP by hand."""
    first = ((0x0100, b"\x10\x80"), (0x0120, b"\1\0"), (0x0800, b"\1\1"))
    body = b"".join(struct.pack("<HHL", 0, tag, len(raw)) + raw for tag, raw in (*first, *elements))
    return struct.pack("<HHLL", 0, 0, 4, len(body)) + body


def test_a_final_response_with_bytes_that_are_no_numbers_is_read_as_far_as_it_goes() -> None:
    good = of_get((0x0900, b"\0\xb0"), (0x0902, b"some"), (0x1021, b"\2\0"), (0x1022, b"\3\0"))
    failed = struct.pack("<HH2sH", 8, 0x58, b"UI", 8) + b"1.2\\1.3\0"
    assert _final(good, failed, EXPLICIT) == Retrieved(0xB000, 2, 3, -1, "some", ("1.2", "1.3"))
    hostile = of_get((0x0900, b"\0\xb0"), (0x1021, b"\1\0\0"), (0x1022, b"\1\0\2\0"))
    found = _final(hostile, struct.pack("<HH2sH", 8, 0x58, b"US", 3) + b"\1\2\3", EXPLICIT)
    assert (found.status, found.completed, found.failed, found.warning) == (0xB000, -1, -1, -1)
    for status in ((), ((0x0900, b"\0\0\0"),)):
        with pytest.raises(PeerViolation, match="without Status"):
            _final(of_get(*status), b"", EXPLICIT)
