"""Inventory: what each operating system's programs say, the comparison, the link, and many machines together.

The texts of Windows and macOS are written after their documentation, not recorded there: neither system was at hand.
"""

from __future__ import annotations

import csv
import getpass
import json
import platform
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from harness.cli import main
from harness.inventory import graphics
from harness.inventory.collect import collect, write_csv
from harness.inventory.inventory import against_minimum, machine
from harness.inventory.link import link_speed
from harness.session import Hospital
from harness.site import Site, parse_site
from harness.tests.test_discover import store_one
from harness.tests.test_preflight import closed_port
from reports.documents.inventory import document
from reports.documents.paper import page
from simulators.wire.errors import ConfigError

XRANDR = """\
Screen 0: minimum 320 x 200, current 5568 x 2560, maximum 16384 x 16384
DP-1 connected primary 2048x1536+0+0 right (normal left inverted right x axis y axis) 430mm x 320mm
   2048x1536     59.95*+
   1024x768      60.00
DP-2 connected 3840x2160+2048+0 (normal left inverted right x axis y axis) 600mm x 340mm
   3840x2160     60.00*+  30.00
   1920x1080     60.00 +  59.94
HDMI-1 disconnected 1920x1080+0+0 (normal left inverted right x axis y axis)
   1920x1080     60.00*+
DP-3 connected (normal left inverted right x axis y axis)
   1280x1024     60.02 +
"""
LSPCI = """\
00:02.0 VGA compatible controller: Intel Corporation UHD Graphics 630 (Desktop) (rev 02)
00:1f.3 Audio device: Intel Corporation Cannon Lake PCH cAVS (rev 10)
01:00.0 3D controller: NVIDIA Corporation TU117GLM [Quadro T1000 Mobile] (rev a1)
"""
NVIDIA = "NVIDIA RTX A4000, 16376\nNVIDIA T400 4GB, 4096\n"
CIM_TWO = json.dumps(
    [
        {"Name": "NVIDIA Quadro P620", "AdapterRAM": 2147483648, "CurrentHorizontalResolution": 1536},
        {"Name": "Intel(R) UHD Graphics", "AdapterRAM": 4293918720, "CurrentHorizontalResolution": None},
    ]
)
CIM_ONE = '{"Name":"Microsoft Basic Display Adapter","AdapterRAM":0}'
SCREENS = '[{"Width":1536,"Height":2048},{"Width":1920,"Height":1200}]'
PROFILER = json.dumps(
    {
        "SPDisplaysDataType": [
            {"_name": "Apple M2", "sppci_model": "Apple M2", "sppci_cores": "10", "spdisplays_ndrvs": [
                {"_name": "Color LCD", "_spdisplays_pixels": "3024 x 1964", "_spdisplays_resolution": "1512 x 982",
                 "_spdisplays_display-serial-number": "fd626d62"},
                {"_name": "EIZO", "_spdisplays_resolution": "2048 x 1536 @ 60.00Hz", "_spdisplays_edid": "0x00ff"},
            ]},
            {"_name": "Radeon Pro 560", "sppci_model": "Radeon Pro 560", "spdisplays_vram": "4 GB"},
        ]
    }
)  # fmt: skip


def asked(answers: dict[str, str]) -> Any:
    """A machine on which only these programs are installed."""

    def ask(command: Sequence[str]) -> str:
        key = command[0] if command[0] != "powershell" else command[-1].split()[1 if "Get-Cim" in command[-1] else 0]
        if key not in answers:
            raise FileNotFoundError(2, "No such file", command[0])
        return answers[key]

    return ask


def test_linux() -> None:
    ask = asked({"xrandr": XRANDR, "lspci": LSPCI})
    assert graphics.displays(ask, "linux")["found"] == [
        {"width": 2048, "height": 1536},
        {"width": 3840, "height": 2160},
    ]
    assert [each["name"] for each in graphics.gpus(ask, "linux")["found"]] == [
        "Intel Corporation UHD Graphics 630 (Desktop)",
        "NVIDIA Corporation TU117GLM [Quadro T1000 Mobile]",
    ]
    assert graphics.gpus(asked({"nvidia-smi": NVIDIA, "lspci": LSPCI}), "linux")["found"] == [
        {"name": "NVIDIA RTX A4000", "memory_gb": 17.2},
        {"name": "NVIDIA T400 4GB", "memory_gb": 4.3},
    ]


