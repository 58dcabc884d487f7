"""Text from outside, made safe to look at: what could act, hide or turn a line round is drawn instead."""

from __future__ import annotations

import re

# Cc, bidirectional and invisible format characters, lone surrogates, tags
HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_PICTURES = {"\n": "↵", "\r": "↵", "\t": "⇥", "\x7f": "␡"}


def visible(text: object) -> str:
    """``text`` on one line, every character that could hide or act drawn: ESC as ``␛``, U+202E as ``⟨U+202E⟩``."""
    return HIDDEN.sub(_picture, str(text))


def visible_lines(text: object) -> list[str]:
    """The lines of ``text``, each made visible."""
    return [visible(line) for line in re.split(r"\r\n|\r|\n", str(text))]


def _picture(match: re.Match[str]) -> str:
    character = match.group()
    if character in _PICTURES:
        return _PICTURES[character]
    if character < " ":
        return chr(0x2400 + ord(character))
    return f"⟨U+{ord(character):04X}⟩"
