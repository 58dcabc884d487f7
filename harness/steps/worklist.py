"""Steps at the device's worklist: RAD-5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydicom import Dataset

from harness.steps.casebook import Case, Casebook, Unmet, book, eventually, moment, none_of, readable, same, step_item
from harness.steps.phrases import step_text
from simulators.wire.elements import items, text
from simulators.wire.identifiers import Patient, PersonName
from simulators.wire.worklist import PRIORITY, patient_module, patient_of

CLAUSE = "DICOM PS3.4 Annex K, Table K.6-1"
PRIORITIES = {"urgent": PRIORITY["S"], "routine": PRIORITY["R"]}


def device_for(casebook: Casebook, case: Case) -> str:
    """The device the scenario named, else the first one of the examination's modality."""
    stations = casebook.hospital.site.tables.roles.modality
    return case.device or next(one.station for one in stations if one.modality == case.procedure.modality)


def ask_for(casebook: Casebook, device: str, patient: Patient) -> list[Dataset]:
    """What the worklist of ``device`` answers for this patient, of any modality."""
    found: list[Dataset] = casebook.hospital.modality(device).worklist(patient_id=patient.id.value, modality="")
    return found


def of_case(case: Case, entries: Sequence[Dataset]) -> list[Dataset]:
    """The entries of this examination: by its code, or by its name where the list gives no code."""
    return [entry for entry in entries if _names(entry) & {case.procedure.code.value, case.procedure.code.meaning}]


def _names(entry: Dataset) -> set[str]:
    codes = {text(code, "CodeValue") for code in items(entry, "RequestedProcedureCodeSequence")}
    return (codes or {text(entry, "RequestedProcedureDescription")}) - {""}


def see_entries(casebook: Casebook, case: Case, wanted: Any = None, what: str = "") -> list[Dataset]:
    """Wait for the entries of a case (until ``wanted`` of them holds) and remember them."""
    device = device_for(casebook, case)
    casebook.case(case.patient, case.exam).entries = eventually(
        casebook.hospital,
        lambda: of_case(case, ask_for(casebook, device, casebook.patient(case.patient))),
        lambda seen: len(seen) >= case.procedure.steps if wanted is None else bool(seen) and wanted(seen),
        seconds=casebook.hospital.limits.worklist_s,
        what=what or f"{case.exam} for {case.patient} stands on the worklist of {device}",
        role="ris",
        expected=what or f"{case.procedure.steps} entries",
        show=lambda seen: [describe(entry) for entry in seen or ()],
        clause=CLAUSE,
    )
    return case.entries


def describe(entry: Dataset) -> str:
    """An entry in one line, for findings."""
    step = step_item(entry)
    parts = (text(entry, "PatientName"), text(entry, "PatientID"), text(entry, "RequestedProcedureDescription"))
    start = text(step, "ScheduledProcedureStepStartDate") + " " + text(step, "ScheduledProcedureStepStartTime")
    return " | ".join((*parts, start, text(entry, "CurrentPatientLocation"), text(entry, "RequestedProcedurePriority")))


@step_text(
    "then",
    en='the number of entries for patient "{patient}" in the worklist of device "{device}" is {n}',
    es='el número de entradas [del paciente] "{patient}" en la lista de trabajo del equipo "{device}" es {n}',
    fr='le nombre d\'entrées [du patient] "{patient}" dans la liste de travail de l\'appareil "{device}" est de {n}',
    pt='o número de entradas [do paciente] "{patient}" na lista de trabalho do equipamento "{device}" é {n}',
)
def number_of_entries(context: Any, patient: str, device: str, n: int) -> None:
    casebook = book(context)
    _count(casebook, device, casebook.patient(patient), n)


