"""The fast C-STORE path, sender to sink, and with peers that break off, refuse, lie or stay silent."""

from __future__ import annotations

import os
import socket
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from simulators.addresses import DicomAddress
from simulators.runtime import TestPatients
from simulators.storage_files import ForeignPatient, find
from simulators.storage_sender import Outcome, StorageSender
from simulators.storage_sink import StorageSink
from simulators.tests.pydicom_files import rounds, samples
from simulators.tests.storage_talk import CT, EXPLICIT, Conversation, ScriptedPeer, dataset_of, element, written
from simulators.wire import pdu
from simulators.wire import store_command as dimse

OURS = TestPatients()


def sent(peer: DicomAddress, *places: Path, patients=OURS, **options) -> list[Outcome]:  # type: ignore[no-untyped-def]
    return list(StorageSender(peer, patients=patients, timeout=5, **options).send(find(places)))


def states(outcomes: list[Outcome]) -> dict[str, int]:
    return dict(Counter(one.state for one in outcomes))


def at(sink: StorageSink) -> DicomAddress:
    return DicomAddress("127.0.0.1", sink.port, sink.ae_title)


def test_every_file_of_pydicom_arrives_byte_for_byte(tmp_path: Path) -> None:
    good = [one for one in samples() if not one.reason and one.name != "test_files/SC_rgb_jpeg.dcm"]
    for number, group in enumerate(rounds(good)):
        with StorageSink(folder=tmp_path / str(number), patients=None) as sink:
            outcomes = sent(at(sink), *(one.path for one in group), patients=None)
        assert states(outcomes) == {"stored": len(group)}
        for one in group:
            raw, got = (
                one.path.read_bytes(),
                (tmp_path / str(number) / f"{one.dataset.SOPInstanceUID}.dcm").read_bytes(),
            )
            expected = dataset_of(raw)
            assert dataset_of(got) == expected + b"\0" * (len(expected) % 2)
            assert sorted(path.suffix for path in (tmp_path / str(number)).iterdir())[0] == ".dcm"


def test_one_file_of_somebody_else_and_nothing_is_sent(tmp_path: Path) -> None:
    written(tmp_path, 3)
    written(tmp_path / "z", 1, patient="0047110")
    with StorageSink() as sink, pytest.raises(ForeignPatient, match="0047110"):
        sent(at(sink), tmp_path)
    assert not sink.counts
    for patient in ("", "ZZ9", "ZZ90001\\0047110"):
        written(tmp_path / "z", 1, patient=patient)
        with pytest.raises(ForeignPatient):
            sent(DicomAddress("127.0.0.1", 1, "X"), tmp_path / "z")


def test_a_rejection_note_is_refused(tmp_path: Path) -> None:
    (path,) = written(tmp_path, 1, sop_class="1.2.840.10008.5.1.4.1.1.88.59")
    with StorageSink() as sink:
        assert states(sent(at(sink), path)) == {"stored": 1}
        path.write_bytes(path.read_bytes()[:-6] + b"113001")
        with pytest.raises(ForeignPatient, match="rejection note"):
            sent(at(sink), path)


def test_the_sink_keeps_nothing_of_somebody_else(tmp_path: Path) -> None:
    written(tmp_path / "in", 1, patient="0047110")
    with StorageSink(folder=tmp_path / "out", patients=OURS) as sink:
        assert states(sent(at(sink), tmp_path / "in", patients=None)) == {"stored": 1}
    assert list((tmp_path / "out").iterdir()) == []
    assert sink.counts == {"foreign": 1}


@pytest.mark.parametrize(("patient", "kept"), [("ZZ90001", True), ("0047110", False), ("", False), (None, False)])
@pytest.mark.parametrize("step", [100, 5000, 1_000_000])
def test_the_sink_knows_whose_it_is_however_late_it_is_said(
    tmp_path: Path, patient: str | None, kept: bool, step: int
) -> None:
    """Patient ID after 6,000 bytes, in PDUs of any length; None: the data set ends before it."""
    data = element(8, 0x16, "UI", CT) + element(8, 0x18, "UI", "1.2.3") + element(8, 0x4000, "LT", "x" * 6000)
    if patient is not None:
        data += element(0x10, 0x20, "LO", patient) + element(0x20, 0x0D, "UI", "2.25.1")
    with (
        StorageSink(folder=tmp_path, patients=OURS) as sink,
        socket.create_connection(("127.0.0.1", sink.port)) as sock,
    ):
        sock.sendall(pdu.Associate("INTEROP", "Y", {1: (CT, (EXPLICIT,))}).encode())
        talk = Conversation(sock, [])
        talk.next()
        sock.sendall(pdu.fragments(1, dimse.store_rq(CT.encode(), b"1.2.3", 1), step, is_command=True))
        sock.sendall(pdu.fragments(1, data, step, is_command=False))
        assert dimse.parse(talk.next().data).status == 0
    assert [dataset_of(path.read_bytes()) for path in tmp_path.iterdir()] == ([data] if kept else [])
    assert sink.counts["stored" if kept else "foreign"] == 1


