"""Audit messages as such: readable, after the schema, at the right time, from the right source, with no stray names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from harness.checks import check, fail, held
from harness.checks.story import Story
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire.audit import EVENTS, AuditMessage
from simulators.wire.audit_rules import rule_problems

SHORT = 4  # letters: shorter parts of a name are words of many other things


def messages(story: Story) -> list[tuple[Exchange, AuditMessage]]:
    """Audit messages that could be read, in the order in which they came."""
    return [(one, one.audit) for one in story.exchanges if one.protocol == "SYSLOG" and one.audit is not None]


def event_name(message: AuditMessage) -> str:
    """The event in the standard's words; its code where the standard has none."""
    return EVENTS.get(message.event.value) or message.event.value[:16] or "?"


def details(exchange: Exchange) -> dict[str, Any]:
    return {"hop": f"{exchange.sender}→{exchange.receiver}", "exchanges": (exchange.number,)}


@check("AUD-01", "Every audit message can be read", clause="RFC 5424 6; RFC 5425 4.3; PS3.15 A.5.1")
def readable(story: Story) -> Iterator[Finding]:
    """Framing, header and XML; what cannot be read tells nobody anything."""
    read: dict[str, int] = {}
    for exchange in story.exchanges:
        if exchange.protocol != "SYSLOG":
            continue
        if not exchange.error:
            read[exchange.sender] = read.get(exchange.sender, 0) + 1
            continue
        yield fail(
            exchange.sender,
            f"{exchange.sender} sent an audit message that cannot be read",
            expected="a syslog message behind its length, and in it an AuditMessage",
            received=exchange.error,
            **details(exchange),
        )
    for sender, count in read.items():
        yield held(sender, f"{count} audit messages of {sender} could be read")


@check(
    "AUD-02", "An audit message is after the schema, and holds what its event asks for", clause="PS3.15 A.5.1, A.5.3"
)
def schema(story: Story) -> Iterator[Finding]:
    """Each departure, and each participant or object that the table of the event asks for and that is missing."""
    for exchange, message in messages(story):
        name = event_name(message)
        for problem in message.problems:
            where, _, what = problem.partition(" ")
            yield fail(
                exchange.sender,
                f"the audit message {name} of {exchange.sender} departs from the schema",
                expected="the schema of audit messages",
                received=what,
                where=where,
                clause="PS3.15 A.5.1",
                **details(exchange),
            )
        for problem in rule_problems(message) if not message.problems else ():
            yield fail(
                exchange.sender,
                f"the audit message {name} of {exchange.sender} lacks what the event asks for",
                expected="action, participants and objects of the event",
                received=problem,
                clause="PS3.15 A.5.3",
                **details(exchange),
            )


@check("AUD-03", "An audit message tells the right time", clause="PS3.15 A.5.2.5")
def clock(story: Story) -> Iterator[Finding]:
    """An event cannot be later than the message about it, nor earlier than anything that was done."""
    limit = story.limits.clock_difference_s
    start = min((one.time for one in story.exchanges), default=0.0)
    for exchange, message in messages(story):
        moment = message.moment
        if moment is None:
            continue  # AUD-02
        earliest = min(start, exchange.time - story.limits.audit_s)
        late, early = moment - exchange.time, moment - earliest
        if late > limit or early < -limit:
            yield fail(
                exchange.sender,
                f"the clock of {exchange.sender} is wrong in its audit messages",
                expected=f"at most {limit:g} s beside our clock",
                received=f"{late if late > limit else early:+.0f} s",
                where="EventIdentification/@EventDateTime",
                **details(exchange),
            )


@check("AUD-04", "An audit message names the system that it comes from", clause="PS3.15 A.5.2")
def source(story: Story) -> Iterator[Finding]:
    """AuditSourceID is what the site file says, or at least no other system's."""
    for exchange, message in messages(story):
        wanted = story.audit_sources.get(exchange.sender, "")
        others = {name for role, names in story.names.items() if role != exchange.sender for name in names}
        if message.source == wanted if wanted else message.source and message.source not in others:
            continue
        yield fail(
            exchange.sender,
            f"{exchange.sender} names another source in its audit messages",
            expected=wanted or "its own name",
            received=message.source or "none",
            where="AuditSourceIdentification/@AuditSourceID",
            **details(exchange),
        )


@check("AUD-05", "No audit message names a patient where no name belongs", clause="PS3.15 A.5.3", severity="critical")
def names(story: Story) -> Iterator[Finding]:
    """A patient's name stands in the patient's object, or in the query that asked for it, and nowhere else."""
    known = _names_of(story)
    for exchange, message in messages(story):
        role = exchange.sender
        for where, text in _texts(message):
            if any(part in _folded(text) for part in known):
                yield fail(
                    role,
                    f"the audit message {event_name(message)} of {role} names a patient where no name belongs",
                    expected="no name of a patient",
                    received="the name of a patient of this scenario",
                    where=where,
                    **details(exchange),
                )


def _names_of(story: Story) -> set[str]:
    """Family and given names of the scenario's patients, folded, in either order."""
    found = set()
    for patient in story.patients:
        family, given = _folded(patient.name.family), _folded(patient.name.given)
        if len(family) + len(given) > SHORT and family and given:
            found |= {f"{family} {given}", f"{given} {family}"}
    return found


def _folded(text: str) -> str:
    """Letters without accents, in small, what separates them as one blank."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return " ".join(letters.split())


def _texts(message: AuditMessage) -> Iterator[tuple[str, str]]:
    """Every text in which a patient's name has no place."""
    for one in message.participants:
        for name, text in (("UserID", one.user_id), ("AlternativeUserID", one.alternative_user_id)):
            yield f"ActiveParticipant/@{name}", text
        yield "ActiveParticipant/@UserName", one.user_name
    yield "AuditSourceIdentification", f"{message.site} {message.source}"
    for each in message.objects:
        yield "ParticipantObjectIdentification/@ParticipantObjectID", each.id
        if not each.is_patient:
            yield "ParticipantObjectName", each.name
            for kind, value in each.details:
                yield f"ParticipantObjectDetail {kind}", value.decode("utf-8", "replace")
