"""The terminal: marks, colour, width, escaping. stdout is for results, stderr for progress and problems."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import sys
import textwrap
from dataclasses import dataclass, field
from typing import Any, TextIO

from simulators.wire.errors import ConfigError, InteropError, NoAnswer

# Control, bidirectional and invisible characters, lone surrogates: what a peer sent must neither act nor hide.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
MARKS = {
    "pass": ("✓", "ok"),
    "fail": ("✗", "X"),
    "pending": ("…", ".."),
    "error": ("!", "!"),
    "accepted": ("≈", "~"),
    "notrun": ("-", "-"),
    "omitted": ("-", "-"),
    "warn": ("!", "!"),
    "running": ("…", ".."),
}
_SGR = {
    "pass": "32",
    "fail": "1;31",
    "pending": "33",
    "error": "35",
    "accepted": "32",
    "notrun": "2",
    "omitted": "2",
    "warn": "33",
    "running": "",
    "id": "1",
    "path": "4",
}


def safe(text: object) -> str:
    """``text`` on one line, with everything that could act on a terminal drawn as its code point."""
    return _HIDDEN.sub(lambda match: f"<U+{ord(match.group()):04X}>", str(text))


@dataclass(slots=True)
class Terminal:
    """Where a command writes. ``color``: SGR codes; ``live``: stderr may be redrawn; ``as_json``: one document only."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    color: bool = False
    live: bool = False
    as_json: bool = False
    width: int = 80

    def style(self, text: str, kind: str) -> str:
        """``text`` in the colour of ``kind``, or as it is."""
        code = _SGR.get(kind, "")
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code else text

    def mark(self, kind: str) -> str:
        """The mark of a verdict: a symbol, or ASCII where the encoding has no symbols."""
        return MARKS[kind][0] if self._symbols else MARKS[kind][1]

    @property
    def rule(self) -> str:
        return "─" if self._symbols else "-"

    @property
    def _symbols(self) -> bool:
        try:
            "✓✗…≈─".encode(getattr(self.out, "encoding", None) or "ascii")
            "✓✗…≈─".encode(getattr(self.err, "encoding", None) or "ascii")
        except (UnicodeEncodeError, LookupError):
            return False
        return True

    def say(self, text: str = "") -> None:
        """A line of the result, on stdout; not where one JSON document is asked for."""
        if not self.as_json:
            _write(self.out, text + "\n")

    def say_error(self, text: str) -> None:
        """A line of progress or a problem, on stderr."""
        _write(self.err, text + "\n")

    def draw(self, text: str) -> None:
        """Part of a block on stderr that is redrawn."""
        _write(self.err, text)

    def document(self, value: Any) -> None:
        """The one JSON document of ``--json``."""
        _write(self.out, json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")

    def wrapped(self, text: str, indent: str, first: str | None = None) -> str:
        """``text`` wrapped to the width, never cut; narrow terminals get it as it is."""
        first = indent if first is None else first
        if self.width < 60:
            return first + text
        lines = textwrap.wrap(
            text, self.width, initial_indent=first, subsequent_indent=indent, break_long_words=False,
            break_on_hyphens=False,
        )  # fmt: skip
        return "\n".join(lines) or first.rstrip()

    def problem(self, error: InteropError) -> int:
        """``error:`` what, ``cause:`` why, ``try:`` what to do. The exit code that belongs to it."""
        code = exit_code_of(error)
        if self.as_json:
            problems = list(getattr(error, "problems", ()))
            self.document({"error": error.what, "cause": error.cause, "try": error.remedy, "problems": problems,
                           "exit_code": code})  # fmt: skip
        self.say_error(self.style("error:", "fail") + " " + safe(error.what))
        for label, text in (("cause:", error.cause), ("try:  ", error.remedy)):
            for number, line in enumerate(text.splitlines()):
                self.say_error(f"{label if not number else '      '} {safe(line)}")
        return code

    def bug(self, error: Exception, *, debug: bool) -> int:
        """A bug of ours: the traceback goes to a file, or to stderr with ``--debug``."""
        import traceback

        text = "".join(traceback.format_exception(error))
        if self.as_json:
            self.document({"error": f"{type(error).__name__}: {error}", "exit_code": 5})
        if debug:
            _write(self.err, text)
        self.say_error(
            self.style("error:", "fail") + f" this is a bug of interop: {type(error).__name__}: {safe(error)}"
        )
        if not debug:
            self.say_error(f"cause: the traceback is in {_keep(text)}")
        self.say_error("try:   send that file to the people who maintain interop")
        return 5


def exit_code_of(error: InteropError) -> int:
    """2 for what the person wrote, 3 for a network or disk that fails, 4 for nothing to run, 5 for a bug of ours."""
    name = type(error).__name__
    if name == "NothingToRun":
        return 4
    if isinstance(error, ConfigError):
        return 2
    if isinstance(error, NoAnswer) or name in ("RecordError", "Refused", "PeerViolation"):
        return 3
    return 5


def terminal_of(*, color: str = "auto", as_json: bool = False) -> Terminal:
    """The terminal as environment and options want it."""
    dumb = os.environ.get("TERM") == "dumb"
    tty_out, tty_err = _is_tty(sys.stdout), _is_tty(sys.stderr)
    if color == "never" or (color == "auto" and ("NO_COLOR" in os.environ or dumb)):
        colored = False
    else:
        colored = color == "always" or bool(os.environ.get("FORCE_COLOR")) or (tty_out and tty_err)
    return Terminal(
        sys.stdout,
        sys.stderr,
        color=colored and _ansi_works(),
        live=tty_err and not dumb and not os.environ.get("CI"),
        as_json=as_json,
        width=min(shutil.get_terminal_size((80, 24)).columns, 100),
    )


def _is_tty(stream: TextIO | None) -> bool:
    return bool(stream is not None and stream.isatty())


def _ansi_works() -> bool:
    """On Windows the console has to be told to understand SGR codes."""
    if sys.platform != "win32":
        return True
    import ctypes

    kernel, ok = ctypes.windll.kernel32, True  # type: ignore[attr-defined,unused-ignore]
    for number in (-11, -12):
        handle, mode = kernel.GetStdHandle(number), ctypes.c_ulong()
        if kernel.GetConsoleMode(handle, ctypes.byref(mode)):
            ok = bool(kernel.SetConsoleMode(handle, mode.value | 4)) and ok
    return ok


def _write(stream: TextIO, text: str) -> None:
    """Write and flush; what the encoding cannot carry is written as ``\\u00d1``, never a crash."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EINVAL):  # the second is Windows' word for it
            raise
        _discard(stream)


def _discard(stream: TextIO) -> None:
    """The reader went away (``interop run … | head``): a run goes on to its end, with nobody to tell."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def _keep(text: str) -> str:
    import tempfile

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", prefix="interop-", suffix=".txt", delete=False) as file:
        file.write(text)
        return file.name
