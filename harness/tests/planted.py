"""Faults as they happen in the field, planted into our own RIS, PACS, EMR and stations: see test_planted_faults.

Each function takes pytest's ``monkeypatch`` and changes the code before a hospital is started.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from pydicom import Dataset

from simulators import (
    emr_inbox,
    hl7_receiver,
    modality,
    modality_queue,
    pacs,
    pacs_commitment,
    pacs_patients,
    pacs_query,
    pacs_rejection,
    pacs_routing,
    pacs_services,
    pacs_steps,
    pacs_store,
    ris_book,
    ris_forwarder,
    ris_intake,
    ris_orders,
    ris_patients,
    ris_post,
    ris_schedule,
    ris_steps,
    ris_worklist,
)
from simulators import ris as ris_module
from simulators.ris_notice import What
from simulators.wire.elements import items
from simulators.wire.er7 import Message
from simulators.wire.performed_steps import ProcedureSteps
from simulators.wire.procedure_step import Answer

Patch = pytest.MonkeyPatch
Fault = Callable[[Patch], None]
SUCCESS = Answer(0, None, "")


def entries(change: Callable[[list[Dataset]], list[Dataset]]) -> Fault:
    """The worklist answers something else than the order says."""

    def plant(patch: Patch) -> None:
        original = ris_worklist.in_charset
        patch.setattr(
            ris_worklist, "in_charset", lambda order, charset: change(copy.deepcopy(original(order, charset)))
        )

    return plant


def each(change: Callable[[Dataset], object]) -> Callable[[list[Dataset]], list[Dataset]]:
    def changed(found: list[Dataset]) -> list[Dataset]:
        for ds in found:
            change(ds)
        return found

    return changed


def setting(keyword: str, value: Callable[[Any], Any]) -> Fault:
    """An attribute of every entry is changed."""
    return entries(each(lambda ds: setattr(ds, keyword, value(ds.get(keyword)))))


def question(change: Callable[[Dataset], object]) -> Fault:
    """The worklist understands another question than the one that was asked."""

    def plant(patch: Patch) -> None:
        original = ris_worklist.Worklist.__call__

        def answer(self: Any, model: str, query: Dataset, info: object = None) -> Iterator[Any]:
            asked = copy.deepcopy(query)
            change(asked)
            return original(self, model, asked, info)

        patch.setattr(ris_worklist.Worklist, "__call__", answer)

    return plant


def step_key(keyword: str, value: Callable[[str], str]) -> Callable[[Dataset], object]:
    def change(query: Dataset) -> None:
        step = items(query, "ScheduledProcedureStepSequence")[0]
        setattr(step, keyword, value(str(step.get(keyword) or "")))

    return change


def doing(target: Any, name: str, result: Any) -> Fault:
    """A method does nothing but give this result."""
    return lambda patch: patch.setattr(target, name, lambda *args, **options: result)


def around(target: Any, name: str, wrapped: Callable[..., Any]) -> Fault:
    """A function is called through ``wrapped(original, *arguments)``."""

    def plant(patch: Patch) -> None:
        original = getattr(target, name)
        patch.setattr(target, name, lambda *args, **options: wrapped(original, *args, **options))

    return plant


def both(*faults: Fault) -> Fault:
    def plant(patch: Patch) -> None:
        for fault in faults:
            fault(patch)

    return plant


def _forget_cancellation(original: Any, self: Any, order: Any, *rest: Any) -> Any:
    return order


def _revive(original: Any, self: Any, accession: str, *rest: Any, **changes: Any) -> Any:
    notices = original(self, accession, *rest, **changes)
    order = self.orders.require(accession)
    steps = tuple(replace(step, status="SCHEDULED") for step in order.steps)
    self.orders.put(order.with_(steps=steps, status="SC"))
    return notices


def _another_study(original: Any, *args: Any, **options: Any) -> list[Dataset]:
    made: list[Dataset] = original(*args, **options)
    for ds in made:
        ds.StudyInstanceUID = "2.25.1"
    return made


def _describe_anew(original: Any, self: Any, patient: int, ds: Dataset) -> bool:
    original(self, patient, ds)
    ds.SeriesDescription = "Serie"
    return True


def _refuse_when(refuse: Callable[..., bool]) -> Callable[..., Answer]:
    def add(original: Any, self: Any, file: bytes, ds: Dataset, **about: Any) -> Answer:
        return Answer(0xA700, None, "refused") if refuse(ds, about) else original(self, file, ds, **about)

    return add


def _reading_as(codec: str) -> Callable[..., Any]:
    def take(original: Any, book: Any, message: Message, when: str) -> Any:
        return original(book, Message.parse(message.raw, charset=codec), when)

    return take


class _Behind:
    """Acknowledges the message before the one that came."""

    def __init__(self) -> None:
        self.last = "NONE"

    def __call__(self, original: Any, receiver: Any, message: Message, code: str, error: Any) -> Message:
        answer: Message = original(receiver, message, code, error)
        wrong, self.last = self.last, message.control_id
        return answer.set("MSA-2", wrong)


def _without(*what: What) -> Callable[..., None]:
    def tell(original: Any, self: Any, notice: Any) -> None:
        if notice.what not in what:
            original(self, notice)

    return tell


def _give_up(original: Any, self: Any, destination: str, waiting: Any) -> bool:
    if not original(self, destination, waiting):
        self._mark(destination, waiting, "given up", done=True)
    return True


class _Unsure:
    """Forgets the first success of each image, and so sends it again."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    def __call__(self, original: Any, router: Any, name: str, which: Any, status: str, *, done: bool = False) -> None:
        new = {stored.sop_instance_uid for stored in which} - self.seen if done else set()
        self.seen |= new
        original(router, name, which, status, done=done and not new)


