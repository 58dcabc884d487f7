"""The UAT library: an item has its scenarios, a scenario its item; it runs to its end with a person who answers, fails
with one who sees something else, waits where there is none; the texts are there in every language."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from behave.model import Scenario
from behave.parser import parse_file

from harness import acceptance, catalogue, gate
from harness.attended import Answer, Question
from harness.cli.ending import requirements
from harness.outcome import CheckFailed, NeedsPerson
from harness.plan import make_plan
from harness.record import Run, load
from harness.run import Options, RunProcess
from harness.session import Hospital, open_hospital
from harness.site import load_site
from harness.steps import acquisition, reports
from harness.steps.attended import as_sentence
from harness.verdict import ExitCode, Verdict
from harness.verify import verify

ROOT = Path(__file__).parents[2]
FEATURES = ROOT / "features"
LANGUAGES = ("en", "es", "fr", "pt")
ITEMS = {"technologist": 13, "radiologist": 8, "referring_physician": 5, "administrator": 10}
AMISS = "Otro^Paciente 999"  # what is on no screen
Asker = Callable[[Question], Answer | None]


@cache
def scenarios(language: str = "en") -> tuple[tuple[Path, str, Scenario], ...]:
    """File, the rule it stands under, and the scenario; rows of an outline once."""
    folder = FEATURES / "uat" if language == "en" else FEATURES / language / "uat"
    found = []
    for file in sorted(folder.rglob("*.feature")):
        feature = parse_file(str(file))
        assert feature is not None
        found += [(file, rule.name, scenario) for rule in feature.rules for scenario in rule.scenarios]
    return tuple(found)


def tags_of(scenario: Scenario) -> list[str]:
    return [str(tag) for tag in scenario.effective_tags]


# --- items and scenarios -----------------------------------------------------------------------------------------


def test_the_items_are_those_that_are_signed() -> None:
    assert {role: sum(item.role == role for item in acceptance.items()) for role in ITEMS} == ITEMS
    codes = {role.id: role.code for role in acceptance.roles()}
    numbers = {role: iter(range(1, count + 1)) for role, count in ITEMS.items()}
    assert [i.id for i in acceptance.items()] == [
        f"UAT-{codes[item.role]}-{next(numbers[item.role]):02d}" for item in acceptance.items()
    ]


def test_every_item_has_a_scenario_and_every_scenario_one_item_of_its_role() -> None:
    shown = set()
    for file, _, scenario in scenarios():
        borne = [tag for tag in tags_of(scenario) if tag.startswith(acceptance.TAG)]
        item = acceptance.items_of(tags_of(scenario))
        assert [one.id for one in item] == borne, f"{file}: {scenario.name}"
        assert len(item) == 1, f"{file}: {scenario.name}"
        role = next(role for role in acceptance.roles() if role.id == item[0].role)
        assert role.tag in tags_of(scenario)
        assert file.parent.name == role.id
        assert f"TC-{role.code}-{item[0].id[-2:]}" in {tag[:-1] for tag in tags_of(scenario)}, scenario.name
        shown.add(item[0].id)
    assert shown == {item.id for item in acceptance.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_rule_is_the_item_in_every_language(language: str) -> None:
    for file, rule, scenario in scenarios(language):
        (item,) = acceptance.items_of(tags_of(scenario))
        assert rule == item.text[language].rstrip("."), file


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_description_says_why_where_to_look_and_what_to_expect(language: str) -> None:
    found = scenarios(language)
    assert len(found) == len(scenarios())
    for file, _, scenario in found:
        parts = acceptance.parts_of("\n".join(scenario.description))
        assert set(parts) - {"by_hand"} == {"purpose", "look_at", "expected"}, f"{file}: {scenario.name}"
        assert all(text.endswith(".") for text in parts.values()), f"{file}: {scenario.name}"


def test_what_only_a_person_can_do_is_said_in_the_description() -> None:
    for file, _, scenario in scenarios():
        by_hand = any(step.name.startswith("you carry out") for step in scenario.steps)
        if by_hand:
            assert "by_hand" in acceptance.parts_of("\n".join(scenario.description)), f"{file}: {scenario.name}"


def test_a_statement_is_no_negation() -> None:
    for file, _, scenario in scenarios():
        for step in scenario.steps:
            for statement in re.findall(r'confirm the statement "([^"]+)"', step.name):
                assert not re.search(r"\b(no|not|none|nobody|nothing|never|cannot)\b", statement.casefold()), file


def test_parts_of_a_description() -> None:
    text = (
        "Before.\nFinalidad: uno\ndos.\nQué observar: tres.\nResultado esperado: cuatro.\nLo hace una persona: cinco."
    )
    assert acceptance.parts_of(text) == {
        "": "Before.", "purpose": "uno dos.", "look_at": "tres.", "expected": "cuatro.", "by_hand": "cinco.",
    }  # fmt: skip


def test_a_step_becomes_an_instruction() -> None:
    assert as_sentence("que la paciente espera") == "La paciente espera"


# --- what a run takes ------------------------------------------------------------------------------------------------


def files(*wanted: str, tags: str = "", language: str = "en") -> set[str]:
    return {scenario.file for scenario in make_plan(wanted, tags, language).scenarios}


def test_a_run_takes_the_library_that_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # nothing depends on where one stands
    integration, uat = files(), files("uat")
    assert all(file.startswith("features/integration/") for file in integration)
    assert len(uat) == 8
    assert files("features/uat") == files("uat/") == uat
    assert all(file.startswith("features/es/uat/") for file in files("uat", language="es"))
    assert files("referring-physician") == files("referring_physician") == files("@referring-physician")
    assert files(tags="@radiologist") == files("radiologist")
    assert files("uat/radiologist/reports") == {"features/uat/radiologist/reports.feature"}
    assert files("TC-MWL-001", "TC-TEC-011") == {
        "features/integration/worklist.feature", "features/uat/technologist/device_list.feature",
    }  # fmt: skip
    assert files("@RAD-5") <= integration
    assert files("integration") == integration


def test_a_run_of_the_acceptance_is_asked_about_its_items_only() -> None:
    rows = requirements(make_plan(["uat"]))
    assert [row["id"] for row in rows] == [item.id for item in acceptance.items()]
    assert all(row["scenarios"] for row in rows)
    assert not [row for row in requirements(make_plan()) if row["id"].startswith(acceptance.TAG)]
    both = requirements(make_plan(["integration", "uat"]))
    assert {row["id"] for row in both} == {row["id"] for row in (*rows, *requirements(make_plan()))}


# --- people ----------------------------------------------------------------------------------------------------------


def says(question: Question, value: str = "yes", **more: Any) -> Answer:
    fields: dict[str, Any] = {"remark": "seen", "blind": dict(question.blind), **more}
    return Answer(
        question_id=question.id, value=value, person="P. Prueba", role=question.role, time="2026-11-24T10:00:00+01:00",
        **fields,
    )  # fmt: skip


def execute(folder: Path, language: str, reply: Asker | None, *wanted: str) -> tuple[Run, list[Question]]:
    """Run this part of the library in the simulated hospital, with somebody who replies."""
    asked: list[Question] = []

    def listen(event: dict[str, Any]) -> None:
        if event["type"] == "question":
            question = Question.from_dict(event["question"])
            asked.append(question)
            assert reply is not None
            process.answer(question, reply(question))

    plan = make_plan(wanted or ["uat"], language=language)
    options = Options(out=folder, language=language, requirements=requirements(plan), attended=reply is not None)
    process = RunProcess(load_site("simulated"), plan, options, listen=listen)
    return process.execute(), asked


def shortcomings(run: Run, wanted: Verdict) -> list[str]:
    return [f"{s.id} {s.verdict}: {s.reason}" for s in run.scenarios if s.verdict is not wanted]


def test_every_scenario_passes_with_somebody_who_sees_what_is_right(tmp_path: Path) -> None:
    run, asked = execute(tmp_path, "en", says)
    assert shortcomings(run, Verdict.PASS) == []
    assert run.exit_code == ExitCode.GO
    steps = [step for scenario in run.scenarios for step in scenario.steps]
    assert {step.status for step in steps} == {"passed"}
    attended = re.compile(r"(look|read|compare|you carry out) ")
    assert len(asked) == sum(bool(attended.match(step.text)) for step in steps)
    assert verify(run.folder) == []
    questions_are_right(run, asked)
    assert gate.decide([run], gate.load_policy(None)).word == "GO"


def questions_are_right(run: Run, asked: list[Question]) -> None:
    """Who is asked, what she is shown, and what is kept from her."""
    roles = {scenario.id: scenario.tags for scenario in run.scenarios}
    for question in asked:
        assert question.role.replace("_", "-") in roles[question.scenario_id]
        about = " ".join(question.about)
        for label, value in question.blind.items():
            assert value
            assert value not in question.instruction
            assert label == "Number of images" or value not in about
        for image in question.images:
            assert (run.folder / image).read_bytes().startswith(b"\x89PNG")
            assert f'"{image}"' in (run.folder / "manifest.json").read_text("utf-8")
    assert {label for question in asked for label in question.blind} == {
        acceptance.word("labels", key, "en")
        for key in ("name", "identifier", "birth_date", "side", "accession_number", "images", "report")
    }
    assert sum(bool(question.images) for question in asked) >= 2
    assert sum(bool(question.evidence) for question in asked) >= 10


def test_every_scenario_fails_with_somebody_who_sees_something_else(tmp_path: Path) -> None:
    def otherwise(question: Question) -> Answer:
        if question.blind:
            return says(question, blind=dict.fromkeys(question.blind, AMISS))
        return says(question, "no", remark="otra cosa")

    run, asked = execute(tmp_path, "fr", otherwise)
    assert shortcomings(run, Verdict.FAIL) == []
    assert len(asked) == len(run.scenarios)
    checks = {finding.check for s in run.scenarios for finding in s.findings if finding.verdict is Verdict.FAIL}
    assert checks == {"UAT-01", "UAT-02"}


def test_every_scenario_waits_where_nobody_is(tmp_path: Path) -> None:
    run, _ = execute(tmp_path, "es", None)
    assert shortcomings(run, Verdict.PENDING) == []
    assert run.exit_code == ExitCode.UNDECIDED
    for scenario in load(run.folder).scenarios:
        states = [step.status for step in scenario.steps]
        first = states.index("pending")
        assert set(states[:first]) <= {"passed"}
        assert set(states[first + 1 :]) <= {"skipped"}
        waits = scenario.steps[first]
        assert waits.waiting_for
        assert waits.waiting_for[:1].isupper()


def test_a_portuguese_scenario_asks_in_portuguese(tmp_path: Path) -> None:
    run, asked = execute(tmp_path, "pt", says, "TC-RAD-031", "TC-REF-031")
    assert shortcomings(run, Verdict.PASS) == []
    side = next(question for question in asked if "Lado" in question.blind)
    assert side.blind == {"Lado": "lado esquerdo"}
    assert side.instruction.startswith('Leia no ecrã do sistema "WORKSTATION" que lado mostram as imagens da paciente')
    assert "Identificador de paciente" in side.about[0]
    assert any("O relatório de Carlos Nve está assinalado como corrigido" in question.look_for for question in asked)


def test_a_yes_without_the_proof_leaves_the_step_open(tmp_path: Path) -> None:
    run, asked = execute(tmp_path, "en", lambda question: says(question, remark=""), "TC-ADM-091")
    assert asked[-1].evidence
    assert run.scenarios[0].verdict is Verdict.PENDING
    assert asked[-1].evidence in run.scenarios[0].steps[-1].waiting_for


def test_a_side_that_is_read_wrong_is_critical(tmp_path: Path) -> None:
    def swapped(question: Question) -> Answer:
        return says(
            question, blind={label: "R" if label == "Side" else value for label, value in question.blind.items()}
        )

    run, _ = execute(tmp_path, "en", swapped, "TC-RAD-031")
    (wrong,) = [finding for finding in run.scenarios[0].findings if finding.verdict is Verdict.FAIL]
    assert (wrong.check, wrong.severity, wrong.role) == ("UAT-02", "critical", "workstation")
    assert (wrong.where, wrong.expected, wrong.received) == ("Side", "left", "R")


# --- by hand, at a real system ---------------------------------------------------------------------------------------


class RealRis:
    """A hospital whose RIS counts as real, and the person who acts in it when she is asked to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, willing: bool) -> None:
        self.hospital = open_hospital()
        self.hospital.begin("TC-BYHAND")
        self.asked: list[Question] = []
        self.willing = willing
        self.context = SimpleNamespace(
            hospital=self.hospital,
            scenario=SimpleNamespace(effective_tags=["radiologist"]),
            feature=SimpleNamespace(language="es"),
            course=SimpleNamespace(index=2, id="TC-BYHAND", step=SimpleNamespace(name="que la radióloga firma")),
        )
        acquisition.exam_was_performed(self.context, "chest CT", "Ana Torres", "CT_ER1")
        monkeypatch.setattr(Hospital, "is_real", lambda hospital, name: name == "ris")
        self.hospital.asker = self.answer

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.willing:
            (case,) = self.hospital.memory["casebook"].cases.values()
            self.hospital.wiring.role("ris").report(case.accession_number, "F", "Sin hallazgos.")
        return says(question, "yes" if self.willing else "no")


