"""DICOMweb clients that share no line with ours, against the simulated PACS: dicomweb-client of PyPI and of npm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pydicom import Dataset, dcmread

from simulators.images import make_images
from simulators.pacs import Pacs, PacsConfig
from simulators.runtime import Runtime
from simulators.tests.imaging_systems import dicomweb_plugin, orthanc
from simulators.tests.real_systems import finished, free_port, node, npm_package, require
from simulators.transcript import Exchange
from simulators.web_user_agent import UserAgent
from simulators.wire.dicom_xml import to_xml
from simulators.wire.dicomweb import frames_of
from simulators.wire.difference import compare
from simulators.wire.elements import text
from simulators.wire.identifiers import Patient, PatientId, PersonName

pytestmark = pytest.mark.real
UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
PACKAGE = "dicomweb-client"

# XMLHttpRequest on fetch, as far as the client asks for it; then what the first argument says, one JSON line.
CLIENT = """
globalThis.XMLHttpRequest = class {
  constructor() { this.headers = {}; this.answer = new Map(); this.readyState = 0; this.listeners = {}; }
  addEventListener(name, listener) { this.listeners[name] = listener; }
  open(method, url) { this.method = method; this.url = url; }
  setRequestHeader(name, value) { this.headers[name] = value; }
  getResponseHeader(name) { return this.answer.get(name.toLowerCase()) ?? null; }
  getAllResponseHeaders() { return [...this.answer].map(([name, value]) => `${name}: ${value}`).join('\\r\\n'); }
  async send(body) {
    const response = await fetch(this.url, { method: this.method, headers: this.headers, body });
    this.status = response.status;
    this.answer = new Map(response.headers);
    const data = await response.arrayBuffer();
    const isText = this.responseType !== 'arraybuffer';
    this.response = isText ? new TextDecoder().decode(data) : data;
    if (this.responseType === 'json') this.response = data.byteLength ? JSON.parse(this.response) : null;
    this.readyState = 4;
    if (this.onreadystatechange) this.onreadystatechange();
    if (this.onloadend) this.onloadend();
    if (this.onload) this.onload();
  }
};
const fs = require('fs');
const { api } = require('dicomweb-client');
const [what, url, argument] = process.argv.slice(1);
const client = new api.DICOMwebClient({ url, singlepart: '' });
const asked = JSON.parse(argument);
const bytes = (buffers) => buffers.map((one) => Buffer.from(one).toString('base64'));
const run = {
  store: () => client.storeInstances({
    datasets: asked.map((file) => new Uint8Array(fs.readFileSync(file)).buffer),
  }).then(() => 'stored'),
  studies: () => client.searchForStudies({ queryParams: asked }),
  instances: () => client.searchForInstances(asked),
  metadata: () => client.retrieveInstanceMetadata(asked),
  study: () => client.retrieveStudy(asked).then(bytes),
  frames: () => client.retrieveInstanceFrames(asked).then(bytes),
}[what];
run().then(
  (found) => process.stdout.write('FOUND ' + JSON.stringify(found) + '\\n'),
  (error) => { process.stdout.write('FAILED ' + String(error && error.message) + '\\n'); process.exit(1); },
);
"""


@pytest.fixture
def pacs() -> Iterator[Pacs]:
    archive = Pacs(Runtime(), PacsConfig(web_port=0, hl7_port=None))
    archive.start()
    yield archive
    archive.stop()


@pytest.fixture
def images() -> list[Dataset]:
    patient = Patient(PatientId("ZZ9001"), PersonName("Mbá Ñengue", "José"), "19800102", "M")
    study = Runtime.uid()
    made = make_images(modality="CT", patient=patient, study_instance_uid=study, instances=3)
    made += make_images(modality="US", patient=patient, study_instance_uid=study, instances=1, frames=3)
    for ds in made:
        ds.preamble = bytes(128)  # without one the client of PyPI sends no Part 10 file
    return made


def uids(ds: Dataset) -> tuple[str, str, str]:
    study, series, instance = (text(ds, keyword) for keyword in UIDS)
    return study, series, instance


def test_the_python_client_stores_finds_and_gets_back_what_it_stored(pacs: Pacs, images: list[Dataset]) -> None:
    api = pytest.importorskip("dicomweb_client.api")
    assert pacs.web_address is not None
    client = api.DICOMwebClient(pacs.web_address.url)
    answer = client.store_instances(images)
    assert len(answer.ReferencedSOPSequence) == 4
    [found] = client.search_for_studies(search_filters={"PatientName": "mba nengue*"}, fields=["StudyDescription"])
    assert found["00100010"]["Value"] == [{"Alphabetic": "Mbá Ñengue^José"}]
    assert found["00201208"]["Value"] == [4]
    study, series, instance = uids(images[-1])
    assert len(client.search_for_series(study)) == 2
    listed = client.search_for_instances(study, limit=1, get_remaining=True)
    assert sorted(one["00080018"]["Value"][0] for one in listed) == sorted(text(ds, UIDS[2]) for ds in images)
    got = {text(ds, UIDS[2]): ds for ds in client.retrieve_study(study)}
    assert [compare(ds, got[text(ds, UIDS[2])]) for ds in images] == [[]] * 4
    assert client.retrieve_instance_frames(study, series, instance, [3, 1]) == [
        frames_of(images[-1])[n] for n in (2, 0)
    ]
    assert client.retrieve_instance_rendered(study, series, instance, media_types=("image/png",))[:4] == b"\x89PNG"


def test_the_python_client_reads_metadata_and_bulk_data(pacs: Pacs, images: list[Dataset]) -> None:
    api = pytest.importorskip("dicomweb_client.api")
    assert pacs.web_address is not None
    client = api.DICOMwebClient(pacs.web_address.url)
    client.store_instances(images[:1])
    metadata = client.retrieve_instance_metadata(*uids(images[0]))
    ds = Dataset.from_json(metadata, lambda tag, vr, uri: b"")
    assert [each.path for each in compare(images[0], ds)] == ["(7FE0,0010) PixelData"]
    assert client.retrieve_bulkdata(metadata["7FE00010"]["BulkDataURI"]) == [images[0].PixelData]
    recorded = [exchange.kind for exchange in pacs.runtime.transcript.exchanges]
    assert recorded == ["STOW-RQ", "STOW-RSP", "WADO-RQ", "WADO-RSP", "WADO-RQ", "WADO-RSP"]


def spoken(what: str, url: str, argument: object) -> Any:
    """What the client of npm found."""
    done = finished(node(CLIENT, what, url, json.dumps(argument)), cwd=npm_package(PACKAGE))
    assert done.returncode == 0, done.stdout[-2000:]
    [line] = [line for line in done.stdout.splitlines() if line.startswith("FOUND ")]
    return json.loads(line.removeprefix("FOUND "))


def test_the_client_of_the_browser_stores_finds_and_gets_frames(
    pacs: Pacs, images: list[Dataset], tmp_path: Path
) -> None:
    import base64

    assert pacs.web_address is not None
    url = pacs.web_address.url
    files = []
    for number, ds in enumerate(images):
        files.append(str(tmp_path / f"{number}.dcm"))
        ds.save_as(files[-1], enforce_file_format=True)
    assert spoken("store", url, files) == "stored"
    [found] = spoken("studies", url, {"PatientID": "ZZ9001"})
    assert found["00100010"]["Value"][0]["Alphabetic"] == "Mbá Ñengue^José"
    study, series, instance = uids(images[-1])
    path = {"studyInstanceUID": study, "seriesInstanceUID": series, "sopInstanceUID": instance}
    assert len(spoken("instances", url, {"studyInstanceUID": study})) == 4
    [described] = spoken("metadata", url, path)
    assert described["00280008"]["Value"] == [3]
    assert len(spoken("study", url, {"studyInstanceUID": study})) == 4
    frames = spoken("frames", url, {**path, "frameNumbers": [2]})
    assert [base64.b64decode(one) for one in frames] == [frames_of(images[-1])[1]]


def test_our_user_agent_finds_at_orthanc_what_it_stored(images: list[Dataset], tmp_path: Path) -> None:
    from simulators.addresses import WebAddress

    web, runtime = free_port(), Runtime()
    with orthanc(tmp_path, {}, HttpPort=web, DefaultEncoding="Utf8", Plugins=[dicomweb_plugin()]):
        root = f"http://127.0.0.1:{web}"
        agent = UserAgent(runtime, "workstation", WebAddress(f"{root}/dicom-web", wado=f"{root}/wado"))
        assert len(agent.store(images).stored) == 4
        study, series, instance = uids(images[-1])
        assert len(agent.search("IMAGE", study=study).datasets) == 4
        got = {text(ds, UIDS[2]): ds for ds in agent.retrieve(study).datasets}
        assert [compare(ds, got[text(ds, UIDS[2])]) for ds in images] == [[]] * 4
        described = agent.metadata(study, series, instance)
        assert described.problems == []
        [value] = agent.bulkdata(next(iter(described.bulk.values()))).parts
        assert value.content == images[-1].PixelData
        [whole] = agent.uri(study, series, instance).datasets
        assert compare(images[-1], whole) == []
        assert agent.retrieve(runtime.uid()).status == 404
    answers: list[Exchange] = [one for one in runtime.transcript.exchanges if one.kind.endswith("-RSP")]
    assert all(one.web is not None and one.reply_to for one in answers)


def test_the_native_model_is_the_one_of_dcmtk(images: list[Dataset], tmp_path: Path) -> None:
    for ds in images[2:]:
        ds.OtherPatientNames = ["A^B", "C^D^E^F^G"]
        ds.save_as(tmp_path / "x.dcm", enforce_file_format=True)
        done = finished([require("dcm2xml", package="dcmtk"), "-nat", tmp_path / "x.dcm"])
        theirs = ElementTree.fromstring(done.stdout[done.stdout.index("<?xml") :].encode())
        ours = ElementTree.fromstring(to_xml(dcmread(tmp_path / "x.dcm"), lambda path: path))
        assert _told(ours) == _told(theirs)


def _told(root: ElementTree.Element) -> list[tuple[Any, ...]]:
    """Every attribute in its order: what it is, and all that is said in it, but for bulk data."""
    return [
        (one.attrib["tag"], one.attrib["vr"], one.attrib.get("keyword"), one.attrib.get("privateCreator"),
         [(inner.tag.rpartition("}")[2], inner.attrib.get("number"), (inner.text or "").strip())
          for inner in one.iter() if inner is not one and "Bulk" not in inner.tag])
        for one in root.iter() if one.tag.endswith("DicomAttribute") and one.attrib["tag"] != "7FE00010"
    ]  # fmt: skip
