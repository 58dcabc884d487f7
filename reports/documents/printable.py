"""Text as it can be printed: nothing hidden, no character without a glyph, no word that cannot be broken.

PDF/A forbids a character that no embedded font can draw, so those are written as their code point.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from simulators.wire.visible import visible

BREAK = "\u200b"  # zero-width space: typst may break the line there
LONGEST = 1200  # characters of one text; what is cut says how long it was, and stands whole in the evidence
LONGEST_WORD = 28  # characters of a word that stay together
_CONTROL = re.compile("[\u2400-\u2426]")
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_NAMES = [
    "NUL",
    "SOH",
    "STX",
    "ETX",
    "EOT",
    "ENQ",
    "ACK",
    "BEL",
    "BS",
    "HT",
    "LF",
    "VT",
    "FF",
    "CR",
    "SO",
    "SI",
    "DLE",
    "DC1",
    "DC2",
    "DC3",
    "DC4",
    "NAK",
    "SYN",
    "ETB",
    "CAN",
    "EM",
    "SUB",
    "ESC",
]
_NAMES += ["FS", "GS", "RS", "US", "SP", "DEL"]


@lru_cache(maxsize=1)
def _uncovered() -> re.Pattern[str]:
    """What neither of the embedded fonts can draw: everything but ASCII and the ranges of ``fonts/covered.txt``."""
    ranges = (files("reports") / "fonts" / "covered.txt").read_text(encoding="ascii").split()
    inside = "".join("-".join(f"\\U{int(end, 16):08x}" for end in each.split("-")) for each in ranges)
    return re.compile(f"[^\\x20-\\x7e{inside}]")


def drawable(text: str) -> str:
    """``text`` with every character that has no glyph as ``⟨U+1F600⟩``; control pictures by their name, ``⟨ESC⟩``."""
    text = _CONTROL.sub(lambda found: _picture(ord(found.group())), text)
    return _uncovered().sub(lambda found: f"⟨U+{ord(found.group()):04X}⟩", text)


def _picture(code: int) -> str:
    index = code - 0x2400
    return "␣" if code in (0x2420, 0x2423) else f"⟨{_NAMES[index]}⟩" if index < len(_NAMES) else f"⟨U+{code:04X}⟩"


def printable(text: object) -> str:
    """One line of text for the page: visible, drawable, with places to break in words that are too long."""
    shown = drawable(visible(text))
    if len(shown) > LONGEST:
        shown = f"{shown[:LONGEST]}… [{len(shown)}]"
    return _LONG_WORD.sub(lambda found: _breakable(found.group()), shown)


def _breakable(word: str) -> str:
    """Break after what separates (``/ \\ _ . | ^``), and anywhere in what then still is too long."""
    parts = re.split(r"(?<=[/\\_.|^&,;:=])", word)
    pieces = [part[i : i + LONGEST_WORD] for part in parts for i in range(0, len(part), LONGEST_WORD)]
    return BREAK.join(pieces)
