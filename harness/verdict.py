"""Verdicts, and the finding: what a check says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """PASS; FAIL (the system broke a requirement); ERROR (the harness or the network did); SKIP (could not be tried);
    OMIT (the site does not claim it); PENDING (waits for a person)."""

    PASS = "PASS"
    FAIL = "FAIL"
    ERROR = "ERROR"
    SKIP = "SKIP"
    OMIT = "OMIT"
    PENDING = "PENDING"


ORDER = (Verdict.ERROR, Verdict.FAIL, Verdict.SKIP, Verdict.PENDING, Verdict.PASS, Verdict.OMIT)  # worst first
SEVERITIES = ("critical", "major", "minor", "note")  # worst first


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of them. Of none it is SKIP: what was not executed has not passed."""
    return min(verdicts, key=ORDER.index, default=Verdict.SKIP)


class ExitCode:
    """What a command returns. Several at once: 5 > 3 > 1 > 4 > 0."""

    GO = 0
    NO_GO = 1
    USAGE = 2
    COULD_NOT_TEST = 3
    UNDECIDED = 4
    HARNESS_ERROR = 5
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One difference, or one thing that held.

    ``summary`` is for the clinician, ``expected``/``received``/``clause`` for the integrator, ``evidence`` (paths in
    the run folder) for the vendor. ``hop`` and ``where`` say between whom and in which field; ``verdict`` FAIL, PASS
    or, for a departure that the standard allows, PASS with severity ``note``. ``exchanges`` are transcript numbers.
    """

    check: str  # "MWL-03"
    verdict: Verdict
    role: str  # whose fault, or who was judged
    summary: str
    expected: str = ""
    received: str = ""
    clause: str = ""
    hop: str = ""  # "emr→ris", "ris→CT_ER1"
    where: str = ""  # "PID-5", "(0010,0010) PatientName"
    likely: str = ""
    severity: str = "major"
    exchanges: tuple[int, ...] = ()
    evidence: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready: verdict as its word, tuples as lists."""
        values = asdict(self)
        values["verdict"] = self.verdict.value
        values["exchanges"] = list(self.exchanges)
        values["evidence"] = list(self.evidence)
        return values
