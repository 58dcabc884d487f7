"""Discovery of Orthanc and of DCMTK's servers: two configurations differ exactly where they were configured to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.discover.discovery import Discovery, Scope
from harness.discover.facts import compare
from harness.inventory.link import link_speed
from harness.site import Site, parse_site
from simulators.addresses import DicomAddress
from simulators.dimse import Scu
from simulators.images import make_images
from simulators.runtime import Runtime
from simulators.tests.imaging_systems import dcmqrscp, orthanc, storescp
from simulators.tests.real_systems import free_port
from simulators.wire.identifiers import Patient, PatientId, PersonName

pytestmark = pytest.mark.real
FAST = Scope(rate=1000)
PEERS = {name: DicomAddress("127.0.0.1", free_port(), name) for name in ("WS_1", "BATA")}


def site_of(address: DicomAddress, more: str = "") -> Site:
    return parse_site(f"""schema = 1
name = "real"
[roles.pacs]
dimse = {{ host = "{address.host}", port = {address.port}, ae_title = "{address.ae_title}" }}
{more}""")


def discovered(address: DicomAddress) -> dict[str, Any]:
    found = Discovery(site_of(address), FAST).execute()
    assert found["complete"]
    return dict(found["systems"][0]["interfaces"][0])


def store(address: DicomAddress) -> str:
    """A CT study of a test patient; its UID."""
    patient = Patient(PatientId("ZZ9000000077"), PersonName("PRUEBA", "DIEZ"), birth_date="19700101", sex="O")
    images = make_images(modality="CT", patient=patient, instances=4, rows=256, columns=256)
    scu = Scu(Runtime(), "CT_ER1", "pacs", address.host, address.port, address.ae_title, "WS_1")
    assert {one.status for one in scu.store(images)} == {0}
    return str(images[0].StudyInstanceUID)


def test_orthanc_with_two_configurations_differs_exactly_there(tmp_path: Path) -> None:
    before: dict[str, Any] = {"Mpeg2TransferSyntaxAccepted": False, "MaximumPduLength": 16384}
    after: dict[str, Any] = {"Mpeg2TransferSyntaxAccepted": True, "MaximumPduLength": 65536}
    documents = []
    for name, options in (("before", before), ("after", after)):
        with orthanc(tmp_path / name, PEERS, **options) as address:
            documents.append(Discovery(site_of(address), FAST).execute())
    changes = compare(*documents)
    assert changes["gone"] == []
    new = {each["what"].rpartition(" · ")[2] for each in changes["new"]}
    assert new
    assert all(name.startswith("MPEG2") for name in new)
    changed = {each["what"].partition(" · ")[2]: (each["before"], each["after"]) for each in changes["changed"]}
    del changed["address"]  # another port
    assert changed == {"maximum PDU": ("16384", "65536")}


def test_orthanc_that_checks_who_calls(tmp_path: Path) -> None:
    documents = []
    for name, strict in (("open", False), ("strict", True)):
        with orthanc(tmp_path / name, PEERS, DicomCheckCalledAet=strict) as address:
            documents.append(Discovery(site_of(address), FAST).execute())
    changed = {each["what"].partition(" · ")[2]: each["after"] for each in compare(*documents)["changed"]}
    del changed["address"]
    assert changed == {"association from WS_1 to INTEROP_NOBODY": "rejected 1/1/7"}


def test_orthanc_tells_its_keys_and_how_fast_it_hands_out(tmp_path: Path) -> None:
    with orthanc(tmp_path, PEERS) as address:
        study = store(address)
        found = discovered(address)
        speed = link_speed(site_of(address), study)
    roles = {each["name"].rpartition(" - ")[2]: each["roles"] for each in found["sop_classes"]}
    assert roles["FIND"] == ["SCP"]  # both roles are granted for storage alone
    keys = {query["level"]: query["keys"] for query in found["queries"] if "Study Root" in query["model"]}
    assert keys["STUDY"]["StudyInstanceUID"] == keys["SERIES"]["Modality"] == "value"
    assert keys["IMAGE"]["SOPInstanceUID"] == "value"
    assert found["max_pdu"] > 0
    assert found["implementation_version"]
    assert (speed["instances"], speed["expected_instances"]) == (4, 4)
    assert speed["bytes"] > 4 * 256 * 256 * 2
    assert speed["mbit_s"] == pytest.approx(speed["bytes"] * 8 / 1e6 / speed["seconds"], rel=0.05)


def test_dcmqrscp_and_storescp(tmp_path: Path) -> None:
    with dcmqrscp(tmp_path / "q", PEERS) as address:
        study = store(address)
        found = discovered(address)
        workstation = f"[roles.workstation]\nlisten = {{ port = {PEERS['WS_1'].port} }}\n"
        speed = link_speed(site_of(address, workstation), study, "move")
    assert {each["answer"] for each in found["destinations"]} == {"not told"}  # it looks for the study first: 0000
    assert {query["level"] for query in found["queries"]} >= {"PATIENT", "STUDY", "SERIES", "IMAGE"}
    assert speed["instances"] == 4
    with storescp(tmp_path / "s") as address:
        only_storage = discovered(address)
    assert only_storage["queries"] == []
    assert "destinations" not in only_storage
    assert len(only_storage["sop_classes"]) > 100
