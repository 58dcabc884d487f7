"""Steps about an archive that has no room: what it refuses with A7xx has to be sent again (PS3.4 B.2.3)."""

from __future__ import annotations

from typing import Any

from harness.steps.acquisition import begin, end, make
from harness.steps.casebook import Unmet, act, book
from harness.steps.phrases import step_text
from simulators.addresses import DicomAddress
from simulators.destination import Destination, DestinationConfig
from simulators.link import Link

OUT_OF_RESOURCES = 0xA700


@step_text(
    "when",
    en='the technologist performs exam "{exam}" for patient "{patient}" on device "{device}" while system "PACS" has '
    "no room for images",
    es='el/la técnico/técnica realiza la exploración "{exam}" [del paciente] "{patient}" en el equipo "{device}" '
    'mientras el sistema "PACS" no tiene sitio para imágenes',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise l\'examen "{exam}" [du patient] "{patient}" '
    'sur l\'appareil "{device}" alors que le système "PACS" n\'a plus de place pour des images',
    pt='o/a técnico/técnica realiza o exame "{exam}" [do paciente] "{patient}" no equipamento "{device}" enquanto o '
    'sistema "PACS" não tem espaço para imagens',
)
def performs_without_room(context: Any, exam: str, patient: str, device: str) -> None:
    """A listener of ours, under the archive's name, refuses in its place; the archive itself is left alone."""
    casebook = act(context)
    hospital = casebook.hospital
    case = casebook.case(patient, exam)
    case.device = device
    modality = hospital.modality(device)
    usual = modality.config.storage
    full = Destination(hospital.runtime, DestinationConfig(name="FULL", ae_title=usual.ae_title))
    full.answer = OUT_OF_RESOURCES
    full.start()
    context.add_cleanup(full.stop)
    link = Link(full.address.host, full.address.port, transcript=hospital.transcript)
    link.start()
    context.add_cleanup(link.stop)
    hospital.memory["room"] = link, usual
    performed = begin(casebook, case, [case.entry])
    made = make(casebook, case, performed, 2)
    modality.store(made, retry=True, to=DicomAddress(link.bind, link.port, usual.ae_title))
    end(casebook, case, performed)


@step_text(
    "when",
    en='system "PACS" has room for images again',
    es='el sistema "PACS" vuelve a tener sitio para imágenes',
    fr='le système "PACS" a de nouveau de la place pour des images',
    pt='o sistema "PACS" volta a ter espaço para imagens',
)
def room_again(context: Any) -> None:
    link, usual = book(context).hospital.memory["room"]
    link.host, link.target_port = usual.host, usual.port


@step_text(
    "then",
    en='device "{device}" sends again the images that system "PACS" had no room for',
    es='el equipo "{device}" vuelve a enviar las imágenes que no cabían en el sistema "PACS"',
    fr='l\'appareil "{device}" renvoie les images qui ne tenaient pas dans le système "PACS"',
    pt='o equipamento "{device}" volta a enviar as imagens que não cabiam no sistema "PACS"',
)
def sends_what_was_refused(context: Any, device: str) -> None:
    hospital = book(context).hospital
    modality = hospital.modality(device)
    if not modality.drained(hospital.limits.routing_s):
        raise Unmet(f"{device} still has {modality.waiting} images to send", role="pacs")
    hospital.check("STO-06", sender=device)
