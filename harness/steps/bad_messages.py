"""Steps about messages that a system must refuse, and about senders that break off."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from harness.steps.admission import tell
from harness.steps.answers import acknowledgement_code, last_acknowledgement
from harness.steps.casebook import Casebook, act, book, none_of, same
from harness.steps.ordering import new_order, place
from harness.steps.phrases import step_text
from harness.steps.worklist import see_entries
from simulators.clock import local_time
from simulators.link import TO_CLIENT, Link
from simulators.mllp_client import MllpClient
from simulators.transcript import Exchange
from simulators.wire import mllp
from simulators.wire.er7 import Message
from simulators.wire.errors import NoAnswer, PeerViolation
from simulators.wire.identifiers import Visit
from simulators.wire.order import placer_order
from simulators.wire.registration import adt
from simulators.wire.worklist import MODALITY_WORKLIST, worklist_query

# fault in words: how the evidence names it, and what it does to a good order
FAULTS: dict[str, tuple[str, Callable[[Message], Message]]] = {
    "unknown message type": ("a message of unknown type", lambda message: message.set("MSH-9", "ZZZ^Z99^ZZZ_Z99")),
    "unknown version": ("a message of an unknown version", lambda message: message.set("MSH-12", "9.9")),
    "missing message number": ("a message without a number of its own", lambda message: message.set("MSH-10", "")),
    "missing patient": ("an order without a patient", lambda message: message.without("PID")),
}
ENCODINGS = {"ASCII": "ASCII", "ISO 8859-1": "8859/1", "ISO 8859-15": "8859/15", "UTF-8": "UNICODE UTF-8"}
RESENT = "HL7 v2.5.1 chapter 2, MSA-2"
LATIN_1, UTF_8 = "8859/1", "UNICODE UTF-8"


def client_to_ris(context: Any, sender: str) -> MllpClient:
    """A connection of its own to the RIS, closed when the scenario ends."""
    hospital = book(context).hospital
    address = hospital.wiring.hl7("ris")
    assert address is not None
    client = MllpClient(hospital.runtime, sender, "ris", address.host, address.port)
    context.add_cleanup(client.close)
    return client


def good_order(casebook: Casebook, patient: str, exam: str) -> Message:
    """The message of an order that nothing is wrong with; the case remembers the order."""
    hospital = casebook.hospital
    address = hospital.wiring.hl7("ris")
    emr = hospital.site.role("emr")
    assert address is not None
    case = casebook.case(patient, exam)
    case.order = new_order(casebook, case, placer_order_number=hospital.runtime.number("B"))
    return placer_order(
        case.order,
        "NW",
        dialect=address.dialect,
        sender=f"{emr.application}|{emr.facility}",
        receiver=address.name,
        control_id=hospital.runtime.control_id("emr"),
        when=local_time(hospital.runtime),
    )


@step_text(
    "when",
    en='the ordering service sends to system "RIS" a message with the fault "{fault:reason}"',
    es='el servicio solicitante envía al sistema "RIS" un mensaje con el defecto "{fault}"',
    fr='le service demandeur envoie au système "RIS" un message avec le défaut "{fault}"',
    pt='o serviço requisitante envia ao sistema "RIS" uma mensagem com o defeito "{fault}"',
)
def service_sends_fault(context: Any, fault: str) -> None:
    casebook = act(context)
    deliberate, break_it = FAULTS[fault]
    broken = break_it(good_order(casebook, "Ana Torres", "chest CT"))
    casebook.cases.clear()  # that order never was one
    with contextlib.suppress(PeerViolation):  # how the RIS answered is judged by the Then, from the transcript
        client_to_ris(context, "emr").send(broken, deliberate=deliberate)


@step_text(
    "when",
    en='the ordering service sends to system "RIS" half an order for patient "{patient}" and hangs up',
    es='el servicio solicitante envía al sistema "RIS" media solicitud para [el paciente] "{patient}" y '
    "corta la conexión",
    fr='le service demandeur envoie au système "RIS" la moitié d\'une demande pour [le patient] "{patient}" '
    "et coupe la connexion",
    pt='o serviço requisitante envia ao sistema "RIS" metade de um pedido para [o paciente] "{patient}" e '
    "corta a ligação",
)
def service_sends_half(context: Any, patient: str) -> None:
    casebook = act(context)
    whole = mllp.frame(good_order(casebook, patient, "chest CT").raw)
    casebook.cases.clear()
    client = client_to_ris(context, "emr")
    limit = casebook.hospital.limits.acknowledgement_s if casebook.hospital.is_real("ris") else 0.2
    begun = whole[: whole.rindex(b"|")]  # enough for an order to whoever does not wait for the end of the block
    answer = client.send_bytes(begun, timeout=limit, framed=False, deliberate="half a message")
    client.close()
    same("answer to half a message", None, answer, role="ris", clause="MLLP: a block ends with its end block")


@step_text(
    "when",
    en='the ordering service sends noise to system "RIS" and then an order for exam "{exam}" for patient "{patient}"',
    es='el servicio solicitante envía ruido al sistema "RIS" y después la solicitud de la exploración '
    '"{exam}" para [el paciente] "{patient}"',
    fr='le service demandeur envoie du bruit au système "RIS", puis la demande de l\'examen "{exam}" pour '
    '[le patient] "{patient}"',
    pt='o serviço requisitante envia ruído ao sistema "RIS" e depois o pedido do exame "{exam}" para [o '
    'paciente] "{patient}"',
)
def service_sends_noise(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    order = mllp.frame(good_order(casebook, patient, exam).raw)
    noise = b"\r\n\x00noise on the line\x1c\r"
    client_to_ris(context, "emr").send_bytes(noise + order, framed=False, deliberate="noise before a message")


@step_text(
    "when",
    en='the ordering service orders {n} [exams] "{exam}" for patient "{patient}" one after the other',
    es='el servicio solicitante pide, una tras otra, {n} [exploraciones] "{exam}" para [el paciente] "{patient}"',
    fr='le service demandeur prescrit l\'un après l\'autre {n} [examens] "{exam}" pour [le patient] "{patient}"',
    pt='o serviço requisitante pede, um após o outro, {n} [exames] "{exam}" para [o paciente] "{patient}"',
)
def service_orders_many(context: Any, n: int, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    for _ in range(n):
        place(casebook, case)
        assert case.order is not None
        case.orders.append(case.order)


@step_text(
    "then",
    en="each of the {n} answers names the order it belongs to",
    es="cada una de las {n} respuestas nombra la solicitud a la que pertenece",
    fr="chacune des {n} réponses nomme la demande à laquelle elle se rapporte",
    pt="cada uma das {n} respostas indica o pedido a que pertence",
)
def answers_name_orders(context: Any, n: int) -> None:
    casebook = book(context)
    exchanges = casebook.hospital.transcript.since(casebook.mark)
    requests = {one.number: one for one in exchanges if one.sender == "emr" and one.receiver == "ris" and one.message}
    answers = [one for one in exchanges if one.sender == "ris" and one.reply_to in requests and one.message]
    same("number of answers", n, len(answers), role="ris")
    none_of(
        "answers that name another order",
        (fault for answer in answers if (fault := _wrong_number(requests[answer.reply_to or 0], answer))),
        role="ris",
        clause="HL7 v2.5.1 chapter 2, MSA-2",
    )


def _wrong_number(request: Exchange, answer: Exchange) -> str:
    assert request.message is not None
    assert answer.message is not None
    named = answer.message.get("MSA-2")
    return "" if named == request.message.control_id else f"{named!r} instead of {request.message.control_id!r}"


@step_text(
    "when",
    en='the ordering service orders exam "{exam}" for patient "{patient}", the answer is lost on the line, and the '
    "order is sent again",
    es='el servicio solicitante pide la exploración "{exam}" para [el paciente] "{patient}", la respuesta se pierde en '
    "la línea y la solicitud se envía de nuevo",
    fr='le service demandeur prescrit l\'examen "{exam}" pour [le patient] "{patient}", la réponse se perd sur la '
    "ligne et la demande est renvoyée",
    pt='o serviço requisitante pede o exame "{exam}" para [o paciente] "{patient}", a resposta perde-se na linha e o '
    "pedido é enviado de novo",
)
def answer_is_lost(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    hospital = casebook.hospital
    address = hospital.wiring.hl7("ris")
    assert address is not None
    order = good_order(casebook, patient, exam)
    limit = hospital.limits.acknowledgement_s if hospital.is_real("ris") else 0.5
    with Link(address.host, address.port, transcript=hospital.transcript) as link:
        link.half_open(TO_CLIENT)
        with (
            MllpClient(hospital.runtime, "emr", "ris", link.bind, link.port) as client,
            contextlib.suppress(NoAnswer, PeerViolation),
        ):
            client.send(order, timeout=limit, deliberate="its answer is lost on the line")
    answer = client_to_ris(context, "emr").send(order)
    accepted = answer.get("MSA-1") in ("AA", "CA")
    same("order sent again with the same number is accepted", True, accepted, role="ris", clause=RESENT)


@step_text(
    "when",
    en='device "{device}" breaks off in the middle of its question to the worklist',
    es='el equipo "{device}" corta la conexión a mitad de su consulta a la lista de trabajo',
    fr='l\'appareil "{device}" coupe la connexion au milieu de sa consultation de la liste de travail',
    pt='o equipamento "{device}" corta a ligação a meio da sua consulta à lista de trabalho',
)
def device_breaks_off(context: Any, device: str) -> None:
    from simulators.dimse import Scu

    hospital = act(context).hospital
    modality = hospital.modality(device)
    peer = modality.config.worklist
    called = hospital.runtime.identify(peer.ae_title)
    scu = Scu(hospital.runtime, device, called, peer.host, peer.port, peer.ae_title, modality.address.ae_title)
    with scu.associate([MODALITY_WORKLIST]) as association:
        association.find(MODALITY_WORKLIST, worklist_query(station=modality.address.ae_title))
        association.cut()


# --- what a message declares about its letters --------------------------------------------------------------


def send_registration(context: Any, patient: str, charset: str, declared: str = "") -> None:
    """A04 to the RIS in an encoding, perhaps declared as another one."""
    casebook = act(context)
    hospital = casebook.hospital
    address = hospital.wiring.hl7("ris")
    his = hospital.site.role("his")
    assert address is not None
    message = adt(
        "A04",
        casebook.patient(patient),
        Visit(),
        dialect=replace(address.dialect, charset=charset),
        sender=f"{his.application}|{his.facility}",
        receiver=address.name,
        control_id=hospital.runtime.control_id("his"),
        when=local_time(hospital.runtime),
    )
    why = ""
    if declared:
        message = Message.parse(message.raw.replace(charset.encode(), declared.encode(), 1))
        why = f"text in {charset} declared as {declared}"
    casebook.registered.add(patient)
    client_to_ris(context, "his").send(message, deliberate=why)


@step_text(
    "when",
    en='the admissions desk registers patient "{patient}" in encoding "{encoding}"',
    es='admisión registra [al paciente] "{patient}" con la codificación "{encoding}"',
    fr='l\'accueil enregistre [le patient] "{patient}" avec le codage "{encoding}"',
    pt='a receção regista [o paciente] "{patient}" com a codificação "{encoding}"',
)
def desk_registers_in_encoding(context: Any, patient: str, encoding: str) -> None:
    send_registration(context, patient, ENCODINGS[encoding])
    code = acknowledgement_code(last_acknowledgement(context, "ris"))
    same(f"answer to a registration in {encoding}", "AA", code, role="ris", clause="HL7 v2.5.1 table 0211")


@step_text(
    "when",
    en='the admissions desk registers patient "{patient}" in Latin letters but declares UTF-8',
    es='admisión registra [al paciente] "{patient}" con codificación latina pero declara UTF-8',
    fr='l\'accueil enregistre [le patient] "{patient}" en codage latin mais déclare UTF-8',
    pt='a receção regista [o paciente] "{patient}" com codificação latina mas declara UTF-8',
)
def desk_declares_wrongly(context: Any, patient: str) -> None:
    casebook = book(context)
    send_registration(context, patient, LATIN_1, UTF_8)
    accepted = acknowledgement_code(last_acknowledgement(context, "ris")) in ("AA", "CA")
    if not accepted:  # refused: then she is registered again, properly
        casebook.registered.discard(patient)
        tell(casebook, "A04", patient, Visit())


@step_text(
    "then",
    en='no worklist entry of patient "{patient}" shows a wrong name as if it were right',
    es='ninguna entrada de la lista de trabajo [del paciente] "{patient}" muestra un nombre erróneo como si '
    "fuera correcto",
    fr='aucune entrée de la liste de travail [du patient] "{patient}" ne montre un nom erroné comme s\'il était juste',
    pt='nenhuma entrada da lista de trabalho [do paciente] "{patient}" mostra um nome errado como se estivesse certo',
)
def no_wrong_name(context: Any, patient: str) -> None:
    casebook = book(context)
    name = casebook.patient(patient).name
    right = name.to_pn()
    for case in casebook.of(patient):
        shown = {str(entry.PatientName) for entry in see_entries(casebook, case)}
        wrong = sorted(one for one in shown if one.rstrip("^") != right and "\N{REPLACEMENT CHARACTER}" not in one)
        none_of("names on the worklist", wrong, role="ris", clause="HL7 v2.5.1 MSH-18; DICOM PS3.5 6.1.2")
