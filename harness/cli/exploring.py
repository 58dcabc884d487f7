"""``interop explore``: what breaks the systems, where nobody thought of a scenario."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, chosen, site_option, terminal_for, terminal_options

EXIT = """\b
Exit codes: 0 nothing found, 1 a fault found, 2 usage, 3 could not test,
            5 harness error, 130 interrupted before anything was found"""
EVERY = 10.0  # seconds between two lines of progress


@click.command(context_settings=HELP, epilog=EXIT)
@click.option("--examples", type=click.IntRange(1), default=None, metavar="N", help="At most so many walks.")
@click.option("--seed", type=int, default=1, metavar="S", help="The same seed gives the same walks. Default: 1.")
@click.option("--minutes", type=click.FloatRange(0.1, 600), default=3.0, metavar="M", help="Default: 3.")
@click.option("--faults", type=click.IntRange(1, 50), default=5, metavar="K", help="End after K faults. Default: 5.")
@click.option("--defect", "defects", multiple=True, metavar="ID", help="Switch a defect on, on purpose. Repeatable.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/out"), metavar="DIR")
@site_option
@terminal_options
@click.pass_context
def explore(
    ctx: click.Context,
    examples: int | None,
    seed: int,
    minutes: float,
    faults: int,
    defects: tuple[str, ...],
    out: Path,
    site: str,
    **values: Any,
) -> int:
    """Let the hospital work at random, by the rules of a model, and look after each act.

    Patients are registered, merged and renamed, examinations ordered, moved,
    performed, rejected and reported, lines cut. What breaks a rule is made as
    short as possible and written as a scenario in four languages, with the run
    that shows it. Test patients only; open orders are cancelled at the end.

    \b
    Examples
      interop explore
      interop explore --site hospital.toml --minutes 10 --seed 7
      interop explore --defect merge.forgotten-later --faults 1
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness import explore as e
    from harness.defects_on import with_defects
    from harness.run import warm_up
    from harness.site import load_site

    tables = with_defects(load_site(chosen(ctx, "site", site) or "simulated"), defects)
    warm_up()
    folder = out / f"exploration-{datetime.now():%Y-%m-%d-%H%M%S}"
    bounds = e.Bounds(minutes=minutes, faults=faults)
    said = _Progress(terminal)
    exploration = e.Exploration(
        e.quick(tables),
        seed,
        replace(bounds, examples=examples) if examples else bounds,
        confirm=lambda found: e.confirmed_by_a_run(found, tables, folder, seed),
        say=said.say,
        progress=said.progress,
    )
    exploration.execute()
    return _end(terminal, exploration, folder)


class _Progress:
    """A line for what happens, and one now and then for what goes on."""

    def __init__(self, terminal: Any) -> None:
        self._terminal = terminal
        self._last = time.monotonic()

    def say(self, text: str) -> None:
        from harness.cli.terminal import safe

        self._terminal.say_error(safe(text))

    def progress(self, text: str) -> None:
        if time.monotonic() - self._last > EVERY:
            self._last = time.monotonic()
            self.say(text)


def _end(terminal: Any, exploration: Any, folder: Path) -> int:
    from harness.cli.terminal import safe
    from harness.explore import REPORT
    from harness.record_writer import RecordError, write_json

    report = exploration.as_dict()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordError(f"{folder} cannot be written: {error}", remedy="--out DIR") from error
    write_json(folder / REPORT, report)
    if terminal.as_json:
        terminal.document(report)
    for found in report["found"]:
        terminal.say(safe(f"{_word(found)} {found['rule']} {found['role']}: {found['summary']}"))
        for line in found["lines"]:
            terminal.say(safe(f"    {line}"))
        terminal.say(f"  seen after {found['seconds']} s, short after {found['seconds_short']} s  {found['feature']}")
    for problem in report["problems"]:
        terminal.say(safe(f"problem ({problem['fault']}, {problem['times']} times): {problem['what']}"))
    coverage = report["coverage"]
    terminal.say(
        f"{report['walks']} walks, {report['lines']} acts, {report['looks']} looks in {report['seconds']} s; "
        f"{coverage['crossed']} of {coverage['transitions']} transitions crossed"
    )
    terminal.say(f"Report  {folder / REPORT}")
    return exit_code(exploration)


def _word(found: dict[str, Any]) -> str:
    if not found["steady"]:
        return "once, and not again:"
    return "not in a run of its own:" if found["confirmed"] is False else "FAULT"


def exit_code(exploration: Any) -> int:
    """5 for an error of ours, 3 where systems could not be reached, then what was found."""
    faults = {fault for fault, _ in exploration.tally.problems}
    if "harness" in faults:
        return 5
    if "network" in faults:
        return 3
    if exploration.faults:
        return 1
    return 130 if exploration.interrupted else 0
