"""What the pages of scenarios and attempts share: who may see what, and where files and results are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from markupsafe import Markup
from starlette.responses import FileResponse, Response

from harness.attended import ROLES
from harness.console.attempts import Attempt
from harness.console.doors import refuse
from harness.console.library import Tale
from harness.console.running import Live
from harness.console.visit import Visit
from harness.record import Run, ScenarioResult, load
from simulators.wire.errors import ConfigError

SOON = 2.0  # seconds that a POST waits for what comes next, so that most people never see a page that waits
_tick = threading.Event()  # never set: its wait() is a pause


def file_in(visit: Visit, folder: Path, path: str, kind: str, name: str = "") -> Response:
    """A file of a run folder; anything outside it is not found."""
    target = (folder / path).resolve()
    if not target.is_relative_to(folder.resolve()) or not target.is_file():
        return visit.message(404, "not_found")
    inline = kind.startswith("image/")
    response = FileResponse(target, media_type=kind, filename=name or None,
                            content_disposition_type="inline" if inline else "attachment")  # fmt: skip
    response.headers["content-security-policy"] = "default-src 'none'; sandbox"
    return response


def of_visit(visit: Visit, *, own: bool = False) -> tuple[Attempt | None, Tale | None, Response | None]:
    """The attempt that the address names, and its scenario; or the refusal. ``own``: only the person who has it in
    hand, or the test lead."""
    attempt = visit.console.attempts.find(int(visit.request.path_params["attempt"]))
    if attempt is None:
        return None, None, visit.message(404, "not_found")
    tale = visit.console.library.find(attempt.scenario_id, attempt.language) or _lost(attempt)
    if not may_see(visit, (attempt.role, *tale.roles)):
        return None, None, refuse(visit, "attempt of another role")
    if own and attempt.account_id != visit.me.id and not visit.lead:
        return None, None, refuse(visit, "attempt of another person")
    return attempt, tale, None


def may_see(visit: Visit, named: tuple[str, ...]) -> bool:
    """A person sees what belongs to her role; the test lead sees everything."""
    return visit.lead or visit.me.role in named


def settle(visit: Visit, number: int, reached: Callable[[Live | None], bool]) -> None:
    """Give what runs a moment to come to its next question or its end."""
    waited = 0.0
    while waited < SOON and not reached(visit.console.runner.live(number)):
        _tick.wait(0.1)
        waited += 0.1


def version_of(attempt: Attempt, live: Live | None) -> str:
    return f"{attempt.state}-{live.version}" if live else attempt.state


def result_of(attempt: Attempt) -> ScenarioResult | None:
    """What the record of its run says, however it was cut short."""
    run = run_of(attempt.folder)
    return run.scenarios[0] if run and run.scenarios else None


def run_of(folder: str | Path) -> Run | None:
    """The run in a folder, whole or cut short; None where there is none yet."""
    if not folder:
        return None
    try:
        return load(folder)
    except ConfigError:
        return None


def progress_bar(visit: Visit, total: int, here: int) -> Markup:
    """A bar of as many parts as there are steps."""
    label = visit.words("step_of", n=here + 1, total=total)
    parts = "".join(f'<i class="{"d" if i < here else "n" if i == here else ""}"></i>' for i in range(total))
    return Markup('<div class="prog" role="img" aria-label="{}">{}</div>').format(label, Markup(parts))


def tale_of(visit: Visit) -> Tale | None:
    return visit.console.library.find(str(visit.request.path_params["scenario"]), visit.words.language)


def _lost(attempt: Attempt) -> Tale:
    """A scenario that is no longer in the library."""
    role = attempt.role if attempt.role in ROLES else "technologist"
    return Tale(attempt.scenario_id, Path(), attempt.scenario_id, "", "", attempt.language, (), (role,))


def idle_minutes(attempt: Attempt) -> float:
    return (time.time() - attempt.claimed) / 60


def answered_drafts(visit: Visit, attempts: list[Attempt]) -> str:
    """The drafts of this device that the server no longer needs: attempt and step of every answer and reading."""
    mine = [attempt.id for attempt in attempts if attempt.account_id == visit.me.id]
    places = ", ".join("?" * len(mine))
    answers = visit.console.store.rows(f"SELECT attempt_id, step FROM answer WHERE attempt_id IN ({places})", *mine)
    readings = visit.console.store.rows(f"SELECT attempt_id, step FROM reading WHERE attempt_id IN ({places})", *mine)
    keys = [f"{row['attempt_id']}/{row['step']}" for row in answers]
    return " ".join([*keys, *(f"{row['attempt_id']}/{row['step']}/r" for row in [*answers, *readings])])
