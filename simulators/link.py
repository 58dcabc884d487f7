"""A TCP relay between a client and a port: a line that is slow, far, lossy, cut, half open, or loses a peer's power.

It knows no protocol; :mod:`simulators.link_messages` does. A client that is ours stays ours behind it, so that its
messages are still written once.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable

from simulators.link_profile import Pace, Profile
from simulators.link_way import TO_CLIENT, TO_SERVER, Change, CutHere, Joined, break_off
from simulators.transcript import Transcript
from simulators.wire.errors import ConfigError

__all__ = ["TO_CLIENT", "TO_SERVER", "CutHere", "Link"]


class Link:
    """Listens on :attr:`port` once started, and joins each connection to ``host``:``target_port``.

    ``profile`` is what the line is like, in both directions, for all connections together; ``seed`` repeats its jitter
    and losses. ``change(data, direction)`` gives the bytes to pass on, with direction :data:`TO_SERVER` or
    :data:`TO_CLIENT`, and may raise :class:`CutHere`; ``per_connection`` makes one for each connection.
    """

    def __init__(
        self,
        host: str,
        target_port: int,
        *,
        transcript: Transcript | None = None,
        bind: str = "127.0.0.1",
        port: int = 0,
        profile: Profile | None = None,
        seed: int = 0,
        change: Change | None = None,
        per_connection: Callable[[], Change] | None = None,
    ) -> None:
        self.host, self.target_port = host, target_port
        self.bind, self.port = bind, port
        self.change, self.per_connection = change, per_connection
        self.transcript = transcript
        self.passed = {TO_SERVER: 0, TO_CLIENT: 0}  # bytes
        self.connections = 0  # taken so far
        self._cut_after: int | None = None
        self._at_limit: Callable[[], None] = self.cut
        self._down = False
        self._held: set[str] = set()
        self._back: threading.Timer | None = None
        self._listener: socket.socket | None = None
        self._threads: list[threading.Thread] = []
        self._open: set[Joined] = set()
        self._changed = threading.Condition()
        self.use(profile or Profile(), seed)

    def use(self, profile: Profile, seed: int = 0) -> None:
        """From now on the line is like this."""
        with self._changed:
            self.profile = profile
            self._paces = {TO_SERVER: Pace(profile, seed), TO_CLIENT: Pace(profile, seed + 1)}

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
        with self._changed:
            self._changed.notify_all()
        if self._back is not None:
            self._back.cancel()
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
            self._down = True
            self._held = {TO_SERVER, TO_CLIENT} if silent else set()
            self._changed.notify_all()
        self._wake() if silent else self._drop_all()

    def cut_after(self, count: int, fault: Callable[[], None] | None = None) -> None:
        """Cut by itself when ``count`` more bytes have gone to the server: in the middle of whatever it is. ``fault``:
        what happens there instead, one of the others here."""
        with self._changed:
            self._cut_after = self.passed[TO_SERVER] + count
            self._at_limit = fault or self.cut

    def reset(self) -> None:
        """Break every connection (RST); new ones pass."""
        self._drop_all()

    def half_open(self, direction: str = TO_CLIENT) -> None:
        """Let nothing pass in one direction, and everything in the other: neither side is told."""
        with self._changed:
            self._held.add(direction)

    def power_cut(self) -> None:
        """The server's machine is off: its connections are gone, and the client is told nothing, nor when it calls;
        who calls meanwhile reaches it once it is restored."""
        self.cut(silent=True)
        with self._changed:
            joined = list(self._open)
        for one in joined:
            break_off(one.server)

    def down_for(self, seconds: float, *, clock: float = 1.0) -> None:
        """Cut for so long, on a clock that runs ``clock`` times faster than ours; then it is restored by itself."""
        self.cut()
        self._back = threading.Timer(seconds / clock, self.restore)
        self._back.daemon = True
        self._back.start()

    def strike(self) -> None:
        """What :meth:`cut_after` said is to happen."""
        self._at_limit()

    def restore(self) -> None:
        """Let traffic pass again. What was held back goes on; broken connections stay broken."""
        with self._changed:
            self._down, self._held = False, set()
            self._cut_after = None
            self._changed.notify_all()
        self._wake()

    @property
    def is_down(self) -> bool:
        return self._down

    def wait_until_down(self, timeout: float) -> bool:
        """Whether it is cut, or was within ``timeout`` seconds (by :meth:`cut_after`)."""
        with self._changed:
            return self._changed.wait_for(lambda: self._down, timeout)

    def wait_until_struck(self, timeout: float) -> bool:
        """Whether what :meth:`cut_after` said has happened, or did within ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._cut_after is None, timeout)

    def wait_until_up(self, timeout: float) -> bool:
        """Whether traffic passes, or did within ``timeout`` seconds (after :meth:`down_for`)."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._down, timeout)

    # --- asked by what is under way

    def due(self, direction: str, size: int) -> float:
        """When bytes that came now are to be handed over, on the monotonic clock."""
        with self._changed:
            return self._paces[direction].due(time.monotonic(), size)

    def is_held(self, direction: str) -> bool:
        """Whether nothing may pass that way now."""
        return direction in self._held

    def passing(self, direction: str, count: int) -> tuple[int, bool]:
        """How many of so many bytes pass, and whether the line is struck after that: once."""
        with self._changed:
            limit = self._cut_after if direction == TO_SERVER else None
            if limit is not None:
                count = min(count, max(0, limit - self.passed[direction]))
            self.passed[direction] += count
            strikes = limit is not None and self.passed[direction] >= limit
            if strikes:
                self._cut_after = None
                self._changed.notify_all()
            return count, strikes

    # --- how

    def _run(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, name=f"link-{self.port}", daemon=True)
        with self._changed:
            self._threads = [one for one in self._threads if one.is_alive()]
            thread.start()
            self._threads.append(thread)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, address = listener.accept()
            except OSError:
                return
            self.connections += 1
            if self._down and not self._held:
                _reset(client)
            else:
                self._run(self._join, client, f"{address[0]}:{address[1]}")

    def _join(self, client: socket.socket, address: str) -> None:
        with self._changed:  # the far end hears of the call and answers it; while the line is silent it hears nothing
            self._changed.wait_for(lambda: self._listener is None, self.profile.round_trip_s)
            self._changed.wait_for(lambda: self._listener is None or not (self._down and self._held))
            refused = self._listener is None or self._down
        if refused:
            _reset(client)
            return
        try:
            server = socket.create_connection((self.host, self.target_port), timeout=5)
        except OSError:
            _reset(client)
            return
        change = self.per_connection() if self.per_connection else lambda data, way: self._changed_bytes(data, way)
        joined = Joined(self, client, server, address, change)
        with self._changed:
            self._open.add(joined)
            stopped = self._listener is None or (self._down and not self._held)
        if stopped:  # cut while it was being joined
            joined.drop()
        for way in joined.ways:
            self._run(way.read)
        self._run(self._write, joined, 1)
        self._write(joined, 0)

    def _write(self, joined: Joined, number: int) -> None:
        joined.ways[number].write()
        if joined.ended():
            with self._changed:
                self._open.discard(joined)

    def _changed_bytes(self, data: bytes, direction: str) -> bytes:
        return self.change(data, direction) if self.change else data

    def _wake(self) -> None:
        with self._changed:
            joined = list(self._open)
        for one in joined:
            one.wake()

    def _drop_all(self) -> None:
        with self._changed:
            joined = list(self._open)
        for one in joined:
            one.drop()


def _reset(sock: socket.socket) -> None:
    break_off(sock)
    sock.close()
