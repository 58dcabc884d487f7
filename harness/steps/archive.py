"""Steps at the archive: what is stored, found and retrieved. RAD-8, RAD-14, RAD-16."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pydicom import Dataset

from harness.checks.recovery import acknowledged
from harness.steps.casebook import Case, Casebook, Unmet, act, book, eventually, none_of, same
from harness.steps.phrases import step_text
from simulators.modality import PerformedStep
from simulators.wire.elements import items, text
from simulators.workstation import RetrieveResult

NO_IMAGES = ("KO", "SR", "PR")
CLAUSE_STORED = "acceptance: image count at the PACS equals the count sent, within the site's limit"


def series_of(casebook: Casebook, study_instance_uid: str) -> list[Dataset]:
    """Every series of the study that the archive names."""
    found: list[Dataset] = casebook.hospital.workstation.find("SERIES", StudyInstanceUID=study_instance_uid)
    return found


def image_uids(casebook: Casebook, study_instance_uid: str) -> list[str]:
    """SOP Instance UIDs of the images (no notes, reports, states) that the archive names."""
    return object_uids(casebook, study_instance_uid, without=NO_IMAGES)


def object_uids(casebook: Casebook, study_instance_uid: str, *, without: Collection[str] = ()) -> list[str]:
    """SOP Instance UIDs of everything that the archive names, asked series by series, ``without`` some modalities."""
    find = casebook.hospital.workstation.find
    uids = []
    for series in series_of(casebook, study_instance_uid):
        if text(series, "Modality") not in without:
            series_uid = text(series, "SeriesInstanceUID")
            answers = find("IMAGE", StudyInstanceUID=study_instance_uid, SeriesInstanceUID=series_uid)
            uids += [text(answer, "SOPInstanceUID") for answer in answers]
    return uids


def fetch(casebook: Casebook, case: Case) -> list[Dataset]:
    """Retrieve the study; :class:`Unmet` unless everything that was made (and not rejected) arrived."""
    wanted = {text(ds, "SOPInstanceUID") for ds in (*case.shown, *case.key_images)}

    def move() -> RetrieveResult:
        result: RetrieveResult = casebook.hospital.workstation.move(case.study_instance_uid)
        case.received = result.instances  # also where they are too few: they can be looked at
        return result

    eventually(
        casebook.hospital,
        move,
        lambda seen: wanted <= {text(ds, "SOPInstanceUID") for ds in seen.instances},
        seconds=casebook.hospital.limits.stored_retrievable_s,
        what=f"{case.exam} for {case.patient} can be retrieved",
        role="pacs",
        expected=f"{len(wanted)} images",
        show=lambda seen: f"status {seen.status:04X}H, {len(seen.instances)} images" if seen else "nothing",
        clause=CLAUSE_STORED,
    )
    return case.received


@step_text(
    "then",
    en='the images of exam "{exam}" for patient "{patient}" are stored in system "PACS" and can be retrieved',
    es='las imágenes de la exploración "{exam}" [del paciente] "{patient}" están almacenadas en el sistema '
    '"PACS" y se pueden recuperar',
    fr='les images de l\'examen "{exam}" [du patient] "{patient}" sont archivées dans le système "PACS" et '
    "peuvent être récupérées",
    pt='as imagens do exame "{exam}" [do paciente] "{patient}" estão armazenadas no sistema "PACS" e podem '
    "ser recuperadas",
)
def stored_and_retrievable(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    received = {text(ds, "SOPInstanceUID") for ds in fetch(casebook, case)}
    made = {text(ds, "SOPInstanceUID") for ds in (*case.shown, *case.key_images)}
    same("images made and images retrieved", sorted(made), sorted(received), role="pacs", clause=CLAUSE_STORED)


@step_text(
    "then",
    en='the number of images of exam "{exam}" for patient "{patient}" in system "PACS" is {n}',
    es='el número de imágenes de la exploración "{exam}" [del paciente] "{patient}" en el sistema "PACS" es {n}',
    fr='le nombre d\'images de l\'examen "{exam}" [du patient] "{patient}" dans le système "PACS" est de {n}',
    pt='o número de imagens do exame "{exam}" [do paciente] "{patient}" no sistema "PACS" é {n}',
)
def number_of_images(context: Any, exam: str, patient: str, n: int) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    eventually(
        casebook.hospital,
        lambda: image_uids(casebook, case.study_instance_uid),
        lambda seen: len(seen) == n and len(set(seen)) == n,
        seconds=casebook.hospital.limits.stored_retrievable_s,
        what=f"{n} images of {exam} for {patient} in the archive",
        role=lambda: _who_made_it_another(casebook, case, n),
        expected=n,
        show=lambda seen: len(seen or ()),
        clause="IHE RAD-11, RAD-14",
    )


def _who_made_it_another(casebook: Casebook, case: Case, n: int) -> str:
    """The device, where the archive holds just what it acknowledged, and that is too little or was never made for the
    exam; else the archive, which may have had to forget some. What the archive was sent is not always seen."""
    study = case.study_instance_uid
    held = set(object_uids(casebook, study))
    taken = {one.uid for one in acknowledged(casebook.hospital.story()) if one.text("StudyInstanceUID") == study}
    made = {text(ds, "SOPInstanceUID") for ds in (*case.images, *case.key_images)}
    is_of_device = bool(taken) and taken == held and (len(held) < n or bool(made and held - made))
    return case.device if is_of_device else "pacs"


@step_text(
    "then",
    en='the number of series of exam "{exam}" for patient "{patient}" in system "PACS" is {n}',
    es='el número de series de la exploración "{exam}" [del paciente] "{patient}" en el sistema "PACS" es {n}',
    fr='le nombre de séries de l\'examen "{exam}" [du patient] "{patient}" dans le système "PACS" est de {n}',
    pt='o número de séries do exame "{exam}" [do paciente] "{patient}" no sistema "PACS" é {n}',
)
def number_of_series(context: Any, exam: str, patient: str, n: int) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    eventually(
        casebook.hospital,
        lambda: series_of(casebook, case.study_instance_uid),
        lambda seen: len({text(series, "SeriesInstanceUID") for series in seen}) == len(seen) == n,
        seconds=casebook.hospital.limits.stored_retrievable_s,
        what=f"{n} series of {exam} for {patient} in the archive",
        role="pacs",
        expected=n,
        show=lambda seen: len(seen or ()),
    )


@step_text(
    "then",
    en='the retrieved images of exam "{exam}" for patient "{patient}" are those that were made, pixel by '
    "pixel and word by word",
    es='las imágenes recuperadas de la exploración "{exam}" [del paciente] "{patient}" son las que se '
    "hicieron, píxel a píxel y palabra por palabra",
    fr='les images récupérées de l\'examen "{exam}" [du patient] "{patient}" sont celles qui ont été '
    "faites, pixel par pixel et mot pour mot",
    pt='as imagens recuperadas do exame "{exam}" [do paciente] "{patient}" são as que foram feitas, píxel a '
    "píxel e palavra por palavra",
)
def retrieved_unchanged(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    compare(casebook, case, case.received or fetch(casebook, case))


def compare(casebook: Casebook, case: Case, received: list[Dataset]) -> None:
    """A finding for every difference between what was made and what came back."""
    images = [ds for ds in received if text(ds, "Modality") not in NO_IMAGES]
    casebook.hospital.check("STO-05", original=case.shown, received=images, hop="pacs→workstation")
    same("number of images", len(case.shown), len(images), role="pacs", clause=CLAUSE_STORED)


@step_text(
    "then",
    en='the retrieved images of exam "{exam}" for patient "{patient}" are still compressed as they were sent',
    es='las imágenes recuperadas de la exploración "{exam}" [del paciente] "{patient}" siguen comprimidas '
    "tal como se enviaron",
    fr='les images récupérées de l\'examen "{exam}" [du patient] "{patient}" sont encore compressées comme à l\'envoi',
    pt='as imagens recuperadas do exame "{exam}" [do paciente] "{patient}" continuam comprimidas tal como '
    "foram enviadas",
)
def retrieved_compressed(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    received = case.received or fetch(casebook, case)
    sent = {str(ds.file_meta.TransferSyntaxUID) for ds in case.shown}
    came = {str(ds.file_meta.TransferSyntaxUID) for ds in received}
    same("transfer syntax", sent, came, role="pacs", clause="DICOM PS3.5 A.4")


@step_text(
    "when",
    en='device "{device}" sends an image of exam "{exam}" for patient "{patient}" that has lost its own number',
    es='el equipo "{device}" envía una imagen sin número propio de la exploración "{exam}" [del paciente] "{patient}"',
    fr='l\'appareil "{device}" envoie une image sans numéro propre de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o equipamento "{device}" envia uma imagem sem número próprio do exame "{exam}" [do paciente] "{patient}"',
)
def sends_without_number(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    modality = casebook.hospital.modality(device)
    performed = modality.begin([case.entry], mpps=False)
    case.performed.append(performed)
    broken = modality.acquire(performed, 1)[0]
    del broken.SOPInstanceUID
    casebook.responses = modality.store([broken], deliberate="an image without its SOP Instance UID")


@step_text(
    "when",
    en='device "{device}" sends the images of exam "{exam}" for patient "{patient}" again',
    es='el equipo "{device}" vuelve a enviar las imágenes de la exploración "{exam}" [del paciente] "{patient}"',
    fr='l\'appareil "{device}" envoie de nouveau les images de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o equipamento "{device}" volta a enviar as imagens do exame "{exam}" [do paciente] "{patient}"',
)
def sends_again(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    why = "rejected images are sent again" if case.rejected else ""
    casebook.responses = casebook.hospital.modality(device).store(case.images, deliberate=why)


@step_text(
    "then",
    en='system "PACS" refuses the image',
    es='el sistema "PACS" rechaza la imagen',
    fr='le système "PACS" refuse l\'image',
    pt='o sistema "PACS" recusa a imagem',
)
def refuses_image(context: Any) -> None:
    casebook = book(context)
    received = [f"{response.status:04X}H" for response in casebook.responses]
    if not casebook.responses or not all(response.is_failure for response in casebook.responses):
        clause = "DICOM PS3.4 B.2.3: A7xx, A9xx, Cxxx"
        raise Unmet("the archive took the image", role="pacs", expected="a failure", received=received, clause=clause)


@step_text(
    "when",
    en='device "{device}" sends the dose report of exam "{exam}" for patient "{patient}"',
    es='el equipo "{device}" envía el informe de dosis de la exploración "{exam}" [del paciente] "{patient}"',
    fr='l\'appareil "{device}" envoie le rapport de dose de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o equipamento "{device}" envia o relatório de dose do exame "{exam}" [do paciente] "{patient}"',
)
def sends_dose_report(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    modality = casebook.hospital.modality(device)
    made = modality.dose_report(case.performed[-1])
    casebook.responses = modality.store(made)
    case.key_images += made


@step_text(
    "then",
    en='the dose report of exam "{exam}" for patient "{patient}" is in system "PACS" beside the images',
    es='el informe de dosis de la exploración "{exam}" [del paciente] "{patient}" está en el sistema "PACS" '
    "junto a las imágenes",
    fr='le rapport de dose de l\'examen "{exam}" [du patient] "{patient}" est dans le système "PACS" avec les images',
    pt='o relatório de dose do exame "{exam}" [do paciente] "{patient}" está no sistema "PACS" junto das imagens',
)
def dose_report_is_there(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    kinds = sorted({text(ds, "Modality") for ds in fetch(casebook, case)})
    same("kinds of objects in the study", sorted({case.procedure.modality, "SR"}), kinds, role="pacs")


def beside(casebook: Casebook, case: Case) -> PerformedStep:
    """Something made with the study after the examination, which is no step of its modality."""
    uid = case.study_instance_uid
    step: PerformedStep = casebook.hospital.modality(case.device).begin(
        case.performed[-1].items, mpps=False, patient=case.performed[-1].patient, study_instance_uid=uid
    )
    return step


@step_text(
    "when",
    en='the radiologist stores a secondary capture with exam "{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga guarda una captura secundaria con la exploración "{exam}" [del paciente] "{patient}"',
    fr='le/la radiologue archive une capture secondaire avec l\'examen "{exam}" [du patient] "{patient}"',
    pt='o/a radiologista guarda uma captura secundária com o exame "{exam}" [do paciente] "{patient}"',
)
def stores_secondary_capture(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    modality = casebook.hospital.modality(case.device)
    made = modality.secondary_capture(beside(casebook, case))
    casebook.responses = modality.store(made)
    case.images += made


@step_text(
    "when",
    en='the radiologist marks key images in exam "{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga marca imágenes clave en la exploración "{exam}" [del paciente] "{patient}"',
    fr='le/la radiologue marque des images clés dans l\'examen "{exam}" [du patient] "{patient}"',
    pt='o/a radiologista marca imagens-chave no exame "{exam}" [do paciente] "{patient}"',
)
def marks_key_images(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    modality = casebook.hospital.modality(case.device)
    made = modality.key_objects(beside(casebook, case), case.images[:1])
    casebook.responses = modality.store(made)
    case.key_images += made


@step_text(
    "then",
    en='the key images of exam "{exam}" for patient "{patient}" point to images of the same study',
    es='las imágenes clave de la exploración "{exam}" [del paciente] "{patient}" remiten a imágenes del mismo estudio',
    fr='les images clés de l\'examen "{exam}" [du patient] "{patient}" renvoient à des images du même examen',
    pt='as imagens-chave do exame "{exam}" [do paciente] "{patient}" remetem para imagens do mesmo exame',
)
def key_images_point(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    made = {text(ds, "SOPInstanceUID") for ds in case.images}
    notes = [ds for ds in fetch(casebook, case) if text(ds, "Modality") == "KO"]
    same("number of key image notes", len(case.key_images), len(notes), role="pacs")
    for note in notes:
        referred = {text(one, "ReferencedSOPInstanceUID") for one in _references(note)}
        none_of("key images that are not of the study", sorted(referred - made), role="pacs")
        same("number of key images", 1, len(referred), role="pacs")


def _references(note: Dataset) -> list[Dataset]:
    return [
        instance
        for study in items(note, "CurrentRequestedProcedureEvidenceSequence")
        for series in items(study, "ReferencedSeriesSequence")
        for instance in items(series, "ReferencedSOPSequence")
    ]
