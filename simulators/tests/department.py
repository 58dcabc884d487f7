"""An imaging department on the loopback for tests: PACS, one CT, a workstation, a destination, an HL7 sender."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from pydicom import Dataset

from simulators.clock import local_time
from simulators.destination import Destination, DestinationConfig
from simulators.mllp_client import MllpClient
from simulators.modality import Modality, ModalityConfig
from simulators.pacs import Pacs, PacsConfig
from simulators.runtime import Limits, Runtime
from simulators.wire.er7 import Message
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName
from simulators.wire.order import Order, ScheduledStep, scheduled_procedure
from simulators.wire.registration import adt
from simulators.wire.worklist import worklist_items
from simulators.workstation import Workstation, WorkstationConfig

SENDER, RECEIVER = "RIS|HGM", "PACS|HGM"
ANA = PersonName("Nsue Prueba", "Ana")


class EveryPatient:
    """A range of test patients that holds everybody: for files that come with names of their own."""

    prefixes = ("",)
    authority = AssigningAuthority("HGM")

    def __contains__(self, patient_id: object) -> bool:
        return True

    def require(self, patient_id: str, doing: str) -> None:
        pass


@dataclass
class Department:
    runtime: Runtime
    pacs: Pacs
    ct: Modality
    workstation: Workstation
    archive: Destination
    ris: MllpClient

    def patient(
        self, number: str = "1", name: PersonName = ANA, authority: AssigningAuthority | None = None
    ) -> Patient:
        issuer = self.runtime.test_patients.authority if authority is None else authority
        return Patient(PatientId(f"ZZ9{number}", issuer), name, "19800102", "F")

    def order(self, patient: Patient | None = None, *, steps: int = 1, **changes: Any) -> Order:
        plan = tuple(
            ScheduledStep(
                self.runtime.number("S"),
                "CT",
                "CT_ER1",
                "CT_ER1",
                "ER",
                "20260301101500",
                Code("CTC", "Chest", "L"),
                "Chest",
            )
            for _ in range(steps)
        )
        order = Order(
            patient or self.patient(),
            Code("CTCHEST", "CT chest", "L"),
            accession_number=self.runtime.number("A"),
            requested_procedure_id=self.runtime.number("R"),
            study_instance_uid=self.runtime.uid(),
            placer_order_number=self.runtime.number("E"),
            filler_order_number=self.runtime.number("F"),
            steps=plan,
        )
        return replace(order, **changes)

    def stored(self, patient: Patient | None = None, instances: int = 2, **options: Any) -> list[Dataset]:
        """A study of this patient, acquired without MPPS and stored."""
        performed = self.ct.begin(worklist_items(self.order(patient)), mpps=False)
        images = self.ct.acquire(performed, instances, **options)
        assert [response.status for response in self.ct.store(images)] == [0] * len(images)
        return images

    def tell(self, event: str, patient: Patient, prior: Patient | None = None) -> Message:
        """An ADT message to the PACS; its acknowledgement."""
        return self.ris.send(
            adt(
                event,
                patient,
                prior=prior,
                dialect=self.pacs.config.dialect,
                sender=SENDER,
                receiver=RECEIVER,
                control_id=self.runtime.control_id("ris"),
                when=local_time(self.runtime),
            )
        )

    def schedule(self, order: Order, control: str = "NW") -> Message:
        """RAD-4 or RAD-13 to the PACS; its acknowledgement."""
        return self.ris.send(
            scheduled_procedure(
                order,
                control,
                dialect=self.pacs.config.dialect,
                sender=SENDER,
                receiver=RECEIVER,
                control_id=self.runtime.control_id("ris"),
                when=local_time(self.runtime),
            )
        )

    def studies(self, **keys: Any) -> list[Dataset]:
        return self.workstation.find("STUDY", **keys)


@contextmanager
def department(*, runtime: Runtime | None = None, **pacs: Any) -> Iterator[Department]:
    """Everything started; ``pacs`` are fields of its configuration."""
    runtime = runtime or Runtime(limits=Limits(connect_s=2, dimse_s=5, commitment_s=5))
    archive = Destination(runtime, DestinationConfig(name="ARCHIVE"))
    archive.start()
    config = PacsConfig(**{"peers": {"ARCHIVE": archive.address}, "retry_s": 0.05, "quiet_s": 0.1, **pacs})
    server = Pacs(runtime, config)
    server.start()
    ct = Modality(runtime, ModalityConfig(storage=server.address, mpps=server.address, image_size=16, retry_s=0.05))
    ct.start()
    workstation = Workstation(runtime, WorkstationConfig(pacs=server.address))
    workstation.start()
    server.know("CT_ER1", ct.address)
    server.know("workstation", workstation.address)
    ris = MllpClient(runtime, "ris", "pacs", "127.0.0.1", server.ports["hl7"])
    try:
        yield Department(runtime, server, ct, workstation, archive, ris)
    finally:
        ris.close()
        for role in (ct, workstation, server, archive):
            role.stop()
