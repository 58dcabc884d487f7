"""``interop site new|check|schema``."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.options import EXIT_CODES, HELP, terminal_for, terminal_options


@click.group(context_settings=HELP, epilog=EXIT_CODES)
def site() -> None:
    """Describe your systems in a site file, and check what is written there.

    \b
    Examples
      interop site new > site.toml
      interop site check site.toml
    """


@site.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("name", default="hospital")
@terminal_options
@click.pass_context
def new(ctx: click.Context, name: str, color: str, as_json: bool, debug: bool) -> int:
    """Print a site file to begin with: NAME is hospital (commented, in Spanish), orthanc or simulated.

    \b
    Example
      interop site new > site.toml
    """
    from harness.site import find_site

    terminal_for(ctx, color, False).say(find_site(name).read_text(encoding="utf-8").rstrip("\n"))
    return 0


@site.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("file", default="")
@terminal_options
@click.pass_context
def check(ctx: click.Context, file: str, color: str, as_json: bool, debug: bool) -> int:
    """Check a site file: every mistake at once, each with the nearest valid value. Reaches no system.

    \b
    Example
      interop site check site.toml
    """
    terminal = terminal_for(ctx, color, as_json)
    from harness.site import load_site

    loaded = load_site(file)
    if terminal.as_json:
        terminal.document(loaded.describe())
        return 0
    terminal.say(f"{terminal.style(terminal.mark('pass') + ' pass', 'pass')}  {loaded.shown_file}: {loaded.name}")
    for role in loaded.describe()["roles"]:
        state = "simulated" if role["simulated"] else f"real       {role['address'] or 'a person acts there'}"
        terminal.say(f"  {role['name']:<12} {state}")
    terminal.say(f"Next  interop check --site {loaded.shown_file}")
    return 0


@site.command(context_settings=HELP, epilog=EXIT_CODES)
@click.option("--out", type=click.Path(path_type=Path), default=None, metavar="FILE", help="Write it there.")
@terminal_options
@click.pass_context
def schema(ctx: click.Context, out: Path | None, color: str, as_json: bool, debug: bool) -> int:
    """Print the JSON Schema of the site file, for editors.

    \b
    Example
      interop site schema --out site.schema.json
    """
    import json

    from harness.site import json_schema
    from simulators.wire.errors import ConfigError

    text = json.dumps(json_schema(), indent=1)
    if out is None:
        terminal_for(ctx, color, False).say(text)
        return 0
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{out} cannot be written: {error.strerror or error}", remedy="choose another file"
        ) from error
    return 0
