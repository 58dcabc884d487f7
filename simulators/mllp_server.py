"""An MLLP listener: any number of connections, each served in order, everything recorded once."""

from __future__ import annotations

import copy
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeAlias

from twisted.internet.error import CannotListenError
from twisted.internet.protocol import Factory, Protocol

from simulators import mllp_reactor
from simulators.access import Access
from simulators.hl7_access import known_only
from simulators.mllp_guard import is_foreign, kept, unreadable
from simulators.mllp_header import Header, acknowledgement, header
from simulators.mllp_tls import TlsLayer
from simulators.runtime import Runtime
from simulators.tls import Tls, server_context, why
from simulators.transcript import Exchange
from simulators.wire import ack, mllp
from simulators.wire.er7 import Message
from simulators.wire.errors import ConfigError, PeerViolation

One: TypeAlias = "Message | bytes"
Answer: TypeAlias = "str | One | Iterable[str | One | None] | None"
Handler: TypeAlias = "Callable[[Message, Connection], Answer]"
HIDDEN = "it names no patient and nothing of this run: its text is hidden, and it is not judged"
HEAD = 1024  # bytes kept of a block in progress, to answer one that is too large
MOST_KEPT = 100
TLS_HELLO = b"\x16\x03"
BACKLOG = 512  # callers whom the kernel keeps until they are taken
MOST_CONNECTIONS = 512  # open at once; for one more the first that never sent a message is let go
MOST_HELD = 4  # times the largest message: bytes of all blocks in progress
QUEUED = 64  # messages that may wait for a connection's handler before reading is paused


class MllpServer:
    """``handler(message, connection)`` answers each message: a :class:`Message` or bytes, a code ("AA") for a plain
    acknowledgement, None for no answer, or an iterable of them, each sent as soon as it is there (enhanced mode: CA,
    then AA).

    It is called in a thread of its connection, one message at a time; ``inline`` calls it in the reactor's thread,
    which is faster, and then it must not block. What is no HL7 message never reaches it.
    """

    def __init__(
        self,
        runtime: Runtime,
        role: str,
        handler: Handler,
        *,
        port: int = 0,
        tls: Tls | None = None,
        inline: bool = False,
        foreign_code: str = "",
    ) -> None:
        """``tls``: with which certificate it is spoken to securely. ``foreign_code`` answers messages for patients that
        are not ours; empty: as the runtime says."""
        self.runtime, self.role, self._unguarded = runtime, role, handler
        self.handler = self._for(runtime.access.get(role))
        self.port = port
        tls = tls or runtime.certificates.get(role)
        self.context = None if tls is None else server_context(tls)
        self.not_agreed: deque[str] = deque(maxlen=MOST_KEPT)  # why handshakes failed, the last ones
        self.inline = inline
        self.foreign_code = foreign_code or ("AR" if runtime.refuse_foreign else "AA")
        self._listening: Any = None
        self._connections: dict[Connection, None] = {}  # in the order of their coming
        self.shaking: set[TlsLayer] = set()  # TLS handshakes that have not ended
        self.held = 0  # bytes of blocks in progress

    def start(self) -> int:
        """Listen and return the port. :class:`ConfigError` when it is in use or not allowed."""
        mllp_reactor.running()
        try:
            self.port = mllp_reactor.call(self._listen)
        except CannotListenError as error:
            raise ConfigError(
                f"{self.role}: cannot listen for HL7 on {self.runtime.bind}:{self.port}: {error.socketError}",
                cause="another program, or another run, has that port",
                remedy=f"free port {self.port} or set another in the site file (0 takes any free one)",
            ) from error
        self.runtime.listeners[self.port] = self
        return self.port

    def _listen(self) -> int:
        factory = _Factory(self)
        loop, interface = mllp_reactor.loop, self.runtime.bind
        self._listening = loop.listenTCP(self.port, factory, backlog=BACKLOG, interface=interface)
        return int(self._listening.getHost().port)

    def renew(self, tls: Tls) -> None:
        """Show another certificate from the next connection on; those that are open go on."""
        self.context = server_context(tls)

    def beside(self, tls: Tls) -> MllpServer:
        """Another port with the same handler, secured, not started."""
        twin = self._twin()
        twin.context = server_context(tls)
        return twin

    def guarded(self, access: Access) -> MllpServer:
        """Another port with the same handler, for senders whom ``access`` knows, not started."""
        twin = self._twin()
        twin.handler = self._for(access)
        return twin

    def _twin(self) -> MllpServer:
        twin = copy.copy(self)
        twin.port, twin.not_agreed = 0, deque(maxlen=MOST_KEPT)
        twin._listening, twin._connections, twin.shaking, twin.held = None, {}, set(), 0
        return twin

    def _for(self, access: Access | None) -> Handler:
        handler = self._unguarded
        return handler if access is None else known_only(access, self.runtime, self.role, handler)

    def stop(self) -> None:
        """Close the port and every connection, and wait for the handlers' threads. May be called twice."""
        if self._listening is None:
            return
        listening, self._listening = self._listening, None
        self.runtime.listeners.pop(self.port, None)
        done = threading.Event()

        def close() -> None:
            for layer in list(self.shaking):
                layer.abortConnection()
            for connection in list(self._connections):
                connection.transport.abortConnection()
            listening.stopListening().addBoth(lambda _: done.set())

        workers = [one.worker for one in list(self._connections) if one.worker is not None]
        mllp_reactor.soon(close)
        done.wait(5)
        for worker in workers:
            if worker is not threading.current_thread():
                worker.join(5)

    def __enter__(self) -> MllpServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def connections(self) -> list[Connection]:
        """Those open now."""
        return list(self._connections)


