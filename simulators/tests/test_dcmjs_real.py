"""A peer that shares no line with ours: dcmjs-dimse (Node), as client of our PACS and as archive for our modality."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from simulators.addresses import DicomAddress
from simulators.modality import Modality, ModalityConfig
from simulators.runtime import Runtime
from simulators.tests.department import Department, department
from simulators.tests.real_systems import finished, free_port, node, npm_package, running
from simulators.wire.elements import text
from simulators.wire.identifiers import Patient, PatientId, PersonName
from simulators.workstation import Workstation, WorkstationConfig

pytestmark = pytest.mark.real
PACKAGE = "dcmjs-dimse"

# Does what the first argument says against the PACS at the given port and prints one JSON line for each response.
CLIENT = """
const dimse = require('dcmjs-dimse');
const { CEchoRequest, CFindRequest, CStoreRequest, CGetRequest, CMoveRequest } = dimse.requests;
const { CStoreResponse } = dimse.responses;
const [what, port, argument] = process.argv.slice(1);
const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
const client = new dimse.Client();
const requests = {
  echo: () => [new CEchoRequest()],
  store: () => JSON.parse(argument).map((file) => new CStoreRequest(file)),
  find: () => [CFindRequest.createStudyFindRequest(JSON.parse(argument))],
  get: () => [CGetRequest.createStudyGetRequest(argument)],
  move: () => [CMoveRequest.createStudyMoveRequest(...JSON.parse(argument))],
}[what]();
for (const request of requests) {
  request.on('response', (response) => say({
    status: response.getStatus(),
    data: response.hasDataset() ? response.getDataset().getElements() : null,
    completed: response.getCompleted ? response.getCompleted() : null,
  }));
  client.addRequest(request);
}
client.on('cStoreRequest', (request, callback) => {
  const data = request.getDataset().getElements();
  say({ stored: data.SOPInstanceUID });
  const response = CStoreResponse.fromRequest(request);
  response.setStatus(0);
  callback(response);
});
client.on('networkError', (error) => { say({ error: String(error) }); process.exit(1); });
client.on('associationRejected', (result) => { say({ rejected: result }); process.exit(1); });
client.send('127.0.0.1', Number(port), 'DCMJS', 'PACS1');
"""

# An archive and worklist: takes every context, prints one JSON line for each request, answers C-FIND with its argument.
SERVER = """
const dimse = require('dcmjs-dimse');
const R = dimse.responses;
const [port, found] = process.argv.slice(1);
const say = (value) => process.stdout.write('RECEIVED ' + JSON.stringify(value) + '\\n');
const success = (Kind, request) => { const one = Kind.fromRequest(request); one.setStatus(0); return one; };
class Archive extends dimse.Scp {
  associationRequested(association) {
    association.getPresentationContexts().forEach(({ id }) => {
      const context = association.getPresentationContext(id);
      context.setResult(0, context.getTransferSyntaxUids()[0]);
    });
    say({ kind: 'associate', calling: association.getCallingAeTitle(), called: association.getCalledAeTitle() });
    this.sendAssociationAccept();
  }
  associationReleaseRequested() { this.sendAssociationReleaseResponse(); }
  cEchoRequest(request, callback) { callback(success(R.CEchoResponse, request)); }
  cStoreRequest(request, callback) {
    const data = request.getDataset().getElements();
    say({ kind: 'store', uid: data.SOPInstanceUID, name: data.PatientName, accession: data.AccessionNumber });
    callback(success(R.CStoreResponse, request));
  }
  cFindRequest(request, callback) {
    say({ kind: 'find', data: request.getDataset().getElements() });
    const pending = JSON.parse(found).map((item) => {
      const one = R.CFindResponse.fromRequest(request);
      one.setDataset(new dimse.Dataset(item));
      one.setStatus(0xff00);
      return one;
    });
    callback([...pending, success(R.CFindResponse, request)]);
  }
  nCreateRequest(request, callback) {
    say({ kind: 'create', uid: request.getAffectedSopInstanceUid(), data: request.getDataset().getElements() });
    callback(success(R.NCreateResponse, request));
  }
  nSetRequest(request, callback) {
    say({ kind: 'set', uid: request.getRequestedSopInstanceUid(), data: request.getDataset().getElements() });
    callback(success(R.NSetResponse, request));
  }
}
new dimse.Server(Archive).listen(Number(port));
"""

JOSE = PersonName("Mbá Ñengue", "María José")
ITEM = {
    "_vrMap": {},
    "SpecificCharacterSet": "ISO_IR 192",
    "PatientName": "Mbá Ñengue^María José",
    "PatientID": "ZZ91",
    "PatientBirthDate": "19800102",
    "PatientSex": "F",
    "AccessionNumber": "A1",
    "RequestedProcedureID": "RP1",
    "RequestedProcedureDescription": "Tórax",
    "StudyInstanceUID": "1.2.3.4",
    "ScheduledProcedureStepSequence": [
        {
            "ScheduledStationAETitle": "CT_ER1",
            "Modality": "CT",
            "ScheduledProcedureStepID": "SPS1",
            "ScheduledProcedureStepStartDate": "20260301",
            "ScheduledProcedureStepStartTime": "101500",
        }
    ],
}


@pytest.fixture(scope="module")
def package() -> Path:
    return npm_package(PACKAGE)


@pytest.fixture
def dept() -> Iterator[Department]:
    with department() as found:
        yield found


def ask(package: Path, dept: Department, what: str, argument: Any = "") -> list[dict[str, Any]]:
    """The responses of one run of the client, in order."""
    text_argument = argument if isinstance(argument, str) else json.dumps(argument)
    done = finished(node(CLIENT, what, str(dept.pacs.ports["dimse"]), text_argument), cwd=package)
    assert done.returncode == 0, done.stdout
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def test_client_of_our_pacs(package: Path, dept: Department, tmp_path: Path) -> None:
    assert ask(package, dept, "echo")[0]["status"] == 0
    images = dept.ct.acquire(dept.ct.begin(patient=dept.patient("1", JOSE), mpps=False), 3)
    paths = [str(tmp_path / f"{number}.dcm") for number in range(3)]
    for image, path in zip(images, paths, strict=True):
        image.save_as(path, enforce_file_format=True)
    assert [one["status"] for one in ask(package, dept, "store", paths)] == [0, 0, 0]
    received = {one.SOPInstanceUID: one for one in dept.workstation.get(images[0].StudyInstanceUID).instances}
    assert [received[one.SOPInstanceUID].PixelData for one in images] == [one.PixelData for one in images]
    assert {text(one, "PatientName") for one in received.values()} == {"Mbá Ñengue^María José"}


def test_queries_and_retrieves_from_our_pacs(package: Path, dept: Department) -> None:
    images = dept.stored(dept.patient("1", JOSE), 2)
    keys = {"PatientName": "Mb*", "PatientID": "", "NumberOfStudyRelatedInstances": ""}
    pending, final = ask(package, dept, "find", keys)
    assert (pending["status"], final["status"]) == (0xFF00, 0)
    assert pending["data"]["PatientID"] == "ZZ91"
    assert int(pending["data"]["NumberOfStudyRelatedInstances"]) == 2
    lines = ask(package, dept, "get", images[0].StudyInstanceUID)
    stored = {one["stored"] for one in lines if "stored" in one}
    assert stored == {one.SOPInstanceUID for one in images}
    assert (lines[-1]["status"], lines[-1]["completed"]) == (0, 2)
    moved = ask(package, dept, "move", ["ARCHIVE", images[0].StudyInstanceUID])
    assert (moved[-1]["status"], moved[-1]["completed"]) == (0, 2)
    assert len(dept.archive.wait_for(2, 5)) == 2
    assert ask(package, dept, "move", ["NOBODY", images[0].StudyInstanceUID])[-1]["status"] == 0xA801


class Listener:
    """What the server has said so far."""

    def __init__(self, process: Any) -> None:
        self._process = process

    def received(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        """At least ``count`` of them, which it may write only after it has answered."""

        def found() -> list[dict[str, Any]]:
            lines = [line for line in self._process.output if line.startswith("RECEIVED ")]
            return [one for line in lines if (one := json.loads(line[9:]))["kind"] == kind]

        self._process.wait_until(lambda: len(found()) >= count)
        return found()


@contextmanager
def served(package: Path) -> Iterator[tuple[DicomAddress, Listener]]:
    address = DicomAddress("127.0.0.1", free_port(), "DCMJS")
    with running(node(SERVER, str(address.port), json.dumps([ITEM])), port=address.port, cwd=package) as process:
        yield address, Listener(process)


def test_worklist_mpps_and_storage_at_their_archive(package: Path) -> None:
    with served(package) as (address, archive):
        ct = Modality(Runtime(), ModalityConfig(worklist=address, mpps=address, storage=address, image_size=16))
        assert ct.echo().status == 0
        [item] = ct.worklist()
        assert (text(item, "PatientName"), text(item, "AccessionNumber")) == ("Mbá Ñengue^María José", "A1")
        performed = ct.begin([item])
        images = ct.acquire(performed, 2)
        assert [one.status for one in ct.store(images)] == [0, 0]
        completed = ct.complete(performed)
        assert completed is not None
        assert completed.status == 0
        assert [one["uid"] for one in archive.received("store", 2)] == [one.SOPInstanceUID for one in images]
        assert {one["accession"] for one in archive.received("store")} == {"A1"}
        [created], [changed] = archive.received("create"), archive.received("set")
        assert created["uid"] == changed["uid"] == performed.sop_instance_uid
        assert created["data"]["PerformedProcedureStepStatus"] == "IN PROGRESS"
        assert changed["data"]["PerformedProcedureStepStatus"] == "COMPLETED"
        assert len(changed["data"]["PerformedSeriesSequence"][0]["ReferencedImageSequence"]) == 2


def test_our_workstation_asks_their_archive(package: Path) -> None:
    with served(package) as (address, archive):
        workstation = Workstation(Runtime(), WorkstationConfig(pacs=address))
        [study] = workstation.find("STUDY", PatientName="Mbá*")
        assert text(study, "PatientName") == "Mbá Ñengue^María José"
        [asked] = archive.received("find")
        assert asked["data"]["QueryRetrieveLevel"] == "STUDY"


def test_unscheduled_patient_with_accents(package: Path) -> None:
    with served(package) as (address, archive):
        ct = Modality(Runtime(), ModalityConfig(storage=address, image_size=16))
        who = Patient(PatientId("ZZ95", ct.runtime.test_patients.authority), JOSE)
        [image] = ct.acquire(ct.begin(patient=who, mpps=False), 1)
        assert ct.store([image])[0].status == 0
        [stored] = archive.received("store")
        assert "Mbá Ñengue^María José" in json.dumps(stored["name"], ensure_ascii=False)
