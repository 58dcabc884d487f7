"""Refuses feature files that would run green without testing what they say.

behave takes an unknown line after ``Scenario:`` as description until the first step it recognizes, and takes a
description line that starts with a step word as a step. So a wrong keyword, a no-break space or a decomposed accent
makes steps vanish, and a scenario without steps passes. This is asked before every run and in the tests.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from behave.i18n import languages
from behave.model import Feature, Scenario, ScenarioOutline
from behave.parser import ParserError, parse_feature

from harness.feature_tags import POLARITY, STRENGTH, TEST_ID, kind_of
from harness.steps import phrases

LANGUAGES = ("en", "es", "fr", "pt")
STEP_KEYS = ("given", "when", "then", "and", "but")
SECTION_KEYS = ("feature", "rule", "background", "scenario", "scenario_outline", "examples")
# The one keyword we write for each; behave knows more, which leave a rest in the step text or read as another language.
OURS = {
    "en": ("Given", "When", "Then", "And", "But"),
    "es": ("Dado que", "Cuando", "Entonces", "Y", "Pero"),
    "fr": ("Étant donné que", "Lorsque", "Alors", "Et", "Et que", "Mais"),
    "pt": ("Dado que", "Quando", "Então", "E", "Mas"),
}
STEPS_MIN, STEPS_MAX, SCENARIOS_MAX = 3, 7, 11
WIRE_WORDS = re.compile(  # field paths, tags, message types, services, numbers
    r"\b(?!UTF)[A-Z]{2}[A-Z0-9]-\d+(\.\d+)*\b(?<!TC-\d)|\([0-9A-Fa-f]{4},\s*[0-9A-Fa-f]{4}\)|\b(ADT|ORM|OMG|OMI|ORU|SIU|ACK|ORR)\b"
    r"|\b[A-Z]\d\d\^|\b0x[0-9A-Fa-f]+\b|\bC-(FIND|STORE|MOVE|GET|ECHO)\b|\bN-[A-Z]+\b|\bMPPS\b|\bMSH\b"
)
_QUOTED = re.compile(r'"[^"]*"|“[^”]*”|«[^»]*»')
_NO_BREAK = re.compile("[\u00a0\u202f\u2007\ufeff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file, as it stands and without outer blanks. ``number`` counts from 1."""

    number: int
    raw: str

    @property
    def text(self) -> str:
        return self.raw.strip()


def lint(paths: Iterable[str | Path], *, style: bool = True) -> list[str]:
    """Everything that is wrong with these feature files, one ``file:line: what`` each; empty when all is well.

    Without ``style`` only what would run green without being tested: asked before a run, also of a site's own features.
    """
    found, ids = [], dict[str, str]()
    for path in sorted({Path(path) for path in paths}):
        try:
            content = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            found.append(f"{path}:1: cannot be read as UTF-8: {error}")
            continue
        found += [f"{path}:{number}: {what}" for number, what in sorted(set(_problems(content, path, ids, style)))]
    return found


def _problems(content: str, path: Path, ids: dict[str, str], style: bool) -> Iterator[tuple[int, str]]:
    lines = [Line(number, raw) for number, raw in enumerate(content.split("\n"), start=1)]
    yield from _text_problems(lines)
    language, problems = _language(lines)
    yield from problems
    if language not in LANGUAGES:
        return
    yield from _section_problems(lines, language)
    try:
        feature = parse_feature(content, language=language, filename=str(path))
    except ParserError as error:
        yield (error.line or 1, f"behave cannot read it: {str(error).splitlines()[0]}")
        return
    if feature is None or not any(feature.walk_scenarios()):
        yield (1, "no scenario: nothing would be tested")
        return
    yield from _description_problems(lines, feature)
    yield from _keyword_problems(lines, feature, language)
    for scenario in written(feature):
        yield from _lost_problems(scenario)
        if style:
            yield from _scenario_problems(scenario)
            yield from _tag_problems(scenario, path, ids, language)
    if style:
        yield from _feature_problems(feature)


# --- text ----------------------------------------------------------------------------------------------------


