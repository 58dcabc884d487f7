"""The console in a real browser: to the signature in Spanish, by keyboard, without a script, on a phone."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from harness.cli.documenting import signed_documents
from harness.console.tests.scenes import PASSWORD, console_of, served
from harness.console.visit import Console
from harness.pdf_signature import read
from harness.record import Run
from harness.site import load_site
from harness.verify import verify
from reports.tests.chromium import axe_core, chromium

pytestmark = pytest.mark.browser
SHOTS = os.environ.get("INTEROP_SCREENSHOTS", "")
WIDTHS = (1280, 360)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    return axe_core(tmp_path_factory.mktemp("npm"))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Console, str]]:
    monkeypatch.setenv("INTEROP_HOME", str(tmp_path / "home"))

    def write(run: Run) -> dict[str, Path]:
        return signed_documents(run, load_site(str(tmp_path / "site.toml")))

    with console_of(tmp_path, write_documents=write) as console, served(console) as host:
        yield console, host


def apart(function: Callable[[Any], Any], value: Any) -> Any:
    """Call it in a thread of its own: Playwright's loop runs in this one, and a PDF is checked in another loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function, value).result()


class Visit:
    """A page that notes every fault: script errors, policy violations, requests that leave the server."""

    def __init__(self, browser: Any, host: str, **options: Any) -> None:
        self.host = f"http://{host}"
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="es-GQ", **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(60_000)
        self.faults: list[str] = []
        self.page.on("console", lambda message: self._message(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", lambda request: self._request(request.url))

    def _message(self, text: str) -> None:
        if not re.search(r"status of (401|403|409|413|422|429)|ERR_INTERNET_DISCONNECTED", text):
            self.faults.append(f"console: {text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.host, "data:")):
            self.faults.append(f"request: {url}")

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *details: object) -> None:
        self.context.close()
        if details[0] is None:
            assert self.faults == []

    def go(self, path: str) -> None:
        self.page.goto(self.host + path)

    def sign_in(self, login: str) -> None:
        self.go("/")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("main .btn")
        self.page.wait_for_url("**/tasks")

    def says(self, text: str) -> None:
        self.page.get_by_text(text).first.wait_for()

    def look(self, name: str, axe: str = "") -> None:
        """No sideways scroll at any width, nothing that axe calls serious; a picture where a folder is given."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            assert self._asked("document.documentElement.scrollWidth") == width, (name, width)
            if SHOTS:
                self.page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
            for scheme in ("light", "dark") if axe else ():
                self.page.emulate_media(color_scheme=scheme)
                self._check(axe, f"{name} {width} {scheme}")
        self.page.emulate_media(color_scheme="light")
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def _check(self, axe: str, where: str) -> None:
        # evaluated past the policy of the page, which forbids any script but ours
        run = "axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes[0].html]))"
        found = self._asked(axe, run)
        assert [fault for fault in found if fault[0] in ("serious", "critical", "moderate")] == [], where

    def _asked(self, *scripts: str, tries: int = 8) -> Any:
        """What the last script gives; asked again where the page loads itself anew meanwhile."""
        from playwright.sync_api import Error

        try:
            return [self.page.evaluate(script) for script in scripts][-1]
        except Error as error:
            if "navigation" not in str(error) or not tries:
                raise
            self.page.wait_for_load_state()
            return self._asked(*scripts, tries=tries - 1)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def focused(self) -> str:
        """Text, name and value of the element that has the keyboard."""
        return str(self.page.evaluate(
            "(e => [e.innerText, e.getAttribute('aria-label'), e.name, e.value].filter(Boolean).join(' ').trim())"
            "(document.activeElement)"
        ))  # fmt: skip

    def tab_to(self, text: str, most: int = 60) -> None:
        for _ in range(most):
            self.press("Tab")
            if text in self.focused:
                return
        raise AssertionError(f"the keyboard does not reach {text!r}; it is at {self.focused!r}")


def test_a_technologist_and_a_radiologist_to_the_signature(
    browser: Any, site: tuple[Console, str], axe: str, tmp_path: Path
) -> None:
    console, host = site
    photo = tmp_path / "foto.png"
    with Visit(browser, host) as visit:
        visit.go("/")
        visit.look("01-sign-in", axe)
        visit.page.screenshot(path=photo)
        visit.page.fill("#login", "mrios")
        visit.page.fill("#password", "wrong")
        visit.page.click("main .btn")
        visit.says("El nombre de usuario o la contraseña no son correctos")
        visit.look("02-sign-in-wrong", axe)
        visit.sign_in("mrios")
        visit.look("03-tasks", axe)
        visit.page.click("text=La técnica abre la lista")
        visit.look("04-scenario", axe)
        visit.page.click("text=Iniciar")
        visit.says("¿Lo ha hecho?")
        visit.look("05-step-do", axe)
        visit.page.check("#a-yes")
        visit.page.click("text=Guardar y seguir")
        visit.says("¿Lo ve?")
        visit.page.click("text=Guardar y seguir")
        visit.says("Diga lo que ve")
        visit.look("06-step-error", axe)
        visit.page.check("#a-no")
        visit.page.fill("#seen", "Falta la ñ: MUNOZ")
        visit.page.set_input_files("#file", photo)
        visit.look("07-step-no", axe)
        visit.page.click("text=Guardar y parar aquí")
        visit.says("Guardado. Puede seguir más tarde")
        visit.look("08-tasks-draft", axe)
        visit.page.click("text=Seguir con TC-DO-001")
        visit.says("foto.png")
        visit.page.click("text=Guardar y seguir")
        visit.says("También esto es un resultado")
        visit.look("09-outcome-fail", axe)
        visit.page.click("text=Revisar y firmar")
        visit.look("10-sign", axe)
        visit.page.check("#d-reserved")
        visit.page.fill("#reservations", "El nombre pierde la ñ\nSe repite en marzo")
        visit.page.check("#declare")
        visit.page.fill("#password", PASSWORD)
        visit.page.click("form[action='/sign'] .btn")
        visit.says("Comprobante de firma")
        visit.says("Aceptado con reservas")
        visit.look("11-receipt", axe)
    with Visit(browser, host) as visit:
        visit.sign_in("asolis")
        visit.page.click("text=El estudio está en la lista de lectura")
        visit.page.click("text=Iniciar")
        visit.page.check("#a-yes")
        visit.page.click("text=Guardar y seguir")
        visit.says("Escriba lo que lee")
        visit.look("12-blind", axe)
        entry = console.attempts.entries(max(each.id for each in console.attempts.all()))[-1]
        for number, expected in enumerate(entry.question.blind.values()):
            visit.page.fill(f"#r{number}", expected if number else expected.upper())
        visit.page.click("text=Guardar lo que leo")
        visit.says("Lo que ha leído")
        visit.look("13-read", axe)
        visit.page.check("#a-yes")
        visit.page.click("text=Guardar y seguir")
        visit.says("No hay otro estudio con ese nombre")
        visit.page.check("#a-yes")
        visit.page.click("text=Guardar y seguir")
        visit.says("Se ha visto lo esperado")
        visit.look("14-outcome-pass", axe)
        visit.page.click("text=Revisar y firmar")
        visit.page.check("#d-accepted")
        visit.page.check("#declare")
        visit.page.fill("#password", PASSWORD)
        visit.page.click("form[action='/sign'] .btn")
        visit.says("Comprobante de firma")
        with visit.page.expect_download() as download:  # the page shows it by itself once it is written
            visit.page.click("text=signoff.pdf")
        visit.look("15-receipt-documents", axe)
        state = apart(read, Path(download.value.path()).read_bytes())
        assert state.problems == []
        assert [signer.name for signer in state.signers] == ["interop, Hospital <b>Ñ"]
    with Visit(browser, host) as visit:
        visit.go("/")
        visit.page.fill("#login", "jela")
        visit.page.fill("#password", PASSWORD)
        visit.page.click("main .btn")
        visit.page.wait_for_url("**/progress")
        visit.look("16-progress", axe)
        visit.go("/audit")
        visit.look("17-audit", axe)
        visit.go("/sign")
        visit.look("18-lead-waits", axe)
    signed = console.signing.all()
    assert [each.decision for each in signed] == ["accepted with reservations", "accepted"]
    assert [apart(verify, console.signing.dossier(each)) for each in signed] == [[], []]


def test_by_keyboard_alone(browser: Any, site: tuple[Console, str]) -> None:
    console, host = site
    with Visit(browser, host) as visit:
        visit.go("/")
        visit.press("Tab")
        assert "Ir al contenido" in visit.focused
        visit.tab_to("login")
        visit.page.keyboard.type("mrios")
        visit.press("Tab")
        visit.page.keyboard.type(PASSWORD)
        visit.press("Enter")
        visit.page.wait_for_url("**/tasks")
        visit.tab_to("La técnica mira otra vez")
        visit.press("Enter")
        visit.page.wait_for_url("**/scenarios/*")
        visit.tab_to("Iniciar")
        visit.press("Enter")
        visit.says("¿Lo ve?")
        visit.tab_to("value yes")
        visit.press("ArrowDown", "Tab")
        assert "seen" in visit.focused
        visit.page.keyboard.type("Hay dos")
        visit.tab_to("Guardar y seguir")
        visit.press("Enter")
        visit.says("También esto es un resultado")
        visit.tab_to("Revisar y firmar")
        visit.press("Enter")
        visit.page.wait_for_url("**/sign")
        visit.tab_to("decision accepted")
        visit.press("ArrowUp")  # from the first to the last
        visit.tab_to("declare")
        visit.press("Space", "Tab")
        visit.page.keyboard.type(PASSWORD)
        visit.press("Enter")
        visit.says("Comprobante de firma")
    assert [each.decision for each in console.signing.all()] == ["refused"]


def test_errors_have_the_focus_and_lead_to_the_field(browser: Any, site: tuple[Console, str]) -> None:
    _, host = site
    with Visit(browser, host) as visit:
        visit.sign_in("mrios")
        visit.go("/scenarios/TC-DO-002")
        visit.page.click("text=Iniciar")
        visit.says("¿Lo ve?")
        visit.page.click("text=Guardar y seguir")
        visit.says("Diga lo que ve")
        assert visit.page.title().startswith("Error:")
        assert visit.page.evaluate("document.activeElement.id") == "error"
        visit.press("Tab", "Enter", "Space")
        assert visit.page.is_checked("#a-yes")
        boxes = visit.page.locator("main button:visible, main .opt:visible, main input:visible:not([type=radio])")
        for index in range(boxes.count()):
            box = boxes.nth(index).bounding_box()
            assert min(box["width"], box["height"]) >= 24, boxes.nth(index).inner_text()


def test_without_a_script(browser: Any, site: tuple[Console, str]) -> None:
    console, host = site
    with Visit(browser, host, java_script_enabled=False) as visit:
        visit.sign_in("mrios")
        visit.page.click("text=La técnica mira otra vez")
        visit.page.click("text=Iniciar")
        visit.page.wait_for_selector("#a-no", timeout=60_000)  # the page loads itself until it is her turn
        assert visit.page.locator("#net").inner_text() == ""  # it says nothing rather than something false
        assert not visit.page.locator("#seen").is_visible()
        visit.page.check("#a-no")
        assert visit.page.locator("#seen").is_visible()
        visit.page.fill("#seen", "Hay dos")
        visit.page.click("text=Guardar y seguir")
        visit.page.wait_for_selector("text=No conforme")
        visit.page.click("text=Revisar y firmar")
        visit.page.check("#d-refused")
        visit.page.check("#declare")
        visit.page.fill("#password", PASSWORD)
        visit.page.click("form[action='/sign'] .btn")
        visit.page.wait_for_selector("text=Comprobante de firma")
    assert len(console.signing.all()) == 1


def test_a_draft_survives_the_tab_and_goes_when_the_server_has_it(browser: Any, site: tuple[Console, str]) -> None:
    _, host = site
    with Visit(browser, host) as visit:
        visit.sign_in("mrios")
        visit.go("/scenarios/TC-DO-002")
        visit.page.click("text=Iniciar")
        visit.says("¿Lo ve?")
        visit.says("Conectado")
        visit.page.check("#a-no")
        visit.page.fill("#seen", "A medias")
        visit.says("Guardado en este equipo a las")
        address = visit.page.url
        visit.page.close()
        visit.page = visit.context.new_page()
        visit.page.goto(address)
        assert visit.page.is_checked("#a-no")
        assert visit.page.input_value("#seen") == "A medias"
        visit.context.set_offline(True)
        visit.page.click("text=Guardar y seguir")
        visit.says("Sin conexión con el servidor")
        assert visit.page.input_value("#seen") == "A medias"
        visit.context.set_offline(False)
        visit.says("También esto es un resultado")  # sent by itself
        assert visit.page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize("language", ["en", "fr", "pt"])
def test_every_language_fits_a_phone(browser: Any, site: tuple[Console, str], language: str) -> None:
    console, host = site
    account = console.accounts.find("mrios")
    assert account is not None
    with Visit(browser, host) as visit:
        visit.sign_in("mrios")
        visit.page.locator(f".langs button[lang={language}]").click()
        for path in ("/tasks", "/scenarios/TC-DO-001", "/sign"):
            visit.go(path)
            visit.look(f"20-{language}{path.replace('/', '-')}")
        visit.go("/scenarios/TC-DO-002")
        visit.page.locator("form[action$=start] .btn").click()
        visit.page.wait_for_selector("#a-no")
        visit.page.check("#a-no")
        visit.look(f"20-{language}-step")
