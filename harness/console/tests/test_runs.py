"""The console with real runs behind it: to the signature, two people at once, killed at any moment."""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness.console import serve
from harness.console.attempts import Attempts
from harness.console.store import Store
from harness.console.tests.scenes import PASSWORD, Client, Page, console_of, library, people, served, site_file
from harness.console.visit import Console
from harness.gate import decide, load_policy
from harness.history import FILE, History
from harness.record import load
from harness.site import parse_site
from harness.verdict import Verdict
from harness.verify import verify
from harness.waiting import wait_until

PNG_TEXT = ("foto.txt", b"what stands on the screen")
DRAFTS = 40  # of a step before its answer, so that most moments fall into the writing of one
_tick = threading.Event()


def until(client: Client, path: str, reached: Callable[[Page], bool], seconds: float = 60.0) -> Page:
    """Load the page until it shows what is waited for."""
    waited = 0.0
    while waited < seconds:
        page = client.get(path)
        if reached(page):
            return page
        _tick.wait(0.2)
        waited += 0.2
    raise AssertionError(f"{path} does not come so far: {page.status} {re.sub('<[^>]+>', ' ', page.text)[:2000]}")


def asks(page: Page) -> bool:
    return 'name="go" value="pause"' in page.text


def answer(client: Client, page: Page, **said: str) -> Page:
    where = re.findall(r'action="(/attempts/\d+/steps/\d+)"', page.text)[0]
    fields = {"form": page.hidden("form"), "version": page.hidden("version"), "value": "yes", "go": "next", **said}
    return client.post(where, fields)


def begin(client: Client, scenario: str) -> str:
    """Start a scenario; the address of its attempt."""
    client.get(f"/scenarios/{scenario}")
    page = client.post(f"/scenarios/{scenario}/start", follow=False)
    assert page.status == 303, page.text
    return str(page.headers["location"])


def read_blind(console: Console, client: Client, path: str) -> Page:
    """Read what is expected, as somebody with a right screen would."""
    number = int(path.rsplit("/", 1)[1])
    entry = console.attempts.entries(number)[-1]
    values = {f"r{place}": value.upper() for place, value in enumerate(entry.question.blind.values())}
    page = client.get(path)
    where = re.findall(r'action="(/attempts/\d+/steps/\d+)"', page.text)[0]
    return client.post(where, {"form": page.hidden("form"), "version": page.hidden("version"), "go": "read", **values})


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> object:
    with console_of(tmp_path_factory.mktemp("console")) as console, served(console) as host:
        yield console, host


def test_from_the_start_to_a_signature_that_the_gate_sees(running: tuple[Console, str]) -> None:
    console, host = running
    client = Client(host)
    client.sign_in("asolis")
    path = begin(client, "TC-SEE-001")
    page = until(client, path, asks)
    assert page.has("Qué debe observar", "El estudio está en la lista de lectura", "Paso 2 de 4")
    where = re.findall(r'action="(/attempts/\d+/steps/\d+)"', page.text)[0]
    client.post(
        where, {"value": "yes", "form": page.hidden("form"), "version": "0", "go": "pause"}, files=[("file", *PNG_TEXT)]
    )
    answer(client, client.get(path), remark="Núñez")
    page = until(client, path, lambda page: page.has("Escriba lo que lee"))
    assert "Torres Prueba" not in page.text
    page = read_blind(console, client, path)
    assert page.text.count("igual</span>") == 3
    answer(client, page)
    page = until(client, path, lambda page: page.has("Paso 4 de 4") and asks(page))
    answer(client, page)
    page = until(client, path, lambda page: page.has("Conforme", "Puede firmarlo"))
    client.get("/sign")
    attempt = path.rsplit("/", 1)[1]
    page = client.post("/sign", {"attempt": attempt, "decision": "accepted", "declare": "yes", "password": PASSWORD})
    assert page.has("Comprobante de firma")
    found = console.attempts.find(int(attempt))
    assert found is not None
    folder = Path(found.folder)
    assert verify(folder) == []
    run = load(folder)
    assert [each.value for each in run.scenarios[0].answers] == ["yes"] * 3
    assert run.scenarios[0].verdict is Verdict.PASS
    kept = next(iter(run.scenarios[0].answers[0].attachments))
    assert (folder / kept).read_bytes() == PNG_TEXT[1]
    assert kept in json.dumps(json.loads((folder / "manifest.json").read_text("utf-8")))
    wait_until(lambda: console.signing.without_documents() == [], 60, "the documents")
    signature = console.signing.all()[0]
    dossier = load(console.signing.dossier(signature))
    assert verify(dossier.folder) == []
    assert [each.value for each in dossier.scenarios[0].answers] == ["yes"] * 3
    assert (dossier.folder / kept).read_bytes() == PNG_TEXT[1]
    policy = load_policy(None).model_copy(update={"required_signatures": ("radiologist",)})
    with History(console.out / FILE) as history:
        for each in (run, dossier):
            decision = decide([each], policy, history)
            assert decision.word == "GO", decision.reasons
            assert any("A. Solís" in reason.text for reason in decision.reasons)


