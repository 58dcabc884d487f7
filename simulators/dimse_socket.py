"""The socket under an association: small segments at once, large reads, and no wait without end."""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import threading
from typing import TYPE_CHECKING, Any

from pynetdicom.transport import AddressInformation, AssociationSocket

from simulators.tls import why

if TYPE_CHECKING:
    from simulators.dimse_upper_layer import UpperLayer

PDU_LIMIT = 16 * 1024 * 1024  # bytes of one PDU, whatever was negotiated
QUICKACK = getattr(socket, "TCP_QUICKACK", None)


def readable(sockets: list[socket.socket], timeout: float) -> list[int]:
    """File numbers of those that have something to read, after at most ``timeout`` seconds. Any number of files."""
    if not hasattr(select, "poll"):  # Windows, where select() has no limit on file numbers
        return [found.fileno() for found in select.select(sockets, [], [], timeout)[0]]
    poll = select.poll()
    for sock in sockets:
        poll.register(sock, select.POLLIN)
    return [number for number, _ in poll.poll(timeout * 1000)]


def without_delay(sock: socket.socket) -> None:
    """Send small segments at once (repair 1)."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class PeerSocket(AssociationSocket):
    """The association's socket: TCP_NODELAY, large reads, and no wait without end for the rest of a PDU."""

    _assoc: UpperLayer

    def __init__(self, assoc: UpperLayer, sock: socket.socket, *, accepted: bool, stall_s: float) -> None:
        """``sock`` is connected. ``stall_s``: longest pause inside one PDU, in either direction, in seconds."""
        self._assoc = assoc
        self._ready = threading.Event()
        self._ready.set()
        self._is_connected = self._is_open = True
        self._tls_args = None
        self.select_timeout = 0.0
        self.socket = sock
        self._stall_s = stall_s
        self._ahead = b""  # read from TLS already
        without_delay(sock)
        sock.settimeout(stall_s)
        if accepted:
            assoc.dul.event_queue.put("Evt5")  # transport connection indication

    @property
    def ready(self) -> bool:
        if self.socket is None or not self._is_connected:
            return False
        try:
            if isinstance(self.socket, ssl.SSLSocket):
                return self._has_decrypted(self.socket)
            return bool(readable([self.socket], 0))
        except (OSError, ValueError) as error:
            self._lost(error)
            return False

    def _lost(self, error: Exception) -> None:
        """The connection has ended; said once, though both reading and sending may find it."""
        self._keep(error)
        if self._is_open:
            self._is_open = False
            self.event_queue.put("Evt17")

    def _keep(self, error: Exception) -> None:
        """Why TLS ended: the refusal of our certificate comes only here in TLS 1.3."""
        if isinstance(error, ssl.SSLError) and not self._assoc.tls_trouble:
            self._assoc.tls_trouble = why(error)[0]

    def _has_decrypted(self, sock: ssl.SSLSocket) -> bool:
        """Whether there is data under TLS: what arrives may be a session ticket, after which a read would block."""
        if self._ahead or sock.pending():
            return True
        if not readable([sock], 0):
            return False
        sock.settimeout(0)
        try:
            self._ahead = sock.recv(16384)
            return True  # b"": the end, which the next read finds again
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return False
        finally:
            sock.settimeout(self._stall_s)

    def connect(self, primitive: Any) -> None:
        """Called by the state machine, which goes on with Evt2: the connection is there already."""
        primitive.result = "Evt2"
        self.provider_queue.put(primitive)

    def recv(self, nr_bytes: int) -> bytearray:
        """``nr_bytes`` bytes, fewer when the peer closed; OSError when it stalls or promises too much."""
        if nr_bytes > PDU_LIMIT:
            raise OSError(f"the peer announced a PDU of {nr_bytes} bytes")
        assert self.socket is not None
        if QUICKACK is not None:
            self.socket.setsockopt(socket.IPPROTO_TCP, QUICKACK, 1)
        data = bytearray(nr_bytes)
        view, got = memoryview(data), min(len(self._ahead), nr_bytes)
        view[:got], self._ahead = self._ahead[:got], self._ahead[got:]
        while got < nr_bytes:
            try:
                count = self.socket.recv_into(view[got:])
            except ssl.SSLError as error:
                self._keep(error)
                raise
            if not count:
                break
            got += count
        view.release()
        del data[got:]
        return data

    def send(self, bytestream: bytes) -> None:
        try:
            assert self.socket is not None
            self.socket.sendall(bytestream)
        except (OSError, AssertionError) as error:
            self._lost(self._last_words() or error)

    def _last_words(self) -> Exception | None:
        """The alert with which TLS was ended, where it came before we found that we cannot send any more."""
        if isinstance(self.socket, ssl.SSLSocket):
            try:
                self.socket.settimeout(0)
                self.socket.recv(1)
            except (ssl.SSLWantReadError, ssl.SSLEOFError):
                return None
            except ssl.SSLError as alert:
                return alert
            except (OSError, ValueError):
                return None
        return None

    def _shutdown_socket(self) -> None:
        sock = self.socket
        if sock is None:
            return
        if isinstance(sock, ssl.SSLSocket) and threading.current_thread() is self._assoc.dul:  # else it is in use
            with contextlib.suppress(OSError, ValueError):
                sock.settimeout(0)
                sock.unwrap()  # close_notify; that of the peer is not waited for
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            sock.close()


def address_of(host: str, port: int) -> AddressInformation:
    """Host name or address; raises ``OSError`` when the name does not resolve."""
    return AddressInformation(host, port)


def address_text(address: tuple[Any, ...]) -> str:
    """``host:port`` of a socket address."""
    return f"{address[0]}:{address[1]}"