def test_windows() -> None:
    ask = asked({"Win32_VideoController": CIM_TWO, "Add-Type": SCREENS})
    assert graphics.gpus(ask, "win32")["found"] == [
        {"name": "NVIDIA Quadro P620", "memory_gb": 2.1},
        {"name": "Intel(R) UHD Graphics", "memory_gb": None},  # the counter's end: it says nothing
    ]
    assert graphics.displays(ask, "win32")["found"] == [
        {"width": 1536, "height": 2048},
        {"width": 1920, "height": 1200},
    ]
    one = graphics.gpus(asked({"Win32_VideoController": CIM_ONE}), "win32")
    assert one["found"] == [{"name": "Microsoft Basic Display Adapter", "memory_gb": None}]


def test_macos_without_serial_numbers() -> None:
    ask = asked({"system_profiler": PROFILER})
    gpus, displays = graphics.gpus(ask, "darwin"), graphics.displays(ask, "darwin")
    assert gpus["found"] == [
        {"name": "Apple M2", "memory_gb": None},
        {"name": "Radeon Pro 560", "memory_gb": 4.3},
    ]
    assert displays["found"] == [{"width": 3024, "height": 1964}, {"width": 2048, "height": 1536}]
    assert "fd626d62" not in str((gpus, displays))


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
@pytest.mark.parametrize("text", ["", "null", "[1, 2]", '{"SPDisplaysDataType": 3}', "\x00\xff", "[" * 20000, "[[{}]]"])
def test_whatever_a_program_says_is_found_or_unknown(system: str, text: str) -> None:
    ask = asked(dict.fromkeys(("xrandr", "lspci", "Win32_VideoController", "Add-Type", "system_profiler"), text))
    for part in (graphics.gpus(ask, system), graphics.displays(ask, system)):
        assert part.get("unknown") or part["found"] == [] or all(set(each) for each in part["found"])


def test_what_is_not_there_is_unknown_with_its_reason() -> None:
    def slow(command: Sequence[str]) -> str:
        raise subprocess.TimeoutExpired(command, 20)

    assert graphics.displays(asked({}), "linux") == {"unknown": "the program xrandr is not there"}
    assert graphics.gpus(slow, "linux") == {"unknown": "no answer within 20 s"}
    with pytest.raises(ValueError, match="ends with"):
        graphics.run(("python3" if platform.system() != "Windows" else "python", "-c", "raise SystemExit(3)"))


# --- this machine


class Viewer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(503 if "broken" in self.path else 401)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def viewer() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Viewer) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join(5)


def site_of(text: str) -> Site:
    return parse_site('schema = 1\nname = "x"\n' + text)


def test_this_machine_without_personal_data(viewer: str) -> None:
    site = site_of(
        f'[inventory]\nviewers = ["{viewer}/", "{viewer}/broken"]\n[inventory.minimum]\ncpu_cores = 1\n'
        f'[roles.pacs]\ndimse = {{ host = "127.0.0.1", port = {closed_port()}, ae_title = "PACS1" }}\n'
    )
    found = machine("READING-1", site)
    assert found["cpu"]["threads"] >= 1
    assert found["memory_gb"] > 0.1
    assert found["disk"]["total_gb"] >= found["disk"]["free_gb"] > 0
    assert {each["what"].rpartition("/")[2]: each["reached"] for each in found["reach"]} == {
        "pacs dimse": False, "": True, "broken": False,
    }  # fmt: skip
    assert found["comparison"]["verdict"] == "not enough"
    text = json.dumps({key: value for key, value in found.items() if key != "reach"}).casefold()
    host = socket.gethostname().casefold()
    assert len(host) < 4 or host not in text
    user = getpass.getuser().casefold()
    assert user == "root" or len(user) < 4 or user not in text


