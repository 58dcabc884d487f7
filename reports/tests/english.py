"""Looks for English words in what a reader sees of a page in another language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.tests.page import Element, Page

ENGLISH = re.compile(
    r"\b(the|and|is|not|of|with|received|expected|which|that|are|was|were|from|this|have|its|been|than|must|when|where"
    r"|what|nothing|each|under|sent|gave|does|did|but|without|missing|wrong|never|only|another|shows|shown|cannot"
    r"|finding|step|run|because|accepted|could|see|also|again|workstation|empty|absent)\b",
    re.IGNORECASE,
)
SAME = {"fr": {"absent"}, "es": set(), "pt": set()}  # words that the language has too


def left_in_english(page: str, language: str) -> dict[str, set[str]]:
    """Text of the page → its English words."""
    texts = {text.strip() for text in visible(Page(page).root)}
    return {text: words for text in texts if (words := english(text, language))}


def visible(element: Element) -> Iterator[str]:
    """Texts that a reader sees, without identifiers, code, and what a peer sent (translate="no")."""
    own = element.tag not in ("code", "script", "style", "pre") and element.attributes.get("translate") != "no"
    for name in ("aria-label", "title", "placeholder", "data-done", "data-else"):
        if own and name in element.attributes:
            yield element.attributes[name]
    for node in element.nodes if own else ():
        if isinstance(node, str):
            yield node
        else:
            yield from visible(node)


def english(text: str, language: str) -> set[str]:
    """English words of ours; names of fields stand between angles with a capital, errors of Python as they are."""
    own = re.sub(r"«\s?[A-Z][^»]*»|\"[^\"]*\"|KeyError: 'x'|no end block|x86.*|refused$", " ", text)
    return {word.lower() for word in ENGLISH.findall(own) if not word.isupper()} - SAME[language]
