"""Traces of DICOM: worklist entries, performed steps, images, answers of an archive (see ``traces``)."""

from __future__ import annotations

from pydicom import Dataset

from harness.checks.dimse import MPPS, WORKLIST, of_class, pending, sop_class, sop_instance, text_of
from harness.checks.story import Story
from harness.checks.traces import Trace, Value, coded, full_name, values_of
from simulators.transcript import Exchange
from simulators.wire import elements
from simulators.wire.elements import items, name_of, tag_of
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName

DOCUMENTS = frozenset({"KO", "PR", "SR", "DOC"})  # objects about images: they need not repeat the request


def _element(concept: str, dataset: Dataset, keyword: str, prefix: str = "") -> tuple[str, str, str]:
    return concept, elements.text(dataset, keyword), prefix + name_of(tag_of(keyword))


def _person(concept: str, dataset: Dataset, keyword: str, prefix: str = "") -> tuple[str, str, str]:
    _, text, where = _element(concept, dataset, keyword, prefix)
    return concept, full_name(PersonName.from_pn(text)), where


def _code(concept: str, dataset: Dataset, keyword: str, prefix: str = "") -> tuple[str, str, str]:
    first = next(iter(items(dataset, keyword)), Dataset())
    code = Code(elements.text(first, "CodeValue"), "", elements.text(first, "CodingSchemeDesignator"))
    return concept, coded(code), prefix + name_of(tag_of(keyword))


def authority_of(dataset: Dataset) -> AssigningAuthority:
    """(0010,0021) with (0010,0024)."""
    qualifiers = next(iter(items(dataset, "IssuerOfPatientIDQualifiersSequence")), Dataset())
    return AssigningAuthority(
        elements.text(dataset, "IssuerOfPatientID"),
        elements.text(qualifiers, "UniversalEntityID"),
        elements.text(qualifiers, "UniversalEntityIDType"),
    )


def dicom_patient(dataset: Dataset) -> Patient:
    return Patient(
        PatientId(elements.text(dataset, "PatientID"), authority_of(dataset)),
        PersonName.from_pn(elements.text(dataset, "PatientName")),
        elements.text(dataset, "PatientBirthDate"),
        elements.text(dataset, "PatientSex"),
    )


def _dicom_patient_values(dataset: Dataset) -> dict[str, Value]:
    return values_of(
        [
            _element("patient_id", dataset, "PatientID"),
            ("issuer", authority_of(dataset).to_hd(), name_of(tag_of("IssuerOfPatientID"))),
            _person("name", dataset, "PatientName"),
            _element("birth_date", dataset, "PatientBirthDate"),
            _element("sex", dataset, "PatientSex"),
        ]
    )


def worklist_items(story: Story) -> list[Trace]:
    """Every entry of every worklist answer; ``exchange`` is the answer, its receiver the station that asked."""
    return story.memo(_worklist_items)


def _worklist_items(story: Story) -> list[Trace]:
    found = []
    for query in of_class(story.dimse("C-FIND-RQ"), WORKLIST):
        for answer in pending(story, query):
            if answer.dataset is not None:
                label = f"the worklist of {answer.receiver}"
                values = _item_values(answer.dataset)
                found.append(Trace("item", answer, values, label=label, patient=dicom_patient(answer.dataset)))
    return found


def _item_values(item: Dataset) -> dict[str, Value]:
    step = next(iter(items(item, "ScheduledProcedureStepSequence")), Dataset())
    inner = "(0040,0100)[1] > "
    date, time = (
        elements.text(step, "ScheduledProcedureStepStartDate"),
        elements.text(step, "ScheduledProcedureStepStartTime"),
    )
    return {
        **_dicom_patient_values(item),
        **values_of(
            [
                _element("accession", item, "AccessionNumber"),
                _element("study_uid", item, "StudyInstanceUID"),
                _element("rp_id", item, "RequestedProcedureID"),
                _element("sps_id", step, "ScheduledProcedureStepID", inner),
                _element("placer", item, "PlacerOrderNumberImagingServiceRequest"),
                _element("filler", item, "FillerOrderNumberImagingServiceRequest"),
                _code("procedure", item, "RequestedProcedureCodeSequence"),
                _element("procedure_text", item, "RequestedProcedureDescription"),
                _code("protocol", step, "ScheduledProtocolCodeSequence", inner),
                _element("sps_description", step, "ScheduledProcedureStepDescription", inner),
                _element("modality", step, "Modality", inner),
                _element("station_aet", step, "ScheduledStationAETitle", inner),
                _element("station_name", step, "ScheduledStationName", inner),
                _element("location", step, "ScheduledProcedureStepLocation", inner),
                _person("performing", step, "ScheduledPerformingPhysicianName", inner),
                ("start", date + time.split(".")[0], inner + name_of(tag_of("ScheduledProcedureStepStartDate"))),
                _element("status", step, "ScheduledProcedureStepStatus", inner),
                _element("priority", item, "RequestedProcedurePriority"),
                _person("referring", item, "ReferringPhysicianName"),
                _person("requesting", item, "RequestingPhysician"),
                _element("reason", item, "ReasonForTheRequestedProcedure"),
                _element("danger", item, "PatientState"),
                _element("transport", item, "PatientTransportArrangements"),
                _element("alerts", item, "MedicalAlerts"),
                _element("weight", item, "PatientWeight"),
                _element("height", item, "PatientSize"),
                _element("admission", item, "AdmissionID"),
            ]
        ),
    }