def _count(casebook: Casebook, device: str, patient: Patient, n: int) -> list[Dataset]:
    facts = {"patient_id": patient.id.value, "station": device}

    def confirm() -> object:
        check = casebook.hospital.check
        return check("MWL-05", count=n, **facts) if n else check("MWL-06", **facts)

    seen: list[Dataset] = eventually(
        casebook.hospital,
        lambda: ask_for(casebook, device, patient),
        lambda seen: len(seen) == n,
        seconds=casebook.hospital.limits.worklist_s,
        what=f"{n} entries for {patient.name.display()} in the worklist of {device}",
        role="ris",
        expected=n,
        show=lambda seen: [describe(entry) for entry in seen or ()],
        clause=CLAUSE,
        confirm=confirm,
    )
    return seen


@step_text(
    "then",
    en='the number of entries under the retired identifier of patient "{patient}" in the worklist of device '
    '"{device}" is {n}',
    es='el número de entradas con el identificador retirado [del paciente] "{patient}" en la lista de '
    'trabajo del equipo "{device}" es {n}',
    fr="le nombre d'entrées sous l'identifiant retiré [du patient] \"{patient}\" dans la liste de travail "
    'de l\'appareil "{device}" est de {n}',
    pt='o número de entradas com o identificador retirado [do paciente] "{patient}" na lista de trabalho do '
    'equipamento "{device}" é {n}',
)
def number_under_retired(context: Any, patient: str, device: str, n: int) -> None:
    casebook = book(context)
    _count(casebook, device, casebook.patient(patient), n)


