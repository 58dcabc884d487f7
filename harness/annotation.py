"""What ``inspect`` says of a file: parts of named, decoded lines, and what is wrong; as text and as JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from simulators.wire.visible import visible

LONGEST = 300  # characters of a value in the text form
Style = Callable[[str, str], str]


def plain(text: str, kind: str) -> str:
    """A :data:`Style` that paints nothing."""
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong. ``severity`` is error or warning; ``clause`` names the rule where one is known."""

    severity: str
    where: str
    what: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One field or attribute that has a value; ``depth`` counts enclosing sequences."""

    key: str
    name: str
    value: str
    meaning: str = ""
    depth: int = 0


@dataclass(slots=True)
class Part:
    """A segment, a data set, or any run of lines that belong together."""

    title: str
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Annotation:
    """One file. ``kind`` is HL7, DICOM, DICOM JSON, or empty where it is none of them."""

    path: str
    size: int
    kind: str = ""
    summary: str = ""
    parts: list[Part] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing worse than a warning was found."""
        return bool(self.kind) and not any(problem.severity == "error" for problem in self.problems)

    def error(self, where: str, what: str, clause: str = "") -> None:
        self.problems.append(Problem("error", where, what, clause))

    def warn(self, where: str, what: str, clause: str = "") -> None:
        self.problems.append(Problem("warning", where, what, clause))

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, values as decoded (not made visible)."""
        return {**asdict(self), "ok": self.ok}

    def text(self, width: int = 100, style: Style = plain) -> str:
        """For people. ``style(text, kind)`` paints; kinds are id, fail, warn, pass and path."""
        return "\n".join(self._rows(max(width, 60), style)) + "\n"

    def _rows(self, width: int, style: Style) -> Iterator[str]:
        yield style(visible(self.path), "path")
        yield f"{visible(self.summary)} · {_bytes(self.size)}" if self.summary else _bytes(self.size)
        for part in self.parts:
            yield ""
            yield style(visible(part.title), "id")
            yield from _table(part.lines, width)
        yield ""
        if not self.problems:
            yield style("nothing wrong found", "pass")
        for problem in self.problems:
            word = style("error  ", "fail") if problem.severity == "error" else style("warning", "warn")
            head = f"{word}  {visible(problem.where)}  " if problem.where else f"{word}  "
            rule = f" [{problem.clause}]" if problem.clause else ""
            lines = textwrap.wrap(visible(problem.what + rule), width - 9, break_on_hyphens=False)
            if problem.where:
                yield head.rstrip()
                yield from ("         " + line for line in lines)
            else:
                yield head + lines[0]
                yield from ("         " + line for line in lines[1:])


def _table(lines: list[Line], width: int) -> Iterator[str]:
    keys = min(max((len(line.key) + 2 * line.depth for line in lines), default=0), 24)
    names = min(max((len(line.name) for line in lines), default=0), 34)
    for line in lines:
        head = f"  {'  ' * line.depth + visible(line.key):<{keys}}  {visible(line.name)[:names]:<{names}}  "
        value = visible(line.value)
        value = value if len(value) <= LONGEST else f"{value[:LONGEST]}… ({len(line.value)} characters)"
        meaning = f"  → {visible(line.meaning)[:LONGEST]}" if line.meaning else ""
        room = max(width - len(head), 20)
        shown = textwrap.wrap(value + meaning, room, break_on_hyphens=False, drop_whitespace=False) or [""]
        yield (head + shown[0]).rstrip()
        yield from (" " * len(head) + rest for rest in shown[1:])


def _bytes(size: int) -> str:
    return (
        f"{size} byte{'s' if size != 1 else ''}"
        if size < 10_000
        else f"{size / 1e6:.1f} MB"
        if size > 1e6
        else f"{size / 1e3:.0f} kB"
    )
