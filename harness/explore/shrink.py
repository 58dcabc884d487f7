"""Makes the story of a fault shorter, line by line, until each line that is left is needed.

Hypothesis would try hundreds of stories; each costs a hospital, and where something does not come, the time to wait for
it. So lines are taken out here: first many, then few, then one; the model says which stories make sense at all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from harness.explore.lines import Line, line
from harness.explore.live import WHOLE_STORY, Seen
from harness.explore.model import World
from harness.explore.move import Ground
from harness.explore.moves import possible
from harness.explore.truths import about, truths
from harness.explore.walks import Walk, closed, replayed

Script = tuple[Line, ...]
Fails = Callable[[Script], bool]
# what a shorter line says instead of several of one examination, in this order
FOLDS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("technologist_starts", "technologist_acquires", "technologist_completes"), "technologist_performs"),
    (("service_orders", "device_takes_entry"), "exam_is_scheduled"),
    (("service_orders_urgent", "device_takes_entry"), "exam_is_scheduled"),
    (("exam_is_scheduled", "technologist_performs"), "exam_was_performed"),
    (("desk_registers/A04",), "patient_is_on_record"),
    (("patient_is_on_record_in_ward/A01",), "patient_is_on_record"),
    (("exam_is_scheduled",), "patient_is_on_record"),
    (("service_orders_urgent",), "service_orders"),
    (("gives_up_with_reason",), "gives_up"),
)


@dataclass(slots=True)
class Shrinking:
    """``fails`` plays a script and says whether the same fault shows. It is asked once for each script, and no more
    when ``seconds`` are over; then ``unsure`` says that a shorter one may have been left untried. ``tries`` counts."""

    fails: Fails
    ground: Ground
    seconds: float = 60.0
    tries: int = 0
    unsure: bool = False
    _known: dict[tuple[tuple[str, str], ...], bool] = field(default_factory=dict)
    _until: float = 0.0

    def shortest(self, script: Script) -> Script:
        """A script from which no line can be taken without losing the fault; ``script`` must have it."""
        self._until = time.monotonic() + self.seconds
        while True:
            shorter = self._without(self._folded(script))
            if shorter == script:
                return shorter
            script = shorter

    def holds(self, script: Script) -> bool:
        """Whether this script makes sense and shows the fault."""
        key = tuple((each.step, repr(sorted(each.values.items()))) for each in script)
        if key not in self._known:
            if self._until and time.monotonic() > self._until:
                self.unsure = True
                return False
            self._known[key] = makes_sense(script, self.ground) and self._play(script)
        return self._known[key]

    def _play(self, script: Script) -> bool:
        self.tries += 1
        return self.fails(script)

    def _without(self, script: Script) -> Script:
        size = max(1, len(script) // 2)
        while size:
            start = 0
            while start < len(script):
                shorter = sayable(script[:start] + script[start + size :], self.ground)
                if shorter and self.holds(shorter):
                    script = shorter
                else:
                    start += size
            size //= 2
        return script

    def _folded(self, script: Script) -> Script:
        for steps, instead in FOLDS:
            for shorter in _foldings(script, steps, instead):
                if self.holds(shorter):
                    script = shorter
                    break
        return script


def _foldings(script: Script, steps: Sequence[str], instead: str) -> Iterator[Script]:
    """The script with lines of one examination (or patient) told in one."""
    for first in (each for each in script if each.step == steps[0]):
        mine = [each for each in script if each.step in steps and _same_case(first, each)]
        if [each.step for each in mine] != list(steps):
            continue
        values = {key: value for each in mine for key, value in each.values.items()}
        folded = line(instead, **{key: values[key] for key in line(instead).phrase.holes if key in values})
        if set(folded.phrase.holes) == set(folded.values):
            rest = [each for each in script if each not in mine]
            given = sum(each.kind == "given" for each in rest)
            place = given if folded.kind == "given" else script.index(mine[0])
            yield (*rest[:place], folded, *rest[place:])


def _same_case(one: Line, other: Line) -> bool:
    return all(one.values.get(key) == other.values.get(key) for key in ("patient", "exam"))


def sayable(script: Script, ground: Ground) -> Script:
    """What is left of a script when a line of it was taken out: without what went down nothing comes up again. What is
    looked at is then looked at where it is now: the entry of a patient who is no longer merged, under her own name."""
    world, kept = World(), list[Line]()
    for each in script:
        if each.kind == "then":
            kept += _nearest(each, truths(world, ground))
        elif offer := next((one for one in possible(world, ground) if one.line == each), None):
            kept.append(each)
            world = offer.after
    return tuple(kept)


def _nearest(look: Line, there_are: Sequence[Line]) -> list[Line]:
    """The look itself where it is true, else the one that says the same of somebody else, if there is one."""
    same = [each for each in there_are if each.step == look.step]
    return [max(same, key=lambda each: len(each.values.items() & look.values.items()))] if same else []


def makes_sense(script: Script, ground: Ground) -> bool:
    """Whether the model allows these lines, each look is true in its place, and nothing is down at the end."""
    walk = walk_of(script, ground)
    if walk is None or not walk.offers or not walk.world.is_settled:
        return False
    done = 0
    for each in script:
        if each.kind == "then":
            if each not in walk.truths(done):
                return False
        else:
            done += 1
    return True


def walk_of(script: Script, ground: Ground) -> Walk | None:
    """What is done in a script, without what is looked at."""
    return replayed((each for each in script if each.kind != "then"), ground)


def beginnings(seen: Seen, ground: Ground) -> Iterator[Script]:
    """Scripts to begin with, the likeliest first: what was done and the one look that failed; what was done and a look
    at the same examination; everything with all that was looked at."""
    done = replayed((each for each in seen.script if each.kind != "then"), ground)
    if done is not None and done.offers:
        ended = closed(done)
        looks = ended.truths(len(ended.offers))
        if seen.line is not WHOLE_STORY and seen.line.kind == "then":
            yield from ((*ended.lines, each) for each in looks if each == seen.line)
        else:
            yield ended.lines
        yield (*seen.looked, *ended.lines[len(done.lines) :])


def with_a_look(script: Script, ground: Ground) -> Script:
    """The script, ended by a look where it has none: a scenario asserts something, best what its last act made true."""
    walk = walk_of(script, ground)
    if walk is None or any(each.kind == "then" for each in script):
        return script
    last = walk.lines[-1].values
    truths = walk.truths(len(walk.offers))
    before = walk.truths(len(walk.offers) - 1)
    new = [each for each in truths if each not in before]
    near = [each for each in truths if about(each, str(last.get("patient")), str(last.get("exam")))]
    return (*script, *(new or near or truths)[:1])
