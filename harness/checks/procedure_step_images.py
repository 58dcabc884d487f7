"""What a performed procedure step lists is what was made in it."""

from __future__ import annotations

from collections.abc import Iterator

from pydicom import Dataset

from harness.checks import check, fail, held
from harness.checks.dimse import Details, Stored, hop, items_of, numbers, stores
from harness.checks.procedure_step import Life, is_final, lives
from harness.checks.story import Story
from harness.checks.web import sent_over_web, talks
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import elements
from simulators.wire.elements import name_of, tag_of
from simulators.wire.performed_steps import merged

_UPDATED_SEQUENCES = ("ReferencedImageSequence", "ReferencedNonImageCompositeSOPInstanceSequence")


@check("PPS-04", "A performed step lists exactly what was made in it", clause="PS3.4 F.7.2.2.2", severity="critical")
def images(story: Story) -> Iterator[Finding]:
    """At the end, the references in (0040,0340) and the objects that the station sent for this step are the same.

    An object belongs to the step that (0008,1111) names, else to the one that lists its series.
    """
    for life in lives(story):
        if story.kind_of(life.sender) in ("ris", "pacs"):
            continue  # passed on: PPS-05
        final = [one for one in life.sets if is_final(one) and not one.deliberate]
        if not final or not life.creates:
            continue
        step = life.creates[0].dataset or Dataset()
        for request in life.sets:
            if request.number <= final[0].number and request.dataset is not None:
                step = merged(step, request.dataset)
        yield from _compared(story, life, final[0], step)


def _compared(story: Story, life: Life, final: Exchange, step: Dataset) -> Iterator[Finding]:
    listed = _listed(step)
    series = {elements.text(one, "SeriesInstanceUID") for one in items_of(step, "PerformedSeriesSequence")}
    sent: dict[str, Stored] = {}
    over_web = [talk for talk in talks(story, "STOW") if talk.request.sender == life.sender]
    for one in (*stores(story, sender=life.sender), *(one for talk in over_web for one in sent_over_web(talk))):
        reference = one.text("ReferencedPerformedProcedureStepSequence", "ReferencedSOPInstanceUID")
        if reference == life.uid or (not reference and one.text("SeriesInstanceUID") in series):
            sent.setdefault(one.uid, one)
    details: Details = {"hop": hop(final), "where": name_of(tag_of("PerformedSeriesSequence"))}
    for uid, one in sent.items():
        if uid not in listed and not one.request.deliberate:
            yield fail(
                life.sender,
                f"{life.sender} made an object that its performed step does not list",
                expected=f"{uid} listed",
                received="absent",
                exchanges=numbers(final, one.request),
                **details,
            )
        elif uid in listed and listed[uid] not in ("", one.text("SOPClassUID")):
            yield fail(
                life.sender,
                "a performed step names an object with another SOP class",
                expected=one.text("SOPClassUID"),
                received=listed[uid],
                exchanges=numbers(final, one.request),
                **details,
            )
    for uid in listed:
        if uid not in sent:
            yield fail(
                life.sender,
                f"{life.sender} lists an object in its performed step that it did not send",
                expected=f"{uid} sent to the archive",
                received="never sent",
                exchanges=numbers(final),
                **details,
            )
    if set(listed) == set(sent):
        yield held(
            life.sender,
            f"the performed step lists all {len(sent)} objects made in it",
            exchanges=numbers(final),
            **details,
        )


def _listed(step: Dataset) -> dict[str, str]:
    """SOP Instance UID to SOP Class UID of every reference."""
    return {
        elements.text(reference, "ReferencedSOPInstanceUID"): elements.text(reference, "ReferencedSOPClassUID")
        for series in items_of(step, "PerformedSeriesSequence")
        for keyword in _UPDATED_SEQUENCES
        for reference in elements.items(series, keyword)
    }
