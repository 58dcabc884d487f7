"""Steps about performed procedure steps: RAD-6, RAD-7, DICOM PS3.4 Annex F."""

from __future__ import annotations

from typing import Any

from pydicom import Dataset

from harness.steps.casebook import Case, Casebook, Unmet, act, book, eventually, none_of, same
from harness.steps.phrases import step_text
from simulators.dimse import Response
from simulators.transcript import Exchange
from simulators.wire.elements import items, text
from simulators.wire.errors import Refused
from simulators.wire.procedure_step import REASONS

# reason for giving up, in words: PS3.16 Annex D
GIVEN_UP = {
    "allergic to contrast medium": "110503",
    "wrong worklist entry": "110514",
    "patient refused": "110505",
    "equipment failure": "110501",
}
# reason of a refusal, in words: status and, where the standard names one, Error ID
# (PS3.4 F.7.2.1.3, F.7.2.2.3; PS3.7 C)
REFUSALS: dict[str, tuple[tuple[int, ...], int | None]] = {
    "the step may no longer be changed": ((0x0110,), 0xA710),
    "unknown step": ((0x0112,), None),
    "the step exists already": ((0x0111,), None),
    "a step begins in progress": ((0x0106,), None),
    "something required is missing": ((0x0120, 0x0121, 0x0106), None),
}


@step_text(
    "when",
    en='the technologist gives up exam "{exam}" for patient "{patient}" without a reason',
    es='el/la técnico/técnica interrumpe la exploración "{exam}" [del paciente] "{patient}" sin indicar el motivo',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne interrompt l\'examen "{exam}" [du patient] '
    '"{patient}" sans indiquer de motif',
    pt='o/a técnico/técnica interrompe o exame "{exam}" [do paciente] "{patient}" sem indicar o motivo',
)
def gives_up(context: Any, exam: str, patient: str) -> None:
    give_up(act(context), exam, patient, "")


@step_text(
    "when",
    en='the technologist gives up exam "{exam}" for patient "{patient}" with the reason "{reason}"',
    es='el/la técnico/técnica interrumpe la exploración "{exam}" [del paciente] "{patient}" con el motivo "{reason}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne interrompt l\'examen "{exam}" [du patient] '
    '"{patient}" avec le motif "{reason}"',
    pt='o/a técnico/técnica interrompe o exame "{exam}" [do paciente] "{patient}" com o motivo "{reason}"',
)
def gives_up_with_reason(context: Any, exam: str, patient: str, reason: str) -> None:
    give_up(act(context), exam, patient, reason)


def give_up(casebook: Casebook, exam: str, patient: str, reason: str) -> None:
    case = casebook.case(patient, exam)
    code = REASONS[GIVEN_UP[reason]] if reason else None
    response = casebook.hospital.modality(case.device).discontinue(case.performed[-1], code)
    if response.is_failure:
        what = f"the RIS refused that {exam} was given up"
        raise Unmet(what, role="ris", expected="0000H", received=f"{response.status:04X}H {response.error_comment}")
    if reason == "wrong worklist entry":
        case.rejected |= {text(ds, "SOPInstanceUID") for ds in case.performed[-1].instances}


