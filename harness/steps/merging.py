"""Steps about two records of one person: RAD-12 merge, and the profile Patient Information Reconciliation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydicom import Dataset

from harness.steps.admission import ensure_registered
from harness.steps.archive import fetch
from harness.steps.casebook import Casebook, act, book, eventually, none_of, same
from harness.steps.phrases import step_text
from harness.steps.worklist import written
from simulators.wire.elements import text
from simulators.wire.identifiers import AssigningAuthority, Patient, PatientId
from simulators.wire.worklist import patient_of

CLAUSE = "IHE RAD-12, ADT^A40: after the merge the prior identifier is empty and the survivor complete"


def merge(casebook: Casebook, prior: Patient, survivor: str, *, deliberate: str = "") -> None:
    visit = casebook.visit(survivor)
    casebook.hospital.his.send("A40", casebook.patient(survivor), visit, prior, deliberate=deliberate)


@step_text(
    "given",
    en='the admissions desk has merged the record of patient "{prior}" into the record of patient "{patient}"',
    es='admisión ha fusionado la ficha [del paciente] "{prior}" con la ficha [del paciente] "{patient}" y '
    "conserva esta última",
    fr='l\'accueil a fusionné le [dossier du patient] "{prior}" avec le [dossier du patient] "{patient}" et '
    "conserve ce dernier",
    pt='a receção fundiu a ficha [do paciente] "{prior}" com a ficha [do paciente] "{patient}" e conserva esta última',
)
def desk_has_merged(context: Any, prior: str, patient: str) -> None:
    casebook = book(context)
    merge(casebook, casebook.patient(prior), patient)
    casebook.retired.add(prior)


@step_text(
    "when",
    en='the admissions desk merges the record of patient "{prior}" into the record of patient "{patient}"',
    es='admisión fusiona la ficha [del paciente] "{prior}" con la ficha [del paciente] "{patient}" y '
    "conserva esta última",
    fr='l\'accueil fusionne le [dossier du patient] "{prior}" avec le [dossier du patient] "{patient}" et '
    "conserve ce dernier",
    pt='a receção funde a ficha [do paciente] "{prior}" com a ficha [do paciente] "{patient}" e conserva esta última',
)
def desk_merges(context: Any, prior: str, patient: str) -> None:
    casebook = act(context)
    circle = "two records are merged in a circle" if patient in casebook.retired else ""
    merge(casebook, casebook.patient(prior), patient, deliberate=circle)
    casebook.retired.add(prior)


@step_text(
    "when",
    en='the admissions desk merges the unknown record of patient "{prior}" into the record of patient "{patient}"',
    es='admisión fusiona la ficha desconocida [del paciente] "{prior}" con la ficha [del paciente] '
    '"{patient}" y conserva esta última',
    fr='l\'accueil fusionne le dossier inconnu [du patient] "{prior}" avec le [dossier du patient] '
    '"{patient}" et conserve ce dernier',
    pt='a receção funde a ficha desconhecida [do paciente] "{prior}" com a ficha [do paciente] "{patient}" '
    "e conserva esta última",
)
def desk_merges_unknown(context: Any, prior: str, patient: str) -> None:
    casebook = act(context)
    merge(casebook, casebook.patient(prior), patient, deliberate="the record merged away was never registered")


@step_text(
    "when",
    en='the admissions desk merges into the record of patient "{patient}" the number of patient "{other}" '
    'as issued by hospital "{hospital}"',
    es='admisión fusiona con la ficha [del paciente] "{patient}" el número [del paciente] "{other}" emitido '
    'por el hospital "{hospital}"',
    fr='l\'accueil fusionne avec le [dossier du patient] "{patient}" le numéro [du patient] "{other}" émis '
    'par l\'hôpital "{hospital}"',
    pt='a receção funde com a ficha [do paciente] "{patient}" o número [do paciente] "{other}" emitido pelo '
    'hospital "{hospital}"',
)
def desk_merges_foreign_number(context: Any, patient: str, other: str, hospital: str) -> None:
    casebook = act(context)
    known = casebook.patient(other)
    foreign = replace(known, id=PatientId(known.id.value, AssigningAuthority(hospital)))
    merge(casebook, foreign, patient, deliberate="the same number, issued by another hospital")


@step_text(
    "given",
    en='patient "{patient}" is on record under the number of patient "{other}" as issued by hospital "{hospital}"',
    es='[el paciente] "{patient}" consta en admisión con el número [del paciente] "{other}" emitido por el hospital '
    '"{hospital}"',
    fr='[le patient] "{patient}" figure dans le fichier des patients sous le numéro [du patient] "{other}" émis par '
    'l\'hôpital "{hospital}"',
    pt='[o paciente] "{patient}" consta do registo da receção com o número [do paciente] "{other}" emitido pelo '
    'hospital "{hospital}"',
)
def on_record_under_foreign_number(context: Any, patient: str, other: str, hospital: str) -> None:
    """Two persons whose identifiers differ in their issuer only."""
    casebook = book(context)
    number = PatientId(casebook.patient(other).id.value, AssigningAuthority(hospital))
    casebook.hospital.remember(patient, replace(casebook.patient(patient), id=number))
    ensure_registered(casebook, patient)


def studies_of(casebook: Casebook, patient_id: PatientId) -> list[Dataset]:
    """Studies that the archive finds under this identifier."""
    found: list[Dataset] = casebook.hospital.workstation.find("STUDY", PatientID=patient_id.value)
    return found


@step_text(
    "then",
    en='all studies of patients "{prior}" and "{patient}" appear under the record of patient "{survivor}"',
    es='todos los estudios [del paciente] "{prior}" y [del paciente] "{patient}" aparecen en la ficha [del '
    'paciente] "{survivor}"',
    fr='tous les examens [du patient] "{prior}" et [du patient] "{patient}" apparaissent dans le [dossier '
    'du patient] "{survivor}"',
    pt='todos os exames [do paciente] "{prior}" e [do paciente] "{patient}" aparecem na ficha [do paciente] '
    '"{survivor}"',
)
def all_under_survivor(context: Any, prior: str, patient: str, survivor: str) -> None:
    casebook = book(context)
    cases = [case for case in casebook.cases.values() if case.images]
    wanted = {
        case.study_instance_uid for case in cases if case.patient in casebook.retired | {prior, patient, survivor}
    }
    eventually(
        casebook.hospital,
        lambda: sorted(text(one, "StudyInstanceUID") for one in studies_of(casebook, casebook.patient(survivor).id)),
        lambda seen: seen == sorted(wanted),
        seconds=casebook.hospital.limits.stored_retrievable_s,
        what=f"every study is under the record of {survivor}",
        role="pacs",
        expected=sorted(wanted),
        clause=CLAUSE,
    )
    left = [
        f"{name}: {len(found)} studies"
        for name in sorted(casebook.retired)
        if (found := studies_of(casebook, casebook.patient(name).id))
    ]
    none_of("studies under a retired record", left, role="pacs", clause=CLAUSE)


@step_text(
    "then",
    en='the radiologist finds {n} [studies] under the record of patient "{patient}"',
    es='el/la radiólogo/radióloga encuentra {n} [estudios] en la ficha [del paciente] "{patient}"',
    fr='le/la radiologue trouve {n} [examens] dans le [dossier du patient] "{patient}"',
    pt='o/a radiologista encontra {n} [exames] na ficha [do paciente] "{patient}"',
)
def finds_studies(context: Any, n: int, patient: str) -> None:
    casebook = book(context)
    found = studies_of(casebook, casebook.patient(patient).id)
    same(f"number of studies of {patient}", n, len(found), role="pacs", clause="IHE RAD-14")


@step_text(
    "then",
    en='the retrieved images of exam "{exam}" for patient "{patient}" bear the name and identifier of '
    'patient "{survivor}"',
    es='las imágenes recuperadas de la exploración "{exam}" [del paciente] "{patient}" llevan el nombre y '
    'el identificador [del paciente] "{survivor}"',
    fr='les images récupérées de l\'examen "{exam}" [du patient] "{patient}" portent le nom et '
    'l\'identifiant [du patient] "{survivor}"',
    pt='as imagens recuperadas do exame "{exam}" [do paciente] "{patient}" trazem o nome e o identificador '
    '[do paciente] "{survivor}"',
)
def bear_survivor(context: Any, exam: str, patient: str, survivor: str) -> None:
    casebook = book(context)
    _bear(casebook, exam, patient, casebook.patient(survivor))


@step_text(
    "then",
    en='the retrieved images of exam "{exam}" for patient "{patient}" bear the name as corrected',
    es='las imágenes recuperadas de la exploración "{exam}" [del paciente] "{patient}" llevan el nombre corregido',
    fr='les images récupérées de l\'examen "{exam}" [du patient] "{patient}" portent le nom corrigé',
    pt='as imagens recuperadas do exame "{exam}" [do paciente] "{patient}" trazem o nome corrigido',
)
def bear_correction(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    _bear(casebook, exam, patient, casebook.patient(patient))


def _bear(casebook: Casebook, exam: str, patient: str, who: Patient) -> None:
    expected = (written(who.name), who.id.value)
    received = {
        (written(patient_of(ds).name), patient_of(ds).id.value) for ds in fetch(casebook, casebook.case(patient, exam))
    }
    same(
        "patient on the retrieved images", {expected}, received, role="pacs", clause="IHE RAD-16: coerced on retrieval"
    )
