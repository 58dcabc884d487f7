"""One step function, one phrase for each language.

A phrase is plain text with two kinds of holes: ``"{name}"`` between quotes takes any text (straight, curly or angled
quotes, up to the closing one), ``{name}`` without quotes takes a whole number. A hole whose name, or whose word after a
colon (``"{other:exam}"``, said once, in English), is a kind of :mod:`harness.terms` takes that value's word in the
phrase's language; the function gets the English one. ``el/la`` accepts either word; a blank inside an alternative is
written ``\\ ``. ``[del paciente]`` changes with a value, see :mod:`harness.steps.grammar`. Spanish and Portuguese Given
phrases accept a leading "que", because "Dado que" leaves it in the step's text.

The phrases are kept in :data:`PHRASES`, so that a lint can ask which of them match a line without running anything, and
a line can be written in another language from the same values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from harness import terms
from harness.steps import grammar

LANGUAGES = ("en", "es", "fr", "pt")
STEP_TYPES = ("given", "when", "then")
_PART = re.compile(r'"\{(?P<text>\w+)(?::(?P<kind>\w+))?\}"|\{(?P<number>\w+)\}|\[(?P<form>[^\]]+)\]')
_OPEN, _CLOSE = '["“«]', '["”»]'


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """One pattern of one step function. ``fixed`` are arguments that the phrase itself stands for; ``kinds`` says of a
    hole which kind of value it takes, where its own name does not."""

    step_type: str  # given when then
    language: str  # en es fr pt
    pattern: str
    function: Callable[..., None]
    fixed: dict[str, Any] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    of_site: bool = False  # whether it says the words of the site instead of ours
    regex: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        leading = "(?:que )?" if self.step_type == "given" and self.language in ("es", "pt") else ""
        regex = "".join(self._regex(part) for part in _parts(self.pattern))
        object.__setattr__(self, "regex", re.compile(leading + regex + r"\Z"))

    @property
    def holes(self) -> tuple[str, ...]:
        """Names of the values, in the order of this language."""
        return tuple(part["text"] or part["number"] for part in _holes(self.pattern))

    def kind(self, hole: str) -> str:
        """The kind of value that a hole takes; its own name where nothing else is said."""
        return self.kinds.get(hole, hole)

    def match(self, text: str) -> dict[str, Any] | None:
        """The values in ``text`` (numbers as int, words of ours in English), or None where it is not this phrase."""
        found = self.regex.match(text)
        if found is None:
            return None
        values: dict[str, Any] = {}
        for part in _holes(self.pattern):
            name = part["text"] or part["number"]
            said = found[name]
            values[name] = terms.canonical(self.kind(name), said, self.language) if part["text"] else int(said)
        return values

    def strangers(self, text: str) -> Iterator[tuple[str, str, str]]:
        """Kind, value and nearest word of each value in ``text`` that its kind does not have; the phrase must match."""
        found = self.regex.match(text)
        assert found is not None
        for name in (part["text"] for part in _holes(self.pattern) if part["text"]):
            if near := terms.unknown(self.kind(name), found[name], self.language):
                yield self.kind(name), found[name], near

    def spans(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Name, start and end of each value in ``text``; the phrase must match."""
        found = self.regex.match(text)
        assert found is not None
        for name in self.holes:
            yield name, found.start(name), found.end(name)

    def write(self, **values: Any) -> str:
        """The line with these (English) values; of alternatives the first, of words that change the right one."""
        parts = _parts(self.pattern)
        return "".join(self._written(parts, place, values) for place in range(len(parts)))

    def _written(self, parts: list[str | re.Match[str]], place: int, values: Mapping[str, Any]) -> str:
        part = parts[place]
        if isinstance(part, str):
            return " ".join(word.split("/")[0].replace("\\ ", " ") for word in _words(self._said(part)))
        if part["text"]:
            name = part["text"]
            return f'"{terms.word(self.kind(name), str(values[name]), self.language)}"'
        if part["number"]:
            return str(values[part["number"]])
        return self._said(grammar.form(self.language, part["form"], values.get(self._governs(parts, place))))

    def _said(self, text: str) -> str:
        return terms.at_site(text, self.language) if self.of_site else text

    def _governs(self, parts: list[str | re.Match[str]], place: int) -> str:
        """The hole that a changing word agrees with: the next person, or the last number before it."""
        holes = [part if isinstance(part, re.Match) else None for part in parts]
        if holes[place]["form"] in grammar.BY_SEX[self.language]:  # type: ignore[index]
            return next(hole["text"] for hole in holes[place + 1 :] if hole and hole["text"])
        return next(hole["number"] for hole in reversed(holes[:place]) if hole and hole["number"])

    def _regex(self, part: str | re.Match[str]) -> str:
        if isinstance(part, str):
            return " ".join(_word_regex(word) for word in _words(self._said(part)))
        if part["text"]:
            return rf'{_OPEN}(?P<{part["text"]}>[^"“”«»]+){_CLOSE}'
        if part["number"]:
            return rf"(?P<{part['number']}>\d+)"
        return f"(?:{'|'.join(re.escape(self._said(form)) for form in grammar.forms(self.language, part['form']))})"


