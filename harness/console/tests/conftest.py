"""Fixtures of the console's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.console import reach
from harness.console.tests.scenes import Client, console_of, served
from harness.console.visit import Console


@pytest.fixture
def console(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Console]:
    monkeypatch.setattr(reach, "SOON", 0.0)  # there is no run that could come to its next question
    with console_of(tmp_path) as made:
        yield made
        made.runner._live.clear()


@pytest.fixture
def host(console: Console) -> Iterator[str]:
    with served(console) as address:
        yield address


@pytest.fixture
def reader(host: str) -> Client:
    """The radiologist, signed in."""
    client = Client(host)
    client.sign_in("asolis")
    return client


@pytest.fixture
def maker(host: str) -> Client:
    """The technologist, signed in."""
    client = Client(host)
    client.sign_in("mrios")
    return client


@pytest.fixture
def lead(host: str) -> Client:
    client = Client(host)
    client.sign_in("jela")
    return client
