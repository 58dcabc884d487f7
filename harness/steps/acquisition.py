"""Steps at the device: RAD-5 to RAD-8 as the technologist goes through them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydicom import Dataset

from harness.steps.admission import ensure_registered
from harness.steps.casebook import Case, Casebook, Unmet, act, book, same, step_item
from harness.steps.ordering import schedule
from harness.steps.phrases import step_text
from simulators.modality import PerformedStep
from simulators.wire.elements import text
from simulators.wire.worklist import code_item


def begin(casebook: Casebook, case: Case, entries: Sequence[Dataset], **options: Any) -> PerformedStep:
    """Start on the device of the case; refused steps raise."""
    performed: PerformedStep = casebook.hospital.modality(case.device).begin(list(entries), **options)
    case.performed.append(performed)
    return performed


def send(casebook: Casebook, case: Case, images: Sequence[Dataset], **options: Any) -> None:
    """Store and see that every image was accepted."""
    casebook.responses = casebook.hospital.modality(case.device).store(images, **options)
    refused = [f"{response.status:04X}H" for response in casebook.responses if response.is_failure]
    if refused or len(casebook.responses) != len(images):
        raise Unmet(
            "the archive did not accept every image",
            role="pacs",
            expected=f"{len(images)} accepted",
            received=f"{len(casebook.responses)} answers, failures {refused}",
            clause="DICOM PS3.4 B.2.3",
        )


def make(casebook: Casebook, case: Case, performed: PerformedStep, instances: int, **options: Any) -> list[Dataset]:
    """One series of the part and side to be examined, not sent yet."""
    about = {"body_part": case.procedure.body_part, "laterality": case.procedure.laterality}
    images: list[Dataset] = casebook.hospital.modality(case.device).acquire(performed, instances, **about, **options)
    case.images += images
    return images


def acquire(casebook: Casebook, case: Case, performed: PerformedStep, instances: int = 2, **options: Any) -> None:
    """Make one series and store it."""
    images = make(casebook, case, performed, instances, **options)
    send(casebook, case, images)


def end(casebook: Casebook, case: Case, performed: PerformedStep) -> None:
    """Report the step as completed; a refusal is the RIS's fault."""
    response = casebook.hospital.modality(case.device).complete(performed)
    if response is not None and response.is_failure:
        what = f"the end of {case.exam} was refused"
        raise Unmet(what, role="ris", expected="0000H", received=f"{response.status:04X}H {response.error_comment}")


def perform(
    casebook: Casebook, case: Case, device: str, entries: Sequence[Dataset] | None = None, **options: Any
) -> None:
    """Begin, acquire, store, complete: the whole examination."""
    case.device = device
    performed = begin(casebook, case, [case.entry] if entries is None else entries)
    acquire(casebook, case, performed, **options)
    end(casebook, case, performed)


@step_text(
    "given",
    en='exam "{exam}" for patient "{patient}" was performed on device "{device}"',
    es='la exploración "{exam}" [del paciente] "{patient}" se ha realizado en el equipo "{device}"',
    fr='l\'examen "{exam}" [du patient] "{patient}" a été réalisé sur l\'appareil "{device}"',
    pt='o exame "{exam}" [do paciente] "{patient}" foi realizado no equipamento "{device}"',
)
def exam_was_performed(context: Any, exam: str, patient: str, device: str) -> None:
    casebook = book(context)
    case = schedule(casebook, patient, exam, device)
    perform(casebook, case, device)


@step_text(
    "when",
    en='the technologist performs exam "{exam}" for patient "{patient}" on device "{device}"',
    es='el/la técnico/técnica realiza la exploración "{exam}" [del paciente] "{patient}" en el equipo "{device}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise l\'examen "{exam}" [du patient] '
    '"{patient}" sur l\'appareil "{device}"',
    pt='o/a técnico/técnica realiza o exame "{exam}" [do paciente] "{patient}" no equipamento "{device}"',
)
def technologist_performs(context: Any, exam: str, patient: str, device: str) -> None:
    casebook = act(context)
    perform(casebook, casebook.case(patient, exam), device)


