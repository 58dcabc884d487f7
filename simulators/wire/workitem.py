"""Unified Procedure Steps as data sets: what is scheduled, how a state is changed, what was done (PS3.4 Annex CC)."""

from __future__ import annotations

from collections.abc import Sequence

from pydicom import Dataset

from simulators.wire.elements import copy_element, text
from simulators.wire.identifiers import Code

PUSH = "1.2.840.10008.5.1.4.34.6.1"  # the SOP class of every workitem
SCHEDULED, IN_PROGRESS, COMPLETED, CANCELED = "SCHEDULED", "IN PROGRESS", "COMPLETED", "CANCELED"
FINAL = (COMPLETED, CANCELED)
PROCESSING = Code("110005", "Interpretation", "DCM")
PATIENT = ("SpecificCharacterSet", "PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex")
_EMPTY_SEQUENCES = (
    "ScheduledProcessingParametersSequence", "ScheduledStationNameCodeSequence", "ReferencedRequestSequence",
    "ProcedureStepProgressInformationSequence", "UnifiedProcedureStepPerformedProcedureSequence",
)  # fmt: skip


def code_item(code: Code) -> Dataset:
    ds = Dataset()
    ds.CodeValue, ds.CodeMeaning, ds.CodingSchemeDesignator = code.value, code.meaning, code.scheme
    return ds


def scheduled(images: Sequence[Dataset], label: str, when: str, code: Code = PROCESSING) -> Dataset:
    """A step to be done with these images of one study, at ``when`` (YYYYMMDDHHMMSS)."""
    first, ds, study, series = images[0], Dataset(), Dataset(), Dataset()
    for keyword in PATIENT:
        copy_element(first, keyword, ds)
    ds.TransactionUID = ""
    ds.ProcedureStepState = SCHEDULED
    ds.ScheduledProcedureStepPriority = "MEDIUM"
    ds.ProcedureStepLabel = label
    ds.WorklistLabel = label
    ds.ScheduledProcedureStepModificationDateTime = when
    ds.ScheduledProcedureStepStartDateTime = when
    ds.ScheduledWorkitemCodeSequence = [code_item(code)]
    ds.InputReadinessState = "READY"
    for keyword in _EMPTY_SEQUENCES:
        setattr(ds, keyword, [])
    series.ReferencedSOPSequence = [_reference(image) for image in images]
    series.SeriesInstanceUID = text(first, "SeriesInstanceUID")
    study.StudyInstanceUID, study.SeriesInstanceUID = text(first, "StudyInstanceUID"), series.SeriesInstanceUID
    study.TypeOfInstances, study.ReferencedSOPSequence = "DICOM", series.ReferencedSOPSequence
    ds.InputInformationSequence = [study]
    return ds


def _reference(image: Dataset) -> Dataset:
    ds = Dataset()
    ds.ReferencedSOPClassUID, ds.ReferencedSOPInstanceUID = text(image, "SOPClassUID"), text(image, "SOPInstanceUID")
    return ds


def change(state: str, transaction: str) -> Dataset:
    """The Action Information of a change of state (Table CC.2.1-1)."""
    ds = Dataset()
    if transaction:
        ds.TransactionUID = transaction
    ds.ProcedureStepState = state
    return ds


def done(begun: str, ended: str, code: Code = PROCESSING) -> Dataset:
    """What was performed, without a result of its own: what a step must say before it is COMPLETED."""
    ds, performed = Dataset(), Dataset()
    performed.PerformedProcedureStepStartDateTime, performed.PerformedProcedureStepEndDateTime = begun, ended
    performed.PerformedWorkitemCodeSequence = [code_item(code)]
    performed.PerformedStationNameCodeSequence = []
    performed.OutputInformationSequence = []
    ds.UnifiedProcedureStepPerformedProcedureSequence = [performed]
    return ds


def reason(words: str) -> Dataset:
    """The Action Information of a request to cancel (Table CC.2.2-1)."""
    ds = Dataset()
    ds.ReasonForCancellation = words
    return ds
