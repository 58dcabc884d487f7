"""DIMSE as such: readable messages, an answer to each request, statuses of the service, associations that hold."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held, note
from harness.checks.dimse import REQUESTS, SEVERAL_ANSWERS, Details, final_reply, hop, numbers, status_of, status_text
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange


@check("DIC-01", "Every DICOM message can be read", clause="PS3.7 6.3.1", severity="critical")
def readable(story: Story) -> Iterator[Finding]:
    """A message that cannot be decoded, or a DIMSE message outside its presentation context, is its sender's fault."""
    read = 0
    for exchange in story.dimse():
        if not exchange.error:
            read += 1
        elif not exchange.deliberate:
            yield fail(
                exchange.sender,
                f"{exchange.sender} sent a {exchange.kind} that cannot be read",
                expected="a command set and data set in the encoding that was negotiated",
                received=exchange.error,
                hop=hop(exchange),
                exchanges=numbers(exchange),
            )
    if read:
        yield held("", f"{read} DICOM messages could be read")


@check("DIC-02", "Every DICOM request is answered", clause="PS3.7 Annex C", severity="critical")
def answered(story: Story) -> Iterator[Finding]:
    """No answer at all, an abort or a release instead of one, or pending answers without a final one."""
    done: dict[str, int] = {}
    for request in story.dimse(*REQUESTS):
        if final_reply(story, request) is not None:
            done[request.receiver] = done.get(request.receiver, 0) + 1
            continue
        how = _left_open(story, request)
        if how and not request.deliberate and request.connection not in story.cut:
            yield fail(
                request.receiver,
                f"{request.receiver} did not answer the {request.kind} of {request.sender}",
                expected=f"a final {request.kind.removesuffix('-RQ')}-RSP",
                received=how,
                hop=hop(request),
                exchanges=numbers(request, *story.replies(request)),
            )
    for receiver, count in done.items():
        yield held(receiver, f"{receiver} answered {count} DICOM requests")


def _left_open(story: Story, request: Exchange) -> str:
    """How a request without final answer ended; "" when it may still be under way or its sender gave up early."""
    later = [one for one in story.after(request) if one.connection == request.connection]
    end = next((one for one in later if one.kind in ("A-ABORT", "A-RELEASE-RQ")), None)
    limit = story.limits.dimse_s
    if end is None:
        waited = story.end - request.time
        limit = max(limit, story.limits.stored_retrievable_s) if request.kind in SEVERAL_ANSWERS else limit
        return f"nothing within {waited:.1f} s" if waited >= limit else ""
    waited = end.time - request.time
    if end.sender == request.sender and waited < 0.9 * limit:
        return ""
    ended = "aborted" if end.kind == "A-ABORT" else "released"
    return f"nothing within {waited:.1f} s, then the association was {ended} by {end.sender}"


_GENERAL = frozenset(range(0x0105, 0x0125)) | frozenset(range(0x0210, 0x0214)) | {0x0000}
_SERVICE = {
    "C-STORE-RSP": {0xB000, 0xB006, 0xB007},
    "C-FIND-RSP": {0xFE00, 0xFF00, 0xFF01, 0xB001},
    "C-MOVE-RSP": {0xA801, 0xFE00, 0xFF00, 0xB000},
    "C-GET-RSP": {0xFE00, 0xFF00, 0xB000},
    "N-GET-RSP": {0x0001},
}
_FAMILIES = {
    "C-STORE-RSP": (0xA700, 0xA900, 0xC000),
    "C-FIND-RSP": (0xA700, 0xA900, 0xC000),
    "C-MOVE-RSP": (0xA700, 0xA900, 0xC000),
    "C-GET-RSP": (0xA700, 0xA900, 0xAA00, 0xC000),
}


def is_of_service(kind: str, status: int) -> bool:
    """Whether a response of this kind may carry the status (tables of PS3.4 and PS3.7 C)."""
    families = _FAMILIES.get(kind, ())
    is_c = 0xC000 in families and status & 0xF000 == 0xC000
    return status in _GENERAL or status in _SERVICE.get(kind, ()) or status & 0xFF00 in families or is_c


@check("DIC-03", "Statuses are those of the service", clause="PS3.7 Annex C", severity="minor")
def statuses(story: Story) -> Iterator[Finding]:
    """A response without status, or with one that neither the service nor PS3.7 defines."""
    good: dict[str, int] = {}
    for reply in story.dimse(*(kind.replace("-RQ", "-RSP") for kind in REQUESTS)):
        status = status_of(reply)
        if status is not None and is_of_service(reply.kind, status):
            good[reply.sender] = good.get(reply.sender, 0) + 1
        else:
            yield fail(
                reply.sender,
                f"{reply.sender} answered with a status that the service does not have",
                expected=f"a status of {reply.kind.removesuffix('-RSP')}",
                received=status_text(status),
                hop=hop(reply),
                where="(0000,0900) Status",
                exchanges=numbers(story.request(reply), reply),
            )
    for sender, count in good.items():
        yield held(sender, f"{sender} gave {count} answers with a status of their service")


@check("DIC-04", "Associations are neither refused nor aborted", clause="PS3.8", severity="critical")
def associations(story: Story) -> Iterator[Finding]:
    """A rejection, or an abort that leaves a request unanswered, unless our side provoked it. A transient rejection,
    and an abort after everything was answered, are only noted."""
    provoked = {exchange.connection for exchange in story.dimse() if exchange.deliberate}
    for event in story.dimse("A-ASSOCIATE-RJ", "A-ABORT"):
        if event.connection in provoked:
            continue
        words = event.raw.decode("utf-8", "replace").strip().splitlines()
        details: Details = {"received": words[-1] if words else "", "hop": hop(event), "exchanges": numbers(event)}
        if event.kind == "A-ABORT":
            waiting = [one.sender for one in _unanswered(story, event)]
            if not waiting:
                yield note(event.sender, f"{event.sender} ended an association by an abort, not a release", **details)
            elif event.sender not in waiting:
                yield fail(event.sender, f"{event.sender} aborted the association with {event.receiver}", **details)
        elif "transiently" in event.raw.decode("utf-8", "replace"):
            yield note(
                event.sender, f"{event.sender} was busy and turned {event.receiver} away for the moment", **details
            )
        else:
            yield fail(event.sender, f"{event.sender} refused the association of {event.receiver}", **details)


def _unanswered(story: Story, abort: Exchange) -> list[Exchange]:
    """Requests on this association without a final answer. Where the aborting side had asked, its wait is over: the
    silent side is at fault (DIC-02). An association aborted before its first request counts as asked by the other."""
    before = [one for one in story.before(abort) if one.connection == abort.connection]
    asked = [one for one in before if one.kind in REQUESTS]
    if not asked:
        return [one for one in before if one.kind == "A-ASSOCIATE-RQ"]
    return [one for one in asked if final_reply(story, one) is None]
