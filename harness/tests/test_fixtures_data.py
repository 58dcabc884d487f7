"""The people and examinations of the scenarios hold what their file promises."""

from __future__ import annotations

import pytest

from harness import fixtures_data
from simulators.wire.errors import ConfigError

CODECS = {"ascii": "ascii", "latin-1": "latin-1", "latin-9": "iso8859-15", "utf-8": "utf-8"}
INVENTED = ("prueba", "fictici", "essai", "fictif", "fictive", "teste")


@pytest.mark.parametrize("person", fixtures_data.people().values(), ids=lambda person: person.name)
def test_person_is_invented_and_says_the_smallest_charset(person: fixtures_data.Person) -> None:
    text = person.person_name.to_pn()
    assert any(word in text.casefold() for word in INVENTED)
    order = list(CODECS.values())
    holds = [codec for codec in order if _holds(text, codec)]
    assert holds[0] == CODECS[person.needs]
    assert len(text) <= 64
    assert person.birth_date == "" or person.birth_date[4:] in ("", "0101", "0229")


def _holds(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("language", fixtures_data.LANGUAGES)
def test_examinations_are_found_by_their_name_in_any_language(language: str) -> None:
    for procedure in fixtures_data.procedures().values():
        assert fixtures_data.procedure(procedure.names[language]) is procedure
        assert len(procedure.code.value) <= 16
        assert len(procedure.code.meaning) <= 64


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ConfigError, match="nearest is 'chest ct'"):
        fixtures_data.procedure("chest TC")
    with pytest.raises(ConfigError, match="nearest is 'Ana Torres'"):
        fixtures_data.person("Ana Tores")


def test_staff_in_both_forms() -> None:
    doctor = fixtures_data.staff_member("Dr. Ruiz")
    assert doctor.xcn == "10201^Ruiz Prueba^Andrés^^^Dr."
    assert doctor.person_name.to_pn() == "Ruiz Prueba^Andrés^^Dr."
