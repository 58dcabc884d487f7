"""A secure connection for bulk: what has arrived is taken from the system at once, and decrypted into one buffer.

``ssl.SSLSocket`` asks the system three times for each record of 16 KiB; with half a megabyte an instance that costs
more than the cipher.
"""

from __future__ import annotations

import contextlib
import socket
import ssl

CHUNK = 128 * 1024  # stays in the processor's cache on its way through two buffers


class SecureStream:
    """The server's end, once the handshake is done; of a socket's methods those that bulk needs. OSError as there."""

    def __init__(self, sock: socket.socket, context: ssl.SSLContext) -> None:
        self._sock = sock
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._arrived = memoryview(bytearray(CHUNK))
        try:
            self._shake()
        except BaseException:
            self._tell()  # the alert
            raise

    def _shake(self) -> None:
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                self._tell()
                self._take()
            else:
                self._tell()
                return

    def _tell(self) -> None:
        if data := self._outgoing.read():
            self._sock.sendall(data)

    def _take(self) -> None:
        count = self._sock.recv_into(self._arrived)
        if count:
            self._incoming.write(self._arrived[:count])
        else:
            self._incoming.write_eof()

    def recv_into(self, buffer: bytearray) -> int:
        """What is there, at least one byte; 0 at close_notify. ssl.SSLEOFError for an end without."""
        view, got = memoryview(buffer), 0
        while got < len(view):
            try:
                count = self._tls.read(len(view) - got, view[got:])
            except ssl.SSLWantReadError:
                if got:
                    break
                self._tell()
                self._take()
                continue
            if not count:
                break
            got += int(count)
        return got

    def sendall(self, data: bytes) -> None:
        self._tls.write(data)
        self._tell()

    def setsockopt(self, *option: int) -> None:
        self._sock.setsockopt(*option)

    def shutdown(self, how: int) -> None:
        self._sock.shutdown(how)

    def close(self) -> None:
        """Say close_notify, where it can be said, and close."""
        with contextlib.suppress(OSError, ValueError):
            self._tls.unwrap()
        with contextlib.suppress(OSError):
            self._sock.settimeout(1)
            self._tell()
        self._sock.close()
