"""Defects switched on at a site: by name, in simulated roles only, and said in the record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli.running import demo
from harness.defects_on import with_defects
from harness.record import load
from harness.site import load_site, parse_site
from simulators.defects import catalogue
from simulators.wire.errors import ConfigError

SITE = 'schema = 1\nname = "A site"\ndefects = ["mwl.accession-truncated"]\n'
REAL_RIS = '[roles.ris]\nworklist = { host = "10.0.0.1", port = 104, ae_title = "RIS" }\n'


def test_a_site_file_may_name_defects() -> None:
    site = parse_site(SITE)
    assert site.tables.defects == ["mwl.accession-truncated"]
    assert site.describe()["defects"] == ["mwl.accession-truncated"]
    assert "defects" not in load_site("simulated").describe()


def test_an_unknown_defect_in_a_site_file_is_told_with_the_nearest() -> None:
    with pytest.raises(ConfigError) as told:
        parse_site(SITE.replace("truncated", "trunkated"))
    assert "mwl.accession-truncated" in told.value.cause


def test_a_defect_of_a_real_system_cannot_be_switched_on() -> None:
    with pytest.raises(ConfigError) as told:
        parse_site(SITE + REAL_RIS)
    assert "ris is a real system" in str(told.value)
    assert with_defects(parse_site(SITE.splitlines()[0] + '\nname = "A"\n' + REAL_RIS), ["store.lost"]).tables.defects


def test_the_command_lists_every_defect() -> None:
    done = CliRunner().invoke(demo, ["--list-defects"], obj={"as_json": False}, standalone_mode=False)
    assert all(name in done.output for name in catalogue())


def test_a_run_with_a_defect_fails_and_its_record_says_that_the_defect_was_on(tmp_path: Path) -> None:
    arguments = ["TC-MWL-001", "--defect", "mwl.accession-truncated", "--out", str(tmp_path)]
    done = CliRunner().invoke(demo, arguments, obj={}, standalone_mode=False)
    assert done.return_value == 1, done.output
    [folder] = [path.parent for path in tmp_path.glob("*/record.jsonl")]
    run = load(folder)
    assert any("mwl.accession-truncated" in note for note in run.notes)
    assert run.site["defects"] == ["mwl.accession-truncated"]
    assert "mwl.accession-truncated" in (folder / "report.html").read_text(encoding="utf-8")
    assert json.loads((folder / "summary.json").read_text(encoding="utf-8"))["verdict"] == "FAIL"
