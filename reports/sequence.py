"""The sequence diagram: lanes and messages in, SVG markup out. Pure: no file, no clock, no library.

Colours come from the page's classes, so that dark mode and print need no second drawing. The table or list that goes
with a diagram says everything the picture says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from reports.shown import visible

ROW = 44  # height of a message row of the large diagram
TALL = 62  # of one that says why it is wrong
HEAD = 56  # height of the head boxes with their margin
LEFT = 62  # room for the times
SMALL_ROW = 28  # 1.75 em of the list beside it: 16 units are one em
CHARACTER = 7.4  # mean width of a character at 14 px


@dataclass(frozen=True, slots=True)
class Lane:
    """A party. ``kind``: tested (under test), simulated (ours)."""

    name: str
    title: str
    note: str = ""
    kind: str = "simulated"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One row. ``verdict`` is ok, bad or empty; ``reason`` says in a few words why it is wrong. A ``missing`` message
    never came; a row without sender is a break that says ``label``."""

    label: str
    sender: str = ""
    receiver: str = ""
    number: int = 0
    time: str = ""
    reply: bool = False
    verdict: str = ""
    reason: str = ""
    missing: bool = False


def draw(lanes: Sequence[Lane], arrows: Sequence[Arrow], *, title: str, identifier: str) -> str:
    """The large diagram: head boxes, labelled arrows, times at the left edge, the wrong message on a band."""
    places, width = _places(lanes)
    tops = _tops(arrows)
    height = tops[-1] + 10
    css = "seq wide" if width > 1000 else "seq"
    parts = [
        f'<svg class="{css}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{identifier}">'
        f'<title id="{identifier}">{_text(title)}</title>'
    ]
    parts += [
        f'<rect class="band" y="{top}" width="{width}" height="{_height(arrow)}" rx="6"/>'
        for arrow, top in zip(arrows, tops, strict=False)
        if arrow.verdict == "bad"
    ]
    parts.append('<path class="life" d="' + "".join(f"M{places[lane.name]} 50V{height - 4}" for lane in lanes) + '"/>')
    parts += [_head(lane, places[lane.name], _box(len(lanes), width)) for lane in lanes]
    parts += [_row(arrow, places, top, width) for arrow, top in zip(arrows, tops, strict=False)]
    return "".join(parts) + "</svg>"


def _height(arrow: Arrow) -> int:
    return TALL if arrow.reason else ROW


def _tops(arrows: Sequence[Arrow]) -> list[int]:
    """y of each row, and where the last one ends."""
    tops = [HEAD]
    for arrow in arrows:
        tops.append(tops[-1] + _height(arrow))
    return tops


