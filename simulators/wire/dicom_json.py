"""The DICOM JSON model, PS3.18 F.2: a data set as JSON, and JSON of a peer as a data set with what is wrong with it."""

from __future__ import annotations

import base64
import binascii
import copy
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, cast

from pydicom import DataElement, Dataset
from pydicom.datadict import dictionary_VR
from pydicom.filewriter import correct_ambiguous_vr_element
from pydicom.multival import MultiValue
from pydicom.tag import Tag

from simulators.wire.elements import STRING_VRS, element, element_values, inside, items, name_of, tags

BINARY = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
WHOLE = frozenset({"SL", "SS", "SV", "UL", "US", "UV"})
FLOATING = frozenset({"FD", "FL"})
DECIMAL = frozenset({"DS", "IS"})
VRS = STRING_VRS | BINARY | WHOLE | FLOATING | DECIMAL | {"AT", "SQ"}
PIXELS = frozenset({0x7FE00008, 0x7FE00009, 0x7FE00010})
INLINE = 1024  # bytes of a value that are written into the JSON itself
DEEPEST = 64
MOST_PROBLEMS = 50
_TAG = re.compile(r"[0-9A-Fa-f]{8}")
_NAMES = ("Alphabetic", "Ideographic", "Phonetic")
_CONTENT = ("Value", "BulkDataURI", "InlineBinary")

Find = Callable[[str], bytes | None]  # of a BulkDataURI: its value, where that has come too
Bulk = Callable[[str], str]  # of a path of tags ("00081140/1/7FE00010"): its URI


# --- writing


def to_json(ds: Dataset, bulk: Bulk | None = None, path: str = "") -> dict[str, Any]:
    """The object for a data set, in the order of tags (F.2.2). Pixels and long binary values are left to ``bulk``; are
    empty without it. Group lengths and group 2 are no part of it. Never raises: what cannot be read is UN."""
    written: dict[str, Any] = {}
    for tag in tags(ds):
        found = element(ds, tag)
        if found is None or tag.element == 0 or tag.group <= 0x0002:
            continue
        written[f"{tag:08X}"] = _attribute(ds, found, bulk, f"{path}{tag:08X}")
    return written


def _attribute(ds: Dataset, found: DataElement, bulk: Bulk | None, path: str) -> dict[str, Any]:
    try:
        if " or " in found.VR:  # implicit VR leaves open which: other attributes say it
            found = cast(DataElement, correct_ambiguous_vr_element(copy.copy(found), ds, True))
        vr = found.VR if found.VR in VRS else "UN"
        return {"vr": vr, **_content(ds, found, vr, bulk, path)}
    except Exception:  # a value that is none of its VR
        return {"vr": "UN", **_binary(found, bulk, path)}


def _content(ds: Dataset, found: DataElement, vr: str, bulk: Bulk | None, path: str) -> dict[str, Any]:
    if vr == "SQ":
        inner = [to_json(item, bulk, f"{path}/{number}/") for number, item in enumerate(items(ds, found.tag), 1)]
        return {"Value": inner} if inner else {}
    if vr in BINARY:
        return _binary(found, bulk, path)
    values = [_value(one, vr) for one in _values(found, vr)]
    return {"Value": values} if any(value is not None for value in values) else {}


def _binary(found: DataElement, bulk: Bulk | None, path: str) -> dict[str, Any]:
    value = found.value if isinstance(found.value, bytes) else b""
    if found.tag in PIXELS or len(value) > INLINE:
        return {"BulkDataURI": bulk(path)} if bulk else {}
    return {"InlineBinary": base64.b64encode(value).decode()} if value else {}


def _values(found: DataElement, vr: str) -> Sequence[Any]:
    if vr in WHOLE | FLOATING | {"AT"}:
        value = found.value
        return () if value is None else value if isinstance(value, MultiValue | list | tuple) else (value,)
    return element_values(found)


def _value(value: Any, vr: str) -> Any:
    if vr in WHOLE:
        return int(value)
    if vr in FLOATING:
        return float(value) if math.isfinite(float(value)) else str(value)
    if vr == "AT":
        return f"{Tag(value):08X}"
    if value == "":
        return None
    if vr == "PN":
        groups = zip(_NAMES, value.split("="), strict=False)
        return {name: group for name, group in groups if group}
    return _number(value) if vr in DECIMAL else value


def _number(text: str) -> int | float | str:
    """A JSON number, or the string itself where it is none or would lose a digit as a double (F.2.3). ``1e999999999``
    costs nothing: no integer is made of it."""
    try:
        exact = float(text)
        plain = int(exact) if exact.is_integer() else exact
        return plain if math.isfinite(exact) and Decimal(str(plain)) == Decimal(text.strip()) else text
    except (InvalidOperation, ValueError):
        return text


# --- reading


