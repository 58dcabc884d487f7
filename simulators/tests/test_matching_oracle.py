"""Our matching against DCMTK's worklist SCP and archive: the same items, the same keys, the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from simulators.dimse import Scu
from simulators.images import make_images
from simulators.runtime import Runtime
from simulators.tests.real_systems import free_port, require, running
from simulators.wire.elements import copy_of, text
from simulators.wire.identifiers import AssigningAuthority, Code, Patient, PatientId, PersonName
from simulators.wire.matching import matches
from simulators.wire.order import Order, ScheduledStep
from simulators.wire.worklist import MODALITY_WORKLIST, worklist_items, worklist_query

pytestmark = pytest.mark.real
STUDY_ROOT_FIND = "1.2.840.10008.5.1.4.1.2.2.1"
PEOPLE = (
    ("ZZ91", PersonName("Nsue Prueba", "Ana")),
    ("00ZZ91", PersonName("Nsue", "Ana", "Maria", "Dra.")),
    ("ZZ910", PersonName("NSUE", "ANA")),
    ("ZZ92", PersonName("Mba", "Jose")),
)
STARTS = ("20240105000000", "20240105103000", "20240105235959", "20240106103015", "20240229120000", "20240301080000")


def all_items() -> list[Dataset]:
    """Every person at every start, on stations and modalities in turn."""
    found = []
    for number, ((patient_id, name), start) in enumerate(product(PEOPLE, STARTS)):
        modality, station = (("CT", "CT_ER1"), ("MR", "MR_1"), ("CT", "CT_ER2"))[number % 3]
        doctor = ("1^Ruiz^Juan", "2^Roca^Eva")[number % 2]
        step = ScheduledStep(f"S{number:03d}", modality, station, station, "Room", start, Code("P1", "Protocol", "L"),
                             "Step", doctor)  # fmt: skip
        patient = Patient(PatientId(patient_id, AssigningAuthority("HGM")), name, "19800102", "F")
        order = Order(patient, Code("X1", "Procedure", "L"), accession_number=f"A{number:03d}", steps=(step,),
                      requested_procedure_id=f"R{number % 4}", study_instance_uid=f"2.25.{number + 1}")  # fmt: skip
        found += worklist_items(order)
    return found


ITEMS = all_items()


def save(ds: Dataset, path: Path) -> None:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = "1.2.276.0.7230010.3.1.0.1"
    meta.MediaStorageSOPInstanceUID = f"2.25.{abs(hash(path.name))}"
    copy = copy_of(ds)
    copy.file_meta = meta
    copy.save_as(path, enforce_file_format=True)


@pytest.fixture(scope="module")
def worklist(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scu]:
    folder, port = tmp_path_factory.mktemp("worklist"), free_port()
    (folder / "WLM").mkdir()
    (folder / "WLM" / "lockfile").touch()
    for number, item in enumerate(ITEMS):
        save(item, folder / "WLM" / f"{number:03d}.wl")
    program = require("wlmscpfs", package="dcmtk")
    with running([program, "-csk", "-dhl", "-dfp", str(folder), str(port)]) as server:
        server.wait_for_port(port)
        yield Scu(Runtime(), "CT_ER1", "ris", "127.0.0.1", port, "WLM", "CT_ER1")


QUERIES = {
    "everything": {},
    "station": {"station": "CT_ER1"},
    "other case": {"station": "ct_er1"},
    "blanks": {"station": "CT_ER1 "},
    "modality": {"modality": "MR"},
    "day": {"date": "20240105"},
    "days": {"date": "20240105", "date_to": "20240229"},
    "from": {"date": "20240106-"},
    "until": {"date": "", "date_to": "20240105"},
    "time": {"date": "20240105", "time": "0000", "time_to": "1200"},
    "interval": {"date": "20240105", "date_to": "20240106", "time": "1030", "time_to": "1200"},
    "second": {"time": "103000"},
    "id": {"patient_id": "ZZ91"},
    "zeros": {"patient_id": "00ZZ91"},
    "part of id": {"patient_id": "ZZ9"},
    "surname": {"patient_name": "Nsue"},
    "names": {"patient_name": "Nsue*"},
    "letter": {"patient_name": "M?a^Jose"},
    "inside": {"patient_name": "*Ana*"},
    "whole": {"patient_name": "Nsue Prueba^Ana"},
    "doctor": {"performing_physician": "Ruiz*"},
    "accession": {"accession": "A007"},
    "procedure": {"requested_procedure_id": "R2"},
    "several": {"station": "CT_ER2", "date": "20240105", "patient_name": "*sue*"},
    "nothing": {"station": "CT_ER1", "modality": "MR"},
}


@pytest.mark.parametrize("keys", QUERIES.values(), ids=QUERIES.keys())
def test_worklist_answers_as_wlmscpfs_does(worklist: Scu, keys: dict[str, str]) -> None:
    query = worklist_query(charset="", **keys)
    responses = worklist.find(MODALITY_WORKLIST, query)
    assert responses[-1].status == 0
    theirs = {text(one.dataset, "AccessionNumber") for one in responses if one.dataset is not None and one.status != 0}
    ours = {text(item, "AccessionNumber") for item in ITEMS if matches(item, query, fold_names=False)}
    folded = {text(item, "AccessionNumber") for item in ITEMS if matches(item, query)}
    assert theirs in (ours, folded)
    assert ours or keys in ({"station": "ct_er1"}, {"patient_id": "ZZ9"}, {"patient_name": "Nsue"}, QUERIES["nothing"])


STUDIES = {
    "everything": {},
    "id": {"PatientID": "ZZ91"},
    "ids": {"PatientID": "*ZZ91*"},
    "name": {"PatientName": "Nsue*"},
    "day": {"StudyDate": "20240105"},
    "days": {"StudyDate": "20240105-20240228"},
    "from": {"StudyDate": "20240301-"},
    "until": {"StudyDate": "-20240105"},
    "hours": {"StudyTime": "1000-1100"},
    "from that hour": {"StudyTime": "12-"},
    "accession": {"AccessionNumber": "A00?"},
    "one study": {"StudyInstanceUID": "2.25.4"},
    "studies": {"StudyInstanceUID": ["2.25.4", "2.25.9", "2.25.999"]},
    "study id": {"StudyID": "R3"},
    "several": {"PatientName": "*Ana*", "StudyDate": "20240106", "AccessionNumber": "A*"},
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scu, list[Dataset]]]:
    folder, port = tmp_path_factory.mktemp("archive"), free_port()
    (folder / "ARCHIVE").mkdir()
    config = folder / "dcmqrscp.cfg"
    table = f"AETable BEGIN\nARCHIVE {folder / 'ARCHIVE'} RW (500, 1024mb) ANY\nAETable END\n"
    hosts = "HostTable BEGIN\nHostTable END\nVendorTable BEGIN\nVendorTable END\n"
    config.write_text(f"NetworkTCPPort = {port}\nMaxPDUSize = 16384\nMaxAssociations = 16\n{hosts}{table}")
    studies = [make_images(item, instances=1, rows=8, columns=8)[0] for item in ITEMS]
    with running([require("dcmqrscp", package="dcmtk"), "-dhl", "-c", str(config)]) as server:
        server.wait_for_port(port)
        scu = Scu(Runtime(), "CT_ER1", "pacs", "127.0.0.1", port, "ARCHIVE", "CT_ER1")
        for modality in ("CT", "MR"):
            chosen = [ds for ds in studies if ds.Modality == modality]
            with scu.associate([str(chosen[0].SOPClassUID)]) as assoc:
                assert {assoc.store(ds).status for ds in chosen} == {0}
        yield scu, studies


@pytest.mark.parametrize("keys", STUDIES.values(), ids=STUDIES.keys())
def test_studies_are_found_as_dcmqrscp_does(archive: tuple[Scu, list[Dataset]], keys: dict[str, object]) -> None:
    scu, studies = archive
    query = Dataset()
    query.QueryRetrieveLevel = "STUDY"
    query.StudyInstanceUID = ""
    for keyword, value in keys.items():
        setattr(query, keyword, value)
    responses = scu.find(STUDY_ROOT_FIND, query)
    assert responses[-1].status == 0
    theirs = {text(one.dataset, "StudyInstanceUID") for one in responses if one.dataset is not None and one.status != 0}
    ours = {text(ds, "StudyInstanceUID") for ds in studies if matches(ds, query, fold_names=False)}
    folded = {text(ds, "StudyInstanceUID") for ds in studies if matches(ds, query)}
    assert theirs in (ours, folded)
    assert ours
