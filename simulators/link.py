"""A TCP relay between a client and a port: delays, throttles, cuts, corrupts and counts what passes.

It knows no protocol. A client that is ours stays ours behind it, so that its messages are still written once.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable

from simulators.transcript import Transcript
from simulators.wire.errors import ConfigError

CHUNK = 65536
TO_SERVER, TO_CLIENT = "to server", "to client"


class Link:
    """Listens on :attr:`port` once started, and joins each connection to ``host``:``target_port``.

    ``delay_s``, ``bytes_per_s`` (0: no limit) and ``change`` may be set at any time. ``change(data, direction)`` gives
    the bytes to pass on, with direction :data:`TO_SERVER` or :data:`TO_CLIENT`.
    """

    def __init__(
        self,
        host: str,
        target_port: int,
        *,
        transcript: Transcript | None = None,
        bind: str = "127.0.0.1",
        port: int = 0,
        delay_s: float = 0.0,
        bytes_per_s: float = 0.0,
        change: Callable[[bytes, str], bytes] | None = None,
    ) -> None:
        self.host, self.target_port = host, target_port
        self.bind, self.port = bind, port
        self.delay_s, self.bytes_per_s, self.change = delay_s, bytes_per_s, change
        self.transcript = transcript
        self.passed = {TO_SERVER: 0, TO_CLIENT: 0}  # bytes
        self.connections = 0  # taken so far
        self._cut_after: int | None = None
        self._down = False
        self._silent = False
        self._listener: socket.socket | None = None
        self._threads: list[threading.Thread] = []
        self._open: set[_Joined] = set()
        self._changed = threading.Condition()

    # --- life

    def start(self) -> int:
        """Listen and return the port; :class:`ConfigError` when it is in use."""
        listener = socket.socket(socket.AF_INET6 if ":" in self.bind else socket.AF_INET, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self.bind, self.port))
            listener.listen(128)
        except OSError as error:
            listener.close()
            raise ConfigError(
                f"the link cannot listen on {self.bind}:{self.port}: {error.strerror or error}",
                remedy="free that port or take another (0 takes any free one)",
            ) from error
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._run(self._accept, listener)
        return self.port

    def stop(self) -> None:
        """Close everything and wait for the threads. May be called twice."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self._drop_all()
        for thread in list(self._threads):
            thread.join(5)
        self._threads.clear()

    def __enter__(self) -> Link:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # --- faults

    def cut(self, *, silent: bool = False) -> None:
        """Break every connection (RST) and refuse new ones. ``silent``: keep them open, and let nothing pass."""
        with self._changed:
            self._down, self._silent = True, silent
            self._changed.notify_all()
        if not silent:
            self._drop_all()

    def cut_after(self, count: int) -> None:
        """Cut by itself when ``count`` more bytes have gone to the server: in the middle of whatever it is."""
        with self._changed:
            self._cut_after = self.passed[TO_SERVER] + count

    def restore(self) -> None:
        """Let traffic pass again. What a silent cut held back goes on; broken connections stay broken."""
        with self._changed:
            self._down = self._silent = False
            self._cut_after = None
            self._changed.notify_all()

    @property
    def is_down(self) -> bool:
        return self._down

    def wait_until_down(self, timeout: float) -> bool:
        """Whether it is cut, or was within ``timeout`` seconds (by :meth:`cut_after`)."""
        with self._changed:
            return self._changed.wait_for(lambda: self._down, timeout)

    # --- how

    def _run(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, name=f"link-{self.port}", daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()]
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, address = listener.accept()
            except OSError:
                return
            self.connections += 1
            if self._down and not self._silent:
                _reset(client)
            else:
                self._run(self._join, client, f"{address[0]}:{address[1]}")

    def _join(self, client: socket.socket, address: str) -> None:
        try:
            server = socket.create_connection((self.host, self.target_port), timeout=5)
        except OSError:
            _reset(client)
            return
        joined = _Joined(client, server, address)
        with self._changed:
            self._open.add(joined)
        if self._down and not self._silent:  # cut while it was being joined
            joined.drop()
        self._run(self._pump, joined, server, client, TO_CLIENT)
        self._pump(joined, client, server, TO_SERVER)

    def _pump(self, joined: _Joined, source: socket.socket, sink: socket.socket, direction: str) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                if direction == TO_SERVER:
                    joined.own(self.transcript)
                if not self._pass(joined, data, sink, direction):
                    break
            sink.shutdown(socket.SHUT_WR)
        if joined.ended_one_way():
            joined.close(self.transcript)
            with self._changed:
                self._open.discard(joined)

    def _pass(self, joined: _Joined, data: bytes, sink: socket.socket, direction: str) -> bool:
        """Send on, as slowly as asked; False when the link was cut instead."""
        pause = self.delay_s + (len(data) / self.bytes_per_s if self.bytes_per_s else 0.0)
        deadline = time.monotonic() + pause
        with self._changed:
            while not joined.dropped and (self._silent or time.monotonic() < deadline):
                self._changed.wait(None if self._silent else max(0.0, deadline - time.monotonic()))
            if joined.dropped:
                return False
            limit = self._cut_after if direction == TO_SERVER else None
            if limit is not None:
                data = data[: max(0, limit - self.passed[direction])]
            self.passed[direction] += len(data)
            reached = limit is not None and self.passed[direction] >= limit
        sink.sendall(self.change(data, direction) if self.change else data)
        if reached:
            self.cut()
        return not reached

    def _drop_all(self) -> None:
        with self._changed:
            joined = list(self._open)
            for one in joined:
                one.dropped = True
            self._changed.notify_all()
        for one in joined:
            one.drop()


class _Joined:
    """One client connection and its other half."""

    def __init__(self, client: socket.socket, server: socket.socket, address: str) -> None:
        self.client, self.server, self.address = client, server, address
        self.dropped = False
        self._ways = 2
        self._lock = threading.Lock()
        self._own = ""
        for sock in (client, server):
            sock.settimeout(None)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def own(self, transcript: Transcript | None) -> None:
        """Before the first bytes go on: tell the listening side that they come from one of ours."""
        if not self._own and transcript is not None and transcript.is_own(self.address):
            host, port = self.server.getsockname()[:2]
            self._own = f"{host}:{port}"
            transcript.own(self._own)

    def ended_one_way(self) -> bool:
        """True for the second of the two directions."""
        with self._lock:
            self._ways -= 1
            return self._ways == 0

    def drop(self) -> None:
        """Break both halves; their pumps end."""
        self.dropped = True
        for sock in (self.client, self.server):
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self, transcript: Transcript | None) -> None:
        for sock in (self.client, self.server):
            sock.close()
        if self._own and transcript is not None:
            transcript.disown(self._own)


def _reset(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()
