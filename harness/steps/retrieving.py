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
    es='el/la radiólogo/radióloga recupera del sistema "PACS", por su propia conexión, la exploración '
    '"{exam}" [del paciente] "{patient}"',
    fr='le/la radiologue récupère depuis le système "PACS", par sa propre connexion, l\'examen "{exam}" [du '
    'patient] "{patient}"',
    pt='o/a radiologista recupera do sistema "PACS", pela sua própria ligação, o exame "{exam}" [do '
    'paciente] "{patient}"',
)
def fetches_by_get(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    result = casebook.hospital.workstation.get(case.study_instance_uid)
    same("final status of the retrieval", "0000H", f"{result.status:04X}H", role="pacs", clause="DICOM PS3.4 C.4.3")
    case.received = result.instances


@step_text(
    "then",
    en='the fetched images of exam "{exam}" for patient "{patient}" are those that were made',
    es='las imágenes obtenidas de la exploración "{exam}" [del paciente] "{patient}" son las que se hicieron',
    fr='les images obtenues de l\'examen "{exam}" [du patient] "{patient}" sont celles qui ont été faites',
    pt='as imagens obtidas do exame "{exam}" [do paciente] "{patient}" são as que foram feitas',
)
def fetched_are_those(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    same("number of images fetched", len(case.shown), len(case.received), role="pacs")
    compare(casebook, case, case.received)


@step_text(
    "when",
    en='the radiologist sends exam "{exam}" for patient "{patient}" from system "PACS" to the unknown '
    'station "{station}"',
    es='el/la radiólogo/radióloga envía la exploración "{exam}" [del paciente] "{patient}" desde el sistema '
    '"PACS" a la estación desconocida "{station}"',
    fr='le/la radiologue envoie l\'examen "{exam}" [du patient] "{patient}" depuis le système "PACS" vers '
    'la station inconnue "{station}"',
    pt='o/a radiologista envia o exame "{exam}" [do paciente] "{patient}" a partir do sistema "PACS" para a '
    'estação desconhecida "{station}"',
)
def sends_to_unknown(context: Any, exam: str, patient: str, station: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    workstation = casebook.hospital.workstation
    result = workstation.move(case.study_instance_uid, destination=station, deliberate="a destination nobody knows")
    casebook.responses = result.responses
    case.received = result.instances


@step_text(
    "then",
    en='system "PACS" refuses the retrieval with the reason "destination unknown"',
    es='el sistema "PACS" rechaza la recuperación con el motivo "destino desconocido"',
    fr='le système "PACS" refuse la récupération avec le motif "destination inconnue"',
    pt='o sistema "PACS" recusa a recuperação com o motivo "destino desconhecido"',
)
def refuses_retrieval(context: Any) -> None:
    statuses = [f"{response.status:04X}H" for response in book(context).responses]
    same(
        "statuses of the retrieval",
        [f"{DESTINATION_UNKNOWN:04X}H"],
        statuses,
        role="pacs",
        clause="DICOM PS3.4 C.4.2.1.5",
    )


@step_text(
    "when",
    en='the radiologist fetches from system "PACS" a study that was never made',
    es='el/la radiólogo/radióloga recupera del sistema "PACS" un estudio que nunca se hizo',
    fr='le/la radiologue récupère depuis le système "PACS" un examen qui n\'a jamais été fait',
    pt='o/a radiologista recupera do sistema "PACS" um exame que nunca foi feito',
)
def fetches_nothing(context: Any) -> None:
    casebook = act(context)
    result = casebook.hospital.workstation.move(casebook.hospital.runtime.uid())
    casebook.responses, casebook.answer = result.responses, result.instances


@step_text(
    "then",
    en='nothing is delivered, and system "PACS" does not claim to have sent anything',
    es='no se entrega nada, y el sistema "PACS" no afirma haber enviado nada',
    fr="rien n'est transmis, et le système \"PACS\" n'affirme pas avoir envoyé quoi que ce soit",
    pt='nada é entregue, e o sistema "PACS" não afirma ter enviado coisa alguma',
)
def nothing_delivered(context: Any) -> None:
    casebook = book(context)
    same("number of images delivered", 0, len(casebook.answer), role="pacs")
    if not casebook.responses:
        raise Unmet("the archive gave no final answer", role="pacs")
    completed = casebook.responses[-1].sub_operations[1]
    same("images that the archive says it sent", 0, max(completed, 0), role="pacs", clause="DICOM PS3.4 C.4.2.1.6")
