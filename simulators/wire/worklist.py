"""Worklist items from orders, and the query that a modality asks for them (PS3.4 Annex K, Table K.6-1)."""

from __future__ import annotations

from collections.abc import Iterable

from pydicom import Dataset

from simulators.wire.dicom_text import declare
from simulators.wire.elements import items, text
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName
from simulators.wire.order import Order, ScheduledStep

MODALITY_WORKLIST = "1.2.840.10008.5.1.4.31"
SEX = {"F": "F", "M": "M", "O": "O", "A": "O", "N": "O"}  # HL7 table 0001 to (0010,0040); others are unknown
PRIORITY = {"S": "STAT", "A": "HIGH", "P": "HIGH", "C": "HIGH", "R": "ROUTINE", "T": "MEDIUM"}

# Table K.6-1: keyword and return type. Types 1 and 2 come back when asked.
STEP_KEYS = {
    "ScheduledStationAETitle": "1",
    "ScheduledProcedureStepStartDate": "1",
    "ScheduledProcedureStepStartTime": "1",
    "Modality": "1",
    "ScheduledPerformingPhysicianName": "2",
    "ScheduledProcedureStepDescription": "1C",
    "ScheduledProtocolCodeSequence": "1C",
    "ScheduledProcedureStepID": "1",
    "ScheduledStationName": "2",
    "ScheduledProcedureStepLocation": "2",
    "PreMedication": "2C",
    "RequestedContrastAgent": "2C",
    "ScheduledProcedureStepStatus": "3",
}
ITEM_KEYS = {
    "PatientName": "1",
    "PatientID": "1",
    "IssuerOfPatientID": "3",
    "IssuerOfPatientIDQualifiersSequence": "3",
    "OtherPatientIDsSequence": "3",
    "PatientBirthDate": "2",
    "PatientSex": "2",
    "PatientWeight": "2",
    "ConfidentialityConstraintOnPatientDataDescription": "2",
    "PatientSize": "3",
    "PatientState": "2",
    "PregnancyStatus": "2",
    "MedicalAlerts": "2",
    "Allergies": "2",
    "SpecialNeeds": "2",
    "RequestedProcedureID": "1",
    "RequestedProcedureDescription": "1C",
    "RequestedProcedureCodeSequence": "1C",
    "StudyInstanceUID": "1",
    "ReferencedStudySequence": "2",
    "RequestedProcedurePriority": "2",
    "PatientTransportArrangements": "2",
    "AccessionNumber": "2",
    "IssuerOfAccessionNumberSequence": "3",
    "RequestingPhysician": "2",
    "ReferringPhysicianName": "2",
    "AdmissionID": "2",
    "IssuerOfAdmissionIDSequence": "3",
    "CurrentPatientLocation": "2",
    "ReferencedPatientSequence": "2",
    "PlacerOrderNumberImagingServiceRequest": "3",
    "OrderPlacerIdentifierSequence": "3",
    "FillerOrderNumberImagingServiceRequest": "3",
    "OrderFillerIdentifierSequence": "3",
    "ReasonForTheRequestedProcedure": "3",
}


def worklist_items(order: Order, *, charset: str = "ISO_IR 192") -> list[Dataset]:
    """One item for each scheduled step of ``order``, with every attribute of K.6-1 that has return type 1 or 2.

    ``charset`` is declared where a value needs it. Raises LocalViolation when a value cannot be written in it.
    """
    return [declare(_item(order, step), charset) for step in order.steps]


def patient_module(patient: Patient) -> Dataset:
    """Name, ID with issuer, other IDs, birth date and sex, as the worklist, MPPS and images carry them."""
    ds = Dataset()
    ds.PatientName = patient.name.to_pn()
    ds.PatientID = patient.id.value
    _set_issuer(ds, patient.id.authority)
    ds.PatientBirthDate = patient.birth_date[:8] if len(patient.birth_date) >= 8 else ""
    ds.PatientSex = SEX.get(patient.sex, "")
    others = [_other_id(one) for one in (patient.id, *patient.other_ids)]
    if len(others) > 1:
        ds.OtherPatientIDsSequence = others
    return ds


def patient_of(item: Dataset) -> Patient:
    """The patient of a worklist item, MPPS or image."""
    qualifiers, *_ = items(item, "IssuerOfPatientIDQualifiersSequence") or [Dataset()]
    authority = AssigningAuthority(
        text(item, "IssuerOfPatientID"),
        text(qualifiers, "UniversalEntityID"),
        text(qualifiers, "UniversalEntityIDType"),
    )
    return Patient(
        PatientId(text(item, "PatientID"), authority),
        PersonName.from_pn(text(item, "PatientName")),
        text(item, "PatientBirthDate"),
        text(item, "PatientSex"),
    )


def code_item(code: Code) -> Dataset:
    """A code sequence item."""
    ds = Dataset()
    ds.CodeValue = code.value
    ds.CodingSchemeDesignator = code.scheme
    ds.CodeMeaning = code.meaning
    return ds


def _set_issuer(ds: Dataset, authority: AssigningAuthority) -> None:
    if authority.namespace:
        ds.IssuerOfPatientID = authority.namespace
    if authority.universal_id:
        qualifiers = Dataset()
        qualifiers.UniversalEntityID = authority.universal_id
        qualifiers.UniversalEntityIDType = authority.universal_id_type or "ISO"
        ds.IssuerOfPatientIDQualifiersSequence = [qualifiers]


def _other_id(one: PatientId) -> Dataset:
    ds = Dataset()
    ds.PatientID = one.value
    ds.TypeOfPatientID = "TEXT"
    _set_issuer(ds, one.authority)
    return ds


