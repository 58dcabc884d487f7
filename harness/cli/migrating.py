"""``interop migrate``: is every image of the old archive in the new one, unaltered?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, terminal_for, terminal_options

FOLDER = click.Path(path_type=Path)
OUT = click.option(
    "--out", type=FOLDER, default=Path("reports/out/migration"), metavar="DIR", help="Manifests, report."
)


@click.group(context_settings=HELP)
def migrate() -> None:
    """Compare an old archive with a new one, each as a folder of DICOM files.

    \b
    Examples
      interop migrate inventory old /mnt/old-archive
      interop migrate inventory new /mnt/new-archive
      interop migrate verify --policy accepted.toml
    """


@migrate.command(context_settings=HELP)
@click.argument("side", type=click.Choice(["old", "new"]))
@click.argument("folder", type=FOLDER)
@OUT
@terminal_options
@click.pass_context
def inventory(ctx: click.Context, side: str, folder: Path, out: Path, **values: Any) -> int:
    """Read what is new or changed in FOLDER into the manifest of SIDE; stopped, it goes on where it was."""
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.migrate import inventory as take

    count = take(folder, out / f"{side}.duckdb", progress=lambda n: terminal.say_error(f"{n} files read"))
    terminal.say(f"{count} files read into {out / f'{side}.duckdb'}")
    if terminal.as_json:
        terminal.document({"read": count})
    return 0


@migrate.command(context_settings=HELP)
@click.option("--policy", type=FOLDER, default=None, metavar="FILE", help="Accepted changes, with reason and owner.")
@OUT
@terminal_options
@click.pass_context
def verify(ctx: click.Context, policy: Path | None, out: Path, **values: Any) -> int:
    """Compare both manifests and write migration.json, .html and .pdf. Exit code 1 where anything differs."""
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.migrate import read_policy
    from harness.migrate import verify as compare
    from harness.record_writer import write_json

    found = compare(out / "old.duckdb", out / "new.duckdb", read_policy(policy))
    write_json(out / "migration.json", found)
    return _end(terminal, found, out)


@migrate.command(context_settings=HELP)
@OUT
@terminal_options
@click.pass_context
def report(ctx: click.Context, out: Path, **values: Any) -> int:
    """Write the report of a finished verification again."""
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from simulators.wire.errors import ConfigError

    try:
        found = json.loads((out / "migration.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"no verification in {out}: {error}", remedy="interop migrate verify") from error
    return _end(terminal, found, out)


def _end(terminal: Any, found: dict[str, Any], out: Path) -> int:
    from collections import Counter

    from reports.documents.migration import write

    written = write(found, out)
    if terminal.as_json:
        terminal.document(found)
    for kind, count in sorted(Counter(one["kind"] for one in found["findings"]).items()):
        terminal.say(f"{count:>7} {kind}")
    terminal.say("COMPLETE" if found["passed"] else "NOT COMPLETE")
    for path in written:
        terminal.say(f"Report  {path}")
    return 0 if found["passed"] else 1
