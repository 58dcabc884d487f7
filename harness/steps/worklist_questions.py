"""Steps in which a device asks its worklist something, and what the answer holds: RAD-5."""

from __future__ import annotations

from typing import Any

from harness.steps.casebook import Casebook, Unmet, act, book, moment, same, step_item
from harness.steps.phrases import step_text
from harness.steps.worklist import as_registered, see_entries, shown
from simulators.wire.elements import text
from simulators.wire.worklist import worklist_query


@step_text(
    "when",
    en='device "{device}" asks the worklist for device "{other}"',
    es='el equipo "{device}" consulta la lista de trabajo del equipo "{other}"',
    fr='l\'appareil "{device}" interroge la liste de travail de l\'appareil "{other}"',
    pt='o equipamento "{device}" consulta a lista de trabalho do equipamento "{other}"',
)
def ask_for_device(context: Any, device: str, other: str) -> None:
    casebook = act(context)
    casebook.answer = casebook.hospital.modality(device).worklist(station=other, modality="")


@step_text(
    "when",
    en='the technologist takes exam "{exam}" for patient "{patient}" from the worklist of device "{device}"',
    es='el/la técnico/técnica toma la exploración "{exam}" [del paciente] "{patient}" de la lista de trabajo del '
    'equipo "{device}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne prend l\'examen "{exam}" [du patient] "{patient}" '
    'dans la liste de travail de l\'appareil "{device}"',
    pt='o/a técnico/técnica toma o exame "{exam}" [do paciente] "{patient}" da lista de trabalho do equipamento '
    '"{device}"',
)
def device_takes_entry(context: Any, exam: str, patient: str, device: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    case.device = device
    see_entries(casebook, case)


@step_text(
    "when",
    en='device "{device}" asks the worklist for day "{date}"',
    es='el equipo "{device}" consulta la lista de trabajo del día "{date}"',
    fr='l\'appareil "{device}" interroge la liste de travail du jour "{date}"',
    pt='o equipamento "{device}" consulta a lista de trabalho do dia "{date}"',
)
def ask_for_day(context: Any, device: str, date: str) -> None:
    casebook = act(context)
    casebook.answer = casebook.hospital.modality(device).worklist(date=date.replace("-", ""))


@step_text(
    "when",
    en='device "{device}" asks the worklist from "{first}" to "{last}"',
    es='el equipo "{device}" consulta la lista de trabajo desde la fecha "{first}" hasta la fecha "{last}"',
    fr='l\'appareil "{device}" interroge la liste de travail de la date "{first}" à la date "{last}"',
    pt='o equipamento "{device}" consulta a lista de trabalho da data "{first}" até à data "{last}"',
)
def ask_for_interval(context: Any, device: str, first: str, last: str) -> None:
    casebook = act(context)
    modality = casebook.hospital.modality(device)
    query = worklist_query(station=modality.address.ae_title, modality=modality.config.modality)
    step = step_item(query)
    step.ScheduledProcedureStepStartDate = f"{moment(first)[:8]}-{moment(last)[:8]}"
    step.ScheduledProcedureStepStartTime = f"{moment(first)[8:]}-{moment(last)[8:]}"
    casebook.answer = modality.worklist(query=query)


@step_text(
    "when",
    en='device "{device}" asks the worklist for names that begin with "{letters}"',
    es='el equipo "{device}" consulta en la lista de trabajo los nombres que empiezan por las letras "{letters}"',
    fr='l\'appareil "{device}" interroge la liste de travail sur les noms qui commencent par les lettres "{letters}"',
    pt='o equipamento "{device}" consulta na lista de trabalho os nomes que começam pelas letras "{letters}"',
)
def ask_for_name(context: Any, device: str, letters: str) -> None:
    casebook = act(context)
    casebook.answer = casebook.hospital.modality(device).worklist(patient_name=f"{letters}*")


@step_text(
    "when",
    en='device "{device}" asks the worklist for the identifier of patient "{patient}" without its zeros',
    es='el equipo "{device}" consulta en la lista de trabajo el identificador [del paciente] "{patient}" '
    "sin sus ceros iniciales",
    fr='l\'appareil "{device}" interroge la liste de travail sur l\'identifiant [du patient] "{patient}" '
    "sans ses zéros de tête",
    pt='o equipamento "{device}" consulta na lista de trabalho o identificador [do paciente] "{patient}" '
    "sem os zeros iniciais",
)
def ask_without_zeros(context: Any, device: str, patient: str) -> None:
    casebook = act(context)
    stripped = casebook.patient(patient).id.value.lstrip("0")
    casebook.answer = casebook.hospital.modality(device).worklist(patient_id=stripped)


@step_text(
    "when",
    en='device "{device}" asks the worklist for the accession number of exam "{exam}" for patient "{patient}"',
    es='el equipo "{device}" consulta en la lista de trabajo el número de acceso de la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr='l\'appareil "{device}" interroge la liste de travail sur le numéro d\'accès de l\'examen "{exam}" '
    '[du patient] "{patient}"',
    pt='o equipamento "{device}" consulta na lista de trabalho o número de acesso do exame "{exam}" [do '
    'paciente] "{patient}"',
)
def ask_for_accession(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    accession = casebook.case(patient, exam).accession_number
    casebook.answer = casebook.hospital.modality(device).worklist(accession=accession)


@step_text(
    "then",
    en='the answer holds exam "{exam}" for patient "{patient}"',
    es='la respuesta contiene la exploración "{exam}" [del paciente] "{patient}"',
    fr='la réponse contient l\'examen "{exam}" [du patient] "{patient}"',
    pt='a resposta contém o exame "{exam}" [do paciente] "{patient}"',
)
def answer_holds(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    same(f"entries of {exam} for {patient} in the answer", 1, _in_answer(casebook, patient, exam), role="ris")


@step_text(
    "then",
    en='the answer does not hold exam "{exam}" for patient "{patient}"',
    es='la respuesta no contiene la exploración "{exam}" [del paciente] "{patient}"',
    fr='la réponse ne contient pas l\'examen "{exam}" [du patient] "{patient}"',
    pt='a resposta não contém o exame "{exam}" [do paciente] "{patient}"',
)
def answer_does_not_hold(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    same(f"entries of {exam} for {patient} in the answer", 0, _in_answer(casebook, patient, exam), role="ris")


def _in_answer(casebook: Casebook, patient: str, exam: str) -> int:
    accession = casebook.case(patient, exam).accession_number
    if not accession:
        raise Unmet(f"{exam} for {patient} never stood on a worklist", role="ris")
    return sum(text(entry, "AccessionNumber") == accession for entry in casebook.answer)


@step_text(
    "when",
    en='device "{device}" asks the worklist in Latin letters for patient "{patient}"',
    es='el equipo "{device}" consulta con codificación latina la lista de trabajo [del paciente] "{patient}"',
    fr='l\'appareil "{device}" interroge en codage latin la liste de travail [du patient] "{patient}"',
    pt='o equipamento "{device}" consulta com codificação latina a lista de trabalho [do paciente] "{patient}"',
)
def ask_in_latin(context: Any, device: str, patient: str) -> None:
    casebook = act(context)
    modality = casebook.hospital.modality(device)
    query = worklist_query(station=modality.address.ae_title, patient_id=casebook.patient(patient).id.value)
    query.SpecificCharacterSet = "ISO_IR 100"
    casebook.answer = modality.worklist(query=query)


@step_text(
    "then",
    en='the answer declares its letters and shows patient "{patient}" as registered',
    es='la respuesta declara su codificación y muestra la identidad [del paciente] "{patient}" tal como se registró',
    fr="la réponse déclare son codage et montre l'identité [du patient] \"{patient}\" telle qu'elle a été enregistrée",
    pt='a resposta declara a sua codificação e mostra a identidade [do paciente] "{patient}" tal como foi registada',
)
def answer_declares_letters(context: Any, patient: str) -> None:
    casebook = book(context)
    same("number of entries in the answer", 1, len(casebook.answer), role="ris")
    entry = casebook.answer[0]
    declared = text(entry, "SpecificCharacterSet")
    if declared != "ISO_IR 100":
        clause = "DICOM PS3.4 C.2.2.2 and K.6.1"
        raise Unmet("character set of the answer", role="ris", expected="ISO_IR 100", received=declared, clause=clause)
    same("patient on the entry", as_registered(casebook.patient(patient)), shown(entry), role="ris")
