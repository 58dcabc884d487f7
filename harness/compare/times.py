"""Whether answers became slower: Mann–Whitney test and Hodges–Lehmann shift with its distribution-free interval.

Times of answers are neither normal nor free of outliers, so means say little. The Mann–Whitney U test asks whether
one sample tends to be larger; the Hodges–Lehmann estimate, the median of all differences between a time of the second
run and one of the first, says by how much; its confidence interval lies between two order statistics of those
differences, chosen by the distribution of U (exact for small samples without ties, else normal with correction for
ties and continuity). Several transactions are tested at once: p-values are corrected by Holm's method.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

EXACT = 25  # samples a side up to which the exact distribution of U is used
MOST = 2000  # samples a side that are used; more are thinned out evenly
FEWEST = 5  # samples a side below which nothing is concluded
METHOD = "Mann–Whitney U, Holm-corrected; Hodges–Lehmann shift with distribution-free interval"


@dataclass(frozen=True, slots=True)
class Shift:
    """One kind of transaction on one hop in both runs. Times in seconds. ``verdict``: same, slower, faster or few."""

    hop: str
    kind: str
    first: tuple[float, ...]
    second: tuple[float, ...]
    shift: float = 0.0
    low: float = 0.0
    high: float = 0.0
    p: float = 1.0
    verdict: str = "few"

    @property
    def medians(self) -> tuple[float, float]:
        return float(np.median(self.first)) if self.first else 0.0, float(
            np.median(self.second)
        ) if self.second else 0.0

    @property
    def p95(self) -> tuple[float, float]:
        first, second = (float(np.percentile(side, 95)) if side else 0.0 for side in (self.first, self.second))
        return first, second


def compare_times(
    samples: dict[tuple[str, str], tuple[list[float], list[float]]],
    *,
    tolerance_s: float,
    tolerance_percent: float,
    confidence: float = 0.95,
) -> list[Shift]:
    """One :class:`Shift` for each hop and kind. Slower: significant after correction, and the whole interval lies
    beyond what is tolerated (the larger of the two tolerances, the second of the first run's median)."""
    shifts = [_shift(hop, kind, *both, confidence) for (hop, kind), both in sorted(samples.items())]
    tested = [one for one in shifts if one.verdict != "few"]
    corrected = dict(zip(map(id, tested), holm([one.p for one in tested]), strict=True))
    return [
        replace(one, p=corrected[id(one)], verdict=_verdict(one, corrected[id(one)], tolerance_s, tolerance_percent,
                                                            1 - confidence))
        if id(one) in corrected else one
        for one in shifts
    ]  # fmt: skip


def _verdict(one: Shift, p: float, tolerance_s: float, tolerance_percent: float, alpha: float) -> str:
    allowed = max(tolerance_s, one.medians[0] * tolerance_percent / 100)
    if p < alpha and one.low > allowed:
        return "slower"
    return "faster" if p < alpha and one.high < -allowed else "same"


def _shift(hop: str, kind: str, first: list[float], second: list[float], confidence: float) -> Shift:
    made = Shift(hop, kind, tuple(first), tuple(second))
    if min(len(first), len(second)) < FEWEST:
        return made
    x, y = _thinned(first), _thinned(second)
    estimate, low, high = hodges_lehmann(x, y, confidence)
    return replace(made, shift=estimate, low=low, high=high, p=mann_whitney(x, y), verdict="same")


def _thinned(values: list[float]) -> NDArray[np.float64]:
    found = np.asarray(values, dtype=np.float64)
    return found if len(found) <= MOST else found[np.linspace(0, len(found) - 1, MOST).astype(int)]


def mann_whitney(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Two-sided p-value of U for two samples of any unit."""
    n, m = len(x), len(y)
    both = np.concatenate([x, y])
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    u = float(ranks[n:].sum() - m * (m + 1) / 2)
    if max(n, m) <= EXACT and len(counts) == n + m:
        below = float(u_distribution(n, m)[: int(min(u, n * m - u)) + 1].sum())
        return min(1.0, 2 * below)
    spread = _spread(n, m, counts)
    if spread == 0:
        return 1.0
    z = max(0.0, abs(u - n * m / 2) - 0.5) / spread
    return min(1.0, 2 * NormalDist().cdf(-z))


def _spread(n: int, m: int, counts: NDArray[np.int64]) -> float:
    """Standard deviation of U, less for ties."""
    total = n + m
    ties = float((counts.astype(np.float64) ** 3 - counts).sum()) / (total * (total - 1))
    return math.sqrt(max(0.0, n * m / 12 * (total + 1 - ties)))


@lru_cache(maxsize=256)
def u_distribution(n: int, m: int) -> NDArray[np.float64]:
    """Probability of each value 0 … n·m of U when both samples come from one distribution: of the ways to choose n of
    n+m ranks, those with that sum (a Gaussian binomial coefficient)."""
    ways = np.zeros(n * m + 1)
    ways[0] = 1.0
    for step in range(1, n + 1):
        grown = ways.copy()
        grown[m + step :] -= ways[: -(m + step)] if m + step <= n * m else 0.0
        for index in range(step, n * m + 1):
            grown[index] += grown[index - step]
        ways = grown
    return np.asarray(ways / ways.sum())


def hodges_lehmann(x: NDArray[np.float64], y: NDArray[np.float64], confidence: float) -> tuple[float, float, float]:
    """Estimate and interval of how much larger ``y`` is than ``x``, in their unit."""
    differences = np.sort((y[:, None] - x[None, :]).ravel())
    n, m, total = len(x), len(y), len(differences)
    tail = (1 - confidence) / 2
    if max(n, m) <= EXACT:
        rank = int(np.searchsorted(np.cumsum(u_distribution(n, m)), tail, side="right"))
    else:
        spread = math.sqrt(n * m * (n + m + 1) / 12)
        rank = math.floor(total / 2 + NormalDist().inv_cdf(tail) * spread)
    rank = min(max(rank, 1), total // 2 or 1)
    return float(np.median(differences)), float(differences[rank - 1]), float(differences[total - rank])


def holm(values: list[float]) -> list[float]:
    """p-values corrected for their number, in the order given."""
    corrected, largest = [0.0] * len(values), 0.0
    for position, index in enumerate(sorted(range(len(values)), key=values.__getitem__)):
        largest = max(largest, min(1.0, values[index] * (len(values) - position)))
        corrected[index] = largest
    return corrected
