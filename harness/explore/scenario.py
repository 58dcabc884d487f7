"""Writes what exploration found as a feature in each language, ready to be put into the library."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from harness.explore.lines import Line
from harness.translate import KEYWORDS, LANGUAGES, render

TITLES = {
    "en": "What exploration found wrong with {who}",
    "es": "Lo que la exploración automática encontró en {who}",
    "fr": "Ce que l'exploration automatique a trouvé chez {who}",
    "pt": "O que a exploração automática encontrou em {who}",
}
DESCRIPTIONS = {
    "en": "The shortest sequence of acts that was found to break it, seed {seed}.\n"
    "Each line is needed: without any one of them the fault does not show.",
    "es": "La secuencia de actos más corta que se encontró, semilla {seed}.\n"
    "Cada línea es necesaria: sin cualquiera de ellas el fallo no se manifiesta.",
    "fr": "La plus courte suite d'actes qui a été trouvée, graine {seed}.\n"
    "Chaque ligne est nécessaire : sans l'une d'elles le défaut ne se montre pas.",
    "pt": "A sequência de atos mais curta que se encontrou, semente {seed}.\n"
    "Cada linha é necessária: sem qualquer delas a falha não se manifesta.",
}
SCENARIOS = {
    "en": "Found by exploration, case {number}",
    "es": "Encontrado por la exploración automática, caso {number}",
    "fr": "Trouvé par l'exploration automatique, cas {number}",
    "pt": "Encontrado pela exploração automática, caso {number}",
}
HINDERING = ("cancel", "gives_up", "discontinues", "reject", "withdraw", "down", "cut", "unreachable", "late", "again")
NEEDS = {  # what the archive must claim for a look to be fair
    "bear_survivor": "pacs.RAD-12",
    "bear_correction": "pacs.RAD-12",
    "all_under_survivor": "pacs.RAD-12",
    "archive_is_told": "pacs.RAD-4",
    "told_agrees_with_list": "pacs.RAD-4",
    "archive_told_begun": "pacs.RAD-6",
    "archive_told_ended": "pacs.RAD-7",
    "report_lists_images": "pacs.RAD-7",
    "told_once": "pacs.RAD-49",
    "names_images": "pacs.RAD-49",
    "reaches_no_other": "pacs.ROUTING",
}


def number_of(script: Iterable[Line]) -> str:
    """Three digits that stand for these lines, whenever and by whatever seed they are found."""
    return f"{zlib.crc32(chr(10).join(each.text for each in script).encode()) % 1000:03}"


def feature_of(script: Sequence[Line], *, who: str, seed: int) -> str:
    """The English feature."""
    number = number_of(script)
    needs = [f"@needs.{each}" for each in _needs(script)]
    negative = any(word in each.step for each in script for word in HINDERING)
    tags = [f"@TC-EXP-{number}", "@shall", "@negative" if negative else "@positive", *needs]
    lines = [f"Feature: {TITLES['en'].format(who=who)}"]
    lines += [f"  {line}" for line in DESCRIPTIONS["en"].format(seed=seed).splitlines()]
    lines += ["", f"  {' '.join(tags)}", f"  Scenario: {SCENARIOS['en'].format(number=number)}"]
    before = ""
    for each in script:
        keyword = KEYWORDS["en"]["and" if each.kind == before else each.kind]
        lines.append(f"    {keyword} {each.text}")
        before = each.kind
    return "\n".join(lines) + "\n"


def _needs(script: Iterable[Line]) -> list[str]:
    names = {NEEDS.get(each.step.partition("/")[0], "") for each in script if each.kind == "then"}
    steps = {each.step for each in script}
    if "desk_merges" in steps and any(name.endswith(("images", "retrievable", "studies")) for name in steps):
        names.add("pacs.RAD-12")
    return sorted(names - {""})


def translated(english: str, language: str, *, who: str, seed: int, number: str, source: str) -> str:
    """The same in another language."""
    text = render(english, f"integration/{Path(source).stem}", language, shown=source, strict=False)
    for texts in (TITLES, DESCRIPTIONS, SCENARIOS):
        for old, new in zip(texts["en"].splitlines(), texts[language].splitlines(), strict=True):
            fill = {"who": who, "seed": seed, "number": number}
            text = text.replace(old.format(**fill), new.format(**fill))
    return text


def write(script: Sequence[Line], folder: Path, *, who: str, seed: int) -> Path:
    """The English feature below ``folder``, with its translations and their catalogue in the places of the library:
    copied over the project, ``interop translate --check`` is content. OSError where it cannot be written."""
    number = number_of(script)
    name = f"explored_{number}.feature"
    source = f"features/integration/{name}"
    english = feature_of(script, who=who, seed=seed)
    files = {source: english}
    for language in LANGUAGES:
        files[f"features/{language}/integration/{name}"] = translated(
            english, language, who=who, seed=seed, number=number, source=source
        )
    files[f"fixtures/catalogue/integration/explored_{number}.toml"] = _catalogue(who, seed, number)
    for place, content in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8"))
    return folder / source


def _catalogue(who: str, seed: int, number: str) -> str:
    rows = ["# Texts of a feature that interop explore wrote. No native clinician has reviewed them."]
    for texts in (TITLES, DESCRIPTIONS, SCENARIOS):
        rows += ["", "[[text]]"]
        for language, text in texts.items():
            filled = text.format(who=who, seed=seed, number=number)
            rows.append(f"{language} = {json.dumps(filled, ensure_ascii=False)}")
    return "\n".join(rows) + "\n"
