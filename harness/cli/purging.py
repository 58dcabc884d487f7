"""``interop purge``: remove runs that need not be kept any longer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.options import EXIT_CODES, HELP, terminal_for, terminal_options


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(path_type=Path), default=Path("reports/out"), metavar="[DIR]")
@click.option("--older-than", "days", type=click.FloatRange(min=0), required=True, metavar="DAYS",
              help="Runs whose record was written longer ago.")  # fmt: skip
@click.option("--signed", is_flag=True, help="Also those that somebody signed; they are kept otherwise.")
@click.option("--yes", is_flag=True, help="Remove them. Without it they are only named.")
@terminal_options
@click.pass_context
def purge(
    ctx: click.Context, folder: Path, days: float, signed: bool, yes: bool, color: str, as_json: bool, debug: bool
) -> int:
    """Remove runs and captures that need not be kept any longer. What was removed stays listed in DIR/purged.jsonl.

    \b
    Examples
      interop purge --older-than 365             which would go?
      interop purge --older-than 365 --yes
      interop purge /srv/runs --older-than 3650 --signed --yes
    """
    terminal = terminal_for(ctx, color, as_json)
    from harness.purge import due, finish, remove, runs_below

    runs = runs_below(folder)
    going = due(runs, days, signed=signed)
    kept = [run for run in runs if run.days > days and run not in going]
    for run in going:
        _say(terminal, "removed" if yes else "would go", run)
        if yes:
            remove(run, folder)
    for run in kept:
        _say(terminal, "kept", run)
    if yes:
        finish(folder)
    size = sum(run.size for run in going) / 1_048_576
    if as_json:
        terminal.document({"schema": 1, "removed": yes, "runs": [run.run_id for run in going],
                           "kept_because_signed": [run.run_id for run in kept], "mib": round(size, 1)})  # fmt: skip
        return 0
    what = f"{len(going)} of {len(runs)} runs, {size:.1f} MiB"
    terminal.say(f"{what}: {'removed' if yes else 'nothing was removed; add --yes'}")
    return 0


def _say(terminal: Any, what: str, run: Any) -> None:
    from harness.cli.terminal import safe

    why = "  signed" if run.signed else ""
    terminal.say(safe(f"{what:<9} {run.run_id:<32} {run.verdict:<10} {run.days:6.0f} days{why}"))
