"""``interop discover``: what the interfaces really answer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, chosen, site_option, terminal_for, terminal_options

MOST_LINES = 40
EXIT = """\b
Exit codes: 0 looked at everything and nothing differs, 1 something differs,
            2 usage, 3 an interface could not be looked at, 130 interrupted"""


@click.command(context_settings=HELP, epilog=EXIT)
@click.argument("systems", nargs=-1, metavar="[SYSTEM]...")
@site_option
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/out/discovery"), metavar="DIR")
@click.option("--against", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="An earlier discovery.json, or a CSV: sop_class,transfer_syntax,role.")  # fmt: skip
@click.option("--from", "earlier", type=click.Path(path_type=Path), default=None, metavar="FILE",
              help="Ask nobody: take this discovery.json.")  # fmt: skip
@click.option("--hl7-probes", is_flag=True, help="Create test patients and orders to learn which events are taken.")
@click.option("--rate", type=click.FloatRange(0.1, 1000), default=10.0, show_default=True, metavar="N",
              help="Requests a second to one system.")  # fmt: skip
@click.option("--minutes", type=click.FloatRange(0.01, 240), default=10.0, show_default=True, metavar="N",
              help="For everything together.")  # fmt: skip
@terminal_options
@click.pass_context
def discover(
    ctx: click.Context,
    systems: tuple[str, ...],
    site: str,
    out: Path,
    against: Path | None,
    earlier: Path | None,
    **options: Any,
) -> int:
    """Learn what the interfaces of a site really answer, and write it down.

    Writes as-built.html, as-built.pdf, discovery.json and site.toml into DIR.
    Changes nothing in any system, unless --hl7-probes is given or the site file
    says so ([discovery] hl7_probes = true).

    \b
    Examples
      interop discover --site hospital.toml
      interop discover --site hospital.toml pacs --against before/discovery.json
      interop discover --from after.json --against conformance.csv
    """
    terminal = terminal_for(ctx, options["color"], options["as_json"])
    from harness.discover.facts import read

    loaded: Any = None
    stopped = False
    if against is not None and against.suffix.lower() != ".csv":
        read(against)  # a mistake is told before anybody is asked
    if earlier is not None:
        found = read(earlier)
    else:
        loaded, found, stopped = _ask(ctx, terminal, site, systems, options)
    changes = _compared(against, found)
    paths = _write(out, found, loaded, changes, str(against or ""))
    if stopped:
        terminal.say_error(f"stopped by you; what was found so far is in {out}")
        return 130
    return _end(terminal, found, changes, paths)


def _ask(ctx: click.Context, terminal: Any, site: str, systems: tuple[str, ...], options: Any) -> tuple[Any, Any, bool]:
    """Site, document, and whether the person stopped it."""
    from harness.cli.terminal import safe
    from harness.discover.discovery import Discovery, Scope
    from harness.site import load_site
    from simulators.wire.errors import ConfigError

    loaded = load_site(chosen(ctx, "site", site))
    names = tuple(system.lower() if system.lower() in loaded.role_names else system for system in systems)
    for name in names or loaded.real_roles or ("",):
        if not loaded.is_real(name):
            real = ", ".join(loaded.real_roles) or "none: everything is simulated"
            raise ConfigError(f"{name!r} is no real system of this site", cause=f"real systems: {real}",
                              remedy="give it an address in the site file")  # fmt: skip
    probes = options["hl7_probes"] or loaded.tables.discovery.hl7_probes
    scope = Scope(hl7_probes=probes, rate=options["rate"], seconds=60 * options["minutes"])

    def said(text: str) -> None:
        if terminal.live:
            terminal.draw(f"\r\x1b[K{safe(text)[: terminal.width - 1]}")

    discovery = Discovery(loaded, scope, only=names, said=said)
    stopped = False
    try:
        discovery.execute()
    except KeyboardInterrupt:
        stopped = True
    if terminal.live:
        terminal.draw("\r\x1b[K")
    return loaded, discovery.document, stopped


def _compared(against: Path | None, found: Any) -> Any:
    from harness.discover.facts import against_statement, compare, read

    if against is None:
        return None
    if against.suffix.lower() == ".csv":
        return against_statement(against, found)
    return compare(read(against), found)


def _write(out: Path, found: Any, loaded: Any, changes: Any, against: str) -> list[Path]:
    """JSON and site file first: they are there even where a document cannot be set."""
    from harness.discover.site import site_text
    from harness.record_writer import write_json
    from reports.documents import as_built
    from simulators.wire.errors import ConfigError

    try:
        out.mkdir(parents=True, exist_ok=True)
        paths = [out / "discovery.json"]
        write_json(paths[0], found)
        if loaded is not None:
            paths.append(out / "site.toml")
            paths[-1].write_text(site_text(loaded, found), encoding="utf-8")
        if changes is not None:
            paths.append(out / "differences.json")
            write_json(paths[-1], {"schema": 1, "against": against, **changes})
        return [*as_built.write(found, out, changes=changes, against=against), *paths]
    except OSError as error:
        raise ConfigError(f"{out} cannot be written: {error.strerror or error}", remedy="choose --out DIR") from error


def _end(terminal: Any, found: Any, changes: Any, paths: list[Path]) -> int:
    from harness.cli.terminal import safe
    from reports.documents.as_built import grouped

    entries = [(system, entry) for system in found["systems"] for entry in system["interfaces"]]
    troubles = [(system, entry) for system, entry in entries if "problem" in entry]
    differs = bool(changes and any(changes.values()))
    code = 3 if troubles else 1 if differs else 0
    if terminal.as_json:
        terminal.document({**found, "differences": changes, "exit_code": code})
        return code
    for system, entry in entries:
        state = "fail" if "problem" in entry else "pass"
        detail = entry["problem"]["what"] if "problem" in entry else _summary(entry)
        head = safe(f"{system['name'].upper():<10} {entry['key']:<9} {entry['address']}  {detail}")
        terminal.say(f"{terminal.style(terminal.mark(state), state)} {head}")
    rows = grouped(changes) if changes else []
    for kind, what, before, after in rows[:MOST_LINES]:
        terminal.say(safe(f"  {kind:<8} {what}  {before or '-'} > {after or '-'}"))
    if len(rows) > MOST_LINES:
        terminal.say(f"  {len(rows) - MOST_LINES} more in differences.json")
    if changes and not differs:
        terminal.say("nothing differs")
    for number, path in enumerate(paths):
        terminal.say(f"{'Report' if not number else '      '}  {path}")
    return code


def _summary(entry: Any) -> str:
    if "hl7" in entry:
        taken = sum(each["answer"] == "accepted" for each in entry["hl7"]["events"])
        return f"{entry['hl7']['acknowledgement']['mode']} mode, {taken} events accepted"
    if "web" in entry:
        return f"{sum(each['answer'] == 'offered' for each in entry['web']['resources'])} resources"
    return f"{len(entry['sop_classes'])} SOP classes, maximum PDU {entry['max_pdu']}"
