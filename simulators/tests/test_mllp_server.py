"""The MLLP listener, talked to over a socket."""

from __future__ import annotations

import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.mllp_client import MllpClient
from simulators.mllp_server import MllpServer
from simulators.runtime import Limits, Runtime
from simulators.tests.mllp_talk import Talker, ack_bytes, adt, runtime
from simulators.wire import mllp
from simulators.wire.er7 import Message
from simulators.wire.errors import ConfigError


def answers_aa(message: Message, connection: object) -> str:
    return "AA"


def test_a_message_is_acknowledged_and_both_are_recorded_once() -> None:
    rt = runtime()
    with MllpServer(rt, "ris", answers_aa) as server, Talker(server.port) as talker:
        reply = Message.parse(talker.ask(adt("C1").raw))
    assert (reply.get("MSA-1"), reply.get("MSA-2")) == ("AA", "C1")
    request, answer = rt.transcript.exchanges
    assert (request.sender, request.receiver, request.kind, request.raw) == ("HIS|HGM", "ris", "ADT^A01", adt("C1").raw)
    assert (answer.sender, answer.receiver, answer.kind, answer.reply_to) == ("ris", "HIS|HGM", "ACK^A01", 1)
    assert request.connection == answer.connection
    assert request.message is not None
    assert request.message.control_id == "C1"
    assert not request.error


def test_peers_are_called_by_their_role() -> None:
    rt = runtime()
    rt.identify = lambda name: {"HIS|HGM": "his"}[name]
    with MllpServer(rt, "ris", answers_aa) as server, Talker(server.port) as talker:
        talker.ask(adt("C1").raw)
    assert [exchange.sender for exchange in rt.transcript.exchanges] == ["his", "ris"]


def test_a_message_between_two_of_ours_is_recorded_once() -> None:
    rt = runtime()
    with MllpServer(rt, "ris", answers_aa) as server:
        with MllpClient(rt, "his", "ris", "127.0.0.1", server.port) as client:
            client.send(adt("C1"))
        assert [(one.sender, one.kind) for one in rt.transcript.exchanges] == [("his", "ADT^A01"), ("ris", "ACK^A01")]


def test_messages_of_a_connection_are_served_in_order_and_connections_side_by_side() -> None:
    rt, served = runtime(), []
    first_waits, go_on = threading.Event(), threading.Event()

    def handler(message: Message, connection: object) -> str:
        if message.control_id == "A0":
            first_waits.set()
            assert go_on.wait(5)
        served.append(message.control_id)
        return "AA"

    with MllpServer(rt, "ris", handler) as server, Talker(server.port) as one, Talker(server.port) as other:
        one.send(b"".join(mllp.frame(adt(f"A{n}").raw) for n in range(5)))
        assert first_waits.wait(5)
        other.ask(adt("B0").raw)  # is answered while A0 is still being worked on
        assert served == ["B0"]
        go_on.set()
        answered = [Message.parse(one.read()).get("MSA-2") for _ in range(5)]
    assert answered == served[1:] == [f"A{n}" for n in range(5)]


def test_several_answers_go_out_as_they_come() -> None:
    rt, accepted = runtime(), threading.Event()

    def enhanced(message: Message, connection: object):  # type: ignore[no-untyped-def]
        yield ack_bytes(message.control_id, "CA")
        assert accepted.wait(5)
        yield None
        yield Message.parse(ack_bytes(message.control_id, "AA"))

    with MllpServer(rt, "ris", enhanced) as server, Talker(server.port) as talker:
        first = talker.ask(adt("C1", msh="|||AL|AL").raw)
        accepted.set()
        second = talker.read()
    assert [Message.parse(one).get("MSA-1") for one in (first, second)] == ["CA", "AA"]
    assert [exchange.reply_to for exchange in rt.transcript.exchanges] == [None, 1, 1]


def test_no_answer_is_an_answer() -> None:
    rt = runtime()
    with MllpServer(rt, "ris", lambda message, connection: None) as server, Talker(server.port) as talker:
        talker.send(mllp.frame(adt("C1").raw))
        assert rt.transcript.wait_for(lambda exchange: exchange.kind == "ADT^A01", 5)
        talker.sock.settimeout(0.1)
        with pytest.raises(TimeoutError):
            talker.read()
    assert len(rt.transcript.exchanges) == 1


