"""The messages and data sets a finding rests on, read from the run folder and annotated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.record import RecordedExchange, RecordedFinding, Run, ScenarioResult
from harness.verdict import Verdict
from reports import course
from reports.cards import Occurrence, spoken
from reports.decision import role_title, roles_of
from reports.shown import comparable, compare, shortened, visible
from reports.words import Words
from simulators.wire.annotation import ElementNote, SegmentNote, annotate_dataset, annotate_message, attribute
from simulators.wire.er7 import Message
from simulators.wire.errors import PeerViolation

LARGEST = 2 * 1024 * 1024  # bytes of an exchange file that are read for the page
MOST_SHOWN = 4  # messages and data sets of one scenario that are drawn
MOST_SEGMENTS = 60
MOST_ELEMENTS = 60
LONGEST = 400  # characters of one field or value
_FIELD = re.compile(r"\b([A-Z][A-Z0-9]{2})-(\d+)")
_TAG = re.compile(r"\(([0-9A-Fa-f]{4}),\s*([0-9A-Fa-f]{4})\)")
_IDENTITY = {"(0008,0005)", "(0008,0050)", "(0010,0010)", "(0010,0020)", "(0020,000D)"}


@dataclass(frozen=True, slots=True)
class ShownField:
    key: str
    name: str
    content: str
    meaning: str
    mark: str  # "ko", "look" or ""


@dataclass(frozen=True, slots=True)
class ShownSegment:
    """``parts`` is what stands after the segment's name: separators as text, fields as they are drawn."""

    name: str
    parts: tuple[str | ShownField, ...]


@dataclass(frozen=True, slots=True)
class ShownElement:
    note: ElementNote
    value: str
    state: str  # "bad", "ok" or ""
    absent: bool = False
    expected: str = ""


@dataclass(slots=True)
class Shown:
    """One message or data set as the page draws it; ``gone`` where its file cannot be read."""

    anchor: str
    exchange: RecordedExchange
    note: str = ""
    segments: list[ShownSegment] = field(default_factory=list)
    more_segments: int = 0
    elements: list[ShownElement] = field(default_factory=list)
    rest: list[ShownElement] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    gone: bool = False


def shown_for(scenario: ScenarioResult, rows: Sequence[course.Row], run: Run, words: Words) -> list[Shown]:
    """What the findings of ``scenario`` rest on, in the order of the wire; the messages at fault before the others."""
    numbers: dict[int, None] = {}
    for finding in _wrong(scenario):
        numbers |= dict.fromkeys(course.exchanges_of(finding.exchanges, finding.evidence, scenario))
    numbers |= dict.fromkeys(row.exchange.number for row in rows if row.verdict == "bad")
    at_fault = [row.exchange.number for row in rows if row.verdict == "bad" and row.exchange.number in numbers]
    chosen = {*at_fault[:MOST_SHOWN], *list(numbers)[: max(MOST_SHOWN - len(at_fault), 2)]}
    return [_shown(row, scenario, run, words) for row in rows if row.exchange.number in chosen]


def _wrong(scenario: ScenarioResult) -> list[RecordedFinding]:
    return [f for f in scenario.findings if f.verdict in (Verdict.FAIL, Verdict.ERROR)]


def anchor_of(scenario: ScenarioResult, number: int) -> str:
    return f"m-{re.sub('[^A-Za-z0-9]+', '-', scenario.id)}-{number}"


def _shown(row: course.Row, scenario: ScenarioResult, run: Run, words: Words) -> Shown:
    exchange = row.exchange
    shown = Shown(anchor_of(scenario, exchange.number), exchange)
    data = read(run.folder, exchange.file)
    if data is None:
        shown.gone = True
    elif exchange.protocol == "HL7":
        _message(shown, data, _marks(scenario, exchange, _FIELD, row), words)
    elif exchange.file.endswith(".json"):
        _dataset(shown, data, scenario, row)
    else:
        shown.lines = [visible(line) for line in data.decode("utf-8", "replace").splitlines()][:80]
    return shown


