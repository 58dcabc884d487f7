"""What every simulated role shares: the transcript, the range of test patients, the limits, the names of peers."""

from __future__ import annotations

import itertools
import os
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulators.patients import TestPatients as TestPatients
from simulators.transcript import Transcript

if TYPE_CHECKING:
    from simulators.access import Access
    from simulators.tls import Tls
    from simulators.user_identity import UserIdentity
    from simulators.wire.audit import AuditMessage

FOREIGN_NAMES, FOREIGN_NAME = 200, 100  # kinds of foreign traffic told apart, characters of each: a peer invents both


@dataclass(frozen=True, slots=True)
class Limits:
    """Time limits in seconds."""

    connect_s: float = 5.0
    acknowledgement_s: float = 5.0
    dimse_s: float = 10.0
    worklist_s: float = 10.0
    notification_s: float = 10.0
    commitment_s: float = 20.0
    stored_retrievable_s: float = 60.0
    routing_s: float = 60.0
    audit_s: float = 10.0  # from an event to the arrival of its audit message
    clock_difference_s: float = 2.0
    message_bytes: int = 64 * 1024 * 1024


@dataclass(slots=True)
class Runtime:
    """Handed to every role. ``identify`` turns what a peer calls itself (AE title, "APP|FACILITY") into a role name."""

    transcript: Transcript = field(default_factory=Transcript)
    test_patients: TestPatients = field(default_factory=TestPatients)
    limits: Limits = field(default_factory=Limits)
    time_zone: str = "Africa/Malabo"
    bind: str = "127.0.0.1"
    certificates: Mapping[str, Tls] = field(default_factory=dict)  # with which every port of a role is secured
    access: Mapping[str, Access] = field(default_factory=dict)  # who may speak to a role; one that is not here: anybody
    identities: Mapping[str, UserIdentity] = field(default_factory=dict)  # as which user a role is called
    listeners: dict[int, Any] = field(default_factory=dict)  # those that listen now, by port
    foreign: dict[str, int] = field(default_factory=dict)  # traffic for other patients: counted, never kept
    refuse_foreign: bool = False  # whether such traffic is refused (AR, 0124) instead of acknowledged
    identify: Callable[[str], str] = lambda name: name
    progress: Callable[[str], None] = lambda text: None  # "what is waited for", for the terminal
    audit: Callable[[str, AuditMessage], None] = lambda role, message: None  # what a role has to tell its repository
    _serial: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _token: str = field(default_factory=lambda: os.urandom(3).hex().upper())
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def control_id(self, role: str) -> str:
        """A new MSH-10, at most 20 characters, unique across runs."""
        return f"{role[:3].upper()}{self._token}{next(self._serial):06d}"

    def number(self, prefix: str) -> str:
        """A new identifier of at most 16 characters (SH), unique across runs: prefix + 6 hex + counter."""
        return f"{prefix}{self._token}{next(self._serial):05d}"[:16]

    def made(self, data: bytes) -> bool:
        """Whether an identifier that :meth:`control_id` or :meth:`number` made stands in these bytes."""
        return self._token.encode() in data

    @staticmethod
    def uid() -> str:
        """A new UID under 2.25 (PS3.5 B.2: a UUID as one decimal component)."""
        return f"2.25.{uuid.uuid4().int}"

    def count_foreign(self, what: str) -> None:
        """Count a message for a patient that is not ours; its content is not kept."""
        what = what[:FOREIGN_NAME]
        with self._lock:
            if what not in self.foreign and len(self.foreign) >= FOREIGN_NAMES:
                what = "other"
            self.foreign[what] = self.foreign.get(what, 0) + 1
