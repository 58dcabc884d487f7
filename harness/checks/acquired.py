"""Propagation on the side of DICOM: worklist to images and performed step, and on to what the archive answers.

What differs between the worklist and the image is the modality's fault; between what was stored and what is answered,
the archive's. In a group case (several worklist entries, one acquisition) the Study Instance UID may be new and the
accession number empty (PS3.17 J.4.1); unscheduled, the identifiers of the request are empty (J.2.3, J.3). What J only
allows to be copied is noted, unless the site claims "J-COPYING" for the station.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from harness.checks import check, fail, note
from harness.checks.comparing import LABELS, Hop, Ledger, Weight, compare_all
from harness.checks.dicom_traces import DOCUMENTS, archive_answers, performed_steps, stored_images, worklist_items
from harness.checks.dimse import is_accepted, status_of
from harness.checks.linking import best, known_patient, owners
from harness.checks.story import Story
from harness.checks.traces import PATIENT, Trace, Value, Values, scheduled_procedures
from harness.verdict import Finding
from simulators.transcript import Exchange

MUST, KEEP, MAY = Weight.MUST, Weight.KEEP, Weight.MAY
_CLAUSE = "PS3.17 J.2.1; PS3.4 Table K.6-1"
_WHO = {"patient_id": MUST, "issuer": KEEP, "name": MUST, "birth_date": KEEP, "sex": KEEP}
_IMAGE_STUDY = {"accession": MUST, "study_uid": MUST}
_IMAGE_REQUEST = {"rp_id": KEEP, "sps_id": KEEP, "accession": KEEP, "study_uid": KEEP, "protocol": MAY}
_IMAGE_COPIED = dict.fromkeys(
    ("procedure", "procedure_text", "referring", "performing", "admission", "station_name"), MAY
)
_MPPS_REQUEST = {
    **dict.fromkeys(("study_uid", "accession", "rp_id", "sps_id"), MUST),
    **dict.fromkeys(("placer", "filler"), KEEP),
    "protocol": MAY,
}
_MPPS_COPIED = {"modality": KEEP, "station_aet": MAY, "procedure": MAY, "admission": MAY}
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


def _delivered(story: Story, station: str, number: int) -> list[Trace]:
    """Entries that this station, else any, was shown before exchange ``number``."""
    before = [item for item in worklist_items(story) if item.exchange.number < number]
    return [item for item in before if item.exchange.receiver == station] or before


def _merged(request: Values, root: Values) -> Values:
    """A request with what the object says outside the sequence, where the sequence is silent."""
    outside = {key: value for key, value in root.items() if key in ("accession", "study_uid", "patient_id", "modality")}
    return {**outside, **{key: value for key, value in request.items() if value.text}}


def scheduled_for(story: Story, trace: Trace, number: int) -> Scheduled | None:
    """The entries that an image or performed step was made from, as shown before exchange ``number``; None for none."""
    items = _delivered(story, trace.exchange.sender, number)
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


def _older(story: Story, item: Trace, number: int) -> list[Trace]:
    """Earlier versions of the same entry that the station was shown: it may have picked one of them."""
    key = ("sps_id", "rp_id", "study_uid", "accession")
    return [
        one
        for one in _delivered(story, item.exchange.receiver, number)
        if one is not item and all(one.text(concept) == item.text(concept) for concept in key)
    ]


def _weights(story: Story, station: str, weights: Mapping[str, Weight]) -> dict[str, Weight]:
    strict = bool(story.claims) and story.claimed(station, COPYING)
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


# --- worklist → image --------------------------------------------------------------------------------------------


@check("PRP-07", "The images carry the identifiers of the worklist", clause=_CLAUSE, severity="critical")
def worklist_to_image(story: Story) -> Iterator[Finding]:
    """Each object that a modality stores, against the entry it was made from."""
    ledger = Ledger()
    for image in _from_modalities(story):
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


def _from_modalities(story: Story) -> list[Trace]:
    return [
        image
        for image in stored_images(story)
        if story.kind_of(image.exchange.sender) == "modality" and not image.exchange.deliberate
    ]


def _image_findings(story: Story, hop: Hop, image: Trace, scheduled: Scheduled, picked: int) -> Iterator[Finding]:
    first = scheduled.first
    older = [one.values for one in _older(story, first, picked)]
    numbers = (first.exchange.number, image.exchange.number)
    yield from compare_all(hop, _WHO, first.values, image.values, numbers, older)
    if scheduled.is_group:
        yield from _group(hop, scheduled, image.values, numbers)
    else:
        yield from compare_all(hop, _IMAGE_STUDY, first.values, image.values, numbers, older)
    if image.text("modality") in DOCUMENTS:
        return
    weights = _weights(story, image.exchange.sender, _IMAGE_REQUEST)
    for item, request in scheduled.pairs:
        own = {key: weight for key, weight in weights.items() if key not in _IMAGE_STUDY or _has(request, key)}
        if scheduled.is_group:
            own.pop("study_uid", None)
        yield from compare_all(hop, own, item.values, request, (item.exchange.number, image.exchange.number))
    copied = _weights(story, image.exchange.sender, {**_IMAGE_COPIED, "modality": KEEP})
    yield from compare_all(hop, copied, first.values, image.values, numbers, older)


def _has(values: Values, concept: str) -> bool:
    return bool(values.get(concept) and values[concept].text)


def _group(hop: Hop, scheduled: Scheduled, values: Values, numbers: tuple[int, ...]) -> Iterator[Finding]:
    """One acquisition for several entries: Study UID one of theirs or new, accession one of theirs, new or empty."""
    for concept in ("study_uid", "accession"):
        theirs = [item.text(concept) for item, _ in scheduled.pairs]
        own = values.get(concept)
        text = own.text if own else ""
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
            where=own.where if own else "",
            severity="note",
            hop=hop.between,
            exchanges=numbers,
        )


def _without_entry(story: Story, image: Trace, step: Trace | None) -> Iterator[Finding]:
    """No entry could be found for an image: unscheduled, or every identifier was lost."""
    station = image.exchange.sender
    waiting = [
        item
        for item in _delivered(story, station, image.exchange.number)
        if item.exchange.receiver == station and item.text("patient_id") == image.text("patient_id")
    ]
    details = {
        "received": f"accession {image.text('accession') or 'empty'}, study {image.text('study_uid')}",
        "hop": f"{station}→{image.exchange.receiver}",
        "exchanges": (image.exchange.number, *(item.exchange.number for item in waiting[-1:])),
        "clause": "PS3.17 J.2.3, J.3",
    }
    unscheduled = step is not None and not any(_names_request(request) for request in step.requests)
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


def _names_request(request: Values) -> bool:
    return any(_has(request, concept) for concept in ("accession", "rp_id", "sps_id"))


# --- worklist → performed step → image ---------------------------------------------------------------------------


@check("PRP-08", "The performed step carries the identifiers of the worklist", clause=_CLAUSE, severity="critical")
def worklist_to_step(story: Story) -> Iterator[Finding]:
    """N-CREATE against the entries it was made from: all of them in a group case."""
    ledger = Ledger()
    for step in performed_steps(story):
        station = step.exchange.sender
        if story.kind_of(station) != "modality" or step.exchange.deliberate:
            continue
        hop = Hop(
            station, f"{station}→{step.exchange.receiver}", f"the worklist of {station}", step.label, owners(story)
        )
        scheduled = scheduled_for(story, step, step.exchange.number)
        if scheduled is None:
            ledger.extend(_step_without_entry(story, hop, step))
        else:
            ledger.extend(_step_findings(story, hop, step, scheduled))
    yield from ledger


def _step_findings(story: Story, hop: Hop, step: Trace, scheduled: Scheduled) -> Iterator[Finding]:
    number = step.exchange.number
    for item, request in scheduled.pairs:
        older = [one.values for one in _older(story, item, number)]
        numbers = (item.exchange.number, number)
        weights = _weights(story, hop.role, _MPPS_REQUEST)
        if scheduled.is_group:
            weights.pop("study_uid")
        yield from compare_all(hop, weights, item.values, request, numbers, older)
    first = scheduled.first
    older = [one.values for one in _older(story, first, number)]
    copied = {**_WHO, **_weights(story, hop.role, _MPPS_COPIED)}
    yield from compare_all(hop, copied, first.values, step.values, (first.exchange.number, number), older)
    if scheduled.is_group:
        studies = {request["study_uid"].text for request in step.requests if "study_uid" in request}
        theirs = {item.text("study_uid") for item, _ in scheduled.pairs}
        if len(studies) > 1 and not studies <= theirs:
            yield note(hop.role, "the items of the performed step name several studies", received=" ".join(studies),
                       clause="PS3.17 J.4.1", hop=hop.between, exchanges=(number,))  # fmt: skip


def _step_without_entry(story: Story, hop: Hop, step: Trace) -> Iterator[Finding]:
    named = [request for request in step.requests if _names_request(request)]
    shown = [
        item
        for item in _delivered(story, hop.role, step.exchange.number)
        if item.exchange.receiver == hop.role and item.text("patient_id") == step.text("patient_id")
    ]
    text = ", ".join(value.text for request in named for value in request.values() if value.text)
    details = {"received": text or "empty", "hop": hop.between, "exchanges": (step.exchange.number,)}
    if named and shown:
        yield fail(
            hop.role,
            f"the performed step of {hop.role} names a request that is on no worklist",
            expected=f"accession {shown[-1].text('accession')}, step {shown[-1].text('sps_id')}",
            **details,
        )
    else:
        yield note(
            hop.role, f"the performed step of {hop.role} belongs to no worklist entry", severity="note", **details
        )


_STEP_TO_IMAGE = {"patient_id": MUST, "issuer": KEEP, "name": MUST, "birth_date": KEEP, "sex": KEEP, "pps_id": KEEP}


@check("PRP-09", "Images and performed step tell the same", clause="PS3.17 J.2.1", severity="critical")
def step_to_image(story: Story) -> Iterator[Finding]:
    """Patient, performed step ID, study and requests of the images against N-CREATE, also when unscheduled."""
    ledger = Ledger()
    for image in _from_modalities(story):
        step = step_of(story, image)
        if step is None or step.exchange.deliberate or image.text("modality") in DOCUMENTS:
            continue
        station = image.exchange.sender
        hop = Hop(station, f"{station}→{image.exchange.receiver}", step.label, image.label, owners(story))
        numbers = (step.exchange.number, image.exchange.number)
        ledger.extend(compare_all(hop, _STEP_TO_IMAGE, step.values, image.values, numbers))
        group = len(step.requests) > 1  # then the accession number is free
        for concept in ("study_uid", *(() if group else ("accession",)), "sps_id", "rp_id"):
            ledger.extend(_one_of(hop, concept, step, image, numbers))
    yield from ledger


def _one_of(hop: Hop, concept: str, step: Trace, image: Trace, numbers: tuple[int, ...]) -> Iterator[Finding]:
    """The image's value, root or in its requests, is one that the performed step names."""
    theirs = [request[concept].text for request in step.requests if _has(request, concept)]
    own = [image.values[concept]] if _has(image.values, concept) else []
    own = own or [request[concept] for request in image.requests if _has(request, concept)]
    if not theirs:
        return
    for value in own:
        up = Value(value.text if value.text in theirs else theirs[0], f"(0040,0270) {LABELS[concept]}")
        yield from compare_all(hop, {concept: MUST}, {concept: up}, {concept: value}, numbers)


