"""Steps at the secure port of a system: who is let in, what is agreed, and whom a system believes."""

from __future__ import annotations

import contextlib
from typing import Any

from harness import secure
from harness.secure import Door, Shown
from harness.steps.acquisition import begin, make
from harness.steps.casebook import Casebook, Unmet, act, book, same
from harness.steps.phrases import step_text
from simulators.addresses import DicomAddress
from simulators.dimse import EncodedInstance, storage_contexts
from simulators.dimse_blocking import Association
from simulators.tls import connect
from simulators.wire.errors import InteropError, NoAnswer

CLAUSE_VERIFY = "RFC 5280 6.1.3: validity, issuer, revocation"
CLAUSE_NAME = "RFC 6125 6: the name in the certificate"
CLAUSE_SUITES = "RFC 7525 4.1: suites that may not be negotiated"
CLAUSE_VERSIONS = "DICOM PS3.15 B.10: neither TLS 1.0 nor TLS 1.1"
CLAUSE_MUTUAL = "the site's tls: a certificate of both sides"
REFUSED, SERVED = "refused", "served"


def kind_of(certificate: str) -> str:
    """``not yet valid`` as files and values write it."""
    return certificate.replace(" ", "-")


def door_of(context: Any) -> Door:
    """The secure port that the scenario speaks of."""
    found: Door = context.hospital.memory["door"]
    return found


@step_text(
    "given",
    en='system "{system}" has a secure port',
    es='el sistema "{system}" tiene un puerto seguro',
    fr='le système "{system}" a un port sécurisé',
    pt='o sistema "{system}" tem uma porta segura',
)
def has_secure_port(context: Any, system: str) -> None:
    """It is spoken to with a valid certificate first: only then a refusal tells something."""
    casebook = book(context)
    door = secure.door(casebook.hospital, system, context.add_cleanup)
    casebook.hospital.memory["door"] = door
    if words := door.knock(door.client("valid")):
        raise Unmet(
            "the secure port does not serve who shows a valid certificate",
            role=door.system,
            expected=SERVED,
            received=words,
            clause=CLAUSE_VERIFY,
        )


@step_text(
    "when",
    en='a device connects to the secure port of system "{system}" with certificate "{certificate}"',
    es='un equipo se conecta al puerto seguro del sistema "{system}" con el certificado "{certificate}"',
    fr='un appareil se connecte au port sécurisé du système "{system}" avec le certificat "{certificate}"',
    pt='um equipamento liga-se à porta segura do sistema "{system}" com o certificado "{certificate}"',
)
def connects(context: Any, system: str, certificate: str) -> None:
    act(context)
    door = door_of(context)
    _remember(context, door.knock(door.client(kind_of(certificate))), CLAUSE_VERIFY)


@step_text(
    "when",
    en='a device connects without encryption to the secure port of system "{system}"',
    es='un equipo se conecta sin cifrado al puerto seguro del sistema "{system}"',
    fr='un appareil se connecte sans chiffrement au port sécurisé du système "{system}"',
    pt='um equipamento liga-se sem cifra à porta segura do sistema "{system}"',
)
def connects_in_the_clear(context: Any, system: str) -> None:
    act(context)
    _remember(context, door_of(context).knock(None), CLAUSE_MUTUAL)


@step_text(
    "when",
    en='a device connects with encryption to the open port of system "{system}"',
    es='un equipo se conecta con cifrado al puerto abierto del sistema "{system}"',
    fr='un appareil se connecte avec chiffrement au port ouvert du système "{system}"',
    pt='um equipamento liga-se com cifra à porta aberta do sistema "{system}"',
)
def connects_to_open_port(context: Any, system: str) -> None:
    act(context)
    plain = secure.plain_door(context.hospital, system)
    context.hospital.memory["open-door"] = plain
    _remember(context, plain.knock(door_of(context).client("valid")), CLAUSE_MUTUAL)


