"""``interop record``: write down what real systems say to each other, without anybody in it."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, chosen, site_option, terminal_for, terminal_options

EXIT = """\b
Exit codes: 0 captured, 2 usage, 3 a file or port failed, 4 nothing was captured"""


@click.command(context_settings=HELP, epilog=EXIT)
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]...")
@site_option
@click.option("--relay", "relays", multiple=True, metavar="PORT=ROLE.SERVICE[@CALLER]", help="Listen, pass on, write.")
@click.option("--bind", default="127.0.0.1", metavar="ADDRESS", help="Where relays listen. Default: this machine only.")
@click.option("--for", "seconds", type=float, default=None, metavar="SECONDS", help="End relays after that; or Ctrl-C.")
@click.option("--key", type=click.Path(path_type=Path), metavar="FILE", help="Secret key; made when it is not there.")
@click.option("--text", type=click.Choice(["drop", "scrub"]), default="drop", help="Free text. Default: drop.")
@click.option("--pixels", type=click.Choice(["blank", "keep"]), default="blank", help="Default: blank.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Default: reports/out/capture-<time>")
@terminal_options
@click.pass_context
def record(
    ctx: click.Context,
    sources: tuple[Path, ...],
    site: str,
    relays: tuple[str, ...],
    bind: str,
    seconds: float | None,
    key: Path | None,
    text: Any,
    pixels: Any,
    out: Path | None,
    color: str,
    as_json: bool,
    debug: bool,
) -> int:
    """Capture traffic of real systems, de-identified before it is written.

    From relays between the systems of a site, or from files: HL7 messages,
    folders of them, exports of engines (MLLP, batches, blank lines), packet
    captures (pcap, pcapng) of cleartext DICOM and HL7. A patient stays one
    patient; identifiers get the site's test prefix. With the same --key two
    captures give the same pseudonyms: keep it as you keep patient data.

    \b
    Examples
      interop record --site hospital.toml --relay 11113=pacs.dimse@CT_1
      interop record export.hl7 tuesday.pcap --key capture.key
    """
    terminal = terminal_for(ctx, color, as_json)
    from harness.capture.capture import Capture
    from harness.capture.deidentify import Policy, Pseudonyms, key_from
    from harness.capture.relay import relay_of
    from harness.site import load_site
    from simulators.wire.errors import ConfigError

    if not sources and not relays:
        raise ConfigError("there is nothing to record", remedy="give files, or --relay PORT=ROLE.SERVICE")
    where = load_site(chosen(ctx, "site", site))
    between = [relay_of(text, where) for text in relays]
    folder = out or Path("reports/out") / f"capture-{datetime.now():%Y-%m-%d-%H%M%S}"
    pseudonyms = Pseudonyms(key_from(key), where.test_patients.prefixes)
    capture = Capture(folder, pseudonyms, Policy(text=text, pixels=pixels), where.describe())
    try:
        _read(terminal, sources, capture, _names(where))
        if between:
            _overhear(terminal, between, capture, bind, seconds)
    finally:
        capture.close()
    return _say(terminal, capture, folder)


def _read(terminal: Any, sources: tuple[Path, ...], capture: Any, names: Any) -> None:
    from harness.capture.sources import take

    for source in sources:
        terminal.say_error(f"{source}: {take(source, capture, names)} conversations")


def _overhear(terminal: Any, between: list[Any], capture: Any, bind: str, seconds: float | None) -> None:
    """Until Ctrl-C or the end of the time."""
    from harness.capture.relay import relaying

    with relaying(between, capture, bind) as ports:
        for relay, port in zip(between, ports, strict=True):
            terminal.say_error(f"{bind}:{port} → {relay.role} {relay.host}:{relay.target_port}; Ctrl-C ends it")
        _wait(seconds)


def _names(site: Any) -> Any:
    """The role at an address, by host and port; else the address itself."""
    known = {
        (address.host, address.port): name
        for name in site.real_roles
        for key, address in site.role(name).addresses().items()
        if key != "web"
    }
    return lambda host, port: known.get((host, port), f"{host}:{port}" if port < 32768 else host)


def _wait(seconds: float | None) -> None:
    import contextlib

    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait(seconds)


def _say(terminal: Any, capture: Any, folder: Path) -> int:
    from harness.cli.terminal import safe

    kept = sum(capture.counts.values())
    if terminal.as_json:
        terminal.document({"schema": 1, "folder": str(folder), "messages": dict(capture.counts),
                           "not_kept": dict(capture.unreadable)})  # fmt: skip
    for what, count in sorted(capture.counts.items()):
        terminal.say(safe(f"{count:>6}  {what}"))
    for why, count in capture.unreadable.items():
        terminal.say(terminal.style(safe(f"{count:>6}  not kept: {why}"), "warn"))
    terminal.say(f"\n{kept} messages in {folder}")
    return 0 if kept else 4
