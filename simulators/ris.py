"""RIS, the order filler: schedules what is ordered, serves the worklist, follows the examination, reports."""

from __future__ import annotations

from collections.abc import Sequence

from simulators.addresses import DicomAddress, Hl7Address
from simulators.ris_config import ProcedurePlan, RisConfig, Station, StepPlan
from simulators.runtime import Runtime
from simulators.wire.identifiers import Code, Patient, PatientId, Visit
from simulators.wire.order import Order

__all__ = ["ProcedurePlan", "Ris", "RisConfig", "Station", "StepPlan"]


class Ris:
    """``ports`` after :meth:`start`: ``hl7``, ``worklist``, ``mpps`` (availability notifications too).

    ADT, orders, worklist queries and MPPS are served by themselves; the methods are what a person at the RIS does.
    They return when the RIS has recorded the act; peers are told after that, in order. They raise
    :class:`LocalViolation` when the RIS knows no such order or its state forbids the act.
    """

    def __init__(self, runtime: Runtime, config: RisConfig) -> None:
        self.runtime = runtime
        self.config = config
        self.ports: dict[str, int] = {}

    def start(self) -> None:
        """Bind the ports. Raises :class:`ConfigError` when one is in use."""

    def stop(self) -> None:
        """Close ports and connections; what is still queued is dropped."""

    @property
    def address(self) -> Hl7Address:
        """Where ADT and orders go; after :meth:`start`."""
        raise NotImplementedError

    @property
    def worklist_address(self) -> DicomAddress:
        """Where modalities ask for their worklist; after :meth:`start`."""
        raise NotImplementedError

    @property
    def mpps_address(self) -> DicomAddress:
        """Where MPPS and availability notifications go; after :meth:`start`."""
        raise NotImplementedError

    def know(self, role: str, address: Hl7Address | DicomAddress) -> None:
        """Set the address of the EMR or PACS, before or after :meth:`start`; a DICOM address gets forwarded MPPS."""
        raise NotImplementedError

    def settle(self, timeout: float | None = None) -> None:
        """Wait until every peer was told everything; :class:`NoAnswer` when that takes longer than ``timeout`` s."""
        raise NotImplementedError

    def patient(self, patient_id: PatientId) -> Patient | None:
        """The patient under this identifier; None when unknown or merged away."""
        raise NotImplementedError

    def order(self, accession_number: str) -> Order:
        """The order with this accession number, as it stands."""
        raise NotImplementedError

    def orders_for(self, patient_id: PatientId) -> list[Order]:
        """Every order of this patient, cancelled ones too, oldest first."""
        raise NotImplementedError

    def create_order(
        self,
        patient: Patient,
        procedure: Code,
        *,
        visit: Visit | None = None,
        start: str = "",
        station: str = "",
        study_instance_uid: str = "",
        reason: str = "",
    ) -> Order:
        """An order made by the filler: SN to the EMR (its NA brings the placer number), then scheduled.

        With ``study_instance_uid`` of an unscheduled examination the order takes over what was performed.
        """
        raise NotImplementedError

    def reschedule(self, accession_number: str, *, start: str = "", station: str = "") -> Order:
        """Another time or device: XO to the PACS, S13 to the EMR."""
        raise NotImplementedError

    def change(self, accession_number: str, **changes: object) -> Order:
        """Correct the order (fields of :class:`Order`), before or after completion: XO to the PACS."""
        raise NotImplementedError

    def cancel(self, accession_number: str) -> Order:
        """Cancelled by the filler: OC and S15 to the EMR, CA to the PACS, off the worklist."""
        raise NotImplementedError

    def discontinue(self, accession_number: str) -> Order:
        """Stopped after scheduling, this act and all later ones: DC to the PACS, SC DC to the EMR."""
        raise NotImplementedError

    def replace_exam(self, accession_number: str, procedure: Code) -> Order:
        """OC and CA of the old, then SN and NW of the new order with new numbers and a new Study Instance UID."""
        raise NotImplementedError

    def report(
        self,
        accession_number: str,
        status: str = "F",
        text: str = "",
        pdf: bytes | None = None,
        codes: Sequence[Code] = (),
        *,
        value_type: str = "TX",
        interpreter: str = "",
        addendum: bool = False,
    ) -> None:
        """Send ORU^R01. ``status`` is OBR-25 P, F or C, or W/D to withdraw; ``codes`` go as CE, ``pdf`` as ED.

        ``addendum`` repeats what was reported and adds ``text`` (status C).
        """
        raise NotImplementedError
