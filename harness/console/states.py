"""The states in which a person meets a scenario, a step and an answer, and how each is drawn: shape, word, colour."""

from __future__ import annotations

from dataclasses import dataclass

from harness.console.attempts import INTERRUPTED, QUEUED, Attempt


@dataclass(frozen=True, slots=True)
class State:
    """``word`` is a key of the catalogue, ``mark`` a shape, ``kind`` a colour."""

    word: str
    mark: str
    kind: str


TODO = State("state_todo", "next", "none")
NOW = State("state_now", "now", "now")
DRAFT = State("state_draft", "now", "now")
WAITING = State("state_queued", "pend", "pend")
PREPARING = State("state_preparing", "pend", "pend")
ELSEWHERE = State("state_elsewhere", "pend", "none")
CUT = State("state_interrupted", "pend", "pend")
RETURNED = State("state_returned", "pend", "pend")
SUPERSEDED = State("state_superseded", "next", "pend")
SIGNED = State("state_signed", "ok", "ok")
SIGNED_FAIL = State("state_signed_fail", "bad", "bad")
VERDICTS = {
    "PASS": State("state_pass", "ok", "ok"),
    "FAIL": State("state_fail", "bad", "bad"),
    "PENDING": State("state_pending", "block", "pend"),
    "ERROR": State("state_error", "err", "err"),
    "SKIP": State("state_skip", "block", "none"),
    "OMIT": State("state_omit", "block", "none"),
}
STEPS = {
    "passed": State("step_passed", "ok", "ok"),
    "failed": State("step_failed", "bad", "bad"),
    "error": State("step_error", "err", "err"),
    "pending": State("step_pending", "pend", "pend"),
    "skipped": State("step_skipped", "block", "none"),
    "omitted": State("step_omitted", "block", "none"),
    "next": State("step_next", "next", "none"),
}
ANSWERS = {
    "yes": State("yes", "ok", "ok"),
    "no": State("no", "bad", "bad"),
    "cannot_tell": State("cannot_tell", "block", "pend"),
    "none": State("not_answered", "next", "none"),
}
FINISHED = (VERDICTS["PASS"], VERDICTS["FAIL"], VERDICTS["OMIT"], SIGNED, SIGNED_FAIL)


def state_of(
    attempt: Attempt | None, systems: str, *, asks: bool = False, mine: bool = True, draft: bool = False
) -> State:
    """How a scenario stands: ``attempt`` is the latest one, ``asks`` whether it waits for a person now, ``mine``
    whether that person looks at it, ``draft`` whether she has begun to answer."""
    if attempt is None:
        return TODO
    if attempt.open:
        if not mine:
            return ELSEWHERE
        if asks:
            return DRAFT if draft else NOW
        return WAITING if attempt.state == QUEUED else PREPARING
    if attempt.state == INTERRUPTED:
        return CUT
    if attempt.systems != systems:
        return SUPERSEDED
    if attempt.returned and not attempt.signed:
        return RETURNED
    if attempt.signed:
        return SIGNED_FAIL if attempt.verdict == "FAIL" else SIGNED
    return VERDICTS.get(attempt.verdict, CUT)
