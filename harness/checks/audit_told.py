"""Audit messages against the story: whether each event was told, once, in time, of the right people and objects.

Checks with facts: ``AUD-06`` (roles=()): everything that these roles, or all that claim the trail, had to tell;
``AUD-07`` (event, others=()): one event that no other message shows. Both also say what is there twice, late, or with
another content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from harness.checks import check, fail, held
from harness.checks.audit import event_name, messages
from harness.checks.audit_event import Expected
from harness.checks.audit_events import expected
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import audit
from simulators.wire.audit import AuditMessage
from simulators.wire.identifiers import Code

CLAUSE = "ITI-20; PS3.15 A.5.3"
Message = tuple[Exchange, AuditMessage]


@dataclass(slots=True)
class Match:
    """An event, and what was told of it: whole messages, or one that differs in ``wrong`` (label → expected, given)."""

    event: Expected
    whole: list[Message] = field(default_factory=list)
    nearly: Message | None = None
    wrong: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def is_told(self) -> bool:
        return bool(self.whole)


def matched(story: Story, events: Iterable[Expected]) -> list[Match]:
    """Every event with its messages. Each message tells of one event: of the first that it fits, whole ones first."""
    found = [Match(event) for event in events]
    left: list[Message] = []
    for message in messages(story):
        fitting = [match for match in found if not _differences(match.event, message[1]) and _may_be(match, message)]
        free = [match for match in fitting if not match.whole] or fitting
        if free:
            free[0].whole.append(message)
        else:
            left.append(message)
    for match in found:
        if not match.whole and match.event.required:
            _take_nearest(story, match, left)
    return found


def _may_be(match: Match, message: Message) -> bool:
    exchange, _ = message
    return exchange.sender == match.event.role and exchange.time >= match.event.begun - 0.5


def _take_nearest(story: Story, match: Match, left: list[Message]) -> None:
    """A message of the same event that differs in one thing is the one meant."""
    for message in left:
        if _may_be(match, message) and message[1].event.value in {code.value for code in match.event.events}:
            wrong = _differences(match.event, message[1])
            if len(wrong) == 1:
                match.nearly, match.wrong = message, wrong
                left.remove(message)
                return


def _differences(event: Expected, message: AuditMessage) -> dict[str, tuple[str, str]]:
    """What differs, by label: expected and received; the event itself is "event"."""
    wrong: dict[str, tuple[str, str]] = {}
    if message.event.value not in {code.value for code in event.events}:
        return {"event": (event.event, event_name(message))}
    if event.kind is not None and not any(one.value == event.kind.value for one in message.types):
        wrong["event"] = (event.kind.meaning, ", ".join(one.meaning or one.value for one in message.types))
    if message.action not in event.actions:
        wrong["action"] = (" or ".join(event.actions), message.action)
    if event.patient and event.patient not in message.patient_ids:
        wrong["patient"] = (event.patient, ", ".join(message.patient_ids))
    studies = message.study_uids
    if event.study and event.study not in studies and (studies or event.events[0] is not audit.PROCEDURE_RECORD):
        wrong["study"] = (event.study, ", ".join(studies))
    numbers = [number for one in message.objects for number in one.accessions]
    if event.accession and numbers and event.accession not in numbers:
        wrong["accession number"] = (event.accession, ", ".join(numbers))
    classes = [one.id for one in message.objects if one.is_a(audit.CLASS_UID)]
    if event.sop_class and classes and event.sop_class not in classes:
        wrong["SOP class"] = (event.sop_class, ", ".join(classes))
    if absent := [min(group) for group in event.names if not group & message.names]:
        wrong["participant"] = (", ".join(absent), ", ".join(sorted(message.names)))
    if (message.outcome not in ("", audit.SUCCESS)) != event.failed:
        wrong["outcome"] = ("failure" if event.failed else "success", message.outcome)
    return wrong


def untold(story: Story, events: Iterable[Expected] | None = None) -> list[Expected]:
    """The events that have to be told and were not, or not rightly: what is waited for."""
    found = matched(story, expected(story) if events is None else events)
    return [match.event for match in found if match.event.required and not match.is_told]


@check("AUD-06", "The audit trail tells all that was done, once and in time", clause=CLAUSE, always=False)
def everything(story: Story, roles: tuple[str, ...] = ()) -> Iterator[Finding]:
    """For each event of the story that a role has to tell of."""
    found = [match for match in matched(story, expected(story)) if not roles or match.event.role in roles]
    yield from _judged(story, found)


@check("AUD-07", "The audit trail tells of an event at the system itself", clause=CLAUSE, always=False)
def one_event(story: Story, event: Expected, others: tuple[Expected, ...] = ()) -> Iterator[Finding]:
    """A sign-in, an export, an alert: what no message but this one shows; ``others`` are known beside it."""
    yield from _judged(story, matched(story, [event, *others])[:1])


def event_of(role: str, event: Code, actions: str, begun: float, ended: float, **details: object) -> Expected:
    """An event that a step knows of; ``details`` as in :class:`Expected`."""
    return Expected(role=role, events=(event,), actions=actions, begun=begun, ended=ended, **details)  # type: ignore[arg-type]


def _judged(story: Story, found: list[Match]) -> Iterator[Finding]:
    told: dict[str, int] = {}
    for match in found:
        problems = [*_content(match), *_number(match), *_time(story, match)]
        yield from problems
        if match.is_told and not problems:
            told[match.event.role] = told.get(match.event.role, 0) + 1
    for role, count in told.items():
        yield held(role, f"{role} told the audit repository of {count} events as they were")


def _content(match: Match) -> Iterator[Finding]:
    event = match.event
    if match.is_told or not event.required:
        return
    if match.nearly is None:
        yield fail(
            event.role,
            f"{event.role} did not tell the audit repository of the event {event.event}",
            expected=_described(event),
            received="no such audit message",
            exchanges=event.numbers,
            hop=f"{event.role}→audit_repository",
        )
        return
    exchange, message = match.nearly
    for label, (wanted, given) in match.wrong.items():
        yield fail(
            event.role,
            f"the {label} in the audit message {event_name(message)} of {event.role} is wrong",
            expected=wanted,
            received=given or "none",
            exchanges=(*event.numbers, exchange.number),
            hop=f"{event.role}→audit_repository",
        )


def _described(event: Expected) -> str:
    who = ", ".join(min(group) for group in event.names)
    parts = (event.event, event.actions, event.patient, event.study or event.sop_class, who)
    return "; ".join(part for part in parts if part)


def _number(match: Match) -> Iterator[Finding]:
    """Too many, or the same one again: equal to the fraction of a second in which it happened."""
    event = match.event
    exact = [message for _, message in match.whole if "." in message.time]
    if len(match.whole) > event.most or len(set(exact)) < len(exact):
        yield fail(
            event.role,
            f"{event.role} told the audit repository {len(match.whole)} times of one event {event.event}",
            expected=str(event.most),
            received=str(len(match.whole)),
            exchanges=(*event.numbers, *(exchange.number for exchange, _ in match.whole))[:12],
            hop=f"{event.role}→audit_repository",
        )


def _time(story: Story, match: Match) -> Iterator[Finding]:
    """Whether it came in time, and tells a time between what was asked and the message itself."""
    event, limits = match.event, story.limits
    for exchange, message in match.whole[:1]:
        late = exchange.time - event.ended
        if late > limits.audit_s:
            yield fail(
                event.role,
                f"the audit message {event_name(message)} of {event.role} came late",
                expected=f"within {limits.audit_s:g} s",
                received=f"after {late:.1f} s",
                exchanges=(*event.numbers, exchange.number),
                hop=f"{event.role}→audit_repository",
            )
        moment, off = message.moment, limits.clock_difference_s
        if moment is not None and not event.begun - off <= moment <= exchange.time + off:
            yield fail(
                event.role,
                f"the audit message {event_name(message)} of {event.role} tells another time than the event had",
                expected=f"{audit.date_time(event.begun)} to {audit.date_time(event.ended)}",
                received=message.time,
                where="EventIdentification/@EventDateTime",
                exchanges=(*event.numbers, exchange.number),
                hop=f"{event.role}→audit_repository",
            )
