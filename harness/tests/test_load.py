"""Load: arrivals, percentiles, guard and threshold as arithmetic; a peer of known delay; the simulated hospital."""

from __future__ import annotations

import itertools
import json
import math
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.load.arrivals import arrivals, expected_until, moment_of
from harness.load.figures import MOST_ERRORS, OTHER, Figures, Histogram, Tally, summary_of
from harness.load.profile import Profile, load_profile, names, parse_profile
from harness.load.run import Course, LoadRun, Options, findings_of
from harness.load.target import Target, loaded_jobs, target_of
from harness.load.watch import AbortWatch, require_allowed, thresholds
from harness.record import load as load_record
from harness.session import Hospital
from harness.site import load_site, parse_site
from harness.tests.load_talk import loaded, peer
from harness.verify import verify
from reports import load as report
from simulators.addresses import DicomAddress, Hl7Address
from simulators.secret import Secret
from simulators.tls import Tls
from simulators.user_identity import UserIdentity
from simulators.web_credentials import Credentials, OpenId
from simulators.wire.errors import ConfigError

REAL = 'schema = 1\nname = "X"\n[roles.pacs]\ndimse = { host = "127.0.0.1", port = 1, ae_title = "A" }\n'


def profile_of(**jobs: dict[str, object]) -> Profile:
    return Profile.model_validate({"name": "test", "duration_s": 2, "jobs": jobs, "users": {"emr": 300}})


# --- arrivals


def test_arrivals_come_at_the_rate_and_at_random() -> None:
    moments = list(arrivals(50, 200, 0, seed=3))
    gaps = [later - earlier for earlier, later in itertools.pairwise(moments)]
    mean = sum(gaps) / len(gaps)
    deviation = math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps))
    assert len(moments) == pytest.approx(10_000, abs=300)  # three standard deviations of a Poisson count
    assert deviation / mean == pytest.approx(1, abs=0.05)  # exponential gaps, not a clock's beat
    assert moments == list(arrivals(50, 200, 0, seed=3)) != list(arrivals(50, 200, 0, seed=4))


def test_the_ramp_climbs_in_a_straight_line() -> None:
    moments = list(arrivals(100, 100, 100, seed=1))
    assert len(moments) == pytest.approx(5000, abs=220)
    assert sum(moment < 50 for moment in moments) == pytest.approx(1250, abs=110)


@given(st.floats(0.01, 1000), st.floats(0, 600), st.floats(0, 1000))
def test_moment_and_expected_arrivals_are_inverse(rate: float, ramp: float, moment: float) -> None:
    assert moment_of(expected_until(moment, rate, ramp), rate, ramp) == pytest.approx(moment, rel=1e-6, abs=1e-3)


# --- figures


@given(st.lists(st.floats(1e-4, 1e4), min_size=1, max_size=300), st.sampled_from([1, 50, 90, 95, 99, 100]))
def test_a_percentile_is_right_within_half_a_per_cent(values: list[float], percent: float) -> None:
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    exact = sorted(values)[max(math.ceil(len(values) * percent / 100), 1) - 1]
    assert histogram.percentile(percent) == pytest.approx(exact, rel=0.0051)


def test_figures_of_two_workers_add_up_and_survive_json() -> None:
    draw = random.Random(5)
    both, halves = Figures(), [Figures(), Figures()]
    for _ in range(500):
        value = draw.expovariate(10)
        for figures in (both, draw.choice(halves)):
            figures.of("order").latency.add(value)
            figures.of("order").fail("no answer")
    merged = Figures()
    for half in halves:
        merged.merge(Figures.from_dict(json.loads(json.dumps(half.as_dict()))))
    one, other = summary_of(merged.of("order"), 10), summary_of(both.of("order"), 10)
    assert one == {**other, "mean_ms": pytest.approx(other["mean_ms"])}


def test_errors_that_a_peer_invents_do_not_fill_the_memory() -> None:
    tally = Tally()
    for number in range(10_000):
        tally.fail(f"refused: {number}")
    assert len(tally.errors) == MOST_ERRORS + 1
    assert tally.errors[OTHER] == 10_000 - MOST_ERRORS


@pytest.mark.parametrize("values", [{"buckets": {"x": 1}}, {"buckets": {"1": -1}, "total": 0, "longest": 0}, {}])
def test_figures_that_are_none_are_refused(values: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError, TypeError, AttributeError)):
        Histogram.from_dict(values)


# --- profiles, guard, threshold


def test_every_shipped_profile_is_valid_and_peak_is_twice_the_day() -> None:
    assert {"smoke", "clinic-day", "peak-times-two", "soak", "largest-ct"} <= set(names())
    day, peak = load_profile("clinic-day"), load_profile("peak-times-two")
    assert {n: j.rate_per_s for n, j in peak.jobs.items()} == {n: 2 * j.rate_per_s for n, j in day.jobs.items()}
    assert load_profile("largest-ct").jobs["store"].images == 2000


