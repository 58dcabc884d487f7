"""After a merge (A40) or an update (A08): the old identity is gone, the new one complete, in every role.

Judged by what crosses the wire afterwards: worklist, orders told to the PACS, answers and images of the archive,
reports. A change may take the site's time: what is old within it is noted, after it the old identifier fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from harness.checks import check, fail, held, note
from harness.checks.dicom_traces import archive_answers, stored_images, worklist_items
from harness.checks.dimse import final_reply, is_accepted, pending, status_of, text_of
from harness.checks.hl7 import requests, was_accepted
from harness.checks.patients import Version, book_of, same_patient
from harness.checks.story import Story
from harness.checks.traces import Trace, filler_notices, full_name, reports, scheduled_procedures
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import elements
from simulators.wire.elements import tag_of
from simulators.wire.identifiers import PatientId
from simulators.wire.registration import read_merges

_CLAUSE = "IHE RAD TF, RAD-12; HL7 A40: MRG-1 is given up, PID-3 survives"


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where a role shows patients: its name for people, the traces, and how long a change may take."""

    label: str
    traces: tuple[Trace, ...]
    limit_s: float


def _of_ris(story: Story) -> list[_Seen]:
    limits = story.limits
    told = [*scheduled_procedures(story), *[one for one in filler_notices(story) if one.exchange.sender == "ris"]]
    return [
        _Seen("the worklist", tuple(worklist_items(story)), limits.worklist_s),
        _Seen("the orders and statuses of the RIS", tuple(told), limits.notification_s),
        _Seen("the reports", tuple(trace for trace, _ in reports(story)), limits.notification_s),
    ]


def _of_pacs(story: Story) -> list[_Seen]:
    limit = story.limits.notification_s
    sent = [image for image in stored_images(story) if image.exchange.sender == "pacs"]
    return [
        _Seen("the answers of the PACS", tuple(archive_answers(story)), limit),
        _Seen("the images retrieved from the PACS", tuple(sent), limit),
    ]


def _later(seen: _Seen, version: Version, wanted: Callable[[Trace], bool]) -> list[Trace]:
    """What was shown after the change, of the patient it is about."""
    return [
        trace
        for trace in seen.traces
        if trace.exchange.number > version.number and not trace.exchange.deliberate and trace.patient and wanted(trace)
    ]


def _overdue(seen: _Seen, version: Version, traces: list[Trace]) -> list[Trace]:
    """Those after the change had its time; who polls until the limit asks the last time just before it."""
    return [trace for trace in traces if trace.exchange.time - version.time > 0.9 * seen.limit_s]


@check("MRG-01", "After a merge the RIS knows only the survivor", clause=_CLAUSE, severity="critical")
def merged_in_ris(story: Story) -> Iterator[Finding]:
    """Worklist, order messages and reports: nothing under the identifier given up; nothing lost for the survivor."""
    yield from _merged(story, "ris", _of_ris)


@check("MRG-02", "After a merge the PACS knows only the survivor", clause=_CLAUSE, severity="critical")
def merged_in_pacs(story: Story) -> Iterator[Finding]:
    """Query answers and retrieved images: nothing under the identifier given up."""
    yield from _merged(story, "pacs", _of_pacs)


def _merged(story: Story, role: str, where: Callable[[Story], list[_Seen]]) -> Iterator[Finding]:
    for version, prior in book_of(story, role).merges:
        if version.request.deliberate:
            continue
        survivor = version.patient.id
        for seen in where(story):
            later = _later(seen, version, lambda trace: _is_either(trace, survivor, prior))  # noqa: B023 - used at once
            later = _until_registered_again(story, role, prior, version, later)
            yield from _merge_findings(seen, version, prior, role, later)


def _is_either(trace: Trace, *ids: PatientId) -> bool:
    return trace.patient is not None and any(same_patient(trace.patient.id, each) for each in ids)


