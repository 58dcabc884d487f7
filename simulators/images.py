"""Objects as a modality makes them, from a worklist item or without one, valid by their IOD.

Identifiers travel from the worklist as P17 J describes: Request Attributes Sequence with one item for each worklist
item, Accession and Study UID at the top, the performed step in (0008,1111) and (0040,0253).
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, RLELossless

from simulators import documents, image_kinds, phantoms
from simulators.image_kinds import BODY_PARTS, PAIRED, SOP_CLASSES, Picture
from simulators.runtime import Runtime
from simulators.wire.dicom_text import declare
from simulators.wire.elements import copy_element, copy_of, items, text, values
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName
from simulators.wire.pdu import IMPLEMENTATION_CLASS_UID
from simulators.wire.procedure_step import MODALITY_PERFORMED_PROCEDURE_STEP
from simulators.wire.worklist import patient_module

IMPLEMENTATION_VERSION_NAME = "INTEROP_1"
MODALITIES = ("CT", "MR", "CR", "DX", "MG", "US", "SC", "SR", "KO", "PR")

PRIVATE_GROUP, PRIVATE_CREATOR = 0x0051, "INTEROP HARNESS 1.0"  # what every archive has to keep


class Performed(Protocol):
    """What is taken from a performed step; the modality's own class has it."""

    sop_instance_uid: str
    id: str
    started: str
    items: list[Dataset]
    study_instance_uid: str
    patient: Patient | None


def make_images(
    item: Dataset | None = None,
    *,
    modality: str = "",
    instances: int = 2,
    patient: Patient | None = None,
    performed: Performed | None = None,
    group: Sequence[Dataset] = (),
    series_number: int = 1,
    series_instance_uid: str = "",
    series_description: str = "",
    protocol_name: str = "",
    study_instance_uid: str = "",
    accession_number: str | None = None,
    body_part: str | None = None,
    laterality: str = "",
    rows: int = 64,
    columns: int = 64,
    frames: int = 1,
    rle: bool = False,
    when: str = "",
    station_name: str = "",
    station_ae_title: str = "",
    references: Sequence[Dataset] = (),
    title: Code | None = None,
    charset: str = "ISO_IR 192",
    uid: Callable[[], str] = Runtime.uid,
) -> list[Dataset]:
    """One series of ``instances`` objects with ``file_meta``, ready to be stored.

    ``item`` or ``group`` (several) are worklist items, by default those of ``performed``; without any the object is
    unscheduled and ``patient`` (or ``performed.patient``) names whom it shows. ``modality`` is by default the item's.
    ``when`` is YYYYMMDDHHMMSS, by default when the step was started or scheduled. ``frames`` > 1 makes a multi-frame
    ultrasound. ``references`` are the instances that a KO, PR or SR speaks of, ``title`` the KO's title code.
    Raises ValueError for a modality that is not made here, LocalViolation for text that ``charset`` cannot hold.
    """
    scheduled = list(group) or ([item] if item is not None else list(performed.items) if performed else [])
    first = scheduled[0] if scheduled else Dataset()
    modality = modality or text(first, "ScheduledProcedureStepSequence", "Modality")
    if modality not in MODALITIES:
        raise ValueError(f"no {modality or 'unnamed'} objects are made here; only {', '.join(MODALITIES)}")
    when = when or (performed.started if performed else "") or _scheduled_start(first) or "20260101120000"
    who = patient or (performed.patient if performed else None)
    body = BODY_PARTS.get(modality, "") if body_part is None else body_part
    series = _series(scheduled, who, performed, when, study_instance_uid or uid())
    if accession_number is not None:
        series.AccessionNumber = accession_number
    if study_instance_uid:
        series.StudyInstanceUID = study_instance_uid
    made_by = text(first, "ScheduledProcedureStepSequence", "Modality") or "OT"
    series.Modality = made_by if modality == "SC" else modality
    series.SeriesInstanceUID = series_instance_uid or uid()
    series.SeriesNumber = series_number
    series.SeriesDescription = series_description or _default_description(first, modality)
    series.ProtocolName = protocol_name or series.SeriesDescription
    if station_name:
        series.StationName = station_name
    if modality in ("SR", "KO", "PR"):
        made = [documents.make(series, modality, references, title, when, uid, made_by) for _ in range(instances)]
        made = made if modality == "SR" else made[:1]
    else:
        frame_uid = uid()
        pictures = [Picture(n, rows, columns, frames, laterality, body) for n in range(1, instances + 1)]
        made = [_image(series, modality, picture, frame_uid, when, uid) for picture in pictures]
    return [_finished(ds, charset, rle and "PixelData" in ds, station_ae_title) for ds in made]


