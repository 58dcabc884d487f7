"""Who may speak, with real systems: Orthanc looks at callers and their rights, tiny_pacs at users.

What Orthanc 1.10 and tiny_pacs 0.4 do otherwise than the standard says is named here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from harness.record import load
from harness.tests.test_orthanc_library import ROOT, SITES, peers_of, with_free_ports
from simulators.tests.imaging_systems import orthanc
from simulators.tests.real_systems import environment, free_port, pip_environment, python_of, running

pytestmark = pytest.mark.real
PASSCODE = "Passcode-of-the-test-5"
ACCESS = """
[roles.pacs.access]
callers = [
  { ae_title = "CT_ER1", rights = ["store"] },
  { ae_title = "DX_1", rights = ["store", "query"] },
  { ae_title = "WS_1", host = "127.0.0.1", rights = ["query", "retrieve"] },
  { ae_title = "ONLY_QUERIES", rights = ["query"] },
  { ae_title = "FAR_AWAY", host = "192.0.2.7" },
]
"""
RIGHTS = {"CT_ER1": "Store", "DX_1": "Store Find", "WS_1": "Find FindWorklist Move Get", "ONLY_QUERIES": "Find"}
OTHER_WORDS = {"TC-IDN-006"}  # C000 instead of A801: known
BLANKS_COUNT = {"TC-IDN-001.2"}  # with StrictAetComparison; without it case does not count either
NEITHER_SAML_NOR_JWT = {"TC-IDN-009.3", "TC-IDN-009.4", "TC-IDN-010.4", "TC-IDN-010.5", "TC-IDN-010.6"}
OPERATIONS = ("Echo", "Find", "Get", "Move", "Store", "FindWorklist")


def verdicts(site: Path, numbers: range, *, env: dict[str, str] | None = None) -> tuple[dict[str, str], Path]:
    """Of the identity scenarios with these numbers, by their IDs; and the folder of the run."""
    wanted = [f"TC-IDN-{number:03d}" for number in numbers]
    command = [sys.executable, "-m", "harness.cli", "run", *wanted, "--site", str(site), "--json"]
    done = subprocess.run(
        [*command, "--out", str(site.parent / "out")], cwd=site.parent, capture_output=True, text=True, timeout=120,
        env={**os.environ, **(env or {}), "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    (made,) = (path.parent for path in (site.parent / "out").rglob("record.jsonl"))
    return {one["id"]: one["verdict"] for one in json.loads(done.stdout)["scenarios"]}, made


def remarks(folder: Path, scenario: str) -> list[str]:
    """What was expected and received in the findings of a scenario, where they differ."""
    found = [one for result in load(folder).scenarios if result.id.startswith(scenario) for one in result.findings]
    return [f"{one.expected} | {one.received}" for one in found if one.check.startswith("IDN") and one.expected]


# --- Orthanc


def modality(name: str, host: str, port: int) -> dict[str, Any]:
    may = RIGHTS.get(name, " ".join(OPERATIONS)).split()
    allowed = {f"Allow{one}": one in (*may, "Echo") for one in OPERATIONS}
    return {"AET": name, "Host": host, "Port": port, **allowed}


def test_orthanc_looks_who_calls_and_what_for(tmp_path: Path) -> None:
    text = with_free_ports((SITES / "orthanc.toml").read_text(encoding="utf-8"))
    peers = peers_of(tomllib.loads(text))
    modalities = {name: modality(name, peer.host, peer.port) for name, peer in peers.items()}
    modalities |= {"ONLY": modality("ONLY_QUERIES", "127.0.0.1", 1), "FAR": modality("FAR_AWAY", "192.0.2.7", 1)}
    options = {f"DicomAlwaysAllow{one}": False for one in ("Echo", "Store", "Find", "FindWorklist", "Get", "Move")}
    options |= {"DicomCheckModalityHost": True, "StrictAetComparison": True}
    with orthanc(tmp_path / "orthanc", {}, DicomModalities=modalities, DefaultEncoding="Utf8", **options) as address:
        site = tmp_path / "site.toml"
        site.write_text(text.replace("port = 4242", f"port = {address.port}") + ACCESS, encoding="utf-8")
        (tmp_path / "orthanc-known.toml").write_bytes((SITES / "orthanc-known.toml").read_bytes())
        found, made = verdicts(site, range(1, 7))
    assert {name for name, verdict in found.items() if verdict != "PASS"} == BLANKS_COUNT | OTHER_WORDS
    assert len(found) == 22
    assert remarks(made, "TC-IDN-005.1") == ["0124 not authorized | A-ABORT"]  # it says nothing of why
    assert load(made).scenario("TC-IDN-006").accepted  # type: ignore[union-attr]


# --- tiny_pacs


@contextmanager
def tiny_pacs(folder: Path) -> Iterator[int]:
    """It listens at this port, knows the user ``pruebas``, and serves nobody without a user."""
    python, port = python_of(pip_environment("tiny-pacs", "tiny-pacs-identity")), free_port()
    config = {
        "ae": {"ae_title": ["TINY_PACS"], "port": port, "dump_ds": False},
        "components": {
            "Database": {"on": True, "db_name": str(folder / "tiny.db"), "uri": False, "mode": "rwc"},
            "Devices": {"on": True, "auto_add": False},
            "PACS": {"on": True}, "InMemoryStorage": {"on": True}, "Users": {"on": True},
            "UserIdentityAuth": {"on": True, "default_policy": "username", "unknown_device_policy": "username"},
        },
    }  # fmt: skip
    (folder / "tiny.yml").write_text(json.dumps(config))
    adding = (
        "import sys; from tiny_pacs import events; from tiny_pacs.admin import admin_context\n"
        "with admin_context([sys.argv[1]], ['Users']) as (bus, _):\n"
        "    bus.send_one(events.UserAdd, {'username': 'pruebas', 'password': sys.argv[2]})\n"
    )
    made = subprocess.run([python, "-c", adding, folder / "tiny.yml", PASSCODE], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    with running([python, "-m", "tiny_pacs", "run", "-c", folder / "tiny.yml"], port=port, env=environment()):
        yield port


def test_tiny_pacs_looks_who_the_user_is(tmp_path: Path) -> None:
    with tiny_pacs(tmp_path) as port:
        site = tmp_path / "site.toml"
        site.write_text(f"""
schema = 1
name = "tiny_pacs"
[roles.pacs]
dimse = {{ host = "127.0.0.1", port = {port}, ae_title = "TINY_PACS" }}
claims = ["RAD-8", "RAD-14"]
[roles.pacs.access.user_identity]
types = ["username", "passcode"]
user = "pruebas"
passcode = {{ env = "TINY_PASSCODE" }}
""")
        found, made = verdicts(site, range(9, 12), env={"TINY_PASSCODE": PASSCODE})
    assert {name for name, verdict in found.items() if verdict == "OMIT"} == NEITHER_SAML_NOR_JWT
    assert {name for name, verdict in found.items() if verdict == "PASS"} == set(found) - NEITHER_SAML_NOR_JWT
    assert len(found) == 12
    for number in (1, 2, 3):  # its plugin rejects as if another application entity had been called
        (remark,) = remarks(made, f"TC-IDN-010.{number}")
        assert remark.startswith("1/2/1 | 1/1/7")
    written = b"".join(path.read_bytes() for path in made.rglob("*") if path.is_file())
    assert b"type=passcode" in written
    assert PASSCODE.encode() not in written
