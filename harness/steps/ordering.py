"""Steps of the ordering service: RAD-2, and what comes back to it by RAD-3."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness import fixtures_data
from harness.steps.admission import ensure_registered
from harness.steps.casebook import Case, Casebook, Unmet, act, book, eventually, moment, same
from harness.steps.phrases import step_text
from harness.steps.worklist import see_entries
from simulators.wire.elements import text
from simulators.wire.identifiers import Code
from simulators.wire.order import Order

# status in words: what an ORC that says so carries, ORC-1 and ORC-5 (HL7 tables 0119 and 0038)
STATUSES = {
    "scheduled": {("SC", "SC"), ("SC", ""), ("OK", "SC")},
    "in progress": {("SC", "IP")},
    "completed": {("SC", "CM")},
    "cancelled": {("OC", ""), ("OC", "CA"), ("SC", "CA"), ("CA", "CA")},
    "discontinued": {("SC", "DC"), ("SC", "CA"), ("OC", ""), ("DC", "CA")},
}


def new_order(casebook: Casebook, case: Case, **fields: Any) -> Order:
    """An order as the ward writes it: no number of the filler, no station."""
    doctor = fixtures_data.staff_member("Dr. Ruiz")
    procedure = case.procedure
    return Order(
        patient=casebook.patient(case.patient),
        procedure=procedure.code,
        visit=replace(casebook.visit(case.patient), referring=doctor.xcn),
        ordering_physician=doctor.xcn,
        placer_issuer="EMR",
        body_part=procedure.body_part,
        laterality=procedure.laterality,
        reason="Control",
        **fields,
    )


def place(casebook: Casebook, case: Case, *, deliberate: str = "", **fields: Any) -> None:
    case.order = casebook.hospital.emr.place(new_order(casebook, case, **fields), deliberate=deliberate)


@step_text(
    "when",
    en='the ordering service orders exam "{exam}" for patient "{patient}"',
    es='el servicio solicitante pide la exploración "{exam}" para [el paciente] "{patient}"',
    fr='le service demandeur prescrit l\'examen "{exam}" pour [le patient] "{patient}"',
    pt='o serviço requisitante pede o exame "{exam}" para [o paciente] "{patient}"',
)
def service_orders(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    place(casebook, casebook.case(patient, exam))


@step_text(
    "when",
    en='the ordering service orders exam "{exam}" as urgent for patient "{patient}"',
    es='el servicio solicitante pide con carácter urgente la exploración "{exam}" para [el paciente] "{patient}"',
    fr='le service demandeur prescrit en urgence l\'examen "{exam}" pour [le patient] "{patient}"',
    pt='o serviço requisitante pede com urgência o exame "{exam}" para [o paciente] "{patient}"',
)
def service_orders_urgent(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    place(casebook, casebook.case(patient, exam), priority="S")


@step_text(
    "when",
    en='the ordering service orders exam "{exam}" for patient "{patient}" under an order number of {length} '
    "[characters]",
    es='el servicio solicitante pide la exploración "{exam}" para [el paciente] "{patient}" con un número '
    "de solicitud de {length} [caracteres]",
    fr='le service demandeur prescrit l\'examen "{exam}" pour [le patient] "{patient}" sous un numéro de '
    "demande de {length} [caractères]",
    pt='o serviço requisitante pede o exame "{exam}" para [o paciente] "{patient}" com um número de pedido '
    "de {length} [caracteres]",
)
def service_orders_long_number(context: Any, exam: str, patient: str, length: int) -> None:
    casebook = act(context)
    number = casebook.hospital.runtime.number("HGM").ljust(length, "7")
    place(casebook, casebook.case(patient, exam), placer_order_number=number)


@step_text(
    "when",
    en='the ordering service orders exam "{exam}" for patient "{patient}" for "{date}"',
    es='el servicio solicitante pide la exploración "{exam}" para [el paciente] "{patient}" con fecha "{date}"',
    fr='le service demandeur prescrit l\'examen "{exam}" pour [le patient] "{patient}" à la date "{date}"',
    pt='o serviço requisitante pede o exame "{exam}" para [o paciente] "{patient}" com data "{date}"',
)
def service_orders_for(context: Any, exam: str, patient: str, date: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    case.moment = moment(date)
    place(casebook, case, requested_start=case.moment)


@step_text(
    "when",
    en='the ordering service orders exam "{exam}" again for patient "{patient}"',
    es='el servicio solicitante vuelve a pedir la exploración "{exam}" para [el paciente] "{patient}"',
    fr='le service demandeur prescrit de nouveau l\'examen "{exam}" pour [le patient] "{patient}"',
    pt='o serviço requisitante volta a pedir o exame "{exam}" para [o paciente] "{patient}"',
)
def service_orders_again(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    case.former, case.entries = case.entries, []
    place(casebook, case)


@step_text(
    "when",
    en='the ordering service sends the order for exam "{exam}" for patient "{patient}" a second time',
    es='el servicio solicitante envía por segunda vez la solicitud de la exploración "{exam}" para [el '
    'paciente] "{patient}"',
    fr='le service demandeur envoie une deuxième fois la demande de l\'examen "{exam}" pour [le patient] "{patient}"',
    pt='o serviço requisitante envia pela segunda vez o pedido do exame "{exam}" para [o paciente] "{patient}"',
)
def service_resends(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    casebook.hospital.emr.resend(casebook.case(patient, exam).order)


@step_text(
    "when",
    en='the ordering service orders exam "{exam}" for the unknown patient "{patient}"',
    es='el servicio solicitante pide la exploración "{exam}" para [el paciente desconocido] "{patient}"',
    fr='le service demandeur prescrit l\'examen "{exam}" pour [le patient inconnu] "{patient}"',
    pt='o serviço requisitante pede o exame "{exam}" para [o paciente desconhecido] "{patient}"',
)
def service_orders_for_unknown(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    place(casebook, casebook.case(patient, exam), deliberate="an order for a patient that was never registered")


@step_text(
    "when",
    en='the ordering service orders for patient "{patient}" an exam that radiology does not offer',
    es='el servicio solicitante pide para [el paciente] "{patient}" una exploración que radiología no ofrece',
    fr='le service demandeur prescrit pour [le patient] "{patient}" un examen que la radiologie ne propose pas',
    pt='o serviço requisitante pede para [o paciente] "{patient}" um exame que a radiologia não oferece',
)
def service_orders_unknown_exam(context: Any, patient: str) -> None:
    casebook = act(context)
    order = new_order(casebook, casebook.case(patient, "chest CT"))
    unknown = order.with_(procedure=Code("NOSUCH", "Not in the catalogue", fixtures_data.PROCEDURE_SCHEME))
    casebook.hospital.emr.place(unknown, deliberate="an examination that the catalogue does not have")


@step_text(
    "then",
    en='the ordering physician sees exam "{exam}" for patient "{patient}" as "{status}"',
    es='el/la médico/médica solicitante ve la exploración "{exam}" [del paciente] "{patient}" con el estado "{status}"',
    fr='le médecin demandeur voit l\'examen "{exam}" [du patient] "{patient}" avec le statut "{status}"',
    pt='o/a médico/médica requisitante vê o exame "{exam}" [do paciente] "{patient}" com o estado "{status}"',
)
def physician_sees_status(context: Any, exam: str, patient: str, status: str) -> None:
    casebook = book(context)
    emr = casebook.hospital.drive("emr", f"see whether the order is shown as {status}")
    case = casebook.case(patient, exam)
    eventually(
        casebook.hospital,
        lambda: [(report.control, report.status) for report in emr.statuses_for(case.order)],
        lambda seen: bool(seen) and seen[-1] in STATUSES[status],
        seconds=casebook.hospital.limits.notification_s,
        what=f"the order is shown as {status}",
        role="ris",
        expected=status,
        show=lambda seen: ", ".join("/".join(pair) for pair in seen or ()) or "nothing",
        clause="IHE RAD-3: status of the order to the placer",
    )


@step_text(
    "then",
    en='the ordering physician sees the accession number that stands on the worklist for exam "{exam}" for '
    'patient "{patient}"',
    es="el/la médico/médica solicitante ve el número de acceso que figura en la lista de trabajo para la "
    'exploración "{exam}" [del paciente] "{patient}"',
    fr="le médecin demandeur voit le numéro d'accès qui figure dans la liste de travail pour l'examen "
    '"{exam}" [du patient] "{patient}"',
    pt="o/a médico/médica requisitante vê o número de acesso que figura na lista de trabalho para o exame "
    '"{exam}" [do paciente] "{patient}"',
)
def physician_sees_accession(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    emr = casebook.hospital.drive("emr", "see which accession number the order has")
    case = casebook.case(patient, exam)
    expected = text(see_entries(casebook, case)[0], "AccessionNumber")
    told = {report.order.accession_number for report in emr.statuses_for(case.order)} - {""}
    same("accession number in the medical record", {expected}, told, role="ris")


@step_text(
    "then",
    en='the medical record answers with an order number of its own for exam "{exam}" for patient "{patient}"',
    es="la historia clínica electrónica responde con un número de solicitud propio para la exploración "
    '"{exam}" [del paciente] "{patient}"',
    fr='le dossier patient informatisé répond avec son propre numéro de demande pour l\'examen "{exam}" [du '
    'patient] "{patient}"',
    pt='o processo clínico eletrónico responde com um número de pedido próprio para o exame "{exam}" [do '
    'paciente] "{patient}"',
)
def record_answers_with_number(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    emr = casebook.hospital.drive("emr", "see that the order of the radiology desk has a number")
    known = eventually(
        casebook.hospital,
        lambda: [order for order in emr.filler_orders() if _is(order, casebook, case)],
        lambda seen: len(seen) == 1 and bool(seen[0].placer_order_number and seen[0].filler_order_number),
        seconds=casebook.hospital.limits.notification_s,
        what="the filler's order in the medical record, under both numbers",
        role="ris",
        expected="1 order with both numbers",
        show=lambda seen: [(order.placer_order_number, order.filler_order_number) for order in seen or ()],
        clause="IHE RAD-3: SN, answered by NA",
    )
    case.order = known[0]


def _is(order: Order, casebook: Casebook, case: Case) -> bool:
    mine = order.patient.id.agrees_with(casebook.patient(case.patient).id)
    return mine and order.procedure.value == case.procedure.code.value


@step_text(
    "given",
    en='exam "{exam}" for patient "{patient}" is scheduled on device "{device}"',
    es='la exploración "{exam}" [del paciente] "{patient}" está programada en el equipo "{device}"',
    fr='l\'examen "{exam}" [du patient] "{patient}" est programmé sur l\'appareil "{device}"',
    pt='o exame "{exam}" [do paciente] "{patient}" está agendado no equipamento "{device}"',
)
def exam_is_scheduled(context: Any, exam: str, patient: str, device: str) -> None:
    schedule(book(context), patient, exam, device)


@step_text(
    "given",
    en='exam "{exam}" for patient "{patient}" is scheduled on device "{device}" at "{date}"',
    es='la exploración "{exam}" [del paciente] "{patient}" está programada en el equipo "{device}" con fecha "{date}"',
    fr='l\'examen "{exam}" [du patient] "{patient}" est programmé sur l\'appareil "{device}" à la date "{date}"',
    pt='o exame "{exam}" [do paciente] "{patient}" está agendado no equipamento "{device}" com data "{date}"',
)
def exam_is_scheduled_at(context: Any, exam: str, patient: str, device: str, date: str) -> None:
    schedule(book(context), patient, exam, device, requested_start=moment(date))


def schedule(casebook: Casebook, patient: str, exam: str, device: str, **fields: Any) -> Case:
    """Order it, and see it on the device's worklist."""
    ensure_registered(casebook, patient)
    case = casebook.case(patient, exam)
    case.device = device
    case.moment = fields.get("requested_start", "")
    place(casebook, case, **fields)
    if len(see_entries(casebook, case)) < case.procedure.steps:
        raise Unmet(f"{exam} for {patient} has too few entries on {device}", role="ris", expected=case.procedure.steps)
    return case
