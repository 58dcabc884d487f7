"""What the gate makes of a comparison (``changes.json``): what changed and nobody answers for, what is worse, what is
slower than ``gate.toml`` tolerates.

The file is judged anew: whether an acceptance still stands, by its date, and whether an answer is slower, by the
tolerance of the gate's own file. A file that is no comparison, or one of other runs, is an error and never a pass.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harness.gate_policy import Policy, Reason, names_in, some
from harness.record import Run
from simulators.wire.errors import ConfigError

FILE = "changes.json"
LARGEST = 256 * 1024 * 1024  # bytes of a file that are read
WORSE = ("verdict", "scenario-lost", "finding-new")
SLOWER = "slower"
SIGNIFICANT = 0.05  # of the corrected p-value
Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(allow_inf_nan=False)]


class _Part(BaseModel):
    """Part of the document; what the gate does not ask for is left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Compared(_Part):
    """One of the two runs."""

    run_id: Annotated[str, Field(min_length=1)]
    chain: str


class Change(_Part):
    """One change as ``harness.compare.changes`` writes it. ``accepted`` is empty where nobody did; ``expires`` is the
    day (ISO 8601) on which the acceptance ends."""

    kind: Annotated[str, Field(min_length=1)]
    text: str
    hop: str
    message: str
    where: str
    improvement: bool
    accepted: str
    expires: str
    scenarios: tuple[str, ...] = Field(strict=False)

    def stands(self, today: date) -> bool:
        """Whether somebody answers for it today."""
        try:
            return bool(self.accepted) and date.fromisoformat(self.expires) >= today
        except ValueError:
            return False

    @property
    def name(self) -> str:
        """What and where, in one line."""
        where = "" if self.where in self.text else self.where
        place = " ".join(filter(None, (self.hop, self.message, where)))
        name = f"{place}: {self.text}" if place else self.text
        return f"{name} (acceptance ended {self.expires or 'without a date'})" if self.accepted else name


class Timing(_Part):
    """The times of one kind of transaction on one hop, in seconds: medians, and the interval of the shift."""

    hop: str
    kind: str
    verdict: Literal["same", "slower", "faster", "few"]
    median_before: Seconds
    median_after: Seconds
    low: Seconds
    p: Seconds

    def is_slower(self, policy: Policy) -> bool:
        """As ``interop compare`` judges, by the tolerance of the gate."""
        return self.verdict != "few" and self.p < SIGNIFICANT and self.low > policy.tolerated_s(self.median_before)

    @property
    def name(self) -> str:
        return f"{self.hop} {self.kind}: {self.median_before * 1000:.0f} → {self.median_after * 1000:.0f} ms"


class Times(_Part):
    transactions: tuple[Timing, ...] = Field(strict=False)


class Changes(_Part):
    """A whole comparison. ``compared`` counts what was laid side by side, ``notes`` what is wrong with the records."""

    schema_: Literal[1] = Field(alias="schema")
    runs: tuple[Compared, Compared] = Field(strict=False)
    compared: dict[str, Count]
    changes: tuple[Change, ...] = Field(strict=False)
    times: Times
    notes: tuple[str, ...] = Field(strict=False)

    def is_accepted(self, timing: Timing, today: date) -> bool:
        """Whether somebody answers for these times."""
        where = f"{timing.kind}: "
        return any(
            one.kind == SLOWER and one.hop == timing.hop and one.where.startswith(where) and one.stands(today)
            for one in self.changes
        )


def changes_beside(run: Run) -> list[Path]:
    """The comparisons that `interop compare` wrote beside the run with it as the second one, or into its folder."""
    folder = run.folder.resolve()
    found = [folder / FILE, *folder.parent.glob(f"*-to-{folder.name}/{FILE}")]
    return sorted(path for path in found if path.is_file())


