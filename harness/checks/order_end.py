"""The end of an order: once cancelled or discontinued it leaves the worklist, and the PACS is told."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held
from harness.checks.dicom_traces import worklist_items
from harness.checks.hl7 import was_accepted
from harness.checks.linking import share_a_number
from harness.checks.propagation import schedule_of
from harness.checks.story import Story
from harness.checks.traces import Trace, filler_notices, placed_orders, scheduled_procedures
from harness.verdict import Finding


@check(
    "ORD-06",
    "A cancelled order leaves the worklist",
    clause="IHE RAD TF, RAD-13; ORC-1 CA, OC, DC",
    severity="critical",
)
def cancelled(story: Story) -> Iterator[Finding]:
    """After the RIS accepted CA or DC, or told OC, CA or DC itself, no answer shows the entry (within the limit)."""
    for end in _ends(story):
        later = [item for item in worklist_items(story) if item.exchange.number > end.exchange.number]
        limit = story.limits.worklist_s
        shown = [
            item
            for item in later
            if _is_of(story, item, end)
            and item.exchange.time - end.exchange.time > limit
            and item.text("status") not in ("CANCELED", "DISCONTINUED", "COMPLETED")
            and not _revived(story, end, item)
        ]
        details = {"exchanges": (end.exchange.number, *(item.exchange.number for item in shown[:3]))}
        for station, item in {item.exchange.receiver: item for item in reversed(shown)}.items():
            yield fail(
                "ris",
                f"a cancelled order is still on the worklist of {station}",
                expected=f"no entry {limit:g} s after {end.control}",
                received=f"accession {item.text('accession')}, step {item.text('sps_id')}",
                hop=f"ris→{station}",
                likely="the cancellation was acknowledged and not carried out",
                **details,
            )
        if later and not shown:
            yield held("ris", f"no worklist shows the order after its {end.control}", hop="ris→worklist", **details)


def _ends(story: Story) -> list[Trace]:
    """Where each order ended: the placer's CA or DC that was accepted, the filler's OC, CA, DC."""
    asked = [
        one
        for one in placed_orders(story)
        if one.control in ("CA", "DC") and was_accepted(story, one.exchange) and not one.exchange.deliberate
    ]
    own = [one for one in filler_notices(story) if one.control == "OC" and one.exchange.sender == "ris"]
    own += [one for one in scheduled_procedures(story) if one.control in ("CA", "DC") and not one.exchange.deliberate]
    return sorted((*asked, *own), key=lambda trace: trace.exchange.number)


def _is_of(story: Story, item: Trace, end: Trace) -> bool:
    """Whether an entry is of the order that ended: by numbers of its own, or through the procedure told to the PACS."""
    if share_a_number(item.values, end.values):
        return _agree(item, end)
    schedule = schedule_of(story, item)
    return schedule is not None and share_a_number(schedule.trace.values, end.values) and _agree(schedule.trace, end)


def _agree(one: Trace, other: Trace) -> bool:
    """No number that both have is another."""
    return all(
        not one.text(key) or not other.text(key) or one.text(key) == other.text(key) for key in ("placer", "filler")
    )


def _revived(story: Story, end: Trace, item: Trace) -> bool:
    """Ordered anew under the same numbers after it ended."""
    return any(
        one.control in ("NW", "XO")
        and end.exchange.number < one.exchange.number < item.exchange.number
        and share_a_number(one.values, end.values)
        for one in (*placed_orders(story), *scheduled_procedures(story))
    )


@check("ORD-07", "The PACS is told when an order is cancelled", clause="IHE RAD TF, RAD-13")
def cancellation_told(story: Story) -> Iterator[Finding]:
    """A procedure told to the PACS as new is told again as CA or DC when its order ends."""
    schedules = [one for one in scheduled_procedures(story) if not one.exchange.deliberate]
    for end in (one for one in _ends(story) if one.kind != "schedule"):
        told_new = [one for one in schedules if one.control == "NW" and share_a_number(one.values, end.values)]
        told_new = [one for one in told_new if _agree(one, end) and one.exchange.number < end.exchange.number]
        if not told_new:
            continue
        told_end = [
            one
            for one in schedules
            if one.control in ("CA", "DC") and any(share_a_number(one.values, new.values) for new in told_new)
        ]
        details = {
            "hop": "ris→pacs",
            "exchanges": (end.exchange.number, *(one.exchange.number for one in told_end[:1])),
        }
        if told_end:
            yield held("ris", "the PACS was told that the order ended", received=told_end[0].control, **details)
        elif story.end - end.exchange.time > story.limits.notification_s:
            yield fail(
                "ris",
                "the PACS was not told that an order was cancelled",
                expected="ORC-1 CA or DC (RAD-13)",
                received=f"nothing within {story.limits.notification_s:g} s",
                **details,
            )
