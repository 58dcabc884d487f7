"""Steps at the secure port of a system: who is let in, what is agreed, and whom a system believes."""

from __future__ import annotations

import contextlib
from typing import Any

from harness import secure
from harness.secure import Door, Shown
from harness.steps.casebook import Casebook, Unmet, act, book, same
from harness.steps.phrases import step_text
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
    _require_served(door)


def _require_served(door: Door) -> None:
    """Who shows a valid certificate is served: who serves nobody refuses nobody either."""
    if words := door.knock(door.client("valid")):
        what = "the secure port does not serve who shows a valid certificate"
        raise Unmet(what, role=door.system, expected=SERVED, received=words, clause=CLAUSE_VERIFY)


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
    """Where TLS 1.2 is agreed on at all; TLS 1.3 knows no renegotiation. None is begun here: Python's ssl cannot, and
    a real system is not the place to try it by other means; ours is tried with OpenSSL's client (test_tls_real)."""
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
    """And whoever may, is served all the same: a system that broke down, or is gone, has refused nobody."""
    words, clause, taken = context.hospital.memory["knocked"]
    if not words:
        what = "a connection was served that had to be refused"
        received = f"{SERVED}: {taken}" if taken else SERVED
        raise Unmet(what, role=system.lower(), expected=REFUSED, received=received, clause=clause)
    _require_served(door_of(context))


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
    _require_served(door_of(context))


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
