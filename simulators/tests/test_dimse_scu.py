"""The SCU against peers that do what they should not: each gets its own clear error."""

from __future__ import annotations

import socket
import struct
import threading

import pytest
from pydicom import Dataset

from simulators.dimse import Context, Scu
from simulators.dimse_contexts import Policy
from simulators.dimse_messages import DimseMessage, command
from simulators.tests.dimse_talk import (
    CT,
    STUDY_FIND,
    STUDY_GET,
    VERIFICATION,
    Peer,
    instance,
    pair,
    runtime,
    scripted,
    scu_for,
)
from simulators.wire.errors import InteropError, LocalViolation, NoAnswer, PeerViolation, Refused, Unreachable


def fails(script, error: type[InteropError], match: str, *, timeout: float = 1.0):  # type: ignore[no-untyped-def]
    """What C-ECHO raises against a peer that follows ``script``."""
    rt = runtime(dimse_s=timeout)
    with scripted(script) as port, pytest.raises(error, match=match) as caught:
        scu_for(rt, port).echo()
    assert "pacs (PACS1 at 127.0.0.1:" in str(caught.value)
    return caught.value, rt


# --- no association


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable, match="cannot be reached: nothing listens on that port") as caught:
        scu_for(runtime(), port).echo()
    assert (caught.value.who, caught.value.where) == ("pacs", f"127.0.0.1:{port}")
    assert "site file" in caught.value.remedy


def test_a_host_that_does_not_resolve() -> None:
    scu = Scu(runtime(), "CT_ER1", "pacs", "no-such-host.invalid", 104, "PACS1", "CT_ER1")
    with pytest.raises(Unreachable, match="the name does not resolve"):
        scu.echo()


def test_a_port_that_takes_the_connection_and_says_nothing() -> None:
    error, rt = fails(lambda peer: peer.read(10_000), NoAnswer, "did not answer the association request", timeout=0.2)
    assert error.seconds == 0.2
    assert [one.kind for one in rt.transcript.exchanges] == ["A-ASSOCIATE-RQ", "A-ABORT"]


def test_a_port_that_speaks_another_protocol() -> None:
    def http(peer: Peer) -> None:
        peer.read_pdu()
        peer.sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
        peer.read_pdu()

    fails(http, PeerViolation, "during the association request")


@pytest.mark.parametrize(
    ("code", "words", "remedy"),
    [
        ((1, 1, 7), "rejected permanently by the service user: called AE title not recognized", "called AE title"),
        ((1, 1, 3), "calling AE title not recognized", "CT_ER1 known to the peer"),
        ((2, 3, 2), "rejected transiently by the service provider .presentation.: local limit exceeded", "log"),
        ((1, 2, 2), "protocol version not supported", "log"),
    ],
)
def test_a_rejection_is_told_in_words(code: tuple[int, int, int], words: str, remedy: str) -> None:
    def reject(peer: Peer) -> None:
        peer.read_pdu()
        peer.send_pdu(3, bytes((0, *code)))

    error, rt = fails(reject, Refused, words)
    assert error.code == "/".join(map(str, code))
    assert remedy in error.remedy
    assert [one.kind for one in rt.transcript.exchanges] == ["A-ASSOCIATE-RQ", "A-ASSOCIATE-RJ"]
    assert error.code in rt.transcript.exchanges[1].raw.decode()


def test_no_presentation_context_is_accepted() -> None:
    def nothing(peer: Peer) -> None:
        peer.accept(Policy({}))
        peer.read_pdu()

    error, _ = fails(nothing, Refused, "none of its presentation contexts.*abstract syntax not supported")
    assert error.code == "no presentation context"


def test_an_abort_in_place_of_an_answer_says_who_and_why() -> None:
    def abort(peer: Peer) -> None:
        peer.read_pdu()
        peer.send_pdu(7, bytes((0, 0, 2, 2)))

    fails(abort, PeerViolation, "aborted the association .service provider: unexpected PDU., during the association")


def test_titles_and_uids_that_may_not_be_sent_are_our_own_fault() -> None:
    with scripted(lambda peer: peer.read_pdu() and None) as port:
        for scu in (
            scu_for(runtime(), port, called="A_TITLE_OF_MORE_THAN_16"),
            scu_for(runtime(), port, calling="BACK\\SLASH"),
        ):
            with pytest.raises(LocalViolation, match="may not be sent"):
                scu.echo()
        with pytest.raises(LocalViolation, match="128 presentation contexts"):
            scu_for(runtime(), port).associate([f"1.2.3.{n}" for n in range(129)])
        with pytest.raises(LocalViolation, match="at least one"):
            scu_for(runtime(), port).associate([])


