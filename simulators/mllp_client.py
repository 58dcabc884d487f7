"""An MLLP client: one connection to one peer, one message at a time, each acknowledgement given to its own message."""

from __future__ import annotations

import ssl
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

from twisted.internet.protocol import ClientFactory, Protocol

from simulators import mllp_errors as errors
from simulators import mllp_reactor
from simulators.mllp_guard import guard, is_foreign, kept, unreadable
from simulators.mllp_header import Header, header
from simulators.mllp_outbox import Delivery, Outbox
from simulators.mllp_request import Request
from simulators.mllp_tls import TlsLayer
from simulators.runtime import Runtime
from simulators.tls import Tls, client_context
from simulators.wire import mllp
from simulators.wire.er7 import Message
from simulators.wire.errors import ConfigError, LocalViolation, NoAnswer, PeerViolation, Unreachable

__all__ = ["Delivery", "MllpClient", "Outbox"]
REMEMBERED = 1000  # requests whose late acknowledgements are still recognized


class MllpClient:
    """Connects when there is something to send, and again after the connection was lost.

    Safe for several threads: their messages go out one after the other, each after the acknowledgement of the last.
    """

    def __init__(
        self, runtime: Runtime, sender: str, receiver: str, host: str, port: int, tls: Tls | None = None
    ) -> None:
        """``tls``: how the peer is spoken to securely."""
        self.runtime, self.sender, self.receiver = runtime, sender, receiver
        self.host, self.port, self.tls = host, port, tls
        self._waiting: deque[Request] = deque()
        self._current: Request | None = None
        self._protocol: _Protocol | None = None
        self._connecting: Any = None
        self._timer: Any = None
        self._pumping = False
        self._sent: OrderedDict[str, int] = OrderedDict()  # control ID → number in the transcript
        self._arrived: dict[str, list[Message]] = {}  # answers beyond the first: control ID → messages
        self._news = threading.Condition()

    def context(self) -> ssl.SSLContext:
        """With which the peer is believed or not."""
        assert self.tls is not None
        return client_context(self.tls)

    @property
    def where(self) -> str:
        """``ris (127.0.0.1:2575)``."""
        return f"{self.receiver} ({self.host}:{self.port})"

    @property
    def is_connected(self) -> bool:
        return self._protocol is not None

    def send(self, message: Message, *, timeout: float | None = None, deliberate: str = "") -> Message:
        """Send and wait for the acknowledgement (in enhanced mode: the first one, CA or, with MSH-15 NE, AA).

        :class:`LocalViolation` for a patient that is not ours (nothing is sent), :class:`Unreachable`,
        :class:`NoAnswer` after ``timeout`` seconds (the site's acknowledgement limit), :class:`PeerViolation` when the
        peer closes, answers another message or sends what is no acknowledgement. An AE or AR is returned, not raised.
        """
        guard(self.runtime, message.raw, deliberate=deliberate)
        return self._blocking(message.raw, message, timeout, deliberate)

    def send_bytes(
        self, raw: bytes, *, timeout: float | None = None, deliberate: str = "", framed: bool = True
    ) -> bytes | None:
        """Send bytes that need not be a message; the first block that comes back, None when none does.

        ``framed`` False sends them without start and end block, to play a peer that breaks the framing.
        """
        guard(self.runtime, raw, deliberate=deliberate or "bytes")
        try:
            return self._blocking(raw, None, timeout, deliberate, framed)
        except Unreachable:
            raise
        except NoAnswer:
            return None

    def submit(
        self, message: Message, done: Callable[[Any], None], *, timeout: float | None = None, deliberate: str = ""
    ) -> None:
        """As :meth:`send` without waiting: ``done`` gets the answer or the error, in the reactor's thread."""
        guard(self.runtime, message.raw, deliberate=deliberate)
        self._submit(Request(message.raw, message, self._seconds(timeout), deliberate, done))

    def wait_for_more(self, control_id: str, timeout: float) -> Message:
        """The next answer to that message beyond the first: the application acknowledgement of enhanced mode.

        :class:`NoAnswer` when there is none within ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        with self._news:
            while not self._arrived.get(control_id):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise errors.nothing_more(self, control_id, timeout)
                self._news.wait(left)
            return self._arrived[control_id].pop(0)

    def close(self) -> None:
        """Close the connection; messages that wait fail. May be called twice; a later send connects again."""
        self._end(rudely=False)

    def break_off(self) -> None:
        """As :meth:`close`, but TCP ends without TLS's close_notify: the other side cannot know that it was all."""
        self._end(rudely=True)

    def _end(self, *, rudely: bool) -> None:
        closed = threading.Event()
        mllp_reactor.soon(self._close, closed, rudely)
        if not mllp_reactor.in_reactor():
            closed.wait(5)

    def __enter__(self) -> MllpClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- from other threads into the reactor

    def _seconds(self, timeout: float | None) -> float:
        return self.runtime.limits.acknowledgement_s if timeout is None else timeout

    def _blocking(
        self, raw: bytes, message: Message | None, timeout: float | None, deliberate: str, framed: bool = True
    ) -> Any:
        if mllp_reactor.in_reactor():
            raise LocalViolation("a blocking send in the reactor's thread would stop everything; use submit")
        answered = threading.Event()
        result: list[Any] = []

        def done(answer: Any) -> None:
            result.append(answer)
            answered.set()

        self._submit(Request(raw, message, self._seconds(timeout), deliberate, done, framed))
        answered.wait()  # every request ends: by an answer, its timer, or the end of the connection
        if isinstance(result[0], BaseException):
            raise result[0]
        return result[0]

    def _submit(self, request: Request) -> None:
        mllp_reactor.soon(self._enqueue, request)

    # --- in the reactor

    def _enqueue(self, request: Request) -> None:
        self._waiting.append(request)
        self._pump()

    def _pump(self) -> None:
        if self._pumping:  # called from within: by a message that wants no answer, or by a callback
            return
        self._pumping = True
        while self._current is None and self._waiting:
            self._current = self._waiting.popleft()
            if self._protocol is not None:
                self._transmit(self._current)
            else:
                self._connect()
        self._pumping = False

    def _connect(self) -> None:
        if self._connecting is not None:
            return
        loop, seconds = mllp_reactor.loop, self.runtime.limits.connect_s
        try:
            factory = _Factory(self)
        except ConfigError as error:  # a certificate that cannot be read
            self.connect_failed(error)
            return
        self._connecting = loop.connectTCP(self.host, self.port, factory, timeout=seconds)

    def _transmit(self, request: Request) -> None:
        protocol = self._protocol
        assert protocol is not None
        try:
            self._record_request(request, protocol)
        except Exception as error:  # of who hears the transcript: whoever waits for an answer has to know
            self._finish(request, error)
            return
        request.sent = True
        mllp_reactor.write(protocol.transport, mllp.frame(request.raw) if request.framed else request.raw)
        if request.head is not None and not request.head.wants_answer:
            self._finish(request, None)
            return
        request.deadline = mllp_reactor.loop.seconds() + request.timeout
        self._watch(request)

    def _watch(self, request: Request) -> None:
        """One timer for the client, moved only when it must ring sooner: a timer for each message would cost more."""
        if self._timer is not None and self._timer.getTime() <= request.deadline:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = mllp_reactor.loop.callLater(max(0.0, request.deadline - mllp_reactor.loop.seconds()), self._ring)

    def _ring(self) -> None:
        self._timer = None
        request = self._current
        if request is None or not request.sent:
            return
        if request.deadline <= mllp_reactor.loop.seconds():
            self._timed_out(request)
        else:
            self._watch(request)

    def _timed_out(self, request: Request) -> None:
        self._finish(request, errors.not_acknowledged(self, request))

    def _finish(self, request: Request, result: Any) -> None:
        if request.finished:
            return
        request.finished = True
        if self._current is request:
            self._current = None
        request.done(result)
        self._pump()

    def _close(self, closed: threading.Event, rudely: bool) -> None:
        if self._connecting is not None:
            self._connecting.disconnect()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        pending, self._waiting = list(self._waiting), deque()
        for request in ([self._current] if self._current else []) + pending:
            self._finish(request, LocalViolation("the connection was closed on our side"))
        if self._protocol is not None:
            self._protocol.on_lost = closed.set
            transport = self._protocol.transport
            (transport.break_off if rudely and self.tls is not None else transport.loseConnection)()
        else:
            closed.set()

    # --- events of the connection

    def connected(self, protocol: _Protocol) -> None:
        self._connecting = None
        self._protocol = protocol
        if self._current is not None:
            self._transmit(self._current)

    def connect_failed(self, reason: BaseException) -> None:
        self._connecting = None
        self.runtime.transcript.call_in_vain(self.port)
        if self._current is not None:
            self._finish(self._current, errors.unreachable(self, reason))

    def lost(self, protocol: _Protocol, reason: Any) -> None:
        if self._protocol is protocol:
            self._protocol = None
        request = self._current
        if request is None or not request.sent:
            return
        if request.message is None:
            self._finish(request, None)
            return
        self._finish(request, errors.closed_early(self, request, reason))

    def violated(self, protocol: _Protocol, violation: PeerViolation) -> None:
        """The peer broke the framing."""
        raw = unreadable(self.runtime, violation.received if isinstance(violation.received, bytes) else b"")
        self._record_answer(protocol, raw, None, None, violation.what)
        if self._current is not None and self._current.sent and self._current.message is not None:
            self._finish(self._current, violation)

    def received(self, protocol: _Protocol, block: bytes) -> None:
        """A block from the peer: record it under the message that it answers, and hand it over."""
        request = self._current if self._current is not None and self._current.sent else None
        if block in (mllp.COMMIT_ACK, mllp.COMMIT_NAK):  # release 2 transport acknowledgement: not a message
            return
        try:
            message = Message.parse(block)
        except PeerViolation as violation:
            number = request.number if request else None
            self._record_answer(protocol, unreadable(self.runtime, block), None, number, violation.what)
            if request is not None:
                self._finish(request, block if request.message is None else violation)
            return
        head = header(message)
        known = self._sent.get(head.answers)
        if is_foreign(self.runtime, block):
            self.runtime.count_foreign(f"{head.kind} {self.receiver}>{self.sender}")
        else:
            raw = block if known is not None else kept(self.runtime, block)  # what answers our own message is about us
            whole = raw is block
            wrong = "" if head.is_clean or not whole else "; ".join(message.warnings)
            answered = request.number if request is not None and request.message is None else known
            self._record_answer(protocol, raw, message if whole else Message.parse(raw), answered, wrong, head.kind)
        if request is None or (request.message is not None and head.answers != request.control_id):
            self._not_for(request, message, head, known is not None)
        else:
            self._finish(request, block if request.message is None else message)

    def _not_for(self, request: Request | None, message: Message, head: Header, known: bool) -> None:
        """A late, second or application acknowledgement is kept for who waits; an answer to nobody is a violation."""
        if known:
            with self._news:
                self._arrived.setdefault(head.answers, []).append(message)
                self._news.notify_all()
        elif request is not None and head.has_msa:
            self._finish(request, errors.wrong_acknowledgement(self, request, head.answers))

    # --- the transcript

    def _record_request(self, request: Request, protocol: _Protocol) -> None:
        message = request.message
        exchange = self.runtime.transcript.add(
            sender=self.sender,
            receiver=self.receiver,
            protocol="HL7",
            kind=request.kind,
            connection=protocol.name,
            peer=protocol.peer,
            raw=request.raw,
            message=message,
            size=len(request.raw),
            deliberate=request.deliberate,
        )
        request.number = exchange.number
        if message is not None:
            self._sent[request.control_id] = exchange.number
            self._sent.move_to_end(request.control_id)
            if len(self._sent) > REMEMBERED:
                self._arrived.pop(self._sent.popitem(last=False)[0], None)

    def _record_answer(
        self,
        protocol: _Protocol,
        raw: bytes,
        message: Message | None,
        reply_to: int | None,
        error: str,
        kind: str = "",
    ) -> None:
        self.runtime.transcript.add(
            sender=self.receiver,
            receiver=self.sender,
            protocol="HL7",
            kind=kind,
            connection=protocol.name,
            peer=protocol.peer,
            raw=raw,
            message=message,
            size=len(raw),
            reply_to=reply_to,
            error=error,
        )


