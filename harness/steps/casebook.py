"""What a scenario knows so far: its patients, its examinations, the last answers. Everything came over the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulators.wire.elements import items, text
from simulators.wire.errors import NoAnswer
from simulators.wire.identifiers import Patient, Visit
from simulators.wire.order import Order

if TYPE_CHECKING:
    from pydicom import Dataset

    from harness.fixtures_data import Procedure
    from harness.session import Hospital
    from simulators.dimse import Response
    from simulators.modality import CommitmentResult, PerformedStep


class Unmet(AssertionError):
    """What a Then step asked for was not so. ``role`` is whose fault, the rest goes into the finding."""

    def __init__(self, summary: str, *, role: str, expected: object = "", received: object = "", clause: str = ""):
        both = f"{summary}: expected {_quoted(expected)}, received {_quoted(received)}"
        super().__init__(both if expected != received else summary)
        self.role = role
        self.expected = readable(expected)
        self.received = readable(received)
        self.clause = clause


def readable(value: object) -> str:
    """A value in a finding: of several the parts, as a reader lists them and not as Python does."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {readable(each)}" for key, each in sorted(value.items(), key=str)) or "nothing"
    if isinstance(value, set | frozenset):
        return "; ".join(sorted(map(readable, value))) or "nothing"
    if isinstance(value, list):
        return "; ".join(map(readable, value)) or "nothing"
    if isinstance(value, tuple):
        return ", ".join(readable(each) or "(empty)" for each in value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return "nothing" if value is None else str(value)


def _quoted(value: object) -> str:
    return repr(value) if isinstance(value, str) else readable(value)


@dataclass(slots=True)
class Case:
    """One examination of one patient, from order to report. Lists grow in the order of the wire."""

    patient: str  # as the scenario names her
    exam: str
    procedure: Procedure
    order: Order | None = None  # as the placer sent it, or as the filler's order came to the placer
    device: str = ""
    entries: list[Dataset] = field(default_factory=list)  # worklist entries as last seen
    former: list[Dataset] = field(default_factory=list)  # entries of an order that was cancelled
    performed: list[PerformedStep] = field(default_factory=list)
    images: list[Dataset] = field(default_factory=list)  # everything that was made
    key_images: list[Dataset] = field(default_factory=list)
    rejected: set[str] = field(default_factory=set)  # SOP Instance UIDs that must not be shown any more
    received: list[Dataset] = field(default_factory=list)  # as last retrieved
    commitment: CommitmentResult | None = None
    report: str = ""
    pdf: bytes = b""
    moment: str = ""  # YYYYMMDDHHMMSS of the appointment asked for
    orders: list[Order] = field(default_factory=list)  # where a step orders several

    @property
    def entry(self) -> Dataset:
        """The worklist entry that was seen last; a scenario asks for one that was seen."""
        if not self.entries:
            raise Unmet(f"no worklist entry of {self.exam} for {self.patient} was seen", role="ris")
        return self.entries[0]

    @property
    def accession_number(self) -> str:
        """As the worklist gave it, else as the filler told the placer, else empty."""
        if self.entries:
            return text(self.entries[0], "AccessionNumber")
        return self.order.accession_number if self.order else ""

    @property
    def study_instance_uid(self) -> str:
        """Of what was performed, else of the worklist entry."""
        if self.performed:
            return self.performed[0].study_instance_uid
        return text(self.entry, "StudyInstanceUID")

    @property
    def shown(self) -> list[Dataset]:
        """What was made, is an image, and was not rejected."""
        return [ds for ds in self.images if text(ds, "SOPInstanceUID") not in self.rejected]


@dataclass(slots=True)
class Casebook:
    """All cases of a scenario, and the answers that the next Then speaks of."""

    hospital: Hospital
    cases: dict[tuple[str, str], Case] = field(default_factory=dict)
    visits: dict[str, Visit] = field(default_factory=dict)
    registered: set[str] = field(default_factory=set)
    retired: set[str] = field(default_factory=set)  # patients merged away
    mark: int = 0  # transcript number before the last act
    responses: list[Response] = field(default_factory=list)  # DIMSE answers to the last act
    answer: list[Dataset] = field(default_factory=list)  # of the last question to list or archive
    asked: str = ""  # the keys of that question
    error: Exception | None = None  # the last act's refusal, where a refusal was asked for
    called: dict[str, str] = field(default_factory=dict)  # patient + exam → the archive's name that was called

    def case(self, patient: str, exam: str) -> Case:
        """The case of this patient and examination, opened when it is first spoken of."""
        procedure = self.hospital.procedure(exam)
        key = (patient, procedure.code.value)
        if key not in self.cases:
            self.cases[key] = Case(patient, exam, procedure)
        return self.cases[key]

    def patient(self, name: str) -> Patient:
        return self.hospital.person(name)

    def visit(self, name: str) -> Visit:
        return self.visits.get(name, Visit())

    def of(self, patient: str) -> list[Case]:
        """Every case of this patient."""
        return [case for case in self.cases.values() if case.patient == patient]


def book(context: Any) -> Casebook:
    """The casebook of the scenario that runs."""
    hospital = context.hospital
    if "casebook" not in hospital.memory:
        hospital.memory["casebook"] = Casebook(hospital, mark=hospital.transcript.mark())
    casebook: Casebook = hospital.memory["casebook"]
    return casebook


def act(context: Any) -> Casebook:
    """The casebook, with the place in the transcript marked: what follows is the answer to this act."""
    casebook = book(context)
    casebook.mark = casebook.hospital.transcript.mark()
    casebook.responses, casebook.answer, casebook.error = [], [], None
    return casebook


def eventually(
    hospital: Hospital,
    look: Callable[[], Any],
    wanted: Callable[[Any], bool],
    *,
    seconds: float,
    what: str,
    role: str | Callable[[], str],
    expected: object,
    show: Callable[[Any], object] = lambda seen: seen,
    clause: str = "",
    confirm: Callable[[], object] | None = None,
) -> Any:
    """Look until what is seen is as wanted, and return it; after ``seconds`` :class:`Unmet` with what was seen last.

    ``role`` is who is to blame, or says so at the end. ``confirm`` is a check over the story: asked at the end in
    either case, it says best what held or differed.
    """
    seen: Any = None

    def holds() -> bool:
        nonlocal seen
        seen = look()
        return wanted(seen)

    try:
        hospital.wait_until(holds, seconds, what)
    except NoAnswer as silence:
        if silence.who:  # the peer itself did not answer: that says more
            raise
        if confirm is not None:
            confirm()
        raise Unmet(
            f"{what}: not so within {seconds:g} s",
            role=role() if callable(role) else role,
            expected=expected,
            received=show(seen),
            clause=clause,
        ) from None
    if confirm is not None:
        confirm()
    return seen


def same(what: str, expected: object, received: object, *, role: str, clause: str = "") -> None:
    """:class:`Unmet` unless both are equal."""
    if expected != received:
        raise Unmet(what, role=role, expected=expected, received=received, clause=clause)


def none_of(what: str, differences: Iterable[str], *, role: str, clause: str = "") -> None:
    """:class:`Unmet` naming every difference, unless there is none."""
    found = list(differences)
    if found:
        raise Unmet(what, role=role, expected="no difference", received="; ".join(found), clause=clause)


def moment(written: str) -> str:
    """``2031-03-14 09:30`` as YYYYMMDDHHMMSS."""
    return written.replace("-", "").replace(" ", "").replace(":", "").ljust(14, "0")


def step_item(entry: Dataset) -> Dataset:
    """The scheduled step of a worklist entry."""
    from pydicom import Dataset

    return (items(entry, "ScheduledProcedureStepSequence") or [Dataset()])[0]
