"""Go or no-go: a policy over finished runs. It reads what is stored and runs nothing.

Each rule of ``gate.toml`` ends in pass, fail or wait, with its reason. One fail is NO-GO; else one wait is UNDECIDED;
else GO. Nothing that was not executed counts as passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from harness.defect_log import Defect, defects, fold_run
from harness.gate_changes import Changes, changes_beside, read_changes, rules_of_changes
from harness.gate_policy import Policy, Reason, State, load_policy, names_in, some
from harness.history import History
from harness.record import Run
from harness.verdict import ExitCode, Verdict
from harness.verify import verify

__all__ = ["Changes", "Decision", "Policy", "Reason", "changes_beside", "decide", "load_policy", "read_changes"]


@dataclass(frozen=True, slots=True)
class Decision:
    """``word`` GO, NO-GO or UNDECIDED; ``exit_code`` 0, 1 or 4."""

    word: str
    exit_code: int
    reasons: tuple[Reason, ...]


def decide(
    runs: list[Run],
    policy: Policy,
    history: History | None = None,
    *,
    changes: Sequence[Changes] = (),
    now: datetime | None = None,
) -> Decision:
    """Decide over ``runs`` (the later run of a scenario counts) with the defects and signatures of ``history``, and
    with what comparisons with the runs before the upgrade found (``changes``)."""
    now = now or datetime.now(UTC)
    if history:
        for run in sorted(runs, key=lambda run: run.started):
            fold_run(history, run)
    latest = {s.id: (run, s) for run in sorted(runs, key=lambda run: run.started) for s in run.scenarios}
    verdicts = {scenario_id: (s.verdict, s.accepted) for scenario_id, (_, s) in latest.items()}
    log = defects(history, today=now.date()) if history else []
    reasons = [
        _executed(verdicts, policy),
        _errors(verdicts),
        *_defects(runs, verdicts, log, policy),
        *_requirements(runs, verdicts, policy),
        *_signatures(runs, history, policy),
        *_evidence(runs, policy),
        *_age(runs, policy, now),
        *rules_of_changes(changes, policy, now.date()),
    ]
    states = {reason.state for reason in reasons}
    if "fail" in states:
        return Decision("NO-GO", ExitCode.NO_GO, tuple(reasons))
    if "wait" in states:
        return Decision("UNDECIDED", ExitCode.UNDECIDED, tuple(reasons))
    return Decision("GO", ExitCode.GO, tuple(reasons))


Verdicts = dict[str, tuple[Verdict, bool]]


def _executed(verdicts: Verdicts, policy: Policy) -> Reason:
    missing = [name for name in policy.required_scenarios if name not in verdicts]
    waiting = [n for n, (v, _) in verdicts.items() if v in (Verdict.PENDING, Verdict.SKIP)]
    omitted = [n for n, (v, _) in verdicts.items() if v is Verdict.OMIT]
    executed = [n for n, (v, _) in verdicts.items() if v in (Verdict.PASS, Verdict.FAIL)]
    rule = "every planned scenario was executed"
    if not executed:
        return Reason(rule, "wait", "nothing was executed", "executed", "nothing")
    open_ = [*missing, *waiting, *(omitted if not policy.allow_omitted else ())]
    if open_:
        return Reason(rule, "wait", f"{len(open_)} not executed: {some(open_)}", "executed", "open", names_in(open_))
    left_out = f"; {len(omitted)} omitted, the site does not claim them" if omitted else ""
    counts = {"n": len(executed), "of": len(verdicts), "omitted": len(omitted)}
    return Reason(rule, "pass", f"{len(executed)} of {len(verdicts)}{left_out}", "executed", "of", counts)


def _errors(verdicts: Verdicts) -> Reason:
    errors = [n for n, (v, _) in verdicts.items() if v is Verdict.ERROR]
    rule = "no error of the harness or the network"
    if errors:
        return Reason(rule, "wait", f"could not be judged: {some(errors)}", "errors", "unjudged", names_in(errors))
    return Reason(rule, "pass", "none", "errors", "none")


def _defects(runs: list[Run], verdicts: Verdicts, log: list[Defect], policy: Policy) -> list[Reason]:
    """Failed scenarios, each covered by open defects; a defect that is waived, or of a severity that does not block,
    lets its scenario through. A failed scenario with no defect in the log blocks."""
    sites = {str(run.site.get("name", "")) for run in runs}
    by_scenario: dict[str, list[Defect]] = {}
    for defect in log:
        if defect.is_open and defect.site in sites:
            by_scenario.setdefault(defect.scenario, []).append(defect)
    blocking: list[str] = []
    carried: list[str] = []
    named: list[str] = []  # the blocking ones by their identifiers alone
    for name, (verdict, accepted) in verdicts.items():
        if verdict is not Verdict.FAIL:
            continue
        mine = by_scenario.get(name, [])
        bad = [d for d in mine if d.severity in policy.blocking_severities and not (policy.waivers and d.waiver)]
        if accepted:
            carried.append(f"{name} (known difference)")
        elif bad or not mine:
            blocking += [f"{d.id} {d.severity} in {name}" for d in bad] or [f"{name} failed"]
            named += [f"{d.id} ({name})" for d in bad] or [name]
        else:
            carried += [f"{d.id} {'waived until ' + d.waived_until if d.waiver else d.severity}" for d in mine]
    rule = f"no open defect that is {' or '.join(policy.blocking_severities)}"
    severities = {"severities": policy.blocking_severities}
    if blocking:
        return [Reason(rule, "fail", some(blocking), "defects", "blocking", {**names_in(named), **severities})]
    text = f"{len(carried)} carried: {some(carried)}" if carried else "none"
    say = "carried" if carried else "none"
    return [Reason(rule, "pass", text, "defects", say, {"n": len(carried), **severities})]


def _requirements(runs: list[Run], verdicts: Verdicts, policy: Policy) -> list[Reason]:
    if policy.required_requirements == "none":
        return []
    wanted = {"SHALL"} if policy.required_requirements == "shall" else {"SHALL", "SHOULD"}
    rule = f"every {' and '.join(sorted(wanted))} has an executed scenario"
    open_ = []
    for requirement in {str(r.get("id")): r for run in runs for r in run.requirements}.values():
        strength = str(requirement.get("strength", "SHALL")).upper()
        scenarios = [str(name) for name in requirement.get("scenarios", ())]
        if strength not in wanted or requirement.get("not_tested"):
            continue
        states = {verdicts[name][0] for name in scenarios if name in verdicts}
        if not states & {Verdict.PASS, Verdict.FAIL} and states != {Verdict.OMIT}:
            open_.append(str(requirement.get("id")))
    strengths = {"strengths": sorted(wanted)}
    if open_:
        text = f"not executed: {some(open_)}"
        return [Reason(rule, "wait", text, "requirements", "open", {**names_in(open_), **strengths})]
    return [Reason(rule, "pass", "all", "requirements", "all", strengths)]


def _signatures(runs: list[Run], history: History | None, policy: Policy) -> list[Reason]:
    reasons = []
    ids = [run.run_id for run in runs]
    rows = history.rows("SELECT * FROM signature ORDER BY id") if history else []
    for role in policy.required_signatures:
        mine = [row for row in rows if row["role"] == role and row["run_id"] in ids]
        rule = f"{role} has signed"
        if not mine:
            unsigned = "no signature over these runs"
            reasons.append(Reason(rule, "wait", unsigned, "signature", "unsigned", {"role": role}))
            continue
        last = mine[-1]
        state: State = "fail" if last["decision"] == "refused" else "pass"
        said = {name: last[name] for name in ("role", "person", "decision", "time")}
        text = f"{last['person']}: {last['decision']}, {last['time']}"
        reasons.append(Reason(rule, state, text, "signature", "signed", said))
    return reasons


def _evidence(runs: list[Run], policy: Policy) -> list[Reason]:
    if not policy.intact_evidence:
        return []
    found = [(run.run_id, alteration) for run in runs for alteration in verify(run.folder)]
    rule = "the evidence is unaltered"
    if found:
        text = some([f"{run_id}: {alteration}" for run_id, alteration in found])
        paths = list(dict.fromkeys(alteration.path for _, alteration in found))
        return [Reason(rule, "fail", text, "evidence", "altered", names_in(paths))]
    return [Reason(rule, "pass", f"{len(runs)} run(s) verified", "evidence", "runs", {"n": len(runs)})]


def _age(runs: list[Run], policy: Policy, now: datetime) -> list[Reason]:
    if policy.max_age_days is None:
        return []
    limit = timedelta(days=policy.max_age_days)
    rule = f"no run is older than {policy.max_age_days:g} days"
    old = [run.run_id for run in runs if now - datetime.fromisoformat(run.started) > limit]
    days = {"days": f"{policy.max_age_days:g}"}
    if old:
        return [Reason(rule, "wait", f"too old: {some(old)}", "age", "old", {**names_in(old), **days})]
    return [Reason(rule, "pass", f"{len(runs)} run(s)", "age", "runs", {"n": len(runs), **days})]
