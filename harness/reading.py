"""Whether what a person wrote down from a screen is what was expected there.

Screens differ in capitals, commas, the order of surname and given name, the form of a date and the word for a side;
letters, accents, zeros and digits do not differ: they are compared exactly.
"""

from __future__ import annotations

import re
import unicodedata

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_MONTHS = ("jan ene", "feb fev", "mar", "apr abr avr", "may mai", "jun juin", "jul juil", "aug ago aou", "sep set",
           "oct out", "nov", "dec dic dez")  # fmt: skip
_SIDE_WORDS = {
    "right": "r right rt d der dcha derecha derecho droit droite dir direita direito",
    "left": "l left lt i izq izda izquierda izquierdo g gauche e esq esquerda esquerdo",
    "both": "b both bilateral bilaterale ambos deux",
}
_FILLERS = {"lado", "cote", "side", "los", "les", "os", "lados", "cotes", "sides"}
_MARKS = ".,;:()[]"


def same_reading(expected: str, read: str) -> bool:
    """Whether a person read what is expected. A date (``expected`` as 1980-02-29) may be written in any usual form, a
    side in any of the four languages or as its letter; of anything else letters, accents and digits count exactly,
    blanks, commas between names and capitals do not."""
    if _DATE.match(expected):
        return _date(read) == _date(expected)
    side = _side(expected)
    if side:
        return _side(read) == side
    return _folded(expected) == _folded(read)


def _folded(text: str) -> str:
    words = unicodedata.normalize("NFC", text).replace(",", " ").replace("^", " ").casefold().split()
    return " ".join(sorted(filter(None, (word.strip(_MARKS) for word in words))))


def _plain(text: str) -> str:
    """Small letters without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _date(text: str) -> tuple[int, tuple[int, ...]]:
    """Year, and month and day in ascending order: whoever writes 01/02 leaves open which is which."""
    numbers = []
    for word in re.findall(r"[a-z]+|\d+", _plain(text)):
        if word.isdigit():
            numbers += [int(word[:4]), int(word[4:6]), int(word[6:])] if len(word) == 8 else [int(word)]
        elif month := _month(word):
            numbers.append(month)
    years = [number for number in numbers if number > 31]
    rest = tuple(sorted(number for number in numbers if number <= 31))
    return (years[0] if len(years) == 1 and len(rest) == 2 else 0, rest)


def _month(word: str) -> int:
    for number, stems in enumerate(_MONTHS, start=1):
        if any(word.startswith(stem) for stem in stems.split()):
            return number
    return 0


def _side(text: str) -> str:
    """right, left or both; empty where the text names no side, more than one, or something else."""
    if re.search(r"\d", text):
        return ""
    words = [word for word in re.findall(r"[a-z]+", _plain(text)) if word not in _FILLERS]
    found = [side for side, known in _SIDE_WORDS.items() if words and set(words) <= set(known.split())]
    return found[0] if len(found) == 1 else ""