def _item(order: Order, step: ScheduledStep) -> Dataset:
    ds = Dataset()
    for keyword, kind in ITEM_KEYS.items():
        if kind == "2":
            setattr(ds, keyword, None)
    ds.update(patient_module(order.patient))
    ds.ScheduledProcedureStepSequence = [_step_item(step)]
    ds.AccessionNumber = order.accession_number
    ds.RequestedProcedureID = order.requested_procedure_id
    ds.RequestedProcedureDescription = order.procedure.meaning
    if order.procedure.value:
        ds.RequestedProcedureCodeSequence = [code_item(order.procedure)]
    ds.StudyInstanceUID = order.study_instance_uid
    ds.RequestedProcedurePriority = PRIORITY.get(order.priority[:1], "")
    ds.PatientTransportArrangements = order.transport
    ds.RequestingPhysician = PersonName.from_xcn(order.ordering_physician).to_pn()
    ds.ReferringPhysicianName = PersonName.from_xcn(order.visit.referring).to_pn()
    ds.AdmissionID = (order.visit.number or order.patient.account_number).split("^")[0]
    ds.CurrentPatientLocation = order.visit.location.rstrip("^")
    ds.PatientState = order.danger
    ds.MedicalAlerts = order.alerts
    _set_optional(ds, order)
    return ds


def _set_optional(ds: Dataset, order: Order) -> None:
    if order.weight_kg:
        ds.PatientWeight = order.weight_kg
    if order.height_m:
        ds.PatientSize = order.height_m
    if order.reason:
        ds.ReasonForTheRequestedProcedure = order.reason
    for number, issuer, keyword, sequence in (
        (order.placer_order_number, order.placer_issuer, "Placer", "OrderPlacerIdentifierSequence"),
        (order.filler_order_number, order.filler_issuer, "Filler", "OrderFillerIdentifierSequence"),
    ):
        if number:
            setattr(ds, f"{keyword}OrderNumberImagingServiceRequest", number)
        if issuer:
            setattr(ds, sequence, [_issuer(issuer)])
    if order.accession_issuer:
        ds.IssuerOfAccessionNumberSequence = [_issuer(order.accession_issuer)]
    if (authority := PatientId.from_cx(order.visit.number).authority).to_hd():
        ds.IssuerOfAdmissionIDSequence = [_issuer(authority.to_hd())]


def _issuer(hd: str) -> Dataset:
    """An issuer item from HL7 HD text ``namespace&universal ID&type``."""
    authority = AssigningAuthority.from_hd(hd)
    ds = Dataset()
    if authority.namespace:
        ds.LocalNamespaceEntityID = authority.namespace
    if authority.universal_id:
        ds.UniversalEntityID = authority.universal_id
        ds.UniversalEntityIDType = authority.universal_id_type or "ISO"
    return ds


def _step_item(step: ScheduledStep) -> Dataset:
    ds = Dataset()
    ds.ScheduledStationAETitle = step.station_ae_title
    ds.ScheduledProcedureStepStartDate = step.start[:8]
    ds.ScheduledProcedureStepStartTime = step.start[8:14]
    ds.Modality = step.modality
    ds.ScheduledPerformingPhysicianName = PersonName.from_xcn(step.performing_physician).to_pn()
    ds.ScheduledProcedureStepDescription = step.description or (step.protocol.meaning if step.protocol else "")
    ds.ScheduledProcedureStepID = step.id
    ds.ScheduledStationName = step.station_name
    ds.ScheduledProcedureStepLocation = step.location
    ds.PreMedication = ""
    ds.RequestedContrastAgent = ""
    ds.ScheduledProcedureStepStatus = step.status
    if step.protocol:
        ds.ScheduledProtocolCodeSequence = [code_item(step.protocol)]
    return ds


def worklist_query(
    *,
    station: str = "",
    modality: str = "",
    date: str = "",
    date_to: str = "",
    time: str = "",
    time_to: str = "",
    performing_physician: str = "",
    patient_name: str = "",
    patient_id: str = "",
    accession: str = "",
    requested_procedure_id: str = "",
    scheduled_step_id: str = "",
    study_instance_uid: str = "",
    charset: str = "ISO_IR 192",
) -> Dataset:
    """A C-FIND identifier with these keys and every attribute of K.6-1 asked.

    ``date`` alone is one day, with ``date_to`` a range (either may be empty: an open range); so is ``time``.
    ``charset`` is what we are able to read; empty declares none.
    """
    ds = _empty(ITEM_KEYS)
    step = _empty(STEP_KEYS)
    step.ScheduledStationAETitle = station
    step.Modality = modality
    step.ScheduledProcedureStepStartDate = _range(date, date_to)
    step.ScheduledProcedureStepStartTime = _range(time, time_to)
    step.ScheduledPerformingPhysicianName = performing_physician
    step.ScheduledProcedureStepID = scheduled_step_id
    ds.ScheduledProcedureStepSequence = [step]
    ds.PatientName = patient_name
    ds.PatientID = patient_id
    ds.AccessionNumber = accession
    ds.RequestedProcedureID = requested_procedure_id
    ds.StudyInstanceUID = study_instance_uid
    if charset:
        ds.SpecificCharacterSet = charset
    return ds


def _range(first: str, last: str) -> str:
    if not last or first == last:
        return first
    return f"{first.rstrip('-')}-{last}"


def _empty(keywords: Iterable[str]) -> Dataset:
    ds = Dataset()
    for keyword in keywords:
        setattr(ds, keyword, None)
    return ds
