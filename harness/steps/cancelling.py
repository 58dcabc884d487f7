"""Steps in which the ordering service cancels: RAD-2, CA."""

from __future__ import annotations

from typing import Any

from harness.checks.hl7 import REFUSED
from harness.steps.answers import acknowledgement_code, last_acknowledgement
from harness.steps.casebook import Unmet, act
from harness.steps.ordering import new_order
from harness.steps.phrases import step_text

UNABLE = "UC"  # ORC-1 of the filler's response: unable to cancel


@step_text(
    "when",
    en='the ordering service cancels the order for exam "{exam}" for patient "{patient}"',
    es='el servicio solicitante anula la solicitud de la exploración "{exam}" para [el paciente] "{patient}"',
    fr='le service demandeur annule la demande de l\'examen "{exam}" pour [le patient] "{patient}"',
    pt='o serviço requisitante anula o pedido do exame "{exam}" para [o paciente] "{patient}"',
)
def service_cancels(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    casebook.hospital.emr.cancel(casebook.case(patient, exam).order)


@step_text(
    "when",
    en='the ordering service cancels the order for exam "{exam}" for patient "{patient}" after it has begun',
    es='el servicio solicitante anula la solicitud de la exploración "{exam}" para [el paciente] "{patient}" cuando '
    "ya ha empezado",
    fr='le service demandeur annule la demande de l\'examen "{exam}" pour [le patient] "{patient}" alors qu\'il a '
    "commencé",
    pt='o serviço requisitante anula o pedido do exame "{exam}" para [o paciente] "{patient}" quando já começou',
)
def service_cancels_late(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    order = casebook.case(patient, exam).order
    casebook.hospital.emr.cancel(order, deliberate="the cancellation of an examination that has begun")


@step_text(
    "when",
    en='the ordering service cancels for patient "{patient}" an order that was never placed',
    es='el servicio solicitante anula para [el paciente] "{patient}" una solicitud que nunca se hizo',
    fr='le service demandeur annule pour [le patient] "{patient}" une demande qui n\'a jamais été faite',
    pt='o serviço requisitante anula para [o paciente] "{patient}" um pedido que nunca foi feito',
)
def service_cancels_unknown(context: Any, patient: str) -> None:
    casebook = act(context)
    order = new_order(casebook, casebook.case(patient, "chest CT"))
    never = order.with_(placer_order_number=casebook.hospital.runtime.number("NEVER"))
    casebook.hospital.emr.cancel(never, deliberate="the cancellation of an order that was never placed")


@step_text(
    "then",
    en='system "RIS" answers that exam "{exam}" for patient "{patient}" can no longer be cancelled',
    es='el sistema "RIS" responde que la exploración "{exam}" [del paciente] "{patient}" ya no se puede anular',
    fr='le système "RIS" répond que l\'examen "{exam}" [du patient] "{patient}" ne peut plus être annulé',
    pt='o sistema "RIS" responde que o exame "{exam}" [do paciente] "{patient}" já não pode ser anulado',
)
def ris_will_not_cancel(context: Any, exam: str, patient: str) -> None:
    """A refusal, or a response that says that it is unable to."""
    answer = last_acknowledgement(context, "ris")
    unable = answer.message is not None and answer.message.get("ORC-1") == UNABLE
    code = acknowledgement_code(answer)
    if not unable and code not in REFUSED:
        raise Unmet(
            "the RIS cancelled an examination that has begun",
            role="ris",
            expected="AE",
            received=code,
            clause="HL7 table 0119: CA, UC",
        )
