"""Objects without pixels: dose report, key object selection and rejection note, presentation state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydicom import Dataset

from simulators import dose_report
from simulators.content_items import coded, content_item, set_container
from simulators.wire.elements import copy_of, items, text
from simulators.wire.identifiers import Code

DOSE_SR = "1.2.840.10008.5.1.4.1.1.88.67"
KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
PRESENTATION_STATE = "1.2.840.10008.5.1.4.1.1.11.1"

OF_INTEREST = Code("113000", "Of Interest", "DCM")
REJECTIONS = {
    code.value: code
    for code in (
        Code("113001", "Rejected for Quality Reasons", "DCM"),
        Code("113037", "Rejected for Patient Safety Reasons", "DCM"),
        Code("113038", "Incorrect Modality Worklist Entry", "DCM"),
        Code("113039", "Data Retention Policy Expired", "DCM"),
    )
}

# What images carry and the document IODs do not have
_NOT_IN_DOCUMENTS = (
    "ProtocolName",
    "PerformingPhysicianName",
    "PerformedProtocolCodeSequence",
    "PerformedProcedureStepID",
    "PerformedProcedureStepStartDate",
    "PerformedProcedureStepStartTime",
    "PerformedProcedureStepDescription",
)


def make(
    series: Dataset,
    modality: str,
    references: Sequence[Dataset],
    title: Code | None,
    when: str,
    uid: Callable[[], str],
    dose_of: str = "",
) -> Dataset:
    """An SR (dose), KO or PR object in ``series``, which holds its patient, study and series attributes.

    The dose is that of the modality in ``references``, else of ``dose_of``, else of a CT.
    """
    ds = copy_of(series)
    ds.SOPInstanceUID = uid()
    ds.InstanceNumber = 1
    ds.InstanceCreationDate = ds.ContentDate = when[:8]
    ds.InstanceCreationTime = ds.ContentTime = when[8:]
    if modality == "PR":
        _presentation_state(ds, references, when)
    elif modality == "KO":
        _key_object(ds, references, title or OF_INTEREST)
    else:
        _dose_report(ds, references, when, uid, dose_of)
    return ds


def _drop(ds: Dataset, *keywords: str) -> None:
    for keyword in keywords:
        ds.pop(keyword, None)


def _reference(ds: Dataset) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID = text(ds, "SOPClassUID")
    item.ReferencedSOPInstanceUID = text(ds, "SOPInstanceUID")
    return item


def evidence(references: Sequence[Dataset]) -> list[Dataset]:
    """References as Current Requested Procedure Evidence Sequence holds them: studies, series, instances."""
    tree: dict[str, dict[str, list[Dataset]]] = {}
    for ds in references:
        study = tree.setdefault(text(ds, "StudyInstanceUID"), {})
        study.setdefault(text(ds, "SeriesInstanceUID"), []).append(_reference(ds))
    studies = []
    for study_uid, series in tree.items():
        study_item = Dataset()
        study_item.StudyInstanceUID = study_uid
        study_item.ReferencedSeriesSequence = []
        for series_uid, instances in series.items():
            series_item = Dataset()
            series_item.SeriesInstanceUID = series_uid
            series_item.ReferencedSOPSequence = instances
            study_item.ReferencedSeriesSequence.append(series_item)
        studies.append(study_item)
    return studies


def _key_object(ds: Dataset, references: Sequence[Dataset], title: Code) -> None:
    ds.SOPClassUID = KEY_OBJECT
    ds.Modality = "KO"
    ds.setdefault("ReferencedPerformedProcedureStepSequence", [])
    _drop(ds, *_NOT_IN_DOCUMENTS)
    ds.CurrentRequestedProcedureEvidenceSequence = evidence(references)
    _set_requests(ds)
    set_container(ds, title, "2010")
    if title.value == "113001":
        reason = Code("111207", "Image artifact(s)", "DCM")
        ds.ContentSequence.append(coded("HAS CONCEPT MOD", Code("113011", "Document Title Modifier", "DCM"), reason))
    for one in references:
        item = content_item("CONTAINS", "IMAGE" if "Rows" in one else "COMPOSITE")
        item.ReferencedSOPSequence = [_reference(one)]
        ds.ContentSequence.append(item)


def _set_requests(ds: Dataset) -> None:
    """Referenced Request Sequence, which documents carry in place of Request Attributes Sequence."""
    requests = items(ds, "RequestAttributesSequence")
    ds.ReferencedRequestSequence = []
    for request in requests:
        item = Dataset()
        item.StudyInstanceUID = text(request, "StudyInstanceUID") or ds.StudyInstanceUID
        item.ReferencedStudySequence = []
        for keyword in ("AccessionNumber", "RequestedProcedureID", "RequestedProcedureDescription"):
            setattr(item, keyword, text(request, keyword))
        item.PlacerOrderNumberImagingServiceRequest = ""
        item.FillerOrderNumberImagingServiceRequest = ""
        item.RequestedProcedureCodeSequence = [
            copy_of(code) for code in items(request, "RequestedProcedureCodeSequence")
        ]
        ds.ReferencedRequestSequence.append(item)
    _drop(ds, "RequestAttributesSequence")
    if not ds.ReferencedRequestSequence:
        _drop(ds, "ReferencedRequestSequence")


def _dose_report(ds: Dataset, references: Sequence[Dataset], when: str, uid: Callable[[], str], dose_of: str) -> None:
    ds.SOPClassUID = DOSE_SR
    made = [*(text(one, "Modality") for one in references), dose_of]
    scheduled = next((modality for modality in made if modality in dose_report.TEMPLATES), "CT")
    ds.Modality = "SR"
    ds.setdefault("ReferencedPerformedProcedureStepSequence", [])
    _drop(ds, *_NOT_IN_DOCUMENTS)
    ds.CompletionFlag, ds.VerificationFlag = "COMPLETE", "UNVERIFIED"
    ds.PerformedProcedureCodeSequence = [copy_of(item) for item in items(ds, "ProcedureCodeSequence")]
    if references:
        ds.CurrentRequestedProcedureEvidenceSequence = evidence(references)
    _set_requests(ds)
    set_container(ds, Code("113701", "X-Ray Radiation Dose Report", "DCM"), dose_report.TEMPLATES[scheduled])
    ds.ContentSequence = dose_report.content(scheduled, ds.StudyInstanceUID, uid(), when)


def _presentation_state(ds: Dataset, references: Sequence[Dataset], when: str) -> None:
    ds.SOPClassUID = PRESENTATION_STATE
    ds.Modality = "PR"
    ds.Laterality = ""
    _drop(ds, "ProtocolName", "ContentDate", "ContentTime")
    ds.ContentLabel = "KEY"
    ds.ContentDescription = ""
    ds.PresentationCreationDate, ds.PresentationCreationTime = when[:8], when[8:]
    ds.ContentCreatorName = ""
    ds.PresentationLUTShape = "IDENTITY"
    images = [one for one in references if "Rows" in one]
    studies = evidence(images)
    ds.ReferencedSeriesSequence = [series for study in studies for series in study.ReferencedSeriesSequence]
    for series in ds.ReferencedSeriesSequence:
        series.ReferencedImageSequence = series.ReferencedSOPSequence
        del series.ReferencedSOPSequence
    ds.DisplayedAreaSelectionSequence = [_displayed_area(images)] if images else []


def _displayed_area(images: Sequence[Dataset]) -> Dataset:
    area = Dataset()
    area.ReferencedImageSequence = [_reference(one) for one in images]
    area.DisplayedAreaTopLeftHandCorner = [1, 1]
    area.DisplayedAreaBottomRightHandCorner = [images[0].Columns, images[0].Rows]
    area.PresentationSizeMode = "SCALE TO FIT"
    area.PresentationPixelAspectRatio = [1, 1]
    return area
