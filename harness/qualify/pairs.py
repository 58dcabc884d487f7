"""Which two defects are planted together: drawn by a seed, and only such as stand beside each other."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from simulators.defects import Defect, seams_of
from simulators.wire.errors import ConfigError


@dataclass(slots=True)
class Drawn:
    """``apart`` are pairs that were drawn before these and cannot be combined: both replace the same attribute."""

    seed: int
    pairs: list[tuple[Defect, Defect]] = field(default_factory=list)
    apart: list[tuple[str, str]] = field(default_factory=list)


def draw(defects: Sequence[Defect], count: int, seed: int) -> Drawn:
    """``count`` pairs of those that can be found alone. :class:`ConfigError` where there are not so many."""
    visible = [defect for defect in defects if not defect.hidden and not defect.gap]
    seams = {defect.id: seams_of(defect) for defect in visible}
    possible = list(combinations(visible, 2))
    random.Random(seed).shuffle(possible)
    drawn = Drawn(seed)
    for one, other in possible:
        if len(drawn.pairs) == count:
            break
        if seams[one.id] & seams[other.id]:
            drawn.apart.append((one.id, other.id))
        else:
            drawn.pairs.append((one, other))
    if len(drawn.pairs) < count:
        raise ConfigError(
            f"there are no {count} pairs of defects that can be combined", remedy=f"--pairs {len(drawn.pairs)}"
        )
    return drawn
