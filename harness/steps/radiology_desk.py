"""Steps of the radiology desk, and what the RIS tells the archive: RAD-3, RAD-4, RAD-13."""

from __future__ import annotations

from typing import Any

from harness.steps.admission import ensure_registered
from harness.steps.attended import done_by_hand
from harness.steps.casebook import Case, Casebook, act, book, eventually, moment, none_of, step_item
from harness.steps.phrases import step_text
from harness.steps.worklist import see_entries, start
from simulators.wire.elements import text
from simulators.wire.order import Order, read_orders
from simulators.wire.worklist import patient_of

# what the archive is told, in words: ORC-1 of the message (HL7 table 0119)
CONTROLS = {"planned": "NW", "changed": "XO", "cancelled": "CA", "discontinued": "DC"}
CLAUSE = "IHE RAD-4 and RAD-13: the order filler tells the image manager"


def create(casebook: Casebook, case: Case, **fields: Any) -> None:
    """An order made in radiology; the desk sees its numbers."""
    ris = casebook.hospital.drive("ris", f"order {case.exam} for {case.patient}")
    patient = casebook.patient(case.patient)
    case.order = ris.create_order(patient, case.procedure.code, visit=casebook.visit(case.patient), **fields)


@step_text(
    "when",
    en='the radiology desk orders exam "{exam}" for patient "{patient}"',
    es='la secretaría de radiología registra la solicitud de la exploración "{exam}" para [el paciente] "{patient}"',
    fr='le secrétariat de radiologie saisit la demande de l\'examen "{exam}" pour [le patient] "{patient}"',
    pt='o secretariado de radiologia regista o pedido do exame "{exam}" para [o paciente] "{patient}"',
)
def desk_orders(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    ensure_registered(casebook, patient)
    create(casebook, casebook.case(patient, exam))


@step_text(
    "when",
    en='the radiology desk orders afterwards exam "{exam}" for patient "{patient}"',
    es='la secretaría de radiología registra a posteriori la solicitud de la exploración "{exam}" para [el '
    'paciente] "{patient}"',
    fr='le secrétariat de radiologie saisit après coup la demande de l\'examen "{exam}" pour [le patient] "{patient}"',
    pt='o secretariado de radiologia regista posteriormente o pedido do exame "{exam}" para [o paciente] "{patient}"',
)
def desk_orders_afterwards(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    create(casebook, case, study_instance_uid=case.study_instance_uid)


@step_text(
    "when",
    en='the radiology desk cancels exam "{exam}" for patient "{patient}"',
    es='la secretaría de radiología anula la exploración "{exam}" [del paciente] "{patient}"',
    fr='le secrétariat de radiologie annule l\'examen "{exam}" [du patient] "{patient}"',
    pt='o secretariado de radiologia anula o exame "{exam}" [do paciente] "{patient}"',
)
def desk_cancels(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    if done_by_hand(context, "ris"):
        return
    casebook.hospital.drive("ris", f"cancel {exam} for {patient}").cancel(casebook.case(patient, exam).accession_number)


@step_text(
    "when",
    en='the radiology desk stops exam "{exam}" for patient "{patient}" for good',
    es='la secretaría de radiología suspende definitivamente la exploración "{exam}" [del paciente] "{patient}"',
    fr='le secrétariat de radiologie arrête définitivement l\'examen "{exam}" [du patient] "{patient}"',
    pt='o secretariado de radiologia suspende definitivamente o exame "{exam}" [do paciente] "{patient}"',
)
def desk_discontinues(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    if done_by_hand(context, "ris"):
        return
    ris = casebook.hospital.drive("ris", f"stop {exam} for {patient}")
    ris.discontinue(casebook.case(patient, exam).accession_number)


@step_text(
    "when",
    en='the radiology desk moves exam "{exam}" for patient "{patient}" to "{date}"',
    es='la secretaría de radiología reprograma la exploración "{exam}" [del paciente] "{patient}" para la '
    'fecha "{date}"',
    fr='le secrétariat de radiologie reprogramme l\'examen "{exam}" [du patient] "{patient}" à la date "{date}"',
    pt='o secretariado de radiologia reagenda o exame "{exam}" [do paciente] "{patient}" para a data "{date}"',
)
def desk_moves(context: Any, exam: str, patient: str, date: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    case.moment = moment(date)
    if done_by_hand(context, "ris"):
        return
    ris = casebook.hospital.drive("ris", f"move {exam} for {patient} to {date}")
    ris.reschedule(case.accession_number, start=case.moment)


@step_text(
    "when",
    en='the radiology desk moves exam "{exam}" for patient "{patient}" to device "{device}"',
    es='la secretaría de radiología pasa la exploración "{exam}" [del paciente] "{patient}" al equipo "{device}"',
    fr='le secrétariat de radiologie déplace l\'examen "{exam}" [du patient] "{patient}" sur l\'appareil "{device}"',
    pt='o secretariado de radiologia passa o exame "{exam}" [do paciente] "{patient}" para o equipamento "{device}"',
)
def desk_moves_to_device(context: Any, exam: str, patient: str, device: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    ris = casebook.hospital.drive("ris", f"move {exam} for {patient} to {device}")
    case.device = device
    ris.reschedule(case.accession_number, station=casebook.hospital.modality(device).address.ae_title)


@step_text(
    "when",
    en='the radiology desk corrects the reason of exam "{exam}" for patient "{patient}" to "{words}"',
    es='la secretaría de radiología corrige la indicación clínica de la exploración "{exam}" [del paciente] '
    '"{patient}" y escribe "{words}"',
    fr="le secrétariat de radiologie corrige l'indication clinique de l'examen \"{exam}\" [du patient] "
    '"{patient}" en "{words}"',
    pt='o secretariado de radiologia corrige a indicação clínica do exame "{exam}" [do paciente] '
    '"{patient}" para "{words}"',
)
def desk_corrects(context: Any, exam: str, patient: str, words: str) -> None:
    casebook = act(context)
    if done_by_hand(context, "ris"):
        return
    ris = casebook.hospital.drive("ris", f"correct the reason of {exam} for {patient}")
    ris.change(casebook.case(patient, exam).accession_number, reason=words)


@step_text(
    "when",
    en='the radiology desk replaces exam "{old:exam}" for patient "{patient}" by exam "{exam}"',
    es='la secretaría de radiología sustituye la exploración "{old}" [del paciente] "{patient}" por la '
    'exploración "{exam}"',
    fr='le secrétariat de radiologie remplace l\'examen "{old}" [du patient] "{patient}" par l\'examen "{exam}"',
    pt='o secretariado de radiologia substitui o exame "{old}" [do paciente] "{patient}" pelo exame "{exam}"',
)
def desk_replaces(context: Any, old: str, patient: str, exam: str) -> None:
    casebook = act(context)
    ris = casebook.hospital.drive("ris", f"replace {old} for {patient} by {exam}")
    replaced, case = casebook.case(patient, old), casebook.case(patient, exam)
    case.device = replaced.device
    case.order = ris.replace_exam(replaced.accession_number, case.procedure.code)


def told_to_archive(casebook: Casebook, case: Case) -> list[tuple[str, Order]]:
    """ORC-1 and order of every message about this case that the RIS sent to the PACS, in order."""
    if casebook.hospital.is_real("ris"):
        casebook.hospital.drive("pacs", f"see what the archive knows of {case.exam} for {case.patient}")
    accession = case.accession_number
    messages = [
        exchange.message
        for exchange in casebook.hospital.exchanges()
        if exchange.receiver == "pacs" and exchange.kind.startswith(("ORM", "OMI")) and exchange.message is not None
    ]
    pairs = (pair for message in messages for pair in read_orders(message))
    return [(control, order) for control, order in pairs if order.accession_number == accession]


def wait_told(casebook: Casebook, case: Case, what: str) -> Order:
    """Wait until the last thing the PACS was told about the case is ``what``; the order as it was told."""
    told: list[tuple[str, Order]] = eventually(
        casebook.hospital,
        lambda: told_to_archive(casebook, case),
        lambda seen: bool(seen) and seen[-1][0] == CONTROLS[what],
        seconds=casebook.hospital.limits.notification_s,
        what=f"the archive is told that {case.exam} for {case.patient} is {what}",
        role="ris",
        expected=f"{what} ({CONTROLS[what]})",
        show=lambda seen: [control for control, _ in seen or ()],
        clause=CLAUSE,
    )
    return told[-1][1]


@step_text(
    "then",
    en='system "PACS" is told that exam "{exam}" for patient "{patient}" is planned',
    es='el sistema "PACS" recibe aviso de que la exploración "{exam}" [del paciente] "{patient}" está prevista',
    fr='le système "PACS" est averti que l\'examen "{exam}" [du patient] "{patient}" est prévu',
    pt='o sistema "PACS" recebe o aviso de que o exame "{exam}" [do paciente] "{patient}" está previsto',
    what="planned",
)
@step_text(
    "then",
    en='system "PACS" is told that exam "{exam}" for patient "{patient}" is changed',
    es='el sistema "PACS" recibe aviso de que la exploración "{exam}" [del paciente] "{patient}" se ha modificado',
    fr='le système "PACS" est averti que l\'examen "{exam}" [du patient] "{patient}" est modifié',
    pt='o sistema "PACS" recebe o aviso de que o exame "{exam}" [do paciente] "{patient}" foi modificado',
    what="changed",
)
@step_text(
    "then",
    en='system "PACS" is told that exam "{exam}" for patient "{patient}" is cancelled',
    es='el sistema "PACS" recibe aviso de que la exploración "{exam}" [del paciente] "{patient}" se ha anulado',
    fr='le système "PACS" est averti que l\'examen "{exam}" [du patient] "{patient}" est annulé',
    pt='o sistema "PACS" recebe o aviso de que o exame "{exam}" [do paciente] "{patient}" foi anulado',
    what="cancelled",
)
@step_text(
    "then",
    en='system "PACS" is told that exam "{exam}" for patient "{patient}" is discontinued',
    es='el sistema "PACS" recibe aviso de que la exploración "{exam}" [del paciente] "{patient}" se ha suspendido',
    fr='le système "PACS" est averti que l\'examen "{exam}" [du patient] "{patient}" est arrêté',
    pt='o sistema "PACS" recebe o aviso de que o exame "{exam}" [do paciente] "{patient}" foi suspenso',
    what="discontinued",
)
def archive_is_told(context: Any, exam: str, patient: str, what: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    if not case.entries:
        see_entries(casebook, case)
    wait_told(casebook, case, what)


@step_text(
    "then",
    en='system "PACS" is told that exam "{exam}" for patient "{patient}" is planned under the study that was performed',
    es='el sistema "PACS" recibe aviso de que la exploración "{exam}" [del paciente] "{patient}" está '
    "prevista con el identificador del estudio realizado",
    fr='le système "PACS" est averti que l\'examen "{exam}" [du patient] "{patient}" est prévu sous '
    "l'identifiant de l'examen réalisé",
    pt='o sistema "PACS" recebe o aviso de que o exame "{exam}" [do paciente] "{patient}" está previsto com '
    "o identificador do exame realizado",
)
def archive_is_told_performed_study(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    told = wait_told(casebook, case, "planned")
    faults = [] if told.study_instance_uid == case.study_instance_uid else [f"study {told.study_instance_uid!r}"]
    none_of(
        "study of the order made afterwards", faults, role="ris", clause="IHE PIR: the performed Study Instance UID"
    )


@step_text(
    "then",
    en='what system "PACS" was told agrees with the worklist entry of exam "{exam}" for patient "{patient}"',
    es='lo que se comunicó al sistema "PACS" coincide con la entrada de la lista de trabajo de la '
    'exploración "{exam}" [del paciente] "{patient}"',
    fr='ce qui a été communiqué au système "PACS" concorde avec l\'entrée de la liste de travail de '
    'l\'examen "{exam}" [du patient] "{patient}"',
    pt='o que foi comunicado ao sistema "PACS" coincide com a entrada da lista de trabalho do exame '
    '"{exam}" [do paciente] "{patient}"',
)
def told_agrees_with_list(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    entries = see_entries(casebook, case, lambda seen: not case.moment or all(start(e) == case.moment for e in seen))
    told = eventually(
        casebook.hospital,
        lambda: told_to_archive(casebook, case),
        bool,
        seconds=casebook.hospital.limits.notification_s,
        what=f"the archive is told of {exam} for {patient}",
        role="ris",
        expected="a message",
        clause=CLAUSE,
    )[-1][1]
    none_of(
        f"{exam} for {patient}, as told to the archive and as listed",
        (fault for entry in entries for fault in _disagreements(told, entry)),
        role="ris",
        clause="workflow: one identifier, the same at each hop",
    )


def _disagreements(told: Order, entry: Any) -> list[str]:
    step = next((one for one in told.steps if one.id == text(step_item(entry), "ScheduledProcedureStepID")), None)
    listed, meant = patient_of(entry), told.patient
    pairs = [
        ("accession number", told.accession_number, text(entry, "AccessionNumber")),
        ("requested procedure", told.requested_procedure_id, text(entry, "RequestedProcedureID")),
        ("study", told.study_instance_uid, text(entry, "StudyInstanceUID")),
        ("patient ID", meant.id.value, listed.id.value),
        ("patient name", meant.name.canonical(), listed.name.canonical()),
        ("step", True, step is not None),
    ]
    if step is not None:
        pairs.append(("modality", step.modality, text(step_item(entry), "Modality")))
        pairs.append(("start", step.start[:12], start(entry)[:12]))
        if step.station_ae_title:
            pairs.append(("station", step.station_ae_title, text(step_item(entry), "ScheduledStationAETitle")))
    return [f"{what}: told {told_!r}, listed {listed_!r}" for what, told_, listed_ in pairs if told_ != listed_]
