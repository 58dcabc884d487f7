"""What comes out over DICOMweb is what went in: objects, metadata, frames; and what a store answers.

Check with facts: ``WEB-08`` (expected, received, archive="pacs"): frames as bytes, those of the object and those sent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.dimse import Details, Stored
from harness.checks.rejection import rejected_before
from harness.checks.story import Story
from harness.checks.unchanged import ADDED, CHARACTER_SET, ORDER, PATIENT, RECODED, may_change
from harness.checks.web import INSTANCE, Talk, originals, talks
from harness.verdict import Finding
from simulators.wire.assembling import METADATA
from simulators.wire.dicomweb import DICOM, EXPLICIT_LITTLE, stored_and_failed
from simulators.wire.difference import PIXELS, Difference, compare, is_compressed
from simulators.wire.elements import items, text
from simulators.wire.media_type import accepted, read

CALLED = {200: "HTTP 200, which says that all are stored", 202: "HTTP 202, which says that some are stored"}


def _is_metadata(talk: Talk) -> bool:
    return talk.asked.resource[-1:] == ("metadata",)


def _is_of_objects(talk: Talk) -> bool:
    return talk.succeeded and talk.asked.resource[-1:] in (("studies",), ("series",), ("instances",))


@check(
    "WEB-06", "Objects retrieved over DICOMweb are those that were stored", clause="PS3.18 10.4", severity="critical"
)
def retrieved(story: Story) -> Iterator[Finding]:
    """All that the archive took of what was asked for, nothing else, unchanged in every attribute and in the pixels;
    in a transfer syntax that was accepted."""
    known = originals(story)
    for talk in talks(story, "WADO"):
        if not _is_of_objects(talk):
            continue
        wrong = [*_complete(story, talk, known), *_unasked(talk), *_syntaxes(talk)]
        wrong += _changes(story, talk, known, frozenset())
        yield from wrong
        if not any(finding.verdict == "FAIL" for finding in wrong):
            count = len(talk.answer.datasets)
            yield held(talk.archive, f"{count} objects came over DICOMweb as they were stored", **_details(talk))


@check("WEB-07", "Metadata over DICOMweb are those of the objects", clause="PS3.18 10.4", severity="critical")
def described(story: Story) -> Iterator[Finding]:
    """As :func:`retrieved`, for what JSON tells; bulk data that it leaves to a URI are not looked at."""
    known = originals(story)
    for talk in talks(story, "WADO"):
        if not (_is_metadata(talk) and talk.succeeded):
            continue
        wrong = [*_complete(story, talk, known), *_unasked(talk), *_changes(story, talk, known, talk.answer.bulk)]
        yield from wrong
        if not any(finding.verdict == "FAIL" for finding in wrong):
            count = len(talk.answer.datasets)
            yield held(talk.archive, f"metadata of {count} objects are those that were stored", **_details(talk))


def _details(talk: Talk) -> Details:
    return {"hop": talk.hop, "exchanges": talk.numbers}


def _complete(story: Story, talk: Talk, known: dict[tuple[str, str], Stored]) -> Iterator[Finding]:
    """Every stored object that the path names is there once."""
    uids = talk.asked.uids
    came = Counter(text(ds, INSTANCE) for ds in talk.answer.datasets)
    for (archive, uid), one in known.items():
        named = all(one.text(keyword) == value for keyword, value in uids.items())
        before = one.request.number < talk.request.number and archive == talk.archive
        if named and before and not came[uid] and not rejected_before(story, one, talk.request):
            yield fail(
                archive,
                f"{archive} left out an object over DICOMweb",
                expected=uid,
                received="not sent",
                **_details(talk),
            )
    for uid, times in came.items():
        if times > 1:
            received = f"{times} × {uid}"
            yield fail(talk.archive, "an object came over DICOMweb more than once", received=received, **_details(talk))


def _unasked(talk: Talk) -> Iterator[Finding]:
    """Each object that is there is named by the path."""
    for ds in talk.answer.datasets:
        for keyword, value in talk.asked.uids.items():
            if text(ds, keyword) != value:
                yield fail(
                    talk.archive,
                    "an object came over DICOMweb that was not asked for",
                    expected=value,
                    received=text(ds, keyword),
                    where=keyword,
                    **_details(talk),
                )


def _syntaxes(talk: Talk) -> Iterator[Finding]:
    wishes = [wish for wish in accepted(talk.asked.headers.get("accept", "")) if wish.takes(DICOM)]
    allowed = {wish.transfer_syntax or EXPLICIT_LITTLE for wish in wishes}
    used = {str(ds.file_meta.TransferSyntaxUID) for ds in talk.answer.datasets if hasattr(ds, "file_meta")}
    for syntax in sorted(used - allowed) if "*" not in allowed else ():
        yield fail(
            talk.archive,
            "an object came over DICOMweb in a transfer syntax that was not accepted",
            expected=" or ".join(sorted(allowed)),
            received=syntax,
            clause="PS3.18 8.7.8.2",
            **_details(talk),
        )


def _changes(
    story: Story, talk: Talk, known: dict[tuple[str, str], Stored], left_out: frozenset[str]
) -> Iterator[Finding]:
    found: dict[str, tuple[Difference, int, bool]] = {}
    for ds in talk.answer.datasets:
        original = known.get((talk.archive, text(ds, INSTANCE)))
        before = original.request.dataset if original is not None else None
        if original is None or before is None or original.request.number > talk.request.number:
            continue
        allowed = may_change(story, original, talk.reply)
        for one in compare(before, ds, _recoded(original, ds)):
            if one.path not in left_out and not (_is_metadata(talk) and one.tags & PIXELS):
                first, count, may = found.get(one.path, (one, 0, True))
                found[one.path] = (first, count + 1, may and bool(one.tags & allowed))
    for difference, count, may in found.values():
        yield _changed(talk, difference, count, may)


def _recoded(original: Stored, ds: Dataset) -> frozenset[int]:
    """What may differ since it is encoded otherwise than it was stored; pixels are compared by steps that have them."""
    meta = getattr(ds, "file_meta", None)
    syntaxes = {original.request.transfer_syntax, str(meta.TransferSyntaxUID) if meta is not None else ""}
    return RECODED if len(syntaxes) == 2 and any(map(is_compressed, syntaxes)) else frozenset()


def _changed(talk: Talk, difference: Difference, number: int, may: bool) -> Finding:
    archive, count = talk.archive, f" in {number} objects" if number > 1 else ""
    details: Details = {
        **_details(talk),
        "expected": difference.original or "absent",
        "received": difference.other or "absent",
        "where": difference.path,
    }
    if may:
        return note(archive, f"{archive} updated {difference.path}{count} after a message about it", **details)
    if difference.is_only_presence or difference.tag == CHARACTER_SET:
        return note(archive, f"{archive} wrote {difference.path} in another way{count}; no value differs", **details)
    if not difference.original and (difference.tag in ADDED or difference.tag >> 16 & 1):
        return note(archive, f"{archive} added {difference.path}{count}", **details)
    verb = "added" if not difference.original else "lost" if difference.is_loss else "changed"
    severity = "critical" if difference.tags & (PATIENT | ORDER) or difference.pixels else "major"
    return fail(archive, f"{archive} {verb} {difference.path}{count}, over DICOMweb", severity=severity, **details)


@check(
    "WEB-08", "Frames over DICOMweb are those of the object", clause="PS3.18 10.4", always=False, severity="critical"
)
def frames(
    story: Story, *, expected: Sequence[bytes], received: Sequence[bytes], archive: str = "pacs"
) -> Iterator[Finding]:
    """As many as were asked for, each byte for byte, in the order that was asked for."""
    details: Details = {"hop": f"{archive}→workstation"}
    if len(expected) != len(received):
        yield fail(
            archive,
            "other frames came over DICOMweb than were asked for",
            expected=f"{len(expected)} frames",
            received=f"{len(received)} frames",
            **details,
        )
    wrong = [number for number, pair in enumerate(zip(expected, received, strict=False), 1) if pair[0] != pair[1]]
    for count in wrong:
        other = received[count - 1]
        other_count = expected.index(other) + 1 if other in expected else 0
        yield fail(
            archive,
            "a frame came over DICOMweb that is not the one that was asked for",
            expected=f"frame {count} of the list",
            received=f"frame {other_count} of the list" if other_count else f"{len(other)} bytes of none of them",
            **details,
        )
    if not wrong and len(expected) == len(received):
        yield held(archive, f"{len(received)} frames came over DICOMweb as they are in the object", **details)


@check("WEB-09", "A store over DICOMweb says of each object what became of it", clause="PS3.18 10.5.3, Annex I")
def stored(story: Story) -> Iterator[Finding]:
    """200: all were stored; 202: some; else none. Each object that was sent stands once, in one of both sequences; what
    was not stored has a reason."""
    for talk in talks(story, "STOW"):
        if talk.answer.status in (400, 401, 403, 413, 415) or talk.answer.status >= 500:
            continue
        sent = Counter(text(ds, INSTANCE) for ds in talk.asked.datasets)
        done = Counter(uid for answer in talk.answer.datasets for uid in stored_and_failed(answer)[0])
        failed = Counter(uid for answer in talk.answer.datasets for uid in stored_and_failed(answer)[1])
        wrong = [*_outcomes(talk, sent, done, failed), *_called(talk, done, failed), *_reasons(talk)]
        yield from wrong
        if not wrong:
            stored_count, refused_count = done.total(), failed.total()
            yield held(
                talk.archive,
                f"a store over DICOMweb was answered truly: {stored_count} stored, {refused_count} refused",
                **_details(talk),
            )


def _outcomes(talk: Talk, sent: Counter[str], done: Counter[str], failed: Counter[str]) -> Iterator[Finding]:
    for uid, times in sent.items():
        if (count := done[uid] + failed[uid]) != times and uid:
            yield fail(
                talk.archive,
                "a store over DICOMweb does not say once what became of an object",
                expected=f"{times} × {uid}",
                received=f"{count} × {uid}",
                **_details(talk),
            )
    for uid in sorted(done.keys() - sent.keys()):
        yield fail(
            talk.archive, "a store over DICOMweb names an object that was not sent", received=uid, **_details(talk)
        )


def _called(talk: Talk, done: Counter[str], failed: Counter[str]) -> Iterator[Finding]:
    status, stored_count, refused_count = talk.answer.status, done.total(), failed.total()
    lost_count = max(_number_sent(talk) - stored_count - refused_count, 0)
    right = 200 if not failed and not lost_count else 202 if done else 409
    if status == right or (right == 409 and status >= 400):
        return
    yield fail(
        talk.archive,
        "a store over DICOMweb was called what it was not",
        expected=CALLED.get(right, "a refusal"),
        received=f"HTTP {status}: {stored_count} stored, {refused_count} refused, {lost_count} not mentioned",
        severity="critical" if status == 200 else "",
        **_details(talk),
    )


def _number_sent(talk: Talk) -> int:
    """Objects of a store: a part each, or as many as the metadata describe."""
    sent = read(talk.asked.headers.get("content-type", ""))
    return len(talk.asked.datasets if sent is not None and sent.content in METADATA else talk.asked.payloads)


def _reasons(talk: Talk) -> Iterator[Finding]:
    for answer in talk.answer.datasets:
        for item in items(answer, "FailedSOPSequence"):
            if not text(item, "FailureReason"):
                yield fail(
                    talk.archive,
                    "a store over DICOMweb refuses an object without a reason",
                    received=text(item, "ReferencedSOPInstanceUID") or "empty",
                    where="(0008,1197) FailureReason",
                    **_details(talk),
                )
