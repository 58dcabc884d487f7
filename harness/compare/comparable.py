"""A run made comparable: its messages as transactions, each message as named fields.

A field's path is how findings write it: ``(0010,0010) PatientName`` and ``PID-3.1``; its value is decoded text. An
absent field has no entry, one without a value has ``(empty)``. Whatever a file holds, reading it gives fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from harness.compare.comparable_web import web_texts
from harness.record import RecordedExchange, Run, ScenarioResult, read_events
from simulators.wire.elements import inside, name_of
from simulators.wire.er7 import Message as Er7
from simulators.wire.errors import InteropError
from simulators.wire.part10 import is_uid

EMPTY = "(empty)"
LARGEST = 32 * 1024 * 1024  # bytes of one exchange file that are read
DEEPEST = 16  # sequences within sequences that are followed
ASSOCIATION = ("A-ASSOCIATE-RQ", "A-ASSOCIATE-AC", "A-ASSOCIATE-RJ")
CLOSING = ("A-RELEASE-RQ", "A-RELEASE-RP")
QUERIES = ("C-FIND-RQ", "C-ECHO-RQ", "N-GET-RQ", "QIDO-RQ", "WADO-RQ")  # may be asked again without changing anything
_CONTEXT = re.compile(r"context (\d+)")
_UID_NAME = re.compile(r"^([0-9.]+)(?: \((.*)\))?$")


@dataclass(frozen=True, slots=True)
class Field:
    """A value with its VR (DICOM) or "" (HL7)."""

    value: str
    vr: str = ""


Fields = dict[str, Field]


@dataclass(slots=True, kw_only=True)
class Message:
    """One message. ``time``: seconds since the epoch; ``step``: index of the step it fell into, -1 after the last."""

    number: int
    kind: str
    sender: str
    receiver: str
    time: float
    fields: Fields
    step: int = -1
    connection: str = ""
    file: str = ""
    size: int = 0
    deliberate: str = ""

    @property
    def hop(self) -> str:
        return f"{self.sender}→{self.receiver}"


@dataclass(slots=True)
class Transaction:
    """A request and what answered it, the final answer last. ``seconds`` to the final answer, None without one."""

    request: Message
    answers: list[Message] = field(default_factory=list)
    again: int = 0  # how often the same was asked, or sent, once more

    @property
    def lane(self) -> tuple[str, str, str]:
        return self.request.sender, self.request.receiver, self.request.kind

    @property
    def seconds(self) -> float | None:
        return self.answers[-1].time - self.request.time if self.answers else None


def transactions_of(run: Run) -> dict[str, list[Transaction]]:
    """The transactions of each scenario, in the order of their requests."""
    steps = _step_ends(run.folder)
    return {s.id: _transactions(run.folder, s, steps.get(s.id, [])) for s in run.scenarios}


def _step_ends(folder: Path) -> dict[str, list[tuple[float, int]]]:
    ends: dict[str, list[tuple[float, int]]] = {}
    for event in read_events(folder):
        if event["type"] == "step" and isinstance(event.get("index"), int):
            ends.setdefault(str(event.get("id")), []).append((moment(event["time"]), event["index"]))
    return ends


def _transactions(folder: Path, scenario: ScenarioResult, ends: list[tuple[float, int]]) -> list[Transaction]:
    found: dict[int, Transaction] = {}
    contexts: dict[str, dict[str, str]] = {}  # connection → context number → abstract syntax
    opening: dict[str, Transaction] = {}
    for exchange in sorted(scenario.exchanges, key=lambda exchange: exchange.number):
        if exchange.kind in CLOSING or exchange.protocol == "SYSLOG":  # audit messages tell of what is compared itself
            continue
        message = message_of(folder, exchange, contexts.setdefault(exchange.connection, {}))
        message.step = next((index for end, index in ends if message.time <= end), -1)
        asked = found.get(exchange.reply_to or 0)
        if asked is None and exchange.kind in ASSOCIATION[1:]:
            asked = opening.get(exchange.connection)
        if asked is not None:
            asked.answers.append(message)
        elif exchange.kind not in ASSOCIATION[1:]:  # an answer whose request fell into another scenario is no message
            found[exchange.number] = Transaction(message)
            if exchange.kind == ASSOCIATION[0]:
                opening[exchange.connection] = found[exchange.number]
    return list(found.values())


def message_of(folder: Path, exchange: RecordedExchange, contexts: dict[str, str]) -> Message:
    """One recorded exchange with its fields. ``contexts`` is what the association of the connection proposed; it is
    filled by an A-ASSOCIATE-RQ."""
    return Message(
        number=exchange.number,
        kind=exchange.kind,
        sender=exchange.sender,
        receiver=exchange.receiver,
        time=moment(exchange.time),
        fields=_read(folder, exchange, contexts),
        connection=exchange.connection,
        file=exchange.file,
        size=exchange.size,
        deliberate=exchange.deliberate,
    )


def moment(text: str) -> float:
    """ISO 8601 as seconds since the epoch; 0.0 where it cannot be read."""
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return 0.0


def _read(folder: Path, exchange: RecordedExchange, contexts: dict[str, str]) -> Fields:
    if not exchange.file:
        return {}
    path = folder / exchange.file
    if ".." in Path(exchange.file).parts or Path(exchange.file).is_absolute():
        return {"(file)": Field("outside of the run folder: not read")}
    try:
        content = path.read_bytes()[:LARGEST]
    except OSError as error:
        return {"(file)": Field(f"cannot be read: {error.strerror or error}")}
    if exchange.protocol == "HL7":
        return hl7_fields(content)
    if exchange.file.endswith(".json"):
        return dicom_fields(content)
    if exchange.protocol == "HTTP":
        return web_fields(content.decode("utf-8", "replace"))
    return association_fields(content.decode("utf-8", "replace"), contexts)


# --- HL7


def hl7_fields(block: bytes) -> Fields:
    """Every component of a message: ``PID-3[2].4.1``; further segments of a name as ``OBX#2-5.1``."""
    try:
        return _hl7_fields(Er7.parse(block))
    except InteropError as error:
        return {"(message)": Field(f"not readable: {error}")}


