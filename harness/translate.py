"""Writes a feature in another language: step phrases, words between quotes, and the catalogue say how.

The English features are the source; ``features/es``, ``features/fr`` and ``features/pt`` are rendered from them, are
committed, and a test fails where they are stale. A feature written first in Spanish, French or Portuguese can be
rendered as well; of it, texts that the catalogue does not have are left as they are, and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from behave.model import Background, Examples, Feature, Rule, ScenarioOutline, Step, Tag
from behave.parser import ParserError, parse_feature

from harness import catalogue, terms
from harness.data import features_folder
from harness.steps import phrases
from harness.steps.registering import load_phrases
from simulators.wire.errors import ConfigError

LANGUAGES = ("es", "fr", "pt")
PROSE = ("statement",)  # holes whose value is a sentence: it stands in the catalogue
SECTIONS = {
    "en": ("Feature", "Rule", "Background", "Scenario", "Scenario Outline", "Examples"),
    "es": ("Característica", "Regla", "Antecedentes", "Escenario", "Esquema del escenario", "Ejemplos"),
    "fr": ("Fonctionnalité", "Règle", "Contexte", "Scénario", "Plan du scénario", "Exemples"),
    "pt": ("Funcionalidade", "Regra", "Contexto", "Cenário", "Esquema do Cenário", "Exemplos"),
}
KEYWORDS = {
    "en": {"given": "Given", "when": "When", "then": "Then", "and": "And", "but": "But"},
    "es": {"given": "Dado que", "when": "Cuando", "then": "Entonces", "and": "Y", "but": "Pero"},
    "fr": {"given": "Étant donné que", "when": "Lorsque", "then": "Alors", "and": "Et", "but": "Mais"},
    "pt": {"given": "Dado que", "when": "Quando", "then": "Então", "and": "E", "but": "Mas"},
}
HEADS = {
    "en": "# Rendered from {source}.",
    "es": "# Generado con «interop translate» a partir de {source}: no se modifica aquí.\n"
    "# Ningún clínico nativo ha revisado todavía esta traducción.",
    "fr": "# Généré par « interop translate » à partir de {source} : ne pas modifier ici.\n"
    "# Aucun clinicien natif n'a encore relu cette traduction.",
    "pt": "# Gerado com «interop translate» a partir de {source}: não se altera aqui.\n"
    "# Nenhum clínico nativo reviu ainda esta tradução.",
}
_PLACE = re.compile(r"<([^<>]+)>")


@dataclass(slots=True)
class Rendering:
    """One feature on its way from ``source`` to ``target``; ``missing`` are texts that have no translation."""

    name: str  # integration/worklist
    source: str
    target: str
    missing: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)  # steps that cannot be rendered

    def text(self, written: str, line: int) -> str:
        """A name or description in the target language; as it is, and noted, where the catalogue does not have it."""
        if not written:
            return ""
        row = catalogue.row(written, self.source, self.name)
        if row is None:
            self.missing.append(f"line {line}: {written!r}")
            return written
        return terms.line_at_site(row[self.target], self.target)

    def column(self, name: str) -> str:
        return terms.word("column", terms.canonical("column", name, self.source), self.target)

    def step(self, step: Step, kinds: dict[str, str]) -> str:
        """The line of a step with its keyword; ``kinds`` learns which kind of value each column of an outline holds."""
        said = f"line {step.line}: {step.name}"
        if step.table is not None or step.text is not None:
            self.problems.append(f"{said}: tables and texts below a step are not rendered")
        found = phrases.matching(step.step_type, step.name, self.source)
        other = phrases.twin(found[0], self.target) if len(found) == 1 else None
        if other is None:
            why = f"no phrase in {self.target!r}" if found else f"no such step in {self.source!r}"
            self.problems.append(f"{said}: {why if len(found) < 2 else 'more than one phrase matches'}")
            return step.name
        values = found[0].match(step.name) or {}
        for hole, value in values.items():
            place = _PLACE.fullmatch(str(value))
            if place:
                kinds[place[1]] = other.kind(hole)
                values[hole] = f"<{self.column(place[1])}>"
            elif other.kind(hole) in PROSE:
                values[hole] = self.text(str(value), step.line)
        return f"{self.keyword(step)} {other.write(**values)}"

    def keyword(self, step: Step) -> str:
        """Ours for this step; a French And after a Given takes "que" again."""
        words = KEYWORDS[self.target]
        said = step.keyword.strip().removesuffix(" que")
        ours = KEYWORDS[self.source]
        kind = next((key for key in ("and", "but") if said == ours[key]), step.step_type)
        que = self.target == "fr" and step.step_type == "given" and kind in ("and", "but")
        return words[kind] + (" que" if que else "")


def render(content: str, name: str, target: str, *, shown: str = "", strict: bool = True) -> str:
    """A feature in another language. ``name`` is its place in the catalogue, ``shown`` the file as people know it.

    :class:`ConfigError` naming every step that cannot be rendered and, when ``strict``, every text without translation.
    """
    load_phrases()
    feature, source = _parsed(content, shown or name)
    rendering = Rendering(name, source, target)
    lines = list(_feature(feature, rendering, shown or name))
    problems = [*rendering.problems, *(rendering.missing if strict else ())]
    if problems:
        where = catalogue.shown(name)
        raise ConfigError(
            f"{shown or name} cannot be rendered in {target!r}: {len(problems)} places",
            cause="\n".join(problems),
            problems=tuple(problems),
            remedy=f"write the texts into {where}, the steps with a phrase of harness/steps",
        )
    return "\n".join(lines) + "\n"


def untranslated(content: str, name: str, target: str) -> list[str]:
    """The texts of a feature that the catalogue does not have."""
    feature, source = _parsed(content, name)
    rendering = Rendering(name, source, target)
    list(_feature(feature, rendering, name))
    return rendering.missing


def place_in_catalogue(path: Path) -> str:
    """``integration/worklist`` for a feature of the library in any language; the file's own name for any other."""
    try:
        parts = path.resolve().relative_to(features_folder().resolve()).with_suffix("").parts
    except ValueError:
        return path.stem
    return "/".join(parts[1:] if parts[0] in LANGUAGES else parts)


