"""A performed procedure step is passed on to everybody who needs it, as it was.

Check with facts: ``PPS-05`` (to="pacs", source="ris", uids=None): every step that ``source`` accepted reached ``to``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from harness.checks import check, fail, held, note
from harness.checks.dimse import Details, hop, numbers, sop_instance, text_of
from harness.checks.procedure_step import accepted, lives
from harness.checks.story import Story
from harness.checks.unchanged import ORDER, PATIENT, PATIENT_EVENTS
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire.difference import compare


@check("PPS-05", "A performed step is passed on to everybody who needs it", clause="PS3.4 F.7", always=False)
def forwarded(
    story: Story, *, to: str = "pacs", source: str = "ris", uids: Collection[str] | None = None
) -> Iterator[Finding]:
    """Each N-CREATE and N-SET that ``source`` accepted from a station reached ``to`` within ``notification_s``."""
    for life in lives(story):
        if not story.matches(life.receiver, source) or (uids is not None and life.uid not in uids):
            continue
        for request in life.requests:
            if accepted(story, request) and not story.matches(life.sender, source):
                yield _passed_on(story, request, to)


def _passed_on(story: Story, request: Exchange, to: str) -> Finding:
    reply = story.reply(request)
    assert reply is not None  # it was accepted
    found = [one for one in _copies(story, request) if story.matches(one.receiver, to)]
    details: Details = {"hop": f"{request.receiver}→{to}", "exchanges": numbers(request, reply, *found)}
    what = f"the {request.kind} of performed step {sop_instance(request)}"
    if not found:
        return fail(
            request.receiver,
            f"{request.receiver} did not pass on a performed step to {to}",
            expected=what,
            received="nothing",
            **details,
        )
    waited = found[0].time - reply.time
    limit = story.limits.notification_s
    if waited > limit:
        return fail(
            request.receiver,
            f"{request.receiver} passed on a performed step late",
            expected=f"within {limit:g} s",
            received=f"after {waited:.1f} s",
            **details,
        )
    return held(request.receiver, f"{request.receiver} passed on {what} to {to}", **details)


def _copies(story: Story, request: Exchange) -> list[Exchange]:
    """The same operation on the same step, sent on by who received it."""
    status = text_of(request.dataset, "PerformedProcedureStepStatus")
    return [
        one
        for one in story.after(request, story.dimse(request.kind, sender=request.receiver))
        if sop_instance(one) == sop_instance(request) and text_of(one.dataset, "PerformedProcedureStepStatus") == status
    ]


@check("PPS-06", "A performed step is passed on as it was", clause="PS3.4 F.7")
def copied(story: Story) -> Iterator[Finding]:
    """Wherever a receiver passes a step on, every attribute is compared; each difference is reported.

    After a patient update the forwarder may correct the patient; such a difference is noted.
    """
    for life in lives(story):
        for request in life.requests:
            for copy in _copies(story, request):
                if request.dataset is None or copy.dataset is None or not accepted(story, request):
                    continue
                differences = [one for one in compare(request.dataset, copy.dataset) if not one.is_only_presence]
                for one in differences:
                    may_differ = bool(one.tags & (PATIENT | ORDER | {0x00080005})) and _updated(story, copy, one.tag)
                    say = note if may_differ else fail
                    yield say(
                        copy.sender,
                        f"{copy.sender} changed {one.path} of a performed step that it passed on",
                        expected=one.original or "absent",
                        received=one.other or "absent",
                        where=one.path,
                        hop=hop(copy),
                        exchanges=numbers(request, copy),
                    )
                if not differences:
                    yield held(
                        copy.sender,
                        f"{copy.sender} passed on a performed step unchanged",
                        hop=hop(copy),
                        exchanges=numbers(request, copy),
                    )


def _updated(story: Story, copy: Exchange, tag: int) -> bool:
    if tag == 0x00080005:
        return True  # text is compared after decoding: only its encoding differs
    messages = [one for one in story.before(copy, story.hl7()) if one.receiver == copy.sender]
    return any(one.kind.startswith((*PATIENT_EVENTS, "ORM", "OMG")) for one in messages)
