"""What a line is like: how long bytes are under way, how many a second, and where they stand still.

No socket and no clock: :class:`Pace` says when bytes that came at one moment arrive at the other end.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from simulators.wire.errors import ConfigError

PACKET = 1460  # bytes: what one lost packet carried over Ethernet
DAY_S = 86400.0
HANDOVER_S = 0.0002  # what it costs by itself to pass a thread that waits, each way: part of what the line takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One line. ``round_trip_s`` is what a ping shows, half of it each way, give or take ``jitter_s``.

    ``loss`` is the share of packets that are lost: TCP sends them again, so that all behind them stand still for
    ``stall_s``. ``down_s``: the line is down for so long before anything passes.
    """

    name: str = ""
    round_trip_s: float = 0.0
    jitter_s: float = 0.0
    bits_per_s: float = 0.0  # 0: no limit
    loss: float = 0.0
    stall_s: float = 0.0
    down_s: float = 0.0

    @property
    def carried_bits_per_s(self) -> float:
        """What arrives in the long run, the stalls included; 0: no limit."""
        if not self.bits_per_s:
            return 0.0
        return PACKET * 8 / (PACKET * 8 / self.bits_per_s + self.loss * self.stall_s)


PROFILES = {
    one.name: one
    for one in (
        Profile(name="lan", round_trip_s=0.004, bits_per_s=100e6),
        Profile(name="wan", round_trip_s=0.040, jitter_s=0.002, bits_per_s=20e6),
        Profile(name="3g-lossy", round_trip_s=0.200, jitter_s=0.015, bits_per_s=2e6, loss=0.02, stall_s=0.15),
        Profile(name="vsat-384k", round_trip_s=0.715, jitter_s=0.010, bits_per_s=384e3),
        Profile(name="ten-days-down", round_trip_s=0.040, bits_per_s=20e6, down_s=10 * DAY_S),
    )
}


def profile(name: str) -> Profile:
    """The profile of this name. :class:`ConfigError` with the names there are."""
    if name not in PROFILES:
        raise ConfigError(f"there is no line called {name!r}", remedy=f"one of {', '.join(PROFILES)}")
    return PROFILES[name]


class Pace:
    """One direction of a line, shared by all that pass it. The same seed gives the same jitter and losses."""

    def __init__(self, profile: Profile, seed: int = 0) -> None:
        self.profile = profile
        self._chance = random.Random(seed)
        self._busy_until = 0.0
        self._last = 0.0
        self._unlost = self._next_loss()
        self.stalls = 0

    def due(self, now: float, size: int) -> float:
        """When the last of ``size`` bytes handed over at ``now`` (seconds of any clock) arrives.

        Bytes are put on the line one after the other at its rate, and are under way at the same time: latency is not
        paid again for each. What comes later never arrives earlier.
        """
        line = self.profile
        start = max(now, self._busy_until)
        self._busy_until = start + (size * 8 / line.bits_per_s if line.bits_per_s else 0.0) + self._stalled(size)
        delay = line.round_trip_s / 2 - HANDOVER_S + self._chance.uniform(-line.jitter_s, line.jitter_s)
        self._last = max(self._last, self._busy_until + max(0.0, delay))
        return self._last

    def _stalled(self, size: int) -> float:
        """Seconds that these bytes stand still for packets that were lost."""
        if not self.profile.loss:
            return 0.0
        self._unlost -= size
        count = 0
        while self._unlost < 0:
            self._unlost += self._next_loss()
            count += 1
        self.stalls += count
        return count * self.profile.stall_s

    def _next_loss(self) -> float:
        """Bytes until the next lost packet."""
        loss = self.profile.loss
        return self._chance.expovariate(loss) * PACKET if loss else 0.0
