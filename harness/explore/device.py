"""What happens at the devices, and on the lines from there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.explore.lines import line
from harness.explore.model import (
    ABSENT,
    COMPLETED,
    DISCONTINUED,
    MISTAKEN,
    SCHEDULED,
    STARTED,
    UNSCHEDULED,
    Case,
    World,
)
from harness.explore.move import Ground, Moves, is_idle, move, said_of


@move("case", SCHEDULED, merged=True, alone=True)
def start(world: World, case: Case, ground: Ground) -> Moves:
    if is_idle(world, case):
        after = world.with_case(case, state=STARTED, series=1, plain=False)
        yield said_of("technologist_starts", case, device=case.device), after


@move("case", STARTED, merged=True, alone=True, claims="pacs.RAD-8")
def acquire(world: World, case: Case, ground: Ground) -> Moves:
    for n in (1, 3):
        if is_idle(world, case) and case.made + n < 8:
            yield said_of("technologist_acquires", case, n=n), world.with_case(case, made=case.made + n)


@move("case", STARTED, merged=True, alone=True)
def complete(world: World, case: Case, ground: Ground) -> Moves:
    if case.made:
        yield said_of("technologist_completes", case), world.with_case(case, state=COMPLETED)


@move("case", STARTED, merged=True, alone=True)
def give_up(world: World, case: Case, ground: Ground) -> Moves:
    after = world.with_case(case, state=DISCONTINUED)
    yield said_of("gives_up", case), after
    yield said_of("gives_up_with_reason", case, reason="equipment failure"), after


@move("case", STARTED, alone=True, claims="pacs.RAD-7 pacs.RAD-8")
def give_up_as_wrong_entry(world: World, case: Case, ground: Ground) -> Moves:
    if case.made:
        after = world.with_case(case, state=MISTAKEN, rejected=case.made, told="", fresh=False, plain=False)
        yield said_of("gives_up_with_reason", case, reason="wrong worklist entry"), after


@move("case", STARTED, alone=True)
def begin_twice(world: World, case: Case, ground: Ground) -> Moves:
    refused = line("refuses_report", reason="the step exists already")
    yield said_of("reports_beginning_again", case, device=case.device), world.with_due(refused)


@move("case", COMPLETED, alone=True)
def give_up_what_is_complete(world: World, case: Case, ground: Ground) -> Moves:
    refused = line("refuses_report", reason="the step may no longer be changed")
    yield said_of("reports_finished_as_given_up", case, device=case.device), world.with_due(refused)


@move("case", SCHEDULED, merged=True, alone=True, claims="pacs.RAD-8")
def perform(world: World, case: Case, ground: Ground) -> Moves:
    if is_idle(world, case):
        said = said_of("technologist_performs", case, device=case.device)
        yield said, world.with_case(case, state=COMPLETED, made=2, series=1)


@move("case", SCHEDULED, merged=True, alone=True, claims="pacs.RAD-8 pacs.ROUTING")
def perform_for_another_name(world: World, case: Case, ground: Ground) -> Moves:
    for name in ground.names:
        if is_idle(world, case):
            said = said_of("performs_for_name", case, device=case.device, called=name)
            yield said, world.with_case(case, state=COMPLETED, made=2, series=1, named=True)


@move("case", COMPLETED, merged=True, alone=True, claims="pacs.RAD-8")
def append(world: World, case: Case, ground: Ground) -> Moves:
    if is_idle(world, case) and case.series < 3 and not (case.rejected or case.named):
        changes = {"made": case.made + 2, "series": case.series + 1, "plain": False, "committed": False}
        yield said_of("technologist_appends", case), world.with_case(case, **changes)


@move("case", COMPLETED, merged=True, alone=True, claims="pacs.RAD-8")
def resend_images(world: World, case: Case, ground: Ground) -> Moves:
    if is_idle(world, case) and not (case.rejected or case.named):
        yield said_of("sends_again", case, device=case.device), world.with_case(case, plain=False)


@move("case", COMPLETED, merged=True, alone=True, claims="pacs.RAD-10")
def commit(world: World, case: Case, ground: Ground) -> Moves:
    if not case.queued and not case.rejected:
        for step in ("asks_for_commitment/False", "asks_for_commitment/True"):
            yield said_of(step, case, device=case.device), world.with_case(case, committed=True)


@move("case", COMPLETED, alone=True, claims="pacs.RAD-10")
def commit_to_what_was_never_sent(world: World, case: Case, ground: Ground) -> Moves:
    if not case.queued and not case.rejected:
        answered = said_of("answers_in_part", case, n=case.made, missing=1)
        after = world.with_case(case, committed=False).with_due(answered)
        yield said_of("asks_for_more", case, device=case.device), after


@move("case", COMPLETED, alone=True, claims="pacs.RAD-66 pacs.IOCM")
def reject(world: World, case: Case, ground: Ground) -> Moves:
    if not case.queued and not case.rejected and case.made < 8:
        changes: dict[str, Any] = {"plain": False, "committed": False}
        yield said_of("rejects_some", case, n=1, reason="quality"), world.with_case(case, rejected=1, **changes)
        said = said_of("rejects_all", case, reason="patient safety")
        yield said, world.with_case(case, rejected=case.made, **changes)


@move("case", ABSENT, claims="pacs.RAD-8")
def perform_unscheduled(world: World, case: Case, ground: Ground) -> Moves:
    if world.person(case.patient).registered and is_idle(world, case):
        said = said_of("technologist_performs_unscheduled", case, device=case.device)
        yield said, world.with_case(case, state=UNSCHEDULED, made=2, series=1, plain=False)


@move("case", SCHEDULED, alone=True, claims="pacs.RAD-8")
def perform_without_link(world: World, case: Case, ground: Ground) -> Moves:
    if is_idle(world, case):
        changes: dict[str, Any] = {"state": COMPLETED, "series": 1, "queued": True, "plain": False}
        said = said_of("performs_unreachable", case, device=case.device)
        yield said, world.with_case(case, made=2, **changes)
        yield said_of("link_is_cut", case, device=case.device), world.with_case(case, made=12, **changes)


@move("case", COMPLETED, merged=True, alone=True)
def restore_link(world: World, case: Case, ground: Ground) -> Moves:
    if case.queued:
        yield line("link_is_restored", device=case.device), world.with_case(case, queued=False)


@move("hospital", "up", given=True, drives="emr")
def record_goes_down(world: World, subject: World, ground: Ground) -> Moves:
    if world.cases:
        yield line("record_is_down"), replace(world, record_down=True)


@move("hospital", "record down", drives="emr", alone=True)
def record_comes_up(world: World, subject: World, ground: Ground) -> Moves:
    yield line("record_is_up"), replace(world, record_down=False)


@move("hospital", "up", given=True, drives="pacs", claims="pacs.ROUTING")
def destination_goes_down(world: World, subject: World, ground: Ground) -> Moves:
    """One that waits for images that are still to be made."""
    awaited = {case.exam for case in world.cases.values() if case.state == SCHEDULED}
    for name in dict.fromkeys(name for exam, name in ground.destinations if exam in awaited):
        yield line("destination_is_down", destination=name), replace(world, destination_down=name)


@move("hospital", "destination down", claims="pacs.RAD-8 pacs.ROUTING", alone=True)
def perform_what_it_awaits(world: World, subject: World, ground: Ground) -> Moves:
    """A move of its own, for walks seek those that were not made: nothing else shows what becomes of such images."""
    for case in world.cases.values():
        if case.state == SCHEDULED and (case.exam, world.destination_down) in ground.destinations:
            yield from perform(world, case, ground)


@move("hospital", "destination down", drives="pacs", claims="pacs.ROUTING", alone=True)
def destination_comes_up(world: World, subject: World, ground: Ground) -> Moves:
    yield line("destination_is_up", destination=world.destination_down), replace(world, destination_down="")
