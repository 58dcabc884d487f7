"""The reports that are written into a run folder, by name. Each reads the record alone."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from harness.record import Run

NAMES = ("html", "junit", "matrix", "allure")


def _writer(name: str) -> Callable[[Run], Path]:
    def write(run: Run) -> Path:
        module = importlib.import_module(f"reports.{name}")
        path: Path = module.write(run, run.folder)
        return path

    return write


WRITERS: dict[str, Callable[[Run], Path]] = {name: _writer(name) for name in NAMES}
