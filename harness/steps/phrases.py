"""One step function, one phrase for each language.

A phrase is plain text with two kinds of holes: ``"{name}"`` between quotes takes any text (straight, curly or angled
quotes, up to the closing one), ``{name}`` without quotes takes a whole number. ``el/la`` accepts either word; a blank
inside an alternative is written ``\\ ``. Spanish and Portuguese Given phrases accept a leading "que", because
"Dado que" leaves it in the step's text.

The phrases are kept in :data:`PHRASES`, so that a lint can ask which of them match a line without running anything, and
a line can be written in another language from the same values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

LANGUAGES = ("en", "es", "fr", "pt")
STEP_TYPES = ("given", "when", "then")
_HOLE = re.compile(r'"\{(?P<text>\w+)\}"|\{(?P<number>\w+)\}')
_OPEN, _CLOSE = '["“«]', '["”»]'


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """One pattern of one step function. ``fixed`` are arguments that the phrase itself stands for."""

    step_type: str  # given when then
    language: str  # en es fr pt
    pattern: str
    function: Callable[..., None]
    fixed: dict[str, Any] = field(default_factory=dict)
    regex: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "regex", re.compile(_regex(self.pattern, self._leading()) + r"\Z"))

    def _leading(self) -> str:
        return "(?:que )?" if self.step_type == "given" and self.language in ("es", "pt") else ""

    @property
    def holes(self) -> tuple[str, ...]:
        """Names of the values, in the order of this language."""
        return tuple(hole["text"] or hole["number"] for hole in _HOLE.finditer(self.pattern))

    def match(self, text: str) -> dict[str, Any] | None:
        """The values in ``text`` (numbers as int), or None when the whole text is not this phrase."""
        found = self.regex.match(text)
        if found is None:
            return None
        numbers = {hole["number"] for hole in _HOLE.finditer(self.pattern)} - {None}
        return {name: int(value) if name in numbers else value for name, value in found.groupdict().items()}

    def spans(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Name, start and end of each value in ``text``; the phrase must match."""
        found = self.regex.match(text)
        assert found is not None
        for name in self.holes:
            yield name, found.start(name), found.end(name)

    def write(self, **values: Any) -> str:
        """The line with these values; of alternatives the first."""
        words = (word.split("/")[0] if "/" in word else word for word in _words(self.pattern))
        text = " ".join(word.replace("\\ ", " ") for word in words)
        return _HOLE.sub(
            lambda hole: hole[0].replace(
                "{" + (hole["text"] or hole["number"]) + "}", str(values[hole["text"] or hole["number"]])
            ),
            text,
        )


PHRASES: list[Phrase] = []


def step_text(
    step_type: str, *, en: str, es: str = "", fr: str = "", pt: str = "", **fixed: Any
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function the step of these phrases; may be stacked, with ``fixed`` arguments telling them apart."""
    if step_type not in STEP_TYPES:
        raise ValueError(f"{step_type!r} is none of {', '.join(STEP_TYPES)}")

    def register(function: Callable[..., None]) -> Callable[..., None]:
        for language, pattern in zip(LANGUAGES, (en, es, fr, pt), strict=True):
            if pattern:
                PHRASES.append(Phrase(step_type, language, pattern, function, fixed))
        return function

    return register


def matching(step_type: str, text: str) -> list[Phrase]:
    """Every phrase that matches; exactly one is right."""
    return [phrase for phrase in PHRASES if phrase.step_type == step_type and phrase.match(text) is not None]


def _words(pattern: str) -> list[str]:
    """Split at blanks, but not at ``\\ `` nor inside a hole."""
    return re.split(r"(?<!\\) ", pattern)


def _regex(pattern: str, leading: str) -> str:
    return leading + " ".join(_word_regex(word) for word in _words(pattern))


def _word_regex(word: str) -> str:
    if "/" in word and not _HOLE.search(word):
        choices = (re.escape(choice.replace("\\ ", " ")) for choice in word.split("/"))
        return f"(?:{'|'.join(choices)})"
    result, end = "", 0
    for hole in _HOLE.finditer(word):
        result += re.escape(word[end : hole.start()])
        result += _hole_regex(hole)
        end = hole.end()
    return result + re.escape(word[end:])


def _hole_regex(hole: re.Match[str]) -> str:
    if hole["text"]:
        return rf'{_OPEN}(?P<{hole["text"]}>[^"“”«»]+){_CLOSE}'
    return rf"(?P<{hole['number']}>\d+)"
