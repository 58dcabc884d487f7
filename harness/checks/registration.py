"""Registration, RAD-1 and RAD-12: what an ADT message must carry for its event, and which events belong to them."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks import check, fail, held, note
from harness.checks.hl7 import fair, hop, requests
from harness.checks.requirements import Rule, judge
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire.er7 import Message
from simulators.wire.identifiers import PatientId
from simulators.wire.registration import identifiers_in, structure_of

RAD_1 = ("A01", "A04", "A05", "A11", "A38")
RAD_12 = ("A02", "A03", "A06", "A07", "A08", "A12", "A13", "A40")
MERGES = ("A40", "A34", "A36")
_KNOWN_BESIDE = ("A28", "A31", "A34", "A36", "A47")  # sites still send these

_HEADER = (Rule("MSH-9.1", "ADT"), Rule("MSH-9.2"), Rule("MSH-10"), Rule("MSH-12"), Rule("EVN-2", severity="minor"))
_PERSON = (
    Rule("PID-3.1", severity="critical"),
    Rule("PID-5", severity="critical", why="a patient without any name"),
)
_ISSUER = Rule(
    "PID-3.4", severity="critical", why="an identifier without its issuer may be taken for another patient's"
)
_SEX = Rule("PID-8", severity="minor")
_BIRTH = Rule("PID-7", uncertain=True)
_VISIT = (Rule("PV1-2"), Rule("PV1-3", severity="minor"))
_ADMISSION = tuple(Rule(where, severity="minor") for where in ("PV1-7", "PV1-10", "PV1-17"))


def rules_for(event: str) -> tuple[Rule, ...]:
    """Required fields of an event (RAD-1: all; RAD-12: identity, and MRG for a merge)."""
    rules: tuple[Rule, ...] = (*_HEADER, *_PERSON, _ISSUER)
    if event in RAD_1:
        rules = (*rules, _SEX, _BIRTH, *_VISIT)
    if event == "A01":
        rules = (*rules, *_ADMISSION)
    if event in ("A04", "A05"):
        rules = (*rules, Rule("PV1-8", severity="minor"))
    if event in MERGES:
        rules = (*rules, Rule("MRG-1.1", severity="critical"), Rule("MRG-1.4", severity="critical"))
    return rules


def _fair(story: Story) -> Iterator[tuple[Exchange, Message, str]]:
    for exchange in fair(requests(story, "ADT")):
        assert exchange.message is not None
        yield exchange, exchange.message, exchange.message.get("MSH-9.2")


@check("REG-01", "A registration carries what its event requires", clause="IHE RAD TF, RAD-1 and RAD-12")
def required(story: Story) -> Iterator[Finding]:
    """Fields by event; PID-18 or PV1-19 for the events of RAD-1."""
    for exchange, message, event in _fair(story):
        title = f"the {event} of {exchange.sender} to {exchange.receiver}"
        yield from judge(exchange, title, rules_for(event), message.get, version=message.version)
        if event in RAD_1 and not message.get("PID-18") and not message.get("PV1-19"):
            yield fail(
                exchange.sender,
                f"{title} has neither an account nor a visit number",
                expected="PID-18 or PV1-19",
                received="neither",
                where="PID-18",
                severity="minor",
                hop=hop(exchange),
                exchanges=(exchange.number,),
            )


@check("REG-02", "Every identifier has its issuer", clause="HL7 PID-3.4, MRG-1.4", severity="critical")
def issuers(story: Story) -> Iterator[Finding]:
    """Every repetition of PID-3 and MRG-1, not only the first; in a merge both sides have the same issuer."""
    for exchange, message, event in _fair(story):
        wrong = False
        for name, field in (("PID", 3), ("MRG", 1)):
            for segment in message.all(name):
                for number, identifier in enumerate(identifiers_in(segment, field), start=1):
                    if number > 1 and not identifier.authority.to_hd():
                        wrong = True
                        yield _without_issuer(exchange, f"{name}-{field}[{number}]", identifier)
        for survivor, prior in _pairs(message) if event in MERGES else ():
            if not survivor.authority.agrees_with(prior.authority):
                wrong = True
                yield fail(
                    exchange.sender,
                    f"the merge of {exchange.sender} joins identifiers of two issuers",
                    expected=f"MRG-1.4 {survivor.authority.to_hd()}",
                    received=prior.authority.to_hd() or "empty",
                    where="MRG-1.4",
                    hop=hop(exchange),
                    exchanges=(exchange.number,),
                )
        if not wrong:
            yield held(
                exchange.sender,
                f"the identifiers of the {event} of {exchange.sender} have their issuers",
                hop=hop(exchange),
                exchanges=(exchange.number,),
            )


def _pairs(message: Message) -> Iterator[tuple[PatientId, PatientId]]:
    survivor: PatientId | None = None
    for segment in message.segments:
        if segment.name == "PID":
            survivor = next(iter(identifiers_in(segment, 3)), None)
        elif segment.name == "MRG" and survivor is not None:
            prior = next(iter(identifiers_in(segment, 1)), None)
            if prior is not None:
                yield survivor, prior


def _without_issuer(exchange: Exchange, where: str, identifier: PatientId) -> Finding:
    return fail(
        exchange.sender,
        f"{exchange.sender} sends an identifier without its issuer",
        expected="an assigning authority",
        received=identifier.value,
        where=where,
        severity="major",
        hop=hop(exchange),
        exchanges=(exchange.number,),
    )


@check("REG-03", "The event is one of the profile", clause="IHE RAD TF, RAD-1 and RAD-12", severity="minor")
def events(story: Story) -> Iterator[Finding]:
    """RAD-1: A01 A04 A05 A11 A38; RAD-12: A02 A03 A06 A07 A08 A12 A13 A40. Others are legal HL7, and noted."""
    for exchange, message, event in _fair(story):
        details = {"received": message.type, "where": "MSH-9.2", "hop": hop(exchange), "exchanges": (exchange.number,)}
        structure = message.structure
        if event not in RAD_1 + RAD_12:
            known = "an older event for it" if event in _KNOWN_BESIDE else "no event of the profile"
            yield note(exchange.sender, f"{exchange.sender} sends {message.type}: {known}", **details)
        elif structure and structure != structure_of(event, message.version):
            wanted = structure_of(event, message.version)
            details |= {"expected": wanted, "received": structure, "where": "MSH-9.3"}
            yield note(exchange.sender, f"{exchange.sender} names an unusual structure for {message.type}", **details)
        else:
            yield held(exchange.sender, f"{message.type} of {exchange.sender} is an event of the profile", **details)


@check("REG-04", "A merge carries no visit", clause="IHE RAD TF, RAD-12 A40", severity="note")
def merges(story: Story) -> Iterator[Finding]:
    """A40 in the form of the profile has no PV1; MRG-2, -4, -5, -6 are not supported. Noted only."""
    for exchange, message, event in _fair(story):
        if event != "A40":
            continue
        extra = [where for where in ("MRG-2", "MRG-4", "MRG-5", "MRG-6") if message.get(where)]
        extra += ["PV1"] if message.segment("PV1") else []
        details = {"hop": hop(exchange), "exchanges": (exchange.number,)}
        if extra:
            what = f"the merge of {exchange.sender} carries {', '.join(extra)}, which the profile leaves out"
            yield note(exchange.sender, what, received=", ".join(extra), **details)
        else:
            yield held(exchange.sender, f"the merge of {exchange.sender} is of the profile's form", **details)
