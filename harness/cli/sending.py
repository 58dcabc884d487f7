"""``interop send`` and ``interop sink``: instances in bulk, from files and to files."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, ae_title, chosen, site_option, terminal_for, terminal_options
from harness.cli.tls_options import tls_of, tls_options

EXIT = """\b
Exit codes: 0 all stored, 1 the peer refused some, 2 usage or not a test
            patient, 3 some could not be sent, 130 interrupted"""
SHOWN = 20
any_patient = click.option(
    "--any-patient", is_flag=True, help="Not only test patients: for a private test archive, never for a hospital's."
)


@click.command(context_settings=HELP, epilog=EXIT)
@click.argument("places", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|FOLDER...")
@click.option("--to", default="", metavar="HOST:PORT/AET", help="Where to; or --site with --role.")
@click.option("--role", default="pacs", metavar="ROLE", help="A real system of the site file. Default: pacs.")
@click.option("--aet", default="INTEROP", metavar="AET", callback=ae_title, help="Our AE title. Default: INTEROP.")
@click.option("--timeout", type=click.FloatRange(0.1, 3600), default=30.0, metavar="S", help="Seconds for each answer.")
@tls_options
@any_patient
@site_option
@terminal_options
@click.pass_context
def send(
    ctx: click.Context, places: tuple[Path, ...], to: str, role: str, aet: str, timeout: float, any_patient: bool,
    site: str, color: str, as_json: bool, debug: bool, **tls: Any,
) -> int:  # fmt: skip
    """Store files by C-STORE as they are, fast, and say what became of each.

    Nothing is decoded or converted. Files of patients who are not test patients
    are refused before anything is sent.

    \b
    Examples
      interop send images/ --to 127.0.0.1:11112/PACS1
      interop send images/ --site hospital.toml --role pacs
      interop send images/ --to pacs.hospital.local:2762/PACS1 --certs test-certs
    """
    terminal = terminal_for(ctx, color, as_json)
    from simulators.storage_files import ForeignPatient, find
    from simulators.storage_sender import StorageSender
    from simulators.wire.errors import ConfigError

    peer, patients = _target(to, role, chosen(ctx, "site", site), tls_of("client", tls))
    sender = StorageSender(peer, aet, patients=None if any_patient else patients, timeout=timeout)
    counts: Counter[str] = Counter()
    trouble: list[dict[str, Any]] = []
    start, interrupted = time.perf_counter(), False
    try:
        for number, one in enumerate(sender.send(find(places)), 1):
            counts[one.state] += 1
            if one.state != "stored":
                trouble.append({"file": one.path, "state": one.state, "status": one.status, "text": one.text})
            if not number % 1000:
                terminal.say_error(f"{number} files")
    except ForeignPatient as error:
        raise ConfigError(
            error.what, cause="only test patients may be sent to a real system",
            remedy="set [test_patients] id_prefixes in the site file and name it with --site; for a private test "
            "archive: --any-patient",
        ) from error  # fmt: skip
    except KeyboardInterrupt:
        interrupted = True
    return _end(terminal, peer, counts, trouble, time.perf_counter() - start, interrupted)


def _target(to: str, role: str, site: str, tls: Any) -> tuple[Any, Any]:
    from simulators.addresses import DicomAddress
    from simulators.addresses import ae_title as checked_title
    from simulators.patients import TestPatients
    from simulators.wire.errors import ConfigError

    loaded = None
    if site or not to:
        from harness.site import load_site

        loaded = load_site(site)
    patients = loaded.test_patients if loaded is not None else TestPatients()
    if to:
        address, _, title = to.partition("/")
        host, _, port = address.rpartition(":")
        remedy = "HOST:PORT/AET, for example 127.0.0.1:11112/PACS1"
        if not (host and port.isdecimal() and 0 < int(port) < 65536):
            raise ConfigError(f"{to!r} is no DICOM address", remedy=remedy)
        try:
            return DicomAddress(host.strip("[]"), int(port), checked_title(title), tls), patients
        except ValueError as error:
            raise ConfigError(f"{to!r} is no DICOM address", cause=str(error), remedy=remedy) from error
    assert loaded is not None
    if tls is not None:
        raise ConfigError("certificates are given with --to", cause="a site file says itself how its systems speak TLS")
    if role not in loaded.role_names:
        raise ConfigError(f"there is no role {role!r}", cause=f"roles: {', '.join(loaded.role_names)}")
    table = getattr(loaded.role(role), "dimse", None)
    if table is None or not loaded.is_real(role):
        raise ConfigError(f"the {role} of this site has no DICOM address", remedy="--to HOST:PORT/AET")
    return loaded.dicom_address(table), patients


def _end(
    terminal: Any, peer: Any, counts: Counter[str], trouble: list[dict[str, Any]], seconds: float, interrupted: bool
) -> int:
    refused = counts["failed"] + counts["not accepted"]
    undone = counts["unknown"] + counts["not sent"] + counts["unreadable"] or not counts
    code = 130 if interrupted else 1 if refused else 3 if undone else 0
    if terminal.as_json:
        terminal.document({"schema": 1, "peer": str(peer), "counts": dict(counts), "seconds": round(seconds, 3),
                           "exit_code": code, "not_plainly_stored": trouble})  # fmt: skip
        return code
    from harness.cli.terminal import safe

    for one in trouble[:SHOWN]:
        terminal.say(safe(f"{one['state']:<12} {one['file']}  {one['text']}"))
    if len(trouble) > SHOWN:
        terminal.say(f"… and {len(trouble) - SHOWN} more; --json names all")
    told = ", ".join(f"{count} {state}" for state, count in counts.most_common()) or "no file found"
    done = counts["stored"] + counts["warning"]
    terminal.say(f"{peer}: {told} · {seconds:.2f} s · {done / max(seconds, 1e-9):,.0f} a second")
    if interrupted:
        terminal.say("interrupted: what is not counted here was not sent, or was not acknowledged")
    return code


@click.command(context_settings=HELP)
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="0 takes a free one.")
@click.option("--bind", default="127.0.0.1", metavar="HOST", help="Default: 127.0.0.1, this machine only.")
@click.option("--aet", metavar="AET", callback=ae_title, help="Answer to this AE title only. Default: to any.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR",
              help="Write what comes here. Default: acknowledge and forget.")  # fmt: skip
@click.option("--fsync", is_flag=True, help="On the disk before it is acknowledged.")
@tls_options
@any_patient
@site_option
@terminal_options
@click.pass_context
def sink(
    ctx: click.Context, port: int, bind: str, aet: str | None, out: Path | None, fsync: bool, any_patient: bool,
    site: str, color: str, as_json: bool, debug: bool, **tls: Any,
) -> int:  # fmt: skip
    """Be a storage destination until Ctrl-C: every SOP class, every transfer syntax.

    With --out, instances of test patients are written as files; others are
    acknowledged, counted and not kept. With --certificate it speaks TLS only,
    and asks the sender for a certificate where --trust says whom to believe.

    \b
    Examples
      interop sink --port 11112
      interop sink --port 2762 --certs test-certs
      interop sink --port 11112 --out received/
    """
    terminal = terminal_for(ctx, color, as_json)
    from simulators.patients import TestPatients
    from simulators.storage_sink import StorageSink

    patients: Any = TestPatients()
    secured = tls_of("server", tls)
    if name := chosen(ctx, "site", site):
        from harness.site import load_site

        patients = load_site(name).test_patients
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    kept = None if any_patient else patients
    with StorageSink(aet or "", host=bind, port=port, folder=out, patients=kept, fsync=fsync, tls=secured) as running:
        how = "" if secured is None else " under TLS"
        terminal.say_error(f"{aet or 'any AE title'} at {bind}:{running.port}{how} until Ctrl-C")
        while not ended.wait(0.5):  # with a limit, so that Windows sees Ctrl-C
            pass
    if terminal.as_json:
        terminal.document({"schema": 1, "port": running.port, "counts": dict(running.counts)})
    terminal.say(", ".join(f"{count} {what}" for what, count in sorted(running.counts.items())) or "nothing came")
    return 0
