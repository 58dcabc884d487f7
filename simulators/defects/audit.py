"""Defects of the audit trail: what a system does not tell, tells wrongly, twice, late or in another form."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from simulators.audit_events import AuditEvents
from simulators.audit_trail import AuditTrail
from simulators.audit_web import WebEvents
from simulators.defects.defect import defect
from simulators.defects.planting import Plant, around
from simulators.syslog_client import SyslogClient
from simulators.wire import audit
from simulators.wire.audit import AuditMessage, Object
from simulators.wire.identifiers import Code

HOUR = 3600.0
Change = Callable[[AuditMessage], "AuditMessage | None"]


def told(kind: str, change: Callable[[AuditMessage], Iterable[AuditMessage]]) -> Plant:
    """A kind of role tells these messages instead of one."""

    def tell(original: Any, self: AuditTrail, role: str, message: AuditMessage) -> None:
        for one in change(message) if self._tellers[role].kind == kind else (message,):
            original(self, role, one)

    return around(AuditTrail, "tell", tell)


def untold(kind: str, event: Code, action: str = "", outcome: str = "") -> Plant:
    """Messages of an event (and action, and outcome) are left out."""

    def left(message: AuditMessage) -> Iterable[AuditMessage]:
        same = message.is_a(event) and action in ("", message.action) and outcome in ("", message.outcome)
        return () if same else (message,)

    return told(kind, left)


def changed(kind: str, event: Code | None, change: Callable[[AuditMessage], dict[str, Any]]) -> Plant:
    """Messages of an event (None: all) say something else."""

    def other(message: AuditMessage) -> Iterable[AuditMessage]:
        return (replace(message, **change(message)) if event is None or message.is_a(event) else message,)

    return told(kind, other)


def objects(change: Callable[[Object], Object | None]) -> Callable[[AuditMessage], dict[str, Any]]:
    """Every object is another, or left out."""
    return lambda message: {"objects": tuple(one for each in message.objects if (one := change(each)) is not None)}


def _clock(seconds: float) -> Callable[[AuditMessage], dict[str, Any]]:
    return lambda message: {"time": audit.date_time((message.moment or 0.0) + seconds)}


def _other_user(message: AuditMessage) -> dict[str, Any]:
    first, *others = message.participants
    return {"participants": (replace(first, user_id="service", alternative_user_id="AETITLES=WS_1"), *others)}


def _nobody(message: AuditMessage) -> dict[str, Any]:
    return {
        "participants": tuple(
            replace(one, user_id="UNKNOWN", alternative_user_id="") if one.is_requestor else one
            for one in message.participants
        )
    }


def _without_patient(one: Object) -> Object | None:
    return None if one.is_patient else one


def _other_patient(one: Object) -> Object | None:
    return replace(one, id=one.id[2:]) if one.is_patient else one


def _other_study(one: Object) -> Object | None:
    return replace(one, id=f"{one.id[:60]}.1") if one.is_a(audit.STUDY_UID) else one


def _without_query(one: Object) -> Object | None:
    return replace(one, query=None, name=one.id)


def _held_back(original: Any, self: AuditTrail, role: str, message: AuditMessage) -> None:
    if self._tellers[role].kind != "ris":
        original(self, role, message)
        return
    delay = self.runtime.limits.audit_s + 0.7
    timer = threading.Timer(delay, original, (self, role, message))
    timer.daemon = True
    timer.start()


def _with_name(original: Any, self: AuditEvents, role: str, event: Code, action: str, request: Any, *rest: Any) -> Any:
    """The archive calls a study by its patient's name."""
    role, message = original(self, role, event, action, request, *rest)
    if self._kind(role) != "pacs":
        return role, message
    name = str(request.dataset.get("PatientName", ""))
    return role, replace(message, objects=tuple(replace(one, name=name) for one in message.objects))


def _as_of_old(original: Any, self: AuditTrail, role: str, document: bytes) -> bytes:
    """The attributes of RFC 3881 instead of DICOM's."""
    if self._tellers[role].kind == "ris":
        document = document.replace(b"csd-code=", b"code=").replace(b"originalText=", b"displayName=")
    written: bytes = original(self, role, document)
    return written


def _lines(original: Any, self: SyslogClient, message: bytes) -> None:
    """The archive ends its messages with a line feed, where their length has to stand before them."""
    if b" pacs " not in message[:80]:
        original(self, message)
        return
    self.connect()
    assert self._socket is not None
    try:
        self._socket.sendall(message + b"\n")
    except OSError as error:  # hung up on
        self.close()
        raise self._unreachable(error) from error


def _without_searches(original: Any, self: WebEvents, request: Any, reply: Any) -> Any:
    return () if request.kind == "QIDO-RQ" else original(self, request, reply)


def _only_looked_at(original: Any, self: WebEvents, request: Any, reply: Any) -> Any:
    """Objects that leave over the web are not told of."""
    return () if request.web.resource[-1:] == ("studies",) else original(self, request, reply)


