"""``interop inventory``: is this machine enough, and are all of them?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, chosen, site_option, terminal_for, terminal_options

EXIT = """\b
Exit codes: 0 enough, 1 not enough, 2 usage, 4 undecided, 130 interrupted"""
CODES = {"enough": 0, "not enough": 1, "undecided": 4}


@click.group(context_settings=HELP, epilog=EXIT, invoke_without_command=True)
@click.option("--name", default="", metavar="NAME", help="What this machine is called in the report: you choose it.")
@site_option
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/out/inventory"), metavar="DIR")
@click.option("--study", default="", metavar="UID", help="Retrieve this study of a test patient and measure the link.")
@click.option("--by", type=click.Choice(["auto", "get", "move", "web"]), default="auto", help="How. Default: C-GET.")
@terminal_options
@click.pass_context
def inventory(ctx: click.Context, name: str, site: str, out: Path, study: str, by: str, **options: Any) -> int:
    """Say what this machine is and whether it is enough for the site.

    Run it on each workstation and server, then collect. Writes inventory-NAME.json
    into DIR: hardware, displays, what it reaches, how fast it retrieves. No user
    names, serial numbers or addresses. The minimum is [inventory.minimum] of the
    site file.

    \b
    Examples
      interop inventory --name READING-1 --site hospital.toml
      interop inventory collect reports/out/inventory
    """
    if ctx.invoked_subcommand is not None:
        return 0
    terminal = terminal_for(ctx, options["color"], options["as_json"])
    from harness.inventory.collect import row_of
    from harness.inventory.inventory import machine
    from harness.record_writer import write_json
    from harness.site import load_site
    from simulators.wire.errors import ConfigError

    if not name:
        raise ConfigError("this machine has no name", remedy="choose one that names no person: --name READING-1")
    loaded = load_site(chosen(ctx, "site", site))
    found = machine(name, loaded, study=study, by=by, said=lambda text: _progress(terminal, text))
    path = out / f"inventory-{name}.json"
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror or error}", remedy="choose --out DIR") from error
    write_json(path, found)
    _show(terminal, found, row_of(found), path)
    return CODES[found["comparison"]["verdict"]]


def _progress(terminal: Any, text: str) -> None:
    if terminal.live:
        terminal.say_error(f"… {text}")


def _show(terminal: Any, found: Any, row: Any, path: Path) -> None:
    from harness.cli.terminal import safe

    if terminal.as_json:
        terminal.document(found)
        return
    for label in ("system", "cpu", "cores", "memory_gb", "disk_free_gb", "gpu", "displays", "link_mbit_s"):
        terminal.say(safe(f"  {label:<14} {row[label]}"))
    for part in ("gpus", "displays", "link"):
        if "unknown" in found[part]:
            terminal.say(terminal.wrapped(safe(f"{part}: {found[part]['unknown']}"), "    "))
    marks = {"enough": "pass", "not enough": "fail", "unknown": "warn"}
    for each in found["comparison"]["rows"]:
        mark = terminal.style(terminal.mark(marks[each["state"]]), marks[each["state"]])
        terminal.say(f"{mark} " + safe(f"{each['what']:<20} {each['has']}  (wanted {each['wants']})"))
    terminal.say(f"{found['comparison']['verdict'].upper()}  {path}")


@inventory.command(context_settings=HELP, epilog=EXIT)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="DIR", help="Default: the same folder.")
@terminal_options
@click.pass_context
def collect(ctx: click.Context, folder: Path, out: Path | None, **options: Any) -> int:
    """Put the machines of FOLDER into one report: inventory.html, .json and .csv.

    \b
    Example
      interop inventory collect reports/out/inventory
    """
    terminal = terminal_for(ctx, options["color"], options["as_json"])
    from harness.cli.terminal import safe
    from harness.inventory.collect import collect as read_all
    from harness.inventory.collect import write_csv
    from harness.record_writer import write_json
    from reports.documents.inventory import write
    from simulators.wire.errors import ConfigError

    found = read_all(folder)
    target = out or folder
    try:
        target.mkdir(parents=True, exist_ok=True)
        page = write(found, target)
        write_json(target / "inventory.json", found)
        write_csv(target / "inventory.csv", found["machines"])
    except OSError as error:
        raise ConfigError(
            f"{target} cannot be written: {error.strerror or error}", remedy="choose --out DIR"
        ) from error
    verdicts = [each["comparison"]["verdict"] for each in found["machines"]]
    code = 1 if "not enough" in verdicts else 4 if "undecided" in verdicts or found["unreadable"] else 0
    if terminal.as_json:
        terminal.document({**found, "exit_code": code})
        return code
    for each in found["machines"]:
        terminal.say(safe(f"  {each['name']:<20} {each['comparison']['verdict']}"))
    for each in found["unreadable"]:
        terminal.say(safe(f"  {each['file']:<20} {each['why']}"))
    terminal.say(f"Report  {page}")
    return code
