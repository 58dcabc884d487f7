"""What the page shows, computed from the record before a template sees it: no decision is taken in a template."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from harness import acceptance
from harness.record import RecordedFinding, Run, ScenarioResult
from harness.verdict import Verdict
from reports import course, decision, evidence, matrix
from reports.cards import Card, Occurrence, cards_of, result_of, spoken
from reports.sequence import draw, draw_small
from reports.shown import Comparison, comparable, compare, shortened, visible
from reports.words import Words

# result → class of the row, symbol, colour class
LOOK = {
    "FAIL": ("is-bad", "v-bad", "bad"),
    "ERROR": ("is-err", "v-err", "err"),
    "SKIP": ("is-skip", "v-none", "none"),
    "PENDING": ("is-pend", "v-pend", "pend"),
    "ACCEPTED": ("is-acc", "v-acc", "pend"),
    "PASS": ("is-ok", "v-ok", "ok"),
    "OMIT": ("is-omit", "v-omit", "none"),
}
STEP_LOOK = {
    "passed": ("v-ok", "ok"),
    "failed": ("v-bad", "bad"),
    "error": ("v-err", "err"),
    "pending": ("v-pend", "pend"),
    "skipped": ("v-none", "none"),
    "omitted": ("v-omit", "none"),
}
ALWAYS_COUNTED = ("FAIL", "ERROR", "SKIP", "PENDING", "PASS")
MOST_OPEN = 3  # findings whose scenario is unfolded
FEW_CARDS = 8  # findings up to which every failing scenario is drawn in full, not only the first of each finding
MANY = 300  # scenarios above which those that passed show their steps alone
FAR = 40  # scenarios after which the browser may leave the layout for later
_ID = re.compile(r"TC-.+", re.IGNORECASE)


def anchor(text: str) -> str:
    """``text`` as an id of the page: letters, digits and hyphens; never empty."""
    return "s-" + (re.sub(r"[^A-Za-z0-9_-]+", "-", text) or "x")


@dataclass(slots=True)
class ScenarioView:
    """One scenario as the page draws it."""

    scenario: ScenarioResult
    anchor: str
    result: str
    classes: str
    open: bool
    cards: list[Card]
    rows: list[course.Row]
    diagram: str = ""
    folded: list[course.Folded] = field(default_factory=list)
    left_out: int = 0  # lines of the folded list that are not drawn
    shown: list[evidence.Shown] = field(default_factory=list)

    @property
    def look(self) -> tuple[str, str, str]:
        return LOOK[self.result]

    @property
    def held(self) -> int:
        """How many checks held."""
        return sum(f.verdict is Verdict.PASS and f.severity == "note" for f in self.scenario.findings)

    @property
    def notes(self) -> list[RecordedFinding]:
        """Departures that the standard allows, each once."""
        allowed = [f for f in self.scenario.findings if f.verdict is Verdict.PASS and f.severity != "note"]
        return list({(f.check, f.summary): f for f in allowed}.values())[:12]

    @property
    def evidence_folder(self) -> str:
        """Folder of the scenario's exchange files, relative to the run folder."""
        files = [exchange.file for exchange in self.scenario.exchanges if exchange.file]
        return os.path.dirname(files[0]) + "/" if files else ""

    @property
    def table(self) -> list[course.Row | int]:
        """Rows of the message table; a number stands for messages left out."""
        return course.table_of(course.worth_listing(self.rows))

    @property
    def housekeeping(self) -> int:
        """Messages that open and close associations and are not listed."""
        return len(self.rows) - len(course.worth_listing(self.rows))

    @property
    def afterwards(self) -> list[Card]:
        """Cards that no step saw: found by the checks after the last step."""
        indexes = {step.index for step in self.scenario.steps}
        return [
            card
            for card in self.cards
            if any(o.scenario is self.scenario and o.finding.step not in indexes for o in card.occurrences)
        ]

    def cards_at(self, step: int) -> list[Card]:
        """Cards whose fault this step saw."""
        return [
            card
            for card in self.cards
            if any(o.scenario is self.scenario and o.finding.step == step for o in card.occurrences)
        ]