ALL, SEEN, OPENED = "TC-AUD-001", "TC-AUD-002", "TC-AUD-005"
DEFECTS = (
    defect(
        "audit.query-untold", "The archive does not tell of queries", "pacs", OPENED, "event Query",
        untold("pacs", audit.QUERY),
    ),
    defect(
        "audit.order-untold", "The medical record does not tell of the orders it places", "emr", ALL,
        "event Order Record", untold("emr", audit.ORDER_RECORD),
    ),
    defect(
        "audit.procedure-untold", "The RIS does not tell of what it changes in a scheduled procedure", "ris", SEEN,
        "event Procedure Record", untold("ris", audit.PROCEDURE_RECORD, "U"),
    ),
    defect(
        "audit.transfer-untold", "A device does not tell that it begins to send", "modality", ALL,
        "event Begin Transferring", untold("modality", audit.BEGIN_TRANSFERRING),
    ),
    defect(
        "audit.refusal-untold", "The workstation does not tell of a refused sign-in", "workstation", "TC-AUD-009",
        "event User Authentication", untold("workstation", audit.USER_AUTHENTICATION, outcome=audit.MINOR_FAILURE),
    ),
    defect(
        "audit.alert-untold", "The archive does not tell whom it turned away", "pacs", "TC-AUD-010",
        "event Security Alert", untold("pacs", audit.SECURITY_ALERT),
    ),
    defect(
        "audit.export-untold", "The workstation does not tell what was written to a disc", "workstation", "TC-AUD-006",
        "event Export", untold("workstation", audit.EXPORT),
    ),
    defect(
        "audit.import-as-export", "What is read from a disc is told as written to one", "workstation", "TC-AUD-007",
        "event Import",
        changed("workstation", audit.IMPORT, lambda message: {"event": audit.EXPORT, "action": "R"}),
    ),
    defect(
        "audit.merge-half-told", "The RIS tells of a merge only that the old record is gone", "ris", "TC-AUD-003",
        "event Patient Record", untold("ris", audit.PATIENT_RECORD, "U"),
    ),
    defect(
        "audit.rejection-untold", "The archive does not tell that it hides rejected images", "pacs", "TC-AUD-004",
        "event DICOM Instances Accessed", untold("pacs", audit.INSTANCES_ACCESSED, "D"),
    ),
    defect(
        "audit.doubled", "The archive tells of everything twice", "pacs", OPENED, "times of one event",
        told("pacs", lambda message: (message, message)),
    ),
    defect(
        "audit.late", "The RIS tells of everything when its queue is flushed", "ris", SEEN, "came late",
        around(AuditTrail, "tell", _held_back),
    ),
    defect(
        "audit.clock-ahead", "The clock of the archive is an hour ahead", "pacs", ALL, "clock|another time",
        changed("pacs", None, _clock(HOUR)),
    ),
    defect(
        "audit.clock-behind", "The RIS tells the time of another zone as its own", "ris", SEEN, "clock|another time",
        changed("ris", None, _clock(-HOUR)),
    ),
    defect(
        "audit.no-time-zone", "The medical record tells the time without its zone", "emr", ALL, "offset from UTC",
        changed("emr", None, lambda message: {"time": message.time.removesuffix("Z")}),
    ),
    defect(
        "audit.name-of-study", "The archive calls a study by the name of its patient", "pacs", ALL,
        "names a patient where no name belongs", around(AuditEvents, "_transferred", _with_name),
    ),
    defect(
        "audit.source-default", "The archive calls itself by the name it was installed with", "pacs", ALL,
        "another source", changed("pacs", None, lambda message: {"source": "localhost"}),
    ),
    defect(
        "audit.patient-cut", "The archive tells of the patient without the prefix of the number", "pacs", ALL,
        "patient in the audit message", changed("pacs", audit.INSTANCES_TRANSFERRED, objects(_other_patient)),
    ),
    defect(
        "audit.study-other", "A device tells another study than it sends", "modality", ALL,
        "study in the audit message", changed("modality", audit.BEGIN_TRANSFERRING, objects(_other_study)),
    ),
    defect(
        "audit.user-service", "Whoever looks, the workstation tells of its service account", "workstation", OPENED,
        "participant in the audit message", changed("workstation", audit.INSTANCES_ACCESSED, _other_user),
    ),
    defect(
        "audit.caller-unknown", "The archive does not tell who asked", "pacs", OPENED,
        "participant in the audit message", changed("pacs", audit.QUERY, _nobody),
    ),
    defect(
        "audit.always-success", "The workstation tells of every sign-in as a success", "workstation", "TC-AUD-009",
        "event User Authentication",
        changed("workstation", audit.USER_AUTHENTICATION, lambda message: {"outcome": audit.SUCCESS}),
    ),
    defect(
        "audit.no-query", "The archive tells of a query without saying what was asked", "pacs", OPENED,
        "query itself is missing", changed("pacs", audit.QUERY, objects(_without_query)),
    ),
    defect(
        "audit.no-patient", "The RIS tells of orders without saying whose", "ris", SEEN, "no patient among",
        changed("ris", audit.ORDER_RECORD, objects(_without_patient)),
    ),
    defect(
        "audit.old-schema", "The RIS writes its messages after the schema of 2004", "ris", SEEN,
        "departs from the schema", around(AuditTrail, "envelope", _as_of_old),
    ),
    defect(
        "audit.framed-by-lines", "The archive ends its messages with a line feed and does not say their length", "pacs",
        ALL, "cannot be read", around(SyslogClient, "send", _lines),
        stops="nothing that the archive tells the audit repository can be read",
    ),
    defect(
        "audit.web-retrieval-untold", "The archive does not tell of studies that are fetched over the web", "pacs",
        "TC-AUD-011", "event DICOM Instances Transferred", around(WebEvents, "_retrieved", _only_looked_at),
    ),
    defect(
        "audit.web-search-untold", "The archive tells of queries of workstations and not of searches over the web",
        "pacs", "TC-AUD-011", "event Query", around(WebEvents, "_answered", _without_searches),
    ),
)  # fmt: skip