@pytest.mark.parametrize("willing", [True, False])
def test_a_report_in_a_real_ris_is_asked_for(monkeypatch: pytest.MonkeyPatch, willing: bool) -> None:
    ris = RealRis(monkeypatch, willing=willing)
    try:
        if willing:
            reports.signs(ris.context, "final", "Sin hallazgos.", "chest CT", "Ana Torres")
            reports.sees_report(ris.context, "chest CT", "Ana Torres", "final")
        else:
            with pytest.raises(CheckFailed):
                reports.signs(ris.context, "final", "Sin hallazgos.", "chest CT", "Ana Torres")
    finally:
        ris.hospital.close()
    (question,) = ris.asked
    assert (question.system, question.role, question.instruction) == ("RIS", "radiologist", "La radióloga firma")
    assert "Número de acceso" in question.about[0]


def test_a_report_in_a_real_ris_waits_where_nobody_is(monkeypatch: pytest.MonkeyPatch) -> None:
    ris = RealRis(monkeypatch, willing=False)
    ris.hospital.asker = lambda question: None
    try:
        with pytest.raises(NeedsPerson) as waits:
            reports.signs(ris.context, "final", "Sin hallazgos.", "chest CT", "Ana Torres")
    finally:
        ris.hospital.close()
    assert waits.value.role == "ris"


# --- texts -----------------------------------------------------------------------------------------------------------


def test_every_text_differs_from_the_english_one() -> None:
    """A text that was copied and forgotten."""
    for name in catalogue.names():
        if name.startswith("uat/"):
            for english, row in catalogue.texts(name).items():
                assert len({english, row["es"], row["fr"], row["pt"]}) == 4, f"{name}: {english}"


@pytest.mark.parametrize("role", acceptance.roles(), ids=lambda role: role.id)
def test_every_role_has_its_reading_copy(role: acceptance.Role) -> None:
    counts = {len(role.quick[language].splitlines()) for language in LANGUAGES}
    assert len(counts) == 1
    for row in (role.name, role.intro, role.quick):
        assert len(set(row.values())) == 4
        assert "\\" not in "".join(row.values())