def read(folder: Path, name: str) -> bytes | None:
    """The bytes of an exchange file; None where there is none, or it is no file of this run, or it is too large."""
    if not name:
        return None
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()) or path.stat().st_size > LARGEST:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def _marks(
    scenario: ScenarioResult, exchange: RecordedExchange, pattern: re.Pattern[str], row: course.Row
) -> dict[str, str]:
    """Which fields of this message a finding looked at: wrong ones "ko" in the message at fault, else "look"."""
    marks: dict[str, str] = {}
    for finding in scenario.findings:
        if exchange.number not in course.exchanges_of(finding.exchanges, finding.evidence, scenario):
            continue
        wrong = finding.verdict is Verdict.FAIL and row.verdict == "bad"
        for found in pattern.findall(finding.where):
            key = "-".join(found) if pattern is _FIELD else f"({found[0]},{found[1]})".upper()
            if wrong or key not in marks:
                marks[key] = "ko" if wrong else "look"
    return marks


def _message(shown: Shown, data: bytes, marks: dict[str, str], words: Words) -> None:
    try:
        message = Message.parse(data.strip(b"\x0b\x1c\r\n") + b"\r")
        notes = annotate_message(message)
    except (PeerViolation, ValueError, IndexError) as error:
        shown.note = visible(error)
        shown.lines = [visible(shortened(line)) for line in re.split(r"[\r\n]+", data.decode("utf-8", "replace"))][:80]
        return
    charset = message.get("MSH-18") or message.charset
    shown.note = visible(words("hl7_note", version=message.version or "?", charset=charset))
    checked = {key.split("-")[0] for key in marks}
    kept = [n for i, n in enumerate(notes) if i < MOST_SEGMENTS or n.name in checked][: 2 * MOST_SEGMENTS]
    shown.more_segments = len(notes) - len(kept)
    shown.segments = [ShownSegment(visible(note.name), tuple(_parts(note, marks))) for note in kept]


def _parts(note: SegmentNote, marks: dict[str, str]) -> Iterator[str | ShownField]:
    separators = ""
    for position, entry in enumerate(note.fields):
        if not (note.name == "MSH" and position == 0 and entry and entry.key == "MSH-1"):
            separators += note.separator
        if entry is None:
            continue
        yield separators
        separators = ""
        content = visible(shortened(entry.content, LONGEST))
        yield ShownField(entry.key, entry.name, content, visible(shortened(entry.meaning)), marks.get(entry.key, ""))


def _dataset(shown: Shown, data: bytes, scenario: ScenarioResult, row: course.Row) -> None:
    try:
        model = json.loads(data)
        model = model if isinstance(model, dict) else {}
        notes = list(annotate_dataset(model.get("dataset", model) if isinstance(model.get("dataset"), dict) else model))
    except (ValueError, RecursionError) as error:
        shown.lines = [visible(error)]
        return
    marks = _marks(scenario, row.exchange, _TAG, row)
    expected = _expectations(scenario, row)
    elements = [_element(note, marks, expected) for note in notes]
    present = {note.tag.upper() for note in notes}
    absent = [
        ShownElement(_absent(tag), "", "bad" if mark == "ko" else "", True, expected.get(tag, ""))
        for tag, mark in marks.items()
        if tag not in present
    ]
    elements = (
        sorted([*elements, *absent], key=lambda e: e.note.tag if not e.note.depth else "~") if absent else elements
    )
    kept = _with_parents(elements)
    shown.elements = [*absent, *(e for e in kept if not e.absent)]
    shown.rest = [e for e in elements if not e.absent][:MOST_ELEMENTS] if len(kept) < len(elements) else []


def _with_parents(elements: Sequence[ShownElement]) -> list[ShownElement]:
    """Checked attributes and those that say who and what, each below the sequences it stands in."""
    kept: dict[int, None] = {}
    path: list[int] = []
    for index, element in enumerate(elements):
        del path[element.note.depth :]
        path.append(index)
        if element.state or (element.note.depth == 0 and element.note.tag.upper() in _IDENTITY):
            kept |= dict.fromkeys(path)
    return [elements[index] for index in sorted(kept)] or list(elements[:12])


