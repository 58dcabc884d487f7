"""The one Twisted reactor of the process, in one daemon thread, and blocking calls into it from other threads.

A reactor can be started once in a process, and does not survive a fork. It is made when it is first asked for, never by
an import: processes forked from one that has it would share its epoll, and take each other's events.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from twisted.internet import tcp

from simulators.wire.errors import LocalViolation

T = TypeVar("T")
# Objects made before the collector looks: of a transcript, which only grows, it never finds one to free. What is let go
# is freed at once as ever; only a socket in a cycle is closed, and told of in tests, later: there at their end.
YOUNG = 20_000
loop: Any  # the reactor; its interfaces are composed when it is installed: no static type has them all
_thread: threading.Thread | None = None
_process = 0  # that started it
_lock = threading.Lock()


def __getattr__(name: str) -> Any:
    """Make the reactor when :data:`loop` is first asked for."""
    if name != "loop":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from twisted.internet import reactor

    globals()["loop"] = reactor
    return reactor


def _loop() -> Any:
    return sys.modules[__name__].loop


def running() -> Any:
    """The reactor, started if need be. :class:`LocalViolation` in a process forked from one that had started it."""
    global _thread, _process
    if _process not in (0, os.getpid()):
        raise LocalViolation("the MLLP reactor does not survive a fork", remedy="spawn worker processes")
    with _lock:
        if _thread is None:
            started = threading.Event()
            _loop().callWhenRunning(started.set)
            _thread = threading.Thread(target=_loop().run, args=(False,), name="mllp-reactor", daemon=True)
            _thread.start()
            _process = os.getpid()
            gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
            started.wait()
            atexit.register(_stop)
    return _loop()


def _stop() -> None:
    if _thread is not None and _thread.is_alive():
        _loop().callFromThread(_loop().stop)
        _thread.join(2)
    reserved = getattr(getattr(tcp, "_reservedFD", None), "_fileDescriptor", None)
    if reserved is not None:  # a file that Twisted keeps open to the end, for which Python would warn
        reserved.close()


def in_reactor() -> bool:
    """Whether the caller runs in the reactor's thread."""
    return _thread is not None and threading.get_ident() == _thread.ident


def call(function: Callable[..., T], *args: Any, timeout: float | None = None) -> T:
    """Run ``function`` in the reactor's thread and return its result or raise its error."""
    if in_reactor():
        return function(*args)
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(function(*args))
        except BaseException as error:
            future.set_exception(error)

    running().callFromThread(run)
    return future.result(timeout)


def write(transport: Any, data: bytes) -> None:
    """Send in the reactor's thread, at once where nothing waits to be sent: that spares a turn of the reactor."""
    if not transport.connected:
        return
    direct = getattr(transport, "writeSomeData", None)
    if direct is None or transport.disconnecting or transport.dataBuffer or transport._tempDataBuffer:
        transport.write(data)
        return
    sent = direct(data)
    if not isinstance(sent, int) or sent < 0:  # lost: let Twisted find out
        transport.write(data)
    elif sent < len(data):
        transport.write(data[sent:])


def soon(function: Callable[..., Any], *args: Any) -> None:
    """Have ``function`` called in the reactor's thread, and do not wait. Calls keep their order."""
    if in_reactor():
        function(*args)
    else:
        running().callFromThread(function, *args)
