"""JUnit, Allure, CSV and the terminal text: what programs and terminals read."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

import reports
from harness.record import load
from reports import allure, junit, matrix, text
from reports.tests import hostile
from reports.tests.sample import REQUIREMENTS, Sample, failing_run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = failing_run(tmp_path_factory.mktemp("run"))
    reports.write_all(load(folder), folder)
    return folder


def cases(folder: Path) -> dict[str, ET.Element]:
    root = ET.parse(folder / junit.NAME).getroot()
    return {str(case.get("name")).split(" ")[0]: case for case in root.iter("testcase")}


# --- JUnit -----------------------------------------------------------------------------------------------------------


def test_junit_counts_agree_with_its_cases(folder: Path) -> None:
    root = ET.parse(folder / junit.NAME).getroot()
    for suite in [root, *root]:
        assert int(suite.get("tests", "")) == len(list(suite.iter("testcase")))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(name, "")) == len(list(suite.iter(tag))), (suite.get("name"), name)
        assert float(suite.get("time", "")) >= 0


def test_junit_keeps_the_order_and_names_of_the_schema(folder: Path) -> None:
    """Children and attributes as the JUnit schema that CI servers publish has them."""
    attributes = {
        "testsuites": {"name", "time", "tests", "failures", "errors", "skipped"},
        "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname"},
        "testcase": {"classname", "name", "time", "file", "line"},
        "failure": {"message", "type"},
        "error": {"message", "type"},
        "skipped": {"message"},
        "property": {"name", "value"},
    }
    for element in ET.parse(folder / junit.NAME).getroot().iter():
        assert set(element.attrib) <= attributes.get(element.tag, set()), element.tag
        children = [child.tag for child in element]
        if element.tag == "testcase":
            assert children in (["system-out"], *([tag, "system-out"] for tag in ("failure", "error", "skipped")))
        if element.tag == "testsuite":
            assert children[0] == "properties"
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", element.get("timestamp", ""))


def test_junit_tells_fault_error_and_not_run_apart(folder: Path) -> None:
    found = cases(folder)
    failure = found["TC-MWL-002"].find("failure")
    assert failure is not None
    assert failure.get("type") == "MWL-03"
    assert "expected: Peña Muñoz Prueba^Lucía" in (failure.text or "")
    assert found["TC-RPT-001"].find("error") is not None
    for identifier, word in (("TC-MPPS-001", "PENDING"), ("TC-IAN-001", "OMIT"), ("TC-ADT-003", "SKIP")):
        skipped = found[identifier].find("skipped")
        assert skipped is not None
        assert str(skipped.get("message")).startswith(word)
    accepted = found["TC-QR-001"]
    assert [child.tag for child in accepted] == ["system-out"]
    assert "agreed with the site" in (accepted[0].text or "")


@pytest.mark.parametrize("ended", [True, False])
def test_junit_of_an_empty_run_is_not_green(tmp_path: Path, ended: bool) -> None:
    folder = Sample(tmp_path).close(4, ended=ended)
    root = ET.parse(junit.write(load(folder), folder)).getroot()
    assert (root.get("tests"), root.get("errors")) == ("1", "1")


def test_junit_of_an_interrupted_run_is_not_green(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.passing("TC-1")
    folder = s.close(130, interrupted=True)
    root = ET.parse(junit.write(load(folder), folder)).getroot()
    assert root.get("errors") == "1"


# --- Allure ----------------------------------------------------------------------------------------------------------


def results(folder: Path) -> dict[str, dict[str, Any]]:
    documents = [json.loads(path.read_text("utf-8")) for path in (folder / allure.NAME).glob("*-result.json")]
    return {next(x["value"] for x in d["labels"] if x["name"] == "as_id"): d for d in documents}


def test_allure_has_every_scenario_with_its_status(folder: Path) -> None:
    assert {identifier: document["status"] for identifier, document in results(folder).items()} == {
        "TC-MWL-001": "passed", "TC-MWL-002": "failed", "TC-STC-001": "failed", "TC-MPPS-001": "skipped",
        "TC-RPT-001": "broken", "TC-QR-001": "passed", "TC-ADT-003": "skipped", "TC-IAN-001": "skipped",
        "TC-MWL-009": "passed",
    }  # fmt: skip


def test_allure_steps_follow_each_other_inside_their_scenario(folder: Path) -> None:
    document = results(folder)["TC-MWL-002"]
    assert [step["status"] for step in document["steps"]] == ["passed", "passed", "failed", "skipped"]
    assert document["steps"][2]["name"] == "Then that entry carries the name of the order"
    start = document["start"]
    for step in document["steps"]:
        assert start <= step["start"] <= step["stop"]
        start = step["stop"]


def test_allure_attachments_are_files_beside_it(folder: Path) -> None:
    document = results(folder)["TC-MWL-002"]
    assert len(document["attachments"]) == 8
    for attachment in document["attachments"]:
        assert (folder / allure.NAME / attachment["source"]).is_file()
    labels = {(label["name"], label["value"]) for label in document["labels"]}
    assert ("severity", "critical") in labels
    assert ("tag", "RAD-5") in labels
    assert ("feature", "The scanner works from the list the RIS gives it") in labels


def test_allure_history_is_the_scenarios_not_the_runs(folder: Path, tmp_path: Path) -> None:
    other = failing_run(tmp_path)
    allure.write(load(other), other)
    assert {i: d["historyId"] for i, d in results(folder).items()} == {
        i: d["historyId"] for i, d in results(other).items()
    }
    assert not {d["uuid"] for d in results(folder).values()} & {d["uuid"] for d in results(other).values()}


def test_allure_written_twice_is_written_once(folder: Path) -> None:
    before = len(list((folder / allure.NAME).iterdir()))
    allure.write(load(folder), folder)
    assert len(list((folder / allure.NAME).iterdir())) == before


def test_scenarios_inside_a_rule_are_there_with_their_rule(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.passing("TC-1", rule="An ordered examination reaches the scanner")
    folder = s.close(0)
    allure.write(load(folder), folder)
    labels = {(x["name"], x["value"]) for x in results(folder)["TC-1"]["labels"]}
    assert ("story", "An ordered examination reaches the scanner") in labels


# --- CSV -------------------------------------------------------------------------------------------------------------


def table(folder: Path) -> list[dict[str, str]]:
    data = (folder / matrix.NAME).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # spreadsheets take it for UTF-8 only with it
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_matrix_has_requirement_scenario_and_verdict(folder: Path) -> None:
    rows = {(row["requirement"], row["scenario"]): row["verdict"] for row in table(folder)}
    assert rows["MWL-NAME", "TC-MWL-002"] == "FAIL"
    assert rows["", "TC-MPPS-001"] == "PENDING"
    assert len(rows) == 9


def test_matrix_shows_what_nothing_tests(tmp_path: Path) -> None:
    requirements = [
        *REQUIREMENTS,
        {"id": "R-3", "text": "x", "strength": "SHALL", "scenarios": [], "not_tested": "no API"},
    ]
    folder = Sample(tmp_path, requirements=requirements).close(4)
    matrix.write(load(folder), folder)
    rows = {row["requirement"]: row for row in table(folder)}
    assert all(row["tested"] == "no" for row in rows.values())
    assert rows["R-3"]["not tested because"] == "no API"
    assert rows["STG-COMMIT"]["scenario"] == "TC-STC-001"


# --- text ------------------------------------------------------------------------------------------------------------


def test_text_marks_the_letters_that_differ(folder: Path) -> None:
    lines = (folder / text.NAME).read_text("utf-8").splitlines()
    at = lines.index("  expected  Peña Muñoz Prueba^Lucía")
    assert lines[at + 1] == "  received  Pe?a Mu?oz Prueba^Luc?a"
    assert lines[at + 2] == "              ^    ^             ^"
    assert any(line.startswith("  again     interop run") for line in lines)


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_text_keeps_to_the_width_and_loses_no_letter(folder: Path, width: int) -> None:
    blocks = text.blocks(load(folder), width=width)
    for line in (line for block in blocks for line in block[1:]):
        assert len(line) <= width or " " not in line[12:].strip(), line


def test_text_wraps_a_long_value_without_losing_a_letter(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    s.scenario("TC-1", "x")
    name = "Teste dos Santos Assunção Quaresma^Maria da Graça"
    s.finding("TC-1", summary="x", expected=name, received=name.replace("ç", "c"))
    s.end("TC-1", "FAIL")
    (block,) = text.blocks(load(s.close(1)), width=40)
    start = next(n for n, line in enumerate(block) if line.startswith("  expected"))
    pieces = [line[12:].ljust(28) for line in block[start : start + 6]]
    assert "".join(pieces[0::3]).rstrip() == name
    assert "".join(pieces[1::3]).rstrip() == name.replace("ç", "c")
    assert [at for at, mark in enumerate("".join(pieces[2::3])) if mark == "^"] == [
        at for at, letter in enumerate(name) if letter == "ç"
    ]


def test_text_paints_only_through_the_callers_style(folder: Path) -> None:
    painted = text.blocks(load(folder), style=lambda word, kind: f"[{kind}:{word}]")
    assert painted[0][0] == "[fail:FAIL] [id:TC-MWL-002] · H-01 critical"


# --- all of them -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", hostile.STRINGS)
def test_hostile_text_stays_text_in_every_report(tmp_path: Path, kind: str) -> None:
    folder = hostile.record(tmp_path, hostile.STRINGS[kind])
    paths = reports.write_all(load(folder), folder)
    ET.parse(paths["junit"])
    for row in table(folder):
        for cell in row.values():
            assert not re.match(r"\s*[=+\-@|%]", cell or ""), cell
            assert not re.search("[\x00-\x1f\x7f]", cell or "")
    for document in paths["allure"].glob("*.json"):
        json.loads(document.read_text("utf-8"))
    written = paths["text"].read_text("utf-8") + paths["junit"].read_text("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", written)


def test_everything_for_a_hundred_scenarios_is_quick(tmp_path: Path) -> None:
    s = Sample(tmp_path)
    for number in range(100):
        s.passing(f"TC-{number:03d}")
    run = load(s.close(0))
    start = time.perf_counter()
    reports.write_all(run, tmp_path)
    assert time.perf_counter() - start < 5