def sources(root: Path | None = None) -> Iterator[Path]:
    """Every English feature of the library, in order."""
    root = root or features_folder()
    for path in sorted(root.rglob("*.feature")):
        if path.relative_to(root).parts[0] not in LANGUAGES:
            yield path


def rendered(languages: Iterable[str] = LANGUAGES, root: Path | None = None) -> Iterator[tuple[Path, str]]:
    """Path and content of every file that the library should have in these languages."""
    root = root or features_folder()
    for language in languages:
        for path in sources(root):
            place = path.relative_to(root)
            name = place.with_suffix("").as_posix()
            content = render(path.read_text(encoding="utf-8"), name, language, shown=f"features/{place.as_posix()}")
            yield root / language / place, content


def stale(languages: Iterable[str] = LANGUAGES, root: Path | None = None) -> list[Path]:
    """Files that are not as they should be: not there, changed, or left over from a feature that is gone."""
    root = root or features_folder()
    languages = tuple(languages)
    wanted = dict(rendered(languages, root))
    there = {path for language in languages for path in (root / language).rglob("*.feature")}
    changed = [path for path, content in wanted.items() if path not in there or _read(path) != content]
    return sorted([*changed, *(there - set(wanted))])


def write(languages: Iterable[str] = LANGUAGES, root: Path | None = None) -> list[Path]:
    """Bring every file up to date; the files that were written or taken away."""
    root = root or features_folder()
    languages = tuple(languages)
    wanted = dict(rendered(languages, root))
    done = stale(languages, root)
    for path in done:
        if path in wanted:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(wanted[path].encode("utf-8"))
        else:
            path.unlink()
    return done


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")


