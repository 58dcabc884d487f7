"""Steps in which the archive is asked for objects, frames and pictures over DICOMweb: PS3.18 10.4."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from harness.steps.acquisition import perform
from harness.steps.casebook import act, book, same
from harness.steps.dicomweb import RETRIEVE, answer_of, asker, first_image, good, keep
from harness.steps.phrases import step_text
from simulators.web_user_agent import WebResult
from simulators.wire.dicomweb import frames_of, picture_size

NOT_ACCEPTABLE = 406


@step_text(
    "when",
    en='the radiologist fetches exam "{exam}" for patient "{patient}" from system "PACS" over the web',
    es='el/la radiólogo/radióloga recupera por la web del sistema "PACS" la exploración "{exam}" [del paciente] '
    '"{patient}"',
    fr='le/la radiologue récupère par le web depuis le système "PACS" l\'examen "{exam}" [du patient] "{patient}"',
    pt='o/a radiologista recupera pela web do sistema "PACS" o exame "{exam}" [do paciente] "{patient}"',
)
def fetches_over_web(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    answer = keep(casebook, asker(casebook).retrieve(case.study_instance_uid))
    case.received = good(answer, "the retrieval", RETRIEVE).datasets


@step_text(
    "when",
    en="the radiologist fetches over the web a study that was never made",
    es="el/la radiólogo/radióloga recupera por la web un estudio que nunca se hizo",
    fr="le/la radiologue récupère par le web un examen qui n'a jamais été fait",
    pt="o/a radiologista recupera pela web um exame que nunca foi feito",
)
def fetches_nothing_over_web(context: Any) -> None:
    casebook = act(context)
    uid = casebook.hospital.runtime.uid()
    keep(casebook, asker(casebook).retrieve(uid, deliberate="an unknown study"))


@step_text(
    "then",
    en='system "PACS" says over the web that there is no such study',
    es='el sistema "PACS" dice por la web que ese estudio no existe',
    fr='le système "PACS" dit par le web que cet examen n\'existe pas',
    pt='o sistema "PACS" diz pela web que esse exame não existe',
)
def no_such_study(context: Any) -> None:
    casebook = book(context)
    answer = answer_of(casebook)
    same("number of images delivered", 0, len(answer.datasets), role="pacs", clause=RETRIEVE)
    same("an unknown study is refused", True, answer.status in (404, 410), role="pacs", clause=RETRIEVE)


@step_text(
    "then",
    en='the description of exam "{exam}" for patient "{patient}" over the web is that of the images, word by word',
    es='la descripción por la web de la exploración "{exam}" [del paciente] "{patient}" es la de las imágenes, palabra '
    "por palabra",
    fr='la description par le web de l\'examen "{exam}" [du patient] "{patient}" est celle des images, mot pour mot',
    pt='a descrição pela web do exame "{exam}" [do paciente] "{patient}" é a das imagens, palavra por palavra',
)
def metadata_over_web(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    answer = keep(casebook, asker(casebook).metadata(case.study_instance_uid))
    good(answer, "the metadata", RETRIEVE)
    same("number of images described", len(case.shown), len(answer.datasets), role="pacs", clause=RETRIEVE)


@step_text(
    "when",
    en='the technologist performs exam "{exam}" for patient "{patient}" on device "{device}" as a film',
    es='el/la técnico/técnica realiza la exploración "{exam}" [del paciente] "{patient}" en el equipo "{device}" como '
    "secuencia de imágenes",
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise l\'examen "{exam}" [du patient] '
    '"{patient}" sur '
    'l\'appareil "{device}" sous forme de film',
    pt='o/a técnico/técnica realiza o exame "{exam}" [do paciente] "{patient}" no equipamento "{device}" como '
    "sequência "
    "de imagens",
)
def performs_film(context: Any, exam: str, patient: str, device: str) -> None:
    casebook = act(context)
    perform(casebook, casebook.case(patient, exam), device, instances=1, frames=4)


@step_text(
    "then",
    en='the frames of exam "{exam}" for patient "{patient}" come over the web one by one as they were made',
    es='los fotogramas de la exploración "{exam}" [del paciente] "{patient}" llegan por la web uno a uno tal como se '
    "hicieron",
    fr='les trames de l\'examen "{exam}" [du patient] "{patient}" arrivent par le web une à une telles qu\'elles ont '
    "été faites",
    pt='os fotogramas do exame "{exam}" [do paciente] "{patient}" chegam pela web um a um tal como foram feitos',
)
def frames_over_web(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    ds, path = first_image(casebook.case(patient, exam))
    made = frames_of(ds)
    web = asker(casebook)
    numbers = list(range(1, len(made) + 1))
    for asked in (numbers, numbers[::-1], numbers[-1:]):
        answer = good(web.frames(*path, asked), "the frames", RETRIEVE)
        expected = [made[number - 1] for number in asked]
        casebook.hospital.check("WEB-08", expected=expected, received=_unpadded(answer, expected))
    same("answer to a frame that is not there", True, web.frames(*path, [len(made) + 1],
         deliberate="an unknown frame").status >= 400, role="pacs", clause=RETRIEVE)  # fmt: skip


def _unpadded(answer: WebResult, expected: Sequence[bytes]) -> list[bytes]:
    """Without the byte that makes an odd number of them even."""
    lengths = {len(one) for one in expected}
    contents = [part.content for part in answer.parts]
    return [one[:-1] if len(one) - 1 in lengths and one[-1:] == b"\0" else one for one in contents]


@step_text(
    "then",
    en='a picture of exam "{exam}" for patient "{patient}" can be seen in a browser',
    es='una imagen de la exploración "{exam}" [del paciente] "{patient}" se puede ver en un navegador',
    fr='une image de l\'examen "{exam}" [du patient] "{patient}" peut être vue dans un navigateur',
    pt='uma imagem do exame "{exam}" [do paciente] "{patient}" pode ser vista num navegador',
)
def picture_over_web(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    _, path = first_image(casebook.case(patient, exam))
    web = asker(casebook)
    answer = web.rendered(*path)
    if answer.status == NOT_ACCEPTABLE:  # not everybody makes PNG
        answer = web.rendered(*path, accept="image/jpeg")
    good(keep(casebook, answer), "the picture", RETRIEVE)
    pictures = [picture_size(part.content) is not None for part in answer.parts]
    same("pictures that a browser can show", [True], pictures, role="pacs", clause=RETRIEVE)


@step_text(
    "then",
    en='pictures of exam "{exam}" for patient "{patient}" show the contrast that the radiologist chooses',
    es='las vistas de la exploración "{exam}" [del paciente] "{patient}" muestran el contraste que elige el/la '
    "radiólogo/radióloga",
    fr='les vues de l\'examen "{exam}" [du patient] "{patient}" montrent le contraste que choisit le/la radiologue',
    pt='as vistas do exame "{exam}" [do paciente] "{patient}" mostram o contraste que o/a radiologista escolhe',
)
def pictures_windowed(context: Any, exam: str, patient: str) -> None:
    """As JPEG, which everybody makes, and as PNG; in a narrow window and in a wide one."""
    casebook = book(context)
    image, path = first_image(casebook.case(patient, exam))
    values = image.pixel_array.astype(float) * float(image.get("RescaleSlope") or 1)
    values += float(image.get("RescaleIntercept") or 0)
    for part in (8, 1):
        center, width = float(round(values.mean())), float(max(round(float(np.ptp(values)) / part), 2))
        for accept in ("image/jpeg", "image/png"):
            said = f"{center:g},{width:g},linear"
            answer = good(asker(casebook).rendered(*path, accept=accept, window=said), "the picture", RETRIEVE)
            content = answer.parts[0].content if len(answer.parts) == 1 else b""
            casebook.hospital.check("WEB-13", image=image, picture=content, window=(center, width))


@step_text(
    "then",
    en='a picture of exam "{exam}" for patient "{patient}" fits a space of {n} by {m} points',
    es='una vista de la exploración "{exam}" [del paciente] "{patient}" cabe en un espacio de {n} por {m} puntos',
    fr='une vue de l\'examen "{exam}" [du patient] "{patient}" tient dans un espace de {n} sur {m} points',
    pt='uma vista do exame "{exam}" [do paciente] "{patient}" cabe num espaço de {n} por {m} pontos',
)
def picture_fits(context: Any, exam: str, patient: str, n: int, m: int) -> None:
    casebook = book(context)
    _, path = first_image(casebook.case(patient, exam))
    answer = good(asker(casebook).rendered(*path, accept="image/jpeg", viewport=f"{n},{m}"), "the picture", RETRIEVE)
    fitting = [size is not None and size[1] <= n and size[2] <= m
               for size in (picture_size(part.content) for part in answer.parts)]  # fmt: skip
    same("pictures that fit", [True], fitting, role="pacs", clause="DICOM PS3.18 8.3.5")
