"""Each trap of the feature language, planted: the lint has to see it, in the right line."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from harness import lint as module
from harness.lint import lint
from harness.steps import phrases
from harness.steps.phrases import Phrase

GOOD = """\
@RAD-5
Feature: A list
  A wrong entry harms.

  Rule: It holds

    @TC-MWL-901 @shall @positive
    Scenario: One
      Given patient "Ana Torres" is on record
      When the ordering service orders exam "chest CT" for patient "Ana Torres"
      Then the number of entries for patient "Ana Torres" in the worklist of device "CT_ER1" is 1
"""
SPANISH = """\
# language: es
@RAD-5
Característica: Una lista
  Una entrada errónea hace daño.

  Regla: Se cumple

    @TC-MWL-902 @shall @positive
    Escenario: Uno
      Dado que el paciente "Ana" consta
      Cuando llega la solicitud "TC de tórax"
      Entonces la lista muestra 1 entrada
"""
FRENCH = """\
# language: fr
@RAD-5
Fonctionnalité: Une liste
  Une entrée erronée nuit.

  Règle: Elle tient

    @TC-MWL-903 @shall @positive
    Scénario: Un
      Étant donné que le patient "Ana" figure
      Lorsque la demande "Scanner thoracique" arrive
      Alors la liste montre 1 entrée
