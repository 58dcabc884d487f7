"""Who may call over the web, at a real archive: Orthanc with registered users (HTTP Basic)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.tests.test_orthanc_library import ROOT, SITES, with_free_ports
from simulators.tests.imaging_systems import dicomweb_plugin, orthanc
from simulators.tests.real_systems import free_port

pytestmark = pytest.mark.real
PASSWORD = "Password-of-the-test-7"
SERVED = {"TC-ACC-001.1", "TC-ACC-003.1", "TC-ACC-003.2", "TC-ACC-005.1", "TC-ACC-007", "TC-ACC-010"}
NEVER_LOCKED = "TC-ACC-009"  # Orthanc 1.10 locks no account: its password may be guessed for ever


def site_text(text: str, dicom: int, web: int) -> str:
    """The shipped site with a user and password, who may be locked, and with consent to try passwords."""
    user = '{ user = "ward", password = { env = "ORTHANC_PASSWORD" } }'
    lines = [line for line in text.splitlines() if not line.startswith(("known", "web = "))]
    place = lines.index("[roles.pacs]") + 1
    lines.insert(place, f'web = {{ url = "http://127.0.0.1:{web}/dicom-web", basic = {user}, lockable = {user} }}')
    consent = '\n[security]\nconsent = ["passwords"]\ngiven_by = "the test"\nuntil = "9999-12-31"\n'
    return "\n".join(lines).replace("port = 4242", f"port = {dicom}") + consent


def test_the_scenarios_with_orthanc(tmp_path: Path) -> None:
    text, port = with_free_ports((SITES / "orthanc.toml").read_text(encoding="utf-8")), free_port()
    options = {"AuthenticationEnabled": True, "RegisteredUsers": {"ward": PASSWORD}, "HttpPort": port,
               "Plugins": [dicomweb_plugin()]}  # fmt: skip
    command = [sys.executable, "-m", "harness.cli", "run", "access", "--site", "site.toml", "--json"]
    with orthanc(tmp_path / "orthanc", {}, **options) as address:
        (tmp_path / "site.toml").write_text(site_text(text, address.port, port), encoding="utf-8")
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "ORTHANC_PASSWORD": PASSWORD},
        )  # fmt: skip
    found = {one["id"]: one["verdict"] for one in json.loads(done.stdout)["scenarios"]}
    assert {name for name, verdict in found.items() if verdict == "PASS"} == SERVED, done.stderr
    assert {name for name, verdict in found.items() if verdict == "FAIL"} == {NEVER_LOCKED}
    assert {verdict for name, verdict in found.items() if name not in SERVED | {NEVER_LOCKED}} == {"OMIT"}
    assert PASSWORD not in done.stdout + done.stderr
    assert not [
        path for path in (tmp_path / "reports").rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()
    ]
