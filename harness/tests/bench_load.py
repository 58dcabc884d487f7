"""Load: percentiles against a peer of known delay, and the rate that one and two workers offer. On an idle machine."""

from __future__ import annotations

import math

import pytest

from harness.load.figures import Histogram
from harness.load.profile import Profile
from harness.tests.load_talk import loaded, peer
from simulators.tests.bench_table import Line, add

pytestmark = pytest.mark.bench
RATE = 500  # jobs a second of one worker
USERS = 1000  # so many that hardly ever one asks while her last question waits, for that would count


def _profile(rate: float, users: int, seconds: float) -> Profile:
    return Profile.model_validate(
        {"name": "bench", "duration_s": seconds, "drain_s": 5, "users": {"emr": users},
         "jobs": {"update": {"rate_per_s": rate}}}
    )  # fmt: skip


def test_percentiles_are_those_of_the_known_delay_within_5_per_cent() -> None:
    delays = [0.4 - 0.3 * math.log(1 - (n + 0.5) / 500) for n in range(500)]
    with peer(delays) as address:
        figures, _ = loaded(address, _profile(20, USERS, 26))
    exact = Histogram()
    for delay in delays:
        exact.add(delay)
    latency = figures.of("update").latency
    pairs = [
        (percent, latency.percentile(percent) * 1000, exact.percentile(percent) * 1000) for percent in (50, 90, 95)
    ]
    add([Line(f"load, p{percent} as reported", found, known, "the delay that is known", 0.95, "ms", alike=True)
         for percent, found, known in pairs])  # fmt: skip
    for _, found, known in pairs:
        assert found == pytest.approx(known, rel=0.05)


def test_two_workers_make_twice_the_load_of_one() -> None:
    """Each worker gets RATE: what is asked is offered and answered, by one as by two."""
    offered = {}
    for workers in (1, 2):
        with peer([0.001]) as address:
            figures, _ = loaded(address, _profile(RATE * workers, 40, 8), workers)
        tally = figures.of("update")
        offered[workers] = tally.offered / 8
        slow = tally.latency.percentile(95) * 1000
        print(f"{workers} workers: {offered[workers]:.0f} offered/s, {tally.done / 8:.0f} done/s, p95 {slow:.1f} ms")
        assert tally.failed == 0
        assert tally.done == tally.offered
    add([Line("load, offered by 1 worker", offered[1], RATE, "asked for", 0.95, "jobs/s", alike=True),
         Line("load, offered by 2 workers", offered[2], 2 * RATE, "asked for", 0.95, "jobs/s", alike=True),
         Line("load, offered by 2 workers", offered[2], offered[1], "1 worker", 1.9, "jobs/s")])  # fmt: skip
    assert offered[2] == pytest.approx(2 * RATE, rel=0.05)
