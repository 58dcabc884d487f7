"""Pages of one attempt: the step that waits for a person, how far it is, how it ended."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from starlette.responses import JSONResponse, Response

from harness.console.attempts import QUEUED, Attempt, Entry
from harness.console.doors import refuse
from harness.console.library import Tale
from harness.console.reach import (
    answered_drafts,
    file_in,
    idle_minutes,
    may_see,
    of_visit,
    progress_bar,
    result_of,
    settle,
    version_of,
)
from harness.console.running import Live
from harness.console.states import state_of
from harness.console.tasks import following, rows_of
from harness.console.visit import Visit


def show_attempt(visit: Visit) -> Response:
    """The step that waits for her; else how far it is, or how it ended."""
    attempt, tale, no = of_visit(visit)
    if no is not None or attempt is None or tale is None:
        return no or visit.message(404, "not_found")
    live = visit.console.runner.live(attempt.id)
    if attempt.open and live is not None:
        question = live.question
        if question is not None and attempt.account_id == visit.me.id:
            entry = visit.console.attempts.entry(attempt.id, question.step)
            if entry is not None:
                return show_step(visit, attempt, tale, entry)
        return _show_waiting(visit, attempt, tale, live)
    return _show_outcome(visit, visit.console.attempts.find(attempt.id) or attempt, tale)


def show_step(visit: Visit, attempt: Attempt, tale: Tale, entry: Entry, *, status: int = 200, **more: Any) -> Response:
    """The page of an attended step."""
    step = entry.question.step
    live = visit.console.runner.live(attempt.id)
    values = {"form": secrets.token_urlsafe(12), "stale": None, **more}
    return visit.page(
        "step.html.j2",
        status=status,
        attempt=attempt,
        tale=tale,
        entry=entry,
        ask=entry.question.kind,
        states=dict(live.steps) if live else {},
        progress=progress_bar(visit, len(tale.steps), step),
        answered=answered_drafts(visit, [attempt]),
        **values,
    )


def _show_waiting(visit: Visit, attempt: Attempt, tale: Tale, live: Live) -> Response:
    mine = attempt.account_id == visit.me.id
    here = len(live.steps) if attempt.state != QUEUED and len(live.steps) < len(tale.steps) else -1
    title = "waiting_queued" if attempt.state == QUEUED else "waiting_prepares" if mine else "waiting_colleague"
    idle = idle_minutes(attempt)
    return visit.page(
        "waiting.html.j2",
        attempt=attempt,
        tale=tale,
        title=title,
        say=f"{title}_say",
        who=attempt.person,
        here=here if mine else -1,
        states=dict(live.steps),
        progress=progress_bar(visit, len(tale.steps), max(here, 0)),
        refresh=mine,
        version=version_of(attempt, live),
        may_take=not mine and visit.me.role in tale.roles and idle >= visit.console.site.tables.uat.claim_min,
        may_stop=mine or visit.lead,
        answered=answered_drafts(visit, [attempt]),
    )


def _show_outcome(visit: Visit, attempt: Attempt, tale: Tale) -> Response:
    console = visit.console
    result = result_of(attempt)
    mine = visit.me.role in tale.roles
    rows = [] if visit.lead else rows_of(visit, visit.me.role)
    after = following([row for row in rows if row.tale.id != tale.id])
    latest = console.attempts.of_role(attempt.role)
    newest = max((each.id for each in latest if each.scenario_id == tale.id), default=attempt.id) == attempt.id
    return visit.page(
        "outcome.html.j2",
        attempt=attempt,
        tale=tale,
        state=state_of(attempt, console.runner.systems),
        entries=console.attempts.entries(attempt.id),
        findings=[each for each in result.failures if not each.check.startswith("UAT-")] if result else [],
        states={step.index: step.status for step in result.steps} if result else {},
        may_start=mine and newest,
        mine=mine,
        lead=visit.lead,
        may_comment=True,
        comments=console.attempts.comments(attempt.id),
        following=after,
        signatures=[each for number in attempt.signed if (each := console.signing.find(number))],
        answered=answered_drafts(visit, [attempt]),
    )


def show_state(visit: Visit) -> Response:
    """For the page that waits: whether it should load again."""
    attempt, _, no = of_visit(visit)
    if no is not None or attempt is None:
        return JSONResponse({"version": ""}, 403)
    return JSONResponse({"version": version_of(attempt, visit.console.runner.live(attempt.id))})


def stop(visit: Visit) -> Response:
    """End an attempt before its end."""
    attempt, _, no = of_visit(visit, own=True)
    if no is not None or attempt is None:
        return no or visit.message(404, "not_found")
    visit.console.runner.stop(attempt.id)
    settle(visit, attempt.id, lambda live: live is None)
    return visit.go(f"/attempts/{attempt.id}")


def take(visit: Visit) -> Response:
    """Go on in place of a colleague who has left."""
    attempt, tale, no = of_visit(visit)
    if no is not None or attempt is None or tale is None:
        return no or visit.message(404, "not_found")
    idle = idle_minutes(attempt)
    if visit.me.role not in tale.roles or not attempt.open or idle < visit.console.site.tables.uat.claim_min:
        return refuse(visit, "attempt of a colleague who is at work")
    visit.console.attempts.take(attempt, visit.me, visit.address)
    return visit.go(f"/attempts/{attempt.id}")


def comment(visit: Visit) -> Response:
    """A remark; from the test lead it may ask for the scenario to be done again."""
    attempt, _, no = of_visit(visit)
    if no is not None or attempt is None:
        return no or visit.message(404, "not_found")
    text = visit.form.get("text").strip()[:2000]
    returns = visit.form.get("go") == "return"
    if returns and (not visit.lead or attempt.signed or attempt.open):
        return refuse(visit, "only the test lead returns an attempt, before it is signed")
    if text:
        visit.console.attempts.comment(attempt, visit.me, text, returns=returns, address=visit.address)
    return visit.go(f"/attempts/{attempt.id}?said={'attempt_returned' if returns else 'comment_added'}")


def show_image(visit: Visit) -> Response:
    """A picture that the scenario shows; never before a blind reading is written."""
    attempt, _, no = of_visit(visit)
    if no is not None or attempt is None:
        return no or visit.message(404, "not_found")
    entry = visit.console.attempts.entry(attempt.id, int(visit.request.path_params["step"]))
    number = int(visit.request.path_params["image"])
    if entry is None or entry.blind_now or number >= len(entry.question.images):
        return visit.message(404, "not_found")
    return file_in(visit, Path(attempt.folder), entry.question.images[number], "image/png")


def show_attachment(visit: Visit) -> Response:
    """A file that somebody attached: shown as a picture or offered to be saved, never run."""
    row = visit.console.store.one("SELECT * FROM attachment WHERE id = ?", int(visit.request.path_params["number"]))
    attempt = visit.console.attempts.find(row["attempt_id"]) if row else None
    if row is None or attempt is None:
        return visit.message(404, "not_found")
    if not may_see(visit, (attempt.role,)):
        return refuse(visit, "attachment of another role")
    return file_in(visit, Path(attempt.folder), row["path"], row["kind"], row["name"])