def _loose(original: Any, self: Any, model: str, query: Dataset) -> Any:
    asked = copy.deepcopy(query)
    if asked.get("PatientID"):
        asked.PatientID = f"*{asked.PatientID}"
    return original(self, model, asked)


def _without_issuer(ds: Dataset) -> None:
    del ds.IssuerOfPatientID
    del ds.IssuerOfPatientIDQualifiersSequence


def _undeclared(original: Any, *args: Any, **options: Any) -> Dataset:
    """As a peer writes it that knows no (0008,0005): the letters are there, and nothing says how to read them."""
    ds: Dataset = original(*args, **options)
    if "SpecificCharacterSet" in ds:
        name = str(ds.PatientName).encode("utf-8").decode("latin-1")
        del ds.SpecificCharacterSet
        ds.PatientName = name
    return ds


def _always_accepted(original: Any, self: Any, message: Message, code: str, error: Any) -> Message:
    answer: Message = original(self, message, "AA", None)
    return answer


def _cut(original: Any, self: Any, number: str, status: str, words: str = "", **options: Any) -> None:
    original(self, number, status, words[:20], **options)


def _anybody(original: Any, self: Any, ae_title: str) -> Any:
    return original(self, ae_title) or original(self, "WS_1")


# fault in words, the scenario that has to turn red, a word of what it says, and how it is planted
FAULTS: dict[str, tuple[str, str, Fault]] = {
    # row 1
    "accession numbers of 20 characters": (
        "TC-SCH-002",
        "numbers given by the RIS",
        around(ris_schedule.RunNumbers, "accession_number", lambda original, self: original(self) + "0" * 8),
    ),
    "accession number cut on the worklist": (
        "TC-SCH-001",
        "accession number",
        setting("AccessionNumber", lambda value: str(value)[:8]),
    ),
    # row 2
    "images with a Study UID of their own": ("TC-ACQ-001", "", around(modality, "make_images", _another_study)),
    # row 3
    "issuer of the patient ID lost": (
        "TC-MWL-001",
        "",
        entries(each(_without_issuer)),
    ),
    "zeros stripped from the patient ID": (
        "TC-ADT-002",
        "",
        setting("PatientID", lambda value: str(value).lstrip("0")),
    ),
    "archive finds IDs without their zeros": (
        "TC-QRY-002",
        "where 0 were expected",
        around(pacs_query.Query, "find", _loose),
    ),
    # row 4
    "archive forgets the merge": ("TC-MRG-003", "record of", doing(pacs_patients.Patients, "merge", 0)),
    "every message acknowledged AA": (
        "TC-MRG-005",
        "did not refuse",
        around(hl7_receiver.Receiver, "_acknowledgement", _always_accepted),
    ),
    # row 5
    "UTF-8 read as Latin-1": ("TC-CHR-002.4", "", around(ris_intake, "take", _reading_as("iso8859-1"))),
    "worklist without its character set": (
        "TC-CHR-001.1",
        "",
        around(ris_worklist, "identifier", _undeclared),
    ),
    # row 6
    "worklist always in UTF-8": (
        "TC-CHR-004",
        "character set",
        doing(ris_worklist.Worklist, "charset_for", "ISO_IR 192"),
    ),
    # row 7
    "AE titles matched without case": (
        "TC-MWL-004",
        "in the answer",
        question(step_key("ScheduledStationAETitle", str.upper)),
    ),
    "archive answers to any name": ("TC-STO-007", "not its own", doing(pacs_services.Services, "_association", None)),
    # row 8
    "the RIS ignores that a step began": ("TC-PPS-001", "still shows an entry", doing(ris_book.Book, "start", [])),
    "any end of a step is accepted": ("TC-PPS-010", "refusal", doing(ProcedureSteps, "set", SUCCESS)),
    "a final step may be changed": ("TC-PPS-006", "refusal", doing(ProcedureSteps, "set", SUCCESS)),
    "any beginning of a step is accepted": ("TC-PPS-009", "refusal", doing(ProcedureSteps, "create", SUCCESS)),
    # row 9
    "success without keeping": ("TC-STO-001.1", "can be retrieved", doing(pacs_store.Store, "add", SUCCESS)),
    "commitment for what is not there": ("TC-COM-003", "missing", doing(pacs_commitment.Commitment, "_failure", 0)),
    # row 10
    "acknowledgements one message behind": (
        "TC-ROB-004",
        "",
        around(hl7_receiver.Receiver, "_acknowledgement", _Behind()),
    ),
    "the same order becomes two": (
        "TC-ORD-010",
        "where 1 were expected",
        both(
            lambda patch: patch.setattr(hl7_receiver, "REMEMBERED", 0),
            doing(ris_orders.Orders, "find", None),
        ),
    ),
    # row 11
    "AA where CA was asked for": ("TC-ROB-005", "", doing(hl7_receiver, "code_for", "AA")),
    # row 12
    "no report on a new association": ("TC-COM-002", "", doing(pacs.Pacs, "_try_report", True)),
    # row 13
    "long UIDs refused": (
        "TC-STO-005",
        "did not accept",
        around(pacs_store.Store, "add", _refuse_when(lambda ds, about: len(ds.StudyInstanceUID) == 64)),
    ),
    # row 14
    "compressed images refused": (
        "TC-STO-004",
        "did not accept",
        around(pacs_store.Store, "add", _refuse_when(lambda ds, about: about["transfer_syntax"].endswith(".1.2.5"))),
    ),
    # row 15
    "a cancelled order stays": (
        "TC-SCH-004",
        "still shows an entry",
        around(ris_book.Book, "_close", _forget_cancellation),
    ),
    "a change revives what is finished": (
        "TC-SCH-009",
        "still shows an entry",
        around(ris_book.Book, "change", _revive),
    ),
    # row 16
    "a late preliminary report is shown": ("TC-RPT-007", "shown as final", doing(emr_inbox, "is_final", False)),
    "a withdrawn report is shown": ("TC-RPT-008", "no report", doing(emr_inbox, "is_withdrawal", False)),
    # row 17
    "series described anew": ("TC-STO-001.1", "SeriesDescription", around(pacs.Pacs, "_corrected", _describe_anew)),
    # row 18
    "the end of a step is not passed on": (
        "TC-PPS-002",
        "did not pass on",
        doing(ris_forwarder.Forwarder, "set", None),
    ),
    "images are never announced": ("TC-AVL-001", "announced", doing(pacs.Pacs, "_announce", True)),
    # row 19
    "archive ignores a corrected name": ("TC-PIR-001", "under the name", doing(pacs_patients.Patients, "update", 0)),
    # row 20
    "two steps become one": ("TC-SCH-003", "where 2 were expected", entries(lambda found: found[:1])),
    # and beside the twenty rows
    "the wrong patient on the list": ("TC-MWL-001", "", setting("PatientName", lambda value: "Otro^Paciente")),
    "ward lost": ("TC-ADT-001", "ward", setting("CurrentPatientLocation", lambda value: "")),
    "urgent becomes routine": (
        "TC-ORD-002",
        "priority",
        setting("RequestedProcedurePriority", lambda value: "ROUTINE"),
    ),
    "every device sees everything": (
        "TC-MWL-003",
        "where 1 were expected",
        question(step_key("ScheduledStationAETitle", lambda v: "")),
    ),
    "the day is not looked at": (
        "TC-MWL-005",
        "in the answer",
        question(step_key("ScheduledProcedureStepStartDate", lambda v: "")),
    ),
    "a transfer is not followed": (
        "TC-ADT-005",
        "ward UCI",
        around(ris_patients.Patients, "move", lambda original, self, patient, visit: self.require(patient.id)),
    ),
    "no status to the ward": ("TC-ORD-004", "in progress", around(ris_post.Post, "_tell_one", _without(What.STATUS))),
    "nobody told of a moved appointment": (
        "TC-APT-002",
        "",
        around(ris_post.Post, "_tell_one", _without(What.RESCHEDULED)),
    ),
    "report cut after 20 characters": (
        "TC-RPT-004",
        "text of the report",
        around(ris_module.Ris, "report", _cut),
    ),
    "one acquisition reported for one order": (
        "TC-ACQ-004",
        "orders named",
        around(modality, "n_create", lambda original, asked, **options: original(list(asked)[:1], **options)),
    ),
    "wrong entry: images stay": ("TC-PPS-005", "0 images", doing(pacs_steps.Steps, "_discard", None)),
    "wrong entry: the patient is gone from the list": (
        "TC-PPS-005",
        "where 1 were expected",
        lambda patch: patch.setattr(ris_steps, "WRONG_ENTRY", "none"),
    ),
    "everything is routed everywhere": (
        "TC-RTE-002",
        "no rule names",
        doing(pacs_routing.RoutingRule, "matches", True),
    ),
    "nothing is routed": ("TC-RTE-001", "at AI_NODE", doing(pacs_routing.RoutingRule, "matches", False)),
    "a destination that is down is given up": (
        "TC-RTE-007",
        "at BATA",
        around(pacs_routing.Router, "_deliver", _give_up),
    ),
    "a full destination is given up": ("TC-RTE-008", "at ARCHIVE", around(pacs_routing.Router, "_deliver", _give_up)),
    "images are routed twice": ("TC-RTE-007", "2 times", around(pacs_routing.Router, "_mark", _Unsure())),
    "a rejection is only stored": ("TC-REJ-001", "1 images", doing(pacs_rejection.Rejections, "kept", None)),
    "an image is missing from the retrieval": (
        "TC-RET-001",
        "",
        around(pacs_query.Query, "instances", lambda original, self, model, query: original(self, model, query)[:-1]),
    ),
    "an unknown destination is another one": (
        "TC-RET-003",
        "statuses",
        around(pacs.Pacs, "_destination", _anybody),
    ),
    "the scanner forgets what it could not send": ("TC-CON-002", "", doing(modality_queue.StoreQueue, "_once", None)),
}
