"""``inspect`` for HL7 v2: framing, batches, messages, fields, and what breaks which rule."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator

from harness.annotation import Annotation, Line, Part
from simulators.wire import charset
from simulators.wire.annotation import CODED, TABLES, annotate_message, definition, moment, segment_name
from simulators.wire.er7 import Message
from simulators.wire.er7_segment import Segment
from simulators.wire.errors import PeerViolation
from simulators.wire.fields import field_name
from simulators.wire.mllp import Decoder

MOST_MESSAGES = 200
_MOST_OF_A_KIND = 5
_BATCH = ("FHS", "BHS", "BTS", "FTS")
_LIMITS = {
    "OBR-18": ("accession number", 16), "OBR-19": ("requested procedure ID", 16),
    "OBR-20": ("scheduled procedure step ID", 16), "IPC-1.1": ("accession number", 16),
    "IPC-2.1": ("requested procedure ID", 16), "IPC-4.1": ("scheduled procedure step ID", 16),
    "IPC-9": ("AE title", 16), "ZDS-1.1": ("Study Instance UID", 64), "IPC-3.1": ("Study Instance UID", 64),
}  # fmt: skip
_UID = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*))+")
# Without these a receiver can neither route, answer nor file the message.
_ESSENTIAL = {
    "MSH-9": "no receiver can tell what it is",
    "MSH-10": "no acknowledgement can name it (MSA-2)",
    "MSH-12": "its version is unknown",
    "PID-3": "it belongs to no patient",
    "PID-5": "the patient has no name",
    "MSA-1": "it acknowledges nothing",
    "MSA-2": "it names no message",
}


def annotate(annotation: Annotation, data: bytes) -> None:
    """Fill ``annotation`` from the bytes of a file: MLLP blocks, a batch, or messages one after another."""
    annotation.kind = "HL7"
    blocks, framed = _blocks(annotation, data)
    messages = [message for block in blocks for message in _messages(annotation, block)]
    for number, message in enumerate(messages[:MOST_MESSAGES], 1):
        label = f"message {number}, " if len(messages) > 1 else ""
        for part in _parts(message, label):
            annotation.parts.append(part)
        for severity, where, what, clause in _limited(_problems(message, framed)):
            (annotation.error if severity == "error" else annotation.warn)(label + where, what, clause)
    if len(messages) > MOST_MESSAGES:
        annotation.warn("", f"only the first {MOST_MESSAGES} of {len(messages)} messages are shown")
    first = messages[0] if messages else None
    version = f"HL7 v{first.version or '?'}" if first else "HL7"
    many = f"{len(messages)} messages" if len(messages) != 1 else first.type if first else ""
    annotation.summary = ", ".join(
        filter(None, (version, many, first.charset if first else "", "MLLP" if framed else ""))
    )
    if not messages and not annotation.problems:
        annotation.error("", "holds no message: no MSH segment")


def _blocks(annotation: Annotation, data: bytes) -> tuple[list[bytes], bool]:
    """The blocks of a framed capture; else the whole file as one."""
    if b"\x0b" not in data[:4096]:
        return [data], False
    decoder = Decoder()
    blocks = []
    for event in (*decoder.receive_data(data), decoder.receive_eof()):
        if isinstance(event, PeerViolation):
            annotation.error("framing", event.what, event.clause)
            unfinished = data.rfind(b"\x0bMSH")
            if "no end block" in event.what and unfinished >= 0:
                blocks.append(data[unfinished + 1 :])
        elif event is not None and len(event) > 1:
            blocks.append(event)
    return blocks, True


def _messages(annotation: Annotation, block: bytes) -> Iterator[Message]:
    """Each message of a block, its batch and file headers checked and shown apart."""
    lines = re.split(rb"(?<=\r)(?!\n)|(?<=\n)", block.removeprefix(b"\xef\xbb\xbf"))
    pieces: list[list[bytes]] = []
    envelope: list[bytes] = []
    for line in lines:
        if line.startswith(tuple(name.encode() for name in _BATCH)):
            envelope.append(line)
        elif line.startswith(b"MSH"):
            pieces.append([line])
        elif line.strip(b"\r\n\x1c\x0b "):
            if pieces:
                pieces[-1].append(line)
            else:
                annotation.error("MSH", f"a segment stands before any MSH: {line[:20].decode('ascii', 'replace')!r}")
    if envelope:
        _envelope(annotation, envelope, len(pieces))
    for piece in pieces:
        try:
            yield Message.parse(b"".join(piece))
        except PeerViolation as error:
            annotation.error("MSH", error.what, error.clause)


def _envelope(annotation: Annotation, lines: list[bytes], messages: int) -> None:
    """The segments around a batch; the counts in their trailers."""
    part = Part("Batch")
    batches = sum(line.startswith(b"BHS") for line in lines)
    for line in lines:
        segment = Segment(line.strip(b"\r\n"), codec="iso8859-1")
        part.lines += [
            Line(f"{segment.name}-{number}", "", content)
            for number, content in enumerate(segment.fields)
            if number and content
        ]
        count = segment.field(1).strip()
        counted = {"BTS": ("messages", messages), "FTS": ("batches", batches)}.get(segment.name)
        if counted and count.isdigit() and int(count) != counted[1] and not (segment.name == "BTS" and batches > 1):
            annotation.error(f"{segment.name}-1", f"says {count} {counted[0]}; the file holds {counted[1]}")
    names = [line[:3] for line in lines]
    for opening, closing in ((b"BHS", b"BTS"), (b"FHS", b"FTS")):
        if names.count(opening) != names.count(closing):
            annotation.error(opening.decode(), f"{names.count(opening)} {opening.decode()} and {names.count(closing)} "
                             f"{closing.decode()}: the file was cut short")  # fmt: skip
    annotation.parts.append(part)


def _parts(message: Message, label: str) -> Iterator[Part]:
    for note in annotate_message(message):
        title = f"{note.name}  {segment_name(note.name)}".rstrip()
        lines = [Line(f.key, f.name, f.content, f.meaning) for f in note.fields if f is not None]
        yield Part(f"{label}{title}" if note.name == "MSH" else title, lines)


# --- what is wrong ---------------------------------------------------------------------------------------------------

Found = tuple[str, str, str, str]  # severity, where, what, clause


def _limited(found: Iterable[Found]) -> Iterator[Found]:
    """At most a few of the same kind in one place: a message of a thousand OBX says it five times."""
    seen: dict[tuple[str, str], int] = {}
    for entry in found:
        kind = (entry[1], entry[2][:40])
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= _MOST_OF_A_KIND:
            yield entry


def _problems(message: Message, framed: bool) -> Iterator[Found]:
    for warning in message.warnings:
        if framed or "instead of a carriage return" not in warning:
            where, _, what = warning.partition(": ") if re.match(r"\w{3}-\d+: ", warning) else ("MSH-18", "", warning)
            severity = "error" if "cannot be read" in warning or "no known" in warning else "warning"
            yield severity, where, what, "HL7 table 0211" if "MSH-18" in warning else ""
        else:
            yield "warning", "", f"{warning}: as saved by an editor; on the wire it would be wrong", ""
    declared = message.declared_charset
    if charset.is_known(declared) and not charset.is_standard(declared, message.version or "2.5.1"):
        what = f"{declared!r} is not in the table of HL7 v{message.version or '2.5.1'}; many receivers will not know it"
        yield "warning", "MSH-18", what, "HL7 table 0211"
    yield from _version(message)
    for segment in message.segments:
        yield from _segment(segment, message.version or "2.5.1")
    yield from _header(message)
    yield from _by_type(message)
    control = sorted({byte for byte in message.raw if byte < 0x20 and byte not in b"\r\n\t"})
    if control:
        shown = ", ".join(f"{byte:02X}" for byte in control)
        yield "error", "", f"holds control characters ({shown}); MLLP allows none but 0D", "MLLP release 1"


def _version(message: Message) -> Iterator[Found]:
    from hl7apy import SUPPORTED_LIBRARIES, load_library

    version = message.version
    if version and version not in SUPPORTED_LIBRARIES:
        yield "error", "MSH-12", f"{version!r} is no HL7 version that is known here", ""
        return
    library = load_library(version or "2.5.1")
    structure = message.get("MSH-9.3") or message.get("MSH-9.1") + "_" + message.get("MSH-9.2")
    names = {structure, message.get("MSH-9.1") + "_" + message.get("MSH-9.2"), message.get("MSH-9.1")}
    if message.get("MSH-9.1") and not names.intersection(library.MESSAGES):
        yield "warning", "MSH-9", f"{message.type} is no message type of HL7 v{version or '2.5.1'}", ""


def _segment(segment: Segment, version: str) -> Iterator[Found]:
    from hl7apy import SUPPORTED_LIBRARIES, load_library

    name = segment.name
    if not re.fullmatch("[A-Z][A-Z0-9]{2}", name):
        yield "error", name[:12] or "segment", "is no segment ID: three characters, the first a letter", ""
        return
    if version in SUPPORTED_LIBRARIES and not name.startswith("Z") and name not in load_library(version).SEGMENTS:
        yield "warning", name, f"is no segment of HL7 v{version}", ""
        return
    for number in range(1, 60):
        key = f"{name}-{number}"
        known = definition(key, version)
        if known is None:
            break
        content = segment.field(number)
        if known.required and not content and not (name == "MSH" and number <= 2):
            reason = _ESSENTIAL.get(key)
            yield (
                "error" if reason else "warning",
                key,
                f"{field_name(key, version)} is empty" + (f": {reason}" if reason else ""),
                (f"required in HL7 v{version}"),
            )
        elif content and known.datatype in ("TS", "DTM", "DT"):
            yield from _date(key, segment.get(f"{number}.1"))
        if content:
            yield from _code(key, segment)
    for where, (what, limit) in _LIMITS.items():
        if where.startswith(name + "-"):
            yield from _limit(where, what, limit, segment.get(where))


def _date(key: str, text: str) -> Iterator[Found]:
    if text and text != '""' and not re.fullmatch(r"\d{4}(\d\d)?([+-]\d{4})?", text) and not moment(text):
        yield "error", key, f"{text!r} is no date and time: YYYYMMDD[HHMM[SS[.S]]][+ZZZZ]", ""


def _code(key: str, segment: Segment) -> Iterator[Found]:
    if key not in CODED:
        return
    table, component = CODED[key]
    value = segment.get(f"{key}.{component}")
    if key in ("MSH-9", "EVN-1") or not value or value in TABLES[table] or value == '""':
        return
    strict = key in ("MSA-1", "ORC-1", "ORC-5", "OBR-25", "OBX-11")
    yield "error" if strict else "warning", key, f"{value!r} is not in the table of this field", f"HL7 table {table}"


def _limit(where: str, what: str, limit: int, value: str) -> Iterator[Found]:
    if limit == 64:
        if value and (len(value) > 64 or not _UID.fullmatch(value)):
            yield (
                "error",
                where,
                f"{value!r} is no UID: digits and dots, no leading zero, at most 64",
                "DICOM PS3.5 6.2",
            )
    elif len(value.strip(" ")) > limit:
        yield (
            "error",
            where,
            (f"the {what} has {len(value)} characters; DICOM holds {limit}, so it will be cut or refused"),
            "DICOM PS3.5 6.2",
        )
    elif "\\" in value:
        yield "error", where, f"the {what} holds a backslash, which separates values in DICOM", "DICOM PS3.5 6.2"


def _header(message: Message) -> Iterator[Found]:
    accept, application = message.get("MSH-15"), message.get("MSH-16")
    if bool(accept) != bool(application):
        yield "warning", "MSH-15", "only one of MSH-15 and MSH-16 is filled; fill both (enhanced mode) or neither", ""
    if len(message.get("MSH-10")) > 20 and message.version < "2.7":
        yield "warning", "MSH-10", f"has {len(message.get('MSH-10'))} characters; many receivers keep 20", ""


def _by_type(message: Message) -> Iterator[Found]:
    kind = message.type
    if message.segment("PID") is not None:
        yield from _patient(message)
    if kind.startswith("ADT") and kind.endswith(("A40", "A34", "A36")):
        if not message.get("MRG-1.1"):
            yield "error", "MRG-1", "a merge without the identifier that is given up", "IHE RAD-12"
        elif message.get("MRG-1.1") == message.get("PID-3.1") and message.get("MRG-1.4") == message.get("PID-3.4"):
            yield "error", "MRG-1", "the identifier given up is the one that stays", "IHE RAD-12"
    if kind.startswith(("ORM", "OMG", "OMI")):
        yield from _order(message)
    if kind.startswith("ORU"):
        yield from _result(message)
    if message.segment("MSA") is not None:
        yield from _acknowledgement(message)


def _patient(message: Message) -> Iterator[Found]:
    identifiers = message.repetitions("PID-3")
    if identifiers and not any(message.get(f"PID-3[{n}].4") for n in range(1, len(identifiers) + 1)):
        yield (
            "warning",
            "PID-3",
            "no assigning authority (component 4): the same number from two issuers is one patient",
            ("IHE RAD-1"),
        )
    for number, text in enumerate(identifiers, 1):
        value = text.split("^")[0]
        if value != value.strip():
            yield (
                "warning",
                f"PID-3[{number}]",
                "blanks around the identifier are padding and will be lost",
                "DICOM PS3.5 6.2",
            )
        if len(value) > 64:
            yield "error", f"PID-3[{number}]", f"has {len(value)} characters; DICOM holds 64", "DICOM PS3.5 6.2"
    for number, name in enumerate(message.repetitions("PID-5"), 1):
        if len(name) > 64 + 8:
            yield "warning", f"PID-5[{number}]", f"has {len(name)} characters; a DICOM name holds 64", "DICOM PS3.5 6.2"


def _order(message: Message) -> Iterator[Found]:
    controls, requests = message.all("ORC"), message.all("OBR")
    if not controls:
        yield "error", "ORC", "an order without ORC: nobody can tell what is to be done", ""
    for order, request in zip(controls, requests, strict=False):
        placer, filler = (order.get("2.1"), request.get("2.1")), (order.get("3.1"), request.get("3.1"))
        if all(placer) and placer[0] != placer[1]:
            yield "error", "OBR-2", f"{placer[1]!r} differs from ORC-2 {placer[0]!r}", "IHE RAD-2"
        if all(filler) and filler[0] != filler[1]:
            yield "error", "OBR-3", f"{filler[1]!r} differs from ORC-3 {filler[0]!r}", "IHE RAD-4"
    if message.type == "OMI^O23" and message.segment("IPC") is None:
        yield (
            "error",
            "IPC",
            "an imaging order without IPC: no accession number, no Study Instance UID",
            ("HL7 v2.5.1 OMI^O23"),
        )


def _result(message: Message) -> Iterator[Found]:
    status = ""
    for segment in message.segments:
        if segment.name == "OBR":
            status = segment.get("25")
        elif segment.name == "OBX":
            if not segment.get("11"):
                yield "error", "OBX-11", "an observation without status", "HL7 table 0085"
            elif status == "F" and segment.get("11") in ("P", "R", "I"):
                yield (
                    "warning",
                    "OBX-11",
                    f"{segment.get('11')} in a report that OBR-25 calls final",
                    "HL7 tables 0085, 0123",
                )
            if segment.get("2") == "ED" and segment.get("5.4").lower() == "base64":
                yield from _base64(segment)


def _base64(segment: Segment) -> Iterator[Found]:
    try:
        base64.b64decode(re.sub(r"\s", "", segment.get("5.5")), validate=True)
    except (binascii.Error, ValueError) as error:
        yield "error", "OBX-5.5", f"is not base64: {error}", ""


def _acknowledgement(message: Message) -> Iterator[Found]:
    refused = message.get("MSA-1") in ("AE", "AR", "CE", "CR")
    if refused and message.segment("ERR") is None and not message.get("MSA-3"):
        yield "warning", "MSA-1", f"{message.get('MSA-1')} without a reason: neither ERR nor MSA-3", ""
    error = message.segment("ERR")
    if error is not None and message.version >= "2.5":
        for field in ("3", "4"):
            if not error.get(field):
                yield "warning", f"ERR-{field}", "required since HL7 v2.5", "HL7 v2.5.1 ERR"
