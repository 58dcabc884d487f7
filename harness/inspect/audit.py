"""Annotate an audit message: the syslog message around it, who did what, to which objects, and what is wrong."""

from __future__ import annotations

import re

from harness.annotation import Annotation, Line, Part
from simulators.wire import audit_reading, syslog
from simulators.wire.audit import EVENTS, AuditMessage, Object, Participant
from simulators.wire.audit_rules import rule_problems
from simulators.wire.elements import element_values, walk
from simulators.wire.errors import PeerViolation
from simulators.wire.identifiers import Code

_SYSLOG = re.compile(rb"<[0-9]{1,3}>[0-9] ")
OUTCOMES = {"0": "success", "4": "minor failure", "8": "serious failure", "12": "major failure"}
ACTIONS = {"C": "create", "R": "read", "U": "update", "D": "delete", "E": "execute"}


def is_audit(head: bytes) -> bool:
    """Whether a file begins as a syslog message, or as an audit message without one."""
    return _SYSLOG.match(head) is not None or b"<AuditMessage" in head[:512]


def annotate(annotation: Annotation, raw: bytes) -> None:
    """Fill the annotation; whatever the bytes, it says what they are."""
    annotation.kind = "audit message"
    content = raw
    if _SYSLOG.match(raw):
        try:
            around = syslog.parse(raw)
        except PeerViolation as violation:
            annotation.error("", violation.what, violation.clause)
            return
        annotation.parts.append(Part("Syslog", list(_header(around))))
        content = around.content
    try:
        message = audit_reading.read(content)
    except PeerViolation as violation:
        annotation.error("", violation.what, violation.clause)
        return
    annotation.summary = f"audit message {EVENTS.get(message.event.value, message.event.value)} of {message.source}"
    annotation.parts += _parts(message)
    for problem in message.problems:
        where, _, what = problem.partition(" ")
        annotation.error(where, what, audit_reading.CLAUSE)
    for problem in rule_problems(message):
        annotation.error("", problem, "PS3.15 A.5.3")


def _header(message: syslog.SyslogMessage) -> list[Line]:
    values = {
        "PRI": f"facility {message.facility}, severity {message.severity}",
        "TIMESTAMP": message.timestamp,
        "HOSTNAME": message.hostname,
        "APP-NAME": message.app_name,
        "PROCID": message.process_id,
        "MSGID": message.message_id,
        "BOM": "yes" if message.is_marked_utf8 else "no",
    }
    lines = [Line("", name, value or "-") for name, value in values.items()]
    return lines + [Line("", f"{name} {key}", value) for name, found in message.structured_data for key, value in found]


def _parts(message: AuditMessage) -> list[Part]:
    event = [
        Line("", "EventID", message.event.value, message.event.meaning),
        *(Line("", "EventTypeCode", one.value, one.meaning) for one in message.types),
        Line("", "EventActionCode", message.action, ACTIONS.get(message.action, "")),
        Line("", "EventDateTime", message.time),
        Line("", "EventOutcomeIndicator", message.outcome, OUTCOMES.get(message.outcome, "")),
        Line("", "AuditSourceID", message.source),
    ]
    return [
        Part("Event", event),
        *(Part("Participant", _participant(one)) for one in message.participants),
        *(Part("Patient" if one.is_patient else "Object", _object(one)) for one in message.objects),
    ]


def _participant(one: Participant) -> list[Line]:
    values = [
        ("UserID", one.user_id),
        ("AlternativeUserID", one.alternative_user_id),
        ("UserName", one.user_name),
        ("UserIsRequestor", {True: "true", False: "false", None: "?"}[one.is_requestor]),
        ("NetworkAccessPointID", one.network_id),
    ]
    return [Line("", name, value) for name, value in values if value] + [
        _code("RoleIDCode", role) for role in one.roles
    ]


def _object(one: Object) -> list[Line]:
    lines = [Line("", "ParticipantObjectID", one.id)]
    lines += [_code("ParticipantObjectIDTypeCode", one.id_type)] if one.id_type else []
    lines += [Line("", "ParticipantObjectName", one.name)] if one.name else []
    lines += [Line("", "Accession", number) for number in one.accessions]
    lines += [Line("", "SOPClass", each.uid, f"{each.count} instances") for each in one.sop_classes]
    lines += [Line("", f"Detail {kind}", value.decode("utf-8", "replace")) for kind, value in one.details]
    return lines + (_query(one) if one.query is not None else [])


def _query(one: Object) -> list[Line]:
    """The keys of a DICOM query that have a value; its bytes where it is none."""
    from simulators.dimse import decode

    syntax = next((value.decode("ascii", "replace") for kind, value in one.details if kind == "TransferSyntax"), "")
    query = one.query or b""
    try:
        keys = decode(query, syntax or "1.2.840.10008.1.2")
        asked = [(found, value) for _, found in walk(keys) if (value := "\\".join(element_values(found)))]
        return [Line(str(found.tag), f"query {found.keyword}", value) for found, value in asked]
    except Exception:  # hostile bytes: shown as they are
        return [Line("", "ParticipantObjectQuery", query.decode("utf-8", "replace"))]


def _code(name: str, code: Code) -> Line:
    return Line("", name, code.value, code.meaning)
