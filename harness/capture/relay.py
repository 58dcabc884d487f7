"""Relays between real systems: each listens here, passes everything on unchanged, and is overheard."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from harness.capture.capture import Capture, Conversation
from harness.site import Site
from simulators.link import TO_SERVER, Link
from simulators.wire.errors import ConfigError, InteropError

SERVICES = {"hl7": "HL7", "dimse": "DICOM", "worklist": "DICOM", "mpps": "DICOM"}


@dataclass(frozen=True, slots=True)
class Relay:
    """Listen on ``port`` (0: any), pass on to ``host``:``target_port`` of ``role``. ``client`` names who calls."""

    role: str
    protocol: str
    host: str
    target_port: int
    port: int = 0
    client: str = "client"


def relay_of(text: str, site: Site) -> Relay:
    """``PORT=ROLE.SERVICE`` or ``PORT=ROLE.SERVICE@CLIENT``. :class:`ConfigError` with what may stand there."""
    port, _, what = text.partition("=")
    what, _, client = what.partition("@")
    role, _, service = what.partition(".")
    known = [f"{name}.{key}" for name in site.real_roles for key in site.role(name).addresses() if key in SERVICES]
    if not port.isdigit() or int(port) > 65535 or f"{role}.{service}" not in known:
        raise ConfigError(
            f"{text!r} names no relay",
            cause=f"it is PORT=ROLE.SERVICE[@CALLER], with one of: {', '.join(known) or 'no real role has an address'}",
            remedy=f"--relay 11113={known[0] if known else 'pacs.dimse'}",
        )
    address = site.role(role).addresses()[service]
    return Relay(role, SERVICES[service], address.host, address.port, int(port), client or "client")


class Overhearing:
    """What relays pass is put into a queue and read by one thread: the systems never wait for us."""

    def __init__(self, capture: Capture) -> None:
        self.capture = capture
        self._queue: queue.SimpleQueue[tuple[Conversation, bytes, bool, float] | threading.Event | None] = (
            queue.SimpleQueue()
        )
        self._thread = threading.Thread(target=self._run, name="overhearing", daemon=True)
        self._thread.start()

    def tap(self, relay: Relay) -> Callable[[bytes, str], bytes]:
        """For one new connection of a relay: hears every piece and gives it back as it is."""
        conversation = self.capture.conversation(relay.client, relay.role, relay.protocol)

        def hear(data: bytes, direction: str) -> bytes:
            self._queue.put((conversation, bytes(data), direction == TO_SERVER, time.time()))
            return data

        return hear

    def flush(self) -> None:
        """Wait until everything heard so far is written."""
        done = threading.Event()
        self._queue.put(done)
        done.wait()

    def close(self) -> None:
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            if isinstance(item, threading.Event):
                item.set()
                continue
            conversation, data, from_client, moment = item
            try:
                conversation.receive(data, from_client, moment)
            except (OSError, InteropError) as error:  # a full disk: the systems still talk, the capture tells its gap
                self.capture.drop(f"what was heard could not be written: {type(error).__name__}")


@contextmanager
def relaying(relays: list[Relay], capture: Capture, bind: str = "127.0.0.1") -> Iterator[list[int]]:
    """Relays for as long as the block lasts; gives the port of each, in their order."""
    hearing = Overhearing(capture)
    with contextlib.ExitStack() as stack:
        stack.callback(hearing.close)
        ports = []
        for relay in relays:
            link = Link(relay.host, relay.target_port, bind=bind, port=relay.port)
            link.per_connection = lambda relay=relay: hearing.tap(relay)
            stack.enter_context(link)
            ports.append(link.port)
        yield ports
