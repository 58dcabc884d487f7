"""What PS3.4 Table F.7.2-1 demands of N-CREATE and N-SET, and the state machine of an MPPS SCP."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pydicom import Dataset

from simulators.wire.elements import copy_element, copy_of, element, items, name_of, tag_of, tags, text, values

MODALITY_PERFORMED_PROCEDURE_STEP = "1.2.840.10008.3.1.2.3.3"
IN_PROGRESS = "IN PROGRESS"
FINAL = frozenset({"COMPLETED", "DISCONTINUED"})

# Keyword and type of the SCU at N-CREATE
CREATE_TYPES: Mapping[str, int] = {
    "ScheduledStepAttributesSequence": 1,
    "PatientName": 2,
    "PatientID": 2,
    "PatientBirthDate": 2,
    "PatientSex": 2,
    "ReferencedPatientSequence": 2,
    "PerformedProcedureStepID": 1,
    "PerformedStationAETitle": 1,
    "PerformedStationName": 2,
    "PerformedLocation": 2,
    "PerformedProcedureStepStartDate": 1,
    "PerformedProcedureStepStartTime": 1,
    "PerformedProcedureStepStatus": 1,
    "PerformedProcedureStepDescription": 2,
    "PerformedProcedureTypeDescription": 2,
    "ProcedureCodeSequence": 2,
    "PerformedProcedureStepEndDate": 2,
    "PerformedProcedureStepEndTime": 2,
    "Modality": 1,
    "StudyID": 2,
    "PerformedProtocolCodeSequence": 2,
    "PerformedSeriesSequence": 2,
}
SCHEDULED_TYPES: Mapping[str, int] = {
    "StudyInstanceUID": 1,
    "ReferencedStudySequence": 2,
    "AccessionNumber": 2,
    "RequestedProcedureID": 2,
    "RequestedProcedureDescription": 2,
    "ScheduledProcedureStepID": 2,
    "ScheduledProcedureStepDescription": 2,
    "ScheduledProtocolCodeSequence": 2,
}
SERIES_TYPES: Mapping[str, int] = {
    "SeriesInstanceUID": 1,
    "ProtocolName": 1,
    "PerformingPhysicianName": 2,
    "OperatorsName": 2,
    "SeriesDescription": 2,
    "RetrieveAETitle": 2,
    "ReferencedImageSequence": 2,
    "ReferencedNonImageCompositeSOPInstanceSequence": 2,
}
REFERENCE_TYPES: Mapping[str, int] = {"ReferencedSOPClassUID": 1, "ReferencedSOPInstanceUID": 1}
FINAL_TYPES: Mapping[str, int] = {
    "PerformedProcedureStepEndDate": 1,
    "PerformedProcedureStepEndTime": 1,
    "PerformedSeriesSequence": 1,
}
# What N-SET may set; everything else of the table is "Not allowed"
SETTABLE = frozenset(
    map(
        tag_of,
        (
            "SpecificCharacterSet",
            "PerformedProcedureStepStatus",
            "PerformedProcedureStepDescription",
            "PerformedProcedureTypeDescription",
            "ProcedureCodeSequence",
            "ReasonForPerformedProcedureCodeSequence",
            "PerformedProcedureStepEndDate",
            "PerformedProcedureStepEndTime",
            "CommentsOnThePerformedProcedureStep",
            "PerformedProcedureStepDiscontinuationReasonCodeSequence",
            "PerformedProtocolCodeSequence",
            "PerformedSeriesSequence",
        ),
    )
)
NOT_SETTABLE = (
    frozenset(
        map(
            tag_of,
            {*CREATE_TYPES, "IssuerOfPatientID", "OtherPatientIDsSequence", "AdmissionID", "ServiceEpisodeID"}
            - {"PerformedProcedureStepStatus"},
        )
    )
    - SETTABLE
)


class TypeProblem(NamedTuple):
    """An attribute that its type demands and that is ``missing`` or (type 1) ``empty``."""

    path: str
    tag: int
    kind: Literal["missing", "empty"]
    type: int


def create_problems(ds: Dataset) -> list[TypeProblem]:
    """Every departure of an N-CREATE data set from the types of the SCU."""
    found = _problems(ds, CREATE_TYPES)
    for number, item in enumerate(items(ds, "ScheduledStepAttributesSequence"), start=1):
        found += _problems(item, SCHEDULED_TYPES, f"(0040,0270)[{number}] > ")
    return found + series_problems(ds)


def series_problems(ds: Dataset) -> list[TypeProblem]:
    """The same for the items of Performed Series Sequence, at N-CREATE and at N-SET."""
    found = []
    for number, item in enumerate(items(ds, "PerformedSeriesSequence"), start=1):
        path = f"(0040,0340)[{number}] > "
        found += _problems(item, SERIES_TYPES, path)
        for keyword in ("ReferencedImageSequence", "ReferencedNonImageCompositeSOPInstanceSequence"):
            for place, reference in enumerate(items(item, keyword), start=1):
                found += _problems(reference, REFERENCE_TYPES, f"{path}{name_of(tag_of(keyword))}[{place}] > ")
    return found


def final_problems(step: Dataset) -> list[TypeProblem]:
    """What a step lacks at the moment its status becomes final; ``step`` is all that was created and set."""
    return _problems(step, FINAL_TYPES) + series_problems(step)


def _problems(ds: Dataset, types: Mapping[str, int], path: str = "") -> list[TypeProblem]:
    found = []
    for keyword, kind in types.items():
        tag = tag_of(keyword)
        present = element(ds, tag)
        if present is None:
            found.append(TypeProblem(path + name_of(tag), tag, "missing", kind))
        elif kind == 1 and not values(ds, tag) and not items(ds, tag):
            found.append(TypeProblem(path + name_of(tag), tag, "empty", kind))
    return found


class Answer(NamedTuple):
    """What the SCP answers: DIMSE status, Error ID (0000,0903), error comment (64 characters at most), and the tags
    for the Attribute List of a 0106."""

    status: int
    error_id: int | None = None
    comment: str = ""
    attributes: tuple[int, ...] = ()


SUCCESS = Answer(0x0000)
NO_LONGER = Answer(0x0110, 0xA710, "Performed Procedure Step Object may no longer be updated")


@dataclass(slots=True)
class ProcedureSteps:
    """The performed steps that an SCP knows, by SOP Instance UID. Not thread-safe: the role holds its lock."""

    steps: dict[str, Dataset] = field(default_factory=dict)

    def get(self, uid: str) -> Dataset | None:
        """The step as created and set since; a copy of its own for each change, so it may be kept."""
        return self.steps.get(uid)

    def status(self, uid: str) -> str:
        """(0040,0252) of the step; "" when it is not known."""
        step = self.steps.get(uid)
        return text(step, "PerformedProcedureStepStatus") if step is not None else ""

    def create(self, uid: str, ds: Dataset) -> Answer:
        """N-CREATE (F.7.2.1.3): 0000; 0111 the UID exists; 0106 the status is not IN PROGRESS, or the UID is not one;
        0120 a type 1 or 2 attribute is missing; 0121 a type 1 attribute is empty."""
        if not _is_uid(uid):
            return Answer(0x0106, None, "the SOP Instance UID is not a UID")
        if uid in self.steps:
            return Answer(0x0111, None, "this performed procedure step exists already")
        status = text(ds, "PerformedProcedureStepStatus")
        if status and status != IN_PROGRESS:
            tag = tag_of("PerformedProcedureStepStatus")
            return _refused(0x0106, f"status must be IN PROGRESS at N-CREATE, not {status}", (tag,))
        if (answer := _refusal(create_problems(ds))) is not None:
            return answer
        self.steps[uid] = copy_of(ds)
        return SUCCESS

    def set(self, uid: str, ds: Dataset) -> Answer:
        """N-SET (F.7.2.2.3): 0000; 0112 unknown UID; 0110 with A710 after the final state; 0105 an attribute that was
        not created; 0106 one that may not be set, or an unknown status; 0120 and 0121 as at N-CREATE. A refused N-SET
        changes nothing."""
        step = self.steps.get(uid)
        if step is None:
            return Answer(0x0112, None, "no such performed procedure step")
        if text(step, "PerformedProcedureStepStatus") in FINAL:
            return NO_LONGER
        if (answer := _not_settable(step, ds)) is not None:
            return answer
        changed = merged(step, ds)
        problems = series_problems(ds)
        if text(ds, "PerformedProcedureStepStatus") in FINAL:
            problems = final_problems(changed)
        if (answer := _refusal(problems)) is not None:
            return answer
        self.steps[uid] = changed
        return SUCCESS


def merged(step: Dataset, change: Dataset) -> Dataset:
    """``step`` with the attributes of an N-SET. Text of two character sets becomes UTF-8 (F.7.2.2.3)."""
    result = copy_of(step)
    sets = {values(ds, "SpecificCharacterSet") for ds in (step, change)} - {()}
    for tag in tags(change):
        copy_element(change, tag, result)
    if sets:
        result.pop(tag_of("SpecificCharacterSet"), None)  # it may have come with a VR that takes no text
    if len(sets) == 2:
        result.SpecificCharacterSet = "ISO_IR 192"
    elif sets:
        result.SpecificCharacterSet = list(sets.pop())
    return result


def _not_settable(step: Dataset, ds: Dataset) -> Answer | None:
    status = text(ds, "PerformedProcedureStepStatus")
    if "PerformedProcedureStepStatus" in ds and status not in FINAL | {IN_PROGRESS}:
        tag = tag_of("PerformedProcedureStepStatus")
        return _refused(0x0106, f"{status!r} is no status of a performed procedure step", (tag,))
    forbidden = tuple(tag for tag in tags(ds) if tag in NOT_SETTABLE)
    if forbidden:
        return _refused(0x0106, f"{name_of(forbidden[0])} may not be set", forbidden)
    unknown = tuple(tag for tag in tags(ds) if tag not in step and tag in SETTABLE and tag != 0x00080005)
    if unknown:
        return _refused(0x0105, f"{name_of(unknown[0])} was not created", unknown)
    return None


def _refusal(problems: Iterable[TypeProblem]) -> Answer | None:
    for kind, status in (("missing", 0x0120), ("empty", 0x0121)):
        found = [problem for problem in problems if problem.kind == kind]
        if found:
            return _refused(status, f"{kind}: {found[0].path}", tuple(problem.tag for problem in found))
    return None


def _refused(status: int, comment: str, attributes: tuple[int, ...]) -> Answer:
    return Answer(status, None, comment[:64], attributes)


def _is_uid(uid: str) -> bool:
    parts = uid.split(".")
    return len(uid) <= 64 and all(part.isascii() and part.isdigit() for part in parts)