# --- no proper answer


def test_silence_is_a_time_out_and_ends_in_an_abort() -> None:
    aborted = threading.Event()

    def silent(peer: Peer) -> None:
        peer.accept()
        peer.read_message()
        if peer.read_pdu()[0] == 7:
            aborted.set()

    error, rt = fails(silent, NoAnswer, "did not answer C-ECHO-RQ within 0.2 s", timeout=0.2)
    assert error.who == "pacs"
    assert aborted.wait(2)
    kinds = [one.kind for one in rt.transcript.exchanges]
    assert kinds == ["A-ASSOCIATE-RQ", "A-ASSOCIATE-AC", "C-ECHO-RQ", "A-ABORT"]


def after_request(action):  # type: ignore[no-untyped-def]
    def script(peer: Peer) -> None:
        peer.accept()
        action(peer, peer.read_message())
        peer.read(1_000_000)

    return script


def test_an_abort_in_place_of_a_response() -> None:
    fails(
        after_request(lambda peer, request: peer.send_pdu(7, bytes((0, 0, 0, 0)))),
        PeerViolation,
        "aborted the association .service user., during C-ECHO-RQ",
    )


def test_a_connection_that_ends_in_place_of_a_response() -> None:
    def close(peer: Peer) -> None:
        peer.accept()
        peer.read_message()

    fails(close, PeerViolation, "closed the connection without A-ABORT or A-RELEASE, during C-ECHO-RQ")


def test_a_release_in_place_of_a_response() -> None:
    confirmed = threading.Event()

    def release(peer: Peer, request: DimseMessage) -> None:
        peer.send_pdu(5)
        if peer.read_pdu()[0] == 6:
            confirmed.set()

    fails(after_request(release), PeerViolation, "released the association, during C-ECHO-RQ")
    assert confirmed.wait(2)


@pytest.mark.parametrize(
    ("elements", "match"),
    [
        ({"MessageIDBeingRespondedTo": 99}, "C-ECHO-RSP to message 99 where message 1 was to be answered"),
        ({"MessageIDBeingRespondedTo": None}, "to message None"),
        ({"Status": None}, "without Status"),
        ({"kind": "C-FIND-RSP"}, "C-FIND-RSP where C-ECHO-RSP was due"),
    ],
)
def test_a_response_to_something_else(elements: dict[str, object], match: str) -> None:
    fails(after_request(lambda peer, request: peer.respond(request, **elements)), PeerViolation, match)


@pytest.mark.parametrize(
    "sent",
    [
        struct.pack(">BBL", 4, 0, 0xFFFFFFFF),  # announces 4 GB
        struct.pack(">BBL", 9, 0, 4) + b"\0\0\0\0",  # no such PDU
        struct.pack(">BBLLBB", 4, 0, 8, 4, 1, 3) + b"\xff\xff",  # a command set that is none
        struct.pack(">BBLLBB", 4, 0, 8, 4, 1, 2) + b"\0\0",  # a data set before its command
        struct.pack(">BBLLBB", 4, 0, 8, 400, 1, 3) + b"\0\0",  # a fragment longer than its PDU
        struct.pack(">BBL", 4, 0, 8) + b"\0\0",  # half a PDU, and silence
    ],
)
def test_bytes_that_are_no_answer(sent: bytes) -> None:
    fails(
        after_request(lambda peer, request: peer.sock.sendall(sent)),
        InteropError,
        "during C-ECHO-RQ|did not answer C-ECHO-RQ",
        timeout=0.5,
    )


def test_what_could_not_be_read_is_in_the_transcript() -> None:
    sent = struct.pack(">BBLLBB", 4, 0, 8, 4, 1, 3) + b"\xff\xff"
    _, rt = fails(after_request(lambda peer, request: peer.sock.sendall(sent)), PeerViolation, "cannot be read")
    assert any("a command set that cannot be read" in one.error for one in rt.transcript.exchanges)


def test_responses_without_end_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulators.dimse_requestor.MAX_RESPONSES", 20)

    def endless(peer: Peer, request: DimseMessage) -> None:
        for _ in range(1000):
            peer.respond(request, Status=0xFF00)

    with scripted(after_request(endless)) as port, pytest.raises(PeerViolation, match="more than 20 responses"):
        scu_for(runtime(), port).find(STUDY_FIND, Dataset())


