"""``bench.json`` and the table of the README: the same figures, written by the same hand.

``python -m simulators.tests.bench_table`` writes the README's table again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FILE, README = ROOT / "bench.json", ROOT / "README.md"
START, END = "<!-- bench.json -->", "<!-- end of bench.json -->"


@dataclass(frozen=True)
class Line:
    """One comparison: both rates in ``unit``; met when ours is at least ``goal`` times the peer's."""

    name: str
    ours: float
    peer: float
    peer_name: str
    goal: float
    unit: str = "instances/s"

    def as_json(self) -> dict[str, Any]:
        ratio = self.ours / self.peer
        return {
            "name": self.name,
            "ours": round(self.ours, 1),
            "peer": round(self.peer, 1),
            "peer_name": self.peer_name,
            "unit": self.unit,
            "ratio": round(ratio, 2),
            "goal": self.goal,
            "met": ratio >= self.goal,
        }


def add(lines: list[Line]) -> None:
    """Into ``bench.json`` and the README, in place of what they said of the same; fails where a goal is not met."""
    known = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    found = {(one["name"], one["peer_name"]): one for one in known}
    for line in lines:
        found[line.name, line.peer_name] = line.as_json()
        print(row(line.as_json()))
    FILE.write_text(json.dumps(list(found.values()), indent=1) + "\n", encoding="utf-8")
    write()
    missed = [row(line.as_json()) for line in lines if not line.as_json()["met"]]
    assert not missed, "\n".join(missed)


def row(one: dict[str, Any]) -> str:
    rates = f"{one['ours']:,.0f} | {one['peer']:,.0f} | {one['unit']}"
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
