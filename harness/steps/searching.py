"""Steps in which somebody searches the archive: RAD-14."""

from __future__ import annotations

from typing import Any

from pydicom import Dataset

from harness import fixtures_data
from harness.steps.archive import series_of
from harness.steps.casebook import Casebook, act, book, eventually, same
from harness.steps.phrases import step_text
from simulators.wire.elements import text
from simulators.wire.worklist import patient_of


def search(casebook: Casebook, **keys: Any) -> None:
    casebook.asked = ", ".join(keys)
    casebook.answer = casebook.hospital.workstation.find("STUDY", **keys)


@step_text(
    "when",
    en='the radiologist searches system "PACS" for the identifier of patient "{patient}"',
    es='el/la radiólogo/radióloga busca en el sistema "PACS" el identificador [del paciente] "{patient}"',
    fr='le/la radiologue recherche dans le système "PACS" l\'identifiant [du patient] "{patient}"',
    pt='o/a radiologista pesquisa no sistema "PACS" o identificador [do paciente] "{patient}"',
)
def search_by_identifier(context: Any, patient: str) -> None:
    casebook = act(context)
    search(casebook, PatientID=casebook.patient(patient).id.value)


@step_text(
    "when",
    en='the radiologist searches system "PACS" for the identifier of patient "{patient}" without its zeros',
    es='el/la radiólogo/radióloga busca en el sistema "PACS" el identificador [del paciente] "{patient}" '
    "sin sus ceros iniciales",
    fr='le/la radiologue recherche dans le système "PACS" l\'identifiant [du patient] "{patient}" sans ses '
    "zéros de tête",
    pt='o/a radiologista pesquisa no sistema "PACS" o identificador [do paciente] "{patient}" sem os zeros iniciais',
)
def search_without_zeros(context: Any, patient: str) -> None:
    casebook = act(context)
    search(casebook, PatientID=casebook.patient(patient).id.value.lstrip("0"))


@step_text(
    "when",
    en='the radiologist searches system "PACS" for the accession number of exam "{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga busca en el sistema "PACS" el número de acceso de la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr='le/la radiologue recherche dans le système "PACS" le numéro d\'accès de l\'examen "{exam}" [du '
    'patient] "{patient}"',
    pt='o/a radiologista pesquisa no sistema "PACS" o número de acesso do exame "{exam}" [do paciente] "{patient}"',
)
def search_by_accession(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    search(casebook, AccessionNumber=casebook.case(patient, exam).accession_number)


@step_text(
    "when",
    en='the radiologist searches system "PACS" for studies of patient "{patient}" with images of kind "{kind}"',
    es='el/la radiólogo/radióloga busca en el sistema "PACS" los estudios [del paciente] "{patient}" con '
    'imágenes de la modalidad "{kind}"',
    fr='le/la radiologue recherche dans le système "PACS" les examens [du patient] "{patient}" avec des '
    'images de la modalité "{kind}"',
    pt='o/a radiologista pesquisa no sistema "PACS" os exames [do paciente] "{patient}" com imagens da '
    'modalidade "{kind}"',
)
def search_by_kind(context: Any, patient: str, kind: str) -> None:
    casebook = act(context)
    search(casebook, PatientID=casebook.patient(patient).id.value, ModalitiesInStudy=kind)


@step_text(
    "when",
    en='the radiologist searches system "PACS" for today\'s studies of names like patient "{patient}"',
    es='el/la radiólogo/radióloga busca en el sistema "PACS" los estudios de hoy con nombres parecidos al '
    '[del paciente] "{patient}"',
    fr='le/la radiologue recherche dans le système "PACS" les examens du jour dont le nom ressemble à celui '
    '[du patient] "{patient}"',
    pt='o/a radiologista pesquisa no sistema "PACS" os exames de hoje com nomes parecidos com o [do '
    'paciente] "{patient}"',
)
def search_by_name(context: Any, patient: str) -> None:
    casebook = act(context)
    family = casebook.patient(patient).name.family
    date = casebook.of(patient)[0].performed[0].started[:8]
    search(casebook, PatientName=f"{family[:3]}*", StudyDate=date)


@step_text(
    "then",
    en="the search finds {n} [studies]",
    es="la búsqueda encuentra {n} [estudios]",
    fr="la recherche trouve {n} [examens]",
    pt="a pesquisa encontra {n} [exames]",
)
def search_finds_number(context: Any, n: int) -> None:
    casebook = book(context)
    casebook.hospital.check("QR-04", level="STUDY", count=n, requester="workstation")
    counts_agree(casebook)
    same("number of studies found", n, len(casebook.answer), role="pacs", clause="DICOM PS3.4 C.2.2.2")


@step_text(
    "then",
    en='the search finds exam "{exam}" for patient "{patient}"',
    es='la búsqueda encuentra la exploración "{exam}" [del paciente] "{patient}"',
    fr='la recherche trouve l\'examen "{exam}" [du patient] "{patient}"',
    pt='a pesquisa encontra o exame "{exam}" [do paciente] "{patient}"',
)
def search_finds(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    uid = casebook.case(patient, exam).study_instance_uid
    found = [text(answer, "StudyInstanceUID") for answer in casebook.answer]
    what = f"answers to {casebook.asked} that are {exam} for {patient}"
    same(what, 1, found.count(uid), role="pacs", clause="DICOM PS3.4 C.2.2.2")
    counts_agree(casebook)


def counts_agree(casebook: Casebook) -> None:
    """What the answers say of how many series and objects our studies have, against what is named one by one."""
    made = {case.study_instance_uid for case in casebook.cases.values() if case.performed}
    answered = {text(answer, "StudyInstanceUID") for answer in casebook.answer}
    held = {uid: _held(casebook, uid) for uid in sorted(made & answered)}
    casebook.hospital.check("QR-05", held_by_study=held, requester="workstation")


def _held(casebook: Casebook, study: str) -> tuple[int, int]:
    """How many series and objects the archive names."""
    found = [text(one, "SeriesInstanceUID") for one in series_of(casebook, study)]
    find = casebook.hospital.workstation.find
    objects = [one for uid in found for one in find("IMAGE", StudyInstanceUID=study, SeriesInstanceUID=uid)]
    return len(found), len(objects)


@step_text(
    "then",
    en='the radiologist finds exam "{exam}" for patient "{patient}" under the name "{name}"',
    es='el/la radiólogo/radióloga encuentra la exploración "{exam}" [del paciente] "{patient}" con el nombre "{name}"',
    fr='le/la radiologue trouve l\'examen "{exam}" [du patient] "{patient}" sous le nom "{name}"',
    pt='o/a radiologista encontra o exame "{exam}" [do paciente] "{patient}" com o nome "{name}"',
)
def found_under_name(context: Any, exam: str, patient: str, name: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    who = casebook.patient(patient)
    wanted = fixtures_data.person(name).person_name.canonical()
    eventually(
        casebook.hospital,
        lambda: casebook.hospital.workstation.find("STUDY", PatientID=who.id.value, PatientName=who.name.to_pn()),
        lambda seen: [_study_and_name(one) for one in seen] == [(case.study_instance_uid, wanted)],
        seconds=casebook.hospital.limits.stored_retrievable_s,
        what=f"{exam} is found under the name {name}",
        role="pacs",
        expected=wanted,
        show=lambda seen: [_study_and_name(one) for one in seen or ()],
        clause="IHE RAD-12, RAD-14",
    )


def _study_and_name(answer: Dataset) -> tuple[str, tuple[str, ...]]:
    return text(answer, "StudyInstanceUID"), patient_of(answer).name.canonical()