def draw_small(lanes: Sequence[Lane], arrows: Sequence[Arrow]) -> str:
    """Arrows only, one line each, to stand beside the list that names them."""
    step = 66 if len(lanes) < 6 else 52
    places = {lane.name: step // 2 + step * index for index, lane in enumerate(lanes)}
    width, height = step * len(lanes), SMALL_ROW * (len(arrows) + 1)
    parts = [
        f'<svg class="sm" viewBox="0 0 {width} {height}" width="{width / 16:g}em" height="{height / 16:g}em"'
        ' aria-hidden="true">'
    ]
    parts += [f"<text x={places[lane.name]} y=18>{_text(_fitted(lane.title, step))}</text>" for lane in lanes]
    parts.append('<path class="life" d="' + "".join(f"M{place} 24V{height}" for place in places.values()) + '"/>')
    for index, arrow in enumerate(arrows, 1):
        start, end = places.get(arrow.sender), places.get(arrow.receiver)
        if start is not None and end is not None:
            y, back = SMALL_ROW * index + SMALL_ROW // 2, 2 if end > start else -2
            line = f"M{start} {y}H{end - back}" if start != end else f"M{start} {y - 5}h14v9h-12"
            parts.append(f'<path d="{line}"/>')
    return "".join(parts) + "</svg>"


def _fitted(title: str, width: int) -> str:
    room = width // 7
    return title if len(title) <= room else title[: room - 1] + "…"


def _places(lanes: Sequence[Lane]) -> tuple[dict[str, int], int]:
    """x of each lane, and the width of the picture: it grows with the lanes so that labels have room."""
    count = max(len(lanes), 1)
    width = max(860, LEFT + 150 * count)
    step = (width - LEFT) / count
    return {lane.name: round(LEFT + step * (index + 0.5)) for index, lane in enumerate(lanes)}, width


def _box(count: int, width: int) -> int:
    return min(180, round((width - LEFT) / max(count, 1)) - 14)


def _head(lane: Lane, x: int, width: int) -> str:
    kind = "lane sim" if lane.kind == "simulated" else "lane tested"
    room = round(width / CHARACTER)
    return (
        f'<rect class="{kind}" x="{x - width // 2}" y="6" width="{width}" height="44" rx="6"/>'
        f'<text x="{x}" y="26" class="b mid">{_text(_cut(lane.title, room))}</text>'
        f'<text x="{x}" y="43" class="q mid">{_text(_cut(lane.note, room + 3))}</text>'
    )


def _row(arrow: Arrow, places: dict[str, int], top: int, width: int) -> str:
    if arrow.sender not in places or arrow.receiver not in places:
        return f'<text x="{(LEFT + width) // 2}" y="{top + 27}" class="q mid">{_text(arrow.label)}</text>'
    start, end, y = places[arrow.sender], places[arrow.receiver], top + 33
    bad = arrow.verdict == "bad"
    parts = [f'<text x="6" y="{top + 26}" class="q">{_text(arrow.time)}</text>'] if arrow.time else []
    parts.append(_label(arrow, min(start, end), max(start, end), top, width))
    style = "go" + (" ko" if bad else "") + (" dash" if arrow.reply else "") + (" lost" if arrow.missing else "")
    if start == end:
        parts.append(f'<path class="{style}" d="M{start} {y - 6}h36v14h-26"/>{_point(start + 2, y + 8, -1, bad)}')
    elif arrow.missing:
        middle = (start + end) // 2
        parts.append(f'<path class="{style}" d="M{start} {y}H{end}"/>')
        parts.append(f'<path class="go ko" d="M{middle - 7} {y - 7}l14 14m0-14l-14 14"/>')
    else:
        direction = 1 if end > start else -1
        parts.append(f'<path class="{style}" d="M{start + 2 * direction} {y}H{end - 10 * direction}"/>')
        parts.append(_point(end - direction, y, direction, bad))
    return "".join(parts)


def _label(arrow: Arrow, left: int, right: int, top: int, width: int) -> str:
    """The words above the arrow, set from the left lane; from the right one where they would leave the picture."""
    words = f"{arrow.number} · {arrow.label}" if arrow.number else arrow.label
    mark = {"bad": ("v-bad", "bad"), "ok": ("v-ok", "ok")}.get(arrow.verdict)
    x, anchor, shift = left + 16, "", 22 if mark else 0
    if x + shift + len(words) * CHARACTER > width:
        x, anchor = max(right - 14, 0), " end"
        words = _cut(words, int((right - LEFT) / CHARACTER))
        mark = None if mark and mark[0] == "v-ok" else mark
    bold = " b kt" if arrow.verdict == "bad" else ""
    drawn = ""
    if mark:
        at = x if not anchor else x - len(words) * CHARACTER - 26
        drawn = f'<use href="#{mark[0]}" class="{mark[1]}" x="{at:.0f}" y="{top + 9}" width="17" height="17"/>'
    text_x = x if anchor else x + shift
    text = f'<text x="{text_x}" y="{top + 23}" class="h{bold}{anchor}">{_text(words)}</text>'
    why = (
        f'<text x="{text_x}" y="{top + 53}" class="h kt{anchor}">{_text(_cut(arrow.reason, 60))}</text>'
        if arrow.reason
        else ""
    )
    return drawn + text + why


def _point(x: int, y: int, direction: int, bad: bool) -> str:
    length, half = (14, 7) if bad else (11, 5)
    return f'<path class="hd{" ko" if bad else ""}" d="M{x} {y}l{-length * direction}-{half}v{2 * half}z"/>'


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 1)] + "…"


def _text(text: str) -> str:
    return escape(visible(text))
