"""What a reader of a PDF gets: its text by poppler, as one line a line."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


def needs_poppler() -> None:
    """Skip, loudly, where poppler is not installed."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (poppler-utils)")


def text_of(path: Path) -> str:
    """The whole text in reading order."""
    done = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True, timeout=60)
    return done.stdout.decode("utf-8")


def run_together(text: str) -> str:
    """Without any blank or line end: where a line was broken does not matter."""
    return "".join(text.split())
