"""``interop fuzz``: broken messages to the listeners of a site, and what becomes of them."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, chosen, site_option, terminal_for, terminal_options

EXIT = """\b
Exit codes: 0 held, 1 crash, hang, silent acceptance or leak, 2 usage,
            3 could not test, 130 interrupted before anything was found"""
REAL_RATE, OWN_RATE = 10.0, 200.0  # cases a second


@click.command(context_settings=HELP, epilog=EXIT)
@site_option
@click.option("--minutes", type=click.FloatRange(0.01, 600), default=1.0, metavar="M", help="How long. Default: 1.")
@click.option(
    "--seed", type=click.IntRange(0), default=None, metavar="S", help="Repeats a campaign. Default: a new one."
)
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="Only this role. Repeatable.")
@click.option("--case", "cases", multiple=True, metavar="TARGET:SEED", help="Only this case. Repeatable.")
@click.option("--replay", type=click.Path(path_type=Path), default=None, metavar="FILE", help="The cases of a result.")
@click.option("--rate", type=click.FloatRange(0.1, 1000), default=None, metavar="N", help="Cases a second, at most.")
@click.option("--send-broken-messages-to-real-systems", "consent", is_flag=True, help="Needed for a real system.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/out"), metavar="DIR")
@terminal_options
@click.pass_context
def fuzz(ctx: click.Context, site: str, roles: tuple[str, ...], consent: bool, out: Path, **options: Any) -> int:
    """Send broken HL7 messages, MLLP blocks and DICOM PDUs, with a correct peer after each.

    Tells apart: crash, hang, silent acceptance, correct refusal. The targets are
    the real systems of the site, with consent; in a site without any, its
    simulated roles. Only test patients are named. Every case can be sent again.
    Each campaign has a folder of its own: reports/out/fuzz-TIME.

    \b
    Examples
      interop fuzz --minutes 2
      interop fuzz --site hospital.toml --role ris --send-broken-messages-to-real-systems
      interop fuzz --case ris.hl7:2718281828
    """
    terminal = terminal_for(ctx, options["color"], options["as_json"])
    from harness.site import load_site

    file = chosen(ctx, "site", site)
    loaded = load_site(file)
    names = _roles(loaded, roles, consent)
    options["cases"] = (*options["cases"], *_kept(options["replay"]))
    with _targets(loaded, file, names) as (targets, runtime, process):
        found, folder = _campaign(terminal, loaded, targets, runtime, process, out, options)
    again = [f"--site {file}"] if file and file != "simulated" else []
    again += [f"--role {role}" for role in roles] + ["--send-broken-messages-to-real-systems"] * consent
    return _end(terminal, found, folder, " ".join(["interop fuzz", *again]), options["minutes"])


def _roles(site: Any, wanted: tuple[str, ...], consent: bool) -> tuple[str, ...]:
    """Which roles. ConfigError for one that there is not, and for a real one without consent."""
    from simulators.wire.errors import ConfigError

    for name in wanted:
        if name not in site.role_names:
            raise ConfigError(f"there is no role {name!r}", cause=f"roles: {', '.join(site.role_names)}")
    names = wanted or site.real_roles or tuple(name for name in site.role_names if name != "his")
    real = [name for name in names if site.is_real(name)]
    if real and not consent:
        raise ConfigError(
            f"{', '.join(real)} of this site are real systems",
            cause="broken messages may crash or fill them; nothing was sent",
            remedy="ask their owners, then add --send-broken-messages-to-real-systems",
        )
    if real and len(real) < len(names):
        raise ConfigError("real and simulated roles are not mixed in one campaign", remedy=f"--role {real[0]}")
    return tuple(names)


@contextlib.contextmanager
def _targets(site: Any, file: str, names: tuple[str, ...]) -> Iterator[tuple[Any, Any, Any]]:
    from harness.fuzz.hospital import Process, targets
    from harness.session import Hospital

    hospital = Hospital(site)
    hospital.transcript.keep_last(20)
    if site.is_real(names[0]):
        yield targets(hospital, names), hospital.runtime, None
        return
    process = Process(file or "", names)
    try:
        yield process.targets, hospital.runtime, process
    finally:
        process.stop()


def _campaign(
    terminal: Any, site: Any, targets: Any, runtime: Any, process: Any, out: Path, options: dict[str, Any]
) -> tuple[dict[str, Any], Path]:
    """What came of it, and the folder in which that is written."""
    from harness.fuzz import campaign as f
    from harness.record_writer import write_json
    from harness.run import new_folder
    from simulators.wire.errors import ConfigError

    if not targets:
        raise ConfigError("none of these roles listens", remedy="--role ris")
    once = [f.named(case, targets) for case in options["cases"]]
    seed = options["seed"] if options["seed"] is not None else secrets.randbelow(1 << 32)
    rate = options["rate"] or (OWN_RATE if process else REAL_RATE)
    limit = min(site.limits.acknowledgement_s, site.limits.dimse_s, 5.0)
    seconds = options["minutes"] * 60
    _announce(terminal, targets, seed, seconds, rate, once)
    _, folder = new_folder(out, "fuzz-")
    _make(folder)
    campaign = f.Campaign(
        targets, runtime, folder, seconds=seconds, rate=rate, limit=limit, process=process, heard=terminal.say_error
    )
    campaign.require_health()
    campaign.execute(once or f.forever(targets, seed))
    found = campaign.document(site.tables.name, None if once else seed)
    write_json(folder / "fuzz.json", found)
    return found, folder


def _make(folder: Path) -> None:
    """Before anything is sent."""
    from harness.record_writer import RecordError

    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise RecordError(f"{folder} cannot be written: {error}", remedy="--out DIR") from error


def _kept(replay: Path | None) -> list[str]:
    from harness.fuzz.campaign import kept

    return kept(replay) if replay else []


def _announce(terminal: Any, targets: Any, seed: int, seconds: float, rate: float, once: Any) -> None:
    kind = "REAL SYSTEMS" if targets[0].real else "simulated roles"
    terminal.say(f"Broken messages to {kind}, at most {rate:g} a second, for test patients only, to")
    for target in targets:
        terminal.say(f"  {target.name:<20} {target.host}:{target.port}  {target.called}")
    terminal.say(f"{len(once)} cases" if once else f"{seconds / 60:g} minutes, seed {seed}")


def _end(terminal: Any, found: dict[str, Any], folder: Path, again: str, minutes: float) -> int:
    """``again``: the command that aims at the same systems."""
    from harness.cli.terminal import safe
    from harness.fuzz.case import BAD, OUTCOMES, WORDS

    if terminal.as_json:
        terminal.document(found)
    terminal.say(f"\n{'target':<20}{'cases':>7}" + "".join(f"{outcome:>10}" for outcome in OUTCOMES) + "  probe ms")
    for row in found["targets"]:
        counts = "".join(f"{row[outcome]:>10}" for outcome in OUTCOMES)
        terminal.say(
            f"{row['target']:<20}{row['cases']:>7}{counts}  {row['probe_ms_median']:g} / {row['probe_ms_worst']:g}"
        )
    for outcome in BAD:
        if any(row[outcome] for row in found["targets"]):
            terminal.say(f"{outcome}: {WORDS[outcome]}")
    memory = found["memory"]
    if memory["growth"]:
        terminal.say(f"memory {memory['first_mb']:g} → {memory['last_mb']:g} MB, × {memory['growth']:g} once warm")
    if found["stopped_at"]:
        terminal.say(f"{found['stopped_at']} did not come back; the campaign ended there")
    word = ("HELD", "pass") if found["passed"] else ("NOT HELD", "fail")
    until = ", until it was interrupted" * found["interrupted"]
    terminal.say(f"{terminal.style(*word)}  {len(found['findings'])} findings in {found['seconds']:g} s{until}")
    terminal.say(f"Result  {folder / 'fuzz.json'}")
    cases = folder / ("fuzz.json" if found["findings"] else "cases.jsonl")
    which = f"--replay {cases}" if found["seed"] is None or found["findings"] else f"--seed {found['seed']}"
    terminal.say(safe(f"Again   {again} {which}" + f" --minutes {minutes:g}" * which.startswith("--seed")))
    return 1 if not found["passed"] else 130 if found["interrupted"] else 0
