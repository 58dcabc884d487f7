"""An archive for the tests of migration: as it should be, or wrong in one way that a test chooses."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydicom import Dataset

from harness.migrate.archive import Archive
from harness.migrate.network import Inventory, Read, Scope
from simulators.addresses import DicomAddress
from simulators.dimse import Retrieve, Scp
from simulators.images import make_images
from simulators.runtime import Runtime, TestPatients
from simulators.wire.elements import text

ROOTS = {"patient": "1.2.840.10008.5.1.4.1.2.1", "study": "1.2.840.10008.5.1.4.1.2.2"}
UNIQUE = {"PATIENT": "PatientID", "STUDY": "StudyInstanceUID", "SERIES": "SeriesInstanceUID", "IMAGE": "SOPInstanceUID"}


def instances(study: int, count: int = 2, *, date: str = "20200101", time: str = "120000") -> list[Dataset]:
    """One study of one series."""
    made = (f"2.25.66{study}.{number}" for number in itertools.count())
    images = make_images(
        modality="CT", instances=count, rows=8, columns=8, study_instance_uid=f"2.25.77{study}", uid=lambda: next(made)
    )
    for number, ds in enumerate(images):
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"2.25.99{study}.{number}"
        ds.SeriesInstanceUID = f"2.25.88{study}"
        ds.PatientID, ds.IssuerOfPatientID, ds.StudyDate, ds.StudyTime = f"ZZ9{study}", "HGM", date, time
    return images


def written(found: list[Dataset], folder: Path) -> Path:
    """Those data sets as files."""
    folder.mkdir(parents=True)
    for ds in found:
        ds.save_as(folder / f"{ds.SOPInstanceUID}.dcm", enforce_file_format=True)
    return folder


@dataclass
class ScriptedArchive:
    """Answers C-FIND and C-GET from ``found``. ``most``: matches after which an answer is cut without a word; ``get``
    and ``find`` replace an answer; ``counts``: whether it tells counts of studies."""

    found: list[Dataset]
    most: int = 10**6
    ranges: bool = True
    roots: tuple[str, ...] = ("study", "patient")
    counts: bool = True
    offers_get: bool = True
    get: Callable[[str, list[Dataset]], Any] | None = None
    find: Callable[[str, Dataset], int] | None = None
    asked: list[str] = field(default_factory=list)
    retrieved: list[str] = field(default_factory=list)
    longest: int = 0

    @contextmanager
    def open(self) -> Iterator[DicomAddress]:
        classes = [f"{ROOTS[root]}.{kind}" for root in self.roots for kind in ((1, 3) if self.offers_get else (1,))]
        runtime = Runtime(test_patients=TestPatients(("ZZ9",)))
        scp = Scp(
            runtime, "pacs", "OLD", sop_classes=classes, on_find=self._find, storage=self.offers_get, on_get=self._get
        )
        scp.start()
        try:
            yield DicomAddress("127.0.0.1", scp.port, "OLD")
        finally:
            scp.stop()

    def _find(self, model: str, query: Dataset, info: Any) -> Iterator[tuple[int, Dataset | None]]:
        level = query.QueryRetrieveLevel
        self.asked.append(level)
        if self.find is not None and (status := self.find(level, query)):
            yield status, None
            return
        matches = {text(ds, UNIQUE[level]): ds for ds in self.found if self._fits(ds, query)}
        self.longest = max(self.longest, min(len(matches), self.most))
        for ds in list(matches.values())[: self.most]:
            yield 0xFF00, self._answer(ds, query)

    def _fits(self, ds: Dataset, query: Dataset) -> bool:
        for word in ("PatientID", "StudyInstanceUID", "SeriesInstanceUID"):
            key = text(query, word)
            if key and not (text(ds, word).startswith(key[:-1]) if key.endswith("*") else text(ds, word) == key):
                return False
        if not self.ranges:
            return True
        return all(_within(text(ds, word), text(query, word)) for word in ("StudyDate", "StudyTime"))

    def _answer(self, ds: Dataset, query: Dataset) -> Dataset:
        answer = Dataset()
        answer.QueryRetrieveLevel = query.QueryRetrieveLevel
        for element in query:
            if element.keyword in ds:
                setattr(answer, element.keyword, ds[element.keyword].value)
        if self.counts and "NumberOfStudyRelatedInstances" in query:
            answer.NumberOfStudyRelatedSeries = 1
            answer.NumberOfStudyRelatedInstances = sum(
                one.StudyInstanceUID == ds.StudyInstanceUID for one in self.found
            )
        return answer

    def _get(self, model: str, query: Dataset, info: Any) -> Any:
        study = text(query, "StudyInstanceUID")
        self.retrieved.append(study)
        ours = [ds for ds in self.found if ds.StudyInstanceUID == study]
        answer = self.get(study, ours) if self.get is not None else ours
        return Retrieve(answer) if isinstance(answer, list) else answer


def _within(value: str, key: str) -> bool:
    first, dash, last = key.partition("-")
    return not key or (first <= value <= last if dash else value == key)


def taken(peer: DicomAddress, manifest: Path, **options: Any) -> Read:
    """The inventory of an archive, in this process."""
    scope = Scope(workers=1, **{"sample": None, **options})
    return Inventory(Archive(peer, answer_s=5), manifest, scope).execute()
