"""XML of a peer as elements, within bounds: a document type declaration is refused, so that there are no entities to
expand or fetch; size, depth and number of elements are bounded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from simulators.wire.errors import PeerViolation


@dataclass(slots=True)
class Element:
    """An element with its attributes, its text and the elements in it; names without their prefix."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> list[Element]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Element:
        """The first of that name; an empty one where there is none."""
        return next((child for child in self.children if child.name == name), Element(name, {}))

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bytes of a document, elements within each other, elements. ``clause`` is what a violation names."""

    largest: int
    deepest: int
    most: int
    clause: str


def parse(content: bytes, bounds: Bounds) -> Element:
    """The root element. :class:`PeerViolation` where the document is not well-formed, declares a document type, or
    exceeds the bounds."""

    def violation(what: str) -> PeerViolation:
        return PeerViolation(what, clause=bounds.clause, received=bytes(content[:60]))

    if len(content) > bounds.largest:
        raise violation(f"the document has {len(content)} bytes, more than {bounds.largest}")
    top = Element("", {})
    stack = [top]
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > bounds.most or len(stack) > bounds.deepest:
            raise violation(f"more than {bounds.most} elements, or more than {bounds.deepest} within each other")
        element = Element(name.rpartition(":")[2], attributes)
        stack[-1].children.append(element)
        stack.append(element)

    def text(data: str) -> None:
        stack[-1].text += data

    def refuse(*_: Any) -> None:
        raise violation("the document declares a document type, which may hide entities")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    parser.EndElementHandler = lambda name: stack.pop()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise violation(f"not well-formed XML: {error}") from error
    (root,) = top.children
    return root
