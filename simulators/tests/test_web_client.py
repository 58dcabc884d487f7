"""Our user agent against peers that speak badly: every one of them ends in an error that says whose fault it is."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from simulators.addresses import WebAddress
from simulators.runtime import Limits, Runtime
from simulators.secret import Secret
from simulators.web_credentials import Credentials
from simulators.web_user_agent import UserAgent, user_agent
from simulators.wire.errors import ConfigError, LocalViolation, NoAnswer, PeerViolation, Unreachable

HUSH = Credentials(secret=Secret(text="hush-hush"))
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/dicom+json\r\n"


@contextmanager
def peer(speak: Callable[[socket.socket, threading.Event], object]) -> Iterator[str]:
    """A listener for one connection; ``speak`` is called once the request began to come, and told when to end."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        try:
            sock, _ = listener.accept()
            with sock:
                sock.recv(65536)
                speak(sock, over)
        except OSError:
            return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/dicom-web"
    finally:
        over.set()
        listener.close()
        thread.join()


def runtime(patience_s: float = 30) -> Runtime:
    return Runtime(limits=Limits(connect_s=5, dimse_s=patience_s, message_bytes=100_000))


def agent(url: str, found: Runtime | None = None) -> UserAgent:
    return UserAgent(found or runtime(), "workstation", WebAddress(url, HUSH))


def answering(*pieces: bytes) -> Callable[[socket.socket, threading.Event], object]:
    def speak(sock: socket.socket, over: threading.Event) -> None:
        for piece in pieces:
            sock.sendall(piece)

    return speak


def dripping(sock: socket.socket, over: threading.Event) -> None:
    sock.sendall(HEAD)
    while not over.wait(0.05):
        sock.sendall(b"a: b\r\n")


@pytest.mark.parametrize(("speak", "error"), [
    (answering(b"SSH-2.0-OpenSSH\r\n"), PeerViolation),
    (answering(HEAD + b"Content-Length: 100\r\n\r\n[]"), PeerViolation),
    (answering(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), PeerViolation),
    (answering(HEAD + b"Content-Length: 99999999\r\n\r\n", b"x" * 200_000), PeerViolation),
    (answering(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 100_000), PeerViolation),
    (answering(b""), PeerViolation),
    (lambda sock, over: over.wait(10), NoAnswer),
    (dripping, NoAnswer),
], ids=["no http", "half a body", "bad chunk", "too large", "endless head", "nothing", "silence", "drops"])  # fmt: skip
def test_a_peer_that_answers_badly_is_named(
    speak: Callable[[socket.socket, threading.Event], object], error: type[Exception]
) -> None:
    found = runtime(0.5 if error is NoAnswer else 30)
    with peer(speak) as url, pytest.raises(error, match="pacs"):
        agent(url, found).search("STUDY", PatientID="ZZ91")


def test_nobody_there_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable, match="cannot be reached"):
        agent(f"http://127.0.0.1:{port}/dicom-web").metadata("1.2")


def test_a_redirection_is_an_answer_and_not_followed() -> None:
    answer = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    with peer(answering(answer)) as url:
        assert agent(url).search("STUDY", PatientID="ZZ91").status == 302


@pytest.mark.parametrize(("body", "problem"), [
    (b"not json", "is no JSON"), (b'{"a":1}', "is no object"), (b"[1]", "is no object"), (b'"\xff"', "is no JSON"),
    (b"[" * 60_000, "is no JSON"), (b'[{"00100020":{"vr":"LO","Value":[7]}}]', "is no string"),
])  # fmt: skip
def test_what_is_wrong_with_an_answer_is_in_the_transcript(body: bytes, problem: str) -> None:
    found = runtime()
    with peer(answering(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)) as url:
        assert any(problem in phrase for _, phrase in agent(url, found).search("STUDY", PatientID="ZZ91").problems)
    [request, answer] = found.transcript.exchanges
    assert answer.web is not None
    assert any(problem in phrase for _, phrase in answer.web.problems)
    assert b"hush" not in request.raw + answer.raw


@pytest.mark.parametrize("said", [HUSH, Credentials("ward", Secret(text="hush-hush"))], ids=["token", "password"])
def test_a_peer_that_gives_back_who_called_is_not_believed_to_be_discreet(said: Credentials) -> None:
    def echoing(sock: socket.socket, over: threading.Event) -> None:
        shown = f"hush-hush {said.headers()['authorization']}".encode()
        head = b"HTTP/1.1 400 Bad\r\nContent-Type: text/plain\r\nX-Said: " + shown
        sock.sendall(head + b"\r\nContent-Length: %d\r\n\r\n" % len(shown) + shown)

    found = runtime()
    with peer(echoing) as url:
        answer = UserAgent(found, "workstation", WebAddress(url, said)).search("STUDY", PatientID="ZZ91")
    kept = f"{answer} {found.transcript.exchanges}"
    assert "(not kept)" in kept
    assert "hush" not in kept
    assert said.headers()["authorization"] not in kept


def test_an_answer_about_others_is_counted_and_not_kept() -> None:
    found = runtime()
    body = b'[{"00100020":{"vr":"LO","Value":["4711"]},"00100010":{"vr":"PN","Value":[{"Alphabetic":"Real^Name"}]}}]'
    with peer(answering(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)) as url:
        agent(url, found).search("STUDY", PatientName="*")
    answer = found.transcript.exchanges[-1]
    assert answer.web is not None
    assert (answer.web.foreign, answer.web.datasets) == (1, ())
    assert b"Real" not in answer.raw
    assert found.foreign == {"QIDO-RSP pacs>workstation": 1}


def test_nothing_goes_out_for_others_or_to_another_host() -> None:
    with pytest.raises(LocalViolation, match="not a test patient"):
        agent("http://127.0.0.1:1").search("STUDY", PatientID="4711")
    for uri in ("http://elsewhere/x", "http://127.0.0.1:1/other/bulk", "file:///etc/passwd"):
        with pytest.raises(PeerViolation, match="outside its own service"):
            agent("http://127.0.0.1:1/dicom-web").bulkdata(uri)


def test_a_role_that_was_not_told_says_what_the_site_lacks() -> None:
    with pytest.raises(ConfigError, match="was not told"):
        user_agent(runtime(), "workstation", None)
    assert "hush" not in repr(WebAddress("http://x", HUSH))
