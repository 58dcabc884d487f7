"""Fields that a message must, or must not, carry: a finding for each that is wrong, one for a message that is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from harness.checks import fail, held, note
from harness.checks.hl7 import hop
from harness.verdict import Finding
from simulators.transcript import Exchange
from simulators.wire.fields import field_name

Getter = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """``where`` is a path. ``wanted``: "set", "empty", or values separated by "|"; ``same_as`` another path.

    ``uncertain`` rules rest on a secondary source: a departure is noted.
    """

    where: str
    wanted: str = "set"
    same_as: str = ""
    longest: int = 0
    severity: str = ""
    uncertain: bool = False
    why: str = ""


def departures(rules: Iterable[Rule], get: Getter) -> Iterator[tuple[Rule, str, str]]:
    """(rule, expected, received) of every rule that does not hold."""
    for rule in rules:
        value = get(rule.where)
        if rule.same_as:
            other = get(rule.same_as)
            if value != other:
                yield rule, f"the value of {rule.same_as}, {other or 'empty'}", value or "empty"
        elif rule.wanted == "set" and not value:
            yield rule, "a value", "empty"
        elif rule.wanted == "empty" and value:
            yield rule, "empty", value
        elif rule.wanted not in ("set", "empty") and value not in rule.wanted.split("|"):
            yield rule, rule.wanted.replace("|", " or "), value or "empty"
        if rule.longest and len(value) > rule.longest:
            yield rule, f"at most {rule.longest} characters", f"{len(value)} characters: {value}"


def judge(
    exchange: Exchange, title: str, rules: Iterable[Rule], get: Getter, *, clause: str = "", version: str = "2.5.1"
) -> Iterator[Finding]:
    """Findings on one message. ``title`` names it: "the A01 of the HIS"."""
    right = True
    for rule, expected, received in departures(rules, get):
        name = field_name(rule.where, version)
        what = f"{title}: {name or rule.where} is {_how(rule, received)}"
        details = {
            "expected": expected,
            "received": received,
            "where": rule.where,
            "hop": hop(exchange),
            "likely": rule.why,
            "exchanges": (exchange.number,),
        }
        details |= {"clause": clause} if clause else {}
        if rule.uncertain:
            yield note(exchange.sender, what, **details)
            continue
        right = False
        details |= {"severity": rule.severity} if rule.severity else {}
        yield fail(exchange.sender, what, **details)
    if right:
        details = {"hop": hop(exchange), "exchanges": (exchange.number,), **({"clause": clause} if clause else {})}
        yield held(exchange.sender, f"{title} carries what it must", **details)


def _how(rule: Rule, received: str) -> str:
    if received == "empty":
        return "missing"
    if rule.longest and received.partition(" ")[0].isdigit() and "characters: " in received:
        return "too long"
    return "not empty" if rule.wanted == "empty" else "wrong"
