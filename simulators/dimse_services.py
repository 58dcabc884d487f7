"""The services of an SCP: from a request message to the handler, and from its plain answer to response messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from simulators.access import NOT_AUTHORIZED
from simulators.dimse_files import part10
from simulators.dimse_guard import MPPS
from simulators.dimse_handlers import (
    CANCELLED,
    CANNOT_UNDERSTAND,
    CLASS_NOT_SUPPORTED,
    PROCESSING_FAILURE,
    UNRECOGNIZED_OPERATION,
    Request,
    respond,
)
from simulators.dimse_messages import DimseMessage
from simulators.dimse_response import Response
from simulators.dimse_retrieve import get, move
from simulators.wire.errors import InteropError, PeerViolation

if TYPE_CHECKING:
    from simulators.dimse_acceptor import Incoming


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
    if not association.may(message, context):
        respond(association, message, Response(NOT_AUTHORIZED, error_comment="the calling AE may not do this"))
        return
    try:
        service(Request(association, message, context))
    except PeerViolation as error:
        respond(association, message, Response(CANNOT_UNDERSTAND, error_comment=str(error)))
    except Exception as error:
        failed = CANNOT_UNDERSTAND if message.kind.startswith("C-") else PROCESSING_FAILURE
        respond(association, message, Response(failed, error_comment=f"{type(error).__name__}: {error}"))
        if not isinstance(error, InteropError):
            association.runtime.progress(f"{association.scp.role}: {message.kind}: {type(error).__name__}: {error}")


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
