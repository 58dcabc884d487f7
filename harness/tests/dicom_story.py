"""A DICOM story to plant faults in: exchanges as the tap writes them, data sets as they come off the wire."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from pydicom import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filereader import read_dataset
from pydicom.filewriter import write_dataset

from harness.checks import CHECKS, load
from harness.checks.story import Story
from harness.verdict import Finding, Verdict
from simulators.dimse_messages import digest, without_bulk
from simulators.images import make_images
from simulators.transcript import Exchange, Transcript
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName
from simulators.wire.order import Order, ScheduledStep
from simulators.wire.procedure_step import n_create, n_set, series_of
from simulators.wire.worklist import worklist_items

load()
MPPS = "1.2.840.10008.3.1.2.3.3"
MWL = "1.2.840.10008.5.1.4.31"
STUDY_ROOT = "1.2.840.10008.5.1.4.1.2.2"
COMMITMENT = "1.2.840.10008.1.20.1"
IAN = "1.2.840.10008.5.1.4.33"
KINDS = {"CT_ER1": "modality", "MR_1": "modality", "BATA": "destination", "AI_NODE": "destination"}
ANA = Patient(
    PatientId("00ZZ9001", AssigningAuthority("HGM", "1.2.826.0.1", "ISO")),
    PersonName("Nsue Prueba", "Ana María"),
    "19800102",
    "F",
)


def dataset(**values: object) -> Dataset:
    """A data set from keywords."""
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds


def order(**changes: Any) -> Order:
    step = ScheduledStep("SPS1", "CT", "CT_ER1", "ER1", "Emergency", "20240105103000", Code("P1", "Tórax", "L"))
    values: dict[str, Any] = {
        "accession_number": "A1",
        "requested_procedure_id": "RP1",
        "study_instance_uid": "2.25.1",
        "steps": (step,),
    }
    return Order(ANA, Code("CTCH", "CT de tórax", "L"), **{**values, **changes})


def encoded(ds: Dataset) -> bytes:
    buffer = DicomBytesIO()
    buffer.is_implicit_VR, buffer.is_little_endian = False, True
    write_dataset(buffer, ds)
    return buffer.getvalue()


def off_the_wire(ds: Dataset) -> Dataset:
    """As the transcript keeps it: raw values, no bulk."""
    return without_bulk(read_dataset(BytesIO(encoded(ds)), False, True))


class Wire:
    """Writes exchanges. ``clock`` goes on by 0.1 s with each one; set it to jump."""

    def __init__(self) -> None:
        self.clock = 1_700_000_000.0
        self.transcript = Transcript(clock=self._now)

    def _now(self) -> float:
        self.clock += 0.1
        return self.clock

    def add(
        self,
        kind: str,
        sender: str,
        receiver: str,
        ds: Dataset | None = None,
        *,
        reply_to: Exchange | None = None,
        connection: str = "",
        **fields: Any,
    ) -> Exchange:
        command = Dataset()
        for keyword in [name for name in fields if name[0].isupper()]:
            setattr(command, keyword, fields.pop(keyword))
        return self.transcript.add(
            sender=sender,
            receiver=receiver,
            protocol="DICOM",
            kind=kind,
            connection=connection or f"{min(sender, receiver)}-{max(sender, receiver)}",
            command=command,
            dataset=off_the_wire(ds) if ds is not None else None,
            transfer_syntax="1.2.840.10008.1.2.1",
            digest=digest(encoded(ds)) if ds is not None and kind == "C-STORE-RQ" else "",
            reply_to=reply_to.number if reply_to else None,
            **fields,
        )

    def answer(self, request: Exchange, status: int | None, ds: Dataset | None = None, **fields: Any) -> Exchange:
        if status is not None:
            fields["Status"] = status
        return self.add(
            request.kind.replace("-RQ", "-RSP"),
            request.receiver,
            request.sender,
            ds,
            reply_to=request,
            connection=request.connection,
            **fields,
        )

    def find(self, query: Dataset, answers: Iterable[Dataset], *, model: str = MWL, sender: str = "CT_ER1",
             receiver: str = "ris", status: int = 0, pending: int = 0xFF00, **fields: Any) -> Exchange:  # fmt: skip
        request = self.add("C-FIND-RQ", sender, receiver, query, AffectedSOPClassUID=model, **fields)
        for one in answers:
            self.answer(request, pending, one)
        self.answer(request, status)
        return request

    def store(self, ds: Dataset, *, sender: str = "CT_ER1", receiver: str = "pacs", status: int | None = 0,
              **fields: Any) -> Exchange:  # fmt: skip
        request = self.add("C-STORE-RQ", sender, receiver, ds, AffectedSOPClassUID=ds.SOPClassUID,
                           AffectedSOPInstanceUID=ds.SOPInstanceUID, **fields)  # fmt: skip
        if status is not None:
            self.answer(request, status)
        return request

    def create(self, uid: str, ds: Dataset, *, sender: str = "CT_ER1", receiver: str = "ris", status: int | None = 0,
               sop_class: str = MPPS, answer: dict[str, Any] | None = None, **fields: Any) -> Exchange:  # fmt: skip
        request = self.add("N-CREATE-RQ", sender, receiver, ds, AffectedSOPClassUID=sop_class,
                           AffectedSOPInstanceUID=uid, **fields)  # fmt: skip
        if status is not None:
            self.answer(request, status, **(answer or {}))
        return request

    def set(self, uid: str, ds: Dataset, *, sender: str = "CT_ER1", receiver: str = "ris", status: int | None = 0,
            answer: dict[str, Any] | None = None, **fields: Any) -> Exchange:  # fmt: skip
        request = self.add("N-SET-RQ", sender, receiver, ds, RequestedSOPClassUID=MPPS, RequestedSOPInstanceUID=uid,
                           **fields)  # fmt: skip
        if status is not None:
            self.answer(request, status, **(answer or {}))
        return request

    def move(self, query: Dataset, found: Sequence[Dataset], *, status: int = 0, claimed: int | None = None,
             failed: int = 0, destination: str = "WS_1", **fields: Any) -> Exchange:  # fmt: skip
        self.add("A-ASSOCIATE-RQ", "workstation", "pacs", connection="retrieve", raw=b"calling AE title: WS_1\n")
        fields |= {"MoveDestination": destination, "AffectedSOPClassUID": f"{STUDY_ROOT}.2", "MessageID": 7}
        request = self.add("C-MOVE-RQ", "workstation", "pacs", query, connection="retrieve", **fields)
        for ds in found:
            self.store(ds, sender="pacs", receiver="workstation", MoveOriginatorMessageID=7, connection="sub")
        self.answer(
            request,
            status,
            NumberOfCompletedSuboperations=len(found) if claimed is None else claimed,
            NumberOfFailedSuboperations=failed,
            NumberOfWarningSuboperations=0,
        )
        return request

    def story(self, **fields: Any) -> Story:
        claims = {"pacs": frozenset({"IOCM", "RAD-66"})}
        return Story(**{"exchanges": self.transcript.exchanges, "kinds": KINDS, "claims": claims, **fields})


def item() -> Dataset:
    """The worklist item of the usual order."""
    return worklist_items(order())[0]


def images(count: int = 2, **options: Any) -> list[Dataset]:
    return make_images(item(), instances=count, **options)


def reference(ds: Dataset, reason: int | None = None) -> Dataset:
    """An item of a referenced SOP sequence; ``reason`` why it was not committed."""
    found = dataset(ReferencedSOPClassUID=ds.SOPClassUID, ReferencedSOPInstanceUID=ds.SOPInstanceUID)
    if reason is not None:
        found.FailureReason = reason
    return found


def step_created(**options: Any) -> Dataset:
    return n_create([item()], station_ae_title="CT_ER1", started="20240105103100", pps_id="PPS1", **options)


def step_ended(instances: Sequence[Dataset], status: str = "COMPLETED", **options: Any) -> Dataset:
    return n_set(status, series=series_of(instances), ended="20240105104500", **options)


def run(check_id: str, wire: Wire, **facts: Any) -> list[Finding]:
    return CHECKS[check_id](wire.story(), **facts)


def faults(check_id: str, wire: Wire, **facts: Any) -> list[Finding]:
    """The FAIL findings; a check that broke is a failure of the test."""
    found = run(check_id, wire, **facts)
    broken = [one for one in found if one.verdict is Verdict.ERROR]
    assert not broken, broken
    return [one for one in found if one.verdict is Verdict.FAIL]


def holds(check_id: str, wire: Wire, **facts: Any) -> bool:
    """Whether the check judged something and found no fault."""
    return not faults(check_id, wire, **facts) and bool(run(check_id, wire, **facts))
