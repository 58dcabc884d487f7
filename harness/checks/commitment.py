"""Storage commitment, RAD-10: one report for each request, about exactly what was asked, and true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.dimse import (
    COMMITMENT,
    Details,
    answer_text,
    hop,
    is_accepted,
    numbers,
    of_class,
    status_of,
    stores,
    text_of,
)
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import elements
from simulators.wire.elements import name_of, tag_of

REASONS = {
    0x0110: "processing failure",
    0x0112: "no such object instance",
    0x0119: "class-instance conflict",
    0x0122: "referenced SOP class not supported",
    0x0131: "duplicate transaction UID",
    0x0213: "resource limitation",
}
COMMITTED, FAILED = "ReferencedSOPSequence", "FailedSOPSequence"
Reference: TypeAlias = tuple[str, str, str]  # SOP Class UID, SOP Instance UID, failure reason ("" where none)


def requests(story: Story) -> list[Exchange]:
    """The N-ACTIONs that ask for commitment."""
    return of_class(story.dimse("N-ACTION-RQ"), COMMITMENT)


def transaction(exchange: Exchange) -> str:
    return text_of(exchange.dataset, "TransactionUID")


def reports(story: Story, request: Exchange | None = None) -> list[Exchange]:
    """The N-EVENT-REPORTs, of one request by its transaction UID."""
    found = of_class(story.dimse("N-EVENT-REPORT-RQ"), COMMITMENT)
    if request is None:
        return found
    return [one for one in found if transaction(one) == transaction(request) and one.sender == request.receiver]


def references(dataset: Dataset | None, keyword: str) -> list[Reference]:
    """One of each item."""
    return [
        tuple(
            elements.text(item, name) for name in ("ReferencedSOPClassUID", "ReferencedSOPInstanceUID", "FailureReason")
        )  # type: ignore[misc]
        for item in (elements.items(dataset, keyword) if dataset is not None else ())
    ]


@check("COM-01", "Each commitment request gets exactly one report, in time", clause="PS3.4 J.3.2", severity="critical")
def reported(story: Story) -> Iterator[Finding]:
    """The request is accepted, and one report with its transaction UID comes within ``commitment_s``.

    A report that our side refused may come again. A refused request gets no report.
    """
    for request in requests(story):
        reply, found = story.reply(request), reports(story, request)
        if reply is None:
            continue  # DIC-02
        details: Details = {"hop": hop(request), "exchanges": numbers(request, reply, *found)}
        archive = request.receiver
        if not is_accepted(status_of(reply)):
            if not request.deliberate:
                yield fail(
                    archive,
                    f"{archive} refused to commit storage",
                    expected="0000 success",
                    received=answer_text(story, request),
                    **details,
                )
            continue
        yield from _in_time(story, request, found, details)
    yield from _strangers(story)


def _in_time(story: Story, request: Exchange, found: list[Exchange], details: Details) -> Iterator[Finding]:
    archive, limit = request.receiver, story.limits.commitment_s
    taken = [one for one in found if is_accepted(status_of(story.reply(one)))]
    if not found:
        say = fail if story.end - request.time >= limit else note
        yield say(
            archive,
            f"{archive} never reported on a storage commitment",
            expected=f"a report within {limit:g} s",
            received="none",
            **details,
        )
        return
    waited = found[0].time - request.time
    if waited > limit:
        yield fail(
            archive,
            f"{archive} reported late on a storage commitment",
            expected=f"within {limit:g} s",
            received=f"after {waited:.1f} s",
            **details,
        )
    if len(taken) > 1:
        yield fail(
            archive,
            f"{archive} reported {len(taken)} times on one storage commitment",
            expected="one report",
            received=f"{len(taken)} reports",
            severity="major",
            **details,
        )
    if waited <= limit and len(taken) <= 1:
        yield held(archive, f"{archive} reported on a storage commitment after {waited:.1f} s", **details)


def _strangers(story: Story) -> Iterator[Finding]:
    asked = {transaction(request) for request in requests(story)}
    for report in reports(story):
        if transaction(report) not in asked and not report.deliberate:
            yield fail(
                report.sender,
                f"{report.sender} reported on a transaction that nobody had asked for",
                expected="the transaction UID of a request",
                received=transaction(report) or "absent",
                where=name_of(tag_of("TransactionUID")),
                hop=hop(report),
                exchanges=numbers(report),
            )


@check("COM-02", "A commitment report answers for every object, once", clause="PS3.4 J.3.3.1", severity="critical")
def whole(story: Story) -> Iterator[Finding]:
    """Committed and failed together are what was asked, no object is both, classes agree, failures have a reason,
    and the event type says whether there are failures."""
    for request in requests(story):
        for report in reports(story, request):
            found = list(_judge(request, report))
            yield from found
            if not found:
                yield held(
                    report.sender,
                    "a commitment report answers for every object",
                    hop=hop(report),
                    exchanges=numbers(request, report),
                )


def _judge(request: Exchange, report: Exchange) -> Iterator[Finding]:
    good, bad = references(report.dataset, COMMITTED), references(report.dataset, FAILED)
    details: Details = {"hop": hop(report), "exchanges": numbers(request, report)}
    asked = {uid: class_uid for class_uid, uid, _ in references(request.dataset, COMMITTED)}
    yield from _answered(report.sender, asked, good, bad, details)
    yield from _classes(report.sender, asked, [*good, *bad], details)
    yield from _reasons(report.sender, bad, details)
    yield from _event_type(report, bad, details)


def _answered(
    role: str, asked: dict[str, str], good: list[Reference], bad: list[Reference], details: Details
) -> Iterator[Finding]:
    """For each object that was asked about one answer, and none for any other."""
    answered = [uid for _, uid, _ in (*good, *bad)]
    for uid in (uid for uid in asked if uid not in answered):
        yield fail(
            role,
            f"{role} does not answer for an object",
            expected=f"{uid} committed or failed",
            received="neither",
            **details,
        )
    for uid in sorted(set(answered) - set(asked)):
        yield fail(
            role,
            f"{role} answers for an object that was not asked about",
            expected="nothing else",
            received=uid,
            **details,
        )
    for uid in sorted({uid for uid in answered if answered.count(uid) > 1}):
        yield fail(
            role,
            f"{role} answers twice for an object",
            expected=f"{uid} once",
            received="committed and failed" if uid in {one[1] for one in bad} else "twice",
            **details,
        )


def _classes(role: str, asked: dict[str, str], answers: list[Reference], details: Details) -> Iterator[Finding]:
    for class_uid, uid, _ in answers:
        if uid in asked and class_uid != asked[uid]:
            yield fail(
                role,
                f"{role} names another SOP class for an object",
                expected=asked[uid],
                received=class_uid or "absent",
                where=name_of(tag_of("ReferencedSOPClassUID")),
                severity="major",
                **details,
            )


def _event_type(report: Exchange, bad: list[Reference], details: Details) -> Iterator[Finding]:
    event = text_of(report.command, "EventTypeID")
    if event != ("2" if bad else "1"):
        yield fail(
            report.sender,
            f"{report.sender} reports with the wrong event type",
            expected="2 with failures, 1 without",
            received=f"{event or 'absent'} with {len(bad)} failures",
            where="(0000,1002) EventTypeID",
            severity="major",
            **details,
        )


def _reasons(role: str, bad: list[Reference], details: Details) -> Iterator[Finding]:
    for _, uid, reason in bad:
        where = name_of(tag_of("FailureReason"))
        if not reason:
            yield fail(
                role,
                f"{role} does not say why an object is not committed",
                expected=f"a reason for {uid}",
                received="none",
                where=where,
                severity="major",
                **details,
            )
        elif not reason.isdigit() or int(reason) not in REASONS:
            yield note(
                role,
                f"{role} gives a failure reason that is not in the standard's list",
                received=reason,
                where=where,
                **details,
            )


@check(
    "COM-03",
    "Commitment is given for what is stored, and for nothing else",
    clause="PS3.4 J.3.3.1",
    severity="critical",
)
def true(story: Story) -> Iterator[Finding]:
    """Committed: the archive acknowledged it before. Refused: it did not. An object that was never sent in this
    scenario is judged only where our side asked for it on purpose."""
    for request in requests(story):
        for report in reports(story, request):
            sent: dict[str, bool] = {}
            for one in stores(story, receiver=request.receiver):
                if one.request.number < report.number:
                    sent[one.uid] = sent.get(one.uid, False) or one.accepted
            yield from _truth(request, report, sent)


def _truth(request: Exchange, report: Exchange, sent: dict[str, bool]) -> Iterator[Finding]:
    details: Details = {"hop": hop(report), "exchanges": numbers(request, report)}
    role, wrong = report.sender, False
    for _, uid, _ in references(report.dataset, COMMITTED):
        stored = sent.get(uid)
        if stored is False or (stored is None and request.deliberate):
            wrong = True
            why = "its storage was refused" if stored is False else "never sent"
            yield fail(
                role,
                f"{role} committed an object that it does not have",
                expected=f"{uid} failed",
                received=f"committed; {why}",
                **details,
            )
    for _, uid, reason in references(report.dataset, FAILED):
        if sent.get(uid):
            wrong = True
            meaning = REASONS.get(int(reason), reason) if reason.isdigit() else reason
            yield fail(
                role,
                f"{role} does not commit an object that it acknowledged",
                expected=f"{uid} committed",
                received=f"failed: {meaning or 'no reason'}",
                **details,
            )
    if not wrong:
        yield held(role, "commitment was given for what is stored, and for nothing else", **details)


@check("COM-04", "A transaction UID is used once", clause="PS3.4 J.3.2")
def fresh(story: Story) -> Iterator[Finding]:
    """The SCU never uses a transaction UID again."""
    seen: dict[str, Exchange] = {}
    for request in requests(story):
        uid = transaction(request)
        if request.deliberate:
            continue
        details: Details = {"where": name_of(tag_of("TransactionUID")), "hop": hop(request)}
        if not uid or uid in seen:
            yield fail(
                request.sender,
                f"{request.sender} used a transaction UID again" if uid else "no transaction UID",
                expected="a new UID",
                received=uid or "absent",
                exchanges=numbers(seen.get(uid), request),
                **details,
            )
        else:
            yield held(request.sender, "a new transaction UID", exchanges=numbers(request), **details)
        seen[uid] = request
