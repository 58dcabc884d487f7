"""Routing: what a rule names arrives at each destination once, in time, and nothing else does. (Unchanged: STO-03.)

Check with facts: ``ROU-01`` (rules, time_zone="UTC", source="pacs"). A rule has ``to`` and the conditions
``modality``, ``body_part``, ``station``, ``called_ae_title`` (several values are alternatives, none matches all) and
``between`` (two local times HHMM), in itself or in its ``when``; ``within_s`` where it has a limit of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from harness.checks import check, fail, held
from harness.checks.dimse import Details, Stored, ae_titles, is_accepted, numbers, status_of, stores, text_of
from harness.checks.rejection import notes, rejected_by
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange


def destinations_of(story: Story, one: Stored, rules: Sequence[Any], time_zone: str) -> dict[str, float]:
    """The destinations that the rules name for a stored object, with their limit in seconds."""
    found: dict[str, float] = {}
    for rule in rules:
        if _applies(story, one, getattr(rule, "when", rule), time_zone):
            limit = getattr(rule, "within_s", None) or story.limits.routing_s
            for name in rule.to:
                found[name] = min(found.get(name, limit), limit)
    return found


def _applies(story: Story, one: Stored, when: Any, time_zone: str) -> bool:
    calling, called = ae_titles(story, one.request)
    stations = {one.text("StationName"), calling, one.request.sender}
    return (
        _one_of(when, "modality", {one.text("Modality")})
        and _one_of(when, "body_part", {one.text("BodyPartExamined")})
        and _one_of(when, "station", stations)
        and _one_of(when, "called_ae_title", {called})
        and _in_hours(getattr(when, "between", None), one.request.time, time_zone)
    )


def _one_of(when: Any, name: str, values: set[str]) -> bool:
    wanted = getattr(when, name, None)
    return not wanted or bool(set(wanted) & values)


def _in_hours(between: Sequence[str] | None, moment: float, time_zone: str) -> bool:
    if not between:
        return True
    now = datetime.fromtimestamp(moment, ZoneInfo(time_zone)).strftime("%H%M")
    first, last = between
    return first <= now < last if first <= last else now >= first or now < last


@check(
    "ROU-01",
    "What a rule names arrives at each destination, and nothing else does",
    always=False,
    severity="critical",
    clause="the site's routing rules",
)
def complete(
    story: Story, *, rules: Sequence[Any], time_zone: str = "UTC", source: str = "pacs", studies: Collection[str] = ()
) -> Iterator[Finding]:
    """Each object stored at ``source`` is followed to every destination: present, once, within the limit. A rejection
    note may follow what it rejects, and what was rejected before it was due may stay where it is. ``studies``: only
    their objects are followed, for others may still be under way; what no rule names is found in any case."""
    sent = _sent(story, source)
    expected: dict[tuple[str, str], tuple[Stored, float]] = {}
    for one in stores(story, receiver=source):
        if one.accepted:
            for name, limit in destinations_of(story, one, rules, time_zone).items():
                expected.setdefault((name, one.uid), (one, limit))
    counts: dict[str, int] = {}
    for (name, uid), (one, limit) in expected.items():
        if studies and text_of(one.request.dataset, "StudyInstanceUID") not in studies:
            continue
        if (name, uid) not in sent and _rejected_within(story, one, limit):
            continue
        found = list(_judge(story, one, sent.get((name, uid), []), name, limit))
        yield from found
        counts[name] = counts.get(name, 0) + (not found)
    for (name, uid), exchanges in sent.items():
        if (name, uid) not in expected and not _follows(story, name, uid, sent):
            yield fail(
                exchanges[0].sender,
                f"{name} was sent an object that no rule names",
                expected=f"nothing but what the rules name for {name}",
                received=f"{text_of(exchanges[0].dataset, 'Modality')} {uid}",
                hop=f"{exchanges[0].sender}→{name}",
                exchanges=numbers(*exchanges),
            )
    for name, count in counts.items():
        if count:
            yield held(source, f"{count} objects arrived at {name}", hop=f"{source}→{name}")


def _rejected_within(story: Story, one: Stored, limit: float) -> bool:
    """Whether a note that its archive accepted rejected the object before it was due at a destination."""
    assert one.reply is not None  # it was accepted
    due = one.reply.time + limit
    return any(
        note.accepted and note.request.receiver == one.request.receiver and note.request.time <= due
        for note in notes(story)
        if one.uid in rejected_by(note)
    )


def _follows(story: Story, name: str, uid: str, sent: Container[tuple[str, str]]) -> bool:
    """Whether the object is a note that rejects something which ``name`` was sent too."""
    return any((name, rejected) in sent for note in notes(story) if note.uid == uid for rejected in rejected_by(note))


def _sent(story: Story, source: str) -> dict[tuple[str, str], list[Exchange]]:
    """What ``source`` sent of its own accord to destinations: no sub-operations of a retrieve."""
    found: dict[tuple[str, str], list[Exchange]] = {}
    for one in stores(story, sender=source):
        is_retrieve = bool(text_of(one.request.command, "MoveOriginatorMessageID"))
        if not is_retrieve and story.kind_of(one.request.receiver) == "destination":
            found.setdefault((one.request.receiver, one.uid), []).append(one.request)
    return found


def _judge(story: Story, one: Stored, sent: list[Exchange], name: str, limit: float) -> Iterator[Finding]:
    taken = [each for each in sent if is_accepted(status_of(story.reply(each)))]
    source = one.request.receiver
    details: Details = {"hop": f"{source}→{name}", "exchanges": numbers(one.request, one.reply, *sent)}
    if not taken:
        received = f"{len(sent)} attempts, none accepted" if sent else "nothing"
        yield fail(
            source,
            f"{source} did not deliver an object to {name}",
            expected=f"{one.uid} at {name}",
            received=received,
            **details,
        )
        return
    if len(taken) > 1:
        yield fail(
            source,
            f"{source} delivered an object to {name} {len(taken)} times",
            expected="once",
            received=f"{len(taken)} times {one.uid}",
            severity="major",
            **details,
        )
    taken_at, stored_at = story.reply(taken[0]), one.reply
    assert taken_at is not None  # it was accepted
    assert stored_at is not None  # it was accepted
    waited = taken_at.time - stored_at.time
    if waited > limit:
        yield fail(
            source,
            f"{source} delivered an object to {name} late",
            expected=f"within {limit:g} s",
            received=f"after {waited:.1f} s",
            severity="major",
            **details,
        )
