"""The modality: works from the list, reports its steps, makes images, stores and commits them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydicom import Dataset

from simulators.addresses import DicomAddress, WebAddress
from simulators.clock import local_time
from simulators.dimse import Response, Scp, Scu
from simulators.images import make_images
from simulators.modality_commitment import CommitmentReports, CommitmentResult
from simulators.modality_queue import StoreQueue, send
from simulators.runtime import Runtime
from simulators.web_user_agent import UserAgent, user_agent
from simulators.wire.elements import text
from simulators.wire.errors import ConfigError, Refused
from simulators.wire.identifiers import Code, Patient
from simulators.wire.procedure_step import (
    MODALITY_PERFORMED_PROCEDURE_STEP,
    PerformedSeries,
    n_create,
    n_set,
    series_of,
)
from simulators.wire.worklist import worklist_query

__all__ = ["CommitmentResult", "Modality", "ModalityConfig", "PerformedStep"]
WORKLIST = "1.2.840.10008.5.1.4.31"
Alteration = Callable[[Dataset], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModalityConfig:
    """One station. ``ae_title`` empty means the station's name."""

    station: str = "CT_ER1"
    modality: str = "CT"
    ae_title: str = ""
    port: int = 0  # its own SCP, for storage commitment reports
    worklist: DicomAddress | None = None
    mpps: DicomAddress | None = None
    storage: DicomAddress | None = None
    web: WebAddress | None = None  # where it stores over DICOMweb
    commitment: DicomAddress | None = None  # None: same as storage
    charset: str = "ISO_IR 192"
    image_size: int = 64
    retry_s: float = 0.5
    patience_s: float | None = None  # longest wait for one answer; None: the site's limit


@dataclass(slots=True, eq=False)
class PerformedStep:
    """One examination at the station: what its MPPS says, and what was made in it. ``items`` empty: unscheduled."""

    sop_instance_uid: str
    id: str
    started: str  # YYYYMMDDHHMMSS
    items: list[Dataset]
    study_instance_uid: str
    patient: Patient | None = None  # of an unscheduled one
    status: str = "IN PROGRESS"
    reported: bool = True  # by MPPS
    instances: list[Dataset] = field(default_factory=list)
    series: int = 0
    created: Response | None = None  # answer to N-CREATE


