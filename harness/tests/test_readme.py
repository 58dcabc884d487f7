"""What the README promises: two commands, the same that CI runs, a map that is true."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_ci_runs_exactly_the_test_command_of_the_readme() -> None:
    commands = [line.strip() for line in README.splitlines() if line.startswith("    python3 -m venv")]
    assert len([line for line in commands if line.endswith("interop demo")]) == 1
    (tests,) = [line for line in commands if line.endswith("tox")]
    assert tests in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_file_and_link_named_is_there() -> None:
    for name in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / name).exists(), name
    for name in re.findall(r"^\| `([a-z]+/)`", README, re.MULTILINE):
        assert (ROOT / name).is_dir(), name


def test_every_command_of_the_readme_exists() -> None:
    from harness.cli import COMMANDS

    named = {name for name in re.findall(r"\binterop ([a-z]+)", README) if name not in ("demo`",)}
    assert named <= set(COMMANDS)


def test_the_environments_of_tox_are_those_of_the_design() -> None:
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(ROOT / "tox.ini", encoding="utf-8")
    assert settings["tox"]["env_list"] == "lint, all"
    together = settings["testenv:all"]["commands"]
    for name in ("type", "features", "qualify", "systems"):
        assert f"{{[testenv:{name}]commands}}" in together
    assert "{[testenv]commands}" in together
    assert '"real or browser"' in settings["testenv:systems"]["commands"]
    assert {"testenv:unit", "testenv:real", "testenv:browser", "testenv:bench"} <= set(settings)


def test_the_table_of_speeds_is_what_bench_json_says() -> None:
    from simulators.tests.bench_table import END, START, table

    assert README.split(START)[1].split(END)[0].strip() == table()
