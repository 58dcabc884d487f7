"""Availability: rounds of probes, what they say about each system, incidents, and the figures of the agreement.

A system is down while one of its endpoints is; the second address of an archive stands in for the first, so that only
both are an outage, and one of them an incident. Time counts from one round to the next; a gap of more than three
intervals (the monitor did not run) is not observed and counts neither way. Maintenance that was agreed counts as
excluded, not as down.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from harness.monitor.probes import JOINED, Endpoint, Probe, endpoints_of, probe_all
from harness.monitor.store import DAY, Store, Sums, bound_bytes
from harness.site import Site
from harness.site_commands import MaintenanceTable

SEVERITIES = ("critical", "major", "minor")  # worst first
GAP_INTERVALS = 3
FORGET_EVERY_S = 3600.0
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def in_maintenance(windows: Sequence[MaintenanceTable], system: str, when: datetime, zone: ZoneInfo) -> bool:
    """Whether ``when`` (aware) lies in an agreed window of ``system``."""
    local = when.astimezone(zone)
    return any(_covers(window, local) for window in windows if not window.systems or system in window.systems)


def _covers(window: MaintenanceTable, local: datetime) -> bool:
    if window.begins is not None and window.ends is not None:
        return datetime.fromisoformat(window.begins) <= local < datetime.fromisoformat(window.ends)
    clock, start, end = local.strftime("%H%M"), window.start or "", window.end or ""
    today, yesterday = WEEKDAYS[local.weekday()], WEEKDAYS[(local - timedelta(days=1)).weekday()]
    if start < end:
        return today in window.days and start <= clock < end
    return (today in window.days and clock >= start) or (yesterday in window.days and clock < end)


def _is_up(group: Sequence[Probe]) -> bool:
    """Each of the services of a system is to be had somewhere."""
    services: dict[str, bool] = {}
    for one in group:
        name = one.service or one.endpoint
        services[name] = services.get(name, False) or one.up
    return all(services.values())


class Monitor:
    """``probe`` and the times given to :meth:`round` can be replaced: a month is then simulated in a moment."""

    def __init__(self, site: Site, store: Store, probe: Callable[[list[Endpoint]], list[Probe]] = probe_all) -> None:
        self.site, self.store, self.table = site, store, site.tables.monitor
        self.endpoints = endpoints_of(site)
        self.systems = sorted({one.system for one in self.endpoints})
        self.zone = ZoneInfo(site.tables.time_zone)
        self.last: list[Probe] = []
        self._probe = probe
        self._forgot = 0.0
        self._before = store.last_round()

    def bound_bytes(self) -> int:
        """The size that the file does not exceed."""
        return bound_bytes(len(self.endpoints), len(self.systems), self.table.interval_s)

    def run(
        self, stop: threading.Event, rounds: int = 0, heard: Callable[[list[Probe]], None] = lambda p: None
    ) -> None:
        """Rounds at the interval until ``stop`` is set, or ``rounds`` of them; a late round delays no later one."""
        due, done = time.monotonic(), 0
        while not stop.is_set():
            heard(self.round(time.time()))
            done += 1
            if rounds and done >= rounds:
                return
            due = max(due + self.table.interval_s, time.monotonic())
            while not stop.is_set() and (left := due - time.monotonic()) > 0:
                stop.wait(min(left, 0.5))  # in pieces, so that Windows sees Ctrl-C

    def round(self, now: float) -> list[Probe]:
        """Probe everything and write it down; ``now`` in seconds since the epoch."""
        probes = self._probe(self.endpoints)
        seconds = now - self._before
        if not 0 < seconds <= GAP_INTERVALS * self.table.interval_s:
            seconds = 0.0  # not observed
        by_system: dict[str, list[Probe]] = defaultdict(list)
        with self.store.change():
            for one in probes:
                by_system[one.system].append(one)
                self.store.add_probe(now, one.endpoint, one.up, one.ms, one.why)
                self._count(now, one.endpoint, one.system, seconds, one.up, [one])
            for system, group in by_system.items():
                self._count(now, system, system, seconds, _is_up(group), group)
                self._incident(now, system, group)
            if now - self._forgot >= FORGET_EVERY_S:
                self.store.forget(now)
                self._forgot = now
        self._before, self.last = now, probes
        return probes

    def _excluded(self, system: str, now: float) -> bool:
        return in_maintenance(self.table.maintenance, system, datetime.fromtimestamp(now, UTC), self.zone)

    def _count(self, now: float, name: str, system: str, seconds: float, up: bool, probes: list[Probe]) -> None:
        excluded = self._excluded(system, now)
        times = [one.ms for one in probes if one.up]
        failures = 0 if excluded else sum(not one.up for one in probes)
        self.store.add(
            now, name,
            Sums(
                seconds if up and not excluded else 0.0, seconds if not up and not excluded else 0.0,
                seconds if excluded else 0.0, len(probes), failures, sum(times), max(times, default=0.0),
            ),
        )  # fmt: skip

    def _incident(self, now: float, system: str, probes: list[Probe]) -> None:
        down = [one for one in probes if not one.up]
        open_one = self.store.open_incidents().get(system)
        if not down:
            if open_one is not None:
                self.store.update_incident(open_one["id"], ended=now)
            return
        severity = self.severity(system, len(down), len(probes))
        if open_one is None:
            if not self._excluded(system, now):
                self.store.open_incident(system, severity, now, f"{down[0].endpoint}: {down[0].why}")
        elif SEVERITIES.index(severity) < SEVERITIES.index(open_one["severity"]):
            self.store.update_incident(open_one["id"], severity=severity)

    def severity(self, system: str, down: int, endpoints: int) -> str:
        """Critical: a system on which care depends is down whole. Major: it is down in part, or another one is down
        whole. Minor: the rest."""
        whole, vital = down == endpoints, system in self.table.critical
        return "critical" if whole and vital else "major" if whole or vital else "minor"


def report(site: Site, store: Store, begin: float, end: float) -> dict[str, Any]:
    """The availability of each system against the agreement from ``begin`` to ``end`` (seconds since the epoch), and
    every incident with response and resolution."""
    table, sums = site.tables.monitor, store.sums(begin, end)
    systems = [name for name in sums if JOINED not in name]
    incidents = [_incident_row(row, table) for row in store.incidents(begin, end)]
    rows = [_system_row(name, sums[name], table, [i for i in incidents if i["system"] == name]) for name in systems]
    for row in rows:
        row["days"] = [
            {"day": datetime.fromtimestamp(day, UTC).date().isoformat(), "availability": each.availability}
            for day, each in store.by_day(row["system"], begin, end)
        ]
    return {
        "schema": 1,
        "site": site.name,
        "begin": datetime.fromtimestamp(begin, UTC).isoformat(timespec="seconds"),
        "end": datetime.fromtimestamp(end, UTC).isoformat(timespec="seconds"),
        "interval_s": table.interval_s,
        "kept": all(row["kept"] for row in rows) if rows else None,
        "systems": sorted(rows, key=lambda row: row["system"]),
        "endpoints": [
            {"endpoint": name, "availability": each.availability, "mean_ms": _mean(each),
             "max_ms": round(each.ms_max, 1), "probes": each.probes, "failures": each.failures}
            for name, each in sorted(sums.items()) if JOINED in name
        ],
        "incidents": incidents,
    }  # fmt: skip


def _mean(sums: Sums) -> float:
    answered = sums.probes - sums.failures
    return round(sums.ms_sum / answered, 1) if answered > 0 else 0.0


def _system_row(name: str, sums: Sums, table: Any, incidents: list[dict[str, Any]]) -> dict[str, Any]:
    agreed = table.availability.get(name, table.availability.get("default", 99.9))
    reached = sums.availability
    return {
        "system": name,
        "agreed": agreed,
        "availability": None if reached is None else round(reached, 4),
        "kept": reached is not None and reached >= agreed,
        "observed_h": round((sums.up_s + sums.down_s) / 3600, 2),
        "down_min": round(sums.down_s / 60, 2),
        "maintenance_h": round(sums.excluded_s / 3600, 2),
        "incidents": {severity: sum(i["severity"] == severity for i in incidents) for severity in SEVERITIES},
    }


def _incident_row(row: dict[str, Any], table: Any) -> dict[str, Any]:
    def minutes(until: float | None) -> float | None:
        return None if until is None else round((until - row["began"]) / 60, 1)

    def text(moment: float | None) -> str:
        return "" if moment is None else datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")

    response, resolution = minutes(row["responded"]), minutes(row["ended"])
    limits = table.response_min[row["severity"]], table.resolution_min[row["severity"]]
    return {
        "id": row["id"], "system": row["system"], "severity": row["severity"], "why": row["why"],
        "began": text(row["began"]), "ended": text(row["ended"]), "responded": text(row["responded"]),
        "person": row["person"], "note": row["note"], "response_min": response, "resolution_min": resolution,
        "response_kept": None if response is None else response <= limits[0],
        "resolution_kept": None if resolution is None else resolution <= limits[1],
    }  # fmt: skip


def metrics(monitor: Monitor, now: float) -> str:
    """The state in the text form of Prometheus: last probes, sums and availability of the last 30 days."""
    sums = monitor.store.sums(now - 30 * DAY, now)
    lines = ["# TYPE interop_up gauge"]
    lines += [f'interop_up{{endpoint="{_label(one.endpoint)}"}} {int(one.up)}' for one in monitor.last]
    lines.append("# TYPE interop_probe_seconds gauge")
    lines += [f'interop_probe_seconds{{endpoint="{_label(one.endpoint)}"}} {one.ms / 1000:.6f}' for one in monitor.last]
    lines.append("# TYPE interop_availability_ratio gauge")
    for system in monitor.systems:
        reached = sums.get(system, Sums()).availability
        if reached is not None:
            lines.append(f'interop_availability_ratio{{system="{_label(system)}"}} {reached / 100:.6f}')
    lines.append("# TYPE interop_incident_open gauge")
    opened = monitor.store.open_incidents()
    lines += [
        f'interop_incident_open{{system="{_label(system)}"}} {int(system in opened)}' for system in monitor.systems
    ]
    return "\n".join(lines) + "\n"


def _label(value: str) -> str:
    """A label value as the text form wants it."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
