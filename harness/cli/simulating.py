"""``interop simulate``: some roles of a site run here until Ctrl-C."""

from __future__ import annotations

import signal
import threading
from typing import Any

import click

from harness.cli.options import EXIT_CODES, HELP, chosen, site_option, terminal_for, terminal_options


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("roles", nargs=-1, metavar="ROLE...")
@site_option
@terminal_options
@click.pass_context
def simulate(ctx: click.Context, roles: tuple[str, ...], site: str, color: str, as_json: bool, debug: bool) -> int:
    """Run simulated roles until Ctrl-C, and print their ports and AE titles.

    ROLE is his, emr, ris, pacs, workstation, or the name of a station or
    destination. Roles that run together know each other; addresses of real
    systems, and fixed ports, come from the site file.

    \b
    Examples
      interop simulate ris pacs
      interop simulate pacs BATA --site hospital.toml
    """
    terminal = terminal_for(ctx, color, as_json)
    from harness.session import Hospital
    from harness.site import load_site
    from simulators.wire.errors import ConfigError

    loaded = load_site(chosen(ctx, "site", site))
    names = tuple(role.lower() if role.lower() in loaded.role_names else role for role in roles)
    if not names:
        raise ConfigError("say which roles to simulate", remedy="interop simulate ris pacs")
    for name in names:
        if name not in loaded.role_names:
            raise ConfigError(f"there is no role {name!r}", cause=f"roles: {', '.join(loaded.role_names)}")
        if loaded.is_real(name):
            raise ConfigError(f"the {name} of this site is a real system", remedy="choose another role or site")
    hospital = Hospital(loaded)
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    hospital.wiring.start(names)
    try:
        _announce(terminal, hospital, names)
        while not ended.wait(0.5):  # with a limit, so that Windows sees Ctrl-C
            pass
    finally:
        hospital.close()
    terminal.say_error("stopped")
    return 0


def _announce(terminal: Any, hospital: Any, names: tuple[str, ...]) -> None:
    rows = [_row(hospital, name, service, port) for name in names for service, port in _ports(hospital, name)]
    if terminal.as_json:
        terminal.document({"schema": 1, "roles": rows})
    for row in rows:
        name = row["ae_title"] or row["application"]
        terminal.say(f"{row['role']:<12} {row['service']:<9} {row['host']}:{row['port']:<6} {name}")
    for name in names:
        if not _ports(hospital, name):
            terminal.say(f"{name:<12} sends only, listens on no port")
    terminal.say("Running until Ctrl-C")


def _ports(hospital: Any, name: str) -> list[tuple[str, int]]:
    return list(hospital.wiring.started[name].ports.items())


def _row(hospital: Any, name: str, service: str, port: int) -> dict[str, Any]:
    table = hospital.site.role(name)
    hl7, web = service == "hl7", hospital.wiring.web(name) if service == "web" else None
    return {
        "role": name,
        "service": service,
        "host": hospital.runtime.bind,
        "port": port,
        "ae_title": "" if hl7 or web else hospital.wiring.ae_title(name, service),
        "application": f"{table.application}|{table.facility}" if hl7 else str(web or ""),
    }
