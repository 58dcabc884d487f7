"""One concept on two sides of a hop: whether it is the same, and if not, what probably happened to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import NamedTuple

from harness.checks import fail, held, note
from harness.checks.guesses import CASE_ONLY, likely
from harness.checks.traces import Value, Values
from harness.verdict import Finding, Verdict
from simulators.wire.identifiers import AssigningAuthority
from simulators.wire.worklist import PRIORITY, SEX

LABELS = {
    "patient_id": "patient ID",
    "issuer": "issuer of the patient ID",
    "name": "patient name",
    "birth_date": "birth date",
    "sex": "sex",
    "accession": "accession number",
    "study_uid": "Study Instance UID",
    "rp_id": "requested procedure ID",
    "sps_id": "scheduled step ID",
    "pps_id": "performed step ID",
    "placer": "placer order number",
    "filler": "filler order number",
    "procedure": "code of the examination",
    "procedure_text": "name of the examination",
    "protocol": "protocol code",
    "sps_description": "description of the scheduled step",
    "modality": "modality",
    "station_aet": "AE title of the station",
    "station_name": "name of the station",
    "location": "location of the station",
    "performing": "performing physician",
    "start": "planned start",
    "priority": "priority",
    "referring": "referring physician",
    "requesting": "requesting physician",
    "reason": "reason for the examination",
    "danger": "patient state (danger code)",
    "transport": "transport arrangements",
    "alerts": "medical alerts",
    "weight": "weight",
    "height": "height",
    "admission": "admission number",
    "study_id": "Study ID",
    "status": "status of the scheduled step",
}
CRITICAL = frozenset({"patient_id", "issuer", "name", "study_uid", "accession", "procedure"})
MINOR = frozenset(
    {
        *("procedure_text", "sps_description", "station_name", "location", "performing", "referring", "requesting"),
        *("reason", "transport", "admission", "study_id"),
    }
)
SHORT = frozenset({"accession", "rp_id", "sps_id", "placer", "filler"})  # SH holds 16 characters


class Weight(Enum):
    """What a lost or changed value means."""

    MUST = "fails"  # both lost and changed
    KEEP = "fails when changed"  # lost is noted
    MAY = "noted"


class Outcome(NamedTuple):
    same: bool
    settled: bool = True  # False: differs in a way that no rule forbids
    likely: str = ""


def severity_of(concept: str) -> str:
    return "critical" if concept in CRITICAL else "minor" if concept in MINOR else "major"


def judge(concept: str, expected: str, received: str) -> Outcome:
    """Whether ``received`` is ``expected`` by the rule of the concept (HL7 value first, DICOM or HL7 second)."""
    rule = _RULES.get(concept)
    if rule is not None:
        return rule(expected, received)
    if _squeezed(expected) == _squeezed(received):
        return Outcome(True)
    return Outcome(False, True, likely(expected, received))


def _squeezed(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())


def _sex(expected: str, received: str) -> Outcome:
    """F, M, O are kept; A and N become O; U and others are empty."""
    wanted = SEX.get(expected, "")
    if received in (expected, wanted):
        return Outcome(True)
    return Outcome(False, wanted in ("F", "M", "O") and expected in ("F", "M", "O"))


def _birth_date(expected: str, received: str) -> Outcome:
    """The first eight digits. A partial date has no DICOM form: a whole one made of it is noted."""
    if received[:8] == expected[:8]:
        return Outcome(True)
    if received.startswith(expected):
        return Outcome(False, False, "a partial birth date was completed")
    return Outcome(False, True, likely(expected, received))


def _issuer(expected: str, received: str) -> Outcome:
    one, other = AssigningAuthority.from_hd(expected), AssigningAuthority.from_hd(received)
    if one.agrees_with(other):
        return Outcome(True)
    comparable = bool((one.universal_id and other.universal_id) or (one.namespace and other.namespace))
    return Outcome(False, comparable, "" if comparable else "one side has only the namespace, the other only the OID")


def _priority(expected: str, received: str) -> Outcome:
    """HL7 table 0485 to (0040,1003). Only STAT and ROUTINE have one certain meaning."""
    if received in (expected, PRIORITY.get(expected[:1], "")):
        return Outcome(True)
    return Outcome(False, (expected[:1] == "S") != (received == "STAT"))


def _start(expected: str, received: str) -> Outcome:
    """Date and time without time zone, to the precision that both have; at least the day."""
    one, other = (_digits(text) for text in (expected, received))
    length = min(len(one), len(other))
    if length >= 8 and one[:length] == other[:length]:
        return Outcome(True)
    return Outcome(False)


def _digits(text: str) -> str:
    return text.split("+")[0].split("-")[0].split(".")[0].strip()


def _number(expected: str, received: str) -> Outcome:
    try:
        return Outcome(abs(float(expected) - float(received)) < 0.001)
    except ValueError:
        return Outcome(expected == received)


def _modality(expected: str, received: str) -> Outcome:
    """CR and DX, IO and DX stand in for each other on many stations, OT is a secondary capture: noted."""
    if expected == received:
        return Outcome(True)
    return Outcome(False, received != "OT" and {expected, received} not in ({"CR", "DX"}, {"IO", "CR"}, {"IO", "DX"}))


def _procedure(expected: str, received: str) -> Outcome:
    """Code and scheme. Another scheme may be a translation: noted."""
    if expected == received:
        return Outcome(True)
    (value, _, scheme), (other, _, other_scheme) = expected.partition("^"), received.partition("^")
    if value == other:
        return Outcome(False, False, "the coding scheme changed" if scheme else "a coding scheme was added")
    return Outcome(False, scheme == other_scheme, "" if scheme == other_scheme else "translated to another scheme")


def _status(expected: str, received: str) -> Outcome:
    """(0040,0020). A step that was scheduled may have arrived or begun since; no source settles the rest."""
    later = expected == "SCHEDULED" and received in ("ARRIVED", "READY", "STARTED", "DEPARTED", "COMPLETED")
    return Outcome(expected == received or later, settled=False)


_RULES = {
    "status": _status,
    "sex": _sex,
    "birth_date": _birth_date,
    "issuer": _issuer,
    "priority": _priority,
    "start": _start,
    "weight": _number,
    "height": _number,
    "modality": _modality,
    "procedure": _procedure,
    "protocol": _procedure,
}


@dataclass(frozen=True, slots=True)
class Hop:
    """Between whom, and who answers for it."""

    role: str
    between: str  # "ris→CT_ER1"
    upstream: str  # "the order"
    downstream: str  # "the worklist of CT_ER1"
    owners: Mapping[tuple[str, str], str] = field(default_factory=dict)  # whose identifier a (concept, value) is

    def owner(self, concept: str, text: str) -> str:
        """ "it is that of order P2", where another order has this very identifier."""
        found = self.owners.get((concept, text), "")
        return f"it is that of {found}" if found else ""


def compare(
    hop: Hop,
    concept: str,
    up: Value | None,
    down: Value | None,
    weight: Weight,
    exchanges: tuple[int, ...],
    others: Iterable[Value | None] = (),
) -> Finding | None:
    """One finding for one concept on one hop; None where the upstream side has no value to keep.

    ``others`` are values that are right as well at this moment, because a change is under way: no finding then.
    """
    if up is None or not up.text:
        return None
    label = LABELS.get(concept, concept)
    received = down.text if down else ""
    details = {
        "expected": f"{up.text} ({up.where})",
        "received": received or "nothing",
        "where": down.where if down else "",
        "hop": hop.between,
        "exchanges": exchanges,
    }
    if not received and not (concept == "sex" and judge(concept, up.text, "").same):
        lost = f"the {label} of {hop.upstream} is missing in {hop.downstream}"
        if weight is Weight.MUST:
            return fail(hop.role, lost, severity=severity_of(concept), **details)
        return note(hop.role, lost, **details)
    outcome = judge(concept, up.text, received)
    if outcome.same:
        summary = f"the {label} is the same in {hop.upstream} and {hop.downstream}"
        return held(hop.role, summary, **details)
    if any(other is not None and judge(concept, other.text, received).same for other in others):
        return None
    changed = f"the {label} changes from {hop.upstream} to {hop.downstream}"
    guess = outcome.likely or hop.owner(concept, received)
    if weight is Weight.MAY or not outcome.settled:
        return note(hop.role, changed, likely=guess, **details)
    severity = "minor" if outcome.likely == CASE_ONLY else severity_of(concept)
    return fail(hop.role, changed, severity=severity, likely=guess, **details)


def compare_all(
    hop: Hop,
    concepts: Mapping[str, Weight],
    up: Values,
    down: Values,
    exchanges: tuple[int, ...],
    others: Iterable[Values] = (),
) -> Iterator[Finding]:
    """Every concept of a hop."""
    others = tuple(others)
    for concept, weight in concepts.items():
        known = [other.get(concept) for other in others]
        finding = compare(hop, concept, up.get(concept), down.get(concept), weight, exchanges, known)
        if finding is not None:
            yield finding


class Ledger:
    """Findings that say the same of several messages become one, which names them all (at most 20)."""

    def __init__(self) -> None:
        self._findings: dict[tuple[str, ...], Finding] = {}

    def add(self, finding: Finding) -> None:
        key: tuple[str, ...] = (
            finding.role,
            finding.verdict.value,
            finding.summary,
            finding.where,
            finding.hop,
            finding.received,
        )
        key += (finding.expected,) if finding.verdict is not Verdict.PASS or finding.severity != "note" else ()
        known = self._findings.get(key)
        numbers = (*(known.exchanges if known else ()), *finding.exchanges)
        self._findings[key] = replace(known or finding, exchanges=tuple(dict.fromkeys(numbers))[:20])

    def extend(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.add(finding)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._findings.values())
