"""Modality Performed Procedure Step: the data sets of N-CREATE and N-SET (PS3.4 F.7); the SCP is performed_steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pydicom import Dataset

from simulators.wire.dicom_text import declare
from simulators.wire.elements import copy_element, copy_of, items, text, values
from simulators.wire.identifiers import Code, Patient
from simulators.wire.performed_steps import (
    FINAL,
    MODALITY_PERFORMED_PROCEDURE_STEP,
    SUCCESS,
    Answer,
    ProcedureSteps,
)
from simulators.wire.worklist import code_item, patient_module

__all__ = [
    "FINAL",
    "MODALITY_PERFORMED_PROCEDURE_STEP",
    "REASONS",
    "SUCCESS",
    "Answer",
    "PerformedSeries",
    "ProcedureSteps",
    "n_create",
    "n_set",
    "series_of",
]

# Reasons for discontinuation (P16 D)
REASONS = {
    code.value: code
    for code in (
        Code("110500", "Doctor canceled procedure", "DCM"),
        Code("110501", "Equipment failure", "DCM"),
        Code("110502", "Incorrect procedure ordered", "DCM"),
        Code("110503", "Patient allergic to media/contrast", "DCM"),
        Code("110504", "Patient died", "DCM"),
        Code("110505", "Patient refused to continue procedure", "DCM"),
        Code("110506", "Patient taken for treatment or surgery", "DCM"),
        Code("110507", "Patient did not arrive", "DCM"),
        Code("110508", "Patient pregnant", "DCM"),
        Code("110509", "Change of procedure for correct charging", "DCM"),
        Code("110510", "Duplicate order", "DCM"),
        Code("110511", "Nursing unit cancel", "DCM"),
        Code("110512", "Incorrect side ordered", "DCM"),
        Code("110513", "Discontinued for unspecified reason", "DCM"),
        Code("110514", "Incorrect worklist entry selected", "DCM"),
        Code("110515", "Patient condition prevented continuing", "DCM"),
        Code("110516", "Equipment change", "DCM"),
    )
}


@dataclass(frozen=True, slots=True)
class PerformedSeries:
    """An item of the Performed Series Sequence. References are (SOP Class UID, SOP Instance UID)."""

    series_instance_uid: str
    protocol_name: str
    images: tuple[tuple[str, str], ...] = ()
    non_images: tuple[tuple[str, str], ...] = ()
    description: str = ""
    performing_physician: str = ""
    operator: str = ""
    retrieve_ae_title: str = ""


def series_of(instances: Iterable[Dataset], *, retrieve_ae_title: str = "") -> tuple[PerformedSeries, ...]:
    """The performed series of what was acquired, in order of appearance. Objects without Rows are no images."""
    found: dict[str, PerformedSeries] = {}
    for ds in instances:
        uid = text(ds, "SeriesInstanceUID")
        series = found.get(uid) or PerformedSeries(
            uid,
            text(ds, "ProtocolName") or text(ds, "SeriesDescription") or text(ds, "Modality") or "UNKNOWN",
            description=text(ds, "SeriesDescription"),
            performing_physician=text(ds, "PerformingPhysicianName"),
            operator=text(ds, "OperatorsName"),
            retrieve_ae_title=retrieve_ae_title,
        )
        reference = (text(ds, "SOPClassUID"), text(ds, "SOPInstanceUID"))
        if "Rows" in ds:
            found[uid] = replace(series, images=(*series.images, reference))
        else:
            found[uid] = replace(series, non_images=(*series.non_images, reference))
    return tuple(found.values())


def n_create(
    scheduled: Sequence[Dataset],
    *,
    station_ae_title: str,
    started: str,
    pps_id: str,
    study_instance_uid: str = "",
    modality: str = "",
    patient: Patient | None = None,
    station_name: str = "",
    location: str = "",
    description: str = "",
    study_id: str = "",
    protocols: Sequence[Code] = (),
    charset: str = "ISO_IR 192",
) -> Dataset:
    """The N-CREATE data set, every attribute of Table F.7.2-1 with type 1 or 2.

    ``scheduled`` are worklist items: several in a group case, none when unscheduled (then ``patient``,
    ``study_instance_uid`` and ``modality`` are needed). The reason for discontinuation is created empty, so that
    N-SET may set it. (0040,0270) holds one item for each worklist item; its Study UID is ``study_instance_uid`` when
    given (P17 J.4.1), else the item's own.
    """
    first = scheduled[0] if scheduled else Dataset()
    ds = _created_patient(first, patient)
    ds.ScheduledStepAttributesSequence = [
        _scheduled_item(item, study_instance_uid) for item in scheduled or (Dataset(),)
    ]
    ds.PerformedProcedureStepID = pps_id
    ds.PerformedStationAETitle = station_ae_title
    ds.PerformedStationName = station_name or text(first, "ScheduledProcedureStepSequence", "ScheduledStationName")
    ds.PerformedLocation = location or text(first, "ScheduledProcedureStepSequence", "ScheduledProcedureStepLocation")
    ds.PerformedProcedureStepStartDate = started[:8]
    ds.PerformedProcedureStepStartTime = started[8:]
    ds.PerformedProcedureStepStatus = "IN PROGRESS"
    ds.PerformedProcedureStepDescription = description or text(
        first, "ScheduledProcedureStepSequence", "ScheduledProcedureStepDescription"
    )
    ds.PerformedProcedureTypeDescription = ""
    ds.ProcedureCodeSequence = [copy_of(item) for item in items(first, "RequestedProcedureCodeSequence")]
    ds.PerformedProcedureStepEndDate = ""
    ds.PerformedProcedureStepEndTime = ""
    ds.PerformedProcedureStepDiscontinuationReasonCodeSequence = []
    ds.Modality = modality or text(first, "ScheduledProcedureStepSequence", "Modality")
    ds.StudyID = study_id or text(first, "RequestedProcedureID")
    ds.PerformedProtocolCodeSequence = [code_item(code) for code in protocols] or _scheduled_protocols(first)
    ds.PerformedSeriesSequence = []
    return declare(ds, charset)


def _created_patient(first: Dataset, patient: Patient | None) -> Dataset:
    ds = Dataset()
    if patient is not None:
        ds.update(patient_module(patient))
    for keyword in ("PatientName", "PatientID", "PatientBirthDate", "PatientSex"):
        copy_element(first, keyword, ds)
        if keyword not in ds:
            setattr(ds, keyword, "")
    for keyword in (
        "IssuerOfPatientID",
        "IssuerOfPatientIDQualifiersSequence",
        "OtherPatientIDsSequence",
        "AdmissionID",
    ):
        if values(first, keyword) or items(first, keyword):
            copy_element(first, keyword, ds)
    ds.ReferencedPatientSequence = [copy_of(item) for item in items(first, "ReferencedPatientSequence")]
    return ds


_REQUEST_TEXTS = ("AccessionNumber", "RequestedProcedureID", "RequestedProcedureDescription")
_REQUEST_OPTIONAL = (
    "IssuerOfAccessionNumberSequence",
    "PlacerOrderNumberImagingServiceRequest",
    "OrderPlacerIdentifierSequence",
    "FillerOrderNumberImagingServiceRequest",
    "OrderFillerIdentifierSequence",
    "RequestedProcedureCodeSequence",
)


def _scheduled_item(item: Dataset, study_instance_uid: str) -> Dataset:
    ds = Dataset()
    step = (items(item, "ScheduledProcedureStepSequence") or [Dataset()])[0]
    ds.StudyInstanceUID = study_instance_uid or text(item, "StudyInstanceUID")
    ds.ReferencedStudySequence = [copy_of(one) for one in items(item, "ReferencedStudySequence")]
    for keyword in _REQUEST_TEXTS:
        setattr(ds, keyword, text(item, keyword))
    for keyword in _REQUEST_OPTIONAL:
        if values(item, keyword) or items(item, keyword):
            copy_element(item, keyword, ds)
    ds.ScheduledProcedureStepID = text(step, "ScheduledProcedureStepID")
    ds.ScheduledProcedureStepDescription = text(step, "ScheduledProcedureStepDescription")
    ds.ScheduledProtocolCodeSequence = [copy_of(one) for one in items(step, "ScheduledProtocolCodeSequence")]
    return ds


def _scheduled_protocols(item: Dataset) -> list[Dataset]:
    steps = items(item, "ScheduledProcedureStepSequence")
    return [copy_of(code) for step in steps[:1] for code in items(step, "ScheduledProtocolCodeSequence")]


def n_set(
    status: str,
    *,
    series: Sequence[PerformedSeries],
    ended: str = "",
    reason: Code | None = None,
    protocols: Sequence[Code] = (),
    charset: str = "ISO_IR 192",
) -> Dataset:
    """The N-SET data set. ``status`` COMPLETED or DISCONTINUED needs ``ended`` (YYYYMMDDHHMMSS) and a series.

    A step that made no image still has one item in Performed Series Sequence; the caller gives it.
    """
    ds = Dataset()
    ds.PerformedProcedureStepStatus = status
    if ended:
        ds.PerformedProcedureStepEndDate = ended[:8]
        ds.PerformedProcedureStepEndTime = ended[8:]
    if reason is not None:
        ds.PerformedProcedureStepDiscontinuationReasonCodeSequence = [code_item(reason)]
    if protocols:
        ds.PerformedProtocolCodeSequence = [code_item(code) for code in protocols]
    ds.PerformedSeriesSequence = [_series_item(one) for one in series]
    return declare(ds, charset)


def _series_item(series: PerformedSeries) -> Dataset:
    ds = Dataset()
    ds.SeriesInstanceUID = series.series_instance_uid
    ds.ProtocolName = series.protocol_name
    ds.SeriesDescription = series.description
    ds.PerformingPhysicianName = series.performing_physician
    ds.OperatorsName = series.operator
    ds.RetrieveAETitle = series.retrieve_ae_title
    ds.ReferencedImageSequence = [_reference(*one) for one in series.images]
    ds.ReferencedNonImageCompositeSOPInstanceSequence = [_reference(*one) for one in series.non_images]
    return ds


def _reference(sop_class_uid: str, sop_instance_uid: str) -> Dataset:
    ds = Dataset()
    ds.ReferencedSOPClassUID = sop_class_uid
    ds.ReferencedSOPInstanceUID = sop_instance_uid
    return ds
