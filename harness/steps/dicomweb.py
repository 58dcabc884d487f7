"""Steps in which the archive is asked, and given images, over DICOMweb: PS3.18."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydicom import Dataset

from harness.steps.acquisition import begin, end, make, perform
from harness.steps.archive import compare, fetch, image_uids, series_of
from harness.steps.casebook import Case, Casebook, Unmet, act, book, same
from harness.steps.phrases import step_text
from simulators.web_user_agent import UserAgent, WebResult
from simulators.wire.dicomweb import UNIQUE, frames_of, picture_size
from simulators.wire.elements import text
from simulators.wire.worklist import patient_of

SEARCH, RETRIEVE, STORE = "DICOM PS3.18 10.6", "DICOM PS3.18 10.4", "DICOM PS3.18 10.5.3"

NOT_ACCEPTABLE = 406


def answer_of(casebook: Casebook) -> WebResult:
    """The last answer over DICOMweb."""
    answer: WebResult = casebook.hospital.memory["web"]
    return answer


def asker(casebook: Casebook) -> UserAgent:
    """The workstation over DICOMweb. OMIT where the site says no address of it."""
    return _told(casebook, casebook.hospital.workstation)


def sender(casebook: Casebook, device: str) -> UserAgent:
    """The same of a device."""
    return _told(casebook, casebook.hospital.modality(device))


def _told(casebook: Casebook, role: Any) -> UserAgent:
    if role.config.web is None:
        casebook.hospital.omit("the site gives no DICOMweb address of the PACS")
    agent: UserAgent = role.web
    return agent


def keep(casebook: Casebook, answer: WebResult) -> WebResult:
    casebook.hospital.memory["web"] = answer
    casebook.answer = answer.datasets
    return answer


def good(answer: WebResult, what: str, clause: str) -> WebResult:
    """The answer, unless it refuses."""
    if not answer.is_success:
        received = f"HTTP {answer.status} {answer.text}".strip()
        raise Unmet(
            f"{what} over the web was refused", role="pacs", expected="HTTP 200", received=received, clause=clause
        )
    return answer


def search(casebook: Casebook, level: str, **options: Any) -> WebResult:
    return good(keep(casebook, asker(casebook).search(level, **options)), "the search", SEARCH)


def first_image(case: Case) -> tuple[Dataset, tuple[str, str, str]]:
    """The image that was made first, and the UIDs of its path."""
    ds = case.shown[0]
    return ds, tuple(text(ds, keyword) for keyword in UNIQUE.values())  # type: ignore[return-value]


# --- search


@step_text(
    "when",
    en='the radiologist searches system "PACS" over the web for the identifier of patient "{patient}"',
    es='el/la radiólogo/radióloga busca por la web en el sistema "PACS" el identificador [del paciente] "{patient}"',
    fr='le/la radiologue recherche par le web dans le système "PACS" l\'identifiant [du patient] "{patient}"',
    pt='o/a radiologista pesquisa pela web no sistema "PACS" o identificador [do paciente] "{patient}"',
)
def searches_over_web(context: Any, patient: str) -> None:
    casebook = act(context)
    search(casebook, "STUDY", PatientID=casebook.patient(patient).id.value)


@step_text(
    "then",
    en="the web search finds {n} [studies]",
    es="la búsqueda por la web encuentra {n} [estudios]",
    fr="la recherche par le web trouve {n} [examens]",
    pt="a pesquisa pela web encontra {n} [exames]",
)
def web_search_finds(context: Any, n: int) -> None:
    same("number of studies found over the web", n, len(book(context).answer), role="pacs", clause=SEARCH)


@step_text(
    "then",
    en='system "PACS" says of exam "{exam}" for patient "{patient}" the same over the web as to a workstation',
    es='el sistema "PACS" dice de la exploración "{exam}" [del paciente] "{patient}" lo mismo por la web que a una '
    "estación de trabajo",
    fr='le système "PACS" dit de l\'examen "{exam}" [du patient] "{patient}" la même chose par le web qu\'à une '
    "station de travail",
    pt='o sistema "PACS" diz do exame "{exam}" [do paciente] "{patient}" o mesmo pela web que a uma estação de '
    "trabalho",
)
def same_over_web(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    workstation, study = casebook.hospital.workstation, case.study_instance_uid
    told = {"STUDY": workstation.find("STUDY", StudyInstanceUID=study), "SERIES": series_of(casebook, study)}
    told["IMAGE"] = [
        image
        for series in told["SERIES"]
        for image in workstation.find(
            "IMAGE", StudyInstanceUID=study, SeriesInstanceUID=text(series, "SeriesInstanceUID")
        )
    ]
    asked: dict[str, dict[str, Any]] = {"STUDY": {"StudyInstanceUID": study}, "SERIES": {"study": study}}
    for level, keyword in UNIQUE.items():
        found = search(casebook, level, **asked.get(level, {"study": study})).datasets
        dimse, web = ([text(ds, keyword) for ds in side] for side in (told[level], found))
        casebook.hospital.check("WEB-05", level=level, dimse=dimse, web=web)
        if not web:
            raise Unmet(
                "nothing was found over the web", role="pacs", expected=level, received="nothing", clause=SEARCH
            )


@step_text(
    "when",
    en='the radiologist lists the images of exam "{exam}" for patient "{patient}" over the web in pages of {n}',
    es='el/la radiólogo/radióloga pide por la web la lista de imágenes de la exploración "{exam}" [del paciente] '
    '"{patient}" en páginas de {n}',
    fr='le/la radiologue demande par le web la liste des images de l\'examen "{exam}" [du patient] "{patient}" par '
    "pages de {n}",
    pt='o/a radiologista pede pela web a lista de imagens do exame "{exam}" [do paciente] "{patient}" em páginas '
    "de {n}",
)
def lists_in_pages(context: Any, exam: str, patient: str, n: int) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    listed: list[Dataset] = []
    for page in range(len(case.shown) + 2):
        found = search(casebook, "IMAGE", study=case.study_instance_uid, limit=n, offset=page * n).datasets
        listed += found
        if not found:
            break
    casebook.answer = listed


@step_text(
    "then",
    en='the pages together list the images of exam "{exam}" for patient "{patient}", each once',
    es='las páginas juntas dan todas las imágenes de la exploración "{exam}" [del paciente] "{patient}", cada '
    "una una vez",
    fr='les pages réunies donnent les images de l\'examen "{exam}" [du patient] "{patient}", chacune une fois',
    pt='as páginas juntas dão as imagens do exame "{exam}" [do paciente] "{patient}", cada uma uma vez',
)
def pages_are_whole(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    listed = sorted(text(ds, "SOPInstanceUID") for ds in casebook.answer)
    search(casebook, "IMAGE", study=case.study_instance_uid)
    same("images in the pages", sorted(text(ds, "SOPInstanceUID") for ds in case.shown), listed, role="pacs",
         clause="DICOM PS3.18 8.3.4.4")  # fmt: skip


@step_text(
    "then",
    en='the name found over the web is the one that patient "{patient}" was registered under',
    es='el nombre encontrado por la web es aquel con el que consta [el paciente] "{patient}"',
    fr='le nom trouvé par le web est celui sous lequel [le patient] "{patient}" est enregistré',
    pt='o nome encontrado pela web é aquele com que [o paciente] "{patient}" está registado',
)
def name_over_web(context: Any, patient: str) -> None:
    casebook = book(context)
    wanted = casebook.patient(patient).name
    shown = [patient_of(ds).name for ds in casebook.answer]
    if not shown or any(name.canonical() != wanted.canonical() for name in shown):
        received = ", ".join(name.to_pn() for name in shown) or "nothing"
        what, clause = "names found over the web", "DICOM PS3.18 F.2.2"
        raise Unmet(what, role="pacs", expected=wanted.to_pn(), received=received, clause=clause)


# --- retrieve


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


# --- store


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
