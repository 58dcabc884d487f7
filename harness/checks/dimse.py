"""DIMSE as such: readable messages, an answer to each request, statuses of the service, associations that hold, text.

The functions above the checks read exchanges for the other DICOM checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pydicom import Dataset

from harness.checks import check, fail, held, note
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import dicom_text, elements

T = TypeVar("T")
Details = dict[str, Any]  # the keyword arguments that several findings share
WORKLIST = "1.2.840.10008.5.1.4.31"
MPPS = "1.2.840.10008.3.1.2.3.3"
COMMITMENT = "1.2.840.10008.1.20.1"
AVAILABILITY = "1.2.840.10008.5.1.4.33"
KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
REQUESTS = tuple(
    f"{operation}-RQ"
    for operation in (
        *("C-ECHO", "C-STORE", "C-FIND", "C-MOVE", "C-GET"),
        *("N-CREATE", "N-SET", "N-GET", "N-ACTION", "N-EVENT-REPORT", "N-DELETE"),
    )
)
SEVERAL_ANSWERS = frozenset({"C-FIND-RQ", "C-MOVE-RQ", "C-GET-RQ"})
PENDING = frozenset({0xFF00, 0xFF01})
CANCEL = 0xFE00
MEANINGS = {
    0x0000: "success",
    0x0105: "no such attribute",
    0x0106: "invalid attribute value",
    0x0107: "attribute list error",
    0x0110: "processing failure",
    0x0111: "duplicate SOP instance",
    0x0112: "no such SOP instance",
    0x0113: "no such event type",
    0x0114: "no such argument",
    0x0115: "invalid argument value",
    0x0116: "attribute value out of range",
    0x0117: "invalid SOP instance",
    0x0118: "no such SOP class",
    0x0119: "class-instance conflict",
    0x0120: "missing attribute",
    0x0121: "missing attribute value",
    0x0122: "SOP class not supported",
    0x0123: "no such action",
    0x0124: "not authorized",
    0x0210: "duplicate invocation",
    0x0211: "unrecognized operation",
    0x0212: "mistyped argument",
    0x0213: "resource limitation",
    0xA700: "out of resources",
    0xA701: "cannot count matches",
    0xA702: "cannot perform sub-operations",
    0xA801: "move destination unknown",
    0xA900: "data set does not match SOP class",
    0xB000: "coerced, or some sub-operations failed",
    0xB006: "elements discarded",
    0xB007: "data set does not match SOP class",
    0xFE00: "cancelled",
    0xFF00: "pending",
    0xFF01: "pending, an optional key is not supported",
}


def status_of(exchange: Exchange | None) -> int | None:
    """(0000,0900) of a response; None where there is no response or no status in it."""
    value = exchange.command.get("Status") if exchange is not None and exchange.command is not None else None
    return value if isinstance(value, int) else None


def is_accepted(status: int | None) -> bool:
    """Success or warning: what was asked for has been done (PS3.7 C)."""
    return status is not None and (status in (0x0000, 0x0001, 0x0107, 0x0116) or status & 0xF000 == 0xB000)


def is_warning(status: int | None) -> bool:
    return is_accepted(status) and status != 0


def status_text(status: int | None) -> str:
    """``A700 out of resources``."""
    if status is None:
        return "no status"
    family = {0xA700: "out of resources", 0xA900: MEANINGS[0xA900], 0xC000: "cannot understand or process"}
    known = MEANINGS.get(status) or family.get(status & 0xFF00) or family.get(status & 0xF000, "")
    return f"{status:04X} {known}".strip()


def answer_text(story: Story, request: Exchange) -> str:
    """The final answer in words, with the peer's own comment."""
    reply = story.reply(request)
    if reply is None:
        return "no answer"
    comment = text_of(reply.command, "ErrorComment")
    return status_text(status_of(reply)) + (f' "{comment}"' if comment else "")


def text_of(dataset: Dataset | None, *path: str | int) -> str:
    """One element of a data set or command that may be absent."""
    return elements.text(dataset, *path) if dataset is not None else ""


def items_of(dataset: Dataset | None, keyword: str) -> list[Dataset]:
    return elements.items(dataset, keyword) if dataset is not None else []


def sop_instance(exchange: Exchange) -> str:
    """The SOP Instance UID that the command is about."""
    return text_of(exchange.command, "AffectedSOPInstanceUID") or text_of(exchange.command, "RequestedSOPInstanceUID")


def sop_class(exchange: Exchange) -> str:
    return text_of(exchange.command, "AffectedSOPClassUID") or text_of(exchange.command, "RequestedSOPClassUID")


def hop(exchange: Exchange) -> str:
    """``CT_ER1→pacs``."""
    return f"{exchange.sender}→{exchange.receiver}"


def numbers(*exchanges: Exchange | None) -> tuple[int, ...]:
    return tuple(exchange.number for exchange in exchanges if exchange is not None)


def final_reply(story: Story, request: Exchange) -> Exchange | None:
    """The answer that ends the operation: of C-FIND, C-MOVE and C-GET the one that is not pending."""
    replies = story.replies(request)
    if request.kind in SEVERAL_ANSWERS:
        replies = [reply for reply in replies if status_of(reply) not in PENDING]
    return replies[-1] if replies else None


