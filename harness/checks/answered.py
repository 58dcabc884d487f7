"""Propagation to the archive's answers: what was stored is what a query finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from harness.checks import check
from harness.checks.acquired import KEEP, MAY, MUST, WHO
from harness.checks.comparing import Hop, Ledger, compare_all
from harness.checks.dicom_traces import archive_answers, stored_images
from harness.checks.dimse import is_accepted, status_of
from harness.checks.linking import known_patient, owners, told_with
from harness.checks.story import Story
from harness.checks.traces import Trace, Values, scheduled_procedures
from harness.verdict import Finding
from simulators.transcript import Exchange

_ENTRY = {**WHO, "accession": MUST, "study_id": KEEP, "procedure_text": MAY, "referring": MAY}


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
    for role in told_with(story, pacs):
        for image in study:
            known = known_patient(story, role, image.patient.id, exchange, float("inf")) if image.patient else None
            if known is not None:
                found += [known.values, *known.others]
    return found


def _procedures(story: Story, pacs: str, entry: Trace) -> list[Values]:
    """What the RIS told the archive of the study: it may correct the accession number by it."""
    told = [one for one in scheduled_procedures(story) if one.exchange.receiver == pacs]
    return [one.values for one in told if one.text("study_uid") == entry.text("study_uid")]
