"""Defects of what RIS and archive make of registration: identifiers, names, merges, letters."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from simulators import hl7_receiver, pacs_hl7, pacs_patients, ris_intake, ris_patients, ris_post
from simulators.defects.defect import defect
from simulators.defects.planting import Planting, around, both, doing
from simulators.ris_book import Book
from simulators.ris_notice import What
from simulators.ris_patients import NotPossible
from simulators.wire.er7 import Message
from simulators.wire.identifiers import AssigningAuthority, Patient, PatientId


def _reading_as(codec: str) -> Any:
    def take(original: Any, book: Book, message: Message, when: str) -> Any:
        return original(book, Message.parse(message.raw, charset=codec), when)

    return take


def _ascii_only(original: Any, book: Book, message: Message, when: str) -> Any:
    kept = bytes(byte for byte in message.raw if byte < 128)
    return original(book, Message.parse(kept), when)


def _no_issuer(patient: Patient) -> Patient:
    return replace(patient, id=PatientId(patient.id.value, AssigningAuthority("")))


def _reversed(original: Any, self: Any, survivor: Patient, prior: PatientId) -> Any:
    known = self.find(prior)
    if known is None or known.merged_into is not None:
        return original(self, survivor, prior)
    self.add(survivor)
    return original(self, known.patient, survivor.id)


def _silent_about(*what: What) -> Any:
    def tell(original: Any, self: Any, notice: Any) -> None:
        if notice.what not in what:
            original(self, notice)

    return tell


def _silent_merge(original: Any, self: Any, notice: Any) -> None:
    if notice.what is not What.PATIENT or notice.prior is None:
        original(self, notice)


def _no_update(original: Any, self: Any, patient: Patient, visit: Any) -> Any:
    return self.require(patient.id)


def _any_merge(original: Any, self: Any, survivor: Patient, prior: PatientId) -> Any:
    if self.find(prior) is None:
        self.add(Patient(prior, survivor.name))
    return original(self, survivor, prior)


def _worklist_forgets_merge(original: Any, self: Any, survivor: Patient, prior: Any, **options: Any) -> Any:
    before = list(self.orders.of_patient(prior))
    notices = original(self, survivor, prior, **options)
    for order in before:
        self.orders.put(order)
    return notices


def _pacs_reversed(original: Any, self: Any, survivor: Patient, prior: PatientId) -> int:
    moved: int = original(self, replace(survivor, id=prior), survivor.id)
    return moved


def _by_value_only(planting: Planting) -> None:
    """The archive looks at the identifier and not at who issued it."""
    original = pacs_patients.Patients._named
    planting.setattr(
        pacs_patients.Patients,
        "_named",
        lambda self, patient_id: original(self, PatientId(patient_id.value, AssigningAuthority(""))),
    )


def _off_the_list(original: Any, self: Any, event: str, patient: Patient, *rest: Any, **options: Any) -> Any:
    """Whoever goes home needs no examination any more."""
    notices = original(self, event, patient, *rest, **options)
    if event in ("A03", "A07"):
        for order in self.orders.of_patient(patient.id):
            self._close(order, "CA", "CANCELED")
    return notices


def _announced_refused(original: Any, self: Any, event: str, *rest: Any, **options: Any) -> Any:
    if event == "A05":
        raise NotPossible("event A05 is not supported", code="201", where="MSH-9.2")
    return original(self, event, *rest, **options)


def _in_a_circle(original: Any, self: Any, survivor: Patient, prior: PatientId) -> Any:
    try:
        return original(self, survivor, prior)
    except NotPossible:
        kept, gone = self.find(survivor.id), self.find(prior)
        if kept is None or gone is None:
            raise
        return kept, gone


def _without_broken(original: Any, book: Book, message: Message, when: str) -> Any:
    """Letters that cannot be read are left out, and what is left is the name."""
    return original(book, Message.parse(message.raw.decode("utf-8", "ignore").encode()), when)


DEFECTS = (
    defect(
        "adt.latin1-for-utf8",
        "the RIS reads UTF-8 messages as Latin-1",
        "ris",
        "TC-CHR-002 TC-CHR-001.1",
        "(?i)name|letters|character set",
        around(ris_intake, "take", _reading_as("iso8859-1")),
        row=5,
    ),
    defect(
        "adt.letters-dropped",
        "the RIS drops letters outside ASCII",
        "ris",
        "TC-CHR-001.1 TC-CHR-002",
        "(?i)name|letters",
        around(ris_intake, "take", _ascii_only),
        row=5,
    ),
    defect(
        "adt.issuer-dropped",
        "the RIS drops the assigning authority of identifiers",
        "ris",
        "TC-ADT-001 TC-MWL-001",
        "(?i)issuer|authority",
        both(
            around(ris_intake, "_patient", lambda original, message: _no_issuer(original(message))),
            around(
                ris_intake,
                "read_orders",
                lambda original, message: [
                    (control, order.with_(patient=_no_issuer(order.patient))) for control, order in original(message)
                ],
            ),
        ),
        row=3,
    ),
    defect(
        "adt.issuer-ignored",
        "the archive keeps patients apart by identifier only, whoever issued it",
        "pacs",
        "TC-PIR-004",
        "(?i)issuer|authority|name|patient on",
        _by_value_only,
        row=3,
    ),
    defect(
        "adt.update-ignored",
        "the RIS ignores corrected names and birth dates",
        "ris",
        "TC-ADT-009 TC-MWL-010",
        "(?i)name|birth|date",
        around(ris_patients.Patients, "update", _no_update),
        row=19,
        after="a correction of the patient",
    ),
    defect(
        "adt.transfer-ignored",
        "the RIS does not follow a transfer",
        "ris",
        "TC-ADT-005 TC-ADT-006",
        "(?i)ward|location|UCI",
        around(ris_patients.Patients, "move", lambda original, self, patient, visit: self.require(patient.id)),
        after="a transfer",
    ),
    defect(
        "adt.update-not-forwarded",
        "the RIS does not tell the archive of corrected patients",
        "ris",
        "TC-PIR-001 TC-ADT-009 TC-MRG-003",
        "(?i)ADT|RAD-12|pass|told|name|merge",
        around(ris_post.Post, "_tell_one", _silent_about(What.PATIENT)),
        row=19,
        after="a correction of the patient",
    ),
    defect(
        "pir.archive-ignores-update",
        "the archive ignores a corrected name",
        "pacs",
        "TC-PIR-001",
        "(?i)name",
        doing(pacs_patients.Patients, "update", 0),
        row=19,
        after="a correction of a patient who has images",
    ),
    defect(
        "merge.archive-forgets",
        "the archive acknowledges a merge and does nothing",
        "pacs",
        "TC-MRG-003 TC-PIR-003",
        "(?i)record of|identifier|merge|patient ?id",
        doing(pacs_patients.Patients, "merge", 0),
        row=4,
        after="a merge of a patient who has images",
    ),
    defect(
        "merge.archive-reversed",
        "the archive merges in the wrong direction",
        "pacs",
        "TC-MRG-003",
        "(?i)record of|identifier|merge|patient ?id",
        around(pacs_patients.Patients, "merge", _pacs_reversed),
        row=4,
        after="a merge of a patient who has images",
    ),
    defect(
        "merge.forgotten-later",
        "images that come after the merge stay under the given-up identifier",
        "pacs",
        "TC-MRG-002 TC-MRG-001 TC-MRG-003",
        "(?i)record of|identifier|merge|patient ?id",
        around(pacs_patients.Patients, "_survivor", lambda original, self, key: key),
        row=4,
        after="a merge, before the images are made",
    ),
    defect(
        "merge.reversed",
        "the RIS merges in the wrong direction",
        "ris",
        "TC-MRG-001 TC-MRG-002",
        "(?i)record of|identifier|merge|patient ?id|survivor",
        around(ris_patients.Patients, "merge", _reversed),
        row=4,
        after="a merge",
    ),
    defect(
        "merge.one-system",
        "the RIS merges and does not tell the archive",
        "ris",
        "TC-MRG-003 TC-MRG-001 TC-MRG-002",
        "(?i)A40|RAD-12|merge|told|record of",
        around(ris_post.Post, "_tell_one", _silent_merge),
        row=4,
        after="a merge of a patient who has images",
    ),
    defect(
        "merge.worklist-forgets",
        "the worklist keeps the given-up identifier after a merge",
        "ris",
        "TC-MRG-001 TC-MRG-004",
        "(?i)record of|identifier|merge|patient ?id",
        around(Book, "merge", _worklist_forgets_merge),
        row=4,
        after="a merge of a patient who waits",
    ),
    defect(
        "merge.unknown-prior",
        "the RIS accepts the merge of a patient whom it does not know",
        "ris",
        "TC-MRG-005 TC-MRG-006",
        "(?i)did not refuse|refus|acknowledg|accepted",
        around(ris_patients.Patients, "merge", _any_merge),
        row=4,
    ),
    defect(
        "merge.archive-refuses",
        "the archive does not support A40 and refuses it",
        "pacs",
        "TC-MRG-003",
        "(?i)A40|201|refus|record of",
        lambda planting: planting.setattr(pacs_hl7, "MERGES", frozenset({"A34"})),
        row=4,
        after="a merge of a patient who has images",
    ),
    defect(
        "merge.circle",
        "the RIS accepts a merge into a record that was merged away",
        "ris",
        "TC-MRG-007",
        "(?i)did not refuse|refus",
        around(ris_patients.Patients, "merge", _in_a_circle),
        row=4,
    ),
    defect(
        "adt.cancelled-stay-kept",
        "the ward of an admission that was cancelled stays on the list",
        "ris",
        "TC-ADT-010",
        "(?i)ward|location",
        doing(Book, "_leave_ward", None),
    ),
    defect(
        "adt.discharge-cancels",
        "a discharge takes the patient's examinations off the list",
        "ris",
        "TC-ADT-008 TC-ADT-007",
        "(?i)where 1|entr",
        around(Book, "admit", _off_the_list),
        row=15,
    ),
    defect(
        "adt.announced-refused",
        "the RIS refuses patients who are announced for a later stay",
        "ris",
        "TC-ADT-003 TC-ADT-011",
        "(?i)refus",
        around(Book, "admit", _announced_refused),
    ),
    defect(
        "adt.broken-letters-dropped",
        "the RIS leaves out letters that it cannot read, and shows what is left as the name",
        "ris",
        "TC-CHR-003",
        "(?i)name",
        both(doing(hl7_receiver.Receiver, "_require_text", None), around(ris_intake, "take", _without_broken)),
        row=5,
    ),
)
