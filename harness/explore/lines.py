"""Lines of a scenario by the function behind them, so that what is explored is what can be written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from harness.steps import phrases
from harness.steps.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Line:
    """One step with its values (English words). ``step`` is the name of its function; ``desk_admits/A01`` names one of
    several phrases of a function by the argument it stands for."""

    step: str
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def phrase(self) -> Phrase:
        return _phrases()[self.step]

    @property
    def kind(self) -> str:
        return self.phrase.step_type

    @property
    def text(self) -> str:
        return self.phrase.write(**self.values)

    def act(self, context: Any) -> None:
        """Carry it out; the exceptions of a step."""
        phrase = self.phrase
        phrase.function(context, **{**self.values, **phrase.fixed})


def line(step: str, **values: Any) -> Line:
    """A :class:`Line`."""
    return Line(step, values)


@cache
def _phrases() -> dict[str, Phrase]:
    from harness.steps.registering import load_phrases

    load_phrases()
    found: dict[str, Phrase] = {}
    for phrase in phrases.PHRASES:
        if phrase.language == "en" and not phrase.of_site:
            fixed = "".join(f"/{value}" for value in phrase.fixed.values())
            found[phrase.function.__name__ + fixed] = phrase
    return found
