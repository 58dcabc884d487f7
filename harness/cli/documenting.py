"""``interop documents`` and ``interop sign``: what people read, work with and sign, and the seal over it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from harness.cli.options import (
    EXIT_CODES,
    HELP,
    checked_language,
    chosen,
    language_option,
    site_option,
    terminal_for,
    terminal_options,
)

NAMES = ("integration", "plan", "reading", "signoff", "gate")
ASKED_FOR = ("audit",)  # written where it is named alone: it rests on what other commands wrote


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(path_type=Path), required=False, metavar="[RUN]")
@click.option(
    "--only",
    "names",
    multiple=True,
    type=click.Choice(NAMES + ASKED_FOR),
    help="May be given several times. Default: all but audit.",
)
@click.option("--with", "more", multiple=True, type=click.Path(path_type=Path), metavar="RUN|FILE",
              help="For audit: load runs before and after; changes, availability, audit or bench.json.")  # fmt: skip
@click.option("--blank", is_flag=True, help="No run: the plan to fill in on paper, and the training material.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=None, metavar="DIR",
    help="Default: the run's folder; with --blank the folder documents.",
)  # fmt: skip
@click.option("--policy", type=click.Path(path_type=Path), default=None, metavar="FILE", help="As for interop gate.")
@click.option("--history", type=click.Path(path_type=Path, dir_okay=False), default=None, metavar="FILE",
              help="Runs, defects, signatures. Default: history.sqlite beside the runs.")  # fmt: skip
@language_option
@terminal_options
@click.pass_context
def documents(
    ctx: click.Context,
    folder: Path | None,
    names: tuple[str, ...],
    more: tuple[Path, ...],
    blank: bool,
    out: Path | None,
    policy: Path | None,
    history: Path | None,
    lang: str,
    color: str,
    as_json: bool,
    debug: bool,
) -> int:
    """Write the documents of a run as PDF: integration report, acceptance
    plan, reading copies and quick references, sign-off, go-live gate; asked for
    by name, the performance and security audit report.

    RUN is a run folder; without it, the newest under reports/out.

    \b
    Examples
      interop documents reports/out/2026-11-24-031204 --lang es
      interop documents --blank --lang es --out paper
      interop documents AFTER --only audit --with LOAD_BEFORE --with LOAD_AFTER --with reports/out/audit/audit.json
    """
    terminal = terminal_for(ctx, color, as_json)
    language = checked_language(chosen(ctx, "lang", lang))
    wanted = names or NAMES
    if blank:
        written = _blank(wanted, out or Path("documents"), language)
    else:
        written = _of_run(folder, wanted, out, language, policy, history, more)
    if terminal.as_json:
        terminal.document({"schema": 1, "documents": [str(path) for path in written]})
    for path in written:
        terminal.say(str(path))
    return 0


def _blank(wanted: tuple[str, ...], out: Path, language: str) -> list[Path]:
    from harness.run_version import version
    from reports.documents.written import blank_book, of_library

    return of_library(blank_book(language, tales(language or "en"), version()), wanted, out, blank=True)


def _of_run(
    folder: Path | None, wanted: tuple[str, ...], out: Path | None, language: str, policy: Path | None,
    history: Path | None, more: tuple[Path, ...],
) -> list[Path]:  # fmt: skip
    from harness.cli.reporting import newest
    from harness.document_manifest import enter
    from harness.gate import load_policy
    from harness.record import load
    from reports.documents.written import book_of, case_beside, of_library, of_run

    run = load(folder or newest(Path("reports/out")))
    default = Path("gate.toml")
    rules = load_policy(policy or (default if default.is_file() else None))
    case = case_beside(run, language=language, policy=rules, history=history)
    place = out or run.folder
    written = of_run(case, wanted, place)
    if {"plan", "reading"} & set(wanted):
        written += of_library(book_of(case, tales(case.words.language)), wanted, place, blank=False)
    if "audit" in wanted:
        from reports.documents import audit, audit_evidence

        written += audit.write(case, audit_evidence.gather(run, more), place)
    enter(run.folder, run.run_id, run.chain, written)
    return written


def tales(language: str) -> dict[str, list[Any]]:
    """The acceptance scenarios of each role in ``language``."""
    from harness.acceptance import roles
    from harness.console.library import Library

    library = Library()
    return {role.id: library.of_role(role.id, language) for role in roles()}


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(path_type=Path), required=False, metavar="[RUN]")
@site_option
@terminal_options
@click.pass_context
def sign(ctx: click.Context, folder: Path | None, site: str, color: str, as_json: bool, debug: bool) -> int:
    """Sign the PDF documents of a run: with the certificate of the site file
    ([signing] pkcs12), else with one that is made on this machine.

    What was altered may not be signed: the run is verified first.

    \b
    Example
      interop sign reports/out/2026-11-24-031204 --site hospital.toml
    """
    terminal = terminal_for(ctx, color, as_json)
    from harness.cli.reporting import newest
    from harness.record import load
    from harness.site import load_site

    run = load(folder or newest(Path("reports/out")))
    name = chosen(ctx, "site", site) or str(run.site.get("file") or "")
    signed = sign_run(run, signer_of(load_site(name)))
    if terminal.as_json:
        terminal.document({"schema": 1, "signed": [str(path) for path in signed]})
    for path in signed:
        terminal.say(f"{terminal.style(terminal.mark('pass'), 'pass')} signed  {path}")
    return 0


def signer_of(site: Any) -> Any:
    """The signer of the site file, else the one of this machine. ConfigError where it cannot be used."""
    from harness.pdf_signature import own_signer, site_signer

    table = site.tables.signing
    if table is None:
        return own_signer(f"interop, {site.name}")
    secret = site.secret(table.password)
    return site_signer(Path(site.file).parent / table.pkcs12, secret.value() if secret else "")


def sign_run(run: Any, signer: Any) -> list[Path]:
    """Sign every PDF in the folder of ``run`` that bears no signature of this signer yet, and enter it in the list of
    documents. ConfigError where something was altered, or there is nothing to sign."""
    from harness.document_manifest import enter
    from harness.pdf_signature import read, sign
    from harness.verify import verify
    from simulators.wire.errors import ConfigError

    altered = verify(run.folder)
    if altered:
        raise ConfigError(
            f"{run.folder} was altered; nothing was signed", cause="\n".join(map(str, altered)),
            problems=tuple(map(str, altered)), remedy=f"interop verify {run.folder}",
        )  # fmt: skip
    paths = sorted(run.folder.glob("*.pdf"))
    if not paths:
        raise ConfigError(f"there is no document in {run.folder}", remedy=f"interop documents {run.folder}")
    fingerprint = signer.signing_cert.sha256.hex()
    reason = f"interop run {run.run_id}, manifest SHA-256 {run.manifest_sha256}, chain {run.chain}"
    signed = []
    for path in paths:
        if fingerprint not in [each.fingerprint for each in read(path.read_bytes()).signers]:
            sign(path, signer, reason=reason, place=str(run.site.get("name") or ""))
            signed.append(path)
    enter(run.folder, run.run_id, run.chain, signed)
    return signed


def signed_documents(run: Any, site: Any) -> dict[str, Path]:
    """Write every report and the documents of a run whose scenarios people have signed, and sign the PDFs. Signed ones
    of before are kept in the folder ``earlier``, and stay in the list of documents."""
    from harness.cli.report_files import WRITERS
    from harness.document_manifest import enter
    from reports.documents.written import case_beside, of_run

    kept = set_aside(run.folder)
    written = {name: writer(run) for name, writer in WRITERS.items()}
    enter(run.folder, run.run_id, run.chain, [*kept, written["html"], written["pdf"]])  # before the gate looks at them
    paths = of_run(case_beside(run), ("signoff", "gate"), run.folder)
    enter(run.folder, run.run_id, run.chain, [*kept, written["html"], written["pdf"], *paths])
    sign_run(run, signer_of(site))
    return {**written, **{path.name: path for path in paths}}


def set_aside(folder: Path) -> list[Path]:
    """Move signed PDFs into ``earlier/``, named by their content. Where they are now."""
    from harness.document_manifest import sha256_of

    moved = []
    for path in sorted(folder.glob("*.pdf")):
        if b"/ByteRange" in path.read_bytes():
            place = folder / "earlier" / f"{path.stem}-{sha256_of(path)[:12]}.pdf"
            place.parent.mkdir(exist_ok=True)
            os.replace(path, place)
            moved.append(place)
    return moved
