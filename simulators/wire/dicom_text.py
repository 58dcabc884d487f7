"""Text in data sets: which character set is declared, whether everything can be written in it, and what is wrong.

Terms are those of (0008,0005). Latin-9 (ISO_IR 203) is known here; pydicom alone does not know it.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydicom import DataElement, Dataset
from pydicom import charset as tables
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.tag import BaseTag

from simulators.wire.charset import enable_latin9
from simulators.wire.elements import (
    TEXT_VRS,
    element_values,
    elements,
    forget_encoding,
    inside,
    items,
    name_of,
    tags,
    values,
    walk,
)
from simulators.wire.errors import LocalViolation

CHARACTER_SET = 0x00080005
DEFAULT = frozenset({"", "ISO_IR 6", "ISO 2022 IR 6"})
ALONE = frozenset({"ISO_IR 192", "GB18030", "GBK"})  # without code extensions, a single value
enable_latin9()


def is_known(term: str) -> bool:
    """Whether a value of (0008,0005) is one that can be decoded here. Empty is the default repertoire."""
    return term in tables.python_encoding or term in ALONE


def declared(ds: Dataset) -> tuple[str, ...]:
    """The values of (0008,0005); ``()`` when absent or empty."""
    return values(ds, CHARACTER_SET)


def texts(ds: Dataset) -> list[tuple[str, str]]:
    """Path and value of everything that (0008,0005) encodes."""
    return [(path, value) for path, found in walk(ds) if found.VR in TEXT_VRS for value in element_values(found)]


def needs_charset(ds: Dataset) -> bool:
    """Whether a value is outside ASCII."""
    return any(not value.isascii() for _, value in texts(ds))


def encodable(value: str, charset: str) -> bool:
    r"""Whether ``value`` can be written in ``charset`` ("ISO_IR 192", "\ISO 2022 IR 87") without loss."""
    codecs = _codecs(charset.split("\\"))
    return value.isascii() or all(any(_encodes(letter, codec) for codec in codecs) for letter in value)


def _codecs(terms: Iterable[str]) -> list[str]:
    """Of the default repertoire only ASCII: pydicom would read it as Latin-1."""
    return ["ascii" if term in DEFAULT else tables.python_encoding.get(term, term) for term in terms]


def _encodes(value: str, codec: str) -> bool:
    try:
        return value.encode(codec).decode(codec) == value
    except (UnicodeError, LookupError):
        return False


def declare(ds: Dataset, charset: str) -> Dataset:
    """Set (0008,0005) to ``charset`` where a value is outside ASCII, remove it otherwise; returns ``ds`` itself.

    Values are decoded first by what was declared so far. Raises LocalViolation when a value cannot be written in
    ``charset`` without loss.
    """
    outside = [(path, value) for path, value in texts(ds) if not value.isascii()]
    for path, value in outside:
        if not encodable(value, charset):
            raise LocalViolation(f"{path}: {value!r} cannot be written in {charset or 'ASCII'}")
    forget_encoding(ds)
    if outside:
        ds.SpecificCharacterSet = charset
    else:
        ds.pop(CHARACTER_SET, None)
    return ds


def problems(ds: Dataset) -> list[tuple[str, str]]:
    """What is wrong with the text of a data set as received: path, and one phrase.

    Only bytes that nobody has decoded yet can be judged; a value set in Python is right by itself.
    """
    found: list[tuple[str, str]] = []
    terms = declared(ds)
    for term in terms:
        if not is_known(term):
            found.append((name_of(CHARACTER_SET), f"unknown character set {term!r}"))
    if CHARACTER_SET in ds and not terms:
        found.append((name_of(CHARACTER_SET), "present and empty"))
    if len(terms) > 1 and ALONE & set(terms):
        found.append((name_of(CHARACTER_SET), f"{min(ALONE & set(terms))} allows no second value"))
    if all(is_known(term) for term in terms):
        found += _undecodable(ds, [], "")
    return found


def _undecodable(ds: Dataset, codecs: list[str], path: str) -> list[tuple[str, str]]:
    """``codecs`` are those of the data set around it; none where nothing is declared."""
    found: list[tuple[str, str]] = []
    own = declared(ds)
    if own and all(is_known(term) for term in own):
        codecs = _codecs(own)
    for tag in tags(ds):
        vr = _vr(ds, tag)
        if vr == "SQ":
            for number, item in enumerate(items(ds, tag), start=1):
                found += _undecodable(item, codecs, inside(path, tag, number))
        data = _raw_text(ds, tag) if vr in TEXT_VRS else None
        if data is not None and (phrase := _judge(data, codecs)):
            found.append((path + name_of(tag), phrase))
    return found


def _vr(ds: Dataset, tag: BaseTag) -> str:
    raw = ds.get_item(tag)
    vr = getattr(raw, "VR", None)
    if vr is None:
        try:
            vr = dictionary_VR(tag)
        except KeyError:
            vr = "UN"
    return vr


def _raw_text(ds: Dataset, tag: BaseTag) -> bytes | None:
    raw: RawDataElement | DataElement | None = ds.get_item(tag)
    return raw.value if isinstance(raw, RawDataElement) else None


def _judge(data: bytes, codecs: list[str]) -> str:
    """What is wrong with the bytes of a text; "" for nothing."""
    if data.isascii() and b"\x1b" not in data:
        return ""
    if not codecs:
        return "characters outside ASCII, and no character set is declared"
    first, *extensions = codecs
    if b"\x1b" in data:
        return "" if extensions else "an escape sequence, but no code extension is declared"
    try:
        text = data.decode(first)
    except UnicodeDecodeError as error:
        return f"byte {data[error.start]:02X} cannot be decoded in the declared character set"
    return "looks like UTF-8 read as Latin-1" if _is_mojibake(text, first) else ""


def _is_mojibake(text: str, codec: str) -> bool:
    """``JosÃ©`` for ``José``: the bytes are valid UTF-8 of letters though a Latin set is declared."""
    if codec in ("UTF8", "utf_8"):
        codec = "latin_1"
    try:
        back = text.encode(codec).decode("utf-8")
    except (UnicodeError, LookupError):
        return False
    return back != text and any(letter.isalpha() and not letter.isascii() for letter in back)


def unreadable(ds: Dataset) -> list[str]:
    """Paths of elements whose bytes are not of their VR: they read as UN."""
    return [name_of(one.tag) for one in elements(ds) if one.VR == "UN" and _vr_differs(one.tag)]


def _vr_differs(tag: BaseTag) -> bool:
    try:
        return dictionary_VR(tag) != "UN"
    except KeyError:
        return False
