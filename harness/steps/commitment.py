"""Steps about storage commitment: RAD-10, DICOM PS3.4 Annex J."""

from __future__ import annotations

from typing import Any

from pydicom import Dataset

from harness.steps.casebook import Case, Casebook, Unmet, act, book, same
from harness.steps.phrases import step_text
from simulators.modality import CommitmentResult
from simulators.wire.elements import text

CLAUSE = "DICOM PS3.4 J.3.3"


def ask(casebook: Casebook, case: Case, device: str, images: list[Dataset], *, reverse: bool = False) -> None:
    case.commitment = casebook.hospital.modality(device).commit(images, reverse=reverse)


@step_text(
    "when",
    en='device "{device}" asks system "PACS" to answer for the images of exam "{exam}" for patient "{patient}"',
    es='el equipo "{device}" pide al sistema "PACS" el compromiso de almacenamiento de las imágenes de la '
    'exploración "{exam}" [del paciente] "{patient}"',
    fr='l\'appareil "{device}" demande au système "PACS" l\'engagement de stockage des images de l\'examen '
    '"{exam}" [du patient] "{patient}"',
    pt='o equipamento "{device}" pede ao sistema "PACS" o compromisso de armazenamento das imagens do exame '
    '"{exam}" [do paciente] "{patient}"',
    reverse=False,
)
@step_text(
    "when",
    en='device "{device}" asks system "PACS" to answer for the images of exam "{exam}" for patient '
    '"{patient}" and hangs up',
    es='el equipo "{device}" pide al sistema "PACS" el compromiso de almacenamiento de las imágenes de la '
    'exploración "{exam}" [del paciente] "{patient}" y corta la conexión',
    fr='l\'appareil "{device}" demande au système "PACS" l\'engagement de stockage des images de l\'examen '
    '"{exam}" [du patient] "{patient}" et coupe la connexion',
    pt='o equipamento "{device}" pede ao sistema "PACS" o compromisso de armazenamento das imagens do exame '
    '"{exam}" [do paciente] "{patient}" e corta a ligação',
    reverse=True,
)
def asks_for_commitment(context: Any, device: str, exam: str, patient: str, reverse: bool) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    ask(casebook, case, device, case.images, reverse=reverse)


@step_text(
    "when",
    en='device "{device}" asks system "PACS" to answer also for an image of exam "{exam}" for patient '
    '"{patient}" that it never sent',
    es='el equipo "{device}" pide al sistema "PACS" el compromiso de almacenamiento también de una imagen '
    'nunca enviada de la exploración "{exam}" [del paciente] "{patient}"',
    fr='l\'appareil "{device}" demande au système "PACS" l\'engagement de stockage aussi pour une image '
    'jamais envoyée de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o equipamento "{device}" pede ao sistema "PACS" o compromisso de armazenamento também de uma imagem '
    'nunca enviada do exame "{exam}" [do paciente] "{patient}"',
)
def asks_for_more(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    never_sent = casebook.hospital.modality(device).acquire(case.performed[-1], 1)
    ask(casebook, case, device, [*case.images, *never_sent])


def _result(case: Case) -> CommitmentResult:
    if case.commitment is None:
        raise Unmet(f"nobody asked for the images of {case.exam}", role="pacs")
    result = case.commitment
    same("answer to the request", "0000H", f"{result.status:04X}H", role="pacs", clause=CLAUSE)
    return result


@step_text(
    "then",
    en='system "PACS" confirms the storage commitment of exam "{exam}" for patient "{patient}"',
    es='el sistema "PACS" confirma el compromiso de almacenamiento de la exploración "{exam}" [del '
    'paciente] "{patient}"',
    fr='le système "PACS" confirme l\'engagement de stockage de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o sistema "PACS" confirma o compromisso de armazenamento do exame "{exam}" [do paciente] "{patient}"',
)
def confirms(context: Any, exam: str, patient: str) -> None:
    case = book(context).case(patient, exam)
    result = _result(case)
    same("images that failed", {}, dict(result.failed), role="pacs", clause=CLAUSE)
    asked = sorted(text(ds, "SOPInstanceUID") for ds in case.images)
    same("images answered for", asked, sorted(result.committed), role="pacs", clause=CLAUSE)


@step_text(
    "then",
    en='the confirmation for exam "{exam}" for patient "{patient}" came on a connection opened by system "PACS"',
    es='la confirmación de la exploración "{exam}" [del paciente] "{patient}" llega por una conexión '
    'abierta por el sistema "PACS"',
    fr='la confirmation de l\'examen "{exam}" [du patient] "{patient}" arrive par une connexion ouverte par '
    'le système "PACS"',
    pt='a confirmação do exame "{exam}" [do paciente] "{patient}" chega por uma ligação aberta pelo sistema "PACS"',
)
def came_in_reverse(context: Any, exam: str, patient: str) -> None:
    result = _result(book(context).case(patient, exam))
    same("report on the requester's own association", False, result.same_association, role="pacs", clause=CLAUSE)


@step_text(
    "then",
    en='system "PACS" answers for {n} [images] of exam "{exam}" for patient "{patient}" and names {missing} as missing',
    es='el sistema "PACS" responde de {n} [imágenes] de la exploración "{exam}" [del paciente] "{patient}" '
    "y declara {missing} como [ausentes]",
    fr='le système "PACS" répond de {n} [images] de l\'examen "{exam}" [du patient] "{patient}" et en '
    "signale {missing} comme [manquantes]",
    pt='o sistema "PACS" responde por {n} [imagens] do exame "{exam}" [do paciente] "{patient}" e declara '
    "{missing} como em falta",
)
def answers_in_part(context: Any, n: int, exam: str, patient: str, missing: int) -> None:
    result = _result(book(context).case(patient, exam))
    same("images answered for and missing", (n, missing), (len(result.committed), len(result.failed)), role="pacs")
    reasons = sorted({f"{reason:04X}H" for reason in result.failed.values()})
    same("reasons for what is missing", ["0112H"], reasons, role="pacs", clause="DICOM PS3.4 J.3.3.1.4")
