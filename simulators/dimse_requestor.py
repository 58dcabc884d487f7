"""An association as requestor: how it is opened and closed, and how an answer is waited for.

What can be asked on it is in :mod:`simulators.dimse_scu`.
"""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pydicom import Dataset
from pydicom.uid import UID
from pynetdicom import AE
from pynetdicom.pdu_primitives import A_ASSOCIATE

from simulators import dimse_errors as errors
from simulators import tls
from simulators.dimse_contexts import Accepted, Proposal, negotiated, proposed, roles
from simulators.dimse_identity import item as identity_item
from simulators.dimse_messages import DimseMessage, command, decode
from simulators.dimse_response import Response
from simulators.dimse_socket import PeerSocket, address_of, address_text
from simulators.dimse_tap import Tap
from simulators.dimse_upper_layer import ABORTS, UpperLayer
from simulators.wire.errors import ConfigError, NoAnswer, NotAgreed, PeerViolation, Refused

if TYPE_CHECKING:
    from simulators.dimse_scu import Scu


MAX_RESPONSES = 100_000  # to one request: what a peer without end is stopped at


class Requestor:
    """An open association. Not for use by two threads at once, except :meth:`abort` and :meth:`cut`."""

    def __init__(self, scu: Scu, contexts: list[Proposal], deliberate: str, require: bool) -> None:
        self.scu, self.runtime = scu, scu.runtime
        self.accepted: list[Accepted] = []
        self.on_event_report: Callable[..., Any] | None = None
        self._message_ids = itertools.count(1)
        self._proposals = proposed(contexts)
        self._require = require
        self.tap = Tap(scu.runtime, scu.sender, scu.receiver, opened_by_us=True, recording=lambda: True)
        self.tap.deliberate = deliberate
        self._layer = self._prepare(roles(contexts))
        self._own = ""
        self._connect()

    # --- opening and closing

    def _prepare(self, role_items: list[Any]) -> UpperLayer:
        limits, scu = self.runtime.limits, self.scu
        ae = AE(scu.calling_ae_title)
        ae.acse_timeout = ae.dimse_timeout = scu.timeout
        ae.connection_timeout = limits.connect_s
        ae.network_timeout = None
        layer = UpperLayer(ae, "requestor")
        layer.on_pdu, layer.on_message = self.tap.pdu, self.tap.message
        try:
            self._introduce(layer, ae, role_items)
        except BaseException:
            layer.kill()
            raise
        return layer

    def _introduce(self, layer: UpperLayer, ae: AE, role_items: list[Any]) -> None:
        scu, user = self.scu, layer.requestor
        user.ae_title, layer.acceptor.ae_title = scu.calling_ae_title, scu.called_ae_title
        user.maximum_length = scu.max_pdu
        user.implementation_class_uid = ae.implementation_class_uid
        user.implementation_version_name = ae.implementation_version_name
        for item in role_items:
            user.add_negotiation_item(item)
        if (shown := scu.shown_identity()) is not None:
            user.add_negotiation_item(identity_item(shown))
        user.requested_contexts = self._proposals

    def _connect(self) -> None:
        layer = self._layer
        try:
            remote = address_of(self.scu.host, self.scu.port)
            sock = self._open_socket(remote)
        except OSError as error:
            layer.kill()
            self.runtime.transcript.call_in_vain(self.scu.port)
            raise errors.unreachable(self.scu, error) from error
        except (ConfigError, NotAgreed):  # a certificate that cannot be read, or is refused
            layer.kill()
            raise
        layer.acceptor.address_info = remote
        layer.requestor.address_info = address_of(*sock.getsockname()[:2])
        self._own = address_text(sock.getsockname())
        self.tap.peer = f"{remote.address}:{remote.port}"
        self.runtime.transcript.own(self._own, self.scu.port)
        layer.set_socket(PeerSocket(layer, sock, accepted=False, stall_s=self.scu.timeout))
        try:
            self._negotiate()
        except BaseException:
            self._finish()
            raise

    def _open_socket(self, remote: Any) -> socket.socket:
        context = self.scu.context() if self.scu.tls is not None else None
        sock = socket.create_connection((remote.address, remote.port), timeout=self.runtime.limits.connect_s)
        if self.scu.tls is None:
            return sock
        try:
            return tls.connect(sock, self.scu.tls, self.scu.host, context)
        except OSError as error:
            raise errors.unreachable(self.scu, error, not_agreed=True) from error

    def _negotiate(self) -> None:
        layer = self._layer
        layer.dul.start()
        layer.acse.send_request()
        answer = layer.dul.receive_pdu(wait=True, timeout=self.scu.timeout)
        if answer is None:
            layer.abort()
            raise errors.silent(self.scu)
        if isinstance(answer, A_ASSOCIATE) and answer.result == 0:
            self._established(answer)
        elif isinstance(answer, A_ASSOCIATE):
            raise errors.rejected(self.scu, answer)
        else:
            raise self._gone("the association request")

    def _established(self, answer: A_ASSOCIATE) -> None:
        layer = self._layer
        layer.acceptor.primitive = answer
        results = answer.presentation_context_definition_results_list
        self.tap.accepted.update(
            negotiated(
                self._proposals, results, layer.requestor.role_selection, layer.acceptor.role_selection, requestor=True
            )
        )
        self.accepted = list(self.tap.accepted.values())
        layer.is_established = True
        if not self.accepted and self._require:
            layer.abort()
            raise errors.nothing_accepted(self.scu, self._proposals, results)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.abort()
            return
        with suppress(NoAnswer, PeerViolation):  # what was asked is answered; the transcript shows the missing release
            self.release()

    @property
    def is_open(self) -> bool:
        layer = self._layer
        return layer.is_established and not layer.inbox.closed

    def release(self) -> None:
        """A-RELEASE; :class:`NoAnswer` when it is not confirmed. Nothing happens when it is closed already."""
        layer = self._layer
        try:
            if not self.is_open:
                return
            if layer.acse.is_release_requested():
                layer.acse.send_release(is_response=True)
                layer.is_released = True
                return
            layer.acse.send_release()
            self._await_release()
        finally:
            self._finish()

    def _await_release(self) -> None:
        layer = self._layer
        while True:
            answer = layer.dul.receive_pdu(wait=True, timeout=self.scu.timeout)
            if answer is None:
                layer.abort()
                raise errors.no_answer(self.scu, "confirm the release", self.scu.timeout)
            if isinstance(answer, ABORTS):
                raise self._gone("A-RELEASE-RQ")
            if answer.result is not None:
                layer.is_released, layer.is_established = True, False
                return
            layer.acse.send_release(is_response=True)  # both sides asked at once (PS3.8 7.2.2.7)

    def abort(self) -> None:
        """A-ABORT, unless it is closed already."""
        try:
            if not self._layer.inbox.closed:
                self._layer.abort()
        finally:
            self._finish()

    def cut(self) -> None:
        """Close the connection without a word."""
        self._layer.cut()
        self._finish()

    def _finish(self) -> None:
        if self._own:
            self.runtime.transcript.disown(self._own, self.scu.port)
            self._own = ""
        self._layer.kill()

    # --- how they work

    def _command(self, kind: str, **elements: Any) -> Dataset:
        return command(kind, MessageID=next(self._message_ids) % 65536, **elements)

    def _context(self, abstract_syntax: str, *, as_scp: bool = False) -> Accepted:
        for context in self.accepted:
            if context.abstract_syntax == abstract_syntax and (context.is_scp if as_scp else context.is_scu):
                return context
        role = "SCP" if as_scp else "SCU"
        raise Refused(
            f"{self.scu.where} accepted no presentation context for {UID(abstract_syntax).name} with us as {role}",
            code="no presentation context",
            clause="PS3.8 9.3.3.2",
            remedy="compare with the peer's conformance statement",
        )

    def _ask(
        self, message: DimseMessage, context: Accepted, timeout: float | None = None, deliberate: str = ""
    ) -> Response:
        return self._responses(message, context, None, deliberate, timeout)[-1]

    def _responses(
        self,
        message: DimseMessage,
        context: Accepted,
        cancel_after: int | None = None,
        deliberate: str = "",
        timeout: float | None = None,
        take: Callable[[DimseMessage], None] | None = None,
    ) -> list[Response]:
        """Send and collect responses to the final one; ``take`` gets the C-STORE requests of a C-GET meanwhile."""
        self._send(message, deliberate)
        if cancel_after == 0:
            self._cancel(message)
        found: list[Response] = []
        while not found or found[-1].is_pending:
            answer = self._next(message, timeout, requests=take is not None)
            if not answer.is_response:
                assert take is not None
                take(answer)
                continue
            found.append(self._read(answer, message, context))
            if len(found) > MAX_RESPONSES:
                self.abort()
                raise PeerViolation(
                    f"{self.scu.where} sent more than {MAX_RESPONSES} responses to {message.kind}; "
                    "the association was aborted",
                    clause="limit of this harness",
                )
            if cancel_after is not None and len(found) == cancel_after and found[-1].is_pending:
                self._cancel(message)
        return found

    def _send(self, message: DimseMessage, deliberate: str) -> None:
        if not self.is_open:
            raise self._gone(f"before {message.kind} was sent")
        before, self.tap.deliberate = self.tap.deliberate, deliberate or self.tap.deliberate
        try:
            self._layer.dimse.send(message)
        finally:
            self.tap.deliberate = before

    def _cancel(self, message: DimseMessage) -> None:
        request = command("C-CANCEL-RQ", MessageIDBeingRespondedTo=message.command.MessageID)
        self._layer.dimse.send(DimseMessage(message.context_id, request))

    def _next(self, request: DimseMessage, timeout: float | None, *, requests: bool) -> DimseMessage:
        seconds = self.scu.timeout if timeout is None else timeout
        layer = self._layer
        answer = layer.inbox.take(
            seconds, responses=True, requests=requests, unless=lambda: layer.dul.peek_next_pdu() is not None
        )
        if answer is not None:
            return answer
        if layer.inbox.closed or layer.dul.peek_next_pdu() is not None:
            gone = self._gone(request.kind)
            if isinstance(layer.dul.peek_next_pdu(), ABORTS):
                self._finish()
            else:
                self.release()  # confirms what the peer asked for
            raise gone
        self.abort()
        raise errors.no_answer(self.scu, f"answer {request.kind}", seconds)

    def _read(self, answer: DimseMessage, request: DimseMessage, context: Accepted) -> Response:
        """The response, or PeerViolation when it does not answer ``request`` (PS3.7 9.3, 10.3)."""
        expected = request.kind[:-2] + "RSP"
        status = answer.command.get("Status")
        wrong = "" if isinstance(status, int) else f"{answer.kind} without Status (0000,0900)"
        if answer.kind != expected:
            wrong = f"{answer.kind} where {expected} was due"
        elif answer.command.get("MessageIDBeingRespondedTo") != request.command.MessageID:
            wrong = (
                f"{answer.kind} to message {answer.command.get('MessageIDBeingRespondedTo')} "
                f"where message {request.command.MessageID} was to be answered"
            )
        if wrong or not isinstance(status, int):
            self.abort()
            raise PeerViolation(
                f"{self.scu.where} sent {wrong}; the association was aborted",
                clause="PS3.7 9.3 and 10.3",
                received=answer.kind,
            )
        ds = decode(answer.data, context.transfer_syntax) if answer.data else None
        return Response(
            status,
            ds,
            str(answer.command.get("ErrorComment", "") or ""),
            answer.command.get("ErrorID"),
            answer.command,
        )

    def _answer(self, request: DimseMessage, status: int) -> None:
        elements = request.command
        answer = command(
            request.kind[:-2] + "RSP",
            MessageIDBeingRespondedTo=elements.get("MessageID"),
            AffectedSOPClassUID=elements.get("AffectedSOPClassUID"),
            AffectedSOPInstanceUID=elements.get("AffectedSOPInstanceUID"),
            EventTypeID=elements.get("EventTypeID"),
            Status=status,
        )
        self._layer.dimse.send(DimseMessage(request.context_id, answer))

    def _gone(self, during: str) -> PeerViolation:
        """Why there is no connection any more."""
        layer = self._layer
        control = layer.dul.peek_next_pdu()
        if layer.tls_trouble and not self.tap.aborted:
            how = f"ended TLS: {layer.tls_trouble}"
        elif layer.failure is not None:
            how = f"sent what cannot be read ({layer.failure})"
        elif self.tap.aborted:
            how = f"aborted the association ({self.tap.aborted})"
        elif self.tap.aborted_by_us:
            how = f"broke the upper layer protocol, so that our side aborted ({self.tap.aborted_by_us})"
        elif control is not None and not isinstance(control, ABORTS):
            how = "released the association"
        elif layer._sent_abort or layer.is_released:
            how = "is not connected any more: we closed the association"
        else:
            how = "closed the connection without A-ABORT or A-RELEASE"
        return PeerViolation(
            f"{self.scu.where} {how}, during {during}",
            clause="PS3.8 7.3" if self.tap.aborted else "PS3.8 9.2",
            received=f"A-ABORT {self.tap.aborted}" if self.tap.aborted else "",
            remedy="ask the peer's log for the reason",
        )
