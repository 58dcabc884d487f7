"""Instance availability notification, RAD-49.

What may be retrieved need not be retrieved from whoever says so (PS3.4 R.1.1): any AE title of the site will do.

Check with facts: ``IAN-02`` (study_instance_uid, count=1, receiver=""): so many notifications, complete.
"""

from __future__ import annotations

from collections.abc import Iterator

from pydicom import Dataset

from harness.checks import check, fail, held
from harness.checks.dimse import (
    AVAILABILITY,
    Details,
    hop,
    is_accepted,
    numbers,
    of_class,
    status_of,
    stores,
    text_of,
)
from harness.checks.rejection import notes, rejected_by
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import elements
from simulators.wire.elements import name_of, tag_of

AVAILABILITIES = ("ONLINE", "NEARLINE", "OFFLINE", "UNAVAILABLE")
_REFERENCE_TYPES = ("ReferencedSOPClassUID", "ReferencedSOPInstanceUID", "InstanceAvailability", "RetrieveAETitle")


def notifications(story: Story) -> list[Exchange]:
    return of_class(story.dimse("N-CREATE-RQ"), AVAILABILITY)


def references(dataset: Dataset | None) -> list[tuple[str, Dataset]]:
    """Each referenced instance with its path."""
    found = []
    for number, series in enumerate(
        elements.items(dataset, "ReferencedSeriesSequence") if dataset is not None else (), 1
    ):
        for place, one in enumerate(elements.items(series, "ReferencedSOPSequence"), 1):
            found.append((f"(0008,1115)[{number}] > (0008,1199)[{place}] > ", one))
    return found


@check("IAN-01", "A notification says what is available, and where", clause="PS3.4 Annex R")
def content(story: Story) -> Iterator[Finding]:
    """Study UID, series, instances, availability and retrieve AE title have values; only stored objects are named."""
    for exchange in notifications(story):
        if exchange.deliberate or exchange.dataset is None:
            continue
        found = [*_types(exchange, exchange.dataset), *_truth(story, exchange), *_titles(story, exchange)]
        yield from found
        if not found:
            yield held(
                exchange.sender, "a notification says what is available", hop=hop(exchange), exchanges=numbers(exchange)
            )


def _types(exchange: Exchange, ds: Dataset) -> Iterator[Finding]:
    details: Details = {"hop": hop(exchange), "exchanges": numbers(exchange)}
    role = exchange.sender
    missing = [
        keyword
        for keyword in ("StudyInstanceUID", "ReferencedSeriesSequence")
        if keyword not in ds or not ds[keyword].value
    ]
    paths = [name_of(tag_of(keyword)) for keyword in missing]
    if "ReferencedPerformedProcedureStepSequence" not in ds:
        paths.append(name_of(tag_of("ReferencedPerformedProcedureStepSequence")))
    for number, series in enumerate(elements.items(ds, "ReferencedSeriesSequence"), 1):
        for keyword in ("SeriesInstanceUID", "ReferencedSOPSequence"):
            if not elements.values(series, keyword) and not elements.items(series, keyword):
                paths.append(f"(0008,1115)[{number}] > {name_of(tag_of(keyword))}")
    for path, reference in references(ds):
        paths += [
            path + name_of(tag_of(keyword)) for keyword in _REFERENCE_TYPES if not elements.values(reference, keyword)
        ]
        availability = elements.text(reference, "InstanceAvailability")
        if availability and availability not in AVAILABILITIES:
            yield fail(
                role,
                "a notification names an availability that does not exist",
                expected=", ".join(AVAILABILITIES),
                received=availability,
                where=path + name_of(tag_of("InstanceAvailability")),
                **details,
            )
    for path in paths:
        yield fail(
            role,
            f"a notification of {role} lacks something",
            expected="present, with a value where type 1",
            received="absent or empty",
            where=path,
            **details,
        )


def _truth(story: Story, exchange: Exchange) -> Iterator[Finding]:
    known = {one.uid: one for one in reversed(stores(story, receiver=exchange.sender)) if one.accepted}
    study = text_of(exchange.dataset, "StudyInstanceUID")
    for path, reference in references(exchange.dataset):
        uid = elements.text(reference, "ReferencedSOPInstanceUID")
        one = known.get(uid)
        details: Details = {"where": path + name_of(tag_of("ReferencedSOPInstanceUID")), "hop": hop(exchange)}
        if one is not None and one.request.number > exchange.number:
            yield fail(
                exchange.sender,
                "an object was announced before it was stored",
                expected="stored first",
                received=uid,
                exchanges=numbers(exchange, one.request),
                **details,
            )
        if one is not None and one.text("StudyInstanceUID") != study:
            yield fail(
                exchange.sender,
                "an object was announced under another study",
                expected=one.text("StudyInstanceUID"),
                received=study,
                severity="critical",
                exchanges=numbers(exchange, one.request),
                **details,
            )


