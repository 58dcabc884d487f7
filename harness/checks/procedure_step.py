"""Performed procedure steps, RAD-6 and RAD-7: the life of an MPPS and what it must hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.dimse import (
    MPPS,
    Details,
    answer_text,
    hop,
    is_accepted,
    numbers,
    of_class,
    remembered,
    sop_instance,
    status_of,
    text_of,
)
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import elements
from simulators.wire.elements import name_of, tag_of
from simulators.wire.performed_steps import (
    FINAL,
    IN_PROGRESS,
    NOT_SETTABLE,
    TypeProblem,
    create_problems,
    final_problems,
    merged,
    series_problems,
)

STATUS = name_of(tag_of("PerformedProcedureStepStatus"))


@dataclass(slots=True)
class Life:
    """One MPPS between two peers, as its requests tell it."""

    uid: str
    sender: str
    receiver: str
    creates: list[Exchange] = field(default_factory=list)
    sets: list[Exchange] = field(default_factory=list)

    @property
    def requests(self) -> list[Exchange]:
        return sorted([*self.creates, *self.sets], key=lambda one: one.number)


def lives(story: Story) -> list[Life]:
    """Every MPPS for each pair of peers, in the order of their first message."""
    return list(remembered(story, "lives", lambda: _lives(story)).values())


def _lives(story: Story) -> dict[tuple[str, str, str], Life]:
    found: dict[tuple[str, str, str], Life] = {}
    for request in of_class(story.dimse("N-CREATE-RQ", "N-SET-RQ"), MPPS):
        key = (sop_instance(request), request.sender, request.receiver)
        life = found.setdefault(key, Life(*key))
        (life.creates if request.kind == "N-CREATE-RQ" else life.sets).append(request)
    return found


def accepted(story: Story, request: Exchange) -> bool:
    return is_accepted(status_of(story.reply(request)))


def is_final(request: Exchange) -> bool:
    return text_of(request.dataset, "PerformedProcedureStepStatus") in FINAL


@check("PPS-01", "A performed step is created in progress, with everything it must hold", clause="PS3.4 F.7.2.1")
def created(story: Story) -> Iterator[Finding]:
    """N-CREATE: status IN PROGRESS, every attribute of type 1 with a value, every one of type 2 there."""
    for life in lives(story):
        for request in life.creates:
            if request.deliberate or request.dataset is None:
                continue
            found = [*_creation(request), *(_type_finding(request, one) for one in create_problems(request.dataset))]
            yield from found
            if not found:
                yield held(
                    request.sender,
                    "a performed step was created as it must be",
                    hop=hop(request),
                    exchanges=numbers(request),
                )


def _creation(request: Exchange) -> Iterator[Finding]:
    status = text_of(request.dataset, "PerformedProcedureStepStatus")
    details: Details = {"hop": hop(request), "exchanges": numbers(request)}
    if status and status != IN_PROGRESS:
        summary = f"{request.sender} created a performed step that is not in progress"
        yield fail(request.sender, summary, expected=IN_PROGRESS, received=status, where=STATUS, **details)
    if not sop_instance(request):
        yield fail(
            request.sender,
            f"{request.sender} created a performed step without a UID",
            expected="the SCU supplies the SOP Instance UID",
            received="absent",
            where="(0000,1000) AffectedSOPInstanceUID",
            **details,
        )


def _type_finding(request: Exchange, problem: TypeProblem) -> Finding:
    return fail(
        request.sender,
        f"{request.sender} sent a performed step in which {problem.path} is {problem.kind}",
        expected=f"type {problem.type}",
        received=problem.kind,
        where=problem.path,
        clause="PS3.4 Table F.7.2-1",
        hop=hop(request),
        exchanges=numbers(request),
    )


@check("PPS-02", "A performed step is ended once, and whole", clause="PS3.4 F.7.2.2")
def ended(story: Story) -> Iterator[Finding]:
    """N-SET: only what may be set and was created; at the final state end time and series; nothing after that."""
    for life in lives(story):
        if not life.creates or life.creates[0].dataset is None:
            continue
        found = list(_changes(story, life))
        yield from found
        if life.sets and not found:
            yield held(
                life.sender,
                "a performed step was changed and ended as it must be",
                hop=f"{life.sender}→{life.receiver}",
                exchanges=numbers(*life.requests),
            )


def _changes(story: Story, life: Life) -> Iterator[Finding]:
    step = life.creates[0].dataset or Dataset()
    ended_by: Exchange | None = None
    for request in life.sets:
        if request.dataset is None:
            continue
        if request.deliberate:
            continue
        details: Details = {"hop": hop(request), "exchanges": numbers(life.creates[0], request)}
        if ended_by is not None:
            yield fail(
                request.sender,
                f"{request.sender} changed a performed step after it had ended",
                expected=f"nothing after {text_of(ended_by.dataset, 'PerformedProcedureStepStatus')}",
                received="another N-SET",
                **{**details, "exchanges": numbers(ended_by, request)},
            )
            continue
        yield from _illegal(step, request, details)
        if accepted(story, request):
            step = merged(step, request.dataset)
        final = is_final(request)
        problems = final_problems(merged(step, request.dataset)) if final else series_problems(request.dataset)
        yield from (_type_finding(request, one) for one in problems)
        if final and accepted(story, request):
            ended_by = request


def _illegal(step: Dataset, request: Exchange, details: Details) -> Iterator[Finding]:
    status = text_of(request.dataset, "PerformedProcedureStepStatus")
    if status and status not in FINAL | {IN_PROGRESS}:
        summary = f"{request.sender} gave a performed step a status that does not exist"
        expected = "IN PROGRESS, COMPLETED or DISCONTINUED"
        yield fail(request.sender, summary, expected=expected, received=status, where=STATUS, **details)
    for tag in elements.tags(request.dataset or Dataset()):
        if tag in NOT_SETTABLE:
            yield fail(
                request.sender,
                f"{request.sender} set an attribute that may not be set",
                expected="absent",
                received=elements.text(request.dataset or Dataset(), tag) or "present",
                where=name_of(tag),
                clause="PS3.4 Table F.7.2-1",
                **details,
            )
        elif tag not in step and tag != 0x00080005:
            yield fail(
                request.sender,
                f"{request.sender} set an attribute that was not created",
                severity="minor",
                expected="created, at least empty, by N-CREATE",
                received="absent at N-CREATE",
                where=name_of(tag),
                **details,
            )


@check(
    "PPS-03",
    "The step's receiver accepts what is right and refuses what is wrong",
    clause="PS3.4 F.7.2.1.3, F.7.2.2.3",
    severity="critical",
)
def answers(story: Story) -> Iterator[Finding]:
    """0000 to a right request. Not IN PROGRESS: 0106; known UID: 0111; unknown UID: 0112; after the end: 0110 with
    Error ID A710. Another refusal than the one demanded is a minor fault; to accept is a critical one."""
    for life in lives(story):
        known = False
        state = ""
        for request in life.requests:
            if story.reply(request) is None:
                continue  # DIC-02
            expected = _expected(request, known, state)
            yield _judged(story, request, expected)
            if accepted(story, request):
                known = True
                state = text_of(request.dataset, "PerformedProcedureStepStatus") or state


def _expected(request: Exchange, known: bool, state: str) -> int | None:
    """The status that the table demands; None where a right request is accepted, -1 where any refusal will do."""
    if request.kind == "N-CREATE-RQ":
        if known:
            return 0x0111
        status = text_of(request.dataset, "PerformedProcedureStepStatus")
        if status and status != IN_PROGRESS:
            return 0x0106
        problems = create_problems(request.dataset) if request.dataset is not None else []
        return -1 if any(one.type == 1 for one in problems) else None
    if not known:
        return 0x0112
    if state in FINAL:
        return 0x0110
    status = text_of(request.dataset, "PerformedProcedureStepStatus")
    return -1 if status and status not in FINAL | {IN_PROGRESS} else None


def _judged(story: Story, request: Exchange, expected: int | None) -> Finding:
    reply, receiver = story.reply(request), request.receiver
    status = status_of(reply)
    details: Details = {
        "received": answer_text(story, request),
        "hop": hop(request),
        "exchanges": numbers(request, reply),
    }
    what = "the start" if request.kind == "N-CREATE-RQ" else "a change"
    if expected is None:
        if is_accepted(status):
            return held(receiver, f"{receiver} accepted {what} of a performed step", **details)
        say = note if request.deliberate or _has_type_problem(request) else fail
        return say(receiver, f"{receiver} refused {what} of a performed step", expected="0000 success", **details)
    if is_accepted(status):
        if expected == -1 and not request.deliberate:
            return note(receiver, f"{receiver} accepted {what} of a performed step that lacks something", **details)
        wanted = "a refusal" if expected == -1 else f"{expected:04X}"
        return fail(
            receiver, f"{receiver} accepted {what} of a performed step that it must refuse", expected=wanted, **details
        )
    error_id = text_of(reply.command, "ErrorID") if reply is not None else ""
    if expected == 0x0110 and status == expected and error_id != str(0xA710):
        return fail(
            receiver,
            f"{receiver} does not say that the performed step has ended",
            expected="0110 with Error ID A710",
            where="(0000,0903) ErrorID",
            severity="minor",
            **{**details, "received": f"{details['received']}, Error ID {error_id or 'absent'}"},
        )
    if expected not in (-1, status):
        summary = f"{receiver} refused {what} of a performed step in other words than it should"
        return fail(receiver, summary, expected=f"{expected:04X}", severity="minor", **details)
    return held(receiver, f"{receiver} refused {what} of a performed step, as it must", **details)


def _has_type_problem(request: Exchange) -> bool:
    if request.dataset is None:
        return True
    problems = create_problems(request.dataset) if request.kind == "N-CREATE-RQ" else series_problems(request.dataset)
    return bool(problems)