def test_a_handler_that_fails_is_answered_with_ae() -> None:
    rt, said = runtime(), []
    rt.progress = said.append

    def broken(message: Message, connection: object) -> str:
        raise ValueError("no such procedure")

    with MllpServer(rt, "ris", broken) as server, Talker(server.port) as talker:
        reply = Message.parse(talker.ask(adt("C1").raw))
        assert Message.parse(talker.ask(adt("C2").raw)).get("MSA-2") == "C2"  # and goes on
    assert reply.get("MSA-1") == "AE"
    assert "no such procedure" in reply.text
    assert "ValueError" in said[0]


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"GET / HTTP/1.1\r\n\r\n" + mllp.frame(adt("C1").raw), "bytes outside a message"),
        (b"\x0bMSH|^~\\&|half" + mllp.frame(adt("C1").raw), "no end block"),
        (b"\x0bhello\x1c\r" + mllp.frame(adt("C1").raw), "does not begin with an MSH"),
        (mllp.frame(b"") + mllp.frame(adt("C1").raw), "empty"),
    ],
)
def test_garbage_is_recorded_and_the_next_message_served(sent: bytes, error: str) -> None:
    rt = runtime()
    with MllpServer(rt, "ris", answers_aa) as server, Talker(server.port) as talker:
        talker.send(sent)
        assert Message.parse(talker.read()).get("MSA-2") == "C1"
    garbage = rt.transcript.exchanges[0]
    assert error in garbage.error
    assert garbage.message is None


def test_half_a_message_and_then_silence_is_recorded_when_the_peer_closes() -> None:
    rt = runtime()
    with MllpServer(rt, "ris", answers_aa) as server:
        with Talker(server.port) as talker:
            talker.send(b"\x0b" + adt("C1").raw)
        found = rt.transcript.wait_for(lambda exchange: "no end block" in exchange.error, 5)
    assert found is not None
    assert found.receiver == "ris"


def test_a_block_of_100_mb_is_refused_and_not_kept() -> None:
    limit = 1024 * 1024
    rt = runtime(message_bytes=limit)
    head = adt("BIG").raw
    with MllpServer(rt, "ris", answers_aa) as server, Talker(server.port) as talker:
        talker.send(b"\x0b" + head + b"OBX|1|ED|")
        chunk = b"A" * limit
        for _ in range(100):
            talker.send(chunk)
        reply = Message.parse(talker.read())
        talker.send(b"\x1c\r")
        assert Message.parse(talker.ask(adt("C2").raw)).get("MSA-2") == "C2"
    assert (reply.get("MSA-1"), reply.get("MSA-2")) == ("AR", "BIG")
    refused = rt.transcript.exchanges[0]
    assert f"larger than {limit} bytes" in refused.error
    assert sum(len(exchange.raw) for exchange in rt.transcript.exchanges) < 10_000


def test_undecodable_bytes_and_an_unknown_charset_are_the_senders_fault() -> None:
    rt = runtime()
    bad = adt("C1", msh="||||||UNICODE UTF-8").raw.replace(b"Nsue", b"Mb\xe1")
    odd = adt("C2", msh="||||||KLINGON").raw
    with MllpServer(rt, "ris", answers_aa) as server, Talker(server.port) as talker:
        talker.ask(bad)
        talker.ask(odd)
    errors = [exchange.error for exchange in rt.transcript.exchanges if exchange.receiver == "ris"]
    assert "cannot be read" in errors[0]
    assert "KLINGON" in errors[1]


@pytest.mark.parametrize("event", ["A01", "A08", "A40"])
def test_messages_for_other_patients_are_acknowledged_counted_and_not_kept(event: str) -> None:
    rt, seen = runtime(), []

    def handler(message: Message, connection: object) -> str:
        seen.append(message)
        return "AA"

    real = adt("C1", "4711", event=event).raw
    merge = adt("C2", event=event).raw + b"MRG|4712^^^HGM\r"  # ours, but a real patient is merged away
    with MllpServer(rt, "ris", handler) as server, Talker(server.port) as talker:
        for block in (real, merge):
            assert Message.parse(talker.ask(block)).get("MSA-1") == "AA"
    assert rt.foreign == {f"ADT^{event} HIS|HGM>ris": 2}
    assert not rt.transcript.exchanges
    assert not seen


def test_the_site_may_refuse_messages_for_other_patients() -> None:
    with MllpServer(runtime(), "ris", answers_aa, foreign_code="AR") as server, Talker(server.port) as talker:
        assert Message.parse(talker.ask(adt("C1", "4711").raw)).get("MSA-1") == "AR"


def test_a_transport_acknowledgement_is_no_message() -> None:
    rt = runtime()
    with MllpServer(rt, "ris", answers_aa) as server, Talker(server.port) as talker:
        talker.send(mllp.frame(mllp.COMMIT_ACK))
        talker.ask(adt("C1").raw)
    assert len(rt.transcript.exchanges) == 2


