"""``interop report``: write the reports of a finished or interrupted run again."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.options import (
    EXIT_CODES,
    HELP,
    checked_language,
    chosen,
    language_option,
    terminal_for,
    terminal_options,
)


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(path_type=Path), required=False, metavar="[RUN]")
@click.option(
    "--allure",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    metavar="DIR",
    help="Put Allure results there too, beside those of pytest --alluredir DIR.",
)
@language_option
@terminal_options
@click.pass_context
def report(
    ctx: click.Context, folder: Path | None, allure: Path | None, lang: str, color: str, as_json: bool, debug: bool
) -> int:
    """Write the reports of a run from its record, also of one that was cut short.

    RUN is a run folder; without it, the newest under reports/out. The exit
    code is the run's own.

    \b
    Example
      interop report reports/out/2026-11-24-031204
    """
    terminal = terminal_for(ctx, color, as_json)
    from harness.cli.ending import show_end, write_reports
    from harness.cli.texts import Texts, language_of
    from harness.decide import exit_code_of
    from harness.record import SUMMARY, load
    from harness.record_writer import summary_of, write_json

    run = load(folder or newest(Path("reports/out")))
    if run.exit_code is None:
        run.exit_code = exit_code_of(run)
    for problem in run.problems:
        terminal.say_error(f"note: {problem}")
    language = checked_language(chosen(ctx, "lang", lang))
    if language:
        run.language = language
    if not (run.folder / SUMMARY).exists():
        write_json(run.folder / SUMMARY, summary_of(run))
    if allure is not None:
        from reports.allure import add

        add(run, allure)
    show_end(run, write_reports(run, terminal), terminal, Texts(language_of(language, run.language)))
    return int(run.exit_code)


def newest(out: Path) -> Path:
    """The newest run folder under ``out``. ConfigError where there is none."""
    from harness.record import RECORD
    from simulators.wire.errors import ConfigError

    runs = sorted((path.parent for path in out.glob(f"*/{RECORD}")), key=lambda path: path.stat().st_mtime)
    if not runs:
        raise ConfigError(f"there is no run under {out}", remedy="interop demo")
    return runs[-1]
