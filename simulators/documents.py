"""Objects without pixels: dose report, key object selection and rejection note, presentation state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydicom import Dataset

from simulators.wire.elements import copy_of, text
from simulators.wire.identifiers import Code
from simulators.wire.worklist import code_item

DOSE_SR = "1.2.840.10008.5.1.4.1.1.88.67"
KEY_OBJECT = "1.2.840.10008.5.1.4.1.1.88.59"
PRESENTATION_STATE = "1.2.840.10008.5.1.4.1.1.11.1"

_HAS_INTENT = Code("363703001", "Has Intent", "SCT")
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
) -> Dataset:
    """An SR (dose), KO or PR object in ``series``, which holds its patient, study and series attributes."""
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
        _dose_report(ds, references, when, uid)
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


def _container(ds: Dataset, concept: Code, template: str) -> None:
    ds.ValueType = "CONTAINER"
    ds.ConceptNameCodeSequence = [code_item(concept)]
    ds.ContinuityOfContent = "SEPARATE"
    item = Dataset()
    item.MappingResource = "DCMR"
    item.TemplateIdentifier = template
    ds.ContentTemplateSequence = [item]
    ds.ContentSequence = []


def _content(relationship: str, value_type: str, concept: Code | None = None) -> Dataset:
    item = Dataset()
    item.RelationshipType = relationship
    item.ValueType = value_type
    if concept:
        item.ConceptNameCodeSequence = [code_item(concept)]
    return item


def _coded(relationship: str, concept: Code, value: Code, *children: Dataset) -> Dataset:
    item = _content(relationship, "CODE", concept)
    item.ConceptCodeSequence = [code_item(value)]
    if children:
        item.ContentSequence = list(children)
    return item


def _measured(concept: Code, value: str, unit: Code) -> Dataset:
    item = _content("CONTAINS", "NUM", concept)
    measured = Dataset()
    measured.NumericValue = value
    measured.MeasurementUnitsCodeSequence = [code_item(unit)]
    item.MeasuredValueSequence = [measured]
    return item


def _key_object(ds: Dataset, references: Sequence[Dataset], title: Code) -> None:
    ds.SOPClassUID = KEY_OBJECT
    ds.Modality = "KO"
    ds.setdefault("ReferencedPerformedProcedureStepSequence", [])
    _drop(ds, *_NOT_IN_DOCUMENTS)
    ds.CurrentRequestedProcedureEvidenceSequence = evidence(references)
    _set_requests(ds)
    _container(ds, title, "2010")
    if title.value == "113001":
        reason = Code("111207", "Image artifact(s)", "DCM")
        ds.ContentSequence.append(_coded("HAS CONCEPT MOD", Code("113011", "Document Title Modifier", "DCM"), reason))
    for one in references:
        item = _content("CONTAINS", "IMAGE" if "Rows" in one else "COMPOSITE")
        item.ReferencedSOPSequence = [_reference(one)]
        ds.ContentSequence.append(item)


def _set_requests(ds: Dataset) -> None:
    """Referenced Request Sequence, which documents carry in place of Request Attributes Sequence."""
    requests = ds.get("RequestAttributesSequence") or []
    ds.ReferencedRequestSequence = []
    for request in requests:
        item = Dataset()
        item.StudyInstanceUID = text(request, "StudyInstanceUID") or ds.StudyInstanceUID
        item.ReferencedStudySequence = []
        for keyword in ("AccessionNumber", "RequestedProcedureID", "RequestedProcedureDescription"):
            setattr(item, keyword, text(request, keyword))
        item.PlacerOrderNumberImagingServiceRequest = ""
        item.FillerOrderNumberImagingServiceRequest = ""
        item.RequestedProcedureCodeSequence = list(request.get("RequestedProcedureCodeSequence") or [])
        ds.ReferencedRequestSequence.append(item)
    _drop(ds, "RequestAttributesSequence")
    if not ds.ReferencedRequestSequence:
        _drop(ds, "ReferencedRequestSequence")


def _dose_report(ds: Dataset, references: Sequence[Dataset], when: str, uid: Callable[[], str]) -> None:
    ds.SOPClassUID = DOSE_SR
    ds.Modality = "SR"
    ds.setdefault("ReferencedPerformedProcedureStepSequence", [])
    _drop(ds, *_NOT_IN_DOCUMENTS)
    ds.CompletionFlag, ds.VerificationFlag = "COMPLETE", "UNVERIFIED"
    ds.PerformedProcedureCodeSequence = list(ds.get("ProcedureCodeSequence") or [])
    if references:
        ds.CurrentRequestedProcedureEvidenceSequence = evidence(references)
    _set_requests(ds)
    _container(ds, Code("113701", "X-Ray Radiation Dose Report", "DCM"), "10011")
    ds.ContentSequence = [
        _coded(
            "HAS CONCEPT MOD",
            Code("121058", "Procedure reported", "DCM"),
            Code("77477000", "Computed Tomography X-Ray", "SCT"),
            _coded("HAS CONCEPT MOD", _HAS_INTENT, Code("261004008", "Diagnostic Intent", "SCT")),
        ),
        _observer(ds),
        _scope(ds),
        _accumulated(),
        _coded("CONTAINS", Code("113854", "Source of Dose Information", "DCM"),
               Code("113856", "Automated Data Collection", "DCM")),
    ]  # fmt: skip


def _observer(ds: Dataset) -> Dataset:
    return _coded("HAS OBS CONTEXT", Code("121005", "Observer Type", "DCM"), Code("121007", "Device", "DCM"))


def _scope(ds: Dataset) -> Dataset:
    child = _content("HAS PROPERTIES", "UIDREF", Code("110180", "Study Instance UID", "DCM"))
    child.UID = ds.StudyInstanceUID
    return _coded(
        "HAS OBS CONTEXT", Code("113705", "Scope of Accumulation", "DCM"), Code("113014", "Study", "DCM"), child
    )


def _accumulated() -> Dataset:
    item = _content("CONTAINS", "CONTAINER", Code("113811", "CT Accumulated Dose Data", "DCM"))
    item.ContinuityOfContent = "SEPARATE"
    item.ContentSequence = [
        _measured(Code("113812", "Total Number of Irradiation Events", "DCM"), "1", Code("{events}", "events", "UCUM")),
        _measured(Code("113813", "CT Dose Length Product Total", "DCM"), "412.5", Code("mGy.cm", "mGy.cm", "UCUM")),
    ]
    return item


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
