"""What the message of each event must hold, PS3.15 A.5.3: action, type, participants and objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulators.wire.audit import (
    APPLICATION_ACTIVITY,
    BEGIN_TRANSFERRING,
    CLASS_UID,
    EXPORT,
    IMPORT,
    INSTANCES_ACCESSED,
    INSTANCES_TRANSFERRED,
    ORDER_RECORD,
    PATIENT_RECORD,
    PROCEDURE_RECORD,
    QUERY,
    SECURITY_ALERT,
    STUDY_DELETED,
    USER_AUTHENTICATION,
    AuditMessage,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """``actions``: which there may be. ``types``: one of them must be there ("*": any). ``roles``: participants must
    have them, by code and name. ``patients`` and ``studies``: least and most objects of a kind (None: any number)."""

    actions: str
    types: tuple[str, ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    patients: tuple[int, int | None] = (0, None)
    studies: tuple[int, int | None] = (0, None)


_ENDS = (("110153", "source"), ("110152", "destination"))
_ONE, _SOME, _NONE = (1, 1), (1, None), (0, 0)
RULES: Mapping[str, Rule] = {
    APPLICATION_ACTIVITY.value: Rule(
        actions="E", types=("110120", "110121"), roles=(("110150", "application"),), patients=_NONE
    ),
    BEGIN_TRANSFERRING.value: Rule(actions="E", roles=_ENDS, patients=_ONE, studies=_SOME),
    INSTANCES_ACCESSED.value: Rule(actions="CRUD", patients=_ONE, studies=_SOME),
    INSTANCES_TRANSFERRED.value: Rule(actions="CRU", roles=_ENDS, patients=_ONE, studies=_SOME),
    STUDY_DELETED.value: Rule(actions="D", patients=_ONE, studies=_SOME),
    EXPORT.value: Rule(actions="R", patients=_SOME),
    IMPORT.value: Rule(actions="C", patients=_SOME),
    ORDER_RECORD.value: Rule(actions="CRUD", patients=_ONE),
    PATIENT_RECORD.value: Rule(actions="CRUD", patients=_ONE),
    PROCEDURE_RECORD.value: Rule(actions="CRUD", patients=_ONE),
    QUERY.value: Rule(actions="E", roles=_ENDS),
    SECURITY_ALERT.value: Rule(actions="E", types=("*",)),
    USER_AUTHENTICATION.value: Rule(actions="E", types=("110122", "110123"), patients=_NONE),
}


def rule_problems(message: AuditMessage) -> Iterator[str]:
    """What is missing or too much, a phrase each; nothing for events that the table does not have."""
    rule = RULES.get(message.event.value)
    if rule is None:
        return
    if message.action not in rule.actions or not message.action:
        yield f"the action of the event is {message.action or '(none)'} instead of {' or '.join(rule.actions)}"
    if rule.types and not any(rule.types == ("*",) or one.value in rule.types for one in message.types):
        yield "the type of the event is missing"
    for code, name in rule.roles:
        if not any(role.value == code for one in message.participants for role in one.roles):
            yield f"no participant with the role {name}"
    yield from _counted("patient", len(message.patient_ids), rule.patients)
    yield from _counted("study", len(message.study_uids), rule.studies)
    if message.event.value == QUERY.value:
        asked = [one for one in message.objects if one.is_a(CLASS_UID)]
        if not asked:
            yield "no SOP class that was queried"
        elif not any(one.query for one in asked):
            yield "the query itself is missing"


def _counted(kind: str, count: int, allowed: tuple[int, int | None]) -> Iterator[str]:
    least, most = allowed
    if count < least:
        yield f"no {kind} among the objects of the event"
    elif most is not None and count > most:
        yield f"too many objects of the kind {kind}: {count}"
