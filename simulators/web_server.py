"""An HTTP listener on twisted.web: one function answers each request, in a thread of a small pool.

Bounded: the head by Twisted, the body by ``message_bytes`` (413), all bodies together by :data:`MOST_HELD` times that
(503), as are all answers that wait to be read, connections in number, handshakes included, and a sender in time: one
that is slower than :data:`SLOWEST` after its first seconds is cut, and so is a reader slower than :data:`READ_SLOWEST`.
Answers never show more of an error than one sentence.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from twisted.internet.error import CannotListenError
from twisted.internet.interfaces import IPullProducer
from twisted.web import http
from zope.interface import implementer

from simulators import mllp_reactor
from simulators.mllp_tls import TlsLayer
from simulators.runtime import Runtime
from simulators.tls import server_context, why
from simulators.wire.errors import ConfigError

SLOWEST, READ_SLOWEST = 4096, 65536  # bytes a second
PIECE = 65536  # bytes of an answer that are handed on at once
MOST_CONNECTIONS = 512
MOST_HELD = 4
THREADS = 4


@dataclass(frozen=True, slots=True)
class WebRequest:
    """``path`` and ``query`` as they stood in the request line, ``headers`` by name in lower case, ``peer`` is the
    caller's "host:port", ``here`` ours."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    peer: str = ""
    here: str = ""
    is_secure: bool = False


@dataclass(frozen=True, slots=True)
class WebAnswer:
    """What goes back. Content-Length is set here."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def refusal(status: int, why: str) -> WebAnswer:
    """An error with one sentence as its body."""
    return WebAnswer(status, {"Content-Type": "text/plain; charset=utf-8"}, f"{why}\n".encode("utf-8", "replace"))


class WebServer:
    """``handler`` answers each request and may block; what it raises is a 500 that says nothing of it. Secured with the
    certificate of its role, where the runtime has one."""

    def __init__(
        self, runtime: Runtime, role: str, handler: Callable[[WebRequest], WebAnswer], *, port: int = 0
    ) -> None:
        self.runtime, self.role, self.handler, self.port = runtime, role, handler, port
        tls = runtime.certificates.get(role)
        self.context = None if tls is None else server_context(tls)
        self._listening: Any = None
        self._pool: ThreadPoolExecutor | None = None
        self._channels: set[_Channel] = set()
        self.shaking: set[TlsLayer] = set()  # TLS handshakes that have not ended
        self.held = 0  # bytes of bodies that are not answered yet
        self.sending = 0  # bytes of answers that are not read yet

    def start(self) -> int:
        """Listen and return the port. :class:`ConfigError` when it is in use or not allowed."""
        mllp_reactor.running()
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix=f"web-{self.role}")
        try:
            self.port = mllp_reactor.call(self._listen)
        except CannotListenError as error:
            self._pool.shutdown()
            raise ConfigError(
                f"{self.role}: cannot listen for HTTP on {self.runtime.bind}:{self.port}: {error.socketError}",
                cause="another program, or another run, has that port",
                remedy=f"free port {self.port} or set another in the site file (0 takes any free one)",
            ) from error
        return self.port

    def _listen(self) -> int:
        factory = _Factory(timeout=self.runtime.limits.dimse_s, reactor=mllp_reactor.loop)
        factory.server = self
        self._listening = mllp_reactor.loop.listenTCP(self.port, factory, backlog=128, interface=self.runtime.bind)
        return int(self._listening.getHost().port)

    def stop(self) -> None:
        """Close the port and every connection, and wait for what is being answered. May be called twice."""
        listening, self._listening = self._listening, None
        if listening is None or self._pool is None:
            return
        done = threading.Event()

        def close() -> None:
            for channel in list(self._channels):
                channel.transport.abortConnection()
            for layer in list(self.shaking):
                layer.abortConnection()
            listening.stopListening().addBoth(lambda _: done.set())

        mllp_reactor.soon(close)
        done.wait(5)
        self._pool.shutdown()

    def answer(self, request: WebRequest, reply: Callable[[WebAnswer], object]) -> None:
        """Have the request answered in the pool, and ``reply`` called in the reactor's thread."""

        def work() -> None:
            try:
                answer = self.handler(request)
            except Exception as error:  # ours: the caller is told that, and no more
                logging.getLogger(__name__).exception("%s %s", request.method, request.path)
                self.runtime.progress(f"{self.role}: {type(error).__name__}: {error}")
                answer = refusal(500, "the request could not be carried out")
            mllp_reactor.soon(reply, answer)

        assert self._pool is not None
        try:
            self._pool.submit(work)
        except RuntimeError:  # being stopped: the connection is closed with the port
            return


