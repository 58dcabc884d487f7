"""What a run says at its end: findings, tally, decision, where the report is, what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.cli.terminal import Terminal, safe
from harness.cli.texts import Texts
from harness.decide import WORDS
from harness.plan import Plan
from harness.record import Run
from harness.record_writer import summary_of
from harness.verdict import ExitCode
from reports.cards import Card, cards_of
from reports.decision import decide, repeat_command, tally_of
from reports.text import blocks
from reports.told import told
from reports.words import Words
from simulators.wire.errors import ConfigError, InteropError

_TALLY = (
    ("fail", "FAIL", True),
    ("pass", "PASS", True),
    ("accepted", "ACCEPTED", False),
    ("pending", "PENDING", True),
    ("error", "ERROR", False),
    ("omitted", "OMIT", False),
    ("notrun", "SKIP", True),
)
MOST_CARDS = 10


def requirements(plan: Plan) -> tuple[dict[str, Any], ...]:
    """The requirements that coverage is computed from, each with the planned scenarios that show it. Scenarios of the
    acceptance show its items; a run of nothing else is not asked about the standards."""
    from harness import acceptance, coverage

    planned = [(scenario.id, scenario.tags) for scenario in plan.scenarios]
    accepted = [id for id, tags in planned if acceptance.items_of(tags)]
    rows = coverage.rows(planned) if len(accepted) < len(planned) else []
    return (*rows, *(acceptance.requirements(planned) if accepted else ()))


def refuse_faulty_features(plan: Plan) -> None:
    """Lint the chosen features: one in which a scenario lost its steps must not run green."""
    from harness.lint import lint

    problems = lint((feature.path for feature in plan.features), style=False)
    if problems:
        count = "1 mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        raise ConfigError(
            f"the features have {count}; nothing was run",
            cause="\n".join(problems),
            problems=tuple(problems),
            remedy="correct the lines named above",
        )


def write_reports(run: Run, terminal: Terminal) -> dict[str, Path]:
    """Every report that can be written, by name; one that cannot says so and does not keep the others from it."""
    from harness.cli.report_files import DOCUMENTS, WRITERS
    from harness.document_manifest import enter

    written: dict[str, Path] = {}
    for name, writer in WRITERS.items():
        try:
            written[name] = writer(run)
        except (OSError, InteropError) as error:
            _not_written(f"the {name} report", error, run, terminal)
    try:
        enter(run.folder, run.run_id, run.chain, [written[name] for name in DOCUMENTS if name in written])
    except (OSError, InteropError) as error:
        _not_written("the list of the documents", error, run, terminal)
    return written


def _not_written(what: str, error: Exception, run: Run, terminal: Terminal) -> None:
    why = getattr(error, "strerror", None) or error
    terminal.say_error(f"{terminal.style('error:', 'fail')} {what} cannot be written: {safe(why)}")
    remedy = getattr(error, "remedy", "") or f"free space, then: interop report {run.folder}"
    terminal.say_error(f"try:   {remedy}")


def show_end(run: Run, written: dict[str, Path], terminal: Terminal, texts: Texts, *, demo: bool = False) -> None:
    """Findings, tally, decision, report, next; or the one document of ``--json``."""
    if terminal.as_json:
        terminal.document({**summary_of(run), "folder": str(run.folder), "decision": _decision_word(run),
                           "reports": {name: str(path) for name, path in written.items()}})  # fmt: skip
        return
    run = told(run, texts.language)
    cards = cards_of(run)
    compact = not (terminal.live or terminal.color)
    if cards or not compact:
        terminal.say()
    for block in blocks(run, width=terminal.width, style=terminal.style, word=texts.word)[:MOST_CARDS]:
        terminal.say("\n".join(block) + "\n")
    if len(cards) > MOST_CARDS:
        terminal.say(f"{terminal.mark('running')} {texts('more_findings', n=len(cards) - MOST_CARDS)}\n")
    if compact:
        _compact_end(run, written, terminal)
        return
    _left_behind(run, terminal, texts)
    _long_end(run, cards, written, terminal, texts, demo)


def _left_behind(run: Run, terminal: Terminal, texts: Texts) -> None:
    for entry in run.created:
        state = f"  {texts('removed')}" if entry.get("removed") else ""
        what = safe(f"{entry.get('what')} {entry.get('identifier')}")
        terminal.say(f"{texts('left_behind')}  {what} · {safe(entry.get('where', '')).upper()}{state}")
    if foreign := sum(run.foreign.values()):
        terminal.say(texts("foreign", n=foreign))


def _long_end(
    run: Run, cards: list[Card], written: dict[str, Path], terminal: Terminal, texts: Texts, demo: bool
) -> None:
    tally = tally_of(run)
    shown = [(key, tally[name]) for key, name, always in _TALLY if always or tally[name]]
    parts = ", ".join(texts(f"tally_{key}", n=count) for key, count in shown)
    terminal.say(f"{parts} · {texts('tally_planned', n=len(run.scenarios))} · {run.seconds:.1f} s")
    word = _decision_word(run)
    style = {"GO": "pass", "NO-GO": "fail"}.get(word, "error" if word == "HARNESS ERROR" else "pending")
    terminal.say(terminal.wrapped(_why(run, cards, texts), "  ", f"{terminal.style(texts(word), style)}  "))
    terminal.say()
    path = written.get("html", run.folder)
    label = max(len(texts("report")), len(texts("next")))
    terminal.say(f"{texts('report').ljust(label)}  {terminal.style(str(path), 'path')}")
    terminal.say(f"{texts('next').ljust(label)}  {_next(run, cards, demo)}")


def _compact_end(run: Run, written: dict[str, Path], terminal: Terminal) -> None:
    tally = tally_of(run)
    counts = " ".join(
        f"{name}={tally[key]}"
        for name, key in (
            ("failed", "FAIL"), ("passed", "PASS"), ("accepted", "ACCEPTED"), ("pending", "PENDING"),
            ("errors", "ERROR"), ("omitted", "OMIT"), ("notrun", "SKIP"),
        )
    )  # fmt: skip
    for entry in run.created:
        state = "removed" if entry.get("removed") else "left"
        terminal.say(
            f"{state}: {safe(entry.get('what'))} {safe(entry.get('identifier'))} in {safe(entry.get('where'))}"
        )
    word = _decision_word(run).lower().replace(" ", "-")
    terminal.say(f"result: {word} verdict={run.verdict.value} {counts} planned={len(run.scenarios)} "
                 f"seconds={run.seconds:.1f} exit={run.exit_code}")  # fmt: skip
    terminal.say(f"report: {written.get('html', run.folder)}")


def _decision_word(run: Run) -> str:
    return WORDS.get(run.exit_code or 0, "UNDECIDED")


def _why(run: Run, cards: list[Card], texts: Texts) -> str:
    counts, code = run.counts, run.exit_code
    if code == ExitCode.INTERRUPTED:
        return texts("stopped")
    if code == ExitCode.HARNESS_ERROR:
        return texts("bug", n=counts["ERROR"])
    if code == ExitCode.COULD_NOT_TEST:
        return texts("could_not", n=counts["ERROR"] + counts["SKIP"])
    if code == ExitCode.NO_GO:
        opened = [card for card in cards if card.open]
        severity = opened[0].severity if opened else "major"
        return texts("n_findings", n=len(opened), severity=texts(f"severity_{severity}"))
    if code == ExitCode.UNDECIDED:
        return texts("needs_person", n=counts["PENDING"]) if counts["PENDING"] else texts("nothing_run")
    try:
        return decide(run, Words(texts.language), cards).sentence
    except (InteropError, KeyError):
        return texts("nothing_failed")


def _next(run: Run, cards: list[Card], demo: bool) -> str:
    opened = [card for card in cards if card.open]
    if run.exit_code == ExitCode.NO_GO and opened:
        return repeat_command(run, opened[0].scenario)
    if run.exit_code == ExitCode.COULD_NOT_TEST:
        return f"interop check --site {run.site.get('file', '')}"
    if run.exit_code == ExitCode.INTERRUPTED:
        return f"interop report {run.folder}"
    return "interop site new > site.toml" if demo else f"interop report {run.folder}"
