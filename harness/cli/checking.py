"""``interop check``: reach every system and say what to fix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.options import EXIT_CODES, HELP, chosen, site_option, terminal_for, terminal_options


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("systems", nargs=-1, metavar="[SYSTEM]...")
@site_option
@click.option("--timeout", type=click.FloatRange(0.1, 600), default=None, metavar="S", help="Seconds for each answer.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/out"), metavar="DIR",
              help="Where runs will be written.")  # fmt: skip
@terminal_options
@click.pass_context
def check(
    ctx: click.Context,
    systems: tuple[str, ...],
    site: str,
    timeout: float | None,
    out: Path,
    color: str,
    as_json: bool,
    debug: bool,
) -> int:
    """Reach every system and say what to fix. Changes nothing.

    \b
    Examples
      interop check --site hospital.toml
      interop check --site hospital.toml pacs --timeout 3
    """
    terminal = terminal_for(ctx, color, as_json)
    from harness.preflight.preflight import Line, preflight
    from harness.site import load_site
    from simulators.wire.errors import ConfigError

    loaded = load_site(chosen(ctx, "site", site))
    names = tuple(system.lower() if system.lower() in loaded.role_names else system for system in systems)
    for name in names:
        if not loaded.is_real(name):
            real = ", ".join(loaded.real_roles) or "none: everything is simulated"
            raise ConfigError(f"{name!r} is no real system of this site", cause=f"real systems: {real}")
    count = len(names or loaded.real_roles)
    how_many = "1 system" if count == 1 else f"{count} systems"
    terminal.say(f"Checking {how_many} of {loaded.shown_file}; nothing is stored there")
    lines: list[Line] = []
    before = ""
    for line in preflight(loaded, out, only=names, timeout=timeout):
        if line.system != before:
            terminal.say()
            terminal.say(_title(loaded, line.system))
            before = line.system
        _show(terminal, line)
        lines.append(line)
    return _end(terminal, loaded, lines)


def _title(site: Any, system: str) -> str:
    if system == "here":
        return "This machine"
    table = site.role(system)
    return f"{system.upper():<11} {' '.join(part for part in (table.product, table.version) if part)}".rstrip()


def _show(terminal: Any, line: Any) -> None:
    from harness.cli.terminal import safe

    word = {"pass": "pass", "warn": "warn", "fail": "FAIL"}[line.state]
    head = f"  {terminal.style(terminal.mark(line.state) + ' ' + word.ljust(8), line.state)} "
    terminal.say(head + safe(f"{line.name:<34} {line.detail}".rstrip()))
    for label, text in (("cause", line.cause), ("try  ", line.remedy)):
        if text:
            terminal.say(terminal.wrapped(safe(text), " " * 13, f"    {label}    "))


def _end(terminal: Any, site: Any, lines: list[Any]) -> int:
    counts = {state: sum(line.state == state for line in lines) for state in ("fail", "warn", "pass")}
    code = 3 if counts["fail"] else 0
    following = f"interop run --site {site.shown_file}"
    if terminal.as_json:
        from dataclasses import asdict

        terminal.document({"schema": 1, "site": site.name, "exit_code": code, "counts": counts,
                           "checks": [asdict(line) for line in lines]})  # fmt: skip
        return code
    terminal.say()
    warnings = "1 warning" if counts["warn"] == 1 else f"{counts['warn']} warnings"
    terminal.say(f"{counts['fail']} failed, {warnings}, {counts['pass']} passed")
    if code:
        failed = dict.fromkeys(line.system for line in lines if line.state == "fail")
        where = ", ".join("this machine" if name == "here" else name.upper() for name in failed)
        terminal.say(f"{terminal.style('COULD NOT TEST', 'pending')}  scenarios that need {where} cannot run now")
        following = f"interop check --site {site.shown_file}     after the repair"
    else:
        doubts = "every system answers" if not counts["warn"] else "read the warnings first"
        terminal.say(f"{terminal.style('READY', 'pass')}  {doubts}")
    terminal.say(f"Next  {following}")
    return code
