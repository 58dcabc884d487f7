"""Says in another language what the harness says in English: findings, reasons, requirements, remarks of a run.

The record is written in English, so that two runs can be compared; whoever shows it asks :func:`said`. The sentences
are in ``fixtures/catalogue/said``, one entry each, with the same place holders in every language:

    en = "{r} announced a study {n} times"
    es = "{r:s} anunció un estudio {n} veces"

The first letter of a hole says what it takes. ``{n}``, ``{m}``: whole numbers (``{n:objeto/objetos}`` with the noun);
``{k}``: any number. Kept as they are: ``{q}`` anything, ``{u}`` a UID, ``{h}`` a status in hex, ``{w}`` a code in
capitals, ``{d}`` a DIMSE message, ``{a}`` and ``{b}`` DICOM keywords, ``{c}`` a check. ``{f}`` is a label of
``said/labels``, ``{l}`` where a value stands. ``{r}`` and ``{s}`` are parties,
put in with a letter for their place in the sentence: ``{r:s}`` is the subject ("el sistema RIS"), ``{r:g}`` of it,
``{r:d}`` to it, ``{r:l}`` in it. Any other value is said in turn: an examination, a status, a sentence in the sentence.
What stands in no catalogue is shown as it is. No native clinician has reviewed these texts yet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from harness import catalogue, terms
from harness.steps.grammar import is_singular

_HOLE = re.compile(r"\{(\w+)(?::([^{}]+))?\}")
_PARTY = r"\S+?(?: \([^()]*\))?"  # pacs, CT_ER1, ris (127.0.0.1:2575)
OURS = 24  # letters: a sentence with so many of ours is ours, whoever seems to say it
LONGEST = 600  # letters: a longer text is no sentence of ours
_DECIMAL = {"en": ".", "es": ",", "fr": ",", "pt": ","}
_SYSTEMS = ("his", "emr", "ris", "pacs")
# Language → kind of party → subject, genitive, dative, locative
_PARTIES: dict[str, dict[str, tuple[str, str, str, str]]] = {
    "en": {"system": ("{}",) * 4, "device": ("{}",) * 4, "workstation": ("workstation",) * 4},
    "es": {
        "system": ("el sistema {}", "del sistema {}", "al sistema {}", "en el sistema {}"),
        "device": ("el equipo {}", "del equipo {}", "al equipo {}", "en el equipo {}"),
        "workstation": ("la estación de trabajo", "de la estación de trabajo", "a la estación de trabajo",
                        "en la estación de trabajo"),
    },
    "fr": {
        "system": ("le système {}", "du système {}", "au système {}", "dans le système {}"),
        "device": ("l'appareil {}", "de l'appareil {}", "à l'appareil {}", "sur l'appareil {}"),
        "workstation": ("la station de travail", "de la station de travail", "à la station de travail",
                        "sur la station de travail"),
    },
    "pt": {
        "system": ("o sistema {}", "do sistema {}", "ao sistema {}", "no sistema {}"),
        "device": ("o equipamento {}", "do equipamento {}", "ao equipamento {}", "no equipamento {}"),
        "workstation": ("a estação de trabalho", "da estação de trabalho", "à estação de trabalho",
                        "na estação de trabalho"),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One entry with holes."""

    row: Mapping[str, str]
    regex: re.Pattern[str]
    fixed: tuple[str, ...]  # what stands between the holes
    weight: int  # letters outside holes: the most particular one speaks
    is_value: bool

    def may_be(self, text: str) -> bool:
        """Whether the fixed parts stand in the text in this order: spares most of the matching."""
        end = 0
        for part in self.fixed:
            place = text.find(part, end)
            if place < 0:
                return False
            end = place + len(part)
        return True


def said(text: str, language: str) -> str:
    """``text`` in a language, line by line; as it is where it is English already or nothing is known of it."""
    if language == "en" or not text:
        return text
    return "\n".join(_line(line, language) for line in text.split("\n"))


@lru_cache(maxsize=8192)
def said_value(text: str, language: str) -> str:
    """As :func:`said`, for what was expected or received: a peer's own words stay as they are."""
    if language == "en" or not text:
        return text
    known = _exact(language).get(text)
    if known and (len(text) >= OURS or text in catalogue.texts("said/values") or text in terms.kinds()["status"]):
        return known
    if len(text) <= LONGEST:
        for sentence in _sentences():
            if sentence.is_value and sentence.may_be(text) and (found := sentence.regex.fullmatch(text)):
                return _filled(sentence.row[language], found.groupdict(), language, 0)
    parts = text.split("; ")
    return "; ".join(said_value(part, language) for part in parts) if 1 < len(parts) <= 50 else text


