"""Images retrieved, RAD-16: the counts of C-MOVE and C-GET, and that everything arrived."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held, note
from harness.checks.dimse import (
    PENDING,
    Details,
    answer_text,
    arrivals,
    covers,
    final_reply,
    hop,
    is_accepted,
    numbers,
    pending,
    retrievals,
    sop_instance,
    status_of,
    status_text,
    stores,
    text_of,
)
from harness.checks.rejection import rejected_before
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange

COUNTS = ("Remaining", "Completed", "Failed", "Warning")
PATIENCE_S = 1.0  # so long at least an archive waits for the answer to a C-STORE before it gives up a retrieve


def counts_of(reply: Exchange) -> dict[str, int | None]:
    """Numbers of sub-operations in a response; None where it leaves one out."""
    found = {}
    for name in COUNTS:
        value = reply.command.get(f"NumberOf{name}Suboperations") if reply.command is not None else None
        found[name] = value if isinstance(value, int) else None
    return found


@check("RET-01", "The counts of a retrieve add up", clause="PS3.4 C.4.2.1.5")
def counts(story: Story) -> Iterator[Finding]:
    """The final status is success or B000 unless provoked; the sum of the counts stays the same; a success has no
    failures and nothing remaining; B000 has a failure."""
    for request in retrievals(story):
        final = final_reply(story, request)
        if final is None:
            continue  # DIC-02
        found = [*_running(story, request), *(_kept_waiting(story, request, final) or _final(request, final))]
        yield from found
        if not found:
            yield held(
                request.receiver,
                f"the counts of the {request.kind} add up: {answer_text(story, request)}",
                hop=hop(request),
                exchanges=numbers(request, final),
            )


def _running(story: Story, request: Exchange) -> Iterator[Finding]:
    totals: set[int] = set()
    for reply in [*pending(story, request), final_reply(story, request)]:
        values = list(counts_of(reply).values()) if reply is not None else []
        if reply is not None and status_of(reply) in PENDING and None not in values:
            totals.add(sum(value for value in values if value is not None))
    if len(totals) > 1:
        yield fail(
            request.receiver,
            "the counts of sub-operations contradict each other from one answer to the next",
            expected="the same sum of remaining, completed, failed and warning",
            received=", ".join(map(str, sorted(totals))),
            hop=hop(request),
            exchanges=numbers(request, *pending(story, request)),
        )


def _kept_waiting(story: Story, request: Exchange, final: Exchange) -> list[Finding]:
    """A note where the archive gave a retrieve up while the destination owed it an answer: how long it waits for one is
    its own setting, and an archive that waited in vain is not to blame."""
    owed = [one for one in arrivals(story, request) or () if _unanswered(story, one, final)]
    if is_accepted(status_of(final)) or not owed or final.time - owed[0].time < PATIENCE_S:
        return []
    return [
        note(
            request.receiver,
            f"{request.receiver} gave up a retrieve, for {owed[0].receiver} had not answered it for "
            f"{final.time - owed[0].time:.1f} s",
            expected="a destination that answers at once",
            received=answer_text(story, request),
            hop=hop(request),
            exchanges=numbers(request, owed[0], final),
        )
    ]


def _unanswered(story: Story, store: Exchange, final: Exchange) -> bool:
    reply = story.reply(store)
    return reply is None or reply.number > final.number


def _final(request: Exchange, final: Exchange) -> Iterator[Finding]:
    status, values = status_of(final), counts_of(final)
    failed, remaining = values["Failed"] or 0, values["Remaining"] or 0
    shown = ", ".join(f"{name.lower()} {value}" for name, value in values.items() if value is not None)
    details: Details = {
        "hop": hop(request),
        "exchanges": numbers(request, final),
        "received": f"{status_text(status)}; {shown}",
    }
    if not is_accepted(status) and status != 0xFE00 and not request.deliberate:
        yield fail(
            request.receiver,
            f"{request.receiver} could not carry out a retrieve",
            expected="0000",
            severity="critical",
            **details,
        )
    if status == 0x0000 and failed:
        yield fail(
            request.receiver,
            "a retrieve with failures was called a success",
            expected="B000",
            severity="critical",
            **details,
        )
    if status == 0xB000 and not failed and values["Failed"] is not None:
        yield fail(request.receiver, "a retrieve without failures was called incomplete", expected="0000", **details)
    if status is not None and is_accepted(status) and remaining:
        yield fail(
            request.receiver, "a retrieve ended with sub-operations remaining", expected="none remaining", **details
        )
    if failed and not text_of(final.dataset, "FailedSOPInstanceUIDList"):
        yield note(request.receiver, "the failed instances are not named", expected="(0008,0058)", **details)


@check("RET-02", "Everything that was asked for arrived", clause="PS3.4 C.4.2.1.5", severity="critical")
def complete(story: Story) -> Iterator[Finding]:
    """What arrived is as many as the answer says, all that the archive had acknowledged, and nothing else."""
    for request in retrievals(story):
        final, found = final_reply(story, request), arrivals(story, request)
        if final is None or found is None or request.deliberate or not is_accepted(status_of(final)):
            continue
        problems = [*_claimed(story, request, final, found), *_missing(story, request, final, found)]
        yield from problems
        if not problems:
            yield held(
                request.receiver,
                f"all {len(found)} objects of the {request.kind} arrived",
                hop=hop(request),
                exchanges=numbers(request, final),
            )


def _claimed(story: Story, request: Exchange, final: Exchange, found: list[Exchange]) -> Iterator[Finding]:
    values = counts_of(final)
    if values["Completed"] is None:
        return
    claimed = values["Completed"] + (values["Warning"] or 0)
    good = [one for one in found if is_accepted(status_of(story.reply(one)))]
    once = {sop_instance(one) for one in good}  # one that was given up before may be read, and come again, meanwhile
    if claimed not in (len(good), len(once)):
        yield fail(
            request.receiver,
            f"{request.receiver} says that it sent {claimed} objects, and {len(good)} arrived",
            expected=f"{claimed} objects",
            received=f"{len(good)} objects",
            hop=hop(request),
            exchanges=numbers(request, final, *good[:20]),
        )


def _missing(story: Story, request: Exchange, final: Exchange, found: list[Exchange]) -> Iterator[Finding]:
    arrived = {sop_instance(one) for one in found}
    known = {one.uid: one for one in stores(story, receiver=request.receiver) if one.request.number < request.number}
    details: Details = {"hop": hop(request), "exchanges": numbers(request, final)}
    for uid, one in known.items():
        if one.accepted and covers(request, one) and uid not in arrived and not rejected_before(story, one, request):
            yield fail(
                request.receiver,
                f"{request.receiver} did not return an object that it had acknowledged",
                expected=uid,
                received="not sent",
                **details,
            )
    for uid in sorted(arrived & set(known)):
        if not covers(request, known[uid]):
            yield fail(
                request.receiver,
                "an object arrived that was not asked for",
                expected="nothing else",
                received=uid,
                **details,
            )


@check("RET-03", "A retrieve that cannot be done says why", clause="PS3.4 C.4.2.1.5", severity="minor")
def refusals(story: Story) -> Iterator[Finding]:
    """A provoked retrieve (unknown destination, nothing to send) must not be called a success with objects sent."""
    for request in retrievals(story):
        final = final_reply(story, request)
        if final is None or not request.deliberate:
            continue
        details: Details = {
            "hop": hop(request),
            "exchanges": numbers(request, final),
            "received": answer_text(story, request),
        }
        if "destination" in request.deliberate.lower() and request.kind == "C-MOVE-RQ":
            if status_of(final) == 0xA801:
                yield held(request.receiver, "an unknown move destination was refused", **details)
            elif is_accepted(status_of(final)):
                summary = "a retrieve to an unknown destination was called a success"
                yield fail(request.receiver, summary, expected="A801", severity="critical", **details)
            else:
                yield fail(
                    request.receiver,
                    "an unknown move destination was refused in other words",
                    expected="A801",
                    **details,
                )
