"""Steps in which somebody searches the archive: RAD-14."""

from __future__ import annotations

from typing import Any

from pydicom import Dataset

from harness import fixtures_data
from harness.steps.casebook import Casebook, act, book, eventually, same
from harness.steps.phrases import step_text
from simulators.wire.elements import text
from simulators.wire.worklist import patient_of


def search(casebook: Casebook, **keys: Any) -> None:
    casebook.answer = casebook.hospital.workstation.find("STUDY", **keys)


@step_text("when", en='the radiologist searches system "PACS" for the identifier of patient "{patient}"')
def search_by_identifier(context: Any, patient: str) -> None:
    casebook = act(context)
    search(casebook, PatientID=casebook.patient(patient).id.value)


@step_text(
    "when", en='the radiologist searches system "PACS" for the identifier of patient "{patient}" without its zeros'
)
def search_without_zeros(context: Any, patient: str) -> None:
    casebook = act(context)
    search(casebook, PatientID=casebook.patient(patient).id.value.lstrip("0"))


@step_text(
    "when",
    en='the radiologist searches system "PACS" for the accession number of exam "{exam}" for patient "{patient}"',
)
def search_by_accession(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    search(casebook, AccessionNumber=casebook.case(patient, exam).accession_number)


@step_text(
    "when",
    en='the radiologist searches system "PACS" for studies of patient "{patient}" with images of kind "{kind}"',
)
def search_by_kind(context: Any, patient: str, kind: str) -> None:
    casebook = act(context)
    search(casebook, PatientID=casebook.patient(patient).id.value, ModalitiesInStudy=kind)


@step_text("when", en='the radiologist searches system "PACS" for today\'s studies of names like patient "{patient}"')
def search_by_name(context: Any, patient: str) -> None:
    casebook = act(context)
    family = casebook.patient(patient).name.family
    date = casebook.of(patient)[0].performed[0].started[:8]
    search(casebook, PatientName=f"{family[:3]}*", StudyDate=date)


@step_text("then", en="the search finds {n} studies")
def search_finds_number(context: Any, n: int) -> None:
    same("number of studies found", n, len(book(context).answer), role="pacs", clause="DICOM PS3.4 C.2.2.2")


@step_text("then", en='the search finds exam "{exam}" for patient "{patient}"')
def search_finds(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    uid = casebook.case(patient, exam).study_instance_uid
    found = [text(answer, "StudyInstanceUID") for answer in casebook.answer]
    same(f"answers that are {exam} for {patient}", 1, found.count(uid), role="pacs", clause="DICOM PS3.4 C.2.2.2")


@step_text("then", en='the radiologist finds exam "{exam}" for patient "{patient}" under the name "{name}"')
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
