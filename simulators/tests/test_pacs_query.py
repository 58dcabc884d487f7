"""C-FIND at every level of both roots."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import Dataset

from simulators.pacs_query import levels_of, problem
from simulators.tests.department import Department, department
from simulators.wire.errors import Refused
from simulators.wire.identifiers import PersonName

STUDY_FIND = "1.2.840.10008.5.1.4.1.2.2.1"
PATIENT_FIND = "1.2.840.10008.5.1.4.1.2.1.1"


@pytest.fixture(scope="module")
def dept() -> Iterator[Department]:
    """Three patients: Ana with a CT study (two series) and an MR study, Eva and José with a CT study each."""
    with department() as found:
        performed = found.ct.begin(patient=found.patient("1", PersonName("Torres", "Ana")), mpps=False)
        images = found.ct.acquire(performed, 2) + found.ct.acquire(performed, 1, modality="SC")
        found.ct.store(images)
        found.stored(found.patient("1", PersonName("Torres", "Ana")), 1, modality="MR")
        found.stored(found.patient("2", PersonName("Ruiz", "Eva")))
        found.stored(found.patient("3", PersonName("Mbá Ñengue", "José")))
        yield found


def query(level: str, **keys: Any) -> Dataset:
    ds = Dataset()
    ds.QueryRetrieveLevel = level
    for keyword, value in keys.items():
        setattr(ds, keyword, value)
    return ds


def test_patients_with_their_counts(dept: Department) -> None:
    keys = {"NumberOfPatientRelatedSeries": None, "NumberOfPatientRelatedInstances": None}
    found = dept.workstation.find("PATIENT", root="patient", PatientID="ZZ91", **keys)
    assert [(one.PatientName, one.IssuerOfPatientID) for one in found] == [("Torres^Ana", "HGM")]
    counts = [
        (one.NumberOfPatientRelatedStudies, one.NumberOfPatientRelatedSeries, one.NumberOfPatientRelatedInstances)
        for one in found
    ]
    assert counts == [(2, 3, 4)]


def test_studies_with_modalities_and_counts(dept: Department) -> None:
    found = dept.studies(PatientID="ZZ91", SOPClassesInStudy=None)
    ct = next(one for one in found if "CT" in one.ModalitiesInStudy)
    assert sorted(ct.ModalitiesInStudy) == ["CT", "OT"]
    assert (ct.NumberOfStudyRelatedSeries, ct.NumberOfStudyRelatedInstances) == (2, 3)
    assert len(ct.SOPClassesInStudy) == 2
    assert ct.RetrieveAETitle == "PACS1"
    assert len(found) == 2


@pytest.mark.parametrize(
    ("modalities", "studies"), [("MR", 1), ("CT", 3), ("CR", 0), (["MR", "CT"], 4), ("OT", 1), ("", 4)]
)
def test_modalities_in_study_as_key(dept: Department, modalities: object, studies: int) -> None:
    assert len(dept.studies(ModalitiesInStudy=modalities)) == studies


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ({"PatientName": "torres*"}, ["Torres^Ana", "Torres^Ana"]),
        ({"PatientName": "MBA NENGUE^JOSE"}, ["Mbá Ñengue^José"]),
        ({"PatientName": "Mbá*"}, ["Mbá Ñengue^José"]),
        ({"PatientName": "?uiz^Eva"}, ["Ruiz^Eva"]),
        ({"PatientID": "zz92"}, []),
        ({"PatientID": "ZZ9?"}, ["Mbá Ñengue^José", "Ruiz^Eva", "Torres^Ana", "Torres^Ana"]),
        ({"StudyDate": "19000101-19991231"}, []),
        ({"PatientBirthDate": "19800101-", "PatientID": "ZZ92"}, ["Ruiz^Eva"]),
    ],
)
def test_matching_at_study_level(dept: Department, keys: dict[str, str], names: list[str]) -> None:
    assert sorted(str(one.PatientName) for one in dept.studies(**keys)) == names


def test_list_of_uid(dept: Department) -> None:
    uids = [one.StudyInstanceUID for one in dept.studies(PatientID="ZZ91")]
    assert len(dept.studies(StudyInstanceUID=[*uids, dept.runtime.uid()])) == 2


def test_series_and_images(dept: Department) -> None:
    study = next(one for one in dept.studies(PatientID="ZZ91") if "CT" in one.ModalitiesInStudy)
    series = dept.workstation.find("SERIES", StudyInstanceUID=study.StudyInstanceUID)
    assert sorted((one.Modality, int(one.NumberOfSeriesRelatedInstances)) for one in series) == [("CT", 2), ("OT", 1)]
    ct = next(one for one in series if one.Modality == "CT")
    images = dept.workstation.find(
        "IMAGE", StudyInstanceUID=study.StudyInstanceUID, SeriesInstanceUID=ct.SeriesInstanceUID, Rows=None, KVP=None
    )
    assert sorted(int(one.InstanceNumber) for one in images) == [1, 2]
    assert {one.Rows for one in images} == {16}


@pytest.mark.parametrize("root", ["study", "patient"])
def test_patient_root_needs_the_patient_id_too(dept: Department, root: str) -> None:
    uid = dept.studies(PatientID="ZZ92")[0].StudyInstanceUID
    if root == "study":
        assert len(dept.workstation.find("SERIES", root=root, StudyInstanceUID=uid)) == 1
        return
    assert len(dept.workstation.find("SERIES", root=root, StudyInstanceUID=uid, PatientID="ZZ92")) == 1
    with pytest.raises(Refused, match="one PatientID is needed at SERIES level") as refused:
        dept.workstation.find("SERIES", root=root, StudyInstanceUID=uid)
    assert refused.value.code == 0xA900


@pytest.mark.parametrize(
    ("model", "keys"),
    [
        (STUDY_FIND, query("PATIENT", PatientID="ZZ91")),
        (STUDY_FIND, query("FRAME")),
        (STUDY_FIND, Dataset()),
        (STUDY_FIND, query("SERIES")),
        (STUDY_FIND, query("SERIES", StudyInstanceUID=["1.2", "1.3"])),
        (STUDY_FIND, query("IMAGE", StudyInstanceUID="1.2")),
        (STUDY_FIND, query("STUDY", StudyDate="yesterday")),
        (PATIENT_FIND, query("STUDY", PatientID="ZZ9*")),
    ],
)
def test_identifier_that_the_standard_does_not_allow(dept: Department, model: str, keys: Dataset) -> None:
    root = "patient" if model == PATIENT_FIND else "study"
    [final] = dept.workstation.find_responses("", root=root, query=keys)
    assert final.status == 0xA900
    assert final.error_comment


def test_key_of_a_lower_level_is_ff01_and_no_key(dept: Department) -> None:
    responses = dept.workstation.find_responses("STUDY", PatientID="ZZ92", KVP="12345")
    assert [response.status for response in responses] == [0xFF01, 0x0000]
    assert responses[0].dataset is not None
    assert "KVP" in responses[0].dataset


def test_cancel(dept: Department) -> None:
    responses = dept.workstation.find_responses("STUDY", cancel_after=1)
    assert responses[-1].status in (0xFE00, 0x0000)  # it may have been faster than the cancel
    assert len(dept.studies()) == 4


def test_answer_holds_what_was_asked_and_no_more(dept: Department) -> None:
    keys = query("STUDY", PatientID="ZZ93", PatientName=None, StudyDescription=None, NumberOfStudyRelatedInstances=None)
    responses = dept.workstation.find_responses("STUDY", query=keys)
    assert responses[0].dataset is not None
    assert sorted(one.keyword for one in responses[0].dataset) == [
        "NumberOfStudyRelatedInstances",
        "PatientID",
        "PatientName",
        "QueryRetrieveLevel",
        "RetrieveAETitle",
        "SpecificCharacterSet",
        "StudyDescription",
    ]


@given(
    st.sampled_from([PATIENT_FIND, STUDY_FIND]),
    st.sampled_from(["PATIENT", "STUDY", "SERIES", "IMAGE"]),
    st.sets(st.sampled_from(["PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"])),
)
def test_a_level_needs_exactly_the_unique_keys_above_it(model: str, level: str, present: set[str]) -> None:
    levels = levels_of(model)
    unique = {
        "PATIENT": "PatientID",
        "STUDY": "StudyInstanceUID",
        "SERIES": "SeriesInstanceUID",
        "IMAGE": "SOPInstanceUID",
    }
    keys = query(level, **dict.fromkeys(present, "1.2"))
    allowed = level in levels and {unique[one] for one in levels[: levels.index(level)]} <= present
    assert (problem(model, keys, retrieve=False) is None) == allowed
    assert (problem(model, keys, retrieve=True) is None) == (allowed and unique[level] in present)
