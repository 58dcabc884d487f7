"""One request as our pages see it: who asks, in which language, what was posted; and how a page is written."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from harness.acceptance import roles
from harness.attended import SYSTEMS, YES, Question
from harness.console.accounts import Account, Accounts
from harness.console.attempts import Attempts, Entry
from harness.console.filing import Filing
from harness.console.forms import Form
from harness.console.library import Library
from harness.console.running import Runner
from harness.console.sessions import Session, Sessions
from harness.console.signing import LEAD, Signing
from harness.console.states import ANSWERS, STEPS, State
from harness.console.store import Store
from harness.reading import same_reading
from harness.site import Site
from simulators.wire.visible import visible, visible_lines

LANGUAGES = (("en", "English"), ("es", "Español"), ("fr", "Français"), ("pt", "Português"))
ENDS_SOON = 600.0  # seconds before the end of a session at which the page says so
Speak = Callable[[str], Any]  # language → the words in it: words(key, **values), words.moment(iso)


@dataclass(frozen=True, slots=True, kw_only=True)
class Console:
    """Everything the pages work on."""

    site: Site
    store: Store
    accounts: Accounts
    sessions: Sessions
    attempts: Attempts
    library: Library
    runner: Runner
    signing: Signing
    filing: Filing
    speak: Speak
    out: Path
    language: str = ""
    secure: bool = False
    hosts: tuple[str, ...] = ()  # names under which it may be asked; empty: any, where TLS vouches for the name
    cookie: str = "interop"

    @property
    def most(self) -> int:
        """Bytes of an attachment."""
        return self.site.tables.uat.attachment_mb * 1024 * 1024


class Visit:
    """One request. Pages are functions from a visit to a response."""

    def __init__(self, console: Console, request: Request, session: Session | None, csrf: str) -> None:
        self.console = console
        self.request = request
        self.session = session
        self.csrf = csrf
        self.form = Form()
        self.words = console.speak(self._language())
        self.notice = request.query_params.get("said", "") if request.query_params.get("said") in NOTICES else ""

    def _language(self) -> str:
        if self.session is not None:
            return self.session.account.language
        chosen = self.request.cookies.get(f"{self.console.cookie}_language", "")
        wanted = [part.split(";")[0].strip()[:2] for part in
                  self.request.headers.get("accept-language", "").split(",")]  # fmt: skip
        known = {code for code, _ in LANGUAGES}
        first = next((code for code in wanted if code in known), "")
        wishes = (chosen, self.console.language, first, self.console.site.language)
        return next((code for code in wishes if code in known), "en")

    @property
    def account(self) -> Account | None:
        return self.session.account if self.session else None

    @property
    def me(self) -> Account:
        """The person; only on pages that nobody else sees."""
        assert self.session is not None
        return self.session.account

    @property
    def lead(self) -> bool:
        return self.session is not None and self.session.account.role == LEAD

    @property
    def path(self) -> str:
        return self.request.url.path

    @property
    def address(self) -> str:
        return self.request.client.host if self.request.client else ""

    @property
    def pages(self) -> list[tuple[str, str]]:
        """What the top bar offers: path and word."""
        if self.lead:
            return [("/progress", "progress"), ("/sign", "sign_short"), ("/audit", "audit_trail")]
        return [("/tasks", "my_tasks"), ("/sign", "sign_short")]

    # --- what templates ask -----------------------------------------------------------------------------------------

    languages = LANGUAGES

    @property
    def site(self) -> str:
        return self.console.site.name

    @property
    def help(self) -> str:
        return self.console.site.tables.uat.help

    @property
    def most(self) -> int:
        return self.console.most

    @property
    def ends_soon(self) -> bool:
        return self.session is not None and self.session.expires - datetime.now(UTC).timestamp() < ENDS_SOON

    @property
    def ends_at(self) -> str:
        assert self.session is not None
        return str(self.words.moment(datetime.fromtimestamp(self.session.expires, UTC).isoformat()))

    def role_name(self, role: str) -> str:
        """The role in the person's language."""
        known = {each.id: each.name for each in roles()}
        return known[role][self.words.language] if role in known else str(self.words("role_" + role))

    def asset(self, name: str) -> str:
        """Address of a file of ours; it changes with its content, so that it can be kept for ever."""
        return f"/static/{asset(name)[1]}/{name}"

    def size(self, number: int) -> str:
        """``1,2 MB``, ``Mo`` in French."""
        unit = "o" if self.words.language == "fr" else "B"
        if number < 1024 * 1024:
            return f"{max(1, number // 1024)}\u00a0k{unit}"
        shown = f"{number / 1024 / 1024:.1f}".removesuffix(".0")
        return f"{shown}\u00a0M{unit}".replace(".", "." if self.words.language == "en" else ",")

    same = staticmethod(same_reading)

    def place(self, question: Question) -> str:
        """Key of the words that say where the person has to look or to act."""
        at = "at" if question.kind == "do" else "screen"
        return f"{at}_{'system' if question.system.lower() in SYSTEMS else 'device'}"

    def answer_state(self, entry: Entry) -> State:
        """How an answer is drawn."""
        kind = entry.question.kind
        value = entry.answer["value"] if entry.answer else "none"
        state = ANSWERS[value]
        return State(f"{kind}_{value}", state.mark, state.kind) if value in (YES, "no") else state

    def step_mark(self, status: str, here: bool) -> str:
        return "now" if here else STEPS[status].mark

    def step_kind(self, status: str, here: bool) -> str:
        return "now" if here else STEPS[status].kind

    def step_word(self, status: str, here: bool) -> str:
        return "step_now" if here else STEPS[status].word

    # --- answers -----------------------------------------------------------------------------------------------------

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """An HTML page."""
        values = {"errors": [], "answered": "", **values}
        html = _environment().get_template(template).render(v=self, w=self.words, **values)
        return HTMLResponse(html.encode("utf-8", "replace"), status)

    def message(
        self, status: int, name: str, *, kind: str = "bad", kept: list[tuple[str, str]] | None = None
    ) -> Response:
        """A page that says one thing."""
        again = name == "session_ended"
        said = {"title": name, "say": f"{name}_say", "kind": kind, "kept": kept or [], "again": again}
        return self.page("message.html.j2", status=status, **said)

    def go(self, path: str) -> Response:
        """After a POST: load another page."""
        return RedirectResponse(path, status_code=303)


NOTICES = ("kept_stop", "comment_added", "attempt_returned")


@cache
def asset(name: str) -> tuple[bytes, str]:
    """Content of a file in ``static``, and a short hash of it. KeyError for any other name."""
    if name not in ("console.css", "console.js"):
        raise KeyError(name)
    content = (files("harness.console") / "static" / name).read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


class _Templates(BaseLoader):
    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Any]:
        try:
            return (files("harness.console") / "templates" / template).read_text(encoding="utf-8"), None, None
        except FileNotFoundError:
            raise TemplateNotFound(template) from None


def _shown(value: Any) -> Any:
    """What ``{{ … }}`` does to a value before escaping it: text is made visible, markup of ours stays."""
    return value if isinstance(value, Markup | int | float) else visible("" if value is None else value)


def _lines(text: str) -> Markup:
    """Several lines of a person, each made visible."""
    return Markup("\n").join(_each(text))


def _each(text: str) -> Iterator[Markup]:
    return (escape(line) for line in visible_lines(text))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=_Templates(), autoescape=True, finalize=_shown, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"raw": lambda text: Markup(escape(text or "")), "lines": _lines}
    return environment
