"""What the terminal shows while a run goes on, and that nothing a peer sent can act on it."""

from __future__ import annotations

import io
from typing import Any

import pytest

from harness.cli import texts as module
from harness.cli.progress import Progress
from harness.cli.terminal import Terminal, safe
from harness.cli.texts import LANGUAGES, Texts, language_of

HOSTILE = "Ana\x1b[2J\r\nRLO\u202eevil\u200b\x07\ud800"


class Screen(io.StringIO):
    """A stream that can carry every character."""

    encoding = "utf-8"


class Clock:
    """A clock that is moved by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def progress(**options: Any) -> tuple[Progress, io.StringIO, io.StringIO, Clock]:
    out, err, clock = Screen(), Screen(), Clock()
    shown = Progress(Terminal(out=out, err=err, **options), Texts("en"), clock)
    planned = [{"id": f"TC-A-00{n}", "name": f"Scenario {n}"} for n in range(1, 4)]
    shown.listen({"type": "run-started", "planned": planned})
    return shown, out, err, clock


def ended(number: int, verdict: str = "PASS", reason: str = "", seconds: float = 1.25) -> dict[str, Any]:
    return {
        "type": "scenario-ended",
        "id": f"TC-A-00{number}",
        "verdict": verdict,
        "seconds": seconds,
        "reason": reason,
    }


def test_what_a_peer_sent_is_drawn_and_does_not_act() -> None:
    assert safe(HOSTILE) == "Ana<U+001B>[2J<U+000D><U+000A>RLO<U+202E>evil<U+200B><U+0007><U+D800>"


def test_names_and_reasons_are_made_safe_before_they_are_shown() -> None:
    shown, out, err, _ = progress(live=True, color=True)
    shown.listen({"type": "scenario-started", "id": "TC-A-001", "name": HOSTILE})
    shown.listen({"type": "progress", "id": "TC-A-001", "text": HOSTILE})
    shown.tick()
    shown.listen(ended(1, "ERROR", HOSTILE))
    text = out.getvalue() + err.getvalue()
    assert "\u202e" not in text
    assert "\x07" not in text
    assert "[2J" not in text.replace("<U+001B>[2J", "")


def test_a_pipe_gets_a_heartbeat_after_thirty_silent_seconds_and_says_what_is_waited_for() -> None:
    shown, out, err, clock = progress()
    shown.listen({"type": "scenario-started", "id": "TC-A-001", "name": "Scenario 1"})
    shown.listen({"type": "progress", "id": "TC-A-001", "text": "waiting for the RIS"})
    clock.now += 29
    shown.tick()
    assert err.getvalue() == ""
    clock.now += 2
    shown.tick()
    assert err.getvalue() == "… TC-A-001 waiting for the RIS, 31 s\n"
    shown.tick()
    assert err.getvalue().count("\n") == 1
    assert out.getvalue() == ""


def test_the_block_is_taken_away_before_a_line_is_written() -> None:
    shown, out, err, clock = progress(live=True)
    shown.listen({"type": "scenario-started", "id": "TC-A-001", "name": "Scenario 1"})
    clock.now += 1
    shown.tick()
    lines = err.getvalue().count("\n")
    shown.listen(ended(1))
    assert err.getvalue().endswith(f"\x1b[{lines}F\x1b[J")
    assert out.getvalue().startswith("✓ pass")


def test_the_block_is_redrawn_at_most_ten_times_a_second() -> None:
    shown, _, err, clock = progress(live=True)
    for _ in range(50):
        clock.now += 0.01
        shown.tick()
    assert err.getvalue().count(" 0 of 3 ") <= 6


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_of_the_block_is_wider_than_the_terminal(width: int) -> None:
    shown, _, err, clock = progress(live=True, width=width)
    shown.listen({"type": "scenario-started", "id": "TC-A-001", "name": "A name that is long " * 10})
    shown.listen({"type": "progress", "id": "TC-A-001", "text": "waiting for something long " * 10})
    clock.now += 1
    shown.tick()
    assert max(map(len, err.getvalue().splitlines())) <= width


def test_a_long_name_is_wrapped_and_never_cut() -> None:
    shown, out, _, _ = progress(color=True, width=80)
    shown._names["TC-A-001"] = " ".join(f"word{n}" for n in range(30))
    shown.listen(ended(1))
    assert all(f"word{n}" in out.getvalue() for n in range(30))
    assert "word29" in out.getvalue().splitlines()[-1]


def test_with_json_nothing_but_the_document_goes_to_stdout() -> None:
    shown, out, err, _ = progress(as_json=True)
    shown.listen(ended(1))
    assert out.getvalue() == ""
    assert "TC-A-001" in err.getvalue()


def test_every_text_is_there_in_every_language_with_the_same_holes() -> None:
    import re

    for table in (module._TEXTS, module._ONE):
        for key, entries in table.items():
            assert len(entries) == len(LANGUAGES), key
            assert len({frozenset(re.findall(r"\{(\w+)\}", text)) for text in entries}) == 1, key
            assert all(text.strip() for text in entries), key
    assert set(module._ONE) <= set(module._TEXTS)


@pytest.mark.parametrize(
    ("option", "variable", "site", "expected"),
    [("fr", "pt", "es", "fr"), ("", "pt", "es", "pt"), ("", "", "es", "es"), ("", "xx", "es-GQ", "es")],
)
def test_the_language_comes_from_option_then_environment_then_site(
    option: str, variable: str, site: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTEROP_LANG", variable)
    assert language_of(option, site) == expected
