"""An imaging order as every party knows it, and the dialects in which sites write HL7."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from simulators.wire.identifiers import Code, Patient, Visit


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a site writes HL7. One of these belongs to each interface (sender and receiver)."""

    name: str = "ihe-swf"
    version: str = "2.5.1"
    placer_message: str = "OMG^O19"  # RAD-2/3: "ORM^O01" or "OMG^O19"
    schedule_message: str = "OMI^O23"  # RAD-4/13: "ORM^O01" (with ZDS below 2.5) or "OMI^O23"
    charset: str = "UNICODE UTF-8"  # MSH-18
    accession_field: str = ""  # a path like "OBR-20"; "" = the message's own: OBR-18 in ORM, IPC-1 in OMI
    study_uid_field: str = ""  # a path like "OBR-21"; "" = ZDS-1 in ORM, IPC-3 in OMI
    enhanced: bool = False  # MSH-15/16 valued: accept acknowledgement CA/CE/CR
    fixed: tuple[tuple[str, str], ...] = ()  # ("MSH-11", "T") …: field values the site insists on
    extra_segments: tuple[str, ...] = ()  # whole Z segments added as they stand
    can_change: bool = True  # EMR may send XO (change) or DC (discontinue)


IHE_SWF = Dialect("ihe-swf", "2.3.1", "ORM^O01", "ORM^O01", "8859/1")
IHE_SWF_B = Dialect()


@dataclass(frozen=True, slots=True)
class ScheduledStep:
    """A scheduled procedure step: one entry of the worklist."""

    id: str = ""  # ≤16
    modality: str = ""
    station_ae_title: str = ""
    station_name: str = ""
    location: str = ""
    start: str = ""  # YYYYMMDDHHMMSS
    protocol: Code | None = None
    description: str = ""
    performing_physician: str = ""  # XCN
    status: str = "SCHEDULED"  # SCHEDULED ARRIVED READY STARTED COMPLETED DISCONTINUED CANCELED


@dataclass(frozen=True, slots=True)
class Order:
    """One requested procedure of one patient. Empty identifiers are not assigned yet."""

    patient: Patient
    procedure: Code  # OBR-4 / (0032,1064)
    visit: Visit = field(default_factory=Visit)
    placer_order_number: str = ""
    placer_issuer: str = ""  # HD namespace of ORC-2
    filler_order_number: str = ""
    filler_issuer: str = ""
    accession_number: str = ""
    requested_procedure_id: str = ""
    study_instance_uid: str = ""
    steps: tuple[ScheduledStep, ...] = ()
    priority: str = "R"  # S A R P C T, table 0485
    ordering_physician: str = ""  # XCN, ORC-12 = OBR-16
    requested_start: str = ""
    reason: str = ""  # OBR-31
    danger: str = ""  # OBR-12
    transport: str = ""  # OBR-30
    alerts: str = ""  # OBR-13
    laterality: str = ""  # "", "R", "L", "B"
    body_part: str = ""  # (0018,0015) defined term
    status: str = ""  # ORC-5
    weight_kg: str = ""
    height_m: str = ""
    accession_issuer: str = ""  # namespace of IPC-1; (0008,0051)

    def with_(self, **changes: object) -> Order:
        return replace(self, **changes)  # type: ignore[arg-type]
