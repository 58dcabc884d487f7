"""``interop gate`` and ``interop verify``: what finished runs are worth, and whether they are as they were written."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from harness.cli.options import EXIT_CODES, HELP, terminal_for, terminal_options

HISTORY = click.option(
    "--history",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FILE",
    help="Runs, defects, signatures. Default: history.sqlite beside the runs.",
)


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path), metavar="[RUN]...")
@click.option(
    "--policy",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE",
    help="gate.toml. Default: gate.toml here, else the careful policy that `--show-policy` prints.",
)
@click.option(
    "--changes",
    "compared",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="changes.json of interop compare. Default: those beside the runs.",
)
@click.option("--show-policy", is_flag=True, help="Print the policy in force and end.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    metavar="DIR",
    help="Where gate.json and gate-junit.xml go. Default: the newest run's folder.",
)
@HISTORY
@terminal_options
@click.pass_context
def gate(
    ctx: click.Context,
    folders: tuple[Path, ...],
    policy: Path | None,
    compared: tuple[Path, ...],
    show_policy: bool,
    out: Path | None,
    history: Path | None,
    color: str,
    as_json: bool,
    debug: bool,
) -> int:
    """Apply the go-live policy to finished runs. Nothing is run.

    RUN is a run folder; several are judged together, the later run of a
    scenario counts. Without it, the newest under reports/out.
    What `interop compare` found is judged too: changes that nobody answers
    for, what is worse, what is slower than the policy tolerates.
    Prints each rule with its reason; ends in 0 go, 1 no-go or 4 undecided.

    \b
    Examples
      interop gate reports/out/2026-11-24-031204
      interop gate --policy gate.toml RUN1 RUN2 --json
      interop gate AFTER --changes reports/out/before-to-after/changes.json
    """
    terminal = terminal_for(ctx, color, as_json)
    from harness.cli.reporting import newest
    from harness.gate import changes_beside, decide, load_policy, read_changes
    from harness.history import FILE, History
    from harness.record import load

    default = Path("gate.toml")
    rules = load_policy(policy or (default if default.is_file() else None))
    if show_policy:
        terminal.say(policy_text(rules))
        return 0
    runs = [load(folder) for folder in folders or (newest(Path("reports/out")),)]
    files = compared or [path for run in runs for path in changes_beside(run)]
    changes = [read_changes(path, runs) for path in files]
    with History(history or runs[-1].folder.resolve().parent / FILE) as stored:
        decision = decide(runs, rules, stored, changes=changes)
    written = write_decision(decision, [run.run_id for run in runs], out or runs[-1].folder)
    if terminal.as_json:
        terminal.document(document_of(decision, [run.run_id for run in runs]))
        return decision.exit_code
    kinds = {"pass": "pass", "fail": "fail", "wait": "pending"}
    for reason in decision.reasons:
        kind = kinds[reason.state]
        mark = terminal.style(f"{terminal.mark(kind)} {reason.state:<5}", kind)
        terminal.say(terminal.wrapped(f"{reason.rule}: {_safe(reason.text)}", " " * 8, mark + " "))
    word = {"GO": "pass", "NO-GO": "fail"}.get(decision.word, "pending")
    terminal.say(f"\n{terminal.style(decision.word, word)}  {_closing(decision)}")
    terminal.say(f"\nWritten {', '.join(map(str, written))}")
    return decision.exit_code


def _safe(text: object) -> str:
    from harness.cli.terminal import safe

    return safe(text)


def _closing(decision: Any) -> str:
    states = [reason.state for reason in decision.reasons]
    failed, waiting = states.count("fail"), states.count("wait")
    if not failed and not waiting:
        return f"all {len(states)} rules hold"
    parts = [f"{failed} rule{'s' * (failed != 1)} failed"] * bool(failed)
    parts += [f"{waiting} wait{'s' * (waiting == 1)}"] * bool(waiting)
    return ", ".join(parts)


def document_of(decision: Any, run_ids: list[str]) -> dict[str, Any]:
    """The decision as JSON: schema 1."""
    return {
        "schema": 1,
        "decision": decision.word,
        "exit_code": decision.exit_code,
        "runs": run_ids,
        "rules": [{"rule": r.rule, "state": r.state, "text": r.text} for r in decision.reasons],
    }


def write_decision(decision: Any, run_ids: list[str], folder: Path) -> list[Path]:
    """``gate.json`` and ``gate-junit.xml`` in ``folder``."""
    from xml.etree import ElementTree

    from harness.cli.terminal import safe
    from harness.record_writer import RecordError, write_json

    suite = ElementTree.Element(
        "testsuite",
        name="go-live gate",
        tests=str(len(decision.reasons)),
        failures=str(sum(r.state == "fail" for r in decision.reasons)),
        skipped=str(sum(r.state == "wait" for r in decision.reasons)),
        errors="0",
    )
    for reason in decision.reasons:
        case = ElementTree.SubElement(suite, "testcase", classname="gate", name=safe(reason.rule), time="0")
        if reason.state != "pass":
            tag = "failure" if reason.state == "fail" else "skipped"
            ElementTree.SubElement(case, tag, message=safe(reason.text))
    json_path, xml_path = folder / "gate.json", folder / "gate-junit.xml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_json(json_path, document_of(decision, run_ids))
        root = ElementTree.Element("testsuites")
        root.append(suite)
        ElementTree.indent(root)
        ElementTree.ElementTree(root).write(xml_path, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise RecordError(
            f"cannot write the decision into {folder}: {error.strerror or error}", remedy="choose another: --out DIR"
        ) from error
    return [json_path, xml_path]


def policy_text(policy: Any) -> str:
    """The policy as a ``gate.toml`` that says the same."""
    lines = ["schema = 1"]
    for name, value in policy.model_dump(exclude={"schema_"}).items():
        if isinstance(value, tuple):
            lines.append(f"{name} = [{', '.join(f'{item!r}' for item in value)}]".replace("'", '"'))
        elif isinstance(value, bool):
            lines.append(f"{name} = {str(value).lower()}")
        elif value is not None:
            lines.append(f'{name} = "{value}"' if isinstance(value, str) else f"{name} = {value:g}")
    return "\n".join(lines)


@click.command(context_settings=HELP, epilog=EXIT_CODES)
@click.argument("what", type=click.Path(path_type=Path), metavar="RUN|FILE")
@terminal_options
@click.pass_context
def verify(ctx: click.Context, what: Path, color: str, as_json: bool, debug: bool) -> int:
    """Say whether a run's record, exchanges and documents are unaltered; of
    a single PDF, who signed it and whether it is as it was signed.

    Names each altered, missing or added file. Ends in 0 when all is as it
    was written, in 1 when something was altered.

    \b
    Examples
      interop verify reports/out/2026-11-24-031204
      interop verify signoff.pdf
    """
    terminal = terminal_for(ctx, color, as_json)
    from harness.verify import verify as alterations_of
    from harness.verify_documents import signers_in, verify_file

    found, signers = verify_file(what) if what.is_file() else (alterations_of(what), signers_in(what))
    if terminal.as_json:
        altered = [{"path": a.path, "what": a.what} for a in found]
        signed = [{"path": path, **asdict(signer)} for path, signer in signers]
        terminal.document({"schema": 1, "altered": altered, "signed": signed})
    for alteration in found:
        mark = terminal.style(f"{terminal.mark('fail')} altered", "fail")
        terminal.say(f"{mark}  {_safe(alteration)}")
    for path, signer in signers:
        alone = "; nobody else vouches for this certificate" if signer.self_signed else ""
        terminal.say(
            _safe(f"{path} signed by {signer.name}, {signer.time}, certificate {signer.fingerprint[:16]}…{alone}")
        )
    if not found:
        terminal.say(f"{terminal.style(terminal.mark('pass'), 'pass')} unaltered  {what}")
    return 1 if found else 0
