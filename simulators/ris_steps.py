"""What was performed, and what that makes of a scheduled step and of an order. Pure functions and values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from simulators.wire.identifiers import PatientId
from simulators.wire.order import Order, ScheduledStep

WRONG_ENTRY = "110514"  # PS3.16 Annex D, "Incorrect worklist entry selected"
OPEN = frozenset({"SCHEDULED", "ARRIVED", "READY"})
FINAL = frozenset({"COMPLETED", "DISCONTINUED", "CANCELED"})


@dataclass(frozen=True, slots=True)
class StepReference:
    """One item of (0040,0270) in an MPPS; empty strings where the modality had nothing to refer to."""

    step_id: str = ""
    accession_number: str = ""
    requested_procedure_id: str = ""
    study_instance_uid: str = ""


@dataclass(slots=True)
class Performed:
    """One MPPS as the RIS keeps it. ``reason`` is the code value of (0040,0281)."""

    uid: str
    references: tuple[StepReference, ...]
    patient_id: PatientId
    station_ae_title: str = ""
    started: str = ""
    status: str = "IN PROGRESS"
    reason: str = ""
    step_ids: set[str] = field(default_factory=set)  # those of ours that it belongs to

    @property
    def study_instance_uids(self) -> set[str]:
        return {reference.study_instance_uid for reference in self.references if reference.study_instance_uid}


def step_status(step: ScheduledStep, performed: Iterable[Performed]) -> str:
    """(0040,0020) of a step after everything ``performed`` on it.

    A step chosen by mistake (110514) counts as not performed, so the entry returns to the list. A further MPPS on
    the same step (append, resume) opens it again until that one ends.
    """
    if step.status == "CANCELED":
        return "CANCELED"
    states = {p.status for p in performed if p.reason != WRONG_ENTRY}
    for state, meaning in (("IN PROGRESS", "STARTED"), ("COMPLETED", "COMPLETED"), ("DISCONTINUED", "DISCONTINUED")):
        if state in states:
            return meaning
    return step.status if step.status in OPEN else "SCHEDULED"


def order_status(steps: Sequence[ScheduledStep]) -> str:
    """ORC-5 (table 0038) from the steps: SC nothing begun, CM all ended and one completed, DC all stopped, else IP."""
    states = {step.status for step in steps} - {"CANCELED"}
    if not states:
        return "CA"
    if states <= OPEN:
        return "SC"
    if states <= FINAL:
        return "CM" if "COMPLETED" in states else "DC"
    return "IP"


def visible(order: Order, *, hide_started: bool) -> Order | None:
    """The order with the steps that a worklist shows; None when there are none."""
    shown = OPEN if hide_started else OPEN | {"STARTED"}
    steps = tuple(step for step in order.steps if step.status in shown)
    return order.with_(steps=steps) if steps and order.status not in ("CA", "DC") else None
