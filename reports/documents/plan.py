"""What people work with: the acceptance plan (also blank, to fill in on paper), reading copies, quick references.

All of it comes from the scenario library in the reader's language; it needs no run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from harness import acceptance
from reports.documents.blocks import (
    CONTENTS,
    PAGE,
    Block,
    Document,
    Inline,
    bold,
    bullets,
    code,
    facts,
    group,
    heading,
    keep,
    lines,
    muted,
    para,
    table,
)
from reports.words import Words

PLAN, READING, QUICK = "plan", "reading", "quick"
MOST_KEPT = 16  # steps up to which a scenario stands on one page
_PARTS = (("purpose", "purpose"), ("look_at", "look_at"), ("expected", "expected_outcome"), ("by_hand", "by_hand"))


class Tale(Protocol):
    """A scenario as the library tells it; see :class:`harness.console.library.Tale`."""

    id: str
    name: str
    feature: str
    tags: tuple[str, ...]
    parts: dict[str, str]
    steps: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Book:
    """The library as documents read it: scenarios by role, the language, and for whom it is printed."""

    words: Words
    tales: Mapping[str, Sequence[Tale]]
    site: str = ""
    systems: tuple[str, ...] = ()
    moment: str = ""
    version: str = ""
    roles: list[acceptance.Role] = field(default_factory=lambda: list(acceptance.roles()))

    def document(self, name: str, title: str) -> Document:
        document = Document(name, title, self.words, moment=self.moment)
        document.kicker = self.site or self.words("doc_plan")
        document.foot = " · ".join(filter(None, ("interop", self.version, self.site)))
        return document

    def text(self, row: Mapping[str, str]) -> str:
        return row.get(self.words.language, row["en"])


def plan(book: Book, *, blank: bool = False) -> Document:
    """The plan: for each role its scenarios with purpose, what to look at, steps and room for remarks. ``blank`` adds
    boxes to tick and lines to sign on."""
    words = book.words
    doc = book.document(PLAN, words("doc_plan"))
    doc.add(para(words("plan_say"), "lead"), _for_whom(book, blank=blank))
    doc.add(heading(words("how_to"), 2, outlined=False))
    doc.add(bullets([words(f"plan_how_{number}") for number in range(1, 5)]))
    counts = [[book.text(role.name), str(len(book.tales.get(role.id, ())))] for role in book.roles]
    doc.add(table(["1fr", "30mm"], [words("role"), words("scenarios")], counts), CONTENTS)
    for role in book.roles:
        doc.add(PAGE, heading(book.text(role.name)), para(book.text(role.intro)), *_items(role, book))
        tales = book.tales.get(role.id, ())
        if not tales:
            doc.add(para(words("no_uat"), "muted"))
        for tale in tales:
            sheet = list(_sheet(tale, book, blank=blank))
            doc.add(*([keep(sheet)] if len(tale.steps) <= MOST_KEPT else sheet))
    if blank:
        doc.add(PAGE, *_last_page(book))
    return doc


def _for_whom(book: Book, *, blank: bool) -> Block:
    words = book.words
    if blank and not book.site:
        rows: list[list[Inline]] = [
            [words(key), ""] for key in ("site", "systems_under_test", "version", "test_lead", "date_label")
        ]
        return {"k": "signatures", "blocks": [{"role": words("doc_plan"), "rows": rows}]}
    systems = ", ".join(book.systems) or words("nothing_real")
    return facts([(words("site"), bold(book.site)), (words("systems_under_test"), systems)])


def _items(role: acceptance.Role, book: Book) -> list[Block]:
    mine = [item for item in acceptance.items() if item.role == role.id]
    shown: dict[str, list[str]] = {item.id: [] for item in mine}
    for tale in book.tales.get(role.id, ()):
        for item in acceptance.items_of(tale.tags):
            shown.setdefault(item.id, []).append(tale.id)
    rows = [[code(item.id), book.text(item.text), code(", ".join(shown[item.id]))] for item in mine]
    words = book.words
    return [
        heading(words("items_title"), 2),
        table(["25mm", "1fr", "42mm"], ["", words("requirement"), words("tested_by")], rows, small=True),
    ]


def _sheet(tale: Tale, book: Book, *, blank: bool) -> Iterator[Block]:
    words = book.words
    yield heading([tale.name, muted(f"  {tale.id}")], 2, outlined=False)
    yield facts([(words(key), _sentence(tale.parts.get(part, ""))) for part, key in _PARTS])
    yield _steps(tale, boxes=True)
    if blank:
        boxes = [words(key) for key in ("box_yes", "box_no", "box_unsure")]
        yield {"k": "choice", "label": words("result_boxes"), "items": boxes}
    yield lines(3 if blank else 2, words("remarks"))
    if blank:
        labels = [words(key) for key in ("executed_by", "date_label", "signature_label")]
        yield {"k": "blanks", "labels": labels}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _steps(tale: Tale, *, boxes: bool) -> Block:
    mark = "box" if boxes else "dot"
    rows = [
        {"mark": mark, "tone": "", "keyword": keyword.strip(), "text": text, "notes": [], "time": ""}
        for keyword, text in tale.steps
    ]
    return {"k": "steps", "rows": rows}


def _last_page(book: Book) -> list[Block]:
    words = book.words
    names = [book.text(role.name) for role in book.roles] + [
        words(key) for key in ("test_lead", "hospital", "provider")
    ]
    labels = ("full_name", "position", "place_date", "signature_label")
    return [
        heading(words("signatures")),
        para(words("conditional_say")),
        lines(6, words("reservations")),
        {"k": "choice", "label": words("decision"),
         "items": [words(f"decision_{word}") for word in ("accepted", "reservations", "refused")]},
        {"k": "signatures",
         "blocks": [{"role": name, "rows": [[words(label), ""] for label in labels]} for name in names]},
    ]  # fmt: skip


def reading(book: Book, role: acceptance.Role) -> Document:
    """The reading copy of a role: its scenarios as they are told, for training."""
    words, name = book.words, book.text(role.name)
    doc = book.document(f"{READING}-{role.id.replace('_', '-')}", words("doc_reading", role=name))
    tales = book.tales.get(role.id, ())
    doc.add(para(words("reading_say"), "lead"), para(book.text(role.intro)))
    doc.add(para(muted(words("scenarios_of_role", count=len(tales)))), CONTENTS)
    feature = None
    for tale in tales:
        if tale.feature != feature:
            feature = tale.feature
            doc.add(heading(feature))
        doc.add(heading([tale.name, muted(f"  {tale.id}")], 2))
        doc.add(
            facts([(words(key), _sentence(tale.parts.get(part, ""))) for part, key in _PARTS]),
            _steps(tale, boxes=False),
        )
    if not tales:
        doc.add(para(words("no_uat"), "muted"))
    return doc


def quick(book: Book, role: acceptance.Role) -> Document:
    """The quick reference of a role: its advice, and what it has to see, on one page."""
    words, name = book.words, book.text(role.name)
    doc = book.document(f"{QUICK}-{role.id.replace('_', '-')}", words("doc_quick", role=name))
    doc.add(para(book.text(role.intro), "lead"))
    advice = [line for line in book.text(role.quick).splitlines() if line.strip()]
    doc.add(group([bullets(advice)], "ok"))
    doc.add(heading(words("look_at"), 2, outlined=False))
    mine = [item for item in acceptance.items() if item.role == role.id]
    doc.add(bullets([[bold(f"{number}. "), book.text(item.text)] for number, item in enumerate(mine, 1)], boxes=True))
    return doc
