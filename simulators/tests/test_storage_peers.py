"""The fast C-STORE path and C-GET with peers that answer wrongly, and the sink with callers that do."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from pathlib import Path
from typing import Any

import pytest

from simulators.addresses import DicomAddress
from simulators.runtime import TestPatients
from simulators.storage_files import ForeignPatient
from simulators.storage_getter import Retrieved, _final
from simulators.storage_sender import StorageSender
from simulators.storage_sink import StorageSink
from simulators.tests.storage_talk import (
    CT,
    EXPLICIT,
    Conversation,
    ScriptedPeer,
    dataset_of,
    element,
    odd_deflated,
    seen,
    written,
)
from simulators.upper_layer import Channel
from simulators.wire import pdu
from simulators.wire import store_command as dimse
from simulators.wire.errors import NoAnswer, PeerViolation
from simulators.wire.part10 import DATASET_DEFLATED, FileMeta, file_head

OURS = TestPatients()


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


TWO_IDS = element(0x10, 0x20, "LO", "ZZ90001\\0047110") + element(0x20, 0x0D, "UI", "2.25.1")
UNREADABLE = element(8, 0x18, "UI", "2.25.3") + b"\x10\x00\x10\x00PN\xff\xff" + b"Oyana" * 2  # longer than it is


@pytest.mark.parametrize("data", [TWO_IDS, b"\xff" * 8 + UNREADABLE * 3])
def test_what_is_not_clearly_of_a_test_patient_is_not_kept(data: bytes, tmp_path: Path) -> None:
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
        Channel(peer.address, 0.4, 0.4).associate("US", {1: (CT, (EXPLICIT,))})


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
