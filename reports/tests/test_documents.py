"""Documents as PDF: what stands in them, what they are for a reader, and that hostile text stays text."""

from __future__ import annotations

import json
import re
import time
import unicodedata
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest

from harness.acceptance import roles
from harness.defect_log import fold_run
from harness.history import FILE, History
from harness.record import Run, load
from harness.record_writer import summary_of, write_json, write_manifest
from reports import html
from reports.documents import annex, gate_page, integration, paper, plan, press, signoff
from reports.documents.front import Case, case_of
from reports.documents.pictures import COLOURS, Area, Bar, by_area, trend
from reports.documents.printable import BREAK, drawable, printable
from reports.documents.written import blank_book, case_beside, of_library, of_run
from reports.tests import hostile
from reports.tests.page import Page
from reports.tests.pdf_text import needs_poppler, run_together, text_of
from reports.tests.sample import Sample, failing_run
from reports.words import LANGUAGES, Words

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def finished(folder: Path) -> Run:
    """The run in ``folder`` with summary and manifest."""
    run = load(folder)
    write_json(folder / "summary.json", summary_of(run))
    write_manifest(folder, run.run_id, run.chain)
    return load(folder)


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return finished(failing_run(tmp_path_factory.mktemp("failing") / "run"))


@pytest.fixture(scope="module")
def case(failing: Run, tmp_path_factory: pytest.TempPathFactory) -> Case:
    with History(tmp_path_factory.mktemp("history") / FILE) as history:
        fold_run(history, failing)
        with history.change() as db:
            db.execute(
                "INSERT INTO signature (run_id, role, person, decision, remarks, time) VALUES (?,?,?,?,?,?)",
                (failing.run_id, "radiologist", "PEÑA MUÑOZ, Ana", "accepted with reservations", "Falta la ñ",
                 "2026-11-24T09:00:00+00:00"),
            )  # fmt: skip
        return case_of(failing, language="es", history=history, now=NOW)


