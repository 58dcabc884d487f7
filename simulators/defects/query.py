"""Defects of the archive's answers to queries."""

from __future__ import annotations

import copy
from typing import Any

from pydicom import Dataset

from simulators import pacs_query
from simulators.defects.defect import defect
from simulators.defects.planting import Plant, around
from simulators.defects.worklist import _day_after
from simulators.pacs_query import Refusal
from simulators.wire.elements import text

QUERY = pacs_query.Query


def asked(change: Any) -> Plant:
    """The archive understands another question."""

    def find(original: Any, self: Any, model: str, query: Dataset) -> Any:
        other = copy.deepcopy(query)
        change(other)
        return original(self, model, other)

    return around(QUERY, "find", find)


def answered(change: Any) -> Plant:
    """The archive's answers are changed."""

    def find(original: Any, self: Any, model: str, query: Dataset) -> Any:
        for status, ds in original(self, model, query):
            if ds is not None:
                change(ds)
            yield status, ds

    return around(QUERY, "find", find)


def _loose(ds: Dataset) -> None:
    if ds.get("PatientID"):
        ds.PatientID = f"*{ds.PatientID}"


def _anybody(ds: Dataset) -> None:
    if text(ds, "QueryRetrieveLevel") in ("PATIENT", "STUDY"):
        for keyword in ("PatientID", "PatientName"):
            if ds.get(keyword):
                setattr(ds, keyword, "")


def _literal(ds: Dataset) -> None:
    if ds.get("PatientName"):
        ds.PatientName = str(ds.PatientName).replace("*", "+").replace("?", "+")


def _no_accession(ds: Dataset) -> None:
    if ds.get("AccessionNumber"):
        ds.AccessionNumber = ""


def _days(ds: Dataset) -> None:
    if ds.get("StudyDate"):
        ds.StudyDate = "-".join(_day_after(part) for part in str(ds.StudyDate).split("-"))


def _universal(original: Any, model: str, query: Dataset, *, retrieve: bool) -> Any:
    found = original(model, query, retrieve=retrieve)
    if found is None and not retrieve and "PatientName" in query and not text(query, "PatientName"):
        return Refusal("a patient name is needed")
    return found


def _counts(ds: Dataset) -> None:
    for keyword in ("NumberOfStudyRelatedInstances", "NumberOfStudyRelatedSeries"):
        if ds.get(keyword) is not None:
            setattr(ds, keyword, int(ds.get(keyword)) + 1)


def _modality_ignored(ds: Dataset) -> None:
    if ds.get("ModalitiesInStudy"):
        ds.ModalitiesInStudy = ""


def _undeclared(ds: Dataset) -> None:
    if "SpecificCharacterSet" in ds and "PatientName" in ds:
        name = str(ds.PatientName).encode("utf-8").decode("latin-1")
        del ds.SpecificCharacterSet
        ds.PatientName = name


DEFECTS = (
    defect(
        "qry.zeros-ignored",
        "the archive finds identifiers without their zeros",
        "pacs",
        "TC-QRY-002",
        "(?i)where 0 were|PatientID|identifier|C-FIND",
        asked(_loose),
        row=3,
    ),
    defect(
        "qry.other-patient",
        "the archive answers with studies of other patients",
        "pacs",
        "TC-QRY-001 TC-QRY-002",
        "(?i)patient|where 0|where|C-FIND",
        asked(_anybody),
        row=3,
    ),
    defect(
        "qry.accession-ignored",
        "the archive does not look at the accession number asked for",
        "pacs",
        "TC-QRY-003",
        "(?i)accession|where 1|C-FIND",
        asked(_no_accession),
        row=1,
    ),
    defect(
        "qry.wildcard-literal",
        "the archive takes * in a name for a letter",
        "pacs",
        "TC-QRY-001 TC-QRY-003 TC-QRY-004 TC-QRY-005 TC-QRY-006",
        "(?i)name|wildcard|where 1|C-FIND",
        asked(_literal),
    ),
    defect(
        "qry.date-off-by-one",
        "the archive answers for the day after the one asked for",
        "pacs",
        "TC-QRY-001 TC-QRY-003 TC-QRY-004 TC-QRY-005 TC-QRY-006",
        "(?i)date|day|where 1|C-FIND",
        asked(_days),
    ),
    defect(
        "qry.universal-refused",
        "the archive refuses queries without a name",
        "pacs",
        "TC-QRY-001 TC-QRY-003",
        "(?i)A900|refus|universal|name",
        around(pacs_query, "problem", _universal),
    ),
    defect(
        "qry.modality-ignored",
        "the archive does not look at the kind of images asked for",
        "pacs",
        "TC-QRY-004",
        "(?i)modalit|where 1|C-FIND",
        asked(_modality_ignored),
    ),
    defect(
        "qry.counts-wrong",
        "the archive counts one image too many",
        "pacs",
        "TC-QRY-001 TC-QRY-003 TC-QRY-005",
        "(?i)counts a study|NumberOf",
        answered(_counts),
    ),
    defect(
        "qry.charset-undeclared",
        "the archive's answers do not declare their character set",
        "pacs",
        "TC-CHR-001.1",
        "(?i)character set|0008,0005|letters|name",
        answered(_undeclared),
        row=5,
    ),
)
