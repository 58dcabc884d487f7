"""How a run looks while it runs: finished lines, and on a terminal a block below them that is redrawn."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness.cli.terminal import Terminal, safe
from harness.cli.texts import Texts
from harness.say import said

REDRAW = 0.1  # seconds between two redraws at least
INDENT = 26  # columns before the name of a scenario
HEARTBEAT = 30.0  # seconds of silence after which a pipe is told what is waited for
KINDS = {
    "PASS": "pass",
    "FAIL": "fail",
    "ERROR": "error",
    "SKIP": "notrun",
    "OMIT": "omitted",
    "PENDING": "pending",
}
_COMPACT = {"PASS": "ok", "FAIL": "FAIL", "ERROR": "ERROR", "SKIP": "skip", "OMIT": "omit", "PENDING": "pend"}


@dataclass(slots=True)
class Running:
    """A scenario that is in work."""

    id: str
    name: str
    since: float
    waiting: str = ""


class Progress:
    """Hears the events of a run; see :class:`harness.run.RunProcess`."""

    def __init__(self, terminal: Terminal, texts: Texts, clock: Callable[[], float] = time.monotonic) -> None:
        self.terminal = terminal
        self.texts = texts
        self._clock = clock
        self._start = clock()
        self._planned = 0
        self._done = 0
        self._running: dict[str, Running] = {}
        self._names: dict[str, str] = {}
        self._drawn = 0  # lines of the block on the screen
        self._last_draw = 0.0
        self._last_word = clock()

    def listen(self, event: dict[str, Any]) -> None:
        """Take one event."""
        match event["type"]:
            case "run-started":
                self._planned = len(event["planned"])
                self._names = {entry["id"]: entry["name"] for entry in event["planned"]}
            case "scenario-started":
                self._running[event["id"]] = Running(event["id"], event["name"], self._clock())
            case "progress":
                if running := self._running.get(event["id"]):
                    running.waiting = said(event["text"], self.texts.language)
            case "scenario-ended":
                self._ended(event)
            case "note":
                self._line_error(safe(said(str(event["text"]).splitlines()[-1], self.texts.language)))
            case "stopping":
                self._line_error(self.texts("stopping"))

    def tick(self) -> None:
        """Redraw, or say after a long silence what is waited for."""
        now = self._clock()
        if self.terminal.live:
            if now - self._last_draw >= REDRAW:
                self._draw(now)
        elif now - self._last_word >= HEARTBEAT and self._running:
            self._last_word = now
            oldest = min(self._running.values(), key=lambda running: running.since)
            what = safe(oldest.waiting or oldest.name)
            self.terminal.say_error(f"{self.terminal.mark('running')} {oldest.id} {what}, {now - oldest.since:.0f} s")

    def close(self) -> None:
        """Take the block away."""
        self._erase()

    # --- lines -----------------------------------------------------------------------------------------------------

    def _ended(self, event: dict[str, Any]) -> None:
        self._running.pop(event["id"], None)
        self._done += 1
        self._erase()
        name = self._names.get(event["id"], "")
        line = self._line(event, name) if self.terminal.live or self.terminal.color else self._compact(event, name)
        (self.terminal.say_error if self.terminal.as_json else self.terminal.say)(line)
        self._last_word = self._clock()

    def _line(self, event: dict[str, Any], name: str) -> str:
        kind = KINDS[event["verdict"]]
        style = self.terminal.style
        head = f"{style(self.terminal.mark(kind), kind)} {style(self.texts(kind).ljust(10), kind)}"
        seconds, number, title = f"{event['seconds']:.1f} s", str(event["id"]), safe(name)
        if self.terminal.width < 60:
            text = f"{head}{number} {title} {seconds}"
        else:
            room = self.terminal.width - INDENT - len(seconds) - 1
            first, *rest = [title] if len(title) <= room else _wrap(title, room)
            text = f"{head} {style(number.ljust(12), 'id')} {first.ljust(room)} {seconds}"
            text = "\n".join([text, *(" " * INDENT + line for line in rest)])
        if event["verdict"] not in ("PASS", "FAIL") and event.get("reason"):
            reason = safe(said(event["reason"], self.texts.language))
            if event["verdict"] == "PENDING":
                reason = self.texts("waits_for", what=reason)
            text += "\n" + self.terminal.wrapped(reason, " " * 12)
        return text

    def _compact(self, event: dict[str, Any], name: str) -> str:
        line = f"{_COMPACT[event['verdict']]:<5} {event['id']} {event['seconds']:.1f}s {safe(name)}"
        if event["verdict"] not in ("PASS", "FAIL") and event.get("reason"):
            line += f" [{safe(said(event['reason'], self.texts.language))}]"
        return line

    def _line_error(self, text: str) -> None:
        self._erase()
        self.terminal.say_error(text)
        self._last_word = self._clock()

    # --- the block that is redrawn -----------------------------------------------------------------------------------

    def _erase(self) -> None:
        if self._drawn:
            self.terminal.draw(f"\x1b[{self._drawn}F\x1b[J")
            self._drawn = 0

    def _draw(self, now: float) -> None:
        self._last_draw = now
        width = self.terminal.width
        elapsed = f"{int(now - self._start) // 60:02d}:{int(now - self._start) % 60:02d}"
        count = self.texts("of", done=self._done, planned=self._planned)
        rule = self.terminal.rule
        left = f"{rule} {count} "
        lines = [left + rule * max(0, width - len(left) - len(elapsed) - 5) + f" {elapsed} " + rule * 3]
        for running in sorted(self._running.values(), key=lambda running: running.since)[:4]:
            lines.append(_cut(f"{self.terminal.mark('running')} {self.texts('running'):<9}  {running.id:<11}  "
                              f"{safe(running.name)}", width))  # fmt: skip
            if running.waiting:
                lines.append(_cut(" " * 12 + f"{safe(running.waiting)}, {now - running.since:.0f} s", width))
        self._erase()
        self.terminal.draw("\n".join(lines) + "\n")
        self._drawn = len(lines)


def _cut(text: str, width: int) -> str:
    """A line of the block must not wrap, or it could not be taken away again."""
    return text if len(text) < width else text[: width - 2] + "…"


def _wrap(text: str, room: int) -> list[str]:
    import textwrap

    return textwrap.wrap(text, max(20, room)) or [""]
