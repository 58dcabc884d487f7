"""Shows annotations of files, one after the other, or all of them as one JSON document."""

from __future__ import annotations

from pathlib import Path

from harness.cli.terminal import Terminal
from harness.inspect import inspect
from harness.verdict import ExitCode


def show(files: tuple[Path, ...], terminal: Terminal) -> int:
    """0 where nothing is wrong, 1 where a file has an error. ConfigError for one that cannot be opened."""
    annotations = [inspect(path) for path in files]
    code = ExitCode.GO if all(annotation.ok for annotation in annotations) else ExitCode.NO_GO
    if terminal.as_json:
        terminal.document({"schema": 1, "exit_code": code, "files": [each.as_dict() for each in annotations]})
        return code
    for number, annotation in enumerate(annotations):
        if number:
            terminal.say()
        terminal.say(annotation.text(terminal.width, terminal.style).rstrip("\n"))
    return code