def test_what_is_no_dicom_is_named_and_the_rest_is_sent(tmp_path: Path) -> None:
    first, second = written(tmp_path, 2)
    (tmp_path / "notes.txt").write_text("x" * 200)
    second.write_bytes(second.read_bytes()[:-1])
    with StorageSink() as sink:
        outcomes = sent(at(sink), tmp_path, tmp_path / "absent.dcm")
    assert {Path(one.path).name for one in outcomes if one.state == "unreadable"} == {
        "notes.txt",
        second.name,
        "absent.dcm",
    }
    assert [one.path for one in outcomes if one.is_stored] == [str(first)]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes among its files")
def test_a_pipe_among_the_files_is_not_waited_for(tmp_path: Path) -> None:
    written(tmp_path, 1)
    os.mkfifo(tmp_path / "pipe.dcm")
    with StorageSink() as sink:
        outcomes = sent(at(sink), tmp_path)
    assert [(Path(one.path).name, one.state) for one in outcomes] == [
        ("pipe.dcm", "unreadable"),
        ("00000.dcm", "stored"),
    ]


def test_a_small_file_is_sent_as_it_was_looked_at(tmp_path: Path) -> None:
    """What changes it afterwards cannot bring another patient's data to the peer."""
    (path,) = written(tmp_path / "in", 1)
    before, got = path.read_bytes(), []

    def other(talk: Conversation) -> None:
        path.write_bytes(before.replace(b"ZZ90001", b"0047110"))  # after it was looked at: the association is asked for
        talk.accept()
        talk.answer(talk.request())
        got.append(talk.data)
        talk.request()

    with ScriptedPeer(other) as peer:
        assert states(sent(peer.address, tmp_path / "in")) == {"stored": 1}
    assert got == [dataset_of(before)]
    assert got != [dataset_of(path.read_bytes())]


@pytest.mark.parametrize("grown", [-1000, 1000])
def test_a_file_that_changes_while_it_is_sent_is_named(tmp_path: Path, grown: int) -> None:
    (path,) = written(tmp_path / "in", 1, 200_000)

    def changing(talk: Conversation) -> None:
        with path.open("r+b") as file:
            file.truncate(path.stat().st_size + grown)
        talk.accept()
        talk.store_all()

    with ScriptedPeer(changing) as peer:
        assert states(sent(peer.address, tmp_path / "in")) == ({"unreadable": 1} if grown < 0 else {"stored": 1})


def test_more_kinds_than_one_association_has_contexts_for(tmp_path: Path) -> None:
    for number in range(130):
        written(tmp_path / str(number), 1, sop_class=f"1.2.840.10008.5.1.4.1.1.{number + 1000}")
    with StorageSink() as sink:
        sender = StorageSender(at(sink), patients=OURS)
        assert states(list(sender.send(find([tmp_path])))) == {"stored": 130}
    assert sender.associations == 2


@pytest.mark.parametrize("max_pdu", [8, 100, 16384, 0])
@pytest.mark.parametrize("window", [1, 16])
def test_sizes_of_pdus_and_windows(tmp_path: Path, max_pdu: int, window: int) -> None:
    written(tmp_path, 5, 5000)
    peer = ScriptedPeer(lambda talk: (talk.accept(max_pdu=max_pdu, window=(window, 1)), talk.store_all()))
    with peer:
        assert states(sent(peer.address, tmp_path)) == {"stored": 5}
    assert len(set(peer.seen)) == 5


@pytest.mark.parametrize(
    ("status", "state"), [(0, "stored"), (0xB007, "warning"), (0xA700, "failed"), (0x0124, "failed")]
)
def test_each_status_is_read(tmp_path: Path, status: int, state: str) -> None:
    written(tmp_path, 2)
    with ScriptedPeer(lambda talk: (talk.accept(), talk.store_all(status))) as peer:
        outcomes = sent(peer.address, tmp_path)
    assert [(one.state, one.status) for one in outcomes] == [(state, status)] * 2


def test_the_rest_is_sent_again_after_a_lost_connection(tmp_path: Path) -> None:
    written(tmp_path, 6)

    def two_then_gone(talk: Conversation) -> None:
        talk.accept()
        for _ in range(2):
            talk.answer(talk.request())
        talk.request()  # arrived, never answered

    with ScriptedPeer(two_then_gone, two_then_gone, lambda talk: (talk.accept(), talk.store_all())) as peer:
        outcomes = sent(peer.address, tmp_path)
    assert states(outcomes) == {"stored": 6}
    assert len(peer.seen) == 8  # two of them twice: nobody knew


