"""Query: C-FIND at every level of both roots, and which instances a retrieve asks for (PS3.4 C.4 and C.6).

Conformance: hierarchical queries only. A900 when the level is not one of the root's, or a unique key of a level above
is missing or not a single value. Attributes of the level and of those above are matched and returned, at IMAGE level
every attribute of the object; others come back empty with pending status FF01. An empty stored value matches no key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pydicom import Dataset
from pydicom.tag import BaseTag, Tag

from simulators.dimse import Response
from simulators.pacs_store import Store, Stored
from simulators.wire import matching
from simulators.wire.elements import tag_of, text, values

PATIENT_ROOT = frozenset(f"1.2.840.10008.5.1.4.1.2.1.{service}" for service in (1, 2, 3))
STUDY_ROOT = frozenset(f"1.2.840.10008.5.1.4.1.2.2.{service}" for service in (1, 2, 3))
UNIQUE = {
    "PATIENT": "PatientID",
    "STUDY": "StudyInstanceUID",
    "SERIES": "SeriesInstanceUID",
    "IMAGE": "SOPInstanceUID",
}
_COLUMN = {
    "STUDY": "study_instance_uid",
    "SERIES": "series_instance_uid",
    "IMAGE": "sop_instance_uid",
}
_PATIENT = """PatientName PatientID IssuerOfPatientID IssuerOfPatientIDQualifiersSequence PatientBirthDate
PatientBirthTime PatientSex OtherPatientIDs OtherPatientIDsSequence OtherPatientNames EthnicGroup PatientComments
ReferencedPatientSequence NumberOfPatientRelatedStudies NumberOfPatientRelatedSeries NumberOfPatientRelatedInstances"""
_STUDY = """StudyDate StudyTime AccessionNumber IssuerOfAccessionNumberSequence StudyID StudyInstanceUID
StudyDescription ReferringPhysicianName ReferringPhysicianIdentificationSequence NameOfPhysiciansReadingStudy
ProcedureCodeSequence AdmittingDiagnosesDescription AdmissionID PatientAge PatientSize PatientWeight Occupation
AdditionalPatientHistory ReferencedStudySequence ModalitiesInStudy SOPClassesInStudy NumberOfStudyRelatedSeries
NumberOfStudyRelatedInstances InstitutionName InstanceAvailability RetrieveAETitle TimezoneOffsetFromUTC"""
_SERIES = """Modality SeriesNumber SeriesInstanceUID SeriesDescription SeriesDate SeriesTime BodyPartExamined Laterality
PerformingPhysicianName OperatorsName ProtocolName StationName Manufacturer ManufacturerModelName
InstitutionalDepartmentName FrameOfReferenceUID PerformedProcedureStepID PerformedProcedureStepStartDate
PerformedProcedureStepStartTime PerformedProcedureStepDescription PerformedProtocolCodeSequence
RequestAttributesSequence ReferencedPerformedProcedureStepSequence NumberOfSeriesRelatedInstances
RequestedProcedureID ScheduledProcedureStepID"""
_OWN = {level: frozenset(tag_of(word) for word in words.split()) for level, words in (
    ("PATIENT", _PATIENT), ("STUDY", _STUDY), ("SERIES", _SERIES))}  # fmt: skip
SUPPORTED = {
    "PATIENT": _OWN["PATIENT"],
    "STUDY": _OWN["PATIENT"] | _OWN["STUDY"],
    "SERIES": _OWN["PATIENT"] | _OWN["STUDY"] | _OWN["SERIES"],
    "IMAGE": None,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A900 and why."""

    comment: str
    status: int = 0xA900


def levels_of(model: str) -> tuple[str, ...]:
    """From the top; empty for a model that is neither root."""
    if model in PATIENT_ROOT:
        return ("PATIENT", "STUDY", "SERIES", "IMAGE")
    return ("STUDY", "SERIES", "IMAGE") if model in STUDY_ROOT else ()


def problem(model: str, query: Dataset, *, retrieve: bool) -> Refusal | None:
    """What makes the identifier one that C.4.1.2 and C.4.2.2 do not allow."""
    levels, level = levels_of(model), text(query, "QueryRetrieveLevel")
    if level not in levels:
        return Refusal(f"Query/Retrieve Level {level!r} is not one of this root"[:64])
    for above in levels[: levels.index(level)]:
        found = values(query, UNIQUE[above])
        if len(found) != 1 or (above == "PATIENT" and set(found[0]) & set("*?")):
            return Refusal(f"one {UNIQUE[above]} is needed at {level} level"[:64])
    if retrieve and not values(query, UNIQUE[level]):
        return Refusal(f"no {UNIQUE[level]}")
    problems = matching.key_problems(query)
    return Refusal(problems[0][:64]) if problems else None


