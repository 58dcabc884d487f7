"""Steps that judge how a system answered the last message: accepted, or refused with the right reason."""

from __future__ import annotations

from typing import Any

from harness.steps.casebook import Unmet, book
from harness.steps.phrases import step_text
from simulators.transcript import Exchange
from simulators.wire.er7 import Message

# reason in words: acknowledgement codes that may carry it, and error codes of HL7 table 0357 that say it
REASONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "missing patient identifier": (("AE", "AR"), ("101",)),
    "missing patient": (("AE", "AR"), ("100", "101")),
    "missing message number": (("AE", "AR"), ("101",)),
    "unknown patient": (("AE", "AR"), ("204", "205")),
    "unknown exam": (("AE", "AR"), ("103", "204")),
    "unknown order": (("AE", "AR"), ("204",)),
    "unknown message type": (("AR",), ("200", "201")),
    "unknown version": (("AR",), ("203",)),
}
CLAUSE = "HL7 v2.5.1 chapter 2, MSA-1 (table 0008) and ERR-3 (table 0357)"


def last_acknowledgement(context: Any, system: str) -> Exchange:
    """The last HL7 answer that ``system`` gave since the last act. :class:`Unmet` where it gave none."""
    casebook = book(context)
    for exchange in reversed(casebook.hospital.transcript.since(casebook.mark)):
        message = exchange.message
        if exchange.sender == system and message is not None and message.segment("MSA") is not None:
            return exchange
    raise Unmet(f"the {system.upper()} gave no answer", role=system, expected="an acknowledgement", received="nothing")


def acknowledgement_code(exchange: Exchange) -> str:
    """MSA-1."""
    message = exchange.message
    return message.get("MSA-1") if message is not None else ""


def stated_reason(message: Message) -> tuple[str, str]:
    """Code and words of the reason: ERR-3 and ERR-8 or ERR-7 (2.5 on), ERR-1 (before), else MSA-3."""
    code = message.get("ERR-3.1") or message.get("ERR-1.4.1") or message.get("MSA-6.1")
    words = (message.get(where) for where in ("ERR-8", "ERR-7", "ERR-3.2", "ERR-1.4.2", "MSA-3"))
    return code, next((word for word in words if word), "")


@step_text(
    "then",
    en='system "{system}" accepts the message',
    es='el sistema "{system}" acepta el mensaje',
    fr='le système "{system}" accepte le message',
    pt='o sistema "{system}" aceita a mensagem',
)
def system_accepts(context: Any, system: str) -> None:
    role = system.lower()
    exchange = last_acknowledgement(context, role)
    code = acknowledgement_code(exchange)
    if code not in ("AA", "CA"):
        raise Unmet(f"the {system} did not accept the message", role=role, expected="AA", received=code, clause=CLAUSE)


@step_text(
    "then",
    en='system "{system}" refuses the message with the reason "{reason}"',
    es='el sistema "{system}" rechaza el mensaje con el motivo "{reason}"',
    fr='le système "{system}" refuse le message avec le motif "{reason}"',
    pt='o sistema "{system}" recusa a mensagem com o motivo "{reason}"',
)
def system_refuses(context: Any, system: str, reason: str) -> None:
    role = system.lower()
    exchange = last_acknowledgement(context, role)
    assert exchange.message is not None
    codes, errors = REASONS[reason]
    code = acknowledgement_code(exchange)
    if code not in codes:
        what = f"the {system} did not refuse a message with {reason}"
        raise Unmet(what, role=role, expected=" or ".join(codes), received=code, clause=CLAUSE)
    error, words = stated_reason(exchange.message)
    if not error and not words:
        raise Unmet(f"the {system} refused without a reason", role=role, expected=reason, received="", clause=CLAUSE)
    if error and error not in errors:
        what = f"the {system} refused, but for another reason"
        expected = f"{reason} ({' or '.join(errors)})"
        raise Unmet(what, role=role, expected=expected, received=f"{error} {words}".strip(), clause=CLAUSE)
