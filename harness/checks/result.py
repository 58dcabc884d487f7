"""Results, RAD-28 and RAD-128: complete reports, statuses that agree and follow each other, documents that open."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held, note
from harness.checks.hl7 import hop, was_accepted
from harness.checks.requirements import Rule, judge
from harness.checks.story import Story
from harness.checks.traces import Trace, filler_notices, placed_orders, reports
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire.er7 import Message
from simulators.wire.errors import PeerViolation
from simulators.wire.order_reading import order_groups
from simulators.wire.result import Result

OBR_25 = frozenset("OISAPCFRXYZ")  # table 0123; Y and Z only in answers to queries
OBX_11 = frozenset("CDFINOPRSUWX")  # table 0085, 2.3.1 to 2.7
OBX_11_LATER = frozenset("ABV")  # since 2.8
# OBX-11 that may stand under an OBR-25.
_AGREE = {
    "P": frozenset("PRSIDWX"),
    "F": frozenset("FUCX"),
    "C": frozenset("CFDWUX"),
    "R": frozenset("RPIS"),
    "X": frozenset("XDW"),
    "S": frozenset("SIO"),
    "I": frozenset("IOSP"),
    "O": frozenset("OI"),
    "A": OBX_11,
}
_WORDS = {"P": "preliminary", "F": "final", "C": "corrected", "X": "cancelled", "R": "unverified"}
WITHDRAWN = frozenset("WDX")

_RULES = (
    Rule("PID-3.1", severity="critical"),
    Rule("PID-5", severity="critical"),
    Rule("OBR-2.1", severity="critical"),
    Rule("OBR-3.1"),
    Rule("OBR-4.1"),
    Rule("OBR-7", severity="minor"),
    Rule("OBR-18", longest=16, severity="minor"),
    Rule("OBR-25", severity="critical"),
    Rule("OBR-22", uncertain=True),
)


def _all(story: Story) -> Iterator[tuple[Trace, Result]]:
    for trace, result in reports(story):
        if not trace.exchange.deliberate:
            yield trace, result


@check("RES-01", "A report carries what it must", clause="HL7 v2 ORU^R01, OBR and OBX")
def required(story: Story) -> Iterator[Finding]:
    """Every OBR: patient, both order numbers, procedure, time, accession, status; ORC and OBR numbers agree."""
    done: set[int] = set()
    for trace, _ in _all(story):
        exchange = trace.exchange
        if exchange.number in done or exchange.message is None:
            continue
        done.add(exchange.number)
        for group in order_groups(exchange.message):
            if not group.first("OBR"):
                continue
            rules: tuple[Rule, ...] = _RULES
            if group.get("ORC-2.1"):
                rules = (*rules, Rule("OBR-2.1", same_as="ORC-2.1"))
            if group.get("ORC-3.1"):
                rules = (*rules, Rule("OBR-3.1", same_as="ORC-3.1"))
            pid = group.pid

            def get(where: str, group=group, pid=pid) -> str:  # type: ignore[no-untyped-def]
                return (pid.get(where) if pid else "") if where.startswith("PID") else group.get(where)

            yield from judge(exchange, f"the report of {exchange.sender}", rules, get, version=exchange.message.version)


@check("RES-02", "The statuses of a report agree", clause="HL7 tables 0123 (OBR-25) and 0085 (OBX-11)")
def agreement(story: Story) -> Iterator[Finding]:
    """Both statuses are of their tables, and every OBX-11 may stand under its OBR-25."""
    for trace, result in _all(story):
        details = {"hop": hop(trace.exchange), "exchanges": (trace.exchange.number,)}
        sender, wrong = trace.exchange.sender, False
        if result.status and result.status not in OBR_25:
            wrong = True
            yield fail(sender, "the status of a report is none of the table", where="OBR-25",
                       expected=" ".join(sorted(OBR_25)), received=result.status, **details)  # fmt: skip
        for observation in result.observations:
            status = observation.status
            if status not in OBX_11 | (OBX_11_LATER if _is_28(trace.exchange.message) else frozenset()):
                wrong = True
                yield fail(sender, "the status of an observation is none of the table", where="OBX-11",
                           expected=" ".join(sorted(OBX_11)), received=status or "empty", **details)  # fmt: skip
            elif status not in _AGREE.get(result.status, OBX_11):
                wrong = True
                yield fail(
                    sender,
                    f"a report that is {_WORDS.get(result.status, result.status)} holds an observation that is not",
                    expected=f"OBX-11 {' or '.join(sorted(_AGREE[result.status]))} under OBR-25 {result.status}",
                    received=f"OBX-11 {status} of {observation.code.value}",
                    where="OBX-11",
                    **details,
                )
        if not wrong:
            yield held(sender, f"the statuses of the report agree: {result.status}", **details)


def _is_28(message: Message | None) -> bool:
    return message is not None and message.version.startswith("2.8")


def _key(trace: Trace) -> str:
    return trace.text("placer") or trace.text("filler") or trace.text("accession")


def is_withdrawal(result: Result) -> bool:
    """W, D or X in every observation, or OBR-25 X: what was said before does not hold."""
    marked = [each.status for each in result.observations]
    return result.status == "X" or (bool(marked) and all(status in WITHDRAWN for status in marked))


@check("RES-03", "A report goes from preliminary to final to corrected", clause="HL7 tables 0123 and 0085",
       severity="critical")  # fmt: skip
def succession(story: Story) -> Iterator[Finding]:
    """No P after F or C, no plain F after C; after a withdrawal a new report may begin."""
    last: dict[tuple[str, str], tuple[Trace, Result]] = {}
    for trace, result in _all(story):
        if not was_accepted(story, trace.exchange):
            continue
        key = (trace.exchange.sender, _key(trace))
        before = last.get(key)
        last[key] = (trace, result)
        if before is None:
            if result.status == "C":
                yield note(trace.exchange.sender, "a corrected report without a final one before it",
                           severity="note", hop=hop(trace.exchange), exchanges=(trace.exchange.number,))  # fmt: skip
        elif before[0].exchange.raw != trace.exchange.raw:  # the same again says nothing new
            yield _followed(before, trace, result)


def _followed(before: tuple[Trace, Result], trace: Trace, result: Result) -> Finding:
    earlier = before[1]
    details = {
        "expected": "P, then F, then C",
        "received": f"{earlier.status}, then {result.status}",
        "where": "OBR-25",
        "hop": hop(trace.exchange),
        "exchanges": (before[0].exchange.number, trace.exchange.number),
    }
    sender = trace.exchange.sender
    if is_withdrawal(earlier):
        return held(sender, "a report follows one that was withdrawn", **details)
    if earlier.status in ("F", "C") and result.status in ("P", "R", "I", "S", "O"):
        what = f"a {_WORDS.get(result.status, result.status)} report comes after the {_WORDS[earlier.status]} one"
        return fail(sender, what, likely="messages left a queue in another order than they were signed", **details)
    if earlier.status == "C" and result.status == "F":
        return fail(sender, "a corrected report is followed by one that does not say so", severity="major", **details)
    return held(sender, "the report's status goes forwards", **details)


@check("RES-04", "A cancelled order gets no final report", clause="HL7 table 0123, X", severity="critical")
def after_cancellation(story: Story) -> Iterator[Finding]:
    """F or C for an order whose cancellation the RIS accepted, or which it cancelled itself."""
    for trace, result in _all(story):
        end = _cancelled_before(story, trace)
        if end is None:
            continue
        details = {"hop": hop(trace.exchange), "exchanges": (end.exchange.number, trace.exchange.number)}
        if result.status in ("F", "C") and not is_withdrawal(result):
            yield fail(
                trace.exchange.sender,
                "a cancelled order got a final report",
                expected="no report, or OBR-25 X",
                received=f"OBR-25 {result.status}",
                where="OBR-25",
                **details,
            )
        else:
            yield held(
                trace.exchange.sender, "a cancelled order got no final report", received=result.status, **details
            )


def _cancelled_before(story: Story, report: Trace) -> Trace | None:
    ends = [
        one
        for one in placed_orders(story)
        if one.control in ("CA", "DC") and was_accepted(story, one.exchange) and not one.exchange.deliberate
    ]
    ends += [one for one in filler_notices(story) if one.control == "OC"]
    found = [
        one
        for one in ends
        if one.exchange.number < report.exchange.number
        and one.text("placer")
        and one.text("placer") == report.text("placer")
        and (not one.text("filler") or not report.text("filler") or one.text("filler") == report.text("filler"))
    ]
    return found[-1] if found else None


@check("RES-05", "What a report holds can be opened", clause="HL7 v2 OBX-5, ED", severity="critical")
def content(story: Story) -> Iterator[Finding]:
    """Documents decode, and a PDF begins as one; a report that is not withdrawn says something."""
    for trace, result in _all(story):
        details = {"hop": hop(trace.exchange), "exchanges": (trace.exchange.number,)}
        sender, wrong = trace.exchange.sender, False
        for observation in result.observations:
            if observation.value_type != "ED":
                continue
            problem = _problem_with(observation)
            if problem:
                wrong = True
                yield fail(sender, "the document in a report cannot be opened", where="OBX-5",
                           expected=observation.media_type or "a document", received=problem, **details)  # fmt: skip
        said = any(each.value.strip() for each in result.observations)
        if not said and not wrong and result.status in ("P", "F", "C") and not is_withdrawal(result):
            wrong = True
            yield fail(sender, "a report says nothing", where="OBX-5", expected="text, a code or a document",
                       received=f"{len(result.observations)} observations, all empty", **details)  # fmt: skip
        if not wrong:
            yield held(sender, f"the {_WORDS.get(result.status, result.status)} report can be read", **details)


def _problem_with(observation) -> str:  # type: ignore[no-untyped-def]
    try:
        data = observation.data
    except PeerViolation as violation:
        return str(violation)
    if not data:
        return "no data"
    if observation.media_type.endswith("pdf") and not data.lstrip().startswith(b"%PDF"):
        return f"begins with {data[:8]!r}, not with %PDF"
    return ""


@check("RES-06", "A combined report names all its orders", clause="HL7 table 0119, CN and RE", severity="minor")
def combined(story: Story) -> Iterator[Finding]:
    """Several orders in one ORU: ORC-1 is CN for all but the last, then RE."""
    by_message: dict[int, list[tuple[Trace, Result]]] = {}
    for trace, result in _all(story):
        by_message.setdefault(trace.exchange.number, []).append((trace, result))
    for several in by_message.values():
        exchange: Exchange = several[0][0].exchange
        controls = [result.control for _, result in several]
        if len(several) < 2 or not any(controls):
            continue
        wanted = ["CN"] * (len(several) - 1) + ["RE"]
        details = {"expected": " ".join(wanted), "received": " ".join(controls), "where": "ORC-1", "hop": hop(exchange),
                   "exchanges": (exchange.number,)}  # fmt: skip
        if controls == wanted:
            yield held(exchange.sender, "a combined report names its orders as one", **details)
        else:
            yield note(exchange.sender, "several reports in one message are not marked as combined", **details)
