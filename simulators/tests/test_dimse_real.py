"""DCMTK's tools as clients of our SCP, and its servers as peers of our SCU."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from pydicom import Dataset

from simulators.addresses import DicomAddress
from simulators.dimse import EncodedInstance, Retrieve, Scp, Scu
from simulators.runtime import Runtime
from simulators.tests.dimse_talk import CT, STUDY_FIND, STUDY_GET, STUDY_MOVE, instance, runtime
from simulators.tests.imaging_systems import dcmqrscp, storescp
from simulators.tests.real_systems import environment, finished, require, running
from simulators.tls import Tls
from simulators.wire.errors import InteropError, Refused, Unreachable

pytestmark = pytest.mark.real


def scu_to(rt: Runtime, peer: DicomAddress) -> Scu:
    return Scu(rt, "CT_ER1", "pacs", peer.host, peer.port, peer.ae_title, "CT_ER1")


def written(folder: Path, count: int = 1) -> list[Path]:
    """Part 10 files, 512 KiB of pixels each."""
    paths = []
    for number in range(count):
        ds = instance(Rows=512, Columns=512, InstanceNumber=number)
        ds.PixelData = bytes(range(256)) * 2048
        paths.append(folder / f"{number}.dcm")
        ds.save_as(paths[-1], enforce_file_format=True)
    return paths


def tool(name: str, port: int, *options: object, called: str = "PACS1") -> list[str]:
    titles = ["-aet", "CT_ER1", "-aec", called]
    return [require(name, package="dcmtk"), *titles, "127.0.0.1", str(port), *map(str, options)]


# --- their clients, our SCP


def test_echoscu() -> None:
    rt = runtime()
    with Scp(rt, "pacs", "PACS1") as scp:
        assert finished(tool("echoscu", scp.port)).returncode == 0
        wrong = finished(tool("echoscu", scp.port, called="PACS2"))
    assert "Called AE Title Not Recognized" in wrong.stdout
    kinds = [one.kind for one in rt.transcript.exchanges]
    assert kinds == [
        *("A-ASSOCIATE-RQ", "A-ASSOCIATE-AC", "C-ECHO-RQ", "C-ECHO-RSP", "A-RELEASE-RQ", "A-RELEASE-RP"),
        *("A-ASSOCIATE-RQ", "A-ASSOCIATE-RJ"),
    ]
    assert rt.transcript.exchanges[0].sender == "CT_ER1"


@pytest.mark.parametrize("nodelay", [True, False], ids=["TCP_NODELAY=1", "without TCP_NODELAY"])
def test_storescu_sends_what_arrives_byte_for_byte(tmp_path: Path, nodelay: bool) -> None:
    rt, got = runtime(), {}
    surroundings = environment()
    if not nodelay:
        del surroundings["TCP_NODELAY"]
    paths = written(tmp_path, 20)

    def store(ds, raw, info):  # type: ignore[no-untyped-def]
        got[str(ds.SOPInstanceUID)] = raw
        return 0

    with Scp(rt, "pacs", "PACS1", on_store=store) as scp:
        command = tool("storescu", scp.port, *paths)
        start = time.monotonic()
        with running(command, env=surroundings) as program:
            assert program.process.wait(60) == 0, program.text
        seconds = time.monotonic() - start
    assert len(got) == 20
    for path in paths:
        sent = EncodedInstance.of(path)
        assert got[sent.SOPInstanceUID].endswith(sent.encoded_as(sent.transfer_syntax))
    print(f"storescu, 20 × 512 KiB, TCP_NODELAY {'set' if nodelay else 'not set'}: {20 / seconds:.0f} a second")


def test_findscu_and_its_cancel() -> None:
    def find(model, query, info):  # type: ignore[no-untyped-def]
        for number in range(5000):
            if info.is_cancelled():
                return
            ds = Dataset()
            ds.PatientID, ds.StudyInstanceUID = "ZZ9001", f"2.25.{number}"
            yield 0xFF00, ds

    rt = runtime()
    with Scp(rt, "pacs", "PACS1", sop_classes=[STUDY_FIND], on_find=find) as scp:
        command = tool("findscu", scp.port, "-S", "--cancel", "3", "-k", "QueryRetrieveLevel=STUDY", "-k", "PatientID")
        done = finished(command)
    assert done.returncode == 0, done.stdout
    final = [one for one in rt.transcript.exchanges if one.kind == "C-FIND-RSP"][-1]
    assert final.command is not None
    assert final.command.Status == 0xFE00


def test_getscu_and_movescu(tmp_path: Path) -> None:
    rt = runtime()
    originals = [instance(InstanceNumber=number) for number in range(3)]
    with storescp(tmp_path / "moved") as destination:

        def move(model, query, name, info):  # type: ignore[no-untyped-def]
            return Retrieve(originals, Scu(rt, "pacs", "ws", "127.0.0.1", destination.port, name, "PACS1"))

        with Scp(
            rt,
            "pacs",
            "PACS1",
            sop_classes=[STUDY_GET, STUDY_MOVE],
            on_get=lambda model, query, info: Retrieve(originals),
            on_move=move,
        ) as scp:
            (tmp_path / "got").mkdir()
            keys = ["-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=2.25.1"]
            got = finished(tool("getscu", scp.port, "-od", tmp_path / "got", *keys))
            moved = finished(tool("movescu", scp.port, "-aem", destination.ae_title, *keys))
    assert got.returncode == moved.returncode == 0, got.stdout + moved.stdout
    for folder in ("got", "moved"):
        found = {EncodedInstance.of(path).SOPInstanceUID for path in (tmp_path / folder).iterdir()}
        assert found == {one.SOPInstanceUID for one in originals}


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A self-signed certificate of localhost and its key."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = finished(
        [
            *(require("openssl", package="openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt"),
            *("ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", cert),
        ]
    )
    assert made.returncode == 0, made.stdout
    return cert, key


def test_tls_between_our_ends_and_with_echoscu(certificate: tuple[Path, Path]) -> None:
    cert, key = certificate
    serving = Tls(certificate=str(cert), key=str(key), require_client=False)
    calling = Tls(trust=str(cert))
    rt = runtime()
    with Scp(rt, "pacs", "PACS1", tls=serving) as scp:
        secure = Scu(rt, "CT_ER1", "pacs", "127.0.0.1", scp.port, "PACS1", "CT_ER1", calling)
        assert secure.echo().is_success
        theirs = finished(tool("echoscu", scp.port, "--anonymous-tls", "--add-cert-file", cert))
        distrusting = Scu(rt, "CT_ER1", "pacs", "127.0.0.1", scp.port, "PACS1", "CT_ER1", Tls())
        with pytest.raises(Unreachable, match="TLS was not agreed"):
            distrusting.echo()
        plain = Scu(rt, "CT_ER1", "pacs", "127.0.0.1", scp.port, "PACS1", "CT_ER1")
        with pytest.raises(InteropError):
            plain.echo()
        assert secure.echo().is_success
    assert theirs.returncode == 0, theirs.stdout


# --- our SCU, their servers


def test_store_to_storescp_and_its_refusals(tmp_path: Path) -> None:
    rt = runtime()
    with storescp(tmp_path, "+B") as peer:  # bit-preserving: the data set as it came
        scu = scu_to(rt, peer)
        assert scu.echo().is_success
        sent = [EncodedInstance.of(instance()) for _ in range(5)]
        assert [one.status for one in scu.store(sent)] == [0] * 5
        with pytest.raises(Refused, match="none of its presentation contexts"):
            scu.associate([STUDY_FIND])
    files = {EncodedInstance.of(path).SOPInstanceUID: path for path in tmp_path.iterdir()}
    for one in sent:
        assert files[one.SOPInstanceUID].read_bytes().endswith(one.encoded_as(one.transfer_syntax))


def test_store_find_get_and_move_with_dcmqrscp(tmp_path: Path) -> None:
    rt, moved = runtime(), []
    with (
        Scp(rt, "ws", "WS_1", on_store=lambda ds, raw, info: moved.append(ds.SOPInstanceUID) or 0) as station,
        dcmqrscp(tmp_path, {"ws": DicomAddress("127.0.0.1", station.port, "WS_1")}) as peer,
    ):
        scu = scu_to(rt, peer)
        sent = [instance(StudyID="1", SeriesNumber=1, InstanceNumber=number) for number in range(3)]
        assert [one.status for one in scu.store(sent)] == [0] * 3
        query = Dataset()
        query.QueryRetrieveLevel, query.StudyInstanceUID = "STUDY", "2.25.1"
        matches = scu.find(STUDY_FIND, query)
        responses, received = scu.get(STUDY_GET, query, [CT])
        answers = scu.move(STUDY_MOVE, query, "WS_1")
        unknown = scu.move(STUDY_MOVE, query, "NOBODY")
    uids = sorted(one.SOPInstanceUID for one in sent)
    assert [one.status for one in matches] == [0xFF00, 0]
    assert responses[-1].is_success
    assert sorted(one.SOPInstanceUID for one in received) == uids
    assert [one.PixelData for one in received] == [one.PixelData for one in sent]
    assert answers[-1].is_success
    assert answers[-1].sub_operations[1] == 3
    assert sorted(moved) == uids
    assert unknown[-1].status == 0xA801
