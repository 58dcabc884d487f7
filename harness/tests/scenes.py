"""A scene: exchanges of a made-up day, written down as a transcript would have them, for the tests of checks."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from typing import Any

from pydicom import Dataset

from harness import checks
from harness.checks.story import Story
from harness.verdict import Finding, Verdict
from simulators.transcript import Exchange
from simulators.wire import ack
from simulators.wire.appointment import siu
from simulators.wire.elements import copy_of, text
from simulators.wire.er7 import Message
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName, Visit
from simulators.wire.order import IHE_SWF_B, Dialect, Order, ScheduledStep, placer_order, scheduled_procedure
from simulators.wire.procedure_step import n_create, n_set, series_of
from simulators.wire.registration import adt
from simulators.wire.result import Result, oru, text_observation
from simulators.wire.worklist import MODALITY_WORKLIST, worklist_items, worklist_query

MPPS = "1.2.840.10008.3.1.2.3.3"
HGM = AssigningAuthority("HGM", "1.2.826.0.1.3680043.10.1561.1", "ISO")
ANA = Patient(PatientId("00ZZ9001", HGM), PersonName("Nguema Ñengono", "Inés", "", "Dra.", "Jr"), "19800229", "F")
LUIS = Patient(PatientId("ZZ9002", HGM), PersonName("Mba Prueba", "Luis"), "19720101", "M")
ORDER = Order(
    ANA,
    Code("CTCHEST", "TC de tórax", "99HGM"),
    visit=Visit("I", "W1^101^1", referring="78^Nsue^Ana", number="V100"),
    placer_order_number="P1",
    placer_issuer="EMR",
    filler_order_number="F1",
    filler_issuer="RIS",
    accession_number="00A1",
    requested_procedure_id="RP1",
    study_instance_uid="2.25.111",
    steps=(
        ScheduledStep(
            "S1", "CT", "CT_ER1", "CT1", "ER", "20261124120000", Code("P-1", "Fino", "99HGM"), "Fino",
            "80^Mangue^Pedro",
        ),
    ),
    ordering_physician="77^Ruiz^Luis",
    requested_start="20261124120000",
    reason="dolor torácico",
)  # fmt: skip
OTHER = ORDER.with_(
    patient=LUIS, placer_order_number="P2", filler_order_number="F2", accession_number="00A2",
    requested_procedure_id="RP2", study_instance_uid="2.25.222",
    steps=(
        ScheduledStep(
            "S2", "CT", "CT_ER1", "CT1", "ER", "20261124130000", Code("P-1", "Fino", "99HGM"), "Fino",
            "80^Mangue^Pedro",
        ),
    ),
)  # fmt: skip
FACILITY = "HGM"


class Performed:
    """What images take from a performed step."""

    def __init__(self, uid: str, pps_id: str, items: list[Dataset], study: str, patient: Patient | None = None) -> None:
        self.sop_instance_uid, self.id, self.started = uid, pps_id, "20261124120500"
        self.items, self.study_instance_uid, self.patient = items, study, patient


class Scene:
    """Each method adds exchanges; time goes on by 10 ms with each, and by what :meth:`wait` says."""

    def __init__(self, dialect: Dialect = IHE_SWF_B, **story: Any) -> None:
        self.exchanges: list[Exchange] = []
        self.dialect = dialect
        self.now = 1_800_000_000.0
        self.story_fields = {"kinds": {"CT_ER1": "modality", "DX_1": "modality", "BATA": "destination"}, **story}
        self._serial = itertools.count(1)

    def story(self) -> Story:
        return Story(**{"exchanges": tuple(self.exchanges), "ended": self.now, **self.story_fields})

    def run(self, check_id: str, **facts: Any) -> list[Finding]:
        return checks.load()[check_id](self.story(), **facts)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def add(self, **fields: Any) -> Exchange:
        self.now += 0.01
        fields = {"number": len(self.exchanges) + 1, "time": self.now, "connection": "c#1", **fields}
        exchange = Exchange(**fields)
        self.exchanges.append(exchange)
        return exchange

    # --- HL7 ---

    def envelope(self, sender: str, receiver: str) -> dict[str, Any]:
        return {
            "dialect": self.dialect,
            "sender": f"{sender.upper()}|{FACILITY}",
            "receiver": f"{receiver.upper()}|{FACILITY}",
            "control_id": f"{sender[:3].upper()}{next(self._serial):06d}",
            "when": "20261124103207",
        }

    def hl7(
        self,
        sender: str,
        receiver: str,
        message: Message,
        code: str = "AA",
        *,
        reply: Message | None = None,
        **fields: Any,
    ) -> Exchange:
        """A message and its acknowledgement; ``code`` "" for none, ``reply`` for another one."""
        request = self.hl7_only(sender, receiver, message, **fields)
        if code:
            error = None if code in ("AA", "CA") else ack.Hl7Error("207", "no")
            control_id = f"ACK{next(self._serial):06d}"
            reply = reply or ack.acknowledge(message, code, error=error, control_id=control_id, when="20261124103208")
            self.answer(request, reply)
        return request

    def hl7_only(self, sender: str, receiver: str, message: Message, **fields: Any) -> Exchange:
        values: dict[str, Any] = {"sender": sender, "receiver": receiver, "protocol": "HL7", "kind": message.type}
        values |= {"raw": message.raw, "message": message, "connection": f"{sender}>{receiver}#1"}
        return self.add(**{**values, **fields})

    def answer(self, request: Exchange, reply: Message, **fields: Any) -> Exchange:
        return self.hl7_only(
            request.receiver,
            request.sender,
            reply,
            **{"reply_to": request.number, "connection": request.connection, **fields},
        )

    def adt(self, event: str, patient: Patient, *, to: str = "ris", sender: str = "his", prior: Patient | None = None,
            visit: Visit | None = None, alter: Any = None, code: str = "AA", **fields: Any) -> Exchange:  # fmt: skip
        message = adt(event, patient, visit, prior=prior, **self.envelope(sender, to))
        return self.hl7(sender, to, alter(message) if alter else message, code, **fields)

    def placer(
        self, order: Order, control: str = "NW", *, alter: Any = None, code: str = "AA", **fields: Any
    ) -> Exchange:
        asked = order if control != "NW" else order.with_(steps=())
        message = placer_order(asked, control, **self.envelope("emr", "ris"))
        return self.hl7("emr", "ris", alter(message) if alter else message, code, **fields)

    def filler(self, order: Order, control: str = "SC", *, status: str = "SC", alter: Any = None, code: str = "AA",
               reply: Message | None = None) -> Exchange:  # fmt: skip
        message = placer_order(order.with_(status=status), control, **self.envelope("ris", "emr"))
        return self.hl7("ris", "emr", alter(message) if alter else message, code, reply=reply)

    def schedule(
        self, order: Order, control: str = "NW", *, alter: Any = None, code: str = "AA", **fields: Any
    ) -> Exchange:
        message = scheduled_procedure(order, control, **self.envelope("ris", "pacs"))
        return self.hl7("ris", "pacs", alter(message) if alter else message, code, **fields)

    def appointment(self, event: str, order: Order, *, alter: Any = None, **fields: Any) -> Exchange:
        message = siu(event, order, appointment_id="AP1", **self.envelope("ris", "emr"))
        return self.hl7("ris", "emr", alter(message) if alter else message, **fields)

    def report(self, order: Order, status: str = "F", *, alter: Any = None, observed: str = "", code: str = "AA",
               **fields: Any) -> Exchange:  # fmt: skip
        result = Result(
            order.with_(steps=()), status, (text_observation("Sin hallazgos.", observed or status),), "81^Obono^Marta"
        )
        message = oru(result, **self.envelope("ris", "emr"))
        return self.hl7("ris", "emr", alter(message) if alter else message, code, **fields)

    # --- DICOM ---

    def dimse(
        self,
        sender: str,
        receiver: str,
        kind: str,
        ds: Dataset | None = None,
        status: int | None = 0,
        *,
        uid: str = "",
        sop_class: str = "",
        answers: Sequence[Dataset] = (),
        **fields: Any,
    ) -> Exchange:
        """A request and its responses: ``answers`` as pending ones, then one with ``status`` (None: none)."""
        command = Dataset()
        if uid:
            command.AffectedSOPInstanceUID = uid
        if sop_class:
            command.AffectedSOPClassUID = sop_class
        common = {"protocol": "DICOM", "connection": f"{sender}>{receiver}#2"}
        request = self.add(
            sender=sender, receiver=receiver, kind=f"{kind}-RQ", command=command, dataset=ds, **common, **fields
        )
        for code, answer in [*((0xFF00, each) for each in answers), *([(status, None)] if status is not None else [])]:
            reply = Dataset()
            reply.Status = code
            self.add(sender=receiver, receiver=sender, kind=f"{kind}-RSP", command=reply, dataset=answer,
                     reply_to=request.number, **common)  # fmt: skip
        return request

    def worklist(self, *orders: Order, station: str = "CT_ER1", alter: Any = None) -> list[Dataset]:
        """The station asks and gets an item for each step."""
        items = [item for order in orders for item in worklist_items(order)]
        for item in items:
            if alter:
                alter(item)
        query = worklist_query(station=station)
        self.dimse(station, "ris", "C-FIND", query, answers=items, sop_class=MODALITY_WORKLIST)
        return items

    def begin(self, items: Sequence[Dataset], *, station: str = "CT_ER1", study: str = "", uid: str = "2.25.900",
              patient: Patient | None = None, alter: Any = None, **fields: Any) -> Performed:  # fmt: skip
        """MPPS N-CREATE."""
        study = study or text(items[0], "StudyInstanceUID")
        ds = n_create(items, station_ae_title=station, started="20261124120500", pps_id="PPS1", patient=patient,
                      study_instance_uid=study if not items or len(items) > 1 else "", modality="CT")  # fmt: skip
        if alter:
            alter(ds)
        self.dimse(station, "ris", "N-CREATE", ds, uid=uid, sop_class=MPPS, **fields)
        return Performed(uid, "PPS1", list(items), study, patient)

    def end(self, performed: Performed, images: Sequence[Dataset] = (), status: str = "COMPLETED", *,
            station: str = "CT_ER1") -> None:  # fmt: skip
        ds = n_set(status, series=series_of(images), ended="20261124121000")
        self.dimse(station, "ris", "N-SET", ds, uid=performed.sop_instance_uid, sop_class=MPPS)

    def store(self, images: Sequence[Dataset], *, sender: str = "CT_ER1", receiver: str = "pacs", alter: Any = None,
              status: int = 0) -> list[Dataset]:  # fmt: skip
        """C-STORE of each image, without its pixels."""
        sent = []
        for image in images:
            ds = copy_of(image)
            if "PixelData" in ds:
                del ds.PixelData
            if alter:
                alter(ds)
            names: dict[str, Any] = {"uid": text(ds, "SOPInstanceUID"), "sop_class": text(ds, "SOPClassUID")}
            digest = hashlib.sha256(repr(ds).encode()).hexdigest()
            self.dimse(sender, receiver, "C-STORE", ds, status, digest=digest, **names)
            sent.append(ds)
        return sent


def fails(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.verdict is Verdict.FAIL]


def blamed(findings: list[Finding]) -> list[tuple[str, str]]:
    """Role and place of each FAIL."""
    assert not [finding for finding in findings if finding.verdict is Verdict.ERROR], findings
    return [(finding.role, finding.where) for finding in fails(findings)]


def passes(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.verdict is Verdict.PASS]
