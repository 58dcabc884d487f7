"""Reading DIMSE exchanges: requests with their answers, statuses in words, what was stored. For the DICOM checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from pydicom import Dataset

from harness.checks.story import Story
from simulators.transcript import Exchange
from simulators.wire import elements, matching

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


def lost_letters(asked: str, answered: str) -> bool:
    """Whether ``answered`` is the name ``asked`` for without the letters that are not ASCII.

    That is a fault of the character set, found and named by other checks; it is not the name of somebody else.
    """
    fewer = sum(not letter.isascii() for letter in answered) < sum(not letter.isascii() for letter in asked)
    without_accents, without_letters = (
        (_ascii(change(asked)), _ascii(change(answered))) for change in (matching.fold, str.casefold)
    )
    return fewer and any(
        any(map(str.isalpha, rest)) and matching.wildcard(rest)(left)
        for rest, left in (without_accents, without_letters)
    )


def _ascii(name: str) -> str:
    """Without the other letters and what stands for them: blanks and question marks."""
    return "".join(letter for letter in name if letter.isascii() and letter not in "? ")


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


_KEYS = ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")


def retrievals(story: Story) -> list[Exchange]:
    """C-MOVE and C-GET requests, in order."""
    return story.dimse("C-MOVE-RQ", "C-GET-RQ")


def covers(request: Exchange, stored: Stored) -> bool:
    """Whether the identifier of a query or retrieve includes this object; only unique keys are looked at, and any
    other key with a value makes the answer no."""
    if request.dataset is None:
        return False
    for tag in elements.tags(request.dataset):
        keyword = elements.name_of(tag).rpartition(" ")[2]
        wanted = elements.values(request.dataset, tag)
        if not wanted or keyword in ("SpecificCharacterSet", "QueryRetrieveLevel", "TimezoneOffsetFromUTC"):
            continue
        if keyword not in _KEYS:
            return False
        if stored.text(keyword) not in wanted:
            return False
    return True


def arrivals(story: Story, request: Exchange) -> list[Exchange] | None:
    """The C-STORE requests of a retrieve. None when the destination is none of ours, and so is not seen."""
    return remembered(story, f"arrivals of {request.number}", lambda: _arrivals(story, request))


def _arrivals(story: Story, request: Exchange) -> list[Exchange] | None:
    final = final_reply(story, request)
    end = final.number if final is not None else story.exchanges[-1].number
    meanwhile = [one for one in story.dimse("C-STORE-RQ") if request.number < one.number <= end]
    if request.kind == "C-GET-RQ":
        return [one for one in meanwhile if one.connection == request.connection]
    calling, _ = ae_titles(story, request)
    found = [one for one in meanwhile if one.sender == request.receiver and _belongs(one, request)]
    if calling == text_of(request.command, "MoveDestination"):
        return [one for one in found if one.receiver == request.sender]
    return found or None


def _belongs(store: Exchange, request: Exchange) -> bool:
    """By (0000,1031) Move Originator Message ID where the sender gives it; else everything it sent meanwhile counts."""
    origin = text_of(store.command, "MoveOriginatorMessageID")
    return not origin or origin == text_of(request.command, "MessageID")
