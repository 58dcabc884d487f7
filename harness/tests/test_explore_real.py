"""Exploration with Orthanc as the archive: what it may not be asked is left out, and nothing false is said of it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli.exploring import explore
from harness.tests.test_orthanc_library import SITES, peers_of, with_free_ports
from simulators.tests.imaging_systems import orthanc

pytestmark = pytest.mark.real


def test_orthanc_is_explored_without_a_false_alarm(tmp_path: Path) -> None:
    text = with_free_ports((SITES / "orthanc.toml").read_text(encoding="utf-8"))
    peers = peers_of(tomllib.loads(text))
    # on a busy machine our workstation may answer late, and Orthanc would give the retrieve up with C000
    with orthanc(tmp_path / "orthanc", peers, DefaultEncoding="Utf8", DicomScuTimeout=30) as address:
        site = tmp_path / "site.toml"
        text = text.replace("port = 4242", f"port = {address.port}")
        site.write_text(re.sub(r"(?m)^web = .*\n", "", text).replace(', "DICOMweb"', ""), encoding="utf-8")
        (tmp_path / "orthanc-known.toml").write_bytes((SITES / "orthanc-known.toml").read_bytes())
        options = ["--site", str(site), "--examples", "2", "--seed", "3", "--out", str(tmp_path)]
        done = CliRunner().invoke(explore, options, obj={}, standalone_mode=False)
    assert done.return_value == 0, done.output
    [report] = tmp_path.glob("exploration-*/exploration.json")
    found = json.loads(report.read_text(encoding="utf-8"))
    assert (found["walks"], found["problems"]) == (2, [])
    assert found["looks"] > 20
    moves = {each["move"] for each in found["coverage"]["each"]}
    assert not {"reject", "give up as wrong entry", "destination goes down"} & moves
