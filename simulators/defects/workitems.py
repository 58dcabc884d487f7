"""Defects of the worklist over DICOMweb: work that anybody may end, and that is begun after it was canceled."""

from __future__ import annotations

from typing import Any

from pydicom import Dataset

from simulators import ups_web
from simulators.defects.defect import defect
from simulators.defects.planting import around
from simulators.ups_web import Worklist
from simulators.wire.workitem import CANCELED, IN_PROGRESS


def _anybody_ends(original: Any, self: Worklist, uid: str, state: str, said: str) -> str:
    found: str = original(self, uid, state, said)
    return "" if found == ups_web.INCORRECT else found


def _lock_shown(original: Any, self: Worklist, uid: str) -> Dataset:
    ds: Dataset = original(self, uid)
    if uid in self.transactions:
        ds.TransactionUID = self.transactions[uid]
    return ds


def _begun_again(original: Any, self: Worklist, uid: str, state: str, said: str) -> str:
    is_canceled = self.items[uid].ProcedureStepState == CANCELED
    return "" if is_canceled and state == IN_PROGRESS else str(original(self, uid, state, said))


DEFECTS = (
    defect(
        "ups.anybody-ends",
        "a workitem is ended by whoever asks, not only by who took it on",
        "pacs",
        "TC-WEB-016",
        "(?i)had not taken it on",
        around(Worklist, "objection", _anybody_ends),
    ),
    defect(
        "ups.lock-shown",
        "a workitem is shown with the Transaction UID that locks it",
        "pacs",
        "TC-WEB-016",
        "(?i)locks a workitem",
        around(Worklist, "view", _lock_shown),
    ),
    defect(
        "ups.canceled-begun",
        "a workitem that was canceled can be begun all the same",
        "pacs",
        "TC-WEB-017",
        "(?i)where it may not go",
        around(Worklist, "objection", _begun_again),
    ),
)
