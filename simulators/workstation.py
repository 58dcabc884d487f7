"""The workstation: queries, retrieves, compares with what was acquired."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydicom import Dataset

from simulators.addresses import DicomAddress, WebAddress
from simulators.dimse import EVERY_SYNTAX, NATIVE, Context, Response, Scp, Scu
from simulators.dimse_contexts import MAX_CONTEXTS
from simulators.inbox import Inbox, ReceivedInstance
from simulators.runtime import Runtime
from simulators.web_user_agent import UserAgent, user_agent
from simulators.wire.difference import Difference, compare
from simulators.wire.elements import values
from simulators.wire.errors import ConfigError, PeerViolation, Refused
from simulators.workstation_desk import Desk

__all__ = ["ReceivedInstance", "RetrieveResult", "Workstation", "WorkstationConfig"]
MODELS = {"patient": "1.2.840.10008.5.1.4.1.2.1", "study": "1.2.840.10008.5.1.4.1.2.2"}
USUAL = (  # transfer syntaxes, most often met first
    *NATIVE,
    "1.2.840.10008.1.2.4.70",
    "1.2.840.10008.1.2.4.50",
    "1.2.840.10008.1.2.4.90",
    "1.2.840.10008.1.2.5",
    "1.2.840.10008.1.2.4.91",
    "1.2.840.10008.1.2.4.80",
    "1.2.840.10008.1.2.4.51",
    "1.2.840.10008.1.2.4.57",
    "1.2.840.10008.1.2.1.99",
    "1.2.840.10008.1.2.2",
    "1.2.840.10008.1.2.4.81",
)
UNIQUE = {"PATIENT": "PatientID", "STUDY": "StudyInstanceUID", "SERIES": "SeriesInstanceUID", "IMAGE": "SOPInstanceUID"}
_NAME = "PatientName PatientID IssuerOfPatientID PatientBirthDate PatientSex"
RETURN_KEYS = {
    "PATIENT": f"{_NAME} NumberOfPatientRelatedStudies",
    "STUDY": f"{_NAME} StudyInstanceUID StudyDate StudyTime AccessionNumber StudyID StudyDescription"
    " ReferringPhysicianName ModalitiesInStudy NumberOfStudyRelatedSeries NumberOfStudyRelatedInstances",
    "SERIES": "StudyInstanceUID SeriesInstanceUID Modality SeriesNumber SeriesDescription SeriesDate SeriesTime"
    " BodyPartExamined NumberOfSeriesRelatedInstances",
    "IMAGE": "StudyInstanceUID SeriesInstanceUID SOPInstanceUID SOPClassUID InstanceNumber",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkstationConfig:
    """``pacs`` is where it queries and retrieves."""

    ae_title: str = "WS_1"
    port: int = 0
    pacs: DicomAddress | None = None
    web: WebAddress | None = None  # the same over DICOMweb
    root: str = "study"  # or "patient": information model used unless a call says otherwise
    charset: str = "ISO_IR 192"  # declared in queries that need one
    transfer_syntaxes: tuple[str, ...] = ()  # the only ones it takes; empty: every one
    arrival_s: float = 5.0  # how long instances that C-MOVE counted as sent may still be on their way


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
    error_comment: str = ""


class Workstation:
    """``ports["dimse"]`` is its storage SCP. Methods raise Unreachable, NoAnswer, PeerViolation where no proper answer
    came, and ConfigError where it was not told where the PACS is."""

    role = "workstation"

    def __init__(self, runtime: Runtime, config: WorkstationConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or WorkstationConfig()
        self.ports: dict[str, int] = {}
        self.desk = Desk(runtime, self.role, self.config.ae_title)
        self._inbox = Inbox()
        self._scp: Scp | None = None

    def start(self) -> None:
        """Bind the storage SCP, the destination of C-MOVE. ConfigError when the port is taken."""
        config = self.config
        self._scp = self._inbox.scp(self.runtime, self.role, config.ae_title, config.port, config.transfer_syntaxes)
        self.ports["dimse"] = self._scp.start()

    def stop(self) -> None:
        """Close the port. May be called twice."""
        if self._scp is not None:
            self._scp.stop()
            self._scp = None

    @property
    def address(self) -> DicomAddress:
        """What the PACS must know to send to it."""
        return DicomAddress(self.runtime.bind, self.ports["dimse"], self.config.ae_title)

    def _scu(self) -> Scu:
        pacs = self.config.pacs
        if pacs is None:
            raise ConfigError("the workstation was not told where the PACS is", remedy="name it in the site file")
        name = self.runtime.identify(pacs.ae_title)
        title = self.config.ae_title
        return Scu(self.runtime, self.role, name, pacs.host, pacs.port, pacs.ae_title, title, pacs.tls)

    @property
    def web(self) -> UserAgent:
        """It as a user agent of DICOMweb. ConfigError where it was not told of one."""
        return user_agent(self.runtime, self.role, self.config.web)

    def _model(self, root: str, service: int) -> str:
        return f"{MODELS[root or self.config.root]}.{service}"

    def echo(self) -> Response:
        """C-ECHO to the PACS."""
        return self._scu().echo()

    def find(self, level: str, *, root: str = "", query: Dataset | None = None, **keys: Any) -> list[Dataset]:
        """C-FIND at PATIENT, STUDY, SERIES or IMAGE. ``keys`` are attribute keywords (``PatientID="ZZ90001"``,
        ``StudyDate="20260101-"``); the usual return keys of the level are asked for too. Refused on a failure."""
        responses = self.find_responses(level, root=root, query=query, **keys)
        final = responses[-1]
        if final.is_failure:
            raise Refused(
                f"{self.config.pacs} refused the query: status {final.status:04X} {final.error_comment}".rstrip(),
                code=final.status,
                received=final.error_comment,
            )
        return [response.dataset for response in responses if response.is_pending and response.dataset is not None]

    def find_responses(
        self,
        level: str,
        *,
        root: str = "",
        query: Dataset | None = None,
        cancel_after: int | None = None,
        deliberate: str = "",
        **keys: Any,
    ) -> list[Response]:
        """As :meth:`find`, every response as it came, the final one last."""
        if query is None:
            query = self._query(level, keys)
        return self._scu().find(self._model(root, 1), query, cancel_after=cancel_after, deliberate=deliberate)

    def _query(self, level: str, keys: dict[str, Any]) -> Dataset:
        ds = Dataset()
        ds.QueryRetrieveLevel = level
        for keyword in RETURN_KEYS.get(level, "").split():
            setattr(ds, keyword, None)
        for keyword, value in keys.items():
            setattr(ds, keyword, value)
        if not all(str(value).isascii() for value in keys.values()):
            ds.SpecificCharacterSet = self.config.charset
        return ds

    def move(
        self,
        study_uid: str = "",
        *,
        series_uid: str = "",
        instance_uid: str = "",
        patient_id: str = "",
        destination: str = "",
        root: str = "",
        query: Dataset | None = None,
        cancel_after: int | None = None,
        deliberate: str = "",
    ) -> RetrieveResult:
        """C-MOVE at the level of the deepest identifier given, to itself unless ``destination`` (an AE title) is
        another. A failure status is returned, not raised."""
        identifier = query or _identifier(patient_id, study_uid, series_uid, instance_uid)
        root = root or ("patient" if patient_id and not study_uid else "")
        here = self._inbox.mark()
        responses = self._scu().move(
            self._model(root, 2),
            identifier,
            destination or self.config.ae_title,
            cancel_after=cancel_after,
            deliberate=deliberate,
        )
        arrived: list[Dataset] = []
        if not destination or destination == self.config.ae_title:
            completed, _, warning = _counts(responses[-1])
            expected = (completed or 0) + (warning or 0)
            found = self._inbox.wait_for(
                lambda instances: len(instances) >= expected, self.config.arrival_s, since=here, study_uid=study_uid
            )
            arrived = [one.dataset for one in found]
        return _result(responses, arrived)

    def get(
        self,
        study_uid: str = "",
        *,
        series_uid: str = "",
        instance_uid: str = "",
        patient_id: str = "",
        root: str = "",
        sop_classes: Collection[str] = (),
        query: Dataset | None = None,
        cancel_after: int | None = None,
        deliberate: str = "",
    ) -> RetrieveResult:
        """C-GET, otherwise as :meth:`move`. ``sop_classes``: what it is ready to receive; empty asks the PACS first
        which SOP classes there are (C-FIND at IMAGE level)."""
        identifier = query or _identifier(patient_id, study_uid, series_uid, instance_uid)
        root = root or ("patient" if patient_id and not study_uid else "")
        classes = sorted(sop_classes) or self._classes(identifier, root)
        model = self._model(root, 3)
        contexts = _contexts(model, classes, self.config.transfer_syntaxes or EVERY_SYNTAX)
        with self._scu().associate(contexts) as assoc:
            responses, received = assoc.get(model, identifier, cancel_after=cancel_after, deliberate=deliberate)
        return _result(responses, received)

    def _classes(self, identifier: Dataset, root: str) -> list[str]:
        """SOP classes of what the identifier names, by hierarchical queries from its level down."""
        keys = {keyword: identifier[keyword].value for keyword in UNIQUE.values() if keyword in identifier}
        levels = list(UNIQUE)
        start = levels.index(str(identifier.QueryRetrieveLevel))
        found = [keys]
        for level in levels[start + 1 : -1]:
            found = [
                {**one, UNIQUE[level]: value}
                for one in found
                for match in self._quietly(level, root, one)
                for value in values(match, UNIQUE[level])[:1]
            ]
        classes = {
            value
            for one in found
            for match in self._quietly("IMAGE", root, one)
            for value in values(match, "SOPClassUID")
        }
        return sorted(classes) or ["1.2.840.10008.5.1.4.1.1.7"]

    def _quietly(self, level: str, root: str, keys: dict[str, Any]) -> list[Dataset]:
        try:
            return self.find(level, root=root, **keys)
        except PeerViolation:
            return []

    def compare(self, original: Dataset, received: Dataset, allowed: Collection[int] = frozenset()) -> list[Difference]:
        """Every difference in pixels and attributes, see :mod:`simulators.wire.difference`."""
        return compare(original, received, allowed)

    @property
    def received(self) -> tuple[ReceivedInstance, ...]:
        """Everything that arrived by C-STORE since the start, in order, routed or asked for by C-MOVE."""
        return self._inbox.received


def _contexts(model: str, sop_classes: Sequence[str], syntaxes: Sequence[str]) -> list[Context]:
    """A context for each SOP class and transfer syntax, since the PACS may pick only one syntax in each; the usual
    ones first, as many as an association has room for."""
    room = max((MAX_CONTEXTS - 1) // len(sop_classes), 1)
    pairs = [(sop_class, syntax) for sop_class in sop_classes for syntax in sorted(syntaxes, key=_rank)[:room]]
    found = [Context(sop_class, (syntax,), scu_role=False, scp_role=True) for sop_class, syntax in pairs]
    return [Context(model), *found[: MAX_CONTEXTS - 1]]


def _rank(syntax: str) -> tuple[int, str]:
    return (USUAL.index(syntax) if syntax in USUAL else len(USUAL), syntax)


def _identifier(patient_id: str, study_uid: str, series_uid: str, instance_uid: str) -> Dataset:
    ds = Dataset()
    for level, value in zip(UNIQUE, (patient_id, study_uid, series_uid, instance_uid), strict=True):
        if value:
            ds.QueryRetrieveLevel = level
            setattr(ds, UNIQUE[level], value)
    return ds


def _counts(response: Response) -> tuple[int | None, int | None, int | None]:
    _, *counts = (None if count < 0 else count for count in response.sub_operations)
    return counts[0], counts[1], counts[2]


def _result(responses: list[Response], instances: list[Dataset]) -> RetrieveResult:
    final = responses[-1]
    failed = values(final.dataset, "FailedSOPInstanceUIDList") if final.dataset is not None else ()
    return RetrieveResult(final.status, *_counts(final), failed, instances, responses, final.error_comment)
