"""Shows annotations of files, one after the other, or all of them as one JSON document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.annotation import Annotation
from harness.cli.terminal import Terminal
from harness.inspect.inspection import inspect
from harness.verdict import ExitCode
from simulators.wire.errors import ConfigError


def show(files: tuple[Path, ...], terminal: Terminal) -> int:
    """0 where nothing is wrong, 1 where a file has an error, 2 where one cannot be opened; the others are shown."""
    seen: list[Annotation | ConfigError] = []
    for path in files:
        try:
            seen.append(inspect(path))
        except ConfigError as error:
            seen.append(error)
    if terminal.as_json:
        terminal.document([_document(path, each) for path, each in zip(files, seen, strict=True)])
    for number, each in enumerate(seen):
        if isinstance(each, ConfigError):
            _problem(each, terminal)
            continue
        if number:
            terminal.say()
        terminal.say(each.text(terminal.width, terminal.style).rstrip("\n"))
    if any(isinstance(each, ConfigError) for each in seen):
        return ExitCode.USAGE
    return ExitCode.GO if all(isinstance(each, Annotation) and each.ok for each in seen) else ExitCode.NO_GO


def _problem(error: ConfigError, terminal: Terminal) -> None:
    if not terminal.as_json:
        terminal.problem(error)


def _document(path: Path, each: Annotation | ConfigError) -> dict[str, Any]:
    if isinstance(each, ConfigError):
        return {"path": str(path), "error": each.what, "cause": each.cause, "try": each.remedy}
    return each.as_dict()
