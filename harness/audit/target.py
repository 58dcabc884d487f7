"""One port that is looked at, how it is reached with and without what the site gives us, and a finding about it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from harness.audit.catalogue import kinds
from harness.discover.pace import told
from harness.site import SINGLE_ROLES, Site
from simulators.tls import Tls, connect
from simulators.web_credentials import ANONYMOUS

DICOM_KEYS = ("dimse", "worklist", "mpps")
HOST = "host"


@dataclass(frozen=True, slots=True)
class Target:
    """``key``: hl7, dimse, worklist, mpps, web with the ``address`` that belongs to it, or host with its name."""

    role: str
    key: str
    address: Any

    @property
    def host(self) -> str:
        if self.key == "web":
            return urlsplit(self.address.url).hostname or ""
        return str(self.address) if self.key == HOST else str(self.address.host)

    @property
    def port(self) -> int:
        """0 for a host."""
        if self.key == "web":
            parts = urlsplit(self.address.url)
            return parts.port or (443 if parts.scheme == "https" else 80)
        return 0 if self.key == HOST else int(self.address.port)

    @property
    def where(self) -> str:
        """As the report names it."""
        if self.key == HOST:
            return told(self.address)
        if self.key == "web":
            parts = urlsplit(self.address.url)
            return told(
                parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
            )  # no password that stands there
        name = self.address.ae_title if self.key in DICOM_KEYS else self.address.name.rstrip("|")
        return f"{name}@{self.host}:{self.port}"

    @property
    def tls(self) -> Tls | None:
        if self.key == "web":
            return (self.address.tls or Tls()) if self.address.url.startswith("https") else None
        return None if self.key == HOST else self.address.tls

    def as_stranger(self) -> Target:
        """The same port for who has neither certificate nor credentials nor user of the site."""
        nobody = None if self.tls is None else replace(self.tls, certificate="", key="", key_secret=None, password=None)
        changes: dict[str, Any] = {"tls": nobody}
        if self.key == "web":
            changes["credentials"] = ANONYMOUS
        if self.key in DICOM_KEYS:
            changes["identity"] = None
        return replace(self, address=replace(self.address, **changes))

    def open(self, seconds: float) -> socket.socket:
        """A connection, under TLS where the site says so. OSError."""
        sock = socket.create_connection((self.host, self.port), seconds)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock if self.tls is None else connect(sock, self.tls, self.host)


@dataclass(frozen=True, slots=True)
class Finding:
    """One weakness. ``evidence`` is what was seen, in our words or a peer's cut and on one line; ``reference`` the ids
    of articles."""

    id: str
    probe: str
    role: str
    address: str
    severity: str
    title: str
    evidence: str
    remedy: str
    reference: tuple[str, ...]


def found(kind: str, probe: str, target: Target, evidence: str, *, severity: str = "") -> Finding:
    """A finding of a kind of the catalogue; ``severity`` other than the usual one."""
    each = kinds()[kind]
    return Finding(
        kind, probe, target.role, target.where, severity or each.severity, each.title, told(evidence), each.remedy,
        each.references,
    )  # fmt: skip


def targets_of(hospital: Any, names: tuple[str, ...]) -> list[Target]:
    """Every port of these roles, real or simulated and started, and then every host that they are on."""
    ports = [each for name in names for each in _ports(hospital, name)]
    hosts: dict[str, list[str]] = {}
    for each in ports:
        hosts.setdefault(each.host, []).append(each.role)
    roles = {host: ", ".join(dict.fromkeys(names)) for host, names in hosts.items()}
    return [*(Target(role, HOST, host) for host, role in roles.items()), *ports]


def _ports(hospital: Any, name: str) -> Iterator[Target]:
    wiring = hospital.wiring
    with contextlib.suppress(AttributeError):  # a station has no HL7
        if (address := wiring.hl7(name)) is not None:
            yield Target(name, "hl7", address)
    for key in DICOM_KEYS:
        has = key in {"ris": ("worklist", "mpps"), "pacs": ("dimse", "mpps")}.get(name, ("dimse",))
        if has and (address := wiring.dicom(name, key)) is not None:
            yield Target(name, key, address)
    if name == "pacs" and (address := wiring.web(name)) is not None:
        yield Target(name, "web", address)


def caller_of(site: Site, role: str) -> str:
    """The AE title of ours that this role knows: of our archive to who receives images, else of a station of ours."""
    roles = site.tables.roles
    if role not in SINGLE_ROLES or role == "workstation":
        return str(roles.pacs.ae_title)
    stations = [table.ae_title or table.station for table in roles.modality if not table.is_real]
    return str((stations or [roles.workstation.ae_title])[0])
