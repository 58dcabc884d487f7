"""Images stored, RAD-8 and RAD-18: acknowledged = there = unchanged.

Check with facts: ``STO-05`` (original, received, role="pacs", hop="", allowed=()): two lists of data sets with pixels,
compared by SOP Instance UID.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import partial

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.dimse import (
    Details,
    Stored,
    answer_text,
    final_reply,
    hop,
    is_accepted,
    is_warning,
    numbers,
    pending,
    remembered,
    sop_class,
    sop_instance,
    status_of,
    status_text,
    stores,
    text_of,
)
from harness.checks.query import level_of, queries
from harness.checks.rejection import rejected_before
from harness.checks.retrieval import arrivals, covers, retrievals
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
PROCEDURE_EVENTS = ("ORM^O01", "OMI^O23")
RECODED = PIXELS | frozenset(
    map(
        tag_of,
        (
            *("PhotometricInterpretation", "PlanarConfiguration", "LossyImageCompression"),
            *("LossyImageCompressionRatio", "LossyImageCompressionMethod"),
        ),
    )
)


@check("STO-01", "Images are accepted", clause="PS3.4 B.2.3", severity="critical")
def accepted(story: Story) -> Iterator[Finding]:
    """0000 and Bxxx are stored (a warning is noted), anything else is not. Provoked refusals are not judged."""
    counts: dict[tuple[str, str], int] = {}
    for one in stores(story):
        if one.reply is None:
            continue  # DIC-02
        details: Details = {"hop": hop(one.request), "exchanges": numbers(one.request, one.reply)}
        if not one.accepted and not one.request.deliberate and not _later_accepted(story, one):
            yield fail(
                one.request.receiver,
                f"{one.request.receiver} did not store an object of {one.request.sender}",
                expected="0000 success",
                received=answer_text(story, one.request),
                where=f"SOP Instance UID {one.uid}",
                **details,
            )
        elif is_warning(one.status):
            yield note(
                one.request.receiver,
                f"{one.request.receiver} stored an object with a warning",
                received=answer_text(story, one.request),
                **details,
            )
        if one.accepted:
            key = (one.request.sender, one.request.receiver)
            counts[key] = counts.get(key, 0) + 1
    for (sender, receiver), count in counts.items():
        yield held(receiver, f"{receiver} stored {count} objects of {sender}", hop=f"{sender}→{receiver}")


def _later_accepted(story: Story, refused: Stored) -> bool:
    """A refusal for want of resources that a retry mended is no loss."""
    return (
        refused.status is not None
        and refused.status & 0xFF00 == 0xA700
        and any(
            one.accepted and one.uid == refused.uid and one.request.number > refused.request.number
            for one in stores(story, receiver=refused.request.receiver)
        )
    )


@check("STO-02", "What was acknowledged is really there", clause="PS3.4 B.2.3", severity="critical")
def kept(story: Story) -> Iterator[Finding]:
    """For each object that was acknowledged, the last question that covers it (image query or retrieve) is looked at.

    Asked before ``stored_retrievable_s`` have passed, an absent object is only noted. Rejected objects are left out.
    """
    counts: dict[str, int] = {}
    for one in _first_accepted(story):
        asked = _last_question(story, one)
        if asked is None:
            continue
        request, is_there = asked
        if is_there:
            counts[one.request.receiver] = counts.get(one.request.receiver, 0) + 1
            continue
        assert one.reply is not None
        waited = request.time - one.reply.time
        say = fail if waited >= story.limits.stored_retrievable_s or request.kind != "C-FIND-RQ" else note
        yield say(
            one.request.receiver,
            f"{one.request.receiver} acknowledged an object and does not have it",
            expected=f"{one.uid}, answered {status_text(one.status)}",
            received=f"not in the answer to the {request.kind} {waited:.1f} s later",
            hop=hop(one.request),
            exchanges=numbers(one.request, one.reply, request, final_reply(story, request)),
        )
    for receiver, count in counts.items():
        yield held(receiver, f"{receiver} still has {count} objects that it acknowledged")


def _first_accepted(story: Story) -> list[Stored]:
    """Each object once for each receiver: the first C-STORE that was accepted."""
    found: dict[tuple[str, str], Stored] = {}
    for one in stores(story):
        if one.accepted and sop_class(one.request) != "":
            found.setdefault((one.request.receiver, one.uid), one)
    return list(found.values())


def _last_question(story: Story, stored: Stored) -> tuple[Exchange, bool] | None:
    """The last answered question after the acknowledgement that covers the object, and whether it showed it."""
    assert stored.reply is not None
    for request in reversed(_questions(story)):
        if request.receiver != stored.request.receiver or request.number < stored.reply.number:
            continue
        if not covers(request, stored) or rejected_before(story, stored, request):
            continue
        shown = remembered(story, f"shown by {request.number}", partial(_shown, story, request))
        if shown is not None:
            return request, stored.uid in shown
    return None


def _questions(story: Story) -> list[Exchange]:
    """Image queries and retrieves that were carried out, in order."""

    def carried_out() -> list[Exchange]:
        asked = [one for one in queries(story) if level_of(one) == "IMAGE"] + retrievals(story)
        good = [one for one in asked if is_accepted(status_of(final_reply(story, one))) and not one.deliberate]
        return sorted(good, key=lambda one: one.number)

    return remembered(story, "questions", carried_out)


def _shown(story: Story, request: Exchange) -> frozenset[str] | None:
    if request.kind == "C-FIND-RQ":
        return frozenset(text_of(one.dataset, "SOPInstanceUID") for one in pending(story, request))
    found = arrivals(story, request)
    return None if found is None else frozenset(sop_instance(one) for one in found)


@check("STO-03", "What comes out is what went in", clause="PS3.4 B.2.3", severity="critical")
def unchanged(story: Story) -> Iterator[Finding]:
    """Each object that an archive or router passes on is compared with what it was sent: every attribute, and pixels.

    Patient attributes may differ after a patient update or merge reached it, attributes of the order after a
    procedure message. One finding for each attribute and hop, however many objects differ in it.
    """
    originals = {(one.request.receiver, one.uid): one for one in reversed(_first_accepted(story))}
    differing: dict[tuple[str, str, str], list[tuple[Difference, Stored, Exchange, bool]]] = {}
    compared: dict[str, int] = {}
    for sent in story.dimse("C-STORE-RQ"):
        original = originals.get((sent.sender, sop_instance(sent)))
        if original is None or original.request.number > sent.number or not _comparable(original.request, sent):
            continue
        compared[hop(sent)] = compared.get(hop(sent), 0) + 1
        allowed = _may_change(story, original, sent)
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


def _may_change(story: Story, original: Stored, sent: Exchange) -> frozenset[int]:
    """The attributes that messages to the archive allow to differ by the time it sends."""
    before = [one for one in story.before(sent) if one.receiver == sent.sender and one.message is not None]
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
    if is_warning(original.status) and original.status == 0xB000:
        return note(role, f"{role} coerced {difference.path}{count}, and had said so with B000", **details)
    verb = "added" if not difference.original else "lost" if difference.is_loss else "changed"
    severity = "critical" if difference.tags & (PATIENT | ORDER) else "minor" if verb == "added" else "major"
    return fail(role, f"{role} {verb} {difference.path}{count}", severity=severity, **details)


@check("STO-04", "An object is what its command says", clause="PS3.4 B.2.3")
def consistent(story: Story) -> Iterator[Finding]:
    """SOP Class and Instance UID of command and data set agree; the UIDs of the object are there and are UIDs."""
    seen: set[str] = set()
    good: dict[str, int] = {}
    for one in stores(story):
        if one.uid in seen or one.request.deliberate or one.request.dataset is None:
            continue
        seen.add(one.uid)
        found = list(_inconsistencies(one))
        yield from found
        if not found:
            good[one.request.sender] = good.get(one.request.sender, 0) + 1
    for sender, count in good.items():
        yield held(sender, f"{count} objects of {sender} are what their commands say")


def _inconsistencies(one: Stored) -> Iterator[Finding]:
    sender = one.request.sender
    for keyword, expected in (("SOPClassUID", sop_class(one.request)), ("SOPInstanceUID", one.uid)):
        received = one.text(keyword)
        if received != expected:
            yield _uid_finding(one, sender, keyword, f"{expected} as in the command", received or "absent")
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
        received = one.text(keyword)
        if not is_uid(received):
            yield _uid_finding(one, sender, keyword, "a UID of at most 64 characters", received or "absent")


def _uid_finding(one: Stored, sender: str, keyword: str, expected: str, received: str) -> Finding:
    return fail(
        sender,
        f"{sender} sent an object whose {keyword} is wrong",
        expected=expected,
        received=received,
        where=elements.name_of(tag_of(keyword)),
        hop=hop(one.request),
        exchanges=numbers(one.request),
    )


def is_uid(text: str) -> bool:
    """Digits in components, at most 64 characters. Leading zeros are wrong too, but are judged nowhere here."""
    return 0 < len(text) <= 64 and all(part.isascii() and part.isdigit() for part in text.split("."))


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
