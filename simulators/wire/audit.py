"""Audit messages, PS3.15 A.5: who did what to which patient's objects, when, and whether it succeeded.

Values and writing; reading is :mod:`simulators.wire.audit_reading`, what each event must hold
:mod:`simulators.wire.audit_rules`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from simulators.wire.identifiers import Code

MESSAGE_ID = "DICOM+RFC3881"  # MSGID of the syslog message that carries one
PATIENT_NUMBER = Code("2", "Patient Number", "RFC-3881")


def dcm(value: str, meaning: str) -> Code:
    """A code of DICOM's own scheme."""
    return Code(value, meaning, "DCM")


APPLICATION_ACTIVITY = dcm("110100", "Application Activity")
BEGIN_TRANSFERRING = dcm("110102", "Begin Transferring DICOM Instances")
INSTANCES_ACCESSED = dcm("110103", "DICOM Instances Accessed")
INSTANCES_TRANSFERRED = dcm("110104", "DICOM Instances Transferred")
STUDY_DELETED = dcm("110105", "DICOM Study Deleted")
EXPORT = dcm("110106", "Export")
IMPORT = dcm("110107", "Import")
ORDER_RECORD = dcm("110109", "Order Record")
PATIENT_RECORD = dcm("110110", "Patient Record")
PROCEDURE_RECORD = dcm("110111", "Procedure Record")
QUERY = dcm("110112", "Query")
SECURITY_ALERT = dcm("110113", "Security Alert")
USER_AUTHENTICATION = dcm("110114", "User Authentication")
EVENTS = {
    code.value: code.meaning
    for code in (
        APPLICATION_ACTIVITY, dcm("110101", "Audit Log Used"), BEGIN_TRANSFERRING, INSTANCES_ACCESSED,
        INSTANCES_TRANSFERRED, STUDY_DELETED, EXPORT, IMPORT, dcm("110108", "Network Entry"), ORDER_RECORD,
        PATIENT_RECORD, PROCEDURE_RECORD, QUERY, SECURITY_ALERT, USER_AUTHENTICATION,
    )
}  # fmt: skip

START = dcm("110120", "Application Start")
LOGIN = dcm("110122", "Login")
LOGOUT = dcm("110123", "Logout")
NODE_AUTHENTICATION = dcm("110126", "Node Authentication")

APPLICATION = dcm("110150", "Application")
DESTINATION_MEDIA = dcm("110154", "Destination Media")
DESTINATION = dcm("110152", "Destination Role ID")
SOURCE = dcm("110153", "Source Role ID")
SOURCE_MEDIA = dcm("110155", "Source Media")

STUDY_UID = dcm("110180", "Study Instance UID")
CLASS_UID = dcm("110181", "SOP Class UID")
NODE_ID = dcm("110182", "Node ID")