@step_text(
    "when",
    en='the technologist performs exam "{exam}" for patient "{patient}" on device "{device}" with lossless compression',
    es='el/la técnico/técnica realiza la exploración "{exam}" [del paciente] "{patient}" en el equipo '
    '"{device}" con compresión sin pérdida',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise l\'examen "{exam}" [du patient] '
    '"{patient}" sur l\'appareil "{device}" avec compression sans perte',
    pt='o/a técnico/técnica realiza o exame "{exam}" [do paciente] "{patient}" no equipamento "{device}" '
    "com compressão sem perdas",
)
def technologist_performs_compressed(context: Any, exam: str, patient: str, device: str) -> None:
    casebook = act(context)
    perform(casebook, casebook.case(patient, exam), device, rle=True)


@step_text(
    "when",
    en='the technologist performs exam "{exam}" for patient "{patient}" with the protocol of exam "{other:exam}"',
    es='el/la técnico/técnica realiza la exploración "{exam}" [del paciente] "{patient}" con el protocolo '
    'de la exploración "{other}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise l\'examen "{exam}" [du patient] '
    '"{patient}" avec le protocole de l\'examen "{other}"',
    pt='o/a técnico/técnica realiza o exame "{exam}" [do paciente] "{patient}" com o protocolo do exame "{other}"',
)
def technologist_changes_protocol(context: Any, exam: str, patient: str, other: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    protocol = casebook.hospital.procedure(other).protocol

    def performed_otherwise(ds: Dataset) -> None:
        ds.PerformedProtocolCodeSequence = [code_item(protocol)]

    performed = begin(casebook, case, [case.entry])
    acquire(casebook, case, performed, protocol_name=protocol.meaning)
    response = casebook.hospital.modality(case.device).complete(performed, alter=performed_otherwise)
    same("answer to the end of the step", "0000H", f"{response.status:04X}H", role="ris")


@step_text(
    "when",
    en='the technologist performs step {n} of exam "{exam}" for patient "{patient}" on device "{device}"',
    es='el/la técnico/técnica realiza el paso {n} de la exploración "{exam}" [del paciente] "{patient}" en '
    'el equipo "{device}"',
    fr="le/la manipulateur/manipulatrice/technicien/technicienne réalise l'étape {n} de l'examen \"{exam}\" "
    '[du patient] "{patient}" sur l\'appareil "{device}"',
    pt='o/a técnico/técnica realiza o passo {n} do exame "{exam}" [do paciente] "{patient}" no equipamento "{device}"',
)
def technologist_performs_step(context: Any, n: int, exam: str, patient: str, device: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    entries = sorted(case.entries, key=lambda entry: text(step_item(entry), "ScheduledProcedureStepID"))
    perform(casebook, case, device, [entries[n - 1]])


@step_text(
    "when",
    en='the technologist performs exam "{exam}" for patient "{patient}" on device "{device}" without step reports',
    es='el/la técnico/técnica realiza la exploración "{exam}" [del paciente] "{patient}" en el equipo '
    '"{device}" sin notificar el paso',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise l\'examen "{exam}" [du patient] '
    '"{patient}" sur l\'appareil "{device}" sans notifier l\'étape',
    pt='o/a técnico/técnica realiza o exame "{exam}" [do paciente] "{patient}" no equipamento "{device}" '
    "sem notificar o passo",
)
def technologist_performs_unreported(context: Any, exam: str, patient: str, device: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    case.device = device
    acquire(casebook, case, begin(casebook, case, [case.entry], mpps=False))


@step_text(
    "when",
    en='the technologist starts on device "{device}" exam "{exam}" for patient "{patient}"',
    es='el/la técnico/técnica inicia en el equipo "{device}" la exploración "{exam}" [del paciente] "{patient}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne démarre sur l\'appareil "{device}" '
    'l\'examen "{exam}" [du patient] "{patient}"',
    pt='o/a técnico/técnica inicia no equipamento "{device}" o exame "{exam}" [do paciente] "{patient}"',
)
def technologist_starts(context: Any, device: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    case.device = device
    begin(casebook, case, [case.entry])


@step_text(
    "when",
    en='the technologist acquires {n} [images] of exam "{exam}" for patient "{patient}"',
    es='el/la técnico/técnica adquiere {n} [imágenes] de la exploración "{exam}" [del paciente] "{patient}"',
    fr="le/la manipulateur/manipulatrice/technicien/technicienne acquiert {n} [images] de l'examen "
    '"{exam}" [du patient] "{patient}"',
    pt='o/a técnico/técnica adquire {n} [imagens] do exame "{exam}" [do paciente] "{patient}"',
)
def technologist_acquires(context: Any, n: int, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    acquire(casebook, case, case.performed[-1], n)


@step_text(
    "when",
    en='the technologist makes {n} [images] of exam "{exam}" for patient "{patient}" and does not send [them]',
    es='el/la técnico/técnica hace {n} [imágenes] de la exploración "{exam}" [del paciente] "{patient}" y '
    "no [las] envía",
    fr='le/la manipulateur/manipulatrice/technicien/technicienne fait {n} [images] de l\'examen "{exam}" '
    '[du patient] "{patient}" et [ne les envoie] pas',
    pt='o/a técnico/técnica faz {n} [imagens] do exame "{exam}" [do paciente] "{patient}" e não [as] envia',
)
def technologist_keeps_images(context: Any, n: int, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    performed = begin(casebook, case, [case.entry])
    make(casebook, case, performed, n)


@step_text(
    "when",
    en='the technologist completes exam "{exam}" for patient "{patient}"',
    es='el/la técnico/técnica termina la exploración "{exam}" [del paciente] "{patient}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne clôture l\'examen "{exam}" [du patient] "{patient}"',
    pt='o/a técnico/técnica conclui o exame "{exam}" [do paciente] "{patient}"',
)
def technologist_completes(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    end(casebook, case, case.performed[-1])


@step_text(
    "when",
    en='the technologist adds a series to exam "{exam}" for patient "{patient}"',
    es='el/la técnico/técnica añade una serie a la exploración "{exam}" [del paciente] "{patient}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne ajoute une série à l\'examen "{exam}" [du '
    'patient] "{patient}"',
    pt='o/a técnico/técnica acrescenta uma série ao exame "{exam}" [do paciente] "{patient}"',
)
def technologist_appends(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    perform(casebook, case, case.device)


@step_text(
    "when",
    en='the technologist performs exams "{exam}" and "{other:exam}" for patient "{patient}" in one acquisition',
    es='el/la técnico/técnica realiza en una sola adquisición la exploración "{exam}" y la exploración '
    '"{other}" [del paciente] "{patient}"',
    fr="le/la manipulateur/manipulatrice/technicien/technicienne réalise en une seule acquisition l'examen "
    '"{exam}" et l\'examen "{other}" [du patient] "{patient}"',
    pt='o/a técnico/técnica realiza numa só aquisição o exame "{exam}" e o exame "{other}" [do paciente] "{patient}"',
)
def technologist_performs_group(context: Any, exam: str, other: str, patient: str) -> None:
    casebook = act(context)
    case, second = casebook.case(patient, exam), casebook.case(patient, other)
    perform(casebook, case, case.device, [case.entry, second.entry])
    second.performed, second.images = case.performed, case.images


@step_text(
    "given",
    en='the unscheduled exam "{exam}" for patient "{patient}" was performed on device "{device}"',
    es='la exploración no programada "{exam}" [del paciente] "{patient}" se ha realizado en el equipo "{device}"',
    fr='l\'examen non programmé "{exam}" [du patient] "{patient}" a été réalisé sur l\'appareil "{device}"',
    pt='o exame não agendado "{exam}" [do paciente] "{patient}" foi realizado no equipamento "{device}"',
)
def unscheduled_was_performed(context: Any, exam: str, patient: str, device: str) -> None:
    perform_unscheduled(book(context), exam, patient, device)


@step_text(
    "when",
    en='the technologist performs on device "{device}" the unscheduled exam "{exam}" for patient "{patient}"',
    es='el/la técnico/técnica realiza en el equipo "{device}" la exploración no programada "{exam}" [del '
    'paciente] "{patient}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise sur l\'appareil "{device}" '
    'l\'examen non programmé "{exam}" [du patient] "{patient}"',
    pt='o/a técnico/técnica realiza no equipamento "{device}" o exame não agendado "{exam}" [do paciente] "{patient}"',
)
def technologist_performs_unscheduled(context: Any, device: str, exam: str, patient: str) -> None:
    perform_unscheduled(act(context), exam, patient, device)


@step_text(
    "when",
    en='the technologist performs on device "{device}" the unscheduled exam "{exam}" for patient '
    '"{patient}" with a study number of {n} [characters]',
    es='el/la técnico/técnica realiza en el equipo "{device}" la exploración no programada "{exam}" [del '
    'paciente] "{patient}" con un número de estudio de {n} [caracteres]',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne réalise sur l\'appareil "{device}" '
    'l\'examen non programmé "{exam}" [du patient] "{patient}" avec un numéro d\'examen de {n} '
    "[caractères]",
    pt='o/a técnico/técnica realiza no equipamento "{device}" o exame não agendado "{exam}" [do paciente] '
    '"{patient}" com um número de exame de {n} [caracteres]',
)
def technologist_performs_long_study(context: Any, device: str, exam: str, patient: str, n: int) -> None:
    casebook = act(context)
    uid = casebook.hospital.runtime.uid()
    perform_unscheduled(casebook, exam, patient, device, study_instance_uid=f"{uid}.{'9' * n}"[:n])


def perform_unscheduled(casebook: Casebook, exam: str, patient: str, device: str, **options: Any) -> None:
    """An examination that no entry of the worklist stands for."""
    ensure_registered(casebook, patient)
    case = casebook.case(patient, exam)
    case.device = device
    who = casebook.patient(patient)
    performed = begin(casebook, case, [], patient=who, modality=case.procedure.modality, **options)
    acquire(casebook, case, performed, modality=case.procedure.modality)
    end(casebook, case, performed)


@step_text(
    "when",
    en='the technologist images patient "{patient}" under the worklist entry of exam "{exam}" for patient "{wrong}"',
    es='el/la técnico/técnica hace las imágenes [del paciente] "{patient}" con la entrada de la lista de '
    'trabajo de la exploración "{exam}" [del paciente] "{wrong}"',
    fr='le/la manipulateur/manipulatrice/technicien/technicienne fait les images [du patient] "{patient}" '
    'sous l\'entrée de la liste de travail de l\'examen "{exam}" [du patient] "{wrong}"',
    pt='o/a técnico/técnica faz as imagens [do paciente] "{patient}" com a entrada da lista de trabalho do '
    'exame "{exam}" [do paciente] "{wrong}"',
)
def technologist_picks_wrong_entry(context: Any, patient: str, exam: str, wrong: str) -> None:
    casebook = act(context)
    case = casebook.case(wrong, exam)
    acquire(casebook, case, begin(casebook, case, [case.entry]))


@step_text(
    "when",
    en='the radiologist makes a reconstruction of exam "{exam}" for patient "{patient}" as a step of its own',
    es='el/la radiólogo/radióloga hace una reconstrucción de la exploración "{exam}" [del paciente] "{patient}" '
    "como paso propio",
    fr='le/la radiologue fait une reconstruction de l\'examen "{exam}" [du patient] "{patient}" comme étape distincte',
    pt='o/a radiologista faz uma reconstrução do exame "{exam}" [do paciente] "{patient}" como passo próprio',
)
def radiologist_reconstructs(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    performed = begin(casebook, case, [case.entry], modality="OT")
    made = casebook.hospital.modality(case.device).secondary_capture(performed)
    case.images += made
    send(casebook, case, made)
    end(casebook, case, performed)


@step_text(
    "when",
    en='the radiologist begins a reconstruction of exam "{exam}" for patient "{patient}" and gives it up',
    es='el/la radiólogo/radióloga empieza una reconstrucción de la exploración "{exam}" [del paciente] "{patient}" '
    "y la interrumpe",
    fr='le/la radiologue commence une reconstruction de l\'examen "{exam}" [du patient] "{patient}" et l\'interrompt',
    pt='o/a radiologista começa uma reconstrução do exame "{exam}" [do paciente] "{patient}" e interrompe-a',
)
def radiologist_gives_up(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    performed = begin(casebook, case, [case.entry], modality="OT")
    response = casebook.hospital.modality(case.device).discontinue(performed)
    same("answer to the end of the reconstruction", "0000H", f"{response.status:04X}H", role="ris")