@lru_cache(maxsize=8192)
def _line(text: str, language: str, depth: int = 0) -> str:
    if depth > 5:
        return text
    if text[:1] == " ":
        return text[: len(text) - len(text.lstrip())] + _line(text.lstrip(), language, depth + 1)
    if known := _exact(language).get(text):
        return known
    if (listed := _listed(text, "; ", language, depth)) != text:
        return listed
    for sentence in _sentences() if len(text) <= LONGEST else ():
        if sentence.may_be(text) and (found := sentence.regex.fullmatch(text)):
            return _filled(sentence.row[language], found.groupdict(), language, depth)
    return _listed(text, ", ", language, depth)


def _listed(text: str, mark: str, language: str, depth: int) -> str:
    """A list of sentences of ours; as it is where one of them is none."""
    parts = text.split(mark)
    if not 1 < len(parts) <= 50:
        return text
    spoken = [_line(part, language, depth + 1) for part in parts]
    return text if any(one == part for one, part in zip(spoken, parts, strict=True)) else mark.join(spoken)


def _filled(wanted: str, values: Mapping[str, str], language: str, depth: int) -> str:
    def value(hole: re.Match[str]) -> str:
        name, place = hole[1], hole[2]
        given = values[name]
        if name in ("n", "m"):
            one, _, several = (place or "").partition("/")
            noun = one if is_singular(language, int(given)) else several
            return f"{given} {noun}".rstrip()
        if place:
            return party(given, language, place)
        if name == "k":
            return given.replace(".", _DECIMAL[language])
        return given if name[0] in "qhuwdabc" else _line(given, language, depth + 1)

    return _HOLE.sub(value, wanted)


def party(name: str, language: str, place: str = "s") -> str:
    """A role, device or destination with its article: ``s`` subject, ``g`` of it, ``d`` to it, ``l`` in it."""
    word, rest = re.fullmatch(r"(\S+)(.*)", name, re.DOTALL).groups() if name.strip() else (name, "")  # type: ignore[union-attr]
    kind = "system" if word.lower() in _SYSTEMS else "workstation" if word == "workstation" else "device"
    shown = word.upper() if kind == "system" else word
    return _PARTIES[language][kind]["sgdl".index(place)].format(shown) + rest


@cache
def _exact(language: str) -> dict[str, str]:
    """Whole texts: entries without holes, and words of ours."""
    words = {
        english: row[language]
        for kind, rows in terms.kinds().items()
        if kind != "column"
        for english, row in rows.items()
    }
    return words | {english: row[language] for english, row in _entries() if not _HOLE.search(english)}


@cache
def _sentences() -> tuple[_Sentence, ...]:
    """Those around other sentences first, as they stand; then the most particular ones."""
    found = [_sentence(english, row) for english, row in _entries() if _HOLE.search(english)]
    around = [sentence for sentence in found if sentence.row["en"] in catalogue.texts("said/around")]
    others = sorted((one for one in found if one not in around), key=lambda sentence: -sentence.weight)
    return (*around, *others)


def _sentence(english: str, row: Mapping[str, str]) -> _Sentence:
    fixed = tuple(part for part in _HOLE.sub("\0", english).split("\0") if part)
    regex, end = "", 0
    seen: set[str] = set()
    for hole in _HOLE.finditer(english):
        name = hole[1]
        regex += re.escape(english[end : hole.start()])
        regex += f"(?P={name})" if name in seen else f"(?P<{name}>{_pattern(name)})"
        seen.add(name)
        end = hole.end()
    regex += re.escape(english[end:])
    weight = sum(map(len, fixed))
    return _Sentence(row, re.compile(regex), fixed, weight, weight >= OURS or english in catalogue.texts("said/values"))


_PATTERNS = {
    "n": r"\d+", "m": r"\d+", "k": r"-?[\d.]+", "h": "[0-9A-F]{4}", "u": r"[\d.]{5,}", "w": "[A-Z0-9]{1,4}",
    "d": "[A-Z]+-[A-Z]+(?:-[A-Z]+)?", "a": "[A-Z][a-z]+[A-Z][A-Za-z]+", "b": "[A-Z][a-z]+[A-Z][A-Za-z]+",
    "c": "[A-Z]{2,4}-[0-9]+", "r": _PARTY, "s": _PARTY, "q": ".*?",
    "l": "the notice to the PACS|the [A-Z0-9]+ of .+? to .+?|.+?",
}  # fmt: skip


def _pattern(name: str) -> str:
    if name[0] == "f":
        return "|".join(sorted(map(re.escape, catalogue.texts("said/labels")), key=len, reverse=True)) or ".+?"
    return _PATTERNS.get(name[0], ".+?")


def _entries() -> Iterator[tuple[str, Mapping[str, str]]]:
    for name in catalogue.names():
        if name.startswith("said/"):
            yield from catalogue.texts(name).items()