def _merge_findings(
    seen: _Seen, version: Version, prior: PatientId, role: str, later: list[Trace]
) -> Iterator[Finding]:
    old = [trace for trace in later if _is_either(trace, prior)]
    overdue = _overdue(seen, version, old)
    details = {
        "expected": f"patient ID {version.patient.id.value}",
        "hop": f"{version.request.sender}→{role}",
        "exchanges": (version.request.number, *(trace.exchange.number for trace in (overdue or old or later)[:5])),
    }
    if overdue:
        yield fail(
            role,
            f"{seen.label} still shows the patient ID that was merged away",
            received=f"patient ID {prior.value}",
            where=old[0].values["patient_id"].where,
            likely="the merge was acknowledged and not carried out here",
            **details,
        )
    elif later and later[-1] in old:
        what = f"{seen.label} showed the patient ID that was merged away, when the merge had not had its time"
        yield note(role, what, received=f"patient ID {prior.value}", **details)
    elif later:
        yield held(role, f"after the merge {seen.label} shows the surviving patient", **details)


def _until_registered_again(
    story: Story, role: str, prior: PatientId, version: Version, traces: list[Trace]
) -> list[Trace]:
    """An identifier that is registered anew after the merge is in use again from then on."""
    again = [
        one.number
        for one in book_of(story, role).updates
        if one.number > version.number
        and one.event not in ("A40", "A34", "A36")
        and same_patient(one.patient.id, prior)
    ]
    return [trace for trace in traces if not again or trace.exchange.number < again[0]]


@check("MRG-03", "The PACS is told of a merge", clause="IHE RAD TF, RAD-12", severity="critical")
def told(story: Story) -> Iterator[Finding]:
    """A merge that the RIS accepted reaches the PACS too, from the RIS or from registration itself."""
    merges = [one for one in requests(story, "ADT^A40", receiver="ris") if not one.deliberate]
    if not any(exchange.receiver == "pacs" for exchange in story.hl7()):
        return  # this PACS has no HL7 interface in this story
    for merge in merges:
        if not was_accepted(story, merge):
            continue
        passed = [one for one in requests(story, "ADT^A40", receiver="pacs") if _same_merge(one, merge)]
        details = {
            "hop": "ris→pacs",
            "exchanges": (merge.number, *(one.number for one in passed[:2])),
            "expected": f"ADT^A40 within {story.limits.notification_s:g} s",
        }
        if any(was_accepted(story, one) for one in passed):
            yield held("ris", "the PACS was told of the merge", received=passed[0].kind, **details)
        elif not passed and story.end - merge.time > story.limits.notification_s and story.claimed("ris", "RAD-12"):
            yield fail("ris", "the PACS was not told of a merge", received="nothing", **details)


def _same_merge(one: Exchange, other: Exchange) -> bool:
    left = read_merges(one.message) if one.message else []
    right = read_merges(other.message) if other.message else []
    return any(same_patient(a[1], b[1]) and same_patient(a[0].id, b[0].id) for a in left for b in right)


@check("MRG-04", "After an update the new name is shown", clause="IHE RAD TF, RAD-12 A08", severity="critical")
def renamed(story: Story) -> Iterator[Finding]:
    """A08: the archive's answers and the images it sends carry the name as corrected. For the RIS: PRP-02, -03, -06."""
    book = book_of(story, "pacs")
    for number, version in enumerate(book.updates):
        before = [one for one in book.updates[:number] if same_patient(one.patient.id, version.patient.id)]
        if version.doubtful or version.event not in ("A08", "A31") or not full_name(version.patient.name):
            continue
        after = [one for one in book.updates[number + 1 :] if same_patient(one.patient.id, version.patient.id)]
        yield from _shown(story, version, before, after[0].request.number if after else 0)


