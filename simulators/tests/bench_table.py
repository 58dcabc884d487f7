"""``bench.json`` and the table of the README: the same figures, written by the same hand.

``python -m simulators.tests.bench_table`` writes the README's table again.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FILE, README = ROOT / "bench.json", ROOT / "README.md"
START, END = "<!-- bench.json -->", "<!-- end of bench.json -->"
FALLEN = 0.75  # of the ratio that the file has: worse than that is a fault, and not another machine or a busy one


@dataclass(frozen=True)
class Line:
    """One comparison: both rates in ``unit``; met when ours is at least ``goal`` times the peer's. ``alike``: the two
    should be the same, and the ratio is that of the smaller to the larger."""

    name: str
    ours: float
    peer: float
    peer_name: str
    goal: float
    unit: str = "instances/s"
    alike: bool = False

    def as_json(self) -> dict[str, Any]:
        ratio = self.ours / self.peer
        ratio = min(ratio, 1 / ratio) if self.alike and ratio else ratio
        return {
            "name": self.name,
            "ours": round(self.ours, 2),
            "peer": round(self.peer, 2),
            "peer_name": self.peer_name,
            "unit": self.unit,
            "ratio": round(ratio, 2),
            "goal": self.goal,
            "met": ratio >= self.goal,
        }


def add(lines: list[Line]) -> None:
    """Into ``bench.json`` and the README, in place of what they said of the same. A missed goal is told there as one.

    Fails where a ratio misses its goal and has fallen by more than a quarter; that line stays as it was. With short
    rounds (``INTEROP_BENCH_…``) nothing is written and nothing judged: they are for trying.
    """
    if any(name.startswith("INTEROP_BENCH_") for name in os.environ):
        print("\n".join(row(line.as_json()) for line in lines), flush=True)
        return
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    found = {(one["name"], one["peer_name"]): one for one in known}
    fallen = []
    for line in lines:
        new = line.as_json()
        before = found.get((line.name, line.peer_name))
        print(row(new), flush=True)
        if before is not None and not new["met"] and new["ratio"] < FALLEN * before["ratio"]:
            fallen.append(f"{row(new)} it was {before['ratio']:g}")
        else:
            found[line.name, line.peer_name] = new
    FILE.write_text(json.dumps(list(found.values()), indent=1) + "\n", encoding="utf-8")
    write()
    assert not fallen, "\n".join(fallen)


def row(one: dict[str, Any]) -> str:
    digits = 0 if min(one["ours"], one["peer"]) >= 10 else 2
    rates = f"{one['ours']:,.{digits}f} | {one['peer']:,.{digits}f} | {one['unit']}"
    return f"| {one['name']} | {one['peer_name']} | {rates} | {one['ratio']:g} | {one['goal']:g} | {_word(one)} |"


def _word(one: dict[str, Any]) -> str:
    return "yes" if one["met"] else "no"


def table() -> str:
    """The Markdown table of ``bench.json``."""
    head = ["| what | beside | ours | theirs | unit | ratio | goal | met |", "|---|---|--:|--:|---|--:|--:|---|"]
    return "\n".join([*head, *map(row, json.loads(FILE.read_text(encoding="utf-8")))])


def write() -> None:
    """The table into the README, between its marks; nothing where it has none."""
    text = README.read_text(encoding="utf-8")
    if START in text:
        before, rest = text.split(START)
        README.write_text(f"{before}{START}\n{table()}\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    write()
