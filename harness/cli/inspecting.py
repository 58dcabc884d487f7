"""``interop inspect``: annotate any HL7 or DICOM file."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli.options import EXIT_CODES, HELP, terminal_for, terminal_options


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@terminal_options
@click.pass_context
def inspect(ctx: click.Context, files: tuple[Path, ...], color: str, as_json: bool, debug: bool) -> int:
    """Name every field of HL7, DICOM and audit messages, decode it, and say what is wrong and by which clause.

    Exit code 1 when something is wrong with one of the files.

    \b
    Example
      interop inspect reports/out/2026-11-24-031204/exchanges/TC-MWL-001/0004-ack-a01.hl7
    """
    terminal = terminal_for(ctx, color, as_json)
    from harness.cli.inspect_view import show

    return show(files, terminal)
