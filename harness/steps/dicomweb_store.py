"""Steps in which images are stored over DICOMweb: PS3.18 10.5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydicom import Dataset

from harness.steps.acquisition import begin, end, make
from harness.steps.archive import compare, fetch, image_uids
from harness.steps.casebook import Case, Casebook, act, book, same
from harness.steps.dicomweb import STORE, answer_of, good, keep, sender
from harness.steps.phrases import step_text
from simulators.wire.assembling import apart
from simulators.wire.dicom_xml import XML
from simulators.wire.dicomweb import JSON
from simulators.wire.multipart import Part, write

UNSUPPORTED = 415


def make_for_web(casebook: Casebook, case: Case, device: str, instances: int = 2, **options: Any) -> list[Dataset]:
    """Images of one step, not sent yet."""
    case.device = device
    return make(casebook, case, begin(casebook, case, [case.entry], **options), instances)


@step_text(
    "when",
    en='device "{device}" sends exam "{exam}" for patient "{patient}" to system "PACS" over the web',
    es='el equipo "{device}" envía por la web al sistema "PACS" la exploración "{exam}" [del paciente] "{patient}"',
    fr='l\'appareil "{device}" envoie par le web au système "PACS" l\'examen "{exam}" [du patient] "{patient}"',
    pt='o equipamento "{device}" envia pela web ao sistema "PACS" o exame "{exam}" [do paciente] "{patient}"',
)
def stores_over_web(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    images = make_for_web(casebook, case, device)
    good(keep(casebook, sender(casebook, device).store(images)), "the store", STORE)
    end(casebook, case, case.performed[-1])


@step_text(
    "when",
    en='device "{device}" sends exam "{exam}" for patient "{patient}" over the web, with one image of exam '
    '"{other:exam}"',
    es='el equipo "{device}" envía por la web la exploración "{exam}" [del paciente] "{patient}", con una imagen de la '
    'exploración "{other}"',
    fr='l\'appareil "{device}" envoie par le web l\'examen "{exam}" [du patient] "{patient}", avec une image de '
    'l\'examen "{other}"',
    pt='o equipamento "{device}" envia pela web o exame "{exam}" [do paciente] "{patient}", com uma imagem do exame '
    '"{other}"',
)
def stores_with_a_stranger(context: Any, device: str, exam: str, patient: str, other: str) -> None:
    casebook = act(context)
    case, strange = casebook.case(patient, exam), casebook.case(patient, other)
    images = make_for_web(casebook, case, device)
    stranger = make_for_web(casebook, strange, device, 1, mpps=False)
    keep(
        casebook,
        sender(casebook, device).store(
            [*images, *stranger], study=case.study_instance_uid, deliberate="an image of another study"
        ),
    )
    strange.images.clear()
    end(casebook, case, case.performed[-1])


def store_apart(casebook: Casebook, case: Case, device: str, parts: Sequence[Part], content: str, why: str) -> None:
    """OMIT where the archive takes only whole files."""
    web = sender(casebook, device)
    answer = keep(casebook, web.post_body(*write(parts, content), deliberate=why))
    if answer.status == UNSUPPORTED:
        casebook.hospital.omit("the PACS does not take description and pixels apart")
    end(casebook, case, case.performed[-1])


@step_text(
    "when",
    en='device "{device}" sends exam "{exam}" for patient "{patient}" over the web, description in "{format}" and '
    "pixels apart",
    es='el equipo "{device}" envía por la web la exploración "{exam}" [del paciente] "{patient}", la descripción '
    'como "{format}" y los píxeles aparte',
    fr='l\'appareil "{device}" envoie par le web l\'examen "{exam}" [du patient] "{patient}", la description en '
    '"{format}" et les pixels à part',
    pt='o equipamento "{device}" envia pela web o exame "{exam}" [do paciente] "{patient}", a descrição em "{format}" '
    "e os píxeis à parte",
)
def stores_apart(context: Any, device: str, exam: str, patient: str, format: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    content = XML if format == "XML" else JSON
    parts = apart(make_for_web(casebook, case, device), content)
    store_apart(casebook, case, device, parts, content, "description and pixels apart")
    if not answer_of(casebook).is_success:
        good(answer_of(casebook), "the store", STORE)


@step_text(
    "when",
    en='device "{device}" sends exam "{exam}" for patient "{patient}" over the web in parts, without the pixels of the '
    "last image",
    es='el equipo "{device}" envía por la web la exploración "{exam}" [del paciente] "{patient}" por partes, sin los '
    "píxeles de la última imagen",
    fr='l\'appareil "{device}" envoie par le web l\'examen "{exam}" [du patient] "{patient}" par parties, sans les '
    "pixels de la dernière image",
    pt='o equipamento "{device}" envia pela web o exame "{exam}" [do paciente] "{patient}" por partes, sem os píxeis '
    "da última imagem",
)
def stores_without_pixels(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    images = make_for_web(casebook, case, device, 3)
    parts = [part for part in apart(images, JSON) if not _is_pixels(part, len(images))]
    store_apart(casebook, case, device, parts, JSON, "an image without its pixels")
    case.images.remove(images[-1])


def _is_pixels(part: Part, number: int) -> bool:
    return part.headers.get("content-location", "") == f"bulk/{number}/7FE00010"


@step_text(
    "then",
    en='system "PACS" says over the web that it stored {n} [images] and refused {m}',
    es='el sistema "PACS" dice por la web que guardó {n} [imágenes] y rechazó {m}',
    fr='le système "PACS" dit par le web qu\'il a archivé {n} [images] et refusé {m}',
    pt='o sistema "PACS" diz pela web que guardou {n} [imagens] e recusou {m}',
)
def says_stored(context: Any, n: int, m: int) -> None:
    casebook = book(context)
    answer = answer_of(casebook)
    same("images stored over the web", n, len(answer.stored), role="pacs", clause=STORE)
    same("images refused over the web", m, len(answer.failed), role="pacs", clause=STORE)


@step_text(
    "when",
    en='device "{device}" sends exam "{exam}" for patient "{patient}" over the web as a file of another kind',
    es='el equipo "{device}" envía por la web la exploración "{exam}" [del paciente] "{patient}" como un archivo '
    "de otro "
    "tipo",
    fr='l\'appareil "{device}" envoie par le web l\'examen "{exam}" [du patient] "{patient}" comme un fichier '
    "d'un autre "
    "type",
    pt='o equipamento "{device}" envia pela web o exame "{exam}" [do paciente] "{patient}" como um ficheiro de '
    "outro tipo",
)
def stores_as_another_type(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    make_for_web(casebook, case, device, mpps=False)
    case.images.clear()
    web = sender(casebook, device)
    answer = web.post_body("text/plain", b"an image, they say", deliberate="a media type that is no image")
    keep(casebook, answer)


@step_text(
    "then",
    en='system "PACS" refuses it over the web and has no image of exam "{exam}" for patient "{patient}"',
    es='el sistema "PACS" lo rechaza por la web y no tiene ninguna imagen de la exploración "{exam}" [del paciente] '
    '"{patient}"',
    fr='le système "PACS" le refuse par le web et n\'a aucune image de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o sistema "PACS" recusa-o pela web e não tem nenhuma imagem do exame "{exam}" [do paciente] "{patient}"',
)
def refused_over_web(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    answer = answer_of(casebook)
    same("a store of another type is refused", True, answer.status >= 400, role="pacs", clause=STORE)
    uid = casebook.case(patient, exam).study_instance_uid
    same("images in the archive", [], image_uids(casebook, uid), role="pacs", clause=STORE)


@step_text(
    "then",
    en='the images of exam "{exam}" for patient "{patient}" come back to a workstation as they were sent over the web',
    es='las imágenes de la exploración "{exam}" [del paciente] "{patient}" vuelven a una estación de trabajo tal '
    "como se "
    "enviaron por la web",
    fr='les images de l\'examen "{exam}" [du patient] "{patient}" reviennent à une station de travail telles qu\'elles '
    "ont été envoyées par le web",
    pt='as imagens do exame "{exam}" [do paciente] "{patient}" voltam a uma estação de trabalho tal como foram '
    "enviadas "
    "pela web",
)
def back_over_dimse(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    compare(casebook, case, fetch(casebook, case))
