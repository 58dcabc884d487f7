"""The ports of a role, its own from the first time that it listens until it stops for good.

While it is down nobody listens there, and who calls is refused; but nobody else is given the port meanwhile, neither a
listener that asks for any free one nor a client for its own end of a connection.
"""

from __future__ import annotations

import socket
import sys

BESIDE = sys.platform == "linux"  # a socket that is only bound may stay beside the one that listens on the same port


class Ports:
    """Sockets that are bound and never listen, one for each name."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._numbers: dict[str, int] = {}
        self._held: dict[str, socket.socket] = {}

    def take(self, name: str, wanted: int = 0) -> int:
        """The port to listen on, at once: ``wanted`` or any free one (0) the first time, then always the same.

        One that another program has is given back as it is: listening there fails, and says so.
        """
        self._hold(name, wanted)
        if not BESIDE and name in self._held:
            self._held.pop(name).close()
        return self._numbers.get(name, wanted)

    def keep(self) -> None:
        """Nobody listens any more: hold those that were not held meanwhile."""
        for name in self._numbers:
            self._hold(name)

    def release(self) -> None:
        """Give them all up."""
        for held in self._held.values():
            held.close()
        self._held.clear()
        self._numbers.clear()

    def _hold(self, name: str, wanted: int = 0) -> None:
        if name in self._held:
            return
        held = socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET, socket.SOCK_STREAM)
        try:
            if BESIDE:
                held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            held.bind((self._host, self._numbers.get(name, wanted)))
        except OSError:
            held.close()
            return
        self._held[name], self._numbers[name] = held, held.getsockname()[1]
