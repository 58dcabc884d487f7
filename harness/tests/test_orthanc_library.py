"""The whole library with Orthanc as the PACS: what it does not claim is omitted, what it gets wrong is known.

The site file is the shipped one with free ports in the place of fixed ones. A FAIL that the shipped orthanc-known.toml
does not accept fails this test; so does an entry there that nothing needs any more.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from harness.data import fixtures_folder
from simulators.addresses import DicomAddress
from simulators.tests.imaging_systems import dicomweb_plugin, orthanc
from simulators.tests.real_systems import free_port

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[2]
SITES = fixtures_folder() / "sites"


def with_free_ports(text: str) -> str:
    """The shipped site with another port for every listener."""
    return re.sub(r"port = 11\d\d\d", lambda _: f"port = {free_port()}", text)


def peers_of(document: dict[str, Any]) -> dict[str, DicomAddress]:
    """What Orthanc must know: who moves, commits and is routed to."""
    roles = document["roles"]
    peers = {"WS_1": DicomAddress("127.0.0.1", roles["workstation"]["listen"]["port"], "WS_1")}
    for entry in (*roles["modality"], *roles["destination"]):
        name = entry.get("station") or entry["name"]
        peers[name] = DicomAddress("127.0.0.1", entry["listen"]["port"], name)
    return peers


@pytest.fixture(scope="module")
def summary(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("orthanc")
    text = with_free_ports((SITES / "orthanc.toml").read_text(encoding="utf-8"))
    web = free_port()
    options = {"DefaultEncoding": "Utf8", "HttpPort": web, "Plugins": [dicomweb_plugin()]}
    with orthanc(folder / "orthanc", peers_of(tomllib.loads(text)), **options) as address:
        site = folder / "site.toml"
        text = text.replace("port = 4242", f"port = {address.port}").replace("127.0.0.1:8042", f"127.0.0.1:{web}")
        site.write_text(text, encoding="utf-8")
        (folder / "orthanc-known.toml").write_bytes((SITES / "orthanc-known.toml").read_bytes())
        done = subprocess.run(
            [sys.executable, "-m", "harness.cli", "run", "--site", str(site), "--json", "--out", str(folder / "out")],
            cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=600,
            check=False,
        )  # fmt: skip
    assert done.stdout, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_every_scenario_ends_with_a_verdict_and_none_with_an_error(summary: dict[str, Any]) -> None:
    wrong = {s["id"]: s["reason"] for s in summary["scenarios"] if s["verdict"] in ("ERROR", "SKIP")}
    assert wrong == {}
    assert summary["counts"]["PASS"] >= 60


def test_what_orthanc_gets_wrong_is_known_and_the_gate_says_go(summary: dict[str, Any]) -> None:
    unknown = [
        (scenario["id"], finding["check"], finding["role"], finding["summary"])
        for scenario in summary["scenarios"]
        for finding in scenario["findings"]
        if finding["verdict"] == "FAIL" and not finding.get("accepted")
    ]
    assert unknown == []
    assert summary["exit_code"] == 0


def test_every_known_difference_is_still_there(summary: dict[str, Any]) -> None:
    known = tomllib.loads((SITES / "orthanc-known.toml").read_text(encoding="utf-8")).get("known", [])
    found = {(s["id"], f["check"], f["role"]) for s in summary["scenarios"] for f in s["findings"] if "accepted" in f}
    for entry in known:
        assert any(
            check == entry["check"] and entry.get("scenario", scenario) == scenario and entry.get("role", role) == role
            for scenario, check, role in found
        ), f"{entry} was not seen: take it out"
