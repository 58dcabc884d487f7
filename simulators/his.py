"""HIS: registers patients and tells everybody (RAD-1, RAD-12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulators.addresses import Hl7Address
from simulators.clock import local_time
from simulators.hl7_line import Line
from simulators.runtime import Runtime
from simulators.wire.er7 import Message
from simulators.wire.errors import InteropError, LocalViolation
from simulators.wire.identifiers import Patient, Visit
from simulators.wire.registration import adt

EVENTS = (
    *("A01", "A02", "A03", "A04", "A05", "A06", "A07", "A08", "A11", "A12", "A13"),
    *("A31", "A34", "A36", "A38", "A40"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HisConfig:
    """``adt_to`` maps the role name of each receiver to its address; they are told in this order."""

    role: str = "his"
    application: str = "HIS"
    facility: str = "HGM"
    adt_to: Mapping[str, Hl7Address] = field(default_factory=dict)
    retry_s: float = 2.0  # pause before a message is sent again


class His:
    """Sends ADT to every configured receiver. Has no listener."""

    def __init__(self, runtime: Runtime, config: HisConfig | None = None) -> None:
        self.runtime = runtime
        self.config = config or HisConfig()
        self.ports: dict[str, int] = {}
        self._lines: dict[str, Line] = {}
        for role, address in self.config.adt_to.items():
            self.know(role, address)

    def start(self) -> None:
        """Nothing is bound; connections are opened by the first message."""

    def stop(self) -> None:
        """Close every connection."""
        for line in self._lines.values():
            line.close()

    def know(self, role: str, address: Hl7Address) -> None:
        """Add a receiver, or change its address, before or after :meth:`start`."""
        if role in self._lines:
            self._lines[role].move(address)
        else:
            self._lines[role] = Line(self.runtime, self.config.role, role, address, retry_s=self.config.retry_s)

    def send(
        self,
        event: str,
        patient: Patient,
        visit: Visit | None = None,
        prior: Patient | None = None,
        *,
        deliberate: str = "",
    ) -> dict[str, Message]:
        """Send ``ADT^event`` to each receiver in order; the acknowledgement of each, by role name.

        ``prior`` is the patient merged away (A34, A36, A40). Every receiver is tried; after that the first failure
        is raised: :class:`NoAnswer`, :class:`PeerViolation`, or :class:`Refused` for AE and AR. With ``deliberate``
        (why a rule is broken on purpose) a refusal is returned as it came. Raises :class:`LocalViolation` before
        anything is sent when a patient is not a test patient, or when there is no receiver.
        """
        if not self._lines:
            raise LocalViolation(f"{self.config.role} has no receiver for ADT", remedy="give the RIS an HL7 address")
        messages = {
            role: self._message(event, patient, visit, prior, line.address) for role, line in self._lines.items()
        }
        return self._ask_all(messages, deliberate)

    def _message(
        self, event: str, patient: Patient, visit: Visit | None, prior: Patient | None, receiver: Hl7Address
    ) -> Message:
        return adt(
            event,
            patient,
            visit,
            prior=prior,
            dialect=receiver.dialect,
            sender=f"{self.config.application}|{self.config.facility}",
            receiver=receiver.name,
            control_id=self.runtime.control_id(self.config.role),
            when=local_time(self.runtime),
        )

    def _ask_all(self, messages: dict[str, Message], deliberate: str) -> dict[str, Message]:
        answers: dict[str, Message] = {}
        failures: list[InteropError] = []
        for role, message in messages.items():
            try:
                answers[role] = self._lines[role].ask(message, deliberate=deliberate)
            except InteropError as failure:
                failures.append(failure)
        if failures:
            raise failures[0]
        return answers