def test_two_people_at_once(running: tuple[Console, str]) -> None:
    _, host = running
    clients = [Client(host), Client(host)]
    for client, login in zip(clients, ("mrios", "bnguema"), strict=True):
        client.sign_in(login)
    paths = [begin(client, scenario) for client, scenario in zip(clients, ("TC-DO-001", "TC-DO-002"), strict=True)]
    pages = [until(client, path, asks) for client, path in zip(clients, paths, strict=True)]
    assert pages[0].has("Abra la lista de trabajo", "En el equipo CT_ER1", "¿Lo ha hecho?")
    assert pages[1].has("La lista está vacía", "¿Lo ve?")
    answer(clients[1], pages[1], value="no", seen="Hay dos pacientes")
    answer(clients[0], pages[0])
    until(clients[1], paths[1], lambda page: page.has("No conforme", "Hay dos pacientes"))
    answer(
        clients[0],
        until(clients[0], paths[0], lambda page: asks(page) and page.has("¿Lo ve?")),
        value="cannot_tell",
        why="Ocupado",
    )
    until(clients[0], paths[0], lambda page: page.has("No comprobado", "Ocupado"))


def test_an_attempt_is_ended_cleanly(running: tuple[Console, str]) -> None:
    console, host = running
    client = Client(host)
    client.sign_in("mrios")
    path = begin(client, "TC-DO-001")
    until(client, path, asks)
    client.post(f"{path}/stop")
    until(client, path, lambda page: page.has("Interrumpido", "Repetir el escenario"))
    attempt = console.attempts.find(int(path.rsplit("/", 1)[1]))
    assert attempt is not None
    run = load(attempt.folder)
    assert run.complete
    assert run.interrupted
    assert client.post("/scenarios/TC-DO-001/start", follow=False).headers["location"] != path


def test_where_ports_are_fixed_one_scenario_waits_for_the_other(tmp_path: Path) -> None:
    more = """
[roles.pacs]
dimse = { host = "127.0.0.1", port = 9, ae_title = "REAL" }
[roles.ris]
listen = { hl7 = 0, worklist = 0, mpps = 0 }
"""
    with console_of(tmp_path, more=more) as console:
        site = console.site
        assert not site.needs_one_process  # no fixed port here: made so, for the sake of the test
        console.runner._places = threading.Semaphore(1)
        with served(console) as host:
            first, second = Client(host), Client(host)
            first.sign_in("mrios")
            second.sign_in("bnguema")
            one = begin(first, "TC-DO-002")
            page = until(first, one, asks)
            other = begin(second, "TC-DO-001")
            assert second.get(other).has("En espera de turno")
            answer(first, page)
            until(second, other, asks)


# --- killed -----------------------------------------------------------------------------------------------------------


@dataclass
class Server:
    """``interop uat`` as a process of its own."""

    folder: Path
    process: subprocess.Popen[str] | None = None
    host: str = ""

    def start(self) -> None:
        places = {"--site": "site.toml", "--out": "out", "--features": "features"}
        given = [part for option, name in places.items() for part in (option, str(self.folder / name))]
        command = [sys.executable, "-m", "harness.cli", "uat", *given, "--port", "0", "--json"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout is not None
        text = ""
        while "}" not in text:
            line = self.process.stdout.readline()
            assert line, f"the console ended: {self.process.wait()}"
            text += line
        self.host = json.loads(text)["address"].removeprefix("http://").rstrip("/")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)
        if self.process.stdout is not None:
            self.process.stdout.close()


