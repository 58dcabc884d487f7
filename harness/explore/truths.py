"""What must be true of a world, in lines that a scenario can say: the invariants of exploration. Pure.

Nobody's images are under another patient; what was acknowledged can be retrieved; the worklist is what the world says;
a report's status never goes back; every role agrees on the identifiers. Each line is judged from the wire.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.explore.lines import Line, line
from harness.explore.model import (
    CANCELLED,
    COMPLETED,
    DISCONTINUED,
    LISTED,
    ORDERED,
    PERFORMED,
    SCHEDULED,
    STARTED,
    STOPPED,
    UNSCHEDULED,
    WAITING,
    Case,
    World,
)
from harness.explore.move import Ground

STATUS = {
    ORDERED: "scheduled",
    SCHEDULED: "scheduled",
    STARTED: "in progress",
    COMPLETED: "completed",
    DISCONTINUED: "discontinued",
    STOPPED: "discontinued",
    CANCELLED: "cancelled",
}


def truths(world: World, ground: Ground) -> list[Line]:
    """Every line that must hold now, each once, what is cheap to see first."""
    found: list[Line] = list(world.due)
    for case in world.cases.values():
        found += _appointment(world, case, ground)
        found += _status(world, case, ground)
        found += _report(world, case, ground)
    found += _worklists(world, ground)
    for case in world.cases.values():
        found += _images(world, case, ground)
    found += _records(world, ground)
    return [each for place, each in enumerate(found) if each not in found[:place]]


def about(said: Line, name: str, exam: str) -> bool:
    """Whether a line speaks of this patient's examination."""
    return said.values.get("exam") == exam and said.values.get("patient") == name


def _said(step: str, case: Case, **values: object) -> Line:
    return line(step, exam=case.exam, patient=case.patient, **values)


def _appointment(world: World, case: Case, ground: Ground) -> Iterator[Line]:
    """The entry of the worklist, and what the archive was told of it."""
    if world.is_merged(case):
        return
    if case.state in WAITING and "ris.RAD-5" in ground.claims:
        yield _said("entry_shows_patient", case)
        yield _said("entry_carries_identifiers", case)
        if case.urgent:
            yield _said("entry_shows_priority", case, priority="urgent")
        if case.moved:
            yield _said("entry_shows_time", case, date=case.moved)
        if ward := world.person(case.patient).ward:
            yield _said("entry_shows_ward", case, ward=ward)
    known = case.state in (*WAITING, CANCELLED, STOPPED) or case.told == "changed"
    if (
        known
        and case.told
        and ground.claims >= {"pacs.RAD-4", "pacs.RAD-13"}
        and (case.state != ORDERED or case.told == "changed")
    ):
        yield _said(f"archive_is_told/{case.told}", case)
        if case.state in WAITING and case.told_current and not world.record_down:
            yield _said("told_agrees_with_list", case)


def _status(world: World, case: Case, ground: Ground) -> Iterator[Line]:
    """How the ordering physician sees the order, and what the archive was told of the step."""
    said = case.state != CANCELLED or case.by_desk  # nobody tells the ward what it has just done itself
    if case.state in STATUS and said and not world.record_down and "ris.RAD-3" in ground.claims:
        yield _said("physician_sees_status", case, status=STATUS[case.state])
        if case.state in WAITING and not world.is_merged(case):
            yield _said("physician_sees_accession", case)
    if ground.claims >= {"pacs.RAD-6", "pacs.RAD-7"}:
        if case.state == STARTED:
            yield _said("archive_told_begun", case)
        if case.state == COMPLETED and case.series:
            yield _said("archive_told_ended", case)
            if case.series == 1 and not case.rejected:
                yield _said("report_lists_images", case)


def _report(world: World, case: Case, ground: Ground) -> Iterator[Line]:
    if not case.reports or world.record_down or "ris.RAD-128" not in ground.claims:
        return
    if case.reports[-1] == "withdrawn":
        yield _said("sees_no_report", case)
        return
    yield _said("sees_report", case, status=case.reports[-1])
    yield from (_said("reads", case, words=words) for words in case.words)
    if not world.family(case.patient)[1:]:
        yield _said("names_order_and_study", case)
    if case.reports[-1] == "final" and case.survivor != case.patient:
        yield _said("arrives_under_survivor", case, survivor=case.survivor)
    if len(case.reports) == 2 and not case.late:
        yield _said("arrived_in_order", case, first=case.reports[0], second=case.reports[1])


def _worklists(world: World, ground: Ground) -> Iterator[Line]:
    """How many entries each device is shown for each patient."""
    if "ris.RAD-5" not in ground.claims:
        return
    for person in world.people.values():
        family = list(world.of(person.name))
        for device in sorted({case.device for case in family}):
            waiting = [case for case in family if case.device == device and case.state in LISTED]
            step = "number_under_retired" if person.into else "number_of_entries"
            count = 0 if person.into else len(waiting)
            if person.registered:
                yield line(step, patient=person.name, device=device, n=count)


def _images(world: World, case: Case, ground: Ground) -> Iterator[Line]:
    if not case.made or case.queued:
        return
    merged = world.is_merged(case)
    known_as = world.person(case.patient).known_as
    if case.committed:
        yield _said("confirms", case)
    yield _said("stored_and_retrievable", case)
    yield _said("number_of_images", case, n=case.shown)
    if case.rejected:
        yield _said("not_delivered", case)
    if case.fresh and not merged:
        yield _said("retrieved_unchanged", case)
        if case.state != UNSCHEDULED:
            yield _said("images_carry_identifiers", case)
    if case.state == COMPLETED and case.series > 1:
        yield _said("performed_steps_in_one_study", case, n=case.series)
    if "pacs.RAD-12" in ground.claims and case.shown:
        if merged:
            yield _said("bear_survivor", case, survivor=world.root(case.patient))
        elif known_as:
            yield _said("bear_correction", case)
    routed = "pacs.ROUTING" in ground.claims and not world.destination_down
    if case.state in PERFORMED and not case.rejected and routed:
        yield _said("reaches_no_other", case)
    if case.state == COMPLETED and case.plain and ground.claims >= {"pacs.RAD-49", "ris.RAD-49"}:
        yield _said("told_once", case)
        yield _said("names_images", case)


def _records(world: World, ground: Ground) -> Iterator[Line]:
    """How many studies are under each record; all of a merged patient's under the one that was kept."""
    if any(case.made and not case.shown for case in world.cases.values()):
        return  # whether a study of which everything was rejected, or whose images wait, is found: no rule says
    for person in world.people.values():
        family = [case for case in world.of(person.name) if case.shown]
        if person.into and family and "pacs.RAD-12" in ground.claims:
            survivor = world.root(person.name)
            yield line("all_under_survivor", prior=person.name, patient=person.into, survivor=survivor)
        elif not person.into and person.registered and not world.family(person.name)[1:]:
            yield line("finds_studies", patient=person.name, n=len(family))
