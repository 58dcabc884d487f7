"""Rejection notes, RAD-66 (IOCM): what was rejected is gone from queries and retrieves."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held
from harness.checks.dimse import (
    KEY_OBJECT,
    MPPS,
    Stored,
    arrivals,
    final_reply,
    hop,
    items_of,
    numbers,
    of_class,
    pending,
    remembered,
    sop_class,
    sop_instance,
    stores,
    text_of,
)
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import elements

WRONG_ENTRY = "110514"  # PS3.16 Annex D, Incorrect worklist entry selected
TITLES = {
    "113001": "rejected for quality reasons",
    "113037": "rejected for patient safety reasons",
    "113038": "wrong worklist entry",
    "113039": "retention expired",
}


def notes(story: Story) -> list[Stored]:
    """The rejection notes that were stored, accepted or not."""
    return remembered(story, "rejection notes", lambda: [one for one in stores(story) if _is_note(one)])


def _is_note(one: Stored) -> bool:
    return sop_class(one.request) == KEY_OBJECT and one.text("ConceptNameCodeSequence", "CodeValue") in TITLES


def rejected_by(note: Stored) -> set[str]:
    """SOP Instance UIDs that a rejection note refers to."""
    return {
        elements.text(reference, "ReferencedSOPInstanceUID")
        for study in items_of(note.request.dataset, "CurrentRequestedProcedureEvidenceSequence")
        for series in elements.items(study, "ReferencedSeriesSequence")
        for reference in elements.items(series, "ReferencedSOPSequence")
    }


def rejected_before(story: Story, stored: Stored, request: Exchange) -> bool:
    """Whether a note, stored at the same archive before ``request``, rejects this object, or is this object (an archive
    may hide its notes); or its step was given up before as that of a wrong entry."""
    for note in notes(story):
        same = note.request.receiver == stored.request.receiver and note.request.number < request.number
        if same and note.accepted and (stored.uid in rejected_by(note) or stored.uid == note.uid):
            return True
    return any(change.number < request.number and stored.uid in made for change, made in _mistakes(story))


def _mistakes(story: Story) -> list[tuple[Exchange, set[str]]]:
    """Steps reported DISCONTINUED for a wrong entry, with the objects that were made in them."""

    def found() -> list[tuple[Exchange, set[str]]]:
        changes = of_class(story.dimse("N-SET-RQ"), MPPS)
        return [(one, _made_in(one)) for one in changes if _reason(one) == WRONG_ENTRY]

    return remembered(story, "mistakes", found)


def _reason(change: Exchange) -> str:
    codes = items_of(change.dataset, "PerformedProcedureStepDiscontinuationReasonCodeSequence")
    return elements.text(codes[0], "CodeValue") if codes else ""


def _made_in(change: Exchange) -> set[str]:
    return {
        elements.text(reference, "ReferencedSOPInstanceUID")
        for series in items_of(change.dataset, "PerformedSeriesSequence")
        for keyword in ("ReferencedImageSequence", "ReferencedNonImageCompositeSOPInstanceSequence")
        for reference in elements.items(series, keyword)
    }


@check("REJ-01", "What was rejected is not shown any more", clause="PS3.16 Annex D", severity="critical")
def gone(story: Story) -> Iterator[Finding]:
    """After the note was acknowledged, the last query or retrieve that could show a rejected object does not."""
    for note in notes(story):
        archive = note.request.receiver
        if not note.accepted or not (story.claimed(archive, "IOCM") or story.claimed(archive, "RAD-66")):
            continue
        title = TITLES[note.text("ConceptNameCodeSequence", "CodeValue")]
        shown = _shown_after(story, note)
        for uid, exchange in shown.items():
            yield fail(
                archive,
                f"{archive} still shows an object that was rejected ({title})",
                expected=f"{uid} hidden",
                received=f"in a {exchange.kind}",
                hop=hop(exchange),
                exchanges=numbers(note.request, note.reply, exchange),
            )
        if not shown and _asked_after(story, note):
            count = len(rejected_by(note))
            yield held(archive, f"{count} rejected objects ({title}) are not shown", hop=hop(note.request))


def _asked_after(story: Story, note: Stored) -> list[Exchange]:
    """Queries and retrieves since the note was accepted that were answered."""
    assert note.reply is not None
    requests = story.dimse("C-FIND-RQ", "C-MOVE-RQ", "C-GET-RQ", receiver=note.request.receiver)
    return [one for one in story.after(note.reply, requests) if final_reply(story, one) is not None]


def _shown_after(story: Story, note: Stored) -> dict[str, Exchange]:
    """Rejected objects in the last image query of each study, or in the last retrieve, after the note."""
    rejected = rejected_by(note)
    shown: dict[str, Exchange] = {}
    last: dict[tuple[str, str], Exchange] = {}
    for request in _asked_after(story, note):
        if request.kind != "C-FIND-RQ" or text_of(request.dataset, "QueryRetrieveLevel") == "IMAGE":
            last[request.kind, text_of(request.dataset, "StudyInstanceUID")] = request
    for request in last.values():
        if request.kind == "C-FIND-RQ":
            found = [(text_of(reply.dataset, "SOPInstanceUID"), reply) for reply in pending(story, request)]
        else:
            found = [(sop_instance(one), one) for one in arrivals(story, request) or ()]
        shown |= {uid: exchange for uid, exchange in found if uid in rejected}
    return shown
