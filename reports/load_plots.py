"""Plots of a load as inline SVG: lines over time, and how the latencies of each job are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from reports.shown import visible

COLOURS = ("#1F5F8B", "#9E2A0B", "#2F8F6B", "#C99A2E", "#5B3A8C", "#4A5763", "#B35C87", "#6B8E23", "#8B5A2B", "#008B8B")
WIDTH, HEIGHT, LEFT, TOP, FOOT = 850, 240, 64, 12, 34
Series = Mapping[str, Sequence[tuple[float, float]]]  # name → (seconds, value)


def lines(series: Series, unit: str) -> str:
    """One line a series over the seconds of the load; empty where there is nothing to draw."""
    series = {name: points for name, points in series.items() if points}
    if not series:
        return ""
    end = max(x for points in series.values() for x, _ in points) or 1.0
    top = _round_up(max(y for points in series.values() for _, y in points))
    rows = (len(series) + 3) // 4
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT + FOOT + 18 * rows}" role="img">',
        *_axes(end, top, unit),
    ]
    for index, (name, points) in enumerate(series.items()):
        colour = COLOURS[index % len(COLOURS)]
        path = " ".join(f"{_x(x, end):.1f},{_y(y, top):.1f}" for x, y in _thinned(points))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8"/>')
        x, y = LEFT + (index % 4) * 195, HEIGHT + FOOT + 18 * (index // 4)
        parts.append(f'<rect x="{x}" y="{y}" width="13" height="4" fill="{colour}"/>{label(name, x + 18, y + 6)}')
    return "".join(parts) + "</svg>"


def spread(rows: Mapping[str, Mapping[str, float]]) -> str:
    """One row a job: a line from the median to the 99th percentile, a mark at the 95th, in seconds, log scale."""
    rows = {name: row for name, row in rows.items() if row.get("p50_ms")}
    if not rows:
        return ""
    import math

    low = math.floor(math.log10(min(row["p50_ms"] for row in rows.values()) / 1000))
    high = max(math.ceil(math.log10(max(row["max_ms"] for row in rows.values()) / 1000)), low + 1)

    def place(milliseconds: float) -> float:
        return 130 + 690 * (math.log10(max(milliseconds / 1000, 10**low)) - low) / (high - low)

    height = 24 * len(rows) + 26
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">']
    for power in range(low, high + 1):
        x = place(10**power * 1000)
        parts.append(f'<path d="M{x:.1f} 2V{height - 20}" stroke="#D5DCE0"/>')
        parts.append(label(f"{10**power:g} s", x, height - 6, "middle"))
    for index, (name, row) in enumerate(rows.items()):
        y = 24 * index + 14
        ends = place(row["p50_ms"]), place(row["p99_ms"])
        parts.append(label(name, 122, y + 4, "end"))
        parts.append(
            f'<path d="M{ends[0]:.1f} {y}H{max(ends[1], ends[0] + 2):.1f}" stroke="#1F5F8B" stroke-width="8"/>'
        )
        parts.append(f'<path d="M{place(row["p95_ms"]):.1f} {y - 7}v14" stroke="#9E2A0B" stroke-width="2.5"/>')
    return "".join(parts) + "</svg>"


def _axes(end: float, top: float, unit: str) -> list[str]:
    parts = []
    for step in range(5):
        value, y = top * step / 4, _y(top * step / 4, top)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - 10}" stroke="#D5DCE0"/>')
        parts.append(label(f"{value:{'.0f' if value >= 1000 else '.3g'}} {unit}", LEFT - 6, y + 4, "end"))
    for step in range(6):
        seconds = end * step / 5
        parts.append(label(f"{seconds:.0f} s", _x(seconds, end), HEIGHT + 18, "middle"))
    return parts


def _thinned(points: Sequence[tuple[float, float]]) -> Sequence[tuple[float, float]]:
    """At most some 400 points: the highest of each group, so that no peak is lost."""
    size = max(len(points) // 400, 1)
    return [max(points[i : i + size], key=lambda point: point[1]) for i in range(0, len(points), size)]


def _round_up(value: float) -> float:
    power = 1.0
    while power * 10 <= value:
        power *= 10
    while power > value > 0:
        power /= 10
    return next((power * step for step in (1, 2, 4, 5, 8, 10) if power * step >= value), power * 10) or 1.0


def _x(seconds: float, end: float) -> float:
    return LEFT + (WIDTH - LEFT - 20) * seconds / end


def _y(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP) * (1 - value / top)


def label(text: str, x: float, y: float, anchor: str = "start") -> str:
    """``text`` at a point of a plot."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="Noto Sans,sans-serif" font-size="12" '
        f'fill="#4A5763">{escape(visible(text))}</text>'
    )