@dataclass(slots=True)
class Decoded:
    """What a peer's object says. ``problems`` are path and phrase; ``bulk`` are the BulkDataURI by path, those whose
    value ``find`` does not have."""

    dataset: Dataset = field(default_factory=Dataset)
    problems: list[tuple[str, str]] = field(default_factory=list)
    bulk: dict[str, str] = field(default_factory=dict)
    find: Find = lambda uri: None

    def wrong(self, path: str, phrase: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append((path, phrase))


def from_json(value: object, find: Find = lambda uri: None) -> Decoded:
    """Never raises. What cannot be understood is left out and is a problem."""
    decoded = Decoded(find=find)
    decoded.dataset = _dataset(value, decoded, "", 0)
    return decoded


def _dataset(value: object, decoded: Decoded, path: str, depth: int) -> Dataset:
    ds = Dataset()
    if not isinstance(value, dict) or depth > DEEPEST:
        decoded.wrong(path, "is no object" if depth <= DEEPEST else f"is nested deeper than {DEEPEST}")
        return ds
    keys = [key for key in value if _TAG.fullmatch(key)]
    for key in value.keys() - set(keys):
        decoded.wrong(path + key[:40], "is no tag of eight hexadecimal digits")
    if keys != sorted(keys):
        decoded.wrong(path, "attributes are not in the order of their tags")
    for key in keys:
        if key != key.upper():
            decoded.wrong(path + key, "a tag in small letters")
        found = _element(Tag(int(key, 16)), value[key], decoded, path, depth)
        if found is not None:
            ds[found.tag] = found
    return ds


def _element(tag: Any, attribute: object, decoded: Decoded, path: str, depth: int) -> DataElement | None:
    where = path + name_of(tag)
    if tag.element == 0 or tag.group == 0x0002:
        decoded.wrong(where, "is no part of a data set in JSON")
        return None
    if not isinstance(attribute, Mapping):
        decoded.wrong(where, "is no object")
        return None
    vr = _vr(tag, attribute, decoded, where)
    present = [name for name in _CONTENT if name in attribute]
    if len(present) > 1:
        decoded.wrong(where, "has " + " and ".join(present))
    if vr == "SQ":
        return _sequence(tag, attribute.get("Value", []), decoded, path, depth)
    if "BulkDataURI" in attribute:
        uri = str(attribute["BulkDataURI"])
        value = decoded.find(uri) if vr in BINARY else None
        if value is not None:
            return _made(tag, vr, value + b"\0" * (len(value) % 2), decoded, where)
        decoded.bulk[where] = uri
        return _made(tag, vr, b"" if vr in BINARY else None, decoded, where)
    if "InlineBinary" in attribute:
        return _made(tag, vr, _inline(attribute["InlineBinary"], decoded, where), decoded, where)
    values = attribute.get("Value", [])
    if not isinstance(values, list):
        decoded.wrong(where, "Value is no array")
        values = [values]
    if vr in BINARY:
        if values:
            decoded.wrong(where, f"VR {vr} has a Value")
        return _made(tag, vr, b"", decoded, where)
    read = [_read(one, vr, decoded, where) for one in values]
    return _made(tag, vr, read[0] if len(read) == 1 else read or None, decoded, where)


def _vr(tag: Any, attribute: Mapping[str, Any], decoded: Decoded, where: str) -> str:
    vr = attribute.get("vr")
    if isinstance(vr, str) and vr in VRS:
        return vr
    decoded.wrong(where, "has no vr" if vr is None else f"has the vr {str(vr)[:20]!r}")
    try:
        return dictionary_VR(tag)[:2]
    except KeyError:
        return "UN"


def _sequence(tag: Any, values: object, decoded: Decoded, path: str, depth: int) -> DataElement:
    if not isinstance(values, list):
        decoded.wrong(path + name_of(tag), "Value is no array")
        values = []
    inner = [_dataset(item, decoded, inside(path, tag, number), depth + 1) for number, item in enumerate(values, 1)]
    return DataElement(tag, "SQ", inner)


def _inline(text: object, decoded: Decoded, where: str) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        decoded.wrong(where, "InlineBinary is no base64")
        return b""


def _read(value: object, vr: str, decoded: Decoded, where: str) -> Any:
    if value is None:
        return "" if vr in STRING_VRS | DECIMAL else None
    if vr == "PN":
        return _name(value, decoded, where)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if vr in WHOLE | FLOATING:
        return _as_number(value, vr, number, decoded, where)
    if vr in DECIMAL and number:
        return str(value)
    if not isinstance(value, str):
        decoded.wrong(where, f"a value of VR {vr} is no {'number' if vr in DECIMAL else 'string'}")
        return str(value)
    if "\ufffd" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        decoded.wrong(where, "holds characters that were lost")
    if vr == "AT":
        return int(value, 16) if _TAG.fullmatch(value) else 0
    return value


def _as_number(value: Any, vr: str, number: bool, decoded: Decoded, where: str) -> int | float | None:
    try:
        found = float(value) if vr in FLOATING else int(value)
    except (TypeError, ValueError, OverflowError):
        decoded.wrong(where, f"a value of VR {vr} is no number")
        return None
    if found != value if number else vr not in ("SV", "UV"):
        decoded.wrong(where, f"a value of VR {vr} is no {'number' if vr in FLOATING else 'whole number'}")
    return found


def _name(value: object, decoded: Decoded, where: str) -> str:
    if isinstance(value, str):
        decoded.wrong(where, "a person name is no object")
        return value
    if not isinstance(value, Mapping) or not all(isinstance(one, str) for one in value.values()):
        decoded.wrong(where, "a person name is no object of strings")
        return ""
    for key in value.keys() - set(_NAMES):
        decoded.wrong(where, f"a person name has {str(key)[:40]!r}")
    groups = [_read(value.get(name, ""), "LO", decoded, where) for name in _NAMES]
    return "=".join(groups).rstrip("=")


def _made(tag: Any, vr: str, value: Any, decoded: Decoded, where: str) -> DataElement | None:
    try:
        return DataElement(tag, vr, value)
    except Exception as error:  # pydicom raises anything on values that it does not understand
        decoded.wrong(where, f"cannot be read as {vr}: {type(error).__name__}")
        return None


def is_tag(name: str) -> bool:
    """Whether a property is named as an attribute is."""
    return _TAG.fullmatch(name) is not None


def each(values: object, find: Find = lambda uri: None) -> Iterator[Decoded]:
    """Every object of an answer, which is an array of them; a single object counts as an array of one."""
    for value in values if isinstance(values, list) else [values]:
        yield from_json(value, find)
