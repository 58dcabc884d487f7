"""Steps about secure connections that break off in the middle, and about a certificate that changes under them."""

from __future__ import annotations

import socket
from typing import Any

from harness import secure
from harness.secure import Door
from harness.steps.acquisition import begin, make
from harness.steps.bad_messages import good_order
from harness.steps.casebook import Unmet, act, same
from harness.steps.phrases import step_text
from harness.steps.tls import door_of
from simulators.addresses import DicomAddress
from simulators.dimse import EncodedInstance, storage_contexts
from simulators.dimse_blocking import Association
from simulators.tls import connect
from simulators.wire import mllp
from simulators.wire.errors import InteropError


@step_text(
    "when",
    en='the secure connection of the ordering service to system "RIS" breaks off before the end of an order for '
    'patient "{patient}"',
    es='la conexión segura del servicio solicitante con el sistema "RIS" se interrumpe antes del final de una '
    'solicitud para [el paciente] "{patient}"',
    fr="la connexion sécurisée du service demandeur au système \"RIS\" s'interrompt avant la fin d'une demande pour "
    '[le patient] "{patient}"',
    pt='a ligação segura do serviço requisitante ao sistema "RIS" interrompe-se antes do fim de um pedido para '
    '[o paciente] "{patient}"',
)
def order_breaks_off(context: Any, patient: str) -> None:
    """Everything has come but the end of the block, and TCP ends without close_notify (RFC 8446 6.1)."""
    casebook = act(context)
    whole = mllp.frame(good_order(casebook, patient, "chest CT").raw)
    casebook.cases.clear()  # that order never was one
    answer = door_of(context).break_off(whole[: -len(mllp.END)])
    same("answer to half a message", None, answer, role="ris", clause="MLLP: a block ends with its end block")


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