def _hl7_fields(message: Er7) -> Fields:
    fields: Fields = {}
    seen: dict[str, int] = {}
    for segment in message.segments:
        seen[segment.name] = seen.get(segment.name, 0) + 1
        name = segment.name if seen[segment.name] == 1 else f"{segment.name}#{seen[segment.name]}"
        for number in range(1, len(segment.fields)):
            if segment.is_verbatim(number):
                fields[f"{name}-{number}"] = Field(segment.field(number))
                continue
            for count, repetition in enumerate(segment.repetitions(number), 1):
                where = f"{name}-{number}" + (f"[{count}]" if count > 1 else "")
                fields.update(_components(where, repetition, message))
    fields["(segments)"] = Field(" ".join(segment.name for segment in message.segments))
    return fields


def _components(where: str, text: str, message: Er7) -> Iterator[tuple[str, Field]]:
    segment = message.segments[0]
    for number, component in enumerate(text.split(message.delimiters.component), 1):
        parts = component.split(message.delimiters.subcomponent)
        for part, value in enumerate(parts, 1):
            if value:
                path = f"{where}.{number}" + (f".{part}" if len(parts) > 1 else "")
                yield path, Field(segment.plain(value))


# --- DICOM


def dicom_fields(content: bytes) -> Fields:
    """Every attribute of a data set in the DICOM JSON model, command set included, items by number."""
    fields: Fields = {}
    try:
        model = json.loads(content)
        if not isinstance(model, dict):
            raise ValueError("no object")
        _attributes(model, "", fields, 0)
    except (ValueError, RecursionError, TypeError, AttributeError) as error:
        fields["(data set)"] = Field(f"not readable: {error}")
    return fields


def web_fields(text: str) -> Fields:
    """A request or answer of DICOMweb, see :mod:`harness.compare.comparable_web`."""
    fields: Fields = {}
    texts = web_texts(text, lambda model, prefix: _attributes(model, prefix, fields, 0))
    fields.update({name: Field(value or EMPTY, "UI" if is_uid(value) else "") for name, value in texts})
    return fields


def _attributes(model: dict[str, Any], prefix: str, fields: Fields, depth: int) -> None:
    for key in sorted(model):
        entry = model[key]
        if not re.fullmatch("[0-9A-Fa-f]{8}", key) or not isinstance(entry, dict):
            continue
        where, vr = prefix + name_of(int(key, 16)), str(entry.get("vr", ""))
        values = entry.get("Value", [])
        values = values if isinstance(values, list) else [values]
        if vr == "SQ" and depth < DEEPEST:
            fields[where] = Field(f"{len(values)} items" if values else EMPTY, vr)
            for number, item in enumerate(values, 1):
                if isinstance(item, dict):
                    _attributes(item, inside(prefix, int(key, 16), number), fields, depth + 1)
        else:
            binary = entry.get("InlineBinary") or entry.get("BulkDataURI")
            text = str(binary) if binary else "\\".join(_text(value) for value in values)
            fields[where] = Field(text or EMPTY, vr)


def _text(value: Any) -> str:
    if isinstance(value, dict):  # a person name in its three writings
        parts = [str(value.get(name) or "") for name in ("Alphabetic", "Ideographic", "Phonetic")]
        return "=".join(parts).rstrip("=")
    return "" if value is None else str(value)


# --- associations


def association_fields(text: str, contexts: dict[str, str]) -> Fields:
    """What was proposed or accepted, by the name of the abstract syntax instead of the number of the context."""
    lines = text.splitlines()[1:2000]
    if lines and any(_CONTEXT.match(line) and "accepted" not in line for line in lines) and "RQ" in text[:20]:
        contexts.clear()
    fields: Fields = {}
    for line in lines:
        name, _, value = line.partition(": ")
        if number := _CONTEXT.match(name):
            name, value = _context(number.group(1), value, contexts)
        while name in fields:
            name += " +"
        fields[name.strip()] = Field(value.strip() or EMPTY)
    return fields


def _context(number: str, value: str, contexts: dict[str, str]) -> tuple[str, str]:
    abstract, separator, syntaxes = value.partition("; ")
    if number in contexts:
        return f"context {contexts[number]}", value
    known = _UID_NAME.match(abstract.strip())
    contexts[number] = (known.group(2) or known.group(1)) if known else abstract
    return f"context {contexts[number]}", syntaxes if separator else value
