"""What anybody in the hospital can do next: each move says when it is possible, how a scenario says it, and what then
holds. Pure; :mod:`harness.explore_model` is what they move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from harness.explore_lines import Line, line
from harness.explore_model import (
    ABSENT,
    CANCELLED,
    COMPLETED,
    DISCONTINUED,
    ORDERED,
    SCHEDULED,
    STARTED,
    STOPPED,
    UNSCHEDULED,
    WAITING,
    Case,
    Person,
    World,
    situation,
)

Moves = Iterator[tuple[Line, World]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Who and what a walk may use, and what the site allows: ``drivable`` roles are simulated, ``claims`` are
    ``pacs.RAD-12``. ``exams`` are (examination, device); ``twins`` maps a device to another of its kind."""

    people: tuple[str, ...]
    aliases: tuple[str, ...]
    exams: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]
    dates: tuple[str, ...]  # 2031-03-14 09:30
    births: tuple[str, ...]  # 1971-02-28
    wards: tuple[str, ...] = ("MED-3", "SUR-1")
    twins: tuple[tuple[str, str], ...] = ()
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
                for said, after in self.offers(world, subject, ground):
                    begun = world.begun or said.kind == "when"
                    yield Offer((where, self.name), said, replace(after, begun=begun))

    def _subjects(self, world: World, ground: Ground) -> Iterator[tuple[Any, str]]:
        if self.subject == "hospital":
            yield world, "down" if world.record_down else "up"
        elif self.subject == "person":
            yield from ((person, situation(world, person)) for person in map(world.person, ground.people))
        elif self.states == (ABSENT,):
            yield from ((case, ABSENT) for case in _openings(world, ground))
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


def possible(world: World, ground: Ground) -> list[Offer]:
    """Everything that can be done now, in a fixed order."""
    return [
        offer for each in MOVES.values() if each.possible_at(ground) for offer in each.made_from(world, ground)
    ]  # fmt: skip


def transitions(ground: Ground) -> set[tuple[str, str]]:
    """Every (situation, move) there is at such a site."""
    return {(where, each.name) for each in MOVES.values() if each.possible_at(ground) for where in each.situations}


def _where(world: World, case: Case, subject: str) -> str:
    merged = " of a merged patient" if world.is_merged(case) else ""
    if subject == "report":
        reported = (case.reports or ("no",))[-1]
        return f"{reported} report{merged}" if case.state == COMPLETED and not case.queued else ""
    return case.state + merged


def _openings(world: World, ground: Ground) -> Iterator[Case]:
    """Cases that could be opened. Nobody has two of one examination, not by a merge either: they would be told apart
    by their numbers only, which a scenario does not speak of."""
    for name in ground.people:
        if not world.person(name).into:
            taken = {case.exam for case in world.of(name)}
            yield from (Case(name, exam, device) for exam, device in ground.exams if exam not in taken)


def _idle(world: World, case: Case) -> bool:
    """Whether nothing waits on the case's device for its link."""
    return not any(other.queued for other in world.cases.values() if other.device == case.device)


def _said(step: str, case: Case, **values: Any) -> Line:
    return line(step, exam=case.exam, patient=case.patient, **values)


# --- admissions ----------------------------------------------------------------------------------------------------


@move("person", "unknown", given=True)
def on_record(world: World, person: Person, ground: Ground) -> Moves:
    yield line("patient_is_on_record", patient=person.name), world.with_person(person.name, registered=True)
    for ward in ground.wards:
        said = line("patient_is_on_record_in_ward/A01", patient=person.name, ward=ward)
        yield said, world.with_person(person.name, registered=True, ward=ward)


@move("person", "unknown")
def register(world: World, person: Person, ground: Ground) -> Moves:
    yield line("desk_registers/A04", patient=person.name), world.with_person(person.name, registered=True)


@move("person", "registered", "expected", "examined")
def admit(world: World, person: Person, ground: Ground) -> Moves:
    if not person.ward:
        for ward in ground.wards:
            after = world.patient_changed(person.name).with_person(person.name, ward=ward)
            yield line("desk_admits/A01", patient=person.name, ward=ward), after


@move("person", "registered", "expected", "examined")
def correct_name(world: World, person: Person, ground: Ground) -> Moves:
    if not person.known_as:
        for alias in ground.aliases:
            after = world.patient_changed(person.name).with_person(person.name, known_as=alias)
            yield line("desk_corrects_name", patient=person.name, name=alias), after


@move("person", "registered", "expected", "examined")
def correct_birth_date(world: World, person: Person, ground: Ground) -> Moves:
    for date in ground.births:
        after = world.patient_changed(person.name)
        yield line("desk_corrects_birth_date", date=date, patient=person.name), after


@move("person", "registered", "expected", "examined")
def merge(world: World, prior: Person, ground: Ground) -> Moves:
    mine = {case.exam for case in world.of(prior.name)}
    for other in map(world.person, ground.people):
        if other.registered and not other.into and other.name != prior.name:
            if mine & {case.exam for case in world.of(other.name)}:
                continue
            after = world.patient_changed(prior.name).with_person(prior.name, into=other.name)
            yield line("desk_merges", prior=prior.name, patient=other.name), after


