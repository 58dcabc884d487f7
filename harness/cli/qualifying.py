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
    "--pairs", type=click.IntRange(1, 10000), default=None, metavar="N", help="N pairs planted together, nothing else."
)
@click.option("--seed", type=int, default=1, metavar="S", help="Which pairs: the same seed draws the same. Default: 1")
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
    pairs: int | None,
    seed: int,
    jobs: int | None,
    out: Path,
    resume: bool,
    **values: Any,
) -> int:
    """Run the scenarios against a correct hospital, and against each defect of the catalogue.

    Writes qualification.json, .html and .pdf into DIR. Each defect was planted in
    a simulated system; a finding counts when it names the role at fault and the
    identifier or rule. With --pairs, two defects at a time are planted together,
    and each has to be found.

    \b
    Examples
      interop qualify
      interop qualify --only mwl.accession-truncated
      interop qualify --pairs 30 --seed 7
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.qualify import qualification as q
    from harness.run import warm_up
    from simulators.defects import catalogue, find

    warm_up()
    defects = find(only) if only else list(catalogue().values())
    part = ""
    if quarter is not None:
        quarter = quarter or time.localtime().tm_yday % 4 + 1
        defects, part = q.quarter_of(defects, quarter), f"quarter {quarter} of 4"
    at_once = jobs or 2 * (os.cpu_count() or 1)
    if pairs is not None:
        return _pairs(terminal, defects, pairs, seed, at_once, resume, out)
    trials: list[tuple[q.Trial, Any]] = [] if only else [(trial, ()) for trial in q.clean_trials()]
    trials += [(q.trial_of([defect]), (defect,)) for defect in defects]
    terminal.say(
        f"{len(defects)} defects, {len(trials) - len(defects)} features in the correct hospital, {at_once} at once"
    )
    run = q.Qualification(trials, out, jobs=at_once, resume=resume, listen=_heard(terminal))
    return _end(terminal, defects, _executed(terminal, run, len(trials)), out, part)


def _pairs(terminal: Any, defects: Any, count: int, seed: int, at_once: int, resume: bool, out: Path) -> int:
    from harness.qualify import qualification as q
    from harness.qualify.pairs import draw

    drawn = draw(defects, count, seed)
    terminal.say(f"{count} pairs of {len(defects)} defects, seed {seed}, {at_once} at once")
    if drawn.apart:
        terminal.say(f"{len(drawn.apart)} pairs replace the same thing and cannot be combined: others were drawn")
    trials = [(q.trial_of(pair), pair) for pair in drawn.pairs]
    run = q.Qualification(trials, out, jobs=at_once, resume=resume, listen=_heard(terminal))
    return _end(terminal, [], _executed(terminal, run, len(trials)), out, f"{count} pairs, seed {seed}", drawn)


def _executed(terminal: Any, run: Any, trials: int) -> Any:
    """The results; who stops it is told what is kept and how it goes on."""
    try:
        return run.execute()
    except KeyboardInterrupt:
        terminal.say_error(f"{len(run.results)} of {trials} are done and kept in {run.folder}")
        terminal.say_error("go on with the same command and --resume")
        raise


def _heard(terminal: Any) -> Any:
    """Says each result as it comes."""

    def heard(result: Any, defects: Any) -> None:
        if not defects:
            failed = sum(verdict != "PASS" for verdict in result.verdicts.values())
            state = f"{failed} not passed {result.problem}" if failed or result.problem else "no finding"
            terminal.say(f"{'correct':<10} {result.name.partition(' ')[2]:<34} {state}")
        else:
            checks = " ".join(sorted({f["check"] for f in result.findings if f["counts"]}))
            name = " + ".join(defect.id for defect in defects)
            terminal.say(f"{result.outcome:<10} {name:<34} {checks or result.problem}".rstrip())

    return heard


def _end(terminal: Any, defects: Any, results: Any, out: Path, part: str, drawn: Any = None) -> int:
    from harness.qualify.document import document
    from harness.record_writer import write_json
    from reports.documents.qualification import write as press
    from reports.qualification import heading, sentence, summary, write

    found = document(defects, results, part=part, drawn=drawn)
    write_json(out / "qualification.json", found)
    page, paper = write(out), press(out)
    if terminal.as_json:
        terminal.document(found)
    terminal.say()
    for line in summary(found):
        terminal.say(terminal.wrapped(line, "  "))
    terminal.say(f"{heading(found).upper()}  {sentence(found)}")
    terminal.say(f"Report  {page}")
    terminal.say(f"        {paper}")
    return 0 if found["passed"] else 1
