"""The reports that are written into a run folder, by name. Each reads the record alone."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from harness.record import Run

MODULES = {  # the PDF last: it takes the longest
    "html": "html", "junit": "junit", "matrix": "matrix", "allure": "allure", "pdf": "documents.integration",
}  # fmt: skip
DOCUMENTS = ("html", "pdf")  # those that stand in documents.json


def _writer(module_name: str) -> Callable[[Run], Path]:
    def write(run: Run) -> Path:
        module = importlib.import_module(f"reports.{module_name}")
        path: Path = module.write(run, run.folder)
        return path

    return write


WRITERS: dict[str, Callable[[Run], Path]] = {name: _writer(module) for name, module in MODULES.items()}
