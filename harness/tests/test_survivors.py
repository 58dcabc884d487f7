"""The list of mutants that may survive stays true when the code changes: what it names is there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LISTED = tomllib.loads(Path(__file__).with_name("survivors.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("one", LISTED["survivor"], ids=lambda one: f"{one['module']} {one['function']}")
def test_a_survivor_is_still_there(one: dict[str, str]) -> None:
    lines = [line.strip() for line in (ROOT / one["module"]).read_text(encoding="utf-8").splitlines()]
    assert one["line"] in lines, "its line has changed: mutate the module again (tox -e mutation)"
    assert f"def {one['function'].rpartition('.')[2]}(" in "\n".join(lines) or not one["function"]
    assert len(one["reason"]) > 20


@pytest.mark.parametrize("rule", LISTED["rule"], ids=lambda rule: rule["pattern"])
def test_a_rule_stands_for_something(rule: dict[str, str]) -> None:
    place = ROOT / rule["module"]
    paths = sorted(place.glob("*.py")) if place.is_dir() else [place]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    assert re.search(rule["pattern"], text, re.MULTILINE)
    assert len(rule["reason"]) > 20