class Query:
    """Answers from the store. ``correct`` brings what an image says of its patient (by key) up to date."""

    def __init__(self, store: Store, ae_title: str, correct: Callable[[int, Dataset], object]) -> None:
        self._store, self._ae_title, self._correct = store, ae_title, correct

    def find(self, model: str, query: Dataset) -> Iterator[tuple[int | Response, Dataset | None]]:
        """Pending answers one by one, then nothing; or one failure."""
        if (refusal := problem(model, query, retrieve=False)) is not None:
            yield Response(refusal.status, error_comment=refusal.comment), None
            return
        level = text(query, "QueryRetrieveLevel")
        supported = SUPPORTED[level]
        status = 0xFF00 if supported is None or _all_supported(query, supported) else 0xFF01
        for found in self.matches(level, query, levels_of(model)):
            yield status, found

    def matches(self, level: str, query: Dataset, levels: tuple[str, ...] = tuple(UNIQUE)) -> Iterator[Dataset]:
        """What matches, whether or not the levels above are named: a search over DICOMweb may leave them out."""
        rules = matching.Rules(supported=SUPPORTED[level])
        wanted = matching.matcher(query, rules)
        for candidate in self._candidates(level, query, levels):
            if wanted(candidate):
                yield matching.identifier(candidate, query, rules=rules, retrieve_ae_title=self._ae_title)

    @staticmethod
    def known(level: str) -> frozenset[int]:
        """Attributes that can be asked for at this level; at IMAGE level others can too."""
        return SUPPORTED[level] or SUPPORTED["SERIES"] or frozenset()

    def instances(self, model: str, query: Dataset) -> list[Stored] | Refusal:
        """What a C-MOVE or C-GET identifier asks for."""
        if (refusal := problem(model, query, retrieve=True)) is not None:
            return refusal
        condition, bound = self._condition(levels_of(model), text(query, "QueryRetrieveLevel"), query)
        return self._store.visible(condition, bound)

    def _condition(self, levels: tuple[str, ...], level: str, query: Dataset) -> tuple[str, list[object]]:
        """SQL for the unique keys (list of UID, single patient ID); the rest is left to the matcher."""
        parts, bound = ["1"], list[object]()
        for one in ("PATIENT", *(lev for lev in levels[: levels.index(level) + 1] if lev != "PATIENT")):
            found = values(query, UNIQUE[one])
            if not found or (one == "PATIENT" and any(set(value) & set("*?") for value in found)):
                continue
            wanted: list[object] = list(found)
            if one == "PATIENT":
                wanted = [key for value in found for key in self._store.patients.keys(value)]
            parts.append(f"{_COLUMN.get(one, 'patient')} in ({', '.join('?' * len(wanted))})")
            bound += wanted
        return " and ".join(parts), bound

    def _candidates(self, level: str, query: Dataset, levels: tuple[str, ...]) -> Iterator[Dataset]:
        condition, bound = self._condition(levels, level, query)
        group = {
            "PATIENT": "patient",
            "STUDY": "study_instance_uid, patient",
            "SERIES": "study_instance_uid, series_instance_uid, patient",
            "IMAGE": "number",
        }[level]
        rows = self._store.index.rows(
            "select min(number) as number, path, patient, study_instance_uid, series_instance_uid from instance"
            f" where hidden = '' and study_instance_uid <> '' and ({condition}) group by {group} order by 1",
            bound,
        )
        supported = SUPPORTED[level]
        asked = {Tag(tag) for tag in set(query.keys()) if supported is None or tag in supported}
        for row in rows:
            yield self._candidate(level, row, asked)

    def _candidate(self, level: str, row: sqlite3.Row, asked: set[BaseTag]) -> Dataset:
        header = self._store.header(row["path"])
        ds = Dataset()
        for tag in (*_ALWAYS, *asked, *_OWN["PATIENT"]):
            if tag in header:
                ds._dict[tag] = header.get_item(tag)  # undecoded; the charset goes with it
        implicit, little = header.original_encoding
        ds.set_original_encoding(implicit, little, header._character_set)
        self._correct(row["patient"], ds)
        self._count(ds, level, row, asked)
        return ds

    def _count(self, ds: Dataset, level: str, row: sqlite3.Row, asked: set[BaseTag]) -> None:
        scopes = (
            ("patient = ?", ("patient",), _PATIENT_COUNTS),
            ("study_instance_uid = ? and patient = ?", ("study_instance_uid", "patient"), _STUDY_COUNTS),
            ("series_instance_uid = ? and patient = ?", ("series_instance_uid", "patient"), _SERIES_COUNTS),
        )
        ds.InstanceAvailability = "ONLINE"
        for condition, columns, counts in scopes:
            if not asked & counts.keys():
                continue
            [found] = self._store.index.rows(
                "select count(distinct study_instance_uid) as studies, count(distinct series_instance_uid) as series,"
                " count(*) as instances, group_concat(distinct modality) as modalities,"
                f" group_concat(distinct sop_class_uid) as classes from instance where hidden = '' and {condition}",
                tuple(row[column] for column in columns),
            )
            for tag, column in counts.items():
                value = found[column]
                ds.add_new(tag, *_counted(column, value))


_ALWAYS = tuple(map(Tag, (0x00080005, 0x00080050, 0x0020000D)))  # also needed to bring it up to date
_PATIENT_COUNTS = {0x00201200: "studies", 0x00201202: "series", 0x00201204: "instances"}
_STUDY_COUNTS = {0x00080061: "modalities", 0x00080062: "classes", 0x00201206: "series", 0x00201208: "instances"}
_SERIES_COUNTS = {0x00201209: "instances"}


def _counted(column: str, value: object) -> tuple[str, object]:
    if column == "modalities":
        return "CS", sorted(filter(None, str(value or "").split(",")))
    if column == "classes":
        return "UI", sorted(filter(None, str(value or "").split(",")))
    return "IS", value


def _all_supported(query: Dataset, supported: frozenset[int]) -> bool:
    return all(tag in matching.NEVER_MATCHED or Tag(tag).element == 0 for tag in query.keys() - supported)
