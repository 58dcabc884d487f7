"""The library itself: it lints clean, covers what it claims, and its glossary is the one that the lint enforces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from behave.model import Scenario
from behave.parser import parse_file

from harness import coverage
from harness.feature_tags import KINDS
from harness.lint import lint, written
from harness.steps import phrases
from harness.steps.registering import load_phrases
from harness.verdict import Verdict
from simulators.wire.errors import ConfigError

FEATURES = Path(__file__).parents[2] / "features"
FILES = sorted(FEATURES.glob("integration/*.feature"))
ALL = [*FILES, *sorted(FEATURES.glob("uat/*/*.feature"))]


def _scenarios(files: Sequence[Path] = FILES) -> Iterator[Scenario]:
    for file in files:
        feature = parse_file(str(file))
        assert feature is not None
        yield from feature.walk_scenarios()


def _tags(scenario: Scenario) -> list[str]:
    return [str(tag) for tag in scenario.effective_tags]


def _id(scenario: Scenario) -> str:
    return next(tag for tag in _tags(scenario) if tag.startswith("TC-"))


def test_the_library_lints_clean() -> None:
    assert lint(ALL) == []


def test_the_library_is_large_enough_and_every_phrase_is_used() -> None:
    load_phrases()
    scenarios = list(_scenarios())
    assert len(scenarios) >= 80
    steps = [step for scenario in _scenarios(ALL) for step in scenario.all_steps]
    used = {id(phrase) for step in steps for phrase in phrases.matching(step.step_type, step.name)}
    assert [p.pattern for p in phrases.PHRASES if p.language == "en" and id(p) not in used] == []


@pytest.mark.parametrize(
    "transaction",
    ["RAD-1", "RAD-12", "RAD-2", "RAD-3", "RAD-48", "RAD-4", "RAD-13", "RAD-5", "RAD-6", "RAD-7", "RAD-8", "RAD-10",
     "RAD-11", "RAD-49", "RAD-14", "RAD-16", "RAD-18", "RAD-20", "RAD-21", "RAD-66", "RAD-128",
     "DICOMweb", "ROUTING", "PIR", "CHARSET", "CONTINUITY", "TLS"],
)  # fmt: skip
def test_every_transaction_has_a_positive_and_a_negative_scenario(transaction: str) -> None:
    tags = [set(_tags(scenario)) for scenario in _scenarios() if transaction in _tags(scenario)]
    assert {"positive", "negative"} <= set().union(*tags)


def test_every_scenario_shows_a_requirement_and_every_requirement_is_shown_or_says_why_not() -> None:
    planned = [(_id(scenario), _tags(scenario)) for scenario in _scenarios()]
    resolved = coverage.resolved(planned)
    explored = {id for id, _ in planned if id.startswith("TC-EXP-")}  # shows again what interop explore once found
    assert {id for id, _ in planned} - explored - {id for entry in resolved for id in entry.scenarios} == set()
    assert [entry.id for entry in resolved if not entry.scenarios and not entry.not_tested] == []
    known = {id for id, _ in planned}
    assert [(e.id, id) for e in coverage.requirements() for id in e.scenarios if id not in known] == []


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.stem)
def test_another_parser_reads_the_same_steps(file: Path) -> None:
    """behave takes what it does not know as description; the parser of Cucumber is stricter."""
    parser = pytest.importorskip("gherkin.parser").Parser()
    children = parser.parse(file.read_text(encoding="utf-8"))["feature"]["children"]
    nested = [inner for child in children for inner in (child["rule"]["children"] if "rule" in child else [child])]
    theirs = [step["text"] for child in nested for part in child.values() for step in part["steps"]]
    feature = parse_file(str(file))
    assert feature is not None
    ours = [step.name for scenario in written(feature) for step in scenario.steps]
    assert ours == theirs


def test_every_failure_of_the_field_has_its_scenario() -> None:
    tags = {tag for scenario in _scenarios() for tag in _tags(scenario)}
    assert {f"FIELD-{row:02d}" for row in range(1, 21)} <= tags


def test_coverage_shows_a_requirement_that_nothing_tested() -> None:
    verdicts = {"TC-STO-001.1": Verdict.PASS, "TC-STO-001.2": Verdict.FAIL, "TC-COM-001": Verdict.SKIP}
    covered = {entry.requirement.id: entry for entry in coverage.coverage(verdicts, {})}
    assert covered["RAD-8.2"].verdict is Verdict.FAIL
    assert covered["RAD-8.2"].executed
    assert not covered["RAD-8.2"].gap
    assert covered["RAD-10.1"].gap  # what was skipped has not passed
    assert covered["RAD-48.1"].gap


def test_a_bad_requirement_is_named(tmp_path: Path) -> None:
    file = tmp_path / "requirements.toml"
    entry = 'source = "s"\nclause = "c"\ntext = "t"\nrole = "ris"\n'
    file.write_text(
        f'[[requirement]]\nid = "A"\nstrength = "MUST"\n{entry}scenarios = ["TC-MWL-001"]\n'
        f'[[requirement]]\nid = "B"\nstrength = "SHALL"\n{entry}\n'
        f'[[requirement]]\nid = "B"\nstrength = "SHALL"\n{entry}'
        'not_tested = "because"\n[[requirement]]\nid = "C"\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigError) as error:
        coverage.requirements(file)
    text = " | ".join(error.value.problems)
    assert "A: strength 'MUST'" in text
    assert "B: needs scenarios or tags" in text
    assert "B: stands twice" in text
    assert "C: " in text


def test_the_glossary_is_the_one_that_the_lint_enforces() -> None:
    text = (FEATURES / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(@[^`]+)` \| (.+) \|$", text, re.MULTILINE))
    assert rows == {kind.shown: kind.meaning for kind in KINDS}
    assert all(kind.covers(kind.shown.removeprefix("@")) for kind in KINDS)