class Modality:
    """``ports["dimse"]`` is its own SCP. Every method speaks over the wire; it raises Unreachable, Refused, NoAnswer or
    PeerViolation where no proper answer came, and ConfigError where it was not told the peer's address."""

    def __init__(self, runtime: Runtime, config: ModalityConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or ModalityConfig()
        self.role = self.config.station
        self.ae_title = self.config.ae_title or self.config.station
        self.ports: dict[str, int] = {}
        self._reports = CommitmentReports()
        self._queue = StoreQueue(self._send, retry_s=self.config.retry_s)
        self._scp: Scp | None = None

    def start(self) -> None:
        """Bind the port of its own SCP (Verification, Storage Commitment reports). ConfigError when it is taken."""
        self._scp = self._reports.scp(self.runtime, self.role, self.ae_title, self.config.port)
        self.ports["dimse"] = self._scp.start()

    def stop(self) -> None:
        """Close the port and stop the store queue; what is still in it is lost. May be called twice."""
        self._queue.stop()
        if self._scp is not None:
            self._scp.stop()
            self._scp = None

    @property
    def address(self) -> DicomAddress:
        """Where a PACS sends commitment reports."""
        return DicomAddress(self.runtime.bind, self.ports["dimse"], self.ae_title)

    def _scu(self, address: DicomAddress | None, what: str) -> Scu:
        if address is None:
            raise ConfigError(
                f"station {self.role} was not told where to send {what}", remedy="name it in the site file"
            )
        peer = self.runtime.identify(address.ae_title)
        return Scu(self.runtime, self.role, peer, address.host, address.port, address.ae_title, self.ae_title,
                   address.tls, timeout=self.config.patience_s)  # fmt: skip

    @property
    def web(self) -> UserAgent:
        """It as a user agent of DICOMweb. ConfigError where it was not told of one."""
        return user_agent(self.runtime, self.role, self.config.web)

    def echo(self, peer: DicomAddress | None = None) -> Response:
        """C-ECHO to ``peer``, by default to the storage address."""
        return self._scu(peer or self.config.storage, "C-ECHO").echo()

    # --- worklist and procedure steps

    def worklist(self, *, query: Dataset | None = None, **keys: Any) -> list[Dataset]:
        """C-FIND on the worklist. ``keys`` as in :func:`simulators.wire.worklist.worklist_query`; ``station`` is
        this one's AE title and ``modality`` its own unless given ("" asks for all). Refused on a failure status."""
        if query is None:
            query = worklist_query(**{"station": self.ae_title, "modality": self.config.modality, **keys})
        responses = self._scu(self.config.worklist, "worklist queries").find(WORKLIST, query)
        _require(responses[-1], "the worklist query", self.config.worklist)
        return [response.dataset for response in responses if response.is_pending and response.dataset is not None]

    def begin(
        self,
        items: Sequence[Dataset] = (),
        *,
        patient: Patient | None = None,
        mpps: bool = True,
        modality: str = "",
        study_instance_uid: str = "",
        uid: str = "",
        alter: Alteration | None = None,
        deliberate: str = "",
    ) -> PerformedStep:
        """Start an examination: MPPS N-CREATE IN PROGRESS. Several items: group case; none: unscheduled ``patient``.

        Called again with the same items it is the append case (another MPPS and series of the same study).
        ``mpps=False`` for a station that does not speak MPPS; images carry the step's identifiers nevertheless.
        ``alter`` gets the N-CREATE data set just before it is sent, ``uid`` is the MPPS's. Refused on a failure status.
        """
        study = study_instance_uid or (text(items[0], "StudyInstanceUID") if items else "") or self.runtime.uid()
        performed = PerformedStep(
            uid or self.runtime.uid(),
            self.runtime.number("P"),
            local_time(self.runtime),
            list(items),
            study,
            patient,
            reported=mpps,
        )
        if not mpps:
            return performed
        ds = n_create(
            performed.items,
            station_ae_title=self.ae_title,
            started=performed.started,
            pps_id=performed.id,
            study_instance_uid=study,
            modality=modality or self.config.modality,
            patient=patient,
            station_name=self.config.station,
            charset=self.config.charset,
        )
        if alter is not None:
            alter(ds)
        with self._scu(self.config.mpps, "MPPS").associate([MODALITY_PERFORMED_PROCEDURE_STEP]) as assoc:
            performed.created = assoc.n_create(
                MODALITY_PERFORMED_PROCEDURE_STEP, performed.sop_instance_uid, ds, deliberate=deliberate
            )
        _require(performed.created, "the performed procedure step", self.config.mpps)
        return performed

    def complete(
        self, performed: PerformedStep, *, alter: Alteration | None = None, deliberate: str = ""
    ) -> Response | None:
        """MPPS N-SET COMPLETED with the complete list of what was acquired. Answer as received (no exception on a
        failure status); None for a step without MPPS."""
        return self._end(performed, "COMPLETED", None, alter, deliberate)

    def discontinue(
        self,
        performed: PerformedStep,
        reason: Code | None = None,
        *,
        alter: Alteration | None = None,
        deliberate: str = "",
    ) -> Response | None:
        """MPPS N-SET DISCONTINUED, with a coded reason, e.g. ``procedure_step.REASONS["110514"]``."""
        return self._end(performed, "DISCONTINUED", reason, alter, deliberate)

    def _end(
        self, performed: PerformedStep, status: str, reason: Code | None, alter: Alteration | None, deliberate: str
    ) -> Response | None:
        performed.status = status
        if not performed.reported:
            return None
        retrieve = self.config.storage.ae_title if self.config.storage else ""
        series = series_of(performed.instances, retrieve_ae_title=retrieve)
        # Performed Series Sequence may not be empty at the end, even of a step that made nothing (Table F.7.2-1).
        series = series or (PerformedSeries(self.runtime.uid(), "NONE"),)
        ds = n_set(status, series=series, ended=local_time(self.runtime), reason=reason, charset=self.config.charset)
        if alter is not None:
            alter(ds)
        with self._scu(self.config.mpps, "MPPS").associate([MODALITY_PERFORMED_PROCEDURE_STEP]) as assoc:
            return assoc.n_set(MODALITY_PERFORMED_PROCEDURE_STEP, performed.sop_instance_uid, ds, deliberate=deliberate)

    # --- objects

    def acquire(
        self, performed: PerformedStep, instances: int = 2, *, modality: str = "", **options: Any
    ) -> list[Dataset]:
        """Make one more series of images in this step; identifiers come from its worklist items.
        ``options`` are passed to :func:`simulators.images.make_images`."""
        performed.series += 1
        options = {
            "rows": self.config.image_size,
            "columns": self.config.image_size,
            "series_number": performed.series,
            "station_name": self.config.station,
            "station_ae_title": self.ae_title,
            "charset": self.config.charset,
            "uid": self.runtime.uid,
            **options,
        }
        made = make_images(
            performed=performed, modality=modality or self.config.modality, instances=instances, **options
        )
        performed.instances += made
        return made

    def dose_report(self, performed: PerformedStep) -> list[Dataset]:
        """A radiation dose SR of what was acquired, in a series of its own."""
        return self.acquire(
            performed, 1, modality="SR", references=list(performed.instances), series_description="Dose report"
        )

    def secondary_capture(self, performed: PerformedStep, instances: int = 1) -> list[Dataset]:
        """Secondary capture images in a series of their own."""
        return self.acquire(performed, instances, modality="SC", series_description="Screen save")

    def key_objects(
        self, performed: PerformedStep, references: Sequence[Dataset], title: Code | None = None
    ) -> list[Dataset]:
        """A Key Object Selection of ``references``; ``title`` e.g. a rejection code (113001 DCM …) makes a
        rejection note (IOCM). Stored by :meth:`store` as any object."""
        return self.acquire(
            performed, 1, modality="KO", references=references, title=title, series_description="Key objects"
        )

    # --- storing and committing

    def store(
        self,
        instances: Sequence[Dataset],
        *,
        retry: bool = False,
        to: DicomAddress | None = None,
        second: DicomAddress | None = None,
        deliberate: str = "",
    ) -> list[Response]:
        """C-STORE in one association, one answer an instance, whatever its status.

        ``retry``: no exception where there is no connection or no answer. What was not answered, or was answered
        out of resources (A7xx), goes to the ``second`` address where there is one; else, and there too, it waits in
        the queue and is sent again every ``retry_s``, see :meth:`drained`; the list then holds the answers that came
        at once.
        """
        if not retry:
            return self._send(instances, to, deliberate)
        return self._queue.store(instances, to, *([second] if second is not None else []))

    def _send(
        self,
        instances: Sequence[Dataset],
        to: DicomAddress | None = None,
        deliberate: str = "",
        answered: Callable[[Response], bool] = lambda response: True,
    ) -> list[Response]:
        return send(self._scu(to or self.config.storage, "images"), instances, deliberate, answered)

    @property
    def waiting(self) -> int:
        """How many instances are still in the store queue."""
        return self._queue.waiting

    def drained(self, timeout: float) -> bool:
        """Wait until the store queue is empty; False after ``timeout`` seconds."""
        return self._queue.drained(timeout)

    def commit(
        self,
        instances: Sequence[Dataset],
        *,
        reverse: bool = False,
        timeout: float | None = None,
        transaction_uid: str = "",
        deliberate: str = "",
    ) -> CommitmentResult:
        """Ask for storage commitment and wait for the report. ``reverse``: release at once, so that the report has
        to come on a new association to our SCP; else the association is kept open and either way is taken.

        NoAnswer when no report came within ``timeout`` (default ``limits.commitment_s``). A failure status of the
        N-ACTION is in the result, without a report.
        """
        scu = self._scu(self.config.commitment or self.config.storage, "storage commitment requests")
        return self._reports.commit(
            scu,
            [(text(ds, "SOPClassUID"), text(ds, "SOPInstanceUID")) for ds in instances],
            transaction_uid or self.runtime.uid(),
            reverse=reverse,
            timeout=self.runtime.limits.commitment_s if timeout is None else timeout,
            deliberate=deliberate,
        )


def _require(response: Response, what: str, peer: DicomAddress | None) -> None:
    if response.is_failure:
        raise Refused(
            f"{peer} refused {what}: status {response.status:04X} {response.error_comment}".rstrip(),
            code=response.status,
            received=response.error_comment,
        )
