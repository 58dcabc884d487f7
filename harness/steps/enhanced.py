"""Steps in the enhanced acknowledgement mode: a receipt, and an answer of the application (HL7 v2 chapter 2)."""

from __future__ import annotations

from typing import Any

from harness.steps.answers import acknowledgement_code, last_acknowledgement
from harness.steps.bad_messages import client_to_ris, good_order
from harness.steps.casebook import Casebook, act, book, eventually, same
from harness.steps.phrases import step_text
from simulators.wire.ack import ORIGINAL

RECEIPT = "HL7 v2.5.1 chapter 2, enhanced mode: MSH-15 AL asks for CA"
ANSWER = "HL7 v2.5.1 chapter 2, enhanced mode: MSH-16 AL asks for AA"


@step_text(
    "when",
    en='the ordering service orders exam "{exam}" for patient "{patient}" and asks for a receipt only',
    es='el servicio solicitante pide la exploración "{exam}" para [el paciente] "{patient}" y quiere solo '
    "el acuse de recibo",
    fr='le service demandeur prescrit l\'examen "{exam}" pour [le patient] "{patient}" et ne demande que '
    "l'accusé de réception",
    pt='o serviço requisitante pede o exame "{exam}" para [o paciente] "{patient}" e quer apenas o aviso de receção',
    answer="NE",
)
@step_text(
    "when",
    en='the ordering service orders exam "{exam}" for patient "{patient}" and asks for a receipt and an answer',
    es='el servicio solicitante pide la exploración "{exam}" para [el paciente] "{patient}" y quiere acuse de recibo '
    "y respuesta",
    fr='le service demandeur prescrit l\'examen "{exam}" pour [le patient] "{patient}" et demande un accusé de '
    "réception et une réponse",
    pt='o serviço requisitante pede o exame "{exam}" para [o paciente] "{patient}" e quer aviso de receção e resposta',
    answer="AL",
)
def service_asks_receipt(context: Any, exam: str, patient: str, answer: str) -> None:
    casebook = act(context)
    message = good_order(casebook, patient, exam).set("MSH-15", "AL").set("MSH-16", answer)
    client_to_ris(context, "emr").send(message)


@step_text(
    "then",
    en='system "RIS" sends the receipt that was asked for',
    es='el sistema "RIS" envía el acuse de recibo que se pidió',
    fr='le système "RIS" envoie l\'accusé de réception demandé',
    pt='o sistema "RIS" envia o aviso de receção pedido',
)
def ris_sends_receipt(context: Any) -> None:
    code = acknowledgement_code(last_acknowledgement(context, "ris"))
    same("receipt", "CA", code, role="ris", clause=RECEIPT)


@step_text(
    "then",
    en='system "RIS" sends the receipt and then the answer',
    es='el sistema "RIS" envía el acuse de recibo y después la respuesta',
    fr='le système "RIS" envoie l\'accusé de réception puis la réponse',
    pt='o sistema "RIS" envia o aviso de receção e depois a resposta',
)
def ris_sends_both(context: Any) -> None:
    casebook = book(context)
    codes = eventually(
        casebook.hospital,
        lambda: _codes(casebook),
        lambda seen: any(code in ORIGINAL for code in seen),
        seconds=casebook.hospital.limits.notification_s,
        what="the application answers after the receipt",
        role="ris",
        expected="CA, AA",
        show=lambda seen: ", ".join(seen or ()),
        clause=ANSWER,
    )
    same("receipt and answer", "CA, AA", ", ".join(codes), role="ris", clause=ANSWER)


def _codes(casebook: Casebook) -> list[str]:
    """MSA-1 of every answer of the RIS to the last order: those on our connection in the order of the wire, then those
    that it sent on a connection of its own, which may overtake them."""
    exchanges = casebook.hospital.transcript.since(casebook.mark)
    orders = [one for one in exchanges if one.message and one.message.type.startswith(("OMG", "ORM"))]
    sent = {one.message.control_id: one.connection for one in orders if one.message}
    answers = [
        (one.connection != sent[one.message.get("MSA-2")], one.message.get("MSA-1"))
        for one in exchanges
        if one.sender == "ris" and one.message and one.message.get("MSA-1") and one.message.get("MSA-2") in sent
    ]
    return [code for _, code in sorted(answers, key=lambda answer: answer[0])]
