"""How text from a peer is shown: as text, whatever it holds.

Control characters, bidirectional marks and lone surrogates are drawn, so that nothing a peer sends can colour a
terminal, turn a line round or vanish. Two values that differ are laid out cell by cell, one grapheme a cell.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

from simulators.wire.visible import HIDDEN, visible, visible_lines

__all__ = ["Cell", "Comparison", "comparable", "compare", "graphemes", "shortened", "visible", "visible_lines"]

ROW = 16  # cells a row
AROUND = 8  # equal cells kept on either side of a difference in a long value
LONG = 64  # graphemes above which only the neighbourhood of differences is drawn
COMPARED = 600  # graphemes between the first and the last difference that are aligned; above it they are cut
_TWINS = str.maketrans("АВЕКМНОРСТХаеорсухіΑΒΕΖΗΙΚΜΝΟΡΤΥΧο’‘–—", "ABEKMHOPCTXaeopcyxiABEZHIKMNOPTYXo''--")


def shortened(text: str, limit: int = 400) -> str:
    """At most ``limit`` characters, saying how many there were."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"


def graphemes(text: str) -> list[str]:
    """What a reader takes for one letter: a base with its combining marks, joined sequences together."""
    clusters: list[str] = []
    joined = False
    for character in text:
        mark = unicodedata.category(character) in ("Mn", "Me", "Mc") or "\ufe00" <= character <= "\ufe0f"
        if clusters and (mark or joined or character == "\u200d") and not HIDDEN.match(clusters[-1][0]):
            clusters[-1] += character
        else:
            clusters.append(character)
        joined = character == "\u200d"
    return clusters


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a comparison. ``kind`` same, differs, absent (nothing stands here) or gap (left out)."""

    text: str
    kind: str
    codes: str = ""  # "U+00D1", where the pair looks equal


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values side by side. ``rows`` are pairs of equally long lists of cells; ``differences`` counts places."""

    rows: tuple[tuple[tuple[Cell, ...], tuple[Cell, ...]], ...]
    differences: int
    look_equal: bool


def compare(expected: str, received: str) -> Comparison:
    """Lay the two values out so that what differs stands one below the other."""
    look_equal = _skeleton(expected) == _skeleton(received)
    pairs = _pairs(graphemes(expected), graphemes(received))
    differences = sum(left != right for left, right in pairs)
    upper, lower = [], []
    for left, right in _neighbourhoods(pairs):
        upper.append(_cell(left, left == right, look_equal))
        lower.append(_cell(right, left == right, look_equal))
    rows = tuple((tuple(upper[i : i + ROW]), tuple(lower[i : i + ROW])) for i in range(0, len(upper), ROW))
    return Comparison(rows, differences, look_equal)


def comparable(expected: str, received: str) -> bool:
    """Whether drawing the two letter by letter says more than two sentences: single values that resemble each other."""
    if not expected or not received or expected == received or "\n" in expected + received:
        return False
    if re.match(r"\d+ \D", expected) and re.match(r"\d+ \D", received):  # counts: "1 study", "0 studies"
        return False
    longer, shorter = max(len(expected), len(received)), min(len(expected), len(received))
    if shorter * 2.5 < longer:
        return False
    if _skeleton(expected) == _skeleton(received):
        return True
    matcher = SequenceMatcher(None, expected[:COMPARED], received[:COMPARED], autojunk=False)
    return matcher.quick_ratio() >= 0.5 and matcher.ratio() >= 0.5


def _skeleton(text: str) -> str:
    """What a reader sees: composed, without padding, letters of other scripts that look like Latin ones replaced."""
    return unicodedata.normalize("NFKC", text).translate(_TWINS)


def _pairs(left: list[str], right: list[str]) -> list[tuple[str | None, str | None]]:
    head = 0
    while head < min(len(left), len(right)) and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < min(len(left), len(right)) - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    pairs: list[tuple[str | None, str | None]] = [(item, item) for item in left[:head]]
    pairs += _aligned(left[head : len(left) - tail], right[head : len(right) - tail])
    return pairs + [(item, item) for item in left[len(left) - tail :]]


def _aligned(left: list[str], right: list[str]) -> list[tuple[str | None, str | None]]:
    left, right = _cut(left), _cut(right)
    pairs: list[tuple[str | None, str | None]] = []
    for _, i, i_end, j, j_end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for step in range(max(i_end - i, j_end - j)):
            pairs.append(
                (
                    left[i + step] if i + step < i_end else None,
                    right[j + step] if j + step < j_end else None,
                )
            )
    return pairs


def _cut(items: list[str]) -> list[str]:
    return items if len(items) <= COMPARED else [*items[:COMPARED], "…"]


_GAP = "\0gap"


def _neighbourhoods(pairs: list[tuple[str | None, str | None]]) -> list[tuple[str | None, str | None]]:
    if len(pairs) <= LONG:
        return pairs
    keep: set[int] = set()
    for index, (left, right) in enumerate(pairs):
        if left != right:
            keep.update(range(index - AROUND, index + AROUND + 1))
    shown: list[tuple[str | None, str | None]] = []
    for index, pair in enumerate(pairs):
        if index in keep:
            shown.append(pair)
        elif not shown or shown[-1] != (_GAP, _GAP):
            shown.append((_GAP, _GAP))
    return shown[: 8 * ROW] + ([(_GAP, _GAP)] if len(shown) > 8 * ROW else [])


def _cell(item: str | None, same: bool, with_codes: bool) -> Cell:
    if item is None:
        return Cell("", "absent")
    if item == _GAP:
        return Cell("…", "gap")
    codes = " ".join(f"U+{ord(character):04X}" for character in item) if with_codes and not same else ""
    drawn = "␠" if item == " " and not same else {"\xa0": "⍽"}.get(item) or visible(item)
    return Cell(drawn, "same" if same else "differs", codes)
