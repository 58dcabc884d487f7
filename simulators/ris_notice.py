"""What the RIS owes its peers: values that the book makes and the outgoing side turns into messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from simulators.wire.identifiers import Patient, Visit
from simulators.wire.order import Order


class What(StrEnum):
    """What a notice tells, and to whom."""

    PATIENT = "patient"  # RAD-12 to the PACS
    SCHEDULED = "scheduled"  # RAD-4 NW to the PACS, RAD-3 SC and S12 to the EMR
    CHANGED = "changed"  # RAD-13 XO to the PACS
    RESCHEDULED = "rescheduled"  # RAD-13 XO to the PACS, S13 to the EMR
    CANCELLED = "cancelled"  # RAD-13 CA to the PACS, S15 to the EMR
    CANCELLED_BY_FILLER = "cancelled by filler"  # the same, and RAD-3 OC to the EMR
    DISCONTINUED = "discontinued"  # RAD-13 DC to the PACS, S15 to the EMR when nothing had begun
    STATUS = "status"  # RAD-3 SC to the EMR


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened. ``order`` is as it was then; ``event``, ``patient``, ``prior`` belong to PATIENT."""

    what: What
    order: Order | None = None
    event: str = ""
    patient: Patient | None = None
    visit: Visit | None = None
    prior: Patient | None = None
    begun: bool = False  # DISCONTINUED: whether something had been performed