def _titles(story: Story, exchange: Exchange) -> Iterator[Finding]:
    """Each title that is nobody's, once. What is UNAVAILABLE cannot be retrieved from anywhere."""
    given: dict[str, str] = {}
    for path, reference in references(exchange.dataset):
        if elements.text(reference, "InstanceAvailability") != "UNAVAILABLE":
            for title in elements.values(reference, "RetrieveAETitle"):
                given.setdefault(str(title).strip(), path + name_of(tag_of("RetrieveAETitle")))
    known = {name for names in story.names.values() for name in names}
    for title, path in given.items() if known else ():
        if title and title not in known:
            yield fail(
                exchange.sender,
                f"{exchange.sender} announced objects under an AE title that is nobody's",
                clause="PS3.3 C.4.23.1.1",
                expected="an AE title that the site file names",
                received=title,
                where=path,
                likely="a second name of the archive that the site file does not list, or a wrong one",
                hop=hop(exchange),
                exchanges=numbers(exchange),
            )


@check("IAN-03", "Nothing is announced twice in the same words", clause="PS3.4 Annex R")
def repeated(story: Story) -> Iterator[Finding]:
    """A notification that was taken, again to the same receiver with the same objects in the same state.

    An archive that was restored meanwhile does not know of the first.
    """
    taken: dict[tuple[object, ...], Exchange] = {}
    for exchange in notifications(story):
        if exchange.deliberate:
            continue
        state = frozenset(
            (elements.text(one, "ReferencedSOPInstanceUID"), elements.text(one, "InstanceAvailability"))
            for _, one in references(exchange.dataset)
        )
        study = text_of(exchange.dataset, "StudyInstanceUID")
        before = taken.get((exchange.receiver, study, state))
        if before is not None and state and not before.number <= story.restored < exchange.number:
            yield fail(
                exchange.sender,
                f"{exchange.sender} announced the same {len(state)} objects again",
                severity="minor",  # no clause forbids it; who reads the announcements does the work twice
                expected="one notification",
                received="the same once more, though the first was taken",
                where=name_of(tag_of("ReferencedSOPSequence")),
                hop=hop(exchange),
                exchanges=numbers(before, exchange),
            )
        if is_accepted(status_of(story.reply(exchange))):
            taken[exchange.receiver, study, state] = exchange


@check("IAN-02", "A study is announced once, and whole", clause="PS3.4 Annex R", always=False)
def announced(story: Story, *, study_instance_uid: str, count: int = 1, receiver: str = "") -> Iterator[Finding]:
    """``count`` notifications of the study reached ``receiver``; together they name everything stored in it."""
    found = [
        one
        for one in notifications(story)
        if text_of(one.dataset, "StudyInstanceUID") == study_instance_uid
        and (not receiver or story.matches(one.receiver, receiver))
    ]
    role = found[0].sender if found else "pacs"
    details: Details = {"hop": hop(found[0]) if found else f"pacs→{receiver or 'ris'}", "exchanges": numbers(*found)}
    if len(found) != count:
        yield fail(
            role,
            f"{role} announced a study {len(found)} times",
            expected=f"{count} notifications",
            received=str(len(found)),
            **details,
        )
    named = {elements.text(one, "ReferencedSOPInstanceUID") for each in found for _, one in references(each.dataset)}
    hidden = {uid for note in notes(story) for uid in (*rejected_by(note), note.uid)}
    stored = {
        one.uid
        for one in stores(story, receiver=role)
        if one.accepted and one.text("StudyInstanceUID") == study_instance_uid and one.uid not in hidden
    }
    missing = sorted(stored - named) if found else []
    for uid in missing:
        yield fail(
            role, f"{role} did not announce an object that it stored", expected=uid, received="not named", **details
        )
    if len(found) == count and not missing:
        yield held(role, f"{role} announced a study with {len(stored)} objects", **details)