def test_a_match_that_ends_too_early() -> None:
    def broken(peer: Peer, request: DimseMessage) -> None:
        answer = command("C-FIND-RSP", MessageIDBeingRespondedTo=request.command.MessageID, Status=0xFF00)
        peer.send_message(DimseMessage(request.context_id, answer, b"\x10\x00\x10\x00PN\xff\xff"))

    rt = runtime(dimse_s=0.5)
    with scripted(after_request(broken)) as port, pytest.raises(PeerViolation, match="ends in the middle"):
        scu_for(rt, port).find(STUDY_FIND, Dataset())
    assert "ends in the middle" in next(one.error for one in rt.transcript.exchanges if one.kind == "C-FIND-RSP")


def test_a_release_that_is_not_confirmed_does_not_take_the_answer_away() -> None:
    def deaf(peer: Peer) -> None:
        peer.accept()
        peer.respond(peer.read_message())
        peer.read(1_000_000)

    rt = runtime(dimse_s=0.2)
    with scripted(deaf) as port:
        assert scu_for(rt, port).echo().is_success
        assoc = scu_for(rt, port).associate([VERIFICATION])
        assoc.echo()
        with pytest.raises(NoAnswer, match="did not confirm the release"):
            assoc.release()
    assert "A-RELEASE-RP" not in [one.kind for one in rt.transcript.exchanges]


def test_both_sides_may_release_at_once() -> None:
    def collide(peer: Peer) -> None:
        peer.accept()
        peer.respond(peer.read_message())
        assert peer.read_pdu()[0] == 5
        peer.send_pdu(5)  # our request crosses theirs
        assert peer.read_pdu()[0] == 6
        peer.send_pdu(6)

    with scripted(collide) as port:
        assoc = scu_for(runtime(), port).associate([VERIFICATION])
        assoc.echo()
        assoc.release()


def test_nothing_more_can_be_asked_after_the_end() -> None:
    with pair() as (_, scu):
        assoc = scu.associate([VERIFICATION])
        assoc.release()
        with pytest.raises(PeerViolation, match="we closed the association"):
            assoc.echo()


def test_what_was_not_negotiated_is_refused_before_it_is_sent() -> None:
    rt = runtime()
    with pair(rt, on_store=lambda ds, raw, info: 0) as (_, scu), scu.associate([VERIFICATION]) as assoc:
        with pytest.raises(Refused, match="no presentation context for CT Image Storage"):
            assoc.store(instance())
        with pytest.raises(Refused, match="no presentation context for Study Root"):
            assoc.find(STUDY_FIND, Dataset())
        assert assoc.echo().is_success
    assert not [one for one in rt.transcript.exchanges if one.kind.startswith(("C-STORE", "C-FIND"))]


def test_a_sub_operation_nobody_asked_for_is_refused() -> None:
    seen: list[int] = []

    def push(peer: Peer, request: DimseMessage) -> None:
        store = command("C-STORE-RQ", MessageID=7, AffectedSOPClassUID=CT, AffectedSOPInstanceUID="1.2", Priority=0)
        peer.send_message(DimseMessage(1, store, b"\0" * 8))
        seen.append(peer.read_message().command.Status)
        peer.respond(request)

    with scripted(after_request(push)) as port, scu_for(runtime(), port).associate([Context(STUDY_GET)]) as assoc:
        responses, received = assoc.get(STUDY_GET, Dataset())
    assert seen == [0x0122]
    assert responses[-1].is_success
    assert not received


@pytest.mark.parametrize("content", [b"", b"no DICOM at all", b"\0" * 128 + b"DICM", b"\0" * 128 + b"DICM\x02\0\0\0UL"])
def test_files_that_cannot_be_sent(content: bytes, tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "x.dcm"
    path.write_bytes(content)
    with pair(on_store=lambda ds, raw, info: 0) as (_, scu), pytest.raises(LocalViolation, match=r"x\.dcm"):
        scu.store([path])


def test_an_instance_without_sop_class_is_not_sent() -> None:
    ds = instance()
    del ds.SOPClassUID
    with pair(on_store=lambda ds, raw, info: 0) as (_, scu), pytest.raises(LocalViolation, match="no SOPClassUID"):
        scu.store([ds])