def _default_description(first: Dataset, modality: str) -> str:
    return text(first, "ScheduledProcedureStepSequence", "ScheduledProcedureStepDescription") or modality


def _scheduled_start(first: Dataset) -> str:
    date = text(first, "ScheduledProcedureStepSequence", "ScheduledProcedureStepStartDate")
    time = text(first, "ScheduledProcedureStepSequence", "ScheduledProcedureStepStartTime")
    return (date + time.split(".")[0].ljust(6, "0"))[:14] if date else ""


def _series(
    scheduled: Sequence[Dataset], patient: Patient | None, performed: Performed | None, when: str, new_uid: str
) -> Dataset:
    """Patient, study, series and equipment modules."""
    first = scheduled[0] if scheduled else Dataset()
    ds = _patient(first, patient)
    ds.StudyInstanceUID = (
        (performed.study_instance_uid if performed else "") or text(first, "StudyInstanceUID") or new_uid
    )
    ds.StudyDate = ds.SeriesDate = when[:8]
    ds.StudyTime = ds.SeriesTime = when[8:]
    accessions = {text(one, "AccessionNumber") for one in scheduled}
    ds.AccessionNumber = accessions.pop() if len(accessions) == 1 else ""
    ds.ReferringPhysicianName = text(first, "ReferringPhysicianName")
    ds.StudyID = text(first, "RequestedProcedureID")
    ds.StudyDescription = text(first, "RequestedProcedureDescription")
    _copy_sequence(ds, "ProcedureCodeSequence", first, "RequestedProcedureCodeSequence")
    steps = [step for one in scheduled for step in items(one, "ScheduledProcedureStepSequence")[:1]]
    if steps:
        ds.StationName = text(steps[0], "ScheduledStationName")
        ds.PerformingPhysicianName = text(steps[0], "ScheduledPerformingPhysicianName")
        ds.RequestAttributesSequence = [_request(one) for one in scheduled]
    if scheduled and text(first, "AdmissionID"):
        ds.AdmissionID = text(first, "AdmissionID")
    if performed is not None:
        _performed(ds, performed, steps)
    ds.Manufacturer = "Interop harness"
    ds.ManufacturerModelName = "Simulated modality"
    ds.DeviceSerialNumber = "1"
    ds.SoftwareVersions = "1"
    return ds


_PATIENT_KEYS = ("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "IssuerOfPatientID", "PatientWeight",
                 "PatientSize")  # fmt: skip


def _patient(first: Dataset, patient: Patient | None) -> Dataset:
    nobody = Patient(PatientId("", AssigningAuthority()), PersonName())
    ds = patient_module(patient or nobody)
    if patient is not None and "PatientID" not in first:
        return ds
    for keyword in _PATIENT_KEYS:
        if values(first, keyword):
            copy_element(first, keyword, ds)
    for keyword in ("IssuerOfPatientIDQualifiersSequence", "OtherPatientIDsSequence"):
        _copy_sequence(ds, keyword, first, keyword)
    return ds


def _copy_sequence(ds: Dataset, keyword: str, source: Dataset, source_keyword: str) -> None:
    found = items(source, source_keyword)
    if found:
        setattr(ds, keyword, [copy_of(one) for one in found])


def _request(item: Dataset) -> Dataset:
    """An item of Request Attributes Sequence (0040,0275)."""
    ds = Dataset()
    step = (items(item, "ScheduledProcedureStepSequence") or [Dataset()])[0]
    for keyword in ("AccessionNumber", "RequestedProcedureID", "RequestedProcedureDescription", "StudyInstanceUID"):
        if values(item, keyword):
            copy_element(item, keyword, ds)
    for keyword in ("ScheduledProcedureStepID", "ScheduledProcedureStepDescription"):
        if values(step, keyword):
            copy_element(step, keyword, ds)
    for source, keyword in (
        (item, "IssuerOfAccessionNumberSequence"),
        (item, "RequestedProcedureCodeSequence"),
        (item, "ReferencedStudySequence"),
        (step, "ScheduledProtocolCodeSequence"),
    ):
        _copy_sequence(ds, keyword, source, keyword)
    return ds


