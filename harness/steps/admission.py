"""Steps of the admissions desk: RAD-1 and RAD-12."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from harness.steps.casebook import Casebook, act, book
from harness.steps.phrases import step_text
from simulators.wire.identifiers import AssigningAuthority, Patient, PatientId, Visit

FACILITY = "HGM"


def ward_visit(ward: str, patient_class: str = "I") -> Visit:
    """A stay in ``ward``."""
    return Visit(patient_class, f"{ward}^^^{FACILITY}")


def tell(
    casebook: Casebook, event: str, patient: str, visit: Visit, *, prior: Patient | None = None, deliberate: str = ""
) -> None:
    """Send the event to everybody; from now on the visit is this one."""
    casebook.visits[patient] = visit
    casebook.registered.add(patient)
    casebook.hospital.his.send(event, casebook.patient(patient), visit, prior, deliberate=deliberate)


def ensure_registered(casebook: Casebook, patient: str) -> None:
    """Register as an outpatient, unless the scenario has done so."""
    if patient not in casebook.registered:
        tell(casebook, "A04", patient, Visit())


@step_text(
    "given",
    en='patient "{patient}" is on record',
    es='[el paciente] "{patient}" consta en admisión',
    fr='[le patient] "{patient}" figure dans le fichier des patients',
    pt='[o paciente] "{patient}" consta do registo da receção',
)
def patient_is_on_record(context: Any, patient: str) -> None:
    ensure_registered(book(context), patient)


@step_text(
    "given",
    en='patient "{patient}" is on record in ward "{ward}"',
    es='[el paciente] "{patient}" consta en admisión con ingreso en la sala "{ward}"',
    fr='[le patient] "{patient}" figure dans le fichier des patients pour un séjour dans le service "{ward}"',
    pt='[o paciente] "{patient}" consta do registo da receção com internamento no serviço "{ward}"',
    event="A01",
)
@step_text(
    "given",
    en='patient "{patient}" is announced for a later stay in ward "{ward}"',
    es='está previsto el ingreso [del paciente] "{patient}" en la sala "{ward}"',
    fr='l\'hospitalisation [du patient] "{patient}" est prévue dans le service "{ward}"',
    pt='está previsto o internamento [do paciente] "{patient}" no serviço "{ward}"',
    event="A05",
)
def patient_is_on_record_in_ward(context: Any, patient: str, ward: str, event: str) -> None:
    tell(book(context), event, patient, ward_visit(ward))


@step_text(
    "when",
    en='the admissions desk registers patient "{patient}" as an outpatient',
    es='admisión registra [al paciente] "{patient}" en régimen ambulatorio',
    fr='l\'accueil enregistre [le patient] "{patient}" en ambulatoire',
    pt='a receção regista [o paciente] "{patient}" em regime ambulatório',
    event="A04",
)
@step_text(
    "when",
    en='the admissions desk announces patient "{patient}" for a later stay',
    es='admisión anuncia el próximo ingreso [del paciente] "{patient}"',
    fr="l'accueil annonce l'hospitalisation prochaine [du patient] \"{patient}\"",
    pt='a receção anuncia o próximo internamento [do paciente] "{patient}"',
    event="A05",
)
def desk_registers(context: Any, patient: str, event: str) -> None:
    tell(act(context), event, patient, Visit())


@step_text(
    "when",
    en='the admissions desk admits patient "{patient}" to ward "{ward}"',
    es='admisión registra el ingreso [del paciente] "{patient}" en la sala "{ward}"',
    fr='l\'accueil enregistre l\'admission [du patient] "{patient}" dans le service "{ward}"',
    pt='a receção regista o internamento [do paciente] "{patient}" no serviço "{ward}"',
    event="A01",
)
@step_text(
    "when",
    en='the admissions desk turns the visit of patient "{patient}" into a stay in ward "{ward}"',
    es='admisión convierte la visita [del paciente] "{patient}" en un ingreso en la sala "{ward}"',
    fr='l\'accueil transforme la consultation [du patient] "{patient}" en séjour dans le service "{ward}"',
    pt='a receção converte a consulta [do paciente] "{patient}" num internamento no serviço "{ward}"',
    event="A06",
)
def desk_admits(context: Any, patient: str, ward: str, event: str) -> None:
    tell(act(context), event, patient, ward_visit(ward))


@step_text(
    "when",
    en='the admissions desk transfers patient "{patient}" to ward "{ward}"',
    es='admisión registra el traslado [del paciente] "{patient}" a la sala "{ward}"',
    fr='l\'accueil enregistre le transfert [du patient] "{patient}" vers le service "{ward}"',
    pt='a receção regista a transferência [do paciente] "{patient}" para o serviço "{ward}"',
)
def desk_transfers(context: Any, patient: str, ward: str) -> None:
    casebook = act(context)
    tell(casebook, "A02", patient, replace(ward_visit(ward), prior_location=casebook.visit(patient).location))


@step_text(
    "when",
    en='the admissions desk cancels the transfer of patient "{patient}" to ward "{ward}"',
    es='admisión anula el traslado [del paciente] "{patient}" a la sala "{ward}"',
    fr='l\'accueil annule le transfert [du patient] "{patient}" vers le service "{ward}"',
    pt='a receção anula a transferência [do paciente] "{patient}" para o serviço "{ward}"',
)
def desk_cancels_transfer(context: Any, patient: str, ward: str) -> None:
    casebook = act(context)
    went_back_to = casebook.visit(patient).prior_location
    tell(casebook, "A12", patient, Visit("I", went_back_to, f"{ward}^^^{FACILITY}"))


@step_text(
    "when",
    en='the admissions desk turns the stay of patient "{patient}" into an outpatient visit',
    es='admisión convierte el ingreso [del paciente] "{patient}" en una visita ambulatoria',
    fr='l\'accueil transforme le séjour [du patient] "{patient}" en consultation externe',
    pt='a receção converte o internamento [do paciente] "{patient}" numa consulta externa',
)
def desk_makes_outpatient(context: Any, patient: str) -> None:
    tell(act(context), "A07", patient, Visit())


@step_text(
    "when",
    en='the admissions desk discharges patient "{patient}"',
    es='admisión registra el alta [del paciente] "{patient}"',
    fr='l\'accueil enregistre la sortie [du patient] "{patient}"',
    pt='a receção regista a alta [do paciente] "{patient}"',
    event="A03",
)
@step_text(
    "when",
    en='the admissions desk cancels the discharge of patient "{patient}"',
    es='admisión anula el alta [del paciente] "{patient}"',
    fr='l\'accueil annule la sortie [du patient] "{patient}"',
    pt='a receção anula a alta [do paciente] "{patient}"',
    event="A13",
)
def desk_tells(context: Any, patient: str, event: str) -> None:
    casebook = act(context)
    tell(casebook, event, patient, casebook.visit(patient))


@step_text(
    "when",
    en='the admissions desk cancels the admission of patient "{patient}"',
    es='admisión anula el ingreso [del paciente] "{patient}"',
    fr="l'accueil annule l'admission [du patient] \"{patient}\"",
    pt='a receção anula o internamento [do paciente] "{patient}"',
    event="A11",
)
@step_text(
    "when",
    en='the admissions desk cancels the announced stay of patient "{patient}"',
    es='admisión anula el ingreso previsto [del paciente] "{patient}"',
    fr="l'accueil annule l'hospitalisation prévue [du patient] \"{patient}\"",
    pt='a receção anula o internamento previsto [do paciente] "{patient}"',
    event="A38",
)
def desk_takes_back(context: Any, patient: str, event: str) -> None:
    casebook = act(context)
    tell(casebook, event, patient, casebook.visit(patient))
    casebook.visits[patient] = Visit()


@step_text(
    "when",
    en='the admissions desk writes birth date "{date}" into the record of patient "{patient}"',
    es='admisión escribe la fecha de nacimiento "{date}" en la ficha [del paciente] "{patient}"',
    fr='l\'accueil inscrit la date de naissance "{date}" dans le [dossier du patient] "{patient}"',
    pt='a receção escreve a data de nascimento "{date}" na ficha [do paciente] "{patient}"',
)
def desk_corrects_birth_date(context: Any, date: str, patient: str) -> None:
    casebook = act(context)
    corrected = replace(casebook.patient(patient), birth_date=date.replace("-", ""))
    casebook.hospital.remember(patient, corrected)
    tell(casebook, "A08", patient, casebook.visit(patient))


@step_text(
    "when",
    en='the admissions desk corrects the name of patient "{patient}" to "{name}"',
    es='admisión corrige el nombre [del paciente] "{patient}" y escribe "{name}"',
    fr='l\'accueil corrige le nom [du patient] "{patient}" en "{name}"',
    pt='a receção corrige o nome [do paciente] "{patient}" para "{name}"',
)
def desk_corrects_name(context: Any, patient: str, name: str) -> None:
    casebook = act(context)
    corrected = casebook.patient(patient).renamed(fixture_name(context, name))
    casebook.hospital.remember(patient, corrected)
    tell(casebook, "A08", patient, casebook.visit(patient))


@step_text(
    "when",
    en='the admissions desk sends the registration of patient "{patient}" without an identifier',
    es='admisión envía el registro [del paciente] "{patient}" sin identificador',
    fr="l'accueil envoie l'enregistrement [du patient] \"{patient}\" sans identifiant",
    pt='a receção envia o registo [do paciente] "{patient}" sem identificador',
)
def desk_forgets_identifier(context: Any, patient: str) -> None:
    casebook = act(context)
    nobody = replace(casebook.patient(patient), id=PatientId("", AssigningAuthority()))
    casebook.hospital.his.send("A04", nobody, Visit(), deliberate="a registration without an identifier")


def fixture_name(context: Any, name: str) -> Any:
    """The name components of a fixture person, without drawing an identifier for her."""
    from harness import fixtures_data

    return fixtures_data.person(name).person_name
