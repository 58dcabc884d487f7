"""Acknowledgements: made in original and enhanced mode, and judged.

Original mode (MSH-15 and MSH-16 empty): one reply AA, AE or AR. Enhanced mode (any of them valued): an accept
acknowledgement CA, CE or CR as MSH-15 wants, and an application acknowledgement AA, AE or AR as MSH-16 wants, each a
message of its own. Table 0155: AL always, NE never, SU on success, ER on error.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulators.wire import envelope
from simulators.wire.charset import codec_of_msh18
from simulators.wire.er7 import Message, escape

ORIGINAL = ("AA", "AE", "AR")
ACCEPT = ("CA", "CE", "CR")

# Table 0357.
ERROR_TEXTS = {
    "0": "Message accepted",
    "100": "Segment sequence error",
    "101": "Required field missing",
    "102": "Data type error",
    "103": "Table value not found",
    "200": "Unsupported message type",
    "201": "Unsupported event code",
    "202": "Unsupported processing id",
    "203": "Unsupported version id",
    "204": "Unknown key identifier",
    "205": "Duplicate key identifier",
    "206": "Application record locked",
    "207": "Application internal error",
}
_REJECTING = frozenset({"200", "201", "202", "203"})  # wrong type, event, processing ID, version: AR or CR

# What may answer, beside ACK: message type → its response.
RESPONSES = {
    "ORM^O01": ("ORR^O02",),
    "OMG^O19": ("ORG^O20",),
    "OMI^O23": ("ORI^O24",),
}


@dataclass(frozen=True, slots=True)
class Hl7Error:
    """One error of an acknowledgement. ``code`` of table 0357; ``location`` "PID-5" or "PID[2]-3.1"; severity E W I."""

    code: str = "207"
    text: str = ""
    location: str = ""
    severity: str = "E"

    @property
    def meaning(self) -> str:
        return ERROR_TEXTS.get(self.code, "Application internal error")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an acknowledgement. ``kind`` is a word to sort by: see :func:`problems`."""

    kind: str
    text: str
    where: str = ""
    expected: str = ""
    received: str = ""


def is_response(message: Message) -> bool:
    """Whether it acknowledges another message, and is not to be acted on."""
    answering = message.type.startswith("ACK") or any(message.type in kinds for kinds in RESPONSES.values())
    return answering and message.segment("MSA") is not None


def is_enhanced(message: Message) -> bool:
    return bool(message.get("MSH-15").strip() or message.get("MSH-16").strip())


def _wants(condition: str, ok: bool) -> bool:
    return condition == "AL" or (condition == "SU" and ok) or (condition == "ER" and not ok)


def wants_accept(message: Message, ok: bool = True) -> bool:
    """Whether the sender asks for an accept acknowledgement (CA, or CE/CR when not ``ok``)."""
    return _wants(message.get("MSH-15").strip(), ok)


def wants_application(message: Message, ok: bool = True) -> bool:
    """Whether the sender asks for an application acknowledgement. Original mode always does."""
    return not is_enhanced(message) or _wants(message.get("MSH-16").strip(), ok)


def code_for(message: Message, error: Hl7Error | None = None) -> str:
    """Code of the first answer in the sender's mode; "" when it wants none. AR/CR: type, version; AE/CE: content."""
    ok = error is None or error.severity != "E"
    kind = 0 if ok or error is None else 2 if error.code in _REJECTING else 1
    if is_enhanced(message) and wants_accept(message, ok):
        return ACCEPT[kind]
    return ORIGINAL[kind] if wants_application(message, ok) else ""


def acknowledge(
    message: Message, code: str = "AA", *, text: str = "", error: Hl7Error | None = None, control_id: str, when: str
) -> Message:
    """The acknowledgement of ``message``, in its version and character set.

    MSH-3/4 and MSH-5/6 are exchanged, MSA-2 is its MSH-10. ``error`` becomes ERR-1 up to 2.4, ERR-2 to ERR-4 and
    ERR-8 from 2.5 on; ``text`` is MSA-3.
    """
    return response(message, code, [], kind="", text=text, error=error, control_id=control_id, when=when)


def response(
    message: Message,
    code: str,
    segments: list[str],
    *,
    kind: str,
    text: str = "",
    error: Hl7Error | None = None,
    control_id: str,
    when: str,
) -> Message:
    """An answer of another ``kind`` ("ORR^O02") with more ``segments`` after MSA and ERR; "" is a plain ACK."""
    version = message.version or "2.5.1"
    header = {
        3: message.raw_field("MSH-5"),
        4: message.raw_field("MSH-6"),
        5: message.raw_field("MSH-3"),
        6: message.raw_field("MSH-4"),
        7: when,
        9: _answer_type(message, kind, version),
        10: escape(control_id),
        11: message.raw_field("MSH-11") or "P",
        12: message.raw_field("MSH-12") or version,
        18: message.raw_field("MSH-18"),
    }
    if is_enhanced(message):
        header |= {15: "NE", 16: "NE"}
    msa = envelope.segment("MSA", {1: code, 2: message.raw_field("MSH-10"), 3: escape(text)})
    built = ["MSH|^~\\&|" + envelope.segment("", header)[3:], msa]
    if error:
        built.append(_err(error, version))
    charset = (
        message.charset if codec_of_msh18(message.declared_charset) != message.charset else message.declared_charset
    )
    return Message.build([*built, *segments], charset, errors="replace")


