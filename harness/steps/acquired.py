"""Steps that look at what a device made: identifiers, scheduled and performed steps of its images (RAD-8)."""

from __future__ import annotations

from typing import Any

from pydicom import Dataset

from harness.steps.archive import fetch
from harness.steps.casebook import Case, Unmet, book, none_of, same, step_item
from harness.steps.phrases import step_text
from harness.steps.worklist import shown
from simulators.wire.elements import items, text

CLAUSE = "IHE RAD-8, DICOM PS3.17 J: what the images take over from the worklist"


@step_text(
    "then",
    en='the images of exam "{exam}" for patient "{patient}" carry the identifiers of their worklist entry',
    es='las imágenes de la exploración "{exam}" [del paciente] "{patient}" llevan los identificadores de su '
    "entrada de la lista de trabajo",
    fr='les images de l\'examen "{exam}" [du patient] "{patient}" portent les identifiants de leur entrée '
    "de la liste de travail",
    pt='as imagens do exame "{exam}" [do paciente] "{patient}" trazem os identificadores da sua entrada da '
    "lista de trabalho",
)
def images_carry_identifiers(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    try:
        fetch(casebook, case)
    except Unmet:  # whatever did come says whether the device wrote the right thing
        _require_copied(case)
        raise
    _require_copied(case)


def _require_copied(case: Case) -> None:
    none_of(
        f"images of {case.exam} against their worklist entry",
        (fault for ds in case.received for fault in _copying_faults(case.entry, ds)),
        role=case.device,
        clause=CLAUSE,
    )


def _copying_faults(entry: Dataset, ds: Dataset) -> list[str]:
    request = (items(ds, "RequestAttributesSequence") or [Dataset()])[0]
    step = step_item(entry)
    pairs = [
        ("patient", shown(entry), shown(ds)),
        ("accession number", text(entry, "AccessionNumber"), text(ds, "AccessionNumber")),
        ("study", text(entry, "StudyInstanceUID"), text(ds, "StudyInstanceUID")),
        ("requested procedure", text(entry, "RequestedProcedureID"), text(request, "RequestedProcedureID")),
        ("step", text(step, "ScheduledProcedureStepID"), text(request, "ScheduledProcedureStepID")),
    ]
    return [
        f"{what}: {listed!r} on the list, {carried!r} on the image"
        for what, listed, carried in pairs
        if listed != carried
    ]


@step_text(
    "then",
    en='each step of exam "{exam}" for patient "{patient}" has its own images',
    es='cada paso de la exploración "{exam}" [del paciente] "{patient}" tiene sus propias imágenes',
    fr='chaque étape de l\'examen "{exam}" [du patient] "{patient}" a ses propres images',
    pt='cada passo do exame "{exam}" [do paciente] "{patient}" tem as suas próprias imagens',
)
def each_step_has_images(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    steps: dict[str, set[str]] = {}
    for ds in fetch(casebook, case):
        for request in items(ds, "RequestAttributesSequence"):
            steps.setdefault(text(request, "ScheduledProcedureStepID"), set()).add(text(ds, "SOPInstanceUID"))
    made = {
        text(step_item(performed.items[0]), "ScheduledProcedureStepID"): {
            text(ds, "SOPInstanceUID") for ds in performed.instances
        }
        for performed in case.performed
    }
    same("images of each scheduled step", made, steps, role=case.device, clause=CLAUSE)


@step_text(
    "then",
    en='exam "{exam}" for patient "{patient}" has {n} [performed steps] with different numbers in one study',
    es='la exploración "{exam}" [del paciente] "{patient}" tiene {n} [pasos realizados] con números '
    "distintos en un solo estudio",
    fr='l\'examen "{exam}" [du patient] "{patient}" comporte {n} [étapes réalisées] de numéros différents '
    "sous un seul identifiant d'examen",
    pt='o exame "{exam}" [do paciente] "{patient}" tem {n} [passos realizados] com números diferentes sob '
    "um só identificador de exame",
)
def performed_steps_in_one_study(context: Any, exam: str, patient: str, n: int) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    received = fetch(casebook, case)
    numbers = {text(ds, "PerformedProcedureStepID") for ds in received} - {""}
    same("number of different performed steps", n, len(numbers), role=case.device)
    same("number of studies", 1, len({text(ds, "StudyInstanceUID") for ds in received}), role=case.device)
