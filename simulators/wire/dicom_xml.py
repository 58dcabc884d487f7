"""The native DICOM model, PS3.19 A.1: a data set as XML, and XML of a peer as a data set (PS3.18 10.4.4, 10.5).

Made of the DICOM JSON model and read into it, so that both say the same; characters that XML 1.0 cannot hold are
replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from pydicom import Dataset
from pydicom.datadict import keyword_for_tag
from pydicom.tag import Tag

from simulators.wire.dicom_json import DECIMAL, DEEPEST, FLOATING, WHOLE, Bulk, Decoded, Find, from_json, to_json
from simulators.wire.elements import element, element_values, items, text
from simulators.wire.errors import PeerViolation
from simulators.wire.xml_reading import Bounds, Element, parse

XML = "application/dicom+xml"
NAMESPACE = "http://dicom.nema.org/PS3.19/models/NativeDICOM"
_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
_PARTS = ("FamilyName", "GivenName", "MiddleName", "NamePrefix", "NameSuffix")
BOUNDS = Bounds(largest=16 * 1024 * 1024, deepest=3 * DEEPEST, most=200_000, clause="PS3.19 A.1")
WIDEST_GAP = 64  # empty values in a row
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_xml(ds: Dataset, bulk: Bulk | None = None) -> bytes:
    """One ``NativeDicomModel`` in UTF-8. Never raises, as :func:`~simulators.wire.dicom_json.to_json`."""
    body = "".join(_attributes(to_json(ds, bulk), ds))
    written = f'<?xml version="1.0" encoding="UTF-8"?>\n<NativeDicomModel xmlns="{NAMESPACE}">{body}</NativeDicomModel>'
    return written.encode("utf-8", "replace")


def _attributes(model: Mapping[str, Any], ds: Dataset) -> Iterator[str]:
    for key, entry in model.items():
        tag = Tag(int(key, 16))
        named = {"tag": key, "vr": entry["vr"], "keyword": keyword_for_tag(tag)}
        if tag.is_private and tag.element > 0xFF:
            creator = text(ds, (tag.group << 16) + (tag.element >> 8))
            named = {"tag": f"{tag.group:04X}00{tag.element & 0xFF:02X}", "vr": entry["vr"], "privateCreator": creator}
        said = "".join(f" {name}={quoteattr(_clean(value))}" for name, value in named.items() if value)
        yield f"<DicomAttribute{said}>{''.join(_content(entry, ds, key))}</DicomAttribute>"


def _content(entry: Mapping[str, Any], ds: Dataset, key: str) -> Iterator[str]:
    if "BulkDataURI" in entry:
        yield f"<BulkData uri={quoteattr(_clean(entry['BulkDataURI']))}/>"
    if "InlineBinary" in entry:
        yield f"<InlineBinary>{entry['InlineBinary']}</InlineBinary>"
    values = entry.get("Value", ())
    if entry["vr"] in DECIMAL:  # as they stand in the data set: 120.0 is not 120
        values = element_values(element(ds, int(key, 16)))
    for number, value in enumerate(values, 1):
        if entry["vr"] == "SQ":
            inner = items(ds, int(key, 16))[number - 1]
            yield f'<Item number="{number}">{"".join(_attributes(value, inner))}</Item>'
        elif entry["vr"] == "PN" and value is not None:
            yield f'<PersonName number="{number}">{"".join(_name(value))}</PersonName>'
        elif value not in (None, ""):
            yield f'<Value number="{number}">{escape(_clean(str(value)))}</Value>'


def _name(value: Mapping[str, str]) -> Iterator[str]:
    for group in _GROUPS:
        if value.get(group):
            parts = zip(_PARTS, value[group].split("^"), strict=False)
            inner = "".join(f"<{part}>{escape(_clean(said))}</{part}>" for part, said in parts if said)
            yield f"<{group}>{inner}</{group}>"


def _clean(value: str) -> str:
    return _NO_XML.sub("\ufffd", value)


# --- reading


def from_xml(content: bytes, find: Find = lambda uri: None) -> Decoded:
    """The data set of one ``NativeDicomModel``. Never raises; what cannot be understood is a problem."""
    try:
        root = parse(content, BOUNDS)
    except PeerViolation as violation:
        decoded = Decoded()
        decoded.wrong("(body)", violation.what)
        return decoded
    decoded = from_json(_model(root), find)
    if root.name != "NativeDicomModel":
        decoded.wrong("(body)", f"the root element is {root.name[:60]!r}, not NativeDicomModel")
    return decoded


def _model(parent: Element) -> dict[str, Any]:
    """The JSON model of the attributes in an element; private ones in the block that their creator has."""
    found, blocks = dict[str, Any](), dict[tuple[str, str], str]()
    for each in parent.all("DicomAttribute"):
        tag, creator = each.get("tag").upper(), each.get("privateCreator")
        if creator and len(tag) == 8:
            tag = f"{tag[:4]}{blocks.get((tag[:4], creator), '10')}{tag[6:]}"
        found[tag] = _entry(each)
        if re.fullmatch("[0-9A-F]{3}[13579BDF]00[1-9A-F][0-9A-F]", tag):
            blocks[tag[:4], each.first("Value").text] = tag[6:]
    return dict(sorted(found.items()))


def _entry(attribute: Element) -> dict[str, Any]:
    vr = attribute.get("vr")
    entry: dict[str, Any] = {"vr": vr}
    if bulk := attribute.all("BulkData"):
        entry["BulkDataURI"] = bulk[0].get("uri")
    elif inline := attribute.all("InlineBinary"):
        entry["InlineBinary"] = "".join(inline[0].text.split())
    elif vr == "SQ":
        entry["Value"] = [_model(item) for item in attribute.all("Item")]
    elif vr == "PN":
        entry["Value"] = [name and _named(name) for name in _numbered(attribute.all("PersonName"))]
    elif values := attribute.all("Value"):
        entry["Value"] = [value and _plain(value.text, vr) for value in _numbered(values)]
    return entry


def _numbered(values: Iterable[Element]) -> Iterator[Element | None]:
    """Each at its number; the numbers that are left out are empty values. A gap larger than WIDEST_GAP is none."""
    place = 0
    for value in values:
        place += 1
        number = value.get("number")
        gap = max(int(number) - place, 0) if re.fullmatch("[0-9]{1,6}", number) else 0
        if gap <= WIDEST_GAP:
            yield from [None] * gap
            place += gap
        yield value


def _named(name: Element) -> dict[str, str]:
    groups = {group: [name.first(group).first(part).text for part in _PARTS] for group in _GROUPS}
    return {group: "^".join(parts).rstrip("^") for group, parts in groups.items() if any(parts)}


def _plain(value: str, vr: str) -> str | int | float:
    """A number where the VR holds them, as JSON has it."""
    try:
        return int(value) if vr in WHOLE else float(value) if vr in FLOATING else value
    except ValueError:
        return value
