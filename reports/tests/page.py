"""Reads a page back with the standard library's parser: what a test asks of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "use", "path", "rect", "circle"}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    nodes: list[Element | str] = field(default_factory=list)

    @property
    def children(self) -> list[Element]:
        return [node for node in self.nodes if isinstance(node, Element)]

    @property
    def text(self) -> str:
        """All text inside, in its order."""
        parts = [node if isinstance(node, str) else f" {node.text} " for node in self.nodes]
        return " ".join("".join(parts).split())

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())

    def walk(self) -> list[Element]:
        found = [self]
        for child in self.children:
            found += child.walk()
        return found

    def all(self, tag: str = "", css: str = "") -> list[Element]:
        return [e for e in self.walk() if (not tag or e.tag == tag) and (not css or css in e.classes)]

    def one(self, identifier: str) -> Element:
        (found,) = [e for e in self.walk() if e.attributes.get("id") == identifier]
        return found


class Page(HTMLParser):
    """The parsed page; ``root`` is its html element. A tag that is closed out of order raises AssertionError."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#document", {})
        self.stack = [self.root]
        self.source = text
        self.feed(text)
        self.close()
        open_tags = [e.tag for e in self.stack[1:]]
        assert not open_tags, f"never closed: {open_tags}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = Counter(name for name, _ in attrs)
        assert max(names.values(), default=1) == 1, f"{tag} has an attribute twice: {attrs}"
        element = Element(tag, {name: value or "" for name, value in attrs}, self.stack[-1])
        self.stack[-1].nodes.append(element)
        if tag not in VOID:
            self.stack.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.stack.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.stack[-1].tag in ("li", "p", "dt", "dd") and self.stack[-1].tag != tag:
            self.stack.pop()  # these may end without a tag of their own
        assert self.stack[-1].tag == tag, f"</{tag}> closes <{self.stack[-1].tag}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        self.stack[-1].nodes.append(data)
