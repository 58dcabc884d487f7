"""Pictures of a document as SVG: verdicts by area, trend of runs, and the sequence diagram in the colours of paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from reports.cards import TALLY
from reports.shown import visible

COLOURS = {
    "FAIL": "#9E2A0B", "ERROR": "#5B3A8C", "SKIP": "#8E9AA3", "PENDING": "#C99A2E", "ACCEPTED": "#E0BE6A",
    "PASS": "#2F8F6B", "OMIT": "#D5DCE0",
}  # fmt: skip
_ON = {"ACCEPTED": "#16212B", "OMIT": "#16212B", "PENDING": "#16212B"}  # ink on a light bar; white on the others
_OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
_FONT = 'font-family="Noto Sans" font-size="{size}" fill="{fill}"'
_SEQUENCE_STYLE = (
    "<style>text{font:14px 'Noto Sans';fill:#16212B}.q{fill:#4A5763;font-size:12.5px}.b{font-weight:bold}"
    ".mid{text-anchor:middle}.end{text-anchor:end}.lane{fill:#FFF;stroke:#16212B;stroke-width:3}"
    ".sim{stroke:#75828C;stroke-width:1.5;stroke-dasharray:5 4}.life{stroke:#75828C;stroke-dasharray:2 5;fill:none}"
    ".go{stroke:#16212B;stroke-width:1.6;fill:none}.dash{stroke-dasharray:7 4}"
    ".lost{stroke-dasharray:1 5;stroke-linecap:round;stroke-width:2.4}.go.ko{stroke:#9E2A0B;stroke-width:3}"
    ".hd{fill:#16212B}.hd.ko,.kt{fill:#9E2A0B}.band{fill:#FDECE5}</style>"
)
_MARKS = {
    "v-ok": '<circle cx="10" cy="10" r="8.6" fill="none" stroke="#0A6145" stroke-width="2"/>'
    '<path d="M5.8 10.4l2.9 2.9 5.6-6.2" fill="none" stroke="#0A6145" stroke-width="2.3"/>',
    "v-bad": '<path d="M6.2 1h7.6L19 6.2v7.6L13.8 19H6.2L1 13.8V6.2z" fill="#9E2A0B"/>'
    '<path d="M6.6 6.6l6.8 6.8m0-6.8l-6.8 6.8" fill="none" stroke="#FFF" stroke-width="2.4"/>',
}


@dataclass(frozen=True, slots=True)
class Area:
    """A subject with how many of its scenarios came to each result."""

    name: str
    tally: Mapping[str, int]


def by_area(areas: Sequence[Area]) -> str:
    """One bar an area, a part for each result with its number; the longest bar fills the width."""
    most = max((sum(area.tally.values()) for area in areas), default=1) or 1
    left, full, row = 404, 396, 26
    parts = [_OPEN.format(width=left + full + 50, height=row * len(areas) + 6)]
    for index, area in enumerate(areas):
        y, x, total = index * row + 4, float(left), sum(area.tally.values())
        parts.append(_text(area_name(area.name), left - 10, y + 14, "end", 12.5))
        for result in TALLY:
            number = area.tally.get(result, 0)
            if not number:
                continue
            width = full * number / most
            parts.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="19" fill="{COLOURS[result]}"/>')
            if width > 14:
                parts.append(_text(str(number), x + width / 2, y + 14, "middle", 11.5, _ON.get(result, "#FFF")))
            x += width
        parts.append(_text(str(total), x + 6, y + 14, "start", 12, "#4A5763"))
    return "".join(parts) + "</svg>"


def area_name(name: str) -> str:
    """What fits beside a bar."""
    shown = visible(name)
    return shown if len(shown) <= 58 else shown[:56].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Bar:
    """A run of the past: what stands below its bar, and its tally."""

    label: str
    tally: Mapping[str, int]
    this: bool = False


def trend(bars: Sequence[Bar]) -> str:
    """One column a run, oldest first: results stacked, what failed at the foot so that it stands on the line."""
    most = max((sum(bar.tally.values()) for bar in bars), default=1) or 1
    step, high = 84, 130
    parts = [_OPEN.format(width=max(step * len(bars) + 40, 840), height=high + 46)]
    parts.append(f'<path d="M10 {high + 14}H{step * len(bars) + 30}" stroke="#75828C" stroke-width="1"/>')
    for index, bar in enumerate(bars):
        x, y = index * step + 30, float(high + 14)
        for result in TALLY:
            number = bar.tally.get(result, 0)
            if not number:
                continue
            height = high * number / most
            y -= height
            parts.append(f'<rect x="{x}" y="{y:.1f}" width="44" height="{height:.1f}" fill="{COLOURS[result]}"/>')
            if height > 13:
                middle = y + height / 2 + 4
                parts.append(_text(str(number), x + 22, middle, "middle", 11.5, _ON.get(result, "#FFF")))
        weight = ' font-weight="bold"' if bar.this else ""
        parts.append(_text(bar.label, x + 22, high + 32, "middle", 11.5, "#16212B" if bar.this else "#4A5763", weight))
    return "".join(parts) + "</svg>"


def legend(results: Sequence[str], names: Mapping[str, str]) -> str:
    """Colours with their words in one line."""
    x, parts = 0.0, []
    for result in results:
        parts.append(f'<rect x="{x:.0f}" y="3" width="13" height="13" fill="{COLOURS[result]}"/>')
        parts.append(_text(names[result], x + 18, 14, "start", 12, "#4A5763"))
        x += 44 + len(names[result]) * 7
    return _OPEN.format(width=max(round(x), 850), height=20) + "".join(parts) + "</svg>"


def sequence_on_paper(svg: str) -> str:
    """The diagram of :mod:`reports.sequence` as a file of its own: marks drawn in place, colours for white paper."""
    svg = re.sub(r"<title.*?</title>", "", svg, flags=re.DOTALL).replace("→", "›")  # the font has no such arrow
    svg = re.sub(r'<use href="#(v-\w+)"[^>]*? x="(-?\d+)" y="(-?\d+)"[^>]*/>', _placed, svg)
    return re.sub(r"^<svg [^>]*?viewBox=(\"[^\"]*\")[^>]*>", _opened, svg, count=1)


def _placed(found: re.Match[str]) -> str:
    name, x, y = found.groups()
    return f'<g transform="translate({x} {y}) scale(.85)">{_MARKS.get(name, "")}</g>'


def _opened(found: re.Match[str]) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox={found.group(1)}>{_SEQUENCE_STYLE}'


def _text(
    text: str, x: float, y: float, anchor: str, size: float, fill: str = "#16212B", more: str = ""
) -> str:  # fmt: skip
    font = _FONT.format(size=size, fill=fill)
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {font}{more}>{escape(visible(text))}</text>'
