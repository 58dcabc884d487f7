"""``interop compare``: what changed between two runs, or between two sites."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, terminal_for, terminal_options

EXIT = """\b
Exit codes: 0 no change that is not accepted, 1 changed, 2 usage,
            4 nothing could be compared"""
MOST = 40  # changes told on the terminal


@click.command(context_settings=HELP, epilog=EXIT)
@click.argument("what", nargs=-1, metavar="BEFORE AFTER | [WHAT]...")
@click.option("--site", "sites", multiple=True, metavar="FILE", help="Twice: run WHAT at both sites and compare.")
@click.option("--accepted", type=click.Path(path_type=Path), metavar="FILE", help="Reviewed differences (TOML).")
@click.option("--policy", type=click.Path(path_type=Path), metavar="FILE", help="gate.toml with the tolerances.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Where changes.html and changes.json go, and runs."
)
@terminal_options
@click.pass_context
def compare(
    ctx: click.Context,
    what: tuple[str, ...],
    sites: tuple[str, ...],
    accepted: Path | None,
    policy: Path | None,
    out: Path | None,
    color: str,
    as_json: bool,
    debug: bool,
) -> int:
    """Say what changed at the interfaces between two runs.

    BEFORE and AFTER are run folders. Verdicts, findings, every message and
    data set field by field, SOP classes, transfer syntaxes, HL7 events and
    times to answer. Identifiers, UIDs and times are understood: one of the
    first run stands for one of the second, everywhere. With --site twice,
    WHAT is run at both sites first.

    \b
    Examples
      interop compare reports/out/before reports/out/after
      interop compare --accepted accepted.toml BEFORE AFTER
      interop compare --site old.toml --site new.toml worklist
    """
    terminal = terminal_for(ctx, color, as_json)
    from datetime import date

    from harness.compare.accepted import load_accepted
    from harness.compare.comparison import Tolerance
    from harness.compare.comparison import compare as compared
    from harness.gate import load_policy

    entries = load_accepted(accepted, date.today()) if accepted else ()
    default = Path("gate.toml")
    rules = load_policy(policy or (default if default.is_file() else None))
    tolerance = Tolerance(slower_s=rules.slower_ms / 1000, slower_percent=rules.slower_percent)
    first, second = _both_sites(sites, what, out, terminal) if sites else _two_runs(what)
    result = compared(first, second, tolerance=tolerance, accepted=entries)
    document = result.as_dict()
    page = _write(document, out or Path("reports/out") / f"{first.run_id}-to-{second.run_id}", result.shifts)
    if terminal.as_json:
        terminal.document({**document, "page": str(page)})
    else:
        _say(terminal, result, document, page)
    return result.exit_code


def _two_runs(what: tuple[str, ...]) -> tuple[Any, Any]:
    from harness.record import load
    from simulators.wire.errors import ConfigError

    if len(what) != 2:
        raise ConfigError(
            f"two runs are compared, {len(what)} given", remedy="interop compare reports/out/BEFORE reports/out/AFTER"
        )
    first, second = (load(folder) for folder in what)
    return first, second


def _both_sites(sites: tuple[str, ...], what: tuple[str, ...], out: Path | None, terminal: Any) -> tuple[Any, Any]:
    from simulators.wire.errors import ConfigError

    if len(sites) != 2:
        raise ConfigError("--site stands twice: before and after", remedy="--site old.toml --site new.toml")
    first, second = (_run(site, what, out or Path("reports/out"), terminal) for site in sites)
    return first, second


def _run(name: str, what: tuple[str, ...], out: Path, terminal: Any) -> Any:
    from harness.cli.ending import refuse_faulty_features, requirements
    from harness.plan import make_plan
    from harness.run import Options, RunProcess, warm_up
    from harness.site import load_site

    site, plan = load_site(name), make_plan(what)
    warm_up()
    refuse_faulty_features(plan)
    terminal.say_error(f"running {len(plan.scenarios)} scenarios at {site.name}")
    run = RunProcess(site, plan, Options(out=out, requirements=requirements(plan))).execute()
    terminal.say_error(f"  {run.folder}: {run.counts['PASS']} passed, {run.counts['FAIL']} failed")
    return run


def _write(document: dict[str, Any], folder: Path, shifts: Any) -> Path:
    from harness.record_writer import RecordError
    from reports.changes import write

    try:
        return write(document, folder, [(shift.first, shift.second) for shift in shifts])
    except OSError as error:
        raise RecordError(
            f"cannot write the comparison into {folder}: {error.strerror or error}", remedy="choose another: --out DIR"
        ) from error


def _say(terminal: Any, result: Any, document: dict[str, Any], page: Path) -> None:
    from harness.cli.terminal import safe
    from reports.changes import sentence, title_of

    for note in result.notes:
        terminal.say_error(f"note: {safe(note)}")
    for change in result.changes[:MOST]:
        _say_change(terminal, change)
    if len(result.changes) > MOST:
        terminal.say(f"… and {len(result.changes) - MOST} more in {page}")
    for entry in result.unused:
        terminal.say(f"note: nothing matches what {safe(entry.owner)} accepted: {safe(entry.reason)}")
    word = {0: "pass", 1: "fail"}.get(result.exit_code, "pending")
    text = sentence(document, len(result.deciding))
    terminal.say(f"\n{terminal.style(title_of(document).upper(), word)}  {text}")
    terminal.say(f"\nWritten {page}")


def _say_change(terminal: Any, change: Any) -> None:
    from harness.cli.terminal import safe

    kind = "fail" if change.decides else "accepted" if change.accepted else "pass"
    mark = terminal.style(f"{terminal.mark(kind)} {change.kind:<13}", kind)
    terminal.say(terminal.wrapped(safe(f"{change.hop} {change.message}".strip() or "run"), " " * 16, mark + " "))
    terminal.say(terminal.wrapped(safe(change.text), " " * 16))
    if change.before or change.after:
        terminal.say(terminal.wrapped(safe(f"before {change.before[:200]}"), " " * 16))
        terminal.say(terminal.wrapped(safe(f"after  {change.after[:200]}"), " " * 16))
    seen = ", ".join(sorted(filter(None, change.scenarios))[:4])
    terminal.say(terminal.wrapped(f"{change.count} ×  {safe(seen)}", " " * 16))
    if change.accepted:
        terminal.say(terminal.wrapped(f"accepted: {safe(change.accepted)}", " " * 16))