def _text_problems(lines: list[Line]) -> Iterator[tuple[int, str]]:
    for line in lines:
        if line.raw != unicodedata.normalize("NFC", line.raw):
            yield line.number, "decomposed letters (NFD): behave would not know the word; write composed ones (NFC)"
        if _NO_BREAK.search(_QUOTED.sub("", line.raw)):
            yield line.number, "a no-break space or byte-order mark: behave would not know the keyword; write a blank"
        if "\t" in line.raw:
            yield line.number, "a tab; write blanks"


def _language(lines: list[Line]) -> tuple[str, list[tuple[int, str]]]:
    """The language of the file and what is wrong with the line that says so."""
    problems, language, seen_other = [], "en", False
    for line in lines:
        match = re.match(r"#\s*language\s*:\s*(\S+)", line.text, re.IGNORECASE)
        if match:
            if seen_other:
                problems.append((line.number, "the language line stands below other lines and would be ignored"))
            language = match[1]
            if language not in LANGUAGES:
                problems.append((line.number, f"language {language!r}: use one of {', '.join(LANGUAGES)}"))
        seen_other |= bool(line.text) and not line.text.startswith("#")
    return language, problems


# --- lines that lost, or gained, a meaning ----------------------------------------------------------------------------


def _fold(text: str) -> str:
    """Without case, accents, typographic apostrophes and no-break spaces."""
    plain = _NO_BREAK.sub(" ", text).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return "".join(c for c in unicodedata.normalize("NFKD", plain.casefold()) if not unicodedata.combining(c))


@cache
def _keywords(language: str, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for key in keys for word in languages[language][key] if word.strip() != "*")


@cache
def _any_section() -> re.Pattern[str]:
    """A section keyword of any language, folded, with a colon that may be apart."""
    words = {_fold(word.strip()) for language in LANGUAGES for word in _keywords(language, SECTION_KEYS)}
    return re.compile(rf"({'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})\s*:")


@cache
def _any_step() -> re.Pattern[str]:
    """A step keyword of any language, folded, then a blank, an apostrophe, a comma or a colon; or a bullet."""
    words = {_fold(word.strip()).rstrip("'") for language in LANGUAGES for word in _keywords(language, STEP_KEYS)}
    return re.compile(rf"(({'|'.join(sorted(map(re.escape, words), key=len, reverse=True))})[\s',:]|\*\s)")


def _section_problems(lines: list[Line], language: str) -> Iterator[tuple[int, str]]:
    """A line that looks like a section, and is not exactly one of this language."""
    exact = tuple(f"{word.strip()}:" for word in _keywords(language, SECTION_KEYS))
    for line in lines:
        if _any_section().match(_fold(line.text)) and not line.text.startswith(exact):
            yield line.number, f"{line.text.split(':')[0].strip()!r} is no section keyword of this language as written"


def _description_problems(lines: list[Line], feature: Feature) -> Iterator[tuple[int, str]]:
    known = _structural(feature)
    in_text = False
    for line in lines:
        if line.text.startswith(('"""', "```")):
            in_text = not in_text
            continue
        if in_text or line.number in known or not line.text or line.text[0] in "#@|":
            continue
        if _any_step().match(_fold(line.text) + " "):
            word = line.text.split()[0]
            yield line.number, f"description that begins with the step word {word!r}: a step that was lost?"


def _structural(feature: Feature) -> set[int]:
    """Lines that behave took as something else than description."""
    known = {feature.line, *(rule.line for rule in feature.rules)}
    for part in (feature, *feature.rules):
        if part.background:
            known |= {part.background.line, *(step.line for step in part.background.steps)}
    for scenario in written(feature):
        known |= {scenario.line, *(step.line for step in scenario.steps)}
        known |= {examples.line for examples in getattr(scenario, "examples", ())}
    return known


def _keyword_problems(lines: list[Line], feature: Feature, language: str) -> Iterator[tuple[int, str]]:
    """Step lines that begin with another keyword than ours."""
    backgrounds = [part.background for part in (feature, *feature.rules) if part.background]
    steps = [step for background in backgrounds for step in background.steps]
    for step in [*steps, *(step for scenario in written(feature) for step in scenario.steps)]:
        text = lines[step.line - 1].text
        if not text.startswith(tuple(f"{word} " for word in OURS[language])):
            yield step.line, f"begins with {text.split()[0]!r}; write one of {', '.join(OURS[language])}"
    for background in backgrounds:
        if not background.steps:
            yield background.line, "a background without steps"


