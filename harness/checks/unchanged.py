"""What comes out of an archive is what went in: every attribute, and the pixels.

Check with facts: ``STO-05`` (original, received, role="pacs", hop="", allowed=()): two lists of data sets with pixels,
compared by SOP Instance UID.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.dimse import Details, Stored, hop, numbers, sop_instance
from harness.checks.linking import told_with
from harness.checks.storage import first_accepted
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import elements
from simulators.wire.difference import PIXELS, Difference, compare, is_compressed, is_lossy
from simulators.wire.elements import tag_of

PATIENT = frozenset(
    map(
        tag_of,
        (
            *("PatientName", "PatientID", "IssuerOfPatientID", "IssuerOfPatientIDQualifiersSequence"),
            *("PatientBirthDate", "PatientSex", "OtherPatientIDs", "OtherPatientIDsSequence", "OtherPatientNames"),
            *("PatientMotherBirthName", "PatientAddress", "PatientTelephoneNumbers", "TypeOfPatientID"),
        ),
    )
)
ORDER = frozenset(
    map(
        tag_of,
        (
            *("AccessionNumber", "IssuerOfAccessionNumberSequence", "StudyID", "StudyDescription"),
            *("ProcedureCodeSequence", "RequestAttributesSequence", "ReferencedStudySequence", "AdmissionID"),
            *("ReferringPhysicianName", "RequestingPhysician", "RequestedProcedureDescription"),
            *("RequestedProcedureCodeSequence",),
        ),
    )
)
# What an archive may add to what it passes on
ADDED = frozenset(map(tag_of, ("RetrieveAETitle", "InstanceAvailability", "OriginalAttributesSequence")))
CHARACTER_SET = 0x00080005
PATIENT_EVENTS = ("ADT^A08", "ADT^A31", "ADT^A40", "ADT^A34", "ADT^A36", "ADT^A47")
PROCEDURE_EVENTS = ("ORM^O01", "OMI^O23", "OMG^O19")
RECODED = PIXELS | frozenset(
    map(
        tag_of,
        (
            *("PhotometricInterpretation", "PlanarConfiguration", "LossyImageCompression"),
            *("LossyImageCompressionRatio", "LossyImageCompressionMethod"),
        ),
    )
)


@check("STO-03", "What comes out is what went in", clause="PS3.4 B.2.3", severity="critical")
def unchanged(story: Story) -> Iterator[Finding]:
    """Each object that an archive or router passes on is compared with what it was sent: every attribute, and pixels.

    Patient attributes may differ after a patient update or merge reached it, attributes of the order after a
    procedure message. One finding for each attribute and hop, however many objects differ in it.
    """
    originals = {(one.request.receiver, one.uid): one for one in reversed(first_accepted(story))}
    differing: dict[tuple[str, str, str], list[tuple[Difference, Stored, Exchange, bool]]] = {}
    compared: dict[str, int] = {}
    for sent in story.dimse("C-STORE-RQ"):
        original = originals.get((sent.sender, sop_instance(sent)))
        if original is None or original.request.number > sent.number or not _comparable(original.request, sent):
            continue
        compared[hop(sent)] = compared.get(hop(sent), 0) + 1
        allowed = may_change(story, original, sent)
        for one in _differences(original.request, sent):
            differing.setdefault((hop(sent), _unnumbered(one.path), ""), []).append(
                (one, original, sent, bool(one.tags & allowed))
            )
    for findings in differing.values():
        yield _changed(findings)
    for where, count in compared.items():
        if not any(key[0] == where for key in differing):
            yield held(where.split("→")[0], f"{count} objects came out as they went in", hop=where)


def _comparable(original: Exchange, sent: Exchange) -> bool:
    return original.dataset is not None and sent.dataset is not None and not original.deliberate


def _differences(original: Exchange, sent: Exchange) -> list[Difference]:
    assert original.dataset is not None
    assert sent.dataset is not None
    if original.digest and original.digest == sent.digest and original.transfer_syntax == sent.transfer_syntax:
        return []
    return compare(original.dataset, sent.dataset, RECODED if _recoded(original, sent) else ())


def _recoded(original: Exchange, sent: Exchange) -> bool:
    one, two = original.transfer_syntax, sent.transfer_syntax
    big_endian = "1.2.840.10008.1.2.2"
    return one != two and (is_compressed(one) or is_compressed(two) or big_endian in (one, two))


def _unnumbered(path: str) -> str:
    return re.sub(r"\[\d+\]", "", path)


def may_change(story: Story, original: Stored, sent: Exchange) -> frozenset[int]:
    """The attributes that messages to the archive allow to differ by the time it sends."""
    known = told_with(story, sent.sender)
    before = [one for one in story.before(sent) if one.receiver in known and one.message is not None]
    allowed: frozenset[int] = frozenset()
    if any(one.kind.startswith(PATIENT_EVENTS) for one in before):
        allowed |= PATIENT
    if any(one.kind.startswith(PROCEDURE_EVENTS) and one.number > original.request.number for one in before):
        allowed |= ORDER
    return allowed


def _changed(found: list[tuple[Difference, Stored, Exchange, bool]]) -> Finding:
    difference, original, sent, is_allowed = found[0]
    is_allowed = all(allowed for _, _, _, allowed in found)
    role = sent.sender
    count = f" in {len(found)} objects" if len(found) > 1 else ""
    details: Details = {
        "expected": difference.original or "absent",
        "received": difference.other or "absent",
        "where": difference.path,
        "hop": hop(sent),
        "exchanges": numbers(original.request, original.reply, sent),
    }
    if difference.pixels:
        return fail(role, f"{role} changed the pixels{count}", **details)
    if is_allowed:
        return note(role, f"{role} updated {difference.path}{count} after a message about it", **details)
    if difference.is_only_presence or difference.tag == CHARACTER_SET:
        return note(role, f"{role} wrote {difference.path} in another way{count}; no value differs", **details)
    if not difference.original and (difference.tag in ADDED or difference.tag >> 16 & 1):
        return note(role, f"{role} added {difference.path}{count}", **details)
    if original.status == 0xB000:
        return note(role, f"{role} coerced {difference.path}{count}, and had said so with B000", **details)
    verb = "added" if not difference.original else "lost" if difference.is_loss else "changed"
    severity = "critical" if difference.tags & (PATIENT | ORDER) else "minor" if verb == "added" else "major"
    return fail(role, f"{role} {verb} {difference.path}{count}", severity=severity, **details)


@check("STO-05", "What is retrieved is what was acquired", clause="PS3.4 B.2.3", always=False, severity="critical")
def same_objects(
    story: Story,
    *,
    original: Sequence[Dataset],
    received: Sequence[Dataset],
    role: str = "pacs",
    hop: str = "",
    allowed: Collection[int] = (),
) -> Iterator[Finding]:
    """Every original is among the received, nothing else is, each once, and attributes and decoded pixels are equal."""
    wanted = {elements.text(ds, "SOPInstanceUID"): ds for ds in original}
    got: dict[str, list[Dataset]] = {}
    for ds in received:
        got.setdefault(elements.text(ds, "SOPInstanceUID"), []).append(ds)
    wrong = False
    for uid in [*wanted, *(uid for uid in got if uid not in wanted)]:
        count, expected = len(got.get(uid, ())), 1 if uid in wanted else 0
        if count != expected:
            wrong = True
            what = "more than was acquired" if count > expected else "less than was acquired"
            yield fail(
                role, f"{role} returned {what}", expected=f"{expected} × {uid}", received=f"{count} × {uid}", hop=hop
            )
    for uid, ds in wanted.items():
        for other in got.get(uid, ())[:1]:
            for difference in compare(ds, other, allowed):
                finding = _object_difference(role, uid, difference, ds, other, hop)
                wrong = wrong or finding.verdict == "FAIL"
                yield finding
    if not wrong:
        yield held(role, f"{role} returned {len(wanted)} objects as they were acquired", hop=hop)


def _object_difference(role: str, uid: str, difference: Difference, ds: Dataset, other: Dataset, where: str) -> Finding:
    details: Details = {
        "expected": difference.original or "absent",
        "received": difference.other or "absent",
        "where": difference.path,
        "hop": where,
    }
    syntaxes = [str(getattr(one, "file_meta", {}).get("TransferSyntaxUID", "")) for one in (ds, other)]
    if difference.tag in RECODED and any(map(is_lossy, syntaxes)) and syntaxes[0] != syntaxes[1]:
        return note(role, f"{role} returned lossy pixels of {uid}", **details)
    if difference.tag in RECODED - PIXELS and syntaxes[0] != syntaxes[1]:
        return note(role, f"{role} returned {uid} in another encoding", **details)
    if difference.is_only_presence or difference.tag == CHARACTER_SET:
        return note(role, f"{role} wrote {difference.path} of {uid} in another way; no value differs", **details)
    if not difference.original and difference.tag in ADDED:
        return note(role, f"{role} added {difference.path} to {uid}", **details)
    what = "the pixels" if difference.pixels else difference.path
    return fail(role, f"{role} changed {what} of {uid}", **details)
