"""``interop replay``: send a capture to the upgraded system and compare its answers."""

from __future__ import annotations

import signal
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, chosen, site_option, terminal_for, terminal_options

EXIT = """\b
Exit codes: 0 every answer as recorded, 1 answers differ, 2 usage,
            4 nothing was sent, 130 interrupted"""


@click.command(context_settings=HELP, epilog=EXIT)
@click.argument("capture", type=click.Path(path_type=Path), metavar="CAPTURE")
@site_option
@click.option("--map", "maps", multiple=True, metavar="NAME=ROLE", help="What the capture calls NAME is ROLE here.")
@click.option(
    "--speed", type=click.FloatRange(0, 1000), default=1.0, help="1 recorded pace, 2 twice as fast, 0 at once."
)
@click.option("--accepted", type=click.Path(path_type=Path), metavar="FILE", help="Reviewed differences (TOML).")
@click.option("--policy", type=click.Path(path_type=Path), metavar="FILE", help="gate.toml with the tolerances.")
@click.option("--write", type=click.Path(path_type=Path), metavar="FEATURE", help="Write a scenario, send nothing.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Default: reports/out/replay-<time>")
@terminal_options
@click.pass_context
def replay(
    ctx: click.Context,
    capture: Path,
    site: str,
    maps: tuple[str, ...],
    speed: float,
    accepted: Path | None,
    policy: Path | None,
    write: Path | None,
    out: Path | None,
    color: str,
    as_json: bool,
    debug: bool,
) -> int:
    """Send what was captured to the systems of a site and say what they
    answer otherwise than they did.

    Only test patients are sent; what the system made up anew (accession
    numbers, UIDs) stands in the later requests.

    \b
    Examples
      interop replay reports/out/capture-2026-11-24-081500 --site new.toml
      interop replay CAPTURE --site new.toml --speed 4 --map 10.0.0.9:104=pacs
      interop replay CAPTURE --write captured.feature
    """
    terminal = terminal_for(ctx, color, as_json)
    if write is not None:
        return _write_scenario(capture, write, terminal)
    from harness.compare.accepted import load_accepted
    from harness.compare.comparison import Tolerance, compare
    from harness.gate import load_policy
    from harness.site import load_site

    where = load_site(chosen(ctx, "site", site))
    entries = load_accepted(accepted, datetime.now().date()) if accepted else ()
    rules = load_policy(policy)
    folder = out or Path("reports/out") / f"replay-{datetime.now():%Y-%m-%d-%H%M%S}"
    stopped = threading.Event()
    outcome = _play(capture, folder, where, maps, speed, stopped, terminal)
    tolerance = Tolerance(slower_s=rules.slower_ms / 1000, slower_percent=rules.slower_percent)
    result = compare(outcome.expected, outcome.run, tolerance=tolerance, accepted=entries, answers=True)
    _tell(terminal, outcome, result, folder / "changes")
    if stopped.is_set():
        return 130
    return 1 if outcome.problems else result.exit_code if result.compared["transactions"] else 4


def _play(
    capture: Path, folder: Path, site: Any, maps: tuple[str, ...], speed: float, stopped: threading.Event, terminal: Any
) -> Any:
    """What came of sending it; Ctrl-C sets ``stopped`` and keeps what was answered."""
    from harness.capture.replay import Replay
    from simulators.runtime import Runtime

    runtime = Runtime(test_patients=site.test_patients, limits=site.limits, time_zone=site.tables.time_zone)
    before = signal.signal(signal.SIGINT, lambda *_: stopped.set())
    try:
        return Replay(capture, folder, targets_of(site, maps), runtime, speed=speed, site=site.describe(),
                      stopped=stopped, progress=terminal.say_error).play()  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, before)


def _tell(terminal: Any, outcome: Any, result: Any, folder: Path) -> None:
    from harness.cli.comparing import _say, _write

    document = {**result.as_dict(), "left_out": outcome.left_out, "problems": outcome.problems}
    page = _write(document, folder, result.shifts)
    if terminal.as_json:
        terminal.document({**document, "page": str(page)})
        return
    _left_out(terminal, outcome)
    _say(terminal, result, document, page)


def _write_scenario(capture: Path, path: Path, terminal: Any) -> int:
    from harness.capture.replay_scenario import feature_of
    from harness.record_writer import RecordError

    text = feature_of(capture)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RecordError(f"cannot write {path}: {error.strerror or error}") from error
    terminal.say(f"Written {path}\nNext    interop run {path}")
    return 0


def targets_of(site: Any, maps: tuple[str, ...]) -> dict[str, Any]:
    """Where each role of the capture is now: the real roles of the site, under their own names and those of --map."""
    from harness.capture.replay import Target
    from simulators.wire.errors import ConfigError

    targets: dict[str, Any] = {}
    for name in site.real_roles:
        found = site.role(name).addresses()
        dicom = [site.dicom_address(each) for key, each in found.items() if key not in ("hl7", "web")]
        hl7 = found.get("hl7")
        targets[name] = Target(site.hl7_address(hl7) if hl7 else None, {a.ae_title: a for a in dicom})
    for text in maps:
        theirs, _, ours = text.rpartition("=")
        if ours not in targets or not theirs:
            raise ConfigError(f"--map {text}: there is no real role {ours!r}", cause=f"real are {', '.join(targets)}")
        targets[theirs] = targets[ours]
    return targets


def _left_out(terminal: Any, outcome: Any) -> None:
    from harness.cli.terminal import safe

    for why, count in outcome.left_out.items():
        terminal.say(terminal.style(safe(f"{count} not sent: {why}"), "warn"))
    for problem in outcome.problems[:20]:
        terminal.say(terminal.style(safe(f"no answer: {problem}"), "fail"))
