"""Steps about the worklist over DICOMweb, UPS-RS: work that is asked for, taken on, finished or canceled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from harness.steps.casebook import Case, Casebook, Unmet, act, book, same
from harness.steps.dicomweb import asker, good, sender
from harness.steps.phrases import step_text
from simulators.clock import local_time
from simulators.ups_user_agent import WorklistAgent
from simulators.web_user_agent import WebResult
from simulators.wire import workitem
from simulators.wire.elements import text
from simulators.wire.workitem import CANCELED, COMPLETED, IN_PROGRESS, SCHEDULED

CLAUSE = "DICOM PS3.18 11"
ANOTHERS, ENDED = "a workitem that another one took on", "a workitem that was canceled"


@dataclass(slots=True)
class Asked:
    """A workitem of the scenario. ``lock``: the Transaction UID of the device that took it on."""

    uid: str
    lock: str = ""


def asked(casebook: Casebook, case: Case) -> Asked:
    found: Asked = casebook.hospital.memory[_key(case)]
    return found


def _key(case: Case) -> str:
    return f"workitem:{case.patient}:{case.exam}"


def desk(casebook: Casebook) -> WorklistAgent:
    """Where the radiologist asks for work."""
    return WorklistAgent(asker(casebook))


def change(casebook: Casebook, device: str, item: Asked, state: str, lock: str, deliberate: str = "") -> WebResult:
    agent = WorklistAgent(sender(casebook, device))
    answer = agent.change(item.uid, workitem.change(state, lock), deliberate=deliberate)
    return answer if deliberate else good(answer, "the change of the workitem", CLAUSE)


@step_text(
    "when",
    en='the radiologist asks over the web for a reconstruction of exam "{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga pide por la web una reconstrucción de la exploración "{exam}" [del paciente] '
    '"{patient}"',
    fr='le/la radiologue demande par le web une reconstruction de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o/a radiologista pede pela web uma reconstrução do exame "{exam}" [do paciente] "{patient}"',
)
def asks_for_reconstruction(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case, runtime = casebook.case(patient, exam), casebook.hospital.runtime
    item = Asked(runtime.uid())
    casebook.hospital.memory[_key(case)] = item
    ds = workitem.scheduled(case.shown, "reconstruction", local_time(runtime))
    answer = good(desk(casebook).create(item.uid, ds), "the workitem", CLAUSE)
    same("answer to a new workitem", "HTTP 201", f"HTTP {answer.status}", role="pacs", clause="DICOM PS3.18 11.4.3")


@step_text(
    "when",
    en='device "{device}" takes on the reconstruction of exam "{exam}" for patient "{patient}"',
    es='el equipo "{device}" se encarga de la reconstrucción de la exploración "{exam}" [del paciente] "{patient}"',
    fr='l\'appareil "{device}" se charge de la reconstruction de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o equipamento "{device}" encarrega-se da reconstrução do exame "{exam}" [do paciente] "{patient}"',
)
def takes_on(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    item, agent = asked(casebook, case), WorklistAgent(sender(casebook, device))
    number = text(case.shown[0], "PatientID")
    found = good(agent.search(PatientID=number, ProcedureStepState=SCHEDULED), "the list of work", CLAUSE).datasets
    listed = [text(ds, "SOPInstanceUID") for ds in found]
    same("workitems of the patient that nobody has taken on", [item.uid], listed, role="pacs", clause=CLAUSE)
    item.lock = casebook.hospital.runtime.uid()
    change(casebook, device, item, IN_PROGRESS, item.lock)


@step_text(
    "when",
    en='device "{device}" finishes the reconstruction of exam "{exam}" for patient "{patient}"',
    es='el equipo "{device}" termina la reconstrucción de la exploración "{exam}" [del paciente] "{patient}"',
    fr='l\'appareil "{device}" termine la reconstruction de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o equipamento "{device}" termina a reconstrução do exame "{exam}" [do paciente] "{patient}"',
)
def finishes(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    item, now = asked(casebook, casebook.case(patient, exam)), local_time(casebook.hospital.runtime)
    agent = WorklistAgent(sender(casebook, device))
    good(agent.update(item.uid, item.lock, workitem.done(now, now)), "what was done for a workitem", CLAUSE)
    change(casebook, device, item, COMPLETED, item.lock)


@step_text(
    "when",
    en='device "{device}" tries to take the reconstruction of exam "{exam}" for patient "{patient}" over and to end it',
    es='el equipo "{device}" intenta quedarse con la reconstrucción de la exploración "{exam}" [del paciente] '
    '"{patient}" y terminarla',
    fr='l\'appareil "{device}" essaie de s\'emparer de la reconstruction de l\'examen "{exam}" [du patient] '
    '"{patient}" et de la terminer',
    pt='o equipamento "{device}" tenta ficar com a reconstrução do exame "{exam}" [do paciente] "{patient}" e '
    "terminá-la",
)
def tries_to_take_over(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    item, lock = asked(casebook, casebook.case(patient, exam)), casebook.hospital.runtime.uid()
    for state in (IN_PROGRESS, CANCELED):
        change(casebook, device, item, state, lock, ANOTHERS)


@step_text(
    "when",
    en='the radiologist asks over the web to cancel the reconstruction of exam "{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga pide por la web que se anule la reconstrucción de la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr="le/la radiologue demande par le web l'annulation de la reconstruction de l'examen \"{exam}\" [du patient] "
    '"{patient}"',
    pt='o/a radiologista pede pela web que se anule a reconstrução do exame "{exam}" [do paciente] "{patient}"',
)
def asks_to_cancel(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    item = asked(casebook, casebook.case(patient, exam))
    answer = desk(casebook).request_cancel(item.uid, workitem.reason("asked for by mistake"))
    good(answer, "the request to cancel a workitem", "DICOM PS3.4 CC.2.2.3")


@step_text(
    "then",
    en='device "{device}" cannot take on the reconstruction of exam "{exam}" for patient "{patient}" any more',
    es='el equipo "{device}" ya no puede encargarse de la reconstrucción de la exploración "{exam}" [del paciente] '
    '"{patient}"',
    fr='l\'appareil "{device}" ne peut plus se charger de la reconstruction de l\'examen "{exam}" [du patient] '
    '"{patient}"',
    pt='o equipamento "{device}" já não pode encarregar-se da reconstrução do exame "{exam}" [do paciente] "{patient}"',
)
def cannot_take_on(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = book(context)
    item = asked(casebook, casebook.case(patient, exam))
    answer = change(casebook, device, item, IN_PROGRESS, casebook.hospital.runtime.uid(), ENDED)
    same("a workitem that was canceled is not taken on", False, answer.is_success, role="pacs", clause=CLAUSE)


@step_text(
    "then",
    en='the reconstruction of exam "{exam}" for patient "{patient}" is listed as done',
    es='la reconstrucción de la exploración "{exam}" [del paciente] "{patient}" figura como terminada',
    fr='la reconstruction de l\'examen "{exam}" [du patient] "{patient}" figure comme terminée',
    pt='a reconstrução do exame "{exam}" [do paciente] "{patient}" consta como terminada',
    state=COMPLETED,
)
@step_text(
    "then",
    en='the reconstruction of exam "{exam}" for patient "{patient}" is listed as under way',
    es='la reconstrucción de la exploración "{exam}" [del paciente] "{patient}" figura como en curso',
    fr='la reconstruction de l\'examen "{exam}" [du patient] "{patient}" figure comme en cours',
    pt='a reconstrução do exame "{exam}" [do paciente] "{patient}" consta como em curso',
    state=IN_PROGRESS,
)
@step_text(
    "then",
    en='the reconstruction of exam "{exam}" for patient "{patient}" is listed as canceled',
    es='la reconstrucción de la exploración "{exam}" [del paciente] "{patient}" figura como anulada',
    fr='la reconstruction de l\'examen "{exam}" [du patient] "{patient}" figure comme annulée',
    pt='a reconstrução do exame "{exam}" [do paciente] "{patient}" consta como anulada',
    state=CANCELED,
)
def is_listed_as(context: Any, exam: str, patient: str, state: str) -> None:
    casebook = book(context)
    item = asked(casebook, casebook.case(patient, exam))
    found = good(desk(casebook).retrieve(item.uid), "the workitem", CLAUSE).datasets
    if len(found) != 1:
        raise Unmet(
            "the workitem is not on the list", role="pacs", expected=item.uid, received="nothing", clause=CLAUSE
        )
    same("state of the workitem", state, text(found[0], "ProcedureStepState"), role="pacs", clause="DICOM PS3.4 CC.1.1")
