"""What a document is made of: plain JSON, so that whatever a peer sent stays data and never becomes code.

An inline is text, a run ``{"t": text, "s": style}``, a verdict mark, or a list of these. Styles: b (bold), m (muted),
c (code), ok bad pend err none (colours of verdicts).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reports.view import LOOK
from reports.words import Words

Inline = Any  # str | dict | list of them
Block = dict[str, Any]


@dataclass(slots=True)
class Document:
    """One document. ``pictures`` are SVG texts of ours by name; ``keywords`` land in the PDF's metadata; ``words``
    holds language and time zone."""

    name: str  # "report", "signoff": the file is NAME.pdf
    title: str
    words: Words
    blocks: list[Block] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()
    kicker: str = ""  # above the title
    foot: str = ""
    moment: str = ""  # ISO 8601: creation date of the file

    def add(self, *blocks: Block) -> None:
        self.blocks += blocks

    def picture(self, name: str, svg: str, alt: str, *, width: str = "100%") -> None:
        """A picture of ours: SVG text, and in words what it shows."""
        self.pictures[name] = svg
        self.add({"k": "picture", "name": name, "alt": alt, "width": width})


def bold(text: object) -> Inline:
    return {"t": str(text), "s": "b"}


def muted(text: object) -> Inline:
    return {"t": str(text), "s": "m"}


def code(text: object) -> Inline:
    return {"t": str(text), "s": "c"}


def whole(text: object) -> Inline:
    """A hash, small and never broken, so that it can be copied."""
    return {"t": str(text), "s": "h"}


def toned(text: object, tone: str) -> Inline:
    """Text in the colour of a verdict: ok, bad, pend, err, none."""
    return {"t": str(text), "s": tone}


def verdict(result: str, words: Words) -> Inline:
    """Mark and word of a result (``FAIL``), in its colour."""
    _, mark, tone = LOOK[result]
    return {"t": words(result), "s": tone, "mark": mark}


def identified(name: str, result: str) -> Inline:
    """The mark of a result and the ID it belongs to, never parted."""
    _, mark, tone = LOOK[result]
    return {"t": name, "s": tone, "mark": mark, "plain": True}


def marked(mark: str, tone: str, text: object = "") -> Inline:
    """A mark of our own (``v-ok``) with a word beside it."""
    return {"t": str(text), "s": tone, "mark": mark}


def heading(text: Inline, level: int = 1, **more: Any) -> Block:
    return {"k": "heading", "level": level, "text": text, **more}


def para(text: Inline, style: str = "") -> Block:
    """A paragraph; styles: lead, small, muted."""
    return {"k": "para", "text": text, "style": style}


def facts(rows: Iterable[tuple[Inline, Inline]], *, label: str = "34mm") -> Block:
    """Labels and values, one pair a line; pairs without a value are left out."""
    return {"k": "facts", "label": label, "rows": [[left, right] for left, right in rows if right]}


def table(
    columns: Sequence[str], head: Sequence[Inline], rows: Iterable[Sequence[Inline]], *, small: bool = False,
    tones: Sequence[str] = (),
) -> Block:  # fmt: skip
    """A table whose head repeats on each page. ``columns`` are widths (``auto``, ``1fr``, ``20mm``), ``tones`` a tint
    for each row."""
    return {"k": "table", "columns": list(columns), "head": list(head), "rows": [list(row) for row in rows],
            "small": small, "tones": list(tones)}  # fmt: skip


def group(blocks: Sequence[Block], tone: str = "") -> Block:
    """Blocks that belong together, beside a bar in the tone's colour."""
    return {"k": "group", "blocks": list(blocks), "tone": tone}


def keep(blocks: Sequence[Block]) -> Block:
    """Blocks that stand on one page; they have to fit on one."""
    return {"k": "keep", "blocks": list(blocks)}


def bullets(items: Iterable[Inline], *, boxes: bool = False) -> Block:
    """A list; with ``boxes`` each item has a box to tick."""
    return {"k": "bullets", "items": list(items), "boxes": boxes}


def lines(count: int, label: Inline = "") -> Block:
    """Empty lines to write on by hand."""
    return {"k": "lines", "count": count, "label": label}


PAGE: Block = {"k": "page"}
CONTENTS: Block = {"k": "contents"}
