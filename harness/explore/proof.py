"""Proves that exploration finds what it is for: defects that show only after something else has happened.

Chosen by seed from the catalogue, each is planted in a hospital of its own and looked for. It counts when the scenario
that was written fails with the defect and passes in the correct hospital.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from harness.defects_on import with_defects
from harness.explore.exploration import Bounds, Exploration, Found, confirmed_by_a_run, quick
from harness.explore.lines import line
from harness.explore.live import Stage
from harness.explore.move import Ground
from harness.explore.walks import ground_of, replayed
from harness.plan import make_plan
from harness.run import Options, RunProcess
from harness.site import Site
from harness.verdict import Verdict
from simulators.defects import Defect, catalogue

SCHEMA = 1
REPORT = "proof.json"
PROVEN, MISSED, AT_ONCE = "proven", "not found", "shows in a plain examination"
NOT_CONFIRMED, FALSE_ALARM = "the scenario does not fail", "the scenario fails in the correct hospital too"
PATIENT, EXAM, DEVICE = "Ana Torres", "chest CT", "CT_ER1"
WORDS = "Sin hallazgos agudos."
PLAIN = (  # one examination from the order to the report, with nothing before it
    line("exam_is_scheduled", exam=EXAM, patient=PATIENT, device=DEVICE),
    line("technologist_performs", exam=EXAM, patient=PATIENT, device=DEVICE),
    line("signs", exam=EXAM, patient=PATIENT, status="final", words=WORDS),
)


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of one defect. ``seconds`` by the clock, ``processor_seconds`` of this process, both until it was seen
    or given up; ``seconds_in_all`` until the scenario was written and had failed."""

    id: str
    after: str
    outcome: str = MISSED
    rule: str = ""
    role: str = ""
    walks: int = 0
    seconds: float = 0.0
    processor_seconds: float = 0.0
    seconds_in_all: float = 0.0
    lines: tuple[str, ...] = ()
    feature: str = ""

    @property
    def is_proven(self) -> bool:
        return self.outcome == PROVEN

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        return asdict(self)


def state_dependent() -> list[Defect]:
    """Those of the catalogue that need something to have happened, in its order."""
    return [each for each in catalogue().values() if each.after and not each.hidden and not each.gap]


def chosen(number: int, seed: int) -> list[Defect]:
    """So many of them, the same for the same seed; all where there are fewer."""
    there_are = state_dependent()
    return random.Random(seed).sample(there_are, min(number, len(there_are)))


def prove(
    defect: Defect, site: Site, seed: int, minutes: float, folder: Path, say: Callable[[str], None] = lambda text: None
) -> Proof:
    """Look for one defect, run what was written with it and without it. KeyboardInterrupt when it was interrupted."""
    ill = with_defects(site, [defect.id])
    proof = Proof(defect.id, defect.after)
    if shows_at_once(ill):
        return replace(proof, outcome=AT_ONCE)
    exploration = Exploration(
        quick(ill), seed, Bounds(minutes=minutes, faults=1),
        confirm=lambda found: confirmed_by_a_run(found, ill, folder, seed), progress=say,
    )  # fmt: skip
    began = time.monotonic()
    exploration.execute()
    if exploration.interrupted:
        raise KeyboardInterrupt
    proof = replace(
        proof,
        walks=exploration.tally.walks,
        seconds=round(exploration.seconds, 1),
        processor_seconds=round(exploration.processor_seconds, 1),
        seconds_in_all=round(time.monotonic() - began, 1),
    )
    found = [*exploration.faults, *exploration.found]
    return _judged(proof, found[0], site, folder) if found else proof


def _judged(proof: Proof, found: Found, site: Site, folder: Path) -> Proof:
    proof = replace(
        proof,
        rule=found.seen.finding.check,
        role=found.seen.finding.role,
        seconds=round(found.seconds, 1),
        processor_seconds=round(found.processor, 1),
        lines=tuple(each.text for each in found.script),
        feature=found.feature.as_posix() if found.feature else "",
    )
    if not found.confirmed or found.feature is None:
        return replace(proof, outcome=NOT_CONFIRMED)
    run = RunProcess(site, make_plan([str(found.feature)]), Options(out=folder / "correct")).execute()
    passes = all(scenario.verdict is Verdict.PASS for scenario in run.scenarios) and run.scenarios
    return replace(proof, outcome=PROVEN if passes else FALSE_ALARM)


def shows_at_once(ill: Site) -> bool:
    """Whether one plain examination shows it, everything looked at after each line."""
    ground = Ground(
        **{**ground_of(ill), "exams": ((EXAM, DEVICE),)},
        people=(PATIENT,), aliases=(), texts=("", WORDS), dates=(), births=(),
    )  # fmt: skip
    plain = replayed(PLAIN, ground)
    assert plain is not None
    stage = Stage(quick(ill))
    try:
        return bool(stage.explore(plain).seen)
    finally:
        stage.close()
