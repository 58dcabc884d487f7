"""The SCU side: associate, ask, and say exactly what went wrong where no proper answer came."""

from __future__ import annotations

import itertools
import socket
import ssl
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from pydicom import Dataset
from pydicom.uid import UID
from pynetdicom import AE
from pynetdicom.pdu_primitives import A_ASSOCIATE

from simulators import dimse_guard as guard
from simulators.dimse_contexts import (
    Accepted,
    Proposal,
    get_contexts,
    negotiated,
    proposed,
    roles,
    storage_contexts,
)
from simulators.dimse_files import EncodedInstance, StoredFile, part10
from simulators.dimse_messages import DimseMessage, command, decode, encode
from simulators.dimse_tap import Tap, rejection_words
from simulators.dimse_upper_layer import ABORTS, Link, UpperLayer, address_of
from simulators.runtime import Runtime
from simulators.wire.errors import LocalViolation, NoAnswer, PeerViolation, Refused, Unreachable

VERIFICATION = "1.2.840.10008.1.1"
MAX_PDU = 131072
PENDING = {0xFF00, 0xFF01}
WARNINGS = {0x0001, 0x0107, 0x0116}
Storable: TypeAlias = "Dataset | Path | str | EncodedInstance"


@dataclass(frozen=True, slots=True)
class Response:
    """A DIMSE response. ``command`` is the command set as received, ``dataset`` the decoded data set if there was one."""

    status: int
    dataset: Dataset | None = None
    error_comment: str = ""
    error_id: int | None = None
    command: Dataset = field(default_factory=Dataset, repr=False)

    @property
    def is_success(self) -> bool:
        return self.status == 0

    @property
    def is_pending(self) -> bool:
        return self.status in PENDING

    @property
    def is_warning(self) -> bool:
        """0001, 0107, 0116, Bxxx (PS3.7 C): done, with something to know."""
        return self.status in WARNINGS or self.status >> 12 == 0xB

    @property
    def is_cancel(self) -> bool:
        return self.status == 0xFE00

    @property
    def is_failure(self) -> bool:
        return not (self.is_success or self.is_pending or self.is_warning or self.is_cancel)

    @property
    def sub_operations(self) -> tuple[int, int, int, int]:
        """Remaining, completed, failed, warning; -1 where the peer did not say."""
        keywords = ("Remaining", "Completed", "Failed", "Warning")
        return tuple(  # type: ignore[return-value]
            self.command.get(f"NumberOf{word}Suboperations", -1) for word in keywords
        )


class Scu:
    """Knows a peer; each :meth:`associate` opens one association. Safe for several threads."""

    def __init__(
        self,
        runtime: Runtime,
        sender: str,
        receiver: str,
        host: str,
        port: int,
        called_ae_title: str,
        calling_ae_title: str,
        tls: ssl.SSLContext | None = None,
        *,
        timeout: float | None = None,
        max_pdu: int = MAX_PDU,
    ) -> None:
        """``timeout``: seconds for one DIMSE answer, by default the site's ``dimse_s``."""
        self.runtime, self.sender, self.receiver = runtime, sender, receiver
        self.host, self.port, self.tls = host, port, tls
        self.called_ae_title, self.calling_ae_title = called_ae_title, calling_ae_title
        self.timeout = runtime.limits.dimse_s if timeout is None else timeout
        self.max_pdu = max_pdu

    @property
    def where(self) -> str:
        """``pacs (PACS1 at 127.0.0.1:11112)``."""
        return f"{self.receiver} ({self.called_ae_title} at {self.host}:{self.port})"

    def associate(self, contexts: Iterable[Proposal], *, deliberate: str = "", require: bool = True) -> OpenAssociation:
        """An open association, to be used in ``with``.

        :class:`Unreachable` without a TCP connection, :class:`Refused` when rejected (``code`` "result/source/reason")
        or, with ``require``, when no presentation context was accepted; :class:`NoAnswer` when the peer is silent,
        :class:`PeerViolation` when it aborts, closes or answers with something else. :class:`LocalViolation` for an
        AE title or UID that may not be sent.
        """
        contexts = list(contexts)
        try:
            return OpenAssociation(self, contexts, deliberate, require)
        except (ValueError, TypeError) as error:
            raise LocalViolation(f"this association request may not be sent: {error}") from error

    def echo(self) -> Response:
        """C-ECHO on an association of its own."""
        with self.associate([VERIFICATION]) as assoc:
            return assoc.echo()

    def find(self, model: str, query: Dataset, **options: Any) -> list[Response]:
        """C-FIND on an association of its own; the last response is the final one."""
        with self.associate([model]) as assoc:
            return assoc.find(model, query, **options)

    def move(self, model: str, query: Dataset, destination: str, **options: Any) -> list[Response]:
        """C-MOVE on an association of its own."""
        with self.associate([model]) as assoc:
            return assoc.move(model, query, destination, **options)

    def get(
        self, model: str, query: Dataset, sop_classes: Iterable[str], **options: Any
    ) -> tuple[list[Response], list[Dataset]]:
        """C-GET on an association of its own, ready to receive ``sop_classes``."""
        with self.associate(get_contexts(model, sop_classes)) as assoc:
            return assoc.get(model, query, **options)

    def store(self, instances: Iterable[Storable], **options: Any) -> list[Response]:
        """C-STORE of all ``instances``, each in its own transfer syntax, on one association."""
        found = [EncodedInstance.of(instance) for instance in instances]
        with self.associate(storage_contexts(found)) as assoc:
            return [assoc.store(instance, **options) for instance in found]


