"""Orthanc in two configurations: the comparison names what was configured, and nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from harness.compare.comparison import Tolerance, compare
from harness.data import fixtures_folder
from harness.plan import make_plan
from harness.record import Run
from harness.run import Options, RunProcess
from harness.site import load_site
from harness.tests.test_orthanc_library import peers_of, with_free_ports
from simulators.tests.imaging_systems import orthanc

pytestmark = pytest.mark.real
SITES = fixtures_folder() / "sites"
IMPLICIT = "1.2.840.10008.1.2"
SCENARIOS = ("TC-CHR-001.1",)


def run_with(folder: Path, **configuration: Any) -> Run:
    """The scenarios against an Orthanc of its own."""
    folder.mkdir()
    text = with_free_ports((SITES / "orthanc.toml").read_text(encoding="utf-8"))
    with orthanc(folder / "orthanc", peers_of(tomllib.loads(text)), **configuration) as address:
        text = text.replace("port = 4242", f"port = {address.port}")
        text = re.sub(r"(?m)^web = .*\n", "", text).replace(', "DICOMweb"', "")
        (folder / "site.toml").write_text(text, encoding="utf-8")
        (folder / "orthanc-known.toml").write_bytes((SITES / "orthanc-known.toml").read_bytes())
        site = load_site(str(folder / "site.toml"))
        return RunProcess(site, make_plan(SCENARIOS), Options(out=folder / "out")).execute()


def test_two_configurations_differ_in_what_was_configured_alone(tmp_path: Path) -> None:
    before = run_with(tmp_path / "before", DefaultEncoding="Utf8")
    same = run_with(tmp_path / "same", DefaultEncoding="Utf8")
    after = run_with(tmp_path / "after", DefaultEncoding="Latin1", AcceptedTransferSyntaxes=[IMPLICIT])
    busy = Tolerance(slower_s=5)
    assert [(c.text, c.before, c.after) for c in compare(before, same, tolerance=busy).deciding] == []
    told = [(c.kind, c.where, c.before, c.after) for c in compare(before, after, tolerance=busy).deciding]
    charset = [one for one in told if "SpecificCharacterSet" in one[1]]
    syntaxes = [one for one in told if "context" in one[1] or one[0].startswith("offer-")]
    syntaxes += [one for one in told if one[:2] == ("format", "(7FE0,0010) PixelData")]  # OW in implicit VR
    assert charset, told
    assert syntaxes, told
    assert [one for one in told if one not in charset and one not in syntaxes] == []
