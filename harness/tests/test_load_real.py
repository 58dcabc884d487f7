"""Load and monitor against Orthanc with DICOMweb: a system that is none of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.load.profile import Profile
from harness.load.run import LoadRun, Options
from harness.monitor.probes import endpoints_of, probe_all
from harness.site import parse_site
from reports import html
from reports import load as report
from simulators.addresses import DicomAddress
from simulators.tests.imaging_systems import orthanc
from simulators.tests.real_systems import free_port

pytestmark = pytest.mark.real
PLUGIN = "/usr/share/orthanc/plugins/libOrthancDicomWeb.so"


def test_orthanc_is_loaded_measured_and_watched(tmp_path: Path) -> None:
    if not Path(PLUGIN).exists():
        pytest.skip("apt-get install orthanc-dicomweb")
    http, stations = free_port(), {"ct": DicomAddress("127.0.0.1", free_port(), "CT_ER1")}
    workstation = DicomAddress("127.0.0.1", free_port(), "WS_1")
    peers = {**stations, "ws": workstation}
    with orthanc(tmp_path / "o", peers, HttpPort=http, Plugins=[PLUGIN], DicomWeb={"Enable": True}) as pacs:
        file = tmp_path / "site.toml"
        file.write_text(
            f'schema = 1\nname = "Orthanc"\n[load]\nmax_rate_per_s = 30\n[roles.pacs]\n'
            f'dimse = {{ host = "127.0.0.1", port = {pacs.port}, ae_title = "ORTHANC" }}\n'
            f'web = {{ url = "http://127.0.0.1:{http}/dicom-web" }}\n'
            f'[[roles.modality]]\nstation = "CT_ER1"\nmodality = "CT"\n'
            f"listen = {{ port = {stations['ct'].port} }}\n"
            f"[roles.workstation]\nlisten = {{ port = {workstation.port} }}\n"
        )
        site = parse_site(file.read_text(), str(file))
        jobs = ("order", "store", "commit", "query", "retrieve", "web-query", "web-retrieve")
        profile = Profile.model_validate(
            {"name": "real", "duration_s": 5, "jobs": {job: {"rate_per_s": 2.0} for job in jobs}}
        )
        run = LoadRun(site, profile, Options(tmp_path / "out")).execute()
        probes = probe_all(endpoints_of(site))
    assert "of patients ZZ" in html.write(run, tmp_path).read_text(encoding="utf-8")  # what it left in a real system
    measured = report.of_run(run)
    assert {name: row["errors"] for name, row in measured["summary"].items() if row["errors"]} == {}
    assert measured["left_out"] == {"order": "the RIS of this site is simulated"}
    assert {name for name, row in measured["summary"].items() if row["done"]} == {
        *jobs[1:], "image", "first-image", "retrievable",
    }  # fmt: skip
    assert run.exit_code == 0
    assert [one.up for one in probes] == [True, True]
