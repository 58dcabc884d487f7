"""The one Twisted reactor of the process, in one daemon thread, and blocking calls into it from other threads.

A reactor can be started once in a process, and does not survive a fork: processes that use it are spawned.
"""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from twisted.internet import reactor

T = TypeVar("T")
loop: Any = reactor  # its interfaces are composed when it is installed: no static type has them all
_thread: threading.Thread | None = None
_lock = threading.Lock()


def running() -> Any:
    """The reactor, started if need be."""
    global _thread
    with _lock:
        if _thread is None:
            started = threading.Event()
            loop.callWhenRunning(started.set)
            _thread = threading.Thread(target=loop.run, args=(False,), name="mllp-reactor", daemon=True)
            _thread.start()
            started.wait()
            atexit.register(_stop)
    return loop


def _stop() -> None:
    if _thread is not None and _thread.is_alive():
        loop.callFromThread(loop.stop)
        _thread.join(2)


def in_reactor() -> bool:
    """Whether the caller runs in the reactor's thread."""
    return threading.current_thread() is _thread


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


def soon(function: Callable[..., Any], *args: Any) -> None:
    """Have ``function`` called in the reactor's thread, and do not wait. Calls keep their order."""
    if in_reactor():
        function(*args)
    else:
        running().callFromThread(function, *args)
