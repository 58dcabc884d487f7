"""The PACS's DIMSE services: requests to the store, the query and the steps, and their answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pydicom import Dataset

from simulators.dimse import AssociationInfo, EncodedInstance, Response, Retrieve, Scp, Scu
from simulators.pacs_commitment import PUSH_MODEL, PUSH_MODEL_INSTANCE, Commitment, Report, request_problem
from simulators.pacs_query import PATIENT_ROOT, STUDY_ROOT, Query, Refusal
from simulators.pacs_routing import unread
from simulators.pacs_steps import Steps
from simulators.pacs_store import Store, Stored
from simulators.runtime import Runtime
from simulators.wire.errors import InteropError
from simulators.wire.procedure_step import MODALITY_PERFORMED_PROCEDURE_STEP, Answer

if TYPE_CHECKING:
    from simulators.pacs import PacsConfig

NOT_RECOGNIZED_CALLED = (1, 1, 7)
DESTINATION_UNKNOWN = 0xA801


class Services:
    """``instance`` makes what is sent of a stored object, ``destination`` finds a peer by AE title, ``report`` sends a
    commitment report on an association of its own. ``ae_titles`` are those that may be called; empty: any."""

    def __init__(
        self,
        store: Store,
        query: Query,
        steps: Steps,
        commitment: Commitment | None,
        instance: Callable[[Stored], EncodedInstance],
        destination: Callable[[str], Scu | None],
        report: Callable[[str, Report], None],
        *,
        ae_titles: Sequence[str],
    ) -> None:
        self._store, self._query, self._steps, self._commitment = store, query, steps, commitment
        self._instance, self._destination, self._report = instance, destination, report
        self._ae_titles = {title.strip(" ") for title in ae_titles}
        self._same_association = False

    def scp(self, runtime: Runtime, role: str, config: PacsConfig) -> Scp:
        """The listening side, not started."""
        self._same_association = config.commit_on_same_association
        sop_classes = [*PATIENT_ROOT, *STUDY_ROOT, MODALITY_PERFORMED_PROCEDURE_STEP]
        if self._commitment is not None:
            sop_classes.append(PUSH_MODEL)
        return Scp(
            runtime,
            role,
            config.ae_title,
            port=config.port,
            sop_classes=sop_classes,
            require_called_ae=False,
            calling_ae_titles=config.calling_ae_titles,
            foreign_status=config.foreign_status,
            on_association=self._association,
            on_store=self._on_store,
            on_find=lambda model, query, info: self._query.find(model, query),
            on_move=self._on_move,
            on_get=self._on_get,
            on_n_create=self._on_n_create,
            on_n_set=self._on_n_set,
            on_n_get=self._on_n_get,
            on_n_action=self._on_n_action,
        )

    def _association(self, info: AssociationInfo) -> tuple[int, int, int] | None:
        if self._ae_titles and info.called_ae_title not in self._ae_titles:
            return NOT_RECOGNIZED_CALLED
        return None

    def _on_store(self, ds: Dataset, file: bytes, info: AssociationInfo) -> Response:
        command: Any = info.command
        return _response(
            self._store.add(
                file,
                ds,
                sop_class_uid=str(command.get("AffectedSOPClassUID", "")),
                sop_instance_uid=str(command.get("AffectedSOPInstanceUID", "")),
                transfer_syntax=info.transfer_syntax,
                calling=info.calling_ae_title,
                called=info.called_ae_title,
            )
        )

    def _on_move(self, model: str, query: Dataset, destination: str, info: AssociationInfo) -> Response | Retrieve:
        scu = self._destination(destination)
        if scu is None:
            return Response(DESTINATION_UNKNOWN, error_comment=f"destination {destination!r} is not known"[:64])
        return self._retrieve(model, query, scu)

    def _on_get(self, model: str, query: Dataset, info: AssociationInfo) -> Response | Retrieve:
        return self._retrieve(model, query, None)

    def _retrieve(self, model: str, query: Dataset, scu: Scu | None) -> Response | Retrieve:
        found = self._query.instances(model, query)
        if isinstance(found, Refusal):
            return Response(found.status, error_comment=found.comment)
        return Retrieve([unread(stored, self._instance) for stored in found], scu)

    def _on_n_create(self, sop_class: str, uid: str, ds: Dataset, info: AssociationInfo) -> Response:
        if sop_class != MODALITY_PERFORMED_PROCEDURE_STEP:
            return Response(0x0118)
        return _response(self._steps.create(uid, ds))

    def _on_n_set(self, sop_class: str, uid: str, ds: Dataset, info: AssociationInfo) -> Response:
        return _response(self._steps.set(uid, ds))

    def _on_n_get(self, sop_class: str, uid: str, tags: Iterable[int], info: AssociationInfo) -> Response:
        step = self._steps.get(uid)
        if step is None:
            return Response(0x0112, error_comment="no such performed procedure step")
        wanted = set(tags)
        answer = Dataset()
        answer.update({found.tag: found for found in step if not wanted or found.tag in wanted})
        return Response(0x0000, answer)

    def _on_n_action(
        self, sop_class: str, uid: str, action_type: int, request: Dataset, info: AssociationInfo
    ) -> Response:
        if self._commitment is None or sop_class != PUSH_MODEL:
            return Response(0x0118)
        problem = request_problem(uid, action_type, request)
        if problem is not None:
            return _response(problem)
        report = self._commitment.report(request)
        info.association.later.append(lambda: self._send_report(report, info))
        return Response(0x0000)

    def _send_report(self, report: Report, info: AssociationInfo) -> None:
        """On this association where the site says so and it is still open, else on one of our own."""
        if self._same_association and info.association.is_open:
            try:
                info.association.n_event_report(PUSH_MODEL, PUSH_MODEL_INSTANCE, report.event_type, report.dataset)
                return
            except InteropError:
                pass
        self._report(info.calling_ae_title, report)


def _response(answer: Answer) -> Response:
    return Response(answer.status, error_comment=answer.comment, error_id=answer.error_id)
