"""The page in a real browser: from disk, at 1280 and 360 pixels, light and dark, on paper, without a script."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.record import load
from reports import html
from reports.tests import hostile
from reports.tests.chromium import axe_core, chromium, unavailable
from reports.tests.sample import failing_run

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = failing_run(tmp_path_factory.mktemp("run"))
    return html.write(load(folder), folder)


class Visit:
    """A page that notes every fault: console messages, script errors, requests that leave the file."""

    def __init__(self, browser: Any, path: Path, *, width: int = 1280, **options: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda message: self.faults.append(f"console: {message.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("request", lambda request: self._request(request.url))
        self.address = path.absolute().as_uri()
        self.page.goto(self.address)

    def _request(self, url: str) -> None:
        if not url.startswith((self.address, "data:")):
            self.faults.append(f"request: {url}")

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *details: object) -> None:
        self.context.close()
        if details[0] is None:
            assert self.faults == []

    def ask(self, script: str) -> Any:
        return self.page.evaluate(script)

    def shown(self) -> list[str]:
        """Names of the scenarios that can be seen."""
        return list(self.ask("[...document.querySelectorAll('.list>.sc')].filter(e=>e.offsetParent).map(e=>e.id)"))


@pytest.mark.parametrize("width", [1280, 768, 360, 320])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_fault_and_no_sideways_scroll(browser: Any, report: Path, width: int, scheme: str) -> None:
    with Visit(browser, report, width=width, color_scheme=scheme) as visit:
        assert visit.ask("document.documentElement.scrollWidth") == width
        visit.ask("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert visit.ask("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_every_language_fits_a_phone(browser: Any, tmp_path: Path, language: str) -> None:
    folder = failing_run(tmp_path)
    path = html.write(load(folder), folder, language=language)
    with Visit(browser, path, width=360) as visit:
        visit.ask("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert visit.ask("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("kind", hostile.STRINGS)
def test_hostile_text_runs_nothing_and_breaks_no_layout(browser: Any, tmp_path: Path, kind: str) -> None:
    folder = hostile.record(tmp_path, hostile.STRINGS[kind])
    with Visit(browser, html.write(load(folder), folder), width=360) as visit:
        assert visit.ask("window.hurt") is None
        visit.ask("document.querySelectorAll('details').forEach(d => { d.open = true })")
        assert visit.ask("document.documentElement.scrollWidth") == 360
        assert visit.ask("getComputedStyle(document.getElementById('decision')).display") == "block"


def test_the_decision_is_on_the_first_screen_of_a_phone(browser: Any, report: Path) -> None:
    with Visit(browser, report, width=360) as visit:
        box = visit.page.locator("#go").bounding_box()
        assert box["y"] + box["height"] < 640


def test_verdict_filter_works_without_script(browser: Any, report: Path) -> None:
    with Visit(browser, report, java_script_enabled=False) as visit:
        visit.page.locator("label[for=f-fail]").click()
        visible = visit.page.locator(".list > .sc:visible")
        assert visible.count() == 2
        visit.page.locator("label[for=f-all]").click()
        assert visible.count() == 9
        assert not visit.page.locator("#q").is_visible()


def test_role_and_tag_filters_work_without_script(browser: Any, report: Path) -> None:
    with Visit(browser, report, java_script_enabled=False) as visit:
        visible = visit.page.locator(".list > .sc:visible")
        visit.page.locator("#ft").select_option(label="RAD-10 (1)")
        assert visible.count() == 1
        visit.page.locator("#ft").select_option(index=0)
        visit.page.locator("#fr").select_option(label="EMR")
        assert visible.count() == 3


def test_search_ignores_accents_and_knows_field_names(browser: Any, report: Path) -> None:
    with Visit(browser, report) as visit:
        visit.page.fill("#q", "lucia pena")
        assert visit.shown() == ["s-TC-MWL-001", "s-TC-MWL-002", "s-TC-MWL-009"]
        assert visit.page.locator("#qn").inner_text() == "3 of 9 shown"
        visit.page.fill("#q", "pid-5")
        assert visit.shown() == ["s-TC-MWL-002"]
        visit.page.fill("#q", "nothing like it")
        assert visit.shown() == []
        assert visit.page.locator("#none").is_visible()


def test_a_link_opens_a_closed_and_filtered_scenario(browser: Any, report: Path) -> None:
    with Visit(browser, report) as visit:
        visit.page.locator("label[for=f-fail]").click()
        visit.page.fill("#q", "commit")
        visit.ask("location.hash = '#s-TC-MWL-009'")
        visit.page.wait_for_function("document.getElementById('s-TC-MWL-009').open")
        assert visit.page.locator("#s-TC-MWL-009 .steps").is_visible()


def test_fields_are_read_by_keyboard(browser: Any, report: Path) -> None:
    with Visit(browser, report) as visit:
        first = visit.page.locator("#s-TC-MWL-002 .fd").first
        first.focus()
        assert "MSH-2 · Encoding characters" in visit.page.locator("#s-TC-MWL-002 .read").first.inner_text()
        visit.page.keyboard.press("End")
        assert "OBR-4" in visit.page.locator("#s-TC-MWL-002 .read").first.inner_text()
        tab_stops = visit.ask("[...document.querySelectorAll('#s-TC-MWL-002 .fd')].filter(f=>f.tabIndex===0).length")
        assert tab_stops == 1


def test_the_ticket_text_can_be_copied_from_a_file(browser: Any, report: Path) -> None:
    with Visit(browser, report) as visit:
        button = visit.page.locator("#H-01 [data-copy]")
        button.click()
        assert button.inner_text() == "Copied"
        assert "MWL-03 TC-MWL-002" in visit.ask("getSelection().toString()")


def test_contrast_of_every_verdict_in_both_schemes(browser: Any, report: Path) -> None:
    script = """() => {
      const lum = c => { const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => { v /= 255;
        return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 }); return .2126 * r + .7152 * g + .0722 * b };
      const back = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
        if (!/, 0\\)$/.test(c)) return c } return 'rgb(255,255,255)' };
      return [...document.querySelectorAll('h1,h2,h3,h4,p,dt,dd,td,th,.tag,.muted,a,label,code,.ch,pre')]
        .filter(e => e.offsetParent && e.textContent.trim())
        .map(e => { const [a, b] = [lum(getComputedStyle(e).color), lum(back(e))].sort((x, y) => y - x);
          return [(a + .05) / (b + .05), e.className + ' ' + e.textContent.slice(0, 30)] })
        .filter(([ratio]) => ratio < 4.5) }"""
    for scheme in ("light", "dark"):
        with Visit(browser, report, color_scheme=scheme) as visit:
            visit.ask("document.querySelectorAll('details').forEach(d => { d.open = true })")
            assert visit.ask(script) == []


def test_on_paper_the_decision_is_on_page_one_and_everything_is_open(
    browser: Any, report: Path, tmp_path: Path
) -> None:
    if not shutil.which("pdftotext"):
        unavailable("pdftotext (poppler-utils) is not installed")
    with Visit(browser, report) as visit:
        visit.page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True, print_background=True)

    def text(*options: str) -> str:
        done = subprocess.run(
            ["pdftotext", *options, tmp_path / "report.pdf", "-"],
            capture_output=True,
            check=True,
            timeout=60,
        )
        return " ".join(done.stdout.decode("utf-8").split())

    first, whole = text("-l", "1"), text()
    assert "Not ready for go-live" in first
    assert "The patient's name loses its ñ and accents on the worklist" in first
    assert "2026-11-24-0312" in first
    assert re.search(r"Malabo 1 ?/ ?\d", first)
    assert "PID-5" in whole
    assert "Patient name" in whole  # names of fields stand beside their values on paper
    assert "TC-MWL-009" in whole
    assert "Peña Muñoz Prueba" in whole  # composed


def test_axe_finds_no_serious_fault(browser: Any, report: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    axe = axe_core(tmp_path_factory.mktemp("npm"))
    for width in (1280, 360):
        for scheme in ("light", "dark"):
            # the page's own policy forbids any other script: the checker comes in past it
            with Visit(browser, report, width=width, color_scheme=scheme, bypass_csp=True) as visit:
                visit.ask("document.querySelectorAll('details').forEach(d => { d.open = true })")
                visit.page.add_script_tag(content=axe)
                found = visit.ask("axe.run().then(r => r.violations.map(v => [v.impact, v.id, v.nodes[0].html]))")
                assert [fault for fault in found if fault[0] in ("serious", "critical", "moderate")] == []