# --- orders --------------------------------------------------------------------------------------------------------


@move("case", ABSENT, given=True)
def scheduled(world: World, case: Case, ground: Ground) -> Moves:
    after = world.with_person(case.patient, registered=True)
    yield _said("exam_is_scheduled", case, device=case.device), after.with_case(case, state=SCHEDULED)


@move("case", ABSENT, given=True, claims="pacs.RAD-8")
def performed(world: World, case: Case, ground: Ground) -> Moves:
    after = world.with_person(case.patient, registered=True)
    said = _said("exam_was_performed", case, device=case.device)
    yield said, after.with_case(case, state=COMPLETED, made=2, series=1)


@move("case", ABSENT)
def order(world: World, case: Case, ground: Ground) -> Moves:
    if world.person(case.patient).registered:
        yield _said("service_orders", case), world.with_case(case, state=ORDERED, fresh=False)
        yield _said("service_orders_urgent", case), world.with_case(case, state=ORDERED, fresh=False, urgent=True)


@move("case", CANCELLED)
def order_again(world: World, case: Case, ground: Ground) -> Moves:
    again = Case(case.patient, case.exam, case.device, ORDERED, fresh=False)
    yield _said("service_orders_again", case), world.with_case(again)


@move("case", *WAITING)
def resend_order(world: World, case: Case, ground: Ground) -> Moves:
    if case.as_ordered:  # the message sent again says what was true when it was written
        yield _said("service_resends", case), world


@move("case", *WAITING, merged=True)
def cancel(world: World, case: Case, ground: Ground) -> Moves:
    told = "cancelled" if case.state == SCHEDULED else ""  # else nobody has seen its numbers
    yield _said("service_cancels", case), world.with_case(case, state=CANCELLED, told=told)


@move("case", *WAITING)
def take_from_worklist(world: World, case: Case, ground: Ground) -> Moves:
    yield _said("device_takes_entry", case, device=case.device), world.with_case(case, state=SCHEDULED, fresh=True)


@move("case", SCHEDULED, COMPLETED, drives="ris", merged=True)
def change_reason(world: World, case: Case, ground: Ground) -> Moves:
    for words in ground.texts[:1]:
        yield _said("desk_corrects", case, words=words), world.with_case(case, told="changed", told_current=True)


@move("case", SCHEDULED, drives="ris", merged=True)
def move_to_another_day(world: World, case: Case, ground: Ground) -> Moves:
    for date in ground.dates:
        after = world.with_case(case, told="changed", told_current=True, moved=date)
        yield _said("desk_moves", case, date=date), after


@move("case", SCHEDULED, drives="ris", merged=True)
def move_to_another_device(world: World, case: Case, ground: Ground) -> Moves:
    for device, other in ground.twins:
        if device == case.device and _idle(world, case):
            after = world.with_case(case, told="changed", told_current=True, device=other)
            yield _said("desk_moves_to_device", case, device=other), after


@move("case", SCHEDULED, drives="ris", merged=True)
def cancel_at_the_desk(world: World, case: Case, ground: Ground) -> Moves:
    yield _said("desk_cancels", case), world.with_case(case, state=CANCELLED, told="cancelled", by_desk=True)


@move("case", SCHEDULED, STARTED, drives="ris", merged=True)
def stop_for_good(world: World, case: Case, ground: Ground) -> Moves:
    yield _said("desk_discontinues", case), world.with_case(case, state=STOPPED, told="discontinued")


# --- at the device ---------------------------------------------------------------------------------------------------


@move("case", SCHEDULED, merged=True, alone=True)
def start(world: World, case: Case, ground: Ground) -> Moves:
    if _idle(world, case):
        after = world.with_case(case, state=STARTED, series=1, plain=False)
        yield _said("technologist_starts", case, device=case.device), after


@move("case", STARTED, merged=True, alone=True, claims="pacs.RAD-8")
def acquire(world: World, case: Case, ground: Ground) -> Moves:
    for n in (1, 3):
        if _idle(world, case) and case.made + n < 8:
            yield _said("technologist_acquires", case, n=n), world.with_case(case, made=case.made + n)


@move("case", STARTED, merged=True, alone=True)
def complete(world: World, case: Case, ground: Ground) -> Moves:
    if case.made:
        yield _said("technologist_completes", case), world.with_case(case, state=COMPLETED)


@move("case", STARTED, merged=True, alone=True)
def give_up(world: World, case: Case, ground: Ground) -> Moves:
    after = world.with_case(case, state=DISCONTINUED)
    yield _said("gives_up", case), after
    yield _said("gives_up_with_reason", case, reason="equipment failure"), after


