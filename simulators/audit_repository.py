"""The audit repository: takes audit messages from everybody and keeps them in the transcript (ITI-20).

Nothing is answered. What names a patient who is not ours is counted and not kept, as everywhere; so is what comes after
the first :data:`MOST`, or :data:`MOST_BYTES`, so that a flood does not fill the memory.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from simulators.runtime import Runtime
from simulators.syslog_server import SyslogServer
from simulators.tls import Tls
from simulators.wire import audit_reading, syslog
from simulators.wire.audit import EVENTS, AuditMessage
from simulators.wire.errors import PeerViolation

SEARCH = re.compile(rb"[!-~]*/(studies|series|instances)(\?[!-~]*)?\Z")
MOST, MOST_BYTES = 10_000, 32 * 1024 * 1024  # messages kept, and their octets


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRepositoryConfig:
    """``udp`` None: no datagrams. ``hosts``: role by the address it sends from, ``sources``: role by AuditSourceID."""

    tcp: int = 0
    udp: int | None = 0
    tls: Tls | None = None  # of the stream
    hosts: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


class AuditRepository:
    """``ports`` has ``tcp`` and ``udp`` after :meth:`start`."""

    role = "audit_repository"

    def __init__(self, runtime: Runtime, config: AuditRepositoryConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or AuditRepositoryConfig()
        self.ports: dict[str, int] = {}
        self._server = SyslogServer(runtime, self._take, tcp=self.config.tcp, udp=self.config.udp, tls=self.config.tls)
        self._clients: dict[str, str] = {}  # our own senders by address
        self._names: dict[tuple[str, str], str] = {}  # connection by peer and role
        self._kept = self._octets = 0
        self._from_ours = 0
        self._heard = threading.Condition()

    def start(self) -> None:
        """Bind the ports. ConfigError when one is in use."""
        self.ports.update(self._server.start())

    def stop(self) -> None:
        """Close them. May be called twice."""
        self._server.stop()

    def introduce(self, address: str, role: str) -> None:
        """The client at ``address`` ("host:port") is our simulated ``role``."""
        self._clients[address] = role

    def heard(self, count: int, timeout: float) -> bool:
        """Wait until so many messages of our own roles have come; False after ``timeout`` seconds."""
        with self._heard:
            return self._heard.wait_for(lambda: self._from_ours >= count, timeout)

    # --- what comes, in the reactor's thread

    def _take(self, event: bytes | PeerViolation, peer: str, transport: str) -> None:
        try:
            self._keep(event, peer, transport)
        finally:
            if peer in self._clients:
                with self._heard:
                    self._from_ours += 1
                    self._heard.notify_all()

    def _keep(self, event: bytes | PeerViolation, peer: str, transport: str) -> None:
        message, problem = _read(event)
        role = self._sender(peer, message)
        if self._is_foreign(peer, message):
            self.runtime.count_foreign(f"audit message {role}>{self.role}")
            return
        raw = event if isinstance(event, bytes) else _received(event)
        if self._kept >= MOST or self._octets + len(raw) > MOST_BYTES:
            self.runtime.count_foreign("audit message beyond what is kept")
            return
        self._kept, self._octets = self._kept + 1, self._octets + len(raw)
        self.runtime.transcript.add(
            sender=role,
            receiver=self.role,
            protocol="SYSLOG",
            kind=f"AUDIT {audit_name(message)}".strip(),
            connection=self._connection(peer, role, transport),
            peer=peer,
            raw=raw,
            audit=message,
            size=len(raw),
            error=problem,
        )

    def _sender(self, peer: str, message: AuditMessage | None) -> str:
        """By connection where that is known, else by what it says of itself."""
        host = peer.rpartition(":")[0]
        known = self._clients.get(peer) or self.config.hosts.get(host)
        if known or message is None:
            return known or peer
        named = self.config.sources.get(message.source) or self.runtime.identify(message.source)
        return named if named != message.source else peer

    def _connection(self, peer: str, role: str, transport: str) -> str:
        key = (peer if transport != "udp" else "", role)
        if key not in self._names:
            if len(self._names) > MOST:
                self._names.clear()
            self._names[key] = self.runtime.transcript.connection(role, self.role)
        return self._names[key]

    def _is_foreign(self, peer: str, message: AuditMessage | None) -> bool:
        """Whether a stranger's message may be about somebody who is not a test patient."""
        if message is None or peer in self._clients:
            return False
        ours = self.runtime.test_patients
        return any(one not in ours for one in (*message.patient_ids, *_asked_for(message)))


def audit_name(message: AuditMessage | None) -> str:
    """The event in the standard's words; its code where the standard has none."""
    return EVENTS.get(message.event.value, message.event.value[:16]) if message is not None else ""


def _asked_for(message: AuditMessage) -> list[str]:
    """The patients that a query is about: their IDs, else the names that it asks for."""
    found: list[str] = []
    for one in message.objects:
        if one.query:
            syntax = next((value for kind, value in one.details if kind == "TransferSyntax"), b"")
            found += [key for key in _keys(one.query, syntax.decode("ascii", "replace")) if key][:1]
    return found


def _keys(query: bytes, transfer_syntax: str) -> list[str]:
    """Patient ID and name of a query: of a data set, or of a search over DICOMweb."""
    from simulators.dimse import decode

    if SEARCH.match(query):
        said = dict(parse_qsl(query.decode("ascii").partition("?")[2]))
        return [said.get("PatientID") or said.get("00100020", ""), said.get("PatientName") or said.get("00100010", "")]
    try:
        asked = decode(query, transfer_syntax or "1.2.840.10008.1.2")
        return [str(asked.get(keyword) or "") for keyword in ("PatientID", "PatientName")]
    except Exception:  # whatever pydicom makes of hostile bytes: nobody can say whom it is about
        return [query.decode("latin-1")]


def _read(event: bytes | PeerViolation) -> tuple[AuditMessage | None, str]:
    """The message, or why it cannot be read."""
    if isinstance(event, PeerViolation):
        return None, _words(event)
    try:
        return audit_reading.read(syslog.parse(event).content), ""
    except PeerViolation as violation:
        return None, _words(violation)


def _words(violation: PeerViolation) -> str:
    return f"{violation.what} ({violation.clause})"


def _received(violation: PeerViolation) -> bytes:
    return violation.received if isinstance(violation.received, bytes) else b""
