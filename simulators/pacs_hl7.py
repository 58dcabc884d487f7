"""What the PACS is told over MLLP: who the patient is (RAD-12), what is scheduled (RAD-4, RAD-13).

Conformance: ADT A01-A08 A12 A13 A28 A31 give demographics, A34 A36 A40 merge, A11 A38 change nothing here; ORM^O01
and OMI^O23 schedule (NW), change (XO), cancel (CA) or discontinue (DC) procedures. Any other message is rejected with
error 200 or 201; a missing PID-3, MRG-1 or Study Instance UID is answered AE with error 101.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydicom import Dataset

from simulators.hl7_receiver import NotAccepted, Receiver, Taken
from simulators.mllp_server import Connection
from simulators.pacs_index import Index
from simulators.pacs_patients import Patients
from simulators.runtime import Runtime
from simulators.wire.elements import items, text
from simulators.wire.er7 import Message
from simulators.wire.order import read_orders
from simulators.wire.registration import read_patient, read_prior

KINDS = ("ADT^*", "ORM^O01", "OMI^O23")
UPDATES = frozenset(["A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A12", "A13", "A28", "A31"])
MERGES = frozenset(["A34", "A36", "A40"])
INDIFFERENT = frozenset(["A11", "A38"])


@dataclass(frozen=True, slots=True)
class ScheduledProcedure:
    """What RAD-4 and RAD-13 said last. ``status`` is ORC-1 of that message: NW, XO, CA or DC."""

    study_instance_uid: str
    accession_number: str
    status: str


class Hl7Service:
    """Behind the MLLP port."""

    def __init__(self, runtime: Runtime, index: Index, patients: Patients) -> None:
        self._index, self._patients = index, patients
        self._receiver = Receiver(runtime, "pacs", self._take, kinds=KINDS)

    def __call__(self, message: Message, connection: Connection) -> Iterator[Message]:
        """The acknowledgements of one message, in the mode its sender asks for."""
        return self._receiver(message, connection)

    def _take(self, message: Message) -> Taken:
        kind, _, event = message.type.partition("^")
        if not read_patient(message).id.value:
            raise NotAccepted("101", "no patient ID", "PID-3")
        if kind != "ADT":
            self._schedule(message)
        elif event in UPDATES:
            self._patients.update(read_patient(message))
        elif event in MERGES:
            self._merge(message)
        elif event not in INDIFFERENT:
            raise NotAccepted("201", f"event {event or '(none)'} is not supported", "MSH-9.2")
        return Taken()

    def _merge(self, message: Message) -> None:
        prior = read_prior(message)
        if prior is None or not prior.value:
            raise NotAccepted("101", "no prior patient ID", "MRG-1")
        try:
            self._patients.merge(read_patient(message), prior)
        except ValueError as error:
            raise NotAccepted("204", str(error), "MRG-1") from error

    def _schedule(self, message: Message) -> None:
        found = read_orders(message)
        if not found or any(not order.study_instance_uid for _, order in found):
            where = "ZDS-1" if message.type.startswith("ORM") else "IPC-3"
            raise NotAccepted("101", "no Study Instance UID", where)
        with self._index.transaction():
            for control, order in found:
                self._index.run(
                    "insert into procedure (study_instance_uid, accession_number, status, message)"
                    " values (?, ?, ?, ?) on conflict (study_instance_uid, accession_number)"
                    " do update set status = excluded.status, message = excluded.message",
                    (order.study_instance_uid, order.accession_number, control, message.raw),
                )

    def procedures(self) -> list[ScheduledProcedure]:
        """Everything scheduled so far, oldest first, cancelled ones too."""
        rows = self._index.rows("select * from procedure order by rowid")
        return [ScheduledProcedure(row["study_instance_uid"], row["accession_number"], row["status"]) for row in rows]


def complete_from_procedure(ds: Dataset, index: Index) -> bool:
    """An unscheduled study gets the accession number of the one procedure that was scheduled for it afterwards."""
    if text(ds, "AccessionNumber") or items(ds, "RequestAttributesSequence"):
        return False  # the modality worked from the list: a group case may leave the number empty (PS3.17 J.4.1)
    rows = index.rows(
        "select accession_number from procedure where study_instance_uid = ? and status not in ('CA', 'DC')",
        (text(ds, "StudyInstanceUID"),),
    )
    if len(rows) != 1 or not rows[0][0]:
        return False
    ds.AccessionNumber = rows[0][0]
    return True
