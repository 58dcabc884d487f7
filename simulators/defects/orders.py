"""Defects of order handling at the RIS: numbers, steps, cancellations, changes, what the ward is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from simulators import hl7_receiver, ris, ris_book, ris_intake, ris_orders, ris_post, ris_schedule
from simulators.defects.defect import defect
from simulators.defects.intake import _silent_about
from simulators.defects.planting import around, both, doing, holding
from simulators.ris_notice import Notice, What
from simulators.ris_outgoing import Outgoing
from simulators.ris_patients import NotPossible
from simulators.wire.er7 import Message
from simulators.wire.order import ScheduledStep


def _forget_cancellation(original: Any, self: Any, order: Any, *rest: Any) -> Any:
    return order


def _revive(original: Any, self: Any, accession: str, *rest: Any, **changes: Any) -> Any:
    notices = original(self, accession, *rest, **changes)
    order = self.orders.require(accession)
    steps = tuple(replace(step, status="SCHEDULED") for step in order.steps)
    self.orders.put(order.with_(steps=steps, status="SC"))
    return notices


def _same_step(original: Any, self: Any, order: Any, when: str) -> Any:
    """Every step of an order gets the ID of the first."""
    planned = original(self, order, when)
    steps = tuple(replace(step, id=planned.steps[0].id) for step in planned.steps)
    return planned.with_(steps=steps)


def _place_cut(book: Any, order: Any, when: str) -> Any:
    return ris_intake._place(book, order.with_(placer_order_number=order.placer_order_number[:12]), when)


def _not_moved(original: Any, self: Any, accession: str, **options: Any) -> Any:
    order = self._open(accession, "rescheduled")
    return [Notice(What.RESCHEDULED, order)]


def _procedure_replaced(original: Any, self: Any, order: Any, when: str) -> Any:
    filed = original(self, order, when)
    return filed.with_(procedure=replace(filed.procedure, value="9999", meaning="Other"))


def _cancel_late(original: Any, self: Any, accession: str, **options: Any) -> Any:
    """What has begun is cancelled too."""
    order = self._open(accession, "cancelled")
    if order.status != "IP":
        return original(self, accession, **options)
    return [Notice(What.CANCELLED, self._close(order, "CA", "CANCELED"))]


def _anybody(original: Any, self: Any, order: Any, when: str, **options: Any) -> Any:
    return original(self, order, when, register=True)


def _any_exam(original: Any, self: Any, order: Any) -> Any:
    if order.procedure.value in self.catalogue:
        return original(self, order)
    return original(self, order.with_(steps=(ScheduledStep(modality="CT"),)))


def _cancel_anything(book: Any, order: Any, when: str) -> list[Notice]:
    try:
        return ris_intake._cancel(book, order, when)
    except NotPossible:
        return []


def _same_numbers(original: Any, self: Any, accession: str, *rest: Any) -> Any:
    old = self.orders.require(accession)
    notices, created = original(self, accession, *rest)
    kept = {"requested_procedure_id": old.requested_procedure_id, "study_instance_uid": old.study_instance_uid}
    return notices, self.orders.put(created.with_(**kept))


def _own_study(original: Any, self: Any, *args: Any, study_instance_uid: str = "", **options: Any) -> Any:
    """An order made afterwards is planned as if nothing had been performed."""
    return original(self, *args, **options)


def _no_cancellations(original: Any, self: Any, *args: Any, **options: Any) -> Iterator[Message]:
    for message in original(self, *args, **options):
        if message.type != "SIU^S15":
            yield message


DEFECTS = (
    defect(
        "ids.accession-20",
        "the RIS gives accession numbers of 20 characters",
        "ris",
        "TC-SCH-002",
        "(?i)numbers given by the RIS|accession|16 characters",
        around(ris_schedule.RunNumbers, "accession_number", lambda original, self: original(self) + "0" * 8),
        row=1,
    ),
    defect(
        "ids.study-uid-shared",
        "the RIS gives every order the same Study UID",
        "ris",
        "TC-SCH-006 TC-SCH-002 TC-MWL-003",
        "(?i)study ?(instance )?uid",
        doing(ris_schedule.RunNumbers, "study_instance_uid", "2.25.4711"),
        row=2,
    ),
    defect(
        "order.placer-number-truncated",
        "the RIS cuts the placer order number after 12 characters",
        "ris",
        "TC-ORD-003 TC-ORD-001",
        "(?i)order number|placer|ORC-2",
        holding(ris_intake, "_ACTS", {**ris_intake._ACTS, "NW": _place_cut}),
        row=1,
    ),
    defect(
        "order.duplicated",
        "the same order sent again becomes two",
        "ris",
        "TC-ORD-010 TC-ROB-007",
        "(?i)where 1 were|twice|duplicate",
        both(holding(hl7_receiver, "REMEMBERED", 0), doing(ris_orders.Orders, "find", None)),
        row=10,
        after="the same order, sent again",
    ),
    defect(
        "order.lost",
        "an order is acknowledged and lost",
        "ris",
        "TC-ORD-001 TC-MWL-001",
        r"(?i)shows 0 entries where \d|order is shown as scheduled|stands on the worklist",
        holding(ris_intake, "_ACTS", {**ris_intake._ACTS, "NW": lambda book, order, when: []}),
        stops="no order of a ward is carried out: there are no images and no reports",
    ),
    defect(
        "order.cancelled-stays",
        "a cancelled order stays on the worklist",
        "ris",
        "TC-SCH-004 TC-ORD-006",
        "(?i)cancelled order is still|still shows",
        around(ris_book.Book, "_close", _forget_cancellation),
        row=15,
        after="a cancellation",
    ),
    defect(
        "order.revived",
        "a change brings a finished examination back to the worklist",
        "ris",
        "TC-SCH-009",
        "(?i)still shows|entr",
        around(ris_book.Book, "change", _revive),
        row=15,
        after="a change of a finished examination",
    ),
    defect(
        "order.cancel-not-told",
        "the RIS does not tell the archive of a cancellation",
        "ris",
        "TC-SCH-004 TC-ORD-006 TC-APT-004",
        "(?i)cancel|RAD-13|CA\\b|S15|told",
        around(ris_post.Post, "_tell_one", _silent_about(What.CANCELLED, What.CANCELLED_BY_FILLER)),
        row=15,
        after="a cancellation",
    ),
    defect(
        "order.begun-cancelled",
        "the RIS cancels an examination that has begun",
        "ris",
        "TC-SCH-011",
        "(?i)cancelled an examination that has begun",
        around(ris_book.Book, "cancel", _cancel_late),
        row=15,
    ),
    defect(
        "order.steps-share-id",
        "two steps of an examination get one step ID",
        "ris",
        "TC-SCH-003 TC-ACQ-002",
        "ScheduledProcedureStepID|scheduled step IDs",
        around(ris_schedule.Schedule, "plan", _same_step),
        row=20,
    ),
    defect(
        "order.procedure-other",
        "the RIS files the order under another procedure code",
        "ris",
        "TC-MWL-001 TC-ORD-001 TC-SCH-001",
        "(?i)procedure|code",
        around(ris_schedule.Schedule, "number", _procedure_replaced),
        stops="every order becomes an examination that no device makes",
    ),
    defect(
        "order.not-scheduled-at-archive",
        "the RIS does not announce scheduled examinations to the archive",
        "ris",
        "TC-SCH-001",
        "(?i)RAD-4|told|announce|O23|schedul",
        around(ris_post.Post, "_tell_one", _silent_about(What.SCHEDULED)),
    ),
    defect(
        "order.status-silent",
        "the ward is not told how its order goes",
        "ris",
        "TC-ORD-004",
        "(?i)in progress|status",
        around(ris_post.Post, "_tell_one", _silent_about(What.STATUS)),
        row=18,
    ),
    defect(
        "apt.move-silent",
        "nobody is told of a moved appointment",
        "ris",
        "TC-APT-002",
        "(?i)S13|appointment|told",
        around(ris_post.Post, "_tell_one", _silent_about(What.RESCHEDULED)),
        after="an appointment moved",
    ),
    defect(
        "apt.move-ignored",
        "a moved examination stays where it was on the worklist",
        "ris",
        "TC-SCH-007 TC-SCH-008 TC-APT-002",
        r"(?i)time of the appointment|time 20\d\d-|where 1 were|AE title|moved",
        around(ris_book.Book, "reschedule", _not_moved),
        after="an appointment moved",
    ),
    defect(
        "order.unknown-patient",
        "an order for a patient whom nobody has registered is taken",
        "ris",
        "TC-ORD-007",
        "(?i)did not refuse|refus|where 0",
        around(ris_book.Book, "_file", _anybody),
    ),
    defect(
        "order.unknown-exam",
        "an order for an examination that is not in the catalogue is taken",
        "ris",
        "TC-ORD-008",
        "(?i)did not refuse|refus|where 0",
        around(ris_schedule.Schedule, "procedure", _any_exam),
    ),
    defect(
        "order.unknown-cancelled",
        "the cancellation of an order that there is not is accepted",
        "ris",
        "TC-ORD-009",
        "(?i)did not refuse|refus",
        holding(ris_intake, "_ACTS", {**ris_intake._ACTS, "CA": _cancel_anything}),
        row=15,
    ),
    defect(
        "order.placer-number-forgotten",
        "the RIS forgets the number that the ward gives to an order of the radiology desk",
        "ris",
        "TC-ORD-005",
        "(?i)number|placer",
        around(ris_book.Book, "give_placer_number", lambda original, self, number, *_: self.orders.require(number)),
    ),
    defect(
        "order.replaced-same-numbers",
        "an examination that replaces another keeps its study and procedure number",
        "ris",
        "TC-SCH-010",
        "(?i)other numbers|numbers|study|requested procedure",
        around(ris_book.Book, "replace", _same_numbers),
        row=2,
    ),
    defect(
        "order.study-not-taken-over",
        "an order made after an examination gets another study than the one performed",
        "ris",
        "TC-PIR-002 TC-CON-005",
        "(?i)study|performed",
        around(ris.Ris, "create_order", _own_study),
        row=2,
    ),
    defect(
        "order.stop-not-told",
        "the RIS does not tell the archive of an examination that is stopped for good",
        "ris",
        "TC-SCH-005",
        "(?i)discontinued|RAD-13|DC\\b|told",
        around(ris_post.Post, "_tell_one", _silent_about(What.DISCONTINUED)),
        row=15,
    ),
    defect(
        "apt.cancel-silent",
        "the ward is not told of a cancelled appointment",
        "ris",
        "TC-APT-003 TC-APT-004",
        "(?i)S15|cancel",
        around(Outgoing, "to_emr", _no_cancellations),
        row=15,
    ),
)
