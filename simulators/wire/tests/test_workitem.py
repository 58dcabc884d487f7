"""Workitems of a Unified Worklist: what is scheduled, changed, done (PS3.4 Annex CC)."""

from __future__ import annotations

from pydicom import Dataset

from simulators.wire import workitem
from simulators.wire.elements import items, text


def image(number: int) -> Dataset:
    ds = Dataset()
    ds.PatientName, ds.PatientID, ds.StudyInstanceUID, ds.SeriesInstanceUID = f"A{number}", f"ZZ{number}", "1.1", "1.2"
    ds.SOPClassUID, ds.SOPInstanceUID = "1.3", f"1.4.{number}"
    return ds


def test_a_step_names_the_patient_and_each_object() -> None:
    ds = workitem.scheduled([image(1), image(2)], "Read", "20261124103207")
    assert (text(ds, "PatientID"), text(ds, "PatientName")) == ("ZZ1", "A1")
    (study,) = items(ds, "InputInformationSequence")
    assert (text(study, "StudyInstanceUID"), text(study, "SeriesInstanceUID")) == ("1.1", "1.2")
    assert [text(one, "ReferencedSOPInstanceUID") for one in items(study, "ReferencedSOPSequence")] == [
        "1.4.1",
        "1.4.2",
    ]
    assert text(ds, "ScheduledWorkitemCodeSequence", "CodeValue") == "110005"
    assert {text(ds, "ProcedureStepState"), text(ds, "InputReadinessState")} == {"SCHEDULED", "READY"}
    assert text(ds, "ScheduledProcedureStepStartDateTime") == "20261124103207"
    for keyword in ("ScheduledStationNameCodeSequence", "UnifiedProcedureStepPerformedProcedureSequence"):
        assert keyword in ds  # type 2
        assert items(ds, keyword) == []


def test_who_changes_a_state_says_in_whose_name() -> None:
    assert text(workitem.change("IN PROGRESS", "1.5"), "TransactionUID") == "1.5"
    assert "TransactionUID" not in workitem.change("IN PROGRESS", "")
    (performed,) = items(workitem.done("1", "2"), "UnifiedProcedureStepPerformedProcedureSequence")
    assert text(performed, "PerformedProcedureStepStartDateTime") == "1"
    assert text(performed, "PerformedProcedureStepEndDateTime") == "2"
    assert text(workitem.reason("ill"), "ReasonForCancellation") == "ill"
