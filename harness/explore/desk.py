"""What the desks do: admissions, the ward that orders, radiology that plans."""

from __future__ import annotations

from harness.explore.lines import line
from harness.explore.model import (
    ABSENT,
    CANCELLED,
    COMPLETED,
    ORDERED,
    SCHEDULED,
    STARTED,
    STOPPED,
    WAITING,
    Case,
    Person,
    World,
)
from harness.explore.move import Ground, Moves, is_idle, move, said_of


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
def transfer(world: World, person: Person, ground: Ground) -> Moves:
    for ward in ground.wards:
        if person.ward and ward != person.ward:
            after = world.patient_changed(person.name).with_person(person.name, ward=ward)
            yield line("desk_transfers", patient=person.name, ward=ward), after


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


@move("case", ABSENT, given=True)
def scheduled(world: World, case: Case, ground: Ground) -> Moves:
    after = world.with_person(case.patient, registered=True)
    yield said_of("exam_is_scheduled", case, device=case.device), after.with_case(case, state=SCHEDULED)


@move("case", ABSENT, given=True, claims="pacs.RAD-8")
def performed(world: World, case: Case, ground: Ground) -> Moves:
    after = world.with_person(case.patient, registered=True)
    said = said_of("exam_was_performed", case, device=case.device)
    yield said, after.with_case(case, state=COMPLETED, made=2, series=1)


@move("case", ABSENT)
def order(world: World, case: Case, ground: Ground) -> Moves:
    if world.person(case.patient).registered:
        yield said_of("service_orders", case), world.with_case(case, state=ORDERED, fresh=False)
        yield said_of("service_orders_urgent", case), world.with_case(case, state=ORDERED, fresh=False, urgent=True)
        for date in ground.dates:
            after = world.with_case(case, state=ORDERED, fresh=False, moved=date)
            yield said_of("service_orders_for", case, date=date), after


@move("case", CANCELLED)
def order_again(world: World, case: Case, ground: Ground) -> Moves:
    if (case.exam, case.device) in ground.exams:  # what had been moved is planned where it was before, or elsewhere
        again = Case(case.patient, case.exam, case.device, ORDERED, fresh=False)
        yield said_of("service_orders_again", case), world.with_case(again)


@move("case", *WAITING)
def resend_order(world: World, case: Case, ground: Ground) -> Moves:
    if case.as_ordered:  # the message sent again says what was true when it was written
        yield said_of("service_resends", case), world


@move("case", *WAITING, merged=True)
def cancel(world: World, case: Case, ground: Ground) -> Moves:
    told = "cancelled" if case.state == SCHEDULED else ""  # else nobody has seen its numbers
    yield said_of("service_cancels", case), world.with_case(case, state=CANCELLED, told=told)


@move("case", *WAITING)
def take_from_worklist(world: World, case: Case, ground: Ground) -> Moves:
    yield said_of("device_takes_entry", case, device=case.device), world.with_case(case, state=SCHEDULED, fresh=True)


@move("case", SCHEDULED, COMPLETED, drives="ris", merged=True)
def change_reason(world: World, case: Case, ground: Ground) -> Moves:
    for words in ground.texts[:1]:
        yield said_of("desk_corrects", case, words=words), world.with_case(case, told="changed", told_current=True)


@move("case", SCHEDULED, drives="ris", merged=True)
def move_to_another_day(world: World, case: Case, ground: Ground) -> Moves:
    for date in ground.dates:
        after = world.with_case(case, told="changed", told_current=True, moved=date)
        yield said_of("desk_moves", case, date=date), after


@move("case", SCHEDULED, drives="ris", merged=True)
def move_to_another_device(world: World, case: Case, ground: Ground) -> Moves:
    """Nobody performs it there with an entry of the old device: it is taken from the worklist of the new one."""
    for device, other in ground.twins:
        if device == case.device and is_idle(world, case):
            after = world.with_case(case, state=ORDERED, told="changed", told_current=True, device=other)
            yield said_of("desk_moves_to_device", case, device=other), after


@move("case", SCHEDULED, drives="ris", merged=True)
def cancel_at_the_desk(world: World, case: Case, ground: Ground) -> Moves:
    yield said_of("desk_cancels", case), world.with_case(case, state=CANCELLED, told="cancelled", by_desk=True)


@move("case", SCHEDULED, STARTED, drives="ris", merged=True)
def stop_for_good(world: World, case: Case, ground: Ground) -> Moves:
    yield said_of("desk_discontinues", case), world.with_case(case, state=STOPPED, told="discontinued")
