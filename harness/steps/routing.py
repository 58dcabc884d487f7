"""Steps about images that the archive passes on by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pydicom import Dataset

from harness.steps.casebook import Case, Casebook, Unmet, book, none_of, same
from harness.steps.continuity import begin_outage, end_outage
from harness.steps.examination import examination
from harness.steps.phrases import step_text
from simulators.clock import local_time
from simulators.pacs_rejection import rejection
from simulators.transcript import Exchange
from simulators.wire.elements import text

NO_ROOM = 0xA700
QUIET_S = 2.0  # how long a real archive is watched for what it must not send


def _arrived(casebook: Casebook, case: Case, destination: str) -> list[str]:
    """SOP Instance UIDs of the study that a destination received, in order, with repetitions. A note that rejects some
    of it may follow, and is not counted: ROU-01 judges whether it was due."""
    received = casebook.hospital.destination(destination).received
    return [
        text(one.dataset, "SOPInstanceUID")
        for one in received
        if text(one.dataset, "StudyInstanceUID") == case.study_instance_uid and not rejection(one.dataset)
    ]


def _reaches(casebook: Casebook, case: Case, destination: str, seconds: float) -> None:
    hospital = casebook.hospital
    station = hospital.destination(destination)
    station.wait_for(len(case.images), seconds, study_uid=case.study_instance_uid)
    made = sorted(text(ds, "SOPInstanceUID") for ds in case.images)
    came = sorted(set(_arrived(casebook, case, destination)))
    same(
        f"images of {case.exam} at {destination} within {seconds:g} s", made, came, role="pacs", clause="routing table"
    )


@step_text(
    "then",
    en='exam "{exam}" for patient "{patient}" reaches destination "{destination}" in time',
    es='la exploración "{exam}" [del paciente] "{patient}" llega a tiempo al destino "{destination}"',
    fr='l\'examen "{exam}" [du patient] "{patient}" parvient à temps à la destination "{destination}"',
    pt='o exame "{exam}" [do paciente] "{patient}" chega a tempo ao destino "{destination}"',
)
def reaches(context: Any, exam: str, patient: str, destination: str) -> None:
    casebook = book(context)
    _reaches(casebook, casebook.case(patient, exam), destination, _time_for(casebook, destination))


def _time_for(casebook: Casebook, destination: str) -> float:
    """Seconds that the site's routing table allows, the shortest of its rules for this destination."""
    limits = [route.within_s for route in casebook.hospital.site.tables.routes if destination in route.to]
    return min((float(limit) for limit in limits if limit), default=casebook.hospital.limits.routing_s)


