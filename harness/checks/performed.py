"""Propagation to and from the performed step: worklist to MPPS, MPPS to images. See :mod:`harness.checks.acquired`."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, note
from harness.checks.acquired import (
    CLAUSE,
    KEEP,
    MAY,
    MUST,
    WHO,
    Scheduled,
    delivered,
    from_modalities,
    has,
    names_request,
    older_versions,
    scheduled_for,
    step_of,
    weights_for,
)
from harness.checks.comparing import LABELS, Hop, Ledger, compare_all
from harness.checks.dicom_traces import DOCUMENTS, performed_steps
from harness.checks.linking import owners
from harness.checks.story import Story
from harness.checks.traces import Trace, Value
from harness.verdict import Finding

_MPPS_REQUEST = {
    **dict.fromkeys(("study_uid", "accession", "rp_id", "sps_id"), MUST),
    **dict.fromkeys(("placer", "filler"), KEEP),
    "protocol": MAY,
}
_MPPS_COPIED = {"modality": KEEP, "station_aet": MAY, "procedure": MAY, "admission": MAY}


@check("PRP-08", "The performed step carries the identifiers of the worklist", clause=CLAUSE, severity="critical")
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
        older = [one.values for one in older_versions(story, item, number)]
        numbers = (item.exchange.number, number)
        weights = weights_for(story, hop.role, _MPPS_REQUEST)
        if scheduled.is_group:
            weights.pop("study_uid")
        yield from compare_all(hop, weights, item.values, request, numbers, older)
    first = scheduled.first
    older = [one.values for one in older_versions(story, first, number)]
    copied = {**WHO, **weights_for(story, hop.role, _MPPS_COPIED)}
    yield from compare_all(hop, copied, first.values, step.values, (first.exchange.number, number), older)
    if scheduled.is_group:
        studies = {request["study_uid"].text for request in step.requests if "study_uid" in request}
        theirs = {item.text("study_uid") for item, _ in scheduled.pairs}
        if len(studies) > 1 and not studies <= theirs:
            yield note(hop.role, "the items of the performed step name several studies", received=" ".join(studies),
                       clause="PS3.17 J.4.1", hop=hop.between, exchanges=(number,))  # fmt: skip


def _step_without_entry(story: Story, hop: Hop, step: Trace) -> Iterator[Finding]:
    named = [request for request in step.requests if names_request(request)]
    shown = [
        item
        for item in delivered(story, hop.role, step.exchange.number)
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
    for image in from_modalities(story):
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
    theirs = [request[concept].text for request in step.requests if has(request, concept)]
    own = [image.values[concept]] if has(image.values, concept) else []
    own = own or [request[concept] for request in image.requests if has(request, concept)]
    if not theirs:
        return
    for value in own:
        up = Value(value.text if value.text in theirs else theirs[0], f"(0040,0270) {LABELS[concept]}")
        yield from compare_all(hop, {concept: MUST}, {concept: up}, {concept: value}, numbers)
