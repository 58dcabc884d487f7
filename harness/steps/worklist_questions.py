"""Steps in which a device asks its worklist something, and what the answer holds: RAD-5."""

from __future__ import annotations

from typing import Any

from harness.steps.casebook import Casebook, Unmet, act, book, moment, same, step_item
from harness.steps.phrases import step_text
from harness.steps.worklist import as_registered, shown
from simulators.wire.elements import text
from simulators.wire.worklist import worklist_query


@step_text("when", en='device "{device}" asks the worklist for device "{other}"')
def ask_for_device(context: Any, device: str, other: str) -> None:
    casebook = act(context)
    casebook.answer = casebook.hospital.modality(device).worklist(station=other, modality="")


@step_text("when", en='device "{device}" asks the worklist for day "{date}"')
def ask_for_day(context: Any, device: str, date: str) -> None:
    casebook = act(context)
    casebook.answer = casebook.hospital.modality(device).worklist(date=date.replace("-", ""))


@step_text("when", en='device "{device}" asks the worklist from "{first}" to "{last}"')
def ask_for_interval(context: Any, device: str, first: str, last: str) -> None:
    casebook = act(context)
    modality = casebook.hospital.modality(device)
    query = worklist_query(station=modality.address.ae_title, modality=modality.config.modality)
    step = step_item(query)
    step.ScheduledProcedureStepStartDate = f"{moment(first)[:8]}-{moment(last)[:8]}"
    step.ScheduledProcedureStepStartTime = f"{moment(first)[8:]}-{moment(last)[8:]}"
    casebook.answer = modality.worklist(query=query)


@step_text("when", en='device "{device}" asks the worklist for names that begin with "{letters}"')
def ask_for_name(context: Any, device: str, letters: str) -> None:
    casebook = act(context)
    casebook.answer = casebook.hospital.modality(device).worklist(patient_name=f"{letters}*")


@step_text("when", en='device "{device}" asks the worklist for the identifier of patient "{patient}" without its zeros')
def ask_without_zeros(context: Any, device: str, patient: str) -> None:
    casebook = act(context)
    stripped = casebook.patient(patient).id.value.lstrip("0")
    casebook.answer = casebook.hospital.modality(device).worklist(patient_id=stripped)


@step_text(
    "when",
    en='device "{device}" asks the worklist for the accession number of exam "{exam}" for patient "{patient}"',
)
def ask_for_accession(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    accession = casebook.case(patient, exam).accession_number
    casebook.answer = casebook.hospital.modality(device).worklist(accession=accession)


@step_text("then", en='the answer holds exam "{exam}" for patient "{patient}"')
def answer_holds(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    same(f"entries of {exam} for {patient} in the answer", 1, _in_answer(casebook, patient, exam), role="ris")


@step_text("then", en='the answer does not hold exam "{exam}" for patient "{patient}"')
def answer_does_not_hold(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    same(f"entries of {exam} for {patient} in the answer", 0, _in_answer(casebook, patient, exam), role="ris")


def _in_answer(casebook: Casebook, patient: str, exam: str) -> int:
    accession = casebook.case(patient, exam).accession_number
    if not accession:
        raise Unmet(f"{exam} for {patient} never stood on a worklist", role="ris")
    return sum(text(entry, "AccessionNumber") == accession for entry in casebook.answer)


@step_text("when", en='device "{device}" asks the worklist in Latin letters for patient "{patient}"')
def ask_in_latin(context: Any, device: str, patient: str) -> None:
    casebook = act(context)
    modality = casebook.hospital.modality(device)
    query = worklist_query(station=modality.address.ae_title, patient_id=casebook.patient(patient).id.value)
    query.SpecificCharacterSet = "ISO_IR 100"
    casebook.answer = modality.worklist(query=query)


@step_text("then", en='the answer declares its letters and shows patient "{patient}" as registered')
def answer_declares_letters(context: Any, patient: str) -> None:
    casebook = book(context)
    same("number of entries in the answer", 1, len(casebook.answer), role="ris")
    entry = casebook.answer[0]
    declared = text(entry, "SpecificCharacterSet")
    if declared != "ISO_IR 100":
        clause = "DICOM PS3.4 C.2.2.2 and K.6.1"
        raise Unmet("character set of the answer", role="ris", expected="ISO_IR 100", received=declared, clause=clause)
    same("patient on the entry", as_registered(casebook.patient(patient)), shown(entry), role="ris")
