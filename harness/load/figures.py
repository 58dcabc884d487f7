"""Figures of a load: counts, errors by kind and latencies of each job, small enough to be sent and kept every second.

Latencies go into buckets that grow by one per cent, so a percentile is right within half a per cent whatever the
spread, and figures of several workers or intervals add up exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

GROWTH = math.log(1.01)
SMALLEST_S = 1e-5
PERCENTILES = (50, 90, 95, 99, 99.9)
MOST_ERRORS = 40  # kinds of error kept by name; a peer that invents new ones fills no memory
OTHER = "other errors"


@dataclass(slots=True)
class Histogram:
    """Durations in seconds. ``buckets`` maps a number n to how many lay at SMALLEST_S × 1.01^n, half a per cent
    around it."""

    buckets: dict[int, int] = field(default_factory=dict)
    count: int = 0
    total: float = 0.0
    longest: float = 0.0

    def add(self, seconds: float) -> None:
        seconds = max(seconds, SMALLEST_S)
        number = round(math.log(seconds / SMALLEST_S) / GROWTH)
        self.buckets[number] = self.buckets.get(number, 0) + 1
        self.count += 1
        self.total += seconds
        self.longest = max(self.longest, seconds)

    def merge(self, other: Histogram) -> None:
        for number, count in other.buckets.items():
            self.buckets[number] = self.buckets.get(number, 0) + count
        self.count += other.count
        self.total += other.total
        self.longest = max(self.longest, other.longest)

    def percentile(self, percent: float) -> float:
        """The smallest duration that ``percent`` per cent of all do not exceed (nearest rank); 0.0 of nothing."""
        rank, seen = max(math.ceil(self.count * percent / 100), 1), 0
        for number in sorted(self.buckets):
            seen += self.buckets[number]
            if seen >= rank:
                return min(SMALLEST_S * math.exp(number * GROWTH), self.longest)
        return 0.0

    @property
    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready; read back by :meth:`from_dict`."""
        buckets = {str(number): self.buckets[number] for number in sorted(self.buckets)}
        return {"buckets": buckets, "total": round(self.total, 6), "longest": round(self.longest, 6)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Histogram:
        """Raises ValueError, KeyError, TypeError or AttributeError where it is not of that form."""
        buckets = {int(number): int(count) for number, count in values["buckets"].items()}
        if any(count < 0 or abs(number) > 10_000 for number, count in buckets.items()):
            raise ValueError("a bucket is out of range")
        return cls(buckets, sum(buckets.values()), float(values["total"]), float(values["longest"]))


@dataclass(slots=True)
class Tally:
    """One job, or one thing measured in it. ``offered`` counts arrivals; ``latency`` those that succeeded."""

    offered: int = 0
    errors: dict[str, int] = field(default_factory=dict)
    latency: Histogram = field(default_factory=Histogram)
    bytes: int = 0

    @property
    def done(self) -> int:
        return self.latency.count

    @property
    def failed(self) -> int:
        return sum(self.errors.values())

    @property
    def error_share(self) -> float:
        """Failed among those that ended."""
        ended = self.done + self.failed
        return self.failed / ended if ended else 0.0

    def fail(self, kind: str, count: int = 1) -> None:
        kind = kind if kind in self.errors or len(self.errors) < MOST_ERRORS else OTHER
        self.errors[kind] = self.errors.get(kind, 0) + count

    def merge(self, other: Tally) -> None:
        self.offered += other.offered
        self.bytes += other.bytes
        self.latency.merge(other.latency)
        for kind, count in other.errors.items():
            self.fail(kind, count)


@dataclass(slots=True)
class Figures:
    """Tallies by name of job (``worklist``) or measure (``image``)."""

    tallies: dict[str, Tally] = field(default_factory=dict)

    def of(self, name: str) -> Tally:
        return self.tallies.setdefault(name, Tally())

    def merge(self, other: Figures) -> None:
        for name, tally in other.tallies.items():
            self.of(name).merge(tally)

    def sum_of(self, names: Iterable[str]) -> Tally:
        """The tallies of ``names`` as one."""
        whole = Tally()
        for name in names:
            if name in self.tallies:
                whole.merge(self.tallies[name])
        return whole

    def as_dict(self) -> dict[str, Any]:
        return {
            name: {
                "offered": tally.offered,
                "errors": tally.errors,
                "bytes": tally.bytes,
                "latency": tally.latency.as_dict(),
            }
            for name, tally in sorted(self.tallies.items())
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Figures:
        """Raises as :meth:`Histogram.from_dict`."""
        figures = cls()
        for name, each in values.items():
            errors = {str(kind): int(count) for kind, count in each["errors"].items()}
            figures.tallies[str(name)] = Tally(
                int(each["offered"]), errors, Histogram.from_dict(each["latency"]), int(each["bytes"])
            )
        return figures


def summary_of(tally: Tally, seconds: float) -> dict[str, Any]:
    """What people read of a tally over ``seconds``: rates a second, latencies in milliseconds."""
    latency = tally.latency
    return {
        "offered": tally.offered,
        "done": tally.done,
        "failed": tally.failed,
        "offered_per_s": round(tally.offered / seconds, 3) if seconds else 0.0,
        "done_per_s": round(tally.done / seconds, 3) if seconds else 0.0,
        "mib_per_s": round(tally.bytes / seconds / 2**20, 3) if seconds else 0.0,
        "errors": dict(sorted(tally.errors.items(), key=lambda pair: -pair[1])),
        "mean_ms": round(latency.mean * 1000, 3),
        "max_ms": round(latency.longest * 1000, 3),
        **{f"p{percent:g}_ms": round(latency.percentile(percent) * 1000, 3) for percent in PERCENTILES},
    }
