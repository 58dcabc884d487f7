"""Defects of modalities."""

from __future__ import annotations

from typing import Any

from pydicom import Dataset

from simulators import modality, modality_queue
from simulators.defects.defect import defect
from simulators.defects.planting import around, doing, holding
from simulators.wire.elements import items


def _another_study(original: Any, *args: Any, **options: Any) -> list[Dataset]:
    made: list[Dataset] = original(*args, **options)
    for ds in made:
        ds.StudyInstanceUID = "2.25.1"
    return made


def _images(change: Any) -> Any:
    def make(original: Any, *args: Any, **options: Any) -> list[Dataset]:
        made: list[Dataset] = original(*args, **options)
        for ds in made:
            change(ds)
        return made

    return around(modality, "make_images", make)


def _no_accession(ds: Dataset) -> None:
    ds.AccessionNumber = ""


def _other_accession(ds: Dataset) -> None:
    ds.AccessionNumber = str(ds.get("AccessionNumber", ""))[:8]


def _no_step(ds: Dataset) -> None:
    for keyword in ("RequestAttributesSequence",):
        if keyword in ds:
            delattr(ds, keyword)


def _no_protocol(original: Any, *args: Any, **options: Any) -> Any:
    made = original(*args, **options)
    for series in items(made, "PerformedSeriesSequence"):
        if "ProtocolName" in series:
            del series.ProtocolName
    return made


def _no_issuer(ds: Dataset) -> None:
    for keyword in ("IssuerOfPatientID", "IssuerOfPatientIDQualifiersSequence"):
        if keyword in ds:
            delattr(ds, keyword)


def _step_number_kept(ds: Dataset) -> None:
    ds.PerformedProcedureStepID = "P1"


def _under_the_last_order(original: Any, asked: Any, **options: Any) -> Any:
    """An examination without an order is reported under the number that was typed before."""
    made = original(asked, **options)
    for item in items(made, "ScheduledStepAttributesSequence") if not asked else ():
        item.AccessionNumber = "A4711"
    return made


DEFECTS = (
    defect(
        "acq.study-uid-own",
        "the scanner gives its images a Study UID of its own",
        "modality",
        "TC-ACQ-001",
        "(?i)study ?(instance )?uid|0020,000D",
        around(modality, "make_images", _another_study),
        row=2,
    ),
    defect(
        "acq.accession-truncated",
        "the scanner cuts the accession number in its images",
        "modality",
        "TC-ACQ-001",
        "(?i)accession",
        _images(_other_accession),
        row=1,
    ),
    defect(
        "acq.accession-missing",
        "the scanner leaves the accession number out of its images",
        "modality",
        "TC-ACQ-001 TC-ACQ-007",
        "(?i)accession",
        _images(_no_accession),
        row=1,
        stops="what an image does not carry, nobody after the scanner can lose",
    ),
    defect(
        "acq.request-missing",
        "the scanner does not say in its images which step they belong to",
        "modality",
        "TC-ACQ-001",
        "(?i)requested procedure: |RequestAttributes|RequestedProcedureID",
        _images(_no_step),
        row=2,
    ),
    defect(
        "acq.issuer-lost",
        "the scanner drops the issuer of the patient identifier",
        "modality",
        "TC-ACQ-001",
        "(?i)issuer|authority|'HGM'.* on the list, .*''.* on the image",
        _images(_no_issuer),
        row=3,
    ),
    defect(
        "acq.group-one-order",
        "one acquisition for two orders is reported for one of them",
        "modality",
        "TC-ACQ-004",
        r"(?i)orders named|\(0040,0275\)\[2\]",
        around(modality, "n_create", lambda original, asked, **options: original(list(asked)[:1], **options)),
        row=20,
    ),
    defect(
        "mpps.no-protocol",
        "the scanner reports the end without Protocol Name (type 1)",
        "modality",
        "TC-ACQ-001 TC-PPS-002",
        "(?i)protocol",
        around(modality, "n_set", _no_protocol),
        row=8,
        stops="the end of every step is refused, and so none is done",
    ),
    defect(
        "con.queue-forgets",
        "the scanner forgets images that it could not send",
        "modality",
        "TC-CON-002",
        "(?i)images to send|did not send",
        doing(modality_queue.StoreQueue, "_once", None),
        row=9,
        after="a line that was cut",
    ),
    defect(
        "con.refusal-is-sent",
        "the scanner takes A7xx (out of resources) for success",
        "modality",
        "TC-STO-010",
        "(?i)send again",
        holding(modality_queue, "OUT_OF_RESOURCES", 0x100),
        row=9,
    ),
    defect(
        "acq.step-number-kept",
        "the scanner writes the number of the first step into the images of every step",
        "modality",
        "TC-ACQ-005 TC-ACQ-008",
        "PerformedProcedureStepID|performed steps",
        _images(_step_number_kept),
        row=8,
    ),
    defect(
        "acq.unscheduled-numbered",
        "the scanner reports an examination without an order under another order's number",
        "modality",
        "TC-ACQ-006",
        "(?i)order|accession",
        around(modality, "n_create", _under_the_last_order),
        row=1,
    ),
)
