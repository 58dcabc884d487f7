"""The page: whole, safe, true to the record, small, quick."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from itertools import pairwise
from pathlib import Path

import pytest

from harness.record import load
from reports import html
from reports.tests import hostile
from reports.tests.page import Element, Page
from reports.tests.sample import REAL_RIS, REQUIREMENTS, SIMULATED, Sample, failing_run


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Page:
    folder = failing_run(tmp_path_factory.mktemp("run"))
    html.write(load(folder), folder)
    return Page((folder / "report.html").read_text(encoding="utf-8"))


def render(folder: Path, language: str = "") -> Page:
    return Page(html.page(load(folder), language=language))


def test_the_decision_comes_first_and_the_title_says_it(page: Page) -> None:
    main = page.root.all("main")[0]
    assert [e.attributes.get("id") for e in main.children if e.tag == "section"] == [
        "decision", "findings", "scenarios", "requirements", "environment", "integrity",
    ]  # fmt: skip
    assert page.root.all("h1")[0].text == "Not ready for go-live"
    assert page.root.all("title")[0].text.startswith("Not ready for go-live – Hospital General de Malabo")


def test_the_tally_adds_up_to_what_was_planned(page: Page) -> None:
    tally = page.root.all(css="tally")[0]
    assert sum(int(b.text) for b in tally.all("b")) == 9
    assert "9 planned" in tally.text


def test_a_finding_has_three_layers_and_shows_both_values(page: Page) -> None:
    card = page.root.one("H-01")
    assert [layer.all("h4")[0].text for layer in card.all(css="layer")] == [
        "On the ward", "For integration", "For the vendor",
    ]  # fmt: skip
    assert "A wrong or missing entry files images under the wrong patient." in card.all(css="layer")[0].text
    wrong = [cell.text for cell in card.all("span", "x")]
    right = [cell.text for cell in card.all("span", "y")]
    assert (right, wrong) == (["ñ", "ñ", "í"], ["?", "?", "?"])
    vendor = card.all(css="layer")[2].text
    assert "RIS RISalud 7.4.2 ris.example.test:2575" in vendor
    assert "ñ (U+00F1) became ? (U+003F)" in vendor
    assert "2026-11-24T03:12:05" in vendor


def test_a_step_that_failed_stands_in_its_place_with_what_it_saw(page: Page) -> None:
    steps = page.root.one("s-TC-MWL-002").all("ol", "steps")[0].all("li")
    (here,) = [step for step in steps if "here" in step.classes]
    assert here is steps[2]
    assert "Pe?a Mu?oz Prueba^Luc?a instead of Peña Muñoz Prueba^Lucía" in here.text
    assert [a.attributes["href"] for a in here.all("a")] == ["#H-01"]


def test_every_scenario_has_its_diagram_and_the_words_for_it(page: Page) -> None:
    failing = page.root.one("s-TC-MWL-002")
    assert failing.all("svg", "seq")
    rows = failing.all("table", "t-msg")[0].all("tr")[1:]
    assert len(rows) == 7
    assert ["ko" in row.classes for row in rows] == [False] * 5 + [True, False]
    passing = page.root.one("s-TC-MWL-001")
    assert passing.all("svg", "sm")
    assert [li.text.split(" ", 1)[1] for li in passing.all(css="way")[0].all("li")] == [
        "EMR → RIS ORM^O01 · AA", "DX_1 → RIS C-FIND · 1 × FF00, 0000",
    ]  # fmt: skip


def test_the_message_at_fault_and_its_yardstick_are_annotated(page: Page) -> None:
    scenario = page.root.one("s-TC-MWL-002")
    name = next(e for e in scenario.all("span", "fd") if e.attributes["data-k"] == "PID-5")
    assert "look" in name.classes
    assert name.attributes["data-n"] == "Patient name"
    assert name.attributes["data-d"] == "family Peña Muñoz Prueba, given Lucía"
    (row,) = scenario.all("table", "t-ds")[0].all("tr", "ko")
    assert "(0010,0010)" in row.text
    assert "Expected: Peña Muñoz Prueba^Lucía" in row.text


def test_silence_is_drawn(page: Page) -> None:
    scenario = page.root.one("s-TC-STC-001")
    assert "no answer" in scenario.all("svg", "seq")[0].text
    assert "no answer" in scenario.all("table", "t-msg")[0].text


def test_what_was_not_tested_is_listed_with_its_reason(page: Page) -> None:
    text = page.root.one("environment").text
    assert "Not applicable the PACS does not claim RAD-49" in text
    assert "Not run not started: TC-ADT-003" in text
    assert "Played by simulators, so nothing is said about real ones: HIS, EMR, PACS, Workstation, DX_1." in text


def test_links_and_ids(page: Page) -> None:
    ids = [e.attributes["id"] for e in page.root.walk() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    for link in page.root.all("a") + page.root.all("use"):
        target = link.attributes["href"]
        assert not re.match(r"[a-z]+:|//", target), target
        if target.startswith("#"):
            assert target[1:] in ids, target
    for label in page.root.all("label"):
        assert label.attributes["for"] in ids


def test_evidence_links_lead_to_files(tmp_path: Path) -> None:
    folder = failing_run(tmp_path / "a run")
    path = html.write(load(folder), tmp_path / "elsewhere" / "deep")
    targets = {a.attributes["href"] for a in Page(path.read_text(encoding="utf-8")).root.all("a")}
    files = [t for t in targets if not t.startswith("#")]
    assert len(files) > 8
    for target in files:
        assert (path.parent / target.replace("%20", " ")).resolve().exists(), target


def assert_safe(page: Page) -> None:
    """The page loads nothing and runs nothing but its own script and style."""
    scripts, styles = page.root.all("script"), page.root.all("style")
    assert len(scripts) == len(styles) == 1
    policy = next(e.attributes["content"] for e in page.root.all("meta") if e.attributes.get("http-equiv"))
    for element, directive in ((scripts[0], "script-src"), (styles[0], "style-src")):
        content = page.source.partition(f"<{element.tag}>")[2].partition(f"</{element.tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    for element in page.root.walk():
        assert element.tag not in (
            "iframe",
            "object",
            "embed",
            "form",
            "base",
            "img",
            "video",
            "audio",
            "foreignobject",
        )
        for name, value in element.attributes.items():
            assert not name.startswith("on"), (element.tag, name)
            assert name not in ("src", "srcdoc", "style", "formaction"), (element.tag, name)
            if name in ("href", "xlink:href"):
                assert value == "data:," or not re.match(r"\s*[a-zA-Z][\w+.-]*:|//", value), value


def test_the_page_is_safe(page: Page) -> None:
    assert_safe(page)


@pytest.mark.parametrize("kind", hostile.STRINGS)
def test_hostile_text_is_shown_as_text(tmp_path: Path, kind: str) -> None:
    text = hostile.STRINGS[kind]
    folder = hostile.record(tmp_path, text)
    page = render(folder)
    assert_safe(page)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", page.source)
    ids = [e.attributes["id"] for e in page.root.walk() if "id" in e.attributes]
    assert len(set(ids)) == len(ids)
    if kind == "html":
        assert "<script>window.hurt=1</script>" in page.root.one("findings").text


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
def test_every_language_renders(tmp_path: Path, language: str) -> None:
    page = render(failing_run(tmp_path), language)
    assert page.root.all("html")[0].attributes["lang"] == language


# --- runs that must not look green -----------------------------------------------------------------------------------


def looks(page: Page) -> tuple[str, set[str]]:
    decision = page.root.one("decision")
    return decision.all("h1")[0].text, decision.classes - {"decision"}


def test_nothing_planned_is_not_a_pass(tmp_path: Path) -> None:
    page = render(Sample(tmp_path).close(4))
    assert looks(page) == ("No decision yet", {"d-pend"})
    assert "Nothing was tested" in page.root.one("decision").text
    assert "not a pass" in page.root.one("findings").text


def test_a_run_cut_short_is_not_a_pass(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.passing("TC-1")
    page = render(s.close(ended=False))
    assert looks(page) == ("No decision yet", {"d-pend"})
    assert "stopped before its end" in page.root.one("decision").text
    assert "the record has no end" in page.root.one("integrity").text


def test_a_changed_record_is_not_a_pass(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.passing("TC-1")
    folder = s.close(0)
    record = folder / "record.jsonl"
    record.write_bytes(
        record.read_bytes().replace(b'"verdict":"PASS","seconds":0.4', b'"verdict":"PASS","seconds":0.5', 1)
    )
    page = render(folder)
    assert looks(page)[0] == "No decision yet"
    assert "damaged or altered" in page.root.one("decision").text


def test_only_omitted_is_not_a_pass(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.scenario("TC-1", "x")
    s.end("TC-1", "OMIT", 0, "not claimed")
    assert looks(render(s.close(4)))[0] == "No decision yet"


@pytest.mark.parametrize(("verdict", "look"), [("PENDING", "d-pend"), ("SKIP", "d-pend"), ("ERROR", "d-err")])
def test_anything_untested_leaves_it_open(tmp_path: Path, verdict: str, look: str) -> None:
    s = Sample(tmp_path)
    s.passing("TC-1")
    s.scenario("TC-2", "x")
    s.end("TC-2", verdict, 0, "because")
    page = render(s.close(3))
    assert looks(page) == ("No decision yet", {look})
    assert "because" in page.root.one("decision").text


def test_simulators_alone_prove_nothing_about_real_systems(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.passing("TC-1")
    page = render(s.close(0))
    assert looks(page) == ("The simulated hospital passes", {"d-ok"})
    assert "says nothing about a real PACS or RIS" in page.root.one("decision").text


def real_run(folder: Path, *identifiers: str) -> Page:
    s = Sample(folder, roles=[*SIMULATED[:2], REAL_RIS], requirements=REQUIREMENTS)
    for identifier in identifiers:
        s.passing(identifier)
    return render(s.close(0))


def test_a_part_of_the_library_is_no_go_for_a_real_system(tmp_path: Path) -> None:
    page = real_run(tmp_path / "part", "TC-MWL-002")
    assert looks(page) == ("What was run has passed", {"d-pend"})
    assert "That is not a go: 1 obligatory requirement was not tested" in page.root.one("decision").text
    assert looks(real_run(tmp_path / "all", "TC-MWL-002", "TC-STC-001")) == ("Ready for go-live", {"d-ok"})


def test_a_shall_without_executed_scenario_is_visible(tmp_path: Path) -> None:
    s = Sample(tmp_path, requirements=REQUIREMENTS)
    s.passing("TC-MWL-002")
    page = render(s.close(0))
    section = page.root.one("requirements")
    assert "1 of 2 obligatory requirements (SHALL) were tested" in section.text
    (warning,) = section.all(css="warn")
    assert "STG-COMMIT" in warning.text
    assert [("gap" in row.classes) for row in section.all("tbody")[0].all("tr")] == [False, True]


def test_without_requirements_the_matrix_is_by_tag(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.passing("TC-1")
    section = render(s.close(0)).root.one("requirements")
    assert [row.all("th")[0].text for row in section.all("tbody")[0].all("tr")] == ["RAD-5"]


# --- size and speed --------------------------------------------------------------------------------------------------


def large_run(folder: Path, passing: int, failing: int = 0) -> Path:
    s = Sample(folder)
    for number in range(passing):
        s.passing(f"TC-{number:03d}", tags=[f"RAD-{number % 18}", f"TC-{number:03d}", "shall"])
    from reports.tests.sample import lost_accents

    for number in range(failing):
        lost_accents(s, f"TC-F{number:03d}")
    return s.close(1 if failing else 0)


def test_sizes(tmp_path: Path) -> None:
    shell = len(html.page(load(Sample(tmp_path / "none").close(4))).encode())
    one = len(html.page(load(large_run(tmp_path / "one", 1))).encode())
    many = len(html.page(load(large_run(tmp_path / "many", 51))).encode())
    bad = len(html.page(load(large_run(tmp_path / "bad", 1, 1))).encode())
    assert shell <= 40_000
    assert (many - one) / 50 <= 2_000
    assert bad - one <= 20_000


def test_a_hundred_scenarios_in_less_than_two_seconds(tmp_path: Path) -> None:
    folder = large_run(tmp_path, 80, 20)
    html.page(load(folder))  # templates and tables are read once
    start = time.perf_counter()
    html.page(load(folder))
    assert time.perf_counter() - start < 2


def test_a_folder_that_cannot_be_written_raises_and_leaves_nothing_half(tmp_path: Path) -> None:
    run = load(failing_run(tmp_path / "run"))
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(OSError, match=r"File exists|Not a directory"):
        html.write(run, blocked)
    assert not list(tmp_path.glob("**/*.part"))


def test_filters_name_classes_that_exist(page: Page) -> None:
    style = page.root.all("style")[0].text
    classes = {c for e in page.root.all("details", "sc") for c in e.classes}
    for css in re.findall(r"~\.list>:not\(\.([\w-]+)\)", style):
        assert css in classes, css
    options = {e.attributes["value"] for e in page.root.all("option") if "value" in e.attributes}
    assert options == set(re.findall(r"\[value=(\w+)\]:checked", style))


def test_headings_do_not_skip(page: Page) -> None:
    levels = [int(e.tag[1]) for e in page.root.walk() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels
    assert isinstance(page.root.all("main")[0], Element)


@pytest.mark.parametrize("name", ["../secret.hl7", "exchanges/../../secret.hl7", "/etc/hostname", "C:/x", "link.hl7"])
def test_no_file_outside_the_run_is_read_or_linked(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.hl7").write_bytes(b"MSH|^~\\&|SECRET\rPID|1||SECRET\r")
    s = Sample(tmp_path / "run")
    (tmp_path / "run" / "link.hl7").symlink_to(tmp_path / "secret.hl7")
    s.scenario("TC-1", "x")
    number = s.exchange("TC-1", "emr", "ris", "ADT^A04", "MSH|^~\\&|x\r", file=name)
    s.finding("TC-1", role="emr", summary="x", where="PID-3", exchanges=[number], evidence=[name])
    s.end("TC-1", "FAIL")
    page = render(s.close(1))
    assert "SECRET" not in page.source
    assert "cannot be read" in page.root.one("s-TC-1").text
    if name != "link.hl7":
        assert not [a for a in page.root.all("a") if "secret" in a.attributes["href"] or "etc" in a.attributes["href"]]