def _shown(story: Story, version: Version, before: list[Version], until: int) -> Iterator[Finding]:
    new = full_name(version.patient.name)
    old = {full_name(one.patient.name) for one in before} - {new}
    for seen in _of_pacs(story):
        later = _later(seen, version, lambda trace: _is_either(trace, version.patient.id) and bool(trace.text("name")))
        later = [trace for trace in later if not until or trace.exchange.number < until]
        wrong = [trace for trace in later if trace.text("name") != new]
        overdue = _overdue(seen, version, wrong)
        details = {
            "expected": new,
            "hop": f"{version.request.sender}→pacs",
            "exchanges": (
                version.request.number,
                *(trace.exchange.number for trace in (overdue or wrong or later)[:5]),
            ),
        }
        if overdue:
            stale = overdue[0].text("name") in old
            likely = "the update was acknowledged and not carried out here" if stale else ""
            yield fail("pacs", f"after the update {seen.label} shows another name", received=overdue[0].text("name"),
                       where=overdue[0].values["name"].where, likely=likely, **details)  # fmt: skip
        elif later and later[-1] in wrong:
            what = f"{seen.label} showed another name, when the update had not had its time"
            yield note("pacs", what, received=wrong[-1].text("name"), **details)
        elif later:
            yield held("pacs", f"after the update {seen.label} shows the corrected name", **details)


@check("MRG-05", "After a merge the survivor's studies are complete", clause=_CLAUSE, severity="critical")
def complete(story: Story) -> Iterator[Finding]:
    """Study queries by the surviving ID alone: every study that was stored under the one given up is in the answer."""
    for version, prior in book_of(story, "pacs").merges:
        if version.request.deliberate:
            continue
        for query in _queries_by_id(story, version.patient.id):
            if query.number > version.number:
                yield from _completeness(story, version, prior, query)


def _queries_by_id(story: Story, wanted: PatientId) -> list[Exchange]:
    """Successful study queries whose only key is this patient ID."""
    found = []
    for query in story.dimse("C-FIND-RQ", receiver="pacs"):
        keys = query.dataset
        if keys is None or query.deliberate or text_of(keys, "QueryRetrieveLevel") != "STUDY":
            continue
        others = [tag for tag in elements.tags(keys) if elements.values(keys, tag) and tag not in _NO_KEYS]
        final = final_reply(story, query)
        if not others and text_of(keys, "PatientID") == wanted.value and final is not None and status_of(final) == 0:
            found.append(query)
    return found


_NO_KEYS = frozenset(map(tag_of, ("QueryRetrieveLevel", "SpecificCharacterSet", "PatientID", "IssuerOfPatientID")))


def _completeness(story: Story, version: Version, prior: PatientId, query: Exchange) -> Iterator[Finding]:
    stored = {
        image.text("study_uid"): image.exchange
        for image in stored_images(story)
        if image.exchange.receiver == "pacs"
        and image.exchange.number < query.number
        and _is_either(image, prior)
        and image.text("modality") != "KO"
        and is_accepted(status_of(story.reply(image.exchange)))
    }
    rejected = {image.text("study_uid") for image in stored_images(story) if image.text("modality") == "KO"}
    shown = {text_of(answer.dataset, "StudyInstanceUID") for answer in pending(story, query)}
    wanted = {uid: exchange for uid, exchange in stored.items() if uid and uid not in rejected}
    missing = [uid for uid in wanted if uid not in shown]
    details = {
        "expected": ", ".join(wanted),
        "received": ", ".join(shown - {""}) or "no study",
        "where": "(0020,000D) StudyInstanceUID",
        "hop": f"pacs→{query.sender}",
        "exchanges": (version.request.number, query.number, *(wanted[uid].number for uid in missing[:3])),
    }
    if missing and query.time - version.time > 0.9 * story.limits.notification_s:
        yield fail("pacs", "a study of the patient merged away is missing under the survivor", **details)
    elif missing:
        yield note("pacs", "a study was missing under the survivor when the merge had not had its time", **details)
    elif wanted:
        yield held("pacs", "the studies of the patient merged away are under the survivor", **details)