def read_changes(path: Path, runs: Sequence[Run]) -> Changes:
    """The comparison in ``path``, whose second run has to be one of ``runs``. :class:`ConfigError` where it cannot be
    read, is no comparison, or is one of another run or of another record under the same name."""
    remedy = "make it anew: interop compare BEFORE AFTER"
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ConfigError(f"{path} is larger than {LARGEST >> 20} MiB", remedy=remedy)
        document: Any = json.loads(content)
        found = Changes.model_validate(document)
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror or error}", remedy=remedy) from error
    except ValidationError as error:
        problems = tuple(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:20])
        raise ConfigError(
            f"{path} is no comparison of two runs", cause="\n".join(problems), problems=problems, remedy=remedy
        ) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is no JSON: {error}", remedy=remedy) from error
    _require_own(path, found, runs)
    return found


def _require_own(path: Path, found: Changes, runs: Sequence[Run]) -> None:
    after = found.runs[1]
    own = next((run for run in runs if run.run_id == after.run_id), None)
    if own is None:
        raise ConfigError(
            f"{path} compares other runs: {found.runs[0].run_id[:80]} with {after.run_id[:80]}",
            cause=f"judged here: {', '.join(run.run_id for run in runs)}",
            remedy=f"interop compare BEFORE {runs[-1].folder}",
        )
    if own.chain != after.chain:
        raise ConfigError(
            f"{path} was made of another record of {own.run_id}",
            cause=f"the chain of the record ends in {own.chain[:16]}…, not in {after.chain[:16]}…",
            remedy=f"interop verify {own.folder}; then compare again",
        )


def rules_of_changes(found: Sequence[Changes], policy: Policy, today: date) -> list[Reason]:
    """What the comparisons say, rule by rule; nothing where there is none and none is asked for."""
    if not found:
        rule = "the run was compared with the one before the upgrade"
        return [Reason(rule, "wait", "no comparison", "compared", "uncompared")] if policy.comparison else []
    reasons = [_compared(found), _unchanged(found, today), _no_worse(found, today), _no_slower(found, policy, today)]
    accepted = [one for each in found for one in each.changes if one.stands(today) and not one.improvement]
    if accepted:
        names = [f"{one.kind} {one.hop}".strip() + f": {one.accepted}" for one in accepted]
        rule = "differences that somebody answers for"
        reasons.append(Reason(rule, "pass", some(names), "accepted", "blocking", names_in(names)))
    return reasons


def _compared(found: Sequence[Changes]) -> Reason:
    rule = "the run was compared with the one before the upgrade"
    nothing = [each.runs[0].run_id for each in found if not each.compared.get("scenarios")]
    if nothing:
        text = f"nothing could be compared with {some(nothing)}"
        return Reason(rule, "wait", text, "compared", "incomparable", names_in(nothing))
    doubtful = [note for each in found for note in each.notes]
    if doubtful:
        return Reason(rule, "wait", some(doubtful), "compared", "blocking", names_in(doubtful))
    names = [each.runs[0].run_id for each in found]
    return Reason(rule, "pass", f"with {some(names)}", "compared", "with", names_in(names))


def _unchanged(found: Sequence[Changes], today: date) -> Reason:
    open_ = [one.name for one in _open(found, today) if one.kind not in (*WORSE, SLOWER)]
    return _none("nothing changed at the interfaces that nobody answers for", open_, "unchanged")


def _no_worse(found: Sequence[Changes], today: date) -> Reason:
    open_ = [one.name for one in _open(found, today) if one.kind in WORSE]
    return _none("no verdict and no finding is worse than before", open_, "no_worse")


def _no_slower(found: Sequence[Changes], policy: Policy, today: date) -> Reason:
    slow = [
        timing.name
        for each in found
        for timing in each.times.transactions
        if timing.is_slower(policy) and not each.is_accepted(timing, today)
    ]
    limit = {"ms": f"{policy.slower_ms:g}", "percent": f"{policy.slower_percent:g}"}
    rule = f"no answer is more than {limit['ms']} ms or {limit['percent']} % slower, whichever is more"
    return _none(rule, slow, "no_slower", **limit)


def _open(found: Sequence[Changes], today: date) -> list[Change]:
    return [one for each in found for one in each.changes if not one.improvement and not one.stands(today)]


def _none(rule: str, open_: list[str], key: str, **values: Any) -> Reason:
    if open_:
        text = f"{len(open_)}: {some(open_, most=3)}"
        return Reason(rule, "fail", text, key, "blocking", {**names_in(open_), **values})
    return Reason(rule, "pass", "none", key, "none", values)
