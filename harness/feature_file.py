"""A feature file as behave reads it, in the words of the site where it has some of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from behave.model import Feature
from behave.parser import parse_file

from harness import terms


def read_feature(path: str) -> Feature | None:
    """Parse; behave's own exceptions. Scenarios are named by ``path`` as it stands."""
    feature = parse_file(path)
    if feature is not None:
        language = feature.language or "en"
        for part in _parts(feature):
            part.name = terms.line_at_site(part.name or "", language)
            if description := getattr(part, "description", None):
                part.description = [terms.line_at_site(line, language) for line in description]
    return feature


def _parts(feature: Feature) -> Iterator[Any]:
    """Everything that has a name; outlines before their rows are made from them."""
    for container in (feature, *feature.rules):
        yield container
        for holder in (container.background, *container.scenarios):
            if holder is not None:
                yield from (holder, *holder.steps)
