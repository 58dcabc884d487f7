"""An association as acceptor: negotiated, then served request by request in a thread of its own."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pynetdicom import AE
from pynetdicom.pdu_primitives import A_ASSOCIATE

from simulators import tls
from simulators.dimse_contexts import Accepted, accepted_roles, negotiated
from simulators.dimse_identity import response, shown_in
from simulators.dimse_messages import DimseMessage, command, encode
from simulators.dimse_services import serve
from simulators.dimse_socket import PeerSocket, address_of
from simulators.dimse_tap import Tap
from simulators.dimse_upper_layer import ABORTS, UpperLayer
from simulators.wire.errors import LocalViolation, NoAnswer, PeerViolation

if TYPE_CHECKING:
    from pydicom import Dataset

    from simulators.dimse_scp import Scp


@dataclass(frozen=True, slots=True, eq=False)
class AssociationInfo:
    """What a handler may know about the association and message it serves."""

    calling_ae_title: str
    called_ae_title: str
    peer: str  # address, "host:port"
    sender: str  # role name of the caller
    connection: str
    context: Accepted | None
    command: Dataset | None  # of the request
    is_cancelled: Callable[[], bool]
    association: Incoming

    @property
    def transfer_syntax(self) -> str:
        return self.context.transfer_syntax if self.context else ""


class Incoming(threading.Thread):
    """One association as acceptor, and the thread that serves its requests in order."""

    def __init__(self, scp: Scp, sock: socket.socket, peer: str) -> None:
        super().__init__(name=f"dimse-{scp.role}-{peer}", daemon=True)
        self.scp, self.runtime, self.peer = scp, scp.runtime, peer
        self._sock = sock
        self.layer: UpperLayer | None = None
        self.is_dropped = False
        self.tap = Tap(
            scp.runtime,
            peer,
            scp.role,
            opened_by_us=False,
            recording=lambda: not scp.runtime.transcript.is_own(peer, scp.port),
        )
        self.tap.peer = peer
        self.tap.foreign_uids = scp.foreign_uids
        self.calling_ae_title = self.called_ae_title = ""
        self._message_id = 0
        self.later: list[Callable[[], object]] = []  # put here by a handler: done once its response has been sent

    # --- life

    def run(self) -> None:
        try:
            self._serve()
        except Exception as error:  # ours: the peer must not wait
            self.runtime.progress(f"{self.scp.role}: {type(error).__name__}: {error}")
            if self.layer is not None:
                self.layer.abort()
        finally:
            if self.layer is not None:
                self.layer.kill()
            self._sock.close()
            self.scp.forget(self)

    def _serve(self) -> None:
        if self.scp.context is not None and not self._handshake(self.scp.context):
            return
        layer = self._prepare()
        layer.dul.start()
        request = layer.dul.receive_pdu(wait=True, timeout=self.runtime.limits.dimse_s)
        if not isinstance(request, A_ASSOCIATE):
            return
        self._identify(request)
        layer.requestor.primitive = request
        by_handler = self.scp.handlers.refusal
        refusal = self.scp.refusal(request) or by_handler(self.info(None, None)) or self._kept_out(request)
        if refusal is not None:
            layer.acse.send_reject(*refusal)
            return
        self._accept(request)
        self._loop()

    def _kept_out(self, request: A_ASSOCIATE) -> tuple[int, int, int] | None:
        """By who may speak to the role, where that is laid down."""
        access = self.scp.access
        return access.refusal(self.calling_ae_title, self.host, shown_in(request)) if access is not None else None

    def _handshake(self, context: ssl.SSLContext) -> bool:
        self._sock.settimeout(self.runtime.limits.connect_s)
        try:
            self._sock = tls.accept(self._sock, context)
        except OSError as error:
            words = tls.why(error)[0]
            self.scp.not_agreed.append(words)
            self.runtime.progress(f"{self.scp.role}: TLS was not agreed with {self.peer}: {words}")
            return False
        return True

    def _prepare(self) -> UpperLayer:
        ae = AE("ANY")
        ae.acse_timeout = ae.dimse_timeout = self.runtime.limits.dimse_s
        layer = self.layer = UpperLayer(ae, "acceptor")  # ended by run(), also when the peer is gone by now
        layer.on_pdu, layer.on_message = self._pdu, self.tap.message
        host, port = self._sock.getsockname()[:2]
        layer.acceptor.address_info = address_of(host, port)
        layer.requestor.address_info = address_of(*self._sock.getpeername()[:2])
        layer.acceptor.maximum_length = self.scp.max_pdu
        layer.acceptor.implementation_class_uid = ae.implementation_class_uid
        layer.acceptor.implementation_version_name = ae.implementation_version_name
        layer.set_socket(PeerSocket(layer, self._sock, accepted=True, stall_s=self.runtime.limits.dimse_s))
        return layer

    def _pdu(self, pdu: Any, sent: bool) -> None:
        title = getattr(pdu, "calling_ae_title", None)
        if title is not None and not sent and not self.calling_ae_title:
            self.tap.sender = self.runtime.identify(str(title).strip(" "))
        self.tap.pdu(pdu, sent)

    def _identify(self, request: A_ASSOCIATE) -> None:
        self.calling_ae_title = str(request.calling_ae_title).strip(" ")
        self.called_ae_title = str(request.called_ae_title).strip(" ")

    def _accept(self, request: A_ASSOCIATE) -> None:
        layer = self.layer
        assert layer is not None
        results = self.scp.policy.answer(request.presentation_context_definition_list)
        for item in accepted_roles(layer.requestor.role_selection, results):
            layer.acceptor.add_negotiation_item(item)
        if self.scp.access is not None and self.scp.access.confirms(shown_in(request)):
            layer.acceptor.add_negotiation_item(response())
        self.tap.accepted.update(
            negotiated(
                request.presentation_context_definition_list,
                results,
                layer.requestor.role_selection,
                layer.acceptor.role_selection,
                requestor=False,
            )
        )
        layer._accepted_cx = {one.context_id: one for one in results if one.result == 0}  # type: ignore[misc]
        layer._rejected_cx = [one for one in results if one.result != 0]
        layer.acse.send_accept()
        layer.is_established = True

    def _loop(self) -> None:
        layer = self.layer
        assert layer is not None
        while True:
            message = layer.inbox.take(60, requests=True, unless=lambda: layer.dul.peek_next_pdu() is not None)
            if message is not None:
                serve(self, message)
                while self.later:
                    self.later.pop(0)()
            elif layer.acse.is_release_requested():
                layer.acse.send_release(is_response=True)
                layer.is_released, layer.is_established = True, False
                return
            elif layer.inbox.closed or isinstance(layer.dul.peek_next_pdu(), ABORTS):
                return

    def end(self, *, cut: bool = False) -> None:
        """Abort, or with ``cut`` close without a word."""
        layer = self.layer
        if layer is None:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)
        elif cut:
            layer.cut()
        else:
            layer.abort()

    def drop(self) -> None:
        """Let a caller go who has no association, at once and without a word."""
        self.is_dropped = True
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)
        if self.layer is not None:
            self.layer.drop()

    @property
    def is_open(self) -> bool:
        return self.layer is not None and self.layer.is_established and not self.layer.inbox.closed

    # --- for the services

    @property
    def host(self) -> str:
        """The caller's address without its port."""
        return self.peer.rpartition(":")[0]

    def may(self, message: DimseMessage, context: Accepted) -> bool:
        """Whether the caller may send this request."""
        access = self.scp.access
        where = self.calling_ae_title, self.host
        return access is None or access.permits(*where, message.kind, context.abstract_syntax)

    def info(self, context: Accepted | None, request: Dataset | None) -> AssociationInfo:
        """What the handler is told."""
        message_id = request.get("MessageID") if request is not None else None
        return AssociationInfo(
            self.calling_ae_title,
            self.called_ae_title,
            self.peer,
            self.tap.sender,
            self.tap.connection,
            context,
            request,
            lambda: self.layer is not None and message_id in self.layer.inbox.cancelled,
            self,
        )

    def send(self, message: DimseMessage) -> None:
        """Record and send."""
        assert self.layer is not None
        self.layer.dimse.send(message)

    def ask(self, kind: str, context: Accepted, ds: bytes, timeout: float | None = None, **elements: Any) -> Dataset:
        """Send a request of our own on this association and return the command set of its answer.

        Used for C-STORE in C-GET and N-EVENT-REPORT. :class:`NoAnswer` or :class:`PeerViolation` without one.
        """
        assert self.layer is not None
        seconds = self.runtime.limits.dimse_s if timeout is None else timeout
        self._message_id += 1
        request = command(kind, MessageID=self._message_id, **elements)
        self.send(DimseMessage(context.id, request, ds))
        dul = self.layer.dul
        answer = self.layer.inbox.take(seconds, responses=True, unless=lambda: dul.peek_next_pdu() is not None)
        if answer is None and (self.layer.inbox.closed or dul.peek_next_pdu() is not None):
            raise PeerViolation(f"{self.tap.sender} closed the association before it answered {kind}")
        if answer is None:
            raise NoAnswer(f"{self.tap.sender} did not answer {kind} within {seconds:g} s", seconds=seconds)
        if answer.command.get("MessageIDBeingRespondedTo") != self._message_id or "Status" not in answer.command:
            raise PeerViolation(f"{self.tap.sender} sent {answer.kind} that answers no request of ours")
        return answer.command

    def n_event_report(
        self, sop_class: str, uid: str, event_type: int, ds: Dataset | None, timeout: float | None = None
    ) -> int:
        """N-EVENT-REPORT on this same association (PS3.4 J.3.3); status of the answer."""
        for context in self.tap.accepted.values():
            if context.abstract_syntax == sop_class and context.is_scp:
                data = encode(ds, context.transfer_syntax) if ds is not None else b""
                answer = self.ask(
                    "N-EVENT-REPORT-RQ",
                    context,
                    data,
                    timeout,
                    AffectedSOPClassUID=sop_class,
                    AffectedSOPInstanceUID=uid,
                    EventTypeID=event_type,
                )
                return int(answer.Status)
        raise LocalViolation(f"no presentation context for {sop_class} on this association with us as SCP")
