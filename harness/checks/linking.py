"""Which order, entry, step, image and report belong together, when identifiers may be wrong.

The candidate that shares the heaviest identifiers is the counterpart; what it does not share is then a difference.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.checks.comparing import judge
from harness.checks.dicom_traces import worklist_items
from harness.checks.hl7 import was_accepted
from harness.checks.patients import Record, book_of
from harness.checks.story import Story
from harness.checks.traces import (
    Trace,
    Value,
    Values,
    full_name,
    patient_values,
    placed_orders,
    scheduled_procedures,
)
from simulators.transcript import Exchange
from simulators.wire.identifiers import PatientId

_WEIGHTS = {"study_uid": 4.0, "accession": 3.0, "placer": 3.0, "filler": 3.0, "rp_id": 2.0}
_WEAK = {"patient_id": 0.6, "procedure": 0.3, "modality": 0.1}


def score(one: Values, other: Values) -> float:
    """How much two traces share; 0 when no identifier of a request is the same in both."""

    def same(concept: str) -> bool:
        left, right = one.get(concept), other.get(concept)
        return bool(left and right and left.text and left.text == right.text)

    strong = sum(weight for concept, weight in _WEIGHTS.items() if same(concept))
    if same("sps_id") and (same("rp_id") or _absent(one, "rp_id") or _absent(other, "rp_id")):
        strong += 1.5  # a step ID is unique only within its procedure
    return strong + sum(weight for concept, weight in _WEAK.items() if same(concept)) if strong else 0.0


def share_a_number(one: Values, other: Values) -> bool:
    """Whether they are of the same request by a number that no other has: accession, placer, filler, study."""
    return score(one, other) >= 3.0


def _numbers(trace: Trace) -> tuple[str, ...]:
    return tuple(trace.text(concept) for concept in ("accession", "filler", "rp_id", "sps_id", "study_uid"))


def _absent(values: Values, concept: str) -> bool:
    value = values.get(concept)
    return value is None or not value.text


def best(candidates: Iterable[Trace], values: Values) -> list[Trace]:
    """Those that share most with ``values``, in the order given: versions of one thing. [] when nothing is shared.

    One with all the same numbers is a version too, whoever the patient is: a merge gives her another identifier, and
    what was told before the merge is still of the same request.
    """
    scored = [(points, one) for one in candidates if (points := score(one.values, values))]
    top = max((points for points, _ in scored), default=None)
    numbers = {_numbers(one) for points, one in scored if points == top}
    return [one for points, one in scored if points == top or (all(_numbers(one)) and _numbers(one) in numbers)]


@dataclass(frozen=True, slots=True)
class Upstream:
    """What a value is compared with: the version that holds now, and others that are right while a change travels."""

    trace: Trace
    others: tuple[Trace, ...] = ()

    @property
    def other_values(self) -> list[Values]:
        return [other.values for other in self.others]


def version_at(versions: Sequence[Trace], exchange: Exchange, lag_s: float) -> Upstream | None:
    """The last version before ``exchange`` (else the first after it), with those within ``lag_s`` of a change."""
    before = [one for one in versions if one.exchange.number < exchange.number]
    after = [one for one in versions if one.exchange.number > exchange.number]
    if not before and not after:
        return None
    current = before[-1] if before else after[0]
    others = [one for one in after if one.exchange.time - exchange.time < lag_s and one is not current]
    if before and exchange.time - current.exchange.time < lag_s:
        others += before[:-1]
    return Upstream(current, tuple(others))


def accepted_orders(story: Story) -> list[Trace]:
    """RAD-2 orders and changes that the filler accepted; cancellations say nothing new."""
    return story.memo(_accepted_orders)


def _accepted_orders(story: Story) -> list[Trace]:
    return [
        trace
        for trace in placed_orders(story)
        if trace.control in ("NW", "XO") and was_accepted(story, trace.exchange) and not trace.exchange.deliberate
    ]


def owners(story: Story) -> Mapping[tuple[str, str], str]:
    """Which order each identifier belongs to, as orders and procedures tell it: to recognise a mix-up."""
    return story.memo(_owners)


def _owners(story: Story) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for trace in (*placed_orders(story), *scheduled_procedures(story), *worklist_items(story)):
        name = trace.text("placer") or trace.text("accession")
        if not name or trace.exchange.deliberate:
            continue
        for concept in _OWNED:
            if trace.text(concept):
                what = f"patient {full_name(trace.patient.name)}" if concept in _PERSON and trace.patient else ""
                found.setdefault((concept, trace.text(concept)), what or f"order {name}")
    return found


_PERSON = ("patient_id", "name")
_OWNED = (*_WEIGHTS, "sps_id", *_PERSON)


def told_with(story: Story, archive: str) -> tuple[str, ...]:
    """The roles whose messages the archive may know of: its own, and those of a real RIS, which tells a real archive
    (RAD-12, RAD-13) without our seeing it."""
    unseen = {"ris", archive} <= story.judged
    return (archive, "ris") if unseen else (archive,)


@dataclass(frozen=True, slots=True)
class Known:
    """A patient as a role knows her now."""

    values: Values
    others: tuple[Values, ...]
    exchange: Exchange
    doubtful: bool  # the registration itself could not be read for sure


def known_patient(story: Story, role: str, wanted: PatientId, exchange: Exchange, lag_s: float) -> Known | None:
    """What ``role`` was told of this patient before ``exchange``; None when it was told nothing."""
    book = book_of(story, role)
    record = book.record(wanted, exchange.number)
    sent = book.record(wanted, exchange.number, sent=True)
    current = record or sent
    if current is None:
        return None
    others: list[Values] = [patient_values(version.patient) for version in (sent.versions if sent else [])[-1:]]
    if record and exchange.time - record.latest.time < lag_s:
        others += [patient_values(version.patient) for version in record.versions[:-1]]
        others += _given_up(record)
    latest = current.latest
    return Known(patient_values(latest.patient), tuple(others), latest.request, latest.doubtful)


def _given_up(record: Record) -> list[Values]:
    return [
        {"patient_id": Value(prior.value, "MRG-1"), "issuer": Value(prior.authority.to_hd(), "MRG-1")}
        for prior in record.given_up
    ]


def differing(one: Values, other: Values, concepts: Iterable[str]) -> list[str]:
    """Concepts that both have and that are not the same."""
    return [
        concept
        for concept in concepts
        if not _absent(one, concept)
        and not _absent(other, concept)
        and not judge(concept, one[concept].text, other[concept].text).same
    ]
