"""Steps about rejected images: RAD-66, rejection notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydicom import Dataset

from harness.steps.archive import beside
from harness.steps.casebook import Case, Casebook, Unmet, act, book, none_of
from harness.steps.phrases import step_text
from simulators.wire.elements import text
from simulators.wire.identifiers import Code

# reason in words: title of the rejection note, PS3.16 Annex D
TITLES = {
    "quality": Code("113001", "Rejected for Quality Reasons", "DCM"),
    "patient safety": Code("113037", "Rejected for Patient Safety Reasons", "DCM"),
    "wrong worklist entry": Code("113038", "Incorrect Modality Worklist Entry", "DCM"),
}


def send_note(casebook: Casebook, case: Case, rejected: Sequence[Dataset], reason: str, deliberate: str = "") -> None:
    """Store a rejection note that names these images."""
    modality = casebook.hospital.modality(case.device)
    notes = modality.key_objects(beside(casebook, case), rejected, title=TITLES[reason])
    casebook.responses = modality.store(notes, deliberate=deliberate)


def reject(casebook: Casebook, case: Case, rejected: Sequence[Dataset], reason: str) -> None:
    """Reject; from now on these images must not be shown. A refusal is the archive's fault."""
    send_note(casebook, case, rejected, reason)
    failures = [f"{response.status:04X}H" for response in casebook.responses if response.is_failure]
    if failures:
        raise Unmet("the archive refused the rejection note", role="pacs", expected="0000H", received=failures)
    case.rejected |= {text(ds, "SOPInstanceUID") for ds in rejected}


@step_text(
    "when",
    en='the technologist rejects {n} [images] of exam "{exam}" for patient "{patient}" with the reason "{reason}"',
    es='el/la técnico/técnica rechaza {n} [imágenes] de la exploración "{exam}" [del paciente] "{patient}" '
    'con el motivo "{reason}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne rejette {n} [images] de l\'examen "{exam}" '
    '[du patient] "{patient}" avec le motif "{reason}"',
    pt='o/a técnico/técnica rejeita {n} [imagens] do exame "{exam}" [do paciente] "{patient}" com o motivo "{reason}"',
)
def rejects_some(context: Any, n: int, exam: str, patient: str, reason: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    reject(casebook, case, case.images[:n], reason)


@step_text(
    "when",
    en='the technologist rejects all images of exam "{exam}" for patient "{patient}" with the reason "{reason}"',
    es='el/la técnico/técnica rechaza todas las imágenes de la exploración "{exam}" [del paciente] '
    '"{patient}" con el motivo "{reason}"',
    fr="le/la manipulateur/manipulatrice/technicien/technicienne rejette toutes les images de l'examen "
    '"{exam}" [du patient] "{patient}" avec le motif "{reason}"',
    pt='o/a técnico/técnica rejeita todas as imagens do exame "{exam}" [do paciente] "{patient}" com o '
    'motivo "{reason}"',
)
def rejects_all(context: Any, exam: str, patient: str, reason: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    reject(casebook, case, case.images, reason)


@step_text(
    "when",
    en='the same rejection for exam "{exam}" for patient "{patient}" is sent a second time',
    es='el mismo rechazo de la exploración "{exam}" [del paciente] "{patient}" se envía por segunda vez',
    fr='le même rejet de l\'examen "{exam}" [du patient] "{patient}" est envoyé une deuxième fois',
    pt='a mesma rejeição do exame "{exam}" [do paciente] "{patient}" é enviada pela segunda vez',
)
def rejects_twice(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    again = [ds for ds in case.images if text(ds, "SOPInstanceUID") in case.rejected]
    send_note(casebook, case, again, "quality", "a rejection of what is rejected already")


@step_text(
    "then",
    en='rejected images of exam "{exam}" for patient "{patient}" are not delivered',
    es='las imágenes rechazadas de la exploración "{exam}" [del paciente] "{patient}" no se entregan',
    fr='les images rejetées de l\'examen "{exam}" [du patient] "{patient}" ne sont pas transmises',
    pt='as imagens rejeitadas do exame "{exam}" [do paciente] "{patient}" não são entregues',
)
def not_delivered(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    if not case.rejected:
        raise Unmet(f"no image of {exam} was rejected", role="pacs")
    result = casebook.hospital.workstation.move(case.study_instance_uid)
    delivered = {text(ds, "SOPInstanceUID") for ds in result.instances}
    none_of("rejected images that were delivered", sorted(delivered & case.rejected), role="pacs", clause="IHE IOCM")
    missing = {text(ds, "SOPInstanceUID") for ds in case.shown} - delivered
    none_of("images lost with the rejected ones", sorted(missing), role="pacs", clause="IHE IOCM")
