"""Which keys come back from a query, and which C-MOVE destinations are known. Names of keys are kept, never values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydicom import Dataset

from harness.discover.pace import Pace, problem
from simulators.dimse import Response, Scu
from simulators.dimse_negotiation import name_of
from simulators.wire.elements import element, text
from simulators.wire.errors import InteropError

PATIENT_FIND, STUDY_FIND = "1.2.840.10008.5.1.4.1.2.1.1", "1.2.840.10008.5.1.4.1.2.2.1"
STUDY_MOVE, WORKLIST = "1.2.840.10008.5.1.4.1.2.2.2", "1.2.840.10008.5.1.4.31"
MATCHES = 3  # after so many a query is cancelled
UNKNOWN_DESTINATION = 0xA801  # PS3.4 C.4.2.1.5: move destination unknown
_KEYS = {name: words.split() for name, words in (
    ("PATIENT", """PatientName IssuerOfPatientID PatientBirthDate PatientSex OtherPatientIDs OtherPatientIDsSequence
EthnicGroup PatientComments NumberOfPatientRelatedStudies NumberOfPatientRelatedSeries
NumberOfPatientRelatedInstances"""),
    ("STUDY", """StudyInstanceUID StudyDate StudyTime AccessionNumber IssuerOfAccessionNumberSequence StudyID
StudyDescription ReferringPhysicianName NameOfPhysiciansReadingStudy ProcedureCodeSequence ModalitiesInStudy
SOPClassesInStudy PatientAge PatientSize PatientWeight NumberOfStudyRelatedSeries NumberOfStudyRelatedInstances
InstanceAvailability RetrieveAETitle TimezoneOffsetFromUTC"""),
    ("SERIES", """SeriesInstanceUID Modality SeriesNumber SeriesDescription SeriesDate SeriesTime BodyPartExamined
Laterality ProtocolName StationName OperatorsName PerformingPhysicianName Manufacturer InstitutionName
RequestAttributesSequence PerformedProcedureStepID PerformedProcedureStepStartDate NumberOfSeriesRelatedInstances
InstanceAvailability RetrieveAETitle"""),
    ("IMAGE", """SOPInstanceUID SOPClassUID InstanceNumber ContentDate ContentTime AcquisitionDateTime ImageType Rows
Columns NumberOfFrames BitsAllocated ConceptNameCodeSequence AvailableTransferSyntaxUID InstanceAvailability
RetrieveAETitle"""),
    ("STEP", """Modality ScheduledStationAETitle ScheduledStationName ScheduledProcedureStepStartDate
ScheduledProcedureStepStartTime ScheduledProcedureStepDescription ScheduledProcedureStepID
ScheduledProcedureStepLocation ScheduledProtocolCodeSequence ScheduledPerformingPhysicianName
PreMedication"""),
    ("ORDER", """AccessionNumber RequestedProcedureID RequestedProcedureDescription RequestedProcedureCodeSequence
