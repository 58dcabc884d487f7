"""What could act or hide is drawn, and nothing else."""

from __future__ import annotations

import pytest

from simulators.wire.visible import visible, visible_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ñengono Ɛkang", "Ñengono Ɛkang"),
        ("\x00\x01\x1b[31m\x1f ", "␀␁␛[31m␟ "),
        ("\n\r\t\x7f", "↵↵⇥␡"),
        ("\x80\u202e\ufeff\U000e0041", "⟨U+0080⟩⟨U+202E⟩⟨U+FEFF⟩⟨U+E0041⟩"),
        (7, "7"),
    ],
)
def test_each_kind_of_hidden_character_is_drawn_in_its_way(text: object, shown: str) -> None:
    assert visible(text) == shown


def test_lines_end_as_anybody_ends_them() -> None:
    assert visible_lines("a\r\nb\rc\nd\x1be") == ["a", "b", "c", "d␛e"]
