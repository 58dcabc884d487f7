"""What DIMSE and DICOMweb say of one study must agree: the same objects, the same values.

Check with facts: ``WEB-05`` (level, dimse, web, archive="pacs"): the UIDs that both named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from pydicom import Dataset

from harness.checks import check, fail, held
from harness.checks.dimse import Details, pending
from harness.checks.query import level_of as level_of_query
from harness.checks.query import queries
from harness.checks.story import Story
from harness.checks.web import Talk, changed_between, level_of, talks, unique
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire.difference import Difference, compare
from simulators.wire.elements import copy_element, tag_of, tags, values

# How an answer travels, where it can be fetched: no part of what is said of the study
TRAVEL = frozenset(
    map(
        tag_of,
        (
            *("SpecificCharacterSet", "QueryRetrieveLevel", "RetrieveAETitle", "RetrieveURL", "InstanceAvailability"),
            *("TimezoneOffsetFromUTC", "StorageMediaFileSetID", "StorageMediaFileSetUID"),
        ),
    )
)


@check("WEB-04", "DIMSE and DICOMweb say the same of one study", clause="PS3.18 10.6, PS3.4 C.4.1", severity="critical")
def same_words(story: Story) -> Iterator[Finding]:
    """Every attribute that both a C-FIND and a search give of a study, series or instance has the same value in both,
    where the archive was told nothing in between."""
    told: dict[tuple[str, str, str], tuple[Exchange, Dataset]] = {}
    for query in queries(story):
        for answer in pending(story, query):
            if answer.dataset is not None:
                key = (answer.sender, level_of_query(query), _uid(level_of_query(query), answer.dataset))
                told[key] = (answer, answer.dataset)
    compared: Counter[str] = Counter()
    for talk in talks(story, "QIDO"):
        for match in talk.answer.datasets if talk.succeeded else ():
            said = told.get((talk.archive, level_of(talk), unique(level_of(talk), match)))
            if said is None or changed_between(story, talk.archive, said[0].number, talk.reply.number):
                continue
            differences = _differences(said[1], match)
            yield from (_differing(talk, said[0], one) for one in differences)
            compared[talk.archive] += not differences
    for archive, count in compared.items():
        if count:
            yield held(archive, f"{count} matches are told alike over DIMSE and DICOMweb")


def _uid(level: str, ds: Dataset) -> str:
    return unique(level, ds) if level in ("STUDY", "SERIES", "IMAGE") else ""


def _differences(dimse: Dataset, web: Dataset) -> list[Difference]:
    """In what both give."""
    one, other = Dataset(), Dataset()
    for tag in tags(dimse):
        if tag in web and tag not in TRAVEL and values(dimse, tag) and values(web, tag):
            copy_element(dimse, tag, one)
            copy_element(web, tag, other)
    return compare(one, other)


def _differing(talk: Talk, said: Exchange, difference: Difference) -> Finding:
    return fail(
        talk.archive,
        f"{talk.archive} says another {difference.path} over DICOMweb than over DIMSE",
        expected=difference.original or "absent",
        received=difference.other or "absent",
        where=difference.path,
        hop=talk.hop,
        exchanges=(said.number, talk.reply.number),
    )


@check(
    "WEB-05",
    "DIMSE and DICOMweb name the same objects",
    clause="PS3.18 10.6, PS3.4 C.4.1",
    always=False,
    severity="critical",
)
def same_objects(
    story: Story, *, level: str, dimse: Collection[str], web: Collection[str], archive: str = "pacs"
) -> Iterator[Finding]:
    """``level``: STUDY, SERIES or IMAGE. Each that one names the other names too, and each once."""
    one, other = Counter(dimse), Counter(web)
    details: Details = {"hop": f"{archive}→workstation"}
    for uid in sorted(one.keys() | other.keys()):
        if one[uid] != other[uid]:
            yield fail(
                archive,
                f"DIMSE and DICOMweb do not name the same at level {level}",
                expected=f"{one[uid]} × {uid} over DIMSE",
                received=f"{other[uid]} × {uid} over DICOMweb",
                **details,
            )
    if one == other:
        yield held(archive, f"DIMSE and DICOMweb name the same {len(one)} at level {level}", **details)