@pytest.fixture(scope="module")
def report(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return press.write(integration.document(case), tmp_path_factory.mktemp("report"))


# --- what a PDF is ---------------------------------------------------------------------------------------------------


def test_it_is_tagged_pdf_a_with_title_language_and_embedded_fonts(report: Path) -> None:
    content = report.read_bytes()
    assert b"/MarkInfo" in everything(content)
    assert b"/StructTreeRoot" in everything(content)
    assert re.search(rb"/Lang\s*\(es\)", everything(content))
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in content
    assert b"/OutputIntent" in everything(content)
    assert b"/FontFile2" in everything(content)
    assert "Informe de ensayo de integración de sistemas".encode() in content  # XMP title


def everything(content: bytes) -> bytes:
    """The file with its compressed streams unpacked beside it."""
    parts = [content]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            parts.append(zlib.decompress(found.group(1)))
        except zlib.error:
            continue
    return b"\n".join(parts)


def test_the_same_record_gives_the_same_bytes(case: Case) -> None:
    document = gate_page.document(case)
    assert press.pdf(document) == press.pdf(document)


def test_every_character_that_is_called_drawable_has_a_glyph() -> None:
    """PDF/A refuses a character without one, so typst itself is the judge."""
    from importlib.resources import files

    ranges = (files("reports") / "fonts" / "covered.txt").read_text(encoding="ascii").split()
    characters = []
    for each in ranges:
        first, _, last = each.partition("-")
        characters += [chr(code) for code in range(int(first, 16), int(last or first, 16) + 1)]
    document = press.Document("glyphs", "x", Words("en"))
    text = "".join(characters)
    document.add({"k": "para", "text": [text, {"t": text, "s": "b"}, {"t": text, "s": "c"}], "style": ""})
    assert press.pdf(document).startswith(b"%PDF")


@pytest.mark.parametrize("text", ["山田 😀 \ue000 \x1b[31m ␛ \U000e0041 ก", "\u0600\u0601", "\ufffe\uffff"])
def test_what_has_no_glyph_is_written_as_its_code_point(text: str) -> None:
    document = press.Document("odd", text, Words("en"))
    document.add({"k": "para", "text": [text, {"t": text, "s": "h"}], "style": ""})
    assert press.pdf(document).startswith(b"%PDF")
    assert "⟨U+" in drawable(text) or "⟨ESC⟩" in drawable(text)


def test_long_words_can_be_broken_and_come_back_whole() -> None:
    word = "1.2.840.10008.5.1.4.1.1.2.1.2.840.10008.5.1.4.1.1.2"
    assert BREAK in printable(word)
    assert printable(word).replace(BREAK, "") == word
    assert BREAK not in printable("PEÑA MUÑOZ Prueba^Lucía")


# --- what stands in the integration report ---------------------------------------------------------------------------


def test_it_names_site_systems_versions_run_zone_and_the_evidence(failing: Run, report: Path) -> None:
    needs_poppler()
    text = run_together(text_of(report))
    for wanted in (
        "Hospital General de Malabo", "RISalud 7.4.2", failing.run_id, "Africa/Malabo", failing.manifest_sha256,
        failing.chain, "No apto para el servicio", "2 de 9 escenarios no cumplen",
    ):  # fmt: skip
        assert run_together(wanted) in text


def test_it_has_every_chapter(report: Path) -> None:
    needs_poppler()
    text = text_of(report)
    words = Words("es")
    for key in ("summary", "findings", "environment", "matrix_closed", "open_cases", "passed_cases", "defect_log",
                "not_tested", "annex_files"):  # fmt: skip
        assert words(key) in text


def test_a_failing_case_is_told_with_steps_values_and_message(report: Path) -> None:
    needs_poppler()
    text = run_together(text_of(report))
    assert run_together("Then that entry carries the name of the order") in text
    assert "Peña Muñoz Prueba^Lucía".replace(" ", "") in text
    assert "Pe?aMu?ozPrueba^Luc?a" in text
    assert "PID-5Patientname" in text
    assert "(0010,0010)" in text
    assert "DICOMPS3.4K.6.1.2.2" in text


def test_names_come_back_composed(tmp_path: Path) -> None:
    needs_poppler()
    document = press.Document("name", "PEÑA MUÑOZ", Words("es"))
    said = ["PEÑA MUÑOZ, LUCÍA Ñengono Œuvre ẽ ŋ ɔ ɛ", {"t": " PEÑA", "s": "b"}, {"t": " MUÑOZ", "s": "c"}]
    document.add({"k": "para", "text": said, "style": ""})
    text = text_of(press.write(document, tmp_path))
    assert unicodedata.is_normalized("NFC", text)
    assert "PEÑA MUÑOZ, LUCÍA Ñengono Œuvre ẽ ŋ ɔ ɛ" in text
    assert text.count("MUÑOZ") >= 3  # the title, the paragraph, and as code


def test_the_defect_log_says_first_and_last_seen(case: Case, report: Path) -> None:
    needs_poppler()
    text = run_together(text_of(report))
    assert "D-0001" in text
    assert "vistoporprimeravez" in text.lower()
    assert text.count(case.run.run_id) >= 4


def test_the_annex_lists_every_file_with_its_hash(failing: Run, report: Path) -> None:
    needs_poppler()
    text = run_together(text_of(report))
    files = annex.files_of(failing)
    assert len(files) > 10
    assert all(digest in text for _, digest in files)


def test_a_folder_of_many_files_is_one_line_that_can_be_computed(failing: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import hashlib

    monkeypatch.setattr(annex, "MOST_FILES", 3)
    document = press.Document("annex", "x", Words("en"))
    annex.add(document, case_of(failing, now=NOW))
    rows = {row[0]["t"]: row[1]["t"] for row in document.blocks[-1]["rows"]}
    inside = [(p, d) for p, d in annex.files_of(failing) if p.startswith("exchanges/TC-MWL-001/")]
    lines = "".join(f"{digest}  {path}\n" for path, digest in inside)
    assert rows[f"exchanges/TC-MWL-001/ ({len(inside)} files)"] == hashlib.sha256(lines.encode()).hexdigest()


def test_a_run_cut_short_is_told_and_not_called_passed(tmp_path: Path) -> None:
    sample = Sample(tmp_path / "run")
    sample.passing("TC-1")
    sample.scenario("TC-2", "cut")
    sample.close(ended=False)
    case = case_of(load(tmp_path / "run"), language="en", now=NOW)
    document = integration.document(case)
    banner = document.blocks[0]
    assert banner["tone"] == "pend"
    assert press.pdf(document).startswith(b"%PDF")


def test_a_simulated_hospital_is_never_simply_a_go(tmp_path: Path) -> None:
    sample = Sample(tmp_path / "run")
    sample.passing("TC-1")
    case = case_of(finished(sample.close()), language="en", now=NOW)
    assert case.gate.word == "GO"
    assert Words("en")("no_real") in gate_page.document(case).blocks[0]["sentence"]


# --- sign-off and gate -----------------------------------------------------------------------------------------------


def test_nothing_counts_as_accepted_that_was_not_executed(case: Case) -> None:
    table = next(b for b in signoff.document(case).blocks if b["k"] == "table")
    accepted = {json.dumps(row[0]): json.dumps(row[3], ensure_ascii=False) for row in table["rows"]}
    for name, said in accepted.items():
        executed = any(each in name for each in ("TC-MWL-001", "TC-MWL-002", "TC-STC-001", "TC-QR-001", "TC-MWL-009"))
        assert ("PEÑA MUÑOZ" in said) == executed, name


def test_the_gate_is_one_page(case: Case, tmp_path: Path) -> None:
    content = press.write(gate_page.document(case), tmp_path).read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", everything(content))) == 1


def test_sign_off_and_gate_stand_alone_as_html_too(case: Case, tmp_path: Path) -> None:
    for module in (signoff, gate_page):
        page = Page(paper.write(module.document(case), tmp_path).read_text(encoding="utf-8"))
        assert not [n for n in page.root.all("img") if not n.attributes.get("src", "").startswith("data:")]
        assert not list(page.root.all("script"))
        assert "default-src 'none'" in str(page.root.all("meta")[1].attributes)


def test_a_signed_document_is_not_written_over(case: Case, tmp_path: Path) -> None:
    (tmp_path / "gate.pdf").write_bytes(b"%PDF-1.7 /ByteRange [0 1 2 3]")
    with pytest.raises(press.PressError, match="signed"):
        press.write(gate_page.document(case), tmp_path)


# --- languages -------------------------------------------------------------------------------------------------------

ENGLISH = set(
    re.findall(
        r"\w+",
        "the and of was were is are this that with from not run site system test report passed failed pending evidence"
        " summary findings environment requirements severity decision signature scenario steps what which who each"
        " every executed accepted remarks page files file first last seen open defect defects rule rules",
    )
)


@pytest.mark.parametrize("language", ["es", "fr", "pt"])
def test_no_english_word_of_ours_in_another_language(tmp_path: Path, language: str) -> None:
    needs_poppler()
    sample = Sample(tmp_path / "run")
    sample.scenario("TC-1", "PEÑA", feature="Ñ", feature_description="")
    sample.step("TC-1", 0, "Ñ Peña")
    sample.end("TC-1")
    case = case_of(finished(sample.close()), language=language, now=NOW)
    folder = tmp_path / "out"
    paths = [path for path in of_run(case, ("integration", "signoff", "gate"), folder) if path.suffix == ".pdf"]
    paths += of_library(blank_book(language, {}), ("plan", "reading"), folder, blank=True)
    for path in paths:
        text = re.sub(r"\S*[./_]\S*|interop\s+verify\s+\S+", " ", text_of(path).lower())  # names of files, commands
        words = set(re.findall(r"[^\W\d_]{2,}", text))
        assert sorted(words & (ENGLISH - SAME[language])) == [], path.name


SAME = {"fr": {"site", "page", "test", "last", "signature", "open", "file"}, "es": set(), "pt": set()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_is_made_in_every_language(failing: Run, tmp_path: Path, language: str) -> None:
    case = case_beside(failing, language=language)
    written = of_run(case, ("integration", "signoff", "gate"), tmp_path)
    assert [path.name for path in written] == ["report.pdf", "signoff.pdf", "signoff.html", "gate.pdf", "gate.html"]


# --- the plan --------------------------------------------------------------------------------------------------------


class Told:
    """A scenario as the library tells it."""

    id = "TC-UAT-TEC-001"
    name = "La lista muestra a PEÑA MUÑOZ"
    feature = "Lista de trabajo"
    tags = ("UAT-TEC-01",)
    parts: ClassVar = {"purpose": "Nadie queda fuera", "look_at": "El nombre", "expected": "Coincide letra por letra"}
    steps = (("Dado", "que la paciente consta en admisión"), ("Entonces", "mire la pantalla"))


def test_the_blank_plan_has_boxes_lines_and_every_item(tmp_path: Path) -> None:
    needs_poppler()
    book = blank_book("es", {"technologist": [Told()]})
    document = plan.plan(book, blank=True)
    kinds = json.dumps(document.blocks)
    assert '"choice"' in kinds
    assert '"lines"' in kinds
    assert '"blanks"' in kinds
    text = run_together(text_of(press.write(document, tmp_path)))
    for wanted in (Told.name, *Told.parts.values(), "UAT-TEC-13", "UAT-ADM-10", "No puedo afirmarlo", "Firma"):
        assert run_together(wanted) in text


def test_each_role_has_a_reading_copy_and_one_page_to_look_up(tmp_path: Path) -> None:
    book = blank_book("pt", {role.id: [Told()] for role in roles()})
    written = {path.name: path for path in of_library(book, ("reading",), tmp_path, blank=True)}
    assert len(written) == 2 * len(roles())
    for name, path in written.items():
        if name.startswith("quick"):
            assert len(re.findall(rb"/Type\s*/Page\b", everything(path.read_bytes()))) == 1


# --- pictures --------------------------------------------------------------------------------------------------------


def test_bars_say_every_number_and_escape_names() -> None:
    svg = by_area([Area("<script>&", {"FAIL": 2, "PASS": 5}), Area("b", {"PASS": 1})])
    assert "<script>" not in svg
    assert COLOURS["FAIL"] in svg
    assert ">2<" in svg
    assert ">7<" in svg
    assert ">3<" in trend([Bar("24 nov 2026", {"PASS": 3}), Bar("25 nov 2026", {"PASS": 3}, this=True)])


# --- hostile text ----------------------------------------------------------------------------------------------------

TYPST = {
    "read": '#read("/etc/passwd")', "eval": '#eval("1+1") #{1+1} #sys.inputs', "markup": "*b* _i_ $x^2$ `r` = h",
    "import": '#import "@preview/x:1.0.0": *', "content": "]#[", "break": "#pagebreak() \\ // /* */",
}  # fmt: skip


@pytest.mark.parametrize("kind", [*hostile.STRINGS, *TYPST])
def test_hostile_text_is_shown_as_text(tmp_path: Path, kind: str) -> None:
    needs_poppler()
    text = hostile.STRINGS.get(kind) or TYPST[kind]
    case = case_of(load(hostile.record(tmp_path / "run", text)), language="en", now=NOW)
    folder = tmp_path / "out"
    of_run(case, ("integration", "signoff", "gate"), folder)
    shown = run_together(text_of(folder / "report.pdf"))
    wanted = run_together(printable(text).replace(BREAK, ""))[:40]
    assert wanted in shown
    assert "root:x:0" not in shown
    for name in ("signoff.html", "gate.html"):
        page = (folder / name).read_text(encoding="utf-8")
        assert "<script" not in page
        assert "onerror=window" not in page.replace("&lt;img src=x onerror=window", "")


# --- speed -----------------------------------------------------------------------------------------------------------


def test_a_hundred_scenarios_become_html_and_pdf_in_five_seconds(tmp_path: Path) -> None:
    """Processor time, so that a busy machine does not decide."""
    sample = Sample(tmp_path / "run")
    for number in range(100):
        sample.passing(f"TC-ORD-{number:03d}")
    run = finished(sample.close())
    started = time.process_time()
    html.write(run, run.folder)
    integration.write(run, run.folder)
    assert time.process_time() - started < 5
