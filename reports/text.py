"""Findings for a terminal: what the end of ``interop run`` says of each fault. Plain lines; colour is the caller's.

``style(text, kind)`` paints a word; kinds are fail, error, accepted, id and path.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from harness.record import Run
from harness.verdict import Verdict
from reports.cards import Card, cards_of, spoken
from reports.course import exchanges_of
from reports.decision import repeat_command, role_title
from reports.shown import Cell, comparable, compare, shortened, visible, visible_lines
from reports.whole import write_whole

NAME = "findings.txt"
Style = Callable[[str, str], str]
Word = Callable[[str], str]
LABELS = ("expected", "received", "accepted", "where", "hop", "try", "why", "rule", "see", "also in", "again")
_MOST_SCENARIOS = 8


def plain(text: str, kind: str) -> str:
    """A :data:`Style` that paints nothing."""
    return text


def same(word: str) -> str:
    """A :data:`Word` that leaves our English words as they are."""
    return word


def blocks(run: Run, *, width: int = 80, style: Style = plain, word: Word = same) -> list[list[str]]:
    """One block of lines for each finding, worst first. No value that differs is cut: it is wrapped. ``word`` says
    :data:`LABELS`, severities and results in another language."""
    return [list(_block(card, run, max(width, 40), style, word)) for card in cards_of(run)]


def _block(card: Card, run: Run, width: int, style: Style, say: Word) -> Iterator[str]:
    finding, scenario = card.finding, card.scenario
    word, kind = ("accepted", "accepted") if card.accepted else ("FAIL", "fail")
    if card.verdict is Verdict.ERROR:
        word, kind = "error", "error"
    what = say("could not be judged" if kind == "error" else card.severity)
    yield f"{style(say(word), kind)} {style(visible(scenario.id), 'id')} · {card.number} {what}"
    for line in visible_lines(spoken(finding.summary))[:6]:
        yield from _wrapped(line, "  ", width)
    step = card.occurrences[0].step
    if step is not None:
        yield from _wrapped(visible(f"{step.keyword.strip()} {step.text}"), "  ", width)
    if scenario.file:
        yield "       " + style(visible(f"{scenario.file}:{scenario.line}"), "path")
    yield from _values(finding.expected, finding.received, width, say)
    for label, text in _rest(card, run, say):
        yield from _labelled(label, text, width, say)


def _values(expected: str, received: str, width: int, say: Word) -> Iterator[str]:
    """The two values; below them a mark under each place that differs, where they resemble each other."""
    if comparable(expected, received):
        yield from letters(expected, received, width, (say("expected"), say("received")))
    elif expected or received:
        yield from _labelled("expected", shortened(visible(expected), 1000) or say("nothing"), width, say)
        yield from _labelled("received", shortened(visible(received), 1000) or say("nothing"), width, say)


def letters(expected: str, received: str, width: int, labels: tuple[str, str] = ("expected", "received")) -> list[str]:
    """The two values one below the other, a mark under each place that differs; wrapped, never cut.

    Ask :func:`reports.shown.comparable` first whether they resemble each other.
    """
    rows = compare(expected, received).rows
    upper = [cell for row in rows for cell in row[0]]
    lower = [cell for row in rows for cell in row[1]]
    margin = max(map(len, labels)) + 4
    return list(_aligned(upper, lower, max(width - margin, 20), labels, margin))


def _aligned(
    upper: Sequence[Cell], lower: Sequence[Cell], room: int, label: tuple[str, str], margin: int
) -> Iterator[str]:
    start, column = 0, margin - 4
    while start < len(upper):
        end, used = start, 0
        while end < len(upper) and (used := used + _columns(upper[end], lower[end])) <= room:
            end += 1
        end = max(end, start + 1)
        pairs = list(zip(upper[start:end], lower[start:end], strict=True))
        yield f"  {label[0]:<{column}}  " + "".join(_padded(a, _columns(a, b)) for a, b in pairs).rstrip()
        yield f"  {label[1]:<{column}}  " + "".join(_padded(b, _columns(a, b)) for a, b in pairs).rstrip()
        marks = "".join(("^" if "same" != b.kind != "gap" else " ").ljust(_columns(a, b)) for a, b in pairs)
        if marks.strip():
            yield " " * margin + marks.rstrip()
        start, label = end, ("", "")


def _columns(upper: Cell, lower: Cell) -> int:
    return max(_width(upper.text), _width(lower.text), 1)


def _width(text: str) -> int:
    """Columns that ``text`` takes on a terminal."""
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _padded(cell: Cell, columns: int) -> str:
    return cell.text + " " * (columns - _width(cell.text))


def _rest(card: Card, run: Run, say: Word) -> Iterator[tuple[str, str]]:
    finding, scenario = card.finding, card.scenario
    if card.accepted:
        yield "accepted", visible(card.accepted)
    if finding.where:
        yield "where", visible(finding.where)
    if finding.hop:
        yield "hop", visible(" → ".join(role_title(part.strip()) for part in finding.hop.split("→")))
    for line in visible_lines(finding.likely)[:6]:
        if line:
            remedy, cause = f"{say('try')}: ", f"{say('cause')}: "
            yield ("try", line.removeprefix(remedy)) if line.startswith(remedy) else ("why", line.removeprefix(cause))
    if finding.clause:
        yield "rule", visible(finding.clause)
    numbers = exchanges_of(finding.exchanges, finding.evidence, scenario)
    files = [e.file for e in scenario.exchanges if e.number in numbers and e.file] or list(finding.evidence)
    for path in files[:4]:
        yield "see", visible(path)
    others = [visible(s.id) for s in card.scenarios[1:]]
    if others:
        more = f" {say('and')} {len(others) - _MOST_SCENARIOS}" if len(others) > _MOST_SCENARIOS else ""
        yield "also in", ", ".join(others[:_MOST_SCENARIOS]) + more
    yield "again", visible(repeat_command(run, scenario))


def _labelled(label: str, text: str, width: int, say: Word) -> Iterator[str]:
    column = max(len(say(each)) for each in LABELS)
    room = max(width - column - 4, 28)
    lines = textwrap.wrap(text, room, break_on_hyphens=False, break_long_words=label not in ("again", "see")) or [""]
    yield f"  {say(label):<{column}}  {lines[0]}"
    yield from (" " * (column + 4) + line for line in lines[1:])


def _wrapped(text: str, indent: str, width: int) -> Iterator[str]:
    yield from textwrap.wrap(
        text, width, initial_indent=indent, subsequent_indent=indent + "  ", break_on_hyphens=False
    ) or [indent]


def write(run: Run, folder: Path, *, width: int = 80) -> Path:
    """Write ``findings.txt``: every block as UTF-8 text, for a ticket or an e-mail."""
    parts = ["\n".join(block) for block in blocks(run, width=width)] or ["No finding."]
    text = f"Run {visible(run.run_id)}, {visible(run.site.get('name', ''))}\n\n" + "\n\n".join(parts) + "\n"
    return write_whole(folder / NAME, text)