"""
FOREIGN = (
    ("given", "es", 'el/la paciente "{patient}" consta'),
    ("when", "es", 'llega la solicitud "{exam}"'),
    ("then", "es", "la lista muestra {n} entrada"),
    ("given", "fr", 'le patient "{patient}" figure'),
    ("when", "fr", 'la demande "{exam}" arrive'),
    ("then", "fr", "la liste montre {n} entrée"),
)


def _nothing(context: object, **values: object) -> None:
    """A step that does nothing."""


@pytest.fixture(autouse=True)
def _foreign_phrases(monkeypatch: pytest.MonkeyPatch) -> None:
    module.lint([])
    from harness.steps.registering import load_phrases

    load_phrases()
    foreign = [Phrase(step_type, language, pattern, _nothing) for step_type, language, pattern in FOREIGN]
    monkeypatch.setattr(phrases, "PHRASES", [*phrases.PHRASES, *foreign])


def _found(tmp_path: Path, content: str, name: str = "x.feature") -> list[str]:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    return [line.removeprefix(str(file) + ":") for line in lint([file])]


@pytest.mark.parametrize("content", [GOOD, SPANISH, FRENCH])
def test_a_good_feature_is_left_alone(tmp_path: Path, content: str) -> None:
    assert _found(tmp_path, content) == []


def _planted(name: str, content: str, old: str, new: str, line: int, says: str) -> object:
    assert old in content, name
    return pytest.param(content.replace(old, new, 1), line, says, id=name)


NBSP = "\u00a0"
DECOMPOSED = unicodedata.normalize("NFD", "Étant")
TRAPS = [
    _planted("unknown first keyword", SPANISH, "Dado que el", "Dado: que el", 10, "step word 'Dado:'"),
    _planted("English keyword in a Spanish file", SPANISH, "Dado que", "Given", 10, "step word 'Given'"),
    _planted("no-break space after the keyword", SPANISH, "Dado que", f"Dado{NBSP}que", 10, "no-break space"),
    _planted("decomposed accent", FRENCH, "Étant", DECOMPOSED, 10, "decomposed"),
    _planted("typographic apostrophe", FRENCH, "Étant donné que le", "Étant donné qu’un", 10, "begins with 'Étant'"),
    _planted("when keyword with a typographic apostrophe", FRENCH, "Lorsque la", "Lorsqu’une", 11, "cannot read"),
    _planted("space before the colon", FRENCH, "Scénario:", "Scénario :", 9, "no section keyword"),
    _planted("rule with a space before the colon", FRENCH, "Règle:", "Règle :", 6, "no section keyword"),
    _planted("section keyword in small letters", SPANISH, "Escenario:", "escenario:", 9, "no section keyword"),
    _planted(
        "section keyword without its accent", SPANISH, "Característica:", "Caracteristica:", 3, "no section keyword"
    ),
    _planted("description that is a step", GOOD, "harms.", "harms.\n  When it is cut, nothing is lost.", 4, "'When'"),
    _planted("description that is a bullet", GOOD, "harms.", "harms.\n  * note", 4, "'*'"),
    _planted("description with a Portuguese And", GOOD, "harms.", "harms.\n  E nada se perde.", 4, "'E'"),
    _planted("description that is a scenario", SPANISH, "daño.", "daño.\n  Exemple: uno", 5, "no section keyword"),
    _planted(
        "scenario without steps",
        GOOD,
        "    @TC",
        "    @TC-MWL-999 @shall @positive\n    Scenario: Zero\n\n    @TC",
        8,
        "without steps",
    ),
    _planted("comma after the keyword", SPANISH, "Entonces la", "Entonces, la", 12, "cannot read"),
    _planted("agreeing Given", SPANISH, "Dado que el paciente", "Dada la paciente", 10, "begins with 'Dada'"),
    _planted(
        "Portuguese And in Spanish",
        SPANISH,
        "Entonces",
        'E llega la solicitud "RM"\n      Entonces',
        12,
        "begins with 'E'",
    ),
    _planted("undefined step", GOOD, "orders exam", "order exam", 10, "undefined step"),
    _planted("a word that is none of ours", GOOD, '"chest CT"', '"chest TC"', 10, "nearest is 'chest CT'"),
    _planted("two blanks", GOOD, "orders exam", "orders  exam", 10, "undefined step"),
    _planted("capital letter", GOOD, "Given patient", "Given Patient", 9, "undefined step"),
    _planted(
        "language line below", SPANISH, "# language: es\n@RAD-5\n", "@RAD-5\n# language: es\n", 2, "would be ignored"
    ),
    _planted("unknown language", SPANISH, "language: es", "language: es-GQ", 1, "'es-GQ'"),
    _planted("byte-order mark", GOOD, "@RAD-5", "\ufeff@RAD-5", 1, "byte-order mark"),
    _planted("no test ID", GOOD, "@TC-MWL-901 ", "", 8, "exactly one test ID"),
    _planted("no strength", GOOD, "@shall ", "", 8, "exactly one @shall"),
    _planted("both polarities", GOOD, "@positive", "@positive @negative", 8, "exactly one @positive"),
    _planted("unknown tag", GOOD, "@positive", "@positive @urgent", 8, "unknown tag @urgent"),
    _planted("unknown feature tag", GOOD, "@RAD-5", "@RAD-5 @sprint7", 2, "unknown tag @sprint7"),
    _planted("tags out of order", GOOD, "@TC-MWL-901 @shall", "@shall @TC-MWL-901", 8, "out of order"),
    _planted("no Then", GOOD, "      Then", "      And", 8, "no Then"),
    _planted("a word of the wire", GOOD, "orders exam", "sends OMI with exam", 10, "word of the wire"),
    _planted("a field path", GOOD, "orders exam", "fills OBR-4 with exam", 10, "word of the wire"),
    _planted("no harm named", GOOD, "  A wrong entry harms.\n", "", 2, "which harm"),
    _planted(
        "too many steps",
        GOOD,
        "      Then",
        '      And the admissions desk discharges patient "Ana Torres"\n' * 6 + "      Then",
        8,
        "9 steps",
    ),
]


@pytest.mark.parametrize(("content", "line", "says"), TRAPS)
def test_a_trap_is_seen_in_its_line(tmp_path: Path, content: str, line: int, says: str) -> None:
    found = _found(tmp_path, content)
    assert any(says in one and one.startswith(f"{line}:") for one in found), found


def test_more_than_one_pattern_for_a_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rival = Phrase("given", "en", 'patient "{patient}" is on/off record', _nothing)
    monkeypatch.setattr(phrases, "PHRASES", [*phrases.PHRASES, rival])
    assert any("2 patterns match" in one for one in _found(tmp_path, GOOD))


def test_a_test_id_is_taken_once_in_all_files(tmp_path: Path) -> None:
    one, two = tmp_path / "a.feature", tmp_path / "b.feature"
    one.write_text(GOOD, encoding="utf-8")
    two.write_text(GOOD.replace("Scenario: One", "Scenario: Two"), encoding="utf-8")
    assert [line.split(": ", 1)[1] for line in lint([one, two])] == ["test ID @TC-MWL-901 is taken by a.feature:8"]


@pytest.mark.parametrize("content", ["", "# nothing\n", "Feature: x\n  Nothing.\n"])
def test_a_file_without_scenarios_is_refused(tmp_path: Path, content: str) -> None:
    assert any("no scenario" in one for one in _found(tmp_path, content))


def test_a_file_that_is_no_text_or_is_not_there(tmp_path: Path) -> None:
    binary = tmp_path / "x.feature"
    binary.write_bytes(b"Feature: \xff\xfe")
    found = lint([binary, tmp_path / "none.feature"])
    assert len(found) == 2
    assert all("cannot be read" in one for one in found)