# --- stored → answered -------------------------------------------------------------------------------------------

_ENTRY = {**_WHO, "accession": MUST, "study_id": KEEP, "procedure_text": MAY, "referring": MAY}


@check("PRP-10", "The archive answers with what was stored", clause="PS3.4 C.6.2.1", severity="critical")
def stored_to_answer(story: Story) -> Iterator[Finding]:
    """Study answers against the objects of the study. After a patient update the archive's own record is as right.

    Merges and renames themselves are judged by MRG-02 and MRG-04.
    """
    ledger = Ledger()
    accepted = [image for image in stored_images(story) if is_accepted(status_of(story.reply(image.exchange)))]
    for entry in archive_answers(story):
        if entry.extra.get("level") != "STUDY" or not entry.text("study_uid"):
            continue
        pacs = entry.exchange.sender
        study = [
            image
            for image in accepted
            if image.exchange.receiver == pacs
            and image.exchange.number < entry.exchange.number
            and image.text("study_uid") == entry.text("study_uid")
        ]
        if study:
            ledger.extend(_entry_findings(story, entry, study))
    yield from ledger


def _entry_findings(story: Story, entry: Trace, study: Sequence[Trace]) -> Iterator[Finding]:
    pacs, station = entry.exchange.sender, study[-1].exchange.sender
    hop = Hop(pacs, f"{pacs}→{entry.exchange.receiver}", f"the images from {station}", entry.label, owners(story))
    weights = {concept: weight for concept, weight in _ENTRY.items() if concept in entry.values}
    others = [image.values for image in study[:-1]]
    others += _records(story, pacs, study, entry.exchange) + _procedures(story, pacs, entry)
    numbers = (study[-1].exchange.number, entry.exchange.number)
    return compare_all(hop, weights, study[-1].values, entry.values, numbers, others)


def _records(story: Story, pacs: str, study: Iterable[Trace], exchange: Exchange) -> list[Values]:
    """The archive's own record of the patient: it may show that instead."""
    found: list[Values] = []
    for image in study:
        known = known_patient(story, pacs, image.patient.id, exchange, float("inf")) if image.patient else None
        if known is not None:
            found += [known.values, *known.others]
    return found


def _procedures(story: Story, pacs: str, entry: Trace) -> list[Values]:
    """What the RIS told the archive of the study: it may correct the accession number by it."""
    told = [one for one in scheduled_procedures(story) if one.exchange.receiver == pacs]
    return [one.values for one in told if one.text("study_uid") == entry.text("study_uid")]
