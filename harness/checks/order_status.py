"""The status that the placer hears: in progress when the step begins, completed when it ends (RAD-3 SC)."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held, note
from harness.checks.acquired import scheduled_for
from harness.checks.dicom_traces import performed_steps, worklist_items
from harness.checks.dimse import MPPS, is_accepted, of_class, sop_instance, status_of, text_of
from harness.checks.linking import accepted_orders, share_a_number
from harness.checks.propagation import order_of, schedule_of
from harness.checks.story import Story
from harness.checks.traces import Trace, filler_notices
from harness.verdict import Finding
from simulators.transcript import Exchange

_WORDS = {"IP": "in progress", "CM": "completed"}


@check("ORD-08", "The placer hears when the examination begins and ends", clause="IHE RAD TF, RAD-3 SC; ORC-5 IP, CM")
def status_told(story: Story) -> Iterator[Finding]:
    """For each order of the placer: SC with IP after the first N-CREATE, SC with CM after the N-SET to COMPLETED.

    Asked only of a RIS that claims RAD-3 or tells statuses at all, and CM only of orders of one step.
    """
    if not _tells(story):
        return
    begun: set[str] = set()
    for step in performed_steps(story):
        created = story.reply(step.exchange)
        if step.exchange.deliberate or step.exchange.receiver != "ris" or not is_accepted(status_of(created)):
            continue
        for order in _orders(story, step):
            number = order.text("placer")
            if number not in begun:
                begun.add(number)
                yield from _heard(story, order, step.exchange, "IP")
            end = _completed(story, step)
            if end is not None and _steps(story, order) == 1:
                yield from _heard(story, order, end, "CM")


def _tells(story: Story) -> bool:
    told = any(one.control == "SC" and one.exchange.sender == "ris" for one in filler_notices(story))
    return told or (bool(story.claims) and story.claimed("ris", "RAD-3") and bool(accepted_orders(story)))


def _orders(story: Story, step: Trace) -> list[Trace]:
    """The placer's orders that a performed step serves; none when it is unscheduled."""
    scheduled = scheduled_for(story, step, step.exchange.number)
    found = [order_of(story, item) for item, _ in scheduled.pairs] if scheduled else []
    return [one.trace for one in found if one is not None]


def _completed(story: Story, step: Trace) -> Exchange | None:
    """The accepted N-SET that completed this step."""
    for change in of_class(story.dimse("N-SET-RQ", receiver="ris"), MPPS):
        same = sop_instance(change) == step.uid and not change.deliberate
        if same and text_of(change.dataset, "PerformedProcedureStepStatus") == "COMPLETED":
            return change if is_accepted(status_of(story.reply(change))) else None
    return None


def _steps(story: Story, order: Trace) -> int:
    """How many scheduled steps the order has, as far as the worklist showed."""
    found = set()
    for item in worklist_items(story):
        upstream = order_of(story, item)
        if upstream is not None and upstream.trace.text("placer") == order.text("placer"):
            found.add((item.text("rp_id"), item.text("sps_id")))
    return len(found)


def _heard(story: Story, order: Trace, since: Exchange, status: str) -> Iterator[Finding]:
    told = [
        one
        for one in filler_notices(story)
        if one.control == "SC" and one.text("status") == status and _is_about(story, one, order)
    ]
    after = [one for one in told if one.exchange.number > since.number]
    limit = story.limits.notification_s
    details = {
        "expected": f"SC with ORC-5 {status} within {limit:g} s",
        "where": "ORC-5",
        "hop": "ris→emr",
        "exchanges": (since.number, *(one.exchange.number for one in after[:1])),
    }
    if after and after[0].exchange.time - since.time <= limit:
        yield held("ris", f"the placer heard that the examination is {_WORDS[status]}", received=status, **details)
    elif after:
        seconds = after[0].exchange.time - since.time
        yield fail("ris", f"the placer heard late that the examination is {_WORDS[status]}",
                   received=f"after {seconds:.1f} s", **details)  # fmt: skip
    elif story.end - since.time > limit:
        yield fail("ris", f"the placer never heard that the examination is {_WORDS[status]}",
                   received=f"nothing within {story.end - since.time:.1f} s", **details)  # fmt: skip


def _is_about(story: Story, told: Trace, order: Trace) -> bool:
    if told.text("placer"):
        return told.text("placer") == order.text("placer")
    schedule = schedule_of(story, told)
    return schedule is not None and share_a_number(schedule.trace.values, order.values)


@check("ORD-09", "A status does not go backwards", clause="HL7 table 0038, ORC-5", severity="minor")
def forwards(story: Story) -> Iterator[Finding]:
    """IP after CM for the same order is noted: an added series may be the cause."""
    last: dict[str, Trace] = {}
    for told in filler_notices(story):
        if told.control != "SC" or told.exchange.sender != "ris" or told.exchange.deliberate:
            continue
        key = told.text("placer") or told.text("filler")
        before = last.get(key)
        if before is not None:
            details = {
                "received": f"{before.text('status')}, then {told.text('status')}",
                "hop": "ris→emr",
                "where": "ORC-5",
                "exchanges": (before.exchange.number, told.exchange.number),
            }
            if before.text("status") == "CM" and told.text("status") == "IP":
                yield note("ris", "an examination told as completed is told as in progress again", **details)
            else:
                yield held("ris", "the status of the order goes forwards", **details)
        last[key] = told
