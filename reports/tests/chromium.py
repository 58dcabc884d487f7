"""The browser that the tests marked ``browser`` open, and the checker of accessibility they put into its pages."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("INTEROP_CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def unavailable(reason: str) -> None:
    """Skip, loudly; fail where everything real is required."""
    if os.environ.get("INTEROP_REQUIRE_REAL"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        unavailable(f"{CHROMIUM} is not installed")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def axe_core(folder: Path) -> str:
    """axe-core from npm, in a folder of its own."""
    if not shutil.which("npm"):
        unavailable("npm is not installed: axe-core cannot be fetched")
    folder = Path(os.environ.get("INTEROP_NPM_FOLDER") or folder)
    source = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        command = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--prefix", str(folder), "axe-core@4"]
        done = subprocess.run(command, capture_output=True, timeout=120, check=False)
        if done.returncode or not source.exists():
            unavailable(f"axe-core cannot be fetched: {done.stderr.decode('utf-8', 'replace')[-300:]}")
    return source.read_text(encoding="utf-8")
