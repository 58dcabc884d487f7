"""When jobs arrive: a Poisson process whose rate climbs during the ramp, the same for the same seed.

Arrivals do not wait for earlier jobs to be done, so a slow system meets the load that it would meet in the hospital,
and what it makes wait is counted as waiting.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator


def arrivals(rate: float, duration: float, ramp: float = 0.0, seed: object = 0) -> Iterator[float]:
    """Seconds from the start at which jobs arrive, in order: ``rate`` a second, for ``duration`` seconds; during the
    first ``ramp`` seconds the rate climbs from nothing in a straight line."""
    draw = random.Random(repr(seed))
    expected = 0.0  # arrivals that the rate allows until now: a Poisson process of rate 1 in this measure
    last = expected_until(duration, rate, ramp)
    while (expected := expected + draw.expovariate(1.0)) < last:
        yield moment_of(expected, rate, ramp)


def expected_until(moment: float, rate: float, ramp: float) -> float:
    """How many arrivals are expected until ``moment`` seconds."""
    if moment < ramp:
        return rate * moment * moment / (2 * ramp)
    return rate * (moment - ramp / 2)


def moment_of(expected: float, rate: float, ramp: float) -> float:
    """The moment until which ``expected`` arrivals are expected: the inverse of :func:`expected_until`."""
    if expected < rate * ramp / 2:
        return math.sqrt(2 * ramp * expected / rate)
    return expected / rate + ramp / 2
