"""C-MOVE and C-GET as SCP: the sub-operations, their counts and their responses (PS3.4 C.4.2 and C.4.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from pydicom import Dataset

from simulators.dimse_contexts import storage_contexts
from simulators.dimse_files import EncodedInstance, Unread
from simulators.dimse_handlers import (
    CANCELLED,
    CLASS_NOT_SUPPORTED,
    PROCESSING_FAILURE,
    UNRECOGNIZED_OPERATION,
    Request,
    Retrieve,
    as_response,
)
from simulators.dimse_scu import OpenAssociation
from simulators.wire.errors import InteropError, LocalViolation

Named: TypeAlias = EncodedInstance | Unread  # with its SOP class, instance UID and transfer syntax


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
    instances = _named(answer)
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
    instances = _named(answer)
    SubOperations(request, answer, len(instances)).run(instances, _sender_by_get(request))


def _named(answer: Retrieve) -> list[Named]:
    """What is to be sent; what is read when it is sent stays so."""
    return [one if isinstance(one, Unread) else EncodedInstance.of(one) for one in answer.instances]


def _sender_by_move(request: Request, assoc: OpenAssociation) -> Callable[[Named], int]:
    def send(instance: Named) -> int:
        return assoc.store(
            instance,
            move_originator=request.association.calling_ae_title,
            move_originator_id=request.message.command.get("MessageID"),
        ).status

    return send


def _sender_by_get(request: Request) -> Callable[[Named], int]:
    association = request.association
    contexts = [one for one in association.tap.accepted.values() if one.is_scu]

    def send(named: Named) -> int:
        instance = EncodedInstance.of(named)
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
    """Counts of a retrieval, and its responses (PS3.4 C.4.2 and C.4.3)."""

    def __init__(self, request: Request, retrieve: Retrieve, total: int) -> None:
        self.request, self.retrieve = request, retrieve
        self.remaining, self.completed, self.failed, self.warning = total, 0, 0, 0
        self.failed_uids: list[str] = []

    def run(self, instances: list[Named], send: Callable[[Named], int]) -> None:
        """Send each instance; a pending response after each but the last; then the final one."""
        for instance in instances:
            if self.request.info.is_cancelled():
                self.respond(CANCELLED, remaining=True)
                return
            self._count(instance, send)
            if self.remaining:
                self.respond(0xFF00, remaining=True)
        self.finish()

    def _count(self, instance: Named, send: Callable[[Named], int]) -> None:
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

    def fail_rest(self, instances: list[Named]) -> None:
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
