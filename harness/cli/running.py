"""``interop demo`` and ``interop run``: run scenarios, show how it goes, write the reports, decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.options import (
    EXIT_CODES,
    HELP,
    checked_language,
    chosen,
    language_option,
    site_option,
    terminal_for,
    terminal_options,
)


def _run_options(function: Any) -> Any:
    for option in (
        click.option(
            "--defect", "defects", multiple=True, metavar="ID", help="Switch a defect on, on purpose. Repeatable."
        ),
        click.argument("what", nargs=-1, metavar="[WHAT]..."),
        click.option("--tags", default="", metavar="EXPR", help='Tag expression: "@RAD-5 and not @negative".'),
        click.option("--jobs", type=click.IntRange(1, 64), default=None, metavar="N", help="Features at once."),
        click.option(
            "--out",
            type=click.Path(path_type=Path),
            default=Path("reports/out"),
            metavar="DIR",
            help="Where the run is written. Default: reports/out",
        ),
    ):
        function = option(function)
    return language_option(terminal_options(function))


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@_run_options
@click.option("--list-defects", is_flag=True, help="Print the defects that --defect can switch on.")
@click.pass_context
def demo(ctx: click.Context, list_defects: bool, **values: Any) -> int:
    """Run the scenarios in a hospital that is simulated on this machine.

    No network, no configuration, invented patients only. WHAT as in: interop run --help

    \b
    Example
      interop demo
      interop demo worklist --lang es
      interop demo worklist --defect mwl.charset-dropped
    """
    if list_defects:
        return _list_defects(ctx, values["color"], values["as_json"])
    return _go(ctx, "simulated", demo=True, **values)


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@_run_options
@site_option
@click.option("--attended", is_flag=True, help="Ask here what only a person can see or do; one scenario at a time.")
@click.pass_context
def run(ctx: click.Context, site: str, **values: Any) -> int:
    """Run scenarios against the systems of a site and write a report.

    \b
      WHAT   a feature (worklist), a part of the library (uat, technologist),
             a .feature file, a folder, a test ID such as TC-MWL-001, or a
             tag such as @RAD-5; without it, all of features/integration

    \b
    Examples
      interop run --site hospital.toml
      interop run --site hospital.toml TC-MWL-001
      interop run --site hospital.toml --tags "@RAD-5 and not @negative" --json
      interop run --site hospital.toml features/uat --attended
    """
    return _go(ctx, chosen(ctx, "site", site), demo=False, **values)


def _go(
    ctx: click.Context,
    site_name: str,
    *,
    demo: bool,
    what: tuple[str, ...],
    tags: str,
    lang: str,
    color: str,
    as_json: bool,
    **values: Any,
) -> int:
    terminal = terminal_for(ctx, color, as_json)
    asked = checked_language(chosen(ctx, "lang", lang))
    site = _site(site_name, values["defects"])
    from harness.cli.ending import refuse_faulty_features, show_end, write_reports
    from harness.cli.progress import Progress
    from harness.cli.texts import Texts, language_of
    from harness.plan import make_plan
    from harness.run import warm_up

    texts = Texts(language_of(asked, site.language))
    plan = make_plan(what, tags, texts.language)
    warm_up()
    refuse_faulty_features(plan)
    progress = Progress(terminal, texts)
    process = _process(site, plan, texts, progress, **values)
    _head(terminal, texts, process, demo)
    try:
        finished = process.execute()
    finally:
        progress.close()
    written = write_reports(finished, terminal)
    show_end(finished, written, terminal, texts, demo=demo)
    if process.problem is not None:
        terminal.problem(process.problem)
    return int(finished.exit_code or 0)


def _site(name: str, defects: tuple[str, ...]) -> Any:
    """The site, with what is switched on at it and its own words in the steps."""
    from harness.site import load_site

    site = load_site(name)
    if defects:
        from harness.defects_on import with_defects

        site = with_defects(site, defects)
    if site.tables.terms:
        from harness.steps.registering import adopt

        adopt(site.tables.terms)
    return site


def _process(
    site: Any, plan: Any, texts: Any, progress: Any, *, out: Path, jobs: int | None, attended: bool = False, **_: Any
) -> Any:
    """What runs the plan; ``attended``: it asks here what only a person can see."""
    from harness.cli.ending import requirements
    from harness.run import Options, RunProcess

    options = Options(
        out=out,
        jobs=1 if attended else jobs or 0,
        language=texts.language,
        requirements=requirements(plan),
        attended=attended,
    )
    process = RunProcess(site, plan, options, listen=progress.listen, tick=progress.tick)
    if attended:
        from harness.cli.asking import Asker, listening
        from reports.words import Words

        words = Words(texts.language, site.tables.time_zone, package="harness.console")
        asker = Asker(progress.terminal, words, process.folder)
        process.listen = listening(asker, progress, process.answer)
    return process


def _list_defects(ctx: click.Context, color: str, as_json: bool) -> int:
    terminal = terminal_for(ctx, color, as_json)
    from simulators.defects import catalogue

    known = catalogue()
    if terminal.as_json:
        terminal.document([{"id": one.id, "title": one.title, "role": one.role} for one in known.values()])
        return 0
    width = max(map(len, known)) + 2
    for one in known.values():
        terminal.say(terminal.wrapped(f"{one.title} ({one.role})", " " * width, f"{one.id:<{width}}"))
    terminal.say(f"{len(known)} defects")
    return 0


def _head(terminal: Any, texts: Any, process: Any, demo: bool) -> None:
    from harness.run_version import version

    planned = len(process.plan.scenarios)
    if not (terminal.live or terminal.color):
        terminal.say(f"interop {version()} run={process.run_id} site={process.site.shown_file} planned={planned}")
        return
    what = f"demo · {texts('everything_here')}" if demo else f"{process.site.name} · {texts('run')} {process.run_id}"
    terminal.say(f"interop {version()} · {what}")
    systems = [entry for entry in process.site.describe()["roles"] if not entry["simulated"]]
    for entry in systems:
        product = " ".join(part for part in (entry["product"], entry["version"]) if part)
        terminal.say(f"{entry['name'].upper()} {product} {entry['address']}".replace("  ", " "))
    if process.site.tables.defects:
        terminal.say(terminal.wrapped(f"DEFECTS ON, on purpose: {', '.join(process.site.tables.defects)}", "  "))
    terminal.say(texts("planned", n=planned))
    terminal.say()
