"""What a role knows of each patient: the ADT messages that it accepted, replayed up to a moment."""

from __future__ import annotations

from dataclasses import dataclass, field

from harness.checks.hl7 import told
from harness.checks.story import Story
from simulators.transcript import Exchange
from simulators.wire.identifiers import Patient, PatientId
from simulators.wire.registration import read_merges, read_patient

# Events whose PID makes or changes the record; others move the patient about.
DEMOGRAPHIC = frozenset({"A01", "A04", "A05", "A06", "A07", "A08", "A28", "A31"})
MERGES = frozenset({"A34", "A36", "A40"})


def same_patient(one: PatientId, other: PatientId) -> bool:
    """Same value, and issuers that do not contradict each other; an issuer left out says nothing."""
    if one.value.strip() != other.value.strip():
        return False
    blank = not one.authority.to_hd() or not other.authority.to_hd()
    return blank or one.authority.agrees_with(other.authority)


@dataclass(frozen=True, slots=True)
class Version:
    """The record from one accepted message on. ``doubtful``: its text could not be read for sure."""

    patient: Patient
    number: int  # of the exchange that accepted it
    time: float
    event: str
    request: Exchange
    doubtful: bool


@dataclass(slots=True)
class Record:
    """A patient: every identifier she is known under, with the surviving one's versions, oldest first."""

    ids: list[PatientId]
    versions: list[Version] = field(default_factory=list)
    given_up: list[PatientId] = field(default_factory=list)  # merged into this record

    @property
    def latest(self) -> Version:
        return self.versions[-1]

    def answers_to(self, wanted: PatientId) -> bool:
        return any(same_patient(each, wanted) for each in (*self.ids, *self.given_up))


@dataclass(frozen=True, slots=True)
class _Change:
    version: Version
    priors: tuple[PatientId, ...] = ()


class PatientBook:
    """The records of one role."""

    def __init__(self, story: Story, role: str) -> None:
        self._changes: list[_Change] = []
        for request, message in told(story, "ADT", receiver=role):
            reply, event = story.reply(request), request.kind.partition("^")[2]
            if reply is None or event not in DEMOGRAPHIC | MERGES:
                continue
            doubtful = bool(request.deliberate) or any("PID" in each or "MSH-18" in each for each in message.warnings)
            if event not in MERGES:
                version = Version(read_patient(message), reply.number, reply.time, event, request, doubtful)
                self._changes.append(_Change(version))
            for survivor, prior in read_merges(message) if event in MERGES else ():
                version = Version(survivor, reply.number, reply.time, event, request, doubtful)
                self._changes.append(_Change(version, (prior,)))

    @property
    def merges(self) -> list[tuple[Version, PatientId]]:
        """Every accepted merge: the survivor, and the identifier given up."""
        return [(change.version, prior) for change in self._changes for prior in change.priors]

    @property
    def updates(self) -> list[Version]:
        """Every accepted message that carried demographics."""
        return [change.version for change in self._changes]

    def record(self, wanted: PatientId, number: int, *, sent: bool = False) -> Record | None:
        """The record that ``wanted`` leads to, from what was accepted before exchange ``number``; None if unknown.

        With ``sent`` also from what was sent before it and accepted later: the role may have acted on it already.
        """
        if not wanted.value.strip():
            return None
        records: list[Record] = []
        for change in self._changes:
            if (change.version.request.number if sent else change.version.number) < number:
                _apply(records, change)
        return next((record for record in records if record.answers_to(wanted)), None)


def _apply(records: list[Record], change: _Change) -> None:
    patient = change.version.patient
    record = next((each for each in records if each.answers_to(patient.id)), None)
    if record is None:
        record = Record([patient.id])
        records.append(record)
    record.versions.append(change.version)
    for prior in change.priors:
        other = next((each for each in records if each is not record and each.answers_to(prior)), None)
        if other is not None:
            records.remove(other)
            record.given_up += [*other.ids, *other.given_up]
        elif not any(same_patient(prior, each) for each in record.ids):
            record.given_up.append(prior)


def book_of(story: Story, role: str) -> PatientBook:
    """The records of ``role``, read once for each story."""
    books = story.memo(_books)
    if role not in books:
        books[role] = PatientBook(story, role)
    return books[role]


def _books(story: Story) -> dict[str, PatientBook]:
    return {}
