"""Attended steps: a person looks at the screen of a system, reads off it, or does something there, and says so.

Blind readings ask for a value before it is shown: what is expected comes from the casebook and stays in the question
until she has answered. An act that only a person can do is asked for in the words of the scenario. Every phrase exists
twice: for the screen of a system and for that of a device, whose article differs in other languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from harness import acceptance
from harness.attended import ROLES, Question
from harness.record import EXCHANGES
from harness.steps.casebook import Case, Casebook, Unmet, book
from harness.steps.phrases import step_text
from simulators.picture import picture_of
from simulators.wire.elements import text
from simulators.wire.identifiers import Patient


def ask(context: Any, *, system: str, instruction: str = "", by: str = "technologist", **more: Any) -> None:
    """Ask the person whose role the scenario's tags name (``by`` where they name none). Without an instruction the step
    says itself what has to be done, in the language of the scenario."""
    hospital = book(context).hospital
    tags = {str(tag).replace("-", "_") for tag in context.scenario.effective_tags}
    role = next((role for role in ROLES if role in tags), by)
    step = context.course.index
    scenario_id = context.course.id
    hospital.ask(
        Question(
            id=f"{scenario_id}/{step + 1}",
            scenario_id=scenario_id,
            step=step,
            role=role,
            system=system,
            instruction=instruction or as_sentence(context.course.step.name),
            about=tuple(handles(book(context), language_of(context), set(more.get("blind", {}).values()))),
            **more,
        )
    )


def as_sentence(step: str) -> str:
    """The text of a step as an instruction: a capital first, and without the "que" that a keyword left in it."""
    words = step.removeprefix("que ")
    return words[:1].upper() + words[1:]


def language_of(context: Any) -> str:
    """The language in which the scenario is written."""
    return str(context.feature.language or "en")


def handles(casebook: Casebook, language: str, hidden: set[str]) -> Iterator[str]:
    """One line for each patient of the scenario: name, identifier and accession numbers, without the hidden values."""
    identifier = acceptance.word("labels", "identifier", language)
    accession = acceptance.word("labels", "accession_number", language)
    for name, who in casebook.hospital.scenario.patients.items():
        known = [("", registered_name(who)), (identifier, who.id.value)]
        known += [(accession, number) for number in accession_numbers(casebook, name)]
        if shown := [f"{label} {value}".strip() for label, value in known if value not in hidden]:
            yield ("" if registered_name(who) in hidden else f"{name}: ") + " · ".join(shown)


def accession_numbers(casebook: Casebook, patient: str) -> list[str]:
    """Of the patient's examinations that have one, in the order in which the scenario spoke of them."""
    cases = [case for case in casebook.of(patient) if case.performed or case.entries or case.order]
    return [case.accession_number for case in cases if case.accession_number]


def registered_name(who: Patient) -> str:
    """As most screens write it: surnames, a comma, given names."""
    return ", ".join(filter(None, (who.name.family, " ".join(filter(None, (who.name.given, who.name.middle))))))


def read(context: Any, system: str, instruction: str = "", **expected: str) -> None:
    """Ask for what stands on a screen, by the keys of the labels; what is empty is not asked for."""
    language = language_of(context)
    blind = {acceptance.word("labels", key, language): value for key, value in expected.items() if value}
    if not blind:
        raise Unmet("there is nothing to read: the scenario has not come so far", role=system.lower())
    ask(context, system=system, instruction=instruction, blind=blind)


# --- looking ---------------------------------------------------------------------------------------------------------


@step_text(
    "then",
    en='look at the screen of system "{system}" and confirm the statement "{statement}"',
    es='mire la pantalla del sistema "{system}" y confirme la afirmación "{statement}"',
    fr='regardez l\'écran du système "{system}" et confirmez l\'affirmation "{statement}"',
    pt='olhe para o ecrã do sistema "{system}" e confirme a afirmação "{statement}"',
    at="system",
)
@step_text(
    "then",
    en='look at the screen of device "{system}" and confirm the statement "{statement}"',
    es='mire la pantalla del equipo "{system}" y confirme la afirmación "{statement}"',
    fr='regardez l\'écran de l\'appareil "{system}" et confirmez l\'affirmation "{statement}"',
    pt='olhe para o ecrã do equipamento "{system}" e confirme a afirmação "{statement}"',
    at="device",
)
def confirm_statement(context: Any, system: str, statement: str, at: str) -> None:
    ask(context, system=system, instruction=statement, look_for=(statement,))


