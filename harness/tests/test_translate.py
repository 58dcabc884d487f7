"""The library in the other languages: complete, fresh, well formed, and the same scenarios."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from behave.model import Feature
from behave.parser import parse_file

from harness import catalogue, fixtures_data, terms, translate
from harness.cli import main
from harness.data import features_folder
from harness.lint import lint, written
from harness.plan import id_of, library, make_plan
from harness.steps import grammar, phrases
from harness.steps.phrases import PHRASES, Phrase, step_text
from harness.steps.registering import adopt, load_phrases
from reports.tests.english import left_in_english
from simulators.wire.errors import ConfigError

ROOT = Path(__file__).parents[2]
ENGLISH = sorted(translate.sources())
LANGUAGES = translate.LANGUAGES
load_phrases()
OURS = tuple(PHRASES)


@pytest.fixture
def _site_words() -> Iterator[None]:
    """Take the words of a site away again."""
    yield
    phrases.use_words_of_site({})


def _files(language: str) -> list[Path]:
    return sorted((features_folder() / language).rglob("*.feature"))


def _parsed(path: Path) -> Feature:
    feature = parse_file(str(path))
    assert feature is not None
    return feature


# --- phrases ---------------------------------------------------------------------------------------------------------


def test_every_step_is_said_in_four_languages_with_the_same_values() -> None:
    for english in (phrase for phrase in OURS if phrase.language == "en"):
        for language in LANGUAGES:
            twin = phrases.twin(english, language)
            assert twin is not None, (english.pattern, language)
            assert sorted(twin.holes) == sorted(english.holes), twin.pattern
            assert {hole: twin.kind(hole) for hole in twin.holes} == {h: english.kind(h) for h in english.holes}
    steps = Counter((p.language, p.function, p.step_type, str(p.fixed)) for p in OURS)
    assert [step for step, count in steps.items() if count > 1] == []


def _said(phrase: Phrase, patient: str, number: int) -> str:
    """A line with a word of each kind, people of one sex and a number."""
    values: dict[str, object] = {}
    for hole in phrase.holes:
        words = terms.kinds().get(phrase.kind(hole))
        is_text = re.search(rf'"\{{{hole}[:}}]', phrase.pattern)
        values[hole] = number if not is_text else next(iter(words)) if words else patient
    return phrase.write(**values)


@pytest.mark.parametrize("patient", ["Ana Torres", "Luis Mba", "Prueba 01 Desconocido", "<patient>"])
def test_what_is_written_is_read_by_one_phrase_of_all_languages_and_gives_the_english_values(patient: str) -> None:
    for phrase in OURS:
        for number in (0, 1, 2):
            line = _said(phrase, patient, number)
            assert phrases.matching(phrase.step_type, line) == [phrase], line
            english = phrases.twin(phrase, "en")
            assert english is not None
            assert english.match(_said(english, patient, number)) == phrase.match(line), line


def test_a_word_agrees_with_the_person_and_the_number() -> None:
    es = Phrase("then", "es", '{n} [imágenes] [del paciente] "{patient}"', print)
    fr = Phrase("then", "fr", '{n} [images] [du patient] "{patient}" et [ne les envoie] pas', print)
    assert es.write(n=1, patient="Ana Torres") == '1 imagen de la paciente "Ana Torres"'
    assert es.write(n=0, patient="Luis Mba") == '0 imágenes del paciente "Luis Mba"'
    assert fr.write(n=0, patient="Ana Torres") == '0 image de la patiente "Ana Torres" et ne l\'envoie pas'
    assert fr.write(n=2, patient="<patient>") == '2 images du dossier patient "<patient>" et ne les envoie pas'
    assert es.match('1 imágenes de paciente "Ana"') == {"n": 1, "patient": "Ana"}
    with pytest.raises(KeyError):
        Phrase("then", "es", "[der Patient]", print)


def test_a_phrase_takes_the_word_of_its_language_and_the_english_one() -> None:
    step_text("then", en='x "{other:exam}" "{status}"', es='y "{status}" "{other}"')(print)
    es = PHRASES.pop()
    PHRASES.pop()
    assert es.match('y "terminada" "TC de tórax"') == {"status": "completed", "other": "chest CT"}
    assert es.match('y "Terminada" "chest CT"') == {"status": "completed", "other": "chest CT"}
    assert es.match('y "concluído" "Ana"') == {"status": "concluído", "other": "Ana"}
    assert [*es.strangers('y "terminado" "<exam>"')] == [("status", "terminado", "terminada")]


# --- grammar -----------------------------------------------------------------------------------------------------

_ALL = r"  |\u00a0|\u202f|’| ,| \.|\bde \"|"
WRONG = {
    "es": _ALL + r"\b[Dd]e el\b|\b[Aa] el\b|\by i|\by hi[^aeo]|\b[yo] \"|\b[Ee]l \"|\ben \"|\bal al\b|\bla al\b",
    "fr": _ALL + r"\b(?:de|à) les?\b|\b(?:de|le|la|ne|que|se|je|jusque|lorsque) [aeéèêiouœ]|\bde hô|\b(?:la|le) h[ôi]"
    r"|\b(?:que|le|la|à|du|au) \"|\bdossier du dossier|\bdu le\b|\bau le\b",
    "pt": _ALL + r"\b[Dd]e [oa]s?\b|\b[Ee]m [oa]s?\b|\b[Aa] os?\b|\b[Pp]or [oa]s?\b|\bno \"|\bdo o\b|\bao o\b",
}


def _lines(language: str) -> Iterator[tuple[str, str]]:
    for path in _files(language):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            if not line.lstrip().startswith(("#", "|", "@")):
                yield f"{path.name}:{number}", line.strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_articles_contract_and_elide_in_every_rendered_line(language: str) -> None:
    rendered = [line for _, line in _lines(language)]
    ours = [phrase for phrase in OURS if phrase.language == language]
    said = [_said(phrase, who, n) for phrase in ours for who in ("Ana Torres", "<p>") for n in (1, 2)]
    wrong = [line for line in (*rendered, *said) if re.search(WRONG[language], _fixed(line))]
    assert wrong == []


def _fixed(line: str) -> str:
    """What is between quotes is no text of ours to judge; the quotes stay."""
    return re.sub(r'"[^"]*"', '"·"', line)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "la lista de el equipo"), ("es", "va a el destino"), ("es", 'entre el uno y "dos"'), ("es", 'de "Bata"'),
        ("es", "padres y hijos"), ("fr", "la liste de le système"), ("fr", "la demande de examen"), ("fr", 'à "PACS"'),
        ("fr", "le dossier du dossier patient"), ("pt", "a lista de o sistema"), ("pt", "está em o sistema"),
        ("pt", 'no "RIS"'), ("pt", "por o sistema"),
    ],
)  # fmt: skip
def test_the_grammar_test_sees_a_fault(language: str, line: str) -> None:
    assert re.search(WRONG[language], _fixed(line))


@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_composed_and_have_neither_special_blanks_nor_typographic_apostrophes(language: str) -> None:
    for path in _files(language):
        text = path.read_text(encoding="utf-8")
        assert text == unicodedata.normalize("NFC", text)
        assert text.startswith(f"# language: {language}\n")
        assert "nati" in text.split("\n")[2], "says that no native clinician has reviewed it"
        assert "\u00a0" not in text
        assert "\u202f" not in text
        outside = _fixed("\n".join(line for line in text.split("\n") if not line.strip().startswith("|")))
        assert "’" not in outside


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_in_english(language: str) -> None:
    english = re.compile(r"\b(the|and|is|not|of|with|are|an|which|that|under|nothing|every)\b", re.IGNORECASE)
    left = [(where, line) for where, line in _lines(language) if english.search(_fixed(line))]
    assert left == []


# --- the catalogue ---------------------------------------------------------------------------------------------------


def test_every_english_text_has_its_translations_and_no_entry_is_left_over() -> None:
    for name in _features():
        assert set(catalogue.texts(name)) == _texts(features_folder() / f"{name}.feature"), catalogue.shown(name)


def _features() -> list[str]:
    """Files of the catalogue that belong to a feature."""
    return [name for name in catalogue.names() if not name.startswith("said/")]


def _texts(path: Path) -> set[str]:
    class Asked(dict[str, catalogue.Row]):
        def get(self, key: str, default: object = None) -> catalogue.Row:  # type: ignore[override]
            self[key] = {}
            return dict.fromkeys(terms.LANGUAGES, key)

    asked = Asked()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "row", lambda written, language, name: asked.get(written))
        translate.render(path.read_text(encoding="utf-8"), "x/y", "es")
    return set(asked)


def test_columns_of_an_outline_are_named_alike_in_its_title() -> None:
    for name in _features():
        for row in catalogue.texts(name).values():
            for language in LANGUAGES:
                ours = [terms.word("column", place, language) for place in re.findall("<([^<>]+)>", row["en"])]
                assert re.findall("<([^<>]+)>", row[language]) == ours, row["en"]


def test_an_entry_without_a_language_or_twice_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = '[[text]]\nen = "One"\nes = "Uno"\nfr = "Un"\npt = "{}"\n'
    (tmp_path / "x.toml").write_text(entry.format(" ") + entry.format("Um"), encoding="utf-8")
    monkeypatch.setattr(catalogue, "folder", lambda: tmp_path)
    _forget()
    with pytest.raises(ConfigError) as error:
        catalogue.texts("x")
    _forget()
    assert error.value.problems == ("'One': no pt", "'One': stands twice")


# --- the rendered features -------------------------------------------------------------------------------------------


def test_the_rendered_features_are_fresh() -> None:
    assert translate.stale() == [], "run: interop translate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_lint_clean_and_are_the_same_scenarios(language: str) -> None:
    files = _files(language)
    assert lint(files) == []
    for english, file in zip(ENGLISH, files, strict=True):
        ours, theirs = _parsed(english), _parsed(file)
        assert [id_of(s) for s in theirs.walk_scenarios()] == [id_of(s) for s in ours.walk_scenarios()]
        for one, other in zip(ours.walk_scenarios(), theirs.walk_scenarios(), strict=True):
            assert [str(tag) for tag in one.tags] == [str(tag) for tag in other.tags]
            assert [step.step_type for step in one.all_steps] == [step.step_type for step in other.all_steps]
            for left, right in zip(one.all_steps, other.all_steps, strict=True):
                (phrase,) = phrases.matching(left.step_type, left.name)
                (twin,) = phrases.matching(right.step_type, right.name)
                assert twin.function is phrase.function
                assert _canonical(twin, right.name) == _canonical(phrase, left.name)


def _canonical(phrase: Phrase, line: str) -> dict[str, object]:
    values = phrase.match(line) or {}
    return {hole: value for hole, value in values.items() if phrase.kind(hole) not in translate.PROSE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_another_parser_reads_the_same_steps(language: str) -> None:
    parser = pytest.importorskip("gherkin.parser").Parser()
    for file in _files(language):
        children = parser.parse(file.read_text(encoding="utf-8"))["feature"]["children"]
        nested = [inner for child in children for inner in (child["rule"]["children"] if "rule" in child else [child])]
        theirs = [step["text"] for child in nested for part in child.values() for step in part["steps"]]
        ours = [step.name for scenario in written(_parsed(file)) for step in scenario.steps]
        assert theirs == ours


@pytest.mark.parametrize("language", LANGUAGES)
def test_translating_back_gives_the_english_feature(language: str) -> None:
    for english, file in zip(ENGLISH, _files(language), strict=True):
        name = translate.place_in_catalogue(file)
        assert name == translate.place_in_catalogue(english)
        back = translate.render(file.read_text(encoding="utf-8"), name, "en")
        squeezed = [re.sub(r" +\|", " |", line) for line in english.read_text(encoding="utf-8").split("\n")]
        assert [re.sub(r" +\|", " |", line) for line in back.split("\n")] == squeezed


def test_run_takes_the_features_of_the_language() -> None:
    assert library("es") == features_folder() / "es" / "integration"
    for wanted in ([], ["worklist"], [str(features_folder() / "integration")]):
        plan = make_plan(wanted, language="fr")
        assert {scenario.file.split("/")[1] for scenario in plan.scenarios} == {"fr"}
    assert len(make_plan([], language="pt").scenarios) == len(make_plan([]).scenarios)


def _forget() -> None:
    catalogue.texts.cache_clear()
    catalogue._by.cache_clear()


def _small(folder: Path, steps: str) -> Path:
    feature = folder / "x.feature"
    feature.write_text(f"Feature: One\n  Two\n\n  @TC-MWL-001\n  Scenario: Three\n{steps}", encoding="utf-8")
    return feature


def test_what_cannot_be_rendered_is_named_with_its_line(tmp_path: Path) -> None:
    feature = _small(tmp_path, '    Given patient "Ana" sleeps\n    Then the search finds 1 study\n')
    with pytest.raises(ConfigError) as error:
        translate.render(feature.read_text(encoding="utf-8"), "x", "es")
    assert error.value.problems == (
        "line 6: patient \"Ana\" sleeps: no such step in 'en'",
        "line 1: 'One'",
        "line 1: 'Two'",
        "line 5: 'Three'",
    )


def test_a_feature_that_changed_is_stale_and_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "features").mkdir()
    _small(tmp_path / "features", "    Then the search finds 1 study\n")
    entries = "".join(
        f'[[text]]\nen = "{en}"\nes = "{es}"\nfr = "{es}"\npt = "{es}"\n'
        for en, es in (("One", "Uno"), ("Two", "Dos"), ("Three", "Tres"))
    )
    (tmp_path / "x.toml").write_text(entries, encoding="utf-8")
    monkeypatch.setattr(catalogue, "folder", lambda: tmp_path)
    _forget()
    root = tmp_path / "features"
    done = translate.write(["es"], root)
    assert [path.relative_to(root).as_posix() for path in done] == ["es/x.feature"]
    assert done[0].read_text(encoding="utf-8").split("\n")[3:] == [
        "Característica: Uno", "  Dos", "", "  @TC-MWL-001", "  Escenario: Tres",
        "    Entonces la búsqueda encuentra 1 estudio", "",
    ]  # fmt: skip
    assert translate.stale(["es"], root) == []
    done[0].write_text("changed", encoding="utf-8")
    left_over = root / "es" / "gone.feature"
    left_over.write_text("Feature: gone", encoding="utf-8")
    assert translate.stale(["es"], root) == [left_over, done[0]]
    translate.write(["es"], root)
    assert not left_over.exists()
    _forget()


SPANISH_FIRST = """\
# language: es
@RAD-2
Característica: Mi prueba
  Una solicitud perdida es una exploración sin hacer.

  @TC-XYZ-001 @shall @positive
  Escenario: Una solicitud urgente es urgente en el equipo
    Dado que la paciente "Ana Torres" consta en admisión
    Cuando el servicio solicitante pide con carácter urgente la exploración "TC de tórax" para la paciente "Ana Torres"
    Entonces la búsqueda encuentra 1 estudio
