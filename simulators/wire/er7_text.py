"""The letters of ER7: delimiters, escapes and paths.

A path is ``SEG-field[repetition].component.subcomponent``, all counted from 1: ``PID-3[2].4.1``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from simulators.wire import charset as charsets
from simulators.wire.errors import LocalViolation


class Delimiters(NamedTuple):
    """MSH-1 and MSH-2. A delimiter that the sender left out is "" and separates nothing."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"
    truncation: str = ""


DEFAULT = Delimiters()
STANDARD = tuple("|^~\\&")


class Path(NamedTuple):
    """A parsed path; 0 where the path does not go that deep."""

    segment: str
    field: int
    repetition: int
    component: int
    subcomponent: int


_PATH = re.compile(r"([A-Z][A-Z0-9]{2})[-.](\d+)(?:\[(\d+)\])?(?:\.(\d+))?(?:\.(\d+))?")


@lru_cache(maxsize=4096)
def path(text: str) -> Path:
    """Parse ``PID-3[2].4.1``; ValueError when it is none."""
    found = _PATH.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a path like PID-3[2].4.1")
    segment, field, repetition, component, subcomponent = found.groups()
    return Path(segment, int(field), int(repetition or 0), int(component or 0), int(subcomponent or 0))


@lru_cache(maxsize=64)
def _escapes(delimiters: Delimiters) -> dict[int, str]:
    """Translation table of :func:`escape`."""
    mark = delimiters.escape
    control = {code: f"{mark}X{code:02X}{mark}" for code in range(32) if chr(code) != "\t"}
    return {**control, ord("\n"): f"{mark}.br{mark}", **_delimiter_escapes(delimiters)}


def _delimiter_escapes(delimiters: Delimiters) -> dict[int, str]:
    mark = delimiters.escape
    letters = zip("FSRETP", delimiters, strict=True)
    return {ord(char): f"{mark}{letter}{mark}" for letter, char in letters if char}


def escape(text: str, delimiters: Delimiters = DEFAULT) -> str:
    r"""``text`` as field content: delimiters as ``\F\ \S\ \T\ \R\ \E\``, line feed ``\.br\``, controls ``\X0D\``.

    LocalViolation when the message has no escape character and the text needs one.
    """
    escaped = text.translate(_escapes(delimiters))
    if escaped != text and not delimiters.escape:
        raise LocalViolation("the text holds a delimiter, and this message has no escape character to carry it")
    return escaped


@lru_cache(maxsize=64)
def _escape_pattern(mark: str) -> re.Pattern[str]:
    return re.compile(_sequence(mark, "?P<letter>", "?P<line>", "?P<digits>"))


def _sequence(mark: str, letter: str, line: str, digits: str) -> str:
    """Pattern of every escape sequence of HL7 v2 chapter 2: also those without meaning as text, to step over them."""
    mark = re.escape(mark)

    def group(name: str, pattern: str) -> str:
        return f"({name}{pattern})" if name else f"(?:{pattern})"

    meanings = (group(letter, "[FSTREP]"), group(line, r"\.br"), "X" + group(digits, "(?:[0-9A-Fa-f]{2})+"))
    others = ("[HN]", r"\.(?:sp|in|ti|sk|fi|nf|ce)[+-]?[0-9]*", "[CM][0-9A-Fa-f]{4,6}", f"Z[^{mark}]*")
    return f"{mark}(?:{'|'.join(meanings + others)}){mark}"


def unescape(text: str, delimiters: Delimiters = DEFAULT, codec: str = "iso8859-1") -> str:
    r"""Text of field content. Hexadecimal ``\X..\`` is read in ``codec``; ``\.br\`` is a line feed.

    What has no meaning as text (``\H\``, ``\Zxx\``, an escape that never ends) stays as it stands.
    """
    mark = delimiters.escape
    if not mark or mark not in text:
        return text
    return _joined(_escape_pattern(mark).sub(_meaning(delimiters, codec), text), codec)


def _meaning(delimiters: Delimiters, codec: str) -> Callable[[re.Match[str]], str]:
    """From an escape sequence to its text."""
    characters = {
        "F": delimiters.field,
        "S": delimiters.component,
        "R": delimiters.repetition,
        "E": delimiters.escape,
        "T": delimiters.subcomponent,
        "P": delimiters.truncation or "#",
    }

    def replaced(found: re.Match[str]) -> str:
        letter, line, digits = found.group("letter", "line", "digits")
        if letter:
            return characters[letter] or found.group()
        if line:
            return "\n"
        return charsets.decode(bytes.fromhex(digits), codec) if digits else found.group()

    return replaced


def _joined(text: str, codec: str) -> str:
    """With the characters whose bytes came in several escapes."""
    if not charsets.undecodable(text):
        return text
    try:
        return charsets.decode(charsets.encode(text, codec), codec)
    except UnicodeEncodeError:  # not every Japanese text that can be read can be written
        return text


@lru_cache(maxsize=64)
def _splitter(mark: str) -> re.Pattern[str]:
    """Splits content into text and, at odd places, escape sequences."""
    return re.compile(f"({_sequence(mark, '', '', '')})")


@lru_cache(maxsize=64)
def _separators(delimiters: Delimiters) -> dict[int, str]:
    """From a message's own separators to the usual ones."""
    own = (delimiters.component, delimiters.repetition, delimiters.subcomponent)
    return {ord(char): usual for char, usual in zip(own, "^~&", strict=True) if char}


def split(text: str, separator: str) -> list[str]:
    """Parts between separators; the whole text where the message has no such separator."""
    return text.split(separator) if separator else [text]


def plain(content: str, delimiters: Delimiters, codec: str) -> str:
    r"""Content as text: escapes resolved, separators in it as ``^~&``, undecodable bytes as U+FFFD."""
    if delimiters[:5] == STANDARD:
        return charsets.shown(unescape(content, delimiters, codec))
    pieces = _splitter(delimiters.escape).split(content) if delimiters.escape else [content]
    table = _separators(delimiters)
    read = (unescape(piece, delimiters, codec) if n % 2 else piece.translate(table) for n, piece in enumerate(pieces))
    return charsets.shown(_joined("".join(read), codec))


def normalised(content: str, delimiters: Delimiters) -> str:
    r"""Escaped content in the message's own delimiters, rewritten to ``^~\&``."""
    return content if delimiters[:5] == STANDARD else rewritten(content, delimiters, DEFAULT)


def rewritten(content: str, old: Delimiters, new: Delimiters) -> str:
    """The same escaped content in other delimiters."""
    changed = {ord(a): b for a, b in zip(old[1:5], new[1:5], strict=True) if a}
    outside = {**_delimiter_escapes(new), **changed} if new.escape else changed
    pieces = _splitter(old.escape).split(content) if old.escape else [content]
    return "".join(
        _sequence_rewritten(piece, old, new) if n % 2 else piece.translate(outside) for n, piece in enumerate(pieces)
    )


def _sequence_rewritten(sequence: str, old: Delimiters, new: Delimiters) -> str:
    letter = sequence[1:-1]
    if letter in "FSTREP":
        return escape(unescape(sequence, old), new)
    return f"{new.escape}{letter}{new.escape}"
