"""``interop load``: how a site behaves under the load of a day."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.options import EXIT_CODES, HELP, chosen, site_option, terminal_for, terminal_options


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@site_option
@click.option("--profile", default="smoke", metavar="NAME", help="A shipped profile or a TOML file. Default: smoke.")
@click.option("--list", "list_profiles", is_flag=True, help="Print the profiles and end.")
@click.option("--jobs", default="", metavar="A,B", help="Only these jobs of the profile.")
@click.option("--seconds", type=click.FloatRange(1, 864000), default=None, metavar="N", help="Shorter, or longer.")
@click.option("--workers", type=click.IntRange(0, 64), default=0, metavar="N", help="Worker processes on this machine.")
@click.option("--remote", type=click.IntRange(0, 256), default=0, metavar="N", help="Workers of other machines.")
@click.option("--listen", default="", metavar="HOST:PORT", help="Where the workers of other machines connect.")
@click.option("--worker", default="", metavar="HOST:PORT", help="Be a worker of the load that listens there.")
@click.option("--page", type=click.IntRange(0, 65535), default=0, metavar="PORT", help="Port of the live page.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/out"), metavar="DIR")
@terminal_options
@click.pass_context
def load(ctx: click.Context, site: str, profile: str, list_profiles: bool, worker: str, **values: Any) -> int:
    """Load the systems of a site as modalities, EMRs and readers do, and measure them.

    Jobs arrive at the rates of the profile, whether or not earlier ones are
    done; latency counts from the moment a job was due. Real systems are loaded
    only within [load] max_rate_per_s of the site file; the load stops when they
    degrade. Only test patients. Ctrl-C keeps what was measured.

    \b
    Examples
      interop load --site hospital.toml --profile clinic-day
      interop load --profile smoke --workers 2
      interop load --site hospital.toml --remote 3 --listen 10.0.0.5:5557
      interop load --worker 10.0.0.5:5557          (on each of the three)
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.load.profile import load_profile, names

    if list_profiles:
        for name in names():
            each = load_profile(name)
            terminal.say(f"{name:<16} {each.rate_per_s:>7.3g} jobs/s {each.duration_s:>7g} s  {each.title}")
        return 0
    if worker:
        return _be_worker(terminal, worker)
    from harness.site import load_site
    from simulators.wire.errors import ConfigError

    wanted = load_profile(profile)
    if values["jobs"]:
        wanted = wanted.only([name.strip() for name in values["jobs"].split(",")])
        if not wanted.jobs:
            raise ConfigError(
                f"the profile has no job {values['jobs']!r}", cause=f"jobs: {', '.join(load_profile(profile).jobs)}"
            )
    if values["seconds"]:
        wanted = wanted.shortened(values["seconds"])
    return _run(terminal, load_site(chosen(ctx, "site", site)), wanted, values)


def _run(terminal: Any, site: Any, profile: Any, values: dict[str, Any]) -> int:
    from harness.live_page import LivePage
    from harness.load.run import LoadRun, Options

    listen = _address(values["listen"]) if values["listen"] else ("127.0.0.1", 0)
    options = Options(values["out"], values["workers"], values["remote"], listen)
    page = LivePage(values["page"])
    view = _View(terminal, page)
    run = LoadRun(site, profile, options, listen=view)
    terminal.say(f"load {profile.name}  {profile.rate_per_s:g} jobs/s for {profile.duration_s:g} s  run={run.run_id}")
    terminal.say_error(f"live  {page.url}")
    if options.remote:
        terminal.say_error(f"waiting for {options.remote} workers: interop load --worker {values['listen']}")
    try:
        finished = run.execute()
    finally:
        view.close()
        page.close()
    return _end(terminal, finished, run.course)


