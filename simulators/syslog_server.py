"""A syslog listener: octet-counted messages over TCP or TLS (RFC 5425), datagrams (RFC 5426).

Bounded: the length of a message, the connections (handshakes included), and the time that a message may take to become
whole. Where there are too many connections, the first that never sent a message makes room.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from twisted.internet.error import CannotListenError
from twisted.internet.protocol import DatagramProtocol, Factory, Protocol

from simulators import mllp_reactor
from simulators.mllp_tls import TlsLayer
from simulators.runtime import Runtime
from simulators.tls import Tls, server_context, why
from simulators.wire import syslog
from simulators.wire.errors import ConfigError, PeerViolation

CONNECTIONS = 256  # open at once
WHOLE_S = 30.0  # within which a message that has begun must be whole
Take = Callable[["bytes | PeerViolation", str, str], None]


class SyslogServer:
    """``take(message, peer, transport)`` gets the octets of each message, or what broke the framing; ``peer`` is
    ``host:port``, ``transport`` tcp, tls or udp. It is called in the reactor's thread and must not block."""

    def __init__(
        self,
        runtime: Runtime,
        take: Take,
        *,
        tcp: int = 0,
        udp: int | None = 0,
        tls: Tls | None = None,
        whole_s: float = WHOLE_S,
    ) -> None:
        """Ports, 0 for a free one; ``udp`` None: no datagrams. ``tls``: whose certificate secures the stream."""
        self.runtime, self.take, self.whole_s = runtime, take, whole_s
        self.context = None if tls is None else server_context(tls)
        self._bind, self._tcp, self._udp = runtime.bind, tcp, udp
        self._listening: list[Any] = []
        self.connections: dict[_Connection, None] = {}  # in the order in which they came
        self.shaking: set[TlsLayer] = set()  # TLS handshakes that have not ended

    def start(self) -> dict[str, int]:
        """Bind, and say the ports: ``tcp``, ``udp``. :class:`ConfigError` where one is in use; then none is bound."""
        mllp_reactor.running()
        try:
            return mllp_reactor.call(self._listen)
        except CannotListenError as error:
            self.stop()
            raise ConfigError(
                f"audit repository: cannot listen on {self._bind}:{error.port}: {error.socketError}",
                cause="another program, or another run, has that port, or it needs more rights than this user has",
                remedy=f"free port {error.port} or set another in [audit.listen] of the site file (0: any free one)",
            ) from error

    def _listen(self) -> dict[str, int]:
        loop, factory = mllp_reactor.loop, _Factory(self)
        stream = loop.listenTCP(self._tcp, factory, backlog=128, interface=self._bind)
        self._listening.append(stream)
        ports = {"tcp": int(stream.getHost().port)}
        if self._udp is not None:
            datagrams = loop.listenUDP(self._udp, _Datagrams(self), interface=self._bind, maxPacketSize=65536)
            self._listening.append(datagrams)
            ports["udp"] = int(datagrams.getHost().port)
        return ports

    def make_room(self) -> bool:
        """End the first connection that has not sent a message; whether there was one."""
        silent = next((one for one in self.connections if not one.has_told), None)
        if silent is not None:
            silent.transport.abortConnection()
        return silent is not None

    def stop(self) -> None:
        """Close ports and connections. May be called twice."""
        listening, self._listening = self._listening, []
        if not listening:
            return
        done = threading.Event()

        def close() -> None:
            for layer in list(self.shaking):
                layer.abortConnection()
            for connection in list(self.connections):
                connection.transport.abortConnection()
            for one in listening:
                one.stopListening()
            mllp_reactor.loop.callLater(0, done.set)

        mllp_reactor.soon(close)
        done.wait(5)


class _Factory(Factory):
    noisy = False

    def __init__(self, server: SyslogServer) -> None:
        self.server = server

    def buildProtocol(self, addr: Any) -> Protocol | None:
        server = self.server
        if len(server.connections) + len(server.shaking) >= CONNECTIONS and not server.make_room():
            return None
        connection = _Connection(server)
        if server.context is None:
            return connection

        def failed(error: BaseException) -> None:
            server.runtime.progress(
                f"audit repository: TLS was not agreed with {addr.host}:{addr.port}: {why(error)[0]}"
            )

        seconds = server.runtime.limits.connect_s
        return TlsLayer(connection, server.context, timeout=seconds, failed=failed, shaking=server.shaking)


class _Connection(Protocol):
    transport: Any

    def __init__(self, server: SyslogServer) -> None:
        self.server = server
        self.kind = "tcp" if server.context is None else "tls"
        self.peer = ""
        self.has_told = False  # a whole message
        self._decoder = syslog.Decoder()
        self._deadline: Any = None

    def connectionMade(self) -> None:
        address = self.transport.getPeer()
        self.peer = f"{address.host}:{address.port}"
        self.server.connections[self] = None

    def dataReceived(self, data: bytes) -> None:
        for event in self._decoder.receive_data(data):
            self.has_told = self.has_told or isinstance(event, bytes)
            self.server.take(event, self.peer, self.kind)
        self._watch(bool(self._decoder.waiting))
        if self._decoder.broken:
            self.transport.loseConnection()

    def connectionLost(self, reason: Any = None) -> None:
        self._watch(False)
        self.server.connections.pop(self, None)
        if left := self._decoder.receive_eof():
            self.server.take(left, self.peer, self.kind)

    def _watch(self, is_waiting: bool) -> None:
        """A message that has begun gets so long, however often a little more of it comes."""
        if is_waiting and self._deadline is None:
            self._deadline = mllp_reactor.loop.callLater(self.server.whole_s, self._give_up)
        elif not is_waiting and self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        self.transport.abortConnection()


class _Datagrams(DatagramProtocol):
    noisy = False

    def __init__(self, server: SyslogServer) -> None:
        self.server = server

    def datagramReceived(self, datagram: bytes, addr: Any) -> None:
        self.server.take(datagram, f"{addr[0]}:{addr[1]}", "udp")
