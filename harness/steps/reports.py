"""Steps about reports: RAD-28, RAD-128."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from harness import fixtures_data
from harness.steps.attended import done_by_hand
from harness.steps.casebook import Case, Casebook, Unmet, act, book, eventually, none_of, same
from harness.steps.phrases import step_text
from simulators.clock import local_time
from simulators.mllp_client import MllpClient
from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import Code
from simulators.wire.result import Result, oru, text_observation

STATUSES = {"preliminary": "P", "final": "F", "corrected": "C"}  # OBR-25, HL7 table 0123
CLAUSE = "HL7 v2.5.1 chapter 7, OBR-25 (table 0123) and OBX-11 (table 0085)"
DIFFICULT = (
    "Técnica: TC de tórax con contraste (100 ml).\n"
    "Hallazgos: nódulo de 6 mm ^ LSD; índice >50 % & <60 %; ¿crecimiento? ~ sí.\n"
    "Ruta C:\\PACS\\Ñ, separador |, cœur, M’Bouémé, ɔɛ.\n"
    "\n"
    "Conclusión: control a los 6 meses."
)
PDF = (
    b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
    + bytes(range(256))
    + b"\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
CRITICAL_SCHEME = "99HGMC"


def sign(casebook: Casebook, case: Case, status: str, words: str, **options: Any) -> None:
    ris = casebook.hospital.drive("ris", f"sign as {status} the report of {case.exam} for {case.patient}")
    reader = fixtures_data.staff_member("Dra. Esono")
    case.report = words
    ris.report(case.accession_number, STATUSES[status], words, interpreter=reader.xcn, **options)


@step_text(
    "given",
    en='the radiologist has signed as "{status}" the report "{words}" of exam "{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga ha firmado como "{status}" el informe "{words}" de la exploración '
    '"{exam}" [del paciente] "{patient}"',
    fr='le/la radiologue a signé avec le statut "{status}" le compte rendu "{words}" de l\'examen "{exam}" '
    '[du patient] "{patient}"',
    pt='o/a radiologista assinou como "{status}" o relatório "{words}" do exame "{exam}" [do paciente] "{patient}"',
)
def has_signed(context: Any, status: str, words: str, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    case.report = words
    if not done_by_hand(context, "ris", "radiologist"):
        sign(casebook, case, status, words)
    sees_report(context, exam, patient, status)


@step_text(
    "when",
    en='the radiologist signs as "{status}" the report "{words}" of exam "{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga firma como "{status}" el informe "{words}" de la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr='le/la radiologue signe avec le statut "{status}" le compte rendu "{words}" de l\'examen "{exam}" '
    '[du patient] "{patient}"',
    pt='o/a radiologista assina como "{status}" o relatório "{words}" do exame "{exam}" [do paciente] "{patient}"',
)
def signs(context: Any, status: str, words: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    case.report = words
    if not done_by_hand(context, "ris", "radiologist"):
        sign(casebook, case, status, words)


@step_text(
    "when",
    en='the radiologist signs as "{status}" a report with accents, separators and line breaks of exam '
    '"{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga firma como "{status}" un informe de la exploración "{exam}" [del '
    'paciente] "{patient}" con acentos, separadores y saltos de línea',
    fr='le/la radiologue signe avec le statut "{status}" un compte rendu de l\'examen "{exam}" [du patient] '
    '"{patient}" avec accents, séparateurs et sauts de ligne',
    pt='o/a radiologista assina como "{status}" um relatório do exame "{exam}" [do paciente] "{patient}" '
    "com acentos, separadores e quebras de linha",
)
def signs_difficult(context: Any, status: str, exam: str, patient: str) -> None:
    casebook = act(context)
    sign(casebook, casebook.case(patient, exam), status, DIFFICULT)


@step_text(
    "when",
    en='the radiologist signs as "{status}" a report as a PDF document of exam "{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga firma como "{status}" un informe de la exploración "{exam}" [del '
    'paciente] "{patient}" en forma de documento PDF',
    fr='le/la radiologue signe avec le statut "{status}" un compte rendu de l\'examen "{exam}" [du patient] '
    '"{patient}" sous forme de document PDF',
    pt='o/a radiologista assina como "{status}" um relatório do exame "{exam}" [do paciente] "{patient}" em '
    "forma de documento PDF",
)
def signs_pdf(context: Any, status: str, exam: str, patient: str) -> None:
    casebook = act(context)
    case = casebook.case(patient, exam)
    case.pdf = PDF
    sign(casebook, case, status, "Informe adjunto.", pdf=PDF)


@step_text(
    "when",
    en='the radiologist signs as "{status}" the report of exam "{exam}" for patient "{patient}" with the '
    'coded result "{result}"',
    es='el/la radiólogo/radióloga firma como "{status}" el informe de la exploración "{exam}" [del '
    'paciente] "{patient}" con el resultado codificado "{result}"',
    fr='le/la radiologue signe avec le statut "{status}" le compte rendu de l\'examen "{exam}" [du patient] '
    '"{patient}" avec le résultat codé "{result}"',
    pt='o/a radiologista assina como "{status}" o relatório do exame "{exam}" [do paciente] "{patient}" com '
    'o resultado codificado "{result}"',
)
def signs_coded(context: Any, status: str, exam: str, patient: str, result: str) -> None:
    casebook = act(context)
    code = Code("CRIT", result, CRITICAL_SCHEME)
    sign(casebook, casebook.case(patient, exam), status, "Resultado crítico.", codes=(code,))


@step_text(
    "when",
    en='the radiologist adds to the report of exam "{exam}" for patient "{patient}" the addendum "{words}"',
    es='el/la radiólogo/radióloga añade al informe de la exploración "{exam}" [del paciente] "{patient}" la '
    'adenda "{words}"',
    fr='le/la radiologue ajoute au compte rendu de l\'examen "{exam}" [du patient] "{patient}" l\'addendum "{words}"',
    pt='o/a radiologista acrescenta ao relatório do exame "{exam}" [do paciente] "{patient}" a adenda "{words}"',
)
def adds_addendum(context: Any, exam: str, patient: str, words: str) -> None:
    casebook = act(context)
    if done_by_hand(context, "ris", "radiologist"):
        return
    ris = casebook.hospital.drive("ris", f"add to the report of {exam} for {patient}: {words}")
    ris.report(casebook.case(patient, exam).accession_number, "C", words, addendum=True)


@step_text(
    "when",
    en='the radiologist withdraws the report of exam "{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga retira el informe de la exploración "{exam}" [del paciente] "{patient}"',
    fr='le/la radiologue retire le compte rendu de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o/a radiologista retira o relatório do exame "{exam}" [do paciente] "{patient}"',
)
def withdraws(context: Any, exam: str, patient: str) -> None:
    casebook = act(context)
    if done_by_hand(context, "ris", "radiologist"):
        return
    ris = casebook.hospital.drive("ris", f"withdraw the report of {exam} for {patient}")
    ris.report(casebook.case(patient, exam).accession_number, "W")


@step_text(
    "when",
    en='the radiologist tries to sign as "{status}" the report "{words}" of exam "{exam}" for patient "{patient}"',
    es='el/la radiólogo/radióloga intenta firmar como "{status}" el informe "{words}" de la exploración '
    '"{exam}" [del paciente] "{patient}"',
    fr='le/la radiologue tente de signer avec le statut "{status}" le compte rendu "{words}" de l\'examen '
    '"{exam}" [du patient] "{patient}"',
    pt='o/a radiologista tenta assinar como "{status}" o relatório "{words}" do exame "{exam}" [do '
    'paciente] "{patient}"',
)
def tries_to_sign(context: Any, status: str, words: str, exam: str, patient: str) -> None:
    casebook = act(context)
    try:
        sign(casebook, casebook.case(patient, exam), status, words)
    except LocalViolation as refusal:  # the RIS does not let her: that is what the Then wants to see
        casebook.error = refusal


@step_text(
    "when",
    en='a preliminary report "{words}" of exam "{exam}" for patient "{patient}" arrives late at the medical record',
    es='un informe preliminar "{words}" de la exploración "{exam}" [del paciente] "{patient}" llega tarde a '
    "la historia clínica electrónica",
    fr='un compte rendu provisoire "{words}" de l\'examen "{exam}" [du patient] "{patient}" arrive en '
    "retard au dossier patient informatisé",
    pt='um relatório preliminar "{words}" do exame "{exam}" [do paciente] "{patient}" chega tarde ao '
    "processo clínico eletrónico",
)
def arrives_late(context: Any, words: str, exam: str, patient: str) -> None:
    casebook = act(context)
    hospital, case = casebook.hospital, casebook.case(patient, exam)
    address = hospital.wiring.hl7("emr")
    ris = hospital.site.role("ris")
    assert address is not None
    assert case.order is not None
    now = local_time(hospital.runtime)
    order = replace(case.order, accession_number=case.accession_number, study_instance_uid=case.study_instance_uid)
    late = Result(order, "P", (text_observation(words, "P"),), observed=now)
    message = oru(
        late,
        dialect=address.dialect,
        sender=f"{ris.application}|{ris.facility}",
        receiver=address.name,
        control_id=hospital.runtime.control_id("ris"),
        when=now,
    )
    client = MllpClient(hospital.runtime, "ris", "emr", address.host, address.port)
    context.add_cleanup(client.close)
    client.send(message, deliberate="a preliminary report after the final one")


def shown_report(context: Any, exam: str, patient: str) -> Result | None:
    """What the physician is shown now."""
    casebook = book(context)
    emr = casebook.hospital.drive("emr", f"read the report of {exam} for {patient}")
    result: Result | None = emr.current_result(casebook.case(patient, exam).order)
    return result


def _at_fault(context: Any, exam: str, patient: str, wanted: Callable[[Result], bool]) -> str:
    """Who is to blame for what is shown: the EMR where the report that should be shown has arrived there."""
    casebook = book(context)
    emr = casebook.hospital.drive("emr", f"read the report of {exam} for {patient}")
    arrived = emr.results_for(casebook.case(patient, exam).order)
    return "emr" if any(wanted(each.result) for each in arrived) else "ris"


def is_withdrawn(result: Result) -> bool:
    """Whether this message takes the report back (OBX-11 W or D of all it says, or OBR-25 X)."""
    states = {each.status for each in result.observations}
    return result.status == "X" or (bool(states) and states <= {"W", "D", "X"})


@step_text(
    "then",
    en='the ordering physician sees the report of exam "{exam}" for patient "{patient}" with status "{status}"',
    es='el/la médico/médica solicitante ve el informe de la exploración "{exam}" [del paciente] "{patient}" '
    'con el estado "{status}"',
    fr='le médecin demandeur voit le compte rendu de l\'examen "{exam}" [du patient] "{patient}" avec le '
    'statut "{status}"',
    pt='o/a médico/médica requisitante vê o relatório do exame "{exam}" [do paciente] "{patient}" com o '
    'estado "{status}"',
)
def sees_report(context: Any, exam: str, patient: str, status: str) -> None:
    casebook = book(context)
    eventually(
        casebook.hospital,
        lambda: shown_report(context, exam, patient),
        lambda seen: seen is not None and seen.status == STATUSES[status],
        seconds=casebook.hospital.limits.notification_s,
        what=f"the report of {exam} is shown as {status}",
        role=lambda: _at_fault(context, exam, patient, lambda came: came.status == STATUSES[status]),
        expected=STATUSES[status],
        show=lambda seen: seen.status if seen else "no report",
        clause=CLAUSE,
    )


@step_text(
    "then",
    en='the ordering physician reads "{words}" in the report of exam "{exam}" for patient "{patient}"',
    es='el/la médico/médica solicitante lee el texto "{words}" en el informe de la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr='le médecin demandeur lit le texte "{words}" dans le compte rendu de l\'examen "{exam}" [du patient] '
    '"{patient}"',
    pt='o/a médico/médica requisitante lê o texto "{words}" no relatório do exame "{exam}" [do paciente] "{patient}"',
)
def reads(context: Any, words: str, exam: str, patient: str) -> None:
    casebook = book(context)
    eventually(
        casebook.hospital,
        lambda: shown_report(context, exam, patient),
        lambda seen: seen is not None and words in seen.text,
        seconds=casebook.hospital.limits.notification_s,
        what=f"the report of {exam} says what was signed",
        role="ris",
        expected=words,
        show=lambda seen: seen.text if seen else "no report",
        clause=CLAUSE,
    )


@step_text(
    "then",
    en='the ordering physician reads every character of the report of exam "{exam}" for patient "{patient}"',
    es='el/la médico/médica solicitante lee todos los caracteres del informe de la exploración "{exam}" '
    '[del paciente] "{patient}"',
    fr='le médecin demandeur lit tous les caractères du compte rendu de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o/a médico/médica requisitante lê todos os caracteres do relatório do exame "{exam}" [do paciente] "{patient}"',
)
def reads_everything(context: Any, exam: str, patient: str) -> None:
    sees_report(context, exam, patient, "final")
    shown = shown_report(context, exam, patient)
    written = book(context).case(patient, exam).report
    received = shown.text if shown else ""
    same(
        "text of the report",
        written.splitlines(),
        received.splitlines(),
        role=_at_fault(context, exam, patient, lambda came: came.text.splitlines() == written.splitlines()),
        clause="HL7 v2.5.1 chapter 2.7",
    )


@step_text(
    "then",
    en='the report of exam "{exam}" for patient "{patient}" names the order and the study it belongs to',
    es='el informe de la exploración "{exam}" [del paciente] "{patient}" nombra la solicitud y el estudio a '
    "los que pertenece",
    fr='le compte rendu de l\'examen "{exam}" [du patient] "{patient}" nomme la demande et l\'examen '
    "auxquels il se rapporte",
    pt='o relatório do exame "{exam}" [do paciente] "{patient}" indica o pedido e o exame a que pertence',
)
def names_order_and_study(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    case = casebook.case(patient, exam)
    shown = shown_report(context, exam, patient)
    if shown is None or case.order is None:
        raise Unmet(f"there is no report of {exam}", role="ris")
    pairs = (
        ("order number", case.order.placer_order_number, shown.order.placer_order_number),
        ("accession number", case.accession_number, shown.order.accession_number),
        ("study", case.study_instance_uid, shown.order.study_instance_uid),
        ("patient", casebook.patient(patient).id.value, shown.order.patient.id.value),
        ("exam", case.procedure.code.value, shown.order.procedure.value),
    )
    faults = [
        f"{what}: {received!r} instead of {expected!r}" for what, expected, received in pairs if expected != received
    ]
    none_of("what the report belongs to", faults, role="ris", clause="IHE RAD-128")


@step_text(
    "then",
    en='the ordering physician opens the same PDF document in the report of exam "{exam}" for patient "{patient}"',
    es="el/la médico/médica solicitante abre el mismo documento PDF en el informe de la exploración "
    '"{exam}" [del paciente] "{patient}"',
    fr='le médecin demandeur ouvre le même document PDF dans le compte rendu de l\'examen "{exam}" [du '
    'patient] "{patient}"',
    pt='o/a médico/médica requisitante abre o mesmo documento PDF no relatório do exame "{exam}" [do '
    'paciente] "{patient}"',
)
def opens_pdf(context: Any, exam: str, patient: str) -> None:
    sees_report(context, exam, patient, "final")
    shown = shown_report(context, exam, patient)
    documents = [one.data for one in shown.observations if one.value_type == "ED"] if shown else []
    same("documents in the report", [book(context).case(patient, exam).pdf], documents, role="ris", clause="HL7 v2, ED")


@step_text(
    "then",
    en='the ordering physician sees the coded result "{result}" in the report of exam "{exam}" for patient "{patient}"',
    es='el/la médico/médica solicitante ve el resultado codificado "{result}" en el informe de la '
    'exploración "{exam}" [del paciente] "{patient}"',
    fr='le médecin demandeur voit le résultat codé "{result}" dans le compte rendu de l\'examen "{exam}" '
    '[du patient] "{patient}"',
    pt='o/a médico/médica requisitante vê o resultado codificado "{result}" no relatório do exame "{exam}" '
    '[do paciente] "{patient}"',
)
def sees_code(context: Any, result: str, exam: str, patient: str) -> None:
    sees_report(context, exam, patient, "final")
    shown = shown_report(context, exam, patient)
    codes = [Code.from_ce(one.value) for one in shown.observations if one.value_type in ("CE", "CWE")] if shown else []
    same("coded results", [Code("CRIT", result, CRITICAL_SCHEME)], codes, role="ris", clause="HL7 v2, CE")


@step_text(
    "then",
    en='the ordering physician sees no valid report of exam "{exam}" for patient "{patient}"',
    es='el/la médico/médica solicitante no ve ningún informe válido de la exploración "{exam}" [del '
    'paciente] "{patient}"',
    fr='le médecin demandeur ne voit aucun compte rendu valide de l\'examen "{exam}" [du patient] "{patient}"',
    pt='o/a médico/médica requisitante não vê nenhum relatório válido do exame "{exam}" [do paciente] "{patient}"',
)
def sees_no_report(context: Any, exam: str, patient: str) -> None:
    casebook = book(context)
    eventually(
        casebook.hospital,
        lambda: shown_report(context, exam, patient),
        lambda seen: seen is None,
        seconds=casebook.hospital.limits.notification_s,
        what=f"no report of {exam} is shown",
        role=lambda: _at_fault(context, exam, patient, is_withdrawn),
        expected="no report",
        show=lambda seen: f"{seen.status}: {seen.text}" if seen else "no report",
        clause="HL7 table 0085, W and D; table 0123, X",
    )
    casebook.hospital.settle()
    none_of("reports shown", [shown.text] if (shown := shown_report(context, exam, patient)) else [], role="ris")


@step_text(
    "then",
    en='the reports of exam "{exam}" for patient "{patient}" arrived as "{first:status}" and then '
    '"{second:status}", each once',
    es='los informes de la exploración "{exam}" [del paciente] "{patient}" llegaron primero con el estado '
    '"{first}" y después con el estado "{second}", una sola vez cada uno',
    fr='les comptes rendus de l\'examen "{exam}" [du patient] "{patient}" sont arrivés d\'abord avec le '
    'statut "{first}", puis avec le statut "{second}", chacun une seule fois',
    pt='os relatórios do exame "{exam}" [do paciente] "{patient}" chegaram primeiro com o estado "{first}" '
    'e depois com o estado "{second}", uma só vez cada um',
)
def arrived_in_order(context: Any, exam: str, patient: str, first: str, second: str) -> None:
    casebook = book(context)
    emr = casebook.hospital.drive("emr", f"see which reports of {exam} arrived")
    expected = [STATUSES[first], STATUSES[second]]
    eventually(
        casebook.hospital,
        lambda: [one.result.status for one in emr.results_for(casebook.case(patient, exam).order)],
        lambda arrived: arrived == expected,
        seconds=casebook.hospital.limits.notification_s,
        what="reports as they arrived",
        role="ris",
        expected=expected,
        clause=CLAUSE,
    )
    casebook.hospital.settle()
    arrived = [one.result.status for one in emr.results_for(casebook.case(patient, exam).order)]
    same("reports as they arrived", expected, arrived, role="ris", clause=CLAUSE)


@step_text(
    "then",
    en='the report of exam "{exam}" for patient "{patient}" arrives under the record of patient "{survivor}"',
    es='el informe de la exploración "{exam}" [del paciente] "{patient}" llega a la ficha [del paciente] "{survivor}"',
    fr='le compte rendu de l\'examen "{exam}" [du patient] "{patient}" arrive dans le [dossier du patient] '
    '"{survivor}"',
    pt='o relatório do exame "{exam}" [do paciente] "{patient}" chega à ficha [do paciente] "{survivor}"',
)
def arrives_under_survivor(context: Any, exam: str, patient: str, survivor: str) -> None:
    casebook = book(context)
    sees_report(context, exam, patient, "final")
    shown = shown_report(context, exam, patient)
    assert shown is not None
    expected = casebook.patient(survivor).id.value
    same("patient of the report", expected, shown.order.patient.id.value, role="ris", clause="IHE RAD-12, PIR")
