"""The MLLP client and its outbox, against servers that follow a script."""

from __future__ import annotations

import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.link import Link
from simulators.mllp_client import MllpClient, Outbox
from simulators.mllp_server import MllpServer
from simulators.runtime import Limits, Runtime
from simulators.tests.mllp_talk import Talker, ack_bytes, adt, runtime, scripted
from simulators.transcript import Exchange
from simulators.wire import mllp
from simulators.wire.er7 import Message
from simulators.wire.errors import LocalViolation, NoAnswer, PeerViolation, Unreachable


def control_ids(rt: Runtime, sender: str = "his") -> list[str]:
    return [one.message.control_id for one in rt.transcript.exchanges if one.sender == sender and one.message]


def replies(rt: Runtime) -> list[tuple[str, int | None]]:
    """MSA-2 and the number of the request each answer was given to."""
    return [
        (one.message.get("MSA-2"), one.reply_to)
        for one in rt.transcript.exchanges
        if one.sender == "ris" and one.message
    ]


def client(rt: Runtime, port: int) -> MllpClient:
    return MllpClient(rt, "his", "ris", "127.0.0.1", port)


def answering(talker: Talker) -> None:
    while True:
        talker.send(mllp.frame(ack_bytes(Message.parse(talker.read()).control_id)))


def test_the_acknowledgement_comes_back() -> None:
    rt = runtime()
    with scripted(answering) as port, client(rt, port) as his:
        assert his.send(adt("C1")).get("MSA-2") == "C1"
        assert his.send(adt("C2")).get("MSA-2") == "C2"
    assert replies(rt) == [("C1", 1), ("C2", 3)]
    assert len({one.connection for one in rt.transcript.exchanges}) == 1


def test_a_refusal_is_an_answer_and_not_an_error() -> None:
    def refuse(talker: Talker) -> None:
        talker.send(mllp.frame(ack_bytes(Message.parse(talker.read()).control_id, "AR")))
        talker.read()

    with scripted(refuse) as port, client(runtime(), port) as his:
        assert his.send(adt("C1")).get("MSA-1") == "AR"


def test_nothing_listens_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    rt = runtime()
    with client(rt, port) as his, pytest.raises(Unreachable, match=f"127.0.0.1:{port}.*nothing listens") as caught:
        his.send(adt("C1"))
    assert caught.value.who == "ris"
    assert caught.value.remedy
    assert not rt.transcript.exchanges


def test_a_host_that_does_not_resolve() -> None:
    his = MllpClient(runtime(), "his", "ris", "no-such-host.invalid", 2575)
    with his, pytest.raises(Unreachable, match="does not resolve"):
        his.send(adt("C1"))


def test_a_peer_that_never_answers() -> None:
    rt = runtime(acknowledgement_s=0.2)
    said = pytest.raises(NoAnswer, match=r"ris .* did not acknowledge ADT\^A01 C1 within 0.2 s")
    with scripted(lambda talker: talker.read() and talker.read()) as port, client(rt, port) as his, said as caught:
        his.send(adt("C1"))
    assert caught.value.seconds == 0.2
    assert control_ids(rt) == ["C1"]


def test_a_late_acknowledgement_belongs_to_its_own_message() -> None:
    rt = runtime(acknowledgement_s=0.2)

    def late(talker: Talker) -> None:
        talker.read()
        second = Message.parse(talker.read()).control_id
        talker.send(mllp.frame(ack_bytes("C1")))
        talker.send(mllp.frame(ack_bytes(second)))
        talker.read()

    with scripted(late) as port, client(rt, port) as his:
        with pytest.raises(NoAnswer):
            his.send(adt("C1"))
        assert his.send(adt("C2"), timeout=2).get("MSA-2") == "C2"
        assert his.wait_for_more("C1", 1).get("MSA-2") == "C1"
    assert replies(rt) == [("C1", 1), ("C2", 2)]


def test_an_acknowledgement_of_another_message_is_a_violation() -> None:
    rt = runtime()

    def wrong(talker: Talker) -> None:
        talker.read()
        talker.send(mllp.frame(ack_bytes("OTHER")))
        talker.read()

    said = pytest.raises(PeerViolation, match="acknowledged 'OTHER', not 'C1'")
    with scripted(wrong) as port, client(rt, port) as his, said:
        his.send(adt("C1"))
    assert replies(rt) == [("OTHER", None)]


