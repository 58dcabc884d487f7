"""The diagram: well-formed, complete, and inside its picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from reports.sequence import Arrow, Lane, draw, draw_small

LANES = [Lane("emr", "EMR", "simulated"), Lane("ris", "RIS", "7.4.2, under test", "tested"), Lane("CT", "CT_ER1")]
ARROWS = [
    Arrow("ORM^O01", "emr", "ris", 1, "12:04.120", verdict="ok"),
    Arrow("ACK^O01, AA", "ris", "emr", 2, "12:04.233", reply=True),
    Arrow("… 41 s"),
    Arrow("C-FIND-RSP, FF00", "ris", "CT", 4, "12:06.101", reply=True, verdict="bad", reason="(0010,0010) PatientName"),
    Arrow("no answer", "ris", "emr", missing=True, reply=True),
    Arrow("internal", "ris", "ris", 5),
]


def parsed(markup: str) -> ET.Element:
    return ET.fromstring(re.sub(r"=([\w.-]+)(?=[ />])", r'="\1"', markup))  # the small one leaves quotes out


def test_every_message_and_party_is_in_the_picture() -> None:
    root = parsed(draw(LANES, ARROWS, title="a title", identifier="d1"))
    words = [node.text for node in root.iter() if node.text]
    for wanted in ("EMR", "RIS", "7.4.2, under test", "1 · ORM^O01", "4 · C-FIND-RSP, FF00", "(0010,0010) PatientName",
                   "… 41 s", "no answer", "a title"):  # fmt: skip
        assert wanted in words
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "d1"


def test_the_wrong_message_is_marked_by_shape_not_only_by_colour() -> None:
    root = parsed(draw(LANES, ARROWS, title="", identifier="d"))
    assert len([n for n in root.iter() if n.get("class") == "band"]) == 1
    assert [n.get("href") for n in root.iter() if n.tag == "use"] == ["#v-ok", "#v-bad"]
    assert len([n for n in root.iter() if "go ko" in (n.get("class") or "")]) == 2  # the arrow, and the cross


@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_nothing_leaves_the_picture(count: int) -> None:
    lanes = [Lane(f"l{n}", f"STATION_{n}_LONG", "simulated") for n in range(count)]
    arrows = [Arrow("N-EVENT-REPORT-RQ, " + "x" * 40, f"l{a}", f"l{b}", 7) for a in range(count) for b in range(count)]
    root = parsed(draw(lanes, arrows, title="", identifier="d"))
    width = float((root.get("viewBox") or "").split()[2])
    for node in root.iter("text"):
        x = float(node.get("x") or 0)
        end = "end" in (node.get("class") or "").split()
        assert 0 <= x <= width
        if "h" in (node.get("class") or "").split():
            length = 7.4 * len(node.text or "")
            assert x - length >= -60 if end else x + length <= width + 1


def test_names_cannot_leave_their_text() -> None:
    hostile = '<script>"\u202e\x1b[0m&amp;'
    lanes = [Lane("a", hostile, hostile), Lane("b", "B")]
    for markup in (
        draw(
            lanes, [Arrow(hostile, "a", "b", 1, hostile, reason=hostile, verdict="bad")], title=hostile, identifier="x"
        ),
        draw_small(lanes, [Arrow(hostile, "a", "b")]),
    ):
        parsed(markup)
        assert "<script" not in markup
        assert "\x1b" not in markup
        assert "\u202e" not in markup


def test_the_small_one_is_small() -> None:
    arrows = [Arrow("C-STORE", "emr", "ris")] * 12
    assert len(draw_small(LANES, arrows)) < 900


def test_unknown_parties_do_not_break_it() -> None:
    parsed(draw(LANES, [Arrow("x", "nobody", "ris")], title="", identifier="d"))
    parsed(draw_small(LANES, [Arrow("x", "nobody", "ris")]))
    parsed(draw([], [], title="", identifier="d"))
