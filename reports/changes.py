"""``changes.html``: what changed between two runs, as one self-contained page, from the document of a comparison."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup

from reports.page import rendered
from reports.whole import write_whole

NAME, DATA = "changes.html", "changes.json"
WIDTH, HEIGHT = 180, 34  # of a plot, in CSS pixels
STYLE = (
    ".scroll{overflow-x:auto}.q{border-collapse:collapse;width:100%;font-size:.92rem}"
    ".q th,.q td{border-bottom:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}.q th{font-weight:600}svg.d{color:var(--accent)}svg.d .a{color:var(--muted)}"
)


def page(document: dict[str, Any], samples: Sequence[tuple[Sequence[float], Sequence[float]]] = ()) -> str:
    """The whole page as text. ``samples``: seconds before and after of each row of times, for its plot."""
    changes = document["changes"]
    deciding = [x for x in changes if not x["accepted"] and not x["improvement"]]
    plots = [plot(*both) for both in samples] or [Markup()] * len(document["times"]["transactions"])
    return rendered(
        "changes.html.j2",
        STYLE,
        c=document,
        before=document["runs"][0],
        after=document["runs"][1],
        deciding=deciding,
        accepted=[x for x in changes if x["accepted"]],
        improved=[x for x in changes if x["improvement"] and not x["accepted"]],
        title=title_of(document),
        sentence=sentence(document, len(deciding)),
        look={0: "ok", 1: "bad"}.get(document["exit_code"], "pend"),
        times=list(zip(document["times"]["transactions"], plots, strict=True)),
    )


def title_of(document: dict[str, Any]) -> str:
    """The result in a few words."""
    return {0: "No change", 1: "Changed"}.get(document["exit_code"], "Nothing could be compared")


def sentence(document: dict[str, Any], deciding: int) -> str:
    """The result in one sentence."""
    fields, scenarios = document["compared"].get("fields", 0), document["compared"].get("scenarios", 0)
    if not scenarios:
        return "No scenario was executed in both runs."
    what = f"{deciding} change{'s' * (deciding != 1)} nobody has accepted" if deciding else "no change to judge"
    return f"{fields} fields in {scenarios} scenarios were compared: {what}."


def plot(before: Sequence[float], after: Sequence[float]) -> Markup:
    """Two box plots over each other, on one scale from zero, as inline SVG of numbers alone."""
    top = max([*before, *after, 1e-6])
    parts = [_box(side, row, top) for row, side in enumerate((before, after)) if side]
    return Markup(
        f'<svg class="d" role="img" aria-label="distribution before and after" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )


def _box(values: Sequence[float], row: int, top: float) -> str:
    low, first, middle, third, high = (float(each) for each in np.percentile(values, [5, 25, 50, 75, 95]) / top * WIDTH)
    y = 9 + row * 16
    return (
        f'<g class="{"ba"[row == 0]}" fill="none" stroke="currentColor"><path d="M{low:.1f} {y}H{high:.1f}"/>'
        f'<rect x="{first:.1f}" y="{y - 5}" width="{max(third - first, 1):.1f}" height="10" fill="currentColor" '
        f'fill-opacity=".25"/><path d="M{middle:.1f} {y - 6}v12" stroke-width="2"/></g>'
    )


def write(
    document: dict[str, Any], folder: Path, samples: Sequence[tuple[Sequence[float], Sequence[float]]] = ()
) -> Path:
    """Write the page and ``changes.json`` into ``folder``, each whole or not at all. OSError where not possible."""
    write_whole(folder / DATA, json.dumps(document, ensure_ascii=False, indent=1, default=str))
    return write_whole(folder / NAME, page(document, samples))
