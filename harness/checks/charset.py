"""Character sets: what HL7 messages declare and what they hold, and letters that were lost on the way.

The text of DICOM data sets against (0008,0005) is TXT-01; here both sides meet.
"""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held, note
from harness.checks.comparing import LABELS
from harness.checks.dicom_traces import archive_answers, performed_steps, stored_images, worklist_items
from harness.checks.dimse import text_of
from harness.checks.guesses import lost_letters
from harness.checks.hl7 import hop
from harness.checks.patients import book_of
from harness.checks.story import Story
from harness.checks.traces import Trace, full_name, reports
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire import charset
from simulators.wire.er7 import Message


def _fair(story: Story) -> Iterator[tuple[Exchange, Message]]:
    for exchange in story.hl7():
        if exchange.message is not None and not exchange.deliberate:
            yield exchange, exchange.message


@check("CHR-01", "HL7 text is of the character set it declares", clause="HL7 table 0211, MSH-18")
def declared(story: Story) -> Iterator[Finding]:
    """Undeclared or unknown set, bytes it does not have, UTF-8 under a Latin name. Older versions lack some names."""
    clean: dict[tuple[str, str], int] = {}
    for exchange, message in _fair(story):
        found = list(_problems(exchange, message))
        yield from found
        if not any(finding.verdict == "FAIL" for finding in found):
            key = (exchange.sender, exchange.receiver)
            clean[key] = clean.get(key, 0) + 1
    for (sender, receiver), count in clean.items():
        summary = f"the text of {count} HL7 messages of {sender} can be read as declared"
        yield held(sender, summary, hop=f"{sender}→{receiver}")


def _problems(exchange: Exchange, message: Message) -> Iterator[Finding]:
    value = message.declared_charset
    details = {"where": "MSH-18", "hop": hop(exchange), "exchanges": (exchange.number,)}
    sender = exchange.sender
    if not charset.is_known(value):
        yield fail(sender, f"{sender} declares a character set that nobody knows", expected="a value of table 0211",
                   received=value, **details)  # fmt: skip
    elif not value.strip("~ ") and not message.raw.isascii():
        yield fail(sender, f"{sender} sends accents and declares no character set", severity="critical",
                   expected="MSH-18, or 7-bit ASCII only", received=_sample(message), **details)  # fmt: skip
    elif value.strip("~ ") and not charset.is_standard(value, message.version):
        wanted = charset.spelling_of(value)
        yield note(sender, f"{sender} declares {value}, which HL7 {message.version} does not have",
                   expected=wanted if wanted != value else "a value of it", received=value, **details)  # fmt: skip
    yield from _bytes(exchange, message, value)


def _bytes(exchange: Exchange, message: Message, value: str) -> Iterator[Finding]:
    sender = exchange.sender
    details = {"hop": hop(exchange), "exchanges": (exchange.number,), "severity": "critical"}
    for warning in message.warnings:
        if "cannot be read as" in warning:
            where, _, what = warning.partition(": ")
            yield fail(sender, f"{sender} sends bytes that are not of its character set", where=where,
                       expected=f"{value or '7-bit ASCII'} ({message.charset})", received=what, **details)  # fmt: skip
        elif "cannot travel" in warning:
            yield fail(sender, f"{sender} declares {value}, which cannot travel in MLLP", where="MSH-18", **details)
    single = message.charset.startswith("iso8859") and charset.is_known(value) and value
    if single and (place := _misread(message)):
        yield fail(
            sender,
            f"{sender} declares {value} and sends UTF-8",
            expected=f"{value} as declared in MSH-18",
            received=f"{place[1]!r}, which is {place[2]!r} in UTF-8",
            where=place[0],
            **details,
        )


def _sample(message: Message) -> str:
    """The first field with a letter outside ASCII, as it was read."""
    for segment in message.segments:
        for number, content in enumerate(segment.fields):
            if not content.isascii():
                return f"{segment.name}-{number} {segment.plain(content)[:60]!r} (read as {message.charset})"
    return ""


def _misread(message: Message) -> tuple[str, str, str] | None:
    """Place, text as declared and text as UTF-8, when every byte outside ASCII is part of UTF-8 letters."""
    try:
        message.raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    for segment in message.segments:
        for number, content in enumerate(segment.fields):
            if content.isascii():
                continue
            text = charset.encode(content, segment.codec).decode("utf-8", "replace")
            if any(letter.isalpha() and not letter.isascii() for letter in text):
                return f"{segment.name}-{number}", content[:40], text[:40]
    return None


@check(
    "CHR-02", "No letter of a name is lost", clause="HL7 MSH-18; PS3.4 Table K.6-1a, (0008,0005)", severity="critical"
)
def letters(story: Story) -> Iterator[Finding]:
    """Every name with letters outside ASCII, as registered, against each place where the patient appears again.

    The first system that shows it without them lost them: what comes from that one is not blamed again. A name that
    was registered before the last correction, whole, is old and has lost nothing.
    """
    for patient_id, (name, number, before) in _registered(story).items():
        reached: dict[str, str] = {}  # what each system showed last
        for trace in _appearances(story, patient_id, number):
            shown = trace.text("name")
            sender = trace.exchange.sender
            lost = [] if shown in before else lost_letters(name, shown)
            given = reached.get(sender, name)
            details = {
                "expected": name,
                "received": shown + _declared_by(trace),
                "where": trace.values["name"].where,
                "hop": hop(trace.exchange),
                "exchanges": (number, trace.exchange.number),
            }
            reached[trace.exchange.receiver] = shown
            if lost and lost_letters(given, shown):
                yield fail(sender, f"letters of the {LABELS['name']} are lost in {trace.label}",
                           likely=f"letters lost: {', '.join(lost)}", **details)  # fmt: skip
            elif not lost and _alike(name, shown):
                yield held(sender, f"every letter of the {LABELS['name']} is in {trace.label}", **details)


def _alike(name: str, shown: str) -> bool:
    return len(name) == len(shown)


def _declared_by(trace: Trace) -> str:
    if trace.exchange.dataset is None:
        return ""
    return f" (declared {text_of(trace.exchange.dataset, 'SpecificCharacterSet') or 'nothing'})"


def _registered(story: Story) -> dict[str, tuple[str, int, set[str]]]:
    """By patient ID the name last registered, where it needs more than ASCII, its exchange, and the names before."""
    latest: dict[str, tuple[str, int, set[str]]] = {}
    names: dict[str, set[str]] = {}
    for version in book_of(story, "ris").updates:
        name = full_name(version.patient.name)
        patient_id = version.patient.id.value
        latest.pop(patient_id, None)
        if version.doubtful:
            continue
        before = names.setdefault(patient_id, set())
        if not name.isascii():
            latest[patient_id] = (name, version.request.number, before - {name})
        before.add(name)
    return latest


def _appearances(story: Story, patient_id: str, after: int) -> list[Trace]:
    """Everything later that names the patient, in order, each content once."""
    lists = (worklist_items(story), performed_steps(story), stored_images(story), archive_answers(story))
    traces = [trace for each in lists for trace in each] + [trace for trace, _ in reports(story)]
    found: dict[tuple[str, str, str], Trace] = {}
    for trace in sorted(traces, key=lambda one: one.exchange.number):
        if (
            trace.exchange.number > after
            and not trace.exchange.deliberate
            and trace.text("patient_id") == patient_id
            and trace.text("name")
        ):
            found.setdefault((hop(trace.exchange), trace.kind, trace.text("name")), trace)
    return list(found.values())