RequestedProcedurePriority StudyInstanceUID ReferencedStudySequence ReferringPhysicianName RequestingPhysician
PlacerOrderNumberImagingServiceRequest FillerOrderNumberImagingServiceRequest AdmissionID CurrentPatientLocation
PatientTransportArrangements PatientWeight MedicalAlerts Allergies PregnancyStatus SpecialNeeds PatientState
ConfidentialityConstraintOnPatientDataDescription IssuerOfAccessionNumberSequence"""),
)}  # fmt: skip
_UNIQUE = {"PATIENT": "PatientID", "STUDY": "StudyInstanceUID", "SERIES": "SeriesInstanceUID"}


def queries(scu: Scu, pace: Pace, classes: Sequence[str]) -> list[dict[str, Any]]:
    """One entry a model and level: how many matches, and each key ``value``, ``empty`` or ``absent`` in them."""
    found = []
    if PATIENT_FIND in classes:
        found += _hierarchy(scu, pace, PATIENT_FIND, ("PATIENT", "STUDY", "SERIES", "IMAGE"))
    if STUDY_FIND in classes:
        found += _hierarchy(scu, pace, STUDY_FIND, ("STUDY", "SERIES", "IMAGE"))
    if WORKLIST in classes:
        found.append(_ask(scu, pace, WORKLIST, "WORKLIST", _worklist_keys())[0])
    return found


def _hierarchy(scu: Scu, pace: Pace, model: str, levels: Sequence[str]) -> list[dict[str, Any]]:
    found, above = [], dict[str, str]()
    for level in levels:
        keys = Dataset()
        keys.QueryRetrieveLevel = level
        _add(keys, (_KEYS["PATIENT"] if level == "STUDY" and model == STUDY_FIND else []) + _KEYS[level])
        for word, value in above.items():
            setattr(keys, word, value)
        entry, matches = _ask(scu, pace, model, level, keys)
        found.append(entry)
        if not matches or level == "IMAGE":
            break
        above[_UNIQUE[level]] = text(matches[0], _UNIQUE[level])  # below it must be a single value
    return found


def _add(keys: Dataset, words: Sequence[str]) -> None:
    """Universal keys: no value."""
    for word in words:
        setattr(keys, word, [] if word.endswith("Sequence") else None)


def _worklist_keys() -> Dataset:
    keys, step = Dataset(), Dataset()
    _add(keys, _KEYS["PATIENT"][:4] + _KEYS["ORDER"])
    _add(step, _KEYS["STEP"])
    keys.ScheduledProcedureStepSequence = [step]
    return keys


def _ask(scu: Scu, pace: Pace, model: str, level: str, keys: Dataset) -> tuple[dict[str, Any], list[Dataset]]:
    """Ask for test patients only; the matches of test patients, and how many others came all the same."""
    entry: dict[str, Any] = {"uid": model, "model": name_of(model), "level": level, "matches": 0, "keys": {}}
    matches: list[Dataset] = []
    patient = keys.get("PatientID", "")
    prefixes = () if patient or level in ("SERIES", "IMAGE") else scu.runtime.test_patients.prefixes
    try:
        for prefix in prefixes or ("",):
            if prefix:
                keys.PatientID = f"{prefix}*"
            pace.step(f"query {level}")
            responses = scu.find(model, keys, cancel_after=MATCHES)
            entry["status"] = f"{responses[-1].status:04X}"
            matches = [one.dataset for one in responses if one.is_pending and one.dataset is not None]
            ours = [ds for ds in matches if _is_ours(scu, ds, strict=bool(prefix))]
            entry["others"] = entry.get("others", 0) + len(matches) - len(ours)
            matches = ours
            if matches:
                entry["pending"] = sorted({f"{one.status:04X}" for one in responses if one.is_pending})
                break
    except InteropError as error:
        return {**entry, "problem": problem(error)}, []
    if matches:
        entry |= {"matches": len(matches), "keys": dict(sorted(returned(keys, matches).items()))}
    return entry, matches


def _is_ours(scu: Scu, ds: Dataset, *, strict: bool) -> bool:
    """Below the level that names the patient, what belongs to a test study is ours."""
    found = text(ds, "PatientID").strip()
    return found in scu.runtime.test_patients or (not found and not strict)


def returned(keys: Dataset, matches: Sequence[Dataset], place: str = "") -> dict[str, str]:
    """Each key asked for: has it a ``value`` in any match, is it always ``empty``, or ``absent``?"""
    found: dict[str, str] = {}
    for key in keys:
        word = key.keyword
        if word == "QueryRetrieveLevel":
            continue
        there = [one for ds in matches if (one := element(ds, key.tag)) is not None]  # UN where it cannot be read
        filled = [one for one in there if one.value not in (None, "", b"") and (one.VR != "SQ" or len(one.value))]
        found[place + word] = "value" if filled else "empty" if there else "absent"
        if key.VR == "SQ" and len(key.value):
            inner = [item for one in filled if one.VR == "SQ" for item in one.value]
            found |= returned(key.value[0], inner, f"{word}.")
    return found


def destinations(scu: Scu, pace: Pace, titles: Sequence[str], nobody: str) -> list[dict[str, str]]:
    """Ask to move a study that does not exist to each AE title: only an unknown destination is refused with A801.

    A system that answers the same for ``nobody``, an AE title that nobody has, looks at the destination later: then
    nothing is told about the others.
    """
    query = Dataset()
    query.QueryRetrieveLevel = "STUDY"
    found = []
    for title in (*titles, nobody):
        query.StudyInstanceUID = scu.runtime.uid()
        pace.step(f"C-MOVE destination {title}")
        try:
            last: Response = scu.move(STUDY_MOVE, query, title)[-1]
        except InteropError as error:
            found.append({"ae_title": title, "answer": "not told", "status": "", "why": problem(error)["what"]})
            continue
        answer = {UNKNOWN_DESTINATION: "unknown", 0x0000: "known"}.get(last.status, "not told")
        found.append({"ae_title": title, "answer": answer, "status": f"{last.status:04X}", "why": ""})
    control = found.pop()
    if control["answer"] != "unknown":
        why = f"{control['status'] or 'no answer'} for an AE title that nobody has"
        return [{**each, "answer": "not told", "why": each["why"] or why} for each in found]
    return found
