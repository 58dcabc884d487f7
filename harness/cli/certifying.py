"""``interop certs``: a test authority and its certificates, the good ones and those that everybody has to refuse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, terminal_for, terminal_options

WORDS = {
    "valid": "good",
    "renewed": "good, made to take the place of the first",
    "expired": "ended yesterday",
    "not-yet-valid": "begins in 30 days",
    "other-host": "for a host of another name",
    "unknown-authority": "of an authority that nobody knows",
    "revoked": "on the list of revoked ones, crl.pem",
}


@click.command(context_settings=HELP)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--host", "hosts", multiple=True, metavar="NAME", help="A name or address of the servers. Repeatable.")
@click.option("--days", type=click.IntRange(1, 3650), default=365, help="How long the good ones are valid.")
@terminal_options
@click.pass_context
def certs(ctx: click.Context, folder: Path, hosts: tuple[str, ...], days: int, **values: Any) -> int:
    """Make a test authority in DIR, which must not hold one yet, and certificates signed by it.

    Two kinds: good ones, and one for each fault that a system has to refuse (expired, revoked, another host, …). Keys
    are readable by you only. For tests: have a system trust ca.pem for as long as it is tested, and no longer.

    \b
    Examples
      interop certs test-certs
      interop certs test-certs --host pacs.hospital.local --host 192.0.2.20
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from simulators.authority import HOSTS, KINDS, SIDES, file_of, make, names

    _require_hosts(hosts)
    made = make(folder, (*hosts, *HOSTS), days=days)
    if terminal.as_json:
        terminal.document({"schema": 1, "folder": str(made.folder), "files": list(names()), "hosts": list(hosts)})
        return 0
    terminal.say(f"{made.folder}")
    terminal.say("  ca.pem                        the authority: what a system under test has to trust")
    terminal.say("  crl.pem                       its list of revoked certificates")
    for side in SIDES:
        for kind in KINDS:
            if file_of(side, kind) in names():
                terminal.say(f"  {file_of(side, kind):<29} {WORDS[kind]}")
        terminal.say(f"  {side + '.key':<29} the key of each of these")
    terminal.say("")
    place = folder.as_posix()
    keys = f'trust = "{place}/ca.pem", certificate = "{place}/client.pem", key = "{place}/client.key"'
    terminal.say("In the site file")
    terminal.say(f'  test_authority = "{place}"')
    terminal.say(f"  dimse = {{ …, tls = {{ {keys} }} }}")
    terminal.say("Without one")
    terminal.say(f"  interop sink --certs {place}")
    terminal.say(f"  interop send images/ --to HOST:PORT/AET --certs {place}")
    return 0


def _require_hosts(hosts: tuple[str, ...]) -> None:
    """ConfigError for what can stand in no certificate."""
    from simulators.wire.errors import ConfigError

    for host in hosts:
        if not host.isascii() or not host.strip() or any(each in host for each in " /,;") or len(host) > 253:
            raise ConfigError(f"{host!r} is no host name or address", remedy="--host pacs.hospital.local")
