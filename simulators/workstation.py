"""The workstation: queries, retrieves, compares with what was acquired."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulators.addresses import DicomAddress
from simulators.runtime import Runtime

if TYPE_CHECKING:
    from pydicom import Dataset

    from simulators.dimse import Response
    from simulators.wire.difference import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationConfig:
    """``pacs`` is where it queries and retrieves."""

    ae_title: str = "WS_1"
    port: int = 0
    pacs: DicomAddress | None = None
    root: str = "study"  # or "patient": information model used unless a call says otherwise


@dataclass(frozen=True, slots=True)
class RetrieveResult:
    """Final answer of a retrieve. Counts are None where the peer left them out; ``instances`` is what arrived."""

    status: int
    completed: int | None = None
    failed: int | None = None
    warning: int | None = None
    failed_uids: tuple[str, ...] = ()
    instances: list[Dataset] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)


class Workstation:
    """``ports["dimse"]`` is its storage SCP."""

    role = "workstation"

    def __init__(self, runtime: Runtime, config: WorkstationConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or WorkstationConfig()
        self.ports: dict[str, int] = {}

    def start(self) -> None:
        """Bind the storage SCP, the destination of C-MOVE."""
        raise NotImplementedError

    def stop(self) -> None:
        """Close the port. May be called twice."""
        raise NotImplementedError

    @property
    def address(self) -> DicomAddress:
        """What the PACS must know to send to it."""
        return DicomAddress(self.runtime.bind, self.ports["dimse"], self.config.ae_title)

    def echo(self) -> Response:
        """C-ECHO to the PACS."""
        raise NotImplementedError

    def find(self, level: str, *, root: str = "", query: Dataset | None = None, **keys: Any) -> list[Dataset]:
        """C-FIND at PATIENT, STUDY, SERIES or IMAGE. ``keys`` are attribute keywords (``PatientID="ZZ90001"``,
        ``StudyDate="20260101-"``); the usual return keys of the level are asked for too. Refused on a failure."""
        raise NotImplementedError

    def move(
        self,
        study_uid: str = "",
        *,
        series_uid: str = "",
        instance_uid: str = "",
        patient_id: str = "",
        destination: str = "",
        root: str = "",
        deliberate: str = "",
    ) -> RetrieveResult:
        """C-MOVE at the level of the deepest identifier given, to itself unless ``destination`` (an AE title) is
        another. A failure status is returned, not raised."""
        raise NotImplementedError

    def get(
        self,
        study_uid: str = "",
        *,
        series_uid: str = "",
        instance_uid: str = "",
        patient_id: str = "",
        root: str = "",
        deliberate: str = "",
    ) -> RetrieveResult:
        """C-GET, otherwise as :meth:`move`."""
        raise NotImplementedError

    def compare(self, original: Dataset, received: Dataset) -> list[Difference]:
        """Every difference in pixels and attributes, see :mod:`simulators.wire.difference`."""
        raise NotImplementedError

    @property
    def received(self) -> tuple[Dataset, ...]:
        """Everything that arrived by C-STORE since the start, in order, routed or retrieved."""
        raise NotImplementedError
