"""Gives the phrases to behave, whose registry all languages share."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any

from behave.matchers import Matcher
from behave.model_type import Argument
from behave.runner import the_step_registry  # behave.step_registry.registry is another one once behave's main ran

import harness.steps
from harness.steps.phrases import PHRASES, Phrase, use_words_of_site


class PhraseMatcher(Matcher):
    """Matches one phrase from beginning to end. Values arrive by name."""

    NAME = "phrase"

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.function, phrase.pattern, phrase.step_type)
        self.phrase = phrase

    def compile(self) -> PhraseMatcher:
        """Nothing left to do: a phrase compiles when it is made."""
        return self

    def check_match(self, step_text: str) -> list[Argument] | None:
        """The values as behave wants them; what the phrase stands for comes last, with no place in the text."""
        values = self.phrase.match(step_text)
        if values is None:
            return None
        end = len(step_text)
        shown = [Argument(a, z, step_text[a:z], values[name], name) for name, a, z in self.phrase.spans(step_text)]
        return shown + [Argument(end, end, "", value, name) for name, value in self.phrase.fixed.items()]


def load_phrases() -> None:
    """Import every module of this package, so that :data:`PHRASES` is complete."""
    for module in pkgutil.iter_modules(harness.steps.__path__):
        if module.name != "load":
            importlib.import_module(f"harness.steps.{module.name}")


def adopt(words: Mapping[Any, Mapping[str, str]]) -> None:
    """Say and understand the words of a site, where it has some; see :mod:`harness.terms`."""
    if words:
        load_phrases()
        use_words_of_site(words)


def register(registry: Any = None) -> None:
    """Put every phrase into behave's registry; those that are there already are not put in again."""
    load_phrases()
    registry = registry or the_step_registry
    for step_type in ("given", "when", "then"):
        present = {id(matcher.phrase) for matcher in registry.steps[step_type] if isinstance(matcher, PhraseMatcher)}
        registry.steps[step_type] += [
            PhraseMatcher(phrase) for phrase in PHRASES if phrase.step_type == step_type and id(phrase) not in present
        ]
