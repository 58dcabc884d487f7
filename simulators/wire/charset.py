"""Character sets: HL7 MSH-18 (table 0211), Python codec, DICOM (0008,0005).

8859/15 is ISO_IR 203 (Latin-9: €, Œ, œ, Š, Ž, Ÿ), which pydicom does not know: :func:`enable_latin9`.
"""

from __future__ import annotations

import codecs
import re

_KEEP = "keep-undecodable"

# MSH-18 (table 0211), codec, (0008,0005). The first row of a codec is its preferred spelling.
_TABLE = (
    ("ASCII", "ascii", ""),
    ("8859/1", "iso8859-1", "ISO_IR 100"),
    ("8859/2", "iso8859-2", "ISO_IR 101"),
    ("8859/3", "iso8859-3", "ISO_IR 109"),
    ("8859/4", "iso8859-4", "ISO_IR 110"),
    ("8859/5", "iso8859-5", "ISO_IR 144"),
    ("8859/6", "iso8859-6", "ISO_IR 127"),
    ("8859/7", "iso8859-7", "ISO_IR 126"),
    ("8859/8", "iso8859-8", "ISO_IR 138"),
    ("8859/9", "iso8859-9", "ISO_IR 148"),
    ("8859/15", "iso8859-15", "ISO_IR 203"),
    ("UNICODE UTF-8", "utf-8", "ISO_IR 192"),
    ("UNICODE", "utf-8", "ISO_IR 192"),
    ("ISO IR14", "shift_jis", "ISO_IR 13"),
    ("ISO IR87", "iso2022_jp_2", "\\ISO 2022 IR 87"),
    ("ISO IR159", "iso2022_jp_2", "\\ISO 2022 IR 87\\ISO 2022 IR 159"),
    ("GB 18030-2000", "gb18030", "GB18030"),
    ("KS X 1001", "euc_kr", "\\ISO 2022 IR 149"),
    ("BIG-5", "big5", ""),
    ("UNICODE UTF-16", "utf-16", ""),
    ("UNICODE UTF-32", "utf-32", ""),
)
_SINCE_25 = frozenset(
    {
        "8859/15",
        "UNICODE UTF-8",
        "UNICODE UTF-16",
        "UNICODE UTF-32",
        "GB 18030-2000",
        "KS X 1001",
        "BIG-5",
        "CNS 11643-1992",
    }
)
_CODECS = {spelling: codec for spelling, codec, _ in _TABLE}
_DICOM = {spelling: dicom for spelling, _, dicom in _TABLE}


def _squeezed(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


# What senders write instead of table 0211, squeezed to letters and digits, and what they mean.
_LOOSE = {_squeezed(spelling): spelling for spelling, _, _ in _TABLE}
_LOOSE |= {f"ISO8859{part}": f"8859/{part}" for part in (*range(1, 10), 15)}
_LOOSE |= {f"LATIN{number}": f"8859/{part}" for number, part in ((1, 1), (2, 2), (5, 9), (9, 15))}
_LOOSE |= {_squeezed(dicom): spelling for spelling, _, dicom in reversed(_TABLE) if dicom and "\\" not in dicom}
_LOOSE |= {
    "UTF8": "UNICODE UTF-8",
    "UNICODE": "UNICODE",
    "UTF16": "UNICODE UTF-16",
    "UTF32": "UNICODE UTF-32",
    "USASCII": "ASCII",
    "ISO646": "ASCII",
    "ISOIR6": "ASCII",
    "GB18030": "GB 18030-2000",
    "SHIFTJIS": "ISO IR14",
    "EUCKR": "KS X 1001",
    "BIG5": "BIG-5",
}


def spelling_of(text: str) -> str:
    """The table 0211 value that ``text`` means ("utf8" → "UNICODE UTF-8"), or "" when nothing is known by it.

    Of several repetitions the first counts, unless a later one is a Japanese set reached by escape sequences.
    """
    values = [value.strip() for value in text.split("~")]
    found = [value if value in _CODECS else _LOOSE.get(_squeezed(value), "") for value in values]
    for value in found:
        if _CODECS.get(value) == "iso2022_jp_2":
            return value
    return found[0]


def is_known(text: str) -> bool:
    """Whether an MSH-18 value names a character set at all; empty is known (7-bit)."""
    return not text.strip("~ ") or bool(spelling_of(text))


def is_standard(text: str, version: str) -> bool:
    """Whether every repetition is spelt as in table 0211 of that HL7 version."""
    values = [value for value in text.split("~") if value]
    return all(value in _CODECS or value == "CNS 11643-1992" for value in values) and (
        _version(version) >= (2, 5) or not _SINCE_25.intersection(values)
    )


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)) or (2, 5)


