"""pynetdicom's upper layer (PDU codec, ACSE, state machine), made to answer at once and to lose nothing.

Written against pynetdicom 3.0.4, whose private names it uses: the version is pinned, and ``test_dimse_upper_layer.py``
holds what is repaired here:

1. *TCP_NODELAY is never set.* Both ends then wait for each other's delayed acknowledgement, 44 ms a message.
   :class:`~simulators.dimse_socket.PeerSocket` sets it, and TCP_QUICKACK (Linux) for peers that do not set theirs.
2. *Responses get lost when several associations run as threads.* pynetdicom's association thread polls the queue in
   which ``send_c_*`` waits for its response, and a flag that may be stale decides who of the two takes it. Here nobody
   polls: a requesting association has no such thread at all, and :class:`Inbox` keeps responses and requests apart.
3. *Idle loops of 1 ms in two threads for each association* eat the processor when twenty modalities are connected and
   add some milliseconds to every exchange. :class:`Provider` and :class:`UpperLayer` sleep until there is news.
4. *Who sends does not listen.* Nothing is read while anything waits to be sent, and all of it may wait: a C-CANCEL is
   read after the last match, and a caller that reads slowly makes us hold a whole archive. Here both take turns, and
   :class:`Outgoing` has room for a few fragments.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import socket
import threading
from collections.abc import Callable
from typing import Any

from pynetdicom import AE
from pynetdicom.association import Association
from pynetdicom.dul import DULServiceProvider
from pynetdicom.events import _INTERVENTION_EVENTS, get_default_handler
from pynetdicom.pdu_primitives import A_ABORT, A_P_ABORT, P_DATA

from simulators.dimse_inbox import Inbox
from simulators.dimse_messages import Assembler, DimseMessage, fragments
from simulators.dimse_socket import PeerSocket, readable
from simulators.wire.errors import PeerViolation

LOGGER = logging.getLogger(__name__)
MESSAGE_LIMIT = 2 * 1024 * 1024 * 1024  # bytes of one DIMSE message


class WakingQueue(queue.Queue[Any]):
    """A queue that tells a sleeper about each item."""

    def __init__(self, wake: Callable[[], None]) -> None:
        super().__init__()
        self._wake = wake

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        super().put(item, block, timeout)
        self._wake()


class Outgoing(WakingQueue):
    """What waits to be sent (repair 4): the next fragment waits for room, so that who reads slowly, or not at all, does
    not make us hold all that is for it."""

    room = 64  # P-DATA primitives
    is_over = False

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        if isinstance(item, P_DATA):
            with self.not_full:
                self.not_full.wait_for(lambda: self.is_over or self._qsize() < self.room)
        super().put(item, block, timeout)

    def end(self) -> None:
        """Nobody takes anything any more."""
        with self.mutex:
            self.is_over = True
            self.not_full.notify_all()


class Provider(DULServiceProvider):
    """The upper layer's thread, asleep until the peer or the user has something for it (repair 3)."""

    nap_s = 0.25  # longest sleep: the ARTIM timer is looked at that often
    socket: PeerSocket | None
    _assoc: UpperLayer

    @property
    def assoc(self) -> UpperLayer:
        return self._assoc

    def __init__(self, assoc: UpperLayer) -> None:
        super().__init__(assoc)
        self.daemon = True
        self.name = f"dimse-{assoc.mode}-provider"
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._wake_reader.setblocking(False)
        self._wake_writer.setblocking(False)
        self._finishing = False
        self.to_provider_queue: Outgoing = Outgoing(self.wake)
        self._listens_first = False
        self.to_user_queue = WakingQueue(assoc.inbox.poke)

    def wake(self) -> None:
        with contextlib.suppress(OSError):  # full: it is awake; closed: it has ended
            self._wake_writer.send(b"\0")

    def finish(self, timeout: float = 5.0) -> None:
        """End the thread as soon as the state machine is idle; cut the connection when that is not in ``timeout`` s."""
        self._finishing = True
        self.wake()
        if self.ident is None:  # never started
            self._end()
            return
        if threading.current_thread() is self:
            return
        self.join(timeout)
        if self.is_alive() and self.socket is not None:
            self._kill_thread = True
            self.socket._shutdown_socket()
            self.wake()
            self.join(timeout)

    def run_reactor(self) -> None:
        self._idle_timer.start()
        self.assoc._dul_ready.set()
        try:
            while not self._kill_thread and not (self._finishing and self.state_machine.current_state == "Sta1"):
                self._turn()
        except Exception as error:
            LOGGER.debug("upper layer ends", exc_info=error)
            self.assoc.failure = self.assoc.failure or error
            self.assoc.is_aborted, self.assoc.is_established = True, False
        finally:
            self._end()

    def _turn(self) -> None:
        """One step: expired timer, then something to send or something received, in turns; else sleep."""
        if self.artim_timer.expired:
            self.event_queue.put("Evt18")
        self._listens_first = not self._listens_first
        if self._listens_first:
            self._receive() or self._process_recv_primitive()
        else:
            self._process_recv_primitive() or self._receive()
        try:
            event = self.event_queue.get(block=False)
        except queue.Empty:
            self._sleep()
        else:
            self.state_machine.do_action(event)

    def _receive(self) -> bool:
        heard: bool = self._is_transport_event()
        if heard:
            self._idle_timer.restart()
        return heard

    def _sleep(self) -> None:
        link = self.socket
        awaited = [self._wake_reader]
        if link is not None and link.socket is not None and link._is_connected:
            awaited.append(link.socket)
        try:
            ready = readable(awaited, self.nap_s)
        except (OSError, ValueError):
            self.event_queue.put("Evt17")
            return
        if self._wake_reader.fileno() in ready:
            with contextlib.suppress(OSError):
                self._wake_reader.recv(4096)

    def _end(self) -> None:
        self._kill_thread = True
        self.to_provider_queue.end()
        if self.socket is not None:
            self.socket._shutdown_socket()
        self._wake_reader.close()
        self._wake_writer.close()
        self.to_user_queue.put(A_P_ABORT())  # for who waits for an answer that cannot come any more
        self.assoc.inbox.close()

    def _decode_pdu(self, bytestream: bytearray) -> Any:
        pdu, event = super()._decode_pdu(bytestream)
        self.assoc.on_pdu(pdu, False)
        return pdu, event

    def _send(self, pdu: Any) -> None:
        self.assoc.on_pdu(pdu, True)
        super()._send(pdu)