def pending(story: Story, request: Exchange) -> list[Exchange]:
    """The pending answers of a C-FIND, C-MOVE or C-GET."""
    return [reply for reply in story.replies(request) if status_of(reply) in PENDING]


@dataclass(frozen=True, slots=True)
class Stored:
    """One C-STORE and its answer."""

    uid: str
    request: Exchange
    reply: Exchange | None

    @property
    def status(self) -> int | None:
        return status_of(self.reply)

    @property
    def accepted(self) -> bool:
        return is_accepted(self.status)

    def text(self, *path: str | int) -> str:
        return text_of(self.request.dataset, *path)


def remembered(story: Story, name: str, make: Callable[[], T]) -> T:
    """What ``make`` returned the first time it was asked for this story, which never changes."""
    cache = story.__dict__.setdefault("_remembered", {})
    if name not in cache:
        cache[name] = make()
    return cast(T, cache[name])


def stores(story: Story, *, sender: str = "", receiver: str = "") -> list[Stored]:
    """Every C-STORE, in order; an instance sent twice is there twice."""
    found = remembered(
        story,
        "stores",
        lambda: [Stored(sop_instance(request), request, story.reply(request)) for request in story.dimse("C-STORE-RQ")],
    )
    return [
        one
        for one in found
        if (not sender or story.matches(one.request.sender, sender))
        and (not receiver or story.matches(one.request.receiver, receiver))
    ]


def ae_titles(story: Story, exchange: Exchange) -> tuple[str, str]:
    """Calling and called AE title of the association that ``exchange`` went over; "" where not recorded."""
    for request in story.dimse("A-ASSOCIATE-RQ", where=lambda one: one.connection == exchange.connection):
        lines = dict(line.partition(": ")[::2] for line in request.raw.decode("utf-8", "replace").splitlines())
        return lines.get("calling AE title", "").strip(), lines.get("called AE title", "").strip()
    return "", ""


def of_class(exchanges: Iterable[Exchange], uid: str) -> list[Exchange]:
    return [exchange for exchange in exchanges if sop_class(exchange) == uid]


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
        if how and not request.deliberate:
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
        waited = story.exchanges[-1].time - request.time
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
    """A rejection or an abort by the peer, unless our side provoked it. A transient rejection is only noted."""
    provoked = {exchange.connection for exchange in story.dimse() if exchange.deliberate}
    for event in story.dimse("A-ASSOCIATE-RJ", "A-ABORT"):
        if event.connection in provoked:
            continue
        words = event.raw.decode("utf-8", "replace").strip().splitlines()
        details: Details = {"received": words[-1] if words else "", "hop": hop(event), "exchanges": numbers(event)}
        if event.kind == "A-ABORT":
            if not _gave_up(story, event):
                yield fail(event.sender, f"{event.sender} aborted the association with {event.receiver}", **details)
        elif "transiently" in event.raw.decode("utf-8", "replace"):
            yield note(
                event.sender, f"{event.sender} was busy and turned {event.receiver} away for the moment", **details
            )
        else:
            yield fail(event.sender, f"{event.sender} refused the association of {event.receiver}", **details)


def _gave_up(story: Story, abort: Exchange) -> bool:
    """Whether the abort ends the wait for an answer that did not come: then the silent side is at fault (DIC-02)."""
    before = [one for one in story.before(abort) if one.connection == abort.connection and one.kind in REQUESTS]
    return any(one.sender == abort.sender and final_reply(story, one) is None for one in before)


@check("TXT-01", "Text can be read in the declared character set", clause="PS3.4 C.2.2.2")
def text(story: Story) -> Iterator[Finding]:
    """(0008,0005) of every data set: known, not empty, and every value decodable by it. Non-ASCII without it fails.

    An object that a PACS passes on as it got it is the fault of who made it. Text that looks like UTF-8 under a
    Latin-1 label is noted: only a comparison of names can prove it.
    """
    clean: dict[str, int] = {}
    seen: dict[str, set[tuple[str, str]]] = {}
    for exchange in story.dimse():
        if exchange.dataset is None:
            continue
        found = dicom_text.problems(exchange.dataset)
        if exchange.kind == "C-STORE-RQ":
            known = seen.setdefault(sop_instance(exchange), set())
            found, new = [one for one in found if one not in known], found
            known |= set(new)
        for path, phrase in () if exchange.deliberate else found:
            yield _text_finding(exchange, path, phrase)
        if not found:
            clean[exchange.sender] = clean.get(exchange.sender, 0) + 1
    for sender, count in clean.items():
        yield held(sender, f"the text in {count} data sets of {sender} can be read as declared")


def _text_finding(exchange: Exchange, path: str, phrase: str) -> Finding:
    declared = "\\".join(dicom_text.declared(exchange.dataset or Dataset())) or "nothing"
    details: Details = {"received": phrase, "where": path, "hop": hop(exchange), "exchanges": numbers(exchange)}
    if phrase.startswith("looks like"):
        return note(exchange.sender, f"{exchange.sender} may have declared the wrong character set", **details)
    return fail(
        exchange.sender,
        f"text from {exchange.sender} cannot be read as it is declared",
        expected=f"values that the declared character set ({declared}) can hold",
        likely="names with accents will be wrong or unreadable at the receiver",
        **details,
    )
