"""The modality worklist, RAD-5: what each entry must hold, that it is what was asked for, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.dimse import (
    WORKLIST,
    Details,
    final_reply,
    hop,
    items_of,
    lost_letters,
    numbers,
    of_class,
    pending,
    status_of,
    status_text,
    text_of,
)
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import elements, matching, moments
from simulators.wire.elements import name_of, tag_of
from simulators.wire.worklist import ITEM_KEYS, STEP_KEYS

_STEP = "(0040,0100)[1] > "
# "at least one of the two" (Table K.6-1)
_EITHER = (
    (True, "ScheduledProcedureStepDescription", "ScheduledProtocolCodeSequence"),
    (False, "RequestedProcedureDescription", "RequestedProcedureCodeSequence"),
)
_ALWAYS_ALLOWED = frozenset(map(tag_of, ("SpecificCharacterSet", "TimezoneOffsetFromUTC"))) | {0x0040A390}


def queries(story: Story) -> list[Exchange]:
    """The C-FIND requests on the worklist."""
    return of_class(story.dimse("C-FIND-RQ"), WORKLIST)


@check("MWL-01", "The worklist answers queries as C-FIND demands", clause="PS3.4 K.4.1.1.4", severity="critical")
def answers(story: Story) -> Iterator[Finding]:
    """Pending answers carry an identifier, the final one does not; it is success, or cancel after a C-CANCEL."""
    for query in queries(story):
        final = final_reply(story, query)
        details: Details = {"hop": hop(query), "exchanges": numbers(query, final)}
        wrong = False
        for reply in pending(story, query):
            if reply.dataset is None:
                wrong = True
                yield fail(query.receiver, "a pending worklist answer holds no entry", **details)
        if final is None:
            continue  # DIC-02
        status = status_of(final)
        cancelled = status == 0xFE00 and _was_cancelled(story, query)
        if status == 0 and final.dataset is not None and len(final.dataset):
            wrong = True
            yield fail(query.receiver, "the final worklist answer holds an entry", severity="minor", **details)
        elif status not in (0, None) and not cancelled and not query.deliberate:
            wrong = True
            yield _refused(query, final, details)
        if not wrong:
            yield held(query.receiver, f"the worklist answered the query of {query.sender}", **details)


def _refused(query: Exchange, final: Exchange, details: Details) -> Finding:
    return fail(
        query.receiver,
        f"the worklist refused the query of {query.sender}",
        expected="0000 success",
        received=f"{status_text(status_of(final))} {text_of(final.command, 'ErrorComment')}".strip(),
        **details,
    )


def _was_cancelled(story: Story, query: Exchange) -> bool:
    return any(one.connection == query.connection for one in story.after(query, story.dimse("C-CANCEL-RQ")))


@check("MWL-02", "Every worklist entry carries what it must", clause="PS3.4 Table K.6-1")
def content(story: Story) -> Iterator[Finding]:
    """Asked keys of type 1 have a value, those of type 2 are there, one of each 1C pair; one item in (0040,0100)."""
    for query in queries(story):
        for reply in pending(story, query):
            if reply.dataset is None or query.dataset is None:
                continue
            found = list(_judge_entry(query, reply))
            yield from found
            if not any(one.verdict == "FAIL" for one in found):
                yield held(
                    query.receiver,
                    "a worklist entry carries every attribute it must",
                    hop=hop(reply),
                    exchanges=numbers(reply),
                )


def _judge_entry(query: Exchange, reply: Exchange) -> Iterator[Finding]:
    asked, entry = query.dataset, reply.dataset
    assert asked is not None
    assert entry is not None
    details: Details = {"hop": hop(reply), "exchanges": numbers(query, reply)}
    yield from _types(asked, entry, ITEM_KEYS, "", query.receiver, details)
    asked_steps, steps = (
        items_of(asked, "ScheduledProcedureStepSequence"),
        items_of(entry, "ScheduledProcedureStepSequence"),
    )
    if "ScheduledProcedureStepSequence" in asked and len(steps) != 1:
        yield fail(
            query.receiver,
            f"a worklist entry holds {len(steps)} scheduled procedure steps",
            expected="one item in (0040,0100)",
            received=f"{len(steps)} items",
            where=name_of(0x00400100),
            severity="critical",
            **details,
        )
    if steps and asked_steps:
        yield from _types(asked_steps[0], steps[0], STEP_KEYS, _STEP, query.receiver, details)
    for in_step, description, codes in _EITHER:
        keys, values = (asked_steps[0], steps[0]) if in_step and asked_steps and steps else (asked, entry)
        if description in keys and codes in keys and not text_of(values, description) and not items_of(values, codes):
            yield fail(
                query.receiver,
                "a worklist entry says neither in words nor in a code what is to be done",
                expected=f"{name_of(tag_of(description))} or {name_of(tag_of(codes))}",
                received="neither",
                where=(_STEP if in_step else "") + name_of(tag_of(description)),
                **details,
            )
    yield from _unasked(asked, entry, query.receiver, details)


def _types(
    asked: Dataset, entry: Dataset, keys: dict[str, str], path: str, role: str, details: Details
) -> Iterator[Finding]:
    for keyword, kind in keys.items():
        if kind not in ("1", "2") or keyword not in asked:
            continue
        name = path + name_of(tag_of(keyword))
        if keyword not in entry:
            yield fail(
                role,
                f"a worklist entry lacks {keyword}",
                expected=f"type {kind}, asked for",
                received="absent",
                where=name,
                severity="major" if kind == "1" else "minor",
                **details,
            )
        elif kind == "1" and not elements.values(entry, keyword) and not items_of(entry, keyword):
            yield fail(
                role,
                f"a worklist entry has no {keyword}",
                expected="a value (type 1)",
                received="empty",
                where=name,
                **details,
            )


def _unasked(asked: Dataset, entry: Dataset, role: str, details: Details) -> Iterator[Finding]:
    extra = [tag for tag in elements.tags(entry) if tag not in asked and tag not in _ALWAYS_ALLOWED]
    if extra:
        yield note(
            role,
            f"a worklist entry holds {len(extra)} attributes that were not asked for",
            clause="PS3.4 K.4.1.1.3.2",
            received=", ".join(name_of(tag) for tag in extra[:6]),
            **details,
        )


@check("MWL-03", "Every worklist entry is one that was asked for", clause="PS3.4 K.2.2.2, C.2.2.2", severity="critical")
def selection(story: Story) -> Iterator[Finding]:
    """Each answer is matched against the query: another station, day, modality or patient must not appear.

    Only required matching keys decide; an optional one that the SCP does not match is a return key (then FF01 is due).
    """
    for query in queries(story):
        if query.dataset is None:
            continue
        replies = [reply for reply in pending(story, query) if reply.dataset is not None]
        found = [finding for reply in replies for finding in _mismatches(query, reply)]
        yield from found
        if replies and not found:
            yield held(
                query.receiver, f"{len(replies)} worklist entries are what {query.sender} asked for", hop=hop(query)
            )


_REQUIRED_ITEM = frozenset(map(tag_of, ("PatientName", "PatientID")))
_REQUIRED_STEP = frozenset(
    map(
        tag_of,
        (
            *("ScheduledStationAETitle", "ScheduledProcedureStepStartDate", "ScheduledProcedureStepStartTime"),
            *("Modality", "ScheduledPerformingPhysicianName"),
        ),
    )
)
_DATE, _TIME = tag_of("ScheduledProcedureStepStartDate"), tag_of("ScheduledProcedureStepStartTime")


def _is_interval(keys: Dataset) -> bool:
    """Whether date and time are asked as one interval; they are judged together then."""
    return moments.joined(elements.text(keys, _DATE), elements.text(keys, _TIME)) is not None


def _mismatches(query: Exchange, reply: Exchange) -> Iterator[Finding]:
    asked, entry = query.dataset, reply.dataset
    assert asked is not None
    assert entry is not None
    step = (items_of(entry, "ScheduledProcedureStepSequence") or [Dataset()])[0]
    asked_step = (items_of(asked, "ScheduledProcedureStepSequence") or [Dataset()])[0]
    for keys, values, required, path in ((asked, entry, _REQUIRED_ITEM, ""), (asked_step, step, _REQUIRED_STEP, _STEP)):
        for tag in elements.tags(keys):
            if tag == 0x00400100 or (tag == _TIME and _is_interval(keys)):
                continue
            alone = _only(keys, {tag, _TIME} if tag == _DATE and _is_interval(keys) else {tag})
            alone.update(_only(asked, {0x00080005}))
            name, found = elements.text(keys, tag), elements.text(values, tag)
            if matching.matches(values, alone) or lost_letters(name, found):
                continue
            details: Details = {
                "expected": f"{name_of(tag)} {name}",
                "received": found or "empty",
                "where": path + name_of(tag),
                "hop": hop(reply),
                "exchanges": numbers(query, reply),
            }
            if tag in required:
                yield fail(
                    query.receiver, f"the worklist of {query.sender} shows an entry that was not asked for", **details
                )
            elif status_of(reply) != 0xFF01:
                yield note(query.receiver, "an optional key was not matched, and the status is not FF01", **details)


def _only(ds: Dataset, wanted: set[int]) -> Dataset:
    result = Dataset()
    for tag in elements.tags(ds):
        if tag in wanted:
            elements.copy_element(ds, tag, result)
    return result


@check("MWL-04", "A scheduled step appears once in a worklist", clause="PS3.4 K.6.1.2.1", severity="critical")
def once(story: Story) -> Iterator[Finding]:
    """For one query, each scheduled procedure step is in one answer only."""
    for query in queries(story):
        seen: dict[tuple[str, str, str], Exchange] = {}
        doubled = False
        for reply in pending(story, query):
            step = text_of(reply.dataset, "ScheduledProcedureStepSequence", "ScheduledProcedureStepID")
            key = (text_of(reply.dataset, "PatientID"), text_of(reply.dataset, "RequestedProcedureID"), step)
            if step and key in seen:
                doubled = True
                yield fail(
                    query.receiver,
                    f"the worklist shows scheduled step {step} twice",
                    expected="one entry",
                    received="two entries",
                    where="(0040,0009) ScheduledProcedureStepID",
                    hop=hop(reply),
                    exchanges=numbers(query, seen[key], reply),
                )
            seen[key] = reply
        if seen and not doubled:
            yield held(query.receiver, f"{len(seen)} worklist entries, each once", hop=hop(query))