def test_every_mistake_of_a_profile_is_told() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_profile('name = "x"\nduration_s = 0\n[jobs.fly]\nrate_per_s = 1\n[jobs.store]\nrate = 1\n')
    assert len(caught.value.problems) >= 4


def test_real_systems_are_loaded_only_with_a_limit_in_the_site_file() -> None:
    smoke = load_profile("smoke")
    with pytest.raises(ConfigError) as caught:
        require_allowed(parse_site(REAL), smoke)
    assert "[load] max_rate_per_s = 6.7" in caught.value.remedy
    with pytest.raises(ConfigError, match="allows 2"):
        require_allowed(parse_site(REAL + "[load]\nmax_rate_per_s = 2\n"), smoke)
    require_allowed(parse_site(REAL + "[load]\nmax_rate_per_s = 6.7\n"), smoke)
    require_allowed(load_site("simulated"), smoke)


def test_the_stricter_threshold_counts() -> None:
    site = parse_site(REAL + "[load]\nmax_rate_per_s = 9\nabort_error_share = 0.05\nabort_p95_s = 900\n")
    limits = thresholds(site, load_profile("smoke"))
    assert (limits.error_share, limits.p95_s) == (0.05, 20)


def test_the_load_stops_when_the_last_seconds_are_bad_and_not_before() -> None:
    watch = AbortWatch(load_profile("smoke").abort)

    def second(done: int, failed: int, seconds: float = 0.1) -> Figures:
        figures = Figures()
        for _ in range(done):
            figures.of("store").latency.add(seconds)
        figures.of("store").fail("no answer", failed)
        return figures

    assert all(not watch.take(n, second(10, 1)) for n in range(30))
    assert "33%" in [watch.take(n, second(5, 5)) for n in range(30, 36)][-1]
    slow = AbortWatch(load_profile("smoke").abort)
    assert not slow.take(1, second(19, 0, 30))  # too few to say anything
    assert "95th percentile of store" in slow.take(2, second(1, 0, 30))


def test_only_real_systems_of_a_mixed_site_are_loaded() -> None:
    site = load_site("orthanc")
    target = Target(orders=None, pacs=None, web="http://127.0.0.1:8042/dicom-web")
    jobs, left = loaded_jobs(site, target, ("order", "store", "web-query"))
    assert jobs == ["web-query"]
    assert left == {"order": "the RIS of this site is simulated", "store": "the site gives no pacs address"}


def test_a_target_is_the_same_at_the_other_end() -> None:
    site = load_site("simulated")
    hospital = Hospital(site)
    target = target_of(site, hospital.wiring)
    assert Target.from_dict(json.loads(json.dumps(target.as_dict()))) == target
    secure = Tls(trust="ca.pem", certificate="client.pem", minimum="1.3")
    user = UserIdentity(("jwt",), "night", key=Secret(env="WORD"))
    pacs = replace(target.pacs or DicomAddress("127.0.0.1", 104, "P"), tls=secure, identity=user)
    orders = replace(target.orders or Hl7Address("127.0.0.1", 2575), tls=secure)
    target = replace(target, pacs=pacs, orders=orders, web_tls=replace(secure, password=Secret(env="WORD")))
    openid = OpenId("https://id.example", "ward", Secret(keyring="pacs/ward"), scopes=("dicom",), tls=secure)
    target = replace(target, web_credentials=Credentials("ward", Secret(env="WORD"), openid))
    assert Target.from_dict(json.loads(json.dumps(target.as_dict()))) == target


def test_goal_errors_and_early_end_are_findings() -> None:
    course = Course(profile_of(order={"rate_per_s": 1.0, "goal_p95_s": 0.5}), "X")
    course.total.of("order").latency.add(1.0)
    assert [finding.check for finding in findings_of(course, "order")] == ["LOAD-01"]
    course.total.of("order").fail("no answer")
    course.stopped = "the system under test degrades: 50% failed"
    assert [finding.check for finding in findings_of(course, "order")] == ["LOAD-01", "LOAD-02", "LOAD-03"]


# --- on the wire


def test_reported_percentiles_are_never_below_a_known_delay() -> None:
    delays = [0.06 - 0.03 * math.log(1 - (n + 0.5) / 400) for n in range(400)]
    with peer(delays) as address:
        figures, _ = loaded(address, profile_of(update={"rate_per_s": 90.0}))
    latency = figures.of("update").latency
    assert figures.of("update").failed == 0
    assert latency.count == figures.of("update").offered > 100
    exact = Histogram()
    for delay in delays:
        exact.add(delay)
    for percent in (50, 90, 95):  # a busy machine only adds; within 5 per cent on an idle one: bench_load.py
        assert 0.9 * exact.percentile(percent) < latency.percentile(percent) < exact.percentile(percent) + 1


