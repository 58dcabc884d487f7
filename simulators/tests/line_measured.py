"""What a line is like, measured from outside with two sockets of our own."""

from __future__ import annotations

import contextlib
import socket
import statistics
import threading
import time
from collections.abc import Iterator

from simulators.link import Link
from simulators.link_profile import Profile
from simulators.tests.mllp_talk import Talker, scripted

AFTER_S = 0.2  # a first piece, until the line is full


@contextlib.contextmanager
def _through(port: int, profile: Profile) -> Iterator[socket.socket]:
    with (
        Link("127.0.0.1", port, profile=profile, seed=7) as link,
        socket.create_connection(("127.0.0.1", link.port), timeout=10) as sock,
    ):
        yield sock


def ping(profile: Profile, times: int) -> float:
    """Median seconds from one byte to its answer."""

    def answering(talker: Talker) -> None:
        talker.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while data := talker.sock.recv(1):
            talker.sock.sendall(data)

    def once(sock: socket.socket) -> float:
        start = time.perf_counter()
        sock.sendall(b"x")
        sock.recv(1)
        return time.perf_counter() - start

    with scripted(answering) as port, _through(port, profile) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        once(sock)
        return statistics.median(once(sock) for _ in range(times))


def bits_per_s(profile: Profile, seconds: float) -> float:
    """What arrives of an endless stream, from its first byte on."""
    found: list[tuple[float, int]] = []
    done = threading.Event()

    def taking(talker: Talker) -> None:
        while data := talker.sock.recv(65536):
            found.append((time.perf_counter(), len(data)))
            if found[-1][0] - found[0][0] >= seconds:
                break
        done.set()

    with scripted(taking) as port, _through(port, profile) as sock:
        try:
            while not done.is_set():
                sock.sendall(bytes(32768))
        except OSError:
            done.wait(5)
    after = [(at, size) for at, size in found if at - found[0][0] >= min(AFTER_S, seconds / 4)]
    return 8 * sum(size for _, size in after[1:]) / (after[-1][0] - after[0][0])
