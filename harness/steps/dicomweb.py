"""Steps in which the archive is searched over DICOMweb, PS3.18 10.6; and what all steps over DICOMweb share."""

from __future__ import annotations

from typing import Any

from pydicom import Dataset

from harness.steps.archive import series_of
from harness.steps.casebook import Case, Casebook, Unmet, act, book, same
from harness.steps.phrases import step_text
from simulators.web_user_agent import UserAgent, WebResult
from simulators.wire.dicomweb import UNIQUE
from simulators.wire.elements import text
from simulators.wire.worklist import patient_of

SEARCH, RETRIEVE, STORE = "DICOM PS3.18 10.6", "DICOM PS3.18 10.4", "DICOM PS3.18 10.5.3"


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