class MessageLayer:
    """Stands where pynetdicom has its DIMSE provider: P-DATA in, :class:`DimseMessage` out, and back."""

    def __init__(self, assoc: UpperLayer) -> None:
        self._assoc = assoc
        self._assembler = Assembler(MESSAGE_LIMIT)
        self._sending = threading.Lock()  # fragments of two messages are never mixed (PS3.7 6.3.1)
        self.msg_queue = assoc.inbox  # the state machine's name for it

    def receive_primitive(self, primitive: P_DATA) -> None:
        """Called by the state machine, in the provider's thread."""
        for context_id, fragment in primitive.presentation_data_value_list:
            try:
                message = self._assembler.add(context_id, bytes(fragment))
            except PeerViolation as error:
                self._assoc.failure = error
                self._assoc.on_message(None, False, error)
                self._assoc.dul.event_queue.put("Evt19")  # A-ABORT, then the connection is closed
                return
            if message is not None:
                self._assoc.on_message(message, False, None)
                self._assoc.inbox.put(message)

    def send(self, message: DimseMessage) -> None:
        """Record and send; returns before the last bytes have left."""
        with self._sending:
            self._assoc.on_message(message, True, None)
            for part in fragments(message, self._assoc.peer_pdu_length):
                self._assoc.dul.send_pdu(part)


class UpperLayer(Association):
    """One association. ``on_pdu(pdu, sent)`` and ``on_message(message, sent, error)`` see everything that passes."""

    dul: Provider
    dimse: MessageLayer  # type: ignore[assignment]

    def __init__(self, ae: AE, mode: str) -> None:
        self.inbox = Inbox()
        self.failure: Exception | None = None  # why our own upper layer ended the association
        self.tls_trouble = ""  # how TLS under it ended, where it ended badly
        self.on_pdu: Callable[[Any, bool], None] = lambda pdu, sent: None
        self.on_message: Callable[[DimseMessage | None, bool, PeerViolation | None], None] = lambda *_: None
        super().__init__(ae, mode)
        self.dul = Provider(self)
        self.dul.artim_timer.timeout = ae.acse_timeout
        self.dul._idle_timer.timeout = ae.network_timeout
        self.dimse = MessageLayer(self)
        self.daemon = True

    def _bind_defaults(self) -> None:
        for event in _INTERVENTION_EVENTS:  # without pynetdicom's logging handlers
            self.bind(event, get_default_handler(event))

    @property
    def peer_pdu_length(self) -> int:
        """Longest P-DATA the peer takes, 0 for any."""
        return (self.acceptor if self.is_requestor else self.requestor).maximum_length or 0

    def kill(self) -> None:
        self._kill = True
        self.is_established = False
        self.inbox.poke()
        self.dul.finish()

    def _abort_blocking(self, block: bool = True) -> None:
        if self._sent_abort or self.is_released:
            return
        self._sent_abort = True
        if self.dul.is_alive():
            self.acse.send_abort(0x00)
        self.is_aborted, self.is_established = True, False
        if block:
            self.kill()

    def drop(self) -> None:
        """End without a word, and without waiting for the end."""
        self.dul._kill_thread = True
        self.dul.wake()

    def cut(self) -> None:
        """Close the TCP connection without A-ABORT, as a pulled cable or a killed process does."""
        link = self.dul.socket
        if link is not None:
            link._shutdown_socket()
        self.dul._kill_thread = True
        self.kill()


ABORTS = (A_ABORT, A_P_ABORT)
