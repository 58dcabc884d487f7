"""``interop defects``: the log of what failed, over all runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from harness.cli.options import EXIT_CODES, HELP, terminal_for, terminal_options

HISTORY = click.option(
    "--history",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("reports/out/history.sqlite"),
    metavar="FILE",
    help="Default: reports/out/history.sqlite",
)
PERSON = click.option("--person", required=True, metavar="NAME", help="Who says so; kept with the change.")


@click.group(context_settings=HELP, epilog=EXIT_CODES)
def defects() -> None:
    """What failed, in which run first and last, how bad, who has it.

    A finding opens a defect; a later run confirms it, or confirms that it is
    resolved. Runs come into the log by `interop defects add` or by
    `interop gate`.

    \b
    Example
      interop defects add reports/out/2026-11-24-031204
      interop defects list
    """


@defects.command(context_settings=HELP)
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="RUN...")
@HISTORY
@terminal_options
@click.pass_context
def add(ctx: click.Context, folders: tuple[Path, ...], history: Path, **values: Any) -> int:
    """Take runs into the log, the oldest first."""
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.defect_log import fold_run
    from harness.history import History
    from harness.record import load

    outcomes = []
    with History(history) as stored:
        for run in sorted(map(load, folders), key=lambda run: run.started):
            outcome = {name: len(marks) for name, marks in fold_run(stored, run).items()}
            outcomes.append({"run": run.run_id, **outcome})
            terminal.say(f"{run.run_id}: " + ", ".join(f"{count} {name}" for name, count in outcome.items()))
    if terminal.as_json:
        terminal.document(outcomes)
    return 0


@defects.command("list", context_settings=HELP)
@click.option("--all", "everything", is_flag=True, help="Also the resolved ones.")
@HISTORY
@terminal_options
@click.pass_context
def list_(ctx: click.Context, everything: bool, history: Path, **values: Any) -> int:
    """The open defects, worst first."""
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness import defect_log
    from harness.cli.terminal import safe

    with _open(history) as stored:
        known = [d for d in defect_log.defects(stored) if everything or d.is_open]
    if terminal.as_json:
        terminal.document([d.as_dict() for d in known])
        return 0
    for d in known:
        state = f"waived until {d.waived_until}" if d.waiver and d.is_open else d.status
        head = f"{d.id}  {d.severity:<8}  {state:<10}  {d.check:<7}  "
        terminal.say(terminal.wrapped(safe(f"{d.scenario}: {d.summary}"), " " * 8, head))
    terminal.say(f"{len(known)} defect{'s' * (len(known) != 1)}")
    return 0


@defects.command(context_settings=HELP)
@click.argument("name", metavar="DEFECT")
@HISTORY
@terminal_options
@click.pass_context
def show(ctx: click.Context, name: str, history: Path, **values: Any) -> int:
    """One defect with all that happened to it."""
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness import defect_log
    from harness.cli.terminal import safe

    with _open(history) as stored:
        defect = defect_log.find(stored, name)
        happened = [dict(row) for row in defect_log.events(stored, defect)]
    if terminal.as_json:
        terminal.document({**defect.as_dict(), "events": happened})
        return 0
    terminal.say(f"{defect.id}  {safe(defect.summary)}")
    for label, value in defect.as_dict().items():
        if value and label not in ("id", "number", "summary"):
            terminal.say(f"  {label:<13} {safe(value)}")
    for event in happened:
        words = " ".join(safe(event[key]) for key in ("time", "event", "run_id", "person", "text") if event[key])
        terminal.say(f"  - {words}")
    return 0


@defects.command("set", context_settings=HELP)
@click.argument("name", metavar="DEFECT")
@click.option("--severity", default=None, metavar="LEVEL", help="critical, major, minor, note; empty: the rule's own.")
@click.option("--owner", default=None, metavar="NAME")
@click.option("--due", default=None, metavar="YYYY-MM-DD")
@click.option("--remark", default=None, metavar="TEXT")
@PERSON
@HISTORY
@terminal_options
@click.pass_context
def set_(
    ctx: click.Context,
    name: str,
    severity: str | None,
    owner: str | None,
    due: str | None,
    remark: str | None,
    person: str,
    history: Path,
    **values: Any,
) -> int:
    """Set severity, owner or due date, or add a remark.

    \b
    Example
      interop defects set D-0007 --severity minor --owner "J. Vera" --person QA
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness import defect_log

    with _open(history) as stored:
        defect = defect_log.set_values(
            stored, name, person=person, now=datetime.now(UTC), severity=severity, owner=owner, due=due, remark=remark
        )
    return _said(terminal, defect)


@defects.command(context_settings=HELP)
@click.argument("name", metavar="DEFECT")
@click.option("--reason", required=True, metavar="TEXT")
@click.option("--expires", required=True, metavar="YYYY-MM-DD", help="The last day on which it counts.")
@PERSON
@HISTORY
@terminal_options
@click.pass_context
def waive(ctx: click.Context, name: str, reason: str, expires: str, person: str, history: Path, **values: Any) -> int:
    """Accept a defect until a day.

    \b
    Example
      interop defects waive D-0007 --reason "read on the console until 7.4.3" --expires 2026-12-31 --person "A. Solís"
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness import defect_log

    with _open(history) as stored:
        defect = defect_log.waive(stored, name, reason=reason, person=person, expires=expires, now=datetime.now(UTC))
    return _said(terminal, defect)


@defects.command(context_settings=HELP)
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE")
@HISTORY
@terminal_options
@click.pass_context
def export(ctx: click.Context, form: str, out: Path | None, history: Path, **values: Any) -> int:
    """Every defect as CSV (safe to open in a spreadsheet) or JSON."""
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    import json

    from harness import defect_log
    from reports.matrix import csv_text
    from simulators.wire.errors import ConfigError

    with _open(history) as stored:
        rows = [d.as_dict() for d in defect_log.defects(stored)]
    names = list(rows[0]) if rows else ["id"]
    if form == "json":
        text = json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    else:
        text = csv_text([names, *([row[name] for name in names] for row in rows)])
    if out is None:
        terminal.say(text.rstrip("\n"))
        return 0
    try:
        out.write_text(text, encoding="utf-8-sig" if form == "csv" else "utf-8", newline="")
    except OSError as error:
        raise ConfigError(f"cannot write {out}: {error.strerror or error}", remedy="--out FILE") from error
    terminal.say(f"{len(rows)} defects written to {out}")
    return 0


def _open(history: Path) -> Any:
    from harness.history import History
    from simulators.wire.errors import ConfigError

    if not history.is_file():
        raise ConfigError(f"there is no history at {history}", remedy="interop defects add RUN")
    return History(history)


def _said(terminal: Any, defect: Any) -> int:
    if terminal.as_json:
        terminal.document(defect.as_dict())
    waived = f", waived until {defect.waived_until}" if defect.waiver else ""
    terminal.say(f"{defect.id} {defect.severity}, {defect.status}{waived}")
    return 0
