"""Who keeps an audit trail, and how one of its messages is begun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simulators.wire import audit
from simulators.wire.audit import AuditMessage, Object, Participant, SopClass
from simulators.wire.identifiers import Code

Told = tuple[str, AuditMessage]


@dataclass(frozen=True, slots=True)
class Teller:
    """A role that keeps a trail. ``source`` is its AuditSourceID; ``kind``: his emr ris pacs workstation modality."""

    kind: str
    source: str


Tellers = Mapping[str, Teller]  # by role name


def tell(
    tellers: Tellers,
    role: str,
    event: Code,
    action: str,
    *,
    when: float,
    outcome: str,
    participants: tuple[Participant, ...],
    types: tuple[Code, ...] = (),
    objects: Iterable[Object] = (),
) -> Told:
    """A message of ``role``; ``when`` in seconds since the epoch."""
    return role, AuditMessage(
        event=event,
        action=action,
        time=audit.date_time(when),
        outcome=outcome,
        types=types,
        participants=participants,
        source=tellers[role].source,
        objects=tuple(objects),
    )


def study(uid: str, *, accessions: tuple[str, ...] = (), sop_classes: tuple[SopClass, ...] = ()) -> Object:
    """The study an event is about."""
    return Object(
        id=uid,
        id_type=audit.STUDY_UID,
        type_code="2",
        role="3",
        name=uid,
        accessions=accessions,
        sop_classes=sop_classes,
    )


def forget_oldest(kept: dict[Any, Any], most: int) -> None:
    """Drop the oldest entry of what grows by one at a time, where it is one too many."""
    if len(kept) > most:
        del kept[next(iter(kept))]
