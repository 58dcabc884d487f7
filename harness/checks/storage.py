"""Images stored, RAD-8 and RAD-18: accepted, really there, and what their commands say. (Unchanged: STO-03.)

Of ``STO-06`` a step may ask with facts (sender): then what was refused for want of resources is looked at too.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from harness.checks import check, fail, held, note
from harness.checks.dimse import (
    Details,
    Stored,
    answer_text,
    arrivals,
    covers,
    final_reply,
    hop,
    is_accepted,
    is_warning,
    numbers,
    pending,
    remembered,
    retrievals,
    sop_class,
    sop_instance,
    status_of,
    status_text,
    stores,
    text_of,
)
from harness.checks.query import level_of, queries
from harness.checks.rejection import rejected_before
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import elements
from simulators.wire.elements import tag_of

OUT_OF_RESOURCES = 0xA700  # and the 255 after it


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
        and refused.status & 0xFF00 == OUT_OF_RESOURCES
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
    for one in first_accepted(story):
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


def first_accepted(story: Story) -> list[Stored]:
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


@check("STO-06", "What was not taken is sent again", clause="PS3.4 B.2.3", severity="critical")
def sent_again(story: Story, *, sender: str = "") -> Iterator[Finding]:
    """Objects of modalities whose transfer our side cut, where the station has sent others since; with ``sender``,
    every object of that station that was cut off or answered A7xx (out of resources)."""
    mine = stores(story, sender=sender or "modality")
    lost = {one.uid: one for one in mine if _was_cut(story, one) or (sender and _was_refused(one))}
    later = {one.uid for one in mine if one.accepted and one.uid in lost}
    for uid, one in lost.items():
        station = one.request.sender
        if uid not in later and (sender or _went_on(mine, one)):
            yield fail(
                station,
                f"{station} did not send again what was not taken",
                expected="the object sent again, and accepted",
                received=answer_text(story, one.request) if one.reply else "never sent again",
                where=f"SOP Instance UID {uid}",
                hop=hop(one.request),
                exchanges=numbers(one.request, one.reply),
            )
    for station in sorted({lost[uid].request.sender for uid in later}):
        count = sum(lost[uid].request.sender == station for uid in later)
        yield held(station, f"{station} sent {count} objects again that were not taken at first")


def _was_cut(story: Story, one: Stored) -> bool:
    return one.reply is None and one.request.connection in story.cut


def _was_refused(one: Stored) -> bool:
    return (one.status or 0) & 0xFF00 == OUT_OF_RESOURCES


def _went_on(mine: list[Stored], lost: Stored) -> bool:
    """Whether the station has stored something else at the same place on a later connection."""
    return any(
        one.accepted
        and one.uid != lost.uid
        and one.request.number > lost.request.number
        and one.request.connection != lost.request.connection
        and (one.request.sender, one.request.receiver) == (lost.request.sender, lost.request.receiver)
        for one in mine
    )
