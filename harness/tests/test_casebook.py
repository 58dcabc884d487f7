"""What a step says when it was not so: in words, whatever it compared."""

from __future__ import annotations

import pytest

from harness.steps.casebook import Unmet, same


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("AA", "AA"),
        (None, "nothing"),
        ([], "nothing"),
        (set(), "nothing"),
        ({"STAT"}, "STAT"),
        (["1.2", "1.3"], "1.2; 1.3"),
        ({("Torres^Ana", "ZZ98"), ("Mba^Luis", "")}, "Mba^Luis, (empty); Torres^Ana, ZZ98"),
        ({"1.2": "0112H", "1.3": {"a"}}, "1.2: 0112H; 1.3: a"),
        (b"%PDF", "4 bytes"),
        (2, "2"),
    ],
)
def test_what_was_expected_is_written_as_people_write_it(value: object, shown: str) -> None:
    with pytest.raises(Unmet) as raised:
        same("x", value, "other", role="pacs")
    assert raised.value.expected == shown
    written = "'AA'" if value == "AA" else shown
    assert str(raised.value) == f"x: expected {written}, received 'other'"
