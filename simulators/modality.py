"""The modality: works from the list, reports its steps, makes images, stores and commits them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulators.addresses import DicomAddress
from simulators.runtime import Runtime
from simulators.wire.identifiers import AssigningAuthority, Code, Patient

if TYPE_CHECKING:
    from pydicom import Dataset

    from simulators.dimse import Response


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
    commitment: DicomAddress | None = None  # None: same as storage
    authority: AssigningAuthority = AssigningAuthority("HGM", "1.2.826.0.1.3680043.10.1561.1", "ISO")
    charset: str = "ISO_IR 192"
    image_size: int = 64
    retry_s: float = 0.5


@dataclass(slots=True)
class PerformedStep:
    """One examination at the station: what its MPPS says, and what was made in it. ``items`` empty: unscheduled."""

    sop_instance_uid: str
    id: str
    started: str  # YYYYMMDDHHMMSS
    items: list[Dataset]
    study_instance_uid: str
    patient: Patient | None = None  # of an unscheduled one
    status: str = "IN PROGRESS"
    instances: list[Dataset] = field(default_factory=list)
    series: int = 0


@dataclass(frozen=True, slots=True)
class CommitmentResult:
    """``status`` of the N-ACTION answer; ``failed`` maps SOP Instance UID to Failure Reason (0008,1197)."""

    transaction_uid: str
    status: int
    committed: tuple[str, ...] = ()
    failed: dict[str, int] = field(default_factory=dict)
    same_association: bool = False
    seconds: float = 0.0

    @property
    def complete(self) -> bool:
        """Whether every instance asked for is committed."""
        return self.status == 0 and bool(self.committed) and not self.failed


class Modality:
    """``ports["dimse"]`` is its own SCP. Every method speaks over the wire and raises Unreachable, Refused or NoAnswer."""

    def __init__(self, runtime: Runtime, config: ModalityConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or ModalityConfig()
        self.role = self.config.station
        self.ports: dict[str, int] = {}

    def start(self) -> None:
        """Bind the port of its own SCP (Verification, Storage Commitment reports)."""
        raise NotImplementedError

    def stop(self) -> None:
        """Close the port and stop the store queue. May be called twice."""
        raise NotImplementedError

    @property
    def address(self) -> DicomAddress:
        """Where a PACS sends commitment reports."""
        return DicomAddress(self.runtime.bind, self.ports["dimse"], self.config.ae_title or self.config.station)

    def echo(self, peer: DicomAddress | None = None) -> Response:
        """C-ECHO to ``peer``, by default to the storage address."""
        raise NotImplementedError

    def worklist(self, *, query: Dataset | None = None, **keys: Any) -> list[Dataset]:
        """C-FIND on the worklist. ``keys`` as in :func:`simulators.wire.worklist.worklist_query`; ``station`` is
        this one and ``modality`` this one unless given (``station=""`` asks for all). Refused on a failure status."""
        raise NotImplementedError

    def begin(
        self,
        items: Sequence[Dataset] = (),
        *,
        patient: Patient | None = None,
        mpps: bool = True,
        modality: str = "",
        study_instance_uid: str = "",
        deliberate: str = "",
    ) -> PerformedStep:
        """Start an examination: MPPS N-CREATE IN PROGRESS. Several items: group case; none: unscheduled ``patient``.

        Called again with the same items it is the append case (another MPPS and series of the same study).
        ``mpps=False`` for a station that does not speak MPPS; images carry the step's identifiers nevertheless.
        """
        raise NotImplementedError

    def acquire(
        self, performed: PerformedStep, instances: int = 2, *, modality: str = "", **options: Any
    ) -> list[Dataset]:
        """Make one more series of images in this step; identifiers come from its worklist items.
        ``options`` are passed to :func:`simulators.images.make_images`."""
        raise NotImplementedError

    def dose_report(self, performed: PerformedStep) -> list[Dataset]:
        """A radiation dose SR in a series of its own."""
        raise NotImplementedError

    def secondary_capture(self, performed: PerformedStep, instances: int = 1) -> list[Dataset]:
        """Secondary capture images in a series of their own."""
        raise NotImplementedError

    def key_objects(
        self, performed: PerformedStep, references: Sequence[Dataset], title: Code | None = None
    ) -> list[Dataset]:
        """A Key Object Selection of ``references``; ``title`` e.g. a rejection code (113001 DCM …) makes a
        rejection note (IOCM). Stored by :meth:`store` as any object."""
        raise NotImplementedError

    def store(
        self, instances: Sequence[Dataset], *, retry: bool = False, to: DicomAddress | None = None, deliberate: str = ""
    ) -> list[Response]:
        """C-STORE in one association, one answer an instance. ``retry``: on no connection, no answer or an
        out-of-resources status (A7xx) they stay in the queue and are sent again; then the list holds the last
        answers so far, see :meth:`drained`."""
        raise NotImplementedError

    @property
    def waiting(self) -> int:
        """How many instances are still in the store queue."""
        raise NotImplementedError

    def drained(self, timeout: float) -> bool:
        """Wait until the store queue is empty; False after ``timeout`` seconds."""
        raise NotImplementedError

    def complete(self, performed: PerformedStep, *, deliberate: str = "") -> Response | None:
        """MPPS N-SET COMPLETED with the complete list of what was acquired. Answer as received (no exception on a
        failure status); None for a step without MPPS."""
        raise NotImplementedError

    def discontinue(
        self, performed: PerformedStep, reason: Code | None = None, *, deliberate: str = ""
    ) -> Response | None:
        """MPPS N-SET DISCONTINUED, with a coded reason, e.g. 110514 DCM wrong worklist entry."""
        raise NotImplementedError

    def commit(
        self, instances: Sequence[Dataset], *, reverse: bool = False, timeout: float | None = None, deliberate: str = ""
    ) -> CommitmentResult:
        """Ask for storage commitment and wait for the report. ``reverse``: release at once, so that the report has
        to come on a new association to our SCP; else the association is kept open and either way is taken.
        NoAnswer when no report came within ``timeout`` (default ``limits.commitment_s``)."""
        raise NotImplementedError
