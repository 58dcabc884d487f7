"""The console's words: whole in every language, the ones that are asked for, and none that nobody asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from harness.console import states
from harness.console.attempts import Attempt
from reports.words import LANGUAGES

FOLDER = Path(__file__).parents[1]
WORDS = tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))["words"]
BUILT = {  # keys that are put together: beginning or end, and the parts that may stand there
    "open_{}": ("missing", "running", "cut", "pending", "superseded", "returned", "own_work", "unsigned"),
    "part_{}": ("purpose", "look_at", "expected", "by_hand"),
    "decided_{}": ("accepted", "accepted_with_reservations", "refused"),
    "sign_{}": ("nothing", "own_work", "not_executed", "decision", "reservations", "accept_failed", "changed"),
    "file_{}": ("size", "kind", "name", "disk"),
    "role_{}": ("test_lead",),
    **{f"{kind}_{{}}": ("ask", "yes", "yes_hint", "no", "no_hint", "seen") for kind in ("look", "read", "do")},
    **{f"{at}_{{}}": ("system", "device") for at in ("at", "screen")},
    "{}_say": (
        *("not_found", "refused", "malformed", "too_large", "session_ended", "answered_elsewhere", "broken"),
        *("waiting_queued", "waiting_prepares", "waiting_colleague", "state_interrupted", "state_returned"),
        *(
            "state_superseded",
            "state_signed",
            "state_signed_fail",
            "state_pass",
            "state_fail",
            "state_pending",
            "state_error",
            "state_skip",
        ),
        "state_omit",
    ),
}


@pytest.mark.parametrize("key", WORDS)
def test_every_word_stands_in_every_language_with_the_same_places(key: str) -> None:
    entry = WORDS[key]
    assert set(entry) == set(LANGUAGES)
    places = {language: frozenset(re.findall(r"\{(\w+)\}", text)) for language, text in entry.items()}
    if not key.endswith("_one"):
        assert len(set(places.values())) == 1, places
    assert all(text.strip() == text and text for text in entry.values())


def test_words_that_are_asked_for_exist_and_the_others_are_used() -> None:
    paths = [*FOLDER.glob("*.py"), *(FOLDER / "templates").glob("*.j2"), FOLDER.parent / "cli" / "asking.py"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths if path.is_file())
    asked = set(re.findall(r"""\b(?:w|words)\(\s*["'](\w+)["']\s*[,)]""", text))
    built = {pattern.format(part) for pattern, parts in BUILT.items() for part in parts}
    assert asked | built <= set(WORDS), (asked | built) - set(WORDS)
    named = set(re.findall(r"""["'](\w+)["']""", text)) | built
    unused = {key for key in WORDS if key.removesuffix("_one") not in named}
    assert not unused


def test_every_state_has_a_word_a_shape_and_an_explanation() -> None:
    shapes = set(re.findall(r'symbol id="v-(\w+)"', (FOLDER / "templates" / "base.html.j2").read_text("utf-8")))
    found = [each for each in vars(states).values() if isinstance(each, states.State)]
    found += [*states.VERDICTS.values(), *states.STEPS.values()]
    for state in found:
        assert state.word in WORDS
        assert state.mark in shapes


def test_the_states_of_a_scenario() -> None:
    def attempt(**values: object) -> Attempt:
        usual = dict.fromkeys(Attempt.__dataclass_fields__, "") | {"state": "ended", "systems": "now", "signed": ()}
        return Attempt(**(usual | values))  # type: ignore[arg-type]

    assert states.state_of(None, "now") is states.TODO
    assert states.state_of(attempt(state="queued"), "now") is states.WAITING
    assert states.state_of(attempt(state="running"), "now") is states.PREPARING
    assert states.state_of(attempt(state="running"), "now", asks=True) is states.NOW
    assert states.state_of(attempt(state="running"), "now", asks=True, draft=True) is states.DRAFT
    assert states.state_of(attempt(state="running"), "now", asks=True, mine=False) is states.ELSEWHERE
    assert states.state_of(attempt(state="interrupted"), "now") is states.CUT
    assert states.state_of(attempt(verdict="PASS"), "now") is states.VERDICTS["PASS"]
    assert states.state_of(attempt(verdict="PASS", signed=(1,)), "now") is states.SIGNED
    assert states.state_of(attempt(verdict="PASS", signed=(1,)), "later") is states.SUPERSEDED
    assert states.state_of(attempt(verdict="FAIL", returned="why?"), "now") is states.RETURNED
    assert states.state_of(attempt(verdict="strange"), "now") is states.CUT
