"""Rejection notes (IHE IOCM): Key Object Selections that take objects out of use.

The objects and the note disappear from Query/Retrieve, routing and availability; all stay on the disk. C-STORE of a
note is refused with A772 when it names an instance that is not here, A773 when it names it with another SOP class,
A774 when an instance was rejected before, C000 when it names nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydicom import Dataset

from simulators.pacs_store import STORED, Store, Stored
from simulators.wire.elements import items, text
from simulators.wire.procedure_step import Answer

KEY_OBJECT_SELECTION = "1.2.840.10008.5.1.4.1.1.88.59"
TITLES = {
    "113001": "rejected for quality reasons",
    "113037": "rejected for patient safety reasons",
    "113038": "incorrect modality worklist entry",
    "113039": "data retention policy expired",
}


def rejection(ds: Dataset) -> str:
    """The code of a rejection note's title; "" for any other object."""
    if text(ds, "SOPClassUID") != KEY_OBJECT_SELECTION:
        return ""
    title = items(ds, "ConceptNameCodeSequence")
    code = text(title[0], "CodeValue") if title and text(title[0], "CodingSchemeDesignator") == "DCM" else ""
    return code if code in TITLES else ""


def references(ds: Dataset) -> Iterator[tuple[str, str]]:
    """(SOP Class UID, SOP Instance UID) of the evidence (0040,A375)."""
    for study in items(ds, "CurrentRequestedProcedureEvidenceSequence"):
        for series in items(study, "ReferencedSeriesSequence"):
            for item in items(series, "ReferencedSOPSequence"):
                yield text(item, "ReferencedSOPClassUID"), text(item, "ReferencedSOPInstanceUID")


class Rejections:
    """``judge``, ``hide`` and ``kept`` are hung into a :class:`~simulators.pacs_store.Store`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def judge(self, ds: Dataset) -> Answer:
        if not rejection(ds):
            return STORED
        named = list(references(ds))
        if not named:
            return Answer(0xC000, None, "the rejection note names no instance")
        for sop_class_uid, uid in named:
            stored = self._store.find(uid)
            if stored is None:
                return Answer(0xA772, None, "the rejection note names an instance that is not here")
            if stored.sop_class_uid != sop_class_uid:
                return Answer(0xA773, None, "SOP class of a rejected instance differs")
            if stored.hidden in TITLES:
                return Answer(0xA774, None, f"rejected before: {stored.hidden}")
        return STORED

    def hide(self, ds: Dataset, step_uid: str) -> str:
        """``note`` for a rejection note, ``step`` for an object of a step on the wrong worklist entry (110514)."""
        if rejection(ds):
            return "note"
        if step_uid and self._store.index.row("select 1 from discarded_step where uid = ?", (step_uid,)):
            return "step"
        return ""

    def kept(self, stored: Stored, ds: Dataset) -> None:
        if code := rejection(ds):
            for _, uid in references(ds):
                self._store.index.run("update instance set hidden = ? where sop_instance_uid = ?", (code, uid))