@dataclass
class Told:
    """What the server said that it has taken: by attempt, the last draft and the answer."""

    drafts: dict[str, int] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, set[bytes]] = field(default_factory=dict)
    times: int = 0  # how often something was taken

    def work(self, client: Client, stop: threading.Event) -> None:
        """Carry out scenarios without end, noting what is acknowledged, until the server is gone."""
        try:
            client.sign_in("mrios")
            while not stop.is_set():
                self._scenario(client, begin(client, "TC-DO-002"), stop)
        except (OSError, AssertionError, IndexError, ValueError) as error:
            if not stop.is_set() and not isinstance(error, OSError):
                raise

    def _scenario(self, client: Client, path: str, stop: threading.Event) -> None:
        page = until(client, path, lambda page: asks(page) or stop.is_set())
        token, version = client.csrf, 0
        where = re.findall(r'action="(/attempts/\d+/steps/\d+)"', page.text)[0]
        for number in range(1, DRAFTS + 1):
            said = {"csrf": token, "version": str(version), "value": "no", "seen": f"draft {number}", "go": "pause"}
            content = f"{path} {number}".encode()
            files = [("file", f"{number}.txt", content)] if number % 10 == 3 else None
            if client.post(where, said, files=files, csrf=False, follow=False).status == 303:
                self.drafts[path], version = number, number
                self.times += 1
                if files:
                    self.attachments.setdefault(path, set()).add(content)
        words = f"answer of {path}"
        last = {"csrf": token, "form": "f", "version": str(version), "value": "no", "seen": words, "go": "next"}
        if client.post(where, last, csrf=False, follow=False).status == 303:
            self.answers[path] = words
            self.times += 1


def check(folder: Path, told: Told) -> None:
    """Everything that was acknowledged is in the file, and the attachments on the disk."""
    site = parse_site((folder / "site.toml").read_text("utf-8"), str(folder / "site.toml"))
    with Store(serve.store_of(site, folder / "out")) as store:
        assert store.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        attempts = Attempts(store)
        for path in {*told.drafts, *told.answers}:
            number = int(path.rsplit("/", 1)[1])
            entry = attempts.entry(number, 0)
            assert entry is not None
            if path in told.answers:
                assert entry.answer is not None
                assert entry.answer["remark"] == told.answers[path]
            if entry.answer is None and entry.draft["seen"] != f"answer of {path}":  # that may be there untold
                assert int(entry.draft["seen"].removeprefix("draft ")) >= told.drafts[path]
            attempt = attempts.find(number)
            assert attempt is not None
            kept = {(Path(attempt.folder) / row["path"]).read_bytes() for row in entry.attachments}
            assert told.attachments.get(path, set()) <= kept


def kill_at_random_moments(folder: Path, times: int, seed: int) -> Told:
    chance, told = random.Random(seed), Told()
    library(folder)
    file = site_file(folder)
    site = parse_site(file.read_text("utf-8"), str(file))
    with Store(serve.store_of(site, folder / "out")) as store:
        people(store)
    server = Server(folder)
    for _ in range(times):
        server.start()
        stop = threading.Event()
        worker = threading.Thread(target=told.work, args=(Client(server.host), stop))
        worker.start()
        enough = told.times + chance.randint(1, DRAFTS + 5)  # most moments fall into the writing, some between two
        while worker.is_alive() and told.times < enough:
            _tick.wait(0.001)
        _tick.wait(chance.choice((0.0, 0.002, 0.005, 0.5)) * chance.random())
        stop.set()
        server.kill()
        worker.join(60)
        assert not worker.is_alive()
        check(folder, told)
    return told


def shown_after_restart(folder: Path, told: Told) -> None:
    """The pages say it too."""
    server = Server(folder)
    server.start()
    try:
        client = Client(server.host)
        client.sign_in("mrios")
        for path in [*told.answers, *told.drafts][-6:]:
            page = client.get(path)
            assert page.has("Interrumpido") or page.has("No conforme")
            if path in told.answers:
                assert page.has(told.answers[path])
            elif "No conforme" not in page.text:
                assert page.has("Borrador de", "draft ") or page.has(f"answer of {path}")  # told or not, it is there
        assert client.get("/tasks").status == 200
        last = max(told.drafts, key=lambda path: int(path.rsplit("/", 1)[1]))
        assert begin(client, "TC-DO-002") not in told.drafts
        assert client.get(last).has("Respuestas")
    finally:
        server.kill()


def test_killed_at_five_moments_nothing_entered_is_lost(tmp_path: Path) -> None:
    told = kill_at_random_moments(tmp_path, 5, seed=5)
    assert sum(told.drafts.values()) >= 20
    shown_after_restart(tmp_path, told)


@pytest.mark.real
def test_killed_at_fifty_moments_nothing_entered_is_lost(tmp_path: Path) -> None:
    told = kill_at_random_moments(tmp_path, 50, seed=50)
    assert sum(told.drafts.values()) >= 500
    assert len(told.answers) >= 5
    shown_after_restart(tmp_path, told)
