"""Writes what exploration found as a feature in each language, ready to be put into the library."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.data import features_folder
from harness.explore.lines import Line
from harness.translate import KEYWORDS, LANGUAGES, render

TITLES = {
    "en": "What exploration found wrong with {who}",
    "es": "Lo que la exploración automática encontró en {who}",
    "fr": "Ce que l'exploration automatique a trouvé chez {who}",
    "pt": "O que a exploração automática encontrou em {who}",
}
DESCRIPTIONS = {
    "en": "The shortest sequence of acts that was found to break it, seed {seed}.",
    "es": "La secuencia de actos más corta que se encontró, semilla {seed}.",
    "fr": "La plus courte suite d'actes qui a été trouvée, graine {seed}.",
    "pt": "A sequência de atos mais curta que se encontrou, semente {seed}.",
}
SHORTEST = {
    "en": "Nothing that happens in it can be left out: the fault would not show.",
    "es": "Nada de lo que ocurre en ella sobra: sin ello el fallo no se manifiesta.",
    "fr": "Rien de ce qui s'y passe n'est de trop : sans cela le défaut ne se montre pas.",
    "pt": "Nada do que nela acontece é a mais: sem isso a falha não se manifesta.",
}
UNSURE = {
    "en": "The time ended before it was certain that all of it is needed.",
    "es": "El tiempo se acabó antes de comprobar que todo es necesario.",
    "fr": "Le temps a manqué pour vérifier que tout y est nécessaire.",
    "pt": "O tempo acabou antes de se verificar que tudo é necessário.",
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


def number_of(script: Sequence[Line], *folders: Path) -> str:
    """Three digits that stand for these lines, whenever and by whatever seed they are found; others where a feature of
    that number with other lines is in one of the folders."""
    lines = [each.text for each in script]
    first = zlib.crc32("\n".join(lines).encode())
    numbers = [f"{(first + more) % 1000:03}" for more in range(1000)]
    return next((number for number in numbers if not _is_taken(number, lines, folders)), numbers[0])


def _is_taken(number: str, lines: Iterable[str], folders: Iterable[Path]) -> bool:
    for folder in folders:
        path = folder / "integration" / f"explored_{number}.feature"
        if path.is_file():
            said = path.read_text(encoding="utf-8", errors="replace")
            return any(f" {each}\n" not in said for each in lines)
    return False


@dataclass(frozen=True, slots=True)
class _Texts:
    """Title, description and name in one language."""

    title: str
    description: str
    scenario: str

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.title, *self.description.splitlines(), self.scenario)


def _texts(language: str, number: str, who: str, seed: int, shortest: bool) -> _Texts:
    sure = (SHORTEST if shortest else UNSURE)[language]
    return _Texts(
        TITLES[language].format(who=who),
        f"{DESCRIPTIONS[language].format(seed=seed)}\n{sure}",
        SCENARIOS[language].format(number=number),
    )


def _feature(script: Sequence[Line], number: str, texts: _Texts) -> str:
    """The English feature."""
    needs = [f"@needs.{each}" for each in _needs(script)]
    negative = any(word in each.step for each in script for word in HINDERING)
    tags = [f"@TC-EXP-{number}", "@shall", "@negative" if negative else "@positive", *needs]
    lines = [f"Feature: {texts.title}"]
    lines += [f"  {line}" for line in texts.description.splitlines()]
    lines += ["", f"  {' '.join(tags)}", f"  Scenario: {texts.scenario}"]
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


def write(script: Sequence[Line], folder: Path, *, who: str, seed: int, shortest: bool = True) -> Path:
    """The English feature below ``folder``, with its translations and their catalogue in the places of the library:
    copied over the project, ``interop translate --check`` is content. ``shortest``: each line is known to be needed.
    OSError where it cannot be written."""
    number = number_of(script, folder / "features", features_folder())
    name = f"explored_{number}.feature"
    source = f"features/integration/{name}"
    texts = {language: _texts(language, number, who, seed, shortest) for language in ("en", *LANGUAGES)}
    english = _feature(script, number, texts["en"])
    files = {source: english, f"fixtures/catalogue/integration/explored_{number}.toml": _catalogue(texts)}
    for language in LANGUAGES:
        text = render(english, f"integration/explored_{number}", language, shown=source, strict=False)
        for old, new in zip(texts["en"].lines, texts[language].lines, strict=True):
            text = text.replace(old, new)
        files[f"features/{language}/integration/{name}"] = text
    for place, content in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8"))
    return folder / source


def _catalogue(texts: Mapping[str, _Texts]) -> str:
    rows = ["# Texts of a feature that interop explore wrote. No native clinician has reviewed them."]
    for name in ("title", "description", "scenario"):
        rows += ["", "[[text]]"]
        rows += [f"{each} = {json.dumps(getattr(texts[each], name), ensure_ascii=False)}" for each in texts]
    return "\n".join(rows) + "\n"
