"""Pages of work: my scenarios, one scenario with its attempts, start."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from harness.acceptance import roles
from harness.console.attempts import Attempt
from harness.console.doors import refuse
from harness.console.library import Tale
from harness.console.reach import answered_drafts, may_see, settle, tale_of
from harness.console.states import CUT, DRAFT, FINISHED, NOW, RETURNED, State, state_of
from harness.console.visit import Visit


@dataclass(frozen=True, slots=True)
class Row:
    """A scenario in a list: where it leads, how it stands, who has it, since when."""

    tale: Tale
    state: State
    href: str
    attempt: Attempt | None = None
    who: str = ""
    when: str = ""


# --- my scenarios -----------------------------------------------------------------------------------------------------


def show_tasks(visit: Visit) -> Response:
    """What a person has to carry out, and where she goes on."""
    if visit.lead:
        return visit.go("/progress")
    rows = rows_of(visit, visit.me.role)
    about = next((role for role in roles() if role.id == visit.me.role), None)
    language = visit.words.language
    return visit.page(
        "tasks.html.j2",
        rows=rows,
        groups=grouped(rows),
        left=sum(row.state not in FINISHED for row in rows),
        following=following(rows),
        signable=any(row.attempt and row.attempt.executed and not row.attempt.signed for row in rows),
        answered=answered_drafts(visit, [row.attempt for row in rows if row.attempt]),
        intro=about.intro[language] if about else "",
        quick=about.quick[language].splitlines() if about else [],
    )


def rows_of(visit: Visit, role: str) -> list[Row]:
    """Every scenario of a role as it stands."""
    console = visit.console
    latest = {attempt.scenario_id: attempt for attempt in console.attempts.of_role(role)}
    return [row_of(visit, tale, latest.get(tale.id)) for tale in console.library.of_role(role, visit.words.language)]


def row_of(visit: Visit, tale: Tale, attempt: Attempt | None) -> Row:
    asks = draft = False
    if attempt is not None and attempt.open:
        live = visit.console.runner.live(attempt.id)
        question = live.question if live else None
        asks = question is not None
        if question is not None:
            entry = visit.console.attempts.entry(attempt.id, question.step)
            draft = bool(entry and (entry.draft_time or entry.reading is not None))
    mine = visit.lead or attempt is None or attempt.account_id == visit.me.id
    state = state_of(attempt, visit.console.runner.systems, asks=asks, mine=mine, draft=draft)
    if attempt is None:
        return Row(tale, state, f"/scenarios/{tale.id}")
    href = f"/attempts/{attempt.id}" if attempt.open or attempt.executed else f"/scenarios/{tale.id}"
    return Row(tale, state, href, attempt, attempt.person, attempt.ended or attempt.started)


def grouped(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """By feature, in the order of the files."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.tale.feature, []).append(row)
    return list(groups.items())


def following(rows: list[Row]) -> Row | None:
    """Where to go on: what waits for her, what was sent back or cut short, what was not begun."""
    for states in ((NOW, DRAFT), (RETURNED,), (CUT,)):
        for row in rows:
            if row.state in states:
                return row
    return next((row for row in rows if row.attempt is None), None)


# --- one scenario -----------------------------------------------------------------------------------------------------


def show_scenario(visit: Visit) -> Response:
    """Purpose, what to look at, what is expected; its attempts; start."""
    tale = tale_of(visit)
    if tale is None:
        return visit.message(404, "not_found")
    if not may_see(visit, tale.roles):
        return refuse(visit, "scenario of another role")
    attempts = [
        each for role in tale.roles for each in visit.console.attempts.of_role(role) if each.scenario_id == tale.id
    ]
    latest = attempts[-1] if attempts else None
    row = row_of(visit, tale, latest)
    note = None
    if latest is not None and row.state in (CUT, RETURNED):
        note = {"title": row.state.word, "say": f"{row.state.word}_say", "who": latest.person, "text": latest.returned}
    return visit.page(
        "scenario.html.j2",
        tale=tale,
        state=row.state,
        note=note,
        may_start=visit.me.role in tale.roles and not (latest and latest.open),
        attempts=[row_of(visit, tale, attempt) for attempt in reversed(attempts)],
    )


def start(visit: Visit) -> Response:
    """Begin it, or go to the attempt that is open already."""
    tale = tale_of(visit)
    if tale is None:
        return visit.message(404, "not_found")
    if visit.me.role not in tale.roles:
        return refuse(visit, "scenario of another role")
    open_ = [
        each for each in visit.console.attempts.of_role(visit.me.role) if each.scenario_id == tale.id and each.open
    ]
    number = open_[-1].id if open_ else visit.console.runner.start(tale, visit.me, visit.address)
    settle(visit, number, lambda live: live is None or live.question is not None)
    return visit.go(f"/attempts/{number}")
