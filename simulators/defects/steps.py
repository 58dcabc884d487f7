"""Defects of how RIS and archive follow the examination: performed steps, availability."""

from __future__ import annotations

import copy
from typing import Any

from simulators import pacs, pacs_steps, ris_book, ris_forwarder, ris_steps
from simulators.defects.defect import defect
from simulators.defects.planting import around, doing, holding
from simulators.wire.procedure_step import Answer, ProcedureSteps

SUCCESS = Answer(0, None, "")


def _start_ignored(original: Any, self: Any, performed: Any) -> list[Any]:
    """The step is known, and nothing follows from it."""
    self.performed[performed.uid] = performed
    return []


def _end_forgotten(original: Any, self: Any, uid: str, status: str, reason: str = "") -> list[Any]:
    """A finished step counts as never begun."""
    performed = self.performed[uid]
    for steps in self._performed_on.values():
        if performed in steps:
            steps.remove(performed)
    return list(original(self, uid, status, reason))


def _always_completed(original: Any, self: Any, uid: str, status: str, reason: str = "") -> Any:
    return original(self, uid, "COMPLETED")


def _announced_each(original: Any, study: Any, instances: Any, step: Any, ae_title: Any) -> Any:
    return original(study, list(instances)[:-1], step, ae_title)


def _announced_twice(original: Any, self: Any, notification: Any) -> bool:
    return bool(original(self, notification) and original(self, notification))


def _other_retrieve_title(original: Any, *args: Any) -> Any:
    ds = original(*args)
    for series in ds.ReferencedSeriesSequence:
        for item in series.ReferencedSOPSequence:
            item.RetrieveAETitle = "NOBODY"
    return ds


def _last_counts(original: Any, step: Any, performed: Any) -> str:
    return str(original(step, list(performed)[-1:]))


def _as_planned(original: Any, self: Any, address: Any, uid: str, ds: Any) -> None:
    """The RIS passes on what was planned, not what was performed."""
    ds = copy.deepcopy(ds)
    if "PerformedProtocolCodeSequence" in ds:
        del ds.PerformedProtocolCodeSequence
    original(self, address, uid, ds)


DEFECTS = (
    defect(
        "mpps.start-ignored",
        "the RIS ignores that a step began",
        "ris",
        "TC-PPS-001",
        "(?i)still shows|in progress",
        around(ris_book.Book, "start", _start_ignored),
        row=8,
    ),
    defect(
        "mpps.end-ignored",
        "a finished examination returns to the worklist",
        "ris",
        "TC-PPS-002 TC-PPS-003 TC-ACQ-001",
        "(?i)shown as (completed|discontinued)|examination is completed|still shows",
        around(ris_book.Book, "end", _end_forgotten),
        row=8,
    ),
    defect(
        "mpps.discontinued-is-completed",
        "the RIS takes a discontinued step for completed",
        "ris",
        "TC-PPS-003 TC-PPS-004 TC-PPS-005",
        "(?i)shown as discontinued|where 1 were",
        around(ris_book.Book, "end", _always_completed),
        row=8,
        after="an examination given up",
    ),
    defect(
        "mpps.any-beginning",
        "a step may begin in any state, twice too",
        "ris",
        "TC-PPS-009 TC-PPS-008",
        "(?i)refus",
        doing(ProcedureSteps, "create", SUCCESS),
        row=8,
    ),
    defect(
        "mpps.any-end",
        "a step may end that never began or lacks what it needs",
        "ris",
        "TC-PPS-010 TC-PPS-007",
        "(?i)refus",
        doing(ProcedureSteps, "set", SUCCESS),
        row=8,
    ),
    defect(
        "mpps.final-changed",
        "a finished step may still be changed",
        "ris",
        "TC-PPS-006",
        "(?i)refus",
        doing(ProcedureSteps, "set", SUCCESS),
        row=8,
    ),
    defect(
        "mpps.start-not-forwarded",
        "the RIS does not pass the beginning of a step on to the archive",
        "ris",
        "TC-PPS-002 TC-PPS-001",
        "(?i)pass on|RAD-6|N-CREATE",
        doing(ris_forwarder.Forwarder, "created", None),
        row=18,
    ),
    defect(
        "mpps.end-not-forwarded",
        "the RIS does not pass the end of a step on to the archive",
        "ris",
        "TC-PPS-002",
        "(?i)pass on|RAD-7|N-SET",
        doing(ris_forwarder.Forwarder, "set", None),
        row=18,
    ),
    defect(
        "mpps.wrong-entry-images",
        "images made under the wrong entry stay in the archive's answers",
        "pacs",
        "TC-PPS-005",
        "(?i)0 images|images|where 0",
        doing(pacs_steps.Steps, "_discard", None),
        after="images under a wrongly chosen entry",
    ),
    defect(
        "mpps.wrong-entry-list",
        "the patient of a wrongly chosen entry is gone from the worklist",
        "ris",
        "TC-PPS-005",
        "(?i)where 1 were|entr",
        holding(ris_steps, "WRONG_ENTRY", "none"),
        after="images under a wrongly chosen entry",
    ),
    defect(
        "ian.never",
        "the archive never announces images",
        "pacs",
        "TC-AVL-001",
        "(?i)announce",
        doing(pacs.Pacs, "_announce", True),
        row=18,
    ),
    defect(
        "ian.one-missing",
        "the archive announces a study without its last image",
        "pacs",
        "TC-AVL-001 TC-AVL-002",
        "(?i)announce",
        around(pacs_steps, "notification", _announced_each),
        row=18,
    ),
    defect(
        "ian.repeated",
        "the archive announces a study twice",
        "pacs",
        "TC-AVL-001",
        "(?i)announce",
        around(pacs.Pacs, "_announce", _announced_twice),
    ),
    defect(
        "ian.retrieve-title",
        "the archive announces images under an AE title that is nobody's",
        "pacs",
        "TC-AVL-001 TC-AVL-002",
        "(?i)AE title|retrieve",
        around(pacs_steps, "notification", _other_retrieve_title),
        row=7,
    ),
    defect(
        "mpps.last-counts",
        "a reconstruction that is given up makes the whole examination given up",
        "ris",
        "TC-ACQ-009",
        "(?i)status|completed",
        around(ris_book, "step_status", _last_counts),
        row=8,
    ),
    defect(
        "mpps.protocol-not-forwarded",
        "the RIS does not tell the archive which protocol was performed",
        "ris",
        "TC-ACQ-003",
        "(?i)protocol|performed",
        around(ris_forwarder.Forwarder, "set", _as_planned),
        row=17,
    ),
)