@step_text(
    "when",
    en='a device offers only "{offer}" to the secure port of system "{system}"',
    es='un equipo ofrece sólo "{offer}" al puerto seguro del sistema "{system}"',
    fr='un appareil propose seulement "{offer}" au port sécurisé du système "{system}"',
    pt='um equipamento oferece apenas "{offer}" à porta segura do sistema "{system}"',
)
def offers_only(context: Any, system: str, offer: str) -> None:
    act(context)
    answer = door_of(context).offer(offer)
    taken = answer is not None and answer.kind == "hello"
    clause = CLAUSE_VERSIONS if offer.startswith("TLS") else CLAUSE_SUITES
    _remember(context, "" if taken else str(answer or "closed"), clause, str(answer or ""))


def _remember(context: Any, words: str, clause: str, taken: str = "") -> None:
    """How it ended: ``words`` of the refusal, none where it was served."""
    context.hospital.memory["knocked"] = (words, clause, taken)


@step_text(
    "then",
    en='system "{system}" serves the connection',
    es='el sistema "{system}" atiende la conexión',
    fr='le système "{system}" sert la connexion',
    pt='o sistema "{system}" atende a ligação',
)
def serves(context: Any, system: str) -> None:
    words, clause, _ = context.hospital.memory["knocked"]
    if words:
        what = "the secure port does not serve who shows a valid certificate"
        raise Unmet(what, role=system.lower(), expected=SERVED, received=words, clause=clause)


@step_text(
    "then",
    en='nobody can slip into a renegotiated connection of system "{system}"',
    es='nadie puede colarse en una conexión renegociada del sistema "{system}"',
    fr='personne ne peut se glisser dans une connexion renégociée du système "{system}"',
    pt='ninguém pode infiltrar-se numa ligação renegociada do sistema "{system}"',
)
def renegotiation_is_secured(context: Any, system: str) -> None:
    """Where TLS 1.2 is agreed on at all; TLS 1.3 knows no renegotiation."""
    answer = door_of(context).offer("TLS 1.2")
    if answer is not None and answer.kind == "hello" and not answer.is_secured:
        what = "renegotiation is not tied to the connection"
        raise Unmet(what, role=system.lower(), expected="renegotiation_info", received=str(answer), clause="RFC 5746")


@step_text(
    "then",
    en='system "{system}" refuses the connection',
    es='el sistema "{system}" rechaza la conexión',
    fr='le système "{system}" refuse la connexion',
    pt='o sistema "{system}" recusa a ligação',
)
def refuses(context: Any, system: str) -> None:
    words, clause, taken = context.hospital.memory["knocked"]
    if not words:
        what = "a connection was served that had to be refused"
        received = f"{SERVED}: {taken}" if taken else SERVED
        raise Unmet(what, role=system.lower(), expected=REFUSED, received=received, clause=clause)


@step_text(
    "then",
    en='system "{system}" still serves its open port',
    es='el sistema "{system}" sigue atendiendo su puerto abierto',
    fr='le système "{system}" sert toujours son port ouvert',
    pt='o sistema "{system}" continua a atender a sua porta aberta',
)
def still_serves(context: Any, system: str) -> None:
    try:
        words = context.hospital.memory["open-door"].knock(None)
    except InteropError as error:
        words = str(error)
    if words:
        what = "the open port is not served any more"
        raise Unmet(what, role=system.lower(), expected=SERVED, received=words)


@step_text(
    "then",
    en='system "{system}" serves who connects next',
    es='el sistema "{system}" atiende a quien se conecta después',
    fr='le système "{system}" sert celui qui se connecte ensuite',
    pt='o sistema "{system}" atende quem se liga a seguir',
)
def serves_the_next(context: Any, system: str) -> None:
    door = door_of(context)
    if words := door.knock(door.client("valid")):
        what = "the secure port does not serve who shows a valid certificate"
        raise Unmet(what, role=door.system, expected=SERVED, received=words, clause=CLAUSE_VERIFY)


# --- an end in the middle, a new certificate -------------------------------------------------------------------------


