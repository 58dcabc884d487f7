"""``interop certs`` and the ``tls`` tables of a site: what they make, refuse and say."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.cli import main
from harness.discover.pace import Pace, Scope
from harness.discover.tls import tls
from harness.preflight.preflight import preflight
from harness.site import Site, parse_site
from simulators.authority import Authority, make, names
from simulators.dimse import Scp
from simulators.mllp_server import MllpServer
from simulators.runtime import Limits, Runtime
from simulators.secret import Secret
from simulators.tls import Tls
from simulators.wire.errors import ConfigError


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make(tmp_path_factory.mktemp("site") / "certs")


def site_of(certificates: Authority, text: str) -> Site:
    return parse_site(f'schema = 1\nname = "T"\n{text}', str(certificates.folder.parent / "site.toml"))


def problems_of(certificates: Authority, text: str) -> str:
    with pytest.raises(ConfigError) as error:
        site_of(certificates, text)
    return " | ".join(error.value.problems)


# --- the command


def test_it_makes_everything_says_what_it_is_and_never_writes_over_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "certs"
    assert main(["certs", str(folder), "--host", "pacs.hospital.local", "--days", "2"]) == 0
    said = capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} == set(names())
    assert all(name in said for name in names() if name.endswith(".pem") and not name.startswith("unknown"))
    assert "test_authority = " in said
    shown = ssl._ssl._test_decode_cert(str(folder / "server.pem"))  # type: ignore[attr-defined]
    assert ("DNS", "pacs.hospital.local") in shown["subjectAltName"]
    before = (folder / "ca.pem").read_bytes()
    assert main(["certs", str(folder)]) == 2
    assert "holds ca.pem already" in capsys.readouterr().err
    assert (folder / "ca.pem").read_bytes() == before


def test_json_and_hosts_that_are_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certs", str(tmp_path / "a"), "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["files"]) == set(names())
    assert main(["certs", str(tmp_path / "b"), "--host", "two words"]) == 2
    assert not (tmp_path / "b").exists()


# --- the site file


def test_a_tls_table_becomes_a_value_with_paths_beside_the_file(certificates: Authority) -> None:
    site = site_of(
        certificates,
        """
        test_authority = "certs"
        [roles.pacs]
        dimse = { host = "127.0.0.1", port = 104, ae_title = "P", tls = { trust = "certs/ca.pem",
                  certificate = "certs/client.pem", key = { env = "KEY", password = { env = "WORD" } },
                  server_name = "pacs.local", minimum = "1.3", profile = "BCP195-non-downgrading" } }
        [roles.emr]
        listen = { port = 0, tls = { certificate = "certs/server.pem", key = "certs/server.key",
                   require_client = false } }
    """.replace(",\n", ","),
    )
    folder = certificates.folder
    assert site.dicom_address(site.role("pacs").dimse).tls == Tls(
        trust=str(folder / "ca.pem"), certificate=str(folder / "client.pem"), key_secret=Secret(env="KEY"),
        password=Secret(env="WORD"),
        server_name="pacs.local", minimum="1.3", profile="BCP195-non-downgrading",
    )  # fmt: skip
    assert site.certificates == {
        "emr": Tls(certificate=str(folder / "server.pem"), key=str(folder / "server.key"), require_client=False)
    }
    assert site.test_authority == certificates
    assert site.fixed_listeners == {}


def test_mistakes_name_the_nearest(certificates: Authority) -> None:
    line = '[roles.pacs]\ndimse = { host = "h", port = 104, ae_title = "P", tls = { %s } }'
    assert "'client.pem'" in problems_of(certificates, line % 'certificate = "certs/cleint.pem"')
    assert "there is no key 'certifcate'; the nearest is 'certificate'" in problems_of(
        certificates, line % 'certifcate = "x"'
    )
    assert "the nearest is 'BCP195'" in problems_of(certificates, line % 'profile = "BCP-195"')
    assert "minimum: '1.1' is not valid; the nearest is" in problems_of(certificates, line % 'minimum = "1.1"')
    assert "a secret lies in one place" in problems_of(certificates, line % "key = { }")
    assert "'certs'" in problems_of(certificates, 'test_authority = "cert"')
    listening = '[roles.emr]\nlisten = { port = 0, tls = { trust = "certs/ca.pem" } }'
    assert "certificate: is missing" in problems_of(certificates, listening)


# --- preflight


@pytest.fixture
def peers(certificates: Authority) -> Iterator[tuple[int, int]]:
    """A PACS and a RIS that speak TLS only; their ports."""
    rt = Runtime(limits=Limits(connect_s=2, dimse_s=2, acknowledgement_s=2))
    with (
        Scp(rt, "pacs", "P", tls=certificates.server()) as scp,
        MllpServer(rt, "ris", lambda message, connection: "AA", tls=certificates.server()) as server,
    ):
        yield scp.port, server.port


def lines_of(certificates: Authority, ports: tuple[int, int], tls: str) -> dict[str, tuple[str, str]]:
    site = site_of(
        certificates,
        f"""
        [roles.pacs]
        dimse = {{ host = "127.0.0.1", port = {ports[0]}, ae_title = "P"{tls} }}
        [roles.ris]
        hl7 = {{ host = "127.0.0.1", port = {ports[1]}, application = "RIS"{tls} }}
    """,
    )
    found = preflight(site, Path("."), only=("pacs", "ris"), timeout=2)
    return {f"{line.system} {line.name}": (line.state, f"{line.detail} {line.cause}") for line in found}


GOOD = ', tls = { trust = "certs/ca.pem", certificate = "certs/client.pem", key = "certs/client.key" }'


def test_preflight_speaks_tls_and_tells_for_how_long_the_certificate_is_valid(
    certificates: Authority, peers: tuple[int, int]
) -> None:
    found = lines_of(certificates, peers, GOOD)
    for name, port in (("pacs", peers[0]), ("ris", peers[1])):
        state, text = found[f"{name} TLS port {port}"]
        assert state == "pass"
        assert "TLSv1.3" in text
        assert "valid for 36" in text
    assert found["pacs C-ECHO P from CT_ER1"][0] == "pass"
    assert found[f"ris MLLP port {peers[1]}"][0] == "pass"


def test_preflight_says_what_is_wrong_with_tls(certificates: Authority, peers: tuple[int, int]) -> None:
    plain = lines_of(certificates, peers, "")
    assert plain["pacs C-ECHO P from CT_ER1"][0] == "fail"
    strange = lines_of(certificates, peers, GOOD.replace('trust = "certs/ca.pem"', 'trust = "certs/unknown-ca.pem"'))
    assert strange[f"pacs TLS port {peers[0]}"][0] == "fail"
    assert "of an unknown authority" in strange[f"pacs TLS port {peers[0]}"][1]
    expired = lines_of(certificates, peers, GOOD.replace("client.pem", "client-expired.pem"))
    assert "our certificate has expired" in expired["pacs C-ECHO P from CT_ER1"][1]


# --- discovery


def test_discovery_shows_its_certificate_and_tells_each_version(
    certificates: Authority, peers: tuple[int, int]
) -> None:
    pace = Pace(Scope(rate=1000), lambda text: None, time.monotonic() + 30)
    found = tls("127.0.0.1", peers[0], pace, 2, certificates.client())
    assert found["versions"] == {
        "TLS 1.0": "refused", "TLS 1.1": "refused", "TLS 1.2": "accepted", "TLS 1.3": "accepted",
    }  # fmt: skip
    assert "ECDHE-RSA-AES128-GCM-SHA256" in found["ciphers"]
    assert found["subject"] == "CN=interop server valid"
