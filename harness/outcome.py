"""What a step may end in besides pass and fail, and how an exception becomes a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from behave.api.pending_step import StepNotImplementedError

from harness.verdict import Finding, Verdict
from simulators.wire.errors import LocalViolation, NoAnswer, PeerViolation, Unreachable


class Omitted(Exception):
    """The site does not claim what the scenario needs: OMIT, with the reason as text."""


THIS_STEP = "do this step"  # what a person has to do, where the step itself says it best


class NeedsPerson(StepNotImplementedError):
    """Only a person at a real system can do this: PENDING. ``role`` is where, ``what`` what has to be done; ``text``
    says it where ``what`` is a sentence of its own."""

    def __init__(self, role: str, what: str, text: str = "") -> None:
        super().__init__(text or f"a person at the {role} has to {what}")
        self.role = role
        self.what = what


class CheckFailed(AssertionError):
    """A check asked for by a step found differences; ``findings`` are already recorded."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(f"{finding.check} {finding.role}: {finding.summary}" for finding in findings))
        self.findings = findings


class CheckBroken(LocalViolation):
    """A check could not be completed, or one of our own simulated roles is at fault: an ERROR of ours."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one step: ``status`` as in the record, ``verdict``, and for ERROR whose ``fault``: harness or network."""

    status: str
    verdict: Verdict
    text: str = ""
    fault: str = ""
    role: str = ""
    waiting_for: str = ""


def outcome_of(error: BaseException) -> Outcome:
    """What an exception raised in a step means. The errors of ``simulators.wire.errors`` say whose fault it is."""
    text = str(error).strip() or type(error).__name__
    role = str(getattr(error, "role", ""))
    if isinstance(error, Omitted):
        return Outcome("omitted", Verdict.OMIT, text)
    if isinstance(error, NeedsPerson):
        return Outcome("pending", Verdict.PENDING, text, role=error.role, waiting_for=error.what)
    if isinstance(error, StepNotImplementedError):
        return Outcome("error", Verdict.ERROR, f"the step is not implemented: {text}", "harness")
    if isinstance(error, Unreachable):
        return Outcome("error", Verdict.ERROR, _with_remedy(error, text), "network", error.who)
    if isinstance(error, PeerViolation | NoAnswer):
        return Outcome("failed", Verdict.FAIL, _with_remedy(error, text), role=role or getattr(error, "who", ""))
    if isinstance(error, AssertionError):
        return Outcome("failed", Verdict.FAIL, text, role=role)
    if isinstance(error, LocalViolation):
        return Outcome("error", Verdict.ERROR, _with_remedy(error, text), "harness")
    return Outcome("error", Verdict.ERROR, f"{type(error).__name__}: {text}", "harness")


def _with_remedy(error: PeerViolation | NoAnswer | LocalViolation, text: str) -> str:
    lines = [text]
    if error.cause:
        lines.append(f"cause: {error.cause}")
    if error.remedy:
        lines.append(f"try: {error.remedy}")
    return "\n".join(lines)


def finding_of(error: BaseException, outcome: Outcome, judged: str) -> Finding | None:
    """The finding for a failed step whose check recorded none; ``judged`` is whom to name where nobody is named."""
    if outcome.verdict is not Verdict.FAIL or isinstance(error, CheckFailed):
        return None
    received = str(getattr(error, "received", "") or "")
    if not received and isinstance(error, NoAnswer):
        received = f"nothing within {error.seconds:g} s" if error.seconds else "nothing"
    return Finding(
        check="STEP",
        verdict=Verdict.FAIL,
        role=outcome.role or judged,
        summary=outcome.text.splitlines()[0],
        expected=str(getattr(error, "expected", "")),
        received=received,
        clause=str(getattr(error, "clause", "")),
    )
