"""A data set without anybody in it: what is not listed is emptied, private elements and overlays are left out."""

from __future__ import annotations

from typing import Any

from pydicom import DataElement, Dataset
from pydicom.datadict import keyword_for_tag
from pydicom.tag import BaseTag
from pydicom.uid import UID, ExplicitVRLittleEndian

from harness.capture.deidentify import Policy, Pseudonyms
from harness.compare.values import IDENTIFIERS
from simulators.wire.elements import element, element_values, items, tags

PATIENT_IDS = frozenset({"PatientID", "OtherPatientIDs"})
KEPT = frozenset({"AE", "AS", "AT", "CS", "DS", "FD", "FL", "IS", "SL", "SS", "SV", "TM", "UL", "US", "UV"})
CODES = frozenset(
    (
        *("CodeValue", "CodingSchemeDesignator", "CodingSchemeVersion", "CodeMeaning", "LongCodeValue"),
        *("Manufacturer", "ManufacturerModelName", "SoftwareVersions", "IssuerOfPatientID"),
        *("ScheduledProcedureStepLocation", "ScheduledStationName", "RequestedProcedurePriority"),
    )
)  # chosen from a list or set by a factory, not typed beside a patient
AUTHORITIES = frozenset({"LocalNamespaceEntityID", "UniversalEntityID"})
TYPED = frozenset(
    (
        *("StudyDescription", "SeriesDescription", "ProtocolName", "RequestedProcedureDescription"),
        *("ScheduledProcedureStepDescription", "PerformedProcedureStepDescription"),
        *("PerformedProcedureTypeDescription", "ReasonForTheRequestedProcedure", "ReasonForStudy"),
        *("RequestedProcedureComments", "CurrentPatientLocation", "PatientState", "ErrorComment"),
    )
)  # short texts that a person may have typed: a name or a diagnosis stands in them now and then
LOOKUP = frozenset({"RedPaletteColorLookupTableData", "GreenPaletteColorLookupTableData", "LUTData",
                    "BluePaletteColorLookupTableData"})  # fmt: skip
DROPPED = frozenset(
    (
        *("IconImageSequence", "EncapsulatedDocument", "OriginalAttributesSequence", "DigitalSignaturesSequence"),
        *("OtherPatientIDsSequence", "ReferencedPatientPhotoSequence"),
    )
)
DEEPEST = 16


def patient_of(ds: Dataset | None) -> str:
    """The real patient identifier; "" where the data set names none."""
    found = element_values(element(ds, "PatientID")) if ds is not None else ()
    return found[0] if found else ""


def deidentified(ds: Dataset, pseudonyms: Pseudonyms, policy: Policy, days: int, depth: int = 0) -> Dataset:
    """A new data set; ``days`` is how far its dates move. Names are read first, so that texts know them."""
    if not depth:
        _read_names(ds, pseudonyms, 0)
    made = Dataset()
    for tag in tags(ds):
        if tag.is_private or 0x6000 <= tag.group <= 0x60FF or 0x5000 <= tag.group <= 0x50FF:
            continue
        keyword = keyword_for_tag(tag)
        found = element(ds, tag)
        if found is None or keyword in DROPPED or (not keyword and tag.group != 0x0000):
            continue
        if found.VR == "SQ":
            inner = items(ds, tag) if depth < DEEPEST else []
            made.add_new(tag, "SQ", [deidentified(item, pseudonyms, policy, days, depth + 1) for item in inner])
        elif keyword == "PixelData":
            _pixels(ds, made, found, policy)
        else:
            made.add_new(tag, found.VR, _value(keyword, tag, found, pseudonyms, policy, days))
    return made


def _read_names(ds: Dataset, pseudonyms: Pseudonyms, depth: int) -> None:
    for tag in tags(ds):
        found = element(ds, tag)
        if found is not None and found.VR == "PN":
            for name in element_values(found):
                pseudonyms.name(name)
        elif found is not None and found.VR == "SQ" and depth < DEEPEST:
            for item in items(ds, tag):
                _read_names(item, pseudonyms, depth + 1)


def _value(keyword: str, tag: BaseTag, found: DataElement, pseudonyms: Pseudonyms, policy: Policy, days: int) -> Any:
    vr, values = found.VR, element_values(found)
    if tag == 0x00080005 or vr in KEPT:
        return found.value
    if vr in ("OB", "OW", "OD", "OF", "OL", "OV", "UN", "OB or OW"):
        return found.value if keyword in LOOKUP else None
    if keyword in PATIENT_IDS:
        made = [pseudonyms.patient_id(value) for value in values]
    elif keyword in IDENTIFIERS and vr != "UI":
        made = [pseudonyms.identifier(value) for value in values]
    elif vr == "UI":
        made = [pseudonyms.uid(value) for value in values]
    elif vr == "PN":
        made = [pseudonyms.name(value) for value in values]
    elif vr in ("DA", "DT"):
        made = [pseudonyms.shifted(value, days) for value in values]
    elif keyword in CODES:
        made = [pseudonyms.scrubbed(value) for value in values]
    elif keyword in AUTHORITIES:
        made = [pseudonyms.code(value) for value in values]
    elif vr in ("ST", "LT", "UT") or keyword in TYPED:
        made = [pseudonyms.text(value, policy) for value in values]
    else:
        made = []
    return made if len(made) > 1 else made[0] if made else None


def _pixels(ds: Dataset, made: Dataset, found: DataElement, policy: Policy) -> None:
    """Kept where the policy says so; else as many zeros: names may be burned in. Compressed ones cannot be blanked as
    they are and become one native image of zeros."""
    if policy.pixels == "keep":
        made.add_new(found.tag, found.VR, found.value)
        return
    size = 1
    for keyword, default in (("Rows", 1), ("Columns", 1), ("SamplesPerPixel", 1), ("NumberOfFrames", 1)):
        size *= min(max(_integer(ds, keyword, default), 0), 1 << 16)
    size *= max(1, _integer(ds, "BitsAllocated", 8) // 8)
    size = min(size, len(found.value or b"")) if not is_compressed(ds) else min(size, 1 << 26)
    made.add_new(found.tag, "OW" if _integer(ds, "BitsAllocated", 8) > 8 else "OB", bytes(size + size % 2))


def _integer(ds: Dataset, keyword: str, default: int) -> int:
    try:
        return int(element_values(element(ds, keyword))[0])
    except (IndexError, ValueError):
        return default


def is_compressed(ds: Dataset) -> bool:
    """Whether the transfer syntax of the data set, as far as known, encapsulates pixels."""
    meta = getattr(ds, "file_meta", None)
    syntax = str(meta.get("TransferSyntaxUID", "")) if meta is not None else ""
    return bool(syntax) and UID(syntax).is_transfer_syntax and UID(syntax).is_encapsulated


def syntax_after(syntax: str, ds: Dataset, policy: Policy) -> str:
    """The transfer syntax in which the result can be written."""
    blanked = policy.pixels == "blank" and "PixelData" in ds
    return str(ExplicitVRLittleEndian) if blanked and UID(syntax).is_encapsulated else syntax
