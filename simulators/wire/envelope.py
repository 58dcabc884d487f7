"""What every HL7 message that we write has in common: MSH, escaping of its parts, the site's fixed values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulators.wire.er7 import DEFAULT, Message, escape
from simulators.wire.identifiers import AssigningAuthority, Code, PatientId, PersonName
from simulators.wire.order_values import Dialect

NULL = '""'  # HL7's "delete what you have"


def msh(
    kind: str, *, dialect: Dialect, sender: str, receiver: str, control_id: str, when: str, structure: str = ""
) -> str:
    """The MSH segment. ``kind`` "ADT^A01"; ``sender`` and ``receiver`` "APPLICATION|FACILITY"."""
    application, _, facility = sender.partition("|")
    to_application, _, to_facility = receiver.partition("|")
    accept, reply = ("AL", "AL") if dialect.enhanced else ("", "")
    fields = {
        3: composite(application),
        4: composite(facility),
        5: composite(to_application),
        6: composite(to_facility),
        7: when,
        9: "^".join((kind, structure)) if structure else kind,
        10: escape(control_id),
        11: "P",
        12: dialect.version,
        15: accept,
        16: reply,
        18: dialect.charset,
    }
    return "MSH|^~\\&" + segment("", fields).removeprefix("||")


def segment(name: str, fields: dict[int, str]) -> str:
    """A segment from escaped field contents by HL7 field number, without empty fields at its end."""
    last = max((number for number, content in fields.items() if content), default=0)
    return "|".join([name, *(fields.get(number, "") for number in range(1, last + 1))])


def assemble(segments: Sequence[str], dialect: Dialect) -> Message:
    """The message, with the dialect's extra segments and fixed values."""
    message = Message.build([*segments, *dialect.extra_segments], dialect.charset)
    for where, value in dialect.fixed:
        for index in range(len(message.all(where[:3]))):
            message = message.set(where, value, index)
    return message


def composite(text: str) -> str:
    """Escaped, but with its separators of components (``^``) and subcomponents (``&``) kept."""
    return escape(text, _KEEP_COMPONENTS)


_KEEP_COMPONENTS = DEFAULT._replace(component="", subcomponent="")


def joined(parts: Iterable[str], separator: str = "^") -> str:
    """Texts, each escaped, as components (or subcomponents) without empty ones at the end."""
    return separator.join(escape(part) for part in parts).rstrip(separator)


def cx(patient_id: PatientId) -> str:
    """CX field content of an identifier."""
    authority = patient_id.authority
    issuer = joined((authority.namespace, authority.universal_id, authority.universal_id_type), "&")
    return f"{escape(patient_id.value)}^^^{issuer}^{escape(patient_id.type_code)}".rstrip("^")


def xpn(name: PersonName) -> str:
    """XPN field content of a name."""
    return joined((name.family, name.given, name.middle, name.suffix, name.prefix, name.degree, name.type_code))


def ce(code: Code | None) -> str:
    """CE field content of a code; "" for none."""
    return joined((code.value, code.meaning, code.scheme)) if code else ""


def ei(value: str, issuer: str = "") -> str:
    """EI field content: identifier and namespace."""
    return joined((value, issuer)) if value else ""


def value(text: str) -> str:
    """A read value: HL7's explicit null is empty, blanks around it are padding."""
    text = text.strip()
    return "" if text == NULL else text


def read_cx(parts: Sequence[str], authority: Sequence[str]) -> PatientId:
    """From the components of one CX repetition and the subcomponents of its fourth."""
    parts = [*parts, *[""] * 5]
    issuer = [*map(value, authority), "", "", ""]
    return PatientId(value(parts[0]), AssigningAuthority(*issuer[:3]), value(parts[4]))


def read_name(parts: Sequence[str], surname: str) -> PersonName:
    """From the components of one XPN repetition and the first subcomponent of its family name."""
    _, given, middle, suffix, prefix, degree, kind = [*map(value, parts), *[""] * 7][:7]
    return PersonName(value(surname), given, middle, prefix, suffix, degree, kind)


def read_code(parts: Sequence[str]) -> Code | None:
    """From the first three components of a CE; None when all are empty."""
    code = [*map(value, parts), "", "", ""][:3]
    return Code(*code) if any(code) else None
