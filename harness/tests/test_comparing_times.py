"""The statistics against their definitions: enumeration, textbook figures, coverage of the interval."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from harness.compare.times import compare_times, hodges_lehmann, holm, mann_whitney, u_distribution


@pytest.mark.parametrize(("n", "m"), [(1, 1), (2, 5), (4, 4), (6, 3)])
def test_the_distribution_of_u_is_that_of_every_arrangement(n: int, m: int) -> None:
    counts = np.zeros(n * m + 1)
    for chosen in combinations(range(n + m), m):
        counts[sum(chosen) - m * (m - 1) // 2] += 1
    assert np.allclose(u_distribution(n, m), counts / counts.sum())


def test_p_is_that_of_enumeration_and_of_the_normal_approximation() -> None:
    assert mann_whitney(np.arange(5.0), np.arange(10.0, 15.0)) == pytest.approx(2 / 252)
    rng = np.random.default_rng(7)
    x, y = rng.normal(size=25), rng.normal(size=25) + 0.4
    exact = mann_whitney(x, y)
    assert mann_whitney(np.append(x, 0.0), np.append(y, 0.0)) == pytest.approx(exact, abs=0.06)
    assert mann_whitney(np.ones(9), np.ones(9)) == 1.0


def test_the_interval_covers_the_true_shift_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    for size in (12, 40):
        hits = 0
        for _ in range(300):
            x, y = rng.exponential(size=size), rng.exponential(size=size) + 0.5
            _, low, high = hodges_lehmann(x, y, 0.95)
            hits += low <= 0.5 <= high
        assert hits / 300 > 0.91


def test_holm_corrects_for_their_number() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])


def test_slower_beyond_the_tolerance_faster_the_other_way_and_too_few_to_say() -> None:
    rng = np.random.default_rng(3)
    base = (rng.exponential(0.02, 60) + 0.05).tolist()
    samples = {
        ("a→b", "same"): (base, base[::-1]),
        ("a→b", "slower"): (base, [value + 0.3 for value in base]),
        ("a→b", "tolerated"): (base, [value + 0.05 for value in base]),
        ("a→b", "faster"): ([value + 0.3 for value in base], base),
        ("a→b", "few"): (base[:3], base[:3]),
    }
    shifts = compare_times(samples, tolerance_s=0.1, tolerance_percent=25)
    found = {shift.kind: shift.verdict for shift in shifts}
    assert found == {"same": "same", "slower": "slower", "tolerated": "same", "faster": "faster", "few": "few"}
    slower = next(shift for shift in shifts if shift.kind == "slower")
    assert slower.low <= slower.shift <= slower.high
    assert slower.shift == pytest.approx(0.3, abs=0.02)