def test_a_port_in_use_is_a_configuration_error_with_a_remedy() -> None:
    rt = runtime()
    with MllpServer(rt, "ris", answers_aa) as server:
        with pytest.raises(ConfigError, match=rf"ris: cannot listen for HL7 on 127\.0\.0\.1:{server.port}") as caught:
            MllpServer(rt, "ris", answers_aa, port=server.port).start()
        assert str(server.port) in caught.value.remedy


def test_stop_closes_connections_and_leaves_no_thread_or_port() -> None:
    rt = runtime()
    before = set(threading.enumerate())
    server = MllpServer(rt, "ris", answers_aa)
    port = server.start()
    with Talker(port) as talker:
        talker.ask(adt("C1").raw)
        server.stop()
        server.stop()
        with pytest.raises((EOFError, ConnectionError)):
            talker.read()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
    assert {thread.name for thread in set(threading.enumerate()) - before} <= {"mllp-reactor"}
    server = MllpServer(rt, "ris", answers_aa, port=port)  # the same port at once
    server.start()
    server.stop()


def test_the_handler_may_close_before_it_answers() -> None:
    def rude(message: Message, connection: object) -> None:
        connection.close()  # type: ignore[attr-defined]

    with MllpServer(runtime(), "ris", rude) as server, Talker(server.port) as talker, pytest.raises(EOFError):
        talker.ask(adt("C1").raw)


def test_reading_stops_while_a_slow_handler_has_enough_to_do() -> None:
    rt, go_on = runtime(), threading.Event()

    def slow(message: Message, connection: object) -> str:
        assert go_on.wait(10)
        return "AA"

    count = 3000
    with MllpServer(rt, "ris", slow) as server, Talker(server.port) as talker:
        writer = threading.Thread(
            target=lambda: talker.send(b"".join(mllp.frame(adt(f"C{n}").raw) for n in range(count))), daemon=True
        )
        writer.start()
        assert rt.transcript.wait_for(lambda exchange: exchange.number == 60, 5)
        assert rt.transcript.wait_for(lambda exchange: exchange.number == 1500, 0.3) is None
        go_on.set()
        answered = [Message.parse(talker.read()).get("MSA-2") for _ in range(count)]
        writer.join(5)
    assert answered == [f"C{n}" for n in range(count)]


@settings(max_examples=30, deadline=None)
@given(cuts=st.lists(st.integers(0, 900), max_size=12), inline=st.booleans())
def test_however_the_bytes_are_cut_the_answers_are_the_same(cuts: list[int], inline: bool) -> None:
    stream = b"junk" + b"".join(mllp.frame(adt(f"C{n}").raw) for n in range(4)) + b"\x0bhalf"
    pieces = [stream[a:b] for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), len(stream)], strict=True)]
    rt = Runtime(limits=Limits())
    with MllpServer(rt, "ris", answers_aa, inline=inline) as server, Talker(server.port) as talker:
        for piece in pieces:
            talker.send(piece)
        answered = [Message.parse(talker.read()).get("MSA-2") for _ in range(4)]
    assert answered == ["C0", "C1", "C2", "C3"]
    assert rt.transcript.wait_for(lambda exchange: "no end block" in exchange.error, 5)
    assert sum("bytes outside a message" in exchange.error for exchange in rt.transcript.exchanges) == 1


def test_a_message_that_names_nobody_is_recorded_as_its_shape_and_not_judged() -> None:
    """It may name somebody outside PID; but an acknowledgement is judged by MSA-2, and what is of this run is whole."""
    rt, seen = runtime(), list[bytes]()

    def handler(message: Message, _: object) -> str:
        seen.append(message.raw)
        return "AA"

    head = b"MSH|^~\\&|ADM|REG|EMR|HGM|20260101||%s|S1|P|2.5.1\r"
    blocks = [
        head % b"ORU^R01" + b"NK1|1|OYANA\r",
        head % b"ACK" + b"MSA|AA|OTHER|OYANA\r",
        head % b"ORU^R01" + b"ORC|SC|" + rt.number("P").encode() + b"\rOBX|1|TX|||Oyana\r",
    ]
    with MllpServer(rt, "emr", handler) as server, Talker(server.port) as talker:
        for block in blocks:
            talker.ask(block)
    found = [one for one in rt.transcript.exchanges if one.receiver == "emr"]
    assert [(one.raw, bool(one.deliberate)) for one in found] == [
        (head % b"ORU^R01" + b"NK1|9|xxxxx\r", True),
        (head % b"ACK" + b"MSA|AA|OTHER|xxxxx\r", False),
        (blocks[2], False),
    ]
    assert [one.message and one.message.raw for one in found] == [one.raw for one in found]
    assert seen == blocks  # whoever plays the role gets it whole
