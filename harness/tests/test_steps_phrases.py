"""Phrases match whole lines only, take any quotes, and say how many of them match."""

from __future__ import annotations

from behave.step_registry import StepRegistry

from harness.steps import phrases, registering
from harness.steps.phrases import Phrase


def _nothing(context: object, **values: object) -> None:
    """A step that does nothing."""


def _phrase(pattern: str, step_type: str = "then", language: str = "en") -> Phrase:
    return Phrase(step_type, language, pattern, _nothing)


def test_values_arrive_by_name_and_numbers_as_numbers() -> None:
    phrase = _phrase('study "{study}" reaches destination "{destination}" in at most {seconds} s')
    assert phrase.holes == ("study", "destination", "seconds")
    assert phrase.match('study "TC" reaches destination "BATA" in at most 60 s') == {
        "study": "TC",
        "destination": "BATA",
        "seconds": 60,
    }


def test_a_limit_or_a_second_value_is_never_swallowed() -> None:
    short = _phrase('study "{study}" reaches destination "{destination}"')
    assert short.match('study "TC" reaches destination "BATA" in at most 60 s') is None
    assert short.match('study "TC" reaches destination "BATA" and "MALABO"') is None
    assert short.match('study "" reaches destination "BATA"') is None
    assert short.match('study "TC" reaches destination "BATA"\n') is None
    assert _phrase("the number is {n}").match("the number is 1.200") is None


def test_quotes_of_a_word_processor_do_no_harm() -> None:
    phrase = _phrase('patient "{patient}" waits')
    for text in ('patient "M’Bouémé" waits', "patient “M’Bouémé” waits", "patient «M’Bouémé» waits"):
        assert phrase.match(text) == {"patient": "M’Bouémé"}


def test_alternatives_and_the_leading_que() -> None:
    phrase = _phrase('el/la paciente "{patient}" figura de/de\\ la lista', "given", "es")
    assert phrase.match('que la paciente "Ana" figura de la lista') == {"patient": "Ana"}
    assert phrase.match('el paciente "Luis" figura de lista') == {"patient": "Luis"}
    assert phrase.match('los paciente "Luis" figura de lista') is None
    assert phrase.write(patient="Ana") == 'el paciente "Ana" figura de lista'
    assert phrase.match(phrase.write(patient="Ana")) == {"patient": "Ana"}


def test_behave_finds_each_phrase_and_registering_twice_adds_nothing() -> None:
    registry = StepRegistry()
    registering.register(registry)
    count = sum(len(matchers) for matchers in registry.steps.values())
    registering.register(registry)
    assert count == sum(len(matchers) for matchers in registry.steps.values()) == len(phrases.PHRASES) > 0


def test_what_a_phrase_writes_is_matched_by_that_phrase_alone() -> None:
    registering.load_phrases()
    for phrase in phrases.PHRASES:
        for value in ("Zenón Prueba d'Ambô", "M’Bouémé [x] ^ (y) / Lecœur"):
            line = phrase.write(**{name: 7 if '"{' + name not in phrase.pattern else value for name in phrase.holes})
            assert phrases.matching(phrase.step_type, line) == [phrase], line
