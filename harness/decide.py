"""From verdicts to one decision and its exit code. Several at once: 5 > 3 > 1 > 4 > 0."""

from __future__ import annotations

from harness.record import Run, ScenarioResult
from harness.verdict import ExitCode, Verdict


def exit_code_of(run: Run) -> int:
    """What a finished run is worth. A difference that the site's known list accepts does not decide."""
    codes = {_code(scenario) for scenario in run.scenarios}
    if run.interrupted:
        return ExitCode.INTERRUPTED
    for code in (ExitCode.HARNESS_ERROR, ExitCode.COULD_NOT_TEST, ExitCode.NO_GO, ExitCode.UNDECIDED):
        if code in codes:
            return code
    return ExitCode.GO if ExitCode.GO in codes else ExitCode.UNDECIDED


def _code(scenario: ScenarioResult) -> int | None:
    match scenario.verdict:
        case Verdict.ERROR:
            return ExitCode.COULD_NOT_TEST if scenario.fault == "network" else ExitCode.HARNESS_ERROR
        case Verdict.SKIP:
            return ExitCode.COULD_NOT_TEST
        case Verdict.FAIL:
            return ExitCode.GO if scenario.accepted else ExitCode.NO_GO
        case Verdict.PENDING:
            return ExitCode.UNDECIDED
        case Verdict.PASS:
            return ExitCode.GO
    return None  # OMIT: says nothing


WORDS = {
    ExitCode.GO: "GO",
    ExitCode.NO_GO: "NO-GO",
    ExitCode.COULD_NOT_TEST: "COULD NOT TEST",
    ExitCode.UNDECIDED: "UNDECIDED",
    ExitCode.HARNESS_ERROR: "HARNESS ERROR",
    ExitCode.INTERRUPTED: "UNDECIDED",
}
