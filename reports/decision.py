"""Go or no-go in words: computed from the record, never typed. One of four, and the sentence that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from harness.record import Run, ScenarioResult
from reports.cards import TALLY, Card, cards_of, result_of
from reports.matrix import rows_of
from reports.shown import visible
from reports.words import Words

GO, CONDITIONS, NO_GO, UNDECIDED = "go", "conditions", "no-go", "undecided"


@dataclass(frozen=True, slots=True)
class Decision:
    """``kind`` is go, conditions, no-go or undecided. ``simulated`` says that no real system took part."""

    kind: str
    simulated: bool
    heading: str
    sentence: str
    tally: dict[str, int]
    worst: Card | None
    untested_requirements: int = 0  # SHALL without an executed scenario, in a run that is otherwise a go

    @property
    def partial(self) -> bool:
        """Everything that was run passed, and that is not everything that a go-live needs."""
        return self.kind in (GO, CONDITIONS) and not self.simulated and self.untested_requirements > 0

    @property
    def mark(self) -> str:
        """Symbol of the page: v-ok v-acc v-bad v-pend v-err."""
        if self.kind == UNDECIDED:
            return "v-err" if self.tally["ERROR"] else "v-pend"
        if self.partial:
            return "v-acc"
        return {GO: "v-ok", CONDITIONS: "v-acc", NO_GO: "v-bad"}[self.kind]


def tally_of(run: Run) -> dict[str, int]:
    """How many scenarios of each result; the sum is what was planned."""
    tally = dict.fromkeys(TALLY, 0)
    for scenario in run.scenarios:
        tally[result_of(scenario)] += 1
    return tally


def is_altered(run: Run) -> bool:
    """Whether lines of the record are missing, unreadable or changed; a last line cut short by a crash is not that."""
    wrong = [problem for problem in run.problems if problem.startswith("line ")]
    torn = not run.complete and len(wrong) == 1 and "cannot be read" in wrong[0]
    return bool(wrong) and not torn


def real_roles(run: Run) -> list[dict[str, object]]:
    """The roles that a real system played."""
    return [role for role in roles_of(run) if not role.get("simulated", True)]


def roles_of(run: Run) -> list[dict[str, object]]:
    """The roles of the site; anything that is no table is left out."""
    roles = run.site.get("roles") if isinstance(run.site, dict) else None
    return [role for role in roles if isinstance(role, dict)] if isinstance(roles, list) else []


def decide(run: Run, words: Words, cards: list[Card] | None = None) -> Decision:
    """The decision that the record supports. A failure decides alone; otherwise anything untested leaves it open."""
    tally = tally_of(run)
    cards = cards_of(run) if cards is None else cards
    worst = next((card for card in cards if card.open), None)
    simulated = not real_roles(run)
    kind = _kind(run, tally)
    gaps = coverage_gaps(run) if kind in (GO, CONDITIONS) and not simulated else 0
    heading = words("go_partial") if gaps else _heading(kind, simulated, words)
    sentence = _sentence(run, kind, simulated, tally, words)
    if gaps:
        sentence += " " + words("say_partial", n=gaps)
    return Decision(kind, simulated, heading, sentence, tally, worst, gaps)


def coverage_gaps(run: Run) -> int:
    """How many SHALL no scenario of this run came to a verdict on; what the site does not claim is no gap."""
    if not run.requirements:
        return 0
    return sum(row.gap and not row.not_tested and set(row.results) != {"OMIT"} for row in rows_of(run))


def _kind(run: Run, tally: dict[str, int]) -> str:
    if is_altered(run):
        return UNDECIDED
    if tally["FAIL"]:
        return NO_GO
    untested = tally["ERROR"] + tally["SKIP"] + tally["PENDING"]
    if untested or not tally["PASS"] + tally["ACCEPTED"] or run.interrupted or not run.complete:
        return UNDECIDED
    return CONDITIONS if tally["ACCEPTED"] else GO


def _heading(kind: str, simulated: bool, words: Words) -> str:
    if simulated and kind in (GO, NO_GO):
        return words("go_simulated" if kind == GO else "no_go_simulated")
    return words({GO: "go", CONDITIONS: "conditions", NO_GO: "no_go", UNDECIDED: "undecided"}[kind])


def _sentence(run: Run, kind: str, simulated: bool, tally: dict[str, int], words: Words) -> str:
    planned = sum(tally.values())
    untested = tally["ERROR"] + tally["SKIP"] + tally["PENDING"]
    parts = []
    if is_altered(run):
        parts.append(words("say_altered"))
    elif kind == NO_GO:
        parts.append(words("say_no_go", n=tally["FAIL"], of=planned))
        if untested:
            parts.append(words("say_also_untested", n=untested))
    elif kind == GO:
        parts.append(words("say_go_simulated" if simulated else "say_go", n=tally["PASS"]))
    elif kind == CONDITIONS:
        parts.append(words("say_conditions", n=tally["ACCEPTED"], of=planned))
    elif untested:
        parts.append(words("say_undecided", n=untested, of=planned))
    elif not tally["PASS"] + tally["ACCEPTED"]:
        parts.append(words("say_nothing"))
    if run.interrupted or not run.complete:
        parts.append(words("say_interrupted"))
    return " ".join(parts)


def owner_of(run: Run, role: str, words: Words) -> str:
    """Who has to act on a fault of ``role``: the vendor of that system, by product where the site names it."""
    for entry in roles_of(run):
        if role in (entry.get("name"), entry.get("kind")) and not entry.get("simulated", True):
            product = " ".join(str(entry.get(key) or "") for key in ("product", "version")).strip()
            label = role_title(role, words)
            return words("vendor_of", system=visible(f"{label} ({product})" if product else label))
    return visible(role_title(role, words)) if role else words("under_test")


def role_title(role: str, words: Words | None = None) -> str:
    """``ris`` → ``RIS``, ``workstation`` → ``Workstation``, or its word; names of stations as they are."""
    known = {"his": "HIS", "emr": "EMR", "ris": "RIS", "pacs": "PACS"}
    if role in known:
        return known[role]
    if words is not None and role in ("workstation", "modality", "destination", "harness"):
        return words(f"role_{role}")
    return role.capitalize() if role.islower() else role


def repeat_command(run: Run, scenario: ScenarioResult) -> str:
    """The command that runs this scenario again on the same site, with the same defects switched on. One that is not of
    the library has its file named."""
    foreign = bool(scenario.file) and not scenario.file.startswith("features/")
    return again(run.site, *[scenario.file] * foreign, scenario.id)


def again(site: Mapping[str, Any], *what: str) -> str:
    """``interop run`` for ``what`` at a site as :meth:`harness.site.Site.describe` gives it."""
    name = str(site.get("file") or site.get("name") or "")
    options = [f"--site {_quoted(name)}"] if name and name != "simulated" else []
    options += [f"--defect {_quoted(str(each))}" for each in site.get("defects") or ()]
    return " ".join(["interop run", *options, *map(_quoted, what)])


def _quoted(text: str) -> str:
    plain = visible(text)
    return (
        plain if plain.replace("/", "").replace(".", "").replace("-", "").replace("_", "").isalnum() else f'"{plain}"'
    )
