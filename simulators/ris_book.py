"""The RIS's book: patients, orders, scheduled and performed steps. Pure: no I/O, no clock, no lock.

Every act returns the notices that peers are owed, in the order in which they are to be told, or raises
:class:`NotPossible` and changes nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace

from simulators.ris_notice import Notice, What
from simulators.ris_orders import Orders
from simulators.ris_patients import (
    CANCEL,
    DUPLICATE_KEY,
    INTERNAL,
    MERGE,
    MOVE,
    REGISTER,
    REQUIRED_FIELD_MISSING,
    UNKNOWN_KEY,
    UPDATE,
    NotPossible,
    PatientRecord,
    Patients,
    visit_of_order,
)
from simulators.ris_schedule import Schedule
from simulators.ris_steps import FINAL, OPEN, Performed, StepReference, order_status, step_status
from simulators.wire.identifiers import Code, Patient, PatientId, Visit
from simulators.wire.order import Order, ScheduledStep


class Book:
    """Orders are immutable values; an act replaces them."""

    def __init__(self, schedule: Schedule, *, register_from_orders: bool = False) -> None:
        self.schedule = schedule
        self.register_from_orders = register_from_orders
        self.patients = Patients()
        self.orders = Orders()
        self.performed: dict[str, Performed] = {}
        self.available: dict[str, set[str]] = {}  # study UID → SOP Instance UIDs announced (RAD-49)
        self._performed_on: dict[str, list[Performed]] = {}  # step ID →
        self._closed: set[str] = set()  # accession numbers cancelled or discontinued for good

    def saved(self) -> Callable[[], None]:
        """A function that brings the book back to what it is now. Costs a copy of everything."""
        state = copy.deepcopy((self.patients, self.orders, self.performed, self._performed_on, self._closed))

        def restore() -> None:
            self.patients, self.orders, self.performed, self._performed_on, self._closed = state

        return restore

    # Registration

    def admit(
        self, event: str, patient: Patient, visit: Visit | None = None, prior_id: PatientId | None = None
    ) -> list[Notice]:
        """Any ADT event."""
        if event in MERGE:
            return self.merge(patient, prior_id, event=event)
        found = self.patients.find(patient.id)
        stay = found.visit.number if found is not None and found.visit is not None and event not in REGISTER else ""
        if event in REGISTER:
            record = self.patients.add(patient, visit or Visit())
        elif event in UPDATE:
            record = self.patients.update(patient, visit)
        elif event in MOVE:
            record = self.patients.move(patient, visit)
        elif event in CANCEL:
            record = self.patients.cancel_visit(patient)
            self._leave_ward(record)
        else:
            raise NotPossible(f"ADT event {event!r} is not supported", code="201", where="MSH-9")
        self._carry(record, stay)
        if event in REGISTER or event in CANCEL:
            return []  # RAD-1 ends at the order filler
        return [Notice(What.PATIENT, event=event, patient=record.patient, visit=record.visit)]

    def merge(self, survivor: Patient, prior_id: PatientId | None, *, event: str = "A40") -> list[Notice]:
        """Everything of the prior identifier goes to the survivor: orders, worklist, performed steps."""
        record, prior = self.patients.merge(survivor, prior_id or PatientId(""))
        self._carry(record)
        for order in self.orders.of_patient(prior.patient.id):  # with the visit that they were made in
            self.orders.put(order.with_(patient=record.patient))
        for performed in self.performed.values():
            if performed.patient_id.agrees_with(prior.patient.id):
                performed.patient_id = record.patient.id
        return [Notice(What.PATIENT, None, event, record.patient, record.visit, prior.patient)]

    def _carry(self, record: PatientRecord, stay: str = "") -> None:
        """Give the patient's orders her data and visit as they are now; ``stay`` is the number it had before."""
        for order in self.orders.of_patient(record.patient.id):
            ordered = order.visit.with_(number="") if stay and order.visit.number == stay else order.visit
            self.orders.put(order.with_(patient=record.patient, visit=visit_of_order(ordered, record.visit)))

    def _leave_ward(self, record: PatientRecord) -> None:
        """The visit never was: no order shows its ward or number any more."""
        for order in self.orders.of_patient(record.patient.id):
            visit = replace(order.visit, patient_class="O", location="", prior_location="", number="")
            self.orders.put(order.with_(visit=visit))

    # Orders

    def place(self, order: Order, when: str) -> list[Notice]:
        """A new order from the placer: numbered, planned, on the worklist."""
        number = order.placer_order_number
        if not number:
            raise NotPossible("no placer order number", code=REQUIRED_FIELD_MISSING, where="ORC-2")
        if self.orders.find(placer=number, issuer=order.placer_issuer):
            raise NotPossible(f"order {number} was placed before", code=DUPLICATE_KEY, where="ORC-2")
        return [Notice(What.SCHEDULED, self._file(order, when))]

    def create(self, order: Order, when: str) -> Order:
        """A new order of the filler's own; its patient is registered when she is not known.

        Peers are owed :meth:`announce` once the placer's number is there, or will not come.
        """
        return self._file(order.with_(placer_order_number="", placer_issuer=""), when, register=True)

    def _file(self, order: Order, when: str, *, register: bool = False) -> Order:
        known = self.patients.find(order.patient.id) is not None
        if not known and (register or self.register_from_orders):
            record = PatientRecord(order.patient, order.visit)
        else:
            record = self.patients.require(order.patient.id)
        visit = visit_of_order(order.visit, record.visit)
        filed = self.schedule.number(order.with_(patient=record.patient, visit=visit), when)
        if self.orders.get(filed.accession_number):
            raise NotPossible(
                f"accession number {filed.accession_number} is in use", code=DUPLICATE_KEY, where="OBR-18"
            )
        if not known:
            self.patients.add(order.patient, order.visit)
        self.orders.put(filed)
        for performed in self.unscheduled():
            if filed.study_instance_uid in performed.study_instance_uids:
                self._attach(performed, {step.id for step in filed.steps})
        self._follow(filed.accession_number)
        return self.orders.require(filed.accession_number)

    def announce(self, accession_number: str) -> list[Notice]:
        """What peers are owed about an order that was created here, as it stands now."""
        order = self.orders.require(accession_number)
        if order.status == "CA":
            return []
        scheduled = Notice(What.SCHEDULED, order)
        return [scheduled] if order.status == "SC" else [scheduled, Notice(What.STATUS, order)]

    def give_placer_number(self, accession_number: str, number: str, issuer: str = "") -> Order:
        """The placer's answer (NA) to an order of ours."""
        order = self.orders.require(accession_number)
        return self.orders.put(order.with_(placer_order_number=number, placer_issuer=issuer))

    def cancel(self, accession_number: str, *, by_filler: bool = False) -> list[Notice]:
        """CA or OC: possible until the first step has begun."""
        order = self._open(accession_number, "cancelled")
        if order.status != "SC":
            raise NotPossible(f"order {_shown(order)} cannot be cancelled: it has begun", code=INTERNAL, where="ORC-1")
        cancelled = self._close(order, "CA", "CANCELED")
        return [Notice(What.CANCELLED_BY_FILLER if by_filler else What.CANCELLED, cancelled)]

    def discontinue(self, accession_number: str, *, by_filler: bool = False) -> list[Notice]:
        """DC: what is not done yet will not be done; what was performed stays."""
        order = self._open(accession_number, "discontinued")
        notice = Notice(What.DISCONTINUED, self._close(order, "DC", "DISCONTINUED"), begun=order.status != "SC")
        return [notice, Notice(What.STATUS, notice.order)] if by_filler else [notice]

    def change(self, accession_number: str, when: str, **changes: object) -> list[Notice]:
        """XO: other values, identifiers kept. Another procedure is planned anew while nothing has begun."""
        order = self._open(accession_number, "changed", completed_too=True)
        changed = order.with_(**changes)
        if order.status == "SC" and changed.procedure.value != order.procedure.value:
            changed = self._replanned(changed, when)
        elif order.status == "SC" and changed.requested_start != order.requested_start:
            moved = tuple(self.schedule.moved(step, changed.requested_start) for step in changed.steps)
            return [Notice(What.RESCHEDULED, self.orders.put(changed.with_(steps=moved)))]
        return [Notice(What.CHANGED, self.orders.put(changed))]

    def _replanned(self, order: Order, when: str) -> Order:
        """A new plan for another procedure; the old step IDs stay, as far as there are steps for them."""
        old = order.steps
        asked = replace(old[0], protocol=None, description="") if old else ScheduledStep()
        plan = self.schedule.plan(order.with_(steps=(asked,), body_part="", laterality=""), when)
        steps = [replace(step, id=old[n].id) if n < len(old) else step for n, step in enumerate(plan.steps)]
        return plan.with_(steps=tuple(steps))

    def reschedule(self, accession_number: str, *, start: str = "", station: str = "") -> list[Notice]:
        """Another time or device for the steps that have not begun."""
        order = self._open(accession_number, "rescheduled")
        if not any(step.status in OPEN for step in order.steps):
            raise NotPossible(f"order {_shown(order)} has begun", code=INTERNAL, where="ORC-1")
        steps = tuple(
            self.schedule.moved(step, start, station) if step.status in OPEN else step for step in order.steps
        )
        moved = order.with_(steps=steps, requested_start=start or order.requested_start)
        return [Notice(What.RESCHEDULED, self.orders.put(moved))]

    def replace(self, accession_number: str, procedure: Code, when: str) -> tuple[list[Notice], Order]:
        """The filler replaces an order: the old one cancelled, a new one with numbers and Study UID of its own."""
        old = self._open(accession_number, "replaced")
        self.schedule.procedure(old.with_(procedure=procedure))  # refuses before anything is cancelled
        notices = self.cancel(accession_number, by_filler=True)
        fresh = old.with_(
            procedure=procedure,
            filler_order_number="",
            accession_number="",
            requested_procedure_id="",
            study_instance_uid="",
            steps=(replace(old.steps[0], protocol=None, description=""),),
            body_part="",
            laterality="",
        )
        return notices, self.create(fresh, when)

    # Performed steps

    def start(self, performed: Performed) -> list[Notice]:
        """An MPPS was created. One that refers to nothing of ours is kept as unscheduled."""
        record = self.patients.find(performed.patient_id)
        if record is not None and record.merged_into is not None:
            performed.patient_id = record.merged_into
        self.performed[performed.uid] = performed
        self._attach(performed, {step_id for one in performed.references for step_id in self._steps_meant(one)})
        return self._follow_all(performed)

    def end(self, uid: str, status: str, reason: str = "") -> list[Notice]:
        """An MPPS was set COMPLETED or DISCONTINUED (``reason``: code value of (0040,0281))."""
        performed = self.performed[uid]
        performed.status = status
        performed.reason = reason if status == "DISCONTINUED" else ""
        return self._follow_all(performed)

    def unscheduled(self) -> list[Performed]:
        """Performed steps that belong to no order yet."""
        return [performed for performed in self.performed.values() if not performed.step_ids]

    def _steps_meant(self, reference: StepReference) -> set[str]:
        """The steps of ours that an item means: by step ID; without one, all of the accession number's."""
        if reference.step_id:
            return {reference.step_id} if self.orders.of_step(reference.step_id) else set()
        order = self.orders.get(reference.accession_number)
        return {step.id for step in order.steps} if order else set()

    def _attach(self, performed: Performed, step_ids: set[str]) -> None:
        performed.step_ids |= step_ids
        for step_id in step_ids:
            self._performed_on.setdefault(step_id, []).append(performed)

    def _follow_all(self, performed: Performed) -> list[Notice]:
        orders = (self.orders.of_step(step_id) for step_id in sorted(performed.step_ids))
        accessions = dict.fromkeys(order.accession_number for order in orders if order)
        return [notice for accession in accessions for notice in self._follow(accession)]

    def _follow(self, accession_number: str) -> list[Notice]:
        """Bring steps and order up to what was performed; a STATUS notice when the order's status changed."""
        order = self.orders.require(accession_number)
        if accession_number in self._closed:
            return []
        steps = tuple(
            replace(step, status=step_status(step, self._performed_on.get(step.id, ()))) for step in order.steps
        )
        followed = self.orders.put(order.with_(steps=steps, status=order_status(steps)))
        return [Notice(What.STATUS, followed)] if followed.status != order.status else []

    # Looking things up

    def placed(self, order: Order) -> Order:
        """Our order that a placer's message means: placer number first, then filler number; same patient."""
        found = self.orders.find(
            placer=order.placer_order_number, issuer=order.placer_issuer, filler=order.filler_order_number
        )
        if found is None:
            shown = order.placer_order_number or order.filler_order_number
            raise NotPossible(f"unknown order {shown!r}", code=UNKNOWN_KEY, where="ORC-2")
        if self.patients.require(order.patient.id).patient.id != found.patient.id:
            raise NotPossible(f"order {_shown(found)} is another patient's", code=UNKNOWN_KEY, where="PID-3")
        return found

    def _open(self, accession_number: str, doing: str, *, completed_too: bool = False) -> Order:
        order = self.orders.require(accession_number)
        closed = {"CA": "cancelled", "DC": "discontinued"} | ({} if completed_too else {"CM": "completed"})
        if order.status in closed:
            why = f"order {_shown(order)} cannot be {doing}: it was {closed[order.status]}"
            raise NotPossible(why, code=INTERNAL, where="ORC-1")
        return order

    def _close(self, order: Order, status: str, step_state: str) -> Order:
        self._closed.add(order.accession_number)
        steps = tuple(replace(step, status=step_state) if step.status not in FINAL else step for step in order.steps)
        return self.orders.put(order.with_(steps=steps, status=status))


def _shown(order: Order) -> str:
    return order.placer_order_number or order.accession_number
