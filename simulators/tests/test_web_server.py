"""The HTTP listener against senders that are slow, large, broken, many; a correct caller is served all the same."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from simulators import web_server
from simulators.authority import make
from simulators.runtime import Limits, Runtime
from simulators.tls import Tls, connect, server_context
from simulators.web_server import MOST_CONNECTIONS, MOST_HELD, WebAnswer, WebRequest, WebServer, refusal
from simulators.wire.errors import ConfigError

LIMIT = 200_000
GET = b"GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


def echo(request: WebRequest) -> WebAnswer:
    if request.path == "/broken":
        raise RuntimeError("a secret of the program")
    return WebAnswer(
        200, {"Content-Type": "text/plain"}, f"{request.method} {request.path} {len(request.body)}".encode()
    )


@contextlib.contextmanager
def listening(patience_s: float) -> Iterator[WebServer]:
    found = WebServer(Runtime(limits=Limits(dimse_s=patience_s, message_bytes=LIMIT)), "pacs", echo)
    found.start()
    try:
        yield found
    finally:
        found.stop()


@pytest.fixture
def server() -> Iterator[WebServer]:
    with listening(60) as found:
        yield found


@pytest.fixture
def impatient() -> Iterator[WebServer]:
    with listening(0.6) as found:
        yield found


def connected(server: WebServer) -> socket.socket:
    sock = socket.create_connection(("127.0.0.1", server.port), 10)
    sock.settimeout(30)
    return sock


def rest(sock: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    received = bytearray()
    with contextlib.suppress(ConnectionError):
        while piece := sock.recv(65536):
            received += piece
    return bytes(received)


def said(server: WebServer, request: bytes) -> bytes:
    with connected(server) as sock:
        sock.sendall(request)
        return rest(sock)


def test_a_request_is_answered_with_its_length(server: WebServer) -> None:
    answer = said(server, GET)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Content-Length: 8\r\n" in answer
    assert answer.endswith(b"\r\n\r\nGET /x 0")


def test_requests_on_one_connection_are_answered_in_their_order(server: WebServer) -> None:
    two = b"POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc" + GET
    answer = said(server, two)
    assert answer.index(b"POST /1 3") < answer.index(b"GET /x 0")


def test_an_error_of_ours_is_told_without_its_words(server: WebServer) -> None:
    answer = said(server, GET.replace(b"/x", b"/broken"))
    assert answer.startswith(b"HTTP/1.1 500 ")
    assert b"secret" not in answer
    assert b"could not be carried out" in answer


@pytest.mark.parametrize("request_", [
    b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n",
    b"POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"ffff\r\n" + b"x" * 0xFFFF + b"\r\n") * 4,
], ids=["said", "in chunks"])  # fmt: skip
def test_a_body_that_is_too_large_is_refused_before_it_is_read(server: WebServer, request_: bytes) -> None:
    assert said(server, request_).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("request_", [
    b"nonsense\r\n\r\n", b"GET /x HTTP/1.1\r\nno colon\r\n\r\n", b"GET /x HTTP/1.1\r\n" + b"a: b\r\n" * 3000 + b"\r\n",
    b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", b"\x16\x03\x01" + bytes(400) + b"\r\n\r\n",
    b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
])  # fmt: skip
def test_what_is_no_http_ends_the_connection(server: WebServer, request_: bytes) -> None:
    assert not said(server, request_).startswith(b"HTTP/1.1 2")
    assert said(server, GET).startswith(b"HTTP/1.1 200 ")


def test_a_head_that_never_ends_is_cut(impatient: WebServer) -> None:
    with connected(impatient) as sock:
        sock.sendall(b"GET /x HTTP/1.1\r\nHost:")
        assert rest(sock) == b""


def test_a_body_that_drips_is_cut_and_a_correct_caller_is_served_meanwhile(impatient: WebServer) -> None:
    with connected(impatient) as sock:
        sock.sendall(b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
        ended = threading.Event()

        def drip() -> None:
            with contextlib.suppress(OSError):
                while not ended.wait(0.05):
                    sock.sendall(b"x")

        dripping = threading.Thread(target=drip)
        dripping.start()
        started = time.monotonic()
        assert said(impatient, GET).startswith(b"HTTP/1.1 200 ")
        assert rest(sock) == b""
        assert time.monotonic() - started < 20
        ended.set()
        dripping.join()


def test_two_hundred_half_open_connections_keep_nobody_out(server: WebServer) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(200):
            stack.enter_context(connected(server)).sendall(b"GET /x")
        started = time.monotonic()
        assert said(server, GET).startswith(b"HTTP/1.1 200 ")
        assert time.monotonic() - started < 10
    assert MOST_CONNECTIONS >= 400


def test_a_port_that_is_taken_is_a_mistake_of_the_site(server: WebServer) -> None:
    with pytest.raises(ConfigError, match="cannot listen for HTTP"):
        WebServer(server.runtime, "pacs", echo, port=server.port).start()


def test_stop_waits_for_what_is_being_answered_and_may_be_called_twice() -> None:
    going, may_end = threading.Event(), threading.Event()

    def slow(request: WebRequest) -> WebAnswer:
        going.set()
        may_end.wait(10)
        return refusal(404, "too late")

    server = WebServer(Runtime(), "pacs", slow)
    server.start()
    with connected(server) as sock:
        sock.sendall(GET)
        assert going.wait(10)
        threading.Timer(0.05, may_end.set).start()
        server.stop()
        assert may_end.is_set()
        server.stop()
        assert rest(sock) == b""


def test_all_bodies_together_are_bounded() -> None:
    head = f"POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {LIMIT}\r\n\r\n".encode()
    with listening(60) as server, contextlib.ExitStack() as stack:
        held = [stack.enter_context(connected(server)) for _ in range(MOST_HELD)]
        for sock in held:
            sock.sendall(head + bytes(LIMIT - 1))
        wait_until(lambda: server.held == MOST_HELD * (LIMIT - 1))
        assert said(server, head + bytes(LIMIT)).startswith(b"HTTP/1.1 503 ")
        assert said(server, GET).startswith(b"HTTP/1.1 200 ")
        stack.close()
        wait_until(lambda: server.held == 0)
        assert said(server, head + bytes(LIMIT)).startswith(b"HTTP/1.1 200 ")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline, pause = time.monotonic() + 10, threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.01)


LONG = 16 * 1024 * 1024  # bytes of a long answer, more than systems buffer; MOST_HELD of them may wait to be read
BODY = bytes(LONG)


def lengthy(request: WebRequest) -> WebAnswer:
    return WebAnswer(200, {}, BODY if request.path == "/long" else BODY[:10])


@contextlib.contextmanager
def lengthy_server(patience_s: float, tls: Tls | None = None) -> Iterator[WebServer]:
    runtime = Runtime(limits=Limits(dimse_s=patience_s, connect_s=patience_s, message_bytes=LONG))
    found = WebServer(runtime, "pacs", lengthy)
    found.context = None if tls is None else server_context(tls)
    found.start()
    try:
        yield found
    finally:
        found.stop()


def until(holds: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        threading.Event().wait(0.02)
    return holds()


def test_answers_that_nobody_reads_are_bounded_and_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_server, "READ_SLOWEST", LONG)
    with lengthy_server(2) as server, contextlib.ExitStack() as open_:
        for _ in range(MOST_HELD + 2):
            open_.enter_context(connected(server)).sendall(GET.replace(b"/x", b"/long"))
        assert until(lambda: server.sending == MOST_HELD * LONG)
        with connected(server) as other:
            other.sendall(GET)
            assert rest(other).endswith(BODY[:10])  # a short one is served all the same
        with connected(server) as other:
            other.sendall(GET.replace(b"/x", b"/long"))
            assert rest(other).startswith(b"HTTP/1.1 503")
        assert until(lambda: server.sending == 0)  # cut, since nobody reads
        assert until(lambda: not server._channels)


def test_a_long_answer_comes_whole_in_the_clear_and_under_tls(tmp_path: Path) -> None:
    certificates = make(tmp_path / "certs")
    with lengthy_server(20) as plain, lengthy_server(20, certificates.server()) as secure:
        with connected(plain) as sock:
            sock.sendall(GET.replace(b"/x", b"/long"))
            assert rest(sock).endswith(BODY)
        with connect(connected(secure), certificates.client(), "127.0.0.1") as link:
            link.sendall(GET.replace(b"/x", b"/long"))
            assert rest(link).endswith(BODY)
        assert until(lambda: plain.sending == secure.sending == 0)


def test_handshakes_that_do_not_end_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_server, "MOST_CONNECTIONS", 3)
    certificates = make(tmp_path / "certs")
    with lengthy_server(20, certificates.server()) as server, contextlib.ExitStack() as open_:
        for _ in range(3):
            open_.enter_context(connected(server))
        assert until(lambda: len(server.shaking) == 3)
        with connected(server) as one_more:
            assert rest(one_more) == b""
        assert len(server.shaking) == 3