def _expectations(scenario: ScenarioResult, row: course.Row) -> dict[str, str]:
    """What should have stood in an attribute, by tag, for the message at fault."""
    if row.verdict != "bad":
        return {}
    return {
        f"({group},{element})".upper(): finding.expected
        for finding in _wrong(scenario)
        if finding.expected
        for group, element in _TAG.findall(finding.where)
    }


def _element(note: ElementNote, marks: dict[str, str], expected: dict[str, str]) -> ShownElement:
    mark = marks.get(note.tag.upper(), "")
    state = {"ko": "bad", "look": "ok"}.get(mark, "")
    value = visible(shortened(note.value or "", LONGEST))
    return ShownElement(
        note, value, state, False, visible(expected.get(note.tag.upper(), "")) if state == "bad" else ""
    )


def _absent(tag: str) -> ElementNote:
    keyword, name = attribute(tag.strip("()").replace(",", ""))
    return ElementNote(tag, 0, 0, keyword, name, "", None)


# --- the vendor's paragraph ------------------------------------------------------------------------------------------


def vendor_lines(occurrence: Occurrence, run: Run, words: Words) -> list[str]:
    """What a vendor needs in a ticket: system, time, message, values to the letter. Fictional data only."""
    scenario, finding = occurrence.scenario, occurrence.finding
    lines = [f"{finding.check or words('step')} {scenario.id}: {spoken(finding.summary)}"]
    of_run = f"{words('run').lower()} {run.run_id}"
    lines.append(", ".join(filter(None, (_system(finding.role, run, words), of_run, run.site.get("name")))))
    for number in course.exchanges_of(finding.exchanges, finding.evidence, scenario)[:4]:
        exchange = next(e for e in scenario.exchanges if e.number == number)
        identity = _identity(read(run.folder, exchange.file), exchange)
        hop = f"{role_title(exchange.sender, words)} → {role_title(exchange.receiver, words)}"
        lines.append(f"{words.local_iso(exchange.time)} {hop} {exchange.kind or exchange.protocol}{identity}")
    if finding.expected or finding.received:
        where = f"{finding.where}: " if finding.where else ""
        values = {name: _value(getattr(finding, name), words) for name in ("expected", "received")}
        lines.append(where + words("vendor_values", **values))
        lines += _letters(finding, words)
    if finding.clause:
        lines.append(finding.clause)
    return [visible(shortened(line, 600)) for line in lines]


def _value(text: str, words: Words) -> str:
    return f"«{shortened(text, 200)}»" if text else words("nothing")


def _letters(finding: RecordedFinding, words: Words) -> list[str]:
    """Which characters changed into which, by code point, so that no mail program can hide it."""
    if not comparable(finding.expected, finding.received) or max(map(len, (finding.expected, finding.received))) > 400:
        return []
    changed: dict[str, None] = {}
    for upper, lower in compare(finding.expected, finding.received).rows:
        for left, right in zip(upper, lower, strict=True):
            drawn = left.text + right.text
            if left.kind == right.kind == "differs" and not drawn.isascii() and not set(drawn) & set("␠⍽"):
                changed.setdefault(words("became", before=_points(left.text), after=_points(right.text)))
    return ["; ".join(changed)] if 0 < len(changed) <= 6 else []


def _points(text: str) -> str:
    return text + " (" + " ".join(f"U+{ord(character):04X}" for character in text) + ")"


def _system(role: str, run: Run, words: Words) -> str:
    for entry in roles_of(run):
        if role and role in (entry.get("name"), entry.get("kind")):
            parts = (role_title(role, words), entry.get("product"), entry.get("version"), entry.get("address"))
            return " ".join(str(part) for part in parts if part)
    return role_title(role, words) if role else ""


def _identity(data: bytes | None, exchange: RecordedExchange) -> str:
    """Control ID of an HL7 message, or the recorded summary of a DICOM one."""
    if exchange.protocol == "HL7" and data:
        try:
            control: Any = Message.parse(data.strip(b"\x0b\x1c\r\n")).get("MSH-10")
        except PeerViolation:
            control = ""
        return f", MSH-10 {control}" if control else ""
    return f", {exchange.summary}" if exchange.summary else ""