def cut(talk: Conversation) -> None:
    talk.accept()
    talk.request()


def abort(talk: Conversation) -> None:
    cut(talk)
    talk.sock.sendall(pdu.Abort(0, 0).encode())


def half(talk: Conversation) -> None:
    talk.accept()
    request = talk.request()
    talk.sock.sendall(pdu.fragments(1, b"\0" * 40, 100, is_command=True)[:20] if request else b"")


def nonsense(talk: Conversation) -> None:
    cut(talk)
    talk.sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def another(talk: Conversation) -> None:
    from simulators.wire.store_command import Command

    cut(talk)
    talk.answer(Command(1, 4711, sop_instance_uid="1.2"))


def silent(talk: Conversation) -> None:
    cut(talk)
    talk.next()


@pytest.mark.parametrize("script", [cut, abort, half, nonsense, another, silent], ids=lambda one: one.__name__)
def test_what_is_not_acknowledged_is_unknown_or_not_sent(tmp_path: Path, script) -> None:  # type: ignore[no-untyped-def]
    written(tmp_path, 3)
    with ScriptedPeer(script) as peer:
        sender = StorageSender(peer.address, patients=OURS, timeout=0.5, retries=1)
        outcomes = list(sender.send(find([tmp_path])))
    assert [one.state for one in outcomes] == ["unknown", "not sent", "not sent"]
    assert all(one.text for one in outcomes)
    assert sender.trouble is not None


def test_a_rejection_and_a_refused_context(tmp_path: Path) -> None:
    written(tmp_path, 2)
    with ScriptedPeer(lambda talk: talk.next() and talk.sock.sendall(pdu.Reject(1, 1, 7).encode())) as peer:
        outcomes = sent(peer.address, tmp_path)
    assert states(outcomes) == {"not sent": 2}
    assert "called AE title not recognized" in outcomes[0].text
    with ScriptedPeer(lambda talk: (talk.accept(result=3), talk.store_all())) as peer:
        outcomes = sent(peer.address, tmp_path)
    assert states(outcomes) == {"not accepted": 2}
    assert CT in outcomes[0].text
    with StorageSink("OTHER") as sink:
        outcomes = sent(DicomAddress("127.0.0.1", sink.port, "WRONG"), tmp_path)
    assert states(outcomes) == {"not sent": 2}


def test_a_port_where_nobody_listens(tmp_path: Path) -> None:
    with StorageSink() as sink:
        gone = at(sink)
    outcomes = sent(gone, *written(tmp_path, 1))
    assert states(outcomes) == {"not sent": 1}
    assert "cannot be reached" in outcomes[0].text


def test_memory_does_not_grow_with_the_object(tmp_path: Path) -> None:
    written(tmp_path / "in", 1, 64 * 1024 * 1024, sparse=True)
    with StorageSink(folder=tmp_path / "out", patients=OURS) as sink:
        tracemalloc.start()
        outcomes = sent(at(sink), tmp_path / "in")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert states(outcomes) == {"stored": 1}
    assert peak < 8 * 1024 * 1024, peak
    assert next((tmp_path / "out").iterdir()).stat().st_size > 64 * 1024 * 1024


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "in", 2)
    with StorageSink(folder=tmp_path / "out", patients=OURS) as sink:

        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("simulators.storage_sink.os.write", full)
        outcomes = sent(at(sink), tmp_path / "in")
    assert [one.status for one in outcomes] == [0xA700] * 2
    assert sink.counts["unwritten"] == 2
    assert list((tmp_path / "out").iterdir()) == []


def test_an_uid_that_is_a_path_is_refused(tmp_path: Path) -> None:
    with (
        StorageSink(folder=tmp_path / "out", patients=None) as sink,
        socket.create_connection(("127.0.0.1", sink.port)) as sock,
    ):
        sock.sendall(pdu.Associate("INTEROP", "Y", {1: (CT, ("1.2.840.10008.1.2.1",))}).encode())
        talk = Conversation(sock, [])
        talk.next()
        sock.sendall(pdu.fragments(1, dimse.store_rq(CT.encode(), b"../../evil", 1), 1000, is_command=True))
        sock.sendall(pdu.fragments(1, bytes(100), 1000, is_command=False))
        assert dimse.parse(talk.next().data).status == 0x0117
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("data", [b"GET / HTTP/1.1\r\n\r\n", b"\x04\0\xff\xff\xff\xff", pdu.RELEASE_RP, bytes(500)])
def test_the_sink_outlives_hostile_bytes(tmp_path: Path, data: bytes) -> None:
    with StorageSink() as sink:
        with socket.create_connection(("127.0.0.1", sink.port)) as sock:
            sock.sendall(data)
            sock.settimeout(5)
            assert sock.recv(100)[:1] in (b"\x07", b"")
        assert states(sent(at(sink), *written(tmp_path, 1))) == {"stored": 1}