@step_text(
    "when",
    en='device "{device}" reports the finished step of exam "{exam}" for patient "{patient}" as given up',
    es='el equipo "{device}" notifica como interrumpido el paso ya terminado de la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr='l\'appareil "{device}" notifie comme interrompue l\'étape déjà terminée de l\'examen "{exam}" [du '
    'patient] "{patient}"',
    pt='o equipamento "{device}" notifica como interrompido o passo já concluído do exame "{exam}" [do '
    'paciente] "{patient}"',
)
def reports_finished_as_given_up(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    performed = casebook.case(patient, exam).performed[-1]
    why = "a final step is changed"
    casebook.responses = [casebook.hospital.modality(device).discontinue(performed, deliberate=why)]


@step_text(
    "when",
    en='device "{device}" reports the end of exam "{exam}" for patient "{patient}" that it never began',
    es='el equipo "{device}" notifica el fin de la exploración "{exam}" [del paciente] "{patient}" sin '
    "haberla iniciado",
    fr='l\'appareil "{device}" notifie la fin de l\'examen "{exam}" [du patient] "{patient}" sans l\'avoir commencé',
    pt='o equipamento "{device}" notifica o fim do exame "{exam}" [do paciente] "{patient}" sem o ter iniciado',
)
def reports_end_without_beginning(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    modality = casebook.hospital.modality(device)
    uid = casebook.hospital.runtime.uid()
    _begin_badly(casebook, device, exam, patient, "a step is begun as completed", uid=uid, alter=_ended)
    performed = modality.begin([casebook.case(patient, exam).entry], mpps=False, uid=uid)
    modality.acquire(performed, 1)
    performed.reported = True
    casebook.responses = [modality.complete(performed, deliberate="the end of a step that was never begun")]


@step_text(
    "when",
    en='device "{device}" reports the beginning of exam "{exam}" for patient "{patient}" again',
    es='el equipo "{device}" notifica de nuevo el inicio de la exploración "{exam}" [del paciente] "{patient}"',
    fr='l\'appareil "{device}" notifie de nouveau le début de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o equipamento "{device}" notifica de novo o início do exame "{exam}" [do paciente] "{patient}"',
)
def reports_beginning_again(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    uid = casebook.case(patient, exam).performed[-1].sop_instance_uid
    _begin_badly(casebook, device, exam, patient, "the same step is begun twice", uid=uid)


@step_text(
    "when",
    en='device "{device}" reports the beginning of exam "{exam}" for patient "{patient}" as already ended',
    es='el equipo "{device}" notifica el inicio de la exploración "{exam}" [del paciente] "{patient}" como '
    "ya terminada",
    fr='l\'appareil "{device}" notifie le début de l\'examen "{exam}" [du patient] "{patient}" comme déjà terminé',
    pt='o equipamento "{device}" notifica o início do exame "{exam}" [do paciente] "{patient}" como já concluído',
)
def reports_beginning_as_ended(context: Any, device: str, exam: str, patient: str) -> None:
    _begin_badly(act(context), device, exam, patient, "a step is begun as completed", alter=_ended)


def _ended(ds: Dataset) -> None:
    ds.PerformedProcedureStepStatus = "COMPLETED"


def _begin_badly(casebook: Casebook, device: str, exam: str, patient: str, why: str, **options: Any) -> None:
    """A beginning that has to be refused; the answer is kept for the Then."""
    entry = casebook.case(patient, exam).entry
    try:
        performed = casebook.hospital.modality(device).begin([entry], deliberate=why, **options)
    except Refused as refusal:
        code = refusal.code
        casebook.responses = [Response(code if isinstance(code, int) else 0xC000, error_comment=str(refusal.received))]
    else:
        casebook.responses = [performed.created]


@step_text(
    "when",
    en='device "{device}" reports the end of exam "{exam}" for patient "{patient}" without a protocol name',
    es='el equipo "{device}" notifica el fin de la exploración "{exam}" [del paciente] "{patient}" sin '
    "nombre de protocolo",
    fr='l\'appareil "{device}" notifie la fin de l\'examen "{exam}" [du patient] "{patient}" sans nom de protocole',
    pt='o equipamento "{device}" notifica o fim do exame "{exam}" [do paciente] "{patient}" sem nome de protocolo',
)
def reports_end_without_protocol(context: Any, device: str, exam: str, patient: str) -> None:
    def without(ds: Dataset) -> None:
        for series in items(ds, "PerformedSeriesSequence"):
            del series.ProtocolName

    casebook = act(context)
    performed = casebook.case(patient, exam).performed[-1]
    modality = casebook.hospital.modality(device)
    modality.acquire(performed, 1)
    why = "a performed series without its protocol name"
    casebook.responses = [modality.complete(performed, alter=without, deliberate=why)]


@step_text(
    "then",
    en='system "RIS" refuses the report with the reason "{reason}"',
    es='el sistema "RIS" rechaza la notificación con el motivo "{reason}"',
    fr='le système "RIS" refuse la notification avec le motif "{reason}"',
    pt='o sistema "RIS" recusa a notificação com o motivo "{reason}"',
)
def refuses_report(context: Any, reason: str) -> None:
    responses = book(context).responses
    statuses, error_id = REFUSALS[reason]
    clause = "DICOM PS3.4 F.7.2.1.3, F.7.2.2.3"
    received = [f"{response.status:04X}H" for response in responses]
    if len(responses) != 1 or responses[0].status not in statuses:
        expected = " or ".join(f"{status:04X}H" for status in statuses)
        raise Unmet(f"refusal: {reason}", role="ris", expected=expected, received=received, clause=clause)
    if error_id is not None and responses[0].error_id != error_id:
        got = responses[0].error_id
        shown = "none" if got is None else f"{got:04X}H"
        raise Unmet("Error ID of the refusal", role="ris", expected=f"{error_id:04X}H", received=shown, clause=clause)


# --- what the archive is told -------------------------------------------------------------------------------


def told_of_steps(casebook: Casebook, case: Case, kind: str) -> list[Exchange]:
    """N-CREATE-RQ or N-SET-RQ of this case's performed steps that reached the PACS, in order."""
    casebook.hospital.require("pacs", "RAD-6")
    if casebook.hospital.is_real("ris"):
        casebook.hospital.drive("pacs", f"see what the archive knows of {case.exam} for {case.patient}")
    uids = {performed.sop_instance_uid for performed in case.performed}
    keyword = "AffectedSOPInstanceUID" if kind == "N-CREATE-RQ" else "RequestedSOPInstanceUID"
    return [
        exchange
        for exchange in casebook.hospital.exchanges()
        if exchange.receiver == "pacs"
        and exchange.kind == kind
        and exchange.command is not None
        and text(exchange.command, keyword) in uids
    ]


def wait_told(casebook: Casebook, case: Case, kind: str, status: str) -> Dataset:
    """The data set by which the PACS was told; :class:`Unmet` when it was not, or more than once for each step."""

    def confirm() -> object:  # both messages of each step; the last one is here
        return casebook.hospital.check("PPS-05", uids={one.sop_instance_uid for one in case.performed})

    told: list[Exchange] = eventually(
        casebook.hospital,
        lambda: [one for one in told_of_steps(casebook, case, kind) if _status(one) == status],
        lambda seen: len(seen) == len(case.performed),
        seconds=casebook.hospital.limits.notification_s,
        what=f"the archive is told that {case.exam} for {case.patient} is {status.lower()}",
        role="ris",
        expected=f"{len(case.performed)} reports {status}",
        show=lambda seen: [_status(one) for one in seen or ()],
        clause="IHE RAD-6, RAD-7: the performed procedure step is forwarded",
        confirm=confirm if kind == "N-SET-RQ" else None,
    )
    assert told[-1].dataset is not None
    return told[-1].dataset


def _status(exchange: Exchange) -> str:
    return text(exchange.dataset, "PerformedProcedureStepStatus") if exchange.dataset is not None else ""


@step_text(
    "then",
    en='system "PACS" is told that exam "{exam}" for patient "{patient}" has begun',
    es='el sistema "PACS" recibe aviso de que la exploración "{exam}" [del paciente] "{patient}" ha empezado',
    fr='le système "PACS" est averti que l\'examen "{exam}" [du patient] "{patient}" a commencé',
    pt='o sistema "PACS" recebe o aviso de que o exame "{exam}" [do paciente] "{patient}" começou',
)
def archive_told_begun(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    wait_told(casebook, casebook.case(patient, exam), "N-CREATE-RQ", "IN PROGRESS")


@step_text(
    "then",
    en='system "PACS" is told that exam "{exam}" for patient "{patient}" has ended',
    es='el sistema "PACS" recibe aviso de que la exploración "{exam}" [del paciente] "{patient}" ha terminado',
    fr='le système "PACS" est averti que l\'examen "{exam}" [du patient] "{patient}" est terminé',
    pt='o sistema "PACS" recebe o aviso de que o exame "{exam}" [do paciente] "{patient}" terminou',
)
def archive_told_ended(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    wait_told(casebook, casebook.case(patient, exam), "N-SET-RQ", "COMPLETED")


@step_text(
    "then",
    en='system "PACS" is told that exam "{exam}" for patient "{patient}" was given up with the reason "{reason}"',
    es='el sistema "PACS" recibe aviso de que la exploración "{exam}" [del paciente] "{patient}" se ha '
    'interrumpido con el motivo "{reason}"',
    fr='le système "PACS" est averti que l\'examen "{exam}" [du patient] "{patient}" a été interrompu avec '
    'le motif "{reason}"',
    pt='o sistema "PACS" recebe o aviso de que o exame "{exam}" [do paciente] "{patient}" foi interrompido '
    'com o motivo "{reason}"',
)
def archive_told_given_up(context: Any, exam: str, patient: str, reason: str) -> None:
    casebook = book(context)
    told = wait_told(casebook, casebook.case(patient, exam), "N-SET-RQ", "DISCONTINUED")
    codes = [text(one, "CodeValue") for one in items(told, "PerformedProcedureStepDiscontinuationReasonCodeSequence")]
    same("reason as the archive was told", [GIVEN_UP[reason]], codes, role="ris", clause="DICOM PS3.4 Table F.7.2-1")


@step_text(
    "then",
    en='system "PACS" is told that exam "{done:exam}" was performed for patient "{patient}" under the order '
    'for exam "{exam}"',
    es='el sistema "PACS" recibe aviso de que la exploración "{done}" [del paciente] "{patient}" se ha '
    'realizado con la solicitud de la exploración "{exam}"',
    fr='le système "PACS" est averti que l\'examen "{done}" [du patient] "{patient}" a été réalisé sous la '
    'demande de l\'examen "{exam}"',
    pt='o sistema "PACS" recebe o aviso de que o exame "{done}" [do paciente] "{patient}" foi realizado com '
    'o pedido do exame "{exam}"',
)
def archive_told_performed(context: Any, done: str, patient: str, exam: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    created = wait_told(casebook, case, "N-CREATE-RQ", "IN PROGRESS")
    ended = wait_told(casebook, case, "N-SET-RQ", "COMPLETED")
    performed = {
        text(code, "CodeValue") for ds in (created, ended) for code in items(ds, "PerformedProtocolCodeSequence")
    }
    protocol = casebook.hospital.procedure(done).protocol.value
    none_of(
        "protocol that was performed",
        [] if protocol in performed else [f"{sorted(performed)} without {protocol}"],
        role="ris",
        clause="DICOM PS3.4 Table F.7.2-1, Performed Protocol Code Sequence",
    )
    requested = [text(item, "AccessionNumber") for item in items(created, "ScheduledStepAttributesSequence")]
    same("order that was answered", [case.accession_number], requested, role="ris")


@step_text(
    "then",
    en='one report of the step names exams "{exam}" and "{other:exam}" for patient "{patient}"',
    es='una sola notificación del paso nombra la exploración "{exam}" y la exploración "{other}" [del '
    'paciente] "{patient}"',
    fr='une seule notification de l\'étape nomme l\'examen "{exam}" et l\'examen "{other}" [du patient] "{patient}"',
    pt='uma só notificação do passo indica o exame "{exam}" e o exame "{other}" [do paciente] "{patient}"',
)
def one_report_names_both(context: Any, exam: str, other: str, patient: str) -> None:
    casebook = book(context)
    case, second = casebook.case(patient, exam), casebook.case(patient, other)
    told = wait_told(casebook, case, "N-CREATE-RQ", "IN PROGRESS")
    named = sorted(text(item, "AccessionNumber") for item in items(told, "ScheduledStepAttributesSequence"))
    expected = sorted((case.accession_number, second.accession_number))
    same("orders named by the one report", expected, named, role="ris", clause="DICOM PS3.4 F.7.2.1.2, PS3.17 J.4.1")


@step_text(
    "then",
    en='the report of the step for exam "{exam}" for patient "{patient}" lists every image that was made',
    es='la notificación del paso de la exploración "{exam}" [del paciente] "{patient}" enumera todas las '
    "imágenes que se hicieron",
    fr='la notification de l\'étape de l\'examen "{exam}" [du patient] "{patient}" énumère toutes les '
    "images qui ont été faites",
    pt='a notificação do passo do exame "{exam}" [do paciente] "{patient}" enumera todas as imagens que foram feitas',
)
def report_lists_images(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    told = wait_told(casebook, case, "N-SET-RQ", "COMPLETED")
    listed = sorted(
        text(image, "ReferencedSOPInstanceUID")
        for series in items(told, "PerformedSeriesSequence")
        for image in items(series, "ReferencedImageSequence")
    )
    made = sorted(text(ds, "SOPInstanceUID") for ds in case.images)
    same("images listed in the report", made, listed, role="ris", clause="DICOM PS3.4 Table F.7.2-1, final state")


@step_text(
    "then",
    en='the report of the unscheduled step for patient "{patient}" names no order',
    es='la notificación del paso no programado [del paciente] "{patient}" no nombra ninguna solicitud',
    fr='la notification de l\'étape non programmée [du patient] "{patient}" ne nomme aucune demande',
    pt='a notificação do passo não agendado [do paciente] "{patient}" não indica nenhum pedido',
)
def unscheduled_names_no_order(context: Any, patient: str) -> None:
    casebook = book(context)
    case = casebook.of(patient)[0]
    told = wait_told(casebook, case, "N-CREATE-RQ", "IN PROGRESS")
    requests = items(told, "ScheduledStepAttributesSequence")
    same("number of requests named", 1, len(requests), role=case.device, clause="DICOM PS3.17 J.2.3")
    named = {text(requests[0], keyword) for keyword in ("AccessionNumber", "RequestedProcedureID")} - {""}
    same("orders named", set(), named, role=case.device, clause="DICOM PS3.17 J.2.3")
    same("study", case.study_instance_uid, text(requests[0], "StudyInstanceUID"), role="ris")
