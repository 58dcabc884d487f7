"""Probes of the availability monitor: one for each address of a real system. They store and change nothing."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from harness.load.hl7 import Hl7Connection
from harness.site import Site
from simulators.addresses import DicomAddress, Hl7Address
from simulators.clock import local_time
from simulators.dimse_blocking import Association
from simulators.runtime import Runtime
from simulators.tls import Tls, https_context
from simulators.wire.envelope import assemble, msh, segment
from simulators.wire.errors import ConfigError, InteropError, Refused

VERIFICATION = "1.2.840.10008.1.1"
AT_ONCE = 16
SAME_SERVICE = {"second": "dimse"}  # devices go on there
JOINED = " · "  # no AE title holds it, so that a system is told from its endpoints


@dataclass(frozen=True, slots=True)
class Probe:
    """What came of one probe. ``ms`` is how long it took; ``why`` empty where the endpoint is up. ``service``: what it
    gives, where another endpoint gives the same."""

    system: str
    endpoint: str  # "pacs · dimse"
    up: bool
    ms: float
    why: str = ""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of a system and how it is asked: ``ask`` raises where it is down."""

    system: str
    name: str
    ask: Callable[[], None]
    service: str = ""

    def probe(self) -> Probe:
        """Ask, once more where the first failed: one lost packet is no outage."""
        for last in (False, True):
            began = time.monotonic()
            try:
                self.ask()
            except (InteropError, OSError, http.client.HTTPException, ValueError) as error:
                if last:
                    why = str(error) or type(error).__name__
                    return Probe(self.system, self.name, False, _ms(began), why, self.service)
            else:
                return Probe(self.system, self.name, True, _ms(began), "", self.service)
        raise AssertionError("the loop above returns")


def _ms(began: float) -> float:
    return (time.monotonic() - began) * 1000


def endpoints_of(site: Site) -> list[Endpoint]:
    """Every address of a real system of the site, an archive's second one too. :class:`ConfigError` without any."""
    seconds = site.tables.monitor.timeout_s
    limits = replace(site.limits, connect_s=seconds, dimse_s=seconds, acknowledgement_s=seconds)
    runtime = Runtime(
        limits=limits, test_patients=site.test_patients, identities=site.identities, time_zone=site.tables.time_zone
    )
    found = []
    for name in site.real_roles:
        for key, table in site.role(name).asked().items():
            ask = _ask(site, runtime, name, key, table)
            found.append(Endpoint(name, f"{name}{JOINED}{key}", ask, SAME_SERVICE.get(key, key)))
    if not found:
        raise ConfigError(
            "there is nothing to monitor", cause="every system of this site is simulated",
            remedy="give a site file with addresses: interop monitor --site hospital.toml",
        )  # fmt: skip
    return found


def probe_all(endpoints: list[Endpoint]) -> list[Probe]:
    """Probe every endpoint, side by side."""
    with ThreadPoolExecutor(min(AT_ONCE, len(endpoints))) as pool:
        return list(pool.map(Endpoint.probe, endpoints))


def _ask(site: Site, runtime: Runtime, name: str, key: str, table: object) -> Callable[[], None]:
    if key == "web":
        return lambda: _http(str(table.url), runtime.limits.connect_s, site.tls(table))  # type: ignore[attr-defined]
    if key == "hl7":
        address = site.hl7_address(table)
        return lambda: _hl7(runtime, address, asked=site.tables.monitor.hl7_probe)
    dicom = replace(site.dicom_address(table), identity=site.identities.get(name))
    return lambda: _echo(runtime, dicom, site.tables.roles.workstation.ae_title)


def _echo(runtime: Runtime, to: DicomAddress, calling: str) -> None:
    """C-ECHO (PS3.7 9.1.5)."""
    with Association(to, calling, [VERIFICATION], runtime.limits) as assoc:
        answer = assoc.ask(VERIFICATION, "C-ECHO-RQ", AffectedSOPClassUID=VERIFICATION)
    if answer.is_failure:
        raise Refused(f"C-ECHO status {answer.status:04X}", code=answer.status)


def _hl7(runtime: Runtime, to: Hl7Address, *, asked: bool) -> None:
    """A connection; with ``asked`` an NMQ^N01 too, of which any acknowledgement will do, AR included."""
    if not asked:
        socket.create_connection((to.host, to.port), runtime.limits.connect_s).close()
        return
    now = local_time(runtime)
    header = msh(
        "NMQ^N01", structure="NMQ_N01", dialect=to.dialect, sender="INTEROP|MONITOR", receiver=to.name,
        control_id=runtime.control_id("monitor"), when=now,
    )  # fmt: skip
    line = Hl7Connection(runtime, to)
    try:
        line.ask(assemble([header, segment("NCK", {1: now})], to.dialect))
    except Refused:
        return  # somebody listens and answers
    finally:
        line.close()


def _http(url: str, seconds: float, tls: Tls | None = None) -> None:
    """A request for one study's worth of nothing; every answer below 500 says that the service is there."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, parts.port, timeout=seconds, context=https_context(tls)
        )
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=seconds)
    try:
        path = parts.path.rstrip("/") + "/studies?limit=1&StudyInstanceUID=1.2.3"
        connection.request("GET", path, headers={"Accept": "application/dicom+json"})
        status = connection.getresponse().status
    finally:
        connection.close()
    if status >= 500:
        raise Refused(f"HTTP {status}", code=status)
