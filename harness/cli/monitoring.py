"""``interop monitor``: are the systems there, and were they as long as was agreed?"""

from __future__ import annotations

import signal
import threading
import time
from pathlib import Path
from typing import Any

import click

from harness.cli.options import EXIT_CODES, HELP, chosen, site_option, terminal_for, terminal_options


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@site_option
@click.option("--rounds", type=click.IntRange(0), default=0, metavar="N", help="End after N rounds. Default: Ctrl-C.")
@click.option("--metrics", type=click.IntRange(0, 65535), default=None, metavar="PORT", help="Prometheus, and a page.")
@click.option("--report", is_flag=True, help="Do not probe: write the report of what was seen.")
@click.option("--days", type=click.FloatRange(0.01, 1096), default=30.0, metavar="N", help="Days of the report: 30.")
@click.option("--respond", type=int, default=0, metavar="ID", help="Say that somebody takes care of an incident.")
@click.option("--by", default="", metavar="NAME", help="Who, with --respond.")
@click.option("--note", default="", metavar="TEXT", help="What, with --respond.")
@click.option("--file", type=click.Path(path_type=Path), default=Path("reports/out/monitor.sqlite"), metavar="FILE")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/out/availability"), metavar="DIR")
@terminal_options
@click.pass_context
def monitor(ctx: click.Context, site: str, rounds: int, metrics: int | None, report: bool, **values: Any) -> int:
    """Probe every address of the real systems at an interval, and keep the history.

    C-ECHO, an HL7 connection ([monitor] hl7_probe: a query too), an HTTP
    request; nothing is stored or changed. Interval, agreed availability,
    maintenance and times of response stand in [monitor] of the site file.
    The report is written at the end, and by --report at any time.

    \b
    Examples
      interop monitor --site hospital.toml --metrics 9105
      interop monitor --site hospital.toml --report --days 7
      interop monitor --site hospital.toml --respond 3 --by "M. Ríos" --note "called the vendor"
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.monitor.store import Store
    from harness.site import load_site
    from simulators.wire.errors import ConfigError

    loaded, store = load_site(chosen(ctx, "site", site)), Store(values["file"])
    try:
        if values["respond"]:
            if not values["by"]:
                raise ConfigError("say who responds", remedy=f"--respond {values['respond']} --by NAME")
            store.respond(values["respond"], time.time(), values["by"], values["note"])
            terminal.say(f"incident {values['respond']}: response by {values['by']} recorded")
            return 0
        if not report:
            _watch(terminal, loaded, store, rounds, metrics)
        return _report(terminal, loaded, store, values["days"], values["out"])
    finally:
        store.close()


def _watch(terminal: Any, site: Any, store: Any, rounds: int, metrics: int | None) -> None:
    from harness.live_page import LivePage
    from harness.monitor.monitor import Monitor

    watching, stop = Monitor(site, store), threading.Event()
    page = LivePage(metrics) if metrics is not None else None
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    terminal.say_error(
        f"{len(watching.endpoints)} endpoints every {site.tables.monitor.interval_s:g} s; {store.path} stays below "
        f"{watching.bound_bytes() / 2**20:.0f} MiB; Ctrl-C ends and writes the report"
    )
    if page is not None:
        terminal.say_error(f"page  {page.url}   metrics  {page.url}metrics")
    try:
        watching.run(stop, rounds, _Hearing(terminal, watching, page))
    finally:
        if page is not None:
            page.close()


class _Hearing:
    """After each round: what changed goes to the terminal, the state to the page."""

    def __init__(self, terminal: Any, monitor: Any, page: Any) -> None:
        self.terminal, self.monitor, self.page = terminal, monitor, page
        self._state: dict[str, bool] = {}

    def __call__(self, probes: list[Any]) -> None:
        from harness.cli.terminal import safe

        stamp = time.strftime("%Y-%m-%d %H:%M:%S")
        for one in probes:
            if self._state.get(one.endpoint) != one.up:
                state = "up" if one.up else "DOWN"
                self.terminal.say_error(f"{stamp}  {state:<5} {one.endpoint:<20} {one.ms:.0f} ms  {safe(one.why)}")
            self._state[one.endpoint] = one.up
        if self.page is not None:
            self._show()

    def _show(self) -> None:
        from harness.monitor.monitor import metrics, report
        from harness.monitor.store import DAY
        from reports.availability import page

        now = time.time()
        found = report(self.monitor.site, self.monitor.store, now - 30 * DAY, now)
        self.page.show(page(found, refresh_s=30))
        self.page.show(metrics(self.monitor, now), "/metrics", "text/plain; version=0.0.4; charset=utf-8")


def _report(terminal: Any, site: Any, store: Any, days: float, out: Path) -> int:
    from harness.monitor.monitor import report
    from harness.monitor.store import DAY
    from reports.availability import write

    now = time.time()
    found = report(site, store, now - days * DAY, now)
    page, data = write(found, out)
    if terminal.as_json:
        terminal.document(found)
    for row in found["systems"]:
        mark = "pass" if row["kept"] else "fail"
        reached = "not observed" if row["availability"] is None else f"{row['availability']:.3f} %"
        terminal.say(
            f"{terminal.mark(mark)} {row['system']:<14} {reached:<14} agreed {row['agreed']:g} %, "
            f"down {row['down_min']:.1f} min of {row['observed_h']:.1f} h"
        )
    for incident in found["incidents"]:
        if not incident["ended"]:
            from harness.cli.terminal import safe

            terminal.say(f"open: {incident['id']} {incident['severity']} {safe(incident['why'])}")
    terminal.say(f"Report  {page}")
    terminal.say(f"        {data}")
    return 0 if found["kept"] else 4 if found["kept"] is None else 1