@step_text(
    "then",
    en='exam "{exam}" for patient "{patient}" reaches the destination on duty at this hour',
    es='la exploración "{exam}" [del paciente] "{patient}" llega al destino de guardia a esta hora',
    fr='l\'examen "{exam}" [du patient] "{patient}" parvient à la destination de garde à cette heure',
    pt='o exame "{exam}" [do paciente] "{patient}" chega ao destino de serviço a esta hora',
)
def reaches_on_duty(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    on_duty = [name for name in destinations(casebook, case) if name in _by_hour(casebook)]
    if len(_by_hour(casebook)) < 2 or not on_duty:
        casebook.hospital.omit("the site's routing table has no rule by hour for this examination")
    for name in on_duty:
        _reaches(casebook, case, name, _time_for(casebook, name))


def _by_hour(casebook: Casebook) -> set[str]:
    routes = casebook.hospital.site.tables.routes
    return {name for route in routes if route.when.between for name in route.to}


@step_text(
    "then",
    en='exam "{exam}" for patient "{patient}" reaches the destinations of the routing table and no other',
    es='la exploración "{exam}" [del paciente] "{patient}" llega a los destinos de la tabla de '
    "encaminamiento y a ningún otro",
    fr='l\'examen "{exam}" [du patient] "{patient}" parvient aux destinations de la table d\'acheminement '
    "et à aucune autre",
    pt='o exame "{exam}" [do paciente] "{patient}" chega aos destinos da tabela de encaminhamento e a nenhum outro',
)
def reaches_no_other(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    wanted = destinations(casebook, case)
    for name in sorted(wanted):
        _reaches(casebook, case, name, _time_for(casebook, name))
    _let_settle(casebook, case)
    check_routes(casebook, case)
    others = {table.name for table in casebook.hospital.site.tables.roles.destination} - wanted
    none_of(
        "destinations that must not have the study",
        (f"{name}: {len(uids)} images" for name in sorted(others) if (uids := _arrived(casebook, case, name))),
        role="pacs",
        clause="routing table",
    )


def _let_settle(casebook: Casebook, case: Case) -> None:
    """Give the archive the time to send what it must not send: ours until its queue is empty, a real one a while."""
    hospital, uids = casebook.hospital, {text(ds, "SOPInstanceUID") for ds in case.images}
    if not hospital.is_real("pacs"):
        pacs = hospital.drive("pacs", "wait until everything is sent")
        hospital.wait_until(
            lambda: all(one.done for one in pacs.deliveries if one.sop_instance_uid in uids),
            hospital.limits.routing_s,
            f"the archive has sent what it has of {case.exam} for {case.patient}",
        )
        return
    names = {table.name for table in hospital.site.tables.roles.destination}

    def is_sent_on(exchange: Exchange) -> bool:
        command = exchange.command
        routed = exchange.kind == "C-STORE-RQ" and exchange.receiver in names and command is not None
        return routed and command is not None and text(command, "AffectedSOPInstanceUID") in uids

    hospital.transcript.wait_for(is_sent_on, QUIET_S, hospital.transcript.mark())


def check_routes(casebook: Casebook, case: Case) -> None:
    """Every image of the case at every destination of the routing table, once, in time; and nothing of anybody
    elsewhere."""
    tables = casebook.hospital.site.tables
    studies = tuple(sorted({text(ds, "StudyInstanceUID") for ds in case.images}))
    casebook.hospital.check("ROU-01", rules=tables.routes, time_zone=tables.time_zone, studies=studies)


def destinations(casebook: Casebook, case: Case, called: str = "") -> set[str]:
    """Where the site's routing table sends the images of this case now."""
    called = called or casebook.called.get(case.patient + case.exam, "")
    now = local_time(casebook.hospital.runtime)[8:12]
    images = case.images
    return {
        name
        for route in casebook.hospital.site.tables.routes
        if any(_applies(route.when, ds, case.device, called, now) for ds in images)
        for name in route.to
    }


def _applies(when: Any, ds: Dataset, station: str, called: str, now: str) -> bool:
    conditions = (
        (when.modality, text(ds, "Modality")),
        (when.body_part, text(ds, "BodyPartExamined")),
        (when.station, station),
        (when.called_ae_title, called),
    )
    if any(values and value not in values for values, value in conditions):
        return False
    if not when.between:
        return True
    first, last = (time.replace(":", "") for time in when.between)
    return first <= now < last if first < last else now >= first or now < last


@step_text(
    "when",
    en='the technologist performs exam "{exam}" for patient "{patient}" on device "{device}" for the '
    'archive\'s name "{called}"',
    es='el/la técnico/técnica realiza la exploración "{exam}" [del paciente] "{patient}" en el equipo '
    '"{device}" para el archivo de imágenes llamado "{called}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise l\'examen "{exam}" [du patient] '
    '"{patient}" sur l\'appareil "{device}" pour l\'archive appelée "{called}"',
    pt='o/a técnico/técnica realiza o exame "{exam}" [do paciente] "{patient}" no equipamento "{device}" '
    'para o arquivo de imagens chamado "{called}"',
)
def performs_for_name(context: Any, exam: str, patient: str, device: str, called: str) -> None:
    with examination(context, exam, patient, device) as one:
        one.casebook.called[patient + exam] = called
        one.send(one.make(2), to=replace(one.modality.config.storage, ae_title=called))


@step_text(
    "given",
    en='destination "{destination}" is down',
    es='el destino "{destination}" está fuera de servicio',
    fr='la destination "{destination}" est hors service',
    pt='o destino "{destination}" está fora de serviço',
)
def destination_is_down(context: Any, destination: str) -> None:
    station = book(context).hospital.destination(destination)
    context.add_cleanup(station.bring_up)
    begin_outage(context, station.address.port)
    station.take_down()


@step_text(
    "when",
    en='destination "{destination}" is up again',
    es='el destino "{destination}" vuelve a funcionar',
    fr='la destination "{destination}" fonctionne de nouveau',
    pt='o destino "{destination}" volta a funcionar',
)
def destination_is_up(context: Any, destination: str) -> None:
    hospital = book(context).hospital
    station = hospital.destination(destination)
    end_outage(context, station.address.port, "pacs", hospital.limits.routing_s)
    station.bring_up()


@step_text(
    "given",
    en='destination "{destination}" has no room',
    es='el destino "{destination}" no tiene espacio',
    fr='la destination "{destination}" n\'a plus de place',
    pt='o destino "{destination}" não tem espaço',
)
def destination_has_no_room(context: Any, destination: str) -> None:
    station = book(context).hospital.destination(destination)
    context.add_cleanup(setattr, station, "answer", 0x0000)
    station.answer = NO_ROOM


@step_text(
    "when",
    en='destination "{destination}" has room again',
    es='el destino "{destination}" vuelve a tener espacio',
    fr='la destination "{destination}" a de nouveau de la place',
    pt='o destino "{destination}" volta a ter espaço',
)
def destination_has_room(context: Any, destination: str) -> None:
    casebook = book(context)
    refused = _wait_for_refusal(casebook, destination)
    if refused is None:
        raise Unmet(f"nothing was sent to {destination} while it had no room", role="pacs")
    casebook.hospital.destination(destination).answer = 0x0000


def _wait_for_refusal(casebook: Casebook, destination: str) -> Exchange | None:
    """The first answer "no room" that the destination gave in this scenario."""
    hospital = casebook.hospital
    return hospital.transcript.wait_for(
        lambda one: (
            one.kind == "C-STORE-RSP"
            and one.sender == destination
            and one.command is not None
            and one.command.get("Status") == NO_ROOM
        ),
        hospital.limits.routing_s,
        hospital.scenario.since,
    )


@step_text(
    "then",
    en='nothing of exam "{exam}" for patient "{patient}" is lost or duplicated at destination "{destination}"',
    es='no se ha perdido ni duplicado nada de la exploración "{exam}" [del paciente] "{patient}" en el '
    'destino "{destination}"',
    fr='rien de l\'examen "{exam}" [du patient] "{patient}" n\'est perdu ni en double à la destination "{destination}"',
    pt='nada do exame "{exam}" [do paciente] "{patient}" se perdeu nem se duplicou no destino "{destination}"',
)
def nothing_lost_or_doubled(context: Any, exam: str, patient: str, destination: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    _let_settle(casebook, case)
    check_routes(casebook, case)
    made = sorted(text(ds, "SOPInstanceUID") for ds in case.images)
    came = sorted(_arrived(casebook, case, destination))
    same(
        f"images of {exam} at {destination}, each once",
        made,
        came,
        role="pacs",
        clause="acceptance: no duplicate, no loss",
    )