class _Request(http.Request):
    """A request that is bounded as it comes."""

    channel: _Channel
    content: BytesIO
    _parsePOSTFormSubmission = False
    _pieces: _Pieces | None = None  # of an answer that is being sent

    def gotLength(self, length: int | None) -> None:
        self.content = BytesIO()
        if length is not None and length > self.channel.limit:
            self.channel.refuse()

    def handleContentChunk(self, data: bytes) -> None:
        if self.content.tell() + len(data) > self.channel.limit:
            self.channel.refuse()
        elif self.channel.hold(len(data)):
            self.content.write(data)

    def process(self) -> None:
        """Hand over to the server."""
        self._lost = False
        self.notifyFinish().addErrback(self._gone)
        uri = self.uri.decode("latin-1")
        path, _, query = uri.partition("?")
        headers = {
            name.decode("latin-1").lower(): ", ".join(value.decode("latin-1") for value in values)
            for name, values in self.requestHeaders.getAllRawHeaders()
        }
        peer, here = (f"{end.host}:{end.port}" for end in (self.channel.peer, self.channel.transport.getHost()))
        method, body = self.method.decode("latin-1"), self.content.getvalue()
        secure = self.channel.server.context is not None
        request = WebRequest(method, path, query, headers, body, peer, here, secure)
        self.channel.server.answer(request, self._reply)

    def _gone(self, _: object) -> None:
        self._lost = True
        if self._pieces is not None:
            self._pieces.end()

    def _reply(self, answer: WebAnswer) -> None:
        if self._lost:
            return
        body = b"" if self.method == b"HEAD" else answer.body
        server = self.channel.server
        if len(body) > PIECE and server.sending + len(body) > MOST_HELD * self.channel.limit:
            answer = refusal(503, "too many answers wait to be read")
            body = answer.body
        self.setResponseCode(answer.status)
        for name, value in answer.headers.items():
            self.setHeader(name, value)
        if answer.status != 204:
            self.setHeader("Content-Length", str(len(answer.body)))
        self.channel.sent = min(len(body), PIECE)
        if len(body) > PIECE:
            self._pieces = _Pieces(self, body)
            self.registerProducer(self._pieces, False)
            return
        if body:
            self.write(body)
        self.finish()


@implementer(IPullProducer)
class _Pieces:
    """A long answer, which goes out as fast as it is read and counts until then."""

    def __init__(self, request: _Request, body: bytes) -> None:
        self._request, self._left, self._size = request, memoryview(body), len(body)
        self._server = request.channel.server
        self._server.sending += self._size
        seconds = request.channel.patience_s + self._size / READ_SLOWEST
        self._deadline = mllp_reactor.loop.callLater(seconds, request.channel.forceAbortClient)

    def resumeProducing(self) -> None:
        piece, self._left = self._left[:PIECE], self._left[PIECE:]
        self._request.write(bytes(piece))
        if not self._left:
            self.end()
            self._request.unregisterProducer()
            self._request.finish()

    def stopProducing(self) -> None:
        self.end()

    def end(self) -> None:
        """It is on its way, or nobody waits for it any more. May be called twice."""
        self._server.sending -= self._size
        self._size, self._left = 0, memoryview(b"")
        if self._deadline.active():
            self._deadline.cancel()


