"""The relay: what passes, how fast, and how it breaks."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from simulators.link import TO_CLIENT, TO_SERVER, Link
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


def connect(link: Link) -> socket.socket:
    return socket.create_connection(("127.0.0.1", link.port), timeout=5)


def test_bytes_pass_both_ways_and_are_counted() -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port) as link, connect(link) as sock:
        assert ask(sock, b"x" * 200_000) == b"x" * 200_000
        assert link.passed == {TO_SERVER: 200_000, TO_CLIENT: 200_000}


def test_delay_and_throttle_slow_it_down() -> None:
    with scripted(echoing) as port, Link("127.0.0.1", port, delay_s=0.05) as link, connect(link) as sock:
        start = time.monotonic()
        ask(sock, b"x")
        assert 0.1 <= time.monotonic() - start < 1
        link.delay_s, link.bytes_per_s = 0, 20_000
        start = time.monotonic()
        ask(sock, b"x" * 2_000)
        assert 0.2 <= time.monotonic() - start < 1


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
