"""Lines of known kinds: exactly by calculation, roughly (the machine may be busy) by measurement."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.link_profile import HANDOVER_S, PACKET, PROFILES, Pace, Profile, profile
from simulators.tests.line_measured import bits_per_s, ping
from simulators.wire.errors import ConfigError

LINES = [line for line in PROFILES.values() if not line.down_s]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_a_full_line_carries_what_it_says_and_is_as_far_as_it_says(line: Profile) -> None:
    pace = Pace(line, seed=3)
    pieces = 20_000
    last = [pace.due(0.0, PACKET) for _ in range(pieces)][-1]
    assert 8 * PACKET * pieces / last == pytest.approx(line.carried_bits_per_s, rel=0.05)
    alone = [Pace(line, seed).due(0.0, 1) for seed in range(400)]
    assert 2 * sorted(alone)[200] == pytest.approx(line.round_trip_s, rel=0.02, abs=3 * HANDOVER_S)


def test_latency_is_paid_once_and_not_for_each_piece() -> None:
    """100 pieces of 10 ms each over 1 s: 2 s, not 101."""
    pace = Pace(Profile(round_trip_s=2.0, bits_per_s=8000.0))
    assert [pace.due(0.0, 10) for _ in range(100)][-1] == pytest.approx(2.0, abs=0.01)


def test_the_lines_of_the_field_are_what_was_measured_there() -> None:
    """An MRI in Malawi: VSAT of 384 kbit/s and 715 ms, one outage of ten days."""
    assert set(PROFILES) == {"lan", "wan", "3g-lossy", "vsat-384k", "ten-days-down"}
    vsat = PROFILES["vsat-384k"]
    assert (vsat.bits_per_s, vsat.round_trip_s) == (384_000, 0.715)
    assert PROFILES["ten-days-down"].down_s == 10 * 24 * 3600
    lossy = PROFILES["3g-lossy"]
    assert lossy.loss >= 0.01
    assert lossy.carried_bits_per_s < 0.8 * lossy.bits_per_s


def test_jitter_is_as_wide_as_it_says() -> None:
    line = Profile(round_trip_s=0.2, jitter_s=0.05)
    alone = [Pace(line, seed).due(0.0, 1) + HANDOVER_S for seed in range(200)]
    assert 0.05 <= min(alone) < 0.06
    assert 0.14 < max(alone) <= 0.15


def test_the_same_seed_gives_the_same_losses_and_another_one_others() -> None:
    def sent(seed: int) -> list[float]:
        pace = Pace(PROFILES["3g-lossy"], seed)
        return [pace.due(n * 0.01, 500) for n in range(200)]

    assert sent(1) == sent(1)
    assert sent(1) != sent(2)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 70_000)), max_size=40), st.integers(0, 99))
def test_nothing_overtakes_and_nothing_arrives_before_it_was_sent(pieces: list[tuple[float, int]], seed: int) -> None:
    pace, now, before = Pace(PROFILES["3g-lossy"], seed), 0.0, 0.0
    for later, size in pieces:
        now += later
        due = pace.due(now, size)
        assert due >= max(now, before)
        before = due


def test_lines_through_sockets_are_never_better_than_they_say() -> None:
    """And not much worse where the machine has anything else to do; within a tenth: bench_link.py."""
    wan, slow = PROFILES["wan"], Profile(bits_per_s=400_000)
    assert 0.9 * wan.round_trip_s <= ping(wan, 5) <= wan.round_trip_s + 0.5
    assert slow.bits_per_s / 3 <= bits_per_s(slow, 0.6) <= slow.bits_per_s * 1.1


def test_an_unknown_line_is_told_with_those_there_are() -> None:
    with pytest.raises(ConfigError) as told:
        profile("isdn")
    assert "vsat-384k" in told.value.remedy
