"""What is missing is skipped loudly, or fails where everything has to be there."""

from __future__ import annotations

import sys

import pytest

from simulators.tests import real_systems


def test_a_missing_program_is_skipped_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTEROP_REQUIRE_REAL", raising=False)
    with pytest.raises(
        pytest.skip.Exception, match="NOT TESTED: nosuchprogram is not installed: apt-get install nosuch"
    ):
        real_systems.require("nosuchprogram", package="nosuch")


def test_a_missing_program_fails_where_everything_has_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEROP_REQUIRE_REAL", "1")
    with pytest.raises(pytest.fail.Exception, match="nosuchprogram"):
        real_systems.require("nosuchprogram")


def test_a_program_that_ends_or_stays_deaf_is_told_with_its_output() -> None:
    port = real_systems.free_port()
    silent = [sys.executable, "-c", "print('no such option')"]
    with pytest.raises(pytest.fail.Exception, match="no such option"), real_systems.running(silent, port=port):
        pass


def test_a_program_is_ended_afterwards() -> None:
    script = "import sys, threading; print('ready', flush=True); threading.Event().wait(60)"
    with real_systems.running([sys.executable, "-c", script]) as program:
        assert program.wait_for_line("ready") == "ready"
    assert program.process.returncode is not None
