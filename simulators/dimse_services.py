"""The services of an SCP: from a request message to the handler, and from its plain answer to response messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from pydicom import Dataset

from simulators.dimse_contexts import Accepted, storage_contexts
from simulators.dimse_files import EncodedInstance, part10
from simulators.dimse_guard import MPPS, is_foreign
from simulators.dimse_messages import DimseMessage, command, decode, encode
from simulators.dimse_scu import OpenAssociation, Response, Scu, Storable
from simulators.wire.errors import InteropError, LocalViolation, PeerViolation

if TYPE_CHECKING:
    from simulators.dimse_scp import AssociationInfo, Incoming

UNRECOGNIZED_OPERATION = 0x0211
CANNOT_UNDERSTAND = 0xC000
PROCESSING_FAILURE = 0x0110
CLASS_NOT_SUPPORTED = 0x0122
CANCELLED = 0xFE00
Answer: TypeAlias = "int | Response | tuple[int, Dataset | None]"


@dataclass(slots=True)
class Retrieve:
    """What a C-MOVE or C-GET handler answers: the instances to send, for C-MOVE also how to reach the destination.

    Instances are files by path, data sets with file_meta, or stored files; each is sent in its own transfer syntax.
    ``transcode(instance, transfer syntax)`` gives another form of an instance that the destination does not take as
    it is, or None.
    """

    instances: Iterable[Storable]
    destination: Scu | None = None
    transcode: Callable[[EncodedInstance, str], EncodedInstance | None] | None = None


@dataclass(slots=True)
class Handlers:
    """The handlers of an SCP; None: not offered. ``info`` is an :class:`simulators.dimse_scp.AssociationInfo`.

    Status answers may be an int, ``(int, Dataset)`` or a :class:`Response` (error comment and ID). An exception in a
    handler is answered with 0110 or, for C-STORE and C-FIND, C000.
    """

    on_association: Callable[[AssociationInfo], tuple[int, int, int] | None] | None = None
    on_echo: Callable[[AssociationInfo], Answer] | None = None
    on_store: Callable[[Dataset, bytes, AssociationInfo], Answer] | None = None
    on_find: Callable[[str, Dataset, AssociationInfo], Iterable[tuple[int, Dataset | None]]] | None = None
    on_move: Callable[[str, Dataset, str, AssociationInfo], int | Response | Retrieve] | None = None
    on_get: Callable[[str, Dataset, AssociationInfo], int | Response | Retrieve] | None = None
    on_n_create: Callable[[str, str, Dataset, AssociationInfo], Answer] | None = None
    on_n_set: Callable[[str, str, Dataset, AssociationInfo], Answer] | None = None
    on_n_get: Callable[[str, str, list[int], AssociationInfo], Answer] | None = None
    on_n_action: Callable[[str, str, int, Dataset, AssociationInfo], Answer] | None = None
    on_n_event_report: Callable[[str, str, int, Dataset, AssociationInfo], Answer] | None = None

    def refusal(self, info: AssociationInfo) -> tuple[int, int, int] | None:
        return self.on_association(info) if self.on_association is not None else None


def serve(association: Incoming, message: DimseMessage) -> None:
    """Serve one request to its final response."""
    context = association.tap.accepted.get(message.context_id)
    if context is None:  # PS3.8 9.3.5: data on a context that was not accepted
        association.end()
        return
    service = SERVICES.get(message.kind)
    if service is None:
        respond(association, message, Response(UNRECOGNIZED_OPERATION))
        return
    try:
        service(Request(association, message, context))
    except PeerViolation as error:
        respond(association, message, Response(CANNOT_UNDERSTAND, error_comment=str(error)))
    except Exception as error:
        failed = CANNOT_UNDERSTAND if message.kind.startswith("C-") else PROCESSING_FAILURE
        respond(association, message, Response(failed, error_comment=f"{type(error).__name__}: {error}"))
        if not isinstance(error, InteropError):
            raise


@dataclass(slots=True)
class Request:
    """One request in service."""

    association: Incoming
    message: DimseMessage
    context: Accepted
    info: AssociationInfo = field(init=False)

    def __post_init__(self) -> None:
        self.info = self.association.info(self.context, self.message.command)

    @property
    def handlers(self) -> Handlers:
        return self.association.scp.handlers

    @property
    def is_foreign(self) -> bool:
        """About a patient that is not ours: answered as the site says, and kept nowhere."""
        return is_foreign(self.association.runtime, self.dataset)

    @property
    def dataset(self) -> Dataset:
        data = self.message.data
        return decode(data, self.context.transfer_syntax) if data else Dataset()

    def uid(self, keyword: str) -> str:
        return str(self.message.command.get(keyword, "") or "")

    def respond(self, answer: Any, ds: Dataset | None = None, **elements: Any) -> None:
        respond(self.association, self.message, as_response(answer), ds, self.context, **elements)


def as_response(answer: Any) -> Response:
    """The handler's answer as a :class:`Response`."""
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, int):
        return Response(answer)
    status, ds = answer
    return Response(int(status), ds)


