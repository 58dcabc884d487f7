"""Reading of audit messages: XML to values, with every departure from the schema of PS3.15 A.5.1.

The sender is not trusted: a document type declaration is refused, so that there are no entities to expand or fetch, and
size, depth and number of elements are bounded. The schema is kept here as a table; the order of elements is judged only
where the message itself lists them.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping

from simulators.wire.audit import AuditMessage, Object, Participant, SopClass, moment
from simulators.wire.errors import PeerViolation
from simulators.wire.identifiers import Code
from simulators.wire.xml_reading import Bounds, Element, parse

CLAUSE = "PS3.15 A.5.1"
BOUNDS = Bounds(largest=256 * 1024, deepest=12, most=4_000, clause=CLAUSE)
PROBLEMS = 20  # of one message that are told


def read(content: bytes) -> AuditMessage:
    """The message; what departs from the schema is in its ``problems``. :class:`PeerViolation` where it is no XML
    document with the root AuditMessage."""
    root = parse(content, BOUNDS)
    if root.name != "AuditMessage":
        what = f"the root element is {root.name[:60]!r}, not AuditMessage"
        raise PeerViolation(what, clause=CLAUSE, received=bytes(content[:60]))
    problems = list(_problems(root, "AuditMessage"))
    if len(problems) > PROBLEMS:
        problems[PROBLEMS:] = [f"and {len(problems) - PROBLEMS} more"]
    return _message(root, tuple(problems))


# --- the schema

_BOOLEAN = ("true", "false", "1", "0")
_CODE: Mapping[str, tuple[str, ...] | None] = {"csd-code": None, "codeSystemName": None, "originalText": None}
# Element → the elements in it: how often (1 ? * +)
_CHILDREN: Mapping[str, Mapping[str, str]] = {
    "AuditMessage": {
        "EventIdentification": "1",
        "ActiveParticipant": "+",
        "AuditSourceIdentification": "1",
        "ParticipantObjectIdentification": "*",
    },
    "EventIdentification": {"EventID": "1", "EventTypeCode": "*"},
    "ActiveParticipant": {"RoleIDCode": "*", "MediaIdentifier": "?"},
    "MediaIdentifier": {"MediaType": "1"},
    "AuditSourceIdentification": {"AuditSourceTypeCode": "*"},
    "ParticipantObjectIdentification": {
        "ParticipantObjectIDTypeCode": "1",
        "ParticipantObjectName": "?",
        "ParticipantObjectQuery": "?",
        "ParticipantObjectDetail": "*",
        "ParticipantObjectDescription": "*",
    },
}
# Element → the attributes that it must have, and the values they may have (None: any)
_REQUIRED: Mapping[str, Mapping[str, tuple[str, ...] | None]] = {
    "EventIdentification": {"EventDateTime": None, "EventOutcomeIndicator": ("0", "4", "8", "12")},
    "ActiveParticipant": {"UserID": None, "UserIsRequestor": _BOOLEAN},
    "AuditSourceIdentification": {"AuditSourceID": None},
    "ParticipantObjectIdentification": {"ParticipantObjectID": None},
    "ParticipantObjectDetail": {"type": None, "value": None},
    **dict.fromkeys(("EventID", "EventTypeCode", "RoleIDCode", "MediaType", "ParticipantObjectIDTypeCode"), _CODE),
}
_OPTIONAL: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "EventIdentification": {"EventActionCode": ("C", "R", "U", "D", "E")},
    "ActiveParticipant": {"NetworkAccessPointTypeCode": ("1", "2", "3", "4", "5")},
    "ParticipantObjectIdentification": {
        "ParticipantObjectTypeCode": ("1", "2", "3", "4"),
        "ParticipantObjectTypeCodeRole": tuple(map(str, range(1, 27))),
        "ParticipantObjectDataLifeCycle": tuple(map(str, range(1, 16))),
    },
}


def _problems(element: Element, path: str) -> Iterator[str]:
    """Each a path and what is wrong there."""
    yield from _attribute_problems(element, path)
    known = _CHILDREN.get(element.name, {})
    for name, times in known.items():
        count = len(element.all(name))
        if times in "1+" and not count:
            yield f"{path} has no {name}"
        elif times in "1?" and count > 1:
            yield f"{path} has {count} {name}, where one may be"
    if element.name == "AuditMessage":
        order = [list(known).index(child.name) for child in element.children if child.name in known]
        if order != sorted(order):
            yield f"{path} lists its elements in another order than the schema"
    time = element.attributes.get("EventDateTime")
    if element.name == "EventIdentification" and time is not None and moment(time) is None:
        yield f"{path}/@EventDateTime is no date and time with an offset from UTC: {time[:40]!r}"
    if element.name == "ParticipantObjectIdentification":
        yield from _object_problems(element, path)
    for child in element.children:
        if child.name in _CHILDREN or child.name in _REQUIRED:
            yield from _problems(child, f"{path}/{child.name}")


def _attribute_problems(element: Element, path: str) -> Iterator[str]:
    for name, allowed in _REQUIRED.get(element.name, {}).items():
        value = element.attributes.get(name)
        if value is None:
            yield f"{path} has no {name}"
        elif allowed is not None and value not in allowed:
            yield f"{path}/@{name} is {value[:40]!r}, not one of {', '.join(allowed)}"
    for name, some in _OPTIONAL.get(element.name, {}).items():
        if (value := element.attributes.get(name)) is not None and value not in some:
            yield f"{path}/@{name} is {value[:40]!r}, which the schema does not have"


def _object_problems(element: Element, path: str) -> Iterator[str]:
    if element.all("ParticipantObjectName") and element.all("ParticipantObjectQuery"):
        yield f"{path} has a name and a query, where one of them may be"
    encoded = [("ParticipantObjectQuery", one.text) for one in element.all("ParticipantObjectQuery")]
    encoded += [("ParticipantObjectDetail/@value", one.get("value")) for one in element.all("ParticipantObjectDetail")]
    for name, value in encoded:
        if _decoded(value) is None:
            yield f"{path}/{name} is not base64"


# --- the values


def _message(root: Element, problems: tuple[str, ...]) -> AuditMessage:
    event, source = root.first("EventIdentification"), root.first("AuditSourceIdentification")
    return AuditMessage(
        event=_code(event.first("EventID")),
        action=event.get("EventActionCode"),
        time=event.get("EventDateTime"),
        outcome=event.get("EventOutcomeIndicator"),
        types=tuple(map(_code, event.all("EventTypeCode"))),
        participants=tuple(map(_participant, root.all("ActiveParticipant"))),
        source=source.get("AuditSourceID"),
        site=source.get("AuditEnterpriseSiteID"),
        objects=tuple(map(_object, root.all("ParticipantObjectIdentification"))),
        problems=problems,
    )


def _code(element: Element) -> Code:
    """The code; ``code`` and ``displayName`` of RFC 3881 are read too, where the schema's attributes are missing."""
    return Code(
        element.get("csd-code") or element.get("code"),
        element.get("originalText") or element.get("displayName"),
        element.get("codeSystemName"),
    )


