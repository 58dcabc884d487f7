"""Pages of coming and going: sign in, sign out, language, the end of a session."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime

from starlette.responses import JSONResponse, Response

from harness.console import audit
from harness.console.accounts import LANGUAGES, SignInRefused
from harness.console.signing import LEAD
from harness.console.visit import Visit

_PATH = re.compile(r"/(?:[\w.-]+(?:/[\w.-]+)*)?(?:\?corrects=\d+)?\Z", re.ASCII)


def home(visit: Visit) -> Response:
    """The first page of whoever is signed in."""
    if visit.account is None:
        return visit.go("/sign-in")
    return visit.go("/progress" if visit.lead else "/tasks")


def alive(visit: Visit) -> Response:
    """Whether the server answers; for the line in the top bar."""
    return JSONResponse({"version": ""})


def show_sign_in(visit: Visit) -> Response:
    after = visit.request.query_params.get("next", "")
    return visit.page("sign_in.html.j2", login="", next=after if _PATH.match(after) else "/", stopped="")


def sign_in(visit: Visit) -> Response:
    """Check name and password; a new session, with a new token, and the page she wanted."""
    login, after = visit.form.get("login"), visit.form.get("next")
    after = after if _PATH.match(after) else "/"
    try:
        account = visit.console.accounts.check(login, visit.form.get("password"), visit.address)
    except SignInRefused as refused:
        stopped = clock(visit, refused.until) if refused.until else ""
        return visit.page("sign_in.html.j2", status=429 if stopped else 403, login=login[:64], next=after,
                          errors=[] if stopped else [("login", "sign_in_wrong")], stopped=stopped)  # fmt: skip
    if visit.session is not None:
        visit.console.sessions.end(visit.session, visit.address)
    if account.role == LEAD and after == "/tasks":
        after = "/"
    response = visit.go(after)
    put_session(visit, response, visit.console.sessions.begin(account, visit.address))
    return response


def sign_out(visit: Visit) -> Response:
    assert visit.session is not None
    visit.console.sessions.end(visit.session, visit.address)
    response = visit.go("/sign-in")
    response.delete_cookie(
        visit.console.cookie, path="/", secure=visit.console.secure, httponly=True, samesite="strict"
    )
    return response


def extend(visit: Visit) -> Response:
    """Eight more hours."""
    assert visit.session is not None
    visit.console.sessions.extend(visit.session)
    back = visit.request.headers.get("referer", "")
    path = re.sub(r"\Ahttps?://[^/]+", "", back).split("?")[0]
    return visit.go(path if _PATH.match(path) else "/")


def speak(visit: Visit) -> Response:
    """Change the language, for good where somebody is signed in."""
    language, back = visit.form.get("language"), visit.form.get("back")
    response = visit.go(back if _PATH.match(back) else "/")
    if language not in LANGUAGES:
        return response
    if visit.account is not None:
        visit.console.accounts.speak(visit.account, language)
    else:
        put_cookie(visit, response, f"{visit.console.cookie}_language", language)
    return response


def put_session(visit: Visit, response: Response, token: str) -> None:
    put_cookie(visit, response, visit.console.cookie, token)


def put_cookie(visit: Visit, response: Response, name: str, value: str) -> None:
    """For this server alone, out of reach of scripts and of other sites."""
    response.set_cookie(name, value, path="/", secure=visit.console.secure, httponly=True, samesite="strict")


def refuse(visit: Visit, why: str, status: int = 403, name: str = "refused") -> Response:
    """Say no, and write down to whom and why."""
    person = visit.account.login if visit.account else ""
    audit.record(visit.console.store, person, f"refused: {why}", visit.path[:200], "", visit.address)
    return visit.message(status, name)


def clock(visit: Visit, moment: float) -> str:
    """The minute after which it may be tried again."""
    later = datetime.fromtimestamp(max(moment, time.time()) + 59, UTC).isoformat()
    return str(visit.words.clock(later))[:5]
