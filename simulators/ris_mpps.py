"""Performed steps (RAD-6, RAD-7) and instance availability (RAD-49) as the RIS reads them: data sets to values."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from pydicom import Dataset

from simulators.after_answer import after_answer
from simulators.dimse import AssociationInfo, Response
from simulators.ris_book import Book
from simulators.ris_notice import Notice
from simulators.ris_post import Post
from simulators.ris_steps import Performed, StepReference
from simulators.runtime import Runtime
from simulators.transcript import Exchange
from simulators.wire.elements import items, text
from simulators.wire.procedure_step import FINAL, Answer, ProcedureSteps
from simulators.wire.worklist import patient_of

INSTANCE_AVAILABILITY = "1.2.840.10008.5.1.4.33"


def performed(uid: str, ds: Dataset) -> Performed:
    """An N-CREATE data set as the book keeps it."""
    references = tuple(
        StepReference(
            step_id=text(item, "ScheduledProcedureStepID"),
            accession_number=text(item, "AccessionNumber"),
            requested_procedure_id=text(item, "RequestedProcedureID"),
            study_instance_uid=text(item, "StudyInstanceUID"),
        )
        for item in items(ds, "ScheduledStepAttributesSequence")
    )
    return Performed(
        uid,
        references,
        patient_of(ds).id,
        station_ae_title=text(ds, "PerformedStationAETitle"),
        started=text(ds, "PerformedProcedureStepStartDate") + text(ds, "PerformedProcedureStepStartTime"),
    )


def ended(ds: Dataset) -> tuple[str, str]:
    """(status, code value of the reason) after an N-SET; status "" when it says none."""
    reasons = items(ds, "PerformedProcedureStepDiscontinuationReasonCodeSequence")
    return text(ds, "PerformedProcedureStepStatus"), text(reasons[0], "CodeValue") if reasons else ""


def announced(ds: Dataset) -> tuple[str, set[str]]:
    """(Study Instance UID, SOP Instance UIDs) of an Instance Availability Notification (PS3.4 R)."""
    return text(ds, "StudyInstanceUID"), set(_sop_instance_uids(ds))


def _sop_instance_uids(ds: Dataset) -> Iterator[str]:
    for series in items(ds, "ReferencedSeriesSequence"):
        for reference in items(series, "ReferencedSOPSequence"):
            yield text(reference, "ReferencedSOPInstanceUID")


class StepService:
    """N-CREATE and N-SET handlers: recorded first, answered, then told to others and passed on to the PACS."""

    def __init__(self, runtime: Runtime, book: Book, lock: threading.RLock, post: Post) -> None:
        self._runtime, self._book, self._lock, self._post = runtime, book, lock, post
        self._steps = ProcedureSteps()

    def on_n_create(self, sop_class: str, uid: str, ds: Dataset, info: AssociationInfo) -> Response:
        """MPPS: PS3.4 F.7.2.1, the SCU supplies the UID (else 0117). Availability: PS3.4 R, always taken."""
        if sop_class == INSTANCE_AVAILABILITY:
            study, instances = announced(ds)
            with self._lock:
                self._book.available.setdefault(study, set()).update(instances)
            return Response(0x0000)
        if not uid:
            return Response(0x0117, error_comment="no Affected SOP Instance UID")
        with self._lock:
            answer = self._steps.create(uid, ds)
            if answer.status == 0:
                self._owe(self._book.start(performed(uid, ds)), uid, ds, info, "N-CREATE-RSP")
        return _response(answer)

    def on_n_set(self, sop_class: str, uid: str, ds: Dataset, info: AssociationInfo) -> Response:
        """MPPS: PS3.4 F.7.2.2; after the final state 0110 with Error ID A710."""
        with self._lock:
            answer = self._steps.set(uid, ds)
            if answer.status == 0:
                status, reason = ended(self._steps.get(uid) or ds)
                notices = self._book.end(uid, status, reason) if status in FINAL else []
                self._owe(notices, uid, ds, info, "N-SET-RSP")
        return _response(answer)

    def _owe(self, notices: Sequence[Notice], uid: str, ds: Dataset, info: AssociationInfo, answer: str) -> None:
        created = answer == "N-CREATE-RSP"
        debt = self._post.promise(notices, lambda: self._post.pass_on(uid, ds, created=created))
        mark = self._runtime.transcript.mark()

        def is_answer(exchange: Exchange) -> bool:
            command = exchange.command
            return exchange.kind == answer and command is not None and command.get("AffectedSOPInstanceUID") == uid

        def later() -> None:
            after_answer(self._runtime, info.peer, info.association.scp.port, mark, is_answer)
            self._post.release(debt)

        info.association.later.append(later)


def _response(answer: Answer) -> Response:
    return Response(answer.status, error_comment=answer.comment, error_id=answer.error_id)
