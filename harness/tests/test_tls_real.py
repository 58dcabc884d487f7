"""Secure connections with Orthanc and DCMTK: the scenarios where Orthanc is the PACS, and every path of ours.

What Orthanc 1.10 (DCMTK 3.6) does not do is named here; where a newer one does it, this list is to be shortened.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from harness.tests.test_orthanc_library import ROOT, SITES, peers_of, with_free_ports
from simulators.addresses import DicomAddress
from simulators.authority import Authority, make
from simulators.dimse import EncodedInstance, Scp, Scu
from simulators.mllp_server import MllpServer
from simulators.runtime import TestPatients
from simulators.storage_files import find
from simulators.storage_sender import StorageSender
from simulators.storage_sink import StorageSink
from simulators.tests.dimse_talk import instance, runtime
from simulators.tests.imaging_systems import orthanc, storescp
from simulators.tests.real_systems import finished, require
from simulators.tests.storage_talk import written
from simulators.wire.errors import InteropError, PeerViolation

pytestmark = pytest.mark.real
OLD_VERSIONS, NAME_NOT_READ = {"TC-TLS-005.1", "TC-TLS-005.2"}, {"TC-TLS-010.3"}
NO_OPEN_PORT, NO_LIST = {"TC-TLS-004.1"}, {"TC-TLS-002.4", "TC-TLS-010.5"}
FOR_A_PERSON = {"TC-TLS-008"}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make(tmp_path_factory.mktemp("tls") / "certs")


# --- Orthanc as the PACS of a site


def site_text(port: int, text: str) -> str:
    """The shipped site, with TLS to Orthanc and at the workstation, and without what is not asked for here."""
    client = 'trust = "certs/ca.pem", certificate = "certs/client.pem", key = "certs/client.key"'
    server = 'trust = "certs/ca.pem", certificate = "certs/server.pem", key = "certs/server.key"'
    secured = f'port = {port}, ae_title = "ORTHANC", tls = {{ {client} }} }}'
    text = text.replace('port = 4242, ae_title = "ORTHANC" }', secured)
    text = re.sub(r"(\[roles.workstation\]\nlisten = { port = \d+)", rf"\1, tls = {{ {server} }}", text)
    text = re.sub(r"web = .*\n", "", text).replace(', "DICOMweb"', "")
    return text.replace('known = "orthanc-known.toml"', 'test_authority = "certs"').replace(
        '["RAD-8"', '["TLS", "RAD-8"'
    )


def test_the_scenarios_with_orthanc(certificates: Authority) -> None:
    folder, made = certificates.folder.parent, certificates.folder
    text = with_free_ports((SITES / "orthanc.toml").read_text(encoding="utf-8"))
    modalities = {
        name: {"AET": peer.ae_title, "Host": peer.host, "Port": peer.port, "UseDicomTls": name == "WS_1"}
        for name, peer in peers_of(tomllib.loads(text)).items()
    }
    options = {
        "DefaultEncoding": "Utf8", "DicomTlsEnabled": True, "DicomTlsRemoteCertificateRequired": True,
        "DicomTlsCertificate": str(made / "server.pem"), "DicomTlsPrivateKey": str(made / "server.key"),
        "DicomTlsTrustedCertificates": str(made / "ca.pem"), "DicomModalities": modalities,
    }  # fmt: skip
    with orthanc(folder / "orthanc", {}, **options) as address:
        site = folder / "site.toml"
        site.write_text(site_text(address.port, text), encoding="utf-8")
        command = [sys.executable, "-m", "harness.cli", "run", "tls", "tls_sending", "--site", str(site), "--json"]
        done = subprocess.run(
            [*command, "--out", str(folder / "out")], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
    found = {one["id"]: one["verdict"] for one in json.loads(done.stdout)["scenarios"]}
    assert len(found) > 30, done.stderr
    assert {name for name, verdict in found.items() if verdict == "FAIL"} == OLD_VERSIONS | NAME_NOT_READ
    assert {name for name, verdict in found.items() if verdict == "OMIT"} == NO_OPEN_PORT | NO_LIST
    assert {name for name, verdict in found.items() if verdict not in ("PASS", "FAIL", "OMIT")} == FOR_A_PERSON


# --- DCMTK


def dcmtk(certificates: Authority, kind: str, *, side: str = "client") -> list[str]:
    """TLS options of its tools: key, certificate, and whom to trust."""
    end = certificates.client(kind) if side == "client" else certificates.server(kind)
    return ["+tls", end.key, end.certificate, "+cf", end.trust]


@contextmanager
def listening(certificates: Authority, kind: str, folder: Path) -> Iterator[DicomAddress]:
    with storescp(folder, "+B", *dcmtk(certificates, kind, side="server")) as peer:
        yield replace(peer, tls=certificates.client())


def test_our_client_and_the_fast_path_to_storescp(certificates: Authority, tmp_path: Path) -> None:
    rt, files = runtime(connect_s=5, dimse_s=5), tmp_path / "files"
    written(files, 5, 300_000)
    with listening(certificates, "valid", tmp_path / "got") as peer:
        scu = Scu(rt, "CT_ER1", "pacs", peer.host, peer.port, peer.ae_title, "CT_ER1", peer.tls)
        assert [one.status for one in scu.store([EncodedInstance.of(instance()) for _ in range(3)])] == [0] * 3
        assert {one.state for one in StorageSender(peer, patients=TestPatients()).send(find([files]))} == {"stored"}
        unknown = Scu(rt, "CT_ER1", "pacs", peer.host, peer.port, peer.ae_title, "CT_ER1",
                      certificates.client("unknown-authority"))  # fmt: skip
        with pytest.raises(PeerViolation, match="authority"):
            unknown.echo()
    assert len(list((tmp_path / "got").iterdir())) == 8


@pytest.mark.parametrize("kind", ["expired", "not-yet-valid", "unknown-authority", "other-host"])
def test_a_storescp_with_a_faulty_certificate_is_not_believed(
    certificates: Authority, tmp_path: Path, kind: str
) -> None:
    with listening(certificates, kind, tmp_path) as peer, pytest.raises(InteropError, match="TLS was not agreed"):
        Scu(runtime(), "CT_ER1", "pacs", peer.host, peer.port, peer.ae_title, "CT_ER1", peer.tls).echo()


def test_echoscu_and_storescu_to_our_servers(certificates: Authority, tmp_path: Path) -> None:
    taken: list[str] = []
    path = tmp_path / "one.dcm"
    instance(Rows=512, Columns=512, PixelData=bytes(524288)).save_as(path, enforce_file_format=True)

    def keep(ds: object, file: bytes, info: object) -> int:
        taken.append(str(ds.SOPInstanceUID))  # type: ignore[attr-defined]
        return 0

    def tool(name: str, port: int, called: str, kind: str, *more: object) -> int:
        program = require(name, package="dcmtk")
        command = [program, "-aec", called, *dcmtk(certificates, kind), "127.0.0.1", port, *more]
        return finished(list(map(str, command))).returncode

    with (
        Scp(runtime(), "pacs", "PACS1", on_store=keep, tls=certificates.server()) as scp,
        StorageSink("SINK", folder=tmp_path / "sink", patients=None, tls=certificates.server()) as sink,
    ):
        assert tool("echoscu", scp.port, "PACS1", "valid") == 0
        for kind in ("expired", "not-yet-valid", "unknown-authority", "revoked"):
            assert tool("echoscu", scp.port, "PACS1", kind) != 0, kind
        assert tool("storescu", scp.port, "PACS1", "valid", path) == 0
        assert tool("storescu", sink.port, "SINK", "valid", path) == 0
        assert tool("storescu", sink.port, "SINK", "expired", path) != 0
    assert len(taken) == 1
    assert len(list((tmp_path / "sink").iterdir())) == 1


def test_nobody_renegotiates_with_our_servers(certificates: Authority) -> None:
    """Begun by OpenSSL's own client, since Python's ssl cannot; TLS 1.3 knows no renegotiation."""
    said, client = runtime(), certificates.client()
    command = [require("openssl", package="openssl"), "s_client", "-tls1_2", "-CAfile", client.trust,
               "-cert", client.certificate, "-key", client.key, "-connect"]  # fmt: skip
    with (
        MllpServer(said, "ris", lambda message, connection: "AA", tls=certificates.server()) as hl7,
        Scp(said, "pacs", "PACS1", tls=certificates.server()) as scp,
        StorageSink("SINK", patients=None, tls=certificates.server()) as sink,
    ):
        for port in (hl7.port, scp.port, sink.port):
            done = subprocess.run([*command, f"127.0.0.1:{port}"], input="R\n", capture_output=True, text=True,
                                  timeout=20, check=False)  # fmt: skip
            assert "RENEGOTIATING" in done.stderr
            assert "no renegotiation" in done.stderr, done.stderr
