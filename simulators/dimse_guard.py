"""Which patient a DIMSE message is about, and the refusal to touch one that is not ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydicom import Dataset

from simulators.runtime import Runtime
from simulators.wire.errors import LocalViolation

if TYPE_CHECKING:
    from simulators.transcript import Exchange

MPPS = "1.2.840.10008.3.1.2.3.3"
KEY_OBJECT_SELECTION = "1.2.840.10008.5.1.4.1.1.88.59"
REJECTIONS = {"113001", "113037", "113038", "113039"}  # PS3.16 D, titles that take objects out of use
CARRIES_PATIENT = {"C-STORE-RQ", "C-FIND-RQ", "C-FIND-RSP", "C-MOVE-RQ", "C-GET-RQ", "N-CREATE-RQ", "N-GET-RSP"}


def patient_id(ds: Dataset | None) -> str:
    """Patient ID without padding; empty when there is none."""
    return str(ds.get("PatientID", "") or "").strip() if ds is not None else ""


def is_foreign(runtime: Runtime, ds: Dataset | None) -> bool:
    """Whether ``ds`` names a patient that is not a test patient. No Patient ID, or a key with wildcards: no."""
    found = patient_id(ds)
    return bool(found) and not any(char in found for char in "*?\\") and found not in runtime.test_patients


def guard_store(runtime: Runtime, ds: Dataset) -> None:
    """Before a C-STORE: the patient is ours, and so is everything that a rejection note takes out of use."""
    runtime.test_patients.require(patient_id(ds), f"store an instance of SOP class {ds.get('SOPClassUID', '?')}")
    if ds.get("SOPClassUID") != KEY_OBJECT_SELECTION or _title(ds) not in REJECTIONS:
        return
    ours = _instances_of_test_patients(runtime)
    for uid in referenced_instances(ds):
        if uid not in ours:
            raise LocalViolation(
                f"refused to store a rejection note: instance {uid} was not stored for a test patient in this run",
                cause="the note would take an instance out of use that may belong to a real patient",
                remedy="reject only what this run has stored",
            )


def guard_create(runtime: Runtime, sop_class: str, ds: Dataset) -> None:
    """Before an N-CREATE that names a patient, and before any MPPS."""
    if sop_class == MPPS or patient_id(ds):
        runtime.test_patients.require(patient_id(ds), f"create an instance of {sop_class}")


def guard_set(runtime: Runtime, sop_class: str, uid: str, ds: Dataset | None) -> None:
    """Before an N-SET: the step was created, in this run, for a test patient."""
    if patient_id(ds):
        runtime.test_patients.require(patient_id(ds), f"change instance {uid}")
    if sop_class == MPPS and not any(
        exchange.kind == "N-CREATE-RQ"
        and _affected(exchange) == uid
        and patient_id(exchange.dataset) in runtime.test_patients
        for exchange in runtime.transcript.exchanges
    ):
        raise LocalViolation(
            f"refused to change the performed procedure step {uid}: it was not created for a test patient in this run",
            cause="it may be the step of a real patient",
            remedy="create the step first; only steps of this run are changed",
        )


def guard_move(runtime: Runtime, ds: Dataset) -> None:
    """Before a C-MOVE, which copies: a Patient ID key must be a test patient's."""
    if patient_id(ds):
        runtime.test_patients.require(patient_id(ds), "move instances")


def referenced_instances(ds: Dataset) -> Iterator[str]:
    """SOP Instance UIDs of the evidence sequence (0040,A375)."""
    for study in ds.get("CurrentRequestedProcedureEvidenceSequence", None) or ():
        for series in study.get("ReferencedSeriesSequence", None) or ():
            for item in series.get("ReferencedSOPSequence", None) or ():
                yield str(item.get("ReferencedSOPInstanceUID", ""))


def _title(ds: Dataset) -> str:
    items = ds.get("ConceptNameCodeSequence", None) or ()
    return str(items[0].get("CodeValue", "")) if items else ""


def _affected(exchange: Exchange) -> str:
    return str(exchange.command.get("AffectedSOPInstanceUID", "")) if exchange.command is not None else ""


def _instances_of_test_patients(runtime: Runtime) -> set[str]:
    return {
        _affected(exchange)
        for exchange in runtime.transcript.exchanges
        if exchange.kind == "C-STORE-RQ" and patient_id(exchange.dataset) in runtime.test_patients
    }
