"""Query of stored studies, RAD-11 and RAD-14: C-FIND at patient and study root.

Checks with facts: ``QR-04`` (level="STUDY", uids=None, count=None, requester=""): what the last answer holds;
``QR-05`` (held_by_study, requester=""): what it says of how much there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.dimse import (
    Details,
    final_reply,
    hop,
    is_accepted,
    lost_letters,
    numbers,
    pending,
    sop_class,
    status_of,
    status_text,
    text_of,
)
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import elements, matching
from simulators.wire.elements import name_of, tag_of

MODELS = frozenset({"1.2.840.10008.5.1.4.1.2.1.1", "1.2.840.10008.5.1.4.1.2.2.1"})
UNIQUE = {
    "PATIENT": "PatientID",
    "STUDY": "StudyInstanceUID",
    "SERIES": "SeriesInstanceUID",
    "IMAGE": "SOPInstanceUID",
}
REQUIRED = frozenset(
    map(
        tag_of,
        (
            *("StudyDate", "StudyTime", "AccessionNumber", "PatientName", "PatientID", "StudyID", "Modality"),
            *("SeriesNumber", "InstanceNumber", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"),
        ),
    )
)
COUNTS = ("NumberOfStudyRelatedSeries", "NumberOfStudyRelatedInstances")
_ADDED = frozenset(
    map(
        tag_of,
        (
            "SpecificCharacterSet",
            "TimezoneOffsetFromUTC",
            "RetrieveAETitle",
            "InstanceAvailability",
            "StorageMediaFileSetID",
            "StorageMediaFileSetUID",
            "QueryRetrieveLevel",
        ),
    )
)


def queries(story: Story) -> list[Exchange]:
    """The C-FIND requests at patient and study root."""
    return [request for request in story.dimse("C-FIND-RQ") if sop_class(request) in MODELS]


def level_of(query: Exchange) -> str:
    return text_of(query.dataset, "QueryRetrieveLevel")


@check("QR-01", "The archive answers queries as C-FIND demands", clause="PS3.4 C.4.1.1.4", severity="critical")
def answers(story: Story) -> Iterator[Finding]:
    """Pending answers carry an identifier, the final one does not; it is success, or cancel after a C-CANCEL."""
    for query in queries(story):
        final = final_reply(story, query)
        if final is None:
            continue  # DIC-02
        status, details = status_of(final), {"hop": hop(query), "exchanges": numbers(query, final)}
        cancelled = any(one.connection == query.connection for one in story.after(query, story.dimse("C-CANCEL-RQ")))
        empty = [reply for reply in pending(story, query) if reply.dataset is None]
        if empty:
            yield fail(query.receiver, f"{len(empty)} pending answers hold no identifier", **details)
        if is_accepted(status) or (status == 0xFE00 and cancelled):
            if not empty:
                yield held(query.receiver, f"{query.receiver} answered a query of {query.sender}", **details)
        elif not query.deliberate:
            comment = text_of(final.command, "ErrorComment")
            yield fail(
                query.receiver,
                f"{query.receiver} refused the query of {query.sender}",
                expected="0000 success",
                received=f"{status_text(status)} {comment}".strip(),
                **details,
            )


@check("QR-02", "Every answer is one that was asked for", clause="PS3.4 C.2.2.2", severity="critical")
def selection(story: Story) -> Iterator[Finding]:
    """Each answer is matched against the query. A stored value that is unknown may match any key (C.2.2.1.2).

    Required and unique keys must be matched; an optional one that is not is noted unless the status is FF01.
    """
    for query in queries(story):
        replies = [reply for reply in pending(story, query) if reply.dataset is not None]
        found = [finding for reply in replies for finding in _mismatches(query, reply)]
        yield from found
        if replies and not found:
            summary = f"{len(replies)} answers are what {query.sender} asked for"
            yield held(query.receiver, summary, hop=hop(query), exchanges=numbers(query))


def _mismatches(query: Exchange, reply: Exchange) -> Iterator[Finding]:
    asked, answer = query.dataset or Dataset(), reply.dataset or Dataset()
    for tag in elements.tags(asked):
        alone = Dataset()
        elements.copy_element(asked, tag, alone)
        elements.copy_element(asked, 0x00080005, alone)
        name, found = elements.text(asked, tag), elements.text(answer, tag)
        if matching.matches(answer, alone, unknown_matches=True) or lost_letters(name, found):
            continue
        details: Details = {
            "expected": f"{name_of(tag)} {name}",
            "received": found or "empty",
            "where": name_of(tag),
            "hop": hop(reply),
            "exchanges": numbers(query, reply),
        }
        if tag in REQUIRED:
            yield fail(query.receiver, f"{query.receiver} answered with something that was not asked for", **details)
        elif status_of(reply) != 0xFF01:
            yield note(query.receiver, "an optional key was not matched, and the status is not FF01", **details)


@check("QR-03", "Every answer can be told from the others", clause="PS3.4 C.2.2.1.1")
def identity(story: Story) -> Iterator[Finding]:
    """The unique key of the level has a value, none comes twice, the level is the asked one, nothing unasked."""
    for query in queries(story):
        key = UNIQUE.get(level_of(query))
        replies = [reply for reply in pending(story, query) if reply.dataset is not None]
        if key is None or not replies or query.deliberate:
            continue
        found = list(_identity(query, replies, key))
        yield from found
        if not any(one.verdict == "FAIL" for one in found):
            yield held(query.receiver, f"{len(replies)} answers, each with its own {key}", hop=hop(query))


def _identity(query: Exchange, replies: list[Exchange], key: str) -> Iterator[Finding]:
    seen: dict[str, Exchange] = {}
    for reply in replies:
        value = text_of(reply.dataset, key)
        details: Details = {"where": name_of(tag_of(key)), "hop": hop(reply), "exchanges": numbers(query, reply)}
        if not value and query.dataset is not None and (key in query.dataset or key != "PatientID"):
            yield fail(
                query.receiver, f"an answer has no {key}", expected="a value", received="empty or absent", **details
            )
        elif value in seen and key != "PatientID":  # two issuers may use one patient ID
            details["exchanges"] = numbers(query, seen[value], reply)
            yield fail(
                query.receiver, f"{key} {value} is in two answers", expected="one answer", received="two", **details
            )
        seen.setdefault(value, reply)
        level = text_of(reply.dataset, "QueryRetrieveLevel")
        if level and level != level_of(query):
            details["where"] = name_of(tag_of("QueryRetrieveLevel"))
            summary = "an answer names another level than was asked"
            yield fail(query.receiver, summary, expected=level_of(query), received=level, **details)
        extra = [
            tag
            for tag in elements.tags(reply.dataset or Dataset())
            if tag not in (query.dataset or ()) and tag not in _ADDED and name_of(tag) != name_of(tag_of(key))
        ]
        if extra:
            shown = ", ".join(name_of(tag) for tag in extra[:6])
            yield note(
                query.receiver,
                f"an answer holds {len(extra)} attributes that were not asked for",
                clause="PS3.4 C.4.1.1.3.2",
                received=shown,
                **{**details, "where": ""},
            )


@check(
    "QR-04",
    "The archive finds what is stored, and nothing more",
    clause="PS3.4 C.4.1.2",
    always=False,
    severity="critical",
)
def holds(
    story: Story,
    *,
    level: str = "STUDY",
    uids: Collection[str] | None = None,
    count: int | None = None,
    requester: str = "",
) -> Iterator[Finding]:
    """The last answered query at ``level`` (of ``requester``) found exactly these unique keys, or so many answers."""
    query = _last_answered(story, level, requester)
    if query is None:
        yield fail("pacs", f"no query at {level} level was answered", expected="an answer", received="none")
        return
    replies = pending(story, query)
    found = {text_of(reply.dataset, UNIQUE[level]) for reply in replies}
    details: Details = {
        "where": name_of(tag_of(UNIQUE[level])),
        "hop": hop(query),
        "exchanges": numbers(query, *replies[:20]),
    }
    wrong = False
    for uid in sorted(set(uids or ()) - found):
        wrong = True
        yield fail(
            query.receiver,
            f"{query.receiver} does not find what it should hold",
            expected=uid,
            received="not found",
            **details,
        )
    for uid in sorted(found - set(uids)) if uids is not None else ():
        wrong = True
        yield fail(
            query.receiver,
            f"{query.receiver} finds more than it should",
            expected="nothing else",
            received=uid,
            **details,
        )
    if count is not None and len(replies) != count:
        wrong = True
        yield fail(
            query.receiver,
            f"{query.receiver} finds {len(replies)} where {count} were expected",
            expected=str(count),
            received=str(len(replies)),
            **details,
        )
    if not wrong:
        yield held(query.receiver, f"{query.receiver} finds what it should, {len(replies)} at {level} level", **details)


def _last_answered(story: Story, level: str, requester: str) -> Exchange | None:
    asked = [query for query in queries(story) if level_of(query) == level and requester in ("", query.sender)]
    answered = [query for query in asked if final_reply(story, query) is not None]
    return answered[-1] if answered else None


@check("QR-05", "The archive counts what it has", clause="PS3.4 C.3.4", always=False)
def counts(story: Story, *, held_by_study: Mapping[str, tuple[int, int]], requester: str = "") -> Iterator[Finding]:
    """The last answered query at STUDY level: its numbers of series and objects are those that the archive names one by
    one. ``held_by_study`` says how many series and objects it named. Both keys are optional: without a value, they are
    not judged."""
    query = _last_answered(story, "STUDY", requester)
    for reply in pending(story, query) if query is not None else ():
        expected = held_by_study.get(text_of(reply.dataset, "StudyInstanceUID"))
        for keyword, count in zip(COUNTS, expected or (), strict=False):
            yield from _counted(reply, keyword, count)


def _counted(reply: Exchange, keyword: str, count: int) -> Iterator[Finding]:
    said = text_of(reply.dataset, keyword).strip()
    details: Details = {"where": name_of(tag_of(keyword)), "hop": hop(reply), "exchanges": numbers(reply)}
    if said and said != str(count):
        summary = f"{reply.sender} counts a study wrongly"
        yield fail(reply.sender, summary, expected=str(count), received=said, **details)
    elif said:
        yield held(reply.sender, f"{reply.sender} counts a study rightly", **details)
