"""What the PACS holds: storing an instance, and finding it again.

Conformance (C-STORE status): 0000 stored, or the same object was here already; 0111 another object with this SOP
Instance UID is here, the first one is kept; A700 no room on the disk; A771 the object was rejected before (IOCM);
A770-A774 a rejection note that cannot be followed; A900 the data set is not what the request says it is; C000 the
object cannot be filed. An answer other than 0000 means that nothing of it was kept.
"""

from __future__ import annotations

import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from pydicom import Dataset, dcmread

from simulators.pacs_files import Files
from simulators.pacs_index import Index
from simulators.pacs_patients import Patients
from simulators.wire.elements import items, text
from simulators.wire.procedure_step import Answer

STORED = Answer(0x0000)
NOT_OF_A_STUDY = frozenset(  # storage SOP classes of objects that belong to no patient and no study
    {
        "1.2.840.10008.5.1.4.38.1",
        "1.2.840.10008.5.1.4.39.1",
        "1.2.840.10008.5.1.4.43.1",
        "1.2.840.10008.5.1.4.44.1",
        "1.2.840.10008.5.1.4.45.1",
        "1.2.840.10008.5.1.4.1.1.200.1",
        "1.2.840.10008.5.1.4.1.1.200.3",
        "1.2.840.10008.5.1.4.1.1.200.7",
        "1.2.840.10008.5.1.4.1.1.201.1",
    }
)
_HEADERS_KEPT = 512


@dataclass(frozen=True, slots=True)
class Stored:
    """One instance of the index."""

    number: int
    sop_instance_uid: str
    sop_class_uid: str
    transfer_syntax: str
    patient: int
    study_instance_uid: str
    series_instance_uid: str
    modality: str
    station: str
    body_part: str
    step_uid: str  # MPPS it refers to
    calling_ae_title: str
    called_ae_title: str
    received: float
    path: str
    hidden: str


