"""Steps about an archive that fails over, is restored from its backup, or goes back to its former version.

Our own archive does it at once; at a real one a person is asked to, and the harness counts what is missing afterwards.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from harness.checks.recovery import acknowledged
from harness.steps.acquisition import send
from harness.steps.archive import object_uids
from harness.steps.attended import ask
from harness.steps.casebook import Casebook, act, book
from harness.steps.continuity import CUT_AFTER_BYTES, IMAGES_CUT, link_to_archive, require_struck
from harness.steps.examination import examination
from harness.steps.phrases import step_text
from simulators.wire.elements import text

BACKUP = "backup"  # what memory holds: the last exchange before it, and our folder


@step_text(
    "when",
    en='the first address of system "PACS" fails while exam "{exam}" for patient "{patient}" is being sent from device '
    '"{device}", which goes on at the second',
    es='la primera dirección del sistema "PACS" falla mientras se envía la exploración "{exam}" [del paciente] '
    '"{patient}" desde el equipo "{device}", que sigue por la segunda',
    fr='la première adresse du système "PACS" tombe pendant l\'envoi de l\'examen "{exam}" [du patient] "{patient}" '
    'depuis l\'appareil "{device}", qui continue par la seconde',
    pt='o primeiro endereço do sistema "PACS" falha durante o envio do exame "{exam}" [do paciente] "{patient}" a '
    'partir do equipamento "{device}", que continua pelo segundo',
)
def fails_over(context: Any, exam: str, patient: str, device: str) -> None:
    """The first address is a line of ours that is cut; the second is the one that the site names."""
    hospital = book(context).hospital
    second = hospital.wiring.dicom("pacs", "second") if hospital.is_real("pacs") else hospital.wiring.dicom("pacs")
    if second is None:
        hospital.omit("the site names no second address of the PACS")
    with examination(context, exam, patient, device) as one:
        link, first = link_to_archive(context, one.casebook, device)
        link.cut_after(CUT_AFTER_BYTES)
        one.modality.store(one.make(IMAGES_CUT), retry=True, to=first, second=second)
        require_struck(link, one, device)


@step_text(
    "when",
    en='the administrator makes a backup of system "PACS"',
    es='el/la administrador/administradora hace una copia de seguridad del sistema "PACS"',
    fr="l'administrateur/l'administratrice fait une sauvegarde du système \"PACS\"",
    pt='o/a administrador/administradora faz uma cópia de segurança do sistema "PACS"',
)
def makes_backup(context: Any) -> None:
    """In a quiet moment: what was done before has reached the archive."""
    hospital = act(context).hospital
    hospital.settle()
    folder = None
    if hospital.is_real("pacs"):
        ask(context, system="PACS", by="administrator")
    else:
        folder = Path(tempfile.mkdtemp(prefix="interop-backup-"))
        context.add_cleanup(shutil.rmtree, folder, ignore_errors=True)
        _everything_passed_on(hospital)
        hospital.pacs.back_up(folder)
    hospital.memory[BACKUP] = hospital.transcript.mark(), folder


def _everything_passed_on(hospital: Any) -> None:
    """What a restored archive still has to pass on, it passes on again: only what could not be delivered may wait."""
    hospital.wait_until(
        lambda: all(one.done or one.attempts for one in hospital.pacs.deliveries),
        hospital.limits.routing_s,
        "the archive has sent what it has to send",
    )


@step_text(
    "when",
    en='the administrator restores system "PACS" from the backup',
    es='el/la administrador/administradora restaura el sistema "PACS" a partir de la copia de seguridad',
    fr="l'administrateur/l'administratrice restaure le système \"PACS\" à partir de la sauvegarde",
    pt='o/a administrador/administradora restaura o sistema "PACS" a partir da cópia de segurança',
    way="restore",
)
@step_text(
    "when",
    en='the administrator takes system "PACS" back to its former version',
    es='el/la administrador/administradora devuelve el sistema "PACS" a su versión anterior',
    fr="l'administrateur/l'administratrice ramène le système \"PACS\" à sa version précédente",
    pt='o/a administrador/administradora repõe o sistema "PACS" na versão anterior',
    way="rollback",
)
def restores(context: Any, way: str) -> None:
    """Both bring ours back to what it held at the backup, in a quiet moment."""
    hospital = act(context).hospital
    hospital.settle()
    if hospital.is_real("pacs"):
        ask(context, system="PACS", by="administrator")
    else:
        _everything_passed_on(hospital)
        hospital.pacs.restore(hospital.memory[BACKUP][1])
    hospital.scenario.restored = hospital.transcript.mark()


@step_text(
    "then",
    en='what system "PACS" has lost since the backup is counted and sent again, and then nothing that it '
    "acknowledged is missing",
    es='lo que el sistema "PACS" ha perdido desde la copia de seguridad se cuenta y se vuelve a enviar, y después no '
    "falta nada de lo que confirmó",
    fr='ce que le système "PACS" a perdu depuis la sauvegarde est compté et renvoyé, et ensuite rien de ce qu\'il a '
    "confirmé ne manque",
    pt='o que o sistema "PACS" perdeu desde a cópia de segurança é contado e enviado de novo, e depois não falta nada '
    "do que confirmou",
)
def counted_and_sent_again(context: Any) -> None:
    casebook = act(context)
    hospital, there = casebook.hospital, _there(casebook)
    hospital.check("REC-01", there=there, backup=hospital.memory[BACKUP][0])
    lost = {one.uid for one in acknowledged(hospital.story())} - there
    for case in casebook.cases.values():
        if again := [ds for ds in case.images if text(ds, "SOPInstanceUID") in lost]:
            send(casebook, case, again)
    hospital.check("REC-01", there=_there(casebook))


@step_text(
    "then",
    en='nothing that system "PACS" acknowledged is missing',
    es='no falta nada de lo que el sistema "PACS" confirmó',
    fr='rien de ce que le système "PACS" a confirmé ne manque',
    pt='não falta nada do que o sistema "PACS" confirmou',
)
def nothing_is_missing(context: Any) -> None:
    casebook = book(context)
    casebook.hospital.check("REC-01", there=_there(casebook))


def _there(casebook: Casebook) -> set[str]:
    """SOP Instance UIDs that the archive names, of the studies of which it acknowledged something."""
    studies = {one.text("StudyInstanceUID") for one in acknowledged(casebook.hospital.story())}
    return {uid for study in sorted(studies) for uid in object_uids(casebook, study)}
