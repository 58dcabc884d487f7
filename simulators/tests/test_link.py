"""The relay: what passes, how fast, and how it breaks."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest

from simulators.link import TO_CLIENT, TO_SERVER, Link
from simulators.link_messages import CutAfter, Messages, split
from simulators.link_profile import DAY_S, Profile
from simulators.mllp_client import MllpClient, Outbox
from simulators.mllp_server import MllpServer
from simulators.tests.mllp_talk import Talker, adt, runtime, scripted
from simulators.wire.errors import ConfigError, InteropError


def echoing(talker: Talker) -> None:
    while data := talker.sock.recv(65536):
        talker.sock.sendall(data)


def ask(sock: socket.socket, data: bytes) -> bytes:
    sock.sendall(data)
    got = b""
    while len(got) < len(data):
        piece = sock.recv(65536)
        if not piece:
            raise EOFError
        got += piece
    return got


def until_silence(sock: socket.socket) -> bytes:
    """What comes until nothing does, on a connection that stays open."""
    sock.settimeout(0.1)
    got = b""
    with contextlib.suppress(TimeoutError):
        while piece := sock.recv(65536):
            got += piece
        raise EOFError
    return got


def connect(link: Link) -> socket.socket:
    return socket.create_connection(("127.0.0.1", link.port), timeout=5)


def test_bytes_pass_both_ways_and_are_counted() -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port) as link, connect(link) as sock:
        assert ask(sock, b"x" * 200_000) == b"x" * 200_000
        assert link.passed == {TO_SERVER: 200_000, TO_CLIENT: 200_000}


def test_bytes_can_be_changed_on_the_way() -> None:
    def flip(data: bytes, direction: str) -> bytes:
        return data.replace(b"a", b"b") if direction == TO_SERVER else data

    with scripted(echoing) as port, Link("127.0.0.1", port, change=flip) as link, connect(link) as sock:
        assert ask(sock, b"banana") == b"bbnbnb"


def test_a_cut_breaks_connections_and_refuses_new_ones_until_it_is_restored() -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port) as link:
        with connect(link) as sock:
            ask(sock, b"x")
            link.cut()
            with pytest.raises((ConnectionError, EOFError)):
                ask(sock, b"y")
        with pytest.raises((ConnectionError, EOFError)), connect(link) as sock:
            ask(sock, b"z")
        link.restore()
        with connect(link) as sock:
            assert ask(sock, b"z") == b"z"


def test_a_silent_cut_holds_everything_back() -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port) as link, connect(link) as sock:
        ask(sock, b"x")
        link.cut(silent=True)
        sock.sendall(b"later")
        sock.settimeout(0.1)
        with pytest.raises(TimeoutError):
            sock.recv(10)
        link.restore()
        sock.settimeout(5)
        assert sock.recv(10) == b"later"


def test_it_cuts_by_itself_after_so_many_bytes() -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port) as link, connect(link) as sock:
        link.cut_after(1000)
        with pytest.raises((ConnectionError, EOFError)):
            ask(sock, b"x" * 5000)
        assert link.wait_until_down(5)
        assert link.passed[TO_SERVER] == 1000


def test_messages_through_it_are_recorded_once_and_a_cut_loses_none() -> None:
    rt = runtime(acknowledgement_s=0.5)
    with (
        MllpServer(rt, "ris", lambda message, connection: "AA") as server,
        Link("127.0.0.1", server.port, transcript=rt.transcript) as link,
        MllpClient(rt, "his", "ris", "127.0.0.1", link.port) as client,
    ):
        client.send(adt("C0"))
        assert [one.sender for one in rt.transcript.exchanges] == ["his", "ris"]
        outbox = Outbox(client, retry_s=0.02)
        link.cut()
        deliveries = [outbox.put(adt(f"C{n}")) for n in range(1, 5)]
        with pytest.raises(InteropError):
            deliveries[0].result(0.2)
        link.restore()
        assert [one.result(5).get("MSA-2") for one in deliveries] == ["C1", "C2", "C3", "C4"]
        outbox.stop()


def test_a_server_that_is_down_resets_the_client() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with Link("127.0.0.1", port) as link, pytest.raises((ConnectionError, EOFError)), connect(link) as sock:
        ask(sock, b"x")


def test_a_port_in_use() -> None:
    with Link("127.0.0.1", 1) as link, pytest.raises(ConfigError, match=f"cannot listen on 127.0.0.1:{link.port}"):
        Link("127.0.0.1", 1, port=link.port).start()


def test_stop_leaves_no_thread() -> None:
    before = set(threading.enumerate())
    with scripted(echoing) as port, Link("127.0.0.1", port) as link, connect(link) as sock:
        ask(sock, b"x")
        link.cut(silent=True)
        sock.sendall(b"held back")
        link.stop()
        link.stop()
    assert set(threading.enumerate()) <= before


# --- other ways to fail ------------------------------------------------------------------------------------------


def test_a_reset_breaks_what_is_open_and_new_connections_pass() -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port) as link:
        with connect(link) as sock:
            ask(sock, b"x")
            link.reset()
            with pytest.raises((ConnectionError, EOFError)):
                ask(sock, b"y")
        with connect(link) as sock:
            assert ask(sock, b"z") == b"z"


def test_half_open_takes_everything_and_answers_nothing() -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port) as link, connect(link) as sock:
        ask(sock, b"x")
        link.half_open()
        sock.sendall(b"said")
        sock.settimeout(0.1)
        with pytest.raises(TimeoutError):
            sock.recv(10)
        assert link.passed[TO_SERVER] == 5
        link.restore()
        sock.settimeout(5)
        assert sock.recv(10) == b"said"


def test_a_power_cut_tells_the_client_nothing_and_ends_the_server_side() -> None:
    ended = threading.Event()

    def until_the_end(talker: Talker) -> None:
        try:
            echoing(talker)
        finally:
            ended.set()

    with scripted(until_the_end) as port, Link("127.0.0.1", port) as link, connect(link) as sock:
        ask(sock, b"x")
        link.power_cut()
        assert ended.wait(5)
        sock.settimeout(0.1)
        with pytest.raises(TimeoutError):
            sock.recv(10)


def test_ten_days_on_a_clock_that_runs_faster() -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port) as link:
        link.down_for(10 * DAY_S, clock=10 * DAY_S / 0.2)
        assert link.is_down
        with pytest.raises((ConnectionError, EOFError)), connect(link) as sock:
            ask(sock, b"x")
        assert link.wait_until_up(5)
        with connect(link) as sock:
            assert ask(sock, b"z") == b"z"


def test_what_is_under_way_in_a_slow_line_is_lost_when_it_is_cut() -> None:
    far = Profile(round_trip_s=20.0)
    with scripted(echoing) as port, Link("127.0.0.1", port, profile=Profile()) as link, connect(link) as sock:
        ask(sock, b"x")
        link.use(far)
        sock.sendall(b"lost")
        link.cut()
        with pytest.raises((ConnectionError, EOFError)):
            ask(sock, b"y")
        assert link.passed[TO_SERVER] == 1


# --- whole messages ----------------------------------------------------------------------------------------------


def block(text: bytes) -> bytes:
    return b"\x0b" + text + b"\x1c\r"


def pdu(kind: int, body: bytes) -> bytes:
    return bytes([kind, 0]) + len(body).to_bytes(4, "big") + body


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_whole_messages_are_found_in_any_pieces(step: int) -> None:
    for protocol, stream in (("mllp", block(b"A") + block(b"BB")), ("dicom", pdu(4, b"A") + pdu(4, b"BB" * 300))):
        found, rest = [], b""
        for start in range(0, len(stream), step):
            whole, rest = split(rest + stream[start : start + step], protocol)  # type: ignore[arg-type]
            found += whole
        assert (b"".join(found), rest, len(found)) == (stream, b"", 2)


@pytest.mark.parametrize(
    ("fault", "nth", "expected"),
    [("double", 2, b"1223"), ("drop", 2, b"13"), ("swap", 2, b"132"), ("swap", 3, b"12"), ("double", 1, b"112233")],
)
def test_messages_are_doubled_dropped_and_swapped(fault: str, nth: int, expected: bytes) -> None:
    change = Messages("mllp", fault, nth=nth)  # type: ignore[arg-type]
    sent = b"".join(change(block(bytes([digit])), TO_SERVER) for digit in b"123")
    assert sent == b"".join(block(bytes([digit])) for digit in expected)
    assert change(b"any", TO_CLIENT) == b"any"


def test_a_line_is_cut_after_so_many_messages() -> None:
    got: list[bytes] = []

    def taking(talker: Talker) -> None:
        while data := talker.sock.recv(65536):
            got.append(data)

    with scripted(taking) as port:
        link = Link("127.0.0.1", port, per_connection=lambda: CutAfter("dicom", 2))
        with link, connect(link) as sock:
            with pytest.raises((ConnectionError, EOFError)):
                ask(sock, pdu(1, b"one") + pdu(4, b"two") + pdu(4, b"three"))
            assert link.wait_until_down(5)
    assert b"".join(got) in (b"", pdu(1, b"one") + pdu(4, b"two"))  # a reset may take away what was not read yet


def test_a_call_that_is_under_way_when_the_line_is_cut_never_arrives() -> None:
    called = threading.Event()

    def taken(talker: Talker) -> None:
        called.set()
        echoing(talker)

    with scripted(taken) as port, Link("127.0.0.1", port, profile=Profile(round_trip_s=0.3)) as link:
        with connect(link) as sock:
            link.cut()
            with pytest.raises((ConnectionError, EOFError)):
                ask(sock, b"x")
        assert not called.wait(0.2)


def test_who_calls_during_a_power_cut_reaches_nobody_until_the_power_is_back() -> None:
    called = threading.Event()

    def taken(talker: Talker) -> None:
        called.set()
        echoing(talker)

    with scripted(taken) as port, Link("127.0.0.1", port) as link:
        link.power_cut()
        with connect(link) as sock:
            sock.sendall(b"anybody?")
            assert not called.wait(0.2)
            link.restore()
            sock.settimeout(5)
            assert sock.recv(10) == b"anybody?"
        link.power_cut()
        with connect(link) as sock:
            link.stop()
            with pytest.raises((ConnectionError, EOFError)):
                ask(sock, b"x")


@pytest.mark.parametrize("direction", [TO_CLIENT, TO_SERVER])
def test_another_fault_strikes_where_the_line_would_be_cut(direction: str) -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port) as link, connect(link) as sock:
        ask(sock, b"x")
        link.cut_after(1000, lambda: link.half_open(direction))
        sock.sendall(b"y" * 5000)
        got = until_silence(sock)
        assert len(got) <= 1000
        link.restore()
        sock.settimeout(5)
        while len(got) < 5000:
            got += sock.recv(65536)
        assert got == b"y" * 5000
        assert link.passed[TO_SERVER] == 5001


def test_the_power_fails_in_the_middle_of_what_is_sent() -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port) as link, connect(link) as sock:
        link.cut_after(1000, link.power_cut)
        sock.sendall(b"y" * 5000)
        assert link.wait_until_down(5)
        assert link.passed[TO_SERVER] == 1000
        assert len(until_silence(sock)) <= 1000
