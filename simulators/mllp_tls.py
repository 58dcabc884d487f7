"""TLS under an MLLP connection: the standard library's, between two memory buffers.

Twisted's own wants pyOpenSSL, whose contexts are another kind than those of every other protocol here.
An end without close_notify is told as such (RFC 8446 6.1): whoever is above it has not heard everything.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from twisted.internet.interfaces import IPushProducer
from twisted.internet.protocol import Protocol
from twisted.python.failure import Failure
from zope.interface import implementer

from simulators import mllp_reactor

CHUNK = 65536


@implementer(IPushProducer)
class TlsLayer(Protocol):
    """The protocol of the TCP connection, and the transport of ``inner``, which begins when the handshake has ended.

    ``failed`` is called once with the reason where it never ends, or not within ``timeout`` seconds. ``shaking`` holds
    it as long as the handshake lasts: a listener counts those too.
    """

    transport: Any
    TLS = True

    def __init__(
        self,
        inner: Protocol,
        context: ssl.SSLContext,
        *,
        server_name: str | None = None,
        timeout: float,
        failed: Callable[[BaseException], None],
        opened: Callable[[str], None] = lambda own: None,
        shaking: set[TlsLayer] | None = None,
    ) -> None:
        """``server_name`` None: we are the server. ``opened`` hears of TCP, with our own address."""
        self._inner, self._failed, self._opened = inner, failed, opened
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_name is None, server_name)
        self._timeout = timeout
        self._shaking = set[TlsLayer]() if shaking is None else shaking
        self._timer: Any = None
        self._open = self._ended = False
        self._reason: BaseException | None = None
        self.disconnecting = False

    # --- from TCP

    def connectionMade(self) -> None:
        self._shaking.add(self)
        self.transport.setTcpNoDelay(True)
        host = self.transport.getHost()
        self._opened(f"{host.host}:{host.port}")
        self._timer = mllp_reactor.loop.callLater(self._timeout, self._too_slow)
        self._shake()

    def dataReceived(self, data: bytes) -> None:
        self._incoming.write(data)
        if not self._open:
            self._shake()
        if self._open:
            self._read()

    def connectionLost(self, reason: Any = None) -> None:
        self._stop_timer()
        self._shaking.discard(self)
        if not self._open:
            if not self._ended:
                self._ended = True
                self._failed(self._reason or getattr(reason, "value", None) or ConnectionResetError("closed"))
            return
        self._incoming.write_eof()
        self._read()
        told = Failure(self._reason) if self._reason is not None else reason
        self._inner.connectionLost(told)

    def _too_slow(self) -> None:
        self._timer = None
        self._reason = TimeoutError(f"no TLS handshake within {self._timeout:g} s")
        self.transport.abortConnection()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _shake(self) -> None:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
            return
        except (ssl.SSLError, ValueError) as error:
            self._broken(error)
            return
        self._flush()
        self._stop_timer()
        self._shaking.discard(self)
        self._open = True
        self._inner.makeConnection(self)

    def _read(self) -> None:
        while not self._ended:
            try:
                data = self._tls.read(CHUNK)
            except ssl.SSLWantReadError:
                self._flush()  # what the protocol itself has to answer
                return
            except ssl.SSLError as error:
                self._broken(error)
                return
            if not data:  # close_notify
                self._ended = True
                self.loseConnection()
                return
            self._inner.dataReceived(data)
            if not self._incoming.pending and not self._tls.pending():
                return

    def _broken(self, error: BaseException) -> None:
        """Say it to the peer (the alert waits to be sent), and end."""
        self._reason, self._ended = self._reason or error, self._open
        self._flush()
        self.transport.loseConnection()

    def _flush(self) -> None:
        if data := self._outgoing.read():
            mllp_reactor.write(self.transport, data)

    # --- as the transport of what is above

    def write(self, data: bytes) -> None:
        if self.disconnecting or self._ended:
            return
        self._tls.write(data)
        mllp_reactor.write(self.transport, self._outgoing.read())

    def loseConnection(self) -> None:
        """Say close_notify, and close after what was sent."""
        if not self.disconnecting:
            self.disconnecting = True
            with suppress(ssl.SSLError, ValueError):
                self._tls.unwrap()
            self._flush()
        self.transport.loseConnection()

    def break_off(self) -> None:
        """End TCP after what was sent, without close_notify: to play a line that was cut, or a third party on it."""
        self.disconnecting = True
        self.transport.loseConnection()

    def abortConnection(self) -> None:
        self.transport.abortConnection()

    def setTcpNoDelay(self, on: bool) -> None:
        self.transport.setTcpNoDelay(on)

    def getHost(self) -> Any:
        return self.transport.getHost()

    def getPeer(self) -> Any:
        return self.transport.getPeer()

    def registerProducer(self, producer: Any, streaming: bool) -> None:
        self.transport.registerProducer(producer, streaming)

    def unregisterProducer(self) -> None:
        self.transport.unregisterProducer()

    def stopProducing(self) -> None:
        self.loseConnection()

    def pauseProducing(self) -> None:
        self.transport.pauseProducing()

    def resumeProducing(self) -> None:
        self.transport.resumeProducing()
