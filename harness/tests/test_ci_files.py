"""The CI files that ship: valid by the schemas of GitHub and GitLab, and what they run exists and ends as they say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from harness.cli import COMMANDS, main

FILES = Path(__file__).parents[2] / "fixtures" / "ci"
NAMES = ("github-actions.yml", "gitlab-ci.yml", "Jenkinsfile")


def loaded(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((FILES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("github-actions.yml", ["--builtin-schema", "vendor.github-workflows"]),
        ("gitlab-ci.yml", ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"]),
    ],
)
def test_it_is_valid_by_the_schema_of_its_system(name: str, options: list[str], tmp_path: Path) -> None:
    """The schemas come with check-jsonschema: nothing is fetched."""
    command = [sys.executable, "-m", "check_jsonschema", *options]
    good = subprocess.run([*command, str(FILES / name)], capture_output=True, text=True, timeout=120, check=False)
    assert good.returncode == 0, good.stdout + good.stderr
    wrong = tmp_path / name
    text = (FILES / name).read_text("utf-8").replace("runs-on:", "run-on:").replace("script:", "skript:")
    wrong.write_text(text, "utf-8")
    bad = subprocess.run([*command, str(wrong)], capture_output=True, timeout=120, check=False)
    assert bad.returncode == 1


@pytest.mark.parametrize("name", NAMES)
def test_what_it_runs_exists(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    commands = re.findall(r"bin/interop (\w+)((?: --[\w-]+ \S+)*)", (FILES / name).read_text(encoding="utf-8"))
    assert {command for command, _ in commands} == {"run", "gate"}
    for command, options in commands:
        assert command in COMMANDS
        main([command, "--help"])
        shown = capsys.readouterr().out
        for option in re.findall(r"--[\w-]+", options):
            assert option in shown, f"interop {command} {option}"


def _scripts() -> list[tuple[str, str, set[int]]]:
    """(where, script, exit codes with which the job goes on)."""
    steps = {step.get("name"): step.get("run", "") for step in loaded("github-actions.yml")["jobs"]["go-live"]["steps"]}
    gitlab = "\n".join(loaded("gitlab-ci.yml")["scenarios"]["script"])
    return [
        ("github scenarios", steps["Scenarios"], {0, 1, 4}),
        ("github gate", steps["Gate"], {0}),
        ("gitlab scenarios", gitlab, {0, 1, 4}),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="these are scripts of bash")
@pytest.mark.parametrize("code", [0, 1, 2, 3, 4, 5, 130])
@pytest.mark.parametrize(("where", "script", "goes_on"), _scripts())
def test_it_ends_as_the_exit_code_says(tmp_path: Path, where: str, script: str, goes_on: set[int], code: int) -> None:
    program = tmp_path / ".venv" / "bin" / "interop"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho said\nexit {code}\n")
    program.chmod(0o755)
    summary = tmp_path / "summary.md"
    done = subprocess.run(
        ["bash", "-e", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
        env={"PATH": "/usr/bin:/bin", "GITHUB_STEP_SUMMARY": str(summary)},
    )  # fmt: skip
    assert done.returncode == (0 if code in goes_on else code), where
    if where == "github gate":
        assert "said" in summary.read_text("utf-8")


def test_the_jenkinsfile_is_a_declarative_pipeline_with_every_bracket_closed() -> None:
    """No linter of Jenkins installs without a Jenkins; this much can be said without one."""
    text = (FILES / "Jenkinsfile").read_text(encoding="utf-8")
    code = re.sub(r"//[^\n]*|'[^'\n]*'|\"[^\"\n]*\"", "", text)
    depth = 0
    for character in code:
        depth += (character in "{([") - (character in "})]")
        assert depth >= 0
    assert depth == 0
    assert code.strip().startswith("pipeline {")
    for section in ("agent", "stages", "steps", "post"):
        assert re.search(rf"\b{section}\b", code)
    assert re.findall(r"stage\('([^']+)'\)", text) == ["Install", "Scenarios", "Go-live gate"]
