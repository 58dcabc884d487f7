"""Our PACS as seen by DCMTK's storescu, findscu, movescu, getscu and, as a routing destination, storescp."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread

from simulators.addresses import DicomAddress
from simulators.dimse import encode
from simulators.pacs import RoutingRule
from simulators.tests.department import Department, department
from simulators.tests.imaging_systems import storescp
from simulators.tests.real_systems import finished, free_port, require
from simulators.wire.elements import text
from simulators.wire.identifiers import PersonName

pytestmark = pytest.mark.real
TOOLS = ("storescu", "findscu", "movescu", "getscu")


@pytest.fixture
def dept() -> Iterator[Department]:
    for tool in TOOLS:
        require(tool, package="dcmtk")
    with department() as found:
        yield found


def made(dept: Department, folder: Path, *, rle: bool = False) -> list[Dataset]:
    """Images of Ana as files in ``folder``."""
    folder.mkdir()
    performed = dept.ct.begin(patient=dept.patient("1", PersonName("Mbá Ñengue", "María José")), mpps=False)
    images = dept.ct.acquire(performed, 3, rle=rle)
    for number, image in enumerate(images):
        image.save_as(folder / f"{number}.dcm", enforce_file_format=True)
    return images


def tool(dept: Department, *arguments: object) -> str:
    name, *rest = map(str, arguments)
    program = require(name)
    address = dept.pacs.address
    done = finished([program, "-aec", address.ae_title, *rest[:-1], address.host, str(address.port), *rest[-1:]])
    assert done.returncode == 0, done.stdout
    return done.stdout


def files(folder: Path) -> dict[str, Dataset]:
    return {str(ds.SOPInstanceUID): ds for ds in map(dcmread, folder.iterdir())}


@pytest.mark.parametrize("rle", [False, True], ids=["native", "RLE"])
def test_storescu_and_getscu(dept: Department, tmp_path: Path, rle: bool) -> None:
    images = made(dept, tmp_path / "in", rle=rle)
    tool(dept, "storescu", "-aet", "DCMTK", *(["-xr"] if rle else ["-xe"]), "+sd", tmp_path / "in")
    (tmp_path / "out").mkdir()
    keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={images[0].StudyInstanceUID}"]
    # getscu takes no trailing file; its last argument is a key
    tool_get(dept, tmp_path / "out", keys, rle)
    received = files(tmp_path / "out")
    assert [dept.workstation.compare(one, received[one.SOPInstanceUID]) for one in images] == [[], [], []]


def tool_get(dept: Department, out: Path, keys: list[str], rle: bool) -> None:
    address = dept.pacs.address
    syntax = "+xr" if rle else "+x="
    done = finished(
        [require("getscu"), "-S", syntax, "-aec", address.ae_title, "-od", out, *keys, address.host, str(address.port)]
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("model", "keys", "count"),
    [
        ("-S", ["QueryRetrieveLevel=STUDY", "PatientName=Mb*", "StudyInstanceUID"], 1),
        ("-S", ["QueryRetrieveLevel=STUDY", "ModalitiesInStudy=MR", "StudyInstanceUID"], 0),
        ("-P", ["QueryRetrieveLevel=PATIENT", "PatientID=ZZ91", "PatientName"], 1),
        ("-S", ["QueryRetrieveLevel=STUDY", "StudyDate=19000101-19991231"], 0),
    ],
)
def test_findscu(dept: Department, tmp_path: Path, model: str, keys: list[str], count: int) -> None:
    images = made(dept, tmp_path / "in")
    dept.ct.store(images)
    (tmp_path / "out").mkdir()
    asked = [part for key in keys for part in ("-k", key)]
    address = dept.pacs.address
    done = finished(
        [
            require("findscu"),
            model,
            "-aec",
            address.ae_title,
            "-X",
            "-od",
            tmp_path / "out",
            *asked,
            address.host,
            str(address.port),
        ]
    )
    assert done.returncode == 0, done.stdout
    found = [dcmread(path, force=True) for path in (tmp_path / "out").iterdir()]
    assert len(found) == count
    assert {text(one, "PatientName") for one in found if "PatientName" in one} <= {"Mbá Ñengue^María José"}


def test_movescu(dept: Department, tmp_path: Path) -> None:
    images = made(dept, tmp_path / "in")
    dept.ct.store(images)
    port = free_port()
    dept.pacs.know("dcmtk", DicomAddress("127.0.0.1", port, "MOVESCU"))
    (tmp_path / "out").mkdir()
    address = dept.pacs.address
    done = finished(
        [
            require("movescu"), "-S", "-aet", "MOVESCU", "-aem", "MOVESCU", "-aec", address.ae_title,
            "--port", str(port),
            "-od", tmp_path / "out", "-k", "QueryRetrieveLevel=STUDY",
            "-k", f"StudyInstanceUID={images[0].StudyInstanceUID}", address.host, str(address.port),
        ]
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    received = files(tmp_path / "out")
    assert [dept.workstation.compare(one, received[one.SOPInstanceUID]) for one in images] == [[], [], []]


def test_movescu_to_an_unknown_destination_is_told_so(dept: Department, tmp_path: Path) -> None:
    images = made(dept, tmp_path / "in")
    dept.ct.store(images)
    address = dept.pacs.address
    done = finished(
        [
            require("movescu"), "-d", "-S", "-aem", "NOBODY", "-aec", address.ae_title,
            "-k", "QueryRetrieveLevel=STUDY",
            "-k", f"StudyInstanceUID={images[0].StudyInstanceUID}", address.host, str(address.port),
        ]
    )  # fmt: skip
    assert "MoveDestinationUnknown" in done.stdout


@pytest.mark.parametrize("nodelay", [True, False], ids=["TCP_NODELAY=1", "without TCP_NODELAY"])
def test_storescp_as_routing_destination(tmp_path: Path, nodelay: bool) -> None:
    rule = RoutingRule(to=("BATA",), modality=("CT",))
    with (
        storescp(tmp_path / "out", "+xa", nodelay=nodelay) as bata,
        department(routes=(rule,), peers={"BATA": bata}) as dept,
    ):
        images = dept.stored(instances=3) + dept.stored(instances=1, rle=True)
        limit = dept.runtime.limits.routing_s
        for image in images:
            uid = image.SOPInstanceUID
            assert dept.runtime.transcript.wait_for(
                lambda one, uid=uid: (
                    one.kind == "C-STORE-RSP"
                    and one.sender == "BATA"
                    and one.command is not None
                    and one.command.get("AffectedSOPInstanceUID") == uid
                ),
                limit,
            )
        received = files(tmp_path / "out")
        assert [dept.workstation.compare(one, received[one.SOPInstanceUID]) for one in images] == [[], [], [], []]
        syntaxes = {received[one.SOPInstanceUID].file_meta.TransferSyntaxUID for one in images[3:]}
        assert syntaxes == {"1.2.840.10008.1.2.5"}
        assert encode(received[images[0].SOPInstanceUID], "1.2.840.10008.1.2.1") == encode(
            images[0], "1.2.840.10008.1.2.1"
        )