class Store:
    """Files and their index. ``judge`` may refuse an object before it is kept; ``kept`` runs in the transaction that
    keeps it; ``hide`` says why an object is not to be shown ("" for all ordinary ones)."""

    def __init__(self, index: Index, files: Files, patients: Patients) -> None:
        self.index = index
        self.files = files
        self.patients = patients
        self.judge: Callable[[Dataset], Answer] = lambda ds: STORED
        self.hide: Callable[[Dataset, str], str] = lambda ds, step_uid: ""
        self.kept: list[Callable[[Stored, Dataset], None]] = []
        self._headers: OrderedDict[str, Dataset] = OrderedDict()

    def add(
        self,
        file: bytes,
        ds: Dataset,
        *,
        sop_class_uid: str,
        sop_instance_uid: str,
        transfer_syntax: str,
        calling: str,
        called: str,
    ) -> Answer:
        """Keep ``file`` (whole, with group 2); ``ds`` is its data set. Committed before this returns."""
        if (text(ds, "SOPClassUID"), text(ds, "SOPInstanceUID")) != (sop_class_uid, sop_instance_uid):
            return Answer(0xA900, None, "SOP class or instance UID differs from the request")
        if missing := _missing(ds, sop_class_uid):
            return Answer(0xC000, None, f"no {missing}")
        try:
            return self._add(file, ds, transfer_syntax, calling, called)
        except (OSError, sqlite3.OperationalError) as error:
            return Answer(0xA700, None, f"not stored: {error}"[:64])

    def _add(self, file: bytes, ds: Dataset, transfer_syntax: str, calling: str, called: str) -> Answer:
        uid = text(ds, "SOPInstanceUID")
        if (first := self.find(uid)) is not None:
            return self._again(first, file, transfer_syntax)
        name = self.files.name(uid)
        temporary = self.files.write(name, file)
        try:
            with self.index.transaction():
                if (first := self.find(uid)) is not None:
                    return self._again(first, file, transfer_syntax)
                if (answer := self.judge(ds)).status != 0:
                    return answer
                stored = self._insert(ds, transfer_syntax, name, calling, called)
                for listener in self.kept:
                    listener(stored, ds)
                self.files.keep(temporary, name)
        except BaseException:
            if self.index.row("select 1 from instance where sop_instance_uid = ?", (uid,)) is None:
                self.files.discard(self.files.folder / name)
            raise
        finally:
            self.files.discard(temporary)
        return STORED

    def _again(self, first: Stored, file: bytes, transfer_syntax: str) -> Answer:
        if first.hidden and first.hidden not in ("note", "step"):
            return Answer(0xA771, None, f"rejected before: {first.hidden}")
        if first.transfer_syntax == transfer_syntax and _body(self.files.read(first.path)) == _body(file):
            return STORED
        return Answer(0x0111, None, "another object with this SOP Instance UID is stored")

    def _insert(self, ds: Dataset, syntax: str, name: str, calling: str, called: str) -> Stored:
        step_uid = _step_uid(ds)
        values: dict[str, Any] = {
            "sop_instance_uid": text(ds, "SOPInstanceUID"),
            "sop_class_uid": text(ds, "SOPClassUID"),
            "transfer_syntax": syntax,
            "patient": self.patients.of_instance(ds),
            "study_instance_uid": text(ds, "StudyInstanceUID"),
            "series_instance_uid": text(ds, "SeriesInstanceUID"),
            "modality": text(ds, "Modality"),
            "station": text(ds, "StationName"),
            "body_part": text(ds, "BodyPartExamined"),
            "step_uid": step_uid,
            "calling_ae_title": calling,
            "called_ae_title": called,
            "received": time.time(),
            "path": name,
            "hidden": self.hide(ds, step_uid),
        }
        columns, marks = ", ".join(values), ", ".join("?" * len(values))
        number = self.index.run(f"insert into instance ({columns}) values ({marks})", tuple(values.values()))
        return Stored(number, **values)

    def find(self, sop_instance_uid: str) -> Stored | None:
        """The instance with this UID, hidden or not."""
        row = self.index.row("select * from instance where sop_instance_uid = ?", (sop_instance_uid,))
        return Stored(**row) if row else None

    def visible(self, condition: str = "1", values: Sequence[object] = ()) -> list[Stored]:
        """Instances that Query/Retrieve shows, oldest first, under an SQL condition on their columns."""
        rows = self.index.rows(
            f"select * from instance where hidden = '' and study_instance_uid <> '' and ({condition}) order by number",
            values,
        )
        return [Stored(**row) for row in rows]

    def header(self, path: str) -> Dataset:
        """The data set without pixel data, as stored. Shared: not to be changed."""
        found = self._headers.get(path)
        if found is None:
            found = dcmread(self.files.folder / path, stop_before_pixels=True)
            self._headers[path] = found
            while len(self._headers) > _HEADERS_KEPT:
                self._headers.popitem(last=False)
        return found

    def recover(self) -> int:
        """After a crash: files the index does not know are entered, half-written ones removed; how many entered."""
        known = {row[0] for row in self.index.rows("select path from instance")}
        entered = 0
        for name in self.files.sweep():
            if name in known:
                continue
            try:
                ds = dcmread(BytesIO(self.files.read(name)))
                syntax = str(ds.file_meta.TransferSyntaxUID)
                source = text(ds.file_meta, "SourceApplicationEntityTitle")
            except Exception:  # cut short by a power failure, so never acknowledged
                self.files.discard(self.files.folder / name)
                continue
            with self.index.transaction():
                stored = self._insert(ds, syntax, name, source, "")
                for listener in self.kept:
                    listener(stored, ds)
            entered += 1
        return entered


def _missing(ds: Dataset, sop_class_uid: str) -> str:
    if sop_class_uid in NOT_OF_A_STUDY:
        return ""
    return next((word for word in ("StudyInstanceUID", "SeriesInstanceUID") if not text(ds, word)), "")


def _step_uid(ds: Dataset) -> str:
    steps = items(ds, "ReferencedPerformedProcedureStepSequence")
    return text(steps[0], "ReferencedSOPInstanceUID") if steps else ""


def _body(file: bytes) -> bytes:
    """The encoded data set: what follows the preamble and a group 2 with its group length."""
    return file[144 + int.from_bytes(file[140:144], "little") :]