def _performed(ds: Dataset, performed: Performed, steps: Sequence[Dataset]) -> None:
    reference = Dataset()
    reference.ReferencedSOPClassUID = MODALITY_PERFORMED_PROCEDURE_STEP
    reference.ReferencedSOPInstanceUID = performed.sop_instance_uid
    ds.ReferencedPerformedProcedureStepSequence = [reference]
    ds.PerformedProcedureStepID = performed.id
    ds.PerformedProcedureStepStartDate = performed.started[:8]
    ds.PerformedProcedureStepStartTime = performed.started[8:]
    if steps:
        ds.PerformedProcedureStepDescription = text(steps[0], "ScheduledProcedureStepDescription")
        _copy_sequence(ds, "PerformedProtocolCodeSequence", steps[0], "ScheduledProtocolCodeSequence")


def _image(
    series: Dataset, modality: str, picture: Picture, frame_uid: str, when: str, uid: Callable[[], str]
) -> Dataset:
    ds = copy_of(series)
    kind = "US multi-frame" if modality == "US" and picture.frames > 1 else modality
    ds.SOPClassUID = SOP_CLASSES[kind]
    ds.SOPInstanceUID = uid()
    ds.InstanceNumber = picture.number
    ds.AcquisitionNumber = 1
    for moment in ("InstanceCreation", "Acquisition", "Content"):
        setattr(ds, f"{moment}Date", when[:8])
        setattr(ds, f"{moment}Time", when[8:])
    if picture.body_part:
        ds.BodyPartExamined = picture.body_part
    if modality in ("CT", "MR"):
        ds.FrameOfReferenceUID = frame_uid
    if modality not in ("DX", "MG"):
        _set_side(ds, picture)
    image_kinds.fill(ds, modality, picture)
    ds.PixelData = _pixels(ds, picture)
    ds.private_block(PRIVATE_GROUP, PRIVATE_CREATOR, create=True).add_new(0x01, "LO", f"dose table {picture.number}")
    if modality == "CR":
        _set_overlay(ds)
    return ds


def _set_overlay(ds: Dataset) -> None:
    """A frame line in a plane of its own, as a reader burns in a side marker (PS3.3 C.9.2)."""
    rows, columns = int(ds.Rows), int(ds.Columns)
    bits = bytes(0xFF if n < columns // 8 else 0 for n in range(rows * columns // 8))
    for element, vr, value in (
        (0x0010, "US", rows),
        (0x0011, "US", columns),
        (0x0040, "CS", "G"),
        (0x0050, "SS", [1, 1]),
        (0x0100, "US", 1),
        (0x0102, "US", 0),
        (0x3000, "OW", bits + b"\0" * (len(bits) % 2)),
    ):
        ds.add_new((0x6000, element), vr, value)


def _set_side(ds: Dataset, picture: Picture) -> None:
    if picture.laterality in ("R", "L"):
        ds.Laterality = picture.laterality
    elif picture.body_part in PAIRED or not picture.body_part:
        ds.Laterality = ""


def _pixels(ds: Dataset, picture: Picture) -> bytes:
    seed = zlib.crc32(ds.SeriesDescription.encode()) & 0xFFFF
    frames = range(picture.number, picture.number + picture.frames)
    if ds.SamplesPerPixel == 3:
        data = b"".join(phantoms.colour(picture.rows, picture.columns, seed=seed, number=n) for n in frames)
    else:
        bits = ds.BitsStored
        data = b"".join(phantoms.grey(picture.rows, picture.columns, bits=bits, seed=seed, number=n) for n in frames)
    return data + b"\0" * (len(data) % 2)


def _finished(ds: Dataset, charset: str, rle: bool, ae_title: str) -> Dataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = ds.SOPClassUID
    meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(IMPLEMENTATION_CLASS_UID)
    meta.ImplementationVersionName = IMPLEMENTATION_VERSION_NAME
    if ae_title:
        meta.SourceApplicationEntityTitle = ae_title
    ds.file_meta = meta
    declare(ds, charset)
    if rle:
        options: dict[str, Any] = {"generate_instance_uid": False}
        ds.compress(RLELossless, **options)
    return ds