def respond(
    association: Incoming,
    request: DimseMessage,
    answer: Response,
    ds: Dataset | None = None,
    context: Accepted | None = None,
    **elements: Any,
) -> None:
    """Send one response with the elements that PS3.7 9.3 and 10.3 want of it."""
    asked = request.command
    ds = ds if ds is not None else answer.dataset
    affected = {
        "AffectedSOPClassUID": asked.get("AffectedSOPClassUID") or asked.get("RequestedSOPClassUID"),
        "AffectedSOPInstanceUID": asked.get("AffectedSOPInstanceUID") or asked.get("RequestedSOPInstanceUID"),
        "EventTypeID": asked.get("EventTypeID"),
        "ActionTypeID": asked.get("ActionTypeID"),
    }
    reply = command(
        request.kind[:-2] + "RSP",
        MessageIDBeingRespondedTo=asked.get("MessageID"),
        Status=answer.status,
        ErrorComment=answer.error_comment[:64] or None,
        ErrorID=answer.error_id,
        **{**affected, **elements},
    )
    data = encode(ds, context.transfer_syntax) if ds is not None and context is not None else b""
    association.send(DimseMessage(request.context_id, reply, data))


# --- composite services


def echo(request: Request) -> None:
    handler = request.handlers.on_echo
    request.respond(handler(request.info) if handler else 0x0000)


def store(request: Request) -> None:
    handler = request.handlers.on_store
    if handler is None:
        request.respond(CLASS_NOT_SUPPORTED)
        return
    if request.is_foreign:
        request.respond(request.association.scp.foreign_status)
        return
    stored = part10(request.message, request.context.transfer_syntax, request.association.calling_ae_title)
    request.respond(handler(stored.read(), stored.raw, request.info))


def find(request: Request) -> None:
    handler = request.handlers.on_find
    if handler is None:
        request.respond(UNRECOGNIZED_OPERATION)
        return
    for status, ds in handler(request.context.abstract_syntax, request.dataset, request.info):
        if request.info.is_cancelled():
            request.respond(CANCELLED)
            return
        request.respond(status, ds)
        if status not in (0xFF00, 0xFF01):
            return
    request.respond(CANCELLED if request.info.is_cancelled() else 0x0000)


def move(request: Request) -> None:
    handler = request.handlers.on_move
    if handler is None:
        request.respond(UNRECOGNIZED_OPERATION)
        return
    destination = request.uid("MoveDestination").strip(" ")
    answer = handler(request.context.abstract_syntax, request.dataset, destination, request.info)
    if not isinstance(answer, Retrieve):
        request.respond(answer)
        return
    if answer.destination is None:
        raise LocalViolation("the C-MOVE handler gave instances and no destination")
    instances = [EncodedInstance.of(one) for one in answer.instances]
    if not instances:
        SubOperations(request, answer, 0).finish()
        return
    try:
        with answer.destination.associate(storage_contexts(instances)) as assoc:
            SubOperations(request, answer, len(instances)).run(instances, _sender_by_move(request, assoc))
    except InteropError:
        SubOperations(request, answer, len(instances)).fail_rest(instances)


def get(request: Request) -> None:
    handler = request.handlers.on_get
    if handler is None:
        request.respond(UNRECOGNIZED_OPERATION)
        return
    answer = handler(request.context.abstract_syntax, request.dataset, request.info)
    if not isinstance(answer, Retrieve):
        request.respond(answer)
        return
    instances = [EncodedInstance.of(one) for one in answer.instances]
    SubOperations(request, answer, len(instances)).run(instances, _sender_by_get(request))


def _sender_by_move(request: Request, assoc: OpenAssociation) -> Callable[[EncodedInstance], int]:
    def send(instance: EncodedInstance) -> int:
        return assoc.store(
            instance,
            move_originator=request.association.calling_ae_title,
            move_originator_id=request.message.command.get("MessageID"),
        ).status

    return send


def _sender_by_get(request: Request) -> Callable[[EncodedInstance], int]:
    association = request.association
    contexts = [one for one in association.tap.accepted.values() if one.is_scu]

    def send(instance: EncodedInstance) -> int:
        fitting = [one for one in contexts if one.abstract_syntax == instance.SOPClassUID]
        exact = [one for one in fitting if one.transfer_syntax == instance.transfer_syntax]
        for context in exact or [one for one in fitting if instance.can_become(one.transfer_syntax)]:
            answer = association.ask(
                "C-STORE-RQ",
                context,
                instance.encoded_as(context.transfer_syntax),
                AffectedSOPClassUID=instance.SOPClassUID,
                AffectedSOPInstanceUID=instance.SOPInstanceUID,
                Priority=0,
            )
            return int(answer.Status)
        return CLASS_NOT_SUPPORTED

    return send


