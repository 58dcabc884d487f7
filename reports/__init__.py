"""Reports: each module reads the run record and writes one file for one kind of reader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.record import Run


def write_all(run: Run, folder: Path, *, language: str = "") -> dict[str, Path]:
    """Write every report of ``run`` into ``folder``; the paths by kind: html, junit, matrix, text, allure.

    OSError where the folder cannot be written.
    """
    from reports import allure, html, junit, matrix, text

    return {
        "html": html.write(run, folder, language=language),
        "junit": junit.write(run, folder),
        "matrix": matrix.write(run, folder),
        "text": text.write(run, folder),
        "allure": allure.write(run, folder),
    }