def written(feature: Feature) -> list[Any]:
    """Scenarios and outlines as they stand in the file."""
    outlines = [one for one in feature.walk_scenarios(with_outlines=True) if isinstance(one, ScenarioOutline)]
    rows = {id(row) for outline in outlines for row in outline.scenarios}
    return [one for one in feature.walk_scenarios(with_outlines=True) if id(one) not in rows]


# --- house rules -----------------------------------------------------------------------------------------------


def _feature_problems(feature: Feature) -> Iterator[tuple[int, str]]:
    if not feature.description:
        yield feature.line, "no description: say which harm this feature guards against"
    count = len(written(feature))
    if count > SCENARIOS_MAX:
        yield feature.line, f"{count} scenarios; at most {SCENARIOS_MAX} in a file"
    for tag in map(str, feature.tags):
        if kind_of(tag) is None:
            yield feature.line, f"unknown tag @{tag}"


def _lost_problems(scenario: Any) -> Iterator[tuple[int, str]]:
    if not scenario.steps:
        yield scenario.line, "a scenario without steps passes and tests nothing: is a keyword misspelt?"
    elif isinstance(scenario, ScenarioOutline) and not scenario.scenarios:
        yield scenario.line, "an outline without rows is never run"


def _scenario_problems(scenario: Any) -> Iterator[tuple[int, str]]:
    if not scenario.steps:
        return
    count = len(scenario.steps)
    if not STEPS_MIN <= count <= STEPS_MAX:
        yield scenario.line, f"{count} steps; {STEPS_MIN} to {STEPS_MAX} are readable"
    if not any(step.step_type == "then" for step in scenario.steps):
        yield scenario.line, "no Then: nothing is asserted"
    for step in scenario.steps:
        if found := WIRE_WORDS.search(_QUOTED.sub('""', step.name)):
            yield step.line, f"{found[0]!r} is a word of the wire; say it in the words of the ward"
    for concrete in scenario.scenarios if isinstance(scenario, ScenarioOutline) else [scenario]:
        yield from _phrase_problems(concrete)


def _phrase_problems(scenario: Scenario) -> Iterator[tuple[int, str]]:
    from harness.steps.registering import load_phrases

    load_phrases()
    for step in scenario.all_steps:
        matches = phrases.matching(step.step_type, step.name)
        if not matches:
            yield step.line, f"undefined step: {step.name}"
        elif len(matches) > 1:
            both = "; ".join(phrase.pattern for phrase in matches)
            yield step.line, f"{len(matches)} patterns match this step: {both}"
        for kind, value, near in matches[0].strangers(step.name) if matches else ():
            hint = f"; the nearest is {near!r}" if near != "?" else ""
            yield step.line, f"{value!r} is no {kind} that the harness knows{hint}"


def _tag_problems(scenario: Any, path: Path, ids: dict[str, str], language: str) -> Iterator[tuple[int, str]]:
    tags = [str(tag) for tag in scenario.tags]
    kinds = [kind_of(tag) for tag in tags]
    yield from ((scenario.line, f"unknown tag @{tag}") for tag, kind in zip(tags, kinds, strict=True) if kind is None)
    ranks = [kind.rank for kind in kinds if kind is not None]
    if ranks != sorted(ranks):
        yield scenario.line, "tags out of order: transaction, clause, test ID, strength, polarity, role, needs"
    for rank, what in (
        (TEST_ID, "test ID (@TC-MWL-001)"),
        (STRENGTH, "@shall or @should"),
        (POLARITY, "@positive or @negative"),
    ):
        if ranks.count(rank) != 1:
            yield scenario.line, f"needs exactly one {what}"
    for tag, kind in zip(tags, kinds, strict=True):
        if kind is not None and kind.rank == TEST_ID:
            here = f"{path.name}:{scenario.line}"
            taken = ids.setdefault(f"{language} {tag}", here)  # a translation bears the IDs of its original
            if taken != here:
                yield scenario.line, f"test ID @{tag} is taken by {taken}"
