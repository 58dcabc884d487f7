"""Sends syslog messages: octet-counted on a stream (RFC 5425), or as datagrams (RFC 5426)."""

from __future__ import annotations

import contextlib
import socket

from simulators.tls import Tls, connect
from simulators.wire import syslog
from simulators.wire.errors import Unreachable


class SyslogClient:
    """One sender; not for two threads at once. Connected by the first message, and again after a failure."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        datagrams: bool = False,
        tls: Tls | None = None,
        timeout_s: float = 5.0,
    ) -> None:
        self._address, self._datagrams, self._tls, self._timeout_s = (host, port), datagrams, tls, timeout_s
        self._socket: socket.socket | None = None

    def connect(self) -> str:
        """Connect where it is not yet; our own address ``host:port``. :class:`Unreachable`."""
        if self._socket is None:
            try:
                self._socket = self._open()
            except OSError as error:
                raise self._unreachable(error) from error
        host, port = self._socket.getsockname()[:2]
        return f"{host}:{port}"

    def _open(self) -> socket.socket:
        if self._datagrams:
            family, kind, *_, address = socket.getaddrinfo(*self._address, type=socket.SOCK_DGRAM)[0]
            datagrams = socket.socket(family, kind)
            datagrams.connect(address)
            return datagrams
        stream = socket.create_connection(self._address, self._timeout_s)
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return stream if self._tls is None else connect(stream, self._tls, self._address[0])

    def send(self, message: bytes) -> None:
        """Send one message; nothing answers it. :class:`Unreachable` where it cannot leave."""
        self.connect()
        assert self._socket is not None
        try:
            self._socket.sendall(message if self._datagrams else syslog.frame(message))
        except OSError as error:
            self.close()
            raise self._unreachable(error) from error

    def close(self) -> None:
        """Close the connection. May be called twice."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
            self._socket = None

    def _unreachable(self, error: OSError) -> Unreachable:
        host, port = self._address
        return Unreachable(
            f"the audit repository at {host}:{port} cannot be reached: {error.strerror or error}",
            who="audit_repository",
            where=f"{host}:{port}",
            seconds=self._timeout_s,
            remedy="check [audit] in the site file",
        )