@step_text(
    "then",
    en='look at the screen of system "{system}", confirm the statement "{statement}" and attach the evidence '
    '"{evidence:statement}"',
    es='mire la pantalla del sistema "{system}", confirme la afirmación "{statement}" y adjunte la evidencia '
    '"{evidence}"',
    fr='regardez l\'écran du système "{system}", confirmez l\'affirmation "{statement}" et joignez la preuve '
    '"{evidence}"',
    pt='olhe para o ecrã do sistema "{system}", confirme a afirmação "{statement}" e junte a evidência "{evidence}"',
)
def confirm_with_evidence(context: Any, system: str, statement: str, evidence: str) -> None:
    ask(context, system=system, instruction=statement, look_for=(statement,), evidence=evidence)


@step_text(
    "then",
    en='compare the image of exam "{exam}" for patient "{patient}" on the screen of system "{system}" with the picture '
    "that the device made",
    es='compare la imagen de la exploración "{exam}" [del paciente] "{patient}" en la pantalla del sistema "{system}" '
    "con la que hizo el equipo",
    fr='comparez l\'image de l\'examen "{exam}" [du patient] "{patient}" sur l\'écran du système "{system}" avec celle '
    "que l'appareil a faite",
    pt='compare a imagem do exame "{exam}" [do paciente] "{patient}" no ecrã do sistema "{system}" com a que o '
    "equipamento fez",
)
def compare_picture(context: Any, exam: str, patient: str, system: str) -> None:
    casebook = book(context)
    same = acceptance.word("texts", "same_picture", language_of(context))
    ask(context, system=system, look_for=(same,), images=picture(casebook, casebook.case(patient, exam)))


def picture(casebook: Casebook, case: Case) -> tuple[str, ...]:
    """The first image of a case as PNG in the run folder, beside what the scenario exchanged; none without a folder."""
    hospital = casebook.hospital
    if not case.shown:
        raise Unmet(f"no image of {case.exam} for {case.patient} was made", role=case.device)
    if hospital.folder is None:
        return ()
    place = re.sub(r"[^A-Za-z0-9._-]", "_", hospital.scenario.id)
    name = f"{EXCHANGES}/{place}/{text(case.shown[0], 'SOPInstanceUID')}.png"
    path = hospital.folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(picture_of(case.shown[0]))
    return (name,)


# --- reading blind ---------------------------------------------------------------------------------------------------


@step_text(
    "then",
    en='read on the screen of system "{system}" the name, identifier and birth date of patient "{patient}"',
    es='lea en la pantalla del sistema "{system}" el nombre, el identificador y la fecha de nacimiento [del paciente] '
    '"{patient}"',
    fr="lisez sur l'écran du système \"{system}\" le nom, l'identifiant et la date de naissance [du patient] "
    '"{patient}"',
    pt='leia no ecrã do sistema "{system}" o nome, o identificador e a data de nascimento [do paciente] "{patient}"',
    at="system",
)
@step_text(
    "then",
    en='read on the screen of device "{system}" the name, identifier and birth date of patient "{patient}"',
    es='lea en la pantalla del equipo "{system}" el nombre, el identificador y la fecha de nacimiento [del paciente] '
    '"{patient}"',
    fr="lisez sur l'écran de l'appareil \"{system}\" le nom, l'identifiant et la date de naissance [du patient] "
    '"{patient}"',
    pt='leia no ecrã do equipamento "{system}" o nome, o identificador e a data de nascimento [do paciente] '
    '"{patient}"',
    at="device",
)
def read_identity(context: Any, system: str, patient: str, at: str) -> None:
    """By an accession number where there is one: then nothing on the page gives the name away."""
    casebook = book(context)
    who = casebook.patient(patient)
    born = who.birth_date
    iso = f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else ""
    found = acceptance.word("texts", f"find_on_{at}", language_of(context))
    numbers = accession_numbers(casebook, patient)
    instruction = found.format(number=numbers[-1], system=system) if numbers else ""
    read(context, system, instruction, name=registered_name(who), identifier=who.id.value, birth_date=iso)


