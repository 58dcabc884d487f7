"""``interop audit``: where the systems of a site could be attacked, and what article that bears on."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from harness.cli.options import (
    HELP,
    checked_language,
    chosen,
    language_option,
    site_option,
    terminal_for,
    terminal_options,
)

EXIT = """\b
Exit codes: 0 nothing as bad as --severity, 1 findings, 2 usage,
            3 a system could not be looked at, 130 interrupted"""
MARKS = {"critical": "fail", "major": "fail", "minor": "warn", "info": "notrun"}


@click.command(context_settings=HELP, epilog=EXIT)
@site_option
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/out/audit"), metavar="DIR")
@click.option("--severity", type=click.Choice(["critical", "major", "minor", "info"]), default="minor",
              help="From where on a finding counts. Default: minor.")  # fmt: skip
@click.option("--rate", type=click.FloatRange(0.1, 1000), default=10.0, show_default=True, metavar="N",
              help="Requests a second.")  # fmt: skip
@click.option("--minutes", type=click.FloatRange(0.01, 240), default=10.0, show_default=True, metavar="N",
              help="For everything together.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Do not ask after the plan.")
@language_option
@terminal_options
@click.pass_context
def audit(ctx: click.Context, site: str, out: Path, severity: str, yes: bool, lang: str, **options: Any) -> int:
    """Look for what an attacker would: ports, TLS, strangers, passwords, bombs.

    Says first what it will do to whom. Nothing that may harm is done to a real
    system without [security] consent of the site file, given by somebody until
    a day; a correct peer asks after each such probe, and at the first sign of
    harm they end. A site without real systems has its simulated ones audited.
    Writes audit.json, security.html and security.pdf into DIR.

    \b
    Examples
      interop audit --site hospital.toml
      interop audit --site hospital.toml --yes --severity major --json
    """
    terminal = terminal_for(ctx, options["color"], options["as_json"])
    from harness.audit.audit import Audit
    from harness.discover.pace import Scope
    from harness.site import load_site

    loaded = load_site(chosen(ctx, "site", site))
    language = checked_language(chosen(ctx, "lang", lang)) or loaded.language
    scope = Scope(rate=options["rate"], seconds=60 * options["minutes"])
    with _targets(loaded) as targets:
        made = Audit(loaded, targets, scope, said=lambda text: _progress(terminal, text))
        _plan(terminal, made)
        _agree(terminal, yes)
        stopped = _carried_out(made)
    if terminal.live:
        terminal.draw("\r\x1b[K")
    found = made.document()
    paths = _write(out, found, language)
    if stopped:
        terminal.say_error(f"stopped by you; what was found so far is in {out}")
        return 130
    return _end(terminal, found, severity, paths)


@contextlib.contextmanager
def _targets(site: Any) -> Iterator[list[Any]]:
    """The ports of the real systems; of a site without any those of its simulated roles, started for as long."""
    from harness.audit.target import targets_of
    from harness.session import Hospital

    hospital = Hospital(site)
    if site.real_roles:
        yield targets_of(hospital, site.real_roles)
        return
    hospital.transcript.keep_last(20)
    names = [name for name in site.role_names if name != "his"]
    alike = {type(site.role(name)): name for name in reversed(names)}  # one station and one destination
    only = tuple(name for name in names if name in alike.values())
    try:
        hospital.wiring.start(only)
        yield targets_of(hospital, only)
    finally:
        hospital.close()


def _progress(terminal: Any, text: str) -> None:
    from harness.cli.terminal import safe

    if terminal.live:
        terminal.draw(f"\r\x1b[K{safe(text)[: terminal.width - 1]}")


def _plan(terminal: Any, made: Any) -> None:
    """What will be done to whom, before anything is sent; on stderr, as progress is."""
    from harness.audit.catalogue import what_it_does
    from harness.cli.terminal import safe

    terminal.say_error("This will be done:")
    for probe in dict.fromkeys(step.probe for step in made.steps):
        steps = [step for step in made.steps if step.probe is probe]
        planned = [step.target.where for step in steps if step.state == "planned"]
        harm = "may harm" if probe.may_harm else "harmless"
        indent = " " * 21
        terminal.say_error(terminal.wrapped(what_it_does()[probe.name], indent, f"{probe.name:<10} {harm:<9} "))
        if planned:
            terminal.say_error(terminal.wrapped(safe(f"to {', '.join(planned)}"), indent))
        for reason in dict.fromkeys(step.reason for step in steps if step.state != "planned"):
            count = sum(step.reason == reason for step in steps)
            terminal.say_error(terminal.wrapped(safe(f"not done to {count}: {reason}"), indent))


def _agree(terminal: Any, yes: bool) -> None:
    import sys

    from simulators.wire.errors import ConfigError

    if yes:
        return
    if terminal.as_json or not sys.stdin.isatty():
        raise ConfigError("nobody can be asked whether to go on", remedy="read the plan above, then add --yes")
    if not click.confirm("Go on?", default=False, err=True):
        raise click.Abort


def _carried_out(made: Any) -> bool:
    """Whether the person stopped it."""
    try:
        made.execute()
    except KeyboardInterrupt:
        return True
    return False


def _write(out: Path, found: Any, language: str) -> list[Path]:
    """JSON first: it is there even where the document cannot be set."""
    from harness.record_writer import write_json
    from reports.documents import security
    from simulators.wire.errors import ConfigError

    try:
        out.mkdir(parents=True, exist_ok=True)
        write_json(out / "audit.json", found)
        return [*security.write(found, out, language), out / "audit.json"]
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror or error}", remedy="choose --out DIR") from error


def _end(terminal: Any, found: Any, severity: str, paths: list[Path]) -> int:
    from harness.audit.audit import at_or_above, unreached
    from harness.cli.terminal import safe

    code = 1 if list(at_or_above(found, severity)) else 3 if unreached(found) else 0
    if terminal.as_json:
        terminal.document({**found, "exit_code": code})
        return code
    for each in found["findings"]:
        mark = terminal.style(terminal.mark(MARKS[each["severity"]]), MARKS[each["severity"]])
        terminal.say(f"{mark} {each['severity']:<8} " + safe(f"{each['role'].upper()} {each['address']}"))
        terminal.say(terminal.wrapped(safe(f"{each['title']}: {each['evidence']}"), "           "))
    for each in unreached(found):
        terminal.say(safe(f"not done: {each['probe']} at {each['address']}: {each['reason']}"))
    if found["stopped"]:
        terminal.say(safe(f"STOPPED after harm: {found['stopped']}"))
    if found["left"]:
        terminal.say(safe(f"Left in the systems: {', '.join(found['left'][:8])}"))
    terminal.say(f"{len(found['findings'])} findings in {found['seconds']:g} s")
    for number, path in enumerate(paths):
        terminal.say(f"{'Report' if not number else '      '}  {path}")
    return code