@step_text(
    "then",
    en='exam "{exam}" for patient "{patient}" is no longer in the worklist of device "{device}"',
    es='la exploración "{exam}" [del paciente] "{patient}" ya no figura en la lista de trabajo del equipo "{device}"',
    fr='l\'examen "{exam}" [du patient] "{patient}" ne figure plus dans la liste de travail de l\'appareil "{device}"',
    pt='o exame "{exam}" [do paciente] "{patient}" já não figura na lista de trabalho do equipamento "{device}"',
)
def no_longer_listed(context: Any, exam: str, patient: str, device: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    accession = text(case.entry, "AccessionNumber")
    eventually(
        casebook.hospital,
        lambda: ask_for(casebook, device, casebook.patient(patient)),
        lambda seen: accession not in {text(entry, "AccessionNumber") for entry in seen},
        seconds=casebook.hospital.limits.worklist_s,
        what=f"{exam} for {patient} has left the worklist of {device}",
        role="ris",
        expected="no such entry",
        show=lambda seen: [describe(entry) for entry in seen or ()],
        clause=CLAUSE,
        confirm=lambda: casebook.hospital.check("MWL-06", accession=accession, station=device),
    )


@step_text(
    "then",
    en='the worklist entry of exam "{exam}" for patient "{patient}" carries the identifiers of the order',
    es='la entrada de la lista de trabajo de la exploración "{exam}" [del paciente] "{patient}" lleva los '
    "identificadores de la solicitud",
    fr='l\'entrée de la liste de travail de l\'examen "{exam}" [du patient] "{patient}" porte les '
    "identifiants de la demande",
    pt='a entrada da lista de trabalho do exame "{exam}" [do paciente] "{patient}" traz os identificadores do pedido',
)
def entry_carries_identifiers(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    none_of(
        f"identifiers on the worklist entries of {exam}",
        (
            f"{what} {why}"
            for entry in see_entries(casebook, case)
            for what, why in _identifier_faults(casebook, case, entry)
        ),
        role="ris",
        clause=CLAUSE,
    )


def _identifier_faults(casebook: Casebook, case: Case, entry: Dataset) -> list[tuple[str, str]]:
    order, patient = case.order, casebook.patient(case.patient)
    assert order is not None
    faults = [
        (keyword, "is missing")
        for keyword in ("AccessionNumber", "RequestedProcedureID", "StudyInstanceUID")
        if not text(entry, keyword)
    ]
    faults += [("ScheduledProcedureStepID", "is missing")] * (not text(step_item(entry), "ScheduledProcedureStepID"))
    if not patient_of(entry).id.agrees_with(patient.id):
        faults.append(("PatientID", f"is {text(entry, 'PatientID')!r} of {text(entry, 'IssuerOfPatientID')!r}"))
    placer = text(entry, "PlacerOrderNumberImagingServiceRequest")
    if placer and placer != order.placer_order_number:
        faults.append(("PlacerOrderNumberImagingServiceRequest", f"is {placer!r}, not {order.placer_order_number!r}"))
    return faults


@step_text(
    "then",
    en='the worklist entry of exam "{exam}" for patient "{patient}" shows the patient as registered',
    es='la entrada de la lista de trabajo de la exploración "{exam}" [del paciente] "{patient}" muestra la '
    "identidad tal como se registró",
    fr='l\'entrée de la liste de travail de l\'examen "{exam}" [du patient] "{patient}" montre l\'identité '
    "telle qu'elle a été enregistrée",
    pt='a entrada da lista de trabalho do exame "{exam}" [do paciente] "{patient}" mostra a identidade tal '
    "como foi registada",
)
def entry_shows_patient(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    expected = as_registered(casebook.patient(patient))
    see_entries(
        casebook,
        case,
        lambda seen: all(shown(entry) == expected for entry in seen),
        f"entries show {readable(expected)}",
    )


@step_text(
    "then",
    en='the worklist entry taken for exam "{exam}" for patient "{patient}" shows the patient as registered',
    es='la entrada de la lista de trabajo elegida para la exploración "{exam}" [del paciente] "{patient}" '
    "muestra la identidad tal como se registró",
    fr='l\'entrée de la liste de travail choisie pour l\'examen "{exam}" [du patient] "{patient}" montre '
    "l'identité telle qu'elle a été enregistrée",
    pt='a entrada da lista de trabalho escolhida para o exame "{exam}" [do paciente] "{patient}" mostra a '
    "identidade tal como foi registada",
)
def taken_entry_shows_patient(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    same("patient on the worklist entry", as_registered(casebook.patient(patient)), shown(case.entry), role="ris")


def as_registered(patient: Patient) -> tuple[Any, ...]:
    """Name, identifier with issuer, birth date and sex, as DICOM carries what was registered."""
    return shown(patient_module(patient))


def shown(ds: Dataset) -> tuple[Any, ...]:
    """Name, identifier with issuer, birth date and sex of a data set."""
    patient = patient_of(ds)
    issuer = patient.id.authority.namespace
    return (written(patient.name), patient.id.value.strip(), issuer, patient.birth_date, patient.sex)


def written(name: PersonName) -> str:
    """A name as it is compared, and shown where it differs."""
    return "^".join(name.canonical()).rstrip("^")


@step_text(
    "then",
    en='the worklist entry of exam "{exam}" for patient "{patient}" shows ward "{ward}"',
    es='la entrada de la lista de trabajo de la exploración "{exam}" [del paciente] "{patient}" muestra la '
    'sala "{ward}"',
    fr='l\'entrée de la liste de travail de l\'examen "{exam}" [du patient] "{patient}" montre le service "{ward}"',
    pt='a entrada da lista de trabalho do exame "{exam}" [do paciente] "{patient}" mostra o serviço "{ward}"',
)
def entry_shows_ward(context: Any, exam: str, patient: str, ward: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    see_entries(casebook, case, lambda seen: all(_ward(entry) == ward for entry in seen), f"entries show ward {ward}")


@step_text(
    "then",
    en='the worklist entry of exam "{exam}" for patient "{patient}" shows no ward',
    es='la entrada de la lista de trabajo de la exploración "{exam}" [del paciente] "{patient}" no muestra '
    "ninguna sala",
    fr='l\'entrée de la liste de travail de l\'examen "{exam}" [du patient] "{patient}" ne montre aucun service',
    pt='a entrada da lista de trabalho do exame "{exam}" [do paciente] "{patient}" não mostra nenhum serviço',
)
def entry_shows_no_ward(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    see_entries(casebook, case, lambda seen: not any(_ward(entry) for entry in seen), "entries show no ward")


def _ward(entry: Dataset) -> str:
    return text(entry, "CurrentPatientLocation").split("^")[0]


@step_text(
    "then",
    en='the worklist entry of exam "{exam}" for patient "{patient}" shows priority "{priority}"',
    es='la entrada de la lista de trabajo de la exploración "{exam}" [del paciente] "{patient}" muestra la '
    'prioridad "{priority}"',
    fr='l\'entrée de la liste de travail de l\'examen "{exam}" [du patient] "{patient}" montre la priorité '
    '"{priority}"',
    pt='a entrada da lista de trabalho do exame "{exam}" [do paciente] "{patient}" mostra a prioridade "{priority}"',
)
def entry_shows_priority(context: Any, exam: str, patient: str, priority: str) -> None:
    casebook = book(context)
    entries = see_entries(casebook, casebook.case(patient, exam))
    same(
        "priority", {PRIORITIES[priority]}, {text(entry, "RequestedProcedurePriority") for entry in entries}, role="ris"
    )


@step_text(
    "then",
    en='the worklist entry of exam "{exam}" for patient "{patient}" shows the time "{date}"',
    es='la entrada de la lista de trabajo de la exploración "{exam}" [del paciente] "{patient}" muestra la '
    'fecha "{date}"',
    fr='l\'entrée de la liste de travail de l\'examen "{exam}" [du patient] "{patient}" montre la date "{date}"',
    pt='a entrada da lista de trabalho do exame "{exam}" [do paciente] "{patient}" mostra a data "{date}"',
)
def entry_shows_time(context: Any, exam: str, patient: str, date: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    case.moment = moment(date)
    see_entries(casebook, case, lambda seen: all(start(entry) == case.moment for entry in seen), f"time {date}")


def start(entry: Dataset) -> str:
    """Scheduled start as YYYYMMDDHHMMSS."""
    step = step_item(entry)
    time = text(step, "ScheduledProcedureStepStartTime").split(".")[0]
    return text(step, "ScheduledProcedureStepStartDate") + time.ljust(6, "0")


@step_text(
    "then",
    en='the worklist entry of exam "{exam}" for patient "{patient}" names exam and protocol as in the catalogue',
    es='la entrada de la lista de trabajo de la exploración "{exam}" [del paciente] "{patient}" nombra la '
    "exploración y el protocolo como en el catálogo",
    fr='l\'entrée de la liste de travail de l\'examen "{exam}" [du patient] "{patient}" nomme l\'examen et '
    "le protocole comme au catalogue",
    pt='a entrada da lista de trabalho do exame "{exam}" [do paciente] "{patient}" indica o exame e o '
    "protocolo como no catálogo",
)
def entry_names_exam(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    procedure = case.procedure
    for entry in see_entries(casebook, case):
        same("exam", {procedure.code.value}, _names(entry) - {procedure.code.meaning}, role="ris", clause=CLAUSE)
        protocols = {text(code, "CodeValue") for code in items(step_item(entry), "ScheduledProtocolCodeSequence")}
        same("protocol", {procedure.protocol.value}, protocols, role="ris", clause=CLAUSE)


@step_text(
    "then",
    en='the entries of exam "{exam}" for patient "{patient}" share accession number and study',
    es='las entradas de la exploración "{exam}" [del paciente] "{patient}" comparten el número de acceso y el estudio',
    fr='les entrées de l\'examen "{exam}" [du patient] "{patient}" partagent le numéro d\'accès et '
    "l'identifiant d'examen",
    pt='as entradas do exame "{exam}" [do paciente] "{patient}" partilham o número de acesso e o '
    "identificador de exame",
)
def entries_share(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    entries = see_entries(casebook, casebook.case(patient, exam))
    for keyword in ("AccessionNumber", "StudyInstanceUID", "RequestedProcedureID"):
        same(f"number of different {keyword}", 1, len({text(entry, keyword) for entry in entries}), role="ris")


@step_text(
    "then",
    en='the entries of exam "{exam}" for patient "{patient}" are told apart by their step',
    es='las entradas de la exploración "{exam}" [del paciente] "{patient}" se distinguen por su paso',
    fr='les entrées de l\'examen "{exam}" [du patient] "{patient}" se distinguent par leur étape',
    pt='as entradas do exame "{exam}" [do paciente] "{patient}" distinguem-se pelo seu passo',
)
def entries_differ(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    entries = see_entries(casebook, casebook.case(patient, exam))
    steps = {text(step_item(entry), "ScheduledProcedureStepID") for entry in entries}
    same("number of different scheduled step IDs", len(entries), len(steps), role="ris", clause=CLAUSE)


@step_text(
    "then",
    en='the numbers on the worklist entry of exam "{exam}" for patient "{patient}" have at most {n} [characters]',
    es='los números de la entrada de la lista de trabajo de la exploración "{exam}" [del paciente] '
    '"{patient}" tienen {n} [caracteres] como máximo',
    fr='les numéros de l\'entrée de la liste de travail de l\'examen "{exam}" [du patient] "{patient}" ont '
    "{n} [caractères] au maximum",
    pt='os números da entrada da lista de trabalho do exame "{exam}" [do paciente] "{patient}" têm {n} '
    "[caracteres] no máximo",
)
def numbers_fit(context: Any, exam: str, patient: str, n: int) -> None:
    casebook = book(context)
    entries = see_entries(casebook, casebook.case(patient, exam))
    numbers = {
        keyword: text(ds, keyword)
        for entry in entries
        for ds, keyword in (
            (entry, "AccessionNumber"),
            (entry, "RequestedProcedureID"),
            (step_item(entry), "ScheduledProcedureStepID"),
        )
    }
    faults = [f"{keyword} {value!r}" for keyword, value in numbers.items() if not 0 < len(value) <= n]
    none_of("numbers given by the RIS", faults, role="ris", clause="DICOM PS3.5 6.2, SH: at most 16 characters")


@step_text(
    "then",
    en='the new entry of exam "{exam}" for patient "{patient}" has other numbers than the cancelled one',
    es='la nueva entrada de la exploración "{exam}" [del paciente] "{patient}" tiene números distintos de la anulada',
    fr='la nouvelle entrée de l\'examen "{exam}" [du patient] "{patient}" a d\'autres numéros que l\'entrée annulée',
    pt='a nova entrada do exame "{exam}" [do paciente] "{patient}" tem números diferentes da anulada',
)
def new_entry_differs(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    _all_new(case.former, see_entries(casebook, case))


@step_text(
    "then",
    en='the new entry of exam "{exam}" for patient "{patient}" has other numbers than the one of exam "{old:exam}"',
    es='la nueva entrada de la exploración "{exam}" [del paciente] "{patient}" tiene números distintos de '
    'los de la exploración "{old}"',
    fr='la nouvelle entrée de l\'examen "{exam}" [du patient] "{patient}" a d\'autres numéros que celle de '
    'l\'examen "{old}"',
    pt='a nova entrada do exame "{exam}" [do paciente] "{patient}" tem números diferentes dos do exame "{old}"',
)
def replacing_entry_differs(context: Any, exam: str, patient: str, old: str) -> None:
    casebook = book(context)
    _all_new(casebook.case(patient, old).entries, see_entries(casebook, casebook.case(patient, exam)))


def _all_new(former: Sequence[Dataset], entries: Sequence[Dataset]) -> None:
    if not former:
        raise Unmet("the former entry was never seen", role="ris")
    for keyword in ("AccessionNumber", "StudyInstanceUID", "RequestedProcedureID"):
        both = {text(entry, keyword) for entry in former} & {text(entry, keyword) for entry in entries}
        same(f"{keyword} of the former entry used again", set(), both, role="ris")