def _participant(element: Element) -> Participant:
    requestor = element.get("UserIsRequestor")
    media = element.first("MediaIdentifier").all("MediaType")
    return Participant(
        user_id=element.get("UserID"),
        alternative_user_id=element.get("AlternativeUserID"),
        user_name=element.get("UserName"),
        is_requestor=requestor in ("true", "1") if requestor in _BOOLEAN else None,
        roles=tuple(map(_code, element.all("RoleIDCode"))),
        network_id=element.get("NetworkAccessPointID"),
        network_type=element.get("NetworkAccessPointTypeCode"),
        media_type=_code(media[0]) if media else None,
    )


def _object(element: Element) -> Object:
    queries, types = element.all("ParticipantObjectQuery"), element.all("ParticipantObjectIDTypeCode")
    described = element.all("ParticipantObjectDescription")
    return Object(
        id=element.get("ParticipantObjectID"),
        id_type=_code(types[0]) if types else None,
        type_code=element.get("ParticipantObjectTypeCode"),
        role=element.get("ParticipantObjectTypeCodeRole"),
        life_cycle=element.get("ParticipantObjectDataLifeCycle"),
        name=element.first("ParticipantObjectName").text.strip(),
        query=(_decoded(queries[0].text) or b"") if queries else None,
        details=tuple(
            (one.get("type"), _decoded(one.get("value")) or b"") for one in element.all("ParticipantObjectDetail")
        ),
        accessions=tuple(number.get("Number") for one in described for number in one.all("Accession")),
        sop_classes=tuple(_sop_class(each) for one in described for each in one.all("SOPClass")),
    )


def _sop_class(element: Element) -> SopClass:
    instances = tuple(one.get("UID") for one in element.all("Instance"))
    return SopClass(uid=element.get("UID"), count=element.get("NumberOfInstances"), instances=instances)


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None
