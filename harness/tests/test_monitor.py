"""The monitor: what counts as down, incidents, maintenance, the bound of its file over a month, and real endpoints."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import tracemalloc
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from harness.live_page import LivePage
from harness.monitor import probes
from harness.monitor.monitor import Monitor, in_maintenance, metrics, report
from harness.monitor.probes import Endpoint, Probe, endpoints_of, probe_all
from harness.monitor.store import DAY, HOUR, Store, Sums, bound_bytes
from harness.session import Hospital
from harness.site import Site, load_site, parse_site
from harness.site_commands import MaintenanceTable
from harness.tests.test_preflight import listener
from reports import availability
from simulators.wire.errors import ConfigError

START = datetime(2026, 11, 2, tzinfo=UTC).timestamp()  # a Monday
SITE = """
schema = 1
name = "Hospital"
time_zone = "Africa/Malabo"
[roles.pacs]
dimse = { host = "127.0.0.1", port = 1, ae_title = "PACS" }
web = { url = "http://127.0.0.1:1/dicom-web" }
[roles.ris]
hl7 = { host = "127.0.0.1", port = 1, application = "RIS" }
[[roles.destination]]
name = "BATA"
dimse = { host = "127.0.0.1", port = 1, ae_title = "BATA" }
[monitor]
interval_s = 60
availability = { ris = 99.0, default = 99.9 }
"""
Down = Callable[[str, float], bool]


class Clock:
    """Runs rounds at times of its own; ``down`` says which endpoint fails when (hours from the start)."""

    def __init__(self, site: Site, folder: Path, down: Down = lambda endpoint, hour: False) -> None:
        self.now, self.down = START, down
        self.store = Store(folder / "monitor.sqlite")
        self.monitor = Monitor(site, self.store, self._probe)

    def _probe(self, endpoints: list[Endpoint]) -> list[Probe]:
        hour = (self.now - START) / HOUR
        return [
            Probe(one.system, one.name, not (bad := self.down(one.name, hour)), 12.5, "refused" if bad else "",
                  one.service)
            for one in endpoints
        ]  # fmt: skip

    def until(self, hour: float) -> Clock:
        while self.now <= START + hour * HOUR:
            self.monitor.round(self.now)
            self.now += self.monitor.table.interval_s
        return self

    def report(self) -> dict:  # type: ignore[type-arg]
        return report(self.monitor.site, self.store, START, self.now)

    def system(self, name: str) -> dict:  # type: ignore[type-arg]
        return next(row for row in self.report()["systems"] if row["system"] == name)


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[Callable[..., Clock]]:
    made: list[Clock] = []

    def make(text: str = SITE, down: Down = lambda endpoint, hour: False) -> Clock:
        made.append(Clock(parse_site(text), tmp_path, down))
        return made[-1]

    yield make
    for one in made:
        one.store.close()


def test_a_system_is_down_while_one_of_its_endpoints_is(clock: Callable[..., Clock]) -> None:
    it = clock(down=lambda endpoint, hour: endpoint == "pacs · web" and 1 <= hour < 1.5).until(10)
    pacs = it.system("pacs")
    assert pacs["down_min"] == 30
    assert pacs["availability"] == pytest.approx(100 * (1 - 0.5 / 10), abs=0.01)
    assert not pacs["kept"]
    assert it.system("ris")["kept"]
    endpoints = {row["endpoint"]: row["availability"] for row in it.report()["endpoints"]}
    assert endpoints["pacs · dimse"] == 100
    assert endpoints["pacs · web"] == pytest.approx(95, abs=0.01)


def test_an_incident_has_severity_response_and_resolution(clock: Callable[..., Clock]) -> None:
    def down(endpoint: str, hour: float) -> bool:
        if endpoint.startswith("pacs"):
            return 1 <= hour < (2 if endpoint.endswith("web") else 6) and (hour >= 1.5 or endpoint.endswith("web"))
        return endpoint.startswith("BATA") and hour >= 3

    it = clock(down=down).until(1.2)
    (first,) = it.report()["incidents"]
    assert (first["severity"], first["resolution_min"], first["response_min"]) == ("major", None, None)
    it.store.respond(first["id"], START + 1.2 * HOUR, "M. Ríos", "vendor called")
    it.until(8)
    found = {row["system"]: row for row in it.report()["incidents"]}
    pacs = found["pacs"]
    assert pacs["severity"] == "critical"  # at half past one nothing of it was left
    assert (pacs["response_min"], pacs["response_kept"]) == (12, True)
    assert (pacs["resolution_min"], pacs["resolution_kept"]) == (300, False)  # 240 were agreed
    assert pacs["person"] == "M. Ríos"
    assert found["BATA"]["severity"] == "major"
    assert found["BATA"]["ended"] == ""
    assert it.monitor.severity("workstation", 1, 2) == "minor"


def test_a_response_to_no_incident_is_refused(clock: Callable[..., Clock]) -> None:
    with pytest.raises(ConfigError):
        clock().store.respond(7, START, "X", "")


def test_agreed_maintenance_is_no_down_time_and_what_lasts_longer_is(clock: Callable[..., Clock]) -> None:
    window = '[[monitor.maintenance]]\nsystems = ["pacs"]\ndays = ["mon"]\nstart = "0200"\nend = "0400"\n'
    it = clock(SITE + window, down=lambda endpoint, hour: endpoint.startswith("pacs") and 1 <= hour < 4).until(8)
    pacs = it.system("pacs")  # Malabo is an hour ahead of UTC: the window is from 1 to 3
    assert pacs["maintenance_h"] == 2
    assert pacs["down_min"] == 60
    (incident,) = it.report()["incidents"]
    assert incident["resolution_min"] == 60


@pytest.mark.parametrize(
    ("local", "inside"),
    [("2026-11-08T22:59", False), ("2026-11-08T23:00", True), ("2026-11-09T00:59", True), ("2026-11-09T01:00", False),
     ("2026-11-09T23:30", False)],
)  # fmt: skip
def test_a_window_may_go_past_midnight(local: str, inside: bool) -> None:
    zone = ZoneInfo("America/Lima")
    window = MaintenanceTable(days=["sun"], start="2300", end="0100")
    assert in_maintenance([window], "pacs", datetime.fromisoformat(local).replace(tzinfo=zone), zone) is inside


def test_time_in_which_the_monitor_did_not_run_counts_neither_way(clock: Callable[..., Clock]) -> None:
    it = clock().until(1)
    it.now += 5 * HOUR
    it.until(8)
    assert it.system("pacs")["observed_h"] == pytest.approx(3, abs=0.05)


def test_a_monitor_that_was_killed_goes_on_with_its_incident(clock: Callable[..., Clock], tmp_path: Path) -> None:
    it = clock(down=lambda endpoint, hour: 1 <= hour < 2).until(1.5)
    again = Monitor(it.monitor.site, Store(tmp_path / "monitor.sqlite"), it._probe)
    it.monitor = again
    it.until(3)
    again.store.close()
    assert [row["resolution_min"] for row in it.report()["incidents"]] == [60, 60, 60]


def test_thirty_days_grow_neither_file_nor_memory_beyond_the_bound(clock: Callable[..., Clock]) -> None:
    """Every twenty minutes here; every minute by hand: python -m harness.tests.test_monitor."""
    it = clock(SITE.replace("interval_s = 60", "interval_s = 1200"), down=lambda e, hour: int(hour) % 24 == 3)
    it.until(4 * 24)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    it.until(30 * 24)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    size = sum(path.stat().st_size for path in it.store.path.parent.glob("monitor.sqlite*"))
    assert size < it.monitor.bound_bytes() < 40 * 2**20
    assert grown < 200_000
    rows = it.store.db.execute("SELECT count(*) FROM probe").fetchone()[0]
    assert rows <= 4 * (2 * DAY / 1200 + 7)
    assert len(it.report()["incidents"]) == 3 * 30
    assert it.system("pacs")["availability"] == pytest.approx(100 * 23 / 24, abs=0.3)


def test_the_bound_holds_for_full_tables(tmp_path: Path) -> None:
    """Every row that is ever kept, with the longest reason."""
    store = Store(tmp_path / "full.sqlite")
    with store.change() as db:
        probes = ((START + 60 * n, "pacs · dimse", 0, 5000.0, "x" * 120) for n in range(2 * 1440))
        db.executemany("INSERT INTO probe VALUES (?,?,?,?,?)", probes)
        for name in ("pacs · dimse", "pacs"):
            for size, count in ((HOUR, 92 * 24), (DAY, 1096)):
                rows = ((size, n * size, name, 1.5, 1.5, 1.5, 60, 60, 1234.5, 99.5) for n in range(count))
                db.executemany("INSERT INTO span VALUES (?,?,?,?,?,?,?,?,?,?)", rows)
        incidents = (("pacs", "critical", START, START, "x" * 120, START, "y" * 80, "z" * 100) for n in range(10_000))
        columns = "system, severity, began, ended, why, responded, person, note"
        db.executemany(f"INSERT INTO incident ({columns}) VALUES (?,?,?,?,?,?,?,?)", incidents)
    store.close()
    assert (tmp_path / "full.sqlite").stat().st_size < bound_bytes(1, 1, 60)


def test_page_json_and_metrics_show_hostile_reasons_as_text(clock: Callable[..., Clock], tmp_path: Path) -> None:
    it = clock(down=lambda endpoint, hour: endpoint == "pacs · web")
    it.monitor._probe = lambda endpoints: [
        Probe(one.system, one.name, False, 3.0, "<script>alert(1)</script>\x1b[31m") for one in endpoints
    ]
    it.until(0.2)
    page, data = availability.write(it.report(), tmp_path / "out")
    text = page.read_text(encoding="utf-8")
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert "\x1b" not in text
    assert json.loads(data.read_text(encoding="utf-8"))["kept"] is False
    told = metrics(it.monitor, it.now)
    assert 'interop_up{endpoint="pacs · web"} 0' in told
    assert 'interop_incident_open{system="ris"} 1' in told


def test_a_site_of_simulators_has_nothing_to_monitor() -> None:
    with pytest.raises(ConfigError, match="nothing to monitor"):
        endpoints_of(load_site("simulated"))


# --- on the wire


def test_real_endpoints_are_told_from_dead_and_from_wrong_ones() -> None:
    hospital = Hospital(load_site("simulated"))
    hospital.start()
    try:
        ris, pacs = hospital.wiring.hl7("ris"), hospital.wiring.dicom("pacs")
        assert ris is not None
        assert pacs is not None
        with socket.create_server(("127.0.0.1", 0)) as mute:
            site = parse_site(f"""
                schema = 1
                name = "X"
                [roles.pacs]
                dimse = {{ host = "127.0.0.1", port = {pacs.port}, ae_title = "{pacs.ae_title}" }}
                web = {{ url = "http://127.0.0.1:{pacs.port}/x" }}
                [roles.ris]
                hl7 = {{ host = "127.0.0.1", port = {ris.port}, application = "RIS" }}
                worklist = {{ host = "127.0.0.1", port = {mute.getsockname()[1]}, ae_title = "MUTE" }}
                mpps = {{ host = "127.0.0.1", port = {_closed_port()}, ae_title = "GONE" }}
                [monitor]
                hl7_probe = true
                timeout_s = 0.4
            """)
            found = {one.endpoint: one for one in probe_all(endpoints_of(site))}
    finally:
        hospital.close()
    assert {name: one.up for name, one in found.items()} == {
        "pacs · dimse": True, "pacs · web": False, "ris · hl7": True, "ris · worklist": False, "ris · mpps": False,
    }  # fmt: skip
    assert "did not answer" in found["ris · worklist"].why
    assert "cannot be reached" in found["ris · mpps"].why


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_rounds_end_when_they_are_told_to(clock: Callable[..., Clock]) -> None:
    it, stop, heard = clock(), threading.Event(), []
    it.monitor.run(stop, rounds=1, heard=heard.append)
    stop.set()
    it.monitor.run(stop)
    assert len(heard) == 1


def test_the_page_answers_this_machine_only() -> None:
    page = LivePage()
    page.show("interop_up 1\n", "/metrics", "text/plain")
    try:
        assert urllib.request.urlopen(page.url + "metrics", timeout=5).read() == b"interop_up 1\n"
        foreign = urllib.request.Request(page.url + "metrics", headers={"Host": "evil.example:80"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(foreign, timeout=5)
        refused.value.close()
        assert refused.value.code == 404
        with pytest.raises(ConfigError):
            LivePage(int(page.url.rstrip("/").rpartition(":")[2]))
    finally:
        page.close()


def _by_hand() -> None:
    """A month of rounds every minute: the size of the file and the memory, day by day."""
    import tempfile
    import time

    import psutil

    with tempfile.TemporaryDirectory() as folder:
        it = Clock(parse_site(SITE), Path(folder), lambda endpoint, hour: int(hour) % 24 == 3)
        began = time.monotonic()
        for day in (1, 3, 5, 10, 20, 30):
            it.until(24 * day)
            size = sum(path.stat().st_size for path in Path(folder).glob("monitor.sqlite*"))
            rss = psutil.Process().memory_info().rss
            print(f"day {day:>2}: file {size / 2**20:.2f} MiB, memory {rss / 2**20:.1f} MiB")
        print(f"bound {it.monitor.bound_bytes() / 2**20:.1f} MiB; {time.monotonic() - began:.1f} s for 30 days")
        it.store.close()


if __name__ == "__main__":
    _by_hand()


def test_a_history_that_cannot_be_written_any_more_is_said_with_a_remedy(tmp_path: Path) -> None:
    store = Store(tmp_path / "history.sqlite")
    try:
        store.db.execute("PRAGMA max_page_count = 1")  # as on a disk that is full: SQLite ends the transaction itself
        with pytest.raises(ConfigError, match="cannot be written"), store.change() as db:
            db.executemany("INSERT INTO incident (system, severity, began, why) VALUES (?,'minor',1,?)",
                           [("x" * 1000, "y" * 4000)] * 500)  # fmt: skip
        assert not store.db.in_transaction
        store.db.execute("PRAGMA max_page_count = 100000")
        with store.change():
            store.open_incident("pacs", "minor", 1.0, "gone")
        assert len(store.incidents(0, 2)) == 1
        with contextlib.suppress(KeyError), store.change():  # what is no fault of the file takes all back too
            store.open_incident("ris", "minor", 1.0, "gone")
            raise KeyError
        assert len(store.incidents(0, 2)) == 1
    finally:
        store.close()


def test_one_lost_packet_is_no_outage() -> None:
    left = [OSError("lost")]

    def ask() -> None:
        if left:
            raise left.pop()

    assert Endpoint("pacs", "pacs · dimse", ask).probe().up
    left += [OSError("lost"), OSError("lost again")]
    assert Endpoint("pacs", "pacs · dimse", ask).probe().why == "lost"


def test_what_was_never_observed_was_not_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "history.sqlite")
    try:
        with store.change():
            store.add(START, "pacs", Sums(probes=1))  # a probe, and no time after it
        (row,) = report(parse_site(SITE), store, START - DAY, START + DAY)["systems"]
    finally:
        store.close()
    assert (row["availability"], row["kept"]) == (None, False)


@pytest.mark.parametrize(("status", "up"), [(200, True), (401, True), (404, True), (500, False), (503, False)])
def test_a_web_server_that_answers_with_its_own_failure_is_down(status: int, up: bool) -> None:
    with listener(lambda data: f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode()) as port:
        site = parse_site(f'schema = 1\nname = "x"\n[roles.pacs]\nweb = {{ url = "http://127.0.0.1:{port}/w" }}\n')
        (probe,) = probe_all(endpoints_of(site))
    assert probe.up is up


SECOND = SITE.replace("web = {", 'second = { host = "127.0.0.1", port = 2, ae_title = "PACS_B" }\nweb = {', 1)


@pytest.mark.parametrize(("fails", "down_min"), [(("second",), 0), (("dimse",), 0), (("dimse", "second"), 60)])
def test_the_second_address_is_asked_and_stands_in_for_the_first(
    clock: Callable[..., Clock], fails: tuple[str, ...], down_min: int
) -> None:
    it = clock(SECOND, lambda endpoint, hour: endpoint.endswith(fails) and endpoint[:4] == "pacs" and 1 <= hour < 2)
    it.until(4)
    assert it.system("pacs")["down_min"] == down_min
    (incident,) = it.report()["incidents"]
    assert incident["why"].startswith(f"pacs · {fails[0]}: ")
    assert {row["endpoint"]: row["failures"] for row in it.report()["endpoints"]}[f"pacs · {fails[-1]}"] == 60


def test_the_second_address_is_called_by_its_own_title_and_as_the_same_user(monkeypatch: pytest.MonkeyPatch) -> None:
    called = []
    monkeypatch.setattr(probes, "_echo", lambda runtime, to, calling: called.append(to))
    text = SECOND.replace(
        "[roles.ris]", '[roles.pacs.access.user_identity]\ntypes = ["username"]\nuser = "zz"\n[roles.ris]', 1
    )
    for one in endpoints_of(parse_site(text)):
        if one.name in ("pacs · dimse", "pacs · second"):
            assert one.probe().service == "dimse"
    first, second = called
    assert (first.ae_title, second.ae_title, second.port) == ("PACS", "PACS_B", 2)
    assert first.identity is not None
    assert second.identity is first.identity or second.identity == first.identity
