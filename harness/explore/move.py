"""What a move is: when it is possible, how a scenario says it, and what then holds. Pure.

:mod:`harness.explore.moves` has them all; :mod:`harness.explore.model` is what they move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from harness.explore.lines import Line, line
from harness.explore.model import ABSENT, COMPLETED, Case, World, situation

Moves = Iterator[tuple[Line, World]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Who and what a walk may use, and what the site allows: ``drivable`` roles are simulated, ``claims`` are
    ``pacs.RAD-12``. ``exams`` are (examination, device); ``twins`` maps a device to another of its kind; ``names`` are
    further AE titles of the archive."""

    people: tuple[str, ...]
    aliases: tuple[str, ...]
    exams: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    dates: tuple[str, ...]  # 2031-03-14 09:30
    births: tuple[str, ...]  # 1971-02-28
    wards: tuple[str, ...] = ("MED-3", "SUR-1")
    twins: tuple[tuple[str, str], ...] = ()
    destinations: tuple[tuple[str, str], ...] = ()  # (examination, who is sent its images)
    names: tuple[str, ...] = ()
    drivable: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done now. ``transition`` is (situation, move), as coverage counts it."""

    transition: tuple[str, str]
    line: Line
    after: World


@dataclass(frozen=True, slots=True)
class Move:
    """See :func:`move`."""

    name: str
    subject: str
    states: tuple[str, ...]
    offers: Callable[[World, Any, Ground], Moves]
    merged: bool
    drives: tuple[str, ...]
    claims: tuple[str, ...]
    without_record: bool
    given: bool

    def possible_at(self, ground: Ground) -> bool:
        """Whether the site has what it needs."""
        return ground.drivable >= set(self.drives) and ground.claims >= set(self.claims)

    @property
    def situations(self) -> tuple[str, ...]:
        """Every situation from which it can be made."""
        merged = tuple(f"{state} of a merged patient" for state in self.states) if self.merged else ()
        return self.states + merged

    def made_from(self, world: World, ground: Ground) -> Iterator[Offer]:
        """Every way to make it now."""
        if (self.given and world.begun) or (world.record_down and not self.without_record):
            return
        for subject, where in self._subjects(world, ground):
            if where in self.situations:
                for said, after in self.offers(replace(world, due=()), subject, ground):
                    begun = world.begun or said.kind == "when"
                    yield Offer((where, self.name), said, replace(after, begun=begun))

    def _subjects(self, world: World, ground: Ground) -> Iterator[tuple[Any, str]]:
        if self.subject == "hospital":
            yield world, situation(world, world)
        elif self.subject == "person":
            yield from ((person, situation(world, person)) for person in map(world.person, ground.people))
        elif self.states == (ABSENT,):
            yield from ((case, ABSENT) for case in openings(world, ground))
        else:
            yield from ((case, _where(world, case, self.subject)) for case in world.cases.values())


MOVES: dict[str, Move] = {}


def move(
    subject: str, *states: str, merged: bool = False, drives: str = "", claims: str = "", alone: bool = False,
    given: bool = False,
) -> Callable[[Callable[[World, Any, Ground], Moves]], Callable[[World, Any, Ground], Moves]]:  # fmt: skip
    """Register a generator of (line, world after) as a move of a ``subject``: person, case, report or hospital, in one
    of these situations. ``merged``: also for a case whose patient was merged away. ``drives`` roles that must be
    simulated; ``claims`` that the site must make; ``alone``: possible while the medical record is down; ``given``:
    only before anybody has acted."""

    def register(offers: Callable[[World, Any, Ground], Moves]) -> Callable[[World, Any, Ground], Moves]:
        name = offers.__name__.replace("_", " ")
        MOVES[name] = Move(
            name, subject, states, offers, merged, tuple(drives.split()), tuple(claims.split()), alone, given
        )
        return offers

    return register


def _where(world: World, case: Case, subject: str) -> str:
    merged = " of a merged patient" if world.is_merged(case) else ""
    if subject == "report":
        reported = (case.reports or ("no",))[-1]
        return f"{reported} report{merged}" if case.state == COMPLETED and not case.queued else ""
    return case.state + merged


def situations(world: World) -> set[str]:
    """Where everybody and everything stands."""
    cases = world.cases.values()
    found = {_where(world, case, subject) for case in cases for subject in ("case", "report")}
    return found | {situation(world, person) for person in world.people.values()} | {situation(world, world)}


def openings(world: World, ground: Ground) -> Iterator[Case]:
    """Cases that could be opened. Nobody has two of one examination, not by a merge either: they would be told apart
    by their numbers only, which a scenario does not speak of."""
    for name in ground.people:
        if not world.person(name).into:
            taken = {case.exam for case in world.of(name)}
            yield from (Case(name, exam, device) for exam, device in ground.exams if exam not in taken)


def is_idle(world: World, case: Case) -> bool:
    """Whether nothing waits on the case's device for its link."""
    return not any(other.queued for other in world.cases.values() if other.device == case.device)


def said_of(step: str, case: Case, **values: Any) -> Line:
    return line(step, exam=case.exam, patient=case.patient, **values)