class OpenAssociation:
    """An association as requestor. Not for use by two threads at once, except :meth:`abort` and :meth:`cut`.

    Operations raise :class:`NoAnswer` (time-out; the association is then aborted), :class:`PeerViolation` (aborted,
    closed, released or answered wrongly by the peer) and :class:`LocalViolation` (no accepted context for it, or a
    patient that is not ours: nothing was sent). A failure status is not an exception: it is in the :class:`Response`.
    """

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
        layer.on_pdu, layer.on_message = self._pdu, self.tap.message
        user = layer.requestor
        user.ae_title, layer.acceptor.ae_title = scu.calling_ae_title, scu.called_ae_title
        user.maximum_length = scu.max_pdu
        user.implementation_class_uid = ae.implementation_class_uid
        user.implementation_version_name = ae.implementation_version_name
        for item in role_items:
            user.add_negotiation_item(item)
        user.requested_contexts = self._proposals
        return layer

    def _connect(self) -> None:
        layer = self._layer
        try:
            remote = address_of(self.scu.host, self.scu.port)
            sock = self._open_socket(remote)
        except OSError as error:
            layer.kill()
            raise self._unreachable(error) from error
        layer.acceptor.address_info = remote
        layer.requestor.address_info = address_of(*sock.getsockname()[:2])
        self._own = "%s:%d" % sock.getsockname()[:2]
        self.tap.peer = f"{remote.address}:{remote.port}"
        self.runtime.transcript.own(self._own)
        layer.set_socket(Link(layer, sock, accepted=False, stall_s=self.scu.timeout))
        try:
            self._negotiate()
        except BaseException:
            self._finish()
            raise

    def _open_socket(self, remote: Any) -> socket.socket:
        sock = socket.create_connection((remote.address, remote.port), timeout=self.runtime.limits.connect_s)
        if self.scu.tls is None:
            return sock
        try:
            return self.scu.tls.wrap_socket(sock, server_hostname=self.scu.host)
        except BaseException:
            sock.close()
            raise

    def _unreachable(self, error: OSError) -> Unreachable:
        words = {
            socket.gaierror: ("the name does not resolve", "check the host in the site file, and DNS on this machine"),
            ConnectionRefusedError: ("nothing listens on that port", "check the port in the site file; is it started?"),
            TimeoutError: ("no answer to the connection request", "check the address, the network and the firewall"),
            ssl.SSLError: ("TLS was not agreed", "check certificates and whether the peer speaks TLS on that port"),
        }
        cause, remedy = next(
            (text for sort, text in words.items() if isinstance(error, sort)),
            (str(error), "check host and port in the site file"),
        )
        return Unreachable(
            f"{self.scu.where} cannot be reached: {cause}",
            who=self.scu.receiver,
            where=f"{self.scu.host}:{self.scu.port}",
            seconds=self.runtime.limits.connect_s,
            cause=str(error),
            remedy=remedy,
        )

    def _negotiate(self) -> None:
        layer = self._layer
        layer.dul.start()
        layer.acse.send_request()
        answer = layer.dul.receive_pdu(wait=True, timeout=self.scu.timeout)
        if answer is None:
            layer.abort()
            raise NoAnswer(
                f"{self.scu.where} took the connection and did not answer the association request "
                f"within {self.scu.timeout:g} s",
                who=self.scu.receiver,
                where=f"{self.scu.host}:{self.scu.port}",
                seconds=self.scu.timeout,
                cause="a port that speaks no DICOM, or an application that hangs",
                remedy="check the port; ask the peer's log for the association",
            )
        if isinstance(answer, A_ASSOCIATE) and answer.result == 0:
            self._established(answer)
        elif isinstance(answer, A_ASSOCIATE):
            raise self._rejected(answer)
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
            names = ", ".join(UID(str(one.abstract_syntax)).name for one in self._proposals[:5])
            layer.abort()
            raise Refused(
                f"{self.scu.where} accepted the association but none of its presentation contexts: {names}",
                code="no presentation context",
                clause="PS3.8 9.3.3.2",
                received=[one.result for one in results],
                cause="the peer does not support these SOP classes or transfer syntaxes for this AE title",
                remedy="compare with the peer's conformance statement and its list of known AE titles",
            )

    def _rejected(self, answer: A_ASSOCIATE) -> Refused:
        code = (answer.result, answer.result_source, answer.diagnostic)
        remedy = {
            (1, 7): "check the called AE title in the site file: case and blanks count",
            (1, 3): f"make {self.scu.calling_ae_title} known to the peer",
        }.get(code[1:], "ask the peer's log for the reason")
        return Refused(
            f"{self.scu.where} rejected the association of {self.scu.calling_ae_title}: {rejection_words(*code)}",
            code="/".join(map(str, code)),
            clause="PS3.8 9.3.4",
            remedy=remedy,
        )

    def __enter__(self) -> OpenAssociation:
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
                raise NoAnswer(
                    f"{self.scu.where} did not confirm the release within {self.scu.timeout:g} s",
                    who=self.scu.receiver,
                    where=f"{self.scu.host}:{self.scu.port}",
                    seconds=self.scu.timeout,
                )
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
        self._layer.kill()
        if self._own:
            self.runtime.transcript.disown(self._own)
            self._own = ""

    # --- operations

    def echo(self, *, timeout: float | None = None) -> Response:
        """C-ECHO (PS3.7 9.1.5)."""
        context = self._context(VERIFICATION)
        request = self._command("C-ECHO-RQ", AffectedSOPClassUID=VERIFICATION)
        return self._ask(DimseMessage(context.id, request), context, timeout)

    def store(
        self,
        instance: Storable,
        *,
        move_originator: str = "",
        move_originator_id: int | None = None,
        deliberate: str = "",
        timeout: float | None = None,
    ) -> Response:
        """C-STORE of a data set, a Part 10 file or encoded bytes (PS3.7 9.1.1).

        The encoding of the instance is kept byte for byte where a context with its transfer syntax was accepted;
        native ones are encoded anew for another native syntax. LocalViolation where no context fits.
        """
        found = EncodedInstance.of(instance)
        guard.guard_store(self.runtime, found.dataset)
        context = self._storage_context(found)
        request = self._command(
            "C-STORE-RQ",
            AffectedSOPClassUID=found.SOPClassUID,
            AffectedSOPInstanceUID=found.SOPInstanceUID,
            Priority=0,
            MoveOriginatorApplicationEntityTitle=move_originator,
            MoveOriginatorMessageID=move_originator_id,
        )
        return self._ask(
            DimseMessage(context.id, request, found.encoded_as(context.transfer_syntax)), context, timeout, deliberate
        )

    def find(
        self,
        model: str,
        query: Dataset,
        *,
        cancel_after: int | None = None,
        deliberate: str = "",
        timeout: float | None = None,
    ) -> list[Response]:
        """C-FIND (PS3.7 9.1.2): all responses, the final one last. ``cancel_after`` n matches sends C-CANCEL."""
        context = self._context(model)
        request = self._command("C-FIND-RQ", AffectedSOPClassUID=model, Priority=0)
        message = DimseMessage(context.id, request, encode(query, context.transfer_syntax))
        return self._responses(message, context, cancel_after, deliberate, timeout)

    def move(
        self,
        model: str,
        query: Dataset,
        destination: str,
        *,
        cancel_after: int | None = None,
        deliberate: str = "",
        timeout: float | None = None,
    ) -> list[Response]:
        """C-MOVE (PS3.7 9.1.4): pending responses and the final one. ``timeout`` is for each response."""
        guard.guard_move(self.runtime, query)
        context = self._context(model)
        request = self._command("C-MOVE-RQ", AffectedSOPClassUID=model, Priority=0, MoveDestination=destination)
        message = DimseMessage(context.id, request, encode(query, context.transfer_syntax))
        return self._responses(message, context, cancel_after, deliberate, timeout)

    def get(
        self,
        model: str,
        query: Dataset,
        *,
        on_store: Callable[[StoredFile], int] | None = None,
        cancel_after: int | None = None,
        deliberate: str = "",
        timeout: float | None = None,
    ) -> tuple[list[Response], list[Dataset]]:
        """C-GET (PS3.7 9.1.3): responses, and what was received on this association, with file meta information.

        ``on_store`` gives the status of each sub-operation (0000 without it) and sees the bytes as sent.
        """
        context = self._context(model)
        request = self._command("C-GET-RQ", AffectedSOPClassUID=model, Priority=0)
        received: list[Dataset] = []
        message = DimseMessage(context.id, request, encode(query, context.transfer_syntax))

        def take(sub_operation: DimseMessage) -> None:
            self._accept_sub_operation(sub_operation, received, on_store)

        responses = self._responses(message, context, cancel_after, deliberate, timeout, take)
        return responses, received

    def n_create(
        self, sop_class: str, uid: str | None, ds: Dataset | None, *, deliberate: str = "", timeout: float | None = None
    ) -> Response:
        """N-CREATE (PS3.7 10.1.5). ``uid`` None leaves the instance UID to the SCP."""
        guard.guard_create(self.runtime, sop_class, ds if ds is not None else Dataset())
        request = self._command("N-CREATE-RQ", AffectedSOPClassUID=sop_class, AffectedSOPInstanceUID=uid)
        return self._normalized(sop_class, request, ds, deliberate, timeout)

    def n_set(
        self, sop_class: str, uid: str, ds: Dataset, *, deliberate: str = "", timeout: float | None = None
    ) -> Response:
        """N-SET (PS3.7 10.1.3)."""
        guard.guard_set(self.runtime, sop_class, uid, ds)
        request = self._command("N-SET-RQ", RequestedSOPClassUID=sop_class, RequestedSOPInstanceUID=uid)
        return self._normalized(sop_class, request, ds, deliberate, timeout)

    def n_get(
        self, sop_class: str, uid: str, tags: Iterable[int] = (), *, deliberate: str = "", timeout: float | None = None
    ) -> Response:
        """N-GET (PS3.7 10.1.2); no ``tags``: all attributes."""
        request = self._command(
            "N-GET-RQ",
            RequestedSOPClassUID=sop_class,
            RequestedSOPInstanceUID=uid,
            AttributeIdentifierList=list(tags) or None,
        )
        return self._normalized(sop_class, request, None, deliberate, timeout)

    def n_action(
        self,
        sop_class: str,
        uid: str,
        action_type: int,
        ds: Dataset | None,
        *,
        deliberate: str = "",
        timeout: float | None = None,
    ) -> Response:
        """N-ACTION (PS3.7 10.1.4)."""
        request = self._command(
            "N-ACTION-RQ", RequestedSOPClassUID=sop_class, RequestedSOPInstanceUID=uid, ActionTypeID=action_type
        )
        return self._normalized(sop_class, request, ds, deliberate, timeout)

    def n_event_report(
        self,
        sop_class: str,
        uid: str,
        event_type: int,
        ds: Dataset | None,
        *,
        deliberate: str = "",
        timeout: float | None = None,
    ) -> Response:
        """N-EVENT-REPORT (PS3.7 10.1.1): for a reverse association, whose context asks for the SCP role."""
        request = self._command(
            "N-EVENT-REPORT-RQ", AffectedSOPClassUID=sop_class, AffectedSOPInstanceUID=uid, EventTypeID=event_type
        )
        return self._normalized(sop_class, request, ds, deliberate, timeout, as_scp=True)

    def wait_for_event_report(self, timeout: float) -> tuple[Dataset, Dataset | None] | None:
        """Command and data set of an N-EVENT-REPORT that the peer sends on this association, answered with 0000.

        None when there was none within ``timeout`` seconds. Used by an SCU of storage commitment (PS3.4 J.3.3).
        """
        message = self._layer.inbox.take(timeout, responses=False, requests=True)
        if message is None:
            return None
        syntax = self.tap.accepted[message.context_id].transfer_syntax
        ok = message.kind == "N-EVENT-REPORT-RQ"
        self._answer(message, 0x0000 if ok else 0x0211)
        return (message.command, decode(message.data, syntax) if message.data else None) if ok else None

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

    def _storage_context(self, instance: EncodedInstance) -> Accepted:
        fitting = [one for one in self.accepted if one.abstract_syntax == instance.SOPClassUID and one.is_scu]
        for context in fitting:
            if context.transfer_syntax == instance.transfer_syntax:
                return context
        for context in fitting:
            if instance.can_become(context.transfer_syntax):
                return context
        raise Refused(
            f"{self.scu.where} accepted no presentation context for {UID(instance.SOPClassUID).name} "
            f"in {UID(instance.transfer_syntax).name}",
            code="no presentation context",
            clause="PS3.8 9.3.3.2",
            received=", ".join(UID(one.transfer_syntax).name for one in fitting),
            remedy="the peer must accept this SOP class and transfer syntax, or the sender must transcode",
        )

    def _normalized(
        self,
        sop_class: str,
        request: Dataset,
        ds: Dataset | None,
        deliberate: str,
        timeout: float | None,
        as_scp: bool = False,
    ) -> Response:
        context = self._context(sop_class, as_scp=as_scp)
        data = encode(ds, context.transfer_syntax) if ds is not None else b""
        return self._ask(DimseMessage(context.id, request, data), context, timeout, deliberate)

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
        answer = self._layer.inbox.take(seconds, responses=True, requests=requests)
        if answer is not None:
            return answer
        if self._layer.inbox.closed:
            raise self._gone(request.kind)
        self.abort()
        raise NoAnswer(
            f"{self.scu.where} did not answer {request.kind} within {seconds:g} s; the association was aborted",
            who=self.scu.receiver,
            where=f"{self.scu.host}:{self.scu.port}",
            seconds=seconds,
        )

    def _read(self, answer: DimseMessage, request: DimseMessage, context: Accepted) -> Response:
        """The response, or PeerViolation when it does not answer ``request`` (PS3.7 9.3, 10.3)."""
        expected = request.kind[:-2] + "RSP"
        status = answer.command.get("Status")
        wrong = ""
        if answer.kind != expected:
            wrong = f"{answer.kind} where {expected} was due"
        elif answer.command.get("MessageIDBeingRespondedTo") != request.command.MessageID:
            wrong = (
                f"{answer.kind} to message {answer.command.get('MessageIDBeingRespondedTo')} "
                f"where message {request.command.MessageID} was to be answered"
            )
        elif not isinstance(status, int):
            wrong = f"{answer.kind} without Status (0000,0900)"
        if wrong:
            self.abort()
            raise PeerViolation(
                f"{self.scu.where} sent {wrong}; the association was aborted",
                clause="PS3.7 9.3 and 10.3",
                received=answer.kind,
            )
        ds = decode(answer.data, context.transfer_syntax) if answer.data else None
        return Response(
            status,  # type: ignore[arg-type]
            ds,
            str(answer.command.get("ErrorComment", "") or ""),
            answer.command.get("ErrorID"),
            answer.command,
        )

    def _accept_sub_operation(
        self, message: DimseMessage, received: list[Dataset], on_store: Callable[[StoredFile], int] | None
    ) -> None:
        context = self.tap.accepted.get(message.context_id)
        if message.kind != "C-STORE-RQ" or context is None or not context.is_scp:
            self._answer(message, 0x0211 if message.kind != "C-STORE-RQ" else 0x0122)
            return
        stored = part10(message, context.transfer_syntax, self.scu.called_ae_title)
        status = 0x0000
        try:
            received.append(stored.read())
        except Exception:  # hostile bytes: whatever pydicom makes of them
            status = 0xC000
        if status == 0 and on_store is not None:
            status = on_store(stored)
        self._answer(message, status)

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

    def _pdu(self, pdu: Any, sent: bool) -> None:
        self.tap.pdu(pdu, sent)

    def _gone(self, during: str) -> PeerViolation:
        """Why there is no connection any more."""
        layer = self._layer
        control = layer.dul.peek_next_pdu()
        if layer.failure is not None:
            how = f"sent what cannot be read ({layer.failure})"
        elif self.tap.aborted:
            how = f"aborted the association ({self.tap.aborted})"
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
