"""The preflight: each way in which a system cannot be reached has its own line and its own remedy."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harness.preflight.preflight import Line, preflight
from harness.session import Hospital
from harness.site import Site, parse_site
from simulators.dimse import Scp
from simulators.runtime import Limits, Runtime
from simulators.wire.er7 import Message
from simulators.wire.mllp import frame

LIMITS = "[limits]\nconnect_s = 2\nacknowledgement_s = 1\ndimse_s = 2\n"


def site_of(roles: str) -> Site:
    return parse_site('schema = 1\nname = "x"\n' + LIMITS + roles)


def lines(site: Site, out: Path, *only: str) -> dict[str, Line]:
    return {line.name: line for line in preflight(site, out, only=only)}


def closed_port() -> int:
    """A port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pacs(port: int, title: str = "PACS1", host: str = "127.0.0.1") -> str:
    return f'[roles.pacs]\ndimse = {{ host = "{host}", port = {port}, ae_title = "{title}" }}\n'


def ris(port: int) -> str:
    return f'[roles.ris]\nhl7 = {{ host = "127.0.0.1", port = {port}, application = "RIS" }}\n'


@contextmanager
def listener(answer: Callable[[bytes], bytes]) -> Iterator[int]:
    """A TCP server that answers each block it receives; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection, contextlib.suppress(OSError):
                    while data := connection.recv(65536):
                        if reply := answer(data):
                            connection.sendall(reply)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.fixture
def hospital() -> Iterator[Hospital]:
    """A simulated PACS and RIS to be reached as if they were real."""
    simulated = Hospital(parse_site('schema = 1\nname = "x"\n'))
    simulated.wiring.start(("ris", "pacs"))
    yield simulated
    simulated.close()


def test_a_system_that_answers_passes_every_line(hospital: Hospital, tmp_path: Path) -> None:
    ports = {name: hospital.wiring.started[name].ports for name in ("ris", "pacs")}
    roles = pacs(ports["pacs"]["dimse"]) + ris(ports["ris"]["hl7"])
    roles += f'worklist = {{ host = "localhost", port = {ports["ris"]["worklist"]}, ae_title = "RIS_MWL" }}\n'
    found = list(preflight(site_of(roles), tmp_path))
    bad = [line for line in found if line.state == "fail" and line.name != "clock"]
    assert bad == []
    names = {line.name for line in found}
    assert {
        "name resolves",
        "C-ECHO PACS1 from CT_ER1",
        "C-ECHO PACS1 from WS_1",
        "C-ECHO RIS_MWL from CT_ER1",
    } <= names
    assert {"presentation contexts PACS1", "presentation contexts RIS_MWL", "clock", "disk"} <= names
    assert any(name.startswith("MLLP port") for name in names)


def test_nothing_is_stored_in_what_is_checked(hospital: Hospital, tmp_path: Path) -> None:
    list(preflight(site_of(pacs(hospital.pacs.ports["dimse"]) + ris(hospital.ris.ports["hl7"])), tmp_path))
    kinds = {exchange.kind for exchange in hospital.transcript.exchanges}
    assert not {kind for kind in kinds if kind.startswith(("C-STORE", "N-", "ADT", "ORM", "OMG", "OMI"))}


def test_a_name_that_does_not_resolve(tmp_path: Path) -> None:
    found = lines(site_of(pacs(104, host="pacs.invalid")), tmp_path, "pacs")
    assert list(found) == ["name resolves"]  # nothing is said of its ports
    line = found["name resolves"]
    assert (line.state, line.detail) == ("fail", "pacs.invalid")
    assert "DNS" in line.remedy


def test_a_port_where_nobody_listens(tmp_path: Path) -> None:
    port = closed_port()
    found = lines(site_of(pacs(port)), tmp_path, "pacs")
    line = found[f"TCP port {port}"]
    assert line.state == "fail"
    assert "refused" in line.cause
    assert "start the service" in line.remedy
    assert not [name for name in found if name.startswith("C-ECHO")]  # not asked, and not counted as passed


def test_a_wrong_called_ae_title(tmp_path: Path) -> None:
    runtime = Runtime()
    scp = Scp(runtime, "pacs", "PACS1", require_called_ae=True)
    port = scp.start()
    try:
        line = lines(site_of(pacs(port, "PACS2")), tmp_path, "pacs")["C-ECHO PACS2 from WS_1"]
    finally:
        scp.stop()
    assert (line.state, line.detail) == ("fail", "association rejected")
    assert "PACS2" in line.remedy


def test_a_calling_ae_title_that_is_not_known(tmp_path: Path) -> None:
    scp = Scp(Runtime(), "pacs", "PACS1", calling_ae_titles=("OTHER",))
    port = scp.start()
    try:
        line = lines(site_of(pacs(port)), tmp_path, "pacs")["C-ECHO PACS1 from WS_1"]
    finally:
        scp.stop()
    assert line.state == "fail"
    assert "ask the administrator of the PACS to add WS_1, 127.0.0.1" in line.remedy


def test_a_dicom_port_that_speaks_something_else(tmp_path: Path) -> None:
    with listener(lambda data: b"HTTP/1.0 400 Bad Request\r\n\r\n") as port:
        found = lines(site_of(pacs(port)), tmp_path, "pacs")
    assert found["C-ECHO PACS1 from CT_ER1"].state == "fail"
    assert len([name for name in found if "C-ECHO" in name]) == 1  # it is not about who calls: nobody else need wait


def test_an_hl7_port_that_is_silent_is_a_warning(tmp_path: Path) -> None:
    with listener(lambda data: b"") as port:
        line = lines(site_of(ris(port)), tmp_path, "ris")[f"MLLP port {port}"]
    assert line.state == "warn"


@pytest.mark.parametrize(
    ("behind", "state", "cause"),
    [
        (0, "pass", ""),
        (90, "fail", "the clocks run apart"),
        (3600, "fail", "its time zone is not that of the site file"),
    ],
)
def test_the_clock_of_the_answer(tmp_path: Path, behind: int, state: str, cause: str) -> None:
    def answer(data: bytes) -> bytes:
        question = Message.parse(data.strip(b"\x0b\x1c\r"))
        now = (datetime.now(UTC) - timedelta(seconds=behind)).strftime("%Y%m%d%H%M%S")
        text = f"MSH|^~\\&|RIS|HGM|EMR|HGM|{now}||ACK|1|P|2.5.1\rMSA|AR|{question.control_id}\r"
        return frame(text.encode())

    with listener(answer) as port:
        line = lines(site_of(ris(port)), tmp_path, "ris")["clock"]
    assert (line.state, line.cause) == (state, cause)


def test_a_listen_port_that_is_taken_and_an_address_that_nobody_can_reach(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        roles = pacs(104, host="192.0.2.20") + f"[roles.workstation]\nlisten = {{ port = {port} }}\n"
        site = site_of(roles)
        from harness.preflight.preflight import this_machine

        found = {line.name: line for line in this_machine(site, tmp_path)}
    assert found[f"port {port} for workstation.port"].state == "fail"
    assert f"stop the program that uses port {port}" in found[f"port {port} for workstation.port"].remedy
    assert found["address of this machine"].state == "warn"


def test_a_folder_that_cannot_be_written_and_a_disk_that_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from harness.preflight import preflight as module

    class Usage:
        free = 1000

    monkeypatch.setattr(module.shutil, "disk_usage", lambda folder: Usage)
    assert next(module.this_machine(site_of(""), tmp_path)).state == "fail"
    monkeypatch.undo()
    monkeypatch.setattr(module.Path, "write_bytes", lambda self, data: (_ for _ in ()).throw(PermissionError(13, "no")))
    assert next(module.this_machine(site_of(""), tmp_path)).name == "folder for reports"


def test_dicomweb_without_its_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_SUCH_TOKEN", raising=False)
    roles = '[roles.pacs]\nweb = { url = "http://127.0.0.1:1/dicom-web", token = { env = "NO_SUCH_TOKEN" } }\n'
    line = lines(site_of(roles), tmp_path, "pacs")["DICOMweb"]
    assert "NO_SUCH_TOKEN is not set" in line.cause
    refused = lines(site_of(roles.replace(', token = { env = "NO_SUCH_TOKEN" }', "")), tmp_path, "pacs")["DICOMweb"]
    assert refused.state == "fail"


def test_limits_are_those_of_the_site() -> None:
    assert site_of("").limits == Limits(connect_s=2, acknowledgement_s=1, dimse_s=2)


def test_a_real_station_is_asked_only_for_what_an_archive_of_ours_needs(tmp_path: Path) -> None:
    station = '[[roles.modality]]\nstation = "MR_1"\nmodality = "MR"\n'
    hospital = Hospital(site_of(station))
    hospital.start()
    try:
        port = hospital.wiring.role("MR_1").ports["dimse"]
        real = f'{station}dimse = {{ host = "127.0.0.1", port = {port}, ae_title = "MR_1" }}\n'
        found = lines(site_of(real), tmp_path, "MR_1")
        assert {line.state for line in found.values()} == {"pass"}, found
        assert {"C-ECHO MR_1 from PACS1", "presentation contexts MR_1"} <= set(found)
        between = lines(site_of(real + pacs(closed_port())), tmp_path, "MR_1")
        assert not [name for name in between if "C-ECHO" in name]  # the real archive speaks to it, nobody of ours
    finally:
        hospital.close()
