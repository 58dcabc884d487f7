"""What an SCP's handlers are given and what they answer, and how the answer goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from pydicom import Dataset

from simulators.dimse_contexts import Accepted
from simulators.dimse_guard import is_foreign
from simulators.dimse_messages import DimseMessage, command, decode, encode
from simulators.dimse_response import Response
from simulators.dimse_scu import Scu, Storable

if TYPE_CHECKING:
    from simulators.dimse_acceptor import AssociationInfo, Incoming

UNRECOGNIZED_OPERATION = 0x0211
CANNOT_UNDERSTAND = 0xC000
PROCESSING_FAILURE = 0x0110
CLASS_NOT_SUPPORTED = 0x0122
CANCELLED = 0xFE00
Answer: TypeAlias = "int | Response | tuple[int, Dataset | None]"


@dataclass(slots=True)
class Retrieve:
    """What a C-MOVE or C-GET handler answers: the instances to send, for C-MOVE also how to reach the destination.

    Instances are files by path, data sets with file_meta, stored files, or what is read when its turn comes; each is
    sent in its own transfer syntax.
    """

    instances: Iterable[Storable]
    destination: Scu | None = None


@dataclass(slots=True)
class Handlers:
    """The handlers of an SCP; None: not offered. ``info`` is an :class:`simulators.dimse_acceptor.AssociationInfo`.

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
        int(asked.CommandField) | 0x8000,
        MessageIDBeingRespondedTo=asked.get("MessageID"),
        Status=answer.status,
        ErrorComment=answer.error_comment[:64] or None,
        ErrorID=answer.error_id,
        **{**affected, **elements},
    )
    data = encode(ds, context.transfer_syntax) if ds is not None and context is not None else b""
    association.send(DimseMessage(request.context_id, reply, data))