@move("case", SCHEDULED, merged=True, alone=True, claims="pacs.RAD-8")
def perform(world: World, case: Case, ground: Ground) -> Moves:
    if _idle(world, case):
        said = _said("technologist_performs", case, device=case.device)
        yield said, world.with_case(case, state=COMPLETED, made=2, series=1)


@move("case", COMPLETED, merged=True, alone=True, claims="pacs.RAD-8")
def append(world: World, case: Case, ground: Ground) -> Moves:
    if _idle(world, case) and case.series < 3 and not case.rejected:
        changes = {"made": case.made + 2, "series": case.series + 1, "plain": False, "committed": False}
        yield _said("technologist_appends", case), world.with_case(case, **changes)


@move("case", COMPLETED, merged=True, alone=True, claims="pacs.RAD-8")
def resend_images(world: World, case: Case, ground: Ground) -> Moves:
    if _idle(world, case) and not case.rejected:
        yield _said("sends_again", case, device=case.device), world.with_case(case, plain=False)


@move("case", COMPLETED, merged=True, alone=True, claims="pacs.RAD-10")
def commit(world: World, case: Case, ground: Ground) -> Moves:
    if not case.queued and not case.rejected:
        for step in ("asks_for_commitment/False", "asks_for_commitment/True"):
            yield _said(step, case, device=case.device), world.with_case(case, committed=True)


@move("case", COMPLETED, alone=True, claims="pacs.RAD-66 pacs.IOCM")
def reject(world: World, case: Case, ground: Ground) -> Moves:
    if not case.queued and not case.rejected and case.made < 8:
        changes: dict[str, Any] = {"plain": False, "committed": False}
        yield _said("rejects_some", case, n=1, reason="quality"), world.with_case(case, rejected=1, **changes)
        said = _said("rejects_all", case, reason="patient safety")
        yield said, world.with_case(case, rejected=case.made, **changes)


@move("case", ABSENT, claims="pacs.RAD-8")
def perform_unscheduled(world: World, case: Case, ground: Ground) -> Moves:
    if world.person(case.patient).registered and _idle(world, case):
        said = _said("technologist_performs_unscheduled", case, device=case.device)
        yield said, world.with_case(case, state=UNSCHEDULED, made=2, series=1, plain=False)


# --- lines and systems that fail --------------------------------------------------------------------------------


@move("case", SCHEDULED, alone=True, claims="pacs.RAD-8")
def perform_without_link(world: World, case: Case, ground: Ground) -> Moves:
    if _idle(world, case):
        changes: dict[str, Any] = {"state": COMPLETED, "series": 1, "queued": True, "plain": False}
        said = _said("performs_unreachable", case, device=case.device)
        yield said, world.with_case(case, made=2, **changes)
        yield _said("link_is_cut", case, device=case.device), world.with_case(case, made=12, **changes)


@move("case", COMPLETED, merged=True, alone=True)
def restore_link(world: World, case: Case, ground: Ground) -> Moves:
    if case.queued:
        yield line("link_is_restored", device=case.device), world.with_case(case, queued=False)


@move("hospital", "up", given=True, drives="emr")
def record_goes_down(world: World, subject: World, ground: Ground) -> Moves:
    if world.cases:
        yield line("record_is_down"), replace(world, record_down=True)


@move("hospital", "down", drives="emr", alone=True)
def record_comes_up(world: World, subject: World, ground: Ground) -> Moves:
    yield line("record_is_up"), replace(world, record_down=False)


# --- reports ---------------------------------------------------------------------------------------------------------


def _signed(world: World, case: Case, status: str, words: str) -> tuple[Line, World]:
    changes = {"reports": (*case.reports, status), "words": words, "survivor": world.root(case.patient)}
    return _said("signs", case, status=status, words=words), world.with_case(case, **changes)


@move("report", "no report", merged=True, alone=True, drives="ris")
def sign_preliminary(world: World, case: Case, ground: Ground) -> Moves:
    yield from (_signed(world, case, "preliminary", words) for words in ground.texts[:2])


@move("report", "no report", "preliminary report", merged=True, alone=True, drives="ris")
def sign_final(world: World, case: Case, ground: Ground) -> Moves:
    yield from (_signed(world, case, "final", words) for words in ground.texts[1:3] if words != case.words)


@move("report", "final report", "corrected report", merged=True, alone=True, drives="ris")
def correct_report(world: World, case: Case, ground: Ground) -> Moves:
    if len(case.reports) < 4:
        yield from (_signed(world, case, "corrected", words) for words in ground.texts[2:] if words != case.words)


@move("report", "final report", "corrected report", merged=True, alone=True, drives="ris")
def withdraw_report(world: World, case: Case, ground: Ground) -> Moves:
    yield _said("withdraws", case), world.with_case(case, reports=(*case.reports, "withdrawn"), words="")


@move("report", "final report", "corrected report", drives="ris emr")
def late_preliminary(world: World, case: Case, ground: Ground) -> Moves:
    if not case.late:
        yield _said("arrives_late", case, words=ground.texts[0]), world.with_case(case, late=True)
