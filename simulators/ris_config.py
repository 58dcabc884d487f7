"""What a site says about its RIS: ports, names, peers, stations, catalogue of procedures, options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulators.addresses import DicomAddress, Hl7Address
from simulators.wire.identifiers import Code
from simulators.wire.order import IHE_SWF_B, Dialect


@dataclass(frozen=True, slots=True)
class Station:
    """A device that examinations are scheduled on."""

    ae_title: str
    modality: str
    name: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One step of a procedure: its protocol, on which kind of device; ``station`` fixes the AE title."""

    modality: str
    protocol: Code
    description: str = ""
    station: str = ""


@dataclass(frozen=True, slots=True)
class ProcedurePlan:
    """What the RIS does with an ordered code: one worklist entry for each step."""

    code: Code
    steps: tuple[StepPlan, ...]
    body_part: str = ""
    laterality: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RisConfig:
    """Ports: 0 binds a free one. Peers that are None are not told.

    ``catalogue`` is keyed by procedure code (OBR-4.1). A code that it does not have is accepted only when the order
    says its modality (OBR-24) itself. ``worklist_charset`` is (0008,0005) of the answers; "" takes what the query
    declares (ISO_IR 192 where that cannot carry the text).
    """

    role: str = "ris"
    application: str = "RIS"
    facility: str = "HGM"
    dialect: Dialect = IHE_SWF_B
    hl7_port: int = 0
    worklist_port: int = 0
    worklist_ae_title: str = "RIS_MWL"
    mpps_port: int = 0
    mpps_ae_title: str = "RIS_MPPS"
    stations: tuple[Station, ...] = ()
    catalogue: Mapping[str, ProcedurePlan] = field(default_factory=dict)
    emr: Hl7Address | None = None
    emr_role: str = "emr"
    pacs: Hl7Address | None = None
    pacs_mpps: DicomAddress | None = None  # where MPPS is forwarded
    pacs_role: str = "pacs"
    worklist_charset: str = "ISO_IR 192"
    hide_started: bool = True  # a started step leaves the worklist; False: only when completed
    appointments: bool = True  # SIU to the EMR
    status_when_scheduled: bool = True  # SC with ORC-5 SC to the EMR, which brings it the filler's numbers
    register_from_orders: bool = False  # an order for an unknown patient registers her instead of being refused
    retry_s: float = 2.0  # pause before a message is sent again
