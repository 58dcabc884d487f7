"""What the harness says in English is said in the other languages; what a peer said is left alone."""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import catalogue, coverage, say
from harness.say import party, said, said_value

ROOT = Path(__file__).parents[2]
LANGUAGES = ("es", "fr", "pt")
# Words of English that are none of Spanish, French or Portuguese.
ENGLISH = re.compile(
    r"\b(the|and|is|not|of|with|received|which|that|are|was|were|from|this|have|its|been|than|must|when|where|what"
    r"|nothing|each|under|sent|gave|does|did|but|without|missing|wrong|never|only|another|shows|shown|cannot)\b"
)
SENTENCE = re.compile(r"[a-z]{2,}[^{}]* [a-z]{2,}|[a-z]+ \{|\} [a-z]+")
# Strings of the sources that nobody is shown, parts of a sentence that is tested as a whole, and text of a message.
UNSAID = re.compile(
    "|".join(
        (
            r"check \{id\} is", "arrivals of", "shown by", "link of", "emr is down", "fails when changed", "pacs→",
            "segments end$", "stands before MSH$", "cannot be read as$", "cannot travel$", "looks like$", "the parts$",
            "^, ", r"^ \(declared", r"^one \{what", "too long", "not empty", "^is ", "an older event",
            "no event of the", "the start$", "a change$", "Not in the catalogue", "^Rejected for", "Técnica",
            r"^ in \{len", "than was acquired$", r"\{(what|count|known|words|label)\}", r"→ \{instead",
            r"_how\(rule", "acceptance.word", "Informe", "Resultado", r"^\{summary\}",
        )
    )
)  # fmt: skip


