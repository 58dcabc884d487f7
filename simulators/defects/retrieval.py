"""Defects of retrieving, of rejections and of associations at the archive."""

from __future__ import annotations

from typing import Any

from simulators import dimse_acceptor, dimse_retrieve, dimse_scp, pacs, pacs_query, pacs_rejection
from simulators.defects.defect import defect
from simulators.defects.planting import EveryNth, Planting, around, both, doing
from simulators.wire.procedure_step import Answer


def _all_but_the_last(original: Any, self: Any, model: str, query: Any) -> Any:
    found = original(self, model, query)
    return found[:-1] if isinstance(found, list) else found


def _anybody(original: Any, self: Any, ae_title: str) -> Any:
    return original(self, ae_title) or original(self, "WS_1")


def _one_more(original: Any, self: Any, status: int, **options: Any) -> None:
    self.completed += 1
    try:
        original(self, status, **options)
    finally:
        self.completed -= 1


def _success(original: Any, self: Any, status: int, **options: Any) -> None:
    original(self, status if options.get("remaining") else 0x0000, **options)


def _skips_first(original: Any, self: Any, instance: Any, send: Any) -> None:
    """Counts an instance as sent and does not send it."""
    if not self.completed:
        self.remaining -= 1
        self.completed += 1
        return
    original(self, instance, send)


def _refusing(planting: Planting) -> None:
    """The archive takes a few associations and then, every fourth time, no more."""
    fourth = EveryNth(4)

    def refusal(original: Any, self: Any, request: Any) -> Any:
        if self.role == "pacs" and fourth():
            return (2, 3, 2)
        return original(self, request)

    around(dimse_scp.Scp, "refusal", refusal)(planting)


def _kept_open(original: Any, self: Any, association: Any) -> None:
    """An association that has ended is counted as open for ever."""
    if self.role != "pacs":
        original(self, association)


def _room_for_six(original: Any, self: Any, request: Any) -> Any:
    return (2, 3, 2) if self.role == "pacs" and len(self.associations) > 6 else original(self, request)


def _impatient(original: Any, self: Any) -> None:
    """A time limit that a far line never keeps."""
    inbox = self.layer.inbox
    take = inbox.take

    def hastily(timeout: float, **what: Any) -> Any:
        message = take(min(timeout, 0.5), **what)
        if message is None and not inbox.closed and self.layer.dul.peek_next_pdu() is None:
            self.layer.abort()
        return message

    if self.scp.role == "pacs":
        inbox.take = hastily
    original(self)


def _worn_out(planting: Planting) -> None:
    """The archive serves eight associations and then none, until it is started anew."""
    taken = EveryNth(1)

    def refusal(original: Any, self: Any, request: Any) -> Any:
        if self.role == "pacs" and taken() and taken.count > 8:
            return (1, 1, 1)
        return original(self, request)

    around(dimse_scp.Scp, "refusal", refusal)(planting)


DEFECTS = (
    defect(
        "ret.one-missing",
        "the archive says success and leaves out the last image",
        "pacs",
        "TC-RET-001 TC-RET-002",
        "(?i)images?|retriev|missing|C-MOVE|C-GET",
        around(pacs_query.Query, "instances", _all_but_the_last),
        row=9,
    ),
    defect(
        "ret.counted-not-sent",
        "the archive counts an image as sent that it does not send",
        "pacs",
        "TC-RET-001 TC-RET-002",
        "(?i)images?|retriev|missing|count|sub-?operations",
        around(dimse_retrieve.SubOperations, "_count", _skips_first),
        row=9,
    ),
    defect(
        "ret.counts-wrong",
        "the archive counts one image too many in a retrieval",
        "pacs",
        "TC-RET-001 TC-RET-002 TC-RET-004",
        "(?i)says that it sent|count|sub-?operations|completed",
        around(dimse_retrieve.SubOperations, "respond", _one_more),
    ),
    defect(
        "ret.unknown-destination",
        "the archive sends to another workstation when it does not know the one asked for",
        "pacs",
        "TC-RET-003",
        "(?i)statuses|A801|destination",
        around(pacs.Pacs, "_destination", _anybody),
        row=7,
    ),
    defect(
        "rej.stored-only",
        "the archive stores a rejection note and shows the images all the same",
        "pacs",
        "TC-REJ-001 TC-REJ-002",
        "(?i)images?|reject",
        doing(pacs_rejection.Rejections, "kept", None),
        after="a rejection",
    ),
    defect(
        "rej.any-note",
        "the archive takes rejection notes for images that it does not have or that were rejected",
        "pacs",
        "TC-REJ-003 TC-REJ-004",
        "(?i)took the image|refus|reject|A77",
        doing(pacs_rejection.Rejections, "judge", Answer(0)),
    ),
    defect(
        "assoc.refused-at-times",
        "the archive refuses every fourth association",
        "pacs",
        "TC-ACQ-001 TC-STO-001.1",
        "(?i)refus|reject|association",
        _refusing,
    ),
    defect(
        "assoc.leak",
        "the archive leaks associations, and has no room for more than six",
        "pacs",
        "TC-ACQ-001 TC-STO-001.1",
        "(?i)local limit exceeded",
        both(around(dimse_scp.Scp, "forget", _kept_open), around(dimse_scp.Scp, "refusal", _room_for_six)),
        stops="the archive talks to nobody any more",
    ),
    defect(
        "assoc.worn-out",
        "the archive refuses every association after the eighth",
        "pacs",
        "TC-ACQ-001 TC-STO-001.1",
        "(?i)reject.*(permanent|no reason)",
        _worn_out,
        stops="the archive talks to nobody any more",
    ),
    defect(
        "assoc.impatient",
        "the archive breaks associations off on which nothing has come for half a second",
        "pacs",
        "TC-CON-009.2 TC-CON-009.1",
        "(?i)abort|associat|closed|connection",
        around(dimse_acceptor.Incoming, "_loop", _impatient),
    ),
)