def codec_of_msh18(text: str) -> str:
    """Python codec of an MSH-18 value, of a codec's own name, or of a known misspelling.

    Empty is "ascii" (the 7-bit default of table 0211). Unknown is "ascii" too: ask :func:`is_known`.
    """
    if not text:
        return "ascii"
    return _CODECS.get(text) or _CODECS.get(spelling_of(text), "ascii")


def msh18_of(codec: str) -> str:
    """MSH-18 value of a Python codec ("utf-8" → "UNICODE UTF-8"); LookupError for a codec that table 0211 lacks."""
    name = codecs.lookup(codec).name
    for spelling, known, _ in _TABLE:
        if codecs.lookup(known).name == name:
            return spelling
    raise LookupError(f"no MSH-18 value for codec {codec}")


def dicom_charset_of(msh18: str) -> str:
    """(0008,0005) that can hold what this MSH-18 can: "8859/1" → "ISO_IR 100"; "" (absent) for 7-bit."""
    return _DICOM.get(spelling_of(msh18), "")


def msh18_of_dicom(specific_character_set: str) -> str:
    """The MSH-18 value of a (0008,0005) value; "" for absent or unknown."""
    return next((spelling for spelling, _, dicom in _TABLE if dicom and dicom == specific_character_set), "")


def decode(data: bytes, codec: str) -> str:
    """Text of ``data``; a byte that the codec cannot read becomes U+DC80..U+DCFF, and :func:`encode` gives it back."""
    return data.decode(codec, _KEEP)


def encode(text: str, codec: str) -> bytes:
    """Bytes of ``text``; UnicodeEncodeError for a character that the codec does not have."""
    return text.encode(codec, _KEEP)


def shown(text: str) -> str:
    """``text`` with each undecodable byte as U+FFFD: safe to print and to compare. The very ``text`` if it has none."""
    return _UNDECODABLE.sub("\ufffd", text)


def undecodable(text: str) -> bytes:
    """The bytes in ``text`` that :func:`decode` could not read and that are not ASCII."""
    return "".join(re.findall("[\udc80-\udcff]", text)).encode("ascii", "surrogateescape")


_UNDECODABLE = re.compile("[\ud800-\udfff]")


def _keep(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeDecodeError):
        lost = error.object[error.start : error.end]
        return "".join(chr(byte if byte < 0x80 else 0xDC00 + byte) for byte in lost), error.end
    if isinstance(error, UnicodeEncodeError):
        kept = error.object[error.start : error.end]
        if all(0xDC80 <= ord(character) <= 0xDCFF for character in kept):
            return bytes(ord(character) - 0xDC00 for character in kept), error.end
    raise error


codecs.register_error(_KEEP, _keep)


def enable_latin9() -> None:
    """Teach pydicom ISO_IR 203 and ISO 2022 IR 203 (Latin-9). May be called any number of times."""
    from pydicom import charset as tables

    tables.python_encoding.setdefault("ISO_IR 203", "iso8859_15")
    tables.python_encoding.setdefault("ISO 2022 IR 203", "iso8859_15")
    tables.CODES_TO_ENCODINGS.setdefault(b"\x1b-b", "iso8859_15")
    tables.ENCODINGS_TO_CODES.setdefault("iso8859_15", b"\x1b-b")