"""


def test_a_feature_written_first_in_spanish_is_rendered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "mio.feature"
    file.write_text(SPANISH_FIRST, encoding="utf-8")
    assert lint([file]) == []
    assert main(["translate", "--from", str(file)]) == 0
    said = capsys.readouterr()
    assert said.out.split("\n")[:2] == ["@RAD-2", "Feature: Mi prueba"]
    assert 'orders exam "chest CT" as urgent for patient "Ana Torres"' in said.out
    assert "Scenario: An urgent order is urgent at the scanner" in said.out
    assert "without translation, line 3: 'Mi prueba'" in said.err
    assert main(["translate", "--from", str(file), "--lang", "pt"]) == 0
    assert 'Quando o serviço requisitante pede com urgência o exame "TC do tórax"' in capsys.readouterr().out


def test_check_says_what_is_stale(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translate, "stale", lambda languages: [Path("features/es/x.feature")])
    assert main(["translate", "--check", "--lang", "es"]) == 1
    assert "stale: features/es/x.feature" in capsys.readouterr().out
    monkeypatch.setattr(translate, "stale", lambda languages: [])
    assert main(["translate", "--check"]) == 0
    assert main(["translate", "--lang", "en"]) == 2
    assert main(["translate", "--site", "simulated"]) == 2


# --- words of a site -------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_site_words")
def test_a_site_says_its_own_words_and_both_are_understood() -> None:
    adopt({"es": {"solicitud": "petición", "la sala": "el servicio", "Radiografía": "Placa"}})
    name = "integration/robustness"
    content = (features_folder() / f"{name}.feature").read_text(encoding="utf-8")
    said = translate.render(content, name, "es")
    assert "Medio mensaje no es una petición" in said
    assert "la petición de la exploración" in said
    assert not re.search(r"\bsolicitud\b", said)
    assert terms.line_at_site('muestra la sala "la sala"', "es") == 'muestra el servicio "la sala"'
    assert terms.line_at_site('"Radiografía de tórax"', "es") == '"Placa de tórax"'
    assert terms.at_site("Solicitudes y solicitud", "es") == "Solicitudes y petición"
    line = "lleva los identificadores de la {}"
    start = 'la entrada de la lista de trabajo de la exploración "{}" de la paciente "Ana Torres" '
    for word, exam in (("solicitud", "Radiografía de tórax"), ("petición", "Placa de tórax")):
        (phrase,) = phrases.matching("then", start.format(exam) + line.format(word))
        assert phrase.match(start.format(exam) + line.format(word)) == {"exam": "chest X-ray", "patient": "Ana Torres"}
    assert "la demande de l'examen" in translate.render(content, name, "fr")


@pytest.mark.usefixtures("_site_words")
def test_every_line_has_one_phrase_also_in_the_words_of_a_site() -> None:
    adopt({"es": {"solicitud": "petición", "ficha": "historia"}, "pt": {"pedido": "requisição"}})
    for file in ENGLISH:
        name = translate.place_in_catalogue(file)
        for language in ("es", "pt"):
            translate.render(file.read_text(encoding="utf-8"), name, language)
    for phrase in PHRASES:
        line = _said(phrase, "Ana Torres", 2)
        (found,) = phrases.matching(phrase.step_type, line)
        assert (found.function, found.fixed, found.language) == (phrase.function, phrase.fixed, phrase.language), line


# --- they run --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "scenario"), [("es", "TC-ROB-001"), ("fr", "TC-PPS-004"), ("pt", "TC-RPT-002")])
def test_a_scenario_runs_in_its_language(language: str, scenario: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harness.cli", "demo", scenario, "--lang", language, "--out", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=90, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "result: go" in done.stdout
    (page,) = tmp_path.glob("*/report.html")
    assert left_in_english(page.read_text(encoding="utf-8"), language) == {}


def test_plain_behave_runs_a_translated_feature() -> None:
    place = Path("features/es/integration/availability.feature")
    command = [sys.executable, "-m", "behave", "--no-capture", "-f", "plain", str(place)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=90, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 scenarios passed" in done.stdout


def test_people_whose_sex_is_said_are_named_in_it() -> None:
    for name, person in fixtures_data.people().items():
        form = grammar.form("fr", "le patient", name)
        assert form == {"F": "la patiente", "M": "le patient"}.get(person.sex, "le dossier patient")
