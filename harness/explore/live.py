"""Carries walks out in a hospital, simulated or real, and judges from the wire what must hold after each line."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from harness import checks
from harness.defects_on import kind_of, switch_on
from harness.explore.lines import Line
from harness.explore.model import World
from harness.explore.walks import Walk
from harness.outcome import finding_of, outcome_of
from harness.session import Hospital
from harness.site import Site
from harness.steps.casebook import book
from harness.verdict import Finding, Verdict

Fingerprint = tuple[str, str, str]  # check, kind of role, what failed
WHOLE_STORY = Line("")  # the checks that need no line


@dataclass(frozen=True, slots=True)
class Seen:
    """What went wrong, and in which line (:data:`WHOLE_STORY` for none). ``script`` are the lines said until then,
    ``looked`` the same with every look between them. ``kind`` is that of the role at fault: modality, not CT_ER1."""

    finding: Finding
    kind: str
    line: Line
    script: tuple[Line, ...]
    looked: tuple[Line, ...]
    error: str = ""  # the kind of answer, or its absence, that a line ended in

    @property
    def who(self) -> str:
        """The role at fault as a title says it."""
        return self.finding.role if self.kind == "modality" else self.finding.role.upper()

    @property
    def fingerprint(self) -> Fingerprint:
        """What tells one fault from another: a check says itself what it is about, a step by its own name, and an
        answer that did not come, or was a refusal, is the same wherever it happens."""
        step = self.error or self.line.step.partition("/")[0]
        return self.finding.check, self.kind, step if self.finding.check == "STEP" else ""


@dataclass(slots=True)
class Played:
    """What came of saying some lines: ``seen`` the first of each fault, or ``problem`` where our side or the network
    failed (``fault`` says which); ``left`` is what stays in real systems."""

    seen: dict[Fingerprint, Seen] = field(default_factory=dict)
    problem: str = ""
    fault: str = ""
    lines: int = 0
    judged: int = 0
    left: list[dict[str, Any]] = field(default_factory=list)


class Stage:
    """Hospitals for walks. A simulated one is made anew for each walk, its defects too, so that what it does depends on
    nothing but the walk; real systems stay, and each walk has patients of its own in them."""

    def __init__(self, site: Site) -> None:
        checks.load()
        self.site = site
        self.on_progress: Callable[[str], None] = lambda text: None
        self._hospital: Hospital | None = None
        self._heal: Callable[[], None] = lambda: None
        self._count = 0

    def close(self) -> None:
        """Stop what runs."""
        if self._hospital is not None:
            self._hospital.close()
            self._hospital = None
        self._heal()

    def explore(self, walk: Walk) -> Played:
        """Say the walk, and after each line look at what must hold; until the first fault."""
        with self._in_hospital() as hospital:
            return _Saying(hospital).walk(walk)

    def play(self, script: Iterable[Line], *, settled: bool = True) -> Played:
        """Say these lines and no other, as a scenario that is written does. ``settled``: nothing is down at the end,
        so that the whole story can be judged."""
        with self._in_hospital() as hospital:
            return _Saying(hospital).script(script, settled)

    @contextlib.contextmanager
    def _in_hospital(self) -> Iterator[Hospital]:
        if self._hospital is None:
            self._heal = switch_on(self.site.tables.defects)
            self._hospital = Hospital(self.site)
            self._hospital.start()
        self._hospital.on_progress = self.on_progress
        self._count += 1
        self._hospital.begin(f"explore-{self._count}")
        try:
            yield self._hospital
        finally:
            if not self.site.real_roles:
                self.close()


class _Saying:
    """One story in one hospital."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.played = Played()
        self.line, self.error = WHOLE_STORY, ""
        self.said: list[Line] = []
        self.looked: list[Line] = []
        self._cleanups: list[Callable[[], object]] = []
        self.context = SimpleNamespace(hospital=hospital, add_cleanup=self._add_cleanup)
        hospital.on_finding = self._found

    def walk(self, walk: Walk) -> Played:
        return self._end(self._until_fault(walk))

    def script(self, lines: Iterable[Line], settled: bool) -> Played:
        for each in lines:
            self.said.append(each)
            if not self._try(each):
                break
        return self._end(settled)

    def _until_fault(self, walk: Walk) -> bool:
        """Whether nothing was down when it ended."""
        before: list[Line] = []
        world = World()
        for number, offer in enumerate(walk.offers, start=1):
            self.said.append(offer.line)
            self.looked.append(offer.line)
            fine, world = self._try(offer.line), offer.after
            if not fine:
                break
            self.played.lines += 1
            now = walk.truths(number)
            last = number == len(walk.offers)
            due = [each for each in now if last or each not in before or _touches(each, offer.line)]
            if not self._look(due):
                break
            before = now
        return world.is_settled

    def _look(self, due: Sequence[Line]) -> bool:
        """Looking must not change what the next line does: the scenario that is written does not look."""
        cases = book(self.context).cases
        kept = [(case, list(case.entries), list(case.received)) for case in cases.values()]
        fine = True
        for truth in due:
            self.played.judged += 1
            self.looked.append(truth)
            fine = fine and self._try(truth)
        for case, entries, received in kept:
            case.entries, case.received = entries, received
        return fine

    def _try(self, said: Line) -> bool:
        """Act or look; False where it failed."""
        self.line, self.error = said, ""
        try:
            said.act(self.context)
        except Exception as error:  # what it means is for outcome_of to say
            outcome = outcome_of(error)
            if outcome.verdict in (Verdict.OMIT, Verdict.PENDING):
                return True
            self.error = "" if isinstance(error, AssertionError) else type(error).__name__
            real = self.hospital.site.real_roles
            if finding := finding_of(error, outcome, real[0] if len(real) == 1 else ""):
                self._found(finding)
            elif outcome.verdict is Verdict.ERROR:
                self.played.problem = f"{said.text}: {outcome.text.splitlines()[0]}"
                self.played.fault = outcome.fault
            return False
        return not self.played.seen

    def _found(self, finding: Finding) -> None:
        if finding.verdict is Verdict.ERROR:
            self.played.problem, self.played.fault = f"{finding.check}: {finding.summary}", "harness"
        if finding.verdict is not Verdict.FAIL or _accepted(self.hospital.site, finding):
            return
        kind = kind_of(self.hospital.site, finding.role)
        seen = Seen(finding, kind, self.line, tuple(self.said), tuple(self.looked), self.error)
        self.played.seen.setdefault(seen.fingerprint, seen)

    def _end(self, settled: bool) -> Played:
        """Judge the whole story where it has an end, and clear away what may be cleared away."""
        waited = any(each.step == "record_is_down" for each in self.said)  # for us: it would be told late by our doing
        try:
            if settled and not waited and not self.played.problem:
                self.line, self.error = WHOLE_STORY, ""
                self.hospital.finish()
        finally:
            for cleanup in reversed(self._cleanups):
                with contextlib.suppress(Exception):  # of a hospital that is broken already
                    cleanup()
        self.played.left = self.hospital.created()
        return self.played

    def _add_cleanup(self, do: Callable[..., object], *values: object) -> None:
        self._cleanups.append(lambda: do(*values))


def _touches(truth: Line, said: Line) -> bool:
    """Whether what was said may change what is looked at: of the same patient, and of the same examination where both
    speak of one."""
    if "patient" not in truth.values:
        return True
    people = {said.values.get(key) for key in ("patient", "prior")} - {None}
    if not people & {truth.values.get(key) for key in ("patient", "prior", "survivor")}:
        return False
    exams = [each.values["exam"] for each in (truth, said) if "exam" in each.values]
    return len(set(exams)) < 2


def _accepted(site: Site, finding: Finding) -> bool:
    """Whether the site's known list has it for every scenario."""
    return any(known.covers("", finding.check, finding.role) for known in site.known)
