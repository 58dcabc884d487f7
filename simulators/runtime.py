"""What every simulated role shares: the transcript, the range of test patients, the limits, the names of peers."""

from __future__ import annotations

import itertools
import secrets
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulators.transcript import Transcript
from simulators.wire.errors import LocalViolation
from simulators.wire.identifiers import AssigningAuthority

if TYPE_CHECKING:
    from simulators.tls import Tls
    from simulators.wire.audit import AuditMessage

FOREIGN_NAMES, FOREIGN_NAME = 200, 100  # kinds of foreign traffic told apart, characters of each: a peer invents both
HGM = AssigningAuthority("HGM", "1.2.826.0.1.3680043.10.1561.1", "ISO")


@dataclass(frozen=True, slots=True)
class TestPatients:
    """The only patients that anything here may create, change, merge or delete.

    ``prefixes`` are prefixes of the patient ID; an ID is ours when it starts with one of them and, where ``digits``
    is set, the rest is that many digits. ``authority`` issued them.
    """

    __test__ = False  # not a pytest class

    prefixes: tuple[str, ...] = ("ZZ9", "00ZZ9")
    authority: AssigningAuthority = HGM

    def __contains__(self, patient_id: object) -> bool:
        return isinstance(patient_id, str) and any(
            patient_id.startswith(prefix) and len(patient_id) > len(prefix) for prefix in self.prefixes
        )

    def require(self, patient_id: str, doing: str) -> None:
        """Raise :class:`LocalViolation` unless ``patient_id`` is a test patient's; called before anything is sent."""
        if patient_id not in self:
            raise LocalViolation(
                f"refused to {doing}: patient ID {patient_id!r} is not a test patient of this site",
                cause=f"only IDs that start with {' or '.join(self.prefixes)} may be used",
                remedy="set [test_patients] id_prefixes in the site file",
            )


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
    listeners: dict[int, Any] = field(default_factory=dict)  # those that listen now, by port
    foreign: dict[str, int] = field(default_factory=dict)  # traffic for other patients: counted, never kept
    refuse_foreign: bool = False  # whether such traffic is refused (AR, 0124) instead of acknowledged
    identify: Callable[[str], str] = lambda name: name
    progress: Callable[[str], None] = lambda text: None  # "what is waited for", for the terminal
    audit: Callable[[str, AuditMessage], None] = lambda role, message: None  # what a role has to tell its repository
    _serial: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _token: str = field(default_factory=lambda: secrets.token_hex(3).upper())
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def control_id(self, role: str) -> str:
        """A new MSH-10, at most 20 characters, unique across runs."""
        return f"{role[:3].upper()}{self._token}{next(self._serial):06d}"

    def number(self, prefix: str) -> str:
        """A new identifier of at most 16 characters (SH), unique across runs: prefix + 6 hex + counter."""
        return f"{prefix}{self._token}{next(self._serial):05d}"[:16]

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
