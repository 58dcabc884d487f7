"""Propagation from the worklist to the images, and which entries an acquisition was made from.

What differs between the worklist and the image is the modality's fault. In a group case (several worklist entries, one
acquisition) the Study Instance UID may be new and the accession number empty (PS3.17 J.4.1); unscheduled, the
identifiers of the request are empty (J.2.3, J.3). What J only allows to be copied is noted, unless the site claims
"J-COPYING" for the station.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from harness.checks import check, fail, note
from harness.checks.comparing import LABELS, Hop, Ledger, Weight, compare_all
from harness.checks.dicom_traces import DOCUMENTS, performed_steps, stored_images, worklist_items
from harness.checks.linking import best, owners
from harness.checks.story import Story
from harness.checks.traces import PATIENT, Trace, Value, Values
from harness.verdict import Finding

MUST, KEEP, MAY = Weight.MUST, Weight.KEEP, Weight.MAY
CLAUSE = "PS3.17 J.2.1; PS3.4 Table K.6-1"
WHO = {"patient_id": MUST, "issuer": KEEP, "name": MUST, "birth_date": KEEP, "sex": KEEP}
_IMAGE_STUDY = {"accession": MUST, "study_uid": MUST}
_IMAGE_REQUEST = {"rp_id": KEEP, "sps_id": KEEP, "accession": KEEP, "study_uid": KEEP, "protocol": MAY}
_IMAGE_COPIED = dict.fromkeys(
    ("procedure", "procedure_text", "referring", "performing", "admission", "station_name"), MAY
)
COPYING = "J-COPYING"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """The worklist entries that an acquisition was made from, each with the item of the sequence that names it."""

    pairs: tuple[tuple[Trace, Values], ...]

    @property
    def is_group(self) -> bool:
        return len(self.pairs) > 1

    @property
    def first(self) -> Trace:
        return self.pairs[0][0]


def delivered(story: Story, station: str, number: int) -> list[Trace]:
    """Entries that this station, else any, was shown before exchange ``number``."""
    before = [item for item in worklist_items(story) if item.exchange.number < number]
    return [item for item in before if item.exchange.receiver == station] or before


def _merged(request: Values, root: Values) -> Values:
    """A request with what the object says outside the sequence, where the sequence is silent."""
    outside = {key: value for key, value in root.items() if key in ("accession", "study_uid", "patient_id", "modality")}
    return {**outside, **{key: value for key, value in request.items() if value.text}}


def scheduled_for(story: Story, trace: Trace, number: int) -> Scheduled | None:
    """The entries that an image or performed step was made from, as shown before exchange ``number``; None for none."""
    items = delivered(story, trace.exchange.sender, number)
    asked = trace.requests or ({},)
    alone = len(asked) == 1
    pairs: list[tuple[Trace, Values]] = []
    for request in asked:
        found = best(items, _merged(request, trace.values) if alone else {**request, **_who(trace)})
        if found and found[-1] not in [item for item, _ in pairs]:
            pairs.append((found[-1], request))
    return Scheduled(tuple(pairs)) if pairs else None


def _who(trace: Trace) -> dict[str, Value]:
    return {key: trace.values[key] for key in PATIENT if key in trace.values}


def older_versions(story: Story, item: Trace, number: int) -> list[Trace]:
    """Earlier versions of the same entry that the station was shown: it may have picked one of them."""
    key = ("sps_id", "rp_id", "study_uid", "accession")
    return [
        one
        for one in delivered(story, item.exchange.receiver, number)
        if one is not item and all(one.text(concept) == item.text(concept) for concept in key)
    ]


def weights_for(story: Story, station: str, weights: Mapping[str, Weight]) -> dict[str, Weight]:
    strict = story.claimed(station, COPYING)
    return {concept: MUST if weight is MAY and strict else weight for concept, weight in weights.items()}


def step_of(story: Story, image: Trace) -> Trace | None:
    """The performed step that an image belongs to: named in it, or naming its series."""
    named = image.extra.get("pps_uid", "")
    series = image.extra.get("series", "")
    for step in performed_steps(story):
        if named and step.uid == named:
            return step
        if not named and series and series in step.extra.get("series", "").split():
            return step
    return None


@check("PRP-07", "The images carry the identifiers of the worklist", clause=CLAUSE, severity="critical")
def worklist_to_image(story: Story) -> Iterator[Finding]:
    """Each object that a modality stores, against the entry it was made from."""
    ledger = Ledger()
    for image in from_modalities(story):
        station = image.exchange.sender
        step = step_of(story, image)
        picked = step.exchange.number if step else image.exchange.number
        scheduled = scheduled_for(story, image, picked)
        if scheduled is None and step is not None:
            scheduled = scheduled_for(story, step, picked)
        if scheduled is None:
            ledger.extend(_without_entry(story, image, step))
            continue
        hop = Hop(
            station, f"{station}→{image.exchange.receiver}", f"the worklist of {station}", image.label, owners(story)
        )
        ledger.extend(_image_findings(story, hop, image, scheduled, picked))
    yield from ledger


def from_modalities(story: Story) -> list[Trace]:
    return [
        image
        for image in stored_images(story)
        if story.kind_of(image.exchange.sender) == "modality" and not image.exchange.deliberate
    ]


def _image_findings(story: Story, hop: Hop, image: Trace, scheduled: Scheduled, picked: int) -> Iterator[Finding]:
    first = scheduled.first
    older = [one.values for one in older_versions(story, first, picked)]
    numbers = (first.exchange.number, image.exchange.number)
    yield from compare_all(hop, WHO, first.values, image.values, numbers, older)
    if scheduled.is_group:
        yield from _group(hop, scheduled, image.values, numbers)
    else:
        yield from compare_all(hop, _IMAGE_STUDY, first.values, image.values, numbers, older)
    if image.text("modality") in DOCUMENTS:
        return
    weights = weights_for(story, image.exchange.sender, _IMAGE_REQUEST)
    for item, request in scheduled.pairs:
        own = {key: weight for key, weight in weights.items() if key not in _IMAGE_STUDY or has(request, key)}
        if scheduled.is_group:
            own.pop("study_uid", None)
        yield from compare_all(hop, own, item.values, request, (item.exchange.number, image.exchange.number))
    copied = weights_for(story, image.exchange.sender, {**_IMAGE_COPIED, "modality": KEEP})
    yield from compare_all(hop, copied, first.values, image.values, numbers, older)


def has(values: Values, concept: str) -> bool:
    return bool(values.get(concept) and values[concept].text)


def _group(hop: Hop, scheduled: Scheduled, values: Values, numbers: tuple[int, ...]) -> Iterator[Finding]:
    """One acquisition for several entries: Study UID one of theirs or new, accession one of theirs, new or empty."""
    for concept in ("study_uid", "accession"):
        theirs = [item.text(concept) for item, _ in scheduled.pairs]
        text, where = values[concept]
        how = "one of the entries'" if text in theirs else "a new one" if text else "empty"
        if concept == "study_uid" and not text:
            yield fail(hop.role, f"{hop.downstream} have no Study Instance UID", hop=hop.between, exchanges=numbers)
            continue
        yield note(
            hop.role,
            f"the {LABELS[concept]} of one acquisition for {len(theirs)} entries is {how}",
            clause="PS3.17 J.4.1",
            expected=" or ".join(theirs),
            received=text or "empty",
            where=where,
            severity="note",
            hop=hop.between,
            exchanges=numbers,
        )


def _without_entry(story: Story, image: Trace, step: Trace | None) -> Iterator[Finding]:
    """No entry could be found for an image: unscheduled, or every identifier was lost."""
    station = image.exchange.sender
    waiting = [
        item
        for item in delivered(story, station, image.exchange.number)
        if item.exchange.receiver == station and item.text("patient_id") == image.text("patient_id")
    ]
    details = {
        "received": f"accession {image.text('accession') or 'empty'}, study {image.text('study_uid')}",
        "hop": f"{station}→{image.exchange.receiver}",
        "exchanges": (image.exchange.number, *(item.exchange.number for item in waiting[-1:])),
        "clause": "PS3.17 J.2.3, J.3",
    }
    unscheduled = step is not None and not any(names_request(request) for request in step.requests)
    if image.text("modality") in DOCUMENTS:
        return
    if waiting and not unscheduled:
        yield fail(
            station,
            f"images from {station} carry no identifier of the patient's worklist entry",
            expected=f"accession {waiting[-1].text('accession')}, study {waiting[-1].text('study_uid')}",
            likely="the examination was begun without picking the entry, or the station writes identifiers of its own",
            **details,
        )
    else:
        yield note(
            station, f"images from {station} belong to no worklist entry: unscheduled", severity="note", **details
        )


def names_request(request: Values) -> bool:
    return any(has(request, concept) for concept in ("accession", "rp_id", "sps_id"))