PHRASES: list[Phrase] = []


def step_text(
    step_type: str, *, en: str, es: str = "", fr: str = "", pt: str = "", **fixed: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function the step of these phrases; may be stacked, with ``fixed`` arguments telling them apart."""
    if step_type not in STEP_TYPES:
        raise ValueError(f"{step_type!r} is none of {', '.join(STEP_TYPES)}")
    kinds = {part["text"]: part["kind"] for part in _holes(en) if part["kind"]}

    def register(function: Callable[..., None]) -> Callable[..., None]:
        for language, pattern in zip(LANGUAGES, (en, es, fr, pt), strict=True):
            if pattern:
                PHRASES.append(Phrase(step_type, language, pattern, function, fixed, kinds))
        return function

    return register


def matching(step_type: str, text: str, language: str = "") -> list[Phrase]:
    """Every phrase that matches, in any language or in one; exactly one is right."""
    found = [
        phrase
        for phrase in PHRASES
        if phrase.step_type == step_type and language in ("", phrase.language) and phrase.regex.match(text) is not None
    ]
    return [phrase for phrase in found if not phrase.of_site or not any(_is_ours(one, phrase) for one in found)]


def _is_ours(one: Phrase, of_site: Phrase) -> bool:
    return not one.of_site and one.language == of_site.language and _same_step(one, of_site)


def twin(phrase: Phrase, language: str) -> Phrase | None:
    """The phrase of the same step in another language, in the site's words where it has some; None without one."""
    return next((one for one in reversed(PHRASES) if one.language == language and _same_step(one, phrase)), None)


def use_words_of_site(words: Mapping[str, Mapping[str, str]]) -> None:
    """Say, and understand beside ours, the words of a site; see :mod:`harness.terms`. Once every phrase is loaded."""
    terms.use(words)
    PHRASES[:] = [phrase for phrase in PHRASES if not phrase.of_site]
    for phrase in [phrase for phrase in PHRASES if words.get(phrase.language)]:
        said = replace(phrase, of_site=True)
        if said.regex.pattern != phrase.regex.pattern:
            PHRASES.append(said)


def _same_step(one: Phrase, other: Phrase) -> bool:
    return one.function is other.function and one.step_type == other.step_type and one.fixed == other.fixed


def _parts(pattern: str) -> list[str | re.Match[str]]:
    """The pattern as literal text, holes and changing words, in order."""
    parts: list[str | re.Match[str]] = []
    end = 0
    for part in _PART.finditer(pattern):
        parts += [pattern[end : part.start()], part]
        end = part.end()
    return [*parts, pattern[end:]]


def _holes(pattern: str) -> Iterator[re.Match[str]]:
    return (part for part in _PART.finditer(pattern) if not part["form"])


def _words(text: str) -> list[str]:
    """Split at blanks, but not at ``\\ ``."""
    return re.split(r"(?<!\\) ", text)


def _word_regex(word: str) -> str:
    if "/" not in word:
        return re.escape(word.replace("\\ ", " "))
    choices = (re.escape(choice.replace("\\ ", " ")) for choice in word.split("/"))
    return f"(?:{'|'.join(choices)})"