@step_text(
    "when",
    en='the secure connection of device "{device}" to system "PACS" breaks off within an image of exam "{exam}" for '
    'patient "{patient}"',
    es='la conexión segura del equipo "{device}" con el sistema "PACS" se interrumpe dentro de una imagen de la '
    'exploración "{exam}" [del paciente] "{patient}"',
    fr='la connexion sécurisée de l\'appareil "{device}" au système "PACS" s\'interrompt au milieu d\'une image de '
    'l\'examen "{exam}" [du patient] "{patient}"',
    pt='a ligação segura do equipamento "{device}" ao sistema "PACS" interrompe-se no meio de uma imagem do exame '
    '"{exam}" [do paciente] "{patient}"',
)
def breaks_off(context: Any, device: str, exam: str, patient: str) -> None:
    """TCP ends without close_notify, so that nobody may take what came for everything (RFC 8446 6.1)."""
    casebook = act(context)
    case = casebook.case(patient, exam)
    case.device = device
    hospital, door = casebook.hospital, door_of(context)
    performed = begin(casebook, case, [case.entry])
    hospital.modality(device).discontinue(performed)  # what is not stored is not listed either
    image = EncodedInstance.of(make(casebook, case, performed, 1)[0])
    hospital.runtime.test_patients.require(image.dataset.PatientID, "store")
    title = hospital.modality(device).address.ae_title
    assert isinstance(door.address, DicomAddress)
    Association(door.address, title, storage_contexts([image]), hospital.limits).break_off(image)
    case.images.clear()


@step_text(
    "when",
    en='system "{system}" gets a new certificate while a device is connected to its secure port',
    es='el sistema "{system}" recibe un certificado nuevo mientras un equipo está conectado a su puerto seguro',
    fr='le système "{system}" reçoit un nouveau certificat alors qu\'un appareil est connecté à son port sécurisé',
    pt='o sistema "{system}" recebe um certificado novo enquanto um equipamento está ligado à sua porta segura',
)
def gets_new_certificate(context: Any, system: str) -> None:
    act(context)
    door, memory = door_of(context), context.hospital.memory
    context.hospital.drive(door.system, "replace the certificate of its secure port")
    assert door.authority is not None
    client = door.client("valid")
    memory["connected"] = door.scu(client).associate([secure.VERIFICATION])
    context.add_cleanup(memory["connected"].abort)
    memory["former-certificate"] = _certificate(door)
    door.listener.renew(door.authority.server("renewed"))


def _certificate(door: Door) -> str:
    """What the secure port shows: the serial number of its certificate."""
    import socket

    client, to = door.client("valid"), door.address
    with (
        socket.create_connection((to.host, to.port), door.hospital.limits.connect_s) as sock,
        connect(sock, client, to.host) as link,
    ):
        return str((link.getpeercert() or {}).get("serialNumber", ""))


@step_text(
    "then",
    en='system "{system}" still serves the connected device',
    es='el sistema "{system}" sigue atendiendo al equipo conectado',
    fr='le système "{system}" sert toujours l\'appareil connecté',
    pt='o sistema "{system}" continua a atender o equipamento ligado',
)
def serves_the_connected(context: Any, system: str) -> None:
    try:
        status = f"{context.hospital.memory['connected'].echo().status:04X}H"
    except InteropError as error:
        status = str(error)
    same("answer on the connection that was open", "0000H", status, role=system.lower())


@step_text(
    "then",
    en='the next device sees the new certificate of system "{system}"',
    es='el siguiente equipo ve el certificado nuevo del sistema "{system}"',
    fr='l\'appareil suivant voit le nouveau certificat du système "{system}"',
    pt='o equipamento seguinte vê o certificado novo do sistema "{system}"',
)
def next_sees_new_certificate(context: Any, system: str) -> None:
    now = _certificate(door_of(context))
    if now == context.hospital.memory["former-certificate"]:
        raise Unmet("the secure port still shows its old certificate", role=system.lower(), received=now)


# --- whom a system believes ------------------------------------------------------------------------------------------


def shown_of(context: Any) -> Shown:
    found: Shown = context.hospital.memory["shown"]
    return found


@step_text(
    "given",
    en='the workstation shows system "PACS" the certificate "{certificate}"',
    es='la estación de trabajo muestra al sistema "PACS" el certificado "{certificate}"',
    fr='la station de travail présente au système "PACS" le certificat "{certificate}"',
    pt='a estação de trabalho mostra ao sistema "PACS" o certificado "{certificate}"',
)
def workstation_shows(context: Any, certificate: str) -> None:
    _show(book(context), "workstation", "pacs", certificate, context)


