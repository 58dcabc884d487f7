"""Steps about appointments: RAD-48."""

from __future__ import annotations

from typing import Any

from harness.steps.casebook import Case, Casebook, book, eventually, moment, same
from harness.steps.phrases import step_text
from harness.steps.worklist import see_entries, start
from simulators.wire.appointment import Appointment

CLAUSE = "IHE RAD-48: S12 new, S13 moved, S15 cancelled"


def told(casebook: Casebook, case: Case, events: list[str]) -> Appointment:
    """Wait until the ward was told these events, each once and in this order; the last appointment."""
    emr = casebook.hospital.drive("emr", f"see the appointment for {case.exam} for {case.patient}")
    seen: list[Appointment] = eventually(
        casebook.hospital,
        lambda: emr.appointments_for(case.order),
        lambda seen: [one.event for one in seen] == events,
        seconds=casebook.hospital.limits.notification_s,
        what=f"appointments of {case.exam} for {case.patient}",
        role="ris",
        expected=", ".join(events),
        show=lambda seen: ", ".join(one.event for one in seen or ()) or "nothing",
        clause=CLAUSE,
    )
    return seen[-1]


@step_text(
    "then",
    en='the ward is told of an appointment at "{date}" for exam "{exam}" for patient "{patient}"',
    es='el servicio solicitante recibe aviso de una cita con fecha "{date}" para la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr='le service demandeur est averti d\'un rendez-vous à la date "{date}" pour l\'examen "{exam}" [du '
    'patient] "{patient}"',
    pt='o serviço requisitante recebe o aviso de uma marcação com data "{date}" para o exame "{exam}" [do '
    'paciente] "{patient}"',
)
def told_of_appointment(context: Any, date: str, exam: str, patient: str) -> None:
    casebook = book(context)
    appointment = told(casebook, casebook.case(patient, exam), ["S12"])
    same("time of the appointment", _times(moment(date)), _times(appointment.start), role="ris", clause=CLAUSE)


@step_text(
    "then",
    en='the ward is told that the appointment for exam "{exam}" for patient "{patient}" moved to "{date}"',
    es='el servicio solicitante recibe aviso de que la cita para la exploración "{exam}" [del paciente] '
    '"{patient}" pasa a la fecha "{date}"',
    fr='le service demandeur est averti que le rendez-vous pour l\'examen "{exam}" [du patient] "{patient}" '
    'passe à la date "{date}"',
    pt='o serviço requisitante recebe o aviso de que a marcação para o exame "{exam}" [do paciente] '
    '"{patient}" passa para a data "{date}"',
)
def told_of_move(context: Any, exam: str, patient: str, date: str) -> None:
    casebook = book(context)
    appointment = told(casebook, casebook.case(patient, exam), ["S12", "S13"])
    same("time of the appointment", _times(moment(date)), _times(appointment.start), role="ris", clause=CLAUSE)


@step_text(
    "then",
    en='the ward is told that the appointment for exam "{exam}" for patient "{patient}" is cancelled',
    es='el servicio solicitante recibe aviso de que se anula la cita para la exploración "{exam}" [del '
    'paciente] "{patient}"',
    fr='le service demandeur est averti que le rendez-vous pour l\'examen "{exam}" [du patient] "{patient}" est annulé',
    pt='o serviço requisitante recebe o aviso de que a marcação para o exame "{exam}" [do paciente] '
    '"{patient}" é anulada',
)
def told_of_cancellation(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    told(casebook, casebook.case(patient, exam), ["S12", "S15"])


@step_text(
    "then",
    en='the appointment of exam "{exam}" for patient "{patient}" agrees with the worklist of device "{device}"',
    es='la cita de la exploración "{exam}" [del paciente] "{patient}" coincide con la lista de trabajo del '
    'equipo "{device}"',
    fr='le rendez-vous de l\'examen "{exam}" [du patient] "{patient}" concorde avec la liste de travail de '
    'l\'appareil "{device}"',
    pt='a marcação do exame "{exam}" [do paciente] "{patient}" coincide com a lista de trabalho do '
    'equipamento "{device}"',
)
def agrees_with_worklist(context: Any, exam: str, patient: str, device: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    case.device = device
    emr = casebook.hospital.drive("emr", f"see the appointment for {exam} for {patient}")
    appointment = emr.appointments_for(case.order)[-1]
    listed = {_times(start(entry)) for entry in see_entries(casebook, case)}
    same("time on the list and in the appointment", listed, {_times(appointment.start)}, role="ris", clause=CLAUSE)


def _times(text: str) -> str:
    """To the minute."""
    return text[:12]