class _View:
    """The live page and the lines on the terminal, once a second."""

    def __init__(self, terminal: Any, page: Any) -> None:
        self.terminal, self.page = terminal, page
        self._drawn = False

    def __call__(self, course: Any) -> None:
        from harness.load.figures import summary_of
        from reports.load import page as page_of

        seconds = max(course.seconds, 1e-3)
        summary = {name: summary_of(tally, seconds) for name, tally in sorted(course.total.tallies.items())}
        load = {
            "profile": course.profile.model_dump(), "points": course.points, "summary": summary,
            "stopped": course.stopped, "seconds": course.seconds, "left_out": course.left_out,
            "workers": course.workers,
        }  # fmt: skip
        about = {"site": course.site, "run_id": "running", "started": "", "verdict": "", "findings": []}
        self.page.show(page_of(load, about, refresh_s=2))
        self._draw(course, summary)

    def _draw(self, course: Any, summary: dict[str, Any]) -> None:
        from harness.load.profile import ROLE_OF

        done, failed = (sum(row[key] for name, row in summary.items() if name in ROLE_OF) for key in ("done", "failed"))
        slowest = max((row["p95_ms"], name) for name, row in summary.items()) if summary else (0.0, "")
        line = (
            f"{course.seconds:6.0f} s  done {done}  failed {failed}  under way {course.at_once}  "
            f"slowest p95 {slowest[1]} {slowest[0]:.0f} ms{'  STOPPING' if course.stopped else ''}"
        )
        if self.terminal.live:
            self.terminal.draw("\r\x1b[2K" + line[: self.terminal.width - 1])
            self._drawn = True
        elif round(course.seconds) % 10 == 0:
            self.terminal.say_error(line)

    def close(self) -> None:
        if self._drawn:
            self.terminal.say_error("")


def _end(terminal: Any, run: Any, course: Any) -> int:
    from harness.cli.ending import write_reports
    from harness.document_manifest import enter
    from harness.record_writer import summary_of as run_summary
    from reports import load as report

    written = write_reports(run, terminal)
    for name, path in (("load", report.write(run, run.folder)), ("load-pdf", report.write_pdf(run, run.folder))):
        if path is not None:
            written[name] = path
    enter(run.folder, run.run_id, run.chain, [written["load"], written["load-pdf"]])
    measured = report.of_run(run)
    if terminal.as_json:
        paths = {name: str(path) for name, path in written.items()}
        terminal.document({**run_summary(run), "load": measured["summary"], "stopped": course.stopped,
                           "folder": str(run.folder), "reports": paths})  # fmt: skip
    _table(terminal, measured["summary"])
    for _, finding in run.findings:
        terminal.say(terminal.wrapped(f"{finding.summary}: {finding.received} (goal: {finding.expected})", "  ", "✗ "
                                      if terminal.mark("fail") == "✗" else "X "))  # fmt: skip
    if course.stopped:
        terminal.say(f"Ended early: {course.stopped}")
    for job, why in course.left_out.items():
        terminal.say(f"Left out: {job}: {why}")
    terminal.say(f"{run.verdict.value}  exit {run.exit_code}")
    terminal.say(f"Report  {written['load']}")
    return int(run.exit_code or 0)


def _table(terminal: Any, summary: dict[str, Any]) -> None:
    from harness.cli.terminal import safe

    terminal.say(f"{'':<14}{'arrived':>8}{'done':>8}{'failed':>7}{'p50 ms':>9}{'p95':>9}{'p99':>9}{'longest':>9}")
    for name, row in summary.items():
        terminal.say(
            f"{name:<14}{row['offered']:>8}{row['done']:>8}{row['failed']:>7}{row['p50_ms']:>9.1f}{row['p95_ms']:>9.1f}"
            f"{row['p99_ms']:>9.1f}{row['max_ms']:>9.1f}"
        )
        for kind, count in row["errors"].items():
            terminal.say(f"{'':<14}{count} × {safe(kind)}")


def _be_worker(terminal: Any, address: str) -> int:
    import subprocess
    import sys

    from harness.load.run import require_locust

    require_locust()
    host, port = _address(address)
    terminal.say_error(f"worker of {host}:{port}; ends with the load, or Ctrl-C")
    return subprocess.call([sys.executable, "-m", "harness.load.engine", "worker", host, str(port)])


def _address(text: str) -> tuple[str, int]:
    from simulators.wire.errors import ConfigError

    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ConfigError(f"{text!r} is no address", remedy="HOST:PORT, for example 10.0.0.5:5557")
    return host, int(port)
