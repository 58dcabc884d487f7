"""What probably happened to a value between two systems: cut, zeros lost, letters lost, read in another encoding."""

from __future__ import annotations

import difflib
import unicodedata

CASE_ONLY = "upper and lower case were changed"


def likely(expected: str, received: str) -> str:
    """A guess at the cause of a difference, in a few words; "" when nothing is recognised."""
    if not received:
        return ""
    first = next(filter(None, (guess(expected, received) for guess in (_cut, _zeros, _case, _swapped, _reencoded))), "")
    lost = "" if first.startswith(("cut", "upper", "prefix", "the parts")) else _lost_letters(expected, received)
    return "; ".join(filter(None, (first, lost)))


def _cut(expected: str, received: str) -> str:
    return f"cut after {len(received)} characters" if expected.startswith(received) else ""


def _zeros(expected: str, received: str) -> str:
    if expected.isalnum() and expected != received and expected.lstrip("0") == received.lstrip("0"):
        return "leading zeros were taken off" if len(received) < len(expected) else "leading zeros were added"
    return ""


def _case(expected: str, received: str) -> str:
    return CASE_ONLY if expected.casefold() == received.casefold() else ""


def _swapped(expected: str, received: str) -> str:
    one, other = ([*text.split("^"), *[""] * 5][:5] for text in (expected, received))
    if "^" in expected and one[3:] == other[3:][::-1] and one[:3] == other[:3]:
        return "prefix and suffix changed places (HL7 has the suffix first, DICOM the prefix)"
    if "^" in expected and sorted(filter(None, one)) == sorted(filter(None, other)):
        return "the parts of the name are in another order"
    joined = " ".join(filter(None, one))
    return "the parts of the name were run together" if "^" in expected and received == joined else ""


_ENCODINGS = {"utf-8": "UTF-8", "iso8859-1": "Latin-1", "iso8859-15": "Latin-9", "cp1252": "Windows-1252"}


def _reencoded(expected: str, received: str) -> str:
    """Written in one encoding and read in another."""
    if expected.isascii():
        return ""
    for codec, written in _ENCODINGS.items():
        for other, read in _ENCODINGS.items():
            if _recoded(expected, codec, other) == received:
                return f"{written} was read as {read}"
    return ""


def _recoded(text: str, codec: str, other: str) -> str | None:
    try:
        return text.encode(codec).decode(other, "replace")
    except UnicodeError:
        return None


def _lost_letters(expected: str, received: str) -> str:
    lost = lost_letters(expected, received)
    return f"letters lost: {', '.join(lost)}" if lost else ""


def lost_letters(expected: str, received: str) -> list[str]:
    """Letters outside ASCII that did not survive, with what stands in their place: ``["ñ → ?", "á → a"]``."""
    expected, received = (unicodedata.normalize("NFC", text) for text in (expected, received))
    found: dict[str, None] = {}
    matcher = difflib.SequenceMatcher(None, expected[:1000], received[:1000], autojunk=False)
    if matcher.ratio() < 0.5:
        return []  # another text altogether
    for operation, start, end, other_start, other_end in matcher.get_opcodes():
        if operation == "equal":
            continue
        there = received[other_start:other_end]
        for offset, letter in enumerate(expected[start:end]):
            if not letter.isascii():
                instead = there[offset] if end - start == other_end - other_start else there
                found.setdefault(f"{letter} → {instead or 'nothing'}", None)
    return list(found)
