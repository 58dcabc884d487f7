"""Which audit events DICOMweb must leave behind: a query, what was begun to be sent, what came, what went out.

PS3.15 A.5.3 has no events of its own for web services: they are those of the same deed over DIMSE. Of what is only
looked at (metadata, frames, pictures), access may be told, or a transfer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pydicom import Dataset

from harness.checks.audit_event import Expected
from harness.checks.story import Story
from harness.checks.web import Talk, originals, sent_over_web, stored_over_web, talks
from simulators.wire import audit
from simulators.wire.elements import text
from simulators.wire.identifiers import Code


def web_events(story: Story) -> Iterator[Expected]:
    """In the order of the transactions."""
    for talk in talks(story, "QIDO"):
        yield _event(talk, audit.QUERY, actions="E", failed=talk.answer.status >= 400)
    for talk in talks(story, "STOW"):
        yield from _sent(story, talk)
        yield from _came(talk)
    for talk in talks(story, "WADO"):
        yield from _went(story, talk)


def _event(
    talk: Talk, *events: Code, actions: str, of: Dataset | None = None, role: str = "", failed: bool = False,
    most: int = 1,
) -> Expected:  # fmt: skip
    begins = audit.BEGIN_TRANSFERRING in events
    about = Dataset() if of is None else of
    return Expected(
        role=role or talk.archive,
        events=events,
        actions=actions,
        begun=talk.request.time,
        ended=talk.request.time if begins else talk.reply.time,
        numbers=(talk.request.number,),
        names=(frozenset({talk.asked.user}),) if talk.asked.user and not begins else (),
        patient=text(about, "PatientID"),
        study=text(about, "StudyInstanceUID"),
        accession=text(about, "AccessionNumber"),
        failed=failed,
        most=most,
        required=not failed and not talk.request.deliberate,
    )


def _firsts(datasets: Iterable[Dataset]) -> list[tuple[Dataset, int]]:
    """The first object of each study, and how many there are."""
    found: dict[str, list[Dataset]] = {}
    for ds in datasets:
        found.setdefault(text(ds, "StudyInstanceUID"), []).append(ds)
    return [(those[0], len(those)) for uid, those in found.items() if uid]


def _sent(story: Story, talk: Talk) -> Iterator[Expected]:
    sender = talk.request.sender
    if story.kind_of(sender) == "modality":
        for first, count in _firsts(talk.asked.datasets):
            yield _event(talk, audit.BEGIN_TRANSFERRING, actions="E", of=first, role=sender, most=count)


def _came(talk: Talk) -> Iterator[Expected]:
    """What was stored, and what was refused, which nobody has to tell."""
    stored = {one.uid for one in stored_over_web(talk)}
    for failed in (False, True):
        those = [one.request.dataset for one in sent_over_web(talk) if (one.uid not in stored) == failed]
        for first, count in _firsts(ds for ds in those if ds is not None):
            yield _event(talk, audit.INSTANCES_TRANSFERRED, actions="CU", of=first, failed=failed, most=count)


def _went(story: Story, talk: Talk) -> Iterator[Expected]:
    if not talk.succeeded:
        return
    told, uid = _firsts(talk.answer.datasets), talk.asked.uids.get("StudyInstanceUID", "")
    if not told and uid:  # a picture, or a frame
        known = (one.request.dataset for (archive, _), one in originals(story).items() if archive == talk.archive)
        told = _firsts(ds for ds in known if ds is not None and text(ds, "StudyInstanceUID") == uid)
    for first, count in told:
        events = (audit.INSTANCES_TRANSFERRED, audit.INSTANCES_ACCESSED)
        yield _event(talk, *events, actions="R", of=first, most=count)
