"""A change between two runs, and the list in which equal ones are told once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from harness.compare.accepted import Accepted
from harness.compare.comparable import Message

MOST_PLACES = 20  # places kept of one change; all are counted
KINDS = {  # the gravest first: what a reader is told of each
    "scenario-lost": "scenarios that are not in the second run",
    "verdict": "verdicts that changed",
    "finding-new": "findings that are new",
    "offer-lost": "lost: no longer offered or said",
    "message-lost": "messages that are not sent any more",
    "answer-lost": "answers that are not given any more",
    "identifier": "identifiers that are not carried through",
    "field": "fields that differ",
    "format": "formats that differ",
    "time": "times that differ",
    "message-new": "messages that were not sent before",
    "answer-new": "answers that were not given before",
    "offer-new": "gained: newly offered or said",
    "slower": "times to answer",
    "finding-gone": "findings that are gone",
    "scenario-new": "scenarios that are not in the first run",
}
OF_A_SCENARIO = ("verdict", "scenario-lost", "scenario-new", "finding-new", "finding-gone")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a change was seen: scenario, step (-1: after the last), numbers of the two messages (0: none)."""

    scenario: str
    step: int = -1
    first: int = 0
    second: int = 0


@dataclass(slots=True, kw_only=True)
class Change:
    """One change, with every place. ``kind`` is one of :data:`KINDS`; ``accepted`` the reason of a reviewed entry, with
    its owner; ``improvement``: told, does not decide."""

    kind: str
    text: str
    hop: str = ""
    message: str = ""
    where: str = ""
    before: str = ""
    after: str = ""
    improvement: bool = False
    accepted: str = ""
    expires: str = ""  # ISO date on which the acceptance ends
    count: int = 0
    places: list[Place] = field(default_factory=list)
    scenarios: set[str] = field(default_factory=set)

    @property
    def decides(self) -> bool:
        return not self.accepted and not self.improvement

    def covered_by(self, entry: Accepted) -> bool:
        """Whether a reviewed entry means this change in every scenario in which it was seen."""
        rest = (self.hop, self.message, self.where, self.before, self.after)
        return all(entry.covers(self.kind, scenario, *rest) for scenario in self.scenarios)


class Changes:
    """Collects changes; those that say the same of the same field of the same message are one. ``is_made_up`` says
    whether a value is an identifier of either run: all those look the same."""

    def __init__(self, is_made_up: Callable[[str], bool] = lambda text: False) -> None:
        self.is_made_up = is_made_up
        self._found: dict[tuple[str, ...], Change] = {}

    def add(
        self,
        kind: str,
        text: str,
        place: Place,
        message: Message | None = None,
        *,
        hop: str = "",
        where: str = "",
        before: str = "",
        after: str = "",
        improvement: bool = False,
    ) -> None:
        """Add one, seen at ``place`` in ``message``."""
        if message is not None:
            hop = message.hop
        name = message.kind if message is not None else ""
        key: tuple[str, ...] = (kind, hop, name, where, self._plain(before), self._plain(after))
        if kind in OF_A_SCENARIO:
            key += (place.scenario, text)
        change = self._found.get(key)
        if change is None:
            change = self._found[key] = Change(kind=kind, text=text, hop=hop, message=name, where=where,
                                               before=before, after=after, improvement=improvement)  # fmt: skip
        change.count += 1
        change.scenarios.add(place.scenario)
        if len(change.places) < MOST_PLACES:
            change.places.append(place)

    def _plain(self, text: str) -> str:
        return "#" if self.is_made_up(text) else text

    def accept(self, entries: Iterable[Accepted]) -> list[Accepted]:
        """Mark what the entries cover; the entries that cover nothing."""
        unused = []
        for entry in entries:
            covered = [change for change in self._found.values() if change.covered_by(entry)]
            for change in covered:
                if not change.accepted:
                    change.accepted = f"{entry.reason} ({entry.owner}, until {entry.expires})"
                    change.expires = entry.expires.isoformat()
            if not covered:
                unused.append(entry)
        return unused

    @property
    def sorted(self) -> list[Change]:
        """What decides first, then by kind."""
        rank = {kind: number for number, kind in enumerate(KINDS)}
        return sorted(self._found.values(), key=lambda change: (not change.decides, rank[change.kind]))
