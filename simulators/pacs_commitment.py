"""Storage commitment (PS3.4 J): what is safely here, and the report that says so.

Conformance: Failure Reason 0112 for an instance that is not here or was rejected, 0119 for one of another SOP class,
0131 for every instance when the Transaction UID was used before. N-ACTION is answered 0112 for another SOP instance
than the well-known one, 0123 for another action type than 1, 0115 without Transaction UID or instances.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydicom import Dataset

from simulators.pacs_rejection import TITLES
from simulators.pacs_store import Store
from simulators.wire.elements import items, text
from simulators.wire.procedure_step import Answer

PUSH_MODEL = "1.2.840.10008.1.20.1"
PUSH_MODEL_INSTANCE = "1.2.840.10008.1.20.1.1"


@dataclass(frozen=True, slots=True)
class Report:
    """What N-EVENT-REPORT carries: event type 1 (all committed) or 2 (failures exist)."""

    event_type: int
    dataset: Dataset


def request_problem(uid: str, action_type: int | None, request: Dataset | None) -> Answer | None:
    """Why an N-ACTION cannot be taken; None when it can."""
    if uid != PUSH_MODEL_INSTANCE:
        return Answer(0x0112, None, "not the storage commitment push model instance")
    if action_type != 1:
        return Answer(0x0123, None, f"no action type {action_type}")
    if request is None or not text(request, "TransactionUID") or not items(request, "ReferencedSOPSequence"):
        return Answer(0x0115, None, "Transaction UID and referenced instances are needed")
    return None


class Commitment:
    """Judges a request against the store."""

    def __init__(self, store: Store, ae_title: str) -> None:
        self._store = store
        self._ae_title = ae_title

    def report(self, request: Dataset) -> Report:
        """Every instance asked for is in exactly one of the two sequences."""
        transaction_uid = text(request, "TransactionUID")
        used = not self._begin(transaction_uid)
        committed: list[Dataset] = []
        failed: list[Dataset] = []
        for item in items(request, "ReferencedSOPSequence"):
            reference = _reference(item)
            reason = 0x0131 if used else self._failure(reference)
            if reason:
                reference.FailureReason = reason
            (failed if reason else committed).append(reference)
        ds = Dataset()
        ds.TransactionUID = transaction_uid
        if committed:
            ds.RetrieveAETitle = self._ae_title
            ds.ReferencedSOPSequence = committed
        if failed:
            ds.FailedSOPSequence = failed
        return Report(2 if failed else 1, ds)

    def _begin(self, transaction_uid: str) -> bool:
        with self._store.index.transaction():
            if self._store.index.row("select 1 from committed where transaction_uid = ?", (transaction_uid,)):
                return False
            self._store.index.run("insert into committed values (?)", (transaction_uid,))
        return True

    def _failure(self, reference: Dataset) -> int:
        stored = self._store.find(text(reference, "ReferencedSOPInstanceUID"))
        if stored is None or stored.hidden in TITLES or not self._store.files.exists(stored.path):
            return 0x0112
        return 0 if stored.sop_class_uid == text(reference, "ReferencedSOPClassUID") else 0x0119


def _reference(item: Dataset) -> Dataset:
    ds = Dataset()
    ds.ReferencedSOPClassUID = text(item, "ReferencedSOPClassUID")
    ds.ReferencedSOPInstanceUID = text(item, "ReferencedSOPInstanceUID")
    return ds
