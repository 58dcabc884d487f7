"""Steps about the announcement that images are available: RAD-49."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from harness.steps.casebook import Case, Casebook, book, eventually, same
from harness.steps.phrases import step_text
from simulators.transcript import Exchange
from simulators.wire.elements import items, text
from simulators.wire.errors import NoAnswer

INSTANCE_AVAILABILITY = "1.2.840.10008.5.1.4.33"
CLAUSE = "IHE RAD-49, DICOM PS3.4 Annex R"
AGAIN_S = 1.0  # so long after the first a second one is waited for; one that comes later is found by IAN-03


def announcements(casebook: Casebook, case: Case) -> list[Exchange]:
    """Instance Availability Notifications for this study that the archive sent, in order."""
    if casebook.hospital.is_real("pacs") and casebook.hospital.is_real("ris"):
        casebook.hospital.drive("ris", f"see whether {case.exam} for {case.patient} is announced as available")
    return [
        exchange
        for exchange in casebook.hospital.exchanges()
        if exchange.kind == "N-CREATE-RQ"
        and exchange.command is not None
        and text(exchange.command, "AffectedSOPClassUID") == INSTANCE_AVAILABILITY
        and exchange.dataset is not None
        and text(exchange.dataset, "StudyInstanceUID") == case.study_instance_uid
    ]


@step_text(
    "then",
    en='system "RIS" is told once that the images of exam "{exam}" for patient "{patient}" are available',
    es='el sistema "RIS" recibe una sola vez el aviso de que las imágenes de la exploración "{exam}" [del '
    'paciente] "{patient}" están disponibles',
    fr='le système "RIS" est averti une seule fois que les images de l\'examen "{exam}" [du patient] '
    '"{patient}" sont disponibles',
    pt='o sistema "RIS" recebe uma só vez o aviso de que as imagens do exame "{exam}" [do paciente] '
    '"{patient}" estão disponíveis',
)
def told_once(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    eventually(
        casebook.hospital,
        lambda: announcements(casebook, case),
        bool,
        seconds=casebook.hospital.limits.notification_s,
        what=f"the images of {exam} are announced",
        role="pacs",
        expected="1 announcement",
        show=len,
        clause=CLAUSE,
    )
    casebook.hospital.settle()
    left = announcements(casebook, case)[0].time + AGAIN_S - time.time()
    with contextlib.suppress(NoAnswer):
        casebook.hospital.wait_until(lambda: len(announcements(casebook, case)) > 1, left, "a second announcement")
    casebook.hospital.check("IAN-02", study_instance_uid=case.study_instance_uid, receiver="ris")
    same("number of announcements", 1, len(announcements(casebook, case)), role="pacs", clause=CLAUSE)


@step_text(
    "then",
    en='the announcement for exam "{exam}" for patient "{patient}" names exactly the images that were made',
    es='el aviso de la exploración "{exam}" [del paciente] "{patient}" nombra exactamente las imágenes que se hicieron',
    fr='l\'avis de l\'examen "{exam}" [du patient] "{patient}" nomme exactement les images qui ont été faites',
    pt='o aviso do exame "{exam}" [do paciente] "{patient}" indica exatamente as imagens que foram feitas',
)
def names_images(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    told = announcements(casebook, case)[-1].dataset
    assert told is not None
    named = [
        (text(image, "ReferencedSOPInstanceUID"), text(image, "InstanceAvailability"))
        for series in items(told, "ReferencedSeriesSequence")
        for image in items(series, "ReferencedSOPSequence")
    ]
    expected = sorted((text(ds, "SOPInstanceUID"), "ONLINE") for ds in case.images)
    same("images announced, with their availability", expected, sorted(named), role="pacs", clause=CLAUSE)


@step_text(
    "then",
    en='no images of exam "{exam}" for patient "{patient}" are announced as available',
    es='no se anuncia como disponible ninguna imagen de la exploración "{exam}" [del paciente] "{patient}"',
    fr='aucune image de l\'examen "{exam}" [du patient] "{patient}" n\'est annoncée comme disponible',
    pt='nenhuma imagem do exame "{exam}" [do paciente] "{patient}" é anunciada como disponível',
)
def nothing_announced(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    casebook.hospital.settle()
    told = announcements(casebook, casebook.case(patient, exam))
    same("number of announcements", 0, len(told), role="pacs", clause=CLAUSE)
