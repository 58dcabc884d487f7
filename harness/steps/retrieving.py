"""Steps in which somebody fetches a study from the archive: RAD-16."""

from __future__ import annotations

from typing import Any

from harness.steps.archive import compare
from harness.steps.casebook import Unmet, act, book, same
from harness.steps.phrases import step_text

DESTINATION_UNKNOWN = 0xA801


@step_text(
    "when",
    en='the radiologist fetches exam "{exam}" for patient "{patient}" from system "PACS" over her own connection',
)
def fetches_by_get(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    result = casebook.hospital.workstation.get(case.study_instance_uid)
    same("final status of the retrieval", "0000H", f"{result.status:04X}H", role="pacs", clause="DICOM PS3.4 C.4.3")
    case.received = result.instances


@step_text("then", en='the fetched images of exam "{exam}" for patient "{patient}" are those that were made')
def fetched_are_those(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    same("number of images fetched", len(case.shown), len(case.received), role="pacs")
    compare(casebook, case, case.received)


@step_text(
    "when",
    en='the radiologist sends exam "{exam}" for patient "{patient}" from system "PACS" '
    'to the unknown station "{station}"',
)
def sends_to_unknown(context: Any, exam: str, patient: str, station: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    workstation = casebook.hospital.workstation
    result = workstation.move(case.study_instance_uid, destination=station, deliberate="a destination nobody knows")
    casebook.responses = result.responses
    case.received = result.instances


@step_text("then", en='system "PACS" refuses the retrieval with the reason "destination unknown"')
def refuses_retrieval(context: Any) -> None:
    statuses = [f"{response.status:04X}H" for response in book(context).responses]
    same(
        "statuses of the retrieval",
        [f"{DESTINATION_UNKNOWN:04X}H"],
        statuses,
        role="pacs",
        clause="DICOM PS3.4 C.4.2.1.5",
    )


@step_text("when", en='the radiologist fetches from system "PACS" a study that was never made')
def fetches_nothing(context: Any) -> None:
    casebook = act(context)
    result = casebook.hospital.workstation.move(casebook.hospital.runtime.uid())
    casebook.responses, casebook.answer = result.responses, result.instances


@step_text("then", en='nothing is delivered, and system "PACS" does not claim to have sent anything')
def nothing_delivered(context: Any) -> None:
    casebook = book(context)
    same("number of images delivered", 0, len(casebook.answer), role="pacs")
    if not casebook.responses:
        raise Unmet("the archive gave no final answer", role="pacs")
    completed = casebook.responses[-1].sub_operations[1]
    same("images that the archive says it sent", 0, max(completed, 0), role="pacs", clause="DICOM PS3.4 C.4.2.1.6")
