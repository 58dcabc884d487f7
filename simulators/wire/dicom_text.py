"""Text in data sets: which character set must be declared, whether everything can be encoded in it."""

from __future__ import annotations

from pydicom import Dataset
from pydicom import charset as pydicom_charset

from simulators.wire.elements import TEXT_VRS, element_values, walk
from simulators.wire.errors import LocalViolation

pydicom_charset.python_encoding.setdefault("ISO_IR 203", "iso8859_15")


def is_known(term: str) -> bool:
    """Whether a value of (0008,0005) is one that can be decoded here."""
    return term in pydicom_charset.python_encoding


def declare(ds: Dataset, charset: str) -> Dataset:
    """Set (0008,0005) where a value is outside ASCII, remove it otherwise; ``ds`` itself is returned.

    Raises LocalViolation when a value cannot be written in ``charset`` without loss.
    """
    outside = [(path, value) for path, value in texts(ds) if not value.isascii()]
    if not outside or not charset:
        if outside:
            raise LocalViolation(f"{outside[0][0]}: {outside[0][1]!r} needs a character set and none is declared")
        ds.pop("SpecificCharacterSet", None)
        return ds
    for path, value in outside:
        if not encodable(value, charset):
            raise LocalViolation(f"{path}: {value!r} cannot be written in {charset}")
    ds.SpecificCharacterSet = charset.split("\\") if "\\" in charset else charset
    return ds


def texts(ds: Dataset) -> list[tuple[str, str]]:
    """Path and value of everything that (0008,0005) encodes."""
    return [(path, value) for path, found in walk(ds) if found.VR in TEXT_VRS for value in element_values(found)]


def encodable(value: str, charset: str) -> bool:
    """Whether ``value`` can be written in ``charset`` and read back the same."""
    for term in charset.split("\\"):
        try:
            value.encode(pydicom_charset.python_encoding.get(term, term))
        except (UnicodeEncodeError, LookupError):
            continue
        return True
    return False
