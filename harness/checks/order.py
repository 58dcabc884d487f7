"""Orders: the choreography of RAD-2, RAD-3, RAD-4 and RAD-13, control code by control code.

Codes beside the lists of the transactions are legal HL7 and not IHE: noted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from harness.checks import check, fail, held, note
from harness.checks.hl7 import hop, requests, was_accepted
from harness.checks.requirements import Rule, judge
from harness.checks.story import Story
from harness.checks.traces import Trace, filler_notices, scheduled_procedures
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire.ack import version_of
from simulators.wire.order_reading import OrderGroup, order_groups
from simulators.wire.order_values import Dialect

PLACER = ("NW", "CA")
PLACER_MORE = ("XO", "DC")  # where a dialect has them
FILLER = ("SN", "SC", "OC")
SCHEDULE = ("NW", "XO", "CA", "DC")

_PERSON = (Rule("PID-3.1", severity="critical"), Rule("PID-3.4"), Rule("PID-5", severity="critical"))
_NUMBERS = (Rule("ORC-2.1", severity="critical"), Rule("OBR-2.1", same_as="ORC-2.1"))
_FILLER = (Rule("ORC-3.1", severity="critical"), Rule("OBR-3.1", same_as="ORC-3.1"))


def _groups(exchange: Exchange) -> list[OrderGroup]:
    return order_groups(exchange.message) if exchange.message else []


def _is_old(exchange: Exchange) -> bool:
    """Before 2.5: timing in ORC-7 and OBR-27, identifiers in OBR and ZDS."""
    return exchange.message is not None and version_of(exchange.message.version) < (2, 5)


def _judged(
    exchange: Exchange, group: OrderGroup, rules: tuple[Rule, ...], what: str, clause: str
) -> Iterator[Finding]:
    message = exchange.message

    def get(where: str) -> str:
        inside = where[:3] not in ("PID", "PV1", "MSH")
        return group.get(where) if inside or message is None else message.get(where)

    version = message.version if message else "2.5.1"
    yield from judge(exchange, what, rules, get, clause=clause, version=version)


# --- RAD-2 -------------------------------------------------------------------------------------------------------


@check("ORD-01", "An order carries what the filler needs", clause="IHE RAD TF, RAD-2")
def placed(story: Story) -> Iterator[Finding]:
    """NW: placer number, no filler number, procedure, ordering physician, timing. CA: the placer number."""
    for exchange in requests(story, "ORM^O01", "OMG^O19", receiver="ris"):
        for group in _groups(exchange) if not exchange.deliberate else []:
            control = group.get("ORC-1")
            what = f"the order {control} of {exchange.sender}"
            if control in PLACER + PLACER_MORE:
                yield from _judged(
                    exchange, group, _placer_rules(control, _is_old(exchange)), what, "IHE RAD TF, RAD-2"
                )
            yield from _known(exchange, control, PLACER, "RAD-2", PLACER_MORE)


def _placer_rules(control: str, old: bool) -> tuple[Rule, ...]:
    numbers = _NUMBERS if control != "CA" else _NUMBERS[:1]
    rules: tuple[Rule, ...] = (*_PERSON, *numbers)
    if control != "NW":
        return rules
    timing = Rule("ORC-7.4") if old else Rule("TQ1-7")
    return (
        *rules,
        Rule("ORC-3.1", "empty"),
        Rule("OBR-3.1", "empty"),
        Rule("OBR-4.1", severity="critical"),
        Rule("ORC-9", severity="minor"),
        Rule("ORC-12", severity="minor"),
        Rule("OBR-16.1", same_as="ORC-12.1", severity="minor"),
        Rule("ORC-17", severity="minor"),
        Rule("PV1-2", severity="minor"),
        replace(timing, uncertain=True),
    )


def _known(
    exchange: Exchange, control: str, codes: tuple[str, ...], transaction: str, allowed: tuple[str, ...] = ()
) -> Iterator[Finding]:
    if control not in codes and control not in allowed:
        yield note(
            exchange.sender,
            f"{exchange.sender} uses order control {control or '(none)'}, which {transaction} does not have",
            expected=" ".join(codes),
            received=control or "empty",
            where="ORC-1",
            hop=hop(exchange),
            exchanges=(exchange.number,),
        )


# --- RAD-3 -------------------------------------------------------------------------------------------------------


@check("ORD-02", "What the filler tells the placer is complete", clause="IHE RAD TF, RAD-3")
def told(story: Story) -> Iterator[Finding]:
    """SN: filler number only. SC: both numbers, ORC-5 IP or CM. OC: both numbers, ORC-5 empty."""
    for exchange in requests(story, "ORM^O01", "OMG^O19", sender="ris", receiver="emr"):
        for group in _groups(exchange) if not exchange.deliberate else []:
            control = group.get("ORC-1")
            what = f"the order message {control} of {exchange.sender} to {exchange.receiver}"
            if control in _FILLER_RULES:
                yield from _judged(exchange, group, (*_PERSON, *_FILLER_RULES[control]), what, "IHE RAD TF, RAD-3")
            yield from _known(exchange, control, FILLER, "RAD-3")
            if control == "SC" and group.get("ORC-5") not in ("IP", "CM", ""):
                yield note(
                    exchange.sender,
                    f"{exchange.sender} tells the status {group.get('ORC-5')}",
                    expected="IP or CM",
                    received=group.get("ORC-5"),
                    where="ORC-5",
                    severity="note",
                    hop=hop(exchange),
                    exchanges=(exchange.number,),
                )


_FILLER_RULES = {
    "SN": (*_FILLER, Rule("ORC-2.1", "empty"), Rule("OBR-4.1")),
    "SC": (*_NUMBERS[:1], *_FILLER[:1], Rule("ORC-5")),
    "OC": (*_NUMBERS[:1], *_FILLER[:1], Rule("ORC-5", "empty", severity="minor")),
}


@check("ORD-03", "The placer gives a number to the filler's order", clause="IHE RAD TF, RAD-3", severity="critical")
def numbered(story: Story) -> Iterator[Finding]:
    """SN is answered by ORR^O02 or ORG^O20 with NA and both numbers; a plain ACK now and NA later is noted."""
    for exchange in requests(story, "ORM^O01", "OMG^O19", sender="ris", receiver="emr"):
        for group in _groups(exchange) if not exchange.deliberate else []:
            if group.get("ORC-1") == "SN":
                yield from _answer_to_sn(story, exchange, group.get("ORC-3.1"))


def _answer_to_sn(story: Story, exchange: Exchange, filler: str) -> Iterator[Finding]:
    emr = exchange.receiver
    answers = [reply for reply in story.replies(exchange) if reply.message is not None]
    given = [(reply, group) for reply in answers for group in _groups(reply) if group.get("ORC-1") == "NA"]
    later = [
        trace
        for trace in filler_notices(story)
        if trace.control == "NA" and trace.text("filler") == filler and trace.exchange.number > exchange.number
    ]
    details = {"hop": f"{emr}→{exchange.sender}", "exchanges": (exchange.number, *(one.number for one in answers))}
    if not given and not later:
        if answers or story.end - exchange.time > story.limits.notification_s:
            yield fail(
                emr,
                f"{emr} gave no order number to the order that radiology made",
                expected="ORR^O02 or ORG^O20 with ORC-1 NA and both numbers",
                received=", ".join(one.kind for one in answers) or "nothing",
                where="ORC-1",
                **details,
            )
        return
    if not given:
        yield note(
            emr, f"{emr} gave its order number in a message of its own", received=later[0].exchange.kind, **details
        )
    for reply, group in given:
        rules = (Rule("ORC-2.1", severity="critical"), Rule("ORC-3.1", filler, severity="critical"))
        yield from _judged(reply, group, rules, f"the order number of {emr}", "IHE RAD TF, RAD-3")


# --- RAD-4 and RAD-13 --------------------------------------------------------------------------------------------


@check("ORD-04", "The procedure told to the PACS is complete", clause="IHE RAD TF, RAD-4 and RAD-13")
def scheduled(story: Story) -> Iterator[Finding]:
    """Numbers, ORC-5 by control code, identifiers of at most 16 characters, a Study Instance UID that is one."""
    for exchange in requests(story, "ORM^O01", "OMI^O23", sender="ris", receiver="pacs"):
        for group in _groups(exchange) if not exchange.deliberate else []:
            control = group.get("ORC-1")
            what = f"the procedure {control} of {exchange.sender} to {exchange.receiver}"
            rules = _schedule_rules(exchange, control, story.dialect_of(exchange))
            yield from _judged(exchange, group, rules, what, "IHE RAD TF, RAD-4 and RAD-13")
            yield from _known(exchange, control, SCHEDULE, "RAD-4 and RAD-13")


_ORDER_STATUS = {"NW": "SC", "XO": "SC|CM", "CA": "CA", "DC": "CA"}


def _schedule_rules(exchange: Exchange, control: str, dialect: Dialect | None) -> tuple[Rule, ...]:
    rules: tuple[Rule, ...] = (*_PERSON, *_NUMBERS[:1], *_FILLER)
    if control in _ORDER_STATUS:
        rules = (*rules, Rule("ORC-5", _ORDER_STATUS[control]))
    if control not in ("NW", "XO"):
        return rules
    omi = exchange.kind == "OMI^O23"
    identifiers = _ipc_rules() if omi else _zds_rules()
    if dialect and dialect.accession_field:
        identifiers = tuple(rule for rule in identifiers if rule.where not in ("IPC-1.1", "OBR-18"))
    if dialect and dialect.study_uid_field:
        identifiers = tuple(rule for rule in identifiers if not rule.where.startswith(("IPC-3", "ZDS")))
    timing = (Rule("TQ1-7"),) if omi else (Rule("ORC-7.4"), Rule("OBR-27", same_as="ORC-7", severity="minor"))
    return (*rules, Rule("OBR-4.1"), *timing, *identifiers)


def _ipc_rules() -> tuple[Rule, ...]:
    return (
        Rule("IPC-1.1", severity="critical", longest=16),
        Rule("IPC-2.1", longest=16),
        Rule("IPC-3.1", severity="critical", longest=64),
        Rule("IPC-4.1", longest=16),
        Rule("IPC-5.1", longest=16),
        Rule("IPC-9", "set", longest=16, uncertain=True),
    )


def _zds_rules() -> tuple[Rule, ...]:
    return (
        Rule("OBR-18", severity="critical", longest=16),
        Rule("OBR-19", longest=16),
        Rule("OBR-20", longest=16),
        Rule("OBR-24", longest=16),
        Rule("ZDS-1.1", severity="critical", longest=64),
        Rule("ZDS-1.3", "Application", severity="minor"),
        Rule("ZDS-1.4", "DICOM", severity="minor"),
    )


@check("ORD-05", "A Study Instance UID is told once and then kept", clause="IHE RAD TF, RAD-4 and RAD-13",
       severity="critical")  # fmt: skip
def study_uid(story: Story) -> Iterator[Finding]:
    """RAD-4 (NW) only the first time; a change keeps the UID; two procedures never share one by chance."""
    seen: dict[str, Trace] = {}
    uids: dict[str, Trace] = {}
    for trace in scheduled_procedures(story):
        if trace.exchange.deliberate or not was_accepted(story, trace.exchange):
            continue
        uid, key = trace.text("study_uid"), trace.text("filler") or trace.text("accession")
        first = uids.get(uid)
        details = {"hop": hop(trace.exchange), "where": trace.values["study_uid"].where}
        if trace.control == "NW" and first is not None and not _same_message(first, trace):
            numbers = (first.exchange.number, trace.exchange.number)
            yield fail(
                "ris",
                "a procedure is told to the PACS as new a second time",
                expected="a change (XO), once the Study Instance UID is known",
                received=f"NW with {uid}",
                exchanges=numbers,
                **details,
            )
        before = seen.get(key)
        if before is not None and before.text("study_uid") and uid and before.text("study_uid") != uid:
            yield fail(
                "ris",
                "the Study Instance UID of a procedure changed",
                expected=before.text("study_uid"),
                received=uid,
                exchanges=(before.exchange.number, trace.exchange.number),
                **details,
            )
        elif before is not None and trace.control in ("XO", "CA", "DC"):
            yield held(
                "ris",
                f"the {trace.control} keeps the Study Instance UID",
                exchanges=(trace.exchange.number,),
                **details,
            )
        seen.setdefault(key, trace)
        if uid:
            uids.setdefault(uid, trace)


def _same_message(one: Trace, other: Trace) -> bool:
    """Another step of the same message, or the message sent again."""
    left, right = one.exchange.message, other.exchange.message
    if left is None or right is None:
        return False
    return left.raw == right.raw or left.control_id == right.control_id != ""
