"""The RIS's index of patients: registration, update, visit, merge. Pure: no I/O, no clock."""

from __future__ import annotations

from dataclasses import dataclass, replace

from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import Patient, PatientId, PersonName, Visit

REGISTER = frozenset({"A01", "A04", "A05", "A28"})
UPDATE = frozenset({"A08", "A31"})
MOVE = frozenset({"A02", "A03", "A06", "A07", "A12", "A13"})
CANCEL = frozenset({"A11", "A38"})
MERGE = frozenset({"A34", "A36", "A40"})

# HL7 table 0357
REQUIRED_FIELD_MISSING, TABLE_VALUE, UNKNOWN_KEY, DUPLICATE_KEY, INTERNAL = "101", "103", "204", "205", "207"


class NotPossible(LocalViolation):
    """The RIS's book forbids the act. ``code`` is of table 0357, ``where`` the HL7 field at fault ("PID-3")."""

    def __init__(self, what: str, *, code: str, where: str = "", remedy: str = "") -> None:
        super().__init__(what, remedy=remedy)
        self.code = code
        self.where = where


@dataclass(slots=True)
class PatientRecord:
    """One patient. ``visit`` is None before admission and after its cancellation."""

    patient: Patient
    visit: Visit | None = None
    merged_into: PatientId | None = None


def updated(old: Patient, new: Patient) -> Patient:
    """``new`` as an update of ``old``: what is empty stays as it was, ``""`` between quotes empties it (HL7 ch. 2)."""

    def value(before: str, now: str) -> str:
        return "" if now == '""' else now or before

    name = new.name if new.name.family or new.name.given else old.name
    return replace(
        old,
        name=PersonName() if new.name.family == '""' else name,
        birth_date=value(old.birth_date, new.birth_date),
        sex=value(old.sex, new.sex),
        other_ids=new.other_ids or old.other_ids,
        account_number=value(old.account_number, new.account_number),
    )


def visit_of_order(ordered: Visit, now: Visit | None) -> Visit:
    """The visit that an order belongs to, after registration said ``now``.

    The order keeps its physicians, and everything of it when it belongs to another visit; what only one of the two
    says is kept.
    """
    if now is None or (ordered.number and now.number and ordered.number != now.number):
        return ordered
    return now.with_(
        referring=ordered.referring or now.referring,
        number=now.number or ordered.number,
        location=now.location or ordered.location,
        attending=ordered.attending or now.attending,
    )


class Patients:
    """Every patient the RIS knows, by identifier with its issuer."""

    def __init__(self) -> None:
        self._by_value: dict[str, list[PatientRecord]] = {}

    def find(self, patient_id: PatientId) -> PatientRecord | None:
        """The record under this identifier, also one that was merged away."""
        for record in self._by_value.get(patient_id.value.strip(), ()):
            if record.patient.id.agrees_with(patient_id):
                return record
        return None

    def require(self, patient_id: PatientId, where: str = "PID-3") -> PatientRecord:
        """The live record; :class:`NotPossible` when it is unknown or was merged away."""
        record = self.find(patient_id)
        if record is None:
            raise NotPossible(f"unknown patient {_shown(patient_id)}", code=UNKNOWN_KEY, where=where)
        if record.merged_into is not None:
            raise NotPossible(
                f"patient {_shown(patient_id)} was merged into {_shown(record.merged_into)}",
                code=UNKNOWN_KEY,
                where=where,
            )
        return record

    def add(self, patient: Patient, visit: Visit | None = None) -> PatientRecord:
        """A new record, or an update of the live one under this identifier."""
        if not patient.id.value.strip():
            raise NotPossible("no patient identifier", code=REQUIRED_FIELD_MISSING, where="PID-3")
        if self.find(patient.id) is None:
            record = PatientRecord(patient, visit)
            self._by_value.setdefault(patient.id.value.strip(), []).append(record)
            return record
        record = self.require(patient.id)
        record.patient = updated(record.patient, patient)
        record.visit = visit or record.visit
        return record

    def update(self, patient: Patient, visit: Visit | None) -> PatientRecord:
        """A08, A31: :class:`NotPossible` when the patient is unknown."""
        record = self.require(patient.id)
        record.patient = updated(record.patient, patient)
        if record.visit is not None and visit is not None:
            record.visit = visit
        return record

    def move(self, patient: Patient, visit: Visit | None) -> PatientRecord:
        """Transfer, discharge, change of class, and their cancellations: the visit is as the message says."""
        record = self.require(patient.id)
        if record.visit is None:
            raise NotPossible(f"patient {_shown(patient.id)} has no visit", code=UNKNOWN_KEY, where="PV1")
        record.visit = visit or record.visit
        return record

    def cancel_visit(self, patient: Patient) -> PatientRecord:
        """A11, A38: the visit never was; the patient and her orders stay."""
        record = self.require(patient.id)
        if record.visit is None:
            raise NotPossible(f"patient {_shown(patient.id)} has no visit to cancel", code=UNKNOWN_KEY, where="PV1")
        record.visit = None
        return record

    def merge(self, survivor: Patient, prior_id: PatientId) -> tuple[PatientRecord, PatientRecord]:
        """(survivor, prior). The prior identifier is retired for good; a survivor unknown so far is registered."""
        if not prior_id.value.strip():
            raise NotPossible("no prior patient identifier", code=REQUIRED_FIELD_MISSING, where="MRG-1")
        if prior_id.agrees_with(survivor.id):
            raise NotPossible(f"patient {_shown(prior_id)} merged with herself", code=DUPLICATE_KEY, where="MRG-1")
        prior = self.require(prior_id, "MRG-1")
        if not prior_id.authority.agrees_with(survivor.id.authority):
            raise NotPossible(
                f"{_shown(prior_id)} and {_shown(survivor.id)} are from different assigning authorities",
                code=UNKNOWN_KEY,
                where="MRG-1",
            )
        record = self.add(survivor)  # refuses a survivor that was itself merged away: no circles
        record.visit = record.visit or prior.visit
        prior.merged_into = record.patient.id
        prior.visit = None
        return record, prior

    @property
    def live(self) -> list[PatientRecord]:
        """Every record that was not merged away."""
        return [record for records in self._by_value.values() for record in records if record.merged_into is None]


def _shown(patient_id: PatientId) -> str:
    issuer = patient_id.authority.namespace or patient_id.authority.universal_id
    return f"{patient_id.value} of {issuer}" if issuer else patient_id.value