class View:
    """Everything the template asks for. ``folder`` is where the page is written: links are relative to it."""

    def __init__(self, run: Run, words: Words, folder: Path) -> None:
        self.run = run
        self.words = words
        self.cards = cards_of(run)
        self.decision = decision.decide(run, words, self.cards)
        self._prefix = _prefix(run.folder, folder)
        self.roles = _parties(run)
        self.tags = Counter(tag for s in run.scenarios for tag in _tags(s))
        self._tag_class = {tag: f"t{n}" for n, tag in enumerate(sorted(self.tags))}
        self._role_class = {name: f"r{n}" for n, name in enumerate(self.roles)}
        self.scenarios = [self._scenario(s, n) for n, s in enumerate(run.scenarios)]
        self.matrix = matrix.rows_of(run)
        self.left_behind = [
            " ".join(str(entry[key]) for key in ("what", "identifier", "where") if entry.get(key))
            for entry in run.created
            if entry.get("removed") is not True
        ]

    def _scenario(self, scenario: ScenarioResult, index: int) -> ScenarioView:
        result = result_of(scenario)
        parties = {n for e in scenario.exchanges for n in (e.sender, e.receiver)}
        classes = [LOOK[result][0], *(self._tag_class[tag] for tag in _tags(scenario))]
        classes += [self._role_class[name] for name in self.roles if name in parties]
        if index >= FAR and result in ("PASS", "OMIT"):
            classes.append("far")
        cards = [card for card in self.cards if scenario in card.scenarios]
        rows = course.rows_of(scenario)
        view = ScenarioView(scenario, anchor(scenario.id), result, " ".join(classes), False, cards, rows)
        first_of = [card for card in cards if card.scenario is scenario]
        view.open = any(card.open for card in first_of[:1]) and self.cards.index(first_of[0]) < MOST_OPEN
        telling = result in ("FAIL", "ACCEPTED") and (first_of or len(self.cards) < FEW_CARDS)
        if telling or (result == "ERROR" and len(rows) < course.MOST_ARROWS):
            self._in_full(view)
        elif rows and len(self.run.scenarios) <= MANY:
            self._in_brief(view)
        return view

    def _in_full(self, view: ScenarioView) -> None:
        arrows = course.arrows_of(view.rows, self.words, failing=True)
        used = {name for arrow in arrows for name in (arrow.sender, arrow.receiver)}
        lanes = [lane for lane in course.lanes_of(view.rows, self.run, self.words) if lane.name in used]
        if arrows and lanes:
            names = ", ".join(lane.title for lane in lanes)
            title = self.words("diagram_of", lanes=names, n=sum(bool(a.number) for a in arrows))
            view.diagram = draw(lanes, arrows, title=title, identifier=f"{view.anchor}-d")
        view.shown = evidence.shown_for(view.scenario, view.rows, self.run, self.words)

    def _in_brief(self, view: ScenarioView) -> None:
        rows = [row for row in view.rows if not course.is_background(row)]
        lines = course.folded(rows)
        view.folded, view.left_out = lines[: course.MOST_LINES], len(lines[course.MOST_LINES :])
        lanes = course.lanes_of(rows, self.run, self.words)
        view.diagram = draw_small(lanes, course.brief_arrows(view.folded)) if lanes else ""

    # --- for the template ---

    @cached_property
    def messages(self) -> int:
        return sum(len(s.exchanges) for s in self.run.scenarios) + len(self.run.between)

    @property
    def tally(self) -> list[tuple[str, int]]:
        """What is drawn in the tally: the results that always count, and the others where there are any."""
        return [(r, n) for r, n in self.decision.tally.items() if n or r in ALWAYS_COUNTED]

    @property
    def filters(self) -> list[tuple[str, int]]:
        return [(result, n) for result, n in self.decision.tally.items() if n]

    @property
    def filter_css(self) -> str:
        """The rules of the filters: radios before the list, options inside the bar."""
        rules = []
        for result, _ in [("all", 0), *self.filters]:
            name, css = (result, "") if result == "all" else (result.lower(), LOOK[result][0])
            rules.append(
                f"#f-{name}:checked~.bar label[for=f-{name}]{{border:2px solid var(--accent);font-weight:650}}"
                f"#f-{name}:focus-visible~.bar label[for=f-{name}]{{outline:3px solid var(--focus);outline-offset:2px}}"
            )
            if css:
                rules.append(f"#f-{name}:checked~.list>:not(.{css}){{display:none}}")
        classes = [*self._role_class.values(), *self._tag_class.values()]
        picks = ",".join(f".bar:has([value={c}]:checked)~.list>:not(.{c})" for c in classes)
        return "".join(rules) + (picks + "{display:none}" if picks else "")

    @property
    def role_options(self) -> list[tuple[str, str]]:
        return [(self._role_class[name], decision.role_title(name, self.words)) for name in self.roles]

    @property
    def tag_options(self) -> list[tuple[str, str]]:
        return [(css, f"{tag} ({self.tags[tag]})") for tag, css in self._tag_class.items()]

    @property
    def findings(self) -> list[Card]:
        return [card for card in self.cards if card.verdict is Verdict.FAIL]

    @property
    def unjudged(self) -> list[Card]:
        return [card for card in self.cards if card.verdict is not Verdict.FAIL]

    @property
    def untested(self) -> list[ScenarioView]:
        """What was not tested and why: everything without a verdict of its own."""
        return [view for view in self.scenarios if view.result in ("ERROR", "SKIP", "PENDING", "OMIT")]

    @property
    def untested_by_reason(self) -> list[tuple[str, str, list[ScenarioView]]]:
        """(result, reason, scenarios), the reasons that say the same together."""
        groups: dict[tuple[str, str], list[ScenarioView]] = {}
        for view in self.untested:
            reason = view.scenario.reason or next((c.finding.summary for c in view.cards), "")
            groups.setdefault((view.result, reason), []).append(view)
        return [(result, reason, views) for (result, reason), views in groups.items()]

    def href(self, path: str) -> str:
        """Address of a file of the run, relative to the page; "" for a path that leaves the run folder."""
        if not path or path.startswith(("/", "\\")) or ".." in Path(path).parts or ":" in path.split("/")[0]:
            return ""
        return quote(self._prefix + path, safe="/-._~", errors="replace")

    def comparison(self, finding: RecordedFinding) -> Comparison | None:
        """The two values letter by letter, where that says more than the sentences."""
        if comparable(finding.expected, finding.received):
            return compare(finding.expected, finding.received)
        return None

    def headline(self, finding: RecordedFinding) -> str:
        """The summary as a title: one line, a capital first."""
        lines = finding.summary.strip().splitlines()
        return shortened(visible(spoken(lines[0])), 200) if lines else "?"

    def here(self, card: Card, view: ScenarioView) -> str:
        """What a step saw of a fault, in one line."""
        finding = next(o.finding for o in card.occurrences if o.scenario is view.scenario)
        if not self.explained([card]):
            return ""
        if comparable(finding.expected, finding.received):
            values = {name: shortened(getattr(finding, name), 120) for name in ("expected", "received")}
            return self.words("instead_of", **values)
        return shortened(spoken(finding.summary), 300)

    def explained(self, cards: Sequence[Card]) -> bool:
        """Whether the cards of a step say what its error says."""
        return any(card.finding.check not in ("", "STEP") or not card.finding.likely for card in cards)

    def shown_of(self, occurrence: Occurrence) -> list[evidence.Shown]:
        """The messages and data sets of a finding that the page draws."""
        finding, scenario = occurrence.finding, occurrence.scenario
        numbers = course.exchanges_of(finding.exchanges, finding.evidence, scenario)
        drawn = next((x.shown for x in self.scenarios if x.scenario is scenario), [])
        return [shown for shown in drawn if shown.exchange.number in numbers]

    def vendor_lines(self, card: Card) -> list[str]:
        """The paragraph that survives alone in an e-mail."""
        return evidence.vendor_lines(card.occurrences[0], self.run, self.words)

    def owner(self, role: str) -> str:
        return decision.owner_of(self.run, role, self.words)

    def repeat(self, scenario: ScenarioResult) -> str:
        return decision.repeat_command(self.run, scenario)

    def title_of_role(self, role: str) -> str:
        return decision.role_title(role, self.words)

    def hop(self, hop: str) -> str:
        return " → ".join(decision.role_title(part.strip(), self.words) for part in hop.split("→"))

    def sha256_of(self, occurrence: Occurrence) -> list[tuple[str, str]]:
        """(file, SHA-256) of the evidence of a finding: files of its exchanges, then what it names beside them."""
        scenario, finding = occurrence.scenario, occurrence.finding
        numbers = set(course.exchanges_of(finding.exchanges, finding.evidence, scenario))
        files = {e.file: e.sha256 for e in scenario.exchanges if e.number in numbers and e.file}
        known = {e.file: e.sha256 for e in scenario.exchanges}
        for path in finding.evidence:
            files.setdefault(path, known.get(path, ""))
        return list(files.items())[:8]

    @property
    def systems(self) -> list[dict[str, Any]]:
        """Roles of the site, the real ones first; simulated stations of one kind share a row."""
        rows: list[dict[str, Any]] = []
        kinds: dict[object, dict[str, Any]] = {}
        for role in sorted(decision.roles_of(self.run), key=lambda role: bool(role.get("simulated", True))):
            name = decision.role_title(str(role.get("name") or "?"), self.words)
            kind, simulated = role.get("kind"), bool(role.get("simulated", True))
            if simulated and kind in kinds and kind != role.get("name"):
                kinds[kind]["name"] += f", {name}"
                continue
            rows.append({**role, "name": name, "simulated": simulated})
            if simulated:
                kinds[kind] = rows[-1]
        return rows

    @property
    def real(self) -> list[str]:
        """``RIS RISalud 7.4.2`` of every system under test."""
        names = []
        for role in decision.real_roles(self.run):
            words = (
                decision.role_title(str(role.get("name") or "?"), self.words),
                role.get("product"),
                role.get("version"),
            )
            names.append(" ".join(str(word) for word in words if word))
        return names

    @property
    def simulated_names(self) -> str:
        roles = (r for r in decision.roles_of(self.run) if r.get("simulated", True))
        return ", ".join(decision.role_title(str(role.get("name") or "?"), self.words) for role in roles)

    def requirement_text(self, row: matrix.RequirementRow) -> str:
        """What is required, in the language of the page where it is translated, else in English."""
        item = next((item for item in acceptance.items() if item.id == row.id), None)
        return item.text[self.words.language] if item is not None and item.text["en"] == row.text else row.text

    @property
    def covered(self) -> tuple[int, int]:
        """Obligatory requirements tested in this run, and how many there are."""
        shall = [row for row in self.matrix if row.obligatory]
        return sum(row.executed for row in shall), len(shall)

    def waiting_for(self) -> str:
        people = [
            s.waiting_for for sc in self.run.scenarios for s in sc.steps if s.status == "pending" and s.waiting_for
        ]
        return ", ".join(dict.fromkeys(visible(who) for who in people))


def _tags(scenario: ScenarioResult) -> Iterable[str]:
    """Tags to filter by: all but the test's own ID."""
    return sorted({tag for tag in scenario.tags if tag != scenario.id and not _ID.fullmatch(tag)})


def _parties(run: Run) -> list[str]:
    """Names that took part in a scenario, the roles of the site first and in its order."""
    seen = {name for s in run.scenarios for e in s.exchanges for name in (e.sender, e.receiver) if name}
    known = [str(role.get("name")) for role in decision.roles_of(run)]
    return [name for name in known if name in seen] + sorted(seen.difference(known))


def _prefix(source: Path, target: Path) -> str:
    """What leads from the page to the run folder."""
    try:
        relative = os.path.relpath(source.absolute(), target.absolute()).replace(os.sep, "/")
    except ValueError:  # another drive
        return source.absolute().as_uri() + "/"
    return "" if relative == "." else relative + "/"