@step_text(
    "then",
    en='read on the screen of system "{system}" which side the images of patient "{patient}" show',
    es='lea en la pantalla del sistema "{system}" qué lado muestran las imágenes [del paciente] "{patient}"',
    fr='lisez sur l\'écran du système "{system}" quel côté montrent les images [du patient] "{patient}"',
    pt='leia no ecrã do sistema "{system}" que lado mostram as imagens [do paciente] "{patient}"',
)
def read_side(context: Any, system: str, patient: str) -> None:
    sides = [case.procedure.laterality for case in book(context).of(patient) if case.procedure.laterality]
    if not sides:
        raise Unmet(f"no examination of {patient} has a side", role=system.lower())
    read(context, system, side=acceptance.word("sides", sides[-1], language_of(context)))


@step_text(
    "then",
    en='read on the screen of system "{system}" the accession number of exam "{exam}" for patient "{patient}"',
    es='lea en la pantalla del sistema "{system}" el número de acceso de la exploración "{exam}" [del paciente] '
    '"{patient}"',
    fr='lisez sur l\'écran du système "{system}" le numéro d\'accès de l\'examen "{exam}" [du patient] "{patient}"',
    pt='leia no ecrã do sistema "{system}" o número de acesso do exame "{exam}" [do paciente] "{patient}"',
)
def read_accession_number(context: Any, system: str, exam: str, patient: str) -> None:
    read(context, system, accession_number=book(context).case(patient, exam).accession_number)


@step_text(
    "then",
    en='read on the screen of system "{system}" the number of images of exam "{exam}" for patient "{patient}"',
    es='lea en la pantalla del sistema "{system}" el número de imágenes de la exploración "{exam}" [del paciente] '
    '"{patient}"',
    fr='lisez sur l\'écran du système "{system}" le nombre d\'images de l\'examen "{exam}" [du patient] "{patient}"',
    pt='leia no ecrã do sistema "{system}" o número de imagens do exame "{exam}" [do paciente] "{patient}"',
)
def read_number_of_images(context: Any, system: str, exam: str, patient: str) -> None:
    shown = book(context).case(patient, exam).shown
    read(context, system, images=str(len(shown)) if shown else "")


@step_text(
    "then",
    en='read on the screen of system "{system}" the text of the report of exam "{exam}" for patient "{patient}"',
    es='lea en la pantalla del sistema "{system}" el texto del informe de la exploración "{exam}" [del paciente] '
    '"{patient}"',
    fr='lisez sur l\'écran du système "{system}" le texte du compte rendu de l\'examen "{exam}" [du patient] '
    '"{patient}"',
    pt='leia no ecrã do sistema "{system}" o texto do relatório do exame "{exam}" [do paciente] "{patient}"',
)
def read_report(context: Any, system: str, exam: str, patient: str) -> None:
    read(context, system, report=book(context).case(patient, exam).report)


# --- acting ----------------------------------------------------------------------------------------------------------


@step_text(
    "when",
    en='you carry out at system "{system}" the action "{action:statement}"',
    es='usted realiza en el sistema "{system}" la acción "{action}"',
    fr='vous effectuez sur le système "{system}" l\'action "{action}"',
    pt='realiza no sistema "{system}" a ação "{action}"',
    at="system",
)
@step_text(
    "when",
    en='you carry out at device "{system}" the action "{action:statement}"',
    es='usted realiza en el equipo "{system}" la acción "{action}"',
    fr='vous effectuez sur l\'appareil "{system}" l\'action "{action}"',
    pt='realiza no equipamento "{system}" a ação "{action}"',
    at="device",
)
def carry_out(context: Any, system: str, action: str, at: str) -> None:
    ask(context, system=system, instruction=action)


def done_by_hand(context: Any, role: str, by: str = "technologist") -> bool:
    """Ask a person to do what the step says, where ``role`` is a real system; true once she says that it is done. False
    where it is simulated: then the harness does it itself."""
    if not book(context).hospital.is_real(role):
        return False
    ask(context, system=role.upper(), by=by)
    return True
