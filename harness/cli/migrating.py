"""``interop migrate``: is every image of the old archive in the new one, unaltered?"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from harness.cli.options import HELP, ae_title, chosen, site_option, terminal_for, terminal_options

F = TypeVar("F", bound=Callable[..., Any])
FOLDER = click.Path(path_type=Path)
SIDE = click.argument("side", type=click.Choice(["old", "new"]))
OUT = click.option(
    "--out", type=FOLDER, default=Path("reports/out/migration"), metavar="DIR", help="Manifests, report; made private."
)


def archive_options(function: F) -> F:
    """Where an archive is, how it is asked, how much and when."""
    for option in (
        click.option("--role", default="pacs", metavar="ROLE", help="A real system of the site file. Default: pacs."),
        click.option("--from", "address", default="", metavar="HOST:PORT/AET", help="Instead of --site and --role."),
        click.option("--web", default="", metavar="URL", help="List and retrieve by DICOMweb at this address."),
        click.option("--by", type=click.Choice(["get", "move", "web"]), default="get", help="Default: get (C-GET)."),
        click.option(
            "--aet", default="INTEROP", metavar="AET", callback=ae_title, help="Our AE title, for C-MOVE too."
        ),
        click.option("--listen", default="127.0.0.1:0", metavar="HOST:PORT", help="Where C-MOVE is received."),
        click.option("--sample", type=click.IntRange(0), default=500, help="Studies read in full. Default: 500."),
        click.option("--seed", type=int, default=1, help="Which studies. Default: 1."),
        click.option("--full", is_flag=True, help="Read every study in full."),
        click.option("--limit", type=click.IntRange(2), default=500, help="Matches of one answer. Default: 500."),
        click.option("--studies-per-minute", "per_minute", type=click.FloatRange(0), default=0.0, help="0: no limit."),
        click.option("--mbytes-per-second", "mbytes", type=click.FloatRange(0), default=0.0, help="0: no limit."),
        click.option("--window", default="", metavar="22:00-06:00", help="Ask within these hours only, local time."),
        click.option("--workers", type=click.IntRange(1, 32), default=2, help="Retrievals at a time. Default: 2."),
        click.option("--processes", is_flag=True, help="Workers are processes: for compressed images, many cores."),
        click.option("--scheduler", default="", metavar="tcp://…", help="Of dask.distributed: retrieve from there."),
        click.option("--timeout", type=click.FloatRange(0.1, 3600), default=60.0, metavar="S", help="For an answer."),
    ):
        function = option(function)
    return site_option(function)


@click.group(context_settings=HELP)
def migrate() -> None:
    """Compare an old archive with a new one: on the network, or as a folder of files.

    Nothing is written to an archive. Each command may be stopped and started
    again: it goes on where it was.

    \b
    Examples
      interop migrate plan old --from 10.0.0.7:104/OLDPACS --window 22:00-06:00
      interop migrate inventory old --from 10.0.0.7:104/OLDPACS
      interop migrate inventory new --site hospital.toml --role pacs
      interop migrate verify --policy accepted.toml
      interop migrate report
    """


@migrate.command(context_settings=HELP)
@SIDE
@archive_options
@OUT
@terminal_options
@click.pass_context
def plan(ctx: click.Context, side: str, out: Path, **values: Any) -> int:
    """Count the studies of an archive; say what would be compared and how long it takes.

    \b
    Example
      interop migrate plan old --from 10.0.0.7:104/OLDPACS --studies-per-minute 20
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.migrate.manifest import opened
    from harness.migrate.plan import plan as planned
    from harness.record_writer import write_json

    taking = _inventory(ctx, terminal, side, out, values)
    with opened(taking.manifest) as db:
        taking.sweep(db)
    found = planned(out, taking.scope, values["per_minute"], taking.pace.window)
    write_json(out / "plan.json", found)
    if terminal.as_json:
        terminal.document(found)
    terminal.say(f"In full: {found['sample']}; every other instance by its identifiers")
    for name, one in found["archives"].items():
        hours = one["seconds"] / 3600
        nights = f", {one['nights']} nights of {found['window']}" if one.get("nights") is not None else ""
        terminal.say(f"{name}  {one['studies']} studies, {one['instances']} instances; about {hours:.1f} h{nights}")
        terminal.say(f"     {one['note']}" if one["note"] else f"     {one['source']}")
    terminal.say(f"Plan  {out / 'plan.json'}")
    return 0


