"""An MLLP client: one connection to one peer, one message at a time, each acknowledgement given to its own message."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from twisted.internet import error as twisted_errors
from twisted.internet.protocol import ClientFactory, Protocol

from simulators import mllp_reactor
from simulators.mllp_guard import guard, is_foreign
from simulators.runtime import Runtime
from simulators.wire import ack, mllp
from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError, LocalViolation, NoAnswer, PeerViolation, Unreachable

REMEMBERED = 1000  # requests whose late acknowledgements are still recognized


@dataclass(slots=True, eq=False)
class _Request:
    """A message on its way. ``done`` is called once, in the reactor's thread, with the answer or the error."""

    raw: bytes
    message: Message | None  # None: bytes that are sent as they are
    timeout: float
    deliberate: str
    done: Callable[[Any], None]
    framed: bool = True
    number: int | None = None  # in the transcript
    timer: Any = None
    sent: bool = False
    finished: bool = False

    @property
    def control_id(self) -> str:
        return self.message.control_id if self.message is not None else ""

    @property
    def wants_answer(self) -> bool:
        message = self.message
        if message is None or not ack.is_enhanced(message):
            return True
        return any(wants(message, ok) for wants in (ack.wants_accept, ack.wants_application) for ok in (True, False))


class MllpClient:
    """Connects when there is something to send, and again after the connection was lost.

    Safe for several threads: their messages go out one after the other, each after the acknowledgement of the last.
    """

    def __init__(self, runtime: Runtime, sender: str, receiver: str, host: str, port: int, tls: Any = None) -> None:
        """``tls``: a Twisted context factory."""
        self.runtime, self.sender, self.receiver = runtime, sender, receiver
        self.host, self.port, self.tls = host, port, tls
        self._waiting: deque[_Request] = deque()
        self._current: _Request | None = None
        self._protocol: _Protocol | None = None
        self._connecting: Any = None
        self._sent: OrderedDict[str, int] = OrderedDict()  # control ID → number in the transcript
        self._arrived: dict[str, list[Message]] = {}  # answers beyond the first: control ID → messages
        self._news = threading.Condition()

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
        self._submit(_Request(message.raw, message, self._seconds(timeout), deliberate, done))

    def wait_for_more(self, control_id: str, timeout: float) -> Message:
        """The next answer to that message beyond the first: the application acknowledgement of enhanced mode.

        :class:`NoAnswer` when there is none within ``timeout`` seconds.
        """
        deadline = time.monotonic() + timeout
        with self._news:
            while not self._arrived.get(control_id):
                left = deadline - time.monotonic()
                if left <= 0:
                    raise NoAnswer(
                        f"{self.where} sent no further acknowledgement of {control_id} within {timeout:g} s",
                        who=self.receiver,
                        where=f"{self.host}:{self.port}",
                        seconds=timeout,
                    )
                self._news.wait(left)
            return self._arrived[control_id].pop(0)

    def close(self) -> None:
        """Close the connection; messages that wait fail. May be called twice; a later send connects again."""
        closed = threading.Event()
        mllp_reactor.soon(self._close, closed)
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

        self._submit(_Request(raw, message, self._seconds(timeout), deliberate, done, framed))
        answered.wait()  # every request ends: by an answer, its timer, or the end of the connection
        if isinstance(result[0], BaseException):
            raise result[0]
        return result[0]

    def _submit(self, request: _Request) -> None:
        mllp_reactor.soon(self._enqueue, request)

    # --- in the reactor

    def _enqueue(self, request: _Request) -> None:
        self._waiting.append(request)
        self._pump()

    def _pump(self) -> None:
        if self._current is None and self._waiting:
            self._current = self._waiting.popleft()
            if self._protocol is not None:
                self._transmit(self._current)
            else:
                self._connect()

    def _connect(self) -> None:
        if self._connecting is not None:
            return
        loop, seconds = mllp_reactor.loop, self.runtime.limits.connect_s
        factory = _Factory(self)
        if self.tls is None:
            self._connecting = loop.connectTCP(self.host, self.port, factory, timeout=seconds)
        else:
            self._connecting = loop.connectSSL(self.host, self.port, factory, self.tls, timeout=seconds)

    def _transmit(self, request: _Request) -> None:
        protocol = self._protocol
        assert protocol is not None
        self._record_request(request, protocol)
        request.sent = True
        protocol.transport.write(mllp.frame(request.raw) if request.framed else request.raw)
        if not request.wants_answer:
            self._finish(request, None)
            return
        request.timer = mllp_reactor.loop.callLater(request.timeout, self._timed_out, request)

    def _timed_out(self, request: _Request) -> None:
        request.timer = None
        what = f"{request.message.type} {request.control_id}" if request.message else f"{len(request.raw)} bytes"
        self._finish(
            request,
            NoAnswer(
                f"{self.where} did not acknowledge {what} within {request.timeout:g} s",
                who=self.receiver,
                where=f"{self.host}:{self.port}",
                seconds=request.timeout,
                cause="the receiver is slow, stuck, or does not acknowledge this message type",
                remedy="look for the control ID in the receiver's log",
            ),
        )

    def _finish(self, request: _Request, result: Any) -> None:
        if request.finished:
            return
        request.finished = True
        if request.timer is not None:
            request.timer.cancel()
            request.timer = None
        if self._current is request:
            self._current = None
        request.done(result)
        self._pump()

    def _close(self, closed: threading.Event) -> None:
        if self._connecting is not None:
            self._connecting.stopConnecting()
        pending, self._waiting = list(self._waiting), deque()
        for request in ([self._current] if self._current else []) + pending:
            self._finish(request, LocalViolation("the connection was closed on our side"))
        if self._protocol is not None:
            self._protocol.on_lost = closed.set
            self._protocol.transport.loseConnection()
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
        if self._current is not None:
            self._finish(self._current, self._unreachable(reason))

    def lost(self, protocol: _Protocol, reason: Any) -> None:
        if self._protocol is protocol:
            self._protocol = None
        request = self._current
        if request is None or not request.sent:
            return
        if request.message is None:
            self._finish(request, None)
            return
        self._finish(
            request,
            PeerViolation(
                f"{self.where} closed the connection before it acknowledged {request.message.type} {request.control_id}",
                clause="HL7 v2 chapter 2, acknowledgement",
                cause=str(reason),
                remedy="look for the control ID in the receiver's log",
            ),
        )

    def _unreachable(self, reason: BaseException) -> Unreachable:
        words = (
            (twisted_errors.DNSLookupError, "the name does not resolve", "check the host in the site file, and DNS"),
            (twisted_errors.ConnectionRefusedError, "nothing listens on that port", "check the port; is it started?"),
            (twisted_errors.TimeoutError, "no answer to the connection request", "check address, network and firewall"),
        )
        cause, remedy = next(
            ((cause, remedy) for sort, cause, remedy in words if isinstance(reason, sort)),
            (str(reason), "check host and port in the site file"),
        )
        return Unreachable(
            f"{self.where} cannot be reached: {cause}",
            who=self.receiver,
            where=f"{self.host}:{self.port}",
            seconds=self.runtime.limits.connect_s,
            cause=str(reason),
            remedy=remedy,
        )

    def violated(self, protocol: _Protocol, violation: PeerViolation) -> None:
        """The peer broke the framing."""
        raw = violation.received if isinstance(violation.received, bytes) else b""
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
            self._record_answer(protocol, block, None, request.number if request else None, violation.what)
            if request is not None:
                self._finish(request, block if request.message is None else violation)
            return
        answers = message.get("MSA-2")
        known = self._sent.get(answers)
        if is_foreign(self.runtime, block):
            self.runtime.count_foreign(f"{message.type} {self.receiver}>{self.sender}")
        else:
            self._record_answer(protocol, block, message, known, "; ".join(message.warnings))
        if request is None or (request.message is not None and answers != request.control_id):
            self._not_for(request, message, answers, known is not None)
        else:
            self._finish(request, block if request.message is None else message)

    def _not_for(self, request: _Request | None, message: Message, answers: str, known: bool) -> None:
        """A late, second or application acknowledgement is kept for who waits; an answer to nobody is a violation."""
        if known:
            with self._news:
                self._arrived.setdefault(answers, []).append(message)
                self._news.notify_all()
        elif request is not None and message.segment("MSA") is not None:
            self._finish(
                request,
                PeerViolation(
                    f"{self.where} acknowledged {answers!r}, not the message that was sent, {request.control_id!r}",
                    clause="HL7 v2 chapter 2, MSA-2 Message Control ID",
                    received=answers,
                    cause="the receiver answers from a queue, or makes up the control ID",
                ),
            )

    # --- the transcript

    def _record_request(self, request: _Request, protocol: _Protocol) -> None:
        message = request.message
        exchange = self.runtime.transcript.add(
            sender=self.sender,
            receiver=self.receiver,
            protocol="HL7",
            kind=message.type if message else "",
            connection=protocol.name,
            peer=protocol.peer,
            raw=request.raw,
            message=message,
            size=len(request.raw),
            deliberate=request.deliberate,
        )
        request.number = exchange.number
        if message is not None:
            self._sent[message.control_id] = exchange.number
            self._sent.move_to_end(message.control_id)
            if len(self._sent) > REMEMBERED:
                self._arrived.pop(self._sent.popitem(last=False)[0], None)

    def _record_answer(
        self, protocol: _Protocol, raw: bytes, message: Message | None, reply_to: int | None, error: str
    ) -> None:
        self.runtime.transcript.add(
            sender=self.receiver,
            receiver=self.sender,
            protocol="HL7",
            kind=message.type if message else "",
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

    def buildProtocol(self, addr: Any) -> _Protocol:
        return _Protocol(self.client)

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
        transcript.own(self._own)
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
        self.client.runtime.transcript.disown(self._own)
        self.client.lost(self, getattr(reason, "value", reason))
        self.on_lost()


@dataclass(slots=True, eq=False)
class Delivery:
    """A message in an :class:`Outbox`, on its way or delivered."""

    message: Message
    deliberate: str = ""
    attempts: int = 0
    last_error: InteropError | None = None
    _done: threading.Event = field(default_factory=threading.Event)
    _answer: Message | None = None

    @property
    def is_done(self) -> bool:
        return self._done.is_set()

    def result(self, timeout: float) -> Message:
        """The acknowledgement, once there is one; :class:`NoAnswer` (or the last error) after ``timeout`` seconds."""
        if not self._done.wait(timeout):
            raise self.last_error or NoAnswer(
                f"{self.message.type} {self.message.control_id} was not acknowledged within {timeout:g} s",
                seconds=timeout,
            )
        if self._answer is None:
            raise self.last_error or LocalViolation("the outbox was stopped")
        return self._answer


class Outbox:
    """Messages in order, each sent again with the same control ID until it is acknowledged.

    The next one goes out when the one before it was acknowledged, with AE and AR as with AA: it has arrived.
    """

    def __init__(self, client: MllpClient, *, retry_s: float = 5.0, timeout: float | None = None) -> None:
        """``retry_s``: seconds before the next attempt; ``timeout``: seconds for one acknowledgement."""
        self.client = client
        self._retry_s, self._timeout = retry_s, timeout
        self._queue: deque[Delivery] = deque()
        self._busy = False
        self._retry: Any = None
        self._stopped = False

    def put(self, message: Message, *, deliberate: str = "") -> Delivery:
        """Queue it. :class:`LocalViolation` at once for a patient that is not ours."""
        guard(self.client.runtime, message.raw, deliberate=deliberate)
        delivery = Delivery(message, deliberate)
        mllp_reactor.soon(self._add, delivery)
        return delivery

    @property
    def depth(self) -> int:
        """Messages not acknowledged yet."""
        return len(self._queue)

    def stop(self) -> None:
        """Give up what is not delivered. The client stays open."""
        mllp_reactor.call(self._stop, timeout=5)

    def _add(self, delivery: Delivery) -> None:
        if self._stopped:
            delivery._done.set()
            return
        self._queue.append(delivery)
        self._pump()

    def _pump(self) -> None:
        if self._busy or self._retry is not None or not self._queue or self._stopped:
            return
        self._busy = True
        first = self._queue[0]
        first.attempts += 1
        self.client._submit(
            _Request(
                first.message.raw, first.message, self.client._seconds(self._timeout), first.deliberate, self._ended
            )
        )

    def _ended(self, result: Any) -> None:
        self._busy = False
        if self._stopped or not self._queue:
            return
        first = self._queue[0]
        if isinstance(result, BaseException):
            first.last_error = result if isinstance(result, InteropError) else None
            self._retry = mllp_reactor.loop.callLater(self._retry_s, self._again)
            return
        self._queue.popleft()
        first._answer = result
        first._done.set()
        self._pump()

    def _again(self) -> None:
        self._retry = None
        self._pump()

    def _stop(self) -> None:
        self._stopped = True
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None
        for delivery in self._queue:
            delivery._done.set()
        self._queue.clear()
