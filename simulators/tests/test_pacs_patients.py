"""ADT and orders at the PACS: who the images belong to, in queries and on retrieve."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.pacs_index import Index
from simulators.pacs_patients import Patients
from simulators.tests.department import Department, department
from simulators.wire.elements import text
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName
from simulators.wire.order import IHE_SWF, IHE_SWF_B
from simulators.wire.worklist import worklist_items

DOE = PersonName("Doe", "Jane")
JOSE = PersonName("Mbá Ñengue", "María José", prefix="Dra.")
OELL = PersonName("Œuvray", "Noël")


@pytest.fixture
def dept() -> Iterator[Department]:
    with department() as found:
        yield found


def test_rename_after_acquisition(dept: Department) -> None:
    images = dept.stored(dept.patient("5", DOE))
    assert dept.tell("A08", dept.patient("5", JOSE)).get("MSA-1") == "AA"
    assert dept.studies(PatientName="Doe*") == []
    [study] = dept.studies(PatientName="Mbá*")
    assert text(study, "PatientName") == "Mbá Ñengue^María José^^Dra."
    result = dept.workstation.move(images[0].StudyInstanceUID)
    assert {text(one, "PatientName") for one in result.instances} == {"Mbá Ñengue^María José^^Dra."}
    changed = dept.workstation.compare(images[0], result.instances[0])
    assert {one.path for one in changed} <= {"(0010,0010) PatientName", "(0008,0005) SpecificCharacterSet"}


@pytest.mark.parametrize("charset", ["ISO_IR 100", "ISO_IR 192", ""])
def test_rename_in_every_character_set(dept: Department, charset: str) -> None:
    name = DOE if not charset else PersonName("Ñsue", "Ana")
    nested = Code("CTC", "Tórax" if charset else "Chest", "L")
    performed = dept.ct.begin(worklist_items(dept.order(dept.patient("5", name), procedure=nested)), mpps=False)
    [image] = dept.ct.acquire(performed, 1, charset=charset, series_description=nested.meaning)
    dept.ct.store([image])
    dept.tell("A08", dept.patient("5", OELL))
    [received] = dept.workstation.move(image.StudyInstanceUID).instances
    assert text(received, "PatientName") == "Œuvray^Noël"
    assert text(received, "SeriesDescription") == text(image, "SeriesDescription")
    assert received.SpecificCharacterSet == "ISO_IR 192"
    changed = {one.path for one in dept.workstation.compare(image, received)}
    assert changed == {"(0010,0010) PatientName", "(0008,0005) SpecificCharacterSet"} - (
        {"(0008,0005) SpecificCharacterSet"} if charset == "ISO_IR 192" else set()
    )
    [study] = dept.studies(PatientID="ZZ95")
    assert text(study, "PatientName") == "Œuvray^Noël"


def test_birth_date_and_sex_follow(dept: Department) -> None:
    images = dept.stored(dept.patient("5", DOE))
    dept.tell("A08", Patient(dept.patient("5").id, DOE, "19791231", "A"))
    [received, _] = dept.workstation.get(images[0].StudyInstanceUID).instances
    assert (received.PatientBirthDate, received.PatientSex) == ("19791231", "O")


def test_partial_birth_date_is_not_put_into_an_image(dept: Department) -> None:
    images = dept.stored(dept.patient("5", DOE))
    dept.tell("A08", Patient(dept.patient("5").id, JOSE, "1979", "F"))
    [received, _] = dept.workstation.get(images[0].StudyInstanceUID).instances
    assert received.PatientBirthDate == "19800102"


def test_nothing_told_nothing_changed(dept: Department) -> None:
    images = dept.stored(dept.patient("5", DOE))
    dept.tell("A08", dept.patient("6", JOSE))
    [received, _] = dept.workstation.get(images[0].StudyInstanceUID).instances
    assert dept.workstation.compare(images[0], received) == []


def test_merge_moves_studies_and_the_old_id_finds_nothing(dept: Department) -> None:
    known = dept.stored(dept.patient("1", JOSE))
    temporary = dept.stored(dept.patient("2", DOE))
    assert dept.tell("A40", dept.patient("1", JOSE), dept.patient("2", DOE)).get("MSA-1") == "AA"
    assert dept.studies(PatientID="ZZ92") == []
    assert dept.studies(PatientName="Doe*") == []
    found = {one.StudyInstanceUID for one in dept.studies(PatientID="ZZ91")}
    assert found == {known[0].StudyInstanceUID, temporary[0].StudyInstanceUID}
    [received, _] = dept.workstation.move(temporary[0].StudyInstanceUID).instances
    assert (received.PatientID, received.IssuerOfPatientID) == ("ZZ91", "HGM")
    assert text(received, "PatientName") == "Mbá Ñengue^María José^^Dra."
    [patient] = dept.workstation.find("PATIENT", root="patient", PatientID="ZZ9*")
    assert patient.NumberOfPatientRelatedStudies == 2


def test_merge_before_and_during_acquisition(dept: Department) -> None:
    """The scanner still has the old worklist entry when the patient is merged."""
    performed = dept.ct.begin(worklist_items(dept.order(dept.patient("2", DOE))))
    images = dept.ct.acquire(performed, 2)
    dept.ct.store(images[:1])
    assert dept.tell("A40", dept.patient("1", JOSE), dept.patient("2", DOE)).get("MSA-1") == "AA"
    dept.ct.store(images[1:])
    assert dept.studies(PatientID="ZZ92") == []
    [study] = dept.studies(PatientID="ZZ91")
    assert study.NumberOfStudyRelatedInstances == 2
    received = dept.workstation.get(images[0].StudyInstanceUID).instances
    assert {one.PatientID for one in received} == {"ZZ91"}


def test_merge_of_an_unknown_prior_waits_for_its_images(dept: Department) -> None:
    assert dept.tell("A40", dept.patient("1", JOSE), dept.patient("77", DOE)).get("MSA-1") == "AA"
    dept.stored(dept.patient("77", DOE))
    assert dept.studies(PatientID="ZZ977") == []
    assert len(dept.studies(PatientID="ZZ91")) == 1


def test_merge_of_the_same_id_of_another_issuer_moves_nothing_of_ours(dept: Department) -> None:
    dept.stored(dept.patient("2", DOE))
    dept.tell("A40", dept.patient("1", JOSE), dept.patient("2", DOE, AssigningAuthority("CLINIC", "1.2.3", "ISO")))
    assert len(dept.studies(PatientID="ZZ92")) == 1


def test_merge_into_itself_is_refused(dept: Department) -> None:
    answer = dept.tell("A40", dept.patient("1", JOSE), dept.patient("1", JOSE))
    assert answer.get("MSA-1") == "AE"
    assert answer.get("ERR-3.1") == "204"


def test_circular_merge_follows_the_last_message(dept: Department) -> None:
    dept.stored(dept.patient("1", JOSE))
    dept.stored(dept.patient("2", DOE))
    dept.tell("A40", dept.patient("1", JOSE), dept.patient("2", DOE))
    dept.tell("A40", dept.patient("2", DOE), dept.patient("1", JOSE))
    assert len(dept.studies(PatientID="ZZ92")) == 2
    assert dept.studies(PatientID="ZZ91") == []


def test_merge_without_mrg_is_refused(dept: Department) -> None:
    answer = dept.tell("A40", dept.patient("1", JOSE))
    assert (answer.get("MSA-1"), answer.get("ERR-3.1")) == ("AE", "101")


@pytest.mark.parametrize("event", ["A01", "A02", "A03", "A06", "A07", "A08", "A11", "A12", "A13", "A31", "A38"])
def test_every_event_of_rad_12_is_taken(dept: Department, event: str) -> None:
    assert dept.tell(event, dept.patient("1", JOSE)).get("MSA-1") == "AA"


def test_unsupported_event_is_rejected(dept: Department) -> None:
    answer = dept.tell("A60", dept.patient("1"))
    assert (answer.get("MSA-1"), answer.get("ERR-3.1")) == ("AR", "201")


def test_all_of_it_survives_a_restart(tmp_path: Path) -> None:
    with department(folder=tmp_path) as dept:
        dept.stored(dept.patient("2", DOE))
        dept.tell("A40", dept.patient("1", JOSE), dept.patient("2", DOE))
    with department(folder=tmp_path) as dept:
        [study] = dept.studies(PatientID="ZZ91")
        assert text(study, "PatientName").startswith("Mbá")


@pytest.mark.parametrize("dialect", [IHE_SWF, IHE_SWF_B], ids=["ORM 2.3.1", "OMI 2.5.1"])
def test_procedures_scheduled_changed_and_cancelled(dialect: object) -> None:
    with department(dialect=dialect) as dept:
        order = dept.order(steps=2)
        assert dept.schedule(order).get("MSA-1") == "AA"
        assert dept.schedule(order, "XO").get("MSA-1") == "AA"
        assert dept.schedule(order, "CA").get("MSA-1") == "AA"
        [procedure] = dept.pacs.procedures
        assert (procedure.study_instance_uid, procedure.status) == (order.study_instance_uid, "CA")
        answer = dept.schedule(dept.order(study_instance_uid=""))
        assert answer.get("MSA-1") == "AE"


def test_unscheduled_study_gets_the_number_of_the_order_made_afterwards(dept: Department) -> None:
    performed = dept.ct.begin(patient=dept.patient("5", DOE))
    images = dept.ct.acquire(performed, 2)
    dept.ct.store(images)
    dept.schedule(
        dept.order(dept.patient("5", DOE), accession_number="A0042", study_instance_uid=performed.study_instance_uid)
    )
    assert len(dept.studies(AccessionNumber="A0042")) == 1
    [received, _] = dept.workstation.get(performed.study_instance_uid).instances
    assert received.AccessionNumber == "A0042"


ISSUERS = (
    AssigningAuthority(),
    AssigningAuthority("HGM"),
    AssigningAuthority("HGM", "1.2", "ISO"),
    AssigningAuthority("B"),
)
NAMES = st.builds(PatientId, st.sampled_from(["1", "01", "2", "3"]), st.sampled_from(ISSUERS))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, NAMES), max_size=12), NAMES)
def test_any_chain_of_merges_ends_at_one_living_patient(
    merges: list[tuple[PatientId, PatientId]], who: PatientId
) -> None:
    index = Index(Path(":memory:"), sync=False)
    patients = Patients(index, AssigningAuthority("HGM", "1.2", "ISO"))
    last = None
    for survivor, prior in merges:
        try:
            patients.merge(Patient(survivor, DOE), prior)
            last = survivor, prior
        except ValueError:
            continue
    key = patients.update(Patient(who, DOE))
    assert index.rows("select merged_into from patient where key = ?", (key,))[0][0] is None
    if last is not None:
        assert patients.update(Patient(last[0], DOE)) == patients.update(Patient(last[1], DOE))
    index.close()
