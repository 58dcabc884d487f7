"""DICOMweb: answers of their transaction, searches that answer what was asked, pages that are the whole, refusals.

What is retrieved: :mod:`~harness.checks.dicomweb_objects`; what DIMSE says of the same:
:mod:`~harness.checks.dicomweb_agreement`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlencode

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.dimse import Details, lost_letters
from harness.checks.story import Story
from harness.checks.web import Talk, level_of, talks, unique
from harness.verdict import Finding
from simulators.wire.dicomweb import JSON, UNIQUE, BadRequest, search_of
from simulators.wire.elements import copy_element, name_of, tags, values
from simulators.wire.matching import matches
from simulators.wire.media_type import accepted, read

NAME = 0x00100010
INSIDES = re.compile(r"Traceback \(most|\n\s+at [\w$.]+\(|File \"[^\"]+\", line \d|System\.\w+Exception|java\.lang\.")
SEARCHES = {200, 204, 206}
REFUSALS = {  # what our side does wrong on purpose → what it is answered
    "an unknown study": (404, 410),
    "an unknown frame": (404, 410, 400),
    "a media type that is no image": (415, 400),
    "an image of another study": (202, 409, 400),
    "an image without its pixels": (202, 409, 400),
    "a workitem that another one took on": (409,),
    "a workitem that was canceled": (409,),
}


@check("WEB-01", "Requests over DICOMweb are answered as their transaction demands", clause="PS3.18 10")
def answered(story: Story) -> Iterator[Finding]:
    """The status is one of success unless refusal was provoked; a body is of a type that the request accepts."""
    good: Counter[str] = Counter()
    for talk in talks(story):
        found = [*_status(talk), *_type(talk)]
        yield from found
        good[talk.hop] += not any(finding.verdict == "FAIL" for finding in found)
    for where, count in good.items():
        if count:
            yield held(where.partition("→")[0], f"{count} requests over DICOMweb were answered properly", hop=where)


def _status(talk: Talk) -> Iterator[Finding]:
    status = talk.answer.status
    details: Details = {"hop": talk.hop, "exchanges": talk.numbers, "received": f"HTTP {status}"}
    what = f"{talk.request.kind.removesuffix('-RQ')} request"
    if status >= 500:
        yield fail(talk.archive, f"{talk.archive} failed inside over a {what}", severity="critical", **details)
    elif status == 406 and talk.asked.resource[-1:] == ("rendered",):
        yield note(talk.archive, f"{talk.archive} does not make pictures of every type", **details)
    elif status >= 400 and not talk.request.deliberate:
        yield fail(talk.archive, f"{talk.archive} refused a {what}", expected="HTTP 200", **details)
    elif 300 <= status < 400:
        yield fail(talk.archive, f"{talk.archive} sent a {what} elsewhere", expected="HTTP 200", **details)


def _type(talk: Talk) -> Iterator[Finding]:
    said = talk.answer.headers.get("content-type", "")
    found = read(said)
    wishes = accepted(talk.asked.headers.get("accept", ""))
    if not talk.succeeded or talk.answer.status == 204 or not (said or talk.reply.size):
        return
    content = found.content if found is not None else ""
    same = {content, JSON} if content == "application/json" else {content}
    if not any(wish.takes(one) for wish in wishes for one in same):
        yield fail(
            talk.archive,
            f"{talk.archive} answered with a type that was not accepted",
            expected=talk.asked.headers.get("accept", ""),
            received=said or "no Content-Type",
            hop=talk.hop,
            exchanges=talk.numbers,
            clause="PS3.18 8.7.9",
        )


@check("WEB-02", "A search over DICOMweb answers what was asked", clause="PS3.18 10.6.3.3", severity="critical")
def searched(story: Story) -> Iterator[Finding]:
    """Each match satisfies every key that it carries, names itself, stands there once; not more than the limit."""
    for talk in talks(story, "QIDO"):
        if talk.answer.status not in SEARCHES:
            continue
        wrong = [*_strangers(talk), *_names(talk), *_limit(talk)]
        yield from wrong
        if not wrong:
            yield held(
                talk.archive,
                f"{len(talk.answer.datasets)} matches of a search over DICOMweb are what was asked for",
                hop=talk.hop,
                exchanges=talk.numbers,
            )


def _strangers(talk: Talk) -> Iterator[Finding]:
    details: Details = {"hop": talk.hop, "exchanges": talk.numbers}
    if talk.answer.foreign:
        yield fail(
            talk.archive, "a search over DICOMweb was answered with other patients", received="not kept", **details
        )
    try:
        search = search_of(level_of(talk), urlencode(talk.asked.query), talk.asked.uids)
    except BadRequest:
        return
    for match in talk.answer.datasets:
        for tag in tags(search.keys):
            asked, found = values(search.keys, tag), values(match, tag)
            if not asked or not found:
                continue
            key = Dataset()
            copy_element(search.keys, tag, key)
            if matches(match, key) or (tag == NAME and lost_letters(asked[0], found[0])):
                continue
            yield fail(
                talk.archive,
                f"a match over DICOMweb is not what was asked for in {name_of(tag)}",
                expected="\\".join(asked),
                received="\\".join(found),
                where=name_of(tag),
                **details,
            )


def _names(talk: Talk) -> Iterator[Finding]:
    level = level_of(talk)
    count = Counter(unique(level, match) for match in talk.answer.datasets)
    details: Details = {"hop": talk.hop, "exchanges": talk.numbers, "where": UNIQUE[level]}
    if count.pop("", 0):
        yield fail(talk.archive, f"a match over DICOMweb has no {UNIQUE[level]}", received="empty", **details)
    for uid, times in count.items():
        if times > 1 and level != "STUDY":
            yield fail(talk.archive, f"a match over DICOMweb stands there {times} times", received=uid, **details)


def _limit(talk: Talk) -> Iterator[Finding]:
    limit = talk.asked.asked("limit")
    if limit.isdigit() and len(talk.answer.datasets) > int(limit):
        yield fail(
            talk.archive,
            "a search over DICOMweb was answered with more than its limit",
            expected=f"at most {limit}",
            received=f"{len(talk.answer.datasets)} matches",
            clause="PS3.18 8.3.4.4",
            hop=talk.hop,
            exchanges=talk.numbers,
        )


@check("WEB-03", "What is said over DICOMweb is well written", clause="PS3.18 F.2")
def written(story: Story) -> Iterator[Finding]:
    """JSON of the DICOM JSON model in UTF-8, multipart messages that are whole, files that are what their part says."""
    for talk in talks(story):
        if not talk.succeeded and not talk.answer.datasets:
            continue  # words for a person: WEB-10
        problems: dict[tuple[str, str], int] = {}
        for path, phrase in talk.answer.problems:
            key = (re.sub(r"\[\d+\]", "", path), phrase)
            problems[key] = problems.get(key, 0) + 1
        for (path, phrase), times in problems.items():
            yield fail(
                talk.archive,
                f"an answer over DICOMweb is badly written: {path} {phrase}".replace("  ", " "),
                received=f"{times} times" if times > 1 else "",
                where=path,
                hop=talk.hop,
                exchanges=talk.numbers,
            )
        if not problems and talk.answer.datasets:
            yield held(
                talk.archive,
                f"{len(talk.answer.datasets)} objects of an answer over DICOMweb are well written",
                hop=talk.hop,
                exchanges=talk.numbers,
            )


@check("WEB-10", "What cannot be done over DICOMweb is refused, in words for the caller", clause="PS3.18 10")
def refused(story: Story) -> Iterator[Finding]:
    """A provoked request is refused with the status of its fault; no refusal shows how the archive is made."""
    for talk in talks(story):
        details: Details = {"hop": talk.hop, "exchanges": talk.numbers, "received": f"HTTP {talk.answer.status}"}
        if talk.answer.status >= 400 and INSIDES.search(talk.reply.raw.decode("utf-8", "replace")):
            yield fail(talk.archive, f"{talk.archive} shows its insides in a refusal", severity="minor", **details)
        if (statuses := REFUSALS.get(talk.request.deliberate)) is not None:
            if talk.answer.status in statuses:
                yield held(talk.archive, f"a request with {talk.request.deliberate} was refused", **details)
            elif talk.succeeded:
                yield fail(
                    talk.archive,
                    f"a request with {talk.request.deliberate} was called a success",
                    expected=" or ".join(f"HTTP {status}" for status in statuses),
                    **details,
                )
            else:
                yield note(
                    talk.archive, f"a request with {talk.request.deliberate} was refused in other words", **details
                )


@check("WEB-12", "The pages of a search are the whole of it", clause="PS3.18 8.3.4.4", severity="critical")
def paged(story: Story) -> Iterator[Finding]:
    """The same search with and without limit and offset: no match twice, none left out, in the same order."""
    groups: dict[tuple[object, ...], list[Talk]] = {}
    for talk in talks(story, "QIDO"):
        keys = tuple(sorted(pair for pair in talk.asked.query if pair[0] not in ("limit", "offset")))
        if talk.answer.status in SEARCHES:
            groups.setdefault((talk.archive, talk.asked.path, keys), []).append(talk)
    for group in groups.values():
        pages = [talk for talk in group if talk.asked.asked("limit")]
        whole = [talk for talk in group if not talk.asked.asked("limit") and not talk.asked.asked("offset")]
        if len(pages) > 1 and whole:
            yield _pages(pages, whole[-1])


def _pages(pages: list[Talk], whole: Talk) -> Finding:
    level = level_of(whole)
    pages = sorted({talk.asked.query: talk for talk in pages}.values(), key=_offset)
    listed = [unique(level, match) for talk in pages for match in talk.answer.datasets]
    wanted = [unique(level, match) for match in whole.answer.datasets]
    details: Details = {
        "hop": whole.hop,
        "exchanges": (whole.request.number, *(talk.reply.number for talk in pages))[:12],
    }
    if listed == wanted:
        return held(whole.archive, f"{len(pages)} pages of a search over DICOMweb are the whole of it", **details)
    if sorted(listed) == sorted(wanted):
        return note(whole.archive, "the pages of a search over DICOMweb are in another order than the whole", **details)
    return fail(
        whole.archive,
        "the pages of a search over DICOMweb are not the whole of it",
        expected=f"{len(wanted)} matches, each once",
        received=f"{len(listed)} matches, {len(set(listed))} different",
        **details,
    )


def _offset(talk: Talk) -> int:
    offset = talk.asked.asked("offset")
    return int(offset) if offset.isdigit() else 0