@migrate.command(context_settings=HELP)
@SIDE
@click.argument("folder", type=FOLDER, required=False)
@click.option("--reports", type=FOLDER, default=None, metavar="DIR", help="HL7 files with the reports (ORU).")
@archive_options
@OUT
@terminal_options
@click.pass_context
def inventory(ctx: click.Context, side: str, folder: Path | None, out: Path, **values: Any) -> int:
    """Read what is new or changed in an archive into the manifest of SIDE.

    FOLDER is a folder of DICOM files; without it the archive is asked: every
    instance by C-FIND, a sample (or all, with --full) by C-GET, C-MOVE or DICOMweb.

    \b
    Examples
      interop migrate inventory old /mnt/old-archive
      interop migrate inventory old --from 10.0.0.7:104/OLDPACS --sample 500
      interop migrate inventory new --site hospital.toml --full --mbytes-per-second 20
      interop migrate inventory new --web https://pacs/dicom-web --reports export/
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    found: dict[str, Any] = {}
    if values["reports"]:
        from harness.migrate.reports import take as take_reports

        found["reports"] = take_reports(values["reports"], out / f"{side}.duckdb")
        terminal.say(f"{found['reports']} reports read")
    if folder is not None:
        from harness.migrate.folder import inventory as take

        found["read"] = take(folder, out / f"{side}.duckdb", progress=lambda n: terminal.say_error(f"{n} files read"))
        terminal.say(f"{found['read']} files read into {out / f'{side}.duckdb'}")
    elif not (values["reports"] and not _asked(ctx, values)):
        from dataclasses import asdict

        done = asdict(_inventory(ctx, terminal, side, out, values).execute())
        found |= done
        terminal.say(
            f"{done['studies']} studies found, {done['listed']} listed anew, {done['retrieved']} read in full: "
            f"{done['instances']} instances, {done['size'] / 1e6:.1f} MB"
        )
        terminal.say(f"{done['troubles']} answers that the report tells as faults" if done["troubles"] else "no fault")
    if terminal.as_json:
        terminal.document(found)
    return 0


def _asked(ctx: click.Context, values: dict[str, Any]) -> bool:
    return bool(values["address"] or values["web"] or chosen(ctx, "site", values["site"]))


def _inventory(ctx: click.Context, terminal: Any, side: str, out: Path, values: dict[str, Any]) -> Any:
    from harness.cli.terminal import safe
    from harness.migrate.network import Inventory, Scope
    from harness.migrate.pace import Pace, Window

    def said(text: str) -> None:
        terminal.say_error(safe(text))

    window = Window.of(values["window"]) if values["window"] else None
    scope = Scope(
        None if values["full"] else values["sample"], values["seed"], values["limit"], values["workers"],
        values["mbytes"] * 1e6, values["processes"], values["scheduler"],
    )  # fmt: skip
    pace = Pace(values["per_minute"], window, said)
    sample_of = out / "old.duckdb" if side == "new" else None
    return Inventory(_archive(ctx, values), out / f"{side}.duckdb", scope, pace, sample_of, said)


def _archive(ctx: click.Context, values: dict[str, Any]) -> Any:
    from harness.cli.sending import _target
    from harness.migrate.archive import Archive
    from simulators.wire.errors import ConfigError

    host, _, port = values["listen"].rpartition(":")
    if not (host and port.isdecimal() and int(port) < 65536):
        raise ConfigError(f"{values['listen']!r} is no address", remedy="--listen 0.0.0.0:11112")
    more = {"calling": values["aet"], "listen": (host.strip("[]"), int(port)), "answer_s": values["timeout"]}
    if values["web"]:
        return Archive(None, url=values["web"], by="web", **more)
    site = chosen(ctx, "site", values["site"])
    if values["by"] == "web" and not values["address"]:
        from harness.site import load_site

        loaded = load_site(site)
        table = getattr(loaded.role(values["role"]), "web", None) if values["role"] in loaded.role_names else None
        if table is None:
            raise ConfigError(f"the {values['role']} of this site has no DICOMweb", remedy="--web URL")
        return Archive(None, url=table.url, credentials=loaded.credentials(table), tls=loaded.tls(table),
                       by="web", **more)  # fmt: skip
    peer, _ = _target(values["address"], values["role"], site, None)
    return Archive(peer, by=values["by"], **more)


@migrate.command(context_settings=HELP)
@click.option("--policy", type=FOLDER, default=None, metavar="FILE", help="Accepted changes, with reason and owner.")
@OUT
@terminal_options
@click.pass_context
def verify(ctx: click.Context, policy: Path | None, out: Path, **values: Any) -> int:
    """Compare both manifests; write migration.json, .html and .pdf. Exit code 1 where anything differs.

    \b
    Example
      interop migrate verify --policy accepted.toml
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.migrate.verify import read_policy
    from harness.migrate.verify import verify as compare
    from harness.record_writer import write_json

    found = compare(out / "old.duckdb", out / "new.duckdb", read_policy(policy), progress=terminal.say_error)
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
    if found.get("schema") != 2:
        raise ConfigError(f"{out / 'migration.json'} is of another version", remedy="interop migrate verify")
    return _end(terminal, found, out)


@migrate.command(context_settings=HELP)
@SIDE
@click.argument("folder", type=FOLDER)
@OUT
@terminal_options
@click.pass_context
def export(ctx: click.Context, side: str, folder: Path, out: Path, **values: Any) -> int:
    """Write the manifest of SIDE as Parquet files into FOLDER, to be read on another machine."""
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.migrate.manifest import export as write

    for path in write(out / f"{side}.duckdb", folder):
        terminal.say(str(path))
    return 0


@migrate.command("import", context_settings=HELP)
@SIDE
@click.argument("folder", type=FOLDER)
@OUT
@terminal_options
@click.pass_context
def import_(ctx: click.Context, side: str, folder: Path, out: Path, **values: Any) -> int:
    """Make the manifest of SIDE from Parquet files that were exported elsewhere."""
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.migrate.manifest import imported

    imported(folder, out / f"{side}.duckdb")
    terminal.say(str(out / f"{side}.duckdb"))
    return 0


def _end(terminal: Any, found: dict[str, Any], out: Path) -> int:
    from harness.cli.terminal import safe
    from reports.documents.migration import write

    written = write(found, out)
    if terminal.as_json:
        terminal.document(found)
    for kind, count in sorted(found["totals"].items()):
        terminal.say(safe(f"{count:>10,} {kind}"))
    compared = ", ".join(f"{count:,} {how}" for how, count in found["compared"].items())
    terminal.say(f"{'COMPLETE' if found['passed'] else 'NOT COMPLETE'}  compared {compared}")
    for path in written:
        terminal.say(f"Report  {path}")
    return 0 if found["passed"] else 1
