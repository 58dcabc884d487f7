"""The SCP side: a listening application entity whose handlers get and give plain values."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pynetdicom import AE
from pynetdicom.pdu_primitives import A_ASSOCIATE

from simulators.dimse_contexts import EVERY_SYNTAX, UNCOMPRESSED, Accepted, Policy, accepted_roles, negotiated
from simulators.dimse_messages import DimseMessage, command, encode
from simulators.dimse_services import Handlers, serve
from simulators.dimse_tap import Tap, rejection_words
from simulators.dimse_upper_layer import ABORTS, Link, UpperLayer, address_of
from simulators.runtime import Runtime
from simulators.wire.errors import ConfigError, LocalViolation, NoAnswer, PeerViolation

if TYPE_CHECKING:
    from pydicom import Dataset

VERIFICATION = "1.2.840.10008.1.1"
NOT_RECOGNIZED_CALLING = (1, 1, 3)
NOT_RECOGNIZED_CALLED = (1, 1, 7)
LIMIT_EXCEEDED = (2, 3, 2)
MAX_PDU = 131072


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


class Scp:
    """An application entity that listens.

    ``sop_classes``: abstract syntaxes offered, each with the native transfer syntaxes, or a mapping to its own;
    Verification is always there. ``storage`` takes every storage SOP class, private ones included, in
    ``storage_syntaxes`` (every one), kept as sent; ``storage_classes`` narrows it. ``on_…`` are the handlers, see
    :class:`simulators.dimse_services.Handlers`; a request without its handler is answered 0211.
    """

    def __init__(
        self,
        runtime: Runtime,
        role: str,
        ae_title: str,
        *,
        port: int = 0,
        sop_classes: Iterable[str] | Mapping[str, Iterable[str]] = (),
        storage: bool | None = None,
        storage_classes: Iterable[str] = (),
        storage_syntaxes: Iterable[str] = EVERY_SYNTAX,
        calling_ae_titles: Iterable[str] = (),
        require_called_ae: bool = True,
        max_associations: int = 100,
        max_pdu: int = MAX_PDU,
        tls: ssl.SSLContext | None = None,
        foreign_status: int = 0x0000,
        **handlers: Callable[..., Any] | None,
    ) -> None:
        """``calling_ae_titles`` empty: anyone may call. ``foreign_status`` answers storage and steps of patients that
        are not ours, whose content is not kept. Titles are compared with case, outer blanks aside (PS3.5 6.2)."""
        self.runtime, self.role, self.ae_title = runtime, role, ae_title
        self.handlers = Handlers(**handlers)
        self.require_called_ae = require_called_ae
        self.calling_ae_titles = {title.strip(" ") for title in calling_ae_titles}
        self.max_associations, self.max_pdu = max_associations, max_pdu
        self.foreign_status = foreign_status
        self.foreign_uids: set[str] = set()  # steps of patients that are not ours, so that their N-SET is known
        self.policy = Policy(
            _with_syntaxes(sop_classes),
            self.handlers.on_store is not None if storage is None else storage,
            frozenset(storage_classes),
            tuple(map(str, storage_syntaxes)),
        )
        self.tls = tls
        self.port = port
        self._listener: socket.socket | None = None
        self._accepting: threading.Thread | None = None
        self._associations: set[Incoming] = set()
        self._lock = threading.Lock()

    def start(self) -> int:
        """Listen and return the port. :class:`ConfigError` when it is in use or not allowed."""
        address = (self.runtime.bind, self.port)
        listener = socket.socket(socket.AF_INET6 if ":" in self.runtime.bind else socket.AF_INET, socket.SOCK_STREAM)
        try:
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where SO_REUSEADDR lets two listen on one port
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(128)
        except OSError as error:
            listener.close()
            raise ConfigError(
                f"{self.role}: cannot listen for DICOM on {address[0]}:{address[1]}: {error.strerror or error}",
                cause="another program, or another run, has that port" if self.port else "",
                remedy=f"free port {self.port} or set another in the site file (0 takes any free one)",
            ) from error
        self.port = listener.getsockname()[1]
        self._listener = listener
        self._accepting = threading.Thread(
            target=self._accept, args=(listener,), name=f"dimse-{self.role}", daemon=True
        )
        self._accepting.start()
        return self.port

    def stop(self, *, cut: bool = False) -> None:
        """Close the port and abort open associations (``cut``: without A-ABORT). May be called twice."""
        listener, self._listener = self._listener, None
        if listener is not None:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)  # wakes accept()
            listener.close()
        if self._accepting is not None:
            self._accepting.join(5)
            self._accepting = None
        with self._lock:
            serving = list(self._associations)
        for association in serving:
            association.end(cut=cut)
        for association in serving:
            association.join(5)

    def __enter__(self) -> Scp:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def associations(self) -> list[Incoming]:
        """Those open now."""
        with self._lock:
            return list(self._associations)

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                sock, address = listener.accept()
            except OSError:
                return
            association = Incoming(self, sock, "%s:%d" % address[:2])
            with self._lock:
                self._associations.add(association)
            association.start()

    def forget(self, association: Incoming) -> None:
        """Called by an association that ended."""
        with self._lock:
            self._associations.discard(association)

    def refusal(self, request: A_ASSOCIATE) -> tuple[int, int, int] | None:
        """Result, source and reason of A-ASSOCIATE-RJ, or None (PS3.8 9.3.4)."""
        if self.require_called_ae and str(request.called_ae_title).strip(" ") != self.ae_title.strip(" "):
            return NOT_RECOGNIZED_CALLED
        if self.calling_ae_titles and str(request.calling_ae_title).strip(" ") not in self.calling_ae_titles:
            return NOT_RECOGNIZED_CALLING
        if len(self.associations) > self.max_associations:
            return LIMIT_EXCEEDED
        return None


class Incoming(threading.Thread):
    """One association as acceptor, and the thread that serves its requests in order."""

    def __init__(self, scp: Scp, sock: socket.socket, peer: str) -> None:
        super().__init__(name=f"dimse-{scp.role}-{peer}", daemon=True)
        self.scp, self.runtime, self.peer = scp, scp.runtime, peer
        self._sock = sock
        self.layer: UpperLayer | None = None
        self.tap = Tap(
            scp.runtime,
            peer,
            scp.role,
            opened_by_us=False,
            recording=lambda: not scp.runtime.transcript.is_own(peer),
        )
        self.tap.peer = peer
        self.calling_ae_title = self.called_ae_title = ""
        self._message_id = 0
        self.later: list[Callable[[], object]] = []  # put here by a handler: done once its response has been sent

    # --- life

    def run(self) -> None:
        try:
            self._serve()
        except Exception as error:  # of a handler, after its association was aborted
            self.runtime.progress(f"{self.scp.role}: {error}")
        finally:
            if self.layer is not None:
                self.layer.kill()
            self._sock.close()
            self.scp.forget(self)

    def _serve(self) -> None:
        if self.scp.tls is not None and not self._handshake():
            return
        layer = self.layer = self._prepare()
        layer.dul.start()
        request = layer.dul.receive_pdu(wait=True, timeout=self.runtime.limits.dimse_s)
        if not isinstance(request, A_ASSOCIATE):
            return
        self._identify(request)
        layer.requestor.primitive = request
        refusal = self.scp.refusal(request) or self.scp.handlers.refusal(self.info(None, None))
        if refusal is not None:
            layer.acse.send_reject(*refusal)
            return
        self._accept(request)
        self._loop()

    def _handshake(self) -> bool:
        self._sock.settimeout(self.runtime.limits.connect_s)
        try:
            self._sock = self.scp.tls.wrap_socket(self._sock, server_side=True)  # type: ignore[union-attr]
        except OSError as error:
            self.runtime.progress(f"{self.scp.role}: TLS not agreed with {self.peer}: {error}")
            return False
        return True

    def _prepare(self) -> UpperLayer:
        ae = AE("ANY")
        ae.acse_timeout = ae.dimse_timeout = self.runtime.limits.dimse_s
        layer = UpperLayer(ae, "acceptor")
        layer.on_pdu, layer.on_message = self._pdu, self.tap.message
        host, port = self._sock.getsockname()[:2]
        layer.acceptor.address_info = address_of(host, port)
        layer.requestor.address_info = address_of(*self._sock.getpeername()[:2])
        layer.acceptor.maximum_length = self.scp.max_pdu
        layer.acceptor.implementation_class_uid = ae.implementation_class_uid
        layer.acceptor.implementation_version_name = ae.implementation_version_name
        layer.set_socket(Link(layer, self._sock, accepted=True, stall_s=self.runtime.limits.dimse_s))
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

    @property
    def is_open(self) -> bool:
        return self.layer is not None and self.layer.is_established and not self.layer.inbox.closed

    # --- for the services

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


def _with_syntaxes(sop_classes: Iterable[str] | Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    native = tuple(map(str, UNCOMPRESSED))
    if isinstance(sop_classes, Mapping):
        found = {str(uid): tuple(map(str, syntaxes)) or native for uid, syntaxes in sop_classes.items()}
    else:
        found = {str(uid): native for uid in sop_classes}
    return {VERIFICATION: native, **found}


__all__ = ["AssociationInfo", "Incoming", "Scp", "rejection_words"]
