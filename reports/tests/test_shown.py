"""Text of peers made visible; two values laid out letter by letter."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.shown import comparable, compare, graphemes, shortened, visible


@given(st.text(alphabet=st.characters(), max_size=60))
def test_nothing_visible_can_act_or_hide(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    for character in shown:
        assert unicodedata.category(character) not in ("Cc", "Cs")
        assert unicodedata.bidirectional(character) not in (
            "RLO",
            "LRO",
            "RLE",
            "LRE",
            "PDF",
            "RLI",
            "LRI",
            "FSI",
            "PDI",
        )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31m", "a␛[31m"),
        ("\u202eabc", "⟨U+202E⟩abc"),
        ("\ud800", "⟨U+D800⟩"),
        ("a\r\n", "a↵↵"),
        ("\u200b", "⟨U+200B⟩"),
    ],
)
def test_what_is_drawn(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(max_size=40))
def test_graphemes_lose_nothing(text: str) -> None:
    assert "".join(graphemes(text)) == text


def test_a_letter_with_its_marks_is_one_cell() -> None:
    assert graphemes("n\u0303a\u0300\u0323x") == ["n\u0303", "a\u0300\u0323", "x"]


def test_changed_letters_stand_below_each_other() -> None:
    result = compare("Peña Muñoz^Lucía", "Pe?a Mu?oz^Luc?a")
    ((upper, lower),) = result.rows
    assert [(a.text, b.text) for a, b in zip(upper, lower, strict=True) if a.kind == "differs"] == [
        ("ñ", "?"), ("ñ", "?"), ("í", "?"),
    ]  # fmt: skip
    assert result.differences == 3


def test_composed_and_decomposed_show_their_code_points() -> None:
    result = compare("Edú", "Edu\u0301")
    assert result.look_equal
    ((upper, lower),) = result.rows
    assert (upper[-1].codes, lower[-1].codes) == ("U+00FA", "U+0075 U+0301")


def test_letters_of_another_script_show_their_code_points() -> None:
    ((upper, _),) = compare("PEPE", "РEPE").rows
    assert upper[0].codes == "U+0050"


def test_a_lost_blank_is_drawn() -> None:
    ((upper, lower),) = compare("Obono Edú", "ObonoEdú").rows
    assert upper[5].text == "␠"
    assert lower[5].kind == "absent"


def test_a_long_value_keeps_the_neighbourhood_of_its_differences() -> None:
    left = "a" * 5000 + "x" + "b" * 5000
    rows = compare(left, left.replace("x", "y")).rows
    cells = [cell for upper, _ in rows for cell in upper]
    assert len(cells) < 40
    assert [cell.text for cell in cells if cell.kind == "differs"] == ["x"]
    assert cells[0].kind == "gap"


@given(st.text(max_size=120), st.text(max_size=120))
def test_rows_are_even_and_count_the_differences(left: str, right: str) -> None:
    result = compare(left, right)
    assert all(len(upper) == len(lower) <= 16 for upper, lower in result.rows)
    assert (result.differences == 0) == (left == right)


def test_values_that_share_nothing_are_fast() -> None:
    start = time.perf_counter()
    compare("ab" * 5000, "cd" * 5000)
    comparable("ab" * 5000, "ba" * 5000)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ("Peña", "Pe?a", True), ("1 study", "0 studies", False), ("", "x", False), ("same", "same", False),
        ("ISO_IR 192 or ISO_IR 100", "absent", False), ("0047110", "47110", True), ("a\nb", "a\nc", False),
    ],
)  # fmt: skip
def test_only_values_that_resemble_each_other_are_compared(left: str, right: str, wanted: bool) -> None:
    assert comparable(left, right) is wanted


def test_shortened_says_how_long_it_was() -> None:
    assert shortened("x" * 500, 10) == "xxxxxxxxxx… (500 characters)"