class SubOperations:
    """Counts of a retrieval, and its responses (PS3.4 C.4.2.1.6 to 8)."""

    def __init__(self, request: Request, retrieve: Retrieve, total: int) -> None:
        self.request, self.retrieve = request, retrieve
        self.remaining, self.completed, self.failed, self.warning = total, 0, 0, 0
        self.failed_uids: list[str] = []

    def run(self, instances: list[EncodedInstance], send: Callable[[EncodedInstance], int]) -> None:
        """Send each instance; a pending response after each but the last; then the final one."""
        for instance in instances:
            if self.request.info.is_cancelled():
                self.respond(CANCELLED, remaining=True)
                return
            self._count(instance, send)
            if self.remaining:
                self.respond(0xFF00, remaining=True)
        self.finish()

    def _count(self, instance: EncodedInstance, send: Callable[[EncodedInstance], int]) -> None:
        try:
            status = send(instance)
        except InteropError:
            status = PROCESSING_FAILURE
        self.remaining -= 1
        if status == 0:
            self.completed += 1
        elif as_response(status).is_warning:
            self.warning += 1
        else:
            self.failed += 1
            self.failed_uids.append(instance.SOPInstanceUID)

    def fail_rest(self, instances: list[EncodedInstance]) -> None:
        """The destination could not be reached: all sub-operations failed."""
        self.remaining, self.failed = 0, len(instances)
        self.failed_uids = [instance.SOPInstanceUID for instance in instances]
        self.respond(0xA702)

    def finish(self) -> None:
        done = self.completed + self.warning
        self.respond(0x0000 if not self.failed and not self.warning else 0xB000 if done else 0xA702)

    def respond(self, status: int, *, remaining: bool = False) -> None:
        ds = None
        if self.failed_uids and not remaining:
            ds = Dataset()
            ds.FailedSOPInstanceUIDList = self.failed_uids
        self.request.respond(
            status,
            ds,
            NumberOfRemainingSuboperations=self.remaining if remaining else None,
            NumberOfCompletedSuboperations=self.completed,
            NumberOfFailedSuboperations=self.failed,
            NumberOfWarningSuboperations=self.warning,
        )


# --- normalized services


def n_create(request: Request) -> None:
    handler, ds = request.handlers.on_n_create, request.dataset
    sop_class, uid = request.uid("AffectedSOPClassUID"), request.uid("AffectedSOPInstanceUID")
    if handler is None:
        request.respond(UNRECOGNIZED_OPERATION)
    elif request.is_foreign:
        request.association.scp.foreign_uids.add(uid)
        request.respond(request.association.scp.foreign_status)
    else:
        request.respond(handler(sop_class, uid, ds, request.info))


def n_set(request: Request) -> None:
    handler, scp = request.handlers.on_n_set, request.association.scp
    sop_class, uid = request.uid("RequestedSOPClassUID"), request.uid("RequestedSOPInstanceUID")
    if handler is None:
        request.respond(UNRECOGNIZED_OPERATION)
    elif sop_class == MPPS and uid in scp.foreign_uids:
        scp.runtime.count_foreign(f"N-SET-RQ {request.info.sender}>{scp.role}")
        request.respond(scp.foreign_status)
    else:
        request.respond(handler(sop_class, uid, request.dataset, request.info))


def n_get(request: Request) -> None:
    handler = request.handlers.on_n_get
    if handler is None:
        request.respond(UNRECOGNIZED_OPERATION)
        return
    tags = request.message.command.get("AttributeIdentifierList") or []
    wanted = [int(tag) for tag in (tags if isinstance(tags, Iterable) else [tags])]
    uid = request.uid("RequestedSOPInstanceUID")
    request.respond(handler(request.uid("RequestedSOPClassUID"), uid, wanted, request.info))


def n_action(request: Request) -> None:
    handler, asked = request.handlers.on_n_action, request.message.command
    if handler is None:
        request.respond(UNRECOGNIZED_OPERATION)
        return
    sop_class, uid = request.uid("RequestedSOPClassUID"), request.uid("RequestedSOPInstanceUID")
    request.respond(handler(sop_class, uid, int(asked.get("ActionTypeID") or 0), request.dataset, request.info))


def n_event_report(request: Request) -> None:
    handler, asked = request.handlers.on_n_event_report, request.message.command
    if handler is None:
        request.respond(UNRECOGNIZED_OPERATION)
        return
    sop_class, uid = request.uid("AffectedSOPClassUID"), request.uid("AffectedSOPInstanceUID")
    request.respond(handler(sop_class, uid, int(asked.get("EventTypeID") or 0), request.dataset, request.info))


SERVICES: dict[str, Callable[[Request], None]] = {
    "C-ECHO-RQ": echo,
    "C-STORE-RQ": store,
    "C-FIND-RQ": find,
    "C-MOVE-RQ": move,
    "C-GET-RQ": get,
    "N-CREATE-RQ": n_create,
    "N-SET-RQ": n_set,
    "N-GET-RQ": n_get,
    "N-ACTION-RQ": n_action,
    "N-EVENT-REPORT-RQ": n_event_report,
}

__all__ = ["Answer", "Handlers", "Iterator", "Retrieve", "serve"]