@pytest.mark.parametrize("name", ["", "../up", "a b", "x" * 41, "-x"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(ConfigError):
        machine(name, site_of(""))


# --- the minimum

FOUND: dict[str, Any] = {
    "kind": "inventory", "schema": 1, "version": "0", "time": "2026-11-24T10:00:00+00:00", "site": "x", "name": "WS-1",
    "system": {"name": "Linux", "release": "6.1", "detail": "Debian", "machine": "x86_64"},
    "cpu": {"model": "CPU", "cores": 8, "threads": 16, "mhz": 3000}, "memory_gb": 33.5,
    "disk": {"total_gb": 500.0, "free_gb": 100.0},
    "gpus": {"found": [{"name": "GPU", "memory_gb": 4.3}]},
    "displays": {"found": [{"width": 2048, "height": 1536}, {"width": 1280, "height": 1024}]},
    "reach": [{"what": "pacs dimse", "reached": True, "ms": 1.0, "detail": "TCP connection"}],
    "link": {"mbit_s": 400.0, "bytes": 1000, "seconds": 0.1, "first_s": 0.01, "method": "C-GET"},
    "comparison": {"verdict": "enough", "rows": []},
}  # fmt: skip
MINIMUM = {
    "cpu_cores": 8, "memory_gb": 32, "disk_free_gb": 50, "gpu_memory_gb": 4, "displays": 2, "display_megapixels": 1.3,
    "link_mbit_s": 100, "systems": ["Linux", "Windows"],
}  # fmt: skip


def test_enough_and_each_thing_that_is_not() -> None:
    assert against_minimum(FOUND, MINIMUM)["verdict"] == "enough"
    more = {
        "cpu_cores": 9, "memory_gb": 34, "disk_free_gb": 101, "gpu_memory_gb": 5, "displays": 3,
        "display_megapixels": 3, "link_mbit_s": 500, "systems": ["Windows"],
    }  # fmt: skip
    for key, value in more.items():
        result = against_minimum(FOUND, {**MINIMUM, key: value})
        assert result["verdict"] == "not enough"
        assert [row["what"] for row in result["rows"] if row["state"] != "enough"] == [key]


def test_what_is_unknown_leaves_it_undecided() -> None:
    for key, part in (("displays", "displays"), ("gpu_memory_gb", "gpus"), ("link_mbit_s", "link")):
        found = {**FOUND, part: {"unknown": "not told"}}
        result = against_minimum(found, {key: 1})
        assert next(row["state"] for row in result["rows"]) == "unknown"
        assert result["verdict"] == "undecided"
    assert against_minimum(FOUND, {})["verdict"] == "undecided"  # no minimum was given


# --- the link


@pytest.fixture(scope="module")
def hospital() -> Iterator[Hospital]:
    simulated = Hospital(parse_site('schema = 1\nname = "x"\n'))
    simulated.start()
    yield simulated
    simulated.close()


def test_a_real_retrieve_is_measured(hospital: Hospital) -> None:
    study = store_one(hospital)
    port, listen = hospital.pacs.ports["dimse"], hospital.workstation.ports["dimse"]
    pacs = f'[roles.pacs]\ndimse = {{ host = "127.0.0.1", port = {port}, ae_title = "PACS1" }}\n'
    speed = link_speed(site_of(pacs), study)
    assert (speed["instances"], speed["expected_instances"]) == (2, 2)
    assert speed["mbit_s"] == pytest.approx(speed["bytes"] * 8 / 1e6 / speed["seconds"], rel=0.2)
    assert 0 < speed["first_s"] <= speed["seconds"]
    hospital.workstation.stop()  # its port is where the archive sends what is moved to WS_1
    speed = link_speed(site_of(pacs + f"[roles.workstation]\nlisten = {{ port = {listen} }}\n"), study, "move")
    assert speed["instances"] == 2


def test_from_the_second_address_where_nobody_is_at_the_first(hospital: Hospital) -> None:
    there = f'{{ host = "127.0.0.1", port = {hospital.pacs.ports["dimse"]}, ae_title = "PACS1" }}'
    nobody = f'{{ host = "127.0.0.1", port = {closed_port()}, ae_title = "PACS1" }}'
    study = store_one(hospital)
    site = site_of(f"[roles.pacs]\ndimse = {nobody}\nsecond = {there}\n")
    speed = link_speed(site, study)
    assert speed["instances"] == 2
    assert "from the second address" in speed["method"]
    reached = {each["what"]: each["reached"] for each in machine("WS-1", site)["reach"]}
    assert reached == {"pacs dimse": False, "pacs second": True}
    assert "second" not in link_speed(site_of(f"[roles.pacs]\ndimse = {there}\nsecond = {nobody}\n"), study)["method"]
    assert "cannot be reached" in link_speed(site_of(f"[roles.pacs]\ndimse = {nobody}\n"), study)["unknown"]


def test_only_a_test_patients_study_is_retrieved(hospital: Hospital) -> None:
    study = store_one(hospital)
    pacs = f'dimse = {{ host = "127.0.0.1", port = {hospital.pacs.ports["dimse"]}, ae_title = "PACS1" }}\n'
    other = site_of(f'[test_patients]\nid_prefixes = ["QQ8"]\n[roles.pacs]\n{pacs}')
    assert "not a test patient" in link_speed(other, study)["unknown"]
    assert "no study" in link_speed(site_of(f"[roles.pacs]\n{pacs}"), "1.2.3")["unknown"]
    assert "simulated" in link_speed(site_of(""), study)["unknown"]


# --- many machines


def write(folder: Path, name: str, **changes: Any) -> None:
    (folder / f"inventory-{name}.json").write_text(json.dumps({**FOUND, "name": name, **changes}))


def test_many_machines_become_one_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "WS-2", system={**FOUND["system"], "detail": "<script>alert(1)</script>"})
    write(tmp_path, "WS-1", comparison=against_minimum(FOUND, {"cpu_cores": 99}))
    write(tmp_path, "=cmd()")
    (tmp_path / "inventory-bad.json").write_text("{")
    write(tmp_path, "hollow", cpu={})
    assert main(["inventory", "collect", str(tmp_path)]) == 1
    found = json.loads((tmp_path / "inventory.json").read_text())
    assert [each["name"] for each in found["machines"]] == ["=cmd()", "WS-1", "WS-2"]
    assert {each["file"] for each in found["unreadable"]} == {"inventory-bad.json", "inventory-hollow.json"}
    html = (tmp_path / "inventory.html").read_text()
    assert "<script>alert" not in html
    assert "processor cores" in html
    rows = list(csv.DictReader((tmp_path / "inventory.csv").read_text().splitlines()))
    assert [row["machine"] for row in rows] == ["'=cmd()", "WS-1", "WS-2"]
    assert rows[1]["missing"] == "cpu_cores: 8, wanted 99"
    capsys.readouterr()


def test_the_latest_of_each_machine_counts(tmp_path: Path) -> None:
    write(tmp_path, "WS-1")
    later = {**FOUND, "time": "2026-11-25T10:00:00+00:00", "memory_gb": 64.0}
    (tmp_path / "inventory-again.json").write_text(json.dumps(later))
    found = collect(tmp_path)
    assert [each["memory_gb"] for each in found["machines"]] == [64.0]
    write_csv(tmp_path / "x.csv", found["machines"])
    assert page(document(found))
    with pytest.raises(ConfigError):
        collect(tmp_path / "nothing")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "site.toml").write_text('schema = 1\nname = "x"\n[inventory.minimum]\ncpu_cores = 1\n')
    site = str(tmp_path / "site.toml")
    assert main(["inventory", "--name", "WS-1", "--site", site, "--out", str(tmp_path)]) == 0
    assert "ENOUGH" in capsys.readouterr().out
    assert main(["inventory", "--site", site]) == 2
    assert main(["inventory", "--help"]) == 0
    assert json.loads((tmp_path / "inventory-WS-1.json").read_text())["name"] == "WS-1"


def test_machines_beyond_what_is_read_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.inventory.collect.MOST_FILES", 1)
    for number in range(3):
        write(tmp_path, f"WS-{number}")
    found = collect(tmp_path)
    assert [one["name"] for one in found["machines"]] == ["WS-0"]
    assert found["unreadable"] == [{"file": "2 more", "why": "more than 1 files"}]
