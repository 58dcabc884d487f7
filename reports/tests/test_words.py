"""The catalogue: whole in every language, and the one that the templates ask."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from reports.words import LANGUAGES, Words

REPORTS = Path(__file__).parents[1]
WORDS = tomllib.loads((REPORTS / "words.toml").read_text(encoding="utf-8"))["words"]


@pytest.mark.parametrize("key", WORDS)
def test_every_word_stands_in_every_language_with_the_same_places(key: str) -> None:
    entry = WORDS[key]
    assert set(entry) == set(LANGUAGES)
    places = {language: set(re.findall(r"\{(\w+)\}", text)) for language, text in entry.items()}
    assert len(set(map(frozenset, places.values()))) == 1, places


def test_singular_forms_belong_to_a_word() -> None:
    assert all(key.removesuffix("_one") in WORDS for key in WORDS if key.endswith("_one"))


def test_every_word_that_is_asked_for_exists_and_every_other_is_used() -> None:
    sources = [*REPORTS.glob("*.py"), *(REPORTS / "documents").glob("*.py"), *(REPORTS / "templates").glob("*.j2")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    asked = set(re.findall(r"""\b(?:w|words)\(\s*"(\w+)"\s*[,)]""", text))
    assert asked <= set(WORDS), asked - set(WORDS)
    named = set(re.findall(r"""["'](\w+)["']""", text))
    made = ("n_", "role_", "gate_", "decision_", "state_", "answer_", "plan_how_", "perf_")  # the rest is computed
    unused = {key for key in WORDS if not key.endswith("_one") and key not in named and not key.startswith(made)}
    assert not unused


@pytest.mark.parametrize(("language", "shown"), [("en", "2.2 s"), ("es", "2,2 s"), ("fr-GQ", "2,2 s"), ("xx", "2.2 s")])
def test_decimals_by_language(language: str, shown: str) -> None:
    assert Words(language).seconds(2.2).replace("\u00a0", " ") == shown


def test_times_are_the_sites() -> None:
    words = Words("es", "Africa/Malabo")
    moment = "2026-11-24T23:30:06.101+00:00"
    assert words.moment(moment) == "25 nov 2026, 00:30"
    assert words.clock(moment) == "00:30:06.101"
    assert words.offset(moment) == "UTC+1"
    assert words.local_iso(moment) == "2026-11-25T00:30:06.101+01:00"


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01", "<b>"])
def test_what_is_no_time_stays_as_it_is(text: str) -> None:
    assert Words("en", "No/Where").moment(text) == text


def test_thousands_never_look_like_decimals() -> None:
    assert Words().number(1200) == "1200"
    assert Words().number(12345) == "12\u00a0345"


def test_singular() -> None:
    assert Words()("say_no_go", n=1, of=9) == "1 of 9 scenarios fails."
    assert Words()("say_no_go", n=2, of=9) == "2 of 9 scenarios fail."
