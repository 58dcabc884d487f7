"""What the radiologist signs."""

from __future__ import annotations

from harness.explore.lines import Line
from harness.explore.model import (
    Case,
    World,
)
from harness.explore.move import Ground, Moves, move, said_of


def _signed(world: World, case: Case, status: str, words: str) -> tuple[Line, World]:
    changes = {"reports": (*case.reports, status), "words": (words,), "survivor": world.root(case.patient)}
    return said_of("signs", case, status=status, words=words), world.with_case(case, **changes)


@move("report", "no report", merged=True, alone=True, drives="ris")
def sign_preliminary(world: World, case: Case, ground: Ground) -> Moves:
    yield from (_signed(world, case, "preliminary", words) for words in ground.texts[:2])


@move("report", "no report", "preliminary report", merged=True, alone=True, drives="ris")
def sign_final(world: World, case: Case, ground: Ground) -> Moves:
    yield from (_signed(world, case, "final", words) for words in ground.texts[1:3] if words not in case.words)


@move("report", "final report", "corrected report", merged=True, alone=True, drives="ris")
def correct_report(world: World, case: Case, ground: Ground) -> Moves:
    if len(case.reports) < 4:
        yield from (_signed(world, case, "corrected", words) for words in ground.texts[2:] if words not in case.words)


@move("report", "final report", "corrected report", merged=True, alone=True, drives="ris")
def add_to_report(world: World, case: Case, ground: Ground) -> Moves:
    if len(case.reports) < 4:
        changes = {"reports": (*case.reports, "corrected"), "survivor": world.root(case.patient)}
        for words in (words for words in ground.texts[2:] if words not in case.words):
            after = world.with_case(case, words=(*case.words, words), **changes)
            yield said_of("adds_addendum", case, words=words), after


@move("report", "final report", "corrected report", merged=True, alone=True, drives="ris")
def withdraw_report(world: World, case: Case, ground: Ground) -> Moves:
    yield said_of("withdraws", case), world.with_case(case, reports=(*case.reports, "withdrawn"), words=())


@move("report", "final report", "corrected report", drives="ris emr")
def late_preliminary(world: World, case: Case, ground: Ground) -> Moves:
    if not case.late:
        yield said_of("arrives_late", case, words=ground.texts[0]), world.with_case(case, late=True)
