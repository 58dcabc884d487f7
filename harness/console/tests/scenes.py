"""A console to test: a small library, people, a server in this process, and a browser of plain HTTP."""

from __future__ import annotations

import html
import http.client
import re
import secrets
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from argon2 import PasswordHasher

from harness.attended import Answer, Question
from harness.console import serve
from harness.console.accounts import Account, Accounts
from harness.console.app import application
from harness.console.attempts import Attempt
from harness.console.running import Live
from harness.console.serve import Settings
from harness.console.store import Store
from harness.console.visit import Console
from harness.site import parse_site
from reports.words import Words

PASSWORD = "correct horse battery"
PEOPLE = (
    ("mrios", "M. Ríos", "technologist", "es"),
    ("bnguema", "B. Nguema", "technologist", "es"),
    ("asolis", "A. Solís", "radiologist", "es"),
    ("jela", "J. Ela", "test_lead", "en"),
)
ENGLISH = """Feature: The reader sees what was made
  Purpose: nobody reads another patient's images.
  Look at: the reading list.
  Expected: everything is as it was acquired.

  @TC-SEE-001 @radiologist
  Scenario: The study is on the reading list
    Given patient "Ana Torres" is known at admission
    Then look at the screen of system "PACS" and confirm the statement "The study is on the reading list"
    And read on the screen of system "PACS" the name, identifier and birth date of patient "Ana Torres"
    And look at the screen of system "PACS" and confirm the statement "There is no other study of that name"

  @TC-DO-001 @technologist
  Scenario: The technologist opens the list
    Given patient "Ana Torres" is known at admission
    When you carry out at device "CT_ER1" the action "Open the worklist"
    Then look at the screen of device "CT_ER1" and confirm the statement "The patient is on the list"

  @TC-DO-002 @technologist
  Scenario: The technologist looks once more
    Then look at the screen of device "CT_ER1" and confirm the statement "The list is empty"
"""
SPANISH = """# language: es
Característica: La radióloga ve lo que se hizo
  Finalidad: que nadie lea las imágenes de otro paciente.
  Qué observar: la lista de lectura.
  Resultado esperado: todo es igual a lo que se adquirió.

  @TC-SEE-001 @radiologist
  Escenario: El estudio está en la lista de lectura
    Dado que la paciente "Ana Torres" consta en admisión
    Entonces mire la pantalla del sistema "PACS" y confirme la afirmación "El estudio está en la lista de lectura"
    Y lea en la pantalla del sistema "PACS" {reading} de la paciente "Ana Torres"
    Y mire la pantalla del sistema "PACS" y confirme la afirmación "No hay otro estudio con ese nombre"

  @TC-DO-001 @technologist
  Escenario: La técnica abre la lista
    Dado que la paciente "Ana Torres" consta en admisión
    Cuando usted realiza en el equipo "CT_ER1" la acción "Abra la lista de trabajo"
    Entonces mire la pantalla del equipo "CT_ER1" y confirme la afirmación "La paciente está en la lista"

  @TC-DO-002 @technologist
  Escenario: La técnica mira otra vez
    Entonces mire la pantalla del equipo "CT_ER1" y confirme la afirmación "La lista está vacía"
""".replace("{reading}", "el nombre, el identificador y la fecha de nacimiento")
SITE = """schema = 1
name = "Hospital <b>Ñ"
time_zone = "Africa/Malabo"
[uat]
help = "Sistemas, ext. 4410"
attachment_mb = 1
"""


def library(folder: Path) -> Path:
    """The small library under ``folder``, in English and Spanish."""
    for place, text in (("uat", ENGLISH), ("es/uat", SPANISH)):
        path = folder / "features" / place / "small.feature"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "features"


def speak(language: str) -> Words:
    return Words(language, "Africa/Malabo", package="harness.console")


def site_file(folder: Path, more: str = "") -> Path:
    path = folder / "site.toml"
    path.write_text(SITE + more, encoding="utf-8")
    return path


