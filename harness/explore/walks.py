"""Walks through the hospital: Hypothesis draws them from the model, nothing is sent. A seed stands for its walks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from harness import fixtures_data
from harness.explore.lines import Line
from harness.explore.model import World
from harness.explore.move import Ground, Offer, situations
from harness.explore.moves import possible, transitions
from harness.explore.truths import truths
from harness.site import Site
from simulators.wire import strategies

LONGEST = 14  # lines of a walk
BATCH = 24  # walks drawn at once
BEST = 2  # of them are walked: to draw twelve costs a tenth of what it costs to walk one
START = 3  # lines that a new hospital costs
RISES = ("record comes up", "destination comes up", "restore link")
WEIGHTS = {"start": 3, "perform": 3, "merge": 3, "append": 2, "take from worklist": 2, "perform without link": 2}
NEW = 12  # how much more a transition weighs that was not crossed yet, or leads to one
Pair = tuple[str, str]
Transition = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Walk:
    """Lines that may be said one after the other, with the world after each."""

    offers: tuple[Offer, ...]
    ground: Ground

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(offer.line for offer in self.offers)

    @property
    def world(self) -> World:
        """At its end."""
        return self.offers[-1].after if self.offers else World()

    def truths(self, length: int) -> list[Line]:
        """What must hold after so many lines."""
        return truths(self.offers[length - 1].after, self.ground) if length else []


def closed(walk: Walk) -> Walk:
    """The walk with what was taken down brought up again: only then its story has an end."""
    offers, world = list(walk.offers), walk.world
    while not world.is_settled:
        here = possible(world, walk.ground)
        offer = next(each for each in here if each.transition[1] in RISES)
        offers.append(offer)
        world = offer.after
    return Walk(tuple(offers), walk.ground)


def replayed(lines: Iterable[Line], ground: Ground) -> Walk | None:
    """The walk that says these lines; None where one of them is not possible in its place."""
    offers: list[Offer] = []
    world = World()
    for said in lines:
        offer = next((each for each in possible(world, ground) if each.line == said), None)
        if offer is None:
            return None
        offers.append(offer)
        world = offer.after
    return Walk(tuple(offers), ground)


def ground_of(site: Site) -> dict[str, Any]:
    """What a site allows: examinations and devices that fit, roles that are simulated, what is claimed."""
    stations = site.tables.roles.modality
    first = {table.modality: table.station for table in reversed(stations)}
    seconds = {table.modality: table.station for table in stations}
    exams = {
        procedure.names["en"]: first[procedure.modality]
        for procedure in fixtures_data.procedures().values()
        if procedure.steps == 1 and procedure.modality in first
    }
    claims = {f"{role}.{claim}" for role in ("ris", "pacs") for claim in _claims(site, role)}
    routed = {"pacs.ROUTING"} if site.tables.routes else set()
    return {
        "exams": tuple(exams.items()),
        "twins": tuple((first[kind], second) for kind, second in seconds.items() if second != first[kind]),
        "destinations": tuple(_routed(site, exams)),
        "names": tuple(site.tables.roles.pacs.other_ae_titles),
        "drivable": frozenset(role for role in ("his", "emr", "ris", "pacs") if not site.is_real(role)),
        "claims": frozenset((claims - {"pacs.ROUTING"}) | routed),
    }


def _routed(site: Site, exams: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Examinations with the destinations that their images go to by the site's routing table, at some time of day."""
    procedures = {one.names["en"]: one for one in fixtures_data.procedures().values()}
    for exam, device in exams.items():
        made = procedures[exam]
        for route in site.tables.routes:
            when = route.when
            asked = ((when.modality, made.modality), (when.body_part, made.body_part), (when.station, device))
            if not when.called_ae_title and all(not values or value in values for values, value in asked):
                yield from ((exam, name) for name in route.to)


def _claims(site: Site, role: str) -> Iterable[str]:
    from harness.site_model import CLAIMS

    return [claim for claim in CLAIMS if site.claims(role, claim)]


@st.composite
def grounds(draw: st.DrawFn, allowed: dict[str, Any]) -> Ground:
    """Three people, two names for corrections, four examinations, texts and dates."""
    names = draw(st.lists(strategies.fixture_names(fixtures_data.people()), min_size=5, max_size=5, unique=True))
    exams = draw(st.lists(st.sampled_from(allowed["exams"]), min_size=4, max_size=4, unique_by=lambda pair: pair[0]))
    texts = draw(st.lists(strategies.spoken_texts(), min_size=4, max_size=4, unique=True))
    dates = draw(strategies.appointments())
    births = draw(strategies.dates())
    written = f"{births[:4]}-{births[4:6]}-{births[6:]}"
    return Ground(
        **{**allowed, "exams": tuple(exams)},
        people=tuple(names[:3]), aliases=tuple(names[3:]), texts=tuple(texts), dates=(dates,), births=(written,),
    )  # fmt: skip