def test_the_second_of_two_acknowledgements_is_not_taken_for_the_next_message() -> None:
    rt = runtime()

    def twice(talker: Talker) -> None:
        while True:
            control_id = Message.parse(talker.read()).control_id
            talker.send(mllp.frame(ack_bytes(control_id)) * 2)

    with scripted(twice) as port, client(rt, port) as his:
        assert his.send(adt("C1")).get("MSA-2") == "C1"
        assert his.send(adt("C2")).get("MSA-2") == "C2"
        his.wait_for_more("C2", 2)
    assert [one[0] for one in replies(rt)] == ["C1", "C1", "C2", "C2"]
    assert [one[1] for one in replies(rt)][:2] == [1, 1]


def test_enhanced_mode_returns_the_accept_and_keeps_the_application_acknowledgement() -> None:
    rt = runtime()

    def enhanced(talker: Talker) -> None:
        control_id = Message.parse(talker.read()).control_id
        talker.send(mllp.frame(ack_bytes(control_id, "CA")))
        talker.send(mllp.frame(ack_bytes(control_id, "AA", "R2")))
        talker.read()

    with scripted(enhanced) as port, client(rt, port) as his:
        assert his.send(adt("C1", msh="|||AL|AL")).get("MSA-1") == "CA"
        assert his.wait_for_more("C1", 2).get("MSA-1") == "AA"
        with pytest.raises(NoAnswer, match="no further acknowledgement of C1"):
            his.wait_for_more("C1", 0.05)
    assert replies(rt) == [("C1", 1), ("C1", 1)]


def test_a_message_that_wants_no_acknowledgement_waits_for_none() -> None:
    arrived = threading.Event()

    def silent(talker: Talker) -> None:
        talker.read()
        arrived.set()
        talker.read()

    with scripted(silent) as port, client(runtime(), port) as his:
        assert his.send(adt("C1", msh="|||NE|NE")) is None
        assert arrived.wait(5)


def test_a_peer_that_closes_before_it_answers() -> None:
    said = pytest.raises(PeerViolation, match=r"closed the connection before it acknowledged ADT\^A01 C1")
    with scripted(lambda talker: talker.read() and None) as port, client(runtime(), port) as his, said:
        his.send(adt("C1"))


def test_half_an_acknowledgement() -> None:
    rt = runtime()

    def half(talker: Talker) -> None:
        talker.read()
        talker.send(b"\x0b" + ack_bytes("C1"))

    with scripted(half) as port, client(rt, port) as his, pytest.raises(PeerViolation, match="no end block"):
        his.send(adt("C1"))
    assert "no end block" in rt.transcript.exchanges[-1].error


def test_an_answer_that_is_no_message() -> None:
    rt = runtime()

    def garbage(talker: Talker) -> None:
        talker.read()
        talker.send(mllp.frame(b"OK"))
        talker.read()

    with scripted(garbage) as port, client(rt, port) as his, pytest.raises(PeerViolation, match="MSH"):
        his.send(adt("C1"))
    assert rt.transcript.exchanges[-1].raw == b"xx"  # nobody knows whom it is about


def test_an_answer_without_end_is_bounded() -> None:
    rt = runtime(message_bytes=100_000)

    def endless(talker: Talker) -> None:
        talker.read()
        talker.send(b"\x0b" + b"A" * 300_000)
        talker.read()

    with scripted(endless) as port, client(rt, port) as his, pytest.raises(PeerViolation, match="larger than 100000"):
        his.send(adt("C1"))


def test_a_transport_acknowledgement_is_not_taken_for_the_answer() -> None:
    def release_2(talker: Talker) -> None:
        control_id = Message.parse(talker.read()).control_id
        talker.send(mllp.frame(mllp.COMMIT_ACK) + mllp.frame(ack_bytes(control_id)))
        talker.read()

    with scripted(release_2) as port, client(runtime(), port) as his:
        assert his.send(adt("C1")).get("MSA-1") == "AA"


def test_it_connects_again_after_the_connection_was_lost() -> None:
    rt = runtime()
    with scripted(answering) as port, Link("127.0.0.1", port) as link, client(rt, link.port) as his:
        his.send(adt("C1"))
        link.cut()
        link.restore()
        his.send(adt("C2"))
    assert len({one.connection for one in rt.transcript.exchanges}) == 2


