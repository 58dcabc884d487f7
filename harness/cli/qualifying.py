"""``interop qualify``: is each known defect found, and is a correct hospital left alone?"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, terminal_for, terminal_options

EXIT = """\b
Exit codes: 0 no defect missed and no false alarm, 1 otherwise, 2 usage"""


@click.command(context_settings=HELP, epilog=EXIT)
@click.option("--only", multiple=True, metavar="ID", help="This defect, without the correct hospital. Repeatable.")
@click.option("--quarter", type=click.IntRange(0, 4), default=None, metavar="N", help="Every 4th defect; 0: by date.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=None, metavar="N", help="Hospitals at once. Default: 2 a processor."
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/out/qualification"), metavar="DIR")
@click.option("--resume", is_flag=True, help="Keep what is in DIR from a run that was cut short.")
@terminal_options
@click.pass_context
def qualify(
    ctx: click.Context,
    only: tuple[str, ...],
    quarter: int | None,
    jobs: int | None,
    out: Path,
    resume: bool,
    **values: Any,
) -> int:
    """Run the scenarios against a correct hospital, and against each defect of the catalogue.

    Writes qualification.json, .html and .pdf into DIR. Each defect was planted in
    a simulated system; a finding counts when it names the role at fault and the
    identifier or rule.

    \b
    Examples
      interop qualify
      interop qualify --only mwl.accession-truncated
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness import qualification as q
    from harness.run import warm_up
    from simulators.defects import catalogue, find

    warm_up()
    defects = find(only) if only else list(catalogue().values())
    part = ""
    if quarter is not None:
        quarter = quarter or time.localtime().tm_yday % 4 + 1
        defects, part = q.quarter_of(defects, quarter), f"quarter {quarter} of 4"
    trials: list[tuple[q.Trial, Any]] = [] if only else [(trial, None) for trial in q.clean_trials()]
    trials += [(q.trial_of([defect]), defect) for defect in defects]
    at_once = jobs or 2 * (os.cpu_count() or 1)
    terminal.say(
        f"{len(defects)} defects, {len(trials) - len(defects)} features in the correct hospital, {at_once} at once"
    )

    def heard(result: q.Result, defect: Any) -> None:
        if defect is None:
            failed = sum(verdict != "PASS" for verdict in result.verdicts.values())
            state = f"{failed} not passed {result.problem}" if failed or result.problem else "no finding"
            terminal.say(f"{'correct':<10} {result.name.partition(' ')[2]:<34} {state}")
        else:
            checks = " ".join(sorted({f["check"] for f in result.findings if f["counts"]}))
            terminal.say(f"{result.outcome:<10} {defect.id:<34} {checks or result.problem}".rstrip())

    run = q.Qualification(trials, out, jobs=at_once, resume=resume, listen=heard)
    return _end(terminal, defects, run.execute(), out, part)


def _end(terminal: Any, defects: Any, results: Any, out: Path, part: str) -> int:
    from harness.qualification_document import document
    from harness.record_writer import write_json
    from reports.documents.qualification import write as press
    from reports.qualification import counts_of, sentence, write

    found = document(defects, results, part=part)
    write_json(out / "qualification.json", found)
    page, paper = write(out), press(out)
    if terminal.as_json:
        terminal.document(found)
    counts = counts_of(found)
    terminal.say()
    terminal.say(", ".join(f"{count} {name}" for name, count in counts.items()))
    for entry in found["defects"]:
        if entry["outcome"] == "missed":
            terminal.say(terminal.wrapped(f"missed: {entry['id']}: {entry['reason'] or 'no finding'}", "  "))
    terminal.say(f"{'QUALIFIED' if found['passed'] else 'NOT QUALIFIED'}  {sentence(found, counts)}")
    terminal.say(f"Report  {page}")
    terminal.say(f"        {paper}")
    return 0 if found["passed"] else 1
