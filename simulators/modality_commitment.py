"""Storage commitment as a modality asks for it (PS3.4 J): request, and the report on this or on another association."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydicom import Dataset

from simulators.dimse import OpenAssociation, Scp, Scu
from simulators.runtime import Runtime
from simulators.wire.elements import items, text
from simulators.wire.errors import NoAnswer

PUSH_MODEL = "1.2.840.10008.1.20.1"
PUSH_MODEL_INSTANCE = "1.2.840.10008.1.20.1.1"
_LOOK_S = 0.1  # how long the open association is listened to before the other way is looked at


@dataclass(frozen=True, slots=True)
class CommitmentResult:
    """``status`` of the N-ACTION answer; ``failed`` maps SOP Instance UID to Failure Reason (0008,1197)."""

    transaction_uid: str
    status: int
    committed: tuple[str, ...] = ()
    failed: dict[str, int] = field(default_factory=dict)
    event_type: int = 0  # 1 all committed, 2 failures exist; 0 no report
    same_association: bool = False
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether every instance asked for is committed."""
        return self.status == 0 and bool(self.committed) and not self.failed


@dataclass(frozen=True, slots=True)
class _Report:
    event_type: int
    dataset: Dataset
    same_association: bool


class CommitmentReports:
    """Reports by Transaction UID, as they come in."""

    def __init__(self) -> None:
        self._reports: dict[str, _Report] = {}
        self._changed = threading.Condition()

    def take(self, event_type: int | None, ds: Dataset | None, *, same_association: bool = False) -> int:
        """An N-EVENT-REPORT; answers its status."""
        if ds is None or event_type not in (1, 2):
            return 0x0113 if ds is not None else 0x0115
        with self._changed:
            self._reports[text(ds, "TransactionUID")] = _Report(event_type, ds, same_association)
            self._changed.notify_all()
        return 0x0000

    def commit(
        self,
        scu: Scu,
        references: Sequence[tuple[str, str]],
        transaction_uid: str,
        *,
        reverse: bool,
        timeout: float,
        deliberate: str,
    ) -> CommitmentResult:
        """Ask, and wait for the report; see :meth:`simulators.modality.Modality.commit`."""
        began = time.monotonic()
        with self._changed:
            self._reports.pop(transaction_uid, None)
        with scu.associate([PUSH_MODEL]) as assoc:
            answer = assoc.n_action(
                PUSH_MODEL, PUSH_MODEL_INSTANCE, 1, _request(references, transaction_uid), deliberate=deliberate
            )
            if answer.is_failure:
                return CommitmentResult(transaction_uid, answer.status)
            if not reverse:
                self._listen(assoc, transaction_uid, began + timeout)
        report = self._wait(transaction_uid, began + timeout)
        if report is None:
            raise NoAnswer(
                f"{scu.where} sent no storage commitment report within {timeout:g} s",
                who=scu.receiver,
                where=f"{scu.host}:{scu.port}",
                seconds=timeout,
                remedy=f"the PACS must know {scu.calling_ae_title} with its own host and port",
            )
        return _result(transaction_uid, answer.status, report, time.monotonic() - began)

    def _listen(self, assoc: OpenAssociation, transaction_uid: str, deadline: float) -> None:
        """Until a report came either way, the peer closed the association, or time is up."""
        while assoc.is_open and time.monotonic() < deadline and self._wait(transaction_uid, 0.0) is None:
            found = assoc.wait_for_event_report(min(_LOOK_S, max(deadline - time.monotonic(), 0.0)))
            if found is not None:
                command, ds = found
                self.take(command.get("EventTypeID"), ds, same_association=True)

    def _wait(self, transaction_uid: str, deadline: float) -> _Report | None:
        with self._changed:
            self._changed.wait_for(lambda: transaction_uid in self._reports, max(deadline - time.monotonic(), 0.0))
            return self._reports.get(transaction_uid)

    def scp(self, runtime: Runtime, role: str, ae_title: str, port: int) -> Scp:
        """The station's own SCP, not started."""
        return Scp(
            runtime,
            role,
            ae_title,
            port=port,
            sop_classes=[PUSH_MODEL],
            on_n_event_report=lambda sop_class, uid, event_type, ds, info: self.take(event_type, ds),
        )


def _request(references: Sequence[tuple[str, str]], transaction_uid: str) -> Dataset:
    ds = Dataset()
    ds.TransactionUID = transaction_uid
    ds.ReferencedSOPSequence = []
    for sop_class_uid, sop_instance_uid in references:
        item = Dataset()
        item.ReferencedSOPClassUID = sop_class_uid
        item.ReferencedSOPInstanceUID = sop_instance_uid
        ds.ReferencedSOPSequence.append(item)
    return ds


def _result(transaction_uid: str, status: int, report: _Report, seconds: float) -> CommitmentResult:
    ds = report.dataset
    failed: dict[str, Any] = {
        text(item, "ReferencedSOPInstanceUID"): int(text(item, "FailureReason") or 0)
        for item in items(ds, "FailedSOPSequence")
    }
    committed = tuple(text(item, "ReferencedSOPInstanceUID") for item in items(ds, "ReferencedSOPSequence"))
    return CommitmentResult(
        transaction_uid, status, committed, failed, report.event_type, report.same_association, seconds
    )