def _request_values(request: Dataset, prefix: str) -> dict[str, Value]:
    """An item of (0040,0275) or (0040,0270)."""
    return values_of(
        [
            _element("accession", request, "AccessionNumber", prefix),
            _element("study_uid", request, "StudyInstanceUID", prefix),
            _element("rp_id", request, "RequestedProcedureID", prefix),
            _element("sps_id", request, "ScheduledProcedureStepID", prefix),
            _element("placer", request, "PlacerOrderNumberImagingServiceRequest", prefix),
            _element("filler", request, "FillerOrderNumberImagingServiceRequest", prefix),
            _code("protocol", request, "ScheduledProtocolCodeSequence", prefix),
            _code("procedure", request, "RequestedProcedureCodeSequence", prefix),
        ]
    )


def performed_steps(story: Story) -> list[Trace]:
    """Every MPPS N-CREATE; ``extra["series"]`` are the series that its N-SETs name, separated by blanks."""
    return story.memo(_performed_steps)


def _performed_steps(story: Story) -> list[Trace]:
    series: dict[str, list[str]] = {}
    for change in of_class(story.dimse("N-SET-RQ"), MPPS):
        for item in items(change.dataset or Dataset(), "PerformedSeriesSequence"):
            series.setdefault(sop_instance(change), []).append(elements.text(item, "SeriesInstanceUID"))
    found = []
    for exchange in of_class(story.dimse("N-CREATE-RQ"), MPPS):
        if exchange.dataset is None:
            continue
        uid = sop_instance(exchange) or text_of((story.reply(exchange) or exchange).command, "AffectedSOPInstanceUID")
        extra = {"series": " ".join(series.get(uid, []))}
        found.append(_mpps_trace(exchange, exchange.dataset, uid, extra))
    return found


def _mpps_trace(exchange: Exchange, dataset: Dataset, uid: str, extra: dict[str, str]) -> Trace:
    values = {
        **_dicom_patient_values(dataset),
        **values_of(
            [
                _element("modality", dataset, "Modality"),
                _element("station_aet", dataset, "PerformedStationAETitle"),
                _element("pps_id", dataset, "PerformedProcedureStepID"),
                _code("procedure", dataset, "ProcedureCodeSequence"),
                _element("study_id", dataset, "StudyID"),
                _element("admission", dataset, "AdmissionID"),
            ]
        ),
    }
    asked = tuple(
        _request_values(item, f"(0040,0270)[{number}] > ")
        for number, item in enumerate(items(dataset, "ScheduledStepAttributesSequence"), start=1)
    )
    label = f"the performed step of {exchange.sender}"
    return Trace("mpps", exchange, values, asked, label=label, patient=dicom_patient(dataset), uid=uid, extra=extra)


def stored_images(story: Story) -> list[Trace]:
    """Every C-STORE request, whoever sent it."""
    return story.memo(_stored_images)


def _stored_images(story: Story) -> list[Trace]:
    return [
        _image_trace(exchange, exchange.dataset)
        for exchange in story.dimse("C-STORE-RQ")
        if exchange.dataset is not None
    ]


def _image_trace(exchange: Exchange, dataset: Dataset) -> Trace:
    performed = next(iter(items(dataset, "ReferencedPerformedProcedureStepSequence")), Dataset())
    asked = tuple(
        _request_values(item, f"(0040,0275)[{number}] > ")
        for number, item in enumerate(items(dataset, "RequestAttributesSequence"), start=1)
    )
    return Trace(
        "image",
        exchange,
        {**_dicom_patient_values(dataset), **_study_values(dataset)},
        asked,
        label=f"the images from {exchange.sender}",
        patient=dicom_patient(dataset),
        uid=sop_instance(exchange) or elements.text(dataset, "SOPInstanceUID"),
        extra={
            "pps_uid": elements.text(performed, "ReferencedSOPInstanceUID"),
            "series": elements.text(dataset, "SeriesInstanceUID"),
            "sop_class": sop_class(exchange),
        },
    )


def _study_values(dataset: Dataset) -> dict[str, Value]:
    return values_of(
        [
            _element("accession", dataset, "AccessionNumber"),
            _element("study_uid", dataset, "StudyInstanceUID"),
            _element("modality", dataset, "Modality"),
            _element("station_name", dataset, "StationName"),
            _element("pps_id", dataset, "PerformedProcedureStepID"),
            _code("procedure", dataset, "ProcedureCodeSequence"),
            _element("procedure_text", dataset, "StudyDescription"),
            _person("performing", dataset, "PerformingPhysicianName"),
            _person("referring", dataset, "ReferringPhysicianName"),
            _element("admission", dataset, "AdmissionID"),
            _element("study_id", dataset, "StudyID"),
        ]
    )


def archive_answers(story: Story) -> list[Trace]:
    """Every pending answer of a PACS to a query: patient, study, series or image, as ``extra["level"]`` says."""
    return story.memo(_archive_answers)


def _archive_answers(story: Story) -> list[Trace]:
    found = []
    for query in story.dimse("C-FIND-RQ", receiver="pacs"):
        for answer in pending(story, query) if sop_class(query) != WORKLIST else []:
            if answer.dataset is None:
                continue
            present = {**_dicom_patient_values(answer.dataset), **_study_values(answer.dataset)}
            kept = {concept: value for concept, value in present.items() if _asked(answer.dataset, value.where)}
            level = elements.text(answer.dataset, "QueryRetrieveLevel") or text_of(query.dataset, "QueryRetrieveLevel")
            patient = dicom_patient(answer.dataset)
            label = f"the answer to {query.sender}"
            found.append(Trace("entry", answer, kept, label=label, patient=patient, extra={"level": level}))
    return found


def _asked(dataset: Dataset, where: str) -> bool:
    """Whether the element named at ``where`` is in the answer at all."""
    return bool(where) and where[:11] in {name_of(tag)[:11] for tag in elements.tags(dataset)}
