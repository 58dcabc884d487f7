"""One concept on two sides of a hop: when it is the same, what a difference weighs, what probably happened to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from harness.checks import fail, held, note
from harness.checks.comparing import CRITICAL, MINOR, Hop, Ledger, Weight, compare, compare_all, judge, severity_of
from harness.checks.guesses import CASE_ONLY, likely, lost_letters
from harness.checks.traces import Value

SAME, OTHER, OPEN = (True, True), (False, True), (False, False)  # OPEN: no rule forbids the difference


@pytest.mark.parametrize(
    ("concept", "expected", "received", "outcome"),
    [
        ("sex", "F", "F", SAME),
        ("sex", "A", "O", SAME),
        ("sex", "N", "O", SAME),
        ("sex", "U", "", SAME),
        ("sex", "U", "U", SAME),
        ("sex", "F", "M", OTHER),
        ("sex", "O", "F", OTHER),
        ("sex", "A", "F", OPEN),
        ("sex", "U", "F", OPEN),
        ("birth_date", "19800229103000", "19800229", SAME),
        ("birth_date", "19800229", "19800228", OTHER),
        ("birth_date", "1980", "19800101", OPEN),
        ("birth_date", "1980022", "19800229", OPEN),
        ("birth_date", "1980", "19810101", OTHER),
        ("birth_date", "19800229", "1980", OTHER),
        ("issuer", "HGM&1.2&ISO", "HGM", SAME),
        ("issuer", "HGM", "&1.2&ISO", OPEN),
        ("issuer", "&1.2&ISO", "HGM", OPEN),
        ("issuer", "HGM", "OTHER", OTHER),
        ("issuer", "&1.2&ISO", "&1.3&ISO", OTHER),
        ("priority", "S", "STAT", SAME),
        ("priority", "S^now", "STAT", SAME),
        ("priority", "STAT", "STAT", SAME),
        ("priority", "S", "HIGH", OTHER),
        ("priority", "S^now", "HIGH", OTHER),
        ("priority", "A", "STAT", OTHER),
        ("priority", "A", "MEDIUM", OPEN),
        ("start", "20261124", "20261124120000", SAME),
        ("start", "20261124120000+0100", "20261124120000.000", SAME),
        ("start", "20261124120000-0500", "202611241200", SAME),
        ("start", "20261124120000", "20261125", OTHER),
        ("start", "2026112", "20261124", OTHER),
        ("start", "20261124120000", "20261124130000", OTHER),
        ("weight", "70", "70.0", SAME),
        ("weight", "70", "70.0009", SAME),
        ("height", "1.70", "1.7011", OTHER),
        ("height", "tall", "tall", SAME),
        ("height", "tall", "small", OTHER),
        ("modality", "CT", "CT", SAME),
        ("modality", "CT", "MR", OTHER),
        *(("modality", *pair, OPEN) for pair in (("DX", "CR"), ("CR", "DX"), ("IO", "DX"), ("IO", "CR"), ("CT", "OT"))),
        ("modality", "OT", "CT", OTHER),
        ("modality", "DX", "MG", OTHER),
        ("procedure", "A^L", "A^L", SAME),
        ("procedure", "A^L", "A^M", OPEN),
        ("procedure", "A^L", "B^M", OPEN),
        ("protocol", "A^L", "B^L", OTHER),
        *(("status", "SCHEDULED", later, (True, False)) for later in ("ARRIVED", "READY", "STARTED", "COMPLETED")),
        ("status", "SCHEDULED", "CANCELED", OPEN),
        ("status", "CANCELED", "STARTED", OPEN),
        ("accession", "00123", "00123 ", SAME),
        ("accession", "00123", "123", OTHER),
    ],
)
def test_when_a_concept_is_the_same(concept: str, expected: str, received: str, outcome: tuple[bool, bool]) -> None:
    found = judge(concept, expected, received)
    assert (found.same, found.settled) == outcome


@pytest.mark.parametrize(
    ("concept", "expected", "received", "words"),
    [
        ("birth_date", "1980", "19800101", "a partial birth date was completed"),
        ("birth_date", "19800229103000", "1980", "cut after 4 characters"),
        ("issuer", "HGM", "&1.2&ISO", "one side has only the namespace, the other only the OID"),
        ("issuer", "HGM", "OTHER", ""),
        ("procedure", "A^L", "A", "the coding scheme changed"),
        ("procedure", "A", "A^L", "a coding scheme was added"),
        ("procedure", "A^L", "B^M", "translated to another scheme"),
        ("procedure", "A^L", "B^L", ""),
    ],
)
def test_what_happened_to_a_concept(concept: str, expected: str, received: str, words: str) -> None:
    assert judge(concept, expected, received).likely == words


def test_how_bad_a_difference_is() -> None:
    assert [severity_of(concept) for concept in ("name", "reason", "modality")] == ["critical", "minor", "major"]
    assert not CRITICAL & MINOR


HOP = Hop("ris", "ris→CT", "the order", "the worklist", {("accession", "A2"): "order P2"})


def compared(concept: str, up: str | None, down: str | None, weight: Weight, *others: str | None) -> Any:
    """(verdict, severity, likely); None for nothing to say."""
    values = [None if text is None else Value(text, "X-1") for text in (up, down, *others)]
    found = compare(HOP, concept, values[0], values[1], weight, (1, 2), values[2:])
    return found and (found.verdict.value, found.severity, found.likely)


MUST, KEEP, MAY = Weight
HELD, NOTED = ("PASS", "note", ""), ("PASS", "minor", "")


@pytest.mark.parametrize(
    ("concept", "up", "down", "weight", "others", "expected"),
    [
        ("accession", None, "A1", MUST, (), None),
        ("accession", "", "A1", MUST, (), None),
        ("accession", "A1", "A1", MUST, (), HELD),
        ("accession", "A1", None, MUST, (), ("FAIL", "critical", "")),
        ("accession", "A1", "", KEEP, (), NOTED),
        ("accession", "A1", "", MAY, (), NOTED),
        ("sex", "U", "", MUST, (), HELD),
        ("sex", "F", "", MUST, (), ("FAIL", "major", "")),
        ("accession", "A1", "B7", KEEP, (), ("FAIL", "critical", "")),
        ("accession", "A1", "A2", MUST, (), ("FAIL", "critical", "it is that of order P2")),
        ("rp_id", "A1", "A2", MUST, (), ("FAIL", "major", "")),
        ("accession", "A1", "A2", MAY, (), ("PASS", "minor", "it is that of order P2")),
        ("accession", "A1", "B7", MUST, (None, "B7"), None),
        ("accession", "A1", "B7", MUST, (None, "B8"), ("FAIL", "critical", "")),
        ("accession", "A1", "A1", MUST, ("A1",), HELD),
        ("modality", "CT", "OT", MUST, (), NOTED),
        ("name", "Mba^Ana", "MBA^ANA", MUST, (), ("FAIL", "minor", CASE_ONLY)),
        ("accession", "00A2", "A2", MUST, (), ("FAIL", "critical", "leading zeros were taken off")),
    ],
)
def test_what_a_difference_weighs(
    concept: str, up: str | None, down: str | None, weight: Weight, others: tuple[str | None, ...], expected: Any
) -> None:
    assert compared(concept, up, down, weight, *others) == expected


def test_what_is_told_of_a_difference() -> None:
    lost = compare(HOP, "accession", Value("A1", "OBR-18"), None, MUST, (1, 2))
    changed = compare(HOP, "accession", Value("A1", "OBR-18"), Value("B7", "(0008,0050)"), MUST, (1, 2))
    assert lost is not None
    assert changed is not None
    sex = compare(HOP, "sex", Value("F", "PID-8"), None, MUST, (1, 2))
    assert sex is not None
    assert sex.summary == "the sex of the order is missing in the worklist"
    assert (lost.expected, lost.received, lost.where, lost.exchanges) == ("A1 (OBR-18)", "nothing", "", (1, 2))
    assert (changed.expected, changed.received, changed.where) == ("A1 (OBR-18)", "B7", "(0008,0050)")


def test_every_concept_of_a_hop_is_compared_with_its_own_others() -> None:
    up, down = ({"name": Value(one, "a"), "sex": Value(other, "b")} for one, other in (("Mba", "F"), ("Nsue", "M")))
    weights = {"name": MUST, "sex": MUST, "reason": MUST}
    found = list(compare_all(HOP, weights, up, down, (1,), iter([{"name": Value("Nsue", "a")}])))
    assert [one.where for one in found] == ["b"]


def test_what_is_said_of_several_messages_is_said_once() -> None:
    ledger = Ledger()
    one = held("ris", "the name is the same", expected="Ana", exchanges=(1, 2))
    ledger.extend([one, replace(one, exchanges=(2, 3)), replace(one, expected="Eva", exchanges=(4,))])
    for make in (fail, note):  # what differs is told for each that was expected
        for expected in ("Ana", "Eva", "Ana"):
            ledger.add(make("ris", "the name changes", expected=expected, exchanges=(5,)))
    assert [(each.verdict.value, each.severity, each.expected, each.exchanges) for each in ledger] == [
        ("PASS", "note", "Ana", (1, 2, 3, 4)),
        ("FAIL", "", "Ana", (5,)),
        ("FAIL", "", "Eva", (5,)),
        ("PASS", "minor", "Ana", (5,)),
        ("PASS", "minor", "Eva", (5,)),
    ]


LONG = "".join(map(chr, range(0x4E00, 0x4E00 + 1000)))  # a thousand different letters: difflib is quick
AFFIXES = "prefix and suffix changed places (HL7 has the suffix first, DICOM the prefix)"

# --- guesses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "received", "guess"),
    [
        ("abc", "", ""),
        ("abc", "abcd", ""),
        ("abc", "xyz", ""),
        ("abcdef", "abc", "cut after 3 characters"),
        ("123", "00123", "leading zeros were added"),
        ("00123", "0123", "leading zeros were taken off"),
        ("00123", "124", ""),
        ("01-2", "1-2", ""),
        ("abc", "ABC", CASE_ONLY),
        (
            "Mba^Ana^^Dra.^Jr",
            "Mba^Ana^^Jr^Dra.",
            AFFIXES,
        ),
        (
            "Mba^Ana^^Dra.",
            "Mba^Ana^^^Dra.",
            AFFIXES,
        ),
        ("Mba^Ana^^Dra.^Jr", "Mba^Eva^^Jr^Dra.", ""),
        ("Mba^Ana^Eva", "Ana^Mba^Eva", "the parts of the name are in another order"),
        ("Mba^Ana^Eva^Dra.^Jr", "Ana^Mba^Eva^Jr^Dra.", "the parts of the name are in another order"),
        ("Mba Ana", "Ana Mba", ""),
        ("Mba^Ana", "Mba Ana", "the parts of the name were run together"),
        ("Mba^Ana^^Dra.", "Mba Ana Dra.", "the parts of the name were run together"),
        ("Peña", "PeÃ±a", "UTF-8 was read as Latin-1; letters lost: ñ → Ã±"),
        ("Š", "\x8a", "Windows-1252 was read as Latin-1"),
        ("Muñoz^Inés", "Muñoz", "cut after 5 characters"),
        ("Ñsue^Ana", "Ana^Ñsue", "the parts of the name are in another order"),
        ("Nsue", "Ñsue", ""),
    ],
)
def test_what_probably_happened(expected: str, received: str, guess: str) -> None:
    assert likely(expected, received) == guess


@pytest.mark.parametrize(
    ("expected", "received", "lost"),
    [
        ("Peña", "Pena", ["ñ → n"]),
        ("Peñón", "Pe??n", ["ñ → ?", "ó → ?"]),
        ("Ñengono", "engono", ["Ñ → nothing"]),
        ("Œuvray", "OEuvray", ["Œ → OE"]),
        ("ñaña", "naña", ["ñ → n"]),
        ("Peña", "Pen\u0303a", []),  # composed otherwise
        ("Nguema", "Ngema", []),
        ("ñb", "nb", ["ñ → n"]),  # half of it is left: the same text
        ("ñbc", "nbd", []),
        ("x" + 250 * "b" + "ñ", "y" + 250 * "b" + "n", ["ñ → n"]),
        ("Peña", "xyzw", []),
        ("ñaaa" + LONG, "naaa" + LONG, ["ñ → n"]),
        (LONG + "ñ", LONG + "n", []),  # far behind: too long to look at
    ],
)
def test_which_letters_were_lost(expected: str, received: str, lost: list[str]) -> None:
    assert lost_letters(expected, received) == lost
