"""What every role must hold, as far as a scenario knows: people, their examinations, what was sent and said. Pure.

A :class:`World` is never changed; each move of :mod:`harness.explore.moves` makes another one of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from harness.explore.lines import Line

ABSENT, ORDERED, SCHEDULED, STARTED = "not ordered", "ordered", "scheduled", "in progress"
COMPLETED, DISCONTINUED, CANCELLED, STOPPED = "completed", "discontinued", "cancelled", "stopped"
UNSCHEDULED = "performed without an order"
MISTAKEN = "begun by mistake"  # and given up as the wrong entry: on the worklist again, and left alone
WAITING = (ORDERED, SCHEDULED)  # on the worklist, and nothing happened yet
LISTED = (*WAITING, MISTAKEN)
PERFORMED = (COMPLETED, UNSCHEDULED)


@dataclass(frozen=True, slots=True)
class Person:
    """A patient as the scenario names her. ``into`` is whom she was merged into, ``known_as`` a corrected name."""

    name: str
    registered: bool = False
    ward: str = ""
    known_as: str = ""
    into: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One examination of one patient.

    ``made`` images, of which ``rejected`` must not be shown; ``series`` performed steps. ``fresh``: neither patient nor
    appointment changed since the entry was taken; ``as_ordered``: her record is still what it was when the order was
    written. ``told`` is what the archive was told last, empty where a scenario cannot know of it;
    ``by_desk``: radiology cancelled it, not the ward. ``plain``: performed once, in one go, and left alone.
    ``reports``: the statuses signed so far, ``words`` what the last one says, with its addenda, ``survivor`` whose
    record it went to. ``committed``: the archive has just answered for every image; ``named``: they were sent to
    another of its names, by which it routes.
    """

    patient: str
    exam: str
    device: str
    state: str = ABSENT
    urgent: bool = False
    moved: str = ""
    told: str = "planned"
    by_desk: bool = False
    told_current: bool = True
    fresh: bool = True
    as_ordered: bool = True
    made: int = 0
    rejected: int = 0
    series: int = 0
    queued: bool = False
    plain: bool = True
    late: bool = False
    committed: bool = False
    named: bool = False
    reports: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    survivor: str = ""  # her record when the last report was signed

    @property
    def key(self) -> tuple[str, str]:
        return self.patient, self.exam

    @property
    def shown(self) -> int:
        """Images that the archive must show."""
        return 0 if self.queued else self.made - self.rejected


@dataclass(frozen=True, slots=True)
class World:
    """Everybody and everything. ``begun``: what was given is over, from now on somebody acts. ``due``: what must be
    seen at once, before anybody acts again."""

    people: dict[str, Person] = field(default_factory=dict)
    cases: dict[tuple[str, str], Case] = field(default_factory=dict)
    record_down: bool = False  # the medical record (EMR)
    destination_down: str = ""
    begun: bool = False
    due: tuple[Line, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Everything is up and nothing waits: only then the story has an end that can be judged."""
        waits = any(case.queued for case in self.cases.values())
        return not (waits or self.record_down or self.destination_down)

    def person(self, name: str) -> Person:
        return self.people.get(name) or Person(name)

    def root(self, name: str) -> str:
        """The record under which this patient lives on."""
        while into := self.person(name).into:
            name = into
        return name

    def family(self, name: str) -> tuple[str, ...]:
        """Every patient whose record is now that of ``name``."""
        root = self.root(name)
        return tuple(each for each in self.people if self.root(each) == root)

    def of(self, name: str) -> Iterator[Case]:
        """Every case under the record of ``name``, those of merged patients too."""
        family = self.family(name)
        yield from (case for case in self.cases.values() if case.patient in family)

    def is_merged(self, case: Case) -> bool:
        return bool(self.person(case.patient).into)

    def with_due(self, *lines: Line) -> World:
        return replace(self, due=lines)

    def with_person(self, name: str, **changes: Any) -> World:
        return replace(self, people={**self.people, name: replace(self.person(name), **changes)})

    def with_case(self, case: Case, **changes: Any) -> World:
        return replace(self, cases={**self.cases, case.key: replace(case, **changes)})

    def patient_changed(self, name: str) -> World:
        """Entries taken, and what the archive was told before, are of yesterday."""
        cases = {case.key: replace(case, fresh=False, told_current=False, as_ordered=False) for case in self.of(name)}
        return replace(self, cases={**self.cases, **cases})


def situation(world: World, subject: Case | Person | World) -> str:
    """Where a case, a person or the hospital stands, as coverage counts it."""
    if isinstance(subject, World):
        return "record down" if world.record_down else "destination down" if world.destination_down else "up"
    if isinstance(subject, Person):
        if subject.into:
            return "merged"
        if not subject.registered:
            return "unknown"
        states = {case.state for case in world.of(subject.name)}
        return "examined" if states & {*PERFORMED, STARTED} else "expected" if states & set(LISTED) else "registered"
    merged = " of a merged patient" if world.is_merged(subject) else ""
    report = f", {subject.reports[-1]} report" if subject.reports else ""
    return subject.state + report + merged
