"""What is watched while a load lasts: whether the system under test degrades, and what our own processes use."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import psutil

from harness.load.figures import Figures
from harness.load.profile import ROLE_OF, AbortTable, Profile
from harness.site import Site
from simulators.wire.errors import ConfigError

SIMULATED_RATE = 500.0  # jobs a second that a hospital of simulators alone may be asked


def require_allowed(site: Site, profile: Profile) -> None:
    """:class:`ConfigError` unless the site file allows this load. Real systems need a ``[load]`` table."""
    table = site.tables.load
    if table is None and site.real_roles:
        raise ConfigError(
            f"{site.shown_file} does not allow a load on real systems ({', '.join(site.real_roles)})",
            cause="a load may keep a hospital from working: its limit has to stand in the site file",
            remedy=f"agree on it with who runs the system, then add: [load] max_rate_per_s = {profile.rate_per_s:g}",
        )
    limit = table.max_rate_per_s if table is not None else SIMULATED_RATE
    if profile.rate_per_s > limit * (1 + 1e-9):
        raise ConfigError(
            f"profile {profile.name} wants {profile.rate_per_s:g} jobs a second, the site allows {limit:g}",
            cause="[load] max_rate_per_s in the site file" if table else "the limit of simulated systems",
            remedy="take another profile, --jobs or --scale, or agree on a higher limit",
        )


def thresholds(site: Site, profile: Profile) -> AbortTable:
    """Where the load stops by itself: the stricter of site and profile."""
    table, own = site.tables.load, profile.abort
    share = min(own.error_share, (table and table.abort_error_share) or 1.0)
    return own.model_copy(update={"error_share": share, "p95_s": min(own.p95_s, (table and table.abort_p95_s) or 1e9)})


class AbortWatch:
    """Looks at the jobs of the last ``window_s`` seconds."""

    def __init__(self, limits: AbortTable) -> None:
        self.limits = limits
        self._kept: deque[tuple[float, Figures]] = deque()

    def take(self, seconds: float, figures: Figures) -> str:
        """Add the figures of an interval that ended ``seconds`` after the start; why the load must stop, or empty."""
        self._kept.append((seconds, figures))
        while self._kept and self._kept[0][0] <= seconds - self.limits.window_s:
            self._kept.popleft()
        window = Figures()
        for _, one in self._kept:
            window.merge(one)
        return self._problem(window)

    def _problem(self, window: Figures) -> str:
        limits, whole = self.limits, window.sum_of(ROLE_OF)
        if whole.done + whole.failed >= limits.least and whole.error_share > limits.error_share:
            worst = max(whole.errors, key=lambda kind: whole.errors[kind])
            return (
                f"{whole.error_share:.0%} of the jobs of the last {limits.window_s:g} s failed "
                f"(limit {limits.error_share:.0%}), most of them: {worst}"
            )
        for name in ROLE_OF:
            tally = window.tallies.get(name)
            if tally is None or tally.done < limits.least:
                continue
            slow = tally.latency.percentile(95)
            if slow > limits.p95_s:
                return f"the 95th percentile of {name} was {slow:.1f} s (limit {limits.p95_s:g} s)"
        return ""


class Usage:
    """Memory and processor time of our processes, by name."""

    def __init__(self, processes: Mapping[str, int]) -> None:
        self._processes: dict[str, psutil.Process] = {}
        for name, pid in processes.items():
            with suppress(psutil.Error):
                self._processes[name] = psutil.Process(pid)
                self._processes[name].cpu_percent()

    def now(self) -> dict[str, dict[str, float]]:
        """MiB resident, and processor per cent since the last call (100: one core), by name."""
        found: dict[str, dict[str, Any]] = {}
        for name, process in self._processes.items():
            with suppress(psutil.Error), process.oneshot():
                rss = round(process.memory_info().rss / 2**20, 1)
                found[name] = {"rss_mib": rss, "cpu_percent": round(process.cpu_percent(), 1)}
        return found