def test_waiting_for_a_slow_peer_is_counted_from_the_moment_a_job_was_due() -> None:
    """One connection, a fifth of a second an answer, 15 jobs a second: a closed loop would report a fifth."""
    profile = profile_of(update={"rate_per_s": 15.0}).model_copy(update={"duration_s": 1.0, "drain_s": 15.0})
    profile = profile.model_copy(update={"users": profile.users.model_copy(update={"emr": 1})})
    with peer([0.2]) as address:
        figures, _ = loaded(address, profile)
    tally = figures.of("update")
    assert tally.done == tally.offered >= 6
    assert 0.2 * tally.done - 1 < tally.latency.longest
    assert tally.latency.longest > 0.6


def test_a_short_load_of_the_simulated_hospital_leaves_a_record_that_holds(tmp_path: Path) -> None:
    profile = load_profile("smoke").shortened(2)
    seen: list[float] = []
    run = LoadRun(load_site("simulated"), profile, Options(tmp_path), listen=lambda c: seen.append(c.seconds)).execute()
    assert verify(run.folder) == []
    assert seen
    measured = report.of_run(load_record(run.folder))
    done = {name: row["done"] for name, row in measured["summary"].items()}
    assert done["order"]
    assert done["query"]
    assert {name: row["errors"] for name, row in measured["summary"].items() if row["errors"]} == {}
    assert all(row["offered"] == row["done"] for row in measured["summary"].values())
    assert measured["points"][-1]["usage"]["simulators"]["rss_mib"] > 10
    assert "web-query" in measured["left_out"]
    page = report.write(run, run.folder)
    assert page is not None
    text = page.read_text(encoding="utf-8")
    assert "<svg" in text
    assert "<script" not in text
    assert (report.write_pdf(run, run.folder) or page).read_bytes().startswith(b"%PDF")


def test_a_load_that_is_stopped_keeps_what_there_is(tmp_path: Path) -> None:
    profile = load_profile("smoke").shortened(300)
    run = LoadRun(load_site("simulated"), profile, Options(tmp_path))
    run.listen = lambda course: run.stop() if course.seconds > 1 else None
    finished = run.execute()
    assert finished.interrupted
    assert finished.complete
    assert finished.exit_code == 130
    assert report.of_run(finished)["stopped"] == "stopped by you"
    assert verify(finished.folder) == []


STOPPED = """
import time
from types import SimpleNamespace
from harness.load import engine

engine.REPORT_S, told = 0.1, []
stopped = engine.Engine.__new__(engine.Engine)
stopped.profile, stopped.runner = SimpleNamespace(duration_s=0, drain_s=0.5), SimpleNamespace()
stopped.state = {"a worker": {"at_once": 1, "busy": 1}}
stopped.asked_to_stop = engine.gevent.event.Event()
stopped.asked_to_stop.set()
stopped._tell = lambda began: told.append(began)
stopped._until_over(time.monotonic())
print(len(told))
"""


def test_figures_come_no_faster_while_a_stopped_load_waits_for_its_last_jobs() -> None:
    """In a process of its own: gevent patches the one it is in."""
    done = subprocess.run([sys.executable, "-c", STOPPED], capture_output=True, text=True, timeout=60, check=True)
    assert 1 <= int(done.stdout) <= 7


def test_a_load_on_a_system_that_does_not_answer_stops_by_itself_and_fails(tmp_path: Path) -> None:
    file = tmp_path / "site.toml"
    file.write_text(REAL + "[load]\nmax_rate_per_s = 50\nabort_error_share = 0.5\n", encoding="utf-8")
    profile = profile_of(store={"rate_per_s": 40.0, "rows": 16}).model_copy(update={"duration_s": 600.0})
    run = LoadRun(parse_site(file.read_text(encoding="utf-8"), str(file)), profile, Options(tmp_path / "out")).execute()
    measured = report.of_run(run)
    assert "100% of the jobs" in measured["stopped"]
    assert "no connection" in measured["stopped"]
    assert measured["seconds"] < 15
    assert run.exit_code == 1
    assert {finding.check for _, finding in run.findings} == {"LOAD-02", "LOAD-03"}


def test_an_engine_that_dies_is_our_error_and_what_was_measured_stays(tmp_path: Path) -> None:
    run = LoadRun(load_site("simulated"), load_profile("smoke").shortened(300), Options(tmp_path))
    run.listen = lambda course: run._children["engine"].kill() if course.seconds > 1 else None
    finished = run.execute()
    assert finished.exit_code == 5
    assert "the load engine died" in report.of_run(finished)["stopped"]
    assert report.of_run(finished)["summary"]
    assert verify(finished.folder) == []


def test_other_machines_are_not_sent_to_a_hospital_that_is_only_here() -> None:
    with pytest.raises(ConfigError, match="other machines"):
        LoadRun(load_site("simulated"), load_profile("smoke"), Options(remote=1))
