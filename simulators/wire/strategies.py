"""Data that systems stumble over, for Hypothesis: names, identifiers, dates, character sets, texts, shapes of pictures.

Exploration and the unit tests draw from here, so that what broke one thing is tried on everything.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hypothesis import strategies as st

from simulators.wire.identifiers import PersonName

FAMILIES = (
    "Nguema Ñengono",
    "de la Cruz y Ebuka",
    "d'Ambô",
    "Mba",
    "Bötúkku",
    "M’Bouémé",
    "Lecœur-Mvondo",
    "Ɛkang",
    "O'Nvó",
)
GIVEN = ("Ana", "Inés", "José María", "María del Carmen", "João", "Françoise", "Zoé", "Mvɔɔ", "")
PREFIXES, SUFFIXES = ("", "Dra.", "Prof."), ("", "Jr.", "III")
HOSTILE = (
    "^",
    "~",
    "\\",
    "|",
    "&",
    "=",
    "\\X0D\\",
    "\\.br\\",
    "%s",
    "<b>",
    "' OR 1=1",
    "\u202eabc",
    "\u200b",
    "e\u0301",
    "\x00",
)
CHARSETS = ("ISO_IR 6", "ISO_IR 100", "ISO_IR 203", "ISO_IR 192")  # (0008,0005): ASCII, Latin-1, Latin-9, UTF-8
PHRASES = (
    "Sin hallazgos agudos.", "Nódulo de 6 mm en el lóbulo superior derecho.", "Índice >50 % & <60 %; control.",
    "¿Crecimiento? ~ sí.", "Ruta C:\\PACS, separador |.", "Cœur de taille normale.", "Conclusão: sem alterações.",
    "100 ml ^ LSD", "Fractura costal.", "Derrame pleural izquierdo; se aconseja control en 6 meses.",
)  # fmt: skip


def any_text(most: int = 40) -> st.SearchStrategy[str]:
    """Whatever Unicode has, but no lone surrogates."""
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=most)


def printable_text(most: int = 20) -> st.SearchStrategy[str]:
    """Letters, marks and signs of any alphabet: no control character, no blank."""
    return st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=most)


def latin9_text(least: int = 0, most: int = 30) -> st.SearchStrategy[str]:
    """What a data set in Latin-9 may carry as text or as one component of a name."""
    letters = st.characters(codec="iso8859-15", exclude_characters="\\^=\r\n\t\x0b\x0c\x1b", exclude_categories=["Cc"])
    return st.text(letters, min_size=least, max_size=most)


def names() -> st.SearchStrategy[PersonName]:
    """Double surnames, particles, apostrophes, accents, prefix and suffix."""
    part = st.sampled_from
    return st.builds(PersonName, part(FAMILIES), part(GIVEN), part(GIVEN), part(PREFIXES), part(SUFFIXES))


def hostile_names() -> st.SearchStrategy[PersonName]:
    """Names that carry what a message is built of, or what acts where it is shown."""
    part = st.lists(st.one_of(st.sampled_from(HOSTILE), printable_text(8)), min_size=1, max_size=4).map("".join)
    return st.builds(PersonName, part, part)


def fixture_names(known: Iterable[str]) -> st.SearchStrategy[str]:
    """The names under which the scenarios know their people."""
    return st.sampled_from(sorted(known))


def patient_ids() -> st.SearchStrategy[str]:
    """Identifiers with zeros in front, with letters, with delimiters of messages in them."""
    return st.from_regex(r"0{0,4}[A-Z0-9|^~&\\]{1,12}", fullmatch=True)


def dates() -> st.SearchStrategy[str]:
    """YYYYMMDD, the awkward ones first: leap day, ends of years and of centuries."""
    awkward = ("20000229", "19000101", "19991231", "20240229", "19690720")
    return st.one_of(st.sampled_from(awkward), st.dates(_day(1900), _day(2030)).map(lambda day: f"{day:%Y%m%d}"))


def appointments() -> st.SearchStrategy[str]:
    """``2031-03-14 09:30``: a time to come."""
    hours, minutes = st.integers(7, 18), st.sampled_from((0, 15, 30, 45))
    return st.builds(
        lambda day, hour, minute: f"{day} {hour:02}:{minute:02}", st.dates(_day(2031), _day(2037)), hours, minutes
    )


def charsets() -> st.SearchStrategy[str]:
    """Terms of (0008,0005) in use at the sites."""
    return st.sampled_from(CHARSETS)


def report_texts() -> st.SearchStrategy[str]:
    """What radiologists write, in several lines, with separators of HL7; at times anything."""
    line = st.one_of(st.sampled_from(PHRASES), any_text(60))
    return st.lists(line, min_size=1, max_size=5).map("\n".join)


def spoken_texts() -> st.SearchStrategy[str]:
    """Report texts that a step can say between quotes: one line."""
    return st.sampled_from(PHRASES)


def pixel_shapes() -> st.SearchStrategy[tuple[int, int, int]]:
    """Rows, columns, bits stored: odd sizes, one row, more rows than columns and the other way round."""
    side = st.one_of(st.sampled_from((1, 2, 3, 7, 64, 65)), st.integers(1, 130))
    return st.tuples(side, side, st.sampled_from((8, 10, 12, 16)))


def _day(year: int) -> date:
    return date(year, 1, 1)