def _parsed(content: str, shown: str) -> tuple[Feature, str]:
    found = re.match(r"\s*#\s*language\s*:\s*(\S+)", content)
    source = found[1] if found else "en"
    try:
        feature = parse_feature(content, language=source, filename=shown)
    except (ParserError, KeyError) as error:
        raise ConfigError(
            f"{shown} cannot be read: {str(error).splitlines()[0]}", remedy="interop run explains"
        ) from error
    if feature is None or source not in KEYWORDS:
        raise ConfigError(f"{shown} holds no feature in one of {', '.join(KEYWORDS)}")
    return feature, source


# --- the lines of a file -----------------------------------------------------------------------------------------


def _feature(feature: Feature, rendering: Rendering, shown: str) -> Iterator[str]:
    if rendering.target != "en":
        yield f"# language: {rendering.target}"
        yield HEADS[rendering.target].format(source=shown)
    yield from _tags(feature.tags, "")
    yield from _head(0, feature, rendering, "")
    yield from _background(feature.background, rendering, "  ")
    yield from _scenarios(feature.scenarios, rendering, "  ")
    for rule in feature.rules:
        yield from _rule(rule, rendering)


def _rule(rule: Rule, rendering: Rendering) -> Iterator[str]:
    yield ""
    yield from _tags(rule.tags, "  ")
    yield from _head(1, rule, rendering, "  ")
    yield from _background(rule.background, rendering, "    ")
    yield from _scenarios(rule.scenarios, rendering, "    ")


def _background(background: Background | None, rendering: Rendering, indent: str) -> Iterator[str]:
    if background is not None:
        yield ""
        yield from _head(2, background, rendering, indent)
        for step in background.steps:
            yield f"{indent}  {rendering.step(step, {})}"


def _scenarios(scenarios: Iterable[Any], rendering: Rendering, indent: str) -> Iterator[str]:
    for scenario in scenarios:
        yield ""
        yield from _tags(scenario.tags, indent)
        outline = isinstance(scenario, ScenarioOutline)
        yield from _head(4 if outline else 3, scenario, rendering, indent)
        kinds: dict[str, str] = {}
        for step in scenario.steps:
            yield f"{indent}  {rendering.step(step, kinds)}"
        for examples in scenario.examples if outline else ():
            yield ""
            yield from _examples(examples, rendering, kinds, indent + "  ")


def _examples(examples: Examples, rendering: Rendering, kinds: dict[str, str], indent: str) -> Iterator[str]:
    yield from _tags(examples.tags, indent)
    yield from _head(5, examples, rendering, indent)
    heads = list(examples.table.headings)
    rows = [[rendering.column(head) for head in heads]]
    for row in examples.table.rows:
        rows.append([_cell(cell, kinds.get(head, ""), rendering) for head, cell in zip(heads, row.cells, strict=True)])
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"{indent}  | {' | '.join(cells)} |"


def _cell(cell: str, kind: str, rendering: Rendering) -> str:
    if kind in PROSE:
        return rendering.text(cell, 0)
    return terms.word(kind, terms.canonical(kind, cell, rendering.source), rendering.target)


def _head(section: int, part: Any, rendering: Rendering, indent: str) -> Iterator[str]:
    """The line of a section and its description."""
    name = rendering.text(part.name, part.line) if part.name else ""
    yield f"{indent}{SECTIONS[rendering.target][section]}:{' ' if name else ''}{name}"
    description = rendering.text("\n".join(getattr(part, "description", None) or ()), part.line)
    for line in description.split("\n") if description else ():
        yield f"{indent}  {line}"


def _tags(tags: Iterable[Tag], indent: str) -> Iterator[str]:
    if tags := list(tags):
        yield indent + " ".join(f"@{tag}" for tag in tags)
