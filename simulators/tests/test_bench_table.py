"""The table of the bench: a missed goal is told, a ratio that fell is a failure, and what was measured is written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from simulators.tests import bench_table
from simulators.tests.bench_table import END, START, Line, add


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(bench_table, "FILE", tmp_path / "bench.json")
    for name in [name for name in os.environ if name.startswith("INTEROP_BENCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(bench_table, "README", tmp_path / "README.md")
    (tmp_path / "README.md").write_text(f"before\n{START}\nold\n{END}\nafter\n")
    return tmp_path


def ratios(folder: Path) -> dict[str, tuple[float, bool]]:
    return {one["name"]: (one["ratio"], one["met"]) for one in json.loads((folder / "bench.json").read_text())}


def test_a_missed_goal_is_told_and_the_others_stay(elsewhere: Path) -> None:
    add([Line("a", 30, 10, "peer", 2)])
    add([Line("b", 10, 10, "peer", 2)])
    assert ratios(elsewhere) == {"a": (3.0, True), "b": (1.0, False)}
    text = (elsewhere / "README.md").read_text()
    assert "| b | peer | 10 | 10 | instances/s | 1 | 2 | no |" in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text


def test_what_misses_its_goal_and_fell_by_more_than_a_quarter_fails_and_stays_as_it_was(elsewhere: Path) -> None:
    add([Line("a", 30, 10, "peer", 2), Line("b", 90, 10, "peer", 2), Line("c", 15, 10, "peer", 2)])
    with pytest.raises(AssertionError, match="it was 3"):
        add([Line("a", 19, 10, "peer", 2), Line("b", 23, 10, "peer", 2), Line("c", 12, 10, "peer", 2)])
    assert ratios(elsewhere) == {"a": (3.0, True), "b": (2.3, True), "c": (1.2, False)}


@pytest.mark.parametrize(("ours", "met"), [(95.1, True), (104.9, True), (94.0, False), (106.0, False)])
def test_what_should_be_alike(elsewhere: Path, ours: float, met: bool) -> None:
    add([Line("a", ours, 100, "known", 0.95, "ms", alike=True)])
    assert ratios(elsewhere)["a"][1] is met


def test_short_rounds_are_shown_only(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTEROP_BENCH_ROUNDS", "1")
    add([Line("a", 30, 10, "peer", 2)])
    assert "| a | peer | 30 | 10 |" in capsys.readouterr().out
    assert not (elsewhere / "bench.json").exists()
