"""Orthanc as it is installed, and Orthanc with a password: what the audit says of it is true."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.audit import harmful
from harness.audit.audit import Audit
from harness.audit.target import Target, targets_of
from harness.discover.pace import Scope
from harness.session import Hospital
from harness.site import parse_site
from harness.site_commands import PROBES
from harness.tests.audit_peers import audited as audited_alone
from simulators.addresses import DicomAddress
from simulators.authority import make
from simulators.tests.imaging_systems import dicomweb_plugin, orthanc, storescp
from simulators.tests.real_systems import free_port

pytestmark = pytest.mark.real
PEERS = {"CT_ER1": DicomAddress("127.0.0.1", 1, "CT_ER1")}


def audited(folder: Path, *probes: str, **options: Any) -> dict[str, Any]:
    """The document of those probes."""
    options = {"HttpPort": free_port(), "Plugins": [dicomweb_plugin()], **options}
    consent = ", ".join(f'"{name}"' for name in probes)
    with orthanc(folder, PEERS, **options) as address:
        url = f"http://127.0.0.1:{options['HttpPort']}/dicom-web"
        site = parse_site(f"""schema = 1
name = "Orthanc"
[limits]
connect_s = 3
acknowledgement_s = 3
dimse_s = 3
[roles.pacs]
dimse = {{ host = "{address.host}", port = {address.port}, ae_title = "{address.ae_title}" }}
web = {{ url = "{url}" }}
[security]
consent = [{consent}]
given_by = "this test"
until = "2099-01-01"
""")
        made = Audit(site, targets_of(Hospital(site), site.real_roles), Scope(rate=1000, seconds=60))
        made.execute()
    return made.document()


def said(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["id"], each["address"].partition("@")[0].partition(":")[0]) for each in document["findings"]}


def test_orthanc_as_it_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """DicomAlwaysAllowFind is set here. It reads one association request after the other, so that whoever connects and
    says nothing keeps the next caller waiting; it names itself by DCMTK's implementation version."""
    monkeypatch.setattr(harmful, "SIDE", 2048)
    document = audited(tmp_path, *PROBES)
    assert said(document) >= {
        ("plaintext", "ORTHANC"), ("plaintext", "http"), ("open-web", "http"), ("stranger-query", "ORTHANC"),
        ("banner", "ORTHANC"), ("preamble-kept", "http"), ("locked-out", "ORTHANC"),
    }  # fmt: skip
    assert ("any-called", "ORTHANC") not in said(document)
    # the last probe: its HTTP server may break off when 32 connections dawdle, and that is a true finding
    assert re.fullmatch(r"(slow at http://\S+)?", document["stopped"]), json.dumps(document["findings"], indent=1)
    assert not [each for each in document["probes"] if each["missing"]]


def test_orthanc_that_asks_who_calls(tmp_path: Path) -> None:
    document = audited(
        tmp_path, "strangers", "passwords", "tls",
        DicomAlwaysAllowFind=False, DicomAlwaysAllowEcho=False, DicomAlwaysAllowStore=False, DicomCheckCalledAet=False,
        AuthenticationEnabled=True, RegisteredUsers={"orthanc": "orthanc"},
    )  # fmt: skip
    found = said(document)
    assert {("default-password", "http"), ("any-called", "ORTHANC")} <= found
    assert not {("open-web", "http"), ("stranger-query", "ORTHANC")} & found


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        ("--profile-bcp195-nd", set()),
        (
            "--profile-aes",
            {("tls-old", "TLS 1.0, TLS 1.1 accepted"), ("tls-weak-suite", "no forward secrecy: AES128-SHA")},
        ),
        ("--profile-null", {("tls-weak-suite", "must not be negotiated: NULL-SHA, no encryption")}),
    ],
)
def test_the_tls_profiles_of_dcmtk(tmp_path: Path, profile: str, expected: set[tuple[str, str]]) -> None:
    """The old profiles of PS3.15 are what an upgrade ships; who shows no certificate is kept out of each."""
    certs = make(tmp_path / "certs")
    key, certificate, ca = (str(certs.folder / name) for name in ("server.key", "server.pem", "ca.pem"))
    with storescp(tmp_path / "s", "+tls", key, certificate, "-rc", "+cf", ca, profile) as address:
        target = Target("pacs", "dimse", replace(address, tls=certs.client()))
        made = audited_alone(target, "tls", "strangers")
    assert {(each.id, each.evidence) for each in made.findings if each.id != "any-called"} >= expected
    assert not {each.id for each in made.findings} - {"tls-old", "tls-weak-suite", "any-called"}
    assert bool(expected) or made.steps[1].state == "done"
