"""The tags that a feature may carry: what they look like, their order, what they mean. The glossary says the same."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TagKind:
    """One kind of tag. ``rank`` is its place in the line of tags; ``shown`` is how the glossary writes it."""

    rank: int
    shown: str
    pattern: re.Pattern[str]
    meaning: str

    def covers(self, tag: str) -> bool:
        return self.pattern.fullmatch(tag) is not None


def _kind(rank: int, shown: str, pattern: str, meaning: str) -> TagKind:
    return TagKind(rank, shown, re.compile(pattern), meaning)


TRANSACTION, CLAUSE, TEST_ID, STRENGTH, POLARITY, ROLE, NEEDS = range(7)
KINDS = (
    _kind(TRANSACTION, "@RAD-5", r"RAD-\d+", "the IHE Radiology transaction that is shown"),
    _kind(TRANSACTION, "@ROUTING", "ROUTING", "images are passed on by the rules of the site"),
    _kind(TRANSACTION, "@PIR", "PIR", "Patient Information Reconciliation"),
    _kind(TRANSACTION, "@IOCM", "IOCM", "Imaging Object Change Management, the rejection of images"),
    _kind(TRANSACTION, "@DICOMweb", "DICOMweb", "the archive asked, and given images, over the web"),
    _kind(TRANSACTION, "@UPS-RS", "UPS-RS", "the worklist over the web: work that is asked for, taken on and done"),
    _kind(TRANSACTION, "@ATNA", "ATNA", "Audit Trail and Node Authentication: who did what is told to the repository"),
    _kind(TRANSACTION, "@CHARSET", "CHARSET", "names and texts in every alphabet of the site"),
    _kind(TRANSACTION, "@CONTINUITY", "CONTINUITY", "work while a system or a line is down"),
    _kind(TRANSACTION, "@TLS", "TLS", "encrypted connections: certificates, versions, protection"),
    _kind(TRANSACTION, "@IDENTITY", "IDENTITY", "who may speak: callers, senders and users are known and have rights"),
    _kind(CLAUSE, "@DICOM.PS3.4.K", r"DICOM\.PS3\.\d+(\.[A-Z0-9]+)*", "the part and clause of DICOM"),
    _kind(CLAUSE, "@HL7.2", r"HL7\.\d+", "the chapter of HL7 version 2"),
    _kind(CLAUSE, "@MESA-131", r"MESA-\d+", "the case of the MESA tests that the scenario tells as a story"),
    _kind(CLAUSE, "@FIELD-07", r"FIELD-\d\d", "the failure seen in the field that the scenario would catch"),
    _kind(CLAUSE, "@UAT-TEC-01", r"UAT-(TEC|RAD|REF|ADM)-\d\d", "the item of the acceptance that the scenario shows"),
    _kind(TEST_ID, "@TC-MWL-001", r"TC-[A-Z]+-\d{3}", "the name of the scenario in every report; it never changes"),
    _kind(STRENGTH, "@shall", "shall", "the hospital cannot go live when this fails"),
    _kind(STRENGTH, "@should", "should", "expected; a failure is discussed before going live"),
    _kind(POLARITY, "@positive", "positive", "something works as it has to"),
    _kind(POLARITY, "@negative", "negative", "something wrong is refused, taken back or survived"),
    _kind(ROLE, "@technologist", "technologist", "acceptance by the technologist"),
    _kind(ROLE, "@radiologist", "radiologist", "acceptance by the radiologist"),
    _kind(ROLE, "@referring-physician", "referring-physician", "acceptance by the ordering physician"),
    _kind(ROLE, "@administrator", "administrator", "acceptance by the administrator"),
    _kind(NEEDS, "@needs.pacs.RAD-6", r"needs\.[a-z]+\.[A-Za-z0-9-]+", "left out where the site does not claim this"),
)


def kind_of(tag: str) -> TagKind | None:
    """The kind of a tag without its ``@``; None for a tag that the glossary does not know."""
    return next((kind for kind in KINDS if kind.covers(tag)), None)