def _answer_type(message: Message, kind: str, version: str) -> str:
    if kind:
        return f"{kind}^{kind.replace('^', '_')}"
    event = message.raw_field("MSH-9").partition("^")[2].partition("^")[0]
    if not event:
        return "ACK"
    return f"ACK^{event}" if _before(version, (2, 3, 1)) else f"ACK^{event}^ACK"


def version_of(text: str) -> tuple[int, ...]:
    """ "2.5.1" → (2, 5, 1); () for what is no version."""
    parts = text.strip().split(".")
    return tuple(map(int, parts)) if all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts) else ()


def _before(version: str, other: tuple[int, ...]) -> bool:
    return bool(known := version_of(version)) and known < other


def _err(error: Hl7Error, version: str) -> str:
    name, repetition, field, component = _location(error.location)
    text = error.text or error.meaning
    if _before(version, (2, 5)):
        coded = envelope.joined((error.code, text, "HL70357"), "&")
        return envelope.segment("ERR", {1: f"{name}^{repetition}^{field}^{coded}"})
    location = "^".join((name, repetition, field, "1" if component else "", component)).rstrip("^")
    return envelope.segment(
        "ERR",
        {
            2: location,
            3: envelope.joined((error.code, error.meaning, "HL70357")),
            4: error.severity,
            8: escape(error.text),
        },
    )


def _location(text: str) -> tuple[str, str, str, str]:
    """ "PID[2]-3.1" → segment, which of them, field, component."""
    if not text:
        return "", "", "", ""
    head, _, place = text.partition("-")
    name, _, number = head.partition("[")
    field, _, component = place.partition(".")
    return name[:3], number.rstrip("]") or "1", field.partition("[")[0], component


def judge(request: Message, reply: Message) -> list[str]:
    """What is wrong with an acknowledgement, one sentence each; [] when it is right."""
    return [problem.text for problem in problems(request, reply)]


def problems(request: Message, reply: Message) -> list[Problem]:
    """As :func:`judge`, as values. Kinds: msa code control swap type id version error charset."""
    if reply.segment("MSA") is None:
        return [Problem("msa", f"the answer {reply.type} has no MSA segment", "MSA", "MSA", reply.text[:200])]
    return [*_code_problems(request, reply), *_header_problems(request, reply), *_error_problems(reply)]


def _code_problems(request: Message, reply: Message) -> list[Problem]:
    found = []
    code, wanted = reply.get("MSA-1"), _codes(request)
    if code not in ORIGINAL + ACCEPT:
        found.append(Problem("code", "the acknowledgement code is not in table 0008", "MSA-1", " ".join(wanted), code))
    elif code not in wanted:
        mode = "enhanced" if is_enhanced(request) else "original"
        text = f"the acknowledgement code {code} does not belong to {mode} mode"
        found.append(Problem("code", text, "MSA-1", " ".join(wanted), code))
    if reply.get("MSA-2") != request.control_id:
        text = "the acknowledgement names a different message from the one that was sent"
        found.append(Problem("control", text, "MSA-2", request.control_id, reply.get("MSA-2")))
    return found


def _codes(request: Message) -> tuple[str, ...]:
    if not is_enhanced(request):
        return ORIGINAL
    accept, application = request.get("MSH-15").strip(), request.get("MSH-16").strip()
    codes = () if accept in ("", "NE") else ACCEPT
    return codes + (() if application in ("", "NE") else ORIGINAL)


def _header_problems(request: Message, reply: Message) -> list[Problem]:
    found = []
    for where, other in (("MSH-3", "MSH-5"), ("MSH-4", "MSH-6"), ("MSH-5", "MSH-3"), ("MSH-6", "MSH-4")):
        expected, received = request.get(f"{other}.1"), reply.get(f"{where}.1")
        if expected and expected != received:
            text = f"{where} of the acknowledgement is not {other} of the message"
            found.append(Problem("swap", text, where, expected, received))
    if not reply.control_id:
        found.append(Problem("id", "the acknowledgement has no control ID of its own", "MSH-10", "a new ID", ""))
    elif reply.control_id == request.control_id and reply.sending_application == request.sending_application:
        text = "the acknowledgement repeats the control ID of the message as its own"
        found.append(Problem("id", text, "MSH-10", "a new ID", reply.control_id))
    if request.version and reply.version != request.version:
        text = "the acknowledgement is in another HL7 version than the message"
        found.append(Problem("version", text, "MSH-12", request.version, reply.version))
    event = request.type.partition("^")[2]
    wanted = ("ACK", *([f"ACK^{event}"] if event else []), *RESPONSES.get(request.type, ()))
    if reply.type not in wanted:
        text = f"the answer is of type {reply.type}"
        found.append(Problem("type", text, "MSH-9", " or ".join(wanted[1:] or wanted), reply.type))
    return found


def _error_problems(reply: Message) -> list[Problem]:
    found = []
    refusing = reply.get("MSA-1") in ("AE", "AR", "CE", "CR")
    errors = reply.all("ERR")
    if refusing and not errors and not reply.get("MSA-3"):
        text = "the refusal gives no reason (no ERR segment, no text in MSA-3)"
        found.append(Problem("error", text, "ERR", "what was wrong, and where", ""))
    if errors and not _before(reply.version, (2, 5)):
        for error in errors:
            for number, what in ((3, "the HL7 error code"), (4, "the severity")):
                if not error.field(number):
                    found.append(Problem("error", f"ERR-{number} ({what}) is empty", f"ERR-{number}", what, error.text))
    return found