@step_text(
    "given",
    en='system "EMR" shows system "RIS" the certificate "{certificate}"',
    es='el sistema "EMR" muestra al sistema "RIS" el certificado "{certificate}"',
    fr='le système "EMR" présente au système "RIS" le certificat "{certificate}"',
    pt='o sistema "EMR" mostra ao sistema "RIS" o certificado "{certificate}"',
)
def record_shows(context: Any, certificate: str) -> None:
    _show(book(context), "emr", "ris", certificate, context)


def _show(casebook: Casebook, receiver: str, sender: str, certificate: str, context: Any) -> None:
    memory = casebook.hospital.memory
    memory["shown-kind"] = certificate
    memory["shown"] = secure.shown_to(casebook.hospital, receiver, sender, kind_of(certificate), context.add_cleanup)


@step_text(
    "when",
    en='the radiologist has system "PACS" send exam "{exam}" for patient "{patient}" to the workstation',
    es='el/la radiólogo/radióloga pide al sistema "PACS" que envíe a la estación de trabajo la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr='le/la radiologue demande au système "PACS" d\'envoyer à la station de travail l\'examen "{exam}" [du patient] '
    '"{patient}"',
    pt='o/a radiologista pede ao sistema "PACS" que envie para a estação de trabalho o exame "{exam}" [do paciente] '
    '"{patient}"',
)
def has_it_sent(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    expected = casebook.hospital.memory["shown-kind"] == "valid"
    why = "" if expected else secure.DELIBERATE
    case.received = casebook.hospital.workstation.move(case.study_instance_uid, deliberate=why).instances
    casebook.answer = case.received


@step_text(
    "then",
    en='system "PACS" refuses the certificate and sends nothing',
    es='el sistema "PACS" rechaza el certificado y no envía nada',
    fr='le système "PACS" refuse le certificat et n\'envoie rien',
    pt='o sistema "PACS" recusa o certificado e não envia nada',
)
def archive_sends_nothing(context: Any) -> None:
    casebook = book(context)
    clause = CLAUSE_NAME if casebook.hospital.memory["shown-kind"] == "other host" else CLAUSE_VERIFY
    same("images sent to who could not be verified", 0, len(casebook.answer), role="pacs", clause=clause)
    shown = shown_of(context)
    with contextlib.suppress(NoAnswer):  # our side of the connection may end after the archive's answer has come
        casebook.hospital.wait_until(
            lambda: shown.tried,
            casebook.hospital.limits.connect_s,
            "a secure connection of the PACS to the workstation",
        )
    if not shown.tried:
        raise Unmet("no secure connection was tried", role="pacs", clause=clause)


@step_text(
    "when",
    en='system "RIS" has refused the certificate of system "EMR"',
    es='el sistema "RIS" ha rechazado el certificado del sistema "EMR"',
    fr='le système "RIS" a refusé le certificat du système "EMR"',
    pt='o sistema "RIS" recusou o certificado do sistema "EMR"',
)
def filler_has_refused(context: Any) -> None:
    casebook, shown = book(context), shown_of(context)
    clause = CLAUSE_NAME if casebook.hospital.memory["shown-kind"] == "other host" else CLAUSE_VERIFY

    def told() -> list[str]:
        since = casebook.hospital.transcript.since(casebook.mark)
        return [one.kind for one in since if (one.sender, one.receiver) == ("ris", "emr") and one.protocol == "HL7"]

    seconds = casebook.hospital.limits.notification_s
    casebook.hospital.wait_until(lambda: shown.tried or told(), seconds, "a secure connection of the RIS to the EMR")
    same("messages told to who could not be verified", [], told(), role="ris", clause=clause)


@step_text(
    "when",
    en='system "EMR" shows a valid certificate again',
    es='el sistema "EMR" vuelve a mostrar un certificado válido',
    fr='le système "EMR" présente de nouveau un certificat valide',
    pt='o sistema "EMR" volta a mostrar um certificado válido',
)
def record_is_valid_again(context: Any) -> None:
    shown_of(context).show("valid")
