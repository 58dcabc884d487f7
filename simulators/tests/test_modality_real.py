"""Our modality and workstation against real servers: Orthanc, dcmqrscp, wlmscpfs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from simulators.addresses import DicomAddress
from simulators.modality import Modality, ModalityConfig
from simulators.runtime import Limits, Runtime
from simulators.tests.imaging_systems import dcmqrscp, orthanc, wlmscpfs
from simulators.wire.elements import text
from simulators.wire.errors import NoAnswer, Refused
from simulators.wire.identifiers import Code, Patient, PatientId, PersonName
from simulators.wire.order import Order, ScheduledStep
from simulators.wire.worklist import worklist_items
from simulators.workstation import Workstation, WorkstationConfig

pytestmark = pytest.mark.real
JOSE = PersonName("Mbá Ñengue", "María José")


@dataclass
class Room:
    ct: Modality
    workstation: Workstation
    pacs: DicomAddress

    @property
    def patient(self) -> Patient:
        return Patient(PatientId("ZZ91", self.ct.runtime.test_patients.authority), JOSE, "19800102", "F")


@contextmanager
def room(archive: str, folder: Path) -> Iterator[Room]:
    """A CT and a workstation that work with this archive."""
    runtime = Runtime(limits=Limits(dimse_s=20, commitment_s=15))
    with ExitStack() as stack:
        probe_ct, probe_ws = Modality(runtime), Workstation(runtime)
        for role in (probe_ct, probe_ws):
            role.start()
        ports = probe_ct.ports["dimse"], probe_ws.ports["dimse"]
        for role in (probe_ct, probe_ws):
            role.stop()
        peers = {
            "ct": DicomAddress("127.0.0.1", ports[0], "CT_ER1"),
            "ws": DicomAddress("127.0.0.1", ports[1], "WS_1"),
        }
        server = orthanc(folder, peers) if archive == "orthanc" else dcmqrscp(folder, peers)
        pacs = stack.enter_context(server)
        ct = Modality(runtime, ModalityConfig(storage=pacs, port=ports[0], image_size=32, retry_s=0.1))
        workstation = Workstation(runtime, WorkstationConfig(pacs=pacs, port=ports[1]))
        for role in (ct, workstation):
            role.start()
            stack.callback(role.stop)
        yield Room(ct, workstation, pacs)


@pytest.fixture(params=["orthanc", "dcmqrscp"])
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    with room(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def at_orthanc(tmp_path: Path) -> Iterator[Room]:
    with room("orthanc", tmp_path) as found:
        yield found


def test_store_query_retrieve_compare(there: Room) -> None:
    assert there.ct.echo().status == 0
    performed = there.ct.begin(patient=there.patient, mpps=False)
    images = there.ct.acquire(performed, 3)
    assert [one.status for one in there.ct.store(images)] == [0, 0, 0]
    [study] = there.workstation.find("STUDY", PatientName="Mb*", StudyInstanceUID=performed.study_instance_uid)
    assert text(study, "PatientName") == "Mbá Ñengue^María José"
    series = there.workstation.find("SERIES", StudyInstanceUID=performed.study_instance_uid)
    assert [one.Modality for one in series] == ["CT"]
    moved = there.workstation.move(performed.study_instance_uid)
    assert (moved.status, moved.completed, moved.failed) == (0, 3, 0)
    received = {one.SOPInstanceUID: one for one in moved.instances}
    assert [there.workstation.compare(one, received[one.SOPInstanceUID]) for one in images] == [[], [], []]


def test_move_to_an_unknown_destination(there: Room) -> None:
    performed = there.ct.begin(patient=there.patient, mpps=False)
    there.ct.store(there.ct.acquire(performed, 1))
    result = there.workstation.move(performed.study_instance_uid, destination="NOBODY")
    assert result.status != 0
    assert result.completed in (0, None)


def test_get(at_orthanc: Room) -> None:
    performed = at_orthanc.ct.begin(patient=at_orthanc.patient, mpps=False)
    images = at_orthanc.ct.acquire(performed, 2) + at_orthanc.ct.acquire(performed, 1, rle=True)
    assert [one.status for one in at_orthanc.ct.store(images)] == [0, 0, 0]
    got = at_orthanc.workstation.get(performed.study_instance_uid)
    assert (got.status, got.completed, got.failed) == (0, 3, 0)
    received = {one.SOPInstanceUID: one for one in got.instances}
    assert [at_orthanc.workstation.compare(one, received[one.SOPInstanceUID]) for one in images] == [[], [], []]
    assert received[images[2].SOPInstanceUID].file_meta.TransferSyntaxUID == "1.2.840.10008.1.2.5"


@pytest.mark.parametrize("reverse", [False, True], ids=["association kept", "released at once"])
def test_commitment(at_orthanc: Room, reverse: bool) -> None:
    performed = at_orthanc.ct.begin(patient=at_orthanc.patient, mpps=False)
    stored, missing = at_orthanc.ct.acquire(performed, 2), at_orthanc.ct.acquire(performed, 1)
    at_orthanc.ct.store(stored)
    assert at_orthanc.ct.commit(stored, reverse=reverse).complete
    result = at_orthanc.ct.commit(stored + missing, reverse=reverse)
    assert sorted(result.committed) == sorted(one.SOPInstanceUID for one in stored)
    assert result.failed == {missing[0].SOPInstanceUID: 0x0112}


def test_every_kind_of_object(at_orthanc: Room) -> None:
    performed = at_orthanc.ct.begin(patient=at_orthanc.patient, mpps=False)
    made: list[Dataset] = []
    for modality in ("CT", "MR", "CR", "DX", "MG", "US", "SC"):
        made += at_orthanc.ct.acquire(performed, 1, modality=modality)
    made += at_orthanc.ct.dose_report(performed) + at_orthanc.ct.key_objects(performed, made[:1])
    assert {one.status for one in at_orthanc.ct.store(made)} == {0}
    moved = at_orthanc.workstation.move(performed.study_instance_uid)
    received = {one.SOPInstanceUID: one for one in moved.instances}
    assert [at_orthanc.workstation.compare(one, received[one.SOPInstanceUID]) for one in made] == [[] for _ in made]


def test_mpps_is_refused_in_words(at_orthanc: Room) -> None:
    at_orthanc.ct.config = ModalityConfig(mpps=at_orthanc.pacs, storage=at_orthanc.pacs)
    with pytest.raises(Refused, match="Modality Performed Procedure Step"):
        at_orthanc.ct.begin(patient=at_orthanc.patient)


@pytest.mark.parametrize("nodelay", [True, False], ids=["TCP_NODELAY=1", "without TCP_NODELAY"])
def test_many_images_in_time(tmp_path: Path, nodelay: bool) -> None:
    with orthanc(tmp_path, {}, nodelay=nodelay) as pacs:
        ct = Modality(Runtime(), ModalityConfig(storage=pacs, image_size=16))
        who = Patient(PatientId("ZZ91", ct.runtime.test_patients.authority), JOSE)
        images = ct.acquire(ct.begin(patient=who, mpps=False), 30)
        assert [one.status for one in ct.store(images)] == [0] * 30


# --- worklist


def entry(runtime: Runtime, name: PersonName, number: str, station: str = "CT_ER1") -> Dataset:
    step = ScheduledStep(
        f"SPS{number}", "CT", station, station, "ER", "20260301101500", Code("CTC", "Tórax", "L"), "Tórax", "1^Ruiz^Eva"
    )
    [item] = worklist_items(
        Order(
            Patient(PatientId(f"ZZ9{number}", runtime.test_patients.authority), name, "19800102", "F"),
            Code("CTCHEST", "CT chest", "L"),
            accession_number=f"A{number}",
            requested_procedure_id=f"RP{number}",
            study_instance_uid=runtime.uid(),
            steps=(step,),
        )
    )
    return item


def write(item: Dataset, path: Path) -> None:
    item.file_meta = FileMetaDataset()
    item.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    item.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.31"
    item.file_meta.MediaStorageSOPInstanceUID = Runtime.uid()
    item.save_as(path, enforce_file_format=True)


@pytest.fixture
def listed(tmp_path: Path) -> Iterator[tuple[Modality, list[Dataset]]]:
    runtime = Runtime()
    items = [
        entry(runtime, JOSE, "1"),
        entry(runtime, PersonName("Ruiz", "Eva"), "2"),
        entry(runtime, JOSE, "3", "CT_2"),
    ]
    with wlmscpfs(tmp_path) as worklist:
        for number, item in enumerate(items):
            write(item, tmp_path / "WORKLIST" / f"{number}.wl")
        yield Modality(runtime, ModalityConfig(worklist=worklist)), items


def test_worklist_of_this_station(listed: tuple[Modality, list[Dataset]]) -> None:
    ct, items = listed
    found = {text(one, "AccessionNumber"): one for one in ct.worklist()}
    assert sorted(found) == ["A1", "A2"]
    for item in items[:2]:
        answer = found[text(item, "AccessionNumber")]
        for keyword in ("PatientName", "PatientID", "PatientBirthDate", "StudyInstanceUID", "RequestedProcedureID"):
            assert text(answer, keyword) == text(item, keyword)


@pytest.mark.parametrize(
    ("keys", "accessions"),
    [
        ({"station": ""}, ["A1", "A2", "A3"]),
        ({"patient_name": "Mb*"}, ["A1"]),
        ({"patient_id": "ZZ92"}, ["A2"]),
        ({"date": "20260301"}, ["A1", "A2"]),
        ({"date": "20260302"}, []),
        ({"modality": "MR"}, []),
        ({"accession": "A2"}, ["A2"]),
    ],
)
def test_worklist_by_key(listed: tuple[Modality, list[Dataset]], keys: dict[str, str], accessions: list[str]) -> None:
    ct, _ = listed
    assert sorted(text(one, "AccessionNumber") for one in ct.worklist(**keys)) == accessions


def test_images_carry_what_the_real_worklist_said(listed: tuple[Modality, list[Dataset]], tmp_path: Path) -> None:
    ct, items = listed
    [item] = ct.worklist(patient_id="ZZ91")
    performed = ct.begin([item], mpps=False)
    [image] = ct.acquire(performed, 1)
    assert text(image, "PatientName") == "Mbá Ñengue^María José"
    assert (image.AccessionNumber, image.StudyInstanceUID) == ("A1", items[0].StudyInstanceUID)
    assert image.RequestAttributesSequence[0].ScheduledProcedureStepID == "SPS1"


def test_nobody_there() -> None:
    lost = Modality(Runtime(limits=Limits(connect_s=1)), ModalityConfig(storage=DicomAddress("127.0.0.1", 1, "X")))
    with pytest.raises(NoAnswer, match="nothing listens on that port"):
        lost.echo()