class _Factory(Factory):
    noisy = False

    def __init__(self, server: MllpServer) -> None:
        self.server = server

    def buildProtocol(self, addr: Any) -> Protocol | None:
        server = self.server
        if len(server._connections) + len(server.shaking) >= MOST_CONNECTIONS:
            first = next((each for each in server._connections if not each.sender), None)
            if first is None:
                return None
            first.transport.abortConnection()
        connection = Connection(server)
        if server.context is None:
            return connection

        def failed(error: BaseException) -> None:
            words = why(error)[0]
            server.not_agreed.append(words)
            server.runtime.progress(f"{server.role}: TLS was not agreed with {addr.host}:{addr.port}: {words}")

        seconds = server.runtime.limits.connect_s
        return TlsLayer(connection, server.context, timeout=seconds, failed=failed, shaking=server.shaking)


class Connection(Protocol):
    """One connection to the server, as the handler sees it."""

    transport: Any

    def __init__(self, server: MllpServer) -> None:
        self.server, self.runtime = server, server.runtime
        self.peer = ""  # address of the client, "host:port"
        self.sender = ""  # its role name, once it has sent a message
        self.name = ""  # of the connection, in the transcript
        self.worker: threading.Thread | None = None
        self._decoder = mllp.Decoder(server.runtime.limits.message_bytes)
        self._held = 0  # bytes of its block in progress
        self._first = True
        self._head = b""
        self._records: bool | None = None
        self._jobs: queue.SimpleQueue[tuple[Message, Header, Exchange | None] | None] = queue.SimpleQueue()
        self._paused = False

    # --- for the handler

    def send(self, answer: One, *, request: Exchange | None = None, deliberate: str = "") -> None:
        """Record and send one framed message. Any thread."""
        raw = answer if isinstance(answer, bytes) else answer.raw
        self._record_answer(answer, raw, request, deliberate)
        mllp_reactor.soon(self._write, mllp.frame(raw))

    def send_raw(self, data: bytes) -> None:
        """Send bytes as they are, unframed and unrecorded: to play a broken peer."""
        mllp_reactor.soon(self._write, data)

    def close(self) -> None:
        """Close after what was sent."""
        mllp_reactor.soon(self.transport.loseConnection)

    def abort(self) -> None:
        """Close at once (RST)."""
        mllp_reactor.soon(self.transport.abortConnection)

    # --- Twisted

    def connectionMade(self) -> None:
        self.transport.setTcpNoDelay(True)
        address = self.transport.getPeer()
        self.peer = f"{address.host}:{address.port}"
        self.server._connections[self] = None

    def connectionLost(self, reason: Any = None) -> None:
        self.server._connections.pop(self, None)
        self._hold(0)
        left = self._decoder.receive_eof()
        if left is not None:
            self._record_garbage(left)
        self._jobs.put(None)

    def dataReceived(self, data: bytes) -> None:
        first, self._first = self._first, False
        if first and data.startswith(TLS_HELLO):
            self._encrypted(data)
            return
        for event in self._decoder.receive_data(data):
            if isinstance(event, PeerViolation):
                self._garbage(event)
            else:
                self._block(event)
        if not data.endswith(mllp.END):
            self._keep_head(data)
        if self._held or self._decoder.waiting:
            self._hold(self._decoder.waiting)

    def _hold(self, size: int) -> None:
        """So much of a block is in progress; where all together are too much, this one is cut."""
        server = self.server
        server.held += size - self._held
        self._held = size
        if size and server.held > MOST_HELD * self.runtime.limits.message_bytes:
            what = f"more than {MOST_HELD} of the largest messages are in progress at once"
            self._record_garbage(PeerViolation(what, clause="limit of this harness", received=self._head[:64]))
            self.abort()

    def _encrypted(self, data: bytes) -> None:
        """Who encrypts on a port in the clear would wait for an answer that cannot come."""
        what = "the beginning of TLS, on a port in the clear"
        self._record_garbage(PeerViolation(what, clause="MLLP: 0B block 1C 0D", received=data[:HEAD]))
        self.abort()

    def _write(self, data: bytes) -> None:
        mllp_reactor.write(self.transport, data)

    def _keep_head(self, data: bytes) -> None:
        start = data.rfind(mllp.START)
        if start >= 0:
            self._head = data[start + 1 : start + 1 + HEAD]
        elif len(self._head) < HEAD:
            self._head += data[: HEAD - len(self._head)]

    # --- what came

    def _block(self, block: bytes) -> None:
        if block in (mllp.COMMIT_ACK, mllp.COMMIT_NAK):
            return
        try:
            message = Message.parse(block)
        except PeerViolation as violation:
            self._record_garbage(violation, block)
            return
        head = header(message)
        if not self.sender:
            self.sender = self.runtime.identify(head.caller)
        if self.records and is_foreign(self.runtime, block):  # one of ours was asked before it sent
            self.runtime.count_foreign(f"{head.kind} {self.sender}>{self.server.role}")
            self._write(mllp.frame(self._acknowledgement(message, head, self.server.foreign_code).raw))
            return
        exchange = self._record(message, head) if self.records else None
        if self.server.inline:
            self._serve(message, head, exchange)
        else:
            self._enqueue(message, head, exchange)

    def _enqueue(self, message: Message, head: Header, exchange: Exchange | None) -> None:
        if self.worker is None:
            self.worker = threading.Thread(target=self._work, name=f"mllp-{self.server.role}-{self.peer}", daemon=True)
            self.worker.start()
        self._jobs.put((message, head, exchange))
        if self._jobs.qsize() > QUEUED and not self._paused:
            self._paused = True
            self.transport.pauseProducing()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._serve(*job)
            if self._paused and self._jobs.qsize() < QUEUED // 2:
                self._paused = False
                mllp_reactor.soon(self._resume)

    def _resume(self) -> None:
        if self.transport.connected:
            self.transport.resumeProducing()

    def _serve(self, message: Message, head: Header, exchange: Exchange | None) -> None:
        try:
            answer = self.server.handler(message, self)
            if answer is None:
                return
            for one in (answer,) if isinstance(answer, str | Message | bytes) else answer:
                if one is not None:
                    one = self._acknowledgement(message, head, one) if isinstance(one, str) else one
                    self.send(one, request=exchange)
        except Exception as error:  # a handler's fault must not leave the peer waiting
            self.runtime.progress(f"{self.server.role}: {type(error).__name__}: {error}")
            self.send(self._refusal(message, "AE", str(error)), request=exchange)

    def _garbage(self, violation: PeerViolation) -> None:
        """Record what broke the framing, and refuse the message where enough of it can be read."""
        exchange = self._record_garbage(violation)
        try:
            message = Message.parse(self._head.split(b"\r", 1)[0] + b"\r")
        except PeerViolation:
            return
        if message.control_id and "larger" in violation.what:
            self.send(self._refusal(message, "AR", violation.what), request=exchange)

    def _acknowledgement(self, message: Message, head: Header, code: str) -> Message:
        control_id = self.runtime.control_id(self.server.role)
        return acknowledgement(message, head, code, control_id=control_id, when=_now())

    def _refusal(self, message: Message, code: str, why: str) -> Message:
        control_id = self.runtime.control_id(self.server.role)
        return ack.acknowledge(message, code, error=ack.Hl7Error("207", why), control_id=control_id, when=_now())

    # --- the transcript

    @property
    def records(self) -> bool:
        """Whether this side writes: not when the client is ours. Asked when it has sent something, not before."""
        if self._records is None:
            self._records = not self.runtime.transcript.is_own(self.peer, self.server.port)
        return self._records

    def _record(self, message: Message, head: Header) -> Exchange:
        raw = kept(self.runtime, message.raw)
        whole = raw is message.raw
        return self._add(
            sender=self.sender,
            receiver=self.server.role,
            kind=head.kind,
            raw=raw,
            message=message if whole else Message.parse(raw),
            size=len(message.raw),
            error="" if head.is_clean or not whole else "; ".join(message.warnings),
            reply_to=self._answered(message),
            deliberate="" if whole or head.has_msa else HIDDEN,
        )

    def _answered(self, message: Message) -> int | None:
        """Of an acknowledgement on a connection of its own: the number of the message that it answers."""
        if not ack.is_response(message):
            return None
        return self.runtime.transcript.sent(self.server.role, self.sender, message.get("MSA-2"))

    def _record_garbage(self, violation: PeerViolation, block: bytes = b"") -> Exchange | None:
        if not self.records:
            return None
        raw = block or (violation.received if isinstance(violation.received, bytes) else b"")
        raw = unreadable(self.runtime, raw)
        return self._add(
            sender=self.sender or self.peer,
            receiver=self.server.role,
            kind="",
            raw=raw,
            size=len(raw),
            error=f"{violation.what} ({violation.clause})" if violation.clause else violation.what,
        )

    def _record_answer(self, answer: One, raw: bytes, request: Exchange | None, deliberate: str) -> None:
        if not self.records:
            return
        message = answer if isinstance(answer, Message) else _readable(raw)
        self._add(
            sender=self.server.role,
            receiver=self.sender or self.peer,
            kind=header(message).kind if message else "",
            raw=raw,
            message=message,
            size=len(raw),
            reply_to=request.number if request else None,
            deliberate=deliberate,
        )

    def _add(self, **fields: Any) -> Exchange:
        if not self.name:
            self.name = self.runtime.transcript.connection(self.sender or self.peer, self.server.role)
        return self.runtime.transcript.add(protocol="HL7", connection=self.name, peer=self.peer, **fields)


@lru_cache(maxsize=2)
def _stamp(second: int) -> str:
    return time.strftime("%Y%m%d%H%M%S", time.localtime(second))


def _now() -> str:
    return _stamp(int(time.time()))


def _readable(raw: bytes) -> Message | None:
    try:
        return Message.parse(raw)
    except PeerViolation:
        return None