class _Channel(http.HTTPChannel):
    """A connection whose sender has to keep a pace, and whose reader too."""

    requestFactory = _Request
    abortTimeout = 2
    transport: Any
    server: WebServer
    sent = 0  # bytes of the last answer
    held = 0  # of a body that is not answered yet
    _deadline: Any = None

    def connectionMade(self) -> None:
        http.HTTPChannel.connectionMade(self)
        self.peer = self.transport.getPeer()
        self.limit = self.server.runtime.limits.message_bytes
        self.patience_s = self.server.runtime.limits.dimse_s
        self._refused = False
        self.server._channels.add(self)

    def dataReceived(self, data: bytes) -> None:
        if self._refused:
            return
        if not self._handlingRequest:
            self._pace(len(data))
        http.HTTPChannel.dataReceived(self, data)

    def _pace(self, received: int) -> None:
        """One request has some seconds, and one more for each SLOWEST bytes that came of it."""
        now = mllp_reactor.loop.seconds()
        if self._deadline is None:
            self._begun, self._received = now, 0
            self._deadline = mllp_reactor.loop.callLater(self.patience_s, self.forceAbortClient)
        self._received += received
        if self._deadline.active():
            self._deadline.reset(max(0.0, self._begun + self.patience_s + self._received / SLOWEST - now))

    def _stop(self) -> None:
        deadline, self._deadline = self._deadline, None
        if deadline is not None and deadline.active():
            deadline.cancel()

    def allContentReceived(self) -> None:
        self._stop()
        if not self._refused:
            http.HTTPChannel.allContentReceived(self)

    def hold(self, size: int) -> bool:
        """Whether there is room for so many bytes more; else the caller is told to come back."""
        if self._refused:
            return False
        if self.server.held + size > MOST_HELD * self.limit:
            self.refuse(503, "too much is being received at once")
            return False
        self.held += size
        self.server.held += size
        return True

    def _release(self) -> None:
        self.server.held -= self.held
        self.held = 0

    def requestDone(self, request: Any) -> None:
        self._release()
        http.HTTPChannel.requestDone(self, request)
        if not self._handlingRequest or not self.persistent:  # the end of what was sent has to be read in time too
            self.setTimeout(self.patience_s + self.sent / SLOWEST)

    def refuse(self, status: int = 413, why: str = "") -> None:
        """413 or 503, and the end of this connection."""
        if self._refused:
            return
        self._refused = True
        self._release()
        body = f"{why or f'more than {self.limit} bytes are not taken'}\n".encode()
        head = f"HTTP/1.1 {status} Refused\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n"
        self.transport.write(head.encode() + b"Connection: close\r\n\r\n" + body)
        self.transport.loseConnection()

    def connectionLost(self, reason: Any = None) -> None:
        self._stop()
        self._release()
        self.server._channels.discard(self)
        http.HTTPChannel.connectionLost(self, reason)


class _Secure(TlsLayer):
    """A TLS connection as an HTTP channel wants its transport."""

    def writeSequence(self, pieces: Iterable[bytes]) -> None:
        self.write(b"".join(pieces))


class _Factory(http.HTTPFactory):
    noisy = False
    server: WebServer
    protocol: Any = _Channel

    def startFactory(self) -> None:
        """No access log, and so no clock for its lines."""

    def stopFactory(self) -> None:
        """Nothing was opened."""

    def log(self, request: Any) -> None:
        """The transcript is the log."""

    def buildProtocol(self, addr: Any) -> Any:
        if len(self.server._channels) + len(self.server.shaking) >= MOST_CONNECTIONS:
            return None
        channel = http.HTTPFactory.buildProtocol(self, addr)
        if channel is not None:
            channel.server = self.server
        return channel if channel is None or self.server.context is None else self._secured(channel)

    def _secured(self, channel: Any) -> TlsLayer:
        runtime, role = self.server.runtime, self.server.role

        def failed(error: BaseException) -> None:
            runtime.progress(f"{role}: TLS not agreed over HTTP: {why(error)[0]}")

        seconds, shaking = runtime.limits.connect_s, self.server.shaking
        return _Secure(channel, self.server.context, timeout=seconds, failed=failed, shaking=shaking)  # type: ignore[arg-type]
