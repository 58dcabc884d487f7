"""Load: percentiles against a peer of known delay, and the rate that one and two workers offer. On an idle machine."""

from __future__ import annotations

import math

import pytest

from harness.load_figures import Histogram
from harness.load_profile import Profile
from harness.tests.load_talk import loaded, peer

pytestmark = pytest.mark.bench
RATE = 500  # jobs a second of one worker


def _profile(rate: float, users: int, seconds: float) -> Profile:
    return Profile.model_validate(
        {"name": "bench", "duration_s": seconds, "drain_s": 5, "users": {"emr": users},
         "jobs": {"update": {"rate_per_s": rate}}}
    )  # fmt: skip


def test_percentiles_are_those_of_the_known_delay_within_5_per_cent() -> None:
    delays = [0.4 - 0.3 * math.log(1 - (n + 0.5) / 500) for n in range(500)]
    with peer(delays) as address:
        figures, _ = loaded(address, _profile(20, 400, 26))
    exact = Histogram()
    for delay in delays:
        exact.add(delay)
    latency = figures.of("update").latency
    for percent in (50, 90, 95):
        found, expected = latency.percentile(percent), exact.percentile(percent)
        print(f"p{percent}: {found * 1000:.1f} ms, known {expected * 1000:.1f} ms, {found / expected - 1:+.1%}")
        assert found == pytest.approx(expected, rel=0.05)


def test_two_workers_make_twice_the_load_of_one() -> None:
    """Each worker gets RATE: what is asked is offered and answered, by one as by two."""
    for workers in (1, 2):
        with peer([0.001]) as address:
            figures, _ = loaded(address, _profile(RATE * workers, 40, 8), workers)
        tally = figures.of("update")
        slow = tally.latency.percentile(95) * 1000
        print(f"{workers}: {tally.offered / 8:.0f} offered/s, {tally.done / 8:.0f} done/s, p95 {slow:.1f} ms")
        assert tally.failed == 0
        assert tally.offered / 8 == pytest.approx(RATE * workers, rel=0.05)
        assert tally.done == tally.offered
