"""Attended steps in a terminal: the same questions, answered from lines of text."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.attended import Answer, Question
from harness.cli.asking import Asker
from harness.cli.terminal import Terminal
from reports.words import Words

FEATURE = """Feature: Looking
  @TC-ASK-001 @radiologist
  Scenario: She looks
    Then look at the screen of system "PACS" and confirm the statement "The study is on the reading list"
    And look at the screen of system "PACS" and confirm the statement "It is there once"
"""


def question(**values: Any) -> Question:
    usual = {"id": "TC-1/2", "scenario_id": "TC-1", "step": 1, "role": "radiologist", "system": "PACS",
             "instruction": "Read it"}  # fmt: skip
    return Question(**(usual | values))


def ask(asked: Question, *lines: str, language: str = "es") -> tuple[Answer | None, str]:
    """The answer, and what stood on the screen."""
    given: Iterator[str] = iter(f"{line}\n" for line in lines)
    screen = io.StringIO()
    terminal = Terminal(io.StringIO(), screen, width=80)
    words = Words(language, "Africa/Malabo", package="harness.console")
    asker = Asker(terminal, words, Path("run"), read=lambda: next(given, ""))
    return asker.ask(asked), screen.getvalue()


def test_a_yes() -> None:
    answer, screen = ask(question(look_for=("The study",), images=("exchanges/a.png",)), "A. Solís", "s", "")
    assert answer is not None
    assert (answer.value, answer.person, answer.role, answer.remark) == ("yes", "A. Solís", "radiologist", "")
    assert answer.time.endswith("+01:00")
    assert "En la pantalla del sistema PACS" in screen
    assert "The study" in screen
    assert "run/exchanges/a.png" in screen.replace("\\", "/")


@pytest.mark.parametrize(("letter", "value"), [("n", "no"), ("N", "no"), ("c", "cannot_tell")])
def test_what_is_not_a_yes_says_why(letter: str, value: str) -> None:
    answer, screen = ask(question(look_for=("x",)), "", "A. Solís", "x", letter, "", "  ", "Falta la ñ")
    assert answer is not None
    assert (answer.value, answer.remark) == (value, "Falta la ñ")
    assert "Escriba una de las letras" in screen


def test_english_letters_count_in_every_language() -> None:
    for language in ("en", "es", "fr", "pt"):
        answer, _ = ask(question(), "A", "y", "", language=language)
        assert answer is not None
        assert answer.value == "yes"


def test_what_is_expected_is_shown_after_it_was_read() -> None:
    asked = question(blind={"Nombre": "Nchama Edú, Inés", "Lado": "lado derecho"}, images=("x.png",))
    shown: list[str] = []
    lines = iter(["A\n", "EDÚ nchama ines\n", "derecho\n", "n\n", "Falta un acento\n"])
    screen = io.StringIO()

    def read() -> str:
        shown.append(screen.getvalue())
        return next(lines)

    asker = Asker(Terminal(io.StringIO(), screen, width=80), Words("es", package="harness.console"), Path(), read=read)
    answer = asker.ask(asked)
    assert answer is not None
    assert answer.blind == {"Nombre": "EDÚ nchama ines", "Lado": "derecho"}
    assert not any("Nchama" in text or "x.png" in text for text in shown[:3])
    assert "Nombre: distinto. Esperado: Nchama Edú, Inés" in shown[3].replace("\n", " ") + " "
    assert "Lado: igual" in shown[3]


def test_the_end_of_the_input_leaves_it_pending() -> None:
    answer, screen = ask(question(), "A. Solís")
    assert answer is None
    assert "Queda pendiente: TC-1/2" in screen


def test_hostile_text_does_not_act_on_the_terminal() -> None:
    _, screen = ask(
        question(instruction="\x1b[31mred\x1b]0;x\x07", look_for=("\u202ex",), system="\x1b[2J"), "A", "s", ""
    )
    assert "\x1b" not in screen
    assert "\u202e" not in screen


def test_proof_that_is_asked_for_is_wanted() -> None:
    answer, screen = ask(question(look_for=("x",), evidence="el acta firmada"), "A", "s", "", "En el archivador 3")
    assert answer is not None
    assert answer.remark == "En el archivador 3"
    assert "el acta firmada" in screen


def run(folder: Path, *arguments: str, **options: Any) -> subprocess.Popen[str]:
    path = folder / "looking.feature"
    path.write_text(FEATURE, "utf-8")
    command = [
        sys.executable,
        "-m",
        "harness.cli",
        "run",
        str(path),
        "--site",
        "simulated",
        "--out",
        str(folder / "out"),
    ]
    return subprocess.Popen([*command, "--json", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, encoding="utf-8", **options)  # fmt: skip


def test_a_run_asks_and_the_answers_decide(tmp_path: Path) -> None:
    out, _ = run(tmp_path, "--attended").communicate("A. Solís\ny\n\nn\nTwice\n", timeout=90)
    summary = json.loads(out)
    assert summary["scenarios"][0]["verdict"] == "FAIL"
    assert summary["scenarios"][0]["findings"][-1]["received"] == "Twice"


def test_without_the_option_nobody_is_asked(tmp_path: Path) -> None:
    out, _ = run(tmp_path).communicate("A. Solís\ny\n\n", timeout=90)
    assert json.loads(out)["scenarios"][0]["verdict"] == "PENDING"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child there")
def test_control_c_leaves_it_pending(tmp_path: Path) -> None:
    process = run(tmp_path, "--attended", bufsize=1)
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write("A. Solís\n")
    process.stdin.flush()
    seen = ""
    while "cannot tell" not in seen:
        seen += process.stderr.read(1)
    os.kill(process.pid, signal.SIGINT)
    out, screen = process.communicate(timeout=90)
    assert json.loads(out)["scenarios"][0]["verdict"] == "PENDING"
    assert "Left pending: TC-ASK-001/1" in screen
