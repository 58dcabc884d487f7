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


@step_text("given", en='patient "{patient}" is on record')
def patient_is_on_record(context: Any, patient: str) -> None:
    ensure_registered(book(context), patient)


@step_text("given", en='patient "{patient}" is on record in ward "{ward}"', event="A01")
@step_text("given", en='patient "{patient}" is announced for a later stay in ward "{ward}"', event="A05")
def patient_is_on_record_in_ward(context: Any, patient: str, ward: str, event: str) -> None:
    tell(book(context), event, patient, ward_visit(ward))


@step_text("when", en='the admissions desk registers patient "{patient}" as an outpatient', event="A04")
@step_text("when", en='the admissions desk announces patient "{patient}" for a later stay', event="A05")
def desk_registers(context: Any, patient: str, event: str) -> None:
    tell(act(context), event, patient, Visit())


@step_text("when", en='the admissions desk admits patient "{patient}" to ward "{ward}"', event="A01")
@step_text(
    "when", en='the admissions desk turns the visit of patient "{patient}" into a stay in ward "{ward}"', event="A06"
)
def desk_admits(context: Any, patient: str, ward: str, event: str) -> None:
    tell(act(context), event, patient, ward_visit(ward))


@step_text("when", en='the admissions desk transfers patient "{patient}" to ward "{ward}"')
def desk_transfers(context: Any, patient: str, ward: str) -> None:
    casebook = act(context)
    tell(casebook, "A02", patient, replace(ward_visit(ward), prior_location=casebook.visit(patient).location))


@step_text("when", en='the admissions desk cancels the transfer of patient "{patient}" to ward "{ward}"')
def desk_cancels_transfer(context: Any, patient: str, ward: str) -> None:
    casebook = act(context)
    went_back_to = casebook.visit(patient).prior_location
    tell(casebook, "A12", patient, Visit("I", went_back_to, f"{ward}^^^{FACILITY}"))


@step_text("when", en='the admissions desk turns the stay of patient "{patient}" into an outpatient visit')
def desk_makes_outpatient(context: Any, patient: str) -> None:
    tell(act(context), "A07", patient, Visit())


@step_text("when", en='the admissions desk discharges patient "{patient}"', event="A03")
@step_text("when", en='the admissions desk cancels the discharge of patient "{patient}"', event="A13")
def desk_tells(context: Any, patient: str, event: str) -> None:
    casebook = act(context)
    tell(casebook, event, patient, casebook.visit(patient))


@step_text("when", en='the admissions desk cancels the admission of patient "{patient}"', event="A11")
@step_text("when", en='the admissions desk cancels the announced stay of patient "{patient}"', event="A38")
def desk_takes_back(context: Any, patient: str, event: str) -> None:
    casebook = act(context)
    tell(casebook, event, patient, casebook.visit(patient))
    casebook.visits[patient] = Visit()


@step_text("when", en='the admissions desk writes birth date "{date}" into the record of patient "{patient}"')
def desk_corrects_birth_date(context: Any, date: str, patient: str) -> None:
    casebook = act(context)
    corrected = replace(casebook.patient(patient), birth_date=date.replace("-", ""))
    casebook.hospital.remember(patient, corrected)
    tell(casebook, "A08", patient, casebook.visit(patient))


@step_text("when", en='the admissions desk corrects the name of patient "{patient}" to "{name}"')
def desk_corrects_name(context: Any, patient: str, name: str) -> None:
    casebook = act(context)
    corrected = casebook.patient(patient).renamed(fixture_name(context, name))
    casebook.hospital.remember(patient, corrected)
    tell(casebook, "A08", patient, casebook.visit(patient))


@step_text("when", en='the admissions desk sends the registration of patient "{patient}" without an identifier')
def desk_forgets_identifier(context: Any, patient: str) -> None:
    casebook = act(context)
    nobody = replace(casebook.patient(patient), id=PatientId("", AssigningAuthority()))
    casebook.hospital.his.send("A04", nobody, Visit(), deliberate="a registration without an identifier")


def fixture_name(context: Any, name: str) -> Any:
    """The name components of a fixture person, without drawing an identifier for her."""
    from harness import fixtures_data

    return fixtures_data.person(name).person_name
