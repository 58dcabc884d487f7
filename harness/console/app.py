"""The application: addresses, who may call them, and what every answer carries.

Pages are plain functions in a thread; here is what comes before them: the session, the form, its token, its size.
"""

from __future__ import annotations

import contextlib
import hmac
import logging
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from harness.console import attempt_pages, doors, sign_pages, step_pages, tasks
from harness.console.forms import Form, Malformed, TooLarge, read_form
from harness.console.sessions import Session
from harness.console.visit import Console, Visit, asset

log = logging.getLogger(__name__)
Page = Callable[[Visit], Response]
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "geolocation=(), microphone=(), camera=(), payment=()",
    "cache-control": "no-store",
}
DRAINED = 4  # times the largest attachment that is still read, and thrown away, so that the browser sees our answer


@dataclass(frozen=True, slots=True)
class Door:
    """One address. ``public``: nobody has to be signed in; ``quiet``: the session's token is left as it is."""

    path: str
    page: Page
    method: str = "GET"
    public: bool = False
    quiet: bool = False


DOORS = (
    Door("/", doors.home, public=True),
    Door("/alive", doors.alive, public=True, quiet=True),
    Door("/sign-in", doors.show_sign_in, public=True),
    Door("/sign-in", doors.sign_in, "POST", public=True),
    Door("/sign-out", doors.sign_out, "POST"),
    Door("/extend", doors.extend, "POST"),
    Door("/language", doors.speak, "POST", public=True),
    Door("/tasks", tasks.show_tasks),
    Door("/scenarios/{scenario}", tasks.show_scenario),
    Door("/scenarios/{scenario}/start", tasks.start, "POST"),
    Door("/attempts/{attempt:int}", attempt_pages.show_attempt),
    Door("/attempts/{attempt:int}/state", attempt_pages.show_state, quiet=True),
    Door("/attempts/{attempt:int}/steps/{step:int}", step_pages.answer_step, "POST"),
    Door("/attempts/{attempt:int}/stop", attempt_pages.stop, "POST"),
    Door("/attempts/{attempt:int}/take", attempt_pages.take, "POST"),
    Door("/attempts/{attempt:int}/comments", attempt_pages.comment, "POST"),
    Door("/attempts/{attempt:int}/images/{step:int}/{image:int}", attempt_pages.show_image, quiet=True),
    Door("/attachments/{number:int}", attempt_pages.show_attachment, quiet=True),
    Door("/sign", sign_pages.show_sign),
    Door("/sign", sign_pages.sign, "POST"),
    Door("/signatures/{number:int}", sign_pages.show_receipt),
    Door("/signatures/{number:int}/state", sign_pages.show_documents_state, quiet=True),
    Door("/signatures/{number:int}/documents/{name}", sign_pages.show_document, quiet=True),
    Door("/progress", sign_pages.show_progress),
    Door("/audit", sign_pages.show_audit),
)


