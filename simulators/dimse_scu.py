"""The SCU side: associate, ask, and say exactly what went wrong where no proper answer came."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

from pydicom import Dataset
from pydicom.uid import UID

from simulators import dimse_guard as guard
from simulators.dimse_contexts import Accepted, Proposal, get_contexts, storage_contexts
from simulators.dimse_files import EncodedInstance, StoredFile, Unread, part10
from simulators.dimse_messages import DimseMessage, decode, encode, encode_query
from simulators.dimse_requestor import Requestor
from simulators.dimse_response import Response
from simulators.runtime import Runtime
from simulators.tls import Tls, client_context
from simulators.user_identity import Shown
from simulators.wire.errors import LocalViolation, Refused

VERIFICATION = "1.2.840.10008.1.1"
MAX_PDU = 131072
Storable: TypeAlias = "Dataset | Path | str | EncodedInstance | StoredFile | Unread"


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
        tls: Tls | None = None,
        *,
        timeout: float | None = None,
        max_pdu: int = MAX_PDU,
        identity: Callable[[], Shown | None] | None = None,
    ) -> None:
        """``timeout``: seconds for one DIMSE answer, by default the site's ``dimse_s``. ``identity``: as which user the
        peer is called, by default as the site says."""
        self.runtime, self.sender, self.receiver = runtime, sender, receiver
        self.host, self.port, self.tls = host, port, tls
        self.called_ae_title, self.calling_ae_title = called_ae_title, calling_ae_title
        self.timeout = runtime.limits.dimse_s if timeout is None else timeout
        self.max_pdu = max_pdu
        self._identity = identity

    def context(self) -> ssl.SSLContext:
        """With which the peer is believed or not."""
        assert self.tls is not None
        return client_context(self.tls)

    def shown_identity(self) -> Shown | None:
        """The user identity of the next association; :class:`ConfigError` where its secret is not to be had."""
        if self._identity is not None:
            return self._identity()
        known = self.runtime.identities.get(self.receiver)
        return known.shown() if known is not None else None

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


class OpenAssociation(Requestor):
    """An association as requestor. Not for use by two threads at once, except :meth:`abort` and :meth:`cut`.

    Operations raise :class:`NoAnswer` (time-out; the association is then aborted), :class:`PeerViolation` (aborted,
    closed, released or answered wrongly by the peer) and :class:`LocalViolation` (no accepted context for it, or a
    patient that is not ours: nothing was sent). A failure status is not an exception: it is in the :class:`Response`.
    """

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
        message = DimseMessage(context.id, request, encode_query(query, context.transfer_syntax))
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
        message = DimseMessage(context.id, request, encode_query(query, context.transfer_syntax))
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
        message = DimseMessage(context.id, request, encode_query(query, context.transfer_syntax))

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
