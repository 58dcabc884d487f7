"""RIS, the order filler: schedules what is ordered, serves the worklist, follows the examination, reports."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial

from simulators import ris_intake
from simulators.addresses import DicomAddress, Hl7Address
from simulators.clock import local_time
from simulators.dimse import Scp
from simulators.hl7_receiver import Receiver, Taken
from simulators.mllp_server import MllpServer
from simulators.ris_book import Book
from simulators.ris_config import ProcedurePlan, RisConfig, Station, StepPlan
from simulators.ris_mpps import INSTANCE_AVAILABILITY, StepService
from simulators.ris_notice import Notice
from simulators.ris_post import Post
from simulators.ris_reports import Reports
from simulators.ris_schedule import RunNumbers, Schedule, moment
from simulators.ris_worklist import MODALITY_WORKLIST, Worklist
from simulators.runtime import Runtime
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Code, Patient, PatientId, Visit
from simulators.wire.order import Order, ScheduledStep
from simulators.wire.procedure_step import MODALITY_PERFORMED_PROCEDURE_STEP

__all__ = ["ProcedurePlan", "Ris", "RisConfig", "Station", "StepPlan"]


class Ris:
    """``ports`` after :meth:`start`: ``hl7``, ``worklist``, ``mpps`` (availability notifications too).

    ADT, orders, worklist queries and MPPS are served by themselves; the methods are what a person at the RIS does.
    They return when the RIS has recorded the act; peers are told after that, in order. They raise
    :class:`LocalViolation` when the RIS knows no such order or its state forbids the act.

    Everything is recorded before it is acknowledged: who has the acknowledgement of an order finds it on the worklist.
    """

    def __init__(self, runtime: Runtime, config: RisConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config = config or RisConfig()
        self.ports: dict[str, int] = {}
        self._lock = threading.RLock()
        schedule = Schedule(
            RunNumbers(runtime), stations=config.stations, catalogue=config.catalogue, issuer=config.application
        )
        self._book = Book(schedule, register_from_orders=config.register_from_orders)
        self._reports = Reports()
        self._post = Post(runtime, config)
        for role, address in ((config.emr_role, config.emr), (config.pacs_role, config.pacs)):
            if address is not None:
                self.know(role, address)
        if config.pacs_mpps is not None:
            self.know(config.pacs_role, config.pacs_mpps)
        self._servers = self._services()

    def _services(self) -> dict[str, MllpServer | Scp]:
        runtime, config = self.runtime, self.config
        receiver = Receiver(runtime, config.role, self._take, kinds=ris_intake.KINDS)
        steps = StepService(runtime, self._book, self._lock, self._post)
        return {
            "hl7": MllpServer(runtime, config.role, receiver, port=config.hl7_port),
            "worklist": Scp(
                runtime,
                config.role,
                config.worklist_ae_title,
                port=config.worklist_port,
                sop_classes=[MODALITY_WORKLIST],
                on_find=Worklist(self._shown, config.worklist_charset),
            ),
            "mpps": Scp(
                runtime,
                config.role,
                config.mpps_ae_title,
                port=config.mpps_port,
                sop_classes=[MODALITY_PERFORMED_PROCEDURE_STEP, INSTANCE_AVAILABILITY],
                on_n_create=steps.on_n_create,
                on_n_set=steps.on_n_set,
            ),
        }

    def start(self) -> None:
        """Bind the ports. Raises :class:`ConfigError` when one is in use; then none stays bound."""
        try:
            for name, server in self._servers.items():
                self.ports[name] = server.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Close ports and connections; what is still queued is dropped."""
        for server in self._servers.values():
            server.stop()
        self._post.stop()

    @property
    def address(self) -> Hl7Address:
        """Where ADT and orders go; after :meth:`start`."""
        config = self.config
        return Hl7Address(self.runtime.bind, self.ports["hl7"], config.application, config.facility, config.dialect)

    @property
    def worklist_address(self) -> DicomAddress:
        """Where modalities ask for their worklist; after :meth:`start`."""
        return DicomAddress(self.runtime.bind, self.ports["worklist"], self.config.worklist_ae_title)

    @property
    def mpps_address(self) -> DicomAddress:
        """Where MPPS and availability notifications go; after :meth:`start`."""
        return DicomAddress(self.runtime.bind, self.ports["mpps"], self.config.mpps_ae_title)

    def know(self, role: str, address: Hl7Address | DicomAddress) -> None:
        """Set the address of the EMR or PACS, before or after :meth:`start`; a DICOM address gets forwarded MPPS."""
        self._post.know(role, address)

    def settle(self, timeout: float | None = None) -> None:
        """Wait until every peer was told everything; :class:`NoAnswer` when that takes longer than ``timeout`` s."""
        self._post.settle(self.runtime.limits.notification_s if timeout is None else timeout)

    # What a person at the RIS sees

    def patient(self, patient_id: PatientId) -> Patient | None:
        """The patient under this identifier; None when unknown or merged away."""
        with self._lock:
            record = self._book.patients.find(patient_id)
            return record.patient if record is not None and record.merged_into is None else None

    def order(self, accession_number: str) -> Order:
        """The order with this accession number, as it stands."""
        with self._lock:
            return self._book.orders.require(accession_number)

    def orders_for(self, patient_id: PatientId) -> list[Order]:
        """Every order of this patient, cancelled ones too, oldest first."""
        with self._lock:
            return self._book.orders.of_patient(patient_id)

    def available(self, study_instance_uid: str) -> set[str]:
        """SOP Instance UIDs that the PACS announced for this study (RAD-49)."""
        with self._lock:
            return set(self._book.available.get(study_instance_uid, ()))

    # What a person at the RIS does

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
        """An order made by the filler: SN to the EMR, whose NA brings the placer number, then scheduled.

        Returns with the placer number, or without where the EMR gave none within the site's limit. With
        ``study_instance_uid`` of an unscheduled examination the order takes over what was performed.
        """
        order = Order(
            patient=patient,
            procedure=procedure,
            visit=visit or Visit(),
            requested_start=start,
            steps=(ScheduledStep(station_ae_title=station),) if station else (),
            study_instance_uid=study_instance_uid,
            reason=reason,
        )
        with self._lock:
            created = self._book.create(order, local_time(self.runtime))
        return self._introduce(created)

    def reschedule(self, accession_number: str, *, start: str = "", station: str = "") -> Order:
        """Another time or device: XO to the PACS, S13 to the EMR."""
        with self._lock:
            notices = self._book.reschedule(accession_number, start=moment(start), station=station)
            return self._done(accession_number, notices)

    def change(self, accession_number: str, **changes: object) -> Order:
        """Correct the order (fields of :class:`Order`), before or after completion: XO to the PACS."""
        with self._lock:
            notices = self._book.change(accession_number, local_time(self.runtime), **changes)
            return self._done(accession_number, notices)

    def cancel(self, accession_number: str) -> Order:
        """Cancelled by the filler: OC and S15 to the EMR, CA to the PACS, off the worklist."""
        with self._lock:
            return self._done(accession_number, self._book.cancel(accession_number, by_filler=True))

    def discontinue(self, accession_number: str) -> Order:
        """Stopped after scheduling, this act and all later ones: DC to the PACS, SC DC to the EMR."""
        with self._lock:
            return self._done(accession_number, self._book.discontinue(accession_number, by_filler=True))

    def replace_exam(self, accession_number: str, procedure: Code) -> Order:
        """OC and CA of the old, then SN and NW of the new order with new numbers and a new Study Instance UID."""
        with self._lock:
            notices, created = self._book.replace(accession_number, procedure, local_time(self.runtime))
            self._done(accession_number, notices)
        return self._introduce(created)

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
        deliberate: str = "",
    ) -> None:
        """Send ORU^R01. ``status`` is OBR-25 P, F or C, or W, D, X to withdraw; ``codes`` go as CE, ``pdf`` as ED.

        ``addendum`` repeats what was reported and adds ``text`` (status C). :class:`LocalViolation` for a report of a
        cancelled order, a preliminary after a final, a correction of nothing; with ``deliberate`` it is sent.
        """
        now = local_time(self.runtime)
        with self._lock:
            result = self._reports.write(
                self._book.orders.require(accession_number),
                status,
                text=text,
                pdf=pdf,
                codes=codes,
                value_type=value_type,
                interpreter=interpreter,
                observed=now,
                addendum=addendum,
                against_the_rules=bool(deliberate),
            )
            debt = self._post.promise((), lambda: self._post.report(result, deliberate))
        self._post.release(debt)

    # What happens by itself

    def _shown(self) -> list[Order]:
        with self._lock:
            return self._book.orders.worklist(hide_started=self.config.hide_started)

    def _take(self, message: Message) -> Taken:
        with self._lock:
            notices = ris_intake.take(self._book, message, local_time(self.runtime))
            debt = self._post.promise(notices)
        return Taken(then=lambda: self._post.release(debt))

    def _done(self, accession_number: str, notices: Sequence[Notice]) -> Order:
        """Tell ``notices``; the order as it stands."""
        self._post.release(self._post.promise(notices))
        return self._book.orders.require(accession_number)

    def _introduce(self, created: Order) -> Order:
        """SN; then, with the placer's number where it came, everything else."""
        accession = created.accession_number
        number, issuer = self._post.placer_number(created, partial(self._number, accession))
        if number:
            self._number(accession, number, issuer)
        with self._lock:
            return self._done(accession, self._book.announce(accession))

    def _number(self, accession_number: str, placer_order_number: str, issuer: str) -> None:
        with self._lock:
            self._book.give_placer_number(accession_number, placer_order_number, issuer)