class _Factory(ClientFactory):
    noisy = False

    def __init__(self, client: MllpClient) -> None:
        self.client = client
        self.context = client.context() if client.tls is not None else None

    def buildProtocol(self, addr: Any) -> Protocol:
        client, protocol = self.client, _Protocol(self.client)
        if client.tls is None or self.context is None:
            return protocol
        name, transcript = client.tls.server_name or client.host, client.runtime.transcript
        own: list[str] = []

        def opened(address: str) -> None:  # what it sends is ours from its first byte on
            own.append(address)
            transcript.own(address, client.port)

        def failed(reason: BaseException) -> None:
            for address in own:
                transcript.disown(address, client.port)
            client.connect_failed(reason)

        seconds = client.runtime.limits.connect_s
        return TlsLayer(protocol, self.context, server_name=name, timeout=seconds, failed=failed, opened=opened)

    def clientConnectionFailed(self, connector: Any, reason: Any) -> None:
        self.client.connect_failed(reason.value)


class _Protocol(Protocol):
    transport: Any

    def __init__(self, client: MllpClient) -> None:
        self.client = client
        self.name = self.peer = self._own = ""
        self.on_lost: Callable[[], None] = lambda: None
        self._decoder = mllp.Decoder(client.runtime.limits.message_bytes)

    def connectionMade(self) -> None:
        self.transport.setTcpNoDelay(True)
        host, peer = self.transport.getHost(), self.transport.getPeer()
        self._own, self.peer = f"{host.host}:{host.port}", f"{peer.host}:{peer.port}"
        transcript = self.client.runtime.transcript
        transcript.own(self._own, self.client.port)
        self.name = transcript.connection(self.client.sender, self.client.receiver)
        self.client.connected(self)

    def dataReceived(self, data: bytes) -> None:
        for event in self._decoder.receive_data(data):
            if isinstance(event, PeerViolation):
                self.client.violated(self, event)
            else:
                self.client.received(self, event)

    def connectionLost(self, reason: Any = None) -> None:
        left = self._decoder.receive_eof()
        if left is not None:
            self.client.violated(self, left)
        self.client.runtime.transcript.disown(self._own, self.client.port)
        self.client.lost(self, getattr(reason, "value", reason))
        self.on_lost()