def _template(node: ast.AST) -> str | None:
    """A text of the source, what is put into it between braces."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_part, node.values))
    return None


def _part(part: ast.expr) -> str:
    if not isinstance(part, ast.FormattedValue):
        return str(getattr(part, "value", ""))
    spec = "".join(map(_part, part.format_spec.values)) if isinstance(part.format_spec, ast.JoinedStr) else ""
    return f"{{{ast.unparse(part.value)}{':' if spec else ''}{spec}}}"


def _unsaid(node: ast.AST) -> list[ast.AST]:
    """What a node holds that nobody is told: docstrings, phrases, titles of checks, annotations, parts of a text."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return [node.value]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("step_text", "check"):
        return [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg != "clause")]
    if isinstance(node, ast.FunctionDef):
        arguments = (*node.args.args, *node.args.kwonlyargs)
        return [one for one in (node.returns, *(argument.annotation for argument in arguments)) if one is not None]
    if isinstance(node, ast.AnnAssign):
        return [node.annotation]
    return list(node.values) if isinstance(node, ast.JoinedStr) else []


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    """Texts that a check or step may say, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unsaid = {id(inner) for node in ast.walk(tree) for one in _unsaid(node) for inner in ast.walk(one)}
    for node in ast.walk(tree):
        text = _template(node)
        if text is not None and id(node) not in unsaid:
            yield node.lineno, text  # type: ignore[attr-defined]


EXAMPLES = (  # what the name of a value says about it, and such a value
    (r"\bn\b|len\(|count|steps$|longest|claimed|missing|\bread\b|waiting|problem.type", "3"),
    (r"limit|seconds|waited|_s\b|:\.1f|:g|since", "1.5"),
    (r"uid", "1.2.3.4.5"),
    (r"kind", "C-FIND-RSP"),
    (r"description|codes", "RequestedProcedureCodeSequence"),
    (r"earlier|before|told|result.status", "IP"),
    (r"sorted", "['A']"),
    (r"status_text", "0112 no such SOP instance"),
    (r"sender|receiver|role|station|archive|source|destination|peer|emr|device|system|^name$|\.name$", "pacs"),
    (r"", "X1"),
)


def _example(template: str) -> str:
    """A text that the template may give."""

    def value(hole: re.Match[str]) -> str:
        return next(example for name, example in EXAMPLES if re.search(name, hole[1]))

    return re.sub(r"\{([^{}]*(?:\{[^{}]*\})?[^{}]*)\}", value, template)


SOURCES = [
    path
    for folder in ("checks", "steps")
    for path in sorted((ROOT / "harness" / folder).glob("*.py"))
    if path.stem not in ("phrases", "grammar", "registering")
] + [ROOT / "simulators" / "wire" / "ack.py"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_sentence_of_a_check_or_step_is_said_in_each_language(path: Path) -> None:
    """One that is missing belongs into fixtures/catalogue/said; see harness/say.py."""
    left = []
    for line, template in _strings(path):
        if not SENTENCE.search(template) or UNSAID.search(template) or (path.stem == "ack" and template[0].isupper()):
            continue
        for language in LANGUAGES:
            spoken = re.sub(r'"[^"]*"', "", said(_example(template), language))
            if ENGLISH.search(spoken):
                left.append(f"line {line}: {template!r} → {spoken!r}")
    assert left == []


def test_every_requirement_and_clause_is_said_in_each_language() -> None:
    left = [
        text
        for entry in coverage.requirements()
        if not entry.id.startswith("UAT")
        for text in (entry.text, entry.source, entry.clause, entry.not_tested)
        for language in LANGUAGES
        if ENGLISH.search(said(text, language))
    ]
    assert left == []


def test_holes_are_the_same_in_every_language() -> None:
    for name in (name for name in catalogue.names() if name.startswith("said/")):
        for english, row in catalogue.texts(name).items():
            wanted = {hole[1] for hole in say._HOLE.finditer(english)}
            for language in LANGUAGES:
                assert {hole[1] for hole in say._HOLE.finditer(row[language])} == wanted, english


SPOKEN = [
    ("ris never acknowledged ORM^O01 M1 of emr", "el sistema RIS nunca acusó recibo de ORM^O01 M1 del sistema EMR"),
    ("the patient name changes from the order NW of emr to the worklist of CT_ER1",
     "cambia el dato «nombre del paciente»: la solicitud NW del sistema EMR → la lista de trabajo del equipo CT_ER1"),
    ("the location of the station of the notice to the PACS is missing in the worklist of CT_2",
     "falta el dato «ubicación de la estación»: el aviso al PACS → la lista de trabajo del equipo CT_2"),
    ("1 images of chest CT for Ana Torres in the archive: not so within 60 s: expected 1, received 2",
     '1 imagen en el archivo: la exploración "TC de tórax" (paciente Ana Torres): no fue así en 60 s: '
     "se esperaba 1, se recibió 2"),
    ("a person at the pacs has to see what the archive knows of chest CT for Ana",
     'una persona, en el sistema PACS: ver qué sabe el archivo de la exploración "TC de tórax" (paciente Ana)'),
    ("ris (127.0.0.1:2575) did not acknowledge ORM^O01 1 within 2.5 s",
     "el sistema RIS (127.0.0.1:2575) no acusó recibo de ORM^O01 1 en 2,5 s"),
    ("what the report belongs to: expected 'no difference', received 'order number: 'A' instead of 'B''",
     "a qué pertenece el informe: número de solicitud: 'A' en vez de 'B'"),
    ("pacs lost (0010,0010) PatientName in 1 objects (3 times)",
     "el sistema PACS perdió (0010,0010) PatientName en 1 objetos (3 veces)"),
    ("our simulated ris is at fault: the worklist was not answered",
     "la causa está en nuestra simulación del sistema RIS: la lista de trabajo no recibió respuesta"),
    ("a final report comes after the corrected one", "un informe definitivo llega después del corregido"),
    ("the site does not claim RAD-5 for the RIS", "el centro no declara RAD-5 para el sistema RIS"),
    ("first line\nno report", "first line\nningún informe"),
]  # fmt: skip


@pytest.mark.parametrize(("english", "spanish"), SPOKEN, ids=lambda text: text[:20])
def test_a_sentence_within_a_sentence_is_said_with_its_parties(english: str, spanish: str) -> None:
    assert said(english, "es") == spanish
    assert said(english, "en") == english


def test_parties_contract_with_their_articles() -> None:
    assert [party("workstation", "fr", place) for place in "sgdl"] == [
        "la station de travail", "de la station de travail", "à la station de travail", "sur la station de travail",
    ]  # fmt: skip
    assert [party("ris", "pt", place) for place in "sgdl"] == [
        "o sistema RIS", "do sistema RIS", "ao sistema RIS", "no sistema RIS",
    ]  # fmt: skip


PEER = (
    "CT of head without contrast", "Chest and abdomen routine", "A700 refused by the vendor", "patient unknown",
    "Wrong patient", "study not found", "unknown patient ZZ9 of HGM", "image is missing", "Final report: of 3 nodules",
)  # fmt: skip


@pytest.mark.parametrize("text", PEER)
def test_the_words_of_a_peer_stay_as_they_are(text: str) -> None:
    assert [said_value(text, language) for language in LANGUAGES] == [text] * 3


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), max_size=40))
def test_whatever_a_peer_sends_comes_through_whole(text: str) -> None:
    assert text in said_value(f'MSA-2 "{text}" in ACK M1', "es")
    assert text in said(f"the statuses of the report agree: {text}", "es")


def test_values_of_ours_are_said() -> None:
    assert (
        said_value("nothing within 2.5 s, then it was sent again", "es") == "nada en 2,5 s, después se volvió a enviar"
    )
    assert said_value("0112 no such SOP instance", "fr") == "0112 instance SOP inexistante"
    assert said_value("in progress", "pt") == "em curso"
    assert said_value("AccessionNumber is missing; StudyInstanceUID is missing", "es") == (
        "falta AccessionNumber; falta StudyInstanceUID"
    )


HOSTILE = (
    " of " * 150, "the " * 3000, "a: b" * 2500, "{n}" * 500, "; " * 5000, ": expected 'x', received 'y'" * 300,
    "ris refused " * 40,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12])
def test_a_hostile_text_costs_no_time(text: str) -> None:
    started = time.perf_counter()
    for language in LANGUAGES:
        said(text, language)
        said_value(text, language)
    assert time.perf_counter() - started < 2
