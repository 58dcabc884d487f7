"""``availability.html``: availability against the agreement and every incident, as one self-contained page; from the
same figures as ``availability.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports.load_plots import COLOURS, label
from reports.page import rendered
from reports.whole import write_whole

NAME, DATA = "availability.html", "availability.json"
STYLE = (
    ".scroll{overflow-x:auto}.q{border-collapse:collapse;width:100%;font-size:.92rem}.q th,.q td{border-bottom:1px "
    "solid var(--line);padding:.35rem .6rem;text-align:left;vertical-align:top}svg{max-width:100%;background:#fff}"
    "@media print{.top{position:static}}"
)


def page(found: Mapping[str, Any], *, refresh_s: int = 0) -> str:
    """The page as text. ``found`` as :func:`harness.monitor.monitor.report` gives it."""
    bars = {row["system"]: Markup(days(row)) for row in found["systems"] if row["days"]}
    return rendered("availability.html.j2", STYLE, a=found, days=bars, refresh_s=refresh_s)


def days(row: Mapping[str, Any]) -> str:
    """One column a day: green where the agreement was kept, red where not, grey where nothing was observed."""
    width, entries = 850, row["days"][-120:]
    step = min(width / max(len(entries), 1), 26)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 56" role="img">']
    for index, entry in enumerate(entries):
        reached = entry["availability"]
        colour = "#D5DCE0" if reached is None else COLOURS[2] if reached >= row["agreed"] else COLOURS[1]
        parts.append(
            f'<rect x="{index * step:.1f}" y="4" width="{max(step - 1.5, 0.5):.1f}" height="30" fill="{colour}"/>'
        )
    parts.append(label(entries[0]["day"], 0, 50))
    if len(entries) > 1:
        parts.append(label(entries[-1]["day"], max(len(entries) * step, 180), 50, "end"))
    return "".join(parts) + "</svg>"


def write(found: Mapping[str, Any], folder: Path) -> tuple[Path, Path]:
    """Write page and JSON into ``folder``, each whole or not at all. OSError where that is not possible."""
    data = write_whole(folder / DATA, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    return write_whole(folder / NAME, page(found)), data
