"""Each line is as far and as fast as it says, within a tenth: measured, so on a machine that does nothing else."""

from __future__ import annotations

import pytest

from simulators.link_profile import PROFILES
from simulators.tests.bench_table import Line, add
from simulators.tests.line_measured import bits_per_s, ping

pytestmark = pytest.mark.bench


@pytest.mark.parametrize("name", [name for name in PROFILES if not PROFILES[name].down_s])
def test_a_line_is_as_far_and_as_fast_as_it_says(name: str) -> None:
    line = PROFILES[name]
    round_trip, carried = ping(line, 15), bits_per_s(line, 12 if line.loss else 4)
    said = line.round_trip_s * 1000, line.carried_bits_per_s / 1e6
    add([Line(f"link, {name}, round trip", round_trip * 1000, said[0], "as said", 0.9, "ms", alike=True),
         Line(f"link, {name}, carried", carried / 1e6, said[1], "as said", 0.9, "Mbit/s", alike=True)])  # fmt: skip
    assert round_trip == pytest.approx(line.round_trip_s, rel=0.1)
    assert carried == pytest.approx(line.carried_bits_per_s, rel=0.1)
