"""The preflight of the fail-over address, of TLS, and of web servers that answer what is no HTTP or no date."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from harness.inventory.link import link_speed
from harness.tests.test_preflight import closed_port, lines, listener, pacs, site_of
from simulators import authority
from simulators.authority import Authority
from simulators.dimse import Scp
from simulators.runtime import Runtime
from simulators.tls import accept, server_context


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority.make(tmp_path_factory.mktemp("certificates") / "authority")


@contextmanager
def archive(title: str, runtime: Runtime | None = None) -> Iterator[int]:
    scp = Scp(runtime or Runtime(), "pacs", title)
    scp.start()
    try:
        yield scp.port
    finally:
        scp.stop()


def second(port: int, tls: str = "") -> str:
    return f'second = {{ host = "127.0.0.1", port = {port}, ae_title = "PACS1"{tls} }}\n'


def shown_by(folder: Path, kind: str = "") -> str:
    """A ``tls`` of the site file; ``kind``: what our certificate has for a fault."""
    place = folder.as_posix()
    return (
        f', tls = {{ trust = "{place}/ca.pem", certificate = "{place}/client{kind}.pem", '
        f'key = {{ file = "{place}/client.key" }} }}'
    )


def test_the_second_address_of_the_archive_is_reached_too(tmp_path: Path) -> None:
    with archive("PACS1") as first, archive("PACS1") as other:
        found = lines(site_of(pacs(first) + second(other)), tmp_path, "pacs")
        gone = lines(site_of(pacs(first) + second(closed := closed_port())), tmp_path, "pacs")
        unknown = lines(site_of(pacs(first) + second(104).replace("127.0.0.1", "pacs.invalid")), tmp_path, "pacs")
    wanted = [f"second address: TCP port {other}", "second address: C-ECHO PACS1 from CT_ER1"]
    assert [found[name].state for name in wanted] == ["pass", "pass"]
    assert "second address: presentation contexts PACS1" in found
    assert gone[f"second address: TCP port {closed}"].state == "fail"
    assert {gone["C-ECHO PACS1 from CT_ER1"].state} == {"pass"}  # the first one is not blamed
    assert not [name for name in gone if name.startswith("second address: C-ECHO")]
    assert unknown["name resolves"].state == "fail"
    assert not [name for name in unknown if name.startswith("second address")]


def test_the_second_address_is_spoken_to_over_tls_as_the_site_says(tmp_path: Path, certificates: Authority) -> None:
    secured = Runtime(certificates={"pacs": certificates.server()})
    with archive("PACS1") as first, archive("PACS1", secured) as other:
        said = pacs(first) + second(other, shown_by(certificates.folder))
        found = lines(site_of(said), tmp_path, "pacs")
        stranger = said.replace("/ca.pem", "/unknown-ca.pem")
        refused = lines(site_of(stranger), tmp_path, "pacs")
        in_the_clear = lines(site_of(pacs(first) + second(other)), tmp_path, "pacs")
    line = found[f"second address: TLS port {other}"]
    assert line.state == "pass"
    assert "TLSv1.3" in line.detail
    assert found["second address: C-ECHO PACS1 from WS_1"].state == "pass"
    assert refused[f"second address: TLS port {other}"].cause == "its certificate is of an unknown authority"
    assert not [name for name in refused if name.startswith("second address: C-ECHO")]
    assert in_the_clear["second address: C-ECHO PACS1 from CT_ER1"].state == "fail"


def test_a_certificate_that_ends_soon_is_a_warning(tmp_path: Path) -> None:
    soon = authority.make(tmp_path / "soon", days=20)
    with archive("PACS1", Runtime(certificates={"pacs": soon.server()})) as port:
        said = pacs(port).replace(" }", shown_by(soon.folder) + " }")
        line = lines(site_of(said), tmp_path, "pacs")[f"TLS port {port}"]
    assert (line.state, line.cause) == ("warn", "its certificate ends soon")


# --- DICOMweb


@contextmanager
def web(date: str, secure: Authority | None = None) -> Iterator[str]:
    """A web server with this ``Date``; its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response_only(200)
            self.send_header("Date", date)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"[]")

        def log_message(self, *_: Any) -> None: ...

    class Server(HTTPServer):
        def get_request(self) -> tuple[Any, Any]:
            sock, address = super().get_request()
            sock.settimeout(5)
            return (accept(sock, context), address) if context is not None else (sock, address)

    context = None if secure is None else server_context(secure.server(require_client=False))
    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http{'s' if secure else ''}://127.0.0.1:{server.server_port}/dicom-web"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def role(url: str, tls: str = "") -> str:
    return f'[roles.pacs]\nweb = {{ url = "{url}"{tls} }}\n'


def now(hours: float = 0) -> datetime:
    return datetime.now(UTC) + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("date", "states"),
    [
        (lambda: format_datetime(now(), usegmt=True), ["pass", "pass"]),
        (lambda: f"{now():%a, %d %b %Y %H:%M:%S} -0000", ["pass", "pass"]),  # no zone is told: HTTP has one only
        (lambda: format_datetime(now(-3), usegmt=True), ["pass", "fail"]),
        (lambda: "yesterday", ["pass"]),
        (lambda: "Mon, 99 Foo 99999 99:99:99 GMT", ["pass"]),
    ],
)
def test_the_clock_of_a_web_server(
    date: Callable[[], str], states: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    with suppress(AttributeError):  # Windows
        time.tzset()
    with web(date()) as url:
        found = lines(site_of("clock_difference_s = 60\n" + role(url)), tmp_path, "pacs")
    monkeypatch.undo()
    with suppress(AttributeError):
        time.tzset()
    assert [line.state for line in found.values() if line.name in ("DICOMweb", "clock")] == states


@pytest.mark.parametrize(
    "answer", [b"garbage\r\n\r\n", b"\x00\xff" * 50 + b"\n", b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 500]
)
def test_a_web_port_that_speaks_something_else(answer: bytes, tmp_path: Path) -> None:
    with listener(lambda data: answer) as port:
        site = site_of(role(f"http://127.0.0.1:{port}/dicom-web"))
        line = lines(site, tmp_path, "pacs")["DICOMweb"]
        speed = link_speed(site, "1.2.3", "web")
    assert line.state == "fail"
    assert line.cause
    assert "does not" in speed["unknown"]


def test_tls_of_the_web_address_has_its_own_line(tmp_path: Path, certificates: Authority) -> None:
    with web(format_datetime(now(), usegmt=True), certificates) as url:
        port = url.rpartition(":")[2].partition("/")[0]
        found = lines(site_of(role(url, shown_by(certificates.folder))), tmp_path, "pacs")
        unknown = lines(site_of(role(url)), tmp_path, "pacs")
    assert [found[name].state for name in (f"TLS port {port}", "DICOMweb")] == ["pass", "pass"]
    assert unknown[f"TLS port {port}"].cause == "its certificate is of an unknown authority"
    assert "DICOMweb" not in unknown