def test_threads_that_share_a_client_each_get_their_own_acknowledgement() -> None:
    rt, wrong = runtime(), []

    def work(name: str) -> None:
        for n in range(40):
            control_id = f"{name}{n}"
            if his.send(adt(control_id)).get("MSA-2") != control_id:
                wrong.append(control_id)

    with scripted(answering) as port, client(rt, port) as his:
        threads = [threading.Thread(target=work, args=(name,)) for name in "ABCDE"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    assert not wrong
    assert len(replies(rt)) == 200


def test_who_hears_the_transcript_and_fails_ends_the_wait() -> None:
    rt = runtime()

    def full(exchange: Exchange) -> None:
        raise OSError("no space left on device")

    with scripted(answering) as port, client(rt, port) as his:
        rt.transcript.subscribe(full)
        ended: list[BaseException] = []

        def send() -> None:
            with pytest.raises(OSError, match="no space left") as told:
                his.send(adt("C1"))
            ended.append(told.value)

        sender = threading.Thread(target=send, daemon=True)
        sender.start()
        sender.join(10)
    assert ended


def test_bytes_that_are_no_message_can_be_sent_and_are_recorded() -> None:
    rt = runtime()

    def first_block(talker: Talker) -> None:
        talker.send(mllp.frame(b"got " + talker.read()))
        talker.read()

    with scripted(first_block) as port, client(rt, port) as his:
        assert his.send_bytes(b"MSH|broken", deliberate="a message cut after MSH") == b"got MSH|broken"
    sent = rt.transcript.exchanges[0]
    assert (sent.raw, sent.message, sent.deliberate) == (b"MSH|broken", None, "a message cut after MSH")


def test_bytes_without_framing_get_no_answer() -> None:
    with scripted(lambda talker: talker.read() and None) as port, client(runtime(), port) as his:
        assert his.send_bytes(b"\x0bMSH|half", framed=False, timeout=0.1, deliberate="half a message") is None


def test_closing_fails_who_waits_and_leaves_no_connection() -> None:
    rt, waiting = runtime(acknowledgement_s=30), threading.Event()

    def silent(talker: Talker) -> None:
        talker.read()
        waiting.set()
        talker.read()

    with scripted(silent) as port:
        his = client(rt, port)
        failed: list[Exception] = []

        def work() -> None:
            try:
                his.send(adt("C1"))
            except LocalViolation as error:
                failed.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        assert waiting.wait(5)
        his.close()
        his.close()
        thread.join(5)
    assert len(failed) == 1
    assert not his.is_connected


# --- outbox


def test_the_outbox_keeps_the_order_and_sends_again_with_the_same_control_id() -> None:
    rt, refused = runtime(acknowledgement_s=0.15), []

    def forgets_the_first(talker: Talker) -> None:
        while True:
            control_id = Message.parse(talker.read()).control_id
            if control_id == "C0" and len(refused) < 2:
                refused.append(control_id)
            else:
                talker.send(mllp.frame(ack_bytes(control_id)))

    with scripted(forgets_the_first) as port, client(rt, port) as his:
        outbox = Outbox(his, retry_s=0.02)
        deliveries = [outbox.put(adt(f"C{n}")) for n in range(4)]
        assert [one.result(5).get("MSA-2") for one in deliveries] == ["C0", "C1", "C2", "C3"]
        assert deliveries[0].attempts == 3
        assert outbox.depth == 0
        outbox.stop()
    assert control_ids(rt) == ["C0", "C0", "C0", "C1", "C2", "C3"]


def test_the_outbox_waits_for_a_peer_that_is_down() -> None:
    rt = runtime()
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    with client(rt, port) as his:
        outbox = Outbox(his, retry_s=0.05)
        deliveries = [outbox.put(adt(f"C{n}")) for n in range(3)]
        with pytest.raises(NoAnswer):
            deliveries[0].result(0.3)
        assert outbox.depth == 3
        with MllpServer(rt, "ris", lambda message, connection: "AA", port=port):
            assert [one.result(5).get("MSA-1") for one in deliveries] == ["AA"] * 3
        outbox.stop()
    assert control_ids(rt) == ["C0", "C1", "C2"]


def test_a_stopped_outbox_gives_up() -> None:
    with scripted(lambda talker: talker.read() and talker.read()) as port, client(runtime(), port) as his:
        outbox = Outbox(his, timeout=30)
        delivery = outbox.put(adt("C1"))
        outbox.stop()
        with pytest.raises(LocalViolation, match="stopped"):
            delivery.result(1)
        with pytest.raises(LocalViolation, match="stopped"):
            outbox.put(adt("C2")).result(1)


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(0, 400), max_size=10))
def test_however_the_answers_are_cut_each_message_gets_its_own(cuts: list[int]) -> None:
    def piecemeal(talker: Talker) -> None:
        for control_id in ("C1", "C2"):
            talker.read()
            answer = b"\r\n" + mllp.frame(ack_bytes(control_id))
            for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(answer)], strict=True):
                talker.send(answer[start:end])
        talker.read()

    with scripted(piecemeal) as port, client(Runtime(limits=Limits()), port) as his:
        assert [his.send(adt(name)).get("MSA-2") for name in ("C1", "C2")] == ["C1", "C2"]
