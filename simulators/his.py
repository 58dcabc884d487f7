"""HIS: registers patients and tells everybody (RAD-1, RAD-12)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from simulators.addresses import Hl7Address
from simulators.runtime import Runtime
from simulators.wire.er7 import Message
from simulators.wire.identifiers import Patient, Visit

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


class His:
    """Sends ADT to every configured receiver. Has no listener."""

    def __init__(self, runtime: Runtime, config: HisConfig) -> None:
        self.runtime = runtime
        self.config = config
        self.ports: dict[str, int] = {}

    def start(self) -> None:
        """Nothing is bound; connections are opened by the first message."""

    def stop(self) -> None:
        """Close every connection."""

    def know(self, role: str, address: Hl7Address) -> None:
        """Add a receiver, or change its address, before or after :meth:`start`."""
        raise NotImplementedError

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
        anything is sent when a patient is not a test patient.
        """
        raise NotImplementedError
