"""A server for the tests that does on each connection what it is told, however wrong."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def scripted_socket(script: Callable[[socket.socket], None]) -> Iterator[int]:
    """Runs ``script`` on each connection in a thread; yields the port. What it raises fails the test, but for the
    end of the connection."""
    listener = socket.create_server(("127.0.0.1", 0))
    failures: list[BaseException] = []
    threads: list[threading.Thread] = []

    def converse(sock: socket.socket) -> None:
        with sock:
            sock.settimeout(5)
            try:
                script(sock)
            except (EOFError, OSError):
                pass
            except BaseException as error:
                failures.append(error)

    def accept() -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            threads.append(threading.Thread(target=converse, args=(sock,), daemon=True))
            threads[-1].start()

    accepting = threading.Thread(target=accept, daemon=True)
    accepting.start()
    try:
        yield listener.getsockname()[1]
    finally:
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join(5)
        for thread in threads:
            thread.join(5)
    if failures:
        raise failures[0]
