"""The worklist over DICOMweb, UPS-RS: which change of state may be (PS3.4 Table CC.1.1-2), and what is shown of a step.

What a workitem is, is followed from the requests and their answers; what was asked of it wrongly on purpose is judged
too, since that is what the rules are for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.dimse import Details
from harness.checks.story import Story
from harness.checks.web import Talk, talks
from harness.verdict import Finding
from simulators.wire.difference import compare
from simulators.wire.elements import copy_element, tag_of, tags, text

SCHEDULED, IN_PROGRESS, COMPLETED, CANCELED = "SCHEDULED", "IN PROGRESS", "COMPLETED", "CANCELED"
STATE, LOCK = "ProcedureStepState", "TransactionUID"
TRAVELS = frozenset(map(tag_of, ("SpecificCharacterSet", "SOPClassUID", "SOPInstanceUID", STATE, LOCK)))


@dataclass(slots=True)
class Item:
    """What a workitem may be now; ``created`` as it was scheduled, without what was updated since."""

    states: frozenset[str]
    lock: str = ""
    created: Dataset = field(default_factory=Dataset)


Items = dict[tuple[str, str], Item]  # by who keeps it, and its UID


def _place(talk: Talk) -> tuple[str, str]:
    """UID and action of a request: ``("1.2.3", "state")``; the UID of a new workitem stands in the query."""
    words = [word for word in talk.asked.path.split("/") if word]
    named = next((value or name for name, value in talk.asked.query if name == "workitem" or not value), "")
    return (words[1] if len(words) > 1 else named), (words[2] if len(words) > 2 else "")


def _asked(talk: Talk, keyword: str) -> str:
    return text(talk.asked.datasets[0], keyword) if talk.asked.datasets else ""


def _details(talk: Talk) -> Details:
    return {"hop": talk.hop, "exchanges": talk.numbers}


@check(
    "WEB-14", "A workitem changes its state as it may, and by whom it belongs to", clause="PS3.4 CC.1.1",
    severity="critical",
)  # fmt: skip
def states(story: Story) -> Iterator[Finding]:
    """Each change that was asked for, and each state that is shown; a refusal says why."""
    items: Items = {}
    good: Counter[str] = Counter()
    for talk in talks(story, "UPS"):
        found = list(_step(talk, items))
        yield from found
        good[talk.archive] += not any(finding.verdict == "FAIL" for finding in found)
    for archive, count in good.items():
        if count:
            yield held(archive, f"{count} requests about workitems were answered as their states demand")


def _step(talk: Talk, items: Items) -> Iterator[Finding]:
    uid, action = _place(talk)
    item = items.get((talk.archive, uid))
    if talk.asked.method == "GET":
        yield from _shown(talk, items)
    elif not action and len(talk.asked.path.strip("/").split("/")) == 1:
        if talk.answer.status == 201 and talk.asked.datasets:
            items[talk.archive, uid] = Item(frozenset({SCHEDULED}), created=talk.asked.datasets[0])
    elif item is not None and action == "state":
        yield from _changed(talk, item)
    elif item is not None and action == "cancelrequest":
        yield from _cancelled(talk, item)


def _changed(talk: Talk, item: Item) -> Iterator[Finding]:
    wanted, said = _asked(talk, STATE), _asked(talk, LOCK)
    if not talk.succeeded:
        if talk.answer.status == 409 and not talk.answer.headers.get("warning"):
            what = f"{talk.archive} refused a change of a workitem without saying why"
            yield fail(talk.archive, what, expected="Warning", received="nothing", clause="PS3.18 11.7.3.2",
                       severity="minor", **_details(talk))  # fmt: skip
        return
    reachable = {state for state in item.states if wanted == state != IN_PROGRESS or wanted in _after(state)}
    if not reachable:
        yield fail(
            talk.archive,
            f"{talk.archive} let a workitem go where it may not go",
            expected=" or ".join(sorted(item.states)),
            received=wanted,
            **_details(talk),
        )
    elif reachable == {IN_PROGRESS} and said != item.lock:
        yield fail(
            talk.archive,
            f"{talk.archive} let a workitem be changed by who had not taken it on",
            expected="HTTP 409",
            received=f"HTTP {talk.answer.status}",
            clause="PS3.4 CC.2.1.3",
            **_details(talk),
        )
    item.states = frozenset({wanted})
    item.lock = said if wanted == IN_PROGRESS else item.lock


def _after(state: str) -> tuple[str, ...]:
    return {SCHEDULED: (IN_PROGRESS,), IN_PROGRESS: (COMPLETED, CANCELED)}.get(state, ())


def _cancelled(talk: Talk, item: Item) -> Iterator[Finding]:
    """A request to cancel ends a step that nobody has taken on (CC.2.2.3); of others it is only told."""
    if not talk.succeeded:
        if item.states == {SCHEDULED}:
            what = f"{talk.archive} does not cancel a workitem that nobody has taken on"
            yield note(talk.archive, what, expected="HTTP 202", received=f"HTTP {talk.answer.status}",
                       clause="PS3.4 CC.2.2.3", **_details(talk))  # fmt: skip
        return
    if item.states == {COMPLETED}:
        yield fail(
            talk.archive,
            f"{talk.archive} let a workitem go where it may not go",
            expected=COMPLETED,
            received=CANCELED,
            clause="PS3.18 11.8.3",
            **_details(talk),
        )
    after = {SCHEDULED: {CANCELED}, IN_PROGRESS: {IN_PROGRESS, CANCELED}}
    item.states = frozenset(one for state in item.states for one in after.get(state, {state}))


def _shown(talk: Talk, items: Items) -> Iterator[Finding]:
    for ds in talk.answer.datasets:
        item, state = items.get((talk.archive, text(ds, "SOPInstanceUID") or _place(talk)[0])), text(ds, STATE)
        if item is None or not state or state in item.states:
            continue
        yield fail(
            talk.archive,
            f"{talk.archive} shows a workitem in another state than it has",
            expected=" or ".join(sorted(item.states)),
            received=state,
            where=STATE,
            **_details(talk),
        )


@check("WEB-15", "A workitem is shown as it was scheduled, without what locks it", clause="PS3.4 CC.2.7.3")
def scheduled(story: Story) -> Iterator[Finding]:
    """What a search or a retrieval gives of it, as far as nobody has updated it."""
    items: Items = {}
    good: Counter[str] = Counter()
    for talk in talks(story, "UPS"):
        uid, action = _place(talk)
        if talk.asked.method == "GET":
            for ds in talk.answer.datasets:
                found = list(_differing(talk, ds, items.get((talk.archive, text(ds, "SOPInstanceUID") or uid))))
                yield from found
                good[talk.archive] += not found
        elif talk.asked.method == "POST" and not action and talk.succeeded and talk.asked.datasets:
            _follow(items, (talk.archive, uid), talk.asked.datasets[0])
    for archive, count in good.items():
        if count:
            yield held(archive, f"{count} times a workitem was shown as it was scheduled")


def _follow(items: Items, key: tuple[str, str], said: Dataset) -> None:
    """A new workitem, or what an update says of one: that is not compared any more."""
    known = items.get(key)
    kept = Dataset()
    for tag in tags(said if known is None else known.created):
        if tag not in TRAVELS and (known is None or tag not in said):
            copy_element(said if known is None else known.created, tag, kept)
    items[key] = Item(frozenset(), created=kept)


def _differing(talk: Talk, ds: Dataset, item: Item | None) -> Iterator[Finding]:
    if text(ds, LOCK):
        what = f"{talk.archive} shows what locks a workitem"
        yield fail(talk.archive, what, expected="absent", received="a Transaction UID", severity="critical",
                   where=LOCK, **_details(talk))  # fmt: skip
    if item is None:
        return
    shown, wanted = Dataset(), Dataset()
    for tag in tags(item.created):
        if tag in ds or talk.asked.path.strip("/") != "workitems":
            copy_element(ds, tag, shown)
            copy_element(item.created, tag, wanted)
    for one in compare(wanted, shown):
        if not one.is_only_presence:
            yield fail(
                talk.archive,
                f"{talk.archive} changed {one.path} of a workitem",
                expected=one.original or "absent",
                received=one.other or "absent",
                where=one.path,
                **_details(talk),
            )
