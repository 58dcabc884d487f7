"""One connection through a link: its two halves, and what is under way in each direction."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulators.link import Link

TO_SERVER, TO_CLIENT = "to server", "to client"
CHUNK = 65536
PIECE_S, AHEAD_S = 0.01, 0.05  # how long one piece occupies the line; how much more than a round trip is taken ahead
Change = Callable[[bytes, str], bytes]


class CutHere(Exception):
    """Raised by a ``change``: send these bytes, then cut the line."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.data = data


class Joined:
    """A client's connection, and ours to the server."""

    def __init__(self, link: Link, client: socket.socket, server: socket.socket, address: str, change: Change) -> None:
        self.client, self.server, self.address = client, server, address
        self.dropped = False
        self._link, self._own = link, ""
        self._lock, self._ways_left = threading.Lock(), 2
        for sock in (client, server):
            sock.settimeout(None)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.ways = (
            Way(link, self, client, server, TO_SERVER, change),
            Way(link, self, server, client, TO_CLIENT, change),
        )

    def own(self) -> None:
        """Before the first bytes go on: tell the listening side that they come from one of ours."""
        transcript = self._link.transcript
        if not self._own and transcript is not None and transcript.is_own(self.address, self._link.port):
            host, port = self.server.getsockname()[:2]
            self._own = f"{host}:{port}"
            transcript.own(self._own, self._link.target_port)

    def wake(self) -> None:
        """Something changed for what is under way."""
        for way in self.ways:
            way.wake()

    def drop(self) -> None:
        """Break both halves with RST; their threads end."""
        self.dropped = True
        break_off(self.client)
        break_off(self.server)
        self.wake()

    def ended(self) -> bool:
        """One way has ended; after the second everything is closed, and True."""
        with self._lock:
            self._ways_left -= 1
            if self._ways_left:
                return False
        if self._own and self._link.transcript is not None:
            self._link.transcript.disown(self._own, self._link.target_port)
        self.client.close()
        self.server.close()
        return True


class Way:
    """One direction: a reader takes bytes as fast as the line has room, a writer hands them over when they are due."""

    def __init__(
        self,
        link: Link,
        joined: Joined,
        source: socket.socket,
        sink: socket.socket,
        direction: str,
        change: Change,
    ) -> None:
        self._link, self._joined, self._source, self._sink = link, joined, source, sink
        self.direction, self._change = direction, change
        self._queue: deque[tuple[float, bytes]] = deque()
        self._size = 0
        self._ended = False
        self._moved = threading.Condition()

    def wake(self) -> None:
        with self._moved:
            self._moved.notify_all()

    def read(self) -> None:
        """Until the source ends or the writer did."""
        data = b"start"
        while data and not self._ended:
            chunk, window = room(self._link.profile.bits_per_s / 8, self._link.profile.round_trip_s)
            with self._moved:
                self._moved.wait_for(lambda: self._ended or self._size < window)  # noqa: B023 - waited for here
            try:
                data = self._source.recv(chunk)
            except OSError:
                data = b""
            due = self._link.due(self.direction, len(data))
            with self._moved:
                self._queue.append((due, data))
                self._size += len(data)
                self._moved.notify_all()

    def write(self) -> None:
        """Until there is no more, or the line broke."""
        with contextlib.suppress(OSError):
            while (data := self._next()) and self._hand_over(data):
                pass
            if not self._joined.dropped:
                self._sink.shutdown(socket.SHUT_WR)
        with self._moved:
            self._ended = True
            self._moved.notify_all()
        with contextlib.suppress(OSError):
            self._source.shutdown(socket.SHUT_RD)  # the reader may wait for bytes that nobody takes any more

    def _next(self) -> bytes:
        """The next bytes when they are due; empty at the end, and when the line broke."""
        with self._moved:
            while not self._joined.dropped:
                due = self._queue[0][0] if self._queue else 0.0
                left = due - time.monotonic()
                if self._queue and left <= 0 and not self._link.is_held(self.direction):
                    data = self._queue.popleft()[1]
                    self._size -= len(data)
                    self._moved.notify_all()
                    return data
                held = not self._queue or self._link.is_held(self.direction)
                self._moved.wait(None if held else left)
        return b""

    def _hand_over(self, data: bytes) -> bool:
        """False when the line was cut here."""
        if self.direction == TO_SERVER:
            self._joined.own()
        count, strikes = self._link.passing(self.direction, len(data))
        try:
            self._sink.sendall(self._change(data[:count], self.direction))
        except CutHere as here:
            self._sink.sendall(here.data)
            self._link.cut()
        if strikes:
            self._link.strike()
        if rest := data[count:]:  # where the line was not cut, it waits for what the line does now
            with self._moved:
                self._queue.appendleft((0.0, rest))
                self._size += len(rest)
        return not self._joined.dropped


def room(bytes_per_s: float, round_trip_s: float) -> tuple[int, int]:
    """How many bytes are taken at once, and how many may be under way: what the line itself holds and little more, so
    that a sender feels the line and not our memory."""
    if not bytes_per_s:
        return CHUNK, 4 * CHUNK
    piece = min(CHUNK, max(1460, int(bytes_per_s * PIECE_S)))
    return piece, max(4 * piece, int(bytes_per_s * (round_trip_s + AHEAD_S)))


def break_off(sock: socket.socket) -> None:
    """RST, and whoever waits in it wakes up."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