def quick_hasher() -> PasswordHasher:
    """As the real one, but not made to be slow."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def people(store: Store, *, chosen: tuple[tuple[str, str, str, str], ...] = PEOPLE) -> None:
    accounts = Accounts(store, hasher=quick_hasher())
    for login, name, role, language in chosen:
        if accounts.find(login) is None:
            accounts.add(login, name, role, language, PASSWORD, by="test")


@contextmanager
def console_of(folder: Path, *, more: str = "", **settings: Any) -> Iterator[Console]:
    """The console of a small site in ``folder``."""
    file = site_file(folder, more)
    site = parse_site(file.read_text("utf-8"), str(file))
    chosen = Settings(speak=speak, out=folder / "out", features=library(folder), port=0, hasher=quick_hasher(),
                      **settings)  # fmt: skip
    with Store(serve.store_of(site, chosen.out)) as store:
        people(store)
    with serve.open_console(site, chosen) as console:
        yield console


@contextmanager
def served(console: Console) -> Iterator[str]:
    """The console on a free port of this machine; host and port."""
    import socket

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(application(console), log_config=None, access_log=False, http="h11", ws="none",
                            lifespan="off", timeout_graceful_shutdown=2)  # fmt: skip
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@dataclass
class Page:
    """An answer of the server."""

    status: int
    text: str
    headers: http.client.HTTPMessage
    raw: bytes
    path: str

    def hidden(self, name: str, form: str = "") -> str:
        """The value of the first hidden field of that name, in the form whose action is ``form``."""
        text = self.text
        if form:
            text = text[text.index(f'action="{form}"') :]
        found = re.search(rf'name="{name}" value="([^"]*)"', text)
        return html.unescape(found.group(1)) if found else ""

    def has(self, *parts: str) -> bool:
        plain = html.unescape(self.text)
        return all(part in plain for part in parts)


@dataclass
class Client:
    """A browser without scripts: cookies, forms, redirects."""

    host: str
    cookies: dict[str, str] = field(default_factory=dict)
    language: str = "es"
    last: Page | None = None

    def get(self, path: str, *, follow: bool = True, **headers: str) -> Page:
        return self._request("GET", path, b"", headers, follow)

    def post(
        self, path: str, fields: dict[str, Any] | None = None, *, csrf: bool = True, follow: bool = True,
        files: list[tuple[str, str, bytes]] | None = None, **headers: str,
    ) -> Page:  # fmt: skip
        """``files``: field, name, content. With ``csrf`` the token of the last page goes with it."""
        values: list[tuple[str, str]] = [("csrf", self.csrf)] if csrf else []
        for name, value in (fields or {}).items():
            values += [(name, each) for each in (value if isinstance(value, list) else [value])]
        if files is None:
            kind, body = "application/x-www-form-urlencoded", urllib.parse.urlencode(values).encode()
        else:
            kind, body = multipart(values, files)
        return self._request("POST", path, body, {"content-type": kind, **headers}, follow)

    @property
    def csrf(self) -> str:
        return self.last.hidden("csrf") if self.last else ""

    def sign_in(self, login: str, password: str = PASSWORD) -> Page:
        self.get("/sign-in")
        return self.post("/sign-in", {"login": login, "password": password, "next": "/"})

    def _request(self, method: str, path: str, body: bytes, headers: dict[str, str], follow: bool) -> Page:
        sent = {"accept-language": self.language, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if self.cookies:
            sent["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request(method, path, body if method == "POST" else None, sent)
            answer = connection.getresponse()
            raw = answer.read()
        finally:
            connection.close()
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, _, rest = cookie.partition("=")
            value = rest.split(";")[0].strip('"')
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        page = Page(answer.status, raw.decode("utf-8", "replace"), answer.headers, raw, path)
        if follow and answer.status == 303:
            return self.get(answer.headers["location"])
        if "text/html" in answer.headers.get("content-type", ""):
            self.last = page
        return page


def multipart(values: list[tuple[str, str]], files: list[tuple[str, str, bytes]]) -> tuple[str, bytes]:
    """Content type and body of a form with files; names as they are, also hostile ones."""
    boundary = secrets.token_hex(16)
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in values
    ]
    for name, file, content in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={boundary}", b"".join(parts) + f"--{boundary}--\r\n".encode()


class NoProcess:
    """Stands where the run of an attempt would be; keeps what it is handed."""

    def __init__(self) -> None:
        self.answers: list[Answer | None] = []
        self.stopped = 0

    def answer(self, question: Question, answer: Answer | None) -> None:
        self.answers.append(answer)

    def stop(self) -> None:
        self.stopped += 1


def question_of(scenario_id: str = "TC-SEE-001", **more: Any) -> Question:
    values = {
        "step": 1,
        "role": "radiologist",
        "system": "PACS",
        "instruction": "It is there",
        "look_for": ("It is there",),
    }
    values |= more
    return Question(id=f"{scenario_id}/{values['step'] + 1}", scenario_id=scenario_id, **values)


def waiting(console: Console, login: str, question: Question) -> tuple[Attempt, NoProcess]:
    """An attempt of this person that waits at ``question``, with no run behind it."""
    account = console.accounts.find(login)
    assert isinstance(account, Account)
    number = console.attempts.begin(account, question.scenario_id, account.language, console.runner.systems,
                                    console.runner.server, "")  # fmt: skip
    folder = console.out / f"run-{number}"
    folder.mkdir(parents=True)
    console.attempts.running(number, f"run-{number}", folder)
    console.attempts.asked(number, question)
    tale = console.library.find(question.scenario_id, account.language)
    assert tale is not None
    process = NoProcess()
    live = Live(number, tale, process=process, question=question)  # type: ignore[arg-type]
    live.steps = dict.fromkeys(range(question.step), "passed")
    console.runner._live[number] = live
    attempt = console.attempts.find(number)
    assert attempt is not None
    return attempt, process


def actions(console: Console) -> list[str]:
    """What the audit trail says, oldest first."""
    return [row["action"] for row in console.store.rows("SELECT action FROM audit ORDER BY id")]
