"""hl7apy as an independent judge of the messages that we write."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.core import Group, Message, Segment
from hl7apy.parser import parse_message
from hl7apy.validation import Validator

from simulators.wire import er7

_TOLERATED = (
    # A choice group is read as if every alternative were required.
    re.compile(r"Error: Missing required child OR[MR]_O02?\w*(CHOICE|SUPPGRP|ORDER_DETAIL)\.(RQD|RQ1|RXO|ODS|ODT)"),
    re.compile(r"Error: Missing required child ORM_O01\w*(CHOICE|SUPPGRP)\.(RQD|RQ1|RXO|ODS|ODT)"),
    re.compile(r"Error: Missing required child ADT_A38\.DRG"),  # optional in the standard's text
    re.compile(r"Warning: Value ADT_A12 not in table HL70354"),
    re.compile(r"Warning: Value HL70357 not in table HL70396"),  # HL7nnnn is a pattern in that table
    re.compile(r"Warning: Value HD not in table HL70125"),  # as IHE sends the Study Instance UID
    re.compile(r"Warning: Value 8859/15 not in table HL70211"),  # came with 2.5
)
_NO_STRUCTURE = frozenset({("2.4", "ADT_A12")})


def complaints(message: er7.Message) -> list[str]:
    """What hl7apy finds wrong, in its own words; lost segments too. [] when it is content."""
    parsed = parse_message(message.raw.decode(message.charset), validation_level=VALIDATION_LEVEL.TOLERANT)
    known = [segment for segment in message.segments if not segment.name.startswith("Z")]
    found = [] if _count(parsed) == len(known) else [f"{len(known)} segments became {_count(parsed)}"]
    if (message.version, message.structure) in _NO_STRUCTURE:
        return found
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.txt"
        try:
            Validator.validate(parsed, reference=parsed.reference, report_file=str(report))
        except Exception as error:
            if not report.exists():
                found.append(repr(error))
        lines = report.read_text().splitlines() if report.exists() else []
    return found + [line for line in lines if not any(pattern.match(line) for pattern in _TOLERATED)]


def _count(element: Message | Group) -> int:
    return sum(1 if isinstance(child, Segment) else _count(child) for child in element.children)