SUCCESS, MINOR_FAILURE, SERIOUS_FAILURE = "0", "4", "8"
_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:[0-5]\d)", re.ASCII)
_LEAP_SECOND = re.compile(":60(?=[.Z+-])")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters outside XML 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """ActiveParticipant: a person, process, node or medium. ``is_requestor`` None: not said, or no boolean."""

    user_id: str
    alternative_user_id: str = ""
    user_name: str = ""
    is_requestor: bool | None = False
    roles: tuple[Code, ...] = ()
    network_id: str = ""
    network_type: str = ""  # 1 machine name, 2 IP address
    media_type: Code | None = None

    @property
    def names(self) -> frozenset[str]:
        """Whatever it is called: user ID, alternative ID, each AE title of ``AETITLES=a;b`` (A.5.2.2)."""
        kind, is_list, titles = self.alternative_user_id.partition("=")
        listed = [title.strip() for title in titles.split(";")] if is_list and kind.strip() == "AETITLES" else []
        return frozenset({self.user_id.strip(), self.alternative_user_id.strip(), *listed} - {""})

    def has_role(self, role: Code) -> bool:
        return any(one.value == role.value for one in self.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class SopClass:
    """Objects of one SOP class within a study. ``count`` as it was written."""

    uid: str = ""
    count: str = ""
    instances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """ParticipantObjectIdentification. ``query`` and the values of ``details`` are decoded from base64."""

    id: str
    id_type: Code | None = None
    type_code: str = ""
    role: str = ""
    life_cycle: str = ""
    name: str = ""
    query: bytes | None = None
    details: tuple[tuple[str, bytes], ...] = ()
    accessions: tuple[str, ...] = ()
    sop_classes: tuple[SopClass, ...] = ()

    @property
    def is_patient(self) -> bool:
        return self.type_code == "1" and self.role == "1"

    def is_a(self, kind: Code) -> bool:
        """Whether its ID is of this kind."""
        return self.id_type is not None and self.id_type.value == kind.value


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditMessage:
    """One event. ``time`` is xs:dateTime with offset; ``source`` is AuditSourceID, ``site`` AuditEnterpriseSiteID."""

    event: Code
    action: str = ""  # C R U D E
    time: str
    outcome: str = SUCCESS
    types: tuple[Code, ...] = ()
    participants: tuple[Participant, ...] = ()
    source: str
    site: str = ""
    objects: tuple[Object, ...] = ()
    problems: tuple[str, ...] = ()  # where what was read departs from the schema

    @property
    def moment(self) -> float | None:
        """:attr:`time` in seconds since the epoch; None where it has no offset or is no time."""
        return moment(self.time)

    @property
    def patient_ids(self) -> tuple[str, ...]:
        """The patients it names, without the authority of ``ID^^^authority``."""
        return tuple(one.id.partition("^")[0].strip() for one in self.objects if one.is_patient)

    @property
    def study_uids(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.objects if one.is_a(STUDY_UID))

    @property
    def names(self) -> frozenset[str]:
        """What its participants are called."""
        return frozenset(name for one in self.participants for name in one.names)

    def is_a(self, event: Code, kind: Code | None = None) -> bool:
        """Whether it is this event, of this type."""
        return self.event.value == event.value and (kind is None or any(one.value == kind.value for one in self.types))


def moment(time: str) -> float | None:
    """xs:dateTime with offset in seconds since the epoch; None where it has no offset or is no time."""
    if not _DATE_TIME.fullmatch(time):
        return None
    try:
        return datetime.fromisoformat(_LEAP_SECOND.sub(":59", time)).timestamp()  # A.5.2.5
    except (ValueError, OverflowError):
        return None


def date_time(seconds: float) -> str:
    """Seconds since the epoch as xs:dateTime in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def patient(patient_id: str, name: str = "") -> Object:
    """The patient an event is about."""
    return Object(id=patient_id, id_type=PATIENT_NUMBER, type_code="1", role="1", name=name or patient_id)


def application(title: str, *, is_requestor: bool, role: Code | None = None) -> Participant:
    """A DICOM application by its AE title (A.5.2.2)."""
    roles = (role,) if role else ()
    return Participant(user_id=title, alternative_user_id=f"AETITLES={title}", is_requestor=is_requestor, roles=roles)


def write(message: AuditMessage) -> bytes:
    """The XML document, in the order of the schema of A.5.1."""
    return _NO_XML.sub("\ufffd", "".join(_message(message))).encode()


def _message(message: AuditMessage) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?><AuditMessage><EventIdentification'
    yield _attributes(EventActionCode=message.action, EventDateTime=message.time, EventOutcomeIndicator=message.outcome)
    yield f">{_code('EventID', message.event)}{''.join(_code('EventTypeCode', one) for one in message.types)}"
    yield "</EventIdentification>"
    for participant in message.participants:
        yield from _participant(participant)
    yield f"<AuditSourceIdentification{_attributes(AuditEnterpriseSiteID=message.site)}"
    yield f" AuditSourceID={quoteattr(message.source)}/>"
    for one in message.objects:
        yield from _object(one)
    yield "</AuditMessage>"


def _participant(one: Participant) -> Iterator[str]:
    yield f"<ActiveParticipant UserID={quoteattr(one.user_id)}"
    yield _attributes(AlternativeUserID=one.alternative_user_id, UserName=one.user_name)
    yield f' UserIsRequestor="{"true" if one.is_requestor else "false"}"'
    yield _attributes(NetworkAccessPointTypeCode=one.network_type, NetworkAccessPointID=one.network_id)
    yield ">" + "".join(_code("RoleIDCode", role) for role in one.roles)
    if one.media_type is not None:
        yield f"<MediaIdentifier>{_code('MediaType', one.media_type)}</MediaIdentifier>"
    yield "</ActiveParticipant>"


def _object(one: Object) -> Iterator[str]:
    yield f"<ParticipantObjectIdentification ParticipantObjectID={quoteattr(one.id)}"
    yield _attributes(
        ParticipantObjectTypeCode=one.type_code,
        ParticipantObjectTypeCodeRole=one.role,
        ParticipantObjectDataLifeCycle=one.life_cycle,
    )
    yield ">" + (_code("ParticipantObjectIDTypeCode", one.id_type) if one.id_type else "")
    if one.query is not None:
        yield f"<ParticipantObjectQuery>{_base64(one.query)}</ParticipantObjectQuery>"
    elif one.name:
        yield f"<ParticipantObjectName>{escape(one.name)}</ParticipantObjectName>"
    for kind, value in one.details:
        yield f'<ParticipantObjectDetail type={quoteattr(kind)} value="{_base64(value)}"/>'
    if one.accessions or one.sop_classes:
        yield "<ParticipantObjectDescription>"
        yield from (f"<Accession Number={quoteattr(number)}/>" for number in one.accessions)
        yield from (f"<SOPClass{_attributes(UID=each.uid, NumberOfInstances=each.count)}/>" for each in one.sop_classes)
        yield "</ParticipantObjectDescription>"
    yield "</ParticipantObjectIdentification>"


def _code(element: str, code: Code) -> str:
    return (
        f"<{element} csd-code={quoteattr(code.value)} codeSystemName={quoteattr(code.scheme)}"
        f" originalText={quoteattr(code.meaning)}/>"
    )


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in values.items() if value)


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")