@st.composite
def walks(draw: st.DrawFn, allowed: dict[str, Any], missing: frozenset[Transition] = frozenset()) -> Walk:
    """A walk of some moves, rather by transitions that are ``missing``, and to where they begin. A third of the moves
    is left out of each, so that those that stay come deeper."""
    ground = draw(grounds(allowed))
    left_out = draw(st.sampled_from((0, 1, 2)))
    length = draw(st.integers(LONGEST // 2, LONGEST))
    world, offers = World(), list[Offer]()
    for _ in range(length):
        here = _weighted(possible(world, ground), left_out, _wanted(missing, world), first=len(offers) < 2)
        if not here:
            break
        offer = draw(st.sampled_from(here))
        offers.append(offer)
        world = offer.after
    return closed(Walk(tuple(offers), ground))


def _wanted(missing: frozenset[Transition], world: World) -> Callable[[Offer], bool]:
    here, begins = situations(world), {where for where, _ in missing}

    def wanted(offer: Offer) -> bool:
        return offer.transition in missing or bool((situations(offer.after) - here) & begins)

    return wanted


def _weighted(offers: Sequence[Offer], left_out: int, wanted: Callable[[Offer], bool], *, first: bool) -> list[Offer]:
    """Each move as often as it weighs, whatever the number of its variants, and more often where it is wanted."""
    by_move: dict[str, list[Offer]] = {}
    for offer in offers:
        by_move.setdefault(offer.transition[1], []).append(offer)
    chosen: list[Offer] = []
    for name, variants in by_move.items():
        new = [offer for offer in variants if wanted(offer)]
        if sum(map(ord, name)) % 3 == left_out and name not in ("scheduled", "performed") and not (first or new):
            continue
        weight = WEIGHTS.get(name, 1) * (3 if name in ("scheduled", "performed") else 1)
        chosen += [variants[index * len(variants) // weight % len(variants)] for index in range(weight)]
        chosen += [new[index % len(new)] for index in range(NEW if new else 0)]
    return chosen or list(offers)


def drawn(allowed: dict[str, Any], seed: int, coverage: Coverage | None = None) -> Iterator[list[Walk]]:
    """Batches of walks without end; the same for the same seed, site and ``coverage`` when each is drawn."""
    for number in count():
        missing = frozenset(coverage.there_are - set(coverage.crossed)) if coverage else frozenset()
        yield _batch(walks(allowed, missing), f"{seed} {number}")


def _batch(strategy: st.SearchStrategy[Walk], seed: str) -> list[Walk]:
    batch: list[Walk] = []

    @seeded(seed)
    @settings(
        max_examples=BATCH, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def draw(walk: Walk) -> None:
        if walk.offers:
            batch.append(walk)

    draw()
    return batch


@dataclass(slots=True)
class Coverage:
    """Which transitions of the model were crossed, how often; and which ``pairs`` of moves met, the one after the other
    on one patient: what a system remembers wrongly of the first shows in the second."""

    there_are: set[tuple[str, str]]
    crossed: Counter[tuple[str, str]] = field(default_factory=Counter)
    pairs: set[Pair] = field(default_factory=set)

    @classmethod
    def of(cls, allowed: dict[str, Any]) -> Coverage:
        empty = Ground((), (), (), (), (), (), drivable=allowed["drivable"], claims=allowed["claims"])
        return cls(transitions(empty))

    @property
    def share(self) -> str:
        """``46 of 81``."""
        return f"{len(self.there_are & set(self.crossed))} of {len(self.there_are)}"

    def take(self, offers: Sequence[Offer]) -> None:
        self.crossed.update(offer.transition for offer in offers)
        self.pairs |= pairs_of(offers)

    def next_of(self, walks: list[Walk]) -> Walk:
        """The walk that promises most moves never made so far, then most transitions not crossed, and then most new
        pairs for its length; taken out of the list."""
        best = max(walks, key=self._promise)
        walks.remove(best)
        return best

    def _promise(self, walk: Walk) -> tuple[int, int, float]:
        new = {offer.transition for offer in walk.offers} - set(self.crossed)
        moves = {name for _, name in new} - {name for _, name in self.crossed}
        return len(moves), len(new), len(pairs_of(walk.offers) - self.pairs) / (len(walk.offers) + START)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready."""
        crossed = [{"from": where, "move": move, "times": self.crossed[where, move]}
                   for where, move in sorted(self.there_are)]  # fmt: skip
        return {
            "transitions": len(self.there_are),
            "crossed": len(self.there_are & set(self.crossed)),
            "pairs": len(self.pairs),
            "each": crossed,
        }


def pairs_of(offers: Sequence[Offer]) -> set[Pair]:
    """Which moves follow which others on one record, those of merged patients too; a line cut concerns everybody."""
    if not offers:
        return set()
    world = offers[-1].after
    named = [[offer.line.values.get(key) for key in ("patient", "prior")] for offer in offers]
    records = [{world.root(name) for name in names if name} for names in named]
    return {
        (offers[first].transition[1], offers[second].transition[1])
        for second in range(len(offers))
        for first in range(second)
        if not records[first] or not records[second] or records[first] & records[second]
    }
