"""What ``interop inspect`` prints: each file's annotation, as text or as one JSON document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from harness.cli.terminal import Terminal
from harness.inspect import inspect
from harness.verdict import ExitCode
from simulators.wire.errors import ConfigError


def show(files: Sequence[Path], terminal: Terminal) -> int:
    """Annotate every file. 0 when nothing is wrong, 1 when something is, 2 when one cannot be opened."""
    code: int = ExitCode.GO
    documents = []
    for number, path in enumerate(files):
        try:
            annotation = inspect(path)
        except ConfigError as error:
            if terminal.as_json:
                documents.append({"path": str(path), "error": error.what, "try": error.remedy})
                terminal.say_error(f"error: {error.what}")
            else:
                terminal.problem(error)
            code = ExitCode.USAGE
            continue
        if not annotation.ok and code != ExitCode.USAGE:
            code = ExitCode.NO_GO
        if terminal.as_json:
            documents.append(annotation.as_dict())
            continue
        if number:
            terminal.say()
        terminal.say(annotation.text(terminal.width, terminal.style).rstrip("\n"))
    if terminal.as_json:
        terminal.document(documents)
    return code
