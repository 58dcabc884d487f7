"""``interop explore``: what breaks the systems, where nobody thought of a scenario."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from harness.cli.options import HELP, chosen, site_option, terminal_for, terminal_options

EXIT = """\b
Exit codes: 0 nothing found, 1 a fault found, 2 usage, 3 could not test,
            5 harness error, 130 interrupted before anything was found"""
EVERY = 10.0  # seconds between two lines of progress


@click.command(context_settings=HELP, epilog=EXIT)
@click.option("--examples", type=click.IntRange(1), default=None, metavar="N", help="At most so many walks.")
@click.option("--seed", type=int, default=1, metavar="S", help="The same seed gives the same walks. Default: 1.")
@click.option("--minutes", type=click.FloatRange(0.1, 600), default=3.0, metavar="M", help="Default: 3.")
@click.option("--faults", type=click.IntRange(1, 50), default=5, metavar="K", help="End after K faults. Default: 5.")
@click.option("--defect", "defects", multiple=True, metavar="ID", help="Switch a defect on, on purpose. Repeatable.")
@click.option(
    "--prove",
    type=click.IntRange(1),
    default=None,
    metavar="N",
    help="Look for N defects of the catalogue, chosen by the seed, M minutes each at most.",
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("reports/out"), metavar="DIR")
@site_option
@terminal_options
@click.pass_context
def explore(
    ctx: click.Context,
    examples: int | None,
    seed: int,
    minutes: float,
    faults: int,
    defects: tuple[str, ...],
    prove: int | None,
    out: Path,
    site: str,
    **values: Any,
) -> int:
    """Let the hospital work at random, by the rules of a model, and look after each act.

    Patients are registered, merged and renamed, examinations ordered, moved,
    performed, rejected and reported, lines cut. What breaks a rule is made as
    short as possible and written as a scenario in four languages, with the run
    that shows it. Test patients only; open orders are cancelled at the end.

    --prove tries exploration itself: defects that show only after something else
    happened are planted one by one in the simulated hospital; what is written
    must fail with the defect and pass without it.

    \b
    Examples
      interop explore
      interop explore --site hospital.toml --minutes 10 --seed 7
      interop explore --defect merge.forgotten-later --faults 1
      interop explore --prove 10 --seed 7
    """
    terminal = terminal_for(ctx, values["color"], values["as_json"])
    from harness.defects_on import with_defects
    from harness.explore import exploration as e
    from harness.run import warm_up
    from harness.site import load_site

    tables = with_defects(load_site(chosen(ctx, "site", site) or "simulated"), defects)
    warm_up()
    if prove:
        return _prove(terminal, tables, prove, seed, minutes, out)
    folder = _made(out / f"exploration-{datetime.now():%Y-%m-%d-%H%M%S}")
    bounds = e.Bounds(minutes=minutes, faults=faults)
    said = _Progress(terminal)
    exploration = e.Exploration(
        e.quick(tables),
        seed,
        replace(bounds, examples=examples) if examples else bounds,
        confirm=lambda found: e.confirmed_by_a_run(found, tables, folder, seed),
        say=said.say,
        progress=said.progress,
    )
    exploration.execute()
    return _end(terminal, exploration, folder)


def _prove(terminal: Any, site: Any, number: int, seed: int, minutes: float, out: Path) -> int:
    from harness.cli.terminal import safe
    from harness.explore.proof import REPORT, SCHEMA, chosen
    from harness.explore.proof import prove as prove_one
    from harness.record_writer import write_json

    if site.real_roles or site.tables.defects:
        raise click.UsageError("--prove plants its own defects, and in a simulated hospital only")
    folder = _made(out / f"proof-{datetime.now():%Y-%m-%d-%H%M%S}")
    defects, proofs, said, stopped = chosen(number, seed), [], _Progress(terminal), False
    for defect in defects:
        try:
            proof = prove_one(defect, site, seed, minutes, folder / defect.id, said.progress)
        except KeyboardInterrupt:
            stopped = True
            break
        proofs.append(proof)
        report = {"schema": SCHEMA, "seed": seed, "minutes": minutes, "defects": [one.as_dict() for one in proofs]}
        write_json(folder / REPORT, report)
        if not terminal.as_json:
            terminal.say(safe(
                f"{proof.outcome:<12} {proof.id:<28} {proof.rule:<7} {proof.role:<8} after {proof.seconds:6.1f} s "
                f"({proof.processor_seconds:.1f} of the processor, {proof.walks} walks), {len(proof.lines)} lines"
            ))  # fmt: skip
    if terminal.as_json and proofs:
        terminal.document(report)
    proven = sum(proof.is_proven for proof in proofs)
    terminal.say(f"{proven} of {len(defects)} proven    Report  {folder / REPORT}")
    return 130 if stopped else 0 if proven == len(defects) else 1


class _Progress:
    """A line for what happens, and one now and then for what goes on."""

    def __init__(self, terminal: Any) -> None:
        self._terminal = terminal
        self._last = time.monotonic()

    def say(self, text: str) -> None:
        from harness.cli.terminal import safe

        self._terminal.say_error(safe(text))

    def progress(self, text: str) -> None:
        if time.monotonic() - self._last > EVERY:
            self._last = time.monotonic()
            self.say(text)


def _made(folder: Path) -> Path:
    """The folder, before anything is done that would be lost."""
    from harness.record_writer import RecordError

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordError(f"{folder} cannot be written: {error}", remedy="--out DIR") from error
    return folder


def _end(terminal: Any, exploration: Any, folder: Path) -> int:
    from harness.cli.terminal import safe
    from harness.explore.exploration import REPORT
    from harness.record_writer import write_json
    from reports.decision import again

    report = exploration.as_dict()
    write_json(folder / REPORT, report)
    if terminal.as_json:
        terminal.document(report)
    for found in report["found"]:
        _show(terminal, found, again(report["site"], found["feature"]))
    for problem in report["problems"]:
        terminal.say(safe(f"problem ({problem['fault']}, {problem['times']} times): {problem['what']}"))
    coverage = report["coverage"]
    terminal.say(
        f"{report['walks']} walks, {report['lines']} acts, {report['looks']} looks in {report['seconds']} s; "
        f"{coverage['crossed']} of {coverage['transitions']} transitions crossed"
    )
    if exploration.interrupted:
        terminal.say("interrupted: what was found until then is kept")
    if exploration.faults:
        terminal.say(f"Keep    copy {folder / 'features'} and {folder / 'fixtures'} over the project")
    terminal.say(f"Report  {folder / REPORT}")
    return exit_code(exploration)


def _show(terminal: Any, found: dict[str, Any], again: str) -> None:
    from harness.cli.terminal import safe

    rule = "" if found["rule"] == "STEP" else f"{found['rule']} "
    terminal.say(safe(f"{_word(found)} {rule}{found['role']}: {found['summary']}"))
    for line in found["lines"]:
        terminal.say(safe(f"    {line}"))
    unsure = "" if found["shortest"] else "; time ended before it was certain that it is the shortest"
    terminal.say(f"  seen after {found['seconds']} s, short after {found['seconds_short']} s{unsure}")
    if found["feature"]:
        terminal.say(safe(f"  written  {found['feature']}, and in features/es, fr, pt beside it"))
        terminal.say(safe(f"  run      {found['run']}"))
        terminal.say(safe(f"  again    {again}"))


def _word(found: dict[str, Any]) -> str:
    if not found["steady"]:
        return "once, and not again:"
    return "not in a run of its own:" if found["confirmed"] is False else "FAULT"


def exit_code(exploration: Any) -> int:
    """5 for an error of ours, 3 where systems could not be reached, then what was found."""
    faults = {fault for fault, _ in exploration.tally.problems}
    if "harness" in faults:
        return 5
    if "network" in faults:
        return 3
    if exploration.faults:
        return 1
    return 130 if exploration.interrupted else 0