def application(console: Console) -> ASGIApp:
    """The console as ASGI application; it ends its attempts when the server ends."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await run_in_threadpool(console.runner.close)

    routes = [Route("/static/{stamp}/{name}", _static)]
    routes += [Route(door.path, _endpoint(console, door), methods=[door.method]) for door in DOORS]
    app = Starlette(
        routes=routes, lifespan=lifespan,
        exception_handlers={HTTPException: _missing(console), Exception: _broken(console)},
    )  # fmt: skip
    return Guard(app, console)


class Guard:
    """Around everything: the headers of every answer, and no answer to a name that is not ours."""

    def __init__(self, app: ASGIApp, console: Console) -> None:
        self._app = app
        self._hosts = console.hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.encode(), value.encode())
                        for name, value in HEADERS.items()
                        if name.encode() not in present
                    ),
                ]
            await send(message)

        host = re.sub(r":\d+\Z", "", dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower())
        if self._hosts and host not in self._hosts:  # a page elsewhere whose name was made to point here
            await PlainTextResponse("this server has another name", 421)(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)


def _endpoint(console: Console, door: Door) -> Callable[[Request], Awaitable[Response]]:
    async def call(request: Request) -> Response:
        session = await run_in_threadpool(_session, console, request, door)
        csrf, fresh = (session.csrf, "") if session else _before_signing_in(console, request)
        visit = Visit(console, request, session, csrf)
        if session is None and not door.public and door.method == "GET":
            response = visit.go(f"/sign-in?next={request.url.path}")
        elif door.method == "POST":
            response = await _post(visit, door)
        else:
            response = await run_in_threadpool(door.page, visit)
        if session is not None and session.renewal and not _says_session(console, response):
            doors.put_session(visit, response, session.renewal)
        if fresh and session is None and "text/html" in response.headers.get("content-type", ""):
            doors.put_cookie(visit, response, f"{console.cookie}_form", fresh)
        return response

    return call


def _session(console: Console, request: Request, door: Door) -> Session | None:
    return console.sessions.find(request.cookies.get(console.cookie, ""), renew=door.method == "GET" and not door.quiet)


def _before_signing_in(console: Console, request: Request) -> tuple[str, str]:
    """The token of forms without a session: it must come back in a cookie and in the form. And the new one, if any."""
    known = request.cookies.get(f"{console.cookie}_form", "")
    if len(known) >= 32:
        return known, ""
    fresh = secrets.token_urlsafe(32)
    return fresh, fresh


async def _post(visit: Visit, door: Door) -> Response:
    """Read the form, see that it comes from one of our pages, and let the page have it."""
    request, console = visit.request, visit.console
    if not _from_here(request):
        return await _refused(visit, "post from another site")

    def may_attach(form: Form) -> bool:
        return visit.session is not None and _knows(visit, form)

    too_large = False
    try:
        visit.form = await read_form(request, console.most, may_attach)
    except TooLarge as large:
        visit.form, too_large = large.form, True
        await _drain(request, console.most * DRAINED)
    except Malformed:
        return await _refused(visit, "malformed form", 400, "malformed")
    except ClientDisconnect:
        return Response(status_code=400)
    if visit.session is None and not door.public:
        kept = [(name, value) for name, values in visit.form.fields.items() for value in values]
        return await run_in_threadpool(visit.message, 401, "session_ended", kind="pend", kept=kept)
    if not _knows(visit, visit.form):
        return await _refused(visit, "wrong or missing token")
    if too_large:
        response = await run_in_threadpool(_too_large, visit, door)
        response.headers["connection"] = "close"
        return response
    return await run_in_threadpool(door.page, visit)


def _too_large(visit: Visit, door: Door) -> Response:
    if door.page is step_pages.answer_step:
        return step_pages.answer_step(visit, too_large=True)
    return doors.refuse(visit, "body too large", 413, "too_large")


def _knows(visit: Visit, form: Form) -> bool:
    if visit.session is not None:
        return visit.session.knows(form.get("csrf"))
    return hmac.compare_digest(visit.csrf.encode(), form.get("csrf").encode("utf-8", "replace"))


def _from_here(request: Request) -> bool:
    """What browsers say of where a POST comes from; those that say nothing have only the token to show."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin == f"{request.url.scheme}://{request.headers.get('host', '')}"


async def _refused(visit: Visit, why: str, status: int = 403, name: str = "refused") -> Response:
    await _drain(visit.request, visit.console.most)
    response = await run_in_threadpool(doors.refuse, visit, why, status, name)
    response.headers["connection"] = "close"
    return response


async def _drain(request: Request, most: int) -> None:
    """Read what is left of a body that is not much too large. A browser whose sending is cut off shows no page."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared[:19]) > most:
        return
    taken = 0
    with contextlib.suppress(ClientDisconnect, RuntimeError):  # read already, or gone
        async for chunk in request.stream():
            taken += len(chunk)
            if taken > most:
                return


def _says_session(console: Console, response: Response) -> bool:
    return any(value.startswith(f"{console.cookie}=") for value in response.headers.getlist("set-cookie"))


async def _static(request: Request) -> Response:
    try:
        content, stamp = asset(request.path_params["name"])
    except KeyError:
        return PlainTextResponse("not found", 404)
    kind = "text/css" if request.path_params["name"].endswith(".css") else "text/javascript"
    lasting = "public, max-age=31536000, immutable" if request.path_params["stamp"] == stamp else "no-store"
    return Response(content, media_type=kind, headers={"cache-control": lasting})


def _missing(console: Console) -> Any:
    async def answer(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        visit = await run_in_threadpool(_bare, console, request)
        return await run_in_threadpool(visit.message, status, "not_found")

    return answer


def _broken(console: Console) -> Any:
    async def answer(request: Request, error: Exception) -> Response:
        """A bug of ours: what was stored is safe, and the page says so."""
        log.error("%s %s", request.method, request.url.path, exc_info=error)
        visit = await run_in_threadpool(_bare, console, request)
        return await run_in_threadpool(visit.message, 500, "broken", kind="err")

    return answer


def _bare(console: Console, request: Request) -> Visit:
    session = console.sessions.find(request.cookies.get(console.cookie, ""))
    return Visit(console, request, session, session.csrf if session else "")
